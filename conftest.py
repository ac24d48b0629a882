"""Fixtures shared by all tests: a project written from a dict, and the two territories, built once for all workers."""

import gc
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

import ctg.publish.build  # every kind has its facets, whichever tests are run
import ctg.publish.write
from charge import Busy
from chromium import browser, essai, open_page, reel, regular, serve, visit  # noqa: F401  (fixtures)
from relus import read_again
from territoires import ESSAI, ROOT, by_mkdocs, small

GARD = "200034692"
"""The SIREN of the Gard rhodanien."""

# One day for every test; the network is never needed.
os.environ["CTG_AUJOURDHUI"] = "2026-11-25"
os.environ["NO_MKDOCS_2_WARNING"] = "1"
# The tool is started more than a hundred times: it is compiled once, which is 0.2 s of each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# The same hostile texts each time: a test that fails by chance teaches nobody.
settings.register_profile("toujours les memes", derandomize=True, deadline=None)
settings.load_profile("toujours les memes")
# What a test builds in this process, it builds alone, as in a worker, which has threads: a copy would wait for those of Typst.
ctg.publish.write.cores = lambda: 1
# Whole catalogues are kept by the dozen: looking through them for what nobody holds any more took a fifth of the time.
gc.set_threshold(100_000, 20, 100)


def pytest_addoption(parser):
    parser.addoption("--reecrire", action="store_true", help="réécrit les sorties attendues, à relire dans le diff")
    parser.addoption("--tout", action="store_true", help="toutes les pages, de toutes les façons, pas un échantillon")
    parser.addoption("--charge", action="store_true", help="tous les processeurs sont occupés ailleurs pendant les tests")


def pytest_configure(config):
    if config.getoption("charge") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Busy())


def pytest_collection_modifyitems(config, items):
    """What checks the facts of the Gard rhodanien is of no use to who puts another territory in ``data/``."""
    if GARD in (ROOT / "data/territoire.yml").read_text("utf-8"):
        return
    apart = [item for item in items if item.get_closest_marker("gard")]
    items[:] = [item for item in items if item not in apart]
    config.hook.pytest_deselected(items=apart)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    """A test that is skipped proves nothing: it fails."""
    report = (yield).get_result()
    if report.skipped:
        report.outcome, report.longrepr = "failed", f"Un test ne se saute pas : {report.longrepr}"


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report():
    """Likewise for a whole module."""
    report = (yield).get_result()
    if report.skipped:
        report.outcome, report.longrepr = "failed", f"Un module ne se saute pas : {report.longrepr}"


@pytest.fixture
def project(tmp_path):
    """``project({"data/structures/x.yml": "…"})`` → a small project's folder, with those files written over it. What they say of
    a confidential place was read again; see ``unread``."""

    def read(files=None):
        folder = small(tmp_path / "projet", files)
        if any("adresse_confidentielle: oui" in str(text) for text in (files or {}).values()):
            read_again(folder)
        return folder

    return read


@pytest.fixture
def unread(tmp_path):
    """The same, of which nobody has read anything again."""
    return lambda files=None: small(tmp_path / "projet", files)


@pytest.fixture(scope="session")
def built(tmp_path_factory, worker_id):
    """``built(name, make)`` → a folder of that name that ``make(folder)`` filled; the other workers wait for the first."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder if worker_id == "master" else folder.parent

    def once(name: str, make: Callable[[Path], object]) -> Path:
        with FileLock(shared / f"{name}.verrou"):
            if not (shared / name).exists():
                make(shared / f"{name}.nouveau")
                (shared / f"{name}.nouveau").rename(shared / name)
        return shared / name

    return once


@pytest.fixture(scope="session")
def whole(request) -> bool:
    """Every page, in every way, rather than a sample?"""
    return request.config.getoption("--tout")


@pytest.fixture(scope="session")
def real_site(built) -> Path:
    """The site of the real territory."""
    return built("reel", partial(by_mkdocs, ROOT))


@pytest.fixture(scope="session")
def essai_site(built) -> Path:
    """The site of the invented territory."""
    return built("essai", partial(by_mkdocs, ESSAI))


@pytest.fixture(scope="session")
def portal_site(built) -> Path:
    """The folder of a portal of invented territories: its file, its copies, and its ``site``."""
    from portails import build as build_portal  # with the extension that it asks for

    return built("portail", build_portal)
