"""French phrases, each written once: names after « à » and « de », lists, numbers, units, telephones, dates, periods.

Code and templates call the same functions; nothing here knows a record."""

import calendar
import datetime as dt
import re
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import phonenumbers
from babel.numbers import format_decimal

NARROW = "\u202f"
"""Narrow no-break space: before ; ! ? » and after «, between thousands."""
# Each of these begins with what is seldom met, so that most texts are crossed at once: what comes before is looked at after.
_DOUBLE = re.compile(r"[ \u00a0](?:([;!?»])(?!=)|:(?=\s|$|<|\{%))")
_OPENING = re.compile(r"«[ \u00a0]")
_UNIT = re.compile(r"[ \u00a0](?<=\d.)(?=(?:€|%|km|ans?|mois|h|min|jours?|places?|enfants?|personnes?|habitants?)\b|€|%)")
_THOUSANDS = re.compile(r"[1-9](?<![\w.,/-].)(?<!\d .)\d{0,2}(?: \d{3})+(?! ?\d)")
"""« 18 403 290 »; no telephone, which starts with 0 or goes on by two."""
_APOSTROPHE = re.compile(r"'(?<=\w')(?=\w)")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
RANKS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", -1: "dernier"}


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day; ``approx`` when the source only suggests it."""

    year: int
    month: int | None = None
    day: int | None = None
    approx: bool = False

    @property
    def first(self) -> dt.date:
        """The first day that this date may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that this date may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True, order=True)
class DayOfYear:
    """A day of every year, ``07-01``. 29 February counts as the day between 28 February and 1 March, when it exists."""

    month: int
    day: int

    def first_in(self, year: int) -> dt.date:
        """The day in that year, or the next one when it does not exist."""
        leap_day_missing = (self.month, self.day) == (2, 29) and not calendar.isleap(year)
        return dt.date(year, 3, 1) if leap_day_missing else dt.date(year, self.month, self.day)


# --- words ---------------------------------------------------------------------------------------


def typography(text: str) -> str:
    """No-break spaces before the double signs, inside guillemets and between thousands; curly apostrophes."""
    if " " in text or "\u00a0" in text:  # else an address, most often
        text = _DOUBLE.sub(lambda sign: NARROW + sign[1] if sign[1] else "\u00a0:", text)
        text = _OPENING.sub("«" + NARROW, text)
        text = _UNIT.sub("\u00a0", text)
        text = _THOUSANDS.sub(lambda number: number[0].replace(" ", NARROW), text)
    return _APOSTROPHE.sub("’", text)


def capital(value: str) -> str:
    """The text with a capital first letter, the rest as it is (« CAF » stays « CAF »)."""
    return value[:1].upper() + value[1:]


def shortened(text: str, most: int, end: str = "…") -> str:
    """The text on one line, cut after a word and an ``end`` added where it has more characters than that."""
    line = " ".join(text.split())
    return line if len(line) <= most else textwrap.shorten(line, most, placeholder=end)  # a text to cut takes ten times as long


def joined(items: Iterable[str]) -> str:
    """« a, b et c »; empty for nothing."""
    items = list(items)
    return " et ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


# --- names ---------------------------------------------------------------------------------------


def of_name(name: str) -> str:
    """A name after « de »: « de Valbourg », « d’Aubrelune », « du Pin », « des Angles »."""
    if contracted := _contracted(name, "du ", "des "):
        return contracted
    first = unicodedata.normalize("NFD", name)[:1].lower()
    return f"d’{name}" if first and first in "aeiouyæœ" else f"de {name}"


def at_name(name: str) -> str:
    """A name after « à »: « à Valbourg », « au Pin », « aux Angles »."""
    return _contracted(name, "au ", "aux ") or f"à {name}"


def _contracted(name: str, one: str, many: str) -> str:
    """The name without its article « Le » or « Les », after what contracts with it; empty for any other name."""
    for article, word in (("Le ", one), ("Les ", many)):
        if name.startswith(article):
            return word + name.removeprefix(article)
    return ""


def town_hall(commune: str) -> str:
    """« mairie de Valbourg », « mairie d’Aubrelune », « mairie du Pin »."""
    return f"mairie {of_name(commune)}"


# --- numbers ----------------------------------------------------------------------------


TINY = 6
"""Decimals after which nothing is told of a number."""


def number(value: int | float | Decimal, decimals: int = 2) -> str:
    """« 75 893 », « 46,9 »: narrow spaces between thousands, decimal comma. What is not zero is not shown as zero: « 0,001 »."""
    exact = Decimal(str(value))
    shown = round(exact, min(max(decimals, -exact.adjusted()), TINY) if exact else 0) + 0  # « -0 » is 0
    return format_decimal(shown, locale="fr", decimal_quantization=False)


def thousands_or_decimals(text: str) -> tuple[str, str] | None:
    """The two readings of « 1.250 » or « 1,200 »: (1250, 1,25). None when there is one only, as for 0,125 or 1 250."""
    if not (found := re.fullmatch(r"([1-9]\d{0,2})[.,](\d{3})", text.strip())):
        return None
    decimals = found[2].rstrip("0") if found[2].endswith("0") else f"{found[2]}0"  # a fourth figure makes it clear
    return found[1] + found[2], f"{found[1]},{decimals}".rstrip(",")


def euros(amount: Decimal) -> str:
    """« 148 500,50 € »: cents only where there are some; « moins d’un centime » is not zero."""
    if amount and not round(amount, 2):
        return "moins d’un centime"
    pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    return format_decimal(amount + 0, format=pattern, locale="fr") + "\u00a0€"


def full_time(posts: Decimal) -> str:
    """« 0,5 équivalent temps plein », « 2 équivalents temps plein »: the plural begins at two."""
    return f"{number(posts)} équivalent{'s' if posts >= 2 else ''} temps plein"


def the_communes(count: int) -> str:
    """All the communes of a territory: « les 158 communes », « votre commune » when it is the only one."""
    return f"les {count} communes" if count > 1 else "votre commune"


def distance(km: float) -> str:
    """« 3 km », « moins de 1 km »: as the crow flies, so never more precise than the kilometre."""
    return f"{round(km)}\u00a0km" if km >= 1 else "moins de\u00a01\u00a0km"


OURS = {33, 262, 590, 594, 596}
"""The codes of the countries whose numbers are dialled with ten figures from all of France."""


SAID_IN_TWO = {4, 6}
"""Figures of the short numbers that are said, and written, in two halves."""


@lru_cache(maxsize=10_000)
def phone(value: str) -> str:
    """« 04 65 71 00 00 », « 0 800 23 52 36 » from E.164; short numbers as they are said: « 36 46 », « 116 000 », « 115 »."""
    if not value.startswith("+"):
        said = len(value) // 2
        return f"{value[:said]}\u00a0{value[said:]}" if len(value) in SAID_IN_TWO else value
    parsed = phonenumbers.parse(value)
    ours = parsed.country_code in OURS
    style = phonenumbers.PhoneNumberFormat.NATIONAL if ours else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style).replace(" ", "\u00a0")


# --- dates ---------------------------------------------------------------------------------------


@lru_cache(maxsize=10_000)
def date_fr(date: dt.date | PartialDate) -> str:
    """« 1er septembre 2026 », « septembre 2018 », « vers 2016 »."""
    if isinstance(date, dt.date):
        return f"{day_month(date)} {date.year}"
    if date.day:
        text = date_fr(dt.date(date.year, date.month or 1, date.day))
    elif date.month:
        text = f"{MONTHS[date.month - 1]} {date.year}"
    else:
        text = str(date.year)
    return f"vers {text}" if date.approx else text


def day_month(date: dt.date | DayOfYear) -> str:
    """« 1er août »."""
    return f"{'1er' if date.day == 1 else date.day} {MONTHS[date.month - 1]}"


def weekday(date: dt.date) -> str:
    """« mercredi 25 novembre »."""
    return f"{DAYS[date.weekday()]} {day_month(date)}"


def de_date(date: dt.date | PartialDate) -> str:
    """The date after « de »: « de 2018 », « d'août 2024 », « du 1er mars 2023 », « d'environ 2016 »."""
    text = date_fr(date).removeprefix("vers ")
    if not isinstance(date, dt.date) and date.approx:
        return f"d’environ {text}"
    if date.day:
        return f"du {text}"
    return f"d’{text}" if text[0] in "ao" else f"de {text}"


def on_date(date: PartialDate) -> str:
    """« en avril 2026 », « le 12 avril 2026 », « vers 2026 »."""
    return date_fr(date) if date.approx else f"{'le' if date.day else 'en'} {date_fr(date)}"


# --- periods -------------------------------------------------------------------------------------


_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)")
_FRENCH = re.compile(r"(?P<d>\d\d?)[/.-](?P<m>\d\d?)[/.-](?P<y>\d{4})")
_WORDS = re.compile(rf"(?:(?:{'|'.join(DAYS)}) )?(?P<d>\d\d?) (?P<m>{'|'.join(MONTHS)})(?: (?P<y>\d{{4}}))?", re.IGNORECASE)


def no_such_day(text: str) -> str:
    """Why a date is of no calendar (« septembre a 30 jours »), for 2026-09-31, 31/09/2026 or « 31 septembre 2026 »; else ""."""
    if not (found := _ISO.fullmatch(text) or _FRENCH.fullmatch(text) or _WORDS.fullmatch(text)):
        return ""
    year, month = int(found["y"] or 2000), found["m"].lower()
    rank = int(month) if month.isdecimal() else MONTHS.index(month) + 1
    if not (1 <= rank <= 12 and year):
        return f"il n'y a pas de mois {rank}"
    most = calendar.monthrange(year, rank)[1]
    name = f"{MONTHS[rank - 1]} {year}" if rank == 2 else MONTHS[rank - 1]
    return "" if 1 <= int(found["d"]) <= most else f"{name} a {most} jours"


def days(du: dt.date | DayOfYear, au: dt.date | DayOfYear | None, today: dt.date | None = None) -> str:
    """« du 1er au 21 août », « du 24 décembre 2026 au 3 janvier 2027 »; years are left out when all are ``today``'s."""
    if au is None or au == du:
        return f"le {_day(du, True)}"
    if au == dt.date.max:  # no known end
        begun = today and isinstance(du, dt.date) and du <= today
        return f"{'depuis le' if begun else 'à partir du'} {_day(du, True)}, jusqu’à nouvel ordre"
    years = {date.year for date in (du, au) if isinstance(date, dt.date)}
    with_year = years != {today.year} if today else bool(years)
    if (du.month, getattr(du, "year", 0)) == (au.month, getattr(au, "year", 0)):
        return f"du {day_month(du).split()[0]} au {_day(au, with_year)}"
    return f"du {_day(du, with_year and len(years) > 1)} au {_day(au, with_year)}"


def of_days(du: dt.date | DayOfYear, au: dt.date | DayOfYear | None) -> str:
    """The same after a noun: « du 24 décembre 2026 », where alone it is « le 24 décembre 2026 »."""
    words = days(du, au)
    return f"du {words.removeprefix('le ')}" if words.startswith("le ") else words


def _day(date: dt.date | DayOfYear, with_year: bool) -> str:
    return day_month(date) + (f" {date.year}" if with_year and isinstance(date, dt.date) else "")


def lasting(start: PartialDate | None, end: PartialDate | None) -> str:
    """« de janvier 2024 au 31 décembre 2028 », « à partir de 2024 », « jusqu’en 2028 »; one end may be missing."""
    if start and end:
        return f"{de_date(start)} {'jusque' if end.approx else 'au' if end.day else 'à'} {date_fr(end)}"
    if start:
        return f"à partir {de_date(start)}"
    if end:
        return f"{'jusque' if end.approx else 'jusqu’au' if end.day else 'jusqu’en'} {date_fr(end)}"
    return ""


def from_to(start: PartialDate, end: PartialDate | None) -> str:
    """A moment: « jeudi 12 mars 2026 », « du 12 au 14 mars 2026 », « de mars à juin 2026 »; what is common is said once."""
    exact = start.day and not start.approx
    if end is None or end == start:
        return f"{weekday(start.first)} {start.year}" if exact else date_fr(start)
    if exact and end.day and not end.approx:
        return days(start.first, end.first)
    first = de_date(start)
    if start.year == end.year and start.month:
        first = first.removesuffix(f" {start.year}")
    return f"{first} {'au' if end.day else 'à'} {date_fr(end)}"


INVARIABLE = {
    "accès", "avis", "cours", "fois", "logis", "mois", "parcours", "pays", "permis", "relais", "repas", "temps", "tiers",
}  # fmt: skip
STOPS = {"à", "au", "aux", "avec", "chez", "dans", "de", "des", "du", "en", "par", "pour", "sans", "sur"}
"""A unit is plural up to the first of these words: « places pour 100 enfants »."""


def counted(value: Decimal, unite: str) -> str:
    """« 20 places », « 1 place » (French counts as plural from two), « 15,2 % »."""
    return f"{number(value)} {unit(value, unite)}"


def unit(value: Decimal, unite: str) -> str:
    """The unit as it follows that number."""
    return unite if abs(value) >= 2 else singular(unite)


def singular(unite: str) -> str:
    """The singular of a unit that is written in the plural: « communes » → « commune »."""
    words = unite.split()
    end = next((i for i, word in enumerate(words) if word in STOPS or word.startswith("d'")), len(words))
    head = [word[:-1] if word.endswith("s") and word not in INVARIABLE else word for word in words[:end]]
    return " ".join(head + words[end:])


def kilobytes(count: int) -> str:
    """« 84 Ko », in thousands of bytes."""
    return f"{max(1, round(count / 1000))}\u00a0Ko"


def pdf_weight(count: int) -> str:
    """« PDF, 84 Ko, en français »: what a link to a PDF of so many bytes says of it."""
    return f"PDF, {kilobytes(count)}, en français"
