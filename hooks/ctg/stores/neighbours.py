"""The places of neighbouring sites, near our communes: ``data/voisins.json``, which ``ctg voisins`` writes.

They are theirs: never a record of ours, never counted. What comes from another site is hostile, and its file too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import ConfigDict, ValidationError

from ctg.ground.files import OddFile, read_plain
from ctg.ground.problems import WARNING, Problem, shown
from ctg.kinds.fields.base import FullDate, Line, Part, champ
from ctg.kinds.fields.identifiers import Identifier
from ctg.kinds.fields.reach import Position as Point
from ctg.kinds.fields.reach import Url
from ctg.sheets.source import MAX_BYTES, odd

FILE = "data/voisins.json"
REMEDY = "Supprimez ce fichier, puis lancez « ctg voisins » : il le fera de nouveau."
MOST_PLACES = 2000
"""Of one neighbour."""


class PointVoisin(Point):
    """Where a place is."""

    model_config = ConfigDict(allow_inf_nan=False)


class LieuVoisin(Part):
    """A place of a neighbour: what it takes to know that it is near, and to go to its own page."""

    id: Identifier = champ("Identifiant", default=...)
    nom: Line = champ("Nom", default=...)
    type: Identifier = champ("Type", "Un mot du vocabulaire.", default=...)
    commune: Line = champ("Commune", default=...)
    position: PointVoisin = champ("Position", default=...)
    prouve_le: FullDate | None = champ("Date de la dernière preuve")


class PagesVoisines(Part):
    """What was read of a neighbour's site."""

    adresse: Url = champ("Adresse", "Celle de « voisins », dans territoire.yml.", default=...)
    siren: Line = champ("SIREN", default=..., pattern=r"^\d{9}$")
    lu_le: FullDate = champ("Lu le", default=...)
    licence: Line = champ("Licence", default=...)
    source: Line = champ("Source à citer", default=...)
    lieux: tuple[LieuVoisin, ...] = champ("Lieux", default=(), max_length=MOST_PLACES)

    def page(self, place: LieuVoisin) -> str:
        """The page of a place on its own site: below the address that the territory wrote, whatever its site says."""
        return f"{self.adresse.rstrip('/')}/structures/{place.id}/"


class Voisinage(Part):
    """The whole file."""

    siren: Line | None = champ("SIREN du territoire", pattern=r"^\d{9}$")
    sites: tuple[PagesVoisines, ...] = champ("Sites", default=())


def load_neighbours(root: Path, siren: str | None = None) -> tuple[tuple[PagesVoisines, ...], list[Problem]]:
    """What was read of the neighbours of the project at ``root``, and what is wrong with its file. No file is no problem.

    ``siren`` is the territory's: the neighbours of another are not shown (a warning).
    """
    path = root / FILE
    if not path.exists() and not path.is_symlink():
        return (), []
    try:
        found = Voisinage.model_validate(json.loads(read_plain(path, root, 10 * MAX_BYTES).decode("utf-8")))
    except OddFile as error:
        return (), [odd(error, root, REMEDY)]
    except json.JSONDecodeError as error:
        return (), [Problem(FILE, error.lineno, "", "", "Ce fichier des voisins ne se lit pas.", REMEDY)]
    except (OSError, ValueError, ValidationError, RecursionError):
        return (), [Problem(FILE, 1, "", "", "Ce fichier des voisins ne se lit pas.", REMEDY)]
    if siren and found.siren and found.siren != siren:
        told = f"Ces voisins sont ceux d'un autre territoire (SIREN {shown(found.siren)}) : le site ne les montre pas."
        return (), [Problem(FILE, 1, "siren", "", told, REMEDY, WARNING)]
    return found.sites, []


def as_json(sites: Iterable[PagesVoisines], siren: str | None = None) -> str:
    """The file's text: one layout, a place a line, so that a change shows only what changed."""
    lines = []
    for site in sites:
        head = site.model_dump(mode="json", exclude={"lieux"})
        fields = [f"      {_line(name)}: {_line(value)}" for name, value in head.items()]
        places = ",\n".join(f"        {_line(place.model_dump(mode='json', exclude_none=True))}" for place in site.lieux)
        fields.append(f'      "lieux": [\n{places}\n      ]' if places else '      "lieux": []')
        lines.append("    {\n" + ",\n".join(fields) + "\n    }")
    owner = f'  "siren": {_line(siren)},\n' if siren else ""
    return "{\n" + owner + '  "sites": [\n' + ",\n".join(lines) + "\n  ]\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
