"""The published rules of SCDL « Équipements », and a reader of them."""

from __future__ import annotations

import json
from pathlib import Path

from frictionless import Resource, Schema

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "scdl-equipements-0.1.5.json").read_text("utf-8"))


def faults(content: bytes) -> list[str]:
    """What frictionless finds wrong with a table."""
    report = Resource(data=content, format="csv", encoding="utf-8", schema=Schema.from_descriptor(SCHEMA)).validate()
    return [f"{error.title}: {error.message}" for task in report.tasks for error in task.errors]
