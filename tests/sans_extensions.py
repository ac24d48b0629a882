"""``python sans_extensions.py comites,reseau construire``: a command of the tool, as if these extensions were not installed."""

from __future__ import annotations

import sys

from ctg.common import extensions

if __name__ == "__main__":
    left_out, *asked = sys.argv[1:]
    there = tuple(entry for entry in extensions._entries() if entry.name not in left_out.split(","))
    extensions._entries = lambda: there
    from ctg.commands import main  # what lists extensions is imported after

    code = main(asked)
    needed = {f"ctg_{name}" for name in left_out.split(",")} & sys.modules.keys()
    sys.exit(f"importé quand même : {needed}" if needed else code)
