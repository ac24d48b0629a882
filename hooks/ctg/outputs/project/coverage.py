"""The page « Couverture »: what exists near each commune, by age and by day, and the white zones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.analysis.ages import AGE_GROUPS
from ctg.analysis.project import childcare
from ctg.analysis.project.coverage import Coverage, Near, Week, coverage
from ctg.kinds import Commune
from ctg.kinds.periodes import JOURS
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import SiteFile
from ctg.outputs.project.by_commune import LegendLine
from ctg.phrases import joined, number
from ctg.problems import plural

COVERAGE = section_page("Couverture", "ctg/couverture/", 40, "Ce qu’une famille trouve près de chez elle, commune par commune.")
DARKEST = 4
"""Lacking four age groups or five is one class: a colour has the same meaning in every territory, on every day."""


@dataclass(frozen=True)
class CommuneCoverage:
    """A commune: what it has for each age group, and how the map shows what it lacks."""

    commune: Commune
    near: tuple[Near, ...]
    lacking: int
    classe: str
    bulle: str


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page of coverage."""
    limit = f"{number(float(render.catalogue.territoire.couverture.distance_km))} km"
    yield render.page(
        "projet/couverture.html",
        COVERAGE.path,
        "Ce qu’il y a près de chaque commune",
        trail=(PROJECT,),
        has_map=True,
        description=f"Couverture du territoire : ce que l’on trouve à {limit} ou moins de chaque commune, par âge et par jour.",
        limit=limit,
        later=lambda: _said(render, limit),
    )


def _said(render: Renderer, limit: str) -> dict:
    """What the template needs."""
    found = coverage(render.catalogue, render.calendar, render.today)
    rows = [_row(found, commune) for commune in found.communes]
    return {
        "coverage": found,
        "groups": AGE_GROUPS,
        "days": JOURS,
        "headline": headline(found, limit),
        "rows": rows,
        "legend": legend(rows),
        "weeks": [(c, found.weeks[c.id]) for c in found.communes if found.monday and _has_hours(found.weeks[c.id])],
        "hourless": [c for c in found.communes if found.monday and not _has_hours(found.weeks[c.id])],
        "rates": childcare.rates(render.catalogue),
        "whole": childcare.whole(render.catalogue),
        "children": childcare.children_indicator(render.catalogue),
        "types": [type_.pluriel for type_ in render.catalogue.vocabulary.types.values() if type_.accueil_collectif],
        "far_apart": childcare.FAR_APART,
    }


def headline(found: Coverage, limit: str) -> str:
    """« 12 communes sur 44 n’ont rien de connu à 10 km ou moins pour les 11-18 ans. » The age groups most lacked."""
    zones = {group_id: len(found.white_zones(group_id)) for group_id in AGE_GROUPS}
    worst = max(zones.values())
    if not worst:
        return f"Chaque commune a au moins un lieu ou un service connu à {limit} ou moins, pour chaque tranche d’âge."
    whom = joined(people(group_id) for group_id, count in zones.items() if count == worst)
    verb = "n’a" if worst == 1 else "n’ont"
    return f"{plural(worst, 'commune')} sur {len(found.communes)} {verb} rien de connu à {limit} ou moins pour {whom}."


def people(group_id: str) -> str:
    """« les moins de 3 ans », « les 11‑18 ans » (with a hyphen that does not break)."""
    _, low, high = AGE_GROUPS[group_id]
    return f"les {low // 12}\u2011{high // 12} ans" if low else f"les moins de {high // 12} ans"


def _row(found: Coverage, commune: Commune) -> CommuneCoverage:
    lacking = found.lacking(commune)
    return CommuneCoverage(
        commune,
        tuple(found.near(commune, group_id) for group_id in AGE_GROUPS),
        len(lacking),
        str(min(len(lacking), DARKEST) + 1),
        f"{commune.nom} : {lacks(len(lacking))}",
    )


def lacks(count: int) -> str:
    """« rien de connu pour 2 tranches d’âge »."""
    if not count:
        return "quelque chose pour chaque âge"
    return f"rien de connu pour {count} {'tranche' if count == 1 else 'tranches'} d’âge"


def legend(rows: Iterable[CommuneCoverage]) -> tuple[LegendLine, ...]:
    """A line for each class that a commune is in."""
    counts = Counter(row.classe for row in rows)
    words = {str(n + 1): lacks(n) for n in range(DARKEST)}
    words[str(DARKEST + 1)] = f"rien de connu pour {DARKEST} ou {len(AGE_GROUPS)} tranches d’âge"
    return tuple(LegendLine(classe, f"{words[classe]} : {plural(counts[classe], 'commune')}") for classe in sorted(counts))


def _has_hours(week: Week) -> bool:
    """Whether the hours of a place near the commune are known: without any, a zero would pass for a closed door."""
    return week.unknown < week.total
