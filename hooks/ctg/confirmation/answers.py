"""The text of an answer, whatever mail program wrote it → what was answered, line by line. Everything in it is hostile."""

from __future__ import annotations

import datetime as dt
import email
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path

from ctg.confirmation.message import Fonction
from ctg.ground.files import OddFile, read_plain
from ctg.ground.problems import fold, shown

MAX_BYTES = 5_000_000
"""A mail with its attachments."""
MAX_LINES = 5_000
LONGEST = 2_000
"""Characters of one answer."""
FULL = 60
"""Characters of a line that a mail program has probably cut: what follows belongs to it."""
QUOTED = re.compile(r"^(?:[>|]\s?)+")
CODE = re.compile(r"(?<!Fin de la )\bDemande ([0-9a-f]{4})[ -]?([0-9a-f]{4})[ -]?([0-9a-f]{4})\b", re.IGNORECASE)
END = re.compile(r"Fin de la demande\b", re.IGNORECASE)
ANSWER = re.compile(r"R[ée]ponse (\d{1,3})(?:\.(\d{1,3}))? ?(?:\([^)]*\) ?)?: ?(.*)", re.IGNORECASE)
FACT = re.compile(r"(\d{1,3})\.(\d{1,3}) (\S.*)")
SHEET = re.compile(r"FICHE \d{1,3}\. ")
ROLE = re.compile(r"Votre fonction ?: ?(.*)", re.IGNORECASE)
DAY = re.compile(r"R[ée]pondu le ?: ?(.*)", re.IGNORECASE)
UNREAD = "à lire"
BLOCKS = {"p", "div", "li", "tr", "blockquote", "h1", "h2", "h3", "h4", "pre"}
ROLES = {fold(word): one for one in Fonction for word in (one, one.label)}


class AnswerError(Exception):
    """An answer that cannot be read: a sentence and its remedy."""

    def __init__(self, message: str, remedy: str):
        super().__init__(message)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True)
class Answer:
    """What one file answers. Records and facts go by their number in the request, from 1."""

    name: str
    code: str
    role: Fonction | None
    role_said: str
    day: dt.date | None
    whole: dict[int, str] = field(default_factory=dict)
    """Record → what is answered to « tout le reste est juste ? »."""
    each: dict[tuple[int, int], str] = field(default_factory=dict)
    told: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """Fact → its sentence, each time that the answer repeats it."""
    unread: tuple[str, ...] = ()
    """Lines written beside the places for answers."""

    def speaks_of(self, number: int) -> bool:
        """Whether anything is answered about a record."""
        return bool(self.whole.get(number)) or any(said for (one, _), said in self.each.items() if one == number)


def read_answer(path: Path) -> Answer:
    """The answer that a file holds: a mail (``.eml``), or a text. Raises :class:`AnswerError`."""
    try:
        raw = read_plain(path, None, MAX_BYTES)
    except OddFile as error:
        raise AnswerError(error.message, error.remedy) from None
    except OSError:
        raise AnswerError(
            "Ce fichier ne peut pas être ouvert.", "Vérifiez son nom, et que vous avez le droit de le lire."
        ) from None
    if path.suffix.lower() == ".eml":
        text, day = _mail(raw)
    else:
        text, day = _decoded(raw), None
    return parse_answer(path.name, text, day)


def parse_answer(name: str, text: str, day: dt.date | None = None) -> Answer:
    """What a text answers; ``day`` is that of its mail. Raises :class:`AnswerError`."""
    lines = _lines(text)
    codes = {"".join(found.groups()).lower() for line in lines for found in CODE.finditer(line)}
    if not codes:
        raise AnswerError("Ce texte ne porte le code d'aucune demande.",
                          "Enregistrez le message entier : la ligne « Demande … » doit y être.")  # fmt: skip
    if len(codes) > 1:
        raise AnswerError("Ce texte porte les codes de plusieurs demandes.", "Faites un fichier pour chacune.")
    whole: dict[int, str] = {}
    each: dict[tuple[int, int], str] = {}
    told: dict[tuple[int, int], tuple[str, ...]] = {}
    role, unread = "", []
    for kind, number, rank, said in _entries(lines):
        if kind == "fait":
            told[number, rank] = (*told.get((number, rank), ()), said)
        elif kind == "fonction":
            role = _one(role, said, "Votre fonction")
        elif kind == UNREAD:
            unread.append(said)
        elif kind == "jour":
            day = _day(said) or day
        elif rank:
            each[number, rank] = _one(each.get((number, rank), ""), said, f"Réponse {number}.{rank}")
        else:
            whole[number] = _one(whole.get(number, ""), said, f"Réponse {number}")
    return Answer(name, codes.pop(), ROLES.get(fold(role)), role, day, whole, each, told, tuple(dict.fromkeys(unread)))


def _one(before: str, said: str, where: str) -> str:
    """An answer given twice, as when a mail quotes itself: the one that says something."""
    if before and said and fold(before) != fold(said):
        raise AnswerError(f"Deux réponses différentes après « {where} » : « {shown(before)} » et « {shown(said)} ».",
                          "Demandez laquelle est la bonne, et n'en laissez qu'une.")  # fmt: skip
    return said or before


def _entries(lines: list[str]) -> Iterator[tuple[str, int, int, str]]:
    """(what, number, rank, text) of all that an answer says, with the lines that a mail program cut put together again.

    A line that belongs to nothing, between the first entry and the end of the request, is « à lire ».
    """
    begun: tuple[str, int, int] | None = None
    inside, said = False, [""]
    for line in [*lines, ""]:
        found = _entry(line)
        if found and found[0] == "fait" and not inside:
            found = None  # « 04.66 … », in a signature
        if found is None and begun and line and (begun[0] == "fait" or not said[-1] or len(said[-1]) >= FULL):
            said.append(line)
            continue
        if begun:
            yield *begun, " ".join(" ".join(said).split())[:LONGEST]
            begun = None
        if found:
            inside = not END.search(line)
            begun, said = (found[:3] if found[0] else None), [found[3]]
        elif inside and line:
            yield UNREAD, 0, 0, line[:LONGEST]


def _entry(line: str) -> tuple[str, int, int, str] | None:
    """What a line begins; a kind "" for what ends the one before."""
    if found := ANSWER.match(line):
        return "réponse", int(found[1]), int(found[2] or 0), found[3]
    if found := ROLE.match(line):
        return "fonction", 0, 0, found[1]
    if found := DAY.match(line):
        return "jour", 0, 0, found[1]
    if found := FACT.match(line):
        return "fait", int(found[1]), int(found[2]), found[3]
    return ("", 0, 0, "") if CODE.search(line) or END.search(line) or SHEET.match(line) else None


def _lines(text: str) -> list[str]:
    """The lines without what a mail program adds: marks of quoting, no-break spaces, forms of letters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (re.sub(r"[\t\u00a0\u202f ]+", " ", QUOTED.sub("", line.lstrip()).replace("\ufeff", "")).strip()
             for line in text.split("\n")[:MAX_LINES])  # fmt: skip
    return list(lines)


def _day(said: str) -> dt.date | None:
    try:
        if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", said.strip()):
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
        return dt.date.fromisoformat(said.strip()[:10])
    except ValueError:
        return None


# --- mails ---------------------------------------------------------------------------------------


def _decoded(raw: bytes) -> str:
    """Text of any usual encoding: an answer saved by another program may not be in UTF-8."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _mail(raw: bytes) -> tuple[str, dt.date | None]:
    """The text of a mail and its day: an attached answer comes before the message, a plain text before its HTML."""
    try:
        message = email.message_from_bytes(raw, policy=default)
        assert isinstance(message, EmailMessage)
        texts = [_part(part) for part in message.walk() if part.get_content_type() == "text/plain"]
        chosen = next((text for text in reversed(texts) if CODE.search(re.sub(r"[\u00a0\u202f]", " ", text))), "")
        if not chosen and (body := message.get_body(("html",))):
            chosen = _without_markup(_part(body))
        date = parsedate_to_datetime(str(message["Date"])).date() if message["Date"] else None
    except (ValueError, LookupError, AttributeError, TypeError, AssertionError, IndexError, RecursionError):
        raise AnswerError("Ce message ne se lit pas.", "Copiez son texte dans un fichier .txt.") from None
    return chosen, date


def _part(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return _decoded(raw)


class _Words(HTMLParser):
    """The texts of a page, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._new_line()
        elif tag == "br":
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._new_line()

    def _new_line(self) -> None:
        if not "".join(self.words[-2:]).rstrip(" ").endswith("\n"):
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(re.sub(r"\s+", " ", data))


def _without_markup(html: str) -> str:
    words = _Words()
    words.feed(html)
    return "".join(words.words)
