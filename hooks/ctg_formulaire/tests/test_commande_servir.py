"""``ctg servir``: what it prints, and why a port cannot serve; ``ctg editer`` leads there."""

import socket

import pytest

from ctg.commands import main
from ctg.publish.write import Preview, PreviewServer
from territoires import small


def test_a_port_that_cannot_serve_is_told_and_the_former_commands_lead_to_this_one(tmp_path, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert main(["--projet", str(small(tmp_path)), "servir", "--port", str(wanted)]) == 1
    assert f"Le port {wanted} ne peut pas servir" in capsys.readouterr().err
    assert [main(["editer", "--port", "8002"]), main(["recevoir", "reponse.eml"])] == [2, 2]
    told = "« ctg editer » a changé de nom. Tapez : ctg servir\n"
    assert capsys.readouterr().err.startswith(told)


def test_what_is_printed_opens_the_form_where_it_is_read(tmp_path):
    whole = PreviewServer.of(small(tmp_path), "http://127.0.0.1:8000/", lambda *_: [], Preview(tmp_path))
    site, form, _ = whole.lines
    assert site == "Le site : http://127.0.0.1:8000/"
    assert form == f"Le formulaire : http://127.0.0.1:8000/_editer/?cle={whole.beside['/_editer/'].entrance.key}"


@pytest.mark.parametrize(
    ("path", "asked", "answer"),
    [
        ("/site/outil/page/", {}, [b"outil"]),
        ("/site/outils/", {}, [b"site"]),
        ("/site/outil/", {"HTTP_HOST": "exemple.fr"}, None),
        ("/site/", {"REMOTE_ADDR": "192.168.1.20"}, None),
    ],
)
def test_what_is_mounted_answers_below_its_path_and_all_of_it_to_this_machine_only(tmp_path, path, asked, answer):
    heard: list[str] = []
    environ = {"PATH_INFO": path, "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000", "SERVER_PORT": "8000"} | asked
    server = PreviewServer(lambda *_: [b"site"], Preview(tmp_path), "/site/", {"/site/outil/": lambda *_: [b"outil"]}, ())
    given = server(environ, lambda status, _headers: heard.append(status))
    assert (given if answer else heard) == (answer or ["403 Forbidden"])
