"""The fields of every kind as people need them (label, help, example, type in French, possible values), and the names to cite.

The pydantic models are the only place where a field is defined; this module alone walks them. The new sheets of
``ctg nouveau`` and the form come from here, so that they cannot say anything else than the check.

The names that a field may cite (communes, words of the vocabulary, identifiers of records) are read from the files one by one,
unchecked, so that help stays available while some sheet has a mistake: what cannot be read is not proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ctg.common.extensions import for_here
from ctg.common.problems import Location
from ctg.model import KINDS, LONE_FILES, SHARED, Commune, Record, Spans
from ctg.model.fields import Age, Choice, Email, KnownDate, Phone, Postcode, Text, Traits, Url, Year, traits_of
from ctg.model.periods import Borne, Closure, Fin, Quand
from ctg.model.references import Reference
from ctg.reading.kept import tools_words, urgence_sheets, vocabulary_sheet
from ctg.reading.sheet import read_list, read_sheet, record_files


class Type(StrEnum):
    """What a field holds; the value is what people read."""

    LINE = "texte court"
    TEXT = "texte"
    YES_NO = "oui ou non"
    NUMBER = "nombre"
    INTEGER = "nombre entier"
    DEGREES = "nombre en degrés"
    YEAR = "année"
    DATE = "date"
    KNOWN_DATE = "date, complète ou non"
    AGE = "âge"
    PHONE = "numéro de téléphone"
    EMAIL = "adresse de courriel"
    URL = "adresse de site"
    POSTCODE = "code postal"
    BOUND = "jour, d'une année ou de chaque année"
    WHEN = "date ou jour du mois"
    DAY = "ouvertures d'un jour"
    CHOICE = "un mot d'une liste"
    NAME = "un nom qui existe"
    GROUP = "groupe de champs"
    TERMS = "groupes par identifiant"
    OTHER = "valeur"
    """A type that this module does not know yet: a test refuses it."""


TYPES: dict[Any, Type] = {
    str: Type.LINE,
    Text: Type.TEXT,
    bool: Type.YES_NO,
    Decimal: Type.NUMBER,
    int: Type.INTEGER,
    float: Type.DEGREES,
    Year: Type.YEAR,
    dt.date: Type.DATE,
    KnownDate: Type.KNOWN_DATE,
    Age: Type.AGE,
    Phone: Type.PHONE,
    Email: Type.EMAIL,
    Url: Type.URL,
    Postcode: Type.POSTCODE,
    Borne: Type.BOUND,
    Fin: Type.BOUND,
    Quand: Type.WHEN,
    Spans: Type.DAY,
}
"""The Python type of a field → what it holds. An ``Annotated`` is compared with its validators; one that is not here is read
as what it constrains: ``Line`` as a ``str``."""

TARGETS = {
    "communes": "commune du territoire",
    "themes": "thème du vocabulaire",
    "types": "type du vocabulaire",
    "besoins": "rubrique ou thème du vocabulaire",
    "urgences": "numéro d'urgence",
    "dangers": "danger du vocabulaire",
    "servis": "type ou thème du vocabulaire",
    **{target: words for one in LONE_FILES for target, words in one.targets.items()},
}
"""What a :attr:`Type.NAME`, or the key of :attr:`Type.TERMS`, names; other targets are folders."""

WORDS: dict[Any, str] = {Closure: "jours feries"}
"""Groups for which a text may stand."""


@dataclass(frozen=True)
class Field:
    """One field of a kind, or of a group inside it."""

    path: tuple[str, ...]
    """Names from the record down: ``("places", "par_age", "nombre")``."""
    type: Type
    label: str
    help: str
    example: str
    """What one could type in YAML, on one line; may be empty."""
    required: bool
    many: bool
    """A list of what ``type`` says."""
    traits: Traits
    """What may be done with it."""
    values: tuple[str, ...] = ()
    """The words of a :attr:`Type.CHOICE`."""
    guides: tuple[tuple[str, str], ...] = ()
    """(word, what helps to choose it), for the words that say so."""
    labels: tuple[str, ...] = ()
    """What people read for each of these words, where it is another one."""
    target: str = ""
    """Where a :attr:`Type.NAME` (or a key) is defined: ``communes``, a part of the vocabulary, or a folder of ``data/``."""
    unless: str = ""
    """The field of the same group that makes any other name right, when it says « oui »."""
    unknown: str = ""
    """What is said of a :attr:`Type.NAME` that does not exist: « n'est pas une commune de ce territoire »."""
    fields: tuple[Field, ...] = ()
    """Inside a group."""
    word: str = ""
    """A text that may be typed in place of the group."""
    pattern: str | None = None
    """What its texts must look like, where something is asked of them."""

    @property
    def key(self) -> str:
        """The name to type."""
        return self.path[-1]

    @property
    def type_name(self) -> str:
        """What people read: « liste : texte court »."""
        name = TARGETS.get(self.target, f"nom d'un fichier de data/{self.target}/") if self.target else self.type
        return f"liste : {name}" if self.many else str(name)


@cache
def fields_of(model: type[BaseModel], path: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """The fields of a kind, or of a group, in the order in which people fill them: its own, then those that every record has.

    ``path`` is where the group stands in its record; it begins the path of each field.
    """
    hints = _hints(model)
    traits = traits_of(model)
    fields = [_field((*path, name), hints[name], info, traits[name]) for name, info in model.model_fields.items()]
    shared = SHARED if issubclass(model, Record) else set()
    return tuple(sorted(fields, key=lambda field: field.key in shared))


@cache  # a group is described wherever it stands
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


def all_fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Every field, at any depth, each group before what it contains."""
    for field in fields:
        yield field
        yield from all_fields(field.fields)


def _field(path: tuple[str, ...], hint: Any, info: FieldInfo, traits: Traits) -> Field:
    many, inner = _inside(hint)
    kind = _type(inner)
    model = _model(inner) if kind in {Type.GROUP, Type.TERMS} else None
    marked = get_args(inner)[0] if kind is Type.TERMS else inner
    reference = next((mark for mark in get_args(marked) if isinstance(mark, Reference)), None)
    return Field(
        path,
        kind,
        label=info.title or path[-1],
        help=for_here(info.description or ""),
        example=str(info.examples[0]) if info.examples else "",
        required=info.is_required(),
        many=many,
        traits=traits,
        values=tuple(map(str, get_args(inner) or inner)) if kind is Type.CHOICE else (),
        guides=_guides(inner),
        labels=tuple(inner.labels().values()) if isinstance(inner, type) and issubclass(inner, Choice) else (),
        target=reference.target if reference else "",
        unless=reference.unless if reference else "",
        unknown=reference.sentence if reference else "",
        fields=fields_of(model, path) if model else (),
        word=WORDS.get(inner, "") if model else "",
        pattern=next((found for mark in reversed(info.metadata) if (found := getattr(mark, "pattern", None))), None),
    )


def _inside(hint: Any) -> tuple[bool, Any]:
    """(is it a list, the type of its value) without « or nothing »."""
    if get_origin(hint) in {Union, UnionType}:
        kept = [arg for arg in get_args(hint) if arg is not NoneType]
        return _inside(kept[0]) if len(kept) == 1 else (False, hint)
    if get_origin(hint) is Annotated and get_origin(hint.__origin__) is tuple and hint not in TYPES:
        return _inside(hint.__origin__)
    if get_origin(hint) is tuple and len(get_args(hint)) == 2:
        return True, _inside(get_args(hint)[0])[1]
    return False, hint


def _type(hint: Any) -> Type:
    if (known := TYPES.get(hint)) is not None:
        return known
    if get_origin(hint) is Literal or (isinstance(hint, type) and issubclass(hint, Choice)):
        return Type.CHOICE
    if get_origin(hint) is Annotated:
        if any(isinstance(mark, Reference) for mark in hint.__metadata__):
            return Type.NAME
        return _type(hint.__origin__)
    if get_origin(hint) is dict:
        return Type.TERMS
    return Type.GROUP if isinstance(hint, type) and issubclass(hint, BaseModel) else Type.OTHER


def _guides(hint: Any) -> tuple[tuple[str, str], ...]:
    words = hint if isinstance(hint, type) and issubclass(hint, Choice) else ()
    return tuple((str(one), one.guide) for one in words if one.guide)


def _model(hint: Any) -> type[BaseModel] | None:
    """The model of a group: in ``Annotated[Model, …]``, ``dict[str, Model]`` or itself."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return hint
    return next((model for arg in get_args(hint) if (model := _model(arg))), None)


Names = dict[str, dict[str, str]]
"""Target (``communes``, a part of the vocabulary, ``besoins``, ``urgences``, a folder of ``data/``) →
{to type: to read}."""

LABELS = ("nom", "titre", "singulier")
"""Where a record or a word of the vocabulary has its name."""


def names_in(root: Path) -> Names:
    """Every name that a field may cite in the project at ``root``, drafts included. Files that cannot be read add nothing."""
    data = root / "data"
    names: Names = {kind.folder: _records(data / kind.folder, root) for kind in KINDS if kind is not Commune}
    names["communes"] = {nom: nom for nom in communes_in(root)}
    sheet = vocabulary_sheet(root)[0] or tools_words()
    words = {section: {id: _label(id, term) for id, term in terms.items()} for section, terms in sheet.values.items()}
    names |= {target: words[target] for target in ("themes", "types", "offres")}
    names["besoins"] = words["rubriques"] | words["themes"]
    names["servis"] = words["types"] | words["themes"]
    for one in LONE_FILES:
        names |= one.names()
    numbers = (one.values for one in urgence_sheets(root)[0] if "numero" in one.values)
    names["urgences"] = {str(one["numero"]): _label("", one) for one in numbers}
    return names


def communes_in(root: Path) -> dict[str, dict]:
    """The communes as written, by name; empty when their file cannot be read."""
    sheets, _ = read_list(root / "data" / "communes.yml", root)
    return {nom: sheet.values for sheet in sheets if isinstance(nom := sheet.values.get("nom"), str)}


def _records(folder: Path, root: Path) -> dict[str, str]:
    found = {}
    for path in record_files(folder):
        sheet, _ = read_sheet(path, root)
        found[path.stem] = _label(path.stem, sheet.values if sheet else {})
    return found


def _label(default: str, values: Any) -> str:
    known = values if isinstance(values, dict) else {}
    label = next((text for name in LABELS if isinstance(text := known.get(name), str)), default)
    if not isinstance(said := known.get("courant"), str) or said in label:
        return label
    return f"{said[:-1]} : {label})" if said.endswith(")") else f"{said} ({label})"


# --- models ----------------------------------------------------------------------------------------


def model_at(model: type[BaseModel], where: Location) -> type[BaseModel]:
    """The group of fields that a place leads to, or the last on the way."""
    for step in where:
        if isinstance(step, str):
            model = inner_model(model, step) or model
    return model


def field_at(model: type[BaseModel], where: Location) -> Field | None:
    """The field at a place, or the list whose item stands there."""
    *above, name = [step for step in where if isinstance(step, str)] or [""]
    return next((one for one in fields_of(model_at(model, tuple(above))) if one.key == name), None)


def field_examples(model: type[BaseModel] | None) -> dict[str, str]:
    """The names of the fields of a group, each with an example of its value (empty when it has none)."""
    fields = model.model_fields if model else {}
    return {name: str(field.examples[0]) if field.examples else "" for name, field in fields.items()}


def inner_model(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    field = model.model_fields.get(name)
    return None if field is None else _model(field.annotation)
