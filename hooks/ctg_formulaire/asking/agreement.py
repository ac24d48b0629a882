"""What an answer is about, and what it may say; what says that facts are right: every word of it agrees, names a fact, says its
value as the site does, or says nothing."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

from ctg import api
from ctg_formulaire.asking.incoming import DAYS, GREETING, MONTH, SENTENCE, WORDS, OwnLine
from ctg_formulaire.asking.values import HEADS, NAMES, Boxes, named_in

EVERYTHING, BY_A_WORD, THE_REST = map(frozenset, ({"tout"}, {"ok"}, {"reste"}))
"""What is agreed to, beside facts: all, in so many words; by « ok » alone; all but what the same answer says otherwise."""
AGREES, SAYS_NOTHING, REST, NOTHING_ELSE = map(WORDS.words, ("accord", "rien_de_plus", "le_reste", "rien_d_autre_ne_change"))
SAID_RIGHT = WORDS.words("dit_juste")
"""What says that the facts that are named beside are right."""
LIKEWISE = WORDS.words("de_meme")
"""What says of a fact what is said of another: that it is right, or that it is not."""
DOES = WORDS.words("verbes")
"""What a place does: « oui, nous accueillons » says of no fact that it is right."""
OF_ALL, CLOSING = map(WORDS.words, ("de_tout", "nom_de_fermeture"))
NOT_PLAIN = re.compile(r"[^\w\s.,;:!()'’👍🙂😊✅🙏-]|\d|\.\.")
GOOD_ONES = re.compile(rf"\bbon(?:ne)?s? (?:{'|'.join(NAMES.values())})\b")
"""« Les bons horaires sont sur notre site », « bonne adresse ! » say nothing of what the site says."""
SOMEBODY = re.compile(r"(?:(?<=[Mm]erci)|\b(?:Mme|M\.|Mr)) [A-ZÉ][a-zé]+\b(?! (?:a |nous )*(?:confirm|valid|approuv|di[st]))")
A_DAY = re.compile(rf"\d{{1,2}}(?:er)?\s+(?:{MONTH})(?:\s+20\d\d)?|\d{{1,2}}/\d[\d/]+", re.I)
_SOME_DAY = rf"\d{{1,2}}(?:er)?\s+(?:{MONTH})(?:\s+20\d\d)?|\d[\d/.]+\d"
AS_OF = re.compile(rf"(?:^|\s+){WORDS.any_of('a_la_date_du')}\s+({_SOME_DAY})(?: dernier)?\b", re.I)
"""« … sont exacts au 1er décembre 2026 », « à compter du 2 novembre »."""


def so_far(text: str, day: dt.date, days: int) -> str:
    """A text without the last ``days`` since when it is so."""
    first = (day - dt.timedelta(days=days)).isoformat()
    return AS_OF.sub(lambda one: "" if first < api.read_day(f"depuis {one[1]}", day) <= day.isoformat() else one[0], text)


class AskedAbout(NamedTuple):
    """A record that an answer may be about: its name, its facts in the order in which they were asked, what its boxes hold."""

    title: str
    facts: Sequence[str]
    now: Mapping[str, str]
    known: frozenset[str]
    """The facts that the site says."""
    words: Mapping[str, str] = {}
    """Those that it says in a few words, and what these are, folded: « gratuit »."""


@dataclass
class Understanding:
    """Of one record."""

    changes: dict[str, Boxes] = field(default_factory=dict)
    """Fact → its boxes, to be ticked."""
    offers: dict[str, Boxes] = field(default_factory=dict)
    """Fact → its boxes, not to be ticked."""
    right: frozenset[str] = frozenset()
    """The facts said to be right."""
    likely: frozenset[str] = frozenset()
    """Those that a word seems to say right, not to be ticked."""
    ended: bool = False
    later: str = ""
    """What changes on a day to come: it is kept in words."""
    unread: tuple[str, ...] = ()
    """The sentences that were not understood, or not surely."""
    heard: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Fact → those of these sentences that name it."""

    def lifts(self, known: frozenset[str]) -> bool:
        """Whether the doubt on these facts would be lifted by taking all this."""
        return bool(known) and known <= self.right | set(self.changes)


class Listener(NamedTuple):
    """Hears what is agreed to about a place. ``called``: its names, folded; ``facts``: those that the site says in a few words,
    and these words, folded; ``day``: when the answer came."""

    called: Sequence[str]
    facts: Mapping[str, str]
    day: dt.date

    def agreed(self, text: str, likewise: bool = False) -> frozenset[str] | None:
        """The facts that sentences say right, :data:`EVERYTHING`, :data:`BY_A_WORD` or :data:`THE_REST` among them; none of
        greetings; None when one says anything else. ``likewise``: whether « aussi » says right, as what is before does."""
        found = [self._agreed(one, likewise) for one in SENTENCE.split(text)]
        return None if None in found else frozenset[str]().union(*filter(None, found))

    def _agreed(self, text: str, likewise: bool) -> frozenset[str] | None:
        text = so_far(text, self.day, 60)
        if NOT_PLAIN.search(text):
            return None
        text = re.sub(r"(?i)(adresse), (?=(?:e-?)?mail|courriel)", r"\1 et ", SOMEBODY.sub("", GREETING.sub("", text)))
        plain = re.sub(r"\bpr\b", "pour", re.sub(r"\btts?\b", "tout", f"{api.fold(text)} "))
        if name := next((one for one in self.called if f" {one} " in f" {plain}"), ""):
            plain = re.sub(rf"\b(?:(?:pour|a|de) )?(?:(?:la|le|les|l) )?{name} ", "", plain)
        if GOOD_ONES.search(plain):
            return None
        again = {fact for fact, said in self.facts.items() if re.search(rf"\b(?:{said})\b", plain)}
        plain = reduce(lambda left, fact: re.sub(rf"\b(?:{self.facts[fact]})\b", " ", left), again, plain)
        plain = CLOSING.sub("fermetures", plain)
        names = named_in(plain) | again
        plain, others = NOTHING_ELSE.subn("tout est bon", plain)
        plain, rest = REST.subn("tout", plain)
        plain = f"{' '.join(plain.split())} "
        left, alike = LIKEWISE.subn(" ", plain) if names or likewise else (plain, 0)
        left, agreed = AGREES.subn(" ", left)
        agreed += len(again) + (alike if names and likewise else 0)
        if names and not DOES.search(left):
            left, of_them = SAID_RIGHT.subn(" ", left)
            agreed, left = agreed + of_them, re.sub("|".join(rf"\b(?:{NAMES[one]})\b" for one in names), " ", left)
        if SAYS_NOTHING.sub("", left).strip() or ((names or rest) and not agreed):
            return None
        whole = EVERYTHING if OF_ALL.search(plain) else BY_A_WORD
        return frozenset(names) | (THE_REST if rest or others else frozenset() if names or not agreed else whole)


def in_words(texts: Mapping[str, str]) -> dict[str, str]:
    """The facts that the site says in a few words, without figures, and the pattern of these: « Gratuit. » is « gratuit »."""
    found: dict[str, str] = {}
    for fact in {"tarif", "acces", "publics", "conditions"} & texts.keys():
        parts = [api.fold(one) for one in re.split(r"[.;]\s*", texts[fact].partition(" : ")[2] or texts[fact]) if one.strip()]
        told = [
            f"acces {one}" if one == "libre" else f"(?:sur )?{one}" for one in parts if " " in one or fact in {"tarif", "acces"}
        ]
        found |= {fact: "|".join(told)} if told and not re.search(r"\d", texts[fact]) else {}
    return found


# --- how the lines of an answer are laid out: headed by a fact, numbered as the questions were, a day of a week each ------------

_RANKS = r"(?!0)\d{1,2}(?:\s*(?:,|et|à|-|&)\s*(?:le )?\d{1,2}(?!\s*h))*"
ENUMERATED = re.compile(
    rf"^\W{{0,2}}(?:(?:et|pour|sur|le|la|ligne|point|question)\s+)*({_RANKS})\s*"
    rf"(?:[.):/°=-](?!\d)|(?=\s(?!{WORDS.any_of('compte')}\b)[^\W\d]|\s\d{{1,2}}\s*h))\s*(.+)$", re.I | re.S)  # fmt: skip
LINES = re.compile(
    rf"(?i)\b(?:(?:lignes?|points?|questions?)\s+|les? (?=[\d, etl]+ (?:est|sont|ok|bons?|justes?|exacte?s?)\b))({_RANKS})"
)
IN_A_ROW = re.compile(r"(?<=\S)[\s,;]+(?=[1-9]\s*[.):-]?\s(?:ok|oui|non|exact|juste|bon|correct|du|le|pas|faux)\b)", re.I)
"""« 1 oui 2 oui 3 non… »"""
POINT = re.compile(r"\b(?=(?:points?|lignes?|questions?)\s+\d\s*:)", re.I)
"""« Ok pour les points 1 et 3. Point 2 : … »"""
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
    """A line, or those that its numbers part, « 1 oui 2 oui », or its heads: « Téléphone : ok. Adresse : idem. »"""
    said = [one for one in SENTENCE.split(line.text) if one.strip()]
    heads = [head[1] for one in said if (head := HEADED.match(one)) and named_in(api.fold(head[1]), HEADS)]
    pointed = said if 1 < len(said) == len(heads) else [one for one in POINT.split(line.text) if one.strip()]
    if len(pointed) > 1:
        return [line._replace(text=one) for one in pointed]
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
