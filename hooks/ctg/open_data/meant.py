"""The text that its author meant by a raw spreadsheet cell.

Spreadsheets turn dates into numbers, telephones into numbers without their zero, « oui » into VRAI.
What can only mean one thing is restored, with a note that says so; the rest is refused. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re

from ctg.common.damage import losses, mended
from ctg.common.problems import fold, shown
from ctg.model.fields import thousands_or_decimals
from ctg.open_data.cells import DATES, CellError, Column, tidy
from ctg.reading.describe import Type

Raw = str | int | float | bool | dt.date | object | None
"""The value of a cell as ``calamine`` reads it; the object is a time or a duration, which no field is."""

EPOCH = dt.date(1899, 12, 30)
"""Day 0 of spreadsheets, for all dates after February 1900."""
MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
"""Abbreviations of months in French spreadsheets, without accents: « sept-26 »."""
AS_TEXT = "Donnez à la cellule le format « Texte », puis tapez de nouveau la valeur."
ERRORS = re.compile(r"#(REF|N/A|NAME|NOM|VALUE|VALEUR|DIV/0|NUM|NOMBRE|NULL|NUL)[!?]?|Err ?:\d{3}")


def restored(raw: Raw, column: Column, old: str = "") -> tuple[str, str]:
    """(text, note) of a cell; the note says in French what was restored, if anything.

    ``old`` is the text of the field now. Raises :class:`CellError` when the value is spoilt for good.
    """
    if raw is None:
        return "", ""
    if isinstance(raw, bool):
        return ("oui" if raw else "non"), ""
    if isinstance(raw, str):
        for loss in losses(raw):
            raise CellError(loss.message, loss.remedy)
        return _from_text(tidy(mended(raw)), column)
    if isinstance(raw, int | float):
        return _from_number(raw, column)
    return _from_date(raw, column, old), ""


def _from_date(raw: object, column: Column, old: str) -> str:
    if not isinstance(raw, dt.date) or column.type not in DATES:
        raise CellError(f"Le tableur a transformé cette cellule en date ou en heure ({raw}).", AS_TEXT)
    day = (raw.date() if isinstance(raw, dt.datetime) else raw).isoformat()
    # A spreadsheet has no date without a day: « 2026-09 » comes back as the first of September.
    return old if day == f"{old}-01" else day


def _from_number(raw: float, column: Column) -> tuple[str, str]:
    if column.type in DATES and 20_000 < raw < 80_000:  # 1954 to 2119; a year alone is below
        return (EPOCH + dt.timedelta(days=int(raw))).isoformat(), f"nombre {int(raw)} lu comme une date"
    text = str(int(raw)) if float(raw).is_integer() else f"{raw:.15g}"
    if column.type is Type.NUMBER and thousands_or_decimals(text):
        text += "0"  # a number of the spreadsheet has one reading
    return _from_text(text, column)


def _from_text(text: str, column: Column) -> tuple[str, str]:
    if ERRORS.fullmatch(text):
        raise CellError(f"Cette cellule contient une erreur du tableur : {text}.", "Corrigez la formule, ou tapez la valeur.")
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
        raise CellError("Cette cellule contient un caractère invisible interdit.", "Effacez-la et tapez-la de nouveau.")
    if re.fullmatch(r"\d([.,]\d+)?E\+\d+", text):
        raise CellError(f"Le tableur a arrondi ce nombre : {text}.", AS_TEXT)
    if column.closed:
        text = re.sub("[\u00a0\u202f]", " ", text)
    repair = REPAIRS.get(column.type)
    return repair(text) if repair else (text, "")


def _date(text: str) -> tuple[str, str]:
    """« 01/09/2026 », « sept-26 » and serial numbers → year-month-day."""
    if re.fullmatch(r"[2-7]\d{4}", text):
        return _from_number(int(text), Column((), "", type=Type.DATE))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        day, month, year = match.groups()
        return f"{year}-{month:0>2}-{day:0>2}", f"« {text} » lu comme une date"
    return text, ""


def _partial_date(text: str) -> tuple[str, str]:
    if match := re.fullmatch(r"([^\W\d]+)[.\s-]+(\d{2}|\d{4})", text):
        month = next((n for n, name in enumerate(MONTHS, 1) if fold(match[1]) == name), None)
        if month:
            return f"{match[2] if len(match[2]) == 4 else '20' + match[2]}-{month:02}", f"« {text} » lu comme un mois"
    return _date(text)


def _phone(text: str) -> tuple[str, str]:
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"[1-79]\d{8}", digits):  # a number in 08 may cost money: its author confirms it
        digits = "0" + digits
        return " ".join(digits[n : n + 2] for n in range(0, 10, 2)), "zéro initial rétabli"
    return text, ""


def _postcode(text: str) -> tuple[str, str]:
    text = re.sub(r"\s", "", text)
    return (f"0{text}", "zéro initial rétabli") if re.fullmatch(r"\d{4}", text) else (text, "")


def _yes_no(text: str) -> tuple[str, str]:
    meant = {"vrai": "oui", "true": "oui", "faux": "non", "false": "non"}.get(fold(text))
    return (meant, f"{shown(text)} lu « {meant} »") if meant else (text, "")


def _integer(text: str) -> tuple[str, str]:
    return re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", text), ""


def _decimal(text: str) -> tuple[str, str]:
    return re.sub(r"^([-+]?\d+),(\d+)$", r"\1.\2", _integer(text)[0]), ""


REPAIRS = {
    Type.DATE: _date,
    Type.KNOWN_DATE: _partial_date,
    Type.PHONE: _phone,
    Type.POSTCODE: _postcode,
    Type.YES_NO: _yes_no,
    Type.INTEGER: _integer,
    Type.YEAR: _integer,
    Type.NUMBER: _integer,
    Type.DEGREES: _decimal,
}
