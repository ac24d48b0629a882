"""A convention in force is one that is begun and signed; an amendment changes its end and its signatories, and is told."""

from __future__ import annotations

import datetime as dt

from ctg.loading import load
from ctg.model.action import Action
from ctg.pages.renderer import Renderer
from ctg.plan import framework_pages
from ctg.upkeep.alerts import alerts
from territoires import convention

FIRST = convention("debut: 2022-01-01", "fin: 2026-12-31", "signataires: [Mairie]")
NEXT = "nature: ctg\ntitre: Convention suivante\ndebut: 2027-01-01\nfin: 2031-12-31\nsuccede_a: ctg\n"
NEXT_FILE = "data/cadres/ctg-2027.yml"
JUNE = dt.date(2027, 6, 1)


def in_force(project, more: str = "") -> str:
    return load(project(FIRST | {NEXT_FILE: NEXT + more}), on=JUNE).convention.id


def test_an_unsigned_draft_is_not_in_force_and_is_told(project):
    catalogue = load(project(FIRST | {NEXT_FILE: NEXT}), on=JUNE)
    assert catalogue.convention.id == "ctg"
    told = [alert.reason for group in alerts(catalogue, JUNE) for alert in group.alerts]
    assert "Elle devait commencer le 1er janvier 2027. Rien ne dit qu’elle est signée." in [
        one.replace("\u202f", " ") for one in told
    ]
    draft = next(one for one in catalogue.conventions if one.id == "ctg-2027")
    assert framework_pages._state(draft, JUNE) == "En préparation"


def test_signed_or_voted_it_is_from_its_first_day(project):
    assert in_force(project, "signature: 2026-12-20\n") == "ctg-2027"
    assert in_force(project, "deliberations: [{organe: Mairie, date: 2026-11-03}]\n") == "ctg-2027"
    assert load(project(FIRST | {NEXT_FILE: NEXT + "signature: 2026-12-20\n"}), on=dt.date(2026, 12, 28)).convention.id == "ctg"


def test_an_amendment_prolongs_widens_and_is_part_of_the_history(project):
    amended = FIRST["data/cadres/ctg.yml"] + (
        "signature: 2021-12-01\navenants:\n"
        "  - {date: 2026-11-20, objet: Prolonger d'un an, fin: 2027-12-31, signataires: [Département, Mairie]}\n"
        "  - {date: 2024-02-01, objet: Ajouter le logement}\n"
    )
    root = project(FIRST | {"data/cadres/ctg.yml": amended})
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
    files = FIRST | {
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
