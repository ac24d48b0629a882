"""The page « Couverture »: what is known near each commune, by offer and by day; what lacks, and what we do not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.project.needs import childcare
from ctg.analysis.project.needs.coverage import Coverage, State, Week, coverage
from ctg.ground.phrases import joined, number
from ctg.ground.problems import plural
from ctg.kinds import Commune
from ctg.kinds.fields.periodes import JOURS
from ctg.kinds.territory.vocabulary import Offre
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import SiteFile
from ctg.outputs.project.needs.by_commune import ABSENT, LegendLine
from ctg.outputs.words.places import counted_as

COVERAGE = section_page(
    "Couverture",
    "ctg/couverture/",
    40,
    "Ce qu’une famille trouve près de chez elle, commune par commune.",
    filled=lambda catalogue, _today: bool(catalogue.places),
)
DARKEST = 4
"""Lacking four offers or five is one class: a colour has the same meaning in every territory, on every day."""
CELLS = {
    State.TO_CHECK: "à vérifier",
    State.LACKING: "0 : zone blanche",
    State.UNKNOWN: "rien de connu",
}
"""What a cell of the table says instead of a number."""
SENTENCES = {
    State.TO_CHECK: "À vérifier : une fiche attend d’être confirmée.",
    State.LACKING: "Rien : zone blanche.",
    State.UNKNOWN: "Rien que nous connaissions.",
}
"""The same, of a commune."""


@dataclass(frozen=True)
class CommuneCoverage:
    """A commune: what is known of each offer near it, and how the map shows it."""

    commune: Commune
    cells: tuple[tuple[State, str], ...]
    """(state, what the cell says) of each offer."""
    known: int
    """How many offers something is known of."""
    classe: str
    bulle: str


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page of coverage."""
    limit = f"{number(float(render.catalogue.territoire.couverture.distance_km))} km"
    yield render.page(
        "projet/couverture.html",
        COVERAGE.path,
        "Ce qu’il y\u00a0a près de chaque commune",
        trail=(PROJECT,),
        has_map=bool(render.catalogue.territoire.couverture.recenses),
        description=f"Couverture du territoire : ce que l’on connaît à {limit} de chaque commune, par offre et par jour.",
        limit=limit,
        later=lambda: _said(render, limit),
    )


def _said(render: Renderer, limit: str) -> dict:
    """What the template needs."""
    catalogue = render.catalogue
    found = coverage(catalogue, Calendar.of(catalogue), render.today)
    rows = [_row(found, commune) for commune in found.communes]
    terms = [catalogue.vocabulary.offres[id] for id in found.offres]
    return {
        "coverage": found,
        "offres": terms,
        "counted": counted_as(catalogue.vocabulary),
        "censuses": {census.offre: census for census in catalogue.territoire.couverture.recenses},
        "sentences": SENTENCES,
        "days": JOURS,
        "headline": headline(found, terms, limit),
        "rows": rows,
        "legend": legend(rows),
        "weeks": [(c, found.weeks[c.id]) for c in found.communes if found.monday and _has_hours(found.weeks[c.id])],
        "hourless": [c for c in found.communes if found.monday and not _has_hours(found.weeks[c.id])],
        "rates": childcare.rates(catalogue),
        "whole": childcare.whole(catalogue),
        "children": childcare.children_indicator(catalogue),
        "types": [type_.pluriel for type_ in catalogue.vocabulary.types.values() if type_.accueil_collectif],
        "far_apart": childcare.FAR_APART,
    }


def headline(found: Coverage, offres: Iterable[Offre], limit: str) -> str:
    """What is sure, first: what lacks, of the offers of which all is known, else what there is; then what a blank means."""
    zones = {offre: len(found.white_zones(offre.id)) for offre in offres if offre.id in found.complete}
    worst = max(zones.values(), default=0)
    if not zones:
        full = sum(all(found.state(one, id) is State.KNOWN for id in found.offres) for one in found.communes)
        verb = "ont" if full > 1 else "a"
        some = f"{plural(full, 'commune')} sur {len(found.communes)} {verb} quelque chose de chaque offre à {limit}"
        unsure = "Aucune offre n’est encore recensée en entier : « rien de connu » ne veut pas dire « rien »."
        return f"{some} ou moins. {unsure}" if full else unsure
    if worst:
        what = joined(f"« {offre.titre} »" for offre, count in zones.items() if count == worst)
        verb = "n’a" if worst == 1 else "n’ont"
        sure = f"{plural(worst, 'commune')} sur {len(found.communes)} {verb} rien à {limit} ou moins pour {what}."
    else:
        sure = f"Aucune zone blanche à {limit} ou moins parmi les offres recensées en entier."
    left = len(found.offres) - len(zones)
    return f"{sure} {_unsure(left)}".strip()


def _unsure(left: int) -> str:
    if not left:
        return ""
    return f"{left} offres ne sont pas recensées en entier." if left > 1 else "Une offre n’est pas recensée en entier."


def _row(found: Coverage, commune: Commune) -> CommuneCoverage:
    states = [found.state(commune, offre) for offre in found.offres]
    cells = tuple(
        (state, CELLS.get(state) or str(found.near(commune, offre).count))
        for state, offre in zip(states, found.offres, strict=True)
    )
    lacking = states.count(State.LACKING)
    unsure = states.count(State.UNKNOWN) + states.count(State.TO_CHECK)
    classe = str(min(lacking, DARKEST) + 1) if lacking or not unsure else ABSENT
    return CommuneCoverage(commune, cells, states.count(State.KNOWN), classe, f"{commune.nom} : {lacks(lacking, unsure)}")


def lacks(lacking: int, unsure: int) -> str:
    """« rien pour 2 offres ; rien que nous connaissions pour 1 offre »."""
    parts = [f"rien pour {plural(lacking, 'offre')}"] if lacking else []
    if unsure:
        parts.append(f"rien que nous connaissions pour {plural(unsure, 'offre')}")
    return " ; ".join(parts) or "quelque chose de chaque offre"


def legend(rows: Iterable[CommuneCoverage]) -> tuple[LegendLine, ...]:
    """A line for each class that a commune is in; what is not sure is hatched."""
    counts = Counter(row.classe for row in rows)
    words = {"1": "quelque chose de chaque offre", ABSENT: "hachuré, on ne sait pas tout, et rien n’est sûr de manquer"}
    words |= {str(n + 1): f"il manque {plural(n, 'offre')}" for n in range(1, DARKEST)}
    words[str(DARKEST + 1)] = f"il manque {DARKEST} offres ou plus"
    return tuple(LegendLine(classe, f"{words[classe]} : {plural(counts[classe], 'commune')}") for classe in sorted(counts))


def _has_hours(week: Week) -> bool:
    """Whether the hours of a place near the commune are known: without any, a zero would pass for a closed door."""
    return week.unknown < week.total
