"""Plans of several levels: their order, what hangs where, and a real one, of which only what is public is written."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.action import Action
from ctg.model.framework import Axe, Cadre
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from ctg.plan import framework_pages, words
from ctg.plan.words import levels_of
from ctg.plan.words import tree as plan_tree
from ctg.reading.catalogue import Catalogue
from territoires import ROOT

TODAY = dt.date(2026, 11, 25)
REAL = ROOT / "tests/plans_reels/uzes"
DEEP = {
    "data/axes/a.yml": """numero: A
titre: Accueillir
orientations:
  - numero: "1"
    titre: Près de chez soi
    objectifs:
      - {numero: "1.1", titre: "Ouvrir des places"}
      - {numero: "1.2", titre: "Former"}
  - {numero: "2", titre: "Informer"}
""",
    "data/actions/guide.yml": 'titre: Un guide\nnumero: A4\naxe: a\ndans: "2"\nporteurs: [Ville]\n',
    "data/actions/creche.yml": """titre: Une crèche
numero: A2
axe: a
dans: "1.1"
porteurs: [Ville, CAF, ville]
partenaires: [CAF, MSA, caf, Mission locale]
publics: parents
ages: {a: 3 ans}
communes: [Valbourg]
cadres: [quartier]
documents: [{titre: Plans, url: "https://exemple.fr/plans.pdf"}]
calendrier: {debut: 2024-03, fin: 2026-12-31}
""",
    "data/actions/chantier.yml": "titre: Le chantier\nnumero: A3\naxe: a\nsous_action_de: creche\n"
    "calendrier: {debut: 2025-01, fin: 2025}\n",
    "data/actions/seule.yml": "titre: Seule\nnumero: A1\naxe: a\n",
    "data/axes/b.yml": "numero: B\ntitre: Relier\n",
    "data/actions/bus.yml": "titre: Un bus\nnumero: B1\naxe: b\nporteurs: [Ville]\n",
    "data/cadres/quartier.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
}


@pytest.fixture
def deep(project) -> Catalogue:
    return load(project(DEEP), on=TODAY)


def named(catalogue: Catalogue, axe: str) -> list[tuple[int, str]]:
    walked = plan_tree(catalogue, catalogue.get(Axe, axe)).walk()
    return [(depth, (branch.level or branch.action).titre) for depth, branch in walked]


def html(catalogue: Catalogue, kind, id: str) -> str:
    body = record_page(Renderer(catalogue, TODAY), catalogue.get(kind, id)).body
    return body.replace("\u00a0", " ").replace("\u202f", " ")


def opened(page: str) -> tuple[int, int]:
    """(open, folded) levels of the tree."""
    shown = page.split('class="arbre"')[1]
    return shown.count("<details open>"), shown.count("<details>")


def test_a_plan_is_read_in_its_order(deep):
    assert named(deep, "a") == [
        (0, "Accueillir"),
        (1, "Seule"),
        (1, "Près de chez soi"),
        (2, "Ouvrir des places"),
        (3, "Une crèche"),
        (4, "Le chantier"),
        (2, "Former"),
        (1, "Informer"),
        (2, "Un guide"),
    ]
    assert [one.titre for one in levels_of(deep, deep.get(Action, "chantier"))] == ["Près de chez soi", "Ouvrir des places"]
    assert levels_of(deep, deep.get(Action, "bus")) == ()


def test_a_long_plan_opens_on_its_orientations(deep, monkeypatch):
    assert opened(html(deep, Cadre, "ctg")) == (5, 0)
    monkeypatch.setattr(framework_pages, "SHORT", 5)
    assert opened(html(deep, Cadre, "ctg")) == (3, 2)


def test_a_shallow_plan_has_no_tree(project):
    flat = {name: text for name, text in DEEP.items() if name.endswith(("b.yml", "bus.yml"))}
    catalogue = load(project(flat), on=TODAY)
    assert words.trees(catalogue, catalogue.convention) == ()
    assert not any("arbre" in html(catalogue, kind, id) for kind, id in ((Axe, "b"), (Cadre, "ctg")))


def test_a_real_plan(project):
    """Uzès: three axes, 14 orientations, 59 operational objectives (Objectif Gard, 13 December 2024)."""
    files = {f"data/{path.relative_to(REAL)}": path.read_text("utf-8") for path in sorted(REAL.rglob("*.yml"))}
    catalogue = load(project(files), on=TODAY)
    axes = catalogue.of_the_convention(Axe, catalogue.conventions[-1])
    assert [
        sum(len([*each]) for each in parts) for parts in zip(*((one.orientations, one.levels) for one in axes), strict=True)
    ] == [14, 73]
    walked = [branch.level.numero for _, branch in plan_tree(catalogue, axes[0]).walk()]
    assert walked[:8] == ["1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.2"]
    page = html(catalogue, Cadre, "ctg-2025")
    assert (opened(page), "En tableau" in page) == ((3, 14), False), "no action is known"
