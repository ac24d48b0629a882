"""Indicators of several territories: compared when they count the same thing, for sure, and never otherwise.

No indicator bears an identifier that all share. Two count the same thing when they say the same, word for word (capitals,
accents and punctuation aside), of what they count (``definition``), how (``calcul``) and at which scale; and when they write the
same name and the same unit, to the letter: these are on the page, and no member alone chooses them. One that does not say what
it counts is compared with nothing, be its name the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ctg import api
from ctg_portail.members import Member
from ctg_portail.together import UNKNOWN, ComparedTable, Comparison, TerritoryRow, Together

INTRO = (
    "Deux chiffres ne sont mis côte à côte que si leurs fiches disent la même chose, mot pour mot : leur nom, ce qu’ils "
    "comptent, leur calcul, leur unité, leur échelle. Le lien d’une valeur mène au site qui dit ces mots, et sa source. Un "
    "nombre de places ou de personnes dépend de la taille du territoire. Les territoires sont dans l’ordre de leurs noms : ce "
    "n’est pas un classement."
)
Meaning = tuple[str, str, str]
"""What an indicator counts, as far as it is said: definition, way of counting, scale."""
FigureCalled = tuple[Meaning, str, str]
"""What it counts, its name and its unit: those of all that are compared."""


UNITS = """% € euros personnes enfants jeunes habitants familles foyers ménages élèves parents naissances agents allocataires
           salariés professionnels voyageurs visiteurs places lieux communes jours minutes heures km"""
"""Those that are shown; another one is left blank."""


class Figure(NamedTuple):
    """An indicator of a territory, and the value that is compared."""

    member: Member
    record: api.Indicateur
    value: api.Valeur | None


class Comparable(NamedTuple):
    """Figures of several territories that count the same thing, in the order of their names."""

    figures: list[Figure]
    year: int | None
    """The last year that all have; None when there is none: each value is then the last one of its territory."""

    @property
    def name(self) -> str:
        """What all the territories call it."""
        return self.figures[0].record.nom


def figures_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    found, others = figures(portal.by_name)
    told = f"{api.plural(others, 'autre chiffre')} : aucun autre territoire ne les nomme et définit ainsi, et n’en a la valeur."
    return Comparison(
        "chiffres/",
        "Les chiffres qui se comparent",
        "Les indicateurs de plusieurs territoires qui comptent la même chose, avec leur année.",
        headline(len(found)),
        INTRO,
        tuple(map(table, found)),
        (told,) if others else (),
    ).files(render)


def figures(members: Iterable[Member]) -> tuple[list[Comparable], int]:
    """The figures that compare; how many others there are."""
    groups: dict[FigureCalled | str, dict[str, tuple[Member, api.Indicateur]]] = defaultdict(dict)
    for one in members:
        for record in one.figures:  # a site that says the same thing twice is compared once
            meaning = meaning_of(record)
            called = (meaning, record.nom, record.unite) if meaning else f"{one.siren} {record.id}"
            groups[called].setdefault(one.siren, (one, record))
    same = [_comparable(own) for group in groups.values() if len(own := [*group.values()]) > 1]
    found = [group for group in same if any(one.value for one in group.figures)]
    found.sort(key=lambda one: (-len(one.figures), api.fold(one.name)))
    return found, len(groups) - len(found)


def meaning_of(record: api.Indicateur) -> Meaning | None:
    """What an indicator counts; None when it does not say it."""
    definition = api.fold(record.definition or "")
    return (definition, api.fold(record.calcul or ""), api.fold(record.echelle)) if definition else None


def told_apart(members: Iterable[Member]) -> dict[str, list[str]]:
    """By name of territory, the figures that have the definition of another territory's, and not its name or unit."""
    every = [(meaning, one, record) for one in members for record in one.figures if (meaning := meaning_of(record))]
    called, whose = defaultdict(set), defaultdict(set)
    for meaning, one, record in every:
        called[meaning].add((record.nom, record.unite))
        whose[meaning].add(one.siren)
    odd: dict[str, list[str]] = defaultdict(list)
    for meaning, one, record in every:
        if len(whose[meaning]) > 1 and len(called[meaning]) > 1:
            odd[one.name].append(record.key)
    return odd


def _comparable(group: list[tuple[Member, api.Indicateur]]) -> Comparable:
    measures = [{value.year: value for value in api.measured(record)} for _, record in group]
    year = max(set.intersection(*(set(own) for own in measures if own)), default=None) if any(measures) else None
    figures = []
    for (one, record), own in zip(group, measures, strict=True):
        last = own[max(own)] if own else record.derniere
        figures.append(Figure(one, record, own.get(year, last) if year else last))
    return Comparable(figures, year)


# --- words ---------------------------------------------------------------------------------------


def headline(count: int) -> str:
    """« 3 chiffres comptent la même chose dans plusieurs territoires. »"""
    if not count:
        return "Aucun chiffre n’est défini de la même façon dans deux territoires : rien n’est comparé."
    return f"{api.plural(count, 'chiffre')} {'comptent' if count > 1 else 'compte'} la même chose dans plusieurs territoires."


def table(group: Comparable) -> ComparedTable:
    """A comparison in words."""
    years = sorted({one.value.year for one in group.figures if one.value})
    notes = []
    if group.year:
        notes.append(f"Chiffres de {group.year}, la dernière année commune.")
    elif len(years) > 1:
        notes.append(f"Attention, les années diffèrent : {api.joined(map(str, years))}.")
    return ComparedTable(group.name, ("Valeur", "Année"), tuple(map(_row, group.figures)), tuple(notes))


def _row(one: Figure) -> TerritoryRow:
    value, unit = one.value, one.record.unite if one.record.unite in UNITS.split() else ""
    year = UNKNOWN if not value else str(value.annee) if value.annee else f"publié en {value.publie_en}"
    doubt = ", à confirmer" if value and value.statut == "a_confirmer" else ""
    amount = f"{api.counted(value.valeur, unit).strip()}{doubt}" if value else UNKNOWN
    return TerritoryRow(one.member, (((amount, one.member.page_of(one.record)),), ((year, None),)))
