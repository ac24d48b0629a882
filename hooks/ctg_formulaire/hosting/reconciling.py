"""Two people changed one sheet: what each did is put together field by field; where both changed one field, the sheet waits.

A sheet that waits is kept beside the data (:mod:`ctg_formulaire.workshop`) as its author left it, with what it was; the
file is as the other one sent it, until a person chooses.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ctg import api
from ctg_formulaire.opened import named, read, said
from ctg_formulaire.workshop import Keeper

WAITING = "attente"


class BothChanged(NamedTuple):
    """A place of a file that both changed, and what each wrote there; None: nothing any more."""

    path: api.FieldPath
    mine: Any
    theirs: Any


class PutTogether(NamedTuple):
    """What is to be written over theirs, and what a person must choose."""

    changes: dict[api.FieldPath, Any]
    both: list[BothChanged]


def put_together(before: Any, mine: Any, theirs: Any, path: api.FieldPath = ()) -> PutTogether:
    """My changes since ``before``, over theirs: field by field in groups, item by item in lists that keep their items."""
    if said(mine) == said(before) or said(mine) == said(theirs):
        return PutTogether({}, [])
    if said(theirs) == said(before) and path:
        return PutTogether({path: mine}, [])
    if all(isinstance(one, Mapping) for one in (before, mine, theirs)):
        steps: Any = dict.fromkeys([*theirs, *mine, *before])
        parts = [(step, *(one.get(step) for one in (before, mine, theirs))) for step in steps]
    elif _same_items(before, mine, theirs):
        parts = [(rank, *some) for rank, some in enumerate(zip(before, mine, theirs, strict=True))]
    elif _only_added(before, mine, theirs):
        added = [one for one in mine[len(before) :] if one not in theirs]
        return PutTogether({(*path, len(theirs) + rank): one for rank, one in enumerate(added)}, [])
    else:
        return PutTogether({}, [BothChanged(path, mine, theirs)])
    found = [put_together(was, own, other, (*path, step)) for step, was, own, other in parts]
    return PutTogether({p: v for one in found for p, v in one.changes.items()}, [both for one in found for both in one.both])


def _same_items(*lists: Any) -> bool:
    """Whether three lists hold the same things, by their names: the communes."""
    names = [
        [one.get("nom") for one in some] for some in lists if isinstance(some, list) and all(isinstance(x, dict) for x in some)
    ]
    return len(names) == len(lists) and names[0] == names[1] == names[2] and all(names[0])


def _only_added(before: Any, mine: Any, theirs: Any) -> bool:
    """Whether both only wrote more at the end of a list."""
    every = all(isinstance(one, list) and one for one in (before, mine, theirs))
    return every and mine[: len(before)] == before and theirs[: len(before)] == before


@dataclass(frozen=True)
class WaitingSheet:
    """A file that two people changed, until one chooses. Texts are None where there is no file."""

    file: str
    before: str | None
    mine: str | None
    back: bool = False
    """Whether what is « mine » is what was there before a sending that is undone."""

    @property
    def name(self) -> str:
        """Under which it is kept."""
        return f"{WAITING}/{api.as_identifier(self.file)}"

    def title(self, theirs: str | None) -> str:
        """What people call it."""
        names = (named(read(text)) for text in (self.mine, theirs))
        return next(filter(None, names), api.FILES.get(Path(self.file).name, self.file))

    def together(self, theirs: str | None) -> PutTogether:
        """What is put together with the file as it is now; what can only be taken whole is one choice, at the path ()."""
        values = [read(text) for text in (self.before, self.mine, theirs)]
        if all(isinstance(one, dict | list) for one in values):
            return put_together(*values)
        return PutTogether({}, [BothChanged((), self.mine, theirs)])

    def written(self, theirs: str | None, mine: Set[api.FieldPath]) -> str | None:
        """The file with my changes over theirs, and ``mine`` of those that both changed. Raises :class:`EditError`."""
        found = self.together(theirs)
        if () in mine:
            return self.mine
        changes = {**found.changes, **{one.path: one.mine for one in found.both if one.path in mine}}
        return api.edit(theirs, changes) if changes and theirs is not None else theirs

    def alone(self, theirs: str | None) -> str | None:
        """The same, when nobody has to choose; else None."""
        try:
            return None if self.together(theirs).both else self.written(theirs, set())
        except api.EditError:
            return None

    def keep(self, keeper: Keeper) -> None:
        """Raises :class:`OSError`."""
        keeper.keep(self.name, {"fichier": self.file, "avant": self.before, "mien": self.mine, "retour": self.back})


def waiting_in(root: Path) -> Iterator[WaitingSheet]:
    """All that waits."""
    keeper = Keeper(root)
    for name in keeper.names(WAITING):
        kept = keeper.read(name)
        if isinstance(kept.get("fichier"), str):
            yield WaitingSheet(kept["fichier"], kept.get("avant"), kept.get("mien"), kept.get("retour") is True)
