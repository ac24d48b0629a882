"""``ctg fond``: the ground of the maps, made from what the IGN publishes."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from shapely.geometry.base import BaseGeometry

from ctg import api
from ctg_demarrage import registers
from ctg_demarrage.communes import MOST
from ctg_demarrage.ground import LICENCE, SOURCE, GivenFeature, Made, features_of, make, window_of

PAGES = 4
"""Answers of a layer at most: with twenty thousand features, the largest territories are covered."""
NATURES = {
    "bati": ("surface bâtie", "surfaces bâties"),
    "cours-d-eau": ("cours d'eau", "cours d'eau"),
    "direction": ("direction", "directions"),
    "eau": ("plan d'eau", "plans d'eau"),
    "rail": ("voie ferrée", "voies ferrées"),
    "route": ("route", "routes"),
    "ville": ("commune voisine", "communes voisines"),
}
"""How one is said, and several."""
COUNT = 5_000
"""Features of an answer of the Géoplateforme; the next ones are asked from there on."""
ASKED = {
    "cours_d_eau": "les cours d'eau",
    "plan_d_eau": "les plans d'eau",
    "route_numerotee_ou_nommee": "les routes",
    "troncon_de_voie_ferree": "les voies ferrées",
    "zone_d_habitation": "le bâti",
    "commune": "les communes voisines",
}
"""Layer of the BD TOPO → what it shows. The sections of roads and the buildings are too many to be asked for."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "fond",
        help="fait le fond des cartes : eaux, routes, voies ferrées, bâti",
        description="Fait data/fond.geojson avec ce que la Géoplateforme de l'IGN répond (BD TOPO). Sans fichier : dit quelles "
        "adresses ouvrir, et enregistrer.",
    )
    parser.add_argument("fichiers", nargs="*", type=Path, metavar="FICHIER", help="une réponse enregistrée (GeoJSON)")
    api.add_replace(parser)
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the ground is written, 2 without a file: the addresses are shown. Raises :class:`OutputRefused`."""
    root = options.projet.resolve()
    outlines = list(api.outlines_of(api.load(root, drafts=True).contours).values())
    if not options.fichiers:
        print(_where(outlines), file=sys.stderr)
        return 2
    place = api.inside(root, api.GROUND_FILE)
    if place.exists() and not options.remplacer:
        raise api.OutputRefused(f"{api.GROUND_FILE} existe déjà. Rien n'est écrit.", "Pour le remplacer, ajoutez --remplacer.")
    window = window_of(outlines)
    try:
        texts = ((path.name, api.read_plain(path, most=MOST)) for path in options.fichiers)
        made = make((raw for name, text in texts for raw in features_of(name, text, window)), outlines)
    except api.OddFile as odd:
        raise api.OutputRefused(f"{odd.path} : {odd.message}", odd.remedy) from None
    except OSError as error:
        raise api.OutputRefused(f"{error.filename} : {api.reason(error)}.", "Vérifiez le nom du fichier.") from None
    if not made.counts:
        told = "Rien dans ces fichiers n'est autour de vos communes."
        raise api.OutputRefused(told, "Ouvrez de nouveau les adresses que donne « ctg fond ».")
    api.write_atomically(place, made.text)
    print(summary(made))
    return 0


def from_network(client: api.Client, outlines: list[BaseGeometry]) -> Made:
    """The ground that the Géoplateforme gives. Raises :class:`UnreadGround`, :class:`api.Unreachable`."""
    window = window_of(outlines)

    def answers() -> Iterator[GivenFeature]:
        for layer in ASKED:
            for page in range(PAGES):
                address = layer_address(layer, window.near.bounds, page * COUNT)
                answer = client.send("GET", address, keep=MOST, within=api.DOWNLOAD)
                yield from features_of(layer, answer.body if answer.status == 200 else b"", window)
                if answer.body.count(b'"Feature"') < COUNT:
                    break

    return make(answers(), outlines)


def summary(made: Made) -> str:
    """What was made, what was left out, and whose it is."""
    told = api.joined(f"{count} {NATURES[nature][count > 1]}" for nature, count in sorted(made.counts.items()))
    lines = [f"{api.GROUND_FILE} est fait ({api.kilobytes(len(made.text.encode()))}) : {told}.", *_left(made)]
    return "\n".join([*lines, f"À citer, et déjà écrit sous les cartes : {SOURCE} ({LICENCE})."])


def _left(made: Made) -> Iterator[str]:
    if made.last_rank < 6:
        yield f"Pour rester léger, il s'arrête au rang {made.last_rank} sur 6 : les plus petits traits n'y sont pas."
    if made.refused:
        yield f"Laissés de côté : {made.refused}, dont le nom ou le dessin ne se lit pas."


def _where(outlines: list[BaseGeometry]) -> str:
    bounds = window_of(outlines).near.bounds
    lines = [
        "Avec quels fichiers ?",
        "    → Ouvrez ces adresses dans un navigateur, et enregistrez chaque réponse :",
        *(f"      {told}\n        {layer_address(layer, bounds)}" for layer, told in ASKED.items()),
        "      puis tapez : ctg fond suivi des noms de ces fichiers.",
    ]
    return "\n".join(lines)


def layer_address(layer: str, bounds: Bounds, start: int = 0) -> str:
    """Features of a layer of the BD TOPO as GeoJSON; the box is in latitude then longitude, the answer is not."""
    west, south, east, north = (f"{one:.4f}" for one in bounds)
    asked = {
        "SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": f"BDTOPO_V3:{layer}",
        "OUTPUTFORMAT": "application/json", "SRSNAME": "EPSG:4326",
        "BBOX": f"{south},{west},{north},{east},urn:ogc:def:crs:EPSG::4326", "COUNT": COUNT, "STARTINDEX": start,
    }  # fmt: skip
    return f"{registers.GEOPF}?{urlencode(asked, safe=',:/')}"
