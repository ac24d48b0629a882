"""« Garder sur ce téléphone »: what is kept when it was asked for answers while the server is stopped; one press erases it.

The site is under a folder of its host, where a worker may not answer for the neighbours.
"""

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect
from sondes import probe
from temoin import KEPT, NOTHING

from chromium import until
from serveur_du_site import Host, Server, rules

BASE = "sous/chemin/"
COMMUNE, RECORD, OTHER = "communes/aubrelune/", "structures/trois-renards/", "ctg/"
LIST = "copies/aubrelune.json"


class Stopped:
    """A server that can be stopped, connections included, and started again at the same address."""

    def __init__(self, folder: Path):
        found = rules((folder / BASE / "_headers").read_text("utf-8"))
        self.folder, self.asked, self.port, self._open = folder, [], 0, []
        self.answers = threading.Event()
        """While it is not set, whoever asks is let in and told nothing."""
        self.answers.set()
        host = self

        class Handler(Host):
            def do_GET(self):
                host.asked.append(self.path.removeprefix(f"/{BASE}"))
                host.answers.wait()
                super().do_GET()

        class Listening(Server):
            allow_reuse_address = True

            def get_request(self):
                taken = super().get_request()
                host._open.append(taken[0])
                return taken

        self._make = lambda: Listening(("127.0.0.1", self.port), partial(Handler, directory=folder, found=found))
        self.start()

    def start(self) -> None:
        self._server = self._make()
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for one in self._open:
            with suppress(OSError):  # closed by itself
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}/{BASE}"


@pytest.fixture
def host(essai_site, tmp_path) -> Iterator[Stopped]:
    """The invented territory, whose files may be replaced (never changed in place: they are those of every test)."""
    shutil.copytree(essai_site, tmp_path / BASE, copy_function=os.link)
    found = Stopped(tmp_path)
    yield found
    found.answers.set()
    found.stop()


def keep(page: Page) -> None:
    if not page.get_by_role("button", name="Garder sur ce téléphone").is_visible():
        page.get_by_text("Envoyer, emporter").click()
    page.get_by_role("button", name="Garder sur ce téléphone").click()
    expect(page.get_by_role("button", name="Effacer de ce téléphone")).to_be_focused()


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.unlink()
    path.write_text(text.replace(old, new), "utf-8")


def test_a_commune_that_is_kept_answers_while_the_server_is_stopped(host, witness):
    visitor = witness(host.home, apart=True)
    page = visitor.page
    page.goto(host.home + COMMUNE)
    assert page.evaluate(KEPT) == NOTHING  # the page that offers it keeps nothing by itself, nor registers any worker
    page.get_by_text("Envoyer, emporter").click()
    page.get_by_role("button", name="Garder").scroll_into_view_if_needed()
    weight = json.loads((host.folder / BASE / LIST).read_text("utf-8"))["poids"]
    expect(page.get_by_role("button", name="Garder")).to_have_text(f"Garder sur ce téléphone ({weight}\u00a0Ko)")
    keep(page)
    expect(page.locator("section.hors-ligne [role=status]")).to_have_text("Sur ce téléphone\u00a0: copie du 25 novembre 2026.")
    visitor.saw_nothing()
    host.stop()

    for address in (COMMUNE, RECORD, "urgence/", "parcours/le-mercredi/"):
        page.goto(host.home + address)
        expect(page.get_by_role("note").first).to_contain_text("Copie du 25 novembre 2026.")
    page.goto(host.home + "recherche/?q=trois+renards")
    expect(page.locator("[data-recherche-resultats]").locator("h2 a").first).to_have_text("Crèche des Trois Renards")
    page.goto(host.home + "trouver/?commune=aubrelune")
    expect(page.locator("[data-chercheur] .lieu:visible").first).to_be_visible()

    page.goto(f"{host.home}trouver/petite-enfance/?commune=aubrelune")  # the page of a need is the finder that the copy has
    expect(page.get_by_role("heading", level=1)).to_have_text("Faire garder mon enfant")
    assert page.locator("#resultats .lieu").count() > 0
    assert "commune=aubrelune" in page.url
    page.goto(host.home + OTHER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n’est pas sur ce téléphone")
    assert page.get_by_role("link", name="Réessayer").get_attribute("href") == host.home + OTHER
    page.get_by_text("pages gardées avec Aubrelune").click()
    expect(page.get_by_role("link", name="Numéros d’urgence", exact=True)).to_be_visible()
    host.start()
    page.get_by_role("link", name="Réessayer").click()
    expect(page).to_have_url(host.home + OTHER)


def test_the_copy_does_not_wait_for_a_network_that_says_nothing(host, witness):
    """Neither cut nor answering, as at the edge of coverage. The four seconds are made short, not waited for."""
    replaced(host.folder / BASE / "hors-ligne.js", "PATIENCE = 4000", "PATIENCE = 100")
    page = witness(host.home, apart=True).page
    page.goto(host.home + COMMUNE)
    keep(page)
    host.answers.clear()
    page.goto(host.home + RECORD)
    expect(page.get_by_role("note").first).to_contain_text("Copie du 25 novembre 2026.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trois Renards")
    assert RECORD in host.asked, "the network was asked first"
    # A style, a picture or a script that came with an update since, or that the copy leaves out, would hold a page up for ever.
    asked = "(url) => fetch(url, { signal: AbortSignal.timeout(5000) }).catch((error) => error.name)"
    absent = "assets/js/filtrer.js"  # which neither page asked for: the browser itself does not remember it
    assert page.evaluate(asked, host.home + absent) == "TypeError", "the page gave up, not the worker"
    assert absent in host.asked, "the network was asked"


def test_when_the_network_is_back_only_what_changed_comes_and_one_press_erases_all(host, witness):
    visitor = witness(host.home, apart=True)
    page = visitor.page
    page.goto(host.home + COMMUNE)
    keep(page)
    host.stop()
    page.goto(host.home + COMMUNE)
    expect(page.get_by_role("note").first).to_contain_text("Copie du")
    site = host.folder / BASE
    replaced(site / RECORD / "index.html", "</h1>", " (rouvert)</h1>")
    digest = json.loads((site / LIST).read_text("utf-8"))["fichiers"][RECORD]
    replaced(site / LIST, digest, "0" * len(digest))
    host.start()
    host.asked.clear()
    page.goto(host.home + "urgence/")
    until(page, lambda: RECORD in host.asked)
    assert [path for path in host.asked if path.startswith("structures/")] == [RECORD]
    until(
        page,
        lambda: page.evaluate("async (url) => (await (await caches.match(url)).text()).includes('rouvert')", host.home + RECORD),
    )
    host.stop()
    page.goto(host.home + RECORD)
    expect(page.get_by_role("heading", level=1)).to_contain_text("(rouvert)")
    host.start()

    page.goto(host.home + "a-propos/donnees-personnelles/")
    page.get_by_role("button", name="Effacer de ce téléphone").click()
    expect(page.get_by_text("Ce téléphone ne garde aucune page de ce site.")).to_be_visible()
    assert page.evaluate(KEPT) == NOTHING


def test_a_file_that_the_server_lacks_erases_nothing_and_a_mark_does(host, witness):
    page = witness(host.home, apart=True).page
    page.goto(host.home + COMMUNE)
    keep(page)
    list = host.folder / BASE / LIST
    old = json.loads(list.read_text("utf-8")) | {"jour": "2020-01-01"}
    for turn, (written, said) in enumerate(((None, "Copie du"), (old, "Copie du"), ({"retiree": True}, "Cette copie a"))):
        list.write_text(json.dumps(written), "utf-8") if written else list.unlink()
        if written:  # a server dates files to the second
            os.utime(list, (time.time() + 10 * turn,) * 2)
        host.stop()  # the worker looks at once when the network comes back
        page.goto(host.home + "ma-liste/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ma liste")
        assert page.get_by_role("note").first.inner_text().startswith(said)
        host.start()
        host.asked.clear()
        page.goto(host.home + "urgence/")
        until(page, lambda: LIST in host.asked)
    until(page, lambda: page.evaluate(KEPT) == NOTHING)


@pytest.mark.parametrize("missing", ["assets/chercher.json", LIST])
def test_what_cannot_be_fetched_whole_is_not_kept(host, witness, missing):
    page = witness(host.home, apart=True).page
    page.goto(host.home + COMMUNE)
    page.get_by_text("Envoyer, emporter").click()
    page.get_by_role("button", name="Garder sur ce téléphone").scroll_into_view_if_needed()  # its weight comes when it is near
    expect(page.get_by_role("button", name="Garder sur ce téléphone")).to_contain_text("Ko")
    (host.folder / BASE / missing).unlink()
    page.get_by_role("button", name="Garder sur ce téléphone").click()
    expect(page.locator("section.hors-ligne [role=status]")).to_contain_text("La copie n’a pas pu se faire")
    assert page.evaluate(KEPT) == NOTHING


def test_a_worker_whose_copy_is_gone_leads_nowhere(host, witness):
    """It led from « Cette page n’est pas sur ce téléphone » to itself, until the browser gave up."""
    page = witness(host.home, apart=True).page
    page.goto(host.home + COMMUNE)
    keep(page)
    page.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))")
    host.stop()
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto(host.home + OTHER)  # a page that the browser itself does not remember


def test_two_communes_that_are_kept_at_once_are_both_kept(host, witness):
    page = witness(host.home, apart=True).page
    page.goto(host.home + COMMUNE)
    lists = [f"copies/{path.name}" for path in sorted((host.folder / BASE / "copies").iterdir())[:2]]
    assert probe(page, "gardees_ensemble", root=host.home, lists=lists) == [[True, True], [True, True]]
