"""A web server that obeys the site's own ``_headers``, and answers 404 with the site's own page: a host, in small."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Rules = list[tuple[re.Pattern[str], dict[str, str]]]


def rules(text: str) -> Rules:
    """``_headers`` as Netlify and Cloudflare Pages read it: an address (« * » is anything), then its indented lines."""
    found: Rules = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] != " ":
            found.append((re.compile(".*".join(map(re.escape, line.split("*")))), {}))
        else:
            name, value = line.strip().split(": ", 1)
            found[-1][1][name] = value
    return found


def headers_for(path: str, found: Rules) -> dict[str, str]:
    """What a page gets: the lines of every rule that matches; the same name said twice is joined, as those hosts do."""
    told: dict[str, str] = {}
    for pattern, headers in found:
        if pattern.fullmatch(path):
            for name, value in headers.items():
                told[name] = f"{told[name]}, {value}" if name in told else value
    return told


class Host(SimpleHTTPRequestHandler):
    """Answers what the site has, with the headers that it asks for."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args, found: Rules, **more):
        self.found = found
        super().__init__(*args, **more)

    def log_message(self, *_args):
        pass

    def end_headers(self):
        for name, value in headers_for(self.path.split("?")[0], self.found).items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code, message=None, explain=None):
        lost = Path(self.directory, "404.html")
        page = lost.read_bytes() if lost.exists() else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


class Server(ThreadingHTTPServer):
    """Answers any number of pages at once."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A browser that leaves a page in the middle of an answer is no news."""


@contextmanager
def hosted(site: Path, with_headers: bool = True) -> Iterator[str]:
    """The address where a built site is served, until the end of the block; without headers as on GitHub Pages."""
    found = rules((site / "_headers").read_text("utf-8")) if with_headers else []
    server = Server(("127.0.0.1", 0), partial(Host, directory=site, found=found))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
