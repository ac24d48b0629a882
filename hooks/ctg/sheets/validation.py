"""From a sheet to a checked model, with every mistake in French, on its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ctg.ground.problems import Location, Problem, location_of
from ctg.kinds import kinds_with
from ctg.kinds.fields.record import Record
from ctg.sheets.edit.text import field_lines
from ctg.sheets.remedies import meant, model_at, told
from ctg.sheets.source import Sheet, read_list

M = TypeVar("M", bound=BaseModel)
MOST_GUESSED = 20
"""Mistakes of one sheet for which likely forms are tried on it: trying them for each of thousands would take minutes."""

MOST_TOLD = 200
"""Mistakes of one sheet that are told: more than anyone mends before checking again."""
FIRST_THESE = "Corrigez d'abord celles qui sont montrées. Si ce fichier n'est pas une fiche, sortez-le de data/."


def validated(model: type[M], sheet: Sheet, context: Mapping[str, Any]) -> tuple[M | None, list[Problem]]:
    """The model that a sheet describes; None with what forbids it. ``context``: what references may name."""
    try:
        part = model.model_validate(sheet.values, context=context)
        return (part.told_by(sheet.id, sheet.file, sheet.values) if isinstance(part, Record) else part), []
    except ValidationError as failure:
        count, errors = failure.error_count(), failure.errors(include_url=False)[:MOST_TOLD]
    if lost := _of_another_kind(model, sheet):
        return None, [lost]
    problems = [
        sheet.problem(where, *told(model, sheet, where, error, context, guessed=rank < MOST_GUESSED))
        for rank, (where, error) in enumerate(_once(model, sheet, errors))
    ]
    if count > MOST_TOLD:
        problems.append(sheet.problem((), f"Il y a {count - MOST_TOLD} erreurs de plus dans cette fiche.", FIRST_THESE))
    return None, problems


def load_list(model: type[M], path: Path, root: Path) -> tuple[tuple[M, ...], list[Problem]]:
    """The items of a file that is a list, in order, and what is wrong with it. No file is no item, and no problem."""
    if not path.exists() and not path.is_symlink():
        return (), []
    sheets, problems = read_list(path, root)
    checked = [validated(model, sheet, {}) for sheet in sheets]
    return tuple(item for item, _ in checked if item), [*problems, *(problem for _, wrong in checked for problem in wrong)]


def list_text(head: str, items: Iterable[BaseModel]) -> str:
    """The text of such a file that the tool keeps: a comment that says so, then the items in order."""
    return head + "".join("\n- " + "\n".join(_item(one))[2:] + "\n" for one in items)


def _item(item: BaseModel) -> Iterator[str]:
    for name, value in item.model_dump(mode="json", exclude_none=True).items():
        yield from field_lines(name, value, 2)


def _once(model: type[BaseModel], sheet: Sheet, errors: list[ErrorDetails]) -> Iterator[tuple[Location, ErrorDetails]]:
    """Each mistake with its place, without those that only follow from another."""
    refused = {error["loc"][:end] for error in errors for end in range(1, len(error["loc"]))}
    misnamed = {
        (*error["loc"][:-1], meant(str(error["loc"][-1]), model_at(model, error["loc"][:-1]).model_fields))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    for error in errors:
        if error["type"] == "too_short" and error["loc"] in refused:
            continue  # the list is only « empty » because its items were refused
        if error["type"] == "missing" and error["loc"] in misnamed:
            continue  # it is there, under another name
        named = error.get("ctx", {}).get("field")
        yield _written((*error["loc"], *location_of(named)) if named else error["loc"], sheet), error


def _written(location: Location, sheet: Sheet) -> Location:
    """The location as the file has it: pydantic adds steps of its own, such as ``function-after``."""
    kept: Location = ()
    location = tuple(step for step in location if step != "[key]")  # a wrong name: the name itself is the place
    for step in location:
        if (*sheet.base, *kept, step) in sheet.lines or isinstance(step, int) or step == location[-1]:
            kept = (*kept, step)
    return kept


def _of_another_kind(model: type[BaseModel], sheet: Sheet) -> Problem | None:
    """A record in the wrong folder: another kind has all its fields, and lacks none."""
    if not issubclass(model, Record) or set(sheet.values) <= set(model.model_fields):
        return None
    kinds = kinds_with(set(sheet.values))
    if len(kinds) != 1:
        return None
    place, name = f"data/{kinds[0].folder}/", sheet.file.rpartition("/")[2]
    message = f"Cette fiche n'est pas dans le bon dossier : elle a les champs de data/{kinds[0].folder}/."
    return sheet.problem((), message, f"Déplacez-la : {place}{name}.")
