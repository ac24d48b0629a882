"""What each partner does, found by any of its names."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.meeting import Partenaire
from ctg.pages.renderer import Renderer
from ctg.plan import partners
from territoires import convention

FILES = {
    "data/partenaires/caf.yml": "nom: Caisse d'allocations familiales de l'Essai\nsigle: CAF 99\n"
    "autres_noms: [la CAF]\nnature: caf\n",
    "data/partenaires/pole.yml": "nom: Pôle Famille\nrattachement: communaute\n",
    "data/partenaires/communaute.yml": "nom: Communauté\nnature: collectivite\ntelephone: 01 99 00 00 09\n",
    "data/partenaires/seul.yml": "nom: Seul\n",
    "data/axes/a.yml": "numero: A\ntitre: Axe\n",
    "data/actions/a1.yml": "titre: Une\naxe: a\nporteurs: [Pôle famille]\npartenaires: [caf 99]\nmoyens: {financiers: ["
    "{annee: 2025, prevu: 1000, financeur: La CAF}, {annee: 2026, prevu: 500, financeur: CAF 99},"
    "{annee: 2026, prevu: 9000, financeur: Communauté}]}\n",
    "data/actions/a2.yml": "titre: Deux\naxe: a\nporteurs: [CAF 99]\npartenaires: [La CAF]\n"
    "moyens: {financiers: [{annee: 2026, prevu: '250,50', financeur: CAF 99}]}\n",
    "data/instances/pilotage.yml": "nom: Pilotage\nmembres: [CAISSE D'ALLOCATIONS FAMILIALES DE L'ESSAI, Inconnue]\n",
    "data/structures/les-lutins.yml": "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ngestionnaire: Pôle Famille\n",
    "data/structures/les-loups.yml": "nom: Les Loups\ntype: multi-accueil\ncommune: Valbourg\ngestionnaire: pole famille\n",
    "data/services/jeux.yml": "nom: Jeux\nthemes: [parentalite]\ngestionnaire: Pôle Famille\n",
}


@pytest.fixture
def render(project):
    return Renderer(load(project(FILES)), dt.date(2026, 11, 25))


def partner(render: Renderer, id: str) -> Partenaire:
    return render.catalogue.get(Partenaire, id)


@pytest.mark.parametrize(
    ("id", "summary"),
    [
        # It leads a2, so it is only named in a1, although a2 names it among its partners too.
        ("caf", "porte 1 action, est nommée dans 1 autre, en finance 2, siège dans 1 instance"),
        ("pole", "porte 1 action, gère 2 lieux et 1 service"),
        ("communaute", "finance 1 action"),
        ("seul", ""),
    ],
)
def test_the_summary_counts_under_every_name(render, id, summary):
    assert partners.ties(render, partner(render, id)).summary == summary


def test_what_comes_from_elsewhere_is_counted_apart(project):
    files = FILES | {
        "data/axes/b.yml": "numero: B\ntitre: Missions\ncadre: missions\n",
        "data/cadres/missions.yml": "titre: Missions (offre d'emploi, 2025)\nnature: missions\n",
        "data/actions/b1.yml": "titre: Trois\naxe: b\nporteurs: [Pôle Famille]\npartenaires: [CAF 99]\n",
    }
    render = Renderer(load(project(files)), dt.date(2026, 11, 25))
    found = {id: partners.ties(render, partner(render, id)) for id in ("caf", "pole", "communaute")}
    assert found["caf"].summary == "porte 1 action, est nommée dans 1 autre, en finance 2, siège dans 1 instance"
    assert found["caf"].elsewhere == "Missions (offre d'emploi, 2025) : est nommée dans 1 action."
    assert found["pole"].elsewhere == "Missions (offre d'emploi, 2025) : porte 1 action."
    assert found["communaute"].elsewhere == ""


def test_amounts_by_year_with_their_totals(render):
    found = partners.payments(render, partners.ties(render, partner(render, "caf")))
    assert found.heads == ["Prévu"]
    assert [(year, [(action.id, *amount) for action, amount in parts], total) for year, total, parts in found.years] == [
        (2026, [("a1", "500\N{NO-BREAK SPACE}€"), ("a2", "250,50\N{NO-BREAK SPACE}€")], ["750,50\N{NO-BREAK SPACE}€"]),
        (
            2025,
            [("a1", "1\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}€")],
            ["1\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}€"],
        ),
    ]


def test_a_service_takes_the_nature_of_the_institution_on_which_it_depends(render):
    found = {other.id: partners.nature_of(render, other) for other in render.catalogue.all(Partenaire)}
    assert found == {"caf": "caf", "pole": "collectivite", "communaute": "collectivite", "seul": None}


def test_the_signatory_of_the_convention_is_said(project):
    root = project(FILES | convention("signataires: [la caf]"))
    render = Renderer(load(root), dt.date(2026, 11, 25))
    assert partners.ties(render, partner(render, "caf")).summary.startswith("a signé la convention, porte 1 action,")
