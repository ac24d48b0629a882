"""The point « bilans » of a plan of early childhood: an evaluation answers it once it is handed in."""

from __future__ import annotations

import ctg_comites.evaluation_pages  # noqa: F401  (adds its rule)
from figures.test_early_childhood import designated, point, point_of, territory  # noqa: F401  (fixture)

EVALUATIONS = {
    "data/evaluations/rendue.yml": "titre: Rendue\ncadre: ctg\nrendue_le: 2026-06\n"
    "questions: [{critere: moyens, question: Assez ?}]\n",
    "data/evaluations/en-cours.yml": "titre: En cours\ncadre: ctg\nquestions: [{critere: moyens, question: Assez ?}]\n",
}


def test_an_evaluation_that_is_handed_in_answers_and_no_other(territory):  # noqa: F811
    suits, fails = point("bilans", "evaluation: rendue"), point("bilans", "evaluation: en-cours")
    both = point_of(territory({}, files=designated(suits + fails) | EVALUATIONS), "bilans")
    assert both.present
    assert [proof.gap for proof in both.proofs] == ["", "elle n’est pas encore rendue"]
    alone = point_of(territory({}, files=designated(fails) | EVALUATIONS), "bilans")
    assert (alone.present, alone.gaps) == (False, ("Rien de ce qui est désigné ne répond à ce point.",))
