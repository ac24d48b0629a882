"""« Envoyer »: a record as a message, for who will read it without opening the link: whom to call, when, where.

Made of facts, by the rules of the contact cards: of a place whose address is secret, its name and its telephone only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from urllib.parse import quote

from ctg.common import phrases
from ctg.hours import words as hours_words
from ctg.hours.opening import Calendar
from ctg.model import Horaires, Place, Record
from ctg.model.territory import Territoire
from ctg.pages import Booklet, TemplateWords, absolute
from ctg.places.contacts import PublicView, Via, buses_to, who_answers
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import is_hidden

NUMBERS, CHANGES = 2, 2
"""Emergency numbers, and changes of the coming weeks, at most: a message is short."""


def template_words(catalogue: Catalogue, today: dt.date) -> TemplateWords:
    """For templates: whom to call about a record, what bus goes there, the messages to send of it and of documents."""

    def of_booklets(title: str, page: str, booklets: Iterable[Booklet]) -> Sending:
        told = ((one.label, one.file.weight, one.file.path) for one in booklets)
        return sending_booklets(catalogue.territoire, title, page, told)

    def of_record(record: Record) -> Sending:
        return sending(catalogue, record, Calendar.of(catalogue, record), today)

    asked = {"qui_appeler": lambda record: PublicView(catalogue, record, today).call, "bus_vers": partial(buses_to, catalogue)}
    return TemplateWords({}, {"envoi": of_record, "envoi_de": of_booklets} | asked)


@dataclass(frozen=True)
class Sending:
    """A message to send about a record."""

    title: str
    lines: tuple[str, ...]
    addressed: bool
    """Whether it holds the address of its page: the site may not know its own."""
    secret: bool
    """Whether someone may read the page in secret: the message would stay on the telephone."""

    @cached_property
    def text(self) -> str:
        """The whole message."""
        return phrases.typography("\n".join(self.lines))

    @property
    def sms(self) -> str:
        """A link that opens the telephone's messages, with the text, for whom one chooses (RFC 5724)."""
        return f"sms:?&body={self._body}"

    @property
    def mail(self) -> str:
        """A link that opens a new mail, for whom one chooses (RFC 6068)."""
        return f"mailto:?subject={_encoded(phrases.typography(self.title))}&body={self._body}"

    @cached_property
    def _body(self) -> str:
        return _encoded(self.text)


def _encoded(text: str) -> str:
    """A text encoded for a link: CRLF line ends, as in mail, and ordinary spaces instead of no-break ones."""
    return quote(text.replace("\n", "\r\n").replace("\u202f", " ").replace("\u00a0", " "), safe="")


def sending(catalogue: Catalogue, record: Record, calendar: Calendar, today: dt.date) -> Sending:
    """The message of a place, or of a commune, whose town hall answers."""
    address = absolute(catalogue.territoire, f"{record.key}/")
    secret = isinstance(record, Place) and bool(catalogue.urgences_of(record))
    lines = (who_answers(record), *_facts(PublicView(catalogue, record, today), calendar), *filter(None, (address,)))
    return Sending(record.title, tuple(lines), bool(address), secret)


def sending_booklets(territoire: Territoire, title: str, page: str, booklets: Iterable[tuple[str, str, str]]) -> Sending:
    """The message of the documents that a page offers, each a label, its weight and its address from the root."""
    lines = [f"{title} : à lire ou à imprimer."]
    for label, weight, path in booklets:
        address = absolute(territoire, path)
        lines.append(f"{label} ({weight})" + (f" : {address}" if address else ""))
    return Sending(f"Livrets, {title}", tuple(lines), bool(absolute(territoire, page)), secret=False)


def _facts(seen: PublicView, calendar: Calendar) -> Iterator[str]:
    catalogue, record, today = seen.catalogue, seen.record, seen.today
    urgences = catalogue.urgences_of(record) if isinstance(record, Place) else ()
    for urgence in urgences[:NUMBERS]:
        yield f"Tout de suite : {urgence.titre}, {phrases.phone(urgence.numero)}"
    yield from _numbers(seen, {urgence.numero for urgence in urgences[:NUMBERS]})
    if is_hidden(catalogue, record):
        return
    if seen.desk and seen.desk.courriel and not seen.desk.telephone:
        yield f"Courriel : {seen.desk.courriel}"
    if seen.desk and seen.desk.site_web and not seen.desk.telephone:
        yield f"Sur internet : {seen.desk.site_web}"
    moving = isinstance(record, Place) and hours_words.passing(catalogue, record)
    if moving:
        yield f"{moving}."
    elif (where := seen.postal).line:
        yield f"{'Adresse' if where.street or where.extended else 'Commune'} : {where.line}"
    if record.opening and not moving:
        yield from _hours(record.opening, today)
    if isinstance(record, Place) and not moving:
        yield from hours_words.exceptions(record, calendar, today)[:CHANGES]
    yield seen.caution or f"État au {phrases.date_fr(today)}."


def _numbers(seen: PublicView, told: set[str]) -> Iterator[str]:
    """Whom to call: itself, or who answers for it."""
    number = seen.spoken
    if number and number.telephone not in told:
        whose = f" ({number.who})" if isinstance(seen.record, Place) and number.who and not number.ask else ""
        asked = f" ({number.who}, demandez : {number.ask})" if number.ask else whose
        general = number.via is Via.SWITCHBOARD and not number.ask
        yield f"{'Pour demander' if general else 'Téléphone'} : {phrases.phone(number.telephone)}{asked}"


def _hours(opening: Horaires, today: dt.date) -> Iterator[str]:
    for title, rows in hours_words.tables(opening, today):
        yield f"{title or 'Horaires'} : {' ; '.join(f'{days}, {opened}' for days, opened in rows if opened != 'fermé')}."
    yield from hours_words.ordinary_lines(opening)
