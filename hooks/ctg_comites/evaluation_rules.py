"""The rules of evaluations: a favourable judgement that a figure of its own evidence contradicts."""

from __future__ import annotations

from collections.abc import Iterator

from ctg import api
from ctg_comites.evaluation_kind import AvisEvaluation, Evaluation


def evidence_that_contradicts(one: api.Checked[Evaluation]) -> Iterator[api.Problem]:
    """A judgement says yes, and a figure that it stands on goes the other way, or has missed its target."""
    for i, question in enumerate(one.record.questions):
        if not question.jugement or question.jugement.avis != AvisEvaluation.POSITIF:
            continue
        for j, preuve in enumerate(question.preuves):
            found = one.world.get(api.Indicateur, preuve.indicateur)
            if told := found and away(found):
                remedy = "Revoyez l'avis, ou dites dans « texte » pourquoi il tient malgré ce chiffre."
                yield one.warning(f"questions.{i}.preuves.{j}.indicateur", f"L'avis est positif, mais {told}.", remedy)


def away(indicator: api.Indicateur) -> str:
    """How the last value of the territory, off its course, missed its target or is further from it than at the start, in a
    sentence; empty when it is not so, or when nothing can be compared."""
    found, goal, start = api.course(indicator), indicator.cible, indicator.depart
    if not found or not goal or found.kept:
        return ""
    last, way = found.latest, 1 if found.wanted == "hausse" else -1
    told = f"« {indicator.nom} » vaut {api.number(last.valeur)} en {last.year}"
    if last.year >= goal.annee:
        return f"{told}, et la cible de {goal.annee} est {api.number(goal.valeur)}"
    if start and (start.valeur - last.valeur) * way > 0:
        return f"{told}, plus loin de la cible ({api.number(goal.valeur)}) qu'au départ ({api.number(start.valeur)})"
    return ""


EVALUATION_RULES = api.Rules({Evaluation: (evidence_that_contradicts,)})
