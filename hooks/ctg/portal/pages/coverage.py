"""Coverage of all territories: in how many communes an offer is known, lacks for sure, or is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctg.ground.data_files import csv_file
from ctg.ground.phrases import date_fr, joined, number
from ctg.ground.problems import plural
from ctg.kinds.territory.vocabulary import Offre
from ctg.outputs.base.rendering import MenuLink, Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.portal.comparison.coverage import CoverageOfAll, CoverageOfSite, Seen, coverage_of_all
from ctg.portal.comparison.sides import Side
from ctg.portal.comparison.words import FigureLine
from ctg.sheets.defaults import tools_words

COVERAGE: MenuLink = ("Couverture", "couverture/")
TABLE = "couverture/couverture.csv"
WORDS = {
    Seen.HERE: "connu",
    Seen.BEYOND: "connu dans un autre territoire",
    Seen.LACKING: "zone blanche",
    Seen.UNKNOWN: "rien de connu",
}
"""What is known of an offer near a commune, for the table of communes."""
HEADER = (
    "territoire",
    "siren",
    "commune",
    "code_insee",
    "offre",
    "couverture",
    "distance_km",
    "recensement",
    "publie_le",
    "page",
)


@dataclass(frozen=True)
class OfferCell:
    """An offer in the communes of a territory: the number where it is known, then the others, by what is known of them."""

    known: str
    others: tuple[tuple[str, str], ...]
    """(« zone-blanche » or « », words)."""


@dataclass(frozen=True)
class CoverageRow:
    """A territory."""

    line: CoverageOfSite
    page: str | None
    cells: tuple[OfferCell, ...]
    censuses: str
    rate: FigureLine


def files(render: Renderer, sides: Iterable[Side]) -> Iterable[SiteFile]:
    """The page and its table."""
    found = coverage_of_all(sides, render.today)
    offres = [tools_words().offres[id] for id in found.offres]
    rows = [row(line, found.offres) for line in found.lines]
    yield render.page(
        "portail/couverture.html",
        COVERAGE[1],
        "Ce qu’il y\u00a0a près de chaque commune",
        description="Ce que l’on connaît près des communes de chaque territoire, par offre, et ce que l’on ne sait pas.",
        headline=headline(found, offres),
        rows=rows,
        rates=[one.rate for one in rows],
        offres=offres,
        table=TABLE,
    )
    yield Asset(TABLE, lambda: csv_file(HEADER, _lines(found)))


def headline(found: CoverageOfAll, offres: Iterable[Offre]) -> str:
    """What is sure of the whole, and of how much nothing is."""
    total = len(found.communes)
    lacking = {offre.titre: found.lacking(offre.id) for offre in offres}
    worst = max(lacking.values(), default=0)
    if not total:
        return "Aucun site ne décrit de commune."
    if not any(line.censuses for line in found.lines):
        return "Aucun territoire ne dit qu’une offre est recensée en entier : « rien de connu » ne veut pas dire « rien »."
    if not worst:
        return f"Aucune zone blanche sûre dans ces {plural(total, 'commune')}. « Rien de connu » ne veut pas dire « rien »."
    what = joined(f"« {title} »" for title, count in lacking.items() if count == worst)
    verb = "n’ont" if worst > 1 else "n’a"
    return f"{plural(worst, 'commune')} sur {total} {verb} rien à proximité pour {what}, et c’est sûr."


def row(line: CoverageOfSite, offres: Iterable[str]) -> CoverageRow:
    """A territory in words."""
    titles = tools_words().offres
    told = [f"{titles[id].titre} ({one.source}, {date_fr(one.date)})" for id, one in line.censuses.items()]
    page = line.side.page("ctg/couverture/") if line.side.catalogue.places else None
    cells = tuple(_cell(line, offre) for offre in offres)
    return CoverageRow(line, page, cells, joined(told) or "aucune", _rate(line, page))


def _cell(line: CoverageOfSite, offre: str) -> OfferCell:
    total = len(line.communes)
    counts = {seen: line.count(offre, seen) for seen in Seen}
    others = (
        (Seen.BEYOND, "", "dans un autre territoire"),
        (Seen.LACKING, "zone-blanche", "sans rien, c’est sûr"),
        (Seen.UNKNOWN, "zone-inconnue", "rien de connu"),
    )
    words = tuple((css, f"{counts[seen]} : {said}") for seen, css, said in others if counts[seen])
    return OfferCell(f"{counts[Seen.HERE]} sur {total}", words)


def _rate(line: CoverageOfSite, page: str | None) -> FigureLine:
    member, (value, note) = line.side.member, rate_words(line)
    source = f"{note}. Site publié le {date_fr(member.published_on)}."
    return FigureLine(member.name, page, member.path, value, "", source)


def rate_words(line: CoverageOfSite) -> tuple[str, str]:
    """Places for 100 children under 3, and what to know of it; else « inconnu », and why."""
    rate = line.rate
    if not line.known_rate or rate.value is None:
        return "inconnu", rate.reason or "aucun lieu d’accueil connu, et le recensement n’est pas complet"
    years = joined(map(str, rate.years))
    children = f"{number(rate.children.valeur)} enfants en {rate.children.year}" if rate.children else ""
    places = f"{plural(rate.places, 'place')}{f' ({years})' if years else ''}"
    apart = " : années éloignées" if rate.far_apart else ""
    return number(rate.value, 1), f"{places} pour {children}{apart}"


def _lines(found: CoverageOfAll) -> Iterable[list[str]]:
    for line in found.lines:
        member = line.side.member
        for commune in line.communes:
            for offre in found.offres:
                census = line.censuses.get(offre)
                yield [
                    member.name,
                    member.siren,
                    commune.nom,
                    commune.code_insee,
                    offre,
                    WORDS[line.found[commune.code_insee, offre]],
                    f"{line.distance_km:g}",
                    f"{census.source}, {date_fr(census.date)}" if census else "",
                    member.published_on.isoformat(),
                    line.side.page_of(commune) or "",
                ]
