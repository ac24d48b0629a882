"""The territories of a portal side by side, one never replaces what another says; a comparison of them: tables for a page,
and the same for a spreadsheet, a row a line.

What a portal remembers from one build to the next, beside its copies: the addresses that it published. A territory or a commune
that leaves gets a page that says so.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import StringConstraints, TypeAdapter, ValidationError

from ctg import api
from ctg_portail.copies import Portail, SiteReading
from ctg_portail.members import Member, member
from ctg_portail.reading import called

FILE = "adresses.json"
MOST = 3000
"""Addresses that are gone: sites that come and go do not make the portal huge."""
Address = Annotated[str, StringConstraints(pattern=r"^(territoires|communes)/[a-z0-9]+/$")]
_ADDRESSES: TypeAdapter[list[Address]] = TypeAdapter(list[Address])


def _left(copies: Path, living: Collection[str]) -> list[str]:
    """The addresses of before that no page has; none before the first build, or when the file cannot be read."""
    try:
        found = json.loads(api.read_plain(copies / FILE, copies).decode("utf-8"))
        return [one for one in _ADDRESSES.validate_python(list(found)) if one not in living][:MOST]
    except (OSError, ValueError, TypeError, ValidationError, RecursionError):
        return []


def note(copies: Path, living: Collection[str]) -> None:
    """Remember these addresses with those of before. Raises :class:`OSError`."""
    api.write_atomically(copies / FILE, json.dumps(sorted({*_left(copies, living), *living}), indent=0) + "\n")


def gone(copies: Path, living: Collection[str]) -> list[api.PageRetiree]:
    """What stands at the addresses of before that no page of this portal has; the reason is shown to visitors."""
    whose = {"territoires": "Le territoire", "communes": "La commune"}
    parts = ((address, *address.split("/")) for address in _left(copies, living))
    return [
        api.PageRetiree(adresse=address, raison=f"{whose[kind]} {number.upper()} n’est plus dans ce portail.")
        for address, kind, number, _ in parts
    ]


@dataclass(frozen=True)
class Together:
    """The territories of a portal."""

    portal: Portail
    members: tuple[Member, ...]
    """Those of which there is a copy, in the order of the list."""
    silent: tuple[SiteReading, ...]
    """The sites of which there is nothing, or nothing that anything can be made of."""
    today: dt.date

    @cached_property
    def by_name(self) -> tuple[Member, ...]:
        """The members in the order of their names."""
        return tuple(sorted(self.members, key=lambda one: (api.fold(one.name), one.siren)))

    @cached_property
    def communes(self) -> tuple[tuple[api.Commune, Member], ...]:
        """Each commune with its territory, in the order of the names."""
        found = sorted((api.fold(name), one.code_insee, one, own) for own in self.members for one, name in own.communes)
        return tuple((one, own) for _, _, one, own in found)

    @cached_property
    def names(self) -> dict[str, str]:
        """INSEE code → the name of the commune, with its code where another one is called the same."""
        same = Counter(api.fold(name) for own in self.members for _, name in own.communes)
        every = {one.code_insee: name for own in self.members for one, name in own.communes}
        return {code: f"{name} ({code})" if same[api.fold(name)] > 1 else name for code, name in every.items()}

    def named(self, one: Member) -> list[tuple[str, str]]:
        """(name, path) of the page of each commune of a territory."""
        return [(self.names[commune.code_insee], path_of(commune)) for commune, _ in one.communes]

    def doubts(self, one: Member) -> Iterator[str]:
        """What a visitor should know before trusting the copy of a territory."""
        if self.last_read and one.manifest.lu_le != self.last_read:
            read, copied = api.date_fr(self.last_read), api.date_fr(one.manifest.lu_le)
            yield f"son site n’a pas pu être lu le {read} : voici sa copie du {copied}"
        yield from one.manifest.doubts(self.today, self.portal.perime_apres)

    @property
    def addresses(self) -> set[str]:
        """That of each territory and commune that has a page."""
        return {one.path for one in self.members} | {path_of(commune) for commune, _ in self.communes}

    @cached_property
    def last_read(self) -> dt.date | None:
        """The day of the last reading of all."""
        return max((one.manifest.lu_le for one in self.members), default=None)

    @cached_property
    def catalogue(self) -> api.Catalogue:
        """What the pages of any site ask for: who publishes the portal, the tool's own words and numbers; no record."""
        said = {name: getattr(self.portal, name) for name in ("accroche", "adresse_site", "editeur", "donnees_personnelles")}
        return api.Catalogue(
            called(self.portal.nom).model_copy(update=said | {"exemple_recherche": "", "departement": ""}),
            api.built_in_words(),
            {"type": "FeatureCollection", "features": []},
            dict.fromkeys(api.KINDS, ()),
            urgences=api.built_in_numbers(),
            day=self.today,
            untold=api.Cadre.model_validate(api.UNTOLD),
        )


def path_of(commune: api.Commune) -> str:
    """Where the page of a commune is: by its INSEE code, for ever, whatever territories come and go."""
    return f"communes/{commune.code_insee.lower()}/"


def together(portal: Portail, readings: Iterable[SiteReading], today: dt.date) -> Together:
    """The territories of these readings."""
    readings = tuple(readings)
    made = [one for reading in readings if (one := _member(reading, portal, today))]
    heard = {one.reading.site.adresse for one in made}
    return Together(portal, tuple(made), tuple(one for one in readings if one.site.adresse not in heard), today)


def _member(reading: SiteReading, portal: Portail, today: dt.date) -> Member | None:
    """None when nothing can be made of what a site publishes."""
    try:
        return member(reading, reading.copy, portal, today) if reading.copy else None
    except (ArithmeticError, ValueError):  # a copy that was changed, dates and figures that no one can believe
        return None


UNKNOWN = "inconnu"
HEADER = ("territoire", "siren", "tableau", "colonne", "valeur", "publie_le", "page")
TERRITORIES: api.MenuLink = ("Territoires", "territoires/")
ABOUT: api.MenuLink = ("À propos", "a-propos/")
PAGES: tuple[api.MenuLink, ...] = (
    ("Conventions", "conventions/"), ("Suivi", "suivi/"), ("Chiffres", "chiffres/"), ("Couverture", "couverture/"),
)  # fmt: skip
CellLine = tuple[str, str | None]
"""(words, the page of its own site where that is told)."""


class TerritoryRow(NamedTuple):
    """A territory: what each column says of it, in lines. ``title``: of its convention, where the table is of conventions."""

    member: Member
    cells: tuple[tuple[CellLine, ...], ...]
    title: CellLine | None = None


class ComparedTable(NamedTuple):
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
        yield api.Asset(table, lambda: api.csv_file([HEADER, *self._lines()]))

    def _lines(self) -> Iterator[list[str]]:
        for table in self.tables:
            for row in table.rows:
                own, day = row.member, row.member.manifest.publie_le.isoformat()
                for column, cell in zip(table.columns, row.cells, strict=True):
                    yield from ([own.name, own.siren, table.title, column, words, day, page or ""] for words, page in cell)
