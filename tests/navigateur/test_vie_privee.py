"""Privacy and the security policy, proved: every page of both sites is opened, every gesture is made on one page of each
layout, and nothing is asked of another host, nothing is kept, nothing breaks the policy.

The site is served with the headers that it writes for its hosts (``_headers``), besides the policy of each page.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from ctg.outputs.security import HEADERS
from serveur_du_site import hosted
from territoires import ROOT

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
# What a page holds that it should not. The canonical address is the site's own.
WRONG = """(own = document.querySelector('link[rel=canonical]')?.href) => [
  ...[...document.forms].filter((form) => form.method !== 'get' || new URL(form.action).origin !== location.origin)
    .map((form) => 'formulaire ' + form.action),
  ...[...document.querySelectorAll('a[target]:not([rel~=noopener])')].map((link) => 'fenêtre ' + link.href),
  ...[...document.querySelectorAll('main:not(.prose-libre) a[href^=http]:not([rel~=external])')]
    .filter((link) => link.origin !== location.origin && !own?.startsWith(link.origin)).map((link) => 'rel ' + link.href),
]"""
# What a page is made of: two pages that say the same answer to the same gestures.
LAYOUT = """() => [
  location.pathname.split('/')[1],
  ...[...document.scripts].map((script) => script.src.split('/').pop()).sort(),
  ...['[data-filtrer]', '[data-carte]', 'main form', 'main details', 'main button', '.tableau']
    .filter((name) => document.querySelector(name)),
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
    """Every request to another host, those that the policy stopped included."""
    sent: list[str] = field(default_factory=list)
    """Those that would have left the device."""
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

        def stop(route):
            found.sent.append(route.request.url)
            route.abort()

        context.route(re.compile(r"^https?://(?!127\.0\.0\.1:)"), stop)
        found.page.on("pageerror", lambda error: found.errors.append(f"{found.page.url} : {error}"))
        found.page.on(
            "console", lambda told: found.errors.append(f"{found.page.url} : {told.text}") if told.type == "error" else None
        )
        found.page.set_default_timeout(8000)
        return found

    yield start
    for context in contexts:
        context.close()


@pytest.fixture(params=["reel", "essai"])
def site(request) -> Path:
    return request.getfixturevalue({"reel": "real_site", "essai": "essai_site"}[request.param])


def addresses(site: Path) -> list[str]:
    """The address of every page of a built site, but those that only lead on from a former address."""
    pages = (path for path in site.rglob("*.html") if 'http-equiv="refresh"' not in path.read_text("utf-8"))
    return sorted(path.relative_to(site).as_posix().removesuffix("index.html") for path in pages)


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


def test_the_palette_is_all_that_a_device_keeps_and_only_once_it_is_chosen(witness, essai_site):
    with hosted(essai_site) as home:
        visitor = witness(home)
        visitor.page.goto(home)
        assert visitor.page.evaluate(KEPT) == NOTHING
        visitor.page.locator(".bouton-palette").click()
        for address in ("communes/", "a-propos/aide/"):
            visitor.page.goto(home + address)
            assert visitor.page.evaluate(KEPT) == NOTHING | {"local": {"palette": "sombre"}}
        visitor.saw_nothing()


def test_searching_keeping_and_sharing_stay_at_home(witness, essai_site):
    with hosted(essai_site) as home:
        visitor = witness(home)
        page = visitor.page
        page.goto(home)
        page.get_by_role("searchbox").fill("creche")
        page.get_by_role("searchbox").press("Enter")
        page.locator("[data-recherche-resultats] a[href*='/structures/']").first.click()
        page.locator("h1 + [data-garder]").click()
        page.locator("a.ma-liste").click()
        expect(page.get_by_role("img", name="Code à photographier")).to_be_visible()
        page.get_by_role("button", name="Copier l’adresse").click()
        page.get_by_role("button", name="Imprimer").click()
        assert page.evaluate(KEPT) == NOTHING
        visitor.saw_nothing()


@pytest.mark.parametrize("address", ["trouver/", "communes/", "communes/aubrelune/", "trouver/petite-enfance/"])
def test_the_map_background_is_told_then_asked_by_a_gesture_from_ign_alone(witness, essai_site, address):
    with hosted(essai_site) as home:
        visitor = witness(home)
        page, asked = visitor.page, []

        def tile(route):
            asked.append(route.request.all_headers())
            route.fulfill(body=PIXEL, content_type="image/png")

        visitor.context.route("https://data.geopf.fr/**", tile)
        page.goto(home + address)
        button = page.get_by_role("button", name="Afficher le fond de carte IGN")
        note = page.locator(f"[id='{button.get_attribute('aria-describedby')}']")
        expect(note).to_be_visible()
        expect(note).to_contain_text("l’IGN reçoit l’adresse internet de votre appareil")
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_load_state("networkidle")
        assert visitor.elsewhere == []
        button.click()
        expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
        assert asked
        assert all(url.startswith("https://data.geopf.fr/wmts?") for url in visitor.elsewhere)
        assert not {"referer", "cookie", "origin"} & {name for headers in asked for name in headers}
        page.get_by_role("button", name="Masquer le fond de carte IGN").click()
        visitor.elsewhere.clear()
        page.goto(home + address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(KEPT) == NOTHING
        visitor.saw_nothing()


ATTACK = """
<base href="https://ailleurs.exemple/">
<script>window.ran = 'script'</script>
<script src="https://ailleurs.exemple/x.js"></script>
<script src="data:text/javascript,window.ran='data'"></script>
<style>h1 { color: rgb(1, 2, 3) !important }</style>
<link rel="stylesheet" href="https://ailleurs.exemple/x.css">
<p id="styled" style="color: rgb(1, 2, 3)">…</p>
<img src="rien" onerror="window.ran = 'onerror'" alt="">
<img src="https://ailleurs.exemple/x.png" alt="">
<svg onload="window.ran = 'onload'"></svg>
<button id="clicked" onclick="window.ran = 'onclick'">…</button>
<a id="followed" href="javascript:window.ran = 'href'">…</a>
<iframe srcdoc="<script>parent.ran = 'srcdoc'</script>"></iframe>
<iframe src="https://ailleurs.exemple/"></iframe>
<object data="https://ailleurs.exemple/x.swf"></object>
<script src="/essai-texte.js"></script>
<form id="sent" action="https://ailleurs.exemple/" method="post"><button>…</button></form>
"""
AS_TEXT = "setTimeout('window.ran = 1'); Function('window.ran = 2')(); eval('window.ran = 3')"
"""A script of the site that makes code from text."""
REFUSED = (
    "script-src-elem inline", "script-src-elem data", "script-src-elem https://ailleurs", "script-src-attr inline",
    "script-src eval", "style-src-elem inline", "style-src-elem https://ailleurs", "style-src-attr inline",
    "img-src https://ailleurs", "frame-src https://ailleurs", "object-src https://ailleurs", "base-uri https://ailleurs",
    "form-action https://ailleurs",
)  # fmt: skip


@pytest.mark.parametrize("with_headers", [True, False], ids=["avec-entetes", "page-seule"])
def test_what_a_hostile_record_would_write_in_a_page_never_runs(witness, essai_site, with_headers):
    """Templates escape everything; were one to forget, the policy of the page alone would still hold."""
    with hosted(essai_site, with_headers) as home:
        visitor = witness(home)
        page, address = visitor.page, home + "structures/essai-caracteres/"

        def spoil(route):
            answer = route.fetch()
            route.fulfill(response=answer, body=answer.text().replace("<h1", ATTACK + "<h1", 1))

        page.route(address, spoil)
        page.route("**/essai-texte.js", lambda route: route.fulfill(body=AS_TEXT, content_type="text/javascript"))
        page.goto(address)
        page.locator("#clicked").dispatch_event("click")
        page.locator("#followed").dispatch_event("click")
        page.locator("#sent button").dispatch_event("click")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None
        assert page.url == address
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(1, 2, 3)"
        assert page.evaluate("getComputedStyle(document.getElementById('styled')).color") != "rgb(1, 2, 3)"
        assert visitor.sent == []
        told = " ".join(visitor.breaches)
        assert [refused for refused in REFUSED if refused not in told] == []


def test_no_other_site_may_frame_a_page_and_this_one_may(witness, essai_site, tmp_path):
    with hosted(essai_site) as home, hosted(tmp_path, with_headers=False) as other:
        (tmp_path / "index.html").write_text(f'<iframe src="{home}"></iframe>', "utf-8")
        visitor = witness(other)
        visitor.page.goto(other)
        visitor.page.wait_for_load_state("networkidle")
        assert [frame.url for frame in visitor.page.frames[1:]] == ["chrome-error://chromewebdata/"]
        visitor.page.goto(home)
        visitor.page.evaluate("document.body.append(Object.assign(document.createElement('iframe'), { src: '/agenda/' }))")
        expect(visitor.page.frame_locator("iframe").locator("h1")).to_have_text("Agenda")


@pytest.mark.parametrize("with_headers", [True, False], ids=["avec-entetes", "page-seule"])
def test_the_site_that_a_link_leads_to_does_not_know_where_one_came_from(witness, essai_site, with_headers):
    with hosted(essai_site, with_headers) as home:
        visitor = witness(home)
        page = visitor.page
        page.goto(home + "a-propos/mentions-legales/?q=crèche")
        visitor.context.route(
            "https://www.exemple.fr/**", lambda route: route.fulfill(body="<h1>Ailleurs</h1>", content_type="text/html")
        )
        with page.expect_request("https://www.exemple.fr/**") as leaving:
            page.get_by_role("main").locator("a[href='https://www.exemple.fr']").click()
        assert "referer" not in leaving.value.all_headers()
        expect(page.locator("h1")).to_have_text("Ailleurs")
        assert page.evaluate("document.referrer") == ""


def test_an_address_that_leads_nowhere_helps_at_any_depth(witness, site):
    with hosted(site) as home:
        visitor = witness(home)
        page = visitor.page
        for address in ("nulle-part/", "x/y/z/", "structures/x/y.html"):
            answer = page.goto(home + address)
            assert answer.status == 404
            expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas, ou plus")
            assert page.locator("link[rel=stylesheet]").evaluate_all(
                "sheets => sheets.every(({ sheet }) => sheet.cssRules.length > 0)"
            )
            links = page.locator("a[href]").evaluate_all("links => links.map((link) => link.href)")
            lost = [
                url for url in {link.split("#")[0] for link in links} - {page.url} if not in_site(site, url.removeprefix(home))
            ]
            assert lost == []
        visitor.errors.clear()  # the browser itself tells each 404
        page.get_by_role("searchbox").fill("creche")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("[data-recherche-resultats] li").first).to_be_visible()
        visitor.saw_nothing()


def in_site(site: Path, address: str) -> bool:
    file = site / address
    return (file / "index.html" if address.endswith("/") or not address else file).is_file()


@contextmanager
def nginx_as_the_guide_says(site: Path, folder: Path) -> Iterator[str]:
    """The address where nginx serves a site with the block of ``docs/contribuer/publier.md``; ``folder`` is its own."""
    guide = (ROOT / "docs/contribuer/publier.md").read_text("utf-8")
    block = re.search(r"### nginx\n\n```\n(.*?)```", guide, re.DOTALL)[1]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    block = block.replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace("/srv/familles/courant", str(site))
    block = block.replace("/var/log/nginx", str(folder))
    kinds = "types {text/html html; text/css css; application/javascript js; application/json json; image/svg+xml svg;}"
    temporary = "".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/erreurs; events {{}} "
        f"http {{ {kinds} {temporary}\n{block}}}",
        "utf-8",
    )
    server = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-e", folder / "erreurs"])
    try:
        home = f"http://127.0.0.1:{port}/"
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield home
    finally:
        server.terminate()
        server.wait(10)


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx n'est pas installé")
def test_the_settings_of_the_guide_work_in_nginx(witness, essai_site, tmp_path):
    with nginx_as_the_guide_says(essai_site, tmp_path) as home:
        visitor = witness(home)
        page = visitor.page
        for address, status in (("", 200), ("recherche/?q=creche", 200), ("trouver/", 200), ("x/y/z/", 404)):
            answer = page.goto(home + address)
            assert answer.status == status
            told = answer.all_headers()
            assert {name: told.get(name.lower()) for name in HEADERS} == HEADERS
            expect(page.locator("h1")).to_be_visible()
        page.goto(home + "recherche/?q=creche")
        expect(page.locator("[data-recherche-resultats] li").first).to_be_visible()
        assert visitor.breaches == []
        assert visitor.elsewhere == []
        chunk = next((essai_site / "recherche/index/fragment").iterdir()).name
        kept = page.request.get(f"{home}recherche/index/fragment/{chunk}").headers
        assert (kept["cache-control"], kept["x-content-type-options"]) == ("max-age=31536000", "nosniff")
    journal = (tmp_path / "familles.log").read_text("utf-8")
    assert "creche" not in journal
    assert "127.0.0.1" not in journal


@pytest.mark.parametrize("refused", ["**/pagefind.js", "**/wasm.*.pagefind"])
def test_a_browser_where_the_search_cannot_run_says_so_and_shows_other_ways(witness, essai_site, refused):
    """One too old to compile WebAssembly under the policy, among others."""
    with hosted(essai_site) as home:
        page = witness(home).page
        page.route(refused, lambda route: route.abort())
        page.goto(home + "recherche/?q=creche")
        expect(page.get_by_role("status")).to_contain_text("La recherche ne répond pas")
        expect(page.get_by_role("link", name="listes par besoin")).to_be_visible()
