"""The yearly reports of the convention, as web pages and tagged PDF; what is kept of one that a body approves."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from ctg import api
from ctg_comites.year import Approved, approved_in, files_of, yearly, years
from ctg_comites.year_words import on_paper, report

REPORTS = api.section_page(
    "Bilans",
    "ctg/bilans/",
    90,
    "Chaque année : ce qui est fait, ce qui avance, ce qui bloque.",
    filled=lambda catalogue, today: bool(reported(catalogue, today) or evaluated(catalogue) or catalogue.convention.debut),
)


def reported(catalogue: api.Catalogue, today: dt.date) -> tuple[int, ...]:
    """The years that have a report, approved or not, the latest first."""
    return tuple(sorted({*years(catalogue, today), *approved_in(catalogue)}, reverse=True))


def evaluated(catalogue: api.Catalogue) -> bool:
    """Whether there is an evaluation. Its kind is asked for by name: it is read before the core's are."""
    return bool(catalogue.all(api.KIND_OF["evaluations"]))


ONE_PAGE = "Bilans : la convention en une page"
"""For a convention of which too little is known for a yearly report: what a committee can be told all the same."""


def _report_at(render: api.Renderer, moment: api.Moment) -> str:
    """The page of the report of a year, or of all."""
    years = reported(render.catalogue, render.today)
    return f"{REPORTS.path}{moment.date.year}/" if moment.date.year in years else REPORTS.path if years else ""


api.MOMENT_PAGES["bilan"] = _report_at


@dataclass(frozen=True)
class YearDocument:
    """The report of a year: the same values, on the web and on paper."""

    path: str
    """The address of its page."""
    name: str
    """The file name of its PDF, without ``.pdf``."""
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
        drawings = [*on_paper(self.progress, self.colours), *([self.carte] if self.carte else [])]
        return api.make_pdf("bilan.typ", {**self.values, **values}, self.date, self.colours, drawings)

    @property
    def progress(self) -> api.AxesProgress | None:
        """Where the actions stood, from the numbers that the values keep."""
        said = self.values.get("avancement")
        return api.AxesProgress([api.AxisRow(*row) for row in said["lignes"]], said["quand"]) if said else None

    @property
    def pdf_path(self) -> str:
        return f"{self.path}{self.name}.pdf"

    @property
    def weight(self) -> str:
        """What a link to the PDF says of it."""
        return api.pdf_weight(len(self.pdf))


def document_of(render: api.Renderer, year: int) -> YearDocument:
    """The report of a year: on the web and on paper; as it was approved, if it was."""
    kept = approved_in(render.catalogue).get(year)
    values = kept.shown if kept else report(render.catalogue, yearly(render.catalogue, year, render.today))
    day, drawn = (kept.day, kept.carte) if kept else (render.today, b"")
    path, name = f"{REPORTS.path}{year}/", f"bilan-ctg-{year}"
    return YearDocument(path, name, values, day, render.colours, kept, drawn or _drawn(render, values))


def approve_year(render: api.Renderer, year: int, day: dt.date, by: str) -> dict[str, str | bytes]:
    """The report of a year as a body approves it: the files to write, by their names in the project."""
    report = document_of(render, year)
    values = {**report.values, "etabli": Approved(year, day, by, {}, b"").told, "provisoire": ""}
    pdf = report.made(**values)
    if report.carte:
        values["carte"] = values["carte"] | {"dessin": report.carte.decode()}
    return files_of(Approved(year, day, by, values, pdf))


def _drawn(render: api.Renderer, values: Mapping[str, Any]) -> bytes:
    """The communes, darker where more actions name them; empty when none does."""
    counts = values.get("carte", {}).get("communes", {})
    most = max(counts.values(), default=0)
    roles = {code: f"classe-{1 + math.ceil(4 * count / most)}" for code, count in counts.items()}
    return next(iter(api.territory_maps(render.catalogue, render.colours, MAP, [roles])), b"") if counts else b""


MAP = (300, 300)
"""Pixels of the map, across and down."""


def report_pages(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The list of reports and, for every year that has something to say, its page and its PDF; without any, the convention in
    one page."""
    catalogue = render.catalogue
    if not REPORTS.filled(catalogue, render.today):
        return
    made = [document_of(render, year) for year in reported(catalogue, render.today)]
    if not made and not evaluated(catalogue):
        yield from _page_and_pdf(render, _one_page(render), (api.PROJECT,))
        return
    yield render.page(
        "projet/bilans.html",
        REPORTS.path,
        REPORTS.name,
        trail=(api.PROJECT,),
        years=made,
        description="Chaque année : ce qui a été fait, avec quels moyens, et ce que l’on ne sait pas encore.",
    )
    for document in made:
        yield from _page_and_pdf(render, document, (api.PROJECT, REPORTS.link))


def _one_page(render: api.Renderer) -> YearDocument:
    """The convention in one page, which says what is not known."""
    values = report(render.catalogue, yearly(render.catalogue, render.today.year, render.today))
    own = {"titre": ONE_PAGE, "adresse": api.absolute(render.catalogue.territoire, REPORTS.path)}
    return YearDocument(REPORTS.path, "convention-en-une-page", values | own, render.today, render.colours)


def _page_and_pdf(render: api.Renderer, document: YearDocument, above: tuple[tuple[str, str], ...]) -> Iterator[api.SiteFile]:
    """The page and the PDF of a document."""
    values = document.values
    yield render.page(
        "projet/bilan.html",
        document.path,
        values["titre"],
        trail=above,
        rapport=values,
        document=document,
        progress=document.progress,
        carte=Markup(document.carte.decode()),
        description=f"{values['titre']}. {values['convention']}.",
    )
    yield api.Asset(document.pdf_path, lambda: document.pdf)
