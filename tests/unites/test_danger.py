"""What a search answers to someone in danger: ``danger.js``, in Node, on what people write and on what only looks like it."""

from __future__ import annotations

import json
import subprocess
from functools import cache

import pytest
import yaml

from ctg.kinds import Action, Commune, Parcours, Partenaire
from ctg.loading import load
from ctg.outputs.families.danger import words
from territoires import ESSAI, ROOT

QUERIES = yaml.safe_load((ROOT / "tests/recherche/danger.yml").read_text("utf-8"))
SCRIPT = f"""
import {{ answer }} from '{(ROOT / "overrides/assets/js/danger.js").as_uri()}'
let given = ''
for await (const part of process.stdin) given += part
const {{ words, texts }} = JSON.parse(given)
console.log(JSON.stringify(texts.map((text) => answer(words, text))))
"""


def answers(root, texts: list[str]) -> dict[str, dict | None]:
    """What the site of a territory answers to each text."""
    return dict(zip(texts, run(json.dumps({"words": words(load(root)), "texts": texts})), strict=True))


@cache
def run(given: str) -> list:
    told = subprocess.run(["node", "--input-type=module", "-e", SCRIPT], input=given, capture_output=True, text=True, check=True)
    return json.loads(told.stdout)


@pytest.mark.parametrize("part", ["regle", "garde"])
def test_every_call_for_help_is_answered_with_its_number(part):
    wanted = {text: str(number) for text, number in QUERIES[part].items()}
    found = answers(ROOT, list(wanted))
    assert {text: number for text, number in wanted.items() if number not in (found[text] or {"numeros": ()})["numeros"]} == {}


def test_no_false_alarm():
    found = answers(ROOT, QUERIES["sans"])
    assert {text: told["numeros"] for text, told in found.items() if told} == {}


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_no_name_of_the_site_is_an_alarm_unless_it_shows_the_numbers_too(root):
    catalogue = load(root)
    names = [name for place in catalogue.places if not catalogue.urgences_of(place) for name in (place.nom, *place.autres_noms)]
    names += [type_.pluriel for type_ in catalogue.vocabulary.types.values() if not type_.urgences]
    names += [theme.titre for theme in catalogue.vocabulary.themes.values() if not theme.urgences]
    names += [record.title for kind in (Commune, Action, Parcours, Partenaire) for record in catalogue.all(kind)]
    found = answers(root, [*names, catalogue.territoire.exemple_recherche])
    assert {text: told["numeros"] for text, told in found.items() if told} == {}
