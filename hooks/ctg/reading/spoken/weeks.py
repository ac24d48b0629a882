"""Days and hours as people say them → as the fields have them: « lun-ven 7h30-18h30, sauf mercredi », « 8h à midi ».

A text makes statements, each some days and their hours, in either order. What says more than an ordinary week (« un samedi sur
deux », « 1er lundi du mois ») is a note, never an hour; a word that is not known is kept in the note; an hour that belongs to no
statement makes the text not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from ctg.common.phrases import DAYS
from ctg.reading.spoken import items
from ctg.reading.spoken.items import NAMES, Item, NotAWeek, Openings
from ctg.reading.spoken.tokens import Pieces


@dataclass
class _Statement:
    """Some days, their hours, and what is said of them."""

    start: int
    end: int
    days: list[int] = field(default_factory=list)
    hours: Openings = field(default_factory=list)
    edge: tuple[int, str] | None = None
    """One time alone, and what was said before it: « dès », « jusqu'à »."""
    closed: bool = False
    same: str = ""
    """« idem », and the day, the half-day that it is like."""
    half: bool = False
    """Whether its hours are said to be those of a half-day."""
    but: list[tuple[int, str]] = field(default_factory=list)
    """Days that lack a half-day of its hours."""
    named: tuple[int, int] = (0, 0)
    """Where its days are said."""
    apart: bool = False
    """Whether a sign parts it from what stands before."""
    unsure: bool = False
    """Whether it is of a part of the year, or only about."""
    rare: bool = False
    notes: list[tuple[int, int]] = field(default_factory=list)

    @property
    def told(self) -> bool:
        return bool(self.hours or self.edge or self.closed or self.same)


@dataclass
class _Reader:
    """Reads the items of a text in their order, and makes the week of its statements."""

    pieces: Pieces
    items: list[Item]
    known: dict[int, Openings] = field(default_factory=dict)
    """The week so far, which a text may change a part of."""
    at: int = 0
    said: list[_Statement] = field(default_factory=list)
    week: dict[int, Openings] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    school: bool = False
    ranged: set[int] = field(default_factory=set)
    """The days whose hours were said of several together."""
    hours_first: bool | None = None
    cue: str = ""
    out: bool = False
    """Whether what comes is left out: after « sauf », « fermé »."""
    at_out: int = 0
    """Where that is said."""

    def kind(self, ahead: int = 0) -> str:
        return self.items[self.at + ahead].kind if 0 <= self.at + ahead < len(self.items) else ""

    def value(self, ahead: int = 0) -> Any:
        return self.items[self.at + ahead].value if 0 <= self.at + ahead < len(self.items) else ""

    def past(self, *kinds: str, signs: str = "", start: int = 0) -> int:
        """How far the next item is that is of no such kind, and none of these signs."""
        while self.kind(start) in kinds or (self.kind(start) == "sign" and self.value(start) in signs.split()):
            start += 1
        return start

    def new(self, at: int | None = None) -> _Statement:
        """A statement that begins here, or at another item."""
        start = self.start(self.at if at is None else at)
        self.said.append(_Statement(start, start))
        return self.said[-1]

    def start(self, at: int) -> int:
        """Where an item begins in the line, its article with it: « le samedi »."""
        while at and str(self.items[at - 1].value) in {"le", "la", "les", "l"}:
            at -= 1
        return self.items[at].start if at < len(self.items) else len(self.pieces.line)

    @property
    def now(self) -> _Statement:
        return self.said[-1] if self.said else self.new()

    def read(self) -> None:
        """Raises :class:`NotAWeek`."""
        ways = {"sign": self._sign, "same": self._same, "school": self._school, "from": self._cue, "to": self._cue}
        ways |= dict.fromkeys(NAMES, self._days) | dict.fromkeys(("time", "round", "half", "lunch"), self._hours)
        ways |= dict.fromkeys(("closed", "except"), self._left_out)
        while self.at < len(self.items):
            ways.get(self.kind(), self._words)()
        for before, one in reversed([*pairwise(self.said)]):  # « lundi 9h-12h ; 14h-17h »
            more = one.hours and not (one.days or one.notes or items.in_words([*before.hours, *one.hours]))
            if more and before.days and before.hours and not items.meet(before.hours, one.hours):
                before.hours = [*before.hours, *one.hours]
                self.said.remove(one)
        for one in self.said:
            self._settle(one)

    # --- days ------------------------------------------------------------------------------------

    def _sign(self) -> None:
        strong, self.at = self.value() in {";", "|", "."}, self.at + 1
        if strong and (self.now.told or self.now.notes):
            self.new().apart = True
            self.hours_first, self.out = None, False

    def _days(self) -> None:
        if self.kind() == "all" and self.kind(self.past("ignored", start=1)) in NAMES:
            self.at += 1  # « tous les jours du lundi au vendredi »
            return
        if self.out:
            self._excluded()
            return
        if self.now.days and not (self.now.told or self.now.rare):
            raise NotAWeek
        now = self.new() if self.now.days else self.now
        if self.hours_first is None and not items.in_words(now.hours):
            self.hours_first = bool(now.hours)
        start = self.items[self.at].start
        now.days = self._day_list()
        now.end = self.items[self.at - 1].end
        now.named = start, now.end

    def _excluded(self) -> None:
        """« sauf mercredi après-midi, samedi et dimanche »: what the days said so far are not."""
        shut = self.kind(self.at_out - self.at) == "closed"
        self.out, before, now = False, self.now, self.new()
        while self.kind() in NAMES:
            at, days = self.at, self._day_list()
            half = self.past("ignored")
            time = self.past("ignored", start=half + 1)
            apart = self.kind(half) == "half"
            if apart and self.kind(time) == "time":  # « mercredi après-midi 14h-18h » is of other hours
                apart = not items.within((self.value(time), self.value(time)), str(self.value(half)))
            if now.days + before.but and self.kind(half) == "time":
                self.at = at  # of other days
                break
            if apart:
                before.but += [(day, str(self.value(half))) for day in days]
                self.at += half + 1
            else:
                now.days += days
            joint = self.past("ignored", signs=", et")
            self.at += joint if self.kind(joint) in NAMES and apart else 0
        now.closed, now.end = True, self.items[self.at - 1].end
        if shut and not any(one.days for one in self.said[:-1]) and {*NAMES} & {one.kind for one in self.items[self.at :]}:
            self.new()  # « fermé le lundi, ouvert du mardi au samedi »
            return
        if not any(one.days for one in self.said[:-1]):
            of_school = self._of_school(before)
            before.days = [*range(5 if of_school else 7)]
            if not (of_school or {5, 6} <= {*now.days} or "tous les" in self.pieces.line):
                raise NotAWeek
        gone = {*now.days, *(day for day, _ in before.but)}
        for one in self.said[:-1]:
            one.days = [day for day in one.days if day not in gone] if len(one.days) > 1 or not one.told else one.days
        if not now.days or (before.days and not before.told):
            self.said.remove(now)
        holidays = self.past("ignored", signs=", et")
        if self.kind(holidays) == "season" and str(self.value(holidays)) == "vacances":
            after = self.past("ignored", "season", start=holidays)
            if holidays and self.kind(after) != "time":
                self.school, self.at = True, self.at + after

    def _of_school(self, one: _Statement) -> bool:
        """Whether a statement is of the days of school, and says nothing else; it is not to be noted then."""
        said = [self.pieces.line[slice(*note)] for note in one.notes]
        told = len(said) == 1 and bool(re.fullmatch(r"\W*(?:\w+ )*(?:d ecole|de classe)\W*", said[0]))
        one.notes = [] if told else one.notes
        return told

    def _day_list(self) -> list[int]:
        """« lundi, mardi et jeudi », « du lundi au vendredi »: the days from here on."""
        found: list[int] = []
        while self.kind() in NAMES:
            here, dashed = list(self.value()), list[int]()
            self.at += 1
            while self.kind() == "to" and self.kind(1) == "day" and len(here) == 1:
                dashed += self.value(1)
                self.at += 2
            if len(dashed) == 1:
                here = [(here[0] + n) % 7 for n in range((dashed[0] - here[0]) % 7 + 1)]
            found += here + dashed  # « lundi-mardi-jeudi » is a list
            joint = self.past("ignored", signs=", / et +")
            between = [(self.kind(n), str(self.value(n))[:3]) for n in range(joint)]
            if self.kind(joint) in NAMES and (not joint or "sign" in dict(between)) and ("ignored", "ouv") not in between:
                self.at += joint
        return list(dict.fromkeys(found))

    # --- hours -----------------------------------------------------------------------------------

    def _cue(self) -> None:
        """« dès », « jusqu'à »: of the time that comes, else of words."""
        if self.kind(1) in {"word", "ignored"} and str(self.value()).isalpha():
            self._words()
        else:
            self.cue, self.at = self.kind() if self.kind(1) == "time" else self.cue, self.at + 1

    def _hours(self) -> None:
        first = self.at
        self.out = self.out or self.kind() == "lunch"
        hours, edge = self._span_list()
        now, cue, self.cue = self.now, self.cue or "to" * self.out, ""
        if self.out and hours:  # « fermé de 12h à 14h »
            for one in self.said:
                for out in hours:
                    one.hours = items.without(one.hours, out)
            self.out = False
            return
        if self.hours_first is None and (now.days or not items.in_words(hours)):
            self.hours_first = not now.days or (items.in_words(now.hours) and items.in_words(hours))
        if now.closed and now.days:
            now.closed, now.hours = False, []  # « sauf mercredi 8h-12h »
        elif now.days and now.told and (self.hours_first or edge):
            now = self.new(first)
        spans = [one for one in now.hours if not isinstance(one, str)]
        halves = [one for one in now.hours if isinstance(one, str)]
        if halves and hours and not items.in_words(hours):  # « matin 9h-12h »
            if not all(items.within(one, halves[-1]) for one in hours):
                raise NotAWeek
            now.hours.remove(halves[-1])
            now.half = True
        elif spans and items.in_words(hours) and self.kind(self.past("ignored", "from", signs=", / et")) != "time":
            if not any(items.within(one, str(hours[0])) for one in spans):
                self.at = first
                self._words()  # « l'après-midi sur rendez-vous »
                return
            hours = []  # « 9h-12h le matin »
        now.hours, now.end = now.hours + hours, self.items[self.at - 1].end
        if edge and (now.edge or now.hours):
            raise NotAWeek
        now.edge, self.out = (edge, cue) if edge else now.edge, False

    def _span_list(self) -> tuple[Openings, int]:
        """The openings from here on, two times each; or one time alone. Raises :class:`NotAWeek`."""
        kind, value, first = self.kind(), self.value(), self.at
        self.at += 1
        if kind != "time":
            return [{"round": (0, items.MIDNIGHT), "lunch": (items.MIDDAY, items.AFTERNOON)}.get(kind, value)], 0
        times, joints, starts = [value], list[set[str]](), [self.at]
        ties = ("to", "from", "ignored", *(["closed"] if self.cue == "from" else []))  # « ouvre à 8h et ferme à 18h »
        while self.kind(ahead := self.past(*ties, signs=", / . et +")) == "time":
            times.append(self.value(ahead))
            joints.append({str(self.value(n)) for n in range(ahead)} if self.cue != "from" else set())
            starts.append(self.at)
            self.at += ahead + 1
        if len(times) > 1 and len(times) % 2 and self.kind(self.past("ignored")) in NAMES:  # « 8h-18h, 17h le vendredi »
            self.at = starts[len(times) - 1]
            times.pop()
        if len(times) == 1:
            return [], times[0]
        between = first and self.items[first - 1].value == "entre"
        wrong = any(joint & ({","} if between else {",", "et", "+"}) for joint in joints[::2])
        if len(times) % 2 or wrong or any(start >= end for start, end in pairwise(times)):
            raise NotAWeek
        return list(zip(times[::2], times[1::2], strict=True)), 0

    # --- but -------------------------------------------------------------------------------------

    def _left_out(self) -> None:
        """« fermé », « sauf »: of the days that stand before, or of what comes; else words."""
        ahead = self.past("ignored", "to", start=1)
        coming, shut = self.kind(ahead), self.kind() == "closed"
        again = self.now.closed and coming not in NAMES
        if shut and self.now.days and (again or not self.now.told) and coming != "time":
            self.now.closed, self.now.end, self.at = True, self.items[self.at].end, self.at + 1
        elif coming in {*NAMES, "time", "lunch"} or (shut and coming == "half"):
            self.out, self.at, self.at_out = True, self.at + ahead, self.at
        elif shut and not coming and not (self.now.notes or self.now.told):
            raise NotAWeek
        else:
            self._words()

    def _same(self) -> None:
        if not self.now.days or (self.now.hours and not items.in_words(self.now.hours)):
            raise NotAWeek
        said, self.now.hours, self.now.end = [str(self.value()), *self.now.hours], [], self.items[self.at].end
        self.now.same = " ".join(said)
        self.at += 1

    def _school(self) -> None:
        self.school, self.out, self.at = True, False, self.at + 1

    def _words(self) -> None:
        """What no table holds, up to the next days or hours; words that only tie are dropped."""
        first, kinds = self.at, list[str]()
        while self.at < len(self.items) and not self._ends(first, {*kinds} & TOLD):
            kinds.append(self.kind())
            if kinds[-1] == "word" and len(self.value()) == 1 and self.kind(1) == "time":
                raise NotAWeek  # a day, perhaps
            self.at += 1
        end, rare = self.items[self.at - 1].end, "rare" in kinds
        joined = first and str(self.items[first - 1].value) in {",", "et", "+", "("}
        apart = rare and joined and self.now.told and self.now.days and self.kind() in {*NAMES, "time", "half"}
        now = self.new(first) if apart else self.now
        if {*kinds} & TOLD:
            now.notes.append((self.start(first), end))
            now.end = end
        aside = joined and kinds.count("word") > 1 and self.kind() not in {*NAMES, "time", "half", "to", "from"}
        season = "season" in kinds and not aside and not {"closed", "except"} & {*kinds}
        now.rare = now.rare or rare
        now.unsure = now.unsure or season or "doubt" in kinds or ("or" in kinds and not {*kinds} & TOLD)

    def _ends(self, first: int, told: set[str]) -> bool:
        """Whether words stop here: at days, hours, or what is said of those that come."""
        if self.at == first:
            return False
        if self.kind() in {"closed", "except", "from", "to"}:
            return (
                not told
                or self.kind(1) in {*NAMES, "time", "lunch", "half"}
                or (self.kind() != "to" and self.kind(1) == "ignored")
            )
        if self.kind() == "half" and told and self.now.told:  # « sur rendez-vous l'après-midi »
            return self.kind(self.past("ignored", "to", start=1)) in {*NAMES, "time"}
        return self.kind() not in {"word", "ignored", "season", "rare", "or", "doubt", "pupils"}

    # --- the week --------------------------------------------------------------------------------

    def _settle(self, one: _Statement) -> None:
        if one.rare or (one.notes and (not one.told if one.days else one.hours and not one.edge and items.in_words(one.hours))):
            self.notes.append(self.pieces.typed(one.start, one.end))
            return
        if self.known and not one.days and (one.edge or one.hours):
            self._of_each_day(one)
        if (one.unsure and (one.told or any(other.hours for other in self.said))) or "soir" in one.hours:
            raise NotAWeek
        alone = one is self.said[-1] and not one.apart and not any(other.notes for other in self.said if other is not one)
        among = any(other.days and other.told for other in self.said if other is not one)
        whose = f"{self.pieces.typed(*one.named)} : " * bool(among and one.days and one.told and not alone)
        self.notes += [whose + self.pieces.typed(*note) for note in one.notes]
        if one.same:
            one.hours = self._like(one)
        for day, half in one.but:
            if not one.hours or items.in_words(one.hours):
                raise NotAWeek
            self._give([day], items.without(one.hours, half))
        if one.days and one.edge:
            self._edge(one.days, *one.edge)
        elif one.days and (one.hours or one.closed):
            self._give(one.days, one.hours, one.half)
        elif one.days and not self.notes and len(self.said) == 1:
            self.week |= {day: ["oui"] for day in one.days}  # it opens on these days, at hours to be asked
        elif one.hours and items.in_words(one.hours) and len(self.said) == 1:
            self.notes = [self.pieces.text.strip()]  # « le matin », of no day
        elif one.hours or one.edge or one.same or (one.days and "\t" not in self.pieces.text):
            raise NotAWeek

    def _like(self, one: _Statement) -> Openings:
        """« idem », « comme le lundi matin »: the hours of that day, else of the statement before. Raises :class:`NotAWeek`."""
        day = re.search(r"D(\d)", one.same)
        known = [other.hours for other in self.said[: self.said.index(one)] if other.hours]
        hours = self._so_far(int(day[1])) if day else known[-1] if known else []
        half = "matin" if "matin" in one.same else "apres-midi" if re.search(r"apres|aprem", one.same) else ""
        found = [time for time in hours if not half or items.within(time, half)]
        if not found:
            raise NotAWeek
        return found

    def _so_far(self, day: int) -> Openings:
        return list(self.week.get(day) or self.known.get(day, ()))

    def _of_each_day(self, one: _Statement) -> None:
        """« 8h-17h », « 19h le soir »: of every day known. Raises :class:`NotAWeek` for an end of hours that differ."""
        if one.edge and len({*map(str, self.known.values())}) > 1:
            raise NotAWeek
        if one.edge and one.hours in (["matin"], ["soir"]):
            one.edge, one.hours = (one.edge[0], "from" if one.hours == ["matin"] else "to"), []
        one.days = [*self.known]

    def _edge(self, days: list[int], time: int, cue: str) -> None:
        """« vendredi fermeture à 16h30 », « (17h le vendredi) »: another end, or another beginning, of the hours known so far."""
        known = next((one.hours for one in self.said if one.hours and len(one.days) > 1), [])
        for day in days:
            hours = self._so_far(day) or list(known)
            if not hours or (day not in self.week and not known and not cue) or items.in_words(hours):
                raise NotAWeek
            rank = 0 if cue == "from" else -1
            hours[rank] = (time, hours[0][1]) if cue == "from" else (hours[-1][0], time)
            if hours[rank][0] >= hours[rank][1]:
                raise NotAWeek
            self.week[day] = hours

    def _give(self, days: list[int], hours: Openings, half: bool = False) -> None:
        """These hours to these days. What a day alone says wins over what several had, when both cannot be true."""
        for day in days:
            before = self.week.get(day)
            wins = day in self.ranged and len(days) == 1 and hours and before and items.meet(before, hours)
            if before is not None and not wins and ((day in self.ranged and not half) or not before or not hours or (len(days) > 1 and not half)):
                raise NotAWeek
            if before and not wins and items.meet(before, hours):
                raise NotAWeek
            self.week[day] = list(hours) if wins or before is None else [*before, *hours]
            self.ranged = self.ranged - {day} if wins else self.ranged
        self.ranged |= set(days) if len(days) > 1 else set()


TOLD = {"word", "pupils", "season", "rare", "closed", "except", "doubt", "half"}
"""What, among words, says something."""


# --- what is asked ---------------------------------------------------------------------------------

_REQUEST = ((r"\br\.?\s?d\.?\s?v\.?(?=\W|$)", "rendez-vous"), (r"\brendez vous\b", "rendez-vous"))


def opening(text: str, known: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any] | None:
    """« lun-ven 8h-18h, mercredi sur rendez-vous » → each day as a file has it, « note », « semaines »; None when the text says
    figures that are not understood, or the same day twice. ``known``: the days of a week, of which a text may say what changes:
    « le mercredi on ferme à 17h ».
    """
    pieces = Pieces(text.replace("\n", ";"))
    try:
        reader = _Reader(pieces, [*items.items(pieces)], items.as_read(known))
        reader.read()
    except NotAWeek:
        return None
    week = items.as_written(reader.week)
    note = " ; ".join(dict.fromkeys(filter(None, reader.notes))) if week else text.strip()
    figures = re.search(r"\d", note) and not any(one.rare for one in reader.said)
    if figures and (not re.search(r"[^\W\d]{2}", note) or (not week and any(one.days for one in reader.said))):
        return None
    for shape, instead in _REQUEST:
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
    found = opening(f"lundi {text}") or {}
    if found.keys() == {"lundi"} and not NAMES & {one.kind for one in items.items(Pieces(text))}:
        yield found["lundi"]


def restricted(text: str) -> bool:
    """Does the text say hours with words that no plain opening holds? « 14h-18h sauf vacances », « 2 samedis par mois »."""
    found = opening(f"lundi {text}") or {}
    hours = found.keys() & {"lundi", "semaines"} or re.search(r"\d ?h|\b(?:rdv|rendez[- ]vous)\b", text, re.IGNORECASE)
    closed = re.match(r"\s*(?:ferm|pas\b|aucun|sans\b)", text, re.IGNORECASE)
    return bool(hours and found.keys() & {"note", "semaines"}) and not closed
