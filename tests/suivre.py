"""Follows a remedy to the letter, as someone would who trusts it: what is written in the file, and whether it says the same.

What a remedy says in words (« Corrigez l'année ») is no line to write: :func:`follow` answers None.
Nothing here knows how remedies are found.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ctg.common.phrases import DAYS, MONTHS
from ctg.common.problems import Problem, fold
from ctg.reading.changes import edit
from ctg.reading.yaml_text import UnreadableError, parse

QUOTED = r"« (.+?) »(?=[.,;:?]|\Z| puis | et | ou |\s\(| dans | au plus)"
WRITE = re.compile(
    r"(?:(?:É|et é|même, é)crivez (?:une ligne par jour : |un point : )?|Tapez de nouveau |et tapez |de guillemets : )"
    rf"((?:{QUOTED})(?:(?: puis | et ){QUOTED})*)"
)
KEEP = re.compile(rf"(?:ailleurs, par exemple |Gardez « .+? », sous « (?P<group>\w+) » : ){QUOTED}")
TO_THE_NOTE = re.compile(r"Ajoutez « (.+) » à la note de « (\w+) »")
ADD = re.compile(
    rf"(?:Ajoutez une ligne « .*? », par exemple|Remplissez-le, par exemple|Ajoutez cette ligne, par exemple) {QUOTED}"
)
STAYS = re.compile(rf"Gardez-en une ici, {QUOTED}")
MEANT = re.compile(rf"Vouliez-vous écrire {QUOTED}")
ELSEWHERE = re.compile(rf"Sous « (\w+): », écrivez {QUOTED}")
INDENT = re.compile(r"(?:avec (\d+|une) espaces? devant|(sans) espace devant)")
ALSO = re.compile(r"La ligne suivante aussi|Les (\d+) lignes suivantes aussi")
EXAMPLES = re.compile(
    r"au plus tard|Vouliez-vous écrire « [^»]+ » ou |ou changez|Écrivez (?:par exemple|chaque élément|le fichier)"
    r"|Écrivez « (?:premier mardi du mois|#|-->|9 h|année|-) »"
)
"""Shapes that a remedy describes, and lines that it does not give."""
IN_WORDS = re.compile(
    r"Ajoutez (?:un jour, ou )?« |Si le lieu ne rouvre pas|Écrivez-le seul|ou (?:écrivez|ajoutez|supprimez) « |au plus tard"
    r"|Commencez chaque fiche|Créez la suivante|Demandez-le-lui|effacez les tirets"
)
"""What names a field as an example, and leaves the choice: read again by a person."""
A_LINE = re.compile(r"« (?:- )?[a-z_]+: ")


class Followed(NamedTuple):
    """What was typed, and what stands there instead, kept texts included."""

    before: str
    after: str


def writes(told: str) -> bool:
    """Whether a remedy, or one of those of a report, says what to write."""
    return any(one.search(told) for one in (WRITE, KEEP, ADD, MEANT, ELSEWHERE))


def follow(folder: Path, problem: Problem) -> Followed | None:
    """Write in a project what a remedy says to write; None when it gives no line."""
    remedy, path = problem.remedy, folder / problem.file
    if EXAMPLES.search(remedy) or path.suffix != ".yml" or not path.is_file():
        return None
    if not writes(remedy):
        assert not A_LINE.search(remedy) or IN_WORDS.search(remedy), f"qui suit ce remède ? {problem}"
        return None
    try:
        return _field(path, problem) if problem.field else _line(path, problem)
    except UnreadableError:  # as long as this line is as it is
        return _line(path, problem)


# --- lines ---------------------------------------------------------------------------------------


def _line(path: Path, problem: Problem) -> Followed:
    lines = path.read_text("utf-8-sig").splitlines()
    old, n = lines[problem.line - 1], problem.line - 1
    written = re.findall(QUOTED, WRITE.search(problem.remedy)[1])
    spaces = INDENT.search(problem.remedy)
    here = len(old) - len(old.lstrip())
    margin = here if not spaces else 0 if spaces[2] else 1 if spaces[1] == "une" else int(spaces[1])
    also = ALSO.search(problem.remedy)
    count = 0 if not also else int(also[1] or 1)
    new = [" " * margin + one for one in written]
    if len(new) > 1 and new[1].lstrip().startswith("- "):
        new[1] = "  " + new[1]
    following = [_likewise(one, old, new[0], margin - here) for one in lines[n + 1 : n + 1 + count]]
    path.write_text("\n".join([*lines[:n], *new, *following, *lines[n + 1 + count :], ""]), "utf-8")
    return Followed("\n".join(lines[n : n + 1 + count]), "\n".join([*new, *following]))


def _likewise(line: str, old: str, new: str, shift: int) -> str:
    """A line changed as the one above was: moved, or its sign replaced."""
    bare = line.strip()
    if old.strip() == new.strip():
        return " " * (len(line) - len(line.lstrip()) + shift) + bare
    if new.strip().startswith("- "):
        return re.sub(r"^(\s*)\S\s+", r"\1- ", line)
    bare = re.sub(r"^[\"'*_`]+(\w+)[\"'*_`]+", r"\1", bare).rstrip(",")
    return re.sub(r"^(\w+)\s*[:=]\s*", r"\1: ", bare)


# --- fields --------------------------------------------------------------------------------------


def _field(path: Path, problem: Problem) -> Followed:
    text = path.read_text("utf-8")
    steps = [int(step) - 1 if step.isdecimal() else step for step in problem.field.split(".")]
    record, position = parse(text), None
    if isinstance(record, list):  # one of its items: the last that begins at the line, or above
        position = sum(line.startswith("- ") for line in text.splitlines()[: problem.line]) - 1
        record = record[position]
    old, whole = _at(record, steps), []
    for place, value in _said(problem, steps, old, record):
        record = _put(record, place, value)
        whole += [value, *place]
        text = edit(text, {place[:1]: None}, (), position)
        text = edit(text, {place[:1]: record.get(place[0])}, (), position)
    path.write_text(text, "utf-8")
    street = record.get("commune") if steps[-1] == "adresse" else ""  # the page adds it to the street
    return Followed("" if ADD.search(problem.remedy) else _flat(old), " ".join(map(_flat, [*whole, street])))


def _said(problem: Problem, steps: list, old: Any, record: Any) -> Iterator[tuple[tuple, Any]]:
    """(place, value) of each thing to write."""
    remedy, group, last = problem.remedy, tuple(steps[:-1]), steps[-1]
    if found := ELSEWHERE.search(remedy):
        yield tuple(steps), None
        for name, value in _pairs(found[2]):
            yield (*group, found[1], name), value
        return
    if found := MEANT.search(remedy):
        if "n'existe pas" in problem.message:
            yield tuple(steps), None
            yield (*group, found[1]), old
        else:
            yield tuple(steps), found[1]
    if found := STAYS.search(remedy):
        yield tuple(steps), found[1]
    if found := ADD.search(remedy):
        for name, value in _pairs(found[1]):
            yield (*group, name), value
    if found := WRITE.search(remedy):
        for line in re.findall(QUOTED, found[1]):
            if isinstance(last, int):
                yield tuple(steps), parse(line)[0] if line.startswith("- ") else _filled(line)
            elif not re.match(r"[a-z_]+: ", line):
                yield tuple(steps), _filled(line)
            for name, value in _pairs(line) if re.match(r"[a-z_]+: ", line) else ():
                above = group if name != (group or [""])[-1] else group[:-1]
                if "n'existe pas" in problem.message:
                    yield tuple(steps), None
                yield (*above, name), value
    if found := KEEP.search(remedy):
        line = found[2]
        if line.startswith("- "):
            yield ("faits_a_savoir",), [*record.get("faits_a_savoir", []), parse(line)[0]]
        for name, value in () if line.startswith("- ") else _pairs(line):
            yield ((found["group"], name) if found["group"] else (name,)), value
        if remedy.startswith("Gardez"):
            yield tuple(steps), None
    if found := TO_THE_NOTE.search(remedy):
        yield (found[2], "note"), f"{record[found[2]]['note']} ; {found[1]}"


def _pairs(line: str) -> Iterator[tuple[str, Any]]:
    """The fields of a line to write, what is to be filled being filled."""
    yield from parse(_filled(line)).items()


def _filled(line: str) -> str:
    return line.replace("…", "2026")


def _at(value: Any, steps: list) -> Any:
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _put(record: Any, steps: tuple, value: Any) -> Any:
    """A record with a value at a place; without it when there is none."""
    step, *rest = steps
    if isinstance(record, list):
        return [(_put(item, tuple(rest), value) if rest else value) if n == step else item for n, item in enumerate(record)]
    record = dict(record) if isinstance(record, dict) else {}
    record[step] = _put(record.get(step), tuple(rest), value) if rest else value
    return {name: inner for name, inner in record.items() if inner is not None}


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name} {_flat(inner)}" for name, inner in value.items())
    return " ".join(map(_flat, value)) if isinstance(value, list) else "" if value is None else str(value)


# --- meaning -------------------------------------------------------------------------------------

SAME = (
    (r"\b1er\b", "1"), (r"\b(\d+),5 ans\b", lambda found: f"{12 * int(found[1]) + 6} mois"),
    (r"\b(\d+)[.h:]00\b", r"\1"), (r"\bdes la naissance\b", "0 mois"), (r"\bmidi\b", "12"),
    (r"\bl\W+v\b", "lundi au vendredi"), (r"\bx\b", "oui"),
    *((rf"\b{fold(month)}\b", str(n)) for n, month in enumerate(MONTHS, 1)),
    *((rf"\b{day[:3]}\b\.?", day) for day in DAYS),
    (rf"\b({'|'.join(DAYS)})\s+au\s+({'|'.join(DAYS)})\b",
     lambda found: " ".join(DAYS[DAYS.index(found[1]) : DAYS.index(found[2]) + 1])),
)  # fmt: skip
"""What says the same otherwise, read again by a person; on both sides."""
EMPTY = {"le", "la", "les", "l", "de", "du", "des", "d", "a", "au", "aux", "en", "et", "ou", "entre", "at", "tel", "cedex", "h"}
"""Words that join others, or that the field says itself."""


def lost(before: str, after: str) -> set[str]:
    """The figures and the words of a text that another does not say."""
    said = _words(after)
    missing = {word for word in _words(before) if not any(_alike(word, other) for other in said)}
    figures = re.sub(r"\D", "", before)
    if figures in re.sub(r"\D", "", after):  # written without its spaces
        missing = {word for word in missing if not word.isdecimal()}
    return missing


def _alike(word: str, other: str) -> bool:
    """Whether two words are the same, or one a slip of the other; figures have no slip."""
    if word == other or word.isdecimal():
        return word == other
    return difflib.SequenceMatcher(None, word, other).ratio() >= 0.75


def _words(text: str) -> set[str]:
    letters = unicodedata.normalize("NFD", text.lower())
    plain = " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
    for pattern, other in SAME:
        plain = re.sub(pattern, other, plain)
    return {str(int(one)) if one.isdecimal() else one for one in re.findall(r"\d+|[^\W\d_]+", plain)} - EMPTY
