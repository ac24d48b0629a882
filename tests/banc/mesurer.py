"""``make bench``: how fast the site is built and read, beside other generators, in one run on one machine.

``python tests/banc/mesurer.py [--tailles 50 500 5000] [--tours 3]`` writes ``tests/banc/resultats.json`` (the figures)
and ``docs/contribuer/performance.md`` (the same for people). Only ratios may be compared with another machine's.
``--version 2.0.0``, for a release, adds its line to ``historique.json`` first.
"""

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
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import jinja2

sys.path.insert(0, str(Path(__file__).parents[1]))

from banc.generer import generate
from banc.navigateur import GROWING, on_a_slow_line, read_as_a_visitor
from banc.processus import Run, run
from banc.serveur import copied, reload_time, rename
from banc.temoins import PEERS, Command
from ctg.common.phrases import date_fr
from ctg.loading import load
from ctg.model.structure import Structure
from recherche.rappel import measured
from territoires import ROOT

OURS = "ce projet"
BUILD = [sys.executable, "-m", "ctg", "construire"]
BOOKLETS = [*BUILD, "--livrets"]
PAGE = ROOT / "docs" / "contribuer" / "performance.md"
RESULTS = Path(__file__).with_name("resultats.json")
TEMPLATE = Path(__file__).with_name("performance.md.j2")
HISTORY = Path(__file__).with_name("historique.json")
"""The ratios of each version, the oldest first: one line a release."""
KEPT, SIZES = ("rapport_mur", "rapport_processeur", "memoire"), (500, 5000)
"""Of which the history keeps these, for so many records."""
USED = ("jinja2", "pydantic", "folium", "typst")
THEIRS = ("mkdocs", "mkdocs-material")
MADE = ("site", "public", ".cache")
"""What the generators write or keep: each build that is measured beside others begins with nothing."""
MIDDLE = range(100, 1001)
"""Records for which what is slow by nature is measured: booklets, a 2G line."""
_begin = time.perf_counter()


def say(what: str) -> None:
    print(f"{time.perf_counter() - _begin:6.0f} s  {what}", file=sys.stderr, flush=True)


def medians(runs: list[Run]) -> dict[str, Any]:
    """Each figure's median; the memory of each process by name is the last run's."""
    found = {name: round(statistics.median(getattr(one, name) for one in runs), 3) for name in ("mur", "processeur", "memoire")}
    return found | {"memoires": runs[-1].memoires}


def afresh(commands: list[Command], folder: Path) -> Run:
    """A whole build, whatever was built before: that is moved away, and not deleted. For some minutes after, some disks (ext4)
    look twice for room for each new file: who writes most files would wait for what others deleted."""
    for name in MADE:
        if (former := folder / name).exists():
            former.rename(tempfile.mkdtemp(dir=folder.parent, prefix="avant-") + f"/{name}")
    return run(commands, folder)


def ours(folder: Path, records: int, rounds: int) -> dict[str, Any]:
    """Everything measured of a territory of that many records."""
    project = generate(folder / "nous", records)
    run([BUILD], project)  # a first build, which also says how many pages there are
    site = project / "site"
    pages = sum(1 for _ in site.rglob("*.html"))
    files = sum(path.is_file() for path in site.rglob("*"))
    found = {"fiches": records, "pages": pages, "fichiers": files, "livrets": None, "ligne_lente": None}
    found |= builds(folder, project, (pages, files), rounds)
    say("une fiche changée, l'aperçu, un visiteur")
    found |= {"de_nouveau": again(project), "rechargement": reload_time(project), "visite": read_as_a_visitor(site)}
    if records in MIDDLE:
        say("une ligne lente, les livrets")
        found |= {"ligne_lente": on_a_slow_line(site, GROWING), "livrets": booklets(project)}
    return found


def builds(folder: Path, project: Path, size: tuple[int, int], rounds: int) -> dict[str, Any]:
    """Ours and the others in turn, as many rounds; ratios are taken round by round. ``absents``: why some are not measured."""
    commands: dict[str, tuple[list[Command], Path]] = {OURS: ([BUILD], project)}
    absent = {}
    for name, prepare in PEERS.items():
        aside = folder / name
        prepared = prepare(aside, *size)
        if isinstance(prepared, str):
            absent[name] = prepared
        else:
            commands[name] = prepared, aside
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, (command, where) in commands.items():
            say(name)
            runs[name].append(afresh(command, where))
    plain = runs[next(iter(PEERS))]
    return {"generateurs": {name: compared(own, plain, size[0]) for name, own in runs.items()}, "absents": absent}


def compared(own: list[Run], plain: list[Run], pages: int) -> dict[str, Any]:
    """The medians of a generator, and of its ratios to the plain one."""
    pairs = list(zip(own, plain, strict=True))
    return medians(own) | {
        "pages_par_seconde": round(pages / statistics.median(one.mur for one in own), 1),
        "rapport_mur": round(statistics.median(a.mur / b.mur for a, b in pairs), 2),
        "rapport_processeur": round(statistics.median(a.processeur / b.processeur for a, b in pairs), 2),
    }


def again(project: Path) -> float:
    """Seconds of another build, one record changed, with all that the last one left."""
    rename(sorted(project.glob("data/structures/*.yml"))[0], "Renommé")
    return round(run([BUILD], project).mur, 2)


def booklets(project: Path) -> dict[str, Any]:
    """The whole build with its booklets: what it costs, how many they are, their weight."""
    cost = medians([afresh([BOOKLETS], project)])
    made = [path.stat().st_size for path in (project / "site" / "livrets").rglob("*.pdf")]
    return cost | {"nombre": len(made), "mo": round(sum(made) / 1e6, 1), "ko_median": round(statistics.median(made) / 1000)}


def real_territory(folder: Path, rounds: int) -> dict[str, Any]:
    """What is measured of the Gard rhodanien, from a copy of its data."""
    project = copied(ROOT, folder / "gard")
    runs = [afresh([BUILD], project) for _ in range(rounds)]
    site = project / "site"
    found: dict[str, Any] = {"construction": medians(runs), "pages": sum(1 for _ in site.rglob("*.html"))}
    found |= {"de_nouveau": again(project), "rechargement": reload_time(ROOT)}
    say("un visiteur, une ligne lente, les requêtes")
    types = {f"{structure.key}/": structure.type for structure in load(ROOT).all(Structure)}
    found |= {"visite": read_as_a_visitor(site), "ligne_lente": on_a_slow_line(site)}
    found["requetes"] = {of: measured(site, types, of) for of in ("reglage", "reserve")}
    say("les livrets")
    return found | {"livrets": booklets(project)}


def machine() -> dict[str, Any]:
    """What the figures depend on; nothing that names it."""
    cpu = Path("/proc/cpuinfo")
    models = [line.split(": ")[1] for line in cpu.read_text().splitlines() if "model name" in line] if cpu.exists() else []
    found = {"processeur": models[0] if models else platform.machine(), "coeurs": len(os.sched_getaffinity(0))}
    found |= {"systeme": platform.system(), "python": platform.python_version()}
    versions = {}
    for module in (*THEIRS, *USED):
        try:
            versions[module] = version(module)
        except PackageNotFoundError:
            continue
    if hugo := shutil.which("hugo"):
        versions["hugo"] = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    return found | {"versions": versions}


def note(version: str, day: str, sizes: list[dict[str, Any]]) -> None:
    """Add to the history the line of a version, or replace it."""
    measured = {size["fiches"]: size["generateurs"][OURS] for size in sizes}
    kept = {str(records): {name: measured[records][name] for name in KEPT} for records in SIZES}
    before = (one for one in json.loads(HISTORY.read_text("utf-8")) if one["version"] != version)
    every = [*before, {"version": version, "date": day} | kept]
    HISTORY.write_text("[\n" + ",\n".join(f" {json.dumps(one)}" for one in every) + "\n]\n", "utf-8")


def write_page(results: dict[str, Any]) -> None:
    """The figures for people."""
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters["n"] = lambda value, digits=0: f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")
    environment.filters["jour"] = lambda day: date_fr(date.fromisoformat(day))
    template = environment.from_string(TEMPLATE.read_text("utf-8"))
    told = {"ours": OURS, "historique": json.loads(HISTORY.read_text("utf-8"))}
    PAGE.write_text(template.render(results, **told), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Mesure la vitesse, à côté d'autres générateurs.")
    parser.add_argument("--tailles", type=int, nargs="+", default=[50, 500, 5000], help="nombres de fiches")
    parser.add_argument("--tours", type=int, default=3, help="tours de mesure")
    parser.add_argument("--version", help="la version qui sort : sa ligne est gardée dans l'historique")
    options = parser.parse_args()
    if options.version and not set(SIZES) <= set(options.tailles):
        parser.error(f"une version se note avec les tailles {' et '.join(map(str, SIZES))}")
    with tempfile.TemporaryDirectory() as folder:  # one for all: nothing is deleted between two measures
        sizes = []
        for records in options.tailles:
            say(f"{records} fiches…")
            sizes.append(ours(Path(folder, str(records)), records, options.tours))
        say("Gard rhodanien…")
        real = real_territory(Path(folder, "reel"), options.tours)
    if options.version:
        note(options.version, date.today().isoformat(), sizes)
    command = f"python tests/banc/mesurer.py --tailles {' '.join(map(str, options.tailles))} --tours {options.tours}"
    results = {"machine": machine(), "commande": command, "tailles": sizes, "gard_rhodanien": real}
    results["minutes"] = round((time.perf_counter() - _begin) / 60, 1)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    write_page(results)
    say(f"fini : {PAGE}")


if __name__ == "__main__":
    main()
