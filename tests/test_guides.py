"""What guides, workflows and forms say can be done: every verb exists, every file parses, every path is there."""

import argparse
import re
import shlex
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from cas import each
from ctg import api
from ctg.commands import main, make_parser
from ctg.loading import load
from ctg_demarrage.new_project import MODELS
from territoires import ESSAI, ROOT, wire
from test_scenes import parse

WORKFLOWS = [*sorted((ROOT / ".github").rglob("*.yml")), ROOT / ".gitlab-ci.yml", *sorted(MODELS.glob("*.yml"))]
GUIDES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "HABITS.md",
    *sorted((ROOT / "hooks/ctg/guides").glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "tests" / "territoire_essai" / "docs").rglob("*.md")),
    *sorted((ROOT / ".gitlab").rglob("*.md")),
    *sorted(MODELS.glob("*.md")),
]
# In Markdown only what is typed as code is a command; prose may say « make it ».
CODE = re.compile(r"```[^\n]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
COMMAND = re.compile(r"(?:^|[\s|&;(/])(make|ctg)((?: +[^\s|&;>)]+)+)", re.MULTILINE)


def commands_in(path: Path) -> list[tuple[str, list[str]]]:
    """(``make`` or ``ctg``, its words) for every command that a file mentions."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        text = "\n".join(block or inline for block, inline in CODE.findall(text))
    text = re.sub(r"(?m)(?<!\S)#.*$", "", text)
    return [(name, words.split()) for name, words in COMMAND.findall(text)]


@pytest.fixture(scope="module")
def verbs() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def subcommands() -> dict[str, set[str]]:
    """Subcommand → its options."""
    return dict(options_of(make_parser(), ""))


def options_of(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, set[str]]]:
    """(« document livret », the options of its parser, those above included)."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, inner in action.choices.items():
                own = f"{name} {word}".strip()
                yield own, set(inner._option_string_actions)
                yield from options_of(inner, own)


@each("path", [*GUIDES, *WORKFLOWS])
def test_every_command_that_is_mentioned_exists(path, verbs, subcommands):
    for name, words in commands_in(path):
        if words in (["--help"], ["--tout"], ["COMMANDE", "--help"]):
            continue
        if name == "make":
            missing = [word for word in words if re.fullmatch("[a-z-]+", word) and word not in verbs]
        else:
            named = " ".join(words[:2]) if words[0] == "document" else words[0]
            missing = [] if named in subcommands else [named]
            missing += [word for word in words if word.startswith("--") and word not in subcommands.get(named, ())]
        assert not missing, f"{name} {' '.join(words)}"


NETWORK = {"demarrer": 1, "fond": 2, "completer --demander": 1, "rassembler": 1, "portail": 1}
"""What its command answers when the network does not, or before there is a copy."""
GIVEN = parse((ROOT / "tests/guides.txt").read_text("utf-8"))[0]
GIVEN["FICHIER"] = (ROOT / "tests/registres/mairies.json").read_text("utf-8")
"""What its examples suppose."""


def test_each_command_of_the_guide_runs_as_it_is_typed(project, monkeypatch, capsys):
    root = wire(project(GIVEN))
    monkeypatch.chdir(root)
    monkeypatch.setattr(api, "serve", lambda *_: None)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: (_ for _ in ()).throw(socket.gaierror()))
    assert main(["exporter", "liste.xlsx", "--genre", "structure"]) == 0, capsys.readouterr()
    found = {}
    for name, words in (one for path in sorted((ROOT / "hooks/ctg/guides").glob("*.md")) for one in commands_in(path)):
        assert name == "ctg", "nobody who reads the guide has the repository"
        typed = shlex.split(" ".join(words))
        if typed == ["demarrer"] or "COMMANDE" in typed:  # spoken of, not typed
            continue
        code = main(typed)
        asks = NETWORK.get(typed[0], NETWORK.get(" ".join(typed), 0))
        if code != asks:
            found[" ".join(typed)] = capsys.readouterr()
    assert found == {}


def test_the_guide_is_short_and_its_reader_needs_no_terminal():
    guides = (ROOT / "hooks/ctg/guides").glob("*.md")
    said = {path.stem: re.sub("<!--.*?-->", "", path.read_text("utf-8")) for path in guides}  # a comment is for the form
    hers, others = said["coordinatrice"] + said["convention"], said["technique"] + said["rassembler"]
    others = re.sub(r"^ *rewrite .*\n", "", others, flags=re.MULTILINE)  # for nginx: copied, not read
    counted = (("convention", said["convention"], 600), ("coordinatrice", said["coordinatrice"], 3000),
               ("technique et rassembler", others, 2500))  # fmt: skip
    long = [f"{name} : {words} mots, {most} au plus" for name, text, most in counted if (words := len(text.split())) > most]
    assert long == [], "ôtez autant de mots à hooks/ctg/guides/"
    assert re.findall(r"\bctg (?:[a-z]+)|\bmake\b|\bterminal\b|\bYAML\b", hers) == []


SPOKEN = "’\u202f\u00a0"
DIGEST = "@sha256:[0-9a-f]{64}"
BOLD = re.compile(r"\*\*([^*]+)\*\*")


@pytest.mark.parametrize("name", ["coordinatrice", "convention"])
def test_what_the_guide_names_in_bold_is_written_in_the_form(name):
    """A button that has another name is looked for in vain."""
    forms = [*(ROOT / "hooks").glob("ctg_*/templates/formulaire/*.html"), ROOT / "hooks/ctg/site/frame.py"]
    forms += [path for path in (ROOT / "hooks").glob("ctg_*/**/*.py") if "tests" not in path.parts]
    forms += [*(ROOT / "hooks/ctg/model").glob("*.py"), *(ROOT / "hooks/ctg_formulaire").rglob("*.yml")]
    flat = str.maketrans(SPOKEN, "'  ")
    shown = " ".join(path.read_text("utf-8") for path in forms).translate(flat).casefold()
    named = BOLD.findall((ROOT / "hooks/ctg/guides" / f"{name}.md").read_text("utf-8"))
    lost = sorted({one for one in named if one.translate(flat).casefold() not in shown})
    assert (lost, len(named) > 20) == ([], True)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_others_wrote_is_named_by_its_digest_and_its_version(path):
    """A tag may be moved to another code; a digest may not (docs.github.com, « Secure use reference »)."""
    uses = re.findall(r"\buses:(.*)", path.read_text("utf-8"))
    assert bool(uses) == (path.name == "site.yml")
    assert [use for use in uses if not re.fullmatch(r" actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []


def test_workflows_hold_no_secret_and_ask_for_little():
    text = (ROOT / ".github/workflows/site.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert "secrets." not in text
    assert workflow["permissions"] == {"contents": "read"}
    writing = {name for name, job in workflow["jobs"].items() if "write" in job.get("permissions", {}).values()}
    assert writing == {"publier", "bilan"}
    for script in re.findall(r"run: (.*)", text):
        assert "${{" not in script, "no text of a proposal ever reaches a shell"


# --- the guide's examples ------------------------------------------------------------------------

EXAMPLE = re.compile(r"```yaml\n# (data/\S+\.yml)\n(.*?)```", re.DOTALL)
BEFORE = {
    "data/axes/d.yml": "numero: D\ntitre: Relier\ncadre: ctg\n",
    "data/actions/d3.yml": "titre: Imprimer un guide\naxe: d\nporteurs: [CAF]\n",
}
"""What the examples suppose. Each completes its file as it stood before any of them."""


def pictures(root, text):
    """The pictures that the territory names, and no other."""
    shutil.rmtree(root / "data/images", ignore_errors=True)
    for picture in re.findall(r"[\w-]+\.(?:svg|jpg)", text):
        (root / "data/images").mkdir(exist_ok=True)
        drawn = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"/>'
        taken = (ESSAI / "data/images/ecureuils.jpg").read_bytes()
        (root / "data/images" / picture).write_bytes(drawn if picture.endswith(".svg") else taken)


@pytest.mark.parametrize(
    "path", [path for path in GUIDES if "```yaml" in path.read_text("utf-8")], ids=lambda path: path.parent.name
)
def test_every_example_of_a_guide_is_accepted_by_the_check(project, path):
    text = path.read_text("utf-8")
    examples = EXAMPLE.findall(text)
    assert len(examples) == text.count("```yaml"), "un exemple commence par le nom de sa fiche : # data/…"
    root = project(BEFORE)
    warned = load(root).warnings
    before = {name: (root / name).read_text("utf-8") if (root / name).exists() else "" for name, _ in examples}
    for name, example in examples:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(before[name] + example, "utf-8")
        pictures(root, (root / "data/territoire.yml").read_text("utf-8"))
        assert load(root).warnings == warned


def test_the_machine_of_the_forge_is_given_by_its_digest():
    assert re.fullmatch(rf"python:3\.[\w.-]+{DIGEST}", yaml.safe_load((MODELS / "gitlab.yml").read_text("utf-8"))["image"])
