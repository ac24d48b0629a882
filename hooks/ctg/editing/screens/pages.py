"""What the pages of the form have in common, and those that list: what is to do, the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from ctg.analysis.upkeep.freshness import confirmations, is_stale, last_proof, never_confirmed
from ctg.analysis.upkeep.quality import quality
from ctg.analysis.upkeep.review import review
from ctg.catalogue import Catalogue
from ctg.editing.boxes.answers import Answers
from ctg.editing.boxes.controls import Note
from ctg.editing.opened import BY_FOLDER, ONE_FILE, OpenedRecord, written_records
from ctg.editing.upload import Upload
from ctg.editing.workshop import PreviewedPage, Workshop
from ctg.geocoding import SPACING, Geocoder
from ctg.ground.network import Client, Pace
from ctg.ground.phrases import date_fr
from ctg.ground.problems import ERROR, Problem, fold
from ctg.ground.resources import PACKAGE
from ctg.kinds import Record
from ctg.outputs.base.templates import standing_alone

MOST = 10
"""Findings of a section that are shown at once."""
FILTERS = {
    "": "toutes",
    "brouillon": "les brouillons",
    "jamais": "jamais confirmées",
    "revoir": "à revérifier",
    "manque": "incomplètes",
}


@dataclass(frozen=True)
class FormRequest:
    """What a browser asks: an address below the form's own, and what its form holds."""

    method: str
    steps: tuple[str, ...]
    """The parts of the address: ``("structures", "les-lutins", "renommer")``."""
    query: Mapping[str, str]
    answers: Answers = field(default_factory=dict)
    files: Mapping[str, Sequence[Upload]] = field(default_factory=dict)
    known: bool = True
    """Whether the form bears this start's token."""
    located: tuple[Answers, Note] | None = None
    """What the service of addresses said of it (see :mod:`ctg.editing.screens.locating`), if it was asked."""

    @property
    def boxes(self) -> Answers:
        """What the boxes of a record hold."""
        return {name: texts for name, texts in self.answers.items() if not name.startswith("_")}

    def said(self, name: str) -> str:
        """The first text under a name; "" when there is none."""
        return next(iter(self.answers.get(name, ())), "")


class Download(NamedTuple):
    """A file to save; without a name, one that is shown."""

    name: str
    kind: str
    content: bytes
    framed: bool = False


class Reply(NamedTuple):
    """What to answer: a page, the address of the next one, or a file."""

    html: str = ""
    to: str = ""
    status: str = "200 OK"
    file: Download | None = None
    then: Callable[[], Reply] | None = None
    """What waits for a network, and makes the answer: done once the project is unlocked, so that other pages do not wait."""


class RecordLine(NamedTuple):
    """A record in a list."""

    key: str
    title: str
    kind: str
    state: str = ""
    freshness: str = ""
    missing: str = ""
    record: Record | None = None


class MadeMessages(NamedTuple):
    """The messages of a campaign that was just prepared, in one file."""

    file: Download
    mails: int
    calls: int


@dataclass
class Pages:
    """The pages of one form. ``base``: where they start (``/``); ``site``: where the preview is, if there is one."""

    workshop: Workshop
    base: str = "/"
    site: str = ""
    told: list[str] = field(default_factory=list)
    """What the next page says of what was just done."""
    tables: dict[str, Upload] = field(default_factory=dict)
    """The spreadsheet that is being imported, by kind; forgotten when the form stops."""
    messages: MadeMessages | None = None
    """Those of the last campaign, until the form stops."""
    preview: PreviewedPage | None = None
    """The last page that was shown as it would be."""
    geocoder: Callable[[], Geocoder] = lambda: Geocoder(Client(Pace(SPACING)))
    """Asks where an address is: only when a button is pressed."""

    @cached_property
    def templates(self) -> Any:
        """The environment; only its own module knows Jinja."""
        return standing_alone(PACKAGE / "editing" / "templates")

    def page(self, template: str, title: str, here: str = "", wrong: bool = False, **values: object) -> Reply:
        """A page of the form."""
        told = tuple(self.told)
        self.told.clear()
        common = {"base": self.base, "site": self.site, "token": self.workshop.token, "told": told}
        html = self.templates.get_template(template).render(title=title, here=here, wrong=wrong, **common, **values)
        return Reply(html, status="422 Unprocessable Content" if wrong else "200 OK")

    def refusal(self, title: str, *lines: str, status: str = "404 Not Found") -> Reply:
        """A page that only says why there is none."""
        return self.page("refus.html", title, lines=lines)._replace(status=status)

    # --- lists -----------------------------------------------------------------------------------

    def home(self) -> Reply:
        """What is to do, ordered as ``ctg bilan`` does: what serves most families first."""
        state = self.workshop.state()
        wrong = [problem for problem in state.problems if problem.level == ERROR]
        sections = review(state.catalogue, state.day) if state.catalogue else ()
        return self.page(
            "accueil.html",
            "À faire",
            "accueil",
            errors=[(self.key_of(problem), problem) for problem in wrong],
            confirmations=confirmations(state.catalogue.places, state.day) if state.catalogue else None,
            sections=sections,
            most=MOST,
            kinds=self.kinds(),
            saves=list(reversed(self.workshop.saves)),
        )

    def records(self, asked: FormRequest) -> Reply:
        """The records of a kind, or those that need something."""
        wanted = {name: asked.query.get(name, "") for name in ("genre", "etat", "mots")}
        kind = BY_FOLDER.get(wanted["genre"])
        title = kind.plural.capitalize() if kind else "Fiches"
        lines = [line for line in self.lines() if _wanted(line, wanted, self.workshop.state().day)]
        return self.page(
            "fiches.html",
            title,
            "fiches",
            kinds=self.kinds(),
            filters=list(FILTERS.items()),
            asked=wanted,
            lines=lines,
            table=wanted["genre"] in ONE_FILE,
        )

    def kinds(self, new: bool = False) -> list[tuple[str, str, int]]:
        """(folder, name, how many) of each kind; ``new``: those of which one can be made, in the singular."""
        names = self.workshop.state().names
        return [
            (folder, kind.singular if new else kind.plural, len(names.get(folder, names["communes"])))
            for folder, kind in BY_FOLDER.items()
            if not new or folder in ONE_FILE
        ]

    def lines(self) -> Iterator[RecordLine]:
        """Every record, by kind then by title; without a catalogue, only its name is known."""
        state = self.workshop.state()
        known = {record.key: record for record in state.records}
        for key in written_records(self.workshop.root)[0]:
            folder, _, id = key.partition("/")
            kind = BY_FOLDER[folder]
            record = known.get(key)
            if record is None:
                yield RecordLine(key, state.names.get(folder, {}).get(id, id), kind.singular)
                continue
            lacking = quality(record).missing
            missing = f"manque : {', '.join(lacking)}" if lacking else ""
            yield RecordLine(key, record.title, kind.singular, _state(record), freshness(record, state.day), missing, record)

    def key_of(self, problem: Problem) -> str:
        """The record that a problem is about; "" when its file is no record's."""
        _, _, key = problem.file.partition("data/")
        key = key.removesuffix(".yml").removesuffix(".yaml")
        return key if key.partition("/")[0] in ONE_FILE and "/" in key else ""

    def page_of(self, opened: OpenedRecord) -> str:
        """The address of a record in the preview; "" when there is none."""
        return f"{self.site}{opened.key}/" if self.site and opened.before is not None else ""

    def offer(self, messages: MadeMessages) -> None:
        """Keeps the messages that were just prepared, to be saved."""
        self.messages = messages

    def show_beside(self, catalogue: Catalogue, key: str) -> str:
        """Keeps the page of a record in a project as it would be; its address."""
        self.preview = self.workshop.previewed(catalogue, f"{key}/")
        return f"{self.base}apercu/{key}/"


def _state(record: Record) -> str:
    return "" if record.published and not record.doubtful else "brouillon" if not record.published else "à vérifier"


def freshness(record: Record, day: dt.date) -> str:
    """« vérifiée le 14 septembre 2026, à revérifier »."""
    if record.verifie_le:
        return f"vérifiée le {date_fr(record.verifie_le)}" + (", à revérifier" if is_stale(record, day) else "")
    if never_confirmed(record):
        return "jamais confirmée"
    proof = last_proof(record)
    return f"dernière preuve : {date_fr(proof)}" if proof else ""


def _wanted(line: RecordLine, wanted: Mapping[str, str], day: dt.date) -> bool:
    """Whether a record is one of those that a list is asked for."""
    if wanted["genre"] and not line.key.startswith(f"{wanted['genre']}/"):
        return False
    if not all(word in fold(line.title) for word in fold(wanted["mots"]).split()):
        return False
    record, state = line.record, wanted["etat"]
    if not state or state not in FILTERS:
        return True
    if record is None:
        return False
    return {
        "brouillon": not record.published,
        "jamais": record.published and never_confirmed(record),
        "revoir": is_stale(record, day),
        "manque": bool(line.missing),
    }[state]
