"""What structures and services share: whom it is for, when, where, at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ctg.kinds.fields.base import Ages, Count, Line, Part, Text, Year, YesNo, champ
from ctg.kinds.fields.choices import Choice
from ctg.kinds.fields.horaires import Horaires
from ctg.kinds.fields.periodes import Closure
from ctg.kinds.fields.reach import Contact, Postcode, Url
from ctg.kinds.fields.record import Renamed, Reread
from ctg.kinds.fields.references import CommuneName, InstitutionName, StructureId, ThemeId
from ctg.kinds.territory.urgences import NumeroUrgence


class Arret(Part):
    """A stop of an itinerant service: when it comes is said in ``horaires``, or in free text while only that is known."""

    commune: CommuneName = champ("Commune", "", "Valbourg", default=...)
    lieu: Line | None = champ("Lieu", "Où il s'arrête.", "place de la Mairie", personne=True)
    quand: Line | None = champ("Quand", "Jour, fréquence, année du renseignement.", "lundi matin")
    horaires: Horaires | None = champ("Horaires de l'arrêt", "Le site en tire les prochains passages.")


class Places(Part):
    """Places at the same time, of a given year (not the children received in the year)."""

    former: ClassVar[frozenset[str]] = frozenset({"par_age"})

    total: Count = champ("Nombre de places", "En même temps.", "20", default=..., ge=0, le=10000, sans_lieu=True)
    annee: Year = champ("Année", "De quand date ce nombre.", "2018", default=..., sans_lieu=True)


class Inscription(Part):
    """How to register."""

    former: ClassVar[frozenset[str]] = frozenset({"commission", "ou"})

    comment: Text | None = champ(
        "Comment", "Où et comment, en phrases courtes.", "Téléphonez pour prendre rendez-vous.", sans_lieu=True
    )
    pieces: tuple[Line, ...] = champ("Pièces à fournir", "", "[livret de famille]", default=(), sans_lieu=True)
    dates: tuple[Line, ...] = champ(
        "Dates d'inscription", "Et de la commission d'attribution.", "[en avril]", default=(), sans_lieu=True
    )


class Tarif(Part):
    """What it costs; never an amount without its year."""

    gratuit: YesNo | None = champ("Gratuit", "oui ou non.", "oui", sans_lieu=True)
    texte: Text | None = champ("Précision", "Avec l'année de tout montant.", "selon vos revenus", sans_lieu=True)
    lien: Url | None = champ("Lien", "La page officielle des tarifs.", "https://www.caf.fr", sans_lieu=True)


class Acces(Choice):
    """How one may come to a service."""

    LIBRE = "libre", "accès libre, sans rendez-vous"
    RENDEZ_VOUS = "rendez-vous", "sur rendez-vous"
    ORIENTATION = "orientation", "sur orientation d’un professionnel : vous ne pouvez pas le demander seul"


class Place(Renamed, Reread, Contact):
    """What structures and services share: whom it is for, where it comes, how to reach it."""

    if TYPE_CHECKING:  # each declares these at its own place in the forms
        nom: Line
        themes: tuple[ThemeId, ...]
        tarif: Tarif | None

    description: Text | None = champ(
        "Description", "Deux ou trois phrases simples.", "Un lieu pour jouer en famille.", sans_lieu=True
    )
    resume_facile: Text | None = champ(
        "Résumé facile à lire",
        "Phrases de 15 mots au plus, une idée par phrase, mots de tous les jours.",
        "Votre enfant joue ici.",
        sans_lieu=True,
    )
    mots: tuple[Line, ...] = champ(
        "Mots de tous les jours", "Ce que les gens cherchent.", "[bus, navette]", default=(), sans_lieu=True
    )
    gestionnaire: InstitutionName | None = champ(
        "Gestionnaire", "L'institution ou l'association responsable.", "Ville de …", sans_lieu=True
    )
    ages: Ages | None = champ("Âges accueillis", "", "{de: 10 semaines, a: 3 ans}", sans_lieu=True)
    publics: Line | None = champ("Pour qui", "En mots simples.", "parents de jeunes enfants", sans_lieu=True)
    horaires: Horaires | None = champ("Horaires", sans_lieu=True)
    fermetures: tuple[Closure, ...] = champ(
        "Fermetures",
        "Sans année, elles reviennent chaque année.",
        "[{du: 08-01, au: 08-21, motif: congés d'été}]",
        default=(),
        sans_lieu=True,
    )
    arrets: tuple[Arret, ...] = champ("Arrêts", "Pour ce qui se déplace.", default=())
    adresse: Line | None = champ("Adresse", "Numéro et rue.", "3 place de la Mairie", personne=True)
    complement_adresse: Line | None = champ("Complément", "Bâtiment, quartier.", "Maison des associations", personne=True)
    code_postal: Postcode | None = champ("Code postal", "", "99100")
    contact_relais: StructureId | None = champ(
        "Qui répond sinon", "Identifiant de la structure qui répond ; sinon la mairie.", "les-lutins", sans_lieu=True
    )
    numero_relais: NumeroUrgence | None = champ(
        "Numéro qui répond sinon", "Un numéro d'urgence ou d'écoute de ce site.", "115", sans_lieu=True
    )
    faits_a_savoir: tuple[Line, ...] = champ(
        "Bon à savoir", "Une phrase par ligne.", "[Fermé la dernière semaine de décembre.]", default=(), sans_lieu=True
    )

    @property
    def desk(self) -> Place:
        return self

    @property
    def opening(self) -> Horaires | None:
        return self.horaires

    # What only structures have, or only services: nothing, unless they say it.

    @property
    def host_id(self) -> str | None:
        """The structure that offers a service."""
        return None

    @property
    def settled(self) -> bool:
        """Whether it is at an address of its own."""
        return bool(self.adresse)

    @property
    def type_id(self) -> str | None:
        """The type of a structure."""
        return None

    @property
    def seat(self) -> str | None:
        """The commune of a structure."""
        return None

    @property
    def beyond(self) -> bool:
        """Whether a structure is outside of the territory."""
        return False

    @property
    def confidential(self) -> bool:
        """Whether a structure keeps its address secret; the services that it offers do not say so themselves."""
        return False

    @property
    def visits(self) -> tuple[str, ...]:
        """The communes that a structure serves besides its own."""
        return ()

    @property
    def reserved_to(self) -> tuple[str, ...]:
        """The communes whose inhabitants a service is for."""
        return ()

    @property
    def communes_named(self) -> tuple[str, ...]:
        """Where it comes; where it is, the catalogue says."""
        return (*(stop.commune for stop in self.arrets), *self.visits, *self.reserved_to)

    @property
    def on_site(self) -> bool:
        """Whether one may be received where its structure is."""
        return True

    @property
    def itinerant(self) -> bool:
        """Whether it says that it moves, by its stops or by its ways of receiving."""
        return bool(self.arrets)

    @property
    def registration(self) -> Inscription | None:
        """How to register in a structure."""
        return None

    @property
    def steps(self) -> tuple[str, ...]:
        """How to ask for it, in order, as it was written."""
        return ()

    @property
    def to_bring(self) -> tuple[str, ...]:
        """The papers that it asks for."""
        return ()

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask those who answer for a service."""
        return ()

    @property
    def access(self) -> Acces | None:
        """How one may come to a service."""
        return None

    @property
    def eligibility(self) -> str | None:
        """Who has a right to a service."""
        return None
