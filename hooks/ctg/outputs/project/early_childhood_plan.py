"""What a multi-year plan must contain (CASF, art. D. 214-10-1), beside what this site holds on each point.

« Present » means that some record says something on the point, not that the convention stands for the plan: only
its signatories can say that. A point on which no record says anything is « not yet ».
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ctg.analysis.project.meetings import framework
from ctg.catalogue import Catalogue
from ctg.kinds import Action, Diagnostic, Indicateur, Record, Rencontre, Structure
from ctg.outputs.project.coverage import COVERAGE
from ctg.problems import plural

THEME = "petite-enfance"
RELAY = "relais-petite-enfance"
HARDSHIPS = {"handicap", "sante", "acces-aux-droits", "emploi-insertion"}
"""Themes of the difficulties that art. L. 214-2 names: conditions of life or work, health, disability, low income."""


@dataclass(frozen=True)
class Evidence:
    """What the site shows on a point: a few words, with a page that shows it or the records that say it."""

    texte: str
    page: str = ""
    fiches: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Point:
    """One thing that the plan must contain, in our words, and what the site holds on it (empty: nothing yet)."""

    reference: str
    demande: str
    present: tuple[Evidence, ...]


Finder = Callable[[Catalogue], Iterator[Evidence]]


def points(catalogue: Catalogue) -> tuple[Point, ...]:
    """Every point of the plan's content, in the order of the decree, then what the law asks around it."""
    return tuple(
        Point(reference, asked, tuple(evidence for find in finders for evidence in find(catalogue)))
        for reference, asked, *finders in CONTENT
    )


def serving(catalogue: Catalogue, mission: str = "") -> list[Action]:
    """The actions that serve a duty; by default, those that serve any of the four."""
    return [action for action in catalogue.all(Action) if (mission in action.sppe if mission else action.sppe)]


def relays(catalogue: Catalogue) -> list[Structure]:
    """The relais petite enfance."""
    return [structure for structure in catalogue.all(Structure) if structure.type == RELAY]


def _said(words: str, found: Sequence[Record], page: str = "") -> Iterator[Evidence]:
    if found:
        yield Evidence(words, page, () if page else tuple(found))


def _actions(words: str, keep: Callable[[Action], object] = bool, mission: str = "") -> Finder:
    """What shows a point by actions of the convention only: the question is whether it may stand for the plan."""

    def find(catalogue: Catalogue) -> Iterator[Evidence]:
        own = catalogue.of_the_convention(Action)
        found = [action for action in serving(catalogue, mission) if keep(action) and action in own]
        yield from _said(f"{plural(len(found), 'action')} {words}", found)

    return find


def _figures(words: str, keep: Callable[[Indicateur], object]) -> Finder:
    def find(catalogue: Catalogue) -> Iterator[Evidence]:
        found = [i for i in catalogue.all(Indicateur) if THEME in i.themes and i.valeurs and keep(i)]
        yield from _said(f"{plural(len(found), 'indicateur')} {words}", found)

    return find


def _diagnosis(field: str, word: str) -> Finder:
    def find(catalogue: Catalogue) -> Iterator[Evidence]:
        found = [d for d in catalogue.all(Diagnostic) if d.rubrique == THEME and getattr(d, field)]
        count = sum(len(getattr(d, field)) for d in found)
        yield from _said(f"{plural(count, word)} dans le diagnostic", found)

    return find


def _places(catalogue: Catalogue) -> Iterator[Evidence]:
    found = [s for s in catalogue.all(Structure) if THEME in {theme.id for theme in catalogue.themes_of(s)}]
    yield from _said(f"{plural(len(found), 'structure')} pour les tout-petits", found, f"trouver/themes/{THEME}/")


def _coverage(catalogue: Catalogue) -> Iterator[Evidence]:
    yield from _said("Carte et tableau de ce qui existe près de chaque commune", catalogue.all(Structure), COVERAGE.path)


def _welcoming(catalogue: Catalogue) -> Iterator[Evidence]:
    found = [s for s in catalogue.all(Structure) if catalogue.type_of(s).theme == THEME and s.accueil_handicap]
    yield from _said(f"Accueil du handicap décrit par {plural(len(found), 'structure')}", found)


def _relays(catalogue: Catalogue) -> Iterator[Evidence]:
    found = relays(catalogue)
    yield from _said(f"{len(found)} relais petite enfance", found)


def _meetings(catalogue: Catalogue) -> Iterator[Evidence]:
    found = [r for r in catalogue.all(Rencontre) if framework(catalogue, r).is_ctg and THEME in r.themes]
    yield from _said(f"{plural(len(found), 'rencontre')} sur la petite enfance", found)


DECREE = "D. 214-10-1, I, "
CONTENT: tuple[tuple, ...] = (
    (
        DECREE + "1°",
        "Les lieux et services qui accueillent les enfants de moins de trois ans",
        _places,
        _figures("sur l’offre", lambda i: i.type in {"moyens", "realisation"}),
    ),
    (
        DECREE + "2°",
        "Les besoins de ces enfants et de leurs familles",
        _diagnosis("besoins", "besoin"),
        _figures("sur les besoins", lambda i: i.type in {"contexte", "resultat"}),
        _actions("pour recenser les besoins", mission="recenser"),
    ),
    (
        DECREE + "3°",
        "Les secteurs où l’accueil manque, ou reste difficile d’accès",
        _coverage,
        _diagnosis("manques", "manque"),
    ),
    (
        DECREE + "4°, a",
        "Les objectifs : ce que l’on garde, ce que l’on développe, ce que l’on déplace",
        _figures("avec une cible", lambda i: i.cible),
        _actions("avec un objectif", lambda a: a.objectif, "planifier"),
    ),
    (
        DECREE + "4°, b",
        "Les emplois et les compétences qu’il faut pour cela",
        _actions("dont les moyens humains sont dits", lambda a: a.moyens and a.moyens.humains, "planifier"),
    ),
    (
        DECREE + "4°, c",
        "Ce qui aide les familles en difficulté : conditions de vie, travail, santé, handicap, faibles ressources",
        _welcoming,
        _actions("sur ces difficultés", lambda a: HARDSHIPS & set(a.themes)),
    ),
    (
        DECREE + "4°, d",
        "L’accompagnement de la qualité chez ceux qui accueillent",
        _actions("pour soutenir la qualité", mission="qualite"),
        _relays,
    ),
    (
        DECREE + "4°, e",
        "Les projets de création, d’entretien et de rénovation",
        _actions("pour une structure précise", lambda a: a.structures, "planifier"),
    ),
    (
        DECREE + "4°, f",
        "Les coûts, les moyens et les difficultés",
        _actions("dont les financements sont dits", lambda a: a.moyens and a.moyens.financiers),
        _actions("dont les difficultés sont dites", lambda a: a.difficultes),
    ),
    (DECREE + "4°, g", "Le calendrier", _actions("avec un calendrier", lambda a: a.calendrier)),
    (DECREE + "4°, h", "Les indicateurs et l’évaluation", _actions("avec un indicateur", lambda a: a.indicateurs)),
    ("L. 214-2, I", "Une concertation avant d’écrire le schéma", _meetings),
    ("L. 214-2, II", "Un bilan en cours de route, puis un bilan final", _actions("avec un bilan", lambda a: a.bilans)),
)
"""(article of the code de l'action sociale et des familles, what is asked, how to find what the site holds…)."""
