"""The thematic diagnosis: a card a rubrique, and a page that gathers figures, offer, needs, words, gaps and actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from ctg.analysis.project.needs.coverage import coverage
from ctg.analysis.project.needs.diagnosis import (
    Offer,
    about,
    counted,
    current,
    follower,
    offers,
    offres_of,
    places_of,
    previous,
    shown,
    whole,
)
from ctg.analysis.project.people.meetings import past
from ctg.kinds import Action, Cadre, Commune, Diagnostic, Indicateur, Rencontre
from ctg.kinds.territory.vocabulary import Rubrique
from ctg.outputs.about import site_plan
from ctg.outputs.base.facets import Facets, newcomer, present, under
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import SiteFile

DIAGNOSIS = section_page(
    "Diagnostic",
    "ctg/diagnostic/",
    30,
    "Thème par thème : ce qui existe, les besoins, ce qui manque.",
    filled=lambda catalogue, _today: bool(catalogue.places or catalogue.all(Diagnostic) or catalogue.all(Indicateur)),
)


@dataclass(frozen=True)
class Figures:
    """The indicators of a rubrique, by what is known of them."""

    known: tuple[Indicateur, ...]
    """With a value of the whole territory."""
    by_commune: tuple[Indicateur, ...]
    """With values of communes only."""
    unknown: tuple[Indicateur, ...]

    @property
    def told(self) -> int:
        return len(self.known) + len(self.by_commune)

    @property
    def total(self) -> int:
        return self.told + len(self.unknown)


@dataclass(frozen=True)
class Card:
    """A rubrique on the list, with its diagnosis when one is written."""

    rubrique: Rubrique
    record: Diagnostic | None
    figures: Figures
    offer: Offer


@dataclass(frozen=True)
class Gap:
    """An offer, whether it is known in full, and the communes near which nothing is known of it."""

    offre: str
    complete: bool
    communes: tuple[Commune, ...]


def files(render: Renderer) -> Iterable[SiteFile]:
    """The list of diagnoses: every rubrique has its counts, even before anyone writes about it; then those of before."""
    catalogue = render.catalogue
    yield render.page(
        "projet/diagnostics.html",
        DIAGNOSIS.path,
        "Diagnostic du territoire",
        trail=(PROJECT,),
        later=lambda: {"cards": list(cards(render))},
        earlier=[record for record in catalogue.all(Diagnostic) if record not in current(catalogue)],
        description="Thème par thème : les chiffres, ce qui existe, les besoins, ce qui manque.",
    )


def cards(render: Renderer) -> Iterable[Card]:
    """The cards of the page, in the order of the vocabulary's rubriques, then of the titles."""
    catalogue = render.catalogue
    for rubrique in catalogue.vocabulary.rubriques.values():
        offer = whole(catalogue, places_of(catalogue, rubrique))
        written = [record for record in current(catalogue) if record.rubrique == rubrique.id]
        for record in written or (None,):
            yield Card(rubrique, record, figures(render, rubrique), offer)


def diagnostic(render: Renderer, record: Diagnostic) -> dict:
    """What the page of a diagnosis shows besides the record."""
    catalogue = render.catalogue
    rubrique = catalogue.vocabulary.rubriques[record.rubrique]
    places = places_of(catalogue, rubrique)
    meetings = past(about(catalogue, Rencontre, rubrique), render.today)
    return {
        "rubrique": rubrique,
        "figures": figures(render, rubrique),
        "offers": offers(catalogue, places),
        "offer": whole(catalogue, places),
        "meetings": [meeting for meeting in meetings if meeting.resultats],
        "gaps": gaps(render, rubrique),
        "counted": partial(counted, catalogue),
        "shown": partial(shown, catalogue),
        "actions": about(catalogue, Action, rubrique),
        "cadre": catalogue.get(Cadre, record.cadre),
        "before": previous(catalogue, record),
        "after": follower(catalogue, record),
        "findings": [(one, catalogue.those(Indicateur, one.indicateurs)) for one in record.constats],
        "priorities": [(one, catalogue.those(Action, one.actions)) for one in record.priorites],
    }


def figures(render: Renderer, rubrique: Rubrique) -> Figures:
    """The indicators that have a theme of the rubrique."""
    found = about(render.catalogue, Indicateur, rubrique)
    return Figures(
        tuple(one for one in found if one.derniere),
        tuple(one for one in found if one.valeurs and not one.derniere),
        tuple(one for one in found if not one.valeurs),
    )


def gaps(render: Renderer, rubrique: Rubrique) -> list[Gap]:
    """The offers of the rubrique, and the communes near which nothing is known of each."""
    cover = coverage(render.catalogue, render.calendar, render.today)
    return [
        Gap(offre.titre, offre.id in cover.complete, cover.blanks(offre.id))
        for offre in offres_of(render.catalogue.vocabulary, rubrique)
    ]


present(
    Facets(
        kind=Diagnostic,
        above=under(PROJECT, DIAGNOSIS.link),
        plan=(site_plan.PROJECT, "Les diagnostics"),
        details=diagnostic,
        summary=None,
        commune=None,
        has_map=None,
        script=None,
        arrival=newcomer("diagnostic"),
        heading=lambda _catalogue, record: (record.titre, "Diagnostic"),
        news=None,
        events=None,
        named=None,
        computed=None,
        linked=None,
    )
)
