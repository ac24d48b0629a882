"""In front of the form, on a copy of twelve records of the invented territory."""

from __future__ import annotations

from formulaire import surfer  # noqa: F401  (fixture)
