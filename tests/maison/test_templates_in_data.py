"""Data is never a program: template syntax in every string of every file of a territory, and nothing of it is evaluated.

The strings are found by walking the files, so that tomorrow's fields are tried too. What the checks refuse is told in French
where it stands, then tried with less, until the site can be built.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg.checking.rereading import REREADINGS_FILE as RELECTURES
from ctg.common.escaping import for_script
from ctg.common.problems import ERROR, DataError
from ctg.loading import load
from ctg.model.vocabulary import VOCABULARY_DEFAULT
from ctg.reading import remedies
from ctg.reading.sheet import read_list, read_sheet
from octets import contents
from relus import read_again
from territoires import ESSAI, build, wire

PRODUCT = str(1234567 * 7654321).encode()
RICH = (
    "{{ 1234567*7654321 }}{% if 1 %}{{ 1234567*7654321 }}{% endif %}{# x #}${1234567*7654321}#{1234567*7654321}"
    "#eval('1234567*7654321'){{ cycler.__init__.__globals__.os.system('touch execute') }}{0.__class__}%(x)s"
)
"""Jinja (MkDocs, branca), JavaScript, Ruby, Typst, Python; the program leaves a file where it runs."""
PLANTS = (RICH, "{{1234567*7654321}}", "")
"""What stands at the end of a string: the first of these that the checks let through."""

Place = tuple[str, int | str]
"""(file, line) of a string written in YAML, (file, field) in JSON."""


class Planted:
    """A project whose strings all end with a plant."""

    def __init__(self, project: Path):
        self.project = project
        self.files = dict(self._read())
        self.levels: dict[Place, int] = {}
        self.originals: dict[Place, str] = {}
        self.write()

    def _read(self) -> Iterator[tuple[str, object]]:
        """Every YAML and JSON file as values; the tool's own vocabulary becomes the territory's, its words are strings too."""
        shutil.copy(VOCABULARY_DEFAULT, self.project / "data" / "vocabulaire.yml")
        for path in sorted((self.project / "data").rglob("*")):
            name = path.relative_to(self.project).as_posix()
            if name == "data/communes.yml":
                yield name, [sheet.values for sheet in read_list(path, self.project)[0]]
            elif path.suffix == ".yml" and name != RELECTURES:
                yield name, read_sheet(path, self.project)[0].values
            elif path.suffix == ".json":
                yield name, json.loads(path.read_text("utf-8"))

    def write(self) -> None:
        """One string a line: JSON is YAML, and the line of a mistake tells the string."""
        for name, values in self.files.items():
            self.lines = 0
            text = "\n".join(self._lines(name, values, ()))
            (self.project / name).write_text(text + "\n", "utf-8")

    def _lines(self, name: str, value: object, where: tuple, lead: str = "", end: str = "") -> Iterator[str]:
        self.lines += 1
        if isinstance(value, dict | list) and value:
            items = list(value.items() if isinstance(value, dict) else enumerate(value))
            yield f"{lead}{'{' if isinstance(value, dict) else '['}"
            for rank, (key, inner) in enumerate(items):
                head = " " * len(where) + (f" {json.dumps(key)}: " if isinstance(value, dict) else " ")
                step = key if isinstance(value, dict) else key + 1
                yield from self._lines(name, inner, (*where, step), head, "," if rank < len(items) - 1 else "")
            self.lines += 1
            yield f"{' ' * len(where)}{'}' if isinstance(value, dict) else ']'}{end}"
        elif isinstance(value, str):
            place = (name, self.lines if name.endswith(".yml") else ".".join(map(str, where)))
            self.originals[place] = value
            level = self.levels.setdefault(place, 0)
            yield f"{lead}{for_script(value + PLANTS[level])}{end}"  # no line end of Unicode inside, or lines would not count
        else:
            yield f"{lead}{json.dumps(value)}{end}"

    def refused(self) -> tuple:
        """What the checks refuse, all in French."""
        try:
            load(self.project)
        except DataError as error:
            return tuple(problem for problem in error.problems if problem.level == ERROR)
        return ()

    def retreat(self, problems: tuple) -> None:
        """A smaller plant where one was refused; where nothing is left to take away (a name that others cite), a smaller
        one in each string that says the same."""
        smaller: set[Place] = set()
        for problem in problems:
            place = (problem.file, problem.line if problem.file.endswith(".yml") else problem.field)
            within = [place] if place in self.levels else self._around(problem)
            if not any(PLANTS[self.levels[one]] for one in within):
                said = {self.originals[one] for one in within}
                within = [one for one, text in self.originals.items() if text in said and PLANTS[self.levels[one]]]
            assert within, problem
            smaller.update(one for one in within if PLANTS[self.levels[one]])
        for place in smaller:
            self.levels[place] += 1

    def _around(self, problem) -> list[Place]:
        """Every string of the group that a problem is about, else of its file."""
        inside = [p for p in self.levels if p[0] == problem.file and str(p[1]).startswith(f"{problem.field}.")]
        if problem.file.endswith(".yml"):
            text = (self.project / problem.file).read_text("utf-8").splitlines()
            depth = len(text[problem.line - 1]) - len(text[problem.line - 1].lstrip())
            following = enumerate(text[problem.line :], problem.line + 1)
            last = next((n for n, line in following if len(line) - len(line.lstrip()) <= depth), len(text))
            inside = [p for p in self.levels if p[0] == problem.file and problem.line <= p[1] <= last]
        return inside or [place for place in self.levels if place[0] == problem.file]


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> tuple[Planted, list]:
    """The invented territory with as many plants as it takes, and what was refused on the way."""
    project = wire(shutil.copytree(ESSAI, tmp_path_factory.mktemp("gabarits") / "projet"))
    planted, told = Planted(project), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remedies, "MOST_TOLD", 100_000)  # all of a sheet's at once
        while problems := planted.refused():
            told += problems
            planted.retreat(problems)
            planted.write()
    read_again(project)
    for path in sorted((project / "docs").rglob("*.md")):
        path.write_text("\n".join(_prose(path.read_text("utf-8").splitlines())) + "\n", "utf-8")
    return planted, told


def _prose(lines: list[str]) -> Iterator[str]:
    """A page of prose with the plant at the end of each of its lines, those of its head included."""
    head = lines.index("---", 1) if lines[:1] == ["---"] else 0
    for rank, line in enumerate(lines):
        key, mark, value = line.partition(": ")
        if rank < head and mark and value not in {"true", "false"}:
            yield f"{key}: {json.dumps(value + RICH, ensure_ascii=False)}"
        else:
            yield line + RICH if rank > head and line.strip() else line


def test_most_strings_take_the_plant_and_each_refusal_is_told_where_it_stands(planted):
    planted, told = planted
    taken = [place for place, level in planted.levels.items() if PLANTS[level]]
    assert len(taken) > 3_000
    assert {place[0] for place in taken} == set(planted.files)
    assert all(problem.line >= 1 and problem.remedy for problem in told)
    assert not [problem for problem in told if re.search(r"Traceback|Error|expected|should", problem.message)]


def test_nothing_planted_is_evaluated_in_any_published_byte(planted, tmp_path):
    project = planted[0].project
    site = build(project, tmp_path / "site")
    marked = 0
    for address, content in contents(site):
        assert PRODUCT not in content, address
        marked += b"1234567*7654321" in content
    assert marked > 500
    assert not [path for path in tmp_path.parent.rglob("execute") if path.is_file()]
    assert not list(project.rglob("execute"))
    assert not Path("execute").exists()


def test_a_name_of_field_is_never_a_template_either(planted, tmp_path):
    """In every group of every file, a field of that name: refused by that name."""

    def with_name(value: object) -> object:
        if isinstance(value, list):
            return [with_name(item) for item in value]
        return {RICH: "x"} | {key: with_name(inner) for key, inner in value.items()} if isinstance(value, dict) else value

    project = shutil.copytree(planted[0].project, tmp_path / "projet")
    sheets = {name: values for name, values in planted[0].files.items() if name.endswith(".yml")}
    for name, values in sheets.items():
        (project / name).write_text(for_script(with_name(values)), "utf-8")
    with pytest.raises(DataError) as error:
        load(project)
    assert {problem.file for problem in error.value.problems if "1234567*7654321" in problem.field} == set(sheets)
    assert not list(project.rglob("execute"))
    assert not Path("execute").exists()
