"""Charts as inline SVG, from plain values; and as files of their own, with their title and their source.

What a chart says is in its ``<desc>``; its values are in the table beside it. In a file it looks as on its page: the rules of
its sheet become attributes, which any program reads. So does the plan of a booklet."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from markupsafe import Markup

from ctg.common.files import published_file, read_plain
from ctg.common.phrases import shortened, typography
from ctg.pages import drawing
from ctg.pages.site_files import Asset

ABOVE, HEIGHT, BELOW = 34, 190, 30
"""Pixels: room for the labels above the plot, the plot, room for the years below."""
FREE = 0.02
"""Share of each scale added at both ends, so that no point touches the edge."""
CLOSE = 36
"""Pixels between a point and the target under which their labels would touch."""
APART, APART_WIDE = 22, 10
"""Percent of the width that a label needs: on a telephone of 320 px, on a wide page."""

NAMED, BAR_STEP, BAR_GAP = 36, 23, 7
"""Pixels: room for the name of a group of bars, from the top of a bar to that of the next, what is empty between them."""
LONGEST, HATCHED = 40, 5
"""Percent of the width: the longest bar, which leaves room for its words at 320 px; what is not known, after it."""


@dataclass(frozen=True)
class Mark:
    """A value to draw. ``hollow``: not confirmed."""

    year: float
    value: float
    label: str = ""
    hollow: bool = False


@dataclass(frozen=True)
class PlacedMark:
    """A mark once placed: ``x`` in percent of the width, ``y`` in pixels from the top."""

    mark: Mark
    x: float
    y: float

    @property
    def at(self) -> tuple[float, float]:
        return self.x, self.y


def curve(
    runs: Sequence[Sequence[Mark]],
    *,
    id: str,
    title: str,
    text: str,
    start: Mark | None = None,
    goal: Mark | None = None,
    path: Sequence[Mark] = (),
    gap: tuple[Mark, Mark] | None = None,
    breaks: Iterable[int] = (),
) -> Markup:
    """A line for each run, over years in proportion and a scale that holds zero; a mark alone in its run has no line.

    ``path`` leads from the start to the target, else a level line; ``gap``: from a measure to what the path asks of its year.
    Inside a run, the years without a measure are dotted over. ``breaks`` are the first years of new series.
    ``title`` and ``text`` are what a screen reader says; ``id`` begins their identifiers.
    """
    ends = [mark for mark in (start, goal) if mark]
    frame = Scales.around([*(mark for run in runs for mark in run), *ends, *path])
    level = [Mark(min(start.year if start else frame.first, goal.year), goal.value), goal] if goal else []
    cuts = [frame.place(frame.upright(year - 0.5)) for year in sorted(breaks) if frame.first < year <= frame.last]
    ground, target, lines = frame.place(frame.ground), frame.place(level), [frame.place(run) for run in runs]
    image = drawing.drawing("courbe", ABOVE + HEIGHT + BELOW, title, text, id)
    for foot, head in cuts:
        drawing.line(image, "courbe__rupture", foot.at, head.at)
    drawing.line(image, "courbe__zero", ground[0].at, ground[1].at)
    for a, b in pairwise(frame.place(path) if path else target):
        drawing.line(image, "courbe__niveau", a.at, b.at)
    if gap:
        measured, asked = frame.place(gap)
        drawing.line(image, "courbe__ecart", measured.at, asked.at)
        drawing.dot(image, "courbe__attendu", *asked.at, radius=5)
    for end in frame.place(ends):
        drawing.diamond(image, "courbe__losange", *end.at, radius=11)
    for line in lines:
        _run(image, line)
    _labels(image, lines, target[1] if target else None, ground[0].y)
    _years(image, [*(spot for line in lines for spot in line), *target[1:]])
    return drawing.markup(image)


def spark(runs: Sequence[Sequence[Mark]], path: Sequence[Mark] = ()) -> Markup:
    """The lines of :func:`curve`, small and without words, to stand beside a sentence."""
    frame = Scales.around([*(mark for run in runs for mark in run), *path], above=8, height=32)
    ground = frame.place(frame.ground)
    image = drawing.drawing("courbe courbe--petite", 48)
    drawing.line(image, "courbe__zero", ground[0].at, ground[1].at)
    for a, b in pairwise(frame.place(path)):
        drawing.line(image, "courbe__niveau", a.at, b.at)
    for end in frame.place(path[-1:]):
        drawing.diamond(image, "courbe__losange", *end.at, radius=6)
    for run in runs:
        _run(image, frame.place(run))
    return drawing.markup(image)


def bar(share: float) -> Markup:
    """A bar beside its value in words; ``share``, from 0 to 1, is its length."""
    image = drawing.drawing("barre", 12)
    drawing.rectangle(image, 100 * share, 12)
    return drawing.markup(image)


@dataclass(frozen=True)
class Bar:
    """A value drawn as a bar, its words after it. ``look``: « creuse », « claire », or full; ``more``: hatched after it, for what
    is not known."""

    value: float
    label: str
    look: str = ""
    more: bool = False


def bars(groups: Sequence[tuple[str, Sequence[Bar]]], *, id: str, title: str, text: str) -> Markup:
    """Bars under the name of their group, all on one scale from zero; no value is negative.

    ``title`` and ``text`` are what a screen reader says; ``id`` begins their identifiers.
    """
    most = max((bar.value for _, group in groups for bar in group), default=0) or 1
    image = drawing.drawing("courbe barres", sum(NAMED + BAR_STEP * len(group) for _, group in groups), title, text, id)
    top = 0
    for name, group in groups:
        drawing.letters(image, {"class": "barres__nom", "x": "0", "y": str(top + 18)}, name)
        top += NAMED - BAR_GAP
        drawing.line(image, "courbe__zero", (0, top - 4), (0, top + BAR_STEP * len(group) - 2))
        for bar in group:
            width, middle = LONGEST * bar.value / most, top + (BAR_STEP - BAR_GAP) / 2
            if bar.value or not bar.more:
                kind = f"barres__barre barres__barre--{bar.look}" if bar.look else "barres__barre"
                drawing.rectangle(image, width, BAR_STEP - BAR_GAP, kind, top)
            if bar.more:
                drawing.line(image, "barres__inconnu", (width, middle), (width + HATCHED, middle))
                width += HATCHED
            place = {"class": "barres__valeur", "x": drawing.percent(width), "dx": "8", "y": drawing.pixels(top + 13)}
            drawing.letters(image, place, bar.label)
            top += BAR_STEP
        top += BAR_GAP
    return drawing.markup(image)


NUMBER = 5.5
"""Percent of the width from which the number of a part holds in it, at 320 px."""


@dataclass(frozen=True)
class BarPart:
    """A part of a stacked bar; ``kind`` is the class of its look."""

    count: int
    kind: str
    hatched: bool = False


PART_ROW, PART_HEIGHT, SIGN_ROW = 62, 24, 26
"""Pixels: a name and its bar, the bar, a line of the legend."""


def stacked(rows: Sequence[tuple[str, Sequence[BarPart]]], signs: Sequence[tuple[BarPart, str]], **said: str) -> Markup:
    """A bar cut into parts under each name, all on one scale, then what each look means; ``said``: as for :func:`bars`."""
    image = drawing.drawing("courbe barres", PART_ROW * len(rows) + SIGN_ROW * len(signs), **said)
    most = max((sum(part.count for part in parts) for _, parts in rows), default=1)
    for rank, (name, parts) in enumerate(rows):
        top = rank * PART_ROW
        drawing.letters(image, {"class": "barres__nom", "x": "0", "y": str(top + 18)}, shortened(name, 75))
        _parts(image, parts, most, top + 28)
    for rank, (part, words) in enumerate(signs):
        top = PART_ROW * len(rows) + SIGN_ROW * rank
        _part(image, part, {"y": str(top + 5), "width": "22", "height": "18"})
        drawing.letters(image, {"class": "barres__signe", "x": "32", "y": str(top + 19)}, words)
    return drawing.markup(image)


def stacked_bar(parts: Sequence[BarPart], most: int) -> Markup:
    """One of those bars, beside its words; ``most``: the length of the longest."""
    image = drawing.drawing("courbe barres", PART_HEIGHT)
    _parts(image, parts, most, 0)
    return drawing.markup(image)


def swatch(part: BarPart) -> Markup:
    """The look of a part, beside what it means."""
    image = drawing.drawing("courbe barres__cle", 18)
    image.set("width", "22")
    _part(image, part, {"width": "22", "height": "18"})
    return drawing.markup(image)


def _parts(image: Element, parts: Sequence[BarPart], most: int, top: int) -> None:
    """The parts of a bar from the left, a little ground after each, and how many where the number holds."""
    left = 0.0
    for part in parts:
        width = 100 * part.count / most
        place = {"x": drawing.percent(left), "y": str(top), "width": drawing.percent(width), "height": str(PART_HEIGHT)}
        drawing.line(_part(image, part, place), "barres__fente", (100, 0), (100, PART_HEIGHT))
        if width >= NUMBER:
            kind = "barres__sur-faites" if part.kind == "barres__faites" else "barres__sur-autres"
            middle = {"x": drawing.percent(left + width / 2), "y": str(top + 17), "text-anchor": "middle"}
            drawing.letters(image, {"class": kind, **middle}, str(part.count))
        left += width


def _part(image: Element, part: BarPart, place: dict[str, str]) -> Element:
    """A part in a box of its own, which cuts it."""
    box = SubElement(image, "svg", place)
    SubElement(box, "rect", {"class": part.kind, "width": "100%", "height": "100%"})
    if part.hatched:
        drawing.line(box, "barres__hachures", (0, 12), (100, 12))
    return box


@dataclass(frozen=True)
class Scales:
    """The scales: years in proportion from ``first`` to ``last``, values from ``low`` to ``high``, zero among them."""

    first: float
    last: float
    low: float
    high: float
    above: int
    height: int

    @classmethod
    def around(cls, marks: Sequence[Mark], above: int = ABOVE, height: int = HEIGHT) -> "Scales":
        """The scales that hold these marks."""
        years, values = [mark.year for mark in marks], [mark.value for mark in marks]
        low, high = min(0, *values), max(0, *values)
        return cls(min(years), max(years), low, high if high > low else low + 1, above, height)

    @property
    def ground(self) -> list[Mark]:
        """The ends of the line of zero."""
        return [Mark(self.first, 0), Mark(self.last, 0)]

    def upright(self, year: float) -> list[Mark]:
        """The ends of a vertical line."""
        return [Mark(year, self.low), Mark(year, self.high)]

    def place(self, marks: Sequence[Mark]) -> list[PlacedMark]:
        """These marks on both scales; a scale without length begins at its only value."""
        years, values, whole = self.last - self.first or 1, self.high - self.low, 1 + 2 * FREE
        return [
            PlacedMark(
                mark,
                100 * ((mark.year - self.first) / years + FREE) / whole,
                self.above + self.height * ((self.high - mark.value) / values + FREE) / whole,
            )
            for mark in marks
        ]


def _run(image: Element, run: Sequence[PlacedMark]) -> None:
    """The lines of a run, then its points over them."""
    for a, b in pairwise(run):
        gap = b.mark.year - a.mark.year > 1
        drawing.line(image, "courbe__trait courbe__trait--lacune" if gap else "courbe__trait", a.at, b.at)
    for spot in run:
        drawing.dot(image, "courbe__point courbe__point--creux" if spot.mark.hollow else "courbe__point", *spot.at, radius=5)


def _labels(image: Element, runs: Sequence[Sequence[PlacedMark]], goal: PlacedMark | None, ground: float) -> None:
    """The values at both ends of each run and at the target, where neither a line nor another label is."""
    beside = {run[0]: run[min(1, len(run) - 1)] for run in runs} | {run[-1]: run[max(-2, -len(run))] for run in runs}
    always = _apart(beside, APART)
    for spot in _apart(beside, APART_WIDE):
        below = beside[spot].y < spot.y
        if goal and -CLOSE < goal.y - spot.y < 2 * CLOSE:  # the target's own label may stand between the two
            below = goal.y <= spot.y
        kind = "courbe__valeur" if spot in always else "courbe__valeur courbe__large"
        drawing.write(image, kind, spot.mark.label, spot.x, _baseline(spot, below, ground))
    if goal:
        below = goal.y > runs[-1][-1].y
        drawing.write(image, "courbe__valeur courbe__valeur--cible", goal.mark.label, goal.x, _baseline(goal, below, ground))


def _baseline(spot: PlacedMark, below: bool, ground: float) -> float:
    """Under the spot when asked and when the ground leaves room, else above."""
    return spot.y + 27 if below and spot.y + 30 < ground else spot.y - 15


def _years(image: Element, spots: Sequence[PlacedMark]) -> None:
    """The years measured and the target's, under the plot; on a telephone, only those that fit."""
    years = list({spot.mark.year: spot for spot in spots}.values())
    always = _apart(years, APART)
    for spot in _apart(years, APART_WIDE):
        kind = "courbe__annee" if spot in always else "courbe__annee courbe__large"
        drawing.write(image, kind, str(spot.mark.year), spot.x, ABOVE + HEIGHT + 20)


def _apart(spots: Iterable[PlacedMark], least: float) -> list[PlacedMark]:
    """The first and the last, then as many others as stand that far (percent) from those kept."""
    first, *rest = spots
    kept = [first]
    for spot in [*rest[-1:], *rest[:-1]]:
        if all(abs(spot.x - other.x) >= least for other in kept):
            kept.append(spot)
    return sorted(kept, key=lambda spot: spot.x)


# --- a chart as a file of its own, for a report or a slide ------------------------------------------

WIDTH, EDGE = 720, 24
"""Pixels: the drawing, and what is empty around it."""
FINE = 2
"""Pixels of the PNG for one of the SVG."""
TITLE, NOTE = (20, 64), (15, 92)
"""Pixels of a letter, and how many of them hold on a line."""
SIZES = {"taille": "17px", "petit": "15px", "dessin": "13px"}
"""The tokens of ``jetons.css`` that charts ask for; a test holds them to it."""
ASKED = re.compile(r"var\(--([\w-]+)\)")


def file_of(path: str, chart: Markup, title: str, note: str, colours: dict[str, str]) -> Asset:
    """The chart as PNG, for a report or a slide; see :func:`picture`."""
    return Asset(path, lambda: _as_png(picture(chart, title, note, colours)))


def _as_png(svg: bytes) -> bytes:
    from ctg.pages.pdf import as_picture  # slow to import: only when a picture is made

    size = fromstring(svg)
    return as_picture(svg, FINE * float(size.get("width", 0)), FINE * float(size.get("height", 0)))


def picture(chart: Markup, title: str, note: str, colours: dict[str, str]) -> bytes:
    """An SVG of a chart; ``note``: its legend and source; ``colours``: those of the site, by role."""
    drawn = fromstring(chart)
    dress(drawn, colours)
    above = _paragraph(title, TITLE, EDGE, {"fill": colours["texte"], "font-weight": "700"})
    top = EDGE + len(above) * TITLE[0] * 1.35
    drawn.attrib.update({"x": str(EDGE), "y": f"{top:.0f}", "width": str(WIDTH)})
    bottom = top + float(drawn.get("height", 0)) + EDGE / 2
    below = _paragraph(note, NOTE, bottom, {"fill": colours["texte-second"]})
    height = bottom + len(below) * NOTE[0] * 1.35 + EDGE
    whole = Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "width": str(WIDTH + 2 * EDGE), "height": f"{height:.0f}",
        "font-family": "Public Sans, Arial, sans-serif",
    })  # fmt: skip
    SubElement(whole, "rect", {"width": "100%", "height": "100%", "fill": colours["fond"]})
    whole.extend([*above, drawn, *below])
    return tostring(whole, encoding="utf-8", xml_declaration=True)


def dress(drawn: Element, colours: dict[str, str]) -> None:
    """What the sheets declare of the classes of its shapes becomes their attributes."""
    tokens = SIZES | colours
    for element in drawn.iter():
        for name in element.attrib.pop("class", "").split():
            element.attrib.update((what, ASKED.sub(lambda asked: tokens[asked[1]], how)) for what, how in looks().get(name, ()))


def _paragraph(text: str, kind: tuple[int, int], top: float, look: dict[str, str]) -> list[Element]:
    size, longest = kind
    parent = Element("g")
    for rank, line in enumerate(wrap(typography(text), longest), 1):
        place = {"x": str(EDGE), "y": f"{top + rank * size * 1.35 - size * 0.35:.0f}", "font-size": f"{size}px"}
        drawing.letters(parent, place | look, line)
    return list(parent)


@cache
def looks() -> dict[str, tuple[tuple[str, str], ...]]:
    """Class of a shape → what its sheet declares of it, as attributes, with the names of tokens in it; « text »: the letters of
    a plan.
    """
    sheets = "".join(read_plain(published_file(None, f"assets/css/{name}.css")).decode() for name in ("projet", "fiche"))
    found = re.findall(r"^  (?:\.plan )?\.?((?:courbe|barres|plan)__[\w-]+|text) \{ ([^}]*) \}$", sheets, re.MULTILINE)
    return {name: tuple(re.findall(r"([\w-]+): ([^;]+);", body)) for name, body in found}
