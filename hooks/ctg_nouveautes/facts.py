"""What of a published record is news when it changes, and in which words families read it.

What is not here is no news: descriptions, sources, internal notes, dates of review, hours' notes where hours are given. Letters
are compared without case, accents or punctuation: mending typography is no news either. A line never needs the gender or the
number of a name that people chose (« Les Lutins »), nor claims more than the site knows: a number that was mended and one that
changed look the same, and both are new to readers."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ctg import api


class NewsFact(NamedTuple):
    """A fact of a record."""

    compared: Any
    """It is news when this changes, come or not; empty when the record does not say."""
    words: str
    """What is told then; empty for what is over."""


NewsFacts = Iterator[tuple[str, NewsFact]]
"""(subject, fact). A subject that comes several times names which: « fermeture 2026-12-24/2027-01-03 »."""
CANCELLED = {"fermeture": "Fermeture {} : annulée", "ouverture": "Ouverture {} : annulée", "horaires": "Horaires ordinaires {}"}
"""What is told of a period that is no longer said, by the first word of its subject."""


def facts_of(catalogue: api.Catalogue, record: api.Record, today: dt.date) -> dict[str, NewsFact]:
    """The facts of a record by subject, in the order in which they are told."""
    found = [*_reached(record), *_opened(record, today)]
    if isinstance(record, api.Place):
        found += _place(catalogue, record, today)
    if own := OWN.get(type(record)):
        found += own(record, today)
    return {subject: fact for subject, fact in found if fact.compared}


def trace(catalogue: api.Catalogue, record: api.Record) -> api.Trace:
    """What is remembered of a record: its name, communes and themes, and a digest of each fact."""
    words = catalogue.vocabulary
    where = catalogue.commune_of(record) if isinstance(record, api.Place) and not catalogue.moves(record) else None
    communes = {catalogue.commune(name).id for name in record.communes_named} | ({where.id} if where else set())
    of_types = {words.types[id].theme for id in record.naming("types")}
    of_needs = {theme.id for id in record.naming("besoins") for theme in words.themes_of(words.need(id))}
    return api.Trace(
        nom=record.title,
        communes=tuple(sorted(communes)),
        themes=tuple(sorted({*record.naming("themes"), *of_types, *of_needs})),
        faits={subject: digest(fact.compared) for subject, fact in sorted(facts_of(catalogue, record, catalogue.day).items())},
    )


def digest(value: Any) -> str:
    """Eight characters that change when the value does, and only then."""
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()[:8]


# --- how to reach it, and when -------------------------------------------------------------------


def _of(record: api.Record) -> str:
    """« de la mairie » when what changed is not the record's own."""
    desk: object = record.desk
    return "" if desk is record else " de la mairie"


def _reached(record: api.Record) -> NewsFacts:
    if (desk := record.desk) is None:
        return
    of, (street, _) = _of(record), record.postal_lines or ("", "")
    parts = (record.complement_adresse, record.adresse, record.seat) if isinstance(record, api.Place) else (street,)
    address = ", ".join(filter(None, parts))
    yield "adresse", NewsFact(api.fold(address), f"Adresse{of} : {address}")
    yield "telephone", NewsFact(desk.telephone, f"Téléphone{of} : {api.phone(desk.telephone or '')}")
    yield "courriel", NewsFact((desk.courriel or "").lower(), f"Courriel{of} : {desk.courriel}")


def _opened(record: api.Record, today: dt.date) -> NewsFacts:
    """The hours that last, then those of one year only: seasons and openings."""
    of, hours = _of(record), record.opening
    if hours is None:
        return
    yield "horaires", NewsFact(_lasting(hours), f"Nouveaux horaires{of}")
    for season in hours.saisons:
        if isinstance(season.du, dt.date):
            words = f"Nouveaux horaires{of} {api.days(season.du, season.au or season.du)}"
            yield f"horaires {period_key(season)}", NewsFact([_week(season)], "" if season.over(today) else words)
    for opening in hours.dates:
        if isinstance(opening.quand, dt.date):
            said = (f"Ouverture{of} {api.days(opening.quand, opening.quand)}", api.spans(opening.heures), opening.lieu)
            words = "" if opening.quand < today else ", ".join(filter(None, said))
            yield f"ouverture {opening.quand}", NewsFact(_opening(opening), words)


def _lasting(hours: api.Horaires) -> Any:
    """The same hours written otherwise (a closed day said or left out) are the same; of unknown ones, the note."""
    if not hours.known:
        return api.fold(hours.note or "")
    weeks = (hours, hours.vacances, hours.semaines_paires, hours.semaines_impaires)
    seasons = sorted([period_key(season), _week(season)] for season in hours.saisons if season.yearly)
    monthly = sorted(_opening(opening) for opening in hours.dates if isinstance(opening.quand, api.NthWeekday))
    return [hours.school_year, [_week(week) for week in weeks], seasons, monthly, hours.jours_feries or "ferme"]


def _week(week: api.Semaine | None) -> list:
    return [_spans(spans) for _, spans in week.week] if week else []


def _spans(spans: tuple[api.Span, ...] | None) -> list[str]:
    return [f"{span.debut}-{span.fin} {span.moment}" for span in spans or ()]


def _opening(opening: api.Ouverture) -> list:
    return [str(opening.quand), _spans(opening.heures), api.fold(opening.lieu or "")]


def period_key(period: api.Period) -> str:
    """The period as a text: ``2026-12-24/2027-01-03``, ``08-01/08-21`` for every year; a single day once."""
    days = (day for day in (period.du, period.au) if day)
    return "/".join(dict.fromkeys(map(api.values_plain, days)))


def cancelled(record: api.Record, subject: str, today: dt.date) -> str:
    """What is told of a fact that the record no longer says; empty when that is no news: what is over, or took other dates."""
    what, _, item = subject.partition(" ")
    if not item or what not in CANCELLED:
        return ""
    first, _, last = item.partition("/")
    period = api.Fermeture.model_validate({"du": first, "au": last or first})
    closures = record.fermetures if what == "fermeture" and isinstance(record, api.Place) else ()
    if period.over(today) or any(map(period.meets, closures)):
        return ""
    return CANCELLED[what].format(api.of_days(period.du, period.au))


# --- for whom, and the project -------------------------------------------------------------------


def _place(catalogue: api.Catalogue, place: api.Place, today: dt.date) -> NewsFacts:
    for closure in place.fermetures:
        if not isinstance(closure, api.Feries):  # a closure is its dates: its reason may be said better without being another
            words = "" if closure.over(today) else _closed(closure, today)
            yield f"fermeture {period_key(closure)}", NewsFact(period_key(closure), words)
    stops = [[catalogue.commune(one.commune).id, api.fold(one.lieu or ""), api.fold(one.quand or "")] for one in place.arrets]
    times = [one.horaires and _lasting(one.horaires) for one in place.arrets]
    names = sorted({catalogue.commune(one.commune).nom for one in place.arrets})
    yield "arrets", NewsFact(sorted(zip(stops, times, strict=True), key=str), f"Où cela passe : {api.joined(names)}")
    if ages := place.ages:
        months = [ages.de and ages.de.mois, ages.a and ages.a.mois]
        yield "ages", NewsFact(months, f"Âges accueillis : {api.age_range(ages)}")
    if place.registration and (dates := place.registration.dates):
        yield "inscription", NewsFact(list(map(api.fold, dates)), f"Dates d'inscription : {api.joined(dates)}")
    if place.tarif and place.tarif.gratuit is not None:
        yield "gratuit", NewsFact(str(place.tarif.gratuit), "C'est gratuit" if place.tarif.gratuit else "Ce n'est pas gratuit")


def _closed(closure: api.Fermeture, today: dt.date) -> str:
    """« Fermeture du 24 décembre 2026 au 3 janvier 2027 : travaux », « Fermeture jusqu'au 3 janvier 2027 » once begun."""
    last = closure.au or closure.du
    dates = f"{'chaque année ' if closure.yearly else ''}{api.days(closure.du, last)}"
    if isinstance(closure.du, dt.date) and closure.du < today and not closure.endless:
        dates = f"jusqu'{api.of_days(last, last).replace('du ', 'au ', 1)}"
    return f"Fermeture {dates}" + (f" : {closure.motif}" if closure.motif else "")


def _action(action: api.Action, _today: dt.date) -> NewsFacts:
    yield "etat", NewsFact(action.etat, f"L'action est {api.ETATS[action.etat] if action.etat else ''}")
    yield from ((f"bilan {one.annee}", NewsFact(one.annee, f"Bilan {one.annee} de l'action en ligne")) for one in action.bilans)


def _figure(figure: api.Indicateur, _today: dt.date) -> NewsFacts:
    if last := figure.derniere:
        year = str(last.annee) if last.annee else f"publié en {last.publie_en}"
        doubt = ", à confirmer" if last.statut == "a_confirmer" else ""
        words = f"Chiffre mis à jour : {api.number(last.valeur)} {figure.unite} ({year}{doubt})"
        yield "valeur", NewsFact([year, str(last.valeur.normalize())], words)
    if years := [value.year for value in figure.valeurs if value.commune]:
        yield "par commune", NewsFact(max(years), f"Valeurs par commune pour {max(years)}")


def _meeting(meeting: api.Rencontre, today: dt.date) -> NewsFacts:
    moment = api.moment_of(meeting, today)
    said = (moment, meeting.lieu, api.at_name(meeting.commune) if meeting.commune else "")
    coming = f"Rencontre{' ouverte à tous' if meeting.ouverte_a_tous else ''} : {', '.join(filter(None, said))}"
    where = [meeting.lieu, meeting.commune]
    day = [str(meeting.date), str(meeting.fin), _spans(meeting.heures)]
    yield "date", NewsFact([day, where], coming if api.is_coming(meeting, today) else "")
    yield "compte rendu", NewsFact(bool(meeting.resultats or meeting.decisions), "Compte rendu en ligne")
    for suite in meeting.suites:
        if suite.etat:
            words = f"Suite donnée à « {suite.texte} » : {api.ETATS_SUITE[suite.etat]}"
            yield f"suite {digest(api.fold(suite.texte))}", NewsFact(suite.etat, words)


OWN: dict[type[api.Record], Callable[[Any, dt.date], NewsFacts]] = {
    api.Action: _action,
    api.Indicateur: _figure,
    api.Rencontre: _meeting,
}
"""What a kind alone says: (record, today) → its facts."""
