"""What a line of a comparison says, whatever is compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FigureLine:
    """A territory in a comparison, in words."""

    name: str
    page: str | None
    path: str
    """The page of the territory in the portal."""
    value: str
    year: str
    source: str
    """Where it comes from, how to read it, and when its site was published."""
