"""The files of ``data/`` that stand alone and that people write: each has its form, as a record has.

What the tool keeps by itself (« Quoi de neuf », the points of addresses, the follow-up of confirmations…) has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from ctg import api

FOLDER = "fichier"
"""Where their forms are."""


def _sheet_of(model: type, singular: str) -> Any:
    """A kind of sheet whose only record is a file. Nobody looks for it: nothing is expected of it."""
    told = {"folder": FOLDER, "singular": singular, "expected": ()}
    hints = dict.fromkeys(told, ClassVar[Any])
    return type(f"{model.__name__}File", (model,), {"__annotations__": hints, "__module__": __name__, **told})


DOCUMENTS: dict[str, Any] = {
    "territoire.yml": _sheet_of(api.Territoire, "le territoire, sa marque, qui publie le site"),
    "vocabulaire.yml": _sheet_of(api.Vocabulary, "les mots du site"),
    "urgences.yml": _sheet_of(api.Urgence, "numéro d’urgence"),
    **{one.name: _sheet_of(one.model, one.singular) for one in api.LONE_FILES},
}
"""By name; « urgences.yml » is a list of them."""


def documents_in(root: Path) -> Iterator[tuple[str, str, Any]]:
    """(address below :data:`FOLDER`, title, values) of what these files hold: one a file, or one an item of a list."""
    for name in DOCUMENTS:
        id, title = name.removesuffix(".yml"), api.FILES[name]
        try:
            values = api.parse(api.read_plain(root / "data" / name, root).decode("utf-8"))
        except (api.EditError, OSError, ValueError):
            continue
        if isinstance(values, list):
            yield from ((f"{id}.{rank}", f"{title} : {_named(one)}", one) for rank, one in enumerate(values))
        else:
            yield id, title, values


def _named(values: Any) -> str:
    return str(values.get("numero") or "") if isinstance(values, dict) else ""


def with_terms(fields: tuple[api.Field, ...], values: Any) -> tuple[api.Field, ...]:
    """The fields of a file, where the words of a vocabulary are groups, one a word."""
    return tuple(_terms(one, values.get(one.key)) if one.type is api.Type.TERMS else one for one in fields)


def _terms(one: api.Field, words: Any) -> api.Field:
    if not isinstance(words, dict) or not all(isinstance(term, dict) for term in words.values()):
        return one
    groups = (
        replace(_moved(one, (*one.path, key), len(one.path)), type=api.Type.GROUP, label=_said(key, term), help="")
        for key, term in words.items()
    )
    return replace(one, type=api.Type.GROUP, fields=tuple(groups))


def _said(key: str, term: dict) -> str:
    return str(term.get("titre") or term.get("singulier") or key)


def _moved(one: api.Field, path: tuple[str, ...], depth: int) -> api.Field:
    """A field, and those inside it, below another path."""
    inside = tuple(_moved(inner, (*path, *inner.path[depth:]), len(inner.path)) for inner in one.fields)
    return replace(one, path=path, fields=inside)
