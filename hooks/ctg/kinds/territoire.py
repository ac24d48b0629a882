"""The territory itself: who publishes, the convention, whom to write to."""

from __future__ import annotations

from typing import Literal

from ctg.kinds.base import Source
from ctg.kinds.fields import Contact, KnownDate, Line, Part, Phone, Postcode, Text, Url, champ, record_id


class Document(Part):
    """A published document."""

    titre: Line = champ("Titre", "", "Convention signée (PDF)", default=...)
    url: Url = champ("Adresse", "", "https://www.exemple.fr/convention.pdf", default=...)


class Cadre(Part):
    """Another public framework, related to the convention but not to be confused with it."""

    nom: Line = champ("Nom", "", "Projet de territoire", default=...)
    description: Text = champ("Ce que c'est", "", "Le projet général de la collectivité.", default=...)
    lien_avec_la_ctg: Text | None = champ("Lien avec la CTG", "Absent : non établi.", "Il cite la convention.")
    sources: tuple[Source, ...] = champ("Sources", default=())


class Convention(Part):
    """The convention territoriale globale. Absent facts are published as unknown."""

    titre: Line = champ("Titre", "", "Convention territoriale globale 2022-2026", default=...)
    debut: KnownDate | None = champ("Début", "", "2022")
    fin: KnownDate | None = champ("Fin", "", "2026")
    signature: KnownDate | None = champ("Signature", "", "2021-12")
    signataires: tuple[Line, ...] = champ("Signataires", "Des institutions.", "[CAF]", default=())
    themes: tuple[Line, ...] = champ("Champs couverts", "", "[petite enfance]", default=())
    presentation: Text | None = champ("Présentation", "En mots simples.", "Un accord pour mieux servir les familles.")
    renouvellement: Text | None = champ("Renouvellement", "Ce que l'on en sait.", "La suivante se prépare.")
    constats: tuple[Text, ...] = champ("Constats du diagnostic", "", "[Les services utiles sont mal connus.]", default=())
    documents: tuple[Document, ...] = champ("Documents", default=())
    contact: Line | None = champ("Contact", "Une fonction.", "chargé de coopération CTG")
    cadres: tuple[Cadre, ...] = champ("Cadres liés", default=())
    inconnus: tuple[Line, ...] = champ(
        "Ce qui n'est pas public", "Dit tel quel sur le site.", "[Le budget de la convention.]", default=()
    )
    sources: tuple[Source, ...] = champ("Sources", default=())


class Editeur(Contact):
    """Who publishes the site."""

    nom: Line = champ("Nom", "", "Communauté de communes du Pays de Valbourg", default=...)
    adresse: Line | None = champ("Adresse", "", "1 place de la Mairie")
    code_postal: Postcode | None = champ("Code postal", "", "99100")
    ville: Line | None = champ("Ville", "", "Valbourg")
    directeur_publication: Line | None = champ("Direction de la publication", "Une fonction, jamais une personne.", "présidence")
    hebergeur: Line | None = champ("Hébergeur", "Nom, adresse et téléphone.", "Hébergeur d'exemple, 1 rue de la Mairie")


class Territoire(Part):
    """``data/territoire.yml``: the identity of the site."""

    nom: Line = champ("Nom du territoire", "", "Pays de Valbourg", default=...)
    nom_complet: Line = champ("Nom officiel", "", "Communauté de communes du Pays de Valbourg", default=...)
    titre_site: Line = champ("Titre du site", "", "Familles du Pays de Valbourg", default=...)
    accroche: Line = champ("Accroche", "Une phrase : ce que c'est, pour qui.", "Tout pour les familles.", default=...)
    exemple_recherche: Line = champ("Exemple de recherche", "Montré dans le champ.", "crèche Valbourg", default=...)
    adresse_site: Url | None = champ("Adresse du site", "L'adresse publique.", "https://familles.exemple.fr/")
    signalement: Url | None = champ(
        "Formulaire de signalement", "Adresse d'un formulaire en ligne.", "https://exemple.fr/signaler"
    )
    departement: Line = champ("Département", "", "Creuse", default=...)
    siren: Line | None = champ("SIREN", "9 chiffres.", "219900012", pattern=r"^\d{9}$")
    zone_scolaire: Literal["A", "B", "C"] = champ("Zone de vacances", "", "C", default=...)
    numero_info: Phone | None = champ("Téléphone général", "", "04 65 71 00 00")
    chiffres_cles: tuple[record_id("indicateurs", "indicateurs"), ...] = champ(
        "Chiffres de l'accueil", "Trois noms de fichiers d'indicateurs.", default=()
    )
    editeur: Editeur = champ("Éditeur", default=...)
    convention: Convention = champ("Convention territoriale globale", default=...)
    sources: tuple[Source, ...] = champ("Sources", default=())
