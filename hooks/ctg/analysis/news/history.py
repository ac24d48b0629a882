"""The records as past publications had them, read from the project's git history. Git is only needed here."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ctg.catalogue import Catalogue
from ctg.ground.problems import DataError, shown
from ctg.kinds.territory.territoire import Territoire
from ctg.loading import load
from ctg.sheets.source import read_sheet
from ctg.stores.journal import FILE, KEPT_DAYS

DATA = "data"


class NoHistory(Exception):
    """Git cannot tell; the message is French, with its remedy."""


def states(root: Path, version: str, day: dt.date, territoire: Territoire) -> Iterator[tuple[dt.date, Catalogue]]:
    """(date, published records) of the last state of each day that changed ``data/``, oldest first.

    Begins with the state that was online ``KEPT_DAYS`` before ``day``, or with ``version`` (a commit, a tag, a branch); never
    before ``territoire``: a project begun as a copy of another territory's does not tell that one's news.
    A state that today's rules refuse is left out: its changes are told on the next date. Raises :class:`NoHistory`.
    """
    for date, commit in _own(root, last_of_each_day(_commits(root, version, day)), territoire):
        with tempfile.TemporaryDirectory() as folder:
            past = Path(folder)
            _extract(root, commit, past)
            (past / FILE).unlink(missing_ok=True)
            try:
                catalogue = load(past, on=date)
            except DataError:
                continue
        yield date, catalogue


def last_of_each_day(commits: list[tuple[dt.date, str]]) -> list[tuple[dt.date, str]]:
    """The last commit of each date, in order; a date that goes back (a clock was wrong) counts as the one before."""
    found: dict[dt.date, str] = {}
    latest = dt.date.min
    for date, commit in commits:
        latest = max(latest, date)
        found[latest] = commit
    return list(found.items())


def _commits(root: Path, version: str, day: dt.date) -> list[tuple[dt.date, str]]:
    """(date, commit) of the main line's changes to ``data/``, oldest first, with the state that came before them."""
    if _git(root, "rev-parse", "--is-inside-work-tree") is None:
        raise NoHistory("Ce dossier n'a pas d'historique git.\n    → Lancez « ctg nouveautes » sans « --depuis-git ».")
    commits = _log(root, "HEAD")
    if version:
        start = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{version}^{{commit}}")
        if start is None:
            remedy = "    → Donnez un commit, une étiquette ou une branche."
            raise NoHistory(f"« {shown(version)} » n'est pas une version de ce projet.\n{remedy}")
        before = _log(root, start.decode().strip())
        return [*before[-1:], *(one for one in commits if one not in before)]
    first = day - dt.timedelta(days=KEPT_DAYS)
    online = [(first, commit) for date, commit in commits if date < first]
    return [*online[-1:], *(one for one in commits if one[0] >= first)]


def _log(root: Path, commit: str) -> list[tuple[dt.date, str]]:
    out = _git(root, "log", "--first-parent", "--reverse", "--format=%cs %H", commit, "--", DATA) or b""
    return [(dt.date.fromisoformat(date), hash) for date, hash in map(str.split, out.decode().splitlines())]


def _own(root: Path, commits: list[tuple[dt.date, str]], territoire: Territoire) -> list[tuple[dt.date, str]]:
    """The last commits without interruption that are of this territory: the SIREN says it, else the name.

    A commit whose ``territoire.yml`` cannot be read says nothing: the next older one decides.
    """
    for rank in range(len(commits) - 1, -1, -1):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "territoire.yml"
            path.write_bytes(_git(root, "show", f"{commits[rank][1]}:./{DATA}/territoire.yml") or b"")
            sheet, _ = read_sheet(path, Path(folder))
        then = sheet.values if sheet else {}
        name, ours = ("siren", territoire.siren) if territoire.siren and then.get("siren") else ("nom", territoire.nom)
        if then.get(name) not in {None, ours}:
            return commits[rank + 1 :]
    return commits


def _extract(root: Path, commit: str, folder: Path) -> None:
    """The ``data/`` of a commit, as files. A commit without it leaves the folder empty."""
    if archive := _git(root, "archive", "--format=tar", commit, DATA):
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git answers; None when it refuses. Raises :class:`NoHistory` without git."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except OSError:
        remedy = "    → Installez git, ou lancez « ctg nouveautes » sans « --depuis-git »."
        raise NoHistory(f"Le programme git n'est pas installé.\n{remedy}") from None
    return done.stdout if done.returncode == 0 else None
