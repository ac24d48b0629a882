"""The search answers what families type: a floor that no change of words or of engine may go below."""

from __future__ import annotations

import gzip

import pytest
from rappel import HERE, answers, lines, missed, queries, ranks

from cas import each
from ctg.model.structure import Structure
from territoires import ROOT, catalogue_of

pytestmark = pytest.mark.gard
FLOOR = 0.90
LOST = {"recherche": 0.10, "trouver": 0.20, "presque": 0.02}
"""Of each sort of query, the share that may find nothing right or, of near misses, be given a direct answer."""


@pytest.fixture(scope="module")
def types() -> dict[str, str]:
    return {f"{structure.key}/": structure.type for structure in catalogue_of(ROOT).all(Structure)}


@pytest.mark.parametrize("of", ["reglage", "reserve"])
def test_a_right_answer_stands_among_the_first_three(real_site, types, of):
    asked = queries(of)
    lost = missed(ranks(real_site, types, asked))
    shown = "\n".join(f"{query.mots} : {told['pages'][:3]}" for query, told in lost)
    assert len(lost) <= (1 - FLOOR) * len(asked), shown


@pytest.mark.parametrize("path", sorted(HERE.glob("requetes_*.jsonl")), ids=lambda path: path.stem)
@pytest.mark.parametrize("sort", LOST)
def test_search_and_finder_answer_and_near_misses_are_not_answered(real_site, types, path, sort):
    asked = [query for query in lines(path) if query.sorte == sort]
    lost = missed(ranks(real_site, types, asked))
    shown = "\n".join(f"{query.mots} : {told['ailleurs']} {told['pages'][:3]}" for query, told in lost)
    assert len(lost) <= LOST[sort] * len(asked), shown


def test_each_set_is_large_and_says_something_else(real_site):
    sets = {of: {query.mots for query in queries(of)} for of in ("reglage", "reserve")}
    assert all(len(found) >= 75 for found in sets.values())
    assert not sets["reglage"] & sets["reserve"]


def test_accents_sigles_faults_and_words_run_together_change_nothing(real_site):
    first = {
        "c.a.f.": "structures/caf-bagnols/",
        "C’est où la ludothèque ?": "structures/ludotheque/",
        "ludoteques": "structures/ludotheque/",
        "la ribanbelle": "structures/la-ribambelle/",
        "crechebagnols": "structures/eugenie-thome/",
        "creche bagnol sur seze": "structures/eugenie-thome/",
    }
    told = answers(real_site, list(first))
    assert {text: one["pages"][0] for text, one in zip(first, told, strict=True)} == first


def test_a_word_that_nobody_knows_never_empties_the_answer(real_site):
    plain, lost = answers(real_site, ["divorce", "divorce zzyzx"])
    assert lost["pages"] == plain["pages"] != []


def test_a_town_ranks_by_distance_and_is_offered(real_site):
    told = answers(real_site, ["creche a taveI".replace("I", "l")])[0]
    assert told["communes"] == ["tavel"]
    assert told["pages"][0] == "structures/les-petits-bouchons/"
    assert answers(real_site, ["bus st vic"])[0]["communes"] == ["saint-victor-la-coste"]


def test_an_age_leaves_out_what_is_for_others(real_site):
    pages = answers(real_site, ["que faire 15 ans"])[0]["pages"]
    assert "structures/planet-ados/" in pages
    assert "structures/les-petits-bouchons/" not in pages


def test_words_of_the_project_lead_to_its_pages_first_and_those_of_families_to_places(real_site):
    led = {
        "qui décide": "ctg/decider/", "bilan 2025": "ctg/bilans/", "fin de la convention": "ctg/", "budget 2025": "ctg/",
        "combien coûte le projet": "ctg/", "actions en retard": "ctg/actions/", "une subvention pour mon association": "ctg/",
    }  # fmt: skip
    told = answers(real_site, list(led))
    assert {text: (one["projet"][0], one["projetAvant"]) for text, one in zip(led, told, strict=True)} == {
        text: (page, True) for text, page in led.items()
    }
    families = ["budget", "retard de langage", "qui décide des places en crèche", "financement permis", "qui paie la cantine"]
    assert [one["projetAvant"] for one in answers(real_site, families)] == [False] * len(families)


def test_what_the_site_lacks_is_said_rather_than_guessed(real_site):
    told = answers(real_site, ["médiathèque"])[0]
    assert told["ailleurs"] == ["La bibliothèque ou la médiathèque"]
    assert told["pages"] == []


def test_the_project_is_answered_only_when_asked_for(real_site):
    asked, families = answers(real_site, ["indicateur pauvreté", "crèche"])
    assert asked["projet"][0] == "indicateurs/taux-pauvrete/"
    assert families["projet"] == []
    assert not any(address.startswith(("indicateurs/", "actions/", "ctg/")) for address in families["pages"])


def test_the_project_comes_first_only_for_words_that_nobody_who_looks_for_a_place_says(real_site):
    asked = answers(real_site, ["autorité organisatrice petite enfance", "diagnostic autisme"])
    assert [(bool(told["projet"]), told["projetAvant"]) for told in asked] == [(True, True), (True, False)]


def test_an_hour_says_late_beside_who_is_kept_and_a_son_is_no_helpline(real_site):
    late, shop, son = answers(real_site, ["ki peu garder mon fils jusqua 20h", "mairie ouverte jusqu'à 20h", "mon fils"])
    assert late["pages"][0] == "reponses/garde-apres-18-h-30/"
    assert shop["ailleurs"] == ["La mairie"]
    assert son["pages"] == []


def test_ten_languages_are_understood_and_told(real_site):
    asked = {
        "childcare": "en", "سكن": "ar", "guardería": "es", "emprego": "pt", "kreş": "tr", "affitto": "it", "școală": "ro",
        "лікар": "uk", "کرایه": "prs", "Tagesmutter": "de",
    }  # fmt: skip
    told = answers(real_site, list(asked))
    assert [one["langue"] for one in told] == list(asked.values())
    assert [text for text, one in zip(asked, told, strict=True) if not one["pages"]] == ["școală"], "the town hall answers"


def test_school_and_its_canteen_lead_to_the_town_hall_in_other_languages_too(real_site):
    schools = ["okul kayıt", "school", "مدرسة", "escuela", "escola", "scuola", "școală", "школа", "مکتب", "Schule"]
    for one in answers(real_site, schools):
        assert (one["ailleurs"], one["pages"]) == (["L’école"], []), one["langue"]
    meals, college, bus = answers(real_site, ["comedor escolar", "lise", "okul servisi"])
    assert (meals["ailleurs"], college["ailleurs"], bus["ailleurs"]) == (["La cantine"], ["Le collège et le lycée"], [])
    assert "services/transport-scolaire/" in bus["pages"]


def test_the_texts_are_searched_for_every_word(real_site):
    one, both, lost = answers(real_site, ["simulateurs", "simulateur congé", "simulateur zzyzx"])
    assert {*one["textes"]} == {"parcours/je-reprends-le-travail/", "reponses/prix-de-la-creche/"}
    assert both["textes"] == ["parcours/je-reprends-le-travail/"]
    assert lost["textes"] == []
    assert answers(real_site, ["autorité organisatrice"])[0]["textes"] == ["ctg/petite-enfance/"]


@pytest.mark.parametrize(("name", "most"), [("chercher", 20_000), ("chercher-textes", 45_000)])
def test_the_index_stays_light(real_site, name, most):
    assert len(gzip.compress((real_site / f"assets/{name}.json").read_bytes(), mtime=0)) <= most


def test_hostile_words_only_find_nothing(real_site):
    texts = ["<img src=x onerror=alert(1)>", "__proto__", "constructor", "a" * 5000, "\u0000", "((((", "0" * 300]
    assert len(answers(real_site, texts)) == len(texts)


@pytest.mark.parametrize("text", ["30126", "tavel", "mairie tavel", "numéro de la mairie de Tavel", "telephone mairi tavel"])
def test_a_postcode_a_commune_and_its_town_hall_answer_with_the_commune(real_site, text):
    told = answers(real_site, [text])[0]
    assert "tavel" in told["communes"]
    assert told["ailleurs"] == (["La mairie"] if "mairi" in text else [])


@pytest.mark.parametrize(
    ("text", "pages", "communes"),
    [
        ("3230", ["structures/caf-bagnols/"], []),
        ("0800200166", ["services/transport-a-la-demande/"], []),
        ("0 800 20 01 66", ["services/transport-a-la-demande/"], []),
        ("+33 4 66 50 50 50", [], ["bagnols-sur-ceze"]),
    ],
)
def test_a_number_finds_what_it_belongs_to(real_site, text, pages, communes):
    told = answers(real_site, [text])[0]
    assert (told["pages"], told["communes"]) == (pages, communes)


def test_a_page_written_in_full_needs_no_other_answer(real_site):
    told = answers(real_site, ["conseil municipal des enfants et des jeunes"])[0]
    assert (told["pages"][0], told["ailleurs"]) == ("services/conseil-municipal-des-enfants-et-des-jeunes/", [])


@each("text", ["TISF", "aemo", "CRIP", "mecs", "AGBF", "SESSAD", "itep", "SIAO", "LAEP", "PIJ", "AVPF", "UDAF"])
def test_words_of_professionals_say_who_does_it_when_nobody_here_does(real_site, text):
    assert answers(real_site, [text])[0]["ailleurs"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("CLAS", "structures/les-passerelles/"),
        ("domiciliation", "structures/ccas-bagnols/"),
        ("RPE", "structures/relais-petite-enfance-ceze/"),
        ("CMPP", "structures/cmpp/"),
    ],
)
def test_words_of_professionals_lead_to_the_place_that_does_it(real_site, text, first):
    told = answers(real_site, [text])[0]
    assert (told["pages"][0], told["ailleurs"]) == (first, [])


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("kreche", "crèche"),  # what it sounds like
        ("vaccinations", "vacciner"),  # its family
        ("mon fils ne parle pas", "retard de langage"),
    ],
)
def test_sounds_families_and_negations_are_understood(real_site, text, known):
    said, same = answers(real_site, [text, known])
    assert {*said["pages"][:3]} & {*same["pages"][:5]}


def test_a_direct_answer_is_only_for_what_it_was_written_for(real_site):
    asked = [
        "cantine",
        "prix de la cantine",
        "cantine d'entreprise",
        "école",
        "école de conduite",
        "lit bébé occasion",
        "baby foot",
    ]
    assert [bool(told["ailleurs"]) for told in answers(real_site, asked)] == [True, True, False, True, False, False, False]
