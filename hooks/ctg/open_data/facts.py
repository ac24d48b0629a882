"""One fact a row, with its year, its commune and its source: hours, states, amounts, values.

A record has many of them; a table of records would hold them as a series in one cell, which no program counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ctg.model.action import ETATS, Action, Etat, EtatDate, Financement
from ctg.model.commune import Commune
from ctg.model.fields import FullDate, Line, Number, Part, Year, YesNo, champ
from ctg.model.figure import Indicateur, Mesure, Repere, Valeur
from ctg.model.framework import Axe
from ctg.model.opening_hours import Horaires, Semaine, Span
from ctg.model.periods import JOURS, Feries, Fermeture, NthWeekday, Period
from ctg.model.record import Record
from ctg.open_data.values import plain
from ctg.pages.addresses import address, published, published_places
from ctg.pages.renderer import Renderer
from ctg.places.view import PublicView
from ctg.plan.money import COLUMNS, funder, scheme
from ctg.plan.timeline import is_overdue

FactRow = dict[str, Any]


class Whence(Part):
    """What every fact says of itself, last."""

    commune: Line | None = champ("Commune", "Absente : tout le territoire, ou plusieurs communes.")
    code_insee: Line | None = champ("Code INSEE de la commune")
    source: Line | None = champ("Source", "D’où vient ce fait.")
    mise_a_jour: FullDate | None = champ("Mise à jour", "Le jour où les faits de la fiche ont été établis.")
    url: Line | None = champ("Page", "L’adresse de la page de la fiche.")


class HoursRow(Whence):
    """An opening or a closure."""

    fiche: Line | None = champ("Fiche", "Son adresse dans le site : structures/les-lutins.")
    nom: Line | None = champ("Nom")
    lieu: Line | None = champ("Lieu", "S’il n’est pas celui de la fiche : l’arrêt, la salle.")
    sorte: Line | None = champ("Sorte", "ouverture ou fermeture.")
    periode: Line | None = champ(
        "Période", "annee, scolaire, vacances, semaines-paires, semaines-impaires, saison, dates, feries."
    )
    du: Line | None = champ("Du", "Le premier jour : 2026-12-24, ou 12-24 chaque année.")
    au: Line | None = champ("Au", "Le dernier jour.")
    jour: Line | None = champ("Jour", "lundi à dimanche ; ou « premier mardi du mois ».")
    debut: Line | None = champ("Début", "09:00 ; absent : l’heure n’est pas connue.")
    fin: Line | None = champ("Fin")
    moment: Line | None = champ("Moment", "matin, apres-midi, journee ou oui, sans heure connue.")
    motif: Line | None = champ("Motif", "Pourquoi fermé, ou le nom de la saison.")
    annee: Year | None = champ("Année", "Celle de la mise à jour.")


class StateRow(Whence):
    """Where an action stood from a day on."""

    action: Line | None = champ("Action", "Le nom de sa fiche.")
    titre: Line | None = champ("Titre")
    axe: Line | None = champ("Axe")
    date: FullDate | None = champ("Date", "Depuis quand ; absente : on ne sait pas.")
    annee: Year | None = champ("Année")
    etat: Line | None = champ("État", "Absent : non renseigné.")
    etat_libelle: Line | None = champ("État, en clair")
    actuel: YesNo | None = champ("Actuel", "oui : c’est l’état d’aujourd’hui.")
    fin_prevue: Line | None = champ("Fin prévue")
    en_retard: YesNo | None = champ("En retard", "oui : la fin prévue est passée, et l’action n’est pas finie.")
    note: Line | None = champ("Note")


class MoneyRow(Whence):
    """A sum that someone pays for an action in a year."""

    action: Line | None = champ("Action", "Le nom de sa fiche.")
    titre: Line | None = champ("Titre")
    axe: Line | None = champ("Axe")
    annee: Year | None = champ("Année")
    financeur: Line | None = champ("Financeur")
    dispositif: Line | None = champ("Dispositif")
    nature: Line | None = champ("Nature", "fonctionnement ou investissement.")
    sorte: Line | None = champ("Sorte", "prevu ou realise ; absente : la somme n’est pas connue.")
    montant: Number | None = champ("Montant, en euros", "Absent : pas connu.")


class ValueRow(Whence):
    """A value of an indicator."""

    indicateur: Line | None = champ("Indicateur", "Le nom de sa fiche.")
    nom: Line | None = champ("Nom")
    unite: Line | None = champ("Unité")
    sorte: Line | None = champ("Sorte", "valeur, comparaison, depart, cible ou trajectoire.")
    annee: Year | None = champ("Année", "L’année mesurée, sinon celle de la publication.")
    annee_de: Line | None = champ("L’année est celle", "de la mesure ou de la publication.")
    territoire: Line | None = champ("Territoire", "D’une comparaison : où.")
    partie: Line | None = champ("Partie comptée", "Absente : tout le monde.")
    valeur: Number | None = champ("Valeur")
    statut: Line | None = champ("Statut", "confirme ou a_confirmer.")
    producteur: Line | None = champ("Producteur")
    note: Line | None = champ("Note")


def _whence(render: Renderer, record: Record, commune: str | None = None, source: str | None = None) -> FactRow:
    seen = PublicView(render.catalogue, record, render.today)
    return {
        "commune": commune,
        "code_insee": commune and render.catalogue.commune(commune).code_insee,
        "source": source or seen.source or None,
        "mise_a_jour": seen.proven and seen.proven.isoformat(),
        "url": address(render.catalogue.territoire, render.page_of(record)),
    }


# --- hours ---------------------------------------------------------------------------------------


def hours(render: Renderer) -> Iterator[FactRow]:
    """The openings and closures of places, of their stops and of town halls, as their records say them."""
    for place in published_places(render.catalogue):
        moves, home = render.catalogue.moves(place), render.catalogue.commune_of(place)
        head = _head(render, place, None if moves or not home else home.nom)
        stops = ((stop, _whence(render, place, stop.commune) | {"lieu": stop.lieu}) for stop in place.arrets)
        yield from (head | one for one in _openings(None if moves else place.horaires))
        yield from (head | there | one for stop, there in stops for one in _openings(stop.horaires))
        yield from (head | _closure(one) for one in place.fermetures)
    for commune in published(render.catalogue, Commune):
        yield from (_head(render, commune, commune.nom) | one for one in _openings(commune.opening))


def _head(render: Renderer, record: Record, commune: str | None) -> FactRow:
    own = _whence(render, record, commune)
    return {"fiche": record.key, "nom": record.title, "annee": own["mise_a_jour"] and int(own["mise_a_jour"][:4])} | own


def _openings(opening: Horaires | None) -> Iterator[FactRow]:
    if not opening:
        return
    yield from _week(opening, {"periode": "scolaire" if opening.school_year else "annee"})
    for week in opening.semaines:
        yield from _week(
            week, {"periode": str(week.pendant)} if week.pendant else {"periode": "saison", "motif": week.nom} | _dates(week)
        )
    for added in opening.dates:
        nth = isinstance(added.quand, NthWeekday)
        when = {"periode": "annee", "jour": plain(added.quand)} if nth else {"periode": "dates", "du": plain(added.quand)}
        yield from (_span(span) | when | {"lieu": added.lieu, "motif": added.note} for span in added.heures)
    if opening.jours_feries:
        yield {"sorte": {"ouvert": "ouverture", "ferme": "fermeture"}[opening.jours_feries], "periode": "feries"}


def _week(week: Semaine, when: FactRow) -> Iterator[FactRow]:
    for rank, jour in enumerate(JOURS):
        yield from (_span(span) | when | {"jour": jour} for span in week.on(rank))


def _span(span: Span) -> FactRow:
    if span.moment:
        return {"sorte": "ouverture", "moment": span.moment}
    return {"sorte": "ouverture"} | dict(zip(("debut", "fin"), str(plain(span)).split("-"), strict=True))


def _closure(one: Fermeture) -> FactRow:
    return {"sorte": "fermeture", "motif": one.motif} | (
        {"periode": "feries"} if isinstance(one, Feries) else {"periode": "dates"} | _dates(one)
    )


def _dates(period: Period) -> FactRow:
    return {"du": plain(period.du), "au": plain(period.au or period.du)}


# --- the project ---------------------------------------------------------------------------------


def _of_action(render: Renderer, action: Action, source: str | None = None) -> FactRow:
    axe = render.catalogue.get(Axe, action.axe)
    where = action.communes[0] if len(action.communes) == 1 else None
    return {"action": action.id, "titre": action.titre, "axe": axe and axe.titre} | _whence(render, action, where, source)


def states(render: Renderer) -> Iterator[FactRow]:
    """The states of each action, the oldest first, then that of today, were it unknown."""
    for action in published(render.catalogue, Action):
        now, planned = (action.etat, action.etat_le), action.calendrier and action.calendrier.fin
        said: list[tuple[Etat | None, dt.date | None, EtatDate | None]]
        said = [(one.etat, one.date, one) for one in action.history or action.etats]
        if now not in [(etat, date) for etat, date, _ in said]:
            said.append((*now, None))
        for etat, date, one in said:
            current = (etat, date) == now
            yield _of_action(render, action, one.source if one else None) | {
                "date": date and date.isoformat(),
                "annee": date and date.year,
                "etat": etat and str(etat),
                "etat_libelle": ETATS[etat],
                "actuel": current,
                "fin_prevue": planned and plain(planned),
                "en_retard": is_overdue(action, render.today) if current else None,
                "note": one.note if one else None,
            }


def money(render: Renderer) -> Iterator[FactRow]:
    """The sums of each action: what is planned and what is spent are two facts; one that is not known is blank."""
    who, what = funder(render.catalogue), scheme(render.catalogue)
    for action in published(render.catalogue, Action):
        for part in action.moyens.financiers if action.moyens else ():
            head = {
                "annee": part.annee,
                "financeur": who(part),
                "dispositif": what(part) or None,
                "nature": part.nature and str(part.nature),
            }
            yield from (_of_action(render, action) | head | amount for amount in _amounts(part))


def _amounts(part: Financement) -> list[FactRow]:
    known = [{"sorte": name, "montant": plain(sum)} for name in COLUMNS if (sum := getattr(part, name)) is not None]
    return known or [{}]


# --- figures -------------------------------------------------------------------------------------


def values(render: Renderer) -> Iterator[FactRow]:
    """The values of each indicator, those elsewhere, where it starts from and what it aims at."""
    for figure in published(render.catalogue, Indicateur):
        head = {"indicateur": figure.id, "nom": figure.nom, "unite": figure.unite, "producteur": figure.producteur}
        marks = (("depart", figure.depart), ("cible", figure.cible), *(("trajectoire", one) for one in figure.trajectoire))
        measures: Iterable[tuple[str, Mesure | Repere]] = chain(
            (("valeur", one) for one in figure.valeurs),
            (("comparaison", one) for one in figure.comparaisons),
            ((sort, one) for sort, one in marks if one),
        )
        for sort, one in measures:
            commune = one.commune if isinstance(one, Valeur) else None
            source = one.source if isinstance(one, Mesure) else None
            yield head | _whence(render, figure, commune, source) | {"sorte": sort} | _measured(one)


def _measured(one: Mesure | Repere) -> FactRow:
    told = {name: plain(getattr(one, name, None)) for name in ("territoire", "partie", "valeur", "statut", "note")}
    if isinstance(one, Repere):
        return told | {"annee": one.annee}
    return told | {"annee": one.year, "annee_de": "mesure" if one.annee else "publication"}
