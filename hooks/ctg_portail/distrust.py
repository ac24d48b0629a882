"""What is not believed of what sites publish: what asks for the editor's accord, what two of them say of one place; then what the
editor is told: all that is refused, left out, changed or not shown, and the names to write in ``portail.yml``, as sites say them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ctg import api
from ctg_portail.copies import MEANING, Copy, Meaning, Portail, SiteDuPortail, SiteReading, ids_of, meaning_of
from ctg_portail.reading import MOST_TOLD, Publication, Remarks, sentence
from ctg_portail.withheld import Memory, Prints, chained

MOST_LINES = 20  # of a territory, or of two: who floods hides nothing of the others
JUMP = 10  # times as many, or as few
Taken = tuple[str, str, set[str]]  # of a place: its territory, its key, its telephones, in prints
ChangeRefused = tuple[str, object]  # why something asks for the editor's accord, in words; then all that an accord is of


def unexpected(found: Publication, kept: Copy | None, hidden: Collection[str]) -> Iterator[ChangeRefused]:
    """What of a publication needs the accord of the editor: it shows what was ``hidden``, is older than its copy, or differs too
    much from it or from what was once accepted. What is gone is only told. Raises ``Unsound`` when the copy was changed."""
    if opened := {key: one for key, one in found.keys.items() if key in hidden and key not in found.hidden}:
        yield sentence("il ne dit plus confidentiels", [*opened], MOST_LINES), opened
    if not kept:
        return
    day = kept.manifest.publie_le
    if found.day < day:
        words = f"plus ancien que le rassemblement précédent, du {api.date_fr(found.day)} et non du {api.date_fr(day)}"
        yield words, (str(day), str(found.day))
    if found.name != kept.manifest.nom_dit:
        yield f"il se nomme {found.name}, et non plus {kept.manifest.nom_dit}", (kept.manifest.nom_dit, found.name)
    for kind in api.KINDS:
        new, old = ids_of(kind, found.of(kind)), ids_of(kind, kept.of(kind))
        if gone := [one["id"] for one in old.values() if one["id"] not in found.taken.get(kind, ())]:
            found.tell(f"{kind.folder}.json, plus là depuis la copie du {api.date_fr(kept.manifest.lu_le)}", *gone)
        for ids in ({*old}, {*kept.manifest.acceptees.get(kind.folder, ())}):
            same, most = len(ids & new.keys()), max(len(ids), len(new))
            times, few = (2, 0) if kind is api.Commune and ids else (3, 10)
            if most > times * same + few:
                counts = f"de {api.number(len(ids))} à {api.number(len(new))} fiches"
                what = sorted(ids), [(id, one if id not in ids else None) for id, one in new.items()]
                yield f"il passe {counts} de « {kind.folder} », dont {api.number(same)} d'avant", what
                break
        if leaps := {id: one for id, one in new.items() if _leaps(old.get(id), one)}:
            yield sentence(f"{kind.folder}.json, des nombres {JUMP} fois plus grands ou plus petits", [*leaps], MOST_LINES), leaps


NumberAt = tuple[object, object, float]  # where it is (by the commune, the part, the funder… and not by its rank), its year


def amounts(value: Any, where: tuple[object, ...] = (), year: object = None) -> Iterator[NumberAt]:
    """Each number of a record, without its sign, but years and what is zero."""
    if isinstance(value, dict):
        year = value.get("annee", value.get("publie_en", year))
        where = (*where, *(value.get(name) for name in ("commune", "partie", "financeur", "nature")))
        for name, inner in value.items():
            yield from amounts(inner, (*where, name), year) if name not in {"annee", "publie_en", "perimetre"} else ()
    elif isinstance(value, list):
        for inner in value:
            yield from amounts(inner, where, year)
    elif isinstance(value, int | float) and not isinstance(value, bool) and value:
        yield where, year, abs(value)


def _leaps(old: Any, new: Any) -> bool:
    """Whether a number is far from the same one before, else from those of other years."""
    before: dict[object, list[float]] = defaultdict(list)
    for where, year, value in amounts(old):
        before[where].append(value)
        before[where, year].append(value)
    pairs = ((value, before.get((where, year)) or before.get(where)) for where, year, value in amounts(new))
    return any(near and max(value, *near) >= JUMP and not min(near) / JUMP < value < max(near) * JUMP for value, near in pairs)


def accord_of(changes: Iterable[ChangeRefused], served: int) -> str:
    """What to write to accept these changes, and no other; after ``served`` accords, for the same again asks for another one."""
    return hashlib.sha256(json.dumps([served, *(what for _, what in changes)], sort_keys=True).encode()).hexdigest()[:10]


def crossed(readings: Iterable[SiteReading], memory: Memory) -> tuple[Remarks, Remarks]:
    """For the editor: what is known by the same as what some hide; where two sites say other numbers of one place, the first."""
    copies = {one.site.adresse: one.copy.manifest for one in readings if one.copy}
    whose = {address: f"{one.nom}, {one.siren}" for address, one in copies.items()}
    hidden = [(whose.get(address, address), *one) for address, kept in memory.hidden.items() for one in kept.items()]
    known = ((address, *one) for address, copy in copies.items() for one in (copy.empreintes or {}).items())
    shown = [(whose[address], key, own) for address, key, own in known if key not in memory.hidden.get(address, ())]
    heads = chained(own for _, _, own in (*hidden, *shown))
    secrets: dict[str, dict[str, str]] = defaultdict(dict)
    for who, key, own in hidden:
        for mark in own:
            secrets[heads.get(mark, mark)].setdefault(who, key)
    for name, head in heads.items():  # of one name, in another commune too
        if name.startswith("nom "):
            secrets[name.rpartition(" ")[0]].update(secrets.get(head, {}))
    near, others, first = defaultdict[str, tuple[str, ...]](tuple), defaultdict[str, tuple[str, ...]](tuple), dict[str, Taken]()
    for who, key, own in shown:
        found: dict[str, str] = {}
        place = (who, key, {one for one in own if one.startswith("numero ")})
        for mark in (one.replace("dit ", "rue ") for one in own):
            found |= {**secrets.get(heads.get(mark, mark), {}), **secrets.get(mark.rpartition(" ")[0], {})}
            other = first.setdefault(mark, place) if re.match(r"siret |nom \w+ .", mark) else place
            if other[0] != who and place[2] and other[2] and not place[2] & other[2]:
                words = f"{who} et {other[0]} : deux numéros différents"
                others[words] = tuple(dict.fromkeys((*others[words], f"{key} et {other[1]}")))
        for theirs, one in found.items():
            near[f"{who} : à relire, proches de ce que {theirs} dit confidentiel"] += (f"{key} (de {one})",)
    return near, others


REPORT = "rapport.txt"  # beside the copies: all that is told, in prints


def report(
    portal: Portail, readings: list[SiteReading], crossings: tuple[Remarks, Remarks], words: Prints, most: int = MOST_TOLD
) -> Iterator[str]:
    """What came of each site, then how many are there; of each thing ``most`` records at most are named."""
    near, others = crossings
    shared = Counter(meaning for one in readings if one.copy for meaning in {*map(meaning_of, one.copy.of(api.Indicateur))})
    yield from _lines(near, max(most, MOST_LINES), most)
    for reading in readings:
        yield _head(reading)
        own = _not_shown(portal, reading.site, reading.copy, words, shared) if reading.copy else {}
        yield from _lines(reading.told | own, most, most)
    yield from _lines(others, most, most)
    fresh, copied = (sum(map(bool, ones)) for ones in zip(*((one.fresh, one.copy) for one in readings), strict=True))
    just = f"dont {fresh} lu{'s' if fresh > 1 else ''} à l'instant"
    yield f"{portal.nom} : {api.plural(copied, 'territoire')} sur {len(readings)}, {just}."


def _lines(told: Remarks, names: int, most: int) -> Iterator[str]:
    shown = [*told.items()][: max(most, MOST_LINES)]
    yield from (f"    Attention : {sentence(*one, names)}." for one in shown)
    if len(told) > len(shown):
        yield f"    Attention : {len(told) - len(shown)} autres lignes, dans {REPORT}."


def _head(reading: SiteReading) -> str:
    if not reading.copy:
        return f"{reading.site.adresse} : rien."
    one = reading.copy.manifest
    count = sum(len(reading.copy.of(kind)) for kind in api.KINDS)
    records = f"{api.number(count)} fiche{'s' if count > 1 else ''}"
    return f"{one.nom} ({one.siren}) : {records}, publiées le {api.date_fr(one.publie_le)}, {reading.site.adresse}"


def _not_shown(portal: Portail, site: SiteDuPortail, copy: Copy, words: Prints, shared: Mapping[Meaning, int]) -> Remarks:
    """What is not shown of a site, or otherwise than it says; ``shared``: how many sites have each figure."""
    odd: dict[str, tuple[str, ...]] = defaultdict(tuple)
    if not site.nom:
        odd["montré sous son SIREN : écrivez « nom: … » sous son adresse"] = ()
    communes = {one["code_insee"]: one for one in copy.of(api.Commune)}
    for code, one in communes.items():
        name, owner, said = site.communes.get(code, ""), portal.owners.get(code), f'"{code}": "{one["nom"]}"'
        if not owner:
            odd["communes.json, pas montrées ; à copier sous « communes », une fois relues"] += (said,)
        elif not name:
            odd[f"communes.json, à un autre site, {owner}, rien n'en est repris"] += (said,)
        elif one["nom"] != words.alike(name):
            odd["communes.json, autre nom que dans portail.yml, pas montré"] += (said,)
        if name and one["id"] != words.alike(api.as_identifier(name)):
            odd["communes.json, identifiant qui n'est pas son nom, le lien mène à leur liste"] += (f"{one['id']} ({code})",)
    if missing := [code for code in site.communes if code not in communes]:
        odd["communes.json, manquent, pas de page"] = (*missing,)
    figures, compared = copy.of(api.Indicateur), portal.compared(words)
    units, count = {meaning[:-1] for meaning in compared}, Counter(map(meaning_of, figures))
    for one in figures:
        meaning = meaning_of(one)
        if meaning not in compared and meaning[:-1] in units:
            odd["indicateurs.json, autre unité que dans portail.yml, pas comparé"] += (f"{one['id']} ({one['unite']})",)
        elif meaning not in compared and meaning[0] and shared[meaning] > 1:
            fields = ", ".join(f'{name}: "{one[name]}"' for name in ("nom", *MEANING) if name in one)
            odd["indicateurs.json, comptés de même ailleurs ; à copier sous « chiffres », une fois relus"] += (f"{{{fields}}}",)
        elif meaning in compared and count[meaning] > 1:
            odd["indicateurs.json, compté deux fois, un seul est comparé"] += (one["id"],)
        elif meaning in compared and words.alike(compared[meaning].nom) != one["nom"]:
            odd["indicateurs.json, autre nom que dans portail.yml, pas montré"] += (one["id"],)
    return odd
