"""The thematic diagnosis: a card for each rubrique, and a page that gathers figures, offer, needs, gaps and actions.

It counts the records of the site (how much is offered and where, who is far from it), not what exists: pages say so."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from ctg.common.problems import grouped, plural
from ctg.figures import pages as figure_pages
from ctg.model import Action, Cadre, Commune, Diagnostic, Indicateur, Place, Rencontre, Structure
from ctg.model.vocabulary import Offre, Rubrique, Theme, TypeStructure, Vocabulary
from ctg.pages import PROJECT, Facets, PlanHeading, Renderer, SiteFiles, present, under
from ctg.people.meetings import past
from ctg.places.contacts import spots
from ctg.reading.catalogue import Catalogue
from ctg.territory.coverage import TERRITORY, coverage
from ctg.territory.coverage import told as coverage_told

R = TypeVar("R", bound=Action | Indicateur | Rencontre)
Need = Rubrique | Theme


@dataclass(frozen=True)
class Seats:
    """How many people places receive at the same time, as far as the records say it."""

    total: int
    counted: int
    """How many records say it, out of ``asked``."""
    asked: int
    years: tuple[int, ...]
    """The years of these numbers, sorted, each once."""


@dataclass(frozen=True)
class Offer:
    """Places of one type; None for the services and aids, and for the whole of a rubrique."""

    type: TypeStructure | None
    places: tuple[Place, ...]
    communes: tuple[Commune, ...]
    """Where they are or come, in the order of the catalogue."""
    everywhere: int
    """How many are nowhere in particular: for the whole territory, or by telephone."""
    seats: Seats


def about(catalogue: Catalogue, kind: type[R], need: Need) -> tuple[R, ...]:
    """The records of a kind that have a theme of the need."""
    themes = {theme.id for theme in catalogue.vocabulary.themes_of(need)}
    return tuple(record for record in catalogue.all(kind) if themes & {*record.themes})


def current(catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    """The diagnoses that no other follows: those of the day."""
    return tuple(one for one in catalogue.all(Diagnostic) if not around(catalogue, one)[1])


def around(catalogue: Catalogue, record: Diagnostic) -> tuple[Diagnostic | None, Diagnostic | None]:
    """The diagnoses of the same rubrique that came just before and just after; none of one without a date."""
    same = (one for one in catalogue.all(Diagnostic) if one.rubrique == record.rubrique and one.date and record.date)
    dated = sorted(same, key=_day)
    before = next((one for one in reversed(dated) if _day(one) < _day(record)), None)
    return before, next((one for one in dated if _day(one) > _day(record)), None)


def _day(record: Diagnostic) -> dt.date:
    return record.date.first if record.date else dt.date.min


def places_of(catalogue: Catalogue, need: Need) -> tuple[Place, ...]:
    """The places that have a theme of the need."""
    themes = set(catalogue.vocabulary.themes_of(need))
    return tuple(place for place in catalogue.places if themes & set(catalogue.themes_of(place)))


def offers(catalogue: Catalogue, places: Iterable[Place]) -> tuple[Offer, ...]:
    """Type by type, in the order of the vocabulary; the services come last."""
    types = catalogue.vocabulary.types
    groups = grouped(places, lambda place: place.type_id, (*types, None))
    return tuple(whole(catalogue, own, types[id] if id else None) for id, own in groups.items())


def whole(catalogue: Catalogue, places: Iterable[Place], type_: TypeStructure | None = None) -> Offer:
    """All these places together."""
    places = tuple(places)
    names = [{spot.commune for spot in spots(catalogue, place)} for place in places]
    communes = tuple(commune for commune in catalogue.all(Commune) if any(commune.nom in own for own in names))
    return Offer(type_, places, communes, sum(not own for own in names), seats(places))


def seats(places: Iterable[Place]) -> Seats:
    """The total of the structures that say how many they receive; the others are counted, not guessed."""
    structures = [place for place in places if isinstance(place, Structure)]
    told = [structure.places for structure in structures if structure.places]
    years = tuple(sorted({part.annee for part in told}))
    return Seats(sum(part.total for part in told), len(told), len(structures), years)


def offres_of(vocabulary: Vocabulary, need: Need) -> tuple[Offre, ...]:
    """What coverage counts of a need: the offers of its types and of its themes, in the order of the vocabulary."""
    themes = vocabulary.themes_of(need)
    ids = {theme.id for theme in themes}
    found = {theme.offre for theme in themes} | {type_.offre for type_ in vocabulary.types.values() if type_.theme in ids}
    return tuple(offre for id, offre in vocabulary.offres.items() if id in found)


def indicator_of_type(catalogue: Catalogue, type_id: str) -> Indicateur | None:
    """The indicator that says how many places of a type there are, the latest measured; None without any."""
    said = [one for one in catalogue.all(Indicateur) if one.compte == type_id and one.derniere]
    return max(said, key=lambda one: one.derniere.year if one.derniere else 0, default=None)


@dataclass(frozen=True)
class Figures:
    """The indicators of a rubrique, by what is known of them."""

    known: tuple[Indicateur, ...]
    """With a value of the whole territory."""
    by_commune: tuple[Indicateur, ...]
    """With values of communes only."""
    unknown: tuple[Indicateur, ...]

    @property
    def counted(self) -> int:
        """How many have a value."""
        return len(self.known) + len(self.by_commune)

    @property
    def total(self) -> int:
        """How many there are."""
        return self.counted + len(self.unknown)


@dataclass(frozen=True)
class Card:
    """A rubrique on the list, with its diagnosis when one is written."""

    rubrique: Rubrique
    record: Diagnostic | None
    figures: Figures
    offer: Offer


def territory_page(render: Renderer) -> SiteFiles:
    """« Le territoire »: three answers, then the figures, the diagnoses and the coverage that they come from."""
    catalogue = render.catalogue
    if not TERRITORY.filled(catalogue, render.today):
        return
    yield render.page(
        "projet/territoire.html",
        TERRITORY.path,
        TERRITORY.name,
        trail=(PROJECT,),
        has_map=bool(catalogue.places and catalogue.territoire.couverture.recenses),
        earlier=[record for record in catalogue.all(Diagnostic) if record not in current(catalogue)],
        description="Les chiffres du territoire, ses diagnostics, et ce qu’une famille trouve près de chez elle.",
        later=lambda: figure_pages.told(render) | coverage_told(render) | _written(list(cards(render))),
    )


def _written(found: list[Card]) -> dict[str, Any]:
    """The diagnoses, and how many themes have one."""
    themes = {card.rubrique.id for card in found}
    if said := {card.rubrique.id for card in found if card.record}:
        text = f"{plural(len(said), 'thème')} sur {len(themes)} {'ont' if len(said) > 1 else 'a'} un diagnostic écrit."
    else:
        text = f"Aucun diagnostic n’est encore écrit : voici ce qui est compté pour {len(themes)} thèmes."
    return {"cards": found, "diagnoses_said": text}


def cards(render: Renderer) -> Iterable[Card]:
    """The cards of the page, in the order of the vocabulary's rubriques, then of the titles."""
    catalogue = render.catalogue
    for rubrique in catalogue.vocabulary.rubriques.values():
        written = [record for record in current(catalogue) if need_of(catalogue, record)[0] is rubrique]
        for record in written or (None,):
            need = need_of(catalogue, record)[1] if record else rubrique
            yield Card(rubrique, record, figures(render, need), whole(catalogue, places_of(catalogue, need)))


def need_of(catalogue: Catalogue, record: Diagnostic) -> tuple[Rubrique, Need]:
    """The rubrique where a diagnosis stands, and what it is about: that rubrique, or one of its themes."""
    words = catalogue.vocabulary
    need = words.need(record.rubrique)
    return (words.rubriques[need.rubrique] if isinstance(need, Theme) else need), need


def diagnosis_details(render: Renderer, record: Diagnostic) -> dict:
    """What the page of a diagnosis shows besides the record."""
    catalogue = render.catalogue
    rubrique, need = need_of(catalogue, record)
    places = places_of(catalogue, need)
    meetings = past(about(catalogue, Rencontre, need), render.today)
    return {
        "rubrique": rubrique,
        "figures": figures(render, need),
        "offers": offers(catalogue, places),
        "offer": whole(catalogue, places),
        "meetings": [meeting for meeting in meetings if meeting.resultats],
        "gaps": gaps(render, need),
        "otherwise": [one for one in about(catalogue, Indicateur, need) if one.unite == "places" and one.derniere],
        "counted": partial(indicator_of_type, catalogue),
        "shown": Counter(structure.type for structure in catalogue.all(Structure)).__getitem__,
        "actions": about(catalogue, Action, need),
        "cadre": catalogue.get(Cadre, record.cadre),
        "before": around(catalogue, record)[0],
        "after": around(catalogue, record)[1],
        "findings": [(one, catalogue.those(Indicateur, one.indicateurs)) for one in record.constats],
    }


def figures(render: Renderer, need: Need) -> Figures:
    """The indicators that have a theme of the need."""
    found = about(render.catalogue, Indicateur, need)
    return Figures(
        tuple(one for one in found if one.derniere),
        tuple(one for one in found if one.valeurs and not one.derniere),
        tuple(one for one in found if not one.valeurs),
    )


def gaps(render: Renderer, need: Need) -> list[tuple[str, bool, tuple[Commune, ...]]]:
    """(offer, whether it is known in full, communes near which nothing is known of it) of each offer of the need."""
    cover = coverage(render.catalogue)
    return [
        (offre.titre, offre.id in cover.complete, cover.blanks(offre.id))
        for offre in offres_of(render.catalogue.vocabulary, need)
    ]


present(
    Facets(
        kind=Diagnostic,
        above=under(PROJECT, TERRITORY.link),
        plan=(PlanHeading.PROJECT, "Les diagnostics"),
        details=diagnosis_details,
    )
)
