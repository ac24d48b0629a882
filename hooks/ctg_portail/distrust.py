"""What is not believed of what sites publish: what asks for the editor's accord, what two of them say of one place; then what the
editor is told: all that is refused, left out, changed or not shown, and the names to write in ``portail.yml``, as sites say them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ctg import api
from ctg_portail.copies import Copy, Portail, SiteDuPortail, SiteReading, meaning_of
from ctg_portail.members import adds_nothing, believed
from ctg_portail.reading import Publication, made, secret, some

MOST_LINES = 20
"""Of two territories: who floods hides nothing of the others."""
TakenPlace = tuple[str, str, str, bool]
"""Of a record: its territory, its key with it, its telephone, whether it is confidential."""


def unexpected(found: Publication, kept: Copy) -> Iterator[str]:
    """Why what a site publishes now needs the accord of the editor: it is older than its copy, has another name, far more or far
    fewer records, or other communes. Raises ``Unsound`` when the copy was changed."""
    name, day = api.visible(found.index["territoire"]["nom_complet"]), kept.manifest.publie_le
    if found.day < day:
        yield f"plus ancien que le rassemblement précédent, du {api.date_fr(found.day)} et non du {api.date_fr(day)}"
    if name != kept.manifest.nom:
        yield f"il se nomme {api.shown(name)}, et non {kept.manifest.nom}"
    for kind in api.KINDS:
        records = kept.of(kind)
        before, now = len(records), len(found.records.get(kind, ()))
        if max(before, now) > 3 * min(before, now) + 20:
            yield f"il passe de {api.number(before)} à {api.number(now)} fiches de « {kind.folder} »"
        if kind is api.Commune:
            codes, new = ({one.get("code_insee") for one in own} for own in (records, found.records.get(kind, ())))
            if codes and len(codes & new) * 2 < max(len(codes), len(new)):
                yield f"il change de communes : {len(codes & new)} en commun, sur {len(codes)} avant et {len(new)} maintenant"


def withdrawn(found: Publication, kept: Copy) -> Iterator[str]:
    """What became confidential since the copy. Raises as :func:`unexpected` does."""
    hidden = {one["id"] for one in found.records.get(api.Structure, ()) if secret(one)}
    if names := [f"structures/{one['id']}" for one in kept.of(api.Structure) if one["id"] in hidden and not secret(one)]:
        yield f"devenu confidentiel, effacé de la copie : {some(names)}"


def crossed(copies: Iterable[Copy]) -> Iterator[str]:
    """Places that two sites publish, where one says that it is confidential, or another telephone. For the editor only. Raises
    ``Unsound``."""
    every = tuple(copies)
    secrets: dict[tuple[str, ...], dict[str, TakenPlace]] = defaultdict(dict)
    for place, one in _places(every):
        for mark in _marks(one) if place[3] else ():
            secrets[mark].setdefault(place[0], place)
    seen: dict[tuple[str, ...], TakenPlace] = {}
    told: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for place, one in _places(every):
        for mark in _marks(one):
            other = seen.setdefault(mark, place) if mark[0] in {"nom", "siret"} else place
            hidden = next((taken for name, taken in secrets.get(mark, {}).items() if name != place[0] and not place[3]), None)
            if hidden:
                told[place[0], hidden[0]][f"{place[1]} : à relire, proche de {hidden[1]}, dit confidentiel"] = None
            elif other[0] != place[0] and other[2] != place[2]:
                words = f"{place[1]} et {other[1]} : deux téléphones différents, {place[2]} et {other[2]}"
                told[place[0], other[0]][words] = None
    for (name, other_name), lines in sorted(told.items()):
        yield from sorted(lines)[:MOST_LINES]
        if len(lines) > MOST_LINES:
            yield f"{name} et {other_name} : {len(lines) - MOST_LINES} autres rapprochements, non écrits ici"


def _places(copies: Iterable[Copy]) -> Iterator[tuple[TakenPlace, Mapping[str, Any]]]:
    for copy in copies:
        for kind in (one for one in api.KINDS if issubclass(one, api.Place)):
            for one in copy.of(kind):
                key, whose = f"{kind.folder}/{one['id']}", f"{copy.manifest.nom}, {copy.manifest.siren}"
                yield (whose, f"{key} ({whose})", str(one.get("telephone", "aucun")), secret(one)), one


def _marks(one: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Its names, in its commune; its telephone, number, mail and point."""
    where = one.get("calcule", {})
    for commune in {where.get("code_insee", ""), api.fold(one.get("commune", ""))} - {""}:
        yield from (("nom", api.fold(name), commune) for name in (one["nom"], *one.get("autres_noms", ())))
    yield from ((field, str(one[field])) for field in ("telephone", "siret", "courriel") if one.get(field))
    if "latitude" in where and not where.get("position_approximative"):
        yield "point", f"{where['latitude']:.4f}", f"{where['longitude']:.4f}"


# --- the report, and the names to write in ``portail.yml`` ---

PROPOSED = "propositions.yml"
"""Beside the copies."""
LONGEST = 1000
"""Letters and signs of a definition that is proposed."""
TO_READ = """# Ce que disent les sites, à relire mot par mot : un nom peut dire une rue, un numéro, un lieu caché.
# Le portail ne montre que les noms que vous écrivez dans votre portail.yml."""


class MemberNames(NamedTuple):
    """What a site calls its communes (by INSEE code), those that ``portail.yml`` gives to no site, and what it counts."""

    site: SiteDuPortail
    communes: dict[str, api.Commune]
    new: dict[str, str]
    figures: list[api.Indicateur]


def names_of(portal: Portail, readings: Iterable[SiteReading]) -> Iterator[MemberNames]:
    """Those of each copy. Raises ``Unsound``."""
    for one in readings:
        if one.copy:
            communes = {it.code_insee: it for it in (made(api.Commune, it) for it in one.copy.of(api.Commune))}
            new = {code: it.nom for code, it in communes.items() if code not in portal.owners}
            yield MemberNames(one.site, communes, new, [made(api.Indicateur, it) for it in one.copy.of(api.Indicateur)])


def report(portal: Portail, readings: list[SiteReading], names: list[MemberNames]) -> Iterator[str]:
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


def _not_shown(portal: Portail, names: MemberNames) -> Iterator[str]:
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


def _shared(portal: Portail, names: Iterable[MemberNames]) -> list[list[tuple[str, api.Indicateur]]]:
    """What several sites count alike and ``portail.yml`` does not say: the address of each, and its figure."""
    found: dict[object, dict[str, api.Indicateur]] = defaultdict(dict)
    for own in names:
        for one in own.figures:
            if 0 < len(one.definition or "") <= LONGEST and believed(one) and meaning_of(one) not in portal.compared:
                found[meaning_of(one)].setdefault(own.site.adresse, one)
    return [[*group.items()] for group in found.values() if len(group) > 1]


def proposals(portal: Portail, names: list[MemberNames]) -> Iterator[str]:
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
