"""A newer version of the tool, tried on a copy of the project before it is taken: the sheets brought to its form, the site built
by both, their addresses compared. It comes from a file that somebody gives, or that was put in ``roues/``: from no index."""

import os
import re
import shutil
import sys
import tempfile
import threading
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

from ctg import api
from ctg_demarrage import tools
from ctg_formulaire.desk import Desk, FormRequest, FormResponse, Screen
from ctg_formulaire.hosting.hosts import HostRefused
from ctg_formulaire.hosting.publishing import Aside, stopped
from ctg_formulaire.workshop import Files, Note, NotWritten, Save, Workshop

BESIDE = (".*", "site", "site.*", tools.WHEELS, "brouillons", "confirmations")
"""What is not tried: what is made again, what waits, what another version installed."""
INSTALLED = ".venv"
SECTION = re.compile(r"^## (?=\d)", re.MULTILINE)
UNPREPARED = "Cette version n’a pas pu être préparée. Vérifiez la connexion, puis recommencez."
UNSOUND = "Le site d’aujourd’hui ne se construit pas : corrigez d’abord ses fiches."


class _Unheard(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """The terminal shows the address of the form, and nothing else."""


def newer_in(root: Path) -> tools.Wheel | None:
    """The newest tool of ``roues/``, when it is newer than that which runs, and not taken yet."""
    found = []
    for path in (root / tools.WHEELS).glob("ctg_site-*.whl"):
        with suppress(tools.NotTheTool, OSError):
            found.append(tools.wheel_of(api.read_plain(path, root, most=tools.MOST)))
    best = max(found, key=lambda one: tools.rank_of(one.version), default=None)
    return best if best and tools.rank_of(best.version) > _rank() and not _taken(best, root) else None


def _rank() -> tuple[int, ...]:
    return tools.rank_of(version(tools.NAME))


def _taken(wheel: tools.Wheel, root: Path) -> bool:
    """Whether it is what the project installs: a version that was made again has another digest."""
    asked = root / tools.REQUIREMENTS
    return asked.exists() and wheel.digest in api.read_plain(asked, root).decode("utf-8", "replace")


def changes_in(wheel: tools.Wheel) -> str:
    """What it changes since the version that runs, in Markdown."""
    text = re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", wheel.read(tools.CHANGES_INSIDE))  # its links lead into a repository
    sections = SECTION.split(re.sub(r"^(?!- )(.+)\n(?=- )", r"\1\n\n", text, flags=re.MULTILINE))[1:]
    now = tools.rank_of(version(tools.NAME))
    return "".join(f"## {one}" for one in sections if tools.rank_of(one.partition(" ")[0]) > now)


@dataclass
class Trial(Aside):
    """One, from the button to what it found."""

    root: Path
    wheel: tools.Wheel
    before: Files = field(default_factory=dict)
    after: Files = field(default_factory=dict)
    """The files of ``data/`` that it writes otherwise."""
    addresses: int = 0
    lost: tuple[str, ...] = ()
    """Those of today that answer nothing any more."""
    address: str = ""
    """Where the site that it made can be looked at."""

    @cached_property
    def _kept(self) -> "tempfile.TemporaryDirectory[str]":
        return tempfile.TemporaryDirectory(prefix="ctg-version-", ignore_cleanup_errors=True)

    @property
    def folder(self) -> Path:
        """Its copy of the project; gone with this process."""
        return Path(self._kept.name) / "projet"

    def leave(self) -> None:
        """Its copy goes, while the screens answer: a tool is 36,000 files, half a minute of a small machine."""
        threading.Thread(target=self._kept.cleanup).start()

    def work(self) -> None:
        """Raises :class:`HostRefused`, :class:`OSError`."""
        try:
            self._tried()
        except Exception:
            self.leave()
            raise

    def _tried(self) -> None:
        self.words = f"La version {self.wheel.version} se prépare, à côté : deux à trois minutes."
        shutil.copytree(self.root, self.folder, symlinks=True, ignore=shutil.ignore_patterns(*BESIDE))
        if (self.root / INSTALLED).is_dir():  # most of what a newer version needs is there: it asks no network
            shutil.copytree(self.root / INSTALLED, self.folder / INSTALLED, symlinks=True)
        tools.write_tools(self.folder, self.wheel)
        self._run(sys.executable, f"{tools.WHEELS}/ouvrir.py", "--preparer", sinon=UNPREPARED)
        self.words = "Le site d’aujourd’hui se construit."
        self._run(sys.executable, "-m", "ctg", "construire", "--noter-adresses", sinon=UNSOUND)
        now, written = self._pages(), self._data()
        self.words = f"Le site se construit avec la version {self.wheel.version}."
        new = str(self.folder / INSTALLED / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        for command in ("migrer", "construire"):
            self._run(new, "-m", "ctg", command, sinon="")
        after = self._data()
        names = sorted(name for name in written.keys() | after.keys() if written.get(name) != after.get(name))
        self.before, self.after = {name: written.get(name) for name in names}, {name: after.get(name) for name in names}
        self.addresses, self.lost = len(now), tuple(sorted(now - self._pages()))
        shutil.rmtree(self.folder / INSTALLED, ignore_errors=True)  # its site is looked at, and a closed window removes nothing
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Unheard, directory=self.folder / "site"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{server.server_port}/"

    def _run(self, *command: str, sinon: str) -> None:
        if told := stopped(self.root, self.folder, *command):
            raise HostRefused(sinon or f"La version {self.wheel.version} ne convient pas à ce projet : {' '.join(told[:2])}")

    def _pages(self) -> set[str]:
        site = self.folder / "site"
        names = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
        return {name for name in names if not name.startswith("assets/")}

    def _data(self) -> dict[str, bytes]:
        folder = self.folder / "data"
        paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}


def take(trial: Trial, workshop: Workshop) -> str:
    """Writes what was tried in the project, and keeps what was there; the file that keeps it. Raises :class:`NotWritten`,
    :class:`OSError`."""
    kept = f"brouillons/avant-{trial.wheel.version}.zip"
    with workshop.lock:
        files = [*trial.before, tools.REQUIREMENTS, tools.LOCK]
        (workshop.root / kept).parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(workshop.root / kept, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in files:
                if (content := workshop.on_disk(name)) is not None:
                    archive.writestr(name, content)
        if trial.after:
            workshop.write(Save(f"Fiches de la version {trial.wheel.version}", trial.before, trial.after))
        tools.write_tools(workshop.root, trial.wheel)
    return kept


# --- the screen -----------------------------------------------------------------------------------

KEPT, EACH = "version", "3"
TITLE = "La version de l’outil"
NOT_IT = "L’outil n’est pas, ou pas en entier, dans ce fichier. Prenez ctg_site….whl, dans « roues » du dossier reçu."
SHOWN = 20
"""Addresses that are named; the others are counted."""


def upgrade(request: FormRequest, desk: Desk) -> FormResponse:
    """The page, or what its buttons did."""
    found = desk.kept.get(KEPT)
    trial = found if isinstance(found, Trial) else None
    if trial and not trial.over:
        return _page(desk, trial)
    return desk.tried(request, partial(_done, request, desk, trial), partial(_page, desk, trial))


def _done(request: FormRequest, desk: Desk, trial: Trial | None) -> FormResponse:
    """Raises :class:`NotWritten`, :class:`OSError`."""
    gesture = request.said("_geste")
    if gesture == "prendre" and trial and not trial.refused:
        kept = take(trial, desk.workshop)
        desk.kept[KEPT] = None
        trial.leave()
        desk.told.append(
            f"La version {trial.wheel.version} est prise. Fermez la fenêtre noire, puis double-cliquez sur « Ouvrir le site ». "
            f"« Envoyer » la donne ensuite au site. Ce qui était là est gardé dans {kept}."
        )
    elif gesture == "essayer":
        wheel = _given(request) or newer_in(desk.workshop.root)
        if wheel is None:
            raise NotWritten("Choisissez d’abord le fichier de la nouvelle version.")
        rank = tools.rank_of(wheel.version)
        if rank < _rank() or (rank == _rank() and _taken(wheel, desk.workshop.root)):
            raise NotWritten(f"Vous avez déjà la version {version(tools.NAME)} : ce fichier est la {wheel.version}.")
        if trial:
            trial.leave()
        desk.kept[KEPT] = Trial(desk.workshop.root, wheel).start()
    return desk.led("version/")


def _given(request: FormRequest) -> tools.Wheel | None:
    """Raises :class:`NotWritten`."""
    files = [one for one in request.uploads("roue") if one.content]
    try:
        return tools.wheel_of(files[0].content) if files else None
    except tools.NotTheTool:
        raise NotWritten(NOT_IT) from None


def _page(desk: Desk, trial: Trial | None, notes: tuple[Note, ...] = ()) -> FormResponse:
    waits = bool(trial and not trial.over)
    notes = notes or ((Note(trial.refused),) if trial and trial.refused else ())
    wheel = trial.wheel if trial else newer_in(desk.workshop.root)
    response = desk.page(
        "formulaire/version.html", TITLE, "partager", notes, trial=trial, waits=waits, wheel=wheel,
        now=version(tools.NAME), changes=api.prose_html(changes_in(wheel)) if wheel else "",
        lost=trial.lost[:SHOWN] if trial else (), files=sorted(trial.after) if trial else (),
    )  # fmt: skip
    if waits:
        response.headers["Refresh"] = EACH
    return response


UPGRADE = Screen("version/", upgrade, ("GET", "POST"), locked=False, link="Une nouvelle version de l’outil", of="publier")
