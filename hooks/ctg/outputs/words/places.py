"""Lists of places, as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ctg.catalogue import Catalogue
from ctg.ground.phrases import age_range, capital, joined
from ctg.ground.problems import fold, plural
from ctg.kinds import Commune, Service, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.identifiers import as_identifier
from ctg.kinds.territory.vocabulary import Vocabulary
from ctg.outputs.words.hours import passing

OUTSIDE = "hors du territoire"
LONG = 60
"""Beyond as many communes, a table scrolls in its own frame, and their list is by letter."""


def counted(places: Iterable[Place]) -> str:
    """« 12 fiches », « 12 fiches, et un lieu hors du territoire »: what is outside is never counted with ours."""
    outside = [place.beyond for place in places]
    told = plural(outside.count(False), "fiche")
    beyond = "un lieu" if outside.count(True) == 1 else f"{outside.count(True)} lieux"
    return f"{told}, et {beyond} {OUTSIDE}" if any(outside) else told


def of_the_whole(catalogue: Catalogue, service: Service) -> str:
    """« Il y en a 13 en tout. Ce site en montre 12 ; il nous en manque 1. »; empty when it shows them all, or nothing is said."""
    whole = service.ensemble
    if not whole:
        return ""
    known = [one for one in catalogue.all(Structure) if one.published and one.type == whole.type]
    if managed := service.gestionnaire:
        known = [one for one in known if one.gestionnaire and same_institution(catalogue, one.gestionnaire, managed)]
    missing = whole.nombre - len(known)
    return (
        f"Il y en a {whole.nombre} en tout. Ce site en montre {len(known)} ; il nous en manque {missing}." if missing > 0 else ""
    )


def same_institution(catalogue: Catalogue, one: str, other: str) -> bool:
    """Whether two names mean one institution, by its record or as they are written."""
    partner = catalogue.partner(one)
    return (partner is not None and partner is catalogue.partner(other)) or fold(one) == fold(other)


def commune_said(place: Place) -> str:
    """« Valbourg », or « Roquemaure, hors du territoire »; nothing for a service."""
    return f"{place.seat}, {OUTSIDE}" if place.beyond else place.seat or ""


def facts(catalogue: Catalogue, place: Place) -> list[str]:
    """What a line of a list says under the name: what it is, where, for what ages."""
    type_, going, at = catalogue.type_of(place), passing(catalogue, place), catalogue.commune_of(place)
    if type_ and place.seat:
        said = [capital(type_.said), going or commune_said(place)]
    else:
        where = joined(place.communes_named) or going or (at.nom if at else "Tout le territoire")
        said = [catalogue.themes_of(place)[0].titre, where]
    return [*said, age_range(place.ages)] if place.ages else said


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


def by_letter(communes: Sequence[Commune]) -> list[tuple[str, list[Commune]]]:
    """The communes by the initial of their name, in their order; under "", all, when they are few."""
    if len(communes) <= LONG:
        return [("", list(communes))]
    return [(letter, list(own)) for letter, own in groupby(communes, key=lambda commune: as_identifier(commune.nom)[0].upper())]
