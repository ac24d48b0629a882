"""The text that its author meant by a raw spreadsheet cell.

Spreadsheets turn dates into numbers, telephones into numbers without their zero, « oui » into VRAI.
What can only mean one thing is restored, with a note that says so; the rest is refused. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re

from ctg.common.damage import losses, mended
from ctg.common.problems import shown
from ctg.model.fields import thousands_or_decimals
from ctg.open_data.cells import DATES, EMPTY, CellError, Column, Shape, tidy
from ctg.reading.describe import Type
from ctg.reading.spoken.words import Meant, meant

Raw = str | int | float | bool | dt.date | object | None
"""The value of a cell as ``calamine`` reads it; the object is a time or a duration, which no field is."""

EPOCH = dt.date(1899, 12, 30)
"""Day 0 of spreadsheets, for all dates after February 1900."""
AS_TEXT = "Donnez à la cellule le format « Texte », puis tapez de nouveau la valeur."
ERRORS = re.compile(r"#(REF|N/A|NAME|NOM|VALUE|VALEUR|DIV/0|NUM|NOMBRE|NULL|NUL)[!?]?|Err ?:\d{3}")


def restored(raw: Raw, column: Column, old: str = "", today: dt.date | None = None) -> Meant:
    """The text of a cell, what of it is no part of the value, and in French what was restored or understood.

    ``old`` is the text of the field now; ``today`` as for :func:`meant`. Raises :class:`CellError` when the value is spoilt for
    good.
    """
    text, note = _as_text(raw, column, old)
    plain = column.shape in {Shape.TEXT, Shape.SPANS} and text and text != EMPTY
    said = meant(column.type, text, today) if plain else None
    if said is None:
        return Meant(text, "", note)
    value = ", ".join(said.value) if isinstance(said.value, list) else said.value
    return Meant(value, said.rest, note or said.told or f"« {shown(text)} » lu « {value} »" * (_bare(text) != _bare(value)))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _as_text(raw: Raw, column: Column, old: str) -> tuple[str, str]:
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
    """Serial numbers → year-month-day."""
    return _from_number(int(text), Column((), "", type=Type.DATE)) if re.fullmatch(r"[2-7]\d{4}", text) else (text, "")


def _phone(text: str) -> tuple[str, str]:
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"[1-79]\d{8}", digits):  # a number in 08 may cost money: its author confirms it
        digits = "0" + digits
        return " ".join(digits[n : n + 2] for n in range(0, 10, 2)), "zéro initial rétabli"
    return text, ""


def _postcode(text: str) -> tuple[str, str]:
    text = re.sub(r"\s", "", text)
    return (f"0{text}", "zéro initial rétabli") if re.fullmatch(r"\d{4}", text) else (text, "")


def _decimal(text: str) -> tuple[str, str]:
    return re.sub(r"^([-+]?\d+),(\d+)$", r"\1.\2", re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", text)), ""


REPAIRS = {Type.DATE: _date, Type.KNOWN_DATE: _date, Type.PHONE: _phone, Type.POSTCODE: _postcode, Type.DEGREES: _decimal}
