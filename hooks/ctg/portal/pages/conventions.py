"""Conventions side by side, by year of end: one table, that is a list of cards on a telephone; money where it compares."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from ctg.analysis.project.plan.money import Amount, Sums
from ctg.ground.data_files import csv_file
from ctg.ground.phrases import date_fr, de_date, joined, lasting, on_date
from ctg.ground.problems import plural
from ctg.kinds.project.action import ETATS
from ctg.outputs.base.rendering import MenuLink, Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.public import plain
from ctg.outputs.words import money as words
from ctg.portal.facts import MONTHS, Convention
from ctg.portal.members import Member
from ctg.portal.pages.lines import UNKNOWN, FigureLine, line
from ctg.portal.together import Together

CONVENTIONS: MenuLink = ("Conventions", "conventions/")
TABLE, MONEY = "conventions/conventions.csv", "conventions/montants.csv"
NO_END = "Fin inconnue"
MOST_AXES = 12
"""Titles of axes that a cell names."""
ENDS = {"inconnue": "fin inconnue", "passee": "terminée", "bientot": "dans l’année", "plus-tard": ""}
HEADER = (
    "territoire", "siren", "convention", "debut", "fin", "fin_estimee", "signature", "axes", "actions",
    *(f"actions_{etat.value.replace('-', '_')}" if etat else "actions_etat_inconnu" for etat in ETATS),
    "montants", "postes", "etp", "etp_partiel", "prouve_le", "publie_le", "page",
)  # fmt: skip
MONEY_HEADER = ("territoire", "siren", "annee", "prevu", "prevu_partiel", "realise", "realise_partiel",
                "actions_qui_le_disent", "actions_decidees", "publie_le")  # fmt: skip
Told = tuple[Member, Convention]


@dataclass(frozen=True)
class ConventionRow:
    """A line of the table, in words, with the pages of its own site where it has one."""

    member: Member
    convention: Convention
    period: tuple[str, ...]
    axes: str
    named: tuple[str, ...]
    """The titles of its axes, and how many others there are."""
    unnamed: int
    actions: tuple[str, ...]
    money: tuple[str, ...]
    staff: str
    proof: str
    page: str | None
    actions_page: str | None
    means_page: str | None


def files(render: Renderer, portal: Together) -> Iterable[SiteFile]:
    """The page and its tables."""
    found = [(one, one.facts.convention) for one in portal.by_name if one.facts.convention]
    found.sort(key=lambda told: told[1].cadre.fin.latest if told[1].cadre.fin else dt.date.max)
    year, money = compared_money(found)
    yield render.page(
        "portail/conventions.html",
        CONVENTIONS[1],
        "Les conventions, côte à côte",
        description="Période, axes, actions, moyens, postes et fin de chaque convention, par année de fin.",
        headline=headline(found, render.today),
        notes=list(notes(found)),
        years=by_end(found),
        rows=[row(*told) for told in found],
        year=year,
        money=money,
        without=[one.name for one in portal.by_name if not one.facts.convention],
        tables=(TABLE, MONEY),
    )
    yield Asset(TABLE, lambda: csv_file(HEADER, (_cells(*told) for told in found)))
    yield Asset(MONEY, lambda: csv_file(MONEY_HEADER, (cells for told in found for cells in _money_cells(*told))))


# --- their ends ----------------------------------------------------------------------------------


def headline(found: list[Told], today: dt.date) -> str:
    """« 7 conventions se terminent dans l’année, d’ici au 25 novembre 2027. » An end that is only supposed is not counted."""
    until = date_fr(today + relativedelta(months=MONTHS))
    count = sum(one.end == "bientot" and not one.supposed for _, one in found)
    if not found:
        return "Aucun site ne publie de convention."
    if not count:
        return f"Aucune convention ne se termine d’ici au {until}, parmi celles dont la fin est connue."
    return f"{plural(count, 'convention')} {'se terminent' if count > 1 else 'se termine'} dans l’année, d’ici au {until}."


def notes(found: list[Told]) -> Iterator[str]:
    """What the number leaves aside."""
    over = [member.name for member, one in found if one.end == "passee"]
    perhaps = [member.name for member, one in found if one.end == "bientot" and one.supposed]
    endless = [member.name for member, one in found if one.end == "inconnue"]
    if over:
        yield f"{joined(over)} : déjà {'terminées' if len(over) > 1 else 'terminée'}, et aucune suivante n’a commencé."
    if perhaps:
        yield f"{joined(perhaps)} : la fin n’est qu’estimée, et n’est pas comptée."
    if endless:
        yield f"{joined(endless)} : la fin n’est pas connue."


def by_end(found: list[Told]) -> list[tuple[str, list[str]]]:
    """Year of end → the territories; unknown ends come last."""
    years: dict[str, list[str]] = defaultdict(list)
    for member, one in found:
        fin = one.cadre.fin
        said = f"{member.name} (estimée)" if one.supposed else member.name
        years[str(fin.latest.year) if fin else NO_END].append(said)
    return list(years.items())


# --- money ---------------------------------------------------------------------------------------


def compared_money(found: list[Told]) -> tuple[int | None, list[FigureLine]]:
    """The last year of which two territories at least say the money of all their decided actions, and what each says of it;
    (None, nothing) when there is none."""
    whole = [dict(one.years) for _, one in found if one.decided and one.priced == one.decided]
    several = [year for year, count in Counter(year for years in whole for year in years).items() if count > 1]
    if not several:
        return None, []
    year = max(several)
    return year, [_compared(member, one, year) for member, one in found]


def _compared(member: Member, one: Convention, year: int) -> FigureLine:
    sums, whole = dict(one.years).get(year), one.decided and one.priced == one.decided
    said = f"{one.priced} {'actions le disent' if one.priced > 1 else 'action le dit'} sur {one.decided}"
    page = member.page("ctg/moyens/") if one.priced else None
    value = (words.sentence(sums) or "des financeurs sans montant") if sums and whole else UNKNOWN
    return line(member, page, value, said if one.priced else "aucune action ne le dit")


def _money_cells(member: Member, one: Convention) -> Iterator[list[str]]:
    for year, sums in one.years:
        amounts = [cell for amount in (sums.prevu, sums.realise) for cell in _amount(amount)]
        told = [str(one.priced), str(one.decided), member.published_on.isoformat()]
        yield [member.name, member.siren, str(year), *amounts, *told]


def _amount(amount: Amount | None) -> tuple[str, str]:
    """(euros, « oui » when it is a least); nothing where it is not known."""
    return (str(plain(amount.total)), "oui" if amount.partial else "") if amount else ("", "")


def _money(sums: Sums, one: Convention) -> Iterator[str]:
    """What they cost; then of how many actions it is."""
    if not one.priced:
        yield UNKNOWN
        return
    yield words.sentence(sums) or "des financeurs sans montant"
    yield f"dit par {plural(one.priced, 'action')} sur {one.decided}"


# --- rows ----------------------------------------------------------------------------------------


def row(member: Member, one: Convention) -> ConventionRow:
    """A convention in words; what is not known is said."""
    count = len(one.axes)
    return ConventionRow(
        member,
        one,
        tuple(_period(one)),
        f"{count}\u00a0ax{'es' if count > 1 else 'e'}" if count else "aucun connu",
        tuple(axe.titre for axe in one.axes[:MOST_AXES]),
        max(count - MOST_AXES, 0),
        tuple(_states(one)),
        tuple(_money(one.money, one)),
        _staff(one),
        f"fiche {de_date(one.proven)}" if one.proven else "fiche sans date de preuve",
        member.page_of(one.cadre),
        member.page("ctg/actions/") if one.actions else None,
        member.page("ctg/moyens/") if one.priced or one.staffed else None,
    )


def _period(one: Convention) -> Iterator[str]:
    cadre = one.cadre
    yield lasting(cadre.debut, cadre.fin) or UNKNOWN
    if end := "peut-être dans l’année" if one.supposed and one.end == "bientot" else ENDS[one.end]:
        yield end
    yield f"signée {on_date(cadre.signature)}" if cadre.signature else "signature inconnue"
    if one.next:
        yield f"la suivante : {lasting(one.next.debut, one.next.fin) or 'dates inconnues'}"


def _states(one: Convention) -> Iterator[str]:
    """How many actions, then how many in each state."""
    if not one.actions:
        yield "aucune connue"
        return
    yield plural(one.actions, "action")
    for etat, count in one.states.items():
        word = ETATS[etat] if etat else ""
        plain_word = f"{word}s" if count > 1 and word.endswith("e") else word
        yield f"{count}\u00a0{plain_word}" if etat else f"{count}\u00a0dont l’état est inconnu"


def _staff(one: Convention) -> str:
    if not one.staffed:
        return UNKNOWN
    if not one.staff.count:
        return "aucun poste en cours"
    return f"{plural(one.staff.count, 'poste')}, {words.time(one.staff)}"


def _cells(member: Member, one: Convention) -> list[str]:
    """The same for a spreadsheet: dates as ISO 8601, nothing where it is not known."""
    cadre, staff = one.cadre, one.staff
    return [
        member.name,
        member.siren,
        cadre.title,
        cadre.debut.first.isoformat() if cadre.debut else "",
        cadre.fin.latest.isoformat() if cadre.fin else "",
        "oui" if one.supposed else "",
        cadre.signature.first.isoformat() if cadre.signature else "",
        str(len(one.axes)) if one.axes else "",
        str(one.actions) if one.actions else "",
        *(str(one.states.get(etat, 0)) if one.actions else "" for etat in ETATS),
        " ; ".join(_money(one.money, one)) if one.priced else "",
        str(staff.count) if one.staffed else "",
        str(plain(staff.full_time)) if staff.full_time is not None else "",
        "oui" if staff.partial else "",
        plain(one.proven) if one.proven else "",
        member.published_on.isoformat(),
        member.page_of(cadre) or "",
    ]
