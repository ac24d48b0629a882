"""``ctg avancement``: what moved since a day, and what nobody can say."""

from __future__ import annotations

import pytest

from ctg.commands import main
from territoires import ESSAI


@pytest.fixture
def avancement(capsys):
    """``avancement("2026-06-12")`` on the invented territory → (exit code, standard output, standard error)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(["--projet", str(ESSAI), "avancement", *arguments])
        except SystemExit as stopped:
            code = stopped.code
        return code, *capsys.readouterr()

    return run


def test_what_moved_in_the_order_of_time(avancement):
    code, out, err = avancement("--depuis", "2025-06-12")
    first, *moved, silent, remedy, today = out.splitlines()
    assert (code, err) == (0, "")
    assert first == "Depuis le 12 juin 2025, 9 actions sur 25 :"
    assert (
        "  12/01/2026  1.2 Agrandir la Crèche des Trois Renards : de « en cours » à « réalisée ». "
        "Le Terrier ouvre. (Procès-verbal d'ouverture)"
    ) in moved
    days = [line.split()[0] for line in moved]
    assert days == sorted(days, key=lambda day: day.split("/")[::-1])
    assert "14/04/2026" in days
    assert silent.startswith("7 fiches sans histoire (seul le dernier état y est) : 1.8, 1.10, ")
    assert "« etats »" in remedy
    assert today.startswith("Aujourd'hui. 25 actions : 2 non engagées, ")
    assert "2029-2033 : 8 actions : 6 en projet, " in today


def test_nothing_noted_is_not_nothing_done(avancement):
    code, out, _ = avancement("--depuis", "2026-11-20")
    assert (code, out.splitlines()[0]) == (0, "Depuis le 20 novembre 2026, aucun changement n'est noté.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--depuis", "12/06/2026"), "« 12/06/2026 » n'est pas un jour ; écrivez par exemple 2026-06-12"),
        (("--depuis", "2999-01-01"), "Le 1er janvier 2999 n'est pas encore passé.\n    → Donnez un jour d'avant aujourd'hui."),
        ((), "--depuis"),
    ],
)
def test_a_day_that_is_none(avancement, arguments, words):
    code, out, err = avancement(*arguments)
    assert (code, out) == (2, "")
    assert words in err
