"""Answers as they were received, kept in the project until every place that they speak of is settled, and afterwards.

They lie beside the messages that were sent, in a folder that no history takes: they bear people's names and addresses.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ctg.ground.files import read_plain
from ctg.ground.phrases import date_fr
from ctg.kinds.fields.choices import Choice
from ctg.stores.campaign import Demande, FicheDemandee

FOLDER = "confirmations/reponses"
IGNORE = f"{FOLDER}/.gitignore"
"""Wherever the project is kept, no history takes what is in this folder."""


class Settlement(Choice):
    """What became of an answer about one place."""

    RIGHT = "juste", "tout est juste"
    CHANGED = "changee", "la fiche est changée"
    NOTHING = "rien", "rien à prendre"


@dataclass(frozen=True)
class AnsweredPlace:
    """A place that an answer speaks of. ``version``: what its record said when it was asked, as a digest."""

    fiche: str
    version: str
    issue: Settlement | None = None


@dataclass(frozen=True)
class KeptAnswer:
    """One answer. Without ``fiches``, nobody has said yet what it is about, and ``demande`` is a proposal."""

    recue_le: dt.date
    texte: tuple[str, ...]
    """Its lines."""
    demande: str | None = None
    """The code of the request; None when nothing was asked."""
    fiches: tuple[AnsweredPlace, ...] = ()
    id: str = ""

    @property
    def file(self) -> str:
        """Where it is kept, in the project."""
        return f"{FOLDER}/{self.id}.json"

    @property
    def text(self) -> str:
        return "\n".join(self.texte)

    @property
    def settled(self) -> bool:
        """Whether a person has decided of each of its places."""
        return bool(self.fiches) and all(one.issue for one in self.fiches)

    @property
    def begun(self) -> bool:
        """Whether a person has decided of one of its places."""
        return any(one.issue for one in self.fiches)

    def place(self, key: str) -> AnsweredPlace | None:
        """What it is about one record; None when it does not speak of it."""
        return next((one for one in self.fiches if one.fiche == key), None)

    def with_outcome(self, key: str, outcome: Settlement) -> KeptAnswer:
        """The answer once this is decided of one of its places."""
        places = (replace(one, issue=outcome) if one.fiche == key else one for one in self.fiches)
        return replace(self, fiches=tuple(places))

    def source(self, who: str, backs: str) -> dict[str, str]:
        """The source that a record has of it. ``who``: an institution; ``backs``: what it vouches for."""
        day = self.recue_le
        return {"titre": f"Réponse de « {who} » du {date_fr(day)}", "date": day.isoformat(), "appuie": backs[:300]}


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
            found.append(replace(_READER.validate_json(read_plain(path, root)), id=path.stem))
        except (ValidationError, OSError):
            unreadable.append(path.relative_to(root).as_posix())
    return sorted(found, key=lambda one: one.recue_le, reverse=True), unreadable


def received(demandes: Iterable[Demande], answer: KeptAnswer) -> tuple[Demande, ...]:
    """The requests once an answer is settled: the places that it speaks of have their answer."""
    keys = {one.fiche for one in answer.fiches}

    def noted(one: FicheDemandee) -> FicheDemandee:
        return one if one.reponse or one.fiche not in keys else one.model_copy(update={"reponse": answer.recue_le})

    def noted_in(one: Demande) -> Demande:
        return one.model_copy(update={"fiches": tuple(map(noted, one.fiches))}) if one.code == answer.demande else one

    return tuple(map(noted_in, demandes))
