"""What texts say, against what the fields of their record and of those linked to it say of the same nature: a number of the same
things, an amount, a day, an age, a day of the week. What merely differs is not told; what differs as a slip is, on both lines
unless one is said elsewhere too: a nought, two figures exchanged, another year, another unit."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from ctg.checking.rules import Checked
from ctg.common.phrases import DAYS, MONTHS, date_fr, joined, no_such_day, number
from ctg.common.problems import Location, Problem, fold, shown
from ctg.model.action import Action, Etat, Financement, PlacesAccueil
from ctg.model.fields import Age, PartialDate
from ctg.model.figure import Indicateur, Repere
from ctg.model.framework import Axe
from ctg.model.meeting import Possibilite
from ctg.model.opening_hours import JOURS, Horaires
from ctg.model.place import Place, Places
from ctg.model.record import Record
from ctg.model.references import references
from ctg.reading.spoken.tokens import in_figures

EITHER = "Corrigez l'un des deux."
_DATE = re.compile(rf"\b(?:({'|'.join(DAYS)}) )?(1er|\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b", re.IGNORECASE)
_COUNT = re.compile(
    r"(?<![\d,.–-])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:,\d+)?[ \u00a0\u202f]?(€|[^\W\d]{4,})(?!\w)(?: sur (\d+))?"
    r"(?: de plus d'ici (\d{4}))?"
)
_MEASURES = re.compile(
    r"euros?|heures?|minutes?|mois|jours?|semaines?|metres?|premi|ans?$|fois|pour|dans|sont|avec|" + "|".join(MONTHS)
)
_AGE = re.compile(r"\b(\d{1,3})(?:(?: à | ou | et |\s?[-–]\s?)(\d{1,2}))? (ans|mois|semaines)\b(?! (?:après|plus tard|de suite))")


YEARLY = {(1, 1), (31, 12), (1, 9), (31, 8), (1, 7), (30, 6)}
"""(day, month) of what comes each year."""
_PEOPLE = re.compile(r"(?:personne|enfant|jeune|habitant|famille|parent|eleve|reponse|participant|collegien|lyceen|adherent)")


class SaidDate(NamedTuple):
    """A date in a text."""

    before: str
    """What stands before it."""
    text: str
    weekday: str
    """The day of the week that it names; else empty."""
    day: dt.date | None
    """None without a year, or when there is no such day."""


def dates_said(text: str) -> Iterator[SaidDate]:
    """The dates that a text writes in full: « le samedi 14 décembre 2026 », « 31 juin »."""
    for found in _DATE.finditer(text) if any(month in text for month in MONTHS) else ():
        weekday, day, month, year = found.groups()
        known = year and not no_such_day(found[0])
        date = dt.date(int(year), MONTHS.index(month.lower()) + 1, int(day.removesuffix("er"))) if known else None
        yield SaidDate(text[: found.start()], found[0], (weekday or "").lower(), date)


class SaidFact(NamedTuple):
    """A fact of a nature (« place », « € », « jour ») that a text or a field says."""

    one: Checked[Record]
    where: Location
    nature: str
    value: Decimal | dt.date
    words: str


def numbers_as_told(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn of a number, of an amount or of a day of a text that is a slip away from that of a field that it is linked to."""
    said = {one.record.key: list(_in_texts(one)) for one in checked}
    kept = {one.record.key: list(_in_fields(one)) for one in checked}
    near = _neighbours(checked)
    for one in checked:
        around = [one.record.key, *sorted(near[one.record.key] & said.keys() - {one.record.key})]
        fields = [fact for key in around for fact in kept[key]] if said[one.record.key] else []
        everybody = sum(one.world.populations.values())
        for fact in said[one.record.key]:
            crowd = isinstance(fact.value, Decimal) and 0 < everybody < fact.value and _PEOPLE.match(fact.nature)
            if crowd and not isinstance(one.record, Indicateur):
                told = f"« {fact.words} », quand le territoire a {number(everybody)} habitants."
                yield one.warning(fact.where, told, "Comptez les chiffres.")
            asked = fact.where[0] == "tarif"  # of families: no field counts it
            close = fact.nature != "jour"  # of others, the same day of another year is most often another day
            here = [other for other in fields if not asked and (close or other.one is fact.one)]
            same = [other for other in here if other.nature == fact.nature]
            if any(other.value == fact.value for other in same):
                continue
            texts = [other for key in around for other in said[key] if other.nature == fact.nature and other.where != fact.where]
            texts = [other for other in texts if close or other.one is fact.one]
            near_by = [other for other in same if _slip(fact.value, other.value)][:1]
            for other in near_by or [other for other in same if "+" in fact.nature and other.value]:
                yield from _both(fact, other, any(text.value == other.value for text in texts))
            if not near_by and not any(text.value == fact.value for text in texts):
                yield from _alone(fact, next((text for text in texts if _slip(fact.value, text.value, 10)), None))


def _both(fact: SaidFact, other: SaidFact, confirmed: bool) -> Iterator[Problem]:
    """What a text and a field say, on the line of each, unless the field's is said elsewhere too."""
    whose = "" if other.one is fact.one else f" de {other.one.record.file}"
    yield fact.one.warning(fact.where, f"« {fact.words} », quand un champ{whose} dit {other.words}.", EITHER)
    if not confirmed and _at(other.one, other.where) != _at(fact.one, fact.where):
        whose = "la fiche" if other.one is fact.one else f"« {fact.one.record.title} » ({fact.one.record.file})"
        yield other.one.warning(other.where, f"{other.words}, quand {whose} écrit « {fact.words} ».", EITHER)


def _at(one: Checked[Any], where: Location) -> tuple[str, int]:
    return one.sheet.file, one.sheet.line(where)


def _alone(fact: SaidFact, other: SaidFact | None) -> Iterator[Problem]:
    """What a text says, and another otherwise."""
    for this, that in ((fact, other), (other, fact)) if other else ():
        whose = "une autre phrase" if that.one is this.one else f"une phrase de {that.one.record.file}"
        yield this.one.warning(this.where, f"« {this.words} », quand {whose} dit « {that.words} ».", EITHER)


def _slip(one: Decimal | dt.date, other: Decimal | dt.date, least: int = 100) -> bool:
    """Whether two values are one, mistyped: noughts, figures exchanged; of a day, another year; the larger from ``least`` on."""
    if isinstance(one, dt.date) or isinstance(other, dt.date):
        days = isinstance(one, dt.date) and isinstance(other, dt.date) and one.year != other.year
        return days and (one.day, one.month) not in YEARLY and (one.day, one.month) == (other.day, other.month)  # type: ignore[union-attr]
    low, high = sorted((int(one), int(other)))
    moved = sorted(str(low)) == sorted(str(high)) or high == 10 * low
    return 0 < low < high >= least and moved and (low > 9 or high > 99)


def _in_texts(one: Checked[Any]) -> Iterator[SaidFact]:
    for where, _, text in one.texts:
        if "://" in text:
            continue
        for date in dates_said(text):
            if date.day:
                yield SaidFact(one, where, "jour", date.day, date.text)
        for found in _COUNT.finditer(in_figures(text)):
            nature = _singular(found[2])
            for count in (found[1], found[3]) if found[2] == "€" or not _MEASURES.match(nature) else ():
                if count:
                    yield SaidFact(
                        one, where, f"{nature}+{found[4]}" if found[4] else nature, Decimal(re.sub(r"\D", "", count)), found[0]
                    )


def _in_fields(one: Checked[Record]) -> Iterator[SaidFact]:
    record = one.record
    for where, model, name, value in one.leaves:
        if isinstance(value, dt.date) or (isinstance(value, PartialDate) and value.day):
            day = value if isinstance(value, dt.date) else value.first
            yield SaidFact(one, where, "jour", day, f"le {date_fr(day)}")
        elif isinstance(value, Decimal | int) and (nature := _counted(record, model, name)):
            unit = "€" if nature == "€" else nature + "s" * (value > 1)
            yield SaidFact(one, where, nature, Decimal(value), f"{number(Decimal(value))} {unit}")
    goal, start = (record.cible, record.depart) if isinstance(record, Indicateur) else (None, None)
    if isinstance(record, Indicateur) and record.counted and goal and start:
        more = abs(goal.valeur - start.valeur)
        words = f"{number(start.valeur)} puis {number(goal.valeur)} {record.unite}"
        yield SaidFact(one, ("cible", "valeur"), f"{_singular(record.unite)}+{goal.annee}", more, words)


def _counted(record: Record, model: type, name: str) -> str:
    """What a number of a field counts; empty for a year, or what nobody counts in a sentence."""
    if issubclass(model, Financement | Possibilite) and name in ("prevu", "realise", "cout"):
        return "€"
    if (issubclass(model, Places) and name == "total") or (issubclass(model, PlacesAccueil) and name == "nombre"):
        return "place"
    return _singular(record.unite) if isinstance(record, Indicateur) and issubclass(model, Repere) and name == "valeur" else ""


def _singular(word: str) -> str:
    return "€" if word in ("€", "euros", "euro") else fold(word).partition(" ")[0].rstrip("sx")


def _neighbours(checked: list[Checked[Record]]) -> dict[str, set[str]]:
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


def counted_in_the_record(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of an objective of other places than those that the action, done, opened, and of more communes than it names."""
    action, opened = one.record, {line.nombre for line in one.record.places_accueil}
    done = bool(action.history) and action.history[-1].etat == Etat.REALISEE
    counts = [(fact, int(fact.value)) for fact in _in_texts(one) if isinstance(fact.value, Decimal)]
    said = re.search(r"\b(?:[oO]uvrir|[cC]réer) (\d+) places\b", in_figures(f"{action.titre}. {action.objectif}"))
    if done and opened and said and int(said[1]) not in {*opened, sum(opened)}:
        yield one.warning("objectif", f"« {said[0]} », et « places_accueil » dit {max(opened)}.", EITHER)
    for fact, value in counts if action.communes else ():
        here = fact.nature in ("commune", "village") and fact.where[0] != "constat"
        if here and len(action.communes) < value < len(one.world.codes):
            for where in (fact.where, ("communes",)):
                yield one.warning(where, f"« {fact.words} », et la fiche nomme {len(action.communes)} communes.", EITHER)


# --- ages --------------------------------------------------------------------------------------------

_AGED = {"nom", "titre", "publics", "description", "conditions", "objectif"}
_OWN = {"nom", "titre", "publics", "conditions"}
"""The fields that say whom it is for; the others may speak of a part of them."""
_MONTHS = {"ans": 12, "an": 12, "mois": 1, "semaines": 7 / 30.4375}


def ages_as_told(one: Checked[Place | Action]) -> Iterator[Problem]:
    """Warn of ages that a sentence of the record excludes, or of one that is a slip away from an age that it says."""
    ages = one.record.ages
    if not ages:
        return
    low, high = ages.de.mois if ages.de else 0, ages.a.mois if ages.a else 130 * 12
    told = {where: _ages_in(text) for where, _, text in one.texts if where[0] in _AGED}
    months = {_in_months(*age) for found in told.values() for age in found}
    for where, found in told.items():
        spans = [_in_months(*age) for age in found]
        if len(found) > 1 and (max(spans) < low or min(spans) > high):
            return (yield one.warning("ages", f"« {where[0]} » dit {_ages_fr(found)}.", "Corrigez les âges, ou la phrase."))
        for bound in (ages.de, ages.a):
            near = [age for age in found if bound and _age_slip(bound, age, where[0] in _OWN)]
            if bound and near and round(bound.mois) not in map(round, months):
                yield one.warning("ages", f"« {where[0]} » dit {_ages_fr(near[:1])}, et non {bound.texte}.", EITHER)
                return


def _ages_in(text: str) -> list[tuple[int, str]]:
    """(number, unit) of each age of a text; « moins de six ans » is from 0."""
    figures = in_figures(text.lower()) if re.search(r"\b(?:ans|mois|semaines)\b", text) else ""
    found = [(int(n), age[3]) for age in _AGE.finditer(figures) for n in (age[1], age[2]) if n]
    return [*found, *[(0, "ans")] * bool(re.search(r"moins de \d+ ans", figures))]


def _in_months(count: int, unit: str) -> float:
    return count * _MONTHS[unit]


def _ages_fr(found: list[tuple[int, str]]) -> str:
    return joined(f"« {count} {unit} »" for count, unit in found if count)


def _age_slip(bound: Age, said: tuple[int, str], whole: bool) -> bool:
    """Whether an age is another with another unit or, where the text is of all of them, with a figure more, less or moved."""
    count, unit = bound.texte.split()[:2]
    one, other = sorted((count, str(said[0])), key=len)
    if unit.rstrip("s") != said[1].rstrip("s"):
        return count == str(said[0]) and {unit, said[1]} != {"mois", "semaines"}
    return whole and one != other and (sorted(one) == sorted(other) or (one != "0" and other in {*_longer(one, other)}))


def _longer(one: str, other: str) -> Iterator[str]:
    """``other`` when it is ``one`` and a figure more."""
    yield from (other for rank in range(len(other)) if other[:rank] + other[rank + 1 :] == one)


# --- days of the week ----------------------------------------------------------------------------------

_ON_DAY = re.compile(rf"\b({'|'.join(DAYS)})s?\b", re.IGNORECASE)
_SHUT = re.compile(rf"\bferm(?:é|ée|és|ées) (?:le|les|tous les) ({'|'.join(DAYS)})s?(?=\s*(?:[.,;!)]|$))", re.IGNORECASE)
_ELSE = re.compile(
    r"\b(?:ferm|(?:sauf|hors)(?: le| les)? \w+di|pas\b|ni\b|aucun|inscri|réserv|appel|avant|veille|command|demand|étend|essai"
    r"|idée|commission|autre|nouveau|ouvrir|bientôt|prochain|après)",
    re.IGNORECASE,
)
"""What names a day and is no opening, or not yet."""
_OPENS = re.compile(r"\b(?:ouver|accueill?|reçoi|permanence|consult|pesée|séance|chaque|tous les|venez)", re.IGNORECASE)
_SAYING = {"nom", "description", "resume_facile", "faits_a_savoir", "horaires"}


def days_as_told(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn of a sentence of a place, or of a record that it is linked to and that names it, about a day when nothing opens; and
    of hours on a day that is said closed."""
    near, by_key = _neighbours(checked), {one.record.key: one for one in checked}
    for one in checked:
        place = one.record
        if not isinstance(place, Place) or not place.horaires or not place.published:
            continue
        own = [(one, where, text) for where, _, text in one.texts if where[0] in _SAYING and where[-1] != "lieu"]
        far = [by_key[key] for key in sorted(near[place.key] & by_key.keys())]
        names = [fold(name) for name in (place.title, *place.autres_noms)]
        named = [(other, where, text) for other in far for where, _, text in other.texts
                 if _ON_DAY.search(text) and any(name in fold(text) for name in names)]  # fmt: skip
        for teller, where, text in (*own, *named):
            for sentence in re.split(r"(?<=[.!?;])\s|\n", text) if _ON_DAY.search(text) else ():
                yield from _day_told(one, teller, where, sentence)


def _day_told(one: Checked[Any], teller: Checked[Record], where: Location, sentence: str) -> Iterator[Problem]:
    hours, shut = one.record.horaires, _SHUT.search(sentence) if teller is one else None
    if shut and getattr(hours, shut[1].lower()):
        remedy = "Supprimez ces heures, ou corrigez la phrase."
        yield one.warning(f"horaires.{shut[1].lower()}", f"« {shown(shut[0])} », et ce jour a des heures.", remedy)
    days = {found[1].lower() for found in _ON_DAY.finditer(sentence)}
    opens = where[0] in ("nom", "horaires") or _OPENS.search(sentence)
    if days and opens and not _ELSE.search(sentence) and all(never_opens(one.record, day) for day in days):
        told = f"« {shown(sentence.strip())} », et rien n'ouvre ce jour-là."
        yield one.warning("horaires", told, "Corrigez les jours, ou la phrase.")
        if _at(one, ("horaires",)) != _at(teller, where):
            whose = "" if teller is one else f" ({one.record.file})"
            yield teller.warning(where, f"{told[:-1]}{whose}.", "Corrigez les jours, ou la phrase.")


def never_opens(place: Place, day: str) -> bool:
    """Whether the hours of a place are known, and none is of a day."""
    known: list[Horaires] = [one for one in (place.horaires, *(stop.horaires for stop in place.arrets)) if one]
    if (
        not known
        or not any(one.known for one in known)
        or any(one.dates for one in known)
        or any(stop.quand for stop in place.arrets)
    ):
        return False
    return day in JOURS and not any(getattr(week, day) for one in known for week in (one, *one.semaines))
