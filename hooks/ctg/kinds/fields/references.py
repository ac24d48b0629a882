"""The types of fields that name something: a commune, a word of the vocabulary, another record, an institution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, ValidationInfo

from ctg.ground.problems import SUGGESTED, fold, french, shown, suggest
from ctg.kinds.fields.base import Line

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
    words: tuple[str, ...] = ()
    """What may stand here too, and names no record unless one bears that very name."""
    more: str = ""
    """The field of the same group that takes the others, when several were named."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def _check(self, value: str, info: ValidationInfo) -> str:
        names = (info.context or {}).get(self.target)
        if self.waived(info.data):
            if names is not None and value in names:
                told = f"« {shown(value)} » est d'ici, alors que la fiche dit « {self.unless}: oui »."
                raise french(told, f"Corrigez ce nom, ou supprimez « {self.unless}: oui ».")
            return value
        if names is not None and value not in names and value not in self.words:
            likely = () if SILENT in (info.context or {}) else names
            remedy = self._several(value, likely) or _called(value, likely) or suggest(value, (*self.words, *likely))
            raise french(f"« {shown(value)} » {self.sentence}.", remedy or "Créez d'abord cette fiche, ou supprimez la ligne.")
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
    heard = {name: [call for call in map(fold, said) if f" {call} " in asked] for name, said in names.items()}
    longest = max((len(call) for calls in heard.values() for call in calls), default=0)
    found = [name for name, calls in heard.items() if any(len(call) == longest for call in calls)][:SUGGESTED]
    return f"Vouliez-vous écrire {' ou '.join(f'« {name} »' for name in found)} ?" if found else ""


CommuneName = Annotated[Line, Reference("communes", "n'est pas une commune de ce territoire")]
HomeCommune = Annotated[
    Line, Reference("communes", "n'est pas une commune de ce territoire", unless="hors_territoire", more="communes_desservies")
]
ThemeId = Annotated[Line, Reference("themes", "n'est pas un thème connu")]
TypeId = Annotated[Line, Reference("types", "n'est pas un type de structure connu")]


OffreId = Annotated[Line, Reference("offres", "n'est pas une offre connue")]
RubriqueId = Annotated[Line, Reference("rubriques", "n'est pas une rubrique connue")]


def record_id(folder: str) -> Reference:
    """Marks a text that is the identifier (the file name) of a record of a folder: ``Annotated[Line, record_id("axes")]``."""
    return Reference(folder, f"ne correspond à aucun fichier de data/{folder}/")


def _a_record(value: str) -> str:
    """The words of a framework stood here until it had a record."""
    if " " in value:
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

    ``where`` is as in :mod:`ctg.checks`: positions in lists are counted from 0.
    """

    where: str
    mark: Reference | Mention
    value: str

    @property
    def field(self) -> str:
        """The field of the record where it stands, whatever the groups inside: ``suites``."""
        return self.where.split(".")[0]
