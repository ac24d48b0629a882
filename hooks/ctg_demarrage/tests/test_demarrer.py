"""``ctg demarrer``: a whole territory from saved answers or from a service of this machine, or nothing at all."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from ctg.commands import main
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.publish.build import make_site
from ctg_demarrage import registers
from ctg_demarrage.new_project import MODELS
from ctg_demarrage.tools import OPENED
from serveur_local import Reply, serve
from territoires import ROOT

REGISTRES = ROOT / "tests" / "registres"
COMMUNES, MAIRIES = REGISTRES / "communes.json", REGISTRES / "mairies.json"
SAVED = ("--communes", str(COMMUNES), "--mairies", str(MAIRIES))
HERS = re.compile(r"\bgard\b|bagnols|rhodanien|c[èe]ze\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(registers, "SPACING", 0)
    monkeypatch.setattr(registers, "bodies", lambda: {"200999002": "CC du Pays d'Ombreval", "200999003": "CC du Val d'Ombreval"})
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def start(capsys):
    """``start("200999002", …)`` → (exit code, what was told)."""

    def run(*arguments: str) -> tuple[int, str]:
        code = main(["demarrer", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def written(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


# --- from saved answers --------------------------------------------------------------------------


def test_a_territory_from_saved_answers_is_verified_and_builds(start, capsys):
    code, told = start("200999002", *SAVED)
    assert (code, "3 communes, 2 mairies" in told, "Rien n'est confirmé" in told) == (0, True, True)
    root = Path("pays-d-ombreval")
    assert main(["--projet", str(root), "verifier"]) == 0
    assert not re.search("Erreur|LISEZ-MOI", capsys.readouterr().out), "nothing is wrong, nor unread"
    files = written(root)
    assert {name for name in files if not name.startswith("data/")} == {
        ".github/workflows/site.yml", ".gitignore", ".gitlab-ci.yml", "README.md", "docs/a-propos/index.md",
        "docs/contribuer/index.md", "mkdocs.yml", "requirements.txt", *OPENED.values()
    }  # fmt: skip
    assert set(yaml.safe_load(files["mkdocs.yml"])) == {"site_name", "docs_dir", "plugins"}
    assert not [name for name, text in files.items() if HERS.search(text)]
    pages = [document for document in make_site(root).documents() if document.path.endswith(".html")]
    assert len(pages) > 20
    assert not [page.path for page in pages if HERS.search(page.content.decode())]


def test_nothing_of_a_register_is_said_confirmed(start):
    start("200999002", *SAVED)
    communes = load(Path("pays-d-ombreval")).all(Commune)
    assert {(one.etat_fiche.value, one.verifie_le) for one in communes} == {("a_verifier", None)}
    assert {str(one.derniere_preuve.latest) for one in communes} > {"2026-03-12", "2025-02-02"}, "else the day of the answer"
    assert {one.population_annee for one in communes} == {None}, "the answer does not say it"
    assert all(one.sources for one in communes)


def test_a_commune_alone_and_a_syndicate(start):
    alone = json.loads(COMMUNES.read_text("utf-8"))[0]
    Path("une.json").write_text(json.dumps(alone), "utf-8")
    assert start("23901", "seule", "--communes", "une.json", "--sans-mairies")[0] == 0
    territoire = yaml.safe_load(Path("seule/data/territoire.yml").read_text("utf-8"))
    assert (territoire["nom"], territoire["siren"]) == ("Ombreval", "212390901")
    assert start("23901", "jointe", "--communes", "une.json", "--mairies", str(MAIRIES))[0] == 0
    assert load(Path("jointe")).territoire.editeur.telephone == "+33199002301", "a commune answers at its town hall"
    assert start("Pays d'Ombreval", "nommé", "--communes", str(COMMUNES), "--sans-mairies")[0] == 0
    assert load(Path("nommé")).territoire.nom_complet == "Communauté de communes du Pays d'Ombreval"
    code, told = start("Gard d'en haut", "g", "--communes", str(COMMUNES), "--sans-mairies")
    assert (code, "Ces communes sont celles de « CC du Pays d'Ombreval »" in told, Path("g").exists()) == (1, True, False)
    code, told = start("200999010", "s", "--communes", str(COMMUNES), "--sans-mairies")
    assert (code, "--nom" in told, Path("s").exists()) == (1, True, False)
    assert start("200999010", "s", "--communes", str(COMMUNES), "--sans-mairies", "--nom", "Syndicat des Aulnes")[0] == 0
    territoire = yaml.safe_load(Path("s/data/territoire.yml").read_text("utf-8"))
    assert (territoire["nom_complet"], territoire["siren"]) == ("Syndicat des Aulnes", "200999010")


def test_overseas_no_school_zone_is_made_up(start):
    items = json.loads(COMMUNES.read_text("utf-8"))
    for rank, one in enumerate(items):
        one["code"] = f"9749{rank}"
    Path("c.json").write_text(json.dumps(items), "utf-8")
    code, told = start("200999002", "ile", "--communes", "c.json", "--sans-mairies")
    assert (code, "les vacances scolaires" in told) == (0, True)
    assert not {"zone_scolaire", "vacances_scolaires"} & set(yaml.safe_load(Path("ile/data/territoire.yml").read_text("utf-8")))


def test_a_hostile_name_stays_a_text(start):
    nom = "- <script>alert(1)</script> {{ 7*7 }} a: b # c `rm` $(rm) ![x](y) '\"&"
    communes = json.loads(COMMUNES.read_text("utf-8"))
    for one in communes:
        one["epci"]["nom"] = nom
    communes[0]["nom"] = f"Ombreval {nom}"
    Path("c.json").write_text(json.dumps(communes), "utf-8")
    code, told = start("200999002", "pays", "--communes", "c.json", "--sans-mairies")
    assert code == 0, told
    assert load(Path("pays")).territoire.nom == nom
    assert nom in yaml.safe_load(Path("pays/mkdocs.yml").read_text("utf-8"))["site_name"]
    assert "<script" not in Path("pays/README.md").read_text("utf-8").replace("\\<", "")
    make_site(Path("pays"))


# --- nothing half-written ------------------------------------------------------------------------


def test_nothing_is_written_over_a_file(start, monkeypatch):
    Path("pays").mkdir()
    Path("pays/README.md").write_text("à moi", "utf-8")
    code, told = start("200999002", "pays", *SAVED)
    assert (code, "contient déjà : README.md" in told) == (1, True)
    assert written(Path("pays")) == {"README.md": "à moi"}
    assert [path.name for path in Path().iterdir()] == ["pays"]
    Path("pays/README.md").rename("pays/notes.md")
    monkeypatch.chdir("pays")
    assert start("200999002", ".", *SAVED)[0] == 0
    assert Path("notes.md").read_text("utf-8") == "à moi"
    assert not list(Path().glob(".ctg*"))


def test_a_damaged_answer_writes_nothing(start):
    Path("c.json").write_text(COMMUNES.read_text("utf-8")[:500], "utf-8")
    code, told = start("200999002", "pays", "--communes", "c.json", "--sans-mairies")
    assert (code, "→" in told, "Traceback" in told) == (1, True, False)
    assert [path.name for path in Path().iterdir()] == ["c.json"]


def test_a_move_that_fails_takes_back_what_was_moved(start, monkeypatch):
    rename = Path.rename
    monkeypatch.setattr(
        Path, "rename", lambda self, to: (_ for _ in ()).throw(OSError(28, "plein")) if self.name == "docs" else rename(self, to)
    )
    code, told = start("200999002", "pays", *SAVED)
    assert (code, "le disque est plein" in told) == (1, True)
    assert list(Path().iterdir()) == []


# --- from the network ----------------------------------------------------------------------------


@pytest.fixture
def service(start, monkeypatch):
    """``service(broken=…)`` → ``ask(…)``, asking registers of this machine; ``broken`` may replace an answer, by its path."""

    def with_broken(ask_for: Callable, broken: Callable[[str], Reply | None] = lambda path: None):
        def answer(method: str, path: str) -> Reply:
            return broken(path) or _answer(path)

        with serve(answer) as server:
            monkeypatch.setattr(registers, "GEO", f"{server.address}/geo")
            monkeypatch.setattr(registers, "DIRECTORY", f"{server.address}/annuaire")
            monkeypatch.setattr(registers, "GEOPF", f"{server.address}/fond")
            return ask_for(start), server

    return with_broken


def _answer(path: str) -> Reply:
    parts, asked = urlsplit(path), parse_qs(urlsplit(path).query)
    communes, halls = json.loads(COMMUNES.read_text("utf-8")), json.loads(MAIRIES.read_text("utf-8"))
    found: object = {"/geo/epcis/200999002/communes": communes, **{f"/geo/communes/{one['code']}": one for one in communes}}.get(
        parts.path
    )
    if parts.path == "/geo/communes":
        found = [one for one in communes if [one["nom"]] == asked.get("nom") or [one["siren"]] == asked.get("siren")]
    if parts.path == "/annuaire":
        found = [one for one in halls if f'"{one["code_insee_commune"][:2]}"' in asked["where"][0]]
    return Reply(404, b'{"code":404}') if found is None else Reply(body=json.dumps(found).encode())


def _ground(path: str) -> Reply:
    """What the Géoplateforme answers for a layer: a road and a river across the box that was asked for, nothing else."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    south, west, north, east = map(float, asked["BBOX"].split(",")[:4])
    layer = asked["TYPENAMES"].removeprefix("BDTOPO_V3:")
    own = {"route_numerotee_ou_nommee": {"type_de_route": "Nationale", "numero": "N9"}, "cours_d_eau": {"toponyme": "la Brune"}}
    line = {"type": "LineString", "coordinates": [[west, (south + north) / 2], [east, (south + north) / 2]]}
    feature = {"type": "Feature", "id": f"{layer}.1", "properties": own.get(layer), "geometry": line}
    return Reply(body=json.dumps({"type": "FeatureCollection", "features": [feature] if layer in own else []}).encode())


@pytest.mark.parametrize("broken", [None, Reply(body=b"<ows:ExceptionReport/>")])
def test_the_ground_of_the_maps_comes_with_the_project_or_is_said_to_be_missing(service, broken):
    def ground(path: str) -> Reply | None:
        return (broken or _ground(path)) if path.startswith("/fond") else None

    (code, told), _ = service(lambda ask: ask("200999002", "pays"), ground)
    assert code == 0, told
    ground = load(Path("pays")).ground
    if broken:
        assert "Le fond des cartes n'a pas pu être fait" in told
        assert not Path("pays/data/fond.geojson").exists()
    else:
        assert [one.nom for nature in ("route", "cours-d-eau") for one in ground.by_nature[nature]] == ["N9", "la Brune"]
        assert ground.attributions == ("IGN, BD TOPO (Licence Ouverte 2.0)",)


def test_a_name_a_commune_and_two_at_once(service, start):
    (code, told), _ = service(lambda ask: ask("Ombreval", "pays"))
    assert (code, "Commune d’Ombreval, 1 mairie" in told) == (0, True), "the commune has exactly that name"
    (code, told), _ = service(lambda ask: ask("Aulnaie", "p2"))
    assert (code, "Personne ne s'appelle" in told) == (1, True)
    no_town = lambda path: Reply(body=b"[]") if path.startswith("/geo/communes?") else None  # noqa: E731
    (code, told), _ = service(lambda ask: ask("Ombreval", "p2"), no_town)
    assert (code, "200999002  CC du Pays d'Ombreval" in told, "200999003" in told) == (1, True, True), "with their SIREN"
    (code, told), _ = service(lambda ask: ask("200999099", "p2"))
    assert (code, "--avec" in told, "--communes" in told, Path("p2").exists()) == (1, True, True, False), "how a syndicate does"
    assert start("200999002", "--communes", "absent.json")[0] == start()[0] - 1 == 1
    (code, told), _ = service(lambda ask: ask("212390902", "p3"))
    assert code == 0, told
    (code, told), _ = service(
        lambda ask: ask("200999002", "p4", "--avec", "23901", "--nom", "Pôle des Aulnes", "--siren", "200999010")
    )
    assert (code, load(Path("p4")).territoire.nom) == (0, "Pôle des Aulnes"), told


@pytest.mark.parametrize(
    ("where", "reply", "asked"),
    [
        (
            "/geo/epcis/200999002/communes",
            Reply(raw=b"HTTP/1.0 200 OK\r\nContent-Length: 9000\r\n\r\n[{"),
            "communes-200999002.json",
        ),
        ("/annuaire", Reply(503), "mairies-2.json"),
        ("/annuaire", Reply(body=b"<html>"), ""),
    ],
)
def test_a_network_that_fails_half_way_writes_nothing_and_tells_what_to_save(service, where, reply, asked):
    (code, told), _ = service(lambda ask: ask("200999002", "pays"), lambda path: reply if urlsplit(path).path == where else None)
    assert (code, "Traceback" in told, list(Path().iterdir())) == (1, False, [])
    assert asked in told
    assert not asked or re.search(r"retapez la même commande, et ajoutez : --(communes|mairies) ", told)


# --- publishing ----------------------------------------------------------------------------------


def test_the_workflow_of_a_territory_names_no_branch_and_gives_no_text_to_a_shell():
    text = (MODELS / "site.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert "main" not in re.findall(r"\w+", re.sub(r"#.*", "", text))
    for job in workflow["jobs"].values():
        assert not [step for step in job["steps"] if "${{" in step.get("run", "")]
