"""Who must do what for children under three, commune by commune: thresholds, transfers, and what is not known.

The rules are in :mod:`ctg.analysis.project.needs.early_childhood_law`. A transfer is known only when ``territoire.yml``
says so; a missing population is never taken for zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ctg.analysis.project.needs.early_childhood_law import MANY, VERY_MANY
from ctg.catalogue import Catalogue
from ctg.kinds import Commune
from ctg.kinds.project.action import Sppe
from ctg.kinds.territory.territoire import Exercice

Compulsory = Literal["oui", "non", "selon", "inconnu"]
"""Is it compulsory? « selon »: it depends on a transfer that we do not know of; « inconnu »: a population is missing."""

THRESHOLDS: dict[Sppe, int | None] = {
    Sppe.RECENSER: None,
    Sppe.INFORMER: None,
    Sppe.PLANIFIER: MANY,
    Sppe.QUALITE: MANY,
}
"""The number of inhabitants above which each duty is compulsory; None for all communes (CASF, art. L. 214-1-3, II)."""


@dataclass(frozen=True)
class Headcount:
    """Inhabitants of some communes, added; ``complete`` is False when one of their populations is missing."""

    total: Decimal
    complete: bool

    @classmethod
    def of(cls, communes: Iterable[Commune]) -> Headcount:
        """The inhabitants that these communes declare."""
        counts = [commune.population for commune in communes]
        return cls(sum((n for n in counts if n is not None), Decimal(0)), None not in counts)

    def above(self, threshold: int | None) -> bool | None:
        """Strictly more than a threshold? None when the missing populations could change the answer."""
        if threshold is None or self.total > threshold:
            return True
        return False if self.complete else None


@dataclass(frozen=True)
class Transfer:
    """Who exercises a duty in the territory. ``communes``: those that transferred it (or could, when unknown)."""

    mission: Sppe
    exercee_par: Exercice
    communes: tuple[Commune, ...]
    habitants: Headcount
    """The inhabitants of these communes, which the law adds (art. L. 214-1-3, III)."""

    def bearer(self, commune: Commune) -> Exercice:
        """Who exercises the duty for a commune."""
        if self.exercee_par == Exercice.INTERCOMMUNALITE and commune not in self.communes:
            return Exercice.COMMUNES
        return self.exercee_par

    def answer(self, commune: Commune, threshold: int | None) -> Compulsory:
        """Is what the threshold triggers compulsory, for whoever exercises the duty in this commune?

        Transferring only adds inhabitants: what binds the commune alone binds whoever takes over from it.
        """
        alone, together = Headcount.of([commune]).above(threshold), self.habitants.above(threshold)
        match self.bearer(commune):
            case Exercice.COMMUNES:
                return _said(alone)
            case Exercice.INTERCOMMUNALITE:
                return _said(together)
        if alone or together is False:
            return _said(bool(alone))
        return "inconnu" if alone is None else "selon"


@dataclass(frozen=True)
class Duty:
    """What the law asks in one commune: is it compulsory, and who answers for it."""

    obligatoire: Compulsory
    exercee_par: tuple[Exercice, ...]


@dataclass(frozen=True)
class Duties:
    """The four duties in a commune, and the two obligations that the largest have besides."""

    commune: Commune
    missions: dict[Sppe, Duty]
    schema: Duty
    relais: Duty


def transfers(catalogue: Catalogue) -> dict[Sppe, Transfer]:
    """Who exercises each of the four duties; a duty that the territory does not mention is unknown."""
    said = {line.mission: line for line in reversed(catalogue.territoire.petite_enfance.competences)}
    everyone = catalogue.all(Commune)
    found = {}
    for mission in Sppe:
        line = said.get(mission)
        bearer = line.exercee_par if line else Exercice.INCONNU
        named = line.communes if line and bearer == Exercice.INTERCOMMUNALITE else ()
        members = tuple(c for c in everyone if c.nom in named) if named else everyone
        found[mission] = Transfer(mission, bearer, members, Headcount.of(members))
    return found


def duties(catalogue: Catalogue) -> tuple[Duties, ...]:
    """The duties of every commune, in the order of the catalogue."""
    found = transfers(catalogue)
    return tuple(duties_of(found, commune) for commune in catalogue.all(Commune))


def duties_of(found: dict[Sppe, Transfer], commune: Commune) -> Duties:
    """The duties of one commune, once transfers are read."""
    missions = {
        mission: Duty(transfer.answer(commune, THRESHOLDS[mission]), (transfer.bearer(commune),))
        for mission, transfer in found.items()
    }
    plan = found[Sppe.PLANIFIER]
    return Duties(
        commune,
        missions,
        Duty(plan.answer(commune, VERY_MANY), (plan.bearer(commune),)),
        _relay([found[Sppe.INFORMER], found[Sppe.QUALITE]], commune),
    )


def _relay(serving: list[Transfer], commune: Commune) -> Duty:
    """A relay serves two duties: it is compulsory as soon as one of them asks for it, from whoever exercises that one."""
    answers = [(transfer.answer(commune, VERY_MANY), transfer.bearer(commune)) for transfer in serving]
    order: tuple[Compulsory, ...] = ("oui", "inconnu", "selon", "non")
    worst = min((answer for answer, _ in answers), key=order.index)
    return Duty(worst, tuple(dict.fromkeys(bearer for answer, bearer in answers if answer == worst)))


def bands(communes: Iterable[Commune]) -> dict[str, list[Commune]]:
    """The communes by size, whatever is transferred: ``grandes`` (above 10 000), ``moyennes``, ``petites``, ``inconnues``."""
    found: dict[str, list[Commune]] = {"grandes": [], "moyennes": [], "petites": [], "inconnues": []}
    for commune in communes:
        size = Headcount.of([commune])
        if size.above(MANY) is None:
            found["inconnues"].append(commune)
        else:
            found["grandes" if size.above(VERY_MANY) else "moyennes" if size.above(MANY) else "petites"].append(commune)
    return found


def _said(compulsory: bool | None) -> Compulsory:
    return "inconnu" if compulsory is None else "oui" if compulsory else "non"
