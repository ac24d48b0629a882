"""Periods and ages as people say them → as the fields have them.

Each finds its values in the line of a text, whatever stands around them; what stands around is kept beside, and when it makes
them unsure (« vers », « fin », « ou », « je crois »), nothing is understood."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise

from ctg.reading.spoken.days import TO, SaidDay, century, days_of, in_full
from ctg.reading.spoken.tokens import LEXICON, UNSURE, Pieces, flattened

# --- periods ---------------------------------------------------------------------------------------

_JOINT = re.compile(
    r"(?P<evening> (?:(?:au |le |\( )?soir(?: \))?|a (?:1[5-9]|2\d) h(?: \d\d)?))?(?: (?:au |le |\( )?matin(?: \))?)?"
    r"(?: (?:\( )?(?:inclus|compris)\w*(?: \))?)?"
    r"(?P<back>(?: [,;.-])* (?:on )?re?(?:prise|prend\w*|ouv\w+|tour|ntree)(?: :)?)?"
    rf"(?: (?P<to>{TO}))?(?P<and>(?: (?:et|,|\+))*)(?: l[ea]| du)* "
)
_ALONE = re.compile(rf"(?:^| ){LEXICON.any_of('sans_autre_bout')}(?: :)?(?: l[ea])* $")
"""What, before a day, makes a period whose other end is not said."""
_BACK = re.compile(r"\bre?(?:prise|prend\w*|ouv\w+|tour|ntree)(?: (?:de|des|l|accueil|activites?))*(?: :)?(?: l[ea])* $")
_MONTH_END = re.compile(
    r"(?: ,)? (?:et )?(?:jusqu )?(?:a|en|>|-) (?:la )?fin (?:du mois|(?:de |d )?M(?P<month>\d+)(?: (?P<year>20\d\d))?)(?!\S)"
)
_DURING = re.compile(r"(?: [,(])?(?: (?:pendant|pour|durant))? (\d+) (semaine|jour)(?!\S)")
_LONG = re.compile(r"(?<!\S)(\d+) (semaine|jour)(?: [a-z]+){,3}? a (?:partir|compter) du(?: l[ea])? $")
_AGAIN = re.compile(r"(?: [,;.(-](?: on)? re?(?:prise|prend\w*|ouv\w+|tour|ntree)| re?(?:ouverture|prise))(?: .*)?$")
_Found = tuple[dict[str, str], int, int]
"""A period, and where a line says it; an empty one for days that make none."""
_HALF = re.compile(r"(?P<half>[12])e quinzaine (?:de |d )?M(?P<first>\d+)(?: (?P<year>20\d\d))?")
_MONTHS = re.compile(
    r"(?:(?:tout|le|mois|de|d|en|ferme(?:e?s?|ture)|est|sont|du|l) )*M(?P<first>\d+)(?: (?P<year>20\d\d|\d\d))?"
    r"(?: (?:-|/|et|a|au) M(?P<last>\d+)(?: (?P<year2>20\d\d|\d\d))?)?"
)
_LEFT_OUT = re.compile(LEXICON.any_of("pas_ferme"))
"""What, beside the days, says that they are not closed, or not whole."""


def _found(line: str, today: dt.date | None = None) -> Iterator[_Found]:
    """The periods of a line: first and last day, and where; an empty one for a day that makes none."""
    days = [one.to_come(today) for one in days_of(line)]
    while days:
        one = days.pop(0)
        if one.start and not days and _BACK.search(line[: one.start]) and one is not days_of(line)[0]:
            return  # « du 2 au 20 août, reprise le 23 août »
        joint = _JOINT.fullmatch(line[one.end : days[0].start]) if days else None
        between = joint and re.search(r"\bentre(?: l[ea])* $", line[: one.start])
        if joint and (joint["to"] or joint["back"] or between):
            last = days.pop(0)
            morning = re.match(r"(?: (?:au |\( )?(?:(matin|a 0?[5-9] h(?: \d\d)?)|soir)(?: \))?(?= |$))?", line[last.end :])
            one = _with_year(one, last)  # « du 24 décembre au 3 janvier 2027 »
            first = one.moved(1) if joint["evening"] and one.iso() else one
            end, early = (last.end + len(morning[0]), morning[1]) if morning else (last.end, None)
            yield _between(first, last, shift=bool(joint["back"] or early)), one.start, end
        elif lasting := _lasting(line, one):
            last, start, end = lasting
            yield _between(_with_year(one, last), last, shift=False), start, end
        else:
            last, apart = one, bool(joint and joint["and"]) or not days
            while joint and days and one.iso() and days[0].iso() == last.moved(1).iso():  # « les 6, 7 et 8 mai »
                last = days.pop(0)
                joint = _JOINT.fullmatch(line[last.end : days[0].start]) if days else None
            of_week = one.year and one._replace(weekday=0).iso() and re.search(r"\bsemaine d[ue] $", line[: one.start])
            last = one.moved(6) if of_week and last == one else last
            apart = apart or bool(
                days and re.search(r" (?:[,;+]|et|ainsi que|puis)(?: l[ea]s?| du)* $", line[one.end : days[0].start])
            )
            alone = apart and one.iso() and (of_week or not _ALONE.search(line[: one.start]))
            yield ({"du": one.iso()} | ({"au": last.iso()} if last != one else {}) if alone else {}), one.start, last.end


def _with_year(one: SaidDay, last: SaidDay) -> SaidDay:
    return one if one.year or not last.year else one._replace(year=last.year - (one.month > last.month))


def _lasting(line: str, one: SaidDay) -> tuple[SaidDay, int, int] | None:
    """The last day of a period of which a line says the first and how long it is, or that it is the end of a month, and where:
    « du 2 août pendant 3 semaines », « du 26 juillet à fin août »."""
    if end := _MONTH_END.match(line[one.end :]):
        month, year = int(end["month"] or one.month), int(end["year"] or one.year)
        last = SaidDay(year, month, calendar.monthrange(year or 2001, month)[1], -1, one.start, one.end)
        return last, one.start, one.end + end.end()
    before, after = _LONG.search(line[: one.start]), _DURING.match(line[one.end :])
    if not (said := before or after) or not one.iso():
        return None
    last = one.moved(int(said[1]) * (7 if said[2] == "semaine" else 1) - 1)
    return last, before.start() if before else one.start, one.end + (after.end() if after else 0)


def _between(first: SaidDay, last: SaidDay, shift: bool) -> dict[str, str]:
    """From a day to another, whose year it takes; empty when one does not exist, or they are not in this order."""
    if first.year and not last.year:
        last = last._replace(year=first.year + (first.month > last.month))
    if not first.iso() or not last.iso():
        return {}
    start, end = first.iso(), (last.moved(-1) if shift else last).iso()
    return {"du": start, "au": end} if (not first.year and first.month != last.month) or start <= end else {}


def _whole_months(line: str) -> Iterator[_Found]:
    """« tout le mois d'août », « juillet-août 2027 », « 1re quinzaine d'août »: their first and last day."""
    alone = re.sub(r" \(\D*$| :\D*$", "", line)
    half = _HALF.search(alone)
    one = half or _MONTHS.fullmatch(alone)
    if not one or re.fullmatch(r"(?:fermeture )?en M\d+", alone):
        return
    said = one.groupdict()
    month = int(said["first"])
    last, year = int(said.get("last") or month), century(said.get("year2") or said["year"])
    if 0 < month <= last:
        before, part = f"{year}-" if year else "", said.get("half")
        end = 15 if part == "1" else calendar.monthrange(year or 2001, last)[1]
        yield {"du": f"{before}{month:02}-{16 if part == '2' else 1:02}", "au": f"{before}{last:02}-{end}"}, *one.span()


_A_YEAR = re.compile(r"(?<!\S)20\d\d(?!\S)")


def _in_their_years(found: list[_Found], line: str) -> None:
    """Gives periods the year that a text says apart, or that the one beside has: « en 2027 : 14 mai, 24 décembre », « 7 mai, 17
    mai (2027) », « du 2 au 20 août et du 24 au 31 décembre 2027 »."""
    year, last, ends = 0, "", [0, *(end for _, _, end in found)]
    for n, (one, start, _) in enumerate(found):
        apart = _A_YEAR.findall(line[ends[n] : start])
        if len(apart) == 1 or (one.get("du", "") > "08" and [int(said) - int(apart[0]) for said in apart] == [0, 1]):
            year, last = int(apart[0]), ""
        _dated(one, year and year + (one.get("du", "99") < last))
        if len(day := one.get("au", one.get("du", ""))) == 10:
            year, last = int(day[:4]), day[5:]
    after = _A_YEAR.findall(line[ends[-1] :])
    year, first = int(after[0]) if len(after) == 1 else 0, "99"
    for one, *_ in reversed(found):
        _dated(one, year and year - (one.get("du", "") > first))
        if len(day := one.get("du", "")) == 10:
            year, first = int(day[:4]), day[5:]


def _dated(one: dict[str, str], year: int) -> None:
    """Gives a year to the days of a period that have none."""
    if year and len(one.get("du", "")) == 5:
        later = one.get("au", "99") < one["du"]
        one |= {name: f"{year + (name == 'au' and later)}-{day}" for name, day in one.items()}


def _periods(text: str, today: dt.date | None = None, spread: bool = True) -> tuple[list[dict[str, str]], str]:
    """Each period of a text, and what it says beside; none when a part of it is not understood. ``spread``: whether the year of
    one is that of the others."""
    year = re.search(r"\b(?:au|et le|jusqu'au) ((?:jour|1er|premier) de l'an)\b", flattened(text))
    pieces = Pieces(f"{text[: year.start(1)]}1er janvier{text[year.end() :]}" if year and "noel" not in year.string else text)
    if (full := in_full(text, today)) != text:
        rows, why = _periods(full, today, spread=bool(_A_YEAR.search(Pieces(text).line)))
        return rows, text.strip() if not re.search(r"\bdemain|\baujourd", flattened(text)) else why
    line = pieces.line
    found = [*_found(line, today)] or [*_whole_months(line)]
    if spread:
        _in_their_years(found, line)
    last = found[-1][2] if found else len(line)
    rest = line[:last] + _AGAIN.sub("", line[last:])  # « , reprise lundi 4 janvier à 8h »
    rest = re.sub(r"\b(20\d\d) - (?=20\d\d )", r"\1   ", rest)  # of school
    for _, start, end in found:
        rest = rest[:start] + "_" * (end - start) + rest[end:]
    if {*re.findall(r"M(\d+)", rest)} - {str(int(day[-5:-3])) for one, *_ in found for day in one.values()}:
        return _one_by_one(text) if found else ([], "")
    if UNSURE.search(flattened(text)) or not all(one for one, _, _ in found) or _LEFT_OUT.search(rest):
        head, _, tail = text.partition(":")  # « pont du 14 juillet : 12 et 13 juillet 2027 »
        periods, why = _periods(tail) if re.search(r"^\W*(?:le )?pont\b", head, re.IGNORECASE) else ([], "")
        return periods, " ".join(filter(None, (head.strip(), why)))
    if rest != line and re.search(r" D?\d", line[len(rest) :]) and "au" not in found[-1][0]:
        return [], ""  # « départ le 11 juillet 2027, retour samedi 17 »
    why = pieces.beside(*((start, end) for _, start, end in found))
    while (shorter := _PRETEXT.sub("", why)) != why:
        why = shorter
    return [one for one, _, _ in found], re.sub(r"\s*[()]+\s*", " ", why).strip()


def _one_by_one(text: str) -> tuple[list[dict[str, str]], str]:
    """« août 2027 et du 24 au 31 décembre 2027 »: what each part says, when all have their year, or none."""
    parts = [_periods(part) for part in parted if part] if len(parted := re.split(r"\s*[;+]\s*|\s+et\s+|,\s+", text)) > 1 else []
    rows = [row for found, _ in parts for row in found]
    whole = all(found for found, _ in parts) and len({len(row["du"]) for row in rows}) == 1
    return (rows, " ; ".join(filter(None, (why for _, why in parts)))) if whole else ([], "")


_PRETEXT = re.compile(rf"^{LEXICON.any_of('ferme')}[\s:,]*|[\s:,–-]+$|\s*\b(?:inclus|compris)(?:es?)?$", re.IGNORECASE)
"""Words that only tell that it is closed."""


def period(text: str) -> Iterator[dict[str, str]]:
    """« du 1er au 21 août » → first and last day; the end gives the month and the year that the beginning leaves out. A day
    alone, a month as a whole. Nothing when the text says more.
    """
    found, why = _periods(text)
    yield from found if len(found) == 1 and not why else ()


def closures(text: str, sure: bool = True, today: dt.date | None = None) -> list[dict[str, str]]:
    """« du 2 au 20 août 2027 (congés) », « Noël : du 24/12 au 3/1 », « les 24 et 31 décembre 2026 » → first day, last day and
    reason of each closure; empty when no day is told, or with a doubt (unless ``sure`` is False). ``today``: the day from which
    « demain », « lundi de Pâques », « semaine 31 » are read; without it nor a year, they are not.
    """
    found, why = _periods(text if sure else UNSURE.sub(lambda one: " " * len(one[0]), flattened(text)), today)
    return [one | ({"motif": why} if why else {}) for one in found]


# --- ages ----------------------------------------------------------------------------------------

_HALF_ONE = r"(?:(?:et )?(?:demie?|1/2|1 / 2))"
_AN_AGE = re.compile(
    rf"(?<!\S)(?:(?P<birth>naissance)|(?P<whole>\d+)(?: [,.] (?P<part>\d))?(?P<half> {_HALF_ONE})?"
    rf"(?: (?P<unit>an|mois|semaine|jour)(?P<more> {_HALF_ONE})?(?: (?:et )?(?P<months>\d+) mois)?)?)"
    r"(?: (?:revolus?|inclus|compris))*(?!\S)"
)
_UP_TO = re.compile(rf"(?:(?: ,)? {LEXICON.any_of('entre_deux_ages')}(?: (?:l[ea]s?|leurs?|l age de))*)? ")
_FROM, _UNTIL = (
    re.compile(rf"(?:^| ){LEXICON.any_of(one)}(?: (?:l[ea]s?|leurs?|l age de|:))* $") for one in ("des_l_age", "avant_l_age")
)
_FROM_FAR, _UNTIL_FAR = map(LEXICON.words, ("des_l_age", "avant_l_age"))
_CLASSES = {
    re.compile(rf"(?<!\S)(?P<to>(?:(?:jusqu )?(?:au|a la)|-|/) )?(?:la )?{words}(?!\S)"): int(age)
    for age, words in LEXICON.group("niveaux").items()
}
"""Classes of schools, and the age at which one enters them; it ends when one leaves them."""
_WHO = {
    re.compile(rf"(?:(?:aux?|les|pour) )*{words}(?: (?:seule|unique)ment)?"): ages for ages, words in LEXICON.group("qui").items()
}
_AND_MORE = re.compile(r" (?:et |ou )?(?:plus|\+|min\w*|au moins)(?= |$)| (?=(?:a|jusqu a) )")
_AND_LESS = re.compile(r" (?:et |ou )?(?:moins|max\w*|au plus)\b")
_INTRO = re.compile(r"(?:(?:^|(?<= ))(?:entre|a partir d[eu]|des|de|la|l age de) )+$")
_DAYS_IN = {"jour": 1, "semaine": 7, "mois": 30.4, "an": 365}
_LETTERS = {"j": "jours", "m": "mois", "a": "ans"}
_ANYONE = LEXICON.words("tous_ages")
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
        top, bare = int(last["whole"] or 0), not (first["unit"] or first["birth"])
        in_years = bare and (top in _IN_YEARS or (top < 7 if first["whole"] == "0" else top == 18))
        near = joint[0] == " " and (first["unit"] or not last["unit"] or int(first["whole"] or 0) + 1 >= top)
        if near or (joint[0] == " et " and "entre" not in line[start : first.start()]) or not (last["unit"] or in_years):
            return None
        (low, youngest), (high, oldest) = _age(first, last["unit"] or "an"), _age(last, "an")
        return ({"de": low, "a": high}, start, last.end(), "moins" in joint[0]) if low and high and youngest <= oldest else None
    if (
        len(found) == 2
        and _FROM_FAR.search(line[: found[0].start()])
        and _UNTIL_FAR.search(line[found[0].end() : found[1].start()])
    ):
        (low, youngest), (high, oldest) = map(_age, found)  # « bébés dès 3 mois, enfants jusqu'à 6 ans »
        return ({"de": low, "a": high}, 0, len(line), True) if low and high and youngest <= oldest else None
    if len(found) != 1 or not (found[0]["unit"] or found[0]["birth"]):
        return None
    one, before, after = found[0], line[: found[0].start()], line[found[0].end() :]
    cue = _FROM.search(before) or _UNTIL.search(before)
    more, less = _AND_MORE.match(after), _AND_LESS.match(after)
    most = less or _UNTIL.search(before) or re.match(r"d[eu] .* a $", before)
    least = more or (not _UNTIL.search(before) and _FROM.search(before))
    name, end = "de" if least or (one["birth"] and not most) else "a" if most else "", more or less
    if not name or not (age_said := _age(one)[0]):
        return None
    rough = bool(cue and re.search(r"moins|plus de|-|\+", cue[0]))
    return {name: age_said}, cue.start() if cue else one.start(), one.end() + (end.end() if end else 0), rough


def _groups(line: str) -> dict[str, str]:
    """« de 3 à 5 ans et de 6 à 11 ans »: the ages of groups that follow each other, together; none for anything else."""
    parts = re.split(r" (?:et|[,;+./])(?: (?:[a-z]+|:))* (?=(?:de )?\d+ )", line.rstrip(". "))
    found = [one[0] for part in parts if (one := _bounds(part)) and len(one[0]) == 2]
    days = [_age(said)[1] for one in found for text in one.values() if (said := _AN_AGE.match(Pieces(text).line))]
    follow = all(0 <= low - high <= 366 for high, low in zip(days[1::2], days[2::2], strict=False))
    return {"de": found[0]["de"], "a": found[-1]["a"]} if 1 < len(found) == len(parts) and follow else {}


def ages(text: str) -> tuple[dict[str, str], str] | None:
    """Both bounds of what people say of ages, those that they say (none for « tous les âges »), and what is to be kept beside;
    None when it is none."""
    text = re.sub(r"(?<=\d)(?: ?([jm])\b(?!')|(a)\b(?! *\d))", lambda one: f" {_LETTERS[one[1] or one[2]]}", text)
    text = re.sub(r"^\s*<", "moins de ", re.sub(r"(\d+) ?(?:e|[eè]me) anniversaire", r"\1 ans", text))
    pieces, aside = Pieces(re.sub(r"\([^)]*\)?", lambda one: " " * len(one[0]), text)), " ".join(re.findall(r"\(([^)]*)", text))
    if not _AN_AGE.search(pieces.line) and aside:
        pieces, aside = Pieces(text), ""
    if who := next((said for shape, said in _WHO.items() if shape.fullmatch(pieces.line)), ""):
        return ages(who)[0], text.strip()  # type: ignore[index]
    if several := _groups(pieces.line):
        return several, text.strip()
    line = re.sub(r"^(\d\d) (?=(?:et |ou )?(?:plus|\+)$)", r"\1 an ", pieces.line)  # « 60 et plus »
    for shape, entered in () if re.search(r"\d an|mois", line) else _CLASSES.items():
        line = shape.sub(lambda one, age=entered: f"{one['to'] or ''}{age + bool(one['to'])} an", line)  # type: ignore[misc]
    if line != pieces.line:
        return (found[0], text.strip()) if (found := _bounds(line)) else None
    if not (found := _bounds(line)):
        head, sign, tail = (
            re.split(r"([,;])", text, maxsplit=1)
            if re.search(r"[,;].*\b(?:si|pour|sauf|en cas|avec)\b", text)
            else (text, "", "")
        )
        if sign and (ruled := ages(head)) and ruled[0]:  # « 3 mois à 3 ans, 5 ans pour les enfants handicapés »
            return ruled[0], " ; ".join(filter(None, [ruled[1], tail.strip()]))
        return ({}, text.strip()) if _ANYONE.search(flattened(text)) and not re.search(r"\d", text) else None
    bounds, start, end, rough = found
    if re.search(r"\bou\b", pieces.line[:start] + pieces.line[end:]) or UNSURE.search(flattened(pieces.text)):
        return None
    rest = pieces.beside((start, end))
    if re.fullmatch(r"(?:(?:de|des|pour|les|aux?|enfants?|bebes?|agee?s?|jeunes|tout petits)\s*)+", flattened(rest)):
        rest = ""
    return bounds, text.strip() if rough else " ".join(filter(None, [rest, aside]))
