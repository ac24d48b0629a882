"""The calls that would serve most families: how they rank, and whom to ring."""

from __future__ import annotations

import pytest

from ctg.loading import load
from ctg.upkeep.review import CallToMake, calls_to_make

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
    """``found({file: text})`` → key of each place → its call, in their order."""

    def read(files: dict[str, str]) -> dict[str, CallToMake]:
        return {call.place.key: call for call in calls_to_make(load(project(files), drafts=True))}

    return read


def test_the_only_place_of_its_sort_serves_all_communes_two_share_them(found):
    both = found({"data/structures/a.yml": place(), "data/structures/b.yml": place("pmi")})
    assert (both["structures/a"].communes, both["structures/b"].communes) == (2, 2)
    shared = found(
        {"data/structures/a.yml": place(), "data/structures/b.yml": place("ludotheque", "Saint-Clair-sur-Lède")},
    )
    assert (shared["structures/a"].communes, shared["structures/b"].communes) == (1, 1)


def test_a_draft_serves_nobody_and_is_not_called(found):
    calls = found(
        {
            "data/structures/a.yml": place(),
            "data/structures/b.yml": place("ludotheque", "Saint-Clair-sur-Lède", "etat_fiche: brouillon\n"),
        }
    )
    assert calls["structures/a"].communes == 2
    assert "structures/b" not in calls


def test_a_service_for_all_serves_all_and_one_for_some_serves_them(found):
    calls = found(
        {
            "data/services/tous.yml": "nom: Pour tous\nthemes: [mobilite]\n",
            "data/services/un.yml": "nom: Pour un\nthemes: [mobilite]\nzone: [Valbourg]\n",
        }
    )
    assert (calls["services/tous"].communes, calls["services/un"].communes) == (2, 1)


def test_what_is_of_no_sort_is_nearest_of_nobody(found):
    assert found({"data/structures/a.yml": place("autre")})["structures/a"].communes == 1


def test_a_path_that_names_a_place_counts_whole_and_a_search_is_shared(found):
    files = {
        "data/structures/a.yml": place(),
        "data/structures/b.yml": place("periscolaire"),
        "data/structures/c.yml": place("pmi"),
    }
    alone = found(files)
    named = found({**files, "data/parcours/p.yml": PATH % "structure: a"})
    shared = found({**files, "data/parcours/p.yml": PATH % "chercher: {besoin: enfance-jeunesse}"})
    assert (alone["structures/a"].paths, named["structures/a"].paths, shared["structures/a"].paths) == (0, 1, 1)
    assert alone["structures/a"].gain < shared["structures/a"].gain < named["structures/a"].gain == 2 * alone["structures/a"].gain
    assert shared["structures/c"].paths == 0


def test_a_place_to_which_one_comes_in_danger_counts_twice(found):
    calls = found({"data/structures/a.yml": place("hebergement"), "data/structures/b.yml": place("hebergement-urgence")})
    assert calls["structures/b"].danger
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


def test_whom_to_ring_is_the_place_then_who_answers_for_it_then_the_town_hall(found):
    calls = found(
        {
            "data/communes.yml": HALL,
            "data/structures/a.yml": place(more="telephone: 04 65 71 00 01\n"),
            "data/structures/b.yml": place("pmi", more="contact_relais: a\n"),
            "data/structures/c.yml": place("centre-social"),
            "data/structures/d.yml": place("caf", "Saint-Clair-sur-Lède"),
        }
    )
    assert [calls[f"structures/{one}"].ring for one in "abcd"] == [
        ("Lieu", "+33465710001"),
        ("Lieu", "+33465710001"),
        ("mairie de Valbourg", "+33465710009"),
        None,
    ]
    assert calls["structures/c"].reason.startswith(
        "04\u00a065\u00a071\u00a000\u00a009 (mairie de Valbourg) : téléphone ou courriel"
    )
    assert calls["structures/d"].reason.startswith("numéro à trouver : ")
