"""From a sheet to a checked model, with every mistake in French, on its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ctg.kinds.base import Record
from ctg.problems import Location, Problem, from_pydantic, location_of
from ctg.source import Sheet

M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], sheet: Sheet, context: Mapping[str, Any]) -> tuple[M | None, list[Problem]]:
    """The model that a sheet describes; None with what forbids it. ``context``: what references may name."""
    try:
        part = model.model_validate(sheet.values, context=context)
        return (part.told_by(sheet.id, sheet.file, sheet.values) if isinstance(part, Record) else part), []
    except ValidationError as failure:
        errors = failure.errors(include_url=False)
    refused = {error["loc"][:-1] for error in errors}
    problems = []
    for error in errors:
        if error["type"] == "too_short" and error["loc"] in refused:
            continue  # the list is only « empty » because its items were refused
        named = error.get("ctx", {}).get("field")
        location = _written((*error["loc"], *location_of(named)) if named else error["loc"], sheet)
        problems.append(sheet.problem(location, *from_pydantic(error, _fields_at(model, error["loc"][:-1]))))
    return None, problems


def _written(location: Location, sheet: Sheet) -> Location:
    """The location as the file has it: pydantic adds steps of its own, such as ``function-after``."""
    kept: Location = ()
    location = tuple(step for step in location if step != "[key]")  # a wrong name: the name itself is the place
    for step in location:
        if (*sheet.base, *kept, step) in sheet.lines or isinstance(step, int) or step == location[-1]:
            kept = (*kept, step)
    return kept


def _fields_at(model: type[BaseModel], location: Location) -> dict[str, str]:
    """The names accepted where a location points, each with an example of its value (or nothing)."""
    for step in location:
        field = model.model_fields.get(str(step)) if isinstance(step, str) else None
        if field is not None and (inner := _model_in(field.annotation)):
            model = inner
    return {name: str(field.examples[0]) if field.examples else "" for name, field in model.model_fields.items()}


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside ``Model``, ``Model | None``, ``tuple[Model, ...]`` or ``dict[str, Model]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for arg in getattr(annotation, "__args__", ()) if (m := _model_in(arg))), None)
