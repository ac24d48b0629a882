"""What a text about hours states: some days and their hours, in either order, and what is said of them. Reads the items of a text
in their order (``items``); what its statements make together is a week (``weeks``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ctg.reading.spoken import items
from ctg.reading.spoken.items import NAMES, Item, NotAWeek, Openings
from ctg.reading.spoken.tokens import Pieces

TOLD = {"word", "pupils", "season", "rare", "closed", "except", "doubt", "half"}
"""What, among words, says something."""


@dataclass
class Statement:
    """Some days, their hours, and what is said of them."""

    start: int
    end: int
    days: list[int] = field(default_factory=list)
    hours: Openings = field(default_factory=list)
    out: str = ""
    """The half-day in which its days are closed."""
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
        return bool(self.hours or self.edge or self.closed or self.same or self.out)


@dataclass
class StatementReader:
    """Reads the items of a text in their order."""

    pieces: Pieces
    items: list[Item]
    at: int = 0
    said: list[Statement] = field(default_factory=list)
    school: bool = False
    hours_first: bool | None = None
    cue: str = ""
    out: str = ""
    """The kind of what leaves out what comes: « sauf », « fermé »."""
    outs: Openings = field(default_factory=list)
    """What is left out of hours that are still to come."""

    def kind(self, ahead: int = 0) -> str:
        return self.items[self.at + ahead].kind if 0 <= self.at + ahead < len(self.items) else ""

    def value(self, ahead: int = 0) -> Any:
        return self.items[self.at + ahead].value if 0 <= self.at + ahead < len(self.items) else ""

    def past(self, *kinds: str, signs: str = "", start: int = 0) -> int:
        """How far the next item is that is of no such kind, and none of these signs."""
        while self.kind(start) in kinds or (self.kind(start) == "sign" and self.value(start) in signs.split()):
            start += 1
        return start

    def new(self, at: int | None = None) -> Statement:
        """A statement that begins here, or at another item."""
        start = self.start(self.at if at is None else at)
        self.said.append(Statement(start, start))
        return self.said[-1]

    def start(self, at: int) -> int:
        """Where an item begins in the line, its article with it: « le samedi »."""
        while at and str(self.items[at - 1].value) in {"le", "la", "les", "l"}:
            at -= 1
        return self.items[at].start if at < len(self.items) else len(self.pieces.line)

    @property
    def now(self) -> Statement:
        return self.said[-1] if self.said else self.new()

    def read(self) -> None:
        """Fills ``said``. Raises :class:`NotAWeek`."""
        ways = {"sign": self._sign, "same": self._same, "school": self._school, "from": self._cue, "to": self._cue}
        ways |= dict.fromkeys(NAMES, self._days) | dict.fromkeys(("time", "round", "half", "lunch"), self._hours)
        ways["half"] = self._half
        ways |= dict.fromkeys(("closed", "except"), self._left_out) | {"else": self._else}
        while self.at < len(self.items):
            ways.get(self.kind(), self._words)()
        for one in self.said:
            one.hours = one.hours or ["apres-midi" if one.out == "matin" else "matin"] * bool(one.out)
            for out in [*self.outs, *filter(None, [one.out])]:
                one.hours = items.without(one.hours, out)
        said = [{*one.days} for one in self.said if one.told]
        self._together()
        self.said = [
            one for one in self.said if one.told or one.notes or {*one.days} not in said
        ]  # « 5 jours sur 7 : …, du lundi au vendredi »
        for one in self.said[1:]:  # « lundi 9h-12h ; 14h-17h »
            before = self.said[self.said.index(one) - 1]
            more = one.hours and not (one.days or one.notes or items.in_words([*before.hours, *one.hours]))
            if more and before.days and before.hours and not items.meet(before.hours, one.hours):
                before.hours = [*before.hours, *one.hours]
                self.said.remove(one)

    def _together(self) -> None:
        """« Matin : 7h30 à 9h. Soir : 16h30 à 18h. Lundi, mardi. »: hours and days that stand apart, and are the only ones."""
        named = [one for one in self.said if one.days]
        timed = [one for one in self.said if one.hours and not one.days]
        alone = not any(one.edge or one.closed or one.same or one.unsure or one.rare or one.but for one in self.said)
        apart = len(named) == 1 and not named[0].told and not items.in_words([time for one in timed for time in one.hours])
        if timed and alone and apart:
            named[0].hours = [time for one in timed for time in one.hours]
            named[0].notes += [note for one in timed for note in one.notes]
            self.said = [one for one in self.said if one not in timed]
            if any(start < end for (_, end), (start, _) in pairwise(named[0].hours)):
                raise NotAWeek

    # --- days ------------------------------------------------------------------------------------

    def _sign(self) -> None:
        strong, self.at = self.value() in {";", "|", "."}, self.at + 1
        if strong and (self.now.told or self.now.notes):
            self.new().apart = True
            self.hours_first, self.out = None, ""

    def _days(self) -> None:
        if self.kind() in {"all", "working"} and self.kind(self.past("ignored", signs=": , (", start=1)) in NAMES - {"weekend"}:
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
        shut, self.out, before, now = self.out == "closed", "", self.now, self.new()
        while self.kind() in NAMES and self._put_aside(before, now):
            pass
        if str(self.value(self.past("ignored", start=0) - (self.kind() == "ignored"))).startswith(("compris", "inclus")):
            raise NotAWeek  # « sauf le mardi, week-end compris »
        now.closed, now.end = True, self.items[self.at - 1].end
        gone = {*now.days, *(day for day, _ in before.but)}
        of_others = [one for one in self.said if one.hours and gone & {*one.days}] if not (before.told or before.days) else []
        if of_others:  # « lundi à jeudi 8h-12h / 14h-18h ; fermé le mercredi après-midi »
            before.but, of_others[0].but = [], of_others[0].but + before.but
        if before.hours and not before.days and any(one.hours for one in self.said[:-2]):
            raise NotAWeek  # « matin 9h-12h tous les jours, après-midi 14h-17h sauf mercredi »
        if not any(one.days for one in self.said[:-1]):
            named = {day for one in self.items if one.kind in NAMES - {"all"} for day in one.value}
            pupils = {one.start for one in self.items if one.kind == "pupils"}
            if shut and {one.kind for one in self.items[self.at :]} & NAMES:
                self.new()  # « fermé le lundi, ouvert du mardi au samedi »
                return
            if not (pupils and 2 in gone) and not {5, 6} <= named:
                raise NotAWeek
            before.days = [*range(5 if pupils else 7)]
            before.notes = [note for note in before.notes if note[0] not in pupils]
        for one in self.said[:-1]:
            one.days = [day for day in one.days if day not in gone] if len(one.days) > 1 or not one.told else one.days
        if not now.days or (before.days and (not before.told or (before.hours and items.in_words(before.hours)))):
            self.said.remove(now)
        holidays = self.past("ignored", signs=", et")
        if holidays and self.value(holidays) == "vacances":
            after = self.past("ignored", "season", start=holidays)
            if self.kind(after) != "time":
                self.school, self.at = True, self.at + after

    def _put_aside(self, before: Statement, now: Statement) -> bool:
        """Takes one of the days that are left out, or a part of it; whether another may come."""
        at, days = self.at, self._day_list()
        half = self.past("ignored")
        time, apart = self.past("ignored", start=half + 1), self.kind(half) == "half"
        if apart and self.kind(time) == "time":  # « mercredi après-midi 14h-18h » is of other hours
            apart = not items.within((self.value(time), self.value(time)), str(self.value(half)))
        if now.days + before.but and self.kind(half) == "time":
            self.at = at  # of other days
            return False
        now.days += [] if apart else days
        before.but += [(day, str(self.value(half))) for day in days if apart]
        self.at += half + 1 if apart else 0
        joint = self.past("ignored", signs=", et")
        self.at += joint if self.kind(joint) in NAMES and apart else 0
        return True

    def _day_list(self) -> list[int]:
        """« lundi, mardi et jeudi », « du lundi au vendredi »: the days from here on."""
        found: list[int] = []
        while self.kind() in NAMES:
            here, dashed = list(self.value()), list[int]()
            if self.kind() == "others":  # « lundi fermé, reste de la semaine 9h-17h »
                said = {day for one in self.said for day in one.days}
                if not said or not (here := [day for day in here if day not in said]):
                    raise NotAWeek
            self.at += 1
            tie = self.value()
            while self.kind() == "to" and self.kind(1) == "day" and len(here) == 1 and self.value() == tie:
                dashed += self.value(1)  # « du lundi au vendredi - samedi » has another tie
                self.at += 2
            if len(dashed) == 1:
                here = [(here[0] + n) % 7 for n in range((dashed[0] - here[0]) % 7 + 1)]
            found += here + dashed  # « lundi-mardi-jeudi » is a list
            joint = self.past("ignored", signs=", / et +")
            if self.now.hours and self.kind(self.past("ignored", start=joint + 1)) == "half":
                break  # « 9h-12h du lundi au vendredi, et mercredi après-midi »
            between = [(self.kind(n), str(self.value(n))[:3]) for n in range(joint)]
            if found == [0] and self.value(joint) == [4] and between == [("sign", "/")]:
                raise NotAWeek  # « lun/ven » may be both, or all from one to the other
            alone = not self.now.hours and {value for _, value in between} <= {"le", "la", "les", "l"}
            if self.kind(joint) in NAMES and (alone or "sign" in dict(between)) and ("ignored", "ouv") not in between:
                self.at += joint
        return list(dict.fromkeys(found))

    # --- hours -----------------------------------------------------------------------------------

    def _cue(self) -> None:
        """« dès », « jusqu'à »: of the time that comes, else of words."""
        if self.kind(1) in {"word", "ignored"} and str(self.value()).isalpha():
            self._words()
        else:
            self.cue, self.at = self.kind() if self.kind(1) == "time" else self.cue, self.at + 1

    def _half(self) -> None:
        """A half-day; after a closed day, what words say of it: « sauf le mercredi, l'après-midi sur rendez-vous »."""
        told = self.now.closed and self.kind(self.past("ignored", start=1)) == "word"
        (self._words if told else self._hours)()

    def _hours(self) -> None:
        first = self.at
        self.out = self.out or "lunch" * (self.kind() == "lunch")
        hours, edge = self._span_list()
        now, cue, self.cue = self.now, self.cue or "to" * bool(self.out), ""
        if self.out and hours:  # « fermé de 12h à 14h »
            told = [one for one in self.said if one.hours]
            self.outs += [] if told else hours
            for one in told:
                for out in hours:
                    one.hours = items.without(one.hours, out)
            self.out = ""
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
            hours = items.of_half(hours, halves[-1])
            if not all(items.within(one, halves[-1]) for one in hours):
                raise NotAWeek
            now.hours.remove(halves[-1])
            now.half = True
        elif spans and items.in_words(hours) and self.kind(self.past("ignored", "from", signs=", / et")) != "time":
            now.hours[now.hours.index(spans[-1])] = spans[-1] = items.of_half(spans[-1:], str(hours[0]))[0]
            if not any(items.within(one, str(hours[0])) for one in spans):
                self.at = first
                self._words()  # « l'après-midi sur rendez-vous »
                return
            hours = []  # « 9h-12h le matin »
        if not items.in_words(spans + hours) and items.meet(spans, hours):
            raise NotAWeek  # « 9h-17h, garderie de 7h30 à 18h »
        now.hours, now.end = now.hours + hours, self.items[self.at - 1].end
        if edge and (now.edge or now.hours):
            raise NotAWeek
        now.edge, self.out = (edge, cue) if edge else now.edge, ""

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
        later = self.value(self.past("ignored")) if self.kind(self.past("ignored")) == "half" else self.value()
        for n in range(1, len(times)) if later == "apres-midi" or "soir" in str(later) else ():
            times[n] += items.MIDDAY * (
                times[n] <= times[n - 1] and times[n] <= items.MIDDAY
            )  # « de 8h à 12h et de 2h à 6h l'après-midi »
        wrong = any(joint & ({","} if between else {",", "et", "+"}) for joint in joints[::2])
        if len(times) % 2 or wrong or any(start >= end for start, end in pairwise(times)):
            raise NotAWeek
        return list(zip(times[::2], times[1::2], strict=True)), 0

    def _left_out(self) -> None:
        """« fermé », « sauf »: of the days that stand before, or of what comes; else words."""
        ahead = self.past("ignored", "to", start=1)
        coming, shut = self.kind(ahead), self.kind() == "closed"
        again = self.now.closed and coming not in NAMES
        if shut and coming == "half" and self.now.days and not self.now.told:
            self.now.out, self.at = str(self.value(ahead)), self.at + ahead + 1  # « mardi, fermé le matin, 13h30-17h »
        elif shut and self.now.days and (again or not self.now.told) and coming != "time":
            self.now.closed, self.now.end, self.at = True, self.items[self.at].end, self.at + 1
        elif coming in {*NAMES, "time", "lunch"} or (shut and coming == "half"):
            self.out, self.at = self.kind(), self.at + ahead
        elif shut and not coming and not (self.now.notes or self.now.told):
            raise NotAWeek
        else:
            self._words()

    def _else(self) -> None:
        """« dimanche 10h-12h pour la braderie, sinon mercredi 14h-17h »: what stands before is not of every week."""
        self.now.rare, self.at = self.now.rare or bool(self.now.notes), self.at + 1

    def _same(self) -> None:
        alike, now = re.fullmatch(r"(?:idem|id|pareil\w*)(?: pour)?(?: l[ea])?(?: D(\d))?", str(self.value())), self.now
        coming = alike and (alike[1] or self.kind(self.past("ignored", start=1)) in NAMES)
        if now.days and now.told and not (now.closed or now.same) and alike and coming:
            now = self.new()  # « lundi 8h-18h, idem mardi et jeudi »
            now.same, now.days, self.at = "idem", [int(alike[1])] if alike[1] else [], self.at + 1
            joint = self.past("ignored", signs=", / et +")
            self.at += joint if self.kind(joint) in NAMES else 0
            now.days += self._day_list()
            while len(now.days) > 1 and self.kind(self.past("ignored")) in {"time", "half"}:  # « idem mardi, mercredi 9h-17h »
                self.at -= 1
                now.days = now.days[: -len(self.value()) or None] if self.kind() == "day" else now.days
            now.end = self.items[self.at - 1].end
            return
        if not self.now.days or (self.now.hours and not items.in_words(self.now.hours)):
            raise NotAWeek
        said, self.now.hours, self.now.end = [str(self.value()), *self.now.hours], [], self.items[self.at].end
        self.now.same = " ".join(said)
        self.at += 1

    def _school(self) -> None:
        self.school, self.out, self.at = True, "", self.at + 1

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
        whole = any(one.kind == "rare" and re.search(r"D\d", str(one.value)) for one in self.items[first : self.at])
        coming = self.kind() in {*NAMES, *(("time", "half") if rare else ())} or (whole and not self.kind())
        apart = joined and self.now.told and self.now.days and coming
        apart = apart and (rare or bool({*kinds} & TOLD))
        now = self.new(first) if apart else self.now
        if {*kinds} & TOLD:
            now.notes.append((self.start(first), end))
            now.end = end
        aside = joined and kinds.count("word") > 1 and self.kind() not in {*NAMES, "time", "half", "to", "from"}
        season = "season" in kinds and not aside and not {"closed", "except"} & {*kinds}
        aside = aside or (joined and self.items[first - 1].value == "+" and not self.kind() and bool(now.told))
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
