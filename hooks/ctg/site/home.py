"""The home page: one field, the needs, the communes and the project in a line each. And the diary: what is coming and open to
all, public meetings, registrations, the next stops of what moves; nothing that is over."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ctg.common.phrases import capital, the_communes, weekday
from ctg.common.problems import plural
from ctg.hours.events import Deadline, Passage, coming_stops, deadlines, registration_period
from ctg.model import Commune, Instance, Place, Rencontre, Rubrique, Service, Structure
from ctg.pages import COMMUNES, PROJECT, Renderer, SiteFiles, shown_when
from ctg.people.meetings import appointment, begins, coming
from ctg.places.lists import paths_of
from ctg.reading.catalogue import Catalogue
from ctg.territory.landscape import as_svg, landscape

SOON = 3
"""Events of the days to come: the diary has the others."""


def files(render: Renderer) -> SiteFiles:
    """The home page."""
    catalogue = render.catalogue
    yield render.page(
        "accueil.html",
        "",
        catalogue.territoire.titre_site,
        description=catalogue.territoire.accroche,
        needs=[one for one in catalogue.vocabulary.rubriques.values() if answered(catalogue, one)],
        starting=list(starting_points(render)) if not catalogue.known_places else [],
        soon=soon(render)[:SOON],
        script="champ.js",
        drawing=as_svg(land) if (land := landscape(catalogue)) else "",
    )


def answered(catalogue: Catalogue, need: Rubrique) -> bool:
    """Does the site know a place, or a guided path, for that need?"""
    return bool(catalogue.of_themes([theme.id for theme in catalogue.vocabulary.themes_of(need)]) or paths_of(catalogue, need))


def starting_points(render: Renderer) -> Iterator[tuple[str, str]]:
    """(words, path) of what a site without any place has to show: who may answer families, and the project."""
    catalogue = render.catalogue
    communes = catalogue.all(Commune)
    halls = sum(bool(commune.mairie and commune.mairie.telephone) for commune in communes)
    if catalogue.alone:
        yield f"{catalogue.alone.nom}{', et le téléphone de sa mairie' if halls else ''}", f"{catalogue.alone.key}/"
    else:
        known = {0: "", len(communes): ", et le téléphone de leurs mairies"}
        told = known.get(halls, f", et le téléphone de {plural(halls, 'mairie')}")
        yield f"{capital(the_communes(len(communes)))}{told}", COMMUNES[1]
    yield "Les numéros d’urgence, si vous êtes en danger", "urgence/"
    if not catalogue.untold:
        yield PROJECT


# --- the diary ------------------------------------------------------------------------------------

AGENDA = ("Agenda", "agenda/")
shown_when(AGENDA[1], lambda catalogue: any(catalogue.all(kind) for kind in (Structure, Service, Rencontre, Instance)))
STOP_DAYS = 14
"""How far ahead stops are announced: further, a timetable may have changed."""


@dataclass(frozen=True)
class AgendaLine:
    """A line of the diary: a meeting, a stop or a registration.

    ``date`` only sorts; ``label`` is what people read.
    """

    date: dt.date
    label: str
    meeting: Rencontre | None = None
    stop: Passage | None = None
    deadline: Deadline | None = None


def agenda_page(render: Renderer) -> SiteFiles:
    """The page of the diary."""
    yield render.page(
        "projet/agenda.html",
        AGENDA[1],
        AGENDA[0],
        meetings=by_label(meetings(render)),
        stops=by_label(stops(render)),
        registrations=by_label(registrations(render)),
        silent=without_calendar(render),
        until=render.today + dt.timedelta(days=STOP_DAYS - 1),
        description="Les prochaines rencontres ouvertes à tous, les inscriptions et les passages près de chez vous.",
    )


def has_dates(render: Renderer) -> bool:
    """Whether any date to come is known."""
    return any(find(render) for find in (meetings, stops, registrations))


def meetings(render: Renderer) -> list[AgendaLine]:
    """The meetings open to all, soonest first; those whose day is not set come at the end of their month."""
    found = coming((meeting for meeting in render.catalogue.all(Rencontre) if meeting.ouverte_a_tous), render.today)
    return [AgendaLine(begins(meeting, render.today), appointment(meeting, render.today), meeting=meeting) for meeting in found]


def stops(render: Renderer) -> list[AgendaLine]:
    """The stops of the coming days, in order."""
    found = coming_stops(render.catalogue, render.today, STOP_DAYS)
    return [AgendaLine(stop.date, day(stop.date, render.today), stop=stop) for stop in found]


def registrations(render: Renderer) -> list[AgendaLine]:
    """The registrations that begin or end in the months to come."""
    found = deadlines(render.catalogue.places, render.today)
    return [AgendaLine(one.next(render.today), registration_period(one.window, render.today), deadline=one) for one in found]


def without_calendar(render: Renderer) -> list[Place]:
    """The places that move and whose stops have no known hours: people had better call them."""
    moving = (place for place in render.catalogue.places if place.itinerant)
    return [place for place in moving if not any(stop.horaires for stop in place.arrets)]


def day(date: dt.date, today: dt.date) -> str:
    """« vendredi 4 décembre », with the year when it is not that of ``today``."""
    return weekday(date) + (f" {date.year}" if date.year != today.year else "")


def by_label(events: Iterable[AgendaLine]) -> list[tuple[str, list[AgendaLine]]]:
    """The lines in groups of one label, in their order."""
    return [(label, list(found)) for label, found in groupby(events, key=lambda event: event.label)]


def soon(render: Renderer) -> list[AgendaLine]:
    """For the home page: a few meetings, registrations and stops, in one list by date."""
    chosen = [*meetings(render)[:3], *stops(render)[:5], *registrations(render)[:3]]
    return sorted(chosen, key=lambda event: event.date)
