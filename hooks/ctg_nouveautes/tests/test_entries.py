"""The journal's file, and which entries it keeps: one a record and a day, only the last word on each subject."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.reading.journal import Entree, Journal, Trace, load_journal
from ctg_nouveautes.journal import GONE, NEW, journal_as_json, tag_root, with_entry

DAY = dt.date(2026, 11, 25)


def entry(day: int, fiche: str = "structures/a", month: int = 11, **faits: str) -> Entree:
    return Entree(date=dt.date(2026, month, day), fiche=fiche, nom="A", communes=("valbourg",), faits=faits)


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ([entry(25, telephone="1")], entry(25, horaires="2"), [{"telephone": "1", "horaires": "2"}]),
        # An old number is not told beside the new one.
        (
            [entry(3, telephone="vieux", ages="3 ans"), entry(2, telephone="très vieux")],
            entry(25, telephone="neuf"),
            [{"telephone": "neuf"}, {"ages": "3 ans"}],
        ),
        # What is withdrawn leaves only its leaving; what comes and goes within a day is no news.
        ([entry(3, telephone="1")], entry(25, **{GONE: "parti"}), [{GONE: "parti"}]),
        ([entry(25, **{NEW: "là"})], entry(25, **{GONE: "parti"}), []),
        ([entry(25, **{GONE: "parti"})], entry(25, **{NEW: "là"}), []),
        ([entry(3, **{GONE: "parti"})], entry(25, **{NEW: "là"}), [{NEW: "là"}]),
        ([entry(25, **{NEW: "là"})], entry(25, telephone="1"), [{NEW: "là"}]),
    ],
)
def test_a_record_has_an_entry_a_day_and_each_subject_its_last_word(before, new, after):
    other = entry(2, "structures/b", telephone="2")
    assert [one.faits for one in with_entry([*before, other], new)] == [*after, other.faits]


# --- the file ------------------------------------------------------------------------------------


def journal(traces: dict[str, Trace], *entries: Entree) -> Journal:
    day = dt.date(2026, 1, 1)
    return Journal(territoire="Petit Pays", depuis=day, racine="tag:exemple.fr,2026-01-01", entrees=entries, fiches=traces)


def test_what_is_written_is_read_again(project):
    traces = {"structures/a": Trace(nom='A "b" \u2028 é', communes=("valbourg",), faits={"telephone": "12ab"})}
    written = journal(traces, entry(25, telephone="Téléphone : 01\u00a099"))
    root = project({"data/journal.json": journal_as_json(written)})
    assert load_journal(root, "Petit Pays") == (written, [])
    assert load(root).journal == written


def test_a_change_of_one_record_changes_one_line():
    traces = {f"structures/s{number}": Trace(nom="A", faits={"telephone": "1"}) for number in range(9)}
    before = journal_as_json(journal(traces)).splitlines()
    after = journal_as_json(journal(traces | {"structures/s4": Trace(nom="B")})).splitlines()
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
