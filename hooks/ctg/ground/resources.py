"""Where the tool's own folders are: beside it in the package that was installed, elsewhere in its repository; and what a
territory puts in their place, in its own ``overrides/``.

``setup.py`` says which folder of the repository becomes which one of the package.
"""

from __future__ import annotations

from pathlib import Path

import ctg
from ctg.ground.files import inside, look

PACKAGE = Path(ctg.__file__).resolve().parent


def _folder(packed: str, source: str) -> Path:
    """A folder of the package, or where the repository has it."""
    return PACKAGE / packed if (PACKAGE / packed).is_dir() else PACKAGE.parents[1] / source


TEMPLATES = PACKAGE / "templates"
CLOTHES = _folder("habillage", "overrides")
"""Style sheets, scripts, pictures."""
GUIDES = _folder("guides", "docs/contribuer")
"""The coordinator's guides, in Markdown."""
CHANGES = GUIDES / "CHANGELOG.md" if (PACKAGE / "guides").is_dir() else PACKAGE.parents[1] / "CHANGELOG.md"
"""What each version changes."""

OWN_CLOTHES = "overrides"
"""In a territory: ``assets/…`` stands in place of the tool's file of the same path."""
OWN_TEMPLATES = f"{OWN_CLOTHES}/templates"
LAST_SHEET = "assets/css/ajouts.css"
"""The style sheet that only a territory has: each page has it, after all others."""


def own(root: Path | None, name: str) -> Path | None:
    """The territory's own file of that path; None when it has none, or no plain one, or when ``root`` is the tool's own."""
    if root is None or not (root / OWN_CLOTHES / name).is_file() or (root / OWN_CLOTHES).resolve() == CLOTHES:
        return None  # looked for first: nearly none has any, and each page asks for ten
    try:
        path = inside(root / OWN_CLOTHES, name)
        look(path, root)
    except OSError:
        return None
    return path


def worn(root: Path | None, name: str) -> Path:
    """The file that is published at a path: the territory's own, else the tool's."""
    return own(root, name) or CLOTHES / name
