"""A row of a register → what it says of a place of the territory, cleaned and bounded; nothing for what is elsewhere. Each
register is a description of ``registres.yml``, beside this module, which says where a value is in what it gives.

A path names a key or a column, then what is inside: ``adresse[type_adresse=Adresse].code_postal``. Text that holds JSON is read
as it is reached, since the same directory gives lists in one file and such texts in another. A value that cannot be read with
certainty is left out. What may be a shelter has neither street nor point, from here on.
"""

import datetime as dt
import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field, ValidationError
from shapely import Point

from ctg import api

FILE = Path(__file__).with_name("registres.yml")
Words = Mapping[str, tuple[str, ...]]
_STEP = re.compile(r"([^.\[]+)(?:\[(\w+)=([^\]]*)\])?")


class Registre(api.Part):
    """A register: what it is, how it is recognised, where it says what (see the head of ``registres.yml``)."""

    nom: str
    titre: str
    adresse: str
    licence: str
    demander: str = ""
    reconnu_par: tuple[str, ...]
    deplier: str = ""
    garder: Words = Field({})
    identifiant: str
    noms: tuple[str, ...]
    code_insee: str = ""
    code_postal: str = ""
    commune: str = ""
    date: str = ""
    lien: str = ""
    genre: str = ""
    types: Words = Field({})
    secrets: tuple[str, ...] = ()
    fait_foi: tuple[str, ...] = ()
    fait_foi_pour: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    point_sur: Words = Field({})
    colonnes: Mapping[str, str] = Field({})

    @property
    def short(self) -> str:
        """Its name, without whose it is."""
        return self.titre.partition(" (")[0]

    def types_of(self, kinds: set[str]) -> tuple[str, ...]:
        """Our types for the words that a place has in the register; the first is the likeliest."""
        if not self.genre:
            return tuple(self.types)
        return tuple(type_ for type_, words in self.types.items() if kinds & {*words})

    def vouches(self, field: str, types: tuple[str, ...]) -> bool:
        """Whether it is the authority for a field of a place of these types."""
        return field in self.fait_foi and (not self.fait_foi_pour or bool({*types} & {*self.fait_foi_pour}))


class Described(api.Part):
    """All the registers, and the words by which names are compared."""

    registres: tuple[Registre, ...]
    mots_vides: frozenset[str]
    sigles: dict[str, str]
    mots_du_type: Words
    mots_secrets: tuple[str, ...]
    types_secrets: tuple[str, ...]
    voies: dict[str, str]

    @cached_property
    def by_name(self) -> dict[str, Registre]:
        return {one.nom: one for one in self.registres}


@cache
def described() -> Described:
    """What the file says."""
    return Described.model_validate(api.parse(api.read_plain(FILE).decode()))


# --- where a value is ----------------------------------------------------------------------------


def said(row: Mapping[str, Any], path: str) -> list[Any]:
    """All that a row says at a path, lists flattened; « a | b »: the first that says something."""
    for way in path.split(" | "):
        if found := [value for value in _at(row, way) if value not in (None, "", [], {})]:
            return found
    return []


def _at(value: Any, path: str) -> Iterator[Any]:
    if isinstance(value, str) and value.startswith(("[", "{")):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = re.findall(r"'([^']*)'", value)  # as a table writes a list: « ['caf', 'msap'] »
    if isinstance(value, list):
        step = path.partition(".")[0]
        if step.isdecimal():
            yield from _at(value[int(step)], path.partition(".")[2]) if int(step) < len(value) else ()
        else:
            for one in value:
                yield from _at(one, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and (match := _STEP.match(path)):
        key, of, wanted = match.groups()
        low = key.casefold()
        known = value if key in value or low in value else {name.casefold(): one for name, one in value.items()}
        inside = known.get(key, known.get(low))
        if of:
            inside = next((one for one in _at(inside, "") if isinstance(one, dict) and one.get(of) == wanted), None)
        yield from _at(inside, path[match.end() + 1 :])


# --- a row ---------------------------------------------------------------------------------------


NOTHING = {"", "_z", "_u", "null", "none", "nan", "nc", "n/a", "-", "[]"}
PHONE = re.compile(r"(?:\+33|0033|0)\s?[1-79](?:[\s.\-]?\d{2}){4}(?!\d)")
WHOLE = {"75": "75056", "69": "69123", "13": "13055"}
"""Paris, Lyon, Marseille: some registers give the code of the arrondissement."""
WHERE = ("adresse", "code_postal", "position", "siret")
"""What tells where a place is: its SIRET leads to its street."""
SMALL = "DE|DES|DU|D|LA|LE|LES|L|ET|AU|AUX|EN|SUR|SOUS|A"


@dataclass(frozen=True)
class Entry:
    """What a register says of a place. ``champs``: our fields, as a file has them; ``date``: of the row, else of its file."""

    registre: str
    id: str
    noms: tuple[str, ...]
    commune: str
    date: str
    types: tuple[str, ...] = ()
    champs: Mapping[str, Any] = field(default_factory=dict)
    lien: str = ""
    secret: bool = False

    @property
    def register(self) -> Registre:
        return described().by_name[self.registre]

    @property
    def mark(self) -> str:
        """The line of the internal notes by which a record is found again."""
        return f"Identifiant dans {self.register.titre} : {self.id}"


def clean(value: Any) -> str:
    """A value as one short line of text; empty for what is damaged, hides something, or would run elsewhere."""
    text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    return _clean(text) if len(text) <= 1000 else ""


@lru_cache(maxsize=50_000)  # the codes of a whole country come again and again
def _clean(text: str) -> str:
    line = api.short_text(api.mended(html.unescape(text)))
    odd = line.casefold() in NOTHING or re.search(r"[<>\ufffd{}]", line) or line[:1] in ("=", "@", "|")
    return "" if odd else line


def first(row: Mapping[str, Any], path: str) -> str:
    """The first text at a path; « a + b »: the texts of both."""
    return " ".join(filter(None, (next(filter(None, map(clean, said(row, one))), "") for one in path.split(" + ") if one)))


class Territory:
    """The communes of a project, by what a register says of them."""

    def __init__(self, catalogue: api.Catalogue):
        self.catalogue, self.communes = catalogue, catalogue.all(api.Commune)
        self.by_code = {one.code_insee: one for one in self.communes}
        self.outlines = api.outlines_of(catalogue.contours)

    def commune_of(self, row: Mapping[str, Any], registre: Registre) -> api.Commune | None:
        """By its code; by its name and its postcode together when there is no code; by its point for what has neither."""
        if code := first(row, registre.code_insee).replace(" ", "").upper():
            code = re.sub(r"^9[A-F](?=\d{3}$)", "97", re.sub(r"^9J(?=\d{3}$)", "98", code)).zfill(5)
            whole = WHOLE.get(code[:2], "") if re.match(r"751|6938|132", code) else ""
            return self.by_code.get(code) or self.by_code.get(whole)
        if registre.commune:
            name, postcode = _town(first(row, registre.commune)), first(row, registre.code_postal)
            return next((one for one in self.communes if postcode in one.codes_postaux and _town(one.nom) == name), None)
        found = next(iter(self.points(row, registre)), None)
        return next((one for one in self.communes if found and self._holds(one, found)), None)

    def points(self, row: Mapping[str, Any], registre: Registre) -> Iterator[tuple[float, float]]:
        """The points that a row gives, when it says that they are the place's own."""
        if all(first(row, path) in words for path, words in registre.point_sur.items()):
            for one, other in registre.points:
                if point := degrees(first(row, one), first(row, other)):
                    yield point

    def position(self, row: Mapping[str, Any], registre: Registre, commune: api.Commune) -> dict[str, str] | None:
        """The first of its points that is in its commune."""
        found = next((point for point in self.points(row, registre) if self._holds(commune, point)), None)
        return {"lat": str(round(found[0], 5)), "lon": str(round(found[1], 5))} if found else None

    def _holds(self, commune: api.Commune, point: tuple[float, float]) -> bool:
        outline = self.outlines.get(commune.code_insee)
        return outline is not None and outline.distance(Point(point[1], point[0])) <= api.BORDER / 2


def _town(name: str) -> str:
    return re.sub(r" cedex( \d+)?$", "", re.sub(r"\bst(e?)\b", r"saint\1", api.fold(name)))


def wanted(territory: Territory, row: Mapping[str, Any], registre: Registre) -> bool:
    """Whether a row is of the territory, and one to read."""
    return territory.commune_of(row, registre) is not None and all(
        first(row, path) in words for path, words in registre.garder.items()
    )


def entries(territory: Territory, rows: Iterable[Mapping[str, Any]], registre: Registre, day: str) -> list[Entry]:
    """What the rows say. Those that bear one identifier and do not say the same are all left out: one of them is wrong."""
    found = {repr(one): one for one in (_entry(territory, row, registre, day) for row in rows) if one}.values()
    count = Counter(one.id for one in found)
    return [one for one in found if count[one.id] == 1]


def _entry(territory: Territory, row: Mapping[str, Any], registre: Registre, day: str) -> Entry | None:
    commune = territory.commune_of(row, registre)
    names = tuple(dict.fromkeys(_cased(name) for name in map(partial(first, row), registre.noms) if name))
    id = first(row, registre.identifiant)
    if commune is None or not names or not id:
        return None
    kinds = {*map(clean, said(row, registre.genre))} - {""} if registre.genre else set()
    words = f" {' '.join(map(api.fold, names))} "
    types = registre.types_of(kinds)
    if kinds and not types:
        return None  # of a sort that we have not: a like name is chance
    secret = bool(kinds & {*registre.secrets}) or any(f" {word} " in words for word in described().mots_secrets)
    facts = _facts(territory, row, registre, commune)
    facts = {name: value for name, value in facts.items() if value and not (secret and name in WHERE)}
    link = api.kept(api.Url, first(row, registre.lien))
    date = written_on(first(row, registre.date), territory.catalogue.day) or day
    return Entry(registre.nom, id, names, commune.nom, date, types, facts, link, secret)


def _facts(territory: Territory, row: Mapping[str, Any], registre: Registre, commune: api.Commune) -> dict[str, Any]:
    texts = {name: [clean(one) for one in said(row, path)] for name, path in registre.colonnes.items() if name in _READ}
    facts: dict[str, Any] = {name: next(filter(None, map(_READ[name], values)), "") for name, values in texts.items()}
    street = _street(first(row, registre.colonnes.get("adresse", "")))
    facts["adresse"] = street if api.fold(street) not in ("", _town(commune.nom), api.fold(commune.nom)) else ""
    facts["position"] = territory.position(row, registre, commune)
    facts["horaires"] = _week(row, registre)
    return facts


# --- each field ----------------------------------------------------------------------------------


def _phone(text: str) -> str:
    number = PHONE.search(text)
    digits = re.sub(r"^(\+33|0033)", "0", re.sub(r"[\s.\-]", "", number[0])) if number else ""
    return api.kept(api.Phone, " ".join(re.findall("..", digits)))


def _email(text: str) -> str:
    found = api.kept(api.Email, re.split(r"[;,\s]+", text)[0])
    return "" if api.PERSONAL_MAIL.match(found) else found


def _site(text: str) -> str:
    return api.kept(api.Url, f"https://{text}" if text.lower().startswith("www.") else text)


def _siret(text: str) -> str:
    figures = re.sub(r"\s", "", text)
    return figures if re.fullmatch(r"\d{14}", figures) and len({*figures}) > 1 else ""


_READ = {
    "telephone": _phone,
    "courriel": _email,
    "site_web": _site,
    "siret": _siret,
    "code_postal": lambda text: api.kept(api.Postcode, text[:5]),
}


def _street(text: str) -> str:
    """« 12 R DES TILLEULS » → « 12 rue des Tilleuls »; nothing for a box of the post, or what has no letter."""
    words = re.sub(r"^0+(?=\d)", "", _cased(text)).split()
    rank = next((n for n, word in enumerate(words) if not re.match(r"\d|(bis|ter|quater|[a-d])$", word, re.IGNORECASE)), 0)
    words[rank : rank + 1] = [described().voies.get(word.casefold(), word) for word in words[rank : rank + 1]]
    street = " ".join(words)
    if re.match(r"(bp|cs|boite postale)\b", api.fold(street)) or not re.search(r"[^\W\d]{3}", street):
        return ""
    return api.kept(api.Line, street)


def _cased(text: str) -> str:
    """A text all in capitals, as people write it; initials stay."""
    if text.upper() == text:
        kept = described().sigles.values()
        text = re.sub(r"[^\W\d_]{3,}", lambda word: word[0] if word[0].lower() in kept else word[0].capitalize(), text)
        text = re.sub(rf"(?i)(?<=.)\b({SMALL})\b", lambda word: word[0].lower(), text)
    return text


def _week(row: Mapping[str, Any], registre: Registre) -> dict[str, Any] | None:
    """The ordinary week, when all that is said of it can be read."""
    days = {day: first(row, path) for day in api.JOURS if (path := registre.colonnes.get(f"horaires.{day}"))}
    week: Any = {day: api.spans_of(text).split(", ") for day, text in days.items() if text} or None
    given = row.get(registre.colonnes.get("horaires", ""))
    slots = api.groups(given)
    try:
        if slots and not any(clean(slot.get("commentaire")) for slot in slots):
            week = api.directory_week(slots)
        elif isinstance(given, str) and not slots:
            found = api.read_week(re.sub(r"[;,]?\s*PH (?:off|closed)", "", clean(given)))
            week = {day: hours for day, hours in found.items() if hours != "ferme"} or week
        week = {day: spans[0] if isinstance(spans, list) and len(spans) == 1 else spans for day, spans in (week or {}).items()}
        api.Horaires.model_validate(week)
    except (ValueError, ValidationError):
        return None
    return week or None


def written_on(text: str, today: dt.date) -> str:
    """« 22/12/2023 10:38:56 », « 2026-09-14 », « 2025 » → ISO, as far as it goes; nothing for a day to come."""
    day = next(api.read_dates(text[:10]), text if re.fullmatch("20[0-9]{2}", text) else "")
    return day if "2000" < day <= today.isoformat() else ""


def degrees(first: str, second: str) -> tuple[float, float] | None:
    """(latitude, longitude) of a pair that is in degrees, or in metres of Lambert-93: y, then x; None for what is no point."""
    try:
        y, x = float(first.replace(",", ".")), float(second.replace(",", "."))
        if abs(y) <= 90 and abs(x) <= 180:
            return y, x
    except ValueError:
        return None
    if not (0 < x < 1_300_000 and 6_000_000 < y < 7_200_000):
        return None
    lon, lat = api.lambert_to_degrees(np.array([[x, y]]))[0]
    return float(lat), float(lon)
