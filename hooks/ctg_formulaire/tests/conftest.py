"""The form in front of a copy of the invented territory."""

import pytest

from formulaire import Surfer
from territoires import hamlet


@pytest.fixture
def surfer(tmp_path) -> Surfer:
    return Surfer(hamlet(tmp_path / "projet"))


@pytest.fixture(scope="module")
def still(tmp_path_factory) -> Surfer:
    """The same, for the tests of a module that write nothing: it is read once for all."""
    return Surfer(hamlet(tmp_path_factory.mktemp("relu") / "projet"))
