"""Sums of money in words, the same on pages and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ctg.analysis.project.plan.money import COLUMNS, Amount, MoneyColumn, Sums
from ctg.analysis.project.plan.posts import Staff
from ctg.ground.phrases import euros, full_time, joined

LABELS: dict[MoneyColumn, str] = {"prevu": "Prévu", "realise": "Réalisé"}
PLURALS: dict[MoneyColumn, str] = {"prevu": "prévus", "realise": "réalisés"}
GAP = "Écart"
UNKNOWN = "inconnu"


@dataclass(frozen=True)
class MoneyTable:
    """Texts of a table of sums: the titles of its columns of money, one list of cells for each row, and the last row."""

    heads: list[str]
    rows: list[list[str]]
    total: list[str]


def table(rows: Sequence[Sums], total: Sums) -> MoneyTable:
    """The columns that ``total`` fills; the gap too, where it is known of a row."""
    used = [column for column in COLUMNS if getattr(total, column)] or ["prevu"]
    compared = any(sums.gap is not None for sums in (*rows, total))

    def cells(sums: Sums) -> list[str]:
        return [*(amount(getattr(sums, column)) for column in used), *([gap(sums.gap)] if compared else [])]

    return MoneyTable([*(LABELS[column] for column in used), *([GAP] if compared else [])], [*map(cells, rows)], cells(total))


def lines(rows: Sequence[tuple[str, Sums]], total: Sums) -> dict:
    """The same table, each row after its name: what the macro of the reports shows."""
    found = table([sums for _, sums in rows], total)
    named = [[name, *cells] for (name, _), cells in zip(rows, found.rows, strict=True)]
    return {"colonnes": found.heads, "lignes": named, "total": found.total}


def amount(value: Amount | None) -> str:
    """« 12 000 € », « au moins 12 000 € », « inconnu »."""
    if value is None:
        return UNKNOWN
    return f"au moins {euros(value.total)}" if value.partial else euros(value.total)


def gap(value: Decimal | None) -> str:
    """« +1 000 € » when more was spent than planned."""
    if value is None:
        return UNKNOWN
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{euros(abs(value))}"


def sentence(sums: Sums) -> str:
    """« 12 000 € prévus et au moins 9 000 € réalisés »."""
    return joined(f"{amount(value)} {PLURALS[column]}" for column in COLUMNS if (value := getattr(sums, column)))


def time(staff: Staff) -> str:
    """« au moins 1,5 équivalent temps plein », « équivalent temps plein inconnu »."""
    if staff.full_time is None:
        return "équivalent temps plein inconnu"
    return f"{'au moins ' if staff.partial else ''}{full_time(staff.full_time)}"
