"""The preview server, for this machine only: the site, and what extensions mount beside it, such as the form.

A package mounts something by its group « mounted »: a :class:`Mounted`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ctg.common.extensions import extended
from ctg.common.problems import DataError
from ctg.pages.templates import error_page
from ctg.publish.write import Preview

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Mounted(NamedTuple):
    """What answers beside the preview."""

    path: str
    """Where, below the site: ``_editer/``."""
    make: Callable[[Path, str], tuple[Application, str]]
    """``(root of the project, address of its site)`` → the application, and its line in the terminal."""


@dataclass(frozen=True)
class PreviewServer:
    """A WSGI application: what is below a mounted path is its own, the rest is a page made just before it is read."""

    site: Application
    """What serves the files of the preview."""
    preview: Preview
    mount: str
    """The path where the site starts: ``/`` most often."""
    beside: Mapping[str, Application]
    """By the path where each starts."""
    lines: tuple[str, ...]
    """What to print for who starts it: where the site is, and what is beside."""

    @classmethod
    def of(cls, root: Path, url: str, site: Application, preview: Preview) -> PreviewServer:
        """That of a project whose site is served at this address."""
        mounted: tuple[Mounted, ...] = extended("mounted", ())
        made = {one.path: one.make(root, url) for one in mounted}
        mount = urlsplit(url).path
        beside = {f"{mount}{path}": application for path, (application, _) in made.items()}
        return cls(site, preview, mount, beside, (f"Le site : {url}", *(line for _, line in made.values()), STOP))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not from_here(environ):
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [REFUSED.encode()]
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")  # as WSGI has it
        for start, application in self.beside.items():
            if path.startswith(start):
                return application(environ, start_response)
        try:
            with self.preview.prepared(path.removeprefix(self.mount)):
                return self.site(environ, start_response)
        except DataError as error:  # a PDF that Typst refuses
            start_response("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
            return [error_page(error).encode()]


STOP = "(Ctrl+C pour arrêter)"
REFUSED = "Cette adresse n’est ouverte qu’à cet ordinateur, par le nom qu’affiche la fenêtre noire (le terminal)."


def from_here(environ: Environ) -> bool:
    """Whether this machine asks, by one of its own names: the page of another site may have its name lead here (DNS rebinding),
    and read a draft."""
    remote = environ.get("REMOTE_ADDR", "")
    return (remote.startswith("127.") or remote == "::1") and environ.get("HTTP_HOST", "") in own_hosts(environ)


def own_hosts(environ: Environ) -> set[str]:
    """The names by which this machine calls itself, with the port."""
    return {f"{name}:{environ.get('SERVER_PORT', '')}" for name in LOOPBACK}
