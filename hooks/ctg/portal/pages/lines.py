"""A territory in a comparison, in words: what tables of figures, money and places have in common."""

from __future__ import annotations

from dataclasses import dataclass

from ctg.ground.phrases import date_fr
from ctg.portal.members import Member

UNKNOWN = "inconnu"


@dataclass(frozen=True)
class FigureLine:
    """``path``: the page of the territory in the portal; ``source``: where it comes from, and when its site was published."""

    name: str
    page: str | None
    path: str
    value: str
    year: str
    source: str


def line(member: Member, page: str | None, value: str, source: str, year: str = "") -> FigureLine:
    """The line of a territory."""
    said = f"{source.rstrip('.')}. Site publié le {date_fr(member.published_on)}."
    return FigureLine(member.name, page, member.path, value, year, said)
