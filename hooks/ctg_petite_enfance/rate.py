"""The rate of childcare places, commune by commune: places per 100 children under 3.

The places are those of the structures whose type says ``accueil_collectif``; the children, the latest value by commune of the
indicator that ``territoire.couverture.enfants_moins_de_3_ans`` names. Nothing is guessed: a missing figure makes the rate
« non calculable », with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ctg import api

FAR_APART = 3
"""Years between the two figures beyond which the rate is to be read with caution."""


@dataclass(frozen=True)
class Rate:
    """Places and children of a commune, or of the whole territory (no commune)."""

    commune: api.Commune | None
    structures: tuple[api.Structure, ...]
    children: api.Valeur | None

    @property
    def silent(self) -> tuple[api.Structure, ...]:
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


def childcare_rate(catalogue: api.Catalogue, commune: api.Commune | None = None) -> Rate:
    """The rate of a commune; without one, of the whole territory, whose children are the latest value of the indicator itself."""
    indicator = children_indicator(catalogue)
    whole = indicator.derniere if indicator else None
    children = api.latest_by_commune(indicator).get(commune.nom) if commune else whole
    places = (one for one in catalogue.all(api.Structure) if catalogue.type_of(one).accueil_collectif)
    return Rate(commune, tuple(one for one in places if not commune or one.commune == commune.nom), children)


def children_indicator(catalogue: api.Catalogue) -> api.Indicateur | None:
    """The indicator that counts the children under 3; None when the territory names none."""
    id = catalogue.territoire.couverture.enfants_moins_de_3_ans
    return catalogue.get(api.Indicateur, id) if id else None


def rates(render: api.Renderer, _record: object) -> dict[str, object] | None:
    """The rate of each commune and of the territory, for the page of the territory; None without a place."""
    catalogue = render.catalogue
    if not catalogue.places:
        return None
    return {
        "rates": [childcare_rate(catalogue, one) for one in catalogue.all(api.Commune)],
        "whole": childcare_rate(catalogue),
        "children": children_indicator(catalogue),
        "types": [type_.pluriel for type_ in catalogue.vocabulary.types.values() if type_.accueil_collectif],
        "far_apart": FAR_APART,
    }


api.page_part("couverture", "parties/places.html", rates)
