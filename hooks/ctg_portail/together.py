"""The territories of a portal side by side, one never replaces what another says; a comparison of them: tables for a page,
and the same for a spreadsheet, a row a line.

What a portal remembers from one build to the next, beside its copies: the addresses it published, whose each commune is. A
territory or a commune that leaves gets a page that says so. An INSEE code belongs to one SIREN for ever, unless ``portail.yml``
says otherwise: ``communes`` of a site comes first, then who described it first, then the order of the list.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints, TypeAdapter, ValidationError

from ctg import api
from ctg_portail.copies import Copy, Siren
from ctg_portail.fetching import Unsound
from ctg_portail.gather import Portail, SiteReading
from ctg_portail.members import Member, called, codes_of, commune_named, member

FILE = "adresses.json"
MOST = 3000
"""Addresses that are gone: sites that come and go do not make the portal huge."""
NOBODY = ""
"""The owner of a commune that ``portail.yml`` gives to a site of which there is nothing yet."""
Address = Annotated[str, StringConstraints(pattern=r"^(territoires|communes)/[a-z0-9]+/$")]
Known = tuple[api.Line, str]
"""(name, SIREN); no SIREN for what a portal published before it kept it."""
_NAMES: TypeAdapter[dict[str, tuple[api.Line, Siren] | api.Line]] = TypeAdapter(dict[Address, tuple[api.Line, Siren] | api.Line])


def remembered(copies: Path) -> dict[str, Known]:
    """By address; nothing before the first build, or when the file cannot be read."""
    try:
        found = _NAMES.validate_python(json.loads(api.read_plain(copies / FILE, copies).decode("utf-8")))
    except (OSError, ValueError, ValidationError, RecursionError):
        return {}
    return {address: (one, NOBODY) if isinstance(one, str) else one for address, one in found.items()}


def note(copies: Path, living: Mapping[str, Known]) -> None:
    """Remember these addresses with those of before. Raises :class:`OSError`."""
    left = [(address, one) for address, one in remembered(copies).items() if address not in living][:MOST]
    every = sorted((*left, *living.items()))
    content = {address: [name[:200].strip(), siren] if siren else name for address, (name, siren) in every}
    api.write_atomically(copies / FILE, json.dumps(content, ensure_ascii=False, indent=0) + "\n")


def gone(copies: Path, living: Mapping[str, Known]) -> list[api.PageRetiree]:
    """What stands at the addresses of before that no page of this portal has; the reason is shown to visitors, under the name
    that the portal showed."""
    left = [(address, name) for address, (name, _) in remembered(copies).items() if address not in living]
    why = {"territoires": "n’est plus dans ce portail", "communes": "n’est plus décrite par un site de ce portail"}
    return [api.PageRetiree(adresse=address, raison=f"{name} {why[address.split('/')[0]]}.") for address, name in left[:MOST]]


def owners(portal: Portail, described: Iterable[tuple[str, str, Iterable[str]]], copies: Path) -> dict[str, str]:
    """INSEE code → the SIREN of its territory. ``described``: address of a site, SIREN, INSEE codes, in the portal's order."""
    sites = tuple(described)
    sirens = {address: siren for address, siren, _ in sites}
    pinned = {code: sirens.get(site.adresse, NOBODY) for site in portal.sites for code in site.communes}
    known = {path.split("/")[1].upper(): siren for path, (_, siren) in remembered(copies).items() if path.startswith("communes/")}
    first = {code: siren for _, siren, codes in reversed(sites) for code in codes}
    return first | {code: siren for code, siren in known.items() if siren} | pinned


@dataclass(frozen=True)
class Together:
    """The territories of a portal."""

    portal: Portail
    members: tuple[Member, ...]
    """Those of which there is a copy, in the order of the list."""
    silent: tuple[SiteReading, ...]
    """The sites of which there is nothing, or nothing that anything can be made of."""
    today: dt.date
    claims: Mapping[tuple[str, str], list[str]]
    """(address of a site, SIREN of another one) → the communes of this one that the site describes, « Valbourg (99001) »."""

    @cached_property
    def by_name(self) -> tuple[Member, ...]:
        """The members in the order of their names."""
        return tuple(sorted(self.members, key=lambda one: (api.fold(one.name), one.siren)))

    @cached_property
    def communes(self) -> tuple[tuple[api.Commune, Member], ...]:
        """Each commune with its territory, in the order of the names."""
        found = [(commune, one) for one in self.members for commune in one.catalogue.all(api.Commune)]
        return tuple(sorted(found, key=lambda pair: (api.fold(pair[0].nom), pair[0].code_insee)))

    @cached_property
    def names(self) -> dict[str, str]:
        """INSEE code → the name of the commune, with its code where another one is called the same."""
        same = Counter(api.fold(commune_named(one)) for one, _ in self.communes)
        return {
            one.code_insee: f"{name} ({one.code_insee})" if same[api.fold(name)] > 1 else name
            for one, _ in self.communes
            for name in (commune_named(one),)
        }

    def named(self, one: Member) -> list[tuple[str, str]]:
        """(name, path) of the page of each commune of a territory."""
        return [(self.names[commune.code_insee], path_of(commune)) for commune in one.catalogue.all(api.Commune)]

    def doubts(self, one: Member) -> Iterator[str]:
        """What a visitor should know before trusting the copy of a territory."""
        read, published, version = one.manifest.lu_le, one.manifest.publie_le, one.manifest.version or "inconnue"
        if self.last_read and read != self.last_read:
            on = api.date_fr(self.last_read)
            yield f"son site n’a pas pu être lu le {on} : voici sa copie du {api.date_fr(read)}"
        if (self.today - published).days > self.portal.perime_apres:
            yield f"son site n’a pas été republié depuis le {api.date_fr(published)}"
        if version != api.VERSION:
            yield f"son site est d’une autre version ({version}) que ce portail : des détails peuvent manquer"

    @property
    def addresses(self) -> dict[str, Known]:
        """Address → (name, SIREN) of each territory and commune that has a page."""
        territories = {one.path: (one.name, one.siren) for one in self.members}
        return territories | {path_of(commune): (commune_named(commune), one.siren) for commune, one in self.communes}

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


def together(portal: Portail, readings: Iterable[SiteReading], copies: Path, today: dt.date) -> Together:
    """The territories of these readings; ``copies``: where it is kept who described each commune first."""
    readings = tuple(readings)
    described = {one.site.adresse: (one.copy.manifest.siren, codes_of(one.copy)) for one in readings if one.copy}
    whose = owners(portal, ((address, *own) for address, own in described.items()), copies)
    made = [one for reading in readings if reading.copy and (one := _member(reading, reading.copy, whose, today))]
    heard = {one.reading.site.adresse for one in made}
    silent = tuple(one for one in readings if one.site.adresse not in heard)
    found: dict[tuple[str, str], list[str]] = {}
    for address, (siren, codes) in described.items():
        for code, name in codes.items():
            if whose[code] != siren:
                found.setdefault((address, whose[code]), []).append(f"{name} ({code})")
    return Together(portal, tuple(made), silent, today, found)


def _member(reading: SiteReading, copy: Copy, whose: dict[str, str], today: dt.date) -> Member | None:
    """None when nothing can be made of what a site publishes."""
    try:
        return member(reading, copy, {code for code, owner in whose.items() if owner != copy.manifest.siren}, today)
    except (Unsound, ArithmeticError, ValueError):  # dates and figures that no one can believe
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
        yield api.Asset(table, lambda: api.csv_file([HEADER, *self._lines()]))

    def _lines(self) -> Iterator[list[str]]:
        for table in self.tables:
            for row in table.rows:
                own, day = row.member, row.member.manifest.publie_le.isoformat()
                for column, cell in zip(table.columns, row.cells, strict=True):
                    yield from ([own.name, own.siren, table.title, column, words, day, page or ""] for words, page in cell)
