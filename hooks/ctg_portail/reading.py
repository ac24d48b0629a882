"""What a site publishes, read and checked: its index, its records. Each is made again by our own model, that of data/, then only
what :data:`KEPT` says stays. A file that cannot be read refuses the whole site; a record that is not valid is left out, with a
message."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import chain
from typing import Annotated, Any, TypeVar, cast

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError, create_model

from ctg import api
from ctg_portail.fetching import Door, Missing, Unsound, bounded
from ctg_portail.withheld import BLANK, UNSEEN, PlaceMark, known_by, private, secret

MOST_RECORDS = 20_000  # of one kind, in what is read
MOST = {api.Commune: 400, api.Structure: 3000, api.Service: 2000}
"""Records of one territory that are kept: the largest intercommunality of France has 158 communes."""
MOST_OTHERS = 400  # of any other kind
NOT_FIELDS = ("id", "genre", "calcule")
MOST_VALUES = 2_000_000  # values of one file
MOST_OF_RECORD = 100_000  # letters and signs
DEEPEST = 50
LONGEST = 40  # figures of a number
MOST_MARKS = 200  # names and numbers by which a place is looked for elsewhere
MOST_COUNTED = 100_000_000  # more than the people of the country, or than the euros of one line
MOST_REASONS = 20  # of leaving out records of a kind
MOST_TOLD = 3  # records left out that are named one by one


def some(names: Sequence[str]) -> str:
    """The first of these names, and how many others there are: a list is as long as its reader bears, not its site."""
    more = [f"… et {len(names) - MOST_TOLD} de plus"] if len(names) > MOST_TOLD else []
    return ", ".join((*names[:MOST_TOLD], *more))


_Text: Any = Annotated[str, StringConstraints(pattern=r"\S", max_length=300)]
_Day: Any = Annotated[str, AfterValidator(dt.date.fromisoformat)]
_Siren: Any = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
_Version: Any = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}(\.[0-9]{1,2}){0,2}$")]


def _object(**fields: Any) -> Any:
    """An object that has all of these, and maybe more; one with a value may be absent."""
    typed: dict[str, Any] = {name: one if isinstance(one, tuple) else (one, ...) for name, one in fields.items()}
    return create_model("Said", **typed)


_PATH: Any = _object(chemin=Annotated[str, StringConstraints(pattern=r"^(/[a-z0-9_-]+)+\.json$", max_length=300)])
INDEX = _object(
    territoire=_object(nom_complet=_Text, siren=_Siren),
    publication=_object(licence=_Text, publie_le=_Day),
    adresses=Annotated[list[_PATH], Field(max_length=1000)],
    version=(_Version, ""),  # not said before 2.0.0
)
LIST = _object(
    publication=_object(licence=_Text), nombre=(int, -1), **{api.LISTS: Annotated[list[Any], Field(max_length=MOST_RECORDS)]}
)
OF_TERRITORY = _object(**{api.TERRITORY: _object(titre_site=_Text, siren=(_Siren, ""))})

KEPT: dict[str, str] = {
    "communes": "nom code_insee codes_postaux centre depuis jusqu_au",
    "structures": "type commune hors_territoire adresse_confidentielle themes horaires places arrets communes_desservies zone",
    "services": "themes structure modes zone horaires arrets ensemble",
    "cadres": "nature debut fin succede_a signature",
    "axes": "numero cadre orientations",
    "actions": "numero axe dans sous_action_de cadres calendrier moyens indicateurs etats suite",
    "indicateurs": "nom unite definition calcul type echelle depart cible trajectoire valeurs sens ruptures",
    "instances": "cadre",
    "rencontres": "date fin type cadre instance",
}
"""The lists that copies keep, and their fields: what the portal and the questions of its guide use, and nothing that says where a
place is. Every free text in them is blank but :data:`TEXTS`, and the number of an action."""
TEXTS = {"communes": {"nom"}, "indicateurs": {"nom", "unite", "definition", "calcul", "echelle"}}
ALWAYS = {"etat_fiche", "verifie_le", "derniere_preuve"}
KNOWN = (api.Place, api.Partenaire)  # what is looked for elsewhere when it is hidden
P = TypeVar("P", bound=api.Part)
R = TypeVar("R", bound=api.Record)


def read_site(door: Door) -> Publication:
    """What a site publishes. Raises :class:`Unsound`, and ``Unreachable`` when a file does not come."""
    read = bounded(door)
    index = _file(read, f"{api.API_LISTS_FOLDER}/index.json", INDEX)
    territory = _file(read, f"{api.API_LISTS_FOLDER}/{api.TERRITORY}.json", OF_TERRITORY)
    own = territory[api.TERRITORY].get("siren") or index["territoire"]["siren"]
    if own != index["territoire"]["siren"]:
        raise Unsound(f"index.json dit le SIREN {index['territoire']['siren']}, et {api.TERRITORY}.json {own}")
    listed = [one["chemin"] for one in index["adresses"]]
    known = {f"/{api.API_LISTS_FOLDER}/{kind.folder}.json": kind for kind in api.KINDS}
    others = {f"/{api.API_LISTS_FOLDER}/{name}.json" for name in (api.TERRITORY, "vocabulaire")}
    odd = [one for one, count in Counter(listed).items() if count > 1 or one not in known.keys() | others]
    told = [f"index.json, adresses inconnues, non lues, ou en double : {some(odd)}"] if odd else []
    found = Publication(index, territory, told)
    for path, kind in known.items():
        if path in listed:  # a kind without a record has no list
            found.take(kind, _file(read, path[1:], LIST))
    return found


def by_key(of: Callable[[type[api.Record]], Any]) -> dict[str, dict[str, Any]]:
    """The records of every kind by their keys."""
    return {f"{kind.folder}/{one['id']}": one for kind in api.KINDS for one in of(kind) or ()}


def parsed(content: bytes, path: str) -> Any:
    """The JSON of a file, of a form that nothing after has to fear. Raises :class:`Unsound`."""
    try:
        value = json.loads(
            content.decode("utf-8"), parse_constant=_number, parse_float=_number, parse_int=_number, object_pairs_hook=_once
        )
        _bounded(value)
    except RecursionError:
        raise Unsound(f"{path} ne se lit pas (trop emboîté)") from None
    except (UnicodeError, json.JSONDecodeError):
        raise Unsound(f"{path} ne se lit pas (ce n'est pas du JSON)") from None
    except ValueError as error:
        raise Unsound(f"{path} ne se lit pas ({api.visible(str(error))})") from None
    return value


def _number(text: str) -> float:
    """A number of a sensible length; NaN and infinities are no JSON."""
    if len(text) > LONGEST or not math.isfinite(value := float(text)):
        raise ValueError(f"le nombre {api.shown(text)}")
    return int(text) if text.lstrip("-").isdigit() else value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says everything once: who says « confidential », then not, is not believed."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"deux fois « {api.shown(twice)} »")
    return found


def _bounded(value: Any) -> None:
    """Refuse what is too deep, too long, or holds characters that no page can show. Raises :class:`ValueError`."""
    todo, seen = [(value, 0)], 0
    while todo:
        one, depth = todo.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_VALUES:
            raise ValueError("trop emboîté" if depth > DEEPEST else "trop long")
        if isinstance(one, dict):
            todo.extend((inner, depth + 1) for inner in (*one, *one.values()))
        elif isinstance(one, list):
            todo.extend((inner, depth + 1) for inner in one)
        elif isinstance(one, str) and not one.isascii():
            one.encode("utf-8")  # half a character (a lone surrogate) is refused here
        if isinstance(one, str) and api.CONTROL.search(one):
            raise ValueError("un caractère de contrôle")


def _file(read: Callable[[str], bytes], path: str, form: type[BaseModel]) -> Any:
    try:
        value = parsed(read(path), path)
    except Missing:
        raise Unsound(f"{path} manque : ce n'est pas un site de cet outil, ou il est trop ancien") from None
    try:
        form.model_validate(value, strict=True)
    except ValidationError as failure:
        where = ".".join(str(step + 1) if isinstance(step, int) else step for step in failure.errors()[0]["loc"])
        raise Unsound(f"{path} n'a pas la forme prévue ({api.visible(api.shown(where))})") from None
    if (licence := value.get("publication", {}).get("licence", api.LICENCE)) != api.LICENCE:
        raise Unsound(f"{path} : licence « {api.visible(api.shown(str(licence)))} », et non {api.LICENCE}")
    return value


NUMBER = re.compile(r"[1-9][0-9]?(\.[1-9][0-9]?){0,2}")  # of an action, in its plan
MIXED = re.compile(r"[a-zà-ÿ][\u0370-\u052f]|[\u0370-\u052f][a-zà-ÿ]", re.IGNORECASE)
"""A Latin letter beside a Greek or a Cyrillic one, which looks the same."""


class RecordRefused(ValueError):
    """A record is left out: the rule. Its values are not told: one may say where a place is."""


@dataclass
class Publication:
    """What a site published, kind after kind, as our rules take it: its way in, what it says of itself, its records."""

    index: dict[str, Any]
    territory: dict[str, Any]
    told: list[str]  # what was left out or changed, in French sentences without their full stop: for the editor only
    left: int = 0  # how many records were left out
    hidden: set[str] = field(default_factory=set)  # the keys of the confidential places, those that are left out too
    known: dict[str, list[PlaceMark]] = field(default_factory=dict)
    """What :data:`KNOWN` are known by, by key; it never leaves the memory as it is."""
    records: dict[type[api.Record], list[dict[str, Any]]] = field(default_factory=dict)
    made: dict[type[api.Record], list[api.Record]] = field(default_factory=dict)  # the same, by our models

    @property
    def day(self) -> dt.date:
        """When it says that it was published."""
        return dt.date.fromisoformat(self.index["publication"]["publie_le"])

    @property
    def siren(self) -> str:
        """Whose it says to be."""
        return str(self.index["territoire"]["siren"])

    def take(self, kind: type[api.Record], content: Mapping[str, Any]) -> None:
        """The records of the list of a kind, each identifier once."""
        found, said = content[api.LISTS], content.get("nombre", -1)
        most = MOST.get(kind, MOST_OTHERS)
        odd: dict[str, list[str]] = defaultdict(list)
        if said not in {-1, len(found)}:
            self.told.append(f"{kind.folder}.json annonce {_short(said)} fiches, et en a {api.number(len(found))}")
        if len(found) > most:
            self.told.append(f"{kind.folder}.json : {api.number(len(found))} fiches, les {most} premières seulement sont gardées")
        kept: dict[str, tuple[dict[str, Any], api.Record]] = {}
        for rank, published in enumerate(found, 1):
            published = published if isinstance(published, dict) else {}
            id = published.get("id")
            self._note(kind, published, odd)
            if rank > most:
                continue
            try:
                if not isinstance(id, str) or not api.is_identifier(id) or id in kept:
                    raise RecordRefused("en double" if id in kept else "identifiant")
                kept[id] = _seen(kind, published, odd)
            except RecordRefused as refusal:
                odd[f"laissées de côté, {refusal}"].append(_short(id) if isinstance(id, str) else f"n° {rank}")
        self.left += len(found) - len(kept)
        self.told += (f"{kind.folder}.json, {words} : {some(names)}" for words, names in [*odd.items()][:MOST_REASONS])
        self.told += [f"{kind.folder}.json : {len(odd) - MOST_REASONS} autres raisons"] if len(odd) > MOST_REASONS else ()
        self.records[kind] = [record for record, _ in kept.values()]
        self.made[kind] = [one for _, one in kept.values()]

    def _note(self, kind: type[api.Record], published: Mapping[str, Any], odd: Mapping[str, list[str]]) -> None:
        """Whether a record is hidden, and what it is known by, were it left out."""
        key = f"{kind.folder}/{_short(UNSEEN.sub('', str(published.get('id'))))}"
        if secret(published):
            self.hidden.add(key)
        if issubclass(kind, KNOWN) or key in self.hidden:
            found = [*dict.fromkeys((*self.known.get(key, ()), *known_by(published)))]
            self.known[key] = found[:MOST_MARKS]
            if len(found) > MOST_MARKS:
                odd["trop de noms ou de numéros, les premiers seulement sont cherchés ailleurs"].append(key)


def _short(value: object) -> str:
    return api.visible(api.shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))


def _seen(kind: type[R], published: Mapping[str, Any], odd: Mapping[str, list[str]]) -> tuple[dict[str, Any], R]:
    """The record as our model writes it again, and what our model makes of it; ``odd`` gets what is not kept as it was said, for
    its reader. Raises :class:`RecordRefused`."""
    id, text = published["id"], json.dumps(published, ensure_ascii=False)
    if len(text) > MOST_OF_RECORD:
        raise RecordRefused(f"trop longue ({api.number(len(text))} signes)")
    try:
        record: dict[str, Any] = json.loads(UNSEEN.sub("", text), object_pairs_hook=_once)
    except ValueError as error:
        raise RecordRefused(str(error)) from None
    if codes := sorted({f"U+{ord(letter):04X}" for letter in UNSEEN.findall(text)}):
        odd[f"caractères invisibles retirés ({', '.join(codes)})"].append(id)
    if MIXED.search(text):
        odd["lettres de deux alphabets dans un mot"].append(id)
    if private(record):
        raise RecordRefused("un brouillon, ou qui refuse d'être réutilisée")
    if record.get("genre") != kind.kind:
        raise RecordRefused("nos règles refusent « genre »")
    one = made(kind, record)
    whole, names = api.values_plain(one), ALWAYS | {*KEPT.get(kind.folder, "").split()}
    kept = {name: whole[name] for name in whole if name in names}
    if odd_names := sorted({*_unlike({name: record[name] for name in record if name in names}, kept)}):
        odd["écrit autrement que dans nos fiches, pas gardé tel quel"].append(f"{id} ({some(odd_names)})")
    blank(one, kept, TEXTS.get(kind.folder, set()))
    kept |= {name: BLANK for name, field in kind.model_fields.items() if field.is_required() and name not in kept}
    if any(not 0 <= number < MOST_COUNTED for name, value in kept.items() if name != "centre" for number in _numbers(value)):
        raise RecordRefused("un nombre négatif, ou trop grand pour être cru")
    return {"id": id, "genre": kind.kind, **kept}, one


def blank(part: api.Part, kept: dict[str, Any], texts: Collection[str]) -> None:
    """Take the free texts off what is kept of a part, but ``texts``, its own fields, and the number of an action."""
    for where, text in api.free_texts(part):
        if where[0] in kept and where[0] not in texts and not NUMBER.fullmatch(text):
            reduce(lambda value, step: value[step], where[:-1], cast("Any", kept))[where[-1]] = BLANK


def _numbers(value: Any) -> Iterator[float]:
    """Every number of a value."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _numbers(inner)
    elif isinstance(value, int | float):
        yield value


def _unlike(said: Any, kept: Any, name: str = "") -> Iterator[str]:
    """The names of the fields that are not kept as they are said."""
    if isinstance(said, list) and isinstance(kept, list) and len(said) == len(kept):
        yield from (one for pair in zip(said, kept, strict=True) for one in _unlike(*pair, name))
    elif isinstance(said, dict) and isinstance(kept, dict):
        yield from (one for key, value in said.items() for one in _unlike(value, kept.get(key), key))
    elif said != kept or isinstance(said, bool) != isinstance(kept, bool):
        yield _short(name)


def made(kind: type[R], published: Mapping[str, Any]) -> R:
    """A record made again by our model, less what a later version may say. Raises :class:`RecordRefused`."""
    values = {name: as_typed(value) for name, value in published.items() if name not in NOT_FIELDS}
    try:
        return kind.model_validate(values, extra="ignore").read_from(published["id"], f"{kind.folder}/{published['id']}", values)
    except ValidationError as failure:
        error = failure.errors(include_url=False, include_context=False, include_input=False)[0]
    except ArithmeticError:
        raise RecordRefused("un nombre ou une date que rien ne tient") from None
    field = ".".join(step for step in error["loc"] if isinstance(step, str))
    raise RecordRefused(f"nos règles refusent « {field or 'id'} »")


def group(model: type[P], values: object) -> P | None:
    """A group made so; None when the model refuses it."""
    try:
        return model.model_validate(as_typed(values), extra="ignore")
    except ValidationError:
        return None


def as_typed(value: Any) -> Any:
    """A JSON value as people type it: « oui » for true. The models take numbers and dates as JSON has them."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict):
        return {name: as_typed(inner) for name, inner in value.items()}
    return [as_typed(inner) for inner in value] if isinstance(value, list) else value


def ruled(found: Publication, today: dt.date) -> Publication:
    """The same, with the records that the rules of ``data/`` let through on a day."""
    coverage = group(api.Couverture, found.territory[api.TERRITORY].get("couverture", {}))
    territoire = called(found.siren).model_copy(update={"siren": found.siren, "couverture": coverage or api.Couverture()})
    refused = _untied(found)
    left = {kind: [one for one in found.made.get(kind, ()) if one.key not in refused] for kind in api.KINDS}
    every = [*chain(*left.values())]
    sheets = ((one, api.Sheet(one.key, one.id, dict(one.as_written))) for one in every)
    problems = api.check_all(sheets, api.world_of(territoire, None, left, today, api.built_in_words()))
    refused |= {one.file: api.visible(one.message.rstrip(".")) for one in problems if one.level == api.ERROR}
    told = []
    for kind, own in found.made.items():
        if names := [f"{one.id} ({refused[one.key]})" for one in own if one.key in refused]:
            told.append(f"{kind.folder}.json, laissées de côté, {len(names)} que nos règles refusent : {some(names)}")
    beyond = [one.key for one in every if isinstance(one, api.Place) and one.beyond]
    odd = [one.id for one in cast("list[api.Action]", left[api.Action]) if one.numero and not numbered(one)]
    told += [f"hors de son territoire, pas comptées : {some(beyond)}"] if beyond else []
    told += [f"actions.json, numéro qui n'est pas d'un plan, pas montré : {some(odd)}"] if odd else []
    if not coverage:
        told.append("territoire.json : sa façon de compter la couverture est refusée ; la sienne est dite inconnue")
    if coverage and coverage.recenses and not {api.Structure, api.Service} <= found.records.keys():
        told.append("territoire.json : des offres recensées en entier, sans la liste de ses lieux ou services : inconnues ici")
        coverage = coverage.model_copy(update={"recenses": ()})
    kept = {kind: [one for one in own if f"{kind.folder}/{one['id']}" not in refused] for kind, own in found.records.items()}
    kept = {kind: own for kind, own in kept.items() if kind.folder in KEPT}
    about: dict[str, Any] = api.values_plain(coverage) if coverage else {}
    blank(coverage or api.Couverture(), about, ())
    told, left_out = [*found.told, *told], found.left + len(refused)
    return replace(found, territory={api.TERRITORY: {"couverture": about or None}}, records=kept, told=told, left=left_out)


def _untied(found: Publication) -> dict[str, str]:
    """The communes that are described twice, and what names nothing that is, by key, and why: ``data/`` would refuse them."""
    refused: dict[str, str] = {}
    communes: dict[str, str] = {}
    for one in cast("list[api.Commune]", found.made.get(api.Commune, [])):
        if one.code_insee in communes or one.nom in communes.values():
            refused[one.key] = "décrite deux fois"
        else:
            communes[one.code_insee] = one.nom
    words, axes = api.built_in_words(), {one.id for one in found.made.get(api.Axe, ())}
    known = {"communes": {*communes.values()}, "themes": {*words.themes}, "types": {*words.types}, api.Axe.folder: axes}
    for record in chain(*found.made.values()):
        named = ((mark.target, value) for _, mark, value in api.links(record) if isinstance(mark, api.Reference))
        if any(value not in known.get(target, {value}) for target, value in named):
            refused.setdefault(record.key, "rien ne la relie aux autres")
    return refused


def numbered(action: api.Action) -> str:
    """« Action 2.3 »; "" when its number is not as those of plans."""
    return f"Action {action.numero}" if NUMBER.fullmatch(action.numero or "") else ""


def called(name: str) -> api.Territoire:
    """A territory of which nothing is known but what it is called."""
    said = dict.fromkeys(("nom", "nom_complet", "titre_site", "accroche", "exemple_recherche", "departement"), name)
    return api.Territoire.model_validate(said | {"editeur": {"nom": name}})
