"""Conventions side by side: one table, that is a list of cards on a telephone, and its CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ctg.ground.data_files import csv_file
from ctg.ground.phrases import date_fr, de_date, joined, lasting, on_date
from ctg.ground.problems import plural
from ctg.kinds.project.action import ETATS
from ctg.outputs.base.rendering import MenuLink, Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.public import plain
from ctg.outputs.words import money as words
from ctg.portal.comparison.conventions import ConventionOfSite, Conventions, conventions
from ctg.portal.comparison.sides import Side

CONVENTIONS: MenuLink = ("Conventions", "conventions/")
TABLE = "conventions/conventions.csv"
UNKNOWN = "inconnu"
ENDS = {"inconnue": "fin inconnue", "passee": "terminée", "bientot": "dans l’année", "plus-tard": ""}
HEADER = (
    "territoire", "siren", "convention", "debut", "fin", "fin_estimee", "signature", "axes", "actions",
    *(f"actions_{etat.value.replace('-', '_')}" if etat else "actions_etat_inconnu" for etat in ETATS),
    "montants", "postes", "etp", "etp_partiel", "prouve_le", "publie_le", "page",
)  # fmt: skip


@dataclass(frozen=True)
class ConventionRow:
    """A line of the table, in words. ``links``: the pages of its own site, by column, where it has one."""

    line: ConventionOfSite
    title: str
    period: str
    end: str
    """What is to be seen of its end: « dans l’année »; empty when it is far."""
    next: str
    """« la suivante : du 1er janvier 2029 au 31 décembre 2033 »; empty when none is published."""
    signature: str
    axes: str
    actions: tuple[str, ...]
    money: tuple[str, ...]
    staff: str
    proof: str
    page: str | None
    actions_page: str | None
    means_page: str | None


def files(render: Renderer, sides: Iterable[Side]) -> Iterable[SiteFile]:
    """The page and its table."""
    found = conventions(sides, render.today)
    rows = [row(line) for line in found.lines]
    yield render.page(
        "portail/conventions.html",
        CONVENTIONS[1],
        "Les conventions, côte à côte",
        description="Période, axes, actions, moyens, postes et fin de chaque convention, par date de fin.",
        headline=headline(found),
        notes=list(notes(found)),
        rows=rows,
        without=found.without,
        table=TABLE,
    )
    yield Asset(TABLE, lambda: csv_file(HEADER, (cells(one) for one in rows)))


def headline(found: Conventions) -> str:
    """« 7 conventions se terminent dans l’année, au plus tard le 25 novembre 2027. »"""
    count = len(found.soon)
    if not found.lines:
        return "Aucun site ne publie de convention."
    if not count:
        return f"Aucune convention ne se termine d’ici au {date_fr(found.until)}, parmi celles dont la fin est connue."
    verb = "se terminent" if count > 1 else "se termine"
    return f"{plural(count, 'convention')} {verb} dans l’année, d’ici au {date_fr(found.until)}."


def notes(found: Conventions) -> Iterable[str]:
    """What the number leaves aside."""
    if over := found.over:
        yield f"{_named(over)} : déjà {'terminées' if len(over) > 1 else 'terminée'}, et aucune suivante n’a commencé."
    if perhaps := found.perhaps:
        yield f"{_named(perhaps)} : la fin n’est qu’estimée, et n’est pas comptée."
    if endless := found.endless:
        yield f"{_named(endless)} : la fin n’est pas connue."


def _named(lines: Sequence[ConventionOfSite]) -> str:
    return joined(line.side.member.name for line in lines)


def row(line: ConventionOfSite) -> ConventionRow:
    """A convention in words; what is not known is said."""
    one, cadre = line.side, line.cadre
    return ConventionRow(
        line,
        cadre.title,
        lasting(cadre.debut, cadre.fin) or UNKNOWN,
        _end(line),
        _next(line),
        f"signée {on_date(cadre.signature)}" if cadre.signature else "signature inconnue",
        f"{len(line.axes)}\u00a0ax{'es' if len(line.axes) > 1 else 'e'}" if line.axes else "aucun connu",
        tuple(_states(line)),
        tuple(_money(line)),
        _staff(line),
        f"fiche {de_date(line.proven)}" if line.proven else "fiche sans date de preuve",
        one.page_of(cadre),
        one.page("ctg/actions/") if line.actions else None,
        one.page("ctg/moyens/") if line.priced or line.staffed else None,
    )


def _end(line: ConventionOfSite) -> str:
    return "peut-être dans l’année" if line.supposed and line.end == "bientot" else ENDS[line.end]


def _next(line: ConventionOfSite) -> str:
    return f"la suivante : {lasting(line.next.debut, line.next.fin) or 'dates inconnues'}" if line.next else ""


def _states(line: ConventionOfSite) -> Iterable[str]:
    """How many actions, then how many in each state."""
    if not line.actions:
        yield "aucune connue"
        return
    yield plural(len(line.actions), "action")
    for etat, count in line.states.items():
        yield f"{count}\u00a0{_agreed(ETATS[etat], count)}" if etat else f"{count}\u00a0dont l’état est inconnu"


def _agreed(word: str, count: int) -> str:
    return f"{word}s" if count > 1 and word.endswith("e") else word


def _money(line: ConventionOfSite) -> Iterable[str]:
    """What they cost; then of how many actions it is."""
    if not line.priced:
        yield UNKNOWN
        return
    yield words.sentence(line.money) or "des financeurs sans montant"
    yield f"dit par {plural(line.priced, 'action')} sur {line.decided}"


def _staff(line: ConventionOfSite) -> str:
    if not line.staffed:
        return UNKNOWN
    if not line.staff.count:
        return "aucun poste en cours"
    return f"{plural(line.staff.count, 'poste')}, {words.time(line.staff)}"


def cells(one: ConventionRow) -> list[str]:
    """The same for a spreadsheet: dates as ISO 8601, nothing where it is not known."""
    line, cadre = one.line, one.line.cadre
    states = line.states
    return [
        line.side.member.name,
        line.side.member.siren,
        one.title,
        cadre.debut.first.isoformat() if cadre.debut else "",
        cadre.fin.latest.isoformat() if cadre.fin else "",
        "oui" if line.supposed else "",
        cadre.signature.first.isoformat() if cadre.signature else "",
        str(len(line.axes)),
        str(len(line.actions)),
        *(str(states.get(etat, 0)) for etat in ETATS),
        " ; ".join(one.money) if line.priced else "",
        str(line.staff.count) if line.staffed else "",
        str(plain(line.staff.full_time)) if line.staff.full_time is not None else "",
        "oui" if line.staff.partial else "",
        plain(line.proven) if line.proven else "",
        line.side.member.published_on.isoformat(),
        one.page or "",
    ]
