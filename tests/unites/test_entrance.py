"""Who may use the form: whoever has the printed address. Another user of the machine has neither its key nor its cookie."""

from __future__ import annotations

import ast
import inspect
import shutil
import textwrap

import pytest

from ctg.editing.web import ASSETS, Editor
from formulaire import HOST, Surfer
from territoires import ESSAI

SAMPLES = {"folder": "structures", "id": "ecureuils", "_": "structures"}
GESTURES = ("verifier", "renommer", "supprimer")
FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_ORIGIN": f"http://{HOST}"}


def routes() -> set[str]:
    """An address for each pattern of the form's table of pages, so that a new one is tried without a word here."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(Editor._reply)))
    found = set()
    for pattern in (node for node in ast.walk(tree) if isinstance(node, ast.MatchSequence)):
        steps = []
        for one in pattern.patterns:
            if isinstance(one, ast.MatchValue):
                steps.append(ast.literal_eval(one.value))
            elif isinstance(one, ast.MatchAs):
                steps.append(SAMPLES[one.name or "_"])
        found.add("/" + "".join(f"{step}/" for step in steps))
    return found


ADDRESSES = sorted(
    routes()
    | {f"/structures/ecureuils/{gesture}/" for gesture in GESTURES}
    | {"/tableur/structures/structures.csv", "/apercu/structures/ecureuils/", *(f"/{name}" for name in ASSETS)}
)


@pytest.fixture(scope="module")
def surfer(tmp_path_factory) -> Surfer:
    root = tmp_path_factory.mktemp("ferme")
    shutil.copytree(ESSAI / "data", root / "data")
    return Surfer(root)


def tree(surfer: Surfer) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in surfer.root.rglob("*") if path.is_file()}


def test_the_addresses_tried_are_those_that_answer(surfer):
    assert {"/", "/fiches/", "/partager/", "/reponses/", "/structures/ecureuils/"} <= set(ADDRESSES)
    assert surfer.get("/structures/ecureuils/").status == "200 OK"


@pytest.mark.parametrize("cookie", ["", "autre=1", "ctg_formulaire_8001=", "ctg_formulaire_8001=é", "; ;=;ctg_formulaire_8001"])
def test_another_user_of_the_machine_reads_and_writes_nothing(surfer, cookie):
    before = tree(surfer)
    answers = surfer.get("/structures/ecureuils/").answers | {"nom": ["Pirate"], "_geste": ["enregistrer"]}
    answers |= {"reponse": ["pirate"], "genre": ["structures"]}  # with the token of a page, were it known
    for address in ADDRESSES:
        for answer in (surfer.get(address, HTTP_COOKIE=cookie), surfer.post(address, answers, HTTP_COOKIE=cookie)):
            assert answer.status == "403 Forbidden", address
            assert "Le formulaire est fermé" in answer.html
            assert "cureuil" not in answer.html
            assert surfer.editor.entrance.key not in answer.html + str(answer.headers)
    assert tree(surfer) == before


def test_the_cookie_of_another_port_or_of_another_start_opens_nothing(surfer):
    other = Surfer(surfer.root)
    assert surfer.get("/", HTTP_COOKIE=surfer.cookie("8002")).status.startswith("403")
    assert surfer.get("/", HTTP_COOKIE=other.cookie()).status.startswith("403")


def test_the_printed_key_gives_a_cookie_and_leaves_the_address(surfer):
    key = surfer.editor.entrance.key
    for address in ("/", "/fiches/", "//ailleurs.example/"):
        answer = surfer.get(f"{address}?cle={key}", HTTP_COOKIE="")
        assert (answer.status, answer.headers["Location"]) == ("303 See Other", "/")
        cookie, *traits = answer.headers["Set-Cookie"].split("; ")
        assert traits == ["Path=/", "HttpOnly", "SameSite=Strict"]
        assert surfer.get("/", HTTP_COOKIE=f"_xsrf=a b; {cookie}").status == "200 OK"


@pytest.mark.parametrize("query", ["cle=", "cle=autre", "cle=%C3%A9", "cle=x&cle=", "CLE=1"])
def test_another_key_opens_nothing(surfer, query):
    answer = surfer.get(f"/?{query}", HTTP_COOKIE="")
    assert (answer.status[:3], "Set-Cookie" in answer.headers) == ("403", False)


def test_the_key_writes_nothing_by_itself(surfer):
    key = surfer.editor.entrance.key
    assert surfer.ask("POST", f"/annuler/?cle={key}", HTTP_COOKIE="", **FORM).status.startswith("403")
    assert surfer.get(f"/?cle={key}", HTTP_COOKIE="", HTTP_HOST="exemple.fr").status == "403 Forbidden"
