"""What the coordinator must look at."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.common.escaping import plain
from ctg.loading import load
from ctg.upkeep.review import ReviewSection, review
from territoires import SMALL

TODAY = dt.date(2026, 11, 25)
COMMUNES = (SMALL / "data/communes.yml").read_text("utf-8")


@pytest.fixture
def sections(project):
    """``sections({file: text})`` → the review of a small territory, section by title."""

    def read(files: dict[str, str], today: dt.date = TODAY) -> dict[str, ReviewSection]:
        return {section.title: section for section in review(load(project(files), drafts=True, on=today), today)}

    return read


def structure(more: str, nom: str = "Lieu") -> str:
    return f"nom: {nom}\ntype: autre\ncommune: Valbourg\n{more}"


def keys(section: ReviewSection) -> list[str]:
    return [finding.key for finding in section.findings]


def test_only_what_has_a_place_needs_a_position(sections):
    found = sections(
        {
            "data/structures/les-lutins.yml": structure("position: {lat: 46.5, lon: 2.5}\n"),
            "data/structures/secret.yml": structure("adresse_confidentielle: oui\n").replace("nom: Lieu", "nom: Le Refuge"),
            "data/structures/bus.yml": structure("arrets: [{commune: Valbourg}]\n"),
            "data/structures/perdu.yml": structure("adresse: 3 rue du Lac\n"),
        }
    )["Sans position"]
    assert [(f.key, f.reason) for f in found.findings] == [("structures/perdu", "adresse connue, position à relever")]


def test_drafts_of_each_sort_and_the_links_to_them(sections):
    draft = "etat_fiche: brouillon\n"
    found = sections(
        {
            "data/structures/idee.yml": structure(draft + "relu_le: 2026-10-01\n"),
            "data/structures/les-lutins.yml": structure("contact_relais: idee\n"),
            "data/axes/a.yml": "numero: A\ntitre: Axe\n" + draft,
            "data/actions/x.yml": "titre: X\naxe: a\nporteurs: [V]\nstructures: [les-lutins, idee]\n",
        }
    )
    assert [(f.key, f.reason.replace(" cite un brouillon :", "")) for f in found["Liens entre fiches"].findings] == [
        ("structures/les-lutins", "« contact_relais » Lieu (structures/idee)"),
        ("actions/x", "« axe » Axe (axes/a)"),
        ("actions/x", "« structures » Lieu (structures/idee)"),
    ]
    drafts = [(f.key, f.reason, f.date) for f in found["Brouillons"].findings]
    assert drafts == [("structures/idee", "relue le", dt.date(2026, 10, 1)), ("axes/a", "jamais relue", None)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  deux\nlignes\u2028trois  ", "deux lignes trois"),
        ("a\u202eb\u200fc\ufeffd\u00ade", "abcde"),
        ("x" * 10_000, "x" * 299 + "…"),
    ],
)
def test_plain_text(text, shown):
    assert plain(text) == shown


def test_an_emergency_number_that_is_not_sure_or_not_read_for_six_months_is_told_to_who_keeps_the_site(sections):
    own = "- {numero: '3018', relu_le: 2026-05-20, source: {titre: Page du 3018, date: 2026-05}}\n"
    found = {finding.key: finding for finding in sections({"data/urgences.yml": own})["Numéros et réponses de l'outil"].findings}
    assert (found["urgences/3018"].reason, found["urgences/3018"].date) == ("à relire depuis le", dt.date(2026, 11, 20))
    assert found["urgences/3919"].reason.startswith(plain("https://www.solidaritefemmes.org : pas encore lue"))
    assert not {"urgences/15", "urgences/17", "urgences/114", "urgences/119"} & found.keys()
