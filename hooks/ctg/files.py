"""Writing where it is asked and nowhere else; and so that an interruption leaves the old file or folder, or the new one,
never half of one."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import tempfile
from itertools import accumulate
from pathlib import Path


class OutsideError(OSError):
    """Something would have been written out of its folder, or under a name that not every system takes."""


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
        # Most often nothing on the way is a link, and there is nothing to follow: a site has thousands of files.
        linked = any(map(os.path.islink, accumulate(names, os.path.join, initial=os.fspath(folder))))
        if not linked or os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), "")):
            return path
    raise OutsideError(errno.EPERM, "cette adresse sort du dossier prévu, ou ne peut pas être un nom de fichier", place)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write beside, then rename over. Raises :class:`OSError` when the folder or the file cannot be written."""
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(13, "lecture seule", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
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
}


def reason(error: OSError) -> str:
    """Why something could not be written, in French, with the file when it is known."""
    why = error.strerror if isinstance(error, OutsideError) else WHY.get(error.errno or 0) or error.strerror or str(error)
    return f"{why} ({error.filename})" if error.filename else why
