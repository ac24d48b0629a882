"""What the texts of a record say that can be compared: times (« le samedi 14 décembre 2026 », « octobre 2024 », « 2023-118 »),
and quantities (« 27 400 € en 2025 », « trente places »), beside those that its fields give; and which records speak of one."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from ctg.checking.rules import Checked
from ctg.common.phrases import DAYS, MONTHS, date_fr, no_such_day, number
from ctg.common.problems import Location, fold
from ctg.model.action import Financement, PlacesAccueil
from ctg.model.fields import PartialDate
from ctg.model.figure import Indicateur, Mesure, Repere
from ctg.model.framework import Axe
from ctg.model.meeting import Possibilite
from ctg.model.place import Places
from ctg.model.record import Record
from ctg.model.references import references
from ctg.reading.spoken.tokens import in_figures

EITHER = "Corrigez l'un des deux."
_DATE = re.compile(rf"\b(?:({'|'.join(DAYS)}) )?(1er|\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b", re.IGNORECASE)
_MONTH = re.compile(rf"(?<![\d] )(?<!1er )\b({'|'.join(MONTHS)}) ((?:19|20)\d\d)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?!\d)")
_COUNT = re.compile(
    r"(?<![\d,.–-])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(,\d+)?[ \u00a0\u202f]?(€|%|[^\W\d]{4,})(?!\w)(?: sur (\d+))?"
    r"(?: de plus d'ici (\d{4}))?"
)
_MEASURES = re.compile(
    r"euros?|heures?|minutes?|mois|jours?|semaines?|metres?|premi|ans?$|fois|pour|dans|sont|avec|" + "|".join(MONTHS)
)
"""What a number counts in any sentence, and no field."""
_YEAR_AFTER = re.compile(r"[^.;,\d]{0,80}?\b((?:19|20)\d\d)\b")
_YEAR_BEFORE = re.compile(r"\b((?:19|20)\d\d)\b[^.;\d]{0,45}$")


class SaidDate(NamedTuple):
    """A date in a text."""

    text: str
    weekday: str
    """The day of the week that it names; else empty."""
    day: dt.date | None
    """None without a year, or when there is no such day."""


class SaidFact(NamedTuple):
    """A fact of a nature (« place », « € », « jour ») that a text or a field says."""

    one: Checked[Any]
    where: Location
    nature: str
    value: Decimal | dt.date
    words: str
    year: int | None = None
    """Of what is counted, where the text or the field says it."""
    after: str = ""
    """How its sentence goes on."""


# --- times -------------------------------------------------------------------------------------------


def dates_said(text: str) -> Iterator[SaidDate]:
    """The dates that a text writes in full: « le samedi 14 décembre 2026 », « 31 juin »."""
    for found in _DATE.finditer(text) if any(month in text for month in MONTHS) else ():
        weekday, day, month, year = found.groups()
        known = year and not no_such_day(found[0])
        date = dt.date(int(year), MONTHS.index(month.lower()) + 1, int(day.removesuffix("er"))) if known else None
        yield SaidDate(found[0], (weekday or "").lower(), date)


def years_said(text: str) -> list[int]:
    return [int(year) for year in _YEAR.findall(text)]


def times_said(text: str) -> list[PartialDate]:
    """The times that a text names: its days and its months with their year, else its years."""
    days = [PartialDate(said.day.year, said.day.month, said.day.day) for said in dates_said(text) if said.day]
    months = [PartialDate(int(year), MONTHS.index(month.lower()) + 1) for month, year in _MONTH.findall(text)]
    return [*days, *months] or [PartialDate(year) for year in years_said(text)]


# --- quantities --------------------------------------------------------------------------------------


def in_texts(one: Checked[Any]) -> Iterator[SaidFact]:
    """The days and the quantities that the texts of a record say."""
    for where, _, text in one.texts:
        if "://" in text:
            continue
        for date in dates_said(text):
            if date.day:
                yield SaidFact(one, where, "jour", date.day, date.text)
        text = in_figures(text)
        for found in _COUNT.finditer(text):
            nature, after = singular(found[3]), text[found.end() :]
            if found[3] not in "€%" and _MEASURES.match(nature):
                continue
            said = _YEAR_AFTER.match(after) or _YEAR_BEFORE.search(text[: found.start()])
            year = int(said[1]) if said else one.groups[where[:-1]].values.get("annee") if where[:-1] in one.groups else None
            whole = Decimal(re.sub(r"\D", "", found[1]) + (found[2] or "").replace(",", "."))
            for count in (whole, Decimal(found[4])) if found[4] else (whole,):
                if count is not None:
                    yield SaidFact(one, where, f"{nature}+{found[5]}" if found[5] else nature, count, found[0], year, after)


def in_fields(one: Checked[Any]) -> Iterator[SaidFact]:
    """The days and the quantities that the fields of a record give."""
    record = one.record
    for where, model, name, value in one.leaves:
        if isinstance(value, dt.date) or (isinstance(value, PartialDate) and value.day):
            day = value if isinstance(value, dt.date) else value.first
            yield SaidFact(one, where, "jour", day, f"le {date_fr(day)}")
        elif isinstance(value, Decimal | int) and (nature := _counted(record, model, name)):
            unit = nature if nature in "€%" else nature + "s" * (value > 1)
            year = one.groups[where[:-1]].values.get("annee")
            yield SaidFact(one, where, nature, Decimal(value), f"{number(Decimal(value))} {unit}", year)
    goal, start = (record.cible, record.depart) if isinstance(record, Indicateur) else (None, None)
    if isinstance(record, Indicateur) and record.counted and goal and start:
        more = abs(goal.valeur - start.valeur)
        words = f"{number(start.valeur)} puis {number(goal.valeur)} {record.unite}"
        yield SaidFact(one, ("cible", "valeur"), f"{singular(record.unite)}+{goal.annee}", more, words)


def _counted(record: Record, model: type, name: str) -> str:
    """What a number of a field counts; empty for a year, or what nobody counts in a sentence."""
    if issubclass(model, Financement | Possibilite) and name in ("prevu", "realise", "cout"):
        return "€"
    if (issubclass(model, Places) and name == "total") or (issubclass(model, PlacesAccueil) and name == "nombre"):
        return "place"
    measured = isinstance(record, Indicateur) and not record.is_rate and issubclass(model, Repere | Mesure) and name == "valeur"
    return singular(record.unite) if measured else ""  # type: ignore[attr-defined]


def singular(word: str) -> str:
    """The first word of what is counted, folded: « places pour 100 enfants » is « place »."""
    return "€" if word in ("€", "euros", "euro") else word[:1] if word[:1] == "%" else fold(word).partition(" ")[0].rstrip("sx")


def neighbours(checked: list[Checked[Record]]) -> dict[str, set[str]]:
    """The keys of the records that each one names or that name it; of an axis, those of its actions too."""
    near: dict[str, set[str]] = defaultdict(set)
    for one in checked:
        for _, folder, id in references(one.record):
            near[one.record.key].add(f"{folder}/{id}")
            near[f"{folder}/{id}"].add(one.record.key)
    for one in checked:
        if isinstance(one.record, Axe):
            near[one.record.key] |= {far for key in near[one.record.key] if key.startswith("actions/") for far in near[key]}
    return near
