"""What is a proof: a text whose every word agrees, names a fact, says its value as the site does, or says nothing.

So nothing in it is doubted, denied, conditional, of another day, of the mail itself or of anything else: that is to be read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from ctg import api
from ctg_formulaire.asking.facts import EVERY
from ctg_formulaire.asking.own_words import GREETING, MONTH, SENTENCE, WORDS
from ctg_formulaire.asking.values import NAMES, Now, named_in

AGREES, SAYS_NOTHING, REST = WORDS.words("accord"), WORDS.words("rien_de_plus"), WORDS.words("le_reste")
"""What says that all is right, of a text whose other words say nothing; that the rest is, beside a change: no proof."""
SAID_RIGHT, STATED = WORDS.words("dit_juste"), WORDS.words("autour_des_heures")
"""What says that the facts that are named beside are; what only holds a value."""
LIKEWISE = WORDS.words("de_meme")
"""What says of a fact what is said of another: that it is right, or that it is not."""
DOES = WORDS.words("verbes")
"""What a place does: « oui, nous accueillons » says of no fact that it is right."""
EVERYTHING = frozenset({"tout"})
NOT_PLAIN = re.compile(r"[^\w\s.,;:!()'’👍🙂😊✅🙏-]|\d|\.\.")
GOOD_ONES = re.compile(rf"\bbon(?:ne)?s? (?:{'|'.join(NAMES.values())})\b")
"""« Les bons horaires sont sur notre site », « bonne adresse ! » say nothing of what the site says."""
SOMEBODY = re.compile(r"(?:(?<=[Mm]erci)|\b(?:Mme|M\.|Mr)) [A-ZÉ][a-zé]+\b(?! (?:a |nous )*(?:confirm|valid|approuv|di[st]))")
AS_OF = re.compile(rf"\s+(?:au|en date du|à la date du|ce)\s+(\d{{1,2}}(?:er)?\s+(?:{MONTH})\s+20\d\d|\d[\d/.]+\d)", re.I)
"""« … sont exacts au 1er décembre 2026 »."""


def plain_of(text: str) -> str:
    """A text folded, without its greeting nor the shorthand of telephones."""
    text = re.sub(r"(?i)(adresse), (?=(?:e-?)?mail|courriel)", r"\1 et ", GREETING.sub("", text))
    return re.sub(r"\btts?\b", "tout", api.fold(text))


def says_nothing(plain: str) -> bool:
    """Whether a folded text says nothing but that all, or the rest, is right."""
    return not SAYS_NOTHING.sub("", AGREES.sub(" ", REST.sub(" ", plain))).strip()


def proof(text: str, called: Sequence[str], day: dt.date) -> frozenset[str] | None:
    """The facts that sentences say right on a day, or ``EVERYTHING``; none of greetings; None when one says anything else.
    ``called``: the names of the place, folded."""
    found = [_proof(one, called, day) for one in SENTENCE.split(text)]
    return None if None in found else frozenset[str]().union(*filter(None, found))


def _proof(text: str, called: Sequence[str], day: dt.date) -> frozenset[str] | None:
    lately = (day - dt.timedelta(days=60)).isoformat()
    text = AS_OF.sub(lambda one: "" if lately < api.read_day(one[1], day) <= day.isoformat() else one[0], text)
    if NOT_PLAIN.search(text):
        return None
    plain = f"{plain_of(SOMEBODY.sub('', GREETING.sub('', text)))} "
    if name := next((one for one in called if f" {one} " in f" {plain}"), ""):
        plain = re.sub(rf"\b(?:(?:pour|a|de) )?(?:(?:la|le|les|l) )?{name} ", "", plain)
    if GOOD_ONES.search(plain):
        return None
    names = named_in(plain)
    left, agreed = AGREES.subn(" ", LIKEWISE.sub(" ", plain) if names else plain)
    if names and not DOES.search(left):
        left, of_them = SAID_RIGHT.subn(" ", left)
        agreed, left = agreed + of_them, re.sub("|".join(rf"\b(?:{NAMES[one]})\b" for one in names), " ", left)
    if SAYS_NOTHING.sub("", left).strip() or (names and not agreed):
        return None
    return frozenset(names) or (EVERYTHING if agreed else frozenset())


def states(said: str, fact: str, asked: bool, now: Now) -> bool:
    """Whether a sentence says of a fact the value that is the site's, and no word more. ``asked``: it answers its question."""
    value = " ".join((*(now.get(box, "") for box in EVERY[fact].boxes), *api.JOURS, *api.MONTHS))
    words = (word for word in api.fold(said).split() if word not in api.fold(value).split() and not re.search(r"\d", word))
    left, named = re.subn(rf"\b(?:{NAMES.get(fact, '-')})\b", " ", " ".join(words))
    said_so = asked or named or SAID_RIGHT.search(left)
    return bool(said_so) and "?" not in said and not SAYS_NOTHING.sub("", SAID_RIGHT.sub(" ", STATED.sub(" ", left))).strip()
