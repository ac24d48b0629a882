"""Records with a value planted in any field of the model, found by walking it: tomorrow's field is planted too.

``planted(kind, path, value, names)`` is the smallest record that holds ``value`` at ``path``, as a file would write it.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

import yaml
from pydantic import ValidationError

from ctg.model.record import Keep, Record
from ctg.reading.describe import Field, Type, fields_of
from territoires import ESSAI

WORDS = {Type.LINE, Type.TEXT, Type.URL, Type.EMAIL}
"""What holds words that someone makes up."""
PICTURE = ".jpg"
Path = tuple[str, ...]


def fields(among: tuple[Field, ...], keep: Keep = lambda _traits: True) -> Iterator[Field]:
    """Every field that holds a value, at every depth, where ``keep`` accepts it and the groups around it.

    A type that nobody knows is an error: its values could leak.
    """
    for field in filter(lambda field: keep(field.traits), among):
        assert field.type is not Type.OTHER, field.path
        yield from fields(field.fields, keep) if field.fields else (field,)


def fitting(field: Field, word: str) -> str | None:
    """A value of the field that holds ``word`` (letters, digits, hyphens); None when none can."""
    if field.type not in WORDS or (field.pattern and not re.search(field.pattern, word)):
        return None
    if field.example.endswith(PICTURE):
        return word + PICTURE
    return {Type.URL: f"https://exemple.fr/{word}", Type.EMAIL: f"{word}@exemple.fr"}.get(field.type, word)


def planted(kind: type[Record], path: Path, value: Any, names: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The record as a file has it. What the model asks beside the field is added, from the examples, until it is sound."""

    def made(among: tuple[Field, ...], more: frozenset[Path], at: Path = ()) -> dict[str, Any]:
        found = {}
        for field in among:
            on_the_way = path[: len(field.path)] == field.path
            if field.path == path:
                found[field.key] = [value] if field.many else value
            elif on_the_way or field.required or field.path in more:
                inner = made(field.fields, more) if field.fields else example(field, names)
                found[field.key] = [inner] if field.many and field.fields else inner
        return found

    whole = fields_of(kind)
    for more in (frozenset(), *_beside(whole, path)):
        sheet = made(whole, more)
        try:
            kind.model_validate(sheet)
        except ValidationError as refused:
            reason = refused
        else:
            return sheet
    raise AssertionError(f"{kind.kind} {'.'.join(path)} : {reason}")


def _beside(among: tuple[Field, ...], path: Path) -> list[frozenset[Path]]:
    """What may be added, the nearest first: a field of the same group, then another group, with one of its own fields."""
    inner = next((field.fields for field in among if field.fields and path[: len(field.path)] == field.path), ())
    others = [field for field in among if not field.required and path[: len(field.path)] != field.path]
    alone = [frozenset({field.path}) for field in others if not field.fields]
    groups = [frozenset({field.path, own.path}) for field in others for own in field.fields if not own.fields]
    period = frozenset(field.path for field in among if field.key in {"du", "au", "lundi"})  # a season asks for all three
    return [*(_beside(inner, path) if inner else ()), *alone, period, *groups]


def example(field: Field, names: dict[str, dict[str, str]]) -> Any:
    if field.key == "au":
        one: Any = "2027-01-03"  # both ends of a period are of one sort
    elif field.type is Type.NAME:
        one = next(iter(names.get(field.target, ["x"])))  # nothing checks the name of what an extension brings
    else:
        one = field.values[0] if field.values else yaml.load(field.example, yaml.BaseLoader)
    return [one] if field.many and not isinstance(one, list) else one


def sheet(values: dict[str, Any]) -> str:
    """The file's text."""
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False)


def hang(project: File, text: str) -> None:
    """Put in ``data/images/`` the pictures that the text of a sheet names."""
    for name in re.findall(rf"fichier: (\S+{PICTURE})", text):
        (project / "data/images").mkdir(exist_ok=True)
        shutil.copy(ESSAI / "data/images/ecureuils.jpg", project / "data/images" / name)
