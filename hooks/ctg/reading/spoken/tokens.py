"""A text of people → the pieces that any grammar reads: words without accents, numbers in figures, months, days of the week.

The pieces make a line, « mar. 1er sept. vingt-six » → ``D1 1e M9 26``, in which a grammar searches what it knows; what it does
not know stays beside, in the words that were typed (:meth:`Pieces.beside`)."""

from __future__ import annotations

import bisect
import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from ctg.common import phrases
from ctg.common.phrases import DAYS
from ctg.common.problems import fold

MONTHS = tuple(map(fold, phrases.MONTHS))
"""Without accents, as :func:`fold` leaves them."""
SHORT = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
"""What spreadsheets and people shorten them to."""
_MONTH_OF = {name: n for names in (SHORT, MONTHS) for n, name in enumerate(names, 1)}
_MONTH_OF |= {"jan": 1, "fev": 2, "avri": 4, "jui": 0, "juill": 7, "aou": 8, "sep": 9, "decem": 12}
_DAY_OF = {name: n for n, day in enumerate(DAYS) for name in (day, f"{day}s", day[:3])}
_UNITS = {"ans": "an", "annee": "an", "annees": "an", "semaines": "semaine", "sem": "semaine", "jours": "jour", "heures": "h",
          "heure": "h", "½": "1/2", "jusqua": "jusqu a", "jusquau": "jusqu au", "aujourdhui": "aujourd hui"}  # fmt: skip

_LETTERS = {name: n for n, name in enumerate(
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
)} | {"une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
      "octante": 80, "nonante": 90, "cent": 100, "cents": 100, "mille": 1000}  # fmt: skip
_RANKS = {"premier": 1, "premiere": 1, "premiers": 1, "second": 2, "seconde": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}
_PIECE = re.compile(
    r"(?P<rank>1\s?(?:ers?|ere|re|°)(?![a-z])|\d{1,2}(?:e|eme|ieme|nde?)(?![a-z]))|(?P<number>\d+)|(?P<level>c[em]\s?[12])\b"
    r"|(?P<word>[a-z]+)|(?P<sign>->|[^\s'])"
)


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


def flattened(text: str) -> str:
    """In lower case, without accents nor odd signs, the letter O of a number a zero; of the same length."""
    flat = "".join(_bare(c) for c in text)
    flat = re.sub("[’`´‘]", "'", re.sub("[‐‑‒–—−]", "-", flat.replace("⁄", "/")))
    return re.sub(r"(?<=\d)o(?=[\d\W]|$)|(?<![a-z\d])o(?=\d)", "0", flat)


def _bare(sign: str) -> str:
    plain = unicodedata.normalize("NFKD", sign.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain if len(plain) == 1 else sign.lower() if len(sign.lower()) == 1 else " "


@cache
def near(word: str, names: tuple[str, ...], share: float = 0.8) -> str:
    """The name that a word is but for a letter or two exchanged: « fevirer »; "" for none."""
    found = difflib.get_close_matches(word, names, 1, share) if len(word) > 4 else []
    return found[0] if found and found[0][0] == word[0] and abs(len(found[0]) - len(word)) < 2 else ""


def number_of(words: Iterable[str]) -> tuple[int, int]:
    """The number that words in letters begin with, and how many of them say it: « vingt et un ans » → (21, 3)."""
    total, now, count, joined = 0, 0, 0, False
    for rank, word in enumerate(words):
        value = _LETTERS.get(word)
        if value is None:
            if word not in {"et", "-"} or not count or joined:
                break
            joined = True
            continue
        if value >= 1000:
            total, now = (total + max(now, 1) * value, 0) if not total else (0, -1)
        elif value == 100:
            now = max(now, 1) * 100 if now < 10 else -1
        elif value == 20 and now % 100 == 4:
            now += 76
        else:
            fits = not count or now % (100 if value % 10 == 0 else 10) == 0 or (value > 9 and now % 100 in {60, 80})
            now = now + value if fits or not now else -1
        if now < 0:
            break
        count, joined, kept = rank + 1, False, total + now
    return (kept, count) if count else (0, 0)


class Pieces:
    """A text, what it is made of, and the line that grammars read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = _named(_cut(flattened(text)))
        self.line = " ".join(one.said for one in self.pieces)
        self._starts = [0]
        for one in self.pieces:
            self._starts.append(self._starts[-1] + len(one.said) + 1)

    def beside(self, *spans: tuple[int, int]) -> str:
        """What the text says out of some parts of the line, without the small words that only tie it to them."""
        taken = {
            n for start, end in spans for n in range(bisect.bisect_right(self._starts, start) - 1, len(self.pieces))
            if self._starts[n] < end
        }  # fmt: skip
        runs: list[list[Piece]] = [[]]
        for n, one in enumerate(self.pieces):
            if n not in taken:
                runs[-1].append(one)
            elif runs[-1]:
                runs.append([])
        return " ".join(filter(None, map(self._trimmed, runs)))

    def typed(self, start: int, end: int) -> str:
        """What a part of the line was typed as, without the signs around it and the small words after it."""
        run = [one for n, one in enumerate(self.pieces) if start <= self._starts[n] < end]
        while run and (run[0].said in SIGNS or run[0].said in {"et", "(", "mais"}):
            run = run[1:]
        while run and (run[-1].said in TIES or run[-1].said in SIGNS):
            run = run[:-1]
        said = self.text[run[0].start : run[-1].end] if run else ""
        return said.strip("()") if said.count("(") != said.count(")") else said

    def _trimmed(self, run: list[Piece]) -> str:
        while run and (run[0].said in TIES or run[0].said in SIGNS):
            run = run[1:]
        while run and (run[-1].said in TIES or run[-1].said in SIGNS):
            run = run[:-1]
        said = self.text[run[0].start : run[-1].end] if run else ""
        while said[:1] + said[-1:] == "()" or said.count("(") != said.count(")"):
            inner = said[1:-1] if said[:1] + said[-1:] == "()" else said.strip("()")
            if inner == said:
                break
            said = inner.strip()
        return said


TIES = {"le", "la", "les", "l", "du", "de", "des", "d", "au", "aux", "en", "et"}
SIGNS = set(",;:.-/'|<>»«\"•→*_=+")


def _cut(flat: str) -> list[Piece]:
    found: list[Piece] = []
    for one in _PIECE.finditer(flat):
        said, start = one[0], one.start()
        if one["rank"]:
            said = re.sub(r"\D", "", said) + "e"
        if said == "." and found and found[-1].end == start and found[-1].said.isalpha() and len(found[-1].said) < 6:
            found[-1] = found[-1]._replace(end=one.end())  # of an abbreviation
        else:
            found.append(Piece(said, start, one.end()))
    return found


def _named(pieces: list[Piece]) -> list[Piece]:
    """Months, days of the week, ranks and numbers in letters, each under one name."""
    found: list[Piece] = []
    at = 0
    while at < len(pieces):
        one, size = pieces[at], 1
        before = found[-1].said if found else ""
        after = pieces[at + 1].said if at + 1 < len(pieces) else ""
        number, letters = number_of(piece.said for piece in pieces[at:])
        counts = letters > 1 or _UNITS.get(after, after) in {"an", "mois", "semaine", "jour"}
        is_month = one.said == "sept" and (re.fullmatch(r"\d+e?", before) or re.fullmatch(r"\d{4}", after))
        if letters and (counts or (not is_month and one.said not in {"un", "une"})):
            said, size = str(number), letters
        else:
            said = _name(one.said, before)
        found.append(Piece(said, one.start, pieces[at + size - 1].end))
        at += size
    return found


def _name(word: str, before: str) -> str:
    if word in _MONTH_OF and not (word == "mars" and before == "champ"):
        return f"M{_MONTH_OF[word]}"
    if word in _DAY_OF:
        return f"D{_DAY_OF[word]}"
    if word in _RANKS:
        return f"{_RANKS[word]}e"
    if meant := near(word, MONTHS):
        return f"M{_MONTH_OF[meant]}"
    if meant := near(word, DAYS):
        return f"D{_DAY_OF[meant]}"
    return _UNITS.get(word, word)


def plain(text: str) -> str:
    """In lower case, without accents nor odd signs, months and days of the week left as they are typed."""
    return " ".join(flattened(text.replace("œ", "oe")).split())


def in_figures(text: str) -> str:
    """The numbers of a text in figures: « vingt et un ans » → « 21 ans »."""
    for one in reversed(Pieces(text).pieces):
        if one.said.isdecimal() and not re.search(r"\d", flattened(text[one.start : one.end])):
            text = text[: one.start] + one.said + text[one.end :]
    return text
