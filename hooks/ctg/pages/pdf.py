"""Tagged PDF (PDF/UA-1) from a template of a folder ``templates/pdf`` and plain values. Sole importer of ``typst``.

Values reach Typst as JSON, so a text is always a text and never markup. Only the site's letters are used, in the folder
``polices``, and those that Typst brings: the same values, day and version of Typst give the same bytes on every machine."""

import datetime as dt
import json
import os
import pickle
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from ctg.common.extensions import template_folders
from ctg.common.phrases import typography
from ctg.common.problems import DataError, Problem
from ctg.pages.styles import palette

FOLDER: Final = "pdf"
"""In each folder of templates. They import one another by their names alone: « gabarit.typ »."""
LETTERS = Path(__file__).with_name("polices")
FONTS: Final[dict[str, Any]] = {"ignore_system_fonts": True, "font_paths": [str(LETTERS)]}
STANDARD: Final = "ua-1"
"""ISO 14289-1: real headings, lists, tables and reading order, a language, a title."""
UNWANTED = {"Cc", "Cf", "Co", "Cs", "Cn"}
"""Categories of characters that show nothing, or that change the order of the others (Unicode, chapter 4.5)."""
MISSING = "□"
"""Stands for a character that the fonts do not have: PDF/UA refuses a text that cannot be drawn."""
EUROPEAN = 0x180
"""Below this code, every letter is in each face of the fonts (a test says so): no need to try."""
BLANKS = re.compile(r"[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
"""Spaces and line ends; not the no-break spaces, which typography chose."""
UNCHOSEN = palette()
"""The colours of a document for no territory."""
REFUSED = "Ce document PDF n'a pas pu être fait. Typst dit : « {} »."
REPORT = "C'est une faute de l'outil, pas de vos fiches : signalez-la à qui s'en occupe, avec ce message."
LARGE = 64_000
"""Characters of values beyond which a document is made by a process of its own: Typst takes two thousand times that, and gives
nothing back to the process that it works in."""
ALONE = """import pickle, sys, typst
from ctg.publish.process import end_with
parent, options = pickle.load(sys.stdin.buffer)
end_with(parent)
sys.stdout.buffer.write(typst.compile(**options))"""
LONGEST = 30
"""Characters of a word after which it may be cut, or it would leave the page."""


def make_pdf(
    template: str, values: dict[str, Any], day: dt.date, colours: dict[str, str] = UNCHOSEN, drawings: Sequence[bytes] = ()
) -> bytes:
    """The bytes of a PDF dated from a day; ``drawings``: the PNG that the values name by their rank.

    Raises :class:`DataError` when Typst refuses the template.
    """
    data = json.dumps(_each_text(values, printable), ensure_ascii=False)
    try:
        return _compile(template, data, day, colours, drawings)
    except typst.TypstError as error:
        raise DataError([Problem(f"{FOLDER}/{template}", 1, "", "", REFUSED.format(_last_line(error)), REPORT)]) from None


def make_images(
    template: str, values: dict[str, Any], colours: dict[str, str] = UNCHOSEN, drawings: Sequence[bytes] = ()
) -> list[bytes]:
    """The pages of a template as PNG, one pixel a point; ``drawings``: the SVG that the values name by their rank."""
    asked = _inputs(json.dumps(_each_text(values, printable), ensure_ascii=False), colours, drawings)
    made: Any = typst.compile(_sources(template), sys_inputs=asked, format="png", ppi=72, font_paths=_letters())
    return made if isinstance(made, list) else [made]  # a list for several pages, which its type does not say


def as_picture(svg: bytes, width: float, height: float) -> bytes:
    """A drawing as PNG, of so many pixels."""
    return make_images("dessins.typ", {"tailles": [[width, height]]}, drawings=[svg])[0]


def printable(written: str) -> str:
    """The same text on one line, typeset, without what cannot be drawn or would leave the page."""
    plain = unicodedata.normalize("NFC", BLANKS.sub(" ", written).strip(" "))
    kept = (char for char in typography(plain) if unicodedata.category(char) not in UNWANTED)
    drawn = "".join(map(_drawn, kept))
    return re.sub(rf"[^\s\u200b]{{{LONGEST}}}(?=\S)", "\\g<0>\u200b", drawn)


@cache
def _drawn(char: str) -> str:
    """The character, else the plain letters that it stands for (« ﬁ », « 𝐁 »), else :data:`MISSING`."""
    for way in (char, unicodedata.normalize("NFKC", char)):
        if all(ord(letter) < EUROPEAN or _has_glyph(letter) for letter in way):
            return way
    return MISSING


def _has_glyph(char: str) -> bool:
    """Whether the fonts can draw a character in each face of our documents, bold and italic too: Typst itself is asked."""
    try:
        return bool(_compile("caractere.typ", json.dumps({"texte": char}), dt.date(2000, 1, 1)))
    except typst.TypstError:
        return False


def _last_line(error: Exception) -> str:
    """What an error says, without the trace of another process."""
    return str(error.args[0] if error.args else error).strip().rpartition("\n")[2]


def _sources(template: str) -> Any:
    """All the templates, by name, and the one to start from as Typst wants it named: its types do not know of such a choice."""
    there = {path.name: path.read_bytes() for folder in template_folders() for path in folder.glob(f"{FOLDER}/*.typ")}
    return there | {"main.typ": there[template]}


def _inputs(data: str, colours: dict[str, str], drawings: Sequence[bytes]) -> dict[str, str]:
    """What a template is given, as JSON."""
    return {"donnees": data, "couleurs": json.dumps(colours), "dessins": json.dumps([list(one) for one in drawings])}


def _compile(template: str, data: str, day: dt.date, colours: dict[str, str] = UNCHOSEN, drawings: Sequence[bytes] = ()) -> bytes:
    options: dict[str, Any] = {"input": _sources(template), "sys_inputs": _inputs(data, colours, drawings)}
    options |= {"pdf_standards": [STANDARD], "timestamp": dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)}
    return typst.compile(**options, font_paths=_letters()) if len(data) < LARGE else _compile_alone(options | FONTS)


@cache
def _letters() -> typst.Fonts:
    """The letters, read once: half of what a short document takes."""
    return typst.Fonts(include_system_fonts=False, font_paths=FONTS["font_paths"])


def _compile_alone(options: dict[str, Any]) -> bytes:
    """``typst.compile`` with these options, in a new process: a copy of this one would wait for Typst's threads for ever.

    Raises :class:`MemoryError` when the system ends it.
    """
    command = [sys.executable, "-P", "-c", ALONE]
    done = subprocess.run(command, input=pickle.dumps((os.getpid(), options)), capture_output=True, check=False)
    if done.returncode < 0:  # by a signal: it takes more memory than anything else
        raise MemoryError
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace")
        raise typst.TypstError(told, told)
    return done.stdout


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """A copy where each text, at any depth, is changed; keys are kept."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    return value
