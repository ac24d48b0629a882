"""Closures and ages as people say them → as the fields have them.

A closure: the pieces of a text (``days.read``) are a sentence of kinds, « from day to day comma back day », where each rule of
:data:`_RULES` is a way to tell days; then days that have no year are given one, and every piece that no rule took is judged: it
is kept beside, or it makes the whole unsure (:data:`_WHOLE`), and nothing is understood."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ctg.reading.spoken.corrections import once_corrected, sentences
from ctg.reading.spoken.days import DATED, DROPPED, Day, DayPiece, beside, read
from ctg.reading.spoken.tokens import LEXICON, UNSURE, YEARLY, Pieces, flattened

# --- closures --------------------------------------------------------------------------------------

_DAY = "(?:day|feast|today) "
_EDGE = "(?:evening |morning )?"
_AGAIN = r"(?:(?:comma|open|and) )*back (?:(?:word|colon|morning|half|evening) ){,4}(?:since |from )?"
_RULES = {name: re.compile(shape) for name, shape in {
    # « le 30 juillet au soir, reprise le 23 août »
    "back": rf"(?:(?:shuts|since|from|last(?: colon)?|evening) )*(?P<first>{_DAY}){_EDGE}(?:colon |to )?{_AGAIN}(?P<last>{_DAY})"
            "(?:morning )?(?:close )?",
    # « Noël : » du 24 au 31 décembre
    "label": rf"shift (?:from )?{_DAY}(?=colon )"
             "|(?:from )?(?:(?:feast|lasting) )+(?=(?:colon|open|from|since|between|day|comma (?:from|between)) )",
    # « du 2 au 20 août », « entre le 2 et le 20 août »
    "range": rf"(?:(?:weekof|shuts|since|from) )*(?P<first>{_DAY}){_EDGE}(?:comma )?(?:to {_DAY})*?"
             rf"to (?P<last>{_DAY})(?!to ){_EDGE}",
    "between": rf"between (?P<first>{_DAY}){_EDGE}and (?P<last>{_DAY}){_EDGE}",
    # « du 26 juillet à fin août »
    "month_end": rf"(?:(?:shuts|since|from) )*(?P<first>{_DAY})(?:comma )?to (?P<last>monthend )",
    # « du 2 août pendant 3 semaines », « 3 semaines à partir du 2 août »
    "for": rf"(?:shuts )*(?:from (?P<first>{_DAY})|since (?P<from>{_DAY})(?:comma |and )?)(?:open )?(?P<count>count )(?:close )?",
    "since": rf"(?P<count>count )(?:(?:word|season|comma) ){{,3}}since (?P<first>{_DAY})",
    "week": rf"weekof (?P<first>{_DAY})",
    "lasting": "(?P<first>lasting )",
    "month": "(?P<first>month )(?=comma |and |colon $|(?:word )*$)",
    "open": rf"(?:shuts )?(?:since|from) (?P<first>{_DAY}){_EDGE}",
    "day": rf"(?:shuts )?(?P<first>{_DAY})(?:weekday )?",
}.items()}  # fmt: skip
"""Ways to tell days, by the kinds of pieces, the first that fits."""
_RESUMED = re.compile(rf"(?:word )*{_AGAIN}(?:(?P<again>{_DAY})|weekday )?(?:(?:morning|half|evening) )*(?:close )?")
"""What may follow: when it opens again."""
_SIGNS = {"season": "t", "count": "n", "month": "n", "year": "y", "comma": ",", "and": "&", "open": "(",
          **dict.fromkeys(("word", "kept", "colon", "close", "shuts", "workweek"), "")}  # fmt: skip
_WHOLE = re.compile(r"(?:(?:[tny]*\(?[tny]*(?:P[tny]*(?:\([ny]*)?|D[ty]*)+|[tny]+(?=,[tny]*P)|)(?:[,&]|$))+|[tny]*P[tny]*,t+,?")
"""A sentence whose parts, between signs, all tell days (P several, D one), or name those told beside: nothing else is in it."""
_NOT_CLOSED = re.compile(LEXICON.any_of("pas_ferme"))


class ToldPeriod(NamedTuple):
    """First and last days that are told, the rule that found them, which pieces of a sentence say them."""

    rule: str
    first: Day
    last: Day
    start: int
    end: int
    shift: tuple[int, int] = (0, 0)
    """(1, -1): still open on the first day, open again on the last one."""
    again: Day | None = None
    """The day when it opens again, said besides."""
    from_today: bool = False
    """Whether its year is that of no text."""

    def of(self, year: int) -> "ToldPeriod":
        """In that year, which its end may leave."""
        last = self.last._replace(year=year + (self.last[1:3] < self.first[1:3]))
        return self._replace(first=self.first._replace(year=year), last=last)

    def ends(self) -> tuple[Day, Day] | None:
        """Its days; None when one does not exist, is another day of the week, comes before the first, or after it opens again."""
        if not self.first.iso() or not self.last.iso():
            return None
        first, last = (day.moved(by) if by else day for day, by in zip((self.first, self.last), self.shift, strict=True))
        end = last._replace(year=last.year or 2001, weekday=-1)
        weekday = self.again.weekday if self.again and last.year else -1
        again = self.again and self.again._replace(year=end.year + (self.again[1:3] < last[1:3]), weekday=weekday)
        if again and not end.iso() < again.iso() < end.moved(15).iso():
            return None
        backwards = first.iso() > last.iso() and (first.year or first.month == last.month)
        return None if backwards else (first, last)


def _sentence(said: list[DayPiece]) -> tuple[list[ToldPeriod], str]:
    """The periods in their order, and the signs of the whole, as :data:`_WHOLE` reads them."""
    at, signs, kinds = 0, "", [f"{one.kind} " for one in said]
    periods: list[ToldPeriod] = []
    while at < len(said):
        rest = "".join(kinds[at:])
        fit = ((name, one) for name, rule in _RULES.items() if (one := rule.match(rest)))
        found = next((period for name, one in fit if (period := _found(name, one, said, at))), None)
        odd = said[at].kind == "word" and not re.search(r"\w", said[at].said) and 0 < at < len(said) - 1
        at, signs = (found.end, signs) if found else (at + 1, signs + ("x" if odd else _SIGNS.get(said[at].kind, "x")))
        if found and found.rule != "label":
            more = _RESUMED.match("".join(kinds[at:])) if found.rule != "back" else None
            again = said[at + more.string[: more.start("again")].count(" ")].days[0] if more and more["again"] else None
            days = said[found.start].days if found.rule == "lasting" else (found.first, found.last)  # « semaines 8, 16 et 31 »
            periods += [found._replace(first=a, last=b, again=again) for a, b in zip(days[::2], days[1::2], strict=True)]
            signs += "D" if found.first == found.last else "P"
            at += more[0].count(" ") if more else 0
    return periods, signs


def _found(rule: str, one: re.Match[str], said: list[DayPiece], at: int) -> ToldPeriod | None:
    """What a rule found; None when it only seemed to; « unsure » when it may mean something else."""
    end = at + one[0].count(" ")
    part = {name: said[at + one.string[: one.start(name)].count(" ")] for name, text in one.groupdict().items() if text}
    first = part.get("first") or part.get("from")
    last = part.get("last") or first
    after = at and said[at - 1].kind in {*DATED, "close"}
    if not first or not last or (rule in {"day", "lasting"} and first.kind != "day" and after):  # « 24 décembre, veille de Noël »
        return ToldPeriod("label", Day(0), Day(0), at, end)
    if not first.days or (rule == "month" and not _is_whole(said, at)):
        return None
    kinds, middle = [piece.kind for piece in said[at:end]], said.index(last) - at
    head, tail = kinds[: middle if last is not first else None], kinds[middle + 1 :]
    shift = (int(bool({"evening", "last"} & {*head})), -("morning" in tail or rule == "back"))
    derived = any(piece.kind in {"feast", "today", "lasting"} and "20" not in piece.said for piece in said[at:end])
    period = ToldPeriod(rule, first.days[0], (last.days or first.days)[-1], at, end, shift, from_today=derived)
    count = re.match(r"(\d+) (semaine|jour)", part["count"].said) if "count" in part else None
    if rule in {"for", "since"}:
        days = int(count[1]) * (7 if count[2] == "semaine" else 1) if count and period.first.iso() else 0
        return period._replace(last=period.first.moved(days - 1)) if days else None
    monday = period.first._replace(weekday=0)
    if rule == "week" and monday.iso():
        period = period._replace(first=monday, last=monday.moved(6 - 2 * ("workweek" in {piece.kind for piece in said})))
    if rule == "month_end":
        named_month = re.search(r"M(\d+)(?: (\d+))?", last.said)
        day = Day(int(named_month[2] or period.first.year), int(named_month[1])) if named_month else period.first
        period = period._replace(last=day._replace(weekday=-1).to_end())
    listed = [piece.days[0] for piece in said[at:end] if piece.kind in DATED] if rule == "range" else []
    unsure = not all(a.iso() and a.moved(1)[:3] == b[:3] for a, b in pairwise(listed) if len(listed) > 2)  # « 6-7-8 mai »
    named = kinds[-1] == "weekday" and period.first._replace(weekday=int(said[end - 1].said[1]))
    unsure |= (rule == "week" and not monday.iso()) or bool(named and not (named.year and named.iso()))
    unsure |= period.first[:2] == (0, period.last.month) and bool(period.last.year) and period.first.day > period.last.day
    on_monday = monday.iso() and (monday.year or period.first.weekday == 0)  # a place that then closes does so for the week
    unsure |= rule == "back" and "shuts" in head and not (shift[0] or on_monday or {"from", "since"} & {*head})
    return period._replace(rule="unsure") if unsure else period


def _is_whole(said: list[DayPiece], at: int) -> bool:
    """Whether a month is told as a whole: « tout le mois d'août », « août 2027 » in a list, « fermé en août »."""
    before, others = said[at - 1].kind if at else "", {one.kind for one in said}
    reason = len(said) > at + 1 and said[at + 1].kind == "word" and said[at].said[:4] != "tout"  # « août : travaux »
    alone = before in {"", "colon", "shuts"} and others <= {"month", "word", "season", "colon", "comma", "shuts"}
    told = said[at].days[0].year or re.match("tout|.*mois ", said[at].said)
    return not reason and (alone or (before in {"", "comma", "and", "colon"} and bool(told)))


def _years(periods: list[ToldPeriod], said: list[DayPiece], today: dt.date | None, ahead_of: bool) -> list[ToldPeriod]:
    """Gives periods the year that the text says apart, else that of the one before, else of the one after; then, with ``today``,
    the one that a day of the week tells, or the coming one (``ahead_of``: « l'été prochain »). None when two years are as likely:
    « 26 mars 2027 et 26 décembre »."""
    found: list[ToldPeriod] = []
    apart = [one for n, one in enumerate(said) if one.kind == "year" or (one.kind in {"month", "feast"} and "20" in one.said)]
    apart = [one for one in apart if not any(one in said[it.start : it.end] for it in periods)]
    for one in periods:
        one = one.of(one.last.year - (one.first[1:3] > one.last[1:3])) if one.last.year and not one.first.year else one
        one = one.of(one.first.year) if one.first.year and not one.last.year else one
        last = found[-1] if found and found[-1].first.year and not found[-1].from_today else None
        titles = [it.days for it in apart if it.start < said[one.start].start]
        if one.rule == "open" and today and not (found or titles or one.first.year):  # « depuis le 14 avril » is past
            past, later = "depuis" in {it.said for it in said[one.start : one.end]}, one.first[1:3] > (today.month, today.day)
            one = one.of(today.year - (past and later) + (not past and one.first.month + 6 < today.month))
        new = titles and (not found or apart[len(titles) - 1].start > said[found[-1].start].start)
        if not one.first.year and titles and len({day.year for day in titles[-1]}) > 1:  # « 2026-2027 », of school
            one = one.of(titles[-1][one.first.month < 9].year)
        elif not one.first.year and new:
            one = one.of(titles[-1][0].year)
        elif not one.first.year and last:
            one = one.of(last.last.year + (one.first.month == 1 and last.last.month == 12))
            if today and not apart and not one.last.iso() >= today.isoformat() > one.of(one.first.year - 1).last.iso():
                return []
        found.append(one)
    ahead = [it.days[0].year for it in apart if it.start > said[periods[-1].start].start]
    year, limit = ahead[0] if len(ahead) == 1 else 0, (13, 0)
    for n, one in reversed([*enumerate(found)]):
        if year and not one.first.year:
            one = one.of(year - (one.first[1:3] > limit))
            gone = today and not ahead and one.last.iso() < today.isoformat()
            found[n] = one.of(one.first.year + 1) if gone else one  # « été : 31/7 au 23/8, hiver : 24/12 au 2/1/2027 »
        if found[n].first.year and not one.from_today:
            year, limit = found[n].first.year, one.first[1:3]
    undated = not today and any(one.rule == "week" and not one.first.year for one in found)  # a Monday of which year?
    return [] if undated else _coming(found, today, ahead_of) if today else found


def _coming(periods: list[ToldPeriod], today: dt.date, dated: bool) -> list[ToldPeriod]:
    """With the year that a day of the week tells; when one has its year from today, the others are the coming ones. None when a
    day of the week is of no year."""
    found: list[ToldPeriod] = []
    weekdays = [not one.first.year and max(one.first.weekday, one.last.weekday) >= 0 for one in periods]
    dated = dated or any(weekdays) or any(one.from_today and one.first.year for one in periods)
    for one, told in zip(periods, weekdays, strict=True):
        years = [it for n in (-1, 0, 1) if (it := one.of(today.year + n)).first.iso() and it.last.iso()]
        fit = [it for it in years if it.last.iso() >= today.isoformat()] or [it for it in years if it.first.year == today.year]
        if told and not fit:
            return []
        found.append(fit[0] if fit and dated and not one.first.year else one)
    backwards = any(one.first.iso() > other.first.iso() and one.first[1:3] < other.first[1:3] for one, other in pairwise(found))
    return [] if backwards and any(weekdays) else found  # « les vendredis 24 et 31 décembre »


def _rows(ends: list[tuple[Day, Day]]) -> list[dict[str, str]]:
    """As the field has them; what follows at once, « les 6, 7 et 8 mai », is one closure."""
    found: list[tuple[Day, Day]] = []
    for first, last in ends:
        follows = found and found[-1][1].moved(1)[:3] == first[:3]
        found[-1:] = [(found[-1][0], last)] if follows else [*found[-1:], (first, last)]
    return [{"du": a} | ({"au": b} if b != a else {}) for a, b in dict.fromkeys((a.iso(), b.iso()) for a, b in found)]


def _periods(text: str, today: dt.date | None = None) -> tuple[list[dict[str, str]], str]:
    """Each period of a text, and what it says beside; none when a part of it is not understood."""
    found = read((pieces := Pieces(text)).line, today)
    ranks = [n for n, one in enumerate(found) if one.kind not in DROPPED]
    endless = {n for n, one in enumerate(found) if one.kind == "endless"}
    said = [found[n] for n in ranks]
    told, signs = _sentence(said)
    vague = any(one.rule == "month" and said[one.start].said.startswith("en ") for one in told) and "ferm" not in pieces.line
    used, months = {n for it in told for n in range(it.start, it.end)}, {day.month for it in told for day in (it.first, it.last)}
    unsure = UNSURE.search(flattened(text)) or any(one.rule == "unsure" for one in told) or not _WHOLE.fullmatch(signs)
    others = any(one.kind == "month" and n not in used and one.days[0].month not in months for n, one in enumerate(said))
    if not told or vague or unsure or others:
        return [], ""
    ends = [one.ends() for one in _years(told, said, today, not YEARLY.search(flattened(text)))]
    left = {one.kind for n, one in enumerate(said) if n not in used} | {one.kind for one in found if one.kind == "aside"}
    why = text.strip()
    if not any(said[n].kind in {"feast", "lasting"} for n in used):
        why = re.sub(r"\s*[()]+\s*", " ", beside(pieces, found, {ranks[n] for n in used} | endless)).strip()
        why = "" if left <= {"month", "year", "colon", "comma", "and", "open", "close"} else why
    rows, begun = _rows([*filter(None, ends)]) if all(ends) else [], [one for one in told if one.rule == "open"]
    if rows and (endless or begun):  # « depuis le 14 avril », « jusqu'à nouvel ordre »: of one day, the last, with its year
        told_so = endless or re.search("ferm.*depuis|depuis.*ferm", pieces.line)
        known = told_so and begun in ([], told[-1:]) and rows[-1].keys() == {"du"} and len(rows[-1]["du"]) == 10
        rows = [*rows[:-1], rows[-1] | {"au": "jusqu'à nouvel ordre"}] if known else []
    return rows, why if rows and re.search(r"\w", why) else ""


@once_corrected([])
def closures(text: str, sure: bool = True, today: dt.date | None = None) -> list[dict[str, str]]:
    """« du 2 au 20 août 2027 (congés) », « Noël : du 24/12 au 3/1 », « les 24 et 31 décembre 2026 » → first day, last day and
    reason of each closure; empty when no day is told, or with a doubt (unless ``sure`` is False). ``today``: the day from which
    « demain », « lundi de Pâques », « semaine 31 » are read; without it nor a year, they are not."""
    text = sentences(text)
    said = re.sub(r"(?m)^\s*[-–•*]\s+", "", text if sure else UNSURE.sub(lambda one: " " * len(one[0]), flattened(text)))
    told = said[one.end() :] if (one := _NOT_CLOSED.match(flattened(said))) else said
    whole, parts = _periods(told, today), [_periods(one, today) for one in re.split(r"[\n;]", told) if one.strip()]
    same = [row for rows, _ in parts for row in rows] == whole[0]  # then each has its own reason
    return [row | ({"motif": why} if why else {}) for rows, why in (parts if same else [whole]) for row in rows]


# --- ages ----------------------------------------------------------------------------------------

_HALF_ONE = r"(?:(?:et )?(?:demie?|1/2|1 / 2))"
_AN_AGE = re.compile(
    rf"(?<!\S)(?:(?P<birth>naissance|nouveau - nes?)|(?P<whole>\d+)(?: [,.] (?P<part>\d))?(?P<half> {_HALF_ONE})?"
    rf"(?: (?P<unit>an|mois|semaine|jour)(?P<more> {_HALF_ONE})?(?: (?:et )?(?P<months>\d+) mois)?)?)"
    r"(?: (?:revolus?|inclus|compris))*(?!\S)"
)
_WORDS = re.compile("|".join(rf"(?P<{name}>(?:{shape})(?!\S))" for name, shape in LEXICON.group("des_ages").items()))
_ONE = "(?:age|birth|number) "
_LEAST, _MOST = "(?:from |over |min )", "(?:until |under |max )"
_BOUNDS = [re.compile(shape) for shape in (
    # « 3 à 6 ans », « dès 3 ans et jusqu'à 6 ans », « entre 3 et 6 ans », « 3 6 ans »
    rf"(?:between |start )?{_LEAST}?(?P<de>{_ONE})(?P<tie>(?:comma )?(?:(?:and |at )?{_MOST}|to |at |and )|)(?P<a>{_ONE})",
    rf"{_LEAST}(?P<de>age |birth )(?P<far>(?:\w+ )+?){_MOST}(?P<a>age )",  # bébés dès 3 mois, enfants jusqu'à 6 ans
    "(?P<de>age )min (?:comma |and |to )?(?P<a>age )max ",
    rf"{_LEAST}(?P<de>age |birth )(?:more |min )?",
    "(?P<de>age )(?:more |min )",
    rf"(?:{_MOST}|^to )(?P<a>age )(?:less |max )?",
    "(?P<a>age )(?:less |max )",
    "(?P<de>age |birth )(?=(?:at|until) word )",  # de 3 mois à l'entrée à l'école
    "^start (?P<beside>(?:word )+)at (?P<a>age )",  # de l'entrée en CP à 12 ans
    "(?P<de>birth )",
)]  # fmt: skip
"""Ways to say both ages, or one, by the kinds of pieces, the first that fits."""
_CLASSES = {
    re.compile(rf"(?<!\S)(?P<to>(?:(?:jusqu )?(?:au|a la)|-|/) )?(?:la )?{words}(?!\S)"): int(age)
    for age, words in LEXICON.group("niveaux").items()
}
"""Classes of schools, and the age at which one enters them; it ends when one leaves them."""
_WHO = {
    re.compile(rf"(?:(?:aux?|les|pour) )*{words}(?: (?:seule|unique)ment)?"): ages for ages, words in LEXICON.group("qui").items()
}
_EACH_AGED = re.compile(r"[^()\d]*\( (?P<de>\d[^()]*) \) (?:aux?|a|jusqu \w+|[->/]) [^()]*\( (?P<a>\d[^()]*) \)")
_DAYS_IN = {"jour": 1, "semaine": 7, "mois": 30.4, "an": 365}
_ANYONE = LEXICON.words("tous_ages")
_IN_YEARS = {*range(7, 26)} - {18, 24}
"""Two numbers without their unit are years when the second is of these, or both are small and the first is 0: « 3-17 », « 0/3 »;
« 0/18 » may be in months."""


def _age(one: re.Match[str], unit: str = "") -> tuple[str, float]:
    """« 2 ans et demi » → « 30 mois », and its days; "" when no field has it. A part of a year is said in months."""
    if one["birth"] or (one["whole"] == "0" and not one["months"]):
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
    return (_age(one)[0] or None) if (one := _AN_AGE.fullmatch(said)) else None


def _cut(line: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The pieces of a line, each with its kind, without the small words."""
    at = 0
    while one := _AN_AGE.match(line, at) or _WORDS.match(line, at):
        kind = str(one.lastgroup) if one.re is _WORDS else "birth" if one["birth"] else "age" if one["unit"] else "number"
        kind = "start" if not at and one[0] in {"de", "du"} else kind
        yield from [(kind, one)] if kind != "of" else ()
        at = one.end() + 1


def _bounds(line: str) -> tuple[dict[str, str], int, int, bool] | None:
    """Both bounds of a line, or one, and where; whether it says « less than » or « more than » them."""
    said = [*_cut(line)]
    kinds = "".join(f"{kind} " for kind, _ in said)
    for found in filter(None, (rule.search(kinds) for rule in _BOUNDS)):
        beside = found.end("beside") if "beside" in found.groupdict() else found.start()
        start, end = (kinds[:at].count(" ") for at in (beside, found.end()))
        part = {name: said[kinds[: found.start(name)].count(" ")][1] for name in ("de", "a") if found.groupdict().get(name)}
        left = "".join(f"{kind} " for kind, _ in (*said[:start], ("number", None), *said[end:]))
        if re.search(rf"age |birth |number (?:to|at|until) {_ONE}", left) or not _agree(line, found, part):
            continue
        unit = part["a"]["unit"] if "a" in part else None
        ages = {name: _age(one, unit or "an") for name, one in part.items()}
        rough = re.search("over |under |^to ", found[0]) or "far" in found.groupdict()
        if all(text for text, _ in ages.values()) and [*ages.values()] == sorted(ages.values(), key=lambda one: one[1]):
            return {name: text for name, (text, _) in ages.items()}, said[start][1].start(), said[end - 1][1].end(), bool(rough)
    return None


def _agree(line: str, found: re.Match[str], part: dict[str, re.Match[str]]) -> bool:
    """Whether two numbers that stand together are ages: their tie and their unit say so."""
    if (tie := found.groupdict().get("tie")) is None:
        return True
    first, last = part["de"], part["a"]
    top, bare = int(last["whole"] or 0), not (first["unit"] or first["birth"])
    in_years = bare and (top in _IN_YEARS or (top < 7 if first["whole"] == "0" else top == 18))
    apart = line[first.end() : last.start()] != " " or not last["unit"] or first["unit"] == last["unit"]
    told = tie if tie != "and " else "between" in found[0]
    return bool((told or not (tie or apart or (bare and int(first["whole"]) + 1 >= top))) and (last["unit"] or in_years))


def _groups(line: str) -> dict[str, str]:
    """« de 3 à 5 ans et de 6 à 11 ans »: the ages of groups that follow each other, together; none for anything else."""
    signs = next((one for one in ("et|[,;+.]", "/") if re.search(rf"\d .* (?:{one}) .*\d", line)), "/")
    parts = re.split(rf" (?:{signs})(?: (?:[a-z]+|:))* (?=(?:de )?\d+ )", line.rstrip(". "))
    found = [one[0] for part in parts if (one := _bounds(part)) and len(one[0]) == 2]
    days = [_age(said)[1] for one in found for text in one.values() if (said := _AN_AGE.match(Pieces(text).line))]
    follow = all(0 <= low - high <= 366 for high, low in zip(days[1::2], days[2::2], strict=False))
    return {"de": found[0]["de"], "a": found[-1]["a"]} if 1 < len(found) == len(parts) and follow else {}


@once_corrected(None)
def ages(text: str) -> tuple[dict[str, str], str] | None:
    """Both bounds of what people say of ages, those that they say (none for « tous les âges »), and what is to be kept beside;
    None when it is none."""
    text = LEXICON.rewritten("des_ages_dits", text)
    pieces, aside = Pieces(re.sub(r"\([^)]*\)?", lambda one: " " * len(one[0]), text)), " ".join(re.findall(r"\(([^)]*)", text))
    if not _AN_AGE.search(pieces.line) and aside:
        pieces, aside = Pieces(text), ""
    if (each := _EACH_AGED.fullmatch(Pieces(text).line)) and (both := _bounds(f"{each['de']} a {each['a']}")):
        return both[0], text.strip()
    if who := next((said for shape, said in _WHO.items() if shape.fullmatch(pieces.line)), ""):
        return ages(who)[0], text.strip()  # type: ignore[index]
    if several := _groups(pieces.line):
        return several, text.strip()
    line = re.sub(r"(?:^|.*[a-z] )(\d\d) (?=(?:et |ou )?(?:plus|\+)$)", r"\1 an ", pieces.line)  # « 60 et plus »
    for shape, entered in () if re.search(r"\d an|mois", line) else _CLASSES.items():
        line = shape.sub(lambda one, age=entered: f"{one['to'] or ''}{age + bool(one['to'])} an", line)  # type: ignore[misc]
    if line != pieces.line:
        return (found[0], text.strip()) if (found := _bounds(line)) else None
    if not (found := _bounds(line)):
        case = re.match(r"([^,;]*)[,;](.*\b(?:si|pour|sauf|en cas|avec)\b.*)", text)
        if case and (ruled := ages(case[1])) and ruled[0]:  # « 3 mois à 3 ans, 5 ans pour les enfants handicapés »
            return ruled[0], " ; ".join(filter(None, [ruled[1], case[2].strip()]))
        return ({}, text.strip()) if _ANYONE.search(flattened(text)) and not re.search(r"\d", text) else None
    bounds, start, end, rough = found
    if re.search(r"\bou\b(?! (?:non|pas)\b)", pieces.line[:start] + pieces.line[end:]) or UNSURE.search(flattened(pieces.text)):
        return None
    rest = pieces.beside((start, end))
    if re.fullmatch(r"(?:(?:de|des|pour|les|aux?|enfants?|bebes?|agee?s?|jeunes|tout petits)\s*)+", flattened(rest)):
        rest = ""
    return bounds, text.strip() if rough else " ".join(filter(None, [rest, aside]))
