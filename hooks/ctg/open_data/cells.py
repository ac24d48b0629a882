"""A field's value to the text of a spreadsheet cell and back, and the columns of a kind's table.

- A text is itself.
- A list has one item a line; a list of closed words (communes, themes) may also be « a ; b » or « a, b ».
- A group of fields is ``commune: Valbourg, lieu: mairie``; a list of groups has one a line.
- The hours of a day are ``9h-12h, 14h-18h``.
- What these forms cannot say (an item on several lines, say) is YAML on one line: ``["…", "…"]``.

A group is flattened once: ``places.total`` is a column. Values are compared by these texts, so that what is exported then
imported is unchanged by construction.

Spreadsheets turn dates into numbers, telephones into numbers without their zero, « oui » into VRAI: :func:`restored` gives
the text that the author of a raw cell meant. What can only mean one thing is restored, with a note that says so; the rest is
refused. Nothing is guessed."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from ctg.common.problems import Refusal, fold, shown
from ctg.model import KINDS, SHARED, Commune, Record
from ctg.model.fields import Part, thousands_or_decimals
from ctg.reading.describe import Field, Type, fields_of
from ctg.reading.sheet import losses, mended
from ctg.reading.spoken.words import Meant, meant
from ctg.reading.yaml_text import Quoted, UnreadableError, flow, parse, tidy

GENRES: dict[str, type[Record]] = {kind.kind: kind for kind in KINDS if kind is not Commune}
"""The kinds that a sheet can hold: one file a record. (The communes share one file.)"""


class TableError(Refusal):
    """The file as a whole cannot be used."""


class Shape(Enum):
    """How a value is laid out in one cell; see ``cells``."""

    TEXT = auto()
    LIST = auto()
    """Texts, one a line."""
    GROUP = auto()
    """A group of fields inside another, on one line."""
    GROUPS = auto()
    """Groups of fields, one a line."""
    SPANS = auto()
    """Opening hours of a day."""
    ANY = auto()
    """Anything else, as YAML on one line."""


NUMBERS = {Type.NUMBER, Type.INTEGER, Type.DEGREES, Type.YEAR}
DATES = {Type.DATE, Type.KNOWN_DATE}
CLOSED = {Type.YES_NO, Type.CHOICE, Type.NAME}
"""Types whose words are all known: the column has a drop-down list."""


@dataclass(frozen=True)
class Column:
    """One column. ``choices`` are the admitted words of a closed list, for the drop-down."""

    path: tuple[str, ...]
    label: str
    help: str = ""
    shape: Shape = Shape.TEXT
    type: Type = Type.LINE
    choices: tuple[str, ...] = field(default=(), compare=False)
    labels: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Of some of these words, what people read."""

    @property
    def name(self) -> str:
        """``places.total``, as messages of ``ctg verifier`` name the field."""
        return ".".join(self.path)

    @property
    def closed(self) -> bool:
        return self.type in CLOSED


COMPUTED = "calcule"
"""First part of the name of a column that the site works out (« calcule.latitude »): published, never read back."""
ID = Column(("identifiant",), "Identifiant", "Le nom du fichier sans « .yml ». Vide : une nouvelle fiche.")


def columns_of(kind: type[Part], names: Mapping[str, Iterable[str]] | None = None, internal: bool = True) -> tuple[Column, ...]:
    """The identifier, then compulsory fields, then the kind's other fields, then those of all records.

    ``names`` gives the names that exist by target (communes, themes, structures…) for the drop-down lists;
    ``internal`` keeps the internal notes.
    """
    fields = [one for one in fields_of(kind) if internal or not one.traits.interne]
    fields.sort(key=lambda one: (one.key in SHARED, not one.required))
    return (ID, *(column for one in fields for column in _columns(one, "", names or {})))


def _columns(one: Field, prefix: str, names: Mapping[str, Iterable[str]]) -> Iterator[Column]:
    label = prefix + one.label
    shape = _shape(one)
    if shape is Shape.GROUP and not prefix:
        for inner in one.fields:
            yield from _columns(inner, f"{label} : ", names)
        return
    known = names.get(one.target, {})
    words = ("oui", "non") if one.type is Type.YES_NO else one.values or sorted(known)
    labels = known if known and isinstance(known, Mapping) else dict(zip(one.values, one.labels, strict=False))
    yield Column(one.path, label, _help(one, shape), shape, one.type, tuple(words), labels)


def _shape(one: Field) -> Shape:
    if one.type is Type.DAY:
        return Shape.SPANS
    if one.type is Type.GROUP:
        return Shape.GROUPS if one.many else Shape.GROUP
    if one.type in {Type.TERMS, Type.OTHER}:
        return Shape.ANY
    return Shape.LIST if one.many else Shape.TEXT


def _help(one: Field, shape: Shape) -> str:
    """What to write in the cell, in one or two sentences."""
    form = {Shape.LIST: "Un élément par ligne (Alt+Entrée).", Shape.GROUPS: "Un groupe par ligne."}.get(shape, "")
    example = one.example.strip("[]{}")
    if one.fields and not example:
        example = ", ".join(f"{inner.key}: {inner.example or '…'}" for inner in one.fields)
    required = "Obligatoire." if one.required else ""
    return " ".join(part for part in (required, one.help, form, example and f"Exemple : {example}") if part)


EMPTY = "(vide)"
"""A cell that clears its field; an empty cell leaves the field as it is."""
LONGEST = 80
"""Characters of an identifier: a file name and an address that people can read."""


class CellError(Refusal):
    """A cell cannot be read."""


def lookup(values: dict, path: Sequence[str]) -> Any:
    """The value at a path; None when it, or a group above it, is absent."""
    found: Any = values
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def written(column: Column, value: Any) -> str:
    """The text of a value as its YAML file has it (texts, lists and dicts); « » when absent.

    An empty value is as good as absent. A value of another shape than its column's is shown in YAML.
    """
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, str):
        return tidy(value)
    try:
        text = _layout(column, value)
        # Groups of plain names are read back by construction: proving it each time is four fifths of an export.
        if _is_groups(column, value) or read(column, text) == _tidied(value):
            return text
    except (TypeError, AttributeError, CellError):
        pass  # not the shape of the column
    return flow(value)


def _is_groups(column: Column, value: Any) -> bool:
    """Whether a value is just what its column of groups holds."""
    groups = [value] if column.shape is Shape.GROUP else value if column.shape is Shape.GROUPS else []
    named = re.compile("[a-z][a-z0-9_]*").fullmatch
    return bool(groups) and all(isinstance(group, dict) and group and all(map(named, group)) for group in groups)


def _layout(column: Column, value: Any) -> str:
    if column.shape is Shape.LIST:
        return "\n".join(map(tidy, value))
    if column.shape is Shape.SPANS:
        return ", ".join(value)
    if column.shape is Shape.GROUP:
        return flow(value)[1:-1]
    if column.shape is Shape.GROUPS:
        return "\n".join(flow(group)[1:-1] for group in value)
    raise TypeError


def read(column: Column, text: str) -> Any:
    """The value that a non-empty cell stands for. Raises :class:`CellError`."""
    if column.shape is Shape.TEXT:
        looks_numeric = column.type not in NUMBERS | DATES and re.fullmatch(r"[\d.]+", text)
        return Quoted(text) if looks_numeric else _word(column, text)
    if re.fullmatch(r"[\[{].*[\]}]", text, re.DOTALL) and (value := _parsed(text)) is not None:
        return value
    if column.shape is Shape.ANY:
        return text
    if column.shape is Shape.SPANS:
        spans = [part.strip() for part in re.split(r"[,;\n]|\bet\b", text) if part.strip()]
        return spans if len(spans) > 1 else text
    if column.shape is Shape.GROUP:
        return _group(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if column.shape is Shape.LIST:
        if column.closed and len(lines) == 1 and _word(column, lines[0]) not in column.choices:
            lines = [part.strip() for part in re.split(r"[;,]", lines[0]) if part.strip()]
        return [_word(column, line) for line in lines]
    return [_group(line) for line in lines]


def _word(column: Column, text: str) -> str:
    """The word of a closed list that a text is, or that people read so (« publiée »); else the text."""
    if text in column.choices:
        return text
    found = {word for word in column.choices if fold(text) in (fold(word), fold(column.labels.get(word, word)))}
    return found.pop() if len(found) == 1 else text


def _parsed(text: str) -> Any:
    """A list or a list of groups written in YAML; None when the text only looks like one."""
    try:
        value = parse(text)
    except UnreadableError:
        return None
    return value if isinstance(value, list | dict) else None


def _group(line: str) -> dict:
    """``commune: Valbourg, lieu: mairie`` → a dict."""
    braced = line if line.startswith("{") and line.endswith("}") else f"{{{line}}}"
    remedy = 'Écrivez « champ: valeur, champ: valeur », entre guillemets s\'il y a une virgule : « quand: "lundi, mardi" ».'
    try:
        value = parse(braced)
    except UnreadableError:
        value = None
    # A comma inside a text without quotes reads as a field without value, which ``parse`` drops.
    if not isinstance(value, dict) or not value or line.count(",") > flow(value).count(","):
        raise CellError(f"« {line[:60]} » n'est pas un groupe de champs.", remedy)
    return value


def _tidied(value: Any) -> Any:
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    return tidy(value) if isinstance(value, str) else value


# --- a raw cell of a spreadsheet ------------------------------------------------------------------

Raw = str | int | float | bool | dt.date | object | None
"""The value of a cell as ``calamine`` reads it; the object is a time or a duration, which no field is."""

EPOCH = dt.date(1899, 12, 30)
"""Day 0 of spreadsheets, for all dates after February 1900."""
AS_TEXT = "Donnez à la cellule le format « Texte », puis tapez de nouveau la valeur."
ERRORS = re.compile(r"#(REF|N/A|NAME|NOM|VALUE|VALEUR|DIV/0|NUM|NOMBRE|NULL|NUL)[!?]?|Err ?:\d{3}")


def restored(raw: Raw, column: Column, old: str = "", today: dt.date | None = None) -> Meant:
    """The text of a cell, what of it is no part of the value, and in French what was restored or understood.

    ``old`` is the text of the field now; ``today`` as for :func:`meant`. Raises :class:`CellError` when the value is spoilt for
    good.
    """
    text, note = _as_text(raw, column, old)
    plain = column.shape in {Shape.TEXT, Shape.SPANS} and text and text != EMPTY
    said = meant(column.type, text, today) if plain else None
    if said is None:
        return Meant(text, "", note)
    value = ", ".join(said.value) if isinstance(said.value, list) else said.value
    return Meant(value, said.rest, note or said.told or f"« {shown(text)} » lu « {value} »" * (_bare(text) != _bare(value)))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _as_text(raw: Raw, column: Column, old: str) -> tuple[str, str]:
    if raw is None:
        return "", ""
    if isinstance(raw, bool):
        return ("oui" if raw else "non"), ""
    if isinstance(raw, str):
        for loss in losses(raw):
            raise CellError(loss.message, loss.remedy)
        return _from_text(tidy(mended(raw)), column)
    if isinstance(raw, int | float):
        return _from_number(raw, column)
    return _from_date(raw, column, old), ""


def _from_date(raw: object, column: Column, old: str) -> str:
    if not isinstance(raw, dt.date) or column.type not in DATES:
        raise CellError(f"Le tableur a transformé cette cellule en date ou en heure ({raw}).", AS_TEXT)
    day = (raw.date() if isinstance(raw, dt.datetime) else raw).isoformat()
    # A spreadsheet has no date without a day: « 2026-09 » comes back as the first of September.
    return old if day == f"{old}-01" else day


def _from_number(raw: float, column: Column) -> tuple[str, str]:
    if column.type in DATES and 20_000 < raw < 80_000:  # 1954 to 2119; a year alone is below
        return (EPOCH + dt.timedelta(days=int(raw))).isoformat(), f"nombre {int(raw)} lu comme une date"
    text = str(int(raw)) if float(raw).is_integer() else f"{raw:.15g}"
    if column.type is Type.NUMBER and thousands_or_decimals(text):
        text += "0"  # a number of the spreadsheet has one reading
    return _from_text(text, column)


def _from_text(text: str, column: Column) -> tuple[str, str]:
    if ERRORS.fullmatch(text):
        raise CellError(f"Cette cellule contient une erreur du tableur : {text}.", "Corrigez la formule, ou tapez la valeur.")
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
        raise CellError("Cette cellule contient un caractère invisible interdit.", "Effacez-la et tapez-la de nouveau.")
    if re.fullmatch(r"\d([.,]\d+)?E\+\d+", text):
        raise CellError(f"Le tableur a arrondi ce nombre : {text}.", AS_TEXT)
    if column.closed:
        text = re.sub("[\u00a0\u202f]", " ", text)
    repair = REPAIRS.get(column.type)
    return repair(text) if repair else (text, "")


def _date(text: str) -> tuple[str, str]:
    """Serial numbers → year-month-day."""
    return _from_number(int(text), Column((), "", type=Type.DATE)) if re.fullmatch(r"[2-7]\d{4}", text) else (text, "")


def _phone(text: str) -> tuple[str, str]:
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"[1-79]\d{8}", digits):  # a number in 08 may cost money: its author confirms it
        digits = "0" + digits
        return " ".join(digits[n : n + 2] for n in range(0, 10, 2)), "zéro initial rétabli"
    return text, ""


def _postcode(text: str) -> tuple[str, str]:
    text = re.sub(r"\s", "", text)
    return (f"0{text}", "zéro initial rétabli") if re.fullmatch(r"\d{4}", text) else (text, "")


def _decimal(text: str) -> tuple[str, str]:
    return re.sub(r"^([-+]?\d+),(\d+)$", r"\1.\2", re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", text)), ""


REPAIRS = {Type.DATE: _date, Type.KNOWN_DATE: _date, Type.PHONE: _phone, Type.POSTCODE: _postcode, Type.DEGREES: _decimal}
