"""Lists of places by need, theme, type and age, each with its map. No script needed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from ctg.common.phrases import capital
from ctg.common.problems import as_identifier, fold, grouped
from ctg.model import LONG, OUTSIDE, Ages, Commune, Parcours, Place, Service, Structure
from ctg.model.vocabulary import Rubrique, Theme, TypeStructure, Vocabulary
from ctg.pages import EMPTY, Page, Renderer, SiteFiles, shown_when
from ctg.reading.catalogue import Catalogue

AGE_GROUPS = {
    "0-3-ans": ("Avant 3 ans", 0, 36),
    "3-6-ans": ("De 3 à 6 ans", 36, 72),
    "6-11-ans": ("De 6 à 11 ans", 72, 132),
    "11-18-ans": ("De 11 à 18 ans", 132, 216),
    "18-25-ans": ("De 18 à 25 ans", 216, 300),
}
"""Ages in months, from (included) and to (excluded)."""


def suits_ages(ages: Ages | None, low: float, high: float) -> bool:
    """Do ages overlap [low, high[, in months? False when no age is given."""
    return ages is not None and months(ages)[0] < high and months(ages)[1] >= low


def months(ages: Ages) -> tuple[float, float]:
    """The two ends of an age range, in months; a missing end is 0 or 1,200 (100 years)."""
    return ages.de.mois if ages.de else 0, ages.a.mois if ages.a else 1200


def ages_asked(catalogue: Catalogue, place: Place) -> list[float]:
    """The ages by which a browser filters a place, in months: [from, to], or nothing when none is known. Where one expects a
    child, the ages are the child's: she who asks is of any age, from eleven years on."""
    ages = catalogue.ages_of(place)
    expecting = "naissance" in (theme.id for theme in catalogue.themes_of(place)[:1])
    return [*months(ages), *((132, 1200) if expecting and months(ages)[1] < 132 else ())] if ages else []


def places_counted(places: Iterable[Place]) -> str:
    """« 12 lieux et services, et un lieu hors du territoire »: places outside are counted apart."""
    outside = [place.beyond for place in places]
    here = outside.count(False)
    told = f"{here} lieux et services" if here > 1 else f"{here} lieu ou service"
    beyond = "un lieu" if outside.count(True) == 1 else f"{outside.count(True)} lieux"
    return f"{told}, et {beyond} {OUTSIDE}" if any(outside) else told


def share_shown(catalogue: Catalogue, service: Service) -> str:
    """« Crèches : il y en a 13 en tout. Ce site en montre 12, il en manque 1. »; "" when all are, or the total is unknown."""
    if not (whole := service.ensemble):
        return ""
    known = [one for one in catalogue.all(Structure) if one.published and one.type == whole.type]
    if managed := service.gestionnaire:
        known = [one for one in known if one.gestionnaire and same_institution(catalogue, one.gestionnaire, managed)]
    missing = whole.nombre - len(known)
    what = capital(catalogue.vocabulary.types[whole.type].pluriel)
    counted = f"{what} : il y en a {whole.nombre} en tout. Ce site en montre {len(known)}, il en manque {missing}."
    return counted if missing > 0 else ""


def partly_shown(catalogue: Catalogue) -> set[str]:
    """The types of places of which a service says that some are missing here."""
    return {one.ensemble.type for one in catalogue.all(Service) if one.ensemble and share_shown(catalogue, one)}


def same_institution(catalogue: Catalogue, one: str, other: str) -> bool:
    """Do two names designate one institution, by its record or by their spelling?"""
    partner = catalogue.partner(one)
    return (partner is not None and partner is catalogue.partner(other)) or fold(one) == fold(other)


def by_need(catalogue: Catalogue, places: Iterable[Place]) -> list[tuple[Rubrique, list[Place]]]:
    """Places under the need that each answers first, in the order of the vocabulary; a need without any is left out."""
    needs = catalogue.vocabulary.rubriques
    return [(needs[id], own) for id, own in grouped(places, lambda place: catalogue.rubrique_of(place).id, needs).items()]


def paths_of(catalogue: Catalogue, need: Rubrique | None) -> list[Parcours]:
    """The guided paths of a need: those whose first search is for it, or for one of its themes. None: those of no need."""
    words = catalogue.vocabulary

    def of(path: Parcours) -> Rubrique | None:
        asked = next((step.chercher.besoin for step in path.etapes if step.chercher and step.chercher.besoin), None)
        found = words.need(asked) if asked else None
        return words.rubriques[found.rubrique] if isinstance(found, Theme) else found

    return [path for path in catalogue.all(Parcours) if of(path) is need]


def counted_as(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Offer → what counts for it in « Près de chez soi »: types in the plural, then the services of a theme."""
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
    return [*grouped(communes, lambda commune: as_identifier(commune.nom)[0].upper()).items()]


FIND = ("Trouver", "trouver/")
shown_when(FIND[1], lambda catalogue: catalogue.known_places)


def _empty(catalogue: Catalogue) -> Iterator[str]:
    """The lists without a place, nor a number to call or a path to follow instead."""
    words = catalogue.vocabulary
    for need in words.rubriques.values():
        found = catalogue.of_themes([theme.id for theme in words.themes_of(need)])
        if not (found or paths_of(catalogue, need) or wholes(catalogue, need)):
            yield f"trouver/{need.id}/"
    yield from (f"trouver/themes/{id}/" for id, one in words.themes.items() if not (catalogue.of_themes([id]) or one.urgences))
    yield from (f"trouver/ages/{id}/" for id, (_, low, high) in AGE_GROUPS.items() if not _suited(catalogue, low, high))


EMPTY.append(_empty)


def files(render: Renderer) -> SiteFiles:
    """One page a theme, a type that has something to show, and an age group; the search page and the list of who visits."""
    yield render.page(
        "recherche.html", "recherche/", "Rechercher", description="Chercher dans tout le site.", script="recherche.js"
    )
    yield render.page(
        "ma-liste.html", "ma-liste/", "Ma liste", description="Les lieux et services que vous gardez.", script="ma-liste.js"
    )
    yield from _by_theme(render)
    yield from _by_type(render)
    yield from _by_age(render)


def _list(
    render: Renderer, path: str, title: str, intro: str, places: Callable[[], Iterable[Place]],
    term: Theme | TypeStructure | None = None, **values: Any,
) -> Page:  # fmt: skip
    """A list of places, under their needs unless it is about one word, ``term``."""
    catalogue = render.catalogue

    def listed() -> dict[str, Any]:
        found = tuple(places())
        groups: list[tuple[Rubrique | None, Sequence[Place]]] = [(None, found)] if term else [*by_need(catalogue, found)]
        return {"groups": groups if found else [], "count": places_counted(found)}

    return render.page(
        "liste.html",
        path,
        title,
        intro=intro,
        wholes=wholes(catalogue, term) if isinstance(term, TypeStructure) else [],
        urgences=catalogue.numbers(term.urgences if term else ()),
        has_map=True,
        description=f"{intro} {catalogue.territoire.nom}.",
        later=listed,
        **values,
    )


def wholes(catalogue: Catalogue, of: Rubrique | TypeStructure) -> list[tuple[Service, str]]:
    """The services that say how many places of a type, or of a need, there are in all, with how many the site shows."""
    words = catalogue.vocabulary

    def about(service: Service) -> bool:
        if not service.ensemble:
            return False
        type_ = words.types[service.ensemble.type]
        return type_ is of or words.rubriques[words.themes[type_.theme].rubrique] is of

    return [(one, said) for one in catalogue.all(Service) if about(one) and (said := share_shown(catalogue, one))]


def above_need(rubrique: Rubrique) -> tuple[tuple[str, str], ...]:
    """The breadcrumb of what belongs to a need."""
    return FIND, (rubrique.titre, f"trouver/{rubrique.id}/")


def _by_theme(render: Renderer) -> Iterable[Page]:
    vocabulary = render.catalogue.vocabulary
    for theme in vocabulary.themes.values():
        rubrique = vocabulary.rubriques[theme.rubrique]
        places = partial(render.catalogue.of_themes, [theme.id])
        intro = f"Les lieux et services du thème « {theme.titre.lower()} »."
        trail = (FIND,) if render.elsewhere(f"trouver/{rubrique.id}/") else above_need(rubrique)
        yield _list(render, f"trouver/themes/{theme.id}/", theme.titre, intro, places, theme, trail=trail)


def _by_type(render: Renderer) -> Iterable[Page]:
    vocabulary = render.catalogue.vocabulary
    found = grouped(render.catalogue.known_structures, lambda structure: structure.type)
    for type_ in vocabulary.types.values():
        rubrique = vocabulary.rubriques[vocabulary.themes[type_.theme].rubrique]
        if type_.id in found:
            title, path, places = capital(type_.pluriel), f"trouver/types/{type_.id}/", partial(tuple, found[type_.id])
            yield _list(render, path, title, type_.definition, places, type_, trail=above_need(rubrique))


def _by_age(render: Renderer) -> Iterable[Page]:
    catalogue, intro = render.catalogue, "Les lieux et services qui disent accueillir cet âge."
    for id, (title, low, high) in AGE_GROUPS.items():
        places = partial(_suited, catalogue, low, high)
        yield _list(render, f"trouver/ages/{id}/", title, intro, places, trail=(FIND,))


def _suited(catalogue: Catalogue, low: float, high: float) -> list[Place]:
    return [place for place in catalogue.places if suits_ages(catalogue.ages_of(place), low, high)]
