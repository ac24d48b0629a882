"""What every screen of the form is given: the browser's request, and the desk, which makes its response."""

import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Any, NamedTuple, NoReturn

from werkzeug.exceptions import BadRequest, LengthRequired, UnsupportedMediaType, abort
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Request, Response

from ctg import api
from ctg_formulaire.typed import Answers
from ctg_formulaire.workshop import OLD_FORM, Files, Note, NotWritten, Workshop

LARGEST = 3_000_000
"""Bytes of a form: the longest file of a project, twice."""
LARGEST_FILES = 12_000_000
"""Bytes of a form with files: a spreadsheet, or the mails of a day."""
LONGEST_NAME = 60
ONCE = "fois"
"""Where the desk keeps where each form that was sent led."""
MULTIPART = "multipart/form-data"
NOWHERE = "Page introuvable", "Cette adresse ne mène nulle part."
FORMS = {"application/x-www-form-urlencoded", MULTIPART}


class Upload(NamedTuple):
    """A file that a browser sent. Its name is a label: never use it as a path here."""

    name: str
    content: bytes


class _StrictParser(FormDataParser):
    """Refuses a body that is not a form, instead of reading it as an empty one."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, silent=False)


class FormRequest(Request):
    """What a browser asks. ``token`` is that of the forms made since the start; ``answers`` is what a form that was sent
    holds, by box."""

    form_data_parser_class = _StrictParser
    max_form_memory_size = LARGEST

    def __init__(self, environ: dict[str, Any], token: str) -> None:
        super().__init__(environ)
        self.max_content_length = LARGEST_FILES if self.mimetype == MULTIPART else LARGEST
        self.token = token
        self.answers: Answers = {}

    def receive(self) -> None:
        """Reads the form that was sent. Raises :class:`HTTPException` for another thing, cut, or too large."""
        if self.mimetype not in FORMS:
            raise UnsupportedMediaType
        if not self.content_length:
            raise LengthRequired
        try:
            self.answers = {name: list(texts) for name, texts in self.form.lists()}
        except ValueError:
            raise BadRequest from None

    @property
    def known(self) -> bool:
        """Whether the form that was sent was made since the start."""
        return hmac.compare_digest(self.said("_jeton").encode(), self.token.encode())

    @property
    def boxes(self) -> Answers:
        """What the boxes of a record hold."""
        return {name: texts for name, texts in self.answers.items() if not name.startswith("_")}

    def said(self, name: str) -> str:
        """The first text under a name; "" when there is none."""
        return next(iter(self.answers.get(name, ())), "")

    def uploads(self, box: str) -> list[Upload]:
        """The files of a box; none when nothing was chosen."""
        return [
            Upload(re.split(r"[/\\]", one.filename)[-1][-LONGEST_NAME:], one.read())
            for one in self.files.getlist(box)
            if one.filename
        ]


class FormResponse(Response):
    """What the form answers."""

    default_mimetype = "text/html"


class Screen(NamedTuple):
    """A page of the form, or several: what answers below an address."""

    path: str
    """Below the form's own address, as Werkzeug's rules are written: ``fiches/``, ``tableur/<folder>/``."""
    answer: Callable[..., FormResponse]
    """``(request, desk)`` → response; the parts of the address that have a name come by that name. It writes only for a form that
    is :attr:`FormRequest.known`."""
    methods: tuple[str, ...] = ("GET",)
    locked: bool = True
    """Whether the project is locked meanwhile. A screen that waits for a network locks it by itself, for as long as it reads or
    writes, so that the others do not wait."""
    link: str = ""
    """The words that lead to it from the list of a kind, whose folder stands in its address; from each sheet, when « <id> »
    does."""
    of: str = ""
    """The folder of the only kind from whose list it is reached; « publier »: from that page; empty: of all."""


def links_to(screens: Iterable[Screen], folder: str, id: str = "") -> list[tuple[str, str]]:
    """(words, address below the form's) of the screens reached from the list of a kind; from one of its sheets, given its id."""
    found = (one for one in screens if one.link and one.of in ("", folder) and ("<id>" in one.path) == bool(id))
    return [(one.link, one.path.replace("<folder>", folder).replace("<id>", id)) for one in found]


@dataclass
class Desk:
    """One form: the project that it changes, and what its screens share. ``base``: where it starts (``/``); ``site``: where the
    preview is, if there is one."""

    workshop: Workshop
    base: str = "/"
    site: str = ""
    screens: tuple[Screen, ...] = ()
    services: tuple[api.AddressService, ...] = field(default_factory=lambda: api.extended("locate", ()))
    """Who may be asked where an address is, by a button."""
    told: list[str] = field(default_factory=list)
    """What the next page says of what was just done."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What a screen keeps for the next request, under a name of its own; forgotten when the form stops."""

    @cached_property
    def templates(self) -> Any:
        """The environment; only its own module knows Jinja."""
        return api.standing_alone()

    def page(
        self, template: str, title: str, here: str = "", notes: Iterable[Note] = (), wrong: bool = False, status: int = 200,
        part: str = "", **values: object,
    ) -> FormResponse:  # fmt: skip
        """A page of the form. ``notes``: why nothing is written; ``part``: the screen whose part of the guide « ? » opens, by
        default the template's."""
        general = tuple(notes)
        wrong = wrong or bool(general)
        told = () if wrong else tuple(self.told)  # what was saved and what is not never stand together
        self.told[:] = self.told if wrong else ()
        common: dict[str, object] = {"base": self.base, "site": self.site, "token": self.workshop.token, "told": told}
        common |= {"general": general, "once": secrets.token_urlsafe(12)}
        common["whole"] = any(one.path == "fiches/" for one in self.screens)  # there is a project to fill
        common["help"] = f"aide/?ecran={part or PurePath(template).stem}"
        html = self.templates.get_template(template).render(title=title, here=here, wrong=wrong, **(common | values))
        return FormResponse(html.encode("utf-8", "replace"), 422 if wrong else status)

    def refuse(self, title: str, *lines: str, status: int = 404) -> NoReturn:
        """Stops a screen: the answer is a page that only says why there is none."""
        abort(self.page("formulaire/refus.html", title, status=status, lines=lines))

    def led(self, path: str = "") -> FormResponse:
        """An answer that leads to a page of the form."""
        return FormResponse(status=303, headers={"Location": f"{self.base}{path}"})

    def tried(
        self, request: FormRequest, do: Callable[[], FormResponse], otherwise: Callable[[tuple[Note, ...]], FormResponse]
    ) -> FormResponse:
        """What a form that was sent does, once; the page itself when none was, or when it says why nothing is written."""
        if request.method != "POST":
            return otherwise(())

        def known() -> FormResponse:
            if not request.known:
                raise NotWritten(OLD_FORM)
            return self.once(request, do)

        return self.explained(known, otherwise)

    def explained(self, do: Callable[[], FormResponse], otherwise: Callable[[tuple[Note, ...]], FormResponse]) -> FormResponse:
        """What is done; else the page that says why it is not."""
        try:
            return do()
        except NotWritten as refused:
            return otherwise(refused.notes)
        except (api.CellError, api.TableError) as fault:
            return otherwise((Note(fault.message, fault.remedy),))
        except api.EditError as error:
            return otherwise((Note(f"Ce fichier ne peut pas être changé ici ({error}).", api.BY_HAND),))
        except OSError as error:
            return otherwise((Note(f"Ce n’est pas fait jusqu’au bout : {api.reason(error)}."),))

    def excused(self, notes: Iterable[Note], path: str = "") -> FormResponse:
        """An answer that leads to a page of the form, which says why something is not done."""
        self.told.extend(one.sentence for one in notes)
        return self.led(path)

    def change(self, told: str, files: Files, addresses: bool = False) -> None:
        """Writes files that were checked, and says it (see :meth:`Workshop.change`). Raises :class:`NotWritten`."""
        self.workshop.change(told, files, addresses)
        self.saved(told)

    def saved(self, told: str) -> None:
        """Says what was saved, and that the public site does not have it yet."""
        self.told.append(f"Enregistré. {told}. Rien n’est en ligne avant « Envoyer ».")

    def once(self, request: FormRequest, answer: Callable[[], FormResponse]) -> FormResponse:
        """The answer to a form, and where it led already when its button was pressed twice. The project is locked meanwhile."""
        mark, led = request.said("_fois"), self.kept.setdefault(ONCE, {})
        if mark not in led or not mark:
            response = answer()
            if response.status_code == 303:
                led[mark] = response.headers["Location"]
            return response
        return FormResponse(status=303, headers={"Location": led[mark]})

    def download(self, name: str, kind: str, content: bytes) -> FormResponse:
        """A file to save under this name; without one, a file that is shown."""
        response = FormResponse(content, content_type=f"{kind}; charset=utf-8")
        if name:
            response.headers.set("Content-Disposition", "attachment", filename=name)
        return response
