"""``ctg importer``: a file that arrives → what it would change in ``data/``, which ``--appliquer`` writes. It is a table of ours
(it has identifiers), or an ordinary list."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from pydantic import TypeAdapter, ValidationError

from ctg import api
from ctg_tableurs.entries import rows_of
from ctg_tableurs.exporter import add_genre, genre_of
from ctg_tableurs.facts import Communes
from ctg_tableurs.kinds import TypeWords
from ctg_tableurs.known_lists import BESIDES, FILE, Liste, kept_choices, load_lists
from ctg_tableurs.matching import MEMORY, memory, plan_of_list
from ctg_tableurs.ordinary import choices, ordinary
from ctg_tableurs.plan import ImportPlan, apply, make_plan, report
from ctg_tableurs.table_file import SheetOfFile, file_bytes, sheets_of, table_of
from ctg_tableurs.titles import NOTES


@dataclass(frozen=True)
class Arrival:
    """What a file is and would change."""

    kind: type[api.Record]
    plan: ImportPlan
    rows: int
    liste: Liste | None = None
    """The list that it is; None for a table of ours."""
    chosen: bool = False
    """Whether a person said what some columns are."""

    def kept(self, root: Path) -> dict[str, bytes]:
        """The files that remember this list, to be written with it. Raises :class:`TableError`."""
        if not (self.liste and self.plan.of_list):
            return {}
        said = self.plan.of_list.said
        try:
            found = {FILE: kept_choices(root, self.liste)} if self.chosen else {}
            return found | ({MEMORY: memory(root, self.liste.titre, said)} if said else {})
        except (api.OddFile, OSError, UnicodeDecodeError):
            raise api.TableError(f"{FILE} ne peut pas être lu.", "Vérifiez vos droits, et lancez « ctg verifier ».") from None


def arrival(
    root: Path, kind: type[api.Record], name: str, content: bytes, date: str = "", chosen: Mapping[str, str] | None = None
) -> Arrival:
    """What the bytes of a file named ``name`` would change in the records of ``kind``. ``chosen``: what a person said of some
    columns. Raises :class:`TableError`.
    """
    _checked_date(date)
    sheets = sheets_of(name, content)
    if kind not in (api.Structure, api.Service) or any(map(_ours, sheets)):
        rows = rows_of(table_of(name, content, kind.plural), api.columns_of(kind, api.names_in(root)))
        return Arrival(kind, make_plan(root, kind, rows, name), len(rows))
    return _of_people(root, kind, name, sheets, date, chosen or {})


def _of_people(
    root: Path, kind: type[api.Record], name: str, sheets: list[SheetOfFile], date: str, chosen: Mapping[str, str]
) -> Arrival:
    lists, problems = load_lists(root)
    if problems:
        raise api.TableError("\n\n".join(map(str, problems)))
    communes, types = Communes(api.communes_in(root)), TypeWords(root)
    places, today = kind is api.Structure, str(api.today_in(root))
    found = ordinary(sheets, communes, types, {}, places, today)
    titles = {*found.columns}
    before = next((one for one in lists if {*one.colonnes} == titles), None)
    meant = (before.colonnes if before else {}) | {title: one for title, one in chosen.items() if title in titles}
    found = ordinary(sheets, communes, types, meant, places, today) if meant else found
    try:
        liste = Liste(
            nom=api.as_identifier(PurePath(name).stem)[: api.LONGEST].strip("-") or "liste",
            titre=api.visible(PurePath(name).name),
            genre=kind.kind,
            colonnes={title: (one or NOTES) if title in meant else _held_by(kind, one) for title, one in found.columns.items()},
        )
    except ValidationError:
        raise api.TableError("Un titre est trop long (300 caractères au plus).", "Raccourcissez-le : « Téléphone »…") from None
    plan = plan_of_list(root, liste, date or found.date, found.rows, communes)
    assert plan.of_list
    plan = replace(plan, of_list=replace(plan.of_list, columns=found.columns, left_out=found.left_out))
    return Arrival(kind, plan, len(found.rows), liste, bool(chosen))


def _held_by(kind: type[api.Record], meaning: str) -> str:
    """What a column is for that kind; a note, when its records have no such field."""
    fields = {column.name for column in api.columns_of(kind)}
    other = {"structure": "gestionnaire"}.get(meaning, NOTES)
    known = meaning in fields or meaning in BESIDES
    return meaning if known else other if other in fields else NOTES


def _ours(sheet: SheetOfFile) -> bool:
    """Whether a table has our identifiers, as « ctg exporter » writes it."""
    titles = {api.fold(str(title or "")) for title in sheet.table.rows[0][1]}
    return bool(titles & {api.fold(api.ID.label), api.fold(api.ID.name)})


def _checked_date(date: str) -> None:
    try:
        TypeAdapter(api.KnownDate).validate_python(date or "2000")
    except ValidationError:
        raise api.TableError(
            f"« {api.shown(date)} » n'est pas une date.", "Écrivez --date 2026, --date 2026-09 ou --date 2026-09-01."
        ) from None


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "importer", help="montre ce qu'un tableau changerait dans data/, et l'écrit si vous le demandez"
    )
    parser.add_argument("fichier", type=Path, metavar="FICHIER", help="le tableau à lire : .xlsx, .ods ou .csv")
    add_genre(parser)
    parser.add_argument("--date", metavar="DATE", help="d'une liste venue d'ailleurs : sa date, par exemple 2026-09")
    parser.add_argument(
        "--colonne", action="append", default=[], metavar="TITRE=CHAMP", help=f"dit ce qu'est une colonne ; {FILE} le retient"
    )
    parser.add_argument(
        "--appliquer",
        action="store_true",
        help="écrit les changements, sauf les lignes refusées (sinon, tout est seulement montré)",
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when every row is accepted, 1 when one is refused or a file cannot be read or written."""
    root, kind = options.projet.resolve(), genre_of(options)
    try:
        chosen = dict(_choice(one, kind) for one in options.colonne)
        found = arrival(root, kind, options.fichier.name, file_bytes(options.fichier), options.date or "", chosen)
        remembered = found.kept(root)
    except api.TableError as error:
        print(error, file=sys.stderr)
        return 1
    plan, lines = found.plan, api.plural(found.rows, "ligne")
    print(f"{options.fichier.name} : {lines} pour data/{found.kind.folder}/.\n\n{report(plan)}\n")
    code = 1 if plan.refused or plan.elsewhere else 0
    if not options.appliquer:
        print(_next_step(plan))
        return code
    return _applied(root, plan, remembered) or code


def _choice(text: str, kind: type[api.Record]) -> tuple[str, str]:
    """« Quoi=type » → a title and what it is. Raises :class:`TableError`."""
    title, _, said = text.rpartition("=")
    known = {api.fold(name): word for word, label in choices(kind) for name in (word, label)} | {"note": NOTES}
    if not title or api.fold(said) not in known:
        told = f"« {api.shown(text)} » ne dit pas ce qu'est une colonne."
        raise api.TableError(told, "Écrivez par exemple --colonne « Quoi=type », ou « Quoi=note ».")
    return title, known[api.fold(said)]


def _next_step(plan: ImportPlan) -> str:
    if not plan.entries:
        return "Rien à écrire."
    if plan.elsewhere:
        return "Rien n'est écrit. Corrigez le tableau et recommencez."
    but = " Les lignes refusées ne le seront pas." if plan.refused else ""
    return f"Rien n'est encore écrit. Pour écrire : la même commande, avec --appliquer.{but}"


def _applied(root: Path, plan: ImportPlan, remembered: Mapping[str, bytes]) -> int:
    if plan.elsewhere:
        print("Rien n'est écrit : d'autres fiches auraient une erreur.", file=sys.stderr)
        return 1
    code = apply(root, plan.entries, remembered)
    if plan.refused and not code:
        print("Les lignes refusées ne sont pas écrites.\n    → Corrigez-les, et relancez la même commande.", file=sys.stderr)
    return code
