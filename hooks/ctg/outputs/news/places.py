"""The words for what changed on a place, a service, a town hall or a partner: how to reach it, when, for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from ctg.analysis.news.compare import Difference
from ctg.analysis.news.digests import span
from ctg.catalogue import Catalogue
from ctg.ground.phrases import age_range, days, joined, of_days, phone
from ctg.kinds import Commune, Record, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.periodes import Feries, Fermeture, Period
from ctg.outputs.words.hours import spans

Talker = Callable[[Catalogue, Any, list[Difference], dt.date], Iterator[tuple[str, str]]]
"""What tells the changes of a record on one subject, on a day: see :data:`ToldFacts`."""
ToldFacts = Iterator[tuple[str, str]]
"""(subject, words) of facts. A later fact on the same subject replaces an earlier one."""


def _of(record: Record) -> str:
    """« de la mairie » when what changed is not the record's own."""
    desk: object = record.desk
    return "" if desk is record else " de la mairie"


# --- how to reach --------------------------------------------------------------------------------


def _phone(_catalogue: Catalogue, record: Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    of = _of(record)
    if record.desk and not found[0].vanishes:
        known = f"Le téléphone{of} est maintenant connu" if found[0].appears else f"Nouveau téléphone{of}"
        yield "telephone", f"{known} : {phone(record.desk.telephone or '')}"


def _mail(_catalogue: Catalogue, record: Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    of = _of(record)
    if record.desk and not found[0].vanishes:
        known = f"Le courriel{of} est maintenant connu" if found[0].appears else f"Nouveau courriel{of}"
        yield "courriel", f"{known} : {record.desk.courriel}"


def _address(_catalogue: Catalogue, record: Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    """Also for a change of commune, which is an address: the same words, told once."""
    if found[0].vanishes:
        return
    of, (street, _) = _of(record), record.postal_lines or ("", "")
    place = record if isinstance(record, Place) else None
    address = ", ".join(filter(None, (place.complement_adresse, place.adresse, place.seat) if place else (street,)))
    known = f"L'adresse{of} est maintenant connue" if found[0].appears else f"Nouvelle adresse{of}"
    yield "adresse", f"{known} : {address}"


# --- when ----------------------------------------------------------------------------------------


def _hours(_catalogue: Catalogue, record: Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    of = _of(record)
    if not found[0].vanishes:
        yield "horaires", f"Les horaires{of} sont maintenant connus" if found[0].appears else f"Nouveaux horaires{of}"


def _dated_hours(_catalogue: Catalogue, record: Record, found: list[Difference], today: dt.date) -> ToldFacts:
    """Seasons and openings of one year; what is over is no news, come or gone."""
    of = _of(record)
    openings = {opening.quand: opening for opening in (record.opening.dates if record.opening else ())}
    for change in found:
        period = period_of(change.item)
        start, end = period.du, period.au
        opening = openings.get(start) if isinstance(start, dt.date) else None
        if period.over(today):
            continue
        if change.vanishes and start == end:
            words = f"L'ouverture{of} {of_days(start, end)} n'a plus lieu"
        elif change.vanishes:
            words = f"Horaires ordinaires{of} {days(start, end)}"
        elif opening:
            words = f"Ouverture ajoutée{of} {days(start, end)}, {spans(opening.heures)}"
            words += f", {opening.lieu}" if opening.lieu else ""
        else:
            words = f"Nouveaux horaires{of} {days(start, end)}"
        yield f"horaires {change.item}", words


def _closures(_catalogue: Catalogue, record: Place, found: list[Difference], today: dt.date) -> ToldFacts:
    """A closure is known by its dates. One that only took other dates is told by these."""
    now = {span(closure): closure for closure in record.fermetures if not isinstance(closure, Feries)}
    for change in found:
        period = period_of(change.item)
        if period.over(today):
            continue
        if not change.vanishes:
            yield f"fermeture {change.item}", closure_words(now[change.item], today)
        elif not any(map(period.meets, now.values())):
            yield f"fermeture {change.item}", f"La fermeture {of_days(period.du, period.au)} n'a plus lieu"


def closure_words(closure: Fermeture, today: dt.date) -> str:
    """« Fermeture du 24 décembre 2026 au 3 janvier 2027 : travaux », « Fermeture jusqu'au 3 janvier 2027 » once begun."""
    last = closure.au or closure.du
    if closure.yearly:
        dates = f"chaque année {days(closure.du, last)}"
    elif isinstance(closure.du, dt.date) and closure.du < today:
        dates = f"jusqu'{of_days(last, last).replace('du ', 'au ', 1)}"
    else:
        dates = days(closure.du, last)
    return f"Fermeture {dates}" + (f" : {closure.motif}" if closure.motif else "")


def period_of(item: str) -> Period:
    """What ``digests.span`` has written."""
    first, _, last = item.partition("/")
    return Period.model_validate({"du": first, "au": last or first})


def _stops(catalogue: Catalogue, _record: Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    def names(wanted: Callable[[Difference], bool]) -> str:
        communes = (catalogue.get(Commune, change.item) for change in found if wanted(change))
        return joined(sorted(commune.nom for commune in communes if commune))

    groups = (
        ("arrets", "Passe maintenant à", names(lambda change: change.appears)),
        ("passages", "Nouveaux passages à", names(lambda change: not change.appears and not change.vanishes)),
        ("arrets finis", "Ne passe plus à", names(lambda change: change.vanishes)),
    )
    yield from ((subject, f"{words} {communes}") for subject, words, communes in groups if communes)


# --- for whom ------------------------------------------------------------------------------------


def _ages(_catalogue: Catalogue, record: Place, found: list[Difference], _today: dt.date) -> ToldFacts:
    if record.ages and not found[0].vanishes:
        yield "ages", f"{'Âges accueillis' if found[0].appears else 'Nouveaux âges accueillis'} : {age_range(record.ages)}"


def _free(_catalogue: Catalogue, _record: Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    """From free to paying or back. A price that was unknown is a record completed, no news."""
    if not found[0].appears and not found[0].vanishes:
        yield "gratuit", "C'est maintenant gratuit" if found[0].after == "oui" else "Ce n'est plus gratuit"


def _registration(_catalogue: Catalogue, record: Structure, found: list[Difference], _today: dt.date) -> ToldFacts:
    if record.inscription and not found[0].vanishes:
        yield "inscription", f"Dates d'inscription : {joined(record.inscription.dates)}"


WORDS: dict[str, Talker] = {
    "adresse": _address,
    "commune": _address,
    "telephone": _phone,
    "courriel": _mail,
    "horaires": _hours,
    "dates": _dated_hours,
    "fermetures": _closures,
    "arrets": _stops,
    "ages": _ages,
    "gratuit": _free,
    "inscription": _registration,
}
"""What tells the changes, by subject of the traces."""
