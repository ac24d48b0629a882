"""The three sites that the audit examines, visitors of a given width, and the gathering of what each test noted."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import rapport
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.pages.templates import error_page
from territoires import ESSAI


@dataclass(frozen=True)
class Site:
    adresse: str
    folder: Path


@pytest.fixture(scope="session")
def error_site(tmp_path_factory) -> Path:
    """What `make servir` shows when a record is wrong."""
    folder = tmp_path_factory.mktemp("erreur")
    shutil.copytree(ESSAI / "data", folder / "data")
    record = folder / "data" / "structures" / "ecureuils.yml"
    record.write_text(record.read_text("utf-8").replace("type: multi-accueil", "type: <b>crèche</b>\ncouleur: vert"), "utf-8")
    with pytest.raises(DataError) as mistakes:
        load(folder)
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text(error_page(mistakes.value), "utf-8")
    return folder / "site"


@pytest.fixture(scope="session")
def sites(serve, reel, essai, real_site, essai_site, error_site) -> dict[str, Site]:
    return {"essai": Site(essai, essai_site), "reel": Site(reel, real_site), "erreur": Site(serve(error_site), error_site)}


@pytest.fixture
def visitor(visit):
    """``with visitor(width) as page``: a visitor whom nothing knows; ``page.popups`` fills up."""

    @contextmanager
    def start(width: int):
        page = visit(width)
        page.popups = []
        page.on("popup", lambda popup: page.popups.append(popup.url))
        yield page
        page.close()

    return start


@pytest.fixture
def noter(record_property):
    """``noter(outil, examens=…, pages=…, fautes=[(règle, ligne)], autres={…: nombre})``: what the report tells."""

    def note(outil: str, **facts) -> None:
        record_property("audit", {"outil": outil, **facts})

    return note


# --- the report, written by the process that gathers the workers' results ----------------------------


class Gathering:
    """Every test's outcome and notes, then the report when the whole site was examined."""

    def __init__(self) -> None:
        self.notes: list[dict] = []
        self.passed: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report) -> None:
        if report.when == "call" or not report.passed:
            for test in (report.nodeid, report.nodeid.split("[")[0]):
                self.passed[test] = self.passed.get(test, True) and report.passed
        if report.when == "call":
            self.notes += [value for name, value in report.user_properties if name == "audit"]

    def pytest_sessionfinish(self, session) -> None:
        if session.config.getoption("--tout") and self.notes:
            rapport.write(self.notes, self.passed)


def pytest_configure(config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Gathering())
