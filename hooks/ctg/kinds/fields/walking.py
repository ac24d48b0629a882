"""Every value of a record, its parts included, and the copy of it that may leave.

The models are walked: a field that is added tomorrow is seen here without anyone's thought.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel

from ctg.ground.problems import Location
from ctg.kinds.fields.base import CLOSED, Traits, traits_of
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


def free_texts(part: BaseModel) -> Iterator[tuple[Location, str]]:
    """(where, text) of every text in which somebody may write any sentence, but what never leaves ``data/``."""
    for where, model, name, value in leaves(part):
        if isinstance(value, str) and not isinstance(value, Enum) and name in _free(model):
            yield where, value


@cache
def _free(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a model that hold free texts: any text, but a word of a closed list, a name that must exist, a number."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if not traits_of(model)[name].interne and not any(map(_closed, (*field.metadata, *_parts(field.annotation))))
    )


def numbers(part: BaseModel) -> Iterator[str]:
    """Every telephone number and postcode of a part."""
    for _, model, name, value in leaves(part):
        if isinstance(value, str) and name in _numbers(model):
            yield value


@cache
def _numbers(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, field in model.model_fields.items() if CLOSED in (*field.metadata, *_parts(field.annotation)))


def _closed(mark: Any) -> bool:
    return mark is CLOSED or isinstance(mark, Reference) or get_origin(mark) is Literal


def _parts(hint: Any) -> tuple[Any, ...]:
    """A hint, the hints inside it and the marks of each."""
    return (hint, *getattr(hint, "__metadata__", ()), *(part for arg in get_args(hint) for part in _parts(arg)))


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


GONE = object()
"""What :func:`without` gives for a value of which nothing is left."""


def without(value: Any, written: Any, gone: Collection[Location], at: Location = ()) -> tuple[Any, Any]:
    """A value and the same as its file has it, without the texts at these places (as :func:`leaves` tells them).

    A list loses the item; a group that loses a compulsory field, or all it had, goes too: (:data:`GONE`, None). The record
    itself stays, be its name among what is lost.
    """
    if at in gone:
        return GONE, None
    if not any(place[: len(at)] == at for place in gone):
        return value, written
    if isinstance(value, BaseModel):
        return _group_without(value, written, gone, at)
    same = isinstance(written, list) and len(written) == len(value)  # else in a form of its own: nobody can tell what to keep
    pairs = (without(value[i], written[i] if same else None, gone, (*at, i)) for i in range(len(value)))
    left = [pair for pair in pairs if pair[0] is not GONE]
    if not left:
        return GONE, None
    return tuple(item for item, _ in left), [item for _, item in left] if same else None


def _group_without(part: BaseModel, written: Any, gone: Collection[Location], at: Location) -> tuple[Any, Any]:
    texts = written if isinstance(written, dict) else {}
    pairs = {name: without(getattr(part, name), texts.get(name), gone, (*at, name)) for name in part.model_fields_set}
    found = {name: value for name, (value, _) in pairs.items() if value is not GONE}
    lost = (name for name in pairs if name not in found)
    if not found or (at and any(type(part).model_fields[name].is_required() for name in lost)):
        return GONE, None
    return type(part).model_construct(**found), {name: pairs[name][1] for name in texts if name in found}


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
