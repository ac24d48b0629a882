"""A trace of each published record: the few facts whose change families want to know, most of them as digests.

What is not here is no news: descriptions, sources, internal notes, dates of review, hours' notes where hours are given.
Letters are compared without case, accents or punctuation, so that mending typography is no news either.
"""

from __future__ import annotations

from ctg.analysis.news.digests import dated, digest, exactly, hours, openings, span
from ctg.catalogue import Catalogue
from ctg.ground.problems import fold
from ctg.kinds import Action, Commune, Indicateur, Partenaire, Record, Rencontre, Service, Structure
from ctg.kinds.families.place import Place, Tarif
from ctg.kinds.fields.base import PartialDate
from ctg.kinds.fields.periodes import Feries
from ctg.kinds.fields.reach import Reachable
from ctg.stores.journal import Trace

Fact = str | dict[str, str] | None
"""A value, or values by item; None or empty: the record does not say."""


def trace(catalogue: Catalogue, record: Record, facts: dict[str, Fact]) -> Trace:
    """What is remembered of one record."""
    return Trace(
        nom=record.title,
        communes=tuple(sorted(communes_of(catalogue, record))),
        themes=tuple(sorted(themes_of(catalogue, record))),
        faits={subject: fact for subject, fact in sorted(facts.items()) if fact},
    )


def communes_of(catalogue: Catalogue, record: Record) -> set[str]:
    """The communes that a record belongs to or serves by name; none for what is for the whole territory."""
    where = catalogue.commune_of(record) if isinstance(record, Place) and not catalogue.moves(record) else None
    return {catalogue.commune(name).id for name in record.communes_named} | ({where.id} if where else set())


def themes_of(catalogue: Catalogue, record: Record) -> set[str]:
    """The themes of a record, whatever its kind."""
    words = catalogue.vocabulary
    of_types = {words.types[id].theme for id in record.naming("types")}
    of_rubriques = {theme.id for id in record.naming("rubriques") for theme in words.themes_of(words.rubriques[id])}
    return {*record.naming("themes"), *of_types, *of_rubriques}


# --- what is compared, by kind ---------------------------------------------------------------------------------------


def _contact(contact: Reachable) -> dict[str, Fact]:
    return {"telephone": exactly(contact.telephone), "courriel": exactly((contact.courriel or "").lower())}


def _place(catalogue: Catalogue, place: Place) -> dict[str, Fact]:
    return {
        **_contact(place),
        "adresse": digest(place.adresse, place.complement_adresse),
        "horaires": hours(place.horaires),
        "dates": dated(place.horaires),
        # An empty value: a closure is its dates, its reason may be said better without being another.
        "fermetures": {span(closure): "" for closure in place.fermetures if not isinstance(closure, Feries)},
        "arrets": _stops(catalogue, place),
        "ages": digest(place.ages.de and place.ages.de.mois, place.ages.a and place.ages.a.mois) if place.ages else None,
    }


def _stops(catalogue: Catalogue, place: Place) -> dict[str, str]:
    """By commune, what is said of its stops."""
    found: dict[str, list] = {}
    for stop in place.arrets:
        said = (fold(stop.lieu or ""), fold(stop.quand or ""), hours(stop.horaires))
        found.setdefault(catalogue.commune(stop.commune).id, []).append(said)
    return {commune: digest(sorted(stops, key=str)) or "" for commune, stops in found.items()}


def structure(catalogue: Catalogue, structure: Structure) -> dict[str, Fact]:
    return {
        **_place(catalogue, structure),
        "commune": catalogue.commune(structure.commune).id,
        "gratuit": _free(structure.tarif),
        "inscription": digest(list(map(fold, structure.inscription.dates))) if structure.inscription else None,
    }


def service(catalogue: Catalogue, service: Service) -> dict[str, Fact]:
    return {**_place(catalogue, service), "gratuit": _free(service.tarif)}


def _free(price: Tarif | None) -> str | None:
    return None if price is None or price.gratuit is None else "oui" if price.gratuit else "non"


def commune(_catalogue: Catalogue, commune: Commune) -> dict[str, Fact]:
    hall = commune.mairie
    if hall is None:
        return {}
    return {**_contact(hall), "adresse": digest(hall.adresse), "horaires": hours(hall.horaires), "dates": dated(hall.horaires)}


def action(_catalogue: Catalogue, action: Action) -> dict[str, Fact]:
    return {"etat": action.etat, "bilans": {str(report.annee): "" for report in action.bilans}}


def indicateur(_catalogue: Catalogue, indicateur: Indicateur) -> dict[str, Fact]:
    last = indicateur.derniere
    years = [value.year for value in indicateur.valeurs if value.whole_commune]
    return {
        "valeur": digest(last.annee, last.publie_en, str(last.valeur.normalize())) if last else None,
        "par commune": str(max(years)) if years else None,
    }


def rencontre(_catalogue: Catalogue, meeting: Rencontre) -> dict[str, Fact]:
    return {
        "date": digest(_date(meeting.date), _date(meeting.fin), openings(meeting.heures or ())),
        "lieu": digest(meeting.commune, meeting.lieu),
        "compte rendu": "oui" if meeting.resultats or meeting.decisions else None,
        "suites": {outcome_id(suite.texte): suite.etat for suite in meeting.suites if suite.etat},
    }


def _date(date: PartialDate | None) -> list:
    return [date.year, date.month, date.day] if date else []


def outcome_id(texte: str) -> str:
    """What names a demand from one publication to the next: its words, folded."""
    return digest(texte) or ""


def partenaire(_catalogue: Catalogue, partner: Partenaire) -> dict[str, Fact]:
    return _contact(partner)
