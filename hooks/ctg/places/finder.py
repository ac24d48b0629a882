"""The finder « Trouver »: its page, that of each need, and the data by which the browser filters them.

Every rule (what is open when, which themes a type has) is computed here; ``trouver.js`` only compares values, so that no rule
is written twice. Distances are the one exception, held to the same cases by a test. A page holds its places whole, ten in sight
and the others folded; beyond :data:`MANY` places, the first of each need only, and links to complete lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Any

from ctg.common.escaping import compact
from ctg.common.phrases import at_name, phone, town_hall, typography
from ctg.common.problems import plural
from ctg.hours.events import halts, round_of
from ctg.hours.opening import Calendar, HasHours, Schedule, day_codes
from ctg.model import Acces, Commune, Place, Rubrique
from ctg.pages import Asset, Renderer, SiteFile, SiteFiles
from ctg.places.contacts import facts, number_to_call
from ctg.places.lists import AGE_GROUPS, FIND, ages_asked, by_need, paths_of, places_counted, wholes
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import is_wide, position_of


def communes_served(catalogue: Catalogue, place: Place) -> list[str]:
    """Communes that a place serves; ``*`` is added when it serves all or may serve others."""
    names = place.communes_named
    going = round_of(catalogue, place)
    everywhere = not names and not place.seat and not place.host_id
    found = [catalogue.commune(name).id for name in dict.fromkeys(names)]
    more = everywhere or (going and not going.complete)
    return [*found, "*"] if more else found


DAYS = 400
"""How far ahead the browser can answer « is it open on that day? »."""

MANY = 200
"""Beyond as many places, a page that holds them all is long to send."""
HELD = 50
"""How many places of its need a page holds then; the page of all needs, :data:`FIRST` of each."""
FIRST = 10
"""How many are in sight; the others are one touch away."""
AGES = (*(f"{months}m" for months in range(2, 13)), "18m", *(f"{years}a" for years in range(2, 26)), "30a")
"""The ages to choose from, as the address writes them; it may hold any other."""


@dataclass(frozen=True)
class Group:
    """Places of a need, as a page holds them: those in sight, those folded, how many there are, and how many more answer it too
    under another need."""

    need: Rubrique
    first: Sequence[Place]
    others: Sequence[Place]
    total: int
    also: int


def files(render: Renderer) -> SiteFiles:
    """The finder's page, that of each need, and their data."""
    yield _page(render, None)
    for need in render.catalogue.vocabulary.rubriques.values():
        yield _page(render, need)
    yield Asset("assets/trouver.json", lambda: compact(finder_data(render)).encode())


def _page(render: Renderer, need: Rubrique | None) -> SiteFile:
    """The finder, where nothing is chosen, or a need."""
    catalogue = render.catalogue
    intro = need.phrase if need else "Cherchez par besoin, âge, jour et commune."

    def listed() -> dict[str, Any]:
        places = _all(catalogue) if need is None else _of(catalogue, need)
        large = len(catalogue.places) + len(catalogue.outside) > MANY
        return {
            "groups": list(_groups(catalogue, need, places, (HELD if need else FIRST) if large else len(places))),
            "count": places_counted(places),
            "large": large,
            "wide": is_wide(catalogue),
            "themes": catalogue.vocabulary.themes_of(need) if need else catalogue.vocabulary.themes.values(),
        }

    return render.page(
        "trouver.html",
        f"trouver/{need.id}/" if need else FIND[1],
        need.titre if need else FIND[0],
        description=f"{intro} {catalogue.territoire.nom}.",
        has_map=True,
        script="trouver.js",
        need=need,
        paths=paths_of(catalogue, need),
        wholes=wholes(catalogue, need) if need else [],
        ages={age: age_said(age) for age in AGES},
        age_groups=AGE_GROUPS,
        later=listed,
    )


def age_said(age: str) -> str:
    """« 18a » → « 18 ans »."""
    number, years = int(age[:-1]), age.endswith("a")
    return plural(number, "an") if years else f"{number} mois"


def _groups(catalogue: Catalogue, need: Rubrique | None, places: Sequence[Place], held: int) -> Iterator[Group]:
    for own, found in [(need, [*places])] if need and places else by_need(catalogue, places):
        yield Group(own, found[:FIRST], found[FIRST:held], len(found), len(_of(catalogue, own)) - len(found))


def _of(catalogue: Catalogue, need: Rubrique) -> Sequence[Place]:
    """The places of a need: those that answer it first, then the others, what is outside last."""
    found = catalogue.of_themes([theme.id for theme in catalogue.vocabulary.themes_of(need)])
    rank = {place.key: n for n, place in enumerate(_all(catalogue))}
    return sorted(found, key=lambda place: (place.beyond, catalogue.rubrique_of(place) is not need, rank[place.key]))


def finder_data(render: Renderer) -> dict:
    """What ``trouver.js`` reads: see the names in :func:`entry`; days are counted from ``jour0``."""
    catalogue, start = render.catalogue, render.today
    calendar = Calendar.of(catalogue)
    days = [start.fromordinal(start.toordinal() + n) for n in range(DAYS)]
    schedules: dict[tuple, int] = {}

    def number(place: Place, schedule: HasHours) -> int | None:
        codes = day_codes(schedule, Calendar.of(catalogue, place), start, DAYS)
        return schedules.setdefault(codes, len(schedules)) if codes[1] else None

    entries = []
    for place in _all(catalogue):
        numbers = [(commune, number(place, schedule)) for commune, schedule in presences(catalogue, place)]
        known = entry(catalogue, place, [(commune, known) for commune, known in numbers if known is not None])
        entries.append(known | line(catalogue, place))
    return {
        "jour0": start.isoformat(),
        "vacances": "".join("1" if calendar.is_school_holiday(day) else "0" for day in days),
        "feries": "".join("1" if calendar.public_holiday(day) else "0" for day in days),
        "horaires": [[list(patterns), codes] for patterns, codes in schedules],
        "communes": {
            c.id: [c.nom, c.centre.lat, c.centre.lon, c.mairie.telephone if c.mairie else None, at_name(c.nom), town_hall(c.nom)]
            for c in catalogue.all(Commune)
        },
        "lieux": entries,
    }


def _all(catalogue: Catalogue) -> tuple[Place, ...]:
    """What the finder shows: the territory's places, then those that are near and not ours. When they are many, each need in
    turn, what can be called and is best known first: the first lines serve before anything is asked."""
    places = catalogue.places
    if len(places) + len(catalogue.outside) <= MANY:
        return (*places, *catalogue.outside)
    needs = by_need(catalogue, sorted(places, key=partial(_known, catalogue), reverse=True))
    return (*(place for turn in zip_longest(*(own for _, own in needs)) for place in turn if place), *catalogue.outside)


def _known(catalogue: Catalogue, place: Place) -> int:
    """How many of the facts that a visitor asks first are known."""
    hours = place.horaires is not None or catalogue.moves(place)
    return 4 * bool(place.telephone) + 2 * hours + bool(place.ages) - 2 * place.doubtful


def line(catalogue: Catalogue, place: Place) -> dict:
    """What its line says: ``n`` name, ``m`` facts, ``u`` the need that it answers first; on paper, ``w``, whom to call."""
    called = number_to_call(catalogue, place)
    return {
        "n": typography(place.nom),
        "w": called and [phone(called.telephone), *([typography(called.name)] if called.name not in ("", place.nom) else [])],
        "m": [typography(fact) for fact in facts(catalogue, place)],
        "u": catalogue.rubrique_of(place).id,
    }


def presences(catalogue: Catalogue, place: Place) -> list[tuple[str, HasHours]]:
    """(commune, hours) of each presence of a place; ("", hours) when it does not move or has no location."""
    if not catalogue.moves(place):
        return [("", place)]
    return [(catalogue.commune(stop.commune).id, Schedule(stop.horaires, place.fermetures)) for stop in place.arrets]


def entry(catalogue: Catalogue, place: Place, schedules: list[tuple[str, int]]) -> dict:
    """One place: ``k`` key, ``t`` themes and rubriques, ``a`` ages in months, ``c`` commune, ``p`` position,
    ``z`` communes served (``*``: perhaps all), ``f`` access, ``o`` numbers of its schedules, each with the commune of the
    stop that has it, ``""`` for a place that does not move. Absent: unknown. What moves (``d``) has no commune, no position:
    ``s`` are the communes where it stops. ``r``: one may be received there on a day, so unknown hours are worth a call.
    ``h``: outside of the territory, in no commune of ours."""
    themes, moves = catalogue.themes_of(place), catalogue.moves(place)
    commune = None if moves else catalogue.commune_of(place)
    own = {
        "k": place.key,
        "t": [theme.id for theme in themes] + list(dict.fromkeys(theme.rubrique for theme in themes)),
        "a": ages_asked(catalogue, place),
        "c": commune and commune.id,
        "z": communes_served(catalogue, place),
        "f": access(place, {theme.id for theme in themes}),
        "o": schedules,
        "d": moves or None,
        "r": receives(catalogue, place) or None,
        "h": place.beyond or None,
        "s": list(dict.fromkeys(commune.id for commune, _ in halts(catalogue, place))) if moves else None,
        "p": point_of(catalogue, place),
    }
    return {name: value for name, value in own.items() if value not in (None, "", [])}


def point_of(catalogue: Catalogue, place: Place, near: bool = False) -> list[float] | None:
    """[latitude, longitude] of a place with a location that may be published. ``near``: or the centre of its commune, then 1."""
    home = catalogue.home(place)
    if not home or not place.seat or place.confidential or not (found := position_of(catalogue, home)):
        return None
    position, approximate = found
    return [round(position.lat, 4), round(position.lon, 4), *[1] * approximate] if near or not approximate else None


def receives(catalogue: Catalogue, place: Place) -> bool:
    """Can one go there on some day of one's own accord? Not for an aid, a card, or a place that a school sends to."""
    if place.access == Acces.ORIENTATION:
        return False
    return bool(place.seat or place.adresse or place.itinerant or (catalogue.host(place) and place.on_site))


def access(place: Place, themes: set[str]) -> str:
    """``g`` free, ``l`` without appointment, ``h`` disability, ``u`` emergency."""
    return "".join(
        letter
        for letter, true in (
            ("g", place.tarif and place.tarif.gratuit),
            ("l", place.access is Acces.LIBRE),
            ("h", place.says("accueil_handicap", "accessibilite_lieu") or "handicap" in themes),
            ("u", place.says("accueil_urgence")),
        )
        if true
    )
