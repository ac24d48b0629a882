"""The guide's questions to the copies of several territories find what a count finds."""

import datetime as dt
from pathlib import Path

import pytest

from banc.questions import ask
from ctg.commands import main
from lieux_hostiles import TODAY
from portails import NORTH, SIREN, again, few, gathered, north, numbered, portal

ENDING = "999000035"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Three territories that differ, accepted, and read once more; a fourth one that is not accepted."""
    folder = tmp_path_factory.mktemp("portail") / "trois"
    lists = ("communes", "structures", "services", "indicateurs", "cadres")
    ending = few(*lists, cadres=lambda records: [one | {"fin": "vers 2027-06"} for one in records], indicateurs=lambda _: [])
    sites = {"ici": few(*lists), "nord": north(*lists), "fini": numbered(ending, ENDING, "Fini")}
    gathered(folder, sites)
    text = (folder / "portail.yml").read_text("utf-8")
    (folder / "portail.yml").write_text(f'{text}  - {{adresse: ici/../autre, siren: "999000043"}}\n', "utf-8")
    assert main(["rassembler", str(folder / "portail.yml")]) == 0
    return folder


@pytest.mark.parametrize(("day", "found"), [(TODAY, [ENDING]), (dt.date(2028, 2, 1), [SIREN, NORTH]), (dt.date(2040, 1, 1), [])])
def test_the_conventions_that_end_within_a_year(folder, day, found):
    rows = ask("conventions", folder, jour=day)
    assert [row["siren"] for row in rows] == found
    assert {row["page"] for row in rows} <= {"https://familles.exemple.fr/ctg/", *(f"https://{one}.fr/ctg/" for one in found)}


def test_places_per_hundred_children_where_both_are_published(folder):
    rows = ask("places", folder)
    assert [(row["siren"], row["places"], row["enfants"]) for row in rows] == [(SIREN, 101, 741), (NORTH, 101, 741)]
    assert rows[0]["pour_100"] == pytest.approx(100 * 101 / 741)


def test_what_lacks_for_sure(folder):
    expected = {
        (offre, one.site.siren, said.absente)
        for one in again(folder).members for offre, said in one.said.offres.items() if said.absente
    }  # fmt: skip
    assert {(row["offre"], row["siren"], row["communes"]) for row in ask("manques", folder)} == expected
    assert len(expected) == 4


def test_what_nobody_accepted_answers_no_question(tmp_path):
    main(["rassembler", str(portal(tmp_path, {"ici": few("cadres")}))])
    assert ask("conventions", tmp_path, jour=dt.date(2028, 2, 1)) == []
