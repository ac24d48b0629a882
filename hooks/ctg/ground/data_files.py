"""JSON and CSV for others to read, each written in one way."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from ctg.ground.escaping import for_csv


def compact(value: Any) -> str:
    """JSON on one line: browsers show it indented."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_json(value: Any) -> bytes:
    """The same as a file: UTF-8, its line ended. No lone surrogate, which no reader would accept."""
    return (compact(value) + "\n").encode("utf-8", "replace")


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]], *, french: bool = True) -> bytes:
    """UTF-8. ``french``: for French spreadsheets, with semicolons and a byte order mark; else as RFC 4180 says, and the
    caller guards the cells, for a standard may forbid an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([for_csv(cell) for cell in row] if french else row for row in rows)
    return text.getvalue().encode("utf-8-sig" if french else "utf-8", "replace")
