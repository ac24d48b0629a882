"""A record that says no more than its line in a list has no page."""

import re

import pytest

from ctg.pages.site_files import Page
from ctg.publish.build import make_site
from ctg.reading.kept import ADDRESSES_FILE
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
