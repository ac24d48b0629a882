"""From a closing time to the published site, without a terminal: a real preview, a real history, a real place to send to.

The gestures are counted: what the guide promises is what they are.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ctg_formulaire.tests.navigateur.test_servir import Served, serving
from ctg_formulaire.tests.test_sharing import FILE, elsewhere, git, shared  # noqa: F401  (fixture)
from territoires import wire

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
        lambda: page.get_by_role("button", name="Envoyer le site").click(),
    )
    for gesture in gestures:
        gesture()
    return len(gestures)


def test_a_closing_time_is_published_in_five_gestures_and_a_conflict_is_told(visit, sent):
    (address, form), root = sent
    page = visit()
    page.route("**/livereload/**", lambda route: route.abort())  # what is pressed leads where it says: no page comes by itself
    page.goto(form)
    page.goto(address + PLACE)
    assert correct_and_send(page) == 5
    expect(page.get_by_role("status")).to_contain_text("Envoyé")
    depot = root.parent / "depot.git"
    assert git(depot, "log", "-1", "--format=%s", "main") == "Les Lutins (horaires : lundi, sources et vérifié le)\n"
    assert "lundi: 9h-18h30" in git(depot, "show", f"main:{FILE}")
    assert git(depot, "show", "--format=", "--name-only", "main") == f"{FILE}\n"
    # Someone else then changes the same line: it is told, and both stay until one chooses.
    elsewhere(root, "lundi: 9h-18h30", "lundi: 8h-18h30")
    page.goto(address + PLACE)
    correct_and_send(page, "9h-19h")
    expect(page.get_by_role("status")).to_contain_text("1 fiche attend que vous choisissiez")
    assert "lundi: 8h-18h30" in git(depot, "show", f"main:{FILE}"), "nothing is written over"
    page.get_by_role("group", name="Lundi").get_by_label("9h-19h").check()
    page.get_by_role("button", name="Garder ces réponses").click()
    expect(page.get_by_role("button", name="Garder ces réponses")).to_have_count(0)
    assert "lundi: 9h-19h" in (root / FILE).read_text("utf-8"), "nothing is lost"
    page.get_by_role("button", name="Envoyer le site").click()
    expect(page.get_by_role("status")).to_contain_text("Envoyé")
    assert "lundi: 9h-19h" in git(depot, "show", f"main:{FILE}")
    # Sent by mistake: it is undone by a new change, which is read, then sent.
    page.get_by_role("button", name="Annuler cet envoi").click()
    expect(page.get_by_text("9h-19h → 8h-18h30")).to_be_visible()
    page.get_by_role("button", name="Envoyer le site").click()
    expect(page.get_by_role("status")).to_contain_text("Envoyé")
    assert "lundi: 8h-18h30" in git(depot, "show", f"main:{FILE}")
