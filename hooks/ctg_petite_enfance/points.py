"""Whether what a convention designates answers each point of the plan of early childhood, on a day, and what is missing if not.

The points and the duty to plan are those of CASF, art. D. 214-10-1, I and L. 214-2 (see
:mod:`ctg_petite_enfance.law`). A thing that nobody designates is not held for one: only the signatories can say that
the convention stands for the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from ctg import api
from ctg_petite_enfance.law import CONTENT

HARDSHIPS = {"handicap", "sante", "acces-aux-droits", "emploi-insertion"}
"""Themes of the difficulties that art. L. 214-2 names: conditions of life or work, health, disability, low income."""
UNDATED = {"couts", "calendrier", "concertation"}
"""The points that a document does not answer: its text is not read."""


class Proof(NamedTuple):
    """What is designated on a point, and why it does not answer it (empty when it does)."""

    thing: api.Record | api.Document
    gap: str


class SchemaPoint(NamedTuple):
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
    judge = Judge(catalogue, cadre, today)
    return tuple(judge.point(key) for key in CONTENT)


class Judge(NamedTuple):
    """What may answer each point: a kind of thing, and what it must say."""

    catalogue: api.Catalogue
    cadre: api.Cadre
    today: dt.date

    def point(self, key: str) -> SchemaPoint:
        """A point, with what is designated on it, but for drafts."""
        named = [one for one in self.cadre.designations if one.point == key]
        things = [one.document or next(filter(None, map(self.catalogue.named, api.links(one))), None) for one in named]
        proofs = tuple(Proof(thing, self.gap(key, thing)) for thing in things if thing)
        suits = [proof.thing for proof in proofs if not proof.gap]
        missing = "Rien n’est désigné." if not named else "" if suits else "Rien de ce qui est désigné ne répond à ce point."
        left = [str(year) for year in self.years() if key == "couts" and suits and not any(year in planned(one) for one in suits)]
        late = f"Aucun coût prévu pour {api.joined(left)}." if left else ""
        return SchemaPoint(key, *CONTENT[key], proofs, tuple(filter(None, (missing, late))))

    def gap(self, key: str, thing: api.Record | api.Document) -> str:
        """Why a thing does not answer a point; empty when it does."""
        if isinstance(thing, api.Document):
            return "un document ne dit pas les dates : désignez aussi une fiche" if key in UNDATED else ""
        if not (asked := RULES[key].get(type(thing))):
            told = thing.schema_gap(key)
            return "ce n’est pas ce que ce point demande" if told is None else told
        if isinstance(thing, api.Action) and self.catalogue.cadre_of(thing) is not self.cadre:
            return "cette action est d’un autre plan"
        return asked(self, thing)

    def years(self) -> range:
        """The years of the plan that are still to come: all of them before it begins."""
        first = max(self.today.year + 1, self.cadre.begins.year)
        return range(first, (self.cadre.end.year if self.cadre.end else first) + 1)

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
        return "" if planned(action) & set(years) else f"elle ne prévoit aucun coût après {years[0] - 1}"


def money(action: Any) -> tuple[Any, ...]:
    """Who pays what, for an action."""
    return action.moyens.financiers if action.moyens else ()


def planned(action: Any) -> set[int]:
    """The years whose cost is planned."""
    return {part.annee for part in money(action) if part.prevu is not None}


AskedPoint = Callable[[Judge, Any], str]


def unless(test: Callable[[Any], object], words: str) -> AskedPoint:
    """A thing answers a point when ``test`` is true of it; else ``words`` say why, in French."""
    return lambda _judge, thing: "" if test(thing) else words


VALUED = unless(lambda one: one.valeurs, "cet indicateur n’a aucune valeur")
LOCAL = unless(lambda one: any(value.commune for value in one.valeurs), "cet indicateur n’est pas connu par commune")
AIMED = unless(lambda one: one.cible, "cet indicateur n’a pas de cible")
FOLLOWED = unless(lambda one: one.valeurs and one.cible, "il lui faut une valeur et une cible")
NEEDS = unless(lambda one: one.besoins, "ce diagnostic ne dit aucun besoin")
LACKS = unless(lambda one: one.manques, "ce diagnostic ne dit aucun manque")
HEARD = unless(lambda one: one.resultats, "cette rencontre ne dit pas ce qui a été dit")
HARD = unless(lambda one: HARDSHIPS & set(one.themes), "aucun de ses thèmes n’est une de ces difficultés")
INVESTS = unless(
    lambda one: any(part.nature == api.NatureDepense.INVESTISSEMENT for part in money(one)), "elle ne dit aucun investissement"
)
RULES: dict[str, dict[type, AskedPoint]] = {
    "offre": {api.Indicateur: VALUED},
    "besoins": {api.Diagnostic: NEEDS, api.Indicateur: VALUED, api.Rencontre: HEARD},
    "zones": {api.Diagnostic: LACKS, api.Indicateur: LOCAL},
    "objectifs": {api.Indicateur: AIMED, api.Action: unless(lambda one: one.objectif, "elle ne dit pas son objectif")},
    "emplois": {api.Action: unless(lambda one: one.moyens and one.moyens.postes, "elle ne dit pas ses postes")},
    "difficultes": {api.Action: HARD},
    "qualite": {api.Action: unless(lambda one: api.Sppe.QUALITE in one.sppe, "elle ne dit pas soutenir la qualité")},
    "investissements": {api.Action: INVESTS},
    "couts": {api.Action: Judge.costs},
    "calendrier": {api.Action: Judge.to_come},
    "indicateurs": {api.Indicateur: FOLLOWED},
    "concertation": {api.Rencontre: Judge.held},
    "bilans": {api.Action: unless(lambda one: one.bilans, "elle n’a aucun bilan")},
}
"""By point: the kinds of things that may answer it, and why one does not."""
