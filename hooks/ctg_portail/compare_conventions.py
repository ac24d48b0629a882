"""Conventions side by side, by year of end."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from dateutil.relativedelta import relativedelta

from ctg import api
from ctg_portail.members import MONTHS, Convention, Member
from ctg_portail.together import UNKNOWN, CellLine, ComparedTable, Comparison, TerritoryRow, Together

ENDS = {"inconnue": "fin inconnue", "passee": "terminée", "bientot": "dans l’année", "peut-etre": "peut-être dans l’année"}
COLUMNS = ("Période", "Axes", "Actions", "Montants")
INTRO = (
    "Ce que publie chaque site, et rien d’autre : « inconnu » veut dire que son site ne le dit pas. Les montants de deux "
    "territoires ne s’additionnent jamais. Ce n’est pas tout un budget."
)
OwnConvention = tuple[Member, Convention]


def conventions_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    found = [(one, one.facts.convention) for one in portal.by_name if one.facts.convention]
    found.sort(key=lambda told: told[1].cadre.end.latest if told[1].cadre.end else dt.date.max)
    without = [one.name for one in portal.by_name if not one.facts.convention]
    missing = f"Aucune convention publiée : {api.joined(without)}." if without else ""
    rows = tuple(
        TerritoryRow(one, tuple(map(tuple, _cells(one, own))), (own.cadre.title, one.page_of(own.cadre))) for one, own in found
    )
    return Comparison(
        "conventions/",
        "Les conventions, côte à côte",
        "Période, axes, actions, moyens et fin de chaque convention, par année de fin.",
        headline(found, render.today),
        INTRO,
        (ComparedTable("De la première à finir à la dernière", COLUMNS, rows, tuple(by_end(found))),) if found else (),
        tuple(filter(None, (*notes(found), missing))),
    ).files(render)


def headline(found: list[OwnConvention], today: dt.date) -> str:
    """« 7 conventions se terminent dans l’année, d’ici au 25 novembre 2027. » An end that is only supposed is not counted."""
    until = api.date_fr(today + relativedelta(months=MONTHS))
    count = sum(one.end == "bientot" for _, one in found)
    if not found:
        return "Aucun site ne publie de convention."
    if not count:
        return f"Aucune convention ne se termine d’ici au {until}, parmi celles dont la fin est connue."
    return f"{api.plural(count, 'convention')} {'se terminent' if count > 1 else 'se termine'} dans l’année, d’ici au {until}."


def notes(found: list[OwnConvention]) -> Iterator[str]:
    """What the number leaves aside."""
    over = [member.name for member, one in found if one.end == "passee"]
    if over:
        yield f"{api.joined(over)} : déjà {'terminées' if len(over) > 1 else 'terminée'}, et aucune suivante n’a commencé."
    if perhaps := [member.name for member, one in found if one.end == "peut-etre"]:
        yield f"{api.joined(perhaps)} : la fin n’est qu’estimée, et n’est pas comptée."


def by_end(found: list[OwnConvention]) -> Iterator[str]:
    """« 2028 : Pays de Valbourg et Pays du Nord. » Those whose end is not known come last."""
    years: dict[str, list[str]] = defaultdict(list)
    for member, one in found:
        years[str(one.cadre.end.latest.year) if one.cadre.end else "Fin inconnue"].append(member.name)
    return (f"{year} : {api.joined(names)}." for year, names in years.items())


def _cells(member: Member, one: Convention) -> Iterator[Iterator[CellLine]]:
    """The cells of a convention; an unknown value is a cell that says so."""
    cadre = one.cadre
    actions = [api.plural(one.actions, "action"), *_states(one)] if one.actions else ["aucune connue"]
    told = f"Dit par {api.plural(one.priced, 'action')} sur {one.decided}"
    paid = [api.sums_sentence(one.money) or "des financeurs sans montant", told] if one.priced else [UNKNOWN]
    period = (
        api.lasting(cadre.debut, cadre.end) or UNKNOWN,
        ENDS.get(one.end, ""),
        f"signée {api.on_date(cadre.signature)}" if cadre.signature else "signature inconnue",
    )
    yield ((said, None) for said in period if said)
    yield iter([(api.plural(one.axes, "axe") if one.axes else "aucun connu", None)])
    yield ((said, member.page("ctg/actions/") if one.actions and not rank else None) for rank, said in enumerate(actions))
    yield ((said, member.page("ctg/moyens/") if one.priced and not rank else None) for rank, said in enumerate(paid))


def _states(one: Convention) -> Iterator[str]:
    """How many actions are in each state."""
    for etat, count in one.states.items():
        word = api.ETATS[etat] if etat else "dont l’état est inconnu"
        yield f"{count}\u00a0{word}s" if etat and count > 1 and word.endswith("e") else f"{count}\u00a0{word}"
