"""What leaves of a record: everything that may, in a form that says the same, and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ctg.loading import load
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.fields import Age, PartialDate
from ctg.model.meeting import Rencontre
from ctg.model.opening_hours import HALVES, Span
from ctg.model.periods import DayOfYear, Feries, NthWeekday
from ctg.model.structure import Service, Structure
from ctg.open_data.values import plain, typed, written
from territoires import ESSAI, ROOT, catalogue_of


@pytest.mark.parametrize(
    ("value", "json"),
    [
        ("é\u202e", "é\u202e"),
        (True, True),
        (12, 12),
        (Decimal("46.90"), 46.9),
        (Decimal("470.0"), 470),
        (dt.date(2026, 9, 1), "2026-09-01"),
        (PartialDate(2026), "2026"),
        (PartialDate(2026, 9, approx=True), "vers 2026-09"),
        (PartialDate(2026, 9, 1), "2026-09-01"),
        (DayOfYear(7, 1), "07-01"),
        (NthWeekday(1, 1), "premier mardi du mois"),
        (NthWeekday(-1, 6), "dernier dimanche du mois"),
        (Age("10 semaines", 2.3), "10 semaines"),
        (Span(450, 1110), "07:30-18:30"),
        (Span(780, 1440), "13:00-24:00"),
        (HALVES["apres midi"], "apres-midi"),
        (Feries(), "jours feries"),
        ((), []),
    ],
)
def test_a_value_as_json_has_it(value, json):
    assert plain(value) == json
    assert type(plain(value)) is type(json)


def as_typed(value):
    """JSON values as a person would type them: the model reads nothing else for yes and no."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict):
        return {name: as_typed(inner) for name, inner in value.items()}
    return [as_typed(item) for item in value] if isinstance(value, list) else value


TO_A_DRAFT = "actions/micro-creche-roche"
"""The record of the invented territory that names one that is not published."""


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_nothing_is_lost_on_the_way_to_json(root):
    """The model reads the JSON again and finds the same record, but for what must stay here."""
    catalogue = catalogue_of(root)
    seen = 0
    for kind in KINDS:
        for record in catalogue.all(kind):
            again = kind.model_validate(as_typed(typed(catalogue, record)))
            lost = {name for name in kind.model_fields if getattr(again, name) != getattr(record, name)}
            assert lost == ({"structures"} if record.key == TO_A_DRAFT else set()), record.key
            seen += 1
    assert seen > 100


SECRET = """\
nom: Le Refuge
type: centre-social
commune: Valbourg
adresse_confidentielle: oui
code_postal: "99100"
complement_adresse: Escalier B
siret: "21990001200017"
transport: ligne 4
telephone: 01 99 00 00 02
notes_internes: NE PAS DIRE
"""
HOSTED = "nom: Une nuit\nthemes: [logement]\nstructure: refuge\ncomplement_adresse: Porte verte\nnotes_internes: NE PAS DIRE\n"


def test_what_would_locate_a_confidential_address_stays_here_and_so_do_notes(project):
    catalogue = load(project({"data/structures/refuge.yml": SECRET, "data/services/nuit.yml": HOSTED}))
    refuge, hosted = catalogue.get(Structure, "refuge"), catalogue.get(Service, "nuit")
    for leave in (typed, written):
        told = {name for record in (refuge, hosted) for name in leave(catalogue, record)}
        assert told & {"code_postal", "complement_adresse", "siret", "transport", "notes_internes"} == set()
        assert told >= {"nom", "type", "commune", "telephone", "adresse_confidentielle", "themes", "structure"}
    assert typed(catalogue, refuge)["telephone"] == "+33199000002"
    assert written(catalogue, refuge)["telephone"] == "01 99 00 00 02"


DRAFTS = {
    "data/axes/a.yml": "numero: A\ntitre: Axe\n",
    "data/structures/projet.yml": "nom: Projet\ntype: multi-accueil\ncommune: Valbourg\netat_fiche: brouillon\n",
    "data/actions/a1.yml": "titre: Un\naxe: a\nporteurs: [Ville]\netat_fiche: brouillon\n",
    "data/actions/a2.yml": "titre: Deux\naxe: a\nporteurs: [Ville]\nstructures: [projet, les-lutins]\n",
    "data/rencontres/r.yml": "titre: R\ndate: 2026-03\nsuites:\n  - {texte: Un, action: a1}\n  - {texte: Deux, action: a2}\n",
}


@pytest.mark.parametrize("leave", [typed, written])
def test_a_link_to_a_draft_stays_here_in_lists_and_in_groups(project, leave):
    catalogue = load(project(DRAFTS))
    assert leave(catalogue, catalogue.get(Action, "a2"))["structures"] == ["les-lutins"]
    assert leave(catalogue, catalogue.get(Rencontre, "r"))["suites"] == [{"texte": "Un"}, {"texte": "Deux", "action": "a2"}]


def test_links_to_communes_are_no_links_to_drafts(project):
    catalogue = load(project())
    assert typed(catalogue, catalogue.get(Structure, "les-lutins"))["commune"] == "Valbourg"
    assert next(iter(typed(catalogue, catalogue.all(Commune)[0]))) == "nom", "the compulsory fields come first"
