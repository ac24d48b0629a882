"""The territory itself: who publishes, the convention, whom to write to."""

from __future__ import annotations

from typing import Literal

from ctg.kinds.base import Source
from ctg.kinds.fields import Contact, KnownDate, Line, Part, Phone, Postcode, Text, Url, champ, record_id


class Document(Part):
    """A published document."""

    titre: Line = champ("Titre", default=...)
    url: Url = champ("Adresse", default=...)


class Cadre(Part):
    """Another public framework, related to the convention but not to be confused with it."""

    nom: Line = champ("Nom", default=...)
    description: Text = champ("Ce que c'est", default=...)
    lien_avec_la_ctg: Text | None = champ("Lien avec la CTG", "Absent : non établi.")
    sources: tuple[Source, ...] = champ("Sources", default=())


class Convention(Part):
    """The convention territoriale globale. Absent facts are published as unknown."""

    titre: Line = champ("Titre", default=...)
    debut: KnownDate | None = champ("Début", "", "2022")
    fin: KnownDate | None = champ("Fin", "", "2026")
    signature: KnownDate | None = champ("Signature", "", "2021-12")
    signataires: tuple[Line, ...] = champ("Signataires", "Des institutions.", default=())
    themes: tuple[Line, ...] = champ("Champs couverts", default=())
    presentation: Text | None = champ("Présentation", "En mots simples.")
    renouvellement: Text | None = champ("Renouvellement", "Ce que l'on en sait.")
    constats: tuple[Text, ...] = champ("Constats du diagnostic", default=())
    documents: tuple[Document, ...] = champ("Documents", default=())
    contact: Line | None = champ("Contact", "Une fonction.", "chargé de coopération CTG")
    cadres: tuple[Cadre, ...] = champ("Cadres liés", default=())
    inconnus: tuple[Line, ...] = champ("Ce qui n'est pas public", "Dit tel quel sur le site.", default=())
    sources: tuple[Source, ...] = champ("Sources", default=())


class Editeur(Contact):
    """Who publishes the site."""

    nom: Line = champ("Nom", default=...)
    adresse: Line | None = champ("Adresse")
    code_postal: Postcode | None = champ("Code postal")
    ville: Line | None = champ("Ville")
    directeur_publication: Line | None = champ("Direction de la publication", "Une fonction, jamais une personne.")
    hebergeur: Line | None = champ("Hébergeur", "Nom, adresse et téléphone.")


class Territoire(Part):
    """``data/territoire.yml``: the identity of the site."""

    nom: Line = champ("Nom du territoire", "", "Pays de Valbourg", default=...)
    nom_complet: Line = champ("Nom officiel", "", "Communauté de communes du Pays de Valbourg", default=...)
    titre_site: Line = champ("Titre du site", "", "Familles du Pays de Valbourg", default=...)
    accroche: Line = champ("Accroche", "Une phrase : ce que c'est, pour qui.", default=...)
    exemple_recherche: Line = champ("Exemple de recherche", "Montré dans le champ.", "crèche Valbourg", default=...)
    adresse_site: Url | None = champ("Adresse du site", "L'adresse publique.", "https://familles.exemple.fr/")
    signalement: Url | None = champ("Formulaire de signalement", "Adresse d'un formulaire en ligne.")
    departement: Line = champ("Département", "", "Creuse", default=...)
    siren: Line | None = champ("SIREN", "9 chiffres.", pattern=r"^\d{9}$")
    zone_scolaire: Literal["A", "B", "C"] = champ("Zone de vacances", "", "C", default=...)
    numero_info: Phone | None = champ("Téléphone général")
    chiffres_cles: tuple[record_id("indicateurs", "indicateurs"), ...] = champ(
        "Chiffres de l'accueil", "Trois noms de fichiers d'indicateurs.", default=()
    )
    editeur: Editeur = champ("Éditeur", default=...)
    convention: Convention = champ("Convention territoriale globale", default=...)
    sources: tuple[Source, ...] = champ("Sources", default=())
