"""The ground of the maps, as ``ctg fond`` wrote it: ``data/fond.geojson``, read once, each thing refused on its line.

A feature says its ``nature``, its ``nom`` and its ``rang`` (1, the strongest, to 6) if it has them, and whose it is: ``source``
and ``licence``, shown under the maps. The towns of the territory are those of ``communes.yml``, by their inhabitants, whatever
the file says of them: without a file, they are the whole ground."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from ctg.common.problems import Problem, nearest, shown
from ctg.model.commune import Commune
from ctg.model.territory import NATURES, WEAKEST, Feature, Ground
from ctg.territory.outlines import MalformedFeature, clean_geometry, read_collection

GROUND_FILE = "data/fond.geojson"
GROUND_MOST = 150_000
"""Bytes of the file: a telephone downloads it."""
AROUND, FAR = 0.05, 1.5
"""Degrees beyond the outlines where the ground may lie (it is cut at two kilometres), and where a direction may."""
LONGEST = 100
"""Letters of a name."""
AGAIN = "Faites ce fichier de nouveau : « ctg fond »."
UNREAD = (
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
    found, problems = read_collection(root, GROUND_FILE, GROUND_MOST, UNREAD)
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
        raise MalformedFeature(
            "Ce trait du fond de carte ne dit pas à qui il est.",
            'Écrivez sa source et sa licence : « "source": "IGN, BD TOPO", "licence": "Licence Ouverte 2.0" ».',
        )
    if NATURES[nature] == ("Point",) and not nom:
        raise MalformedFeature("Ce point du fond de carte n'a pas de nom.", 'Écrivez-le : « "nom": "Grandval" ».')
    feature = Feature(nature, _geometry(given, nature, nom), nom, _rank(values.get("rang", WEAKEST)), source, licence)
    far = FAR if nature == "direction" else AROUND
    if around and shape(feature.geometry).distance(around) > far:
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
    if not isinstance(value, str) or not value.isprintable() or len(value) > LONGEST or set("<>") & set(value):
        raise MalformedFeature(
            f"« {shown(value)} » ne peut pas être écrit sur une carte.",
            f"« {name} » est un texte simple, sans balise, de {LONGEST} lettres au plus.",
        )
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
        raise MalformedFeature(
            f"Le dessin de ce trait du fond de carte ne se lit pas{_named(nom)}.",
            f"Il faut un {types}, en longitude puis latitude (RFC 7946). {AGAIN}",
        ) from None


def _named(nom: str) -> str:
    return f" : {nom}" if nom else ""
