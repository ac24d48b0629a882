"""How far the requests are: who answered, who is awaited, whom to call, by number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ctg.analysis.upkeep.freshness import confirmations
from ctg.catalogue import Catalogue
from ctg.confirmation.requests import callable_at
from ctg.ground.phrases import date_fr, joined, phone
from ctg.ground.problems import plural
from ctg.kinds.families.place import Place
from ctg.stores.campaign import Demande, FicheDemandee, Moyen

RECALL = dt.timedelta(days=14)
"""A message without an answer is worth a call after that."""
NO_NUMBER = "Aucun numéro connu"


@dataclass(frozen=True)
class Awaited:
    """A record whose confirmation was asked and did not come."""

    place: Place
    demande: Demande
    to_call: bool


def awaited(catalogue: Catalogue, demandes: Sequence[Demande], today: dt.date) -> list[Awaited]:
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


def is_over(place: Place, demande: Demande, record: FicheDemandee) -> bool:
    """Whether nothing more is awaited: an answer came, or the record was confirmed since."""
    confirmed_since = demande.question is None and place.verifie_le is not None and place.verifie_le >= demande.le
    return record.reponse is not None or (confirmed_since and not place.doubtful)


def report(catalogue: Catalogue, demandes: Sequence[Demande], today: dt.date) -> str:
    """The state of each campaign, then what is awaited, then the calls."""
    waiting = awaited(catalogue, demandes, today)
    done, places, _ = confirmations(catalogue.places, today)
    parts = [f"{plural(done, 'fiche')} confirmée{'s' if done > 1 else ''} sur {places}, au {date_fr(today)}."]
    parts += _days(catalogue, demandes)
    if late := [one for one in waiting if not one.to_call]:
        asked = ((one.place, one.demande) for one in late)
        lines = [f"  {place.title} ({place.key}) : demandé à {one.a} le {date_fr(one.le)}" for place, one in asked]
        parts.append("\n".join([f"Réponses attendues : {len(late)}", *lines]))
    parts.append(calls([one for one in waiting if one.to_call], catalogue))
    return "\n\n".join(part for part in parts if part)


def _days(catalogue: Catalogue, demandes: Iterable[Demande]) -> Iterator[str]:
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
        answered = f"{plural(over, 'réponse')} sur {plural(len(asked), 'fiche')}"
        ways = f"{plural(mails, 'message')}, {plural(len(of_day) - mails, 'appel')}"
        yield f"Demandes du {date_fr(day)} : {about}{ways} ; {answered}."


@dataclass(frozen=True)
class AwaitedCall:
    """A number to call ("" when none is known), who answers there, and what to ask about."""

    number: str
    names: str
    waiting: tuple[Awaited, ...]


def by_number(waiting: Sequence[Awaited], catalogue: Catalogue) -> list[AwaitedCall]:
    """The calls, by number; those without a number last."""
    found: dict[str, list[tuple[str, Awaited]]] = defaultdict(list)
    for one in waiting:
        to = callable_at(catalogue, one.place)
        found[to.phone].append((to.name, one))
    return [
        AwaitedCall(number, joined(dict.fromkeys(name for name, _ in of_number)), tuple(one for _, one in of_number))
        for number, of_number in sorted(found.items(), key=lambda pair: (not pair[0], pair[0]))
    ]


def calls(waiting: Sequence[Awaited], catalogue: Catalogue) -> str:
    """The list to print."""
    made = by_number(waiting, catalogue)
    lines = []
    for call in made:
        lines.append(f"  [ ] {phone(call.number) if call.number else NO_NUMBER} : {call.names}")
        for one in call.waiting:
            about = f", « {one.demande.question} »" if one.demande.question else ""
            lines.append(f"        {one.place.title} ({one.place.key}){about}, demandé le {date_fr(one.demande.le)}")
    return "\n".join([f"À appeler : {plural(len(made), 'appel')}", *lines]) if lines else ""
