"""Answers: the text, pasted or in a file that a mail program saved, and its copy kept in the project until it is settled.

Everything in it is hostile. Copies are in a folder that git ignores, for they bear people's names and addresses.
"""

from __future__ import annotations

import datetime as dt
import email
import hashlib
import re
import unicodedata
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
    more = [part for part in attached if _is_text_between(part)]
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


def _is_text_between(part: MIMEPart) -> bool:
    """Whether a part is what somebody wrote below a picture: some mail programs cut a message there."""
    return part.get_content_maintype() == "text" and not part.is_attachment() and part.get_filename() is None


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
