"""Dates, periods and ages as people say them → as the fields have them.

Each finds its values in the line of a text, whatever stands around them; what stands around is kept beside, and when it makes
them unsure (« vers », « fin », « ou », « je crois »), nothing is understood."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ctg.reading.spoken.tokens import UNSURE, Meant, Pieces, flattened

UNKNOWN = "…"
"""Stands for what the text does not say: to be filled."""

_WEEKDAY = r"(?:D(?P<weekday>\d) (?:, )?(?:le )?)?"
_DAY = rf"{_WEEKDAY}(?P<day>\d\d?(?![\de])|1e)"
_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d(?!\d| (?:h|:|an|euro|€|M\d+)(?= |$)))"
_A_DAY = [re.compile(shape) for shape in (
    rf"{_DAY} (?:[-/.(] )?(?:de |d )?M(?P<month>\d+)(?: (?:[-.,] |de )?{_YEAR})?",
    rf"{_DAY} (?P<sign>[/.-]) (?P<month>\d\d?)(?!\d)(?: (?P=sign) {_YEAR}(?! (?P=sign)))?",
    rf"{_DAY} (?P<month>\d\d?) (?P<year>20\d\d)(?!\d)",
    rf"{_WEEKDAY}(?P<year>20\d\d) ([/.-] )?(?P<month>\d\d?)(?!\d) ([/.-] )?(?P<day>\d\d?)(?!\d)",
    r"(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
    r"(?P<day>[0-3]\d)(?P<month>[01]\d)(?P<year>20\d\d)(?!\d)",
)]  # fmt: skip
_TO = r"(?:au|a|et jusqu (?:au|a)|jusqu (?:au|a)|>|-|/)"
_NEXT = re.compile(rf" (?:au|(?:et )?jusqu au)(?: l[ea])* {_DAY}(?! (?:h|:|[/.-] \d|M?\d|semaine|jour))")
_BARE = re.compile(rf"(?:^|(?<= )){_DAY} (?P<to>{_TO}|et|ou|,)(?: l[ea])* $")
"""Days whose month came before, « 2 août jusqu'au » 20, or comes after, « du 2 au » 20 août."""


class SaidDay(NamedTuple):
    """A day that a line says, and where; 0 for a year that it does not say, -1 for such a day of the week."""

    year: int
    month: int
    day: int
    weekday: int
    start: int
    end: int

    def iso(self) -> str:
        """« 2026-09-01 », or « 09-01 » of every year; "" for a day that does not exist, or is another day of the week."""
        try:
            date = dt.date(self.year or 2000, self.month, self.day)
        except ValueError:
            return ""
        if self.weekday >= 0 and self.year and date.weekday() != self.weekday:
            return ""
        return date.isoformat() if self.year else f"{self.month:02}-{self.day:02}"

    def moved(self, by: int) -> SaidDay:
        """Some days later."""
        date = dt.date(self.year or 2001, self.month, self.day) + dt.timedelta(days=by)
        return self._replace(year=date.year if self.year else 0, month=date.month, day=date.day, weekday=-1)


def _century(said: str | None) -> int:
    return int(said or 0) + (2000 if said and len(said) < 3 else 0)


def _days(line: str) -> list[SaidDay]:
    """The days of a line, in their order; one without its month has that of the next."""
    found: list[SaidDay] = []
    at = 0
    while at < len(line):
        shapes = [one for shape in _A_DAY if (one := shape.match(line, at)) and 0 < int(one["month"]) < 13]
        if one := max(shapes, key=lambda shape: shape.end(), default=None):
            day = _said(one, _century(one["year"]), int(one["month"]))
            bare: list[SaidDay] = []
            while before := _BARE.search(line[found[-1].end if found else 0 : bare[0].start if bare else at]):
                shift = found[-1].end if found else 0
                first = _said(before, day.year, day.month)
                bare.insert(0, first._replace(start=first.start + shift, end=first.end + shift))
            found += [*bare, day]
            at = one.end()
            if after := _NEXT.match(line, at):
                found.append(_said(after, day.year, day.month)._replace(start=after.start("day")))
                at = after.end()
        at = line.find(" ", at) + 1 or len(line)
    return found


def _said(one: re.Match[str], year: int, month: int) -> SaidDay:
    said = one.groupdict()
    end = one.start("to") - 1 if "to" in said else one.end()
    return SaidDay(year, month, int(said["day"].strip("e")), int(said.get("weekday") or -1), one.start(), end)


# --- a date ----------------------------------------------------------------------------------------

_BEFORE = re.compile(
    r"\d (?:[-/.] )?$|(?:^| )(?:avant|apres|(?:sur)?lendemain|veille|fin|mi(?: -)?|debut|courant|autour|entre|ici|ou|semaine|jusqu)(?: (?:l[ea]?s?|du?|de|en|aux?))* $"
)
_AFTER = re.compile(rf" ou (?!\()| (?:{_TO}|et)(?: l[ea])* (?:\d+|1e)(?: M\d+|$)")
"""What, before a date or after it, says another day, or one more."""
_SINCE = re.compile(
    r"^(?:(?:a )?(?:(?:partir|compter) d[eu]|des|depuis|(?:en )?datee?|verifie|vu|pour|est)(?: (?:l[ea]|d[eu]|:))*|l[ea]|[da]u) $"
)
_MONTH = re.compile(
    r"(?:(?:en|depuis|le|mois|de|d|a partir de) )*(?:M(?P<month>\d+) (?:[-/.] )?(?P<year>20\d\d|\d\d)"
    r"|(?P<figure>\d\d?) [/.-] (?P<of>20\d\d))"
)
_FEASTS = {
    r"veille (?:de|du jour de) l'an|(?:la )?saint[ -]sylvestre": "31 décembre",
    r"(?:le )?(?:(?:jour|1er|premier) de l'an|nouvel an)": "1er janvier",
    "(?:la )?veille de noel|reveillon de noel": "24 décembre",
    "(?:jour de |le jour de )?noel": "25 décembre",
    "(?:la )?toussaint": "1er novembre",
}
"""Days of the year that have a name."""
FAR = 275
"""Days within which a day without a year is the coming one: beyond, it is gone by so lately that it may be the last one."""


def _one_day(pieces: Pieces) -> tuple[SaidDay, str] | None:
    """The only day of a text, and what it says beside."""
    line = pieces.line
    found = _days(line)
    if len(found) != 1 or _BEFORE.search(line[: found[0].start]) or _AFTER.match(line[found[0].end :]):
        return None
    one = found[0]
    start = 0 if _SINCE.match(line[: one.start]) else one.start
    return one, pieces.beside((start, one.end + 9 * line[one.end :].startswith(" prochain")))


def date(text: str, today: dt.date | None = None) -> Meant | None:
    """« 25 décembre 2026 (Noël) » → the day, or the month, and what the text says beside; what is said from ``today`` is told."""
    pieces = Pieces(text)
    if UNSURE.search(flat := flattened(text)):
        return None
    for name, day in () if _days(pieces.line) else _FEASTS.items():
        if feast := re.search(rf"\b(?:{name})\b", flat):
            pieces = Pieces(text[: feast.start()] + day + text[feast.end() :])
            break
    if found := _one_day(pieces):
        one, rest = found
        day = one.iso() if one.year else _coming(one, "prochain" in pieces.line, today) if today else ""
        return Meant(day, rest, f"« {text.strip()} » lu « {day} »" * (not one.year)) if day else None
    if month := _MONTH.fullmatch(pieces.line):
        number = int(month["month"] or month["figure"])
        return Meant(f"{_century(month['year'] or month['of'])}-{number:02}") if 0 < number < 13 else None
    if not today or _days(pieces.line) or not (said := _from(pieces.line, today)):
        return None
    rest = re.sub(r"\d+ (?:h|:)(?: \d+)?", "", pieces.line[: said[1]] + pieces.line[said[2] :])
    if re.search(r"\d|\b(?:ou|sauf|avant|apres(?! (?:- )?midi))\b", rest):
        return None
    return Meant(said[0], pieces.beside(said[1:]), f"« {text.strip()} » lu « {said[0]} »")


def _coming(one: SaidDay, next_one: bool, today: dt.date) -> str:
    """The day that is meant without its year: the one that is this day of the week, else the coming one."""
    years = (today.year - 1, today.year, today.year + 1)
    fit = [iso for year in years if (iso := one._replace(year=year).iso())]
    if one.weekday >= 0:
        return fit[0] if len(fit) == 1 else ""
    day = next((iso for iso in fit if iso >= today.isoformat()), "")
    return day if day and (next_one or (dt.date.fromisoformat(day) - today).days <= FAR) else ""


_FROM_TODAY = re.compile(
    r"(?<!\S)(?:aujourd hui|ce (?:jour|matin|soir|midi)|cet apres (?:- )?midi|(?P<of_this>[1-3]?\d|1e) de ce mois|(?P<after>apres (?:- )?)?(?P<next>demain)"
    r"|(?P<before>avant (?:- )?)?(?P<last>hier)|(?P<day>[12]?\d|1e) du mois prochain|ce D(?P<this>\d)"
    r"|(?P<sign>dans|il y a) (?P<count>\d+) (?P<unit>jour|semaine)"
    r"|D(?P<weekday>\d) (?P<when>prochain|dernier|en 8|de la semaine prochaine))(?!\S)"
)


def _from(line: str, today: dt.date) -> tuple[str, int, int] | None:
    """« hier soir », « lundi prochain », « dans trois jours »: a day said from today, and where."""
    if not (one := _FROM_TODAY.search(line)):
        return None
    now, ahead = today.weekday(), 0
    if one["next"]:
        ahead = 2 if one["after"] else 1
    elif one["last"]:
        ahead = -2 if one["before"] else -1
    elif one["count"]:
        number = int(one["count"])
        if number > 60 or (one["unit"] == "jour" and number in {8, 15}):  # people say them for weeks
            return None
        ahead = number * (7 if one["unit"] == "semaine" else 1) * (1 if one["sign"] == "dans" else -1)
    elif one["day"]:
        first = (today.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        ahead = (first - today).days + int(one["day"].strip("e")) - 1
    elif one["of_this"]:
        ahead = int(one["of_this"].strip("e")) - today.day
    elif one["weekday"]:
        day = int(one["weekday"]) - now
        ahead = {"prochain": day % 7 or 7, "dernier": day % 7 - 7, "en 8": (day % 7 or 7) + 7}.get(one["when"], day + 7)
    elif one["this"] and (ahead := int(one["this"]) - now) < 0:
        return None
    return (today + dt.timedelta(days=ahead)).isoformat(), *one.span()


def dates(text: str) -> Iterator[str]:
    """Dates as YAML takes them, whole or not: « mercredi 25 novembre 2026 », « 01/09/26 », « mars 2026 », « 3/12 »; nothing
    for anything else, nor when the text says more.
    """
    if (found := date(text)) and not found.rest:
        yield found.value
    elif not found and not UNSURE.search(flattened(text)) and (said := _one_day(Pieces(text))):
        one, rest = said
        if not rest and not one.year and one.weekday < 0 and (day := one.iso()):
            yield f"{UNKNOWN}-{day}"


def read_day(text: str, today: dt.date) -> str:
    """A whole day, or one said from today: « hier », « lundi prochain », « le 24/12 »; "" for anything else."""
    found = date(text, today)
    return found.value if found and not found.rest and len(found.value) == 10 else ""


# --- periods ---------------------------------------------------------------------------------------

_JOINT = re.compile(
    rf"(?P<evening> (?:au |le |\( )?soir(?: \))?)?(?: (?:au |le |\( )?matin(?: \))?)?(?: (?:\( )?(?:inclus|compris)\w*(?: \))?)?"
    r"(?P<back>(?: [,;.-])* (?:on )?re?(?:prise|prend\w*|ouv\w+|tour|ntree)(?: :)?)?"
    rf"(?: (?P<to>{_TO}))?(?P<and>(?: (?:et|,|\+))*)(?: l[ea]| du)* "
)
_ALONE = re.compile(
    r"(?:^| )(?:jusqu (?:au?|en)|(?:partir|compter) du|des|avant|apres|(?:semaine|week (?:- )?end) d[ue]|fin|debut|mi(?: -)?|ou|courant"
    r"|re(?:prise|ouv\w+))(?: :)?(?: l[ea])* $"
)
"""What, before a day, makes a period whose other end is not said."""
_BACK = re.compile(r"\bre?(?:prise|prend\w*|ouv\w+|tour|ntree)(?: (?:de|des|l|accueil|activites?))*(?: :)?(?: l[ea])* $")
_HALF = re.compile(r"(?P<half>[12])e quinzaine (?:de |d )?M(?P<first>\d+)(?: (?P<year>20\d\d))?")
_MONTHS = re.compile(
    r"(?:(?:tout|le|mois|de|d|en|ferme(?:e?s?|ture)|est|sont|du|l) )*M(?P<first>\d+)(?: (?P<year>20\d\d|\d\d))?"
    r"(?: (?:-|/|et|a|au) M(?P<last>\d+)(?: (?P<year2>20\d\d|\d\d))?)?"
)
_LEFT_OUT = re.compile(r"\b(?:sauf|ouvert\w*|ou|dernier jour|\d+ h|matins?|soirs?|midis?|tous les)\b|_ [^_,+]*\bau\b[^_]* _")
"""What, beside the days, says that they are not closed, or not whole."""


def _found(line: str) -> Iterator[tuple[dict[str, str], int, int]]:
    """The periods of a line: first and last day, and where; an empty one for a day that makes none."""
    days = _days(line)
    while days:
        one = days.pop(0)
        if one.start and not days and _BACK.search(line[: one.start]) and one is not _days(line)[0]:
            return  # « du 2 au 20 août, reprise le 23 août »
        joint = _JOINT.fullmatch(line[one.end : days[0].start]) if days else None
        between = joint and re.search(r"\bentre(?: l[ea])* $", line[: one.start])
        if joint and (joint["to"] or joint["back"] or between):
            last = days.pop(0)
            morning = re.match(r"(?: (?:au |\( )?matin(?: \))?(?= |$))?", line[last.end :])
            first = one.moved(1) if joint["evening"] and one.iso() else one
            end = last.end + len(morning[0] if morning else "")
            yield _between(first, last, shift=bool(joint["back"] or end > last.end)), one.start, end
        else:
            last, apart = one, bool(joint and joint["and"]) or not days
            while joint and days and one.iso() and days[0].iso() == last.moved(1).iso():  # « les 6, 7 et 8 mai »
                last = days.pop(0)
                joint = _JOINT.fullmatch(line[last.end : days[0].start]) if days else None
            alone = apart and one.iso() and not _ALONE.search(line[: one.start])
            yield ({"du": one.iso()} | ({"au": last.iso()} if last != one else {}) if alone else {}), one.start, last.end


def _between(first: SaidDay, last: SaidDay, shift: bool) -> dict[str, str]:
    """From a day to another, whose year it takes; empty when one does not exist, or they are not in this order."""
    if not first.year and last.year:  # « du 24 décembre au 3 janvier 2027 »
        first = first._replace(year=last.year - (first.month > last.month))
    elif first.year and not last.year:
        last = last._replace(year=first.year + (first.month > last.month))
    if not first.iso() or not last.iso():
        return {}
    start, end = first.iso(), (last.moved(-1) if shift else last).iso()
    return {"du": start, "au": end} if (not first.year and first.month != last.month) or start <= end else {}


def _whole_months(line: str) -> Iterator[tuple[dict[str, str], int, int]]:
    """« tout le mois d'août », « juillet-août 2027 », « 1re quinzaine d'août »: their first and last day."""
    alone = re.sub(r" \(.*| :.*", "", line)
    half = _HALF.search(alone)
    one = half or _MONTHS.fullmatch(alone)
    if not one or re.fullmatch(r"(?:fermeture )?en M\d+", alone):
        return
    said = one.groupdict()
    month = int(said["first"])
    last, year = int(said.get("last") or month), _century(said.get("year2") or said["year"])
    if 0 < month <= last:
        before, part = f"{year}-" if year else "", said.get("half")
        end = 15 if part == "1" else calendar.monthrange(year or 2001, last)[1]
        yield {"du": f"{before}{month:02}-{16 if part == '2' else 1:02}", "au": f"{before}{last:02}-{end}"}, *one.span()


def _periods(text: str) -> tuple[list[dict[str, str]], str]:
    """Each period of a text, and what it says beside; none when a part of it is not understood."""
    end = re.search(r"\b(?:au|et le|jusqu'au) ((?:jour|1er|premier) de l'an)\b", flattened(text))
    pieces = Pieces(f"{text[: end.start(1)]}1er janvier{text[end.end() :]}" if end and "noel" not in end.string else text)
    found = [*_found(pieces.line)] or [*_whole_months(pieces.line)]
    rest = pieces.line
    for (one, *_), (after, *_) in reversed([*pairwise(found)]):  # « du 2 au 20 août et du 24 au 31 décembre 2027 »
        if one and after and len(one["du"]) == 5 and len(after["du"]) == 10 and one["du"] <= one.get("au", "99"):
            year = int(after["du"][:4]) - (one["du"] > after["du"][5:])
            one |= {end: f"{year}-{day}" for end, day in one.items()}
    for _, start, end in found:
        rest = rest[:start] + "_" * (end - start) + rest[end:]
    if UNSURE.search(flattened(text)) or not all(one for one, _, _ in found) or _LEFT_OUT.search(rest):
        return [], ""
    why = pieces.beside(*((start, end) for _, start, end in found))
    while (shorter := _PRETEXT.sub("", why)) != why:
        why = shorter
    return [one for one, _, _ in found], why.strip()


_PRETEXT = re.compile(
    r"^(?:(?:attention|(?:la |notre |le |l')?(?:cr[èe]che|structure|[ée]tablissement|centre|service)(?= (?:est|sera|ferm)))\b"
    r"|(?:nous |on |est |serons? |sera |sommes )*(?:ferm(?:é|e|ée)s?\b|pas d'accueil\b"
    r"|fermetures?(?: de (?:la |notre |l')(?:cr[èe]che|structure|[ée]tablissement))?(?=\s*(?:$|[:(,-]|pour\b|cause\b)))"
    r"|pour\b|cause\b|entre\b|jusqu'|inclus\b|compris\b|l[ea]s?\b|l'|au (?:soir|matin)\b|à (?:partir|compter)\b|mois\b|tout\b"
    r"|semaine(?=\s*$))[\s:,]*|[\s:,–-]+$|\s*\b(?:inclus|compris)(?:es?)?$",
    re.IGNORECASE,
)
"""Words that only tell that it is closed."""


def period(text: str) -> Iterator[dict[str, str]]:
    """« du 1er au 21 août » → first and last day; the end gives the month and the year that the beginning leaves out. A day
    alone, a month as a whole. Nothing when the text says more.
    """
    found, why = _periods(text)
    yield from found if len(found) == 1 and not why else ()


def closures(text: str, sure: bool = True) -> list[dict[str, str]]:
    """« du 2 au 20 août 2027 (congés) », « Noël : du 24/12 au 3/1 », « les 24 et 31 décembre 2026 » → first day, last day and
    reason of each closure; empty when no day is told, or with a doubt (unless ``sure`` is False).
    """
    found, why = _periods(text if sure else UNSURE.sub(lambda one: " " * len(one[0]), flattened(text)))
    return [one | ({"motif": why} if why else {}) for one in found]


# --- ages ------------------------------------------------------------------------------------------

_HALF_ONE = r"(?:(?:et )?(?:demie?|1/2|1 / 2))"
_AN_AGE = re.compile(
    rf"(?<!\S)(?:(?P<birth>naissance)|(?P<whole>\d+)(?: [,.] (?P<part>\d))?(?P<half> {_HALF_ONE})?"
    rf"(?: (?P<unit>an|mois|semaine|jour)(?P<more> {_HALF_ONE})?(?: (?:et )?(?P<months>\d+) mois)?)?)"
    r"(?: (?:revolus?|inclus|compris))*(?!\S)"
)
_UP_TO = re.compile(r"(?: ,)? (?:-|/|a|aux?|et|jusqu (?:a|aux?)|et jusqu (?:a|aux?)|(?:et|a) moins de)(?: (?:l[ea]s?|leurs?|l age de))* ")
_FROM = re.compile(
    r"(?:^| )(?:a partir d[eu]|des|a compter de|plus de|\+ de|\+|min\w*|au moins|depuis)(?: (?:l[ea]s?|leurs?|l age de|:))* $"
)
_UNTIL = re.compile(r"(?:^| )(?:jusqu (?:a|aux?)|moins de|- de|-|max\w*|au plus)(?: (?:l[ea]s?|leurs?|l age de|:))* $")
_AND_MORE = re.compile(r" (?:et |ou )?(?:plus|\+|min\w*|au moins)(?= |$)| (?=(?:a|jusqu a) )")
_AND_LESS = re.compile(r" (?:et |ou )?(?:moins|max\w*|au plus)\b")
_INTRO = re.compile(r"(?:(?:^|(?<= ))(?:entre|a partir d[eu]|des|de|la|l age de) )+$")
_DAYS_IN = {"jour": 1, "semaine": 7, "mois": 30.4, "an": 365}
_ANYONE = re.compile(r"\b(?:tous? (?:les )?ages?|a tout age|tout public|sans limite|pas de limite|tout age|ouvert a tous|pour tous)\b")
_IN_YEARS = {*range(7, 26)} - {18, 24}
"""Two numbers without their unit are years when the second is of these, or both are small and the first is 0: « 3-17 », « 0/3 »;
« 0/18 » may be in months."""


def _age(one: re.Match[str], unit: str = "") -> tuple[str, float]:
    """« 2 ans et demi » → « 30 mois », and its days; "" when no field has it. A part of a year is said in months."""
    if one["birth"]:
        return "0 mois", 0
    unit, whole, months = one["unit"] or unit, int(one["whole"]), int(one["months"] or 0)
    value = whole + (0.5 if one["half"] or one["more"] else int(one["part"] or 0) / 10)
    days = value * _DAYS_IN[unit] + months * _DAYS_IN["mois"] if unit else 0
    if value == whole and not months:
        return (f"{whole} {unit}{'s' if unit != 'mois' and whole > 1 else ''}" if unit else ""), days
    if unit == "mois":
        return f"{whole} mois et demi" if value % 1 == 0.5 and not months else "", days
    total = value * 12 + months
    return (f"{int(total)} mois" if unit == "an" and total == int(total) else ""), days


def age(text: str) -> str | None:
    """« 2 ans et demi » → « 30 mois »; None when the text is no age."""
    said = re.sub(r"^(?:(?:a partir de|des|jusqu a|aux?|la) )+(?=\d|naiss)", "", Pieces(text).line)
    one = _AN_AGE.fullmatch(said)
    return (_age(one)[0] or None) if one else None


def _bounds(line: str) -> tuple[dict[str, str], int, int, bool] | None:
    """Both bounds of a line, or one, and where; whether it says « less than » or « more than » them."""
    said = [*_AN_AGE.finditer(line)]
    tied = [_UP_TO.fullmatch(line[one.end() : other.start()]) for one, other in pairwise(said)]
    found = [one for n, one in enumerate(said) if one["unit"] or one["birth"] or any(tied[max(n - 1, 0) : n + 1])]
    if len(found) == 2 and (joint := _UP_TO.fullmatch(line[found[0].end() : found[1].start()])):
        first, last = found
        intro = _INTRO.search(line[: first.start()])
        start = intro.start() if intro else first.start()
        end = int(last["whole"] or 0)
        in_years = (end in _IN_YEARS or (end < 7 if first["whole"] == "0" else end == 18)) and not (first["unit"] or first["birth"])
        if (joint[0] == " et " and "entre" not in line[start : first.start()]) or not (last["unit"] or in_years):
            return None
        (low, youngest), (high, oldest) = _age(first, last["unit"] or "an"), _age(last, "an")
        return ({"de": low, "a": high}, start, last.end(), "moins" in joint[0]) if low and high and youngest <= oldest else None
    if len(found) != 1 or not (found[0]["unit"] or found[0]["birth"]):
        return None
    one, before, after = found[0], line[: found[0].start()], line[found[0].end() :]
    cue = _FROM.search(before) or _UNTIL.search(before)
    more, less = _AND_MORE.match(after), _AND_LESS.match(after)
    least, most = more or _FROM.search(before), less or _UNTIL.search(before) or re.match(r"d[eu] .* a $", before)
    name, end = "de" if least or (one["birth"] and not most) else "a" if most else "", more or less
    if not name or not (age_said := _age(one)[0]):
        return None
    rough = bool(cue and re.search(r"moins|plus de|-|\+", cue[0]))
    return {name: age_said}, cue.start() if cue else one.start(), one.end() + (end.end() if end else 0), rough


def ages(text: str) -> tuple[dict[str, str], str] | None:
    """Both bounds of what people say of ages, those that they say (none for « tous les âges »), and what is to be kept beside;
    None when it is none."""
    pieces, aside = Pieces(re.sub(r"\([^)]*\)?", lambda one: " " * len(one[0]), text)), " ".join(re.findall(r"\(([^)]*)", text))
    if not _AN_AGE.search(pieces.line) and aside:
        pieces, aside = Pieces(text), ""
    if not (found := _bounds(pieces.line)):
        return ({}, text.strip()) if _ANYONE.search(flattened(text)) and not re.search(r"\d", text) else None
    bounds, start, end, rough = found
    if re.search(r"\bou\b", pieces.line[:start] + pieces.line[end:]) or UNSURE.search(flattened(pieces.text)):
        return None
    rest = pieces.beside((start, end))
    if re.fullmatch(r"(?:(?:de|des|pour|les|aux?|enfants?|bebes?|agee?s?|jeunes|tout petits)\s*)+", flattened(rest)):
        rest = ""
    return bounds, text.strip() if rough else " ".join(filter(None, [rest, aside]))
