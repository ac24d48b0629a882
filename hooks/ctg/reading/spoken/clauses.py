"""How the phrases of a text about hours make clauses: some days, and what is said of them.

A text is read as a whole, days first (« lundi 9h-12h, mardi 14h-17h ») or hours first (« 9h-12h lundi, 14h-17h mardi »); when
neither is possible, in both orders, if signs part each clause from the next. Every phrase is of one clause. A remark is of the
clause that it is nearer to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from operator import attrgetter

from ctg.reading.spoken.phrases import AND, BRACKET, COMMA, OPENED, STRONG, Phrase
from ctg.reading.spoken.tokens import LEXICON, NotAWeek

LONG, STEPS, MOST = 80, 3000, 60
"""Phrases of a text, clauses that are tried, readings that are compared: beyond, it is refused."""
DAYS_FIRST, HOURS_FIRST, MIXED = "days", "hours", "mixed"
_LETTERS, _PARTS = LEXICON.lists["signes"], LEXICON.lists["parties_de_proposition"]


def _compiled(shape: str) -> re.Pattern[str]:
    shape = re.sub(r"\{( ?)(\w)\}(\?|\+)?", lambda one: f"(?P<said>(?:{one[1] or '.'}{one[2]}){one[3] or ''})", shape)
    return re.compile(re.sub(r"(?<!\?P)<(\w+)>", lambda one: f"(?P<{one[1]}>{_PARTS[one[1]]})", shape))


SHAPES = [(kind, order, _compiled(shape)) for kind, order, shape in (one.split(" ", 2) for one in LEXICON.lists["propositions"])]
"""The shapes of clauses, and the orders in which they are read: each phrase is a letter, after the sign before it (« , » weak,
« ; » strong, or none); what is said of the days is in braces."""


@dataclass
class Clause:
    """``kind``: « open », « shut », « except », « replace » (an exception and its hours), « edge » (another end), « same » (as
    another day), « asked » (on request), « bare » (days alone), « break » (a part of every day that is closed)."""

    kind: str
    first: int
    end: int
    """Its phrases."""
    days: list[int] = field(default_factory=list)
    marks: frozenset[str] = frozenset()
    """Of its days, then of the words beside."""
    listed: frozenset[int] = frozenset()
    """Those of its days that are named one by one."""
    but: list[tuple[int, str]] = field(default_factory=list)
    """Days that are closed, with the half-day if not the whole."""
    times: list[Phrase] = field(default_factory=list)
    like: list[Phrase] = field(default_factory=list)
    """« idem lundi matin »: the day, and the half-day."""
    joint: int = 0
    """How far a sign parts its days from what is said of them."""
    notes: list[tuple[int, int]] = field(default_factory=list)
    """Where its remarks, its days, and all of it are said in the line."""
    named: tuple[int, int] = (0, 0)
    span: tuple[int, int] = (0, 0)
    distance: int = 0
    """How far a sign parts it from what stands before."""


@dataclass
class Grammar:
    """The readings of the phrases of a text. ``distances``: how far a sign parts each phrase from the one before. ``noted``:
    before which phrases words follow, with no sign between, what stands before them."""

    phrases: list[Phrase]
    distances: list[int]
    noted: set[int]

    def readings(self, order: str) -> list[list[Clause]]:
        """Each way to share all the phrases between clauses, those that leave fewest days without anything said of them, or
        without hours. Raises :class:`NotAWeek` when there are too many."""
        self.order, self.dead, self.steps = order, set[int](), 0
        signs = ({0: " ", OPENED: "(", STRONG: ";"}.get(gap, ",") for gap in self.distances)
        self.line = "".join(sign + _LETTERS[one.kind] for sign, one in zip(signs, self.phrases, strict=True))
        found: list[list[Clause]] = []
        for one in self._from(0, None):
            found.append(one)
            if len(found) > MOST:
                raise NotAWeek
        vague = [sum(map(_vagueness, one)) for one in found]
        fewest = [one for one, count in zip(found, vague, strict=True) if count == min(vague)]
        return [[replace(clause, notes=[]) for clause in one] for one in fewest]

    def _from(self, at: int, before: Clause | None) -> Iterator[list[Clause]]:
        if at == len(self.phrases):
            yield []
        if at >= len(self.phrases) or at in self.dead:
            return
        alive = False
        for one in self._clauses(at):
            self.steps += 1
            if self.steps > STEPS or len(self.phrases) > LONG:
                raise NotAWeek
            if before and not self._parted(before, one):
                alive = True  # it may follow another clause
                continue
            for others in self._from(one.end, one):
                alive = True
                yield [one, *others]
        if not alive:
            self.dead.add(at)

    def _parted(self, before: Clause, after: Clause) -> bool:
        """Whether what stands on each side of a boundary is not nearer to the other side than to its own clause."""
        at, gap, joint = after.first, self.distances[after.first], max(before.joint, after.joint)
        kinds = ["", *(one.kind for one in self.phrases)]
        sides = [kinds[at] == "days", kinds[at + 1] == "days"]
        if all(sides):
            run = range(before.first + 1, after.end)
            lists = [self.distances[n] for n in run if n != at and kinds[n] == kinds[n + 1] == "days"]
            joint = max([joint, *(one for one in lists if one > AND)])  # « mardi et jeudi mercredi » may part at both
        half = gap <= AND and {one.kind for one in after.times} == {"half"}
        if before.kind in {"except", "shut"} and (half or after.kind == "break"):
            return False  # « sauf mardi : fermé le matin », « sauf mardi matin et samedi après-midi »
        if after.kind == "break" and gap < STRONG and before.days and isinstance(after.times[0].value, str):
            return False  # « vendredi 8h-12h, fermé l'après-midi »
        if not gap and str(self.phrases[at - 1].value).endswith(("comme", "voir", " que")):
            return False  # « jeudi comme mardi mais ferme à 17h »
        if gap == OPENED and (after.kind == "shut" or (after.kind in {"edge", "open"} and after.days and after.joint <= AND)):
            return True  # « 10h-19h (le jeudi jusqu'à 21h) »
        return (gap >= joint or not any(sides)) and (self.order != MIXED or (gap > joint and (gap >= AND or not all(sides))))

    def _clauses(self, at: int) -> Iterator[Clause]:
        """Each clause that begins here, the longest first."""
        plain = not {*self.line[1::2]} - {"D", "C"}
        for end in range(len(self.phrases), at, -1):
            for kind, order, shape in SHAPES:
                found = (
                    shape.fullmatch(self.line, 2 * at, 2 * end) if order in {"any", self.order} or self.order == MIXED else None
                )
                of_all = at and kind == "open" and end == len(self.phrases) and self._ends_with_a_break()
                if found and not of_all and (kind != "bare" or plain or end in self.noted or "rare" in self.phrases[at].marks):
                    yield self._clause(kind, at, end, found)

    def _ends_with_a_break(self) -> bool:
        """Whether a sentence of its own, the last one, tells the only break: that of every day."""
        return self.line[-1:] == "G" and self.line.count("G") == 1 and self.distances[-1] == STRONG

    def _clause(self, kind: str, first: int, end: int, found: re.Match[str]) -> Clause:
        parts = {name: slice(found.start(name) // 2, found.end(name) // 2) for name, said in found.groupdict().items() if said}
        starts = sorted(part.start for part in parts.values())
        run = {name: self.phrases[part] for name, part in parts.items()}
        named, said = run.get("days", []), run.get("said", [])
        days = list(dict.fromkeys(day for one in named for day in one.value))
        marks = frozenset[str]().union(*(one.marks for one in named))
        but = _left_out(run.get("but", []))
        if kind == "open" and not named:
            days, marks = [*range(7)], frozenset({"unsaid"})
        noon = len(days) > 1 and "times" in run and [one.value for one in said] == ["midi"]
        if noon and parts["days"].start == first:  # « du lundi au samedi midi »
            said, but = [], [(days[-1], "apres-midi")]
        if kind == "closing":
            kind, said = "edge", [said[0]._replace(value=(said[0].value[0], "to"))]
        told = [*said, *run.get("times", []), *run.get("edge", []), *run.get("more", [])]
        joined = {one.start for one, gap in zip(self.phrases, self.distances, strict=True) if not gap}
        times = _with_breaks(self.phrases[first:end] if kind == "break" else sorted(told, key=_START), joined)
        joint = max((self.distances[start] for start in starts if start > first), default=0)
        unsure = {"doubt"} if len({half for _, half in but}) > 1 and but[-1][1] and not but[0][1] else set()
        unsure |= {"doubt"} if len({*days}) < sum(len(one.value) for one in named) else set()  # a list has no day twice
        unsure |= {"others"} if any("others" in one.marks for one in run.get("but", [])) else set()
        some = kind == "edge" and "X" in self.line[2 * first : 2 * end]
        unsure |= {"doubt"} if some and len({day > 4 for day in days}) > 1 else set()  # « sauf le week-end, le mercredi à 18h »
        listed = frozenset(day for one in named if len(one.value) == 1 for day in one.value)
        return Clause(kind, first, end, days, marks | unsure, listed, but, times, run.get("like", []), joint)


_START = attrgetter("start")


def _vagueness(one: Clause) -> int:
    """More for days alone than for « le mardi matin », of which the hours are not said."""
    return LONG * (one.kind == "bare") + (one.kind == "open" and {phrase.kind for phrase in one.times} <= {"half"})


def _left_out(run: Sequence[Phrase]) -> list[tuple[int, str]]:
    """The days of some phrases, each with the half-day that is said after it."""
    halves = [str(after.value) if after and after.kind == "half" else "" for _, after in zip_longest(run, run[1:])]
    return [(day, half) for one, half in zip(run, halves, strict=False) if one.kind == "days" for day in one.value]


def _with_breaks(run: Sequence[Phrase], joined: set[int]) -> list[Phrase]:
    """Phrases, « fermé l'après-midi », « après-midi fermé » made a part of the day that is closed. ``joined``: where those
    stand that no sign parts from the one before."""
    found: list[Phrase] = []
    for one in run:
        pair = [*found[-1:], one]
        if one.start in joined and sorted(one.kind for one in pair) == ["closed", "half"]:
            half = pair[0] if pair[0].kind == "half" else one
            found[-1] = half._replace(kind="break")
        else:
            found.append(one)
    return found


# --- remarks ---------------------------------------------------------------------------------------


@dataclass
class SideWords:
    """A remark: before which phrase it stands, and how far signs part it from what is on each side."""

    at: int
    left: int
    phrase: Phrase
    right: int = 0

    def owner(self, clauses: Sequence[Clause]) -> Clause | None:
        """Whose remark it is: of the nearer clause; of none, in a sentence of its own."""
        inside = next((one for one in clauses if one.first < self.at < one.end), None)
        before = next((one for one in clauses if one.end == self.at), None)
        after = next((one for one in clauses if one.first == self.at), None)
        left, right = self.left if before else STRONG, self.right if after else STRONG
        return inside or (None if left == right == STRONG else before if left <= right else after)


def phrases_and_remarks(found: Sequence[Phrase]) -> tuple[Grammar, list[SideWords]]:
    """The phrases that clauses are made of, and the remarks among them."""
    grammar, words, level = Grammar([], [], set()), list[SideWords](), 0
    for n, one in enumerate(found):
        size = len(grammar.phrases)
        timed = next((after.kind for after in found[n + 1 :] if after.value != BRACKET), "") in {"spans", "half"}
        if one.kind == "sign":
            level = max(level, one.value)
            for word in (word for word in words if word.at == size):
                word.right = max(word.right, one.value)
        elif one.kind == "words" and not (
            size and grammar.phrases[-1].kind == "days" and not timed
            and (level < AND or (level == COMMA and grammar.distances[-1] == STRONG))  # « ; les vendredis, sur rendez-vous »
            and ({"request", "rare"} & one.marks or (size > 1 and grammar.distances[-1] == OPENED))  # « (samedi à la demande) »
        ):  # fmt: skip
            grammar.noted |= {size} if level < AND else set()
            words.append(SideWords(size, level, one))
        else:
            grammar.phrases.append(one._replace(kind="asked") if one.kind == "words" else one)
            grammar.distances.append(max(level, AND) if one.kind in {"except", "not"} else level)
            level = 0
    return grammar, words


def with_remarks(clauses: Sequence[Clause], grammar: Grammar, words: Sequence[SideWords]) -> list[tuple[int, int]]:
    """Gives each clause its remarks, and where it is said; where those of no clause are is returned."""
    apart, last = list[tuple[int, int]](), None
    for one in clauses:
        run = grammar.phrases[one.first : one.end]
        days = [phrase for phrase in run if phrase.kind == "days"]
        one.named = (days[0].start, days[-1].end) if days else (0, 0)
        one.span, one.distance = (run[0].start, run[-1].end), grammar.distances[one.first]
    for word in words:
        owner, marks, around = word.owner(clauses), word.phrase.marks, grammar.phrases[max(word.at - 1, 0) : word.at + 1]
        inside = bool(owner and owner.first < word.at < owner.end)
        of_days = [one.kind == "days" for one in around]
        tied = all(of_days) and "word" in marks and not word.right
        lost = inside and (tied or (word.left == STRONG and not any(of_days)))
        if lost or (not owner and {"doubt", "rare"} & marks):
            raise NotAWeek  # « lundi 9h-12h. Atelier 14h-17h », « lundi au vendredi excluant jeudi »
        alone = owner and owner.distance >= COMMA and len(owner.days) == 1 < max(len(one.days) for one in clauses)
        ended = owner and word.at == owner.end and (owner is not clauses[-1] or (alone and not word.left))
        if "season" in marks and len(clauses) > 1 and owner and (inside or ended):
            marks |= {"rare"}  # « samedi (octobre à mars) 9h-12h », « mardi au jeudi 9h-12h, dimanche 9h-12h d'avril à octobre »
        notes, here = (owner.notes if owner else apart), (word.phrase.start, word.phrase.end)
        if last == (owner and owner.first, word.at) and word.left != BRACKET:
            here = (notes.pop()[0], here[1])
        notes.append(here)
        last = owner and owner.first, word.at
        if owner:
            owner.span = min(owner.span[0], here[0]), max(owner.span[1], here[1])
            owner.marks |= marks
    return apart


# --- public holidays -------------------------------------------------------------------------------

_FERIES = re.compile(
    r"(?i)(?:pendant |durant )?(?:tous )?(?:les |l[ae] |des |aux? |en )?(?:jours? )?f[ée]ri[ée]s?\b(?: et ch[ôo]m[ée]s)?"
)
_SHUTS = r"ferm\w*|sauf|hors|hormis|except\w*|exclu\w*|[àa] l['’]exception|pas d['’e] ?\w+"
_RULES = re.compile(
    rf"(?i)(?:(?:\b(?:on|nous|c['’]est|est|sommes|ne|il|elle)|\bn['’](?:est|ouvr\w+))\s+)*(?P<no>(?:pas|jamais|non)\s+)?"
    rf"\b(?P<word>{_SHUTS}|y compris|m[êe]me|ouvert\w*|ouvr\w+)(?P<more>(?:(?!{_SHUTS}|y compris|m[êe]me)[^\d])*)$"
)
_TOLD = re.compile(rf"(?i)\W*\b(?P<word>{_SHUTS}|compris|inclus|aussi|ouvert\w*)(?=\s*(?:$|[;.,\n)]))")
_TIE = re.compile(r"(?i)(?:,|\bet\b|[+&/]|\bainsi que\b)\s*(?:pendant\s*|durant\s*)?$")


def public_holidays(text: str) -> tuple[str, str]:
    """« lundi au vendredi 8h-18h, fermé le 15 et les jours fériés » → the rest of it, and what it says of public holidays:
    « ferme », « ouvert »; "" when it says something else of them, of some of them, or nothing."""
    found = [*_FERIES.finditer(text)]
    if len(found) != 1 or "?" in text:
        return text, ""
    first, end = found[0].span()
    start = max(text.rfind(sign, 0, first) for sign in ";.\n(:") + 1
    before, after, tie = text[start:first], text[end:], _TIE.search(text[start:first])
    bare = before[: tie.start()] if tie else before
    last, told, rule = re.split(",", bare)[-1], _TOLD.match(after), _RULES.search(before)
    listed = bool(tie and re.search(r"[^\W\d]", last) and not re.search(r"\d", last))
    if told:
        word, no = told["word"], False
        left = text[: start + len(bare)] + (after if listed else after[told.end() :])
    elif rule and re.match(r"\s*(?:$|[;.,\n)]|et\b)(?!\W*(?:sauf|mais|hors|except))", after):
        word, more = rule["word"], re.sub(r"(?i)\b(?:pas|jamais|aussi|[ée]galement|plus)\b|\W", "", rule["more"])
        no = bool(rule["no"] or re.search(r"\b(?:pas|jamais)\b", rule["more"]))
        more_follows = re.match(r"\s*(?:,|et\b)(?![^;.,]*\d ?h)\s*(?=\w)", after)
        if more and (no or not tie):
            return text, ""  # « la veille des jours fériés »
        kept = bare if more else before[: rule.end("word")] + " " if more_follows else before[: rule.start()]
        left = text[:start] + kept + (after[more_follows.end() :] if more_follows and not more else after)
    else:
        return text, ""
    left = re.sub(r"\(\s*\)", "", re.sub(r",\s*(?=[,;.)]|$)", "", left)).strip(" ,;:\n")
    return left, "ferme" if bool(re.match(f"(?i){_SHUTS}", word)) != no else "ouvert"
