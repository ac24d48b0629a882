"""The point « bilans » of a schéma pluriannuel: an evaluation answers it once it is handed in."""

from __future__ import annotations

import pytest

from ctg_comites.evaluation_kind import Evaluation

HANDED_IN = {"rendue_le": "2026-06"}


@pytest.mark.parametrize(
    ("point", "more", "gap"),
    [("bilans", HANDED_IN, ""), ("bilans", {}, "elle n’est pas encore rendue"), ("offre", HANDED_IN, None)],
)
def test_an_evaluation_that_is_handed_in_answers_and_no_other(point, more, gap):
    questions = [{"critere": "moyens", "question": "Assez ?"}]
    assert Evaluation.model_validate({"titre": "Finale", "cadre": "ctg", "questions": questions} | more).schema_gap(point) == gap
