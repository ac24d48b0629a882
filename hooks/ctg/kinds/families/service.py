"""An offer: what is done for families, in a place or without one."""

from __future__ import annotations

from typing import ClassVar

from ctg.kinds.families.place import Acces, Place, Tarif
from ctg.kinds.fields.base import Count, Line, Part, Text, champ
from ctg.kinds.fields.choices import Choice
from ctg.kinds.fields.reach import Url
from ctg.kinds.fields.record import CONFIRMED, SOURCES, Expected
from ctg.kinds.fields.references import CommuneName, StructureId, ThemeId, TypeId


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


class Message(Part):
    """A message to complete: families copy it, or send it by e-mail or by SMS."""

    objet: Line = champ("Objet", "Celui du courriel.", "Une place en crèche", default=..., sans_lieu=True)
    texte: Text = champ(
        "Texte",
        "À la première personne ; « … » où il faut compléter.",
        "Bonjour, mon enfant est né le … et j'habite à …",
        default=...,
        sans_lieu=True,
    )


class Ensemble(Part):
    """How many there are in all, when the site may not show them all."""

    type: TypeId = champ("Type", "Celui des lieux que l'on compte.", "multi-accueil", default=..., sans_lieu=True)
    nombre: Count = champ("Combien en tout", "D'après vos sources.", "13", default=..., ge=1, le=1000, sans_lieu=True)


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
        Expected("prix", 10, ("tarif",), "le prix"),
        Expected(SOURCES, 10, ("sources",)),
        Expected(CONFIRMED, 10, ("verifie_le",)),
    )

    former: ClassVar[frozenset[str]] = frozenset({"frais"})

    nom: Line = champ("Nom", "Comme on le dit.", "Transport à la demande", default=..., sans_lieu=True)
    themes: tuple[ThemeId, ...] = champ(
        "Thèmes", "Le principal d'abord.", "[mobilite]", default=..., min_length=1, sans_lieu=True
    )
    structure: StructureId | None = champ("Structure", "Le lieu qui le propose.", "les-lutins", sans_lieu=True)
    conditions: Text | None = champ("Conditions", "Qui y a droit.", "avoir entre 16 et 25 ans", sans_lieu=True)
    acces: Acces | None = champ("Accès", Acces.listed(" ou ") + ".", "libre", sans_lieu=True)
    demarches: Demarches | None = champ("Démarches", sans_lieu=True)
    a_demander: tuple[Line, ...] = champ(
        "À demander", "Les questions à poser, une par ligne.", '["Quand faut-il s\'inscrire ?"]', default=(), sans_lieu=True
    )
    message: Message | None = champ("Message tout prêt", "À copier, ou à envoyer à qui répond.", sans_lieu=True)
    ensemble: Ensemble | None = champ(
        "Ensemble", "Le site dit combien il en montre ; avec « gestionnaire », de celui-ci seulement.", sans_lieu=True
    )
    tarif: Tarif | None = champ("Tarif", sans_lieu=True)
    modes: tuple[Mode, ...] = champ("Modes d'accueil", Mode.listed() + ".", "[telephone]", default=(), sans_lieu=True)
    zone: tuple[CommuneName, ...] = champ("Communes concernées", "Vide : tout le territoire.", default=(), sans_lieu=True)

    @property
    def unsaid(self) -> bool:
        """Whether it says neither for whom, nor when or how to come, nor a number."""
        for_whom = self.ages or self.publics or self.conditions
        return not (for_whom or self.horaires or self.fermetures or self.acces or self.telephone)

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

    @property
    def steps(self) -> tuple[str, ...]:
        return self.demarches.etapes if self.demarches else ()

    @property
    def to_bring(self) -> tuple[str, ...]:
        return self.demarches.pieces if self.demarches else ()

    @property
    def questions(self) -> tuple[str, ...]:
        return self.a_demander
