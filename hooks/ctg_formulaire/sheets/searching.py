"""A sheet is found by anything that it says: a name, a street, a telephone in any writing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ctg import api

DIGITS = 6
"""As many digits make a telephone, or the beginning of one."""


class SaidText(NamedTuple):
    """A text of a sheet, and where it stands."""

    path: api.FieldPath
    text: str


def texts(values: Any, path: api.FieldPath = ()) -> Iterator[SaidText]:
    """Every text of a record, in the order of its file."""
    if isinstance(values, Mapping):
        for name, inner in values.items():
            yield from texts(inner, (*path, str(name)))
    elif isinstance(values, list | tuple):
        for rank, inner in enumerate(values):
            yield from texts(inner, (*path, rank))
    elif values is not None:
        yield SaidText(path, str(values))


def telephone_of(text: str) -> str:
    """The digits of a telephone, as one dials it here; "" for another text."""
    if not re.fullmatch(r"[+\d][\d .()/\u00a0\u202f-]*", text.strip()):
        return ""
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+33") or text.strip().startswith("0033"):
        digits = "0" + re.sub(r"^(00)?330?", "", digits)
    return digits if len(digits) >= DIGITS else ""


class Searched(NamedTuple):
    """What one looks for: folded words, or a telephone."""

    words: tuple[str, ...]
    telephone: str

    @classmethod
    def of(cls, typed: str) -> Searched:
        """What was typed."""
        return cls(tuple(api.fold(typed).split()), telephone_of(typed))

    def found(self, title: str, values: Any) -> SaidText | None:
        """The text of a record that answers, its title first; an empty one when several do together; None when none does."""
        every = [SaidText((), title), *texts(values)]
        if self.telephone:
            return next((one for one in every if self.telephone in telephone_of(one.text)), None)
        folded = [(one, api.fold(one.text)) for one in every]
        whole = next((one for one, text in folded if all(word in text for word in self.words)), None)
        together = all(any(word in text for _, text in folded) for word in self.words)
        return whole or (SaidText((), "") if together else None)
