"""``ctg chiffres``: official values of the declared indicators, from a producer's file (INSEE, CNAF).

Only what is accepted is written. A value is proposed when its column, code and year are found; a missing or secret one is told.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from ctg import api
from ctg_tableurs.entries import RecordToWrite
from ctg_tableurs.plan import apply, checked, report
from ctg_tableurs.table_file import csv_rows, file_bytes, read_table, text_of

BY_HAND = "Téléchargez-le avec un navigateur, puis donnez son nom."
LINES = 12
"""Values shown of each indicator: enough to recognise the column."""
MOST = 200_000_000
"""Bytes of a CSV file: the largest of INSEE's hold the 35,000 communes in some 100 MB."""
NUMBER: TypeAdapter[Decimal] = TypeAdapter(api.Number)
Rows = Sequence[Mapping[str, str]]


class SaidOfFile(NamedTuple):
    """What the person says of the file: its year when it has no column of years, and what the new values will bear."""

    year: int | None = None
    source: str | None = None
    vintage: str | None = None


@dataclass(frozen=True)
class NewValue:
    """A value of the file beside ours; ``old`` is None when we have none for that year and that place."""

    value: api.Valeur
    old: Decimal | None

    @property
    def same(self) -> bool:
        return self.old == self.value.valeur


@dataclass(frozen=True)
class FromFile:
    """What a file says of one indicator, and what it does not say, in French."""

    indicateur: api.Indicateur
    values: tuple[NewValue, ...]
    gaps: tuple[str, ...]

    def merged(self, written: Sequence[dict]) -> list[dict]:
        """The values as the sheet writes them, with those of the file in their place and the new ones last."""
        new = {_place(one.value): one for one in self.values if not one.same}
        kept = [
            old | _as_written(one.value) if (one := new.pop(_place(value), None)) else old
            for old, value in zip(written, self.indicateur.valeurs, strict=True)
        ]
        return [*kept, *(_as_written(one.value) for one in new.values())]


def read_rows(path: Path, catalogue: api.Catalogue) -> Rows:
    """The rows of a file that are about the territory, and its titles as keys. Raises :class:`TableError`."""
    wanted = {str(one.code_insee) for one in catalogue.all(api.Commune)} | {str(catalogue.territoire.siren or "")} - {""}
    numbered = csv_rows(file_bytes(path, MOST)) if path.suffix.lower() == ".csv" else iter(read_table(path).rows)
    names = [*map(text_of, next(numbered, (0, ()))[1])]
    rows = (dict(zip(names, map(text_of, cells), strict=False)) for _, cells in numbered)
    blank = dict.fromkeys(names, "")
    return [blank | row for row in rows if wanted & set(row.values())]


def from_file(catalogue: api.Catalogue, rows: Rows, said: SaidOfFile) -> list[FromFile]:
    """What the rows say of each indicator that reads such a file."""
    titles = set(rows[0]) if rows else set()
    found = []
    for one in catalogue.all(api.Indicateur):
        if one.officiel and {one.officiel.colonne, one.officiel.code} <= titles:
            found.append(_value_of(catalogue, one, one.officiel, rows, said))
    return found


def unread(catalogue: api.Catalogue, rows: Rows) -> list[str]:
    """The indicators that such a file does not feed, and the nearest title, in French."""
    titles = set(rows[0]) if rows else set()
    told = []
    for one in catalogue.all(api.Indicateur):
        missing = {one.officiel.colonne, one.officiel.code} - titles if one.officiel else set()
        for title in sorted(missing):
            near = api.nearest(title, titles, 0.8)
            told.append(f"{one.id} : pas de colonne « {api.shown(title)} »" + (f" (mais « {api.shown(near)} »)" if near else ""))
    return told


def _value_of(catalogue: api.Catalogue, one: api.Indicateur, where: api.Officiel, rows: Rows, said: SaidOfFile) -> FromFile:
    names = {str(commune.code_insee): commune.nom for commune in catalogue.all(api.Commune)}
    siren = str(catalogue.territoire.siren or "")
    values: dict[tuple[int, str | None], Decimal] = {}
    gaps: list[str] = []
    silent: dict[int, list[str]] = {}
    summed: set[int] = set()
    for row in rows:
        code, of = row[where.code], _year(row.get(where.annee, "") if where.annee else str(said.year or ""))
        if code not in names and code != siren:
            continue
        if of is None:
            gaps.append(f"année inconnue pour {names.get(code, 'le territoire')}")
            continue
        amount = _amount(row[where.colonne], where.arrondi)
        if amount is None:
            silent.setdefault(of, []).append(names.get(code, "le territoire"))
        else:
            values[of, names.get(code)] = amount
    gaps += [f"en {of}, secret ou absent du fichier : {api.joined(places)}" for of, places in silent.items()]
    for of in sorted({of for of, _ in values}) if where.somme else ():
        lacking = [nom for nom in names.values() if (of, nom) not in values]
        if lacking and (of, None) not in values:
            gaps.append(f"pas de total en {of} : il manque {api.joined(lacking)}")
        elif (of, None) not in values:
            summed.add(of)
            values[of, None] = sum((values[of, nom] for nom in names.values()), Decimal())
    today = catalogue.day.year  # a sum is of today's communes
    other = {of: today for of in summed if not catalogue.perimeter.same(of, today)}
    ours = {_place(old): old.valeur for old in one.valeurs}
    made = (
        api.Valeur(
            annee=of, valeur=amount, perimetre=None if nom else other.get(of), commune=nom, source=said.source, note=said.vintage
        )
        for (of, nom), amount in values.items()
    )
    new = sorted(made, key=lambda value: (value.year, value.commune is not None))
    return FromFile(one, tuple(NewValue(value, ours.get(_place(value))) for value in new), tuple(gaps))


def _place(value: api.Valeur) -> tuple[object, ...]:
    """Of what a value is: a part is not the whole."""
    return value.year, value.commune, value.partie


def _year(text: str) -> int | None:
    return int(text[:4]) if text[:4].isascii() and text[:4].isdigit() and 1900 <= int(text[:4]) <= 2100 else None


def _amount(text: str, places: int | None) -> Decimal | None:
    """The number of a cell; None when there is none: a blank, « s » (secret), « nd »."""
    try:
        number = NUMBER.validate_python(text)
    except ValidationError:
        return None
    return number if places is None else number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _as_written(value: api.Valeur) -> dict[str, str]:
    fields = ("annee", "valeur", "perimetre", "commune", "source", "note")
    return {name: str(said) for name in fields if (said := getattr(value, name)) is not None}


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
    return apply(root, plan.entries)


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
