"""The checker of easy texts: each rule catches its mistake, and an easy text passes."""

from __future__ import annotations

import pytest

from cas import each
from ctg.common.text_checks import MOST_WORDS, count_words, findings, sentences


@each(
    ("text", "told"),
    [
        ("Le " + "beau " * 14 + "jeu.", "Cette phrase a 16 mots"),
        ("Le lieu est ouvert ; il est gratuit.", "plusieurs idées"),
        ("Le lieu qui reçoit les parents quand ils cherchent.", "plusieurs idées"),
        ("Ce dispositif aide les familles.", "« dispositif » est un mot difficile"),
        ("Montrez un justificatif.", "« justificatif » est un mot difficile"),
        ("La CAF vous aide.", "« CAF » n'est pas expliqué"),
        ("Ne venez pas sans votre carte.", "deux négations"),
        ("Ni chien, ni chat.", "deux négations"),
        ("Il y a douze enfants.", "« douze » est un nombre en lettres"),
        ("Une dizaine de jeux.", "« dizaine » est un nombre en lettres"),
        ("Ouvert à 9h30.", "« 9h30 » n'est pas une heure"),
        ("Ouvert à 9:30.", "« 9:30 » n'est pas une heure"),
        ("Parents & enfants.", "« & » est difficile à lire"),
        ("Des jeux, du sport, etc.", "« etc » est difficile à lire"),
    ],
)
def test_each_rule_catches_its_mistake_and_says_how_to_mend(text, told):
    ((message, remedy),) = findings(text)
    assert told in message
    assert remedy


@pytest.mark.parametrize(
    "text",
    [
        "Ouvert du lundi au vendredi : de 8 h à 12 h et de 14 h à 18 h 30.",
        "La caisse d’allocations familiales (CAF) aide les familles. La CAF paie une partie du loyer.",
        "Vous pouvez venir sans rendez-vous.",
        "Appelez le 04 66 00 00 00.",
        "C'est un jeu tout neuf.",
        "Ouvert l'après-midi.",
        "Le " + "beau " * (MOST_WORDS - 2) + "jeu.",
    ],
)
def test_an_easy_text_passes(text):
    assert list(findings(text)) == []


def test_names_are_not_judged():
    text = "Le Dispositif des Trois-Rivières est à Sainte-Foy."
    assert list(findings(text))
    assert list(findings(text, ("Le Dispositif des Trois-Rivières",))) == []


def test_words_are_counted_as_they_are_heard():
    assert count_words("L'école ouvre à 9 h 30.") == 4
    assert count_words("Appelez le 04 66 00 00 00.") == 3
    assert sentences("Bonjour. Ça va ?\nOui !") == ["Bonjour.", "Ça va ?", "Oui !"]
