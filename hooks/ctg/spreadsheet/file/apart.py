"""Reading a file that may ask for all the memory of the machine: apart, where it is refused.

The library that reads workbooks reserves room for what a file says of itself, empty cells and repeated spaces included: a
kilobyte can ask for gigabytes, and where they are lacking the whole process ends.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from ctg.spreadsheet.file.guard import TableError

T = TypeVar("T")
MEMORY = 500_000_000
"""Bytes, beyond what this process already has; the largest table that is read (2,000 rows of 300 columns) takes 200 MB."""
SECONDS = 60
"""Of processor time."""
LONGEST = 120
"""Seconds by the clock: a copy of a process whose other threads hold a lock may wait for it for ever."""


def apart(work: Callable[[], T]) -> T:
    """What ``work`` gives, made in a copy of this process with bounded memory and time. Raises what it raises, and
    :class:`TableError` when the system stops it. Elsewhere than on Linux, it is made here, without bounds."""
    if sys.platform != "linux":
        return work()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_bounded, args=(work, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(LONGEST):
            raise EOFError
        made, failure = ours.recv()
    except (EOFError, OSError):  # before its answer, or in the middle of it
        process.kill()
        raise TableError(
            "Ce fichier demande trop de mémoire pour ce qu'il contient.",
            "Ne l'ouvrez pas s'il vient d'un inconnu ; sinon, copiez le tableau dans un classeur neuf.",
        ) from None
    finally:
        ours.close()
        process.join()
    if failure:
        raise failure
    return made


def _bounded(work: Callable[[], object], told: Connection) -> None:
    import resource  # not on every system

    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the other process says it, in French
    try:
        told.send((work(), None))
    except MemoryError:
        os._exit(1)
    except Exception as failure:
        told.send((None, failure))
