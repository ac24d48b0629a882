"""``ctg nouveau``: creates the file of a record, as a draft, with every field explained inside."""

from __future__ import annotations

import argparse
import sys
import textwrap
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

from ctg import api

GENRES: dict[str, type[api.Record]] = {kind.kind: kind for kind in api.KINDS if kind is not api.Commune}
"""The kinds that have one file a record. (The communes share one.)"""
WORDS = {"convention": "cadre", "lieu": "structure", "lieux": "structure", "fiche": "structure", "reunion": "rencontre"}
"""What people say → the kind."""


class RefusalError(Exception):
    """Nothing is written: (sentence, remedy, exit code)."""


def cited(fields: Iterable[api.Field]) -> dict[str, api.Field]:
    """Option → the compulsory field of a kind that it fills, for those that must name something that exists."""
    named = [field for field in fields if field.required and field.type is api.Type.NAME]
    return {field.key.removesuffix("s") if field.many else field.key: field for field in named}


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("nouveau", help="crée une fiche vide et commentée, en brouillon")
    parser.add_argument("genre", type=_genre, choices=GENRES, metavar="GENRE", help=", ".join(("lieu", "convention", *GENRES)))
    parser.add_argument("nom", metavar="NOM", help="le nom ou le titre, entre guillemets")
    helps: dict[str, list[str]] = {}
    for genre, kind in GENRES.items():
        for option, field in cited(api.fields_of(kind)).items():
            helps.setdefault(option, []).append(f"{genre}, champ « {field.key} » : {replace(field, many=False).type_name}")
    for option, told in helps.items():
        parser.add_argument(f"--{option}", metavar="NOM", help=" ; ".join(told))
    parser.set_defaults(cited=tuple(helps))
    return parser


def _genre(text: str) -> str:
    """The kind that a word asks for: « convention », « Lieu », « structures »; the word itself when none does."""
    word = api.fold(text)
    said = (WORDS.get(one, one) for one in (word, word.removesuffix("s")))
    return next((one for one in said if one in GENRES), text)


def run(options: argparse.Namespace) -> int:
    """0 when the file is created, 1 when it exists or cannot be written, 2 for an answer that does not fit."""
    root = options.projet.resolve()
    kind = GENRES[options.genre]
    try:
        path = _path(root, kind, options)
        text = _text(root, kind, options)
    except RefusalError as refusal:
        sentence, remedy, code = refusal.args
        print(f"{sentence}\n    → {remedy}", file=sys.stderr)
        return code
    name = path.relative_to(root).as_posix()
    api.write_inside(root, name, text)
    print(f"{name} est créé, en brouillon : remplissez-le, puis lancez « ctg verifier ».")
    return 0


# --- where ---------------------------------------------------------------------------------------


def file_name(title: str, taken: Container[str] = ()) -> str:
    """The name that a title gives to its file: « L'Ourson » → ``l-ourson``, ``l-ourson-2`` when that is taken."""
    slug = api.as_identifier(title)
    slug = slug if len(slug) <= api.LONGEST else slug[: api.LONGEST].rpartition("-")[0] or slug[: api.LONGEST]
    slug = slug if api.is_identifier(slug) else f"fiche-{slug}".rstrip("-")
    return next(name for name in chain((slug,), (f"{slug}-{rank}" for rank in count(2))) if name not in taken)


def _path(root: Path, kind: type[api.Record], options: argparse.Namespace) -> Path:
    """The file to create. Raises :class:`RefusalError` when it is taken."""
    slug, folder = file_name(options.nom), root / "data" / kind.folder
    try:
        api.look(folder, root, folder=True)
    except FileNotFoundError:
        pass  # its first record makes it
    except api.OddFile as error:
        raise RefusalError(f"data/{kind.folder}/ : {error.message}", error.remedy, 1) from None
    for name in (f"{slug}.yml", f"{slug}.yaml"):
        if (folder / name).exists() or (folder / name).is_symlink():
            raise RefusalError(f"data/{kind.folder}/{name} existe déjà.", "Complétez-le, ou donnez un autre nom.", 1)
    return folder / f"{slug}.yml"


# --- what ----------------------------------------------------------------------------------------


def _text(root: Path, kind: type[api.Record], options: argparse.Namespace) -> str:
    names, communes, fields = api.names_in(root), api.communes_in(root), api.fields_of(kind)
    given = {_title(fields): _name(options.nom)} | _answers(options, fields, names)
    if "commune" not in given and any(field.key == "commune" and field.required for field in fields):
        if not communes:
            raise RefusalError("La liste des communes ne peut pas être lue.", "Lancez « ctg verifier ».", 1)
        raise RefusalError("Il faut dire dans quelle commune.", f"Ajoutez --commune « {next(iter(communes))} », par exemple.", 2)
    commune = given.get("commune") or next(iter(communes), "")
    try:
        return new_sheet(fields, Filling(given, local_examples(commune, communes.get(commune, {})), names))
    except NothingToCiteError as none:
        needed = next(genre for genre, other in GENRES.items() if other.folder == str(none))
        raise RefusalError(
            f"Il faut d'abord créer : {needed}. data/{none}/ est vide.", f'Lancez : ctg nouveau {needed} "…".', 1
        ) from None


def _title(fields: tuple[api.Field, ...]) -> str:
    return "nom" if any(field.key == "nom" for field in fields) else "titre"


def _name(text: str) -> str:
    """The name on one line. Raises :class:`RefusalError` for what the check would refuse."""
    name = " ".join(text.split())
    if any(unicodedata.category(char) in {"Cc", "Cs", "Cn"} for char in name):
        raise RefusalError(f"« {api.shown(name.encode(errors='replace').decode())} » contient un caractère illisible.",
                           "Tapez le nom au clavier, sans le coller.", 2)  # fmt: skip
    if len(name) > 300:
        raise RefusalError("Ce nom est trop long (300 caractères au plus).", "Raccourcissez-le.", 2)
    return name


def _answers(options: argparse.Namespace, fields: tuple[api.Field, ...], names: api.Names) -> dict[str, str]:
    """The options that were given, checked: field → value."""
    answers, fitting = {}, cited(fields)
    for option in options.cited:
        value = getattr(options, option)
        if value is None:
            continue
        if option not in fitting:
            raise RefusalError(f"--{option} ne convient pas ici : {options.genre}.", "Retirez cette option.", 2)
        field = fitting[option]
        known = names[field.target]
        if value not in known:
            raise RefusalError(
                f"« {api.shown(value)} » {field.unknown}.", api.suggest(value, known) or "Lancez « ctg verifier ».", 2
            )
        answers[field.key] = value
    return answers


# --- the text of a new sheet: what must be filled is filled or shown by an example, all the rest is there as comments ---
# One rule for the reader: « # » before a field puts it aside, « ## » explains. So that removing one « # » from every line gives
# a sheet that is valid and still explained (a test does it for every kind).

HEAD = """\
## Brouillon : cette fiche n'est pas publiée.
## Pour remplir un champ, retirez le « # » devant son nom. Une ligne « ## » est une explication.
## Effacez ce qui ne sert pas. Quand tout est juste, écrivez « etat_fiche: publiee ».
"""
WIDTH = 100
VOCABULARY = api.TARGETS.keys() - {"communes"}
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
    names: api.Names
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


def new_sheet(fields: Iterable[api.Field], filling: Filling) -> str:
    """The text of a whole new file. Raises :class:`NothingToCiteError` when a required field has no name to cite."""
    fields = list(fields)
    filling = replace(filling, groups=frozenset(field.key for field in fields if field.type is api.Type.GROUP))
    required = [field for field in fields if field.required]
    optional = [field for field in fields if not field.required and field.key != "etat_fiche"]
    state = next(field for field in fields if field.key == "etat_fiche")
    blocks = [_active(field, filling) for field in required]
    blocks.append([*_aside(_comment(state, filling)), "etat_fiche: brouillon"])
    blocks += [_aside(_optional(field, filling)) for field in optional]
    return HEAD + "".join("\n" + "\n".join(block) + "\n" for block in blocks)


def _active(field: api.Field, filling: Filling) -> list[str]:
    comment = _comment(field, filling)
    if field.key in filling.given:
        value = api.scalar(filling.given[field.key], field.many)
        return [*_aside(comment), f"{field.key}: {f'[{value}]' if field.many else value}"]
    comment[-1] += " (Exemple à remplacer.)"
    return [*_aside(comment), *_value(field, filling)]


def _optional(field: api.Field, filling: Filling) -> list[str]:
    comment = _comment(field, filling)
    try:
        return [*comment, *_value(field, filling)]
    except NothingToCiteError as none:
        return [*comment, f"# « {field.key}: » ne peut rien citer pour l'instant : data/{none}/ est vide."]


def _aside(lines: list[str]) -> list[str]:
    return ["#" + line for line in lines]


def _value(field: api.Field, filling: Filling) -> list[str]:
    """``key: example`` as lines, with what the group contains."""
    if field.type is not api.Type.GROUP:
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


def _inside(field: api.Field, filling: Filling, aside: bool = False) -> list[str]:
    """A field of a group. One that would be another answer stays ``aside``, and an optional group in a group: it often is one."""
    if aside:
        return _aside(_optional(field, filling))
    if field.required:
        return [*_comment(field, filling), *_value(field, filling)]
    if field.type is not api.Type.GROUP:
        return _optional(field, filling)
    if field.example:
        return [*_comment(field, filling), f"#{field.key}: {field.example}"]
    if field.key in filling.groups:
        return [*_comment(field, filling), f"# Mêmes champs que « {field.key} » de la fiche."]
    comment = _comment(field, filling)
    return [*comment, *_aside(_optional(field, filling)[len(comment) :])]


def _example(field: api.Field, filling: Filling) -> str:
    """An example as typed: from the project when it has one, else the model's."""
    if known := filling.examples.get(field.path):
        return api.scalar(known)
    if field.type is api.Type.NAME:
        names = filling.names.get(field.target) or {}
        if not names:
            raise NothingToCiteError(field.target)
        example = field.example.strip("[]")
        chosen = api.scalar(example if example in names else next(iter(names)), field.many)
        return f"[{chosen}]" if field.many else chosen
    example = field.example or "…"
    return f"[{example}]" if field.many and not example.startswith("[") else example


def _comment(field: api.Field, filling: Filling) -> list[str]:
    """« # Label. Help. Values. », wrapped."""
    parts = [f"{field.label}. {field.help}".strip()]
    if field.type is api.Type.CHOICE and not all(value in field.help for value in field.values):
        parts.append(f"Au choix : {', '.join(field.values)}.")
    if field.target in VOCABULARY:
        words = filling.names.get(field.target, {})
        parts.append(f"Au choix : {', '.join(_word(id, label) for id, label in words.items())}.")
    text = " ".join("".join(c for c in part if c.isprintable() or c.isspace()) for part in parts)
    told = textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False)
    return [*told, *(f"#   {word} : {guide}" for word, guide in field.guides)]


def _word(id: str, label: str) -> str:
    return id if api.as_identifier(label) == id else f"{id} ({label})"
