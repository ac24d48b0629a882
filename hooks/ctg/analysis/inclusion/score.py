"""The score of quality that data·inclusion gives to a service, and what would raise it.

The rules are those of ``data_inclusion.schema.v1.score_qualite`` (version 1.0.10, Licence Ouverte 2.0), which the tests
hold these to, record by record. Each criterion is worth 0 to 1, or does not apply; the score is their mean, rounded to the
hundredth. A criterion is only about what the standard holds: it says nothing of the truth of the facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

ServiceSheet = Mapping[str, Any]
"""A service as the standard writes it; what is not known is absent."""

FRESH, STALE = 180, 730
"""Days. Between them a date loses its worth little by little."""
IDEAL, LONG = 200, 2000
"""Characters of a description."""
SHORT = 50
RANGE = f"de {IDEAL} à {LONG - 1:,}".replace(",", "\u202f")
ADDRESS = "adresse_bien_definie"


@dataclass(frozen=True)
class Criterion:
    """One criterion that applies, from 0 to 1."""

    name: str
    """The word of the standard for it."""
    label: str
    value: float
    advice: str
    """What would bring it to 1, in French; empty when it is."""
    gain: float = 0
    """What the score would win."""


@dataclass(frozen=True)
class Score:
    """``total`` from 0 to 1."""

    total: float
    criteria: tuple[Criterion, ...]

    @property
    def advices(self) -> tuple[Criterion, ...]:
        """What would raise the score, the most rewarding first."""
        return tuple(sorted((c for c in self.criteria if c.advice), key=lambda c: (-c.gain, c.name)))


def score(service: ServiceSheet, today: dt.date) -> Score:
    """The score of a service that is valid for the standard, on a day."""
    values = {name: rated.rule(service, today) for name, rated in CRITERIA.items()}
    rounded = {name: round(value, 2) for name, value in values.items() if value is not None}
    criteria = (
        Criterion(name, CRITERIA[name].label, value, _advice(name, service, value), (1 - value) / len(rounded))
        for name, value in rounded.items()
    )
    return Score(round(sum(rounded.values()) / len(rounded), 2), tuple(criteria))


ScoreRule = Callable[[ServiceSheet, dt.date], float | None]


class Rated(NamedTuple):
    """How a criterion is worked out (None: it does not apply), and what is said of it."""

    rule: ScoreRule
    label: str
    advice: str
    """What to do, whatever the service."""


def _freshness(service: ServiceSheet, today: dt.date) -> float:
    """1 for six months (180 days), then less and less, 0 from two years (730 days). On day 180 itself it is 0: so are
    the bounds of the original."""
    age = (today - dt.date.fromisoformat(service["date_maj"])).days
    if age < FRESH:
        return 1.0
    return (STALE - age) / (STALE - FRESH) if FRESH < age < STALE else 0.0


def _address(service: ServiceSheet, _today: dt.date) -> float | None:
    asked = "en-presentiel" in service.get("modes_accueil", ()) or "se-presenter" in service.get("modes_mobilisation", ())
    return _has(service, "adresse") if asked else None


def _has(service: ServiceSheet, *fields: str) -> float:
    return 1.0 if any(service.get(field) for field in fields) else 0.0


def _any(*fields: str) -> ScoreRule:
    return lambda service, _today: _has(service, *fields)


def _reach(mode: str, field: str) -> ScoreRule:
    return lambda service, _today: _has(service, field) if mode in service.get("modes_mobilisation", ()) else None


def _mobilisation(service: ServiceSheet, _today: dt.date) -> float:
    return (_has(service, "modes_mobilisation") + _has(service, "mobilisable_par")) / 2


def _price(service: ServiceSheet, _today: dt.date) -> float:
    if service.get("frais") == "payant":
        return 1.0 if service.get("frais_precisions") else 0.5
    return _has(service, "frais")


def _description(service: ServiceSheet, _today: dt.date) -> float:
    length = len(service["description"])
    return 0.0 if length < SHORT else 1.0 if IDEAL <= length < LONG else 0.5


CRITERIA = {
    ADDRESS: Rated(_address, "adresse", "Ajoutez l'adresse."),
    "modes_mobilisation_bien_definis": Rated(
        _mobilisation, "comment le demander", "Dites comment le demander : téléphone, courriel ou lien de la démarche."
    ),
    "au_moins_un_public": Rated(
        _any("publics"), "public",
        "Aucun public ne vient de son type ni de ses thèmes : ajoutez un thème, ou complétez le vocabulaire.",
    ),
    "au_moins_une_thematique": Rated(
        _any("thematiques"), "thématique", "Aucun de ses thèmes n'a d'équivalent : ajoutez un thème, ou complétez le vocabulaire."
    ),
    "au_moins_un_moyen_de_contact": Rated(
        _any("courriel", "lien_mobilisation", "telephone"), "moyen de contact",
        "Ajoutez un téléphone, un courriel ou le lien de la démarche.",
    ),
    "courriel_bien_defini": Rated(_reach("envoyer-un-courriel", "courriel"), "courriel", "Ajoutez le courriel."),
    "date_maj_recente": Rated(_freshness, "fraîcheur", "Confirmez la fiche : elle date de plus de six mois."),
    "frais_bien_definis": Rated(_price, "prix", "Dites si c'est gratuit. Sinon, précisez le prix et son année."),
    "description_bien_definie": Rated(
        _description, "longueur de la description", f"Complétez ou raccourcissez la description : {RANGE} caractères."
    ),
    "telephone_bien_defini": Rated(_reach("telephoner", "telephone"), "téléphone", "Ajoutez le téléphone."),
}  # fmt: skip
"""The criteria by name, in the standard's order."""


def _advice(name: str, service: ServiceSheet, value: float) -> str:
    if value == 1:
        return ""
    if name == "description_bien_definie":
        verb = "Raccourcissez" if len(service["description"]) >= LONG else "Complétez"
        return f"{verb} la description : {len(service['description'])} caractères, il en faut {RANGE}."
    return CRITERIA[name].advice
