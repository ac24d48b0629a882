"""What is said of the progress of actions."""

from __future__ import annotations

import pytest

from ctg.model.action import Action
from ctg.plan.words import counts, progress

PROVEN = {"titre": "T", "axe": "a", "porteurs": ["V"], "sources": [{"titre": "Procès-verbal"}]}


def actions(*states: str | None) -> list[Action]:
    return [Action.model_validate(PROVEN | {"etats": [{"date": "2026-01-12", "etat": etat}] if etat else []}) for etat in states]


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ((), "Aucune action renseignée."),
        ((None,), "1 action dont l’avancement n’est pas renseigné."),
        ((None, None), "2 actions dont l’avancement n’est pas renseigné."),
        (("realisee",), "1 action : 1 réalisée."),
        (
            (None, "en-cours", "realisee", "en-cours", "realisee", None, "en-cours"),
            "7 actions : 3 en cours, 2 réalisées, 2 dont l’avancement n’est pas renseigné.",
        ),
        (
            ("abandonnee", "suspendue", "non-engagee", "suspendue", "non-engagee", "en-preparation", "en-preparation"),
            "7 actions : 2 non engagées, 2 en préparation, 2 suspendues, 1 abandonnée.",
        ),
    ],
)
def test_only_stated_states_are_said_and_the_others_are_counted(states, sentence):
    assert progress(actions(*states)) == sentence


def test_counts_keep_the_order_of_the_states_and_leave_out_the_absent_ones():
    assert list(counts(actions(None, "realisee", "en-cours", None)).items()) == [("en-cours", 1), ("realisee", 1), (None, 2)]
