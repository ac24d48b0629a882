"""What sets territories side by side: a page of tables, and its file for programs, a fact a row; nothing where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ctg.ground.data_files import csv_file
from ctg.ground.phrases import date_fr
from ctg.outputs.base.rendering import MenuLink, Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.public import plain
from ctg.portal.members import Member

UNKNOWN = "inconnu"
HEADER = ("territoire", "siren", "sujet", "detail", "commune", "date", "valeur", "unite", "source", "publie_le", "page")
PAGES: tuple[MenuLink, ...] = (
    ("Conventions", "conventions/"), ("Suivi", "suivi/"), ("Chiffres", "chiffres/"), ("Couverture", "couverture/"),
)  # fmt: skip
Said = tuple[str, str | None]
"""(words, the page of its own site where that is told)."""


@dataclass(frozen=True)
class Row:
    """A territory: what each column says of it, in lines. ``title``: of its convention, where the table is of conventions."""

    member: Member
    cells: tuple[tuple[Said, ...], ...]
    title: Said | None = None


@dataclass(frozen=True)
class Table:
    """A table, that is a list of cards on a telephone. ``notes``: what is to be known before reading it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactLine:
    """A line of the file. ``commune``: an INSEE code; ``date``: a year, or what the fact is dated of."""

    member: Member
    sujet: str
    valeur: object
    detail: str = ""
    commune: str = ""
    date: object = ""
    unite: str = ""
    source: str = ""
    page: str | None = None

    @property
    def cells(self) -> list[str]:
        """As the file has them: dates as ISO 8601."""
        value, date = (str(plain(one)) for one in (self.valeur, self.date))
        own = [self.member.name, self.member.siren, self.sujet, self.detail, self.commune, date, value, self.unite, self.source]
        return [*own, self.member.published_on.isoformat(), self.page or ""]


@dataclass(frozen=True)
class Comparison:
    """The page. ``headline``: what to remember, in a sentence; ``left``: what is not compared, and why."""

    path: str
    title: str
    description: str
    headline: str
    intro: str
    tables: tuple[Table, ...]
    facts: Iterable[FactLine]
    left: tuple[str, ...] = ()

    def files(self, render: Renderer) -> Iterator[SiteFile]:
        """The page and its file."""
        table = f"{self.path}{self.path.strip('/')}.csv"
        yield render.page(
            "portail/comparaison.html", self.path, self.title, description=self.description, told=self, table=table, pages=PAGES
        )
        lines = [one.cells for one in self.facts]
        yield Asset(table, lambda: csv_file(HEADER, lines))


def sourced(member: Member, source: str) -> Said:
    """Where a value comes from, and when its site was published."""
    return f"{source.rstrip('.')}. Site publié le {date_fr(member.published_on)}.", None
