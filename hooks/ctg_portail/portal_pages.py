"""The pages of a portal: home, territories, communes, about. Families find their commune, which leads to the site of its
territory. Then the territories side by side: conventions by year of end, follow-up, figures, coverage. A cell is of one territory
and says its own year: nothing is added up nor chosen from what several say. No place is named, no word of a member is shown."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from ctg import api
from ctg_portail.copies import MONEY, STATES, ConventionDite, Dit, day_of
from ctg_portail.members import ComparedTable, Comparison, Member, TerritoryRow, Together, path_of

UNKNOWN = "inconnu"
TERRITORIES: api.MenuLink = ("Territoires", "territoires/")
ABOUT: api.MenuLink = ("À propos", "a-propos/")
ENDS = {"inconnue": "fin inconnue", "passee": "terminée", "bientot": "dans l’année"}
MONTHS = 12  # « Dans l'année »: from the day of the page
ShownTerritory = tuple[Member, Dit]


def _told(portal: Together) -> list[ShownTerritory]:
    """The territories of which something may be shown, in the order of their names."""
    return [(one, one.said) for one in portal.members if one.said]


def _without(portal: Together, shown: Iterable[Member], words: str) -> tuple[str, ...]:
    """« Convention inconnue : Pays du Nord. »"""
    names = {one.site.siren for one in shown}
    lacking = [one.site.name for one in portal.members if one.site.siren not in names]
    return (f"{words} : {api.joined(lacking)}.",) if lacking else ()


def conventions_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file, by year of end."""
    found = [(one, said.convention) for one, said in _told(portal) if said.convention]
    found.sort(key=lambda each: end.latest if (end := day_of(each[1].fin)) else dt.date.max)
    rows = tuple(TerritoryRow(one, tuple(map(tuple, _cells(own, render.today))), one.page("ctg/")) for one, own in found)
    years: dict[str, list[str]] = defaultdict(list)
    for one, own in found:
        years[str(day_of(own.fin).year) if own.fin else "Fin inconnue"].append(one.site.name)
    notes = tuple(f"{year} : {api.joined(names)}." for year, names in years.items())
    table = ComparedTable("De la première à finir à la dernière", ("Période", "Axes", "Actions", "Montants"), rows, notes)
    return Comparison(
        "conventions/", "Les conventions, côte à côte", "Période, axes, actions, moyens et fin de chaque convention.",
        (table,) if rows else (), _without(portal, [one for one, _ in found], "Convention inconnue"),
    ).files(render)  # fmt: skip


def _cells(one: ConventionDite, today: dt.date) -> Iterator[Iterator[str]]:
    """The cells of a convention; an unknown value is a cell that says so. A supposed end is not « dans l’année »."""
    end = day_of(one.fin)
    cadre = api.Cadre.model_validate({"nature": "ctg", "titre": UNKNOWN} | ({"fin": one.fin} if end else {}))
    told = ENDS.get(api.ending(cadre, today, MONTHS), "") if not (end and end.approx) else "fin estimée"
    signed = f"signée {api.on_date(day_of(one.signature))}" if one.signature else "signature inconnue"
    yield (words for words in (api.lasting(day_of(one.debut), end) or UNKNOWN, told, signed) if words)
    yield iter([_count(one.axes, "axe")])
    named = ((count, STATES[id]) for id, count in one.etats.items() if count)
    states = (f"{count}\u00a0{words}{'s' if count > 1 and words.endswith('e') else ''}" for count, words in named)
    yield iter([_count(one.actions, "action"), *states])
    euros = [f"{'au moins ' * one.minimum}{api.euros(Decimal(str(one.euros)))} {MONEY[id]}" for id, one in one.argent.items()]
    said = f"Dit par {api.plural(one.chiffrees, 'action')} sur {one.decidees}" if one.chiffrees else ""
    yield (words for words in (api.joined(euros) or (said and "des financeurs sans montant") or UNKNOWN, said) if words)


def _count(count: int | None, word: str) -> str:
    """« 3 actions », « inconnu »; none is not known to be none: a site may publish a part of its plan."""
    return api.plural(count, word) if count else f"{word}s : aucun nombre connu"


def follow_up_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file: what is late, off course, or next."""
    told = ((one, tuple(map(tuple, _followed(said, render.today)))) for one, said in _told(portal))
    rows = tuple(TerritoryRow(one, cells, one.page("ctg/")) for one, cells in told)
    columns = ("Actions en retard", "Chiffres hors trajectoire", "Prochain comité")
    return Comparison(
        "suivi/", "Où en est chaque territoire",
        "Actions en retard, chiffres hors trajectoire et prochain comité de chaque territoire.",
        (ComparedTable("Suivi, par territoire", columns, rows),) if rows else (),
        _without(portal, (row.member for row in rows), "Suivi inconnu"),
    ).files(render)  # fmt: skip


def _followed(said: Dit, today: dt.date) -> Iterator[Iterator[str]]:
    none = "rien de connu"
    yield iter([UNKNOWN if said.retards is None else str(said.retards or none)])
    yield iter([UNKNOWN if said.hors_trajectoire is None else str(said.hors_trajectoire or none)])
    day = day_of(said.comite)
    yield iter([api.date_fr(day) if day and day.latest >= today else "date inconnue"])


def figures_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file: each figure of ``portail.yml`` that a territory has."""
    tables = [_figure(portal, one.nom, one.unite, one.definition) for one in portal.portal.chiffres]
    left = [one.title for one in tables if not one.rows]
    return Comparison(
        "chiffres/", "Les chiffres qui se comparent",
        "Les indicateurs de plusieurs territoires qui comptent la même chose, chacun avec son année.",
        tuple(one for one in tables if one.rows),
        (f"Connus d’aucun territoire : {api.joined(left)}.",) if left else (),
    ).files(render)  # fmt: skip


def _figure(portal: Together, nom: str, unite: str, definition: str) -> ComparedTable:
    rows = list[TerritoryRow]()
    for member, said in _told(portal):
        if one := said.chiffres.get(nom):
            doubt = ", à confirmer" if one.a_confirmer else ""
            amount = f"{api.counted(Decimal(str(one.valeur)), unite).strip()}{doubt}"
            year = f"publié en {one.annee}" if one.publie else str(one.annee)
            rows.append(TerritoryRow(member, ((amount,), (year,)), member.page("ctg/territoire/")))
    return ComparedTable(nom, ("Valeur", "Année"), tuple(rows), (definition,))


def coverage_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    offres = api.built_in_words().offres
    rows = tuple(
        TerritoryRow(one, ((_distance(said),), *(tuple(_offre(said, id)) for id in offres)), one.page("ctg/territoire/"))
        for one, said in _told(portal) if said.offres
    )  # fmt: skip
    titles = ("Distance", *(offre.titre for offre in offres.values()))
    return Comparison(
        "couverture/", "Ce qu’il y\u00a0a près de chaque commune",
        "Ce que l’on connaît près des communes de chaque territoire, par offre, et ce que l’on ne sait pas.",
        (ComparedTable("Communes où une offre est connue", titles, rows),) if rows else (),
        _without(portal, (row.member for row in rows), "Couverture inconnue"),
    ).files(render)  # fmt: skip


def _distance(said: Dit) -> str:
    return f"{api.number(said.distance_km)}\u00a0km" if said.distance_km else UNKNOWN


def _offre(said: Dit, id: str) -> Iterator[str]:
    """The number of communes where an offer is known, then the others, by what is known of them."""
    if not (one := said.offres.get(id)):
        yield UNKNOWN
        return
    total = one.connue + one.absente + one.inconnue
    yield f"{one.connue} sur {total}" if one.connue else "aucune connue"
    if one.absente:
        yield f"{one.absente} : sans rien, c’est sûr{f' ({api.date_fr(day_of(one.recense))})' if one.recense else ''}"
    if one.inconnue:
        yield f"{one.inconnue} : rien de connu"


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


MOST_NAMES = 2000  # beyond as many communes, their names are not in the home page: the list has them all


def territory_pages(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The home page, the lists, a page a territory and a commune, and what the portal says of itself."""
    named = [(portal.names[code], path_of(code)) for code, _ in portal.communes]
    script = "vers-commune.js" if len(named) <= MOST_NAMES else ""
    home: dict[str, Any] = {"communes": named, "description": portal.portal.accroche, "script": script, "named": bool(script)}
    yield render.page("portail/accueil.html", "", portal.portal.nom, portal=portal, **home)
    for template, (title, path), description in (
        ("a-propos", ABOUT, "D’où viennent les pages de ce portail, et qui peut les corriger."),
        ("territoires", TERRITORIES, "Les territoires réunis ici : leur site, la date de ce qu’il publie, ce qui manque."),
        ("communes", api.COMMUNES, "Toutes les communes, par territoire."),
    ):
        yield render.page(f"portail/{template}.html", path, title, description=description, portal=portal)
    for one in portal.members:
        said = f"{one.site.name} : son site, ses communes, la date et la source de ce qu’il publie."
        own: dict[str, Any] = {"description": said, "member": one, "trail": (TERRITORIES,), "portal": portal}
        yield render.page("portail/territoire.html", one.path, one.site.name, **own)
    for code, member in portal.communes:
        told: dict[str, Any] = {"description": f"Le site pour les familles {api.of_name(portal.names[code])}."}
        told |= {"trail": (api.COMMUNES,), "member": member, "page": member.page_of(code)}
        yield render.page("portail/commune.html", path_of(code), portal.names[code], **told)
