"""The form in front of a copy of the invented territory."""

from __future__ import annotations

import pytest

from formulaire import Surfer
from territoires import hamlet


@pytest.fixture
def surfer(tmp_path) -> Surfer:
    return Surfer(hamlet(tmp_path / "projet"))
