"""The families' journeys on the real site, on a small phone: by keyboard, and by touch without JavaScript."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from sondes import visited

from ctg.model.commune import Parcours
from territoires import ROOT, catalogue_of

pytestmark = pytest.mark.gard
MODES = ["clavier", "sans-script"]


class Family:
    """A visitor of one mode, who opens links and counts them."""

    def __init__(self, page: Page, mode: str):
        self.page, self.mode, self.taps = page, mode, 0

    def open(self, link: Locator) -> None:
        self.taps += 1
        if self.mode == "clavier":
            assert link.evaluate("link => link.tabIndex") >= 0
            link.press("Enter")
        else:
            link.tap()

    def link(self, name: str, **options) -> Locator:
        return self.page.get_by_role("main").get_by_role("link", name=name, **options).first


@pytest.fixture(params=MODES)
def family(request, visit, reel) -> Family:
    scripts = request.param != "sans-script"
    page = visit(width=320, height=640, java_script_enabled=scripts, has_touch=not scripts)
    page.goto(reel)
    yield Family(page, request.param)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.elsewhere == []
    assert page.errors == []


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def fold(page: Page, name: str) -> Locator:
    """A fold, once it is open."""
    found = page.locator("details", has=page.get_by_role("heading", name=name))
    found.locator("summary").first.click()
    return found


def test_a_baby_at_goudargues(family):
    if family.mode == "sans-script":
        family.open(family.link("Communes", exact=True))
        family.open(family.link("Goudargues", exact=True))
        family.page.get_by_role("heading", name="Faire garder mon enfant").click()
    else:
        family.open(family.link("Faire garder mon enfant"))
        family.page.get_by_label("Commune", exact=True).select_option("goudargues")
    family.open(family.link("La Ribambelle"))
    heading(family.page, "La Ribambelle")
    assert family.taps <= 3
    expect(family.page.locator(".appeler a[href^='tel:']")).to_be_in_viewport()
    expect(family.page.get_by_text("Vous ne trouvez pas de place ?", exact=False)).to_be_visible()
    expect(family.page.get_by_role("link", name="monenfant.fr").first).to_be_visible()


def test_a_place_in_a_creche_has_its_questions_and_a_message_to_send(open_page, visit, reel):
    page = visited(visit(apart=True), reel + "parcours/je-reprends-le-travail/")
    page.get_by_role("link", name="Une place en crèche").click()
    assert page.locator("main a[href^='tel:']").count() == 1
    asked, message = (fold(page, name) for name in ("Ce qu’il faut demander", "Un message tout prêt"))
    expect(asked).to_contain_text("quand a-t-on la réponse")
    for words in ("né le …", "ces jours", "(commune)"):
        expect(message).to_contain_text(words)
    mail = parse_qs(urlsplit(message.get_by_role("link", name="Envoyer par courriel").get_attribute("href")).query)
    sms = message.get_by_role("link", name="Envoyer par SMS").get_attribute("href")
    assert mail["subject"] == ["Une place en crèche"]
    assert mail["body"][0].startswith("Bonjour,")
    assert sms.startswith("sms:?&body=Bonjour")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier le message").click()
    expect(page.get_by_role("button", name="Message copié")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Bonjour,\n\nJe cherche une place en crèche")
    alone = open_page(java_script_enabled=False)
    alone.goto(page.url)
    message = fold(alone, "Un message tout prêt")
    expect(message.get_by_role("button", name="Copier le message")).to_be_hidden()
    expect(message.get_by_role("link", name="Envoyer par courriel")).to_be_visible()


def test_each_path_ends_with_a_number_to_touch(visit, reel, whole):
    page = visit()
    for path in catalogue_of(ROOT).all(Parcours)[:: 1 if whole else 3]:
        page.goto(f"{reel}{path.key}/")
        number = page.get_by_role("region", name="Qui appeler").locator("a[href^='tel:']").first
        assert number.bounding_box()["height"] >= 44, path.id


def test_a_mistake_is_reported_in_two_taps(family):
    family.page.goto(family.page.url + "structures/la-ribambelle/")
    mail = family.page.get_by_role("link", name="Une erreur ? Dites-le-nous")
    assert "La%20Ribambelle" in mail.get_attribute("href")
    family.open(family.page.get_by_role("contentinfo").last.get_by_role("link", name="Signaler une erreur"))
    heading(family.page, "Signaler une erreur")


def test_a_record_is_sent_by_the_system_or_by_links_that_need_no_script(visit, open_page, reel):
    page = visit(width=360)
    page.add_init_script("navigator.share = async (what) => { document.body.dataset.envoye = what.url }")
    page.goto(f"{reel}communes/tavel/?l=structures/ecureuils")
    fold(page, "Envoyer, emporter")
    page.get_by_role("button", name="Partager").click()
    sent = page.locator("body").get_attribute("data-envoye")
    assert sent == f"{reel}communes/tavel/"  # the site does not know its address: the page does; not the list
    assert "communes%2Ftavel%2F" in page.get_by_role("link", name="Envoyer par SMS").get_attribute("href")
    plain = open_page(java_script_enabled=False)
    plain.goto(f"{reel}communes/tavel/")
    fold(plain, "Envoyer, emporter")
    mail = parse_qs(urlsplit(plain.get_by_role("link", name="Envoyer par courriel").get_attribute("href")).query)
    assert mail["subject"] == ["Tavel"]
    assert mail["body"][0].startswith("Tavel\r\nTéléphone : 04 ")
    assert not plain.get_by_role("button", name="Partager").is_visible()
