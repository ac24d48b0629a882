"""The nouns of the territory, one module each. A new kind is one module and its name in this list."""

from ctg.extensions import extended
from ctg.kinds.action import Action
from ctg.kinds.axe import Axe
from ctg.kinds.base import Record
from ctg.kinds.cadre import Cadre
from ctg.kinds.commune import Commune
from ctg.kinds.diagnostic import Diagnostic
from ctg.kinds.evaluation import Evaluation
from ctg.kinds.indicateur import Indicateur
from ctg.kinds.instance import Instance
from ctg.kinds.parcours import Parcours
from ctg.kinds.partenaire import Partenaire
from ctg.kinds.rencontre import Rencontre
from ctg.kinds.service import Service
from ctg.kinds.structure import Structure

_BUILT_IN: tuple[type[Record], ...] = (
    Commune, Structure, Service, Cadre, Axe, Action, Indicateur, Diagnostic, Evaluation, Instance, Rencontre, Partenaire,
    Parcours,
)  # fmt: skip
KINDS = extended("kinds", _BUILT_IN)
KIND_OF = {kind.folder: kind for kind in KINDS}
"""The kind of the records of each folder of ``data/``."""


def kinds_with(names: set[str]) -> list[type[Record]]:
    """The kinds that have all these fields and need no other."""
    needed = {kind: {name for name, field in kind.model_fields.items() if field.is_required()} for kind in KINDS}
    return [kind for kind in KINDS if names and needed[kind] <= names <= set(kind.model_fields)]
