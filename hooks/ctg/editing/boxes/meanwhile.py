"""A record whose file changed while its form was open: what its boxes then hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ctg.editing.boxes.answers import KEPT, Answers, answers_of
from ctg.editing.boxes.differences import ChangedColumn, differences
from ctg.editing.opened import OpenedRecord
from ctg.sheets.edit.text import flow


class Clash(NamedTuple):
    """The file changed while it was open: what both changed, here and there; what only the disk did, before and now."""

    both: list[ChangedColumn]
    theirs: list[ChangedColumn]


def merged(opened: OpenedRecord, was: dict, mine: dict) -> tuple[dict, Clash]:
    """The disk's record with what was changed here over it. ``was``: as the form was opened; ``mine``: as it comes back."""
    theirs, labels = opened.values, {one.key: one.label for one in opened.fields}
    ours = {name for name in mine.keys() | was.keys() if mine.get(name) != was.get(name)}
    other = {name for name in theirs.keys() | was.keys() if theirs.get(name) != was.get(name)}

    def rows(name: str, left: dict, right: dict) -> list[ChangedColumn]:
        label = labels.get(name, name)
        return differences(opened.kind, left, right, name) or [
            ChangedColumn(label, _text(left.get(name)), _text(right.get(name)))
        ]

    values = {name: mine.get(name) if name in ours else theirs.get(name) for name in {**theirs, **mine}}
    both = [row for name in sorted(ours & other) if mine.get(name) != theirs.get(name) for row in rows(name, mine, theirs)]
    return values, Clash(both, [row for name in sorted(other - ours) for row in rows(name, was, theirs)])


def over(opened: OpenedRecord, values: Mapping[str, Any]) -> Answers:
    """What the form of a record holds once these values are in its boxes: rows are numbered after those of the file."""
    answers = answers_of(opened.fields, {name: value for name, value in values.items() if value is not None})
    kept = answers_of(opened.fields, opened.values)
    for name, texts in answers.items():
        if texts[:1] and texts[0].startswith(KEPT) and name in kept:
            answers[name] = [kept[name][0], *texts[1:]]
    return answers


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else flow(value)
