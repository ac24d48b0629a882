"""The calls that would serve most families: how they rank, and whom to ring; what the coordinator must look at."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.common.escaping import plain
from ctg.loading import load
from ctg.upkeep.calls import ToAsk, calls_to_make, summary, to_ask
from ctg.upkeep.review import ReviewSection, review

TODAY = dt.date(2026, 11, 25)
PATH = "numero: 1\ntitre: Je cherche\nphrase: Pas à pas.\netapes:\n  - {titre: Cherchez, texte: Regardez la liste., %s}\n"
HALL = """- nom: Valbourg
  code_insee: "99001"
  codes_postaux: ["99100"]
  centre: {lat: 46.5, lon: 2.5}
  mairie: {telephone: 04 65 71 00 09}
- nom: Saint-Clair-sur-Lède
  code_insee: "99002"
  codes_postaux: ["99200"]
  centre: {lat: 46.5, lon: 2.7}
"""


def place(type: str = "ludotheque", commune: str = "Valbourg", more: str = "") -> str:
    return f"nom: Lieu\ntype: {type}\ncommune: {commune}\n{more}"


@pytest.fixture
def found(project):
    """``found({file: text})`` → key of each record → what is to be asked of it."""

    def read(files: dict[str, str]) -> dict[str, ToAsk]:
        return {one.record.key: one for one in to_ask(load(project(files), drafts=True), TODAY)}

    return read


def test_the_only_place_of_its_sort_serves_all_communes_two_share_them(found):
    both = found({"data/structures/a.yml": place(), "data/structures/b.yml": place("pmi")})
    assert (both["structures/a"].reach, both["structures/b"].reach) == ("2 communes", "2 communes")
    shared = found(
        {"data/structures/a.yml": place(), "data/structures/b.yml": place("ludotheque", "Saint-Clair-sur-Lède")},
    )
    assert (shared["structures/a"].reach, shared["structures/b"].reach) == ("1 commune", "1 commune")


def test_a_path_that_names_a_place_counts_whole_and_a_search_is_shared(found):
    files = {
        "data/structures/a.yml": place(),
        "data/structures/b.yml": place("periscolaire"),
        "data/structures/c.yml": place("pmi"),
    }
    alone = found(files)
    named = found({**files, "data/parcours/p.yml": PATH % "structure: a"})
    shared = found({**files, "data/parcours/p.yml": PATH % "chercher: {besoin: enfance-jeunesse}"})
    assert ["parcours" in one["structures/a"].reach for one in (alone, named, shared)] == [False, True, True]
    assert alone["structures/a"].gain < shared["structures/a"].gain < named["structures/a"].gain == 2 * alone["structures/a"].gain
    assert "parcours" not in shared["structures/c"].reach


def test_a_place_to_which_one_comes_in_danger_counts_twice(found):
    calls = found({"data/structures/a.yml": place("hebergement"), "data/structures/b.yml": place("hebergement-urgence")})
    assert calls["structures/b"].reach.endswith("danger")
    assert calls["structures/b"].gain == 2 * calls["structures/a"].gain


def test_what_is_known_is_not_asked_and_a_whole_sheet_is_no_call(found):
    whole = (
        "telephone: 04 65 71 00 00\nages: {de: 3 ans}\nadresse: 1 rue du Four\ndescription: Un lieu.\nverifie_le: 2026-11-01\n"
        "horaires: {lundi: 9h-12h}\ninscription: {comment: Appelez.}\ntarif: {gratuit: oui}\naccueil_handicap: Oui.\n"
        "sources: [{titre: Affiche, date: 2026}]\n"
    )
    calls = found({"data/structures/a.yml": place(), "data/structures/b.yml": place("pmi", more=whole)})
    assert calls["structures/a"].missing[:2] == ("téléphone ou courriel", "horaires")
    assert "structures/b" not in calls


@pytest.fixture
def calls(project):
    """``calls({file: text})`` → the calls, in order."""
    return lambda files: calls_to_make(load(project(files), drafts=True), TODAY)


def test_one_call_for_all_that_a_number_answers_for_the_most_useful_first(calls):
    made = calls(
        {
            "data/communes.yml": HALL,
            "data/structures/a.yml": place(more="telephone: 04 65 71 00 01\n"),
            "data/structures/b.yml": place("pmi", more="contact_relais: a\n"),
            "data/structures/c.yml": place("centre-social"),
            "data/structures/d.yml": place("caf", "Saint-Clair-sur-Lède", "site_web: https://d.exemple.fr\n"),
        }
    )
    told = [(call.name, call.number, sorted(one.record.id for one in call.places), call.look) for call in made]
    assert told[:3] == [
        ("Lieu", "+33465710001", ["a", "b"], ""),
        ("Mairie de Valbourg", "+33465710009", ["c"], ""),
        ("Lieu", "", ["d"], "https://d.exemple.fr"),
    ]
    assert summary(made) == "3 appels couvrent 4 lieux sur 5."
    assert made[0].questions[0] == "Quels jours, quelles heures ?"
    assert [call.gain for call in made] == sorted((call.gain for call in made), reverse=True)


def test_what_is_no_place_is_asked_of_who_says_it_in_the_same_call(calls):
    made = calls(
        {
            "data/partenaires/caisse.yml": "nom: Caisse\ntelephone: 04 65 71 00 05\n",
            "data/structures/a.yml": place("caf", more="gestionnaire: Caisse\n"),
            "data/indicateurs/i.yml": "nom: I\nunite: p\nproducteur: Caisse\n",
            "data/axes/a.yml": "numero: A\ntitre: Axe\n",
            "data/actions/x.yml": "titre: X\naxe: a\nporteurs: [Caisse]\ncalendrier: {fin: 2026-12-20}\n",
        }
    )
    call = next(one for one in made if one.name == "Caisse")
    assert [one.record.key for one in call.subjects] == ["structures/a", "actions/x", "indicateurs/i"]
    assert call.extent == "un lieu et 2 fiches du projet"
    assert "Elle finit bientôt (20 décembre 2026) : et ensuite ?" in call.subjects[1].missing


@pytest.fixture
def sections(project):
    """``sections({file: text})`` → the review of a small territory, section by title."""

    def read(files: dict[str, str], today: dt.date = TODAY) -> dict[str, ReviewSection]:
        return {section.title: section for section in review(load(project(files), drafts=True, on=today), today)}

    return read


def structure(more: str, nom: str = "Lieu") -> str:
    return f"nom: {nom}\ntype: autre\ncommune: Valbourg\n{more}"


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
