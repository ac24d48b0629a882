"""Several territories together: what it costs to gather twenty of them, and to question 1,200.

``make bench`` asks it; ``python tests/banc/portail.py`` measures this part alone, and writes its part of the page.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2

sys.path.insert(0, str(Path(__file__).parents[1]))

from banc.couts import Cost, cost
from banc.generer import generate
from banc.questions import QUESTIONS, written
from ctg.commands import lines
from ctg.publish.build import make_site
from ctg.publish.write import write
from territoires import ESSAI, ROOT

TERRITORIES, RECORDS, MANY = 20, 500, 1200
CTG = [sys.executable, "-m", "ctg"]
HEADING = "## Plusieurs territoires ensemble"
PAGE = ROOT / "docs" / "contribuer" / "performance.md"
TEMPLATE = Path(__file__).with_name("portail.md.j2")
DAY = "2026-11-25"
CHILDREN = "indicateurs/enfants-moins-de-3-ans.yml"
DATA = f"""
import sys
from pathlib import Path
from {make_site.__module__} import make_site
from {write.__module__} import write
for site in map(Path, sys.argv[1:]):
    published = [file for file in make_site(site).files if file.path.startswith("api/v1/")]
    write(site / "site", published)
"""
"""What a site publishes for programs: all that is gathered, in a quarter of the time of a whole site."""
ASKED = """
import json, resource, sys, time
import duckdb
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
connection.execute("SET file_search_path = ?", [sys.argv[1]])
start = time.perf_counter()
for block in sys.argv[2:]:
    rows = len(connection.execute(block).fetchall())
wall, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
def told(path, name):
    return next(int(line.split()[1]) for line in open(path) if line.startswith(name))
print(json.dumps({"lignes": rows, "mur": wall, "processeur": used.ru_utime + used.ru_stime,
    "memoire": told("/proc/self/status", "VmHWM") / 1024, "lu": told("/proc/self/io", "rchar") / 1e6}))
"""
"""As a person would ask it, with nothing of ours in the process; the seconds of processor are those of the whole process."""


def measured(folder: Path) -> dict[str, Any]:
    """All the figures of the page's part."""
    sites = [_invented(folder, n) for n in range(TERRITORIES)]
    cost([sys.executable, "-c", DATA, *sites], folder)
    found: dict[str, Any] = {
        "territoires": TERRITORIES,
        "fiches": RECORDS,
        "duckdb": version("duckdb"),
        "rassembler": {},
    }
    for some in (TERRITORIES // 4, TERRITORIES):
        listed = "".join(f"  - adresse: '{site.relative_to(folder)}/site'\n" for site in sites[:some])
        (folder / "portail.yml").write_text(f"nom: Banc\nsites:\n{listed}", "utf-8")
        found["rassembler"][some] = _figures(cost([*CTG, "rassembler", "portail.yml"], folder))
    again = [*CTG, "rassembler", "portail.yml", "--hors-ligne"]
    found["relire"] = _figures(cost(again, folder))
    found["poids_copies"] = _weight(folder / "copies")
    found["portail"] = _portal_site(folder)
    return found | _questions(folder)


def _figures(one: Cost) -> dict[str, float]:
    return {"mur": round(one.mur, 2), "processeur": round(one.processeur, 2), "memoire": round(one.memoire)}


def _weight(folder: Path) -> float:
    """Megabytes of all its files."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 2)


def _invented(folder: Path, n: int) -> Path:
    """A territory of its own SIREN, that counts its children, whose crèches say their places and whose convention ends."""
    project = generate(folder / f"t{n:02}", RECORDS, seed=100 + n)
    data = project / "data"
    _edit(data / "territoire.yml", 'siren: "999000019"', f'siren: "99900{n:04}"')
    _edit(data / "territoire.yml", "\ncouverture:\n", f"\ncouverture:\n  enfants_moins_de_3_ans: {Path(CHILDREN).stem}\n")
    if n % 4 == 0:
        _edit(data / "cadres/ctg.yml", "fin: 2028-12-31", "fin: 2027-06-30")
    (data / CHILDREN).parent.mkdir()
    (data / CHILDREN).write_bytes((ESSAI / "data" / CHILDREN).read_bytes())
    for path in sorted((data / "structures").iterdir()):
        if "type: multi-accueil" in path.read_text("utf-8"):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"places: {{total: {12 + n}, annee: 2026}}\n")
    return project


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, f"{path}: {old}"
    path.write_text(text.replace(old, new), "utf-8")


def _portal_site(folder: Path) -> dict[str, float] | None:
    """The site of the twenty; None while there is no such command."""
    if not any(line.name == "portail" for line in lines()):
        return None
    with (folder / "portail.yml").open("a", encoding="utf-8") as file:
        file.write("editeur: {nom: Banc, courriel: banc@exemple.fr}\n")
    return _figures(cost([*CTG, "portail", "portail.yml"], folder)) | {"poids": _weight(folder / "site")}


# --- 1,200 territories ---------------------------------------------------------------------------


def _questions(folder: Path) -> dict[str, Any]:
    """The figures of the questions, and of none."""
    many = folder / "beaucoup"
    _multiply(folder / "copies", many / "copies")
    asked = {question: _ask(many, *_on_the_day(question)) for question in QUESTIONS}
    return {"beaucoup": MANY, "poids_beaucoup": _weight(many), "rien": _ask(many, "SELECT 1"), "questions": asked}


def _on_the_day(question: str) -> list[str]:
    """Its SQL, always asked on the same day."""
    *before, asked = written(question)
    return [*before, f"SET VARIABLE jour = DATE '{DAY}'", asked]


def _multiply(copies: Path, many: Path) -> None:
    """As many territories as France has: the twenty under other SIREN, their files linked and not written again."""
    for n, copy in enumerate(sorted(copies.glob("9*"))):
        for k in range(MANY // TERRITORIES):
            shutil.copytree(copy, many / f"998{n:03}{k:03}", copy_function=os.link)


def _ask(place: Path, *blocks: str) -> dict[str, float]:
    """The second of two times: files are then in memory, as for who asks several questions."""
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", ASKED, place, *blocks], capture_output=True, text=True, check=True)
    return {name: round(value, 2) for name, value in json.loads(done.stdout).items()}


# --- alone ---------------------------------------------------------------------------------------


def part(found: dict[str, Any]) -> str:
    """The page's part, in Markdown."""
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters["n"] = lambda value, digits=0: f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(found, QUESTIONS=QUESTIONS)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = part(measured(Path(folder)))
    before, _, _ = PAGE.read_text("utf-8").partition(f"\n{HEADING}\n")
    PAGE.write_text(f"{before.rstrip()}\n\n{text}", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
