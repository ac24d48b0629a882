"""A browser without a screen for the form: reads a page as one does, fills it, sends it."""

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from socketserver import ThreadingMixIn
from urllib.parse import quote, urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import lxml.html
import pytest

from ctg_formulaire.desk import Desk, Screen
from ctg_formulaire.web import SCREENS, Editor
from ctg_formulaire.workshop import Workshop
from territoires import hamlet

HOST = "127.0.0.1:8001"


def plain(html: str) -> str:
    """Its text and tags, with the spaces and the apostrophes of a keyboard."""
    return unescape(html).replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")


class _Form:
    """The fields that a browser would send of a page, and the names that hold its parts together."""

    def __init__(self, html: str):
        page = lxml.html.fromstring(html or "<html/>")
        self.ids = set(page.xpath("//@id"))
        self.named = " ".join(page.xpath("//@for | //@aria-describedby | //@aria-labelledby")).split()
        boxes = page.xpath("//input[@name] | //select[@name] | //textarea[@name]")
        self.sent = [(box.name, text) for box in boxes for text in _sent(box)]


def _sent(box: lxml.html.HtmlElement) -> list[str]:
    """What a box sends: nothing when it is not ticked, the first choice of a list where none is made."""
    if box.tag == "textarea":
        return [(box.text or "").removeprefix("\n").replace("\n", "\r\n")]
    if box.tag == "select":
        return [one.get("value") for one in box.xpath(".//option[@selected]") or box.xpath(".//option")][:1]
    if box.get("type") == "checkbox":
        return [box.get("value", "on")] if "checked" in box.attrib else []
    return [box.get("value", "").replace("\n", "").replace("\r", "")]


@dataclass
class Answered:
    """What came back."""

    status: str
    headers: dict[str, str]
    content: bytes

    @property
    def html(self) -> str:
        return self.content.decode()

    @property
    def plain(self) -> str:
        return plain(self.html)

    @property
    def form(self) -> _Form:
        return _Form(self.html)

    @property
    def answers(self) -> dict[str, list[str]]:
        """What its form would send, by name."""
        found: dict[str, list[str]] = {}
        for name, value in self.form.sent:
            found.setdefault(name, []).append(value)
        return found


@dataclass
class Surfer:
    """Asks the application directly; ``followed`` lists the addresses to which it was led."""

    root: Path
    screens: tuple[Screen, ...] = SCREENS
    desk: Desk = field(init=False)
    editor: Editor = field(init=False)
    followed: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.desk = Desk(Workshop(self.root), screens=self.screens)
        self.editor = Editor(self.desk)

    @property
    def data(self) -> dict[str, bytes]:
        """What every file of ``data/`` holds."""
        return {str(path): path.read_bytes() for path in (self.root / "data").rglob("*") if path.is_file()}

    @property
    def file(self) -> Path:
        """The place that most tests change."""
        return self.root / "data/structures/ecureuils.yml"

    def text(self, file: str = "data/structures/ecureuils.yml") -> str:
        """What a file of the project holds."""
        return (self.root / file).read_text("utf-8")

    def cookie(self, port: str = "8001") -> str:
        """What a browser sends once it has opened the address that the terminal printed."""
        return f"{self.editor.entrance.cookie(port)}={self.editor.entrance.key}"

    def ask(self, method: str, address: str, body: bytes = b"", **environ: str) -> Answered:
        parts = urlsplit(address)
        heard: list = []
        answer = self.editor(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": parts.path.encode().decode("latin-1"),
                "QUERY_STRING": quote(parts.query, "=&%"),
                "SERVER_PORT": "8001",
                "REMOTE_ADDR": "127.0.0.1",
                "HTTP_HOST": HOST,
                "HTTP_COOKIE": self.cookie(),
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": io.BytesIO(body),
            }
            | environ,
            lambda status, headers: heard.extend((status, headers)),
        )
        return Answered(heard[0], dict(heard[1]), b"".join(answer))

    def get(self, address: str, **environ: str) -> Answered:
        return self.ask("GET", address, **environ)

    def upload(self, address: str, box: str, *files: tuple[str, bytes], **answers: str) -> Answered:
        """Sends files from a box of the page's form, as a browser does, and goes where the answer leads."""
        mark = b"--frontiere-d-essai"
        told = [(f'name="{name}"', text.encode()) for name, text in ({"_jeton": self.desk.workshop.token} | answers).items()]
        told += [(f'name="{box}"; filename="{name}"', content) for name, content in files]
        parts = (
            mark + b"\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + text + b"\r\n" for head, text in told
        )
        kind = f"multipart/form-data; boundary={mark.decode()[2:]}"
        return self.led(
            self.ask("POST", address, b"".join(parts) + mark + b"--\r\n", CONTENT_TYPE=kind, HTTP_ORIGIN=f"http://{HOST}")
        )

    def led(self, answer: Answered) -> Answered:
        """The answer, or the page where it leads."""
        if not answer.status.startswith("303"):
            return answer
        self.followed.append(answer.headers["Location"])
        return self.get(answer.headers["Location"])

    def post(self, address: str, answers: dict[str, list[str]], **environ: str) -> Answered:
        """Sends fields as a browser does, and goes where the answer leads."""
        body = urlencode([(name, text) for name, texts in answers.items() for text in texts]).encode()
        kind = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_ORIGIN": f"http://{HOST}"}
        return self.led(self.ask("POST", address, body, **(kind | environ)))

    def press(self, address: str, gesture: str = "", **answers: list[str]) -> Answered:
        """Presses a button of a form of which nothing else is sent."""
        return self.post(address, {"_jeton": [self.desk.workshop.token], "_geste": [gesture]} | answers)

    def send(self, address: str, gesture: str = "enregistrer", start: str = "", **changes: list[str] | str) -> Answered:
        """Opens a form, changes some of its boxes (``horaires__lundi``), presses a button."""
        answers = self.get(start or address).answers
        for name, given in changes.items():
            answers[name.replace("__", ".")] = [given] if isinstance(given, str) else given
        return self.post(address, answers | {"_geste": [gesture]})


def lines(before: str, after: str) -> set[str]:
    """The lines that only one of two texts has."""
    return set(before.splitlines()) ^ set(after.splitlines())


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def essai_form(tmp_path):
    """(its address, the folder of the project) of the form of twelve invented records, for who has opened it already."""
    with served(hamlet(tmp_path / "projet")) as address:
        yield address, tmp_path / "projet"


@contextmanager
def served(root: Path, screens: tuple[Screen, ...] = SCREENS) -> Iterator[str]:
    """The address of the form of a project, for who has opened it already."""
    surfer = Surfer(root, screens)

    def known(environ, start_response):
        return surfer.editor(environ | {"HTTP_COOKIE": surfer.cookie(environ["SERVER_PORT"])}, start_response)

    with make_server("127.0.0.1", 0, known, _Server, _Quiet) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def ended(surfer: Surfer, address: str) -> Answered:
    """The page, once what it tells of is over."""
    end = time.monotonic() + 300
    while "Refresh" in (page := surfer.get(address)).headers:
        assert time.monotonic() < end
        time.sleep(0.05)
    return page
