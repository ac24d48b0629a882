"""A file that arrives → what it would change: a table of ours (it has identifiers), a national list, or an ordinary list."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from pydantic import TypeAdapter, ValidationError

from ctg import api
from ctg_tableurs.foreign import MOST_IN_LIST, Origin, recognised, titles_of
from ctg_tableurs.known_lists import FILE, KnownList, Liste, kept_choices, load_lists
from ctg_tableurs.matching import plan_of_list
from ctg_tableurs.ordinary import NoPlace, ordinary
from ctg_tableurs.plan import ImportPlan, make_plan
from ctg_tableurs.rows import rows_of
from ctg_tableurs.table_file import SheetOfFile, sheets_of, table_of
from ctg_tableurs.titles import NOTES, TypeWords

MANY = 500
"""Rows above which checking takes more than a second or two, and says so."""
OF_PLACES = (api.Structure, api.Service)
"""The kinds that others keep lists of."""


@dataclass(frozen=True)
class Arrival:
    """What a file is and would change."""

    kind: type[api.Record]
    plan: ImportPlan
    rows: int
    known: KnownList | None = None
    """The list that it is; None for a table of ours."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of an ordinary list: title → what it was taken for."""
    left_out: tuple[NoPlace, ...] = ()

    def kept(self, root: Path) -> bytes:
        """The file of the lists once it holds what these columns are. Raises :class:`TableError`."""
        assert self.known
        try:
            return kept_choices(root, self.known)
        except (api.OddFile, OSError, UnicodeDecodeError):
            raise api.TableError(f"{FILE} ne peut pas être lu.", "Vérifiez vos droits, et lancez « ctg verifier ».") from None


def arrival(
    root: Path, kind: type[api.Record], name: str, content: bytes, date: str = "", chosen: Mapping[str, str] | None = None
) -> Arrival:
    """What the bytes of a file named ``name`` would change in the records of ``kind``. ``chosen``: what a person said of some
    columns. Raises :class:`TableError`.
    """
    _checked_date(date)
    lists, problems = load_lists(root)
    if problems:
        raise api.TableError("\n\n".join(map(str, problems)))
    sheets = sheets_of(name, content, MOST_IN_LIST)
    if kind not in OF_PLACES or any(map(_ours, sheets)):
        rows = rows_of(table_of(name, content, kind.plural), api.columns_of(kind))
        if len(rows) > MANY and sys.stderr.isatty():
            print(f"Vérification de {len(rows)} lignes…", file=sys.stderr)
        return Arrival(kind, make_plan(root, kind, rows, name), len(rows))
    if sheets and (
        known := recognised(sheets[0].table, [one for one in lists if one.sheet.file != FILE or one.liste.identifiant])
    ):
        if not date and not known.liste.date:
            told = "On ne sait pas de quand date cette liste."
            raise api.TableError(told, "Dites-le : --date 2026-09 (année, mois, jour si vous le savez).")
        table, kind = sheets[0].table, api.GENRES[known.liste.genre]
        return Arrival(kind, plan_of_list(root, Origin(known, date), table), len(table.rows) - 1, known)
    return _of_people(root, kind, name, sheets, date, lists, chosen or {})


def _of_people(
    root: Path,
    kind: type[api.Record],
    name: str,
    sheets: list[SheetOfFile],
    date: str,
    lists: list[KnownList],
    chosen: Mapping[str, str],
) -> Arrival:
    communes, type_of = api.communes_in(root), TypeWords(root).of if kind is api.Structure else lambda _text: ""
    found = ordinary(sheets, communes, type_of)
    titles = {*titles_of(found.table)}
    remembered = next((one for one in lists if one.sheet.file == FILE and one.liste.signature == titles), None)
    before = remembered.liste if remembered else None
    known = {**before.colonnes} if before else {}
    chosen = {title: meant for title, meant in (known | {**chosen}).items() if title in titles}
    found = ordinary(sheets, communes, type_of, chosen) if chosen else found
    dated = next((title for title, meant in found.columns.items() if meant == "date"), None)
    try:
        liste = Liste(
            nom=api.as_identifier(PurePath(name).stem)[: api.LONGEST].strip("-") or "liste",
            titre=api.visible(PurePath(name).name),
            genre=kind.kind,
            date=dated,
            colonnes={title: meant or NOTES for title, meant in found.columns.items()},
            partout=(before and before.partout) or ({"type": "autre"} if kind is api.Structure else {}),
            mots=before.mots if before else {},
        )
    except ValidationError:
        raise api.TableError("Un titre est trop long (300 caractères au plus).", "Raccourcissez-le : « Téléphone »…") from None
    of_it = KnownList(liste, remembered.sheet if remembered else api.Sheet(FILE, "", {}))
    plan = plan_of_list(root, Origin(of_it, date or found.date, ordinary=True), found.table)
    assert plan.of_list
    plan = replace(plan, of_list=replace(plan.of_list, columns=found.columns, left_out=found.left_out))
    return Arrival(kind, plan, len(found.table.rows) - 1, of_it, found.columns, found.left_out)


def _ours(sheet: SheetOfFile) -> bool:
    """Whether a table has our identifiers, as « ctg exporter » writes it."""
    titles = {api.fold(title) for title in titles_of(sheet.table)}
    return bool(titles & {api.fold(api.ID.label), api.fold(api.ID.name)})


def _checked_date(date: str) -> None:
    try:
        TypeAdapter(api.KnownDate).validate_python(date or "2000")
    except ValidationError:
        raise api.TableError(
            f"« {api.shown(date)} » n'est pas une date.", "Écrivez --date 2026, --date 2026-09 ou --date 2026-09-01."
        ) from None
