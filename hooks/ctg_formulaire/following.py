"""The requests for confirmation: whom to ask about which records, who answered, who is awaited, whom to call.

A request is for one institution, by mail when its address is known, else by telephone. Those that were made are kept in
``data/campagnes.yml``, written by the tool and read by people: names of institutions, keys of records and days; no address, no
telephone, no name of a person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ctg import api
from ctg_formulaire.facts import AskedPlace, asked, digest

FILE = "data/campagnes.yml"
HEAD = "# Tenu par « ctg demander-confirmation » et le formulaire (« Réponses ») : qui a été interrogé, qui a répondu.\n"
RecordKey = Annotated[api.Line, Field(pattern=r"^[a-z]+/[a-z0-9-]+$")]
Digest = Annotated[api.Line, Field(pattern=r"^[0-9a-f]{12}$")]


class Moyen(api.Choice):
    """How somebody is asked."""

    COURRIEL = "courriel", "par courriel"
    TELEPHONE = "telephone", "par téléphone"
    AUTRE = "autre", "ni courriel ni téléphone connus"


class FicheDemandee(api.Part):
    """One record of a request."""

    fiche: RecordKey = api.champ("Fiche", "", "structures/les-lutins", default=...)
    version: Digest = api.champ("Version", "Ce que la fiche disait alors, en résumé.", "3f9a1c2b7d4e", default=...)
    reponse: api.FullDate | None = api.champ("Réponse", "Le jour de la réponse reçue.", "2026-12-03")


class Demande(api.Part):
    """One message or one call: to an institution, about one record or more."""

    le: api.FullDate = api.champ("Le", "Le jour de la demande.", "2026-11-27", default=...)
    a: api.Line = api.champ("À", "Une institution, jamais une personne.", "Les Lutins", default=...)
    par: Moyen = api.champ("Par", Moyen.listed() + ".", "courriel", default=...)
    code: Digest = api.champ("Code", "Celui du message.", "3f9a1c2b7d4e", default=...)
    question: api.Line | None = api.champ("Question", "La seule chose demandée ; absente : toute la fiche.", "Ouverts en août ?")
    fiches: tuple[FicheDemandee, ...] = api.champ("Fiches", default=..., min_length=1)


def load_campaign(root: Path) -> tuple[tuple[Demande, ...], list[api.Problem]]:
    """The requests made, in order, and what is wrong with their file. No file is no request, and no problem."""
    return api.load_list(Demande, root / FILE, root)


def as_yaml(demandes: Iterable[Demande]) -> str:
    """The file's text: the requests in order, a record a line."""
    return api.list_text(HEAD, demandes)


AGAIN = dt.timedelta(days=30)
"""A request without an answer is not sent again before that."""


@dataclass(frozen=True)
class Recipient:
    """An institution to ask, and one way to reach it; empty when no address nor telephone is known."""

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
    api.Turn.ETE: "l’été approche, et les horaires changent souvent en été.",
    api.Turn.RENTREE: "la rentrée approche, et les horaires changent souvent à ce moment.",
}


def reasons(catalogue: api.Catalogue, day: dt.date, before: api.Turn | None = None) -> dict[str, str]:
    """The places due, by key, and why, as one sentence without its capital: nobody confirmed it, its confirmation is past its
    term, or its hours change with a season that is near.

    ``before``: those whose hours change with that season only, near or not.
    """
    calendar = api.Calendar.of(catalogue)
    turns = [one for one in api.next_turns(calendar, day) if (one.turn is before if before else one.is_near(day))]
    found = ((place.key, _why(place, day, calendar, turns, before)) for place in catalogue.places)
    return {key: why for key, why in found if why}


def _why(place: api.Place, day: dt.date, calendar: api.Calendar, turns: list[api.SchoolTurn], before: api.Turn | None) -> str:
    if not before and api.never_confirmed(place):
        return "personne ne nous a encore confirmé ces informations."
    if not before and place.verifie_le and api.is_stale(place, day):
        return f"la dernière vérification date du {api.date_fr(place.verifie_le)}."
    return next((WHY[one.turn] for one in turns[:1] if one.asks(place, calendar)), "")


def requests(
    catalogue: api.Catalogue,
    places: Iterable[api.Place],
    day: dt.date,
    question: str | None = None,
    why: Mapping[str, str] | None = None,
) -> tuple[ConfirmationRequest, ...]:
    """One request for each institution, in the order of their names. ``why``: the :func:`reasons`, told in the message."""

    def ask(place: api.Place) -> AskedPlace:
        return replace(asked(catalogue, place, day, question), why=(why or {}).get(place.key, ""))

    together: dict[str, list[tuple[Recipient, api.Place]]] = defaultdict(list)
    for place in places:
        to = recipient(catalogue, place)
        together[to.mail.casefold() or to.phone or place.key].append((to, place))
    made = [
        ConfirmationRequest(day, found[0][0], tuple(ask(place) for _, place in found), question) for found in together.values()
    ]
    return tuple(sorted(made, key=lambda one: (api.fold(one.to.name), one.code)))


def recipient(catalogue: api.Catalogue, place: api.Place) -> Recipient:
    """Who can confirm a place: itself, who offers it, who manages it, who answers for it, the town hall of its commune.

    The first of them that has a mail address; none has one: the first that has a telephone.
    """
    for name, contact in _who(catalogue, place):
        if contact.courriel:
            return Recipient(name, mail=contact.courriel)
    return callable_at(catalogue, place)


def callable_at(catalogue: api.Catalogue, place: api.Place) -> Recipient:
    """Whom to call about a place, in the same order; without a telephone when nobody has one."""
    numbers = ((name, contact.telephone) for name, contact in _who(catalogue, place) if contact.telephone)
    name, number = next(numbers, (place.title, ""))
    return Recipient(name, phone=number)


def _who(catalogue: api.Catalogue, place: api.Place) -> Iterator[tuple[str, api.Reachable]]:
    yield place.title, place
    if host := catalogue.host(place):
        yield host.title, host
    if (partner := catalogue.partner(place.gestionnaire or "")) and partner.published:
        yield partner.title, partner
    if (relay := catalogue.get(api.Structure, place.contact_relais)) and relay.published:
        yield relay.title, relay
    commune = catalogue.commune_of(place)
    if commune and commune.mairie:
        yield api.capital(api.phrases_town_hall(commune.nom)), commune.mairie


def pending(demandes: Iterable[Demande], key: str, day: dt.date) -> bool:
    """Was a record asked about in the month before ``day``, without an answer yet? A request of that very day does not count."""
    return any(asked_on < day for asked_on in waiting_since(demandes, key, day))


def waiting_since(demandes: Iterable[Demande], key: str, day: dt.date) -> list[dt.date]:
    """The days, a month back at most, when a record was asked about without an answer yet."""
    waits = (one for one in demandes if one.question is None and one.le <= day <= one.le + AGAIN)
    return [one.le for one in waits for record in one.fiches if record.fiche == key and record.reponse is None]


RECALL = dt.timedelta(days=14)
"""A message without an answer is worth a call after that."""
TO_CALL = "    → Qui appeler, et à quel numéro : ctg bilan"


@dataclass(frozen=True)
class Awaited:
    """A record whose confirmation was asked and did not come."""

    place: api.Place
    demande: Demande
    to_call: bool


def awaited(catalogue: api.Catalogue, demandes: Sequence[Demande], today: dt.date) -> list[Awaited]:
    """One for each record of its last request, in the order of the requests; what was confirmed otherwise is over."""
    places = {place.key: place for place in catalogue.places}
    last = {record.fiche: (one, record) for one in demandes if one.question is None for record in one.fiches}
    asked = [*last.values(), *((one, record) for one in demandes if one.question for record in one.fiches)]
    found = []
    for one, record in asked:
        place = places.get(record.fiche)
        if place and not is_over(place, one, record):
            found.append(Awaited(place, one, one.par is not Moyen.COURRIEL or one.le + RECALL <= today))
    return found


def is_over(place: api.Place, demande: Demande, record: FicheDemandee) -> bool:
    """Whether nothing more is awaited: an answer came, or the record was confirmed since."""
    confirmed_since = demande.question is None and place.verifie_le is not None and place.verifie_le >= demande.le
    return record.reponse is not None or (confirmed_since and not place.doubtful)


def report(catalogue: api.Catalogue, demandes: Sequence[Demande], today: dt.date) -> str:
    """The state of each campaign, then what is awaited."""
    waiting = awaited(catalogue, demandes, today)
    done, places, _ = api.confirmations(catalogue.places, today)
    parts = [f"{api.plural(done, 'fiche')} confirmée{'s' if done > 1 else ''} sur {places}, au {api.date_fr(today)}."]
    parts += _days(catalogue, demandes)
    if waiting:
        parts.append("\n".join([f"Réponses attendues : {len(waiting)}", *map(_said, waiting), TO_CALL]))
    return "\n\n".join(part for part in parts if part)


def _said(one: Awaited) -> str:
    about = f", « {one.demande.question} »" if one.demande.question else ""
    late = " ; appelez" if one.to_call else ""
    return f"  {one.place.title} ({one.place.key}){about} : demandé à {one.demande.a} le {api.date_fr(one.demande.le)}{late}"


def _days(catalogue: api.Catalogue, demandes: Iterable[Demande]) -> Iterator[str]:
    """What came of the requests of each day."""
    places = {place.key: place for place in catalogue.places}
    by_day: dict[tuple[dt.date, str | None], list[Demande]] = defaultdict(list)
    for one in demandes:
        by_day[one.le, one.question].append(one)
    for (day, question), of_day in by_day.items():
        asked = [(places.get(record.fiche), one, record) for one in of_day for record in one.fiches]
        over = sum(bool(record.reponse) or bool(place and is_over(place, one, record)) for place, one, record in asked)
        mails = sum(one.par is Moyen.COURRIEL for one in of_day)
        about = f"« {question} » : " if question else ""
        answered = f"{api.plural(over, 'réponse')} sur {api.plural(len(asked), 'fiche')}"
        ways = f"{api.plural(mails, 'message')}, {api.plural(len(of_day) - mails, 'appel')}"
        yield f"Demandes du {api.date_fr(day)} : {about}{ways} ; {answered}."
