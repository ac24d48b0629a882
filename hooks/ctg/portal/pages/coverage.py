"""Coverage of each territory: in how many communes an offer is known, lacks for sure, or is not known.

Each is counted as its own site counts it. No place is named: which one, and where, is on that site.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctg.analysis.project.needs.coverage import State
from ctg.ground.data_files import csv_file
from ctg.ground.phrases import date_fr, joined, number
from ctg.ground.problems import plural
from ctg.kinds.territory.vocabulary import Offre
from ctg.outputs.base.rendering import MenuLink, Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.portal.facts import Coverage, lacking
from ctg.portal.members import Member
from ctg.portal.pages.lines import UNKNOWN, FigureLine, line
from ctg.portal.together import Together
from ctg.sheets.defaults import tools_words

COVERAGE: MenuLink = ("Couverture", "couverture/")
TABLE = "couverture/couverture.csv"
WORDS = {State.KNOWN: "connu", State.LACKING: "zone blanche", State.UNKNOWN: "rien de connu", State.TO_CHECK: "rien de connu"}
"""What is known of an offer near a commune, for the table of communes."""
HEADER = ("territoire", "siren", "commune", "code_insee", "offre", "couverture", "distance_km", "recensement", "publie_le",
          "page")  # fmt: skip


@dataclass(frozen=True)
class OfferCell:
    """An offer in the communes of a territory: the number where it is known, then the others, by what is known of them."""

    known: str
    others: tuple[tuple[str, str], ...]
    """(« zone-blanche » or « zone-inconnue », words)."""


@dataclass(frozen=True)
class CoverageRow:
    """A territory."""

    member: Member
    coverage: Coverage
    page: str | None
    cells: tuple[OfferCell, ...]
    censuses: str
    rate: FigureLine


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The page and its table."""
    offres = tuple(tools_words().offres.values())
    rows = [row(one, offres) for one in portal.by_name]
    yield render.page(
        "portail/couverture.html",
        COVERAGE[1],
        "Ce qu’il y\u00a0a près de chaque commune",
        description="Ce que l’on connaît près des communes de chaque territoire, par offre, et ce que l’on ne sait pas.",
        headline=headline([one.coverage for one in rows], offres),
        rows=rows,
        rates=[one.rate for one in rows],
        offres=offres,
        table=TABLE,
    )
    yield Asset(TABLE, lambda: csv_file(HEADER, (cells for one in rows for cells in _cells(one, offres))))


def headline(found: list[Coverage], offres: Iterable[Offre]) -> str:
    """What is sure of the whole, and of how much nothing is."""
    total, lacks = sum(len(one.communes) for one in found), lacking(found)
    worst = max(lacks.values(), default=0)
    if not total:
        return "Aucun site ne décrit de commune."
    if not any(one.censuses for one in found):
        return "Aucun territoire ne dit qu’une offre est recensée en entier : « rien de connu » ne veut pas dire « rien »."
    if not worst:
        return f"Aucune zone blanche sûre dans ces {plural(total, 'commune')}. « Rien de connu » ne veut pas dire « rien »."
    what = joined(f"« {offre.titre} »" for offre in offres if lacks[offre.id] == worst)
    verb = "n’ont" if worst > 1 else "n’a"
    return f"{plural(worst, 'commune')} sur {total} {verb} rien à proximité pour {what}, et leur site en est sûr."


def row(member: Member, offres: Iterable[Offre]) -> CoverageRow:
    """A territory in words."""
    found = member.facts.coverage
    titles = tools_words().offres
    told = [f"{titles[id].titre} ({one.source}, {date_fr(one.date)})" for id, one in found.censuses.items()]
    page = member.page("ctg/couverture/") if member.catalogue.places else None
    value, note = rate_words(found)
    cells = tuple(_cell(found, offre.id) for offre in offres)
    return CoverageRow(member, found, page, cells, joined(told) or "aucune", line(member, page, value, note))


def _cell(found: Coverage, offre: str) -> OfferCell:
    unknown = found.count(offre, State.UNKNOWN) + found.count(offre, State.TO_CHECK)
    others = (
        (found.count(offre, State.LACKING), "zone-blanche", "sans rien, c’est sûr"),
        (unknown, "zone-inconnue", "rien de connu"),
    )
    words = tuple((css, f"{count} : {said}") for count, css, said in others if count)
    known = found.count(offre, State.KNOWN)
    return OfferCell(f"{known} sur {len(found.communes)}" if known else "aucune connue", words)


def rate_words(found: Coverage) -> tuple[str, str]:
    """Places for 100 children under 3, and what to know of it; else « inconnu », and why, without the name of a place."""
    rate = found.rate
    if rate.silent and rate.children and rate.children.valeur > 0:
        verb = "lieux ne disent" if len(rate.silent) > 1 else "lieu ne dit"
        return UNKNOWN, f"{len(rate.silent)} {verb} pas {'leurs' if len(rate.silent) > 1 else 'ses'} places"
    if not found.rate_known or rate.value is None:
        return UNKNOWN, rate.reason or "aucun lieu d’accueil connu, et le recensement n’est pas complet"
    years = joined(map(str, rate.years))
    children = f"{number(rate.children.valeur)} enfants en {rate.children.year}" if rate.children else ""
    places = f"{plural(rate.places, 'place')}{f' ({years})' if years else ''}"
    return number(rate.value, 1), f"{places} pour {children}{' : années éloignées' if rate.far_apart else ''}"


def _cells(one: CoverageRow, offres: Iterable[Offre]) -> Iterable[list[str]]:
    member, found = one.member, one.coverage
    for commune in found.communes:
        for offre in offres:
            census = found.censuses.get(offre.id)
            yield [
                member.name,
                member.siren,
                commune.nom,
                commune.code_insee,
                offre.id,
                WORDS[found.states[commune.code_insee, offre.id]],
                f"{found.distance_km:g}",
                f"{census.source}, {date_fr(census.date)}" if census else "",
                member.published_on.isoformat(),
                member.page_of(commune) or "",
            ]
