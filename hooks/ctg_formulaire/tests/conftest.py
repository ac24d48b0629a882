"""What the tests of the form have in common."""

from formulaire import surfer  # noqa: F401  (fixture)
