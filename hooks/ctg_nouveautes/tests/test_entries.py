"""The journal's file, and which entries it keeps: one a record and a day, only the last word on each subject."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.reading.journal import Entree, Journal, Trace, load_journal
from ctg_nouveautes.journal import BACK, GONE, KEPT_ENTRIES, NEW, journal_after, journal_as_json, tag_root

DAY = dt.date(2026, 11, 25)


def entry(day: int, fiche: str = "structures/a", month: int = 11, **faits: str) -> Entree:
    return Entree(date=dt.date(2026, month, day), fiche=fiche, nom="A", communes=("valbourg",), faits=faits)


def journal(*entries: Entree) -> Journal:
    return Journal(territoire="Petit Pays", depuis=dt.date(2026, 1, 1), racine="tag:exemple.fr,2026-01-01", entrees=entries)


def shown(found: Journal) -> list[tuple[int, str, dict]]:
    return [(one.date.day, one.fiche, one.faits) for one in found.entrees]


# --- which entries stay --------------------------------------------------------------------------


def test_two_changes_of_a_day_are_one_entry():
    found = journal_after(journal(entry(25, telephone="1")), [entry(25, horaires="2")], {})
    assert shown(found) == [(25, "structures/a", {"telephone": "1", "horaires": "2"})]


def test_an_old_number_is_not_told_beside_the_new_one():
    found = journal_after(
        journal(entry(3, telephone="vieux", ages="3 ans"), entry(2, telephone="très vieux")), [entry(25, telephone="neuf")], {}
    )
    assert shown(found) == [(25, "structures/a", {"telephone": "neuf"}), (3, "structures/a", {"ages": "3 ans"})]


def test_what_is_withdrawn_leaves_only_its_leaving():
    found = journal_after(
        journal(entry(3, telephone="1"), entry(2, "structures/b", telephone="2")), [entry(25, **{GONE: "parti"})], {}
    )
    assert shown(found) == [(25, "structures/a", {GONE: "parti"}), (2, "structures/b", {"telephone": "2"})]


def test_what_comes_and_goes_within_a_day_is_no_news():
    assert journal_after(journal(entry(25, **{NEW: "là"})), [entry(25, **{GONE: "parti"})], {}).entrees == ()
    assert journal_after(journal(entry(25, **{GONE: "parti"})), [entry(25, **{NEW: "là"})], {}).entrees == ()


def test_what_comes_back_later_is_said_to_be_back():
    found = journal_after(journal(entry(3, **{GONE: "parti"})), [entry(25, **{NEW: "là"})], {})
    assert shown(found) == [(25, "structures/a", {NEW: BACK})]


def test_a_new_page_mended_the_same_day_is_only_new():
    found = journal_after(journal(entry(25, **{NEW: "là"})), [entry(25, telephone="1")], {})
    assert shown(found) == [(25, "structures/a", {NEW: "là"})]


def test_old_entries_go_when_new_ones_come_never_before():
    old = entry(24, month=10, telephone="1").model_copy(update={"date": dt.date(2025, 11, 24)})
    assert journal_after(journal(old), [], {}).entrees == (old,)
    assert shown(journal_after(journal(old), [entry(25, "structures/b", telephone="2")], {})) == [
        (25, "structures/b", {"telephone": "2"})
    ]


def test_entries_are_bounded():
    many = [entry(25, f"structures/s{number}", telephone="1") for number in range(KEPT_ENTRIES + 7)]
    assert len(journal_after(journal(), many, {}).entrees) == KEPT_ENTRIES


def test_a_renamed_file_keeps_its_entries():
    found = journal_after(journal(entry(3, telephone="1")), [], {}, {"structures/a": "structures/z"})
    assert shown(found) == [(3, "structures/z", {"telephone": "1"})]


# --- the file ------------------------------------------------------------------------------------


def test_what_is_written_is_read_again(project):
    traces = {
        "structures/a": Trace(
            nom='A "b" \u2028 é', communes=("valbourg",), faits={"telephone": "12ab", "arrets": {"valbourg": "34cd"}}
        )
    }
    written = journal_after(journal(), [entry(25, telephone="Nouveau téléphone : 01\u00a099")], traces)
    root = project({"data/journal.json": journal_as_json(written)})
    assert load_journal(root, "Petit Pays") == (written, [])
    assert load(root).journal == written


def test_a_change_of_one_record_changes_one_line():
    traces = {f"structures/s{number}": Trace(nom="A", faits={"telephone": "1"}) for number in range(9)}
    before = journal_as_json(journal_after(journal(), [], traces)).splitlines()
    after = journal_as_json(journal_after(journal(), [], traces | {"structures/s4": Trace(nom="B")})).splitlines()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize(
    ("more", "root"),
    [
        ("", "tag:communaute-de-communes-du-petit-pays.invalid,2026-11-25"),
        ("adresse_site: https://Familles.Exemple.fr/ctg/\n", "tag:familles.exemple.fr,2026-11-25"),
        ("adresse_site: https://élan.exemple.fr/\n", "tag:communaute-de-communes-du-petit-pays.invalid,2026-11-25"),
    ],
)
def test_identifiers_begin_with_a_name_that_the_publisher_holds(project, more, root):
    folder = project()
    path = folder / "data/territoire.yml"
    path.write_text(more + path.read_text("utf-8"), "utf-8")
    assert tag_root(load(folder).territoire, DAY) == root
