"""An axis of the convention: a group of actions with a common stake."""

from __future__ import annotations

from typing import ClassVar

from ctg.kinds.base import SOURCES, Expected, Record
from ctg.kinds.fields import Line, Text, champ


class Axe(Record):
    """An axis. ``numero`` orders the axes and prefixes their title."""

    kind: ClassVar[str] = "axe"
    folder: ClassVar[str] = "axes"
    singular: ClassVar[str] = "axe"
    plural: ClassVar[str] = "axes"
    content: ClassVar[str] = "Les axes de la convention : enjeu, constats, objectifs."
    expected = (
        Expected("enjeu", 40, ("enjeu",)),
        Expected(SOURCES, 30, ("sources",)),
        Expected("objectifs", 20, ("objectifs",)),
        Expected("constats", 10, ("constats",)),
    )

    numero: Line = champ("Numéro", "Une lettre ou un nombre.", "A", default=...)
    titre: Line = champ("Titre", "", "Animer la mise en réseau des acteurs", default=...)
    enjeu: Text | None = champ("Enjeu", "Pourquoi cet axe.", "Les acteurs se connaissent peu.")
    constats: tuple[Text, ...] = champ(
        "Constats", "Ce que le diagnostic a montré.", "[Les services utiles sont mal connus.]", default=()
    )
    objectifs: tuple[Text, ...] = champ("Objectifs", "Ce que l'on veut obtenir.", "[Faire connaître les services.]", default=())
