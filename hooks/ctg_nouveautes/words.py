"""What « Quoi de neuf » says of each kind of record: when one comes, and when one of its facts changes.

Three sets of words: how to reach a place or a partner, when and for whom; the project (actions, figures, meetings, what became
of what people asked); and, in :data:`NEWS`, which of them each kind uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from typing import Any, Generic, TypeVar

from ctg import api
from ctg_nouveautes import facts as news_facts
from ctg_nouveautes.facts import Difference, Fact, outcome_id, period_key

Talker = Callable[[api.Catalogue, Any, list[Difference], dt.date], Iterator[tuple[str, str]]]
"""What tells the changes of a record on one subject, on a day: see :data:`ToldFacts`."""
ToldFacts = Iterator[tuple[str, str]]
"""(subject, words) of facts. A later fact on the same subject replaces an earlier one."""


def _of(record: api.Record) -> str:
    """« de la mairie » when what changed is not the record's own."""
    desk: object = record.desk
    return "" if desk is record else " de la mairie"


# --- how to reach --------------------------------------------------------------------------------


def _phone(_catalogue: api.Catalogue, record: api.Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    of = _of(record)
    if record.desk and not found[0].vanishes:
        known = f"Le téléphone{of} est maintenant connu" if found[0].appears else f"Nouveau téléphone{of}"
        yield "telephone", f"{known} : {api.phone(record.desk.telephone or '')}"


def _mail(_catalogue: api.Catalogue, record: api.Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    of = _of(record)
    if record.desk and not found[0].vanishes:
        known = f"Le courriel{of} est maintenant connu" if found[0].appears else f"Nouveau courriel{of}"
        yield "courriel", f"{known} : {record.desk.courriel}"


def _address(_catalogue: api.Catalogue, record: api.Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    """Also for a change of commune, which is an address: the same words, told once."""
    if found[0].vanishes:
        return
    of, (street, _) = _of(record), record.postal_lines or ("", "")
    place = record if isinstance(record, api.Place) else None
    address = ", ".join(filter(None, (place.complement_adresse, place.adresse, place.seat) if place else (street,)))
    known = f"L'adresse{of} est maintenant connue" if found[0].appears else f"Nouvelle adresse{of}"
    yield "adresse", f"{known} : {address}"


# --- when ----------------------------------------------------------------------------------------


def _hours(_catalogue: api.Catalogue, record: api.Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    of = _of(record)
    if not found[0].vanishes:
        yield "horaires", f"Les horaires{of} sont maintenant connus" if found[0].appears else f"Nouveaux horaires{of}"


def _dated_hours(_catalogue: api.Catalogue, record: api.Record, found: list[Difference], today: dt.date) -> ToldFacts:
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
            words = f"L'ouverture{of} {api.of_days(start, end)} n'a plus lieu"
        elif change.vanishes:
            words = f"Horaires ordinaires{of} {api.days(start, end)}"
        elif opening:
            words = f"Ouverture ajoutée{of} {api.days(start, end)}, {api.spans(opening.heures)}"
            words += f", {opening.lieu}" if opening.lieu else ""
        else:
            words = f"Nouveaux horaires{of} {api.days(start, end)}"
        yield f"horaires {change.item}", words


def _closures(_catalogue: api.Catalogue, record: api.Place, found: list[Difference], today: dt.date) -> ToldFacts:
    """A closure is known by its dates. One that only took other dates is told by these."""
    now = {period_key(closure): closure for closure in record.fermetures if not isinstance(closure, api.Feries)}
    for change in found:
        period = period_of(change.item)
        if period.over(today):
            continue
        if not change.vanishes:
            yield f"fermeture {change.item}", closure_words(now[change.item], today)
        elif not any(map(period.meets, now.values())):
            yield f"fermeture {change.item}", f"La fermeture {api.of_days(period.du, period.au)} n'a plus lieu"


def closure_words(closure: api.Fermeture, today: dt.date) -> str:
    """« Fermeture du 24 décembre 2026 au 3 janvier 2027 : travaux », « Fermeture jusqu'au 3 janvier 2027 » once begun."""
    last = closure.au or closure.du
    if closure.yearly:
        dates = f"chaque année {api.days(closure.du, last)}"
    elif isinstance(closure.du, dt.date) and closure.du < today:
        dates = f"jusqu'{api.of_days(last, last).replace('du ', 'au ', 1)}"
    else:
        dates = api.days(closure.du, last)
    return f"Fermeture {dates}" + (f" : {closure.motif}" if closure.motif else "")


def period_of(item: str) -> api.Period:
    """The period of a text that :func:`facts.period_key` has written."""
    first, _, last = item.partition("/")
    return api.Period.model_validate({"du": first, "au": last or first})


def _stops(catalogue: api.Catalogue, _record: api.Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    def names(wanted: Callable[[Difference], bool]) -> str:
        communes = (catalogue.get(api.Commune, change.item) for change in found if wanted(change))
        return api.joined(sorted(commune.nom for commune in communes if commune))

    groups = (
        ("arrets", "Passe maintenant à", names(lambda change: change.appears)),
        ("passages", "Nouveaux passages à", names(lambda change: not change.appears and not change.vanishes)),
        ("arrets finis", "Ne passe plus à", names(lambda change: change.vanishes)),
    )
    yield from ((subject, f"{words} {communes}") for subject, words, communes in groups if communes)


# --- for whom ------------------------------------------------------------------------------------


def _ages(_catalogue: api.Catalogue, record: api.Place, found: list[Difference], _today: dt.date) -> ToldFacts:
    if record.ages and not found[0].vanishes:
        yield "ages", f"{'Âges accueillis' if found[0].appears else 'Nouveaux âges accueillis'} : {api.age_range(record.ages)}"


def _free(_catalogue: api.Catalogue, _record: api.Record, found: list[Difference], _today: dt.date) -> ToldFacts:
    """From free to paying or back. A price that was unknown is a record completed, no news."""
    if not found[0].appears and not found[0].vanishes:
        yield "gratuit", "C'est maintenant gratuit" if found[0].after == "oui" else "Ce n'est plus gratuit"


def _registration(_catalogue: api.Catalogue, record: api.Structure, found: list[Difference], _today: dt.date) -> ToldFacts:
    if record.inscription and not found[0].vanishes:
        yield "inscription", f"Dates d'inscription : {api.joined(record.inscription.dates)}"


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


def _state(_catalogue: api.Catalogue, action: api.Action, found: list[Difference], _today: dt.date) -> ToldFacts:
    if not found[0].vanishes:
        yield "etat", f"L'action est {'' if found[0].appears else 'maintenant '}{api.ETATS[action.etat]}"


def _reports(_catalogue: api.Catalogue, _action: api.Action, found: list[Difference], _today: dt.date) -> ToldFacts:
    yield from ((f"bilan {change.item}", f"Bilan {change.item} de l'action en ligne") for change in found if change.appears)


def _figure(_catalogue: api.Catalogue, figure: api.Indicateur, found: list[Difference], _today: dt.date) -> ToldFacts:
    if (value := figure.derniere) and not found[0].vanishes:
        yield "valeur", f"Chiffre mis à jour : {measure_words(value, figure.unite)}"


def measure_words(value: api.Mesure, unit: str) -> str:
    """« 101 places (2026) »."""
    year = str(value.annee) if value.annee else f"publié en {value.publie_en}"
    return f"{api.number(value.valeur)} {unit} ({year}{', à confirmer' if value.statut == 'a_confirmer' else ''})"


def _by_commune(_catalogue: api.Catalogue, _figure: api.Indicateur, found: list[Difference], _today: dt.date) -> ToldFacts:
    if not found[0].vanishes:
        yield "par commune", f"Valeurs par commune pour {found[0].after}"


def new_meeting_words(meeting: api.Rencontre, today: dt.date) -> str:
    """« Nouvelle rencontre ouverte à tous : forum, samedi 3 octobre 2026, à Valbourg », or what is told of one that is over."""
    what = f"{api.TYPES_RENCONTRE[meeting.type]}, {api.moment_of(meeting, today)}" + (
        f", {api.at_name(meeting.commune)}" if meeting.commune else ""
    )
    if api.is_coming(meeting, today):
        return f"Nouvelle rencontre ouverte à tous : {what}" if meeting.ouverte_a_tous else f"Rencontre annoncée : {what}"
    return f"Compte rendu en ligne : {what}" if meeting.resultats or meeting.decisions else f"Nouveau sur le site : {what}"


def _date(_catalogue: api.Catalogue, meeting: api.Rencontre, _found: list[Difference], today: dt.date) -> ToldFacts:
    if api.is_coming(meeting, today):
        yield "date", f"Nouvelle date : {api.moment_of(meeting, today)}"


def _place(_catalogue: api.Catalogue, meeting: api.Rencontre, found: list[Difference], today: dt.date) -> ToldFacts:
    if api.is_coming(meeting, today) and not found[0].vanishes:
        where = ", ".join(part for part in (meeting.lieu, meeting.commune) if part)
        yield "lieu", f"{'Lieu' if found[0].appears else 'Nouveau lieu'} : {where}"


def _account(_catalogue: api.Catalogue, _meeting: api.Rencontre, found: list[Difference], _today: dt.date) -> ToldFacts:
    if found[0].appears:
        yield "compte rendu", "Compte rendu en ligne"


def _outcomes(_catalogue: api.Catalogue, meeting: api.Rencontre, found: list[Difference], _today: dt.date) -> ToldFacts:
    suites = {outcome_id(suite.texte): suite for suite in meeting.suites}
    for change in found:
        if not change.vanishes and (suite := suites.get(change.item)):
            yield f"suite {change.item}", f"Suite donnée à « {suite.texte} » : {api.ETATS_SUITE[suite.etat]}"


ACTION: dict[str, Talker] = {"etat": _state, "bilans": _reports}
FIGURE: dict[str, Talker] = {"valeur": _figure, "par commune": _by_commune}
MEETING: dict[str, Talker] = {"date": _date, "lieu": _place, "compte rendu": _account, "suites": _outcomes}
"""What tells the changes, by subject of the traces."""

R = TypeVar("R", bound=api.Record)


@dataclass(frozen=True)
class News(Generic[R]):
    """What is compared of a kind from one publication to the next, and how a difference is told."""

    arrival: Callable[[api.Catalogue, R, dt.date], str] | None
    """What a record is that comes, after « Nouveau sur le site : »; nothing when its kind neither comes nor goes."""
    facts: Callable[[api.Catalogue, R], dict[str, Fact]] | None = None
    """The values of a record by subject (see ``news.snapshot``); without them, it only comes, goes and changes name."""
    words: Mapping[str, Talker] = field(default_factory=dict)
    """What tells the differences of a subject, in the order in which they are told; without words, no news."""


def newcomer(words: str) -> Callable[[api.Catalogue, api.Record, dt.date], str]:
    """The ``arrival`` of a kind that one word tells: « Nouveau sur le site : chiffre »."""
    return lambda _catalogue, _record, _today: f"Nouveau sur le site : {words}"


def _arrival(told: Callable[[api.Catalogue, Any], str]) -> Callable[[api.Catalogue, api.Record, dt.date], str]:
    return lambda catalogue, record, _today: f"Nouveau sur le site : {told(catalogue, record)}"


def _figure_said(_catalogue: api.Catalogue, record: api.Indicateur) -> str:
    return measure_words(record.derniere, record.unite) if record.derniere else "chiffre"


def _body_said(catalogue: api.Catalogue, record: api.Instance) -> str:
    return f"instance{' du projet des familles (CTG)' if api.framework(catalogue, record).is_ctg else ''}"


NEWS: dict[type[api.Record], News[Any]] = {
    api.Commune: News(None, news_facts.commune_facts, WORDS),
    api.Structure: News(_arrival(api.structure_at), news_facts.structure_facts, WORDS),
    api.Service: News(_arrival(api.service_at), news_facts.service_facts, WORDS),
    api.Cadre: News(_arrival(lambda _catalogue, record: record.nature.label)),
    api.Axe: News(_arrival(api.kind_and_framework)),
    api.Action: News(_arrival(api.kind_and_framework), news_facts.action_facts, ACTION),
    api.Indicateur: News(_arrival(_figure_said), news_facts.indicator_facts, FIGURE),
    api.Diagnostic: News(newcomer("diagnostic")),
    api.Instance: News(_arrival(_body_said)),
    api.Rencontre: News(lambda _catalogue, record, today: new_meeting_words(record, today), news_facts.meeting_facts, MEETING),
    api.Partenaire: News(newcomer("partenaire du projet des familles (CTG)"), news_facts.partner_facts, WORDS),
    api.Parcours: News(newcomer("un parcours, pas à pas")),
}
"""Of each kind of the core."""


@cache
def news_of(kind: type[api.Record]) -> News[Any]:
    """What is told of a kind; of one of an extension, what that one says (``Extension.news``), else that a record comes."""
    every = reduce(or_, api.extended("news", ()), NEWS)
    return every.get(kind) or News(newcomer(kind.singular))
