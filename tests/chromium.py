"""One Chromium and one server a worker, for every test that opens pages (fixtures, imported by conftest.py).

A test waits for what it means, never for time: a page that one goes to is given back once its scripts have done their work
(:func:`ready`), what is read of it is read then too (``patience``), and the only time anywhere is a ceiling (``CEILING``) that no
sound page comes near.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from patience import LEAVING, patient
from serveur_du_site import hosted

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
"""The shell first: the same engine without its windows, for half the work."""
OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no page of a test reaches another machine
    "--renderer-process-limit=1",  # one process a visitor, see "regular"
]
CEILING = 120_000
"""Milliseconds after which something will never come: reached only by a fault."""
SLOWER = float(os.environ.get("CTG_LENT", "1"))
"""How many times slower than this machine the browser runs its pages."""

READY = """() => document.readyState === 'complete' && !globalThis.leaving
  && [...document.querySelectorAll('.js .folium-map')].every((map) => map.matches('.leaflet-container, [data-loin] *'))
  && [...document.querySelectorAll('.js [data-chercheur]')].every((finder) => finder.classList.contains('chercheur--actif'))
  && !document.querySelector('[aria-busy="true"], .js script[data-ensuite], [data-attend]')
  && !document.querySelector('.attend:has([data-recherche], [data-ma-liste], [data-chercheur], .tri)')
  && (!document.querySelector('html.police')
    || [...document.fonts].some((face) => /Public Sans/.test(face.family) && ['loaded', 'error'].includes(face.status)))"""
"""What the site's own scripts show when they have done what the address, or a gesture, asked."""
DRAWN = """() => new Promise((done) => new IntersectionObserver((_, own) => { own.disconnect(); done(performance.timeOrigin) })
  .observe(document.documentElement))"""
"""A frame, told as soon as it is laid out: of two frames, the second would only say that the first is over."""


def ready(page) -> None:
    """Wait until the page's scripts have done their work, and what they did is drawn: places no longer change. A page that comes
    again by itself meanwhile is waited for anew."""
    if vars(page).get("scripted", True):
        page.document = page.wait_for_function(f"() => ({READY})() && ({DRAWN})()").json_value()
    else:
        page.wait_for_load_state()
    page.moved = False


def drawn(page) -> None:
    """Wait for a frame: what scripts changed is laid out, and those that watch sizes have heard of it."""
    page.wait_for_function(DRAWN)  # not evaluate: that fails when the page comes again by itself


def until(page, condition: Callable[[], object]) -> None:
    """Wait until something is true in this process, as what a page sends arrives."""
    for _ in range(CEILING // 20):
        if condition():
            return
        page.wait_for_timeout(20)  # looks again: nothing depends on how long
    raise AssertionError("never true")


@pytest.fixture(scope="session")
def serve():
    """``serve(folder)`` → the address where that folder is served."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(hosted(folder, with_headers=False))


@pytest.fixture(scope="session")
def reel(serve, real_site) -> str:
    return serve(real_site)


@pytest.fixture(scope="session")
def essai(serve, essai_site) -> str:
    return serve(essai_site)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import Locator, Page, expect, sync_playwright  # slow to import: only for those who ask

    assert CHROMIUM, "Il manque Chromium. Sous Debian : apt-get install chromium-headless-shell"
    expect.set_options(timeout=CEILING)
    patient((Locator, Page), ready)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS, timeout=CEILING)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """``open_page(**options)`` → the page of a fresh visitor, whose ``goto`` and ``reload`` come back when it is ready."""
    contexts = []

    def start(java_script_enabled: bool = True, **options):
        context = _new_context(browser, java_script_enabled=java_script_enabled, **options)
        contexts.append(context)
        return _new_page(context, java_script_enabled)

    yield start
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def regular(browser):
    """``regular(**options)`` → the visitor who comes back without being known (:func:`_forgotten`). A page stays open: to start a
    process for a new visitor is more than half of what a page costs."""
    contexts = {}

    def find(**options):
        key = tuple(sorted(options.items()))
        if key not in contexts:
            contexts[key] = _new_context(browser, **options)
            contexts[key].new_page()
        return contexts[key]

    return find


@pytest.fixture
def visit(open_page, regular):
    """``visit(**options)`` → a page of a visitor whom nothing knows; ``page.elsewhere`` lists requests to other hosts,
    ``page.errors`` what went wrong in the page, ``page.dialogs`` what an injected script would open. ``apart``: for who changes
    the clock or the rights of the browser, and not of a page only."""
    came = []

    def start(width: int = 1280, height: int = 800, apart: bool = False, **options):
        viewport, media = {"width": width, "height": height}, {name: options.pop(name) for name in MEDIA & options.keys()}
        if apart or options.keys() - OFTEN:
            page = open_page(viewport=viewport, **options)
        else:
            came.append(regular(**options))
            page = _new_page(came[-1], options.get("java_script_enabled", True))
            page.set_viewport_size(viewport)
        if media:
            page.emulate_media(**media)
        page.elsewhere, page.errors, page.dialogs = [], [], []

        def asked(request):
            if urlsplit(request.url).hostname not in {"127.0.0.1", None, ""}:
                page.elsewhere.append(request.url)

        page.on("request", asked)
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
        return page

    yield start
    for context in came:
        _forgotten(context)


OFTEN = {"java_script_enabled", "has_touch"}
"""What changes the visitor and is asked for often; what else is asked for is a visitor apart."""
MEDIA = {"color_scheme", "forced_colors"}
"""What a page may be told alone."""


def _forgotten(context) -> None:
    """Close the pages but the one that stays; the browser keeps nothing of what they left."""
    first, *others = context.pages
    for page in others:
        page.close()
    session = context.new_cdp_session(first)
    session.send("Network.clearBrowserCache")
    session.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    session.detach()
    context.clear_cookies()


def _new_context(browser, **options):
    context = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(CEILING)
    context.add_init_script(LEAVING)
    return context


def _new_page(context, java_script_enabled: bool = True):
    page = context.new_page()
    page.scripted = java_script_enabled
    if SLOWER > 1:
        _slow(page, context.new_cdp_session(page))
    if java_script_enabled:
        for name in ("goto", "reload", "go_back", "go_forward"):
            setattr(page, name, _then_ready(page, getattr(page, name)))
    return page


def _slow(page, session) -> None:
    """Slow its pages down. A second session makes each new page forget the medium that the first said: both say it."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    emulate = page.emulate_media

    def both(**options) -> None:
        emulate(**options)
        if "media" in options:
            session.send("Emulation.setEmulatedMedia", {"media": options["media"].removeprefix("null")})

    page.emulate_media = both


def _then_ready(page, leave: Callable) -> Callable:
    def arrive(*args, **options):
        answer = leave(*args, **options)
        page.moved = False
        if "wait_until" not in options:  # who says what to wait for knows better
            ready(page)
        return answer

    return arrive
