"""``ctg confirmer``: one line of a file changes, and only that one."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from ctg import api
from ctg.commands import main
from ctg.common.problems import Problem
from ctg.loading import load
from ctg.model.structure import Structure
from ctg.places.contacts import caution
from territoires import SMALL

LUTINS = "data/structures/les-lutins.yml"
COMMUNES = (SMALL / "data/communes.yml").read_text("utf-8")
HEAD = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"


@pytest.fixture
def confirm(project, capsys):
    """``confirm({file: text}, "les-lutins")`` → (exit code, output, errors, the project's folder)."""

    def run(files: dict[str, str | bytes], *arguments: str) -> tuple[int, str, str, Path]:
        root = project(files)
        code = main(["--projet", str(root), "confirmer", *arguments])
        return code, *capsys.readouterr(), root

    return run


# --- the line ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("verifie_le: 2026-01-02\n", "verifie_le: 2026-11-25\n"),
        ("verifie_le:   2026-01-02   # par téléphone : oui\n", "verifie_le:   2026-11-25   # par téléphone : oui\n"),
        ("verifie_le: ~ # à faire\n", "verifie_le: 2026-11-25 # à faire\n"),
        ("verifie_le: 2026-01-02", "verifie_le: 2026-11-25"),
        ("relu_le: 2026-01-02\nsources:\n- titre: A\n", "verifie_le: 2026-11-25\nrelu_le: 2026-01-02\nsources:\n- titre: A\n"),
        ("", "verifie_le: 2026-11-25\n"),
        ("description: |\n  verifie_le: 1\n\n# fin\n", "description: |\n  verifie_le: 1\nverifie_le: 2026-11-25\n\n# fin\n"),
    ],
)  # fmt: skip
def test_only_this_line_changes(confirm, before, after):
    code, out, err, root = confirm({LUTINS: f"# Une remarque\n{HEAD}{before}"}, "les-lutins")
    assert (code, err, out) == (0, "", "structures/les-lutins : confirmée le 25 novembre 2026.\n")
    assert (root / LUTINS).read_text("utf-8") == f"# Une remarque\n{HEAD}{after}"


TRAILING = HEAD + "description: |+\n  Bonjour\n\n"
"""A line after this text would take a blank line from it."""


def test_a_form_that_cannot_be_changed_safely_is_refused_with_a_remedy(confirm):
    code, out, err, root = confirm({LUTINS: TRAILING}, "les-lutins")
    assert (code, out) == (1, "")
    assert LUTINS in err
    assert "verifie_le: 2026-11-25" in err
    assert (root / LUTINS).read_text("utf-8") == TRAILING


def test_already_confirmed_today_leaves_the_file_alone(confirm):
    files = {LUTINS: HEAD + "verifie_le: 2026-11-25\n"}
    _, _, _, root = confirm(files, "les-lutins")
    os.utime(root / LUTINS, ns=(1, 1))
    code = main(["--projet", str(root), "confirmer", "les-lutins"])
    assert (code, (root / LUTINS).stat().st_mtime_ns) == (0, 1)


# --- the state -----------------------------------------------------------------------------------

DOUBTFUL = HEAD + "etat_fiche: a_verifier  # depuis mars\nderniere_preuve: 2025\n"


@pytest.mark.parametrize("options", [[], ["--publier"]])
def test_the_date_and_the_end_of_the_warning_are_one_gesture(confirm, options):
    code, out, _, root = confirm({LUTINS: DOUBTFUL}, *options, "les-lutins")
    assert (code, out) == (0, "structures/les-lutins : confirmée le 25 novembre 2026 et publiée sans avertissement.\n")
    assert (root / LUTINS).read_text("utf-8") == (
        HEAD + "etat_fiche: publiee  # depuis mars\nverifie_le: 2026-11-25\nderniere_preuve: 2025\n"
    )
    assert caution(load(root).get(Structure, "les-lutins"), dt.date(2026, 11, 25)) == ""


def test_a_doubtful_record_already_confirmed_today_loses_its_warning(confirm):
    text = DOUBTFUL + "verifie_le: 2026-11-25\n"
    _, out, _, root = confirm({LUTINS: text}, "les-lutins")
    assert out == "structures/les-lutins : publiée sans avertissement.\n"
    assert (root / LUTINS).read_text("utf-8") == text.replace("a_verifier", "publiee")


def test_a_doubtful_commune_is_confirmed_in_its_item(confirm):
    doubtful = COMMUNES.replace("- nom: Valbourg\n", "- nom: Valbourg\n  etat_fiche: a_verifier\n  derniere_preuve: 2025\n")
    _, _, err, root = confirm({"data/communes.yml": doubtful}, "valbourg")
    changed = (root / "data/communes.yml").read_text("utf-8")
    assert (err, "a_verifier" in changed, changed.count("verifie_le: 2026-11-25")) == ("", False, 1)


def test_a_draft_is_confirmed_and_why_it_stays_unseen_is_told(confirm):
    text = HEAD + "etat_fiche: brouillon\n"
    code, out, _, root = confirm({LUTINS: text}, "les-lutins")
    assert (code, out.splitlines()[1:]) == (
        0,
        [
            "    Elle reste un brouillon : le site ne la montre pas encore.",
            "    → ctg confirmer structures/les-lutins --publier",
        ],
    )
    assert main(["--projet", str(root), "confirmer", "les-lutins", "--publier"]) == 0
    assert (root / LUTINS).read_text("utf-8") == HEAD + "etat_fiche: publiee\nverifie_le: 2026-11-25\n"


def test_values_that_stay_to_be_confirmed_are_named(confirm):
    head = "nom: Naissances\nunite: enfants\nproducteur: INSEE\nsources: [{titre: INSEE}]\n"
    text = f"{head}valeurs:\n  - {{annee: 2023, valeur: 40, statut: a_confirmer}}\n"
    _, out, err, _ = confirm({"data/indicateurs/naissances.yml": text}, "naissances")
    assert "Des valeurs restent « à confirmer » (2023)" in out + err


def test_what_the_checks_would_then_refuse_is_told_and_not_written(confirm, monkeypatch):
    refused = Problem(LUTINS, 3, "etat_fiche", "publiee", "Cette fiche ne peut pas être publiée.", "Complétez-la.")
    monkeypatch.setattr(api, "new_problems", lambda *_: [refused])
    code, out, err, root = confirm({LUTINS: DOUBTFUL}, "les-lutins")
    assert (code, out, "Complétez-la." in err) == (1, "", True)
    assert (root / LUTINS).read_text("utf-8") == DOUBTFUL


# --- communes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "id", "expected"),
    [
        (COMMUNES, "valbourg", COMMUNES.replace("lon: 2.5}\n", "lon: 2.5}\n  verifie_le: 2026-11-25\n")),
        (COMMUNES, "communes/saint-clair-sur-lede", COMMUNES + "  verifie_le: 2026-11-25\n"),
    ],
)  # fmt: skip
def test_a_commune_is_confirmed_inside_its_item(confirm, text, id, expected):
    code, _, err, root = confirm({"data/communes.yml": text}, id)
    assert (code, err) == (0, "")
    assert (root / "data/communes.yml").read_text("utf-8") == expected


def test_when_one_is_refused_nothing_changes(confirm):
    code, _, err, root = confirm({LUTINS: TRAILING}, "valbourg", "les-lutins")
    assert (code, "structures/les-lutins" in err) == (1, True)
    assert (root / "data/communes.yml").read_text("utf-8") == COMMUNES
    assert (root / LUTINS).read_text("utf-8") == TRAILING


# --- which record --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "id", ["les-lutins", "structures/les-lutins", "data/structures/les-lutins.yml", "./data/structures/les-lutins.yml",
           "data\\structures\\les-lutins.yml", "les-lutins.yml"]
)  # fmt: skip
def test_ways_to_name_a_record(confirm, id):
    assert confirm({}, id)[0] == 0


@pytest.mark.parametrize(
    ("id", "remedy"),
    [
        ("les-lutin", "Vouliez-vous écrire « les-lutins » ?"),
        ("Les Lutins", "Vouliez-vous écrire « les-lutins » ?"),
        ("structures/lutins", "Vouliez-vous écrire « structures/les-lutins » ?"),
        ("structure/les-lutins", "Vouliez-vous écrire « les-lutins » ?"),
        ("zzz", "L'identifiant est le nom du fichier sans .yml : les-lutins."),
        ("../../etc/passwd", "L'identifiant est le nom du fichier sans .yml : les-lutins."),
        ("x" * 10_000, "L'identifiant est le nom du fichier sans .yml : les-lutins."),
    ],
)
def test_an_unknown_identifier_is_misuse_and_nothing_changes(confirm, id, remedy):
    code, out, err, root = confirm({}, "valbourg", id)
    assert (code, out, err.splitlines()[-1]) == (2, "", f"    → {remedy}")
    assert len(err) < 300
    assert (root / "data/communes.yml").read_text("utf-8") == COMMUNES


def test_an_identifier_of_two_records_must_be_made_precise(confirm):
    code, _, err, _ = confirm({"data/services/les-lutins.yml": "nom: L\nthemes: [enfance]\n"}, "les-lutins")
    assert (code, err.splitlines()[-1]) == (2, "    → Écrivez structures/les-lutins ou services/les-lutins.")


# --- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [HEAD + "telephone: 12\n", HEAD + "a: [\n", b"nom: \xe9\n", "nom: [\n", ""])
def test_a_file_with_mistakes_is_not_confirmed(confirm, text):
    code, out, err, root = confirm({LUTINS: text}, "les-lutins")
    assert (code, out) == (1, "")
    assert f"{LUTINS}, ligne " in err
    assert (root / LUTINS).read_bytes() == (text if isinstance(text, bytes) else text.encode())


def test_mistakes_of_other_files_do_not_stand_in_the_way(confirm):
    code, _, err, _ = confirm({"data/structures/faux.yml": "nom: Faux\n"}, "les-lutins")
    assert (code, err) == (0, "")
