"""The childcare places that actions programme, year by year and commune by commune, the figures of what is needed, and the rate:
places per 100 children under 3.

The places of the rate are those of the structures whose type says ``accueil_collectif``; the children, the latest value by
commune of the indicator that ``territoire.couverture.enfants_moins_de_3_ans`` names. Nothing is guessed: a missing figure makes
the rate « non calculable », with the reason.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ctg import api

ORDER = list(api.EtatPlaces)
DONE = {api.EtatPlaces.OUVERTES, api.EtatPlaces.FERMEES}


class PlacesRow(NamedTuple):
    """The places of an action in a commune and a year, state after state; what closes has a row of its own."""

    annee: int
    commune: str
    action: api.Action
    lines: list[api.PlacesAccueil]

    @property
    def reached(self) -> dict[api.EtatPlaces, int]:
        """How many places went as far as each state and no further."""
        counts = [line.nombre for line in self.lines]
        return {line.etat: n - after for line, n, after in zip(self.lines, counts, [*counts[1:], 0], strict=True) if n > after}

    @property
    def words(self) -> str:
        """« 12 voulues, dont 8 décidées »; a state whose places all went further is not said."""
        return ", dont ".join(line.etat.counting(line.nombre) for line in self.lines if line.etat in self.reached)


def programme(catalogue: api.Catalogue) -> list[PlacesRow]:
    """Every row, by year and commune. What an abandoned action had not opened is no longer to come."""
    found: dict[tuple[int, str, bool, str], PlacesRow] = {}
    for action in catalogue.all(api.Action):
        for line in sorted(action.places_accueil, key=lambda line: ORDER.index(line.etat)):
            if line.etat in DONE or action.etat != api.Etat.ABANDONNEE:
                key = line.annee, api.fold(line.commune), line.etat == api.EtatPlaces.FERMEES, action.id
                found.setdefault(key, PlacesRow(line.annee, line.commune, action, [])).lines.append(line)
    return [found[key] for key in sorted(found)]


def summed_up(rows: list[PlacesRow], today: int) -> str:
    """The programme in words, in the year ``today``; each place is counted once, in the last state that it reached."""
    if not rows:
        return "Rien n’est public, à notre connaissance : aucune place voulue, décidée, financée, ouverte ni fermée."
    total = sum((Counter(row.reached) for row in rows), Counter[api.EtatPlaces]())
    late = sum(n for row in rows if row.annee < today for state, n in row.reached.items() if state not in DONE)
    first, last = rows[0].annee, rows[-1].annee
    when = f"En {first}" if first == last else f"De {first} à {last}"
    counted = api.joined(state.counting(total[state]) for state in [*reversed(ORDER[:-1]), ORDER[-1]] if total[state])
    return f"{when}, places d’accueil : {counted}." + (
        f" Attendues avant {today}, sans ouverture connue : {late}." if late else ""
    )


def needs(catalogue: api.Catalogue) -> list[tuple[api.Indicateur, str]]:
    """The indicators that the territory names for its needs, and what each says of the whole territory."""
    return [(one, _said(one)) for one in catalogue.those(api.Indicateur, catalogue.territoire.petite_enfance.besoins)]


def _said(need: api.Indicateur) -> str:
    if not (last := need.derniere):
        return f"aucun chiffre d’ici. {need.limites or ''}".strip()
    return f"{api.counted(last.valeur, need.unite)} {api.dated(last)}. {api.remark(last)}".strip()


# --- the rate ------------------------------------------------------------------------------------


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
