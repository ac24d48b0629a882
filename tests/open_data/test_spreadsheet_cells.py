"""Values ⇄ texts of cells, and what spreadsheets spoil."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cas import each, reviewed
from ctg.common.problems import fold
from ctg.open_data.cells import GENRES, CellError, columns_of, read, restored, written
from ctg.reading.sheet import mended
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


WRITTEN = Path(__file__).with_name("cellules.txt")
KINDS_OF_CELLS = {"jour": dt.date.fromisoformat, "instant": dt.datetime.fromisoformat, "heure": dt.time.fromisoformat}


def said(lines: str) -> Iterator[str]:
    for line in lines.splitlines():
        name, _, text = line.partition(" = ")
        what, _, when = text.partition(" ")
        raw = KINDS_OF_CELLS[what](when) if what in KINDS_OF_CELLS else json.loads(text)
        try:
            value, _, note = restored(raw, COLUMNS[name])
            yield f"{name} = {json.dumps(value, ensure_ascii=False)}{f' : {note}' if note else ''}"
        except CellError as refused:
            yield f"{name} REFUSÉ : {refused.message} {refused.remedy}"


def test_what_a_spreadsheet_did_is_undone_and_said_or_refused(request):
    reviewed(WRITTEN, said, request)
