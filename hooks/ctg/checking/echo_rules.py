"""What texts say, against what the fields of their record and of those linked to it say of the same nature: a number of the same
things, an amount of a year, a day, an age, a day of the week. What merely differs is not told; what is of one year, or of one
list, and differs, is, and what differs as a slip: a nought, figures exchanged, another year, another unit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ctg.checking.place_claims import ELSE, never_opens
from ctg.checking.rules import Checked, first_day, last_day
from ctg.checking.said_rules import EITHER, SaidFact, in_fields, in_texts, neighbours, singular, times_said
from ctg.checking.subjects import stems
from ctg.common.phrases import DAYS, date_fr, number
from ctg.common.problems import Location, Problem, fold, plural, shown
from ctg.model.action import Action, Etat, EtatPlaces
from ctg.model.figure import Indicateur
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.reading.spoken.tokens import in_figures

YEARLY = {(1, 1), (31, 12), (1, 9), (31, 8), (1, 7), (30, 6)}
"""(day, month) of what comes each year."""
_PART = re.compile(r" (?:par|de plus|de moins|sur|chez|pour|à [A-ZÉŒ])\b")
"""What follows a number that is of a part, or of something else, than the figure of the year."""

_WIDE = {"€", "%", "commune", "village"}
"""What is counted of anything."""
_TIMES = re.compile(
    r"[^.;]*?\ble (double|triple|quadruple) (?:de|qu'en|d'avant) (\d{4})"
    r"|[^.;]*?\b(\d+) fois (?:plus|moins)[^.;]*? (?:de |qu'|en )+(\d{4})"
)

_TIMES_OF = {"double": 2, "triple": 3, "quadruple": 4}


# --- numbers -----------------------------------------------------------------------------------------


def numbers_as_told(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn of a number, of an amount or of a day of a text that a field, or a text, which it is linked to says otherwise."""
    said = {one.record.key: list(in_texts(one)) for one in checked}
    kept = {one.record.key: list(in_fields(one)) for one in checked}
    near = neighbours(checked)
    actions = [one for one in checked if isinstance(one.record, Action) and one.record.moyens]
    figures = [fact for one in checked for fact in kept[one.record.key] if _whole(fact)]
    for one in checked:
        around = [one.record.key, *sorted(near[one.record.key] & said.keys() - {one.record.key})]
        fields = [fact for key in around for fact in kept[key]] if said[one.record.key] else []
        kept_near = [fact for fact in fields if _whole(fact)]
        for fact in said[one.record.key]:
            close = fact.nature != "jour"  # of others, the same day of another year is most often another day
            asked = fact.where[0] == "tarif"  # of families: no field counts it
            here = [other for other in fields if not asked and (close or other.one is one)]
            same = [other for other in here if other.nature == fact.nature]
            yield from _since(fact, same)
            yield from _times(fact, figures)
            if fact.nature == "€" and fact.year and not asked:
                yield from _money(fact, actions)
                yield from _paid(fact)
            if any(other.value == fact.value for other in same):
                continue
            texts = [other for key in around for other in said[key] if other.nature == fact.nature and other.where != fact.where]
            texts = [other for other in texts if close or other.one is one]
            near_by = [other for other in same if _slip(fact.value, other.value)]
            alike = [other for other in figures if _of_its_year(fact, other)]
            told = [other for other in kept_near if _of_its_year(fact, other) and _by_its_words(fact, other)]
            if not near_by and not any(other.value == fact.value for other in alike):
                near_by = [
                    other
                    for other in alike
                    if _slip(fact.value, other.value) or (other in same and (_near(fact, other) or _beyond(fact, other)))
                ]
            for other in near_by[:1] or told[:1] or [other for other in same if "+" in fact.nature and other.value]:
                yield from _both(fact, other, any(text.value == other.value for text in texts))
            if not near_by and not any(text.value == fact.value for text in texts):
                yield from _alone(fact, next((text for text in texts if _told_otherwise(fact, text)), None))


def _told_otherwise(fact: SaidFact, other: SaidFact) -> bool:
    """Whether two texts count the same things of one year: « 14 familles aidées », « les crèches partagent leur liste »; or one
    is a slip away from the other."""
    if _slip(fact.value, other.value, 10) or (other.one is not fact.one and _thing(fact) == _thing(other) is not None):
        return True
    same_year = fact.year == other.year or None in (fact.year, other.year)
    apart = any(_PART.match(each.after) or " sur " in each.words or each.nature in _WIDE or not isinstance(each.value, Decimal)
                for each in (fact, other))  # fmt: skip
    shared = (stems(fact.sentence) & stems(other.sentence)) - stems(fact.nature)
    aim = fact.one is other.one and {fact.where[0], other.where[0]} == {"titre", "objectif"}
    return same_year and not apart and len(shared) > (0 if aim else 1)


def _of_its_year(fact: SaidFact, other: SaidFact) -> bool:
    """Whether a figure of an indicator is of the same things and of the same year as what a text tells."""
    return fact.year == other.year and fact.nature == other.nature != "%" and not _PART.match(fact.after)


def _by_its_words(fact: SaidFact, other: SaidFact) -> bool:
    """Whether a text says, right after a number, what the name of an indicator counts: « familles qui attendent »."""
    named = {word[:5] for word in re.findall(r"[^\W\d]{5,}", fold(other.one.record.title))[1:]}
    said = {word[:5] for word in re.findall(r"[^\W\d]{5,}", fold(fact.after.partition(".")[0]))[:2]}
    part = re.search(r" (?:à|dans|de) [A-ZÉŒ]", fact.after.partition(".")[0])
    return bool(named & said) and not part and fact.value != other.value and " et " not in other.one.record.title


def _since(fact: SaidFact, same: list[SaidFact]) -> Iterator[Problem]:
    """« 17 places de moins qu'en 2023 »: of a figure that is linked, and says otherwise."""
    than = re.match(r" de (?:moins|plus) qu'en (\d{4})", fact.after)
    values = [(other.year or 0, other.value) for other in same if than and _whole(other)]
    starts = [value for year, value in values if than and year == int(than[1])]
    gaps = [abs(value - start) for start in starts for year, value in values if than and year > int(than[1])]  # type: ignore[operator]
    if gaps and fact.value not in gaps:
        yield fact.one.warning(fact.where, f"« {fact.words} », quand un indicateur dit {gaps[-1]}.", EITHER)


def _times(fact: SaidFact, figures: list[SaidFact]) -> Iterator[Problem]:
    """« 4 270 voyages en 2025, le triple de 2020 »: of the indicator that has this value."""
    more = _TIMES.match(fact.after)
    known = next((other.one for other in figures if more and (other.value, other.year) == (fact.value, fact.year)), None)
    for other in figures if more and known else ():
        if (
            other.one is known
            and more
            and str(other.year) in (more[2], more[4])
            and other.value
            and isinstance(other.value, Decimal)
        ):
            times, low, high = _TIMES_OF.get(more[1] or more[3]) or int(more[3]), *sorted((other.value, Decimal(str(fact.value))))
            if not Decimal("0.75") < high / low / times < Decimal("1.3"):
                yield fact.one.warning(
                    fact.where, f"« {fact.words} », « {shown(more[0].strip(' ,'))} » : {number(low)} puis {number(high)}.", EITHER
                )


def _whole(fact: SaidFact) -> bool:
    """Whether a fact is a value of an indicator for all the territory."""
    indicator, at = fact.one.record, fact.where
    return isinstance(indicator, Indicateur) and at[0] == "valeurs" and indicator.valeurs[int(at[1])].whole and bool(fact.year)


def _beyond(fact: SaidFact, other: SaidFact) -> bool:
    """Whether a part would be larger than the whole."""
    return isinstance(fact.value, Decimal) and isinstance(other.value, Decimal) and fact.value > other.value


def _near(fact: SaidFact, other: SaidFact) -> bool:
    """Whether a number is nearly another, and no round one: far from it, it counts a part of the same things."""
    said, value = str(fact.value), Decimal(str(other.value))
    exact = len(said.rstrip("0")) > 2 and isinstance(fact.value, Decimal)
    return exact and value * Decimal("0.9") < Decimal(said) < value * Decimal("1.1")


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
    """Whether two values are one, mistyped: noughts, figures exchanged; of a day, another year, or day and month exchanged; the
    larger from ``least`` on."""
    if isinstance(one, dt.date) or isinstance(other, dt.date):
        if not (isinstance(one, dt.date) and isinstance(other, dt.date)) or (one.day, one.month) in YEARLY:
            return False
        turned = one.year == other.year and one.day != one.month and (one.day, one.month) == (other.month, other.day)
        return turned or (one.year != other.year and (one.day, one.month) == (other.day, other.month))
    low, high = sorted((int(one), int(other)))
    moved = sorted(str(low)) == sorted(str(high)) or high == 10 * low
    return 0 < low < high >= least and moved and (low > 9 or high > 99)


def counted_in_the_record(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of an objective of other places than those that the action, done, opened; of other communes than it names."""
    action, opened = one.record, {line.nombre for line in one.record.places_accueil}
    done = bool(action.history) and action.history[-1].etat == Etat.REALISEE
    counts = [(fact, int(fact.value)) for fact in in_texts(one) if isinstance(fact.value, Decimal)]
    said = re.search(r"\b(?:[oO]uvrir|[cC]réer) (\d+) places\b", in_figures(f"{action.titre}. {action.objectif}"))
    if done and opened and said and int(said[1]) not in {*opened, sum(opened)}:
        yield one.warning("objectif", f"« {said[0]} », et « places_accueil » dit {max(opened)}.", EITHER)
    aimed = re.findall(r"\b(\d+) places\b", in_figures(action.objectif or ""))
    alone = opened and len({line.commune for line in action.places_accueil}) == 1 == len(action.communes)
    if alone and len(aimed) == 1 and int(aimed[0]) not in {*opened, sum(opened)}:
        for field in ("objectif", "places_accueil.0.nombre"):
            yield one.warning(field, f"« {aimed[0]} places », et « places_accueil » dit {max(opened)}.", EITHER)
    new = [line.nombre for line in action.places_accueil if line.etat == EtatPlaces.OUVERTES]
    grown = re.search(r"\b[dD]e (\d+) à (\d+) places\b", in_figures(action.objectif or ""))
    if done and new and grown and int(grown[2]) - int(grown[1]) != sum(new):
        last = next(i for i, line in enumerate(action.places_accueil) if line.etat == EtatPlaces.OUVERTES)
        for field in ("objectif", f"places_accueil.{last}.nombre"):
            yield one.warning(field, f"« {grown[0]} », et {plural(sum(new), 'place')} ouvertes.", EITHER)
    known, every = len(action.communes), len(one.world.codes)
    here = [(fact, count) for fact, count in counts if fact.nature in ("commune", "village") and fact.where[0] != "constat"]
    never = known > 1 and all(count not in (1, known, every) for _, count in here)
    for fact, count in here if known else ():
        if known < count < every or never:
            for where in (fact.where, ("communes",)):
                yield one.warning(where, f"« {fact.words} », et la fiche nomme {plural(known, 'commune')}.", EITHER)


def _paid(fact: SaidFact) -> Iterator[Problem]:
    """« 220 000 € payés dans l'année », by an action of which no line of that year, nor their sum, says so."""
    action = fact.one.record
    lines = action.moyens.financiers if action.folder == "actions" and action.moyens else ()
    paid = [(i, line.financeur, line.realise) for i, line in enumerate(lines) if line.annee == fact.year and line.realise]
    sums = {sum(amount for _, whose, amount in paid if whose == one) for _, one, _ in paid} | {sum(amount for *_, amount in paid)}
    known = {amount for *_, amount in paid} | sums | {line.prevu for line in lines} | {line.engage for line in lines}
    if paid and re.match(r" (?:ont été )?(?:payé|dépensé|versé)", fact.after) and fact.value not in known:
        yield fact.one.warning(
            fact.where, f"« {fact.words} » payés en {fact.year}, et « moyens » dit {number(sum(a for *_, a in paid))} €.", EITHER
        )


def _money(fact: SaidFact, actions: list[Checked[Any]]) -> Iterator[Problem]:
    """« 12 000 € en 2026 » for the action that is named beside, or by the words of its title, and has that year otherwise."""
    one = fact.one
    words = {*re.findall(r"\w+", fold(next(text for where, _, text in one.texts if where == fact.where)))}
    group = one.groups[fact.where[:-1]].values if fact.where[:-1] in one.groups else {}
    own = [other for other in actions if other.record.id == group.get("action")]
    own = own or [other for other in actions if other is not one and _topic(other.record) <= words]
    lines = list(enumerate(own[0].record.moyens.financiers)) if len(own) == 1 else []
    told = {i: (part.prevu, part.engage, part.realise) for i, part in lines if part.annee == fact.year}
    amounts = {(i, amount) for i, every in told.items() for amount in every if amount}
    if amounts and fact.value not in {amount for _, amount in amounts} | {sum({amount for _, amount in amounts})}:
        first, amount = min(amounts)
        yield one.warning(fact.where, f"« {fact.words} » en {fact.year}, et {own[0].record.file} dit {number(amount)} €.", EITHER)
        whose = f"« {one.record.title} » ({one.record.file})"
        yield own[0].warning(f"moyens.financiers.{first}", f"{whose} dit « {fact.words} » en {fact.year}.", EITHER)


def _thing(fact: SaidFact) -> tuple[str, str, int] | None:
    """What a text counts, in two words, and the year; None when it does not say both."""
    how = re.match(r" (?:par )?([^\W\d]{5,})", fact.after)
    whole = how and fact.year and isinstance(fact.value, Decimal)
    return (fact.nature, singular(how[1]), fact.year) if whole and how and fact.year else None


def _topic(action: Record) -> set[str]:
    """The words of a title that say what it is about: « Donner un budget aux jeunes »; two at least, else nothing is said."""
    words = {word for word in re.findall(r"\w{4,}", fold(action.title))[1:] if word not in ("dans", "pour", "avec", "chaque")}
    return words if len(words) > 1 else {""}


# --- events --------------------------------------------------------------------------------------------


def events_as_told(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn, on both, of a sentence that gives another time than a dated line of the record, or of one it is linked to, of which
    it says every word."""
    near, lines = neighbours(checked), {one.record.key: list(_dated(one)) for one in checked}
    for one in checked:
        around = [
            line
            for key in (one.record.key, *sorted(near[one.record.key] & lines.keys() - {one.record.key}))
            for line in lines[key]
        ]
        for where, _, text in one.texts:
            year = one.groups[where[:-1]].values.get("annee") if where[:-1] in one.groups else None
            for sentence in re.split(r"(?<=[.;!?])\s", text) if around and (len(where) < 3 or where[0] == "bilans") else ():
                times = [time for time in times_said(sentence, year) if time.month]
                said = stems(sentence) if times else frozenset()
                same = [line for line in around if line[2] <= said and line[:2] != (one, where)]
                if same and not any(
                    first_day(date) <= time.latest and time.first <= last_day(date) for *_, date in same for time in times
                ):
                    other, at, _, date = same[0]
                    for this, there, mine, theirs in ((one, where, times[0], date), (other, at, date, times[0])):
                        whose = (
                            "une ligne de la fiche"
                            if other is one
                            else "une ligne"
                            if this is one
                            else f"une phrase de {one.record.file}"
                        )
                        yield this.warning(there, f"« {date_fr(mine)} », et {whose} dit {date_fr(theirs)}.", EITHER)


def _dated(one: Checked[Record]) -> Iterator[tuple[Checked[Record], Location, frozenset[str], Any]]:
    """The dated lines of a record, and the words of their title."""
    for at, (_, found) in one.groups.items():
        words = stems(in_figures(str(found.get("titre", "")).partition(",")[0]))
        if at and "date" in found and len(words) > 1 and "sources" not in at:
            yield one, (*at, "date"), words, found["date"]


# --- days of the week ----------------------------------------------------------------------------------

_ON_DAY = re.compile(rf"\b({'|'.join(DAYS)})s?\b", re.IGNORECASE)
_SHUT = re.compile(rf"\bferm(?:é|ée|és|ées) (?:le|les|tous les) ({'|'.join(DAYS)})s?(?=\s*(?:[.,;!)]|$))", re.IGNORECASE)
_OPENS = re.compile(
    r"\b(?:ouver|accueill?|reçoi|permanence|consult|pesée|séance|chaque|tous les|ven(?:ez|ir)|moment)", re.IGNORECASE
)
_SAYING = {"nom", "description", "resume_facile", "faits_a_savoir", "horaires"}


def days_as_told(one: Checked[Place]) -> Iterator[Problem]:
    """Warn of a sentence about a day when nothing opens; and of hours on a day that is said closed."""
    place, hours = one.record, one.record.horaires
    for where, _, text in one.texts if hours and place.published else ():
        spoken = where[0] in _SAYING and where[-1] != "lieu" and _ON_DAY.search(text)
        for sentence in re.split(r"(?<=[.!?;])\s|\n", text) if spoken else ():
            if (shut := _SHUT.search(sentence)) and getattr(hours, shut[1].lower()):
                told = f"« {shown(shut[0])} », et ce jour a des heures."
                yield one.warning(f"horaires.{shut[1].lower()}", told, "Supprimez ces heures, ou corrigez la phrase.")
            days = {found[1].lower() for found in _ON_DAY.finditer(sentence)}
            opens = where[0] in ("nom", "horaires") or _OPENS.search(sentence)
            if days and opens and not ELSE.search(sentence) and all(never_opens(place, day) for day in days):
                told = f"« {shown(sentence.strip())} », et rien n'ouvre ce jour-là."
                for there in dict.fromkeys((("horaires",), where)):
                    yield one.warning(there, told, "Corrigez les jours, ou la phrase.")
