"""The PDF documents: what is printed of a text, and where they are made."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from ctg.common.problems import DataError
from ctg.pages import pdf
from ctg.pages.pdf import make_pdf, printable

TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("l'été : « oui » !", "l’été\u00a0: «\u202foui\u202f»\u202f!"),
        ("a\nb\tc", "a b c"),
        ("12\u202f345\u00a0€", "12\u202f345\u00a0€"),  # our own no-break spaces stay
        ("a\u202eb\u200d\x00c\ue000", "abc"),
        ("e\u0301", "é"),
        ("日 🎉", "□ □"),
        ("\ufb01n \U0001d401on Ə", "fin Bon □"),  # no bold « Ə » in the font
        ("x" * 65, "x" * 30 + "\u200b" + "x" * 30 + "\u200b" + "x" * 5),
    ],
)
def test_what_is_printed(before, after):
    assert printable(before) == after


def test_every_european_letter_has_a_glyph():
    letters = (chr(code) for code in range(0x21, pdf.EUROPEAN))
    wanted = "".join(char for char in letters if unicodedata.category(char) not in pdf.UNWANTED)
    assert make_pdf("caractere.typ", {"texte": wanted}, TODAY)  # refused if one could not be drawn


def test_a_large_document_is_made_by_a_process_of_its_own_to_the_same_bytes(monkeypatch):
    small = make_pdf("caractere.typ", {"texte": "é"}, TODAY)
    monkeypatch.setattr(pdf, "LARGE", 0)
    with monkeypatch.context() as closed:
        closed.setattr(pdf.typst, "compile", None)
        assert make_pdf("caractere.typ", {"texte": "é"}, TODAY) == small
    with pytest.raises(DataError, match=r'Typst dit : .*"texte"'):
        make_pdf("caractere.typ", {}, TODAY)
    monkeypatch.setattr(pdf, "ALONE", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(MemoryError):
        make_pdf("caractere.typ", {"texte": "é"}, TODAY)
