"""The territories of a portal, each with what may be shown of it; a comparison of them, for a page and a spreadsheet; addresses
that are gone. Names, communes and links are those of ``portail.yml``: nothing that one member says changes what is of another."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import StringConstraints, TypeAdapter

from ctg import api
from ctg_portail.copies import Copie, Dit, read_known, write_known
from ctg_portail.gather import ADDRESSES, SiteReading
from ctg_portail.portal_file import Portail, SiteDuPortail, called


@dataclass(frozen=True)
class Member:
    """A territory of the portal, whose site was read once at least."""

    site: SiteDuPortail
    copy: Copie

    @property
    def said(self) -> Dit | None:
        """What is shown of it; None as long as the editor of the portal agreed to nothing."""
        return self.copy.montre

    @property
    def path(self) -> str:
        """Its page in the portal."""
        return f"territoires/{self.site.siren}/"

    def page(self, path: str = "") -> str | None:
        """A page of its own site, below the address of ``portail.yml``; None when it has none."""
        return f"{base}{path}" if (base := self.site.public) else None

    def page_of(self, code: str) -> str | None:
        """The page of its site that tells of a commune, when that is at its name; else their list."""
        id = api.as_identifier(self.site.communes[code])
        named = self.said and code in self.said.communes
        return self.page(f"communes/{id}/" if named else "communes/")


MOST_GONE = 3000  # addresses that are gone: sites that come and go do not make the portal huge
_PATTERN = r"^(territoires/[0-9]{9}|communes/([0-9]{2}|2a|2b)[0-9]{3})/$"  # no word can be there
_ADDRESSES = TypeAdapter(list[Annotated[str, StringConstraints(pattern=_PATTERN)]])


def _left(copies: Path, living: Collection[str]) -> list[str]:
    """The addresses of before that no page has; none before the first build, or when the file was changed."""
    try:
        found = _ADDRESSES.validate_python([*json.loads(read_known(copies, ADDRESSES) or "[]")])
        return [one for one in found if one not in living][:MOST_GONE]
    except (ValueError, TypeError, RecursionError):
        return []


def note(copies: Path, living: Collection[str]) -> None:
    """Remember these addresses with those of before. Raises :class:`OSError`."""
    write_known(copies, ADDRESSES, json.dumps(sorted({*_left(copies, living), *living}), indent=0) + "\n")


def gone(copies: Path, whole: "Together") -> list[api.PageRetiree]:
    """What stands at the addresses of before that no page of this portal has; the reason is shown to visitors."""
    whose = {"communes": "La commune", "territoires": "Le territoire"}
    written = {*whole.portal.owners, *(one.siren for one in whole.portal.sites)}
    why = {True: "est dans ce portail, mais le site du territoire n’a pas pu être lu.", False: "n’est plus dans ce portail."}
    parts = ((one, *one.upper().split("/")[:2]) for one in _left(copies, whole.addresses))
    return [api.PageRetiree(adresse=one, raison=f"{whose[of.lower()]} {id} {why[id in written]}") for one, of, id in parts]


@dataclass(frozen=True)
class Together:
    """The territories of a portal."""

    portal: Portail
    members: tuple[Member, ...]  # in the order of their names
    silent: tuple[SiteDuPortail, ...]  # the sites that could never be read
    today: dt.date
    names: Mapping[str, str]  # by INSEE code, with the code where two communes of ``portail.yml`` are called the same

    @cached_property
    def communes(self) -> tuple[tuple[str, Member], ...]:
        """The INSEE code of each, in the order of the names, with its territory."""
        found = [(api.fold(one.site.communes[code]), code, one) for one in self.members for code in one.site.communes]
        return tuple((code, one) for _, code, one in sorted(found, key=lambda each: each[:2]))

    @property
    def addresses(self) -> frozenset[str]:
        """That of each territory and commune that has a page."""
        return frozenset((*(one.path for one in self.members), *(path_of(code) for code, _ in self.communes)))

    @property
    def last_read(self) -> dt.date | None:
        """The day of the last reading of all."""
        return max((one.copy.lu_le for one in self.members), default=None)

    def named(self, one: Member) -> list[tuple[str, str]]:
        """(name, path) of the page of each commune of a territory."""
        return [(self.names[code], path_of(code)) for code, own in self.communes if own is one]

    def doubts(self, one: Member) -> Iterator[str]:
        """What a visitor should know before trusting what is shown of a territory."""
        if not one.said:
            yield "ses chiffres ne sont pas encore relus par ce portail : ils sont sur son site"
        elif one.said != one.copy.dernier:
            day = api.date_fr(one.said.publie_le)
            yield f"ses derniers chiffres ne sont pas encore relus par ce portail : voici ceux du {day}"
        if self.last_read and one.copy.lu_le != self.last_read:
            read, copied = api.date_fr(self.last_read), api.date_fr(one.copy.lu_le)
            yield f"son site n’a pas pu être lu le {read} : voici sa copie du {copied}"
        yield from one.said.doubts(self.today, self.portal.perime_apres) if one.said else ()

    @cached_property
    def catalogue(self) -> api.Catalogue:
        """What the pages of any site ask for: who publishes the portal, the tool's own words and numbers; no record."""
        said = {name: getattr(self.portal, name) for name in ("accroche", "adresse_site", "editeur", "donnees_personnelles")}
        territoire = called(self.portal.nom, **said, exemple_recherche="", departement="")
        return api.Catalogue(
            territoire, api.built_in_words(), {"features": []}, dict.fromkeys(api.KINDS, ()), day=self.today,
            urgences=api.built_in_numbers(), untold=api.Cadre.model_validate(api.UNTOLD),
        )  # fmt: skip


def path_of(code: str) -> str:
    """Where the page of a commune is: by its INSEE code, for ever, whatever territories come and go."""
    return f"communes/{code.lower()}/"


def together(portal: Portail, readings: Sequence[SiteReading], today: dt.date) -> Together:
    """The territories of these readings."""
    members = [Member(one.site, one.copy) for one in readings if one.copy]
    members.sort(key=lambda one: (api.fold(one.site.name), one.site.siren))
    every = {code: name for site in portal.sites for code, name in site.communes.items()}
    same = Counter(map(api.fold, every.values()))
    names = {code: f"{name} ({code})" if same[api.fold(name)] > 1 else name for code, name in every.items()}
    return Together(portal, tuple(members), tuple(one.site for one in readings if not one.copy), today, names)


HEADER = ("territoire", "siren", "tableau", "colonne", "valeur", "publie_le", "page")
PAGES: tuple[api.MenuLink, ...] = (
    ("Conventions", "conventions/"), ("Suivi", "suivi/"), ("Chiffres", "chiffres/"), ("Couverture", "couverture/"),
)  # fmt: skip


class TerritoryRow(NamedTuple):
    """A territory: what each column says of it, in lines; ``page``: of its own site, where that is told."""

    member: Member
    cells: tuple[tuple[str, ...], ...]
    page: str | None


class ComparedTable(NamedTuple):
    """A table; on a telephone, a list of cards. ``notes``: sentences to read before it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[TerritoryRow, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """The page. ``left``: what is not compared, and why."""

    path: str
    title: str
    description: str
    tables: tuple[ComparedTable, ...]
    left: tuple[str, ...] = ()

    def files(self, render: api.Renderer) -> Iterator[api.SiteFile]:
        """The page and its table."""
        table = f"{self.path}{self.path.strip('/')}.csv"
        values: dict[str, Any] = {"description": self.description, "told": self, "table": table, "pages": PAGES}
        yield render.page("portail/comparaison.html", self.path, self.title, **values)
        lines = [
            [row.member.site.name, row.member.site.siren, one.title, column, words, day, row.page or ""]
            for one in self.tables for row in one.rows for day in (str(row.member.said and row.member.said.publie_le),)
            for column, cell in zip(one.columns, row.cells, strict=True) for words in cell
        ]  # fmt: skip
        yield api.Asset(table, lambda: api.csv_file([HEADER, *lines]))
