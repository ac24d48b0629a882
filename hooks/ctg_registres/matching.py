"""Which record a register's entry is about: by its identifier, its SIRET, else by its name in its commune, and never by guess.

No proposal is better than a wrong one. A name is compared without what does not distinguish (articles, the word of its type, its
commune); what is left must be the same. « Mairie déléguée de X » keeps « déléguée »; two places for one name are none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from ctg import api
from ctg_registres.entries import Entry, described

FAR_KM = 2.0
"""Two points further apart are not of one place, whatever its name."""
VAGUE = ("autre", "service-public")
"""Types of ours that say little: a place may be of another in a register."""


@dataclass(frozen=True, eq=False)
class Target:
    """A place of ours, or the town hall of a commune. ``values``: its fields as its file has them; ``inside``: where they are."""

    record: api.Record
    type: str
    commune: str
    names: tuple[str, ...]
    values: Mapping[str, Any]
    inside: tuple[str, ...] = ()
    shut: bool = False
    """Nobody must learn where it is."""
    moves: bool = False
    marks: frozenset[str] = frozenset()
    """The lines of its notes: what it is called in a register."""


def targets(root: Path, catalogue: api.Catalogue) -> list[Target]:
    """Every place of the territory, drafts too, and every town hall."""
    found = []
    for one in catalogue.all(api.Structure):
        shut, names = one.confidential or one.type in described().types_secrets, (one.nom, *one.autres_noms, *one.anciens_noms)
        marks = _marks(root / one.file, root)
        found.append(Target(one, one.type, one.commune, names, one.as_written, (), shut, catalogue.moves(one), marks))
    for town in catalogue.all(api.Commune):
        hall, names = town.as_written.get("mairie"), tuple(f"Mairie {name}" for name in (town.nom, *town.autres_noms))
        found.append(Target(town, "mairie", town.nom, names, hall if isinstance(hall, dict) else {}, ("mairie",)))
    return found


def _marks(path: Path, root: Path) -> frozenset[str]:
    """Notes are no part of a catalogue: they are read in the file."""
    sheet, _ = api.read_sheet(path, root)
    return frozenset(str(sheet.values.get("notes_internes") or "").splitlines()) if sheet else frozenset()


Pairs = list[tuple[Entry, Target]]


class Matching:
    """The entries of the registers beside the places of a territory.

    ``pairs``: what is of one record of ours; ``doubtful``: what may be of several; ``new``: what is of none."""

    def __init__(self, root: Path, catalogue: api.Catalogue, entries: Iterable[Entry]):
        types = catalogue.vocabulary.types.items()
        self.exact = {id: _plain(term.singulier) for id, term in types}
        self.labels = {id: {self.exact[id], _plain(term.pluriel), *described().mots_du_type.get(id, ())} for id, term in types}
        self.towns = {one.nom: {_plain(name) for name in (one.nom, *one.autres_noms)} for one in catalogue.all(api.Commune)}
        self.targets, self.pairs = targets(root, catalogue), Pairs()
        self.doubtful, self.new = list[Entry](), list[Entry]()
        self._left: dict[tuple[str, str, frozenset[str]], frozenset[str]] = {}
        for _, rows in groupby(sorted(entries, key=lambda one: one.registre), lambda one: one.registre):
            self._match(list(rows))

    def _match(self, rows: list[Entry]) -> None:
        keyed = _unique([(row, one) for row in rows for one in self.targets if _same_key(row, one)])
        done = {id(part) for pair in keyed for part in pair}
        left = [row for row in rows if id(row) not in done]
        ours = [one for one in self.targets if id(one) not in done]
        near = [(row, one) for row in left for one in ours if row.commune == one.commune and self._same(row, one, rows)]
        named = _unique(near)
        self.pairs += [*keyed, *named]
        settled, several = {id(row) for row, _ in named}, {id(row) for row, _ in near}
        self.doubtful += [row for row in left if id(row) in several - settled]
        self.new += [row for row in left if id(row) not in several]

    def _same(self, entry: Entry, target: Target, rows: list[Entry]) -> bool:
        """Whether a name of the entry is that of the record, and nothing speaks against it."""
        stated = not entry.types and any(target.type in self.stated(name) for name in entry.noms)
        alike = stated or target.type in entry.types
        if _contradicted(entry, target) or not (alike or not entry.types or target.type in VAGUE):
            return False
        types = frozenset({target.type, *entry.types}) if alike else frozenset[str]()
        names = [self.left(name, target.commune, types) for name in target.names]
        known = frozenset().union(*names, self.left(str(target.values.get("gestionnaire") or ""), target.commune, types))
        for theirs in entry.noms:
            said = self.left(theirs, entry.commune, types)
            if not alike:
                if len(said) > 1 and said in names and self._bearers(said, target.commune) <= 1:
                    return True
            elif not self._another_type(theirs, target) and (
                any(own and own <= said <= known for own in names)
                or (frozenset() in names and said <= known and self._alone(target, entry, rows, not said))
            ):
                return True
        return False

    def _bearers(self, said: frozenset[str], commune: str) -> int:
        """How many of our places of a commune bear this name, the word of their type aside."""
        here = (one for one in self.targets if one.commune == commune)
        return sum(said in {self.left(name, commune, frozenset({one.type})) for name in one.names} for one in here)

    def left(self, name: str, commune: str, types: frozenset[str]) -> frozenset[str]:
        """What distinguishes a name: « Crèche municipale des Trois Renards » → trois, renards."""
        key = name, commune, types
        if key not in self._left:
            labels = {label for type_ in types for label in self.labels.get(type_, ())}
            words = _without(_plain(name), labels | self.towns.get(commune, set())).split()
            self._left[key] = frozenset(words) - described().mots_vides
        return self._left[key]

    def stated(self, name: str) -> set[str]:
        """The types that a name says: « Micro-crèche Les Lutins »."""
        return {id for id, label in self.exact.items() if f" {label} " in f" {_plain(name)} "}

    def _another_type(self, name: str, target: Target) -> bool:
        """Whether a name says a type that is not the record's: « micro-crèche » of a multi-accueil."""
        stated = self.stated(name)
        return bool(stated) and target.type not in stated and not stated & self.stated(target.names[0])

    def _alone(self, target: Target, entry: Entry, rows: list[Entry], bare: bool) -> bool:
        """Whether a name that says nothing but a type can only be of one place: the only one of its type in its commune.

        Of town halls, whose annexes bear a name, the one that bears none."""
        if target.type == "mairie":
            return bare and bool(target.inside)
        here = [one for one in self.targets if one.commune == target.commune and one.type in {target.type, *entry.types}]
        return len(here) == sum(row.commune == entry.commune and target.type in row.types for row in rows) == 1

    def like(self, entry: Entry) -> list[str]:
        """The titles of the records that a place without one may be all the same: of its commune, with a word in common."""
        found = []
        for one in self.targets:
            types = frozenset({one.type, *entry.types})
            said, own = (frozenset().union(*(self.left(name, entry.commune, types) for name in names)) for names in
                         (entry.noms, one.names))  # fmt: skip
            if one.commune == entry.commune and (said & own or (one.type in entry.types and not (said and own))):
                found.append(one.record.title)
        return found


def _unique(pairs: Pairs) -> Pairs:
    """The pairs that nothing contradicts: one record an entry, one entry a record."""
    count = Counter(id(part) for pair in pairs for part in pair)
    return [pair for pair in pairs if all(count[id(part)] == 1 for part in pair)]


def _same_key(entry: Entry, target: Target) -> bool:
    siret = target.values.get("siret")
    own = bool(siret) and siret == entry.champs.get("siret") and entry.commune == target.commune and target.type in entry.types
    return own or entry.mark in target.marks


def _contradicted(entry: Entry, target: Target) -> bool:
    """Another firm's SIRET, or a point far away."""
    own, said = str(target.values.get("siret") or ""), entry.champs.get("siret", "")
    here, there = target.values.get("position"), entry.champs.get("position")
    return bool(own and said and own[:9] != said[:9]) or bool(isinstance(here, dict) and there and apart(here, there) > FAR_KM)


def apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Kilometres between two points as files have them."""
    first, second = (api.Position(lat=float(point["lat"]), lon=float(point["lon"])) for point in (one, other))
    return api.distance_km(first, second)


@cache
def _plain(name: str) -> str:
    """Folded, « st » in full, what is said in full as its initials."""
    text = re.sub(r"\bst(e?)\b", r"saint\1", api.fold(name))
    return _without(text, described().sigles, described().sigles)


def _without(text: str, phrases: Iterable[str], instead: Mapping[str, str] = defaultdict(str)) -> str:
    """A text without these phrases, the longest first; or with others instead."""
    ways = "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))
    return re.sub(rf"\b(?:{ways})\b", lambda match: instead[match[0]], text) if ways else text
