"""A portal of invented territories: what they publish, in folders; then the copies and the site, by the commands themselves.

The second territory is the first one a little to the north: other codes and other names, but for one commune of the same
name. The third one is hostile: it plants markup in whatever it says, describes the communes of the first one, and says that a
place of the first one is confidential.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ctg.commands import main
from ctg.common.problems import as_identifier
from ctg.open_data import api_lists
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Asset, Page
from ctg_portail.copies import Dit, copy_of
from ctg_portail.gather import Gathering
from ctg_portail.members import Member, Together, together
from ctg_portail.portail import site_of
from ctg_portail.portal_file import read_portal
from dits import plain
from lieux_hostiles import TODAY, essai

SIREN, NORTH, EVIL, OLD, MUTE = "999000019", "999000027", "999000035", "999000043", "999000050"
INDEX, COMMUNES, PLACES = "api/v1/index.json", "api/v1/communes.json", "api/v1/structures.json"
TERRITORY = "api/v1/territoire.json"
PLANT = "<script>alert(7)</script>{{ 7 * 7 }}\"'><img src=x onerror=alert(8)>"
PLANTED = {"nom", "nom_complet", "titre_site", "titre", "description", "publics", "lieu", "source", "localite"}
THIEF = "https://voleur.exemple/"
SAME = "sauterelle"
"""The place of the first territory that the hostile one says is confidential."""
HEAD = """nom: Familles d'ici et d'à côté
adresse_site: https://portail.exemple.fr/
editeur: {nom: Caf d'exemple, courriel: portail@exemple.fr, adresse: 1 rue du Lac, code_postal: "99100", ville: Valbourg}
sites:
"""
Files = dict[str, Any]
"""Path → its JSON."""
Change = Callable[[Any], Any]


@cache
def _published() -> str:
    found = {
        file.path: json.loads(file.content) for file in api_lists.files(Renderer(essai(), TODAY)) if file.path.count("/") == 2
    }
    return json.dumps(found)


def published(**changes: Change) -> Files:
    """What the invented territory publishes for programs, once changed: ``cadres=lambda records: […]``."""
    files = json.loads(_published())
    for name, change in changes.items():
        content = files[f"api/v1/{name}.json"]
        key = name if name == "territoire" else "fiches"
        content[key] = change(content[key])
        content |= {"nombre": len(content[key])} if key == "fiches" else {}
    return files


def few(*names: str, **changes: Change) -> Files:
    """The same with the records of these lists alone: read in a fraction of the time."""
    others = {Path(path).stem for path, content in json.loads(_published()).items() if "fiches" in content}.difference(names)
    return published(**{name: lambda _records: [] for name in others} | changes)


def record(files: Files, list: str, id: str) -> dict[str, Any]:
    """The record of that identifier, of a list."""
    return next(one for one in files[f"api/v1/{list}.json"]["fiches"] if one["id"] == id)


def with_values(id: str, **values: Any) -> Change:
    """One of the records with other values; None takes a value off."""
    new = {name: value for name, value in values.items() if value is not None}

    def changed(one: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in one.items() if name not in values} | new if one["id"] == id else one

    return lambda records: [changed(one) for one in records]


def every(value: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """The value with each of its leaves changed: ``change(name of its field, value)``."""
    if isinstance(value, dict):
        return {key: every(inner, change, key) for key, inner in value.items()}
    return [every(inner, change, name) for inner in value] if isinstance(value, list) else change(name, value)


def numbered(files: Files, siren: str, name: str) -> Files:
    """The same under another number and another name."""
    files[INDEX]["territoire"] |= {"siren": siren, "nom_complet": name}
    files[TERRITORY]["territoire"] |= {
        "siren": siren, "titre_site": f"Familles, {name}", "adresse_site": f"https://{siren}.fr/",
    }  # fmt: skip
    return files


def moved(files: Files, codes: str, suffix: str) -> Files:
    """The same a little to the north: codes that begin so, names that end so; « Aubrelune » keeps its own."""
    names = {commune["nom"] for commune in files[COMMUNES]["fiches"]} - {"Aubrelune"}

    def change(name: str, value: Any) -> Any:
        if name in {"lat", "latitude"}:
            return value + 0.12
        if isinstance(value, str) and value.startswith("990") and len(value) == 5:
            return f"{codes}{value[3:]}"
        return f"{value}-{suffix}" if value in names else value

    files = every(files, change)
    for commune in files[COMMUNES]["fiches"]:
        commune["id"] = as_identifier(commune["nom"])  # as every site does
    return files


def north(*names: str) -> Files:
    """The second territory; with the records of these lists alone, if any is named."""
    return moved(numbered(few(*names) if names else published(), NORTH, "Pays du Nord"), "991", "Nord")


def evil(*names: str) -> Files:
    """The third one; with the records of these lists alone, if any is named."""
    files = moved(numbered(few(*names) if names else published(), EVIL, "Pays du Mal"), "992", "Mal")

    def change(name: str, value: Any) -> Any:
        return f"{value} {PLANT}" if name in PLANTED and isinstance(value, str) else THIEF if name == "url" else value

    communes = files.pop(COMMUNES)  # a name of theirs is an address
    files = every(files, change) | {COMMUNES: every(communes, lambda name, value: change("" if name == "nom" else name, value))}
    ours = published()
    stolen = [one | {"id": f"vol-{one['id']}"} for one in ours[COMMUNES]["fiches"]]
    files[COMMUNES]["fiches"] += [one for one in stolen if one["nom"] != "Aubrelune"]
    secret = record(ours, "structures", SAME)
    hidden = {name: value for name, value in secret.items() if name not in {"adresse", "position"}}
    files[PLACES]["fiches"].append(hidden | {"adresse_confidentielle": True, "telephone": "+33699999999"})
    files[PLACES]["fiches"].append(hidden | {"id": "../x"})
    files[PLACES]["fiches"] = [*{one["id"]: one for one in files[PLACES]["fiches"]}.values()]
    return files


def write(folder: Path, files: Mapping[str, Any]) -> Path:
    """The folder of a published site, each list with its number of records; bytes are written as they are."""
    for path, content in files.items():
        if isinstance(content, dict) and "fiches" in content:
            content = content | {"nombre": len(content["fiches"])}
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return folder


def quoted(value: Any) -> str:
    """A value as YAML has it, on one line."""
    return json.dumps(value, ensure_ascii=False)


def compared() -> list[dict[str, str]]:
    """The figures of the first territory that may be compared, as ``portail.yml`` writes them."""
    fields = ("nom", "unite", "definition", "calcul", "echelle")
    figures = published()["api/v1/indicateurs.json"]["fiches"]
    return [{name: one[name] for name in fields if name in one} for one in figures if "definition" in one]


def portal(folder: Path, sites: Mapping[str, Files | None], head: str = HEAD) -> Path:
    """``portail.yml`` and the folders of its sites; None: one that does not answer. A commune is of the first that describes it.
    Returns the file."""
    folder.mkdir(exist_ok=True)
    lines, pinned = "", set[str]()
    for name, files in sites.items():
        write(folder / name, files or {})
        address = files[TERRITORY]["territoire"]["adresse_site"] if files else ""
        lines += f"  - adresse: {name}\n" + (f"    adresse_publique: {address}\n" if address else "")
        lines += f"    siren: {quoted(files[INDEX]['territoire']['siren'] if files else MUTE)}\n"
        name = files[INDEX]["territoire"]["nom_complet"] if files else PLANT
        lines += "" if PLANT in name else f"    nom: {quoted(name)}\n"
        found = {one["code_insee"]: one["nom"] for one in (files or {COMMUNES: {"fiches": []}})[COMMUNES]["fiches"]}
        communes = {code: name for code, name in found.items() if not pinned & {code}}
        lines += f"    communes: {quoted(communes)}\n"
        pinned |= communes.keys()
    (folder / "portail.yml").write_text(head.replace("sites:\n", f"chiffres: {quoted(compared())}\nsites:\n") + lines, "utf-8")
    return folder / "portail.yml"


def accept(file: Path) -> Path:
    """Agree to what every site last said, as the commands tell to do it. Returns the file."""

    def agreed(site: re.Match[str]) -> str:
        copy = copy_of(file.parent / "copies", re.search(r'siren: "(\d+)"', site[0])[1])
        text = re.sub(r"\n    accepte: .*", "", site[0])
        return f'{text.rstrip()}\n    accepte: "{[*copy.vus][-1]}"\n' if copy else site[0]

    file.write_text(re.sub(r"(?ms)^  - adresse: .*?(?=^  - |\Z)", agreed, file.read_text("utf-8")), "utf-8")
    return file


def gathered(folder: Path, sites: Mapping[str, Files | None], head: str = HEAD) -> Together:
    """What a portal has of these sites, once read and accepted."""
    file = portal(folder, sites, head)
    main(["rassembler", str(file)])
    accept(file)
    return again(folder)


def again(folder: Path) -> Together:
    """What a portal has of its copies."""
    found = read_portal(folder / "portail.yml")
    return together(found, [*Gathering(found, folder, folder / "copies", None, TODAY).readings()], TODAY)


def alone(folder: Path, **changes: Change) -> Member:
    """A territory that publishes the same, once changed."""
    return gathered(folder, {"ici": published(**changes)}).members[0]


def pair(folder: Path, *names: str) -> Together:
    """The two first territories; with the records of these lists alone, if any is named."""
    return gathered(folder, {"ici": few(*names) if names else published(), "nord": north(*names)})


def texts_of(found: Together) -> dict[str, str]:
    """Path → the text of each page and table."""
    site = site_of(found)
    documents = [site.document(one) for one in site.files if isinstance(one, Page | Asset)]
    return {one.path: one.content.decode("utf-8-sig", "replace") for one in documents}


def some() -> Files:
    """What a site publishes: a tenth of its places and actions, all that the portal compares of the rest."""
    tenth = dict.fromkeys(("structures", "services", "actions"), lambda records: records[::10])
    return few("communes", "cadres", "axes", "indicateurs", **tenth)


BIRTHS = "Naissances"  # 228


def births(value: object, year: int = 2025) -> Change:
    def change(files: Files) -> None:
        values = [{"annee": year, "valeur": value, "statut": "a_confirmer"}]
        record(files, "indicateurs", "naissances").update(valeurs=values)

    return change


class Site:
    """A portal of one site, in a folder."""

    def __init__(self, folder, capsys) -> None:
        self.folder, self.capsys, self.file = folder, capsys, folder / "portail.yml"

    def reads(self, change: Change = len, *options: str) -> str:
        """What the editor is told once it publishes the same but for a change."""
        files = some()
        change(files)
        write(self.folder / "ici", files)
        self.capsys.readouterr()
        return self.told("rassembler", *options)

    def told(self, command: str, *options: str) -> str:
        """What a command tells the editor."""
        assert main([command, str(self.file), *options]) == 0
        return plain(self.capsys.readouterr().out)

    def accepts(self, told: str) -> str:
        """The editor writes what he is told. Returns the code."""
        (code,) = re.findall(r"à écrire sous son adresse : « accepte: ([0-9a-f]{10}) »", told)
        text = re.sub(r"\n    accepte: .*", "", self.file.read_text("utf-8"))
        self.file.write_text(text.replace("adresse: ici\n", f'adresse: ici\n    accepte: "{code}"\n'), "utf-8")
        return code

    @property
    def shown(self) -> Dit | None:
        return again(self.folder).members[0].said

    @property
    def written(self) -> str:
        """All that the portal writes, numbers without their spaces."""
        copies = "".join(one.read_text("utf-8") for one in (self.folder / "copies").iterdir())
        return re.sub(r"(?<=\d)[\s\u202f\u00a0](?=\d)", "", copies + "".join(texts_of(again(self.folder)).values()))


def build(folder: Path) -> None:
    """The site of a portal of four territories, one of which never answered; ``site`` is put in that folder."""
    older = numbered(published(), OLD, "Vieux Pays")
    older[INDEX]["version"] = "1.9.0"
    for path in ("communes", "structures", "services"):
        older[f"api/v1/{path}.json"]["fiches"] = []
    folder.mkdir()
    file = portal(folder, {"ici": published(), "nord": north(), "mal": evil(), "vieux": older, "muet": None})
    assert main(["rassembler", str(file)]) == 0
    assert main(["portail", str(accept(file))]) == 0
