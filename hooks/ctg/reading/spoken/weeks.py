"""Days and hours as people say them → as the fields have them: « lun-ven 7h30-18h30, sauf mercredi », « 8h à midi ».

A text makes statements, each some days and their hours, in either order. What says more than an ordinary week (« un samedi sur
deux », « 1er lundi du mois ») is a note, never an hour; a word that is not known is kept in the note; an hour that belongs to no
statement makes the text not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ctg.common.phrases import DAYS
from ctg.reading.spoken import items
from ctg.reading.spoken.items import NAMES, Day, Item, NotAWeek
from ctg.reading.spoken.tokens import Pieces


@dataclass
class _Statement:
    """Some days, their hours, and what is said of them."""

    start: int
    end: int
    days: list[int] = field(default_factory=list)
    hours: Day = field(default_factory=list)
    edge: tuple[int, str] | None = None
    """One time alone, and whether it opens or closes."""
    closed: bool = False
    rare: bool = False
    season: bool = False
    doubt: bool = False
    same: bool = False
    notes: list[tuple[int, int]] = field(default_factory=list)

    @property
    def told(self) -> bool:
        return bool(self.hours or self.edge or self.closed or self.same)


@dataclass
class _Reader:
    """Reads the items of a text in their order, and makes the week of its statements."""

    pieces: Pieces
    items: list[Item]
    at: int = 0
    said: list[_Statement] = field(default_factory=list)
    week: dict[int, Day] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    school: bool = False
    ranged: set[int] = field(default_factory=set)
    """The days whose hours were said of several together."""
    style: str = ""
    """What comes first, days or hours."""
    cue: str = ""
    """What was said just before a time: « dès », « jusqu'à », « fermé »."""
    out: bool = False
    """Whether what comes is left out: after « sauf », « fermé »."""

    # --- statements ------------------------------------------------------------------------------

    def kind(self, ahead: int = 0) -> str:
        return self.items[self.at + ahead].kind if 0 <= self.at + ahead < len(self.items) else ""

    @property
    def now(self) -> _Statement:
        if not self.said:
            self._new()
        return self.said[-1]

    def _start(self) -> int:
        """Where what comes begins, its article with it: « le samedi »."""
        at = self.at
        while at and str(self.items[at - 1].value) in {"le", "la", "les", "l", "'"}:
            at -= 1
        return self.items[at].start if at < len(self.items) else len(self.pieces.line)

    def _new(self) -> _Statement:
        start = self._start()
        self.said.append(_Statement(start, start))
        return self.said[-1]

    def read(self) -> None:
        """Raises :class:`NotAWeek`."""
        while self.at < len(self.items):
            kind = self.kind()
            if kind in NAMES:
                self._days()
            elif kind in {"time", "round", "half"}:
                self._hours()
            elif kind in {"word", "ignored", "season", "rare", "or", "doubt"}:
                self._words()
            else:
                getattr(self, f"_{kind}")()
        self._merge()
        for one in self.said:
            self._settle(one)

    def _sign(self) -> None:
        sign = self.items[self.at].value
        after = self.at + 1
        if sign in {";", "|", "."} and (self.now.told or self.now.notes):
            self.at += 1
            self._new()
            self.style = ""
        else:
            self.at = after
        self.out = self.out and sign not in {";", "|", "."}

    def _days(self) -> None:
        if self.items[self.at].kind == "all" and self._names_follow():
            self.at += 1
            return
        start, days = self._start(), self._day_list()
        if self.out:
            self._leave_out(days, start)
            return
        if self.now.days and (self.now.told or self.now.rare):
            self._new().start = start
        elif self.now.days:
            raise NotAWeek
        self.style = self.style or ("hours" if self.now.hours else "days")
        self.now.days, self.now.end = days, self.items[self.at - 1].end

    def _names_follow(self) -> bool:
        ahead = 1
        while self.kind(ahead) == "ignored":
            ahead += 1
        return self.kind(ahead) in NAMES

    def _day_list(self) -> list[int]:
        """« lundi, mardi et jeudi », « du lundi au vendredi »: the days from here on."""
        found: list[int] = []
        while self.kind() in NAMES:
            here = list(self.items[self.at].value)
            self.at += 1
            dashed: list[int] = []
            while self.kind() == "to" and self.kind(1) == "day" and len(here) == 1:
                dashed += self.items[self.at + 1].value
                self.at += 2
            if len(dashed) == 1:
                here = [(here[0] + n) % 7 for n in range((dashed[0] - here[0]) % 7 + 1)]
            found += here + dashed  # « lundi-mardi-jeudi » is a list
            self._skip_joint()
        return list(dict.fromkeys(found))

    def _skip_joint(self) -> None:
        """Past « et le », « , les », when a day comes next."""
        ahead = 0
        while self.kind(ahead) == "ignored" or (
            self.kind(ahead) == "sign" and self.items[self.at + ahead].value in {",", "/", "et", "&", "+"}
        ):
            ahead += 1
        joined = any(self.kind(n) == "sign" for n in range(ahead))
        if self.kind(ahead) in NAMES and (joined or not ahead):
            self.at += ahead

    def _leave_out(self, days: list[int], start: int) -> None:
        """« sauf mercredi », « fermé le lundi »: out of what is said, and closed when nothing more is said of them."""
        self.out = False
        was = self.now
        if not any(one.days for one in self.said):
            raise NotAWeek
        half = self._half_next()
        if half:
            known = next(one.hours for one in reversed(self.said) if one.days)
            if not known or items.in_words(known):
                raise NotAWeek
            hours = items.without(known, (0, items.MIDDAY) if half == "matin" else (items.MIDDAY, items.MIDNIGHT))
        if was.days and not was.told:
            was.days = [day for day in was.days if day not in days]
            return
        for one in self.said:
            one.days = [day for day in one.days if day not in days] if len(one.days) > 1 or not one.told else one.days
        new = self._new()
        new.start, new.days, new.end, new.closed = start, days, self.items[self.at - 1].end, True
        if half:
            new.closed, new.hours = not hours, hours

    def _half_next(self) -> str:
        """The half-day that comes next, without its times: « sauf mercredi » après-midi. It is passed."""
        at = self.at + (self.kind() == "ignored")
        if (
            at >= len(self.items)
            or self.items[at].kind != "half"
            or any(one.kind == "time" for one in self.items[at + 1 : at + 3])
        ):
            return ""
        self.at = at + 1
        return str(self.items[at].value)

    # --- hours -----------------------------------------------------------------------------------

    def _hours(self) -> None:
        start, before = self.items[self.at].start, self.kind(-1)
        hours, edge = self._span_list()
        self.style = self.style or ("hours" if not self.now.days else "days")
        if self.out and hours and not edge:  # « fermé de 12h à 14h »
            for day in self.said:
                for one in hours if not items.in_words(hours) else [items.HALVES[str(one)] for one in hours]:
                    day.hours = items.without(day.hours, one) if not items.in_words(day.hours) else day.hours
            self.out = False
            return
        now = self.now
        if now.closed and now.days and not self.cue:
            now.closed = False  # « sauf mercredi 8h-12h »
        elif (now.told and now.days and (self.style == "hours" or edge)) or (now.closed and not now.days):
            now = self._new()
            now.start = start
        if now.rare and before == "sign" and self.items[self.at - 1].value == ";":
            raise NotAWeek
        halves = [one for one in now.hours if isinstance(one, str)]
        if halves and hours and not items.in_words(hours):  # « matin 9h-12h »
            if not all(items.HALVES[halves[-1]][0] <= one[0] and one[1] <= items.HALVES[halves[-1]][1] for one in hours):
                raise NotAWeek
            now.hours.remove(halves[-1])
        elif items.in_words(hours) and any(not isinstance(one, str) for one in now.hours) and not self._more_hours():
            start, end = items.HALVES[str(hours[0])]
            if not any(start <= one[0] and one[1] <= end for one in now.hours if not isinstance(one, str)):
                self.at -= 1
                self._words()  # « l'après-midi sur rendez-vous »
                return
            hours = []  # « 9h-12h le matin »
        now.hours, now.end = now.hours + hours, self.items[self.at - 1].end
        if edge:
            if now.edge or now.hours:
                raise NotAWeek
            now.edge = (edge, self.cue or ("fermé" if self.out else ""))
            self.out = False
        self.cue = ""

    def _more_hours(self) -> bool:
        """Whether times come next, of the half-day that was just named."""
        ahead = 0
        while self.kind(ahead) in {"ignored", "sign", "from"} and self.items[self.at + ahead].value not in {";", "|", ")"}:
            ahead += 1
        return self.kind(ahead) == "time"

    def _span_list(self) -> tuple[Day, int]:
        """The openings from here on, two times each; or one time alone. Raises :class:`NotAWeek`."""
        kind, value = self.kind(), self.items[self.at].value
        self.at += 1
        if kind != "time":
            return [(0, items.MIDNIGHT) if kind == "round" else value], 0
        times, joints = [value], []
        while True:
            ahead, signs = 0, []
            while self.kind(ahead) in {"to", "sign", "from"} or (
                self.kind(ahead) == "ignored" and self.kind(ahead + 1) != "word"
            ):
                signs.append(str(self.items[self.at + ahead].value))
                ahead += 1
            if self.kind(ahead) != "time" or {*signs} & {";", "|", "(", ")", "."}:
                break
            times.append(self.items[self.at + ahead].value)
            joints.append(signs)
            self.at += ahead + 1
        if len(times) == 1:
            return [], times[0]
        between = any(self.items[n].value == "entre" for n in range(max(self.at - 2 * len(times) - 2, 0), self.at))
        wrong = [{*signs} & ({","} if between else {",", "et", "&", "+"}) for signs in joints[::2]]
        if len(times) % 2 or any(wrong) or any(start >= end for start, end in pairwise(times)):
            raise NotAWeek
        return list(zip(times[::2], times[1::2], strict=True)), 0

    def _from(self) -> None:
        self.cue, self.at = "dès", self.at + 1

    def _to(self) -> None:
        self.cue = "à" if self.kind(1) == "time" else self.cue
        if self.kind(1) in {"word", "ignored"} and self.items[self.at].value.isalpha():
            self._words()
        else:
            self.at += 1

    # --- but -------------------------------------------------------------------------------------

    def _closed(self) -> None:
        ahead = 1
        while self.kind(ahead) in {"ignored", "to"}:
            ahead += 1
        if self.now.closed and not self.kind(ahead):
            self.at += 1
        elif self.now.days and not self.now.told and self.kind(ahead) != "time":
            self.now.closed, self.now.end = True, self.items[self.at].end
            self.at += 1
        elif self.kind(ahead) in {*NAMES, "time", "lunch", "half"}:
            self.out, self.at = True, self.at + ahead
            self.cue = "fermé" if self.kind() == "time" else ""
        elif not self.kind(ahead) and not self.now.notes and not self.now.told:
            raise NotAWeek
        else:
            self._words()

    def _except(self) -> None:
        ahead = 1
        while self.kind(ahead) == "ignored":
            ahead += 1
        if self.kind(ahead) in {*NAMES, "time", "lunch"}:
            self.out, self.at = True, self.at + ahead
        else:
            self._words()

    def _lunch(self) -> None:
        for one in self.said:
            one.hours = items.without(one.hours, (items.MIDDAY, items.AFTERNOON))
        self.out, self.at = False, self.at + 1

    def _same(self) -> None:
        if not self.now.days or self.now.hours:
            raise NotAWeek
        self.now.same, self.now.end = True, self.items[self.at].end
        self.at += 1

    def _school(self) -> None:
        self.school, self.out, self.at = True, False, self.at + 1

    # --- words -----------------------------------------------------------------------------------

    def _words(self) -> None:
        """What no table holds, up to the next days or hours; words that only tie are dropped."""
        first, start = self.at, self._start()
        before = self.kind(-1) == "sign" and self.items[self.at - 1].value in {",", "et", "+", "&", "("}
        season = rare = doubt = other = told = False
        while self.at < len(self.items):
            kind = self.kind()
            if (
                (
                    kind not in {"word", "ignored", "season", "rare", "or", "doubt", "to", "closed", "except", "from"}
                    and self.at > first
                )
                or (kind in {"closed", "except", "from", "to"} and self.at > first and not told)
                or (
                    kind in {"closed", "except", "from", "to"}
                    and self.at > first
                    and self.kind(1) in {*NAMES, "time", "lunch", "ignored", "half"}
                    and not (kind == "to" and self.kind(1) == "ignored")
                )
            ):
                break
            out = any(one.kind in {"closed", "except"} for one in self.items[first : self.at])
            season, rare = season or (kind == "season" and not out), rare or kind == "rare"
            if (
                kind == "word"
                and len(self.items[self.at].value) == 1
                and self.kind(1) in {"time", "ignored"}
                and self.kind(1) == "time"
            ):
                raise NotAWeek  # a day, perhaps
            doubt, other, told = (
                doubt or kind == "doubt",
                other or kind == "or",
                told or kind in {"word", "season", "rare", "closed", "except", "doubt", "half"},
            )
            self.at += 1
        self.at = max(self.at, first + 1)
        end = self.items[self.at - 1].end
        if rare and self.now.told and self.now.days and before:
            self._new().start = start
        now = self.now
        if told:
            now.notes.append((start, end))
            now.end = end
        now.rare, now.season = now.rare or rare, now.season or season
        now.doubt = now.doubt or doubt or (other and not told)

    # --- the week --------------------------------------------------------------------------------

    def _merge(self) -> None:
        """« samedi matin, semaines paires »: what is only « not every week » is of what stands before."""
        for before, one in reversed([*pairwise(self.said)]):
            if one.rare and not one.days and not one.told and before.told:
                before.rare, before.end = True, one.end
                self.said.remove(one)

    def _settle(self, one: _Statement) -> None:
        if one.rare or (one.notes and (not one.told if one.days else one.hours and items.in_words(one.hours))):
            if one.doubt and one.told:
                raise NotAWeek
            self.notes.append(self._typed(one.start, one.end))
            return
        if (one.doubt or one.season) and one.told or (one.season and any(other.hours for other in self.said)):
            raise NotAWeek
        self.notes += [self._typed(*note) for note in one.notes]
        if one.days and one.edge:
            self._edge(one)
        elif one.same:
            last = next((other.hours for other in reversed(self.said[: self.said.index(one)]) if other.hours), None)
            self._give(one.days, last) if last else self._refuse()
        elif one.days and (one.hours or one.closed):
            self._give(one.days, one.hours)
        elif one.days and not self.notes and len(self.said) == 1:
            self.week |= dict.fromkeys(one.days, ["oui"])  # it opens on these days, at hours to be asked
        elif one.hours and items.in_words(one.hours) and len(self.said) == 1:
            self.notes = [self.pieces.text.strip()]  # « le matin », of no day
        elif one.hours or one.edge or (one.days and "\t" not in self.pieces.text):
            raise NotAWeek

    def _refuse(self) -> None:
        raise NotAWeek

    def _edge(self, one: _Statement) -> None:
        """« vendredi fermeture à 16h30 », « (17h le vendredi) »: another end, or another beginning, of the hours known so far."""
        time, cue = one.edge or (0, "")
        known = next(
            (other.hours for other in self.said if other.hours and not items.in_words(other.hours) and len(other.days) > 1), []
        )
        for day in one.days:
            hours = list(self.week.get(day) or known)
            if not hours or items.in_words(hours):
                raise NotAWeek
            rank = 0 if cue == "dès" else -1
            start, end = hours[rank]
            hours[rank] = (time, end) if cue == "dès" else (start, time)
            if hours[rank][0] >= hours[rank][1]:
                raise NotAWeek
            self.week[day] = hours

    def _give(self, days: list[int], hours: Day) -> None:
        """These hours to these days. What a day alone says wins over what several had, when both cannot be true."""
        for day in days:
            before = self.week.get(day)
            if before is None:
                self.week[day] = list(hours)
            elif not before or not hours or day in self.ranged:
                if day not in self.ranged or len(days) > 1 or not hours or not items.meet(before, hours):
                    raise NotAWeek
                self.week[day] = list(hours)
                self.ranged.discard(day)
            elif len(days) > 1 or items.meet(before, hours):
                raise NotAWeek
            else:
                self.week[day] = [*before, *hours]
        self.ranged |= set(days) if len(days) > 1 else set()

    def _typed(self, start: int, end: int) -> str:
        return self.pieces.typed(start, end)


# --- what is asked ---------------------------------------------------------------------------------

_REQUEST = ((r"\br\.?\s?d\.?\s?v\.?(?=\W|$)", "rendez-vous"), (r"\brendez vous\b", "rendez-vous"))


def opening(text: str) -> dict[str, Any] | None:
    """« lun-ven 8h-18h, mercredi sur rendez-vous » → each day as a file has it, « note », « semaines »; None when the text says
    figures that are not understood, or the same day twice.
    """
    pieces = Pieces(text.replace("\n", ";"))
    try:
        reader = _Reader(pieces, [*items.items(pieces)])
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
    try:
        found = [*items.items(Pieces(text))]
    except NotAWeek:
        return False
    more, times = {one.kind for one in found} - {"time", "to", "sign", "half"}, [one.value for one in found if one.kind == "time"]
    said = (more and len(times) > 1 and all(a < b for a, b in pairwise(times))) or re.search(
        r"\b(?:rdv|rendez[- ]vous)\b", text, re.I
    )
    closed = re.match(r"\s*(?:ferm|pas\b|aucun|sans\b)", text, re.IGNORECASE)
    return bool(said) and not closed and not next(hours(text), None)
