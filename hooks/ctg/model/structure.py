"""A structure is a place that families go to, or that comes to them; a service is what is done for them, in a place or without
one."""

from typing import Annotated

from ctg.common.problems import french
from ctg.model.allure import Photo
from ctg.model.fields import CLOSED, CODE_INSEE, Choice, Count, Line, LocalPosition, Part, Text, Url, YesNo, champ, liste, requis
from ctg.model.place import Acces, Inscription, Place, Places, Tarif
from ctg.model.record import CONFIRMED, SOURCES, Expected
from ctg.model.references import CommuneNames, HomeCommune, StructureId, ThemeId, TypeId


class Mode(Choice):
    """Where or by what means one is received."""

    SUR_PLACE = "sur-place", "sur place"
    TELEPHONE = "telephone", "par téléphone"
    EN_LIGNE = "en-ligne", "en ligne"
    ITINERANT = "itinerant", "près de chez vous, il se déplace"


class Demarches(Part):
    """How to ask for it."""

    lien: Url | None = champ("Lien", "La page officielle de la démarche.", "https://www.caf.fr", sans_lieu=True)
    pieces: tuple[Line, ...] = liste("Pièces à fournir", "", "[justificatif de domicile]", sans_lieu=True)
    etapes: tuple[Text, ...] = liste("Étapes", "Dans l'ordre.", "[Demandez la carte en mairie.]", sans_lieu=True)


class Message(Part):
    """A message to complete: families copy it, or send it by e-mail or by SMS."""

    objet: Line = requis("Objet", "Celui du courriel.", "Une place en crèche", sans_lieu=True)
    texte: Text = requis(
        "Texte",
        "À la première personne ; « … » où il faut compléter.",
        "Bonjour, mon enfant est né le … et j'habite à …",
        sans_lieu=True,
    )


class Ensemble(Part):
    """How many there are in all, when the site may not show them all."""

    type: TypeId = requis("Type", "Celui des lieux que l'on compte.", "multi-accueil", sans_lieu=True)
    nombre: Count = requis("Combien en tout", "D'après vos sources.", "13", ge=1, le=1000, sans_lieu=True)


class Service(Place):
    """An offer. Without ``zone`` nor ``structure``, it is for the whole territory."""

    kind = "service"
    folder = "services"
    singular = "service"
    plural = "services"
    content = "Les services : thèmes, public, conditions, démarches, prix, communes concernées."
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

    former = ("frais",)

    nom: Line = requis("Nom", "Comme on le dit.", "Transport à la demande", sans_lieu=True)
    themes: tuple[ThemeId, ...] = requis("Thèmes", "Le principal d'abord.", "[mobilite]", min_length=1, sans_lieu=True)
    structure: StructureId | None = champ("Structure", "Le lieu qui le propose.", "les-lutins", sans_lieu=True)
    conditions: Text | None = champ("Conditions", "Qui y a droit.", "avoir un enfant de moins de 3 ans", sans_lieu=True)
    acces: Acces | None = champ("Accès", Acces.listed(" ou ") + ".", "libre", sans_lieu=True)
    demarches: Demarches | None = champ("Démarches", sans_lieu=True)
    a_demander: tuple[Line, ...] = liste(
        "À demander", "Les questions à poser, une par ligne.", '["Quand faut-il s\'inscrire ?"]', sans_lieu=True
    )
    message: Message | None = champ("Message tout prêt", "À copier, ou à envoyer à qui répond.", sans_lieu=True)
    ensemble: Ensemble | None = champ(
        "Ensemble", "Le site dit combien il en montre ; avec « gestionnaire », de celui-ci seulement.", sans_lieu=True
    )
    tarif: Tarif | None = champ("Tarif", sans_lieu=True)
    modes: tuple[Mode, ...] = liste("Modes d'accueil", Mode.listed() + ".", "[telephone, itinerant]", sans_lieu=True)
    zone: CommuneNames = liste("Communes concernées", "Vide : tout le territoire.", sans_lieu=True)

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
    def steps(self) -> tuple[str, ...]:
        return self.demarches.etapes if self.demarches else ()

    @property
    def to_bring(self) -> tuple[str, ...]:
        return self.demarches.pieces if self.demarches else ()


class Structure(Place):
    """A place. Without ``position``, the centre of its commune is drawn and said approximate."""

    kind = "structure"
    folder = "structures"
    singular = "structure"
    plural = "structures"
    content = "Les lieux : type, adresse, contact, âges, places, horaires, inscription, tarif."
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

    former = ("identifiant_osm",)

    nom: Line = requis("Nom", "Comme on le dit.", "Les Lutins", sans_lieu=True)
    type: TypeId = requis("Type", "De quelle sorte de lieu il s'agit.", "multi-accueil", sans_lieu=True)
    hors_territoire: YesNo = champ(
        "Hors du territoire",
        "oui : un lieu proche, dans une commune voisine. Il est montré comme tel, et jamais compté.",
        "non",
        default=False,
        sans_lieu=True,
    )
    commune: HomeCommune = requis(
        "Commune", "Celle où est le lieu. D'un autre territoire, il faudra le dire.", "Valbourg", sans_lieu=True
    )
    code_insee: Annotated[Line, CLOSED] | None = champ(
        "Code INSEE de sa commune", "Hors du territoire seulement : cinq caractères.", "99301", pattern=CODE_INSEE, sans_lieu=True
    )
    themes: tuple[ThemeId, ...] = liste("Autres thèmes", "En plus du thème de son type.", sans_lieu=True)
    position: LocalPosition | None = champ("Position", "", "{lat: 46.5, lon: 2.5}")
    photo: Photo | None = champ("Photographie", "Dans data/images/, avec l'accord de qui est dessus.")
    adresse_confidentielle: YesNo = champ(
        "Adresse confidentielle",
        "oui : seule la commune est montrée, sans point ; un texte n'est publié qu'une fois relu.",
        "non",
        default=False,
        sans_lieu=True,
    )
    siret: Line | None = champ("SIRET", "14 chiffres.", "99900001900017", pattern=r"^[0-9]{14}$")
    lien_monenfant: Url | None = champ("Page sur monenfant.fr", "", "https://monenfant.fr/…")
    places: Places | None = champ("Places", sans_lieu=True)
    inscription: Inscription | None = champ("Inscription", sans_lieu=True)
    tarif: Tarif | None = champ("Tarif", sans_lieu=True)
    accueil_handicap: Text | None = champ("Accueil du handicap", "", "projet d'accueil individualisé", sans_lieu=True)
    accueil_urgence: Text | None = champ("Accueil d'urgence", "", "selon les places du jour", sans_lieu=True)
    repas: Text | None = champ("Repas", "", "fournis", sans_lieu=True)
    accessibilite_lieu: Url | None = champ("Accessibilité du lieu", "Page sur Acceslibre.", "https://acceslibre.beta.gouv.fr/…")
    transport: Text | None = champ("Comment venir", "", "navette gratuite, arrêt à 200 mètres")
    communes_desservies: CommuneNames = liste(
        "Communes desservies", "Pour ce qui se déplace ; s'il a une adresse, il reçoit aussi sur place.", sans_lieu=True
    )
    zone: Line | None = champ(
        "Territoire couvert", "En mots, si la liste n'est pas connue.", "presque toutes les communes (2026)", sans_lieu=True
    )

    @property
    def settled(self) -> bool:
        return super().settled or bool(self.position) or self.adresse_confidentielle

    @property
    def practical(self) -> bool:
        """Whether it says anything for the fold « À savoir »."""
        return bool(self.repas or self.accueil_urgence or self.faits_a_savoir)

    @property
    def steps(self) -> tuple[str, ...]:
        return (self.inscription.comment,) if self.inscription and self.inscription.comment else ()

    @property
    def to_bring(self) -> tuple[str, ...]:
        return self.inscription.pieces if self.inscription else ()

    def model_post_init(self, _context: object) -> None:
        self._refuse_half_outside()
        if self.adresse_confidentielle and (self.adresse or self.position):
            why = "Une adresse confidentielle ne doit figurer nulle part."
            raise french(why, "Supprimez « adresse » et « position ».", "adresse" if self.adresse else "position")

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
                remedy = "Ce qui vient dans vos communes est un service d'ici : faites-en une fiche de data/services/."
                raise french(f"Un lieu hors du territoire ne peut pas avoir « {name} ».", remedy, name)
