"""What is not believed of what sites publish: what asks for the editor's accord, what two of them say of one place; then what the
editor is told: all that is refused, left out, changed or not shown, and the names to write in ``portail.yml``, as sites say them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctg import api
from ctg_portail.copies import Copy, Portail, SiteDuPortail, SiteReading, ids_of, meaning_of
from ctg_portail.members import adds_nothing
from ctg_portail.reading import Publication, by_key, made, some
from ctg_portail.withheld import chained

MOST_LINES = 20  # of two territories: who floods hides nothing of the others
TakenPlace = tuple[str, str, set[str]]  # of a record: its territory, its key with it, its telephones, as prints
ChangeRefused = tuple[str, object]  # why something asks for the editor's accord, in words; then all that an accord is of


def unexpected(found: Publication, kept: Copy) -> Iterator[ChangeRefused]:
    """What of a publication needs the accord of the editor: it is older than its copy, has another name, far more, far fewer or
    other records than its copy or than was once accepted, or other communes. Raises ``Unsound`` when the copy was changed."""
    name, day = api.visible(found.index["territoire"]["nom_complet"]), kept.manifest.publie_le
    if found.day < day:
        words = f"plus ancien que le rassemblement précédent, du {api.date_fr(found.day)} et non du {api.date_fr(day)}"
        yield words, (str(day), str(found.day))
    if name != kept.manifest.nom:
        yield f"il se nomme {api.shown(name)}, et non {kept.manifest.nom}", (kept.manifest.nom, name)
    now = by_key(found.records.get)
    if opened := {key: now[key] for key in kept.manifest.caches if key in now and key not in found.hidden}:
        yield f"il ne dit plus confidentiels : {', '.join(opened)}", opened
    for kind in api.KINDS:
        new = ids_of(kind, found.records.get(kind, ()))
        for ids in ({*ids_of(kind, kept.of(kind))}, {*kept.manifest.acceptees.get(kind.folder, ())}):
            same, most = len(ids & new.keys()), max(len(ids), len(new))
            times, few = (2, 0) if kind is api.Commune and ids else (3, 10)
            if most > times * same + few:
                counts = f"de {api.number(len(ids))} à {api.number(len(new))} fiches"
                what = sorted(ids), [(id, one if id not in ids else None) for id, one in new.items()]
                yield f"il passe {counts} de « {kind.folder} », dont {api.number(same)} d'avant", what
                break


def accord_of(changes: Iterable[ChangeRefused], served: int) -> str:
    """What to write to accept these changes, and no other; after ``served`` accords, for the same again asks for another one."""
    return hashlib.sha256(json.dumps([served, *(what for _, what in changes)], sort_keys=True).encode()).hexdigest()[:10]


def withdrawn(found: Publication, kept: Copy) -> Iterator[str]:
    """What is hidden or gone since the copy. Raises as :func:`unexpected` does."""
    if names := sorted(found.hidden & by_key(kept.of).keys() - {*kept.manifest.caches}):
        yield f"devenu confidentiel : {', '.join(names)}"
    for kind in api.KINDS:
        now = {one["id"] for one in found.records.get(kind, ())}
        if names := [one["id"] for one in kept.of(kind) if one["id"] not in now]:
            yield f"{kind.folder}.json, plus là depuis la copie du {api.date_fr(kept.manifest.lu_le)} : {some(names)}"


def crossed(copies: Iterable[Copy]) -> tuple[list[str], list[str]]:
    """Places that are known by the same: where one is said to be confidential, all of them; where two sites say other numbers of
    one, the first of each two sites. For the editor only."""
    every: list[tuple[TakenPlace, tuple[str, ...]]] = []
    hidden: list[tuple[str, tuple[str, ...]]] = []
    for copy in copies:
        whose = f"{copy.manifest.nom}, {copy.manifest.siren}"
        for key, own in (copy.manifest.empreintes or {}).items():
            words = f"{key} ({whose})"
            if key in copy.manifest.caches:
                hidden.append((words, own))
            else:
                every.append(((whose, words, {one for one in own if one.startswith("numero ")}), own))
    heads = chained((*(own for _, own in hidden), *(own for _, own in every)))
    secrets: dict[str, dict[str, None]] = defaultdict(dict)
    for words, own in hidden:
        for mark in own:
            secrets[heads.get(mark, mark)][words] = None
    for name, head in heads.items():  # of one name, in another commune too
        secrets[name.rpartition(" ")[0]].update(secrets.get(head, {}))
    close: dict[str, dict[str, None]] = defaultdict(dict)
    first: dict[str, TakenPlace] = {}
    told: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for place, own in every:
        for mark in own:
            close[place[1]] |= secrets.get(heads.get(mark, mark), {}) | secrets.get(mark.rpartition(" ")[0], {})
            other = first.setdefault(mark, place) if re.match(r"siret |nom \w+ .", mark) else place
            if other[0] != place[0] and place[2] and other[2] and not place[2] & other[2]:
                told[place[0], other[0]][f"{place[1]} et {other[1]} : deux numéros différents"] = None
    near = [f"{one} : à relire, proche de {', '.join(sorted(found))}, dit confidentiel" for one, found in close.items() if found]
    others = list[str]()
    for (name, other_name), lines in sorted(told.items()):
        others += sorted(lines)[:MOST_LINES]
        if len(lines) > MOST_LINES:
            others.append(f"{name} et {other_name} : {len(lines) - MOST_LINES} autres lieux de même nom, non écrits ici")
    return sorted(near), others


# --- the report, and the names to write in ``portail.yml`` ---

PROPOSED = "propositions.yml"  # beside the copies
LONGEST = 1000  # letters and signs of a definition that is proposed
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
    near, others = crossed(one.copy for one in readings if one.copy)
    yield from (f"    Attention : {api.visible(one)}." for one in near)
    for reading in readings:
        yield _head(reading)
        told = (*reading.remarks, *own.get(reading.site.adresse, ()))
        yield from (f"    Attention : {api.visible(one)}." for one in told)
    yield from (f"    Attention : {api.visible(one)}." for one in others)
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
            yield f"communes.json, à un autre site, rien n'en est repris : {one.nom} ({code}, à {owner})"
        elif one.nom != name:
            odd["communes.json, autre nom que dans portail.yml, pas montré"].append(f"{one.nom} ({code})")
        if name and not adds_nothing(one.id, name):
            odd["communes.json, identifiant qui dit plus que son nom, le lien mène à l'accueil"].append(f"{one.id} ({code})")
    odd["communes.json, manque, pas de page"] = [code for code in names.site.communes if code not in names.communes]
    units, count = {meaning[:-1] for meaning in portal.compared}, Counter(map(meaning_of, names.figures))
    for figure in names.figures:
        meaning, unit = meaning_of(figure), api.shown(figure.unite)
        if meaning not in portal.compared and meaning[:-1] in units:
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
            if 0 < len(one.definition or "") <= LONGEST and meaning_of(one) not in portal.compared:
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
