"""Whether what a convention designates answers each point of the plan of early childhood, on a day, and what is missing if not.

The points and the duty to plan are those of CASF, art. D. 214-10-1, I and L. 214-2 (see
:mod:`ctg_petite_enfance.law`). A thing that nobody designates is not held for one: only the signatories can say that
the convention stands for the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ctg import api
from ctg_petite_enfance.law import CONTENT

HARDSHIPS = {"handicap", "sante", "acces-aux-droits", "emploi-insertion"}
"""Themes of the difficulties that art. L. 214-2 names: conditions of life or work, health, disability, low income."""
Thing = api.Record | api.Document


@dataclass(frozen=True)
class Proof:
    """What is designated on a point, and why it does not answer it (empty when it does)."""

    thing: Thing
    gap: str


@dataclass(frozen=True)
class SchemaPoint:
    """A point of the plan. ``gaps``: what is missing, in sentences; it is present when something answers it and nothing is."""

    key: str
    reference: str
    demande: str
    proofs: tuple[Proof, ...]
    gaps: tuple[str, ...]

    @property
    def present(self) -> bool:
        return not self.gaps and any(not proof.gap for proof in self.proofs)


def points(catalogue: api.Catalogue, cadre: api.Cadre, today: dt.date) -> tuple[SchemaPoint, ...]:
    """Every point, in the order of the texts."""
    return tuple(_point(catalogue, cadre, key, today) for key in CONTENT)


def _point(catalogue: api.Catalogue, cadre: api.Cadre, key: str, today: dt.date) -> SchemaPoint:
    named = [one for one in cadre.designations if one.point == key]
    things = [thing for one in named if (thing := _thing(catalogue, one))]
    judge = Judge(catalogue, cadre, today)
    proofs = tuple(Proof(thing, judge.gap(key, thing)) for thing in things)
    suits = [proof.thing for proof in proofs if not proof.gap]
    missing = "Rien n’est désigné." if not named else "" if suits else "Rien de ce qui est désigné ne répond à ce point."
    late = judge.unplanned(suits) if key == "couts" and suits else ""
    return SchemaPoint(key, *CONTENT[key], proofs, tuple(filter(None, (missing, late))))


def _thing(catalogue: api.Catalogue, one: api.Designation) -> Thing | None:
    """What a designation names; None for a draft."""
    return one.document or next(filter(None, map(catalogue.named, api.links(one))), None)


@dataclass(frozen=True)
class Judge:
    """What may answer each point: a kind of thing, and what it must say."""

    catalogue: api.Catalogue
    cadre: api.Cadre
    today: dt.date

    def gap(self, key: str, thing: Thing) -> str:
        """Why a thing does not answer a point; empty when it does. The text of a document is not read: it is believed."""
        asked = RULES[key].get(type(thing))
        if not asked:
            told = thing.schema_gap(key) if isinstance(thing, api.Record) else DATED
            return "ce n’est pas ce que ce point demande" if told is None else told
        if isinstance(thing, api.Action) and self.catalogue.cadre_of(thing) is not self.cadre:
            return "cette action est d’un autre plan"
        return asked(self, thing)

    def years(self) -> range:
        """The years of the plan that are still to come: all of them before it begins."""
        first = max(self.today.year + 1, self.cadre.begins.year)
        return range(first, (self.cadre.end.year if self.cadre.end else first) + 1)

    def unplanned(self, things: list[Thing]) -> str:
        """The years to come of which no cost is planned."""
        told = {year for thing in things if isinstance(thing, api.Action) for year in planned(thing)}
        missing = [str(year) for year in self.years() if year not in told]
        return f"Aucun coût prévu pour {api.joined(missing)}." if missing else ""

    def held(self, meeting: api.Rencontre) -> str:
        """A consultation must have taken place, before the plan was adopted."""
        adopted = self.cadre.signature or self.cadre.debut
        if not meeting.asks_inhabitants:
            return "cette réunion n’interroge pas les habitants"
        if api.is_coming(meeting, self.today):
            return f"elle n’a pas encore eu lieu ({api.date_fr(meeting.date)})"
        if adopted and meeting.date.first > adopted.latest:
            which = "la signature" if self.cadre.signature else "le début"
            return f"elle a eu lieu après {which} ({api.date_fr(adopted)})"
        return ""

    def to_come(self, action: api.Action) -> str:
        plan = action.calendrier
        dates = [step.date for step in plan.etapes] + ([plan.fin] if plan.fin else []) if plan else []
        return "" if any(date.latest >= self.today for date in dates) else "elle n’a aucune date à venir"

    def costs(self, action: api.Action) -> str:
        years = self.years()
        if not years:
            return "ce plan n’a plus d’année à venir"
        return "" if set(planned(action)) & set(years) else f"elle ne prévoit aucun coût après {years[0] - 1}"


DATED = "un document ne dit pas les dates : désignez aussi une fiche"


def planned(action: api.Action) -> dict[int, Any]:
    """What is planned, by year."""
    found: dict[int, Any] = {}
    for part in action.moyens.financiers if action.moyens else ():
        if part.prevu is not None:
            found[part.annee] = found.get(part.annee, 0) + part.prevu
    return found


AskedPoint = Callable[[Judge, Any], str]


def answered_when(words: str, test: Callable[[Any], object]) -> AskedPoint:
    """A thing answers a point when ``test`` is true of it; else ``words`` say why, in French."""
    return lambda _judge, thing: "" if test(thing) else words


def _kinds() -> Iterator[tuple[str, dict[type, AskedPoint]]]:
    document: dict[type, AskedPoint] = {api.Document: answered_when("", lambda _document: True)}
    valued: dict[type, AskedPoint] = {api.Indicateur: answered_when("cet indicateur n’a aucune valeur", lambda one: one.valeurs)}
    aimed: dict[type, AskedPoint] = {api.Indicateur: answered_when("cet indicateur n’a pas de cible", lambda one: one.cible)}
    followed: dict[type, AskedPoint] = {
        api.Indicateur: answered_when("il lui faut une valeur et une cible", lambda one: one.valeurs and one.cible)
    }
    needs: dict[type, AskedPoint] = {api.Diagnostic: answered_when("ce diagnostic ne dit aucun besoin", lambda one: one.besoins)}
    lacks: dict[type, AskedPoint] = {api.Diagnostic: answered_when("ce diagnostic ne dit aucun manque", lambda one: one.manques)}
    by_commune: dict[type, AskedPoint] = {
        api.Indicateur: answered_when("cet indicateur n’est pas connu par commune", _by_commune)
    }
    heard: dict[type, AskedPoint] = {
        api.Rencontre: answered_when("cette rencontre ne dit pas ce qui a été dit", lambda one: one.resultats)
    }
    yield "offre", valued | document
    yield "besoins", needs | valued | heard | document
    yield "zones", lacks | by_commune | document
    yield "objectifs", aimed | _action("elle ne dit pas son objectif", lambda one: one.objectif) | document
    yield "emplois", _action("elle ne dit pas ses postes", _staffs) | document
    hard = _action("aucun de ses thèmes n’est une de ces difficultés", lambda one: HARDSHIPS & set(one.themes))
    yield "difficultes", hard | document
    yield "qualite", _action("elle ne dit pas soutenir la qualité", lambda one: api.Sppe.QUALITE in one.sppe) | document
    yield "investissements", _action("elle ne dit aucun investissement", _invests) | document
    yield "couts", {api.Action: Judge.costs}
    yield "calendrier", {api.Action: Judge.to_come}
    yield "indicateurs", followed | document
    yield "concertation", {api.Rencontre: Judge.held}
    yield "bilans", _action("elle n’a aucun bilan", lambda one: one.bilans) | document


def _action(words: str, test: Callable[[api.Action], object]) -> dict[type, AskedPoint]:
    return {api.Action: answered_when(words, test)}


def _by_commune(indicator: api.Indicateur) -> bool:
    return any(value.commune for value in indicator.valeurs)


def _staffs(action: api.Action) -> bool:
    return bool(action.moyens and action.moyens.postes)


def _invests(action: api.Action) -> bool:
    parts = action.moyens.financiers if action.moyens else ()
    return any(part.nature == api.NatureDepense.INVESTISSEMENT for part in parts)


RULES: dict[str, dict[type, AskedPoint]] = dict(_kinds())
"""By point: the kinds of things that may answer it, and why one does not."""
