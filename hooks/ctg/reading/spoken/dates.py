"""Dates, periods and ages as people say them → as the fields have them.

Each function reads the whole of a text, or none of it: « mi-mars 2026 » is no month, « 31 novembre » no day."""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from ctg.common import phrases
from ctg.common.phrases import DAYS
from ctg.common.problems import fold

UNKNOWN = "…"
"""Stands for what the text does not say: to be filled."""
MONTHS = tuple(map(fold, phrases.MONTHS))
"""Without accents, as :func:`fold` leaves them."""
SHORT = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
"""What spreadsheets and people shorten them to."""
_MONTH_OF = {name: n for names in (SHORT, MONTHS) for n, name in enumerate(names, 1)}
_MONTH_OF |= {"jan": 1, "fev": 2, "jui": 0, "aou": 8, "sep": 9}
_NAMED = rf"(?:{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})\b\.?"
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(DAYS)}|{'|'.join(day[:3] for day in DAYS)})\b\.?,?\s*)?"
_DAY = rf"{_WEEKDAY}(?P<day>\d{{1,2}})"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_A_DATE = (
    rf"{_DAY}(?:[ -]?(?P<month>{_NAMED})(?:[ -]?{_YEAR})?)?",
    rf"{_DAY}\s?(?P<sign>[/.-])\s?(?P<month>\d{{1,2}})(?:\s?(?P=sign)\s?{_YEAR})?",
    rf"{_DAY} (?P<month>\d\d) (?P<year>\d{{4}})",
    rf"{_WEEKDAY}(?P<year>\d{{4}})[/. -](?P<month>\d{{1,2}})[/. -](?P<day>\d{{1,2}})",
    r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)",
)

_UNITS = ["zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
          "quatorze", "quinze", "seize"]  # fmt: skip
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre vingt": 80}
LETTERS = {name: n for n, name in enumerate(_UNITS)} | {f"dix {_UNITS[n]}": 10 + n for n in (7, 8, 9)}
LETTERS |= {
    f"{ten}{' et' if unit in (1, 11) and base < 80 else ''} {list(LETTERS)[unit]}": base + unit
    for ten, base in _TENS.items()
    for unit in range(1, 20 if base in (60, 80) else 10)
}
LETTERS |= _TENS | {"quatre vingts": 80, "une": 1, "cent": 100}
"""Numbers as they are written in letters, folded: « vingt et un » → 21."""
NUMBER = rf"(?:\d{{1,2}}|{'|'.join(re.sub(' ', '[ -]', name) for name in sorted(LETTERS, key=len, reverse=True))})"
_IN_LETTERS = re.compile(rf"\b{NUMBER}\b", re.IGNORECASE)


def plain(text: str) -> str:
    """In lower case, without accents nor odd signs: « Le 1er Août » → « le 1 aout »."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    letters = re.sub("[’`´]", "'", re.sub("[‐‑‒–—−]", "-", letters.replace("œ", "oe").replace("⁄", "/")))
    letters = re.sub(r"[a-z]{5,9}", lambda word: _spelt(word[0]), letters)
    return " ".join(re.sub(r"\b1\s?er\b|\bpremier\b(?= \D)", "1", letters).split())


@cache
def _spelt(word: str) -> str:
    """The month that a word is but for a letter or two exchanged: « fevirer »."""
    near = difflib.get_close_matches(word, MONTHS, 1, 0.8)
    return near[0] if near and near[0][0] == word[0] and abs(len(near[0]) - len(word)) < 2 else word


def in_figures(text: str) -> str:
    """The numbers of a plain text in figures: « vingt et un ans » → « 21 ans »."""
    return _IN_LETTERS.sub(lambda found: str(LETTERS.get(found[0].lower().replace("-", " "), found[0])), text)


# --- dates -----------------------------------------------------------------------------------------


class _DateParts(dict[str, str | None]):
    """The parts of a date: ``day``, ``month``, ``year``, ``weekday``."""

    @property
    def month(self) -> int:
        said = (self["month"] or "").strip(".")
        return int(said) if said.isdecimal() else _MONTH_OF.get(said, 0)

    @property
    def year(self) -> str:
        """In four figures; "" when it is not said."""
        said = (self["year"] or "").strip("'")
        return f"20{said}" if len(said) == 2 else said

    def given(self, other: _DateParts) -> _DateParts:
        """With the month and the year that it leaves out taken from the end of its period."""
        return _DateParts(self | {name: self[name] or other[name] for name in ("month", "year")})

    def iso(self) -> str:
        """« 2026-09-01 », or « 09-01 » of every year; "" for a day that does not exist, or is another day of the week."""
        day, month, year = int(self["day"] or 0), self.month, self.year
        try:
            date = dt.date(int(year or 2000), month, day)
        except ValueError:
            return ""
        weekday = self["weekday"]
        if weekday and year and not DAYS[date.weekday()].startswith(weekday):
            return ""
        return date.isoformat() if year else f"{month:02}-{day:02}"


def _read(text: str) -> _DateParts | None:
    """The parts of one date, and nothing else."""
    for shape in _A_DATE:
        if found := re.fullmatch(shape, text):
            return _DateParts({name: found.groupdict().get(name) for name in ("weekday", "day", "month", "year")})
    return None


_SINCE = r"(?:(?:depuis|des|a partir(?: de)?|a compter(?: de)?|pour) )?(?:l[ea] |du |au )?"


def dates(text: str) -> Iterator[str]:
    """Dates as YAML takes them, whole or not: « mercredi 25 novembre 2026 », « 01/09/26 », « mars 2026 », « 3/12 »; nothing
    for anything else.
    """
    said = re.sub(rf"^{_SINCE}", "", plain(text).rstrip(". "))
    yield from [*_dates(said)] or _dates(in_figures(said))  # « sept » is a month before it is a number


def _dates(said: str) -> Iterator[str]:
    if month := re.fullmatch(rf"(?:en |depuis |mois d[e']\s?)?({_NAMED})[ -]?(\d{{4}}|\d\d)", said):
        year = month[2] if len(month[2]) == 4 else f"20{month[2]}"
        yield f"{year}-{_MONTH_OF[month[1].strip('.')]:02}"
    elif (month := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", said)) and 1 <= int(month[1]) <= 12:
        yield f"{month[2]}-{int(month[1]):02}"
    elif (one := _read(said)) and (found := one.iso()):
        weekday, named = one["weekday"], not (one["month"] or "").isdecimal()
        if one.year or not weekday:
            yield found if one.year or not named else f"{UNKNOWN}-{found}"


FAR = 190
"""Days within which a day without a year is the coming one: beyond, it may be the last one as well."""
_FROM_TODAY = {"aujourd'hui": 0, "ce jour": 0, "ce matin": 0, "demain": 1, "apres-demain": 2, "apres demain": 2, "hier": -1,
               "avant-hier": -2, "avant hier": -2}  # fmt: skip


def day_of(text: str, today: dt.date) -> str:
    """A whole day, or one said from today: « hier », « lundi prochain », « le 24/12 »; "" for anything else."""
    said = re.sub(rf"^{_SINCE}", "", plain(text).rstrip(". "))
    if said in _FROM_TODAY:
        return (today + dt.timedelta(days=_FROM_TODAY[said])).isoformat()
    if weekday := re.fullmatch(rf"({'|'.join(DAYS)}) (prochain|dernier)", said):
        ahead = (DAYS.index(weekday[1]) - today.weekday()) % 7
        return (today + dt.timedelta(days=(ahead or 7) if weekday[2] == "prochain" else ahead - 7)).isoformat()
    if (of_week := re.fullmatch(rf"ce ({'|'.join(DAYS)})", said)) and (ahead := DAYS.index(of_week[1]) - today.weekday()) >= 0:
        return (today + dt.timedelta(days=ahead)).isoformat()
    if of_next := re.fullmatch(r"(\d{1,2}) du mois prochain", said):
        year, month = divmod(today.year * 12 + today.month, 12)
        return _DateParts(weekday=None, day=of_next[1], month=str(month + 1), year=str(year)).iso()
    next_one = said.endswith(" prochain")
    one = _read(said.removesuffix(" prochain"))
    if not one or one.year or not one["month"]:
        return next((day for day in dates(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", day)), "")
    ends = [_DateParts(one | {"year": str(year)}) for year in (today.year, today.year + 1)]
    day = next((end.iso() for end in ends if end.iso() >= today.isoformat()), "")
    near = day and (dt.date.fromisoformat(day) - today).days <= FAR
    return day if near or next_one else ""


# --- periods ---------------------------------------------------------------------------------------

_ENDS = r"\s*(?:\bau\b|\ba\b|\bjusqu'au\b|->|→|>|-)\s*(?:le )?"
_NOTHING_MORE = r"\s*(?:\(?(?:inclus|compris)(?:e|es)?\)?|(?:tous les deux|les deux jours) inclus|,)\s*$"


def period(text: str) -> Iterator[dict[str, str]]:
    """« du 1er au 21 août » → first and last day; the end gives the month and the year that the beginning leaves out. A day
    alone, a month as a whole.
    """
    said = re.sub(_NOTHING_MORE, "", plain(text).rstrip(".,; "))
    said = re.sub(r"^(?:ferme(?:e|ture)?s?\s*:? )?", "", said)
    said = re.sub(r"^entre (?:le )?(.+) et (?:le )?", r"\1 au ", said)
    whole, year_said = r"(?:tout le mois d[e']\s?|(?:mois d[e']|tout) ?)", r"(\d{4}|\d\d)"
    if month := re.fullmatch(rf"{whole}({_NAMED})(?: {year_said})?|({_NAMED}) {year_said}", said):
        number, year = _MONTH_OF[(month[1] or month[3]).strip(".")], (month[2] or month[4] or "")
        year = f"20{year}" if len(year) == 2 else year
        last = calendar.monthrange(int(year or 2001), number)[1]
        before = f"{year}-" if year else ""
        yield {"du": f"{before}{number:02}-01", "au": f"{before}{number:02}-{last}"}
        return
    two_ends = re.search(r"\bau\b", said)
    said = re.sub(r"^(?:semaine (?=d))?(?:du|des|le|de|a partir du)\s(?:le )?" if two_ends else r"^(?:du|des|le|de)\s", "", said)
    for sign in re.finditer(_ENDS, said):
        first, end = _read(said[: sign.start()].strip()), _read(said[sign.end() :].strip())
        if first and end:
            yield from _between(first, end)
            return
    if (one := _read(said)) and one["month"] and (day := one.iso()):
        yield {"du": day}


def _between(first: _DateParts, last: _DateParts) -> Iterator[dict[str, str]]:
    whole = first.given(last)
    if not first.year and last.year and whole.month > last.month:  # « du 24 décembre au 3 janvier 2027 »
        whole["year"] = str(int(last.year) - 1)
    start, end = whole.iso(), last.iso()
    if start and end and len(start) == len(end) and (len(start) == 5 or start <= end):
        yield {"du": start, "au": end}


_PRETEXT = re.compile(
    r"^(?:ferm(?:é|e|ée|eture)s?\s*(?:annuelle|pour|cause)?\s*:?\s*)|[\s:,–-]+$|^(?:pour|cause)\s+", re.IGNORECASE
)
_UNSURE = re.compile(r"\b(?:jusqu|partir|avant|apr[eè]s|d[eè]s|sauf|ouvert|semaines?|environ|vers)", re.IGNORECASE)
_AFTER = re.compile(r"^(?P<when>.*?\d.*?)\s*(?:,|:| - | – |\(|\bpour\b|\bcause\b)\s*(?P<why>\D+)$", re.IGNORECASE)


def closures(text: str) -> list[dict[str, str]]:
    """« du 2 au 20 août 2027 (congés) », « Noël : du 24/12 au 3/1 », « les 24 et 31 décembre 2026 » → first day, last day and
    reason of each closure; empty when no day is told.
    """
    said, why = text.strip().rstrip("."), ""
    found = _closed_days(said)
    if not found and (after := _AFTER.match(said)):
        found, why = _closed_days(after["when"]), after["why"].strip(" )")
    if not found and (before := re.match(r"(\D+?)\s*[:,]?\s*(?=\b(?:du|des|les?)\s+[\w.]*\s?\d|\d)", said)):
        found, why = _closed_days(said[before.end() :]), _PRETEXT.sub("", _PRETEXT.sub("", before[1]))
        why = before[1].strip() if not why and re.search("annuelle", before[1]) else why
    if _UNSURE.search(why):
        return []
    return [one | ({"motif": why} if why else {}) for one in found]


def _closed_days(text: str) -> list[dict[str, str]]:
    """A period, or the days of one month: « les 24 et 31 décembre 2026 »."""
    *first, last = re.split(r"\s*(?:,|\bet\b|/(?=\d+ ))\s*(?:le )?", re.sub(r"^(?:les?|ferme\w*) (?:les? )?", "", plain(text)))
    end = _read(last.rstrip("."))
    days = [one.given(end).iso() if one else "" for one in (*map(_read, first), end)] if first and end and end["month"] else []
    return [*period(text)] or [{"du": day} for day in days if all(days)]


# --- ages ------------------------------------------------------------------------------------------


_UNIT = r"(jours?|semaines?|mois|ans?)"
_AN_AGE = rf"(\d+(?:,\d+)?)\s*{_UNIT}\b\.?(?:\s*(?:et\s+)?(\d+)\s*mois)?"


def _years(text: str) -> str:
    """Ages as one writes numbers: « 2 ans et demi », « 2 ans 1/2 » and « 2.5 ans » → « 2,5 ans »; birth is 0 months."""
    said = in_figures(plain(re.sub(r"\s?½", " 1/2", text)))
    said = re.sub(r"\bsem\b\.?", "semaines", re.sub(r"(?<=\d)\.(?=\d)", ",", said))
    said = re.sub(r"(\d+)\s*ans?\s*(?:et\s+)?(?:demie?|1/2)(?!\w)", r"\1,5 ans", said)
    said = re.sub(r"(\d+) mois\s?(?:et demi|1/2)(?!\w)", r"\1,5 mois", said)
    said = re.sub(r"(?<=\d)\s+1/2\s*(?=ans?\b|mois\b)", ",5 ", re.sub(r"\bjusqua\b", "jusqu'a", said))
    said = re.sub(r"(\d) (?:revolus?|inclus)$|(?<=ans) (?:revolus?|inclus)$", r"\1", said)
    return re.sub(r"\b(?:la |leur )?naissance\b", "0 mois", said)


def age(text: str) -> str | None:
    """« 2 ans et demi » → « 30 mois »; None when the text is no age. A part of a year is said in months."""
    said = re.sub(r"^(?:des|a partir de|jusqu'a|aux?) (?=\d)", "", _years(text))
    if not (found := re.fullmatch(_AN_AGE, said)):
        return None
    number, unit = Decimal(found[1].replace(",", ".")), found[2]
    if number == int(number) and not found[3]:
        return f"{number} {unit}"
    if unit == "mois" and number % 1 == Decimal("0.5"):
        return f"{int(number)} mois et demi"
    months = number * 12 + int(found[3] or 0)
    return f"{int(months)} mois" if unit.startswith("an") and months == int(months) else None


_FIRST, _LAST = rf"(?P<de>\d+(?:,\d+)?(?:\s*{_UNIT})?(?:\s*\d+ mois)?)", rf"(?P<a>{_AN_AGE})"
_RANGE = rf"(?P<between>entre\s+)?(?:des?\s+)?{_FIRST}\s*(?(between)et|(?:-|a|/|jusqu'(?:a|aux?)|au))\s*{_LAST}"
_ONE_BOUND = r"(?P<de>(?:a partir de|des|a compter de) )?(?P<a>jusqu'(?:a|aux?) )?(?P<age>.+?)(?P<up> ?(?:et|ou)? ?(?:plus|\+))?"


def age_bounds(text: str) -> dict[str, str] | None:
    """« de 3 mois à 6 ans », « entre 3 et 6 ans » → both bounds; « à partir de 3 ans », « 3 ans et plus » → ``de``; « jusqu'à
    6 ans » → ``a``; None for anything else.
    """
    said = _years(text)
    alone = re.sub(r"^(?:enfants?|ages?|les?|pour les|jeunes)(?: ages?)?(?: de)?\s+(?=\d)", "", said)
    if found := re.fullmatch(_RANGE, alone):
        unit = re.sub(r"^[\d,\s]+(\w+).*", r"\1", found["a"])
        start = age(found["de"] if re.search("[a-z]", found["de"]) else f"{found['de']} {unit}")
        end = age(found["a"])
        return {"de": start, "a": end} if start and end else None
    one = re.fullmatch(_ONE_BOUND, said)
    name = "" if not one else "a" if one["a"] else "de" if one["de"] or one["up"] else ""
    bound = age(one["age"]) if one and name else None
    return {name: bound} if bound else None


_WHO = (
    r"^(?:les |des |aux |pour (?:les )?)?(?P<who>enfants?|ados?|jeunes|tout-petits|bebes?|eleves)?\s*:?\s*(?=\D*\d)"
    r"(?:ages? )?(?:de )?"
)


def ages(text: str) -> tuple[dict[str, str], str] | None:
    """Both bounds of what people say of ages, those that they say (none for « tous les âges »), and what is to be kept beside;
    None when it is none."""
    bare, _, rest = text.partition("(")
    said = re.sub(_WHO, "", _years(bare))
    if re.fullmatch(r"(?:tous (?:les )?ages?|tout age|a tout age|tout public|sans limite d'age)", said):
        return {}, rest.rstrip(") ")
    who = re.match(_WHO, _years(bare))
    if who and who["who"] and re.fullmatch(r"\d+\s*(?:-|a|/)\s*\d+", said):
        said += " ans"
    said, below = re.subn(r"\b(?:a|et) moins de (?=\d)", "a ", said)
    rest = text.strip() if below else rest
    if beyond := re.fullmatch(r"(moins|plus|\+) de (.+)", said):
        found, rest = {"a" if beyond[1] == "moins" else "de": age(beyond[2]) or ""}, text.strip()
    else:
        found = age_bounds(said) or {}
    sure = all(found.values()) and found and (len(found) < 2 or _days(found["de"]) <= _days(found["a"]))
    return (found, rest.rstrip(") ")) if sure else None


def _days(age: str) -> float:
    number, unit = age.split()[:2]
    return int(number) * {"jou": 1, "sem": 7, "moi": 30.4, "an": 365, "ans": 365}[unit[:3]]
