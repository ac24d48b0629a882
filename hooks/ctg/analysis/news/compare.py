"""How two publications differ, record by record, fact by fact. Whether a difference is news, the words decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ctg.ground.problems import fold
from ctg.stores.journal import Trace

PRESENCE, NAME = "fiche", "nom"
"""Two subjects that every record has: whether it is there, and its name."""


@dataclass(frozen=True)
class Difference:
    """One difference. ``before`` is None for what appears, ``after`` for what vanishes."""

    key: str
    subject: str
    item: str = ""
    """When a subject has several values, which of them: a closure's dates, a commune, a year."""
    before: str | None = None
    after: str | None = None

    @property
    def appears(self) -> bool:
        return self.before is None

    @property
    def vanishes(self) -> bool:
        return self.after is None


def changes(before: Mapping[str, Trace], after: Mapping[str, Trace], facts: bool = True) -> dict[str, list[Difference]]:
    """Key of a record → its differences, its name first, in the order of keys. ``facts=False``: only what comes and goes.

    Keys are those of ``after``: call :func:`renamed` first when files may have been renamed.
    """
    found: dict[str, list[Difference]] = {}
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            found[key] = [Difference(key, PRESENCE, before=old.nom if old else None, after=new.nom if new else None)]
        elif facts and (differences := list(_differences(key, old, new))):
            found[key] = differences
    return found


def _differences(key: str, old: Trace, new: Trace) -> Iterator[Difference]:
    if fold(old.nom) != fold(new.nom):
        yield Difference(key, NAME, before=old.nom, after=new.nom)
    for subject in sorted({*old.faits, *new.faits}):
        was, now = _items(old.faits.get(subject)), _items(new.faits.get(subject))
        for item in sorted({*was, *now}):
            if was.get(item) != now.get(item):
                yield Difference(key, subject, item, was.get(item), now.get(item))


def _items(fact: str | dict[str, str] | None) -> dict[str, str]:
    """A fact with several values as it is; one value alone under no name."""
    return fact if isinstance(fact, dict) else {} if fact is None else {"": fact}


def moves(before: Mapping[str, Trace], after: Mapping[str, Trace]) -> dict[str, str]:
    """Old key → new key of the records whose file was renamed: the same kind, name and communes, gone here, new there.

    Two that could be the same one are taken for none.
    """

    def identity(key: str, trace: Trace) -> tuple:
        return key.split("/")[0], fold(trace.nom), trace.communes

    gone: dict[tuple, list[str]] = {}
    new: dict[tuple, list[str]] = {}
    for found, keys, traces in ((gone, before.keys() - after.keys(), before), (new, after.keys() - before.keys(), after)):
        for key in keys:
            found.setdefault(identity(key, traces[key]), []).append(key)
    return {keys[0]: new[one][0] for one, keys in sorted(gone.items()) if len(keys) == 1 and len(new.get(one, ())) == 1}


def renamed(before: Mapping[str, Trace], moved: Mapping[str, str]) -> dict[str, Trace]:
    """The traces under their new keys."""
    return {moved.get(key, key): trace for key, trace in before.items()}
