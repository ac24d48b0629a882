"""A text of people → the pieces that any grammar reads: words without accents, numbers in figures, months, days of the week; and
the items of a line about hours.

The pieces make a line, « mar. 1er sept. vingt-six » → ``D1 1e M9 26``, in which a grammar searches what it knows; what it does
not know stays beside, in the words that were typed (:meth:`Pieces.beside`).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any, NamedTuple

from ctg.common import phrases
from ctg.common.files import read_plain
from ctg.common.phrases import DAYS
from ctg.common.problems import fold
from ctg.reading.yaml_text import parse


class Lexicon:
    """The words of a file, in French: lists of parts of patterns, alone or in groups. ``more``: lists of ours; ``accents``: no
    when one may be left out."""

    def __init__(self, path: Path, accents: bool = True, **more: str) -> None:
        self.lists: dict[str, Any] = parse(read_plain(path).decode()) | more
        self.accents = accents

    def any_of(self, name: str) -> str:
        """The pattern of any part of a list."""
        return self._pattern(self.lists[name])

    def words(self, name: str) -> re.Pattern[str]:
        """Any part of a list, as whole words."""
        return re.compile(rf"\b{self.any_of(name)}(?!\w)", re.IGNORECASE)

    def group(self, name: str) -> dict[str, str]:
        """The pattern of each list of a group, in their order."""
        return {key: self._pattern(one) for key, one in self.lists[name].items()}

    def inverted(self, name: str) -> dict[str, str]:
        """Each word of a group → its list."""
        return {word: key for key, one in self.lists[name].items() for word in one.split(", ")}

    def rewritten(self, name: str, text: str) -> str:
        """A text in which each pattern of a group is replaced, in their order."""
        for shape, instead in self.lists[name].items():
            text = re.sub(shape, instead, text)
        return text

    def _pattern(self, listed: str) -> str:
        """Any part of a list, those of the lists that it names, « <juste> », in it."""
        if not self.accents:  # « é » is « [ée] », but where it is in brackets already
            listed = re.sub(r"\[[^]]*\]|[à-ü]", lambda one: one[0] if one[0][1:] else f"[{one[0]}{fold(one[0])}]", listed)
        return re.sub(r"(?<!\?P)<(\w+)>", lambda one: self.any_of(one[1]), f"(?:{listed.replace(', ', '|')})")


LEXICON = Lexicon(Path(__file__).with_name("mots.yml"))
MONTHS = tuple(map(fold, phrases.MONTHS))
_SHORT = LEXICON.lists["mois_abreges"].split(", ")
_NAMES = {name: f"M{n}" for names in (_SHORT, MONTHS) for n, said in enumerate(names, 1) for name in said.split(":")}
_NAMES |= {name: f"D{n}" for n, day in enumerate(DAYS) for name in (f"{day}s", *(day[:size] for size in range(3, len(day) + 1)))}
_NAMES |= LEXICON.inverted("abreges")
"""What grammars call the words of a text."""
_NO_DAY = {*LEXICON.lists["pas_un_jour"].split(", ")}
PROVIDERS = LEXICON.lists["messageries"].split(", ")
"""Of mail boxes, in France."""
_WHOLE = {*MONTHS, *DAYS, *LEXICON.lists["mots_entiers"].split(", ")}
"""Words that no dot shortens: it ends their sentence."""
_NUMBERS = {name: int(number) for name, number in LEXICON.inverted("nombres").items()}
_SPELT = re.compile(rf"\b(?:{'|'.join(sorted(_NUMBERS))})", re.IGNORECASE)
_PIECE = re.compile(
    r"(?P<rank>1\s?(?:ers?|e?res?|°)(?![a-z])|\d{1,2}(?:e|eme|ieme|nde?)(?![a-z]))|\d+|c[em]\s?[12]\b|[a-z]+|[-=]+>|!+|(?![\u25a0-\u26d3\u26d5-\u2715\u2719-\u274b\u274d-\u2793\ufe0f\U0001f300-\U0001f6aa\U0001f6ac-\U0001faff])[^\s']"
)
TIES = {*LEXICON.lists["liens"].split(", "), *',;:.-/|<>»«"•*_=+'}
"""What only ties a value to the words around it."""

UNSURE = re.compile(rf"[?~≈±<≤≥%]|\b{LEXICON.any_of('incertain')}\b")
YEARLY = LEXICON.words("chaque_annee")
"""What makes any value unsure."""

LONGEST = 1000
"""Signs of a text in which one fact is sought: no one writes a number in more, and some readers' time grows as its square."""


class Meant(NamedTuple):
    """What a text means: a value as files have it, what it says besides, how it was read when that is not plain to see."""

    value: Any
    rest: str = ""
    told: str = ""


class Piece(NamedTuple):
    """What a part of a text is, as the line has it, and where it was typed."""

    said: str
    start: int
    end: int


_AS_TYPED = str.maketrans("’`´‘‐‑‒–—−⁄→⇒⟶➔➜➝➞➡►▶[]{}", "''''------/>>>>>>>>>>()()")


def cleaned(text: str) -> str:
    """The text without what a copy brings with it: odd spaces and hyphens, curly quotes around it, a last comma."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    plain = " ".join(visible.replace("\u2010", "-").replace("\u2011", "-").split())
    return re.sub(r"^[“”„«\"]\s*(.*?)\s*[“”»\"]$", r"\1", plain.rstrip(",;")).strip()


def flattened(text: str) -> str:
    """In lower case, without accents nor odd signs, the letter O of a number a zero; of the same length."""
    bare = (unicodedata.normalize("NFKD", sign.lower()) for sign in text)
    flat = "".join(
        one[0] if len(one) == 1 or unicodedata.combining(one[1]) else sign for sign, one in zip(text, bare, strict=True)
    )
    return re.sub(r"(?<=\d)o(?=[\d\W]|$)|(?<![a-z\d])o(?=\d)", "0", flat.translate(_AS_TYPED))


@cache
def _near(word: str) -> str:
    """The month or the day that a word is but for one slip: « fevirer », « lundo », « judi »; else the word."""
    names = DAYS if len(word) == 4 and word not in _NO_DAY else (*MONTHS, *DAYS) if len(word) > 4 else ()
    return next((name for name in names if name[0] == word[0] and one_slip(word.removesuffix("s"), name)), word)


def one_slip(text: str, other: str) -> bool:
    """Whether one letter is wrong, missing, in excess, or two neighbours are exchanged."""
    same = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    one, two = text[same:], other[same:]
    return text != other and (one[1:] in {two, two[1:]} or one == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:]))


UNITS = {*LEXICON.lists["unites"].split(", ")}
"""Before these, « un » is a number."""


def _number(words: Iterable[str]) -> tuple[int, int]:
    """The number that words in letters begin with, and how many of them say it: « vingt et un ans » → (21, 3)."""
    total = now = count = number = 0
    for rank, word in enumerate(words, 1):
        value = _NUMBERS.get(word)
        if value is None and word in {"et", "-"} and 0 < count == rank - 1:
            continue
        tens = number and now % (100 if (value or 0) % 10 == 0 else 10) == 0
        fits = not count or tens or ((value or 0) > 9 and now % 100 in {60, 80})
        if value == 1000 and not total:
            total, now = max(now, 1) * value, 0
        elif value == 100 and now < 10:
            now = max(now, 1) * 100
        elif value == 20 and now % 100 == 4:
            now += 76
        elif value is not None and value < 100 and fits:
            now += value
        else:
            break
        count, number = rank, total + now
    return number, count


class Pieces:
    """A text, what it is made of, and the line that grammars read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = _named(_cut(flattened(text)))
        self.line = " ".join(one.said for one in self.pieces)

    def _placed(self) -> Iterator[tuple[int, Piece]]:
        """Each piece, and where the line has it."""
        yield from zip(accumulate((len(one.said) + 1 for one in self.pieces), initial=0), self.pieces, strict=False)

    def beside(self, *spans: tuple[int, int]) -> str:
        """What the text says out of some parts of the line, without the small words that only tie it to them."""
        parts = groupby(self._placed(), lambda placed: any(start <= placed[0] < end for start, end in spans))
        return " ".join(filter(None, (self._typed([one for _, one in run], TIES) for inside, run in parts if not inside)))

    def typed(self, start: int, end: int) -> str:
        """What a part of the line was typed as, without the signs around it and the small words after it."""
        run = [one for at, one in self._placed() if start <= at < end]
        return self._typed(run, {",", ";", ":", ".", "-", "et", "(", "mais"})

    def _typed(self, run: list[Piece], ties: set[str]) -> str:
        while run and run[0].said in ties:
            run = run[1:]
        while run and run[-1].said in TIES:
            run = run[:-1]
        said = self.text[run[0].start : run[-1].end] if run else ""
        said += ")" * (said.count("(") > said.count(")") and self.text[run[-1].end :].startswith(")"))
        inner = re.fullmatch(r"\(([^()]*)\)", said)
        return inner[1] if inner else said if said.count("(") == said.count(")") else said.strip("() ")


@lru_cache(10_000)  # each rule about texts asks it of the same ones
def in_figures(text: str) -> str:
    """A text whose numbers in letters are in figures, the rest as it is: « Vingt et un ans » → « 21 ans »."""
    for one in reversed(Pieces(text).pieces) if _SPELT.search(text) else ():
        if one.said.isdecimal() and not re.search(r"\d", text[one.start : one.end]):
            text = text[: one.start] + one.said + text[one.end :]
    return text


def _cut(flat: str) -> list[Piece]:
    found: list[Piece] = []
    for one in _PIECE.finditer(flat):
        said = re.sub(r"\D", "", one[0]) + "e" if one["rank"] else one[0] if one[0][-1] != ">" else ">"
        follows = found and found[-1].end == one.start() and flat[one.start() - 1] != "."
        glued = follows and re.fullmatch("[a-z]{1,5}", found[-1].said)
        if said == "." and glued and (found[-1].said not in _WHOLE or flat[one.end() : one.end() + 1].isdecimal()):
            found[-1] = found[-1]._replace(end=one.end())  # of an abbreviation
        else:
            found.append(Piece(said, one.start(), one.end()))
    return found


def _named(pieces: list[Piece]) -> list[Piece]:
    """Months, days of the week, ranks and numbers in letters, each under one name."""
    found: list[Piece] = []
    while pieces:
        one, after = pieces[0], _NAMES.get(pieces[1].said, pieces[1].said) if len(pieces) > 1 else ""
        number, size = _number(piece.said for piece in pieces)
        then = "".join(piece.said for piece in pieces[1:3])
        is_month = one.said == "sept" and (
            re.fullmatch(r"\d{4}", after)
            or re.match(r"[-/.](\d\d|\d{4})$", then)
            or (found and re.fullmatch(r"\d+e?", found[-1].said))
        )
        if size == 1 and (is_month or (one.said in {"un", "une"} and after not in UNITS)):
            size = 0
        said = str(number) if size else _NAMES.get(one.said) or _NAMES.get(_near(one.said), one.said)
        found.append(Piece(said, one.start, pieces[max(size, 1) - 1].end))
        pieces = pieces[max(size, 1) :]
    return found


# --- hours: days, times, half-days, « sauf », what is not every week… each an Item ---------------


MIDDAY, AFTERNOON, MIDNIGHT = 720, 840, 1440
"""Minutes: « midi et deux » is from the first to the second."""
NIGHT = 300
"""Before it, no place that families go to opens."""
HALVES = {"matin": (0, 810), "midi": (660, 870), "apres-midi": (690, 1440), "soir": (960, 1440), "journee": (0, 1440)}
"""Within what the hours of a half-day are."""
_HALF_OF = {"a": "apres-midi", "mi": "midi", "m": "matin", "s": "soir"}
TWO = {two: int(day) for two, day in LEXICON.inverted("jours_a_deux_lettres").items()}
LEXICON.lists["deux_lettres"] = ", ".join(TWO)
_ITEM = re.compile("|".join(rf"(?P<{name}>(?<!\S)(?:{pattern})(?!\S))" for name, pattern in LEXICON.group("heures").items()))
_AS = {"aside": "word", "number": "word", "date": "season", "lasting": "ignored"}
_SEVERAL = {"all": range(7), "others": range(5), "working": range(5), "weekend": (5, 6)}
NAMES = {*_SEVERAL, "initials", "letters", "day"}
"""What names days; some name several."""


class Item(NamedTuple):
    """A piece of a line: what it is, what it says, where it stands."""

    kind: str
    value: Any
    start: int
    end: int
    said: str


class NotAWeek(Exception):
    """The text says more than is understood."""


def items(pieces: Pieces) -> Iterator[Item]:
    """What a line is made of, in its order. Raises :class:`NotAWeek` for an hour that no day has."""
    line = pieces.line
    if re.search(r"(?<!\S)(?:mo|tu|th|fr|su)(?= |$)", line):  # English: « We » is no week-end
        line = re.sub(r"(?<!\S)we(?= )", "D2", line)
    named = re.search(r"(?<!\S)(?:D\d|semaine|week)", re.sub(r"(?<!\S)sauf (?:(?:l[ea]s?|et|,|D\d) )+", "", f"{line} "))
    every = False
    for one in _ITEM.finditer(line):
        kind, said = str(one.lastgroup), one[0]
        kind = ("ignored" if named else "all") if kind == "each" else _AS.get(kind, kind)
        again = every and kind == "all" and not line[one.end() :].strip()  # « tous les jours 9h-18h, 7 jours sur 7 »
        every = kind == "all" or (every and kind not in {"except", "not"})
        if kind == "included" or again:
            kind = "ignored" if every else "doubt"  # « tous les jours, même le dimanche »
        kind = "word" if said == "hiver" and "ete" not in line.split() else kind  # the hours of most of the year
        yield Item(kind, _value(kind, said), one.start(), one.end(), said)


def _value(kind: str, said: str) -> Any:
    if kind == "day":
        return [int(said[1])] if said[0] == "D" else [TWO.get(said, "l__jvsd".find(said))]
    if kind == "initials":
        return [*range("jvs".index(said[-1]) + 4)]
    if kind == "letters":
        return initials(re.sub(r"[^a-z]", "", said))
    if kind in {"half", "only"}:
        return next((half for sign, half in _HALF_OF.items() if re.search(rf"\b{sign}", said)), "journee")
    if kind == "moved":
        by = int((re.findall(r"\d\d?", said) or [1])[0]) * (60 if " h " in said else 1)
        return (-1 if said.endswith("tot") else 1) * (30 if re.search("demi|1 /", said) else 15 if "quart" in said else by)
    return minutes(said) if kind == "time" else [*_SEVERAL[kind]] if kind in _SEVERAL else said


def initials(said: str) -> list[int]:
    """« lmjv » → Monday, Tuesday, Thursday, Friday: a lone « m » is of the school days."""
    said = re.sub(r"er|e", "2", re.sub("ma", "m", said))
    found: list[int] = []
    for n, sign in enumerate(said):
        if sign != "2":
            found.append(2 if sign == "m" and (1 in found or said[n + 1 : n + 2] == "2") else "lm?jvsd".index(sign))
    return found


def minutes(said: str) -> int:
    """« 7 h 30 », « 7 . 30 », « midi et quart » → minutes since midnight. Raises :class:`NotAWeek` when there is no such hour."""
    said = said.replace("1/2", "et demi")
    more = 30 if " et demi" in said else -15 if "moins" in said else 15 if "quart" in said else 0
    if said.startswith("mi"):
        return (MIDDAY if said.startswith("midi") else MIDNIGHT) + (more or int((re.findall(r"\d\d", said) or [0])[0]))
    hour, *rest = map(int, re.findall(r"\d\d?", said))
    late = hour < 12 and re.search(r" (?:soir|midi|aprem\w*|pm)$", said)
    time = hour * 60 + (rest[0] if rest else 0) + more + MIDDAY * bool(late)
    if time > MIDNIGHT or (rest and rest[0] > 59):
        raise NotAWeek
    return time


# --- openings --------------------------------------------------------------------------------------


Openings = list[Any]
"""Openings, (start, end) in minutes, or the word of a half-day; none when it is closed."""


def in_words(hours: Openings) -> bool:
    return any(isinstance(one, str) for one in hours)


def within(one: Any, half: str) -> bool:
    """Whether an opening is of a half-day."""
    return isinstance(one, tuple) and HALVES[half][0] <= one[0] and one[1] <= HALVES[half][1]


def of_half(hours: Openings, half: str) -> Openings:
    """The openings as a half-day has them: « 2h-5h » of an afternoon is 14h-17h."""
    first, last = {"apres-midi": (60, 480), "soir": (300, 690)}.get(half, (0, 0))
    said = all(first <= start < end <= last for start, end in hours)
    return [(start + MIDDAY, end + MIDDAY) for start, end in hours] if said else hours


def by_day(hours: Openings) -> Openings:
    """« lundi 2h-6h », of no half-day, is of the afternoon. Raises :class:`NotAWeek` for other hours of the night."""
    night = [one for one in hours if isinstance(one, tuple) and 0 < one[0] < NIGHT]
    if night and (len(hours) > 1 or night[0][1] > 480):
        raise NotAWeek
    return of_half(hours, "apres-midi") if night else hours


def meet(some: Openings, others: Openings) -> bool:
    """Whether two openings overlap, or cannot be compared."""
    if in_words(some) or in_words(others):
        return some == others
    return any(one[0] < other[1] and other[0] < one[1] for one in some for other in others)


def without(hours: Openings, out: tuple[int, int] | str) -> Openings:
    """The openings less a part of the day; less a half-day, those of the other, whose times are then not known if they were of
    both. Raises :class:`NotAWeek` for « le soir »."""
    if out in {"midi", "soir", "journee"}:
        raise NotAWeek
    if isinstance(out, str):
        other = "matin" if out == "apres-midi" else "apres-midi"
        return [one if within(one, other) else other for one in hours if not within(one, out)]
    kept: Openings = [one for one in hours if isinstance(one, str)]
    for one in (one for one in hours if not isinstance(one, str)):
        kept += [part for part in ((one[0], min(one[1], out[0])), (max(one[0], out[1]), one[1])) if part[0] < part[1]]
    return kept


def as_written(week: dict[int, Openings]) -> dict[str, Any]:
    """Each day, in order; those that are closed are said when they were said."""
    return {DAYS[day]: _written(week[day]) for day in sorted(week)}


def as_read(week: Mapping[str, Any]) -> dict[int, Openings]:
    """The days of a week as a file has them, whose times are known."""
    found = {DAYS.index(day): re.findall(r"(\d+)h(\d*)-(\d+)h(\d*)", str(hours)) for day, hours in week.items() if day in DAYS}
    return {day: [tuple(int(h) * 60 + int(m or 0) for h, m in zip(one[::2], one[1::2], strict=True)) for one in spans]
            for day, spans in found.items() if spans}  # fmt: skip


def _written(hours: Openings) -> str | list[str]:
    hours = sorted(hours, key=str if in_words(hours) else None)
    spans = [one if isinstance(one, str) else "-".join(map(clock, one)) for one in hours]
    return "ferme" if not spans else spans[0] if len(spans) == 1 else spans


def clock(time: int) -> str:
    return f"{time // 60}h{time % 60:02}" if time % 60 else f"{time // 60}h"
