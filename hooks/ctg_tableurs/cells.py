"""The cells of a row of an ordinary list → our fields: each fact in its own.

What a field cannot take, and what no column holds, is a line of the internal notes.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from ctg import api
from ctg_tableurs import facts, titles
from ctg_tableurs.entries import Row
from ctg_tableurs.kinds import VAGUE, TypeWords
from ctg_tableurs.known_lists import Liste, own_columns
from ctg_tableurs.ordinary import AROUND, SECTIONS, UNNAMED
from ctg_tableurs.table_file import lines_of, text_of
from ctg_tableurs.titles import AGES, CLOCK, CONTACT, DAY, HOURS, NOTES, PERSON, PLACES, bare, ticked

_SPANS = re.compile(r"(?:(?:de )?\d[\dh: ]*(?:-|–|à)\s*\d[\dh: ]*(?:/|,|et)?\s*)+")
_GLUED = re.compile(rf"(?<=\w)[\s,;:(–-]+(?:t[ée]l\w*\W*)?(?={facts.WRITTEN.pattern})", re.IGNORECASE)
"""What stands between a name and its telephone: « Les Saules, tél. 04… »."""
Filled = Sequence[tuple[str, api.Raw]]
"""The titles of the columns of one meaning that a row fills, each with its cell."""


class CellsReader:
    """Fills the fields of a row. ``communes``: those of the territory."""

    def __init__(self, root: Path, liste: Liste, date: str, communes: facts.Communes):
        self.liste, self.date = liste, date
        self.columns = own_columns(liste)
        self.by_name = {column.name: column for column in self.columns}
        ours = api.communes_in(root)
        coded = [(str(code), nom) for nom, values in ours.items()
                 for code in (values.get("code_insee"), *(values.get("codes_postaux") or ()))]  # fmt: skip
        shared = Counter(code for code, _ in coded)
        self.by_code = {code: nom for code, nom in coded if shared[code] < 2}
        """The commune of an INSEE code, or of a postcode that no other has."""
        self.communes, self.known = communes.names, communes
        self.types = TypeWords(root)
        self.today = str(api.today_in(root))
        self.year = (date or self.today)[:4]

    def _means(self, title: str) -> str:
        return self.liste.colonnes.get(title, NOTES)

    def _said(self, cells: Mapping[str, api.Raw], *meanings: str) -> list[str]:
        """What the columns of some meanings say."""
        return [text_of(cells[title]) for one in meanings for title, name in self.liste.colonnes.items()
                if name == one and title in cells]  # fmt: skip

    def _of_place(self, title: str) -> bool:
        """Whether the words of a column are of the place: not those of a note, of a person, of who runs it."""
        return self._means(title) not in {PERSON, "gestionnaire", "adresse", NOTES} or title in SECTIONS.values()

    def _group(self, row: Row, name: str, found: Filled) -> list[str]:
        special = {
            AGES: self._ages, CONTACT: self._contacts, HOURS: self._week, "type": self._type, PLACES: self._places,
            "commune": self._where, "date": self._dates, "code_insee": lambda *_: [],
        }  # fmt: skip
        if name in special and (name not in {"type", PLACES} or name in self.by_name):
            return special[name](row, found)
        if name in {NOTES, PERSON}:
            return [line for title, raw in found for line in facts.note(title, raw, name == PERSON)]
        if name == "nom":
            return self._name(row, *found[0])
        column = self.by_name[name]
        if name == "adresse":
            lines = [lines_of(raw) for _, raw in found]
            apart = any(map(facts.like_a_street, lines[1:])) and not titles.NUMBER.fullmatch(lines[0])
            parting = "\n" if apart else " "  # « Bât. C », « 5 rue Haute »
            return self._address(row, found[0][0], parting.join(lines))
        notes: list[str] = []
        for title, raw in found:
            notes += facts.note(title, raw) if column in row.cells else self._field(row, title, column, raw)
        return notes

    def _field(self, row: Row, title: str, column: api.Column, raw: api.Raw) -> list[str]:
        if column.name in {"telephone", "courriel"}:
            return self._contacts(row, [(title, raw)])
        try:
            said = api.restored(raw, column)
        except api.CellError:
            return facts.note(title, raw)
        value, rest = said.value, said.rest
        if not api.fits(column.type, value):
            return facts.note(title, raw)
        row.cells[column] = value
        return facts.note(title, rest)

    def _address(self, row: Row, title: str, text: str) -> list[str]:
        """« Foyer, 5 rue des Saules, 99100 Valbourg – 01… »: its street, what it is in, its postcode, ways to reach it."""
        street, beside, kept = self.by_name["adresse"], self.by_name["complement_adresse"], list[str]()
        whole = api.read_address(text, self.communes)
        if whole and whole.street and not facts.reach(text):
            row.cells.update({self.by_name["code_postal"]: whole.postcode} if whole.postcode else {})
            text = whole.street
        for piece in self._spread(row, text):
            code, commune = re.findall(r"\b\d{5}\b", piece), re.sub(r"^\d{5}\b\W*", "", piece)
            row.cells.update({self.by_name["code_postal"]: code[0]} if code else {})
            kept += [piece] if commune and not self.known.of(commune) else []
        said = ", ".join(kept)
        if said and street not in row.cells:
            row.cells[street], said = said, ""
        if said and beside not in row.cells and api.fits(beside.type, said):
            row.cells[beside], said = said, ""
        return facts.note(title, said)

    def _name(self, row: Row, title: str, raw: api.Raw) -> list[str]:
        """« Le Nid (fermé en août) », « Le Nid, 5 rue Haute, 99100 Valbourg », « MAM \"Le Nid\" »; its type."""
        text, _, below = _GLUED.sub("\n", lines_of(raw), count=1).partition("\n")
        text = text.strip()
        name, comma, where = text.partition(",")
        whole = api.read_address(where.strip(), self.communes) if comma else None
        if (whole and whole.commune) or self.known.parted(where)[0]:
            text, below = name, f"{where}\n{below}"
            name, dash, street = (*re.split(r"(\s[-–—]\s)", name, maxsplit=1), "", "")[:3]
            if dash and facts.says_where(street):  # « Le Nid – 5 rue Haute, Valbourg »
                text, below = name, f"{street}, {below}"
        kind, notes = self.by_name.get("type"), list[str]()
        if kind and kind not in row.cells and (named := self.types.named(text)):
            row.cells[kind] = named
        aside = re.search(r"\s*\(((?!bis|ter)[^()]*)\)$", text)
        told = aside and (re.match("[^A-ZÀ-Þ]", aside[1]) or self.known.located(aside[1])[0] or facts.reach(aside[1]))
        aside = None if not told or (aside and text[: aside.start()].isupper()) else aside
        text = text[: aside.start()] or text if aside else text
        if spoken := re.fullmatch(r"([a-zß-ÿ].*?) ?: *([«A-ZÀ-Þ].*)", text):  # « des jeux : Le Grenier »
            text, notes = spoken[2], facts.note(title, spoken[1])
            if kind and kind not in row.cells and (meant := self.types.of(spoken[1])):
                row.cells[kind] = meant
        called = re.fullmatch(r"([^«\"“]+?)\s*[«\"“]\s*([^«»\"“”]+?)\s*[»\"”]", text)
        notes += facts.note(title, text) if called else []
        if called:
            text = called[2] if self.types.only(called[1]) or called[1][0].islower() else f"{called[1]} {called[2]}"
        row.cells[self.by_name["nom"]] = " ".join(text.split())
        below = "\n".join(filter(None, (aside and aside[1], below.strip())))
        said = [one for line in below.split("\n") if (one := self.types.only(line) and self.types.of(line))]
        if kind and kind not in row.cells and said:
            row.cells[kind] = said[0]
        return [*notes, *self._contacts(row, [(title, below)])]

    def _type(self, row: Row, found: Filled) -> list[str]:
        """The type that a cell says, else a ticked column, else the name of the place, else what stands above."""
        column, notes = self.by_name["type"], list[str]()
        named, words = row.cells.get(column), bare(str(row.cells.get(self.by_name["nom"], "")))
        unknown, less = False, words in VAGUE or any(words.startswith(f"{one} ") for one in VAGUE)
        for title, raw in sorted(found, key=lambda one: one[0] == SECTIONS["type"]):
            text, above = text_of(raw), title == SECTIONS["type"]
            text = title if ticked(text) or text.isdecimal() else text
            meant = self.types.titled(text) or self.types.of(text) if above else self.types.of(text)
            vague = (above and not less) or bare(text) in VAGUE
            unknown = unknown or not (above or meant or ticked(text))
            if text_of(raw).isdecimal() and meant and PLACES in self.by_name:
                row.cells.setdefault(self.by_name[PLACES], text_of(raw))
            meant = "" if above and unknown else meant  # what a row says, were it not understood, before what stands above
            if meant and (column not in row.cells or (row.cells[column] == named and not vague)):
                row.cells[column] = meant
                named = None if not vague else named
            said_more = len(bare(text).split()) > 2 and not self.types.only(text) and not ticked(text_of(raw))
            if not above and (not meant or row.cells.get(column) != meant or said_more):
                notes += facts.note(title, raw if not ticked(text_of(raw)) else "oui")
        return notes

    def _where(self, row: Row, found: Filled) -> list[str]:
        """« 99100 Valbourg (hameau du Bas) »: what is said besides the commune."""
        notes = []
        for title, raw in found:
            if (code := re.search(r"\b\d{5}\b", text_of(raw))) and (column := self.by_name.get("code_postal")):
                row.cells.setdefault(column, code[0])
            aside = re.search(r"\(([^()\d]{4,})\)", text_of(raw))
            within = self.known.located(text_of(raw))[1] or (aside[1] if aside else "")
            whole = api.read_address(text_of(raw), self.communes)
            street = whole.street if whole and whole.commune else text_of(raw)  # « 5 rue Haute, Valbourg »
            rest = street if facts.says_where(text_of(raw)) and not self.known.of(text_of(raw)) else within
            column = self.by_name.get("adresse")
            if column and not aside and rest and column not in row.cells:
                row.cells[column] = rest  # « Valbourg, 5 rue Haute »
            else:
                notes += facts.note(title, rest)
        return notes

    def _places(self, row: Row, found: Filled) -> list[str]:
        """One number, or parts that add up; « 3 logements (11 places) » are eleven, « 40 studios » are not told."""
        column = self.by_name[PLACES]
        found = [one for one in found if text_of(one[1]) != "0"]  # nobody counted
        text, total = (text_of(found[0][1]), facts.said_places(text_of(found[0][1]))) if len(found) == 1 else ("", "")
        if facts.ROOMS.search(text) or (total and len(re.findall(r"\d+", text)) > 1):  # « 3 AM, 12 enfants »
            row.cells.update({column: total} if total else {})
            return facts.note(*found[0])
        if len(found) == 1:
            return self._field(row, found[0][0], column, found[0][1])
        numbers = [text_of(raw) for _, raw in found]
        if all(text.isdecimal() for text in numbers) and len({title for title, _ in found}) == len(found):
            row.cells[column] = str(sum(map(int, numbers)))
        return [line for title, raw in found for line in facts.note(title, raw)]

    def _ages(self, row: Row, found: Filled) -> list[str]:
        """One cell, two bounds, or ticked columns that follow one another."""
        found = [one for one in found if one[0] != SECTIONS[AGES]] or found  # what a row says, before what stands above it
        typed = [(title, title if ticked(text_of(raw)) else facts.age_as_typed(text_of(raw))) for title, raw in found]
        named = [(title, text, self.liste.colonnes.get(title, AGES)) for title, text in typed]
        bounds = {name: (title, text) for title, text, name in named if name != AGES}
        years = "ans" if facts.in_years(*(bounds[name][1] for name in ("ages.de", "ages.a") if name in bounds)) else ""
        said: list[dict[str, str]] = []
        notes: list[str] = []
        for title, text, name in named:
            whole = facts.with_unit(title, text, years if name != AGES else "ans" if facts.in_years(text) else "")
            if name == AGES:
                ages = api.read_ages(whole)
                said += [ages[0]] if ages and ages[0] else []
                notes += [] if ages and ages[0] and not ages[1] else facts.note(title, text)
            else:
                column = self.by_name[name]
                notes += self._field(row, title, column, "0 mois" if text == "0" else whole)
        joined = facts.joined_ages(said)
        for name, value in joined.items():
            row.cells.setdefault(self.by_name[f"{AGES}.{name}"], value)
        return notes if joined or not said else [line for title, text, _ in named for line in facts.note(title, text)]

    def _contacts(self, row: Row, found: Filled) -> list[str]:
        """« Mme X, directrice - 04 … - x@exemple.fr », « 5 rue Haute ⏎ 99100 Valbourg »: each fact in its field."""
        return [line for title, raw in found for line in facts.note(title, " ; ".join(self._spread(row, lines_of(raw))))]

    def _spread(self, row: Row, text: str) -> list[str]:
        """The pieces of a text, without the ways to reach a place and where it is, which go to their fields."""
        parts = [*filter(None, (self._reached(row, piece) for piece in facts.PIECES.split(text)))]
        for first, last in [(n, n + size) for size in (3, 2, 1) for n in range(len(parts) - size + 1)]:
            lead, _, part = ", ".join(parts[first:last]).rpartition(" : ")  # « Mardi : 99100 Valbourg »
            ends = last - first < 2 or self.known.of(parts[first]) or self.known.parted(parts[last - 1])[0]
            if ends and (last - first < 3 or facts.like_a_street(part)) and self._located(row, part):
                parts[first:last] = [lead] if lead else []
                break
        return parts

    def _reached(self, row: Row, part: str) -> str:
        """The ways to reach someone that a part of a cell says → their fields; what is left of it."""
        found = facts.reach(part)
        while found and found[0] in self.by_name and self.by_name[found[0]] not in row.cells:
            row.cells[self.by_name[found[0]]] = found[1].value
            part = found[1].rest
            found = facts.reach(part)
        return part.strip()

    def _located(self, row: Row, part: str) -> bool:
        """Whether a part of a cell is where the place is: its street, its postcode."""
        where, street = api.read_address(part, self.communes), self.by_name.get("adresse")
        if where and where.commune in self.communes:
            told = {"adresse": where.street, "code_postal": where.postcode}
            row.cells.update({self.by_name[name]: value for name, value in told.items() if value and name in self.by_name})
            return True
        if street and street not in row.cells and ", " not in part and facts.like_a_street(part) and not api.read_ages(part):
            row.cells[street] = part
            return True
        return False

    def _lacking(self, row: Row, cells: Mapping[str, api.Raw]) -> None:
        """What no column gave and the words of the row give once: ages, a telephone. Two answers: none is taken."""
        texts = {title: str(cell) for title, cell in cells.items() if isinstance(cell, str)}
        of_place = [text for title, text in texts.items() if self._of_place(title) and title not in {*SECTIONS.values(), AROUND}]
        aside = [title for title in texts if self._means(title) in {"", NOTES} and facts.REMARK.search(api.fold(title))]
        of_hours = [title for title in texts if self._means(title) == CONTACT and HOURS in titles.meanings_of(title)]
        remarks = [texts[title] for title in (*aside, *of_hours)]
        for piece in (one for text in remarks for one in facts.PIECES.split(text)):
            way = facts.reach(piece)
            if way and not way[1].rest.strip(" .:") and way[0] not in self.liste.colonnes.values():
                self._reached(row, piece)
        remarks = ["\n".join(line for line in text.split("\n") if not facts.reach(line)) for text in remarks]
        if not any(column.name.startswith(f"{AGES}.") for column in row.cells) and f"{AGES}.de" in self.by_name:
            found = {tuple(ages.items()) for text in (*of_place, *remarks) if (ages := facts.said_ages(text))}
            for name, value in found.pop() if len(found) == 1 else ():
                row.cells[self.by_name[f"{AGES}.{name}"]] = value
        self._remarked(row, remarks, self._said(cells, HOURS))
        around = facts.PIECES.split(texts.get(AROUND, "")) if UNNAMED in texts else ()
        for piece in around if len([*filter(facts.reach, around)]) == 1 else ():  # « Bus FS – renseignements : 01… »
            self._reached(row, piece)

    def _remarked(self, row: Row, remarks: Sequence[str], hours: Sequence[str]) -> None:
        """What only the remarks of a row, or its ``hours``, say: its places; its hours, unless a column is of them."""
        weeks = [week for text in remarks if (week := facts.said_week(text))]
        if len(weeks) == 1 and not hours and f"{HOURS}.lundi" in self.by_name:
            self._fill_week(row, weeks[0])
        places = {*map(facts.said_places, [*remarks, *hours])} - {""}
        if len(places) == 1 and PLACES in self.by_name:
            row.cells.setdefault(self.by_name[PLACES], places.pop())

    def _fill_week(self, row: Row, week: Mapping[str, Any]) -> None:
        for name, value in week.items():
            shown = ", ".join(value) if isinstance(value, list) and name in api.JOURS else value
            row.cells[self.by_name[f"{HOURS}.{name}"]] = shown if isinstance(shown, str) else api.flow(shown)

    def _week(self, row: Row, found: Filled) -> list[str]:
        """One sentence of all the columns, then read as one; that of the holidays is their own week, or a note."""
        found = [(title, self._without_ways(row, raw)) for title, raw in found]
        said = [(_day(title), text) for (title, _), text in zip(found, facts.hours_of([raw for _, raw in found]), strict=True)]
        apart = [one for one in said if facts.SEASON.fullmatch(bare(one[0]))]
        above = [text for title, text in said if title == SECTIONS[HOURS]]
        said = [one for one in said if one not in apart and one[0] != SECTIONS[HOURS]]
        texts = _one_week(said, above)
        holidays = [f"vacances : {text}" for title, text in apart if texts and bare(title) in {"vacance", "vacance scolaire"}]
        weeks = (api.read_opening(" ; ".join(one)) or {} for one in ([*texts, *holidays], texts))
        week = next((one for one in weeks if one.keys() - {"note"}), {})
        told = {title for title, _ in found} - {SECTIONS[HOURS]}
        if week:
            self._fill_week(row, week)
            told = {title for title, text in said if not DAY.match(bare(title)) and text not in " ".join(texts)}
            told |= {title for title, _ in apart if not (holidays and "vacances" in str(week))}
        return [line for title, raw in found if title in told for line in facts.note(title, facts.hours(raw))]

    def _without_ways(self, row: Row, raw: api.Raw) -> api.Raw:
        """A cell of hours, without its lines that say how to reach the place, which go to their fields."""
        lines = raw.split("\n") if isinstance(raw, str) else []
        ways = [line for line in lines if facts.reach(line)] if len(lines) > 1 else []
        left = [rest for line in ways if (rest := " ; ".join(self._spread(row, line)))]
        kept = [line for line in lines if line not in ways]
        return "\n".join([*kept, *left]) if ways else raw

    def _past(self, text: str) -> str:
        """The date of a cell, if it has come; "" for that of what is announced."""
        return next((one for one in api.read_dates(text[:10]) if one[:2] == "20" and one <= self.today), "")

    def _dates(self, row: Row, found: Filled) -> list[str]:
        return [line for title, raw in found if not self._past(text_of(raw)) for line in facts.note(title, raw)]


def _one_week(said: Sequence[tuple[str, str]], above: Sequence[str]) -> list[str]:
    """A cell, a column a day, or columns of days, of openings and of closings, in sentences. ``above``: the days that the title
    says, for a row that says hours only. None in doubt: the hours of a day, and others which no day is said of.
    """
    days = [(title, text) for title, text in said if DAY.match(bare(title))]
    rest = [text for one in said if (text := one[1]) and one not in days]
    hours = [line for row in _by_rows([one for one in said if one not in days]) for line in _spans(row)]
    more = [f"{above[0]} {', '.join(hours)}"] if above and hours and all(map(_SPANS.fullmatch, hours)) else []
    if days:
        texts = [f"{bare(title).replace('apre ', 'apres-')} {re.sub('^[fF]$', 'fermé', text)}" for title, text in days]
        lost = not more and len(days) < 3 and re.search(r"\d ?[h:]", " ".join(rest))
        return [*more, *_by_days(texts)] if all(map(_understood, texts)) and not lost else []
    return more or [" ".join(_spans(row)) for row in _by_rows(said)]


def _by_days(texts: Sequence[str]) -> list[str]:
    """The halves of each day together: « lun matin 9h-12h », « lun soir fermé » → « lun 9h-12h »."""
    days = {day: [*group] for day, group in groupby(sorted(texts, key=_first), key=_first)}  # a half may be a row below
    halves = {day: [re.sub(r"^\w+ (?:matin|apres-midi|midi|soir) ", "", text) for text in group] for day, group in days.items()}
    opened = {day: [text for text in said if not re.match("(?i)ferm", text)] or said[:1] for day, said in halves.items()}
    return [f"{day} {', '.join(opened[day])}" if len(group) > 1 else group[0] for day, group in days.items()]


def _first(text: str) -> str:
    return text.split()[0]


def _by_rows(said: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The cells of each row of a place that goes on below: a title comes again."""
    rows = list[list[tuple[str, str]]]([[]])
    for title, text in filter(lambda one: one[1], said):
        rows += [[]] if title in dict(rows[-1]) else []
        rows[-1].append((title, text))
    return rows


def _spans(row: Sequence[tuple[str, str]]) -> list[str]:
    """The cells of a row, an opening and the closing beside as one; in doubt, « ? » that nothing reads."""
    times = [one for one in row if CLOCK.fullmatch(one[1])]
    halves = [{*bare(title).split()} & {"matin", "midi", "soir"} for title, _ in times]
    said = ["-".join(text for _, text in times[n : n + 2]) for n in range(0, len(times), 2)]
    sure = halves[::2] == halves[1::2]  # of « début matin », « fin soir », one is missing
    return [*(text for one in row if (text := one[1]) and one not in times), *(said if sure else ["?"] * bool(times))]


def _day(title: str) -> str:
    """« Ouvert le mercredi » → « mercredi »; what names no day, or several, as it is."""
    named = [day for day in api.JOURS if day in bare(title).split()]
    return named[0] if len(named) == 1 and not DAY.match(bare(title)) else title


def _understood(text: str) -> bool:
    """Whether the cell of a day gives its hours, or says when it opens: « 1er du mois : 15h-18h », « sur rendez-vous »."""
    week = api.read_opening(text) or {}
    return bool(week.keys() - {"note"} or re.search(r"\d ?h|rendez-vous", str(week.get("note"))))
