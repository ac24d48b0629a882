"""What a site publishes, read and checked: its way in, its records, its words.

Each record is checked by the schema that the tool publishes (``record_schema``), which lets more fields be: version 1 may
gain some. A file that cannot be read refuses the whole site, whose last good copy stays; a record that does not follow its
schema is left out, and told.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ctg.gathering.doors import Bounded, Door, Missing, Unsound
from ctg.ground.problems import plural, shown
from ctg.kinds import KINDS, Record
from ctg.kinds.fields.base import YEARS
from ctg.kinds.fields.identifiers import is_identifier
from ctg.kinds.fields.reach import Url
from ctg.outputs.open_data.api import FOLDER, LISTS, TERRITORY, WORDS
from ctg.outputs.open_data.metadata.record_schema import PUBLICATION, record_schema
from ctg.sheets.source import CONTROL
from ctg.spreadsheet.report import visible

MOST_RECORDS = 20_000
"""Of one kind: the largest territory has a few hundred."""
MOST_VALUES = 2_000_000
"""Values of one file."""
DEEPEST = 50
MOST_TOLD = 3
"""Records left out that are named one by one."""


def some(names: Sequence[str]) -> str:
    """The first of these names, and how many others there are: a list is as long as its reader bears, not its site."""
    more = [f"… et {len(names) - MOST_TOLD} de plus"] if len(names) > MOST_TOLD else []
    return ", ".join((*names[:MOST_TOLD], *more))


_TEXT = {"type": "string", "pattern": r"\S", "maxLength": 300}
_DATE = {"type": "string", "format": "date"}
_SIREN = {"type": "string", "pattern": r"^\d{9}\Z"}
_NOTICE = dict.fromkeys(("licence", "licence_url", "source"), _TEXT) | {"publie_le": _DATE}


def _object(**properties: Any) -> dict[str, Any]:
    """An object that has all of these, and maybe more."""
    return {"type": "object", "properties": properties, "required": list(properties)}


INDEX = _object(
    territoire=_object(nom_complet=_TEXT, siren=_SIREN),
    publication=_object(**_NOTICE),
    adresses={"type": "array", "maxItems": 1000, "items": _object(chemin=_TEXT)},
)
INDEX["properties"]["version"] = {"type": "string", "pattern": r"^\d{1,4}(\.\d{1,4}){2}\Z"}  # not said before 2.0.0
LIST = _object(publication=PUBLICATION, **{LISTS: {"type": "array", "maxItems": MOST_RECORDS}})
OF_TERRITORY = _object(**{TERRITORY: _object(titre_site=_TEXT)})
_TERMS = {"type": "array", "maxItems": 1000, "items": _object(id=_TEXT)}
OF_WORDS = _object(rubriques=_TERMS, themes=_TERMS, types=_TERMS)


Checker = Callable[[Any], str | None]
"""From a value, where it does not follow a schema (« " (horaires.lundi)" », empty for the whole); None when it does."""


@dataclass(frozen=True)
class Publication:
    """What a site published, once checked. ``address`` is what it says of itself, when that is a web address."""

    siren: str
    name: str
    title: str
    """Of its site."""
    address: str | None
    licence: str
    licence_url: str
    source: str
    published_on: dt.date
    version: str
    """Of the form of its files; empty when it does not say."""
    records: Mapping[type[Record], list[dict[str, Any]]]
    territory: dict[str, Any]
    """What the site says of itself, with its licence."""
    vocabulary: dict[str, Any] | None
    remarks: tuple[str, ...] = field(default=())
    """What was left out, in French sentences."""


def read_site(door: Door) -> Publication:
    """What a site publishes. Raises :class:`Unsound`, and ``Unreachable`` when a file does not come."""
    bounded = Bounded(door)
    index = _file(bounded, f"{FOLDER}/index.json", INDEX)
    territory = _file(bounded, f"{FOLDER}/{TERRITORY}.json", OF_TERRITORY)
    told: list[str] = []
    listed = {one["chemin"] for one in index["adresses"]}
    records: dict[type[Record], list[dict[str, Any]]] = {}
    for kind in KINDS:
        path = f"{FOLDER}/{kind.folder}.json"
        if f"/{path}" in listed:  # a kind without a record has no list
            records[kind] = _kept(kind, _file(bounded, path, LIST)[LISTS], told)
    notice = index["publication"]
    published_on = dt.date.fromisoformat(notice["publie_le"])
    if published_on.year not in YEARS:
        raise Unsound(f"il se dit publié en {published_on.year}")
    return Publication(
        index["territoire"]["siren"],
        visible(index["territoire"]["nom_complet"]),
        visible(territory[TERRITORY]["titre_site"]),
        _web(territory[TERRITORY].get("adresse_site")),
        notice["licence"],
        notice["licence_url"],
        notice["source"],
        published_on,
        index.get("version", ""),
        records,
        territory,
        _optional(bounded, f"{FOLDER}/{WORDS}.json", OF_WORDS, told),
        tuple(told),
    )


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
        if isinstance(one, str) and CONTROL.search(one):
            raise ValueError


def _file(door: Bounded, path: str, schema: dict[str, Any]) -> Any:
    try:
        value = parsed(door.read(path), path)
    except Missing:
        raise Unsound(f"{path} manque : ce n'est pas un site de cet outil, ou il est trop ancien") from None
    if (wrong := _checker(schema)(value)) is not None:
        raise Unsound(f"{path} n'a pas la forme prévue{wrong}")
    return value


def _checker(schema: dict[str, Any]) -> Checker:
    from jsonschema import Draft202012Validator, FormatChecker  # a tenth of a second, that other commands need not wait for

    validator = Draft202012Validator(schema, format_checker=FormatChecker(["date"]))

    def wrong(value: Any) -> str | None:
        error = next(validator.iter_errors(value), None)
        return None if error is None else _where(error.absolute_path)

    return wrong


@cache
def _record_checker(kind: type[Record]) -> Checker:
    return _checker(record_schema(kind))


def _where(steps: Iterable[str | int]) -> str:
    path = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
    return f" ({visible(shown(path))})" if path else ""


def _kept(kind: type[Record], found: list[Any], told: list[str]) -> list[dict[str, Any]]:
    """The records that follow their schema, each identifier once; ``told`` says which do not."""
    kept: dict[str, dict[str, Any]] = {}
    wrong: list[str] = []
    for rank, record in enumerate(found, 1):
        error = _record_checker(kind)(record)
        id = record.get("id") if isinstance(record, dict) else None
        name = visible(shown(id)) if isinstance(id, str) else f"n° {rank}"
        if error is not None:
            wrong.append(f"{name}{error}")
        elif not is_identifier(str(id)):
            wrong.append(f"{name} (identifiant)")
        elif id in kept:
            wrong.append(f"{name} (en double)")
        else:
            kept[str(id)] = record
    if wrong:
        left = f"laissée{'s' if len(wrong) > 1 else ''} de côté"
        told.append(f"{plural(len(wrong), 'fiche')} de « {kind.folder} » {left} : {some(wrong)}")
    return list(kept.values())


def _optional(door: Bounded, path: str, schema: dict[str, Any], told: list[str]) -> dict[str, Any] | None:
    """A file that the records do without: a site that has no sound one keeps them."""
    try:
        value: dict[str, Any] = _file(door, path, schema)
    except Unsound as error:
        told.append(str(error))
        return None
    return value


_URL: TypeAdapter[str] = TypeAdapter(Url)


def _web(value: object) -> str | None:
    try:
        return _URL.validate_python(value).rstrip("/") + "/" if isinstance(value, str) else None
    except ValidationError:
        return None
