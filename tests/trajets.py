"""How far a change travels: the modules that a place crosses to its page, a mistake to its message, a save of the form to its
file, and the imports of the house. ``python tests/trajets.py`` prints them; ``maison/test_trajets.py`` holds their limits."""

import ast
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from cProfile import Profile
from inspect import CO_OPTIMIZED
from pathlib import Path
from urllib.parse import urlencode

TESTS = Path(__file__).resolve().parent
HOOKS = TESTS.parent / "hooks"
DOOR = str(HOOKS / "ctg/api.py")
"""The door of the extensions: it imports a name the first time that it is asked for, and nothing else."""


def crossed(act: Callable[[], object]) -> list[str]:
    """The modules of ``hooks/`` of which a function runs during ``act``; what importing one runs is left out, and templates."""
    profile = Profile(builtins=False)
    profile.runcall(act)
    ran = {one.code.co_filename for one in profile.getstats() if one.code.co_flags & CO_OPTIMIZED}
    paths = (Path(name) for name in ran if name.endswith(".py") and name != DOOR)
    return sorted(path.relative_to(HOOKS).as_posix() for path in paths if path.is_relative_to(HOOKS))


def place_to_page() -> dict[str, list[str]]:
    """The first page of a build, then that of another place. In a fresh process only: what a build keeps is kept."""
    from ctg.loading import load
    from ctg.publish.build import site_of
    from territoires import ESSAI

    site = site_of(load(ESSAI), ESSAI)
    pages = {file.path: file for file in site.files}
    first, other = (lambda path=f"structures/{id}/": site.document(pages[path]).content for id in ("ccas", "ecureuils"))
    return {"page, la première": crossed(first), "page, une autre": crossed(other)}


def mistake_to_message(folder: Path) -> list[str]:
    """A day that has no such hour, from the text of its sheet to what the terminal shows."""
    from ctg.common.problems import report
    from ctg.model.structure import Structure
    from ctg.reading.remedies import validated
    from ctg.reading.sheet import read_sheet

    path = folder / "lieu.yml"
    path.write_text("nom: Les Lutins\ntype: creche\ncommune: Valbourg\nhoraires:\n  lundi: 8h-25h\n", "utf-8")
    said = []

    def act():
        sheet, unread = read_sheet(path, folder, Structure.model_fields)
        said.append(report([*unread, *validated(Structure, sheet, {})[1]]))

    found = crossed(act)
    assert "ligne 5" in said[0], said
    return found


def save_of_the_form(folder: Path) -> list[str]:
    """Opening hours changed in the form: from what the browser sends to the file written."""
    from formulaire import HOST, Surfer
    from territoires import ESSAI

    shutil.copytree(ESSAI / "data", folder / "data")
    surfer, address = Surfer(folder), "/structures/ecureuils/"
    answers = surfer.get(address).answers | {"horaires.lundi": ["8h-18h30", ""], "_geste": ["enregistrer"]}
    body = urlencode([(name, text) for name, texts in answers.items() for text in texts]).encode()
    heads = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_ORIGIN": f"http://{HOST}"}
    found = crossed(lambda: surfer.ask("POST", address, body, **heads))
    assert "lundi: 8h-18h30" in (folder / "data/structures/ecureuils.yml").read_text("utf-8")
    return found


def trips() -> dict[str, list[str]]:
    """Each trip → its modules."""
    found = place_to_page()
    for name, trip in (("faute", mistake_to_message), ("enregistrement", save_of_the_form)):
        with tempfile.TemporaryDirectory() as folder:
            found[name] = trip(Path(folder))
    return found


def longest_chain(asked: dict[str, set[str]]) -> list[str]:
    """The longest chain of modules that import one another."""
    known: dict[str, list[str]] = {}

    def chain(name: str) -> list[str]:
        if name not in known:
            known[name] = []
            known[name] = [name, *max((chain(other) for other in asked[name]), key=len, default=[])]
        return known[name]

    return max((chain(name) for name in asked), key=len)


def figures() -> dict[str, int]:
    """The sizes of the graph of imports."""
    from maison.test_architecture import MODULES, asked, nodes

    lines = (one for path in MODULES for one in nodes(path) if isinstance(one, ast.Import | ast.ImportFrom))
    return {
        "chaîne": len(longest_chain(asked())),
        "liens entre modules": sum(map(len, asked().values())),
        "lignes d'import": sum((one.end_lineno or 0) - one.lineno + 1 for one in lines),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    told = {"trajets": trips(), "imports": figures()}  # the trips first, while nothing has run
    from maison.test_architecture import asked

    print(json.dumps(told | {"chaîne": longest_chain(asked())}, ensure_ascii=False, indent=1))
