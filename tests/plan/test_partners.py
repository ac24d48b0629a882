"""What each partner does, found by any of its names."""

from __future__ import annotations

import datetime as dt

from ctg.loading import load
from ctg.model.meeting import Partenaire
from ctg.pages.renderer import Renderer
from ctg.plan import deciding

FILES = {
    "data/partenaires/caf.yml": "nom: Caisse d'allocations familiales de l'Essai\nsigle: CAF 99\nautres_noms: [la CAF]\n",
    "data/partenaires/pole.yml": "nom: Pôle Famille\n",
    "data/partenaires/communaute.yml": "nom: Communauté\n",
    "data/axes/a.yml": "numero: A\ntitre: Axe\n",
    "data/actions/a1.yml": "titre: Une\naxe: a\nporteurs: [Pôle famille]\npartenaires: [caf 99]\nmoyens: {financiers: ["
    "{annee: 2025, prevu: 1000, financeur: La CAF}, {annee: 2026, prevu: 9000, financeur: Communauté}]}\n",
    "data/actions/a2.yml": "titre: Deux\naxe: a\nporteurs: [CAF 99]\npartenaires: [La CAF]\n"
    "moyens: {financiers: [{annee: 2026, prevu: '250,50', financeur: CAF 99}]}\n",
    "data/instances/pilotage.yml": "nom: Pilotage\nmembres: [CAISSE D'ALLOCATIONS FAMILIALES DE L'ESSAI, Inconnue]\n",
    "data/axes/b.yml": "numero: B\ntitre: Missions\ncadre: missions\n",
    "data/cadres/missions.yml": "titre: Missions (offre d'emploi, 2025)\nnature: missions\n",
    "data/actions/b1.yml": "titre: Trois\naxe: b\nporteurs: [Pôle Famille]\npartenaires: [CAF 99]\n",
}


def test_what_comes_from_elsewhere_is_counted_apart(project):
    render = Renderer(load(project(FILES)), dt.date(2026, 11, 25))
    found = {id: deciding.ties(render, render.catalogue.get(Partenaire, id)) for id in ("caf", "pole", "communaute")}
    assert found["caf"].summary == "porte 1 action, est nommée dans 1 autre, en finance 2, siège dans 1 instance"
    assert found["caf"].elsewhere == "Missions (offre d'emploi, 2025) : est nommée dans 1 action."
    assert found["pole"].elsewhere == "Missions (offre d'emploi, 2025) : porte 1 action."
    assert found["communaute"].elsewhere == ""
