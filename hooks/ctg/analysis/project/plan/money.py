"""Money, added up: what is planned is never added to what is spent, and an unknown stays unknown in the sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ctg.catalogue import Catalogue
from ctg.ground.phrases import capital
from ctg.ground.problems import fold
from ctg.kinds import Action
from ctg.kinds.project.action import Financement

MoneyColumn = Literal["prevu", "realise"]
COLUMNS: tuple[MoneyColumn, ...] = ("prevu", "realise")


@dataclass(frozen=True)
class Amount:
    """A sum in euros. ``partial``: a part of it is not known, so that it is a least."""

    total: Decimal
    partial: bool = False


@dataclass(frozen=True)
class Sums:
    """What some parts add up to: planned, and spent; None where no part says."""

    prevu: Amount | None = None
    realise: Amount | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, column) for column in COLUMNS)

    @property
    def gap(self) -> Decimal | None:
        """Spent less planned, in euros; None unless both are wholly known."""
        if not self.prevu or not self.realise or self.prevu.partial or self.realise.partial:
            return None
        return self.realise.total - self.prevu.total

    @property
    def largest(self) -> Decimal:
        """What puts sums in order, whichever column they fill."""
        return max((amount.total for column in COLUMNS if (amount := getattr(self, column))), default=Decimal(0))


def add(parts: Iterable[Financement]) -> Sums:
    """The sums of these parts, by column."""
    found = tuple(parts)
    return Sums(**{column: _sum(found, column) for column in COLUMNS})


def _sum(parts: tuple[Financement, ...], column: MoneyColumn) -> Amount | None:
    """None when no part fills the column."""
    known = [value for part in parts if (value := getattr(part, column)) is not None]
    return Amount(sum(known, Decimal(0)), len(known) < len(parts)) if known else None


def by(parts: Iterable[Financement], name: Callable[[Financement], str]) -> tuple[tuple[str, Sums], ...]:
    """(name, sums), the largest first; names that only capitals or accents tell apart are one, under the first spelling."""
    names: dict[str, str] = {}
    groups: dict[str, list[Financement]] = {}
    for part in parts:
        shown = name(part)
        names.setdefault(fold(shown), shown)
        groups.setdefault(fold(shown), []).append(part)
    sums = ((names[key], add(group)) for key, group in groups.items())
    return tuple(sorted(sums, key=lambda pair: (-pair[1].largest, fold(pair[0]))))


def by_year(parts: Iterable[Financement]) -> tuple[tuple[int, Sums], ...]:
    """(year, sums), the earliest first."""
    found = tuple(parts)
    years = sorted({part.annee for part in found})
    return tuple((year, add(part for part in found if part.annee == year)) for year in years)


def funder(catalogue: Catalogue) -> Callable[[Financement], str]:
    """What names who pays: the partner's name, whichever of its names the record writes."""

    def name(part: Financement) -> str:
        partner = catalogue.partner(part.financeur)
        return partner.nom if partner else part.financeur

    return name


def scheme(catalogue: Catalogue) -> Callable[[Financement], str]:
    """What names the aid: the name that the vocabulary gives it, else as the record writes it; "" when it does not."""

    def name(part: Financement) -> str:
        known = catalogue.vocabulary.dispositif(part.dispositif or "")
        return capital(known.nom if known else part.dispositif or "")

    return name


def parts_of(actions: Iterable[Action], year: int | None = None) -> tuple[Financement, ...]:
    """The parts of these actions, of one year or of all."""
    return tuple(part for action in actions if action.moyens for part in action.moyens.financiers if year in (None, part.annee))
