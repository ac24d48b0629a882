"""Coverage by territory: in how many communes an offer is known, is known to be missing, or is not known.

Each is counted as its own site counts it. No place is named: that site says which one, and where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ctg import api
from ctg_portail.members import Member
from ctg_portail.together import CellLine, ComparedTable, Comparison, TerritoryRow, Together

INTRO = (
    "Dans combien de communes un lieu ou un service est connu, à la distance que chaque territoire a choisie, à vol d’oiseau. "
    "« Sans rien, c’est sûr » : le territoire dit que cette offre est recensée en entier. « Rien de connu » : nous ne savons "
    "pas. Ce qu’un autre territoire a de près n’est pas compté : voyez son site."
)


def coverage_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    offres = api.built_in_words().offres
    shown = [one for one in portal.by_name if one.facts.coverage.communes]
    rows = tuple(TerritoryRow(one, tuple(tuple(_cell(one, offre)) for offre in offres)) for one in shown)
    without = [
        f"Couverture de {one.name} : {'inconnue' if one.communes else 'aucune commune n’est montrée ici'}."
        for one in portal.by_name
        if one not in shown
    ]
    titles = tuple(offre.titre for offre in offres.values())
    table = ComparedTable("Communes où une offre est connue", titles, rows, tuple(_censuses(shown)))
    return Comparison(
        "couverture/",
        "Ce qu’il y\u00a0a près de chaque commune",
        "Ce que l’on connaît près des communes de chaque territoire, par offre, et ce que l’on ne sait pas.",
        headline(shown),
        INTRO,
        (table,) if rows else (),
        tuple(without),
    ).files(render)


def headline(shown: list[Member]) -> str:
    """The offers that most communes lack for sure, in a sentence; else why none can be named."""
    total = sum(len(one.facts.coverage.communes) for one in shown)
    offres = api.built_in_words().offres
    lacks = Counter({id: sum(_states(one, id)[api.State.LACKING] for one in shown) for id in offres})
    worst = max(lacks.values())
    if not total:
        return "Aucun site ne décrit de commune."
    if not any(one.catalogue.territoire.couverture.recenses for one in shown):
        return "Aucun territoire ne dit qu’une offre est recensée en entier : « rien de connu » ne veut pas dire « rien »."
    if not worst:
        return f"Aucune zone blanche sûre dans ces {api.plural(total, 'commune')}. « Rien de connu » ne veut pas dire « rien »."
    what = api.joined(f"« {offre.titre} »" for id, offre in offres.items() if lacks[id] == worst)
    verb = "n’ont" if worst > 1 else "n’a"
    return f"{api.plural(worst, 'commune')} sur {total} {verb} rien à proximité pour {what}, et leur site en est sûr."


def _censuses(shown: list[Member]) -> Iterator[str]:
    """The offers that each territory says to know in full."""
    titles = api.built_in_words().offres
    for member in shown:
        censuses = member.catalogue.territoire.couverture.recenses
        told = [f"{titles[one.offre].titre} ({api.date_fr(one.date)})" for one in censuses if one.offre in titles]
        near = api.number(member.facts.coverage.distance_km)
        yield f"{member.name}, à {near} km. Recensé en entier : {api.joined(told) or 'rien'}."


def _states(member: Member, offre: str) -> Counter[api.State]:
    """In how many communes each thing is known of an offer."""
    own = member.facts.coverage
    return Counter(own.state(commune, offre) for commune in own.communes)


def _cell(member: Member, offre: str) -> Iterator[CellLine]:
    """The number of communes where an offer is known, then the others, by what is known of them."""
    counts = _states(member, offre)
    known, lacking = counts[api.State.KNOWN], counts[api.State.LACKING]
    page = member.page("ctg/territoire/") if member.catalogue.places else None
    yield f"{known} sur {counts.total()}" if known else "aucune connue", page
    if lacking:
        yield f"{lacking} : sans rien, c’est sûr", None
    if unknown := counts.total() - known - lacking:
        yield f"{unknown} : rien de connu", None
