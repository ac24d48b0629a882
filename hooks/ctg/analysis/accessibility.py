"""What may be said today of the site's accessibility: its state, its rate, what machines and people have verified.

A state other than « non conforme », and a rate, need a dated audit less than three years old that covers every
criterion (RGAA, « Déclaration d'accessibilité » and « Mentions et pages obligatoires »; see :mod:`ctg.kinds.territory.rgaa`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from ctg.catalogue import Catalogue
from ctg.kinds.territory.accessibilite import Audit, Resultat
from ctg.kinds.territory.rgaa import Conformite, Critere, EtatCritere, Tally, years_after

StateReason = Literal["sans-audit", "audit-perime", "audit-incomplet", "criteres"]
"""Why the state is what it is: what is missing, or else the criteria themselves."""


@dataclass(frozen=True)
class CritereState:
    """A criterion and what is known of it; None is not tested."""

    critere: Critere
    resultat: Resultat | None

    @property
    def etat(self) -> EtatCritere:
        return self.resultat.etat if self.resultat else EtatCritere.NON_TESTE


@dataclass(frozen=True)
class Conformity:
    """The state of the site on one day."""

    etat: Conformite
    raison: StateReason
    tally: Tally
    audit: Audit | None
    """The last audit, whether or not it still counts."""

    @property
    def mention(self) -> str:
        """« non conforme »: what follows « Accessibilité : » at the foot of every page."""
        return self.etat.label

    @property
    def rate(self) -> int | None:
        """The percentage to publish; None when nothing allows one."""
        return self.tally.rate if self.raison == "criteres" else None


def conformity(catalogue: Catalogue, today: dt.date) -> Conformity:
    """What the declaration and the foot of the pages may say on that day."""
    audit = catalogue.accessibilite.declaration.audit
    tally = Tally.of(row.etat for row in rows(catalogue))
    raison: StateReason = "criteres"
    if not audit:
        raison = "sans-audit"
    elif years_after(audit.date) < today:
        raison = "audit-perime"
    elif tally.rate is None:
        raison = "audit-incomplet"
    return Conformity(tally.conformite if raison == "criteres" else Conformite.NON, raison, tally, audit)


def rows(catalogue: Catalogue) -> tuple[CritereState, ...]:
    """Every criterion of the RGAA in its order, with its result."""
    known = catalogue.accessibilite.criteres
    return tuple(CritereState(critere, known.get(critere.numero)) for critere in catalogue.criteres)


def by_topic(catalogue: Catalogue) -> dict[str, tuple[CritereState, ...]]:
    """Topic of the RGAA → its criteria, in its order."""
    found: dict[str, tuple[CritereState, ...]] = {}
    for row in rows(catalogue):
        found[row.critere.thematique] = (*found.get(row.critere.thematique, ()), row)
    return found


def non_conformities(catalogue: Catalogue) -> tuple[CritereState, ...]:
    """The criteria that are not met, in the order of the RGAA."""
    return tuple(row for row in rows(catalogue) if row.etat == EtatCritere.NON_CONFORME)


@dataclass(frozen=True)
class Verified:
    """What machines, or people, have verified: how many criteria in each state, and when last."""

    tally: Tally
    last: dt.date | None


def verified(catalogue: Catalogue, par: Literal["machine", "personne"]) -> Verified:
    """The results that these verifiers have given."""
    found = [r for r in (row.resultat for row in rows(catalogue)) if r and r.par == par and r.etat != EtatCritere.NON_TESTE]
    return Verified(Tally.of(r.etat for r in found), max((r.le for r in found if r.le), default=None))
