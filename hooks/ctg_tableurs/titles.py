"""What the columns of an ordinary list are. Each is understood from what speaks of it: its title, what stands above that, its
cells, and the columns beside it; the more of them agree, the surer. What no evidence places is a note."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ctg import api
from ctg_tableurs.facts import Communes, reach

AGES, CONTACT, NOTES, HOURS, PERSON = "ages", "contact", "notes_internes", "horaires", "personne"
"""What a column may be besides a field: ages in a cell or ticked, several facts in a cell, a note, hours, people's names."""
PLACES, _WHERE = "places.total", "où"
WORDS: dict[str, dict[str, str]] = api.parse(api.read_plain(Path(__file__).with_name("mots.yml")).decode())
_SMALL = {"de", "du", "des", "d", "la", "le", "les", "l", "en", "et", "n", "no"}
_BY_WORDS = {way.strip(): name for name, ways in WORDS["colonnes"].items() for way in ways.split(",")}
"""What lists call a column, as :func:`bare` leaves it → what it is."""
_AND = re.compile(r"\s*(?:[/,&+\n]|\bet\b)\s*")
_ADDRESS = {"adresse", "code_postal", "commune"}
_IN_ONE = {*_ADDRESS, "nom", "telephone", "courriel", "site_web", AGES, CONTACT, HOURS, "places.total"}
"""What one column may hold together."""
_WEAK = {"nom": 0, "type": 1, "adresse": 1, CONTACT: 1, "publics": 1, NOTES: 2, PERSON: 4, "telephone": 5, "courriel": 5}
"""How much a word of a title says: « Téléphone de la structure » is a telephone, « Nom du responsable » is of a person."""
NOT_PLACES = re.compile(r"\b(?:dispo|libre|occup|vacan|dont|urgence|attente|handicap|pmr|inscrit|reserv|eleve|agent|salarie)")
DAY = re.compile(r"(?:lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|edi|anche)?s?\b")
_NUMBERING = {"n", "no", "num", "numero", "n°"}
_PARTS = re.compile(r"\btotal|\bcollecti|\bfamilia|[-+<>] ?\d|\b(?:moins|plus) de|\bans\b")
"""In the titles of several columns of places: those that are parts of a whole."""
_WAY = r"rue|av|avenue|place|pl|chemin|ch|route|rte|impasse|imp|bd|boulevard|quai"
_UNITS = r"places?(?! d)|berceau|lits?|enfant|ans?\b|mois"
_STREET = re.compile(rf"\d{{1,4}}\s*(?:bis|ter)?,?\s+(?!{_UNITS})[^\W\d]|(?:{_WAY})\b\.? ", re.IGNORECASE)
_ROOM = re.compile(
    r"(?:parking|devant|derriere|(?:en )?face|pres|salle|mairie|foyer|gymnase|stade|dojo|ecole|college|halle|parc|preau"
    r"|mediatheque|ancien\w*|sous|chez)\b"
)
"""How a cell begins that says where, and not what."""
_TIMES = re.compile(r"\b(?:(?:lun|mar|mercre|jeu|vendre|same)di?s?|\d\d? ?h ?(?:\d\d)?)\b")
CLOCK = re.compile(r"(\d{1,2}) ?(?:h|:) ?(\d\d)?(?::00)?")


class ListColumn(NamedTuple):
    """A column of a list: its title, what stands above it, its cells."""

    title: str
    over: str
    cells: Sequence[str]


@cache
def bare(text: str) -> str:
    """« N° de Tél. » → « tel »; « Nbre de places » → « nbre place »: no small words, no plural, no brackets."""
    words = api.fold(re.sub(r"\([^()]*\)|_", " ", re.sub(r"(?<=\w)\.(?=\w\b)", "", text))).split()
    kept = [word for word in words if word not in _SMALL] or words
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in kept)


_ALL_WORDS = {word for way in _BY_WORDS for word in way.split() if bare(word) == word}
"""The words of our ways, as :func:`bare` leaves them."""


@cache
def meaning_of(title: str) -> str:
    """What a title says that its column is; "" when it is unknown."""
    said = bare(title)
    whole = said if said in _BY_WORDS or len(said) > 30 else " ".join(map(_in_full, said.split()))
    if not said or whole in _BY_WORDS:
        return _BY_WORDS.get(whole, "")
    facts = [*map(_BY_WORDS.get, map(bare, _AND.split(title.lower())))]
    if len({*facts}) > 1 and {*facts} <= _IN_ONE and not {*facts} <= _ADDRESS:
        return "nom" if facts[0] == "nom" else CONTACT  # « Nom et adresse », « Capacité / âges »
    if DAY.match(said.removeprefix("h ")):  # « h_lundi »
        return HOURS
    inside = [
        way for way in _BY_WORDS if (len(way) > 2 or re.search(r"^ou | ou$", said)) and way != "qui" and f" {way} " in f" {said} "
    ]
    inside = [way for way in inside if not any(way != other and f" {way} " in f" {other} " for other in inside)]
    if inside:
        found = _BY_WORDS[min(inside, key=lambda way: (-_WEAK.get(_BY_WORDS[way], 3), -len(way.split()), said.index(way)))]
        return NOTES if found == PLACES and NOT_PLACES.search(api.fold(title)) else found
    near = api.nearest(said, _BY_WORDS, 0.85) if len(said) > 3 else None
    return _BY_WORDS[near] if near else meaning_of(whole) if whole != said else ""


def _in_full(word: str) -> str:
    """« eff » → « effectif »: the longest of our words that a word begins."""
    short = len(word) > 2 and word not in _ALL_WORDS | {"par", "pour", "sur", "que", "est", "aux", "dans", "tou", "pas"}
    begun = [one for one in _ALL_WORDS if one.startswith(word)] if short else []
    return max(begun, key=lambda one: (len(one), one), default=word)


def like_a_street(text: str) -> bool:
    """« 3 rue du Port », « chemin des Horts »."""
    return bool(_STREET.match(text) and re.search(r"[^\W\d]{3}", text))


def _of_where(title: str) -> bool:
    """Whether a title may be of names, or of where they are."""
    said = {*bare(title).split()}
    return "nom" not in said and bool(said & {"lieu", "site", "local"})


def says_where(text: str) -> bool:
    """« 3 rue du Port », « salle des fêtes »."""
    return like_a_street(text) or bool(_ROOM.match(api.fold(text)))


def ticked(text: str) -> bool:
    """Whether a cell only says that its column's title is so."""
    return text in {"✓", "✔", "☑", "✅", "☒", "•", "●"} or text.casefold() in {"x", "xx", "oui", "o", "vrai", "true"}


def _said_by_title(column: ListColumn) -> dict[str, float]:
    """What a title says, alone then under what stands above it, and how surely."""
    ways = [(column.title, 4.0), (f"{column.over} {column.title}", 3.0), (column.over, 2.0)]
    found: dict[str, float] = {}
    for text, weight in ways[: 3 if column.over else 1]:
        meaning = meaning_of(text)
        exact = bare(text) in _BY_WORDS
        if meaning:
            found[meaning] = max(found.get(meaning, 0.0), weight if exact else weight - 0.5)
    return found


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    said = [text for text in cells if text]
    return sum(bool(test(text)) for text in said) / len(said) if said else 0.0


def _reaches(way: str) -> Callable[[str], bool]:
    """A test: a cell says one way to reach someone, and no other."""

    def test(text: str) -> bool:
        found = reach(text)
        return bool(found and found[0] == way and not reach(found[1].rest))

    return test


def _of_hours(text: str) -> bool:
    """A test: a cell says a day, a time, or hours."""
    alone = DAY.fullmatch(bare(text)) or all(map(CLOCK.fullmatch, re.split(r"\s*[-–/à]\s*", text)))
    return bool(alone or (api.read_opening(text) or {}).keys() - {"note"})


def _about_hours(text: str) -> bool:
    """A test: a short text names a day or a time, read or not: « un samedi sur deux, 14h-18h »."""
    return len(text) < 100 and bool(_of_hours(text) or _TIMES.search(api.fold(text)))


def _counts(text: str) -> bool:
    """A test: a cell says how many."""
    return bool(re.match(r"\D{0,12}\d{1,3}\b(?![/.]\d)", text)) and not (api.read_ages(text) or api.read_address(text))


class ColumnEvidence:
    """What cells say that their column is."""

    def __init__(self, communes: Communes, type_of: Callable[[str], str], titled: Callable[[str], str]):
        """``type_of``, ``titled``: the type that a cell, then a title, names."""
        self.titled, self.communes = titled, communes
        self.tests: Mapping[str, Callable[[str], object]] = {
            "commune": communes.of,
            _WHERE: lambda text: len(text) < 60 and communes.located(text)[0],
            "telephone": _reaches("telephone"),
            "courriel": _reaches("courriel"),
            "code_postal": re.compile(r"(?:F-?)?\d{2} ?\d{3}").fullmatch,
            AGES: api.read_ages,
            "type": lambda text: len(text) < 60 and type_of(text),
            "adresse": lambda text: any(map(like_a_street, text.split(", "))) and not api.read_ages(text),
            HOURS: _about_hours,
            "tarif.texte": re.compile(r"(?i).*(?:\d ?(?:€|euros?)|gratuit)").match,
            "site_web": re.compile(r"https?://|www\.").match,
            CONTACT: lambda text: reach(text) or api.read_address(text, communes.names),
            PLACES: _counts,
        }  # fmt: skip

    def like_names(self, column: ListColumn) -> bool:
        """Whether cells may be names: words, not a code, a day, a way to reach someone, nor a commune and where it is there."""
        again = 0.5 if self.titled(column.title) else 0.8  # under « LAEP », one that opens on two days
        return _words(column.cells, again) and not self.belie_names(column)

    def begins_with_names(self, column: ListColumn) -> bool:
        """Whether most cells say what, then where: « MAM Tilou, salle des fêtes, Valbourg »."""
        return _share(column.cells, lambda text: "," in text and self.tests["type"](text.split(",")[0])) > 0.5

    def belie_names(self, column: ListColumn) -> bool:
        """Whether most cells are no name: « lundi 9h-12h », under « Accueil »."""
        return _share(column.cells, self._no_name) >= 0.5

    def says_where(self, column: ListColumn) -> bool:
        """Whether most cells say where, not what: « devant la mairie », « Valbourg – salle des fêtes »."""
        shares = (_share(column.cells, one) for one in (says_where, self.under_a_commune))
        return meaning_of(column.title) == "adresse" or (_of_where(column.title) and max(shares) >= 0.5)

    def under_a_commune(self, text: str) -> bool:
        """« Valbourg – Le Nid »: what comes first is where."""
        return bool(self.communes.of(re.split(r"\s[-–—]\s", text)[0]))

    def _no_name(self, text: str) -> bool:
        digits, words = len(re.findall(r"\d", text)), re.findall(r"[^\W\d]{3,}", re.split(r"[\d@]", text)[0])
        others = ("telephone", "courriel", AGES, "site_web") if len(words) < 2 else ()
        told = _of_hours(text) or like_a_street(text) or any(self.tests[name](text) for name in others)
        code = re.fullmatch(r"[A-Z]{1,5}[-_]?\d+", text) or (digits > 3 and not re.search(r"[^\W\d]{3}", text))
        return bool(told or code) or bool(self.communes.of(re.sub(r"\([^()]*\)", "", text).split(",")[0]))

    def _by_cells(self, column: ListColumn, found: Mapping[str, float], shares: Mapping[str, float]) -> str:
        """What cells say that a column is, against its title or without one; "" when they do not."""
        if {"ages.de", "ages.a"} & {*found} and shares[HOURS] > 0.6:
            return HOURS  # « De », « À »
        if HOURS in found and not shares[HOURS] and {"lieu", "site", "ou"} & {*bare(column.title).split()}:
            return "adresse"  # « Lieu de la permanence »
        like_names = _words(column.cells) and _share(column.cells, re.compile(r"[A-ZÀ-Þ]\D*$").match) == 1
        if {*found} == {HOURS} and like_names and not shares[HOURS]:
            return "nom"  # « Permanence », of whom
        placed = _share(column.cells, lambda one: says_where(one) or self.tests["adresse"](one))
        return "adresse" if not column.title and shares["adresse"] and placed > 0.6 else ""

    def of(self, column: ListColumn) -> dict[str, float]:
        """meaning → how surely. A title that the cells belie says nothing; one that is ticked says what it is."""
        found, shares = _said_by_title(column), {name: _share(column.cells, test) for name, test in self.tests.items()}
        aged = bool(re.search(r"\d", column.title) and api.read_ages(column.title))
        if _share(column.cells, ticked) > 0.6:
            return {AGES if aged else "type" if self.titled(column.title) else NOTES: 3.0}
        if aged and shares[PLACES] > 0.6:
            return {PLACES: 3.0}
        if sure := self._by_cells(column, found, shares):
            return {sure: 4.0 + 3 * shares.get(sure, 0)}
        if "commune" in found and not shares["commune"] and bare(column.title) not in _BY_WORDS:
            del found["commune"]  # « Où jouer, lire ? »
        vague = "commune" in found and bare(column.title) in {"ou", "localisation", "implantation"}
        if vague and not shares["commune"] + shares[_WHERE]:
            found["adresse"] = found.pop("commune")
        if "nom" in found and self.says_where(column):
            found["adresse"] = found.pop("nom") + 1
        if "nom" in found and (self.belie_names(column) or (_of_where(column.title) and shares[_WHERE] > 0.6)):
            del found["nom"]
        if {*found} in ({NOTES}, {"inscription.comment"}) and shares[CONTACT] > 0.6:
            found = {CONTACT: 1.0}  # « Infos »
        alone = {NOTES, PERSON, "nom"}.isdisjoint(found) or {*found} == {CONTACT}
        for name, share in shares.items():
            if share > 0.6 and (name in found or (alone and name not in {PLACES, CONTACT, _WHERE})):
                found[name] = found.get(name, 0.0) + 3 * share
        for name, way in ((CONTACT, CONTACT), (_WHERE, "commune")):
            if not found and shares[name] > 0.6 and column.title:
                found[way] = 1.0
        return found


def understood(columns: Sequence[ListColumn], evidence: ColumnEvidence) -> list[str]:
    """What each column is; "" and ``NOTES`` for a note. Several may be of one meaning where :data:`SEVERAL` says so."""
    scores = [evidence.of(column) if any(column.cells) else {} for column in columns]
    found = [max(one, key=lambda name: one[name]) if one else "" for one in scores]
    for rank, column in enumerate(columns[:-1]):
        if api.fold(column.title) in _NUMBERING and found[rank] != "telephone":  # « N° », before « Voie »
            found[rank] = "adresse" if found[rank + 1] == "adresse" else NOTES
    if any(bare(column.title) in {"prenom", "first name", "role", "fonction", "poste"} for column in columns):
        found = [PERSON if bare(one.title) in {"nom", "name"} else meaning for one, meaning in zip(columns, found, strict=True)]
    _with_a_name(found, columns, evidence)
    best = {
        name: max(range(len(found)), key=lambda n: (scores[n].get(name, 0) if found[n] == name else -1, -n)) for name in {*found}
    }
    for rank, name in enumerate(found):
        beside = name == "adresse" and rank and found[rank - 1] == "adresse"
        if name in SEVERAL or rank == best[name] or beside or not name:
            continue
        if name == "adresse" and rank + 1 < len(found) and best[name] > rank and {*found[rank : best[name]]} == {"adresse"}:
            continue
        kinds = name == "nom" and "type" not in found and _share(columns[rank].cells, evidence.tests["type"]) > 0.6
        found[rank] = "type" if kinds or (name == "type" and _share(columns[rank].cells, ticked) > 0.6) else NOTES
    if "type" not in found:  # « Statut », of crèches and « MAM »
        typed = [
            n for n, one in enumerate(columns) if found[n] in {"", NOTES} and _share(one.cells, evidence.tests["type"]) > 0.6
        ]
        found = ["type" if typed[:1] == [n] else one for n, one in enumerate(found)]
    _whole_places(found, columns)
    return found


SEVERAL = {"telephone", "courriel", "site_web", AGES, HOURS, CONTACT, NOTES, PERSON, PLACES}


def _whole_places(found: list[str], columns: Sequence[ListColumn]) -> None:
    """Of several columns of places, that of the whole is kept, or parts that add up; « matin », « midi », « soir » do not."""
    ranks = [rank for rank, name in enumerate(found) if name == PLACES]
    titles = {rank: f"{columns[rank].over} {columns[rank].title}".strip().lower() for rank in ranks}
    whole = [rank for rank in ranks if "total" in titles[rank] or bare(titles[rank]) in _BY_WORDS]
    years = {rank: year[0] for rank in ranks if (year := re.search(r"\b20\d\d\b", titles[rank]))}
    if years and len(years) == len(ranks):  # « Places 2025 », « Places 2026 »
        whole = [max(years, key=lambda rank: years[rank])]
    if len(ranks) > 1 and (whole or not all(map(_PARTS.search, titles.values()))):
        for rank in ranks:
            found[rank] = PLACES if whole[:1] == [rank] else NOTES


def _with_a_name(found: list[str], columns: Sequence[ListColumn], evidence: ColumnEvidence) -> None:
    """The column of names, when no title says which it is: of those whose cells are like names, one whose title says it among
    others (« Nom et contact »), that of the type of all (« Centre social »), of an institution, the first; else the types.
    """
    schools = [rank for rank, one in enumerate(columns) if found[rank] == "" and "ecole" in bare(one.title).split()]
    if "nom" in found:
        rank = found.index("nom")
        if schools and _share(columns[rank].cells, evidence.tests["type"]) > 0.8:
            found[rank], found[schools[0]] = "type", "nom"  # « Cantine », « École du Plan »
        return

    def said(rank: int) -> float:
        if evidence.begins_with_names(columns[rank]):
            return 5
        words = {*map(_BY_WORDS.get, bare(columns[rank].title).split())}
        if "nom" in words and not _of_where(columns[rank].title):
            return 4
        if evidence.titled(columns[rank].title) or rank in schools:
            return 3
        proper = not meaning_of(columns[rank].title) and _share(columns[rank].cells, re.compile(r"[A-ZÀ-Þ].{,60}$").match) > 0.8
        return 2.5 if proper else {"structure": 2, "gestionnaire": 2, "": 1, "type": 1, HOURS: 1}.get(found[rank], 0)

    usual = {"", "type", HOURS, "adresse", AGES, CONTACT, NOTES, "structure", "gestionnaire"}
    ranks = [
        rank
        for rank, one in enumerate(columns)
        if evidence.begins_with_names(one) or (evidence.like_names(one) and (_of_where(one.title) or found[rank] in usual))
    ]
    ranks.sort(key=said, reverse=True)
    ranks.sort(key=lambda rank: _of_where(columns[rank].title) and evidence.says_where(columns[rank]))
    if ranks := [*ranks, *schools, *(rank for rank, name in enumerate(found) if name == "type")]:
        found[ranks[0]] = "nom"


def _words(cells: Sequence[str], different: float = 0.8) -> bool:
    """Whether cells may be the names of places: words, all different or nearly, on most rows."""
    said = [text for text in cells if text]
    words = [text for text in said if re.match(r"\W*\w*[^\W\d]{2}|\d,", text)]
    return len({*words}) >= max(2, different * len(said)) and len(said) > len(cells) / 2
