"""The real territory's axes and actions come from a job offer of 2025: nothing published gives them to anyone else."""

import re

import pytest

from cas import each
from ctg.model.action import Action
from ctg.model.framework import Axe
from octets import PICTURES, bare, words
from territoires import ROOT, catalogue_of

pytestmark = pytest.mark.gard
CADRE = "missions de la coopération (offre d'emploi, 2025)"
ATTRIBUTES = re.compile(
    r"axes?\w?delaconvention(?!elle-même)"
    r"|actionsdelaconvention(?!elle-même)|(?<!niaxeni)actiondelaconvention"
    r"|laconventioncompte\d|nousenconnaissons\d+action"
    r"|soutient\d+action|ensoutient\d|actionssoutenues|soutenu\w*parleprojet"
    r"|(axe|action)\w*duprojetdesfamilles"
    r"|signélaconvention,(porte|estnomméedans|finance|en)\w*\d+|bilan(ctg|delaconvention)20\d\d|tableaudeborddu\w+20\d\d"
    r"|programmedetravaildelaconvention|prennentpartàlaconvention|commedanslaconvention"
)
"""Blanks left aside. « Les axes de la convention elle-même ne sont pas publics », « Nous ne connaissons ni axe ni action de la
convention » say the contrary."""

SAID_BY_1_0_0 = (
    "Axe A de la convention territoriale globale (CTG)",
    "La convention compte 4 axes et 17 actions. Pour 2026, les fiches ne donnent encore ni bilan…",
    "A signé la convention, soutient 17 actions, gère 1 lieu",
    "porte 3 actions, en soutient 5",
    "<h2>Actions soutenues</h2>",
    "Soutenu par le projet des familles (CTG)",
    "Ce ne sont pas des <a href='x'>actions de la convention</a>.",
    "Aucune action de la convention n’est rattachée à cette mission.",
    "La convention territoriale globale (CTG) dit ce que les institutions font ensemble. Nous en connaissons 17 actions.",
    "Nouveau sur le site : action du projet des familles (CTG)",
    "Ce pôle de l'Agglomération porte le programme de travail de la convention.",
    "Les institutions et les associations qui prennent part à la convention.",
    "Comme dans la convention ; sinon le nom du fichier.",
    "Cette institution a signé la convention, est nommée dans 17 actions, gère 1 lieu.",
    "Bilan CTG 2026",
    "Tableau de bord du comité de pilotage 2026",
)


@pytest.fixture(scope="module")
def published(real_site) -> dict[str, str]:
    """Address of each file → what it says. The guides quote any territory's words, and sums have none."""
    files = (path for path in real_site.rglob("*") if path.is_file() and path.suffix not in PICTURES)
    named = {path.relative_to(real_site).as_posix(): path for path in files}
    return {name: words(path) for name, path in named.items() if not name.startswith("contribuer/")}


@each("sentence", SAID_BY_1_0_0)
def test_what_is_looked_for_would_be_found(sentence):
    assert ATTRIBUTES.search(bare(sentence))


def test_no_file_gives_the_plan_to_the_convention_nor_to_its_signatories(published):
    found = [(name, said[0]) for name, text in published.items() if (said := ATTRIBUTES.search(text))]
    assert not found, found[:20]


def test_where_the_plan_comes_from_is_said_wherever_it_stands(published):
    """In every page, figure, document and data file that names an axis or an action."""
    catalogue = catalogue_of(ROOT)
    records = [*catalogue.all(Axe), *catalogue.all(Action)]
    assert {bare(catalogue.cadre_of(record).titre) for record in records} == {bare(CADRE)}
    titles = [bare(record.titre) for record in records]
    named = [name for name, text in published.items() if any(title in text for title in titles)]
    assert {"ctg/actions/index.html", "axes/a/index.html", "donnees/actions.csv",
            "donnees/a-corriger.xlsx", "api/v1/actions.json"} <= set(named)  # fmt: skip
    silent = [name for name in named if bare(CADRE) not in published[name]]
    assert not silent, silent


def test_no_intention_is_told_as_done(real_site):
    assert {action.etat for action in catalogue_of(ROOT).all(Action)} == {None}
    told = re.compile(r"<h\d[^>]*>\s*Ce qui (est|a été) fait")
    assert not [page for page in real_site.rglob("*.html") if told.search(page.read_text("utf-8"))]
