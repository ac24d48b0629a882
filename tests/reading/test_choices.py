"""Closed lists: a word is written once, and everything that shows it reads it there."""

from __future__ import annotations

from cas import each
from ctg.model.fields import Choice

CHOICES = Choice.__subclasses__()


@each("choice", CHOICES)
def test_every_word_is_typed_without_an_accent_and_read_with_a_label(choice):
    assert all(word.isascii() and " " not in word and word.label for word in choice)
