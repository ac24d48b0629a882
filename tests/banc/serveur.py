"""The site under load behind nginx, and the time from a change of data to the page that shows it (``make servir``)."""

from __future__ import annotations

import gzip
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from serveurs_web import free_port, nginx, running, wait_for
from territoires import wire

SECONDS, CONNECTIONS = 3, 64
CHANGES = 3
COMPRESSED = {".html", ".css", ".js", ".json", ".geojson", ".svg", ".xml", ".csv", ".ics"}


def hold_the_load(site: Path) -> list[dict] | None:
    """Requests a second and milliseconds (median, 99th hundredth) of one nginx process, pages compressed as they are asked
    for, then beforehand; None when nginx or wrk is missing."""
    if not (shutil.which("nginx") and shutil.which("wrk")):
        return None
    record = min(path.parent.relative_to(site).as_posix() for path in site.glob("structures/*/index.html"))
    pages = {"accueil": "", "Trouver": "trouver/", "une fiche": f"{record}/"}
    found = []
    with tempfile.TemporaryDirectory() as folder, running(nginx, site, Path(folder)) as home:
        found += [{"page": name, "compression": "à la demande"} | load(home + path) for name, path in pages.items()]
        compress(site)
        found += [{"page": name, "compression": "à l’avance"} | load(home + path) for name, path in pages.items()]
    return found


def compress(site: Path) -> None:
    """What the guide's command does: each text file, compressed, beside itself."""
    for path in [path for path in site.rglob("*") if path.suffix in COMPRESSED]:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def load(address: str) -> dict[str, float]:
    """What wrk says of one address; no error is accepted."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    unit = {"us": 0.001, "ms": 1, "s": 1000}
    delays = {rank: float(number) * unit[kind] for rank, number, kind in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", said)}
    return {
        "par_seconde": round(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])),
        "mediane_ms": round(delays["50"], 2),
        "p99_ms": round(delays["99"], 2),
    }


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
