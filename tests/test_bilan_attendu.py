"""The whole report of the invented territory, what extensions add to it included."""

from __future__ import annotations

import pytest

from ctg.commands import main
from territoires import ESSAI, ROOT


@pytest.mark.parametrize(("name", "format"), [("txt", "texte"), ("md", "markdown")])
def test_the_report_of_the_invented_territory(capfdbinary, request, name, format):
    assert main(["--projet", str(ESSAI), "bilan", "--format", format]) == 0
    out, err = capfdbinary.readouterr()
    path = ROOT / f"tests/attendu/bilan.{name}"
    if request.config.getoption("reecrire"):
        path.write_bytes(out)
    assert (out, err) == (path.read_bytes(), b"")
