"""``ctg nouveautes``: the journal says what changed, once, and not one byte more."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ctg.commands import main
from ctg.reading.journal import JOURNAL_FILE, load_journal
from territoires import ESSAI

LUTINS = "data/structures/les-lutins.yml"
PLACE = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"


@pytest.fixture
def run(capsys):
    """``run(root, "--montrer", day="2026-11-26")`` → (exit code, output, errors)."""

    def call(root: Path, *arguments: str, day: str = "2026-11-25") -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CTG_AUJOURDHUI", day)
            code = main(["--projet", str(root), "nouveautes", *arguments])
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
    told = f"1 nouveauté dans {JOURNAL_FILE} :\n  26 novembre 2026, Les Lutins\n    Nouveau téléphone : 01 99 00 00 02\n"
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


def test_to_show_is_not_to_write(project, run):
    root = project({LUTINS: phone("01")})
    assert run(root, "--montrer")[0] == 0
    assert not (root / JOURNAL_FILE).exists()
    run(root)
    before = (root / JOURNAL_FILE).read_bytes()
    (root / LUTINS).write_text(phone("02"), "utf-8")
    assert "1 nouveauté à noter :" in run(root, "--montrer")[1]
    assert (root / JOURNAL_FILE).read_bytes() == before


def test_two_runs_of_a_day_make_one_entry(project, run):
    root = project({LUTINS: phone("01")})
    run(root)
    for text in (phone("02"), phone("03"), phone("03") + "ages: {a: 3 ans}\n"):
        (root / LUTINS).write_text(text, "utf-8")
        run(root)
    journal, _ = load_journal(root, "Petit Pays")
    (entry,) = journal.entrees
    assert {subject: words.replace("\u00a0", " ") for subject, words in entry.faits.items()} == {
        "telephone": "Nouveau téléphone : 01 99 00 00 03",
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


# --- git -----------------------------------------------------------------------------------------


def git(root: Path, *arguments: str, day: str = "2026-11-01") -> None:
    who = {f"GIT_{role}_{what}": "essai@exemple.fr" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {f"GIT_{role}_DATE": f"{day}T12:00:00+01:00" for role in ("AUTHOR", "COMMITTER")}
    env = os.environ | who | when | {"GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, env=env)


@pytest.fixture
def history(project):
    """A project whose git has four dates: too long ago, then a state that today's rules refuse, then two telephones."""
    root = project({LUTINS: phone("01")})
    git(root, "init", "-q", "-b", "main")
    for day, text in (
        ("2025-06-01", phone("01")),
        ("2026-09-01", PLACE + "telephone: 12\n"),
        ("2026-10-01", phone("02")),
        ("2026-11-01", phone("02") + "ages: {a: 3 ans}\n"),
    ):
        (root / LUTINS).write_text(text, "utf-8")
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "essai", day=day)
    return root


def test_the_journal_is_made_again_from_history(history, run):
    (history / LUTINS).write_text(phone("02") + "ages: {a: 4 ans}\n", "utf-8")
    code, _, err = run(history, "--depuis-git")
    assert (code, err) == (0, "")
    journal, _ = load_journal(history, "Petit Pays")
    assert journal.depuis.isoformat() == "2025-11-25"
    assert [(one.date.isoformat(), list(one.faits)) for one in journal.entrees] == [
        ("2026-11-25", ["ages"]),
        ("2026-10-01", ["telephone"]),
    ]
    assert run(history, day="2026-11-26")[1] == "Rien de nouveau depuis le 25 novembre 2026.\n"


def test_history_may_begin_at_a_version_and_identifiers_stay(history, run):
    git(history, "tag", "lancement", "HEAD^")
    run(history, day="2026-11-20")
    assert run(history, "--depuis-git", "lancement")[0] == 0
    journal, _ = load_journal(history, "Petit Pays")
    assert (journal.depuis.isoformat(), journal.racine[-10:]) == ("2026-10-01", "2026-11-20")
    assert [one.date.isoformat() for one in journal.entrees] == ["2026-11-01"]


def test_a_project_inside_a_larger_repository_has_its_own_history(project, run, tmp_path):
    root = project({LUTINS: phone("01")})
    git(tmp_path, "init", "-q")
    for day, text in (("2026-10-01", phone("01")), ("2026-10-02", phone("02"))):
        (root / LUTINS).write_text(text, "utf-8")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", "essai", day=day)
    assert run(root, "--depuis-git")[0] == 0
    assert [one.date.isoformat() for one in load_journal(root, "Petit Pays")[0].entrees] == ["2026-10-02"]


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ({"nom: Petit Pays": "nom: Gard rhodanien", "219900012": "200034692"}, ["2026-10-03"]),
        ({"219900012": "200034692"}, ["2026-10-03"]),  # a territory of the same name
        ({"nom: Petit Pays": "nom: Pays d'hier"}, ["2026-10-03", "2026-10-02"]),  # the same, which has changed its name
        ({"nom: Petit Pays": "nom: Gard rhodanien", 'siren: "219900012"\n': ""}, ["2026-10-03"]),
        ({'siren: "219900012"\n': ""}, ["2026-10-03", "2026-10-02"]),
    ],
)
def test_history_stops_where_the_territory_changes(project, run, before, kept):
    root = project()
    sheet = root / "data/territoire.yml"
    ours = foreign = sheet.read_text("utf-8")
    for old, new in before.items():
        foreign = foreign.replace(old, new)
    assert foreign != ours
    git(root, "init", "-q", "-b", "main")
    for day, territory, text in (
        ("2026-10-01", foreign, phone("01")),
        ("2026-10-02", ours, phone("02")),
        ("2026-10-03", ours, phone("03")),
    ):
        sheet.write_text(territory, "utf-8")
        (root / LUTINS).write_text(text, "utf-8")
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "essai", day=day)
    assert run(root, "--depuis-git")[0] == 0
    journal, _ = load_journal(root, "Petit Pays", "219900012")
    assert journal.entrees[0].date.isoformat() == "2026-10-03"
    assert (journal.siren, journal.depuis.isoformat()) == ("219900012", "2026-10-02" if len(kept) == 1 else "2026-10-01")


@pytest.mark.parametrize("version", ["inconnue", "--all", "HEAD:data"])
def test_an_unknown_version_is_said_in_french(history, run, version):
    code, out, err = run(history, f"--depuis-git={version}")
    assert (code, out) == (2, "")
    assert err.startswith(f"« {version} » n'est pas une version de ce projet.\n    → Donnez un commit")


def test_without_history_or_without_git_the_way_out_is_said(project, run, monkeypatch):
    root = project()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    assert run(root, "--depuis-git")[::2] == (
        2,
        "Ce dossier n'a pas d'historique git.\n    → Lancez « ctg nouveautes » sans « --depuis-git ».\n",
    )
    monkeypatch.setenv("PATH", str(root))
    assert run(root, "--depuis-git")[::2] == (
        2,
        "Le programme git n'est pas installé.\n    → Installez git, ou lancez « ctg nouveautes » sans « --depuis-git ».\n",
    )
    assert run(root)[0] == 0
