"""The numbers of emergency and of listening: whom each is for, when it answers, who says so.

Those of the whole country are the tool's own (``urgences.yml``). A territory completes or corrects them in
``data/urgences.yml``, a list of the same fields; the vocabulary says which numbers a type, a theme or a danger needs.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated

from ctg.ground.problems import french
from ctg.kinds.fields.base import FullDate, Line, Part, Text, YesNo, champ
from ctg.kinds.fields.reach import Phone, Url
from ctg.kinds.fields.record import Source
from ctg.kinds.fields.references import Reference

DEFAULT = Path(__file__).with_name("urgences.yml")
PROVENANCE = ("source", "page", "relu_le", "a_confirmer")
"""What a correction never takes over from the fact that it replaces: it says itself where it comes from."""

DangerId = Annotated[Line, Reference("dangers", "n'est pas un danger du vocabulaire")]


class Urgence(Part):
    """A number to call or to write to; the number itself is its identifier."""

    numero: Phone = champ("Numéro", "Court ou à dix chiffres.", "115", default=...)
    titre: Line = champ("Titre", "Qui répond, ou pour quoi, en quelques mots.", "Sans abri ce soir", default=...)
    danger: DangerId = champ("Danger", "Où il se range dans la page « Urgence ».", "abri", default=...)
    pour: Text = champ("Pour qui, pour quoi", "Une ou deux phrases courtes.", "Vous ne savez pas où dormir.", default=...)
    quand: Line | None = champ("Quand", "Les jours et les heures où il répond ; absent : pas sûrs, donc tus.", "jour et nuit")
    gratuit: YesNo | None = champ("Gratuit", "oui ou non.", "oui")
    sms: YesNo = champ("Par SMS", "oui : on lui écrit, on ne l'appelle pas.", "non", default=False)
    note: Text | None = champ("Bon à savoir", "", "L'appel n'apparaît pas sur la facture.")
    bandeau: Line | None = champ("Bandeau", "Le mot qui le suit sous chaque recherche ; absent : il n'y est pas.", "enfant")
    facile: Text = champ("En facile à lire", "Phrases courtes, mots de tous les jours.", "Appelez pour dormir.", default=...)
    mots: tuple[Line, ...] = champ("Mots de tous les jours", "Ce que les gens cherchent.", "[dehors, abri]", default=())
    source: Source = champ("Source", "Avec sa date.", "{titre: Page du ministère, date: 2025-11-07}", default=...)
    page: Url | None = champ("Page officielle", "Quand la source lue en est une autre.", "https://3114.fr")
    relu_le: FullDate = champ("Relu le", "Le jour où quelqu'un a lu la source.", "2026-11-26", default=...)
    a_confirmer: Line | None = champ("À confirmer", "Pourquoi le fait n'est pas sûr : « ctg bilan » le dit.", "page non datée")

    def model_post_init(self, _context: object) -> None:
        if not self.source.date and not self.a_confirmer:
            raise french(
                "La source d'un numéro d'urgence doit être datée.",
                "Ajoutez « date: 2026-11 », ou dites « a_confirmer: page non datée ».",
                "source",
            )

    @cached_property
    def href(self) -> str:
        """What a touch does: ``tel:17``, ``sms:114``."""
        return f"{'sms' if self.sms else 'tel'}:{self.numero}"


NumeroUrgence = Annotated[Phone, Reference("urgences", "n'est pas un numéro d'urgence de ce site")]
