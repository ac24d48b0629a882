"""The words for what changed in the project: actions, figures, meetings and what became of what people asked."""

from __future__ import annotations

import datetime as dt

from ctg.analysis.news.compare import Difference
from ctg.analysis.news.snapshot import outcome_id
from ctg.analysis.project.people.meetings import is_coming
from ctg.catalogue import Catalogue
from ctg.ground.phrases import at_name, number
from ctg.kinds import Action, Indicateur, Rencontre
from ctg.kinds.project.action import ETATS
from ctg.kinds.project.indicateur import Mesure
from ctg.kinds.project.rencontre import ETATS_SUITE, TYPES_RENCONTRE
from ctg.outputs.news.places import Talker, ToldFacts
from ctg.outputs.words.moments import moment_of


def _state(_catalogue: Catalogue, action: Action, found: list[Difference], _today: dt.date) -> ToldFacts:
    if not found[0].vanishes:
        yield "etat", f"L'action est {'' if found[0].appears else 'maintenant '}{ETATS[action.etat]}"


def _reports(_catalogue: Catalogue, _action: Action, found: list[Difference], _today: dt.date) -> ToldFacts:
    yield from ((f"bilan {change.item}", f"Bilan {change.item} de l'action en ligne") for change in found if change.appears)


def _figure(_catalogue: Catalogue, figure: Indicateur, found: list[Difference], _today: dt.date) -> ToldFacts:
    if (value := figure.derniere) and not found[0].vanishes:
        yield "valeur", f"Chiffre mis à jour : {measure(value, figure.unite)}"


def measure(value: Mesure, unit: str) -> str:
    """« 101 places (2026) »."""
    year = str(value.annee) if value.annee else f"publié en {value.publie_en}"
    return f"{number(value.valeur)} {unit} ({year}{', à confirmer' if value.statut == 'a_confirmer' else ''})"


def _by_commune(_catalogue: Catalogue, _figure: Indicateur, found: list[Difference], _today: dt.date) -> ToldFacts:
    if not found[0].vanishes:
        yield "par commune", f"Valeurs par commune pour {found[0].after}"


def new_meeting(meeting: Rencontre, today: dt.date) -> str:
    """« Nouvelle rencontre ouverte à tous : forum, samedi 3 octobre 2026, à Valbourg », or what is told of one that is over."""
    what = f"{TYPES_RENCONTRE[meeting.type]}, {moment_of(meeting, today)}" + (
        f", {at_name(meeting.commune)}" if meeting.commune else ""
    )
    if is_coming(meeting, today):
        return f"Nouvelle rencontre ouverte à tous : {what}" if meeting.ouverte_a_tous else f"Rencontre annoncée : {what}"
    return f"Compte rendu en ligne : {what}" if meeting.resultats or meeting.decisions else f"Nouveau sur le site : {what}"


def _date(_catalogue: Catalogue, meeting: Rencontre, _found: list[Difference], today: dt.date) -> ToldFacts:
    if is_coming(meeting, today):
        yield "date", f"Nouvelle date : {moment_of(meeting, today)}"


def _place(_catalogue: Catalogue, meeting: Rencontre, found: list[Difference], today: dt.date) -> ToldFacts:
    if is_coming(meeting, today) and not found[0].vanishes:
        where = ", ".join(part for part in (meeting.lieu, meeting.commune) if part)
        yield "lieu", f"{'Lieu' if found[0].appears else 'Nouveau lieu'} : {where}"


def _account(_catalogue: Catalogue, _meeting: Rencontre, found: list[Difference], _today: dt.date) -> ToldFacts:
    if found[0].appears:
        yield "compte rendu", "Compte rendu en ligne"


def _outcomes(_catalogue: Catalogue, meeting: Rencontre, found: list[Difference], _today: dt.date) -> ToldFacts:
    suites = {outcome_id(suite.texte): suite for suite in meeting.suites}
    for change in found:
        if not change.vanishes and (suite := suites.get(change.item)):
            yield f"suite {change.item}", f"Suite donnée à « {suite.texte} » : {ETATS_SUITE[suite.etat]}"


ACTION: dict[str, Talker] = {"etat": _state, "bilans": _reports}
FIGURE: dict[str, Talker] = {"valeur": _figure, "par commune": _by_commune}
MEETING: dict[str, Talker] = {"date": _date, "lieu": _place, "compte rendu": _account, "suites": _outcomes}
"""What tells the changes, by subject of the traces."""
