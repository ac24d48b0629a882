"""Plans of several levels: their order, what hangs where, and four real ones, of which only what is public is written."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.action import Action
from ctg.model.framework import Axe, Cadre, Orientation
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from ctg.plan import framework_pages, words
from ctg.plan.words import levels_of
from ctg.plan.words import tree as plan_tree
from ctg.reading.catalogue import Catalogue
from territoires import ROOT

TODAY = dt.date(2026, 11, 25)
REAL = ROOT / "tests" / "plans_reels"
HERE = "Valbourg"
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
    "data/actions/creche.yml": f"""titre: Une crèche
numero: A2
axe: a
dans: "1.1"
porteurs: [Ville, CAF, ville]
partenaires: [CAF, MSA, caf, Mission locale]
publics: parents
ages: {{a: 3 ans}}
communes: [{HERE}]
cadres: [quartier]
documents: [{{titre: Plans, url: "https://exemple.fr/plans.pdf"}}]
calendrier: {{debut: 2024-03, fin: 2026-12-31}}
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


# --- real plans ----------------------------------------------------------------------------------


def real(project, name: str) -> Catalogue:
    found = sorted((REAL / name).rglob("*.yml"))
    return load(project({f"data/{path.relative_to(REAL / name)}": path.read_text("utf-8") for path in found}), on=TODAY)


def counts(catalogue: Catalogue) -> list[tuple[str, int, int, int]]:
    """(number, orientations, objectives, actions) of each axis of the last convention."""
    axes = catalogue.of_the_convention(Axe, catalogue.conventions[-1])
    return [
        (
            axe.numero,
            len(axe.orientations),
            sum(not isinstance(level, Orientation) for _, level in axe.levels),
            len(plan_tree(catalogue, axe).actions),
        )
        for axe in axes
    ]


def test_the_plan_of_uzes(project):
    """Three axes, 14 orientations, 59 operational objectives (Objectif Gard, 13 December 2024)."""
    catalogue = real(project, "uzes")
    found = counts(catalogue)
    assert [number for number, *_ in found] == ["1", "2", "3"]
    assert [sum(column) for column in list(zip(*found, strict=True))[1:]] == [14, 59, 0]
    walked = [branch.level.numero for _, branch in plan_tree(catalogue, catalogue.get(Axe, "1")).walk()]
    assert walked[:8] == ["1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.2"]
    page = html(catalogue, Cadre, "ctg-2025")
    assert opened(page) == (3, 14)
    assert "En tableau" not in page, "no action is known"
