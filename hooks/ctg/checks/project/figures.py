"""The values of an indicator."""

from __future__ import annotations

from collections.abc import Iterator

from ctg.checks.base import Checked, Rules
from ctg.ground.problems import Problem
from ctg.kinds import Indicateur


def figures(one: Checked[Indicateur]) -> Iterator[Problem]:
    seen = set()
    goal, start = one.record.cible, one.record.depart
    if goal and start and one.record.sens and (goal.valeur - start.valeur) * (1 if one.record.sens == "hausse" else -1) < 0:
        yield one.error(
            "cible.valeur",
            f"La cible ({goal.valeur}) va à l'inverse du sens souhaité ({one.record.sens}) depuis le départ ({start.valeur}).",
            "Corrigez « cible », « depart » ou « sens ».",
        )
    if goal and start and goal.annee < start.annee:
        yield one.error("cible.annee", "La cible est datée d'avant le départ.", "Corrigez l'une des deux années.")
    yield from _trajectory(one)
    for i, value in enumerate(one.record.valeurs):
        if not value.source and not one.record.sources:
            yield one.error(
                f"valeurs.{i}", "Un chiffre doit dire sa source.", "Ajoutez « source » à la valeur, ou « sources » à la fiche."
            )
        if one.record.unite.strip().startswith("%") and not 0 <= value.valeur <= 100:
            yield one.error(
                f"valeurs.{i}.valeur", f"Une part va de 0 à 100 %, pas {value.valeur}.", "Corrigez la valeur, ou l'unité."
            )
        key = (value.annee, value.publie_en, value.commune, value.partie)
        if key in seen:
            yield one.error(f"valeurs.{i}", "Cette année figure déjà pour ce territoire.", "Gardez une seule des deux valeurs.")
        seen.add(key)


def _trajectory(one: Checked[Indicateur]) -> Iterator[Problem]:
    """Each year once, between the start and the target."""
    goal, start, seen = one.record.cible, one.record.depart, set()
    for i, point in enumerate(one.record.trajectoire):
        if point.annee in seen:
            yield one.error(f"trajectoire.{i}.annee", "Cette année y figure déjà.", "Gardez une seule des deux valeurs.")
        seen.add(point.annee)
        if not goal:
            yield one.error("trajectoire", "Une trajectoire mène à une cible.", "Ajoutez « cible ».")
            return
        ends = [end for end in (start, goal) if end]
        if (start and point.annee < start.annee) or point.annee > goal.annee:
            yield one.error(
                f"trajectoire.{i}.annee",
                "Cette année n'est pas entre celle du départ et celle de la cible.",
                "Corrigez l'année, ou supprimez la ligne.",
            )
        elif any(end.annee == point.annee and end.valeur != point.valeur for end in ends):
            yield one.error(
                f"trajectoire.{i}.valeur", "Le départ ou la cible dit autre chose pour cette année.", "Supprimez la ligne."
            )


FIGURE_RULES = Rules({Indicateur: (figures,)})
