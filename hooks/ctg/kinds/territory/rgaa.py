"""The 106 criteria of the RGAA, and what their results allow a site to say of itself.

The rules are those of the « référentiel général d'amélioration de l'accessibilité » (arrêté du 20 septembre 2019,
taken for the décret n° 2019-768 of 24 July 2019), as DINUM publishes them under « Obligations légales »
(https://accessibilite.numerique.gouv.fr/obligations/): « Déclaration d'accessibilité », « Évaluation de la conformité »,
« Mentions et pages obligatoires ».
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ctg.kinds.fields.base import Line, Part, Text, champ
from ctg.kinds.fields.choices import Choice

FILE = Path(__file__).with_name("rgaa.yml")
VERSION = "4.1.2"
VALID_YEARS = 3
"""A declaration is renewed three years after its publication at the latest; a schéma pluriannuel lasts no longer."""


class EtatCritere(Choice):
    """What is known of a criterion."""

    CONFORME = "conforme", "conforme"
    NON_CONFORME = "non-conforme", "non conforme"
    NON_APPLICABLE = "non-applicable", "non applicable"
    NON_TESTE = "non-teste", "non testé"


class Conformite(Choice):
    """What a site is; the label is the compulsory mention, after « Accessibilité : »."""

    TOTALE = "totale", "totalement conforme"
    PARTIELLE = "partielle", "partiellement conforme"
    NON = "non", "non conforme"


class Critere(Part):
    """A criterion of the RGAA: a line of ``rgaa.yml``."""

    numero: Line = champ("Numéro", "", "1.1", default=...)
    thematique: Line = champ("Thématique", "", "Images", default=...)
    niveau: Literal["A", "AA"] = champ("Niveau", "", "A", default=...)
    intitule: Text = champ("Question", "", "Chaque cadre a-t-il un titre ?", default=...)

    @property
    def ancre(self) -> str:
        """``1.1`` → ``critere-1-1``, the anchor of its line in the grid."""
        return "critere-" + self.numero.replace(".", "-")


@dataclass(frozen=True)
class Tally:
    """How many criteria are in each state, over the whole site."""

    conformes: int
    non_conformes: int
    non_applicables: int
    non_testes: int

    @classmethod
    def of(cls, etats: Iterable[EtatCritere]) -> Tally:
        """Count the state of each of the criteria."""
        found = Counter(etats)
        return cls(*(found[etat] for etat in EtatCritere))

    @property
    def applicables(self) -> int:
        """The criteria that concern something of the site, as far as is known."""
        return self.conformes + self.non_conformes

    @property
    def testes(self) -> int:
        """The criteria that have a result, « non applicable » included."""
        return self.applicables + self.non_applicables

    @property
    def rate(self) -> int | None:
        """Percentage of the applicable criteria that are met, rounded down: only 100 % says 100.

        None while a criterion is not tested: a rate of what is known would flatter.
        """
        return None if self.non_testes or not self.applicables else 100 * self.conformes // self.applicables

    @property
    def conformite(self) -> Conformite:
        """What these results allow once an audit has given them: all met, at least half, or less (or unknown)."""
        if self.rate is None or self.rate < 50:
            return Conformite.NON
        return Conformite.PARTIELLE if self.non_conformes else Conformite.TOTALE


def years_after(date: dt.date, years: int = VALID_YEARS) -> dt.date:
    """The same day, years later; 29 February gives the 28th."""
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return date.replace(year=date.year + years, day=28)
