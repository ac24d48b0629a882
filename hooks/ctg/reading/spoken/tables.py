"""A table that someone copied, « Lundi | 8h00 | 18h00 », with tabs, bars, semicolons or commas between its cells → sentences that
any reader takes: « Lundi 8h00-18h00 ».

A text is a table when each of its rows is days, hours or dates, and closed or empty cells. Whatever else it holds, it stays as
it is: a cell that is not understood may be of another service."""

import re

from ctg.common.phrases import DAYS
from ctg.reading.spoken.tokens import LEXICON, flattened, initials

_CELL = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in LEXICON.group("cellules").items()))
_DAY_FIRST = re.compile(rf"\s*(?P<day>{LEXICON.any_of('jour_de_table')}\.?)(?:\s*:\s*|\s+(?=\d|[-x/]+$|ferm))")
"""« Lundi : 8h-12h », « L 8h-12h »: a day and the first of its cells."""
_ROWS = re.compile(rf"\s+[/;•]\s+(?={LEXICON.any_of('jour_de_table')}\b)", re.IGNORECASE)
_RANGED = re.compile(LEXICON.any_of("du_au"))
_GOES_ON = re.compile(r"\n(?=\s*(?:à|a|au|et|jusqu\S*)\s)")
"""What a page that is too narrow cuts in two."""
_SIGNS = ("\t", "|", ";", ",", "\n")


def _cells(line: str, sign: str) -> list[str]:
    named = _DAY_FIRST.match(flattened(line))
    line = f"{line[: named.end('day')]}{sign}{line[named.end() :]}" if named else line
    return [one.strip() for one in line.strip(" |" if sign == "|" else " ").split(sign)]


def _kind(cell: str) -> str:
    found = _CELL.fullmatch(flattened(cell).strip())
    return str(found.lastgroup) if found else "word"


def _sentence(row: list[str], ranged: bool) -> str | None:
    """What a row says; "" for nothing, None when it is no row of a table. Times stand two by two; a closed or an empty cell
    beside hours is of the other half of the day. ``ranged``: its first two cells are a beginning and an end."""
    first = 1 + ranged
    kinds, head, cells = [*map(_kind, row)], " au ".join(row[:first]), row[first:]
    said = {kind: [one for one in cells if _kind(one) == kind] for kind in kinds}
    if {*kinds[:first]} == {"date"} and {*kinds[first:]} <= {"word", "closed"}:
        why = " ".join(said.get("word", []))
        return f"{'du ' * ranged}{head}" + f" ({why})" * bool(why)
    times = said.get("time", [])
    if {*kinds[:first]} != {"day"} or not {*kinds[first:]} <= {"time", "spans", "closed"} or len(times) % 2:
        return None
    hours = [*map(" - ".join, zip(times[::2], times[1::2], strict=True)), *said.get("spans", [])]
    return f"{head} : {' et '.join(hours) or 'fermé'}" if any(cells) else ""


def sentences(text: str) -> str:
    """The text, each row of its table as a sentence on its line; as it was, when it is no table."""
    text = _GOES_ON.sub(" ", text)
    lines = [line for line in (text if "\n" in text else _ROWS.sub("\n", text)).split("\n") if re.search(r"[^\s|:+=-]", line)]
    for sign in _SIGNS if len(lines) > 1 or text.count(";") > 1 else ():
        rows = [_cells(line, sign) for line in lines]
        kinds = [{*map(_kind, one)} for one in rows]
        titled = kinds[0] <= {"head", "closed"} and len(rows) > 1
        if kinds[0] == {"day"} and len(rows[0]) > 2 and {*map(len, rows)} == {len(rows[0])}:  # days are columns
            rows = [list(one) for one in zip(*rows, strict=True)]
        dated = sign != "," and all(one[:2] == ["date"] * 2 for one in ([*map(_kind, row)] for row in rows[titled:]))
        ranged = dated or (titled and bool(_RANGED.match(flattened(" ".join(rows[0])))))
        letters = [row[0] for row in rows if len(row[0]) < 3]
        for row, day in zip(rows, initials("".join(map(flattened, letters))) if len(letters) == len(rows) else (), strict=False):
            row[0] = DAYS[day]
        said = [_sentence(row, ranged) for row in rows[titled:]]
        if None not in said and {*map(len, rows)} != {1}:
            return "\n".join(filter(None, said))
    return text
