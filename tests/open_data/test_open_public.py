"""What leaves of a record: everything that may, in a form that says the same, and nothing else."""

from __future__ import annotations

import pytest

from ctg.loading import load
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.meeting import Rencontre
from ctg.open_data.values import typed, written
from open_data.test_records_json import typed as as_people_type
from territoires import ESSAI, ROOT, catalogue_of

TO_A_DRAFT = "actions/micro-creche-roche"
"""The record of the invented territory that names one that is not published."""


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_nothing_is_lost_on_the_way_to_json(root):
    """The model reads the JSON again and finds the same record, but for what must stay here."""
    catalogue = catalogue_of(root)
    seen = 0
    for kind in KINDS:
        for record in catalogue.all(kind):
            again = kind.model_validate(as_people_type(typed(catalogue, record)))
            lost = {name for name in kind.model_fields if getattr(again, name) != getattr(record, name)}
            assert lost == ({"structures"} if record.key == TO_A_DRAFT else set()), record.key
            seen += 1
    assert seen > 100


DRAFTS = {
    "data/axes/a.yml": "numero: A\ntitre: Axe\n",
    "data/structures/projet.yml": "nom: Projet\ntype: multi-accueil\ncommune: Valbourg\netat_fiche: brouillon\n",
    "data/actions/a1.yml": "titre: Un\naxe: a\nporteurs: [Ville]\netat_fiche: brouillon\n",
    "data/actions/a2.yml": "titre: Deux\naxe: a\nporteurs: [Ville]\nstructures: [projet, les-lutins]\n",
    "data/rencontres/r.yml": "titre: R\ndate: 2026-03\nsuites:\n  - {texte: Un, action: a1}\n  - {texte: Deux, action: a2}\n",
}


@pytest.mark.parametrize("leave", [typed, written])
def test_a_link_to_a_draft_stays_here_in_lists_and_in_groups(project, leave):
    catalogue = load(project(DRAFTS))
    assert leave(catalogue, catalogue.get(Action, "a2"))["structures"] == ["les-lutins"]
    assert leave(catalogue, catalogue.get(Rencontre, "r"))["suites"] == [{"texte": "Un"}, {"texte": "Deux", "action": "a2"}]
