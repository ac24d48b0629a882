"""How the lines of an answer are laid out: headed by a fact, numbered as the questions were, a day of a week each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ctg_formulaire.asking.incoming import DAYS, WORDS, OwnLine

_RANKS = r"(?!0)\d{1,2}(?:\s*(?:,|et|à|-|&)\s*\d{1,2}(?!\s*h))*"
ENUMERATED = re.compile(
    rf"^\W{{0,2}}(?:(?:et|pour|sur|le|la|ligne|point|question)\s+)*({_RANKS})\s*"
    rf"(?:[.):/°=-](?!\d)|(?=\s(?!{WORDS.any_of('compte')}\b)[^\W\d]|\s\d{{1,2}}\s*h))\s*(.+)$", re.I | re.S)  # fmt: skip
LINES = re.compile(rf"(?i)\b(?:lignes?|points?|questions?)\s+({_RANKS})")
IN_A_ROW = re.compile(r"(?<=\S)[\s,;]+(?=[1-9]\s*[.):-]?\s(?:ok|oui|non|exact|juste|bon|correct|du|le|pas|faux)\b)", re.I)
"""« 1 oui 2 oui 3 non… »"""
OF_A_DAY = re.compile(rf"[-*•\s]*(?:le\s+)?(?:{DAYS})s?\b.*(?:\d|\bferm)", re.I)
HEADED = re.compile(r"^(?:[-*•]\s*|\d{1,2}\s*[.)]\s*)?(?:pour\s+)?([^:]{3,60}?)\s*:\s*(.+)$", re.I | re.S)


def under(headed: re.Match[str]) -> str:
    """What is said under a head, with the year that the head says: « Fermetures 2027 : du 26 juillet au 13 août »."""
    return " : ".join((*re.findall(r"\b20\d\d\b", headed[1]), headed[2]))


def ranks(said: str) -> list[int]:
    """« 1, 3 et 5 », « 1 à 4 » → the ranks of these lines, from 0."""
    numbers = [int(one) for one in re.findall(r"\d+", said)]
    return [*range(numbers[0] - 1, numbers[1])] if re.fullmatch(r"\d+\s*[à-]\s*\d+", said) else [one - 1 for one in numbers]


def parted(line: OwnLine) -> list[OwnLine]:
    """A line, or those that its numbers part: « 1 oui 2 oui »."""
    parts = IN_A_ROW.split(line.text)
    first = [re.match(r"\W{0,2}(\d)(?!\d)", one) for one in parts]
    in_order = len(parts) > 2 and [one and int(one[1]) for one in first] == [*range(1, len(parts) + 1)]
    return [line._replace(text=one) for one in parts] if in_order else [line]


def laid_out(lines: Sequence[OwnLine]) -> list[OwnLine]:
    """The lines, with a week on one."""
    found: list[OwnLine] = []
    for line in lines:
        if found and OF_A_DAY.match(line.text) and OF_A_DAY.match(found[-1].text) and found[-1][1:] == line[1:]:
            found[-1] = found[-1]._replace(text=f"{found[-1].text} ; {line.text.lstrip('-*• ')}")
        else:
            found.append(line)
    return found
