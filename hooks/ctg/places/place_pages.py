"""The pages of structures, services, communes and guided paths: what each shows, and the facets of these four kinds."""

import json
from collections import Counter
from itertools import chain, islice

from ctg import pages
from ctg.common.phrases import at_name, capital, distance
from ctg.common.problems import grouped
from ctg.hours.events import deadlines, registration_period, registration_sentences, round_of, week_in
from ctg.hours.opening import Calendar, day_codes
from ctg.model import Action, Commune, Parcours, Place, Rubrique, Service, Structure
from ctg.pages import COMMUNES, Facets, Renderer, SiteFiles, leads_on, present, under
from ctg.places import locator
from ctg.places.contacts import PublicView, shared_numbers, structure_at
from ctg.places.lists import above_need, by_letter, share_shown
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import distance_km, nearest_elsewhere, nearest_of_each_type

FORMER = ("Communes d’avant", "communes/#avant")
AT_HAND = 8
"""Places near a structure that its page lists; a commune may have hundreds."""
NEAR_KM = 15
"""How far « nearby » goes on a record's page."""


def files(render: Renderer) -> SiteFiles:
    """The list of communes; those that left, or were divided, lead on to what it says of them."""
    catalogue, perimeter = render.catalogue, render.catalogue.perimeter
    halls = any(commune.mairie for commune in catalogue.all(Commune))
    yield from (leads_on(render, f"{one.key}/", *FORMER) for one in perimeter.former if not perimeter.successor(one))
    yield render.page(
        "communes.html",
        "communes/",
        COMMUNES[0],
        has_map=True,
        letters=by_letter(catalogue.all(Commune)),
        former=[
            (one, [catalogue.commune(nom) for nom in sorted(perimeter.became(one.nom) - {one.nom})]) for one in perimeter.former
        ],
        counts=Counter({commune.nom: len(catalogue.settled_in(commune)) for commune in catalogue.all(Commune)}),
        halls=halls,
        description=f"Les {len(catalogue.all(Commune))} communes : {'mairie, ' * halls}lieux et services pour les familles.",
    )


def _above_place(render: Renderer, place: Place) -> pages.Trail:
    return above_need(render.catalogue.rubrique_of(place))


def _script(render: Renderer, place: Place) -> str:
    return f"{'ouvert.js ' if days_ahead(render, place, days=1) else ''}envoyer.js"


# --- structures ----------------------------------------------------------------------------------


def _structure(render: Renderer, record: Structure) -> dict:
    catalogue = render.catalogue
    # Nothing is near what moves, but where it stops: its page has the list. Around a place outside, we know too little; around
    # one whose address is secret, nothing is said.
    home = None if catalogue.moves(record) or record.confidential else catalogue.commune_of(record)
    here, near = around(render, home) if home else ((), ())
    theme = catalogue.themes_of(record)[0].id
    others = (s for s in here if s is not record and s.type != record.type)
    same = (s for s in chain(here, near) if s is not record and s.type == record.type)
    listed = [*islice(chain(same, others), AT_HAND)]
    return {
        "days_ahead": days_ahead(render, record),
        "osm": PublicView(render.catalogue, record, render.today).osm if record.horaires else None,
        "services": catalogue.referenced_by(record, Service, "structure"),
        "lettre": next((one for one in catalogue.all(Service) if one.message and one.themes[0] == theme), None),
        "actions": catalogue.referenced_by(record, Action),
        "dates": registration_sentences(record, render.today),
        "inscriptions": [registration_period(one.window, render.today) for one in deadlines([record], render.today)],
        "around": listed,
        "plan": locator.of_place(render, record, listed),
    }


def around(render: Renderer, commune: Commune) -> tuple[list[Structure], list[Structure]]:
    """(structures of a commune, structures elsewhere within :data:`NEAR_KM` of its centre, nearest first).

    Kept for all the records of the commune: asked once a record, distances would cost the square of their number.
    """
    if (around, commune.id) not in render.kept:
        near = nearest_elsewhere(render.catalogue, commune, render.catalogue.known_structures)
        here = list(render.catalogue.settled_in(commune))
        render.kept[around, commune.id] = here, [s for s, km in near if km <= NEAR_KM]
    return render.kept[around, commune.id]


def days_ahead(render: Renderer, place: Place, days: int = 70) -> str | None:
    """The opening hours of the next ``days``, as JSON for « open now »: long enough for a site rebuilt rarely.

    None for what moves, and for hours that nobody has confirmed: they are those of their year.
    """
    if place.doubtful or render.catalogue.moves(place):
        return None
    patterns, codes = day_codes(place, Calendar.of(render.catalogue, place), render.today, days)
    return json.dumps({"jour0": render.today.isoformat(), "patterns": patterns, "codes": codes}) if codes else None


present(
    Facets(
        kind=Structure,
        above=_above_place,
        plan=(pages.PlanHeading.PLACES, "Les lieux"),
        details=_structure,
        summary=lambda catalogue, record: f"{capital(structure_at(catalogue, record))}. {record.description or ''}",
        has_map=lambda catalogue, record: (
            not record.adresse_confidentielle and (not catalogue.moves(record) or bool(record.arrets))
        ),
        script=_script,
    )
)


# --- services ------------------------------------------------------------------------------------


def _service(render: Renderer, record: Service) -> dict:
    return {
        "days_ahead": days_ahead(render, record),
        "osm": PublicView(render.catalogue, record, render.today).osm if record.horaires else None,
        "actions": render.catalogue.referenced_by(record, Action),
        "host": render.catalogue.host(record),
        "whole": share_shown(render.catalogue, record),
    }


present(
    Facets(
        kind=Service,
        above=_above_place,
        plan=(pages.PlanHeading.PLACES, "Les services"),
        details=_service,
        summary=lambda _catalogue, record: record.description,
        script=_script,
    )
)


# --- communes ------------------------------------------------------------------------------------


def _commune(render: Renderer, record: Commune) -> dict:
    catalogue = render.catalogue
    coming, here = catalogue.coming_to(record), catalogue.settled_in(record)
    return {
        "here": here,
        "registrations": [
            (registration_period(one.window, render.today), one.place) for one in deadlines((*here, *coming), render.today)
        ],
        "week": week_in(catalogue, record, render.today),
        "needs": [(need, *_answer(catalogue, record, lines)) for need, lines in needs_of(catalogue, record)],
        "neighbours": neighbours(render, record),
        "plan": locator.of_commune(render, record),
        "reunies": [one.nom for one in catalogue.perimeter.former if catalogue.perimeter.successor(one) == record.nom],
        "actions": catalogue.referenced_by(record, Action, "communes"),
    }


def needs_of(catalogue: Catalogue, commune: Commune) -> list[tuple[Rubrique, list[tuple[Place, float | None]]]]:
    """What is in a commune or comes there, the nearest of each sort elsewhere, with its distance unless its address is secret,
    and what is for everyone: under the need that each answers first. A need without any is left out."""
    coming, here = catalogue.coming_to(commune), catalogue.settled_in(commune)
    lines: list[tuple[Place, float | None]] = [
        *((place, None) for place in (*here, *coming)),
        *((place, None if place.confidential else km) for place, km in nearest_of_each_type(catalogue, commune)),
        *((s, None) for s in catalogue.all(Service) if not s.zone and not s.structure and not s.arrets),
        *((s, None) for s in catalogue.all(Structure) if s not in coming and _may_come(catalogue, s)),
    ]
    needs = catalogue.vocabulary.rubriques
    return [(needs[id], own) for id, own in grouped(lines, lambda line: catalogue.rubrique_of(line[0]).id, needs).items()]


def _answer(
    catalogue: Catalogue, commune: Commune, lines: list[tuple[Place, float | None]]
) -> tuple[str, list[tuple[Place, float | None, list[Place]]]]:
    """The nearest of these places in words; then each with its distance and the services held there, which are said under it."""
    listed = {place.key: place for place, _ in lines}
    there = (place for place, _ in lines if place.on_site and not (place.adresse or place.itinerant))
    hosts = {place.key: host.key for place in there if (host := catalogue.host(place)) and host.key in listed}
    held = grouped(hosts, lambda key: hosts[key])
    apart = [(place, km) for place, km in lines if place.key not in hosts]
    return _nearest(catalogue, commune, apart), [
        (place, km, [listed[key] for key in held.get(place.key, ())]) for place, km in apart
    ]


def _nearest(catalogue: Catalogue, commune: Commune, lines: list[tuple[Place, float | None]]) -> str:
    """« La Ribambelle, ici, et 4 autres »: the place of a commune, else the nearest one, else what is for everyone; what is for a
    danger, only when there is nothing else."""

    def rank(line: tuple[Place, float | None]) -> tuple[bool, bool, bool, float]:
        place, km = line
        return bool(catalogue.urgences_of(place)), place.seat != commune.nom, km is None, km or 0

    place, km = min(lines, key=rank)
    where = ", ici" if place.seat == commune.nom else f", {place.seat}, à {distance(km)}" if km is not None and place.seat else ""
    others = f", et {len(lines) - 1} autres" if len(lines) > 2 else ", et un autre" if len(lines) == 2 else ""
    return f"{place.nom}{where}{others}"


def _may_come(catalogue: Catalogue, structure: Structure) -> bool:
    """True for a structure that moves and whose stops are not all known: it may come to any commune."""
    found = round_of(catalogue, structure)
    return found is not None and not found.complete


def neighbours(render: Renderer, commune: Commune, count: int = 6) -> list[tuple[Commune, float]]:
    """The nearest communes with the distance between centres in km."""
    others = [c for c in render.catalogue.all(Commune) if c is not commune]
    return sorted(((c, distance_km(commune.centre, c.centre)) for c in others), key=lambda pair: pair[1])[:count]


def _commune_summary(_catalogue: Catalogue, record: Commune) -> str:
    where, hall = at_name(record.nom), ", mairie" if record.mairie else ""
    return f"Lieux et services pour les familles {where} et autour : garde d’enfants, jeunesse, démarches{hall}."


present(
    Facets(
        kind=Commune,
        above=under(("Communes", "communes/")),
        plan=(pages.PlanHeading.COMMUNES, "Chaque commune"),
        details=_commune,
        summary=_commune_summary,
        has_map=lambda _catalogue, _record: True,
        script=lambda _render, record: "envoyer.js copie.js champ.js" if record.mairie else "copie.js champ.js",
    )
)


# --- guided paths --------------------------------------------------------------------------------


def _path(render: Renderer, record: Parcours) -> dict:
    catalogue = render.catalogue
    named = (catalogue.get(Structure, id) for id in record.appeler)
    answers, silent = shared_numbers(catalogue, (place for place in named if place))
    return {"answers": answers, "silent": silent, "urgences": catalogue.numbers(record.urgences)}


present(
    Facets(
        kind=Parcours,
        above=under(),
        plan=(pages.PlanHeading.FIND, "Les parcours, pas à pas"),
        details=_path,
    )
)
