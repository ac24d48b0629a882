"""The figures: their list by theme on the page of the territory, and the page of each."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from ctg.common.phrases import joined, number
from ctg.common.problems import grouped, plural
from ctg.figures import series
from ctg.model import Action, Indicateur, Repere, Rubrique, Valeur
from ctg.pages import PROJECT, Facets, PlanHeading, Renderer, SiteFiles, charts, present, under
from ctg.reading.catalogue import Catalogue
from ctg.territory.by_commune import by_commune
from ctg.territory.coverage import TERRITORY

ENOUGH = 3
"""A chart shows at least so many values or a target among them: a sentence says less better."""


def told(render: Renderer) -> dict[str, Any]:
    """What the page of the territory says of figures: by rubrique, those without a value last."""
    figures = render.catalogue.all(Indicateur)
    known = [record for record in figures if record.valeurs]
    unknown = [record for record in figures if not record.valeurs]
    return {
        "figures_said": summary(figures),
        "groups": by_rubrique(render.catalogue, known),
        "unknown": by_producer(unknown),
        "off": off_course,
        "spark": spark,
        "since": lambda record: series.measured(record)[0].annee,
        "words": series,
    }


def summary(figures: Sequence[Indicateur]) -> str:
    """« 19 chiffres connus sur 20. 5 ont une trajectoire : 3 la suivent, 2 s’en écartent. » Empty without a figure."""
    if not figures:
        return ""
    known = sum(bool(record.valeurs) for record in figures)
    found = [course for record in figures if (course := series.course(record))]
    first = f"{plural(known, 'chiffre')} {'connus' if known > 1 else 'connu'} sur {len(figures)}."
    if not found:
        return f"{first} Aucun n’a de cible que l’on puisse suivre."
    off = off_course(figures)
    kept = len(found) - off
    ways = [(kept, "la suit", "la suivent"), (off, "s’en écarte", "s’en écartent")]
    told = joined(f"{count} {many if count > 1 else one}" for count, one, many in ways if count)
    return f"{first} {len(found)} {'ont' if len(found) > 1 else 'a'} une trajectoire : {told}."


def off_course(figures: Iterable[Indicateur]) -> int:
    """How many leave their course."""
    return sum(not course.kept for record in figures if (course := series.course(record)))


def by_rubrique(catalogue: Catalogue, records: Iterable[Indicateur]) -> list[tuple[Rubrique | None, list[Indicateur]]]:
    """Indicators by the rubrique of their first theme, in the order of the vocabulary; None, first: the territory itself."""
    themes, needs = catalogue.vocabulary.themes, catalogue.vocabulary.rubriques

    def need(record: Indicateur) -> str | None:
        return themes[record.themes[0]].rubrique if record.themes else None

    return [(needs[id] if id else None, own) for id, own in grouped(records, need, (None, *needs)).items()]


def by_producer(records: Iterable[Indicateur]) -> list[tuple[str, list[Indicateur]]]:
    """Unknown figures by who could give them: a list of calls to make."""
    groups = grouped(records, lambda record: record.producteur)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def indicator_details(render: Renderer, record: Indicateur) -> dict:
    """What the page of an indicator shows besides the record."""
    values = whole(record)
    sources = {series.source(record, value) for value in values}
    return {
        "actions": render.catalogue.referenced_by(record, Action),
        "values": values,
        "only_source": sources.pop() if len(sources) == 1 else None,
        "remarks": any(map(series.remark, values)),
        "chart": chart(record),
        "legend": legend(record),
        "picture": picture_path(record),
        "elsewhere": series.comparison(record),
        "course": series.course(record),
        "said": series.course_sentence(record),
        "expected": expected_by_year(record, values),
        "par_commune": by_commune(render, record),
        "bar": charts.bar,
        "words": series,
    }


def whole(record: Indicateur) -> list[Valeur]:
    """The whole territory's values, newest first; those whose measured year is unknown stand at their publication."""
    values = [value for value in record.valeurs if value.whole]
    return sorted(values, key=lambda value: value.year, reverse=True)


def expected_by_year(record: Indicateur, values: Iterable[Valeur]) -> dict[int, str]:
    """Year → the value expected on the course: for years measured since the start, and later ones that the record writes."""
    years = {value.annee for value in values if value.annee} | {point.annee for point in series.points(record)}
    found = ((year, series.expected(record, year)) for year in sorted(years))
    return {year: number(value, 1) for year, value in found if value is not None} if len(series.points(record)) > 1 else {}


def marks(run: Sequence[Valeur]) -> list[charts.Mark]:
    """Values as a chart draws them."""
    return [charts.Mark(v.year, float(v.valeur), number(v.valeur), v.statut == "a_confirmer") for v in run]


def chart(record: Indicateur) -> Markup | None:
    """The curve of an indicator, with its start and its target when it has a target; None when there is too little to draw."""
    runs, goal = [marks(run) for run in series.runs(record)], record.cible
    years = {mark.year for run in runs for mark in run}
    if len(years) + bool(years and goal) < ENOUGH:
        return None
    return charts.curve(
        runs,
        id="courbe",
        title=f"{record.nom}. {series.headline(record)}",
        text=" ".join(filter(None, (series.trend(record), series.course_sentence(record)))),
        start=_reference(record.depart) if goal and record.depart else None,
        goal=_reference(goal, f"cible {goal.annee} : {number(goal.valeur)}") if goal else None,
        path=[_reference(point) for point in way] if len(way := series.points(record)) > 1 else (),
        gap=_gap(record),
        breaks=tuple(one.annee for one in record.ruptures if one.annee),
    )


def _gap(record: Indicateur) -> tuple[charts.Mark, charts.Mark] | None:
    """From the latest measure to what the course asks of its year, when it is not on course."""
    found = series.course(record)
    if not found or found.kept:
        return None
    return charts.Mark(found.latest.year, float(found.latest.valeur)), charts.Mark(found.latest.year, float(found.needed))


def picture_path(record: Indicateur) -> str:
    """Where the chart of an indicator is, as a file to take."""
    return f"{record.key}/courbe.png"


def indicator_pictures(render: Renderer) -> SiteFiles:
    """The charts of the indicators, as files of their own."""
    for record in render.catalogue.all(Indicateur):
        if drawn := chart(record):
            sources = joined(dict.fromkeys(series.source(record, value) for value in whole(record)))
            note = f"{' '.join(legend(record))} Source : {sources}. {render.catalogue.territoire.nom}."
            said = f"{record.nom}. {series.headline(record)}"
            yield charts.file_of(picture_path(record), drawn, said, note, render.colours)


def _reference(repere: Repere, label: str = "") -> charts.Mark:
    return charts.Mark(repere.annee, float(repere.valeur), label)


def spark(record: Indicateur) -> Markup | None:
    """The small curve of the list, with the way to its target; None for less than three values, or when no line may join them."""
    runs, way = series.runs(record), series.points(record)
    drawn = sum(map(len, runs)) >= ENOUGH and max(map(len, runs)) > 1
    return charts.spark([marks(run) for run in runs], [_reference(point) for point in way if len(way) > 1]) if drawn else None


def legend(record: Indicateur) -> list[str]:
    """What the signs of the chart mean, only those drawn."""
    runs = series.runs(record)
    lone = len(runs) > 1 and max(map(len, runs)) == 1
    gaps = any(b.year - a.year > 1 for run in runs for a, b in pairwise(run))
    doubt = any(value.statut == "a_confirmer" for run in runs for value in run)
    between = len(runs) > 1 and not lone
    lines = [
        (lone, "Aucune ligne : ces années ne se comparent pas."),
        (between, "Trait vertical : la façon de compter change."),
        (gaps, "Pointillé : années sans mesure."),
        (doubt, "Rond creux : à confirmer."),
        (bool(record.cible and record.depart), "Losanges : le départ et la cible."),
        (bool(record.cible and not record.depart), "Losange : la cible."),
        (len(series.points(record)) > 1, "Tirets : la trajectoire."),
        (bool(_gap(record)), "Rond vide sur les tirets : ce qu’il faudrait."),
        (True, "L’échelle part de zéro."),
    ]
    return [line for shown, line in lines if shown]


present(
    Facets(
        kind=Indicateur,
        above=under(PROJECT, TERRITORY.link),
        plan=(PlanHeading.PROJECT, "Les indicateurs"),
        details=indicator_details,
        summary=lambda _catalogue, record: record.definition,
        has_map=lambda _catalogue, record: any(value.commune for value in record.valeurs),
    )
)
