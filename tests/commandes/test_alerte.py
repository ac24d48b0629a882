"""``ctg alerte``: what is raised, in words or for a program, and the code that a scheduled task reads."""

from __future__ import annotations

import json

import pytest

from ctg.commands import main
from territoires import ESSAI


@pytest.fixture
def alerte(capsys):
    """``alerte(folder, "--json")`` → (exit code, standard output, standard error)."""

    def run(folder, *arguments: str) -> tuple[int, str, str]:
        code = main(["--projet", str(folder), "alerte", *arguments])
        return code, *capsys.readouterr()

    return run


def test_each_alert_says_its_weight_its_reason_and_its_end(alerte):
    code, out, err = alerte(ESSAI)
    assert (code, err) == (3, "")
    assert out.startswith("Alertes du 25 novembre 2026 : ")
    told = " ".join(out.split())
    assert "indicateurs/places-assistantes-maternelles : Places chez les assistantes maternelles" in told
    assert "Important, depuis le 31 décembre 2025. 371 places en 2025 : il en faudrait au moins 388" in told
    assert "→ Une mesure qui vaut au moins 388, ou une autre trajectoire, décidée en comité." in told
    assert max(map(len, out.splitlines())) <= 120  # only a title may be long


def test_for_a_program(alerte):
    code, out, _ = alerte(ESSAI, "--json")
    found = json.loads(out)
    assert code == 3
    [one] = [alert for alert in found if alert["fiche"] == "indicateurs/places-assistantes-maternelles"]
    assert (one["sorte"], one["gravite"], one["page"]) == (
        "trajectoire",
        "important",
        "indicateurs/places-assistantes-maternelles/",
    )
    assert one["fermeture"].startswith("Une mesure")


def test_nothing_to_tell(alerte, project):
    assert alerte(project()) == (0, "Alertes du 25 novembre 2026 : aucune.\n\n", "")
    code, out, _ = alerte(project(), "--json")
    assert (code, json.loads(out)) == (0, [])


def test_data_that_cannot_be_read_are_no_alert(alerte, project):
    code, out, err = alerte(project({"data/cadres/ctg.yml": "nature: ctg\n"}))
    assert (code, out) == (1, "")
    assert "cadres/ctg.yml" in err
