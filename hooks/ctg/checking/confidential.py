"""Confidential addresses: which fields of a record may leave, and which texts name such a place.

A structure with ``adresse_confidentielle`` and the services that it offers are published with the fields declared
``sans_lieu`` only; of these, the free texts wait until somebody has read them again (see :mod:`ctg.checking.rereading`).

A text names a place by its name or a former one, its identifier, a link, or its telephone. Capitals, accents, invisible
letters, hyphens and the spaces of a number change nothing; a name that is misspelt cannot be recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from pydantic import BaseModel

from ctg.checking.rules import Checked
from ctg.common.problems import Problems, fold
from ctg.model import Keep, Place, Record, Service, Structure, left_out
from ctg.model.fields import Traits
from ctg.model.references import free_texts, numbers, references
from ctg.reading.spoken.where import street_said

NOT_PUBLISHED = "Ôtez ce qui dit où est ce lieu : un dépôt public montre ces fichiers à tous."


def public(traits: Traits) -> bool:
    """Whether a field may leave of an ordinary record."""
    return not traits.interne


def placeless(traits: Traits) -> bool:
    """Whether a field may leave of a record whose address is confidential."""
    return traits.sans_lieu and public(traits)


def confidential_host(record: Record, confidential: Mapping[str, Structure]) -> Structure | None:
    """The structure with a confidential address where a record is: itself, or the one that offers the service; else None."""
    if not isinstance(record, Place):
        return None
    return confidential.get(record.id if record.seat else record.host_id or "")


def allowed_fields(record: Record, confidential: Mapping[str, Structure]) -> Keep:
    """The test that says which fields of a record may leave: ``confidential`` are the places whose address is, by identifier."""
    return placeless if confidential_host(record, confidential) else public


WHERE = ("adresse", "complement_adresse", "position", "photo", "arrets")
"""The fields that say where a place is."""


def hidden_places_said(sheets: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, list[str]]]:
    """(file, fields) of each sheet that says where a place with a confidential address is: its own, or that of a service which it
    offers, in its fields or in the words of one. ``sheets``: what is typed, by file of ``data/``; what is not a clear « non » is
    confidential."""
    said = {file: fold(str(sheet.get("adresse_confidentielle") or "non")) for file, sheet in sheets.items()}
    hidden = {Path(file).stem for file, answer in said.items() if answer not in {"non", "no", "false"}}
    for file, sheet in sheets.items():
        host = Path(file).stem if "/structures/" in file else str(sheet.get("structure")) if "/services/" in file else ""
        hides = hidden.intersection(re.findall(r"[\w-]+", host))  # « structure » may be a list, which is refused elsewhere
        told = ((name, street_said(" | ".join(_words(value)))) for name, value in sheet.items() if hides and name not in WHERE)
        if hides and (
            fields := [*(name for name in WHERE if sheet.get(name)), *(f"{name} : « {it} »" for name, it in told if it)]
        ):
            yield file, fields


def _words(value: object) -> Iterator[str]:
    """The texts of a value as it is typed."""
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    yield from (text for one in inside for text in _words(one))
    yield from [value] if isinstance(value, str) else ()


def unpublished_fields(one: Checked[Record]) -> Problems:
    """One warning for each record, on the first filled field that is not published because it may say where the place is."""
    if not confidential_host(one.record, one.world.confidential):
        return
    found = left_out(one.record, lambda traits: traits.sans_lieu or traits.interne)
    if fields := list(dict.fromkeys(".".join(path) for path in found)):
        names = ", ".join(f"« {field} »" for field in fields)
        yield one.warning(fields[0], f"L'adresse est confidentielle. N'est pas publié : {names}.", NOT_PUBLISHED)


ARTICLE = re.compile(r"^(?:les?|la|un|une|l['’])\s*\b", re.IGNORECASE)
INVISIBLE = {"Cf", "Mn", "Me", "Cc"}
"""Unicode categories of what changes how a letter looks, or nothing at all."""
FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters that show nothing (Hangul fillers)."""
TAG = re.compile(r"<[^>]*>|[*_~`\\]")
"""What Markdown and HTML put inside a word to change how it looks."""
SHORT, SOLID, FIGURES = 3, 8, 9
"""Letters without which a name is anything; letters from which one is known without its spaces; figures of a telephone."""


class _Letters(dict[int, str | None]):
    """What each character is once a text is folded: a letter or a figure, a space, nothing when it cannot be seen."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        unseen = char in FILLERS or (unicodedata.category(char) in INVISIBLE and not char.isspace())
        self[code] = None if unseen else char.lower() if char.isalnum() else " "
        return self[code]


_LETTERS = _Letters({ord("œ"): "oe", ord("Œ"): "oe", ord("æ"): "ae", ord("Æ"): "ae"})


def folded(text: str) -> str:
    """Lower case, without accents, signs, nor what cannot be seen."""
    return " ".join(unicodedata.normalize("NFKD", text).translate(_LETTERS).split())


@dataclass(frozen=True)
class Secret:
    """What names one confidential place, or a service that it offers."""

    id: str
    """The identifier of the place."""
    words: re.Pattern[str]
    """In a folded text."""
    solid: tuple[str, ...]
    """In a folded text without its spaces."""
    figures: tuple[str, ...]
    """In the figures of a text that only spaces and signs part."""

    @classmethod
    def of(cls, place: Structure, services: Iterable[Service]) -> Secret:
        """Of a place and of the services that it offers; these are known by their links and their telephones."""
        services = tuple(services)
        names = (place.nom, *place.autres_noms, *place.anciens_noms, place.id, *place.anciens_identifiants)
        forms = {folded(form) for name in names for form in (name, ARTICLE.sub("", name))}
        links = {folded(f"{one.folder}/{id}") for one in services for id in (one.id, *one.anciens_identifiants)}
        known = sorted({*(form for form in forms if len(form) >= SHORT), *links, folded(place.key)})
        solid = {form.replace(" ", "") for form in forms if " " in form}
        phones = (re.sub(r"\D", "", one.telephone or "")[-FIGURES:] for one in (place, *services))
        return cls(
            place.id,
            re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b"),
            tuple(sorted(form for form in solid if len(form) >= SOLID)),
            tuple(sorted({phone for phone in phones if len(phone) == FIGURES})),
        )

    def named(self, read: ReadText) -> bool:
        """Whether it is named in a text."""
        return bool(
            any(phone in read.figures for phone in self.figures)
            or any(form in read.solid for form in self.solid)
            or self.words.search(read.folded)
        )


@dataclass(frozen=True)
class ReadText:
    """A text in the three forms in which a place is looked for."""

    folded: str
    solid: str
    figures: str

    @classmethod
    def of(cls, text: str) -> ReadText:
        words = folded(text)
        return cls(words, words.replace(" ", ""), re.sub(r"(?<=\d) (?=\d)", "", words))


def secrets_of(structures: Iterable[Structure], services: Iterable[Service]) -> tuple[Secret, ...]:
    """What names each confidential place, drafts included."""
    every = tuple(services)
    return tuple(
        Secret.of(place, (one for one in every if one.host_id == place.id)) for place in structures if place.confidential
    )


def named_by(texts: Iterable[str], secrets: Iterable[Secret]) -> tuple[str, ...]:
    """The identifiers of the confidential places that texts name, in order."""
    secrets = tuple(secrets)
    read = [ReadText.of(text) for text in texts] if secrets else []
    return tuple(sorted(secret.id for secret in secrets if any(map(secret.named, read))))


def naming_texts(part: BaseModel) -> Iterator[str]:
    """The texts by which a record may name a place: free texts, numbers, links to places."""
    yield from (text for _, text in free_texts(part))
    yield from numbers(part)
    yield from (f"{folder}/{id}" for _, folder, id in references(part) if folder in (Structure.folder, Service.folder))


def written_in(text: str) -> Iterator[str]:
    """The forms of a page or of a picture: as it is; as it is read, once its marks and its codes are gone."""
    yield text
    yield TAG.sub("", unescape(unquote(text)))
