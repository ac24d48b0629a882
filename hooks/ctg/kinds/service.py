"""An offer: what is done for families, in a place or without one."""

from __future__ import annotations

from typing import ClassVar

from ctg.kinds.base import CONFIRMED, SOURCES, Expected
from ctg.kinds.choices import Choice
from ctg.kinds.fields import Line, Part, Text, Url, champ
from ctg.kinds.references import CommuneName, StructureId, ThemeId
from ctg.kinds.structure import Acces, Frais, Place


class Mode(Choice):
    """Where or by what means one is received."""

    SUR_PLACE = "sur-place", "sur place"
    TELEPHONE = "telephone", "par téléphone"
    EN_LIGNE = "en-ligne", "en ligne"
    ITINERANT = "itinerant", "près de chez vous, il se déplace"


class Demarches(Part):
    """How to ask for it."""

    lien: Url | None = champ("Lien", "La page officielle de la démarche.", "https://www.caf.fr", sans_lieu=True)
    pieces: tuple[Line, ...] = champ("Pièces à fournir", "", "[justificatif de domicile]", default=(), sans_lieu=True)
    etapes: tuple[Text, ...] = champ("Étapes", "Dans l'ordre.", "[Demandez la carte en mairie.]", default=(), sans_lieu=True)


class Service(Place):
    """An offer. Without ``zone`` nor ``structure``, it is for the whole territory."""

    kind: ClassVar[str] = "service"
    folder: ClassVar[str] = "services"
    singular: ClassVar[str] = "service"
    plural: ClassVar[str] = "services"
    content: ClassVar[str] = "Les services : thèmes, public, conditions, démarches, prix, communes concernées."
    expected = (
        Expected("horaires ou modes d'accueil", 5, ("horaires", "arrets", "modes")),
        Expected("horaires", 0, ("horaires", "arrets"), "les horaires"),
        Expected("téléphone, courriel ou structure", 20, ("telephone", "courriel", "structure", "demarches.lien")),
        Expected("téléphone", 0, ("telephone",), "le téléphone"),
        Expected("description", 15, ("description",)),
        Expected("âges, publics ou conditions", 15, ("ages", "publics", "conditions"), "les âges"),
        Expected("accès ou démarches", 15, ("acces", "demarches")),
        Expected("prix", 10, ("frais",), "le prix"),
        Expected(SOURCES, 10, ("sources",)),
        Expected(CONFIRMED, 10, ("verifie_le",)),
    )

    nom: Line = champ("Nom", "Comme on le dit.", "Transport à la demande", default=..., sans_lieu=True)
    themes: tuple[ThemeId, ...] = champ(
        "Thèmes", "Le principal d'abord.", "[mobilite]", default=..., min_length=1, sans_lieu=True
    )
    structure: StructureId | None = champ("Structure", "Le lieu qui le propose.", "les-lutins", sans_lieu=True)
    conditions: Text | None = champ("Conditions", "Qui y a droit.", "avoir entre 16 et 25 ans", sans_lieu=True)
    acces: Acces | None = champ("Accès", Acces.listed(" ou ") + ".", "libre", sans_lieu=True)
    demarches: Demarches | None = champ("Démarches", sans_lieu=True)
    frais: Frais | None = champ("Prix", sans_lieu=True)
    modes: tuple[Mode, ...] = champ("Modes d'accueil", Mode.listed() + ".", "[telephone]", default=(), sans_lieu=True)
    zone: tuple[CommuneName, ...] = champ("Communes concernées", "Vide : tout le territoire.", default=(), sans_lieu=True)

    price_field: ClassVar[str] = "frais"

    @property
    def host_id(self) -> str | None:
        return self.structure

    @property
    def reserved_to(self) -> tuple[str, ...]:
        return self.zone

    @property
    def on_site(self) -> bool:
        return not self.modes or Mode.SUR_PLACE in self.modes

    @property
    def itinerant(self) -> bool:
        return super().itinerant or Mode.ITINERANT in self.modes

    @property
    def access(self) -> Acces | None:
        return self.acces

    @property
    def eligibility(self) -> str | None:
        return self.conditions
