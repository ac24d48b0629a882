"""The project that the form changes: loaded again when a file changed, checked on a copy, written whole, undone; and what is
kept beside it, not written in the data yet.
"""

import datetime as dt
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from ctg import api
from ctg_formulaire.wording import Note, NotWritten, note_of, of_errors

Files = Mapping[str, bytes | None]
"""File relative to the project → its bytes; None: it is not there, or not any more."""
MOST = 20
"""Saves that can be undone."""
OLD_FORM = Note("Le formulaire a été relancé depuis.", "Recommencez.")
"""What is said of a form that was made before the start."""


@dataclass(frozen=True)
class ProjectState:
    """What the project holds now. Without a catalogue, ``problems`` say why."""

    catalogue: api.Catalogue | None
    problems: tuple[api.Problem, ...]
    names: api.Names
    root: Path
    readings: tuple[api.Rereading, ...] = ()
    """What must be read again before it is published."""

    @cached_property
    def published(self) -> api.Catalogue:
        """The project without its drafts. Raises :class:`DataError`."""
        return api.load(self.root)

    @property
    def day(self) -> dt.date:
        """Today where the territory is."""
        return api.today(self.catalogue.clock) if self.catalogue else api.today_in(self.root)

    @property
    def records(self) -> tuple[api.Record, ...]:
        """Every record that could be read, drafts and those from outside the territory included."""
        catalogue = self.catalogue
        return (*(one for of_kind in catalogue.records.values() for one in of_kind), *catalogue.outside) if catalogue else ()


@dataclass(frozen=True)
class Save:
    """What one gesture wrote."""

    title: str
    before: Files
    after: Files


@dataclass(frozen=True)
class TrialVerdict:
    """What ``ctg verifier`` would say: of the files that would be written, and what is new elsewhere."""

    own: tuple[api.Problem, ...] = ()
    elsewhere: tuple[api.Problem, ...] = ()
    catalogue: api.Catalogue | None = None
    """The project as it would be, drafts included; None when it cannot be read."""

    @property
    def wrong(self) -> tuple[Note, ...]:
        """Why nothing may be written."""
        return of_errors((*self.own, *self.elsewhere))


class PreviewedPage(NamedTuple):
    """A page as it would be, and the files that it may ask for."""

    path: str
    html: bytes
    assets: Mapping[str, api.Asset]
    allure: api.Allure


@dataclass
class Workshop:
    """One project, from the start of the command to its end."""

    root: Path
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """What a form must bear: another site cannot know it."""
    saves: list[Save] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)
    _known: tuple[object, ProjectState] | None = None

    def state(self) -> ProjectState:
        """The project as its files are now."""
        with self.lock:
            stamp, known = tuple(stamps(self.root / "data")), self._known
            if known is None or known[0] != stamp or (known[1].catalogue and known[1].catalogue.day != known[1].day):
                known = self._known = stamp, _read(self.root)
            return known[1]

    def verdict(self, files: Files, addresses: bool = False) -> TrialVerdict:
        """What writing these files would do. ``addresses``: a page may go, or move. Raises :class:`NotWritten`."""
        try:
            with api.copied_data(self.root, files) as copy:
                after = _read(copy, beside=False)
                own = tuple(one for one in after.problems if one.file in files)
                new = api.new_since(after.problems, self.state().problems)
                other = [one for one in new if one.file not in files and one.level == api.ERROR]
                if addresses and not of_errors((*own, *other)):
                    other = list(api.broken_promises(api.site_of(api.load(copy), self.root), self.root))
                return TrialVerdict(own, tuple(other), after.catalogue)
        except api.OddFile as error:
            raise NotWritten(Note(error.message, error.remedy)) from None

    def previewed(self, catalogue: api.Catalogue, path: str) -> PreviewedPage | None:
        """The page at this address of a project as it would be (see :meth:`verdict`); None when there is none."""
        site = api.site_of(catalogue, self.root)
        page = next((one for one in site.files if isinstance(one, api.Page) and one.path == path), None)
        assets = {one.path: one for one in site.files if isinstance(one, api.Asset) and one.path.startswith("assets/")}
        return PreviewedPage(path, site.document(page).content, assets, catalogue.territoire.allure) if page else None

    def write(self, save: Save) -> None:
        """Write what a gesture changes, and remember it. Raises :class:`NotWritten`."""
        with self.lock:
            self._write(save)
            self.saves[:] = [*self.saves, save][-MOST:]

    def change(self, told: str, files: Files, addresses: bool = False) -> None:
        """Write files as they were checked, over those of now (see :meth:`verdict`). Raises :class:`NotWritten`."""
        with self.lock:
            if wrong := self.verdict(files, addresses).wrong:
                raise NotWritten(*wrong)
            self.put(told, files)

    def put(self, told: str, files: Files) -> None:
        """Write files over those of now. Raises :class:`NotWritten`."""
        with self.lock:
            self.write(Save(told, {name: self.on_disk(name) for name in files}, files))

    def sound(self) -> None:
        """Raises :class:`NotWritten` when the site could not be made of what the project holds."""
        if wrong := next((problem for problem in self.state().problems if problem.level == api.ERROR), None):
            told = note_of(wrong)
            raise NotWritten(Note(f"Le site ne se construirait pas, une fiche a une erreur. {told.message}", told.remedy))

    def undo(self) -> Save:
        """Put back what was there before the last save. Raises :class:`NotWritten` when that is no longer possible."""
        with self.lock:
            if not self.saves:
                raise NotWritten("Il n'y a rien à annuler.")
            last = self.saves[-1]
            back = Save(last.title, last.after, last.before)
            if self.verdict(back.after, addresses=True).wrong:
                raise NotWritten("Une autre fiche cite maintenant ce que vous voulez annuler : retirez d'abord ce lien.")
            self._write(back)
            self.saves.pop()
            return last

    def _write(self, save: Save) -> None:
        try:
            api.write_together(self.root, save.before, save.after)
        except OSError as error:
            raise NotWritten(f"Rien n'est écrit : {api.reason(error)}.") from None

    def on_disk(self, name: str) -> bytes | None:
        """The bytes of a file now; None when it is not there. Raises :class:`NotWritten`."""
        try:
            return api.read_plain(self.root / name, self.root)
        except FileNotFoundError:
            return None
        except OSError:
            raise NotWritten(f"{name} ne peut pas être lu.") from None


def _read(root: Path, beside: bool = True) -> ProjectState:
    """``beside``: what stands beside the records is looked at too."""
    try:
        catalogue = api.load(root, drafts=True, beside=beside)
        return ProjectState(catalogue, catalogue.warnings, api.names_in(root), root, catalogue.unread.readings)
    except api.DataError as error:
        return ProjectState(None, error.problems, api.names_in(root), root, api.rereadings_in(root))


def stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    """What changes when a file does."""
    try:
        entries: Iterable[os.DirEntry[str]] = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        status = entry.stat(follow_symlinks=False)
        yield entry.path, status.st_mtime_ns, status.st_size
        if entry.is_dir(follow_symlinks=False):
            yield from stamps(Path(entry.path))


# --- what is not written yet: a call interrupted, a form left, a sheet that waits ----------------


FOLDER = "brouillons"
IGNORE = f"{FOLDER}/.gitignore"
CALLS = "appels"
"""What was done in the calls of a day: its file."""
LARGEST_KEPT = 2_000_000


@dataclass(frozen=True)
class Keeper:
    """The folder of one project."""

    root: Path

    def read(self, name: str) -> dict[str, Any]:
        """What is kept under a name (``structures/les-lutins``); empty when nothing is, or when it cannot be read."""
        try:
            found = json.loads(api.read_plain(self._path(name), self.root)[:LARGEST_KEPT])
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def keep(self, name: str, values: dict[str, Any], hidden: bool = False) -> None:
        """Keeps it; nothing kept is no file; ``hidden``: no other user of this machine may read it. Raises :class:`OSError`."""
        path = self._path(name)
        if not values:
            path.unlink(missing_ok=True)
            return
        if not (self.root / IGNORE).exists():
            api.write_atomically(self.root / IGNORE, b"*\n")
        if hidden:
            path.touch(0o600)  # which is kept
        api.write_atomically(path, json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "replace"))

    def names(self, folder: str) -> Iterator[str]:
        """Those under a folder, in order."""
        for path in sorted((self.root / FOLDER).glob(f"{folder}.*.json")):
            yield path.stem.replace(".", "/")

    def _path(self, name: str) -> Path:
        return api.inside(self.root, f"{FOLDER}/{name.replace('/', '.')}.json")

    # --- the calls of a day ----------------------------------------------------------------------

    def done(self, day: dt.date) -> dict[str, list[str]]:
        """The records that were settled on a day (« faits »), the calls put off (« plus-tard »)."""
        kept = self.read(CALLS)
        return kept if kept.get("jour") == day.isoformat() else {"faits": [], "plus-tard": []}

    def note(self, day: dt.date, what: str, name: str) -> None:
        """Notes one more of them. Raises :class:`OSError`."""
        kept = self.done(day)
        self.keep(CALLS, {**kept, "jour": day.isoformat(), what: [*(one for one in kept[what] if one != name), name]})
