"""What an answer seems to say of a record. A person sees it ticked, or only offered, and decides.

« Tout est juste » is ticked for a short agreement and nothing else; a change, for a sentence that names its fact and gives it one
value, plainly. All the rest is left to be read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import NamedTuple

from ctg import api
from ctg_formulaire.asking.facts import CALLED, EVERY, is_own, named_again
from ctg_formulaire.asking.incoming import DAYS, MONTH, SENTENCE, WORDS, OwnLine, OwnWords, ends_signed, is_name
from ctg_formulaire.asking.values import (
    EVERYTHING,
    HEADS,
    IN_WORDS,
    NAMES,
    Boxes,
    bare,
    blocks_nothing,
    is_new,
    named_in,
    plain_of,
    possible,
    proof,
    says_nothing,
    so_far,
    streets,
    values_of,
)

DOUBT = re.compile(rf"\b{WORDS.any_of('doute')}\b|\bn[’']|[?«»\"<>{{}}$…]", re.I)
HESITATES = re.compile(rf"\b{WORDS.any_of('hesite')}\b|\?", re.I)
"""Words that make unsure a sentence; all that is said beside."""
ASIDE, ENDED, NOT_ENDED, HELD, PRIVATE = map(WORDS.words, ("autre_chose", "fini", "pas_fini", "en_attente", "prive"))
"""What a value may be of, beside its fact; a place that is no more; an answer still to come; what nobody else may know."""
SEASON = re.compile(r"\b(?:vacances|conges|ete|hiver)\b")
NOT_SAID = re.compile(rf"\b(?:{WORDS.any_of('a_enlever')}|{WORDS.any_of('sous_condition')})", re.I)
TO_COME, FOR_A_TIME = map(WORDS.words, ("a_venir", "un_temps"))
OWN = re.compile(r"\b(?:j|je|mon|ma|mes|vous|votre|vos)\b")
"""Who writes, or reads, folded: it is not for families."""
ALOOF = frozenset({"ages", "courriel"})
"""What is not even offered when it is not named, beside words of something else."""
PLACES = NAMES.keys() | {"inscription"}
"""The facts of places that people name."""
DATED = {"horaires", "tarif", "places", "ages", "adresse", "nom", "gestionnaire"}
"""The facts whose change on a day to come is kept in words."""
OURS = ("si tout est juste", "dites ce qui change")
"""What the message that was sent says."""
HERE = re.compile(r"(?:je suis|ici) ", re.I)
ENUMERATED = re.compile(r"^\W{0,2}(\d{1,2})\s*(?:[.):/°-]|(?=\s(?:ok|oui|non|du|\d{1,2}\s*h)))\s*(.+)$", re.I | re.S)
BUT = re.compile(rf"(?is)(.{{2,100}}?)[\s,;:.(]*\b{WORDS.any_of('sauf')}\b(?: qu(?:e\b|[’']))?(?: non\s*[:,])?[\s,:]*(.+)")
"""« Tout est bon sauf… »: what agrees, what changes."""
BESIDES = re.compile(rf"(.+?)[\s,;(]+({WORDS.any_of('quant_au_reste')}\b.*)", re.I | re.S)
"""« …, le reste est bon »: what changes, what agrees."""
DATED_DAY = re.compile(rf"\d(?:er)?\s+(?:{MONTH})", re.I)
OF_A_DAY = re.compile(rf"[-*•\s]*(?:le\s+)?(?:{DAYS})s?\b.*(?:\d|\bferm)", re.I)
THAT_DAY = re.compile(rf"((?:{DAYS})s?(?: (?:matin|soir|apr[èe]s[- ]midi))?), (?=on |nous |la |l[’']|c[’']|ça |il |elle )", re.I)
CLAUSES = re.compile(rf"[,;]\s+(?={WORDS.any_of('autre_fait')}\b|l[’'])|\s+et\s+(?={WORDS.any_of('autre_sujet')})", re.I)
UNTOLD = re.compile(rf"\d|\b(?:{DAYS})", re.I)
"""What a clause would lose, were it not read."""
INTERJECTION = re.compile(rf"^{WORDS.any_of('interjection')}\b[\s,:!]*", re.I)
HEADED = re.compile(r"^(?:[-*•]\s*|\d{1,2}\s*[.)]\s*)?(?:pour\s+)?([^:]{3,60}?)\s*:\s*(.+)$", re.I | re.S)
NO = re.compile(r"^non\s*[,:;.]\s*", re.I)
SIGNED = re.compile(WORDS.any_of("vise"), re.I)
LONGEST = 600
"""Signs of a sentence that is read."""


class AskedAbout(NamedTuple):
    """A record that an answer may be about: its name, its facts in the order in which they were asked, what its boxes hold."""

    title: str
    facts: Sequence[str]
    now: Mapping[str, str]
    known: frozenset[str]
    """The facts that the site says."""


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
        return bool(known) and known <= self.right | set(self.changes) and not (self.changes and self.unread)


def understood(words: OwnWords, about: AskedAbout, others: Sequence[str], day: dt.date) -> Understanding:
    """What an answer says of a record. ``others``: the names of other places and communes."""
    reader = _AnswerReader(about=about, others=[api.fold(one) for one in others], day=day, possible=possible(about.now))
    all_right = reader.read(words.lines)
    changes, offers, later, unread = reader.changes, reader.offers, reader.later, (*reader.unread, *words.aside)
    if words.automatic:  # nothing that a machine says is of the place
        changes, offers, later = {}, {}, ""
        unread = (*(one.text for one in words.lines), "Réponse d’une machine.")
    if words.more:
        unread = (*unread, "Une pièce jointe, ou un message transféré, est à lire.")
    if held := HELD.search(" ".join(api.fold(one.text) for one in words.lines)):
        offers, changes, later = offers | changes, {}, ""
    heard = {name: [text for text in reader.unread if name in reader.named(text)] for name in reader.possible}
    doubted = {name for name, texts in heard.items() if texts}
    offers = offers | {one: changes.pop(one) for one in doubted & changes.keys()}
    ours = (*OURS, *filter(None, about.now.values()))
    asked = not words.quoted or any(api.fold(one) in words.quoted for one in ours)
    whole = asked and not (held or unread or offers or reader.ended)
    alone = whole and not (changes or later)
    right = about.known if all_right and alone else reader.right if whole and (alone or changes) else frozenset()
    likely = frozenset() if words.automatic or reader.ended else reader.likely - right - doubted - {*changes, *offers}
    return Understanding(changes, offers, right, likely, reader.ended, later, tuple(dict.fromkeys(unread)), heard)


@dataclass(kw_only=True)
class _AnswerReader(Understanding):
    about: AskedAbout
    others: Sequence[str]
    day: dt.date
    possible: frozenset[str]
    """The facts that have a box."""
    agreed: bool = False
    """Whether the sentence before said right some facts."""

    def read(self, lines: Sequence[OwnLine]) -> bool:
        """Reads each line; whether those that answer no question in particular are an agreement, and nothing more."""
        lines = _laid_out(lines)
        numbered = self._numbered(lines)
        free: list[str] = []
        away, head, told = False, "", set[bool]()
        for line in lines:
            name, text, topic = line.text.strip(" -*•:"), line.text, self._fact(line.question)
            under = self._said_by(line.under)
            number = ENUMERATED.match(text) if numbered and not topic else None
            headed = HEADED.match(text)
            if self._other(name) or self._own(name):
                away = self._other(name)
                told.add(away)
            elif away or (headed and self._other(headed[1])):
                told.add(True)
            elif headed and self._own(headed[1]):
                told.add(False)
                free.append(headed[2])
            elif number:
                self._topic(number[2], self._fact(int(number[1]) - 1), text)
            elif topic or len(under) == 1:
                self._quoting(line, topic or next(iter(under)))
            elif headed and (only := self._headed(headed[1], headed[2])):
                self._topic(_under(headed), only, text)
            elif text.rstrip().endswith(":") and named_in(api.fold(text)):
                head = text
            elif head and re.match(r"[-*•]", text):
                self._sentence(f"{head} {text[1:].strip()}", set())
            else:
                free.append(ENUMERATED.sub(r"\2", text))
        free[-1:], self.agreed = map(self._unsigned, free[-1:]), False
        agrees = self._proof(". ".join(free)) == EVERYTHING
        for text in () if agrees else free:
            named: set[str] = set()
            for sentence in SENTENCE.split(text):
                named = self._sentence(sentence, named)
        if head or told == {True}:  # a list that is not, or words of another place only
            self.right = self.likely = frozenset()
        return agrees and told != {True}

    def _quoting(self, line: OwnLine, topic: str) -> None:
        """What answers a question, or is below a quoted line: that of some days is of these days only."""
        known, quoted = api.read_week(self.about.now.get(EVERY["horaires"].boxes[0], "")), api.read_opening(line.under) or {}
        part = topic == "horaires" and quoted.keys() < known.keys()
        if part and self._proof(line.text):
            self.likely |= {topic} & self.about.known
        else:
            days = ", ".join(quoted) if part and re.search(r"\d", line.text) and not re.search(DAYS, line.text, re.I) else ""
            self._topic(f"{days} {NO.sub('', line.text)}" if days else line.text, topic, line.text)

    def _numbered(self, lines: Sequence[OwnLine]) -> bool:
        """Whether lines are numbered as the questions were; no when they name other facts: the numbers are of their author."""
        matched = [one for line in lines if (one := ENUMERATED.match(line.text))]
        apart = (self._fact(int(one[1]) - 1) not in named for one in matched if (named := self.named(one[2])))
        return len(matched) > 1 and not any(apart)

    def named(self, text: str) -> set[str]:
        """The facts that a text names, by a word, a day of the week, or the value that the site says."""
        words, figures = {*api.fold(text).split()}, re.sub(r"\D", "", text)
        street = {*api.fold(re.sub(r"\d+", "", self.about.now.get("adresse", ""))).split()}
        telephone = re.sub(r"\D", "", self.about.now.get("telephone", ""))[-9:]
        mail = self.about.now.get("courriel", "")
        said = {"horaires": re.search(rf"\b(?:{DAYS})", text, re.I), "adresse": street and street <= words,
                "telephone": telephone and telephone in figures, "courriel": mail and mail in text}  # fmt: skip
        return (named_in(api.fold(text)) | {name for name, told in said.items() if told}) & self.possible

    def _said_by(self, quoted: str) -> frozenset[str]:
        """The facts that a quoted line says as the site does, or is headed by."""
        headed = HEADED.match(quoted)
        values = values_of(quoted, self.about.now, self.day, before=self.named(quoted)) if "?" not in quoted else {}
        said = {name for name, of in values.items() if of and not is_new(of[0], self.about.now)}
        return frozenset({self._headed(headed[1])} - {""} if headed else ()) or frozenset(said)

    def _fact(self, rank: int | None) -> str:
        return self.about.facts[rank] if rank is not None and rank < len(self.about.facts) else ""

    def _headed(self, head: str, said: str = "") -> str:
        """The only fact that the head of a line names; none when what is ``said`` under it is only of others."""
        named = named_in(api.fold(head), HEADS) & self.possible
        if named & CALLED.keys():
            return ""  # « changement de nom : … » is a sentence
        told = values_of(said, self.about.now, self.day, before=named)
        if told and not named & (told.keys() | IN_WORDS.keys()):
            return ""  # « agrément étendu : nous recevons de 2 à 16 ans »
        return named.pop() if len(named) == 1 and len(head.split()) < 7 and not re.search(DAYS, head, re.I) else ""

    def _own(self, name: str) -> bool:
        """Whether a name, as people say it, is that of the place and of no other: « Le Bunker » of « Espace ados Le Bunker »."""
        return is_own(name, self.about.title, self.others)

    def _other(self, name: str) -> bool:
        return api.fold(name) in self.others

    def _unsigned(self, text: str) -> str:
        """A text without its last sentence when that is a name, a formula, or « Vu et validé le 30/11/2026 »."""
        *said, last = SENTENCE.split(text)
        name = said and ends_signed(said[-1], last) and not self._elsewhere(last)
        return " ".join(said) if said and (not last or name or SIGNED.fullmatch(last.strip(" ."))) else text

    @cached_property
    def _called(self) -> list[str]:
        """What people call the place: the ends of its name that are of no other."""
        words = api.fold(self.about.title).split()
        return [end for n in range(len(words)) if self._own(end := " ".join(words[n:]))]

    def _proof(self, text: str, likewise: bool = False) -> frozenset[str] | None:
        return proof(named_again(text, self.about.now), self._called, self.day, likewise or self.agreed)

    def _is_right(self, facts: frozenset[str]) -> None:
        self.agreed = bool(facts)
        self.right, self.likely = self.right | facts & {*self.about.facts}, self.likely | facts & self.about.known

    def _topic(self, text: str, topic: str, line: str) -> None:
        """What answers a question by its number, or under it; what follows the first sentence is read apart."""
        text, line = NO.sub("", text), NO.sub("", line)
        if topic and (proved := self._proof(text, likewise=True)):
            return self._is_right(frozenset({topic}) if proved == EVERYTHING else proved)
        if topic == "difficultes" and blocks_nothing(text, self.about.now):
            return
        first, *more = SENTENCE.split(text) if topic in PLACES else [text]
        whole = line if HESITATES.search(line) else line.replace(text, first)
        if not topic or not self._values(first, {topic}, topic, whole):
            self.unread += (whole,)
        parts = (*re.split(r"[,;]\s+", first), *CLAUSES.split(first))[1:]
        others = [one for one in parts if {*values_of(one, self.about.now, self.day)} - {topic}]
        for said in (*others, *more) if topic else ():
            self._sentence(said, set())

    def _sentence(self, text: str, named: set[str]) -> set[str]:
        """Reads a sentence. ``named``: the fact that the one before named without a value; the same for the next one."""
        text = THAT_DAY.sub(r"\1 ", INTERJECTION.sub("", text))
        if len(text) > LONGEST:
            self.unread += (text,)
            return set()
        plain, proved = plain_of(text), self._proof(text)
        if proved is not None or says_nothing(plain) or ((one := HERE.match(text)) and is_name(text[one.end() :])):
            self._is_right(proved or frozenset())
            return set()
        self.agreed = False
        if (but := BUT.match(text)) and ((right := self._proof(but[1])) or says_nothing(plain_of(but[1]))):
            before = {*self.changes, *self.offers}
            named = self._sentence(but[2], named if right is None else {*right})
            others = {*self.changes, *self.offers} - before
            if right and others and not others & right:  # « Horaires exacts, mais fermé du 2 au 20 août »: no proof
                self.likely |= right & self.about.known
            return named
        if (besides := BESIDES.match(text)) and says_nothing(api.fold(besides[2])):
            return self._sentence(besides[1], named)
        parts = CLAUSES.split(text)
        if len(parts) > 1 and not values_of(parts[0], self.about.now, self.day):  # « Pendant les vacances, nous ouvrons… »
            parts[:2] = [text[: text.index(parts[1], len(parts[0])) + len(parts[1])]]
        whole, *told = ({*values_of(one, self.about.now, self.day)} for one in (text, *parts))
        once = {"fermetures"} & whole  # all those of a sentence are read together
        if len(parts) > 1 and sum(len(one - once) for one in told) > max(1, len(whole)) - (not whole) - len(once):
            for part in parts:
                named = self._sentence(part, named)
            return named
        if whole and len(parts) > 1:
            self.unread += tuple(part for part, facts in zip(parts, told, strict=True) if not facts and UNTOLD.search(part))
        names = self.named(text)
        self.ended |= bool(ENDED.search(plain) and not NOT_ENDED.search(plain))
        taken = len(self.changes) + len(self.offers)
        if self._values(text, names or named, "", text):
            return names if len(self.changes) + len(self.offers) == taken else set()
        self.unread += () if self.ended else (text,)
        return names

    def _values(self, text: str, named: set[str], topic: str, line: str) -> bool:
        """Takes, or offers, the values of a sentence, read with its ``line``; whether it has one."""
        named = named | self.named(text)
        now = {**self.about.now, **self.offers.get("horaires", {})}
        now |= {box: said for boxes in self.changes.values() for box, said in boxes.items()}
        plain = api.fold(line)
        if len(line) > LONGEST or self._elsewhere(line) or PRIVATE.search(plain) or NOT_SAID.search(text):
            return False
        if named & DATED and "telephone" not in named and not HESITATES.search(line) and self._is_to_come(line, named):
            self.later = " ".join((*self.later.split(), *line.split()))
            return True
        found = values_of(text, now, self.day, topic, named)
        if not found or self.ended:
            return False
        (name, values), *more = found.items()
        if ALOOF.issuperset(found) and not {topic, *named} & found.keys() and ASIDE.search(plain):
            return False
        sure = not more and len(values) == 1 and name in named and not self._doubtful(line, name)
        closed = name == "horaires" and not re.search(r"\d", text)
        if sure and name in self.changes and name != "fermetures" and not closed and self.changes[name] != values[0]:
            sure, self.offers[name] = False, self.changes.pop(name)
        for name, values in found.items():
            taken = self.changes if sure and name not in self.offers else self.offers
            if new := next((one for one in values if is_new(one, now)), None):
                taken.setdefault(name, {}).update(new)
        self.unread += () if sure and is_new(values[0], now) else (line,)
        return True

    def _is_to_come(self, line: str, named: set[str]) -> bool:
        """Whether a sentence speaks of a day to come, of a year, or of a time, unless that is when a place closes."""
        years = () if "horaires" in named else re.findall(r"\b20\d\d\b", line)
        plain = api.fold(line)
        if OWN.search(plain):
            return False
        for_a_time = named & {"horaires"} and FOR_A_TIME.search(line) and UNTOLD.search(line) and not self._aside(plain)
        return bool(for_a_time or TO_COME.search(so_far(line, self.day, 180))) or any(int(year) > self.day.year for year in years)

    def _elsewhere(self, text: str) -> bool:
        """Whether a sentence names another place, elsewhere than in a street."""
        plain = api.fold(reduce(lambda left, street: left.replace(street, ""), streets(text), text))
        own = f" {api.fold(' '.join((self.about.title, *(self.about.now.get(box, '') for box in ('adresse', 'gestionnaire')))))} "
        return any(f" {one} " in f" {plain} " and f" {one} " not in own for one in self.others)

    def _doubtful(self, text: str, name: str) -> bool:
        """Whether a sentence doubts, denies, tells of another day, or of something else."""
        left, plain = bare(text), api.fold(text)
        if name == "fermetures":
            left = re.sub(r"\b(?:ser(?:a|ons|ont)|fermer(?:a|ons|ont))\b", "", left)
        elsewhen = {"horaires": [DATED_DAY.search(left), SEASON.search(plain)], "ages": [re.search(rf"\b(?:{DAYS})", left, re.I)]}
        to_come = name not in {"fermetures", "ages"} and TO_COME.search(so_far(text, self.day, 180))
        moves = any(elsewhen.get(name, ())) or to_come
        return bool(DOUBT.search(left) or moves or (name in NAMES and self._aside(plain, name)))

    def _aside(self, plain: str, *names: str) -> set[str]:
        """The words of something else than the place, and than the facts that are named."""
        said = (one for name in names for one in re.findall(rf"\b{NAMES[name]}\b", plain))
        return {*ASIDE.findall(plain)} - {*" ".join((api.fold(self.about.title), *said)).split()}


def _under(headed: re.Match[str]) -> str:
    """What is said under a head, with the year that the head says: « Fermetures 2027 : du 26 juillet au 13 août »."""
    return " : ".join((*re.findall(r"\b20\d\d\b", headed[1]), headed[2]))


def _laid_out(lines: Sequence[OwnLine]) -> list[OwnLine]:
    """The lines, with a week on one."""
    found: list[OwnLine] = []
    for line in lines:
        if found and OF_A_DAY.match(line.text) and OF_A_DAY.match(found[-1].text) and found[-1][1:] == line[1:]:
            found[-1] = found[-1]._replace(text=f"{found[-1].text} ; {line.text.lstrip('-*• ')}")
        else:
            found.append(line)
    return found
