"""Confidential addresses: which fields of a record may leave, and which texts name such a place.

A structure with ``adresse_confidentielle`` and the services that it offers are published with the fields declared
``sans_lieu`` only; of these, the free texts wait until somebody has read them again (see :mod:`ctg.checking.rereading`).

A text names a place by its name or a former one, its identifier, a link, or its telephone, as one would hear it: capitals,
accents, invisible letters, hyphens, endings, doubled letters, the order of a short name, the spaces or the words of a number
change nothing; a name that is misspelt otherwise cannot be recognised."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from pydantic import BaseModel

from ctg.checking.rules import Checked
from ctg.common.problems import Problems, fold
from ctg.model import Keep, Place, Record, Service, Structure, left_out
from ctg.model.fields import Traits
from ctg.model.references import free_texts, numbers, references
from ctg.reading.spoken.tokens import in_figures
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
    offers, in its fields or in the words of one. ``sheets``: what is typed, by file of ``data/``."""
    hidden = {Path(file).stem for file, sheet in sheets.items() if hides(sheet)}
    for file, sheet in sheets.items():
        host = Path(file).stem if "/structures/" in file else str(sheet.get("structure")) if "/services/" in file else ""
        within = hidden.intersection(re.findall(r"[\w-]+", host))  # « structure » may be a list, which is refused elsewhere
        told = ((name, street_said(" | ".join(_words(value)))) for name, value in sheet.items() if within and name not in WHERE)
        if within and (
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


INVISIBLE = {"Cf", "Mn", "Me", "Cc"}
"""Unicode categories of what changes how a letter looks, or nothing at all."""
FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters that show nothing (Hangul fillers)."""
TAG = re.compile(r"<[^>]*>|[*_~`\\]")
"""What Markdown and HTML put inside a word to change how it looks."""


class _Letters(dict[int, str | None]):
    """What each character is once a text is folded: a letter or a figure, a space, nothing when it cannot be seen."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        unseen = char in FILLERS or (unicodedata.category(char) in INVISIBLE and not char.isspace())
        plain = str(unicodedata.decimal(char)) if char.isdecimal() else char.lower() if char.isalnum() else " "
        self[code] = None if unseen else plain
        return self[code]


_LETTERS = _Letters({ord("œ"): "oe", ord("Œ"): "oe", ord("æ"): "ae", ord("Æ"): "ae"})


def folded(text: str) -> str:
    """Lower case, without accents, signs, nor what cannot be seen."""
    return " ".join(unicodedata.normalize("NFKD", text).translate(_LETTERS).split())


_SMALL = re.compile(r"\b(?:les?|la|l|une?|des?|du|d|et|aux?|https?|www)\b ?")
_ENDINGS = re.compile(r"([a-z])(?=\1)|(?<=[a-z]{3})(?:es|e|s|x)\b")
_SHORTENED = {"av": "avenu", "ave": "avenu", "bd": "boulevard", "imp": "impas", "ch": "chemin", "rte": "rout", "st": "saint"}
_LOOKS = str.maketrans("авекмнорстухіјѕ|@_", "abekmhopctyxijs   ")
_POINT = re.compile(r"(-?\d{1,2}[.,]\d{3,})(?:\D{1,12})(-?\d{1,3}[.,]\d{3,})")
_CODE = re.compile(
    r"\b[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2}|\b(?=\w*\d\w*\d)(?=\w*[a-z]\w*[a-z])[0-9b-hjkmnp-z]{7,12}\b|"
    r"///|\b[a-zà-ÿ]{4,}(?:\.[a-zà-ÿ]{4,}){2}\b|\d° ?\d|\bgeo:|maps|openstreetmap|osm\.org|what3words|w3w|plus\.codes|waze"
)
_STREET = (
    r"\b(?:rue|avenu|boulevard|impas|ale|chemin|quai|squar|ruel|venel|rout|lotisement|residenc|pasag|sentier|faubourg|hameau"
    r"|esplanad|promenad)\b|\d (?:plac|cour|monte|traver)\b"
)
PLACED, REACHED = re.compile(f"@|{_STREET}"), re.compile(rf"@|\d{{9}}|{_STREET}")
"""In what is heard: what says where something is; or by what number it is reached."""
SHORT, NINE, CELLS = 3, 9, 500  # letters without which a name is anything; figures of a telephone; parts of a degree
MOST_WORDS = 12  # of a name
PART, NEAR = 2000, 100  # signs of a text that are heard at once, and those that two parts share
SoughtForm = tuple[str, ...]


HIDES = "adresse_confidentielle"
_SECRET = re.compile(r"(?:est|adresse|lieu|point|position)?(?:secret|cache|masque|prive|protege|anonym|hidden|private)e?s?$")
_UNTOLD = re.compile(r"confid|secret|pas communique|non communique|pas publie|non publie|protegee")


def hides(said: object) -> bool:
    """Whether a record, as it is typed, hides its place: by anything but a clear « no », under our field or a name that is like
    it, at any depth; or by the words of its address."""
    if not isinstance(said, Mapping):
        return isinstance(said, list) and any(map(hides, said))
    address = fold(" ".join(one for name in WHERE[:2] if isinstance(one := said.get(name), str)))
    named = any(_like_ours(str(name)) and fold(str(one or "non")) not in {"non", "no", "false"} for name, one in said.items())
    return named or bool(_UNTOLD.search(address)) or any(map(hides, said.values()))


@lru_cache(10_000)
def _like_ours(name: str) -> bool:
    letters = re.sub("[^a-z]", "", fold(name[:60]))
    near = 12 < len(letters) < 30 and SequenceMatcher(None, letters, HIDES.replace("_", "")).ratio() > 0.8
    return bool(near or "confid" in letters or _SECRET.match(letters))


def heard(value: object, most: int = sys.maxsize) -> str:
    """All that a value says, in words without accents, signs nor endings, leaf by leaf, those that are long by parts; its points
    by cells. ``most``: so many signs of it."""
    leaves = list[str]()
    for leaf in _leaves(value):
        leaves += [leaf[max(start - NEAR, 0) : start + PART] for start in range(0, min(len(leaf), most), PART)]
        if (most := most - len(leaf)) <= 0:
            break
    cells = [cell for pair in _POINT.findall(" ".join(leaves)) for cell in _cells(*pair)]
    return " | ".join(("", *(one for leaf in leaves for one in _forms(leaf)), *cells, ""))


def _leaves(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from () if str(key).isidentifier() else (str(key),)
            yield from _leaves(inner, key)
    elif isinstance(value, list | tuple):
        yield from (leaf for inner in value for leaf in _leaves(inner, name))
    elif value not in (None, False, ""):
        yield f"{value:.5f}" if isinstance(value, float) else str(value)
    yield from ["///"] if name in (*WHERE, "latitude", "longitude") and value else []


@lru_cache(10_000)
def _forms(leaf: str) -> tuple[str, ...]:
    """A leaf in words; in any order and glued, when it is short; « @ » when it has a code of a place."""
    *_, text = written_in(in_figures(leaf.lower().replace("_", " ")).replace("0 un", "0 1"))
    plain = folded(text.translate(_LOOKS))
    words = re.sub(r"(?<=\d) (?=\d)", "", _ENDINGS.sub("", _SMALL.sub("", plain)))
    line = " ".join(_SHORTENED.get(word, word) for word in words.split()) + (" @" if _CODE.search(text) else "")
    short = 1 < len(some := words.split()) < 7
    return (line, _ENDINGS.sub("", plain.replace(" ", "")), f"~{''.join(sorted(some))}") if short else (line,)


def _cells(lat: str, lon: str) -> Iterator[str]:
    y, x = (round(float(one.replace(",", ".")) * CELLS) for one in (lat, lon))
    yield from (f"@{y}_{x}", f"@{x}_{y}")


def sought_as(names: object, *phones: object) -> Iterator[SoughtForm]:
    """What names a place, in any order and glued, and its telephones, as they are sought."""
    lines = heard(names, 10 * PART).split(" | ")
    yield from (tuple(line.split()[:MOST_WORDS]) for line in lines if len(line.replace(" ", "")) >= SHORT)
    figures = (re.sub(r"\D", "", str(one))[-NINE:] for one in phones)
    yield from ((f"#{phone}",) for phone in figures if len(phone) == NINE)


class Sought:
    """What names confidential places, each with whose it is."""

    def __init__(self, forms: Iterable[tuple[SoughtForm, str]] = ()):
        self._whose, self._lengths = defaultdict[SoughtForm, set[str]](set), defaultdict[str, set[int]](set)
        for form, one in forms:
            self._whose[form].add(one)
            self._lengths[form[0]].add(len(form))

    def __bool__(self) -> bool:
        return bool(self._whose)

    def spotted(self, line: str) -> set[str]:
        """Whose forms are in a line that was heard."""
        words, found = line.split(), set[str]()
        for rank, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                found |= self._whose.get(tuple(words[rank : rank + length]), set())
        for figures in re.findall(rf"\d{{{NINE},}}", line):
            for start in range(min(len(figures) - NINE + 1, 100)):
                found |= self._whose.get((f"#{figures[start : start + NINE]}",), set())
        return found


def secrets_of(structures: Iterable[Structure], services: Iterable[Service]) -> Sought:
    """What names each confidential place, drafts included; the services that it offers are known by their links and numbers."""
    hidden = {place.id: place for place in structures if place.confidential}
    forms = [(form, id) for id, one in hidden.items() for form in sought_as(_names(one), one.telephone)]
    for one in services:
        if one.host_id in hidden:
            links = [f"{one.folder}/{id}" for id in (one.id, *one.anciens_identifiants)]
            forms += [(form, one.host_id) for form in sought_as(links, one.telephone)]
    return Sought(forms)


def _names(one: Structure) -> list[str]:
    return [one.nom, *one.autres_noms, *one.anciens_noms, one.id, *one.anciens_identifiants, one.key]


def named_by(texts: Iterable[str], secrets: Sought) -> tuple[str, ...]:
    """The identifiers of the confidential places that texts name, in order."""
    return tuple(sorted(secrets.spotted(heard(list(texts))))) if secrets else ()


def naming_texts(part: BaseModel) -> Iterator[str]:
    """The texts by which a record may name a place: free texts, numbers, links to places."""
    yield from (text for _, text in free_texts(part))
    yield from numbers(part)
    yield from (f"{folder}/{id}" for _, folder, id in references(part) if folder in (Structure.folder, Service.folder))


def written_in(text: str) -> Iterator[str]:
    """The forms of a page or of a picture: as it is; as it is read, once its marks and its codes are gone."""
    yield text
    yield TAG.sub("", unescape(unquote(text)))
