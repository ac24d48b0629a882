"""What a site publishes, read and checked: its index, its records, its vocabulary.

Each record is made again by our own model, that of ``data/``, without the fields that a later version may have. A file that
cannot be read refuses the whole site, whose last good copy stays; a record that is not valid is left out, with a message.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, TypeAdapter, ValidationError, create_model

from ctg import api
from ctg_portail.fetching import Bounded, Door, Missing, Unsound

MOST_RECORDS = 20_000
"""Of one kind, in what is read."""
MOST = {api.Commune: 400, api.Structure: 3000, api.Service: 2000}
"""Records of one territory that are kept: the largest intercommunality of France has 158 communes."""
MOST_OTHERS = 400
"""Of any other kind."""
NOT_FIELDS = {"id", "genre", "calcule", "publication"}
MOST_VALUES = 2_000_000
"""Values of one file."""
DEEPEST = 50
MOST_TOLD = 3
"""Records left out that are named one by one."""


def some(names: Sequence[str]) -> str:
    """The first of these names, and how many others there are: a list is as long as its reader bears, not its site."""
    more = [f"… et {len(names) - MOST_TOLD} de plus"] if len(names) > MOST_TOLD else []
    return ", ".join((*names[:MOST_TOLD], *more))


def _day(text: str) -> str:
    dt.date.fromisoformat(text)
    return text


_Text: Any = Annotated[str, StringConstraints(pattern=r"\S", max_length=300)]
_Day: Any = Annotated[str, AfterValidator(_day)]
_Siren: Any = Annotated[str, StringConstraints(pattern=r"^\d{9}$")]
_Version: Any = Annotated[str, StringConstraints(pattern=r"^\d{1,4}(\.\d{1,4}){2}$")]


def _object(**fields: Any) -> Any:
    """An object that has all of these, and maybe more; one with a value may be absent."""
    typed: dict[str, Any] = {name: one if isinstance(one, tuple) else (one, ...) for name, one in fields.items()}
    return create_model("Said", **typed)


def _many(item: Any, most: int) -> Any:
    return Annotated[list[item], Field(max_length=most)]


_NOTICE = dict.fromkeys(("licence", "licence_url", "source"), _Text)
INDEX = _object(
    territoire=_object(nom_complet=_Text, siren=_Siren),
    publication=_object(**_NOTICE, publie_le=_Day),
    adresses=_many(_object(chemin=_Text), 1000),
    version=(_Version, ""),  # not said before 2.0.0
)
LIST = _object(publication=_object(**_NOTICE), **{api.LISTS: _many(Any, MOST_RECORDS)})
OF_TERRITORY = _object(**{api.TERRITORY: _object(titre_site=_Text)})
OF_WORDS = _object(**dict.fromkeys(("rubriques", "themes", "types"), _many(_object(id=_Text), 1000)))


P = TypeVar("P", bound=api.Part)
R = TypeVar("R", bound=api.Record)
_URL: TypeAdapter[str] = TypeAdapter(api.Url)


@dataclass(frozen=True)
class Publication:
    """What a site published, once checked: its way in, what it says of itself, its words, its records."""

    index: dict[str, Any]
    territory: dict[str, Any]
    vocabulary: dict[str, Any] | None
    records: Mapping[type[api.Record], list[dict[str, Any]]]
    remarks: tuple[str, ...]
    """What was left out, in French sentences without their full stop."""

    @property
    def siren(self) -> str:
        """Whose it says to be."""
        return self.index["territoire"]["siren"]

    @property
    def address(self) -> str | None:
        """Its own, when it says one that is a web address."""
        try:
            return _URL.validate_python(self.territory[api.TERRITORY].get("adresse_site")).rstrip("/") + "/"
        except (ValidationError, TypeError):
            return None


def read_site(door: Door) -> Publication:
    """What a site publishes. Raises :class:`Unsound`, and ``Unreachable`` when a file does not come."""
    bounded = Bounded(door)
    index = _file(bounded, f"{api.API_LISTS_FOLDER}/index.json", INDEX)
    year = dt.date.fromisoformat(index["publication"]["publie_le"]).year
    if year not in api.YEARS:
        raise Unsound(f"il se dit publié en {year}")
    territory = _file(bounded, f"{api.API_LISTS_FOLDER}/{api.TERRITORY}.json", OF_TERRITORY)
    told: list[str] = []
    listed = {one["chemin"] for one in index["adresses"]}
    records: dict[type[api.Record], list[dict[str, Any]]] = {}
    for kind in api.KINDS:
        path = f"{api.API_LISTS_FOLDER}/{kind.folder}.json"
        if f"/{path}" in listed:  # a kind without a record has no list
            records[kind] = _kept(kind, _file(bounded, path, LIST)[api.LISTS], told)
    try:
        words = _file(bounded, f"{api.API_LISTS_FOLDER}/{api.API_LISTS_WORDS}.json", OF_WORDS)
    except Unsound as error:  # the records do without
        told.append(str(error))
        words = None
    return Publication(index, territory, words, records, tuple(told))


def parsed(content: bytes, path: str) -> Any:
    """The JSON of a file, of a form that nothing after has to fear. Raises :class:`Unsound`."""
    try:
        value = json.loads(content.decode("utf-8"), parse_constant=_no_number, parse_float=_finite)
        _bounded(value)
    except (ValueError, RecursionError):
        raise Unsound(f"{path} ne se lit pas") from None
    return value


def _no_number(_word: str) -> float:
    raise ValueError  # NaN and infinities are no JSON


def _finite(text: str) -> float:
    if not math.isfinite(value := float(text)):
        raise ValueError
    return value


def _bounded(value: Any) -> None:
    """Refuse what is too deep, too long, or holds characters that no page can show. Raises :class:`ValueError`."""
    todo, seen = [(value, 0)], 0
    while todo:
        one, depth = todo.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_VALUES:
            raise ValueError
        if isinstance(one, dict):
            todo.extend((inner, depth + 1) for inner in (*one, *one.values()))
        elif isinstance(one, list):
            todo.extend((inner, depth + 1) for inner in one)
        elif isinstance(one, str) and not one.isascii():
            one.encode("utf-8")  # half a character (a lone surrogate) is refused here
        if isinstance(one, str) and api.CONTROL.search(one):
            raise ValueError


def _file(door: Bounded, path: str, form: type[BaseModel]) -> Any:
    try:
        value = parsed(door.read(path), path)
    except Missing:
        raise Unsound(f"{path} manque : ce n'est pas un site de cet outil, ou il est trop ancien") from None
    try:
        form.model_validate(value, strict=True)
    except ValidationError as failure:
        raise Unsound(f"{path} n'a pas la forme prévue{_where(failure.errors()[0]['loc'])}") from None
    return value


def _where(steps: Iterable[str | int]) -> str:
    path = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
    return f" ({api.visible(api.shown(path))})" if path else ""


def _kept(kind: type[api.Record], found: list[Any], told: list[str]) -> list[dict[str, Any]]:
    """The records that our model takes, each identifier once; ``told`` says which it does not."""
    most = MOST.get(kind, MOST_OTHERS)
    if len(found) > most:
        told.append(f"{api.plural(len(found), 'fiche')} de « {kind.folder} » : les {most} premières seulement sont gardées")
    kept: dict[str, dict[str, Any]] = {}
    wrong: list[str] = []
    for rank, record in enumerate(found[:most], 1):
        id = record.get("id") if isinstance(record, dict) else None
        if not isinstance(id, str) or not api.is_identifier(id):
            error = "identifiant"
        elif id in kept:
            error = "en double"
        elif not _ours(kind, record):
            error = "nos règles la refusent"
        else:
            kept[id] = record
            continue
        wrong.append(f"{api.visible(api.shown(id)) if isinstance(id, str) else f'n° {rank}'} ({error})")
    if wrong:
        left = f"laissée{'s' if len(wrong) > 1 else ''} de côté"
        told.append(f"{api.plural(len(wrong), 'fiche')} de « {kind.folder} » {left} : {some(wrong)}")
    return list(kept.values())


# --- records -------------------------------------------------------------------------------------


def _ours(kind: type[api.Record], published: Mapping[str, Any]) -> bool:
    """Whether our models take a record, and what its site worked out of it."""
    worked_out = group(api.model_of(kind), published.get("calcule"), worked_out=True)
    return published.get("genre") == kind.kind and worked_out is not None and made(kind, published) is not None


def made(kind: type[R], published: Mapping[str, Any]) -> R | None:
    """A record made again by our model, from what a site published; None when the model refuses it."""
    return taken(kind, published["id"], {name: as_typed(value) for name, value in published.items() if name not in NOT_FIELDS})


def group(model: type[P], values: object, worked_out: bool = False) -> P | None:
    """A group as it was published, without the fields that a later version may have; None when the model refuses it.
    ``worked_out``: nobody typed it, its values are those of JSON."""
    if not isinstance(values, dict):
        return None
    known = {name: values[name] for name in model.model_fields if name in values}
    try:
        return model.model_validate(known if worked_out else as_typed(known))
    except ValidationError:
        return None


def as_typed(value: Any) -> Any:
    """A JSON value as people type it: « oui » for true. The models take numbers and dates as JSON has them."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict):
        return {name: as_typed(inner) for name, inner in value.items()}
    return [as_typed(inner) for inner in value] if isinstance(value, list) else value


def taken(kind: type[R], id: str, values: dict[str, Any]) -> R | None:
    """The record that these values make, without the fields of a later version, that leave ``values``."""
    for _ in range(2):
        try:
            return kind.model_validate(values).read_from(id, f"{kind.folder}/{id}", values)
        except ValidationError as failure:
            errors = failure.errors(include_url=False, include_context=False)
        except ArithmeticError:  # a number or a date that nothing holds
            return None
        unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
        if len(unknown) < len(errors):
            return None
        for where in unknown:
            remove(values, where)
    return None


def remove(values: Any, where: api.Location) -> None:
    """Remove a value from nested lists and dicts, were it already absent."""
    *above, last = where
    for step in above:
        with suppress(KeyError, IndexError, TypeError):  # a step that only the model has
            values = values[step]
    if isinstance(values, list) and isinstance(last, int) and last < len(values):
        del values[last]
    elif isinstance(values, dict):
        values.pop(last, None)
