"""The door of every command: a sentence in French and an exit code, never a trace; how far a long one is."""

import io
import re
import sys

import pytest

from ctg import commands
from ctg.commands import FORMER, lines, main, make_parser, output, verifier
from ctg.commands.output import Progress
from ctg.common.extensions import former_commands


def raising(error: BaseException):
    def run(_options: object) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "La commande s'est arrêtée : le disque est plein."),
        (OSError(122, "Disk quota exceeded", "/tmp/x"), "votre espace sur le disque est plein (/tmp/x)."),
        (OSError(36, "File name too long"), "un nom de fichier est trop long."),
        (PermissionError(13, "Permission denied"), "vous n'avez pas le droit d'écrire ici."),
        (MemoryError(), "la mémoire manque."),
        (KeyboardInterrupt(), "Interrompu."),
    ],
)
def test_what_no_command_expects_is_told_in_french(project, monkeypatch, capfd, error, words):
    monkeypatch.setattr(verifier, "run", raising(error))
    monkeypatch.setattr(commands, "_speak_to_nobody", lambda: None)
    assert main(["--projet", str(project()), "verifier"]) == 1
    assert capfd.readouterr().err.strip().endswith(words)


def test_a_disk_that_is_full_at_the_last_line(project, monkeypatch, capfd):
    full = open("/dev/full", "w")  # noqa: SIM115  # closed by what is put in its place
    monkeypatch.setattr(sys, "stdout", full)
    assert main(["--projet", str(project()), "verifier"]) == 1
    assert capfd.readouterr().err == "La commande s'est arrêtée : le disque est plein.\n"
    full.close()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_what_a_terminal_cannot_write_is_written_otherwise(project, monkeypatch, encoding):
    root = project({"data/positions.json": '{"structures/x": 1}', "data/œufs": "x"})
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["--projet", str(root), "verifier"]) == 1
    assert b"data/positions.json" in out.buffer.getvalue()


def shown(told: str) -> set[str]:
    """The names of commands that a help lists."""
    return {line.split()[0] for line in told.partition("COMMANDE\n")[2].splitlines() if re.match(r" {4}\S", line)}


def test_alone_it_shows_five_commands_and_the_way_to_the_others(capsys):
    assert main([]) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[-1] == "Toutes les commandes : ctg --tout"
    assert main(["--tout"]) == 0
    every = shown(capsys.readouterr().out)
    assert shown(told) <= every
    assert len(shown(told)) == min(5, len(every))
    assert {line.name for line in lines()} - {"schemas"} <= every
    assert len(every) <= 20, "vingt commandes au plus : réunissez-en deux (une option, « document »), ou relevez ce plafond"


NAMES = FORMER | former_commands()


@pytest.mark.parametrize("name", NAMES)
def test_a_former_name_answers_in_one_line_that_leads_to_what_exists(project, capsys, name):
    assert main(["--projet", str(project()), name, "--remplacer"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert f"« ctg {name} »" in told.err
    instead = NAMES[name] if NAMES[name].startswith("ctg ") else "ctg bilan"
    today = instead.replace("JOUR", "2026-01-01").split()[1:]
    parsed = make_parser(today[0])
    needed = {"comite": ["2026-06-12"]}.get(today[-1], [])
    assert parsed.parse_args([*today, *needed]).run


@pytest.mark.parametrize(
    ("terminal", "seconds", "shown"), [(True, 3, "\r1 sur 2…\r2 sur 2…\r\x1b[K"), (True, 1, ""), (False, 3, "")]
)
def test_progress(capsys, monkeypatch, terminal, seconds, shown):
    now = [0]
    monkeypatch.setattr(output, "monotonic", lambda: now[0])
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: terminal)
    progress = Progress(2)
    now[0] = seconds
    progress.step()
    progress.step()
    progress.end()
    assert capsys.readouterr() == ("", shown)
