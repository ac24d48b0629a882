"""``ctg servir``: what it prints, and why a port cannot serve; ``ctg editer`` leads there."""

from __future__ import annotations

import socket

import pytest

from ctg.commands import main
from ctg.editing.beside import SiteAndForm
from ctg.publishing import Preview
from territoires import small


@pytest.mark.parametrize("port", [None, 70_000])
def test_a_port_that_cannot_serve_is_told(tmp_path, capsys, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = port or taken.getsockname()[1]
        assert main(["--projet", str(small(tmp_path)), "servir", "--port", str(wanted)]) == 1
    assert f"Le port {wanted} ne peut pas servir" in capsys.readouterr().err


def test_the_former_commands_lead_to_this_one(capsys):
    assert main(["editer", "--port", "8002"]) == 2
    assert capsys.readouterr().err == "« ctg editer » a changé de nom. Tapez : ctg servir\n"
    assert main(["recevoir", "reponse.eml"]) == 2
    assert "la page « Réponses » du formulaire (ctg servir)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("forge", "start"),
    [("", "http://127.0.0.1:8000/_editer/?cle="), ("verte-colline", "https://verte-colline-8000.app.exemple.fr/_editer/?cle=")],
)
def test_what_is_printed_opens_the_form_where_it_is_read(tmp_path, monkeypatch, forge, start):
    monkeypatch.setenv("CODESPACE_NAME", forge)
    monkeypatch.setenv("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "app.exemple.fr")
    both = SiteAndForm.of(small(tmp_path), lambda *_: [], Preview(tmp_path), "/")
    site, form, _ = both.addresses("http://127.0.0.1:8000/").splitlines()
    assert site == "Le site : http://127.0.0.1:8000/"
    assert form == f"Le formulaire : {start}{both.form.entrance.key}"
