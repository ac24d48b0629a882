"""Lists of places, as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.catalogue import Catalogue
from ctg.kinds.structure import Place
from ctg.kinds.vocabulary import Vocabulary
from ctg.phrases import capital
from ctg.problems import plural

OUTSIDE = "hors du territoire"


def counted(places: Iterable[Place]) -> str:
    """« 12 fiches », « 12 fiches, et 1 hors du territoire »: what is outside is never counted with ours."""
    outside = [place.beyond for place in places]
    told = plural(outside.count(False), "fiche")
    return f"{told}, et {outside.count(True)} {OUTSIDE}" if any(outside) else told


def commune_said(place: Place) -> str:
    """« Valbourg », or « Roquemaure, hors du territoire »; nothing for a service."""
    return f"{place.seat}, {OUTSIDE}" if place.beyond else place.seat or ""


def by_type(catalogue: Catalogue, places: Iterable[Place]) -> list[tuple[str, str, list[Place]]]:
    """(title, anchor, places) by type of structure in the order of the vocabulary; services, then what is outside, come last."""
    groups: dict[str, list[Place]] = {id: [] for id in (*catalogue.vocabulary.types, "services", "hors-territoire")}
    for place in places:
        groups["hors-territoire" if place.beyond else place.type_id or "services"].append(place)
    titles = {id: type_.pluriel for id, type_ in catalogue.vocabulary.types.items()}
    titles |= {"services": "services et aides", "hors-territoire": OUTSIDE}
    return [(capital(titles[id]), id, group) for id, group in groups.items() if group]


def counted_as(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Offer → what counts for it in the page « Couverture »: types in the plural, then the services of a theme."""
    return {
        id: [
            *(type_.pluriel for type_ in vocabulary.types.values() if type_.offre == id),
            *(f"services du thème « {theme.titre} »" for theme in vocabulary.themes.values() if theme.offre == id),
        ]
        for id in vocabulary.offres
    }
