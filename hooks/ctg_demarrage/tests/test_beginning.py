"""« Commencer »: from nothing to a project, in a browser; what was found is shown first, and what is not theirs is refused."""

import os
import socket
import subprocess
import sys
import threading
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests

from ctg.common.network import Unreachable
from ctg.loading import load
from ctg_demarrage import registers
from ctg_demarrage.screens import beginning
from ctg_demarrage.screens.beginning import BEGIN
from ctg_formulaire.desk import Desk
from ctg_formulaire.web import Editor
from ctg_formulaire.workshop import Workshop
from formulaire import Surfer
from serveur_local import Reply, serve
from serveurs_web import free_port
from territoires import ROOT

REGISTRES = ROOT / "tests" / "registres"
COMMUNES, MAIRIES = (REGISTRES / "communes.json").read_bytes(), (REGISTRES / "mairies.json").read_bytes()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
LYON = beginning.Holder("200046977", "Métropole de Lyon")
BODIES = {"200999002": "CC du Pays d'Ombreval", "200999003": "CC Ombreval et Plaine"}


def answer(_method: str, path: str) -> Reply:
    where = urlsplit(path).path
    halls = MAIRIES if "%2223%22" in path else b"[]"  # a department each time
    known = {"/epcis/200999002/communes": COMMUNES, "/annuaire": halls, "/communes": b"[]"}
    return Reply(200, known[where]) if where in known else Reply(404)


@pytest.fixture
def surfer(tmp_path, monkeypatch) -> Surfer:
    """The page, in a new folder; the registers answer."""
    monkeypatch.setenv("NO_PROXY", "*")
    root = tmp_path / "Site d'été"
    root.mkdir()
    found = Surfer(root)
    found.desk = Desk(Workshop(root), screens=(BEGIN._replace(path=""), BEGIN))
    found.editor = Editor(found.desk)
    monkeypatch.setattr(registers, "bodies", lambda: BODIES)
    with serve(answer) as server:
        monkeypatch.setattr(registers, "GEO", server.address)
        monkeypatch.setattr(registers, "DIRECTORY", f"{server.address}/annuaire")
        yield found


def asked(surfer: Surfer, **said: str):
    return surfer.post("/commencer/", {name: [text] for name, text in ({"_jeton": surfer.desk.workshop.token} | said).items()})


def test_by_its_siren_with_a_colour_a_logo_and_who_publishes(surfer):
    page = asked(surfer, qui="200 999 002", _geste="chercher")
    assert "Communauté de communes du Pays d'Ombreval</strong>, 3 communes : Ombreval, Saint-Fiacre" in page.plain
    assert "2 mairies sur 3" in page.plain
    assert list(surfer.root.iterdir()) == [], "it is shown first"
    wrong = asked(surfer, couleur="#ffff00", _geste="creer")
    assert (wrong.status[:3], "se lit mal" in wrong.html, list(surfer.root.iterdir())) == ("422", True, [])
    assert ('value="#ffff00"' in wrong.html, "dans la case" in wrong.html) == (False, True), "a darker one waits there"
    done = surfer.upload(
        "/commencer/", "logo", ("Notre Logo.SVG", SVG), couleur="#7a1f3d", direction="Marie Dupont", _geste="creer"
    )
    assert ("Votre site est créé" in done.html, 'href="/_editer/aide/?' in done.html, 'href="/_editer/">ouv' in done.html) == (
        True, True, True
    )  # fmt: skip
    territoire = load(surfer.root).territoire
    assert (territoire.allure.couleur, territoire.editeur.directeur_publication) == ("#7a1f3d", "Marie Dupont")
    assert territoire.allure.logo.clair == "logo.svg"
    assert surfer.get("/commencer/").status.startswith("409")


def test_all_that_is_wrong_is_told_at_once_and_a_logo_that_is_fit_is_kept(surfer):
    asked(surfer, qui="200999002", _geste="chercher")

    def made(name: str, content: bytes, couleur: str = "#ffff00"):
        return surfer.upload(
            "/commencer/", "logo", (name, content), couleur=couleur, direction="Marie Dupont", _geste="creer"
        ).plain

    for name, content, why in (("Notes.TXT", b"non", "n'est pas une image"), ("abîmé.png", b"non", "ne convient pas")):
        page = made(name, content)
        assert (f"« {name} » {why}" in page, "elle se lit mal" in page, "n'est pas créé" in page) == (True,) * 3, page
        assert "déjà choisi" not in page
    assert "« logo.svg » est déjà choisi" in made("logo.svg", SVG)
    assert "Votre site est créé" in asked(surfer, couleur="#7a1f3d", _geste="creer").plain
    assert (surfer.root / "data/images/logo.svg").read_bytes() == SVG


def test_the_town_halls_of_a_new_site_are_called_then_confirmed(surfer):
    """Their pages say « appelez d'abord »: somebody is asked, by the list of the day."""
    asked(surfer, qui="200999002", _geste="chercher")
    asked(surfer, _geste="creer")
    form = Surfer(surfer.root)
    home = form.get("/").plain
    assert ("Ajouter un premier lieu" in home, "Mairie d'Ombreval" in home) == (True, True)
    assert ("Il manque : " in home, "Appeler les mairies peut attendre" in home) == (True, True), "what comes first is said"
    [where] = [place for place in form.desk.workshop.state().records if place.title == "Ombreval"]
    form.send(f"/{where.key}/", "verifier", dit__qui="le secrétariat")
    assert "Mairie d'Ombreval" not in form.get("/").plain


@pytest.mark.parametrize("gives", [True, False])
def test_the_ground_of_the_maps_comes_after_when_the_network_gives_it(surfer, monkeypatch, gives):
    def ground(_client, outlines):
        if not gives:
            raise Unreachable("rien")
        return SimpleNamespace(counts={"eaux": len(outlines)}, text="{}")

    monkeypatch.setattr(beginning, "from_network", ground)
    asked(surfer, qui="200999002", _geste="chercher")
    monkeypatch.setattr(registers, "local_services", list)
    monkeypatch.setattr(beginning, "Thread", lambda target, args, daemon: SimpleNamespace(start=lambda: target(*args)))
    assert "Votre site est créé" in asked(surfer, _geste="creer").html
    assert (surfer.root / "data/fond.geojson").exists() is gives


def test_a_name_that_several_have_is_chosen_and_one_that_nobody_has_is_told(surfer):
    page = asked(surfer, qui="Ombreval", _geste="chercher")
    assert "Plusieurs répondent" in page.html
    assert "CC Ombreval et Plaine" in page.html
    assert "Cochez d'abord" in asked(surfer, qui="Ombreval", _geste="chercher").plain
    assert "3 communes" in asked(surfer, qui="Ombreval", choix="200999002", _geste="chercher").plain
    alone = asked(surfer, qui="Plaine", choix="200999002", _geste="chercher")
    assert "checked" in alone.html, "another name was typed since the choice"
    empty = asked(surfer, qui="", _geste="chercher").plain
    assert ("Écrivez le nom" in empty, "Est-ce celui-ci" in empty) == (True, False)
    assert ("Est-ce celui-ci" in alone.html, "Créer le site" in alone.html) == (True, False), "one word of a name chooses nobody"
    assert "Personne ne s'appelle" in asked(surfer, qui="Nulle-Part", _geste="chercher").plain
    assert "3 communes" in asked(surfer, qui="Pays d'Ombreval", _geste="chercher").plain, "it has exactly that name"


def test_without_network_two_files_are_named_once_and_dropped(surfer, monkeypatch):
    """A computer without it looks for a machine during twenty seconds."""
    monkeypatch.setattr(registers, "GEO", "http://geo.invalid")
    monkeypatch.setattr(registers, "DIRECTORY", "http://geo.invalid/annuaire")
    monkeypatch.setattr(registers, "REACH", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: threading.Event().wait(2.5))
    compared, nearly = [], registers.nearly
    monkeypatch.setattr(registers, "nearly", lambda nom: compared.append(nom) or nearly(nom))
    assert "registres de l’État" in asked(surfer, qui="Gard d'en haut", _geste="chercher").html
    near = asked(surfer, qui="Pays d'Ombrevalle", _geste="chercher").html
    assert ("Est-ce celui-ci" in near, "Pas de réponse" in near) == (True, False), "one thing is asked at a time"
    assert compared == ["Gard d'en haut", "Pays d'Ombrevalle"], (
        "a name is compared with all those of the list once: it takes long"
    )
    assert "/communes?nom=Saint-Fiacre-des-Eaux&amp;" in asked(surfer, qui="Saint-Fiacre-des-Eaux", _geste="chercher").html
    alone = surfer.upload("/commencer/", "communes", ("c.json", COMMUNES), qui="Saint-Fiacre-des-Eaux", _geste="chercher")
    assert "Commune de Saint-Fiacre-des-Eaux</strong>." in alone.plain, "the saved file has others"
    assert '<option value="Communauté de communes du Pays d&#39;Ombreval">' in surfer.get("/").html
    page = asked(surfer, qui="pays d'ombreval", _geste="chercher")
    assert page.html.count('href="http://geo.invalid/epcis/200999002/communes?') == 1
    refused = surfer.upload("/commencer/", "communes", ("c.json", COMMUNES), qui="Gard d'en haut", _geste="chercher")
    assert "Ces communes sont celles de « CC du Pays d'Ombreval »" in refused.plain
    page = surfer.upload("/commencer/", "communes", ("c.json", COMMUNES), qui="200999002", _geste="chercher")
    assert ("3 communes" in page.plain, page.html.count('href="http://geo.invalid/annuaire?')) == (True, 2), "a department each"
    page = surfer.upload("/commencer/", "mairies", ("m.json", MAIRIES), _geste="mairies")
    assert "2 mairies" in page.plain
    assert "Votre site est créé" in asked(surfer, _geste="creer").html


def test_a_register_that_is_slow_is_waited_for_in_sight(surfer, monkeypatch):
    """A page of the registers takes what the line takes: nobody is left before a page that does not come."""
    answers = threading.Event()
    monkeypatch.setattr(beginning, "PATIENCE", 0.1)
    monkeypatch.setattr(beginning, "_of_registers", lambda _found, asked: answers.wait() and beginning.Beginning(asked, (LYON,)))
    page = asked(surfer, qui="Lyon", _geste="chercher")
    assert "Recherche en cours : « Lyon »" in page.html.replace("\u202f", " ").replace("\u00a0", " ")
    answers.set()
    assert any("Est-ce celui-ci" in surfer.get("/commencer/").html for _ in range(1000))


def test_what_is_in_the_way_or_not_from_our_page_writes_nothing(surfer):
    asked(surfer, qui="200999002", _geste="chercher")
    assert "relancée" in asked(surfer, _jeton="autre", _geste="creer").html
    (surfer.root / "docs").mkdir()
    told = asked(surfer, _geste="creer")
    assert (told.status[:3], "contient déjà" in told.html, (surfer.root / "data").exists()) == ("422", True, False)


def test_the_command_goes_from_an_empty_folder_to_the_form(tmp_path):
    """The browser is a stand-in that says which address it was given."""
    port, root = free_port(), tmp_path / "Pays d'Été"
    root.mkdir()
    starts = (
        "import sys, webbrowser; webbrowser.open = lambda url: print('OUVRE', url, flush=True);"
        f"from ctg_formulaire import servir; servir.PORT = {port};"
        "from ctg_demarrage import registers; registers.GEO = registers.DIRECTORY = 'http://127.0.0.1:9';"
        "from ctg.commands import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", starts, "--projet", str(root), "demarrer", "--ouvrir"]
    done = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}, cwd=tmp_path)
    try:
        address = next(line.split()[1] for line in done.stdout if line.startswith("OUVRE"))
        visitor = requests.Session()
        page = visitor.get(address, timeout=300).text
        said = {"_jeton": page.partition('name="_jeton" value="')[2].partition('"')[0], "qui": "200999002"}
        for gesture, file in (("chercher", ("c.json", COMMUNES)), ("creer", ("", b""))):
            answer = visitor.post(
                f"http://127.0.0.1:{port}/commencer/", said | {"_geste": gesture}, files={"communes": file},
                headers={"Origin": f"http://127.0.0.1:{port}"}, timeout=300,
            )  # fmt: skip
        assert "Votre site est créé" in answer.text
        form = next(line.split()[1] for line in done.stdout if line.startswith("OUVRE"))
        assert "/_editer/?cle=" in form
        assert "Ajouter un premier lieu" in visitor.get(form.partition("?")[0], timeout=300).text, "the last page's own link"
        assert "Ajouter un premier lieu" in visitor.get(form, timeout=300).text
        assert (root / "brouillons/ouvert.json").stat().st_mode & 0o077 == 0, "the key is this user's alone"
        again = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, cwd=tmp_path)
        assert again.stdout.splitlines()[-1] == f"OUVRE {form}", "opened twice, it leads to the form that runs"
    finally:
        done.terminate()
        done.wait(300)
