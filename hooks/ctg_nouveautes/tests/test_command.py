"""``ctg nouveautes``: the journal says what changed, once, and not one byte more."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg.commands import main
from ctg.reading.journal import JOURNAL_FILE, load_journal
from territoires import ESSAI

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


def test_nothing_changed_nothing_written_not_even_a_hand_s_layout(project, run):
    root = project()
    run(root)
    by_hand = (root / JOURNAL_FILE).read_text("utf-8").replace("\n  ", "\n")
    (root / JOURNAL_FILE).write_text(by_hand, "utf-8")
    assert run(root, day="2026-12-25")[:2] == (0, "Rien de nouveau depuis le 25 novembre 2026.\n")
    assert (root / JOURNAL_FILE).read_text("utf-8") == by_hand


def test_two_runs_of_a_day_make_one_entry(project, run):
    root = project({LUTINS: phone("01")})
    run(root)
    for text in (phone("02"), phone("03"), phone("03") + "ages: {a: 3 ans}\n"):
        (root / LUTINS).write_text(text, "utf-8")
        run(root)
    journal, _ = load_journal(root, "Petit Pays")
    (entry,) = journal.entrees
    assert {subject: words.replace("\u00a0", " ") for subject, words in entry.faits.items()} == {
        "telephone": "Téléphone : 01 99 00 00 03",
        "ages": "Âges accueillis : jusqu'à 3 ans",
    }


def test_a_line_that_the_coordinator_deletes_does_not_come_back(project, run):
    root = project({LUTINS: phone("01")})
    run(root)
    (root / LUTINS).write_text(phone("02"), "utf-8")
    run(root, day="2026-11-26")
    lines = (root / JOURNAL_FILE).read_text("utf-8").splitlines(keepends=True)
    (root / JOURNAL_FILE).write_text("".join(line for line in lines if '"date"' not in line), "utf-8")
    assert run(root, day="2026-11-27")[1] == "Rien de nouveau depuis le 25 novembre 2026.\n"


def test_another_territory_s_journal_is_not_continued(project, run):
    root = project({JOURNAL_FILE: (ESSAI / JOURNAL_FILE).read_bytes()})
    code, _, err = run(root)
    assert code == 1
    assert "Ce journal est celui d'un autre territoire (votre SIREN est 219900012)" in err
    assert (root / JOURNAL_FILE).read_bytes() == (ESSAI / JOURNAL_FILE).read_bytes()
