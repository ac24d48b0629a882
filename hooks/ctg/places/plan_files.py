"""The still picture of a page as a file of its own, for paper: what :mod:`ctg.places.locator` draws, on its ground."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from ctg.model.commune import Commune
from ctg.pages.chart_files import dress
from ctg.pages.drawing import letters
from ctg.pages.renderer import Renderer
from ctg.places.backdrop import STEP, Pens, territory
from ctg.places.locator import HALF, StillPlan, of_commune


def plan_picture(render: Renderer, commune: Commune) -> tuple[bytes, str]:
    """(an SVG of where a commune is, what is said under it: its places, whose the ground is)."""
    plan = of_commune(render, commune)
    said = (plan.caption, *(f"Fond : {one}" for one in plan.attributions))
    return _drawn(render, plan), " · ".join(filter(None, said))


def _drawn(render: Renderer, plan: StillPlan) -> bytes:
    across, down = HALF
    svg = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"{-across} {-down} {2 * across} {2 * down}",
        "font-family": "Public Sans",
    })  # fmt: skip
    place = {"x": str(-across), "y": str(-down), "width": str(2 * across), "height": str(2 * down)}
    ET.SubElement(svg, "rect", place | {"fill": render.colours["contour-fond"]})
    if plan.under:
        svg.append(ET.fromstring(plan.under))
    ground = ET.SubElement(svg, "g", {"transform": plan.moved})
    ground.append(territory(render.catalogue, _pens(render.colours, STEP / plan.metres)))
    svg.append(ET.fromstring(plan.over))
    _scale(svg, plan)
    if plan.toward:
        side = {"gauche": ("start", -across + 12), "droite": ("end", across - 12)}[plan.toward.side]
        letters(svg, {"class": "plan__nom", "text-anchor": side[0], "x": str(side[1]), "y": str(-down + 24)}, plan.toward.words)
    for one in svg.iter("text"):
        one.set("class", f"text {one.get('class', '')}")
    dress(svg, render.colours)
    return ET.tostring(svg, encoding="utf-8")


def _pens(colours: Mapping[str, str], scale: float) -> Pens:
    """Widths that a scale would change, whatever it is."""
    return Pens(colours.__getitem__, lambda wide, more: f"{(wide + more) / scale:.1f}", fixed=False)


def _scale(svg: ET.Element, plan: StillPlan) -> None:
    words, long = plan.scale
    left, foot = -HALF[0] + 12, HALF[1]
    bar = {"d": f"M{left} {foot - 20}v8h{long}v-8", "fill": "none", "class": "plan__barre"}
    ET.SubElement(svg, "path", bar)
    letters(svg, {"x": f"{left + long / 2:.0f}", "y": str(foot - 17), "text-anchor": "middle"}, words)
