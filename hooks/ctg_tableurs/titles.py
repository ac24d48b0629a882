"""What the columns of an ordinary list are. **One rule**: a false fact is worse than a note.

A column is what its whole title says, if its cells have the shape of that: « Tél. de la structure » over telephones. A title that
says anything besides, be it a word that is not ours (« Tél. du gestionnaire », « Places occupées », « Adresse de facturation »),
or whose cells have another shape, is a note. Cells alone say what a column is only where it has no title, of a shape that
nothing else has (``ColumnEvidence.own``), and no other column may be the same: of two, neither. Notes are told, and a person
may say what they are.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ctg import api
from ctg_tableurs.facts import DAYS, TIME, WRITTEN, YEAR, Communes, like_a_street, reach, says_where

AGES, CONTACT, NOTES, HOURS, PERSON = "ages", "contact", "notes_internes", "horaires", "personne"
"""What a column may be besides a field: ages in a cell or ticked, several facts in a cell, a note, hours, people's names."""
PLACES = "places.total"
WORDS: dict[str, dict[str, str]] = api.parse(api.read_plain(Path(__file__).with_name("mots.yml")).decode())
_SMALL = {"de", "du", "des", "d", "la", "le", "les", "l", "en", "et", "au", "aux"}
_BY_WORDS = {way.strip(): name for name, ways in WORDS["colonnes"].items() for way in ways.split(",")}
"""What lists call a column, as :func:`bare` leaves it → what it is."""
_PLAIN = {*WORDS["mots"]["neutres"].split()}
"""The words that may stand in a title and change nothing of it: « de la structure », « votre »."""
_AND = re.compile(r"\s*(?:[/,&+\n]|\bet\b)\s*|\s[-–—]\s")
_ADDRESS = ("commune", "complement_adresse", "adresse", "code_postal")
"""What an address is made of: a column of several is read as the first."""
_IN_ONE = {*_ADDRESS, "nom", "telephone", "courriel", "site_web", AGES, CONTACT, HOURS, PLACES, "publics"}
"""What one column may hold together."""
DAY = re.compile(r"(?:lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|edi|anche)?s?\b")
_NUMBERING = {"n", "no", "num", "numero", "n°"}
_PARTS = re.compile(r"\btotal|\bcollecti|\bfamilia|[-+<>] ?\d|\b(?:moins|plus) de|\bans\b")
"""In the titles of several columns of places: those that are parts of a whole."""
_TIMES = re.compile(r"\b(?:(?:lun|mar|mercre|jeu|vendre|same)di?s?|\d\d?(?: ?h ?(?:\d\d)?|:\d\d))\b")
CLOCK = re.compile(r"(\d{1,2}) ?(?:h|:) ?(\d\d)?(?::00)?")
_AGES = re.compile(r"(?!.*(?:€|\d{4}|\d/\d+/)).*(?:\d|\b(?:ans?|mois|naissance)\b)")
_SAID = re.compile(r"[^\W\d]{3}|\b[A-Z]{2}")
STAMP = re.compile(r"(?:\d\d?/\d\d?/\d{4}|\d{4}-\d\d-\d\d)[ T]\d\d?:\d\d")
"""When a form was answered."""
NUMBER = re.compile(r"(?i)\d{1,4} ?(?:[a-d]|bis|ter|quater)?")
_SOMEONE = re.compile(
    r"(?:M|Mr|MM|Mmes?|Mlle|Melle|Dr|Monsieur|Madame)\b\.? |[A-ZÀ-Þ]\. ?[A-ZÀ-Þ]|[A-ZÀ-Þ'-]{3,} [A-ZÀ-Þ][a-zß-ÿ-]+$"
    r"|[A-ZÀ-Þ][a-zß-ÿ-]+ [A-ZÀ-Þ'-]{3,}$"
)
"""How people are named, and few places."""
_MODE = re.compile(r"regie|dsp|deleg|associati[fv]|municipa|(?:inter)?communa(?:l|ux)|publi|priv|parental|entrepr|direct|lucrat")
"""How a cell begins, folded, that says how a place is run, not by whom."""
Test = Callable[[str], object]
"""Whether a cell is of some shape."""


class ListColumn(NamedTuple):
    """A column of a list: its title, what stands above it, its cells."""

    title: str
    over: str
    cells: Sequence[str]
    lines: Sequence[str]
    """The same, with their lines."""


@cache
def bare(text: str) -> str:
    """« N° de Tél. » → « tel »; « Nbre de places » → « nbre place »: no small words, no plural, no brackets."""
    words = api.fold(re.sub(r"\([^()]*\)|_", " ", re.sub(r"(?<=\w)\.(?=\w\b)", "", text))).split()
    kept = [word for word in words if word not in _SMALL] or words
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in kept)


_ALL_WORDS = {word for way in _BY_WORDS for word in way.split() if bare(word) == word}
"""The words of our ways, as :func:`bare` leaves them."""
_LONGEST = max(way.count(" ") for way in _BY_WORDS) + 1  # words; a title of ten thousand signs is read as fast


@cache
def meaning_of(title: str) -> str:
    """What a whole title says that its column is; ``NOTES`` when it says something else besides, "" when no word is known."""
    facts, found = meanings_of(title), _one_meaning(title)
    several = len({*facts}) > 1 and not {*facts} <= {*_ADDRESS} and ({*facts} <= _IN_ONE or {*facts} == {"nom", "type"})
    if several and bare(title) not in _BY_WORDS:  # « Nom et adresse », « Capacité / âges »
        found = "nom" if facts[0] == "nom" or "type" in facts else CONTACT
    aside = _read(bare(" ".join(re.findall(r"\(([^()]*)\)", title))))[0]
    return NOTES if found != PERSON and {PERSON, NOTES, "gestionnaire"} & aside else found  # « Adresse (siège) »


def meanings_of(title: str) -> list[str]:
    """What each part of a title says: « Pour qui / quand »."""
    return [_one_meaning(part) for part in _AND.split(re.sub(r"\([^()]*\)", "", title)) if bare(part)]


def _one_meaning(title: str) -> str:
    said = bare(title)
    if DAY.match(said.removeprefix("h ")):  # « h_lundi »
        return HOURS
    if said not in _BY_WORDS and (numbered := re.match(r"(?:n|no|num|numero) (?=.)", said)):  # « N° d'agrément »
        of = _one_meaning(said[numbered.end() :])
        return of if of in {"telephone", "adresse", CONTACT, PERSON} else NOTES
    found, rest = _read(said)
    if PERSON in found:
        return PERSON
    if {*_ADDRESS} >= found and len(found) > 1 and not rest:
        return next(one for one in _ADDRESS if one in found)
    if found == {"nom"} and rest:
        return ""  # « Local technique »
    if found:
        return next(iter(found)) if len(found) == 1 and not rest else NOTES
    near = api.nearest(said, _BY_WORDS, 0.85) if len(said) > 3 else None
    return _BY_WORDS[near] if near else ""


def _read(said: str) -> tuple[set[str], list[str]]:
    """What the words of a title mean, of the longest of our ways first, and those that mean nothing. A plain word means what it
    says alone where no other says anything.
    """
    if said in _BY_WORDS:
        return {_BY_WORDS[said]}, []
    words = [one if one in _ALL_WORDS | _PLAIN else _in_full(one) for one in re.sub(r"(?<=\w) ou (?=\w)", " ", said).split()]
    found, plain, rest = set[str](), list[str](), list[str]()
    while words:
        size = next((n for n in range(min(len(words), _LONGEST), 0, -1) if " ".join(words[:n]) in _BY_WORDS), 1)
        way, words = " ".join(words[:size]), words[size:]
        meant = HOURS if DAY.fullmatch(way) else _BY_WORDS.get(way, "")
        if way in _PLAIN or re.fullmatch(r"\w|\d+|l\d", way):  # « ADR_L2 »
            plain += {meant} - {"", "ages.a"}
        elif meant:
            found.add(meant)
        else:
            rest.append(way)
    return found or {*plain[:1]}, rest  # « Lieu de consultation »: a place


def _in_full(word: str) -> str:
    """« effe » → « effectif »: the longest of our words that a word begins."""
    begun = [one for one in _ALL_WORDS if len(word) > 3 and one.startswith(word)]
    return max(begun, key=lambda one: (len(one), one), default=word)


def of_where(title: str) -> bool:
    """Whether a title may be of names, or of where they are."""
    return bool({*(said := bare(title).split())} & {"lieu", "site", "local"}) and "nom" not in said


def names_a_commune(text: str) -> bool:
    """Whether a cell of communes may be one that we do not know, and does not say where in ours: « à l'école »."""
    return not (re.match(r"\d|.*\d ", text) or says_where(text))


def ticked(text: str) -> bool:
    """Whether a cell only says that its column's title is so."""
    return text in {"✓", "✔", "☑", "✅", "☒", "•", "●"} or text.casefold() in {"x", "xx", "oui", "o", "vrai", "true"}


def untitled(column: ListColumn) -> bool:
    return not re.search(r"\w", column.over + column.title)


def _said(column: ListColumn) -> str:
    """What a title says, under what stands above it: « Tél » under « Gestionnaire » is not of the place."""
    over, own, whole = _BY_WORDS.get(bare(column.over), ""), meaning_of(column.title), f"{column.over} {column.title}"
    if over in {PERSON, NOTES, "gestionnaire"} and column.title:
        return _BY_WORDS.get(bare(whole)) or (over if own in {"", "nom"} or over == PERSON else NOTES)
    both = _BY_WORDS.get(bare(whole), "") if column.over else ""  # « Effectif », « maxi », but « Âge », « de »
    return (
        both
        if both not in {"", AGES}
        else (own if own not in {"", "nom"} else meaning_of(whole) or own or meaning_of(column.over))
    )


def share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    said = [text for text in cells if text]
    return sum(bool(test(text)) for text in said) / len(said) if said else 0.0


def _of_hours(text: str) -> bool:
    """A test: a cell says a day, a time, or hours."""
    closed = re.match(r"(?i)ferm|x$|sur r", text)
    alone = (
        closed
        or DAYS.fullmatch(text)
        or (TIME.fullmatch(text) and not YEAR.match(text))
        or DAY.fullmatch(bare(text))
        or all(map(CLOCK.fullmatch, re.split(r"\s*[-–/à]\s*", text)))
    )
    return bool(alone or (api.read_opening(text) or {}).keys() - {"note"})


def _counts(text: str) -> bool:
    """A test: a cell says how many; no amount, date nor code."""
    amount = re.search(r"€|[^\W\d]\d|\d[^\W\d]\d|\d{4}|\d[ \u202f]\d{3}\b|\d[/.,]\d{1,2}\b|%", text)
    return bool(not amount and re.match(r"\D{0,12}\d{1,3}\b", text)) and not (api.read_ages(text) or api.read_address(text))


class ColumnEvidence:
    """What the cells of a column look like."""

    def __init__(self, communes: Communes, type_of: Test, titled: Callable[[str], str], only: Test):
        """``type_of``, ``titled``: the type that a cell, then a title, names; ``only``: whether a cell says nothing else."""
        self.titled, self.communes, self.typed = titled, communes, only
        self.tests: dict[str, Test] = {
            "commune": lambda text: communes.of(text) or (len(text) < 60 and communes.located(text)[0]),
            "telephone": lambda text: (reach(text) or " ")[0] == "telephone",
            "courriel": lambda text: (reach(text) or " ")[0] == "courriel",
            "site_web": re.compile(r"(?i)(?:https?://|www\.|[\w-]+\.)\S+\.\w\w").match,
            "code_postal": re.compile(r"(?:F-?)?\d{2} ?\d{3}\b").match,
            "complement_adresse": _SAID.search,
            "siret": re.compile(r"(?:\D?\d){14}").fullmatch,
            **dict.fromkeys((AGES, "ages.de", "ages.a"), _AGES.match),
            "type": lambda text: len(text) < 60 and type_of(text),
            "adresse": lambda text: NUMBER.fullmatch(text) or (_SAID.search(text) and not (reach(text) or _of_hours(text))),
            HOURS: lambda text: len(text) < 100 and (_of_hours(text) or _TIMES.search(f"{api.fold(text)} {text}")),
            "tarif.texte": re.compile(r"(?i).*(?:\d|gratuit)").match,
            CONTACT: lambda text: reach(text) or api.read_address(text, communes.names),
            PLACES: _counts,
            "gestionnaire": lambda text: _SAID.search(text) and not reach(text),
            "publics": lambda text: not _of_hours(text),
        }  # fmt: skip
        whole, mail = rf"(?:t[ée]l\w*\.? ?:? ?)?(?:{WRITTEN.pattern})", r"\S+@\S+\.\w+"
        ways = re.compile(rf"{whole}|{mail}").match
        self.own: dict[str, Test] = {
            "telephone": re.compile(whole).fullmatch, "courriel": re.compile(mail).fullmatch, CONTACT: ways,
            "site_web": self.tests["site_web"], "commune": communes.of,
            AGES: lambda text: re.search(r"an|mois", text) and (api.read_ages(text) or (None, text))[1] == "",
            HOURS: lambda text: re.search(r"\d ?h", text) and (api.read_opening(text) or {}).keys() - {"note"},
            "type": lambda text: only(re.sub(r"(?i)^une? ", "", re.split(r"[,(/]", text)[0])),
            "adresse": lambda text: communes.parted(text)[0] or like_a_street(text),
            "date": STAMP.match,
        }  # fmt: skip
        """The shapes that nothing else has: what a column without a title is."""
        self.proofs = self.own | {"adresse": lambda text: says_where(text) or self.own["adresse"](text)}

    def like_names(self, column: ListColumn) -> bool:
        """Whether cells may be names: words, not a code, a day, a way to reach someone, nor a commune and where it is there."""
        again = 0.5 if self.titled(column.title) else 0.8  # under « LAEP », one that opens on two days
        return _words(column.cells, again) and not self.belie_names(column)

    def begins_with_names(self, column: ListColumn) -> bool:
        """Whether most cells say what, then where: « MAM Tilou, salle des fêtes, Valbourg », « Tilou – rue Haute, Valbourg »."""
        return share(column.lines, self._name_and_where) > 0.5

    def _name_and_where(self, text: str) -> bool:
        name, *below = text.split("\n")
        if below:
            placed = any(self.tests["code_postal"](one) or self.communes.parted(one)[0] for one in below)
            return placed and bool(self.tests["type"](name) or not (says_where(name) or self.communes.located(name)[0]))
        name, dash, where = (*re.split(r"(\s[-–—]\s)", text, maxsplit=1), "", "")[:3]
        parted = dash and self.communes.parted(where)[0] and not (self.communes.located(name)[0] or says_where(name))
        return bool(parted or ("," in text and self.tests["type"](text.split(",")[0])))

    def belie_names(self, column: ListColumn) -> bool:
        """Whether most cells are no name of a place: « lundi 9h-12h », under « Accueil », or people."""
        return share(column.cells, self._no_name) >= 0.5

    def says_where(self, column: ListColumn) -> bool:
        """Whether most cells say where, not what: « devant la mairie », « Valbourg – salle des fêtes »."""
        shares = (share(column.cells, one) for one in (says_where, self._under_a_commune))
        if any("\n" in text for text in column.lines) and self.begins_with_names(column):
            return False
        return meaning_of(column.title) == "adresse" or (of_where(column.title) and max(shares) >= 0.5)

    def _under_a_commune(self, text: str) -> object:  # « Valbourg – Le Nid »
        return self.communes.of(re.split(r"\s[-–—]\s", text)[0])

    def _no_name(self, text: str) -> bool:
        digits, words = len(re.findall(r"\d", text)), re.findall(r"[^\W\d]{3,}", re.split(r"[\d@]", text)[0])
        others = ("telephone", "courriel", AGES, "site_web") if len(words) < 2 else ()
        told = _of_hours(text) or like_a_street(text) or any(self.tests[name](text) for name in others)
        code = re.fullmatch(r"[A-Z]{1,5}[-_]?\d+", text) or (digits > 3 and not re.search(r"[^\W\d]{3}", text))
        someone = _SOMEONE.match(text) and not self.tests["type"](text)
        return bool(told or code or someone) or bool(self.communes.of(re.sub(r"\([^()]*\)", "", text).split(",")[0]))

    def of(self, column: ListColumn) -> str:
        """What a column is: see the rule above. What is ticked is what its title says."""
        said, cells = _said(column), column.cells
        aged = bool(re.search(r"\d", column.title) and api.read_ages(column.title) and not _read(bare(column.title))[1])
        if share(cells, ticked) > 0.6:
            return AGES if aged else "type" if self.titled(column.title) else NOTES
        if not said and self.typed(column.title) and share(cells, str.isdecimal) > 0.6:
            return "type"  # « MAM », over numbers
        if not said and aged and share(cells, _counts) > 0.6:
            return PLACES
        if not said:
            return next((name for name, test in self.own.items() if untitled(column) and share(cells, test) > 0.6), "")
        if said == "nom" and self.says_where(column):
            return "adresse"
        if said == "nom" and self.belie_names(column):  # « Site », of addresses of the web, « Accueil », of hours
            return next((name for name in ("site_web", HOURS, "commune") if share(cells, self.tests[name]) > 0.6), "")
        if said == "commune" and bare(column.title) in {"ou", "localisation", "implantation"}:
            return "commune" if share(cells, self.tests["commune"]) else "adresse"
        days = said == HOURS and any(DAY.match(bare(one).removeprefix("h ")) for one in (column.over, column.title))
        if said == CONTACT or (days and not share(cells, str.isdecimal)):  # a day less would make a week false
            return said
        how_long = "amplitude" in bare(column.title) and share(cells, CLOCK.fullmatch) > 0.4  # « 11h », not when
        if how_long or (bare(column.title) == "gestion" and any(_MODE.match(api.fold(text)) for text in cells)):
            return NOTES
        ways = {"inscription.comment": (CONTACT, said), "ages.de": (HOURS, said), "ages.a": (HOURS, said)}.get(said, (said,))
        tests = self.tests | {"commune": self.tests["gestionnaire"]}  # it may be of elsewhere
        known = (name for name in ways if share(cells, tests.get(name, bool)) >= 0.4)
        return next(known, "" if said == HOURS else NOTES)


def understood(columns: Sequence[ListColumn], evidence: ColumnEvidence) -> list[str]:
    """What each column is; "" and ``NOTES`` for a note. Several may be of one meaning where :data:`SEVERAL` says so."""
    found = [evidence.of(column) if any(column.cells) else "" for column in columns]
    for name in {name for name in found if name not in {NOTES, HOURS} and found.count(name) > 1}:
        found = ["" if one == name and untitled(column) else one for one, column in zip(found, columns, strict=True)]
    for rank, column in enumerate(columns[:-1]):
        if api.fold(column.title) in _NUMBERING and found[rank] != "telephone":  # « N° », before « Voie »
            found[rank] = "adresse" if found[rank + 1] == "adresse" else NOTES
    if any(bare(column.title) in {"prenom", "first name", "role", "fonction", "poste"} for column in columns):
        found = [PERSON if bare(one.title) in {"nom", "name"} else meaning for one, meaning in zip(columns, found, strict=True)]
    if "nom" not in found and "batiment" in (first := [bare(one.title) for one in columns[:2]]):  # what a town owns
        found[first.index("batiment")] = "nom"
    _with_a_name(found, columns, evidence)
    exact = [bare(column.title) in _BY_WORDS for column in columns]
    typed = [meaning == "type" and share(one.cells, evidence.tests["type"]) for meaning, one in zip(found, columns, strict=True)]
    best = {name: max(range(len(found)), key=lambda n: (found[n] == name, typed[n], exact[n], -n)) for name in {*found}}
    for rank, name in enumerate(found):
        beside = name == "adresse" and rank and found[rank - 1] == "adresse"
        if name in SEVERAL or rank == best[name] or beside or not name:
            continue
        if name == "adresse" and rank + 1 < len(found) and best[name] > rank and {*found[rank : best[name]]} == {"adresse"}:
            continue
        kinds = name == "nom" and "type" not in found and share(columns[rank].cells, evidence.tests["type"]) > 0.6
        told = name == "type" and any(share(columns[rank].cells, test) > 0.6 for test in (ticked, str.isdecimal))
        found[rank] = "type" if kinds or told else NOTES
    _whole_places(found, columns)
    return found


def words_of(column: ListColumn) -> set[str]:
    """What the words of a title, and of what stands above it, mean."""
    return _read(bare(f"{column.over} {column.title}"))[0]


SEVERAL = {"telephone", "courriel", "site_web", AGES, HOURS, CONTACT, NOTES, PERSON, PLACES}


def _whole_places(found: list[str], columns: Sequence[ListColumn]) -> None:
    """Of several columns of places, that of the whole is kept, or parts that add up; « matin », « midi », « soir » do not."""
    ranks = [rank for rank, name in enumerate(found) if name == PLACES]
    titles = {rank: f"{columns[rank].over} {columns[rank].title}".strip().lower() for rank in ranks}
    whole = [rank for rank in ranks if "total" in titles[rank] or bare(titles[rank]) in _BY_WORDS]
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
        if schools and share(columns[rank].cells, evidence.tests["type"]) > 0.8:
            found[rank], found[schools[0]] = "type", "nom"  # « Cantine », « École du Plan »
        return

    def said(rank: int) -> float:
        if evidence.begins_with_names(columns[rank]):
            return 5
        words = {*map(_BY_WORDS.get, bare(columns[rank].title).split())}
        if "nom" in words and not of_where(columns[rank].title):
            return 4
        if evidence.titled(columns[rank].title) or rank in schools:
            return 3
        if found[rank] == "" and share(columns[rank].cells, evidence.tests["type"]) > 0.4:
            return 2.8
        if found[rank] == "" and share(columns[rank].cells, re.compile(r"[A-ZÀ-Þ].{,60}$").match) > 0.8:
            return 2.5
        return {"structure": 2, "gestionnaire": 2, "": 1, "type": not untitled(columns[rank])}.get(found[rank], 0)

    usual = {"", "type", HOURS, "adresse", AGES, CONTACT, NOTES, "structure", "gestionnaire"}
    ranks = [
        rank
        for rank, one in enumerate(columns)
        if evidence.begins_with_names(one) or (evidence.like_names(one) and (of_where(one.title) or found[rank] in usual))
    ]
    ranks.sort(key=said, reverse=True)
    ranks.sort(key=lambda rank: of_where(columns[rank].title) and evidence.says_where(columns[rank]))
    if len(ranks) > 1 and said(ranks[0]) == said(ranks[1]) and said(ranks[0]) in {1, 2.5}:
        return  # of two, neither
    if ranks := [*ranks, *schools, *(rank for rank, name in enumerate(found) if name == "type" and not untitled(columns[rank]))]:
        found[ranks[0]] = "nom"
        first = columns[0]  # « Besoin », whose cells are merged, or blank below
        if ranks[0] and found[0] in {"", NOTES} and not all(first.cells) and evidence.begins_with_names(columns[ranks[0]]):
            found[0] = "type" if any(map(evidence.tests["type"], first.cells)) else found[0]


def _words(cells: Sequence[str], different: float = 0.8) -> bool:
    """Whether cells may be the names of places: words, all different or nearly, on most rows."""
    said = [text for text in cells if text]
    words = [text for text in said if re.match(r"\W*(?:[^\W\d]['’])?\w*[^\W\d]{2}|\d,", text)]
    return len({*words}) >= max(2, different * len(said)) and len(said) > len(cells) / 2
