"""Dates, periods and ages as people say them → as the fields have them.

Each finds its values in the line of a text, whatever stands around them; what stands around is kept beside, and when it makes
them unsure (« vers », « fin », « ou », « je crois »), nothing is understood."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctg.reading.spoken.tokens import Meant, Pieces, flattened

UNKNOWN = "…"
"""Stands for what the text does not say: to be filled."""
_UNSURE = re.compile(
    r"[?~≈±<≤≥%]|\b(?:environ|approx\w*|vers|peut etre|probable\w*|normalement|presque|je (?:crois|pense)|crois|pense|sans doute"
    r"|a (?:confirmer|preciser|definir|venir|peu pres)|si possible|plus ou moins|theorique\w*)\b"
)
"""What makes any value unsure."""

# --- dates -----------------------------------------------------------------------------------------

_WEEKDAY = r"(?:D(?P<weekday>\d) (?:, )?(?:le )?)?"
_DAY = rf"{_WEEKDAY}(?P<day>\d\d?(?!\d)|1e)"
_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d(?!\d| (?:h|:|an|euro|€|M\d+)(?= |$)))"
_A_DATE = tuple(map(re.compile, (
    rf"{_DAY} (?:[-/.] )?(?:de |d ' )?M(?P<month>\d+)(?: (?:[-.,] |' |de )?{_YEAR})?",
    rf"{_DAY} (?P<sign>[/.-]) (?P<month>\d\d?)(?!\d)(?: (?P=sign) {_YEAR}(?! (?P=sign)))?",
    rf"{_DAY} (?P<month>\d\d?) (?P<year>20\d\d)(?!\d)",
    rf"{_WEEKDAY}(?P<year>20\d\d) ([/.-] )?(?P<month>\d\d?)(?!\d) ([/.-] )?(?P<day>\d\d?)(?!\d)",
    r"(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
    r"(?P<day>[0-3]\d)(?P<month>[01]\d)(?P<year>20\d\d)(?!\d)",
)))  # fmt: skip
_A_MONTH = re.compile(
    r"M(?P<month>\d+)(?: (?:[-/.] )?(?P<year>20\d\d|\d\d(?!\d)(?! (?:h|:|et|au|/|-)\b)))?|(?P<figure>\d\d?) [/.-] (?P<of>20\d\d)"
)


class Day(NamedTuple):
    """A day or a month that a line says, and where; 0 for what it does not say."""

    year: int
    month: int
    day: int
    weekday: int
    start: int
    end: int
    named: bool = False

    def iso(self) -> str:
        """« 2026-09-01 », or « 09-01 » of every year; "" for a day that does not exist, or is another day of the week."""
        try:
            date = dt.date(self.year or 2000, self.month, self.day)
        except ValueError:
            return ""
        if self.weekday >= 0 and self.year and date.weekday() != self.weekday:
            return ""
        return date.isoformat() if self.year else f"{self.month:02}-{self.day:02}"


def _whole_year(said: str | None) -> int:
    return int(said or 0) + (2000 if said and len(said) < 3 else 0)


def _days(line: str) -> list[Day]:
    """The days of a line, in their order, with their month."""
    found: list[Day] = []
    at = 0
    while at < len(line):
        shapes = [one for shape in _A_DATE if (one := shape.match(line, at)) and 0 < int(one["month"]) < 13]
        if shapes and (one := max(shapes, key=lambda shape: shape.end())):
            said = one.groupdict()
            day = Day(_whole_year(said["year"]), int(said["month"]), int(said["day"].strip("e")),
                      int(said.get("weekday") or -1), at, one.end(), "M" in one[0])  # fmt: skip
            found.append(day)
            at = one.end()
        at = line.find(" ", at) + 1 or len(line)
    return found


_BEFORE = re.compile(
    r"(?:^| )(?:avant|apres|fin|mi(?: -)?|debut|courant|autour|entre|ici|ou|semaine|jusqu ' (?:a|au|en)|d'ici)"
    r"(?: (?:le|la|les|l '|de|du|d '|au|aux))* $"
)
"""What, before a date, says another day than it."""
_SINCE = (r"(?:^| )(?:(?:a )?(?:partir|compter) (?:de|du)|des|depuis|en date|date|verifie\w*|vu|pour|est)"
          r"(?: (?:le|la|du|de|:))* $")  # fmt: skip
_NOT_ALONE = (
    re.compile(r"(?:\d|1e|D\d)(?: (?:-|/|et|ou|au|a|,|→|>|->))(?: le)* $"),
    re.compile(r" ou (?!\()| (?:-|/|et|au|a|→|>|->)(?: le)* (?:\d+|1e)(?: M\d+|$)"),
)
_FROM_TODAY = {"aujourd'hui": 0, "ce jour": 0, "apres (?:- )?demain": 2, "demain": 1, "avant (?:- )?hier": -2, "hier": -1}
_NTH = re.compile(r"(?:(?P<rank>[1-4])e|dernier) D(?P<weekday>\d) (?:de |d ' )?M(?P<month>\d+) (?P<year>20\d\d)")
FAR = 190
"""Days within which a day without a year is the coming one: beyond, it may be the last one as well."""


def date(text: str, today: dt.date | None = None) -> Meant | None:
    """« 25 décembre 2026 (Noël) » → the day, or the month, and what the text says beside; what is said from ``today`` is told."""
    pieces = Pieces(text)
    line = pieces.line
    if _UNSURE.search(flattened(text)):
        return None
    found = _days(line)
    if len(found) > 1:
        whole = [one for one in found if one.year]
        found = whole if len(whole) == 1 and line[whole[0].end :].count("(") else found
    if len(found) == 1 and not re.search(r"\d{5}", line[found[0].end :]):
        one = found[0]
        if _BEFORE.search(line[: one.start]) or _NOT_ALONE[0].search(line[: one.start]) or _NOT_ALONE[1].match(line[one.end :]):
            return None
        day = one.iso() if one.year else _coming(one, line[one.end :].startswith(" prochain"), today) if today else ""
        since = re.search(_SINCE, line[: one.start])
        start = since.start() if since and not since.start() else one.start
        rest = pieces.beside((start, one.end + 9 * line[one.end :].startswith(" prochain")))
        return Meant(day, rest, f"« {text.strip()} » lu « {day} »" * (not one.year)) if day else None
    if found:
        return None
    return _nth(pieces) or _month(pieces) or (_from(pieces, today) if today else None)


def _coming(one: Day, next_one: bool, today: dt.date) -> str:
    """The day that is meant without its year: the one that is this day of the week, else the coming one."""
    years = (today.year - 1, today.year, today.year + 1)
    if one.weekday >= 0:
        fit = [iso for iso in (one._replace(year=year).iso() for year in years) if iso]
        return fit[0] if len(fit) == 1 else ""
    day = next((iso for year in years[1:] if (iso := one._replace(year=year).iso()) >= today.isoformat()), "")
    near = day and (dt.date.fromisoformat(day) - today).days <= FAR
    return day if near or next_one else ""


def _nth(pieces: Pieces) -> Meant | None:
    """« le 2e lundi de janvier 2027 »."""
    if not (one := _NTH.search(pieces.line)):
        return None
    year, month, weekday = int(one["year"]), int(one["month"]), int(one["weekday"])
    days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    day = dt.date(year, month, days[int(one["rank"]) - 1 if one["rank"] else -1]).isoformat()
    return Meant(day, pieces.beside(one.span()), f"« {pieces.text.strip()} » lu « {day} »")


def _month(pieces: Pieces) -> Meant | None:
    one = re.fullmatch(rf"(?:(?:en|depuis|le|mois|de|d '|a partir de) )*(?:{_A_MONTH.pattern})", pieces.line)
    year = one and _whole_year(one["year"] or one["of"])
    return (
        Meant(f"{year}-{int(one['month'] or one['figure']):02}")
        if one and year and int(one["month"] or one["figure"]) < 13
        else None
    )


def _from(pieces: Pieces, today: dt.date) -> Meant | None:
    """« hier soir », « lundi prochain », « dans trois jours »: a day said from today."""
    line, ahead, span = pieces.line, None, (0, 0)
    if re.search(r"\bou\b|\bsauf\b", line):
        return None
    for words, days in _FROM_TODAY.items():
        if ahead is None and (one := re.search(rf"(?<!\w){words}(?!\w)", line)):
            ahead, span = days, one.span()
    if ahead is None and (one := re.search(r"\bce (?:matin|soir|midi|apres (?:- )?midi)\b", line)):
        ahead, span = 0, one.span()
    count = r"(?P<sign>dans|il y a) (?P<count>\d+|une?) (?P<unit>jour|semaine)"
    if one := re.search(rf"\b{count}\b", line):
        number = 1 if one["count"].startswith("un") else int(one["count"])
        if (one["unit"] == "jour" and number in {8, 15}) or number > 60:
            return None
        ahead, span = number * (7 if one["unit"] == "semaine" else 1) * (1 if one["sign"] == "dans" else -1), one.span()
    weekday = r"(?P<this>ce )?D(?P<weekday>\d)(?: (?P<when>prochain|dernier|en 8|de la semaine prochaine))?"
    if ahead is None and (one := re.search(rf"(?<!\w){weekday}(?!\w)", line)) and (one["this"] or one["when"]):
        coming, when = (int(one["weekday"]) - today.weekday()) % 7, one["when"] or ""
        of_next_week = int(one["weekday"]) - today.weekday() + 7
        if not when and coming < int(one["weekday"]) - today.weekday():
            return None
        ahead = {"": coming, "prochain": coming or 7, "dernier": coming - 7, "en 8": (coming or 7) + 7}.get(when, of_next_week)
        span = one.span()
    if (one := re.search(r"(?P<day>\d+|1e) (?:du|de ce) mois(?P<next> prochain)?$", line)) and (
        "du mois" not in one[0] or one["next"]
    ):
        year, month = divmod(today.year * 12 + today.month - (not one["next"]), 12)
        day = Day(year, month + 1, int(one["day"].strip("e")), -1, 0, 0).iso()
        return Meant(day, pieces.beside(one.span()), f"« {pieces.text.strip()} » lu « {day} »") if day else None
    rest = line[: span[0]] + line[span[1] :]
    if ahead is None or re.search(r"\d", re.sub(r"\d+ (?:h|:)(?: \d+)?", "", rest)):
        return None
    day = (today + dt.timedelta(days=ahead)).isoformat()
    return Meant(day, pieces.beside(span), f"« {pieces.text.strip()} » lu « {day} »")


def dates(text: str) -> Iterator[str]:
    """Dates as YAML takes them, whole or not: « mercredi 25 novembre 2026 », « 01/09/26 », « mars 2026 », « 3/12 »; nothing
    for anything else, nor when the text says more.
    """
    found = date(text)
    if found and not found.rest:
        yield found.value
    elif not found and not _UNSURE.search(flattened(text)):
        pieces = Pieces(text)
        alone = _days(re.sub(r"^(?:(?:le|du|au|des|depuis|pour|a partir) )+", "", pieces.line))
        whole = re.sub(r"^(?:(?:le|du|au|des|depuis|pour|a partir) )+", "", pieces.line).rstrip(" .")
        if len(alone) == 1 and (alone[0].start, alone[0].end) == (0, len(whole)) and alone[0].weekday < 0 and not alone[0].year:
            day = alone[0].iso()
            yield from [f"{UNKNOWN}-{day}" if alone[0].named else day] if day else []


def day_of(text: str, today: dt.date) -> str:
    """A whole day, or one said from today: « hier », « lundi prochain », « le 24/12 »; "" for anything else."""
    found = date(text, today)
    return found.value if found and not found.rest and len(found.value) == 10 else ""


# --- periods ---------------------------------------------------------------------------------------

_INCLUSIVE = r"(?: \(? ?(?:inclus|compris)\w*(?: \))?| tous les 2 inclus)?"
_EVENING = r"(?P<{}> (?:au )?(?:soir|matin)| (?:a partir de |apres )?\d+ h(?: \d+)?)?"
_TO = re.compile(
    rf"(?P<evening>(?: (?:au|le|\())? soir(?: \))?)?(?:(?: (?:au|le|\())? matin(?: \))?)?{_INCLUSIVE}(?: ,)?(?P<back>(?: [,;.-])? (?:on )?(?:re|r)(?:prise|prend\w*|ouv\w+|tour|ntree)"
    r"(?: (?:le|:))*)?(?P<to>(?: (?:au|a|(?:et )?jusqu ' (?:au|a)|→|>|-|/|et))?)(?: le)* $"
)
_BARE = re.compile(r"(?:^| )(?:D(?P<weekday>\d) )?(?P<day>\d\d?|1e)(?P<to> (?:au|a|jusqu ' au|→|>|->|-|/|et|,))(?: le)* $")
_HALF = re.compile(r"(?P<half>[12])e quinzaine (?:de |d ' )?M(?P<month>\d+)(?: (?P<year>20\d\d))?")
_FROM = re.compile(r"(?:^| )(?:jusqu ' ?(?:au|a)|(?:a )?partir du|des(?: le)?|avant(?: le)?|apres(?: le)?|semaine (?:du|de)|fin|debut|mi(?: -)?"
                   r"|ou(?: le)?|courant)(?: le)* $")  # fmt: skip
_MONTHS = re.compile(
    r"(?:(?:tout|le|mois|de|d '|en|fermes?|fermees?|est|sont|du|l ') )*M(?P<first>\d+)(?: (?P<year1>20\d\d))?"
    r"(?: (?:-|/|et|a|au) M(?P<last>\d+))?(?: (?P<year>20\d\d|\d\d))?"
)


def _found(pieces: Pieces) -> Iterator[tuple[dict[str, str], int, int]]:
    """The periods of a line: first and last day, and where; a day that makes none stops it with an empty one."""
    line, days = pieces.line, _days(pieces.line)
    at = 0
    while at < len(days):
        one, start = days[at], days[at].start
        joint = _TO.fullmatch(f"{line[one.end : days[at + 1].start]}") if at + 1 < len(days) else None
        bare = _bare(line[: one.start], one)
        if joint and (
            joint["to"].strip() not in {"", "et"}
            or joint["back"]
            or (joint["to"] and re.search(r"\bentre(?: le)? $", line[:start]))
        ):
            end, last = days[at + 1], days[at + 1].end
            morning = re.match(r" (?:au |\( )?matin(?: \))?(?= |$)", line[last:])
            first = _shifted(one, 1) if joint["evening"] else one
            yield _between(first, end, shift=bool(joint["back"] or morning)), start, last + (morning.end() if morning else 0)
            at += 2
            continue
        if bare and bare[1] in {"et", ","} and not re.search(r"\bentre(?: le)? (?:D\d )?$", line[: bare[0].start]):
            for alone in _listed(line[: one.start], one):
                yield ({"du": iso} if (iso := alone.iso()) else {}), alone.start, one.end
        elif bare:
            yield _between(bare[0], one), bare[0].start, one.end
        else:
            yield ({"du": iso} if (iso := one.iso()) and not _FROM.search(line[:start]) else {}), start, one.end
        at += 1


def _bare(before: str, of: Day) -> tuple[Day, str] | None:
    """The day without a month that stands before a date, and what ties them: « du 2 au » 20 août."""
    if not (one := _BARE.search(before)):
        return None
    start = one.start() + (one[0][0] == " ")
    return Day(of.year, of.month, int(one["day"].strip("e")), int(one["weekday"] or -1), start, of.end), one["to"].strip()


def _listed(before: str, last: Day) -> list[Day]:
    days = [last]
    while one := _bare(before, last):
        days.insert(0, one[0])
        before = before[: one[0].start]
        before = before if before.endswith(" ") else f"{before} "
        if not before.strip() or not re.search(r"(?:,|et)(?: le)* $", before):
            break
    return days


def _shifted(day: Day, by: int) -> Day:
    """The day before or after."""
    date = dt.date(day.year or 2001, day.month, day.day) + dt.timedelta(days=by)
    return day._replace(year=date.year if day.year else 0, month=date.month, day=date.day, weekday=-1)


def _between(first: Day, last: Day, shift: bool = False) -> dict[str, str]:
    """From a day to another, whose year it takes; empty when one does not exist, or they are not in this order."""
    if not first.year and last.year:  # « du 24 décembre au 3 janvier 2027 »
        first = first._replace(year=last.year - (first.month > last.month))
    elif first.year and not last.year:
        last = last._replace(year=first.year + (first.month > last.month))
    if not first.iso() or not last.iso():
        return {}
    start, end = first.iso(), (_shifted(last, -1) if shift else last).iso()
    return {"du": start, "au": end} if len(start) == 5 or start <= end else {}


def _whole_months(pieces: Pieces) -> tuple[dict[str, str], tuple[int, int]] | None:
    """« tout le mois d'août », « juillet-août 2027 », « 1re quinzaine d'août »: their first and last day."""
    line = re.sub(r" \(.*| :.*", "", pieces.line)
    half = _HALF.search(line)
    one = half or _MONTHS.fullmatch(line.removeprefix("fermeture "))
    if not one or line in {f"en M{one.groupdict().get('first')}", f"fermeture en M{one.groupdict().get('first')}"}:
        return None
    said = one.groupdict()
    month = int(said.get("month") or said["first"])
    end, year = int(said.get("last") or month), _whole_year(said.get("year") or said.get("year1"))
    if end < month or not month:
        return None
    first, last = 1, calendar.monthrange(year or 2001, end)[1]
    if half:
        first, last = (1, 15) if half["half"] == "1" else (16, last)
    before = f"{year}-" if year else ""
    return {"du": f"{before}{month:02}-{first:02}", "au": f"{before}{end:02}-{last}"}, (half.span() if half else (0, len(line)))


def _periods(text: str) -> tuple[list[dict[str, str]], str]:
    """Each period of a text, and what it says beside; none when a part of it is not understood."""
    pieces = Pieces(re.sub(r"->", "→", text))
    if _UNSURE.search(flattened(text)):
        return [], ""
    found = list(_found(pieces))
    if not found and (month := _whole_months(pieces)):
        found = [(month[0], *month[1])]
    if not all(one for one, _, _ in found):
        return [], ""
    rest = pieces.line
    for _, start, end in found:
        rest = rest[:start] + "_" * (end - start) + rest[end:]
    if re.search(
        r"\b(?:sauf|ouvert\w*|ou|dernier jour)\b|_ (?:a |au |des |apres )?(?:\d+ h|matin|soir|apres (?:- )?midi|midi)\b|_ [^_,+]*\bau\b[^_]* _",
        rest,
    ):
        return [], ""
    return [one for one, _, _ in found], pieces.beside(*((start, end) for _, start, end in found))


_PRETEXT = re.compile(
    r"^(?:(?:nous |on |est |serons? |sera |sommes )*(?:ferm(?:é|e|ée)s?\b|fermetures?(?=\s*(?:$|[:(,-]|pour\b|cause\b)))\s*(?:à partir\s*)?|pour\b|cause\b|entre\b|jusqu'(?:au|à)?"
    r"|inclus\b|compris\b|l[ea]s?\b|l'|au (?:soir|matin)\b|à partir\b|mois\b|tout\b|semaine(?=\s*$))[\s:,]*|[\s:,–-]+$|\s*\b(?:inclus|compris)(?:es?)?$",
    re.IGNORECASE,
)


def period(text: str) -> Iterator[dict[str, str]]:
    """« du 1er au 21 août » → first and last day; the end gives the month and the year that the beginning leaves out. A day
    alone, a month as a whole. Nothing when the text says more.
    """
    found, why = _periods(text)
    if len(found) == 1 and not _reason(why):
        yield found[0]


def closures(text: str) -> list[dict[str, str]]:
    """« du 2 au 20 août 2027 (congés) », « Noël : du 24/12 au 3/1 », « les 24 et 31 décembre 2026 » → first day, last day and
    reason of each closure; empty when no day is told.
    """
    found, why = _periods(text)
    why = _reason(why)
    return [one | ({"motif": why} if why else {}) for one in found]


def _reason(text: str) -> str:
    while (shorter := _PRETEXT.sub("", text)) != text:
        text = shorter
    return text.strip()


# --- ages ------------------------------------------------------------------------------------------

_AN_AGE = r"(?:l ' age de |la |sa |leur )?(?P<{0}>naissance|\d+(?: [,.] \d+)?(?: (?:et )?(?:demie?|1/2|1 / 2))?)(?: (?P<{0}u>an|mois|semaine|jour)\b(?P<{0}m>(?: et)? (?:demie?|1/2|1 / 2)|(?: et)? \d+ mois)?)?(?: (?:revolus?|inclus|compris))?"
_A, _B = _AN_AGE.format("a"), _AN_AGE.format("b")
_RANGE = re.compile(
    rf"(?P<between>entre )?(?:a partir de |des )?{_A}(?(between) et| (?:-|→|a|/|au|et jusqu ' a|jusqu ' ?a|et moins de|a moins de|aux))(?: (?:les|l '|aux))? {_B}"
)
_LOWER = r"(?P<up>(?:a partir de|des|a compter de|plus de|\+ de|\+|min\w*|au moins|depuis)(?: (?:les|l '|:))* )?"
_UPPER = r"(?P<low>(?:jusqu ' ?(?:a|aux)|jusqua|moins de|- de|-|max\w*|au plus)(?: (?:les|l '|:))* )?"
_ONE = re.compile(
    rf"(?<!\d ){_LOWER}{_UPPER}(?P<until>^d[eu] [^\d]* (?:a|jusqu ' a) )?{_A}(?P<since>(?= (?:a|jusqu ' a) (?!\d)))?(?P<more> (?:et |ou )?(?:plus|\+|min\w*|au moins))?(?P<less> (?:et |ou )?(?:moins|max\w*|au plus))?"
)
_DAYS_IN = {"jour": 1, "semaine": 7, "mois": 30.4, "an": 365}
_ANYONE = re.compile(
    r"\b(?:tous? (?:les )?ages?|tous ages? confondus|a tout age|tout public|sans limite|pas de limite|tout age|ouvert a tous)\b"
)


def _age(number: str, unit: str, more: str) -> str:
    """« 2 ans et demi » → « 30 mois »; "" when no field has it. A part of a year is said in months."""
    if number == "naissance":
        return "0 mois"
    half = "demi" in number + more or "1/2" in number + more or "1 / 2" in number + more
    whole, _, part = re.sub(r" (?:et )?(?:demie?|1/2|1 / 2)$", "", number).replace(".", ",").partition(" , ")
    months = int(found[0]) if (found := re.search(r"\d+(?= mois)", more)) else 0
    if not half and not part and not months:
        return f"{int(whole)} {unit}{'s' if int(whole) > 1 and unit != 'mois' else 's' if unit == 'an' else ''}"
    value = int(whole) + (0.5 if half else 0) + (int(part) / 10 ** len(part) if part else 0)
    if unit == "mois":
        return f"{int(whole)} mois et demi" if value % 1 == 0.5 else ""
    total = value * 12 + months
    return f"{int(total)} mois" if unit == "an" and total == int(total) else ""


def _length(age: str) -> float:
    number, unit = age.split()[:2]
    return int(number) * _DAYS_IN[unit if unit == "mois" else unit.rstrip("s")]


def age(text: str) -> str | None:
    """« 2 ans et demi » → « 30 mois »; None when the text is no age."""
    line = re.sub(r"^(?:des|a partir de|jusqu ' a|aux?) (?:la )?(?=\d|naiss)", "", Pieces(text).line.rstrip(" ."))
    one = re.fullmatch(_A, line)
    return (_age(one["a"], one["au"] or "", one["am"] or "") or None) if one and (one["au"] or one["a"] == "naissance") else None


def _bounds(line: str) -> tuple[dict[str, str], tuple[int, int], bool] | None:
    """Both bounds of a line, or one, and where; whether their unit had to be guessed."""
    if one := _RANGE.search(line):
        unit, bare = one["bu"] or "", not one["bu"]
        if bare:
            first, last = one["a"], one["b"]
            if not (first.isdecimal() and last.isdecimal() and int(last) <= 25 and not one["au"]):
                return None
            unit = "an"
        start = _age(one["a"], one["au"] or unit, one["am"] or "")
        end = _age(one["b"], unit, one["bm"] or "")
        return ({"de": start, "a": end}, one.span(), bare) if start and end else None
    for one in _ONE.finditer(line):
        name = (
            "de"
            if one["up"] or one["more"] or one["since"] is not None
            else "a"
            if one["low"] or one["less"] or one["until"]
            else ""
        )
        if name and (one["au"] or one["a"] == "naissance") and (bound := _age(one["a"], one["au"] or "", one["am"] or "")):
            return {name: bound}, (one.start("a") if one["until"] else one.start(), one.end()), False
        if one["a"] == "naissance":
            return {"de": "0 mois"}, one.span(), False
    return None


def ages(text: str) -> tuple[dict[str, str], str] | None:
    """Both bounds of what people say of ages, those that they say (none for « tous les âges »), and what is to be kept beside;
    None when it is none."""
    bare = re.sub(r"\([^)]*\)?", lambda one: " " * len(one[0]), text)
    pieces, aside = Pieces(bare), " ".join(re.findall(r"\(([^)]*)", text))
    found = _bounds(pieces.line)
    if not found and aside:
        pieces, aside = Pieces(text), ""
        found = _bounds(pieces.line)
    if not found:
        return ({}, text.strip()) if _ANYONE.search(flattened(text)) and not re.search(r"\d", text) else None
    bounds, (start, end), guessed = found
    beside = pieces.line[:start] + " " + pieces.line[end:]
    if re.search(r"\d(?!e\b)|\bou\b|[?~]", re.sub(r"c[em] ?\d", "", beside)) or _UNSURE.search(
        re.sub(r"[<>]", "", flattened(bare))
    ):
        return None
    if len(bounds) == 2 and _length(bounds["de"]) > _length(bounds["a"]):
        return None
    said = pieces.line[start:end]
    if guessed or re.search(r"moins|plus de|^-|\+ de|^\+", said):
        return bounds, text.strip()
    rest = re.sub(
        r"^(?:(?:de|des|pour|les|aux?|enfants?|bebes?|agee?s?|jeunes|tout petits)\s*)+$",
        "",
        flattened(pieces.beside((start, end))),
    )
    return bounds, " ".join(filter(None, [rest and pieces.beside((start, end)), aside]))


def age_bounds(text: str) -> dict[str, str] | None:
    """« de 3 mois à 6 ans », « entre 3 et 6 ans » → both bounds; « à partir de 3 ans », « 3 ans et plus » → ``de``; « jusqu'à
    6 ans » → ``a``; None for anything else, and when the text says more.
    """
    found = ages(text)
    return found[0] if found and found[0] and not found[1] else None


def plain(text: str) -> str:
    """In lower case, without accents nor odd signs, months and days of the week left as they are typed."""
    return " ".join(flattened(text.replace("œ", "oe")).split())


def in_figures(text: str) -> str:
    """The numbers of a text in figures: « vingt et un ans » → « 21 ans »."""
    pieces = Pieces(text)
    for raw, one in reversed([(text[one.start : one.end], one) for one in pieces.pieces]):
        if one.said.isdecimal() and not re.search(r"\d", flattened(raw)):
            text = text[: one.start] + one.said + text[one.end :]
    return text


__all__ = ["UNKNOWN", "Iterable", "age", "age_bounds", "ages", "closures", "date", "dates", "day_of", "period"]
