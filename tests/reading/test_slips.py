"""What slipped in a text that is not YAML: told where it is, and mended for good."""

from __future__ import annotations

import pytest

from ctg.reading.sheet import compose, read_sheet
from ctg.reading.slips import comma_slip, hidden_comment, merge_conflict, odd_spaces, quoted


def test_every_slip_of_a_file_is_told(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text("nom:Les Lutins\ntype: a\nages = 3\nrepas: x\npublics: @table\nmots: [a, b\nzone: x\n", "utf-8")
    assert [problem.line for problem in read_sheet(path, tmp_path)[1]] == [1, 3, 5, 6]


def test_what_is_in_order_is_let_through():
    text = "nom: Les Lutins\ndescription: |\n  Attention : fermé.\n  <<<<<<\nrepas: fournis  # à midi\n"
    assert (merge_conflict(text), odd_spaces(text), hidden_comment("repas: fournis  # à midi")) == (None, [], "")


@pytest.mark.parametrize("text", ["a", 'le "a"', "l'a", 'l\'a "b"', "\\d", "a : b"])
def test_quotes_keep_the_text(text):
    assert compose(quoted(text)).value == text


def test_commas_that_cut_are_told_with_the_whole_line():
    assert comma_slip("  - {lat: 46,5, lon: 2,5}")[1] == "Écrivez un point : « - {lat: 46.5, lon: 2.5} »."
    assert '« {a: "un, deux, trois", b: 1} »' in comma_slip("{a: un, deux, trois, b: 1}")[1]
