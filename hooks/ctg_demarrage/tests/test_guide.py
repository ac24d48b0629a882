"""``ctg guide``: what to read, for whoever has the package alone."""

from ctg import api
from ctg.commands import main


def shown(capsys, *words: str) -> tuple[int, str]:
    code = main(["guide", *words])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_a_guide_is_read_without_its_head(capsys):
    code, told = shown(capsys, "coordinatrice")
    assert (code, told.startswith("# Guide de la coordinatrice\n"), "<!--" in told) == (0, True, False)
    assert "## 2.0.0 (" in shown(capsys, "versions")[1]


def test_nothing_is_said_of_what_is_not_installed(capsys, monkeypatch):
    there = api.command_names() - {"importer", "exporter"}
    monkeypatch.setattr(api, "command_names", lambda: there)
    monkeypatch.setattr(api, "extension_names", lambda: frozenset({"demarrage", "portail"}))
    listed = shown(capsys)[1]
    names = ("coordinatrice", "convention", "rassembler", "technique")
    assert [f"ctg guide {name} " in listed for name in names] == [False, False, True, True]
    told = shown(capsys, "technique")[1]
    assert [words in told for words in ("ctg importer", "ctg exporter", "ctg verifier")] == [False, False, True]
    assert "<!--" not in shown(capsys, "rassembler")[1]
