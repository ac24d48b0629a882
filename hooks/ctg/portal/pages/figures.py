"""Indicators of several territories: those that count the same thing, side by side; why the others are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctg.ground.data_files import csv_file
from ctg.ground.phrases import capital, date_fr, joined
from ctg.ground.problems import plural
from ctg.kinds import Indicateur
from ctg.kinds.project.indicateur import Valeur
from ctg.outputs.base.rendering import MenuLink, Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.public import plain
from ctg.outputs.project.needs.figure_words import counted, dated, remark
from ctg.portal.comparison.indicators import Comparable, IndicatorOfSite, Indicators, ValueOfSite, indicators
from ctg.portal.comparison.sides import Side
from ctg.portal.comparison.words import FigureLine

FIGURES: MenuLink = ("Chiffres", "chiffres/")
TABLE = "chiffres/chiffres.csv"
UNKNOWN = "inconnu"
HEADER = ("chiffre", "definition", "calcul", "echelle", "unite", "territoire", "siren", "annee", "valeur", "a_confirmer",
          "derniere_annee", "derniere_valeur", "source", "producteur", "publie_le", "page")  # fmt: skip


@dataclass(frozen=True)
class FigureTable:
    """A comparison, in words. ``years``: what is to be known of them."""

    group: Comparable
    title: str
    others: str
    """What other territories call it; empty when all say the same."""
    years: str
    lines: tuple[FigureLine, ...]

    @property
    def record(self) -> Indicateur:
        """What all say of it."""
        return self.group.record


def files(render: Renderer, sides: Iterable[Side]) -> Iterable[SiteFile]:
    """The page and its table."""
    found = indicators(sides)
    tables = [table(group) for group in found.comparable]
    yield render.page(
        "portail/chiffres.html",
        FIGURES[1],
        "Les chiffres qui se comparent",
        description="Les indicateurs de plusieurs territoires qui comptent la même chose, avec leur année et leur source.",
        headline=headline(found),
        tables=tables,
        namesakes=found.namesakes,
        left=left(found),
        table=TABLE,
    )
    yield Asset(TABLE, lambda: csv_file(HEADER, (_cells(group, one) for group in found.comparable for one in group.readings)))


def headline(found: Indicators) -> str:
    """« 3 chiffres comptent la même chose dans plusieurs territoires. »"""
    count = len(found.comparable)
    if not count:
        return "Aucun chiffre n’est défini de la même façon dans deux territoires : rien n’est comparé."
    verb = "comptent" if count > 1 else "compte"
    return f"{plural(count, 'chiffre')} {verb} la même chose dans plusieurs territoires."


def left(found: Indicators) -> list[str]:
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
    return FigureTable(group, title, said, _years(group), tuple(_line(one) for one in group.readings))


def _years(group: Comparable) -> str:
    if group.year:
        return f"Chiffres de {group.year}, la dernière année commune."
    if len(group.years) > 1:
        return f"Attention, les années diffèrent : {joined(map(str, group.years))}."
    return ""


def _line(one: ValueOfSite) -> FigureLine:
    value, member = one.value, one.side.member
    said = [f"{source(one, value).rstrip('.')}.", remark(value) if value else ""]
    if one.newer:
        said.append(f"{capital(dated(one.newer))} : {counted(one.newer.valeur, one.record.unite)}.")
    said.append(f"Site publié le {date_fr(member.published_on)}.")
    shown = counted(value.valeur, one.record.unite) if value else UNKNOWN
    return FigureLine(member.name, one.side.page_of(one.record), member.path, shown, _year(value), " ".join(filter(None, said)))


def _year(value: Valeur | None) -> str:
    if not value:
        return ""
    return str(value.annee) if value.annee else f"publié en {value.publie_en}"


def source(one: IndicatorOfSite, value: Valeur | None) -> str:
    """Where a value comes from: what it says itself, else the sources of its record, else who measures it."""
    if value and value.source:
        return value.source
    titles = joined(dict.fromkeys(source.titre for source in one.record.sources))
    return titles or one.record.producteur


def _cells(group: Comparable, one: ValueOfSite) -> list[str]:
    record, value, member = one.record, one.value, one.side.member
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
        source(one, value),
        record.producteur,
        member.published_on.isoformat(),
        one.side.page_of(record) or "",
    ]
