"""What an answer seems to say of a record: what it changes, what it says is right. A person sees it ticked, and decides.

It never guesses that all is right: each clause is understood whole, or the doubt stays (:mod:`ctg_formulaire.asking.clauses`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ctg import api
from ctg_formulaire.asking.clauses import CHANGED, GOOD, HELD, VERY, Clause, doubtful, kind_of, split
from ctg_formulaire.asking.facts import BOXES
from ctg_formulaire.asking.own_words import OwnLine, OwnWords, is_name
from ctg_formulaire.asking.values import TO_COME, TOPICS, topics_of, values_of
from ctg_formulaire.sheets.questions import HOURS

ENUMERATED = re.compile(
    r"^\W{0,2}(\d{1,2})\s*(?:[.):/°-]|(?=\s(?:ok|oui|non|juste|bon|exact|faux|idem|du|\d{1,2}\s*h)))\s*(.+)$", re.I | re.S
)
SEVERAL = re.compile(r"^\W{0,2}((?:\d{1,2}\s*(?:,|et|à|-|/|\s)\s*)+\d{1,2})\s*[:)]?\s*(.+)$")
TAKEN_BACK = re.compile(r"(?:(?:ah|oh|enfin|euh|mais|eh)[\s,]+)*(?:(?:non|attendez|pardon|oups|erreur)\b[\s,!.:]*)+", re.I)
HEADED = re.compile(r"^(?:[-*•]\s*|\d{1,2}\s*[.)]\s*)?(?:pour\s+)?([^:]{3,60}?)\s*:\s*(.+)$", re.I | re.S)


class AskedAbout(NamedTuple):
    """A record that an answer may be about: its name, its facts in the order in which they were asked, what its boxes hold."""

    title: str
    facts: Sequence[str]
    now: Mapping[str, str]
    known: frozenset[str]
    """The facts that the site says."""


@dataclass(frozen=True)
class Understanding:
    """Of one record."""

    changes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Fact → its boxes."""
    right: frozenset[str] = frozenset()
    """The facts said to be right."""
    ended: bool = False
    later: str = ""
    """What changes on a day to come: it is kept in words."""
    unread: tuple[str, ...] = ()
    """The clauses that were not understood."""

    def lifts(self, known: frozenset[str]) -> bool:
        """Whether the doubt on these facts would be lifted by taking all this."""
        return bool(known) and known <= self.right | set(self.changes)


@dataclass
class _AnswerReader:
    """Reads the clauses of an answer about one record."""

    about: AskedAbout
    others: Sequence[str]
    """The folded names of other places and communes."""
    day: dt.date
    changes: dict[str, dict[str, str]] = field(default_factory=dict)
    right: set[str] = field(default_factory=set)
    ended: bool = False
    later: str = ""
    unread: list[str] = field(default_factory=list)
    everything: bool = False
    denied: bool = False
    rest: bool = False
    """Whether what was not told otherwise is said to be right."""
    because: list[tuple[str, set[str]]] = field(default_factory=list)
    """Clauses that may only tell why something else changes, and the facts that they name."""
    heading: str = ""
    """The name of the place, as the answer heads what is about it."""
    heading_topic: str = ""
    """The fact that heads a list."""

    def read(self, lines: Sequence[OwnLine]) -> Understanding:
        """The whole answer."""
        lines = [OwnLine(part, one.question) for one in lines for part in re.split(r"\s+[/;|]\s+(?=\d\s*[.):])", one.text)]
        listed = sum(bool(ENUMERATED.match(line.text)) for line in lines) > 1
        away = False
        for line in lines:
            name = api.fold(line.text.strip(" -*•:"))
            if name in self.others or _same(name, self.about.title):
                away = name in self.others
                continue
            rank, text = (None, "") if away else self._numbered(line, listed)
            if text and not self._of_another(text):
                self._line(text, rank)
        for clause, topics in self.because:
            if not topics or not topics <= set(self.changes):
                self.unread.append(clause)
        if self.rest and not self.changes and not self.right:
            self.unread.append("Le reste est dit juste, mais le reste de quoi ?")
        if (self.everything and not self.denied) or self.rest:
            self.right |= self.about.known - set(self.changes)
        covered = self.about.known <= self.right | set(self.changes)
        if self.ended or self.changes or self.later or (self.unread and (self.everything or self.rest or covered)):
            self.right.clear()  # a change is a partial yes, and what is left to read may take it back: a person ticks
        return Understanding(self.changes, frozenset(self.right), self.ended, self.later, tuple(self.unread))

    def _numbered(self, line: OwnLine, listed: bool) -> tuple[int | None, str]:
        if line.question is not None or not (found := ENUMERATED.match(line.text)) or not listed:
            several = SEVERAL.match(line.text) if line.question is None else None
            if several and kind_of(several[2]) is Clause.RIGHT:
                ranks = [int(one) - 1 for one in re.findall(r"\d+", several[1])]
                self.right |= {self.about.facts[rank] for rank in ranks if rank < len(self.about.facts)}
                return None, ""
            return line.question, line.text
        rank = int(found[1]) - 1
        headed = HEADED.match(found[2])
        other = headed and not topics_of(api.fold(headed[1])) and not values_of(found[2], self._now, self.day)
        named = headed and _same(headed[1], self.about.title)
        return (rank, found[2]) if rank < len(self.about.facts) and not named and not (other and not named) else (None, line.text)

    def _of_another(self, text: str) -> bool:
        """Whether a line of a list is headed by the name of another place: it is set aside."""
        found = HEADED.match(text)
        if not found or topics_of(api.fold(found[1])) or _same(found[1], self.about.title):
            return False
        enumerated = bool(re.match(r"^(?:[-*•]|\d{1,2}\s*[.)])", text))
        plain = api.fold(found[1])
        return any(_named(other, plain) for other in self.others) or (
            enumerated and found[1][:1].isalpha() and bool(self.heading)
        )

    @property
    def _now(self) -> dict[str, str]:
        """What the boxes hold, with what was understood so far."""
        return {**self.about.now, **{box: text for boxes in self.changes.values() for box, text in boxes.items()}}

    def _line(self, text: str, rank: int | None) -> None:
        topic = self.about.facts[rank] if rank is not None and rank < len(self.about.facts) else ""
        headed = HEADED.match(text)
        if headed and not topic and _same(headed[1], self.about.title) and not topics_of(api.fold(headed[1])):
            self.heading, text = headed[1], headed[2]
        elif not topic and not headed and text.strip().endswith(":"):
            topics = topics_of(api.fold(text)) & set(self.about.facts)
            self.heading_topic = next(iter(topics)) if len(topics) == 1 else ""
            if self.heading_topic:
                return
        elif not topic and self.heading_topic and re.match(r"^[-*•]", text):
            topic = self.heading_topic
        else:
            self.heading_topic = ""
        for clause in split(text):
            self._clause(clause, topic)

    def _clause(self, clause: str, topic: str = "") -> None:
        if not topic and (back := TAKEN_BACK.match(clause)) and len(back[0]) < len(clause):
            self.denied, self.everything, clause = True, False, clause[len(back[0]) :]
        kind, plain = self._kind(clause), api.fold(clause)
        if is_name(clause) and kind is not Clause.RIGHT:
            return
        if kind is Clause.RIGHT:
            if topic:
                self.right.add(topic)
            elif topics := self._named_right(plain):
                self.right |= topics
            elif re.search(r"\b(?:reste|autres?)\b", plain):
                self.rest = True
            else:
                self.everything, self.denied = True, False
        elif kind is Clause.WRONG:
            self.denied, self.everything = True, False
        elif kind is Clause.ENDED:
            self.ended = True
        elif kind is not Clause.POLITE and (doubtful(clause) or not (self._parts(clause, topic) or self._fact(clause, topic))):
            self._left(clause, plain)

    def _kind(self, clause: str) -> Clause:
        """What a clause is, were the place called by its name."""
        kind, plain = kind_of(clause), f" {api.fold(clause)} "
        words = api.fold(self.about.title).split()
        ends = (" ".join(words[start:]) for start in range(len(words)))
        name = next((end for end in ends if len(end) > 4 and f" {end} " in plain), "")
        if kind is Clause.ELSE and name and "?" not in clause and plain.strip() != name:
            return kind_of(plain.replace(f" {name} ", " la fiche ").replace(" la la ", " la "))
        return kind

    def _left(self, clause: str, plain: str) -> None:
        if doubtful(clause) or self._elsewhere(plain):
            self.unread.append(clause)
        else:
            self.because.append((clause, topics_of(plain) & set(self.about.facts)))

    def _elsewhere(self, plain: str) -> bool:
        own = api.fold(" ".join((self.about.title, self.about.now.get("adresse", ""), self.about.now.get("commune", ""))))
        return any(_named(other, plain) and not _named(other, own) for other in self.others)

    def _fact(self, clause: str, topic: str) -> bool:
        """Whether a clause says a fact, or several, new or right."""
        plain = api.fold(clause)
        if doubtful(clause) or self._elsewhere(plain):
            return False
        changes = values_of(clause, self._now, self.day, topic)
        if (to_come := TO_COME.search(clause)) and HOURS in self.about.now:
            told = next(api.read_dates(to_come[1]), "")
            if changes and (len(told) < 10 or told > self.day.isoformat()):
                self.later = " ".join(clause.split())
                return True
        if len(changes) == 1 or (changes and set(changes) <= topics_of(plain)):
            known = self.changes
            if any(name in known and known[name] != boxes for name, boxes in changes.items() if name in {"telephone", "adresse"}):
                self.unread.append(clause)  # which of the two?
                return True
            self.changes |= changes
            self.right -= set(changes)
            return True
        if right := self._right(clause, plain, topic):
            self.right |= right
            return True
        return False

    def _named_right(self, plain: str) -> set[str]:
        """« les horaires sont bons »: the facts that a clause says are right, when it does not say all."""
        named = topics_of(plain) & set(self.about.facts)
        return set() if re.search(r"\b(?:tout|reste|tous|toutes|ensemble)\b", plain) else named

    def _right(self, clause: str, plain: str, topic: str) -> set[str]:
        """The facts that a clause names, or repeats as they are, and says are right."""
        names = topics_of(plain) & set(self.about.facts)
        bare = re.sub(rf"\b(?:{'|'.join(TOPICS[name] for name in self.about.facts)})\b|\b(?:{SMALL_WORDS})\b", " ", plain)
        said = " ".join(bare.split())
        if names and said and (kind_of(said) is Clause.RIGHT or FINE.fullmatch(said)):
            every = self.about.known - set(self.changes) if re.search(r"\breste\b", plain) else set()
            return names | every
        return {name for name in ([topic] if topic else self.about.facts) if _repeats(plain, self.about, name)}

    def _parts(self, clause: str, topic: str) -> bool:
        """Whether a clause is understood part by part."""
        parts = [
            part.strip()
            for part in re.split(r",\s+|\s+[–-]\s+|\s*:\s+|\s+et\s+(?=(?:l[ea]s?|tout|on|nous|il|elle)\b)|[()]", clause)
            if part.strip(" .!")
        ]
        if len(parts) < 2:
            return False
        trial = _AnswerReader(self.about, self.others, self.day, dict(self.changes), set(self.right))
        for part in parts:
            trial._clause(part, topic)
        if trial.unread or any(not topics or not topics <= set(trial.changes) for _, topics in trial.because):
            return False
        self.changes, self.right = trial.changes, trial.right
        self.ended |= trial.ended
        self.later = self.later or trial.later
        self.everything = (self.everything or trial.everything) and not trial.denied
        self.denied = trial.denied or (self.denied and not trial.everything)
        self.rest |= trial.rest
        return True


FINE = re.compile(rf"(?:{VERY} )*(?:{GOOD}|oui|{CHANGED}|identiques?|meme|pas (?:de )?(?:change\w*|modif\w*|bouge))")


def _same(said: str, title: str) -> bool:
    """Whether a name, as people say it, is that of a place: « Le Bunker » of « Espace ados Le Bunker »."""
    words = [word for word in api.fold(said).split() if word not in SMALL]
    ours = set(api.fold(title).split())
    return bool(words) and all(word in ours for word in words)


SMALL = {"le", "la", "les", "l", "de", "du", "des", "d", "a", "au", "aux", "pour", "notre", "nos", "en", "et", "sur"}
SMALL_WORDS = "l|la|les?|nos|notre|vos|votre|des|et|de|du|aussi|pour|cote|est|sont|restent?|ont|a|n|ne"


def _named(name: str, plain: str) -> bool:
    return bool(name) and f" {name} " in f" {plain} "


def _repeats(plain: str, about: AskedAbout, name: str) -> bool:
    """Whether a clause says again what the site says of a fact."""
    texts = [api.fold(about.now.get(box, "")) for box in BOXES[name]]
    return name in about.known and any(len(text) > 3 and f" {text} " in f" {plain} " for text in texts)


def understood(words: OwnWords, about: AskedAbout, others: Sequence[str], day: dt.date) -> Understanding:
    """What an answer says of a record. ``others``: the names of other places and communes."""
    found = _AnswerReader(about, [api.fold(one) for one in others], day).read(words.lines)
    if words.automatic:
        return Understanding(unread=(*found.unread, "Réponse d’une machine."))
    if any(HELD.search(api.fold(one)) for one in found.unread):
        return Understanding(unread=found.unread, ended=found.ended)
    if words.attached or words.forwarded:
        return replace(found, right=frozenset(), unread=(*found.unread, "Une pièce jointe, ou un message transféré, est à lire."))
    return found
