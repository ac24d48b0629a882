"""Indicators of several territories: compared when they count the same thing, for sure, and never otherwise.

No indicator bears an identifier that all share. Two count the same thing when they say the same, word for word (capitals,
accents and punctuation aside), of what they count (``definition``), how (``calcul``), in which unit and at which scale. One
that does not say what it counts is compared with nothing, be its name the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ctg.analysis.project.needs.series import measured
from ctg.ground.data_files import csv_file
from ctg.ground.phrases import capital, joined
from ctg.ground.problems import fold, plural
from ctg.kinds import Indicateur
from ctg.kinds.project.indicateur import Valeur
from ctg.outputs.base.rendering import MenuLink, Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.public import plain
from ctg.outputs.project.needs.figure_words import counted, dated, remark
from ctg.portal.members import Member
from ctg.portal.pages.lines import UNKNOWN, FigureLine, line
from ctg.portal.together import Together

FIGURES: MenuLink = ("Chiffres", "chiffres/")
TABLE = "chiffres/chiffres.csv"
HEADER = ("chiffre", "definition", "calcul", "echelle", "unite", "territoire", "siren", "annee", "valeur", "a_confirmer",
          "derniere_annee", "derniere_valeur", "source", "producteur", "publie_le", "page")  # fmt: skip


class Meaning(NamedTuple):
    """What an indicator counts, as far as it is said."""

    definition: str
    calcul: str
    unite: str
    echelle: str


@dataclass(frozen=True)
class Figure:
    """An indicator of a territory. ``value``: what is compared; ``newer``: its last value, when that is of a later year."""

    member: Member
    record: Indicateur
    value: Valeur | None = None
    newer: Valeur | None = None


@dataclass(frozen=True)
class Comparable:
    """Figures of several territories that count the same thing, in the order of the portal's list."""

    figures: tuple[Figure, ...]
    year: int | None
    """The last year that all have; None when there is none: each value is then the last one of its territory."""

    @property
    def record(self) -> Indicateur:
        """The first of them, for what all say."""
        return self.figures[0].record

    @property
    def years(self) -> list[int]:
        """The years of the values, each once, in order."""
        return sorted({one.value.year for one in self.figures if one.value})

    @property
    def names(self) -> list[str]:
        """What the territories call it, each name once, that of most of them first: no site renames it for all."""
        counts = Counter(fold(one.record.nom) for one in self.figures)
        shown = {fold(one.record.nom): one.record.nom for one in reversed(self.figures)}
        return [shown[name] for name, _ in counts.most_common()]


@dataclass(frozen=True)
class Figures:
    """What compares, and how many others there are."""

    comparable: tuple[Comparable, ...]
    undefined: int
    """How many say nothing of what they count."""
    alone: int
    """How many say it, as no other territory does."""
    unvalued: int
    """How many comparisons have no value at all."""


@dataclass(frozen=True)
class FigureTable:
    """A comparison, in words. ``others``: what else it is called; ``years``: what is to be known of them."""

    group: Comparable
    title: str
    others: str
    years: str
    lines: tuple[FigureLine, ...]


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The page and its table."""
    found = figures(portal.members)
    yield render.page(
        "portail/chiffres.html",
        FIGURES[1],
        "Les chiffres qui se comparent",
        description="Les indicateurs de plusieurs territoires qui comptent la même chose, avec leur année et leur source.",
        headline=headline(found),
        tables=[table(group) for group in found.comparable],
        left=left(found),
        table=TABLE,
    )
    yield Asset(TABLE, lambda: csv_file(HEADER, (_cells(group, one) for group in found.comparable for one in by_name(group))))


def figures(members: Iterable[Member]) -> Figures:
    """The indicators of these territories."""
    groups: dict[Meaning, dict[str, Figure]] = defaultdict(dict)
    undefined = 0
    for one in members:
        for record in one.catalogue.all(Indicateur):
            meaning = meaning_of(record)
            undefined += meaning is None
            if meaning:  # a site that says the same thing twice is compared once
                groups[meaning].setdefault(one.siren, Figure(one, record))
    several = [tuple(group.values()) for group in groups.values() if len(group) > 1]
    same = [group for group in several if any(one.record.derniere for one in group)]
    found = sorted(map(_comparable, same), key=lambda one: (-len(one.figures), fold(one.names[0])))
    return Figures(tuple(found), undefined, len(groups) - len(several), len(several) - len(same))


def meaning_of(record: Indicateur) -> Meaning | None:
    """What an indicator counts; None when it does not say it. « % » is a unit, and no letter."""
    definition = fold(record.definition or "")
    unite = " ".join(record.unite.casefold().split())
    return Meaning(definition, fold(record.calcul or ""), unite, fold(record.echelle)) if definition else None


def by_name(group: Comparable) -> list[Figure]:
    """Its figures in the order of the names of their territories: nobody is ranked."""
    return sorted(group.figures, key=lambda one: (fold(one.member.name), one.member.siren))


def _comparable(group: tuple[Figure, ...]) -> Comparable:
    known = [{value.year for value in values} for one in group if (values := measured(one.record))]
    year = max(set.intersection(*known), default=None) if known else None
    return Comparable(tuple(_valued(one, year) for one in group), year)


def _valued(one: Figure, year: int | None) -> Figure:
    values = measured(one.record)
    last = values[-1] if values else one.record.derniere
    that = next((value for value in reversed(values) if value.year == year), None)
    return Figure(one.member, one.record, that or last, last if that and last is not that else None)


# --- words ---------------------------------------------------------------------------------------


def headline(found: Figures) -> str:
    """« 3 chiffres comptent la même chose dans plusieurs territoires. »"""
    count = len(found.comparable)
    if not count:
        return "Aucun chiffre n’est défini de la même façon dans deux territoires : rien n’est comparé."
    return f"{plural(count, 'chiffre')} {'comptent' if count > 1 else 'compte'} la même chose dans plusieurs territoires."


def left(found: Figures) -> list[str]:
    """How many are not compared, and why."""
    told = []
    if found.alone:
        verb = "ont une définition" if found.alone > 1 else "a une définition"
        told.append(f"{plural(found.alone, 'chiffre')} {verb} qu’aucun autre territoire n’emploie.")
    if found.undefined:
        verb = "ne disent pas ce qu’ils comptent" if found.undefined > 1 else "ne dit pas ce qu’il compte"
        told.append(f"{plural(found.undefined, 'chiffre')} {verb}.")
    if found.unvalued:
        verb = "sont définis" if found.unvalued > 1 else "est défini"
        told.append(f"{plural(found.unvalued, 'chiffre')} {verb} de même par plusieurs territoires, et aucun n’en dit la valeur.")
    return told


def table(group: Comparable) -> FigureTable:
    """A comparison in words."""
    title, *others = group.names
    said = f"Aussi appelé {joined(f'« {name} »' for name in others)}." if others else ""
    years = f"Chiffres de {group.year}, la dernière année commune." if group.year else ""
    if not group.year and len(group.years) > 1:
        years = f"Attention, les années diffèrent : {joined(map(str, group.years))}."
    return FigureTable(group, title, said, years, tuple(_line(one) for one in by_name(group)))


def _line(one: Figure) -> FigureLine:
    value, unit = one.value, one.record.unite
    newer = f"{capital(dated(one.newer))} : {counted(one.newer.valeur, unit)}." if one.newer else ""
    said = " ".join(filter(None, (f"{source(one).rstrip('.')}.", remark(value) if value else "", newer)))
    year = "" if not value else str(value.annee) if value.annee else f"publié en {value.publie_en}"
    return line(one.member, one.member.page_of(one.record), counted(value.valeur, unit) if value else UNKNOWN, said, year)


def source(one: Figure) -> str:
    """Where a value comes from: what it says itself, else the sources of its record, else who measures it."""
    if one.value and one.value.source:
        return one.value.source
    titles = joined(dict.fromkeys(source.titre for source in one.record.sources))
    return titles or one.record.producteur


def _cells(group: Comparable, one: Figure) -> list[str]:
    record, value, member = one.record, one.value, one.member
    return [
        group.names[0],
        record.definition or "",
        record.calcul or "",
        record.echelle,
        record.unite,
        member.name,
        member.siren,
        str(value.year) if value else "",
        str(plain(value.valeur)) if value else "",
        "oui" if value and value.statut == "a_confirmer" else "",
        str(one.newer.year) if one.newer else "",
        str(plain(one.newer.valeur)) if one.newer else "",
        source(one),
        record.producteur,
        member.published_on.isoformat(),
        member.page_of(record) or "",
    ]
