"""The fields that name something (a commune, a word of the vocabulary, another record, an institution), and the walk through the
values of a record that finds them.

The models are walked: a field that is added tomorrow is found without anything to write here."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ValidationInfo

from ctg.common.problems import SUGGESTED, Location, as_identifier, fold, french, identifier_fault, is_identifier, shown, suggest
from ctg.model.fields import CLOSED, KnownDate, Line, Part, Phone, Traits, Url, champ, requis, traits_of


def _identifier(value: str) -> str:
    if not is_identifier(value):
        meant = as_identifier(value.removesuffix(".yml"))
        example = f" : « {meant} »" if is_identifier(meant) else ""
        said = identifier_fault(value)
        raise french(f"« {shown(value)} » ne peut pas servir d'adresse.", f"{said[0].upper()}{said[1:]}{example}.")
    return value


Identifier = Annotated[Line, AfterValidator(_identifier)]
"""The name of a file of ``data/`` without its extension, or the key of a word: the last part of an address."""


OTHER_KINDS = ("structures", "services", "actions", "indicateurs", "rencontres", "partenaires", "axes", "cadres", "instances")
"""The kinds that are taken for one another, when a file is named in the field of another kind."""
SILENT = "silent"
"""In the context of a validation, whatever it holds: only what is accepted matters, no remedy is looked for."""


@dataclass(frozen=True)
class Reference:
    """Marks a text that must name something that exists: a commune, a type, another record.

    The names that exist come with the validation context, as ``{target: names}``; words, with what people call each.
    """

    target: str
    sentence: str
    unless: str = ""
    """A field of the same group, written before: when it is « oui », the name must not be of one that exists."""
    more: str = ""
    """The field of the same group that takes the others, when several were named."""
    among: str = ""
    """The names that it may be of, when they are not those of the target: :data:`PAST`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def _check(self, value: str, info: ValidationInfo) -> str:
        context, among = info.context or {}, self.among or self.target
        names = context.get(among, context.get(self.target))
        value = context.get(READ_AS, {}).get(among, {}).get(value, value)
        if self.waived(info.data):
            if names is not None and value in names and value not in context.get(LEFT, ()):
                told = f"« {shown(value)} » est d'ici, alors que la fiche dit « {self.unless}: oui »."
                raise french(told, f"Corrigez ce nom, ou supprimez « {self.unless}: oui ».")
            return value
        if names is not None and value not in names:
            likely = () if SILENT in context else names
            remedy = self._several(value, likely) or _called(value, likely) or suggest(value, likely)
            other = next((folder for folder in OTHER_KINDS if value in context.get(folder, ())), None)
            if other and other != self.target and "/" in self.sentence:
                told = f"« {value} » est une fiche de data/{other}/, pas de data/{self.target}/."
                raise french(told, f"Mettez ce nom dans un champ « {other} ». {remedy}".strip())
            raise french(f"« {shown(value)} » {self.sentence}.", remedy or (self.unless and ELSEWHERE) or CREATE)
        return value

    def _several(self, value: str, names: Iterable[str]) -> str:
        """Two names in one field, and nothing else."""
        said = f" {fold(value)} "
        inside = [name for name in names if f" {fold(name)} " in said]
        inside = [one for one in inside if not any(one != other and fold(one) in fold(other) for other in inside)]
        inside.sort(key=lambda name: said.index(fold(name)))
        for name in inside:
            said = said.replace(f" {fold(name)} ", " ")
        if len(inside) < 2 or {*said.split()} - {"et", "ou", "a"}:
            return ""
        if not self.more:
            return f"Un seul nom ici : {' ou '.join(f'« {name} »' for name in inside)}."
        return f"Gardez-en une ici, « {inside[0]} », et écrivez « {self.more}: [{', '.join(inside[1:])}] », ou l'inverse."

    def waived(self, values: Mapping[str, Any]) -> bool:
        """Whether these values of the group say that nothing of ours is named."""
        return bool(self.unless and values.get(self.unless))


def _called(value: str, names: Any) -> str:
    """The words of the vocabulary that are called what this text says, when ``names`` says what each is called."""
    if not isinstance(names, Mapping):
        return ""
    asked = f" {fold(value)} "
    heard = {name: [call for call in map(fold, said) if call and f" {call} " in asked] for name, said in names.items()}
    longest = max((len(call) for calls in heard.values() for call in calls), default=0)
    found = [name for name, calls in heard.items() if any(len(call) == longest for call in calls)][:SUGGESTED]
    return f"Vouliez-vous écrire {' ou '.join(f'« {name} »' for name in found)} ?" if found else ""


CREATE = "Créez d'abord cette fiche, ou supprimez la ligne."
ELSEWHERE = "Le lieu est ailleurs ? Écrivez « hors_territoire: oui », avec son code INSEE et sa position."
READ_AS, LEFT, PAST, DIVIDED = "lues", "parties", "communes_passees", "divisees"
"""In the context of a validation: names of before by set of names → what they are read as; the communes that left and became
no other; the communes of today and of before, whose past keeps its name; those that became several → their names."""
NO_COMMUNE = "n'est pas une commune de ce territoire"
CommuneName = Annotated[Line, Reference("communes", NO_COMMUNE)]


def _of_today(names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Each once: two of them may be one today, and one several."""
    divided = (info.context or {}).get(DIVIDED, {})
    return tuple(dict.fromkeys(after for name in names for after in divided.get(name, (name,))))


CommuneNames = Annotated[tuple[CommuneName, ...], AfterValidator(_of_today)]
PastCommune = Annotated[Line, Reference("communes", NO_COMMUNE, among=PAST)]
HomeCommune = Annotated[Line, Reference("communes", NO_COMMUNE, unless="hors_territoire", more="communes_desservies")]
ThemeId = Annotated[Line, Reference("themes", "n'est pas un thème connu")]
TypeId = Annotated[Line, Reference("types", "n'est pas un type de structure connu")]


OffreId = Annotated[Line, Reference("offres", "n'est pas une offre connue")]
BesoinId = Annotated[Line, Reference("besoins", "n'est ni une rubrique ni un thème connu")]


def record_id(folder: str) -> Reference:
    """Marks a text that is the identifier (the file name) of a record of a folder: ``Annotated[Line, record_id("axes")]``."""
    return Reference(folder, f"ne correspond à aucun fichier de data/{folder}/")


FORMER_FRAMEWORKS = "projet-de-territoire", "autre"
"""The words that stood, in the field ``cadre``, for a framework without a record."""


def _a_record(value: str, info: ValidationInfo) -> str:
    """The words of a framework stood here until it had a record."""
    known = (info.context or {}).get("cadres", (value,))
    if " " in value or (info.field_name == "cadre" and value in FORMER_FRAMEWORKS and value not in known):
        raise french(f"« {shown(value)} » n'est pas le nom d'une fiche.", "Lancez « ctg migrer » : il en fait une fiche.")
    return value


ActionId = Annotated[Line, record_id("actions")]
AxeId = Annotated[Line, record_id("axes")]
CadreId = Annotated[Line, AfterValidator(_a_record), record_id("cadres")]
DiagnosticId = Annotated[Line, record_id("diagnostics")]
EvaluationId = Annotated[Line, record_id("evaluations")]
IndicateurId = Annotated[Line, record_id("indicateurs")]
InstanceId = Annotated[Line, record_id("instances")]
PartenaireId = Annotated[Line, record_id("partenaires")]
RencontreId = Annotated[Line, record_id("rencontres")]
ServiceId = Annotated[Line, record_id("services")]
StructureId = Annotated[Line, record_id("structures")]


@dataclass(frozen=True)
class Mention:
    """Marks a text that names something as people do, by any of its names, and makes a link when that has a record.

    Unlike a :class:`Reference`, the name may be of something that has none: free text stays possible.
    """

    target: str


InstitutionName = Annotated[Line, Mention("partenaires")]


class Naming(NamedTuple):
    """One thing that a record names: ``("suites.0.action", Reference("actions", …), "b3")``.

    ``where`` is as in :mod:`ctg.loading`: positions in lists are counted from 0.
    """

    where: str
    mark: Reference | Mention
    value: str

    @property
    def field(self) -> str:
        """The field of the record where it stands, whatever the groups inside: ``suites``."""
        return self.where.split(".")[0]


Leaf = tuple[Location, type[BaseModel], str, Any]
"""Where a value is (positions in lists are counted from 0), and the model and the name of its field."""


def leaves(part: BaseModel, at: Location = ()) -> Iterator[Leaf]:
    """Each value that is given, with its place and its field; groups, lists and dictionaries are entered.

    ``at``: the place of ``part`` itself.
    """
    model = type(part)
    for name in model.model_fields:
        found = getattr(part, name)
        if found is None or found == ():  # most fields of most records
            continue
        if type(found) is str:  # most of the others
            yield (*at, name), model, name, found
            continue
        for where, value in items_inside(found, (*at, name)):
            if isinstance(value, BaseModel):
                yield from leaves(value, where)
            else:
                yield where, model, name, value


def items_inside(value: Any, where: Location) -> Iterator[tuple[Location, Any]]:
    """Each item of a value that may be a list or a dictionary, with its place."""
    if isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from items_inside(item, (*where, i))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from items_inside(item, (*where, key))
    else:
        yield where, value


def texts(found: Iterable[Leaf]) -> Iterator[tuple[Location, Traits, str]]:
    """Every text among these values, but what never leaves ``data/``: where, the traits of its field, the text."""
    for where, model, name, value in found:
        if isinstance(value, str) and not (traits := traits_of(model)[name]).interne:
            yield where, traits, value


def free_texts(part: BaseModel) -> Iterator[tuple[Location, str]]:
    """(where, text) of every text in which somebody may write any sentence, but what never leaves ``data/``."""
    for where, model, name, value in leaves(part):
        if isinstance(value, str) and not isinstance(value, Enum) and name in _free(model):
            yield where, value


@cache
def _free(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a model that hold free texts: any text, but a word of a closed list, a name that must exist, a number."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if not traits_of(model)[name].interne and not any(map(_closed, (*field.metadata, *_parts(field.annotation))))
    )


def numbers(part: BaseModel) -> Iterator[str]:
    """Every telephone number and postcode of a part."""
    for _, model, name, value in leaves(part):
        if isinstance(value, str) and name in _numbers(model):
            yield value


@cache
def _numbers(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, field in model.model_fields.items() if CLOSED in (*field.metadata, *_parts(field.annotation)))


def _closed(mark: Any) -> bool:
    return mark is CLOSED or isinstance(mark, Reference) or get_origin(mark) is Literal


def _parts(hint: Any) -> tuple[Any, ...]:
    """A hint, the hints inside it and the marks of each."""
    return (hint, *getattr(hint, "__metadata__", ()), *(part for arg in get_args(hint) for part in _parts(arg)))


# --- references ----------------------------------------------------------------------------------


_LINKS = "_links"
"""Where a part keeps what it names: its fields never change, and a copy forgets it (see ``Part``). 0.5 s of 10 at 500 records."""


def links(part: BaseModel) -> tuple[Naming, ...]:
    """Everything that a record names, by identifier or by a name that people use."""
    found = part.__dict__.get(_LINKS)
    if found is None:
        found = part.__dict__[_LINKS] = tuple(_links(part))
    return found


def _links(part: BaseModel) -> Iterator[Naming]:
    for where, model, name, value in leaves(part):
        if isinstance(value, str) and (mark := _naming(model).get(name)) and not _elsewhere(part, mark, where):
            yield Naming(".".join(map(str, where)), mark, value)


def _elsewhere(part: BaseModel, mark: Reference | Mention, where: Location) -> bool:
    return len(where) == 1 and isinstance(mark, Reference) and mark.waived(part.__dict__)


def references(part: BaseModel) -> Iterator[tuple[str, str, str]]:
    """(where, target, value) of what a record names and must exist: ``("suites.0.action", "actions", "b3")``."""
    return ((where, mark.target, value) for where, mark, value in links(part) if isinstance(mark, Reference))


def mentions(part: BaseModel) -> Iterator[tuple[str, str]]:
    """(where, name) of each institution that a record names: who leads, takes part, pays, manages, sits."""
    return ((where, value) for where, mark, value in links(part) if isinstance(mark, Mention))


@cache
def _naming(model: type[BaseModel]) -> dict[str, Reference | Mention]:
    """What each field names, for those that name something."""
    marked = {name: [*field.metadata, *_parts(field.annotation)] for name, field in model.model_fields.items()}
    return {name: mark for name, marks in marked.items() for mark in marks if isinstance(mark, Reference | Mention)}


class Source(Part):
    """Where a fact comes from. ``date`` is the date of the source, « vers » when only estimated."""

    titre: Line = requis(
        "Titre de la source", "Tel que l'on peut la retrouver.", "Livret d'accueil 2018", sans_lieu=True, personne=True
    )
    url: Url | None = champ("Adresse", "Si la source est en ligne.", "https://www.exemple.fr/livret", sans_lieu=True)
    date: KnownDate | None = champ(
        "Date de la source", "2026, 2026-09, 2026-09-01 ou « vers 2026 ».", "2025-09", sans_lieu=True, passe=True
    )
    appuie: Line | None = champ("Ce qu'elle dit", "Les faits repris de cette source.", "adresse, horaires", sans_lieu=True)


class Document(Part):
    """A published document."""

    titre: Line = requis("Titre", "", "Convention signée (PDF)", personne=True)
    url: Url = requis("Adresse", "", "https://www.exemple.fr/convention.pdf")


NumeroUrgence = Annotated[Phone, Reference("urgences", "n'est pas un numéro d'urgence de ce site")]


def _picture(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*\.(svg|png|jpg|jpeg|webp)", value):
        told = f"« {shown(value)} » n'est pas le nom d'une image."
        raise french(told, "Mettez l'image dans data/images/, sous un nom simple : « creche.jpg », « logo.svg ».")
    return value


PictureName = Annotated[Line, AfterValidator(_picture)]
"""A file of ``data/images/``. Its name is published: it is a text that may say where a place is, read again as they all are."""
