"""What a territory puts in place of the tool's, or beside it, in ``overrides/`` and ``hooks/``: what has no effect is told."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

from ctg.checks.files.folders import clothing
from ctg.ground.extensions import DECLARED, FORMER, GROUP, HOOKS, Undeclared, declared, template_folders
from ctg.ground.files import OddFile, read_plain
from ctg.ground.problems import ERROR, WARNING, Problem, nearest
from ctg.ground.resources import CLOTHES, LAST_SHEET, OWN_CLOTHES, PACKAGE, TEMPLATES
from ctg.sheets.source import odd

LAST = f"Pour une feuille à vous, écrivez-la dans {OWN_CLOTHES}/{LAST_SHEET}."
READ = {".html", ".css", ".js"}
"""What is read to be published, and not as it is. ``outputs.base.templates`` tells what is wrong in a template."""
NOT_UTF8 = "Ce fichier n'est pas enregistré en UTF-8.", "Enregistrez-le en UTF-8, dans votre éditeur de texte."
LINES = f'Nommez-le dans {DECLARED}, sous [project.entry-points."{GROUP}"].'


def what_is_not_worn(root: Path) -> Iterator[Problem]:
    """A template, a style sheet or another file of ``overrides/`` that no page asks for."""
    own = root / OWN_CLOTHES
    if own.resolve() == CLOTHES:
        return
    files, texts = clothing(own, root), {}
    for path in files:
        if path.suffix not in READ:
            continue
        try:
            texts[path] = read_plain(path, root).decode("utf-8", "replace" if path.suffix == ".html" else "strict")
        except OddFile as error:
            yield odd(error, root)
        except UnicodeDecodeError:
            yield Problem(path.relative_to(root).as_posix(), 1, "", "", *NOT_UTF8)
    for path in files:
        place = path.relative_to(own).as_posix()
        others = "".join(text for other, text in texts.items() if other != path)
        if (told := _unworn(place)) and path.name not in others:
            yield Problem(f"{OWN_CLOTHES}/{place}", 1, "", "", *told, WARNING)


def _unworn(place: str) -> tuple[str, str] | None:
    """What is told of a file that stands in place of none of the tool's."""
    if place.startswith("templates/"):
        name = place.removeprefix("templates/")
        folders = (TEMPLATES, *template_folders())
        known = {path.relative_to(folder).as_posix() for folder in folders for path in folder.glob("**/*.html")}
        near = nearest(name, known, cutoff=0.75)
        remedy = f"Vouliez-vous écrire « {near} » ?" if near else "Supprimez-le, ou donnez-lui le nom du gabarit qu'il remplace."
        return None if name in known else ("Aucune page n'a de gabarit de ce nom : il ne sert pas.", remedy)
    if place.startswith("assets/"):
        known = {path.relative_to(CLOTHES).as_posix() for path in clothing(CLOTHES)}
        if place in known or place == LAST_SHEET or not place.endswith((".css", ".js")):
            return None  # a picture of its own may be shown by a page of docs/
        near = nearest(place, known, cutoff=0.75)
        return "Aucune page ne demande ce fichier : il ne sert pas.", f"Vouliez-vous écrire « {near} » ?" if near else LAST
    told = f"Ce fichier ne sert pas : {OWN_CLOTHES}/ ne donne que assets/ (styles, images) et templates/ (gabarits)."
    return told, "Rangez-le dans l'un des deux, ou supprimez-le."


def what_is_not_called(root: Path) -> Iterator[Problem]:
    """Modules of ``hooks/`` that nothing names; a declaration that cannot be read, or names a group that there is not."""
    try:
        entries = declared(root)
    except Undeclared as error:
        yield Problem(DECLARED, error.line, "", "", error.message, error.remedy, ERROR)
        return
    written = read_plain(root / DECLARED, root).decode().splitlines() if entries else []
    for group in sorted({entry.group for entry in entries if entry.group.startswith("ctg.")} - {GROUP}):
        line = next((rank for rank, text in enumerate(written, 1) if group in text), 1)
        yield Problem(DECLARED, line, "", "", *_of_group(group, [entry for entry in entries if entry.group == group]))
    hooks = root / HOOKS
    if hooks.is_dir() and hooks.resolve() != PACKAGE.parent and not entries and any(hooks.glob("*.py")):
        yield Problem(f"{HOOKS}/", 1, "", "", "Rien ne demande ce que contient ce dossier : il ne sert pas.", LINES, WARNING)


def _of_group(group: str, entries: list[EntryPoint]) -> tuple[str, str, str]:
    """What is told of entry points that are not read: those of before version 3 say what to write in their place."""
    name = group.removeprefix("ctg.")
    if name not in FORMER:
        remedy = f'Le seul est [project.entry-points."{GROUP}"].'
        return f"« {group} » n'est pas un groupe d'extensions : il n'est pas lu.", remedy, WARNING
    targets = "".join(f'"{entry.value}", ' for entry in entries)
    return (
        f"« {group} » n'est plus lu : une seule ligne déclare une extension, et son module nomme tout ce qu'elle ajoute.",
        f"Dans {HOOKS}/chez_nous.py, écrivez « from ctg.ground.extensions import Extension », puis "
        f"« EXTENSION = Extension({name}=({targets[:-1]})) » ; ici, sous "
        f'[project.entry-points."{GROUP}"], « chez-nous = "chez_nous:EXTENSION" ».',
        ERROR,
    )
