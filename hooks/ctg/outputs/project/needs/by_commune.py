"""A figure commune by commune: the rows of its table, which the map copies, and the legend that explains both.

The table is the truth: ``carte.js`` gives each outline the class of its row (``data-commune``, ``data-classe``) and
says what the row says (``data-bulle``). Colours are ``--classe-1`` to ``--classe-5``; « absent » is hatched.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctg.analysis.project.needs.childcare import latest_by_commune
from ctg.analysis.project.needs.classes import Classes, classify
from ctg.analysis.project.needs.units import counted
from ctg.ground.phrases import number
from ctg.ground.problems import plural
from ctg.kinds import Commune, Indicateur
from ctg.kinds.project.indicateur import Mesure, Valeur
from ctg.outputs.base.rendering import Renderer

ABSENT = "absent"
"""The class of a commune whose value is not known."""
NUMBERS = ("zéro", "un", "deux", "trois", "quatre", "cinq")


@dataclass(frozen=True)
class LegendLine:
    """A line of the legend."""

    classe: str
    text: str


@dataclass(frozen=True)
class CommuneValue:
    """A commune in the table and on the map; no ``valeur``: not known."""

    commune: Commune
    classe: str
    bulle: str
    """« Aubrelune : 42 places (2026) », said on the map."""
    valeur: Valeur | None = None


@dataclass(frozen=True)
class ByCommune:
    """What ``projet/_par_commune.html`` shows, under the name ``par_commune``."""

    nom: str
    unite: str
    rows: tuple[CommuneValue, ...]
    legend: tuple[LegendLine, ...]
    explained: str
    """How the classes are made, in a sentence."""
    quand: str | None
    """The year of every value (« 2026 »); None when the years differ: each row then says its own."""
    remarks: bool
    """Whether a value has something to add: a note, a source of its own, a doubt."""


def by_commune(render: Renderer, indicateur: Indicateur) -> ByCommune | None:
    """The latest value of each commune, in the order of the catalogue; None when no commune has one."""
    latest = latest_by_commune(indicateur)
    if not latest:
        return None
    communes = render.catalogue.all(Commune)
    classes = classify({commune.nom: found.valeur if (found := latest.get(commune.nom)) else None for commune in communes})
    years = {year_of(valeur) for valeur in latest.values()}
    return ByCommune(
        indicateur.nom,
        indicateur.unite,
        tuple(_row(commune, latest.get(commune.nom), classes, indicateur.unite) for commune in communes),
        legend(classes, indicateur.unite),
        explained(classes),
        years.pop() if len(years) == 1 else None,
        any(v.note or v.source or v.statut == "a_confirmer" for v in latest.values()),
    )


def year_of(mesure: Mesure) -> str:
    """« 2026 », « publié en 2025, année mesurée non précisée »."""
    return str(mesure.annee) if mesure.annee else f"publié en {mesure.publie_en}, année mesurée non précisée"


def _row(commune: Commune, valeur: Valeur | None, classes: Classes[str], unite: str) -> CommuneValue:
    if valeur is None:
        return CommuneValue(commune, ABSENT, f"{commune.nom} : non renseigné")
    doubt = ", à confirmer" if valeur.statut == "a_confirmer" else ""
    return CommuneValue(
        commune,
        str(classes.of[commune.nom]),
        f"{commune.nom} : {counted(valeur.valeur, unite)} ({year_of(valeur)}{doubt})",
        valeur,
    )


def legend(classes: Classes[str], unite: str) -> tuple[LegendLine, ...]:
    """A line a class: its bounds in numbers, and how many communes are in it."""
    lines = []
    for group in classes.groups:
        bounds = counted(group.low, unite)
        if group.low != group.high:
            bounds = f"de {number(group.low)} à {counted(group.high, unite)}"
        lines.append(LegendLine(str(group.numero), f"{bounds} : {plural(group.count, 'commune')}"))
    return (*lines, *hatched(classes.absent))


def hatched(count: int) -> tuple[LegendLine, ...]:
    """The line of what is not known; none when all is."""
    return (LegendLine(ABSENT, f"hachuré, valeur inconnue : {plural(count, 'commune')}"),) if count else ()


def explained(classes: Classes[str]) -> str:
    """« Les communes sont rangées en cinq groupes de même taille… »"""
    if len(classes.groups) == 1:
        return "Toutes les communes connues ont la même valeur."
    if classes.one_value_each:
        return "Chaque teinte est une valeur."
    return (
        f"Les communes sont rangées en {NUMBERS[len(classes.groups)]} groupes de même taille, ou presque : "
        "celles qui ont la même valeur restent ensemble. Plus la couleur tranche sur le fond, plus la valeur est grande."
    )
