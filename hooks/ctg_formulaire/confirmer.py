"""``ctg confirmer``: notes that someone responsible confirmed a record today; its file gets the date and loses its warning."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from ctg import api
from ctg_formulaire.confirming import CHECKED, DRAFT, STATE, confirmation, confirmed_text, remaining_doubts
from ctg_formulaire.rereading import as_text, named


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("confirmer", help="une ou plusieurs fiches sont justes : date du jour, avertissement retiré")
    parser.add_argument(
        "ids", nargs="*", metavar="IDENTIFIANT", help="nom du fichier sans .yml : les-lutins, ou structures/les-lutins"
    )
    parser.add_argument("--publier", action="store_true", help="un brouillon devient aussi une fiche publiée")
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
    records, refused = api.written_records(root)
    found = [find(id, records) for id in dict.fromkeys(options.ids)]
    chosen = [one for one in found if isinstance(one, api.WrittenRecord)]
    unknown = [one for one in found if isinstance(one, str)]
    if unknown:
        print("\n".join(unknown) if not refused else api.report(refused), file=sys.stderr)
        return 1 if refused else 2
    if errors := _errors(root, {one.path for one in chosen}):
        print(api.report(errors), file=sys.stderr)
        return 1
    try:
        texts, said = _confirmed(root, list(dict.fromkeys(chosen)), options.publier, api.today_in(root))
    except api.TableError as error:
        print(error, file=sys.stderr)
        return 1
    if failure := _written(root, texts):
        print(failure, file=sys.stderr)
        return 1
    print("\n".join(said))
    return 0


def _reread(root: Path, ids: list[str]) -> int:
    """Show each text that waits to be read again; note those answered « oui » as read. Returns 1 when some still wait."""
    readings = api.rereadings_in(root)
    chosen = {id: named(id, readings) for id in ids} if ids else {one.key: one for one in readings if one.waiting}
    if unknown := [id for id, reading in chosen.items() if not reading]:
        print("\n".join(f"« {api.shown(id)} » n'a aucun texte à relire." for id in unknown), file=sys.stderr)
        return 2
    (read, problems), day, left = api.load_rereadings(root), api.today_in(root), 0
    if problems:
        raise api.DataError(problems)
    for reading in filter(None, chosen.values()):
        if not reading.waiting:
            print(f"{reading.key} : tout est relu.")
        elif _agreed(reading):
            read = api.with_reading(read, reading, [text.digest for text in reading.waiting], day)
            api.write_inside(root, api.REREADINGS_FILE, api.rereadings_as_yaml(read))
            print(f"{reading.key} : relu. C'est noté dans {api.REREADINGS_FILE}.")
        else:
            print(f"{reading.key} : rien n'est noté, ces textes ne sont pas publiés.")
            left += 1
    if not chosen:
        print("Rien n'attend de relecture.")
    return int(bool(left))


def _agreed(reading: api.Rereading) -> bool:
    """Ask the person who sees the texts whether they may be published."""
    print(as_text(reading))
    print("Ces textes peuvent être publiés ? Répondez oui ou non : ", end="", flush=True)
    answer = sys.stdin.readline()
    print()
    return answer.strip().lower() == "oui"


# --- which record --------------------------------------------------------------------------------


def find(id: str, records: dict[str, api.WrittenRecord]) -> api.WrittenRecord | str:
    """The record that an identifier, a key or a path names; otherwise a sentence that says what to type."""
    wanted = id.replace("\\", "/").removeprefix("./").removeprefix("data/").removesuffix(".yml").removesuffix(".yaml")
    if wanted in records:
        return records[wanted]
    same = [key for key in records if key.partition("/")[2] == wanted]
    if len(same) == 1:
        return records[same[0]]
    if same:
        return f"« {api.shown(id)} » désigne plusieurs fiches.\n    → Écrivez {' ou '.join(same)}."
    return f"« {api.shown(id)} » ne désigne aucune fiche de data/.\n    → {_suggestion(wanted, records)}"


def _suggestion(wanted: str, records: dict[str, api.WrittenRecord]) -> str:
    """The nearest record of the folder that was named, else of all."""
    folder, _, name = wanted.rpartition("/")
    ids = {key.partition("/")[2]: key for key in records if key.startswith(f"{folder}/")} if folder else {}
    near = api.nearest(name, sorted(ids or {key.partition("/")[2] for key in records}))
    if near:
        return f"Vouliez-vous écrire « {ids.get(near, near)} » ?"
    return "L'identifiant est le nom du fichier sans .yml : les-lutins."


def _errors(root: Path, paths: set[Path]) -> list[api.Problem]:
    """The errors of the files to change; those of other files do not stand in the way."""
    try:
        api.load(root)
    except api.DataError as error:
        files = {path.relative_to(root).as_posix() for path in paths}
        return [problem for problem in error.problems if problem.level == api.ERROR and problem.file in files]
    return []


# --- what changes --------------------------------------------------------------------------------


def _confirmed(root: Path, chosen: list[api.WrittenRecord], publish: bool, day: dt.date) -> tuple[dict[Path, str], list[str]]:
    """The new text of each file to write, and what to tell. Raises :class:`DataError` when one cannot be changed."""
    texts: dict[Path, str] = {}
    said, refused = [], []
    for one in chosen:
        text, before = texts.get(one.path) or api.read_plain(one.path, root).decode("utf-8"), {}
        try:
            before = api.parse(text) if one.position is None else api.parse(text)[one.position]
            wanted = confirmation(before, day, publish)
            if wanted:
                texts[one.path] = confirmed_text(text, one.position, day, publish)
            said += _messages(one.key, before | wanted, wanted, day)
        except api.EditError:
            refused.append(_refusal(root, one, before, day, publish))
    if refused:
        raise api.DataError(refused)
    if problems := _new_problems(root, texts):
        raise api.DataError(problems)
    return texts, said


def _new_problems(root: Path, texts: dict[Path, str]) -> list[api.Problem]:
    """The errors that writing these texts would cause."""
    files = {path.relative_to(root).as_posix(): text.encode() for path, text in texts.items()}
    return [problem for problem in api.new_problems(root, files, {}) if problem.level == api.ERROR] if files else []


def _messages(key: str, values: dict, wanted: dict[str, str], day: dt.date) -> list[str]:
    done = [
        *([f"confirmée le {api.date_fr(day)}"] if CHECKED in wanted else []),
        *(["publiée sans avertissement"] if STATE in wanted else []),
    ]
    lines = [f"{key} : {api.joined(done)}." if done else f"{key} : déjà confirmée aujourd'hui, rien n'a changé."]
    for doubt in remaining_doubts(values):
        lines.append(f"    {doubt}")
        if doubt == DRAFT:
            lines.append(f"    → ctg confirmer {key} --publier")
    return lines


def _written(root: Path, texts: dict[Path, str]) -> str:
    """Writes the files; when one cannot be, stops there and says which and which were."""
    done: list[str] = []
    for path, text in texts.items():
        shown_path = path.relative_to(root).as_posix()
        try:
            api.write_atomically(api.inside(root, shown_path), text)
        except OSError:
            remedy = "    → Fermez-le s'il est ouvert ailleurs, et vérifiez que vous avez le droit d'y écrire."
            already = f"\n    Déjà changé : {api.joined(done)}." if done else ""
            return f"{shown_path} ne peut pas être changé.\n{remedy}{already}"
        done.append(shown_path)
    return ""


def _refusal(root: Path, one: api.WrittenRecord, values: dict, day: dt.date, publish: bool) -> api.Problem:
    reason = f"La mise en forme de cette fiche ne permet pas d'y changer une ligne ({one.key})."
    lines = api.joined(f"« {name}: {value} »" for name, value in confirmation(values, day, publish).items())
    remedy = f"Écrivez vous-même : {lines}."
    return api.Problem(one.path.relative_to(root).as_posix(), 1, "", "", reason, remedy)
