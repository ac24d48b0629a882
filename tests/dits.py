"""What is read on a page or in a terminal, as one types it."""

import re
from html import unescape


def plain(text: str) -> str:
    """With spaces that may break."""
    return re.sub("[\u00a0\u202f]", " ", text)


def words_of(body: str) -> str:
    """What a page says: no tag, plain spaces, straight apostrophes."""
    return " ".join(plain(unescape(re.sub("<[^>]+>", " ", body))).split()).replace("’", "'")


WHOLE_LAST = re.compile(r"(\d+|Aucune) actions? sur (\d+) (?:sont faites|est faite|n’est faite)([^.|]*)")
WHOLE_FIRST = re.compile(r"(\d+) (?:actions?|demandes?|ont une trajectoire)\s:((?:[^\d.:|]*\d+)+[^.:|]*)")


def numbers(text: str) -> int:
    return sum(map(int, re.findall(r"\d+", text)))


def odd(text: str) -> list[str]:
    """The sentences whose parts do not add up, among those that count."""
    last = [one[0] for one in WHOLE_LAST.finditer(text) if numbers(one[1]) + numbers(one[3]) != int(one[2])]
    return last + [one[0] for one in WHOLE_FIRST.finditer(text) if numbers(one[2]) != int(one[1])]
