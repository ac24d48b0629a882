"""The nouns of the territory, each in the module of its subject; the rooms above ask for them here.

A new kind is a class, and its name in this list."""

from __future__ import annotations

from ctg.common.extensions import extended
from ctg.model.action import Action
from ctg.model.commune import Commune, Parcours
from ctg.model.figure import Diagnostic, Indicateur
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import Instance, Partenaire, Rencontre
from ctg.model.place import Place as Place
from ctg.model.record import LoneFile, Record
from ctg.model.structure import Service, Structure

_BUILT_IN: tuple[type[Record], ...] = (
    Commune, Structure, Service, Cadre, Axe, Action, Indicateur, Diagnostic, Instance, Rencontre, Partenaire,
    Parcours,
)  # fmt: skip
KINDS = extended("kinds", _BUILT_IN)
KIND_OF = {kind.folder: kind for kind in KINDS}
"""The kind of the records of each folder of ``data/``."""
LONE_FILES: tuple[LoneFile, ...] = extended("lone_files", ())


def kinds_with(names: set[str]) -> list[type[Record]]:
    """The kinds that have all these fields and need no other."""
    needed = {kind: {name for name, field in kind.model_fields.items() if field.is_required()} for kind in KINDS}
    return [kind for kind in KINDS if names and needed[kind] <= names <= set(kind.model_fields)]
