"""A sheet as people lay it out → tables whose titles are on their first rows: a place a column, a place a
sentence, two tables one under the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from ctg import api
from ctg_tableurs.facts import Communes, reach
from ctg_tableurs.table_file import RowOfSheet, SheetOfFile, Table, lines_of, text_of
from ctg_tableurs.titles import AGES, CONTACT, NOTES, PERSON, bare, meaning_of

HEAD = 25
"""Rows among which the titles are looked for."""
_CUT = re.compile(r"\s+[-–—]\s+|\s*[;•\t|]\s*|\s*\n\s*|(?<!\d),\s+(?=\d)|\s*:\s+(?=\d)")

_VALUE = re.compile(r"\d{3}|(?:\d\d[ .]?){4}|@")
"""What no title has: a long number, an address."""


class Head(NamedTuple):
    """Where the rows of a table begin, its titles, and what stands above each."""

    start: int
    titles: list[str]
    above: list[str]
    first: int = 0
    """The first row of the titles."""


class TableOfSheet(NamedTuple):
    """A table of a sheet: what stands above it, its head, all its rows, of as many cells."""

    said: tuple[str, ...]
    head: Head
    table: Table


def parts_of(sheet: SheetOfFile, communes: Communes) -> Iterator[TableOfSheet]:
    """The tables of a sheet; none when it has no titles."""
    whole = sheet.table if sheet.name else _rejoined(sheet.table)  # only a file of text has no name of sheet
    title, table = _labelled(whole) or _title(_square(whole))
    below, table = _upright(table)
    title = [*title, *below]
    for stacked in _stacked(_crossed(_sentences(table), communes)):
        for one in _beside(stacked):
            if not (head := _head(one)):
                continue
            said = (text_of(cell) for _, cells in one.rows[: head.first] for cell in cells)
            yield TableOfSheet((*title, *filter(None, said)), head, one)


def untitled(sheet: SheetOfFile) -> TableOfSheet:
    """A table without titles: its columns are known by their cells."""
    said, table = _title(_square(sheet.table))
    blank = [""] * len(table.rows[0][1])
    return TableOfSheet(tuple(said), Head(0, blank, blank), table)


def _rejoined(table: Table) -> Table:
    """The same, where the commas of sentences were taken for those of a file: each sentence in a cell."""
    rows = [(number, ", ".join(filter(None, _texts(cells)))) for number, cells in table.rows]
    widths = {len(cells) for _, cells in table.rows}
    said = any(len(_meant(_texts(cells))) > 1 for _, cells in table.rows[:HEAD])
    if said or len(widths - {1}) < 2 or median(len(text) for _, text in rows) < 70:
        return table
    return replace(table, rows=tuple((number, (text,)) for number, text in rows))


def _square(table: Table) -> Table:
    """The same, its rows as long as the longest."""
    width = max(len(cells) for _, cells in table.rows)
    return replace(table, rows=tuple((number, (*cells, *[None] * (width - len(cells)))) for number, cells in table.rows))


def _texts(cells: Sequence[api.Raw]) -> list[str]:
    return [text_of(cell) for cell in cells]


def _meant(texts: Sequence[str]) -> set[str]:
    """What a row says that columns are; nothing for one that has a number of three figures, a year apart."""
    if any(_VALUE.search(re.sub(r"\b20\d\d\b", "", text)) for text in texts):
        return set()
    return {*filter(None, map(meaning_of, texts))}


def _title(table: Table) -> tuple[list[str], Table]:
    """What the first rows say alone, above a table that has more columns."""
    rows, n = table.rows, 0
    while n < len(rows) - 1 and len([*filter(None, _texts(rows[n][1]))]) == 1:
        n += 1
    if n == len(rows) - 1:
        return [], table
    return [text for _, cells in rows[:n] for text in _texts(cells) if text], replace(table, rows=rows[n:])


def _upright(table: Table) -> tuple[list[str], Table]:
    """The same with its titles on a row, where they stand one below the other and each place has a column; what is said below."""
    rows = table.rows
    if len(rows[0][1]) == 1:  # of one column, each row may be a place
        return [], table
    while len(rows) > 1 and not any(_texts(rows[-1][1])[1:]):
        rows = rows[:-1]
    below = [text_of(cells[0]) for _, cells in table.rows[len(rows) :]]
    across = max((len(_meant(_texts(cells))) for _, cells in rows[:HEAD]), default=0)
    labels = [text_of(cells[0]) for _, cells in rows[:HEAD]]
    meant = {one for label in labels for one in _meant([label])}
    if len(meant) <= max(across, 2) or len({*map(bare, filter(None, labels))}) < len([*filter(None, labels)]):
        return [], table
    numbers: list[int] = [RowOfSheet(n + 1, f"{n + 1} (comptée en colonnes)") for n in range(len(rows[0][1]))]
    turned = tuple(zip(numbers, zip(*(cells for _, cells in rows), strict=True), strict=True))
    ranks = {line: rank for rank, (line, _) in enumerate(rows)}
    faults = {(numbers[column], ranks[line]): said for (line, column), said in table.faults.items() if line in ranks}
    return below, Table(turned, faults)


def _labelled(table: Table) -> tuple[list[str], Table] | None:
    """What stands above, and the same with a row a place and a column a fact, where each fact stands below the other, after its
    name: « Tél : 01… »; None where it is not so.
    """
    pairs = [said[0] for _, cells in table.rows if len(said := [*filter(None, _texts(cells))]) == 2]
    cards = len([*filter(meaning_of, pairs)]) > 0.6 * len(table.rows)
    lines = [(number, *_said(text)) for number, cells in table.rows for text in _lines(cells, cards)]
    names = [name for _, name, _ in lines if name]
    if len({*names}) < 2 or len(names) == len({*names}) or len(names) < 0.6 * len(lines):
        return None
    titles, places = [*dict.fromkeys(name for _, name, _ in lines)], list[tuple[int, dict[str, list[str]]]]()
    before = None
    for number, name, text in lines:
        if name == titles[0] != before or not places:
            places.append((number, {}))
        places[-1][1].setdefault(name, []).append(text)
        before = name
    more = max(0, len(places[0][1].get("", ())) - len(places[1][1].get("", ())))
    above, places[0][1][""] = places[0][1].get("", [])[:more], places[0][1].get("", [])[more:]
    rows = tuple((number, tuple("\n".join(said.get(name, ())) for name in titles)) for number, said in places)
    return above, Table(((0, tuple(name or "Nom" for name in titles)), *rows))


def _lines(cells: Sequence[api.Raw], cards: bool) -> list[str]:
    """The facts of a row: « Tél », « 01… » is one, a cell of several lines is as many."""
    said = [lines_of(cell) for cell in cells if text_of(cell)]
    if len(said) == 2 and (cards or meaning_of(said[0])):
        name = "" if meaning_of(said[0]) else "Remarque : "  # « À savoir », « anonyme et gratuit »
        return [f"{name}{said[0].rstrip(' :')} : {text_of(said[1])}"]
    return [line for text in said for line in text.split("\n") if line.strip()]


def _said(line: str) -> tuple[str, str]:
    """The name of a fact, and the fact; "" for what has no name."""
    found = re.fullmatch(r"([^\W\d][^:@\d]{1,30}?)\s*:\s*(.*)", line.strip())
    return (found[1], found[2]) if found and meaning_of(found[1]) else ("", line.strip())


def _crossed(table: Table, communes: Communes) -> Table:
    """The same with a row a place, where each commune has a row, and each kind of places a column, or two: « ALSH », « Tél
    ALSH ».
    """
    (_, titles), *rows = table.rows
    if len(titles) < 3 or sum(bool(cells and communes.of(text_of(cells[0]))) for _, cells in rows) < max(2, 0.7 * len(rows)):
        return table
    kinds = [text_of(title) for title in titles]
    of = [next((n for n in range(1, rank) if kinds[n] and kinds[n] in kinds[rank]), rank) for rank in range(len(kinds))]
    cut = list[tuple[int, tuple[api.Raw, ...]]]()
    for number, cells in rows:
        said = {rank: [lines_of(cells[n]) for n in range(len(cells)) if of[n:n + 1] == [rank] and text_of(cells[n])]
                for rank in dict.fromkeys(of[1:])}  # fmt: skip
        cut += [
            (number, (cells[0], kinds[rank], *_CUT.split("\n".join(texts), maxsplit=1))) for rank, texts in said.items() if texts
        ]
    reached = [re.search(r"[^\W\d]{3}", str(cells[2])) and reach(str(cells[-1])) for _, cells in cut if len(cells) > 3]
    crossed = len([*filter(None, reached)]) > 0.5 * len(cut)
    return _square(Table(((0, ("Commune", "Type", "Nom", "Coordonnées")), *cut))) if crossed else table


def _sentences(table: Table) -> Table:
    """The same, where each place is a line « Le Nid – 5 rue Haute – 99100 Valbourg – 01… »."""
    if any(len([*filter(None, _texts(cells))]) > 1 for _, cells in table.rows):
        return table
    lines = [(number, next(lines_of(cell) for cell in cells if text_of(cell))) for number, cells in table.rows]
    cut = [(number, tuple(_CUT.split(text, maxsplit=1)) if re.search(r"\d|@", text) else (text,)) for number, text in lines]
    title = "Coordonnées"
    blocks = [[line for _, line in block] for _, block in groupby(enumerate(lines), lambda one: one[1][0] - one[0])]
    if sum(len(block) > 1 for block in blocks) > 1 and len(blocks) * 2 < len(lines):  # a fact a line, an empty row between places
        cut, title = [(block[0][0], (block[0][1], "\n".join(text for _, text in block[1:]))) for block in blocks], "Infos"
    return _square(Table(((0, ("Nom", title)), *cut))) if sum(len(cells) > 1 for _, cells in cut) > 1 else table


def _stacked(table: Table) -> Iterator[Table]:
    """The tables that stand one under the other, each with what stands alone above its titles."""
    start, rows, titles, heads = 0, table.rows, list[str](), set[int]()
    for n, (_, cells) in enumerate(rows):
        texts = _texts(cells)
        if not _is_head(texts):
            continue
        heads.add(n)
        if not titles or n - 1 in heads or _same(texts, titles):
            titles = titles or texts
            continue
        titles = texts
        above = n
        while above > start and len([*filter(None, _texts(rows[above - 1][1]))]) == 1:
            above -= 1
        yield replace(table, rows=rows[start:above])
        start = above
    yield replace(table, rows=rows[start:])


def _beside(table: Table) -> Iterator[Table]:
    """The tables that stand side by side: an empty column is between them, and titles come again."""
    head = max(table.rows[:HEAD], key=lambda row: len(_meant(_texts(row[1]))))
    titles = [api.fold(text) for text in _texts(head[1])]
    ends = [n for n, title in enumerate(titles) if not title and not any(text_of(cells[n]) for _, cells in table.rows)]
    bounds = [*pairwise([-1, *ends, len(titles)])]
    groups = [{*filter(None, titles[start + 1 : end])} for start, end in bounds]
    again = [one for one in groups if len(one) > 1]
    if len(again) < 2 or not set.intersection(*again):
        yield table
        return
    for (start, end), group in zip(bounds, groups, strict=True):
        if group:
            rows = [(n, cells[start + 1 : end]) for n, cells in table.rows]
            faults = {(n, column - start - 1): said for (n, column), said in table.faults.items() if start < column < end}
            yield Table(tuple((n, cells) for n, cells in rows if any(_texts(cells))), faults)


def _same(texts: Sequence[str], titles: Sequence[str]) -> bool:
    return [*map(api.fold, filter(None, texts))] == [*map(api.fold, filter(None, titles))][: len([*filter(None, texts)])]


def _is_head(texts: Sequence[str]) -> bool:
    """Whether a row below the titles is titles again: most of its cells say what columns are, and nothing else."""
    said = [text for text in texts if text]
    known = _meant(said) - {NOTES, PERSON}
    titles = sum(bool(meaning_of(text)) and len(text) < 30 for text in said) > 0.6 * len(said)
    return (
        titles and len(known) > (1 if "nom" in known else 2) and bool(known & {"commune", "telephone", "adresse", AGES, CONTACT})
    )


def _head(table: Table) -> Head | None:
    """The titles of a table; None when it has none."""
    rows = [_texts(cells) for _, cells in table.rows[:HEAD]]
    hits = [len(_meant(row)) for row in rows]
    best = max(range(len(rows)), key=lambda n: (hits[n], -n), default=-1)
    if best < 0 or hits[best] < 2:
        return None
    above, titles, first = [""] * len(rows[best]), rows[best], best
    if best and hits[best - 1] and sum(map(bool, rows[best - 1])) > 1:
        above, first = _spread(rows[best - 1]), best - 1
    elif best + 1 < len(rows) and _goes_on(titles, rows[best + 1], hits[best + 1]):
        best += 1
        above = [over if below else "" for below, over in zip(rows[best], _spread(titles), strict=True)]
        titles = [below or one for below, one in zip(rows[best], titles, strict=True)]
    if best + 2 < len(rows) and _precise(titles, rows[best + 1 :]):
        best += 1
        titles = [f"{title} {below}".strip() for title, below in zip(titles, rows[best], strict=True)]
    return Head(best + 1, _days(titles), above, first)


def _precise(titles: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the row below the titles says more of them: it has no name, as the rows below have, and no fact."""
    first = next((n for n, title in enumerate(titles) if title), 0)
    named = sum(bool(row[first]) for row in below[1:]) > (len(below) - 1) / 2
    said = [*filter(None, below[0])]
    return named and not below[0][first] and len(said) > 1 and not any(_VALUE.search(one) for one in said)


def _days(titles: list[str]) -> list[str]:
    """« L », « M », « M », « J », « V » → the days of the week, in their order."""
    rank, found, run = 0, list(titles), list[int]()
    for n, title in enumerate([*map(api.fold, titles), ""]):
        day = next((k for k in range(rank, 7) if title and len(title) < 4 and api.JOURS[k].startswith(title)), None)
        if day is not None:
            found[n], rank = api.JOURS[day], day + 1
            run.append(n)
            continue
        if 0 < len(run) < 4:
            found[run[0] : n] = titles[run[0] : n]
        rank, run = 0, []
    return found


def _goes_on(titles: Sequence[str], below: Sequence[str], hits: int) -> bool:
    """Whether the row below the titles is titles too: it says what columns are, or stands only under those of several columns."""
    if hits > 2:
        return True
    alone = [bool(title) and (bool(titles[n + 1]) if any(titles[n + 1 :]) else True) for n, title in enumerate(titles)]
    said = [n for n, text in enumerate(below) if text]
    return len(said) > 1 and not any(alone[n] or _VALUE.search(below[n]) for n in said)


def _spread(row: Sequence[str]) -> list[str]:
    """A title over several columns, above each of them."""
    found = [""]
    for cell in row:
        found.append(cell or found[-1])
    return found[1:]
