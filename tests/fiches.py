"""Sheets of any kind, made by ``ctg nouveau`` itself: a new kind needs no example of its own here."""

from __future__ import annotations

import re
from pathlib import Path

from ctg.commands import main
from ctg.reading.describe import fields_of, names_in
from ctg_formulaire.nouveau import GENRES, cited
from plantes import hang


def answers(root: Path, genre: str) -> list[str]:
    """Every option that fits a kind, with the first name that exists."""
    names = names_in(root)
    fields = cited(fields_of(GENRES[genre]))
    return [word for option, field in fields.items() for word in (f"--{option}", next(iter(names[field.target])))]


def create(root: Path, genre: str, nom: str) -> Path:
    """A new draft; its file."""
    folder = root / "data" / GENRES[genre].folder
    before = set(folder.glob("*.yml"))
    assert main(["--projet", str(root), "nouveau", genre, nom, *answers(root, genre)]) == 0
    (made,) = set(folder.glob("*.yml")) - before
    return made


def create_full(root: Path, genre: str, nom: str) -> Path:
    """A draft where every field has its example, in a project where every kind has something to cite, and its picture."""
    for other in GENRES:
        create(root, other, "Essai")
    path = create(root, genre, nom)
    path.write_text(text := uncommented(path.read_text("utf-8")), "utf-8")
    hang(root, text)
    return path


def uncommented(text: str) -> str:
    """A new sheet without the « # » that puts its fields aside."""
    return re.sub("^#", "", text, flags=re.MULTILINE)
