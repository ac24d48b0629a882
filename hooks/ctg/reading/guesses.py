"""What someone probably meant by a text that a field refuses: forms to try, the likeliest first.

Nothing is decided here: ``remedies`` tries each with the field itself, and shows the first that it takes. A guess reads the
whole of the text, or says what it leaves out; what it cannot read makes no form. What is lacking stays « … »."""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from ctg.common.problems import Location, fold
from ctg.reading.describe import Type, model_at
from ctg.reading.spoken.dates import ages, closures
from ctg.reading.spoken.days import UNKNOWN, dates
from ctg.reading.spoken.tokens import cleaned
from ctg.reading.spoken.weeks import hours, week
from ctg.reading.spoken.words import READERS, TO_REACH

_UNSURE = re.compile(r"[?~≈±<>≤≥+=*%]|\.\.|…")
"""Signs that change what a text says, and that :func:`fold` would drop."""


class Form(NamedTuple):
    """A value to write in the place of a text."""

    value: Any
    rest: str = ""
    """What of the text it leaves out, to be kept elsewhere."""
    unit: str = ""
    """The words around a number: they must be those of its field."""


_DATED = {Type.DATE, Type.KNOWN_DATE, Type.BOUND, Type.WHEN}


def of_text(text: str, kind: Type | None) -> Iterator[Form]:
    """Forms that a refused text may have meant, in a field of one value of that type."""
    clean = cleaned(text)
    sure, read = not _UNSURE.search(clean), READERS[kind][0] if kind in READERS else None
    yield from map(Form, dates(clean) if sure and kind in _DATED else ())
    yield Form(clean)
    if not re.search(r"[^\W\d]", clean):
        yield Form("".join(clean.split()))
    if kind == Type.DAY:
        yield from map(Form, hours(clean) if sure else ())
    elif read in TO_REACH or (sure and kind in (Type.AGE, Type.YES_NO)):
        yield from [Form(found.value, found.rest)] if read and (found := read(clean)) else []


def of_word(text: str) -> Iterator[Form]:
    """Forms of a word that a closed list refuses: without capitals nor accents, joined by hyphens or underscores."""
    if not _UNSURE.search(text):
        folded = fold(text)
        yield from map(Form, (folded, folded.replace(" ", "-"), folded.replace(" ", "_")))


def of_number(text: str) -> Iterator[Form]:
    """The only number of a text, with the words around it as unit and rest."""
    joined = re.sub(r"(?<=\d)\s+(?=\d{3}\b)", "", cleaned(text))
    if not _UNSURE.search(joined) and (found := re.fullmatch(r"([^\d-]*)(-?\d+(?:[.,]\d+)?)(\D*)", joined)):
        yield Form(found[2], unit=found[1] + found[3])


def of_group(text: str, fields: Container[str]) -> Iterator[Form]:
    """Forms of a group of these fields that was written as one text: ages, a price, dates, a number and its year, a point,
    hours."""
    clean = cleaned(text)
    if "de" in fields and (bounds := ages(clean)) and bounds[0] and not bounds[1]:
        yield Form(bounds[0])
    if _UNSURE.search(clean):
        return
    if "gratuit" in fields and fold(clean) in {"gratuit", "gratuite", "gratuitement", "oui gratuit"}:
        yield Form({"gratuit": "oui"})
    rows = closures(clean) if "du" in fields else []
    yield from map(Form, rows if len(rows) == 1 and "motif" not in rows[0] else ())
    if "total" in fields and (numbers := re.fullmatch(r"(\d+)(?:\s+(\D+?))?(?:\s*\(?(20\d\d)\)?)?", clean)):
        yield Form({"total": numbers[1], "annee": numbers[3] or UNKNOWN}, unit=numbers[2] or "")
    if "lat" in fields and (point := re.fullmatch(r"(-?\d+[.,]\d+)[\s,;/]+(-?\d+[.,]\d+)", clean)):
        yield Form({"lat": point[1].replace(",", "."), "lon": point[2].replace(",", ".")})
    if "lundi" in fields and (days := week(clean)):
        yield Form(days)


_GOES_ON = re.compile(r"(?:sauf|hors|mais|dont|et|ou|avec|sans|y compris|uniquement|seulement)\b", re.IGNORECASE)
"""How begins what comes after a comma and belongs with what stands before."""


def of_list(text: str) -> Iterator[Form]:
    """The forms of a list that was written as one text: by its bullets, else its semicolons, lines or commas."""
    bullet = re.match(r"[•·▪●◦*–—-]", text.strip())
    inside = r"\s+[•·▪●◦*–—-]\s+(?=[A-ZÀ-Ý])"
    for sign in (
        rf"(?:^|\s){re.escape(bullet[0])}\s*(?!\d)" if bullet else inside,
        r"\s*;\s*",
        r"\s*\n\s*",
        r"\s*,\s*(?![^(]*\))",
    ):
        items = [item for item in re.split(sign, text.strip()) if item.strip()]
        if len(items) > 1 and not any(map(_GOES_ON.match, items)):
            yield Form(items)
    yield Form([re.sub(r"^[•·▪●◦*–—-]\s+", "", text.strip())])


_BETWEEN = re.compile(r"\s*[,;/&+•|]\s*|\s+(?:et|puis|ainsi que)\s+|\s+[-–—]\s+")
"""What stands between two names in one item."""


def several(value: object, context: Mapping[str, Any], taken: Callable[[str], bool]) -> list[str]:
    """The names that one item of a list holds, each as the list takes it: « parentalite et jeunesse », « Les Trois Renards, La
    Petite Lune », a list in the list; none when one is not ``taken``. ``context`` says what people call each."""
    written = value if isinstance(value, list) else _BETWEEN.split(value) if isinstance(value, str) else []
    names = [one for one in written if isinstance(one, str) and one and len(one) < MOST]
    if len(names) < 2 and not (isinstance(value, list) and len(names) == len(written) == 1):
        return []
    called = {fold(call): id for known in context.values() if isinstance(known, Mapping)
              for id, calls in known.items() if isinstance(calls, tuple) for call in calls}  # fmt: skip
    forms = ((name, called.get(fold(name), ""), fold(name).replace(" ", "-")) for name in names)
    meant = [next((form for form in those if form and taken(form)), "") for those in forms]
    return meant if all(meant) else []


MOST = 500
"""Characters of what may be a name."""


COUNTED = {"enfant", "enfants", "personne", "personnes", "cedex"}
"""What may stand beside a number and adds nothing to it."""


def of_the_field(unit: str, model: type[BaseModel], where: Location) -> bool:
    """Whether the words around a number are those of its field: « 20 places » in ``places.total``."""
    words = set(fold(unit).split()) - COUNTED - {"en", "de"}
    if "€" in unit:
        words.add("euros")
    own = set()
    for depth in range(1, len(where) + 1):
        name = str(where[depth - 1])
        field = model_at(model, where[: depth - 1]).model_fields.get(name)
        own |= {*fold(f"{name} {field.title if field else ''}").split()}
    return {word.rstrip("s") for word in words} <= {word.rstrip("s") for word in own}
