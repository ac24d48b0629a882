"""The pages of a portal that compare nothing: home, territories, communes, about and legal notices. Families find their commune,
which leads to the site of its territory. The follow-up of the conventions lists what is late, off course or ending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ctg import api
from ctg_portail.members import ABOUT, TERRITORIES, CellLine, ComparedTable, Comparison, Member, TerritoryRow, Together, path_of


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
TITLES = ("Actions en retard", "Chiffres hors trajectoire", "Prochain comité")
"""The columns: groups of alerts in the order of the facts, then who meets."""


def follow_up_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    rows = tuple(TerritoryRow(one, tuple(tuple(cell) for cell in _cells(one))) for one in portal.by_name)
    return Comparison(
        "suivi/", "Où en est chaque territoire",
        "Actions en retard, chiffres hors trajectoire et prochain comité de chaque territoire.",
        headline(portal.members), (ComparedTable("Suivi, par territoire", TITLES, rows),) if rows else (),
    ).files(render)  # fmt: skip


def headline(members: Iterable[Member]) -> str:
    """« 3 actions sont en retard, dans 2 territoires. »"""
    late = [len(group.alerts) for one in members for group in one.facts.alerts if group.id == "retard" and group.alerts]
    if not late:
        return "Aucune action en retard n’est connue : cela ne veut pas dire qu’il n’y en a pas."
    actions, verb = api.plural(sum(late), "action"), "sont" if sum(late) > 1 else "est"
    return f"{actions} {verb} en retard, dans {api.plural(len(late), 'territoire')}."


def _cells(member: Member) -> Iterator[Iterator[CellLine]]:
    for group in member.facts.alerts:
        yield _cell(member, group, bool(member.catalogue.of_the_convention(api.Action)))
    if meeting := member.facts.committee:
        yield iter([(f"{meeting.titre}, {api.date_fr(meeting.date)}", member.page_of(meeting))])
    else:
        yield iter([("date inconnue : son site n’annonce aucun comité de sa convention", None)])


def _cell(member: Member, group: api.AlertGroup, actions: bool) -> Iterator[CellLine]:
    """How many, the first of them, and what the records do not let us see: no alert is not always good news."""
    count = len(group.alerts)
    yield str(count) if count else "rien de connu" if actions or group.id != "retard" else "inconnu : aucune action publiée", None
    named = [one for one in group.alerts if one.title][:MOST]
    for one in named:
        yield f"{one.title}{f' ({api.date_fr(one.date)})' if one.date else ''}", member.page_of(one.record)
    if count > len(named):
        yield f"{f'et {count - len(named)} de plus' if named else 'sans nom ici'}, sur son site", None
    if group.unseen:
        yield group.unseen, None


MOST_NAMES = 2000  # beyond as many communes, their names are not in the home page: the list has them all


def territory_pages(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The home page, the lists, a page a territory and a commune, and what the portal says of itself."""
    named = [(portal.names[commune.code_insee], path_of(commune)) for commune, _ in portal.communes]
    script = "vers-commune.js" if len(named) <= MOST_NAMES else ""
    home: dict[str, Any] = {"communes": named, "description": portal.portal.accroche, "script": script, "named": bool(script)}
    yield render.page("portail/accueil.html", "", portal.portal.nom, portal=portal, **home)
    mentions: dict[str, Any] = {"mentions": api.mentions_of(render)}
    for template, (title, path), description, more in (
        ("a-propos", ABOUT, "D’où viennent les pages de ce portail, et qui peut les corriger.", mentions),
        ("territoires", TERRITORIES, "Les territoires réunis ici : leur site, la date de ce qu’il publie, ce qui manque.", {}),
        ("communes", api.COMMUNES, "Toutes les communes, par territoire.", {}),
    ):
        yield render.page(f"portail/{template}.html", path, title, description=description, portal=portal, **more)
    for one in portal.by_name:
        said = f"{one.name} : son site, ses communes, la date et la source de ce qu’il publie."
        own: dict[str, Any] = {"description": said, "member": one, "trail": (TERRITORIES,), "portal": portal}
        yield render.page("portail/territoire.html", one.path, one.name, **own)
    for commune, member in portal.communes:
        name, path = portal.names[commune.code_insee], path_of(commune)
        page = member.page_of(commune, member.reading.site.communes[commune.code_insee])
        told: dict[str, Any] = {"description": f"Le site pour les familles {api.of_name(name)}.", "trail": (api.COMMUNES,)}
        yield render.page("portail/commune.html", path, name, member=member, page=page, **told)
