"""``ctg liens``, before a web site of this machine."""

from itertools import repeat
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.common.network import Fetched
from ctg_reseau import liens
from ctg_reseau.liens import DEAD, LATER, MOVED, UNREACHABLE, Verdict, check, links_in
from serveur_local import Reply, serve

SITE = "https://exemple.fr"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(liens, "SPACING", 0)


@pytest.fixture
def site():
    """A web site with one page of each sort."""
    pages = {
        "/neuf": Reply(301, headers={"Location": "/bon"}),
        "/mort": Reply(404),
        "/prive": Reply(302, headers={"Location": "http://localhost:{port}/secret"}),
        "/piege": Reply(301, headers={"Location": "/\u202e`<script>|\x1b[31m".encode().decode("latin-1")}),
        "/goutte": Reply(drip=repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    }

    def answer(_method: str, path: str) -> Reply:
        reply = pages.get(path, Reply())
        port = server.host.split(":")[1]
        return Reply(reply.status, headers={k: v.replace("{port}", port) for k, v in reply.headers.items()}, drip=reply.drip)

    with serve(answer) as server:
        yield server


@pytest.fixture
def check_links(capfdbinary, site):
    """``check_links(root)`` → (exit code, standard output, standard error)."""

    def run(root: Path, local: bool = True) -> tuple[int, str, str]:
        code = main(["--projet", str(root), "liens", *(["--autoriser-local", site.host] if local else [])])
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return run


@pytest.fixture
def linked(project, site):
    """``linked("/bon", "/mort")`` → a project whose page links to these pages of the site, from line 3 on."""
    return lambda *pages: project({"docs/a.md": "# Liens\n\n" + "\n".join(f"[{page}]({site.address}{page})" for page in pages)})


def test_what_is_to_mend_is_told_on_its_lines_drafts_too(project, site, check_links):
    place = "nom: Les Lutins\ntype: autre\ncommune: Valbourg\netat_fiche: brouillon\n"
    root = project(
        {
            "data/structures/les-lutins.yml": f"{place}site_web: {site.address}/mort\nlien_monenfant: {site.address}/bon\n",
            "data/structures/casse.yml": f"nom: [\nsite_web: {site.address}/bon2\n# {site.address}/commentaire\n",
            "docs/aide.md": f"# Aide\n\n[a]({site.address}/neuf) [b]({site.address}/bon)\n[d]({site.address}/mort)\n",
        }
    )
    code, out, err = check_links(root)
    assert (code, err) == (1, "")
    assert out == (
        f"""4 liens, dont 2 à regarder.

data/structures/les-lutins.yml, ligne 5
docs/aide.md, ligne 4
    {site.address}/mort
    mort (erreur 404)
    → Cherchez la nouvelle adresse de cette page, ou supprimez ce lien.

docs/aide.md, ligne 3
    {site.address}/neuf
    à mettre à jour
    nouvelle adresse : {site.address}/bon
    → Remplacez l'adresse par la nouvelle, si c'est bien la même page.
"""
    )
    assert site.paths.count("HEAD /mort") == 1, "a link written twice is asked once"


def test_our_own_network_is_never_visited_nor_by_a_redirection(linked, site, check_links):
    for local, asked in ((False, []), (True, ["HEAD /prive"])):
        code, out, _ = check_links(linked("/prive"), local=local)
        assert (code, site.paths) == (0, asked)
        assert "injoignable (cette adresse mène à un réseau privé)" in out


def test_without_a_connection_no_link_is_accused(project, check_links):
    code, out, err = check_links(project({"docs/a.md": "\n".join(f"https://nulle-part-{i}.invalid/" for i in range(4))}))
    assert (code, out) == (1, "")
    assert err.startswith("Pas de connexion : aucun site ne répond.")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        (f"Voir {SITE}/a, puis ({SITE}/b_(c)).", ["/a", "/b_(c)"]),
        (f"[a]({SITE}/a?x=1&amp;y=2 'titre') <{SITE}/b>", ["/a?x=1&y=2", "/b"]),
        (f"`{SITE}/a` <!-- {SITE}/b -->\n```\n{SITE}/c\n~~~\n```\n{SITE}/d", ["/d"]),
        (f'url: "{SITE}/a"\n# {SITE}/b\nautre: {SITE}/c#ici', ["/a", "/c#ici"]),
    ],
)
def test_a_link_is_read_without_what_surrounds_it(text, addresses):
    assert [address.removeprefix(SITE) for _, address in links_in(text)] == addresses


def to(status: int, where: str = "") -> Fetched:
    return Fetched(status, where)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([to(200)], Verdict("")),
        ([to(405), to(200)], Verdict("")),
        ([to(404), to(410)], Verdict(DEAD, "erreur 410")),
        ([to(503)], Verdict(LATER, "réponse 503")),
        ([to(302, f"{SITE}/b"), to(200)], Verdict("")),
        ([to(301, f"{SITE}/b"), to(308, f"{SITE}/c"), to(200)], Verdict(MOVED, new=f"{SITE}/c#ici")),
        ([to(301, f"{SITE}/b"), to(302, f"{SITE}/c"), to(200)], Verdict(MOVED, new=f"{SITE}/b#ici")),
        ([to(301, f"{SITE}/b"), to(404), to(404)], Verdict(DEAD, "erreur 404")),
        ([to(301, "mailto:a@exemple.fr")], Verdict(LATER, "il renvoie vers autre chose qu'un site")),
        ([to(301, f"{SITE}/a")] * 10, Verdict(UNREACHABLE, "il renvoie sans fin d'une adresse à l'autre")),
    ],
)
def test_a_link_is_followed_to_its_end(answers, verdict):
    come = iter(answers)
    assert check(lambda _method, _address: next(come), f"{SITE}/a#ici") == verdict
