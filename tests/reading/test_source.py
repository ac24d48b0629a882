"""Reading files: what the catalogue of mistakes (plain text files) cannot hold; what slipped in a text that is not YAML."""

import pytest

from cas import each
from ctg.common.problems import Location
from ctg.model.fields import Choice
from ctg.reading.sheet import MAX_BYTES, field_path, read_list, read_sheet
from ctg.reading.slips import comma_slip


@pytest.fixture
def read(tmp_path):
    """``read(b"nom: x")`` → (sheet, problems)."""

    def run(content: bytes):
        path = tmp_path / "fiche.yml"
        path.write_bytes(content)
        return read_sheet(path, tmp_path)

    return run


@each(
    ("content", "line", "excerpt", "words"),
    [
        ("nom: Les Lutins\nadresse: 3 allée\n".encode("latin-1"), 2, "adresse: 3 allée", "UTF-8"),
        ("nom: crèche\n".encode("utf-16"), 1, "", "UTF-8"),
        (b"nom: a\ntype: b\x00c\n", 2, "type: bc", "caractère invisible"),
        (b"nom: a\n\ntype: \x1b[31mrouge\n", 3, "type: [31mrouge", "caractère invisible"),
        (b"nom: a\x7f\n", 1, "nom: a", "caractère invisible"),
        (b"nom: a\xef\xbf\xbf\n", 1, "nom: a", "caractère invisible"),
        (b"", 1, "", "vide"),
        (b"# rien\n", 1, "", "vide"),
        (b"? [a, b]\n: c\n", 1, "? [a, b]", "mot simple"),
        (b"nom: a\n---\nnom: b\n", 2, "---", "deux fiches"),
        (b"[" * 100_000, 1, "[", "pas comprise"),
        (b"nom: " + b"[" * 500 + b"]" * 500, 1, "nom: [", "trop de niveaux"),
    ],
)
def test_a_bad_file_is_refused_on_its_line(read, content, line, excerpt, words):
    sheet, problems = read(content)
    assert sheet is None
    assert problems[0].file == "fiche.yml"
    assert (problems[0].line, words in problems[0].message) == (line, True), problems[0]
    assert excerpt in problems[0].excerpt
    assert len(problems[0].excerpt) <= 160


def test_the_size_limit_is_one_megabyte(read):
    start = b"nom: Les Lutins\n#"
    assert read(start.ljust(MAX_BYTES, b"x"))[1] == []
    sheet, [problem] = read(start.ljust(MAX_BYTES + 200_000, b"x"))
    assert sheet is None
    assert "(1,2 Mo ; 1 Mo au plus)" in problem.message


def test_a_file_that_cannot_be_opened_is_a_problem_not_a_crash(tmp_path):
    (tmp_path / "dossier.yml").mkdir()
    (tmp_path / "lien.yml").symlink_to("nulle-part.yml")
    for name, told in (("absent", "manque"), ("dossier", "mais un dossier"), ("lien", "lien symbolique")):
        for read in (read_sheet, read_list):
            nothing, [problem] = read(tmp_path / f"{name}.yml", tmp_path)
            assert not nothing
            assert (problem.file, told in problem.message) == (f"{name}.yml", True)


@each("text", ["0123", "12:30", "no", "yes", "on", "1e3", "0x1F", "1_000", "2026-01-01", ".5", "True", "=", "<<"])
def test_scalars_stay_the_text_that_was_written(read, text):
    assert read(f"champ: {text}\nliste: [{text}]\n".encode())[0].values == {"champ": text, "liste": [text]}


NESTED = b"""\
nom: Les Lutins
horaires:
  lundi:
    - 9h-12h
    - 14h-18h
sources:
  - titre: Livret

    date: 2018
  - {titre: Site,
     date: 2019}
description: |
  une
  deux
notes_internes: fin
"""


@pytest.mark.parametrize(
    ("location", "line", "path"),
    [
        (("nom",), 1, "nom"),
        (("horaires", "lundi"), 3, "horaires.lundi"),
        (("horaires", "lundi", 1), 5, "horaires.lundi.2"),
        (("sources", 0, "date"), 9, "sources.1.date"),
        (("sources", 1), 10, "sources.2"),
        (("sources", 1, "date"), 11, "sources.2.date"),
        (("notes_internes",), 15, "notes_internes"),
        (("sources", 1, "url"), 10, "sources.2.url"),  # not written: its nearest written ancestor
        (("type",), 1, "type"),
    ],
)
def test_every_nested_field_knows_its_line(read, location: Location, line, path):
    sheet, _ = read(NESTED)
    problem = sheet.problem(location, "message")
    assert (problem.line, problem.field) == (line, path)
    assert problem.excerpt == NESTED.decode().splitlines()[line - 1].strip()


def test_items_of_a_list_file_count_lines_in_the_whole_file(tmp_path):
    path = tmp_path / "data" / "communes.yml"
    path.parent.mkdir()
    path.write_text("- nom: A\n  centre: {lat: 1}\n- nom: B\n  centre:\n    lat: 2\n")
    sheets, problems = read_list(path, tmp_path)
    assert problems == []
    assert [(s.file, s.line(), s.line(("centre", "lat"))) for s in sheets] == [
        ("data/communes.yml", 1, 2),
        ("data/communes.yml", 3, 5),
    ]
    assert field_path(("centre", "lat")) == "centre.lat"


@pytest.mark.parametrize("content", ["nom: A\n", "- A\n", "- nom: A\n- B\n"])
def test_a_list_file_holds_records_only(tmp_path, content):
    (tmp_path / "x.yml").write_text(content)
    sheets, [problem] = read_list(tmp_path / "x.yml", tmp_path)
    assert (sheets, problem.message) == ([], "Ce fichier doit contenir une liste de fiches.")


def test_every_slip_of_a_file_is_told(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text("nom:Les Lutins\ntype: a\nages = 3\nrepas: x\npublics: @table\nmots: [a, b\nzone: x\n", "utf-8")
    assert [problem.line for problem in read_sheet(path, tmp_path)[1]] == [1, 3, 5, 6]


def test_commas_that_cut_are_told_with_the_whole_line():
    assert comma_slip("  - {lat: 46,5, lon: 2,5}")[1] == "Écrivez un point : « - {lat: 46.5, lon: 2.5} »."
    assert '« {a: "un, deux, trois", b: 1} »' in comma_slip("{a: un, deux, trois, b: 1}")[1]


CHOICES = Choice.__subclasses__()


@each("choice", CHOICES)
def test_every_word_is_typed_without_an_accent_and_read_with_a_label(choice):
    assert all(word.isascii() and " " not in word and word.label for word in choice)
