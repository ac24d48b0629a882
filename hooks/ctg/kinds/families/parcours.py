"""A guided path: a family's situation, in plain words, with steps that lead to the finder."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal
from urllib.parse import urlencode

from ctg.kinds.fields.base import Line, Part, Text, champ
from ctg.kinds.fields.reach import Url
from ctg.kinds.fields.record import Reread
from ctg.kinds.fields.references import Reference, ServiceId, StructureId
from ctg.kinds.territory.urgences import NumeroUrgence

Jour = Literal["aujourdhui", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "vacances"]
Besoin = Annotated[Line, Reference("besoins", "n'est ni une rubrique ni un thème connu")]


class Recherche(Part):
    """Filters of the finder, as its address writes them."""

    besoin: Besoin | None = champ("Besoin ou thème", "Identifiant d'une rubrique ou d'un thème.", "petite-enfance")
    age: Line | None = champ("Âge", "Un nombre suivi de a (ans) ou m (mois).", "8a", pattern=r"^\d{1,3}[am]$")
    jour: Jour | None = champ("Jour", "Un jour, aujourdhui ou vacances.", "mercredi")
    mots: Line | None = champ("Mots", "", "crèche")

    @property
    def query(self) -> str:
        """``t=petite-enfance&age=8a``."""
        values = {"t": self.besoin, "age": self.age, "jour": self.jour, "q": self.mots}
        return urlencode({name: value for name, value in values.items() if value})


class EtapeParcours(Part):
    """One step: what to do, and where it leads."""

    titre: Line = champ("Titre", "Un verbe.", "Cherchez une place", default=...)
    texte: Text = champ("Texte", "Deux ou trois phrases courtes.", "Écrivez à plusieurs crèches.", default=...)
    chercher: Recherche | None = champ("Recherche proposée", "Mène à « Trouver », déjà filtré.")
    structure: StructureId | None = champ("Lieu conseillé", "Nom de fichier.", "trois-renards")
    service: ServiceId | None = champ("Service conseillé", "Nom de fichier.", "taxi-du-val")
    lien: Url | None = champ("Lien", "Une page officielle.", "https://monenfant.fr")


class Parcours(Reread):
    """A guided path, such as « Je reprends le travail »."""

    kind: ClassVar[str] = "parcours"
    folder: ClassVar[str] = "parcours"
    singular: ClassVar[str] = "parcours"
    plural: ClassVar[str] = "parcours"
    content: ClassVar[str] = "Les parcours pas à pas proposés aux familles."
    expected = ()

    numero: Line = champ("Rang", "Ordre sur l'accueil.", "1", default=...)
    titre: Line = champ("Titre", "La situation, à la première personne.", "Je reprends le travail", default=...)
    phrase: Line = champ("Phrase", "Ce que l'on va trouver.", "Faire garder votre enfant, pas à pas.", default=...)
    etapes: tuple[EtapeParcours, ...] = champ("Étapes", "Trois à cinq.", default=..., min_length=1)
    pieces: tuple[Line, ...] = champ("Papiers utiles", "", "[livret de famille]", default=())
    qui_appeler: Text | None = champ("Qui appeler", "En mots, avant les numéros.", "Le relais petite enfance vous écoute.")
    appeler: tuple[StructureId, ...] = champ(
        "Lieux à appeler", "Ceux dont le numéro se touche, le premier d'abord.", "[trois-renards]", default=()
    )
    urgences: tuple[NumeroUrgence, ...] = champ("Numéros d'urgence", "Montrés avant les lieux à appeler.", "[3114]", default=())

    @property
    def rank(self) -> str:
        return self.numero
