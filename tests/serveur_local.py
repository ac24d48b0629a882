"""A web server on this machine, for the tests of what asks other machines: there is no network here."""

import mimetypes
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Clock:
    """Time that only passes when someone waits."""

    def __init__(self):
        self.now, self.waited = 1000.0, []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waited.append(round(seconds, 6))
        self.now += seconds


@dataclass
class Reply:
    """What to answer; ``delay`` is in seconds, ``raw`` replaces the whole answer, headers included; so do the pieces of
    ``drip``, ``delay`` seconds after each."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    raw: bytes | None = None
    drip: Iterable[bytes] | None = None


def file_of(folder: Path, path: str) -> Reply:
    """The file of a built site that is asked for, by its kind."""
    file = folder / path.split("?")[0].lstrip("/")
    file = file / "index.html" if file.is_dir() else file
    kind = mimetypes.guess_type(file.name.lower())[0] or "text/plain"
    return Reply(200, file.read_bytes(), {"Content-Type": kind}) if file.is_file() else Reply(404)


@dataclass
class Server:
    """``address`` is « http://127.0.0.1:port »; ``asked`` fills up with (method, path, headers)."""

    address: str
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    most_at_once: int = 0
    now: int = 0

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    @property
    def paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.asked]


@contextmanager
def serve(answer: Callable[[str, str], Reply]) -> Iterator[Server]:
    """A server whose answers are ``answer(method, path)``, until the end of the block."""
    guard = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            with guard:
                server.asked.append((self.command, self.path, dict(self.headers)))
                server.now += 1
                server.most_at_once = max(server.most_at_once, server.now)
            reply = answer(self.command, self.path)
            time.sleep(reply.delay)
            with guard:
                server.now -= 1
            for piece in reply.drip or ():
                self.wfile.write(piece)
                time.sleep(reply.delay)
            if reply.drip is not None:
                self.close_connection = True
                return
            if reply.raw is not None:
                self.wfile.write(reply.raw)
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in ({"Content-Length": str(len(reply.body))} | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        do_GET = do_HEAD = _any

        def log_message(self, *_: object) -> None:
            """Silent."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that leaves early is expected here."""

    http = Quiet(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
