"""What a machine can find in a sentence that is hard to read, to judge the words of the tool itself.

The rules are those of « L'information pour tous » (Inclusion Europe, 2009): short sentences, one idea in each, everyday words,
explained abbreviations, positive sentences, numbers in figures and no special sign. They give no number of words:
:data:`MOST_WORDS` is ours. Only people concerned can say that a text is easy; :func:`findings` tells what surely is not."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from ctg.common.problems import shown
from ctg.places.danger import sentences

MOST_WORDS = 15

HardWords = tuple[str, str]
"""(what is wrong, how to mend it), in French."""

TIME = r"\b\d{1,2} h(?: \d\d)?\b"
JOINING = re.compile(
    r"\b(?:qui|que|dont|où|auquel|lequel|laquelle|lesquels|lesquelles|afin|tandis|lorsque|quand|parce|puisque|si|mais|car|or"
    r"|donc|ainsi)\b|\b(?:qu'|s'ils?\b)",
    re.IGNORECASE,
)
"""Words that open a second idea: one in a sentence is enough."""
NEGATION = re.compile(r"\bn(?:e\b|')", re.IGNORECASE)
LACK = re.compile(r"\b(?:sans|ni|non|sauf|impossible|interdite?s?|inutiles?|refus\w*)\b", re.IGNORECASE)
SIGLE = re.compile(r"\b(?:[A-ZÀ-Þ]{2,6}|(?:[A-ZÀ-Þ]\.){2,})(?!\w)")
LETTERS = re.compile(
    r"(?<![\w-])(?:deux|trois|quatre|cinq|six|sept|huit|neuf(?= (?:heures?|ans|mois|jours|enfants))|dix|onze|douze|treize"
    r"|quatorze|quinze|seize|vingt|trente|quarante|cinquante|soixante|cent|mille|midi|minuit|\w*(?:iz|ouz|uinz|ngt|ent)aines?)\b",
    re.IGNORECASE,
)
HOUR = re.compile(r"\b\d{1,2}(?:h(?:\d\d)?\b| h\d\d\b|:\d\d\b)")
SIGN = re.compile(r"[&§%#<>\\_|]|\betc\b|\b\w+/\w+", re.IGNORECASE)

HARD: dict[str, str] = json.loads(Path(__file__).with_name("mots_difficiles.json").read_text("utf-8"))
"""Words of offices, as patterns of whole words, and what people say instead."""
_HARD = re.compile(r"\b(?:" + "|".join(f"(?P<w{i}>{pattern})" for i, pattern in enumerate(HARD)) + r")\b", re.IGNORECASE)
_EASIER = tuple(HARD.values())


def findings(text: str) -> Iterator[HardWords]:
    """What is hard in a text, sentence by sentence."""
    plain = re.sub("[\u00a0\u202f]", " ", text).replace("’", "'")
    for sentence in sentences(plain):
        for rule in RULES:
            yield from rule(sentence)
    yield from _abbreviations(plain)


def count_words(sentence: str) -> int:
    """Words as they are heard: « l'école » is one, as are « 9 h 30 », a telephone number and « Bagnères-de-Luchon »."""
    sentence = re.sub(r"\b\d\d(?: \d\d){4}\b", "0", re.sub(TIME, "0", sentence))
    return len(re.findall(r"\w[\w'-]*", sentence))


# --- rules ---------------------------------------------------------------------------------------


def _short(sentence: str) -> Iterator[HardWords]:
    if (count := count_words(sentence)) > MOST_WORDS:
        yield f"Cette phrase a {count} mots : « {shown(sentence)} ».", f"Coupez-la : {MOST_WORDS} mots au plus."


def _one_idea(sentence: str) -> Iterator[HardWords]:
    if ";" in sentence or len(JOINING.findall(sentence)) > 1:
        yield f"Cette phrase a plusieurs idées : « {shown(sentence)} ».", "Faites une phrase pour chaque idée."


def _everyday(sentence: str) -> Iterator[HardWords]:
    for match in _HARD.finditer(sentence):
        easier = _EASIER[int(str(match.lastgroup)[1:])]
        yield f"« {match[0]} » est un mot difficile.", f"Écrivez plutôt : {easier}."


def _positive(sentence: str) -> Iterator[HardWords]:
    negations = len(NEGATION.findall(sentence))
    if negations + len(LACK.findall(sentence)) > 1:
        yield f"Cette phrase a deux négations : « {shown(sentence)} ».", "Dites ce qu'il faut faire."


def _figures(sentence: str) -> Iterator[HardWords]:
    for match in LETTERS.finditer(sentence):
        yield f"« {match[0]} » est un nombre en lettres.", "Écrivez les nombres en chiffres : 2, 10, 12 h."
    for match in HOUR.finditer(sentence):
        yield f"« {match[0]} » n'est pas une heure facile à lire.", "Écrivez « 9 h » ou « 9 h 30 »."


def _plain_signs(sentence: str) -> Iterator[HardWords]:
    for match in SIGN.finditer(sentence):
        yield f"« {match[0]} » est difficile à lire.", "Écrivez-le avec des mots."


def _abbreviations(text: str) -> Iterator[HardWords]:
    """Letters that are not explained between brackets, once each, where the text first has them."""
    for sigle in dict.fromkeys(match[0] for match in SIGLE.finditer(text)):
        if f"({sigle})" not in text and f"{sigle} (" not in text:
            yield f"« {sigle} » n'est pas expliqué.", f"Écrivez ce que cela veut dire, puis « ({sigle}) »."


RULES: tuple[Callable[[str], Iterator[HardWords]], ...] = (_short, _one_idea, _everyday, _positive, _figures, _plain_signs)
