"""Childcare places per 100 children under 3, commune by commune, where both figures are known.

The places are those of the structures whose type says ``accueil_collectif``; the children, the latest value by
commune of the indicator that ``territoire.couverture.enfants_moins_de_3_ans`` names. Nothing is guessed: a missing
figure makes the rate « non calculable », with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ctg.catalogue import Catalogue
from ctg.kinds import Commune, Indicateur, Structure
from ctg.kinds.project.indicateur import Valeur

FAR_APART = 3
"""Years between the two figures beyond which the rate is to be read with caution."""


@dataclass(frozen=True)
class Rate:
    """Places and children of a commune, or of the whole territory (no commune)."""

    commune: Commune | None
    structures: tuple[Structure, ...]
    children: Valeur | None

    @property
    def silent(self) -> tuple[Structure, ...]:
        """The structures that do not say their places."""
        return tuple(structure for structure in self.structures if not structure.places)

    @property
    def places(self) -> int:
        """The places that are known."""
        return sum(structure.places.total for structure in self.structures if structure.places)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of these places, each once, in order."""
        return tuple(sorted({structure.places.annee for structure in self.structures if structure.places}))

    @property
    def value(self) -> Decimal | None:
        """Places per 100 children; None when it cannot be worked out."""
        if self.reason or self.children is None:
            return None
        return Decimal(self.places) * 100 / self.children.valeur

    @property
    def reason(self) -> str | None:
        """Why there is no rate, in French; None when there is one."""
        if self.children is None:
            return "pas de chiffre d’enfants"
        if self.children.valeur <= 0:
            return f"aucun enfant de moins de 3 ans en {self.children.year}"
        if self.silent:
            names = ", ".join(structure.nom for structure in self.silent)
            return f"{names} : places non renseignées"
        return None

    @property
    def far_apart(self) -> bool:
        """Whether the years of the two figures are too far from each other to be compared without caution."""
        known = self.children.year if self.children else None
        return known is not None and any(abs(known - annee) > FAR_APART for annee in self.years)


def rates(catalogue: Catalogue) -> tuple[Rate, ...]:
    """One rate a commune, in the order of the catalogue."""
    children = latest_by_commune(children_indicator(catalogue))
    return tuple(
        Rate(commune, _collective(catalogue, commune.nom), children.get(commune.nom)) for commune in catalogue.all(Commune)
    )


def whole(catalogue: Catalogue) -> Rate:
    """The rate of the whole territory."""
    indicator = children_indicator(catalogue)
    return Rate(None, _collective(catalogue), indicator.derniere if indicator else None)


def children_indicator(catalogue: Catalogue) -> Indicateur | None:
    """The indicator that counts the children under 3; None when the territory names none."""
    id = catalogue.territoire.couverture.enfants_moins_de_3_ans
    return catalogue.get(Indicateur, id) if id else None


def latest_by_commune(indicator: Indicateur | None) -> dict[str, Valeur]:
    """The most recent value of each commune that has one, by the commune's name."""
    found: dict[str, Valeur] = {}
    for valeur in sorted(indicator.valeurs if indicator else (), key=lambda valeur: valeur.year):
        if valeur.whole_commune:
            found[valeur.whole_commune] = valeur
    return found


def _collective(catalogue: Catalogue, commune: str | None = None) -> tuple[Structure, ...]:
    found: Iterable[Structure] = catalogue.all(Structure)
    return tuple(s for s in found if catalogue.type_of(s).accueil_collectif and commune in (None, s.commune))
