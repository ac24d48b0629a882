"""Indicators of several territories: compared when they count the same thing, for sure, and never otherwise.

What is compared is what ``portail.yml`` says, under the name and unit that it gives. A territory counts that when it says the
same, word for word (capitals, accents and punctuation aside), of what it counts (``definition``), how (``calcul``), at which
scale and in which unit; what it calls it is shown nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ctg import api
from ctg_portail.copies import ChiffreDuPortail
from ctg_portail.members import Member
from ctg_portail.together import UNKNOWN, ComparedTable, Comparison, TerritoryRow, Together

INTRO = (
    "Deux chiffres ne sont mis côte à côte que si leurs fiches disent la même chose, mot pour mot : ce qu’ils comptent, leur "
    "calcul, leur unité, leur échelle. Le nom est celui que ce portail leur donne. Le lien d’une valeur mène au site qui la "
    "publie, et à sa source. Un nombre de places ou de personnes dépend de la taille du territoire. Les territoires sont dans "
    "l’ordre de leurs noms : ce n’est pas un classement."
)


class Comparable(NamedTuple):
    """A figure, and its value in each of several territories, in the order of their names."""

    said: ChiffreDuPortail
    values: list[tuple[Member, api.Valeur | None]]
    year: int | None
    """The last year that all have; None when there is none: each value is then the last one of its territory."""


def figures_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    found, others = figures(portal)
    told = f"{api.plural(others, 'autre chiffre')} : ce portail ne les compare pas, ou un seul territoire en a la valeur."
    return Comparison(
        "chiffres/",
        "Les chiffres qui se comparent",
        "Les indicateurs de plusieurs territoires qui comptent la même chose, avec leur année.",
        headline(len(found)),
        INTRO,
        tuple(map(table, found)),
        (told,) if others else (),
    ).files(render)


def figures(portal: Together) -> tuple[list[Comparable], int]:
    """The figures that compare, in the order of ``portail.yml``; how many others the territories have."""
    found = []
    for meaning, said in portal.portal.compared.items():
        own = [(one, one.figures[meaning]) for one in portal.by_name if meaning in one.figures]
        if len(own) > 1 and any(api.measured(record) or record.derniere for _, record in own):
            found.append(_comparable(said, own))
    every = sum(len(one.catalogue.all(api.Indicateur)) for one in portal.members)
    return found, every - sum(len(one.values) for one in found)


def _comparable(said: ChiffreDuPortail, group: Sequence[tuple[Member, api.Indicateur]]) -> Comparable:
    measures = [{value.year: value for value in api.measured(record)} for _, record in group]
    year = max(set.intersection(*(set(own) for own in measures if own)), default=None) if any(measures) else None
    last = [own[max(own)] if own else record.derniere for own, (_, record) in zip(measures, group, strict=True)]
    values = [(one, own.get(year, other) if year else other) for (one, _), own, other in zip(group, measures, last, strict=True)]
    return Comparable(said, values, year)


# --- words ---------------------------------------------------------------------------------------


def headline(count: int) -> str:
    """« 3 chiffres comptent la même chose dans plusieurs territoires. »"""
    if not count:
        return "Ce portail ne compare encore aucun chiffre, ou deux territoires ne le publient pas : rien n’est comparé."
    return f"{api.plural(count, 'chiffre')} {'comptent' if count > 1 else 'compte'} la même chose dans plusieurs territoires."


def table(group: Comparable) -> ComparedTable:
    """A comparison in words."""
    years = sorted({value.year for _, value in group.values if value})
    notes = [group.said.definition]
    if group.year:
        notes.append(f"Chiffres de {group.year}, la dernière année commune.")
    elif len(years) > 1:
        notes.append(f"Attention, les années diffèrent : {api.joined(map(str, years))}.")
    rows = tuple(_row(*one, group.said.unite) for one in group.values)
    return ComparedTable(group.said.nom, ("Valeur", "Année"), rows, tuple(notes))


def _row(member: Member, value: api.Valeur | None, unit: str) -> TerritoryRow:
    year = UNKNOWN if not value else str(value.annee) if value.annee else f"publié en {value.publie_en}"
    doubt = ", à confirmer" if value and value.statut == "a_confirmer" else ""
    amount = f"{api.counted(value.valeur, unit).strip()}{doubt}" if value else UNKNOWN
    return TerritoryRow(member, (((amount, member.page("ctg/territoire/")),), ((year, None),)))
