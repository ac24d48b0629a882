"""What a person wrote in an answer: without what it quotes, its signature and what machines add.

It only serves to guess: the whole text is what people read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctg import api

HEAD = re.compile(
    r"^(De|From|Date|Objet|Subject|À|A|To|Cc|Envoyé|Sent|Pièces jointes, à ouvrir[^:]*|Réponse automatique)\s*:\s*(.*)$"
)
INTRODUCED = re.compile(r"^(?:Le|On)\s.{5,160}(?:a écrit|wrote)\s*:?\s*$")
COPIED = re.compile(
    r"^(?:-{2,}\s*)?(?:message (?:d[’']origine|original|transféré|initial)|original message|forwarded message)", re.I
)
RULE = re.compile(r"^[_=*-]{8,}$")
MACHINE = re.compile(
    r"^(?:envoyé (?:de|depuis|à partir)|sent from|get outlook|télécharge[rz] outlook|provenance : courrier|disclaimer"
    r"|ce (?:message|courriel|mail)(?: électronique)? (?:et|est confidentiel|peut contenir)|this (?:e-?mail|message)"
    r"|pensez à l[’']environnement|n[’']imprimez|avant d[’']imprimer|garanti sans virus|sans virus)", re.I)  # fmt: skip
ADDED = re.compile(r"(?:>{2,}|<{2,}|-{1,2}>|={1,2}>|<-{1,2}|→|⇒|\*{2,}|\[[^\]]*\]\s*:)\s*(.+)$")
"""What people put between a line that they keep and their answer."""
NUMBERED = re.compile(r"^\W{0,2}(\d{1,2})\s*[.)/:°-]\s*(.*)$")
CLOSING = re.compile(
    r"^(?:en vous remerciant |avec mes remerciements |bien |tres |et )*(?:cordialement|sincerement|amicalement|cdlt|cdt"
    r"|bien a (?:vous|toi)|salutations\b.*|respectueusement"
    r"|cordiales salutations|biz|bises?|a bientot|bonne (?:journee|soiree|fin de journee|continuation|reception|semaine)\b.*"
    r"|belle journee\b.*|merci(?: d avance| a vous| beaucoup| bien| par avance)?|je vous (?:embrasse|prie)\b.*|a plus"
    r"|bav)$")  # fmt: skip
TELLS = re.compile(
    r"^(?:ps|nb|p s|n b)\b|\b(?:ferm\w*|ouver\w*|ouvr\w+|chang\w*|nouve\w*|sauf|mais|attention|plus|demenag\w*|faux|fausse"
    r"|erreur|oubli\w*|rectif\w*|corrig\w*|pas|non)\b|\d ?h\b")  # fmt: skip
"""What a line below a closing formula says when it is no signature."""
WRAPPED = 55
"""Characters from which a line may have been cut by a mail program."""


class OwnLine(NamedTuple):
    """A paragraph, or a line of a list; ``question``: the rank, from 0, of the question that it stands under."""

    text: str
    question: int | None = None


class OwnWords(NamedTuple):
    """What was written; whether a machine answered; whether something is attached."""

    lines: tuple[OwnLine, ...]
    automatic: bool = False
    attached: bool = False
    forwarded: bool = False


def own_words(text: str, questions: Sequence[str]) -> OwnWords:
    """``questions``: what was asked, line by line."""
    heads, body = _parted(text.split("\n"))
    said = {name: value for name, value in heads if name}
    subject = api.fold(said.get("Objet", "") or said.get("Subject", ""))
    automatic = "Réponse automatique" in said or bool(
        re.match(r"(?:reponse automatique|absence|automatic reply|out of office)", subject)
    )
    attached = any(name.startswith("Pièces jointes") for name, _ in heads)
    lines = tuple(_without_signature(list(_paragraphs(_written(body, questions)))))
    return OwnWords(lines, automatic, attached, bool(re.match(r"(?:tr|fw|fwd)\b", subject)))


def _parted(lines: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """The heads of a mail, and what follows them."""
    heads: list[tuple[str, str]] = []
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    for n, line in enumerate(lines[start:], start):
        found = HEAD.match(line.strip())
        if not found:
            return heads, list(lines[n:] if len(heads) > 1 or not heads else lines[start:])
        heads.append((found[1], found[2]))
    return heads, []


def _written(lines: Sequence[str], questions: Sequence[str]) -> Iterator[OwnLine | None]:
    """Each line that quotes nothing; None between paragraphs."""
    copied, under = False, None
    for n, line in enumerate(lines):
        said, quoted = line.strip(), line.lstrip().startswith(">")
        if RULE.match(said) or not said:
            yield None
        elif quoted or copied or ((rank := _asked(said, questions)) is not None and _rest(said, questions[rank]) == ""):
            kept = said.lstrip("> ")
            rank = _asked(kept, questions)
            under = rank if rank is not None else under if not kept else None
            if answer := _added(kept, questions, rank):
                yield OwnLine(answer, rank)
        elif COPIED.match(said) or _begins_a_copy(lines[n : n + 6]) or said in {"--", "—"}:
            copied = True
        elif INTRODUCED.match(" ".join(lines[n : n + 2])) or INTRODUCED.match(said) or re.search(r"(?:a écrit|wrote)\s*:$", said):
            yield None
        elif not MACHINE.match(said):
            yield OwnLine(said, under)
            continue
        if not (quoted or copied):
            under = None


def _begins_a_copy(lines: Sequence[str]) -> bool:
    names = [found[1] for line in lines if (found := HEAD.match(line.strip().lstrip("*").replace("*", "")))]
    return bool(names) and names[0] in {"De", "From"} and len(names) >= 3


def _asked(line: str, questions: Sequence[str]) -> int | None:
    """The question that a line repeats: by its number, or by its words."""
    if (found := NUMBERED.match(line)) and 1 <= int(found[1]) <= len(questions):
        rank = int(found[1]) - 1
        label = api.fold(questions[rank]).split()[:1]
        return rank if label and api.fold(found[2]).startswith(label[0]) else None
    plain = api.fold(line)
    return next((n for n, question in enumerate(questions) if (q := api.fold(question)) and plain.startswith(q)), None)


def _rest(line: str, question: str) -> str | None:
    """What a line says after a question that it repeats; None when it repeats another text."""
    plain, asked = (re.sub(r"\s+", " ", one) for one in (NUMBERED.sub(r"\2", line), question))
    return plain[len(asked) :].strip(" ?.:-–") if api.fold(plain).startswith(api.fold(asked)) else None


def _added(line: str, questions: Sequence[str], rank: int | None) -> str:
    """What was added to a quoted line: after a mark, or after the question."""
    if found := ADDED.search(line):
        return found[1].strip()
    return (_rest(line, questions[rank]) or "") if rank is not None else ""


def _paragraphs(lines: Iterator[OwnLine | None]) -> Iterator[OwnLine]:
    """The lines that a mail program cut are one again."""
    last: OwnLine | None = None
    for line in lines:
        cut = (
            last
            and line
            and len(last.text.split("\n")[-1]) >= WRAPPED
            and last.text[-1] not in ".:!?;"
            and line.question == last.question
        )
        if last and line and cut and line.text[0].islower():
            last = OwnLine(f"{last.text} {line.text}", last.question)
            continue
        if last:
            yield last
        last = line
    if last:
        yield last


def _without_signature(lines: list[OwnLine]) -> Iterator[OwnLine]:
    """Below a closing formula, only what tells something; at the very end, no name."""
    closed = False
    last = len(lines) - 1
    for n, line in enumerate(lines):
        plain = api.fold(line.text)
        if closed and not TELLS.search(plain) and len(plain.split()) <= 12:
            continue
        if CLOSING.match(plain):
            closed = True
            continue
        if n and n >= last - 1 and line.question is None and is_name(line.text):
            continue
        yield line


FUNCTIONS = re.compile(
    r"\b(?:direct\w+|secretaria\w*|responsable|adjointe?|coordinat\w+|accueil|animat\w+|presidente?|maire|elue?|mairie|referente?"
    r"|infirmiere|puericultrice|educatrice|la|le|les|l|de|du|des|et|en|pour|equipe|service|petite|enfance|dr|mme"
    r"|m)\b")  # fmt: skip


def is_name(text: str) -> bool:
    """Whether a line is a name, a function: « Mireille Astruc, directrice », « P. Lanvers », « l'équipe »."""
    words = re.findall(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", text)
    left = [word for word in words if not FUNCTIONS.fullmatch(api.fold(word).split()[-1] if api.fold(word) else "")]
    shape = not re.search(r"[\d?!:@]", text) and len(words) <= 6 and bool(words)
    return (
        shape
        and all(word[0].isupper() for word in left)
        and not re.match(r"(?:ok|oui|non|ras|parfait|rien|tout|ferme|idem)\b", api.fold(text))
    )
