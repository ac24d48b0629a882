"""Fetching the files of a site, from a folder of this machine or from the network, within limits of size and time; the JSON that
they are, and the records that it has, made again by our models."""

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import IntEnum
from itertools import chain
from pathlib import Path
from time import monotonic, thread_time
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model

from ctg import api

MOST_OF_FILE = 8_000_000  # bytes of one file: 500 records take 1 MB
MOST_OF_SITE = 20_000_000  # bytes of all the files of a site
DEEPEST = 50
LONGEST = 40  # figures of a number
MOST_VALUES = 500_000  # of a file, or nearly: 3,000 places take 200,000
MOST_LINES = 1000  # of a list in a record: no rule spends an hour on comparing them
MOST_NAMES = 50  # of a record: all the texts of a site are searched for those of a place that hides
NAMES = ("autres_noms", "anciens_noms", "anciens_identifiants")
MOST_SECONDS = 45  # to answer, for a whole site: one that answers drop by drop must not keep the others waiting
MOST_OF_PROCESSOR = 10  # seconds, to read all the lists of a site, then as many to apply the rules

P = TypeVar("P", bound=api.Part)
T = TypeVar("T")
R = TypeVar("R", bound=api.Record)
Door = Callable[[str, int, float], bytes]
"""From the path of a file of the site, the most bytes that it may have and the seconds left, its bytes. Raises ``Unreachable``,
``Unsound``."""
MISSING = "{} manque : ce n'est pas un site de cet outil, ou il est trop ancien"

NO_FOLDER = "le dossier {} n'existe pas, et l'adresse d'un site commence par « https:// »"


class Gravity(IntEnum):
    """How grave what is told of a site is: in this order."""

    TAKEN = 1  # whose something is: a code, a number, an address, an accord; or nothing of it is read
    HIDDEN = 2  # a place that hides
    LOST = 3  # what makes something unknown, or the others wait
    APART = 4  # all the rest


class SiteRemark(NamedTuple):
    """What is told to the editor: a sentence of ours, without its full stop."""

    level: Gravity
    words: str


class TooSlow(api.Unreachable):
    """The time of a site is over; ``came``: how many of its files came before."""

    def __init__(self, seconds: float, came: int = 0):
        super().__init__(f"il est trop lent (plus de {seconds:.0f} secondes pour tous ses fichiers)")
        self.came = came


class Unsound(ValueError):
    """What a site publishes cannot be used; the message is French, to follow a colon."""


def of_folder(folder: Path) -> Door:
    """The files of a site that was built on this machine; no link is followed."""

    def read(path: str, most: int, _within: float) -> bytes:
        try:
            place = api.inside(folder, path)
            if api.look(place, folder).st_size > most:
                raise too_big(path)
            return api.read_plain(place, folder, most)
        except FileNotFoundError:
            raise Unsound(MISSING.format(path) if folder.is_dir() else NO_FOLDER.format(folder.name)) from None
        except OSError as error:
            why = (error.message if isinstance(error, api.OddFile) else api.reason(error)).rstrip(".")
            raise api.Unreachable(f"{path} ne peut pas être lu ({why})") from None

    return read


def of_address(client: api.Client, address: str) -> Door:
    """The files of a published site. A redirection is reported, never followed: only the address that was given is trusted."""

    def read(path: str, most: int, within: float) -> bytes:
        answer = client.send("GET", address + path, keep=most + 1, within=within)
        if answer.location:
            raise api.Unreachable(f"{path} mène à une autre adresse, qui n'est pas suivie")
        if answer.status in {404, 410}:
            raise Unsound(MISSING.format(path))
        if answer.status != 200:
            raise api.Unreachable(f"le site répond {answer.status} à {path}")
        if len(answer.body) > most:
            raise too_big(path)
        return answer.body

    return read


def bounded(door: Door, seconds: float = MOST_SECONDS, clock: Callable[[], float] = monotonic) -> Callable[[str], bytes]:
    """From a path, the bytes of a file, while all those of the site are few, and came in time: ours is not counted. Raises as a
    :data:`Door` does."""
    left, within, came = MOST_OF_SITE, seconds, 0

    def read(path: str) -> bytes:
        nonlocal left, within, came
        if within <= 0:
            raise TooSlow(seconds, came)
        start = clock()
        try:
            content = door(path, min(MOST_OF_FILE, left), within)
        except api.Unreachable as error:  # its own seconds are what was left
            raise (TooSlow(seconds, came) if clock() - start >= within else error) from None
        left, within, came = left - len(content), within - (clock() - start), came + 1
        return content

    return read


def end_of_processor() -> float:
    """When the time of this thread will have lasted :data:`MOST_OF_PROCESSOR` more."""
    return thread_time() + MOST_OF_PROCESSOR


def in_time(every: Iterable[T], end: float = 0) -> Iterator[T]:
    """The same, one by one, until an end of the time of their thread, or :func:`end_of_processor`. Raises :class:`Unsound`."""
    end = end or end_of_processor()
    for one in every:
        if thread_time() > end:
            raise Unsound(f"il demande plus de {MOST_OF_PROCESSOR} secondes de calcul : que ses listes soient plus courtes")
        yield one


def too_big(path: str) -> Unsound:
    """The message for a file that is too big."""
    most = f"{MOST_OF_FILE // 1_000_000} Mo et {api.number(MOST_VALUES)} valeurs par fichier"
    return Unsound(f"{path} est trop gros ({most}, {MOST_OF_SITE // 1_000_000} Mo par site, au plus)")


def parsed(content: bytes, path: str) -> Any:
    """The JSON of a file, of a form that nothing after has to fear. Raises :class:`Unsound`."""
    if sum(map(content.count, (b"{", b"[", b","))) > MOST_VALUES:
        raise too_big(path)
    try:
        value = json.loads(
            content.decode("utf-8-sig"), parse_constant=_number, parse_float=_number, parse_int=_number, object_pairs_hook=once
        )
        _bounded(value)
    except RecursionError:
        raise Unsound(f"{path} ne se lit pas (trop emboîté)") from None
    except (UnicodeError, json.JSONDecodeError):
        raise Unsound(f"{path} ne se lit pas (ce n'est pas du JSON)") from None
    except ValueError as error:
        raise Unsound(f"{path} ne se lit pas ({error})") from None
    return value


def _number(text: str) -> float:
    """A number of a sensible length, were it near zero; NaN and infinities are no JSON."""
    lost = re.match(r"[-0.]*[1-9]", text)  # « 1e-400 » is not 0
    if len(text) > LONGEST or not math.isfinite(value := float(text)) or (lost and not value):
        raise ValueError("un nombre qui ne tient nulle part")
    return int(text) if text.lstrip("-").isdigit() else value


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says everything once: who says « confidential », then not, is not believed."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("deux fois le même nom dans un objet")
    return found


def _bounded(value: Any, depth: int = 0) -> None:
    """Refuse what is too deep, or holds characters that no page can show. Raises :class:`ValueError`."""
    if depth > DEEPEST:
        raise ValueError("trop emboîté")
    if isinstance(value, str):
        value.encode("utf-8")  # half a character (a lone surrogate) is refused here
        if api.CONTROL.search(value):
            raise ValueError("un caractère de contrôle")
    for inner in (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ():
        _bounded(inner, depth + 1)


_Text: Any = Annotated[str, StringConstraints(pattern=r"\S", max_length=300)]
_Day: Any = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"), AfterValidator(dt.date.fromisoformat)]
_Siren: Any = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]


def _object(*others: str, **fields: Any) -> Any:
    """An object that has all of these, and maybe these others, whatever they say; one with a value may be absent."""
    typed: dict[str, Any] = {name: one if isinstance(one, tuple) else (one, ...) for name, one in fields.items()}
    typed |= dict.fromkeys(others, (Any, None))
    return create_model("Said", __config__=ConfigDict(extra="allow"), **typed)


def _odd(form: Any) -> bool:
    """Whether an object, or one inside it, has a name that is nothing of ours."""
    inside = form if isinstance(form, list) else form.__dict__.values() if isinstance(form, BaseModel) else ()
    return bool(isinstance(form, BaseModel) and form.model_extra) or any(map(_odd, inside))


_PATH: Any = _object("contenu", chemin=Annotated[str, StringConstraints(pattern=r"^(/[a-z0-9_-]+)+\.json$", max_length=300)])
_NOTICE = ("licence_url", "source", "mise_a_jour")
_DAYS: dict[str, Any] = {"publie_le": (_Day, "")}  # not said before 2.0.0
LIST = _object(publication=_object(*_NOTICE, licence=_Text, **_DAYS), nombre=(int | None, None), **{api.LISTS: list[Any]})
_TERRITORY = _object("version_fiches", *({*api.Territoire.model_fields} - {"siren"}), siren=(_Siren, ""))
FORMS = {api.TERRITORY: _object(publication=(_object("licence", *_NOTICE, **_DAYS), {}), **{api.TERRITORY: _TERRITORY})}
FORMS["index"] = _object(
    "titre", territoire=_object("nom_complet", "departement", siren=_Siren), version=(str, ""),  # not said before 2.0.0
    publication=_object(*_NOTICE, licence=_Text, publie_le=_Day), adresses=Annotated[list[_PATH], Field(max_length=1000)],
)  # fmt: skip


def read_file(read: Callable[[str], bytes], name: str, odd: list[str]) -> Any:
    """The JSON of a file, if it has its form and our licence; ``odd`` gets its name if it says more. Raises as ``read`` does, and
    :class:`Unsound`."""
    value = parsed(read(path := f"{api.API_LISTS_FOLDER}/{name}.json"), path)
    try:
        odd += [name] if _odd(FORMS.get(name, LIST).model_validate(value, strict=True)) else []
    except ValidationError as failure:
        where = ".".join(str(step + 1) if isinstance(step, int) else step for step in failure.errors()[0]["loc"])
        raise Unsound(f"{path} n'a pas la forme prévue ({where or 'pas un objet'})") from None
    if value.get("publication", {}).get("licence", api.LICENCE) != api.LICENCE:
        raise Unsound(f"{path} : une autre licence que {api.LICENCE}")
    return value


TEXTS = {"note", "titre", "source", "description"}
LONGEST_TEXT, LONGEST_WORD = 100, 500  # letters and signs of what is read: a sentence is not, and no rule spends an hour on it


def as_typed(value: Any, name: str = "") -> Any:
    """A JSON value as people type it: « oui » for true, and « … » for what a sentence says. The models take numbers and dates as
    JSON has them."""
    if isinstance(value, dict):
        return {key: as_typed(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_typed(inner, name) for inner in value]
    if isinstance(value, str) and value:
        most = LONGEST_TEXT if re.search(r"\s", value) else LONGEST_WORD
        return "…" if name in TEXTS or len(value) > most else value
    return ("oui" if value else "non") if isinstance(value, bool) else value


def apart(part: Any, said: Any, name: str = "") -> Iterator[str]:
    """Where our models did not take what was said: the field of a number that JSON does not have as one, of a date of another
    form, of nothing; and "" for each field that they do not have, at any depth, but in a value, where it may say what counts."""
    if isinstance(part, api.Part) and isinstance(said, dict):
        for key, value in said.items():
            if key in type(part).model_fields:
                yield from [name or key] if value is None else apart(getattr(part, key), value, name or key)
            elif isinstance(part, api.Valeur):
                yield name
            elif key not in part.former:
                yield ""
    elif isinstance(part, list | tuple):
        every = said if isinstance(said, list) else [said]
        yield from chain.from_iterable(apart(*both, name) for both in zip(part, every, strict=False))
    elif isinstance(part, dt.date | api.PartialDate):
        yield from [name] if said != api.values_plain(part) else []
    elif isinstance(said, str) and isinstance(part, int | float | Decimal) and not isinstance(part, bool):
        yield name


def too_long(value: Any, most: int = MOST_LINES) -> str:
    """That the longest list in a value has too many lines, if it has: how many is what a member chooses."""
    return f"plus de {api.number(most)} lignes" if _longest(value) > most else ""


def _longest(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max([len(value) if isinstance(value, list) else 0, *map(_longest, inside)])


def group(model: type[P], values: object) -> P | None:
    """A group made so; None when the model refuses it."""
    typed = None if too_long(values) else as_typed(values)
    try:
        one = model.model_validate(typed, extra="ignore")
    except ValidationError:
        return None
    return None if any(apart(one, typed)) else one


MOST_OF_RECORD = 100_000  # letters and signs
SHOWN = (api.EtatFiche.PUBLIEE, api.EtatFiche.A_VERIFIER)
NOT_FIELDS = ("id", "genre", "calcule")
AT_MOST = 0.0001  # degrees, some ten metres: what a point may lose when it is rounded


class RecordRefused(ValueError):
    """A record is refused: why, in words of ours."""


def remade(kind: type[R], published: Mapping[str, Any]) -> R:
    """A record made again by our model, less what a later version may say. Raises :class:`RecordRefused`."""
    if published.get("etat_fiche", SHOWN[0]) not in SHOWN or published.get("reutilisation", True) not in (True, "oui"):
        raise RecordRefused("un brouillon, ou qui refuse d'être réutilisée")
    if published.get("genre") != kind.kind:
        raise RecordRefused("nos règles refusent « genre »")
    values = {name: value for name, value in published.items() if name not in NOT_FIELDS}
    for name in kind.model_fields:
        if why := too_long(values.get(name), MOST_NAMES if name in NAMES else MOST_LINES):
            raise RecordRefused(f"« {name} » a {why}")
    if len(json.dumps(values)) > MOST_OF_RECORD:
        raise RecordRefused(f"fiche de plus de {api.number(MOST_OF_RECORD)} signes")
    values = {name: as_typed(value, name) for name, value in values.items()}
    id = str(published["id"])
    try:
        one = kind.model_validate(values, extra="ignore").read_from(id, f"{kind.folder}/{id}", values)
    except ValidationError as failure:
        error = failure.errors(include_url=False, include_input=False)[0]
        field = next(iter(error["loc"]), "") or error.get("ctx", {}).get("field", "")
        raise RecordRefused(f"nos règles refusent {named(kind, str(field))}") from None
    except ArithmeticError:
        raise RecordRefused("un nombre ou une date que rien ne tient") from None
    if wrong := next(filter(None, apart(one, values)), ""):
        raise RecordRefused(f"« {wrong} » a un champ vide, inconnu, ou qui s'écrit autrement")
    return one if kind.folder != "structures" else _placed(one, published.get("calcule"))


def _placed(one: R, calcule: object) -> R:
    """A place at the point that its own site counts; none when it hides. Raises :class:`RecordRefused` when two are said."""
    told = calcule if isinstance(calcule, dict) else {}
    hidden, own = getattr(one, "adresse_confidentielle", False), getattr(one, "position", None)
    point = group(api.Position, {"lat": told.get("latitude"), "lon": told.get("longitude")})
    if hidden and point:
        raise RecordRefused("une adresse confidentielle, et son point dans « calcule »")
    if own and point and max(abs(own.lat - point.lat), abs(own.lon - point.lon)) > AT_MOST:
        raise RecordRefused("« calcule » et « position » ne sont pas le même point")
    point = None if told.get("position_approximative") else point
    return one if point == own else one.model_copy(update={"position": point})


def named(kind: type[api.Record], field: str) -> str:
    """A field of ours; a member may name its own otherwise."""
    return f"« {name} »" if (name := field.partition(".")[0]) in kind.model_fields else "la fiche"
