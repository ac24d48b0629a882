"""Parts of a page that another subject brings: the page shows those that exist, in the order in which they are declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Values = dict[str, Any]


class PagePart(NamedTuple):
    """A template, and what it is given: from the renderer, and from what the page is about; None when it has nothing to show."""

    template: str
    values: Callable[[Any, Any], Values | None]


_PARTS: dict[str, list[PagePart]] = {}


def part(page: str, template: str, values: Callable[[Any, Any], Values | None]) -> None:
    """Declare a part of the pages that a template makes: ``page`` is its name without ``.html`` (``commune``)."""
    _PARTS.setdefault(page, []).append(PagePart(template, values))


def parts_of(page: str) -> tuple[PagePart, ...]:
    """Those of a page."""
    return tuple(_PARTS.get(page, ()))
