"""A build that is refused leaves every file of the project as it was, byte for byte, and those around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg.commands import main
from ctg.commands.construire import UNCHANGED
from territoires import wire

LOCK = ".cache/construire.verrou"
"""Whoever builds holds this empty file, so that two builds do not mix; it stays, and is nobody's data."""
PUBLISHED = {f"docs/{name}/index.md": f"# {name}\n" for name in ("a-propos", "contribuer")} | {
    f"site/{name}": "en ligne" for name in ("index.html", "structures/les-lutins/index.html")
}
"""A project whose site is online."""
TERMS = {
    "rubriques": "{{titre: X, besoin: X, phrase: X, lettre: X, pictogramme: material/home}}",
    "themes": "{{titre: X, rubrique: {0}}}",
    "types": "{{singulier: x, pluriel: x, theme: {0}, definition: X.}}",
}
ATTACKS = {
    section: f"{section}:\n  ../../../site: {term.format({'themes': 'vie-locale', 'types': 'enfance'}.get(section))}\n"
    for section, term in TERMS.items()
}
LOST = "# À propos\n\n[Rien](../nulle-part/)\n"
"""A link that only the finished site can find broken: the build goes to its very end."""
WORDS = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 00 01\n"
REFUSED = {
    "un lien rompu dans la prose": {"docs/a-propos/index.md": LOST},
    "une page de prose qui n'existe pas": {"docs/a-propos/index.md": "# À propos\n\n[Rien](rien.md)\n"},
    "un dossier de prose absent": {"mkdocs.yml": "site_name: X\ndocs_dir: nulle-part\n"},
    "un réglage inconnu": {"mkdocs.yml": "site_name: X\nplugins: [inconnu]\n"},
    "un ancien nom qui sort": {"data/structures/les-lutins.yml": f"{WORDS}anciens_identifiants: [../../../site]\n"},
}


def state(folder: Path) -> dict[str, tuple]:
    """All that is in a folder, with its kind, its rights and its bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[path.relative_to(folder).as_posix()] = (status.st_mode, content)
    return found


def refuse(folder: Path, around: Path) -> None:
    """Build in vain: nothing changes in the project nor around it, but for the lock."""
    before = state(around)
    assert main(["--projet", str(folder), "construire"]) == 1
    after = state(around)
    lock = {f"{folder.name}/{name}" for name in (".cache", LOCK)}
    assert {name for name in before | after if before.get(name) != after.get(name)} <= lock
    assert after.get(f"{folder.name}/{LOCK}", (0, b""))[1] == b""


@pytest.mark.parametrize("words", ATTACKS.values(), ids=ATTACKS)
def test_a_key_of_the_vocabulary_that_is_a_path_changes_nothing(words, project, tmp_path, capsys):
    refuse(wire(project(PUBLISHED | {"data/vocabulaire.yml": words})), tmp_path)
    told = capsys.readouterr().err
    assert "data/vocabulaire.yml, ligne 2" in told
    assert "ne peut pas servir d'adresse" in told


@pytest.mark.parametrize("files", REFUSED.values(), ids=REFUSED)
def test_a_site_that_cannot_be_made_or_shown_changes_nothing(files, project, tmp_path, capsys):
    folder = wire(project(PUBLISHED))
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    refuse(folder, tmp_path)
    assert UNCHANGED in capsys.readouterr().err
