"""What somebody is asked of a record: the facts of its first page, as the site says them; the question, where it says nothing.

The catalogue has already left out what may not leave (internal fields, a confidential address).
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ctg import api
from ctg_formulaire import questions
from ctg_formulaire.questions import KNOWN, QUESTIONS


class Askable(NamedTuple):
    """A fact that may be asked: what it is called in a source (« numéro, horaires »), the boxes of the first page that fill it,
    and the sentence that says it, where that is one sentence."""

    label: str
    boxes: list[str]
    sentence: str = ""


ASKED, BESIDES = ({field: Askable(*one) for field, one in KNOWN[name].items()} for name in ("faits", "en_plus"))
"""By field, what people read first before the others; what nobody is asked of a place, and an answer may change."""
EVERY = ASKED | BESIDES
ACTIONS = "actions"
MOST_ASKED = 5
"""What one asks of a record in a message."""
WORDS = 120
"""Of a message: the records that it has no room for come in the next one."""
FRAME = 50
"""Words around the questions."""


@dataclass(frozen=True)
class AskedFact:
    """One fact to confirm, or one question."""

    name: str
    text: str
    known: bool

    @property
    def boxes(self) -> list[str]:
        """Those that change it."""
        return EVERY[self.name].boxes


@dataclass(frozen=True)
class AskedRecord:
    """A record, and what is asked of it, what people read first before the rest."""

    record: api.Record
    facts: tuple[AskedFact, ...]
    page: bool
    """Whether its page is at a known address."""

    @cached_property
    def questions(self) -> list[tuple[AskedFact, str]]:
        """What a message asks of it, what families read first before the rest, and its line. A fact that is too long is read on
        its page; without a page, it is not asked."""
        lines = {fact: fact.text for fact in self.facts[:MOST_ASKED]}
        while sum(len(line.split()) for line in (self.record.title, *lines.values())) > WORDS - FRAME and len(lines) > 1:
            longest = max(lines, key=lambda fact: len(lines[fact].split()))
            short = f"{api.capital(EVERY[longest.name].label)} : ce que dit la page."
            if self.page and lines[longest] != short:
                lines[longest] = short
            else:
                del lines[longest]
        return [(fact, api.typography(line_of(text))) for fact, text in lines.items()]

    @property
    def every(self) -> tuple[AskedFact, ...]:
        """Those, and what an answer may change besides."""
        besides = BESIDES if isinstance(self.record, api.Place) else {}
        said = {name: api.lookup(self.record.as_written, tuple(one.boxes[0].split("."))) for name, one in besides.items()}
        texts = {name: f"{api.capital(EVERY[name].label)} : {line_of(text)}" if text else "" for name, text in said.items()}
        return (*self.facts, *(AskedFact(name, text, known=False) for name, text in texts.items()))

    @property
    def version(self) -> str:
        """The digest of what the record says of all that may be asked: another one when something changed since."""
        said = json.dumps([self.record.as_written.get(name) for name in ASKED], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def asked(catalogue: api.Catalogue, record: api.Record, day: dt.date) -> AskedRecord:
    """All that may be asked of a place or of an action on a day; nothing of what is neither."""
    if isinstance(record, api.Place):
        said = dict(_of_place(catalogue, record, day))
    else:
        said = dict(_of_action(record, day)) if record.folder == ACTIONS else {}
    aloud = {one.name: one.question for one in QUESTIONS.get(record.folder, ())}
    found = ((name, said.get(name, ""), aloud[one.boxes[0]]) for name, one in ASKED.items() if one.boxes[0] in aloud)
    wanted = set(_sought(record))
    facts = (AskedFact(name, text or question, bool(text)) for name, text, question in found if text or name in wanted)
    return AskedRecord(record, tuple(facts), bool(catalogue.territoire.adresse_site))


def _sought(record: api.Record) -> Iterator[str]:
    """What readers look for and the record does not say; all that is asked of an action."""
    if not isinstance(record, api.Place):
        yield from ASKED
    elif record.seat:
        yield "fermetures"
    for one in record.expected:
        if one.lacking(record):
            yield from (name.partition(".")[0] for name in one.fields)


def _of_action(action: api.Record, day: dt.date) -> Iterator[tuple[str, str]]:
    said = questions.as_said(action.as_written, day)
    for name, one in ASKED.items():
        if text := " ; ".join("".join(said.get(one.boxes[0], ())).splitlines()):
            yield name, _sentence(one, text, day)


def _sentence(one: Askable, text: str, day: dt.date) -> str:
    """The text within its sentence, which ends by one full stop, or by none."""
    before, after = one.sentence.replace("{year}", str(day.year)).split("{}")
    return f"{before}{text.rstrip('.') if after else text}{after}"


def _of_place(catalogue: api.Catalogue, place: api.Place, day: dt.date) -> Iterator[tuple[str, str]]:
    yield "telephone", f"On appelle le {api.phone(place.telephone)}." if place.telephone else ""
    yield "horaires", _opening(place, api.Calendar.of(catalogue, place), day)
    yield "adresse", f"Adresse : {', '.join(filter(None, (line_of(place.adresse), place.seat)))}." if place.adresse else ""
    yield "ages", f"{api.capital(api.age_range(place.ages))}." if place.ages else ""
    yield "fermetures", " ".join(_closed(place))
    if place.tarif:
        yield "tarif", api.price(place.tarif) or ("C’est payant." if place.tarif.gratuit is False else "")
    for name, one in ASKED.items():
        if one.sentence and (text := api.lookup(place.as_written, tuple(one.boxes[0].split(".")))):
            yield name, _sentence(one, line_of(text), day)


def line_of(value: object) -> str:
    """A value on one line."""
    return " ".join(str(value).split())


def _opening(place: api.Place, calendar: api.Calendar, day: dt.date) -> str:
    """The hours in sentences; where what moves stops, and when."""
    stops = [
        f"{', '.join(filter(None, (one.commune, one.lieu)))} : {api.stop_days(place, one, calendar, day)}" for one in place.arrets
    ]
    if not place.horaires or not place.horaires.known:
        note = place.horaires.note if place.horaires else ""
        return " ".join([*(["Passe ici."] if stops else []), *stops, *([api.capital(line_of(note))] if note else [])])
    said = api.words_describe(place, calendar, day)
    weeks = (f"{title}, {_week(rows)}." if title else f"{_week(rows)}." for title, rows in said.tables)
    lines = [line for line in said.lines if not line.startswith("Fermé les jours fériés")]
    return api.capital(" ".join([*weeks, *lines, *stops]))


def _week(rows: list[tuple[str, str]]) -> str:
    return " ; ".join(f"{days} : {spans}" for days, spans in rows)


def _closed(place: api.Place) -> Iterator[str]:
    for one in place.fermetures:
        reason = f" ({one.motif})" if one.motif else ""
        yield "Fermé les jours fériés." if isinstance(one, api.Feries) else f"Fermé {api.days(one.du, one.au)}{reason}."


# --- what the site says, in a text ---------------------------------------------------------------

SMALL = {"le", "la", "les", "l", "de", "du", "des", "d", "a", "au", "aux", "pour", "notre", "nos", "en", "et", "sur"}


def is_own(name: str, title: str, others: Iterable[str]) -> bool:
    """Whether a name, as people say it, is that of a place and of no other: « Le Bunker » of « Espace ados Le Bunker »."""
    words = {*api.fold(name).split()} - SMALL
    apart = not any(words <= {*api.fold(one).split()} for one in others if one != title)
    return bool(words) and words <= {*api.fold(title).split()} and apart


def called_in(text: str, title: str, others: Sequence[str]) -> bool:
    """Whether a text names a place, whole or by the end of its name that no other has: « le Bunker » for « Espace ados Le
    Bunker ». A short word alone is a name by its capital."""
    words, plain = title.split(), f" {api.fold(text)} "
    for n in range(len(words)):
        own = {*api.fold(end := " ".join(words[n:])).split()} - SMALL
        long = len(own) > 1 or (n == 0 and len(title) > 5)
        if own and (f" {api.fold(end)} " in plain if long else end[0].isupper() and re.search(rf"\b{re.escape(end)}\b", text)):
            return n == 0 or is_own(end, title, others)
    return False


def named_again(text: str, now: Mapping[str, str]) -> str:
    """A text where what the site says of a fact (``now``: what the boxes hold) is called by the name of the fact."""
    figures = re.sub(r"\D", "", now.get("telephone", ""))[-9:]
    first, last = (re.sub(r"(\d+) (\w+)", r"\1(?: ?\2)?", now.get(f"ages.{end}", "")) for end in ("de", "a"))
    patterns = {name: re.escape(now.get(name, "")) for name in ("courriel", "adresse")}
    patterns["telephone"] = r"(?:\+33|0)\D{0,2}" + r"\D{0,2}".join(figures) if len(figures) > 8 else ""
    patterns["ages"] = rf"(?<!\d)(?:de |entre )?{first or '0'}(?: à | et | ?[-–] ?){last}(?!\d)" if last else ""
    counted = re.search(r"(?i)\b(?:places|berceaux|agr[ée]ment|capacit[ée])\b", text) and now.get("places.total")
    patterns["places"] = rf"(?<!\d){counted}(?!\d)(?: places)?" if counted else ""
    if len(price := re.findall(r"\d+(?:,\d+)?", now.get("tarif.texte", ""))) == 1:
        patterns["tarif"] = rf"(?<![\d,]){price[0]}\s*(?:€|euros?)(?:{re.escape(now['tarif.texte'].partition('€')[2][:20])})?"
    for name, pattern in patterns.items():
        text = (
            re.sub(rf"[«“\"]?\s*(?:{pattern})\s*[»”\"]?(?=\W|$)", f" {EVERY[name].label} ", text, flags=re.I) if pattern else text
        )
    return text
