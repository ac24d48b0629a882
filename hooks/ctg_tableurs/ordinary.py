"""An ordinary list, as a town hall keeps it → one table: its columns as they are understood, the rows that are places, with what
stands above them for several. Nothing of it has to be mended first. What was left out is told."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from statistics import median
from typing import NamedTuple

from ctg import api
from ctg_tableurs import titles
from ctg_tableurs.facts import WIDER, WRITTEN, Communes, dated, of_place, reach, says_where
from ctg_tableurs.kinds import MAKERS, PUBLISHERS, TypeWords
from ctg_tableurs.layout import TableOfSheet, distinct, named, parts_of, proven, without_sums
from ctg_tableurs.table_file import RowOfSheet, SheetOfFile, Wide, lines_of, text_of
from ctg_tableurs.titles import AGES, CONTACT, HOURS, NOTES, PERSON, PLACES, ColumnEvidence, ListColumn, meaning_of

NOTHING = {"", "-", "–", "—", "/", "nc", "n c", "neant", "so", "s o", "sans objet", "?", "."}
"""What people write in a cell that says nothing."""
SECTIONS = {
    AGES: "Âges (titre au-dessus)",
    HOURS: "Jours (titre au-dessus)",
    "type": "Type (titre au-dessus)",
    "commune": "Commune (titre au-dessus)",
    NOTES: "Titre au-dessus",
}
"""Columns of ours: what stands above several rows, in the name of their sheet, or in its title."""
AROUND = "Autour du tableau"
"""The column of ours of what a sheet says of all its rows: above its titles, below its rows."""
UNNAMED = "Nom (d’après le type)"
"""The column of ours that names the places that have no name."""
DITTO = re.compile(
    r"[\W_]*(?:idem|id|ditto|ci-dessus)[\W_]*|[\"″〃”«»\s]+|''|-?\s*//+\s*-?|(?:[\w ]+, )?même (?:numéro|n°|tél\w*)",
    re.IGNORECASE,
)
"""What people write for « the same as above »."""
_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)\b|moyenne|effectif total|(?:nombre|nbr?e?)(?: de| total|$)")
_GONE = re.compile(
    r"\bsupprimee?s?\b|\bdefinitivement\b|\bn existe plus|cess\w+ (?:son |d )?activite|\bfermee? depuis|\ba ferme\b|\bdissoute?\b"
    r"|\bponctuel|^(?:\w+ )?test$|^projet(?! (?:social|educatif|pedagogique|famille|de |d (?!ouv)))|\ben projet\b"
    r"|\bouverture prevue\b|\bpas (?:de local|de lieu|de financement|diffuser|publier|utiliser|supprimer|effacer)\b"
    r"|^annulee?s?\b|\ben recherche (?:de|d un) loca(?:l|ux)\b|\ben construction\b"
)
"""What is said, folded, of a place that is no more, or of what is no place."""
_STATE = re.compile(
    r"(?:archive|inacti(?:f|ve)|supprime|annule|obsolete|projet|en projet|(?:definitivement )?ferme(?= .*\d{4}|.? defin))e?s?\b.*"
)
"""How a cell, folded, says what its place is no more, or not yet."""
_ENDED = re.compile(r"(?:dt|date) (?:de |d )?(?:ferm|cess|suppr|radiation|fin (?:d )?activite)")
"""How a title, folded, begins over the date since which a place is no more."""
_ARCHIVE = re.compile(r"\b(?:archivee?s?|(?:definitivement )?fermee?s|inacti[fv]e?s|disparue?s?)$")
"""How a title, folded, ends above places that are no more, or the name of their sheet."""
_HELPS = re.compile(r"\b(?:quoi|qui|organisme|permanences?|services?|partenaires?|intervenants?|institution)\b")
"""In the title of a column of names, folded: they may be of services, and not of places."""
_NONE = re.compile(
    r"(?i)(?:rien|aucune?|n[ée]ant|pas (?:de|d['’])|projet|s[ée]jour|sortie|stages?|r[ée]union)\b|(?:\S+ ){5,}.*\w{2}[.!]$"
)
"""How a name begins that says that there is no place, or what happens once; a sentence."""
_ACTIVE, _NOT = {"actif", "active", "en service", "en activite", "publie"}, {"n", "non", "0", "faux", "false"}
"""Columns that say, folded, whether a place is still one; how they say that it is not."""
_HEAD = re.compile(r"[^\d:.*]{3,39}")
"""What may stand above several rows."""
_OFFICE = re.compile(r"(?i:c\.?c\.?a\.?s\.?|mairie|commune|ville) (?:de |d['’]|du |des )[A-ZÀ-Þ]")
"""How the name begins of what is a commune's own."""
_NATIONAL = re.compile(r"(?:1[5-8]|11[2-9]|19[16]|3\d ?\d\d|116 ?\d{3}|0 ?80\d(?: ?\d{2,3}){2,3})(?![ .]?\d)")
"""A number of the whole country, which is of no place: « 15 », « 3919 », « 0 800 05 95 95 »."""


class ListRow(NamedTuple):
    """A row of a list: its number, its cells and the faults of some, by the titles of their columns."""

    number: int
    cells: dict[str, api.Raw]
    faults: dict[str, str]


class NoPlace(NamedTuple):
    """A row that is no place: where it is, what it says."""

    row: int
    text: str


@dataclass(frozen=True)
class OrdinaryList:
    """Its rows, and what each of its columns is; "" for what is a note."""

    rows: tuple[ListRow, ...]
    columns: dict[str, str]
    left_out: tuple[NoPlace, ...] = ()
    date: str = ""
    """When it was made, if a title above says so."""


@dataclass
class _Reading:
    """What is read so far, from all the sheets."""

    communes: Communes
    chosen: Mapping[str, str]
    types: TypeWords
    evidence: ColumnEvidence
    places: bool
    today: str
    several: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    rows: list[ListRow] = field(default_factory=list)
    left_out: list[NoPlace] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)


def ordinary(
    sheets: Sequence[SheetOfFile], communes: Communes, types: TypeWords, chosen: Mapping[str, str], places: bool, today: str
) -> OrdinaryList:
    """The list of a file, of ``places`` or of services. ``chosen``: what titles were said to be. Raises :class:`TableError`."""
    read = _Reading(communes, chosen, types, ColumnEvidence(communes, types.of, types.titled, types.only), places, today)
    parts = [(sheet, part) for sheet in sheets for part in parts_of(sheet, read.evidence.tests)]
    titled = [(sheet, part) for sheet, part in parts if any(map(meaning_of, part.titles))]
    read.several = len(titled) > 1
    for sheet, part in titled or parts[:1]:
        _Part(read, sheet, part).read_rows()
    for meant, title in (*SECTIONS.items(), (NOTES, AROUND)):
        if any(title in row.cells for row in read.rows):
            read.columns[title] = meant
    if "nom" not in read.columns.values() or not read.rows:
        told = "Aucune colonne ne ressemble à un nom de lieu."
        raise api.TableError(told, "Donnez des titres aux colonnes : « Nom », « Commune », « Téléphone »…")
    return OrdinaryList(tuple(read.rows), read.columns, tuple(sorted(read.left_out)), next(iter(read.dates), ""))


class _Part:
    """Reads one table of a sheet."""

    def __init__(self, read: _Reading, sheet: SheetOfFile, part: TableOfSheet):
        self.read, self.sheet, self.faults = read, sheet, part.table.faults
        self.titles = [api.fold(title) for title in part.titles]
        self.rows, sums = without_sums(part)
        read.left_out += [NoPlace(sheet.number(number), text) for number, text in sums]
        foot = self._foot()
        rows = [row for _, row in self.rows if len([*filter(None, map(text_of, row))]) > 1] or [row for _, row in self.rows]
        cells = [[text_of(row[n]) for row in rows] for n in range(len(part.titles))]
        lines = [[lines_of(row[n]) for row in rows] for n in range(len(part.titles))]
        columns = [ListColumn(*one) for one in zip(part.titles, part.above, cells, lines, strict=True)]
        called = distinct([named(one.title, one.over) or f"Colonne {n}" for n, one in enumerate(columns, 1)])
        self.names = [name if any(one.cells) else "" for name, one in zip(called, columns, strict=True)]
        for name, guess in zip(
            self.names, proven(titles.understood(columns, read.evidence), columns, read.evidence), strict=True
        ):
            if name:
                read.columns.setdefault(name, read.chosen.get(name, guess))
        self.nom = next((name for name in self.names if name and read.columns[name] == "nom"), "")
        self.kind = next((name for name in self.names if name and read.columns[name] == "type"), "")
        names, kinds = (cells[self.names.index(one)] if one else [] for one in (self.nom, self.kind))
        pairs = [(name, kind) for name, kind in zip(names, kinds, strict=False) if name]
        names, kinds = [*filter(None, names)], [*filter(None, kinds)]
        self.apart = len({*map(titles.bare, kinds)}) > 1
        """Whether its kinds tell its rows apart: « permanence » among others, and not of all."""
        kinds = [text for text in kinds if read.types.only(text)]
        self.twice = len({*names}) < len({*pairs}) == len(names) and len({*kinds}) > 1 and len(kinds) > 0.8 * len(names)
        """Whether names that come back are told apart by their type: the canteen and the after-school care of a school."""
        self.small = not all(map(str.isupper, names))
        """Whether names are in small letters: capitals alone on a row are a title."""
        self.where = bool(self.nom) and read.evidence.says_where(columns[self.names.index(self.nom)])
        """Whether the column of names says where, and is only the name of places that have no other."""
        self.called_so = {*names}
        self._of_all([sheet.name, *part.said], foot)
        filled = [sum(map(bool, map(text_of, row))) for _, row in self.rows]
        self.usual = median([n for n in filled if n > 1] or [1])

    def _of_all(self, said: Sequence[str], foot: Sequence[str]) -> None:
        """What the name of the sheet, the titles above and the lines below say of all the rows."""
        read, meant, around = self.read, {self.read.columns[name] for name in self.names if name}, [*said[1:], *foot]
        self.around = {AROUND: "\n".join(dict.fromkeys(around))} if around else {}
        read.dates.extend(filter(None, map(dated, said)))
        below = () if self.nom and not self.where else foot
        texts = (*reversed(said[1:]), said[0], self.nom, *below)
        told = next((text for text in texts if read.types.titled(text, PUBLISHERS)), "")
        file = self.sheet.file
        told = told or (file if not re.search(r"\bet\b|[+&,]", file) and read.types.titled(file, MAKERS) else "")
        first = re.split(r"\s[-–—:]\s", told)[0]  # « Bus France services – 01… », « RPE Les Loups : lieux et jours »
        proper = told in below or re.search(r" (?:Les?|La|L['’]|Au|[«\"]) ?.*[a-zß-ÿ]", first)
        self.called = first if proper and len(first.split()) < 7 else ""
        near, kinds = {*map(read.communes.titled, said)} - {""}, {*map(read.types.named, self.called_so)} - {""}
        told = (
            told if len(kinds) < 2 or not any(self.titles) or read.types.titled(told) in kinds else ""
        )  # « Bonnes adresses des assistantes maternelles »
        self.whole = {"type": told, "commune": near.pop() if len(near) == 1 else "", NOTES: "" if told else _word(said[0])}
        days = {" ".join(week) for line in said for piece in re.split(r"[.;:]|\s[-–—]\s", line) if (week := _days_of(piece))}
        self.whole[HOURS] = days.pop() if len(days) == 1 and HOURS in meant else ""
        self.said = dict(self.whole)
        if not any(self.titles) and told == said[-1]:  # without titles, what stands just above is of the first rows only
            self.whole["type"] = ""
        helps = (
            read.several
            and _HELPS.search(api.fold(self.nom))
            and [one for one in (self.nom, *said) if api.fold(one)[:4] == "perm"]
        )
        tour = any(re.match(r"(?:\d+ )?(?:ludobus|bibliobus|tournees?)\b", api.fold(one)) for one in (*said, file))
        self.visits = "permanence" if helps else "tournee" if tour else ""
        """What its titles say that all its rows are: desks of services, stops of a vehicle."""
        schools = "ecole" in api.fold(self.nom).split() and not read.types.titled(self.nom)
        self.at_school = read.types.label(told) if told and schools else ""
        """What a list of schools holds in each: « Accueil périscolaire »."""
        if told and self.where and "adresse" not in meant:  # « Relais : permanences », by « Salle »
            read.columns[self.nom] = "adresse" if "commune" in meant else "commune"
            self.nom = ""
        self.people = not self.nom and any(api.fold(one) in {"prenom", "prenoms"} for one in self.names)
        """Whether its rows are people: their names, and no place's."""
        self.nom = self.nom or UNNAMED

    def _foot(self) -> list[str]:
        """What the last rows say alone, below a table of several columns: they are taken off."""
        foot = list[str]()
        while len(self.rows) > 1 and len(said := [*filter(None, map(text_of, self.rows[-1][1]))]) == 1:
            if len(self.rows[0][1]) < 3 or _TOTAL.match(api.fold(said[0])) or self._goes_on(self.rows[-1][1]):
                break
            self.read.left_out.append(NoPlace(self.sheet.number(self.rows[-1][0]), said[0]))
            foot, self.rows = [said[0], *foot], self.rows[:-1]
        return foot

    def _goes_on(self, cells: Sequence[api.Raw]) -> bool:
        """Whether a row only says, below its place, where it is or how to reach it: « 99100 Valbourg »."""
        (n, text), *others = [(n, text) for n, text in enumerate(map(text_of, cells)) if text] or [(0, "")]
        below = not others and any(text_of(cell) for _, row in self.rows for cell in row[:n])
        ways = (self.read.evidence.own[name] for name in ("telephone", "courriel"))
        return below and bool(re.match(r"\d{5} \D", text) or any(one(text) for one in ways))

    def read_rows(self) -> None:
        """The rows below the titles that are places, with what a row above said for several."""
        above, heads, head = dict[str, api.Raw](), list[NoPlace](), self.visits
        for number, row in self.rows:
            row = self._week(number, row, above)
            texts = [text_of(cell) for cell in row]
            cells = {name: above.get(name) if DITTO.fullmatch(text) else unescape(cell) if isinstance(cell, str) else cell
                     for name, cell, text in zip(self.names, row, texts, strict=False) if name}  # fmt: skip
            cells = {name: cell for name, cell in cells.items() if api.fold(text_of(cell)) not in NOTHING}
            if len(alone := [*filter(None, texts)]) == 1 and not self._goes_on(texts) and self._heads(alone[0]):
                heads.append(NoPlace(self.sheet.number(number), head := alone[0]))
                continue
            held = self.at_school or (text_of(cells.get(self.kind)) if self.twice else "")
            if self.nom in cells and self.read.types.only(held):
                cells[self.nom] = of_place(held, text_of(cells[self.nom]), "École" if self.at_school else "")
            kind = text_of(cells.get(self.kind) or (self.said["type"] if self.nom == UNNAMED else ""))
            where = next((text_of(cell) for name, cell in cells.items() if self.read.columns[name] == "commune"), "")
            if kind and self.nom not in cells and len(cells) > 1 and (where or not above or self.kind in cells):
                where = self.read.communes.of(where) or where
                cells[self.nom] = ", ".join(filter(None, (self.called or self.read.types.label(kind), where)))
                self.read.columns.setdefault(self.nom, "nom")
            if reason := self._no_place(cells, texts, head):
                self.read.left_out.append(NoPlace(self.sheet.number(number), reason))
                continue
            cells = self._carried(cells, above)
            above, heads = cells, []
            cells = cells | self.around
            faults = {name: said for n, name in enumerate(self.names) if name and (said := self.faults.get((number, n)))}
            self.read.rows.append(ListRow(self.sheet.number(number), cells, faults))
        self.read.left_out.extend(heads)

    def _week(self, number: int, row: Sequence[api.Raw], above: Mapping[str, api.Raw]) -> tuple[api.Raw, ...]:
        """A row, each of its days saying its hours: those of the day before where it is « idem » or merged, unless the same day
        of the row above says others; what is in doubt says so, and is not read.
        """
        days = [
            n
            for n, name in enumerate(self.names)
            if self.read.columns.get(name) == titles.HOURS and titles.DAY.match(titles.bare(name))
        ]
        said, until = [*row], -1
        for before, n in zip([-1, *days], days, strict=False):
            text, left = text_of(row[n]), text_of(said[before]) if before in days else ""
            over = text_of(above.get(self.names[n]))
            if not text and n < until:
                said[n] = said[before]
            elif DITTO.fullmatch(text):
                said[n] = left or over if not (left and over) or left == over else f"« {text} », à vérifier"
            elif isinstance(cell := row[n], Wide) and not isinstance(number, RowOfSheet):
                until = n + cell.columns
            elif "?" in text or api.fold(text) in {"nc", "n c"}:
                said[n] = f"« {text} », à vérifier"
        filled = [n for n in days if text_of(said[n])]
        if not self.sheet.name and len(days) > 3 and filled == days[:1]:  # a file of text has no merged cells
            said[days[0]] = f"{text_of(said[days[0]])} ?"
        return tuple(said)

    def _heads(self, text: str) -> bool:
        """Whether what stands alone on its row says something of the rows below; it is noted."""
        sigle = len(text) < 6 and self.read.types.titled(text)  # « MAM », which may be the initials of a commune
        if not sigle and (found := self.read.communes.told(text) or {self.read.communes.of(text)} - {""}):
            self.said["commune"] = found.pop() if len(found) == 1 else ""  # « VALBOURG et AUBRELUNE »: each row may be of either
        elif WIDER.search(api.fold(text)) and not self.read.types.titled(text):  # « Secteur de Valbourg »
            self.said |= {"commune": self.whole["commune"], NOTES: text}
        elif api.read_ages(text):
            self.said |= {AGES: text, NOTES: ""}
        elif len(text) < 60 and self.read.types.titled(text):
            self.said |= {"type": text, NOTES: ""}
        elif (self.usual > 2 or (self.small and text.isupper())) and _HEAD.fullmatch(text) and not _TOTAL.match(api.fold(text)):
            self.said |= {"type": self.whole["type"], AGES: "", NOTES: text}
        else:
            return False
        return True

    def _carried(self, cells: dict[str, api.Raw], above: Mapping[str, api.Raw]) -> dict[str, api.Raw]:
        """The cells of a row, with what stands above it, and the type that merged cells on the left say."""
        meant = self.read.columns
        for name in [*filter(None, self.names)][: self.nom != self.names[0]]:
            told = meant[name] == "type" and self.read.types.named(text_of(cells.get(self.nom)))
            if name not in cells and meant[name] in {"type", "commune"} and name in above and not told:
                cells = {name: above[name]} | cells
        own = next((text_of(cells[name]) for name in self.names if name in cells and meant[name] == "commune"), "")
        ours, plain = self.read.communes.located(own)[0], self.read.communes.of(re.sub(r"\b\d{5}\b", "", own))
        own = own if ours or titles.names_a_commune(own) else ""  # « à l'école »
        if {meant[name] for name in cells} & {"telephone", "courriel", CONTACT}:  # a place, and not the title of a page
            self.said["commune"] = plain or (not ours and own) or self.said["commune"]
        called, whole = text_of(cells.get(self.nom)), self.whole["commune"]
        named = self.read.communes.told(called)
        named |= {self.read.communes.parted(text_of(cell))[0] for name, cell in cells.items() if not meant[name]} - {""}
        if self.said["commune"] == whole and (named or not called or _OFFICE.match(called)):
            own = own or (called or "?") * (whole not in named)  # « CCAS de Valbourg », in a list of that of Aubrelune
        return {SECTIONS[one]: text for one, text in self.said.items() if text and not (one == "commune" and own)} | cells

    def _no_place(self, cells: Mapping[str, api.Raw], texts: Sequence[str], head: str) -> str:
        """Why a row, under the last title ``head``, is no place: its own words; "" when it is one."""
        shown, first = " ; ".join(filter(None, texts)), next(filter(None, texts), "")
        if self.read.rows and self._goes_on(texts):
            return ""
        alone = len(cells) == 1 and (self.nom not in cells or len(first) > 60 or self.usual > 2)
        counted = all(re.fullmatch(r"[\d ]+(?: [^\W\d]+)?", text) for text in texts if text)  # « 5 clubs », 76
        called = text_of(cells.get(self.nom, "?"))
        gone = any(_GONE.search(api.fold(text)) for text in texts) or not re.search(r"[^\W\d]|\?", called)  # « 115 »
        room = says_where(called) and not (self.read.types.named(called) or any(map(reach, texts)))  # « salle Haute »
        kind = text_of(cells.get(self.kind))
        kind = kind if self.apart or self.read.types.of(kind) else ""
        gone = gone or (self.read.places and self.read.types.passing(called, kind, head))
        gone = gone or bool(_NONE.match(called)) or (room and self.kind not in cells and not self.where)
        gone = (
            gone
            or bool(_ARCHIVE.search(api.fold(head or self.sheet.name)))
            or any(self._ended(name, text_of(cell)) for name, cell in cells.items())
        )
        if not cells or _TOTAL.match(api.fold(first)) or alone or counted or gone or self.people or self._national(cells):
            return shown or " "
        meant = {self.read.columns[name] for name in cells}
        if (
            len(cells) < 3 < self.usual
            and meant <= {"nom", NOTES, PERSON, ""}
            and not (self.read.types.named(called) or any(map(reach, texts)))
        ):
            return shown
        empty = "commune" in meant and meant <= {"commune", "code_insee", "code_postal", NOTES, "", PLACES}
        return shown if self.nom not in cells and (empty or all(isinstance(cell, float | int) for cell in cells.values())) else ""

    def _ended(self, title: str, text: str) -> bool:
        """Whether a cell says that its place is no more: « non » under « Actif », a date that has come."""
        state = len(text) < 30 and self.read.columns.get(title) not in {"nom", HOURS} and _STATE.fullmatch(api.fold(text))
        title = api.fold(title.replace("_", " "))
        ended = _ENDED.match(title) and [one for one in api.read_dates(text) if re.match("19|20", one)]
        return bool(state or (title in _ACTIVE and api.fold(text) in _NOT) or (ended and max(ended) <= self.read.today))

    def _national(self, cells: Mapping[str, api.Raw]) -> bool:
        """Whether a row only says a number of the whole country, « SAMU », 15, and nothing of where."""
        others = {name: text_of(cell) for name, cell in cells.items() if name != self.nom}
        reached = (text for name, text in others.items() if meaning_of(name) in {"telephone", CONTACT} or name[:8] == "Colonne ")
        where = {self.read.columns[name] for name in others} & {"commune", "adresse"}
        told = [text for text in others.values() if WRITTEN.search(text) or self.read.communes.parted(text)[0]]
        return any(map(_NATIONAL.match, reached)) and not (where or told or self.read.communes.told(text_of(cells.get(self.nom))))


def _word(name: str) -> str:
    """The name of a sheet, unless it is that of the spreadsheet."""
    return "" if re.fullmatch(r"(?i)(?:feuil\w*|sheet|tableau|liste|export|data|donn[ée]es)?[\s_]*\d*", name) else name


def _days_of(text: str) -> dict[str, str]:
    """The days that a title names, « Accueils du mercredi », and nothing more of them: no date, no exception."""
    named = [*re.finditer(rf"\b(?:{'|'.join(api.JOURS)})s?\b", text.lower())]
    if not named or re.search(r"\d|\b(?:pas|sauf|hors|sans|ferm\w*|r[ée]union)\b", text.lower()):
        return {}
    week = api.read_opening(text[named[0].start() : named[-1].end()]) or {}
    return week if {*week.values()} == {"oui"} else {}


def choices(kind: type[api.Record]) -> Iterator[tuple[str, str]]:
    """(word, what people read) of all that a column may be."""
    yield from (
        ("", "Une note, gardée dans la fiche"),
        (AGES, "Âges"),
        ("contact", "Contact"),
        ("horaires", "Horaires"),
        ("date", "Date"),
        (PERSON, "Des personnes : leurs noms ne sont pas repris"),
    )
    yield from ((column.name, column.label) for column in api.columns_of(kind)[1:] if column.shape is api.Shape.TEXT)
