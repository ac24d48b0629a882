"""What the items of a line about hours say together: days, openings, « jusqu'à 16h », « fermé », « idem », remarks, and how far a
sign parts them. Each is a :class:`Phrase`; what phrases make together is read by ``clauses``."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ctg.reading.spoken import tokens
from ctg.reading.spoken.tokens import LEXICON, NAMES, TWO, UNSURE, Item, NotAWeek, Pieces, flattened

OPENED, AND, COMMA, BRACKET, STRONG = 1, 2, 3, 4, 5
_LEVELS = {"(": OPENED, ",": COMMA, ")": BRACKET, ";": STRONG, "|": STRONG, ".": STRONG}
"""How far a sign parts what stands around it: 0 for none, 2 for « et », « / », « - »."""
_WORDS = {"word", "varies", "ignored", "season", "rare", "or", "doubt", "pupils", "request", "rest"}
_UNTIL = re.compile(r"jusqu|fin|termin|(?:s )?arret")
_ASKS = re.compile(r"\w+[ei]r\b(?!.*\d)")
"""« téléphoner avant si possible »."""
_OF_CHILDREN = re.compile(r"(?:accueil|arrivee|depart|gouter|sieste|repas)s?\b")
_OTHER_SERVICE, _OPENS_OR_NOT, _ELSEWHERE = map(LEXICON.words, ("autre_service", "ouvre_ou_nie", "renvoi"))


class Phrase(NamedTuple):
    """« days », « half », « spans », « edge » (a time alone, and whether something begins or ends then), « break » (a closed part
    of a day), « closed », « except », « same », « words », « sign »: what it says, and where."""

    kind: str
    value: Any
    start: int
    end: int
    marks: frozenset[str] = frozenset()
    """The kinds of what it is made of."""


class PhraseReader:
    """The phrases of some items, in their order."""

    def __init__(self, pieces: Pieces, found: Sequence[Item]) -> None:
        self.pieces, self.items, self.at = pieces, found, 0
        self.phrases: list[Phrase] = []

    def read(self) -> list[Phrase]:
        """Raises :class:`NotAWeek`."""
        ways: dict[str, Callable[[], None]] = {"sign": self._sign}
        ways |= dict.fromkeys(NAMES, self._days) | dict.fromkeys(("time", "from", "to", "moved"), self._time)
        ways |= dict.fromkeys(("closed", "except", "not"), self._out)
        plain = {"round": [(0, tokens.MIDNIGHT)], "break": (tokens.MIDDAY, tokens.AFTERNOON)}
        while self.at < len(self.items):
            kind = self.kind(self.at)
            if end := self._end_of_remark():
                self.add("words", None, end, {"word"})
            elif kind == "school":
                self.at += 1
            elif kind in plain or kind in {"half", "same"}:
                self.add("spans" if kind == "round" else kind, plain.get(kind, self.value(self.at)), self.at + 1)
            elif kind == "only":
                self.add("only" if self._of_others() else "half", self.value(self.at), self.at + 1)
            else:
                ways.get(kind, self._words)()
        return self.phrases

    def _of_others(self) -> bool:
        """Whether « que le matin » says the half of hours that other days have."""
        named = [day for one in self.items if one.kind in NAMES for day in one.value]
        after = self.kind(self.past(self.at + 1, "ignored", signs=": , ("))
        return len(named) > 1 and [one.kind for one in self.phrases[-1:]] == ["days"] and after not in {"time", "from", "day"}

    def kind(self, at: int) -> str:
        return self.items[at].kind if 0 <= at < len(self.items) else ""

    def value(self, at: int) -> Any:
        return self.items[at].value if 0 <= at < len(self.items) else ""

    def past(self, at: int, *kinds: str, signs: str = "") -> int:
        """The first item from here on that is of no such kind, and none of these signs."""
        while self.kind(at) in kinds or (self.kind(at) == "sign" and self.value(at) in signs.split()):
            at += 1
        return at

    def add(self, kind: str, value: Any, end: int, marks: set[str] | None = None) -> None:
        """A phrase made of the items from here to another, the article before them taken with it."""
        start = self.at - (self.kind(self.at - 1) == "ignored" and self.value(self.at - 1) in {"le", "la", "les", "l"})
        self.phrases.append(Phrase(kind, value, self.items[start].start, self.items[end - 1].end, frozenset(marks or ())))
        self.at = end

    # --- signs and words -------------------------------------------------------------------------

    def _sign(self) -> None:
        fresh = self.value(self.at) == "-" and self.value(self.at + 1) in ("le", "les")  # « mardi et jeudi - le lundi fermé »
        self.add("sign", STRONG if fresh else _LEVELS.get(self.value(self.at), AND), self.at + 1)

    def _segment(self, at: int, signs: str) -> int:
        """Where what stands between signs ends."""
        while at < len(self.items) and not (self.kind(at) == "sign" and self.value(at) in signs):
            at += 1
        return at

    def _end_of_remark(self) -> int:
        """Where words that tell a time of something else end, when they begin here: « (accueil dès 7h30) », « , goûter à 16h »,
        « garderie de 7h à 9h », « l'après-midi sur rendez-vous »; else 0."""
        if self.kind(self.at) == "sign" or (self.at and self.kind(self.at - 1) != "sign"):
            return 0
        end = self._segment(self.at, ")" if self.value(self.at - 1) == "(" else "(,;.|+)")
        said = self.items[self.at : end]
        kinds = ["to" if one.said == "/" else one.kind for one in said if one.kind != "ignored"]
        wanted = {"time", "half"} & {*kinds} and {"word", "varies", "season", "request"} & {*kinds}
        where = (said[0].start, said[-1].end) if said else (0, 0)
        text = self.pieces.typed(*where)
        if self.value(self.at - 1) == "(" and self.value(end) == ")" and "season" in kinds and {"time", *NAMES} & {*kinds}:
            return end  # « (juillet-août : 8h-13h) »
        unsure = {*NAMES, "or", "same", "rare"} & {*kinds} or UNSURE.search(flattened(text))
        limited = "doubt" in kinds and ("word" not in kinds or _OPENS_OR_NOT.search(flattened(text)))
        if not wanted or unsure or limited:  # « avant 9h », but not « merci d'arriver avant 9h »
            return 0
        if _OTHER_SERVICE.match(self.pieces.line, *where) and any(one.kind == "days" for one in self.phrases):
            while self.kind(end) == "sign" and self.value(end) in {",", "et"} and self.kind(end + 1) in {"time", "from", "to"}:
                end = self.past(end + 1, "time", "from", "to", "ignored")
            return end
        within = (
            self.value(self.at - 1) == "("
            and _OF_CHILDREN.match(flattened(text))
            and self.phrases[-2:-1]
            and self.phrases[-2].kind == "spans"
        )
        if within:
            return end  # « 8h-18h (accueil 8h-9h30, départ 16h30-18h) »
        spans = re.search(r"\btime (?:(?:to|sign) )?time\b|^from time (?:word )+sign to time$", " ".join(kinds))
        return end if not spans and not {"closed", "not"} & {*kinds} and "except" not in kinds[1:] else 0

    def _words(self) -> None:
        """What no table holds, up to the next thing that is known; words that only tie are dropped."""
        end = self.at + 1
        while self.kind(end) in _WORDS or (
            self.kind(end) == "to" and self.value(end).isalpha() and self.kind(self.past(end + 1, "ignored")) in _WORDS
        ):
            end += 1
        run = self.items[self.at : end]
        marks = {one.kind for one in run[:-1] if one.kind != "or"} | {run[-1].kind}  # « ou sur rendez-vous » says no other hours
        marks -= {"ignored", "to"}
        beside = {self.kind(end), *(one.kind for one in self.phrases[-1:])}
        if "rest" in marks and "request" not in marks and beside & {"time", "from", "half", "same", "spans", "edge"}:
            raise NotAWeek  # « les autres jours dès 14h »
        said = flattened(self.pieces.typed(run[0].start, run[-1].end))
        if "word" in marks and "request" not in marks and UNSURE.search(said) and not _ASKS.match(said):
            marks |= {"doubt"}
        near = any(one.kind == "days" for one in self.phrases[-2:]) or self.kind(self.past(end, signs=", / + et")) in NAMES
        listed = near and all(len(one.said) < 3 for one in run) and {one.said for one in run} & {*TWO}
        if listed or (run[-1].kind == "word" and len(run[-1].said) == 1 and self.kind(end) == "time"):
            raise NotAWeek  # a day, perhaps
        if "season" in marks and self.kind(self.at - 1) == "sign" and _ELSEWHERE.match(said):
            marks = {"word"}  # « , l'été voir affiche »
        days = [int(day) for one in run if one.kind == "rare" for day in re.findall(r"D(\d)", one.said)]
        if marks:
            self.add("days" if days else "words", days, end, marks)
        self.at = end

    # --- days ------------------------------------------------------------------------------------

    def _days(self) -> None:
        """« du lundi au vendredi », « lundi-mardi-jeudi », « LMJV », « en semaine »: one element of a list of days."""
        kind, here, at = self.kind(self.at), list(self.value(self.at)), self.at + 1
        first = self.past(at, "ignored", signs=": , (")
        after = self.past(first, "day", "ignored", signs=", et /")
        then = self.kind(after) if self.kind(first) == "day" and self.phrases and self.phrases[-1].kind == "spans" else ""
        another = then in {"time", "from", "closed"} or (then == "to" and self.kind(after + 1) == "time")
        again = self.kind(first) in NAMES - {"weekend"} and not another  # « 8h-18h tous les jours, le vendredi on ferme à 17h »
        counted = self.items[self.at].said[0].isdigit() and any(one.kind in NAMES - {"weekend"} for one in self.items[at:])
        fresh = any(one.kind == "spans" for one in self.phrases)
        rest = "".join(f"{one.kind} " for one in self.items[at:] if one.kind not in {"ignored", "sign", "to", "from"})
        if kind in {"all", "working"} and (again or counted or (re.fullmatch("(time )+(day )+", rest) and not fresh)):
            self.at = (
                at  # « tous les jours du lundi au vendredi », « 5 jours sur 7 », « tous les jours 9h-12h, du lundi au jeudi »
            )
            return
        dashed, apart, tie, after = list[int](), False, self.value(at), self.past(at + 1, "ignored")
        while kind == self.kind(after) == "day" and self.kind(at) == "to" and self.value(at) == tie:
            dashed, apart, at = [*dashed, *self.value(after)], after > at + 1, after + 1
            after = self.past(at + 1, "ignored")
        length = (dashed[0] - here[0]) % 7 + 1 if len(dashed) == 1 else 0
        if length and tie in {"-", ">"} and (apart or (length > 3 and dashed[0] < here[0])):
            at = self.at + 1  # « le vendredi - le lundi : fermé », « lundi et samedi - mercredi fermé »
        else:
            here = [(here[0] + n) % 7 for n in range(length)] if length else here + dashed
        after = self.past(at, signs="/")
        either = here == [0] and self.value(after) == [4] and self.kind(after + 1) not in {"sign", *NAMES}
        excepted = {"except", "not"} & {one.kind for one in self.items[:at]}
        if either or (excepted and str(self.value(at)).startswith(("compris", "inclus"))):
            raise NotAWeek  # « lun/ven » may be both, or a range; « sauf le mardi, week-end compris »
        self.add("days", here, at, {kind})

    # --- hours -----------------------------------------------------------------------------------

    def _time(self) -> None:
        """« 8h-12h », « de 8h à midi », « entre 8h et 12h », « ouvre à 8h et ferme à 18h »; or one time, its cue. A dash that
        ties nothing is a sign."""
        at, said = self.past(self.at, "from", "to", "ignored"), str(self.value(self.at))
        if self.kind(at) == "moved" and self.at < at:
            self._edge(self.value(at), f"{self.kind(self.at)}+", at + 1)
            return
        if self.kind(at) != "time":
            if said.isalpha() or " " in said:
                self._words()
            else:
                self._sign()
            return
        cues = self.items[self.at : at]
        if joint := self._joint(at):
            start, end = self.value(at), self.value(joint)
            both = re.match(r"\d .*(?:soir|midi|aprem\w*)$", self.items[joint].said) and start < end - tokens.MIDDAY
            self.add("spans", [(start + tokens.MIDDAY * bool(both), end)], joint + 1)  # « de 2h à 5h de l'après-midi »
        elif any(one.said in {"-", ">"} for one in cues):
            raise NotAWeek
        else:
            until = any(_UNTIL.match(one.said) for one in cues)
            self._edge(self.value(at), "from" if any(one.kind == "from" for one in cues) else "to" if until else "", at + 1)

    def _joint(self, at: int) -> int:
        """The time until which an opening is that begins at this one; 0 for none."""
        end = self.past(at + 1, "to", "from", "ignored", "closed", signs=", / . et +")
        ties, between = self.items[at + 1 : end], any(one.said == "entre" for one in self.items[max(0, self.at - 2) : at])
        shut = any(one.kind == "closed" for one in ties)
        until = shut or any(one.kind == "to" and _UNTIL.match(one.said) for one in ties)
        apart = {one.said for one in ties if one.kind == "sign" or one.said == ":"} - {"/"}
        tied = not apart or (apart == {"et"} and between) or (until and apart <= {"et", ",", "."})
        later = self.kind(end) == "time" and self.value(at) < self.value(end)
        return end if later and tied and (not shut or self.kind(self.at) == "from") else 0

    def _edge(self, time: int, cue: str, end: int) -> None:
        """A time alone; with the one before, an opening: « ouverture 7h30 le matin, fermeture 18h », « jusqu'à 22h dès 17h »."""
        half = self.past(end, "ignored")
        if self.kind(half) == "half" and self.value(half) in {"matin", "soir"}:
            cue, end = cue or ("from" if self.value(half) == "matin" else "to"), half + 1
        self.add("edge", (time, cue), end)
        others = [n for n, one in enumerate(self.phrases[:-1]) if one.kind not in {"sign", "words"}]
        of_days = [n for n in others if self.phrases[n].kind == "days"]
        if of_days == others[1:] and self.kind(self.past(end, "ignored", signs=", et")) not in NAMES:
            others = others[:1]  # « on ouvre à 8h le lundi et le mardi, on ferme à 12h »
        before = others[-1] if others else 0
        pair = [self.phrases[before], self.phrases[-1]]
        if [one.kind for one in pair] == ["edge", "edge"] and {one.value[1] for one in pair} == {"from", "to"} and before >= 0:
            first, last = (one.value[0] for one in sorted(pair, key=lambda one: one.value[1]))
            if first >= last:
                raise NotAWeek
            words = [
                one for one in self.phrases[before + 1 : -1] if of_days or one.kind == "words"
            ]  # « dès 7h pour les grands et jusqu'à 18h »
            self.phrases[before:] = [Phrase("spans", [(first, last)], pair[0].start, pair[1].end), *words]

    def _out(self) -> None:
        """« fermé », « sauf »: of days, of a part of a day, until a time; or, with words alone, a remark."""
        kind, at = self.kind(self.at), self.past(self.at + 1, "ignored", "to", signs=":")
        if self.value(at) == "midi" and self.kind(self.past(at + 1, "ignored")) == "time":
            at = self.past(at + 1, "ignored")  # « fermé le midi de 12h à 13h »
        at = self.at + 1 if self.items[at - 1].said in {"-", ">"} else at  # « mercredi fermé - 14h-18h jeudi »
        coming, before = self.kind(at), [one.kind for one in self.phrases[-2:]]
        near = kind == "closed" and before[-1:] in (["days"], ["half"])
        listed = [one.kind for one in self.phrases[-3:-1]] == ["days", "sign"] and self.phrases[-2].value <= AND
        if coming == "time" and (joint := self._joint(at)):
            self.add("break", (self.value(at), self.value(joint)), joint + 1)
        elif coming in {"time", "moved"} and kind == "closed":
            self._edge(self.value(at), "to" if coming == "time" else "to+", at + 1)
        elif coming in {"time", "moved"}:
            raise NotAWeek
        elif coming == "break":
            self.at = at  # « fermé entre midi et deux »
        elif coming in _WORDS - {"ignored"} and not near:
            end = self._segment(at, ";.|,)(")
            end = self.past(at, *_WORDS) if NAMES & {one.kind for one in self.items[at:end]} else end
            self.add("words", None, end, {"out"})
        elif kind == "closed" and before in (["words"], ["sign", "words"]) and not listed and coming in {"sign", ""}:
            self.phrases[-1] = self.phrases[-1]._replace(end=self.items[self.at].end, marks=frozenset({"out"}))
            self.at += 1  # « juillet-août : fermé », but not « dimanche et fériés : fermé »
        else:
            self.add(kind, None, self.at + 1)
