"""A text of people → the pieces that any grammar reads: words without accents, numbers in figures, months, days of the week.

The pieces make a line, « mar. 1er sept. vingt-six » → ``D1 1e M9 26``, in which a grammar searches what it knows; what it does
not know stays beside, in the words that were typed (:meth:`Pieces.beside`)."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
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
    """The words of a file, in French: lists of parts of patterns, alone or in groups. ``more``: lists of ours."""

    def __init__(self, path: Path, **more: str) -> None:
        self.lists: dict[str, Any] = parse(read_plain(path).decode()) | more

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

    def _pattern(self, listed: str) -> str:
        """Any part of a list, those of the lists that it names, « <juste> », in it."""
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
_WHOLE = {*MONTHS, *DAYS, "h", "midi", "matin", "soir", "ans", "idem", "ferme"}
"""Words that no dot shortens: it ends their sentence."""
_NUMBERS = {name: int(number) for name, number in LEXICON.inverted("nombres").items()}
_SPELT = re.compile(rf"\b(?:{'|'.join(sorted(_NUMBERS))})", re.IGNORECASE)
_PIECE = re.compile(
    r"(?P<rank>1\s?(?:ers?|e?res?|°)(?![a-z])|\d{1,2}(?:e|eme|ieme|nde?)(?![a-z]))|\d+|c[em]\s?[12]\b|[a-z]+|[-=]+>|[^\s']"
)
TIES = {"le", "la", "les", "l", "du", "de", "des", "d", "au", "aux", "en", "et", *',;:.-/|<>»«"•*_=+'}
"""What only ties a value to the words around it."""

UNSURE = re.compile(rf"[?~≈±<≤≥%]|\b{LEXICON.any_of('incertain')}\b")
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
    return next((name for name in names if name[0] == word[0] and one_slip(word, name)), word)


def one_slip(text: str, other: str) -> bool:
    """Whether one letter is wrong, missing, in excess, or two are exchanged."""
    marks = [mark for mark in difflib.SequenceMatcher(None, text, other).get_opcodes() if mark[0] != "equal"]
    swapped = (
        len(text) == len(other) and sorted(text) == sorted(other) and sum(a != b for a, b in zip(text, other, strict=True)) == 2
    )
    return swapped or (len(marks) == 1 and max(marks[0][2] - marks[0][1], marks[0][4] - marks[0][3]) == 1)


UNITS = {"an", "mois", "semaine", "jour", "million", "euro"}
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
        glued = found and found[-1].end == one.start() and re.fullmatch("[a-z]{1,5}", found[-1].said)
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
