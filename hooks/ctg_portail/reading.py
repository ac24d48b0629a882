"""What a site publishes, read and checked: its index, its records.

Each record is made again by our own model, that of ``data/``, without the fields that a later version may have. A file that
cannot be read refuses the whole site, whose last good copy stays; a record that is not valid is left out, with a message.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError, create_model

from ctg import api
from ctg_portail.fetching import Door, Missing, Unsound, bounded

MOST_RECORDS = 20_000
"""Of one kind, in what is read."""
MOST = {api.Commune: 400, api.Structure: 3000, api.Service: 2000}
"""Records of one territory that are kept: the largest intercommunality of France has 158 communes."""
MOST_OTHERS = 400
"""Of any other kind."""
NOT_FIELDS = {"id", "genre", "calcule", "publication"}
MOST_VALUES = 2_000_000
"""Values of one file."""
MOST_OF_RECORD = 100_000
"""Letters and signs."""
DEEPEST = 50
LONGEST = 40
"""Figures of a number."""
MOST_TOLD = 3
"""Records left out that are named one by one."""


def some(names: Sequence[str]) -> str:
    """The first of these names, and how many others there are: a list is as long as its reader bears, not its site."""
    more = [f"… et {len(names) - MOST_TOLD} de plus"] if len(names) > MOST_TOLD else []
    return ", ".join((*names[:MOST_TOLD], *more))


_Text: Any = Annotated[str, StringConstraints(pattern=r"\S", max_length=300)]
_Day: Any = Annotated[str, AfterValidator(dt.date.fromisoformat)]
_Siren: Any = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
_Version: Any = Annotated[str, StringConstraints(pattern=r"^\d{1,4}(\.\d{1,4}){2}$")]


def _object(**fields: Any) -> Any:
    """An object that has all of these, and maybe more; one with a value may be absent."""
    typed: dict[str, Any] = {name: one if isinstance(one, tuple) else (one, ...) for name, one in fields.items()}
    return create_model("Said", **typed)


_NOTICE = dict.fromkeys(("licence", "licence_url", "source"), _Text)
_PATH: Any = _object(chemin=_Text)
INDEX = _object(
    territoire=_object(nom_complet=_Text, siren=_Siren),
    publication=_object(**_NOTICE, publie_le=_Day),
    adresses=Annotated[list[_PATH], Field(max_length=1000)],
    version=(_Version, ""),  # not said before 2.0.0
)
LIST = _object(publication=_object(**_NOTICE), **{api.LISTS: Annotated[list[Any], Field(max_length=MOST_RECORDS)]})
OF_TERRITORY = _object(**{api.TERRITORY: _object(titre_site=_Text)})


P = TypeVar("P", bound=api.Part)
R = TypeVar("R", bound=api.Record)


@dataclass(frozen=True)
class Publication:
    """What a site published, once checked: its way in, what it says of itself, its records."""

    index: dict[str, Any]
    territory: dict[str, Any]
    records: Mapping[type[api.Record], list[dict[str, Any]]]
    remarks: tuple[str, ...]
    """What was left out, in French sentences without their full stop."""
    quiet: tuple[str, ...]
    """The same, of confidential places: for the editor only."""

    @property
    def day(self) -> dt.date:
        """When it says that it was published."""
        return dt.date.fromisoformat(self.index["publication"]["publie_le"])

    @property
    def siren(self) -> str:
        """Whose it says to be."""
        return self.index["territoire"]["siren"]


def read_site(door: Door) -> Publication:
    """What a site publishes. Raises :class:`Unsound`, and ``Unreachable`` when a file does not come."""
    read = bounded(door)
    index = _file(read, f"{api.API_LISTS_FOLDER}/index.json", INDEX)
    year = dt.date.fromisoformat(index["publication"]["publie_le"]).year
    if year not in api.YEARS:
        raise Unsound(f"il se dit publié en {year}")
    territory = _file(read, f"{api.API_LISTS_FOLDER}/{api.TERRITORY}.json", OF_TERRITORY)
    told: list[str] = []
    quiet: list[str] = []
    hidden: set[str] = set()
    listed = {one["chemin"] for one in index["adresses"]}
    kept: dict[type[api.Record], list[dict[str, Any]]] = {}
    for kind in api.KINDS:
        path = f"{api.API_LISTS_FOLDER}/{kind.folder}.json"
        if f"/{path}" in listed:  # a kind without a record has no list
            kept[kind] = _kept(kind, _file(read, path, LIST)[api.LISTS], hidden, told, quiet)
    return Publication(index, territory, kept, tuple(told), tuple(quiet))


def parsed(content: bytes, path: str) -> Any:
    """The JSON of a file, of a form that nothing after has to fear. Raises :class:`Unsound`."""
    try:
        value = json.loads(
            content.decode("utf-8"), parse_constant=_number, parse_float=_number, parse_int=_number, object_pairs_hook=_once
        )
        _bounded(value)
    except RecursionError:
        raise Unsound(f"{path} ne se lit pas (trop emboîté)") from None
    except (UnicodeError, json.JSONDecodeError):
        raise Unsound(f"{path} ne se lit pas (ce n'est pas du JSON)") from None
    except ValueError as error:
        raise Unsound(f"{path} ne se lit pas ({api.visible(str(error))})") from None
    return value


def _number(text: str) -> float:
    """A number of a sensible length; NaN and infinities are no JSON."""
    if len(text) > LONGEST or not math.isfinite(value := float(text)):
        raise ValueError(f"le nombre {api.shown(text)}")
    return int(text) if text.lstrip("-").isdigit() else value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says everything once: who says « confidential », then not, is not believed."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"deux fois « {api.shown(twice)} »")
    return found


def _bounded(value: Any) -> None:
    """Refuse what is too deep, too long, or holds characters that no page can show. Raises :class:`ValueError`."""
    todo, seen = [(value, 0)], 0
    while todo:
        one, depth = todo.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_VALUES:
            raise ValueError("trop emboîté" if depth > DEEPEST else "trop long")
        if isinstance(one, dict):
            todo.extend((inner, depth + 1) for inner in (*one, *one.values()))
        elif isinstance(one, list):
            todo.extend((inner, depth + 1) for inner in one)
        elif isinstance(one, str) and not one.isascii():
            one.encode("utf-8")  # half a character (a lone surrogate) is refused here
        if isinstance(one, str) and api.CONTROL.search(one):
            raise ValueError("un caractère de contrôle")


def _file(read: Callable[[str], bytes], path: str, form: type[BaseModel]) -> Any:
    try:
        value = parsed(read(path), path)
    except Missing:
        raise Unsound(f"{path} manque : ce n'est pas un site de cet outil, ou il est trop ancien") from None
    try:
        form.model_validate(value, strict=True)
    except ValidationError as failure:
        raise Unsound(f"{path} n'a pas la forme prévue{_where(failure.errors()[0]['loc'])}") from None
    if (licence := value.get("publication", {}).get("licence", api.LICENCE)) != api.LICENCE:
        raise Unsound(f"{path} : licence « {api.visible(api.shown(str(licence)))} », et non {api.LICENCE}")
    return value


def _where(steps: Iterable[str | int]) -> str:
    path = ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
    return f" ({api.visible(api.shown(path))})" if path else ""


class RecordRefused(ValueError):
    """A record is left out: the rule, then the value, shortened."""


def _kept(kind: type[api.Record], found: list[Any], hidden: set[str], told: list[str], quiet: list[str]) -> list[dict[str, Any]]:
    """The records that our model takes, each identifier once; ``told`` says how many are left out, ``quiet`` which and why, to
    the editor alone. ``hidden``: the confidential structures, known by then."""
    most = MOST.get(kind, MOST_OTHERS)
    if len(found) > most:
        told.append(f"{api.plural(len(found), 'fiche')} de « {kind.folder} » : les {most} premières seulement sont gardées")
    if kind is api.Structure:
        hidden |= {str(one.get("id")) for one in found if isinstance(one, dict) and one.get("adresse_confidentielle") is True}
    kept: dict[str, dict[str, Any]] = {}
    odd: dict[str, list[str]] = defaultdict(list)
    for rank, published in enumerate(found[:most], 1):
        published = published if isinstance(published, dict) else {}
        id = published.get("id")
        name = _short(id) if isinstance(id, str) else f"n° {rank}"
        try:
            if not isinstance(id, str) or not api.is_identifier(id) or id in kept:
                raise RecordRefused("en double" if id in kept else "identifiant", "")
            record = _seen(published, odd)
            made = _ours(kind, record)
        except RecordRefused as refusal:
            value = "" if published.get("adresse_confidentielle") is True else refusal.args[1]
            odd[f"laissées de côté, {refusal.args[0]}"].append(name + value)
            continue
        kept[id] = record
        if fields := _placeless(made, record, hidden):
            odd["non gardé, d'un lieu confidentiel ou lié à lui"].append(f"{id} ({', '.join(fields)})")
    if left := len(found[:most]) - len(kept):
        told.append(f"{api.plural(left, 'fiche')} de « {kind.folder} » laissée{'s' if left > 1 else ''} de côté")
    quiet += (f"« {kind.folder} », {words} : {some(names)}" for words, names in odd.items())
    return list(kept.values())


def _short(value: object) -> str:
    return api.visible(api.shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))


# --- the two sorts of names that a portal shows of a member: of communes, and of figures that several members name alike ---

LONGEST_NAME = 120
SIGNS = set(" '’«»\"(),;:…!?&%+°€–-")
"""What a name is written with, besides Latin letters and figures: nothing that a link needs."""
NUMBERS = """zero deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente
             quarante cinquante soixante septante huitante octante nonante cent cents mille one two three four five seven
             eight nine ten twelve uno dos tres cuatro cinco seis siete ocho nueve due quattro cinque sei sette otto nove um
             dois quatro sete oito null eins zwei drei vier funf sechs sieben acht neun"""
"""In letters; « un » is an article."""
SPELT = NUMBERS.split()
MOST_FIGURES = 4
"""A telephone has nine at least."""
STREET = re.compile(
    r"""\b(?:rue|ruelle|avenue|av|boulevard|bd|bld|chemin|impasse|allee|quai|sentier|square|lieu\ dit|hameau|lotissement
             |faubourg)\ \w
    | (?<!\ben\ )\b(?:place|route|quartier)\ (?!(?:a|au|aux|chez|dans|d\ accueil|de\ creche|en|et|jusqu|ou|par|pour|sans
             |prioritaire)\b)\w""",
    re.VERBOSE,
)
"""A way, then what it is called, in a folded name; « place » and « route » have other meanings (« mise en place », « place en
crèche »)."""


def named(name: str, otherwise: str) -> str:
    """A name as it is shown; ``otherwise`` when it is long, has a strange letter, a number, a street, a link or an address."""
    shown = " ".join(name.split())
    plain = unicodedata.normalize("NFKC", shown)
    strange = any(not (one in SIGNS or "0" <= one <= "9" or unicodedata.name(one, "").startswith("LATIN ")) for one in plain)
    if strange or not 0 < len(plain) <= LONGEST_NAME:
        return otherwise
    said = api.fold(plain)
    return otherwise if STREET.search(said) or _numbered(said) else shown


def _numbered(said: str) -> bool:
    """Whether a folded name has the figures of a number, two for one in letters, or three of these in a row, be they written as
    one word. « O », « I » and « l » beside a figure are taken for one."""
    spelt = re.search(rf"(?:{'|'.join(SPELT)}){{3}}", said.replace(" ", ""))
    figures = (len(re.findall(r"[\doil]", word)) if re.search(r"\d", word) else 2 * (word in SPELT) for word in said.split())
    return bool(spelt) or sum(figures) > MOST_FIGURES


# --- records -------------------------------------------------------------------------------------

UNSEEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Letters without width, orders to read from right to left."""
WHERE = ("latitude", "longitude", "position_approximative", "opening_hours", "courriel", "site_web", "precision", "repond")
"""What a site works out of a place that may say where it is."""


TELLING = ("description", "presentation", "resume_facile", "faits_a_savoir", "lieu", "position", "adresse", "code_postal")
"""What people write, where it may say where a place is."""


def _seen(published: Mapping[str, Any], odd: Mapping[str, list[str]]) -> dict[str, Any]:
    """The record without the characters that hide or turn a text; ``odd`` gets what its reader should know."""
    id, text = published["id"], json.dumps(published, ensure_ascii=False)
    if len(text) > MOST_OF_RECORD:
        raise RecordRefused(f"trop longue ({api.number(len(text))} signes)", "")
    record: dict[str, Any] = json.loads(UNSEEN.sub("", text))
    if codes := sorted({f"U+{ord(letter):04X}" for letter in UNSEEN.findall(text)}):
        odd[f"caractères invisibles retirés ({', '.join(codes)})"].append(id)
    return record


def _ours(kind: type[api.Record], published: Mapping[str, Any]) -> api.Record:
    """The record, when our models take it and what its site worked out of it. Raises :class:`RecordRefused`."""
    if published.get("genre") != kind.kind or group(api.model_of(kind), published.get("calcule"), worked_out=True) is None:
        raise RecordRefused("nos règles refusent « genre » ou « calcule »", "")
    return made(kind, published)


def _placeless(record: api.Record, published: dict[str, Any], hidden: set[str]) -> list[str]:
    """Take off what a site publishes of a confidential place, or of what is tied to one, and may say where it is: the names of
    these fields, that no one reads further and of which a later version may have more."""
    tied = {
        value for at, mark, value in api.links(record) if isinstance(mark, api.Reference) and mark.target == api.Structure.folder
    }
    if not hidden & (tied | {record.id if isinstance(record, api.Place) and record.seat else ""}):
        return []
    paths = [*(("calcule", name) for name in WHERE), ("sources", "url"), *((name,) for name in TELLING), ("soutiens", "preuve")]
    if isinstance(record, api.Place):
        later = published.keys() - type(record).model_fields.keys() - NOT_FIELDS
        paths = [*api.left_out(record, api.placeless), *paths, *((name,) for name in sorted(later))]
    return [".".join(path) for path in dict.fromkeys(paths) if _off(published, *path)]


def _off(value: Any, step: str, *below: str) -> bool:
    if isinstance(value, list):
        return sum(_off(inner, step, *below) for inner in value) > 0
    if not isinstance(value, dict) or step not in value:
        return False
    return _off(value[step], *below) if below else value.pop(step) is not None


def made(kind: type[R], published: Mapping[str, Any]) -> R:
    """A record made again by our model, from what a site published. Raises :class:`RecordRefused`."""
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


def taken(kind: type[R], id: str, values: dict[str, Any]) -> R:
    """The record that these values make, without the fields of a later version. Raises :class:`RecordRefused`."""
    for _ in range(2):
        try:
            return kind.model_validate(values).read_from(id, f"{kind.folder}/{id}", values)
        except ValidationError as failure:
            errors = failure.errors(include_url=False, include_context=False)
        except ArithmeticError:  # a number or a date that nothing holds
            break
        unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
        for error in errors:
            if error["type"] != "extra_forbidden":
                field = ".".join(step for step in error["loc"] if isinstance(step, str))
                raise RecordRefused(f"nos règles refusent « {field or 'id'} »", f" ({_short(error['input'])})")
        for where in unknown:
            api.remove(values, where)
    raise RecordRefused("un nombre ou une date que rien ne tient", "")
