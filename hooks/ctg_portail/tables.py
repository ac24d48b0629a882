"""A comparison of territories: tables for a page, and the same for a spreadsheet, a row a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ctg import api
from ctg_portail.members import Member

UNKNOWN = "inconnu"
HEADER = ("territoire", "siren", "tableau", "colonne", "valeur", "publie_le", "page")
PAGES: tuple[api.MenuLink, ...] = (
    ("Conventions", "conventions/"), ("Suivi", "suivi/"), ("Chiffres", "chiffres/"), ("Couverture", "couverture/"),
)  # fmt: skip
CellLine = tuple[str, str | None]
"""(words, the page of its own site where that is told)."""


@dataclass(frozen=True)
class TerritoryRow:
    """A territory: what each column says of it, in lines. ``title``: of its convention, where the table is of conventions."""

    member: Member
    cells: tuple[tuple[CellLine, ...], ...]
    title: CellLine | None = None


@dataclass(frozen=True)
class ComparedTable:
    """A table; on a telephone, a list of cards. ``notes``: sentences to read before it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[TerritoryRow, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """The page. ``headline``: what to remember, in a sentence; ``left``: what is not compared, and why."""

    path: str
    title: str
    description: str
    headline: str
    intro: str
    tables: tuple[ComparedTable, ...]
    left: tuple[str, ...] = ()

    def files(self, render: api.Renderer) -> Iterator[api.SiteFile]:
        """The page and its table."""
        table = f"{self.path}{self.path.strip('/')}.csv"
        values: dict[str, Any] = {"description": self.description, "told": self, "table": table, "pages": PAGES}
        yield render.page("portail/comparaison.html", self.path, self.title, **values)
        yield api.Asset(table, lambda: api.csv_file(HEADER, self._lines()))

    def _lines(self) -> Iterator[list[str]]:
        for table in self.tables:
            for row in table.rows:
                own, day = row.member, row.member.published_on.isoformat()
                for column, cell in zip(table.columns, row.cells, strict=True):
                    yield from ([own.name, own.siren, table.title, column, words, day, page or ""] for words, page in cell)


def sourced(member: Member, source: str = "") -> CellLine:
    """Where a value comes from, and when its site was published."""
    said = f"{source.rstrip('.')}. " if source else ""
    return f"{said}Site publié le {api.date_fr(member.published_on)}.", None
