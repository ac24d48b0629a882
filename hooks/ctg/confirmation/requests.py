"""Whom to ask about which records: one request for one institution, by mail when its address is known, else by telephone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.school_turns import SchoolTurn, Turn, next_turns
from ctg.analysis.upkeep.freshness import is_stale, never_confirmed
from ctg.catalogue import Catalogue
from ctg.confirmation.facts import AskedPlace, asked, digest
from ctg.ground import phrases
from ctg.ground.problems import fold
from ctg.kinds import Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.reach import Reachable
from ctg.stores.campaign import Demande, FicheDemandee, Moyen

AGAIN = dt.timedelta(days=30)
"""A request without an answer is not sent again before that."""


@dataclass(frozen=True)
class Recipient:
    """Who is asked: an institution, and one way to reach it; none when nothing is known."""

    name: str
    mail: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ConfirmationRequest:
    """One message, or one call."""

    day: dt.date
    to: Recipient
    places: tuple[AskedPlace, ...]
    question: str | None = None

    @property
    def code(self) -> str:
        """What ties an answer to what was asked: other facts, another day or another question give another code."""
        asked_of = [[one.place.key, one.version] for one in self.places]
        return digest([self.day.isoformat(), self.to.name, self.to.mail, self.to.phone, self.question, asked_of])

    @property
    def by(self) -> Moyen:
        """How it is asked."""
        return Moyen.COURRIEL if self.to.mail else Moyen.TELEPHONE if self.to.phone else Moyen.AUTRE

    @property
    def noted(self) -> Demande:
        """What the campaign's file keeps of it."""
        records = tuple(FicheDemandee(fiche=one.place.key, version=one.version) for one in self.places)
        return Demande(le=self.day, a=self.to.name[:300], par=self.by, code=self.code, question=self.question, fiches=records)


WHY = {
    Turn.ETE: "l’été approche, et les horaires changent souvent en été.",
    Turn.RENTREE: "la rentrée approche, et les horaires changent souvent à ce moment.",
}


def reasons(catalogue: Catalogue, day: dt.date, before: Turn | None = None) -> dict[str, str]:
    """The places due, by key, and why, as one sentence without its capital: nobody confirmed it, its confirmation is past its
    term, or its hours change with a season that is near.

    ``before``: those whose hours change with that season only, near or not.
    """
    calendar = Calendar.of(catalogue)
    turns = [one for one in next_turns(calendar, day) if (one.turn is before if before else one.is_near(day))]
    found = ((place.key, _why(place, day, calendar, turns, before)) for place in catalogue.places)
    return {key: why for key, why in found if why}


def _why(place: Place, day: dt.date, calendar: Calendar, turns: list[SchoolTurn], before: Turn | None) -> str:
    if not before and never_confirmed(place):
        return "personne ne nous a encore confirmé ces informations."
    if not before and place.verifie_le and is_stale(place, day):
        return f"la dernière vérification date du {phrases.date_fr(place.verifie_le)}."
    return next((WHY[one.turn] for one in turns[:1] if one.asks(place, calendar)), "")


def due(catalogue: Catalogue, day: dt.date) -> list[Place]:
    """The places that have a reason to be asked."""
    why = reasons(catalogue, day)
    return [place for place in catalogue.places if place.key in why]


def requests(
    catalogue: Catalogue, places: Iterable[Place], day: dt.date, question: str | None = None, why: Mapping[str, str] | None = None
) -> tuple[ConfirmationRequest, ...]:
    """One request for each institution, in the order of their names. ``why``: the :func:`reasons`, told in the message."""

    def ask(place: Place) -> AskedPlace:
        return replace(asked(catalogue, place, day, question), why=(why or {}).get(place.key, ""))

    together: dict[str, list[tuple[Recipient, Place]]] = defaultdict(list)
    for place in places:
        to = recipient(catalogue, place)
        together[to.mail.casefold() or to.phone or place.key].append((to, place))
    made = [
        ConfirmationRequest(day, found[0][0], tuple(ask(place) for _, place in found), question) for found in together.values()
    ]
    return tuple(sorted(made, key=lambda one: (fold(one.to.name), one.code)))


def recipient(catalogue: Catalogue, place: Place) -> Recipient:
    """Who can confirm a place: itself, who offers it, who manages it, who answers for it, the town hall of its commune.

    The first of them that has a mail address; none has one: the first that has a telephone.
    """
    for name, contact in _who(catalogue, place):
        if contact.courriel:
            return Recipient(name, mail=contact.courriel)
    return callable_at(catalogue, place)


def callable_at(catalogue: Catalogue, place: Place) -> Recipient:
    """Whom to call about a place, in the same order; without a telephone when nobody has one."""
    numbers = ((name, contact.telephone) for name, contact in _who(catalogue, place) if contact.telephone)
    name, number = next(numbers, (place.title, ""))
    return Recipient(name, phone=number)


def _who(catalogue: Catalogue, place: Place) -> Iterator[tuple[str, Reachable]]:
    yield place.title, place
    if host := catalogue.host(place):
        yield host.title, host
    if (partner := catalogue.partner(place.gestionnaire or "")) and partner.published:
        yield partner.title, partner
    if (relay := catalogue.get(Structure, place.contact_relais)) and relay.published:
        yield relay.title, relay
    commune = catalogue.commune_of(place)
    if commune and commune.mairie:
        yield phrases.capital(phrases.town_hall(commune.nom)), commune.mairie


def pending(demandes: Iterable[Demande], key: str, day: dt.date) -> bool:
    """Whether a record was asked about less than a month before, without an answer yet; what is asked that day is made again."""
    return any(asked_on < day for asked_on in waiting_since(demandes, key, day))


def waiting_since(demandes: Iterable[Demande], key: str, day: dt.date) -> list[dt.date]:
    """The days, a month back at most, when a record was asked about without an answer yet."""
    waits = (one for one in demandes if one.question is None and one.le <= day <= one.le + AGAIN)
    return [one.le for one in waits for record in one.fiches if record.fiche == key and record.reponse is None]
