"""Fixtures shared by all tests: a project written from a dict, and the two territories, built once a worker."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from chromium import browser, essai, reel, serve  # noqa: F401  (fixtures)
from territoires import ESSAI, ROOT, SMALL, build

# One day for every test; the network is never needed.
os.environ["CTG_AUJOURDHUI"] = "2026-11-25"
os.environ["NO_MKDOCS_2_WARNING"] = "1"


def pytest_addoption(parser):
    parser.addoption("--reecrire", action="store_true", help="réécrit les sorties attendues, à relire dans le diff")
    parser.addoption("--tout", action="store_true", help="l'audit regarde toutes les pages, pas un échantillon")


@pytest.fixture
def project(tmp_path):
    """``project({"data/structures/x.yml": "…"})`` → a small project's folder, with those files written over it."""

    def write(files: dict[str, str | bytes] | None = None) -> Path:
        folder = tmp_path / "projet"
        shutil.copytree(SMALL, folder, dirs_exist_ok=True)
        for name, content in (files or {}).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write


@pytest.fixture(scope="session")
def real_site(tmp_path_factory) -> Path:
    """The site of the real territory."""
    return build(ROOT, tmp_path_factory.mktemp("reel") / "site")


@pytest.fixture(scope="session")
def essai_site(tmp_path_factory) -> Path:
    """The site of the invented territory."""
    return build(ESSAI, tmp_path_factory.mktemp("essai") / "site")
