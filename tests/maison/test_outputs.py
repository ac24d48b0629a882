"""Every command that writes where it is told: nothing is lost without ``--remplacer``, and never a source of the site."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg.commands import lines, main, make_parser
from ctg.commands.output import Output
from territoires import ROOT

REGISTRES = ROOT / "tests" / "registres"
READ = {
    "projet", "verifier fichiers", "importer fichier", "completer fichiers", "demarrer communes", "demarrer mairies",
    "fond fichiers", "rassembler portail", "portail portail", "portail copies",
}  # fmt: skip
"""Paths that are only read."""
LINE = {
    "document bilan vers": ("document", "bilan", "--vers", "{}"),
    "document comite vers": ("document", "comite", "2026-06-12", "--vers", "{}"),
    "document cooperation vers": ("document", "cooperation", "2026", "--vers", "{}"),
    "demarrer dossier": ("demarrer", "200999002", "{}", "--communes", str(REGISTRES / "communes.json"), "--sans-mairies"),
    "document livret fichier": ("document", "livret", "{}", "--cartes"),
    "completer tableau": ("completer", "--tableau", "{}"),
    "exporter fichier": ("exporter", "{}"),
    "rassembler copies": ("rassembler", "portail.yml", "--copies", "{}"),
    "portail vers": ("portail", "portail.yml", "--vers", "{}"),
}
"""How each place to write is given."""
ACTION = {
    "data/axes/a.yml": "numero: A\ntitre: Accueillir\n",
    "data/actions/a1.yml": "titre: Un guide\naxe: a\nporteurs: [Mairie]\n",
    "data/instances/copil.yml": "nom: Comité de pilotage\n",
    "data/rencontres/juin.yml": "titre: Comité de juin\ndate: 2026-06-12\ninstance: copil\n",
}
"""What all of them need to have something to write."""


def arguments() -> Iterator[tuple[str, argparse.Action]]:
    """(« exporter fichier », the action) of every argument of every command."""
    yield from _of(make_parser(), "")


def _of(parser: argparse.ArgumentParser, named: str) -> Iterator[tuple[str, argparse.Action]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield from _of(command, f"{named}{name} ")
        else:
            yield f"{named}{action.dest}", action


OUTPUTS = {name: action for name, action in arguments() if isinstance(action, Output)}
FILES = [name for name, action in OUTPUTS.items() if not action.folder]
FOLDERS = [name for name, action in OUTPUTS.items() if action.folder]


def test_a_path_is_either_read_or_guarded():
    assert {name for name, action in arguments() if action.type is Path} == {*READ, *OUTPUTS}
    assert {name.split()[0] for name in LINE} <= {name.split()[0] for name, _ in arguments()}
    assert OUTPUTS.keys() == LINE.keys(), "donnez à LINE la façon d'écrire cette sortie"
    assert len(lines()) == len({name.split()[0] for name, action in arguments() if action.dest == "help"} - {"help"})


@pytest.fixture
def command(project, capsys, monkeypatch):
    """``command("exporter fichier", "x.csv")`` → (exit code, what is told); run in a small project."""
    monkeypatch.chdir(project(ACTION))

    def run(name: str, place: object) -> tuple[int, str]:
        code = main([word.format(place) for word in LINE[name]])
        return code, capsys.readouterr().err

    return run


def state(folder: Path) -> dict[str, bytes | None]:
    """Every file of a folder."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", ["mon travail.csv", "data/territoire.yml", "data/neuf.csv", "docs/bilan.csv", "ici/data/x.csv"])
def test_what_exists_and_what_the_site_is_made_of_is_left_alone(command, name, place):
    Path("mon travail.csv").write_text("à garder", "utf-8")
    Path("docs").mkdir()
    Path("ici").symlink_to(".")
    before = state(Path())
    code, told = command(name, place)
    assert (code, "→" in told, "Traceback" in told) == (1, True, False)
    assert state(Path()) == before


@pytest.mark.parametrize("name", FILES)
def test_no_link_nor_pipe_nor_folder_is_written_through(command, name, tmp_path):
    (tmp_path / "cible.csv").write_text("à garder", "utf-8")
    Path("lien.csv").symlink_to(tmp_path / "cible.csv")
    Path("rompu.csv").symlink_to(tmp_path / "absent.csv")
    os.mkfifo("tube.csv")
    Path("dossier.csv").mkdir()
    for place in ("lien.csv", "rompu.csv", "tube.csv", "dossier.csv"):
        code, told = command(name, place)
        assert (code, "→" in told) == (1, True), place
    assert (tmp_path / "cible.csv").read_text("utf-8") == "à garder"
    assert not (tmp_path / "absent.csv").exists()


@pytest.mark.parametrize("name", FOLDERS)
def test_no_folder_is_written_through_a_link_nor_among_the_sources(command, name, tmp_path):
    (tmp_path / "ailleurs").mkdir()
    Path("lien").symlink_to(tmp_path / "ailleurs")
    before = state(Path())
    for place in ("lien", "data", "docs/neuf", "data/territoire.yml"):
        code, told = command(name, place)
        assert (code, "→" in told) == (1, True), place
    assert state(Path()) == before
    assert list((tmp_path / "ailleurs").iterdir()) == []


@pytest.mark.parametrize("name", FILES)
def test_what_is_asked_to_be_replaced_is(command, name):
    Path("x.csv").write_text("ancien", "utf-8")
    assert main([*(word.format("x.csv") for word in LINE[name]), "--remplacer"]) == 0
    assert Path("x.csv").read_bytes() != b"ancien"
