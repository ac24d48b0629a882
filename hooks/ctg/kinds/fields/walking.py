"""Every value of a record, its parts included, and the copy of it that may leave.

The models are walked: a field that is added tomorrow is seen here without anyone's thought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from ctg.ground.problems import Location
from ctg.kinds.fields.base import Traits, traits_of
from ctg.kinds.fields.references import Mention, Naming, Reference

M = TypeVar("M", bound=BaseModel)
Leaf = tuple[Location, type[BaseModel], str, Any]
"""Where a value is (positions in lists are counted from 0), and the model and the name of its field."""
Keep = Callable[[Traits], bool]


def leaves(part: BaseModel, at: Location = ()) -> Iterator[Leaf]:
    """Every value that is given, but a group of fields, a list, or a dictionary."""
    model = type(part)
    for name in model.model_fields:
        found = getattr(part, name)
        if found is None or found == ():  # most fields of most records
            continue
        if type(found) is str:  # most of the others
            yield (*at, name), model, name, found
            continue
        for where, value in _inside(found, (*at, name)):
            if isinstance(value, BaseModel):
                yield from leaves(value, where)
            else:
                yield where, model, name, value


def _inside(value: Any, where: Location) -> Iterator[tuple[Location, Any]]:
    if isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _inside(item, (*where, i))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, (*where, key))
    else:
        yield where, value


def texts(part: BaseModel) -> Iterator[tuple[Location, Traits, str]]:
    """Every text that someone wrote, but what never leaves ``data/``: where, the traits of its field, the text."""
    for where, model, name, value in leaves(part):
        if isinstance(value, str) and not (traits := traits_of(model)[name]).interne:
            yield where, traits, value


# --- references ----------------------------------------------------------------------------------


_LINKS = "_links"
"""Where a part keeps what it names: its fields never change, and a copy forgets it (see ``Part``). 0.5 s of 10 at 500 records."""


def links(part: BaseModel) -> tuple[Naming, ...]:
    """Everything that a record names, by identifier or as people do."""
    found = part.__dict__.get(_LINKS)
    if found is None:
        found = part.__dict__[_LINKS] = tuple(_links(part))
    return found


def _links(part: BaseModel) -> Iterator[Naming]:
    for where, model, name, value in leaves(part):
        if isinstance(value, str) and (mark := _naming(model).get(name)) and not _elsewhere(part, mark, where):
            yield Naming(".".join(map(str, where)), mark, value)


def _elsewhere(part: BaseModel, mark: Reference | Mention, where: Location) -> bool:
    return len(where) == 1 and isinstance(mark, Reference) and mark.waived(part.__dict__)


def references(part: BaseModel) -> Iterator[tuple[str, str, str]]:
    """(where, target, value) of what a record names and must exist: ``("suites.0.action", "actions", "b3")``."""
    return ((where, mark.target, value) for where, mark, value in links(part) if isinstance(mark, Reference))


def mentions(part: BaseModel) -> Iterator[tuple[str, str]]:
    """(where, name) of each institution that a record names: who leads, takes part, pays, manages, sits."""
    return ((where, value) for where, mark, value in links(part) if isinstance(mark, Mention))


@cache
def _naming(model: type[BaseModel]) -> dict[str, Reference | Mention]:
    """What each field names, for those that name something."""
    marked = {name: [*field.metadata, *_marks(field.annotation)] for name, field in model.model_fields.items()}
    return {name: mark for name, marks in marked.items() for mark in marks if isinstance(mark, Reference | Mention)}


def _marks(hint: Any) -> tuple[Any, ...]:
    """The marks of every ``Annotated`` in a hint: ``tuple[Annotated[str, mark], ...] | None`` → ``(mark,)``."""
    own = getattr(hint, "__metadata__", ())
    return (*own, *(mark for arg in get_args(hint) for mark in _marks(arg)))


# --- what may leave ------------------------------------------------------------------------------


def kept(part: M, keep: Keep) -> M:
    """The part with nothing but the fields that ``keep`` accepts, at every depth; the part itself when nothing is left out.

    Made anew from what is kept, so that nothing else can follow. A compulsory field that is left out is then absent.
    """
    traits = traits_of(type(part))
    found = {name: _kept(getattr(part, name), keep) for name in part.model_fields_set if keep(traits[name])}
    same = len(found) == len(part.model_fields_set) and all(value is getattr(part, name) for name, value in found.items())
    return part if same else type(part).model_construct(**found)


def _kept(value: Any, keep: Keep) -> Any:
    if isinstance(value, BaseModel):
        return kept(value, keep)
    if isinstance(value, tuple):
        items = tuple(_kept(item, keep) for item in value)
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    if isinstance(value, dict):
        named = {key: _kept(item, keep) for key, item in value.items()}
        return value if all(item is value[key] for key, item in named.items()) else named
    return value


def kept_written(written: Any, before: Any, after: Any) -> Any:
    """The values as their file has them, without what :func:`kept` left out from ``before`` to ``after``."""
    if after is before:
        return written
    if isinstance(after, BaseModel) and isinstance(written, dict):
        names = after.model_fields_set & written.keys()
        return {
            name: kept_written(written[name], getattr(before, name), getattr(after, name)) for name in written if name in names
        }
    if isinstance(after, tuple) and isinstance(written, list) and len(written) == len(after):
        return [kept_written(*item) for item in zip(written, before, after, strict=True)]
    return None  # written in a form of its own, of which nobody can tell what to keep


def left_out(part: BaseModel, keep: Keep, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The names of the fields that someone filled and that :func:`kept` leaves out, from the record down."""
    for name, traits in traits_of(type(part)).items():
        value, path = getattr(part, name), (*at, name)
        if name not in part.model_fields_set or value is None:
            continue
        if not keep(traits):
            yield path
            continue
        for _, inner in _inside(value, ()):
            if isinstance(inner, BaseModel):
                yield from left_out(inner, keep, path)
