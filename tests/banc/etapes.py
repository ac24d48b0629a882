"""Where the time of a build goes: ``python etapes.py FOLDER`` builds that project and prints seconds per step as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

spent: dict[str, float] = defaultdict(float)


def steps() -> dict[str, tuple[ModuleType, str]]:
    """What is timed: the module where it is called, its name. Imported here: that has a step of its own."""
    from ctg.publish import build, mkdocs, write
    from ctg.site import search

    return {
        "tout préparer": (mkdocs, "make_site"),
        "lire et vérifier": (build, "load"),
        "écrire les pages et les fichiers": (write, "write_together"),
        "suivre les liens": (write, "broken_links"),
        "préparer la recherche": (search, "text_index"),
    }


def timed(step: str, call: Callable) -> Callable:
    """The same function; its time goes to a step. A generator is run to its end, so that its time is its own."""

    def run(*args, **options):
        start = time.perf_counter()
        found = call(*args, **options)
        found = list(found) if hasattr(found, "__next__") else found
        spent[step] += time.perf_counter() - start
        return found

    return run


def main() -> None:
    begin = time.perf_counter()
    from ctg.common.files import put_in_place
    from ctg.publish import mkdocs

    spent["imports"] = time.perf_counter() - begin
    root = Path(sys.argv[1])
    for step, (module, name) in steps().items():
        setattr(module, name, timed(step, getattr(module, name)))
    mkdocs.build(root, root / ".site.nouveau")
    put_in_place(root / ".site.nouveau", root / "site")
    spent["préparer (adresses, calculs)"] = spent.pop("tout préparer") - spent["lire et vérifier"]
    total = time.perf_counter() - begin
    spent["prose et copies (MkDocs)"] = total - sum(spent.values())
    print(json.dumps(spent))


if __name__ == "__main__":
    main()
