"""What a member may try: to take over, to expose, to tamper, to flood. Nothing of it is shown, all of it is told.

Each case changes what territories publish, gathers, builds, then asks what must be in no file and what the commands must say."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ctg.commands import main
from dits import plain
from portails import COMMUNES, INDEX, NORTH, PLACES, SIREN, Files, few, moved, north, numbered, place, portal, write  # fmt: skip

THIRD = "999000035"
SERVICES, ACTIONS, TERRITORY, WORDS = (
    "api/v1/services.json", "api/v1/actions.json", "api/v1/territoire.json", "api/v1/vocabulaire.json"
)  # fmt: skip
Sites = dict[str, Files]


def sites() -> Sites:
    """Three territories, as they are before anything happens; two of them with the lists alone that some case changes."""
    third = moved(numbered(few("communes", "structures", "actions"), THIRD, "Pays Tiers"), "993", "Tiers")
    return {"ici": few("communes", "structures"), "nord": north(), "tiers": third}


def add(files: Files, like: dict[str, Any], **values: Any) -> dict[str, Any]:
    """One more place like that one; ``calcule`` completes, None takes off. Returns it."""
    made = {key: value for key, value in (json.loads(json.dumps(like)) | values).items() if value is not None}
    files[PLACES]["fiches"].append(made)
    return made


def c1(s: Sites) -> None:
    ours = s["ici"][COMMUNES]["fiches"][0]
    s["nord"][COMMUNES]["fiches"].append(
        ours | {"id": "a", "nom": "Volée", "mairie": ours["mairie"] | {"telephone": "+33199006666"}}
    )


def c3(s: Sites) -> None:
    s["nord"][PLACES]["fiches"] = [one for one in s["nord"][PLACES]["fiches"] if one["id"] != "tremplin"]
    add(s["nord"], place(s["ici"], "tremplin"), telephone="+33639981122", commune="Aubrelune", verifie_le="2026-11-24")


def c5(s: Sites) -> None:
    one = s["nord"][SERVICES]["fiches"][0]
    one.update(nom="Permanence juridique", description="Dans les locaux de l'hébergement, 12 rue du Puits, code 45B.")
    one["calcule"]["code_insee"] = "99001"
    add(s["tiers"], place(s["ici"]), id="arret", nom="Puits – Foyer des femmes", commune="Aubrelune")["calcule"]["code_insee"] = (
        "99001"
    )


def c7(s: Sites) -> None:
    one = place(s["nord"])
    one["nom"] = "Crèche <img src=x onerror=alert(1)> Les Lutins"
    one["faits_a_savoir"] = ["</script><script>document.title='pris'</script>"]
    one["description"] = '{{ 7*7 }} {% include "/etc/passwd" %}'


def c8(s: Sites) -> None:
    one = place(s["nord"])
    for rank, bad in enumerate((
        {"site_web": "javascript:fetch('//99.exemple.fr')"}, {"courriel": "a@exemple.fr?bcc=x@exemple.fr&body=x"},
        {"telephone": "01 99 00 12 34;ext=1?x"},
        {"sources": [{"titre": "x", "date": "2026", "url": "data:text/html;base64,QQ=="}]},
        {"telephone": "+33899123456"}
    )):  # fmt: skip
        add(s["nord"], one, **{"id": f"mauvais-{rank}", "nom": "Les Lutins"} | bad)


def c10(s: Sites) -> None:
    for rank in range(100):
        add(s["nord"], place(s["nord"]), id=f"soleil-{rank}", nom=f"Crèche Soleil {rank}", description="Un lieu.")


def c11(s: Sites) -> None:
    for one in s["nord"][PLACES]["fiches"]:
        one["verifie_le"] = "2099-12-31"
        one["calcule"]["mise_a_jour"] = "2099-12-31"
    s["nord"][INDEX]["publication"]["publie_le"] = "2099-12-31"


def c11_records(s: Sites) -> None:
    for one in s["nord"][PLACES]["fiches"]:
        one["verifie_le"] = "2099-12-31"


def c12(s: Sites) -> None:
    add(s["nord"], place(s["nord"]), id="../../urgence", telephone="+33639987788")
    place(s["nord"], "caf")["calcule"]["url"] = "/structures/caf/"


def c13(s: Sites) -> None:
    s["nord"][COMMUNES]["fiches"].append(
        s["nord"][COMMUNES]["fiches"][0] | {"id": "sosie", "nom": "Аubrelune", "code_insee": "99199"}
    )
    add(s["nord"], place(s["nord"]), id="maison", nom="Maison des Ρarents\u200b", telephone="+33639984455")


def c14(s: Sites) -> None:
    place(s["nord"], "hirondelles")["nom"] = "Le Refuge \u202esaliL sed essapmi 4"
    add(s["nord"], place(s["nord"]), id="deux-lignes", nom="Un lieu\nAttention : tout va bien")


def c16(s: Sites) -> None:
    s["nord"][INDEX]["publication"]["publie_le"] = "2024-11-25"
    place(s["nord"], "hirondelles").update(adresse_confidentielle=False, adresse="9 rue du Vieux Foyer")
    place(s["nord"])["telephone"] = "+33639981199"


def c18(s: Sites) -> None:
    next(one for one in s["nord"][WORDS]["types"] if one["id"] == "multi-accueil")["titre"] = "Hôtel"
    s["nord"][TERRITORY]["publication"]["licence"] = "tous droits réservés"
    s["nord"][TERRITORY]["territoire"] |= {"sortie": "https://99.exemple.fr/", "numero_info": "+33639987788"}


def c20(s: Sites) -> None:
    s["nord"][TERRITORY]["territoire"]["siren"] = SIREN
    s["nord"][INDEX]["territoire"] |= {"siren": SIREN, "nom_complet": "Communauté de communes du Val d'Aubrelune"}
    s["nord"][PLACES]["fiches"] = s["nord"][PLACES]["fiches"][:3]
    place(s["nord"], "pmi").update(nom="Urgence enfants", telephone="+33639980011", themes=["violences"])


def c22(s: Sites) -> None:
    """The name of another, with a letter of another alphabet."""
    s["nord"][INDEX]["territoire"]["nom_complet"] = "Communauté de communes du Vаl d'Aubrelune"


def c23(s: Sites) -> None:
    """The SIRET, the mail and the commune of another; an address that reads as its own and leads elsewhere."""
    place(s["ici"], "hirondelles")["courriel"] = "refuge@exemple.fr"
    taken = {"siret": "99900001900017", "telephone": "+33639983344", "courriel": "refuge@exemple.fr"}
    add(s["tiers"], place(s["tiers"]), id="vole", nom="Garderie Neuve", adresse="9 sentier du Secret", **taken)
    mine = s["tiers"][COMMUNES]["fiches"]
    mine.append(mine[0] | {"id": "homonyme", "nom": "Noisetière-sur-Vive", "code_insee": "99350"})
    s["tiers"][TERRITORY]["territoire"]["adresse_site"] = "https://999000035.fr@voleur.exemple/"


def c24(s: Sites) -> None:
    """What is tied to a confidential place says where it is, in fields of ours and of no one's."""
    where = {"lieu": "Maison des Lilas", "description": "Au 4 impasse Noire", "position": {"lat": 46.519876, "lon": 2.1}}
    service = s["nord"][SERVICES]["fiches"][0]
    service.update(where, structure="hirondelles", sur_place="4 impasse Noire")
    s["nord"][ACTIONS]["fiches"][0].update(where, structures=["hirondelles"])
    place(s["nord"], "hirondelles").update(where)


def c25(s: Sites) -> None:
    """Titles, functions, a name and a unit that are sentences for whoever reads the portal."""
    said = "Le Refuge des Hirondelles ouvre à Vœuilly, 12 montée des Oliviers, arnaque dot com"
    for path in (ACTIONS, "api/v1/cadres.json", "api/v1/rencontres.json", "api/v1/indicateurs.json", "api/v1/axes.json"):
        for rank, one in enumerate(s["nord"][path]["fiches"]):
            one.update({name: said for name in ("titre", "nom", "unite") if name in one})
            one.update({"numero": f"06.12.34.56.{rank}"} if path == ACTIONS else {})
            for post in one.get("moyens", {}).get("postes", ()):
                post["fonction"] = said
    for one in s["nord"][COMMUNES]["fiches"][-1:]:
        one.update(id="arnaque", nom="Arnaque point com")


def c26(s: Sites) -> None:
    s["nord"][TERRITORY]["territoire"]["couverture"] = {"distance_km": 500}


def c27(s: Sites) -> None:
    """As many communes, others."""
    for one in s["nord"][COMMUNES]["fiches"][:7]:
        one["code_insee"] = one["code_insee"].replace("991", "998")


def c28(s: Sites) -> None:
    s["nord"][COMMUNES]["fiches"] = []


def c29(s: Sites) -> None:
    """An address in the index that leads elsewhere; another SIREN in the second file."""
    s["nord"][INDEX]["adresses"].append({"chemin": "/api/v1/%2e%2e/secret.json"})


def c30(s: Sites) -> None:
    s["nord"][TERRITORY]["territoire"]["siren"] = THIRD


def c31(s: Sites) -> None:
    """A name that says its identifier twice once what hides is taken off; « yes » said otherwise; what is not to be published."""
    add(s["tiers"], place(s["tiers"]), **{"id": "double", "i\u200bd": "../../urgence"})
    calcule = place(s["tiers"])["calcule"] | {"latitude": 46.598765}
    add(s["tiers"], place(s["tiers"]), id="oui", adresse_confidentielle="oui", adresse=None, position=None, calcule=calcule)
    s["tiers"][ACTIONS]["fiches"][0]["etat_fiche"] = "brouillon"
    s["tiers"][ACTIONS]["fiches"][1]["notes_internes"] = "À ne pas publier"
    s["tiers"][INDEX]["adresses"].append({"chemin": "/api/v1/zones.json"})


class Case(NamedTuple):
    """``shown``: in no page nor file of the portal; ``kept``: nor in any copy; ``said``: by the commands."""

    name: str
    change: Callable[[Sites], None]
    said: tuple[str, ...]
    shown: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


CASES = (
    Case("1", c1, (r'communes.json, à un autre site, ici, rien n.en est repris : "99001": "Volée"',), ("199006666",)),
    Case("3", c3, (r"Pays du Nord.*deux numéros différents : structures/tremplin et",), ("639981122",)),
    Case("5", c5, (), ("rue du Puits", "45B")),
    Case("7", c7, (), ("<img src=x", "document.title='pris'", "/etc/passwd")),
    Case(
        "8", c8, (r"site_web.*mauvais-0", r"courriel.*mauvais-1", r"telephone.*mauvais-2", r"sources.*mauvais-3"),
        ("javascript:fetch", "data:text/html", "bcc=", "899123456")
    ),
    Case("10", c10, (r"passe de 36 à 136 fiches de « structures ».*accepte: [0-9a-f]{10}",), ("Soleil 99",), ("Soleil 99",)),
    Case("11 site", c11, (r"publié le 31 décembre 2099, qui est à venir",), ("2099",), ("2099-12-31",)),
    Case("11 records", c11_records, (r"structures.json, laissées.*dans l'avenir.*et 33 de plus", r"de 36 à 0 fiches")),
    Case("12", c12, (r"identifiant : \.\./\.\./urgence",), ("639987788",), ("639987788",)),
    Case(
        "13", c13, (r'communes.json, pas montrées.*"99199": "Аubrelune"', r"invisibles.*maison \(U\+200B\)"),
        ("Аubrelune", "639984455")
    ),
    Case("14", c14, (r"invisibles retirés : hirondelles \(U\+202E\)",), ("\u202e", "saliL"), ("\u202e",)),
    Case(
        "16", c16, (r"plus ancien.*25 novembre 2024 et non du 25 novembre 2026.*accepte: [0-9a-f]{10}",),
        ("Vieux Foyer", "639981199"), ("Vieux Foyer", "639981199")
    ),
    Case("18", c18, (r"licence « tous droits réservés »",), ("Hôtel", "99.exemple.fr", "639987788"), ("tous droits",)),
    Case("20", c20, (rf"SIREN {SIREN}.*36 à 3 fiches",), ("639980011",), ("639980011",)),
    Case("24", c24, (), (), ("impasse Noire", "46.519876", "Lilas")),
    Case(
        "25", c25, (
            r'autre nom que dans portail.yml, pas montré : "99\d+": "Arnaque point com"',
            r"autre unité que dans portail.yml.*Le Refuge"), ("Refuge", "dot com", "Arnaque", "06.12")
    ),
    Case("26", c26, (r"connu près des communes, loin de .*loisirs connu : 8 → 0", r"json : sa façon de compter"), ("500 km",)),
    Case("27", c27, (r"de 12 à 12 fiches de « communes », dont 5 d'avant.*accepte",), ("99801",)),
    Case("28", c28, (r"de 12 à 0 fiches de « communes »",)),
    Case("29", c29, (r"index.json n'a pas la forme prévue \(adresses.16.chemin\)",)),
    Case("30", c30, (rf"index.json dit le SIREN {NORTH}, et territoire.json {THIRD}",)),
    Case(
        "31", c31, (
            r"dit deux fois : double \(deux fois « id »\)", r"laissées de côté, un brouillon", r"non lues.* : /api/v1/zones.json"
        ), ("46.598765",), ("46.598765", "À ne pas publier")
    ),
    Case("22", c22, (r"il se nomme .*accepte: [0-9a-f]{10}",)),
    Case(
        "23", c23, (
            r"Pays T.*deux numéros.*structures/vole et structures/trois-renards", r"Pays T.*à relire.*vole \(de structures/hir",
            r"communes.json, pas montrées.*Noisetière", r"il se dit à une autre adresse.*https://999000035.fr@voleur"
        ), ("639983344", "sentier du Secret", "voleur.exemple")
    )
)  # fmt: skip


REFUSED = ("10", "11 site", "11 records", "16", "18", "20", "22", "26", "27", "28", "29", "30")
"""What the whole site is refused for: its copy stays as it was."""
APART = ("14", "24", "25")
"""What would change a record of the others. Those of a round are tried together: each must be told all the same."""
ROUNDS = ([one for one in CASES if one.name not in REFUSED + APART], [one for one in CASES if one.name in APART])


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    """A portal of three territories, gathered and built once."""
    folder = tmp_path_factory.mktemp("avant") / "portail"
    file = portal(folder, sites())
    assert main(["rassembler", str(file)]) == main(["portail", str(file)]) == 0
    return folder


@pytest.fixture
def tried(before, tmp_path, capsys) -> Callable[..., tuple[Path, str]]:
    """``tried(cases, *commands)`` → the folder of the portal once its members did that, and what the commands said."""

    def run(cases: list[Case], *commands: str) -> tuple[Path, str]:
        folder, changed = tmp_path / "portail", sites()
        shutil.copytree(before, folder)
        for case in cases:
            case.change(changed)
        for name, files in changed.items():
            write(folder / name, files)
        capsys.readouterr()
        for command in commands:
            main([command, str(folder / "portail.yml")])
        captured = capsys.readouterr()
        return folder, plain(captured.out + captured.err)

    return run


def written(folder: Path) -> str:
    """Every file below a folder."""
    found = (one.read_bytes().decode("utf-8", "replace") for one in sorted(folder.rglob("*")) if one.is_file())
    return plain("\n".join(found))


def holds(text: str, piece: str) -> bool:
    """Whether a piece is there, whatever the spaces of a number."""
    return piece in text or (piece.isdigit() and piece in re.sub(r"(?<=\d)[ .](?=\d)", "", text))


@pytest.mark.parametrize("case", [one for one in CASES if one.name in REFUSED], ids=lambda case: case.name)
def test_a_site_that_is_refused_changes_no_copy_and_is_told(before, tried, case):
    """The site of the portal is made from its copies alone: what is in none of them is on no page."""
    folder, told = tried([case], "rassembler")
    assert written(folder / "copies" / NORTH) == written(before / "copies" / NORTH)
    assert not [one for one in case.kept if holds(written(folder / "copies"), one)]
    assert all(re.search(one, told) for one in case.said), told


@pytest.mark.parametrize("cases", ROUNDS, ids=lambda cases: "+".join(one.name for one in cases))
def test_what_members_try_is_not_shown_and_is_told(tried, cases):
    folder, told = tried(cases, "rassembler", "portail")
    shown, kept = written(folder / "site"), written(folder / "copies")
    failures = [f"{case.name}, montré : {one}" for case in cases for one in case.shown if holds(shown, one)]
    failures += [f"{case.name}, gardé : {one}" for case in cases for one in case.kept if holds(kept, one)]
    failures += [f"{case.name}, non dit : {one}" for case in cases for one in case.said if not re.search(one, told)]
    assert failures == [], told
