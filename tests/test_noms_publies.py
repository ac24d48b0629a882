"""The open data of version 1 loses no name and renames none: programs that read them are never told.

A name is promised from the day a version is published with it: ``tests/attendu/noms_publies.txt`` holds them all.
"""

from __future__ import annotations

import tomllib

from noms_publies import GOLDEN, names
from territoires import ROOT

HEAD = "# Les noms publiés depuis la version 1, tels qu'à la version "


def test_no_published_name_is_lost(real_site, essai_site, request):
    first, *written = GOLDEN.read_text("utf-8").splitlines()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    promised, now = set(written), names(real_site) | names(essai_site)
    if request.config.getoption("reecrire"):
        GOLDEN.write_text("\n".join([f"{HEAD}{version}", *sorted(promised | now)]) + "\n", "utf-8")
        promised, first = promised | now, f"{HEAD}{version}"
    lost = sorted(promised - now)
    assert lost == [], (
        "la version 1 ne perd ni ne renomme aucun nom : publiez encore ceux-ci, à côté des nouveaux. "
        "Si seule une fiche d'exemple a changé, remplissez ce champ dans tests/territoire_essai/data."
    )
    fresh = sorted(now - promised)
    assert first == f"{HEAD}{version}" or fresh == [], (
        "ces noms sont publiés pour la première fois : relisez-les ; « pytest tests/test_noms_publies.py --reecrire » les ajoute"
    )
