"""A field of a YAML file changes; every other character stays."""

import re

import pytest
from yaml import ScalarNode

from cas import each
from ctg.reading.changes import edit
from ctg.reading.sheet import compose, mended, read_sheet
from ctg.reading.yaml_text import EditError, parse, record_text, value_end

ORDER = [("nom",), ("type",), ("telephone",), ("places", "total"), ("places", "annee"), ("mots",), ("sources",), ("notes",)]

HOSTILE = [
    "<script>alert(1)</script>", "=1+1", "- tiret", "a: b", "a #b", "#a", "{a}", "[a]", "'a'", '"a"', "a\nb", "a\n\n  b\n- c",
    "\t", "a\tb", "\u202egauche", "🦊", "\u00a0insécable\u202f!", "~", "null", "oui", "0123", "12:30", "\\n", "%a", "@a", "`a",
    "!a", "&a", "*a", "? a", ": a", "---", "...", "a:", "a, b", "https://e.fr/?a=1#b", "l'été", "|", "> a", "a\\", "\u2028a",
    "\x85a", "<<", "=", "-", "x" * 10_000, "mot " * 2000 + "fin", "a\u0301", "{{ y }} {% z %}", "-5", "é" * 300
]  # fmt: skip

FILE = """\
# Une remarque de tête
nom:   "Les Lutins"   # entre guillemets
type: 'multi-accueil'
telephone:   # à demander
description: >-
  Un lieu pour jouer
  en famille, le matin.

# Les places, comptées en 2026
places: {total: 20, annee: "2026"}   # fin
horaires:
  lundi: 9h-17h
  # le mardi change
  mardi: [9h-12h, 14h-18h]
mots:
  - un
  # entre deux
  - "deux"
sources:
  - {titre: "L'avis", date: 2026, appuie: "x, y"}
  - titre: Autre
    date: 2025
"""


def values_of(text, tmp_path):
    path = tmp_path / "x.yml"
    path.write_bytes(text.encode())
    sheet, problems = read_sheet(path, tmp_path)
    assert not problems, problems
    return sheet.values


@each(
    ("path", "value", "gone", "come"),
    [
        (("nom",), "L'été", ['nom:   "Les Lutins"   # entre guillemets'], ['nom:   "L\'été"   # entre guillemets']),
        (("type",), "l'autre", ["type: 'multi-accueil'"], ["type: 'l''autre'"]),
        (("telephone",), "01 99 00 00 01", ["telephone:   # à demander"], ["telephone: 01 99 00 00 01   # à demander"]),
        (("description",), "Un lieu pour jouer en famille, le soir.", ["  en famille, le matin."], ["  en famille, le soir."]),
        (
            ("places", "total"),
            "30",
            ['places: {total: 20, annee: "2026"}   # fin'],
            ['places: {total: 30, annee: "2026"}   # fin'],
        ),
        (("places", "annee"), None, ['places: {total: 20, annee: "2026"}   # fin'], ["places: {total: 20}   # fin"]),
        (("places", "total"), None, ['places: {total: 20, annee: "2026"}   # fin'], ['places: {annee: "2026"}   # fin']),
        (("horaires", "lundi"), ["9h-12h", "14h-17h"], ["  lundi: 9h-17h"], ["  lundi: [9h-12h, 14h-17h]"]),
        (("horaires", "mardi"), "ferme", ["  mardi: [9h-12h, 14h-18h]"], ["  mardi: ferme"]),
        (("horaires", "mercredi"), "9h-12h", [], ["  mercredi: 9h-12h"]),
        (("mots",), ["un", "deux", "trois: 3"], [], ['  - "trois: 3"']),
        (("mots",), ["un"], ['  - "deux"'], []),
        (("mots",), ["deux"], ["  - un"], []),
        (("mots",), ["un", "dos"], ['  - "deux"'], ['  - "dos"']),
        (
            ("sources",),
            [{"titre": "L'avis", "date": "2027", "appuie": "x, y"}, {"titre": "Autre", "date": "2025"}],
            ["""  - {titre: "L'avis", date: 2026, appuie: "x, y"}"""],
            ["""  - {titre: "L'avis", date: 2027, appuie: "x, y"}"""],
        ),
        (("sources",), [{"titre": "L'avis", "date": "2026", "appuie": "x, y"}], ["  - titre: Autre", "    date: 2025"], []),
        (("notes",), "Une ligne\nune autre", [], ["notes: |-", "  Une ligne", "  une autre"]),
        (("tarif", "gratuit"), "oui", [], ["tarif: {gratuit: oui}"]),
    ],
)
@each("end", ["\n", "\r\n"])
@each("mark", ["", "\ufeff"])
def test_only_the_lines_of_the_field_change(tmp_path, path, value, gone, come, end, mark):
    new = edit(mark + FILE.replace("\n", end), {path: value}, ORDER)
    before, after = FILE.split("\n"), new.removeprefix(mark).split(end)
    kept = [line for line in before if line not in gone]
    assert [line for line in after if line not in come] == kept
    assert [line for line in after if line in come and line not in kept] == come
    found = values_of(new, tmp_path)
    for name in path[:-1]:
        found = found.get(name, {})
    assert found.get(path[-1]) == value


def test_a_new_field_goes_where_the_sheet_has_it():
    assert edit("nom: A\ntype: b\nnotes: n\n", {("telephone",): "1"}, ORDER) == "nom: A\ntype: b\ntelephone: 1\nnotes: n\n"
    assert edit("# tête\ntype: b\n", {("nom",): "A"}, ORDER) == "# tête\nnom: A\ntype: b\n"
    assert edit("places: {annee: 2026}\n", {("places", "total"): "3"}, ORDER) == "places: {total: 3, annee: 2026}\n"
    assert edit("nom: A", {("places", "annee"): "2026", ("places", "total"): "3"}, ORDER) == (
        "nom: A\nplaces: {total: 3, annee: 2026}"
    )


def test_a_group_of_several_lines_keeps_its_place():
    value = {"etat": "vu", "note": "Une note assez longue pour que tout le groupe ne puisse pas tenir sur une seule ligne " * 2}
    new = edit('criteres:\n    "2.1":\n        etat: a\n    "2.2": {etat: b}\n', {("criteres", "2.1"): value})
    assert new == f'criteres:\n    "2.1":\n        etat: vu\n        note: "{value["note"]}"\n    "2.2": {{etat: b}}\n'


@each("text", HOSTILE)
@each("path", [("nom",), ("type",), ("telephone",), ("description",), ("places", "total"), ("neuf",)])
def test_any_text_survives_in_any_place(tmp_path, text, path):
    found = values_of(edit(FILE, {path: text}, ORDER), tmp_path)
    for name in path:
        found = found[name]
    text = mended(text)
    assert found.strip() == text.strip() or found == text


@each("text", HOSTILE)
def test_any_text_survives_in_a_new_file_in_lists_and_in_groups(tmp_path, text):
    text = mended(text)
    values = {"nom": text, "mots": [text, "a"], "sources": [{"titre": text}], "places": {"note": text, "plus": "b"}}
    assert values_of(record_text(values), tmp_path) == values
    lists = {("mots",): [text, "un"], ("sources",): [{"titre": text}], ("autres",): [text]}
    assert values_of(edit(FILE, lists, ORDER), tmp_path)["mots"] == [text, "un"]


NESTED = "- nom: A  # 🦊\n  places: {total: 1}\n-\n  nom: B\n  places: {total: 2}\n"


def test_a_record_of_a_list_changes_alone():
    assert edit(NESTED, {("places", "total"): "3"}, position=1) == NESTED.replace("total: 2", "total: 3")
    assert edit(NESTED, {("type",): "é"}, position=0) == NESTED.replace("1}\n", "1}\n  type: é\n")
    assert edit(NESTED, {("places", "total"): None}, position=0) == NESTED.replace("  places: {total: 1}\n", "")
    with pytest.raises(EditError):
        edit(NESTED, {("nom",): "C"}, position=2)


@pytest.mark.parametrize("levels", [9, 19])
def test_what_the_site_reads_can_be_changed(tmp_path, levels):
    """One limit of depth: a file that the check accepts is a file that a spreadsheet or a command may change."""
    text = f"nom: A\nprofond: {'[' * levels}x{']' * levels}\n"
    assert values_of(edit(text, {("nom",): "B"}), tmp_path)["nom"] == "B"
    assert parse(text)["nom"] == "A"


def places(text: str) -> list[tuple[int, int]]:
    """Where each part of a text begins and ends."""

    def inside(node):
        yield node.start_mark.index, value_end(text, node)
        for part in node.value if not isinstance(node, ScalarNode) else ():
            for one in part if isinstance(part, tuple) else (part,):
                yield from inside(one)

    return list(inside(compose(text)))


REMARKS = """\
# tête
nom: A # n

# titre
mots:
  # a
  - un
  # b
  - deux
notes: |
  # Ce n'est pas une remarque

# fin
"""


@pytest.mark.parametrize(
    "changes",
    [
        {("nom",): None},
        {("mots", 0): None},
        {("mots", 1): None},
        {("notes",): None},
        {("notes",): "autre"},
        {("mots",): ["trois", "deux", "quatre"]},
        {("mots",): "un texte"},
    ],
)
def test_comments_and_blank_lines_stay_whatever_goes_around_them(changes):
    remarks = [line for line in REMARKS.split("\n") if not line or re.match(" *# (?!Ce)", line)]
    after = edit(REMARKS, changes).split("\n")
    assert [line for line in after if line in remarks] == remarks
    assert ("  # Ce n'est pas une remarque" in after) is (("notes",) not in changes)
    whole = edit(REMARKS, {("mots",): None})
    assert whole == REMARKS.replace("mots:\n  # a\n  - un\n  # b\n  - deux\n", ""), "those of a group go with it"


@pytest.mark.parametrize(
    ("text", "changes", "after"),
    [
        ("places:\n    total: 3\nb: 1\n", {("places", "annee"): "2026"}, "places:\n    total: 3\n    annee: 2026\nb: 1\n"),
        ("mots:\n- un\nnom:   A\n", {("mots", 1): "deux"}, "mots:\n- un\n- deux\nnom:   A\n"),
        ("a: un\n  deux\nb:  c\nc: d\n", {("c",): "e"}, "a: un\n  deux\nb:  c\nc: e\n"),
        ("---\nb: 'x\n  y'\na: 1\n...\n", {("a",): "2"}, "---\nb: 'x\n  y'\na: 2\n...\n"),
        ("a: >-\n  Un : deux\n  trois.\n", {("a",): "Un : deux quatre."}, "a: >-\n  Un : deux\n  quatre.\n"),
    ],
)
def test_ways_of_writing_that_are_not_ours_stay(text, changes, after):
    assert edit(text, changes) == after


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("nom: A\t# après une tabulation\ntype: b\n", {("notes",): "c"}),
        ("{nom: A,\n type: b}\n", {("notes",): "c"}),  # all would come on one line
        ("nom: A\nplaces: {total: 1,\n  annee: 2026}\n", {("places", "total"): None}),
    ],
)
def test_what_cannot_be_kept_is_refused(text, changes):
    with pytest.raises(EditError, match="ne sait pas changer"):
        edit(text, changes)
