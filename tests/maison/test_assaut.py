"""Any file at all in ``data/``: a report in French, or harmless pages; never a stack trace, never a build that does not end.

``make assaut`` attacks for ten minutes (``SECONDES=60 make assaut``: for one), with other files each time, and says how many
it tried.
"""

import itertools
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from ctg.common.problems import DataError
from ctg.model import KINDS
from ctg.publish.build import make_site
from ctg.reading.sheet import read_sheet, record_files
from territoires import ESSAI, hamlet
from textes import texts

SECONDS = float(os.environ.get("SECONDES", "600"))
SLOW = 20
"""Seconds of work of this process, whatever else the machine does: far more than any file of a record may take."""
FOLDERS = [kind.folder for kind in KINDS if kind.folder != "communes"]
SHEETS = [
    (path.relative_to(ESSAI).as_posix(), read_sheet(path, ESSAI)[0].values)
    for folder in FOLDERS
    for path in record_files(ESSAI / "data" / folder)
]
SINGLES = [(name, read_sheet(ESSAI / name, ESSAI)[0].values) for name in ("data/territoire.yml", "data/accessibilite.yml")]

scalars = st.one_of(
    texts,
    st.sampled_from(
        ["", "~", "oui", "0", "-1", "1e999", "2026-02-30", "9h-8h", "javascript:alert(1)", "../../etc/passwd", "é" * 9_999]
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.text(max_size=60),
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


@st.composite
def damaged(draw) -> tuple[str, str]:
    """(file, YAML) of a sound record where one to three values became anything."""
    place, sheet = draw(st.sampled_from(SHEETS + SINGLES))
    sheet = json.loads(json.dumps(sheet))
    for _ in range(draw(st.integers(1, 3))):
        inside = sheet
        while inside:
            key = draw(st.sampled_from(list(inside) if isinstance(inside, dict) else range(len(inside))))
            if not (isinstance(inside[key], dict | list) and draw(st.booleans())):
                inside[key] = draw(values)
                break
            inside = inside[key]
        if draw(st.booleans()):
            sheet[draw(texts)] = draw(values)
    return place, json.dumps(sheet, ensure_ascii=draw(st.booleans()))


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in itertools.pairwise("abcdefghij")
)
RAW = [
    LAUGHS,
    "nom: " + "[" * 50_000,
    "nom: " + "{a: " * 5_000 + "}" * 5_000,
    "a: &x\n  <<: *x\n",
    "base: &b {nom: x}\n<<: *b\n",
    "!!python/object/apply:os.system ['touch /tmp/x']",
    "nom: !!binary aGVsbG8=\n---\nnom: deux\n",
    "%YAML 9.9\n---\nnom: x",
    "? [a, b]\n: c",
    "nom: " + "x" * 999_000,
    "\ufeffnom: x\r\ntype: y",
    "nom: 'x\n",
    "- nom: x",
    "\t- x: [}",
]
SIGNS = [*"{}[]&*!|>'\"%@`#,?:-\n \t", "nom: ", "<<: ", "é", "a", "1", "\x00", "\ud83e", "---\n"]
broken = st.one_of(st.sampled_from(RAW), st.text(max_size=200), st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
raw = st.tuples(st.sampled_from([place for place, _ in SHEETS + SINGLES]), broken)


@pytest.fixture(scope="module")
def territory(tmp_path_factory) -> Path:
    """Twelve records of the invented territory."""
    return hamlet(tmp_path_factory.mktemp("assaut") / "essai")


GATHERING = ("index.html", "trouver/", "assets/", "donnees/structures", "agenda", "recherche/")
"""Addresses of what gathers many records."""


def attack(territory: Path, attacked: tuple[str, str], whole: bool = False) -> str:
    """Make the site with one attacked file, all of it or what that file touches first; returns what became of it."""
    place, text = attacked
    target = territory / place
    kept = target.read_bytes() if target.exists() else None
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(text.encode("utf-8", "surrogatepass"))
    start = time.process_time()
    try:
        outcome = make(territory, None if whole else (place.removeprefix("data/").removesuffix(".yml"), *GATHERING))
    finally:
        target.unlink() if kept is None else target.write_bytes(kept)
    assert time.process_time() - start < SLOW
    return outcome


def make(territory: Path, wanted: tuple[str, ...] | None) -> str:
    try:
        site = make_site(territory)
    except DataError as error:
        told = error.problems
    else:
        for document in site.documents():
            assert wanted is None or not document.path.startswith(wanted) or document.content is not None
        return "publié"
    assert told
    assert all(problem.line >= 1 and problem.message and "Traceback" not in str(problem) for problem in told)
    return "refusé"


CALM = settings(max_examples=20, suppress_health_check=list(HealthCheck))


@CALM
@given(attacked=st.one_of(damaged(), damaged(), raw))
@example(attacked=("data/structures/x.yml", LAUGHS))
def test_whatever_is_written_the_build_ends_with_a_report_or_pages(territory, attacked):
    attack(territory, attacked)


EACH = 2
ODD = ["é{", "", "-1", "1e999", "2026-02-30", ["x"], {"a": "b"}]


def values_of(inside: dict | list) -> Iterator[tuple[dict | list, str | int]]:
    """Each value of a sheet that holds no other: where it is, and under which key."""
    for key, value in list(inside.items() if isinstance(inside, dict) else enumerate(inside)):
        yield from values_of(value) if isinstance(value, dict | list) else [(inside, key)]


@pytest.mark.parametrize("turn", range(EACH))
def test_every_value_of_every_record_may_be_anything(tmp_path, turn):
    """A few at a time, all of them in the end, each odd in its way."""
    project = shutil.copytree(ESSAI, tmp_path / "essai")
    for name, sheet in SHEETS + SINGLES:
        copy = json.loads(json.dumps(sheet))
        for rank, (holder, key) in enumerate(values_of(copy)):
            if rank % EACH == turn:
                holder[key] = ODD[rank // EACH % len(ODD)]
        (project / name).write_text(json.dumps(copy), "utf-8")
    assert make(project, GATHERING) == "refusé"


@pytest.mark.parametrize("text", RAW, ids=range(len(RAW)))
@pytest.mark.parametrize("place", ["data/structures/x.yml", "data/communes.yml"])
def test_what_yaml_makes_dangerous_is_refused(project, text, place):
    assert attack(project(), (place, text)) == "refusé"


@pytest.mark.assaut
def test_a_long_attack(territory, capsys):
    outcomes: Counter[str] = Counter()
    end = time.monotonic() + SECONDS
    for number in itertools.count():
        if time.monotonic() > end:
            break

        @seed(number)
        @settings(CALM, max_examples=100, derandomize=False, database=None)
        @given(attacked=st.one_of(damaged(), damaged(), raw))
        def one_hundred(attacked):
            outcomes[attack(territory, attacked, whole=True)] += 1

        one_hundred()
    with capsys.disabled():
        print(f"\n{sum(outcomes.values())} fichiers en {SECONDS:.0f} s : {dict(outcomes)}")
