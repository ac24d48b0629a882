"""A portal of one site, never accepted, or accepted once for all tests."""

import shutil

import pytest

from ctg.commands import main
from portails import Site, accept, portal, some


@pytest.fixture
def site(tmp_path, capsys) -> Site:
    portal(tmp_path, {"ici": some()})
    return Site(tmp_path, capsys)


@pytest.fixture(scope="session")
def once_accepted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("accepte")
    assert all(main(["rassembler", str(accept(portal(folder, {"ici": some()})))]) == 0 for _ in range(2))
    return folder


@pytest.fixture
def accepted(once_accepted, tmp_path, capsys) -> Site:
    shutil.copytree(once_accepted, tmp_path, dirs_exist_ok=True)
    return Site(tmp_path, capsys)
