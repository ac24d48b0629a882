"""The report of a trial import, as the coordinator reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from ctg import api
from ctg_tableurs.entries import Match, RecordToWrite
from ctg_tableurs.ordinary import NoPlace
from ctg_tableurs.plan import FromList, ImportPlan
from ctg_tableurs.titles import CONTACT, NOTES

FEW = 5
"""Files named in a sentence."""
MOST = 200
"""Items shown in each part."""


def report(plan: ImportPlan) -> str:
    """Added, modified field by field, unchanged, refused."""
    parts = [
        _columns(plan.of_list.columns) if plan.of_list else "",
        _section("Ajoutées en brouillon", len(plan.added), map(_added, plan.added)),
        _section("Modifiées", len(plan.modified), map(_modified, plan.modified)),
        _of_list(plan.of_list) if plan.of_list else f"Inchangées : {plan.unchanged}",
        _section("Refusées", len({refusal.row for refusal in plan.refused}), map(_remark, plan.refused)),
        _section("Erreurs causées ailleurs", len(plan.elsewhere), map(_problem, plan.elsewhere)),
        _section("Avertissements", len(plan.warnings), map(_remark, plan.warnings)),
        _absent(plan.absent),
    ]
    return "\n\n".join(part for part in parts if part)


def _columns(columns: Mapping[str, str]) -> str:
    """What each column was taken for."""
    told = {
        "": "une note",
        NOTES: "une note",
        CONTACT: "téléphone et courriel ; le reste en note, sans nom de personne",
    }
    named = {title: told.get(meant, meant) for title, meant in columns.items()}
    lines = [f"  {api.visible(api.shown(title))} → {meant}" for title, meant in named.items()]
    return "\n".join(["Ce que l'on a compris des colonnes :", *lines]) if lines else ""


def _of_list(found: FromList) -> str:
    """The rows that we have, those that are not ours, those that are no place."""
    parts = [
        _section("Déjà là, laissées telles quelles", len(found.known), map(_known, found.known)),
        f"Hors de vos communes : {found.outside} ({api.visible(found.communes)})." if found.outside else "",
        _placeless(found.placeless),
        _section("Lignes qui ne sont pas des lieux, laissées", len(found.left_out), map(_left_out, found.left_out)),
    ]
    return "\n\n".join(part for part in parts if part)


def _left_out(one: NoPlace) -> str:
    return f"  ligne {one.row} : {api.visible(api.shown(one.text))}"


def _placeless(rows: tuple[int, ...]) -> str:
    if not rows:
        return ""
    few, more = ", ".join(map(str, rows[:FEW])), f" et {len(rows) - FEW} autres" if len(rows) > FEW else ""
    told = f"Sans commune, laissées de côté : {len(rows)} (ligne{'s' if len(rows) > 1 else ''} {few}{more})."
    return f"{told}\n    → Remplissez leur commune : sans cela, on ne sait pas si c'est chez vous."


def _absent(files: tuple[str, ...]) -> str:
    """A row that was deleted deletes nothing: how to do it."""
    if not files:
        return ""
    few, more = ", ".join(files[:FEW]), f" et {len(files) - FEW} autres" if len(files) > FEW else ""
    told = f"Absentes du tableau : {len(files)} ({few}{more}). Elles restent telles quelles : une ligne effacée n'efface rien."
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
    restored = [
        f"    {change.column.label} : {api.visible(api.shown(change.new))} ({change.note})"
        for change in entry.changes
        if change.note
    ]
    return "\n".join([head, *restored])


def _modified(entry: RecordToWrite) -> str:
    head = f"  ligne {entry.row} : {api.visible(api.shown(entry.title))} ({entry.file})"
    return "\n".join([head, *map(_change, entry.changes)])


def _known(match: Match) -> str:
    head = f"  ligne {match.row} : {api.visible(api.shown(match.title))} ({match.file}, {match.how})"
    if not match.differences:
        return head
    return "\n".join([f"{head} ; la liste dit autre chose :", *map(_change, match.differences)])


def _change(change: api.FieldChange) -> str:
    old, new = api.shortened_difference(change.old, change.new)
    note = f" ({change.note})" if change.note else ""
    return f"    {change.column.label} : {old or '(vide)'} → {new or '(vide)'}{note}"


def _remark(remark: api.Remark) -> str:
    where = f"  ligne {remark.row}" + (f", colonne « {remark.label} »" if remark.label else "")
    lines = [where, remark.excerpt and f"    {api.visible(api.shown(remark.excerpt))}", f"    {api.visible(remark.message)}"]
    lines.append(remark.remedy and f"    → {api.visible(remark.remedy)}")
    return "\n".join(line for line in lines if line)


def _problem(problem: api.Problem) -> str:
    return "\n".join(f"  {api.visible(line)}" for line in str(problem).split("\n"))
