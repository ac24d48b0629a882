"""``ctg nouveau``: creates the file of a record, as a draft, with what it must say."""

import argparse
import sys
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from ctg import api
from ctg_formulaire.workshop import Note, NotWritten

GENRES: dict[str, type[api.Record]] = {kind.kind: kind for kind in api.KINDS if kind is not api.Commune}
"""The kinds that have one file a record. (The communes share one.)"""
WORDS = {"convention": "cadre", "lieu": "structure", "lieux": "structure", "fiche": "structure", "reunion": "rencontre"}
"""What people say → the kind."""


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
    """0 when the file is created, 1 when nothing is: it exists, or an answer does not fit."""
    root, kind = options.projet.resolve(), GENRES[options.genre]
    try:
        name, text = _file(root, kind, options.nom), _text(root, kind, options)
    except NotWritten as refused:
        print("\n".join(f"{one.message}\n    → {one.remedy}" for one in refused.notes), file=sys.stderr)
        return 1
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


def _file(root: Path, kind: type[api.Record], title: str) -> str:
    """The file to create, in the project. Raises :class:`NotWritten` when it is taken."""
    slug = file_name(title)
    if taken := [path.name for path in api.record_files(root / "data" / kind.folder) if path.stem == slug]:
        raise NotWritten(Note(f"data/{kind.folder}/{taken[0]} existe déjà.", "Complétez-le, ou donnez un autre nom."))
    return f"data/{kind.folder}/{slug}.yml"


# --- what ----------------------------------------------------------------------------------------

HEAD = "# Brouillon : cette fiche n'est pas publiée. Remplacez les exemples ; le reste se remplit dans « ctg servir ».\n"


def _text(root: Path, kind: type[api.Record], options: argparse.Namespace) -> str:
    """What the record must say, the rest being the form's: answers, else examples. Raises :class:`NotWritten`."""
    names, required = api.names_in(root), [field for field in api.fields_of(kind) if field.required]
    given = dict.fromkeys(("nom", "titre"), _name(options.nom)) | dict(_answers(options, required, names))
    values = {field.key: given.get(field.key) or _example(field, names) for field in required}
    return HEAD + api.record_text({**values, "etat_fiche": api.EtatFiche.BROUILLON.value})


def _example(field: api.Field, names: api.Names) -> api.Value:
    """The example of a field that nobody answered. Raises :class:`NotWritten` when it must name what is not there yet."""
    if field.type is api.Type.GROUP:
        return [{inner.key: _example(inner, names) for inner in field.fields if inner.required}]
    if field.type is not api.Type.NAME:
        return field.example
    known, example = list(names.get(field.target, ())), field.example.strip("[]")
    if not known:
        needed = next((genre for genre, other in GENRES.items() if other.folder == field.target), field.target)
        raise NotWritten(Note(f"Il faut d'abord créer : {needed}. data/{field.target}/ est vide.",
                              f'Lancez : ctg nouveau {needed} "…".'))  # fmt: skip
    if field.target == "communes":
        raise NotWritten(Note("Il faut dire dans quelle commune.", f"Ajoutez --commune « {known[0]} », par exemple."))
    chosen = example if example in known else known[0]
    return [chosen] if field.many else chosen


def _name(text: str) -> str:
    """The name on one line. Raises :class:`NotWritten` for what the check would refuse."""
    name = " ".join(text.split())
    if any(unicodedata.category(char) in {"Cc", "Cs", "Cn"} for char in name):
        told = f"« {api.shown(name.encode(errors='replace').decode())} » contient un caractère illisible."
        raise NotWritten(Note(told, "Tapez le nom au clavier, sans le coller."))
    if len(name) > 300:
        raise NotWritten(Note("Ce nom est trop long (300 caractères au plus).", "Raccourcissez-le."))
    return name


def _answers(options: argparse.Namespace, fields: Iterable[api.Field], names: api.Names) -> Iterator[tuple[str, str | list[str]]]:
    """(field, value) of each option that was given. Raises :class:`NotWritten` for one that does not fit."""
    fitting = cited(fields)
    for option, value in ((name, getattr(options, name)) for name in options.cited):
        if value is None:
            continue
        if (field := fitting.get(option)) is None:
            raise NotWritten(Note(f"--{option} ne convient pas ici : {options.genre}.", "Retirez cette option."))
        if value not in (known := names[field.target]):
            remedy = api.suggest(value, known) or "Lancez « ctg verifier »."
            raise NotWritten(Note(f"« {api.shown(value)} » {field.unknown}.", remedy))
        yield field.key, [value] if field.many else value
