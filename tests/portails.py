"""A portal of invented territories: what they publish, in folders; then the copies and the site, by the commands themselves.

The second territory is the first one a little to the north: other codes and other names, but for one commune of the same
name; and one commune of the first one, under a name of its own, with a place that both describe. The third one plants markup
in whatever it says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ctg.commands import main
from ctg.gathering.gather import Gathering
from ctg.gathering.portal import load_portal
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data import api
from ctg.portal.members import member
from ctg.portal.together import Together, together
from lieux_hostiles import TODAY, essai

SIREN, NORTH, EVIL, OLD = "999000019", "999000027", "999000035", "999000043"
INDEX, PLACES = "api/v1/index.json", "api/v1/structures.json"
PLANT = "<script>alert(7)</script>{{ 7 * 7 }}\"'><img src=x onerror=alert(8)>"
PLANTED = {"nom", "nom_complet", "titre_site", "titre", "description", "publics", "lieu", "source", "localite", "licence"}
SAME = "trois-renards"
LOW = "Aubrelune-le-Bas"
"""The place that the two first ones describe, and the commune where it is, as the second one calls it."""
HEAD = """nom: Familles d'ici et d'à côté
adresse_site: https://portail.exemple.fr/
editeur: {nom: Caf d'exemple, courriel: portail@exemple.fr, adresse: 1 rue du Lac, code_postal: "99100", ville: Valbourg}
sites:
"""
Files = dict[str, Any]
"""Path → its JSON."""


@cache
def _published() -> str:
    found = {file.path: json.loads(file.content) for file in api.files(Renderer(essai(), TODAY)) if file.path.count("/") == 2}
    return json.dumps(found | {"donnees/datapackage.json": {"resources": []}})


def published() -> Files:
    """What the invented territory publishes for programs."""
    return json.loads(_published())


def every(value: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """The value with each of its leaves changed: ``change(name of its field, value)``."""
    if isinstance(value, dict):
        return {key: every(inner, change, key) for key, inner in value.items()}
    return [every(inner, change, name) for inner in value] if isinstance(value, list) else change(name, value)


def numbered(files: Files, siren: str, name: str) -> Files:
    """The same under another number and another name."""
    files[INDEX]["territoire"] |= {"siren": siren, "nom_complet": name}
    files["api/v1/territoire.json"]["territoire"] |= {"titre_site": f"Familles, {name}", "adresse_site": f"https://{siren}.fr/"}
    return files


def north() -> Files:
    """The second territory."""
    files = numbered(published(), NORTH, "Pays du Nord")
    names = {commune["nom"] for commune in files["api/v1/communes.json"]["fiches"]} - {"Aubrelune"}
    shared = next(place for place in files[PLACES]["fiches"] if place["id"] == SAME)

    def change(name: str, value: Any) -> Any:
        if name in {"lat", "latitude"}:
            return value + 0.12
        if isinstance(value, str) and value.startswith("990") and len(value) == 5:
            return f"991{value[3:]}"
        return f"{value}-Nord" if value in names else value

    commune = next(one for one in files["api/v1/communes.json"]["fiches"] if one["code_insee"] == "99001")
    files = every(files, change)
    files["api/v1/communes.json"]["fiches"].append(commune | {"id": "aubrelune-le-bas", "nom": LOW})
    places = [place for place in files[PLACES]["fiches"] if place["id"] != SAME]
    files[PLACES]["fiches"] = [*places, shared | {"id": "les-renards-d-a-cote", "commune": LOW, "verifie_le": "2026-11-24"}]
    return files


def evil() -> Files:
    """The third one."""
    files = numbered(north(), EVIL, "Pays du Mal")

    def change(name: str, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("991") and len(value) == 5:
            return f"992{value[3:]}"
        return f"{value} {PLANT}" if name in PLANTED and isinstance(value, str) else value

    communes = files.pop("api/v1/communes.json")  # a name of theirs is an address
    planted = every(communes, lambda name, value: change("" if name == "nom" else name, value))
    return every(files, change) | {"api/v1/communes.json": planted}


def write(folder: Path, files: Mapping[str, Any]) -> Path:
    """The folder of a published site."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(content), "utf-8")
    return folder


def portal(folder: Path, sites: Mapping[str, Files | None], head: str = HEAD) -> Path:
    """``portail.yml`` and the folders of its sites; None: one that does not answer. Returns the file."""
    lines = "".join(f"  - adresse: {name}\n" for name in sites)
    for name, files in sites.items():
        write(folder / name, files or {})
    (folder / "portail.yml").write_text(head + lines, "utf-8")
    return folder / "portail.yml"


def gathered(folder: Path, sites: Mapping[str, Files | None], head: str = HEAD) -> Together:
    """What a portal has of these sites, once read."""
    file = portal(folder, sites, head)
    main(["rassembler", str(file)])
    readings = list(Gathering(load_portal(file), folder, folder / "copies", None, TODAY).readings())
    found = [member(one, one.copy) for one in readings if one.copy]
    return together(load_portal(file), found, [one for one in readings if not one.copy], TODAY)


def pair(folder: Path) -> Together:
    """The two first territories."""
    return gathered(folder, {"ici": published(), "nord": north()})


def build(folder: Path) -> None:
    """The site of a portal of four territories, one of which never answered; ``site`` is put in that folder."""
    older = numbered(published(), OLD, "Vieux Pays")
    older["api/v1/index.json"]["version"] = "1.9.0"
    for path in ("communes", "structures", "services"):
        older[f"api/v1/{path}.json"]["fiches"] = []
    folder.mkdir()
    file = portal(folder, {"ici": published(), "nord": north(), "mal": evil(), "vieux": older, "muet": None})
    assert main(["rassembler", str(file)]) == 0
    assert main(["portail", str(file)]) == 0
