"""What the territory says of itself, and its own words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from ctg.checks.base import first_day, location_of
from ctg.easy_words import findings
from ctg.kinds.territoire import Convention, Territoire
from ctg.kinds.vocabulary import Vocabulary
from ctg.problems import WARNING, Problem
from ctg.source import Sheet


def convention_dates(convention: Convention, sheet: Sheet) -> Iterator[Problem]:
    """The convention ends after it begins."""
    if convention.debut and convention.fin and convention.fin.latest < first_day(convention.debut):
        yield sheet.problem(("convention", "fin"), "La convention finit avant de commencer.", "Échangez « debut » et « fin ».")


NOTICES = {
    "editeur.adresse": ("L'adresse de l'éditeur manque.", "Ajoutez « adresse », « code_postal » et « ville »."),
    "editeur.telephone": ("Le téléphone de l'éditeur manque.", "Ajoutez « telephone »."),
    "editeur.courriel": ("Le courriel de l'éditeur manque : on ne peut pas vous écrire.", "Ajoutez « courriel »."),
    "editeur.directeur_publication": (
        "La direction de la publication manque.",
        "Ajoutez « directeur_publication: … ». Pour une collectivité, c'est son représentant légal : « présidence », « maire ».",
    ),
    "editeur.hebergeur": ("L'hébergeur manque.", "Ajoutez « hebergeur: {nom: …, adresse: …, telephone: …} »."),
    "editeur.hebergeur.adresse": ("L'adresse de l'hébergeur manque.", "Ajoutez « adresse »."),
    "editeur.hebergeur.telephone": ("Le téléphone de l'hébergeur manque.", "Ajoutez « telephone »."),
    "donnees_personnelles.delegue": (
        "Le délégué à la protection des données manque.",
        "Ajoutez « delegue: … », son courriel, sous « donnees_personnelles ».",
    ),
    "donnees_personnelles.journaux": (
        "On ne dit pas combien de temps l'hébergeur garde les journaux du serveur.",
        "Demandez-le-lui, puis ajoutez « journaux: … » sous « donnees_personnelles ».",
    ),
    "donnees_personnelles.messages": (
        "On ne dit pas combien de temps vous gardez les messages des familles.",
        "Ajoutez « messages: … » sous « donnees_personnelles ».",
    ),
}
"""What a public site must say of itself, by the field that says it: the law of 21 June 2004 « pour la confiance dans
l'économie numérique », art. 1-1 (art. 6, III until 2024), and the RGPD, art. 13. The pages tell what is missing too."""


def missing_notices(territoire: Territoire) -> list[str]:
    """The fields of :data:`NOTICES` that are empty; what an absent group would hold is not asked for twice."""

    def missing(field: str) -> bool:
        *groups, name = field.split(".")
        holder = reduce(lambda part, group: part and getattr(part, group), groups, territoire)
        return bool(holder) and not getattr(holder, name)

    return [field for field in NOTICES if missing(field)]


def legal_notices(territoire: Territoire, sheet: Sheet) -> Iterator[Problem]:
    """One warning a missing notice."""
    for field in missing_notices(territoire):
        yield sheet.problem(location_of(field), *NOTICES[field], WARNING)


def easy_vocabulary(vocabulary: Vocabulary, sheet: Sheet) -> Iterator[Problem]:
    """The same for the words of the territory's own vocabulary, ``sheet``."""
    for section in ("rubriques", "themes", "types"):
        for id, term in getattr(vocabulary, section).items():
            if term.facile and (section, id, "facile") in sheet.lines:
                for message, remedy in findings(term.facile):
                    yield sheet.problem((section, id, "facile"), message, remedy, WARNING)
