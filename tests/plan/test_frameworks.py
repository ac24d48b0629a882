"""Conventions in succession: which is in force, whose each action is on which day, what becomes of it; amendments; what is not
known of a convention is said in its place."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.model.action import Action
from ctg.model.framework import Axe, Cadre
from ctg.pages.renderer import Renderer, record_page
from ctg.plan import framework_pages, words
from ctg.upkeep.alerts import alerts
from ctg.upkeep.calls import to_ask
from dits import plain
from territoires import convention

BEFORE, AFTER = dt.date(2026, 11, 25), dt.date(2027, 2, 1)
FIRST = convention("debut: 2022", "fin: 2026") | {
    "data/axes/a.yml": "numero: 1\ntitre: Accueillir\ncadre: ctg\n",
    "data/actions/guichet.yml": "titre: Guichet\nnumero: '1.1'\naxe: a\nporteurs: [CAF]\netats:\n  - etat: en-cours\n",
    "data/actions/bus.yml": "titre: Bus\nnumero: '1.2'\naxe: a\nporteurs: [CAF]\n",
}
SECOND = {
    "data/cadres/ctg-2027.yml": "titre: Convention du Petit Pays\nnature: ctg\ndebut: 2027\nfin: 2031\nsuccede_a: ctg\n"
    "deliberations: [{organe: Conseil communautaire, date: 2026-11-16, numero: 2026-112}]\n",
    "data/axes/b.yml": "numero: 1\ntitre: Relier\ncadre: ctg-2027\n",
    "data/actions/guichet-mobile.yml": "titre: Guichet mobile\nnumero: '1.1'\naxe: b\nporteurs: [CAF]\netats:\n"
    "  - etat: en-preparation\n",
    "data/actions/guichet.yml": FIRST["data/actions/guichet.yml"]
    + "suite: {decision: modifiee, vers: [guichet-mobile], motif: Il se déplace.}\n",
}


def page_of(render: Renderer, kind, id: str) -> str:
    return plain(record_page(render, render.catalogue.get(kind, id)).body)


def test_the_convention_is_that_of_the_day(project):
    root = project(FIRST | SECOND)
    before, after = load(root, on=BEFORE), load(root, on=AFTER)
    assert (before.convention.id, after.convention.id) == ("ctg", "ctg-2027")
    assert [action.id for action in before.of_the_convention(Action)] == ["guichet", "bus"]
    assert [action.id for action in after.of_the_convention(Action)] == ["guichet-mobile"]
    assert words.origin(after, after.all(Axe)) == "Axe 1 : Convention du Petit Pays (2022-2026)."
    for catalogue, day, title in ((before, BEFORE, "En préparation"), (after, AFTER, "Terminés")):
        page, *_ = framework_pages.convention_page(Renderer(catalogue, day))
        assert [word for word in ("En cours", "En préparation", "Terminés") if f"<h3>{word}</h3>" in page.body] == [title]


NEIGHBOUR = "titre: Contrat de ville\nnature: contrat-de-ville\npresentation: Quatre quartiers.\nsources: [{titre: Presse}]\n"


@pytest.mark.parametrize(
    ("more", "others", "in_the_archive"),
    [
        ({}, "", False),
        ({"data/rencontres/f.yml": "titre: Forum\ndate: 2026-01\ncadre: ville\n"}, "Forum", False),
        ({"data/cadres/ville.yml": f"{NEIGHBOUR}debut: 2024\n"}, "", True),
        ({"data/axes/v.yml": "numero: V\ntitre: Vivre\ncadre: ville\n"}, "Vivre", True),
    ],
)
def test_a_framework_of_which_little_is_known_stands_beside_the_convention(project, more, others, in_the_archive):
    """It is told on the page of the convention, where its address leads; a page of its own once something belongs to it."""
    catalogue = load(project(FIRST | {"data/cadres/ville.yml": NEIGHBOUR} | more), on=BEFORE)
    render = Renderer(catalogue, BEFORE)
    (page, *_), archive = framework_pages.convention_page(render), [cadre.id for cadre in framework_pages.newest_first(catalogue)]
    told = plain(page.body).partition("Les autres démarches du territoire")[2]
    assert ("Quatre quartiers." in told, "ville" in archive) == (not in_the_archive, in_the_archive)
    whole = not more
    assert (render.page_of(catalogue.get(Cadre, "ville")), 'id="cadre-ville"' in told, "Presse" in told) == (
        ("ctg/#cadre-ville" if whole else "cadres/ville/"), whole, whole
    )  # fmt: skip
    assert others in page_of(render, Cadre, "ville")


def test_lineage_is_told_both_ways_and_in_the_table_of_the_framework(project):
    render = Renderer(load(project(FIRST | SECOND), on=AFTER), AFTER)
    old, new = page_of(render, Action, "guichet"), page_of(render, Action, "guichet-mobile")
    assert "<strong>Modifiée</strong>." in old
    assert '<a href="../guichet-mobile/">Action 1.1 : Guichet mobile</a>' in old  # the convention of the day
    assert '<a href="../guichet/">Action 1.1 (2022-2026) : Guichet</a> (modifiée)' in new
    table = page_of(render, Cadre, "ctg")
    assert table.count("Action 1.1 (2022-2026) : Guichet</a>") == 1, "a plan is told once"
    assert table.index("Guichet</a></th><td>Modifiée</td>") < table.index("Bus</a></th><td>Non renseigné</td>")
    assert "Ce que deviennent" not in page_of(render, Cadre, "ctg-2027")
    assert "La convention commence en 2027." in page_of(Renderer(load(project(), on=BEFORE), BEFORE), Cadre, "ctg-2027")
    assert "délibération n° 2026-112" in page_of(render, Cadre, "ctg-2027")


def test_an_action_without_its_end_is_told_by_the_check_and_asked_by_the_calls(project):
    root = project(FIRST | SECOND)
    told = [warning for warning in load(root, on=AFTER).warnings if "ce que devient" in warning.message]
    assert [(warning.file, warning.line) for warning in told] == [("data/actions/bus.yml", 1)]
    assert not [warning for warning in load(root, on=BEFORE).warnings if "ce que devient" in warning.message]
    asked = [one.record for one in to_ask(load(root, on=AFTER), AFTER) if any("que devient" in word for word in one.missing)]
    assert [one.key for one in asked] == ["actions/bus"]


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


BEGUN = convention("debut: 2022-01-01", "fin: 2026-12-31", "signataires: [Mairie]")
NEXT = "nature: ctg\ntitre: Convention suivante\ndebut: 2027-01-01\nfin: 2031-12-31\nsuccede_a: ctg\n"
NEXT_FILE = "data/cadres/ctg-2027.yml"
JUNE = dt.date(2027, 6, 1)


def test_an_unsigned_draft_is_not_in_force_and_is_told(project):
    catalogue = load(project(BEGUN | {NEXT_FILE: NEXT}), on=JUNE)
    assert catalogue.convention.id == "ctg"
    told = [alert.reason for group in alerts(catalogue, JUNE) for alert in group.alerts]
    assert "Elle devait commencer le 1er janvier 2027. Rien ne dit qu’elle est signée." in [
        one.replace("\u202f", " ") for one in told
    ]
    draft = next(one for one in catalogue.conventions if one.id == "ctg-2027")
    assert framework_pages._state(draft, JUNE) == "En préparation"


def test_an_amendment_prolongs_widens_and_is_part_of_the_history(project):
    amended = BEGUN["data/cadres/ctg.yml"] + (
        "signature: 2021-12-01\navenants:\n"
        "  - {date: 2026-11-20, objet: Prolonger d'un an, fin: 2027-12-31, signataires: [Département, Mairie]}\n"
        "  - {date: 2024-02-01, objet: Ajouter le logement}\n"
    )
    root = project(BEGUN | {"data/cadres/ctg.yml": amended})
    catalogue = load(root, on=JUNE)
    cadre = catalogue.convention
    assert cadre.end
    assert cadre.end.latest == dt.date(2027, 12, 31)
    assert cadre.signed_by == ("Mairie", "Département")
    assert not any(one.message.startswith("La convention est finie") for one in catalogue.warnings)
    page = next(one for one in framework_pages.convention_page(Renderer(catalogue, JUNE)) if "Avenants" in one.body)
    told = page.body.replace("\u202f", " ").replace("\xa0", " ")
    assert "fin à la signature : 31 décembre 2026" in told
    assert told.index("Ajouter le logement") < told.index("Prolonger d")


def test_an_action_of_a_convention_that_ended_is_not_under_way(project):
    files = BEGUN | {
        "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
        "data/actions/a1.yml": "titre: Un guide\naxe: a\nporteurs: [Mairie]\netats:\n  - {date: 2025-03-01, etat: en-cours}\n",
        "data/actions/a2.yml": "titre: Un bus\naxe: a\nporteurs: [Mairie]\netats:\n  - {date: 2025-03-01, etat: non-engagee}\n",
    }
    root = project(files)
    assert load(root, on=dt.date(2026, 12, 31)).get(Action, "a1").etat == "en-cours"
    after = load(root, on=dt.date(2027, 1, 1))
    assert (after.get(Action, "a1").etat, after.get(Action, "a1").etat_le) == ("inachevee", dt.date(2026, 12, 31))
    assert after.get(Action, "a2").etat == "non-engagee"
    assert after.get(Action, "a1").as_of(dt.date(2026, 6, 30)).etat == "en-cours"  # as a report of that year tells it
