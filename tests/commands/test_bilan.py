"""``ctg bilan`` and ``ctg verifier``: what needs attention, and every mistake, for people or for a forge."""

from pathlib import Path

import pytest

from ctg.commands import main
from ctg.loading import load
from territoires import convention

PLACE = "nom: {}\ntype: autre\ncommune: Valbourg\n{}\n"
DELIBERATION = "deliberations: [{organe: Conseil communautaire, date: 2023-12-01, numero: 2023-10}]"
HOSTILE = '=HYPERLINK("http://mechant.exemple") @mairie #12 [ici](javascript:x) <img src=x> **\u202e` | www.mechant.exemple'


@pytest.fixture
def bilan(capfdbinary):
    """``bilan(project, "--format", "markdown")`` → (exit code, standard output, standard error)."""

    def run(project: Path, *arguments: str) -> tuple[int, str, str]:
        code = main(["--projet", str(project), "bilan", *arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return run


def test_nothing_to_review(bilan, project):
    root = project(convention("debut: 2024", "fin: 2029", "signature: 2023", "signataires: [CAF]", DELIBERATION))
    for part in ("structures/les-lutins.yml", "communes.yml"):
        (root / "data" / part).unlink()
    (root / "data/communes.yml").write_text(
        "- {nom: Valbourg, code_insee: '99001', codes_postaux: ['99100'], centre: {lat: 46.5, lon: 2.5}, mairie: "
        "{adresse: 1 place du Lac, telephone: 01 99 00 10 00, horaires: {lundi: 9h-12h}}}\n",
        "utf-8",
    )
    known = load(root)
    unsure = [number.numero for number in (*known.urgences, *known.lignes) if number.a_confirmer]
    sure = "  relu_le: 2026-11-20\n  source: {titre: Page officielle, date: 2026-11}\n"
    (root / "data/urgences.yml").write_text("".join(f"- numero: '{number}'\n{sure}" for number in unsure), "utf-8")
    for format in ("texte", "markdown"):
        code, out, _ = bilan(root, "--format", format)
        assert (code, out.splitlines()[0].removeprefix("# ")) == (0, "Bilan du 25 novembre 2026 : rien à revoir.")


@pytest.fixture
def crowded(project):
    """Eleven places never confirmed, with long identifiers; one has a hostile name."""
    files = {"data/structures/les-lutins.yml": PLACE.format("Les Lutins", "")}
    files |= {
        f"data/structures/lieu-{n:02}-{'long-' * min(2 * n, 10)}x.yml": f"nom: Lieu {n}\ntype: autre\ncommune: Valbourg\n"
        for n in range(9)
    }
    files["data/structures/mechant.yml"] = f"nom: '{HOSTILE}'\ntype: autre\ncommune: Valbourg\n"
    return project(files)


def test_the_terminal_has_80_columns_and_10_lines_a_section(bilan, crowded):
    _, out, _ = bilan(crowded)
    assert max(map(len, out.splitlines())) <= 80
    assert "\u202e" not in out
    section = out.split("\nSans position (11)\n")[1].split("\n\n")[0]
    assert section.count("structures/") == 10
    assert section.endswith("  … et 1 autre (voir --format markdown)")


def test_a_hostile_name_stays_a_text_on_a_forge(bilan, crowded):
    _, out, _ = bilan(crowded, "--format", "markdown")
    line = next(line for line in out.splitlines() if "structures/mechant" in line)
    label = line.removeprefix("- [ ] [").split("](data/structures/mechant.yml)")[0]
    assert label == (
        '=HYPERLINK\\("http:⁠//mechant.exemple"\\) @\u2060mairie #\u206012 \\[ici\\]\\(javascript:x\\) \\<img src=x\\> '
        "\\*\\*\\` \\| www\u2060.mechant.exemple"
    ).replace("http:⁠//", "http://\u2060")


WRONG = {
    "data/structures/un.yml": "nom: Un\ntype: creche\ncommune: Valbourg\n",
    "data/structures/deux.yml": "nom: Deux\ntype: mam\ncommune: Nulle Part\n",
}


@pytest.fixture
def verify(project, capsys, monkeypatch):
    """``verify(files, *arguments)`` → (exit code, what is printed, what goes to the error channel)."""

    def run(files: dict[str, str], *arguments: str) -> tuple[int, str, str]:
        folder = project(files)
        monkeypatch.chdir(folder)
        code = main(["verifier", *arguments])
        return code, *capsys.readouterr()

    return run


def test_named_files_are_shown_alone(verify):
    code, said, _ = verify(WRONG, "data/structures/un.yml")
    assert code == 1
    assert "data/structures/un.yml" in said
    assert "deux.yml" not in said
    assert (
        verify({**WRONG, "data/structures/trois.yml": "nom: Trois\ntype: mam\ncommune: Valbourg\n"}, "data/structures/trois.yml")[
            0
        ]
        == 0
    )


def test_outside_of_a_project_the_way_there_is_told(project, tmp_path, capsys):
    (project({"mkdocs.yml": ""}) / "docs").mkdir()
    for place, way in ((tmp_path / "projet/docs", "cd "), (tmp_path, "cd "), (tmp_path / "projet/data", "cd ")):
        assert main(["--projet", str(place), "verifier"]) == 2
        told = capsys.readouterr().err
        assert told.startswith("Vous n'êtes pas dans le dossier du projet")
        assert f"{way}{tmp_path / 'projet'}" in told
    (tmp_path / "vide").mkdir()
    assert main(["--projet", str(tmp_path / "vide"), "bilan"]) == 2
