"""Who may use the form: whoever has the printed address. Another user of the machine has neither its key nor its cookie."""

from __future__ import annotations

import re

import pytest

from ctg_formulaire.web import ASSETS, SCREENS
from formulaire import HOST, Surfer
from territoires import hamlet

SAMPLES = {
    "number": "0466000000",
    "folder": "structures",
    "id": "ecureuils",
    "name": "structures.csv",
    "step": "x.zip",
    "path:path": "structures/ecureuils/",
}
FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_ORIGIN": f"http://{HOST}"}


ADDRESSES = sorted(
    {re.sub("<([^<>]+)>", lambda part: SAMPLES[part[1]], f"/{screen.path}") for screen in SCREENS}
    | {f"/assets/{name}" for name in ASSETS}
)
"""An address for each screen of the form, so that a new one is tried without a word here."""


@pytest.fixture(scope="module")
def surfer(tmp_path_factory) -> Surfer:
    return Surfer(hamlet(tmp_path_factory.mktemp("ferme")))


def tree(surfer: Surfer) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in surfer.root.rglob("*") if path.is_file()}


def test_the_addresses_tried_are_those_that_answer(surfer):
    assert {"/", "/fiches/", "/tableur/structures/", "/structures/ecureuils/fin/"} <= set(ADDRESSES)
    assert surfer.get("/structures/ecureuils/").status == "200 OK"


@pytest.mark.parametrize("cookie", ["", "autre=1", "ctg_formulaire_8001=", "ctg_formulaire_8001=é", "; ;=;ctg_formulaire_8001"])
def test_another_user_of_the_machine_reads_and_writes_nothing(surfer, cookie):
    before = tree(surfer)
    answers = surfer.get("/structures/ecureuils/").answers | {"nom": ["Pirate"], "_geste": ["enregistrer"]}
    answers |= {"reponse": ["pirate"], "genre": ["structures"]}  # with the token of a page, were it known
    for address in ADDRESSES:
        for answer in (surfer.get(address, HTTP_COOKIE=cookie), surfer.post(address, answers, HTTP_COOKIE=cookie)):
            assert answer.status[:3] == "403", address
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
        assert (answer.status[:3], answer.headers["Location"]) == ("303", "/")
        cookie, *traits = answer.headers["Set-Cookie"].split("; ")
        assert {*traits} == {"Path=/", "HttpOnly", "SameSite=Strict"}
        assert surfer.get("/", HTTP_COOKIE=f"_xsrf=a b; {cookie}").status == "200 OK"


@pytest.mark.parametrize("query", ["cle=", "cle=autre", "cle=%C3%A9", "cle=x&cle=", "CLE=1", "cle=\xff"])
def test_another_key_opens_nothing(surfer, query):
    answer = surfer.get("/", QUERY_STRING=query, HTTP_COOKIE="")
    assert (answer.status[:3], "Set-Cookie" in answer.headers) == ("403", False)


def test_the_key_writes_nothing_by_itself(surfer):
    key = surfer.editor.entrance.key
    assert surfer.ask("POST", f"/annuler/?cle={key}", HTTP_COOKIE="", **FORM).status.startswith("403")
    assert surfer.get(f"/?cle={key}", HTTP_COOKIE="", HTTP_HOST="exemple.fr").status.startswith("403")
