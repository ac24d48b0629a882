"""From a closing time to the published site, without a terminal: a real preview, a real history, a real place to send to.

The gestures are counted: what the guide promises is what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ctg_formulaire.tests.navigateur.test_servir import Served, serving
from ctg_formulaire.tests.test_sharing import FILE, elsewhere, git, shared  # noqa: F401  (fixture)
from territoires import ROOT, wire

PLACE = "structures/les-lutins/"
HOURS = "horaires: {lundi: 9h-17h}\n"


@pytest.fixture
def sent(shared: Path) -> Iterator[tuple[Served, Path]]:  # noqa: F811
    """The preview of a project that is sent to « depot.git »: (its addresses, its folder)."""
    root = wire(shared)
    (root / "docs").mkdir(exist_ok=True)
    (root / FILE).write_text((root / FILE).read_text("utf-8") + HOURS, "utf-8")
    git(root, "commit", "--quiet", "-am", "Horaires")
    git(root, "push", "--quiet")
    with serving(root) as addresses:
        yield addresses, root


def correct_and_send(page: Page, hours: str = "9h-18h30") -> int:
    """From the page of a place in the preview; how many gestures it took."""
    gestures: tuple[Callable[[], object], ...] = (
        lambda: page.get_by_role("link", name="Modifier cette fiche").click(),
        lambda: page.get_by_label("Quels jours, quelles heures").fill(f"lundi {hours}"),
        lambda: page.get_by_role("button", name="Tout est juste").click(),
        lambda: page.get_by_role("link", name="Envoyer", exact=True).click(),
        lambda: page.get_by_role("button", name="Enregistrer et envoyer au site").click(),
    )
    for gesture in gestures:
        gesture()
    return len(gestures)


@pytest.mark.parametrize("scripts", [True, False], ids=["avec", "sans"])
def test_a_closing_time_is_published_in_five_gestures_and_a_conflict_is_told(visit, sent, scripts):
    (address, form), root = sent
    page = visit(java_script_enabled=scripts)
    page.goto(form)
    page.goto(address + PLACE)
    assert correct_and_send(page) == 5
    expect(page.get_by_role("status")).to_contain_text("Envoyé")
    depot = root.parent / "depot.git"
    assert git(depot, "log", "-1", "--format=%s", "main") == "Les Lutins (horaires : lundi, sources et vérifié le)\n"
    assert "lundi: 9h-18h30" in git(depot, "show", f"main:{FILE}")
    assert git(depot, "show", "--format=", "--name-only", "main") == f"{FILE}\n"
    assert "cinq gestes" in (ROOT / "docs/contribuer/formulaire.md").read_text("utf-8")
    # Someone else then changes the same line: it is told, and what was written stays.
    elsewhere(root, "lundi: 9h-18h30", "lundi: 8h-18h30")
    page.goto(address + PLACE)
    correct_and_send(page, "9h-19h")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text(re.compile("les mêmes lignes, ou des voisines.*les-lutins.*Rien n’est perdu", re.DOTALL))
    assert "lundi: 9h-19h" in (root / FILE).read_text("utf-8")
    assert "lundi: 8h-18h30" in git(depot, "show", f"main:{FILE}")
    expect(page.get_by_role("heading", name="Enregistré, pas encore envoyé")).to_be_visible()
