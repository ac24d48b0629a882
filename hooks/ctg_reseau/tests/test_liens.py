"""``ctg liens``, before a web site of this machine."""

from __future__ import annotations

import csv
import io
import json
from itertools import repeat
from pathlib import Path

import pytest

from ctg import api
from ctg.commands import main
from ctg.common import network
from ctg_reseau import liens, visits
from serveur_local import Clock, Reply, serve

HOSTILE = "=cmd|' /C calc'!A0 \u202e<b>@mairie [x](javascript:x) `"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(liens, "SPACING", 0)


@pytest.fixture
def site():
    """A web site with one page of each sort."""
    pages = {
        "/neuf": Reply(301, headers={"Location": "/bon"}),
        "/detour": Reply(302, headers={"Location": "/bon"}),
        "/mort": Reply(404),
        "/ferme": Reply(403),
        "/boucle": Reply(302, headers={"Location": "/boucle"}),
        "/lent": Reply(delay=0.5),
        "/prive": Reply(302, headers={"Location": "http://localhost:{port}/secret"}),
    }

    def answer(method: str, path: str) -> Reply:
        if path == "/goutte":
            return Reply(drip=repeat(b"HTTP/1.1 100 Continue\r\n\r\n"))
        if path == "/tete" and method == "HEAD":
            return Reply(405)
        reply = pages.get(path, Reply())
        location = reply.headers.get("Location", "").replace("{port}", server.host.split(":")[1])
        return Reply(reply.status, headers={"Location": location} if location else {}, delay=reply.delay)

    with serve(answer) as server:
        yield server


@pytest.fixture
def check_links(capfdbinary, site):
    """``check_links(root, "--tout")`` → (exit code, standard output, standard error)."""

    def run(root: Path, *arguments: str, local: bool = True) -> tuple[int, str, str]:
        allowed = ["--autoriser-local", site.host] if local else []
        code = main(["--projet", str(root), "liens", *allowed, *arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return run


@pytest.fixture
def linked(project, site):
    """``linked("/bon", "/mort")`` → a project whose page links to these pages of the site, from line 3 on."""

    def write(*pages: str, title: str = "Liens") -> Path:
        return project({"docs/liens.md": f"# {title}\n\n" + "\n".join(f"[{page}]({site.address}{page})" for page in pages)})

    return write


def test_what_is_to_mend_is_told_on_its_line(project, site, check_links):
    root = project(
        {
            "data/structures/les-lutins.yml": "nom: Les Lutins\ntype: autre\ncommune: Valbourg\n"
            f"site_web: {site.address}/mort\nlien_monenfant: {site.address}/bon\n",
            "docs/aide.md": f"# Aide\n\n[a]({site.address}/neuf) [b]({site.address}/tete) [c]({site.address}/detour)\n"
            f"[d]({site.address}/mort)\n",
        }
    )
    code, out, err = check_links(root)
    assert (code, err) == (1, "")
    assert out == (
        f"""5 liens : 1 mort, 1 à mettre à jour, 3 bons.

Les Lutins
  data/structures/les-lutins.yml, ligne 4, champ « site_web »
    {site.address}/mort
    mort (erreur 404)
    → Cherchez la nouvelle adresse de cette page, ou supprimez ce lien.

Aide
  docs/aide.md, ligne 3
    {site.address}/neuf
    à mettre à jour
    nouvelle adresse : {site.address}/bon
    → Remplacez l'adresse par la nouvelle.
  docs/aide.md, ligne 4
    {site.address}/mort
    mort (erreur 404)
    → Cherchez la nouvelle adresse de cette page, ou supprimez ce lien.
"""
    )
    assert site.paths.count("HEAD /mort") == 1, "a link written twice is asked once"


def test_no_dead_link_is_a_success(linked, check_links):
    code, out, _ = check_links(linked("/bon", "/neuf", "/ferme", "/boucle"))
    assert code == 0
    assert out.startswith("4 liens : 1 à mettre à jour, 1 injoignable, 1 à revoir plus tard, 1 bon.\n")
    assert check_links(linked())[:2] == (0, "Aucun lien vérifié.\n")


def test_a_silent_page_is_unreachable(linked, check_links, monkeypatch):
    monkeypatch.setattr(network, "TIMEOUT", 0.1)
    code, out, _ = check_links(linked("/lent"))
    assert code == 0
    assert "injoignable (pas de réponse en 0.1 secondes)" in out


def test_our_own_network_is_never_visited(linked, site, check_links):
    code, out, _ = check_links(linked("/bon"), local=False)
    assert (code, site.asked) == (0, [])
    assert "injoignable (cette adresse mène à un réseau privé)" in out


def test_nor_by_a_redirection(linked, site, check_links):
    code, out, _ = check_links(linked("/prive"))
    assert (code, site.paths) == (0, ["HEAD /prive"])
    assert "injoignable (cette adresse mène à un réseau privé)" in out


def test_sure_answers_are_not_asked_again_for_a_week(linked, site, check_links, monkeypatch):
    root = linked("/bon", "/mort", "/ferme")
    first = check_links(root)
    site.asked.clear()
    assert check_links(root) == first
    assert site.paths == ["HEAD /ferme", "GET /ferme"]
    assert len(json.loads((root / ".cache/liens.json").read_text("utf-8"))) == 2
    for arguments, day in ((["--tout"], "2026-11-25"), ([], "2026-12-02")):
        monkeypatch.setenv("CTG_AUJOURDHUI", day)
        site.asked.clear()
        assert check_links(root, *arguments) == first
        assert site.paths.count("HEAD /bon") == 1


def test_the_cache_may_be_elsewhere_or_nowhere(linked, check_links, tmp_path, monkeypatch):
    root = linked("/bon")
    assert check_links(root, "--cache", str(tmp_path / "ici.json"))[0] == 0
    assert (tmp_path / "ici.json").exists()
    assert not (root / ".cache").exists()
    assert check_links(root, "--cache", str(tmp_path / "ici.json"), "--tout")[0] == 0  # its own file
    (tmp_path / "fichier").touch()
    code, out, err = check_links(root, "--cache", str(tmp_path / "fichier" / "ici.json"))
    assert (code, out) == (0, "1 lien : 1 bon.\n")
    assert "ne peuvent pas être gardés" in err


def test_formats_are_safe_for_a_forge_and_for_a_spreadsheet(linked, site, check_links):
    root = linked("/bon", "/mort", "/neuf", title=HOSTILE)
    code, out, _ = check_links(root, "--format", "markdown")
    assert code == 1
    assert out == (
        "# Liens vers d'autres sites\n\n3 liens : 1 mort, 1 à mettre à jour, 1 bon.\n\n"
        "## =cmd\\|' /C calc'\\!A0 \\<b\\>@\u2060mairie \\[x\\]\\(javascript:x\\) \\`\n\n"
        f"- [ ] [docs/liens.md](docs/liens.md#L4) : `{site.address}/mort`, **mort (erreur 404)**. "
        "Cherchez la nouvelle adresse de cette page, ou supprimez ce lien.\n"
        f"- [ ] [docs/liens.md](docs/liens.md#L5) : `{site.address}/neuf`, **à mettre à jour**. "
        f"Nouvelle adresse : `{site.address}/bon`. Remplacez l'adresse par la nouvelle.\n"
    )
    _, out, _ = check_links(root, "--format", "csv")
    assert out.startswith("\ufeffverdict;detail;adresse;mene_a;titre;fichier;ligne;champ;a_faire\r\n")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert [row["verdict"] for row in rows] == ["bon", "mort", "à mettre à jour"]
    assert all(row["titre"].startswith("'=cmd") and "\u202e" not in row["titre"] for row in rows)


def test_a_hostile_new_address_is_shown_harmless(project, check_links):
    location = "/\u202e`<script>|é\x1b[31m".encode().decode("latin-1")

    def answer(method: str, path: str) -> Reply:
        return Reply(301, headers={"Location": location}) if path == "/a" else Reply()

    with serve(answer) as other:
        root = project({"docs/a.md": f"[a]({other.address}/a)"})
        for name in ("texte", "markdown", "csv"):
            _, out, _ = check_links(root, "--autoriser-local", other.host, "--format", name)
            assert "/%E2%80%AE%60%3Cscript%3E%7C%C3%A9%1B[31m" in out


def test_without_a_connection_nothing_changes(project, check_links):
    root = project({"docs/a.md": "\n".join(f"https://nulle-part-{i}.invalid/" for i in range(4))})
    code, out, err = check_links(root)
    assert (code, out) == (1, "")
    assert err.startswith("Pas de connexion : aucun site ne répond. Rien n'a changé.")
    assert not (root / ".cache").exists()


def test_an_interruption_keeps_what_is_known(linked, check_links, monkeypatch):
    def interrupted(visits):
        for visit in visits:
            visit.result()
        raise KeyboardInterrupt

    monkeypatch.setattr(visits, "wait_for", interrupted)
    root = linked("/bon", "/neuf")
    code, out, err = check_links(root)
    assert code == 1
    assert out.startswith("2 liens : 1 à mettre à jour, 1 bon.")
    assert err.startswith("Interrompu : 2 liens vérifiés sur 2.")
    assert (root / ".cache/liens.json").exists()


def test_an_interruption_ends_a_visit_that_would_never_end(linked, check_links, site, monkeypatch):
    def interrupted(visits):
        while "HEAD /goutte" not in site.paths:
            assert not visits[0].done()
        raise KeyboardInterrupt

    monkeypatch.setattr(visits, "wait_for", interrupted)
    root = linked("/bon", "/goutte", "/neuf")
    code, out, err = check_links(root)
    assert (code, out) == (1, "1 lien : 1 bon.\n")
    assert err.startswith("Interrompu : 1 liens vérifiés sur 3.")


def test_an_unreadable_file_is_said_and_the_others_are_checked(project, site, check_links):
    root = project({"data/structures/casse.yml": "nom: [", "docs/a.md": f"{site.address}/bon"})
    code, out, err = check_links(root)
    assert (code, out) == (1, "1 lien : 1 bon.\n")
    assert "Illisible, donc liens non vérifiés : data/structures/casse.yml." in err


def test_one_visit_a_second_to_a_site(linked, site, check_links, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(liens, "SPACING", 1)
    monkeypatch.setattr(api, "Pace", lambda spacing, wait: network.Pace(spacing, clock, clock.wait))
    check_links(linked("/bon", "/neuf", "/tete"))
    assert (len(site.asked), site.most_at_once) == (5, 1)  # bon; neuf, then bon; tete by HEAD, then by GET
    assert clock.waited == [1] * 4
