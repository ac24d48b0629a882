"""Where the actions stand, counting only what is stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ctg.ground.problems import plural
from ctg.kinds import Action
from ctg.kinds.project.action import ETATS, Etat


def counts(actions: Sequence[Action]) -> dict[Etat | None, int]:
    """How many actions are in each state that one of them has, in the order of ``ETATS``; None: not stated."""
    found = Counter(action.etat for action in actions)
    return {etat: found[etat] for etat in ETATS if found[etat]}


def progress(actions: Sequence[Action]) -> str:
    """« 3 actions : 2 en cours, 1 dont l'avancement n'est pas renseigné. » Unknown states are counted, never guessed.

    Never a percentage: actions do not weigh the same, and an unknown state is not a nought.
    """
    if not actions:
        return "Aucune action renseignée."
    found = counts(actions)
    total = plural(len(actions), "action")
    if set(found) == {None}:
        return f"{total} dont l’avancement n’est pas renseigné."
    return f"{total} : " + ", ".join(_words(etat, count) for etat, count in found.items()) + "."


def _words(etat: Etat | None, count: int) -> str:
    if etat is None:
        return f"{count} dont l’avancement n’est pas renseigné"
    word = ETATS[etat]
    return f"{count} {word}{'s' if count > 1 and word.endswith('e') else ''}"
