"""What a site hides: how it says so, by what it is known again elsewhere, what a portal remembers of it. The values that are read
here are hostile. No file of a portal has a word of a member: prints stand for them, made with a key that is not with the copies,
so that nobody who has these can try every number, street, point or name."""

from __future__ import annotations

import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pydantic import TypeAdapter

from ctg import api

UNSEEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")  # no width, or from right to left
SECRET = "adresse_confidentielle"
PlaceMark = tuple[str, str, str]
"""What is known of a place (« nom », « rue », « numero », its own, « tel », any one that it says, « siret », « courriel »,
« point », « dit »: what may be a street in its texts), the value, in which commune."""
PRINT = re.compile(r"(?<![a-z])[a-p]{16}(?![a-z])")
LETTERS = str.maketrans("0123456789", "ghijklmnop")


class Prints:
    """The words of members: in files and sentences a print stands for each; what they are is in memory only, for the editor."""

    def __init__(self, key: bytes) -> None:
        self.key, self.said = key, dict[str, str]()

    def print(self, text: str) -> str:
        """Sixteen letters, without a figure that could be taken for one of a number."""
        return hmac.digest(self.key, text.encode("utf-8", "replace"), "sha256")[:8].hex().translate(LETTERS)

    def alike(self, text: str) -> str:
        """That of the same words, capitals, accents and signs aside."""
        return self.print(api.fold(text) or text)

    def __call__(self, text: str) -> str:
        """The same; the words can then be told."""
        self.said[found := self.alike(text)] = api.visible(" ".join(text.split())[:MOST_SAID]).replace('"', "'")
        return found

    def told(self, line: str) -> str:
        """A line with the words that its prints stand for, those that were read today."""
        return PRINT.sub(lambda one: self.said.get(one[0], one[0]), line)


def secret(published: Mapping[str, Any]) -> bool:
    """Whether a record says, in any way, that its address is confidential."""
    return any(value is not False for name, value in published.items() if _same(name) == _same(SECRET))


ALIKE = str.maketrans("0ıᴏоаеорсухіјѕԁοαενικρτυχ", "oiooaeopcyxijsdoaevikptux")  # what looks like a Latin letter
ARTICLE = re.compile(r"^(les?|la|l|un|une|des|du|de la|de l|aux?) ")
PHONE = re.compile(r"(?:(?:(?<![0-9])|(?<=0))(?!330?[1-9][0-9]{8})|(?<=33)|(?<=330))(?=([1-9][0-9]{8}))")
STREET = re.compile(r"(\d+) (?:bis |ter |quater )?{0}([a-z]\w*) {0}([a-z]\w*)".format("(?:(?:de|du|des|d|la|le|les|l) )*"))
"""A street in a text, folded: its number, and its two first words that say something."""
MOST_SAID = 2000  # of a text that is told
MOST_READ = 5000  # letters of a text in which streets and numbers in letters are looked for


def _same(text: str) -> str:
    """The letters of a name or a street: what is not seen, or looks the same, changes nothing."""
    folded = "".join(one for one in unicodedata.normalize("NFKD", text) if unicodedata.category(one) not in {"Cf", "Mn"})
    return ARTICLE.sub("", api.fold(folded).translate(ALIKE)).replace(" ", "")


CODED = re.compile("code|siret|siren")  # fields whose figures are no telephone
TIMES = re.compile(r"(?<![\d:])(\d\d:[0-5]\d|20\d\d-\d\d(-\d\d)?)(?![\d:])")


def leaves(value: object, name: str = "tel") -> Iterator[str]:
    """Every text of a value and the numbers that it calls telephones, in figures; no hour, date nor code."""
    if isinstance(value, dict):
        yield from (found for name, one in value.items() if not CODED.search(name) for found in leaves(one, name))
    elif isinstance(value, list):
        yield from (found for one in value for found in leaves(one, name))
    elif isinstance(value, str) or "tel" in name:
        text = TIMES.sub("x", unicodedata.normalize("NFKC", unquote(str(value))))
        yield (text := text if text.isascii() else "".join(str(unicodedata.decimal(one, one)) for one in text))
        if (spelt := api.in_figures(text[:MOST_READ])) != text:
            yield re.sub(r"\bune?\b", "1", spelt)


def phones(value: object) -> set[str]:
    """The nine last figures of each number that may be a telephone in a value, whatever stands between its figures."""
    noughts = re.compile(r"(?<=[0-9])[^\w]*[oO][oO\W]*|[oO]+(?=[0-9])")
    figures = (noughts.sub(lambda one: "0" * one[0].lower().count("o"), text) for text in leaves(value))
    return {found for one in figures for found in PHONE.findall(re.sub(r"\W|_", "", one))}


def streets(value: object) -> set[str]:
    """What may be a street in a value."""
    return {_same(" ".join(one)) for text in leaves(value) for one in STREET.findall(api.fold(text[:MOST_READ]))}


def known_by(published: Mapping[str, Any]) -> Iterator[PlaceMark]:
    """Its names of today and of before in its commune, its street, its mail, its point, its numbers, wherever they are."""
    worked_out = told if isinstance(told := published.get("calcule"), dict) else {}
    communes = {*map(_same, _texts(published.get("commune")))}
    yield from (("siret", re.sub(r"\D", "", one), "") for one in _texts(published.get("siret")))
    yield from (("courriel", _same(one), "") for one in _texts(published.get("courriel"), worked_out.get("courriel")))
    for point in (published.get("position"), {} if worked_out.get("position_approximative") else worked_out):
        found = [value for name, value in point.items() if name.startswith(("lat", "lon"))] if isinstance(point, dict) else []
        if len(found) == 2 and all(isinstance(one, float) for one in found):
            yield "point", " ".join(f"{one:.4f}" for one in found), ""
    names = [*map(_same, _texts(published.get("nom"), published.get("anciens_noms"), published.get("autres_noms")))]
    for commune in sorted(communes) or [""]:
        yield from (("nom", name, commune) for name in names if name)
    for street in _texts(published.get("adresse")):
        yield from (("rue", one, "") for one in streets(street) or {_same(street)})
    yield from (("numero", one, "") for one in sorted(phones(published.get("telephone", ""))))
    yield from (("tel", one, "") for one in sorted(phones(published)))
    yield from (("dit", one, "") for one in sorted(streets({**published, "adresse": ""})))


def _texts(*values: object) -> Iterator[str]:
    """The texts and whole numbers of these values, and of the lists that they are."""
    for value in values:
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))
        elif isinstance(value, str | int) and value:
            yield str(value)


HIDDEN = "caches.json"
LOST = "{} ou {}/{} manque, est abîmé, ou n'est pas de l'autre : les lieux que des sites ont cachés ne seraient plus reconnus."
REMEDY = "Remettez les deux d'une sauvegarde. S'il n'y en a pas, supprimez-les avec {}/ : tout sera relu comme la première fois."
Marks = tuple[str, ...]  # what a place is known by: « nom kfaobdccgmlhpeij hpkfaobdccgmleij », what, the value, where
_MEMORY: TypeAdapter[dict[str, dict[str, Marks]]] = TypeAdapter(dict[str, dict[str, Marks]])


def marks(known: Iterable[PlaceMark], words: Prints) -> Marks:
    """The same in prints."""
    return tuple(f"{what} {words.print(value)} {where and words.print(where)}" for what, value, where in known)


@dataclass(frozen=True)
class Memory:
    """What sites once hid, were it in what was refused, until the editor agrees; ``file``: None when it is not written."""

    words: Prints
    hidden: dict[str, dict[str, Marks]]
    """Address of a site → key of a record, in prints → its marks."""
    waiting: dict[str, dict[str, Marks]]
    """Address of a site → what is told of its last publication while it is refused."""
    file: Path | None

    def wait(self, address: str, told: Mapping[str, Marks]) -> None:
        """Remember that, until another one is kept. Raises ``OSError``."""
        before = self.waiting.pop(address, {})
        self.waiting.update({address: dict(told)} if told else {})
        if told != before:
            self.write()

    def note(self, address: str, hidden: Mapping[str, Marks], opened: Iterable[str], most: int) -> bool:
        """Remember these, and forget those that are ``opened``; whether all could be, ``most`` of a site. Raises ``OSError``."""
        before = self.hidden.get(address, {})
        own = {key: value for key, value in before.items() if key not in {*opened}}
        own |= {key: tuple(dict.fromkeys((*value, *own.get(key, ())))) for key, value in hidden.items()}
        self.hidden[address] = dict([*own.items()][:most])
        if self.file and self.hidden[address] != before:
            self.write()
        return len(own) <= most

    def write(self) -> None:
        if self.file:
            content = {"cle": self.words.print(""), "caches": self.hidden, "attend": self.waiting}
            api.write_atomically(self.file, json.dumps(content, indent=0) + "\n")


def remembered(key: Path, copies: Path, known: bool, write: bool) -> Memory:
    """The memory of a portal; its file and the ``key`` of its prints go together, as soon as there are copies (``known``), for
    without the one or the other what was hidden would be forgotten. Raises :class:`OutputRefused`."""
    file = copies / HIDDEN
    kept = file if write else None
    if not (known or file.exists()):
        if write and not key.exists():
            key.touch(0o600)  # what replaces it is as secret
            api.write_atomically(key, secrets.token_hex(32) + "\n")
        memory = Memory(Prints(api.read_plain(key).strip() if write else b""), {}, {}, kept)
        memory.write()
        return memory
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        found, words = json.loads(api.read_plain(file, copies)), Prints(api.read_plain(key).strip())
        if found["cle"] == words.print(""):
            hidden, waiting = (_MEMORY.validate_python(found[one]) for one in ("caches", "attend"))
            return Memory(words, hidden, waiting, kept)
    raise api.OutputRefused(LOST.format(key.name, copies.name, HIDDEN), REMEDY.format(copies.name))


def chained(every: Iterable[Iterable[str]]) -> dict[str, str]:
    """Each mark → one that stands for all those which a chain of sheets ties to it: « A, once B », « B, at that street »."""
    above: dict[str, str] = {}

    def head(mark: str) -> str:
        while above.setdefault(mark, mark) != mark:
            above[mark] = mark = above[above[mark]]
        return mark

    for own in every:
        tied = [one for one in own if not one.startswith("dit ")]
        above.update({head(one): head(tied[0]) for one in tied})
    return {one: head(one) for one in above}
