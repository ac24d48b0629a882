"""Days and hours as people say them → as the fields have them: « lun-ven 7h30-18h30, sauf mercredi », « 8h à midi ».

A text is cut into what it is made of (days, hours, « sauf », « fermé »…), which is then read in its order. What says no hour is a
note; what says more than an ordinary week (« un samedi sur deux ») is a note too, never an hour; what is left with a figure in it
is not understood, and nothing of the text is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ctg.common.phrases import DAYS
from ctg.reading.spoken import pieces
from ctg.reading.spoken.dates import NUMBER, in_figures

# --- clauses ---------------------------------------------------------------------------------------


@dataclass
class _Reader:
    """Reads the pieces of a text in their order: days wait for their hours, or hours for their days."""

    text: str
    tokens: list[pieces.Token]
    at: int = 0
    week: dict[int, pieces.Day] = field(default_factory=dict)
    days: list[int] = field(default_factory=list)
    """Those that were named last."""
    waiting: bool = False
    """Whether they have no hours yet."""
    hours: pieces.Day = field(default_factory=list)
    """Those that have no days yet."""
    last: pieces.Day = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    school: bool = False
    ranged: set[int] = field(default_factory=set)
    """The days whose hours were said of several together."""
    named_at: int = 0
    """Where the days that were named last begin in the text."""

    def kind(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead].kind if self.at + ahead < len(self.tokens) else ""

    def word(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead].text if self.at + ahead < len(self.tokens) else ""

    def read(self) -> None:
        """Raises :class:`NotAWeek`."""
        ways = {"time": self._times, "round": self._times, "moment": self._moment, "closed": self._closed, "except": self._except,
                "same": self._same, "lunch": self._lunch, "holidays": self._holidays, "often": self._aside, "word": self._aside,
                "to": self._aside}  # fmt: skip
        while self.at < len(self.tokens):
            kind = self.kind()
            if kind in NAMES:
                self._named()
            elif kind == "sign" or self.word() in {"-", "→", "->", ">"}:
                self.at += 1
            else:
                ways[kind]()
        if self.hours and not self.week and pieces.in_words(self.hours) and not self.days:
            self.notes, self.hours = [self.text.strip()], []  # « le matin », of no day
        elif self.waiting and not self.week and not self.notes and not self.hours:
            self._give(self.days, ["oui"])  # it opens on these days, at hours to be asked
        elif self.hours or self.waiting or (self.week and any(map(pieces.DOUBT.search, map(pieces.flattened, self.notes)))):
            raise pieces.NotAWeek

    # --- days ------------------------------------------------------------------------------------

    def _day_list(self) -> list[int]:
        """« lundi, mardi et jeudi », « du lundi au vendredi »: the days from here on."""
        found: list[int] = []
        self.named_at = self.tokens[self.at].start
        while self.kind() in NAMES:
            here, dashed = self._one_name(), []
            while self.kind() == "to" and self.kind(1) == "day" and len(here) == 1:
                self.at += 1
                dashed += self._one_name()
            if len(dashed) == 1:
                here = [(here[0] + n) % 7 for n in range((dashed[0] - here[0]) % 7 + 1)]
            found += here + dashed  # « lundi-mardi-jeudi » is a list
            joined = self.kind() == "sign" and self.word() in {",", "/", "et"}
            if joined and self.kind(1) in NAMES:
                self.at += 1
        return list(dict.fromkeys(found))

    def _one_name(self) -> list[int]:
        one = self.tokens[self.at]
        self.at += 1
        if one.kind == "all" and self.kind() in NAMES:  # « tous les jours du lundi au vendredi »
            return []
        if one.kind == "day":
            name = one.text.rstrip(".")
            return [pieces.ABBREVIATIONS[name if name in pieces.ABBREVIATIONS else name.rstrip("s")]]
        if one.kind == "letters":
            signs = re.sub(r"\W", "", one.text)
            return [n for n in NAMES["letters"] if n != 2 or "mm" in signs][: len(signs)]
        return NAMES[one.kind]

    def _named(self) -> None:
        days = self._day_list()
        if self.hours:
            self._give(days, self.hours)
            self.hours = []
            self.days, self.waiting = days, False
        elif self.waiting and self.days:
            raise pieces.NotAWeek
        else:
            self.days, self.waiting = days, True

    def _give(self, days: list[int], hours: pieces.Day) -> None:
        """These hours to these days. What a day alone says wins over what several had, when both cannot be true."""
        for day in days:
            before = self.week.get(day)
            if before is None:
                self.week[day] = list(hours)
            elif not before or not hours or day in self.ranged:
                if day not in self.ranged or len(days) > 1 or not hours or not pieces.meet(before, hours):
                    raise pieces.NotAWeek
                self.week[day] = list(hours)
                self.ranged.discard(day)
            elif len(days) > 1 or pieces.meet(before, hours):
                raise pieces.NotAWeek
            else:
                self.week[day] = [*before, *hours]
        self.ranged |= set(days) if len(days) > 1 else set()
        self.last = hours or self.last

    # --- hours -----------------------------------------------------------------------------------

    def _times(self, within: tuple[int, int] = (0, pieces.MIDNIGHT)) -> None:
        hours = self._span_list()
        if not all(within[0] <= one[0] and one[1] <= within[1] for one in hours):
            raise pieces.NotAWeek
        if self.waiting:
            self._give(self.days, hours)
            self.waiting = False
        elif not (self.days and self.week and self._of_last(hours)):
            self.hours += hours

    def _of_last(self, hours: pieces.Day) -> bool:
        """« lundi matin 9h-12h, après-midi 14h-17h »: more hours of the same days, unless other days come next."""
        if self.kind() in NAMES or any(pieces.meet(self.week[day], hours) for day in self.days if day in self.week):
            return False
        for day in self.days:
            self.week[day] = [*self.week[day], *hours]
        return True

    def _span_list(self) -> pieces.Day:
        """The openings from here on, two times each. Raises :class:`NotAWeek`."""
        if self.kind() == "round":
            self.at += 1
            return [(0, pieces.MIDNIGHT)]
        times, before = [pieces.minutes_of(self.word())], []
        self.at += 1
        while True:
            signs, ahead = "", 0
            while self.kind(ahead) in {"to", "sign"} and self.word(ahead) not in ";|\n()":
                signs, ahead = signs + self.word(ahead), ahead + 1
            if self.kind(ahead) != "time":
                break
            self.at += ahead + 1
            times.append(pieces.minutes_of(self.tokens[self.at - 1].text))
            before.append(signs)
        inside, between = before[::2], before[1::2]
        if len(times) % 2 or any(set(sign) & {",", "t", "u"} - set("aujsq'") or sign in {"et", "ou"} for sign in inside):
            raise pieces.NotAWeek
        if "ou" in between or any(start >= end for start, end in pairwise(times)):
            raise pieces.NotAWeek
        return list(zip(times[::2], times[1::2], strict=True))

    def _moment(self) -> None:
        """A half-day: alone, or before its hours, which then must be of it."""
        word = next(moment for sign, moment in pieces.MOMENTS.items() if sign in self.word())
        self.at += 1
        if self.kind() == "sign" and self.word() == "/":
            self.at += 1
        if self.kind() == "time":
            self._times(pieces.HALVES[word])
        elif word == "soir":
            raise pieces.NotAWeek
        elif self.waiting:
            self._give(self.days, [word])
            self.waiting = False
        elif self.hours or (self.days and any(self.week.get(day) for day in self.days) and self.kind() not in NAMES):
            return  # « 9h-12h le matin »
        else:
            self.hours.append(word)

    # --- but -------------------------------------------------------------------------------------

    def _closed(self) -> None:
        self.at += 1
        if self.kind() == "lunch":
            self._lunch()
        elif self.waiting:
            self._give(self.days, [])
            self.waiting = False
        elif self.kind() in NAMES:
            days = self._day_list()
            if self.kind() in {"moment", "time"}:
                raise pieces.NotAWeek  # closed a part of the day
            for day in days:
                if self.week.get(day) and day not in self.ranged:
                    raise pieces.NotAWeek
                self.week[day] = []
        elif self.kind() == "holidays" or not self.kind():
            raise pieces.NotAWeek
        else:
            self._aside(1)

    def _except(self) -> None:
        self.at += 1
        if self.kind() not in NAMES:
            self._aside(1)
            return
        out = self._day_list()
        if self.waiting:
            self.days = [day for day in self.days if day not in out]
            return
        for day in out:
            if day not in self.week and not self.hours:
                raise pieces.NotAWeek
            self.week[day] = []
            self.ranged.discard(day)
        if self.kind() in {"time", "moment"}:
            if pieces.in_words(one for hours in self.week.values() for one in hours):
                raise pieces.NotAWeek  # « les après-midi sauf mercredi 14h-18h »: whose hours?
            for day in out:
                del self.week[day]
            self.days, self.waiting = out, True

    def _same(self) -> None:
        self.at += 1
        if not self.last or not self.waiting:
            raise pieces.NotAWeek
        self._give(self.days, self.last)
        self.waiting = False

    def _lunch(self) -> None:
        """« fermé entre midi et deux »: out of what opens across it."""
        self.at += 1
        for day, hours in self.week.items():
            self.week[day] = [part for one in hours for part in pieces.without_lunch(one)]

    def _holidays(self) -> None:
        self.school, self.at = True, self.at + 1

    # --- notes -----------------------------------------------------------------------------------

    def _aside(self, back: int = 0) -> None:
        """What no table holds, up to the next piece that one holds; « un samedi sur deux 10h-12h » with its days and hours."""
        start, often = self.at - back, False
        while self.at < len(self.tokens) and self.word() not in {";", "|", "\n", ")"}:
            often = often or self.kind() == "often"
            ends = {*NAMES, "time", "closed"} | ({"moment"} if self.kind(1) == "time" else set())
            if self.kind() in ends and self.at > start + back and not often:
                break
            if often and self.word() == "," and self.kind(1) in NAMES:
                break
            self.at += 1
        first = self._back_to_days(start, often)
        said = self.text[first : self.tokens[self.at - 1].end].strip(" ,(")
        if not often and (
            re.search(r"\d", said) or (pieces.VAGUE.search(pieces.flattened(said)) and re.search(r"\d", self.text[first:]))
        ):
            raise pieces.NotAWeek
        if often and (article := re.search(r"\b(?:un|une|le|les|\d+)\s+$", pieces.flattened(self.text[:first]))):
            said = f"{self.text[article.start() : first].strip()} {said}"
        self.notes.append(re.sub(r"\s+(?:et|ou|le|de|du)$", "", said))

    def _back_to_days(self, start: int, often: bool) -> int:
        """Where a note begins: with the days that it is of, when they have no hours but its own."""
        alone = not start or self.tokens[start - 1].kind == "sign"
        if self.waiting:
            self.waiting = False
        elif often and self.days and not alone:  # « samedi 10h-12h une fois par mois » is not every Saturday
            for day in self.days:
                self.week.pop(day, None)
        else:
            return self.tokens[start].start
        article = re.search(r"\b(?:le|les|du|un|une|\d+)\s+$", pieces.flattened(self.text[: self.named_at]))
        return article.start() if article else self.named_at


NAMES = {
    "all": [*range(7)],
    "working": [*range(5)],
    "weekend": [5, 6],
    "letters": [*range(7)],
    "initials": [*range(5)],
    "day": [],
}
"""What names days; some name several."""


# --- what is asked ---------------------------------------------------------------------------------


_BESIDE = re.compile(
    r"\(\s*(?:(?:jusqu'|ferm\w+ )a )?(\d{1,2} ?[h:](?: ?\d\d)?)\s+(?:le |les )?([a-z]+(?:\s*(?:,|et)\s*[a-z]+)*)\s*\)"
)
_SPELT = ((r"\br\.?\s?d\.?\s?v\.?(?=\W|$)", "rendez-vous"), (r"\b[Rr]endez vous\b", "rendez-vous"))


_CLOCK = re.compile(
    rf"\b({NUMBER})\s?h(?:eures?)?\b(?:\s+et (demie?|quart)\b|\s+moins (?:le )?(quart)\b"
    r"|\s+(dix|quinze|vingt|trente|quarante(?:.cinq)?|cinquante)\b)?",
    re.IGNORECASE,
)


def _in_figures(found: re.Match[str]) -> str:
    """« sept heures et demie » → « 7h30 »."""
    hour, half, less, minutes = found.groups()
    time = int(in_figures(hour)) * 60 + (30 if half and half[0] in "dD" else 15 if half else -15 if less else 0)
    return pieces.clock(time) if half or less else f"{in_figures(hour)}h{in_figures(minutes) if minutes else ''}"


def _read(text: str) -> _Reader | None:
    reader = _Reader(text, pieces.cut(text))
    try:
        reader.read()
    except (pieces.NotAWeek, KeyError):
        return None
    return reader


def opening(text: str) -> dict[str, Any] | None:
    """« lun-ven 8h-18h, mercredi sur rendez-vous » → each day as a file has it, « note », « semaines »; None when the text says
    figures that are not understood, or the same day twice.
    """
    said = _CLOCK.sub(_in_figures, text)
    beside = _BESIDE.search(pieces.flattened(re.sub("[’`]", "'", said)))  # « 8h-17h30 (16h30 le vendredi) »
    reader = _read(said[: beside.start()] + said[beside.end() :] if beside else said)
    sooner = _read(f"{beside[2]} 0h-{beside[1]}") if beside else None
    if not reader or (beside and not sooner):
        return None
    for day, [(_, end)] in sooner.week.items() if sooner else ():
        *hours, last = reader.week.get(day) or [""]
        if isinstance(last, str) or last[0] >= end:
            return None
        reader.week[day] = [*hours, (last[0], end)]
    week = pieces.as_written(reader.week)
    note = " ; ".join(filter(None, reader.notes)) if week else text.strip()
    for shape, instead in _SPELT:
        note = re.sub(shape, instead, note, flags=re.IGNORECASE)
    return week | ({"note": note} if note else {}) | ({"semaines": [{"pendant": "vacances"}]} if reader.school and week else {})


def week(text: str, days: str = "") -> dict[str, Any]:
    """« lundi 9h-12h, du mardi au vendredi de 14h à 17h » → each day with its hours; empty when anything else is said.

    ``days``: the days of hours that stand apart from them.
    """
    found = opening(f"{days} {text}".strip()) or {}
    return found if found.keys() <= {*DAYS} and "oui" not in found.values() else {}


def hours(text: str) -> Iterator[str | list[str]]:
    """The openings of a day, a half-day, « fermé », and nothing else; « 9-12h »: one sign is enough for both times."""
    said = re.sub(r"^\s*(?:l[ea]\s+|l['’])", "", text)
    found = opening(f"lundi {said}") or {}
    if found.keys() == {"lundi"} and not any(one.kind in NAMES for one in pieces.cut(said)):
        yield found["lundi"]


_ON_REQUEST = r"\b(?:rdv|rendez[- ]vous)\b"


def restricted(text: str) -> bool:
    """Does the text say hours with words that no plain opening holds? « 14h-18h sauf vacances », « 2 samedis par mois »."""
    tokens = pieces.cut(text)
    more = {one.kind for one in tokens} - {"time", "to", "sign", "moment"}
    try:
        times = [pieces.minutes_of(one.text) for one in tokens if one.kind == "time"]
    except pieces.NotAWeek:
        return False
    said = (more and len(times) > 1 and all(a < b for a, b in pairwise(times))) or re.search(_ON_REQUEST, text, re.IGNORECASE)
    closed = re.match(r"\s*(?:ferm|pas\b|aucun|sans\b)", text, re.IGNORECASE)
    return bool(said) and not closed and not next(hours(text), None)
