"""The time from a change of data to the page that shows it (``make servir``)."""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from serveurs_web import free_port, wait_for
from territoires import wire

CHANGES = 3


def copied(project: Path, folder: Path) -> Path:
    """What a territory writes, in a folder of its own, built by the tool of this repository; returns the folder."""
    for name in ("data", "docs"):
        shutil.copytree(project / name, folder / name)
    return wire(folder)


def rename(record: Path, name: str) -> None:
    """Give a place another name, in its file."""
    text = re.sub(r"^nom: .*$", f"nom: {name}", record.read_text("utf-8"), count=1, flags=re.MULTILINE)
    record.write_text(text, "utf-8")


def reload_time(project: Path) -> float:
    """Seconds from a file saved to its page changed, under the server of ``make servir``: the median of some changes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(project, Path(folder) / "projet")
        port = free_port()
        command = [sys.executable, "-m", "ctg", "servir", "--port", str(port)]
        server = subprocess.Popen(command, cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port, 300)
            record = sorted(copy.glob("data/structures/*.yml"))[0]
            address = f"http://127.0.0.1:{port}/structures/{record.stem}/"
            return round(statistics.median(_change(record, address, number) for number in range(CHANGES)), 2)
        finally:
            server.terminate()
            server.wait(10)


def _change(record: Path, address: str, number: int) -> float:
    """Rename a place; seconds until its page says so."""
    name = f"Renommé {number} fois"
    time.sleep(1.2)  # the preview looks at the files by their times, half a second apart
    rename(record, name)
    start = time.perf_counter()
    while True:
        with urlopen(address, timeout=60) as page:
            if f"<h1>{name}" in re.sub(r"<h1[^>]*>\s*", "<h1>", page.read().decode()):
                return time.perf_counter() - start
        assert time.perf_counter() - start < 120, address
        time.sleep(0.03)
