"""What the editor of a portal is told of a gathering: all that is refused, left out, changed or not shown, and whose it is; then
the names to write in ``portail.yml``, as the sites say them, for no name is shown that is not written there."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctg import api
from ctg_portail.copies import SiteReading
from ctg_portail.distrust import crossed
from ctg_portail.members import believed
from ctg_portail.portal_file import Portail, meaning_of
from ctg_portail.reading import made, some

PROPOSED = "propositions.yml"
"""Beside the copies."""
LONGEST = 1000
"""Letters and signs of a definition that is proposed."""
TO_READ = """# Ce que disent les sites, à relire mot par mot : un nom peut dire une rue, un numéro, un lieu caché.
# Le portail ne montre que les noms que vous écrivez dans votre portail.yml."""


class Names(NamedTuple):
    """What a site calls its communes (INSEE code → name), and what it counts."""

    reading: SiteReading
    communes: dict[str, str]
    figures: list[api.Indicateur]

    def new(self, portal: Portail) -> dict[str, str]:
        """The communes that ``portail.yml`` gives to no site."""
        return {code: name for code, name in self.communes.items() if code not in portal.owners}


def names_of(readings: Iterable[SiteReading]) -> Iterator[Names]:
    """Those of each copy. Raises ``Unsound``."""
    for one in readings:
        if one.copy:
            communes = (made(api.Commune, it) for it in one.copy.of(api.Commune))
            figures = [made(api.Indicateur, it) for it in one.copy.of(api.Indicateur)]
            yield Names(one, {it.code_insee: it.nom for it in communes}, figures)


def report(portal: Portail, readings: list[SiteReading], names: list[Names]) -> Iterator[str]:
    """What came of each site, then how many are there."""
    own = {one.reading.site.adresse: _not_shown(portal, one) for one in names}
    for reading in readings:
        yield _head(reading)
        told = (*reading.remarks, *own.get(reading.site.adresse, ()))
        yield from (f"    Attention : {api.visible(one)}." for one in told)
    yield from (f"    Attention : {api.visible(one)}." for one in crossed(one.copy for one in readings if one.copy))
    fresh = sum(reading.fresh for reading in readings)
    just = f"dont {fresh} lu{'s' if fresh > 1 else ''} à l'instant"
    yield f"{portal.nom} : {api.plural(len(names), 'territoire')} sur {len(readings)}, {just}."
    if count := sum(len(one.new(portal)) for one in names) + len(_shared(portal, names)):
        yield f"Sans nom dans portail.yml, et pas montrés : {api.plural(count, 'nom')}. À relire, puis à copier : {PROPOSED}."


def _head(reading: SiteReading) -> str:
    if not reading.copy:
        return f"{reading.site.adresse} : rien."
    one = reading.copy.manifest
    count = sum(len(reading.copy.of(kind)) for kind in api.KINDS)
    records = f"{api.number(count)} fiche{'s' if count > 1 else ''}"
    return f"{api.visible(one.nom)} ({one.siren}) : {records}, publiées le {api.date_fr(one.publie_le)}, {reading.site.adresse}"


def _not_shown(portal: Portail, names: Names) -> Iterator[str]:
    """What is not shown of a site, or otherwise than it says."""
    site, said, new, compared = names.reading.site, names.communes, names.new(portal), portal.compared
    owners = {code: portal.owners[code] for code in said.keys() - new.keys() - site.communes.keys()}
    units = {meaning[:-1] for meaning in compared}
    count = Counter(map(meaning_of, names.figures))
    odd = [one for one in names.figures if meaning_of(one) not in compared and meaning_of(one)[:-1] in units]
    lists = {
        "communes.json, à un autre site, rien n'en est repris": [
            f"{said[code]} ({code}, à {own})" for code, own in owners.items()
        ],
        "communes.json, sans nom dans portail.yml, pas montrée": [f"{name} ({code})" for code, name in new.items()],
        "communes.json, autre nom que dans portail.yml, pas montré": [
            f"{said[code]} ({code})" for code, name in site.communes.items() if said.get(code, name) != name
        ],
        "communes.json, manque, pas de page": [f"{name} ({code})" for code, name in site.communes.items() if code not in said],
        "indicateurs.json, valeur trop grande, pas comparé": [one.id for one in names.figures if not believed(one)],
        "indicateurs.json, autre unité que dans portail.yml, pas comparé": [f"{one.id} ({api.shown(one.unite)})" for one in odd],
        "indicateurs.json, compté deux fois, un seul est comparé": [
            one.id for one in names.figures if meaning_of(one) in compared and count[meaning_of(one)] > 1
        ],
    }
    if not site.nom:
        yield "montré sous son SIREN : écrivez « nom: … » sous son adresse"
    yield from (f"{words} : {some(found)}" for words, found in lists.items() if found)


def _shared(portal: Portail, names: Iterable[Names]) -> list[list[tuple[str, api.Indicateur]]]:
    """What several sites count alike and ``portail.yml`` does not say: the address of each, and its figure."""
    found: dict[object, dict[str, api.Indicateur]] = defaultdict(dict)
    for own in names:
        for one in own.figures:
            if 0 < len(one.definition or "") <= LONGEST and believed(one) and meaning_of(one) not in portal.compared:
                found[meaning_of(one)].setdefault(own.reading.site.adresse, one)
    return [[*group.items()] for group in found.values() if len(group) > 1]


def proposals(portal: Portail, names: list[Names]) -> Iterator[str]:
    """The lines of :data:`PROPOSED`, to copy in ``portail.yml``."""
    described = Counter(code for one in names for code in one.new(portal))
    yield TO_READ
    for own in names:
        if new := own.new(portal):
            yield f"\n# Sous « adresse: {own.reading.site.adresse} » :"
            yield "#   communes:" if own.reading.site.communes else "    communes:"
        for code, name in new.items():
            yield f'      "{code}": {_quoted(name)}' + ("  # un autre site la décrit aussi" if described[code] > 1 else "")
    groups = _shared(portal, names)
    if groups:
        yield "\n# Comptés de même par plusieurs sites :\n" + ("# chiffres:" if portal.chiffres else "chiffres:")
    for group in groups:
        address, one = group[0]
        yield f"  - nom: {_quoted(one.nom)}  # {len(group)} sites ; ce nom est de {address}"
        fields = {"unite": one.unite, "definition": one.definition, "calcul": one.calcul, "echelle": one.echelle}
        yield from (f"    {name}: {_quoted(value)}" for name, value in fields.items() if value)


def _quoted(text: str) -> str:
    """A text as YAML and JSON write it, on one line, without a character that hides."""
    return json.dumps(api.visible(" ".join(text.split())), ensure_ascii=False)
