"""All that an extension may import of the core: ``from ctg import api``, then ``api.Record``, ``api.plural``.

The names, each with the module where it lives, are said once, in ``api.pyi`` beside this file: types are checked by it, a test
holds it, and this module reads it. A name is looked up when it is first asked for, so that an extension's kinds of records can
be imported while the rest of the core is.
"""

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

_TREE = ast.parse(Path(__file__).with_suffix(".pyi").read_text("utf-8"))
_HOMES = {
    alias.asname or alias.name: (node.module or "", alias.name)
    for node in _TREE.body
    if isinstance(node, ast.ImportFrom)
    for alias in node.names
}
"""Name → (module, its name there)."""


def __getattr__(name: str) -> Any:
    """The object of that name. Raises :class:`AttributeError` for what is not offered."""
    if name not in _HOMES:
        raise AttributeError(f"ctg.api n'offre pas « {name} » (voir hooks/ctg/api.pyi)")
    module, there = _HOMES[name]
    found = globals()[name] = getattr(import_module(module), there)
    return found


def __dir__() -> list[str]:
    return sorted(_HOMES)
