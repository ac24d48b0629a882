"""What people take back in the same breath: « 14h-17h, euh non pardon, 14h-18h », « ce n'est plus le 6 mais le 8 », « 12 et pas
14 », « 25 l'an dernier, 28 cette année ».

A text is words, each of a shape: a day, an hour, a number by how many figures it has… What is taken back is what has the shape
of what replaces it. It leaves the text before any reader sees it; where it cannot be told, no reader takes the text.

A table that someone copied, « Lundi | 8h00 | 18h00 », is made sentences, « Lundi : 8h00 - 18h00 », when each of its rows is days,
hours or dates, and closed or empty cells. Whatever else it holds, it stays as it is: a cell that is not understood may be of
another service."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

from ctg.reading.spoken.tokens import DAYS, LEXICON, flattened, initials

_SHAPES = re.compile(
    rf"(?P<mail>\S+@\S+)|(?P<site>(?:https?://|www\.)\S+|[a-z][\w-]{{4,}}(?:\.[\w-]+)*\.[a-z]{{2,3}}\b(?:/\S*)?)"
    r"|(?P<phone>(?:0|\+33 ?)[1-9](?:[ .-]?\d\d){4})(?!\d)"
    r"|(?P<hour>\d\d? ?(?:h(?:eures?)?(?: ?\d\d)?(?![a-z\d])|:\d\d))"
    rf"|(?P<day>{LEXICON.any_of('noms_de_jours')}\b)|(?P<month>{LEXICON.any_of('noms_de_mois')}\b\.?)"
    r"|(?P<number>\d+)(?:(?:e|er|ere)\b)?|[a-z]+|[^\s'’]"
)
_LEFT, _NEITHER, _PAST = (re.compile(LEXICON.any_of(one)) for one in ("se_reprend", "ce_n_est_plus", "autrefois"))
_OTHER, _OURS, _NOT_OURS = (re.compile(LEXICON.any_of(one)) for one in ("avant", "maintenant", "pas_nous"))
_CUTS = re.compile(rf"[,;\n]|\((?!\w+\))|[.:](?=\s|$)| (?=mais\b|{_OURS.pattern})")
_NOW = re.compile(rf"(?:mais\s+)?(?:{_OURS.pattern})?\s*")
_NOT_THAT = re.compile(LEXICON.any_of("et_pas"))
_LETTER = re.compile("[ljvsd]|m[ae]?")
_GREETING, _FAREWELL = (re.compile(LEXICON.any_of(one)) for one in ("salue", "prend_conge"))
_SMALL = {*LEXICON.lists["petits_mots"].split(", ")}
_TIES = {"-", "a", "au", "et", "/", "jusqu"}
_SIGNS = {",", ";", ".", "(", ")", "\n"}


class _Word(NamedTuple):
    """What a part of a text is, and where."""

    shape: str
    value: bool
    """Whether it is of a day, an hour, a number."""
    start: int
    end: int


def _words(flat: str, start: int = 0, end: int | None = None) -> list[_Word]:
    found: list[_Word] = []
    for one in _SHAPES.finditer(flat, start, len(flat) if end is None else end):
        kind = one.lastgroup or ""
        shape = f"number{max(one.end('number') - one.start(), 3)}" if kind == "number" else kind or one[0]
        found.append(_Word(shape, bool(kind), *one.span()))
    return found


def _instead(text: str, flat: str, cue: re.Match[str]) -> str | None:
    """The text where what follows a cue replaces what has its shape before; None when that is not plain."""
    old, new = _words(flat, 0, cue.start()), _words(flat, cue.end())
    first = next((n for n, one in enumerate(new) if one.value), None)
    if first is None or not any(one.value for one in old):
        return text  # « pardon pour le retard »
    named = new[first].shape == "day" and _said(flat, new[first])
    days = [n for n, one in enumerate(old) if named and _said(flat, one) == named]
    if days and {one.shape for one in new[:first]} <= _SMALL | _SIGNS and any(one.value for one in new[first + 1 :]):
        before, after = ([one for one in part if one.value] for part in (old[: days[-1]], old[days[-1] + 1 :]))
        if "day" in {one.shape for one in (*before[-1:], *after[:1])}:
            return None  # « mardi et jeudi 10h-12h, pardon, jeudi 15h-17h »
        others = next((one.start for one in after if one.shape == "day"), cue.start())
        said = text[: old[days[-1]].start] + text[new[first].start :].replace(")", "")
        return " ; ".join(filter(None, [said, text[others : cue.start()].strip(" ,;.(")]))
    skipped = next((n for n in range(first + 1) if _place(old, new[n:], first - n)), None)
    if skipped is None or any(one.shape not in _SMALL | _SIGNS | {":"} for one in new[:skipped]):
        return None
    new = new[skipped:]
    at, size = _place(old, new, first - skipped) or (0, 0)
    left = [one for one in old[at + size :] if one.shape not in _SIGNS]
    whole = len(new) == size or new[size].shape in _SIGNS
    span = any(one.shape in _TIES for one in new[:size])
    tied = not span and at > 1 and old[at - 1].shape in _TIES and old[at - 2].value
    again = {_said(flat, one) for one in new if one.shape == "day"}
    if tied or again & {_said(flat, one) for one in old[:at] if one.shape == "day"}:
        return None  # « 8h-17h, pardon 9h »; a day said before what is nearest
    kept = text[left[0].start : left[-1].end] if left and whole else ""
    end = new[size - 1].end
    return " ".join(filter(None, [text[: old[at].start].rstrip(), text[new[0].start : end], kept])) + text[end:]


def _said(flat: str, one: _Word) -> str:
    return flat[one.start : one.end]


def _place(old: list[_Word], new: list[_Word], first: int) -> tuple[int, int] | None:
    """Where the words before have the shape of the most of those after, the first value with them, and how many."""
    sizes = []
    for at in range(len(old)):
        pairs = zip(old[at:], new, strict=False)
        size = next((n for n, (a, b) in enumerate(pairs) if a.shape != b.shape), min(len(old) - at, len(new)))
        while size and new[size - 1].shape in _SIGNS | _TIES:
            size -= 1
        sizes.append((size, at))
    size, at = max(sizes, default=(0, 0))
    return (at, size) if size > first else None


def _without(text: str, flat: str, cue: re.Match[str]) -> str:
    """The text without « et pas 14 », « (avant c'était 8h-17h) », when what it says is what stands before, of another value."""
    before, old = ([one for one in _words(flat, *span) if one.value] for span in ((0, cue.start()), cue.span("old")))
    shapes = [one.shape for one in before]
    size = next(
        (n for n in range(len(old), 0, -1) if shapes[-n:] == [one.shape for one in old[:n]] and "day" not in shapes[-n:]), 0
    )
    if cue["bare"] is not None and (size < len(old) or "hour" in shapes):
        return text  # « 9h-12h, pas 14h-17h le mercredi »
    end = old[size - 1].end if size < len(old) else cue.end()  # « au lieu de 8h30 le jeudi »
    return f"{text[: cue.start()].rstrip()}{text[end:]}" if size else text


def _ours_and_now(text: str, flat: str) -> str | None:
    """« 25 l'an dernier, 28 cette année », « avant le 04 …, maintenant le 06 … », « la mairie c'est 8h-12h, nous 9h-12h » → what
    is of now, and of who writes; the days of what is not stay, when no other is told. None when nothing is of now."""
    ends = [one.end() for one in _CUTS.finditer(flat)]
    parts = [*zip([0, *ends], [*ends, len(flat)], strict=True)]
    told = any(_OURS.search(flat, *part) for part in parts)
    gone = [bool(_PAST.search(flat, *it) or (told and _OTHER.search(flat, *it) and not _OURS.search(flat, *it))) for it in parts]
    words = [[one for one in _words(flat, *part) if one.value] for part in parts]
    shapes = [{one.shape for one in part if one.shape != "day"} for part in words]
    kept = {shape for found, old in zip(shapes, gone, strict=True) if not old for shape in found}
    if any(found - kept and _PAST.search(flat, *part) for found, part in zip(shapes, parts, strict=True)):
        return None  # « l'ancien numéro 04 … ne marche plus »
    gone = [old and bool(found & kept) for found, old in zip(shapes, gone, strict=True)]
    days = [[one for one in part if one.shape == "day"] for part in words]
    before, now = ({_said(flat, one) for n, part in enumerate(days) if gone[n] is old for one in part} for old in (True, False))
    if not any(gone) or (now and before - now):
        return text  # « le lundi avant, maintenant le mardi aussi »
    left = "".join(
        text[slice(*part)] if not old else f"{text[of[0].start : of[-1].end]} " if of and not now else ""
        for part, old, of in zip(parts, gone, days, strict=True)
    ).strip(" ,;")
    return left[cue.end() :] if (cue := _NOW.match(flattened(left))) else left


def _denied(flat: str, cue: re.Match[str]) -> bool:
    """Whether what is denied is a value alone, « pas le 5 avril », and of the shape of what follows."""
    old, new = _words(flat, *cue.span("old")), [one.shape for one in _words(flat, cue.end()) if one.value]
    values = [one.shape for one in old if one.value]
    plain = {one.shape for one in old if not one.value} <= _SMALL | _TIES
    but, like = bool(cue["but"]), "day" not in values and {*values} <= {*new}
    return bool(values) and ((but and bool(cue["it"])) or (plain and (but or like)))


def _business(text: str) -> str:
    """The text without « bonjour », « merci d'avance », « bonnes fêtes » around what it tells."""
    flat = flattened(text)
    start = hello.end() if (hello := _GREETING.match(flat)) else 0
    end = bye.start() if (bye := _FAREWELL.search(flat, start)) else len(flat)
    return text[start:end].strip(" \n") or text


def corrected(text: str) -> str | None:
    """The text without what it takes back; None when what that is cannot be told."""
    said: str | None = text
    while said and (cue := _LEFT.search(flattened(said))):
        after = _instead(said, flattened(said), cue)
        if after == said:
            break
        said = after
    if said is None:
        return None
    flat = flattened(said)
    if (cue := _NEITHER.search(flat)) and _denied(flat, cue):
        said = said[: cue.start()] + said[cue.end() :]
    for cue in reversed([*_NOT_THAT.finditer(flattened(said))]):
        said = _without(said, flattened(said), cue)
    for cue in reversed([*_NOT_OURS.finditer(flattened(said))]):
        said = said[: cue.start()] + said[cue.end() :]
    return _ours_and_now(said, flattened(said))


_Reader = TypeVar("_Reader", bound=Callable[..., Any])


def once_corrected(refused: Any) -> Callable[[_Reader], _Reader]:
    """A reader that reads what is left of a text once corrected, without its courtesies; ``refused``: what it finds when what is
    taken back cannot be told."""

    def corrects(read: _Reader) -> _Reader:
        @wraps(read)
        def wrapped(text: str, *args: Any, **more: Any) -> Any:
            said = corrected(_business(text))
            return refused if said is None else read(said, *args, **more)

        return cast(_Reader, wrapped)

    return corrects


# --- a table that someone copied -------------------------------------------------------------------


_CELL = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in LEXICON.group("cellules").items()))
_DAY_FIRST = re.compile(rf"\s*(?P<day>{LEXICON.any_of('jour_de_table')}\.?)(?:\s*:\s*|\s+(?=\d|[-x/]+$|ferm))")
"""« Lundi : 8h-12h », « L 8h-12h »: a day and the first of its cells."""
_ROWS = re.compile(rf"\s+[/;•]\s+(?={LEXICON.any_of('jour_de_table')}\b)", re.IGNORECASE)
_BARE = re.compile(rf"(?im)((?:^|;)[ \t]*{LEXICON.any_of('jour_de_table')}\.?)[ :\t]+((?:\d\d?[ \t]+\d\d?[ \t]*){{1,2}})(?=$|;)")
"""« lun 9 12 14 17 »: times without a sign."""
_RANGED = re.compile(LEXICON.any_of("du_au"))
_GOES_ON = re.compile(r"\n(?=\s*(?:à|a|au|et|jusqu\S*)\s)")
"""What a page that is too narrow cuts in two."""
_CELL_SIGNS = ("\t", "|", ";", ",", "\n")


def _cells(line: str, sign: str) -> list[str]:
    named = _DAY_FIRST.match(flattened(line))
    line = f"{line[: named.end('day')]}{sign}{line[named.end() :]}" if named else line
    return [one.strip() for one in re.sub(r"^ *\||\| *$", "", line).split(sign)]


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
    if {*kinds[:first]} != {"day"} or not {*kinds[first:]} <= {"time", "spans", "closed", "asked"} or len(times) % 2:
        return None
    hours = [*map(" - ".join, zip(times[::2], times[1::2], strict=True)), *said.get("spans", [])]
    asked = said.get("asked", [])
    told = f"{' et '.join(hours)}{' (sur rendez-vous sinon)' * bool(asked)}" if hours else "sur rendez-vous" if asked else "fermé"
    return f"{head} : {told}" if any(cells) else ""


def sentences(text: str) -> str:
    """The text, each row of its table as a sentence on its line; as it was, when it is no table."""
    text = re.sub(r"(?<=\S) {3,}(?=\S)", "\t", _GOES_ON.sub(" ", text))  # the columns of a PDF
    if {len(one[2].split()) for one in _BARE.finditer(text)} & {4}:  # of two alone, « lundi 9 12 » may be a date
        text = _BARE.sub(lambda one: f"{one[1]} : " + re.sub(r"(\d+)\s+(\d+)", r"\1h-\2h", one[2]), text)
    lines = [line for line in (text if "\n" in text else _ROWS.sub("\n", text)).split("\n") if re.search(r"[^\s|:+=-]", line)]
    for sign in _CELL_SIGNS if len(lines) > 1 or text.count(";") > 1 else ():
        rows = [_cells(line, sign) for line in lines]
        kinds = [{*map(_kind, one)} for one in rows]
        titled = kinds[0] <= {"head", "closed"} and len(rows) > 1
        named = [flattened(one).startswith("vacances") for one in rows[0]]
        if titled and named.count(True) == 1 and not named[0] and {*map(len, rows)} == {len(named)}:
            at = named.index(True)  # « | Période scolaire | Vacances scolaires »
            ours = "\n".join(sign.join([*row[:at], *row[at + 1 :]]) for row in rows)
            theirs = ", ".join(f"{row[0]} : {row[at] or 'fermé'}" for row in rows[1:])
            return f"{sentences(ours)}\nvacances : {theirs}"
        if all([*map(_kind, row[:2])] == ["word", "date"] for row in rows[titled:]):  # « Printemps | 26/04/2027 | 30/04/2027 »
            rows = [[*row[1:], row[0]] for row in rows]
        columns = sign != "," and len(rows[0]) > 1 and kinds[0] <= {"day", "head", "closed"} and "day" in kinds[0]
        if columns and all(_kind(row[0]) == "head" for row in rows[1:]):  # « Matin », and what a copy cut at both ends
            rows[0] = [""] * (_kind(rows[0][0]) == "day") + rows[0]
            rows = [[*row, *[""] * (len(rows[0]) - len(row))] for row in rows]
            titled = True
        if columns and (titled or len(rows[0]) > 2) and {*map(len, rows)} == {len(rows[0])}:
            rows = [list(one) for one in zip(*rows, strict=True)]
        dated = sign != "," and all(one[:2] == ["date"] * 2 for one in ([*map(_kind, row)] for row in rows[titled:]))
        ranged = dated or (titled and bool(_RANGED.match(flattened(" ".join(rows[0])))))
        letters = [flattened(row[0]) for row in rows]
        for row, day in zip(rows, initials("".join(letters)) if all(map(_LETTER.fullmatch, letters)) else (), strict=False):
            row[0] = DAYS[day]
        said = [_sentence(row, ranged) for row in rows[titled:]]
        if None not in said and {*map(len, rows)} != {1}:
            return "\n".join(filter(None, said))
    return text
