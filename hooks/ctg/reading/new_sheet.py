"""The text of a new sheet: what must be filled is filled or shown by an example, all the rest is there as comments.

One rule for the reader: « # » before a field puts it aside, « ## » explains. So that removing one « # »
from every line gives a sheet that is valid and still explained (a test does it for every kind)."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ctg.common.problems import as_identifier
from ctg.reading.describe import TARGETS, Field, Names, Type
from ctg.reading.yaml_text import scalar

HEAD = """\
## Brouillon : cette fiche n'est pas publiée.
## Pour remplir un champ, retirez le « # » devant son nom. Une ligne « ## » est une explication.
## Effacez ce qui ne sert pas. Quand tout est juste, écrivez « etat_fiche: publiee ».
"""
WIDTH = 100
VOCABULARY = TARGETS.keys() - {"communes"}
"""The targets whose words are listed; the others are too many, and change."""


class NothingToCiteError(Exception):
    """A required field must cite something of which there is none yet; the argument is the target."""


@dataclass(frozen=True)
class Filling:
    """What is known when the sheet is made: answers to the command, examples from the project, names to cite."""

    given: Mapping[str, str]
    """Field → value, as typed by the person."""
    examples: Mapping[tuple[str, ...], str]
    """Path → a better example than the model's, taken from the project."""
    names: Names
    groups: frozenset[str] = frozenset()
    """The groups of the sheet itself, not to explain twice."""


def local_examples(nom: str, commune: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
    """Examples that only the territory can give, from one of its communes as written: its name, its postcode, its centre."""
    codes, centre = commune.get("codes_postaux"), commune.get("centre")
    found = {
        ("commune",): nom,
        ("arrets", "commune"): nom,
        ("code_postal",): codes[0] if isinstance(codes, list) and codes else None,
        ("position", "lat"): centre.get("lat") if isinstance(centre, dict) else None,
        ("position", "lon"): centre.get("lon") if isinstance(centre, dict) else None,
    }
    return {path: value for path, value in found.items() if isinstance(value, str) and value}


def new_sheet(fields: Iterable[Field], filling: Filling) -> str:
    """The text of a whole new file. Raises :class:`NothingToCiteError` when a required field has no name to cite."""
    fields = list(fields)
    filling = replace(filling, groups=frozenset(field.key for field in fields if field.type is Type.GROUP))
    required = [field for field in fields if field.required]
    optional = [field for field in fields if not field.required and field.key != "etat_fiche"]
    state = next(field for field in fields if field.key == "etat_fiche")
    blocks = [_active(field, filling) for field in required]
    blocks.append([*_aside(_comment(state, filling)), "etat_fiche: brouillon"])
    blocks += [_aside(_optional(field, filling)) for field in optional]
    return HEAD + "".join("\n" + "\n".join(block) + "\n" for block in blocks)


def _active(field: Field, filling: Filling) -> list[str]:
    comment = _comment(field, filling)
    if field.key in filling.given:
        value = scalar(filling.given[field.key], field.many)
        return [*_aside(comment), f"{field.key}: {f'[{value}]' if field.many else value}"]
    comment[-1] += " (Exemple à remplacer.)"
    return [*_aside(comment), *_value(field, filling)]


def _optional(field: Field, filling: Filling) -> list[str]:
    comment = _comment(field, filling)
    try:
        return [*comment, *_value(field, filling)]
    except NothingToCiteError as none:
        return [*comment, f"# « {field.key}: » ne peut rien citer pour l'instant : data/{none}/ est vide."]


def _aside(lines: list[str]) -> list[str]:
    return ["#" + line for line in lines]


def _value(field: Field, filling: Filling) -> list[str]:
    """``key: example`` as lines, with what the group contains."""
    if field.type is not Type.GROUP:
        return [f"{field.key}: {_example(field, filling)}"]
    others = field.one_of[1:]
    inside = [line for inner in field.fields for line in _inside(inner, filling, aside=inner.key in others)]
    if all(line.startswith("#") for line in inside):  # alternatives only: the group must hold one
        first = next(i for i, line in enumerate(inside) if line[1] != " ")
        last = next((i for i, line in enumerate(inside) if i > first and line[2] != " "), len(inside))
        inside[first:last] = [line[1:] for line in inside[first:last]]
    if field.many:
        first = next(i for i, line in enumerate(inside) if not line.startswith("#"))
        inside = ["- " + line if i == first else "  " + line for i, line in enumerate(inside)]
    return [f"{field.key}:", *("  " + line for line in inside)]


def _inside(field: Field, filling: Filling, aside: bool = False) -> list[str]:
    """A field of a group. One that would be another answer stays ``aside``, and an optional group in a group: it often is one."""
    if aside:
        return _aside(_optional(field, filling))
    if field.required:
        return [*_comment(field, filling), *_value(field, filling)]
    if field.type is not Type.GROUP:
        return _optional(field, filling)
    if field.example:
        return [*_comment(field, filling), f"#{field.key}: {field.example}"]
    if field.key in filling.groups:
        return [*_comment(field, filling), f"# Mêmes champs que « {field.key} » de la fiche."]
    comment = _comment(field, filling)
    return [*comment, *_aside(_optional(field, filling)[len(comment) :])]


def _example(field: Field, filling: Filling) -> str:
    """An example as typed: from the project when it has one, else the model's."""
    if known := filling.examples.get(field.path):
        return scalar(known)
    if field.type is Type.NAME:
        names = filling.names.get(field.target) or {}
        if not names:
            raise NothingToCiteError(field.target)
        example = field.example.strip("[]")
        chosen = scalar(example if example in names else next(iter(names)), field.many)
        return f"[{chosen}]" if field.many else chosen
    example = field.example or "…"
    return f"[{example}]" if field.many and not example.startswith("[") else example


def _comment(field: Field, filling: Filling) -> list[str]:
    """« # Label. Help. Values. », wrapped."""
    parts = [f"{field.label}. {field.help}".strip()]
    if field.type is Type.CHOICE and not all(value in field.help for value in field.values):
        parts.append(f"Au choix : {', '.join(field.values)}.")
    if field.target in VOCABULARY:
        words = filling.names.get(field.target, {})
        parts.append(f"Au choix : {', '.join(_word(id, label) for id, label in words.items())}.")
    text = " ".join("".join(c for c in part if c.isprintable() or c.isspace()) for part in parts)
    told = textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False)
    return [*told, *(f"#   {word} : {guide}" for word, guide in field.guides)]


def _word(id: str, label: str) -> str:
    return id if as_identifier(label) == id else f"{id} ({label})"
