"""The preview of the site and its form, answered by one server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ctg.editing.entrance import Environ, from_here
from ctg.editing.screens.pages import Pages
from ctg.editing.web import Editor, StartResponse
from ctg.editing.workshop import Workshop
from ctg.ground.problems import DataError
from ctg.outputs.base.templates import error_page
from ctg.outputs.frame import EDITING
from ctg.publishing import Preview


@dataclass(frozen=True)
class SiteAndForm:
    """A WSGI application: what is below the form's address is the form's, the rest is a page made just before it is read."""

    site: StartResponse
    """What serves the files of the preview."""
    preview: Preview
    form: Editor
    mount: str
    """The path where the site starts: ``/`` most often."""

    @classmethod
    def of(cls, root: Path, site: StartResponse, preview: Preview, mount: str) -> SiteAndForm:
        """Those of a project."""
        return cls(site, preview, Editor(Pages(Workshop(root), f"{mount}{EDITING}", site=mount)), mount)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not from_here(environ):
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"403 Forbidden"]
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")  # as WSGI has it (PEP 3333)
        if path.startswith(self.form.pages.base):
            return self.form(environ, start_response)
        try:
            with self.preview.prepared(path.removeprefix(self.mount)):
                return self.site(environ, start_response)
        except DataError as error:  # the territory's own template
            start_response("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
            return [error_page(error).encode()]

    def addresses(self, url: str) -> str:
        """What to print for who starts it: where the site is, and the form, with its key."""
        return f"Le site : {url}\nLe formulaire : {self.form.entrance.address(url)}\n(Ctrl+C pour arrêter)"
