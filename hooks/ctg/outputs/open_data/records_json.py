"""A record as JSON, for the lists, the tables and the maps."""

from __future__ import annotations

from typing import Any

from ctg.kinds import Record
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data.computed import computed
from ctg.outputs.open_data.public import typed


def record_values(render: Renderer, record: Record) -> dict[str, Any]:
    """Its identifier and kind, its public fields, what is worked out of them."""
    return {"id": record.id, "genre": record.kind, **typed(render.catalogue, record), "calcule": computed(render, record)}
