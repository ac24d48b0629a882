"""Answers: the text, pasted or in a file that a mail program saved, its copy kept in the project until it is settled, and what
the person wrote in it: without what it quotes, its signature and what machines add. That only serves to guess: the whole text is
what people read; what is not surely a signature stays.

Everything in it is hostile. Copies are in a folder that git ignores, for they bear people's names and addresses."""

from __future__ import annotations

import datetime as dt
import email
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from ctg import api
from ctg_formulaire.workshop import Note, NotWritten

DAYS = "|".join(api.JOURS)
WORDS = api.Lexicon(Path(__file__).with_name("mots.yml"), accents=False, jours=DAYS, mois="|".join(api.MONTHS))
"""The words of answers, folded unless their list says otherwise; an accent may be left out."""
MONTH = WORDS.any_of("mois")
HEAD = re.compile(
    r"^\W*(De|From|Date|Objet|Subject|À|A|To|Cc|Envoyé|Sent|Pièces jointes, à ouvrir[^:]*|Réponse automatique)\W*:(.*)$"
)
INTRODUCED = re.compile(r"^(?:Le|On)\s(?=.*\d).{5,160}(?:a écrit|wrote)\s*:?\s*$|^[^.!]*\b(?:a écrit|wrote)\s*:$")
COPIED = re.compile(r"^-*\s*(?:message (?:d[’']origine|original|transféré|initial)|(?:original|forwarded) message)", re.I)
ADDED_BY_MACHINE = re.compile(rf"(?<=[.!?])\s+{WORDS.any_of('machine')}.*", re.I)
MACHINE, AUTOMATIC = re.compile(WORDS.any_of("machine"), re.I), WORDS.words("automatique")
ADDED = re.compile(r"(?:>{2,}|<{2,}|-{1,2}>|={1,2}>|<-{1,2}|→|⇒|\*{2,}|\[[^\]]*\]\s*:|\s{2}(?=(?:OUI|NON)\b[^a-z]*$))\s*(.+)$")
"""What people put between a line that they keep and their answer."""
RANKED = re.compile(r"(?:l[ea] |ligne |point |question )\d\b")
"""How begins the answer to a question, by its number."""
ARROW = re.compile(r"^(?:[-=]+>|→|⇒)\s*")
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
        said = ARROW.sub("", ADDED_BY_MACHINE.sub("", line.strip()))
        kept = said.lstrip("> ")
        rank, rest = _asked(kept, questions)
        heads = [found[1] for one in lines[n : n + 6] if (found := HEAD.match(one.strip()))]
        copied = copied or bool(COPIED.match(said)) or (len(heads) > 2 and heads[0] in {"De", "From"} and bool(HEAD.match(said)))
        if rank is not None or said[:1] == ">" or (copied and not (said and under is not None)):
            under = rank if rank is not None else kept if kept and said[:1] == ">" else under if not (kept or copied) else None
            answered, added = False, ADDED.search(kept)
            if answer := added[1].strip() if added else rest:
                yield OwnLine(answer, rank, kept[: added.start()] if added and rank is None else "")
        elif INTRODUCED.match(said) or (line[:3] in {"Le ", "On "} and INTRODUCED.match(" ".join(lines[n : n + 2]))):
            copied = not any(one.lstrip()[:1] == ">" for one in lines[n:])
        elif said and not MACHINE.match(said):
            yield OwnLine(said, None, under) if isinstance(under, str) else OwnLine(said, under)
            under, answered = None if copied else under, True
        elif not said and answered:
            under = None


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
        if len(last) >= WRAPPED and last[-1] not in ".:!?;" and line.text[0].islower() and not RANKED.match(line.text):
            line = line._replace(text=f"{found.pop().text} {line.text}")
        found.append(line)
    return found


def _unsigned(lines: list[OwnLine]) -> tuple[list[OwnLine], list[str]]:
    """What is said, without what greets, closes or signs; what the signature tells besides."""
    said: list[OwnLine] = []
    aside: list[str] = []
    closed, signed = False, False
    for n, line in enumerate(lines):
        text = GREETING.sub("", line.text)
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
    every = re.findall(r"[^\W_]+", text)
    words = [word for word in every if not FUNCTIONS.fullmatch(api.fold(word))]
    shape = not re.search(r"[?!@]", text) and len(words) <= 5 and not TELLS.search(api.fold(text))
    role = any(len(word) > 3 and FUNCTIONS.fullmatch(api.fold(word)) for word in every[:2]) and not re.search(r"[\d.:]", text)
    return shape and (role or all(word[0].isupper() for word in words))


# --- the answers, and their copies ---------------------------------------------------------------


MAX_BYTES = 5_000_000
"""A mail with its attachments."""
LONGEST = 100_000
"""Characters of an answer: it is read by somebody, whole."""
HEADS = (("De", "From"), ("Date", "Date"), ("Objet", "Subject"))
BLOCKS = "p|div|li|tr|blockquote|h[1-4]|pre"
UNSEEN = "script|style|head|template"


class ReceivedText(NamedTuple):
    """What a person will read, and the day that a mail bears."""

    text: str
    day: dt.date | None = None


def pasted(text: str) -> ReceivedText:
    """A text as it was copied from a mail program. Raises :class:`NotWritten`."""
    return ReceivedText(_readable(text))


def from_file(name: str, content: bytes) -> ReceivedText:
    """The text of a file: a mail (``.eml``), or any text. Raises :class:`NotWritten`."""
    if len(content) > MAX_BYTES:
        raise NotWritten(Note("Ce fichier est trop gros.", "Copiez le texte du message, et collez-le."))
    if not name.lower().endswith(".eml"):
        if b"\0" in content:
            raise NotWritten(Note("Ce fichier n'est pas un texte.", "Enregistrez le message en .eml, ou copiez son texte."))
        return ReceivedText(_readable(_decoded(content)))
    try:
        text, day = _mail(content)
    except (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError):
        raise NotWritten(Note("Ce message ne se lit pas.", "Copiez son texte, et collez-le.")) from None
    return ReceivedText(_readable(text), day)


def _readable(text: str) -> str:
    """The text, without the characters that hide or reverse what is written. Raises :class:`NotWritten`."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(_shown(char) for char in text).strip("\n")
    if not kept.strip():
        raise NotWritten(Note("Aucun texte n'est donné.", "Collez le message entier, ou choisissez son fichier."))
    if len(kept) > LONGEST:
        raise NotWritten(
            Note("Ce texte est trop long pour être lu.", "Collez le message sans les messages plus anciens qu'il cite.")
        )
    return kept


def _shown(char: str) -> str:
    if char in "\n\t" or not (kind := unicodedata.category(char)).startswith("C"):
        return char
    return "" if kind == "Cf" else "\ufffd"


def _decoded(raw: bytes) -> str:
    """Text of any usual encoding: an answer saved by another program may not be in UTF-8."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _mail(raw: bytes) -> tuple[str, dt.date | None]:
    """The text of a mail, headed by its author, date and subject; attachments are named, and never opened."""
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    heads = [f"{label} : {' '.join(str(message[name]).split())}" for label, name in HEADS if message[name]]
    attached = list(message.iter_attachments()) if message.is_multipart() else []
    texts = (part for part in attached if part.get_content_maintype() == "text" and not part.is_attachment())
    more = [part for part in texts if part.get_filename() is None]  # below a picture, some mail programs cut a message
    names = [" ".join((part.get_filename() or part.get_content_type()).split())[:100] for part in attached if part not in more]
    if str(message["Auto-Submitted"] or "no").strip().lower() != "no" or message["X-Autoreply"]:
        heads.append("Réponse automatique : oui")
    if names:
        heads.append(f"Pièces jointes, à ouvrir dans votre messagerie : {', '.join(names)}")
    bodies = [_words_of(part) for kind in ("plain", "html") if (part := message.get_body((kind,)))]
    body = "\n\n".join([next(filter(str.strip, bodies), ""), *map(_words_of, more)])
    if not body.strip() and not names:
        raise NotWritten(Note("Ce message n'a pas de texte.", "Copiez ce qu'il dit, et collez-le."))
    return "\n".join([*heads, "", body]), _day(message)


def _day(message: EmailMessage) -> dt.date | None:
    """The day that a mail bears; None when it bears none that can be read."""
    try:
        return parsedate_to_datetime(str(message["Date"])).date()
    except (ValueError, TypeError):
        return None


def _words_of(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        text = _decoded(raw)
    return _without_markup(text) if part.get_content_subtype() == "html" else text


def _without_markup(page: str) -> str:
    """The texts of a page, a line for each block."""
    page = re.sub(rf"<({UNSEEN})\b.*?</\1\s*>|<!--.*?-->", "", re.sub(r"\s+", " ", page), flags=re.I)
    page = re.sub(rf"<(?:br|/?(?:{BLOCKS}))\b[^>]*>", "\n", page, flags=re.I)
    return re.sub(r"\n[ \n]*\n", "\n\n", unescape(re.sub(r"<[a-zA-Z/!?][^>]*>", "", page)).replace("\xa0", " "))


FOLDER = "confirmations/reponses"
IGNORE = f"{FOLDER}/.gitignore"
"""Wherever the project is kept, no history takes what is in this folder."""


class Settlement(api.Choice):
    """What became of an answer about one record."""

    RIGHT = "juste", "tout est juste"
    CHANGED = "changee", "la fiche est changée"
    NOTHING = "rien", "rien à prendre"


@dataclass(frozen=True)
class AnsweredRecord:
    """A record that an answer speaks of. ``version``: what it said when it was asked about, as a digest."""

    fiche: str
    version: str
    issue: Settlement | None = None


@dataclass(frozen=True)
class KeptAnswer:
    """One answer. Without ``fiches``, nobody has said yet what it is about."""

    recue_le: dt.date
    texte: tuple[str, ...]
    """Its lines."""
    a: str = ""
    """The institution that was asked."""
    fiches: tuple[AnsweredRecord, ...] = ()
    id: str = ""

    @property
    def file(self) -> str:
        """Where it is kept, in the project."""
        return f"{FOLDER}/{self.id}.json"

    @property
    def path(self) -> str:
        """Where it is read, below the form."""
        return f"reponses/{self.id}/"

    @property
    def text(self) -> str:
        return "\n".join(self.texte)

    @property
    def settled(self) -> bool:
        """Whether a person has decided of each of its records."""
        return bool(self.fiches) and all(one.issue for one in self.fiches)

    @property
    def begun(self) -> bool:
        """Whether a person has decided of one of its records."""
        return any(one.issue for one in self.fiches)

    def about(self, key: str) -> AnsweredRecord | None:
        """What it is about one record; None when it does not speak of it."""
        return next((one for one in self.fiches if one.fiche == key), None)

    def with_outcome(self, key: str, outcome: Settlement) -> KeptAnswer:
        """The answer once this is decided of one of its records."""
        return replace(self, fiches=tuple(replace(one, issue=outcome) if one.fiche == key else one for one in self.fiches))


_READER = TypeAdapter(KeptAnswer)


def identifier(once: str, text: str) -> str:
    """That of an answer given by a page: the same page sent twice gives the same one. ``once``: the page's own word."""
    return hashlib.sha256(f"{once}\n{text}".encode()).hexdigest()[:16]


def as_json(answer: KeptAnswer) -> bytes:
    """The text of its file."""
    return _READER.dump_json(replace(answer, id=""), indent=1, exclude_defaults=True) + b"\n"


def kept_answers(root: Path) -> tuple[list[KeptAnswer], list[str]]:
    """The answers of a project, the last received first, and the files of its folder that cannot be read."""
    found, unreadable = [], []
    for path in sorted((root / FOLDER).glob("*.json")):
        try:
            found.append(replace(_READER.validate_json(api.read_plain(path, root)), id=path.stem))
        except (ValidationError, OSError):
            unreadable.append(path.relative_to(root).as_posix())
    return sorted(found, key=lambda one: one.recue_le, reverse=True), unreadable
