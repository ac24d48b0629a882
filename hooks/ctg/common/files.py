"""Reading and writing files, and where the tool's own folders are.

Only plain files are read: no link is followed inside a project, no pipe is waited for. What is written stays inside the folder
that was asked; an interruption leaves the old file or folder, or the new one, never half of one. A territory may replace a file
of the tool by one of the same path in its own ``overrides/``.

``setup.py`` says which folder of the repository becomes which one of the package."""

import ctypes
import errno
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import accumulate
from pathlib import Path

# --- reading -------------------------------------------------------------------------------------


class OddFile(OSError):
    """A path is no plain file that may be read. ``path``: itself or a folder above it; message and remedy are in French."""

    def __init__(self, path: Path, message: str, remedy: str):
        super().__init__(message)
        self.path, self.message, self.remedy = path, message, remedy


LINK = (
    "C'est un lien symbolique : le site ne lit que de vrais fichiers.",
    "Mettez le fichier ou le dossier lui-même à la place du lien.",
)
ODD = (
    (stat.S_ISDIR, "un dossier", "Renommez ce dossier, ou mettez un vrai fichier à sa place."),
    (stat.S_ISFIFO, "un tube nommé", "Supprimez-le, ou mettez un vrai fichier à sa place."),
    (stat.S_ISSOCK, "une prise de communication", "Supprimez-la, ou mettez un vrai fichier à sa place."),
    (lambda _: True, "un périphérique", "Supprimez-le, ou mettez un vrai fichier à sa place."),
)


def look(path: Path, root: Path | None = None, most: int | None = None, folder: bool = False) -> os.stat_result:
    """The status of a plain file (or of a ``folder``, if it may be one), without opening it: a FIFO would wait.

    Inside ``root``, no link is followed: it could publish any file of the machine. Without ``root`` the path was given by
    hand, and may be a link. ``most``: its largest size in bytes. Raises :class:`OddFile`, :class:`FileNotFoundError`.
    """
    above, parts = root.parts if root else (), path.parts
    inside = parts[len(above) :] if above and parts[: len(above)] == above else ()
    try:
        steps = accumulate(inside, os.path.join, initial=os.fspath(root or path))  # pathlib would take five times as long
        next(steps)
        if link := next(filter(os.path.islink, steps), None):
            raise OddFile(Path(link), *LINK)
        status = path.stat()
        readable = os.access(path, os.R_OK | os.X_OK if stat.S_ISDIR(status.st_mode) else os.R_OK)
    except (OddFile, FileNotFoundError):
        raise
    except OSError:  # a folder above it is closed, or is a file
        readable = False
    if not readable:
        raise OddFile(path, "Ce fichier ou ce dossier ne peut pas être lu.", "Vérifiez que vous avez le droit de le lire.")
    if not (stat.S_ISREG(status.st_mode) or (folder and stat.S_ISDIR(status.st_mode))):
        what, remedy = next(words for is_it, *words in ODD if is_it(status.st_mode))
        raise OddFile(path, f"Ce n'est pas un fichier ordinaire, mais {what}.", remedy)
    if most is not None and stat.S_ISREG(status.st_mode) and status.st_size > most:
        size = f"{status.st_size / 1e6:.1f}".replace(".", ",")
        told = f"Ce fichier est trop gros ({size} Mo ; {most // 1_000_000} Mo au plus)."
        raise OddFile(path, told, "Vérifiez que c'est le bon fichier ; sinon, réduisez-le.")
    return status


def read_plain(path: Path, root: Path | None = None, most: int = 1_000_000) -> bytes:
    """The bytes of a plain file. Raises as :func:`look` does, and :class:`OSError` when the disk fails."""
    look(path, root, most)
    with path.open("rb") as file:
        return file.read(most)


LEFTOVER = re.compile(
    r"""\. | ~\$ | \#.*\#$ | .*~$ | .*\.(bak|old|orig|rej|sw[a-p]|tmp|temp|part|lock)$     # editors, patches, locks
      | thumbs\.db$ | desktop\.ini$ | __macosx$ | icon\r$                                 # systems
      | .*( \(.*confli[^)]*\) | \.sync-conflict- | [ ]-[ ](copie|copy)\b | _(backup|base|local|remote)_\d )  # copies""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def leftover(name: str) -> bool:
    """Whether a file's name says that an editor, a system or a synchroniser left it there, or hid it."""
    return bool(LEFTOVER.match(name))


# --- writing -------------------------------------------------------------------------------------


class OutsideError(OSError):
    """A file would be written outside of its folder, or under a name that some systems refuse."""


_NAME = re.compile(r"(?!(?i:con|prn|aux|nul|(com|lpt)[0-9])(\.|$))[^\x00-\x1f\x7f<>:\"/\\|?*]*[^\x00-\x1f\x7f<>:\"/\\|?*. ]")
"""A name that every system takes, Windows included: https://learn.microsoft.com/windows/win32/fileio/naming-a-file."""


def inside(folder: Path, place: str) -> Path:
    """The file at a place below a folder (``structures/les-lutins/index.html``), which need not exist.

    Whoever writes at an address made from data goes through here. Raises :class:`OutsideError` for a place that leads
    elsewhere, by its own form or by a symbolic link.
    """
    names = place.split("/")
    if all(map(_NAME.fullmatch, names)):
        path = folder.joinpath(*names)
        linked = any(map(os.path.islink, accumulate(names, os.path.join, initial=os.fspath(folder))))
        if not linked or os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), "")):
            return path
    raise OutsideError(errno.EPERM, "cette adresse sort du dossier prévu, ou ne peut pas être un nom de fichier", place)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write beside, then rename over. Raises :class:`OSError` when the folder or the file cannot be written."""
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(13, "lecture seule", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{HALF}{os.getpid()}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_together(root: Path, before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]) -> None:
    """Write files of a project (None: there is none), all or none, if those of ``before`` are as it says. Raises
    :class:`OSError`, when all is as it was."""
    was = {name: read_plain(root / name, root) if (root / name).exists() else None for name in {**before, **after}}
    if changed := next((name for name, content in before.items() if was[name] != content), ""):
        raise OSError(0, "ce fichier a changé entre-temps", changed)
    done: list[str] = []
    try:
        for name, content in after.items():
            done.append(name)
            _put(inside(root, name), content)
    except OSError:
        for name in done:
            with suppress(OSError):  # the one that could not be written is as it was
                _put(inside(root, name), was[name])
        raise


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        write_atomically(path, content)


HALF = ".ctg-"
"""How the name of a file that is being written starts; the number of the process that writes it follows."""
_HALF = re.compile(rf"{re.escape(HALF)}(\d{{1,9}})-\w+")


def sweep(folder: Path) -> None:
    """Remove the half-written files that a process left in a folder, or in one of its own, when it was killed."""
    if folder.is_symlink():
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                sweep(Path(entry.path))
            elif (half := _HALF.fullmatch(entry.name)) and entry.is_file(follow_symlinks=False) and _gone(int(half[1])):
                os.unlink(entry.path)


def _gone(process: int) -> bool:
    if sys.platform == "win32":  # asking for a process there would end it: the file is told of, as whatever is hidden
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:  # someone else's
        return False
    return False


@contextmanager
def copied_data(root: Path, files: Mapping[str, bytes | None]) -> Iterator[Path]:
    """A copy of ``data/``, in the folder of a project of its own, where these files (name from the project → content; None: it is
    deleted) are written; deleted on leaving. Raises :class:`OddFile` if ``data/`` cannot be read."""
    with tempfile.TemporaryDirectory(prefix="ctg-") as folder:
        copy = Path(folder)
        try:
            # Without modes: a record that is read-only in the project may be written in its copy.
            shutil.copytree(root / "data", copy / "data", symlinks=True, copy_function=shutil.copyfile)
        except OSError:
            told = "Le dossier data/ ne peut pas être lu en entier."
            raise OddFile(root / "data", told, "Vérifiez vos droits de lecture.") from None
        for name, content in files.items():
            path = copy / name
            path.unlink(missing_ok=True)
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        yield copy


def put_in_place(new: Path, place: Path) -> None:
    """Put a finished folder where another one may be: at any moment a reader finds the old one or the new one, whole.

    Both are on the same disk. Raises :class:`OSError`.
    """
    if not place.exists():
        new.rename(place)
        return
    if not _exchange(new, place):  # not on Linux: for an instant between these two lines, there is neither
        old = place.with_name(place.name + ".ancien")
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
        new.rename(place)
        new = old
    shutil.rmtree(new, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step of the kernel (renameat2, Linux ≥ 3.15); False where it cannot be done."""
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE: <fcntl.h>, <linux/fs.h>; Python has no name for them
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return rename(here, os.fsencode(one), here, os.fsencode(other), swap) == 0


WHY = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre espace sur le disque est plein",
    errno.EACCES: "vous n'avez pas le droit d'écrire ici",
    errno.EPERM: "vous n'avez pas le droit d'écrire ici",
    errno.EROFS: "ce disque ne peut être que lu",
    errno.EFBIG: "un fichier dépasse la taille permise",
    errno.ENAMETOOLONG: "un nom de fichier est trop long",
    errno.EIO: "le disque ne répond pas bien",
    errno.ENOENT: "ce fichier ou ce dossier n'existe pas",
    errno.ENOTDIR: "un fichier est à la place d'un dossier",
    errno.EEXIST: "un fichier est à la place d'un dossier",
    errno.EISDIR: "un dossier est à la place d'un fichier",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts",
    errno.ENOMEM: "la mémoire manque",
    errno.EAGAIN: "trop de programmes tournent",
    errno.EADDRINUSE: "il sert déjà",
    errno.ELOOP: "des liens symboliques tournent en rond",
}


def why(error: OSError) -> str:
    """Why something could not be read or written, in French."""
    known = "" if isinstance(error, OutsideError) else WHY.get(error.errno or 0)
    return known or error.strerror or str(error)


def reason(error: OSError) -> str:
    """The same as :func:`why`, after the name of the file when it is known."""
    return f"{why(error)} ({error.filename})" if error.filename else why(error)


PACKAGE = Path(__file__).resolve().parents[1]


_INSTALLED = (PACKAGE / "habillage").is_dir()
"""Whether this is the package, and not its repository."""
CLOTHES = PACKAGE / "habillage" if _INSTALLED else PACKAGE.parents[1] / "overrides"
"""Style sheets, scripts, pictures."""
GUIDES = PACKAGE / "guides"
"""The guide, in Markdown: a file a reader."""
_BESIDE = GUIDES if _INSTALLED else PACKAGE.parents[1]
CHANGES, LOCK = _BESIDE / "CHANGELOG.md", _BESIDE / "requirements.lock"
"""What each version changes; the versions that a site is built with, and their digests."""

OWN_CLOTHES = "overrides"
"""In a territory: ``assets/…`` stands in place of the tool's file of the same path."""
LAST_SHEET = "assets/css/ajouts.css"
"""The style sheet that only a territory has: each page has it, after all others."""


def territory_file(root: Path | None, name: str) -> Path | None:
    """The file of that path in the ``overrides/`` of the project at ``root``.

    None when there is none, when it is no plain file, or when ``root`` is the tool's own folder.
    """
    if root is None or not (root / OWN_CLOTHES / name).is_file() or (root / OWN_CLOTHES).resolve() == CLOTHES:
        return None  # looked for first: nearly none has any, and each page asks for ten
    try:
        path = inside(root / OWN_CLOTHES, name)
        look(path, root)
    except OSError:
        return None
    return path


def published_file(root: Path | None, name: str) -> Path:
    """The file that is published at a path: the territory's own, else the tool's."""
    return territory_file(root, name) or CLOTHES / name
