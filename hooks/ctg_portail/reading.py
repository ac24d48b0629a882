"""What a site publishes, read and checked. Each record is made again by our own model, then only what :data:`KEPT` says stays,
with a print for each word. A file that cannot be read refuses the whole site, a record that is not valid is left out."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import chain
from typing import Annotated, Any, TypeVar, cast

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError, create_model

from ctg import api
from ctg_portail.fetching import Door, Unsound, bounded, once, parsed
from ctg_portail.withheld import UNSEEN, PlaceMark, Prints, known_by, secret

MOST_RECORDS = 20_000  # of one kind, in what is read
MOST = {api.Commune: 400, api.Structure: 3000, api.Service: 2000}  # kept of one territory: the largest one has 158 communes
MOST_OTHERS = 400  # of any other kind
NOT_FIELDS = ("id", "genre", "calcule")
MOST_OF_RECORD = 100_000  # letters and signs
MOST_MARKS = 200  # names and numbers by which a place is looked for elsewhere
MOST_COUNTED = 100_000_000  # more than the euros of one line: a telephone is longer
MOST_PEOPLE = 10_000_000  # more than those of any intercommunality
WHOLE = 1000  # from which numbers have no cents: with them, some would be as long as a telephone
SHOWN = (api.EtatFiche.PUBLIEE, api.EtatFiche.A_VERIFIER)
MOST_TOLD = 3  # records that are named one by one
Remarks = dict[str, tuple[str, ...]]
"""What is told to the editor: a sentence of ours, without its full stop, and of what: prints."""


AMONG = re.compile(r"(?<=\()[^()]* ; [^()]*(?=\))")  # what a name says of several things: « (prevu : 1 → 2 ; realise : 3 → 4) »


def sentence(words: str, names: Sequence[str], most: int = MOST_TOLD) -> str:
    """« actions.json, en double : a, b … et 12 de plus »: a list is as long as its reader bears, not its site."""

    def listed(ones: Sequence[str], between: str) -> str:
        more = [f"… et {len(ones) - most} de plus (--tout)"] if len(ones) > most else []
        return between.join((*ones[:most], *more))

    shown = [AMONG.sub(lambda one: listed(one[0].split(" ; "), " ; "), name) for name in names]
    return f"{words} : {listed(shown, ', ')}" if names else words


_Text: Any = Annotated[str, StringConstraints(pattern=r"\S", max_length=300)]
_Day: Any = Annotated[str, StringConstraints(pattern=r"^20"), AfterValidator(dt.date.fromisoformat)]
Siren: Any = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
_Version: Any = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}(\.[0-9]{1,2}){0,2}$")]


def _object(**fields: Any) -> Any:
    """An object that has all of these, and maybe more; one with a value may be absent."""
    typed: dict[str, Any] = {name: one if isinstance(one, tuple) else (one, ...) for name, one in fields.items()}
    return create_model("Said", **typed)


_PATH: Any = _object(chemin=Annotated[str, StringConstraints(pattern=r"^(/[a-z0-9_-]+)+\.json$", max_length=300)])
INDEX = _object(
    territoire=_object(nom_complet=_Text, siren=Siren), publication=_object(licence=_Text, publie_le=_Day),
    adresses=Annotated[list[_PATH], Field(max_length=1000)], version=(_Version, ""),  # not said before 2.0.0
)  # fmt: skip
LIST = _object(
    publication=_object(licence=_Text), nombre=(int, -1), **{api.LISTS: Annotated[list[Any], Field(max_length=MOST_RECORDS)]}
)
OF_TERRITORY = _object(**{api.TERRITORY: _object(titre_site=_Text, siren=(Siren, ""))})

KEPT: dict[str, str] = {
    "cadres": "nature debut fin succede_a signature",
    "actions": "numero axe dans sous_action_de cadres calendrier moyens indicateurs etats suite",
    "indicateurs": "nom unite definition calcul type echelle depart cible trajectoire valeurs sens ruptures",
    "rencontres": "date fin type cadre instance",
    "communes": "nom code_insee centre depuis jusqu_au",
    "axes": "numero cadre orientations",
    "instances": "cadre",
    "structures": "type commune hors_territoire adresse_confidentielle themes horaires places arrets communes_desservies zone",
    "services": "themes structure modes zone horaires arrets ensemble",
}
"""The lists that copies keep, in the order in which their changes are told, and their fields: what the portal and the questions
of its guide use, and nothing that says where a place is. A print stands for each word in them, but those of our vocabularies and
the number of an action."""
TO_NAME = ("communes", "indicateurs")  # whose words the editor may want to copy in ``portail.yml``
BLANK = "…"
NO_OUTLINE: dict[str, Any] = {"type": "FeatureCollection", "features": []}
P = TypeVar("P", bound=api.Part)
R = TypeVar("R", bound=api.Record)


def read_site(door: Door, words: Prints) -> Publication:
    """What a site publishes, as far as it comes. Raises :class:`Unsound`; ``Unreachable`` when its first files do not come."""
    read = bounded(door)
    index = _file(read, f"{api.API_LISTS_FOLDER}/index.json", INDEX)
    territory = _file(read, f"{api.API_LISTS_FOLDER}/{api.TERRITORY}.json", OF_TERRITORY)
    found = Publication(words, index, territory)
    if (own := territory[api.TERRITORY].get("siren") or found.siren) != found.siren:
        raise Unsound(f"index.json dit le SIREN {found.siren}, et {api.TERRITORY}.json {own}")
    listed = Counter(one["chemin"] for one in index["adresses"])
    known = {f"/{api.API_LISTS_FOLDER}/{kind.folder}.json": kind for kind in api.KINDS}
    others = {f"/{api.API_LISTS_FOLDER}/{name}.json" for name in (api.TERRITORY, "vocabulaire")}
    for one in listed - Counter((*known, *others)):
        found.tell("index.json, adresses inconnues, non lues, ou en double", words(one))
    for path, kind in known.items():
        try:
            if path in listed:  # a kind without a record has no list
                found.take(kind, _file(read, path[1:], LIST))
        except (Unsound, api.Unreachable) as error:
            found.refused.append(str(error))
            if isinstance(error, api.Unreachable):
                break
    return found


def _file(read: Callable[[str], bytes], path: str, form: type[BaseModel]) -> Any:
    value = parsed(read(path), path)
    try:
        form.model_validate(value, strict=True)
    except ValidationError as failure:
        where = ".".join(str(step + 1) if isinstance(step, int) else step for step in failure.errors()[0]["loc"])
        raise Unsound(f"{path} n'a pas la forme prévue ({api.visible(api.shown(where))})") from None
    if (licence := value.get("publication", {}).get("licence", api.LICENCE)) != api.LICENCE:
        raise Unsound(f"{path} : licence « {api.visible(api.shown(str(licence)))} », et non {api.LICENCE}")
    return value


NUMBER = re.compile(r"([1-9]|[12][0-9])(\.([1-9]|[12][0-9])){0,2}")  # of an action, in its plan: no telephone is made of these


class RecordRefused(ValueError):
    """A record is left out: why, in words of ours, then in those of the member."""


@dataclass
class Publication:
    """What a site published, kind after kind, as our rules take it: its way in, what it says of itself, its records."""

    words: Prints
    index: dict[str, Any]
    territory: dict[str, Any]
    told: Remarks = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)  # why none of it is taken, in words of the member's
    left: int = 0  # how many records were left out
    hidden: set[str] = field(default_factory=set)  # the keys of the confidential places, those that are left out too
    known: dict[str, list[PlaceMark]] = field(default_factory=dict)  # what they are known by; it never leaves the memory so
    points: dict[str, api.Position | None] = field(default_factory=dict)  # where the others are, by key: neither does it
    taken: dict[type[api.Record], dict[str, tuple[dict[str, Any], api.Record]]] = field(default_factory=dict)
    """By the print of their identifier: what is kept of each, and what our model makes of it."""

    def __post_init__(self) -> None:
        said = self.index["territoire"]
        self.siren, self.name = str(said["siren"]), self.words(said["nom_complet"])  # whose it says to be; a print
        self.day = dt.date.fromisoformat(self.index["publication"]["publie_le"])  # when it says that it was published

    def of(self, kind: type[api.Record]) -> list[dict[str, Any]]:
        """What is kept of the records of a kind."""
        return [kept for kept, _ in self.taken.get(kind, {}).values()] if kind.folder in KEPT else []

    @property
    def keys(self) -> dict[str, dict[str, Any]]:
        """What is kept of the records of every kind, by key."""
        return {f"{kind.folder}/{name}": kept for kind, own in self.taken.items() for name, (kept, _) in own.items()}

    def tell(self, words: str, *names: str) -> None:
        """Something for the editor, of one more record."""
        self.told[words] = (*self.told.get(words, ()), *names)

    def take(self, kind: type[api.Record], content: Mapping[str, Any]) -> None:
        """The records of the list of a kind, each identifier once."""
        found, file, most = content[api.LISTS], f"{kind.folder}.json", MOST.get(kind, MOST_OTHERS)
        if content.get("nombre", -1) not in {-1, len(found)}:
            self.tell(f"{file} annonce un autre nombre de fiches que celles qu'il a")
        if len(found) > most:
            self.tell(f"{file} : {api.number(len(found))} fiches, les {most} premières seulement sont gardées")
        own = self.taken[kind] = {}
        for rank, published in enumerate(found, 1):
            published = published if isinstance(published, dict) else {}
            id = published.get("id")
            name = self.words(UNSEEN.sub("", id)) if isinstance(id, str) else f"n° {rank}"
            key = f"{kind.folder}/{name}"
            self.hidden |= {key} if secret(published) else set()
            known = [*dict.fromkeys((*self.known.get(key, ()), *known_by(published)))]
            self.known[key] = known[:MOST_MARKS]
            if len(known) > MOST_MARKS:
                self.tell("trop de noms, de rues ou de numéros, les premiers seulement sont cherchés ailleurs", key)
            if rank > most:
                continue
            try:
                if not isinstance(id, str) or not api.is_identifier(id) or name in own:
                    raise RecordRefused("en double" if name in own else "identifiant")
                own[name] = self._seen(kind, published, name)
            except RecordRefused as refusal:
                why, *said_of = refusal.args
                self.tell(f"{file}, laissées de côté, {why}", " ".join((name, *(f"({self.words(one)})" for one in said_of))))
        self.left += len(found) - len(own)

    def _seen(self, kind: type[R], published: Mapping[str, Any], name: str) -> tuple[dict[str, Any], R]:
        """What is kept of the record, and what our model makes of it. Raises :class:`RecordRefused`."""
        text, file = json.dumps(published, ensure_ascii=False), f"{kind.folder}.json"
        if len(text) > MOST_OF_RECORD:
            raise RecordRefused("trop longue")
        try:
            record: dict[str, Any] = json.loads(UNSEEN.sub("", text), object_pairs_hook=once)
        except ValueError as error:
            raise RecordRefused("un champ dit deux fois", str(error)) from None
        if codes := sorted({f"U+{ord(letter):04X}" for letter in UNSEEN.findall(text)}):
            self.tell(f"{file}, caractères invisibles retirés", f"{name} ({' '.join(codes)})")
        if record.get("etat_fiche", SHOWN[0]) not in SHOWN or record.get("reutilisation", True) not in (True, "oui"):
            raise RecordRefused("un brouillon, ou qui refuse d'être réutilisée")
        if record.get("genre") != kind.kind:
            raise RecordRefused("nos règles refusent « genre »")
        one = made(kind, record)
        where = told if isinstance(told := published.get("calcule"), dict) and not told.get("position_approximative") else {}
        point = group(api.Position, {"lat": where.get("latitude"), "lon": where.get("longitude")})
        self.points[one.key] = None if secret(published) else point
        whole, names = api.values_plain(one), {"etat_fiche", *KEPT.get(kind.folder, "").split()}
        kept = {name: whole[name] for name in whole if name in names}
        if kind is api.Cadre and record.get("fin") and not kept.get("fin"):
            self.tell(f"{file}, « fin » que nos règles refusent, dite inconnue", name)
        if odd := sorted(field for field in kept if field in record and not _alike(record[field], kept[field])):
            self.tell(f"{file}, écrit autrement que dans nos fiches, pas gardé tel quel", f"{name} ({' '.join(odd)})")
        people = isinstance(one, api.Indicateur) and one.counted and "eur" not in api.fold(one.unite)
        kept = changed(kept, partial(rounded, most=MOST_PEOPLE if people else MOST_COUNTED)) | {"id": name, "genre": kind.kind}
        closed(one, kept, self.words if kind.folder in TO_NAME else self.words.alike)
        kept |= {"sources": [{"titre": BLANK}]} if "sources" in whole else {}  # that it has one: our rules ask for it
        kept |= {field: BLANK for field, about in kind.model_fields.items() if about.is_required() and field not in kept}
        return kept | ({"codes_postaux": ["00000"]} if kind is api.Commune else {}), one


def closed(part: api.Part, kept: dict[str, Any], word: Callable[[str], str]) -> None:
    """Put a print (``word``) for all that a member may write in what is kept: not words of ours, nor numbers of plans."""
    words = api.built_in_words()
    ours: dict[str, Collection[str]] = {"themes": words.themes, "types": words.types, "offres": words.offres}
    found = [(where.split("."), value) for where, mark, value in api.links(part) if value not in ours.get(mark.target, ())]
    texts = [([*map(str, where)], text) for where, text in api.free_texts(part)]
    for (*above, last), text in (*found, *texts, *([(["nom"], part.nom)] if isinstance(part, api.Commune) else ())):
        if (*above, last)[0] in kept and not (last == "numero" and NUMBER.fullmatch(text)):
            inner = reduce(lambda value, step: value[int(step) if isinstance(value, list) else step], above, cast("Any", kept))
            inner[int(last) if isinstance(inner, list) else last] = word(text)


def changed(value: Any, change: Callable[[Any], Any]) -> Any:
    """A JSON value with each of its leaves changed."""
    if isinstance(value, dict):
        return {name: changed(inner, change) for name, inner in value.items()}
    return [changed(inner, change) for inner in value] if isinstance(value, list) else change(value)


def rounded(value: Any, most: float = MOST_COUNTED) -> Any:
    """A number of eight figures at most: no telephone, nor a point nearer than a kilometre. Raises :class:`RecordRefused`."""
    if isinstance(value, int | float) and abs(value) >= most:
        raise RecordRefused("un nombre trop grand pour être cru")
    return round(value, 2 if abs(value) < WHOLE else None) if isinstance(value, float) else value


def _alike(said: Any, kept: Any) -> bool:
    """Whether what is kept of a field is what is said."""
    if isinstance(said, list) and isinstance(kept, list):
        return len(said) == len(kept) and all(map(_alike, said, kept))
    if isinstance(said, dict) and isinstance(kept, dict):
        return all(_alike(value, kept.get(key)) for key, value in said.items())
    return bool(said == kept and isinstance(said, bool) == isinstance(kept, bool))


def made(kind: type[R], published: Mapping[str, Any]) -> R:
    """A record made again by our model, less what a later version may say. Raises :class:`RecordRefused`."""
    values = {name: as_typed(value) for name, value in published.items() if name not in NOT_FIELDS}
    try:
        return kind.model_validate(values, extra="ignore").read_from(published["id"], f"{kind.folder}/{published['id']}", values)
    except ValidationError as failure:
        error = failure.errors(include_url=False, include_context=False, include_input=False)[0]
    except ArithmeticError:
        raise RecordRefused("un nombre ou une date que rien ne tient") from None
    field = error["loc"][0] if error["loc"] else "id"
    if kind is api.Cadre and field == "fin" and published["fin"]:  # else the next convention would stand for this one
        return made(kind, {**published, "fin": None})
    raise RecordRefused(f"nos règles refusent « {field if field in kind.model_fields else 'id'} »")


def group(model: type[P], values: object) -> P | None:
    """A group made so; None when the model refuses it."""
    try:
        return model.model_validate(as_typed(values), extra="ignore")
    except ValidationError:
        return None


def as_typed(value: Any) -> Any:
    """A JSON value as people type it: « oui » for true. The models take numbers and dates as JSON has them."""
    return changed(value, lambda one: ("oui" if one else "non") if isinstance(one, bool) else one)


def ruled(found: Publication, today: dt.date, public: str | None) -> None:
    """Leave out what the rules of ``data/`` do not let through on a day, and places outside; ``public``: the pinned address."""
    said = str(found.territory[api.TERRITORY].get("adresse_site") or "")
    if said and said.rstrip("/") + "/" != public:
        found.tell(f"il se dit à une autre adresse ; nos liens mènent à {public or 'aucune'}", found.words(said))
    coverage = group(api.Couverture, found.territory[api.TERRITORY].get("couverture", {}))
    territoire = called(found.siren, siren=found.siren, couverture=coverage or api.Couverture())
    refused = _untied(found)
    every = {kind: [one for _, one in found.taken.get(kind, {}).values() if one.key not in refused] for kind in api.KINDS}
    sheets = ((one, api.Sheet(one.key, one.id, dict(one.as_written))) for one in chain(*every.values()))
    problems = api.check_all(sheets, api.world_of(territoire, None, every, today, api.built_in_words()))
    refused |= {one.file: found.words(one.message.rstrip(".")) for one in problems if one.level == api.ERROR}
    for kind, own in found.taken.items():
        for name, (kept, one) in [*own.items()]:
            beyond = isinstance(one, api.Place) and one.beyond
            if one.key in refused:
                found.tell(f"{kind.folder}.json, laissées de côté, que nos règles refusent", f"{name} ({refused[one.key]})")
            elif beyond:
                found.tell(f"{kind.folder}.json, hors de son territoire, pas comptées", name)
            elif kind is api.Action and kept.get("numero") and not numbered(kept["numero"]):
                found.tell("actions.json, numéro qui n'est pas d'un plan, pas montré", name)
            if one.key in refused or beyond:
                del own[name]
    found.left += len(refused)
    found.territory = {api.TERRITORY: _covered(found, coverage, today)}


def _covered(found: Publication, how: api.Couverture | None, today: dt.date) -> dict[str, Any]:
    """How a site counts its coverage (None: as no one may), and what is known of each offer near each commune, by INSEE code:
    counted so now, while points are in memory. A place that is left out is not a place that lacks."""
    if not how:
        found.tell("territoire.json : sa façon de compter la couverture est refusée ; la sienne est dite inconnue")
        return {}
    if how.recenses and (found.left or not {api.Structure, api.Service} <= found.taken.keys()):
        found.tell("territoire.json : offres recensées en entier, mais une fiche ou une liste manque ici : dites inconnues")
        how = how.model_copy(update={"recenses": ()})
    records = {kind: tuple(one for _, one in found.taken.get(kind, {}).values()) for kind in api.KINDS}
    records[api.Structure] = tuple(one.model_copy(update={"position": found.points[one.key]}) for one in records[api.Structure])
    own = called(found.siren, couverture=how)
    coverage = api.coverage(api.Catalogue(own, api.built_in_words(), NO_OUTLINE, records, day=today))
    states = {one.code_insee: {id: coverage.state(one, id).value for id in coverage.offres} for one in coverage.communes}
    about = changed(api.values_plain(how), rounded)
    closed(how, about, found.words.alike)
    return {"couverture": about, "etats": states}


def _untied(found: Publication) -> dict[str, str]:
    """The communes that are described twice, and what names nothing that is, by key, and why: ``data/`` would refuse them."""
    refused: dict[str, str] = {}
    communes: dict[str, str] = {}
    for one in cast("list[api.Commune]", [one for _, one in found.taken.get(api.Commune, {}).values()]):
        if one.code_insee in communes or one.nom in communes.values():
            refused[one.key] = found.words("décrite deux fois")
        else:
            communes[one.code_insee] = one.nom
    words, axes = api.built_in_words(), {one.id for _, one in found.taken.get(api.Axe, {}).values()}
    known = {"communes": {*communes.values()}, "themes": {*words.themes}, "types": {*words.types}, api.Axe.folder: axes}
    for record in (one for own in found.taken.values() for _, one in own.values()):
        named = ((mark.target, value) for _, mark, value in api.links(record) if isinstance(mark, api.Reference))
        if any(value not in known.get(target, {value}) for target, value in named):
            refused.setdefault(record.key, found.words("rien ne la relie aux autres"))
    return refused


def numbered(numero: str | None) -> str:
    """« Action 2.3 »; "" when its number is not as those of plans."""
    return f"Action {numero}" if NUMBER.fullmatch(numero or "") else ""


def called(name: str, **more: Any) -> api.Territoire:
    """A territory of which nothing is known but what it is called, and ``more``."""
    said = dict.fromkeys(("nom", "nom_complet", "titre_site", "accroche", "exemple_recherche", "departement"), name)
    return api.Territoire.model_validate(said | {"editeur": {"nom": name}}).model_copy(update=more)
