"""A sheet as people lay it out → its tables, a place a row.

The same cells may be read in several ways: as they stand, a place a column, a fact a row below the name of its place. Of these,
the one whose titles explain most cells is right. Where nothing has a title, each row is a sentence, or its cells say what they
are.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple

from ctg import api
from ctg_tableurs.table_file import NumberedRows, RowOfSheet, SheetOfFile, Table, lines_of, text_of
from ctg_tableurs.titles import (
    AGES,
    CONTACT,
    DAY,
    HOURS,
    NOTES,
    PERSON,
    ColumnEvidence,
    ListColumn,
    bare,
    meaning_of,
    of_where,
    share,
    untitled,
    words_of,
)

HEAD = 25
"""Rows among which the titles are looked for."""
_CUT = re.compile(r"\s+[-–—]\s+|\s*[;•\t|]\s*|\s*\n\s*|(?<!\d),\s+(?=\d)|\s*:\s+(?=\d)")
"""What parts the name of a place from the facts of its sentence."""
_VALUE = re.compile(r"\d{3}|(?:\d\d[ .]?){4}|\S@")
"""What no title has: a long number, an address."""
_SURE = ("commune", "telephone", "courriel", "code_postal")
"""What cells prove: a title over them, all of which are so, is one, were it alone."""


Tests = Mapping[str, Callable[[str], object]]


class TableOfSheet(NamedTuple):
    """A table of a sheet: what stands above it, its titles, what stands above each, its rows, of as many cells."""

    said: tuple[str, ...]
    titles: Sequence[str]
    above: list[str]
    table: Table


def parts_of(sheet: SheetOfFile, tests: Tests) -> list[TableOfSheet]:
    """The tables of a sheet; one without titles when it has none. ``tests``: meaning → whether a cell is of it."""
    said, table = _title(_square(sheet.table))
    ways = ((said, table), _turned(said, table), _labelled(sheet.table))
    found = max(([*_tables(*way)] for way in ways if way), key=lambda one: _explained(one, tests))
    return found or [*_tables(said, _sentences(table))] or [_as_it_stands(said, table, tests)]


def _as_it_stands(said: Sequence[str], table: Table, tests: Tests) -> TableOfSheet:
    """A table without two titles that we know. Its first row is one of titles where it has no figure, and the rows below do, or
    where one of them says what all the cells below are.
    """
    rows = [_texts(cells) for _, cells in table.rows]
    columns, blank = [*zip(*rows, strict=True)], [""] * len(rows[0])
    proven = any(meaning_of(one[0]) in _SURE and all(map(tests[meaning_of(one[0])], one[1:])) for one in columns if one[1:])
    valued = [one[0] for one in columns if sum(bool(re.search(r"\d|@", text)) for text in one[1:]) > len(one) / 2]
    titled = proven or (len(valued) > 1 and not any(re.search(r"\d|\S@", text) for text in valued))
    return TableOfSheet(tuple(said), rows[0] if titled else blank, blank, replace(table, rows=table.rows[titled:]))


def _explained(found: Sequence[TableOfSheet], tests: Tests) -> int:
    """How many cells are what their title says."""
    return sum(
        bool(test(text))
        for one in found
        for n, title in enumerate(one.titles)
        if (test := tests.get(meaning_of(title)))
        for _, cells in one.table.rows
        if (text := text_of(cells[n]))
    )


def _square(table: Table) -> Table:
    """The same, its rows as long as the longest."""
    width = max(len(cells) for _, cells in table.rows)
    return replace(table, rows=tuple((number, (*cells, *[None] * (width - len(cells)))) for number, cells in table.rows))


def _texts(cells: Sequence[api.Raw]) -> list[str]:
    return [text_of(cell) for cell in cells]


def _filled(cells: Sequence[api.Raw]) -> list[str]:
    return [*filter(None, map(text_of, cells))]


def _meant(texts: Sequence[str]) -> set[str]:
    """What a row says that columns are; nothing for one that has a number of three figures, a year apart."""
    if any(_VALUE.search(re.sub(r"\b20\d\d\b", "", text)) for text in texts):
        return set()
    return {*filter(None, map(meaning_of, _days(texts)))}


def _title(table: Table) -> tuple[list[str], Table]:
    """What the first rows say alone, above a table that has more columns."""
    n = next((n for n, (_, cells) in enumerate(table.rows[:-1]) if len(_filled(cells)) > 1), 0)
    return [text for _, cells in table.rows[:n] for text in _filled(cells)], replace(table, rows=table.rows[n:])


# --- the ways to read it -------------------------------------------------------------------------


def _turned(said: Sequence[str], table: Table) -> tuple[list[str], Table] | None:
    """The same with its titles on a row, where they stand one below the other and each place has a column; what is said below is
    said of all. None where the first column has no titles, or has them again and again.
    """
    last = max((n for n, (_, cells) in enumerate(table.rows, 1) if any(_texts(cells)[1:])), default=0)
    rows, below = table.rows[:last], table.rows[last:]
    labels = [*filter(None, (api.fold(text_of(cells[0])) for _, cells in rows[:HEAD]))]
    if len({*labels}) < max(3, len(labels)):
        return None
    rows = ((rows[0][0], (text_of(rows[0][1][0]) or "Nom", *rows[0][1][1:])), *rows[1:])  # an empty corner
    numbers: list[int] = [RowOfSheet(n + 1, f"{n + 1} (comptée en colonnes)") for n in range(len(rows[0][1]))]
    turned = tuple(zip(numbers, zip(*(cells for _, cells in rows), strict=True), strict=True))
    ranks = {line: rank for rank, (line, _) in enumerate(rows)}
    faults = {(numbers[column], ranks[line]): told for (line, column), told in table.faults.items() if line in ranks}
    return [*said, *(text_of(cells[0]) for _, cells in below)], Table(turned, faults)


def _labelled(table: Table) -> tuple[list[str], Table] | None:
    """What stands above, and the same with a row a place and a column a fact, where each fact stands below the other, after its
    name: « Tél : 01… »; None where it is not so.
    """
    rows = [(number, cells) for number, cells in table.rows if _filled(cells)]
    pairs = [said[0] for _, cells in rows if len(said := _filled(cells)) == 2]
    cards = len(pairs) > 0.6 * len(rows) and len([*filter(meaning_of, pairs)]) > 0.6 * len(pairs)
    firsts = {number for (before, _), (number, _) in pairwise(rows) if number - before > 1}
    lines = [(number, *said) for number, cells in rows for said in _facts(cells, cards, number in firsts)]
    begun = next((n for n, (_, name, _) in enumerate(lines) if name), 0)
    head = [] if any(not name for _, name, _ in lines[begun:]) else [text for _, _, text in lines[:begun]]
    lines, names = lines[len(head) :], [name for _, name, _ in lines if name]
    if len({*names}) < 2 or len(names) == len({*names}) or len(names) < 0.6 * len(lines):
        return None
    titles, places = [*dict.fromkeys(name for _, name, _ in lines)], list[tuple[int, dict[str, list[str]]]]()
    before = None
    for number, name, text in lines:
        if name == titles[0] != before or not places:
            places.append((number, {}))
        places[-1][1].setdefault(name, []).append(text)
        before = name
    if len(places) < 2:
        return None
    more = max(0, len(places[0][1].get("", ())) - len(places[1][1].get("", ())))
    above, places[0][1][""] = places[0][1].get("", [])[:more], places[0][1].get("", [])[more:]
    cards_read = ((number, tuple("\n".join(said.get(name, ())) for name in titles)) for number, said in places)
    return [*head, *above], Table(((0, tuple(name or "Nom" for name in titles)), *cards_read))


def _facts(cells: Sequence[api.Raw], cards: bool, first: bool) -> list[tuple[str, str]]:
    """The facts of a row, each after its name, "" for none: « Tél », « 01… » is one, a cell of several lines is as many; the
    first row of a card may say « Le Nid », « crèche ».
    """
    said = [lines_of(cell) for cell in cells if text_of(cell)]
    if len(said) == 2 and cards and first and not meaning_of(said[0]):
        return [("", said[0]), ("Type", said[1])]
    if len(said) == 2 and (cards or meaning_of(said[0])):
        return [(said[0].rstrip(" :"), text_of(said[1]))]
    lines = [line.strip() for text in said for line in text.split("\n") if line.strip()]
    named = [re.fullmatch(r"([^\W\d][^:@\d]{1,30}?)\s*:\s*(.*)", line) for line in lines]
    return [(one[1], one[2]) if one and meaning_of(one[1]) else ("", line) for one, line in zip(named, lines, strict=True)]


def _sentences(table: Table) -> Table:
    """The same, where each place is a line « Le Nid – 5 rue Haute – 99100 Valbourg – 01… »."""
    if any(len(_filled(cells)) > 1 for _, cells in table.rows):
        return table
    lines = [(number, next((lines_of(cell) for cell in cells if text_of(cell)), "")) for number, cells in table.rows]
    cut = [(number, tuple(_CUT.split(text, maxsplit=1)) if re.search(r"\d|@", text) else (text,)) for number, text in lines]
    blocks = [[line for _, line in block] for _, block in groupby(enumerate(lines), lambda one: one[1][0] - one[0])]
    if sum(len(block) > 1 for block in blocks) > 1 and len(blocks) * 2 < len(lines):  # a fact a line, an empty row between places
        cut = [(block[0][0], (block[0][1], "\n".join(text for _, text in block[1:]))) for block in blocks]
    return _square(Table(((0, ("Nom", "Infos pratiques")), *cut))) if sum(len(cells) > 1 for _, cells in cut) > 1 else table


# --- the tables of a way, and their titles -------------------------------------------------------


def _tables(title: Sequence[str], table: Table) -> Iterator[TableOfSheet]:
    """The tables of a sheet that have titles, each with what stands above it."""
    for one in (beside for stacked in _stacked(table) if stacked.rows for beside in _beside(stacked)):
        rows = [_texts(cells) for _, cells in one.rows]
        hits = [len(_meant(texts)) for texts in rows[:HEAD]]
        best = max(range(len(hits)), key=lambda n: (hits[n], -n))
        if hits[best] < 2:
            continue
        above, titles, first = [""] * len(rows[best]), rows[best], best
        if best and hits[best - 1] and len([*filter(None, rows[best - 1])]) > 1:
            above, first = _spread(rows[best - 1]), best - 1
        elif best + 1 < len(hits) and (
            (hits[best + 1] > 2 and any(one and not over for one, over in zip(rows[best + 1], titles, strict=True)))
            or _goes_on(titles, rows[best + 1 : HEAD])
        ):  # « Association », « Où », « Quand » have no titles below
            best += 1
            above = [over if below else "" for below, over in zip(rows[best], _spread(titles), strict=True)]
            titles = [below or one for below, one in zip(rows[best], titles, strict=True)]
        said = (text for texts in rows[:first] for text in texts if text)
        yield TableOfSheet((*title, *said), _days(titles), above, replace(one, rows=one.rows[best + 1 :]))


def _stacked(table: Table) -> Iterator[Table]:
    """The tables that stand one under the other, each with what stands alone above its titles."""
    starts, last, titles = [0], -2, list[str]()
    for n, (_, cells) in enumerate(table.rows):
        said = [api.fold(text) for text in _filled(cells)]
        if not _is_head(_filled(cells)):
            continue
        if titles and last < n - 1 and said != titles[: len(said)]:
            while n > starts[-1] and len(_filled(table.rows[n - 1][1])) == 1:
                n -= 1
            starts.append(n)
        last, titles = n, said
    yield from (replace(table, rows=table.rows[start:end]) for start, end in pairwise([*starts, len(table.rows)]))


def _beside(table: Table) -> Iterator[Table]:
    """The tables that stand side by side: an empty column is between them, and titles come again."""
    head = max(table.rows[:HEAD], key=lambda row: len(_meant(_texts(row[1]))))
    titles = [api.fold(text) for text in _texts(head[1])]
    ends = [n for n, title in enumerate(titles) if not title and not any(text_of(cells[n]) for _, cells in table.rows)]
    bounds = [(start + 1, end) for start, end in pairwise([-1, *ends, len(titles)]) if any(titles[start + 1 : end])]
    groups = [{*titles[start:end]} - {""} for start, end in bounds]
    again = [one for one in groups if len(one) > 1]
    for start, end in bounds if len(again) > 1 and set.intersection(*again) else [(0, len(titles))]:
        rows = tuple((n, cells[start:end]) for n, cells in table.rows if _filled(cells[start:end]))
        yield Table(rows, {(n, column - start): said for (n, column), said in table.faults.items() if start <= column < end})


def _is_head(said: Sequence[str]) -> bool:
    """Whether a row below the titles is titles again: most of its cells say what columns are, and nothing else."""
    known = _meant(said) - {NOTES, PERSON}
    titles = sum(bool(meaning_of(text)) and len(text) < 30 for text in said) > 0.6 * len(said)
    told = known & {"commune", "telephone", "adresse", AGES, CONTACT} or (len(known) > 2 and bare(said[0]) == "nom")
    return titles and len(known) > (1 if "nom" in known else 2) and bool(told)


def _goes_on(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row below the titles is titles too: it stands only under those of several columns, or has no name, as
    the rows below have.
    """
    below, first = rows[0], next(n for n, title in enumerate(titles) if title)
    alone = [bool(title) and (bool(titles[n + 1]) if any(titles[n + 1 :]) else True) for n, title in enumerate(titles)]
    said = [n for n, text in enumerate(below) if text]
    named = not below[first] and sum(bool(row[first]) for row in rows[1:]) > (len(rows) - 1) / 2
    return len(said) > 1 and (named or not any(alone[n] for n in said)) and not any(_VALUE.search(below[n]) for n in said)


def _days(titles: Sequence[str]) -> Sequence[str]:
    """« L », « M », « M », « J », « V » → the days of the week, in their order."""
    rank, found = 0, dict[int, str]()
    for n, title in enumerate(map(api.fold, titles)):
        day = next((k for k in range(rank, 7) if title and len(title) < 4 and api.JOURS[k].startswith(title)), None)
        if day is not None:
            found[n], rank = api.JOURS[day], day + 1
    return [found.get(n, title) for n, title in enumerate(titles)] if len(found) > 3 else titles


def _spread(row: Sequence[str]) -> list[str]:
    """A title over several columns, above each of them."""
    found = [""]
    for cell in row:
        found.append(cell or found[-1])
    return found[1:]


# --- its rows, and its columns -------------------------------------------------------------------


def without_sums(part: TableOfSheet) -> tuple[NumberedRows, list[tuple[int, str]]]:
    """The rows of a table but its titles again, and those whose numbers are each the sum of those above, of all or of the last
    ones, and that say little more: the others, and these, with what they say.
    """
    titles, kept, sums = (
        [api.fold(title) for title in part.titles],
        list[tuple[int, tuple[api.Raw, ...]]](),
        list[tuple[int, str]](),
    )
    since, above = defaultdict[int, list[int]](list), defaultdict[int, int](int)
    for number, cells in part.table.rows:
        texts = _texts(cells)
        counts = {n: int(text) for n, text in enumerate(texts) if text.isdecimal() and len(text) < 6}
        summed = counts and all(count in {sum(since[n]), above[n]} and count for n, count in counts.items())
        if any(titles) and [*map(api.fold, texts)] == titles[: len(texts)]:
            continue
        if summed and len(_filled(cells)) < len(counts) + 2 and max(len(since[n]) for n in counts) > 1:
            sums.append((number, " ; ".join(_filled(cells))))
            since.clear()
            continue
        for n, count in counts.items():
            since[n].append(count)
            above[n] += count
        kept.append((number, cells))
    return tuple(kept), sums


def proven(found: list[str], columns: Sequence[ListColumn], evidence: ColumnEvidence) -> list[str]:
    """What no title says, the cells of one column may prove: « À quelle adresse peut-on venir ? », « Hebdo », « Statut »; its
    title says nothing else. Of several columns of telephones, the one that is for everyone; the others are notes.
    """
    phones = [n for n, one in enumerate(columns)
              if found[n] in {"", NOTES, "telephone"} and share(one.cells, evidence.tests["telephone"]) > 0.5]  # fmt: skip
    public = [n for n in phones if _PUBLIC.search(api.fold(columns[n].title)) and not words_of(columns[n]) & _OF_OTHERS]
    for n in phones if len(public) == 1 else ():
        found[n] = "telephone" if n in public else NOTES
    seat = set() if {"commune", "adresse"} & {*found} else {"siege", "siege social"}
    for name in ("adresse", "commune", "type", "telephone", "courriel", HOURS, AGES, "date"):
        own = [n for n, one in enumerate(columns) if found[n] in {"", NOTES} and share(one.cells, evidence.proofs[name]) > 0.6]
        own = [n for n in own if name == "type" or words_of(columns[n]) <= {name, CONTACT} or bare(columns[n].title) in seat]
        if name == "adresse":
            own = [n for n in own if name in words_of(columns[n]) or of_where(columns[n].title) or untitled(columns[n])
                   or bare(columns[n].title) in seat]  # fmt: skip
        own = own if name != "telephone" or own == phones else []  # of two, neither
        if name not in found and (len(own) == 1 or (own and name == "type")):
            found[own[0]] = name
    return found


_PUBLIC = re.compile(r"\baccueil\b|(?<!pas )(?<!pas a )diffus|\b(?:grand )?public\b|\bfamilles?\b|\bstandard\b|\busagers?\b")
"""In the title of a column of telephones, folded: they are for everyone."""
_OF_OTHERS = {PERSON, "gestionnaire"}


def named(title: str, over: str) -> str:
    """What a column is called: with what stands above it, when its own title says too little."""
    short = meaning_of(title) in {"", "ages.de", "ages.a"} or DAY.match(bare(over))
    return f"{over} {title}" if over and title and over != title and short else title or over


def distinct(titles: Sequence[str]) -> list[str]:
    return [
        f"{title} ({titles[:n].count(title) + 1})" if title and title in titles[:n] else title for n, title in enumerate(titles)
    ]
