"""What counts adds up; the filters of the list of actions; a real plan. Whose the axes and actions are: ``scenes/``."""

import datetime as dt
import html
import re

import pytest

from cas import each
from ctg.loading import load
from ctg.model.action import Action
from ctg.model.framework import Axe, Cadre
from ctg.pages.renderer import Renderer, record_page
from ctg.pages.site_files import Page
from ctg.plan import words as plan_words
from ctg.plan.action_pages import AGES, filter_values, reaches, token
from ctg.reading.catalogue import Catalogue
from dits import WHOLE_FIRST, WHOLE_LAST, odd
from territoires import ESSAI, ROOT, made_site

TODAY = dt.date(2026, 11, 25)
OF_THE_PROJECT = ("axes/", "cadres/", "communes/", "ctg/", "evaluations/", "partenaires/", "rencontres/")


def test_what_does_not_add_up_is_found():
    assert odd("14 actions sur 25 sont faites ou avancent, 5 sont en retard, 3 sont à l’arrêt, 1 est sans état connu.")
    assert odd("3 actions : 1 en cours, 1 à l’arrêt.")
    assert not odd("Aucune action sur 3 n’est faite ni en cours, 3 sont à venir. 2 demandes : 1 réalisée, 1 prévue.")


@each("root", [ESSAI, ROOT])
def test_every_sentence_that_counts_adds_up(root):
    site, found, seen = made_site(root), {}, 0
    for file in site.files:
        if isinstance(file, Page) and file.path.startswith(OF_THE_PROJECT):
            text = " ".join(html.unescape(re.sub(r"<[^>]+>", " | ", site.document(file).content.decode())).split())
            seen += len(WHOLE_LAST.findall(text)) + len(WHOLE_FIRST.findall(text))
            found[file.path] = odd(text)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert seen > 20 or root is ROOT


# --- the list of actions, and its filters -----------------------------------------------------------

FAR = "Saint-Clair-sur-Lède"


@pytest.fixture
def acting(project):
    """``acting(une="axe: a\\n…")`` → a catalogue with these actions."""

    def make(**actions: str) -> Catalogue:
        own = {f"data/actions/{id}.yml": f"titre: {id}\nporteurs: [Ville]\naxe: a\n{text}" for id, text in actions.items()}
        return load(project({"data/axes/a.yml": "numero: A\ntitre: Accueillir\n"} | own), on=TODAY)

    return make


def test_an_action_answers_to_its_communes_or_to_all_to_each_partner_once_and_to_late_whatever_its_state(acting):
    late = "etats: [{date: 2026-01-12, etat: en-cours}]\ncalendrier: {fin: 2026-06}\n"
    found = acting(une=f"communes: [{FAR}]\npartenaires: [MSA, msa]\n{late}", deux="")
    here, everywhere = (filter_values(found, found.get(Action, id), TODAY) for id in ("une", "deux"))
    assert (here["commune"], everywhere["commune"]) == (("saint-clair-sur-lede",), ("*",))
    assert (here["etat"], here["partenaire"]) == (("en-cours", "en-retard"), ("ville", "msa"))
    assert (everywhere["etat"], everywhere["partenaire"]) == (("non-renseigne",), ("ville",))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Ville d'Évreux", "ville-d-evreux"),
        ('"><script>alert(1)</script>', "script-alert-1-script"),
        ("* *", "autre"),  # never « * », which answers to everything, nor nothing
    ],
)
def test_a_token_is_made_of_letters_digits_and_hyphens(acting, name, value):
    assert token(acting(), name) == value


# --- a real plan of several levels --------------------------------------------------------------------

REAL = ROOT / "tests/plans_reels/uzes"


def test_a_real_plan(project):
    """Uzès: three axes, 14 orientations, 59 operational objectives (Objectif Gard, 13 December 2024)."""
    files = {f"data/{path.relative_to(REAL)}": path.read_text("utf-8") for path in sorted(REAL.rglob("*.yml"))}
    catalogue = load(project(files), on=TODAY)
    axes = catalogue.of_the_convention(Axe, catalogue.conventions[-1])
    assert [
        sum(len([*each]) for each in parts) for parts in zip(*((one.orientations, one.levels) for one in axes), strict=True)
    ] == [14, 73]
    walked = [branch.level.numero for _, branch in plan_words.tree(catalogue, axes[0]).walk()]
    assert walked[:8] == ["1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.2"]
    body = record_page(Renderer(catalogue, TODAY), catalogue.get(Cadre, "ctg-2025")).body
    tree = body.split('class="arbre"')[1]
    shown = (tree.count("<details open>"), tree.count("<details>"), "En tableau" in body)
    assert shown == (3, 14, False), "a long plan opens on its orientations; no action is known"


def test_an_action_without_a_number_is_told_by_its_title_never_by_its_file(project):
    files = {"data/axes/a.yml": "titre: Accueillir\nnumero: A\n", "data/actions/un-fichier.yml": "titre: Une soirée\naxe: a\n"}
    render = Renderer(load(project(files)), dt.date(2026, 11, 25))
    action = render.catalogue.get(Action, "un-fichier")
    assert (plan_words.label(action), plan_words.entitled(action)) == ("« Une soirée »", "Une soirée")
    assert "UN-FICHIER" not in record_page(render, action).body + record_page(render, render.catalogue.get(Axe, "a")).body


def test_an_action_is_for_a_group_when_a_child_of_that_group_may_come():
    years = {"0-2": range(3), "3-10": range(3, 11), "11-17": range(11, 18), "18-25": range(18, 26)}
    assert years.keys() == AGES.keys()
    for group, (_, first, last) in AGES.items():
        months = {12 * year + month for year in years[group] for month in range(12)}
        for one in range(1, 28):
            ages = {"de": {"de": f"{one} ans"}, "a": {"a": f"{one} ans"}, "both": {"de": f"{one} ans", "a": f"{one} ans"}}
            own = {"de": range(12 * one, 1000), "a": range(12 * one + 1), "both": range(12 * one, 12 * one + 1)}
            for name, said in ages.items():
                action = Action.model_validate({"titre": "T", "axe": "a", "ages": said})
                assert reaches(action, first, last) is bool(months & {*own[name]}), (group, said)
