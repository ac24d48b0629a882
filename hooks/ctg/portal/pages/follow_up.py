"""Where each territory stands: what is late, off course or ending, and the next committee."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctg.analysis.project.reports.alerts import AlertGroup
from ctg.ground.phrases import date_fr
from ctg.ground.problems import plural
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import SiteFile
from ctg.portal.members import Member
from ctg.portal.pages.tables import CellLine, ComparedTable, Comparison, TerritoryRow
from ctg.portal.together import Together

MOST = 5
"""Records that a cell names: its own site has the others."""
TITLES = {"retard": "Actions en retard", "trajectoire": "Chiffres hors trajectoire", "fin": "Ce qui finit"}
"""By group of alerts, in the order of the facts."""
COMMITTEE = "Prochain comité"
INTRO = (
    "Ce que disent les fiches de chaque convention, au jour de cette page. « Rien de connu » ne veut pas dire « rien » : une "
    "action sans date de fin ne peut pas être en retard. L’ordre est celui des noms."
)


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The page and its file."""
    rows = tuple(TerritoryRow(one, tuple(tuple(cell) for cell in _cells(one))) for one in portal.by_name)
    return Comparison(
        "suivi/",
        "Où en est chaque territoire",
        "Actions en retard, chiffres hors trajectoire, ce qui finit et prochain comité de chaque territoire.",
        headline(portal.members),
        INTRO,
        (ComparedTable("Suivi, par territoire", (*TITLES.values(), COMMITTEE), rows),) if rows else (),
    ).files(render)


def headline(members: Iterable[Member]) -> str:
    """« 3 actions sont en retard, dans 2 territoires. »"""
    counts = (len(group.alerts) for one in members for group in one.facts.alerts if group.id == "retard")
    late = [count for count in counts if count]
    if not late:
        return "Aucune action en retard n’est connue : cela ne veut pas dire qu’il n’y en a pas."
    actions, verb = plural(sum(late), "action"), "sont" if sum(late) > 1 else "est"
    return f"{actions} {verb} en retard, dans {plural(len(late), 'territoire')}."


def _cells(member: Member) -> Iterator[Iterator[CellLine]]:
    for group in member.facts.alerts:
        yield _cell(member, group, bool(member.facts.actions))
    if meeting := member.facts.committee:
        yield iter([(date_fr(meeting.date), None), (meeting.titre, member.page_of(meeting))])
    else:
        yield iter([("date inconnue : son site n’annonce aucun comité de sa convention", None)])


def _cell(member: Member, group: AlertGroup, actions: bool) -> Iterator[CellLine]:
    """How many, the first of them, and what the records do not let us see: no alert is not always good news."""
    count = len(group.alerts)
    yield str(count) if count else "rien de connu" if actions or group.id != "retard" else "inconnu : aucune action publiée", None
    for one in group.alerts[:MOST]:
        yield f"{one.title} : {one.reason}", member.page_of(one.record)
    if count > MOST:
        yield f"et {count - MOST} de plus, sur son site", None
    if group.unseen:
        yield group.unseen, None
