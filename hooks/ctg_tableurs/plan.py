"""Rows + the project's records → what would be added, modified or refused, without writing; then :func:`apply` writes it;
:func:`report` tells it to the coordinator.

Every new text is ready in memory before the first file is replaced; all are written, or none.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from ctg import api
from ctg_tableurs.entries import FieldChange, Importer, Match, RecordToWrite, Remark, Row, RowError
from ctg_tableurs.ordinary import NoPlace
from ctg_tableurs.titles import CONTACT, NOTES, PERSON


def apply(root: Path, entries: Sequence[RecordToWrite], more: Mapping[str, bytes] | None = None) -> int:
    """Writes each entry, and ``more`` files with them, or nothing, and says it; 1 when nothing is written."""
    before, after = {one.file: one.before for one in entries}, {one.file: one.after for one in entries}
    try:
        api.write_together(root, before, {**after, **(more or {})})
    except OSError as error:
        print(f"Rien n'est écrit : {api.reason(error)}.\n    → Réglez ce problème, puis recommencez.", file=sys.stderr)
        return 1
    print(f"{api.plural(len(entries), 'fichier')} écrit{'s' if len(entries) > 1 else ''}.")
    return 0


@dataclass(frozen=True)
class FromList:
    """What the report says of a list from elsewhere, besides its drafts."""

    known: tuple[Match, ...]
    """The rows that have their record: it is not touched."""
    outside: tuple[NoPlace, ...]
    """The rows that are not of the territory, with their commune."""
    placeless: tuple[NoPlace, ...]
    """The rows that do not say their commune."""
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of each draft, the digest of what the list says of each field."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of an ordinary list: title → what it was taken for, "" for a note."""
    left_out: tuple[NoPlace, ...] = ()
    """The rows that are no place."""


@dataclass(frozen=True)
class ImportPlan:
    """The outcome of a trial run."""

    added: tuple[RecordToWrite, ...] = ()
    modified: tuple[RecordToWrite, ...] = ()
    unchanged: int = 0
    refused: tuple[Remark, ...] = ()
    elsewhere: tuple[api.Problem, ...] = ()
    """Errors that the import would cause in other files: nothing can then be written."""
    warnings: tuple[Remark, ...] = ()
    absent: tuple[str, ...] = ()
    """The files of the records that no row is for: they stay."""
    of_list: FromList | None = None
    """Where the table is a list from elsewhere."""

    @property
    def entries(self) -> tuple[RecordToWrite, ...]:
        """All that would be written."""
        return (*self.added, *self.modified)


def make_plan(root: Path, kind: type[api.Record], rows: Sequence[Row], source: str = "") -> ImportPlan:
    """What importing ``rows`` would do to the records of ``kind``, checked as ``ctg verifier`` does; new ones are drafts that
    give ``source``, the name of the file.
    """
    importer = Importer(root, kind, source=source)
    entries, unchanged = [], 0
    refused = list(importer.repeated(rows))
    repeated = {refusal.row for refusal in refused}
    for row in rows:
        if row.number in repeated:
            continue
        try:
            entry = importer.entry(row)
        except RowError as error:
            refused += error.refusals
            continue
        unchanged += entry is None
        entries += [entry] if entry else []
    plan = checked(root, importer.columns, entries)
    places = {column.label: place for place, column in enumerate(importer.columns)}
    ordered = tuple(sorted((*refused, *plan.refused), key=lambda one: (one.row, places.get(one.label, -1))))
    state = next((column.label for column in importer.columns if column.name == "etat_fiche"), "")
    new = {entry.row for entry in plan.added}  # that they are drafts is no news
    warnings = tuple(one for one in plan.warnings if one.label != state or one.row not in new)
    return replace(plan, unchanged=unchanged, refused=ordered, warnings=warnings, absent=tuple(importer.absent(rows)))


def checked(root: Path, columns: Sequence[api.Column], entries: list[RecordToWrite]) -> ImportPlan:
    """A plan of the entries that pass the checks; the others are refused, and the rest is checked again without them."""
    refused: list[Remark] = []
    while True:
        by_file = {entry.file: entry for entry in entries}
        problems = new_problems(root, {entry.file: entry.after for entry in entries})
        faults = [problem for problem in problems if problem.level == api.ERROR]
        own = [problem for problem in faults if problem.file in by_file]
        refused += [_remark(problem, by_file[problem.file], columns) for problem in own]
        if not own:
            break
        entries = [entry for entry in entries if entry.file not in {problem.file for problem in own}]
    return ImportPlan(
        added=tuple(entry for entry in entries if entry.before is None),
        modified=tuple(entry for entry in entries if entry.before is not None),
        refused=tuple(refused),
        elsewhere=tuple(faults),
        warnings=tuple(_remark(p, by_file[p.file], columns) for p in problems if p.level != api.ERROR and p.file in by_file),
    )


def new_problems(root: Path, files: Mapping[str, bytes]) -> list[api.Problem]:
    """The problems that writing ``files`` would cause; those that ``data/`` has already are left out. Raises
    :class:`TableError` when ``data/`` cannot be read.
    """
    try:
        with api.copied_data(root, files) as copy:
            return api.new_since(api.problems_of(copy), api.problems_of(root))
    except api.OddFile as error:
        raise api.TableError(error.message, error.remedy) from None


def _remark(problem: api.Problem, entry: RecordToWrite, columns: Sequence[api.Column]) -> Remark:
    """A problem of the record, in the words of the table: its row and its column."""
    column = next((c for c in columns if problem.field == c.name or problem.field.startswith(f"{c.name}.")), None)
    inside = next((c for c in columns if problem.field and c.name.startswith(f"{problem.field}.")), None)
    label = column.label if column else inside.label.split(" : ")[0] if inside else ""
    change = next((change for change in entry.changes if change.column == column), None)
    # « Ajoutez une ligne » is said of a file; in a table it would mean a new record.
    remedy = f"Remplissez la colonne « {label} »." if problem.remedy.startswith("Ajoutez une ligne") else problem.remedy
    if column:
        remedy = re.sub(rf"« {re.escape(column.path[-1])}: ([^»]*) »", r"« \1 »", remedy)
    return Remark(entry.row, label, change.new if change else "", problem.message, remedy)


MOST = 200
"""Items shown in each part."""


def few(items: Sequence[object]) -> str:
    """The first five of some things, in a sentence: « a, b et 3 autres »."""
    return ", ".join(map(str, items[:5])) + (f" et {len(items) - 5} autres" if len(items) > 5 else "")


def report(plan: ImportPlan) -> str:
    """Added, modified field by field, unchanged, refused."""
    parts = [
        _columns(plan.of_list.columns) if plan.of_list else "",
        _section("Ajoutées en brouillon", len(plan.added), map(_added, plan.added)),
        _section("Modifiées", len(plan.modified), map(_modified, plan.modified)),
        _of_list(plan.of_list) if plan.of_list else f"Inchangées : {plan.unchanged}",
        _section("Refusées", len({refusal.row for refusal in plan.refused}), map(_remark_line, plan.refused)),
        _section("Erreurs causées ailleurs", len(plan.elsewhere), map(_problem, plan.elsewhere)),
        _section("Avertissements", len(plan.warnings), map(_remark_line, plan.warnings)),
        _absent(plan.absent),
    ]
    return "\n\n".join(part for part in parts if part)


def _columns(columns: Mapping[str, str]) -> str:
    """What each column was taken for."""
    told = {
        "": "une note",
        NOTES: "une note",
        PERSON: "des personnes : une note, sans leurs noms",
        CONTACT: "téléphone et courriel ; le reste en note, sans nom de personne",
    }
    named = {title: told.get(meant, meant) for title, meant in columns.items()}
    lines = [f"  {api.visible(api.shown(title))} → {meant}" for title, meant in named.items()]
    return "\n".join(["Ce que l'on a compris des colonnes :", *lines]) if lines else ""


def _of_list(found: FromList) -> str:
    """The rows that we have, those that are not ours, those that are no place."""
    parts = [
        _section("Déjà là, laissées telles quelles", len(found.known), map(_known, found.known)),
        _left("Hors de vos communes, laissées de côté", found.outside),
        _left("Sans commune, laissées de côté", found.placeless),
        found.placeless and "    → Remplissez leur commune : sans cela, on ne sait pas si c'est chez vous.",
        _left("Lignes qui ne sont pas des lieux, laissées", found.left_out),
    ]
    return "\n\n".join(part for part in parts if part).replace("\n\n    →", "\n    →")


def _left(title: str, rows: Sequence[NoPlace]) -> str:
    return _section(title, len(rows), (f"  ligne {one.row} : {api.visible(api.shown(one.text))}" for one in rows))


def _absent(files: tuple[str, ...]) -> str:
    """A row that was deleted deletes nothing: how to do it."""
    if not files:
        return ""
    told = f"Absentes du tableau : {len(files)} ({few(files)}). Elles restent telles quelles : une ligne effacée n'efface rien."
    remedy = "Pour retirer une fiche du site, écrivez « etat_fiche: brouillon » dans son fichier ; pour l'effacer, supprimez-le."
    return f"{told}\n    → {remedy}"


def _section(title: str, count: int, items: Iterable[str]) -> str:
    """The first items, and how many more there are; nothing when there is none."""
    shown_items = list(islice(items, MOST + 1))
    more = ["  … et d'autres : seules les premières sont montrées."] if len(shown_items) > MOST else []
    return "\n".join([f"{title} : {count}", *shown_items[:MOST], *more]) if count else ""


def _added(entry: RecordToWrite) -> str:
    note = f" ({entry.note})" if entry.note else ""
    head = f"  ligne {entry.row} : {api.visible(api.shown(entry.title))} → {entry.file}{note}"
    restored = [f"    {one.column.label} : {api.visible(api.shown(one.new))} ({one.note})" for one in entry.changes if one.note]
    return "\n".join([head, *restored])


def _modified(entry: RecordToWrite) -> str:
    head = f"  ligne {entry.row} : {api.visible(api.shown(entry.title))} ({entry.file})"
    return "\n".join([head, *map(_change, entry.changes)])


def _known(match: Match) -> str:
    head = f"  ligne {match.row} : {api.visible(api.shown(match.title))} ({match.file}, {match.how})"
    if not match.differences:
        return head
    return "\n".join([f"{head} ; la liste dit autre chose :", *map(_change, match.differences)])


def _change(change: FieldChange) -> str:
    old, new = api.shortened_difference(change.old, change.new)
    note = f" ({change.note})" if change.note else ""
    return f"    {change.column.label} : {old or '(vide)'} → {new or '(vide)'}{note}"


def _remark_line(remark: Remark) -> str:
    where = f"  ligne {remark.row}" + (f", colonne « {remark.label} »" if remark.label else "")
    lines = [where, remark.excerpt and f"    {api.visible(api.shown(remark.excerpt))}", f"    {api.visible(remark.message)}"]
    lines.append(remark.remedy and f"    → {api.visible(remark.remedy)}")
    return "\n".join(line for line in lines if line)


def _problem(problem: api.Problem) -> str:
    return "\n".join(f"  {api.visible(line)}" for line in str(problem).split("\n"))
