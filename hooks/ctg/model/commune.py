"""A commune and its town hall, which answers when nobody else does; and the guided paths that lead a family to the finder."""

import datetime as dt
from collections.abc import Container
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlencode

from pydantic import AfterValidator

from ctg.common.problems import as_identifier, french, is_identifier, shown
from ctg.model.allure import Photo
from ctg.model.fields import (
    CLOSED,
    CODE_INSEE,
    Email,
    KnownDate,
    Line,
    LocalPosition,
    Part,
    Phone,
    Postcode,
    Text,
    Url,
    WholeOrCents,
    YesNo,
    champ,
    liste,
    requis,
)
from ctg.model.opening_hours import Horaires
from ctg.model.periods import Closure
from ctg.model.record import CONFIRMED, SOURCES, Expected, Renamed, Reread
from ctg.model.references import BesoinId, CommuneName, NumeroUrgence, ServiceId, StructureId

LONG = 60
"""Beyond as many communes, a table scrolls in its own frame, and their list is by letter."""


class Mairie(Part):
    """The town hall. ``position`` may be missing or doubtful: the centre of the commune then stands for it."""

    adresse: Line | None = champ("Adresse", "Numéro et rue.", "3 place de la Mairie", personne=True)
    localite: Line | None = champ("Code postal et ville", "", "99100 Valbourg")
    telephone: Phone | None = champ("Téléphone", "", "04 65 71 00 00")
    courriel: Email | None = champ("Courriel", "", "mairie@exemple.fr")
    site_web: Url | None = champ("Site web", "", "https://www.exemple.fr")
    horaires: Horaires | None = champ("Horaires d'ouverture")
    position: LocalPosition | None = champ("Position")
    position_douteuse: YesNo = champ("Position douteuse", "oui : le centre de la commune la remplace.", "oui", default=False)
    fermetures: ClassVar[tuple[Closure, ...]] = ()
    """None is ever told."""


def _has_address(nom: str) -> str:
    if not is_identifier(as_identifier(nom)):
        raise french(f"« {shown(nom)} » ne donne pas d'adresse de page.", "Écrivez le nom officiel, en lettres.")
    return nom


class Commune(Renamed):
    """A commune. Populations are legal populations (INSEE), with their year."""

    kind = "commune"
    folder = "communes"
    singular = "commune"
    plural = "communes"
    dataset = "lieux"
    content = "Code INSEE, codes postaux, population, centre, mairie et ses horaires."
    expected = (
        Expected("téléphone de la mairie", 30, ("mairie.telephone",)),
        Expected("adresse de la mairie", 20, ("mairie.adresse",)),
        Expected("horaires de la mairie", 20, ("mairie.horaires",)),
        Expected("courriel ou site de la mairie", 10, ("mairie.courriel", "mairie.site_web")),
        Expected(SOURCES, 10, ("sources",)),
        Expected("population", 5, ("population",)),
        Expected(CONFIRMED, 5, ("verifie_le",)),
    )

    nom: Annotated[Line, AfterValidator(_has_address), CLOSED] = requis("Nom", "Nom officiel.", "Valbourg")
    code_insee: Annotated[Line, CLOSED] = requis("Code INSEE", "Cinq caractères.", "99001", pattern=CODE_INSEE)
    codes_postaux: tuple[Postcode, ...] = requis("Codes postaux", "", "[99100]", min_length=1)
    population: WholeOrCents | None = champ("Population", "Nombre d'habitants.", "18112", ge=0)
    population_annee: int | None = champ("Année de la population", "", "2022", ge=1900, le=2100, passe=True)
    centre: LocalPosition = requis("Centre de la commune", "Sert aux distances.")
    mairie: Mairie | None = champ("Mairie")
    photo: Photo | None = champ("Photographie", "Dans data/images/.")
    depuis: KnownDate | None = champ("Dans le territoire depuis", "Son entrée, ou sa création.", "2027-01-01")
    jusqu_au: KnownDate | None = champ("Dans le territoire jusqu'au", "Son dernier jour.", "2026-12-31")
    devenue: tuple[CommuneName, ...] = liste(
        "Devenue", "La commune qui la réunit ; plusieurs, si elle est divisée. Si elle sort : rien.", "[Valbourg]"
    )

    def model_post_init(self, _context: object) -> None:
        if not self.published:  # lists, distances and every place need each one
            raise french("Une commune n'est jamais un brouillon.", "Supprimez « etat_fiche », ou dites « depuis ».", "etat_fiche")

    def gone(self, day: dt.date) -> bool:
        """Whether it is no more of the territory that day."""
        return self.jusqu_au is not None and self.jusqu_au.latest < day

    def present(self, day: dt.date) -> bool:
        """Whether it is of the territory that day."""
        return not self.gone(day) and (self.depuis is None or self.depuis.first <= day)

    @property
    def searched(self) -> tuple[str, ...]:
        return (*self.autres_noms, *self.anciens_noms)

    @property
    def desk(self) -> Mairie | None:
        return self.mairie

    @property
    def opening(self) -> Horaires | None:
        return self.mairie.horaires if self.mairie else None

    @property
    def code_postal(self) -> str:
        """The only one; among several, none is guessed."""
        return self.codes_postaux[0] if len(self.codes_postaux) == 1 else ""

    @property
    def postal_lines(self) -> tuple[str, str] | None:
        hall = self.mairie
        return (hall.adresse or "", hall.localite or f"{self.code_postal} {self.nom}".strip()) if hall else None

    @property
    def communes_named(self) -> tuple[str, ...]:
        return (self.nom,)


Jour = Literal["aujourdhui", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "vacances"]


class Recherche(Part):
    """Filters of the finder, as its address writes them."""

    besoin: BesoinId | None = champ("Besoin ou thème", "Une rubrique, ou un thème.", "petite-enfance")
    age: Line | None = champ("Âge", "Un nombre suivi de a (ans) ou m (mois).", "8a", pattern=r"^([1-9]?\d[am]|\d{3}m)$")
    jour: Jour | None = champ("Jour", "Un jour, aujourdhui ou vacances.", "mercredi")
    mots: Line | None = champ("Mots", "", "crèche")

    def address(self, rubriques: Container[str]) -> tuple[str, str]:
        """Where it leads and what it asks there: the page of a rubrique, or that of all needs.

        ``("trouver/petite-enfance/", "age=8a")``, ``("trouver/", "t=mobilite&age=8a")``."""
        own = self.besoin in rubriques
        values = {"t": None if own else self.besoin, "age": self.age, "jour": self.jour, "q": self.mots}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"trouver/{self.besoin}/" if own else "trouver/", query


class EtapeParcours(Part):
    """One step: what to do, and where it leads."""

    titre: Line = requis("Titre", "Un verbe.", "Cherchez une place")
    texte: Text = requis("Texte", "Deux ou trois phrases courtes.", "Écrivez à plusieurs crèches.")
    chercher: Recherche | None = champ("Recherche proposée", "Mène à « Trouver », déjà filtré.")
    structure: StructureId | None = champ("Lieu conseillé", "", "trois-renards")
    service: ServiceId | None = champ("Service conseillé", "", "taxi-du-val")
    lien: Url | None = champ("Lien", "Une page officielle.", "https://monenfant.fr")


class Parcours(Reread):
    """A guided path, such as « Je reprends le travail »."""

    kind = "parcours"
    folder = "parcours"
    singular = "parcours"
    plural = "parcours"
    dataset = "lieux"
    content = "Les parcours pas à pas proposés aux familles."
    expected = ()

    numero: Line = requis("Rang", "Ordre sur l'accueil.", "1")
    titre: Line = requis("Titre", "La situation, à la première personne.", "Je reprends le travail")
    phrase: Line = requis("Phrase", "Ce que l'on va trouver.", "Faire garder votre enfant, pas à pas.")
    etapes: tuple[EtapeParcours, ...] = requis("Étapes", "Trois à cinq.", min_length=1)
    mots: tuple[Line, ...] = liste("Mots de tous les jours", "Ce que les gens cherchent.", "[enceinte, nounou]")
    pieces: tuple[Line, ...] = liste("Papiers utiles", "", "[livret de famille]")
    qui_appeler: Text | None = champ("Qui appeler", "En mots, avant les numéros.", "Le relais petite enfance vous écoute.")
    appeler: tuple[StructureId, ...] = liste(
        "Lieux à appeler", "Ceux dont le numéro se touche, le premier d'abord.", "[trois-renards]"
    )
    urgences: tuple[NumeroUrgence, ...] = liste("Numéros d'urgence", "Montrés avant les lieux à appeler.", "[3114]")

    @property
    def rank(self) -> str:
        return self.numero

    @property
    def searched(self) -> tuple[str, ...]:
        bring = ("papiers à apporter", "pièces à fournir", "documents à fournir", "justificatifs")
        return (*self.mots, *bring) if self.pieces else self.mots
