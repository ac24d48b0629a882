"""A record that says no more than its line in a list has no page; the day on which a page changed is what the data says."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from ctg.loading import load
from ctg.pages.files import Page, last_changes
from ctg.publish.build import make_site
from ctg.reading.kept import ADDRESSES_FILE, Entree, Journal
from ctg.site.former import lost_address_rules

AXE = "numero: A\ntitre: Accueillir\n"
IDEA = (
    "titre: Un guide des modes de garde\naxe: a\nporteurs: [Mairie de Valbourg]\npartenaires: [CAF]\ndescription: Vingt pages.\n"
)
SOURCE = "sources: [{titre: Compte rendu du conseil, date: 2025-03}]\n"
BODY = "nom: Comité des partenaires\nrole: Il choisit les actions.\nmissions: [Suivre les actions]\n"
FORUM = "titre: Forum de printemps\ndate: 2024-04\ntype: forum\nmethode: |\n  Six tables.\n\n  Deux heures.\n"
LINES = {
    "data/axes/a.yml": AXE,
    "data/actions/guide.yml": IDEA + SOURCE + "anciens_identifiants: [livret]\n",
    "data/instances/comite.yml": BODY + SOURCE,
    "data/rencontres/forum.yml": FORUM + SOURCE,
    "data/rencontres/reunion.yml": FORUM.replace("type: forum\n", "").replace("Forum", "Réunion") + SOURCE,
}
WHERE = {
    "actions/guide": "ctg/actions/#action-guide",
    "instances/comite": "ctg/decider/#instance-comite",
    "rencontres/forum": "ctg/decider/#rencontre-forum",
    "rencontres/reunion": "ctg/decider/#rencontre-reunion",
}


@pytest.fixture
def site(project):
    """``site({file: text})`` → the site of a small project with :data:`LINES` changed so, as (path → file, renderer)."""

    def make(changes: dict[str, str] | None = None):
        made = make_site(project(LINES | (changes or {})))
        return {file.path: made.document(file).content.decode() for file in made.files if isinstance(file, Page)}, made

    return make


def test_its_former_addresses_lead_to_its_line_on_every_host(site, project):
    _, made = site()
    files = {file.path: file.content.decode() for file in made.files if file.path in {"_redirects", ".htaccess", "404.html"}}
    table = lost_address_rules(made.frame.render)
    for old, to in {**WHERE, "actions/livret": WHERE["actions/guide"]}.items():
        assert f"/{old}/ /{to} 301" in files["_redirects"]
        assert f'"^/{re.escape(old)}/?$" "/{to}"' in files[".htaccess"]
        assert next(answer for pattern, answer in table if re.search(pattern, f"{old}/")) == to
        assert f"{old}/" in made.addresses
    assert "action-guide" in files["404.html"]
    root = project(LINES | {ADDRESSES_FILE: "# SIREN : 219900012\nactions/guide/\nactions/livret/\n"})
    assert make_site(root), "an address that was published is not lost"


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("actions/guide", {"data/actions/guide.yml": f"{IDEA}etats:\n  - etat: en-cours\n"}),
        ("actions/guide", {"data/actions/guide.yml": f"{IDEA}etat_fiche: a_verifier\nderniere_preuve: 2024\n"}),
        ("actions/guide", {"data/actions/suite.yml": "titre: Sa suite\naxe: a\nsous_action_de: guide\n"}),
        ("instances/comite", {"data/rencontres/juin.yml": "titre: Comité de juin\ndate: 2024-06\ninstance: comite\n"}),
        ("rencontres/forum", {"data/rencontres/forum.yml": f"{FORUM}resultats: [Des places le soir.]\n"}),
        ("rencontres/forum", {"data/rencontres/forum.yml": FORUM.replace("2024-04", "2099-04")}),
    ],
    ids=["a fact", "a doubt", "a part", "a meeting", "a word", "to come"],
)
def test_what_has_more_to_tell_has_its_page(site, key, more):
    pages, made = site(more)
    assert key not in made.frame.render.lines
    assert f"{key}/" in pages


SHEET = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 00 01\n"


def found(project, more: str, *entries: Entree) -> dict[str, dt.date]:
    catalogue = load(project({"data/structures/les-lutins.yml": SHEET + more}), on=dt.date(2026, 11, 25))
    journal = (
        Journal(territoire="x", depuis="2026-01-01", racine="tag:exemple.fr,2026-01-01", entrees=entries) if entries else None
    )
    return last_changes(replace(catalogue, journal=journal))


def entry(date: str) -> Entree:
    where = {"fiche": "structures/les-lutins", "nom": "Les Lutins", "communes": ["valbourg"], "themes": ["enfance"]}
    return Entree(date=date, **where, faits={"telephone": "a changé de téléphone"})


def test_nothing_is_known_of_a_page_that_says_nothing(project):
    assert found(project, "sources: [{titre: Livret, date: 2025-03-01}]\n") == {}


def test_reading_a_record_again_does_not_change_its_page(project):
    more = "verifie_le: 2026-09-01\nrelu_le: 2026-10-02\n"
    assert found(project, more) == {"structures/les-lutins/": dt.date(2026, 9, 1)}


def test_a_change_shows_on_the_pages_that_tell_it(project):
    days = found(project, "verifie_le: 2026-09-01\n", entry("2026-11-03"), entry("2026-08-01"))
    shown = ("structures/les-lutins/", "communes/valbourg/", "trouver/themes/enfance/", "nouveautes/", "")
    assert days == dict.fromkeys(shown, dt.date(2026, 11, 3))
    older = found(project, "verifie_le: 2026-09-01\n", entry("2026-08-01"))
    assert older["structures/les-lutins/"] == dt.date(2026, 9, 1)
