"""The form's engine: what comes back as it went changes no byte; what changes, changes its own lines only."""

import difflib
import random

import pytest

from ctg.model import KINDS
from ctg.reading.changes import WrittenRecord, written_records
from ctg_formulaire.opened import OpenedRecord
from ctg_formulaire.typed import Answers, answers_of, ranks, with_row, without
from territoires import ESSAI, ROOT, small


def opened(root) -> list[OpenedRecord]:
    records, problems = written_records(root)
    assert not problems
    return [OpenedRecord.read(root, one) for one in records.values()]


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_every_sheet_sent_back_unchanged_keeps_every_byte(root):
    seen = set()
    for record in opened(root):
        reading, values = record.reading(answers_of(record.fields, record.values))
        assert (reading.changes, reading.faults) == ({}, {}), record.key
        assert values == record.values
        assert record.after(reading, values) == record.before
        seen.add(record.kind)
    assert seen == set(KINDS) or root == ROOT, "the invented territory has one of each"


def changed(before: bytes, after: bytes) -> list[str]:
    """The lines that go and come, as a comparison of files shows them."""
    lines = difflib.unified_diff(before.decode().split("\n"), after.decode().split("\n"), n=0, lineterm="")
    return [f"{line[0]} {line[1:]}" for line in list(lines)[2:] if line[0] in "-+"]  # after the names of the two files


def gestures(answers: Answers, chance: random.Random) -> list[tuple[Answers, int]]:
    """What someone may do in a form, one gesture each, and the lines that it may touch, those that go and those that come."""
    found = []
    for name, texts in answers.items():
        if texts[:1] == ["+"]:
            continue
        if texts and texts[0].startswith("="):
            found += [(without(answers, f"{name}.{rank}"), 80) for rank in ranks(answers, name)[:2]]
            more, here = with_row(answers, name)
            found.append(({**more, f"{here}.titre": ["Un : deux"], f"{here}.date": ["2026"]}, 6))
        elif texts:
            rank = chance.randrange(len(texts))
            found.append(({**answers, name: [*texts[:rank], f"{texts[rank]} changé", *texts[rank + 1 :]]}, 4))
            found.append(({**answers, name: [*texts[:rank], "", *texts[rank + 1 :]]}, 40))
        else:
            found.append(({**answers, name: ["neuf : # un, deux"]}, 4))
    return found


def test_a_gesture_changes_its_own_lines_and_says_what_was_meant():
    """``after`` reads the new text again, and refuses anything else than what the form says."""
    chance = random.Random(19)
    done = 0
    for record in chance.sample(opened(ESSAI), 12):
        possible = gestures(answers_of(record.fields, record.values), chance)
        for answers, most in chance.sample(possible, min(10, len(possible))):
            reading, values = record.reading(answers)
            lines = changed(record.before, record.after(reading, values))
            assert bool(lines) == bool(reading.changes)
            assert len(lines) <= most, (record.key, lines)
            done += bool(lines)
    assert done > 60


SHEET = """\
# Une remarque de tête
nom:   "Les Lutins"   # entre guillemets
type: 'multi-accueil'
commune: Valbourg
horaires:
  lundi: [9h-12h, 14h-18h]   # le soir aussi ?
  mardi: ferme
# les âges changent
ages: {de: 3 ans}
fermetures:
  - jours feries
  # demandée en juin
  - {du: 12-24, au: 01-03, motif: "Noël, puis le jour de l'an"}
faits_a_savoir:
  - >-
    On goûte
    à quatre heures.
  - Un jardin.
sources:
  - titre: Livret
    date: 2025
  # relue
  - {titre: "L'avis", date: 2026}
notes_internes: |
  À rappeler.
  En mai.
"""


@pytest.fixture
def sheet(tmp_path) -> OpenedRecord:
    root = small(tmp_path / "projet", {"data/structures/les-lutins.yml": SHEET})
    return OpenedRecord.read(root, WrittenRecord("structures/les-lutins", root / "data/structures/les-lutins.yml"))


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (
            {"horaires.lundi": ["9h-12h", "14h-18h30", ""]},
            ["-   lundi: [9h-12h, 14h-18h]   # le soir aussi ?", "+   lundi: [9h-12h, 14h-18h30]   # le soir aussi ?"],
        ),
        ({"ages.de": [""]}, ["- ages: {de: 3 ans}"]),
        ({"nom": ["Les Lutins bleus"]}, ['- nom:   "Les Lutins"   # entre guillemets',
                                         '+ nom:   "Les Lutins bleus"   # entre guillemets']),
        ({"themes": ["", "sante", "mobilite"]}, ["+ themes: [sante, mobilite]"]),
        ({"faits_a_savoir": ["On goûte à quatre heures et demie.", "Un jardin."]},
         ["-     à quatre heures.", "+     à quatre heures et demie."]),
        ({"sources": ["=2", "1"]}, ["-   - titre: Livret", "-     date: 2025"]),
        ({"sources": ["=2", "0", "1", "2"], "sources.2.titre": ["Appel du 3"]}, ["+   - {titre: Appel du 3}"]),
        ({"sources": ["=2", "0", "5"], "sources.5.titre": ["A"]}, ["-   - {titre: \"L'avis\", date: 2026}", "+   - {titre: A}"]),
        ({"places": ["+"], "places.total": ["20"], "places.annee": ["2026"]}, ["+ places: {total: 20, annee: 2026}"]),
        ({"nom": ["Les Lutins "], "notes_internes": ["À rappeler.\r\nEn mai."]}, []),
    ],
)  # fmt: skip
def test_a_change_is_written_in_the_manner_of_the_sheet(sheet, given, lines):
    reading, values = sheet.reading(answers_of(sheet.fields, sheet.values) | given)
    found = [line for line in changed(sheet.before, sheet.after(reading, values)) if not line.startswith("? ")]
    assert found == lines
    assert reading.faults == {}


def test_a_commune_changes_alone_in_the_file_of_all(tmp_path):
    record = next(one for one in opened(small(tmp_path / "projet")) if one.position == 1)
    reading, values = record.reading(answers_of(record.fields, record.values) | {"population": ["7"]})
    lines = changed(record.before, record.after(reading, values))
    assert ["population" in line for line in lines] == [True] * len(lines) != []


def test_a_problem_finds_its_box_even_when_rows_moved(sheet):
    answers = without(answers_of(sheet.fields, sheet.values), "sources.0")
    answers, _ = with_row(answers, "sources")
    reading, _ = sheet.reading({**answers, "sources.2.titre": ["Neuve"]})
    assert reading.places["sources.1.titre"] == "sources.1.titre"
    assert reading.places["sources.2.titre"] == "sources.2.titre"
    assert reading.places["horaires.lundi"] == "horaires.lundi"


def test_what_cannot_be_written_is_told_under_its_box_and_a_lost_field_changes_nothing(sheet):
    answers = answers_of(sheet.fields, sheet.values)
    reading, _ = sheet.reading({**answers, "nom": ["a\x07b"], "sources.0.date": ["#REF!"]})
    assert (reading.faults.keys(), reading.changes) == ({"nom", "sources.0.date"}, {})
    reading, values = sheet.reading({"horaires": ["+"], "ages": ["+"]})
    assert (reading.changes, values) == ({}, sheet.values)


def test_what_is_cited_may_be_written_as_people_say_it(sheet):
    names = {"structures": {"trois-renards": "Les Trois Renards"}, "communes": {"Saint-Jean": "Saint-Jean"}}
    answers = answers_of(sheet.fields, sheet.values)
    reading, _ = sheet.reading(answers | {"contact_relais": ["les trois renards"], "commune": ["saint jean"]}, names)
    assert reading.changes == {("contact_relais",): "trois-renards", ("commune",): "Saint-Jean"}
    assert sheet.reading(answers | {"contact_relais": ["Les Renards"]}, names)[0].changes == {("contact_relais",): "Les Renards"}


def test_a_shape_that_nobody_expects_is_shown_as_it_is_written(sheet):
    odd = sheet.as_it_was(SHEET.replace("fermetures:\n  - jours feries\n", "places: [un, {deux: trois}]\nfermetures:\n").encode())
    answers = answers_of(odd.fields, odd.values)
    assert answers["places"] == ["[un, {deux: trois}]"]
    assert odd.reading(answers)[0].changes == {}
    assert odd.reading({**answers, "places": ["{total: 3}"]})[0].changes == {("places",): {"total": "3"}}
