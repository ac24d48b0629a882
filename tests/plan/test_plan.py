"""Whose the axes and actions are: the convention's by default, never when their axis says otherwise; what counts adds up."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from cas import each
from ctg.loading import load
from ctg.model.action import Action
from ctg.model.framework import Axe
from ctg.pages.files import Page
from ctg.pages.renderer import Renderer
from ctg.plan import words as plan_words
from ctg.plan.action_pages import action as shown
from dits import WHOLE_FIRST, WHOLE_LAST, odd
from territoires import ESSAI, ROOT, made_site

OFFER = "Missions de la coopération (offre d'emploi, 2025)"
FRAME = {"data/cadres/offre.yml": f"titre: {OFFER}\nnature: missions\n"}
AXES = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/axes/b.yml": "numero: B\ntitre: Animer\ncadre: offre\n",
    "data/axes/c.yml": "numero: C\ntitre: Informer\ncadre: offre\n",
    "data/axes/d.yml": "numero: D\ntitre: Caché\netat_fiche: brouillon\n",
}
ACTIONS = {
    f"data/actions/{axe}{rank}.yml": f"titre: Action {axe}{rank}\naxe: {axe}\nporteurs: [CAF]\ndescription: Un guide.\n"
    for axe, rank in ("a1", "a2", "b1", "c1")
}
HIDDEN = {"data/actions/d1.yml": "titre: Action d1\naxe: d\nporteurs: [CAF]\n"}


@pytest.fixture
def catalogue(project):
    return lambda files: load(project(FRAME | files), on=dt.date(2026, 11, 25))


def only(files: dict[str, str], *axes: str) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.split("/")[2][0] in axes}


def words(found) -> tuple[str, str]:
    axes, actions = found.all(Axe), found.all(Action)
    return plan_words.size_sentence(found, axes, actions), plan_words.origin(found, actions)


def test_what_comes_from_elsewhere_is_told_apart(catalogue):
    found = catalogue(only(AXES | ACTIONS, "b", "c"))
    size, origin = words(found)
    told = f"{OFFER} : 2 axes et 2 actions."
    assert size == f"Nous ne connaissons ni axe ni action de la convention. {told}"
    assert origin == f"Axes B et C : {OFFER}. Rien ne dit que la convention contient ces axes ni leurs actions."
    assert plan_words.axis_heading(found, found.get(Axe, "b")) == "Axe B"


def test_states_are_not_added_up_between_frameworks(catalogue):
    found = catalogue(only(AXES | ACTIONS, "a", "b"))
    ours, theirs = found.referenced_by(found.get(Axe, "a"), Action), found.referenced_by(found.get(Axe, "b"), Action)
    unknown = "dont l’avancement n’est pas renseigné."
    assert plan_words.progress_by_framework(found, dt.date(2026, 11, 25), ours) == f"2 actions {unknown}"
    assert plan_words.progress_by_framework(found, dt.date(2026, 11, 25), theirs) == f"1 action {unknown}"
    assert (
        plan_words.progress_by_framework(found, dt.date(2026, 11, 25), [*theirs, *ours])
        == f"2 actions {unknown} {OFFER} : 1 action {unknown}"
    )
    assert plan_words.progress_by_framework(found, dt.date(2026, 11, 25), ()) == "Aucune action renseignée."


def test_an_action_whose_axis_is_not_published_is_given_to_nobody(catalogue):
    size, origin = words(catalogue(AXES | ACTIONS | HIDDEN))
    assert "Origine non renseignée : 0 axe et 1 action." in size
    assert origin.endswith("Autres actions : origine non renseignée.")


@pytest.mark.parametrize(
    ("state", "done"), [("", False), ("etats: [{etat: en-preparation}]", False), ("etats: [{etat: en-cours}]", True)]
)
def test_only_what_is_under_way_is_told_as_done(catalogue, state, done):
    name = "data/actions/a1.yml"
    found = catalogue(only(AXES | ACTIONS, "a") | {name: f"{ACTIONS[name]}{state}\n"})
    assert shown(Renderer(found, dt.date(2026, 11, 25)), found.get(Action, "a1"))["under_way"] is done


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
