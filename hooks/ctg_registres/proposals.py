"""What the registers have and the records do not: a proposal a field, with its source and its date; drafts of unknown places.

A record that was confirmed after what a register says is right. What is taken stays « à vérifier », unless the register is the
authority for it.
"""

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
from ctg_registres.entries import Entry, described
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
class RegisterFact:
    """A field of a record, what its file says (``old``) and what a register says; or, without a ``target``, a place to add.

    ``value``: as a file would have it; ``others``: what the other registers say; ``near``: the records that may be the same."""

    key: str
    title: str
    entry: Entry
    value: Any
    target: Target | None = None
    path: tuple[str, ...] = ()
    label: str = ""
    old: str = ""
    vouched: bool = False
    others: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What it says, in twelve signs: a decision is about that."""
        text = json.dumps(self.value, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def source(self) -> dict[str, str]:
        """The source that a record has of it."""
        of = self.entry.register
        return {"titre": of.titre, "url": self.entry.lien or of.adresse, "date": self.entry.date, "appuie": self.label.lower()}


class Compared(NamedTuple):
    """What is proposed, field by field and place by place; the entries that may be several of ours."""

    fields: list[RegisterFact]
    places: list[RegisterFact]
    doubtful: list[Entry]


def compared(root: Path, catalogue: api.Catalogue) -> Compared:
    """What is left to decide of what the registers said when they were read, in the order of the records."""
    every, decisions = kept(root), load_decisions(root)[0]
    matching = Matching(root, catalogue, (one for one in every if one.registre != BUS))
    said: dict[tuple[str, str], list[tuple[Target, Entry, Any]]] = defaultdict(list)
    for entry, target in matching.pairs:
        for name, value in _facts(target, entry):
            said[target.record.key, name].append((target, entry, value))
    for target, stop, text in _stops(matching.targets, [one for one in every if one.registre == BUS]):
        said[target.record.key, "transport"].append((target, stop, text))
    fields = [_proposal(name, said[key, name]) for key, name in sorted(said)]
    kinds = {*catalogue.vocabulary.types} - {"mairie"}
    places = [
        RegisterFact(f"{one.registre} {one.id}", one.noms[0], one, dict(one.champs), near=tuple(matching.like(one)))
        for one in matching.new
        if not one.secret and {*one.types[:1]} & kinds
    ]
    fields, places = ([one for one in some if not {NEVER, one.said} & {*decisions.get(one.key, ())}] for some in (fields, places))
    return Compared(fields, places, matching.doubtful)


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


def _proposal(name: str, ways: list[tuple[Target, Entry, Any]]) -> RegisterFact:
    """The best way to say a field: the authority's, then the youngest; a text in small letters before the same in capitals."""
    ways.sort(key=lambda way: (way[1].register.vouches(name, way[1].types), way[1].date), reverse=True)
    target, entry, value = ways[0]
    agreed = [way for way in ways if _same(name, way[2], value)]
    if isinstance(value, str):
        value = max((way[2] for way in agreed), key=lambda text: sum(not sign.isascii() for sign in text))
    others = [f"comme {way[1].register.short}" for way in agreed if way[1].registre != entry.registre]
    others += [f"{way[1].register.short} dit : {in_words(way[2])}" for way in ways if way not in agreed]
    old, path = target.values.get(name), (*target.inside, name)
    key, vouched = f"{target.record.key} {'.'.join(path)}", entry.register.vouches(name, entry.types or (target.type,))
    label, told = _labels(type(target.record))[path], in_words(old) if old else ""
    return RegisterFact(key, target.record.title, entry, value, target, path, label, told, vouched, tuple(dict.fromkeys(others)))


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


def files_of(root: Path, choice: str, some: Iterable[RegisterFact]) -> dict[str, bytes]:
    """The files once this is « prendre », « laisser » or « jamais ». Raises :class:`EditError`, :class:`OSError`."""
    if choice != "prendre":
        return {FILE: _decided(root, {one.key: NEVER if choice == NEVER else one.said for one in some})}
    files: dict[str, bytes] = {}
    by_record: dict[str, list[RegisterFact]] = defaultdict(list)
    for one in some:
        if one.target:
            by_record[one.target.record.key].append(one)
        else:
            file, values = _draft(root, one, files)
            files[file] = api.record_text(values).encode()
    written = api.written_records(root)[0]
    for key, facts in by_record.items():
        where = written[key]
        file = where.path.relative_to(root).as_posix()
        text = (files.get(file) or api.read_plain(where.path, root)).decode("utf-8")
        parsed: Any = api.parse(text)
        changes = _changes(facts, parsed if where.position is None else parsed[where.position])
        files[file] = api.edit(text, changes, list(_labels(api.KIND_OF[key.partition("/")[0]])), where.position).encode()
    return files


def _changes(some: list[RegisterFact], now: Mapping[str, Any]) -> dict[api.FieldPath, api.Value]:
    """What a record takes, with a source a register; its state says whether somebody must still confirm it."""
    target = some[0].target
    assert target
    changes: dict[api.FieldPath, api.Value] = {one.path: one.value for one in some}
    rank = len(now.get("sources") or ())
    for registre in {one.entry.registre: one.entry for one in some}:
        backs = [one for one in some if one.entry.registre == registre]
        changes["sources", rank] = backs[0].source | {"appuie": ", ".join(one.label.lower() for one in backs)}
        rank += 1
    marks = dict.fromkeys(one.entry.mark for one in some if one.entry.registre != BUS)
    if (new := [one for one in marks if one not in target.marks]) and not target.inside:
        changes["notes_internes",] = "\n".join(filter(None, (str(now.get("notes_internes") or "").strip(), *new)))
    if target.record.published and not target.record.doubtful and not all(one.vouched for one in some):
        changes["etat_fiche",] = api.EtatFiche.A_VERIFIER.value
        if not target.record.derniere_preuve:
            changes["derniere_preuve",] = max(one.entry.date for one in some)
    return changes


def _draft(root: Path, one: RegisterFact, files: Mapping[str, bytes]) -> tuple[str, dict[str, api.Value]]:
    """(file, values) of a new record. Raises :class:`EditError` when its name gives none."""
    slug = api.as_identifier(one.title)[: api.LONGEST].strip("-")
    ways = (slug, f"{slug}-{api.as_identifier(one.entry.commune)}"[: api.LONGEST].strip("-"))
    free = (f"data/structures/{name}.yml" for name in ways if api.is_identifier(name))
    if not (file := next((name for name in free if name not in files and not (root / name).exists()), "")):
        raise api.EditError(f"« {one.title} » est déjà le nom d'une fiche")
    labels = {name: label for (name, *more), label in _labels(api.Structure).items() if name in one.value and not more}
    backs = {"appuie": ", ".join(label.lower() for label in labels.values()) or "nom"}
    head = {"nom": one.title, "type": one.entry.types[0], "commune": one.entry.commune}
    state = {"etat_fiche": api.EtatFiche.BROUILLON.value, "sources": [one.source | backs], "notes_internes": one.entry.mark}
    return file, head | {name: one.value[name] for name in labels} | state


# --- what is kept --------------------------------------------------------------------------------


def kept(root: Path) -> list[Entry]:
    """What the registers said when they were read; nothing when that was never done, or is spoilt."""
    try:
        found = _KEPT.validate_json(api.read_plain(root / KEPT, most=50_000_000))
        return [one for one in found if one.registre in described().by_name]
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
    except api.OddFile as error:
        return {}, [api.odd_file_problem(error, root)]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        remedy = "Reprenez le fichier d'avant, ou supprimez-le : ce qui était refusé sera proposé de nouveau."
        return {}, [api.Problem(FILE, 1, "", "", "Ce fichier n'est pas celui que le formulaire a écrit.", remedy, api.WARNING)]


def _decided(root: Path, new: Mapping[str, str]) -> bytes:
    """The bytes of the file once this is decided too: what is decided about → a digest, or :data:`NEVER`."""
    found = {key: [*digests] for key, digests in load_decisions(root)[0].items()}
    for key, one in new.items():
        found[key] = [NEVER] if one == NEVER else [*dict.fromkeys([*found.get(key, ()), one])]
    text = json.dumps({"siren": _siren(root), "decisions": found}, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def _siren(root: Path) -> str:
    sheet, _ = api.read_sheet(root / "data/territoire.yml", root)
    return str(sheet.values.get("siren") or "") if sheet else ""
