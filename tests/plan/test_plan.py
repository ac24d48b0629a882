"""Whose the axes and actions are: the convention's by default, never when their axis says otherwise; what counts adds up; the
list of actions, its filters; plans of several levels, and a real one, of which only what is public is written."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from cas import each
from ctg.loading import load
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.framework import Axe, Cadre
from ctg.pages.files import Page
from ctg.pages.renderer import Renderer, record_page
from ctg.plan import action_pages, framework_pages
from ctg.plan import words as plan_words
from ctg.plan.action_pages import action as shown
from ctg.plan.action_pages import filter_values, filters, token
from ctg.reading.catalogue import Catalogue
from dits import WHOLE_FIRST, WHOLE_LAST, odd
from territoires import ESSAI, ROOT, made_site

TODAY = dt.date(2026, 11, 25)
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
    return lambda files: load(project(FRAME | files), on=TODAY)


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
    assert plan_words.progress_by_framework(found, TODAY, ours) == f"2 actions {unknown}"
    assert plan_words.progress_by_framework(found, TODAY, theirs) == f"1 action {unknown}"
    assert plan_words.progress_by_framework(found, TODAY, [*theirs, *ours]) == f"2 actions {unknown} {OFFER} : 1 action {unknown}"
    assert plan_words.progress_by_framework(found, TODAY, ()) == "Aucune action renseignée."


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
    assert shown(Renderer(found, TODAY), found.get(Action, "a1"))["under_way"] is done


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
    """``acting(une="axe: a\\n…")`` → a catalogue with these actions, their title and leader written unless given."""

    def make(**actions: str) -> Catalogue:
        own = {
            f"data/actions/{id}.yml": ("" if "porteurs:" in t else "porteurs: [Ville]\n") + f"titre: {id}\n{t}"
            for id, t in actions.items()
        }
        caf = {"data/partenaires/caf.yml": "nom: Caisse d'allocations familiales\nsigle: CAF\n"}
        return load(project(only(AXES, "a") | caf | own))

    return make


def offered(catalogue: Catalogue) -> dict[str, list[str]]:
    return {one.name: [value for value, _ in one.options] for one in filters(catalogue, catalogue.all(Action), TODAY)}


def test_an_action_without_communes_answers_to_every_commune(acting):
    found = acting(une=f"axe: a\ncommunes: [{FAR}]\n", deux="axe: a\n")
    here, everywhere = found.get(Action, "une"), found.get(Action, "deux")
    assert filter_values(found, here, TODAY)["commune"] == ("saint-clair-sur-lede",)
    assert filter_values(found, everywhere, TODAY)["commune"] == ("*",)
    assert offered(found) == {"commune": [commune.id for commune in found.all(Commune)]}


def test_what_is_late_is_a_choice_whatever_its_state(acting):
    late = "axe: a\netats: [{date: 2026-01-12, etat: en-cours}]\ncalendrier: {fin: 2026-06}\n"
    found = acting(une=late, deux="axe: a\n")
    assert filter_values(found, found.get(Action, "une"), TODAY)["etat"] == ("en-cours", "en-retard")
    assert offered(found)["etat"] == ["en-retard", "en-cours", "non-renseigne"]


def test_the_spellings_of_a_partner_are_one_choice_under_its_name(acting):
    found = acting(une="axe: a\npartenaires: [caf, MSA]\n", deux="axe: a\npartenaires: [Caisse d'Allocations familiales]\n")
    partners = next(one for one in filters(found, found.all(Action), TODAY) if one.name == "partenaire")
    assert partners.options == (("caf", "Caisse d'allocations familiales"), ("msa", "MSA"), ("ville", "Ville"))  # who leads too
    assert filter_values(found, found.get(Action, "une"), TODAY)["partenaire"] == ("ville", "caf", "msa")


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


TOLD = "axe: a\nobjectif: O\ncalendrier: {fin: 2028}\n"
"""Enough for an action to be in the list, without its state."""


def test_without_any_stated_state_one_sentence_says_it_and_no_chip_repeats_it(acting):
    page = next(iter(action_pages.files(Renderer(acting(x=TOLD), TODAY))))
    assert page.body.count("Nous ne savons pas où en est l’action") == 1
    assert "avancement" not in page.body.partition("Ce que")[0]
    assert (page.script, "<form" in page.body) == ("", False)  # nothing to choose
    stated = acting(x=TOLD, y=f"{TOLD}etats:\n  - etat: en-cours\n")
    assert next(iter(action_pages.files(Renderer(stated, TODAY)))).body.count("avancement non renseigné") == 1


# --- plans of several levels ------------------------------------------------------------------------

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
    walked = plan_words.tree(catalogue, catalogue.get(Axe, axe)).walk()
    return [(depth, (branch.level or branch.action).titre) for depth, branch in walked]


def body_of(catalogue: Catalogue, kind, id: str) -> str:
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
    assert [one.titre for one in plan_words.levels_of(deep, deep.get(Action, "chantier"))] == [
        "Près de chez soi",
        "Ouvrir des places",
    ]
    assert plan_words.levels_of(deep, deep.get(Action, "bus")) == ()


def test_a_long_plan_opens_on_its_orientations(deep, monkeypatch):
    assert opened(body_of(deep, Cadre, "ctg")) == (5, 0)
    monkeypatch.setattr(framework_pages, "SHORT", 5)
    assert opened(body_of(deep, Cadre, "ctg")) == (3, 2)


def test_a_shallow_plan_has_no_tree(project):
    flat = {name: text for name, text in DEEP.items() if name.endswith(("b.yml", "bus.yml"))}
    catalogue = load(project(flat), on=TODAY)
    assert plan_words.trees(catalogue, catalogue.convention) == ()
    assert not any("arbre" in body_of(catalogue, kind, id) for kind, id in ((Axe, "b"), (Cadre, "ctg")))


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
    page = body_of(catalogue, Cadre, "ctg-2025")
    assert (opened(page), "En tableau" in page) == ((3, 14), False), "no action is known"
