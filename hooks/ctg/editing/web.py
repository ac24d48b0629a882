"""The form as a WSGI application (PEP 3333): what may be asked, by whom, and which page answers.

It changes files: only who has the key may ask (:mod:`ctg.editing.entrance`), only its own pages may send (``Origin``, and a
token made at each start), and what is sent has a size.
"""

from __future__ import annotations

import hmac
import mimetypes
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from ctg.editing.entrance import CLOSED, Entrance, Environ, NotAllowed, from_here, is_from_own_page
from ctg.editing.opened import ONE_FILE, CannotOpenError, OpenedRecord, written_records
from ctg.editing.screens.answers_page import answers
from ctg.editing.screens.asking_page import ask
from ctg.editing.screens.file_gestures import delete, new, rename
from ctg.editing.screens.locating import inquired
from ctg.editing.screens.pages import Download, FormRequest, Pages, Reply
from ctg.editing.screens.record_form import RecordForm
from ctg.editing.screens.reply_in_view import reply_in_view
from ctg.editing.screens.share_page import share
from ctg.editing.screens.table_page import table
from ctg.editing.upload import MULTIPART, Upload, parts_of
from ctg.editing.workshop import NotWritten
from ctg.ground.files import read_plain
from ctg.ground.resources import CLOTHES

LARGEST = 3_000_000
"""Bytes of a form: the longest file of a project, twice."""
LARGEST_FILES = 12_000_000
"""Bytes of a form with files: a spreadsheet, or the mails of a day."""
MOST_FIELDS = 50_000
ASSETS: dict[str, tuple[Path, ...]] = {
    "assets/css/site.css": tuple(CLOTHES / "assets/css" / name for name in ("base.css", "jetons.css", "site.css")),
    "assets/css/formulaire.css": (Path(__file__).with_name("formulaire.css"),),
    "assets/js/palette.js": (CLOTHES / "assets/js/palette.js",),
    "assets/images/icone.svg": (CLOTHES / "assets/images/icone.svg",),
}
"""All that the form's pages ask for: a closed list."""
OF_THE_SITE = {
    **{
        f"assets/{folder}/{path.name}": (path,)
        for folder in ("css", "images")
        for path in (CLOTHES / "assets" / folder).glob("*.*")
    },
    "assets/css/site.css": ASSETS["assets/css/site.css"],
}
"""What a page of the site shown beside its form asks for, scripts left out."""
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
IN_FRAME = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""Of a page of the site shown beside its form: no script, no form, and only the form may frame it."""
HEADERS = [
    ("Content-Security-Policy", f"{POLICY}frame-src 'self'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]
StartResponse = Callable[..., Any]


@dataclass
class Editor:
    """The application. It answers below ``pages.base``."""

    pages: Pages

    @cached_property
    def entrance(self) -> Entrance:
        """Its door, with another key at each start."""
        return Entrance(self.pages.base)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """One answer, as WSGI wants it."""
        try:
            address = self._address(environ)
            if self.entrance.is_key(environ):
                return _led(start_response, self.pages.base, self.entrance.cookie(environ))
            if not self.entrance.is_open(environ):
                closed = CLOSED.format(self.pages.base).encode()
                return _send(start_response, "403 Forbidden", "text/html", closed)
            if address in ASSETS:
                kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
                return _send(start_response, "200 OK", kind, b"".join(map(read_plain, ASSETS[address])))
            asked = inquired(self.pages, self._asked(environ, address))  # what a network makes wait, others do not wait for
            with self.pages.workshop.lock:
                reply = self._reply(asked)
            reply = reply.then() if reply.then else reply
        except NotAllowed as refused:
            return _send(start_response, str(refused), "text/plain", str(refused).encode())
        if reply.to:
            return _led(start_response, reply.to)
        if reply.file:
            return _send(start_response, "200 OK", reply.file.kind, reply.file.content, reply.file.name, reply.file.framed)
        framed = address.startswith("apercu/")  # where a link of that page led
        return _send(start_response, reply.status, "text/html", reply.html.encode("utf-8", "replace"), framed=framed)

    # --- who may ask -----------------------------------------------------------------------------

    def _address(self, environ: Environ) -> str:
        """What is asked below the form's own address. Raises :class:`NotAllowed`."""
        if not from_here(environ):
            raise NotAllowed("403 Forbidden")
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        return path.removeprefix(self.pages.base)

    def _asked(self, environ: Environ, address: str) -> FormRequest:
        method = environ["REQUEST_METHOD"]
        try:
            query = dict(parse_qsl(environ.get("QUERY_STRING", ""), max_num_fields=20))
        except ValueError:
            raise NotAllowed("400 Bad Request") from None
        asked = FormRequest("GET", tuple(step for step in address.split("/") if step), query)
        if method in {"GET", "HEAD"}:
            return asked
        if method != "POST":
            raise NotAllowed("405 Method Not Allowed")
        if not is_from_own_page(environ):
            raise NotAllowed("403 Forbidden")
        texts, files = _body(environ)
        sent = next(iter(texts.get("_jeton", ())), "")
        known = hmac.compare_digest(sent.encode(), self.pages.workshop.token.encode())
        return replace(asked, method="POST", answers=texts, files=files, known=known)

    # --- which page ------------------------------------------------------------------------------

    def _reply(self, asked: FormRequest) -> Reply:
        match asked.steps:
            case ():
                return self.pages.home()
            case ("fiches",):
                return self.pages.records(asked)
            case ("nouvelle",) | ("nouvelle", _):
                return new(self.pages, asked)
            case ("partager",):
                return share(self.pages, asked)
            case ("tableur", folder, *more) if len(more) <= 1 and folder in ONE_FILE:
                return table(self.pages, asked, folder, more[0] if more else "")
            case ("apercu", *path):
                return self._beside("/".join(path))
            case ("demander", *more) if len(more) <= 1:
                return ask(self.pages, asked, more[0] if more else "")
            case ("reponses", *more) if len(more) <= 1:
                return answers(self.pages, asked, more[0] if more else "")
            case ("annuler",) if asked.method == "POST":
                return self._undo(asked)
            case (folder, id, *more) if len(more) <= 1:
                return self._record(asked, f"{folder}/{id}", more[0] if more else "")
        return self.pages.refusal("Page introuvable", "Cette adresse ne mène nulle part.")

    def _beside(self, path: str) -> Reply:
        """The page that was asked to be shown as it would be, or what it is made of."""
        page = self.pages.preview
        if page and path == page.path.rstrip("/"):
            return Reply(file=Download("", "text/html", page.html, framed=True))
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        if path in OF_THE_SITE:
            return Reply(file=Download("", kind, b"".join(map(read_plain, OF_THE_SITE[path]))))
        if page and (asset := page.assets.get(path)):
            return Reply(file=Download("", kind, asset.content))
        return self.pages.refusal("Hors de l’aperçu", "Seule la page de cette fiche est montrée. Pour la revoir : « Aperçu ».")

    def _record(self, asked: FormRequest, key: str, gesture: str) -> Reply:
        written = written_records(self.pages.workshop.root)[0].get(key)
        if written is None:
            return self.pages.refusal("Fiche introuvable", f"« {key[:80]} » ne désigne aucune fiche de data/.")
        try:
            opened = OpenedRecord.read(self.pages.workshop.root, written)
        except (CannotOpenError, OSError) as error:
            problems = error.problems if isinstance(error, CannotOpenError) else ()
            told = [f"{one.file}, ligne {one.line} : {one.message} {one.remedy}" for one in problems]
            return self.pages.refusal("Ce fichier ne se lit pas", *told, "Corrigez-le dans un éditeur de texte.")
        if gesture == "renommer" and key.partition("/")[0] in ONE_FILE:
            return rename(self.pages, opened, asked)
        if gesture == "supprimer" and key.partition("/")[0] in ONE_FILE:
            return delete(self.pages, opened, asked)
        form = RecordForm(self.pages, opened, reply=reply_in_view(self.pages, key, asked))
        if gesture == "verifier" and asked.method == "POST":
            return form.confirmed(asked.known)
        if gesture:
            return self.pages.refusal("Page introuvable", "Cette adresse ne mène nulle part.")
        return form.sent(asked) if asked.method == "POST" else form.as_opened()

    def _undo(self, asked: FormRequest) -> Reply:
        try:
            if not asked.known:
                raise NotWritten("Le formulaire a été relancé depuis : recommencez.")
            self.pages.told.append(f"Annulé. {self.pages.workshop.undo().title}.")
        except NotWritten as error:
            self.pages.told.append(str(error))
        return Reply(to=self.pages.base)


def _body(environ: Environ) -> tuple[dict[str, list[str]], dict[str, list[Upload]]]:
    """The fields of a form that is sent, and its files. Raises :class:`NotAllowed`."""
    kind = environ.get("CONTENT_TYPE", "")
    word = kind.partition(";")[0].strip()
    if word not in {"application/x-www-form-urlencoded", MULTIPART}:
        raise NotAllowed("415 Unsupported Media Type")
    length = environ.get("CONTENT_LENGTH") or ""
    if not re.fullmatch("[0-9]{1,12}", length):
        raise NotAllowed("411 Length Required")
    if int(length) > (LARGEST_FILES if word == MULTIPART else LARGEST):
        raise NotAllowed("413 Content Too Large")
    body = environ["wsgi.input"].read(int(length))
    if len(body) != int(length):
        raise NotAllowed("400 Bad Request")
    try:
        if word == MULTIPART:
            return parts_of(kind, body)
        return parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, strict_parsing=False), {}
    except ValueError:
        raise NotAllowed("400 Bad Request") from None


def _led(start_response: StartResponse, address: str, *more: tuple[str, str]) -> list[bytes]:
    """An answer that leads to another address."""
    start_response("303 See Other", [*HEADERS, *more, ("Location", address), ("Content-Length", "0")])
    return [b""]


def _send(
    start_response: StartResponse, status: str, kind: str, content: bytes, saved_as: str = "", framed: bool = False
) -> list[bytes]:
    """``saved_as``: the browser saves it under this name, instead of showing it. ``framed``: a page of the site."""
    policy = [("Content-Security-Policy", IN_FRAME), *HEADERS[1:]] if framed else HEADERS
    headers = [*policy, ("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(content)))]
    if saved_as:
        headers.append(("Content-Disposition", f'attachment; filename="{saved_as}"'))
    start_response(status, headers)
    return [content]
