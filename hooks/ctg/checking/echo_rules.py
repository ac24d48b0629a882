"""What texts say, against what the fields of their record and of those linked to it say of the same nature: a number of the same
things, an amount of a year, a day. What merely differs is not told; what is of one year, or of one
list, and differs, is, and what differs as a slip: a nought, figures exchanged, another year, another unit."""

import datetime as dt
import re
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import product
from typing import Any

from ctg.checking.rules import Checked, Subjects
from ctg.checking.said_rules import EITHER, LASTS, SaidFact, in_fields, in_texts, neighbours, stems
from ctg.common.phrases import DAYS, number
from ctg.common.problems import Location, Problems, fold, plural
from ctg.model import Action, Indicateur, Record
from ctg.model.action import Etat, EtatPlaces
from ctg.reading.spoken.tokens import in_figures

YEARLY = {(1, 1), (31, 12), (1, 9), (31, 8), (1, 7), (30, 6)}
"""(day, month) of what comes each year."""
_PART = re.compile(r" (?:par|de plus|de moins|sur|chez|pour|à [A-ZÉŒ])\b")
"""What follows a number that is of a part, or of something else, than the figure of the year."""

_SOME = re.compile(r"\b(?:dont|parmi|au plus|au moins|selon|d'après|annon\w+|environ|plus de|près de|sauf)\b", re.IGNORECASE)
_WIDE = {"€", "%", "commune", "village", "famille", "enfant", "parent", "jeune", "personne", "habitant"}
"""What is counted of anything."""
_SCOPE = re.compile(rf"à l'ouest|à l'est|au nord|au sud|(?:à|de|d') ?[A-ZÉŒ][^ ]+|{'|'.join(DAYS)}")
"""Of which part of a territory, or day, a sentence is."""
RARE, FEW, RAREST = 16, 8, 9
"""So many sentences with a number that have one word, or that count one thing, at most: two of them are of one thing."""


# --- numbers -----------------------------------------------------------------------------------------


def numbers_as_told(checked: list[Checked[Record]]) -> Problems:
    """Warn, once a line, of a number, an amount or a day of a text that a field, or a text, says otherwise."""
    yield from dict.fromkeys(_numbers_told(checked))


def _numbers_told(checked: list[Checked[Record]]) -> Problems:
    said = {one.record.key: list(in_texts(one)) for one in checked}
    kept = {one.record.key: list(in_fields(one)) for one in checked}
    near = neighbours(checked)
    actions = [one for one in checked if isinstance(one.record, Action) and one.record.moyens]
    figures = [fact for one in checked for fact in kept[one.record.key] if _whole(fact)]
    every = [fact for found in said.values() for fact in found]
    often = Counter(word for fact in every for word in (*stems(fact.sentence), f" {fact.nature}"))
    sharing = _sharing(every, often)
    for one in (one for one in checked if said[one.record.key]):
        around = [one.record.key, *sorted(near[one.record.key] & said.keys() - {one.record.key})]
        fields = [fact for key in around for fact in kept[key]]
        for fact in said[one.record.key]:
            close = fact.nature != "jour"  # of others, the same day of another year is most often another day
            asked = fact.where[0] == "tarif"  # of families: no field counts it
            same = [other for other in fields if other.nature == fact.nature and not asked and (close or other.one is one)]
            texts = [text for key in around for text in said[key] if text.nature == fact.nature]
            yield from _money(fact, actions)
            yield from _change(fact, figures)
            if any(other.value == fact.value for other in same):
                continue
            texts = [text for text in texts if (close or text.one is one)
                     and (text.where != fact.where or _of_means(text) != _of_means(fact))]  # fmt: skip
            alike = [other for other in figures if _of_its_year(fact, other)]
            near_by = [other for other in same if _slip(fact.value, other.value)]
            if not near_by and not any(other.value == fact.value for other in alike):
                near_by = [other for other in alike if _slip(fact.value, other.value)
                           or (other in same and (_near(fact, other) or _beyond(fact, other)))]  # fmt: skip
            told = [other for other in same if _whole(other) and _of_its_year(fact, other) and _by_its_words(fact, other)]
            for other in near_by[:1] or told[:1] or [other for other in same if "+" in fact.nature and other.value]:
                yield from _both(fact, other, any(text.value == other.value for text in texts))
            if not near_by and not any(text.value == fact.value for text in texts):
                ranks = {rank for stem in stems(fact.sentence) for rank in sharing.get((fact.nature, stem), ())}
                beyond = [every[rank] for rank in sorted(ranks) if every[rank].one.record.key not in around]
                beyond *= not any(text.value == fact.value and len(_shared(fact, text, often)) > 1 for text in beyond)
                others = [(text, False) for text in texts] + [(text, True) for text in beyond]
                yield from _alone(fact, next((text for text, far in others if _told_otherwise(fact, text, often, far)), None))


def _sharing(every: list[SaidFact], often: Counter[str]) -> dict[tuple[str, str], list[int]]:
    """The ranks of the facts of a nature that have a rare word in their sentence, by both: far from each other, only those that
    share one may be of one thing. There are few, however large the territory."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for rank, fact in enumerate(every):
        for stem in (stem for stem in stems(fact.sentence) if often[stem] <= RARE):
            found[fact.nature, stem].append(rank)
    return found


def _told_otherwise(fact: SaidFact, other: SaidFact, often: Counter[str], far: bool) -> bool:
    """Whether two texts count the same things of one time, by the rare words that they share (all that a record counts, itself
    rare, is most often one thing); or one is a slip away from the other."""
    here = other.one is fact.one
    fields = {fact.where[0], other.where[0]}
    if "membres" in fields or (here and fields == {"titre", "participation"}):  # members: see record_rules
        return "membres" not in fields
    hours = fact.nature == "à" and abs(_count(fact) - _count(other)) in (600, 720) and _shared(fact, other, often)
    if hours or (_slip(fact.value, other.value, 10) and not far):
        return True
    of_one_part = _PART.match(fact.after) and re.findall(r"\w+", fact.after)[:2] == re.findall(r"\w+", other.after)[:2]
    apart = any((_PART.match(each.after) and not of_one_part) or _SOME.search(each.sentence) or " sur " in each.words
                or each.value % 1 for each in (fact, other) if isinstance(each.value, Decimal))  # fmt: skip
    of_days = not isinstance(fact.value, Decimal) or not isinstance(other.value, Decimal)
    if apart or of_days or (fact.year != other.year and None not in (fact.year, other.year)):
        return False
    alike = not here and fact.one.record.folder == other.one.record.folder
    if alike or _SCOPE.findall(fact.sentence) != _SCOPE.findall(other.sentence):
        return False
    aim = here and {fact.where[0], other.where[0]} == {"titre", "objectif"}
    shared, plain = _shared(fact, other, Counter() if aim else often), fact.nature in _WIDE
    thing = often[f" {fact.nature}"] <= FEW and not plain and fact.nature not in LASTS
    most = sum(3 if often[stem] <= RAREST else 2 for stem in shared) + 2 * thing
    return _answers(fact, other) or _answers(other, fact) or most // 2 > (0 if aim else far + (plain or not here))


def _answers(fact: SaidFact, other: SaidFact) -> bool:
    """Whether a text answers, by an action, a request of which this one's reports tell."""
    asked = fact.one.beside(fact.where) if fact.where[-1] == "reponse" else {}
    told = asked.get("action") == other.one.record.id and other.where[0] in ("bilans", "etats")
    return told and bool(stems(asked["texte"]) & (stems(other.sentence) - stems(other.nature)))


def _shared(fact: SaidFact, other: SaidFact, often: Counter[str]) -> set[str]:
    """The rare words that two sentences share, but for what they count."""
    return {stem for stem in (stems(fact.sentence) & stems(other.sentence)) - stems(fact.nature) if often[stem] <= RARE}


def _of_its_year(fact: SaidFact, other: SaidFact) -> bool:
    """Whether a figure of an indicator is of the same things and of the same year as what a text tells."""
    return fact.year == other.year and fact.nature == other.nature != "%" and not _PART.match(fact.after)


def _by_its_words(fact: SaidFact, other: SaidFact) -> bool:
    """Whether a text says, right after a number, what the name of an indicator counts: « familles qui attendent »."""
    named = {word[:5] for word in re.findall(r"[^\W\d]{5,}", fold(other.one.record.title))[1:]}
    said = {word[:5] for word in re.findall(r"[^\W\d]{5,}", fold(fact.after.partition(".")[0]))[:2]}
    part = re.search(r" (?:à|dans|de) [A-ZÉŒ]", fact.after.partition(".")[0])
    return bool(named & said) and not part and fact.value != other.value and " et " not in other.one.record.title


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


def _both(fact: SaidFact, other: SaidFact, confirmed: bool) -> Problems:
    """What a text and a field say, on the line of each, unless the field's is said elsewhere too."""
    whose = "" if other.one is fact.one else f" de {other.one.record.file}"
    yield fact.one.warning(fact.where, f"« {fact.words} », quand un champ{whose} dit {other.words}.", EITHER)
    if not confirmed and _at(other.one, other.where) != _at(fact.one, fact.where):
        whose = "la fiche" if other.one is fact.one else f"« {fact.one.record.title} » ({fact.one.record.file})"
        yield other.one.warning(other.where, f"{other.words}, quand {whose} écrit « {fact.words} ».", EITHER)


def _at(one: Checked[Any], where: Location) -> tuple[str, int]:
    return one.sheet.file, one.sheet.line(where)


def _alone(fact: SaidFact, other: SaidFact | None) -> Problems:
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
    moved = sorted(str(low)) == sorted(str(high)) or high in (10 * low, 100 * low, 1000 * low)
    return 0 < low < high >= least and moved and (low > 9 or high > 99)


def counted_in_the_record(one: Checked[Action]) -> Problems:
    """Warn of an objective of other places than those that the action, done, opened; of other communes than it names."""
    action = one.record
    aims = [(name, meant) for name in ("titre", "objectif")
            for meant in _AIMED.finditer(in_figures(getattr(action, name) or ""))]  # fmt: skip
    for (name, meant), state in product(aims, EtatPlaces):
        rows = [i for i, line in enumerate(action.places_accueil) if line.etat == state]
        total, wanted = sum(action.places_accueil[i].nombre for i in rows), int(meant[2]) - int(meant[1] or 0)
        exact = meant[1] or (state == EtatPlaces.OUVERTES and action.history and action.history[-1].etat == Etat.REALISEE)
        if rows and (total != wanted if exact else len(rows) > 1 and total > wanted):
            told = f"« {meant[0]} », et ces lignes en font {total}."
            yield from one.each((name, *(f"places_accueil.{i}.nombre" for i in rows)), told, EITHER)
    for fact, other in product(in_texts(one), repeat=2):
        if (fact.where, other.where) == (("titre",), ("objectif",)) and fact.nature == other.nature and fact.value != other.value:
            yield from one.each((fact.where, other.where), f"« {fact.words} » ici, et « {other.words} » là.", EITHER)
    known, every = len(action.communes), one.world.communes
    here = [fact for fact in in_texts(one) if fact.nature in ("commune", "village") and fact.where[0] != "constat"]
    never = known > 1 and all(_count(fact) not in (1, known, every) for fact in here)
    for fact in here if known else ():
        if known < _count(fact) < every or never:
            told = f"« {fact.words} », et la fiche nomme {plural(known, 'commune')}."
            yield from one.each((fact.where, "communes"), told, EITHER)


_AIMED = re.compile(r"\b(?:[oO]uvrir|[cC]réer|de (\d+) à) (\d+) places\b")


def _count(fact: SaidFact) -> Decimal:
    return Decimal(str(fact.value))


def _of_means(fact: SaidFact) -> bool:
    """Whether a number is of the people who do what an action says."""
    return fact.sentence.lstrip().startswith("Moyens humains")


_CHANGE = re.compile(r"^ de (plus|moins) (?:qu'en|que celles? de|depuis) (\d{4})")


def _change(fact: SaidFact, figures: list[SaidFact]) -> Problems:
    """« dix-sept places de plus qu'en 2023 », when an indicator counts as many fewer."""
    if said := _CHANGE.match(fact.after):
        for first in (other for other in figures if other.year == int(said[2]) and other.nature == fact.nature):
            later = [other for other in figures if other.one is first.one and (other.year or 0) > int(said[2])]
            moved = _count(later[-1]) - _count(first) if later else 0
            if abs(moved) == _count(fact) and (moved > 0) != (said[1] == "plus"):
                yield from _both(fact, later[-1], confirmed=True)


def _money(fact: SaidFact, actions: Subjects) -> Problems:
    """« 12 000 € en 2026 » for the action that is named beside, or by the words of its title, and has that year otherwise."""
    one = fact.one
    dated = fact.year or (one.record.folder == "actions" and _BUDGET.search(fact.sentence))
    if fact.nature != "€" or fact.where[0] == "tarif" or not dated:
        return
    words = {*re.findall(r"\w+", fold(next(text for where, _, text in one.texts if where == fact.where)))}
    group = one.beside(fact.where)
    own = [other for other in actions if other.record.id == group.get("action")]
    own = own or [other for other in actions if other is not one and _topic(other.record) <= words]
    own = own or [other for other in actions if other is one]
    lines = list(enumerate(own[0].record.payments)) if len(own) == 1 else []
    paid, planned = (re.match(rf" (?:(?:ont été|sont) )?(?:{form})", fact.after) for form in ("pay|vers|dépens", "prév|vot|budg"))
    kept = slice(2 * bool(paid), 1 if planned else 3)
    told = {i: (part.prevu, part.engage, part.realise)[kept] for i, part in lines if fact.year in (None, part.annee)}
    said = stems(fact.sentence)
    whose = {i: every for i, every in told.items() if said & (stems(lines[i][1].financeur or "") - {"haut"})}
    told = whose if whose and own[0] is one else told
    amounts = {(i, amount) for i, every in told.items() for amount in every if amount}
    sums = {sum(filter(None, column)) for column in zip(*told.values(), strict=True)}
    whole = whose or _BUDGET.search(fact.sentence) or (sums and Decimal(str(fact.value)) > max(sums))
    if own and own[0] is one and (not whole or _EACH.search(fact.sentence)):
        return
    if amounts and fact.value not in {amount for _, amount in amounts} | {sum({amount for _, amount in amounts})} | sums:
        first, amount = min(amounts)
        year = f" en {fact.year}" if fact.year else ""
        yield one.warning(fact.where, f"« {fact.words} »{year}, et {own[0].record.file} dit {number(amount)} €.", EITHER)
        told_there = f"« {one.record.title} » ({one.record.file}) dit « {fact.words} »{year}."
        yield own[0].warning(f"moyens.financiers.{first}", told_there, EITHER)


_BUDGET = re.compile(r"(?i)\b(?:budget|enveloppe|coût|coûte|en tout|au total)\b")
_EACH = re.compile(r"(?i)\b(?:par|chaque|chacun\w*|bourses?|aides? de|environ|plus de|près de|au plus|demand\w*|l'heure)\b")


def _topic(action: Record) -> set[str]:
    """The words of a title that say what it is about: « Donner un budget aux jeunes »; two at least, else nothing is said."""
    words = {word for word in re.findall(r"\w{4,}", fold(action.title))[1:] if word not in ("dans", "pour", "avec", "chaque")}
    return words if len(words) > 1 else {""}
