"""Days and hours as people say them → as the fields have them: « lun-ven 7h30-18h30, sauf mercredi », « 8h à midi ».

A text makes statements, each some days and their hours, in either order. What says more than an ordinary week (« un samedi sur
deux », « 1er lundi du mois ») is a note, never an hour; a word that is not known is kept in the note; an hour that belongs to no
statement makes the text not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ctg.common.phrases import DAYS
from ctg.reading.spoken import items
from ctg.reading.spoken.items import NAMES, NotAWeek, Openings
from ctg.reading.spoken.statements import Statement, StatementReader
from ctg.reading.spoken.tokens import LEXICON, UNSURE, Pieces, flattened


@dataclass
class _Week:
    """The week that statements make, one after the other."""

    pieces: Pieces
    said: list[Statement]
    known: dict[int, Openings]
    """The week so far, which a text may change a part of."""
    week: dict[int, Openings] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ranged: set[int] = field(default_factory=set)
    """The days whose hours were said of several together."""

    def settle(self, one: Statement) -> None:
        """Raises :class:`NotAWeek`."""
        if self._apart(one):
            self.notes.append(self.pieces.typed(one.start, one.end))
            return
        if self.known and not one.days and (one.edge or one.hours):
            self._of_each_day(one)
        if (one.unsure and (one.told or any(other.hours for other in self.said))) or "soir" in one.hours:
            raise NotAWeek
        if len(one.days) == 1 and one.hours in (["matin"], ["apres-midi"]) and one.days[0] in self.ranged:
            (day,), half = one.days, one.hours[0]  # « du lundi au samedi 9h-12h et 14h-18h, le samedi seulement le matin »
            one.hours = [time for time in self._so_far(day) if items.within(time, half)] or one.hours
        alone = one is self.said[-1] and not one.apart and not any(other.notes for other in self.said if other is not one)
        among = any(other.days and other.told for other in self.said if other is not one)
        whose = f"{self.pieces.typed(*one.named)} : " * bool(among and one.named[1] and one.told and not alone)
        self.notes += [whose + self.pieces.typed(*note) for note in one.notes]
        if one.same:
            one.hours = self._like(one)
        for day, half in one.but:
            if not one.hours or items.in_words(one.hours):
                raise NotAWeek
            self._give([day], items.without(one.hours, half))
        if one.days and one.edge and one.edge[1] == "from" and len(self.said) == 1 and not self.known:
            self.week |= {day: ["oui"] for day in one.days}  # « à partir de 7h »: until when is to be asked
            self.notes = [self.pieces.text.strip()]
        elif one.days and one.edge:
            self._edge(one.days, *one.edge)
        elif one.days and (one.hours or one.closed):
            self._give(one.days, one.hours, one.half)
        elif one.days and not self.notes and len(self.said) == 1:
            self.week |= {day: ["oui"] for day in one.days}  # it opens on these days, at hours to be asked
        elif one.hours == [(0, items.MIDNIGHT)] and len(self.said) == 1:
            self._give([*range(7)], one.hours)  # « 24h/24 »
        elif one.hours and items.in_words(one.hours) and len(self.said) == 1:
            self.notes = [self.pieces.text.strip()]  # « le matin », of no day
        elif one.hours or one.edge or one.same or (one.days and "\t" not in self.pieces.text):
            raise NotAWeek

    def _apart(self, one: Statement) -> bool:
        """Whether a statement is of no ordinary opening: of some weeks, by telephone beside the hours of others, of no time."""
        said = " ".join(self.pieces.typed(*note) for note in one.notes)
        others = any(other.days and other.hours for other in self.said if other is not one)
        of_time = not one.told if one.days else one.hours and not one.edge and items.in_words(one.hours)
        return bool(one.rare or (one.notes and (of_time or (one.days and one.hours and others and _BY_PHONE.search(said)))))

    def _like(self, one: Statement) -> Openings:
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
        return list(self.week.get(day) or self.known.get(day) or [])

    def _of_each_day(self, one: Statement) -> None:
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
            if before == [] and hours and len(days) > 1:
                continue  # « fermé le mercredi, sinon du lundi au vendredi 8h-18h »
            wins = day in self.ranged and len(days) == 1 and hours and before and items.meet(before, hours)
            if (
                before is not None
                and not wins
                and ((day in self.ranged and not half) or not before or not hours or (len(days) > 1 and not half))
            ):
                raise NotAWeek
            if before and not wins and items.meet(before, hours):
                raise NotAWeek
            self.week[day] = list(hours) if wins or before is None else [*before, *hours]
            self.ranged = self.ranged - {day} if wins else self.ranged
        self.ranged |= set(days) if len(days) > 1 else set()


# --- what is asked ---------------------------------------------------------------------------------

_REQUEST = ((r"\br\.?\s?d\.?\s?v\.?(?=\W|$)", "rendez-vous"), (r"\brendez vous\b", "rendez-vous"))


def opening(text: str, known: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any] | None:
    """« lun-ven 8h-18h, mercredi sur rendez-vous » → each day as a file has it, « note », « semaines »; None when the text says
    figures that are not understood, or the same day twice. ``known``: the days of a week, of which a text may say what changes:
    « le mercredi on ferme à 17h ».
    """
    pieces = Pieces(text.replace("\n", ";"))
    try:
        reader = StatementReader(pieces, [*items.items(pieces)])
        reader.read()
        made = _Week(pieces, reader.said, items.as_read(known))
        for one in reader.said:
            made.settle(one)
    except NotAWeek:
        return _with_asides(text, known)
    week = items.as_written(made.week)
    note = " ; ".join(dict.fromkeys(filter(None, made.notes))) if week else text.strip()
    figures = re.search(r"\d", note) and not any(one.rare for one in reader.said)
    if figures and (not re.search(r"[^\W\d]{2}", note) or (not week and any(one.days for one in reader.said))):
        return None
    for shape, instead in _REQUEST:
        note = re.sub(shape, instead, note, flags=re.IGNORECASE)
    return week | ({"note": note} if note else {}) | ({"semaines": [{"pendant": "vacances"}]} if reader.school and week else {})


_ASIDES = [re.compile(shape, re.IGNORECASE) for shape in LEXICON.group("a_part").values()]
"""What stands apart: between brackets, between strong signs, at the end without figures."""
_HOLIDAYS = re.compile(LEXICON.any_of("pendant_les_vacances"), re.IGNORECASE)


def _with_asides(text: str, known: Mapping[str, Any]) -> dict[str, Any] | None:
    """« 9h-17h (accueil dès 7h30) », « … ; garderie dès 7h30 »: the week without what stands apart from it and tells no other
    opening, a note; « ; vacances : du lundi au vendredi 9h-18h », the week of the holidays."""
    left, notes, rows = text, list[str](), list[dict[str, Any]]()
    for one in (one for shape in _ASIDES for one in shape.finditer(text)):
        said = one[1].strip()
        if left[one.start(1) : one.end(1)] != one[1] or said == text.strip():
            continue  # with brackets that were taken
        holidays = _HOLIDAYS.match(said)
        if holidays and not rows and (other := week(_ALIKE.sub(_ordinary(text[: one.start(1)]), said[holidays.end() :]))):
            rows.append({"pendant": "vacances", **other})
        elif (holidays and one[0][0] != "(") or _is_aside(said, bracketed=one[0].startswith("(")) or _of_other_days(said):
            notes.append(said)
        else:
            continue
        left = left[: one.start()] + " ;" + " " * (len(one[0]) - 2) + left[one.end() :]
    found = opening(left, known) if notes or rows else None
    if (
        not found
        or not found.keys() & {*DAYS}
        or "oui" in found.values()
        or (rows and [one for one in found.get("semaines", ()) if len(one) > 1])
    ):
        return None
    notes = [*filter(None, [found.get("note")]), *notes]
    return found | ({"note": " ; ".join(notes)} if notes else {}) | ({"semaines": rows} if rows else {})


_OTHER_DAYS = re.compile(LEXICON.any_of("d_autres_jours"))
_OTHER_SERVICE, _BY_PHONE = LEXICON.words("autre_service"), LEXICON.words("au_telephone")
_ALIKE = re.compile(r"(?:aux? |les )?m[êe]mes (?:horaires|heures)", re.IGNORECASE)


def _ordinary(text: str) -> str:
    """The hours of all the days that a text says, when they are the same; else nothing."""
    spans = {" et ".join(map(str, one)) if isinstance(one, list) else str(one) for one in week(text).values()} - {"ferme"}
    return spans.pop() if len(spans) == 1 else "…"


def _of_other_days(said: str) -> bool:
    """Whether words are of days that are no ordinary ones: « fermé en août », « du 1/9 au 30/6 »."""
    return bool(_OTHER_DAYS.search(Pieces(said).line))


def _is_aside(said: str, bracketed: bool) -> bool:
    """Whether words say nothing certain of the hours of a day, and nothing unsure of them."""
    try:
        kinds = [item.kind for item in items.items(Pieces(said)) if item.kind != "ignored"]
    except NotAWeek:
        return False
    days, spans = {*kinds} & NAMES, ("time", "to", "time") in zip(kinds, kinds[1:], kinds[2:], strict=False)
    other = spans or bool(days or {*kinds} & {"closed", "except", "same", "or"})
    if bracketed:
        other = bool(
            {*kinds} & {"closed", "except"} or (days and ("time" in kinds or "word" not in kinds) and "season" not in kinds)
        )
    if not bracketed and _OTHER_SERVICE.match(said):
        return True
    return not UNSURE.search(flattened(said)) and not other and (bracketed or "word" in kinds)


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
