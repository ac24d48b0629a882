"""``donnees/tout.zip``: the files of ``donnees/`` and the lists in JSON in one, for those who keep a copy."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from tempfile import TemporaryFile

from ctg.ground.phrases import date_fr
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset
from ctg.outputs.open_data import api, tables
from ctg.outputs.open_data.about import TABLES, About
from ctg.outputs.open_data.public import notice

PATH = f"{tables.FOLDER}/tout.zip"
ABOUT = (
    About(
        PATH,
        "Tout, en un fichier",
        "Les tableaux, les cartes, le format des annuaires et les listes en JSON. Les agendas n’y sont pas.",
        "application/zip",
        "ZIP",
        "relu et comparé à chaque fichier, à chaque test",
        TABLES,
        "Pour garder une copie, ou travailler sans réseau.",
    ),
)
READ_ME = "LISEZ-MOI.txt"
LEVEL = 5
"""Of compression, from 1 to 9: 6 takes a third longer, and makes it 2 to 4 % lighter."""
SUFFIXES = (".csv", ".json", ".geojson")
"""Not the workbooks: they hold what the CSV do."""


def file(render: Renderer, files: Iterable[Asset]) -> Asset:
    """Those of the ``files`` that are in ``donnees/``, or lists in JSON."""
    folders = (f"{tables.FOLDER}/", f"{api.FOLDER}/")
    chosen = [file for file in files if file.path.startswith(folders) and file.path.endswith(SUFFIXES)]
    return Asset(PATH, lambda: _zip(render, chosen))


def _zip(render: Renderer, files: Iterable[Asset]) -> bytes:
    """Same files, same day: same bytes. Written on the disk: in memory, it would take eight times its size while it grows, and
    hold every file at once."""
    day, read_me = render.today, Asset(READ_ME, _read_me(render).encode())
    with TemporaryFile() as made:
        with zipfile.ZipFile(made, "w") as archive:
            for file in (read_me, *files):
                place = zipfile.ZipInfo(file.path, (day.year, day.month, day.day, 0, 0, 0))
                archive.writestr(place, file.content, zipfile.ZIP_DEFLATED, LEVEL)
        made.seek(0)
        return made.read()


def _read_me(render: Renderer) -> str:
    said = notice(render.catalogue.territoire)
    return (
        f"Source : {said['source']}\nÉcrit le {date_fr(render.today)}\nLicence : {said['licence_url']}\n\n"
        f"{tables.FOLDER}/datapackage.json décrit les fichiers de ce dossier ; {api.FOLDER}/index.json, les listes.\n"
    )
