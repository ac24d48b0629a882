"""Values ⇄ texts of cells, and what spreadsheets spoil."""

from __future__ import annotations

import datetime as dt

import pytest

from cas import each
from ctg.common.damage import mended
from ctg.common.problems import fold
from ctg.open_data.cells import GENRES, CellError, columns_of, read, restored, written
from reading.test_yaml_edit import HOSTILE

COLUMNS = {column.name: column for genre in ("rencontre", "action", "structure") for column in columns_of(GENRES[genre])}


@each("genre", GENRES)
def test_titles_are_distinct_and_each_column_has_one(genre):
    columns = columns_of(GENRES[genre])
    names = [fold(column.label) for column in columns]
    assert len(set(names)) == len(names)
    for column in columns:  # a label that is the name of another field would be ambiguous
        assert {other.name for other in columns if fold(other.name) == fold(column.label)} <= {column.name}


@each(
    ("name", "value", "text"),
    [
        ("nom", "Les Lutins", "Les Lutins"),
        ("description", "un\ndeux\n", "un\ndeux"),
        ("themes", ["sante", "mobilite"], "sante\nmobilite"),
        ("faits_a_savoir", ["a ; b", "c, d"], "a ; b\nc, d"),
        ("faits_a_savoir", ["un\ndeux"], r'["un\ndeux"]'),
        ("faits_a_savoir", ["[a]"], '["[a]"]'),
        ("horaires.lundi", "9h-17h", "9h-17h"),
        ("horaires.lundi", ["9h-12h", "14h-18h"], "9h-12h, 14h-18h"),
        ("horaires.lundi", ["9h-17h"], "[9h-17h]"),
        ("arrets", [{"commune": "Valbourg", "quand": "lundi, mardi"}], 'commune: Valbourg, quand: "lundi, mardi"'),
        (
            "horaires.semaines",
            [{"pendant": "vacances", "lundi": "9h-17h", "mardi": ["9h-12h", "14h-16h"]}, {"pendant": "semaines-paires"}],
            "pendant: vacances, lundi: 9h-17h, mardi: [9h-12h, 14h-16h]\npendant: semaines-paires",
        ),
        ("bilans", [{"annee": "2025", "texte": "un\ndeux"}], r'annee: 2025, texte: "un\ndeux"'),
        (
            "suites",
            [{"texte": "Un bus, le soir", "etat": "en-cours", "action": "d3"}, {"texte": "Non : trop cher"}],
            'texte: "Un bus, le soir", etat: en-cours, action: d3\ntexte: "Non : trop cher"',
        ),
        (
            "documents",
            [{"titre": "Compte rendu", "url": "https://exemple.fr/a,b"}],
            'titre: Compte rendu, url: "https://exemple.fr/a,b"',
        ),
        ("calendrier.etapes", [{"date": "2026-09", "titre": "Fin", "fait": "oui"}], "date: 2026-09, titre: Fin, fait: oui"),
        (
            "moyens.financiers",
            [{"annee": "2025", "prevu": "12000", "financeur": "CAF"}, {"annee": "2026", "prevu": "1", "financeur": "Ville"}],
            "annee: 2025, prevu: 12000, financeur: CAF\nannee: 2026, prevu: 1, financeur: Ville",
        ),
    ],
)
def test_a_value_and_its_cell(name, value, text):
    assert written(COLUMNS[name], value) == text
    assert read(COLUMNS[name], text) == (value.strip() if isinstance(value, str) else value)


@each("text", [text for text in HOSTILE if text.strip() == text])
def test_any_text_survives_in_lists_and_groups(text):
    text = mended(text)  # as it is wherever it is read
    for name, value in (
        ("faits_a_savoir", [text, "b"]),
        ("faits_a_savoir", [text]),
        ("sources", [{"titre": text}, {"url": text}]),
    ):
        assert read(COLUMNS[name], written(COLUMNS[name], value)) == value


def test_closed_words_may_be_on_one_line():
    assert read(COLUMNS["themes"], "sante ; mobilite") == read(COLUMNS["themes"], "sante,mobilite") == ["sante", "mobilite"]
    assert read(COLUMNS["faits_a_savoir"], "un ; deux") == ["un ; deux"]


@pytest.mark.parametrize(
    "text", ["commune: Valbourg, quand: lundi, mardi", "Valbourg", "a: [", "a: *b", "commune: A, commune: B"]
)
def test_a_group_badly_written_is_refused_with_an_example(text):
    with pytest.raises(CellError) as caught:
        read(COLUMNS["arrets"], text)
    assert "guillemets" in caught.value.remedy


@each(
    ("name", "raw", "text", "note"),
    [
        ("verifie_le", dt.date(2026, 9, 1), "2026-09-01", ""),
        ("verifie_le", dt.datetime(2026, 9, 1, 10, 30), "2026-09-01", ""),
        ("verifie_le", 46266.0, "2026-09-01", "nombre 46266 lu comme une date"),
        ("verifie_le", "46266", "2026-09-01", "nombre 46266 lu comme une date"),
        ("verifie_le", "1/9/2026", "2026-09-01", "« 1/9/2026 » lu « 2026-09-01 »"),
        ("derniere_preuve", 2026.0, "2026", ""),
        ("derniere_preuve", "sept-26", "2026-09", "« sept-26 » lu « 2026-09 »"),
        ("derniere_preuve", "févr.-2025", "2025-02", "« févr.-2025 » lu « 2025-02 »"),
        ("derniere_preuve", "vers 2026", "vers 2026", ""),
        ("code_postal", 1200.0, "01200", "zéro initial rétabli"),
        ("code_postal", "99\u00a0100", "99100", ""),
        ("code_postal", 99100.0, "99100", ""),
        ("code_postal", "120", "120", ""),
        ("telephone", 199001122.0, "01 99 00 11 22", "zéro initial rétabli"),
        ("telephone", "4 65 71 11 22", "04 65 71 11 22", "zéro initial rétabli"),
        ("telephone", "3939", "3939", ""),
        ("telephone", "899001122", "899001122", ""),
        ("siret", 21990001200017.0, "21990001200017", ""),
        ("tarif.gratuit", True, "oui", ""),
        ("tarif.gratuit", "FAUX", "non", "« FAUX » lu « non »"),
        ("position.lat", "46,5026", "46.5026", ""),
        ("position.lat", 0.1 + 0.2, "0.3", ""),
        ("places.total", "1\u202f200", "1200", ""),
        ("nom", "  Un\r\nDeux\u00a0", "Un\nDeux", ""),
        ("nom", 12.0, "12", ""),
        ("commune", "Petit\u00a0Bourg", "Petit Bourg", ""),
        ("nom", None, "", ""),
    ],
)
def test_what_a_spreadsheet_did_is_undone_and_said(name, raw, text, note):
    assert restored(raw, COLUMNS[name])[::2] == (text, note)


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("horaires.lundi", dt.date(2026, 12, 9), "transformé cette cellule en date"),
        ("horaires.lundi", dt.time(9, 0), "transformé cette cellule en date ou en heure"),
        ("siret", "2,19990E+13", "arrondi"),
        ("nom", "#REF!", "erreur du tableur"),
        ("nom", "Err:502", "erreur du tableur"),
        ("nom", "a\x07b", "caractère invisible"),
    ],
)
def test_what_cannot_be_undone_is_refused(name, raw, sentence):
    with pytest.raises(CellError, match=sentence):
        restored(raw, COLUMNS[name])
