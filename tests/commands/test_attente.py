"""How far a long command is: told to someone who waits, to nobody else."""

from __future__ import annotations

import sys

import pytest

from ctg.commands import output
from ctg.commands.output import Progress


@pytest.mark.parametrize(
    ("terminal", "seconds", "shown"),
    [(True, 3, "\r1 sur 2…\r2 sur 2…\r\x1b[K"), (True, 1, ""), (False, 3, "")],
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
