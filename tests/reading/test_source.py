"""Reading files: what the catalogue of mistakes (plain text files) cannot hold."""

from __future__ import annotations

import random

import pytest

from cas import each
from ctg.common.problems import Location
from ctg.reading.sheet import MAX_BYTES, MAX_DEPTH, field_path, read_list, read_sheet, record_files


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


def test_twenty_lists_within_one_another_are_read_and_not_one_more(read):
    assert read(b"nom: " + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)[1] == []
    assert "trop de niveaux" in read(b"nom: [" + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"]")[1][0].message


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


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(read):
    sheet, problems = read(b"\xef\xbb\xbfnom: Les Lutins\r\ntype: multi-accueil\r\n")
    assert problems == []
    assert sheet.values == {"nom": "Les Lutins", "type": "multi-accueil"}
    assert (sheet.line(("type",)), sheet.text[0]) == (2, "nom: Les Lutins")


@each("text", ["0123", "12:30", "no", "yes", "on", "1e3", "0x1F", "1_000", "2026-01-01", ".5", "True", "=", "<<"])
def test_scalars_stay_the_text_that_was_written(read, text):
    assert read(f"champ: {text}\nliste: [{text}]\n".encode())[0].values == {"champ": text, "liste": [text]}


def test_a_tag_makes_no_object(read):
    assert read(b"nom: !!python/object/apply:os.system [ls]\n")[0].values == {"nom": ["ls"]}


def test_blank_fields_are_absent_unless_quoted(read):
    sheet, _ = read(b'a:\nb: ~\nc: null\nd: ""\ne: "~"\nf: \'null\'\n')
    assert sheet.values == {"d": "", "e": "~", "f": "null"}


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


def test_record_files_are_sorted_and_leave_hidden_and_backup_files_out(tmp_path):
    for name in ("b.yml", "a.yaml", "C.yml", ".cache.yml", ".#b.yml", "b.yml~", "b.yml.bak", "photo.jpg", "lisez-moi.txt"):
        (tmp_path / name).touch()
    (tmp_path / "dossier.yml").mkdir()
    assert [p.name for p in record_files(tmp_path)] == ["C.yml", "a.yaml", "b.yml"]
    assert list(record_files(tmp_path / "absent")) == []


def test_random_bytes_never_raise(tmp_path):
    """Noise, YAML punctuation at random, and a good file with bytes changed: a sheet or a located problem."""
    draw = random.Random(20261125)
    good = NESTED + "commune: Saint-Clair-sur-Lède\n".encode()
    signs = [bytes([one]) for one in b"a\n[]{}\"'\t#|>!%@`\\\r\xe9\x00"]
    signs += [b": ", b"  ", b"- ", b"&x ", b"*x", b"? ", b"---", b"<<: ", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b", "]
    path = tmp_path / "x.yml"
    for turn in range(1500):
        if turn % 3 == 0:
            content = draw.randbytes(draw.randrange(60))
        elif turn % 3 == 1:
            content = b"".join(draw.choices(signs, k=draw.randrange(25)))
        else:
            changed = bytearray(good)
            for _ in range(draw.randrange(1, 4)):
                changed[draw.randrange(len(changed))] = draw.randrange(256)
            content = bytes(changed)
        path.write_bytes(content)
        for read in (read_sheet, read_list):
            found, problems = read(path, tmp_path)
            assert bool(problems) or found is not None, content
            assert all(1 <= p.line <= content.count(b"\n") + content.count(b"\r") + 8 and p.message for p in problems), content
