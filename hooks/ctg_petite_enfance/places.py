"""The programme of childcare places: what actions say of each year and commune, and the figures of what is needed."""

from __future__ import annotations

from collections import Counter
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
    last = need.derniere
    if not last:
        return f"aucun chiffre d’ici. {need.limites or ''}".strip()
    return f"{api.counted(last.valeur, need.unite)} {api.dated(last)}. {api.remark(last)}".strip()
