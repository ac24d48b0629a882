"""A text that YAML does not read, or not as it was meant: which lines slipped, why, and the lines to write instead.

A slip is a guess about one line: quotes, brackets, commas, signs, indentation. It is kept only if the file, once the line is
mended, is read further than before: the line that is blamed is then the right one, and what is shown can be copied as it
stands. Knows nothing of YAML but what is typed."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from ctg.common.phrases import thousands_or_decimals
from ctg.common.problems import fold


def comma_slip(line: str) -> tuple[str, str]:
    """(message, remedy) for a line where a comma cuts a number or a text in two: « {source: rapport, 2026} »."""
    if found := re.search(r"(?<![\d,.])[1-9]\d{0,2},\d{3}(?!\d|,\d)", line):
        whole, decimals = (one.replace(",", ".") for one in thousands_or_decimals(found[0]) or ())
        return f"« {found[0]} » se lit de deux façons.", f"Écrivez {whole} ou {decimals}, selon ce que vous voulez dire."
    if re.search(r"\d,\d", line):
        point = re.sub(r"(?<=\d),(?=\d)", ".", line)
        return "Une virgule coupe un nombre en deux.", f"Écrivez un point : « {point.strip()} »."
    whole = re.sub(
        r"(?P<key>[{,]\s*[\w-]+:\s+)(?P<text>[^\s{}\[\]\"':,][^{}\[\]\":,]*(?:,(?!\s*[\w-]+:\s)[^{}\[\]\":,]+)+)(?=[,}])",
        lambda found: found["key"] + quoted(found["text"].strip()),
        line,
    )
    example = f"« {whole.strip()} »" if whole != line else '{champ: "texte, suite"}'
    return "Une virgule coupe un texte en deux.", f"Entourez-le de guillemets : {example}."


def quoted(text: str) -> str:
    """A text between quotes that YAML reads back as it is."""
    return f"'{text}'" if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)


UNCLOSED = "Un guillemet ouvert n'est pas refermé."


def _in_quotes(value: str) -> Iterator[tuple[str, str]]:
    """Why YAML does not read a value as it was meant, and the value as it should be written."""
    quote = value[0]
    if quote not in "\"'":
        return
    inside, closed = value[1:-1], len(value) > 1 and value.endswith(quote)
    if closed:
        yield f"Un{' guillemet' if quote == chr(34) else 'e apostrophe'} coupe ce texte en deux.", quoted(inside)
    elif quote in inside:
        yield "Du texte suit un guillemet fermé.", quoted(value)
    elif value[-1] in "’‘”“»":
        yield "Un guillemet droit ne peut pas être refermé par un guillemet courbe.", quoted(value[1:-1])
    else:
        yield UNCLOSED, value + quote


def _in_brackets(value: str) -> Iterator[tuple[str, str]]:
    sign = value[0]
    if sign not in "[{":
        return
    if value.count('"') % 2:
        for opened in re.finditer(r'(?<=[:,\[{] )"|(?<=[\[{])"', value):
            end = re.compile(r",\s*[\w-]+:\s|[\]}]|$").search(value, opened.end())
            if end and '"' not in value[opened.end() : end.start()]:
                yield UNCLOSED, f'{value[: end.start()]}"{value[end.start() :]}'
    if ";" in value:
        yield "Entre accolades ou crochets, c'est une virgule qui sépare.", value.replace(";", ",")
    crochet, accolade = ("]", "Un crochet ouvert n'est pas refermé."), ("}", "Une accolade ouverte n'est pas refermée.")
    close, left_open = crochet if sign == "[" else accolade
    if value.count(sign) > value.count(close):
        yield left_open, value + close
    elif not value.endswith(close):
        yield f"Un texte qui commence par « {sign} » doit être entre guillemets.", quoted(value)


def _special(value: str) -> Iterator[tuple[str, str]]:
    if re.fullmatch(r"[-?]+", value):
        yield f"« {value} » ne dit rien : ce que l'on ne sait pas reste vide.", ""
    elif value[0] in "@`%&*!|>,]}":
        yield f"Un texte qui commence par « {value[0]} » doit être entre guillemets.", quoted(value)
    elif re.search(r":(\s|$)", value) and value[0] not in "\"'[{":
        yield "Cette ligne contient un deux-points suivi d'une espace au milieu d'un texte.", quoted(value)


Fails = Callable[[str], "Failure | None"]
"""Reads a text as YAML: where it fails, or None."""
Lines = list[str]


class Failure(NamedTuple):
    """Where reading stopped, and where began what was being read (0-based lines)."""

    line: int
    since: int


class Slip(NamedTuple):
    """What to tell of a line (1-based)."""

    line: int
    message: str
    remedy: str


class Guess(NamedTuple):
    """A slip, and the whole text once it is mended."""

    slip: Slip
    mended: Lines


MOST, LARGEST, BEFORE, TRIALS = 20, 50_000, 6, 40
"""Slips told of a file; characters beyond which none is looked for; lines looked at above the failure; trials for each slip."""
ODD_SPACES = "\u00a0\u202f\u2007\u2009\u3000"
BULLET = re.compile(r"^(\s*)(?:[*•·▪●◦–—]\s+(?=\S)|-(?=[\w{\[\"']))")
KEYED = re.compile(rf"^(\s*(?:- +)*)([^\s:#\"'\[\]{{}}&*!|>%@`-][^:]*?)\s*:[ {ODD_SPACES}]+(\S.*)$")
ITEM = re.compile(r"^(\s*- +)(\S.*)$")
FIELD = r"([^\W\d][\w-]*)"
JOINED = {
    message: re.compile(rf"^(\s*(?:- +)?){joint}$")
    for message, joint in (
        ("Il manque une espace après le deux-points.", rf"{FIELD}:(?=[^\s/:])[{ODD_SPACES}]*(.*)"),
        ("Un signe égal est à la place du deux-points.", rf"{FIELD}\s*=\s*(\S.*)"),
        ("Le nom du champ s'écrit seul, et rien ne finit la ligne.", rf"[\"'*_`]+{FIELD}[\"'*_`]+\s*:\s*(\S.*?),?\s*"),
    )
}
"""Fields and values that something else than « : » joins, or whose field stands between signs."""
NO_DASH = "Il manque un tiret devant cet élément de la liste."
ONLINE = "Mettez-le en ligne, et donnez son adresse : elle commence par https://."
PASTED = "collée depuis Word ou une page web"


def slips(text: str, fails: Fails, fields: Collection[str] = ()) -> list[Slip]:
    """The slips of a text that is refused, in order; empty when none is recognised. ``fields``: the names that it may use."""
    found: list[Slip] = []
    lines = text.splitlines()
    failure = fails(text) if len(text) <= LARGEST else None
    while failure and len(found) < MOST:
        tried = [(_left(one.mended, fails), one) for one in islice(_guesses(lines, failure, fields), TRIALS)]
        left, guess = min(tried, key=lambda trial: (trial[0], _changed(lines, trial[1].mended)), default=(None, None))
        if left is None or guess is None or left >= _left(lines, fails):
            break
        found.append(guess.slip)
        lines = guess.mended
        failure = fails("\n".join(lines))
    return sorted(found)


def fields_not_joined(text: str) -> Slip | None:
    """The slip of a text without any field, because nothing joins names to values; None when it is another mistake."""
    lines = text.splitlines()
    found = [guess.slip for n in range(len(lines)) for guess in _joined(lines, n)]
    return next((one for message in JOINED for one in found if one.message == message), None)


def odd_spaces(text: str) -> list[Slip]:
    """The lines that are read, but not as they look: their fields stand behind spaces that YAML takes for letters."""
    lines = text.splitlines() if any(space in text for space in ODD_SPACES) else []  # most files have none
    return [slip for n, line in enumerate(lines) if (slip := _pasted_space(n, line))]


def merge_conflict(text: str) -> Slip | None:
    """The slip of a file where Git left its marks, when two people changed the same lines; None without marks."""
    lines = text.splitlines() if "<<<<<<<" in text else []
    marks = [n for n, line in enumerate(lines, 1) if re.match(r"(<{7}|={7}|>{7}|\|{7})( |$)", line)]
    if not marks or not any(line.startswith("<<<<<<<") for line in lines):
        return None
    remedy = f"Gardez la bonne version, puis supprimez les lignes de signes (lignes {', '.join(map(str, marks))})."
    return Slip(marks[0], "Git a laissé ici deux versions du même passage.", remedy)


# --- where ---------------------------------------------------------------------------------------


def _left(lines: Lines, fails: Fails) -> tuple[int, int]:
    """How much is left to read when reading stops: lines after it, and after the start of what was being read."""
    failure = fails("\n".join(lines))
    return (len(lines) - failure.line, len(lines) - failure.since) if failure else (-1, -1)


def _changed(lines: Lines, mended: Lines) -> int:
    """How many lines a guess does not keep: of two that mend a text, the one that touches less of it is meant."""
    return len([line for line in lines if line not in mended])


def _guesses(lines: Lines, failure: Failure, fields: Collection[str]) -> Iterator[Guess]:
    last = min(failure.line, len(lines) - 1)
    opened = [n for n in range(last) if _opens(lines[n])]
    first = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
    around = dict.fromkeys((last, failure.since, *range(last - 1, last - BEFORE - 1, -1), *opened[-1:], first))
    for n in around:
        if 0 <= n < len(lines) and lines[n].strip():
            two, no_colon = (partial(find, fields=fields) for find in (_two_fields, _no_colon))
            for guess in (_no_dash, two, *GUESSES, no_colon, _continued, _left_alone, _shifted):
                yield from guess(lines, n)


def _opens(line: str) -> bool:
    """Whether a value holds a quote that its line does not close: reading stops at the next quote, lines below."""
    value = (_split(line) or ("", ""))[1]
    return value.count('"') % 2 == 1 or (value[:1] == "'" and value.count("'") == 1)


def _one(lines: Lines, n: int, message: str, *written: str) -> Guess:
    """A line to replace by one or several."""
    told = " puis ".join(f"« {line.strip()} »" for line in written)
    return Guess(Slip(n + 1, message, f"Écrivez {told}."), [*lines[:n], *written, *lines[n + 1 :]])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def spaces_before(count: int) -> str:
    """How many spaces a line to write has in front of it."""
    return f"avec {count} espaces devant" if count > 1 else "avec une espace devant" if count else "sans espace devant"


def _block(lines: Lines, n: int, belongs: Callable[[str], object]) -> int:
    """The line after those that follow ``n`` and belong with it."""
    return next((m for m in range(n, len(lines)) if not belongs(lines[m])), len(lines))


def _moved(lines: Lines, n: int, end: int, change: Callable[[str], str], message: str, how: str) -> Guess:
    """Lines ``n`` to ``end`` changed in the same way, told once."""
    many = f" Les {end - n - 1} lignes suivantes aussi." if end - n > 2 else " La ligne suivante aussi." if end - n == 2 else ""
    mended = [*lines[:n], *map(change, lines[n:end]), *lines[end:]]
    return Guess(Slip(n + 1, message, f"Écrivez « {mended[n].strip()} »{how}.{many}"), mended)


# --- what: the start of the line -------------------------------------------------------------------


def _tabs(lines: Lines, n: int) -> Iterator[Guess]:
    if "\t" in lines[n][: _indent(lines[n])]:
        end = _block(lines, n, lambda line: "\t" in line[: _indent(line)])

        def spaced(line: str) -> str:
            return line[: _indent(line)].replace("\t", "  ") + line.lstrip()

        how = f", {spaces_before(_indent(spaced(lines[n])))} (pas de tabulation)"
        yield _moved(lines, n, end, spaced, "Une tabulation décale cette ligne.", how)


def _bullets(lines: Lines, n: int) -> Iterator[Guess]:
    if BULLET.match(lines[n]):
        while n and BULLET.match(lines[n - 1]):
            n -= 1
        end = _block(lines, n, BULLET.match)
        message = "Chaque élément d'une liste commence par un tiret et une espace."
        yield _moved(lines, n, end, lambda line: BULLET.sub(r"\1- ", line), message, "")


def _left_alone(lines: Lines, n: int) -> Iterator[Guess]:
    """A line that lost the spaces that the one after it still has, and the one before it too if it does not open the block."""
    here, alone, before = _indent(lines[n]), lines[n - 1], lines[max(n - 2, 0)].rstrip()
    first_of_block = before.endswith(":") and _indent(before) == _indent(alone)
    if n > 1 and _indent(alone) < here and KEYED.match(alone) and (first_of_block or _indent(before) == here):
        told = f", {spaces_before(here)}, aligné avec les autres champs"
        yield _moved(lines, n - 1, n, lambda line: " " * here + line.lstrip(), "Cette ligne est décalée vers la gauche.", told)


def _shifted(lines: Lines, n: int) -> Iterator[Guess]:
    """A field that stands under no other: it goes where one of those above begins."""
    here = _indent(lines[n])
    above = [line for line in lines[max(0, n - 20) : n] if line.strip()]
    columns = {len(m[0]) for line in above if (m := re.match(r"\s*(- +)?", line))} - {here}
    for column in sorted(columns, key=lambda other: abs(other - here)):
        block = _block(lines, n, lambda line: not line.strip() or _indent(line) >= here)

        def moved(line: str, by: int = column - here) -> str:
            return line if not line.strip() else " " * (_indent(line) + by) + line.lstrip()

        told = f"Cette ligne est décalée vers la {'droite' if column < here else 'gauche'}."
        for end in {n + 1, block}:
            yield _moved(lines, n, end, moved, told, f", {spaces_before(column)}, aligné avec les autres champs")


def bulleted(lines: Collection[str], n: int) -> Slip | None:
    """The slip of a list whose items, in the lines after ``n`` (0-based), begin with the signs of a word processor."""
    first = next((m for m in range(n, min(n + 2, len(lines))) if BULLET.match([*lines][m])), None)
    return next((guess.slip for guess in _bullets([*lines], first)), None) if first is not None else None


def _second_sheet(lines: Lines, n: int) -> Iterator[Guess]:
    if re.fullmatch(r"---\s*", lines[n]) and n:
        told = "Ce fichier contient deux fiches, l'une après l'autre."
        yield Guess(Slip(n + 1, told, "Une fiche par fichier : mettez ce qui suit cette ligne dans un autre fichier."), lines[:n])


# --- what: between a field and its value -----------------------------------------------------------


def _pasted_space(n: int, line: str) -> Slip | None:
    start = line[: _indent(line)]
    field = re.match(r"\s*(?:- +)?[a-z_]+:(?:\s|$)", line)
    if field and set(start) & set(ODD_SPACES):
        remedy = f"Effacez le début de la ligne et tapez « {line.strip()} », {spaces_before(len(start))}."
        return Slip(n + 1, f"Une espace insécable, {PASTED}, décale cette ligne.", remedy)
    if found := re.match(rf"(\s*(?:- +)?[a-z_]+)\s*:[{ODD_SPACES}]\s*(.*)$", line):
        message = f"Après le deux-points, il y a une espace insécable, {PASTED}."
        return Slip(n + 1, message, f"Tapez de nouveau « {found[1].strip()}: {found[2]} », avec une espace ordinaire.")
    return None


def _joined(lines: Lines, n: int) -> Iterator[Guess]:
    """All those that follow each other at once."""
    for message, pattern in JOINED.items():
        if pattern.match(lines[n]):
            first = next((m for m in range(n, 0, -1) if not pattern.match(lines[m - 1])), 0)
            end = _block(lines, first, pattern.match)
            yield _moved(lines, first, end, partial(pattern.sub, r"\1\2: \3"), message, "")


def _two_fields(lines: Lines, n: int, fields: Collection[str]) -> Iterator[Guess]:
    found = re.match(r"^(\s*)([^\s:][^:]*: +\S.*?)[,;]?\s+(\w+)\s*: +(\S.*)$", lines[n])
    if found and found[3] in fields:
        yield _one(lines, n, "Deux champs sont sur la même ligne.", found[1] + found[2], f"{found[1]}{found[3]}: {found[4]}")


def _no_dash(lines: Lines, n: int) -> Iterator[Guess]:
    """An item of a list that lost its dash: it begins as another of the list does, or is a text under one."""
    bare, here, above = lines[n].strip(), _indent(lines[n]), lines[n - 1] if n else ""
    if first := _opening(bare):
        others = ((line, ITEM.match(line)) for line in (*reversed(lines[:n]), *lines[n + 1 :]))
        alike = next((line for line, item in others if item and _opening(item[2]) == first), None)
    else:
        alike = above if ITEM.match(above) and _indent(above) == here and not bare.startswith("- ") else None
    if alike is not None:
        column = _indent(alike)
        told = f", {spaces_before(column)}" if column != here else ""
        yield _moved(lines, n, n + 1, lambda _: f"{' ' * column}- {bare}", NO_DASH, told)


def _opening(item: str) -> str | None:
    """What an item of a list begins with: the name of its first field, or an opening brace; None for a text."""
    found = re.match(r"\{|[\w-]+(?=\s*:(?:\s|$))", item)
    return found[0] if found else None


def _no_colon(lines: Lines, n: int, fields: Collection[str]) -> Iterator[Guess]:
    if (found := re.match(r"^(\s*(?:- +)?)(\w+)[ \t]+([^\s:=].*)$", lines[n])) and found[2] in fields:
        message = "Il manque un deux-points après le nom du champ."
        yield _one(lines, n, message, f"{found[1]}{found[2]}: {found[3]}")


def _continued(lines: Lines, n: int) -> Iterator[Guess]:
    """A paragraph that goes on at the margin."""
    loose = re.compile(r"^\s*[^\s#\"'\[\]{}&*!|>%@`-](?!.*:( |$))")
    first = n
    while first and loose.match(lines[first]) and not KEYED.match(lines[first - 1]) and loose.match(lines[first - 1]):
        first -= 1
    text = next((m for m in range(first - 1, -1, -1) if lines[m].strip()), first)
    if loose.match(lines[first]) and (above := KEYED.match(lines[text])):
        end, margin = _block(lines, first, loose.match), " " * (len(above[1]) + 2)
        message = f"Cette ligne continue le texte de la ligne {text + 1} : elle doit être décalée."
        yield _moved(lines, first, end, lambda line: margin + line.lstrip(), message, f", {spaces_before(len(margin))}")


# --- what: the value -------------------------------------------------------------------------------


def _backslash(lines: Lines, n: int) -> Iterator[Guess]:
    """« url: "C:\\Users\\Claire\\bilan.pdf" »: a file of one computer, or a sign that quotes do not take."""
    alone = re.sub(r'"([^"\']*\\[^"\']*)"', r"'\1'", lines[n])
    if alone == lines[n]:
        return
    if re.search(r"'([A-Za-z]:|\\)\\", alone):
        mended = Slip(n + 1, "Ce fichier est sur un ordinateur : personne d'autre ne peut l'ouvrir.", ONLINE)
        yield Guess(mended, [*lines[:n], alone, *lines[n + 1 :]])
    else:
        yield _one(lines, n, "La barre oblique inversée « \\ » n'est pas comprise entre guillemets.", alone)


def _split(line: str) -> tuple[str, str] | None:
    """(all that comes before a value, the value): of a field, else of an item of a list."""
    if found := KEYED.match(line):
        return f"{found[1]}{found[2]}: ", found[3].rstrip()
    return (found[1], found[2].rstrip()) if (found := ITEM.match(line)) else None


def _value(lines: Lines, n: int) -> Iterator[Guess]:
    for head, value in filter(None, (_split(lines[n]),)):
        label = re.match(r"([^\W\d]{3}\w*)\.?\s*:\s+(\S.*)$", value)
        if label and head.lstrip("- ").startswith(fold(label[1]).rstrip("s")):
            yield _one(lines, n, "Le nom du champ est répété dans sa valeur.", head + label[2])
        for message, written in (*_in_quotes(value), *_in_brackets(value), *_special(value)):
            yield _one(lines, n, message, (head + written).rstrip())
        if value.startswith("- ") and (field := KEYED.match(lines[n])):
            message = "Une liste commence à la ligne sous son champ."
            yield _one(lines, n, message, f"{head.rstrip()}", f"{' ' * len(field[1])}  {value}")


GUESSES = (_tabs, _backslash, _joined, _second_sheet, _value, _bullets)
