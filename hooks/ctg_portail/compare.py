"""The territories side by side: their conventions, by year of end; the indicators that count the same thing, for sure; in how
many communes an offer is known, is known to be missing, or is not known. No place is named, and no word of a member shown.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from ctg import api
from ctg_portail.copies import ChiffreDuPortail
from ctg_portail.members import MONTHS, UNKNOWN, CellLine, ComparedTable, Comparison, Convention, Member, TerritoryRow, Together

ENDS = {"inconnue": "fin inconnue", "passee": "terminée", "bientot": "dans l’année", "peut-etre": "peut-être dans l’année"}
OwnConvention = tuple[Member, Convention]


def conventions_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    found = [(one, one.facts.convention) for one in portal.by_name if one.facts.convention]
    found.sort(key=lambda told: told[1].cadre.end.latest if told[1].cadre.end else dt.date.max)
    without = [one.name for one in portal.by_name if not one.facts.convention]
    missing = [f"Aucune convention publiée : {api.joined(without)}."] if without else []
    rows = tuple(
        TerritoryRow(one, tuple(map(tuple, _cells(one, own))), (own.cadre.title, one.page_of(own.cadre))) for one, own in found
    )
    columns = ("Période", "Axes", "Actions", "Montants")
    table = ComparedTable("De la première à finir à la dernière", columns, rows, tuple(by_end(found)))
    return Comparison(
        "conventions/", "Les conventions, côte à côte",
        "Période, axes, actions, moyens et fin de chaque convention, par année de fin.",
        ending_soon(found, render.today), (table,) if found else (), (*left_aside(found), *missing),
    ).files(render)  # fmt: skip


def ending_soon(found: list[OwnConvention], today: dt.date) -> str:
    """« 7 conventions se terminent dans l’année, d’ici au 25 novembre 2027. » An end that is only supposed is not counted."""
    until = api.date_fr(today + relativedelta(months=MONTHS))
    count = sum(one.end == "bientot" for _, one in found)
    if not found:
        return "Aucun site ne publie de convention."
    if not count:
        return f"Aucune convention ne se termine d’ici au {until}, parmi celles dont la fin est connue."
    return f"{api.plural(count, 'convention')} {'se terminent' if count > 1 else 'se termine'} dans l’année, d’ici au {until}."


def left_aside(found: list[OwnConvention]) -> Iterator[str]:
    """What the number leaves aside."""
    if over := [member.name for member, one in found if one.end == "passee"]:
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
    named = ((count, api.ETATS[state] if state else "dont l’état est inconnu") for state, count in one.states.items())
    states = [f"{count}\u00a0{word}{'s' if count > 1 and word.endswith('e') else ''}" for count, word in named]
    actions = [api.plural(one.actions, "action"), *states] if one.actions else ["aucune connue"]
    told = f"Dit par {api.plural(one.priced, 'action')} sur {one.decided}"
    paid = [api.sums_sentence(one.money) or "des financeurs sans montant", told] if one.priced else [UNKNOWN]
    signed = f"signée {api.on_date(cadre.signature)}" if cadre.signature else "signature inconnue"
    period = (api.lasting(cadre.debut, cadre.end) or UNKNOWN, ENDS.get(one.end, ""), signed)
    yield ((said, None) for said in period if said)
    yield iter([(api.plural(one.axes, "axe") if one.axes else "aucun connu", None)])
    yield ((said, member.page("ctg/actions/") if one.actions and not rank else None) for rank, said in enumerate(actions))
    yield ((said, member.page("ctg/moyens/") if one.priced and not rank else None) for rank, said in enumerate(paid))


NOTHING = "Ce portail ne compare encore aucun chiffre, ou deux territoires ne le publient pas : rien n’est comparé."


class Comparable(NamedTuple):
    """A figure, and its value in each of several territories, in the order of their names."""

    said: ChiffreDuPortail
    values: list[tuple[Member, api.Valeur | None]]
    year: int | None  # the last year that all have; None when there is none: each value is then the last one of its territory


def figures_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    found, others = figures(portal)
    verb = "comptent" if len(found) > 1 else "compte"
    headline = f"{api.plural(len(found), 'chiffre')} {verb} la même chose dans plusieurs territoires."
    told = f"{api.plural(others, 'autre chiffre')} : ce portail ne les compare pas, ou un seul territoire en a la valeur."
    return Comparison(
        "chiffres/", "Les chiffres qui se comparent",
        "Les indicateurs de plusieurs territoires qui comptent la même chose, avec leur année.",
        headline if found else NOTHING, tuple(map(_table, found)), (told,) if others else (),
    ).files(render)  # fmt: skip


def figures(portal: Together) -> tuple[list[Comparable], int]:
    """The figures that compare, in the order of ``portail.yml``; how many others the territories have."""
    found = []
    for said in portal.portal.chiffres:
        own = [(one, one.figures[said.nom]) for one in portal.by_name if said.nom in one.figures]
        if len(own) > 1 and any(api.measured(record) or record.derniere for _, record in own):
            found.append(_comparable(said, own))
    every = sum(len(one.catalogue.all(api.Indicateur)) for one in portal.members)
    return found, every - sum(len(one.values) for one in found)


def _comparable(said: ChiffreDuPortail, group: Sequence[tuple[Member, api.Indicateur]]) -> Comparable:
    measures = [{value.year: value for value in api.measured(record)} for _, record in group]
    year = max(set.intersection(*(set(own) for own in measures if own)), default=None) if any(measures) else None
    last = [own[max(own)] if own else record.derniere for own, (_, record) in zip(measures, group, strict=True)]
    values = [(one, own.get(year, other) if year else other) for (one, _), own, other in zip(group, measures, last, strict=True)]
    return Comparable(said, values, year)


def _table(group: Comparable) -> ComparedTable:
    years = sorted({value.year for _, value in group.values if value})
    notes = [group.said.definition]
    if group.year:
        notes.append(f"Chiffres de {group.year}, la dernière année commune.")
    elif len(years) > 1:
        notes.append(f"Attention, les années diffèrent : {api.joined(map(str, years))}.")
    rows = tuple(_row(*one, group.said.unite) for one in group.values)
    return ComparedTable(group.said.nom, ("Valeur", "Année"), rows, tuple(notes))


def _row(member: Member, value: api.Valeur | None, unit: str) -> TerritoryRow:
    year = UNKNOWN if not value else str(value.annee) if value.annee else f"publié en {value.publie_en}"
    doubt = ", à confirmer" if value and value.statut == "a_confirmer" else ""
    amount = f"{api.counted(value.valeur, unit).strip()}{doubt}" if value else UNKNOWN
    return TerritoryRow(member, (((amount, member.page("ctg/territoire/")),), ((year, None),)))


def coverage_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    offres = api.built_in_words().offres
    shown = [one for one in portal.by_name if one.facts.coverage]
    rows = tuple(TerritoryRow(one, tuple(tuple(_offer(one, offre)) for offre in offres)) for one in shown)
    why = ("aucune commune n’est montrée ici", "inconnue")
    without = [f"Couverture de {one.name} : {why[bool(one.communes)]}." for one in portal.by_name if one not in shown]
    titles = tuple(offre.titre for offre in offres.values())
    table = ComparedTable("Communes où une offre est connue", titles, rows, tuple(map(_census, shown)))
    return Comparison(
        "couverture/", "Ce qu’il y\u00a0a près de chaque commune",
        "Ce que l’on connaît près des communes de chaque territoire, par offre, et ce que l’on ne sait pas.",
        most_lacking(shown), (table,) if rows else (), tuple(without),
    ).files(render)  # fmt: skip


def most_lacking(shown: list[Member]) -> str:
    """The offers that most communes lack for sure, in a sentence; else why none can be named."""
    total = sum(len(one.facts.coverage) for one in shown)
    offres = api.built_in_words().offres
    lacks = {id: sum(_states(one, id)[api.State.LACKING] for one in shown) for id in offres}
    worst = max(lacks.values())
    if not any(one.catalogue.territoire.couverture.recenses for one in shown):
        return "Aucun territoire ne dit qu’une offre est recensée en entier : « rien de connu » ne veut pas dire « rien »."
    if not worst:
        return f"Aucune zone blanche sûre dans ces {api.plural(total, 'commune')}. « Rien de connu » ne veut pas dire « rien »."
    what = api.joined(f"« {offre.titre} »" for id, offre in offres.items() if lacks[id] == worst)
    verb = "n’ont" if worst > 1 else "n’a"
    return f"{api.plural(worst, 'commune')} sur {total} {verb} rien à proximité pour {what}, et leur site en est sûr."


def _census(member: Member) -> str:
    """The offers that a territory says to know in full."""
    titles = api.built_in_words().offres
    censuses = member.catalogue.territoire.couverture.recenses
    told = [f"{titles[one.offre].titre} ({api.date_fr(one.date)})" for one in censuses if one.offre in titles]
    near = api.number(float(member.catalogue.territoire.couverture.distance_km))
    return f"{member.name}, à {near} km. Recensé en entier : {api.joined(told) or 'rien'}."


def _states(member: Member, offre: str) -> Counter[api.State]:
    """In how many communes each thing is known of an offer."""
    return Counter(api.State(states[offre]) for states in member.facts.coverage.values())


def _offer(member: Member, offre: str) -> Iterator[CellLine]:
    """The number of communes where an offer is known, then the others, by what is known of them."""
    counts = _states(member, offre)
    known, lacking = counts[api.State.KNOWN], counts[api.State.LACKING]
    page = member.page("ctg/territoire/") if member.catalogue.places else None
    yield f"{known} sur {counts.total()}" if known else "aucune connue", page
    if lacking:
        yield f"{lacking} : sans rien, c’est sûr", None
    if unknown := counts.total() - known - lacking:
        yield f"{unknown} : rien de connu", None
