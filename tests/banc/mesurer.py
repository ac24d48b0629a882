"""``make bench``: how fast the site is built, read and served, beside other generators, in one run on one machine.

``python tests/banc/mesurer.py [--tailles 50 500 5000] [--tours 3]`` writes ``tests/banc/resultats.json`` (the figures)
and ``docs/contribuer/performance.md`` (the same for people). Only ratios may be compared with another machine's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import jinja2

sys.path.insert(0, str(Path(__file__).parents[1]))

from banc import portail
from banc.generer import generate
from banc.ligne_lente import on_a_slow_line
from banc.navigateur import read_as_a_visitor
from banc.serveur import CONNECTIONS, SECONDS, hold_the_load, reload_time
from banc.temoins import PEERS, Command
from ctg.kinds import Structure
from ctg.loading import load
from recherche.rappel import measured
from territoires import ROOT

OURS = "ce projet"
BUILD = [sys.executable, "-m", "ctg", "construire"]
PAGE = ROOT / "docs" / "contribuer" / "performance.md"
RESULTS = Path(__file__).with_name("resultats.json")
TEMPLATE = Path(__file__).with_name("performance.md.j2")
MODULES = ("mkdocs", "mkdocs-material", "zensical", "jinja2", "pydantic", "folium", "pagefind")


@dataclass(frozen=True)
class Run:
    """A whole process and its children: seconds on the wall and of processors, peak memory of the largest one in MiB."""

    mur: float
    processeur: float
    memoire: float


def run(command: Command, folder: Path) -> Run:
    """One run; fails with the command's own words."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        assert process.returncode == 0, said.read().decode()
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def medians(runs: list[Run]) -> dict[str, float]:
    """Each figure's median."""
    return {name: round(statistics.median(getattr(one, name) for one in runs), 3) for name in Run.__annotations__}


def builds(folder: Path, records: int, rounds: int) -> dict:
    """Ours and the others in turn, as many rounds; ratios are taken round by round."""
    project = generate(folder / "nous", records)
    run(BUILD, project)  # a first one says how many pages there are
    pages = sum(1 for _ in (project / "site").rglob("*.html"))
    commands: dict[str, tuple[Command, Path]] = {OURS: (BUILD, project)}
    for name, prepare in PEERS.items():
        aside = folder / name
        if command := prepare(aside, pages):
            commands[name] = command, aside
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, (command, where) in commands.items():
            runs[name].append(run(command, where))
    plain = runs[next(iter(PEERS))]
    return {
        "fiches": records,
        "pages": pages,
        "fichiers": sum(path.is_file() for path in (project / "site").rglob("*")),
        "generateurs": {
            name: medians(own)
            | {
                "pages_par_seconde": round(pages / statistics.median(one.mur for one in own), 1),
                "rapport_mur": round(statistics.median(a.mur / b.mur for a, b in zip(own, plain, strict=True)), 2),
                "rapport_processeur": round(
                    statistics.median(a.processeur / b.processeur for a, b in zip(own, plain, strict=True)), 2
                ),
            }
            for name, own in runs.items()
        },
        "etapes": steps(project),
        "rechargement": reload_time(project),
        "visite": read_as_a_visitor(project / "site"),
    }


def steps(project: Path) -> dict[str, float]:
    """Seconds of each step of one build."""
    script = Path(__file__).with_name("etapes.py")
    done = subprocess.run([sys.executable, script, project], capture_output=True, text=True, check=True)
    return {step: round(seconds, 3) for step, seconds in json.loads(done.stdout.splitlines()[-1]).items()}


def machine() -> dict[str, str | int]:
    """What the figures depend on; nothing that names it."""
    cpu = Path("/proc/cpuinfo")
    models = [line.split(": ")[1] for line in cpu.read_text().splitlines() if "model name" in line] if cpu.exists() else []
    found = {"processeur": models[0] if models else platform.machine(), "coeurs": len(os.sched_getaffinity(0))}
    found |= {"systeme": platform.system(), "python": platform.python_version()}
    for module in MODULES:
        try:
            found[module] = version(module)
        except PackageNotFoundError:
            continue
    if hugo := shutil.which("hugo"):
        found["hugo"] = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Mesure la vitesse, à côté d'autres générateurs.")
    parser.add_argument("--tailles", type=int, nargs="+", default=[50, 500, 5000], help="nombres de fiches")
    parser.add_argument("--tours", type=int, default=3, help="tours de mesure")
    options = parser.parse_args()
    sizes = []
    for records in options.tailles:
        print(f"{records} fiches…", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            sizes.append(builds(Path(folder), records, options.tours))
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", site], cwd=ROOT, check=True)
        real = {"rechargement": reload_time(ROOT), "visite": read_as_a_visitor(site), "charge": hold_the_load(site)}
        real["ligne_lente"] = on_a_slow_line(site)
        types = {f"{structure.key}/": structure.type for structure in load(ROOT).all(Structure)}
        real["requetes"] = {of: measured(site, types, of) for of in ("reglage", "reserve")}
    command = f"python tests/banc/mesurer.py --tailles {' '.join(map(str, options.tailles))} --tours {options.tours}"
    results = {"machine": machine(), "commande": command, "tailles": sizes, "gard_rhodanien": real}
    with tempfile.TemporaryDirectory() as folder:
        results["portail"] = portail.measured(Path(folder))
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters["n"] = lambda value, digits=0: f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")
    page = environment.from_string(TEMPLATE.read_text("utf-8")).render(
        results, ours=OURS, connexions=CONNECTIONS, secondes=SECONDS, ensemble=portail.part(results["portail"])
    )
    PAGE.write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
