"""``ctg nouveautes``: the journal says what changed, once, and not one byte more; which entries it keeps."""

import datetime as dt
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.loading import load
from ctg.reading.kept import JOURNAL_FILE, Entree, Journal, Trace, load_journal
from ctg_nouveautes.news import GONE, NEW, journal_as_json, with_entry

LUTINS = "data/structures/les-lutins.yml"
PLACE = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"


@pytest.fixture
def run(capsys):
    """``run(root, day="2026-11-26")`` → (exit code, output, errors)."""

    def call(root: Path, day: str = "2026-11-25") -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CTG_AUJOURDHUI", day)
            code = main(["--projet", str(root), "nouveautes"])
        out, err = capsys.readouterr()
        return code, out.replace("\u00a0", " "), err

    return call


def phone(number: str) -> str:
    return f"{PLACE}telephone: 01 99 00 00 {number}\n"


def test_it_begins_then_says_what_changed_then_nothing(project, run):
    root = project({LUTINS: phone("01")})
    begun = "Le suivi commence : 4 fiches en mémoire. La prochaine fois, ce qui a changé sera noté.\n"
    assert run(root) == (0, begun, "")
    (root / LUTINS).write_text(phone("02"), "utf-8")
    told = f"1 nouveauté dans {JOURNAL_FILE} :\n  26 novembre 2026, Les Lutins\n    Téléphone : 01 99 00 00 02\n"
    assert run(root, day="2026-11-26") == (0, told, "")
    text = (root / JOURNAL_FILE).read_bytes()
    assert run(root, day="2027-03-01") == (0, "Rien de nouveau depuis le 26 novembre 2026.\n", "")
    assert (root / JOURNAL_FILE).read_bytes() == text


def test_what_a_hand_laid_out_or_took_away_stays_so(project, run):
    root = project({LUTINS: phone("01")})
    run(root)
    by_hand = (root / JOURNAL_FILE).read_text("utf-8").replace("\n  ", "\n")
    (root / JOURNAL_FILE).write_text(by_hand, "utf-8")
    assert run(root, day="2026-12-25")[:2] == (0, "Rien de nouveau depuis le 25 novembre 2026.\n")
    assert (root / JOURNAL_FILE).read_text("utf-8") == by_hand
    (root / LUTINS).write_text(phone("02"), "utf-8")
    run(root, day="2026-12-26")
    lines = (root / JOURNAL_FILE).read_text("utf-8").splitlines(keepends=True)
    (root / JOURNAL_FILE).write_text("".join(line for line in lines if '"date"' not in line), "utf-8")
    assert run(root, day="2026-12-27")[1] == "Rien de nouveau depuis le 25 novembre 2026.\n"


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
