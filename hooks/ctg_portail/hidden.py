"""What would say where a place that hides is, whatever the kind of record and the field: what names it, or is its own, is looked
for in all that any site publishes, as one would hear it. That is told to the editor; nothing of it is shown, nor kept."""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from ctg import api
from ctg_portail.fetching import Message, in_time

PLACES = ("structures", "services")
NAMES = ("nom", "autres_noms", "anciens_noms", "id", "anciens_identifiants")
OWN = ("telephone", "siret", "courriel", "site_web")
WHERE = ("adresse", "complement_adresse", "position", "photo", "arrets", "latitude", "longitude")
HIDES = "adresse_confidentielle"
_SAYS_NO = {"", "non", "no", "false", "none", "0"}
_SECRET = re.compile(r"(?:est|adresse|lieu|point|position)?(?:secret|cache|masque|prive|protege|anonym|hidden|private)e?s?$")
_UNTOLD = re.compile(r"confid|secret|pas communique|non communique|pas publie|non publie|protegee")

_SMALL = re.compile(r"\b(?:les?|la|l|une?|des?|du|d|et|aux?|https?|www)\b ?")
_ENDINGS = re.compile(r"([a-z])(?=\1)|(?<=[a-z]{3})(?:es|e|s|x)\b")
_SHORT = {"av": "avenu", "ave": "avenu", "bd": "boulevard", "imp": "impas", "ch": "chemin", "rte": "rout", "st": "saint"}
_LOOKS = str.maketrans("авекмнорстухіјѕ", "abekmhopctyxijs") | str.maketrans("|@_", "   ")
_POINT = re.compile(r"(-?\d{1,2}[.,]\d{3,})(?:\D{1,12})(-?\d{1,3}[.,]\d{3,})")
_CODE = re.compile(
    r"\b[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2}|\b(?=\w*\d\w*\d)(?=\w*[a-z]\w*[a-z])[0-9b-hjkmnp-z]{7,12}\b|"
    r"///|\b[a-zà-ÿ]{4,}(?:\.[a-zà-ÿ]{4,}){2}\b|\d° ?\d|\bgeo:|maps|openstreetmap|osm\.org|what3words|w3w|plus\.codes|waze"
)
_STREET = r"\b(?:rue|avenu|boulevard|impas|ale|chemin|quai|squar|ruel|venel|rout|lotisement|residenc)\b|\d (?:plac|cour)\b"
PLACED, REACHED = re.compile(f"@|{_STREET}"), re.compile(rf"@|\d{{9}}|{_STREET}")
"""In what is heard: what says where, or by what number."""
FEWEST, NINE, CELLS = 5, 9, 500  # letters of a name; figures of a telephone; parts of a degree
MOST_FORMS, MOST_WORDS = 200, 12  # of a place, of a name
Form = tuple[str, ...]


def mistyped(said: Any) -> bool:
    """Whether a record seems to hide its place by a name that is not ours, at any depth, or by the words of its address."""
    if isinstance(said, list):
        return any(map(mistyped, said))
    if not isinstance(said, Mapping):
        return False
    address = api.fold(" ".join(one for name in WHERE[:2] if isinstance(one := said.get(name), str)))
    odd = any(_like_ours(name) and api.fold(str(value or "")) not in _SAYS_NO for name, value in said.items())
    return odd or bool(_UNTOLD.search(address)) or any(mistyped(one) for one in said.values() if isinstance(one, Mapping | list))


@lru_cache(10_000)
def _like_ours(name: str) -> bool:
    letters = re.sub("[^a-z]", "", api.fold(name[:60]))
    near = 12 < len(letters) < 30 and SequenceMatcher(None, letters, HIDES.replace("_", "")).ratio() > 0.8
    return name != HIDES and bool(near or "confid" in letters or _SECRET.match(letters))


def hides(said: Mapping[str, Any]) -> bool:
    """What is not a clear « no » is confidential."""
    return api.fold(str(said.get(HIDES) or "")) not in _SAYS_NO


def heard(value: Any) -> str:
    """All that a value says, in words without accents, signs nor endings, leaf by leaf; its points by cells."""
    leaves = [*_leaves(value)]
    cells = [cell for pair in _POINT.findall(" ".join(leaves)) for cell in _cells(*pair)]
    return " | ".join(("", *(one for leaf in leaves for one in _forms(leaf)), *cells, ""))


def _leaves(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from () if key.isidentifier() else (key,)
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif value not in (None, False, ""):
        yield f"{value:.5f}" if isinstance(value, float) else str(value)
    yield from ["///"] if name in WHERE and value else []


@lru_cache(10_000)
def _forms(leaf: str) -> tuple[str, ...]:
    """A leaf in words; glued, when it is short; « @ » when it has a code of a place."""
    *_, text = api.written_in(api.in_figures(leaf.lower().replace("_", " ")).replace("0 un", "0 1"))
    plain = api.folded(text.translate(_LOOKS))
    words = re.sub(r"(?<=\d) (?=\d)", "", _ENDINGS.sub("", _SMALL.sub("", plain)))
    line = " ".join(_SHORT.get(word, word) for word in words.split()) + (" @" if _CODE.search(text) else "")
    short = 1 < len(some := words.split()) < 7
    return (line, _ENDINGS.sub("", plain.replace(" ", "")), f"~{''.join(sorted(some))}") if short else (line,)


def _cells(lat: str, lon: str) -> Iterator[str]:
    y, x = (round(float(one.replace(",", ".")) * CELLS) for one in (lat, lon))
    yield from (f"@{y}_{x}", f"@{x}_{y}")


def of_place(said: Mapping[str, Any]) -> tuple[str, str]:
    """What names a place or is its own; the same with those of its texts that say where something is, or by what number."""
    own = {name: said.get(name) for name in (*NAMES, *OWN, *WHERE)} | {"calcule": _point_of(said)}
    texts = heard({name: one for name, one in said.items() if name not in {*own, "calcule"}}).split(" | ")
    named = heard(own)
    return named, named + " | ".join(("", *filter(REACHED.search, texts), ""))


def _point_of(said: Mapping[str, Any]) -> list[Any]:
    told = said.get("calcule")
    return [told.get("latitude"), told.get("longitude")] if isinstance(told, Mapping) else []


def own_forms(said: Mapping[str, Any], names: Iterable[str]) -> Iterator[Form]:
    """What is looked for of a place: its names, in any order, and its marks; its number, its street, its point."""
    for line in (line for name in names for line in heard(said.get(name)).split(" | ")):
        if len(line.replace(" ", "")) >= FEWEST:
            yield tuple(line.split()[:MOST_WORDS])
    marks = {name: heard(said.get(name)).split(" | ")[1].split() for name in (*OWN, "adresse")}
    yield from (tuple(marks[name]) for name in ("siret", "courriel") if names and marks[name])
    yield from [("|", *marks["site_web"], "|")] if names and marks["site_web"] else []
    if len(phone := "".join(marks["telephone"])[-NINE:]) == NINE and phone.isdecimal():
        yield (f"#{phone}",)
    yield from [tuple(marks["adresse"])] if len(marks["adresse"]) > 1 and marks["adresse"][0].isdecimal() else []
    for y, x in re.findall(r"@(-?\d+)_(-?\d+)", heard([said.get("position"), *_point_of(said)])):
        yield from ((f"@{int(y) + down}_{int(x) + side}",) for down in (-1, 0, 1) for side in (-1, 0, 1))


class Sought:
    """Forms, each with whose it is."""

    def __init__(self, forms: Iterable[tuple[Form, str]]):
        self._whose, self._lengths = defaultdict[Form, set[str]](set), defaultdict[str, set[int]](set)
        for form, one in forms:
            self._whose[form].add(one)
            self._lengths[form[0]].add(len(form))

    def spotted(self, line: str) -> set[str]:
        """Whose forms are in a line that was heard."""
        words, found = line.split(), set[str]()
        for rank, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                found |= self._whose.get(tuple(words[rank : rank + length]), set())
            if word.isdecimal() and NINE <= len(word) <= 4 * NINE:
                for start in range(len(word) - NINE + 1):
                    found |= self._whose.get((f"#{word[start : start + NINE]}",), set())
        return found


class Heard(NamedTuple):
    """A record; ``own``: what names it, of a place; ``line``: with all that it says."""

    folder: str
    rank: int
    said: Mapping[str, Any]
    own: str
    line: str


class Watch:
    """What is heard of a site: its records, and what names its places that hide."""

    def __init__(self) -> None:
        self.forms, self.heard, self._hidden = set[Form](), list[Heard](), set[str]()
        self.abroad = list[tuple[str, Message, str]]()  # by its SIREN, what is told of another site, and of what
        self._kept = b""

    def take(self, folder: str, rank: int, said: Mapping[str, Any]) -> None:
        """A record as it is published, a place after the one that it is of."""
        hidden = folder == "structures" and hides(said)
        self._hidden |= {str(said.get("id"))} if hidden else set()
        if hidden or self._of_hidden(said):
            self.forms.update(islice(own_forms(said, NAMES if hidden else ()), MOST_FORMS))
        own, line = of_place(said) if folder in PLACES else ("", heard(said))
        self.heard.append(Heard(folder, rank, said, own, line))

    def _of_hidden(self, said: Mapping[str, Any]) -> bool:
        return bool({str(said.get("id")), str(said.get("structure"))} & self._hidden)

    def told(self, end: float) -> Iterator[tuple[Heard, bool | None]]:
        """The records that say of a place that hides where it is, or by what number it is reached; True: a place that may be it,
        since what is counted near a point says where it is; None: itself. ``end``: as :func:`in_time` takes it."""
        hidden = [one.said for one in self.heard if one.folder == "structures" and self._of_hidden(one.said)]
        near, homes = ({tuple(map(str, map(one.get, names))) for one in hidden} for names in (("commune", "type"), ("commune",)))
        others = [one for one in self.heard if not (one.folder in PLACES and self._of_hidden(one.said))]
        for _ in range(2):  # then what is at the street, the point or the number of those
            sought = Sought((form, "") for form in self.forms)
            same = {one.rank: one for one in in_time(others, end) if one.folder == "structures" and sought.spotted(one.own)}
            self.forms.update(form for one in same.values() for form in own_forms(one.said, ()))
        for one in in_time(self.heard, end):
            commune = (str(one.said.get("commune")),)
            if one.folder in PLACES and self._of_hidden(one.said):
                yield from [(one, None)] if PLACED.search(one.line) else ()
            elif (one.folder in PLACES and sought.spotted(one.own)) or (
                one.folder == "structures"
                and ((*commune, str(one.said.get("type"))) in near or (commune in homes and not any(map(one.said.get, OWN))))
            ):
                yield one, True
            elif REACHED.search(one.line) and sought.spotted(one.line):
                yield one, False

    def close(self) -> None:
        """Keep in little room what the places that hide of the others are looked for in."""
        kept = (one for one in self.heard if PLACED.search(one.line) or not self._of_hidden(one.said))
        lines = (f"{one.folder} n° {one.rank}\t{one.line}" for one in kept if REACHED.search(one.line))
        self._kept, self.heard = zlib.compress("\n".join(lines).encode(), 1), []

    def others(self, sought: Sought) -> Iterator[tuple[str, str]]:
        """« services n° 3 » and whose place that hides it may say, its own too."""
        for line in zlib.decompress(self._kept).decode().split("\n") if self._kept else ():
            name, _, said = line.partition("\t")
            yield from ((name, whose) for whose in sorted(sought.spotted(said)))
