"""The form as a WSGI application: the screen of each address, who may ask, what may be sent.

It changes files: this machine alone may ask, by its own names, and there only whoever has the address that the terminal printed.
That address bears a secret, ``?cle=…``. It is answered by a cookie and by a way to the form without the secret; every other
request must bear the cookie. So another user of the machine, or a program of theirs, can neither read nor write a record. Only
the form's own pages may send (``Origin``, and a token made at each start), and the size of a request is bounded.

« ? » opens the guide at the part that a screen is about. Above a part, ``<!-- écrans : fiche fiches -->`` names its screens:
their templates; for a form, the folder of its kind.
"""

import hmac
import mimetypes
import re
import secrets
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.exceptions import BadRequest, Forbidden, HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from ctg import api
from ctg_formulaire.desk import LARGEST, LARGEST_FILES, NOWHERE, Desk, FormRequest, FormResponse, Screen
from ctg_formulaire.screens.answers import answers
from ctg_formulaire.screens.calling import ask, call, home, message
from ctg_formulaire.screens.lists import records, renumber, together, undo
from ctg_formulaire.screens.record import beside, end, new, record, worn
from ctg_formulaire.screens.sharing import host, hosts, share, site_file
from ctg_formulaire.servir import announced, open_once_heard
from ctg_formulaire.workshop import Workshop

ASSETS: dict[str, Path] = {
    "css/site.css": api.CLOTHES / "assets/css/site.css",
    "css/formulaire.css": Path(__file__).with_name("formulaire.css"),
    "js/formulaire.js": Path(__file__).with_name("formulaire.js"),
    "js/palette.js": api.CLOTHES / "assets/js/palette.js",
    **{f"polices/{path.name}": path for path in (api.CLOTHES / "assets/polices").glob("*.woff2")},
    "images/icone.svg": api.CLOTHES / "assets/images/icone.svg",
    **{f"images/aide/{path.name}": path for path in (api.GUIDES / "images").glob("*.png")},
}
"""All that the form's pages ask for: a closed list."""
MOST_WORDS = 20
"""In the query of an address."""
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; "
)
HEADERS = {
    "Content-Security-Policy": f"{POLICY}frame-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
REFUSALS = {
    400: ("Demande illisible", "Ce qui a été envoyé est arrivé coupé, ou abîmé. Revenez en arrière, et envoyez-le de nouveau."),
    403: ("Envoi refusé", "Le formulaire n’accepte que ce qui est envoyé de ses propres pages."),
    404: NOWHERE,
    405: ("Geste impossible", "Cette adresse ne répond pas à cette demande. Revenez en arrière, et servez-vous du bouton."),
    411: ("Envoi vide", "Rien n’a été envoyé. Revenez en arrière, et envoyez-le de nouveau."),
    413: (
        "Envoi trop gros",
        f"Une fiche pèse {LARGEST // 1_000_000} Mo au plus, des fichiers {LARGEST_FILES // 1_000_000} Mo en tout. Rien n’est lu.",
    ),
    415: ("Envoi d’une autre sorte", "Le formulaire ne lit que ce que ses pages envoient."),
}
"""Status → title and sentence."""


def asset(_request: FormRequest, desk: Desk, path: str) -> FormResponse:
    """A sheet, a script or a drawing of the form's own pages."""
    if path not in ASSETS:
        desk.refuse(*NOWHERE)
    return desk.download("", mimetypes.guess_type(path)[0] or "", worn(desk, ASSETS[path]))


# --- the guide -----------------------------------------------------------------------------------

ABOUT = re.compile(r"^<!-- écrans : (.+) -->$", re.MULTILINE)
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
OTHER = re.compile(r'href="(\w+)\.md')
"""In the HTML of a guide, a link to another."""
FIRST = "coordinatrice"
"""The guide that is shown first, and when no part is about a screen."""


@cache
def guides() -> dict[str, str]:
    """Name → Markdown of each guide."""
    return {path.stem: api.read_plain(path).decode() for path in sorted(api.GUIDES.glob("[a-z]*.md"))}


def part_about(screen: str) -> str:
    """The address, below the form's, of the part of the guide that is about a screen; of its beginning when none is."""
    names = (name for name, text in guides().items() if screen in " ".join(ABOUT.findall(text)).split())
    found = next(names, "")
    return f"aide/{found}/#{screen}" if found else f"aide/{FIRST}/"


def titles() -> dict[str, str]:
    """Name → title of each guide, the coordinator's first."""
    named = {name: found[1] for name, text in guides().items() if (found := TITLE.search(text))}
    return {FIRST: named[FIRST], **named}


@cache
def shown(name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """(HTML of a guide without its title, its parts: anchor and title)."""
    text = TITLE.sub("", ABOUT.sub(_anchors, guides()[name]), count=1)
    html = OTHER.sub(r'href="../\1/', api.prose_html(text)).replace('src="images/', 'src="../../assets/images/aide/')
    return html, tuple(re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', html))


def _anchors(found: re.Match[str]) -> str:
    return "\n" + "".join(f'<span id="{screen}"></span>' for screen in found[1].split()) + "\n"


def help_for(request: FormRequest, desk: Desk) -> FormResponse:
    """Leads to the part of the guide that is about a screen."""
    return desk.led(part_about(request.args.get("ecran", "")))


def guide(_request: FormRequest, desk: Desk, name: str) -> FormResponse:
    """A guide, with the way to the others."""
    if name not in titles():
        desk.refuse(*NOWHERE)
    text, parts = shown(name)
    return desk.page("formulaire/aide.html", titles()[name], text=text, parts=parts, guides=list(titles().items()))


# --- the addresses -------------------------------------------------------------------------------

BOTH = ("GET", "POST")
BUILT_IN = (
    Screen("", home),
    Screen("assets/<path:path>", asset, locked=False),
    Screen("aide/", help_for, locked=False),
    Screen("aide/<name>/", guide, locked=False),
    Screen("appeler/<id>/", call, BOTH),
    Screen("fiches/", records),
    Screen("ensemble/", together, BOTH),
    Screen("numero/<number>/", renumber, BOTH),
    Screen("nouvelle/", new, locked=False),
    Screen("nouvelle/<folder>/", new, BOTH, locked=False),
    Screen("partager/", share, BOTH, locked=False),
    Screen("publier/", hosts, locked=False),
    Screen("publier/site-des-familles.zip", site_file, locked=False),
    Screen("publier/<name>/", host, BOTH, locked=False),
    Screen("apercu/<path:path>", beside),
    Screen("demander/", ask),
    Screen("demander/<id>/", message, BOTH),
    Screen("reponses/", answers, BOTH),
    Screen("reponses/<id>/", answers, BOTH),
    Screen("annuler/", undo, ("POST",)),
    Screen("<folder>/<id>/", record, BOTH, locked=False),
    Screen("<folder>/<id>/fin/", end, BOTH),
)
SCREENS = api.extended("screens", BUILT_IN)
"""Each address of the form. A package adds its own by its group « screens »."""


# --- who may use it ------------------------------------------------------------------------------

KEY, HANDED = "cle", list[str]()
"""The key of the page that made this project, which opens its form too."""


@dataclass(frozen=True)
class Entrance:
    """The door of one form. ``base``: the path where it starts."""

    base: str
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Another at each start."""

    def address(self, site: str) -> str:
        """What to print: the whole address of the form of a site served at ``http://127.0.0.1:8000/``."""
        return f"http://{urlsplit(site).netloc}{self.base}?{KEY}={self.key}"

    def cookie(self, port: str) -> str:
        """The cookie's name. Cookies know no port: two forms of one machine have each its own."""
        return f"ctg_formulaire_{port}"

    def fits(self, given: str) -> bool:
        """Is a text the key?"""
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.key.encode())


def is_from_own_page(request: Request) -> bool:
    """Does a request come from one of our own pages?"""
    return request.headers.get("Origin", "") in {f"http://{host}" for host in api.own_hosts(request.environ)}


@dataclass
class Editor:
    """The application. It answers below ``desk.base``."""

    desk: Desk

    @cached_property
    def entrance(self) -> Entrance:
        """Its door, with another key at each start."""
        return Entrance(self.desk.base, *HANDED)

    @cached_property
    def addresses(self) -> Map:
        """Which screen answers an address, with or without its last slash."""
        rules = [Rule(f"/{one.path}", endpoint=one, methods=one.methods) for one in self.desk.screens]
        return Map(rules, strict_slashes=False, merge_slashes=False)

    def __call__(self, environ: api.Environ, start_response: api.StartResponse) -> Iterable[bytes]:
        """One answer, as WSGI wants it."""
        if not api.from_here(environ):
            return Response(api.REFUSED, 403)(environ, start_response)
        request = FormRequest(environ, self.desk.workshop.token)
        try:
            response = self._at_the_door(request) or self._answer(request)
        except HTTPException as stopped:
            response = stopped.get_response() if stopped.response else self._refused(stopped)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response(environ, start_response)

    def _at_the_door(self, request: FormRequest) -> Response | None:
        """The response to a browser that has no cookie yet: the cookie if it has the key, else a refusal; None if it may ask."""
        door = self.entrance
        name = door.cookie(request.environ.get("SERVER_PORT", ""))
        with suppress(ValueError):  # what no browser sends
            if request.method == "GET" and door.fits(request.args.get(KEY, "")):
                response = self.desk.led()
                response.set_cookie(
                    name, door.key, path=door.base, httponly=True, samesite="Strict"
                )  # until the browser is closed
                return response
            if any(map(door.fits, request.cookies.getlist(name))):
                return None
        own = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
        closed = self.desk.templates.get_template("formulaire/ferme.html").render(
            base=self.desk.base,
            elsewhere=request.headers.get("Sec-Fetch-Site", "cross-site") == "cross-site",
        )
        return FormResponse(closed, 403, own)

    def _answer(self, request: FormRequest) -> Response:
        if request.query_string.count(b"&") >= MOST_WORDS or not request.query_string.isascii():
            raise BadRequest
        path = request.path.removeprefix(self.desk.base)
        screen, parts = self.addresses.bind("").match(f"/{path}", request.method)
        if request.method == "POST":
            if not is_from_own_page(request):
                raise Forbidden
            request.receive()
        with self.desk.workshop.lock if screen.locked else nullcontext():
            return screen.answer(request, self.desk, **parts)

    def _refused(self, error: HTTPException) -> Response:
        """A page in French for what no screen answers."""
        title, sentence = REFUSALS.get(error.code or 400, REFUSALS[400])
        with self.desk.workshop.lock:
            return self.desk.page("formulaire/refus.html", title, status=error.code or 400, lines=[sentence])


def form_of(root: Path, url: str) -> tuple[Editor, str]:
    """The form of a project whose preview is at this address, and the line to print: where it is, with its key."""
    site = urlsplit(url).path
    editor = Editor(Desk(Workshop(root), f"{site}{api.EDITING}", site, SCREENS))
    address = announced(root, editor.entrance.address(url))
    open_once_heard(address, urlsplit(url).port or 80)
    return editor, f"Le formulaire : {address}"


MOUNTED = api.Mounted(api.EDITING, form_of)
