"""The facts of each published record whose change families want to know, and how they differ from one publication to the next.

Most facts are kept as digests, eight characters that change when the value does, and only then. What is not here is no news:
descriptions, sources, internal notes, dates of review, hours' notes where hours are given. Letters are compared without case,
accents or punctuation, so that mending typography is no news either. Whether a difference is news, ``words`` decides."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ctg import api

PRESENCE, NAME = "fiche", "nom"
"""Two subjects that every record has: whether it is there, and its name."""


@dataclass(frozen=True)
class Difference:
    """One difference. ``before`` is None for what appears, ``after`` for what vanishes."""

    key: str
    subject: str
    item: str = ""
    """When a subject has several values, which of them: a closure's dates, a commune, a year."""
    before: str | None = None
    after: str | None = None

    @property
    def appears(self) -> bool:
        """Was there nothing before?"""
        return self.before is None

    @property
    def vanishes(self) -> bool:
        """Is there nothing any more?"""
        return self.after is None


def differences(
    before: Mapping[str, api.Trace], after: Mapping[str, api.Trace], facts: bool = True
) -> dict[str, list[Difference]]:
    """Key of a record → its differences, its name first, in the order of keys. ``facts=False``: only what comes and goes.

    Keys are those of ``after``: call :func:`under_new_keys` first when files may have been renamed.
    """
    found: dict[str, list[Difference]] = {}
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            found[key] = [Difference(key, PRESENCE, before=old.nom if old else None, after=new.nom if new else None)]
        elif facts and (changed := list(_differences(key, old, new))):
            found[key] = changed
    return found


def _differences(key: str, old: api.Trace, new: api.Trace) -> Iterator[Difference]:
    if api.fold(old.nom) != api.fold(new.nom):
        yield Difference(key, NAME, before=old.nom, after=new.nom)
    for subject in sorted({*old.faits, *new.faits}):
        was, now = _items(old.faits.get(subject)), _items(new.faits.get(subject))
        for item in sorted({*was, *now}):
            if was.get(item) != now.get(item):
                yield Difference(key, subject, item, was.get(item), now.get(item))


def _items(fact: str | dict[str, str] | None) -> dict[str, str]:
    """A fact with several values as it is; one value alone under no name."""
    return fact if isinstance(fact, dict) else {} if fact is None else {"": fact}


def moved_keys(before: Mapping[str, api.Trace], after: Mapping[str, api.Trace]) -> dict[str, str]:
    """Old key → new key of the records whose file was renamed: the same kind, name and communes, gone here, new there.

    When two records could be the same one, neither is.
    """

    def identity(key: str, trace: api.Trace) -> tuple:
        return key.split("/")[0], api.fold(trace.nom), trace.communes

    gone: dict[tuple, list[str]] = {}
    new: dict[tuple, list[str]] = {}
    for found, keys, traces in ((gone, before.keys() - after.keys(), before), (new, after.keys() - before.keys(), after)):
        for key in keys:
            found.setdefault(identity(key, traces[key]), []).append(key)
    return {keys[0]: new[one][0] for one, keys in sorted(gone.items()) if len(keys) == 1 and len(new.get(one, ())) == 1}


def under_new_keys(before: Mapping[str, api.Trace], moved: Mapping[str, str]) -> dict[str, api.Trace]:
    """The traces by their new keys; ``moved``: see :func:`moved_keys`."""
    return {moved.get(key, key): trace for key, trace in before.items()}


def folded_digest(*values: object) -> str | None:
    """Eight characters for these values, texts compared without case, accents or punctuation; None when there are none."""
    kept = [api.fold(value) if isinstance(value, str) else value for value in values]
    if not any(value not in (None, "", [], ()) for value in kept):
        return None
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:8]


def exact_digest(value: str | None) -> str | None:
    """Eight characters for a text that is dialled or typed: every sign counts. None when there is none."""
    return hashlib.sha256(value.encode()).hexdigest()[:8] if value else None


# --- hours ---------------------------------------------------------------------------------------


def hours_digest(horaires: api.Horaires | None) -> str | None:
    """A digest of the hours that last: weeks, seasons of every year, days of the month; of the note, if it is all there is.

    The same hours written otherwise (a closed day said or left out) have the same digest.
    """
    if horaires is None or not horaires.known:
        return folded_digest(horaires.note) if horaires else None
    ordinary, term = (None, horaires) if horaires.school_year else (horaires, None)
    weeks = (ordinary, term, horaires.vacances, horaires.semaines_paires, horaires.semaines_impaires)
    seasons = sorted([period_key(season), _week(season)] for season in horaires.saisons if season.yearly)
    monthly = sorted(_opening(opening) for opening in horaires.dates if isinstance(opening.quand, api.NthWeekday))
    return folded_digest([_week(week) for week in weeks], seasons, monthly, horaires.jours_feries)


def dated_hours(horaires: api.Horaires | None) -> dict[str, str]:
    """Period (``2026-07-01/2026-08-31``) → digest of the hours that hold then only: seasons and openings of one year."""
    if horaires is None:
        return {}
    seasons = {period_key(season): folded_digest(_week(season)) or "" for season in horaires.saisons if not season.yearly}
    days = ((opening.quand, opening) for opening in horaires.dates)
    return seasons | {
        day.isoformat(): folded_digest(_opening(opening)) or "" for day, opening in days if isinstance(day, dt.date)
    }


def _week(week: api.Semaine | None) -> list:
    return [openings_as_json(spans) for _, spans in week.week] if week else []


def openings_as_json(spans: tuple[api.Span, ...]) -> list:
    """The openings of a day, as lists of numbers."""
    return [[opening.debut, opening.fin, opening.moment] for opening in spans]


def _opening(opening: api.Ouverture) -> list:
    when = [opening.quand.rank, opening.quand.weekday] if isinstance(opening.quand, api.NthWeekday) else []
    return [when, openings_as_json(opening.heures), api.fold(opening.lieu or "")]


def period_key(period: api.Period) -> str:
    """The period as a text: ``2026-12-24/2027-01-03``, ``08-01/08-21`` for every year; a single day once."""
    days = (day for day in (period.du, period.au) if day)
    ends = (f"{day.month:02}-{day.day:02}" if isinstance(day, api.DayOfYear) else day.isoformat() for day in days)
    return "/".join(dict.fromkeys(ends))


Fact = str | dict[str, str] | None
"""A value, or values by item; None or empty: the record does not say."""


def trace(catalogue: api.Catalogue, record: api.Record, facts: dict[str, Fact]) -> api.Trace:
    """What is remembered of one record: its name, communes, themes, and those of ``facts`` that it has."""
    return api.Trace(
        nom=record.title,
        communes=tuple(sorted(communes_of(catalogue, record))),
        themes=tuple(sorted(themes_of(catalogue, record))),
        faits={subject: fact for subject, fact in sorted(facts.items()) if fact},
    )


def communes_of(catalogue: api.Catalogue, record: api.Record) -> set[str]:
    """The communes that a record belongs to or serves by name; none for what is for the whole territory."""
    where = catalogue.commune_of(record) if isinstance(record, api.Place) and not catalogue.moves(record) else None
    return {catalogue.commune(name).id for name in record.communes_named} | ({where.id} if where else set())


def themes_of(catalogue: api.Catalogue, record: api.Record) -> set[str]:
    """The themes of a record, whatever its kind."""
    words = catalogue.vocabulary
    of_types = {words.types[id].theme for id in record.naming("types")}
    of_needs = {theme.id for id in record.naming("besoins") for theme in words.themes_of(words.need(id))}
    return {*record.naming("themes"), *of_types, *of_needs}


# --- what is compared, by kind ---------------------------------------------------------------------------------------


def _contact(contact: api.Reachable) -> dict[str, Fact]:
    return {"telephone": exact_digest(contact.telephone), "courriel": exact_digest((contact.courriel or "").lower())}


def _place(catalogue: api.Catalogue, place: api.Place) -> dict[str, Fact]:
    return {
        **_contact(place),
        "adresse": folded_digest(place.adresse, place.complement_adresse),
        "horaires": hours_digest(place.horaires),
        "dates": dated_hours(place.horaires),
        # An empty value: a closure is its dates, its reason may be said better without being another.
        "fermetures": {period_key(closure): "" for closure in place.fermetures if not isinstance(closure, api.Feries)},
        "arrets": _stops(catalogue, place),
        "ages": folded_digest(place.ages.de and place.ages.de.mois, place.ages.a and place.ages.a.mois) if place.ages else None,
    }


def _stops(catalogue: api.Catalogue, place: api.Place) -> dict[str, str]:
    """By commune, what is said of its stops."""
    found: dict[str, list] = {}
    for stop in place.arrets:
        said = (api.fold(stop.lieu or ""), api.fold(stop.quand or ""), hours_digest(stop.horaires))
        found.setdefault(catalogue.commune(stop.commune).id, []).append(said)
    return {commune: folded_digest(sorted(stops, key=str)) or "" for commune, stops in found.items()}


def structure_facts(catalogue: api.Catalogue, structure: api.Structure) -> dict[str, Fact]:
    """The facts that are compared of a structure, by subject."""
    return {
        **_place(catalogue, structure),
        "commune": catalogue.commune(structure.commune).id,
        "gratuit": _free(structure.tarif),
        "inscription": folded_digest(list(map(api.fold, structure.inscription.dates))) if structure.inscription else None,
    }


def service_facts(catalogue: api.Catalogue, service: api.Service) -> dict[str, Fact]:
    """The facts that are compared of a service, by subject."""
    return {**_place(catalogue, service), "gratuit": _free(service.tarif)}


def _free(price: api.Tarif | None) -> str | None:
    return None if price is None or price.gratuit is None else "oui" if price.gratuit else "non"


def commune_facts(_catalogue: api.Catalogue, commune: api.Commune) -> dict[str, Fact]:
    """The facts that are compared of a town hall, by subject."""
    hall = commune.mairie
    if hall is None:
        return {}
    return {
        **_contact(hall),
        "adresse": folded_digest(hall.adresse),
        "horaires": hours_digest(hall.horaires),
        "dates": dated_hours(hall.horaires),
    }


def action_facts(_catalogue: api.Catalogue, action: api.Action) -> dict[str, Fact]:
    """The facts that are compared of an action: its state, the years of its reports."""
    return {"etat": action.etat, "bilans": {str(report.annee): "" for report in action.bilans}}


def indicator_facts(_catalogue: api.Catalogue, indicateur: api.Indicateur) -> dict[str, Fact]:
    """The facts that are compared of a figure: its last value, the last year told by commune."""
    last = indicateur.derniere
    years = [value.year for value in indicateur.valeurs if value.whole_commune]
    return {
        "valeur": folded_digest(last.annee, last.publie_en, str(last.valeur.normalize())) if last else None,
        "par commune": str(max(years)) if years else None,
    }


def meeting_facts(_catalogue: api.Catalogue, meeting: api.Rencontre) -> dict[str, Fact]:
    """The facts that are compared of a meeting: when, where, what came out of it."""
    return {
        "date": folded_digest(_date(meeting.date), _date(meeting.fin), openings_as_json(meeting.heures or ())),
        "lieu": folded_digest(meeting.commune, meeting.lieu),
        "compte rendu": "oui" if meeting.resultats or meeting.decisions else None,
        "suites": {outcome_id(suite.texte): suite.etat for suite in meeting.suites if suite.etat},
    }


def _date(date: api.PartialDate | None) -> list:
    return [date.year, date.month, date.day] if date else []


def outcome_id(texte: str) -> str:
    """What names a request from one publication to the next: a digest of its words."""
    return folded_digest(texte) or ""


def partner_facts(_catalogue: api.Catalogue, partner: api.Partenaire) -> dict[str, Fact]:
    """The facts that are compared of a partner, by subject."""
    return _contact(partner)
