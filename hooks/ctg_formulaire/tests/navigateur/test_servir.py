"""`make servir`: a mistake shows in the browser, and goes away when it is mended."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import expect

from serveurs_web import free_port, wait_for
from territoires import hamlet, wire


class Served(NamedTuple):
    """The addresses that ``ctg servir`` printed: of the site, and of its form, with its key."""

    site: str
    form: str


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """A project is served with live reload."""
    port = free_port()
    command = [sys.executable, "-m", "ctg", "servir", "--port", str(port)]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout
        site, form = (server.stdout.readline().partition(" : ")[2].strip() for _ in range(2))
        wait_for(port)
        assert site == f"http://127.0.0.1:{port}/"
        yield Served(site, form)
    finally:
        server.terminate()
        server.wait(300)


@pytest.fixture(scope="module")
def preview(tmp_path_factory) -> Iterator[tuple[Served, Path]]:
    """(its addresses, its folder): twelve records of the invented territory."""
    folder = wire(hamlet(tmp_path_factory.mktemp("servir") / "essai"))
    (folder / "docs").mkdir()
    with serving(folder) as addresses:
        yield addresses, folder


def put(record: Path, text: str) -> None:
    """Change a file of a project in one go. The preview looks at its folder when it wants: what is written beside the file, were
    it for a moment, would be a change too, and the page would come again once more."""
    aside = Path(str(record).rpartition("/data/")[0], "aside.yml")
    aside.write_text(text, "utf-8")
    aside.replace(record)


@pytest.fixture
def served(preview) -> Iterator[tuple[str, Path]]:
    """(the address of the preview, a record of it), which is put back as it was (:func:`put`) and shown so. Asked for before
    ``visit``: the pages are closed when it is put back, and none comes again by itself while it is closed."""
    (address, _), folder = preview
    record = folder / "data" / "structures" / "ecureuils.yml"
    sound = record.read_text("utf-8")
    yield address, record
    if record.read_text("utf-8") != sound:
        [built] = re.findall(r"livereload\((\d+),", requests.get(address, timeout=300).text)
        put(record, sound)
        requests.get(f"{address}livereload/{built}/0", timeout=300)  # answers once it is built again


def test_a_mistake_shows_in_the_browser_and_the_site_comes_back_when_it_is_mended(served, visit):
    address, record = served
    sound = record.read_text("utf-8")
    page = visit()
    page.goto(address + "structures/ecureuils/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Les Écureuils")
    put(record, sound.replace("type: multi-accueil", "type: <b>crèche</b>"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Une erreur à corriger")
    expect(page.get_by_text("« <b>crèche</b> » n'est pas un type de structure connu.")).to_be_visible()
    expect(page.get_by_text("data/structures/ecureuils.yml")).to_be_visible()
    put(record, sound.replace("nom: Les Écureuils", "nom: Les Écureuils roux"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Les Écureuils roux")


def test_the_preview_shows_its_drafts_to_this_machine_only(served):
    """A page of another site can have its own name lead to this machine, and read what it answers to that name."""
    home, _ = served
    assert requests.get(home, timeout=300).status_code == 200
    for host in ("evil.example", "evil.example:8000", f"127.0.0.1.evil.example:{urlsplit(home).port}", ""):
        answer = requests.get(home + "structures/", headers={"Host": host}, timeout=300)
        assert (answer.status_code, "Fiche" in answer.text) == (403, False), host


def test_the_server_starts_even_when_the_data_is_wrong(visit, project):
    folder = wire(project())
    (folder / "docs").mkdir()
    territoire = folder / "data" / "territoire.yml"
    sound = territoire.read_text("utf-8")
    territoire.write_text("nom: [", "utf-8")
    with serving(folder) as (address, _):
        page = visit()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Une erreur à corriger")
        put(territoire, sound)
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Une erreur à corriger")


def test_the_form_opens_by_the_printed_address_only_and_then_by_the_pages_of_the_site(preview, served, visit):
    address, _ = served
    page = visit(java_script_enabled=False)
    page.goto(address + "structures/ecureuils/")
    page.get_by_role("link", name="Modifier cette fiche").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n’a pas la clé du formulaire")
    page.goto(preview[0].form)
    expect(page.get_by_role("heading", level=1)).to_have_text("Appeler")
    assert page.url == f"{address}_editer/"
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"], cookie["path"]) == (True, "Strict", -1, "/_editer/")
    page.goto(address + "structures/ecureuils/")
    page.get_by_role("link", name="Modifier cette fiche").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Les Écureuils")
    other = visit()
    other.goto(f"{address}_editer/structures/ecureuils/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Cette page n’a pas la clé du formulaire")
