"""Indicators of several territories: compared when they count the same thing, for sure, and never otherwise.

No indicator bears an identifier that all share. Two count the same thing when they say the same, word for word (capitals,
accents and punctuation aside), of what they count (``definition``), how (``calcul``), in which unit and at which scale. One
that does not say what it counts is compared with nothing, be its name the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctg import api
from ctg_portail.members import Member
from ctg_portail.together import UNKNOWN, ComparedTable, Comparison, TerritoryRow, Together, sourced

INTRO = (
    "Deux chiffres ne sont mis côte à côte que si leurs fiches disent la même chose, mot pour mot : ce qu’ils comptent, leur "
    "calcul, leur unité, leur échelle. Un nombre de places ou de personnes dépend de la taille du territoire. Les territoires "
    "sont dans l’ordre de leurs noms : ce n’est pas un classement."
)
Meaning = tuple[str, str, str, str]
"""What an indicator counts, as far as it is said: definition, way of counting, unit, scale."""


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
    def names(self) -> list[str]:
        """What the territories call it, each name once, that of most of them first: no site renames it for all."""
        counts = Counter(api.fold(one.record.nom) for one in self.figures)
        shown = {api.fold(one.record.nom): one.record.nom for one in reversed(self.figures)}
        return [shown[name] for name, _ in counts.most_common()]


def figures_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    found, undefined, alone = figures(portal.by_name)
    return Comparison(
        "chiffres/",
        "Les chiffres qui se comparent",
        "Les indicateurs de plusieurs territoires qui comptent la même chose, avec leur année et leur source.",
        headline(len(found)),
        INTRO,
        tuple(map(table, found)),
        tuple(left(undefined, alone)),
    ).files(render)


def figures(members: Iterable[Member]) -> tuple[list[Comparable], int, int]:
    """The figures that compare; how many do not say what they count; how many say it as no other territory gives a value of."""
    groups: dict[Meaning, dict[str, tuple[Member, api.Indicateur]]] = defaultdict(dict)
    undefined = 0
    for one in members:
        for record in one.catalogue.all(api.Indicateur):
            meaning = meaning_of(record)
            undefined += meaning is None
            if meaning:  # a site that says the same thing twice is compared once
                groups[meaning].setdefault(one.siren, (one, record))
    same = [_comparable(own) for group in groups.values() if len(own := [*group.values()]) > 1]
    found = [group for group in same if any(one.value for one in group.figures)]
    found.sort(key=lambda one: (-len(one.figures), api.fold(one.names[0])))
    return found, undefined, len(groups) - len(found)


def meaning_of(record: api.Indicateur) -> Meaning | None:
    """What an indicator counts; None when it does not say it. « % » is a unit, and no letter."""
    definition, unite = api.fold(record.definition or ""), " ".join(record.unite.casefold().split())
    return (definition, api.fold(record.calcul or ""), unite, api.fold(record.echelle)) if definition else None


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


def left(undefined: int, alone: int) -> Iterator[str]:
    """How many are not compared, and why."""
    if alone:
        verb = "ont une définition" if alone > 1 else "a une définition"
        yield f"{api.plural(alone, 'chiffre')} {verb} qu’aucun autre territoire n’emploie avec une valeur."
    if undefined:
        verb = "ne disent pas ce qu’ils comptent" if undefined > 1 else "ne dit pas ce qu’il compte"
        yield f"{api.plural(undefined, 'chiffre')} {verb}."


def table(group: Comparable) -> ComparedTable:
    """A comparison in words."""
    record = group.figures[0].record
    title, *others = group.names
    years = sorted({one.value.year for one in group.figures if one.value})
    notes = [f"{api.capital((record.definition or '').rstrip('.'))}."]
    notes += [f"Calcul : {record.calcul.rstrip('.')}."] if record.calcul else []
    notes += [f"Échelle : {record.echelle}."] if record.echelle != "territoire" else []
    notes += [f"Aussi appelé {api.joined(f'« {name} »' for name in others)}."] if others else []
    if group.year:
        notes.append(f"Chiffres de {group.year}, la dernière année commune.")
    elif len(years) > 1:
        notes.append(f"Attention, les années diffèrent : {api.joined(map(str, years))}.")
    return ComparedTable(title, ("Valeur", "Année", "Source"), tuple(map(_row, group.figures)), tuple(notes))


def _row(one: Figure) -> TerritoryRow:
    value, unit = one.value, one.record.unite
    titles = api.joined(dict.fromkeys(source.titre for source in one.record.sources))
    source = (value and value.source) or titles or one.record.producteur
    said = " ".join(filter(None, (f"{source.rstrip('.')}.", api.remark(value) if value else "")))
    year = UNKNOWN if not value else str(value.annee) if value.annee else f"publié en {value.publie_en}"
    amount = api.counted(value.valeur, unit) if value else UNKNOWN
    return TerritoryRow(one.member, (((amount, one.member.page_of(one.record)),), ((year, None),), (sourced(one.member, said),)))
