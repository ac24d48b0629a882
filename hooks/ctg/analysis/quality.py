"""How complete a record is, for those who will read it.

Each kind has needs, weighted by what they bring to a family (or, for the convention, to a partner); the weights of
a kind add up to 100. A record's score is the weight of the needs that it meets. What a type of place cannot have
does not count against it: an itinerant service meets « horaires » and « adresse » with its stops, a confidential
address is not a missing one.

=============  =================================================================================================
structure      téléphone ou courriel 20, horaires ou arrêts 15, adresse 10, description 10, âges ou publics 10,
               date de confirmation 10, tarif 8, sources 7, inscription 5, accueil du handicap 5
service        téléphone, courriel, structure ou lien 20, description 15, âges, publics ou conditions 15,
               accès ou démarches 15, prix 10, sources 10, date de confirmation 10, horaires, arrêts ou modes 5
commune        téléphone 30, adresse 20 et horaires 20 de la mairie, courriel ou site 10, sources 10,
               population 5, date de confirmation 5
axe            enjeu 40, sources 30, objectifs 20, constats 10
action         état d'avancement 20, objectif ou description 20, calendrier 15, sources 15, moyens 10,
               indicateurs 10, partenaires 5, publics 5
indicateur     valeurs 45, définition 20, sources 20, thèmes 10, type 5
diagnostic     besoins 25, manques 25, constats 20, présentation 15, sources 15
instance       rôle 30, présidence 20, membres 20, fréquence 15, sources 15
rencontre      résultats, décisions ou suites 40, participation 20, public ou instance 20, sources ou documents 20
partenaire     rôle 50, nature 20, contact 20, sources 10
=============  =================================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass

from ctg.kinds import (
    Action,
    Axe,
    Commune,
    Diagnostic,
    Indicateur,
    Instance,
    Partenaire,
    Record,
    Rencontre,
    Service,
    Structure,
)

THRESHOLD = 50
"""Below it a published record is incomplete: it meets less than half of what its readers need."""


@dataclass(frozen=True)
class Need:
    """Something that readers need. Any one of ``fields`` meets it; a dot enters a group (``mairie.telephone``)."""

    label: str
    """In French, as in « manque : … »."""
    weight: int
    fields: tuple[str, ...]

    def met_by(self, record: Record) -> bool:
        return any(_filled(record, field) for field in self.fields)


@dataclass(frozen=True)
class Quality:
    """A score from 0 to 100 and, in French, what is missing, the heaviest first."""

    score: int
    missing: tuple[str, ...]


def quality(record: Record) -> Quality:
    """How complete a record is; see the table of this module. A kind without needs is always complete."""
    missing = [need for need in NEEDS.get(type(record), ()) if not need.met_by(record)]
    missing.sort(key=lambda need: -need.weight)
    return Quality(100 - sum(need.weight for need in missing), tuple(need.label for need in missing))


def _filled(record: Record, path: str) -> bool:
    value: object = record
    for name in path.split("."):
        value = getattr(value, name, None)
    return value is not None and value is not False and value != ()  # a population of 0 is an answer


SOURCES, CONFIRMED = "sources", "date de confirmation"

NEEDS: dict[type[Record], tuple[Need, ...]] = {
    Structure: (
        Need("téléphone ou courriel", 20, ("telephone", "courriel")),
        Need("horaires", 15, ("horaires", "arrets")),
        Need("adresse", 10, ("adresse", "adresse_confidentielle", "arrets")),
        Need("description", 10, ("description",)),
        Need("âges ou publics", 10, ("ages", "publics")),
        Need(CONFIRMED, 10, ("verifie_le",)),
        Need("tarif", 8, ("tarif",)),
        Need(SOURCES, 7, ("sources",)),
        Need("inscription", 5, ("inscription",)),
        Need("accueil du handicap", 5, ("accueil_handicap",)),
    ),
    Service: (
        Need("téléphone, courriel ou structure", 20, ("telephone", "courriel", "structure", "demarches.lien")),
        Need("description", 15, ("description",)),
        Need("âges, publics ou conditions", 15, ("ages", "publics", "conditions")),
        Need("accès ou démarches", 15, ("acces", "demarches")),
        Need("prix", 10, ("frais",)),
        Need(SOURCES, 10, ("sources",)),
        Need(CONFIRMED, 10, ("verifie_le",)),
        Need("horaires ou modes d'accueil", 5, ("horaires", "arrets", "modes")),
    ),
    Commune: (
        Need("téléphone de la mairie", 30, ("mairie.telephone",)),
        Need("adresse de la mairie", 20, ("mairie.adresse",)),
        Need("horaires de la mairie", 20, ("mairie.horaires",)),
        Need("courriel ou site de la mairie", 10, ("mairie.courriel", "mairie.site_web")),
        Need(SOURCES, 10, ("sources",)),
        Need("population", 5, ("population",)),
        Need(CONFIRMED, 5, ("verifie_le",)),
    ),
    Axe: (
        Need("enjeu", 40, ("enjeu",)),
        Need(SOURCES, 30, ("sources",)),
        Need("objectifs", 20, ("objectifs",)),
        Need("constats", 10, ("constats",)),
    ),
    Action: (
        Need("état d'avancement", 20, ("etat",)),
        Need("objectif ou description", 20, ("objectif", "description")),
        Need("calendrier", 15, ("calendrier.debut", "calendrier.fin")),
        Need(SOURCES, 15, ("sources",)),
        Need("moyens", 10, ("moyens",)),
        Need("indicateurs", 10, ("indicateurs",)),
        Need("partenaires", 5, ("partenaires",)),
        Need("publics", 5, ("publics",)),
    ),
    Indicateur: (
        Need("valeurs", 45, ("valeurs",)),
        Need("définition", 20, ("definition",)),
        Need(SOURCES, 20, ("sources",)),
        Need("thèmes", 10, ("themes",)),
        Need("type", 5, ("type",)),
    ),
    Instance: (
        Need("rôle", 30, ("role",)),
        Need("présidence", 20, ("presidence",)),
        Need("membres", 20, ("membres",)),
        Need("fréquence", 15, ("frequence",)),
        Need(SOURCES, 15, ("sources",)),
    ),
    Diagnostic: (
        Need("besoins", 25, ("besoins",)),
        Need("manques", 25, ("manques",)),
        Need("constats", 20, ("constats",)),
        Need("présentation", 15, ("presentation",)),
        Need(SOURCES, 15, ("sources",)),
    ),
    Rencontre: (
        Need("résultats, décisions ou suites", 40, ("resultats", "decisions", "suites")),
        Need("participation", 20, ("participation",)),
        Need("public ou instance", 20, ("public", "instance")),
        Need("sources ou documents", 20, ("sources", "documents")),
    ),
    Partenaire: (
        Need("rôle", 50, ("role",)),
        Need("nature", 20, ("nature",)),
        Need("contact", 20, ("telephone", "courriel", "site_web")),
        Need(SOURCES, 10, ("sources",)),
    ),
}
