"""Rules of indicators: values with a source, a target that agrees with its start, and figures of a size that can be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from ctg.checking.rules import Checked, Rules
from ctg.common.phrases import number
from ctg.common.problems import Problem, fold
from ctg.figures.series import is_rate
from ctg.model.figure import COUNTED, Indicateur, Valeur

OFTEN = 6
"""So many times both years beside it: a comma or a nought slipped."""
CROWD = Decimal("1.5")
"""Times the inhabitants of today: a commune may have lost some since."""
PEOPLE = re.compile(r"(?:personnes|enfants|jeunes|habitants|eleves|parents|naissances|allocataires|salaries)\b")
"""The units of which a commune has no more than inhabitants, folded."""


def check_values(one: Checked[Indicateur]) -> Iterator[Problem]:
    """Values have a source, possible shares and no double; the target and the course agree with the start."""
    seen = set()
    goal, start = one.record.cible, one.record.depart
    if goal and start and one.record.sens and (goal.valeur - start.valeur) * (1 if one.record.sens == "hausse" else -1) < 0:
        yield one.error(
            "sens",
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


def judged(one: Checked[Indicateur]) -> Iterator[Problem]:
    """A start is measured, counted as the target is, and what its year says; a course tells which way is good."""
    record, start, goal = one.record, one.record.depart, one.record.cible
    if start and start.annee > one.world.today.year:
        yield one.error(
            "depart.annee", f"L'année {start.annee} n'est pas encore venue.", "Le départ est une mesure : corrigez l'année."
        )
    whole = {value.annee: value.valeur for value in record.valeurs if value.whole}
    if start and whole.get(start.annee, start.valeur) != start.valeur:
        told = f"Le départ dit {number(start.valeur)} en {start.annee}, et les valeurs {number(whole[start.annee])}."
        yield one.error("depart.valeur", told, "Gardez la bonne valeur aux deux endroits.")
    if start and goal and not record.same_count(start.annee, goal.annee):
        since = next((one.annee for one in record.ruptures if one.annee and start.annee < one.annee <= goal.annee), None)
        told = (
            f"On compte autrement depuis {since} : ce départ et la cible ne se comparent pas."
            if since
            else "Ces années ne se comparent pas."
        )
        yield one.warning("depart.annee", told, "Prenez un départ compté comme la cible.")
    if record.trajectoire and goal and not (start or record.sens):
        yield one.warning(
            "trajectoire", "Sans départ ni sens, personne ne peut juger cette trajectoire.", "Ajoutez « depart », ou « sens »."
        )
    elif goal and not start and not record.valeurs and not record.sens:
        yield one.warning("cible", "Cette cible n'a ni départ, ni valeur : personne ne peut la juger.", "Ajoutez « depart ».")


def sizes(one: Checked[Indicateur]) -> Iterator[Problem]:
    """Warn of a value many times those of the years beside it, more than its territory has, or of less than all its communes."""
    record = one.record
    series: dict[tuple[str | None, str | None], list[tuple[int, Valeur]]] = defaultdict(list)
    totals = {value.annee: value for value in record.valeurs if value.annee and value.whole}
    for i, value in enumerate(record.valeurs):
        series[value.commune, value.partie].append((i, value))
        whole, there = totals.get(value.annee or 0), value.commune and one.world.populations.get(value.commune)
        if value.commune and whole and not is_rate(record) and value.valeur > whole.valeur > 0:
            told = f"{value.commune} aurait plus que tout le territoire ({number(whole.valeur)} en {whole.annee})."
            yield one.warning(f"valeurs.{i}.valeur", told, "Comptez les chiffres.")
        elif there and PEOPLE.match(fold(record.unite)) and not is_rate(record) and value.valeur > there * CROWD:
            told = f"{value.commune} a {number(there)} habitants : elle ne peut pas avoir {number(value.valeur)} {record.unite}."
            yield one.warning(f"valeurs.{i}.valeur", told, "Comptez les chiffres.")
        elif value.valeur < 0 and COUNTED.fullmatch(fold(record.unite)):
            yield one.error(
                f"valeurs.{i}.valeur", f"On ne compte pas {number(value.valeur)} {record.unite}.", "Corrigez la valeur."
            )
        elif value.valeur % 1 and PEOPLE.match(fold(record.unite)) and not is_rate(record):
            yield one.warning(
                f"valeurs.{i}.valeur", f"{number(value.valeur)} {record.unite} : ce nombre est entier.", "Regardez la virgule."
            )
        elif fold(record.unite) == "communes" and value.valeur > len(one.world.codes) > 0:
            told = f"Le territoire a {len(one.world.codes)} communes, pas {number(value.valeur)}."
            yield one.warning(f"valeurs.{i}.valeur", told, "Corrigez la valeur.")
    for values in series.values():
        yield from _jumps(one, sorted(((i, value) for i, value in values if value.annee), key=lambda pair: pair[1].year))
    last = record.derniere
    for i, other in enumerate(record.comparaisons if last and is_rate(record) else ()):
        if last and _far(last.valeur, other.valeur):
            told = f"{number(other.valeur)}, quand le territoire a {number(last.valeur)}."
            yield one.warning(f"comparaisons.{i}.valeur", told, "Regardez la virgule.")
    yield from _sums(one)
    if record.cible and record.depart and record.cible.valeur >= 10 * record.depart.valeur > 100:
        yield one.warning("cible.valeur", "La cible est au moins dix fois le départ.", "Comptez les chiffres.")


def _sums(one: Checked[Indicateur]) -> Iterator[Problem]:
    """Warn of a total that is not the sum of all the communes."""
    for i, whole in enumerate(one.record.valeurs):
        parts = [v.valeur for v in one.record.valeurs if v.annee == whole.annee and v.whole_commune]
        if whole.annee and whole.whole and not is_rate(one.record) and len(parts) == len(one.world.codes) > 1:
            if abs(sum(parts) - whole.valeur) > abs(whole.valeur) / 20:
                told = f"Le total est {number(whole.valeur)}, et la somme des communes {number(sum(parts))}."
                yield one.warning(f"valeurs.{i}.valeur", told, "Corrigez le total, ou la commune qui se trompe.")


def _jumps(one: Checked[Indicateur], values: list[tuple[int, Valeur]]) -> Iterator[Problem]:
    """What is far from both years beside it, or at an end from the two next ones."""
    if len(values) < 3:
        return
    for rank, (i, value) in enumerate(values):
        near = [values[j][1] for j in sorted({max(0, rank - 1), min(len(values) - 1, rank + 1)} - {rank})]
        if len(near) == 1:
            near.append(values[2 if rank == 0 else -3][1])
        near = [other for other in near if one.record.same_count(*sorted((other.year, value.year)))]
        if (
            len(near) == 2
            and _far(value.valeur, near[0].valeur)
            and _far(value.valeur, near[1].valeur)
            and not _far(near[0].valeur, near[1].valeur)
        ):
            years = " et ".join(f"{number(other.valeur)} en {other.year}" for other in near)
            yield one.warning(
                f"valeurs.{i}.valeur", f"{number(value.valeur)}, pour {years}.", "Comptez les chiffres, et regardez la virgule."
            )


def _far(a: Decimal, b: Decimal) -> bool:
    low, high = sorted((abs(a), abs(b)))
    return high >= 20 and high > OFTEN * low


FIGURE_RULES = Rules({Indicateur: (check_values, judged, sizes)})
