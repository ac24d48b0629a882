"""``ctg migrer``: rewrites the sheets of former versions in today's form; comments and the other lines stay."""

import argparse
import difflib
import re
import sys
from collections import Counter
from itertools import takewhile
from pathlib import Path

from yaml import MappingNode

from ctg import api
from ctg_demarrage.former_sheets import FOLDER, NOTES, Texts, in_words, rewriting, with_sheets

TERRITOIRE, COMMUNES = "data/territoire.yml", "data/communes.yml"
DECLARATION, CLAIM = "data/accessibilite.yml", ("declaration", "etat_declare")
"""The file of accessibility, and what it no longer claims: the site works it out."""
SCHEME, PLANS = "schema_pluriannuel", "plans"
"""What an institution plans, of which that file only says where it is read."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "migrer",
        help="récrit les fiches d'une ancienne version dans leur forme d'aujourd'hui",
        description="Met la convention de data/territoire.yml dans data/cadres/ctg.yml, et fait une fiche de chaque démarche "
        "dite en toutes lettres ou dans une liste. Dit dans les champs d'aujourd'hui ce que disaient ceux d'hier ; ce qui n'a "
        "plus de champ va dans « notes_internes », et la commande le dit. Note dans data/territoire.yml la version des fiches. "
        "Les commentaires restent.",
    )
    parser.add_argument("--essai", action="store_true", help="montre ce qui changerait, sans rien écrire")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when all is in today's form. Raises :class:`api.OutputRefused` when a file cannot be read, changed or written."""
    place = options.projet.resolve()
    try:
        before = _read(place)
        noted: list[str] = []
        after = _today(_migrated(before, noted), noted)
        changed = {name: text for name, text in after.items() if before.get(name) != text}
        if options.essai:
            for name in sorted(changed):
                old, new = (texts.get(name, "").splitlines(True) for texts in (before, changed))
                sys.stdout.writelines(difflib.unified_diff(old, new, name if old else "/dev/null", name))
        else:
            for name in sorted(changed, key=lambda name: (name in before, name)):  # new files first: nothing is ever lost
                api.write_atomically(api.inside(place, name), changed[name])
    except api.EditError as error:
        raise api.OutputRefused(f"Rien n'a changé : {error}.", "Corrigez ce fichier, ou demandez de l'aide.") from None
    except api.OddFile as error:
        raise api.OutputRefused(f"{error.path} : {error.message}", error.remedy) from None
    except (OSError, UnicodeDecodeError):
        raise api.OutputRefused("Un fichier de data/ ne peut pas être lu ou changé.", "Lancez « ctg verifier ».") from None
    print(_summary(sorted(changed), options.essai))
    print(*noted, sep="\n", end="\n" if noted else "")
    return 0


def _read(place: Path) -> Texts:
    """Every sheet."""
    folders = (path for kind in api.KINDS for path in api.record_files(place / "data" / kind.folder))
    paths = [place / TERRITOIRE, *folders, *filter(Path.exists, (place / COMMUNES, place / DECLARATION))]
    return {path.relative_to(place).as_posix(): api.read_plain(path, place).decode("utf-8") for path in paths}


def _migrated(texts: Texts, noted: list[str]) -> Texts:
    """The files in today's form; ``noted``: told of what remains to do. Raises :class:`EditError`."""
    after = dict(texts)
    fields = api.record_node(texts[TERRITOIRE])
    if found := api.field_nodes(fields, "convention"):
        _new(after, f"{FOLDER}/ctg.yml", f"nature: ctg\n{_block(texts[TERRITOIRE], found[1])}")
        after[TERRITOIRE] = api.edit(texts[TERRITOIRE], {("convention",): None})
    after[TERRITOIRE] = _without_the_gone(after[TERRITOIRE])
    if DECLARATION in after:
        after[DECLARATION] = _declared(after[DECLARATION])
    version, moved = _version(texts[TERRITOIRE]), dict(after)
    for name, text in with_sheets(moved, version, noted).items():
        after[name] = _with_comments(text, moved[name]) if moved.get(name, text) != text else text
    if version < api.VERSION_FICHES:
        after[TERRITOIRE] = api.edit(after[TERRITOIRE], {("version_fiches",): str(api.VERSION_FICHES)})
    elif version > api.VERSION_FICHES:
        known = f"l'outil ne connaît que la version {api.VERSION_FICHES}"
        raise api.EditError(f"{TERRITOIRE} est de la version {version}, et {known}")
    return after


def _without_the_gone(text: str) -> str:
    """The territory without the fields that left, each kept as a comment at its end: it has no notes."""
    values = api.parse(text)
    gone = {name: values[name] for name in sorted(api.Territoire.former) if name in values} if isinstance(values, dict) else {}
    if not gone:
        return text
    face: dict[tuple[str | int, ...], api.Value] = {}
    if isinstance(colours := gone.get("couleurs"), dict):
        face = {("allure",): {"couleur": colours.pop("liens")}} if colours.get("liens") and "allure" not in values else {}
        gone = {name: value for name, value in gone.items() if value}  # the dark one is worked out from the other
    after = api.edit(text, {(name,): None for name in (*gone, "couleurs") if name in values} | face)
    kept = "".join(f"# N'est plus un champ : {name} {in_words(value)}\n" for name, value in gone.items())
    return _with_comments(after + kept, text)


def _declared(text: str) -> str:
    """The file of accessibility without its claim; the words of what is planned, kept as comments at its end."""
    values = api.parse(text)
    if not isinstance(values, dict):
        return text
    own = {"debut", "fin", "adopte_le", "document"}
    scheme, plans = values.get(SCHEME), values.get(PLANS)
    gone: dict[tuple[str | int, ...], api.Value] = {}
    if isinstance(scheme, dict):
        gone = {(SCHEME, name): value for name, value in scheme.items() if name not in own}
    if isinstance(plans, list) and not all(isinstance(plan, dict) and "document" in plan for plan in plans):
        gone[(PLANS,)] = plans
    after = api.edit(text, dict.fromkeys((*gone, *([CLAIM] if CLAIM[1] in text else ()))))
    said = ((".".join(map(str, path)), " ".join(in_words(value).split())) for path, value in gone.items())
    kept = "".join(f"# N'est plus un champ : {name} {words}\n" for name, words in said)
    return _with_comments(after + kept, text) if gone else after


def _today(texts: Texts, noted: list[str]) -> Texts:
    """The same files with today's fields; ``noted``: told of what went to the notes. Raises :class:`EditError`."""
    after = dict(texts)
    for kind in api.KINDS:
        for name in sorted(name for name in texts if name == COMMUNES or name.startswith(f"data/{kind.folder}/")):
            if (name == COMMUNES) is (kind is api.Commune):
                after[name] = _with_todays_fields(kind, name, texts[name], noted)
    return after


def _with_todays_fields(kind: type[api.Record], name: str, text: str, noted: list[str]) -> str:
    order = tuple(field.path for field in api.all_fields(api.fields_of(kind)))
    values, after = api.parse(text), text
    for rank in range(len(values)) if isinstance(values, list) else (None,):
        while (found := rewriting(kind, _fields(after, rank))).changes:
            after = api.edit(after, found.changes, order, rank)
            noted += [f"{name} : « {field} » est maintenant dans « {NOTES} »." for field, _ in found.noted]
    return after if after == text else _with_comments(after, text)


def _fields(text: str, rank: int | None) -> dict[str, api.Value]:
    """The fields of a sheet, or of the one of that rank in a file that holds several."""
    values = api.parse(text)
    fields = values[rank] if isinstance(values, list) and rank is not None else values
    return fields if isinstance(fields, dict) else {}


def _with_comments(after: str, before: str) -> str:
    """The text with the comments that stood among lines which went, at its end."""
    lost = Counter(_comments(before)) - Counter(_comments(after))
    end = "" if not lost or after.endswith("\n") else "\n"
    return after + end + "".join(f"{comment}\n" for comment in lost.elements())


def _comments(text: str) -> list[str]:
    return [found.strip() for found in re.findall(r"(?:^|\s)(#.*)$", text, re.MULTILINE)]


def _version(text: str) -> int:
    """The version that the sheets say they are of; 0 when they do not."""
    values = api.parse(text)
    written = values.get("version_fiches") if isinstance(values, dict) else None
    return int(written) if isinstance(written, str) and written.isdecimal() else 0


def _new(after: Texts, name: str, text: str) -> None:
    """Raises :class:`EditError` when another file has that name."""
    if after.setdefault(name, text) != text:
        raise api.EditError(f"{name} existe déjà et dit autre chose")


def _block(text: str, node: object) -> str:
    """The fields of a group, as those of a file: one step to the left when they have their lines."""
    if not isinstance(node, MappingNode):
        raise api.EditError("« convention » n'est pas un groupe de champs")
    if node.flow_style:
        return api.record_text(api.node_value(node))
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    lines = text[start : api.next_line(text, api.value_end(text, node))].splitlines(keepends=True)
    before = reversed(text[:start].splitlines(keepends=True))
    above = [*takewhile(lambda line: line.lstrip().startswith("#"), before)]  # between the name of the group and its first field
    indented = ((line, len(line) - len(line.lstrip(" "))) for line in (*above[::-1], *lines))
    return "".join(line[min(node.start_mark.column, step) :] for line, step in indented)


def _summary(names: list[str], trial: bool) -> str:
    if not names:
        return "Tout est déjà dans la forme d'aujourd'hui."
    if len(names) == 1 and not trial:
        return f"{names[0]} est récrit."
    what = "à changer (rien n'est écrit)" if trial else "récrits"
    return f"{api.plural(len(names), 'fichier')} {what} : {', '.join(names)}."
