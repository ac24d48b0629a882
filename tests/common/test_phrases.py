"""French for readers."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from pydantic import TypeAdapter

from cas import reviewed
from ctg.common import phrases, problems
from ctg.model.fields import KnownDate
from ctg.model.periods import Borne

WRITTEN = Path(__file__).with_name("phrases.txt")
TYPES = ("multi-accueil", "micro-creche", "laep", "pmi")
DATE, END = TypeAdapter(KnownDate), TypeAdapter(Borne)


def spaces(expected: str) -> str:
    """« ~ » is a no-break space, « _ » a narrow no-break space."""
    return expected.replace("~", "\u00a0").replace("_", "\u202f")


def number(text: str) -> Decimal | float:
    return float(text.removeprefix("flottant ")) if text.startswith("flottant ") else Decimal(text)


def ends(text: str, kind: TypeAdapter) -> list:
    return [kind.validate_python(one.strip()) if one.strip() else None for one in text.split("/")]


def period(text: str) -> list[str]:
    first, last = ends(text, DATE)
    return [phrases.lasting(first, last), phrases.from_to(first, last) if first else ""]


def typography(text: str) -> list[str]:
    once = phrases.typography(text)
    return [once, "" if phrases.typography(once) == once else "a second pass changes it"]


SAY: dict[str, Callable[[str], list[str]]] = {
    "typographie": typography,
    "date": lambda text: [say(DATE.validate_python(text)) for say in (phrases.date_fr, phrases.de_date)],
    "nombre": lambda text: [phrases.number(number(text))],
    "distance": lambda text: [phrases.distance(float(text))],
    "telephone": lambda text: [phrases.phone(text)],
    "euros": lambda text: [phrases.euros(Decimal(text))],
    "commune": lambda text: [phrases.of_name(text), phrases.at_name(text)],
    "territoire": lambda text: [phrases.the_communes(int(text))],
    "periode": period,
    "pli": lambda text: [problems.fold(text)],
    "type": lambda text: [problems.nearest(text, TYPES) or "rien"],
    "jours": lambda text: [say(*ends(text, END)) for say in (phrases.days, phrases.of_days)],
}


def said(written: str) -> Iterator[str]:
    for line in written.splitlines():
        what, _, text = line.partition(" ")
        yield " | ".join(filter(None, SAY[what](spaces(text)))).replace("\u00a0", "~").replace("\u202f", "_")


def test_phrases_are_those_that_were_reviewed(request):
    reviewed(WRITTEN, said, request)
