"""The still picture of a page: where a place is, or a commune, on the ground of :mod:`ctg.places.backdrop`.

What it shows is centred on what the page is about and never scaled: a narrow screen cuts its edges, and its letters keep their
size. Its words stand beside it too: the list of the page, the direction, the caption. An address that nobody may learn is on
none, were it as a neighbour."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from math import atan2, degrees, hypot
from textwrap import wrap
from xml.etree import ElementTree as ET

import shapely
from markupsafe import Markup

from ctg.common.phrases import at_name, capital, distance, joined, typography
from ctg.common.problems import plural
from ctg.model import Commune, Position, Structure
from ctg.pages import Renderer
from ctg.pages.drawing import letters
from ctg.places.backdrop import FOLDER, HALF, STEP, WINDS, StillPlan, Toward, middle, outlines_of, path_data
from ctg.places.contacts import commune_said
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import Sight, distance_km, is_hidden, points, position_of

SAFE = (142, 152)
"""Those that the narrowest telephone shows too: what has a name stands there."""
CORNERS = {
    "échelle": (-HALF[0], 112, -30, HALF[1]),
    "gauche": (-HALF[0], -HALF[1], 60, -118), "droite": (-60, -HALF[1], HALF[0], -118),
}  # fmt: skip
"""What the scale and the direction cover."""
CLOSE = 7.5
"""Metres of a pixel around a place whose address is known."""
SHARE, SHARE_OF_SEVERAL = 0.42, 0.66
"""Of the picture, what the outline of a commune fills, those of several: the rest says where it is."""
NEARER = 0.67
"""Of the metres of such a picture, those of the map of a place where there is a ground: its commune nearly fills it."""
LEAST = 12.0
"""Metres of a pixel around a commune, however small."""
ENOUGH, WIDER = 3, (1, 1.15, 1.3, 1.5, 1.7, 2, 2.3)
"""Names of other towns that say where a commune is, and how much wider a picture may be to hold them."""
MOST_NEIGHBOURS, MOST_TOWNS, MOST_WAYS = 8, 12, 5
APART = 17
"""Pixels under which two places are one ring, with their number."""
ASIDE = 30
"""Pixels from the middle under which a town is in no direction."""
PIN = "M0 0C-3-9-15-15-15-27a15 15 0 0 1 30 0C15-15 3-9 0 0z"
SCALES = (100, 200, 500, 1000, 2000, 5000, 10000, 20000)
"""Metres of the bar."""
UNKNOWN = "position approchée"
"""What is said where the point is not known, whether its address is or not."""


Box = tuple[float, float, float, float]
PlacedRing = tuple[tuple[float, float], list["DrawnPlace"]]
"""A ring: where it is in the picture, and whose it is."""
Ranked = tuple[float, str, float, tuple[float, float]]
"""A town: how little it says, its name, how far it is, in kilometres, its point."""


@dataclass(frozen=True)
class DrawnPlace:
    """A place to draw: where, its name, whether only its commune is known."""

    position: Position
    nom: str
    approximate: bool = False

    @cached_property
    def lines(self) -> list[str]:
        """Its name, on three lines at most."""
        return wrap(self.nom, 26, break_on_hyphens=False)[:3]


@dataclass
class _Paper:
    """What is drawn, and where there is still room."""

    catalogue: Catalogue
    frame: Sight
    ways: tuple[Toward, ...] = ()
    over: ET.Element = field(default_factory=lambda: ET.Element("g"))
    taken: list[Box] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def seen(self, position: Position | tuple[float, float]) -> tuple[float, float] | None:
        """Where a point is in the picture, in pixels from its middle; None beyond its edges or too near them."""
        lon, lat = (position.lon, position.lat) if isinstance(position, Position) else position
        x, y = self.frame.point(lon, lat)
        return (x, y) if abs(x) < SAFE[0] - 12 and abs(y) < SAFE[1] - 12 else None

    def takes(self, box: Box) -> bool:
        """Whether there was room for it; there is none any more."""
        left, top, right, bottom = box
        inside = left > -SAFE[0] and right < SAFE[0] and top > -SAFE[1] and bottom < SAFE[1]
        if room := inside and self.free(box):
            self.taken.append(box)
        return room

    def free(self, box: Box) -> bool:
        """Whether it meets nothing, nor touches it."""
        left, top, right, bottom = box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2
        return not any(left < b[2] and b[0] < right and top < b[3] and b[1] < bottom for b in self.taken)

    def writes(self, kind: str, text: str, at: tuple[float, float], size: float = 13, gap: float = 9) -> bool:
        """A name beside its point, at the first side that has room."""
        x, y = at
        long, high = len(text) * size * 0.56, size * 1.25
        edge = max(SAFE[0] - long / 2 - 1, 0)
        over = max(x - long / 3, min(x + long / 3, max(-edge, min(edge, x))))  # aside, near an edge
        sides = (
            ("start", x + gap, y + size * 0.35, (x + gap, y - high / 2, x + gap + long, y + high / 2)),
            ("end", x - gap, y + size * 0.35, (x - gap - long, y - high / 2, x - gap, y + high / 2)),
            ("middle", over, y - gap, (over - long / 2, y - gap - high, over + long / 2, y - gap)),
            ("middle", over, y + gap + size * 0.8, (over - long / 2, y + gap - 2, over + long / 2, y + gap + high - 2)),
        )
        for anchor, left, base, box in sides:
            if self.takes(box):
                letters(self.over, {"class": kind, "x": f"{left:.0f}", "y": f"{base:.0f}", "text-anchor": anchor}, text)
                return True
        return False


def of_place(render: Renderer, record: Structure, around: Iterable[Structure]) -> StillPlan | None:
    """The picture of a place among its neighbours; None where nobody may learn where it is, or when it moves."""
    catalogue = render.catalogue
    found = None if is_hidden(catalogue, record) else position_of(catalogue, record)
    if not found:
        return None
    position, approximate = found
    commune = catalogue.commune_of(record) or min(catalogue.all(Commune), key=lambda one: distance_km(one.centre, position))
    close = not approximate and _has_ground(catalogue, Sight(position, CLOSE))
    near = list(islice(_neighbours(catalogue, record, around), MOST_NEIGHBOURS))
    own = DrawnPlace(position, record.nom, approximate)

    def draw(paper: _Paper) -> list[PlacedRing]:
        _draw_own(paper, own)
        return _draw_spots(paper, near, APART * 1.5)

    paper, rings = _wide_enough(catalogue, [commune], position, close, draw)
    _name_spots(paper, rings)
    shown = [one.nom for _, group in rings for one in group]
    said = f"{record.nom}, {at_name(commune_said(record))}."
    told = f" Autour : {joined(shown)}." if shown else ""
    caption = capital(UNKNOWN) if approximate else ""
    said += f" {caption}." if caption else ""
    return _plan(paper, [commune], said + told, close, caption, inside=not record.beyond)


def of_commune(render: Renderer, commune: Commune) -> StillPlan:
    """The picture of a commune: its outline, and the places that are there."""
    catalogue = render.catalogue
    outline = catalogue.outlines.get(commune.code_insee)
    at = shapely.box(*outline.bounds).centroid if outline else None
    centre = Position(lat=at.y, lon=at.x) if at else commune.centre
    here = [one for one in points(catalogue) if one.commune == commune.nom]
    spots = [DrawnPlace(one.position, one.place.nom if one.place else "", one.approximate) for one in here]
    paper, _ = _wide_enough(catalogue, [commune], centre, False, lambda paper: _draw_spots(paper, spots, 0))
    stops = sum(bool(one.stop) for one in here)
    places = len(here) - stops - bool(commune.mairie)
    counts = (["la mairie"] if commune.mairie else []) + [
        plural(count, what) for count, what in ((places, "lieu"), (stops, "passage")) if count
    ]
    count = capital(joined(counts))
    return _plan(paper, [commune], f"{commune.nom} et ses environs.{f' {count}.' if count else ''}", False, count)


def of_communes(render: Renderer, communes: Sequence[Commune]) -> StillPlan | None:
    """The picture of the communes where something takes place; None when it says nothing: none, all of them, no outline."""
    catalogue = render.catalogue
    outlines = outlines_of(catalogue, communes)
    if not outlines or len(communes) == len(catalogue.all(Commune)):
        return None
    at = shapely.box(*shapely.total_bounds(outlines)).centroid
    paper, _ = _wide_enough(catalogue, communes, Position(lat=at.y, lon=at.x), False, lambda _paper: [])
    return _plan(paper, communes, f"{joined(one.nom for one in communes)}.", False, plural(len(communes), "commune"))


def _wide_enough(
    catalogue: Catalogue, communes: Sequence[Commune], centre: Position, close: bool, draw: Callable[[_Paper], list[PlacedRing]]
) -> tuple[_Paper, list[PlacedRing]]:
    """The closest picture on which the names of enough towns have room, else of most, and the rings that ``draw`` put on it; a
    ``close`` one shows streets, and says a direction.
    """
    metres = CLOSE if close else _metres(catalogue, communes)
    found: list[tuple[int, _Paper, list[PlacedRing]]] = []
    towns, known = (*catalogue.ground.by_nature["ville"], *catalogue.ground.by_nature["direction"]), {one.nom for one in communes}
    far = {one.nom: distance_km(centre, Position(lat=one.point[1], lon=one.point[0])) for one in towns}
    ranked = sorted((one.rang * 8 + far[one.nom], one.nom, far[one.nom], one.point) for one in towns if one.nom not in known)
    for wider in (1,) if close else WIDER:
        frame = Sight(centre, round(metres * wider, 1))
        paper = _Paper(catalogue, frame)
        ways = _ways(ranked, frame, {one.nom for one in towns if paper.seen(one.point)})
        for _ in range(2):  # again, where a larger town had no room
            paper = _Paper(catalogue, frame, ways)
            rings = draw(paper)
            paper.taken.extend((CORNERS["échelle"], *(CORNERS[one.side] for one in ways[:1])))
            others = _draw_towns(paper, communes, [at for at, _ in rings])
            ways = _ways(ranked, frame, paper.named)
            if ways[:1] == paper.ways[:1]:
                break
        found.append((others, paper, rings))
        if others >= ENOUGH:
            break
    _, paper, rings = max(found, key=lambda one: one[0])
    return paper, rings


def _plan(paper: _Paper, communes: Sequence[Commune], label: str, close: bool, caption: str, inside: bool = True) -> StillPlan:
    catalogue, frame = paper.catalogue, paper.frame
    wide = Sight(frame.centre, _metres(catalogue, communes) * NEARER) if close else frame
    west, south, east, north = wide.bounds(-SAFE[0], -SAFE[1], SAFE[0], SAFE[1])
    way = "".join(f" {one.nom} est à {one.far}, vers {WINDS[one.wind]}." for one in paper.ways[:1])
    origin = communes[0].centre if close else middle(catalogue)
    x, y = frame.point(origin.lon, origin.lat)
    return StillPlan(
        label=typography(f"Plan : {label}{way}"),
        file=f"{FOLDER}{communes[0].id if close else 'territoire'}.svg",
        moved=f"translate({x:.1f} {y:.1f}) scale({STEP / frame.metres:.4f})",
        metres=frame.metres,
        close=close,
        under=_own_outlines(paper, communes) if inside and not close else Markup(""),
        over=Markup(ET.tostring(paper.over, encoding="unicode")),
        scale=_scale(frame.metres),
        ways=paper.ways,
        cadre=f"[[{south:.4f}, {west:.4f}], [{north:.4f}, {east:.4f}]]",
        caption=caption,
        attributions=catalogue.ground.attributions,
    )


def _metres(catalogue: Catalogue, communes: Sequence[Commune]) -> float:
    """Metres of a pixel around communes."""
    if not (outlines := outlines_of(catalogue, communes)):
        return LEAST * 3
    left, top, right, bottom = Sight(communes[0].centre, 1).placed(shapely.box(*shapely.total_bounds(outlines))).bounds
    share = SHARE if len(outlines) == 1 else SHARE_OF_SEVERAL
    return round(max((right - left) / (2 * HALF[0] * share), (bottom - top) / (2 * HALF[1] * share), LEAST), 1)


def _has_ground(catalogue: Catalogue, frame: Sight) -> bool:
    """Whether anything of the ground but names is seen in a frame."""
    window = shapely.box(*frame.bounds(-SAFE[0], -SAFE[1], SAFE[0], SAFE[1]))
    return any(one.shape.intersects(window) for one in catalogue.ground.drawn)


def _own_outlines(paper: _Paper, communes: Iterable[Commune]) -> Markup:
    paths = [path_data(paper.frame.placed(one).simplify(1)) for one in outlines_of(paper.catalogue, communes)]
    return Markup("").join(Markup('<path class="plan__ici" d="{}"/>').format(path) for path in paths)


# --- what is drawn over the ground ---------------------------------------------------------------


def _draw_own(paper: _Paper, own: DrawnPlace) -> None:
    """The pin, in the middle, and the name over it; where only the commune is known, no pin: the name, and these words."""
    lines = [(text, "plan__nom", 15) for text in own.lines]
    lines += [(UNKNOWN, "plan__doute", 13)] if own.approximate else []
    last = 9 * (len(lines) - 1) if own.approximate else -49
    for rank, (text, kind, size) in enumerate(reversed(lines)):
        long, base = len(text) * size * 0.6, last - 18 * rank
        paper.taken.append((-long / 2, base - 15, long / 2, base + 4))
        letters(paper.over, {"class": kind, "x": "0", "y": str(base), "text-anchor": "middle"}, text)
    if own.approximate:
        return
    paper.taken.append((-17, -44, 17, 2))
    pin = ET.SubElement(paper.over, "g", {"class": "plan__epingle"})
    ET.SubElement(pin, "path", {"d": PIN})
    ET.SubElement(pin, "circle", {"cy": "-27", "r": "5"})


def _neighbours(catalogue: Catalogue, record: Structure, places: Iterable[Structure]) -> Iterator[DrawnPlace]:
    """Those that may be drawn, where there is more to say than « in the same commune »."""
    for one in places:
        found = None if one is record or is_hidden(catalogue, one) else position_of(catalogue, one)
        if found and not (found[1] and one.commune == record.commune):
            yield DrawnPlace(found[0], one.nom, found[1])


def _draw_spots(paper: _Paper, spots: Sequence[DrawnPlace], clear: float) -> list[PlacedRing]:
    """Rings, those that would touch in one with their number, none on a name nor closer to the middle than ``clear``."""
    groups: list[PlacedRing] = []
    for spot in spots:
        at = paper.seen(spot.position)
        if at is None or hypot(*at) < clear:
            continue
        near = next((group for where, group in groups if hypot(at[0] - where[0], at[1] - where[1]) < APART), None)
        if near is None:
            groups.append((at, [spot]))
        else:
            near.append(spot)
    drawn = [(at, group) for at, group in groups if paper.free(_around_ring(at, group))]
    for (x, y), group in drawn:
        radius = _radius(group)
        paper.taken.append(_around_ring((x, y), group))
        soft = " plan__rond--vague" if _vague(group) else ""
        ring = {"class": f"plan__rond{soft}", "cx": f"{x:.0f}", "cy": f"{y:.0f}", "r": f"{radius:g}"}
        ET.SubElement(paper.over, "circle", ring)
        if len(group) > 1:
            place = {"class": "plan__compte", "x": f"{x:.0f}", "y": f"{y + 4.5:.0f}", "text-anchor": "middle"}
            letters(paper.over, place, str(len(group)))
    return drawn


def _radius(group: list[DrawnPlace]) -> float:
    return 14 if _vague(group) else 6.5 if len(group) == 1 else 10


def _vague(group: list[DrawnPlace]) -> bool:
    return all(one.approximate for one in group)


def _around_ring(at: tuple[float, float], group: list[DrawnPlace]) -> Box:
    far = _radius(group) + 1
    return at[0] - far, at[1] - far, at[0] + far, at[1] + far


def _name_spots(paper: _Paper, groups: Iterable[PlacedRing]) -> None:
    for at, group in groups:
        if len(group) == 1 and not group[0].approximate:
            paper.writes("plan__voisin", group[0].nom, at, gap=12)


def _draw_towns(paper: _Paper, communes: Sequence[Commune], rings: Sequence[tuple[float, float]]) -> int:
    """The names of the towns that have room, the communes' own first, then the strongest, beside a point or the ring that stands
    there; how many others are written; not that of the direction.
    """
    towns = [(one, at) for one in paper.catalogue.ground.by_nature["ville"] if (at := paper.seen(one.point))]
    names = {one.nom for one in communes}
    towns.sort(key=lambda town: (town[0].nom not in names, town[0].rang, hypot(*town[1]), town[0].nom))
    for town, (x, y) in towns[:MOST_TOWNS]:
        if any(one.nom == town.nom for one in paper.ways[:1]):
            continue
        own = town.nom in names
        kind = "plan__ville plan__ville--grande" if own or town.rang <= MAIN_TOWN else "plan__ville"
        size = 15 if own else 13
        ringed = any(hypot(x - across, y - down) < APART for across, down in rings)
        if not (own or ringed or paper.free((x - 3, y - 3, x + 3, y + 3))):
            continue
        written = any(
            paper.writes(kind, town.nom, (x, y), size, gap) for gap in ((7, 14, 30, 44) if own else (14,) if ringed else (7,))
        )
        if written and not ringed and hypot(x, y) > 4:  # no point under the tip of the pin
            ET.SubElement(paper.over, "circle", {"class": "plan__point", "cx": f"{x:.0f}", "cy": f"{y:.0f}", "r": "3"})
        if written:
            paper.named.add(town.nom)
    return len(paper.named - names)


MAIN_TOWN = 3
"""The last rank of a town whose name is bold: from 2,000 inhabitants."""


def _ways(ranked: Iterable[Ranked], frame: Sight, named: set[str]) -> tuple[Toward, ...]:
    """The first towns of those that a picture does not name, aside from its middle."""
    placed = ((nom, km, frame.point(*point)) for _, nom, km, point in ranked if nom not in named)
    beyond = islice(((nom, km, at) for nom, km, at in placed if hypot(*at) > ASIDE), MOST_WAYS)
    return tuple(Toward(nom, distance(km), round(degrees(atan2(y, x)) / 45) % 8) for nom, km, (x, y) in beyond)


def _scale(metres: float) -> tuple[str, float]:
    """The longest bar that takes less than a quarter of the picture."""
    long = max((one for one in SCALES if one / metres <= 115), default=SCALES[0])
    return (f"{long} m" if long < 1000 else f"{long // 1000} km"), round(long / metres, 1)
