"""Days and hours as people say them → as the fields have them: « lun-ven 7h30-18h30, sauf mercredi », « 8h à midi ».

A text is items (``items``), which make phrases (``phrases``), which make clauses (``clauses``); here clauses make a week, in the
order of :data:`_STEPS`: openings, exceptions, closures. What says more than an ordinary week (« un samedi sur deux ») is a note,
never an hour; a word that is not known is kept in the note. A text is refused when a figure or a day is of no clause, when
openings overlap, and when two readings of the whole disagree."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NoReturn

from ctg.common.phrases import DAYS
from ctg.reading.spoken import tokens
from ctg.reading.spoken.clauses import DAYS_FIRST, HOURS_FIRST, MIXED, Clause, phrases_and_remarks, public_holidays, with_remarks
from ctg.reading.spoken.corrections import once_corrected, sentences
from ctg.reading.spoken.phrases import STRONG, Phrase, PhraseReader
from ctg.reading.spoken.tokens import LEXICON, NAMES, NotAWeek, Openings, Pieces

_BY_PHONE = LEXICON.words("au_telephone")
_GOES_AGAINST = re.compile(rf"\b(?:{'|'.join(DAYS)})\b.*\b(?:ferm|ouvr|fini|termin|arret)\w*.*\d ?h", re.IGNORECASE)
_DENIES = re.compile(rf"(?:^|\s){LEXICON.any_of('nie_la_suite')}$", re.IGNORECASE)


def _refused() -> NoReturn:
    raise NotAWeek


class _Week:
    """The week that the clauses of one reading make. Each step raises :class:`NotAWeek` for what cannot be true."""

    def __init__(self, pieces: Pieces, clauses: list[Clause], apart: list[tuple[int, int]], known: dict[int, Openings]) -> None:
        """``apart``: words of no clause. ``known``: the week so far, of which a text may change a part."""
        self.pieces, self.clauses, self.apart, self.known = pieces, clauses, apart, known
        self.week, self.ranged = dict[int, Openings](), set[int]()
        """``ranged``: the days whose hours were said of several together."""

    def settle(self) -> None:
        plain = [one for one in self.clauses if not self._only_noted(one)]
        timed = any(one.kind not in {"bare", "shut"} for one in plain)
        if timed and any(one.kind == "bare" or "season" in one.marks for one in plain):
            raise NotAWeek
        if any({"doubt", "or"} & one.marks for one in self.clauses if "rare" not in one.marks):
            raise NotAWeek
        opened = {day for one in plain if one.kind == "open" for day in one.days}
        lines = [one for one in self.clauses if not one.first or one.distance == STRONG]
        unread = (one for one in lines if one.kind == "bare" and one.notes and one.marks <= {"day", "word"})
        if any(one.kind != "bare" for one in plain) and any(not {*one.days} <= opened for one in unread):
            raise NotAWeek  # « mardi 9h-12h ; jeudi voir affiche »
        if any(one.kind == "bare" and "rare" in one.marks and opened & {*one.days} for one in self.clauses):
            raise NotAWeek  # « le jeudi 9h-11h, un jeudi sur deux »
        for name in _STEPS:
            for one in (one for one in plain if one.kind in _ALSO_OF.get(name, {name})):
                getattr(self, f"_{name}")(one)
        self.notes = [*self._notes(plain), *(self.pieces.typed(*note) for note in self.apart)]

    def _only_noted(self, one: Clause) -> bool:
        """Whether a clause is of no ordinary opening: of some weeks, on request, by telephone."""
        said = " ".join(self.pieces.typed(*note) for note in one.notes)
        shut = one.kind in {"shut", "except"} and "season" in one.marks
        if shut and any(day in other.days for day, _ in one.but for other in self.clauses if other.kind == "open"):
            raise NotAWeek  # « fermé le mercredi en juillet »
        after = "varies" in one.marks and all(start > one.named[1] for start, _ in one.notes)
        free = after and all(other.kind == "bare" and "day" in other.marks for other in self.clauses)
        by_phone = one.kind == "open" and _BY_PHONE.search(said) and not re.search(r"\d ?h", said)  # « standard jusqu'à 17h »
        halves = one.kind == "open" and {phrase.kind for phrase in one.times} == {"half"}
        within = [other for other in self.clauses if other.kind == "open" and {*one.days} < {*other.days}]
        beside = halves and said and one.distance == STRONG and within  # « Permanence CAF le jeudi matin »
        bare = one.kind == "bare" and said and not free
        return bool(shut or by_phone or beside or "rare" in one.marks or one.kind == "asked" or bare)

    def _notes(self, plain: list[Clause]) -> Iterator[str]:
        """What is said besides, each remark with its days when others could be meant."""
        for n, one in enumerate(self.clauses, 1):
            others = [other for other in self.clauses if other is not one and (other.kind != "bare" or other.notes)]
            alone = n == len(self.clauses) and one.distance < STRONG and not any(other.notes for other in others)
            whose = f"{self.pieces.typed(*one.named)} : " if others and one.named[1] and not alone else ""
            if one in plain:
                yield from (whose + self.pieces.typed(*note) for note in one.notes)
            else:
                yield self.pieces.typed(*one.span)

    # --- openings --------------------------------------------------------------------------------

    def _before(self, one: Clause) -> list[Clause]:
        return self.clauses[: self.clauses.index(one)]

    def _so_far(self, day: int) -> Openings:
        return list(self.week.get(day) or self.known.get(day) or [])

    def _hours(self, one: Clause) -> Openings:
        """The openings of a clause."""
        breaks = [phrase.value for phrase in one.times if phrase.kind == "break"]
        said = [phrase for phrase in one.times if phrase.kind != "break"]
        if [phrase.kind for phrase in said] == ["spans", "half", "half", "spans"]:  # « 9h-12h le matin et l'après-midi 14h-17h »
            said[:2] = said[1::-1]
        halves = list(dict.fromkeys(str(phrase.value) for phrase in said if phrase.kind == "half"))
        if all(phrase.kind == "half" for phrase in said):
            if not said and any(isinstance(one_break, tuple) for one_break in breaks):
                raise NotAWeek  # open when, but then?
            hours: Openings = ["journee"] if not said or {*halves} == {"matin", "apres-midi"} else halves
            if len(hours) > 1 or not {*hours} <= {"matin", "apres-midi", "journee"}:
                raise NotAWeek
        else:
            ways = [made for made in (_labelled(said), _labelled(said, after=True)) if made is not None]
            if not ways or ways[0] != ways[-1]:
                raise NotAWeek
            hours = sorted(tokens.by_day(ways[0]))
        for one_break in breaks:
            hours = tokens.without(hours, one_break)
        apart = " + " not in self.pieces.line[slice(*one.span)]  # « 9h-17h + garderie 17h-18h » may touch
        if not hours or (not tokens.in_words(hours) and any(end + apart > start for (_, end), (start, _) in pairwise(hours))):
            raise NotAWeek
        return hours

    def _open(self, one: Clause) -> None:
        hours, out, days = self._hours(one), dict(one.but), one.days
        if "unsaid" in one.marks and {"half"} & {phrase.kind for phrase in one.times} and (earlier := self._before(one)):
            days = earlier[-1].days  # « le matin 9h-12h du lundi au vendredi et l'après-midi 14h-17h »
        elif "others" in one.marks:  # « le reste de la semaine » is what no clause before has named
            said = {day for other in self._before(one) for day in (*other.days, *dict(other.but))}
            days = [day for day in days if day not in said] if said and not said & {5, 6} else _refused()
        whole = {day for day, half in one.but if not half}
        unsure = (len(days) == 7 and "unsaid" in one.marks and not {5, 6} <= whole) or (
            "pupils" in one.marks and 2 in {*days} - whole
        )
        if unsure or not days or not {*out} <= {*days} or (tokens.in_words(hours) and any(out.values())):
            raise NotAWeek
        added = self.pieces.line[: one.span[0]].endswith(("+ ", "ainsi que "))
        more = added or any(phrase.kind == "half" for phrase in one.times)
        for day in (day for day in days if day not in whole):
            self._give(day, (tokens.without(hours, out[day]) if day in out else hours) or _refused(), len(days) > 1, more)

    def _give(self, day: int, hours: Openings, ranged: bool, more: bool) -> None:
        """These hours to a day, or ``more`` hours. What a day alone says wins over what several had, when both cannot be true."""
        before, alone = self.week.get(day), day in self.ranged and not ranged
        if before is None or (alone and tokens.meet(before, hours)):
            self.week[day] = list(hours)  # « du mardi au samedi 10h-18h, le samedi 10h-12h »
        elif alone and hours in (["matin"], ["apres-midi"]):
            self.week[day] = [time for time in before if tokens.within(time, hours[0])] or _refused()
        elif tokens.meet(before, hours) or tokens.in_words([*before, *hours]) or ((day in self.ranged or ranged) and not more):
            raise NotAWeek
        else:
            self.week[day] = [*before, *hours]
        self.ranged = self.ranged | {day} if ranged else self.ranged - {day}

    def _same(self, one: Clause) -> None:
        """« idem », « comme le lundi matin »: the hours of that day, else of the clause before."""
        last = [other.kind for other in self._before(one)][-1:]
        before = [other.days for other in self._before(one) if other.kind in {"open", "same"}]
        if last == ["shut"] and not one.like:  # « mercredi fermé, jeudi aussi »
            self.week |= {day: list[Any]() if day not in self.week else _refused() for day in one.days}
            return
        source = [one.like[0].value] if one.like else before[-1:]
        half = next((str(phrase.value) for phrase in [*one.like[::-1], *one.times] if phrase.kind == "half"), "")
        found = [time for day in source[:1] for time in self._so_far(day[0]) if not half or tokens.within(time, half)]
        for day in one.days:
            self._give(day, found if found and day not in self.week else _refused(), len(one.days) > 1, bool(half))
            for more in (phrase.value for phrase in one.times if phrase.kind == "spans"):  # « mercredi idem + 14h-18h »
                self._give(day, more, ranged=False, more=True)

    def _only(self, one: Clause) -> None:
        """« mercredi que le matin »: of the hours that all the other days have."""
        alike = {str(hours): hours for hours in self.week.values() if hours}
        out = "matin" if one.times[0].value == "apres-midi" else "apres-midi"
        hours = tokens.without(alike.popitem()[1], out) if len(alike) == 1 else _refused()
        if not hours or any(day in self.week and day not in self.ranged for day in one.days):
            raise NotAWeek
        self.week |= dict.fromkeys(one.days, hours)

    def _bare(self, one: Clause) -> None:
        if any(self.week.setdefault(day, ["oui"]) == [] for day in one.days):
            raise NotAWeek

    # --- exceptions and closures -----------------------------------------------------------------

    def _except(self, one: Clause) -> None:
        """Leaves days, or halves of them, out of the clauses that name several."""
        for day, half in one.but:
            within = [other for other in self.clauses if other.kind == "open" and day in other.days and len(other.days) > 1]
            for other in within or _refused():
                other.but = [*other.but, (day, half)]

    def _replace(self, one: Clause) -> None:
        hours = self._hours(one)
        known = [self._so_far(day) for day in one.days]
        if any(tokens.in_words([*before, *hours]) or not before for before in known):
            raise NotAWeek
        self.week |= {day: list(hours) for day in one.days}

    def _edge(self, one: Clause) -> None:
        """« vendredi fermeture à 16h30 », « (17h le vendredi) »: another end, or another beginning, of the hours known so far."""
        if not (edges := [phrase.value for phrase in one.times if phrase.kind == "edge"]):
            return
        time, cue = edges[0]
        if len(self.clauses) == 1 and not self.known and cue == "from":
            self.week |= {day: ["oui"] for day in one.days}  # « à partir de 7h »: until when is to be asked
            self.apart, one.notes = [(0, len(self.pieces.line) + 1)], []
            return
        open_days = [other.days for other in self.clauses if other.kind in {"open", "same"}]
        others = next((self._so_far(days[0]) for days in open_days if len(days) > 1), [])
        begins = {str((*hours[:-1], hours[-1][0])) for days in open_days if (hours := self._so_far(days[0]))}
        if len(begins) > 1 or (not cue and (one.notes or max(one.days) > 4)):
            others = []  # « ven 17h » may be when something begins
        cue, moved = cue.rstrip("+"), cue.endswith("+")
        alike = {*one.days} != {*self.known} or len({*map(str, self.known.values())}) == 1
        for day in (day for day in one.days if "all" not in one.marks or self._so_far(day)):
            hours = self._so_far(day) or list(others)
            if tokens.in_words(hours):
                raise NotAWeek
            if moved and hours:  # « une heure plus tôt » than this text says
                time = edges[0][0] + (hours[-1][1] if cue == "to" else hours[0][0])
            hours = [span for span in hours if span[0] < time] if cue == "to" else hours
            late = hours and not cue and 2 * time < sum(hours[-1])
            if not hours or late or not alike or (moved and self.known):
                raise NotAWeek
            if cue == "from":
                hours[0] = (time, hours[0][1])
            else:
                hours[-1] = (hours[-1][0], time)
            self.week[day] = hours if all(start < end for start, end in hours) else _refused()

    def _break(self, one: Clause) -> None:
        self.week |= {day: tokens.without(hours, one.times[0].value) or _refused() for day, hours in self.week.items() if hours}

    def _left(self, one: Clause) -> None:
        """The days that « sauf » left out, and that nothing else is said of, are closed."""
        for day in (day for day, half in one.but if not half):
            self.week.setdefault(day, [])

    def _shut(self, one: Clause) -> None:
        others = [(day, "") for day in range(7) if day not in self.week]
        for day, half in others if "others" in one.marks and self.week else one.but:
            said = self.week.get(day)
            alone = day not in self.ranged or any(day in other.listed for other in self._before(one))
            if said and (tokens.in_words(said) if half else alone):
                raise NotAWeek  # had hours of its own
            left = tokens.without(said or self.known.get(day) or _refused(), half) if half else []
            self.week[day] = left if said or not tokens.in_words(left) else _refused()


_STEPS = ["except", "open", "same", "only", "replace", "edge", "break", "left", "shut", "bare"]
"""What the clauses of each kind do to the week, in this order: the name of the kind, and of what it does."""
_ALSO_OF = {"edge": {"edge", "same"}, "left": {"open"}}


def _labelled(said: list[Phrase], after: bool = False) -> Openings | None:
    """The openings, each within the half-day that was said last before it, or just ``after``; None when one is not, or a half-day
    has none."""
    hours: Openings = []
    half, used = "", True
    for one in said[::-1] if after else said:
        spans = tokens.of_half(one.value, half) if one.kind == "spans" and half else one.value
        inside = one.kind != "spans" or not half or all(tokens.within(span, half) for span in spans)
        if not inside or (one.kind == "half" and not used):
            return None
        if one.kind == "half":
            half, used = str(one.value), False
        else:
            hours, used, half = [*hours, *spans], True, "" if after else half
    return (hours[::-1] if after else hours) if used else None


# --- what is asked ---------------------------------------------------------------------------------

_HEAD = re.compile(LEXICON.lists["tete"], re.IGNORECASE)
"""« Du 1/9 au 30/6 : », « nouveaux horaires à partir du 4 janvier : »."""
_OF_HOLIDAYS, _DIRECTLY = re.compile(LEXICON.lists["les_vacances"], re.IGNORECASE), re.compile(r"[^,;.|(\n]*\d\s*h?\s*$")
_SHUT = re.compile(r"\b(ferm\w*|sauf|hors)\b[^;.\n\d]*(?=(?:,|\bet)\s*$)", re.IGNORECASE)
_HOLIDAYS = re.compile(LEXICON.any_of("pendant_les_vacances"), re.IGNORECASE)
_WHICHEVER = re.compile(r"^\D*?\bvac(?:s|ances)?\b\.?(?: scol\w*\.?)?[\s:,]*", re.IGNORECASE)
"""« petites vacances »: of the year, without those of summer; no week of a sheet says it, their words are kept."""
_ALIKE = re.compile(r"(?:aux? |les )?m[êe]mes (?:horaires|heures)", re.IGNORECASE)


def _read(text: str, known: dict[int, Openings]) -> tuple[_Week, bool]:
    """The week of the only reading of a text, and whether it is of the school year. Raises :class:`NotAWeek`."""
    pieces = Pieces(text.replace("\n", ";"))
    found = [*tokens.items(pieces)]
    kinds = {one.kind for one in found}
    outside = {one.kind for one in tokens.items(Pieces(re.sub(r"(?<=\S)\s*\([^)]*\)", "", text)))}
    of_known = not outside & NAMES and outside & {"time", "round"} and (known or "round" in outside)
    every = f"{', '.join(DAYS[day] for day in known) or 'tous les jours'} {text}"
    if of_known and not kinds & NAMES:
        return _read(every, known)
    phrases = PhraseReader(pieces, found).read()
    for orders in (DAYS_FIRST, HOURS_FIRST), (MIXED,):
        made: list[_Week] = []
        for order in orders:
            grammar, words = phrases_and_remarks(phrases)
            for clauses in grammar.readings(order):
                try:
                    one = _Week(pieces, clauses, with_remarks(clauses, grammar, words), known)
                    one.settle()
                except NotAWeek:
                    continue
                made.append(one)
        if made:
            return made[0] if all(one.week == made[0].week for one in made) else _refused(), "school" in kinds
    return _read(every, known) if of_known else _refused()  # « 7h30-18h30 (18h le vendredi) »


def _of_holidays(said: str) -> tuple[str, list[dict[str, Any]], str]:
    """A text without what it says of the holidays, their week, else those words. Raises :class:`NotAWeek`."""
    if not (other := _OF_HOLIDAYS.search(said)):
        return said, [], ""
    base, words = re.sub(r"[–—-]\s*$", "", said[: other.start(1)]), other[1].strip(" .,;" if "(" in other[1] else " .,;)")
    hours = _WHICHEVER.sub("", words)
    days = opening(re.sub(r"(?:\bet|\W)+$", "", base)) if hours[:1].isdigit() or hours[:2] == "de" else None
    if days and all(hours == "oui" for hours in days.values()):  # « mercredi et vacances scolaires : 7h30-18h30 »
        return f"{base} {hours} ; {said[other.end() :]}", [], (base + words).removesuffix(hours).strip(" :")
    if not re.search(r"\d", words) and (whole := _DIRECTLY.search(base)):  # « tous les jours 9h-17h pendant les vacances »
        base, words = base[: whole.start()], f"{whole[0]}{words}".strip(" .,;")
        if not re.search(r"scolaire|(?:hors|sauf)(?: les)? vac|\($", base, re.IGNORECASE):
            raise NotAWeek
    if shut := _SHUT.search(base):  # « fermé le mercredi et les vacances »
        return f"{base[: shut.end()]} ; {shut[1]} vacances ; {said[other.end() :]}", [], ""
    spans = {" et ".join(map(str, one)) if isinstance(one, list) else str(one) for one in week(base).values()} - {"ferme"}
    theirs = _ALIKE.sub(spans.pop() if len(spans) == 1 else "…", _HOLIDAYS.sub("", words))
    shuts = bool(re.fullmatch(r"\(?(?:c'est |on est |nous sommes )?ferm\w*", theirs, re.IGNORECASE))  # « vacances : fermé »
    row = week(theirs) if base.strip() and not shuts else {}
    read = bool(base.strip() and (row or shuts))
    return f"{base} ; {said[other.end() :]}", [{"pendant": "vacances", **row}] * read, "" if read else words


@once_corrected(None)
def opening(text: str, known: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any] | None:
    """« lun-ven 8h-18h, mercredi sur rendez-vous » → each day as a file has it, « note », « semaines », « jours_feries »; None
    when the text says figures that are not understood, or the same day twice. ``known``: the days of a week, of which a text
    may say what changes: « le mercredi on ferme à 17h ».
    """
    text, holidays = public_holidays(text) if re.search(r"(?i)f[ée]ri[ée]", text) else (text, "")
    if holidays:
        found = opening(text, known) if re.search(r"\w", text) else {}
        return None if found is None else found | {"jours_feries": holidays}
    said = sentences(text)
    head = _HEAD.match(said)
    try:
        said, rows, beside = _of_holidays(said[head.end() :] if head else said)
        made, school = _read(said, tokens.as_read(known))
    except NotAWeek:
        return None
    found, others = tokens.as_written(made.week), [beside, head[1].strip() if head else ""]
    if (rows or any(others)) and not {*map(str, found.values())} - {"ferme", "oui"}:
        return None
    if found and any((_DENIES.search(one) and not text.endswith(one)) or _GOES_AGAINST.search(one) for one in made.notes):
        return None  # what is denied was read as said; or what closes a day otherwise
    note = " ; ".join(dict.fromkeys(filter(None, [*made.notes, *others]))) if found else text.strip()
    figures = re.search(r"\d", note) and not any("rare" in one.marks for one in made.clauses)
    if figures and (not re.search(r"[^\W\d]{2}", note) or (not found and any(one.days for one in made.clauses))):
        return None
    note = LEXICON.rewritten("des_notes", note)
    rows = rows or [{"pendant": "vacances"}] * (school and bool(found))
    return found | ({"note": note} if note else {}) | ({"semaines": rows} if rows else {})


def week(text: str, days: str = "") -> dict[str, Any]:
    """« lundi 9h-12h, du mardi au vendredi de 14h à 17h » → each day with its hours; empty when anything else is said.

    ``days``: the days of hours that stand apart from them.
    """
    found = opening(f"{days} {text}".strip()) or {}
    return found if found.keys() <= {*DAYS} and "oui" not in found.values() else {}


def hours(text: str) -> Iterator[str | list[str]]:
    """The openings of a day, a half-day, « fermé », and nothing else; « 9-12h »: one sign is enough for both times."""
    found = opening(f"lundi {text}") or {}
    if found.keys() == {"lundi"} and not NAMES & {one.kind for one in tokens.items(Pieces(text))}:
        yield found["lundi"]


def restricted(text: str) -> bool:
    """Does the text say hours with words that no plain opening holds? « 14h-18h sauf vacances », « 2 samedis par mois »."""
    found = opening(f"lundi {text}") or {}
    hours = found.keys() & {"lundi", "semaines"} or re.search(r"\d ?h|\b(?:rdv|rendez[- ]vous)\b", text, re.IGNORECASE)
    closed = re.match(r"\s*(?:ferm|pas\b|aucun|sans\b)", text, re.IGNORECASE)
    return bool(hours and found.keys() & {"note", "semaines", "jours_feries"}) and not closed
