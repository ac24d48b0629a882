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
    """How the last value of the territory turns away from its target, or missed it, in a sentence; empty when it does not.

    Counted from the baseline; where another way of counting began since, nothing can be said.
    """
    goal, start, last = indicator.cible, indicator.depart, indicator.derniere
    if not goal or not last:
        return ""
    if start and not indicator.same_count(start.annee, last.year):
        return ""
    wanted = indicator.sens or (start and ("hausse" if goal.valeur > start.valeur else "baisse"))
    if not wanted:
        return ""
    way = 1 if wanted == "hausse" else -1
    told = f"« {indicator.nom} » vaut {api.number(last.valeur)} en {last.year}"
    if last.year >= goal.annee and (goal.valeur - last.valeur) * way > 0:
        return f"{told}, et la cible de {goal.annee} est {api.number(goal.valeur)}"
    if start and last.year > start.annee and (start.valeur - last.valeur) * way > 0 and (goal.valeur - last.valeur) * way > 0:
        return f"{told}, plus loin de la cible ({api.number(goal.valeur)}) qu'au départ ({api.number(start.valeur)})"
    return ""


EVALUATION_RULES = api.Rules({Evaluation: (evidence_that_contradicts,)})
