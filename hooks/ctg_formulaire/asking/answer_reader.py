"""Reads an answer: each sentence agrees to some facts, to all or to the rest, gives one another value, now or on a day to come,
says that the place is no more, or is kept to be read. What parts of a sentence agree is taken from it first."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from ctg import api
from ctg_formulaire.asking import agreement, values
from ctg_formulaire.asking.agreement import A_DAY, BY_A_WORD, EVERYTHING, THE_REST, AskedAbout, Listener, Understanding, so_far
from ctg_formulaire.asking.facts import EVERY, is_own, named_again
from ctg_formulaire.asking.incoming import DAYS, MONTH, REACH, SENTENCE, WORDS, OwnLine, OwnWords, ends_signed
from ctg_formulaire.asking.values import ASIDE, HEADS, IN_WORDS, NAMES, bare, blocks_nothing, is_new, named_in, streets, values_of

DOUBT = re.compile(rf"\b{WORDS.any_of('doute')}\b|\bn[’']|[?«»\"<>{{}}$…]", re.I)
HESITATES = re.compile(rf"\b{WORDS.any_of('hesite')}\b|\?", re.I)
"""Words that make unsure a sentence; all that is said beside."""
ENDED, ENDED_ITSELF, OF_END, NOT_ENDED, PRIVATE = map(WORDS.words, ("fini", "fini_pour_lui", "de_fini", "pas_fini", "prive"))
"""A place that is no more, and that is named just before; what nobody else may know."""
SEASON = re.compile(r"\b(?:vacances|conges|ete|hiver)\b")
NOT_SAID = re.compile(rf"\b(?:{WORDS.any_of('a_enlever')}|{WORDS.any_of('sous_condition')})", re.I)
TO_COME, FOR_A_TIME = map(WORDS.words, ("a_venir", "un_temps"))
OWN = re.compile(r"\b(?:j|je|mon|ma|mes|vous|votre|vos)\b")
"""Who writes, or reads, folded: it is not for families."""
OF_PLACE = ("adresse", "commune", "gestionnaire")
ALOOF = frozenset({"ages", "courriel", "telephone"})
"""What is not even offered when it is not named, beside words of something else."""
DATED = {"horaires", "tarif", "places", "ages", "adresse", "nom", "gestionnaire"}
"""The facts whose change on a day to come is kept in words."""
BUT = re.compile(rf"(?is)(.{{2,100}}?)[\s,;:.(]*\b{WORDS.any_of('sauf')}\b(?: qu(?:e\b|[’']))?(?: non\s*[:,])?[\s,:]*(.+)")
"""« Tout est bon sauf… »: what agrees, what changes."""
ONLY_YES = re.compile(r"(?:oui|et|\W)+", re.I)
PART = re.compile(r"\s*(?:[,;()–]|\s-\s|:(?=\s))\s*|\s+(?:et|mais|puis|donc)\s+", re.I)
"""What parts a sentence."""
OF_BEFORE = re.compile(rf"{WORDS.any_of('de_ce_qui_precede')}\b", re.I)
"""How begins what says more of what is said before."""
DENIES = re.compile(rf"\b{WORDS.any_of('dement')}\b", re.I)
DATED_DAY = re.compile(rf"\d(?:er)?\s+(?:{MONTH})", re.I)
THAT_DAY = re.compile(rf"((?:{DAYS})s?(?: (?:matin|soir|apr[èe]s[- ]midi))?), (?=on |nous |la |l[’']|c[’']|ça |il |elle )", re.I)
LISTED = re.compile(rf"[,;]\s+|\s+-\s+|\s+et\s+(?={WORDS.any_of('autre_sujet')})", re.I)
ALIKE = re.compile(r"\b(?:pareil|idem|m[êe]me)", re.I)
UNTOLD = re.compile(rf"\d|\b(?:{DAYS})", re.I)
"""What a clause would lose, were it not read."""
INTERJECTION = re.compile(rf"^{WORDS.any_of('interjection')}\b[\s,:!]*", re.I)
NO = re.compile(r"^(?:non|faux|erreur|inexact\w*)\s*[,:;.!]\s*", re.I)
SIGNED = re.compile(WORDS.any_of("vise"), re.I)
LONGEST = 600
"""Signs of a sentence that is read."""


@dataclass(kw_only=True)
class AnswerReader(Understanding):
    about: AskedAbout
    others: Sequence[str]
    day: dt.date
    agreed: bool = False
    """Whether the sentence before said right some facts."""
    all_of: frozenset[str] = frozenset()
    """:data:`EVERYTHING`, :data:`BY_A_WORD`, :data:`THE_REST`, as they were said."""
    apart: frozenset[str] = frozenset()
    """The facts that change on a day to come, or of which a question is answered in unknown words."""
    over: bool = False
    """Whether the place is no more today."""
    elsewhere: bool = False
    """Whether all is said of other places."""
    barred: bool = False
    """Whether something that is not understood may be of any fact: « tout est juste » is then no proof."""
    unsure: bool = False
    """Whether that hesitates: nothing is."""

    @cached_property
    def possible(self) -> frozenset[str]:
        """The facts that have a box."""
        return frozenset(name for name, one in EVERY.items() if any(box in self.about.now for box in one.boxes))

    def agreed_to(self, told: set[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The facts that are said right, and those that seem to be; ``told``: those of which something else is said."""
        known, apart = self.about.known - told, told & self.about.known
        known -= {"fermetures"} if self.named(" ".join(self.unread)) & {"horaires"} else set()  # « pas de passage jeudi 3 »
        by_a_word = self.all_of & BY_A_WORD and not (apart or self.unread)
        whole = known if self.all_of & EVERYTHING or (self.all_of & THE_REST and told) or by_a_word else frozenset()
        maybe = known if self.all_of & BY_A_WORD else whole
        named, likely = (self.right & {*self.about.facts}) - told, self.likely - told
        if self.elsewhere or self.unsure:
            return frozenset(), frozenset() if self.elsewhere else named | likely
        return named if self.barred else named | whole, named | likely | maybe

    def read(self, words: OwnWords) -> None:
        """Reads each line."""
        lines = agreement.laid_out([part for line in words.lines for part in agreement.parted(line)])
        numbered = self._numbered(lines)
        free: list[str] = []
        away, head, told = False, "", set[bool]()
        for line in lines:
            name, text = line.text.strip(" -*•:"), line.text
            topic, quoted = self._fact(line.question), self._said_by(line.under)
            number = agreement.ENUMERATED.match(text) if numbered and not topic else None
            headed = None if BUT.match(text.partition(":")[0]) else agreement.HEADED.match(text)
            if self._other(name) or self._own(name):
                away = self._other(name)
                told.add(away)
            elif away or (headed and self._other(headed[1])):
                told.add(True)
            elif headed and self._own(headed[1]):
                told.add(False)
                free.append(headed[2])
            elif number:
                for rank in agreement.ranks(number[1]):
                    self._topic(number[2], self._fact(rank), text)
            elif topic or len(quoted) == 1:
                self._quoting(line, topic or next(iter(quoted)))
            elif headed and (only := self._headed(headed[1], headed[2])):
                self._topic(agreement.under(headed), only, text)
            elif text.rstrip().endswith(":") and named_in(api.fold(text)):
                head = text
            elif head and re.match(r"[-*•]", text):
                self._sentence(f"{head} {text[1:].strip()}", set())
            elif (listed := agreement.ENUMERATED.match(text)) and self._agreed(listed[2]) == BY_A_WORD:
                self.left(text, bars=True)  # numbers of its own
            else:
                free.append(listed[2] if listed else text)
        self._free(free, words.aside)
        self.barred |= bool(head)  # a list that is not
        self.elsewhere = told == {True}

    def _free(self, texts: list[str], aside: Sequence[str]) -> None:
        """What answers no question in particular; what a signature tells that may be of any fact."""
        texts[-1:], self.agreed = map(self._unsigned, texts[-1:]), False
        for text in texts:
            named: set[str] = set()
            for sentence in SENTENCE.split(text):
                named = self._sentence(sentence, named)
        for text in aside:
            if UNTOLD.search(REACH.sub("", text)) or DENIES.search(text):
                self.left(text, bars=True)

    def _quoting(self, line: OwnLine, topic: str) -> None:
        """What answers a question, or is below a quoted line: that of some days is of these days only."""
        known, quoted = api.read_week(self.about.now.get(EVERY["horaires"].boxes[0], "")), api.read_opening(line.under) or {}
        part = topic == "horaires" and quoted.keys() < known.keys()
        if part and self._agreed(line.text):
            self.likely |= {topic} & self.about.known
        else:
            days = ", ".join(quoted) if part and re.search(r"\d", line.text) and not re.search(DAYS, line.text, re.I) else ""
            self._topic(f"{days} {NO.sub('', line.text)}" if days else line.text, topic, line.text)

    def _numbered(self, lines: Sequence[OwnLine]) -> bool:
        """Whether lines are numbered as the questions were; no when they name other facts: the numbers are of their author."""
        matched = [one for line in lines if (one := agreement.ENUMERATED.match(line.text))]
        asked = (
            {self._fact(rank) for rank in agreement.ranks(one[1])} & self.named(one[2]) for one in matched if self.named(one[2])
        )
        return len(matched) > 1 and all(asked)

    def named(self, text: str) -> set[str]:
        """The facts that a text names, by a word, a day of the week, or the value that the site says."""
        text = self._ranked(text)
        words, figures = {*api.fold(text).split()}, re.sub(r"\D", "", text)
        street = {*api.fold(re.sub(r"\d+", "", self.about.now.get("adresse", ""))).split()}
        telephone = re.sub(r"\D", "", self.about.now.get("telephone", ""))[-9:]
        mail = self.about.now.get("courriel", "")
        said = {"horaires": re.search(rf"\b(?:{DAYS})", text, re.I), "adresse": street and street <= words,
                "telephone": telephone and telephone in figures, "courriel": mail and mail in text}  # fmt: skip
        return (named_in(api.fold(text)) | {name for name, told in said.items() if told}) & self.possible

    def _said_by(self, quoted: str) -> frozenset[str]:
        """The facts that a quoted line says as the site does, or is headed by."""
        headed = agreement.HEADED.match(quoted)
        values = values_of(quoted, self.about.now, self.day, before=self.named(quoted)) if "?" not in quoted else {}
        said = {name for name, of in values.items() if of and not is_new(of[0], self.about.now)}
        return frozenset({self._headed(headed[1])} - {""} if headed else ()) or frozenset(said)

    def _fact(self, rank: int | None) -> str:
        return self.about.facts[rank] if rank is not None and rank < len(self.about.facts) else ""

    def _headed(self, head: str, said: str = "") -> str:
        """The only fact that the head of a line names; none when what is ``said`` under it is only of others."""
        named = named_in(api.fold(self._ranked(head)), HEADS) & self.possible
        if named & {"nom", "gestionnaire"}:
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
    def _listener(self) -> Listener:
        """Knows what people call the place: the ends and the beginnings of its name that are of no other."""
        words = api.fold(self.about.title).split()
        parts = [part for n in range(len(words)) for part in (" ".join(words[n:]), " ".join(words[:n])) if self._own(part)]
        return Listener(parts, self.about.words, self.day)

    def _agreed(self, text: str, likewise: bool = False) -> frozenset[str] | None:
        return self._listener.agreed(named_again(self._ranked(text), self.about.now), likewise or self.agreed)

    def _ranked(self, text: str) -> str:
        """A text where « les lignes 1 et 3 » are called by the names of their facts."""
        text = re.sub(r"\b[nN] ?°(?! ?\d)", "numéro", text)
        return agreement.LINES.sub(
            lambda one: ", ".join(EVERY[name].label for rank in agreement.ranks(one[1]) if (name := self._fact(rank))), text
        )

    def _agree(self, agreed: frozenset[str], sure: bool = True) -> None:
        self.agreed, facts = bool(agreed), agreed & {*self.about.facts}
        self.right, self.likely = (self.right | facts, self.likely) if sure else (self.right, self.likely | facts)
        self.all_of |= agreed & (EVERYTHING | BY_A_WORD | THE_REST)
        self.barred |= not sure

    def left(self, text: str, bars: bool = False, topic: str = "") -> bool:
        """Keeps what is not understood; whether it is a remark, that says nothing of any fact. ``bars``: it may be of all;
        ``topic``: the fact that it is of."""
        self.unread += (text,)
        named = {topic} if topic else self.named(text) & {*self.about.facts}
        self.apart |= {topic}
        told = bool(UNTOLD.search(text) or DOUBT.search(text) or DENIES.search(text))
        self.barred |= bars or (told and not named)
        self.unsure |= bool(not named and ({*map(str.lower, HESITATES.findall(text))} - {"si"} or DENIES.search(text)))
        return not (named or told or bars or ASIDE.search(api.fold(text)) or OF_BEFORE.match(text))

    def _topic(self, text: str, topic: str, line: str) -> None:
        """What answers a question by its number, or under it; what follows the first sentence is read apart."""
        text, line = NO.sub("", text), NO.sub("", line)
        said = f"{EVERY[topic].label} : {text}" if topic in NAMES else text  # « prix : inchangé »
        if topic and (agreed := self._agreed(text, likewise=True) or self._agreed(said, likewise=True)):
            return self._agree(agreed - EVERYTHING - BY_A_WORD or frozenset({topic}))
        if topic == "difficultes" and blocks_nothing(text, self.about.now):
            return
        first, *more = SENTENCE.split(text) if topic in NAMES else [text]
        whole = line if HESITATES.search(line) else line.replace(text, first)
        if not topic or not self._values(first, {topic}, topic, whole):
            self.left(whole, bars=not topic, topic=topic)
        parts = LISTED.split(first)[1:]
        others = [one for one in parts if {*values_of(one, self.about.now, self.day)} - {topic}]
        for said in (*others, *more) if topic else ():
            self._sentence(said, set())

    def _sentence(self, text: str, named: set[str]) -> set[str]:
        """Reads a sentence. ``named``: the fact that the one before named without a value; the same for the next one."""
        text = THAT_DAY.sub(r"\1 ", INTERJECTION.sub("", text))
        agreed = self._agreed(text) if len(text) <= LONGEST else None
        self._agree(agreed or frozenset())
        if agreed is not None:
            return set()
        if len(text) > LONGEST or self._elsewhere(text):
            self.left(text, bars=True)
            return set()
        if (but := BUT.match(text)) and (agreed := self._agreed(but[1])):
            whole = agreed == BY_A_WORD and not ONLY_YES.fullmatch(but[1])
            self._agree(EVERYTHING if whole else agreed)
            self.apart |= self.named(but[2])  # « sauf les âges : 3 mois à 4 ans, et les horaires »
            before, read = {*self.changes, *self.offers}, len(self.unread)
            named = self._sentence(but[2], {*agreed & {*self.about.facts}})
            new = {*self.changes, *self.offers} - before or self.named(" ".join(self.unread[read:])) & {*self.about.facts}
            if not (new or self.later):  # « tout est bon sauf deux choses », « le numéro est bon mais c'est celui de la mairie »
                self.barred, self.right, self.likely = True, self.right - agreed, self.likely | agreed & {*self.about.facts}
            return named
        parts, agreed = self._peeled(text)
        clear = not (agreed >= THE_REST and parts and bool(ALIKE.search(text)))  # « fermé le lundi, sinon pareil »: the hours?
        for part in parts:
            read, named = self._part(part, named)
            clear = clear and read
        if agreed:
            self._agree(agreed, sure=clear)
        return named

    def _peeled(self, text: str) -> tuple[list[str], frozenset[str]]:
        """What is left of a sentence, and what is agreed to in the parts that are taken from it."""
        cuts = [(0, 0), *(one.span() for one in PART.finditer(text)), (len(text),) * 2]
        if HESITATES.search(text) or not 2 < len(cuts) < 16:
            return [text], frozenset()
        left, found, at = [""], frozenset[str](), 0
        while at < len(cuts) - 1:
            spans = ((text[cuts[at][1] : cuts[to][0]], to) for to in range(len(cuts) - 1, at, -1))
            agreed, to = next(
                ((one, to) for said, to in spans if (one := self._agreed(said, bool(found)))), (frozenset(), at + 1)
            )
            if agreed:
                found |= agreed - BY_A_WORD
                left.append("")
            else:
                left[-1] += text[cuts[at][1 if not left[-1] else 0] : cuts[to][0]]
            at = to
        return [one.strip(" ,;()") for one in left if one.strip(" ,;().!")], found

    def _part(self, text: str, named: set[str]) -> tuple[bool, set[str]]:
        """Reads what changes in a sentence, or what only greets; whether nothing of it is left unclear, and what it names."""
        if len(parts := self._apart(text)) > 1:
            for part in parts:
                named = self._part(part, named)[1]
            return True, named
        if self._agreed(text) == frozenset():
            return True, named
        names, taken = self.named(text), len(self.changes) + len(self.offers)
        if self._ends(text):
            return True, names
        if self._values(text, names or named, "", text):
            return True, names if len(self.changes) + len(self.offers) == taken else set()
        return self.left(text), names

    def _apart(self, text: str) -> list[str]:
        """A sentence, or its parts when each tells one fact: « 2 euros la séance, mercredi 14h-17h, tél. … ». Those of one fact
        stay together, and nothing is parted from a day or a figure that it may be of."""
        found: list[tuple[str, frozenset[str]]] = []
        for part in LISTED.split(text):
            facts = frozenset(values_of(part, self.about.now, self.day))
            if not facts and UNTOLD.search(part):
                return [text]
            if found and (not facts or not found[-1][1] or facts == found[-1][1]):
                found[-1] = (f"{found[-1][0]}, {part}", found[-1][1] | facts)
            else:
                found.append((part, facts))
        undated = [part for part, facts in found if "horaires" in facts and not re.search(DAYS, part, re.I)]
        return [text] if undated and re.search(DAYS, text, re.I) else [part for part, _ in found]

    def _ends(self, text: str) -> bool:
        """Whether the place is no more, or will not be."""
        plain = api.fold(text)
        own = (one for one in ENDED_ITSELF.finditer(plain) if self._own(plain[: one.start()].strip()))
        if not (ENDED.search(plain) or any(own)) or NOT_ENDED.search(OF_END.sub("", plain)):
            return False
        days = () if values.PAST_CLOSURE.search(text) else A_DAY.finditer(text)
        coming = any(api.read_day(one[0], self.day) > self.day.isoformat() for one in days)
        self.ended, self.over = True, self.over or not coming
        if coming:
            self.later, self.apart = " ".join((*self.later.split(), *text.split())), self.apart | {"fin"}
        return True

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
            self.apart |= named
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
        own = f" {api.fold(' '.join((self.about.title, *(self.about.now.get(box, '') for box in OF_PLACE))))} "
        return any(f" {one} " in f" {plain} " and f" {one} " not in own for one in self.others)

    def _doubtful(self, text: str, name: str) -> bool:
        """Whether a sentence doubts, denies, tells of another day, or of something else."""
        left, plain = bare(text), api.fold(text)
        if name == "fermetures":
            left, plain = re.sub(r"\b(?:ser|fermer)(?:a|ons|ont)\b", "", left), values.OF_CLOSURE.sub("", plain)
        elsewhen = {"horaires": [DATED_DAY.search(left), SEASON.search(plain)], "ages": [re.search(rf"\b(?:{DAYS})", left, re.I)]}
        to_come = name not in {"fermetures", "ages"} and TO_COME.search(so_far(text, self.day, 180))
        moves = any(elsewhen.get(name, ())) or to_come
        return bool(DOUBT.search(left) or moves or (name in NAMES and self._aside(plain, name)))

    def _aside(self, plain: str, *names: str) -> set[str]:
        """The words of something else than the place, and than the facts that are named."""
        said = (one for name in names for one in re.findall(rf"\b{NAMES[name]}\b", plain))
        return {*ASIDE.findall(plain)} - {*" ".join((api.fold(self.about.title), *said)).split()}
