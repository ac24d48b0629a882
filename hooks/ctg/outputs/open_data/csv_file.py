"""A CSV file of texts, that no spreadsheet computes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ctg.ground.escaping import for_csv


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]], *, french: bool = True) -> bytes:
    """UTF-8. ``french``: for French spreadsheets, with semicolons and a byte order mark; else as RFC 4180 says, and the
    caller guards the cells, for a standard may forbid an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([for_csv(cell) for cell in row] if french else row for row in rows)
    return text.getvalue().encode("utf-8-sig" if french else "utf-8", "replace")
