"""``ctg editer``: where the form is, and why it cannot be served."""

from __future__ import annotations

import socket
import threading
from urllib.request import urlopen

import pytest

from ctg.commands import main
from ctg.commands.records.editer import PORT, served
from territoires import ROOT, small


def test_the_form_answers_on_this_machine_only(tmp_path):
    with served(small(tmp_path), 0) as server:
        assert server.server_address[0] == "127.0.0.1"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        with urlopen(f"http://127.0.0.1:{server.server_port}/structures/les-lutins/") as answer:
            assert "Les Lutins" in answer.read().decode()
        server.shutdown()


def test_the_address_is_told(tmp_path, capsys, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("wsgiref.simple_server.WSGIServer.serve_forever", stop)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert main(["--projet", str(small(tmp_path)), "editer", "--port", str(port)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"Le formulaire : http://127.0.0.1:{port}/   (Ctrl+C pour arrêter)"


def test_the_guide_says_where_it_is():
    assert f"`http://127.0.0.1:{PORT}/`" in (ROOT / "docs/contribuer/formulaire.md").read_text("utf-8")


@pytest.mark.parametrize("port", [None, 70_000])
def test_a_port_that_cannot_serve_is_told(tmp_path, capsys, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = port or taken.getsockname()[1]
        assert main(["--projet", str(small(tmp_path)), "editer", "--port", str(wanted)]) == 1
    assert f"Le port {wanted} ne peut pas servir" in capsys.readouterr().err
