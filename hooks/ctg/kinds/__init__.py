"""The nouns of the territory, one module each. A new kind is one module and its name in this list."""

from ctg.ground.extensions import extended
from ctg.kinds.families.commune import Commune
from ctg.kinds.families.parcours import Parcours
from ctg.kinds.families.service import Service
from ctg.kinds.families.structure import Structure
from ctg.kinds.fields.record import Record
from ctg.kinds.project.action import Action
from ctg.kinds.project.axe import Axe
from ctg.kinds.project.cadre import Cadre
from ctg.kinds.project.diagnostic import Diagnostic
from ctg.kinds.project.indicateur import Indicateur
from ctg.kinds.project.instance import Instance
from ctg.kinds.project.partenaire import Partenaire
from ctg.kinds.project.rencontre import Rencontre

_BUILT_IN: tuple[type[Record], ...] = (
    Commune, Structure, Service, Cadre, Axe, Action, Indicateur, Diagnostic, Instance, Rencontre, Partenaire,
    Parcours,
)  # fmt: skip
KINDS = extended("kinds", _BUILT_IN)
KIND_OF = {kind.folder: kind for kind in KINDS}
"""The kind of the records of each folder of ``data/``."""


def kinds_with(names: set[str]) -> list[type[Record]]:
    """The kinds that have all these fields and need no other."""
    needed = {kind: {name for name, field in kind.model_fields.items() if field.is_required()} for kind in KINDS}
    return [kind for kind in KINDS if names and needed[kind] <= names <= set(kind.model_fields)]
