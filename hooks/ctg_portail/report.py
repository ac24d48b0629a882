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
from ctg_portail.members import adds_nothing, believed
from ctg_portail.portal_file import Portail, SiteDuPortail, meaning_of
from ctg_portail.reading import made, some

PROPOSED = "propositions.yml"
"""Beside the copies."""
LONGEST = 1000
"""Letters and signs of a definition that is proposed."""
TO_READ = """# Ce que disent les sites, à relire mot par mot : un nom peut dire une rue, un numéro, un lieu caché.
# Le portail ne montre que les noms que vous écrivez dans votre portail.yml."""


class Names(NamedTuple):
    """What a site calls its communes (by INSEE code), those that ``portail.yml`` gives to no site, and what it counts."""

    site: SiteDuPortail
    communes: dict[str, api.Commune]
    new: dict[str, str]
    figures: list[api.Indicateur]


def names_of(portal: Portail, readings: Iterable[SiteReading]) -> Iterator[Names]:
    """Those of each copy. Raises ``Unsound``."""
    for one in readings:
        if one.copy:
            communes = {it.code_insee: it for it in (made(api.Commune, it) for it in one.copy.of(api.Commune))}
            new = {code: it.nom for code, it in communes.items() if code not in portal.owners}
            yield Names(one.site, communes, new, [made(api.Indicateur, it) for it in one.copy.of(api.Indicateur)])


def report(portal: Portail, readings: list[SiteReading], names: list[Names]) -> Iterator[str]:
    """What came of each site, then how many are there."""
    own = {one.site.adresse: _not_shown(portal, one) for one in names}
    for reading in readings:
        yield _head(reading)
        told = (*reading.remarks, *own.get(reading.site.adresse, ()))
        yield from (f"    Attention : {api.visible(one)}." for one in told)
    yield from (f"    Attention : {api.visible(one)}." for one in crossed(one.copy for one in readings if one.copy))
    fresh = sum(reading.fresh for reading in readings)
    just = f"dont {fresh} lu{'s' if fresh > 1 else ''} à l'instant"
    yield f"{portal.nom} : {api.plural(len(names), 'territoire')} sur {len(readings)}, {just}."
    if count := sum(len(one.new) for one in names) + len(_shared(portal, names)):
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
    if not names.site.nom:
        yield "montré sous son SIREN : écrivez « nom: … » sous son adresse"
    odd: dict[str, list[str]] = defaultdict(list)
    for code, one in names.communes.items():
        name, owner = names.site.communes.get(code, ""), portal.owners.get(code)
        if not owner:
            odd["communes.json, sans nom dans portail.yml, pas montrée"].append(f"{one.nom} ({code})")
        elif not name:
            odd["communes.json, à un autre site, rien n'en est repris"].append(f"{one.nom} ({code}, à {owner})")
        elif one.nom != name:
            odd["communes.json, autre nom que dans portail.yml, pas montré"].append(f"{one.nom} ({code})")
        if name and not adds_nothing(one.id, name):
            odd["communes.json, identifiant qui dit plus que son nom, le lien mène à l'accueil"].append(f"{one.id} ({code})")
    odd["communes.json, manque, pas de page"] = [code for code in names.site.communes if code not in names.communes]
    units, count = {meaning[:-1] for meaning in portal.compared}, Counter(map(meaning_of, names.figures))
    for figure in names.figures:
        meaning, unit = meaning_of(figure), api.shown(figure.unite)
        if not believed(figure):
            odd["indicateurs.json, valeur trop grande, pas comparé"].append(figure.id)
        elif meaning not in portal.compared and meaning[:-1] in units:
            odd["indicateurs.json, autre unité que dans portail.yml, pas comparé"].append(f"{figure.id} ({unit})")
        elif meaning in portal.compared and count[meaning] > 1:
            odd["indicateurs.json, compté deux fois, un seul est comparé"].append(figure.id)
        elif meaning in portal.compared and portal.compared[meaning].nom != figure.nom:
            odd["indicateurs.json, autre nom que dans portail.yml, pas montré"].append(figure.id)
    yield from (f"{words} : {some(found)}" for words, found in odd.items() if found)


def _shared(portal: Portail, names: Iterable[Names]) -> list[list[tuple[str, api.Indicateur]]]:
    """What several sites count alike and ``portail.yml`` does not say: the address of each, and its figure."""
    found: dict[object, dict[str, api.Indicateur]] = defaultdict(dict)
    for own in names:
        for one in own.figures:
            if 0 < len(one.definition or "") <= LONGEST and believed(one) and meaning_of(one) not in portal.compared:
                found[meaning_of(one)].setdefault(own.site.adresse, one)
    return [[*group.items()] for group in found.values() if len(group) > 1]


def proposals(portal: Portail, names: list[Names]) -> Iterator[str]:
    """The lines of :data:`PROPOSED`, to copy in ``portail.yml``."""
    described = Counter(code for one in names for code in one.new)
    yield TO_READ
    for own in names:
        if own.new:
            yield f"\n# Sous « adresse: {own.site.adresse} » :"
            yield "#   communes:" if own.site.communes else "    communes:"
        for code, name in own.new.items():
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
