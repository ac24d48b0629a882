"""The pages of a portal: home, territories, communes, about. Families find their commune, which leads to the site of its
territory. Then the territories side by side: conventions by year of end, follow-up (what is late, off course, or next), figures
that count the same thing for sure, coverage. No place is named, and no word of a member is shown."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from ctg import api
from ctg_portail.copies import ChiffreDuPortail
from ctg_portail.members import MONTHS, CellLine, ComparedTable, Comparison, Convention, Member, TerritoryRow, Together, path_of

UNKNOWN = "inconnu"
TERRITORIES: api.MenuLink = ("Territoires", "territoires/")
ABOUT: api.MenuLink = ("À propos", "a-propos/")
ENDS = {"inconnue": "fin inconnue", "passee": "terminée", "bientot": "dans l’année", "peut-etre": "peut-être dans l’année"}
OwnConvention = tuple[Member, Convention]


def conventions_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    found = [(one, one.convention) for one in portal.members if one.convention]
    found.sort(key=lambda told: told[1].cadre.end.latest if told[1].cadre.end else dt.date.max)
    without = [one.name for one in portal.members if not one.convention]
    left = (*left_aside(found), *([f"Aucune convention publiée : {api.joined(without)}."] if without else ()))
    rows = tuple(
        TerritoryRow(one, tuple(map(tuple, _cells(one, own))), (own.cadre.title, one.page_of(own.cadre))) for one, own in found
    )
    columns = ("Période", "Axes", "Actions", "Montants")
    table = ComparedTable("De la première à finir à la dernière", columns, rows, tuple(by_end(found)))
    return Comparison(
        "conventions/", "Les conventions, côte à côte",
        "Période, axes, actions, moyens et fin de chaque convention, par année de fin.",
        ending_soon(found, render.today), (table,) if found else (), left,
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
        own = [(one, one.figures[said.nom]) for one in portal.members if said.nom in one.figures]
        by_year = [(one, {value.year: value for value in api.measured(record)}, record.derniere) for one, record in own]
        if len(own) > 1 and any(values or last for _, values, last in by_year):
            years = [{*values} for _, values, _ in by_year if values]
            year = max(set.intersection(*years), default=None) if years else None
            latest = [(one, values[year or max(values)] if values else last) for one, values, last in by_year]
            found.append(Comparable(said, latest, year))
    every = sum(len(one.catalogue.all(api.Indicateur)) for one in portal.members)
    return found, every - sum(len(one.values) for one in found)


def _table(group: Comparable) -> ComparedTable:
    years = sorted({value.year for _, value in group.values if value})
    notes = [group.said.definition]
    if group.year:
        notes.append(f"Chiffres de {group.year}, la dernière année commune.")
    elif len(years) > 1:
        notes.append(f"Attention, les années diffèrent : {api.joined(map(str, years))}.")
    rows = list[TerritoryRow]()
    for member, value in group.values:
        year = UNKNOWN if not value else str(value.annee) if value.annee else f"publié en {value.publie_en}"
        doubt = ", à confirmer" if value and value.statut == "a_confirmer" else ""
        amount = f"{api.counted(value.valeur, group.said.unite).strip()}{doubt}" if value else UNKNOWN
        rows.append(TerritoryRow(member, (((amount, member.page("ctg/territoire/")),), ((year, None),))))
    return ComparedTable(group.said.nom, ("Valeur", "Année"), tuple(rows), tuple(notes))


def coverage_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    offres = api.built_in_words().offres
    shown = [one for one in portal.members if one.coverage]
    rows = tuple(TerritoryRow(one, tuple(tuple(_offer(one, offre)) for offre in offres)) for one in shown)
    why = ("aucune commune n’est montrée ici", "inconnue")
    without = [f"Couverture de {one.name} : {why[bool(one.communes)]}." for one in portal.members if one not in shown]
    titles, notes = tuple(offre.titre for offre in offres.values()), tuple(map(_census, shown))
    table = ComparedTable("Communes où une offre est connue", titles, rows, notes)
    return Comparison(
        "couverture/", "Ce qu’il y\u00a0a près de chaque commune",
        "Ce que l’on connaît près des communes de chaque territoire, par offre, et ce que l’on ne sait pas.",
        most_lacking(shown), (table,) if rows else (), tuple(without),
    ).files(render)  # fmt: skip


def most_lacking(shown: list[Member]) -> str:
    """The offers that most communes lack for sure, in a sentence; else why none can be named."""
    total = sum(len(one.coverage) for one in shown)
    offres = api.built_in_words().offres
    lacks = {id: sum(own[id] == api.State.LACKING.value for one in shown for own in one.coverage.values()) for id in offres}
    worst = max(lacks.values())
    if not any(one.catalogue.territoire.couverture.recenses for one in shown):
        return "Aucun territoire ne dit qu’une offre est recensée en entier : « rien de connu » ne veut pas dire « rien »."
    if not worst:
        return f"Aucune zone blanche sûre dans ces {api.plural(total, 'commune')}. « Rien de connu » ne veut pas dire « rien »."
    what = api.joined(f"« {offre.titre} »" for id, offre in offres.items() if lacks[id] == worst)
    verb = "n’ont" if worst > 1 else "n’a"
    return f"{api.plural(worst, 'commune')} sur {total} {verb} rien à proximité pour {what}, et leur site en est sûr."


def _census(member: Member) -> str:
    """The offers that a territory says to know in full, and how near it counts."""
    titles, how = api.built_in_words().offres, member.catalogue.territoire.couverture
    told = [f"{titles[one.offre].titre} ({api.date_fr(one.date)})" for one in how.recenses if one.offre in titles]
    return f"{member.name}, à {api.number(float(how.distance_km))} km. Recensé en entier : {api.joined(told) or 'rien'}."


def _offer(member: Member, offre: str) -> Iterator[CellLine]:
    """The number of communes where an offer is known, then the others, by what is known of them."""
    counts = Counter(api.State(states[offre]) for states in member.coverage.values())
    known, lacking = counts[api.State.KNOWN], counts[api.State.LACKING]
    page = member.page("ctg/territoire/") if member.catalogue.places else None
    yield f"{known} sur {counts.total()}" if known else "aucune connue", page
    if lacking:
        yield f"{lacking} : sans rien, c’est sûr", None
    if unknown := counts.total() - known - lacking:
        yield f"{unknown} : rien de connu", None


def about_pages(render: api.Renderer, _portal: Together) -> Iterable[api.SiteFile]:
    """Pages, the files that a host asks for, and what leads on from where the lists of places stood."""
    yield from (file for file in api.about_files(render) if file.path != "a-propos/aide/")
    for files_of in (*(one.files for one in api.MENTIONS), api.urgent_files, api.hosts_files):
        yield from files_of(render)
    yield api.leads_on(render, "doublons/", *ABOUT)
    words = api.built_in_words()
    lists = ("trouver/", *(f"trouver/{id}/" for id in words.rubriques), *(f"trouver/themes/{id}/" for id in words.themes))
    for former in (*lists, *(f"trouver/types/{id}/" for id in words.types), "recherche/"):
        yield api.leads_on(render, former, *TERRITORIES)


MOST = 5  # records that a cell names: its own site has the others
TITLES = ("Actions en retard", "Chiffres hors trajectoire", "Prochain comité")  # groups of alerts in their order, then who meets


def follow_up_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    rows = tuple(TerritoryRow(one, tuple(_followed(one))) for one in portal.members)
    return Comparison(
        "suivi/", "Où en est chaque territoire",
        "Actions en retard, chiffres hors trajectoire et prochain comité de chaque territoire.",
        headline(portal.members), (ComparedTable("Suivi, par territoire", TITLES, rows),) if rows else (),
    ).files(render)  # fmt: skip


def headline(members: Iterable[Member]) -> str:
    """« 3 actions sont en retard, dans 2 territoires. »"""
    late = [len(group.alerts) for one in members for group in one.alerts if group.id == "retard" and group.alerts]
    if not late:
        return "Aucune action en retard n’est connue : cela ne veut pas dire qu’il n’y en a pas."
    actions, verb = api.plural(sum(late), "action"), "sont" if sum(late) > 1 else "est"
    return f"{actions} {verb} en retard, dans {api.plural(len(late), 'territoire')}."


def _followed(member: Member) -> Iterator[tuple[CellLine, ...]]:
    """Of each group, how many, the first ones, and what the records do not let us see: no alert is not always good news."""
    actions, meeting = bool(member.catalogue.of_the_convention(api.Action)), member.committee
    for group in member.alerts:
        count, named = len(group.alerts), [one for one in group.alerts if one.title][:MOST]
        none = "rien de connu" if actions or group.id != "retard" else "inconnu : aucune action publiée"
        more = f"et {count - len(named)} de plus" if named else "sans nom ici"
        yield (
            (str(count) if count else none, None),
            *((f"{one.title}{f' ({api.date_fr(one.date)})' if one.date else ''}", member.page_of(one.record)) for one in named),
            *([(f"{more}, sur son site", None)] if count > len(named) else []),
            *([(group.unseen, None)] if group.unseen else []),
        )
    unknown = ("date inconnue : son site n’annonce aucun comité de sa convention", None)
    yield ((f"{meeting.titre}, {api.date_fr(meeting.date)}", member.page_of(meeting)) if meeting else unknown,)


MOST_NAMES = 2000  # beyond as many communes, their names are not in the home page: the list has them all


def territory_pages(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The home page, the lists, a page a territory and a commune, and what the portal says of itself."""
    named = [(portal.names[commune.code_insee], path_of(commune)) for commune, _ in portal.communes]
    script = "vers-commune.js" if len(named) <= MOST_NAMES else ""
    home: dict[str, Any] = {"communes": named, "description": portal.portal.accroche, "script": script, "named": bool(script)}
    yield render.page("portail/accueil.html", "", portal.portal.nom, portal=portal, **home)
    for template, (title, path), description in (
        ("a-propos", ABOUT, "D’où viennent les pages de ce portail, et qui peut les corriger."),
        ("territoires", TERRITORIES, "Les territoires réunis ici : leur site, la date de ce qu’il publie, ce qui manque."),
        ("communes", api.COMMUNES, "Toutes les communes, par territoire."),
    ):
        more: dict[str, Any] = {"mentions": api.mentions_of(render)} if path == ABOUT[1] else {}
        yield render.page(f"portail/{template}.html", path, title, description=description, portal=portal, **more)
    for one in portal.members:
        said = f"{one.name} : son site, ses communes, la date et la source de ce qu’il publie."
        own: dict[str, Any] = {"description": said, "member": one, "trail": (TERRITORIES,), "portal": portal}
        yield render.page("portail/territoire.html", one.path, one.name, **own)
    for commune, member in portal.communes:
        name, path = portal.names[commune.code_insee], path_of(commune)
        page = member.page_of(commune, member.reading.site.communes[commune.code_insee])
        told: dict[str, Any] = {"description": f"Le site pour les familles {api.of_name(name)}.", "trail": (api.COMMUNES,)}
        yield render.page("portail/commune.html", path, name, member=member, page=page, **told)
