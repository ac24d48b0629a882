"""The package: with it alone, beside no repository, a territory checks and builds its site, the same to the byte."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from filecmp import dircmp
from pathlib import Path

import pytest

from ctg.common import files as common_files
from territoires import ESSAI, ROOT, tree

SOURCES = (
    "pyproject.toml", "setup.py", "LICENSE", "README.md", "CHANGELOG.md", "requirements.lock", "hooks", "overrides",
    "tests/territoire_essai",
)  # fmt: skip
PACKED = {"ctg": "hooks/ctg", "ctg/habillage": "overrides"}
"""Folder of the package → folder of the repository."""
WIRING = "site_name: Les familles\ndocs_dir: docs\nplugins: [ctg]\n"
"""All that ``mkdocs.yml`` has to say."""


def pack(folder: Path) -> None:
    """The wheel, made without the network from a copy of what it is made of, and unpacked there."""
    source = folder / "depot"
    for name in SOURCES:
        copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        copied(ROOT / name, source / name)
    for left in source.glob("hooks/*.egg-info"):  # would tell what an older wheel held
        shutil.rmtree(left)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*command, "--wheel-dir", folder, source], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = folder.glob("ctg_site-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "paquet")
    shutil.rmtree(source)


@pytest.fixture(scope="session")
def package(built) -> Path:
    """The folder of an installed package, in front of this repository's."""
    return built("roue", pack) / "paquet"


@pytest.fixture
def ctg(package):
    """``ctg(root, "verifier")`` → (code, what is printed), by the package alone."""

    def run(root: Path, *words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, *words], cwd=root, env=os.environ | {"PYTHONPATH": str(package)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.parametrize("packed", PACKED)
def test_every_file_of_the_repository_is_in_the_package(package, packed):
    inside, source = package / packed, ROOT / PACKED[packed]
    beyond = {Path(other).relative_to(packed).parts[0] for other in PACKED if other.startswith(f"{packed}/")}
    compared = dircmp(inside, source, ignore=["__pycache__", "tests", "CHANGELOG.md", "requirements.lock", *beyond])
    todo = [compared]
    for one in todo:
        assert (one.left_only, one.right_only, one.diff_files) == ([], [], []), one.left
        todo += one.subdirs.values()


WHERE = f"import ctg; from {common_files.__name__} import CLOTHES, GUIDES; print(ctg.__file__, CLOTHES, GUIDES)"


ONE_PROCESS = """from ctg.publish import write
from ctg.commands import main
write.cores = lambda: 1
raise SystemExit(main(["construire"]))"""


def test_a_territory_built_by_the_package_alone_and_otherwise_in_every_way_is_the_same(
    package, ctg, essai_site, tmp_path, monkeypatch
):
    """Windows' ends of lines, accents in the folder's name, one process, other chance, another time zone, no locale."""
    root = tmp_path / "Été à Ombreval (copie)"
    for name in ("data", "docs"):
        shutil.copytree(ESSAI / name, root / name)
    for path in (*root.rglob("*.yml"), *root.rglob("*.md")):
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    (root / "mkdocs.yml").write_text(WIRING, "utf-8")
    for name, value in {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONUTF8": "0"}.items():
        monkeypatch.setenv(name, value)
    code, told = ctg(root, "-c", WHERE)
    assert (code, [path for path in told.split() if not Path(path).is_relative_to(package)]) == (0, []), told
    code, told = ctg(root, "-c", ONE_PROCESS)
    assert (code, "Aucune erreur" in told or "avertissement" in told) == (0, True), told
    assert tree(root / "site") == tree(essai_site)
    assert {path.name for path in root.iterdir()} == {"data", "docs", "mkdocs.yml", "site", ".cache"}


def test_a_territory_starts_and_is_built_by_the_package_alone(package, ctg, tmp_path):
    answers = [f"--{name}={ROOT / 'tests/registres' / name}.json" for name in ("communes", "mairies")]
    code, told = ctg(tmp_path, "-m", "ctg", "demarrer", "200999002", "pays", *answers)
    assert code == 0, told
    code, told = ctg(tmp_path / "pays", "-m", "ctg", "construire")
    assert code == 0, told
    [own] = (tmp_path / "pays/roues").glob("ctg_site-*.whl")
    digest = hashlib.sha256(own.read_bytes()).hexdigest()
    assert f"--hash=sha256:{digest}" in (tmp_path / "pays/requirements.txt").read_text("utf-8")
    assert (tmp_path / "pays/roues/verrou.txt").read_bytes() == (ROOT / "requirements.lock").read_bytes()
    with zipfile.ZipFile(own) as wheel:
        assert set(wheel.namelist()) == {name for name in tree(package) if "__pycache__" not in name}
    assert ctg(tmp_path, "-m", "ctg", "guide", "versions")[1].startswith("# Ce qui change")
    theirs = re.compile(r"\bgard\b|bagnols|rhodanien", re.IGNORECASE)
    texts = {name: content.decode("utf-8", "ignore") for name, content in tree(tmp_path / "pays").items()}
    assert [name for name, text in texts.items() if theirs.search(text)] == []
