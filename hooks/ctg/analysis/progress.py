"""Where the actions stand, counting only what is stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ctg.kinds import Action
from ctg.kinds.action import ETATS
from ctg.problems import plural


def progress(actions: Sequence[Action]) -> str:
    """« 3 actions : 2 en cours, 1 dont l'avancement n'est pas renseigné. » Unknown states are counted, never guessed."""
    if not actions:
        return "Aucune action renseignée."
    counts = Counter(action.etat for action in actions)
    total = plural(len(actions), "action")
    if set(counts) == {None}:
        return f"{total} dont l’avancement n’est pas renseigné."
    return f"{total} : " + ", ".join(_words(etat, counts[etat]) for etat in ETATS if counts[etat]) + "."


def _words(etat: str | None, count: int) -> str:
    if etat is None:
        return f"{count} dont l’avancement n’est pas renseigné"
    word = ETATS[etat]
    return f"{count} {word}{'s' if count > 1 and word.endswith('e') else ''}"
