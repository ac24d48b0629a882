"""A real browser on the built sites. The network is closed (``chromium.OPTIONS``): what is asked of another host is noted,
and leads nowhere. No request goes through this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from temoin import witness  # noqa: F401  (fixture)

from serveur_du_site import hosted
from territoires import build


@pytest.fixture(params=["reel", "essai"])
def site(request) -> Path:
    """The folder of each of the two built sites."""
    return request.getfixturevalue({"reel": "real_site", "essai": "essai_site"}[request.param])


@pytest.fixture(scope="session")
def home(essai_site) -> Iterator[str]:
    """The address of the invented territory at a host that obeys its ``_headers``."""
    with hosted(essai_site) as address:
        yield address


@pytest.fixture(scope="session")
def hostile(built) -> Path:
    """The site of the invented territory, attacked in each of its records, in ``docs/`` and in ``overrides/``."""
    from test_contenu_actif import spoil
    from test_injection import attack

    def make(target: Path) -> None:
        project = attack(target.with_name("hostile-projet"))
        spoil(project)
        build(project, target)

    return built("hostile", make)
