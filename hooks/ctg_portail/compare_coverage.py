"""Coverage by territory: in how many communes an offer is known, is known to be missing, or is not known.

Each is counted as its own site counts it. No place is named: that site says which one, and where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ctg import api
from ctg_portail.members import Member
from ctg_portail.together import CellLine, ComparedTable, Comparison, TerritoryRow, Together

WORDS = {
    api.State.KNOWN: "connu",
    api.State.LACKING: "zone blanche",
    api.State.UNKNOWN: "rien de connu",
    api.State.TO_CHECK: "rien de connu",
}
"""What is known of an offer near a commune."""
INTRO = (
    "Dans combien de communes un lieu ou un service est connu, à la distance que chaque territoire a choisie, à vol d’oiseau. "
    "« Sans rien, c’est sûr » : le territoire dit que cette offre est recensée en entier. « Rien de connu » : nous ne savons "
    "pas. Ce qu’un autre territoire a de près n’est pas compté : voyez son site."
)
OwnCoverage = tuple[Member, api.Coverage]


def coverage_page(render: api.Renderer, portal: Together) -> Iterable[api.SiteFile]:
    """The page and its file."""
    offres = api.built_in_words().offres
    found = [(one, one.facts.coverage) for one in portal.by_name]
    shown = [told for told in found if told[1].communes]
    rows = tuple(TerritoryRow(one, tuple(tuple(_cell(one, own, offre)) for offre in offres)) for one, own in shown)
    without = [f"Aucune commune de {one.name} n’est montrée ici." for one, own in found if not own.communes]
    titles = tuple(offre.titre for offre in offres.values())
    table = ComparedTable("Communes où une offre est connue", titles, rows, tuple(_censuses(shown)))
    return Comparison(
        "couverture/",
        "Ce qu’il y\u00a0a près de chaque commune",
        "Ce que l’on connaît près des communes de chaque territoire, par offre, et ce que l’on ne sait pas.",
        headline(found),
        INTRO,
        (table,) if rows else (),
        tuple(without),
    ).files(render)


def headline(found: list[OwnCoverage]) -> str:
    """The offers that most communes lack for sure, in a sentence; else why none can be named."""
    total = sum(len(own.communes) for _, own in found)
    offres = api.built_in_words().offres
    lacks = Counter(id for _, own in found for one in own.communes for id in offres if own.state(one, id) is api.State.LACKING)
    worst = max(lacks.values(), default=0)
    if not total:
        return "Aucun site ne décrit de commune."
    if not any(one.catalogue.territoire.couverture.recenses for one, _ in found):
        return "Aucun territoire ne dit qu’une offre est recensée en entier : « rien de connu » ne veut pas dire « rien »."
    if not worst:
        return f"Aucune zone blanche sûre dans ces {api.plural(total, 'commune')}. « Rien de connu » ne veut pas dire « rien »."
    what = api.joined(f"« {offre.titre} »" for id, offre in offres.items() if lacks[id] == worst)
    verb = "n’ont" if worst > 1 else "n’a"
    return f"{api.plural(worst, 'commune')} sur {total} {verb} rien à proximité pour {what}, et leur site en est sûr."


def _censuses(found: list[OwnCoverage]) -> Iterator[str]:
    """The offers that each territory says to know in full."""
    titles = api.built_in_words().offres
    for member, own in found:
        censuses = [one for one in member.catalogue.territoire.couverture.recenses if one.offre in titles]
        told = [f"{titles[one.offre].titre} ({one.source}, {api.date_fr(one.date)})" for one in censuses]
        yield f"{member.name}, à {api.number(own.distance_km)} km. Recensé en entier : {api.joined(told) or 'rien'}."


def _cell(member: Member, own: api.Coverage, offre: str) -> Iterator[CellLine]:
    """The number of communes where an offer is known, then the others, by what is known of them."""
    counts = Counter(WORDS[own.state(commune, offre)] for commune in own.communes)
    known = f"{counts['connu']} sur {len(own.communes)}" if counts["connu"] else "aucune connue"
    yield known, member.page("ctg/territoire/") if member.catalogue.places else None
    for word, said in (("zone blanche", "sans rien, c’est sûr"), ("rien de connu", "rien de connu")):
        if counts[word]:
            yield f"{counts[word]} : {said}", None
