"""The territories of a portal: each made again from its copy in a catalogue of its own, and what is compared, worked out by the
code of its site before any page is made; a comparison of them, for a page and a spreadsheet; the addresses that are gone."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, cast

from pydantic import StringConstraints, TypeAdapter, ValidationError

from ctg import api
from ctg_portail.copies import Copy, Manifeste, Portail, SiteReading, meaning_of
from ctg_portail.reading import NO_OUTLINE, called, group, made, numbered
from ctg_portail.withheld import Prints

SECTIONS: Mapping[type[api.Record], str] = {
    api.Action: "ctg/actions/", api.Cadre: "ctg/", api.Commune: "communes/", api.Indicateur: "ctg/territoire/",
    api.Rencontre: "ctg/decider/",
}  # fmt: skip
"""The pages that every site has: an identifier is a word of the member's, and no address may say it."""
MONTHS = 12  # « Dans l'année »: from the day of the page


@dataclass(frozen=True)
class Convention:
    """The convention of a territory, that of the day."""

    cadre: api.Cadre
    end: Literal["inconnue", "passee", "bientot", "peut-etre", "plus-tard"]  # soon: within :data:`MONTHS`; perhaps: supposed
    axes: int
    states: Mapping[api.Etat | None, int]  # how many actions are in each state; None: not stated
    actions: int
    decided: int
    priced: int  # how many of the decided actions say something of money
    money: api.Sums  # money is what actions say: one that says nothing of its money makes the sum no whole budget


def convention_of(catalogue: api.Catalogue, today: dt.date) -> Convention:
    """That of a territory on a day. Raises ``ArithmeticError`` and ``ValueError`` for absurd figures."""
    cadre = catalogue.convention
    end = api.ending(cadre, today, MONTHS)
    actions = catalogue.of_the_convention(api.Action, cadre)
    decided = [action for action in actions if not action.is_proposed]
    sure = "peut-etre" if end == "bientot" and cadre.end and cadre.end.approx else end
    priced = sum(bool(api.parts_of([action])) for action in decided)
    axes, money = len(catalogue.of_the_convention(api.Axe, cadre)), api.sums_of(api.parts_of(decided))
    return Convention(cadre, sure, axes, api.counts(actions), len(actions), len(decided), priced, money)


R = TypeVar("R", bound=api.Record)


@dataclass(frozen=True)
class Member:
    """A territory of the portal."""

    reading: SiteReading
    manifest: Manifeste
    siren: str  # the name of its copy, and of its page
    name: str  # as the portal shows it: that of ``portail.yml``, or its number, which is written there too
    catalogue: api.Catalogue  # its records, in prints, and titles of ours
    communes: tuple[tuple[api.Commune, str], ...]  # those that ``portail.yml`` says to be its own, with the name written there
    figures: Mapping[str, api.Indicateur]  # those that ``portail.yml`` compares, by the name that it gives them
    unnamed: int  # how many other communes it describes
    path: str  # its page in the portal
    convention: Convention | None  # None when the site publishes none
    coverage: Mapping[str, Mapping[str, str]]  # INSEE code → offer → its ``State``; of none when counted as no one may
    alerts: tuple[api.AlertGroup, ...]  # what is late, what is off course
    committee: api.Rencontre | None  # the next one of its convention; None when no date of one is published

    def page(self, path: str = "") -> str | None:
        """A page of its own site, below the address that was pinned; None when it has none."""
        base = self.manifest.adresse_publique
        return f"{base}{path}" if base else None

    def page_of(self, record: api.Record, name: str = "") -> str | None:
        """The page of its site that tells of a record; of a commune, its own when that is at its ``name``."""
        return self.page(f"{record.key}/" if name and record.id == api.as_identifier(name) else SECTIONS[type(record)])


def member(reading: SiteReading, copy: Copy, portal: Portail, today: dt.date, words: Prints) -> Member:
    """The territory of a copy. Raises ``Unsound``, and as :func:`convention_of` does."""
    site, found = reading.site, {kind: [made(kind, one) for one in copy.of(kind)] for kind in api.KINDS}
    indicators = reversed([*zip(copy.of(api.Indicateur), cast("list[api.Indicateur]", found[api.Indicateur]), strict=True)])
    counted = {meaning_of(kept): one for kept, one in indicators}
    figures = {said.nom: counted[meaning] for meaning, said in portal.compared(words).items() if meaning in counted}
    named = {one.key: name for name, one in figures.items()}
    name = site.nom or f"Territoire {site.siren}"
    territory = copy.territory[api.TERRITORY]
    coverage, states = group(api.Couverture, territory.get("couverture")), territory.get("etats", {})
    territoire = called(name, siren=copy.manifest.siren, couverture=coverage or api.Couverture())
    kept = {kind: tuple(own if kind is api.Commune else (renamed(one, named) for one in own)) for kind, own in found.items()}
    told = any(cast(api.Cadre, one).is_ctg for one in found[api.Cadre])
    untold = None if told else api.Cadre.model_validate(api.UNTOLD)
    catalogue = api.Catalogue(territoire, api.built_in_words(), NO_OUTLINE, kept, day=today, untold=untold)
    own = [one for one in catalogue.all(api.Commune) if portal.owners.get(one.code_insee) == site.adresse]
    by_us = [(one, ours, api.as_identifier(ours)) for one in own for ours in (site.communes[one.code_insee],)]
    communes = tuple(
        (one.read_from(id, f"communes/{id}", {}) if words.alike(id) == one.id else one, ours) for one, ours, id in by_us
    )  # under its own identifier, where our name of it gives that
    groups = {group.id: group for group in api.alerts(catalogue, today)}
    coming = api.meetings_coming(catalogue.all(api.Rencontre), today)
    return Member(
        reading, copy.manifest, siren := copy.manifest.siren, name, catalogue, communes, figures,
        len(found[api.Commune]) - len(own), f"territoires/{siren}/", convention_of(catalogue, today) if told else None,
        {one.code_insee: states[one.code_insee] for one in own if one.code_insee in states},
        (groups["retard"], groups["trajectoire"]), next((one for one in coming if api.framework(catalogue, one).is_ctg), None),
    )  # fmt: skip


def renamed(record: R, named: Mapping[str, str]) -> R:
    """The record under a title of ours, « Action 2.3 », « Convention territoriale globale (CTG) 2024-2027 », of the portal's file
    (``named``, by key), or none: then it is only counted."""
    title = TITLES[type(record)](record) if type(record) in TITLES else named.get(record.key, "")
    return record.model_copy(update={name: title for name in ("nom", "titre") if name in type(record).model_fields})


TITLES: Mapping[type[api.Record], Callable[[Any], str]] = {
    api.Action: lambda one: numbered(one.numero), api.Rencontre: lambda _meeting: "Comité",
    api.Cadre: lambda one: " ".join((
        api.capital(one.nature.label), "-".join(dict.fromkeys(str(day.year) for day in (one.debut, one.end) if day)),
    )).strip(),
}  # fmt: skip


FILE = "adresses.json"
MOST_GONE = 3000  # addresses that are gone: sites that come and go do not make the portal huge
_ADDRESSES = TypeAdapter(list[Annotated[str, StringConstraints(pattern=r"^(territoires|communes)/[a-z0-9]+/$")]])


def _left(copies: Path, living: Collection[str]) -> list[str]:
    """The addresses of before that no page has; none before the first build, or when the file cannot be read."""
    try:
        found = json.loads(api.read_plain(copies / FILE, copies).decode("utf-8"))
        return [one for one in _ADDRESSES.validate_python(list(found)) if one not in living][:MOST_GONE]
    except (OSError, ValueError, TypeError, ValidationError, RecursionError):
        return []


def note(copies: Path, living: Collection[str]) -> None:
    """Remember these addresses with those of before. Raises :class:`OSError`."""
    api.write_atomically(copies / FILE, json.dumps(sorted({*_left(copies, living), *living}), indent=0) + "\n")


def gone(copies: Path, living: Collection[str]) -> list[api.PageRetiree]:
    """What stands at the addresses of before that no page of this portal has; the reason is shown to visitors."""
    whose = {"communes": "La commune", "territoires": "Le territoire"}
    parts = ((one, *one.split("/")[:2]) for one in _left(copies, living))
    return [api.PageRetiree(adresse=one, raison=f"{whose[of]} {id.upper()} n’est plus dans ce portail.") for one, of, id in parts]


@dataclass(frozen=True)
class Together:
    """The territories of a portal."""

    portal: Portail
    members: tuple[Member, ...]  # those of which there is a copy, in the order of their names
    silent: tuple[SiteReading, ...]  # the sites of which there is nothing, or nothing that anything can be made of
    today: dt.date
    communes: tuple[tuple[api.Commune, Member], ...]  # each with its territory, in the order of the names
    names: Mapping[str, str]  # by INSEE code, with the code where another commune is called the same
    last_read: dt.date | None  # the day of the last reading of all
    addresses: frozenset[str]  # that of each territory and commune that has a page

    def named(self, one: Member) -> list[tuple[str, str]]:
        """(name, path) of the page of each commune of a territory."""
        return [(self.names[commune.code_insee], path_of(commune)) for commune, _ in one.communes]

    def doubts(self, one: Member) -> Iterator[str]:
        """What a visitor should know before trusting the copy of a territory."""
        if self.last_read and one.manifest.lu_le != self.last_read:
            read, copied = api.date_fr(self.last_read), api.date_fr(one.manifest.lu_le)
            yield f"son site n’a pas pu être lu le {read} : voici sa copie du {copied}"
        yield from one.manifest.doubts(self.today, self.portal.perime_apres)

    @cached_property
    def catalogue(self) -> api.Catalogue:
        """What the pages of any site ask for: who publishes the portal, the tool's own words and numbers; no record."""
        said = {name: getattr(self.portal, name) for name in ("accroche", "adresse_site", "editeur", "donnees_personnelles")}
        territoire = called(self.portal.nom, **said, exemple_recherche="", departement="")
        return api.Catalogue(
            territoire, api.built_in_words(), NO_OUTLINE, dict.fromkeys(api.KINDS, ()), day=self.today,
            urgences=api.built_in_numbers(), untold=api.Cadre.model_validate(api.UNTOLD),
        )  # fmt: skip


def path_of(commune: api.Commune) -> str:
    """Where the page of a commune is: by its INSEE code, for ever, whatever territories come and go."""
    return f"communes/{commune.code_insee.lower()}/"


def together(portal: Portail, readings: Sequence[SiteReading], today: dt.date, words: Prints) -> Together:
    """The territories of these readings: those whose SIREN the portal writes, for it could be the telephone of someone."""
    made = list[Member]()
    for one in readings:
        with suppress(ArithmeticError, ValueError):  # a copy that was changed, dates and figures that no one can believe
            made += [member(one, one.copy, portal, today, words)] if one.copy and one.site.siren else []
    made.sort(key=lambda one: (api.fold(one.name), one.siren))
    heard, last = {one.reading.site.adresse for one in made}, max((one.manifest.lu_le for one in made), default=None)
    silent = tuple(one for one in readings if one.site.adresse not in heard)
    found = sorted((api.fold(name), one.code_insee, name, one, own) for own in made for one, name in own.communes)
    same = Counter(folded for folded, *_ in found)
    names = {code: f"{name} ({code})" if same[folded] > 1 else name for folded, code, name, *_ in found}
    addresses = frozenset((*(one.path for one in made), *(path_of(one) for *_, one, _ in found)))
    return Together(portal, tuple(made), silent, today, tuple((one, own) for *_, one, own in found), names, last, addresses)


HEADER = ("territoire", "siren", "tableau", "colonne", "valeur", "publie_le", "page")
PAGES: tuple[api.MenuLink, ...] = (
    ("Conventions", "conventions/"), ("Suivi", "suivi/"), ("Chiffres", "chiffres/"), ("Couverture", "couverture/"),
)  # fmt: skip
CellLine = tuple[str, str | None]  # (words, the page of its own site where that is told)


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
    tables: tuple[ComparedTable, ...]
    left: tuple[str, ...] = ()

    def files(self, render: api.Renderer) -> Iterator[api.SiteFile]:
        """The page and its table."""
        table = f"{self.path}{self.path.strip('/')}.csv"
        values: dict[str, Any] = {"description": self.description, "told": self, "table": table, "pages": PAGES}
        yield render.page("portail/comparaison.html", self.path, self.title, **values)
        rows = ((one, row, row.member, str(row.member.manifest.publie_le)) for one in self.tables for row in one.rows)
        lines = [
            [own.name, own.siren, one.title, column, words, day, page or ""]
            for one, row, own, day in rows for column, cell in zip(one.columns, row.cells, strict=True) for words, page in cell
        ]  # fmt: skip
        yield api.Asset(table, lambda: api.csv_file([HEADER, *lines]))
