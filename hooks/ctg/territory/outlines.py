"""Where communes and addresses are, and the ground of the maps, as machines wrote it: ``data/communes.geojson``,
``data/positions.json``, ``data/fond.geojson``.

The outlines of the communes (RFC 7946) are made anew from their ``type`` and their ``coordinates``, and keep the code of their
commune: nothing else of the file goes further. The points are those that ``ctg geocoder`` found. A position written in YAML
always wins, and a point only counts for the address that it was asked for: when the coordinator corrects an address, its old
point is forgotten at once, before the command runs again.

Of the ground, a feature says its ``nature``, its ``nom`` and its ``rang`` (1, the strongest, to 6) if it has them, and whose it
is: ``source`` and ``licence``, shown under the maps. Its towns are those of ``communes.yml``, by their inhabitants:
without a file, they are the whole ground."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from pydantic import ConfigDict, ValidationError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ctg.common.problems import Problem, nearest, shown
from ctg.model import NATURES, WEAKEST, Commune, Feature, Ground, Structure
from ctg.model.fields import CODE_INSEE, FullDate, Position, requis
from ctg.reading.sheet import MAX_BYTES, read_json

OUTLINES_FILE = "data/communes.geojson"
UNREAD = (
    "Les contours des communes manquent ou ne se lisent pas.",
    "Ce fichier est une « FeatureCollection » GeoJSON, avec un code_insee par commune.",
)
DEPTHS = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""Lists around a point, by type of geometry."""
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')


class MalformedFeature(ValueError):
    """A feature cannot be read: (what is wrong, how to mend it), in French."""


def read_collection(root: Path, name: str, most: int, unread: tuple[str, str]) -> tuple[list[tuple[int, object]], list[Problem]]:
    """(line, feature) of each feature of the file ``name`` of the project at ``root``; else what forbids to read it.

    ``most``: bytes; ``unread``: message and remedy of a file that is no FeatureCollection.
    """
    text, found, problems = read_json(root / name, root, most, *unread)
    if problems:
        return [], problems
    match found:
        case {"type": "FeatureCollection", "features": list(features)}:
            return list(zip(_lines(text, len(features)), features, strict=True)), []
    return [], [Problem(name, 1, "", "", *unread)]


def _lines(text: str, count: int) -> Iterator[int]:
    """The line of each of so many features; the first line when they cannot be told apart."""
    starts = [match.start() for match in _FEATURE.finditer(text)]
    yield from (text.count("\n", 0, start) + 1 for start in starts) if len(starts) == count else [1] * count


def clean_geometry(given: object, types: tuple[str, ...]) -> dict[str, Any]:
    """A geometry of one of these types: its type and its points, a height left out. Raises :class:`ValueError`."""
    try:
        assert isinstance(given, dict)
        type_ = given["type"]
        if type_ not in types:
            raise ValueError(type_)
        made = {"type": type_, "coordinates": _rebuilt(given["coordinates"], DEPTHS[type_])}
        shape(made)  # a ring of two points, for example
    except (AssertionError, KeyError, TypeError, IndexError, RecursionError, shapely.errors.ShapelyError) as error:
        raise ValueError(str(error)) from None
    return made


def _rebuilt(value: Any, depth: int) -> list:
    """Lists of points as deep as wanted. Raises :class:`ValueError`."""
    if not isinstance(value, list) or not value:
        raise ValueError
    return [_rebuilt(item, depth - 1) for item in value] if depth else [_degrees(value[0], 180), _degrees(value[1], 90)]


def _degrees(value: object, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:  # nor « not a number »
        raise ValueError
    return value


def load_contours(root: Path) -> tuple[dict | None, list[Problem]]:
    """The outlines of the project at ``root``, as a GeoJSON FeatureCollection; or None and everything that forbids to
    use them.
    """
    found, problems = read_collection(root, OUTLINES_FILE, 50 * MAX_BYTES, UNREAD)
    made = []
    for line, feature in found:
        try:
            made.append(clean_outline(feature))
        except MalformedFeature as malformed:
            message, remedy = malformed.args
            problems.append(Problem(OUTLINES_FILE, line, "", "", message, remedy))
    return (None if problems else {"type": "FeatureCollection", "features": made}), problems


def clean_outline(feature: object) -> dict:
    """A feature with only its ``code_insee``, its type and its points. Raises :class:`MalformedFeature`."""
    given: dict = feature if isinstance(feature, dict) else {}
    properties = given.get("properties")
    code = properties.get("code_insee") if isinstance(properties, dict) else None
    if not isinstance(code, str) or not re.fullmatch(CODE_INSEE, code):
        told = f"« {shown(code)} » n'est pas un code INSEE." if code else "Ce contour n'a pas de code INSEE."
        raise MalformedFeature(told, 'Écrivez-le dans ses « properties » : « "code_insee": "99001" ».')
    try:
        made = clean_geometry(given.get("geometry"), ("Polygon", "MultiPolygon"))
    except ValueError:
        remedy = "Donnez-lui un « Polygon » ou un « MultiPolygon », en longitude puis latitude (RFC 7946)."
        raise MalformedFeature(f"Le contour de la commune {code} ne se lit pas.", remedy) from None
    return {"type": "Feature", "properties": {"code_insee": code}, "geometry": made}


def outlines_of(contours: dict) -> dict[str, BaseGeometry]:
    """INSEE code → surface, for a FeatureCollection of :func:`load_contours`. Surfaces are valid: see :func:`mended_outline`."""
    shapes = {one["properties"]["code_insee"]: shape(one["geometry"]) for one in contours["features"]}
    return {code: one if one.is_valid else mended_outline(one) for code, one in shapes.items()}


def mended_outline(outline: BaseGeometry) -> BaseGeometry:
    """The same surface, made valid when the outline crosses itself: it could be neither cut nor compared."""
    return shapely.make_valid(outline, method="structure", keep_collapsed=False)


POSITIONS_FILE = "data/positions.json"
UNREAD_POINTS = "Ce fichier des positions ne se lit pas."
REMEDY = "Supprimez ce fichier, puis lancez « ctg geocoder » : il le fera de nouveau."
OWNER = "siren"
"""The key that says whose the points are, among the keys of records, which all have a slash."""
# The geocoder refuses longer questions (Géoplateforme and addok: 200 characters).
LONGEST = 200


class Found(Position):
    """A point found for an address. ``type`` is the answer's precision: ``housenumber`` or ``street``."""

    model_config = ConfigDict(allow_inf_nan=False)

    score: float = requis("Ressemblance, de 0 à 1", ge=0, le=1)
    adresse: str = requis("L'adresse demandée")
    reponse: str = requis("L'adresse trouvée")
    type: str = requis("Précision")
    date: FullDate = requis("Le jour de la demande")


@dataclass(frozen=True)
class Question:
    """An address to find, in a known commune."""

    record: Structure | Commune
    commune: Commune
    text: str
    """On one line: « 3 place de la Mairie 99100 Valbourg »."""


class NotLocated(Exception):
    """No point was found for an address; why, in French."""


class AddressService(NamedTuple):
    """From an address to a point: what a package gives in its group « locate »."""

    recipient: str
    """To whom the address is sent: « à la Base Adresse Nationale »."""
    find: Callable[[Question, BaseGeometry | None, dt.date], Found]
    """``(question, outline of its commune, today)`` → the point. Raises :class:`NotLocated`."""


def questions(structures: Iterable[Structure], communes: Iterable[Commune]) -> dict[str, Question]:
    """Every address that needs a point, by the key of its record (``structures/x``, ``communes/y`` for the town hall).

    Places without an address, those that have their position in YAML, and those of a commune that is no more need none.
    """
    communes = tuple(communes)
    by_name = {commune.nom: commune for commune in communes}
    found = {}
    for place in structures:
        if place.adresse and not place.position and (commune := by_name.get(place.commune)):
            found[place.key] = Question(place, commune, address_to_ask(place.adresse, commune, place.code_postal))
    for commune in communes:
        hall = commune.mairie
        if hall and hall.adresse and (hall.position is None or hall.position_douteuse):
            found[commune.key] = Question(commune, commune, address_to_ask(hall.adresse, commune))
    return found


def address_to_ask(address: str, commune: Commune, postcode: str | None = None) -> str:
    """The text to send to a geocoder for an address of a commune.

    A postcode of the commune helps; a CEDEX, which is no place, misleads; among several, none is guessed.
    """
    if postcode not in commune.codes_postaux:
        postcode = commune.code_postal
    street = "".join(char for char in " ".join(address.split()) if char.isprintable())
    end = f"{postcode} {commune.nom}".strip()
    return f"{street[: LONGEST - len(end) - 1].strip()} {end}"


def points_still_asked(found: Mapping[str, Found], asked: Mapping[str, Question]) -> dict[str, Found]:
    """The points whose record still needs one, at the same address; ``asked``: see :func:`questions`."""
    return {key: point for key, point in found.items() if key in asked and asked[key].text == point.adresse}


def load_positions(path: Path, root: Path, siren: str | None = None) -> tuple[dict[str, Found], list[Problem]]:
    """The points of the file by key of record, and what is wrong with it. No file is no point, and no problem.

    ``siren`` is the territory's: points found for another are refused.
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name

    def refuse(message: str, line: int = 1) -> tuple[dict[str, Found], list[Problem]]:
        return {}, [Problem(name, line, "", "", message, REMEDY)]

    if not path.exists():
        return {}, []
    text, entries, problems = read_json(path, root, 10 * MAX_BYTES, UNREAD_POINTS, REMEDY)  # ten thousand addresses: 3 Mo
    if problems:
        return {}, problems
    try:
        json.dumps(entries, ensure_ascii=False).encode()  # half of a character, an escape alone, cannot be written again
    except UnicodeEncodeError:
        entries = None
    if not isinstance(entries, dict):
        return refuse(UNREAD_POINTS)
    owner = entries.pop(OWNER, None)
    if siren and owner and owner != siren:
        line = text[: text.find(f'"{OWNER}"')].count("\n") + 1
        return refuse(f"Ces positions sont celles d'un autre territoire : votre SIREN est {siren}.", line)
    found, problems = {}, []
    for key, entry in entries.items():
        try:
            found[key] = Found.model_validate(entry)
        except ValidationError:
            line = text[: max(text.find(json.dumps(key, ensure_ascii=False)), 0)].count("\n") + 1
            problems.append(Problem(name, line, shown(key), "", "Cette position ne se lit pas.", REMEDY))
    return found, problems


def positions_as_json(found: Mapping[str, Found], siren: str | None = None) -> str:
    """The text of the file, always in one order and one layout; ``siren``: the territory whose points they are."""
    owner = {OWNER: siren} if siren and found else {}
    entries = owner | {key: found[key].model_dump(mode="json") for key in sorted(found)}
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


GROUND_FILE = "data/fond.geojson"
GROUND_MOST = 150_000
"""Bytes of the file: a telephone downloads it."""
AROUND, FAR = 0.05, 1.5
"""Degrees beyond the outlines where the ground may lie (it is cut at two kilometres), and where a direction may."""
LONGEST_NAME = 100
"""Letters of a name."""
AGAIN = "Faites ce fichier de nouveau : « ctg fond »."
GROUND_UNREAD = (
    "Le fond de carte ne se lit pas.",
    f"C'est une « FeatureCollection » GeoJSON. {AGAIN}",
)
SIZES = (20_000, 5_000, 2_000, 1_000, 500)
"""Inhabitants from which a town has the rank 1, 2…"""


def load_ground(root: Path, contours: dict | None) -> tuple[Ground, list[Problem]]:
    """The ground of the project at ``root`` and what is wrong with it; no file is an empty ground, and no problem.

    ``contours``: the outlines around which it must lie (None: they could not be read, and nothing is said of that).
    """
    if not (root / GROUND_FILE).exists():
        return Ground(), []
    found, problems = read_collection(root, GROUND_FILE, GROUND_MOST, GROUND_UNREAD)
    around = _around(contours)
    features = []
    for line, feature in found:
        try:
            features.append(ground_feature(feature, around))
        except MalformedFeature as malformed:
            problems.append(Problem(GROUND_FILE, line, "", "", *malformed.args))
    return Ground(tuple(features)), problems


def with_towns(ground: Ground, communes: Iterable[Commune]) -> Ground:
    """The ground with the communes as its towns, ranked by their inhabitants; they take the place of those of one name."""
    own = tuple(map(_town, communes))
    names = {one.nom for one in own}
    return Ground((*(one for one in ground.features if one.nature != "ville" or one.nom not in names), *own))


def _town(one: Commune) -> Feature:
    rank = 1 + sum((one.population or 0) < size for size in SIZES)
    return Feature("ville", {"type": "Point", "coordinates": [one.centre.lon, one.centre.lat]}, one.nom, rank)


def _around(contours: dict | None) -> shapely.Polygon | None:
    if not contours or not contours["features"]:
        return None
    return shapely.box(*shapely.total_bounds([shape(one["geometry"]) for one in contours["features"]]))


def ground_feature(given: object, around: shapely.Polygon | None = None) -> Feature:
    """A feature of the file, with nothing else than what the maps use. Raises :class:`MalformedFeature`."""
    properties: Any = given.get("properties") if isinstance(given, dict) else None
    values = properties if isinstance(properties, dict) else {}
    nature = _nature(values.get("nature"))
    nom, source, licence = (_text(values, name) for name in ("nom", "source", "licence"))
    if not source or not licence:
        remedy = 'Écrivez sa source et sa licence : « "source": "IGN, BD TOPO", "licence": "Licence Ouverte 2.0" ».'
        raise MalformedFeature("Ce trait du fond de carte ne dit pas à qui il est.", remedy)
    if NATURES[nature] == ("Point",) and not nom:
        raise MalformedFeature("Ce point du fond de carte n'a pas de nom.", 'Écrivez-le : « "nom": "Grandval" ».')
    feature = Feature(nature, _geometry(given, nature, nom), nom, _rank(values.get("rang", WEAKEST)), source, licence)
    far = FAR if nature == "direction" else AROUND
    if around and feature.shape.distance(around) > far:
        raise MalformedFeature(f"Ce trait du fond de carte est loin du territoire{_named(nom)}.", AGAIN)
    return feature


def _nature(value: object) -> str:
    if isinstance(value, str) and value in NATURES:
        return value
    if value is None:
        raise MalformedFeature("Ce trait du fond de carte n'a pas de nature.", f"Choisissez : {', '.join(NATURES)}.")
    near = nearest(value, NATURES) if isinstance(value, str) else None
    remedy = f"Écrivez plutôt « {near} »." if near else f"Choisissez : {', '.join(NATURES)}."
    raise MalformedFeature(f"« {shown(value)} » n'est pas une nature du fond de carte.", remedy)


def _text(values: dict, name: str) -> str:
    """A text on one line, without a tag; empty when there is none."""
    value = values.get(name)
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not value.isprintable() or len(value) > LONGEST_NAME or set("<>") & set(value):
        remedy = f"« {name} » est un texte simple, sans balise, de {LONGEST_NAME} lettres au plus."
        raise MalformedFeature(f"« {shown(value)} » ne peut pas être écrit sur une carte.", remedy)
    return value.strip()


def _rank(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= WEAKEST:
        raise MalformedFeature(f"« {shown(value)} » n'est pas un rang.", f"Un rang va de 1, le plus important, à {WEAKEST}.")
    return value


def _geometry(given: Any, nature: str, nom: str) -> dict[str, Any]:
    try:
        return clean_geometry(given.get("geometry"), NATURES[nature])
    except ValueError:
        types = " ou un ".join(f"« {one} »" for one in NATURES[nature])
        why = f"Le dessin de ce trait du fond de carte ne se lit pas{_named(nom)}."
        raise MalformedFeature(why, f"Il faut un {types}, en longitude puis latitude (RFC 7946). {AGAIN}") from None


def _named(nom: str) -> str:
    return f" : {nom}" if nom else ""
