"""Where each territory stands: what is late, off course or ending, and the next committee."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ctg.analysis.project.reports.alerts import AlertGroup
from ctg.ground.data_files import csv_file
from ctg.ground.phrases import date_fr
from ctg.ground.problems import plural
from ctg.outputs.base.rendering import MenuLink, Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.public import plain
from ctg.portal.facts import FollowUp
from ctg.portal.members import Member
from ctg.portal.together import Together

FOLLOW_UP: MenuLink = ("Suivi", "suivi/")
TABLE = "suivi/suivi.csv"
HEADER = ("territoire", "siren", "sujet", "fiche", "constat", "date", "publie_le", "page")
MOST = 5
"""Records that a cell names: its own site has the others."""
TITLES = {"retard": "Actions en retard", "trajectoire": "Chiffres hors trajectoire", "fin": "Ce qui finit"}
"""By group of alerts, in the order of the facts."""
COMMITTEE = "Prochain comité"


@dataclass(frozen=True)
class AlertLine:
    """A record that calls for attention, and its page on its own site."""

    title: str
    page: str | None
    reason: str


@dataclass(frozen=True)
class AlertCell:
    """A group of alerts of a territory. ``count``: what is said first; ``more``: how many are not named."""

    title: str
    count: str
    lines: tuple[AlertLine, ...]
    more: int
    unseen: str
    """What its records do not let us see: no alert is not always good news."""


@dataclass(frozen=True)
class FollowUpRow:
    """A territory. ``next``: the date of its next committee and what it is, or that it is not known."""

    member: Member
    cells: tuple[AlertCell, ...]
    next: AlertLine


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The page and its table."""
    rows = [row(one) for one in portal.by_name]
    yield render.page(
        "portail/suivi.html",
        FOLLOW_UP[1],
        "Où en est chaque territoire",
        description="Actions en retard, chiffres hors trajectoire, ce qui finit et prochain comité de chaque territoire.",
        headline=headline(portal.members),
        rows=rows,
        titles=(*TITLES.values(), COMMITTEE),
        table=TABLE,
    )
    yield Asset(TABLE, lambda: csv_file(HEADER, (cells for one in portal.by_name for cells in _cells(one))))


def headline(members: Iterable[Member]) -> str:
    """« 3 actions sont en retard, dans 2 territoires. »"""
    counts = (len(group.alerts) for one in members for group in one.facts.follow_up.groups if group.id == "retard")
    late = [count for count in counts if count]
    if not late:
        return "Aucune action en retard n’est connue : cela ne veut pas dire qu’il n’y en a pas."
    actions, verb = plural(sum(late), "action"), "sont" if sum(late) > 1 else "est"
    return f"{actions} {verb} en retard, dans {plural(len(late), 'territoire')}."


def row(member: Member) -> FollowUpRow:
    """A territory in words; what is not known is said."""
    found = member.facts.follow_up
    meeting = found.next
    following = AlertLine("date inconnue", None, "son site n’annonce aucun comité de sa convention")
    if meeting:
        following = AlertLine(date_fr(meeting.date), member.page_of(meeting), meeting.titre)
    return FollowUpRow(member, tuple(_cell(member, found, group) for group in found.groups), following)


def _cell(member: Member, found: FollowUp, group: AlertGroup) -> AlertCell:
    count = len(group.alerts)
    lines = [AlertLine(one.title, member.page_of(one.record), one.reason) for one in group.alerts[:MOST]]
    nothing = "inconnu : aucune action publiée" if group.id == "retard" and not found.actions else "rien de connu"
    return AlertCell(TITLES[group.id], str(count) if count else nothing, tuple(lines), count - len(lines), group.unseen)


def _cells(member: Member) -> Iterator[list[str]]:
    day = member.published_on.isoformat()
    for group in member.facts.follow_up.groups:
        for one in group.alerts:
            date = plain(one.date) if one.date else ""
            page = member.page_of(one.record) or ""
            yield [member.name, member.siren, TITLES[group.id], one.title, one.reason, str(date), day, page]
    if meeting := member.facts.follow_up.next:
        date = str(plain(meeting.date))
        yield [member.name, member.siren, COMMITTEE, meeting.titre, "", date, day, member.page_of(meeting) or ""]
