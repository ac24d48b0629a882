"""Privacy and the security policy, proved: every page of both sites is opened, every gesture is made on one page of each
layout, and nothing is asked of another host, nothing is kept, nothing breaks the policy.

The site is served with the headers that it writes for its hosts (``_headers``), besides the policy of each page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from serveur_du_site import hosted

# Every breach of the policy is told to Python at once: it survives the page that it happened on.
WATCH = """addEventListener('securitypolicyviolation', (event) =>
  breach(`${location.pathname} : ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"""

# What a page has kept on the device.
KEPT = """async () => ({
  cookies: document.cookie,
  local: {...localStorage},
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"cookies": "", "local": {}, "session": [], "databases": [], "caches": [], "workers": 0}
# What a page holds that it should not.
WRONG = """(own = document.querySelector('link[rel=canonical]') && new URL(document.querySelector('link[rel=canonical]').href).origin) => [
  ...[...document.forms].filter((form) => form.method !== 'get' || new URL(form.action).origin !== location.origin)
    .map((form) => 'formulaire ' + form.action),
  ...[...document.querySelectorAll('a[target]:not([rel~=noopener])')].map((link) => 'fenêtre ' + link.href),
  ...[...document.querySelectorAll('main:not(.prose-libre) a[href^=http]:not([rel~=external])')]
    .filter((link) => ![location.origin, own].includes(link.origin)).map((link) => 'rel ' + link.href),
  ...[...document.querySelectorAll('iframe, object, embed, video, audio')].map((element) => element.outerHTML),
]"""
# What a page is made of: two pages that say the same answer to the same gestures.
LAYOUT = """() => [
  location.pathname.split('/')[1],
  ...[...document.scripts].map((script) => script.src.split('/').pop()).sort(),
  ...['[data-filtrer]', '[data-carte]', 'main form', 'main details', 'main button', '.tableau'].filter((name) => document.querySelector(name)),
].join(' ')"""
LOOK = f"async () => [await ({KEPT})(), ({WRONG})(), ({LAYOUT})()]"

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


@dataclass
class Witness:
    """A visitor whose every request and every breach is noted."""

    context: BrowserContext
    page: Page
    home: str
    breaches: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def saw_nothing(self) -> None:
        assert self.breaches == []
        assert self.elsewhere == []
        assert self.errors == []
        assert self.context.cookies() == []


@pytest.fixture
def witness(browser) -> Iterator:
    """``witness(address)`` → a fresh visitor of the site served there."""
    contexts: list[BrowserContext] = []

    def start(home: str) -> Witness:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        contexts.append(context)
        found = Witness(context, context.new_page(), home)
        context.expose_function("breach", lambda told: found.breaches.append(told))
        context.add_init_script(WATCH)

        def asked(request):
            if not request.url.startswith((home, "data:", "blob:")):
                found.elsewhere.append(request.url)

        context.on("request", asked)
        context.route(re.compile(r"^https?://(?!127\.0\.0\.1:)"), lambda route: route.abort())
        found.page.on("pageerror", lambda error: found.errors.append(f"{found.page.url} : {error}"))
        found.page.on("console", lambda told: found.errors.append(f"{found.page.url} : {told.text}") if told.type == "error" else None)
        found.page.set_default_timeout(8000)
        return found

    yield start
    for context in contexts:
        context.close()


@pytest.fixture(params=["reel", "essai"])
def site(request) -> Path:
    return request.getfixturevalue({"reel": "real_site", "essai": "essai_site"}[request.param])


def addresses(site: Path) -> list[str]:
    """The address of every page of a built site."""
    return sorted(path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("*.html"))


def every_layout(visitor: Witness, site: Path) -> list[str]:
    """Open every page; return the address of one page of each layout."""
    layouts: dict[str, str] = {}
    for address in addresses(site):
        visitor.page.goto(visitor.home + address, wait_until="domcontentloaded")  # scripts have run: they are deferred
        kept, wrong, layout = visitor.page.evaluate(LOOK)
        assert (kept, wrong) == (NOTHING, []), address
        layouts.setdefault(layout, address)
    return list(layouts.values())


def every_gesture(page: Page) -> None:
    """Whatever a visitor can do on a page without leaving it, but the map's background and the palette."""
    for folded in page.locator("main details:not([open]) > summary").all():
        if folded.is_visible():
            folded.click()
    for field_ in page.locator("main input:not([type=hidden]), main select").all():
        if field_.is_visible() and field_.is_enabled():
            fill(field_)
    for button in page.locator("header button:not(.bouton-palette), main button:not([data-carte])").all()[:25]:
        if button.is_visible() and button.is_enabled() and button.get_attribute("type") != "submit":
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
    page.wait_for_load_state("networkidle")


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


def test_no_page_and_no_gesture_asks_another_host_or_keeps_anything(witness, site):
    with hosted(site) as home:
        visitor = witness(home)
        pages = every_layout(visitor, site)
        assert len(pages) >= 20
        for address in pages:
            visitor.page.goto(home + address)
            every_gesture(visitor.page)
            assert visitor.page.evaluate(KEPT) == NOTHING, address
        visitor.saw_nothing()
