"""Sheets of any kind, made by ``ctg nouveau`` itself: a new kind needs no example of its own here."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ctg.commands import main
from ctg.reading.describe import Field, Names, Type, communes_in, fields_of, names_in
from ctg.reading.yaml_text import parse, record_text
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
    names, town = names_in(root), next(iter(communes_in(root).values()))
    path = create(root, genre, nom)
    here = {"commune": town["nom"], "code_postal": town["codes_postaux"][0], **town["centre"]}
    examples = _examples(fields_of(GENRES[genre]), names, here)
    path.write_text(text := record_text(examples | parse(path.read_text("utf-8"))), "utf-8")
    hang(root, text)
    return path


def _examples(fields: Iterable[Field], names: Names, here: dict) -> dict:
    """The example of each field; of a group in a group, only what it must say, or its own example."""
    found = {}
    for field in fields:
        if field.type is not Type.GROUP or (field.example and len(field.path) > 1):
            found[field.key] = here.get(field.key) or _example(field, names)
        elif len(field.path) == 1 or field.required:
            inside = [one for one in field.fields if one.key not in ALTERNATIVES.get(field.key, ())]
            group = _examples(inside, names, here) or _examples([replace(inside[0], required=True)], names, here)
            found[field.key] = [group] if field.many else group
    return found


def _example(field: Field, names: Names) -> object:
    example = field.example
    if field.type is Type.NAME:
        example = field.example.strip("[]")
        example = example if example in names[field.target] else next(iter(names[field.target]))
    value = parse(f"v: {example}")["v"]
    return [value] if field.many and not isinstance(value, list) else value


ALTERNATIVES = {"designations": ("indicateur", "rencontre", "diagnostic", "evaluation", "document")}
"""Group → the fields that another one already answers for."""
