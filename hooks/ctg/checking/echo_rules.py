"""What texts say, against what the fields of their record and of those linked to it say of the same nature: a number of the same
things, an amount of a year, a day, an age, a day of the week. What merely differs is not told; what is of one year, or of one
list, and differs, is, and what differs as a slip: a nought, figures exchanged, another year, another unit."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ctg.checking.rules import Checked
from ctg.checking.said_rules import EITHER, LASTS, SaidFact, in_fields, in_texts, neighbours, singular, stems
from ctg.common.phrases import DAYS, at_name, number
from ctg.common.problems import Location, Problem, fold, plural, shown
from ctg.model import Action, Horaires, Indicateur, Place, Record, Structure
from ctg.model.action import EtatPlaces
from ctg.model.fields import Ages
from ctg.model.opening_hours import JOURS
from ctg.reading.spoken.tokens import in_figures

YEARLY = {(1, 1), (31, 12), (1, 9), (31, 8), (1, 7), (30, 6)}
"""(day, month) of what comes each year."""
_PART = re.compile(r" (?:par|de plus|de moins|sur|chez|pour|à [A-ZÉŒ])\b")
"""What follows a number that is of a part, or of something else, than the figure of the year."""

_SOME = re.compile(
    r"\b(?:seulement|dont|parmi|au plus|au moins|selon|d'après|annon\w+|environ|plus de|près de|sauf)\b", re.IGNORECASE
)
_WIDE = {"€", "%", "commune", "village", "famille", "enfant", "parent", "jeune", "personne", "habitant"}
"""What is counted of anything."""
_SCOPE = re.compile(rf"à l'ouest|à l'est|au nord|au sud|(?:à|de|d') ?[A-ZÉŒ][^ ]+|{'|'.join(DAYS)}")
"""Of which part of a territory, or day, a sentence is."""
RARE, FEW, RAREST = 16, 8, 9
"""So many sentences with a number that have one word, or that count one thing, at most: two of them are of one thing."""


# --- numbers -----------------------------------------------------------------------------------------


def numbers_as_told(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn, once a line, of a number, an amount or a day of a text that a field, or a text, says otherwise."""
    yield from dict.fromkeys(_numbers_told(checked))


def _numbers_told(checked: list[Checked[Record]]) -> Iterator[Problem]:
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
            if fact.nature == "€" and fact.year and not asked:
                yield from _money(fact, actions)
            yield from _the_rest(fact, texts, often)
            if any(other.value == fact.value for other in same):
                continue
            texts = [text for text in texts if text.where != fact.where and (close or text.one is one)]
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
    if here and {fact.where[0], other.where[0]} == {"titre", "participation"}:
        return True
    if _slip(fact.value, other.value, 10) and not far:
        return True
    apart = any(_PART.match(each.after) or _SOME.search(each.sentence) or " sur " in each.words or each.value % 1
                for each in (fact, other) if isinstance(each.value, Decimal))  # fmt: skip
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
    return most // 2 > (0 if aim else far + (plain or not here))


def _the_rest(fact: SaidFact, others: list[SaidFact], often: Counter[str]) -> Iterator[Problem]:
    """The communes that have not something, and those that have it, when they are not all of them together."""
    whole = fact.one.world.communes if fact.nature == "commune" and _NONE.search(fact.sentence) else 0
    for other in (
        other for other in others if whole and not _NONE.search(other.sentence) and whole not in (fact.value, other.value)
    ):
        of_one_time = fact.year == other.year or None in (fact.year, other.year)
        together = Decimal(str(fact.value)) + Decimal(str(other.value))
        if of_one_time and together != whole and any(often[stem] < FEW for stem in _shared(fact, other, often)):
            yield from _alone(fact, other)
            return


def counted_at_its_price(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of « 26 bourses », at 600 € each, in a year when another amount was paid."""
    facts = list(in_texts(one))
    prices = {found[1]: Decimal(found[2]) for _, _, text in one.texts for found in _PRICED.finditer(in_figures(text))}
    lines = one.record.payments
    for fact in facts:
        price = next((price for thing, price in prices.items() if singular(thing) == fact.nature), None)
        rows = [(i, line.realise) for i, line in enumerate(lines) if line.annee == fact.year and line.realise]
        whole = fact.where[0] == "bilans" and rows and price and Decimal(str(fact.value)) * price
        if whole and whole not in (*(paid for _, paid in rows), sum(paid for _, paid in rows)):
            told = f"« {fact.words} » à {number(price or 0)} € font {number(whole)} €, et {number(rows[0][1])} € sont payés."
            yield from one.each((fact.where, f"moyens.financiers.{rows[0][0]}.realise"), told, EITHER)


_NONE = re.compile(r"\bn'(?:a|ont|en ont|y ont)\b|\b(?:aucune?|rien|sans|reste(?:nt)? )\b", re.IGNORECASE)
_PRICED = re.compile(r"\b[uU]ne? ([^\W\d]{4,}) de (\d+) ?€")


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
    moved = sorted(str(low)) == sorted(str(high)) or high in (10 * low, 100 * low, 1000 * low)
    return 0 < low < high >= least and moved and (low > 9 or high > 99)


def counted_in_the_record(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of an objective of other places than those that the action, done, opened; of other communes than it names."""
    action = one.record
    counts = [(fact, int(fact.value)) for fact in in_texts(one) if isinstance(fact.value, Decimal)]
    meant = re.search(r"\b(?:[oO]uvrir|[cC]réer) (\d+) places\b", in_figures(f"{action.titre}. {action.objectif}"))
    for state in EtatPlaces if meant else ():
        rows = [i for i, line in enumerate(action.places_accueil) if line.etat == state]
        total = sum(action.places_accueil[i].nombre for i in rows)
        if meant and len(rows) > 1 and total > int(meant[1]):
            for at in ("titre", *(f"places_accueil.{i}.nombre" for i in rows)):
                yield one.warning(at, f"« {meant[0]} », et ces lignes en font {total}.", EITHER)
    known, every = len(action.communes), one.world.communes
    here = [(fact, count) for fact, count in counts if fact.nature in ("commune", "village") and fact.where[0] != "constat"]
    never = known > 1 and all(count not in (1, known, every) for _, count in here)
    for fact, count in here if known else ():
        if known < count < every or never:
            for where in (fact.where, ("communes",)):
                yield one.warning(where, f"« {fact.words} », et la fiche nomme {plural(known, 'commune')}.", EITHER)


def _money(fact: SaidFact, actions: list[Checked[Any]]) -> Iterator[Problem]:
    """« 12 000 € en 2026 » for the action that is named beside, or by the words of its title, and has that year otherwise."""
    one = fact.one
    words = {*re.findall(r"\w+", fold(next(text for where, _, text in one.texts if where == fact.where)))}
    group = one.groups[fact.where[:-1]].values if fact.where[:-1] in one.groups else {}
    own = [other for other in actions if other.record.id == group.get("action")]
    own = own or [other for other in actions if other is not one and _topic(other.record) <= words]
    lines = list(enumerate(own[0].record.payments)) if len(own) == 1 else []
    paid, planned = (re.match(rf" (?:(?:ont été|sont) )?(?:{form})", fact.after) for form in ("pay|vers|dépens", "prév|vot|budg"))
    kept = slice(2 * bool(paid), 1 if planned else 3)
    told = {i: (part.prevu, part.engage, part.realise)[kept] for i, part in lines if part.annee == fact.year}
    amounts = {(i, amount) for i, every in told.items() for amount in every if amount}
    if amounts and fact.value not in {amount for _, amount in amounts} | {sum({amount for _, amount in amounts})}:
        first, amount = min(amounts)
        yield one.warning(fact.where, f"« {fact.words} » en {fact.year}, et {own[0].record.file} dit {number(amount)} €.", EITHER)
        whose = f"« {one.record.title} » ({one.record.file})"
        yield own[0].warning(f"moyens.financiers.{first}", f"{whose} dit « {fact.words} » en {fact.year}.", EITHER)


def _topic(action: Record) -> set[str]:
    """The words of a title that say what it is about: « Donner un budget aux jeunes »; two at least, else nothing is said."""
    words = {word for word in re.findall(r"\w{4,}", fold(action.title))[1:] if word not in ("dans", "pour", "avec", "chaque")}
    return words if len(words) > 1 else {""}


# --- days of the week ----------------------------------------------------------------------------------

_ON_DAY = re.compile(rf"\b({'|'.join(DAYS)})s?\b", re.IGNORECASE)
_SHUT = re.compile(rf"\bferm(?:é|ée|és|ées) (?:le|les|tous les) ({'|'.join(DAYS)})s?(?=\s*(?:[.,;!)]|$))", re.IGNORECASE)
_ELSE = re.compile(
    r"\b(?:ferm|(?:sauf|hors)(?: le| les)? \w+di|pas\b|ni\b|aucun|inscri|réserv|appel|avant|veille|command|demand|étend|essai"
    r"|idée|commission|autre|nouveau|ouvrir|bientôt|prochain|après)",
    re.IGNORECASE,
)
"""What names a day and is no opening, or not yet."""
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
            if days and opens and not _ELSE.search(sentence) and all(never_opens(place, day) for day in days):
                told = f"« {shown(sentence.strip())} », et rien n'ouvre ce jour-là."
                yield from one.each(dict.fromkeys((("horaires",), where)), told, "Corrigez les jours, ou la phrase.")


def never_opens(place: Place, day: str) -> bool:
    """Whether the hours of a place are known, and none is of a day."""
    known: list[Horaires] = [one for one in (place.horaires, *(stop.horaires for stop in place.arrets)) if one]
    if not any(one.known for one in known) or any(one.dates for one in known) or any(stop.quand for stop in place.arrets):
        return False
    return day in JOURS and not any(getattr(week, day) for one in known for week in (one, *one.semaines))


# --- for whom, and where --------------------------------------------------------------------------------

Months = tuple[float, float]
WHO: dict[str, Months] = {
    r"bébés?|nourrissons?": (0, 48), r"tout-petits": (0, 72), r"collégien\w*|collèges?": (108, 192), r"lycée\w*": (168, 252),
    r"ados?|adolescent\w*": (120, 252), r"étudiant\w*": (192, 480), r"jeunes(?! enfants| parents)": (120, 432),
    r"accueils? de loisirs|périscolaire": (24, 228), r"(?:micro-)?crèches?": (0, 84),
    r"retraités?|seniors?|personnes âgées": (540, 1440),
}  # fmt: skip
"""The months of those whom words name."""
_AGES = (
    re.compile(r"\b(\d+)(?: (semaines|mois|ans))? ?(?:à|et|-) ?(\d+) ?(semaines|mois|ans)\b"),
    re.compile(r"\b(?:moins de|jusqu'à)()() (\d+) (mois|ans)\b", re.IGNORECASE),
    re.compile(r"\b(?:plus de|dès|à partir de) (\d+) (mois|ans)\b()()", re.IGNORECASE),
)
_UNITS = {"semaines": 0.25, "mois": 1, "ans": 12}
_ANYONE = re.compile(
    r"\b(?:tous|toutes|familles?|habitants?|public|parents(?! d)|adultes?|personnes(?! âg)|assistant\w*)\b", re.IGNORECASE
)


def _audience(text: str, words: bool = True) -> list[Months]:
    """The ages, in months, of those for whom a text is: what it says in figures, else whom it names; of anyone, none."""
    said = in_figures(text)
    ages = [(float(low or 0) * _UNITS[unit or last or "ans"],
             float(high) * _UNITS[last or "ans"] + (12 if last == "ans" else 1) if high
             else (float(low) + 3) * _UNITS[unit or last or "ans"])
            for form in _AGES for low, unit, high, last in form.findall(said)]  # fmt: skip
    named = [months for form, months in WHO.items() if words and re.search(rf"\b(?:{form})\b", said, re.IGNORECASE)]
    return [] if _ANYONE.search(said) and not ages else [*ages, *named]


def _ages_of(ages: Ages | None) -> list[Months]:
    return [(ages.de.mois if ages.de else 0, ages.a.mois + 12 if ages.a else 1440)] if ages else []


def for_the_same_people(one: Checked[Place | Action]) -> Iterator[Problem]:
    """Warn of a public that has nobody in common with the ages of the record, with what its title aims at, with what its type
    is for, or with who answers for it; and of words that name other people than the ages beside them."""
    record, words = one.record, one.world.vocabulary
    public = _audience(record.publics or "")
    aim = one.groups[()].values.get("objectif")
    aimed = [*_audience(record.title), *_audience(str(aim or ""))] if record.folder == "actions" else []
    kind = words.types[record.type_id] if words and isinstance(record, Place) and record.type_id else None
    usual = _ages_of(kind.limites.ages) if kind and kind.limites else []
    meant = [(low, top - 12) for low, top in _ages_of(kind.ages if kind else None)]
    host = one.world.get(Structure, record.contact_relais or record.host_id) if isinstance(record, Place) else None
    described, own = str(one.groups[()].values.get("description", "")), _ages_of(record.ages)
    named_there = [
        [months] for form, months in WHO.items() if re.search(rf"(?<!pas )\bpour (?:les |des )?(?:{form})\b", described)
    ]
    pairs = [("publics", public, "ages", own), ("publics", public, "objectif", aimed), ("publics", public, "type", usual),
             ("ages", own, "type", meant), ("objectif", aimed, "ages", own),
             *(("ages", own, "description", months) for months in named_there),
             ("ages", own, "contact_relais", _ages_of(host.ages if host else None))]  # fmt: skip
    for name, these, other, those in pairs:
        if these and those and not any(low < top and least < high for low, high in these for least, top in those):
            told = f"« {name} » et « {other} » ne sont pas des mêmes personnes."
            yield from one.each((name, other), told, "Vérifiez les âges, leur unité, et pour qui c'est.")
    numbers, named = _audience(record.publics or "", False), public[len(_audience(record.publics or "", False)) :]
    if numbers and named and not any(low < top and least < high for low, high in numbers for least, top in named):
        yield one.warning(
            "publics", f"« {record.publics} » : ces personnes n'ont pas cet âge.", "Vérifiez les nombres, et leur unité."
        )


def where_it_says(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of communes that are none of those of the title; of places in none of them."""
    action = one.record
    communes = action.communes
    said = {
        nom for nom in one.world.postcodes if communes and nom not in communes and at_name(nom).replace("’", "'") in action.titre
    }
    for i, line in enumerate(action.places_accueil):
        if communes and line.commune not in communes:
            for where in ("communes", f"places_accueil.{i}.commune"):
                yield one.warning(where, f"Des places {at_name(line.commune)}, qui n'est pas dans « communes ».", EITHER)
    for word in said:
        for where in ("communes", "titre"):
            yield one.warning(where, f"Le titre ou l'objectif dit « {word} », et aucune de ces communes n'y est.", EITHER)
