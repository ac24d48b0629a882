"""What a search answers to someone in danger: ``danger.js``, in Node, on what people write and on what only looks like it."""

import hashlib
import json
import subprocess
from functools import cache

import pytest

from ctg.model.action import Action
from ctg.model.commune import Commune, Parcours
from ctg.model.meeting import Partenaire
from ctg.places.danger import MODEL, danger_data
from territoires import ESSAI, ROOT, catalogue_of

HERE = ROOT / "tests/recherche"
RESERVE = HERE / "danger_reserve.jsonl"
SCRIPT = f"""
import {{ answer }} from '{(ROOT / "overrides/assets/js/danger.js").as_uri()}'
let given = ''
for await (const part of process.stdin) given += part
const {{ words, texts }} = JSON.parse(given)
console.log(JSON.stringify(texts.map((text) => answer(words, text))))
"""
CLASSES = {
    "suicide": "suicide", "partner": "violences", "control": "emprise", "parent": "enfant", "sexual": "sexuel",
    "missing": "disparition", "accident": "medical", "overdose": "surdose", "forced": "contrainte", "blackmail": "harcelement",
    "shelter": "abri", "burnout": "epuisement",
}  # fmt: skip
"""How the first half of the reserve calls each danger of the vocabulary."""


def answers(root, texts: list[str]) -> dict[str, dict | None]:
    """What the site of a territory answers to each text."""
    words = danger_data(catalogue_of(root)) | {"modele": json.loads(MODEL.read_text("utf-8"))}
    return dict(zip(texts, run(json.dumps({"words": words, "texts": texts})), strict=True))


@cache
def run(given: str) -> list:
    told = subprocess.run(["node", "--input-type=module", "-e", SCRIPT], input=given, capture_output=True, text=True, check=True)
    return json.loads(told.stdout)


def learnt() -> list[tuple[str, str, str]]:
    """(danger or « sans », idea, phrase) of all that the model learns from."""
    found, title = [], ("", "", "")
    for line in (HERE / "danger/phrases.txt").read_text("utf-8").splitlines()[4:]:
        if line.startswith("# "):
            title = tuple(line.split()[1:])
        elif line:
            found.append((title[0], title[2], line))
    return found


def reserve() -> list[dict]:
    """What nobody who tunes may read: only these tests do. A phrase that is learnt, by chance, would measure nothing."""
    known = {phrase for _, _, phrase in learnt()}
    told = [json.loads(line) for line in RESERVE.read_text("utf-8").splitlines() if line.startswith("{")]
    return [one for one in told if one["q"] not in known]


def share(told: list[dict]) -> float:
    """Of these, the part that shows numbers."""
    found = answers(ROOT, [one["q"] for one in told])
    return sum(found[one["q"]] is not None for one in told) / len(told)


def test_most_unseen_calls_for_help_are_answered_in_french_and_in_other_languages():
    dangers = [one for one in reserve() if one["danger"]]
    assert share([one for one in dangers if one["lang"] == "fr"]) >= 0.90
    assert share([one for one in dangers if one["lang"] != "fr"]) >= 0.85


def test_few_unseen_harmless_words_raise_an_alarm():
    assert share([one for one in reserve() if not one["danger"]]) <= 0.05


def test_the_first_number_fits_the_unseen_danger():
    first = {danger["id"]: danger["numeros"][0] for danger in danger_data(catalogue_of(ROOT))["dangers"]}
    told = [one for one in reserve() if one["danger"] and one.get("class") in CLASSES]
    found = answers(ROOT, [one["q"] for one in told])
    shown = [one for one in told if found[one["q"]]]
    right = [one for one in shown if found[one["q"]]["numeros"][0] == first[CLASSES.get(one["class"], one["class"])]]
    assert len(right) / len(shown) >= 0.80


def test_the_weights_are_those_of_the_phrases():
    """Noted by the script that learns them; to learn them again at each test would take as long as all this file."""
    here = HERE / "danger"
    read = (*sorted({*here.glob("*.txt")} - {here / "appris.txt"}), here / "apprendre.mjs", here / "apprentissage.mjs")
    whole = b"".join(path.read_bytes() for path in (*read, ROOT / "overrides/assets/js/traits.js", MODEL))
    noted = (here / "appris.txt").read_text("utf-8").strip()
    assert hashlib.sha256(whole).hexdigest() == noted, "lancez : node tests/recherche/danger/apprendre.mjs"


def test_what_many_people_write_is_answered_and_nothing_else_is():
    often = [(danger, phrase) for danger, idea, phrase in learnt() if idea.startswith("courant/")]
    found = answers(ROOT, [phrase for _, phrase in often])
    missed = [phrase for danger, phrase in often if danger != "sans" and not found[phrase]]
    assert len(missed) <= 0.02 * len(often), missed
    assert [phrase for danger, phrase in often if danger == "sans" and found[phrase]] == []


SURE = {
    "17": "17;au secours;SOS !;à l’aide;police;appeler la police;viol;fugue;mariage forcé",
    "3919": "3919;39 19;peur de lui;frappe;violences conjugales;femme battue",
    "115": "le 115;115 hébergement;sdf;sans-abri",
    "119": "appeler le 119;inceste;maltraitance;enfant battu",
    "15": "samu;overdose",
    "18": "incendie",
    "114": "envoyer sms 114",
    "3114": "suicide;suicidé",
    "3018": "harcèlement scolaire;cyberharcèlement",
    "+33800231313": "0800 23 13 13;drogue",
}


def test_a_number_and_sure_words_are_always_answered():
    asked = [(number, text) for number, texts in SURE.items() for text in texts.split(";")]
    found = answers(ROOT, [text for _, text in asked])
    assert [(text, number) for number, text in asked if number not in (found[text] or {"numeros": ()})["numeros"]] == []


def test_the_first_number_is_that_of_who_writes():
    first = {
        "papa me tape avec sa ceinture": "119",
        "on n’a nulle part où dormir ce soir": "115",
        "bonjour, le bébé que je garde ne respire plus depuis sa sieste, je suis seule": "15",
        "des élèves se moquent de moi tous les jours": "3018",
        "je suis partie avec mes petits": "3919",
        "je craque, le bébé hurle": "+33805382300",
        "à quoi ça sert de vivre": "3114",
        "mon mec gueule sur moi": "3919",
        "incendie dans le salon": "18",
        "mon fils fume du shit": "+33800231313",
        "mon mari a la bouche qui tombe, il parle mal": "15",
        "mon fils me vole ma retraite": "3977",
        "papa est tombé dans l'escalier": "15",  # a doubt: a few numbers, and the strip stays
    }
    found = answers(ROOT, list(first))
    assert {text: told["numeros"][0] for text, told in found.items()} == first
    doubt = found[list(first)[-1]]
    assert (doubt["doute"], len(doubt["numeros"])) == (True, 3)


def test_another_language_leads_to_its_page_of_numbers():
    pages = {"my husband hits me": "urgence/en/", "mi marido me pega": "urgence/es/", "زوجي يضربني": "urgence/ar/"}
    found = answers(ROOT, [*pages, "mon mari me frappe"])
    told = {text: [path for _, path in found[text]["pages"] if path.startswith("urgence/")] for text in found}
    assert told == {text: [page] for text, page in pages.items()} | {"mon mari me frappe": []}


def test_a_number_that_says_something_else_is_no_alarm():
    texts = "edf va couper;17 ans;115 avenue de la Mayre;15 rue du port;119 euros par mois;04 66 79 01 02;;?!;constructor"
    assert set(answers(ROOT, texts.split(";")).values()) == {None}


def test_a_danger_of_the_territory_is_known_by_its_sure_words(project):
    lines = "dangers:\n  crue:\n    titre: L'eau monte\n    urgences: [18]\n    mots: [eau monte/monter, '= crue*']\n"
    found = answers(project({"data/vocabulaire.yml": lines}), ["Aidez, l’eau monte", "crues", "plan crue"])
    assert [told and told["classe"] for told in found.values()] == ["crue", "crue", None]


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_no_name_of_the_site_is_an_alarm_unless_it_shows_the_numbers_too(root):
    catalogue = catalogue_of(root)
    names = [name for place in catalogue.places if not catalogue.urgences_of(place) for name in (place.nom, *place.autres_noms)]
    names += [type_.pluriel for type_ in catalogue.vocabulary.types.values() if not type_.urgences]
    names += [theme.titre for theme in catalogue.vocabulary.themes.values() if not theme.urgences]
    names += [record.title for kind in (Commune, Action, Parcours, Partenaire) for record in catalogue.all(kind)]
    found = answers(root, [*names, catalogue.territoire.exemple_recherche])
    assert {text: told["numeros"] for text, told in found.items() if told} == {}
