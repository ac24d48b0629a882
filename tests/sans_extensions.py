"""A copy of the tool without some of its extensions, as ``rm -r`` and their lines in ``pyproject.toml`` leave it.

``python sans_extensions.py "--tout" "guide technique"``, run in a project of such a copy: what these commands answer, in JSON."""

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ctg.common.extensions import READ_BY, extension_names
from territoires import ROOT, day_of

COPIED = ("hooks", "overrides", "docs", "data", "tests", "conftest.py", "pyproject.toml", "mkdocs.yml", "CHANGELOG.md")
LEFT = shutil.ignore_patterns("node_modules", "navigateur", "versions", "outils", "*.egg-info")
"""What no test of the core reads, and what installing left beside the packages: it names every extension, the removed ones
too. What Python compiled goes with the copy: its date is that of its source."""
REFUSED = """import sys

class Removed:
    \"\"\"The installed packages do not stand in for those that the copy has not.\"\"\"

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {removed}:
            raise ModuleNotFoundError(name + " a été enlevée", name=name)

sys.meta_path.insert(0, Removed())
"""


def not_read_here() -> frozenset[str]:
    """The folders and files of :data:`READ_BY` that nothing reads: their extension is not installed."""
    return frozenset(name for name, extension in READ_BY.items() if extension not in extension_names())


@dataclass(frozen=True)
class Tool:
    """A copy of the tool: where it stands."""

    root: Path

    def python(self, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run Python with the modules and the metadata of the copy."""
        told = os.environ | {"PYTHONPATH": str(self.root / "hooks"), "CTG_AUJOURDHUI": day_of(ROOT)}
        return subprocess.run([sys.executable, *words], cwd=cwd, env=told, capture_output=True, text=True, check=False)

    def ctg(self, *lines: str, cwd: Path) -> dict[str, tuple[int, str]]:
        """Each line typed after ``ctg`` → exit code, and what is said."""
        done = self.python(str(self.root / "tests/sans_extensions.py"), *lines, cwd=cwd)
        assert done.returncode == 0, done.stderr
        return {line: (code, said) for line, (code, said) in json.loads(done.stdout).items()}


def copy_without(folder: Path, removed: Iterable[str]) -> Tool:
    """Copy the tool into a new folder, remove these extensions, and say so to Python as an installation does."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT)
        else:
            shutil.copy2(source, folder / name)
    written = (folder / "pyproject.toml").read_text("utf-8")
    for name in removed:
        shutil.rmtree(folder / f"hooks/ctg_{name}")
        written, gone = re.subn(rf'^{name} = "ctg_{name}:EXTENSION"\n', "", written, flags=re.MULTILINE)
        assert gone == 1, name
    (folder / "pyproject.toml").write_text(written, "utf-8")
    _install(folder / "hooks", tomllib.loads(written)["project"])
    refused = REFUSED.replace("{removed}", repr({f"ctg_{name}" for name in removed}))
    (folder / "hooks/sitecustomize.py").write_text(refused, "utf-8")
    return Tool(folder)


STALE = """
from pathlib import Path
from ctg.loading import load
from ctg.publish.build import broken_promises, site_of
root = Path()
print(*(problem.line for problem in broken_promises(site_of(load(root), root), root)))
"""


GRID = re.compile(r"\[([^]]+)\]\([^)]*a-propos/accessibilite/\w+/\)")


def do_as_their_readmes_ask(tool: Tool) -> None:
    """Mend the project of a copy without any extension: a declaration of accessibility written by hand, no link to the pages
    that went with it, and in ``data/adresses.txt`` no address that only an extension answered."""
    (tool.root / "docs/a-propos/accessibilite.md").write_text("# Accessibilité : non conforme\n", "utf-8")
    audit = tool.root / "docs/contribuer/audit.md"
    audit.write_text(GRID.sub(r"\1", audit.read_text("utf-8")), "utf-8")
    done = tool.python("-c", STALE, cwd=tool.root)
    assert done.returncode == 0, done.stderr
    gone, path = {*map(int, done.stdout.split())}, tool.root / "data/adresses.txt"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for rank, line in enumerate(lines, 1) if rank not in gone), "utf-8")


def _install(hooks: Path, project: dict) -> None:
    """Write beside the packages what pip would write of them."""
    made = hooks / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    made.mkdir()
    (made / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8")
    groups = {"console_scripts": project["scripts"], **project["entry-points"]}
    lines = [line for group, names in groups.items() for line in (f"[{group}]", *(f"{k} = {v}" for k, v in names.items()))]
    (made / "entry_points.txt").write_text("\n".join(lines), "utf-8")


def _answer(line: str) -> tuple[int, str]:
    from ctg.commands import main

    said = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = main(shlex.split(line))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
    return code, said.buffer.getvalue().decode()


if __name__ == "__main__":
    print(json.dumps({line: _answer(line) for line in sys.argv[1:]}))
