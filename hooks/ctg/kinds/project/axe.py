"""An axis: a group of actions with a common stake, of the convention or of another framework."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ctg.kinds.fields.base import Line, Part, Text, champ
from ctg.kinds.fields.record import SOURCES, Expected, Record
from ctg.kinds.fields.references import CadreId


class ObjectifOperationnel(Part):
    """An operational objective: the last level of a plan above its actions."""

    word: ClassVar[str] = "objectif"

    numero: Line = champ("Numéro", "Comme dans le document.", "1.2.1", default=...)
    titre: Line = champ("Intitulé", "Ce que l'on veut obtenir.", "Ouvrir des places à l'ouest", default=...)


class Orientation(Part):
    """A direction of an axis, with its operational objectives if it has any."""

    word: ClassVar[str] = "orientation"

    numero: Line = champ("Numéro", "Comme dans le document.", "1.2", default=...)
    titre: Line = champ("Intitulé", "", "Rapprocher l'accueil des familles", default=...)
    objectifs: tuple[ObjectifOperationnel, ...] = champ("Objectifs opérationnels", default=())


class Axe(Record):
    """An axis. ``numero`` orders the axes and prefixes their title."""

    word: ClassVar[str] = "axe"
    kind: ClassVar[str] = "axe"
    folder: ClassVar[str] = "axes"
    singular: ClassVar[str] = "axe"
    plural: ClassVar[str] = "axes"
    content: ClassVar[str] = "Les axes du projet : enjeu, objectifs ; « cadre » dit de quelle convention ou de quel plan."
    expected = (
        Expected("enjeu", 40, ("enjeu",)),
        Expected(SOURCES, 30, ("sources",)),
        Expected("objectifs", 30, ("objectifs",)),
    )

    former: ClassVar[frozenset[str]] = frozenset({"constats", "objectifs_operationnels"})

    numero: Line = champ("Numéro", "Une lettre ou un nombre.", "A", default=...)
    titre: Line = champ("Titre", "", "Animer la mise en réseau des acteurs", default=...)
    cadre: CadreId | None = champ(
        "Cadre",
        "D'où viennent cet axe et ses actions : le nom d'un fichier de data/cadres/. Absent : de la convention, s'il n'y en a "
        "qu'une.",
        "ctg",
    )
    enjeu: Text | None = champ("Enjeu", "Pourquoi cet axe.", "Les acteurs se connaissent peu.")
    objectifs: tuple[Text, ...] = champ("Objectifs", "Ce que l'on veut obtenir.", "[Faire connaître les services.]", default=())
    orientations: tuple[Orientation, ...] = champ(
        "Orientations", "Si le plan en a entre l'axe et ses actions ; une action y entre par « dans ».", default=()
    )

    @property
    def levels(self) -> Iterator[tuple[str, Orientation | ObjectifOperationnel]]:
        """(where it is written, the level) of each level under the axis, in the order in which they are read."""
        for i, orientation in enumerate(self.orientations):
            yield f"orientations.{i}", orientation
            yield from ((f"orientations.{i}.objectifs.{j}", one) for j, one in enumerate(orientation.objectifs))

    @property
    def rank(self) -> str:
        return self.numero

    @property
    def axe_id(self) -> str:
        return self.id
