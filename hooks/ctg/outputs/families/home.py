"""The home page: the six needs, the communes, what is coming, the project in three figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, radians

import shapely
from shapely.geometry import shape

from ctg.kinds import Commune, Indicateur
from ctg.outputs import news
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.outputs.project import agenda
from ctg.outputs.words import plan

WIDTH = 960  # user units of the home page's drawing of the communes
TOLERANCE = 0.002  # degrees: about 200 metres, one unit of the drawing


def files(render: Renderer) -> Iterable[SiteFile]:
    """The home page."""
    catalogue = render.catalogue
    counts = dict.fromkeys(catalogue.vocabulary.rubriques, 0)
    for place in catalogue.places:
        for rubrique in {theme.rubrique for theme in catalogue.themes_of(place)}:
            counts[rubrique] += 1
    figures = [catalogue.get(Indicateur, id) for id in catalogue.territoire.chiffres_cles]
    yield render.page(
        "accueil.html",
        "",
        catalogue.territoire.titre_site,
        description=catalogue.territoire.accroche,
        counts=counts,
        figures=[figure for figure in figures if figure and figure.derniere],
        plan=plan.known(catalogue),
        soon=agenda.by_label(agenda.soon(render)),
        news=news.by_day(news.recent(render)),
        feed=news.FEED,
        drawing=communes_drawing(render),
    )


def communes_drawing(render: Renderer) -> dict:
    """The communes as SVG paths: ``{width, height, communes: [{commune, path}]}``, north up.

    Longitudes are shrunk by the cosine of the latitude, so that shapes look as on a map.
    """
    catalogue = render.catalogue
    by_code = {commune.code_insee: commune for commune in catalogue.all(Commune)}
    features = [f for f in catalogue.contours["features"] if f["properties"]["code_insee"] in by_code]
    # Simplified together, neighbours keep one common border.
    outlines = shapely.coverage_simplify([shape(f["geometry"]) for f in features], TOLERANCE)
    west, south, east, north = shapely.total_bounds(outlines)
    shrink = cos(radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink)

    def ring(coordinates: Sequence[tuple[float, float]]) -> str:
        points = [f"{(lon - west) * shrink * scale:.0f},{(north - lat) * scale:.0f}" for lon, lat in coordinates[:-1]]
        return "M" + "L".join(points) + "Z"

    drawn: list[tuple[Commune, str]] = []
    for feature, outline in zip(features, outlines, strict=True):
        polygons = getattr(outline, "geoms", [outline])
        path = "".join(ring(polygon.exterior.coords) for polygon in polygons)
        drawn.append((by_code[feature["properties"]["code_insee"]], path))
    drawn.sort(key=lambda item: item[0].id)
    communes = [{"commune": commune, "path": path} for commune, path in drawn]
    return {"width": WIDTH, "height": round((north - south) * scale), "communes": communes}
