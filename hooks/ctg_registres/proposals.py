"""What the registers have and the records do not: a proposal a field, with its source and its date; drafts of unknown places.

A record that was confirmed after what a register says is right. What is taken stays « à vérifier », unless the register is the
authority for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from ctg import api
from ctg_registres.described import described
from ctg_registres.entries import Entry
from ctg_registres.matching import Matching, Target, apart

KEPT, FILE = ".cache/registres.json", "data/registres.json"
NEVER = "jamais"
Decided = Mapping[str, tuple[str, ...]]
"""What is decided about → the digests of what was left; :data:`NEVER` for whatever is said."""
_KEPT = TypeAdapter(list[Entry])
_DECIDED = TypeAdapter(dict[str, tuple[str, ...]])
BUS, NEAR_KM, SAME_KM = "bus", 0.4, 0.15
REACH = ("telephone", "courriel", "site_web")
"""All that may be proposed of a place whose address nobody must learn."""
SETTLED = ("adresse", "code_postal", "position", "horaires", "transport")
"""What a place that moves does not have of its own."""
ONLY_MISSING = ("code_postal", "localite", "transport")


@dataclass(frozen=True, eq=False)
class Proposal:
    """A field of a record, what its file says and what a register says; ``value``: as the file would have it."""

    target: Target
    path: tuple[str, ...]
    label: str
    old: str
    new: str
    value: Any
    entry: Entry
    vouched: bool
    others: tuple[str, ...] = ()
    """What the other registers say: « comme … », « … dit : … »."""

    @property
    def title(self) -> str:
        return self.target.record.title

    @property
    def key(self) -> str:
        return f"{self.target.record.key} {'.'.join(self.path)}"

    @property
    def said(self) -> str:
        return digest(self.value)


@dataclass(frozen=True, eq=False)
class NewPlace:
    """A place that the territory has not; ``near``: the records that may be the same."""

    entry: Entry
    near: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.entry.noms[0]

    @property
    def key(self) -> str:
        return f"{self.entry.registre} {self.entry.id}"

    @property
    def said(self) -> str:
        return digest(dict(self.entry.champs))


class Compared(NamedTuple):
    """What is proposed, field by field and place by place; the entries that may be several of ours."""

    fields: list[Proposal]
    places: list[NewPlace]
    doubtful: list[Entry]


def compared(root: Path, catalogue: api.Catalogue, entries: Iterable[Entry], decisions: Decided) -> Compared:
    """What is left to decide, in the order of the records."""
    every = list(entries)
    matching = Matching(root, catalogue, (one for one in every if one.registre != BUS))
    said: dict[tuple[str, str], list[tuple[Target, Entry, Any]]] = defaultdict(list)
    for entry, target in matching.pairs:
        for name, value in _facts(target, entry):
            said[target.record.key, name].append((target, entry, value))
    for target, stop, text in _stops(matching.targets, [one for one in every if one.registre == BUS]):
        said[target.record.key, "transport"].append((target, stop, text))
    fields = [_proposal(name, ways) for (_, name), ways in said.items()]
    kinds = {*catalogue.vocabulary.types} - {"mairie"}
    places = [NewPlace(one, tuple(matching.like(one))) for one in matching.new if not one.secret and {*one.types[:1]} & kinds]

    def undecided(one: Proposal | NewPlace) -> bool:
        return not {NEVER, one.said} & {*decisions.get(one.key, ())}

    fields.sort(key=lambda one: one.target.record.file)
    return Compared([*filter(undecided, fields)], [*filter(undecided, places)], matching.doubtful)


def _facts(target: Target, entry: Entry) -> Iterator[tuple[str, Any]]:
    """What an entry says that the record does not, and may say."""
    labels = _labels(type(target.record))
    facts = dict(entry.champs)
    if target.inside and "code_postal" in facts:
        facts["localite"] = f"{facts['code_postal']} {target.commune}"
    elsewhere = bool(target.values.get("adresse") and not _same("adresse", target.values["adresse"], facts.get("adresse")))
    for name, value in facts.items():
        if (*target.inside, name) not in labels or (target.shut and name not in REACH) or (target.moves and name in SETTLED):
            continue
        old = target.values.get(name)
        if elsewhere and name in ("code_postal", "localite", "position") and facts.get("adresse"):
            continue  # that of another street
        if not old or (not _same(name, old, value) and _newer(target, entry, name, old)):
            yield name, value


def _newer(target: Target, entry: Entry, name: str, old: Any) -> bool:
    """Whether a register may know better than a record that says something: it is younger than its last proof."""
    proven = api.proven_on(target.record)
    try:
        younger = proven is None or dt.date.fromisoformat(entry.date) > proven
    except ValueError:  # a year, no more
        younger = False
    plain_week = name != "horaires" or {*old} <= {*api.JOURS}
    return younger and plain_week and name not in ONLY_MISSING


def _same(name: str, old: Any, new: Any) -> bool:
    if name == "position":
        return isinstance(old, Mapping) and apart(old, new) < SAME_KM
    if name == "horaires":
        return api.Horaires.model_validate(old) == api.Horaires.model_validate(new)
    return _bare(name, old) == _bare(name, new)


def _bare(name: str, value: Any) -> str:
    """What counts of a text: the figures of a number, the site without « www », a street without the kind of its way."""
    text = str(value or "")
    if name == "telephone":
        return re.sub(r"\D", "", text)[-9:]
    if name == "site_web":
        return re.sub(r"^https?://(www\.)?|/+$", "", text.lower())
    ways = described().voies
    return " ".join(ways.get(word, word) for word in api.fold(text).split() if word not in described().mots_vides)


def _proposal(name: str, ways: list[tuple[Target, Entry, Any]]) -> Proposal:
    """The best way to say a field: the authority's, then the youngest; a text in small letters before the same in capitals."""
    ways.sort(key=lambda way: (way[1].register.vouches(name, way[1].types), way[1].date), reverse=True)
    target, entry, value = ways[0]
    agreed = [way for way in ways if _same(name, way[2], value)]
    if isinstance(value, str):
        value = max((way[2] for way in agreed), key=lambda text: sum(not sign.isascii() for sign in text))
    others = [f"comme {way[1].register.short}" for way in agreed if way[1].registre != entry.registre]
    others += [f"{way[1].register.short} dit : {in_words(way[2])}" for way in ways if way not in agreed]
    old = target.values.get(name)
    return Proposal(
        target, (*target.inside, name), _label(target, name), in_words(old) if old else "", in_words(value), value, entry,
        entry.register.vouches(name, entry.types or (target.type,)), tuple(dict.fromkeys(others)),
    )  # fmt: skip


def written_day(text: str) -> str:
    """« 2 septembre 2026 », « 2025 »."""
    return api.date_fr(dt.date.fromisoformat(text)) if len(text) > 4 else text


def in_words(value: Any) -> str:
    """A value as people read it: a text, « lundi 9h-12h ; mardi… », a point."""
    if isinstance(value, Mapping) and "lat" in value:
        return f"{value['lat']}, {value['lon']}"
    if isinstance(value, Mapping):
        return " ; ".join(f"{day} {', '.join(spans) if isinstance(spans, list) else spans}" for day, spans in value.items())
    return str(value)


@cache
def _labels(kind: type[api.Record]) -> dict[tuple[str, ...], str]:
    return {one.path: one.label for one in api.all_fields(api.fields_of(kind))}


def _label(target: Target, name: str) -> str:
    return _labels(type(target.record))[(*target.inside, name)]


def _stops(ours: list[Target], stops: list[Entry]) -> Iterator[tuple[Target, Entry, str]]:
    """« Un bus s'arrête à 210 mètres… », for each place whose own point is known and that does not say how to come."""
    for target in ours if stops else ():
        own = target.values.get("position")
        if target.inside or target.shut or target.moves or target.values.get("transport") or not isinstance(own, dict):
            continue
        km, stop = min(((apart(own, one.champs["position"]), one) for one in stops), key=lambda pair: pair[0])
        if km <= NEAR_KM:
            metres = max(10, round(km * 100) * 10)
            yield target, stop, f"Un bus s’arrête à {metres} mètres à vol d’oiseau : arrêt « {stop.noms[0]} »."


# --- what is decided -----------------------------------------------------------------------------


def files_of(root: Path, choices: Mapping[Proposal | NewPlace, str]) -> dict[str, bytes]:
    """The files once this is decided: « prendre », « laisser », « jamais ». Raises :class:`EditError`, :class:`OSError`."""
    files: dict[str, bytes] = {}
    taken = [one for one, choice in choices.items() if choice == "prendre"]
    by_record: dict[str, list[Proposal]] = defaultdict(list)
    for one in taken:
        if isinstance(one, Proposal):
            by_record[one.target.record.key].append(one)
        else:
            file, values = _draft(root, one.entry, files)
            files[file] = api.record_text(values).encode()
    written = api.written_records(root)[0]
    for key, some in by_record.items():
        where = written[key]
        file = where.path.relative_to(root).as_posix()
        text = (files.get(file) or api.read_plain(where.path, root)).decode("utf-8")
        order = list(_labels(type(some[0].target.record)))
        written_now: Any = api.parse(text)
        now = written_now if where.position is None else written_now[where.position]
        files[file] = api.edit(text, _changes(some, now), order, where.position).encode()
    left = ((one, choice) for one, choice in choices.items() if choice != "prendre")
    refused = {one.key: NEVER if choice == NEVER else one.said for one, choice in left}
    return files | ({FILE: decided(root, refused)} if refused else {})


def _changes(some: list[Proposal], now: Mapping[str, Any]) -> dict[api.FieldPath, api.Value]:
    """What a record takes, with a source a register; its state says whether somebody must still confirm it."""
    record = some[0].target.record
    changes: dict[api.FieldPath, api.Value] = {one.path: one.value for one in some}
    entries = {one.entry.registre: one.entry for one in some}
    known = now.get("sources")
    for rank, entry in enumerate(entries.values(), len(known) if isinstance(known, list) else 0):
        backs = ", ".join(one.label.lower() for one in some if one.entry.registre == entry.registre)
        changes["sources", rank] = source(entry, backs)
    marks = [one.mark for one in entries.values() if one.registre != BUS and one.mark not in some[0].target.marks]
    if marks and not some[0].target.inside:
        notes = str(now.get("notes_internes") or "").strip()
        changes["notes_internes",] = "\n".join(filter(None, (notes, *marks)))
    if record.published and not record.doubtful and not all(one.vouched for one in some):
        changes["etat_fiche",] = api.EtatFiche.A_VERIFIER.value
        if not record.derniere_preuve:
            changes["derniere_preuve",] = max(one.entry.date for one in some)
    return changes


def source(entry: Entry, backs: str) -> dict[str, str]:
    """The source that a record has of an entry."""
    registre = entry.register
    return {"titre": registre.titre, "url": entry.lien or registre.adresse, "date": entry.date, "appuie": backs[:300]}


def _draft(root: Path, entry: Entry, files: Mapping[str, bytes]) -> tuple[str, dict[str, api.Value]]:
    """(file, values) of a new record. Raises :class:`EditError` when its name gives none."""
    slug = api.as_identifier(entry.noms[0])[: api.LONGEST].strip("-")
    ways = (slug, f"{slug}-{api.as_identifier(entry.commune)}"[: api.LONGEST].strip("-"))
    free = (f"data/structures/{one}.yml" for one in ways if api.is_identifier(one))
    file = next((one for one in free if one not in files and not (root / one).exists()), "")
    if not file:
        raise api.EditError(f"« {entry.noms[0]} » est déjà le nom d'une fiche")
    labels = {path[-1]: label for path, label in _labels(api.Structure).items() if len(path) == 1 and path[0] in entry.champs}
    backs = ", ".join(label.lower() for label in labels.values())
    values: dict[str, api.Value] = {"nom": entry.noms[0], "type": entry.types[0], "commune": entry.commune}
    values |= {name: entry.champs[name] for name in labels} | {"etat_fiche": api.EtatFiche.BROUILLON.value}
    return file, values | {"sources": [source(entry, backs)], "notes_internes": entry.mark}


# --- what is kept --------------------------------------------------------------------------------


def digest(value: object) -> str:
    """A value, in twelve signs."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def kept(root: Path) -> list[Entry]:
    """What the registers said when they were read; nothing when that was never done, or is spoilt."""
    try:
        return [
            one
            for one in _KEPT.validate_json(api.read_plain(root / KEPT, most=50_000_000))
            if one.registre in described().by_name
        ]
    except (OSError, ValidationError):
        return []


def keep(root: Path, registre: str, entries: Iterable[Entry]) -> None:
    """Puts what a register says in place of what it said. Raises :class:`OSError`."""
    others = (one for one in kept(root) if one.registre != registre)
    (root / KEPT).parent.mkdir(exist_ok=True)
    api.write_atomically(root / KEPT, _KEPT.dump_json([*others, *entries], indent=1))


def load_decisions(root: Path) -> tuple[Decided, list[api.Problem]]:
    """What was decided, and what is wrong with its file; no file is no decision, and those of another territory are none."""
    try:
        said = json.loads(api.read_plain(root / FILE, root))
        return (_DECIDED.validate_python(said["decisions"]) if said["siren"] == _siren(root) else {}), []
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        remedy = "Reprenez le fichier d'avant, ou supprimez-le : ce qui était refusé sera proposé de nouveau."
        return {}, [api.Problem(FILE, 1, "", "", "Ce fichier n'est pas celui que le formulaire a écrit.", remedy, api.WARNING)]


def decided(root: Path, new: Mapping[str, str]) -> bytes:
    """The bytes of the file once this is decided too: what is decided about → a digest, or :data:`NEVER`."""
    found = {key: [*digests] for key, digests in load_decisions(root)[0].items()}
    for key, one in new.items():
        found[key] = [NEVER] if one == NEVER else [*dict.fromkeys([*found.get(key, ()), one])]
    text = json.dumps({"siren": _siren(root), "decisions": found}, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _siren(root: Path) -> str:
    sheet, _ = api.read_sheet(root / "data/territoire.yml", root)
    return str(sheet.values.get("siren") or "") if sheet else ""
