"""What is not believed of what sites publish. All that changed since the copy is told, a sentence a field; by one table, what is
far from what was accepted waits for an accord of that change alone. Then what two sites say of one place, what is not shown."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from ctg import api
from ctg_portail.copies import MEANING, Copy, Meaning, Portail, SiteDuPortail, SiteReading, meaning_of
from ctg_portail.reading import KEPT, MOST_TOLD, Publication, Remarks, sentence
from ctg_portail.withheld import PRINT, Memory, Prints, chained

MOST_LINES = 20  # of a territory, or of two: who floods hides nothing of the others
MILLION = 1_000_000  # from which numbers are told to the nearest 100,000
MOST_NUMBERS = 50_000  # that are remembered though they may be gone


class Watched(NamedTuple):
    """A line of :data:`WATCHED`."""

    words: str
    of: str  # a pattern of « actions.json.moyens.financiers.prevu », « actions.json.etats.etat realisee »
    how: Literal["chaque", "somme", "compte"]  # each number, their sum, or how many times each word is said
    times: int  # as many, or as few, with which it waits for an accord; as does what is now zero, or of the other sign
    least: float  # less than that, before and now, does not


WATCHED = (
    Watched("nombres", r".*", "chaque", 10, 10),
    Watched("argent de toutes les actions", r"actions\.json\.moyens\.financiers\.\w+", "somme", 10, 1000),
    Watched("états de toutes les actions", r"actions\.json\.etats\.etat .*", "compte", 3, 10),
    Watched("ce qui est connu près des communes", r"territoire\.json\.[a-z-]+ connu", "compte", 3, 5),
)
"""What is compared with what was accepted, of the same year, else of the nearest."""
APART = {"commune", "partie", "financeur", "nature", "fonction", "date"}  # by which lines of a record are told apart, not by rank
SAME = {"cadres.json": ("nature",), "indicateurs.json": MEANING, "actions.json": ("numero",)}
"""What stays of a record of which the identifier alone changes; several alike are taken in the order of their dates."""
YEARS = ("annee", "publie_en")
Lists = Mapping[str, Mapping[str, Mapping[str, Any]]]  # file → its records, by identifier or INSEE code → their fields
Years = dict[str, float]  # of a number
Leap = tuple[str, Collection[str], object, Collection[str]]  # what waits for an accord: words, names; its whole; what it settles


def lists_of(one: Publication | Copy) -> Lists:
    """What is kept of a site, file by file."""
    by = {kind.folder: (kind, "code_insee" if kind is api.Commune else "id") for kind in api.KINDS}
    found = {f"{name}.json": {said[by[name][1]]: said for said in one.of(by[name][0])} for name in KEPT}
    counted = one.territory[api.TERRITORY]
    return found | {f"{api.TERRITORY}.json": {"couverture": counted.get("couverture", {}), **counted.get("etats", {})}}


def facts(value: Any, path: str, whose: str = "", year: str = "") -> Iterator[tuple[str, str, str, Any]]:
    """Each value of what is kept: its path, what it is told apart by, its year, itself."""
    if isinstance(value, dict):
        year = next((str(value[name]) for name in YEARS if name in value), year)
        whose = " ".join((whose, *(str(value[name]) for name in sorted(APART & value.keys()))))
        for name, inner in value.items():
            yield from facts(inner, f"{path}.{name}", whose, year) if name not in YEARS else ()
    elif isinstance(value, list):
        for inner in value:
            yield from facts(inner, path, whose, year)
    else:
        yield path, whose, year, value


def measured(lists: Lists) -> dict[str, tuple[str, Years]]:
    """What :data:`WATCHED` measures: its line, path and owner (of a figure, what it counts) → how it is told, its years."""
    found: dict[str, tuple[str, Years]] = {}
    for file, id, record in ((file, id, record) for file, records in lists.items() for id, record in records.items()):
        own = " ".join(meaning_of(record)) if "definition" in record else id
        for path, whose, year, value in (one for name, inner in record.items() for one in facts(inner, f"{file}.{name}")):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            said = path.rpartition(".")[2] + ("" if number else f" {value}")
            for row in WATCHED:
                if number is not (row.how == "compte") and re.fullmatch(row.of, f"{path.rpartition('.')[0]}.{said}"):
                    where, label = (f"{own}{whose}", f"{id} {said}") if row.how == "chaque" else (said, said)
                    _, years = found.setdefault(f"{row.words}|{path}|{where}", (label, {}))
                    years[year] = years.get(year, 0) + (value if number else 1)
    return found


def _far(row: Watched, value: float, near: float) -> bool:
    size, before = abs(value), abs(near)
    return max(size, before) >= row.least and not (value * near > 0 and before / row.times < size < before * row.times)


def leaps(now: Mapping[str, tuple[str, Years]], accepted: Mapping[str, Years], present: int) -> Iterator[Leap]:
    """What is far from what was accepted of its year, else of the nearest, or of a year to come of which nothing was. Of a
    count, what is not there is zero; a number that is gone is only told."""
    rows = {row.words: row for row in WATCHED}
    far = defaultdict[str, list[tuple[str, str, str, float]]](list)
    for where in {**accepted, **now}:
        words, path, said = where.split("|", 2)
        row, (label, years) = rows[words], now.get(where, (said, {}))
        before = accepted.get(where, {"": 0.0} if row.how == "compte" else {})
        for year in {**before, **years} if row.how == "compte" else years:
            of, value = int(year or 0), years.get(year, 0)
            near = before[min(before, key=lambda one: abs(int(one or 0) - of))] if before else value
            if _far(row, value, near) or (of > present and before and year not in before):
                told = f"{label} {year}".strip() + f" : {_said(near)} → {_said(value)}"
                far[f"{path.partition('.')[0]}.json, {words}, loin de ce qui était accepté"] += [(told, where, year, value)]
    for words, ones in far.items():
        yield words, [one for one, *_ in ones], ones, {where for _, where, *_ in ones}


def swollen(now: Lists, before: Lists, accepted: Mapping[str, Collection[str]]) -> Iterator[Leap]:
    """The lists that melt, swell or become others, since the copy or since what was accepted."""
    for file, new in now.items():
        for ids in ({*before[file]}, {*accepted[file]}):
            same, most = len(ids & new.keys()), max(len(ids), len(new))
            times, few = (2, 0) if file == "communes.json" and ids else (3, 10)
            if most > times * same + few:
                counts = f"de {api.number(len(ids))} à {api.number(len(new))} fiches"
                what = sorted(ids), [(id, one if id not in ids else None) for id, one in new.items()]
                yield f"il passe {counts} de « {file.partition('.')[0]} », dont {api.number(same)} d'avant", (), what, {file}
                break


def unexpected(found: Publication, kept: Copy | None, hidden: Collection[str]) -> Iterator[Leap]:
    """What of a publication needs the accord of the editor: it shows what was ``hidden``, is older than its copy, has another
    name, or is too far from what was accepted. All that changed since the copy is told. Raises ``Unsound``."""
    if opened := {key: one for key, one in found.keys.items() if key in hidden and key not in found.hidden}:
        yield "il ne dit plus confidentiels", [*opened], opened, ()
    if not kept:
        return
    day, now, before = kept.manifest.publie_le, lists_of(found), lists_of(kept)
    if found.day < day:
        words = f"plus ancien que le rassemblement précédent, du {api.date_fr(found.day)} et non du {api.date_fr(day)}"
        yield words, (), (str(day), str(found.day)), ()
    if found.name != kept.manifest.nom_dit:
        yield f"il se nomme {found.name}, et non plus {kept.manifest.nom_dit}", (), (kept.manifest.nom_dit, found.name), ()
    for words, name in told(now, before, api.date_fr(kept.manifest.lu_le)):
        found.tell(words, name)
    yield from swollen(now, before, kept.accepted["fiches"])
    yield from leaps(measured(now), kept.accepted["nombres"], found.day.year)


def accord_of(changes: Collection[Leap], served: int) -> str:
    """What to write to accept these changes, and no other; after ``served`` accords, for the same again asks for another one."""
    return hashlib.sha256(json.dumps([served, *(what for _, _, what, _ in changes)], sort_keys=True).encode()).hexdigest()[:10]


def accepted(found: Publication, former: Copy | None, changes: Collection[Leap]) -> dict[str, Any]:
    """What is accepted from now on, for :data:`WATCHED`: what ``changes`` settle as it is now, the rest as it first came."""
    before: dict[str, Any] = former.accepted if former else {"accords": 0, "fiches": {}, "nombres": {}}
    settled = {one for *_, settles in changes for one in settles}
    lists = lists_of(found)
    now = {where: years for where, (_, years) in measured(lists).items()}
    kept = {where: years for where, years in before["nombres"].items() if where not in settled}
    files = {file: ids for file, ids in before["fiches"].items() if file not in settled}
    return {
        "accords": before["accords"] + bool(changes),
        "fiches": {file: [*records] for file, records in lists.items()} | files,
        "nombres": {where: kept.get(where, now.get(where, {})) for where in [*now, *kept][: len(now) + MOST_NUMBERS]},
    }


def told(now: Lists, before: Lists, day: str) -> Iterator[tuple[str, str]]:
    """Each change since the copy of a ``day``: its sentence, which record."""
    since = f"depuis la copie du {day}"
    for file, new in now.items():
        old = before[file]
        gone = [id for id in sorted(old, key=lambda id: _begins(old[id])) if id not in new]
        same = {id: id for id in new if id in old}
        for id in sorted(new.keys() - old.keys(), key=lambda id: _begins(new[id])):
            if alike := [one for one in gone if file in SAME and all(old[one].get(by) == new[id].get(by) for by in SAME[file])]:
                same[id] = gone.pop(gone.index(alike[0]))
                yield f"{file}, autre identifiant {since}", f"{same[id]} → {id}"
            else:
                yield f"{file}, nouvelles {since}", f"{id} ({_differs(None, new[id])})"
        yield from ((f"{file}, plus là {since}", id) for id in gone)
        for id, was, one in ((id, old[former], new[id]) for id, former in same.items()):
            for name in (name for name in {**was, **one} if name != "id" and was.get(name) != one.get(name)):
                yield f"{file}, « {name} » changé {since}", f"{id} ({_differs(was.get(name), one.get(name))})"


def _begins(record: Mapping[str, Any]) -> list[str]:
    return [str(record.get(name)) for name in ("debut", "signature", "id")]


def _differs(*sides: Any) -> str:
    """« prevu 2025 : 12 000 → 0 », for an old value and a new one."""
    found: dict[tuple[str, str], list[list[Any]]] = {}
    for rank, side in enumerate(sides):
        for path, whose, year, value in facts(side, ""):
            found.setdefault((f"{path.rpartition('.')[2]} {year}".strip(), whose), [[], []])[rank] += [value]
    differ = [(name, both) for (name, _), both in found.items() if both[0] != both[1]]
    differ.sort(key=lambda one: isinstance((one[1][0] or one[1][1])[0], str))  # numbers first
    pairs = ((name, *(", ".join(map(_said, one)) or "rien" for one in both)) for name, both in differ)
    told = [f"{name} : {old} → {new}".removeprefix(" : ") if old != new else f"{name} changé".strip() for name, old, new in pairs]
    return " ; ".join(told) or "autre ordre"


def _said(value: Any) -> str:
    if isinstance(value, str):
        return "un texte" if PRINT.fullmatch(value) else value
    if value is None or isinstance(value, bool):
        return {None: "rien", False: "non", True: "oui"}[value]
    return api.number(round(value, -5) if abs(value) >= MILLION else value)  # the whole could be a telephone


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
    near, others = defaultdict[str, tuple[str, ...]](tuple), defaultdict[str, tuple[str, ...]](tuple)
    first: dict[str, Any] = {}
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
        own, head = dict[str, tuple[str, ...]](), f"{reading.site.adresse} : rien."
        if reading.copy:
            own, one = _not_shown(portal, reading.site, reading.copy, words, shared), reading.copy.manifest
            count = sum(len(reading.copy.of(kind)) for kind in api.KINDS)
            head = f"{one.nom} ({one.siren}) : {api.number(count)} fiche{'s' if count > 1 else ''}, publiées le "
            head += f"{api.date_fr(one.publie_le)}, {reading.site.adresse}"
        yield head
        yield from _lines({**dict([*reading.told.items()][:1]), **own, **reading.told}, most, most)  # why it is refused, first
    yield from _lines(others, most, most)
    copied, fresh = api.plural(sum(bool(one.copy) for one in readings), "territoire"), sum(one.fresh for one in readings)
    yield f"{portal.nom} : {copied} sur {len(readings)}, dont {fresh} lu{'s' if fresh > 1 else ''} à l'instant."


def _lines(told: Remarks, names: int, most: int) -> Iterator[str]:
    shown = [*told.items()][: max(most, MOST_LINES)]
    yield from (f"    Attention : {sentence(*one, names)}." for one in shown)
    if len(told) > len(shown):
        yield f"    Attention : {len(told) - len(shown)} autres lignes, dans {REPORT}."


def _not_shown(portal: Portail, site: SiteDuPortail, copy: Copy, words: Prints, shared: Mapping[Meaning, int]) -> Remarks:
    """What is not shown of a site, or otherwise than it says; ``shared``: how many sites have each figure."""
    odd: dict[str, tuple[str, ...]] = defaultdict(tuple)
    if not site.siren:
        odd[f'rien n\'en est montré : écrivez « siren: "{copy.manifest.siren}" » sous son adresse, une fois vérifié'] = ()
    elif not site.nom:
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
    if lacking := [said.nom for meaning, said in compared.items() if meaning not in count]:
        odd["indicateurs.json, chiffres de portail.yml qu'il ne compte pas, ou pas de même, pas comparés"] = (*lacking,)
    return odd
