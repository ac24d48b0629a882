"""``data/territoire.yml``: the territory itself. Who publishes, whom to write to, its face, its school zone, the thresholds of
its alerts; and the day there, which nothing else reads on the clock.

School zone, local law and time zone follow from the department, read in
the INSEE code of a commune, however people write its name; the code of no department (invented territories) gives none."""

import datetime as dt
import os
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import shapely
from pydantic import AfterValidator

from ctg.common.problems import french, shown
from ctg.model.action import Sppe
from ctg.model.allure import Allure
from ctg.model.fields import (
    Choice,
    Contact,
    Email,
    FullDate,
    KnownDate,
    Line,
    Number,
    Part,
    Phone,
    Postcode,
    Text,
    Url,
    YesNo,
    champ,
    liste,
    requis,
)
from ctg.model.references import CommuneNames, Document, IndicateurId, OffreId, PastCommune, Source

ZONES = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    "B": "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 68 72 76 80 83 84 "
    "85 88",
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
"""The departments of each school zone, by their academies, as the ministry's calendar names them (2026-2027).
Corsica and overseas are in none: their calendars are decided there."""
ZONE_OF = {departement: zone for zone, departements in ZONES.items() for departement in departements.split()}
CLOCKS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
"""The time zone of each department and community overseas (IANA)."""
APART = ("2A", "2B", *CLOCKS)
"""Those that are in no school zone."""
PARIS = "Europe/Paris"
"""For what is of no territory; all else takes the day, or the clock, of its catalogue."""


def departement_of(code_insee: str) -> str:
    """« 30 », « 2A », « 974 »: of a commune's code; empty when its first figures are those of no department."""
    found = code_insee[:3] if code_insee[:3] in CLOCKS else code_insee[:2]
    return found if found in ZONE_OF or found in APART else ""


def clock_of(departement: str) -> str:
    """The time zone of a department, that of Paris when nothing says another."""
    return CLOCKS.get(departement, PARIS)


def today(zone: str) -> dt.date:
    """The date of the build there.

    ``CTG_AUJOURDHUI=2026-11-25`` sets it (tests, repeatable builds), as does ``SOURCE_DATE_EPOCH``
    (seconds, the standard of reproducible-builds.org).
    """
    if chosen := os.environ.get("CTG_AUJOURDHUI"):
        return dt.date.fromisoformat(chosen)
    there = ZoneInfo(zone)
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return dt.datetime.fromtimestamp(int(epoch), there).date()
    return dt.datetime.now(there).date()


SILENCE_MONTHS = 12
"""An action under way of which nothing dated was told since."""
MEASURE_MONTHS = 24
"""Without a measure, counted from the end of the last year measured."""
ANSWER_MONTHS = 6
"""A request or a decision without a term, of which nothing is said."""
NOTICE_MONTHS = 6
"""When a convention or a plan is said to be near its end."""
OVERSPENT_PERCENT = 10
"""Spent beyond what was planned, by action and by year."""


def is_real(number: str) -> bool:
    """Whether the key of a SIREN or a SIRET is right (Luhn's, which INSEE uses); those of invented territories are not."""
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(number)))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


class Exercice(Choice):
    """Who exercises a duty."""

    COMMUNES = "communes", "commune"
    INTERCOMMUNALITE = "intercommunalite", "intercommunalité"
    INCONNU = "inconnu", "non connu"


class DeliberationCommune(Part):
    """The vote by which a commune transfers a duty."""

    commune: PastCommune = requis("Commune", "", "Valbourg")
    date: KnownDate = requis("Date", "", "2024-11-18", passe=True)
    numero: Line | None = champ("Numéro", "", "2024-61")
    adresse: Url | None = champ("Adresse", "Si elle est en ligne.", "https://www.exemple.fr/deliberation.pdf")


class Competence(Part):
    """Who exercises one of the four duties, once transfers are made (CASF, art. L. 214-1-3, III)."""

    mission: Sppe = requis("Mission", Sppe.listed(" ou ") + ".", "planifier")
    exercee_par: Exercice = requis("Exercée par", Exercice.listed(" ou ") + ".", "inconnu")
    communes: CommuneNames = liste("Communes qui ont transféré", "Vide : toutes.", "[Valbourg]")
    deliberations: tuple[DeliberationCommune, ...] = liste("Délibérations", "Les votes de transfert, un par commune.")


class PetiteEnfance(Part):
    """How the territory organises the service public de la petite enfance; what is absent is unknown."""

    competences: tuple[Competence, ...] = liste("Compétences", "Une ligne par mission ; vide : inconnu.")
    transfert_le: KnownDate | None = champ("Date du transfert", "", "2025-01-01")
    schema_pluriannuel: Document | None = champ("Schéma pluriannuel", "S'il est publié.")
    ctg_vaut_schema: YesNo | None = champ("La CTG vaut schéma", "oui, non ; vide : inconnu.", "oui")
    besoins: tuple[IndicateurId, ...] = liste("Besoins", "Les indicateurs qui les disent.", "[familles-en-attente]")
    note: Text | None = champ("Note", "Ce qui reste à vérifier.", "Les statuts sont à relire.")
    verifie_le: FullDate | None = champ("Vérifié le", "Dernière vérification de ces réponses.", "2026-09-01", passe=True)
    sources: tuple[Source, ...] = liste("Sources")


class Recensement(Part):
    """A promise that all there is of an offer has its record: only then does nothing near mean that there is nothing."""

    offre: OffreId = requis("Offre", "Ce que les familles y trouvent.", "loisirs")
    source: Line = requis("Source", "Ce qui montre que rien ne manque.", "Liste de la PMI du Département")
    date: KnownDate = requis("Date", "De cette source.", "2026-03", passe=True)


class Couverture(Part):
    """How « Près de chez soi » counts what is near each commune."""

    distance_km: Number = champ(
        "Distance", "En kilomètres, à vol d'oiseau, depuis le centre de la commune.", "10", default=10, ge=1, le=50
    )
    recenses: tuple[Recensement, ...] = liste(
        "Offres recensées en entier", "Pour les autres, une commune sans rien est dite « rien que nous connaissions »."
    )
    enfants_moins_de_3_ans: IndicateurId | None = champ(
        "Enfants de moins de 3 ans", "L'indicateur qui les compte par commune.", "enfants-moins-de-3-ans"
    )


class Hebergeur(Part):
    """The company whose machines hold the site."""

    nom: Line = requis("Nom", "", "Hébergeur d'exemple")
    adresse: Line | None = champ(
        "Adresse", "Complète, avec le pays s'il n'est pas la France.", "1 rue du Nuage, 99100 Valbourg", personne=True
    )
    telephone: Phone | None = champ("Téléphone", "", "01 99 00 00 00")


class DonneesPersonnelles(Part):
    """What the visitor is owed by the general regulation on data protection (RGPD, art. 13) and only people know."""

    delegue: Email | None = champ(
        "Délégué à la protection des données",
        "Son courriel de service. Toute collectivité en désigne un (RGPD, article 37).",
        "dpo@exemple.fr",
    )
    journaux: Line | None = champ("Durée des journaux", "Combien de temps l'hébergeur garde les journaux du serveur.", "six mois")
    messages: Line | None = champ("Durée des messages", "Combien de temps vous gardez les messages des familles.", "un an")


def _https(value: str) -> str:
    if not value.startswith("https://"):
        raise french(f"« {shown(value)} » n'est pas une adresse sûre.", "Elle commence par https:// : https://meteofrance.com/.")
    return value


def _apart(value: str) -> str:
    if value not in APART:
        raise french(f"« {shown(value)} » n'est pas un département sans zone de vacances.", f"Écrivez {', '.join(APART)}.")
    return value


class Editeur(Contact):
    """Who publishes the site."""

    nom: Line = requis("Nom", "", "Communauté de communes du Pays de Valbourg")
    adresse: Line | None = champ("Adresse", "", "1 place de la Mairie", personne=True)
    code_postal: Postcode | None = champ("Code postal", "", "99100")
    ville: Line | None = champ("Ville", "", "Valbourg")
    directeur_publication: Line | None = champ(
        "Direction de la publication",
        "Le nom et la fonction, publics, de votre maire ou de qui préside.",
        "Prénom Nom, présidente",
    )
    hebergeur: Hebergeur | None = champ("Hébergeur", "L'entreprise dont les machines portent le site : mentions légales.")


class PeriodeScolaire(Part):
    """Holidays of the schools, as their calendar names them."""

    nom: Line = requis("Nom", "Comme le calendrier officiel.", "vacances d'octobre")
    du: FullDate = requis("Du", "Premier jour sans classe.", "2026-10-10")
    au: FullDate = requis("Au", "Dernier jour sans classe.", "2026-10-25")

    def model_post_init(self, _context: object) -> None:
        if self.du > self.au:
            raise french(f"Ces vacances finissent ({self.au}) avant de commencer ({self.du}).", "Échangez les deux dates.")


class CalendrierScolaire(Part):
    """The school holidays of a department that is in no zone: Corsica, overseas. Decided there, each year."""

    departement: Annotated[str, AfterValidator(_apart)] = requis("Département", "Son numéro.", "974")
    periodes: tuple[PeriodeScolaire, ...] = requis("Périodes", "Une ligne par période.", min_length=1)
    sources: tuple[Source, ...] = requis("Sources", "L'arrêté du recteur, et sa date.", min_length=1)


class PageRetiree(Part):
    """A page or a document that has no successor: its address says so for ever, rather than nothing."""

    adresse: Line = requis(
        "Adresse", "Depuis la racine du site.", "structures/les-lutins/", pattern=r"^[a-z0-9_-]+(/[a-z0-9_-]+)*(/|\.[a-z]+)$"
    )
    raison: Text = requis("Raison", "Montrée aux visiteurs.", "La halte-garderie a fermé en juin 2026.")


VERSION_FICHES = 3
"""The form in which sheets are written today. 1: until version 1.0.0 of the tool, the convention stood in ``territoire.yml``.
2: until version 2.2.0, some things could be said in two fields (``ctg migrer``), and a framework without a
sheet: in a list of neighbours, or by a word.

``ctg migrer`` leads from each form to this one; ``tests/versions/`` holds a territory of each version of the tool.
"""


def _readable(version: int) -> int:
    if version > VERSION_FICHES:
        told = f"Ces fiches sont de la version {version} ; l'outil installé ici ne lit que jusqu'à la version {VERSION_FICHES}."
        raise french(told, "Mettez l'outil à jour : « ctg guide technique » dit comment.")
    return version


def _of_a_site(value: str) -> str:
    """Every address of the site is this one with something behind it; its path stands in the settings of web servers."""
    parts = urlsplit(value)
    steps = parts.path.removesuffix("/").split("/")[1:]
    if "?" in value or "#" in value or not all(re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*", step) for step in steps):
        plain = f"{parts.scheme}://{parts.netloc}/"
        raise french(f"« {shown(value)} » n'est pas l'adresse d'un site.", f"Sans « ? », « # » ni « .. » : « {plain} ».")
    return value


SiteUrl = Annotated[Url, AfterValidator(_of_a_site)]


class Territoire(Part):
    """``data/territoire.yml``: the identity of the site."""

    former = ("integration", "pages_retenues", "alertes", "couleurs", "convention")

    nom: Line = requis("Nom du territoire", "", "Pays de Valbourg")
    nom_complet: Line = requis("Nom officiel", "", "Communauté de communes du Pays de Valbourg")
    titre_site: Line = requis("Titre du site", "", "Familles du Pays de Valbourg")
    accroche: Line = requis("Accroche", "Une phrase : ce que c'est, pour qui.", "Tout pour les familles.")
    exemple_recherche: Line = requis("Exemple de recherche", "Montré dans le champ.", "crèche Valbourg")
    adresse_site: SiteUrl | None = champ("Adresse du site", "L'adresse publique.", "https://familles.exemple.fr/")
    signalement: Url | None = champ(
        "Formulaire de signalement", "Adresse d'un formulaire en ligne.", "https://exemple.fr/signaler"
    )
    departement: Line = requis("Département", "", "Creuse")
    siren: Line | None = champ("SIREN", "9 chiffres.", "219900012", pattern=r"^[0-9]{9}$")
    siret: Line | None = champ("SIRET du siège", "14 chiffres.", "99900001900017", pattern=r"^[0-9]{14}$")
    zone_scolaire: Literal["A", "B", "C"] | None = champ(
        "Zone de vacances", "Inutile en métropole : le code INSEE des communes la donne.", "C"
    )
    vacances_scolaires: tuple[CalendrierScolaire, ...] = liste(
        "Vacances scolaires", "En Corse et outre-mer, où le programme ne les connaît pas."
    )
    numero_info: Phone | None = champ("Téléphone général", "", "04 65 71 00 00")
    chiffres_cles: tuple[IndicateurId, ...] = liste("Chiffres clés", "En tête du projet : trois noms d'indicateurs.")
    sortie: Annotated[Url, AfterValidator(_https)] = champ(
        "Où mène « Quitter vite »",
        "Un site ordinaire, que personne ne s'étonne de voir ouvert.",
        "https://meteofrance.com/",
        default="https://meteofrance.com/",
    )
    allure: Allure = champ("Allure", default=Allure())
    editeur: Editeur = requis("Éditeur", "Qui publie : les mentions légales, que la loi demande.")
    donnees_personnelles: DonneesPersonnelles = champ(
        "Données personnelles", "Ce que la loi fait dire aux visiteurs (RGPD).", default=DonneesPersonnelles()
    )
    petite_enfance: PetiteEnfance = champ("Service public de la petite enfance", default=PetiteEnfance())
    pages_retirees: tuple[PageRetiree, ...] = liste("Pages retirées", "Leurs adresses restent, et disent pourquoi.")
    couverture: Couverture = champ("Couverture", default=Couverture())
    sources: tuple[Source, ...] = liste("Sources")
    version_fiches: Annotated[int, AfterValidator(_readable)] | None = champ(
        "Version des fiches", "La forme de toutes vos fiches : l'outil l'écrit, ne la changez pas.", str(VERSION_FICHES), ge=1
    )


# --- the ground of the maps: waters, roads, railways, built-up areas, names of towns; it says where a place is ---

NATURES = {
    "bati": ("Polygon", "MultiPolygon"),
    "eau": ("Polygon", "MultiPolygon"),
    "cours-d-eau": ("LineString", "MultiLineString"),
    "route": ("LineString", "MultiLineString"),
    "rail": ("LineString", "MultiLineString"),
    "ville": ("Point",),
    "direction": ("Point",),
}
"""What the ground is made of, in the order in which it is drawn (the outlines of the communes come before the names), and the
geometries of each. A ``direction`` is a large town that lies beyond the ground, at its own point: « vers Grandval »."""
WEAKEST = 6
"""Ranks go from 1, the strongest (a great river, a motorway, the largest town)."""


@dataclass(frozen=True)
class Feature:
    """One thing of the ground."""

    nature: str
    """A key of :data:`NATURES`."""
    geometry: dict[str, Any]
    """GeoJSON: ``{"type": …, "coordinates": …}``, in degrees, longitude first."""
    nom: str = ""
    rang: int = WEAKEST
    source: str = ""
    licence: str = ""

    @cached_property
    def shape(self) -> shapely.geometry.base.BaseGeometry:
        """Its geometry, to be measured."""
        return shapely.geometry.shape(self.geometry)

    @property
    def point(self) -> tuple[float, float]:
        """Longitude and latitude of a name."""
        lon, lat = self.geometry["coordinates"]
        return lon, lat


@dataclass(frozen=True)
class Ground:
    """All of it. An empty one is that of a territory that has no file of its own and no commune."""

    features: tuple[Feature, ...] = ()

    @cached_property
    def by_nature(self) -> dict[str, tuple[Feature, ...]]:
        """Nature → its features, the natures in drawing order, of each the weakest first: the strongest is drawn over."""
        found: dict[str, list[Feature]] = {nature: [] for nature in NATURES}
        for one in sorted(self.features, key=lambda one: -one.rang):
            found[one.nature].append(one)
        return {nature: tuple(of_it) for nature, of_it in found.items()}

    @cached_property
    def drawn(self) -> tuple[Feature, ...]:
        """All but names: lines and surfaces."""
        return tuple(one for one in self.features if one.nature not in ("ville", "direction"))

    @cached_property
    def attributions(self) -> tuple[str, ...]:
        """Whose the ground is, each once: « IGN, BD TOPO (Licence Ouverte 2.0) »."""
        return tuple(dict.fromkeys(f"{one.source} ({one.licence})" for one in self.features if one.licence))
