"""The first page of the project: what is known of the convention, said at the right time."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ctg.loading import load
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from ctg.plan import framework_pages
from territoires import convention as convention_with


@pytest.fixture
def body(project):
    """``body("fin: 2026\\n")`` → the page, with these lines added to the convention.

    ``axes``, ``actions``: identifier → what its sheet says besides its title.
    """

    def make(
        lines: str = "",
        today: dt.date = dt.date(2026, 11, 25),
        axes: dict[str, str] | None = None,
        actions: dict[str, str] | None = None,
    ) -> str:
        sheets = {f"data/axes/{id}.yml": f"numero: {id}\ntitre: Titre {id}\n{more}" for id, more in (axes or {}).items()}
        sheets |= {
            f"data/actions/{id}.yml": f"titre: Action {id}\naxe: {id[0]}\nporteurs: [Mairie]\n{more}"
            for id, more in (actions or {}).items()
        }
        frame = {"data/cadres/missions.yml": "titre: Missions (offre d'emploi, 2025)\nnature: missions\n"} if axes else {}
        root = project(sheets | frame | {"data/partenaires/caf.yml": "nom: Caisse d'allocations familiales\nsigle: CAF\n"})
        with (root / "data/cadres/ctg.yml").open("a", encoding="utf-8") as file:
            file.write(lines)
        return next(iter(framework_pages.convention_page(Renderer(load(root), today)))).body.replace("\u00a0", " ")

    return make


def test_the_sentence_the_chart_and_the_table_tell_the_same_of_the_convention_alone(body):
    states = {"a1": "realisee\n    date: 2026-01-02\n    source: Comité", "a2": "en-cours", "a3": "suspendue", "b1": "en-cours"}
    actions = {id: f"objectif: O\netats:\n  - etat: {etat}\n" for id, etat in states.items()}
    page = body(axes={"a": "", "b": "cadre: missions\n"}, actions=actions | {"a4": "objectif: O\ncalendrier: {debut: 2026}\n"})
    assert '<h2 id="avancement">2 actions sur 4 sont faites ou avancent, 1 est à l’arrêt, 1 est sans état connu</h2>' in page
    assert "1 réalisée, 1 en cours, 1 à l’arrêt, 1 sans état connu." in page
    assert [*re.findall(r'<td class="nombre">(\d+)</td>', page)] == ["1", "1", "1", "1"]
    assert "Titre b" not in page.partition("Les autres conventions et plans")[0]


@pytest.mark.parametrize(
    ("lines", "actions", "said"),
    [
        ("", {}, "Nous ne connaissons pas ses actions."),
        ("debut: 2022\nfin: 2026\n", {"a1": ""}, "1 action pour les familles des 2 communes, de 2022 à 2026."),
        ("debut: 2022\nfin: 2026\n", {"a1": ""}, "Nous ne savons pas où en est l’action</h2>"),
        ("debut: 2022\nfin: 2026\n", {"b1": ""}, "Nous ne connaissons pas ses actions."),
    ],
)
def test_what_is_not_known_is_said_in_the_same_place(body, lines, actions, said):
    page = body(lines, axes={"a": "", "b": "cadre: missions\n"}, actions=actions)
    assert said in page.replace("\u202f", " ")


def test_a_convention_may_last_one_day(project):
    own = convention_with("debut: 2026-03-01", "fin: 2026-03-01")
    assert load(project(own)).convention.fin.latest == dt.date(2026, 3, 1)


def test_what_is_published_is_not_asked_for(body):
    papers = framework_pages.PAPERS[0]
    assert papers in body()
    assert papers not in body("documents: [{titre: La convention, url: 'https://www.exemple.fr/ctg.pdf'}]\n")


def test_what_the_caf_pays_is_told_line_by_line_and_what_it_is_told_with_its_dates(project):
    lines = (
        "soutiens:", "- {annee: 2026, structure: les-lutins, nature: psu, prevu: 100, engage: 100, realise: 90, "
        "preuve: {titre: COF 2026, url: 'https://www.exemple.fr/cof.pdf'}}",
        "- {annee: 2026, structure: les-lutins, nature: bonus-handicap}", "- {annee: 2025, nature: poste, prevu: 50}",
        "retours:", "- {annee: 2026, caf: CAF, nature: previsionnel, avant_le: 2026-02-13, fait_le: 2026-02-10, source: Lettre}",
        "- {annee: 2026, caf: CAF, nature: reel, avant_le: 2026-03-31, source: Lettre}",
        "- {annee: 2026, caf: CAF, nature: juin, source: Lettre}",
    )  # fmt: skip
    render = Renderer(load(project(convention_with(*lines))), dt.date(2026, 11, 25))
    told = framework_pages.supported(render.catalogue, render.catalogue.convention)
    assert [(place[1], len(own)) for place, own in told["places"]] == [("Les Lutins", 2), ("Le territoire", 1)]
    assert [cells[0].replace("\xa0", " ") for _, own in told["places"] for _, cells in own] == ["100 €", "inconnu", "50 €"]
    ((year, caf, four),) = framework_pages.returns(render.catalogue.convention, render.today)
    assert (year, caf) == (2026, "CAF")
    assert [standing.partition(" : ")[2] or standing for _, standing, _ in four] == [
        "rendues le 10 février 2026", "en retard", "à rendre", "date limite non renseignée",
    ]  # fmt: skip
    page = " ".join(record_page(render, render.catalogue.convention).body.split())
    assert 'href="https://www.exemple.fr/cof.pdf"' in page
    assert "<li>Données de janvier à juin, date limite non renseignée : à rendre." in page.replace("\xa0", " ")
