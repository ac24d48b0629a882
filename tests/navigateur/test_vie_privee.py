"""Privacy, proved: every gesture is made on pages of both sites that hold every script, and nothing is asked of another host,
nothing is kept, nothing breaks the policy.

The site is served with the headers that it writes for its hosts (``_headers``), besides the policy of each page.
"""

import re
from operator import methodcaller
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect
from sondes import layouts, pages, probe
from temoin import KEPT, NOTHING

from audit.etats import PIXEL
from chromium import ready
from serveur_du_site import hosted

TOP = "//main[not(contains(@class, 'prose-libre'))]"


def test_no_page_sends_a_form_away_or_words_or_opens_a_window_that_can_look_back(site):
    for address, page in pages(site):
        assert not page.xpath("//form[not(@data-envoi)]//input[@type='search' or @list][@name]"), address
        assert not page.xpath("//form[@method != 'get' or contains(@action, ':')]"), address
        assert not page.xpath("//a[@target and not(contains(@rel, 'noopener'))]"), address
        own = (*page.xpath("//link[@rel='canonical']/@href"), "")[0].split("/")[:3]
        away = page.xpath(TOP + "//a[starts-with(@href, 'http') and not(contains(@rel, 'external'))]/@href")
        assert [link for link in away if link.split("/")[:3] != own] == [], address


def some(page: Page, selector: str) -> list[Locator]:
    """The first of each class and name, among those that can be seen and used."""
    probe(page, "utilisables", selector=selector)
    return page.locator("[data-essai]").all()


def every_gesture(page: Page) -> None:
    """Whatever a visitor can do on a page without leaving it, but the map's background, the palette and keeping the list."""
    for folded in some(page, "main details:not([open]) > summary"):
        folded.click()
    for field_ in some(page, "main input:not([type=hidden], .leaflet-control-layers-selector), main select"):
        fill(field_)
    for button in some(page, "header button:not(.bouton-palette), main button:not([data-retenir])"):
        if button.is_visible():
            button.click(no_wait_after=True)
    for marker in page.locator(".leaflet-marker-icon").all()[:2]:
        if marker.is_visible():
            marker.dispatch_event("click")
            page.keyboard.press("Escape")
    for name in (".leaflet-control-zoom-in", ".leaflet-control-zoom-out"):
        if page.locator(name).count():
            page.locator(name).click()
    for hovered in page.locator("[data-lieu], tr[data-commune]").all()[:2]:
        if hovered.is_visible():
            hovered.hover()
    page.emulate_media(media="print")
    page.emulate_media(media="screen")
    page.keyboard.press("End")


def fill(control: Locator) -> None:
    kind = control.evaluate("element => element.type")
    if kind.startswith("select"):
        control.select_option(index=control.evaluate("element => element.options.length") - 1)
        control.select_option(index=0)
    elif kind == "checkbox":
        control.check()
        control.uncheck()
    elif kind != "radio" and control.is_editable():
        control.fill({"number": "3", "date": "2026-12-02"}.get(kind, "creche"))
        control.fill("")


@pytest.mark.parametrize("part", range(2))
def test_no_page_and_no_gesture_asks_another_host_or_keeps_anything(witness, real_site, essai_site, part):
    addresses = layouts(real_site, essai_site)[part::2]
    assert len(addresses) >= 5
    with hosted(real_site) as reel, hosted(essai_site) as essai:
        homes = {real_site: reel, essai_site: essai}
        for site, address in addresses:
            visitor = witness(homes[site])  # one page each: after fifteen pages in one tab, Chromium draws a click in a second
            visitor.page.goto(homes[site] + address)
            every_gesture(visitor.page)
            assert visitor.page.evaluate(KEPT) == NOTHING, address
            visitor.saw_nothing()
            visitor.page.close()


SHARED_LIST = "ma-liste/?l=structures/ecureuils,services/taxi-du-val"


def test_the_list_is_kept_only_by_its_button_then_follows_the_stars_until_it_is_erased(witness, home):
    visitor = witness(home)
    page = visitor.page
    page.goto(home + SHARED_LIST)
    assert page.evaluate(KEPT) == NOTHING
    page.get_by_role("button", name="Garder sur cet appareil").click()
    expect(page.get_by_role("status").first).to_have_text("Liste gardée sur cet appareil.")
    expect(page.get_by_role("button", name="Effacer de cet appareil")).to_be_focused()
    assert page.evaluate(KEPT) == NOTHING | {"local": {"liste": "structures/ecureuils,services/taxi-du-val"}}
    page.goto(home + "structures/hirondelles/")  # another day: nothing in the address
    expect(page.locator(".ma-liste a")).to_contain_text("2")
    page.locator(".fiche__titre [data-garder]").click()
    held = "structures/ecureuils,services/taxi-du-val,structures/hirondelles"
    assert page.evaluate(KEPT)["local"] == {"liste": held}
    page.goto(home + "ma-liste/")
    expect(page.locator(".garde")).to_have_count(3)
    assert page.get_by_label("Adresse de votre liste").input_value() == f"{home}ma-liste/?l={held}"
    page.get_by_role("button", name="Effacer de cet appareil").click()
    assert page.evaluate(KEPT) == NOTHING
    expect(page.get_by_role("button", name="Garder sur cet appareil")).to_be_focused()
    expect(page.locator(".garde")).to_have_count(3)  # in the address, until one leaves
    page.goto(home + "ma-liste/")
    expect(page.locator(".garde")).to_have_count(0)
    visitor.saw_nothing()


def test_the_list_of_someone_else_does_not_replace_one_s_own_but_by_a_button(witness, home):
    visitor = witness(home)
    page = visitor.page
    page.goto(home + SHARED_LIST)
    page.get_by_role("button", name="Garder sur cet appareil").click()
    own = page.evaluate(KEPT)
    page.goto(home + "ma-liste/?l=structures/hirondelles")
    expect(page.locator(".garde")).to_have_count(1)
    expect(page.get_by_text("Cet appareil garde une autre liste, de 2 lieux ou services.")).to_be_visible()
    page.goto(home + "structures/trois-renards/?l=structures/hirondelles")
    page.locator(".fiche__titre [data-garder]").click()
    assert page.evaluate(KEPT) == own
    page.locator(".ma-liste a").click()
    page.get_by_role("button", name="Remplacer la liste de cet appareil").click()
    assert page.evaluate(KEPT)["local"] == {"liste": "structures/hirondelles,structures/trois-renards"}
    for name in ("Le Refuge des Hirondelles", "Crèche des Trois Renards"):
        page.get_by_role("button", name=f"Retirer {name}").click()
    expect(page.locator(".garde")).to_have_count(0)
    assert page.evaluate(KEPT) == NOTHING
    visitor.saw_nothing()


def test_a_browser_that_refuses_to_keep_the_list_says_so(open_page, home):
    page = open_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.goto(home + SHARED_LIST)
    page.get_by_role("button", name="Garder sur cet appareil").click()
    expect(page.get_by_role("status").first).to_contain_text("Votre navigateur refuse de garder la liste.")
    page.get_by_role("button", name="Mode sombre").click()
    expect(page.get_by_role("button", name="Mode clair")).to_be_visible()
    assert errors == []


def test_what_another_hand_wrote_on_the_device_does_no_harm(witness, home):
    visitor = witness(home)
    page = visitor.page
    page.goto(home)
    page.evaluate("localStorage.setItem('liste', '<img src=x onerror=alert(1)>')")
    page.goto(home + "ma-liste/")
    expect(page.get_by_role("status").first).to_contain_text("Votre liste est vide.")
    visitor.saw_nothing()


def test_the_palette_follows_the_device_and_is_kept_only_once_it_is_chosen(witness, home):
    visitor = witness(home)
    page = visitor.page
    page.emulate_media(color_scheme="dark")
    page.goto(home)
    assert page.evaluate(KEPT) == NOTHING
    page.get_by_role("button", name="Mode clair").click()
    page.goto(home + "communes/")
    assert page.evaluate(KEPT) == NOTHING | {"local": {"palette": "clair"}}
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    visitor.saw_nothing()


WORDS = "mon oncle zénobe me frappe"
TRACE = re.compile("z[ée]nobe|z%C3%A9nobe|z%E9nobe", re.IGNORECASE)


entered = methodcaller("press", "Enter")


def typed(field: Locator) -> None:
    field.fill(WORDS[:-3])
    field.press_sequentially(WORDS[-3:])


def pressed(field: Locator) -> None:
    field.page.locator("form").filter(has=field).get_by_role("button", name="Chercher").click()


def asked_by_the_address(_field: Locator) -> None:
    """A former one: it said the words."""


WAYS = {
    "home": ("", "#recherche-accueil", typed, entered, pressed),
    "commune": ("communes/aubrelune/", "#recherche-ici", typed, entered),
    "search, a former address": (f"recherche/?q={quote(WORDS)}", "#recherche-page", asked_by_the_address),
    "finder": ("trouver/?commune=aubrelune", "#f-q", typed, entered),
    "lost": ("une/page/perdue/", "#recherche-introuvable", typed, entered, pressed),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_typed_stays_nowhere_and_does_not_come_back(witness, home, way):
    """The address, the title, the history (of the tab and as DevTools read it), what the device keeps, ``window.name``, the
    requests, after each gesture; then the field and the answers, after a result and « back », and on a page that the browser
    keeps whole."""
    path, selector, *gestures = WAYS[way]
    visitor = witness(home)
    page, asked = visitor.page, []
    page.goto(home + "communes/")
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers} {request.post_data}"))
    page.goto(home + path)
    asked[:1] = [] if "q=" in path else asked[:1]  # the former address itself
    length = page.evaluate("history.length")
    field = page.locator(selector)
    if not field.is_visible():
        page.locator(".filtres summary").click()
    answer = page.get_by_role("region", name="Besoin d’aide tout de suite ?")
    for gesture in gestures:
        gesture(field)
        expect(answer.get_by_role("link", name="Appeler le 119")).to_be_visible()
        ready(page)
        assert page.evaluate("history.length") == length, "no entry for words"
        leaves_no_trace(page, home, asked)
    answer.get_by_role("link", name="Tous les numéros d’urgence").click()
    leaves_no_trace(page, home, asked)
    page.go_back()
    expect(answer).to_be_hidden()
    assert [box for box in page.locator("input").evaluate_all("all => all.map(e => e.value)") if TRACE.search(box)] == []
    assert not TRACE.search(page.locator("body").inner_text())
    leaves_no_trace(page, home, asked)


def leaves_no_trace(page: Page, home: str, asked: list[str]) -> None:
    """Nothing that someone else could read on the device, nor on the server, holds what was typed."""
    entries = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    told = [(entry["url"], entry["title"]) for entry in entries]  # not what the address bar was given, in a former address
    held = page.evaluate("[location.href, document.title, window.name, JSON.stringify(history.state), document.referrer]")
    assert page.evaluate(KEPT) == NOTHING
    assert [text for text in (str(told), *held, *asked) if TRACE.search(text)] == []


@pytest.mark.parametrize("path", ["", "trouver/"])
def test_a_page_that_the_browser_keeps_whole_forgets_what_was_typed(witness, home, path):
    page = witness(home).page
    page.goto(home + path)
    if path == "trouver/":
        page.locator(".filtres summary").click()
    field = page.get_by_role("searchbox").first
    field.fill(WORDS)
    answer = page.get_by_role("region", name="Besoin d’aide tout de suite ?")
    expect(answer).to_be_visible()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    ready(page)
    expect(field).to_have_value("")
    expect(answer).to_be_hidden()
    expect(page.locator(".secours")).to_be_visible()
    expect(page.get_by_role("link", name="Quitter vite")).to_have_count(0)
    assert not TRACE.search(page.locator("body").inner_text())


def test_the_map_background_is_told_then_asked_by_a_gesture_from_ign_alone(witness, home):
    visitor, address = witness(home), "trouver/"
    page, asked = visitor.page, []

    def tile(route):
        asked.append(route.request.all_headers())
        route.fulfill(body=PIXEL, content_type="image/png")

    visitor.context.route("https://data.geopf.fr/**", tile)
    page.goto(home + address)
    box, note = page.get_by_label("Afficher le fond de carte IGN"), page.get_by_text("l’IGN reçoit l’adresse internet")
    expect(note).to_be_hidden()
    expect(box).to_be_hidden()
    page.get_by_text("Légende, fond de carte IGN").click()
    expect(note).to_be_visible()
    page.locator(".leaflet-control-zoom-in").click()
    assert visitor.elsewhere == []
    box.check()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
    assert asked
    assert all(url.startswith("https://data.geopf.fr/wmts?") for url in visitor.elsewhere)
    assert not {"referer", "cookie", "origin"} & {name for headers in asked for name in headers}
    box.uncheck()
    expect(page.locator(".leaflet-tile-loaded")).to_have_count(0)
    visitor.elsewhere.clear()
    page.goto(home + address)
    assert page.evaluate(KEPT) == NOTHING
    visitor.saw_nothing()
