"""A record as JSON, for the lists, the tables and the maps."""

from __future__ import annotations

from typing import Any

from ctg.kinds import Record
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data.computed import computed
from ctg.outputs.open_data.public import typed


def record_values(render: Renderer, record: Record) -> dict[str, Any]:
    """Its identifier and kind, its public fields, what is worked out of them. Once made, nothing changes it."""

    def worked_out() -> dict[str, Any]:
        own = typed(render.catalogue, record)
        return {"id": record.id, "genre": record.kind, **own, "calcule": computed(render, record)}

    return render.values.about((record,), worked_out)
