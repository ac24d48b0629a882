"""``ctg confirmer``: someone responsible has confirmed a record today; its file says so, one line changed."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from ctg.commands.argparse_fr import Subparsers
from ctg.commands.sortie import write_inside
from ctg.confirmation.rereading import as_text, named
from ctg.editing.opened import WrittenRecord, written_records
from ctg.ground.files import inside, read_plain, write_atomically
from ctg.ground.phrases import date_fr, joined
from ctg.ground.problems import ERROR, DataError, Problem, nearest, report, shown
from ctg.loading import day_in, load, to_read_in
from ctg.sheets.edit.editing import edit
from ctg.sheets.edit.places import EditError, parse
from ctg.stores.relectures import FILE as RELECTURES
from ctg.stores.relectures import Rereading, as_yaml, load_rereadings, with_reading

STATE, CHECKED = "etat_fiche", "verifie_le"
LATER = {"derniere_preuve", "relu_le", "sources", "notes_internes"}
"""What a record says of itself after its last check, when it does not say its state."""


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("confirmer", help="met la date du jour à « verifie_le » d'une ou plusieurs fiches")
    parser.add_argument(
        "ids", nargs="*", metavar="IDENTIFIANT", help="nom du fichier sans .yml : les-lutins, ou structures/les-lutins"
    )
    parser.add_argument("--publier", action="store_true", help="passe aussi la fiche à « etat_fiche: publiee »")
    parser.add_argument(
        "--relu",
        action="store_true",
        help="montre les textes à relire avant de les publier (adresse confidentielle), puis le note ; sans identifiant : tous",
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """All the records or none: 2 for an identifier that names no record, 1 when a file cannot be changed."""
    root = options.projet.resolve()
    if options.relu:
        return _reread(root, options.ids)
    if not options.ids:
        print("Dites quelle fiche : « ctg confirmer les-lutins ».", file=sys.stderr)
        return 2
    records, refused = written_records(root)
    found = [find(id, records) for id in dict.fromkeys(options.ids)]
    chosen = [one for one in found if isinstance(one, WrittenRecord)]
    unknown = [one for one in found if isinstance(one, str)]
    if unknown:
        print("\n".join(unknown) if not refused else report(refused), file=sys.stderr)
        return 1 if refused else 2
    if errors := _errors(root, {one.path for one in chosen}):
        print(report(errors), file=sys.stderr)
        return 1
    texts, said = _confirmed(root, list(dict.fromkeys(chosen)), options.publier, day_in(root))
    if failure := _written(root, texts):
        print(failure, file=sys.stderr)
        return 1
    print("\n".join(said))
    return 0


def _reread(root: Path, ids: list[str]) -> int:
    """Each text that waits is shown; what is answered « oui » is noted as read: 1 when something still waits."""
    readings = to_read_in(root)
    chosen = {id: named(id, readings) for id in ids} if ids else {one.key: one for one in readings if one.waiting}
    if unknown := [id for id, reading in chosen.items() if not reading]:
        print("\n".join(f"« {shown(id)} » n'a aucun texte à relire." for id in unknown), file=sys.stderr)
        return 2
    (read, problems), day, left = load_rereadings(root), day_in(root), 0
    if problems:
        raise DataError(problems)
    for reading in filter(None, chosen.values()):
        if not reading.waiting:
            print(f"{reading.key} : tout est relu.")
        elif _agreed(reading):
            read = with_reading(read, reading, [text.digest for text in reading.waiting], day)
            write_inside(root, RELECTURES, as_yaml(read))
            print(f"{reading.key} : relu. C'est noté dans {RELECTURES}.")
        else:
            print(f"{reading.key} : rien n'est noté, ces textes ne sont pas publiés.")
            left += 1
    if not chosen:
        print("Rien n'attend de relecture.")
    return int(bool(left))


def _agreed(reading: Rereading) -> bool:
    """Whether somebody who sees the texts says that they may be published."""
    print(as_text(reading))
    print("Ces textes peuvent être publiés ? Répondez oui ou non : ", end="", flush=True)
    answer = sys.stdin.readline()
    print()
    return answer.strip().lower() == "oui"


# --- which record --------------------------------------------------------------------------------


def find(id: str, records: dict[str, WrittenRecord]) -> WrittenRecord | str:
    """The record that an identifier, a key or a path names; otherwise a sentence that says what to type."""
    wanted = id.replace("\\", "/").removeprefix("./").removeprefix("data/").removesuffix(".yml").removesuffix(".yaml")
    if wanted in records:
        return records[wanted]
    same = [key for key in records if key.partition("/")[2] == wanted]
    if len(same) == 1:
        return records[same[0]]
    if same:
        return f"« {shown(id)} » désigne plusieurs fiches.\n    → Écrivez {' ou '.join(same)}."
    return f"« {shown(id)} » ne désigne aucune fiche de data/.\n    → {_suggestion(wanted, records)}"


def _suggestion(wanted: str, records: dict[str, WrittenRecord]) -> str:
    """The nearest record of the folder that was named, else of all."""
    folder, _, name = wanted.rpartition("/")
    ids = {key.partition("/")[2]: key for key in records if key.startswith(f"{folder}/")} if folder else {}
    near = nearest(name, sorted(ids or {key.partition("/")[2] for key in records}))
    if near:
        return f"Vouliez-vous écrire « {ids.get(near, near)} » ?"
    return "L'identifiant est le nom du fichier sans .yml : les-lutins."


def _errors(root: Path, paths: set[Path]) -> list[Problem]:
    """The errors of the files to change; those of other files do not stand in the way."""
    try:
        load(root)
    except DataError as error:
        files = {path.relative_to(root).as_posix() for path in paths}
        return [problem for problem in error.problems if problem.level == ERROR and problem.file in files]
    return []


# --- what changes --------------------------------------------------------------------------------


def _confirmed(root: Path, chosen: list[WrittenRecord], publish: bool, day: dt.date) -> tuple[dict[Path, str], list[str]]:
    """The new text of each file to write, and what to tell. Raises :class:`DataError` when one cannot be changed."""
    texts: dict[Path, str] = {}
    said, refused = [], []
    for one in chosen:
        text = texts.get(one.path) or read_plain(one.path, root).decode("utf-8")
        try:
            values = parse(text) if one.position is None else parse(text)[one.position]
            if wanted := _wanted(values, publish, day):
                texts[one.path] = _with(text, one.position, wanted)
            said += _told(one.key, values, wanted, day)
        except EditError:
            refused.append(_refusal(root, one, day))
    if refused:
        raise DataError(refused)
    return texts, said


def _with(text: str, position: int | None, wanted: dict[str, str]) -> str:
    """The text of a file with some fields of one record changed. Raises :class:`EditError` if anything else would be."""
    expected = parse(text)
    values = expected if position is None else expected[position]
    order = [STATE, CHECKED] if STATE in values else [*(name for name in values if name not in LATER), CHECKED]
    new = edit(text, {(name,): value for name, value in wanted.items()}, [(name,) for name in order], position)
    values |= wanted
    if parse(new) != expected:
        raise EditError("mise en forme")
    return new


def _wanted(values: dict, publish: bool, day: dt.date) -> dict[str, str]:
    """The fields to change: none when all is already so."""
    wanted = {CHECKED: day.isoformat()}
    if publish and STATE in values:  # absent means « publiee »
        wanted[STATE] = "publiee"
    return {name: value for name, value in wanted.items() if values.get(name) != value}


def _told(key: str, values: dict, wanted: dict[str, str], day: dt.date) -> list[str]:
    done = [
        *([f"confirmée le {date_fr(day)}"] if CHECKED in wanted else []),
        *(["publiée sans avertissement"] if STATE in wanted else []),
    ]
    lines = [f"{key} : {joined(done)}." if done else f"{key} : déjà confirmée aujourd'hui, rien n'a changé."]
    still = {"a_verifier": "Son avertissement reste", "brouillon": "Elle reste un brouillon"}.get(values.get(STATE, ""))
    if still and STATE not in wanted:
        lines += [f"    {still} tant que « {STATE} » n'est pas « publiee ».", f"    → ctg confirmer {key} --publier"]
    return lines


def _written(root: Path, texts: dict[Path, str]) -> str:
    """Writes the files; when one cannot be, stops there and says which and which were."""
    done: list[str] = []
    for path, text in texts.items():
        shown_path = path.relative_to(root).as_posix()
        try:
            write_atomically(inside(root, shown_path), text)
        except OSError:
            remedy = "    → Fermez-le s'il est ouvert ailleurs, et vérifiez que vous avez le droit d'y écrire."
            already = f"\n    Déjà changé : {joined(done)}." if done else ""
            return f"{shown_path} ne peut pas être changé.\n{remedy}{already}"
        done.append(shown_path)
    return ""


def _refusal(root: Path, one: WrittenRecord, day: dt.date) -> Problem:
    reason = f"La mise en forme de cette fiche ne permet pas d'y changer une ligne ({one.key})."
    remedy = f"Changez vous-même la date : « {CHECKED}: {day.isoformat()} »."
    return Problem(one.path.relative_to(root).as_posix(), 1, "", "", reason, remedy)
