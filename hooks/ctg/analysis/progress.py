"""Where the actions stand, counting only what is stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ctg.kinds import Action
from ctg.kinds.action import ETATS


def progress(actions: Iterable[Action]) -> list[tuple[str | None, int, str]]:
    """(state, count, words) of the states that occur; unknown states are counted, never guessed."""
    counts = Counter(action.etat for action in actions)
    return [(etat, counts[etat], _words(etat, counts[etat])) for etat in ETATS if counts[etat]]


def _words(etat: str | None, count: int) -> str:
    """« 3 en cours », « 12 non renseignées »."""
    word = ETATS[etat]
    return f"{count} {word}{'s' if count > 1 and word.endswith('e') else ''}"
