"""Who may use the form: whoever has the printed address. Another user of the machine has neither its key nor its cookie; another
site, another machine, or what is no form, gets and writes nothing."""

import re

import pytest

from ctg_formulaire.web import ASSETS, SCREENS
from formulaire import HOST, Surfer
from territoires import hamlet

SAMPLES = {"number": "0466000000", "folder": "structures", "id": "ecureuils", "name": "structures.csv", "step": "x.zip",
           "path:path": "structures/ecureuils/"}  # fmt: skip
FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_ORIGIN": f"http://{HOST}"}


ADDRESSES = sorted(
    {re.sub("<([^<>]+)>", lambda part: SAMPLES[part[1]], f"/{screen.path}") for screen in SCREENS}
    | {f"/assets/{name}" for name in ASSETS}
)
"""An address for each screen of the form, so that a new one is tried without a word here."""


@pytest.fixture(scope="module")
def surfer(tmp_path_factory) -> Surfer:
    return Surfer(hamlet(tmp_path_factory.mktemp("ferme")))


CLOSED = "403"
PLACE = "/structures/ecureuils/"


@pytest.mark.parametrize("cookie", ["", "autre=1", "ctg_formulaire_8001=", "ctg_formulaire_8001=é", "; ;=;ctg_formulaire_8001"])
def test_another_user_of_the_machine_reads_and_writes_nothing(surfer, cookie):
    before = surfer.data
    answers = surfer.get("/structures/ecureuils/").answers | {"nom": ["Pirate"], "_geste": ["enregistrer"]}
    answers |= {"reponse": ["pirate"], "genre": ["structures"]}  # with the token of a page, were it known
    for address in ADDRESSES:
        for answer in (surfer.get(address, HTTP_COOKIE=cookie), surfer.post(address, answers, HTTP_COOKIE=cookie)):
            assert answer.status[:3] == CLOSED, address
            assert "Cette page n’a pas la clé du formulaire" in answer.html
            assert "cureuil" not in answer.html
            assert surfer.editor.entrance.key not in answer.html + str(answer.headers)
    assert surfer.data == before


def test_the_printed_key_gives_a_cookie_and_leaves_the_address(surfer):
    key = surfer.editor.entrance.key
    for address in ("/", "/fiches/", "//ailleurs.example/"):
        answer = surfer.get(f"{address}?cle={key}", HTTP_COOKIE="")
        assert (answer.status[:3], answer.headers["Location"]) == ("303", "/")
        cookie, *traits = answer.headers["Set-Cookie"].split("; ")
        assert {*traits} == {"Path=/", "HttpOnly", "SameSite=Strict"}
        assert surfer.get("/", HTTP_COOKIE=f"_xsrf=a b; {cookie}").status == "200 OK"


def test_no_other_key_nor_cookie_opens_it_and_the_key_writes_nothing_by_itself(surfer):
    for query in ("cle=", "cle=autre", "cle=%C3%A9", "cle=x&cle=", "CLE=1", "cle=\xff"):
        answer = surfer.get("/", QUERY_STRING=query, HTTP_COOKIE="")
        assert (answer.status[:3], "Set-Cookie" in answer.headers) == (CLOSED, False), query
    for cookie in (surfer.cookie("8002"), Surfer(surfer.root).cookie()):  # of another port, of another start
        assert surfer.get("/", HTTP_COOKIE=cookie).status[:3] == CLOSED
    key = surfer.editor.entrance.key
    assert surfer.ask("POST", f"/annuler/?cle={key}", HTTP_COOKIE="", **FORM).status[:3] == CLOSED
    assert surfer.get(f"/?cle={key}", HTTP_COOKIE="", HTTP_HOST="exemple.fr").status[:3] == CLOSED


# --- what is asked ---------------------------------------------------------------------------------


def test_another_name_or_another_machine_gets_nothing(surfer):
    for host in ("example.org", "example.org:8001", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.example.org:8001", ""):
        assert surfer.get("/", HTTP_HOST=host).status[:3] == CLOSED, host
    for remote in ("192.168.1.20", "10.0.0.1", "", "::ffff:10.0.0.1", "1127.0.0.1"):
        assert surfer.get("/", REMOTE_ADDR=remote).status[:3] == CLOSED, remote


def test_without_the_token_nothing_is_written(surfer):
    before = surfer.data
    answers = {"reponse": ["autre"], "_fichier": ["autre"], "nom": ["Autre"], "_fin": ["1"], "_geste": ["enregistrer"]}
    for address in (f"{PLACE}fin/", "/ensemble/", "/numero/0199001102/",
                    "/annuler/", "/nouvelle/structures/", "/tableur/structures/"):  # fmt: skip
        surfer.post(address, answers)
        assert surfer.data == before, address


def test_what_is_sent_has_a_form_and_a_size(surfer):
    before = surfer.text()
    for status, environ in (
        ("413", {"CONTENT_LENGTH": "3000001"}),
        ("411", {"CONTENT_LENGTH": ""}),
        ("411", {"CONTENT_LENGTH": "-1"}),
        ("400", {"CONTENT_LENGTH": "99"}),
        ("415", {"CONTENT_TYPE": "text/plain"}),
        ("403", {"HTTP_ORIGIN": "http://example.org"}),
        ("411", {"CONTENT_LENGTH": "²"}),
        ("400", {"QUERY_STRING": "a=1&" * 30}),
        ("405", {"REQUEST_METHOD": "PUT"}),
    ):
        page = surfer.post(PLACE, {"a": ["b"]}, **environ)
        assert (page.status[:3], "3 Mo" in page.plain) == (status, status == "413"), environ
        assert '<html lang="fr"' in page.html
        assert len(re.search(r"</h1>\s*<p>(.*?)</p>", page.html)[1]) > 40
    assert surfer.text() == before


def test_no_address_leads_out_of_the_records(surfer):
    for address in ("/../../etc/passwd", "/structures/../territoire/", "/structures/%2e%2e/",
                    "/assets/css/../../../mkdocs.yml", "/data/territoire.yml", "/structures/ecureuils.yml/", "/territoire/",
                    "/structures/ecureuils/autre/", "/\x00/\x00/", "/structures/ecureuils/fin/x/",
                    "/tableur/structures/²/"):  # fmt: skip
        assert surfer.get(address).status.startswith("404"), address


def test_every_page_has_the_policy_and_asks_nothing_elsewhere(surfer):
    for address in ("/", "/fiches/", "/nouvelle/", "/tableur/structures/", PLACE, f"{PLACE}fin/",
                    "/rien/"):  # fmt: skip
        page = surfer.get(address)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert "style=" not in page.html
        assert page.html.count("<script") == 2
        assert "http" not in page.html.replace(f"http://{HOST}", "").partition("<main")[0]
    for address in ("assets/css/site.css", "assets/css/formulaire.css", "assets/js/palette.js", "assets/images/icone.svg"):
        assert surfer.get(f"/{address}").status == "200 OK"


def test_another_site_writes_nothing(surfer):
    before = surfer.text()
    answers = surfer.get(PLACE).answers | {"nom": ["Les Petits Écureuils"], "_geste": ["enregistrer"]}
    for origin in ("", "null", "http://example.org", "https://127.0.0.1:8001", "http://127.0.0.1:8002"):
        assert surfer.post(PLACE, answers, HTTP_ORIGIN=origin).status[:3] == CLOSED, origin
        assert surfer.text() == before, origin
