"""The open data of version 1 loses no name and renames none: programs that read them are never told.

A name is promised from the day a version is published with it: ``tests/attendu/noms_publies.txt`` holds them all, and
``noms_partis.txt`` those of the fields that a version of the sheets left, each with what says the same thing.
"""

from __future__ import annotations

import tomllib

from ctg.model import KINDS
from noms_publies import GOLDEN, names
from territoires import ROOT

GONE = GOLDEN.with_name("noms_partis.txt")
TABLES = {f"donnees/{kind.folder}.csv": kind.__name__ for kind in KINDS}
HEAD = "# Les noms publiés depuis la version 1, tels qu'à la version "


def gone() -> dict[str, str]:
    """« Action : porteur » → what says it today."""
    lines = GONE.read_text("utf-8").splitlines()[1:]
    return {name: to for name, arrow, to in (line.partition(" → ") for line in lines) if arrow and to}


def declared(lost: str) -> str:
    """What left, of a lost name: its file, itself, or the group that it was in; empty when none is declared."""
    table, _, path = lost.partition(" : ")
    steps = path.split(".")
    ways = (f"{TABLES.get(table, table)} : {'.'.join(steps[:end])}" for end in range(1, len(steps) + 1))
    return next((name for name in (table, lost, *ways) if name in gone()), "")


def test_no_published_name_is_lost(real_site, essai_site, request):
    first, *written = GOLDEN.read_text("utf-8").splitlines()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    promised, now = set(written), names(real_site) | names(essai_site)
    if request.config.getoption("reecrire"):
        GOLDEN.write_text("\n".join([f"{HEAD}{version}", *sorted(promised | now)]) + "\n", "utf-8")
        promised, first = promised | now, f"{HEAD}{version}"
    lost = sorted(name for name in promised - now if not declared(name))
    assert {declared(name) for name in promised - now} - {""} == {*gone()}, "rien de tel n'est parti"
    assert lost == [], (
        "la version 1 ne perd ni ne renomme aucun nom : publiez encore ceux-ci, à côté des nouveaux. "
        "Si seule une fiche d'exemple a changé, remplissez ce champ dans tests/territoire_essai/data."
    )
    fresh = sorted(now - promised)
    assert first == f"{HEAD}{version}" or fresh == [], (
        "ces noms sont publiés pour la première fois : relisez-les ; « pytest tests/test_noms_publies.py --reecrire » les ajoute"
    )
