"""``ctg chiffres``: the official values of the declared indicators, from a producer's file; only what is accepted is written."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ctg import api
from ctg_tableurs.entries import RecordToWrite
from ctg_tableurs.official import MOST, FromFile, NewValue, SaidOfFile, from_file, read_rows, unread
from ctg_tableurs.plan import apply, checked, report

BY_HAND = "Téléchargez-le avec un navigateur, puis donnez son nom."
LINES = 12
"""Values shown of each indicator: enough to recognise the column."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "chiffres",
        help="propose les valeurs officielles des indicateurs, d'après un fichier de l'INSEE ou de la CNAF",
        description="Lit les indicateurs qui ont « officiel: {colonne: …} », montre ce qui changerait, et n'écrit que ce qui est "
        "accepté. Ce qui est secret ou absent du fichier est dit, jamais deviné.",
    )
    parser.add_argument("fichier", metavar="FICHIER", help="un tableau téléchargé (.csv, .xlsx, .ods), ou son adresse https://…")
    parser.add_argument(
        "--annee", type=int, metavar="ANNÉE", help="l'année des chiffres, si le fichier n'a pas de colonne pour elle"
    )
    parser.add_argument("--source", metavar="TEXTE", help="ce qui sera écrit comme source : « INSEE, recensement 2022 »")
    parser.add_argument("--millesime", metavar="TEXTE", help="l'édition du fichier : « publié en juin 2025 »")
    parser.add_argument(
        "--accepter", nargs="+", default=[], metavar="INDICATEUR", help="écrit les valeurs de ces indicateurs (noms de fichiers)"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when it is shown or written, 1 when something cannot be read or written, 2 for an option that lacks or is wrong."""
    root = options.projet.resolve()
    if options.accepter and not options.source:
        print(
            "Un chiffre doit dire sa source.\n    → Ajoutez --source, par exemple « INSEE, recensement 2022 ».", file=sys.stderr
        )
        return 2
    try:
        catalogue = api.load(root)
        with tempfile.TemporaryDirectory(prefix="ctg-") as folder:
            rows = read_rows(_local(options.fichier, Path(folder)), catalogue)
    except (api.DataError, api.TableError) as error:
        print(error, file=sys.stderr)
        return 1
    found = from_file(catalogue, rows, SaidOfFile(options.annee, options.source, options.millesime))
    fed = [one.indicateur.id for one in found]
    if strangers := [id for id in options.accepter if id not in fed]:
        near = api.nearest(strangers[0], fed)
        print(f"Ce fichier ne donne rien à « {api.shown(strangers[0])} ».", file=sys.stderr)
        remedy = f"Vouliez-vous écrire « {near} » ?" if near else "Relancez sans --accepter : la liste est montrée."
        print(f"    → {remedy}", file=sys.stderr)
        return 2
    if options.accepter:
        return _write(root, [one for one in found if one.indicateur.id in options.accepter])
    print("\n".join(_report(found, unread(catalogue, rows), bool(rows))))
    return 0


def _local(file: str, folder: Path) -> Path:
    """The file on this machine, downloaded into ``folder`` when an address is given. Raises :class:`TableError`."""
    if not file.startswith(("https://", "http://")):
        return Path(file)
    try:
        answer = api.Client(api.Pace(0)).send("GET", file, keep=MOST + 1, within=api.DOWNLOAD)
    except api.Unreachable as error:
        raise api.TableError(f"Ce fichier n'est pas venu : {error}.", BY_HAND) from None
    if answer.location:
        raise api.TableError("Cette adresse mène à une autre.", f"Si vous lui faites confiance : {api.shown(answer.location)}")
    if answer.status != 200 or len(answer.body) > MOST:
        told = f"le site répond {answer.status}" if answer.status != 200 else "il est trop gros"
        raise api.TableError(f"Ce fichier n'est pas venu : {told}.", BY_HAND)
    path = folder / f"fichier{PurePosixPath(urlsplit(file).path).suffix or '.csv'}"
    path.write_bytes(answer.body)
    return path


def _report(found: Sequence[FromFile], unread: Sequence[str], ours: bool) -> Iterator[str]:
    if not ours:
        yield "Aucune ligne de ce fichier n'a le code d'une de vos communes, ni le SIREN du territoire."
    for one in found:
        yield from _lines_of(one)
    if not found and ours:
        yield "Aucun indicateur ne lit ce fichier."
        yield "    → Dans sa fiche : « officiel: {colonne: P22_POP, code: CODGEO} », avec les titres du fichier."
    yield from (f"Non lu, {line}." for line in unread)
    if any(not value.same for one in found for value in one.values):
        yield "Rien n'est écrit. Pour accepter : la même commande, avec --source et --accepter, et les noms des indicateurs."


def _lines_of(one: FromFile) -> Iterator[str]:
    changed = [value for value in one.values if not value.same]
    same = len(one.values) - len(changed)
    yield f"{one.indicateur.id} ({one.indicateur.nom}) : {api.plural(len(changed), 'valeur')} à accepter, {same} déjà là."
    yield from (f"    {_line(one.indicateur, value)}" for value in islice(changed, LINES))
    if len(changed) > LINES:
        yield f"    … et {len(changed) - LINES} de plus."
    yield from (f"    Attention : {gap}." for gap in one.gaps)


def _line(indicateur: api.Indicateur, one: NewValue) -> str:
    place, value = one.value.commune or indicateur.echelle, api.number(one.value.valeur)
    before = f"{api.number(one.old)} → " if one.old is not None else "nouveau : "
    return f"{one.value.year}, {place} : {before}{value} {indicateur.unite}"


def _write(root: Path, accepted: Sequence[FromFile]) -> int:
    try:
        entries = [entry for one in accepted if (entry := _entry(root, one))]
        plan = checked(root, api.columns_of(api.Indicateur), entries)
    except (api.DataError, api.TableError) as error:
        print(error, file=sys.stderr)
        return 1
    if plan.refused or plan.elsewhere or len(plan.entries) < len(entries):
        print(f"Rien n'est écrit : ces valeurs seraient refusées.\n\n{report(plan)}", file=sys.stderr)
        return 1
    outcome = apply(root, plan.entries)
    if outcome.failure:
        print(outcome.failure, file=sys.stderr)
        return 1
    print(f"{api.plural(len(outcome.written), 'fichier')} écrit{'s' if len(outcome.written) > 1 else ''}.")
    return 0


def _entry(root: Path, one: FromFile) -> RecordToWrite | None:
    """The sheet of an indicator with the accepted values; None when it has them already."""
    path = root / one.indicateur.file
    sheet, _ = api.read_sheet(path, root)
    before = api.read_plain(path, root)
    assert sheet is not None  # it was read just before
    ours = sheet.values.get("valeurs") or []
    values = one.merged(ours)
    if values == ours:
        return None
    order = [column.path for column in api.columns_of(api.Indicateur)[1:]]
    try:
        after = api.edit(before.decode("utf-8"), {("valeurs",): values}, order).encode()
    except api.EditError as error:
        told = sheet.problem(("valeurs",), f"Ce fichier ne peut pas être changé ({error}).", "Changez-le à la main.")
        raise api.DataError([told]) from None
    expected = sheet.values | {"valeurs": values}
    return RecordToWrite(0, one.indicateur.id, one.indicateur.nom, sheet.file, before, after, expected, ())
