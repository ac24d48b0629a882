"""What a person wrote in an answer: without what it quotes, its signature and what machines add.

It only serves to guess: the whole text is what people read. What is not surely a signature stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ctg import api

DAYS = "|".join(api.JOURS)
MONTH = "|".join(api.MONTHS).replace("é", "[ée]").replace("û", "[ûu]")
WORDS = api.Lexicon(Path(__file__).with_name("mots.yml"), jours=DAYS, mois=MONTH)
"""The words of answers, folded unless their list says otherwise."""
HEAD = re.compile(
    r"^\W*(De|From|Date|Objet|Subject|À|A|To|Cc|Envoyé|Sent|Pièces jointes, à ouvrir[^:]*|Réponse automatique)\W*:(.*)$"
)
INTRODUCED = re.compile(r"^(?:Le|On)\s(?=.*\d).{5,160}(?:a écrit|wrote)\s*:?\s*$|^[^.!]*\b(?:a écrit|wrote)\s*:$")
COPIED = re.compile(r"^-*\s*(?:message (?:d[’']origine|original|transféré|initial)|(?:original|forwarded) message)", re.I)
ADDED_BY_MACHINE = re.compile(rf"(?<=[.!?])\s+{WORDS.any_of('machine')}.*", re.I)
MACHINE, AUTOMATIC = re.compile(WORDS.any_of("machine"), re.I), WORDS.words("automatique")
ADDED = re.compile(r"(?:>{2,}|<{2,}|-{1,2}>|={1,2}>|<-{1,2}|→|⇒|\*{2,}|\[[^\]]*\]\s*:)\s*(.+)$")
"""What people put between a line that they keep and their answer."""
NUMBERED = re.compile(r"^\W{0,2}(\d{1,2})\s*[.)/:°-]\s*(.*)$")
GREETING = re.compile(
    rf"^(?i:re[ -]?)?(?i:{WORDS.any_of('bonjour')})\b(?:\s+(?!(?i:{WORDS.any_of('debut_de_phrase')})\b)"
    rf"(?:(?i:{WORDS.any_of('a_qui')})|[A-ZÉÈ][\w’'-]+)\b)*[\s,!.:]*")  # fmt: skip
CLOSING, FUNCTIONS = re.compile(WORDS.any_of("formule")), re.compile(WORDS.any_of("fonctions"))
TELLS = re.compile(rf"\b(?:{WORDS.any_of('dit_quelque_chose')}|{'|'.join(map(api.fold, (*api.MONTHS, *api.JOURS)))})\b")
"""What a line below a closing formula says when it is no signature."""
REACH = re.compile(
    r"(?:(?:t[ée]l|port|fax|mobile|standard|ligne)[^\d:,;]{0,12}\W*)?(?:\+33|0)[\d\s.()/-]{8,}|(?:(?:e-?mail|courriel|site)\W*)?\S+@\S+|(?:https?://|www\.)\S+"
    r"|\d{5}\s+[A-Z].*|\d+\W+(?:bis\s+|ter\s+)?(?:rue|av\.|avenue|place|chemin|route|boulevard)\b.*", re.I)  # fmt: skip
A_SENTENCE = re.compile(rf"(?:[!?…:]|\w{{3}}\.)\s*$|^\s*(?:[-*•>]|\d\d?\s*[.)]|{WORDS.any_of('encore')}\b)", re.I)
"""How ends, or begins, a line that is of no signature."""
SENTENCE = re.compile(r"(?<=[.!?…])(?<!\b[A-Z]\.)(?<![tT]él\.)(?<!\bav\.)\s+|\s*[:;]-?\)(?:\s+|$)")
WRAPPED = 55
"""Characters from which a line may have been cut by a mail program."""


class OwnLine(NamedTuple):
    """A paragraph, or a line of a list; ``question``: the rank, from 0, of the question that it answers; ``under``: the line
    quoted just above."""

    text: str
    question: int | None = None
    under: str = ""


class OwnWords(NamedTuple):
    """What was written; whether a machine answered; whether more is to be read, attached or forwarded."""

    lines: tuple[OwnLine, ...]
    automatic: bool = False
    more: bool = False
    aside: tuple[str, ...] = ()
    """What a signature tells besides names and ways to reach: it may be of another place."""
    quoted: str = ""
    """The message that it answers, folded."""


def own_words(text: str, questions: Sequence[str]) -> OwnWords:
    """``questions``: what was asked, line by line."""
    lines = text.strip("\n").split("\n")
    count = next((n for n, line in enumerate(lines) if not HEAD.match(line)), len(lines))
    heads = {found[1]: found[2] for line in lines[:count] if (found := HEAD.match(line))} if count > 1 else {}
    subject = api.fold(heads.get("Objet") or heads.get("Subject") or "")
    body = lines[count if heads else 0 :]
    own, aside = _unsigned(_joined(_written(body, questions)))
    automatic = "Réponse automatique" in heads or any(map(AUTOMATIC.search, (subject, *(api.fold(one.text) for one in own))))
    more = any(one[:3] == "Piè" for one in heads) or bool(re.match(r"(?:tr|fwd?)\b", subject))
    quote = next((n for n, one in enumerate(body) if one[:1] == ">" or INTRODUCED.match(one) or COPIED.match(one)), len(body))
    return OwnWords(tuple(own), automatic, more, tuple(aside), api.fold(" ".join(body[quote:])))


def _written(lines: Sequence[str], questions: Sequence[str]) -> Iterator[OwnLine]:
    """Each line that quotes nothing, and what was added to those that do; what is below a copy is of the copy."""
    copied, answered, under = False, False, None  # type: bool, bool, int | str | None
    for n, line in enumerate(lines):
        said = ADDED_BY_MACHINE.sub("", line.strip())
        kept = said.lstrip("> ")
        rank, rest = _asked(kept, questions)
        heads = [found[1] for one in lines[n : n + 6] if (found := HEAD.match(one.strip()))]
        copied = copied or bool(COPIED.match(said)) or (len(heads) > 2 and heads[0] in {"De", "From"} and bool(HEAD.match(said)))
        if rank is not None or said[:1] == ">" or (copied and not (said and under is not None)):
            under = rank if rank is not None else kept if kept and said[:1] == ">" else under if not (kept or copied) else None
            answered, added = False, ADDED.search(kept)
            if answer := added[1].strip() if added else rest:
                yield OwnLine(answer, rank)
        elif INTRODUCED.match(said) or (said and _introduces(lines[n : n + 2])):
            copied = not any(one.lstrip()[:1] == ">" for one in lines[n:])
        elif said and not MACHINE.match(said):
            yield OwnLine(said, None, under) if isinstance(under, str) else OwnLine(said, under)
            under, answered = None if copied else under, True
        elif not said and answered:
            under = None


def _introduces(lines: Sequence[str]) -> bool:
    """« Le lun. 30 nov. 2026, X a écrit : », on two lines."""
    return lines[0][:3] in {"Le ", "On "} and bool(INTRODUCED.match(" ".join(lines)))


def _asked(line: str, questions: Sequence[str]) -> tuple[int | None, str]:
    """The question that a line repeats, and what it says after it."""
    plain = " ".join(NUMBERED.sub(r"\2", line).split())
    for rank, question in enumerate(questions):
        asked = " ".join(question.split())
        if len(asked) > 8 and f"{api.fold(plain)} ".startswith(f"{api.fold(asked)} "):
            return rank, plain[len(asked) :].strip(" ?.:-–")
    return None, ""


def _joined(lines: Iterator[OwnLine]) -> list[OwnLine]:
    """The lines that a mail program cut are one again."""
    found: list[OwnLine] = []
    for line in lines:
        last = found[-1].text if found and found[-1][1:] == line[1:] else ""
        if len(last) >= WRAPPED and last[-1] not in ".:!?;" and line.text[0].islower():
            line = line._replace(text=f"{found.pop().text} {line.text}")
        found.append(line)
    return found


def _unsigned(lines: list[OwnLine]) -> tuple[list[OwnLine], list[str]]:
    """What is said, without what greets, closes or signs; what the signature tells besides."""
    said: list[OwnLine] = []
    aside: list[str] = []
    closed, signed = False, False
    for n, line in enumerate(lines):
        text = GREETING.sub("", line.text) if line.question is None else line.text
        signed = signed or (bool(said) and line[1:] == (None, "") and _signs(lines[n:]))
        if closes(text):
            closed = True
        elif text.strip(" -_=*") and not (
            is_name(REACH.sub("", text)) if closed or signed else n >= max(1, len(lines) - 2) and is_name(text)
        ):
            said += () if signed else (line._replace(text=text),)
            aside += (text,) if signed else ()
    return said, aside


def closes(text: str) -> bool:
    """Whether a line is a closing formula, and a name at most."""
    formula, _, name = (text, "", "") if CLOSING.fullmatch(api.fold(text)) else text.partition(",")
    begun = CLOSING.match(plain := api.fold(formula))
    tail = plain.split()[len(begun[0].split()) :] if begun else []
    told = TELLS.search(" ".join(tail)) or re.search(r"[\d?@:]", formula)
    return bool(begun) and not told and len(tail) < 4 and is_name(REACH.sub("", name))


def _signs(lines: Sequence[OwnLine]) -> bool:
    """Whether these last lines are a signature: a formula, a name or a function, then no sentence."""
    first = lines[0].text
    reached = any(REACH.search(one.text) for one in lines[1:])
    begins = first == "--" or closes(first) or ((reached or _of_one(first)) and is_name(REACH.sub("", first)))
    return begins and not any(A_SENTENCE.search(one.text) and not closes(one.text) for one in lines[1:])


def _of_one(text: str) -> bool:
    """Whether a text has two capitals, or a function: an only word may be the head of a list."""
    functions = (word for word in api.fold(text).split() if len(word) > 3 and FUNCTIONS.fullmatch(word))
    return len(re.findall(r"\b[A-ZÉ]", text)) > 1 or any(functions)


def ends_signed(said: str, last: str) -> bool:
    """Whether the ``last`` sentence of a text signs what was ``said``: a formula, a name."""
    return closes(last) or (is_name(last) and (_of_one(last) or closes(SENTENCE.split(said)[-1])))


def is_name(text: str) -> bool:
    """Whether a line is nothing, a name or a function: « Mireille Astruc, directrice », « P. Lanvers », « l'équipe »."""
    words = [word for word in re.findall(r"[^\W_]+", text) if not FUNCTIONS.fullmatch(api.fold(word))]
    shape = not re.search(r"[?!@]", text) and len(words) <= 5 and not TELLS.search(api.fold(text))
    return shape and all(word[0].isupper() for word in words)
