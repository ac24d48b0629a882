"""The nouns of the territory, each in the module of its subject; the rooms above ask for them here.

A new kind is a class, and its name in this list."""

from ctg.common.extensions import extended
from ctg.model.action import ETATS, Action
from ctg.model.allure import ENOUGH, UNCHOSEN, Allure, PictureFile, contrast_ratio, toned
from ctg.model.commune import LONG, Commune, EtapeParcours, Mairie, Parcours, Recherche
from ctg.model.fields import Age, Ages, Choice, Part, PartialDate, Position
from ctg.model.figure import COUNTED, Comparaison, Diagnostic, Indicateur, Mesure, Repere, Rupture, Valeur
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import (
    ETATS_SUITE,
    TYPES_RENCONTRE,
    EtatSuite,
    Instance,
    Nature,
    Partenaire,
    Possibilite,
    Rencontre,
    Suite,
    TypeRencontre,
)
from ctg.model.opening_hours import HALVES, OPEN, AutreSemaine, Horaires, Ouverture, Semaine, Span, Spans
from ctg.model.periods import JOURS, Bound, DayOfYear, Feries, Fermeture, NthWeekday, Period
from ctg.model.place import OUTSIDE, Acces, Arret, Place, Tarif
from ctg.model.record import CONFIRMED, SHARED, Keep, LoneFile, Record, left_out, without
from ctg.model.references import Source
from ctg.model.structure import Service, Structure
from ctg.model.support import NatureRetour, NatureSoutien, Soutien
from ctg.model.territory import NATURES, VERSION_FICHES, WEAKEST, Feature, Ground, Territoire
from ctg.model.vocabulary import Ailleurs, Danger, Limites, Offre, Rubrique, Term, Theme, TypeStructure, Urgence, Vocabulary

_BUILT_IN: tuple[type[Record], ...] = (
    Commune, Structure, Service, Cadre, Axe, Action, Indicateur, Diagnostic, Instance, Rencontre, Partenaire,
    Parcours,
)  # fmt: skip
KINDS = extended("kinds", _BUILT_IN)
KIND_OF = {kind.folder: kind for kind in KINDS}
"""The kind of the records of each folder of ``data/``."""
LONE_FILES: tuple[LoneFile, ...] = extended("lone_files", ())


def kinds_with(names: set[str]) -> list[type[Record]]:
    """The kinds that have all these fields and need no other."""
    needed = {kind: {name for name, field in kind.model_fields.items() if field.is_required()} for kind in KINDS}
    return [kind for kind in KINDS if names and needed[kind] <= names <= set(kind.model_fields)]
