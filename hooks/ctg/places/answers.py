"""« Réponses »: what families ask and no record of a territory says, as pages of the tool, dated, with their sources.

``reponses.yml`` holds them. What is near is the territory's: the places of some types, those whose hours go late enough."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from ctg.common.phrases import euros
from ctg.hours.opening import Calendar, days
from ctg.model import EtapeParcours, Place
from ctg.model.fields import FullDate, Line, Part, Text, Year
from ctg.model.references import NumeroUrgence, Source
from ctg.pages import Renderer, SiteFile, TemplateWords
from ctg.places.contacts import SharedNumber, shared_numbers
from ctg.places.lists import FIND
from ctg.reading.catalogue import Catalogue
from ctg.reading.sheet import read_list

ANSWERS = Path(__file__).with_name("reponses.yml")
FOLDER = "reponses/"
LIST = ("Réponses", FOLDER)
DAYS = 14
"""Those in which a place shows how late it opens."""
NIGHT = "22:00"
CENT = Decimal("0.01")


class Example(Part):
    """What a family has a month, and the rank of its rate."""

    ressources: int
    rang: int


class Scale(Part):
    """A scale of prices: an hour costs a share of what a family has a month, up to a ceiling."""

    taux: tuple[Decimal, ...]
    """In percent, one a line of ``enfants``."""
    enfants: tuple[Line, ...]
    annee: Year
    """That of the rates."""
    plafond: int
    depuis: FullDate
    """Since when the ceiling is that one."""
    exemples: tuple[Example, ...]

    def hourly(self, income: int, rank: int) -> Decimal:
        """What an hour costs, in euros, to the nearest cent."""
        return (min(income, self.plafond) * self.taux[rank] / 100).quantize(CENT, ROUND_HALF_UP)

    @property
    def rates(self) -> list[tuple[str, str]]:
        """(for whom, percent as it is written) of each line."""
        return [(whom, str(rate).replace(".", ",")) for whom, rate in zip(self.enfants, self.taux, strict=True)]

    @property
    def priced_examples(self) -> list[tuple[str, str, str]]:
        """(income a month, for whom, price of an hour) of each example."""
        return [
            (euros(Decimal(one.ressources)), self.enfants[one.rang], euros(self.hourly(one.ressources, one.rang)))
            for one in self.exemples
        ]


class NationalAnswer(Part):
    """A question of families, and what answers it anywhere in France."""

    id: Line
    titre: Line
    phrase: Text
    mots: tuple[Line, ...]
    etapes: tuple[EtapeParcours, ...]
    numeros: tuple[NumeroUrgence, ...] = ()
    bareme: Scale | None = None
    ouvert_a: Line | None = None
    pour: tuple[Line, ...] = ()
    """The types of places whose page leads to it, and that ``ouvert_a`` looks at."""
    types: tuple[Line, ...] = ()
    """The types of places that know more."""
    sources: tuple[Source, ...] = ()
    relu_le: FullDate
    annee: Year | None = None
    """The year that its figures describe."""
    a_confirmer: Line | None = None
    """What who keeps the tool has to read."""

    @property
    def path(self) -> str:
        return f"{FOLDER}{self.id}/"

    def over(self, today: dt.date) -> bool:
        """Whether the year of its figures is over."""
        return self.annee is not None and today.year > self.annee


@cache
def national_answers() -> tuple[NationalAnswer, ...]:
    """Every answer of the tool, in the order of its file."""
    sheets, problems = read_list(ANSWERS, ANSWERS.parent)
    assert not problems, problems
    return tuple(NationalAnswer.model_validate(sheet.values) for sheet in sheets)


def template_words(catalogue: Catalogue, today: dt.date) -> TemplateWords:
    """For templates: the answers to which the page of a place of some type leads, each its title and its path; not those that
    look for late hours where nobody has any."""
    every = [one for one in national_answers() if not one.ouvert_a or any(open_late(catalogue, today, one))]
    types = {type for one in every for type in one.pour}
    of_type = {type: [(one.titre, one.path) for one in every if type in one.pour] for type in types}
    return TemplateWords({}, {"REPONSES": of_type})


def files(render: Renderer) -> Iterable[SiteFile]:
    """Their list, then one page an answer."""
    answers = national_answers()
    yield render.page(
        "reponses.html", *LIST[::-1], description="Ce que des familles demandent souvent.", trail=(FIND,), answers=answers
    )
    yield from (_page(render, one) for one in answers)


def _page(render: Renderer, answer: NationalAnswer) -> SiteFile:
    numbers = render.catalogue.numbers(answer.numeros)
    return render.page(
        "reponse.html",
        answer.path,
        answer.titre,
        description=answer.phrase,
        trail=(FIND, LIST),
        answer=answer,
        numbers=[number for number in numbers if number.danger],
        lines=[number for number in numbers if not number.danger],
        over=answer.over(render.today),
        later=lambda: {
            "late": list(open_late(render.catalogue, render.today, answer)),
            "night": any(open_late(render.catalogue, render.today, answer.model_copy(update={"ouvert_a": NIGHT}))),
            "knowing": _who_knows(render, answer),
        },
    )


def open_late(catalogue: Catalogue, today: dt.date, answer: NationalAnswer) -> Iterator[tuple[Place, str]]:
    """(place, hour at which it closes) of those that are known to close after the answer says, on one of the coming days."""
    if not answer.ouvert_a:
        return
    hours, minutes = map(int, answer.ouvert_a.split(":"))
    late = hours * 60 + minutes
    for place in (place for place in catalogue.known_structures if place.type in answer.pour):
        coming = days(place, Calendar.of(catalogue, place), today, DAYS)
        if ends := [span.fin for one in coming for span in one.spans if span.debut < late < span.fin]:
            yield place, f"{max(ends) // 60} h" + (f" {max(ends) % 60:02}" if max(ends) % 60 else "")


def _who_knows(render: Renderer, answer: NationalAnswer) -> list[SharedNumber]:
    """Whom to call here: the places of the answer's types."""
    places = (place for place in render.catalogue.places if place.type_id in answer.types)
    return shared_numbers(render.catalogue, places)[0]
