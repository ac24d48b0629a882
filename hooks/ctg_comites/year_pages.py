"""The yearly reports of the convention, as web pages and tagged PDF; ``ctg document bilan``, which writes the same as the site,
and keeps what a body approves."""

import argparse
import datetime as dt
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ctg import api
from ctg_comites.year import Approved, add, approvable, approved_in, convention_years, files_of, yearly, years
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


# --- the command ---------------------------------------------------------------------------------

CALLED = "bilan d'une année"
"""In the list of documents."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("bilan", help="le bilan d'une année de la CTG")
    parser.add_argument(
        "annee", type=int, nargs="?", metavar="ANNÉE", help="par défaut : l'année en cours, ou la dernière de la convention"
    )
    parser.add_argument("--arreter", action="store_true", help="garde ce bilan tel qu'il a été approuvé : il ne changera plus")
    parser.add_argument("--le", type=dt.date.fromisoformat, metavar="JOUR", help="le jour où il a été approuvé : 2025-03-12")
    parser.add_argument("--par", metavar="QUI", help="qui l'a approuvé : une instance ou une fonction, jamais une personne")
    parser.add_argument("--complement", metavar="TEXTE", help="ajoute une correction datée à un bilan arrêté")
    api.add_folder(parser)
    parser.set_defaults(sinon="le bilan serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the documents are written, 1 when they cannot be made or written, 2 for a year without a report."""
    root = options.projet.resolve()
    folder = options.vers or root / api.DOCUMENTS
    catalogue = api.load(root)
    day = catalogue.day
    render = api.Renderer(catalogue, day)
    year = options.annee or max(convention_years(catalogue, day), default=day.year)
    kept = approved_in(catalogue).get(year)
    if refusal := _refusal(year, reported(catalogue, day)) or _not_now(options, year, day, kept):
        print(refusal, file=sys.stderr)
        return 2
    if kept and options.complement:
        return _write(root, add(kept, day, options.complement))
    if options.arreter:
        return _write(root, approve_year(render, year, options.le, options.par))
    made = document_of(render, year)
    api.write_documents({api.inside(folder, f"{made.name}.pdf"): made.pdf}, root, options.remplacer)
    print(f"{made.values['titre']} : {folder / made.name}.pdf")
    if year == day.year:
        print("L'année n'est pas finie : ce bilan est provisoire.")
    return 0


def _not_now(options: argparse.Namespace, year: int, today: dt.date, kept: Approved | None) -> str:
    """Why a report cannot be approved, or added to; empty when nothing of that is asked, or when it can."""
    if options.complement and not kept:
        return f"Le bilan de {year} n'est pas arrêté.\n    → Corrigez les fiches : il change avec elles."
    if not options.arreter:
        return ""
    if kept:
        return f"Ce bilan ne change plus. {kept.told}\n    → Corrigez-le par un ajout daté : « --complement »."
    if not (options.le and options.par):
        return 'Un bilan arrêté dit quand et par qui.\n    → Ajoutez « --le 2025-03-12 --par "comité de pilotage" ».'
    why = approvable(year, today, options.le)
    return f"{why}\n    → Corrigez « --le », ou l'année." if why else ""


def _write(root: Path, files: dict[str, str | bytes]) -> int:
    for name, content in files.items():
        api.write_inside(root, name, content)
        print(f"Gardé : {name}")
    return 0


def _refusal(year: int, told: tuple[int, ...]) -> str:
    """Why there is no report for a year, and what to do; empty when there is one."""
    if year in told:
        return ""
    others = f" Années qui ont un bilan : {api.joined(map(str, sorted(told)))}." if told else ""
    return (
        f"Les fiches ne disent rien de la convention en {year} : ni état d'une action, ni bilan, ni étape, ni moyens, ni réunion."
        f"\n    → Complétez une action ou une rencontre ; les dates de la convention sont dans sa fiche, data/cadres/.{others}"
    )
