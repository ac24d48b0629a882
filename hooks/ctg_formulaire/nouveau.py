"""``ctg nouveau``: creates the file of a record, as a draft, with what it must say."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

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
    parser = subparsers.add_parser("nouveau", help="crée une fiche en brouillon")
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

HEAD = "# Brouillon : cette fiche n'est pas publiée. Remplacez les exemples ; le reste se remplit dans « ctg servir ».\n"


def _text(root: Path, kind: type[api.Record], options: argparse.Namespace) -> str:
    """What the record must say, the rest being the form's: answers, else examples. Raises :class:`RefusalError`."""
    names, required = api.names_in(root), [field for field in api.fields_of(kind) if field.required]
    given = {"nom": _name(options.nom), "titre": _name(options.nom)} | _answers(options, required, names)
    values = {field.key: given.get(field.key) or _example(field, names) for field in required}
    return HEAD + api.record_text({**values, "etat_fiche": api.EtatFiche.BROUILLON.value})


def _example(field: api.Field, names: api.Names) -> api.Value:
    """The example of a field that nobody answered. Raises :class:`RefusalError` when it must name what is not there yet."""
    if field.type is api.Type.GROUP:
        return [{inner.key: _example(inner, names) for inner in field.fields if inner.required}]
    if field.type is not api.Type.NAME:
        return field.example
    known, example = list(names.get(field.target, ())), field.example.strip("[]")
    if field.target == "communes":
        if not known:
            raise RefusalError("La liste des communes ne peut pas être lue.", "Lancez « ctg verifier ».", 1)
        raise RefusalError("Il faut dire dans quelle commune.", f"Ajoutez --commune « {known[0]} », par exemple.", 2)
    if not known:
        needed = next(genre for genre, other in GENRES.items() if other.folder == field.target)
        told = f"Il faut d'abord créer : {needed}. data/{field.target}/ est vide."
        raise RefusalError(told, f'Lancez : ctg nouveau {needed} "…".', 1)
    chosen = example if example in known else known[0]
    return [chosen] if field.many else chosen


def _name(text: str) -> str:
    """The name on one line. Raises :class:`RefusalError` for what the check would refuse."""
    name = " ".join(text.split())
    if any(unicodedata.category(char) in {"Cc", "Cs", "Cn"} for char in name):
        raise RefusalError(f"« {api.shown(name.encode(errors='replace').decode())} » contient un caractère illisible.",
                           "Tapez le nom au clavier, sans le coller.", 2)  # fmt: skip
    if len(name) > 300:
        raise RefusalError("Ce nom est trop long (300 caractères au plus).", "Raccourcissez-le.", 2)
    return name


def _answers(options: argparse.Namespace, fields: Iterable[api.Field], names: api.Names) -> dict[str, api.Value]:
    """The options that were given, checked: field → value."""
    answers: dict[str, api.Value] = {}
    fitting = cited(fields)
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
        answers[field.key] = [value] if field.many else value
    return answers
