"""``ctg document evaluation``: a draft that says all that the sheets know, names what they do not, and judges nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg.commands import main
from ctg.loading import load
from ctg_comites.evaluation_kind import Evaluation
from territoires import convention

ACTION = "titre: {}\naxe: a\nporteurs: [Mairie]\n{}"
FILES = convention("debut: 2024", "fin: 2028", 'constats: ["Peu de places : trop peu."]') | {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\ncadre: ctg\n",
    "data/cadres/vide.yml": "titre: Projet de territoire\nnature: projet-de-territoire\n",
    "data/indicateurs/places.yml": "nom: Places\nunite: places\nproducteur: CAF\ndepart: {annee: 2024, valeur: 10}\n"
    "cible: {annee: 2028, valeur: 20}\nvaleurs: [{annee: 2025, valeur: 14, source: CAF}]\n",
    "data/indicateurs/muet.yml": "nom: Muet\nunite: jours\nproducteur: CAF\n",
    "data/actions/a1.yml": ACTION.format(
        "Un guide",
        "indicateurs: [places, muet]\netats:\n  - etat: en-cours\ndifficultes: [{texte: 'Rien : {{ x }} # trop'}]\n"
        "suite: {decision: reconduite, motif: Il sert.}\n"
        "moyens: {financiers: [{annee: 2025, financeur: CAF, prevu: 100, realise: 90}, {annee: 2026, financeur: CAF}]}\n",
    ),
    "data/actions/a2.yml": ACTION.format("Un bus", ""),
    "data/rencontres/samedi.yml": "titre: Samedi\ndate: 2025-03-08\ntype: atelier\nresultats: [Il manque un bus.]\n"
    "suites: [{texte: Un bus, etat: realisee, action: a2}]\n",
    "data/rencontres/avant.yml": "titre: Avant\ndate: 2019-03-08\ntype: atelier\n",
}


@pytest.fixture
def drafted(capsys):
    """``drafted(project, "ctg")`` → (exit code, standard output, standard error)."""

    def run(root: Path, *arguments: str) -> tuple[int, str, str]:
        code = main(["--projet", str(root), "document", "evaluation", *arguments])
        return code, *capsys.readouterr()

    return run


def test_it_tells_what_the_sheets_know_and_judges_nothing(drafted, project):
    code, text, _ = drafted(project(FILES), "ctg")
    assert code == 0
    for said in (
        "2 actions : 1 en cours, 1 dont l’avancement n’est pas renseigné.",
        "Places : 14 places en 2025. 4 places de plus qu’au départ ; il en manque 6 pour la cible de 2028.",
        "Au moins 100 € prévus et au moins 90 € réalisés, d'après 1 fiche d'action sur 2.",
        "{action: a1, montre: Il sert.}",
        "Suites décidées : 1 reconduite, sur 2 actions.",
        '{rencontre: samedi, montre: "1 demande : 1 réalisée."}',
        "Constat du début : Peu de places : trop peu.",
        "Autres plans du territoire : Projet de territoire.",
    ):
        assert said.replace("\u202f", " ") in text.replace("\u202f", " ").replace("\xa0", " "), said
    assert "rencontre: avant" not in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith("jugement:")]


def test_it_names_what_the_sheets_do_not_say(drafted, project):
    text = drafted(project(FILES), "ctg")[1]
    for lacking in (
        "Non renseigné : l’avancement de 1 action sur 2 : A2.",
        "Non renseigné : le montant de 1 action sur 2 : A2.",
        "Non renseigné : les indicateurs de 1 action sur 2 : A2.",
        "1 indicateur sans valeur : « Muet ».",
        "1 indicateur sans cible : « Muet ».",
        "Aucun diagnostic n'est écrit.",
    ):
        assert lacking in text
    assert "il n'y a rien à évaluer" in drafted(project(FILES), "vide")[1]


@pytest.mark.parametrize("cadre", ["ctg", "vide"])
def test_it_is_a_sound_draft(drafted, project, cadre):
    root = project(FILES)
    before = load(root).warnings
    place = root / "data/evaluations/brouillon.yml"
    place.parent.mkdir()
    place.write_text(drafted(root, cadre)[1], "utf-8")
    catalogue = load(root, drafts=True)
    (record,) = catalogue.all(Evaluation)
    assert catalogue.warnings == before
    assert (len(record.questions), record.published) == (6, False)
