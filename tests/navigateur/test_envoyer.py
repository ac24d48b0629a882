"""From a closing time to the published site, without a terminal: a real preview, a real history, a real place to send to.

The gestures are counted: what the guide promises is what they are.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from serveurs_web import free_port, wait_for
from territoires import ROOT, wire
from unites.test_sharing import FILE, elsewhere, git, shared  # noqa: F401  (fixture)

PLACE = "structures/les-lutins/"
HOURS = "horaires: {lundi: 9h-17h}\n"


@pytest.fixture
def sent(shared: Path) -> Iterator[tuple[str, Path]]:  # noqa: F811
    """The preview of a project that is sent to « depot.git »: (its address, its folder)."""
    root = wire(shared)
    (root / "docs").mkdir(exist_ok=True)
    (root / FILE).write_text((root / FILE).read_text("utf-8") + HOURS, "utf-8")
    git(root, "commit", "--quiet", "-am", "Horaires")
    git(root, "push", "--quiet")
    port = free_port()
    command = [sys.executable, "-m", "mkdocs", "serve", "--no-strict", "--dev-addr", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(port)
    yield f"http://127.0.0.1:{port}/", root
    server.terminate()
    server.wait(60)


def correct_and_send(page: Page) -> int:
    """From the page of a place in the preview; how many gestures it took."""
    gestures: tuple[Callable[[], object], ...] = (
        lambda: page.get_by_role("link", name="Modifier cette fiche").click(),
        lambda: page.get_by_label("Lundi, ouverture 1").first.fill("9h-18h30"),
        lambda: page.get_by_role("button", name="Enregistrer, vérifié aujourd’hui").click(),
        lambda: page.get_by_role("link", name="Envoyer", exact=True).click(),
        lambda: page.get_by_role("button", name="Enregistrer et envoyer au site").click(),
    )
    for gesture in gestures:
        gesture()
    return len(gestures)


@pytest.mark.parametrize("scripts", [True, False], ids=["avec", "sans"])
def test_a_closing_time_is_corrected_and_published_in_five_gestures(visit, sent, scripts):
    address, root = sent
    page = visit(java_script_enabled=scripts)
    page.goto(address + PLACE)
    assert correct_and_send(page) == 5
    expect(page.get_by_role("status")).to_contain_text("Envoyé")
    depot = root.parent / "depot.git"
    assert git(depot, "log", "-1", "--format=%s", "main") == "Les Lutins (horaires : lundi et vérifié le)\n"
    assert "lundi: 9h-18h30" in git(depot, "show", f"main:{FILE}")
    assert git(depot, "show", "--format=", "--name-only", "main") == f"{FILE}\n"
    guide = (ROOT / "docs/contribuer/formulaire.md").read_text("utf-8")
    assert "cinq gestes" in guide


def test_a_conflict_is_told_and_what_was_written_stays(visit, sent):
    address, root = sent
    elsewhere(root, "lundi: 9h-17h", "lundi: 8h-17h")
    page = visit(java_script_enabled=False)
    page.goto(address + PLACE)
    correct_and_send(page)
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text(re.compile("les mêmes lignes, ou des voisines.*les-lutins.*Rien n’est perdu", re.DOTALL))
    assert "lundi: 9h-18h30" in (root / FILE).read_text("utf-8")
    assert "lundi: 8h-17h" in git(root.parent / "depot.git", "show", f"main:{FILE}")
    expect(page.get_by_role("heading", name="Enregistré, pas encore envoyé")).to_be_visible()
