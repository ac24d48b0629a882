"""The yearly report and the dashboard of the convention, as web pages and as tagged PDF."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from ctg import api
from ctg_comites.approved import Approved, approve, approved_in
from ctg_comites.dashboard import summary
from ctg_comites.year import Yearly, yearly
from ctg_comites.year_words import report

REPORTS = api.section_page(
    "Bilans",
    "ctg/bilans/",
    90,
    "Chaque année : ce qui est fait, ce qui avance, ce qui bloque.",
    filled=lambda catalogue, today: bool(reported(catalogue, today) or evaluated(catalogue) or catalogue.convention.debut),
)


def reported(catalogue: api.Catalogue, today: dt.date) -> tuple[int, ...]:
    """The years that have a report, approved or not, the latest first."""
    return tuple(sorted({*api.years(catalogue, today), *approved_in(catalogue)}, reverse=True))


def evaluated(catalogue: api.Catalogue) -> bool:
    """Whether there is an evaluation. Its kind is asked for by name: it is read before the core's are."""
    return bool(catalogue.all(api.KIND_OF["evaluations"]))


ONE_PAGE = "La convention en une page"
"""For a convention of which too little is known for a yearly report: what a committee can be told all the same."""


def _report_at(render: api.Renderer, moment: api.Moment) -> str:
    """The page of the report of a year, or of all."""
    years = reported(render.catalogue, render.today)
    return f"{REPORTS.path}{moment.date.year}/" if moment.date.year in years else REPORTS.path if years else ""


api.MOMENT_PAGES["bilan"] = _report_at


@dataclass(frozen=True)
class YearDocument:
    """A document of a year: the same values, on the web and on paper."""

    path: str
    """The address of its page."""
    name: str
    """The file name of its PDF, without ``.pdf``."""
    template: str
    values: dict
    date: dt.date
    """When it was published."""
    colours: dict[str, str]
    """The territory's colours, by token."""
    approved: Approved | None = None
    carte: bytes = b""
    """Who has what, drawn: SVG."""

    @cached_property
    def pdf(self) -> bytes:
        """On paper: 50 ms, so only when it is asked for."""
        return self.approved.pdf if self.approved else self.made()

    def made(self, **values: object) -> bytes:
        """Its PDF, with other values than its own for some."""
        drawings = [drawn for drawn in (self.bars, self.carte) if drawn]
        return api.make_pdf(f"{self.template}.typ", {**self.values, **values}, self.date, self.colours, drawings)

    @property
    def progress(self) -> api.AxesProgress | None:
        """Where the actions stood, from the numbers that the values keep."""
        said = self.values.get("avancement")
        return api.AxesProgress([api.AxisRow(*row) for row in said["lignes"]], said["quand"]) if said else None

    @property
    def bars(self) -> bytes:
        """These, drawn for paper."""
        return api.picture(self.progress.chart, "", "", self.colours) if self.progress else b""

    @property
    def pdf_path(self) -> str:
        return f"{self.values['dossier']}{self.name}.pdf"

    @property
    def weight(self) -> str:
        """What a link to the PDF says of it."""
        return api.weight(self.pdf)


def documents(render: api.Renderer, year: int) -> tuple[YearDocument, ...]:
    """The report of a year, then its summary if it has one: the bytes that the site links and ``ctg document bilan`` writes."""
    if kept := approved_in(render.catalogue).get(year):
        return (_kept(kept, render),)
    data = yearly(render.catalogue, year, render.today)
    templates = ("bilan", "tableau-de-bord") if has_summary(render, year) else ("bilan",)
    return tuple(_document(render, data, template) for template in templates)


def has_summary(render: api.Renderer, year: int) -> bool:
    """Whether the committee's summary makes sense: today, in a convention that has actions. Records keep the latest state only,
    and would tell it under an old date."""
    here = year == render.today.year
    return here and bool(render.catalogue.of_the_convention(api.Action, api.convention_in(render.catalogue, year)))


def approve_year(render: api.Renderer, year: int, day: dt.date, by: str) -> dict[str, str | bytes]:
    """The report of a year as a body approves it: the files to write, by their names in the project."""
    report = documents(render, year)[0]
    values = {**report.values, "etabli": Approved(year, day, by, {}, b"").told, "provisoire": ""}
    return approve(values, report.made(**values), year, day, by)


def _kept(report: Approved, render: api.Renderer) -> YearDocument:
    """An approved report, as it was."""
    return YearDocument(
        _paths(report.year)[0],
        f"bilan-ctg-{report.year}",
        "bilan",
        report.shown,
        report.day,
        render.colours,
        report,
        _drawn(render, report.shown),
    )


def _drawn(render: api.Renderer, values: Mapping[str, Any]) -> bytes:
    """The communes, darker where more actions name them; empty when none does."""
    counts = values.get("carte", {}).get("communes", {})
    most = max(counts.values(), default=0)
    roles = {code: f"classe-{1 + math.ceil(4 * count / most)}" for code, count in counts.items()}
    return next(iter(api.territory_maps(render.catalogue, render.colours, MAP, [roles])), b"") if counts else b""


MAP = (300, 300)
"""Pixels of the map, across and down."""


def _document(render: api.Renderer, data: Yearly, template: str) -> YearDocument:
    folder, own = _paths(data.year)
    is_report = template == "bilan"
    board = f"Tableau de bord du comité de pilotage {data.year}"
    values = report(render.catalogue, data) if is_report else summary(render.catalogue, data, board, own)
    return YearDocument(
        folder if is_report else own,
        f"{'bilan-ctg' if is_report else 'tableau-de-bord'}-{data.year}",
        template,
        {**values, "dossier": folder},
        render.today,
        render.colours,
        carte=_drawn(render, values),
    )


def _paths(year: int) -> tuple[str, str]:
    """Where the report of a year and its summary stand."""
    return f"{REPORTS.path}{year}/", f"{REPORTS.path}{year}/tableau-de-bord/"


def report_pages(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The list of reports and, for every year that has something to say, two pages and their PDF; without any, the convention in
    one page."""
    catalogue = render.catalogue
    if not REPORTS.filled(catalogue, render.today):
        return
    made = [documents(render, year) for year in reported(catalogue, render.today)]
    if not made and not evaluated(catalogue):
        document = _one_page(render)
        yield from _page_and_pdf(render, document, (document,), (api.PROJECT,))
        return
    yield render.page(
        "projet/bilans.html",
        REPORTS.path,
        REPORTS.name,
        trail=(api.PROJECT,),
        years=made,
        description="Chaque année : ce qui a été fait, avec quels moyens, et ce que l’on ne sait pas encore.",
    )
    for pair in made:
        for document in pair:
            yield from _page_and_pdf(render, document, pair, (api.PROJECT, REPORTS.link))


def _one_page(render: api.Renderer) -> YearDocument:
    """The convention in one page, which says what is not known."""
    data = yearly(render.catalogue, render.today.year, render.today)
    values = {**summary(render.catalogue, data, ONE_PAGE, REPORTS.path), "dossier": REPORTS.path}
    return YearDocument(REPORTS.path, "convention-en-une-page", "tableau-de-bord", values, render.today, render.colours)


def _page_and_pdf(
    render: api.Renderer, document: YearDocument, pair: tuple[YearDocument, ...], above: tuple[tuple[str, str], ...]
) -> Iterator[api.SiteFile]:
    """The page and the PDF of a document."""
    values, first = document.values, pair[0]
    yield render.page(
        f"projet/{document.template}.html",
        document.path,
        values["titre"],
        trail=(*above, *([(first.values["titre"], first.path)] if document is not first else [])),
        rapport=values,
        document=document,
        progress=document.progress,
        carte=Markup(document.carte.decode()),
        others=[other for other in pair if other is not document],
        description=f"{values['titre']}. {values['convention']}.",
    )
    yield api.Asset(document.pdf_path, lambda: document.pdf)
