"""A place that families can go to, or that comes to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ctg.kinds.base import CONFIRMED, SOURCES, Expected, Record
from ctg.kinds.choices import Choice
from ctg.kinds.commune import CODE_INSEE
from ctg.kinds.fields import Ages, Contact, Line, LocalPosition, Part, Postcode, Text, Url, Year, YesNo, champ
from ctg.kinds.horaires import Horaires
from ctg.kinds.periodes import Closure
from ctg.kinds.references import CommuneName, HomeCommune, InstitutionName, StructureId, ThemeId, TypeId
from ctg.kinds.urgences import NumeroUrgence
from ctg.problems import french


class Arret(Part):
    """A stop of an itinerant service: when it comes is said in ``horaires``, or in free text while only that is known."""

    commune: CommuneName = champ("Commune", "", "Valbourg", default=...)
    lieu: Line | None = champ("Lieu", "Où il s'arrête.", "place de la Mairie", personne=True)
    quand: Line | None = champ("Quand", "Jour, fréquence, année du renseignement.", "lundi matin")
    horaires: Horaires | None = champ("Horaires de l'arrêt", "Le site en tire les prochains passages.")


class PlacesParAge(Part):
    """Places for one age group."""

    ages: Line = champ("Tranche d'âge", "", "moins de 18 mois", default=..., sans_lieu=True)
    nombre: int = champ("Nombre de places", "", "20", default=..., ge=0, le=10000, sans_lieu=True)


class Places(Part):
    """Places at the same time, of a given year (not the children received in the year)."""

    total: int = champ("Nombre de places", "En même temps.", "20", default=..., ge=0, le=10000, sans_lieu=True)
    annee: Year = champ("Année", "De quand date ce nombre.", "2018", default=..., sans_lieu=True)
    par_age: tuple[PlacesParAge, ...] = champ("Par âge", default=(), sans_lieu=True)


class Inscription(Part):
    """How to register."""

    ou: Line | None = champ("Où s'inscrire", "", "à l'accueil de la structure", personne=True)
    comment: Text | None = champ(
        "Comment", "Les démarches en phrases courtes.", "Téléphonez pour prendre rendez-vous.", sans_lieu=True
    )
    pieces: tuple[Line, ...] = champ("Pièces à fournir", "", "[livret de famille]", default=(), sans_lieu=True)
    dates: tuple[Line, ...] = champ("Dates d'inscription", "", "[en avril]", default=(), sans_lieu=True)
    commission: Line | None = champ("Commission d'attribution", "", "en mai", sans_lieu=True)


class Tarif(Part):
    """What it costs; never an amount without its year."""

    gratuit: YesNo | None = champ("Gratuit", "oui ou non.", "oui", sans_lieu=True)
    texte: Text | None = champ("Précision", "Avec l'année de tout montant.", "selon vos revenus", sans_lieu=True)
    lien: Url | None = champ("Lien", "La page officielle des tarifs.", "https://www.caf.fr", sans_lieu=True)


class Frais(Part):
    """What a service costs; never an amount without its year."""

    gratuit: YesNo | None = champ("Gratuit", "oui ou non.", "non", sans_lieu=True)
    texte: Text | None = champ("Précision", "Avec l'année de tout montant.", "1,50 € le trajet (2019)", sans_lieu=True)


class Acces(Choice):
    """How one may come to a service."""

    LIBRE = "libre", "accès libre, sans rendez-vous"
    RENDEZ_VOUS = "rendez-vous", "sur rendez-vous"
    ORIENTATION = "orientation", "sur orientation d’un professionnel : vous ne pouvez pas le demander seul"


class Place(Record, Contact):
    """What structures and services share: whom it is for, where it comes, how to reach it."""

    if TYPE_CHECKING:  # each declares these at its own place in the forms
        nom: Line
        themes: tuple[ThemeId, ...]

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

    price_field: ClassVar[str]
    """The name of the field that says what it costs."""

    @property
    def host_id(self) -> str | None:
        """The structure that offers a service."""
        return None

    @property
    def settled(self) -> bool:
        """Whether it is at an address of its own."""
        return bool(self.adresse)

    @property
    def price(self) -> Tarif | Frais | None:
        """What it costs."""
        return getattr(self, self.price_field)

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


class Structure(Place):
    """A place. Without ``position``, the centre of its commune is drawn and said approximate."""

    kind: ClassVar[str] = "structure"
    folder: ClassVar[str] = "structures"
    singular: ClassVar[str] = "structure"
    plural: ClassVar[str] = "structures"
    content: ClassVar[str] = "Les lieux : type, adresse, contact, âges, places, horaires, inscription, tarif."
    expected = (
        Expected("horaires", 15, ("horaires", "arrets"), "les horaires"),
        Expected("âges ou publics", 10, ("ages", "publics"), "les âges"),
        Expected("adresse", 10, ("adresse", "adresse_confidentielle", "arrets"), "l’adresse"),
        Expected("téléphone ou courriel", 20, ("telephone", "courriel")),
        Expected("téléphone", 0, ("telephone",), "le téléphone"),
        Expected("description", 10, ("description",)),
        Expected(CONFIRMED, 10, ("verifie_le",)),
        Expected("inscription", 5, ("inscription",), "l’inscription"),
        Expected("tarif", 8, ("tarif",), "le prix"),
        Expected(SOURCES, 7, ("sources",)),
        Expected("accueil du handicap", 5, ("accueil_handicap",), "l’accueil du handicap"),
    )

    nom: Line = champ("Nom", "Comme on le dit.", "Les Lutins", default=..., sans_lieu=True)
    type: TypeId = champ("Type", "Un mot du vocabulaire.", "multi-accueil", default=..., sans_lieu=True)
    hors_territoire: YesNo = champ(
        "Hors du territoire",
        "oui : un lieu proche, dans une commune voisine. Il est montré comme tel, et jamais compté.",
        "non",
        default=False,
        sans_lieu=True,
    )
    commune: HomeCommune = champ(
        "Commune",
        "Une commune du territoire ; d'ailleurs, si le lieu est hors du territoire.",
        "Valbourg",
        default=...,
        sans_lieu=True,
    )
    code_insee: Line | None = champ(
        "Code INSEE de sa commune", "Hors du territoire seulement : cinq caractères.", "99301", pattern=CODE_INSEE, sans_lieu=True
    )
    themes: tuple[ThemeId, ...] = champ("Autres thèmes", "En plus du thème de son type.", default=(), sans_lieu=True)
    position: LocalPosition | None = champ("Position", "", "{lat: 46.5, lon: 2.5}")
    adresse_confidentielle: YesNo = champ(
        "Adresse confidentielle",
        "oui : seule la commune est montrée, sans point ; aucun texte ne peut dire la rue.",
        "non",
        default=False,
        sans_lieu=True,
    )
    siret: Line | None = champ("SIRET", "14 chiffres.", "21990001200017", pattern=r"^\d{14}$")
    lien_monenfant: Url | None = champ("Page sur monenfant.fr", "", "https://monenfant.fr/…")
    places: Places | None = champ("Places", sans_lieu=True)
    inscription: Inscription | None = champ("Inscription", sans_lieu=True)
    tarif: Tarif | None = champ("Tarif", sans_lieu=True)
    accueil_handicap: Text | None = champ("Accueil du handicap", "", "projet d'accueil individualisé", sans_lieu=True)
    accueil_urgence: Text | None = champ("Accueil d'urgence", "", "selon les places du jour", sans_lieu=True)
    repas: Text | None = champ("Repas", "", "fournis", sans_lieu=True)
    accessibilite_lieu: Url | None = champ("Accessibilité du lieu", "Page sur Acceslibre.", "https://acceslibre.beta.gouv.fr/…")
    identifiant_osm: Line | None = champ(
        "Identifiant OpenStreetMap",
        "À la fin de l'adresse de sa page sur openstreetmap.org.",
        "node/123456789",
        pattern=r"^(node|way|relation)/\d{1,15}$",
    )
    transport: Text | None = champ("Comment venir", "", "navette gratuite, arrêt à 200 mètres")
    communes_desservies: tuple[CommuneName, ...] = champ(
        "Communes desservies",
        "Pour ce qui se déplace ; s'il a une adresse, il reçoit aussi sur place.",
        default=(),
        sans_lieu=True,
    )
    zone: Line | None = champ(
        "Territoire couvert", "En mots, si la liste n'est pas connue.", "12 communes sur 15 (2026)", sans_lieu=True
    )

    price_field: ClassVar[str] = "tarif"

    @property
    def settled(self) -> bool:
        return super().settled or bool(self.position) or self.adresse_confidentielle

    @property
    def type_id(self) -> str:
        return self.type

    @property
    def seat(self) -> str:
        return self.commune

    @property
    def beyond(self) -> bool:
        return self.hors_territoire

    @property
    def confidential(self) -> bool:
        return self.adresse_confidentielle

    @property
    def visits(self) -> tuple[str, ...]:
        return self.communes_desservies

    @property
    def registration(self) -> Inscription | None:
        return self.inscription

    @property
    def steps(self) -> tuple[str, ...]:
        own = self.inscription
        where = f"Où s’inscrire : {own.ou.rstrip('.')}." if own and own.ou else ""
        return tuple(filter(None, (where, own.comment))) if own else ()

    @property
    def to_bring(self) -> tuple[str, ...]:
        return self.inscription.pieces if self.inscription else ()

    def model_post_init(self, _context: object) -> None:
        self._refuse_half_outside()
        if self.adresse_confidentielle and (self.adresse or self.position):
            raise french(
                "Une adresse confidentielle ne doit figurer nulle part.",
                "Supprimez « adresse » et « position ».",
                "adresse" if self.adresse else "position",
            )

    def _refuse_half_outside(self) -> None:
        """A place outside says where it is, to be near something; what comes into the territory is not outside."""
        if not self.hors_territoire:
            return
        for name, example in (("code_insee", "99301"), ("position", "{lat: 46.5, lon: 2.5}")):
            if not getattr(self, name):
                told = f"Un lieu hors du territoire doit dire « {name} » : sans lui, on ne sait pas de quoi il est proche."
                raise french(told, f"Ajoutez cette ligne, par exemple « {name}: {example} ».", "hors_territoire")
        for name in ("arrets", "communes_desservies"):
            if getattr(self, name):
                raise french(
                    f"Un lieu hors du territoire ne peut pas avoir « {name} ».",
                    "Ce qui vient dans vos communes est un service d'ici : faites-en une fiche de data/services/.",
                    name,
                )
