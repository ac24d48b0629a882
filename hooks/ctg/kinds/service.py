"""An offer: what is done for families, in a place or without one."""

from __future__ import annotations

from typing import ClassVar

from ctg.kinds.choices import Choice
from ctg.kinds.fields import CommuneName, Line, Part, Text, ThemeId, Url, YesNo, champ, record_id
from ctg.kinds.structure import Place


class Acces(Choice):
    """How one may come."""

    LIBRE = "libre", "accès libre, sans rendez-vous"
    RENDEZ_VOUS = "rendez-vous", "sur rendez-vous"
    ORIENTATION = "orientation", "sur orientation d’un professionnel : vous ne pouvez pas le demander seul"


class Mode(Choice):
    """Where or by what means one is received."""

    SUR_PLACE = "sur-place", "sur place"
    TELEPHONE = "telephone", "par téléphone"
    EN_LIGNE = "en-ligne", "en ligne"
    ITINERANT = "itinerant", "près de chez vous, il se déplace"


class Demarches(Part):
    """How to ask for it."""

    lien: Url | None = champ("Lien", "La page officielle de la démarche.", "https://www.caf.fr")
    pieces: tuple[Line, ...] = champ("Pièces à fournir", "", "[justificatif de domicile]", default=())
    etapes: tuple[Text, ...] = champ("Étapes", "Dans l'ordre.", "[Demandez la carte en mairie.]", default=())


class Frais(Part):
    """What it costs; never an amount without its year."""

    gratuit: YesNo | None = champ("Gratuit", "oui ou non.", "non")
    texte: Text | None = champ("Précision", "Avec l'année de tout montant.", "1,50 € le trajet (2019)")


class Service(Place):
    """An offer. Without ``zone`` nor ``structure``, it is for the whole territory."""

    kind: ClassVar[str] = "service"
    folder: ClassVar[str] = "services"
    singular: ClassVar[str] = "service"
    plural: ClassVar[str] = "services"
    content: ClassVar[str] = "Les services : thèmes, public, conditions, démarches, prix, communes concernées."

    nom: Line = champ("Nom", "Comme on le dit.", "Transport à la demande", default=...)
    themes: tuple[ThemeId, ...] = champ("Thèmes", "Le principal d'abord.", "[mobilite]", default=..., min_length=1)
    structure: record_id("structures") | None = champ("Structure", "Le lieu qui le propose.", "les-lutins")
    conditions: Text | None = champ("Conditions", "Qui y a droit.", "avoir entre 16 et 25 ans")
    acces: Acces | None = champ("Accès", Acces.listed(" ou ") + ".", "libre")
    demarches: Demarches | None = champ("Démarches")
    frais: Frais | None = champ("Prix")
    modes: tuple[Mode, ...] = champ("Modes d'accueil", Mode.listed() + ".", "[telephone]", default=())
    zone: tuple[CommuneName, ...] = champ("Communes concernées", "Vide : tout le territoire.", default=())
