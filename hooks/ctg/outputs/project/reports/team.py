"""The alerts as an Atom feed, for the team: in the preview only, never in the published site (see ``build``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ctg.analysis.news.snapshot import digest
from ctg.analysis.project.reports.alerts import raised
from ctg.ground.escaping import plain
from ctg.ground.phrases import capital
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import PROJECT
from ctg.outputs.base.site import SiteFile
from ctg.outputs.news import NewsItem
from ctg.outputs.open_data.everyday.feeds import feed
from ctg.outputs.project.reports.parts import address

FEED = "equipe/alertes.xml"


def files(render: Renderer) -> Iterable[SiteFile]:
    """The feed, empty or not, the last raised first."""
    start = dt.date(render.today.year, 1, 1)  # what has no date of its own is told once a year
    found = sorted(raised(render.catalogue, render.today), key=lambda pair: pair[1].raised or start, reverse=True)
    items = [
        NewsItem(
            alert.raised or start,
            "/".join(filter(None, (alert.record.key, group.id, alert.part and digest(alert.part)))),
            plain(alert.title),
            f"{capital(alert.severity.label)}. {plain(alert.reason)} Pour y mettre fin : {alert.closes}",
            address(alert.record),
            (group.title,),
            (),
            (),
        )
        for group, alert in found
    ]
    name = render.catalogue.territoire.titre_site
    yield feed(render, FEED, PROJECT[1], f"{name} : alertes de l’équipe", items)
