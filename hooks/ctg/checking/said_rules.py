"""What the texts of a record say: times and quantities, that other rules compare with fields and with each other; and, of a whole
form of words (« de 9 à 4 ans »), what is wrong by itself or with the field beside it."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache, lru_cache, partial
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from ctg.checking.rules import Checked, first_day, last_day
from ctg.common.phrases import DAYS, MONTHS, date_fr, no_such_day, number
from ctg.common.problems import Location, Problems, fold, shown
from ctg.model import Axe, Cadre, Indicateur, Mesure, Possibilite, Record, Repere
from ctg.model.action import Financement, PlacesAccueil
from ctg.model.fields import Part, PartialDate
from ctg.model.place import Places
from ctg.model.references import mentions, references
from ctg.reading.sheet import read_sheet
from ctg.reading.spoken.tokens import in_figures

WordsFound = re.Match[str]
EITHER = "Corrigez l'un des deux."
_DATE = re.compile(rf"\b(?:({'|'.join(DAYS)}) )?(1er|\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b", re.IGNORECASE)
_MONTH = re.compile(rf"(?<![\d] )(?<!1er )\b({'|'.join(MONTHS)})(?: ((?:19|20)\d\d))?\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?!\d)")
_COUNT = re.compile(
    r"(?<![\d,.–-])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(,\d+)?[ \u00a0\u202f]?(€|%|[^\W\d]{4,})(?!\w)(?: sur (\d+))?"
    r"(?: de plus d'ici (\d{4}))?"
)
_SMALL = {"pour", "dans", "avec", "chaq", "tous", "tout", "plus", "moin", "leur", "cett", "sont", "elle", "mais"}
_SENTENCE = re.compile(r"(?<=[.;!?])\s")
_THOUSANDS = re.compile(r"\b(\d+(?:,\d+)?) ?(?:k€|K€|milliers d'euros)")
_MEASURES = re.compile(r"euros?|jours?|metres?|premi|ans?$|fois|pour|dans|sont|avec|" + "|".join(MONTHS))
"""What a number counts in any sentence, and no field."""
_CLOCK = re.compile(r"\b(?:à|vers|dès) (\d{1,2}) ?h(?:eures?)?(?![a-z])(?! (?:à pied|de |par |d'))(?: ?([0-5]\d)\b)?")
_AT_HOUR = re.compile(r"\b(?:à|de|avant|après|vers|dès|entre|et|jusqu'à) $")
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
    sentence: str = ""
    """The sentence, whole."""


# --- times -------------------------------------------------------------------------------------------


def dates_said(text: str, of: int | None = None) -> Iterator[SaidDate]:
    """The dates that a text writes in full: « le samedi 14 décembre 2026 », « 31 juin »; those without a year are ``of`` one."""
    for found in _DATE.finditer(text) if any(month in text for month in MONTHS) else ():
        weekday, day, month, year = found.groups()
        year = year or (str(of) if of else None)
        known = year and not no_such_day(found[0])
        date = dt.date(int(year or 0), MONTHS.index(month.lower()) + 1, int(day.removesuffix("er"))) if known else None
        yield SaidDate(found[0], (weekday or "").lower(), date)


def years_said(text: str) -> list[int]:
    return [int(year) for year in _YEAR.findall(text)]


def times_said(text: str, of: int | None = None) -> list[PartialDate]:
    """The times that a text names: its days and its months, of their year or ``of`` that one, else its years."""
    days = [PartialDate(said.day.year, said.day.month, said.day.day) for said in dates_said(text, of) if said.day]
    months = [(int(year or of or 0), MONTHS.index(month.lower()) + 1) for month, year in _MONTH.findall(text)]
    known = [PartialDate(*month) for month in months if month[0]]
    return [*days, *known] or [PartialDate(year) for year in years_said(text)]


@lru_cache(10_000)  # a sentence is compared with many
def stems(text: str) -> frozenset[str]:
    """How begin the words of a text that may be of something: « les soirées sur les écrans » → soir, ecra."""
    return frozenset(word[:4] for word in re.findall(r"[^\W\d]{4,}", fold(text))) - _SMALL


# --- quantities --------------------------------------------------------------------------------------


def in_texts(one: Checked[Any]) -> Iterator[SaidFact]:
    """The days and the quantities that the texts of a record say."""
    for where, _, text in one.texts:
        if "://" in text:
            continue
        for date in dates_said(text):
            if date.day:
                yield SaidFact(one, where, "jour", date.day, date.text)
        text = _THOUSANDS.sub(lambda found: f"{int(Decimal(found[1].replace(',', '.')) * 1000)} €", in_figures(text))
        for found in _CLOCK.finditer(text):
            sentence = _SENTENCE.split(text[: found.start()])[-1] + found[0] + _SENTENCE.split(text[found.end() :])[0]
            yield SaidFact(one, where, "à", Decimal(int(found[1]) * 60 + int(found[2] or 0)), found[0], None, "", sentence)
        for found in _COUNT.finditer(text):
            nature, after = singular(found[3]), text[found.end() :]
            measure = _MEASURES.match(nature) or (nature == "heure" and _AT_HOUR.search(text[: found.start()]))
            if found[3] not in "€%" and measure:
                continue
            said = _YEAR_AFTER.match(after) or _YEAR_BEFORE.search(text[: found.start()])
            beside = one.beside(where)
            year = int(said[1]) if said else beside.get("annee") or getattr(len(where) > 1 and beside.get("date"), "year", None)
            whole = Decimal(re.sub(r"\D", "", found[1]) + (found[2] or "").replace(",", "."))
            for count in (whole, Decimal(found[4])) if found[4] else (whole,):
                sentence = _SENTENCE.split(text[: found.start()])[-1] + found[0] + _SENTENCE.split(after)[0]
                of = f"{nature}+{found[5]}" if found[5] else nature
                yield SaidFact(one, where, of, count, found[0], year, after, sentence)


def in_fields(one: Checked[Any]) -> Iterator[SaidFact]:
    """The days and the quantities that the fields of a record give."""
    record = one.record
    for where, model, name, value in one.leaves:
        if isinstance(value, dt.date) or (isinstance(value, PartialDate) and value.day):
            day = value if isinstance(value, dt.date) else value.first
            yield SaidFact(one, where, "jour", day, f"le {date_fr(day)}")
        elif isinstance(value, Decimal | int) and (nature := _counted(record, model, name)):
            unit = nature if nature in "€%" else nature + "s" * (value > 1)
            year = one.beside(where).get("annee")
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
    """The keys of the records that each one names, partners among them, or that name it; of an axis, those of its actions too."""
    near: dict[str, set[str]] = defaultdict(set)
    partners = checked[0].world.partners if checked else {}
    for one in checked:
        named = [f"{folder}/{id}" for _, folder, id in references(one.record)]
        for key in (*named, *(partners[fold(name)] for _, name in mentions(one.record) if fold(name) in partners)):
            near[one.record.key].add(key)
            near[key].add(one.record.key)
    for one in checked:
        if isinstance(one.record, Axe):
            near[one.record.key] |= {far for key in near[one.record.key] if key.startswith("actions/") for far in near[key]}
    return near


_NUMBER = r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)"
BOUNDS = Path(__file__).with_name("bounds.yml")
"""What no text says, whatever its record: one table, ``bounds.yml``, each form said once, with how its own numbers compare."""
_SHEET = read_sheet(BOUNDS, BOUNDS.parent)[0]
MOST, AMONG, LASTS = (
    {word: int(value) for word, value in (_SHEET.values[name] if _SHEET else {}).items()} for name in ("prix", "parmi", "durees")
)
"""Euros beyond which families pay for no such thing; so many inhabitants for one, at least; minutes."""
ELSE = Decimal("0.1")
"""So many inhabitants for one of what is not of them, such as journeys."""
COUNT = "Comptez les chiffres."


# --- sentences ---------------------------------------------------------------------------------------


class Saying(NamedTuple):
    """A form of words, and when what it says is wrong."""

    pattern: str
    wrong: Callable[[WordsFound, Checked], object]
    told: str
    """« {0} », then what is told."""
    remedy: str = EITHER
    of: str = ""
    """The kinds of records, or their bases; empty: all."""
    fields: str = ""
    """The first fields in which it is read; empty: all."""
    beside: str = ""
    """The field that says otherwise."""


SAYINGS = (
    Saying(r"\((?:[^()]*\D)?((?:19|20)\d\d)\)", lambda m, one: abs(int(m[1]) - one.world.today.year) > 20 and
           not re.search(r"\b(?:ancien|bâti|constr|né|créé|fond|depuis|loi)", m.string), ": cette année est loin.", EITHER,
           "Place", "arrets horaires fermetures inscription tarif transport repas accueil_handicap faits_a_savoir publics"),
    Saying(r"\b(?:les|des|aux|nos|dans) (\d+) communes\b|\bcommunes sur (\d+)\b",
           lambda m, one: int(m[1] or m[2]) > one.world.communes > 1 and not _of_another(m, one),
           ": le territoire en a moins."),
    Saying(r"^[Ll]es (\d+) communes$|\bcommunes sur (\d+)\b", lambda m, one: 1 < int(m[1] or m[2]) < one.world.communes,
           ": le territoire en a plus."),
    Saying(rf"(?<![\d.,])(?<!\d ){_NUMBER} habitants\b(?! sur)", lambda m, one: _is_another_population(_value(m[1]), one),
           ": la fiche de la commune dit un autre nombre."),
    Saying(rf"(?<![\d.,])(?<!\d ){_NUMBER}(?: ({'|'.join(AMONG)}|(?!euros|mètres|heures)[a-zà-öø-ÿœ]{{4,}}?)s?\b|\.$)",
           lambda m, one: one.world.communes and 0 < sum(one.world.populations.values()) < _value(m[1]) * AMONG.get(m[2], ELSE)
           and not isinstance(one.record, Indicateur),
           ": le territoire a moins d'habitants.", COUNT),
    Saying(r"\b[lL]a plus (petite|grande|peuplée)(?: ville| commune)? d(?:es|e nos|e ses) (?:\d+ )?communes\b",
           lambda m, one: (known := _own_population(one)) and
           known != (min if m[1] == "petite" else max)(one.world.populations.values()),
           ": les habitants comptés disent le contraire."),
    Saying(r"d'ici (?:à |fin |la fin de )?(\d{4})\b", lambda m, one: (cadre := one.world.framework_of(one.record)) and
           not cadre.begins.year <= int(m[1]) <= (cadre.end or cadre.begins).year + 1,
           "n'est pas dans les années de la convention.",
           "Corrigez l'année.", "Action Axe"),
    Saying(rf"(?<![\d,]){_NUMBER}(?:,(\d+))? ?(?:€|euros)\s+(?:pour |par |l[ae' ]?|chaque )*\s*({'|'.join(MOST)})\b",
           lambda m, _: _value(m[1]) > MOST[m[3]], "est très cher.", "Regardez la virgule.", "Place", "tarif"),
    Saying(r"\b(?:en|depuis|dès) (1[5-8]\d\d|1900)\b", lambda m, one: any(
           re.search(r"\b(?:association|crèche)", text, re.IGNORECASE) for _, _, text in one.texts),
           ": ni les associations ni les crèches n'existaient.", "Corrigez l'année.", "Partenaire Place"),
    Saying(r"(?<![\d,])(?<!\d[ \u00a0\u202f])(\d{3,})(?:,\d+)?[ \u00a0\u202f]?%(?! (?:de|en) plus)",
           lambda m, _: int(m[1]) > 100 and not MORE_THAN_ALL.search(m.string), "dépasse 100 %.", COUNT),
    Saying(r"\b(?:prévue?|[oO]uvrira|[oO]uverte?|[oO]uverture) (?:pour|en|depuis|dès) (20\d\d)\b",
           lambda m, one: (places := one.record.places) and places.annee < int(m[1]), ", et ses places sont d'avant.", EITHER,
           "Structure", "description resume_facile", "places.annee"),
    Saying(rf"(?<![\d.,])(?<!\d ){_NUMBER} (?:assistante?s? maternelle|profession|auxiliaire|puéricult|éducat|animat)",
           lambda m, one: (places := one.record.places) and places.total and places.total < _value(m[1]),
           ": c'est plus que de places.", EITHER, "Structure", "description resume_facile", "places.total"),
    Saying(r"\b(?:[dD]écision|[dD]élibération|[vV]otée?s?|[sS]ignée?s?|[dD]écidée?s?) (?:du|le) \d[^.,;(]*",
           lambda m, one: any(said.day and said.day > one.world.today for said in dates_said(m[0])),
           ": ce jour n'est pas encore venu.", "Corrigez la date."),
    Saying(r"\b(?:[aA]ccord|[cC]onvention|[cC]ontrat|durée) (?:de |conclue? pour |pour )(\d+) ans\b",
           lambda m, one: _lasts_otherwise(int(m[1]), one.record), ", et ses dates disent une autre durée.",
           "Corrigez le nombre, ou les dates.", "Cadre"),
)  # fmt: skip


@cache
def _sayings() -> tuple[Saying, ...]:
    """:data:`SAYINGS`, and the forms of :data:`BOUNDS`."""
    known = {"NOMBRE": _NUMBER, "DUREE": "|".join(LASTS), "PRIX": "|".join(MOST), "MOIS": "|".join(MONTHS)}
    rows = [
        {"faux": "", "remede": COUNT, "fiches": "", "champs": "", **row} for row in (_SHEET.values["liste"] if _SHEET else ())
    ]
    forms = (re.sub("|".join(known), lambda found: known[found[0]], row["forme"]) for row in rows)
    return (*SAYINGS, *(Saying(form, partial(_compared, row["faux"]), row["dit"], row["remede"], row["fiches"], row["champs"])
                        for form, row in zip(forms, rows, strict=True)))  # fmt: skip


def _compared(test: str, found: WordsFound, one: Checked) -> bool:
    """Whether « a > 4 ans », « b > 10 a », « a != b + c » is true of the numbers of a form, in order (times in minutes)."""
    said, numbers = [group for group in found.groups() if group], list[Decimal]()
    for before, this in zip(("", *said), said, strict=False):
        value = Decimal(LASTS[this] if this in LASTS else re.sub(r"[^\d.]", "", this.replace(",", ".")))
        numbers = [*numbers[:-1], numbers[-1] * value] if this in LASTS and before[-1:].isdigit() else [*numbers, value]
    known: dict[str, Any] = {"ans": LASTS["an"], "annee": one.world.today.year, **dict(zip("abc", numbers, strict=False))}

    def worth(part: str) -> Decimal:
        return prod((Decimal(known.get(word, word)) for word in part.split()), start=Decimal(1))

    sides = [sum(map(worth, side.split(" + ")), Decimal()) for side in re.split(" (?:>|!=) ", test) if side]
    return not sides or (sides[0] > sides[1] if ">" in test else sides[0] != sides[1])


MORE_THAN_ALL: re.Pattern[str] = re.compile(r"augment|hauss|plus|dépass|croiss|progress|multipli|supérieur|taux", re.IGNORECASE)


def sentences(one: Checked[Part]) -> Problems:
    """What :data:`SAYINGS` finds in the texts of a part."""
    for where, _, text in one.texts:
        for saying, found in _found(text):
            of_kind = not saying.of or {base.__name__ for base in type(one.record).__mro__} & {*saying.of.split()}
            asked = of_kind and (not saying.fields or str(where[0]) in saying.fields.split())
            if asked and saying.wrong(found, one):
                told = f"« {shown(found[0].strip())} »{'' if saying.told[0] == ',' else ' '}{saying.told}"
                yield from one.each((where, saying.beside) if saying.beside else (where,), told, saying.remedy)


@lru_cache(10_000)  # a form, a preview, a portal read the same texts again and again
def _found(text: str) -> tuple[tuple[Saying, WordsFound], ...]:
    """Where a text has the form of one of :data:`SAYINGS`, which have a figure or a target; one with an address is not read."""
    said = in_figures(text)
    every = _sayings() if "://" not in text and re.search(r"\d|cible|jour|siècle|France|Europe", said) else ()
    return tuple((saying, found) for saying in every for found in re.finditer(saying.pattern, said))


def _value(text: str) -> int:
    return int(re.sub(r"\D", "", text.partition(",")[0]))


def _is_another_population(said: int, one: Checked) -> bool:
    """Of a record whose title names one commune; a part of it may have less than a hundred."""
    known = _own_population(one)
    return said > 100 and known > 0 and not Decimal("0.8") <= said / known <= Decimal("1.2")


def _own_population(one: Checked) -> Decimal:
    title = one.record.title if isinstance(one.record, Record) else ""
    named = [people for nom, people in one.world.populations.items() if re.search(rf"\b{re.escape(nom)}\b", title)]
    return named[0] if len(named) == 1 else Decimal()


def _of_another(found: WordsFound, one: Checked) -> bool:
    """« Les 400 communes du département »: of what is not the territory."""
    whose = re.match(r" (?:de la |du |de l'|d')(.*)", found.string[found.end() :])
    return bool(whose) and not whose[1].startswith(one.world.territoire.nom if one.world.territoire else " ")  # type: ignore[index]


def _lasts_otherwise(years: int, cadre: Cadre) -> bool:
    ends = {end for end in (cadre.fin, cadre.end) if end and cadre.debut}
    return bool(ends) and all(abs((last_day(end) - first_day(cadre.debut)).days / 365.25 - years) > 0.6 for end in ends)  # type: ignore[arg-type]
