"""The adapter between our site and MkDocs. Sole importer of ``mkdocs``.

MkDocs turns the prose of ``docs/`` into HTML, copies the site's styles, scripts and pictures, and serves with live reload.
The pages made from ``data/`` never pass through it: they are written beside, whole, and the prose gets the same frame.

A territory has ``plugins: [ctg]`` in its ``mkdocs.yml``, and nothing else to set: :func:`wire` does."""

import logging
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, ConfigurationError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.theme import Theme

from ctg.checking import pictures
from ctg.checking.folders import clothing, published
from ctg.checking.prose import EXTENSIONS, without_comments
from ctg.checking.prose_links import dressed
from ctg.common.extensions import template_folders
from ctg.common.files import CLOTHES, OWN_CLOTHES, published_file, read_plain
from ctg.common.problems import DataError
from ctg.model.allure import UNCHOSEN, Allure
from ctg.pages import NOT_FOUND, Asset, Page, error_page
from ctg.pages.styles import colour_sheet
from ctg.publish.build import make_site
from ctg.publish.write import Preview, PreviewServer, PublicationRefused, publish, words_in
from ctg.reading.catalogue import Catalogue
from ctg.reading.kept import UNREAD, UNREAD_TITLE
from ctg.reading.sheet import mended
from ctg.site import search
from ctg.site.frame import Site

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.ctg")


_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*>", re.DOTALL)
"""In the HTML of a page of prose, what a browser takes for a comment, old browsers' conditions included; code has « &lt; »."""

BOOKLETS = "livrets"
"""The word of ``extra``, in ``mkdocs.yml``, that asks for the booklets of each build; ``ctg construire --livrets``, of one."""

READ = "catalogue"
"""Where, in ``extra``, :func:`build` puts the records that were read already: MkDocs hands nothing else on to its events."""


class BuildRefused(Exception):
    """MkDocs gave up; the message says why."""


def build(root: Path, target: Path, booklets: bool = False, catalogue: Catalogue | None = None) -> None:
    """Build the site of a project into a folder, as ``mkdocs build --strict`` does; with the ``booklets`` to take away, if asked.
    ``catalogue``: its records, when they were read already.

    Raises :class:`BuildRefused`, and :class:`OSError` when the folder cannot be written.
    """
    with _listening(_Warnings()):
        asked: dict[str, Any] = {"extra": {BOOKLETS: True}} if booklets else {}
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(target), strict=True, **asked)
        config.extra[READ] = catalogue
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build.build(config)


def serve(root: Path, port: int) -> None:
    """Show the site of a project at a port of this machine, drafts included, and its form beside, until someone stops it. What is
    saved shows by itself.

    Raises :class:`BuildRefused`, and :class:`OSError` when the port cannot be used.
    """
    from mkdocs.commands.serve import serve as mkdocs_serve  # slow to import: a build does not

    with _listening(_Warnings(aloud=True)):
        mkdocs_serve(str(root / "mkdocs.yml"), strict=False, dev_addr=f"127.0.0.1:{port}")


@contextmanager
def _listening(said: "_Warnings") -> Iterator[None]:
    """While this lasts, ``said`` hears what MkDocs warns of; what makes it give up becomes :class:`BuildRefused`."""
    logging.getLogger("mkdocs").addHandler(said)
    try:
        yield
    except (BuildError, ConfigurationError, Abort) as error:
        raise BuildRefused("\n".join(said.words or [str(error)])) from None
    finally:
        logging.getLogger("mkdocs").removeHandler(said)


class _Warnings(logging.Handler):
    """Keeps what MkDocs warns of: ours is whole and in French; of its own, the checks tell before it does. ``aloud``: it is
    written in the terminal at once, while a server lasts."""

    def __init__(self, aloud: bool = False) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []
        self.aloud = aloud

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())
        if self.aloud:
            print(self.words[-1], file=sys.stderr)


def root_of(config: MkDocsConfig) -> Path:
    """The project's folder."""
    return Path(config.config_file_path).parent


def wire(config: MkDocsConfig) -> None:
    """Every setting of MkDocs that is the tool's: its theme, its Markdown, what it tells of, what it watches."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material speaks to whoever would stay with MkDocs: not to families
    config.theme = Theme(custom_dir=str(CLOTHES))  # no other theme: we have our frame, and Material would show its 14,000 files
    config.theme.dirs, config.theme.static_templates = [str(CLOTHES)], set()  # nor MkDocs' own site map: see ``hosting``
    config.markdown_extensions = list(dict.fromkeys((*config.markdown_extensions, *EXTENSIONS)))
    config.mdx_configs["toc"] = {"toc_depth": 0}
    # The finished site's links are followed, anchors included: see ``links.inside``.
    config.validation.links.absolute_links, config.validation.links.unrecognized_links = logging.WARNING, logging.DEBUG
    root = root_of(config)
    config.watch += [str(path) for path in (root / "data", root / OWN_CLOTHES, *template_folders()) if path.is_dir()]


def keep(files: Files, config: MkDocsConfig, left_out: Collection[str]) -> None:
    """Leave out what no page of ours asks for, what ``checks.files.folders`` does not let be published (MkDocs itself would
    follow links and copy anything), and what is ``left_out``. What a territory puts in the place of the tool's comes in."""
    folders: dict[Path, Callable[[Path], list[Path]]] = {Path(config.docs_dir): published, CLOTHES: clothing}
    kept = {path for folder, plain in folders.items() for path in plain(folder)}
    kept -= {root_of(config) / name for name in left_out}
    for file in list(files):
        path = Path(file.abs_src_path or "")
        ours = any(path.is_relative_to(folder) for folder in folders)
        if ours and path not in kept:
            files.remove(file)
    own = (root := root_of(config)) / OWN_CLOTHES
    for path in clothing(own, root) if own.resolve() != CLOTHES else ():
        if (place := path.relative_to(own)).parts[0] == "assets":
            if former := files.get_file_from_path(place.as_posix()):
                files.remove(former)
            files.append(File(place.as_posix(), str(own), config.site_dir, config.use_directory_urls))


def lighten(files: Files, root: Path, allure: Allure) -> None:
    """Publish style sheets, scripts and drawings :func:`lightened`, in the colours of a face."""
    for file in files:
        source = Path(file.abs_src_path or "")
        if source.suffix.lower() in {".css", ".js", pictures.SUFFIX}:
            file.content_bytes = lightened(source, read_plain(source), root, allure)


def _report(documents: Iterable[Asset], mistakes: DataError) -> list[Asset]:
    """The mistakes in place of each page."""
    report = error_page(mistakes).encode()
    return [Asset(one.path, report) for one in documents if one.path.endswith(".html")]


class Plugin(BasePlugin):
    """One MkDocs process: its command, and the site of the current build. MkDocs calls what begins with ``on_``."""

    def __init__(self) -> None:
        self.serving = False
        self.mistakes: DataError | None = None
        """While serving, what is wrong with the data: shown in place of every page until it is mended."""
        self.site: Site | None = None
        """The last one that could be made."""
        self.preview: Preview | None = None
        self.prose: list[Page] = []
        """The pages of prose of the current build that the search may find."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """MkDocs is asked for ``serve``, ``build`` or another of its commands."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Make the site first: when the data is wrong, MkDocs stops before it touches anything."""
        wire(config)
        self.prose = []
        try:
            booklets = bool(config.extra.get(BOOKLETS)) and not self.serving
            read = config.extra.get(READ)
            catalogue = read if isinstance(read, Catalogue) else None
            self.site, self.mistakes = make_site(root_of(config), self.serving, booklets, catalogue), None
        except DataError as error:
            if not self.serving:
                raise BuildError(f"\n{error}") from None
            # A server that dies, or hangs, would frighten: it shows the report instead, and waits.
            self.mistakes = error
            log.error("\n%s", error)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """What is published of ``docs/`` and of the site's clothes."""
        keep(files, config, self.site.catalogue.unread.left_out if self.site else ())
        lighten(files, root_of(config), self.site.catalogue.territoire.allure if self.site else Allure())
        return files

    def on_page_read_source(self, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """A page of prose as it was before it was damaged; ``prose`` tells of what cannot be mended."""
        return mended(page.file.content_string)

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """What is published of a page of prose, in Markdown. It chooses no template: it has its frame (``prose`` tells whoever
        wrote one)."""
        page.meta.pop("template", None)
        if self.site and f"docs/{page.file.src_uri}" in self.site.catalogue.unread.blank:
            page.meta = {"title": UNREAD_TITLE, "hors_recherche": True}
            return UNREAD
        return without_comments(markdown)

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """The whole document of a page of prose."""
        if self.mistakes:
            return error_page(self.mistakes)
        assert self.site, "MkDocs configures first"
        html = dressed(_COMMENT.sub("", output))  # those that without_comments could not tell from code
        title, description = str(page.meta.get("title") or page.title), str(page.meta.get("description") or "")
        made = Page(page.url, title, html, description, prose=True)
        if not page.meta.get("hors_recherche"):
            self.prose.append(made)
        return self.site.frame.html(made).decode()

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Publish the site, or show its preview: the pages, or the mistakes in place of each of them."""
        folder = Path(config.site_dir)
        if not self.serving:
            assert self.site, "MkDocs configures first"
            try:
                return publish(self.site, folder, self.prose)
            except (PublicationRefused, DataError) as refused:
                raise BuildError(f"\n{refused}") from None
        self.preview = self.preview or Preview(folder)
        documents = [Asset(name, b"") for name in (NOT_FOUND, "index.html")]
        if self.site:
            documents = [*self.site.documents(), search.text_file(self.site.files, self.prose, words_in(folder))]
        self.preview.show(_report(documents, self.mistakes) if self.mistakes else documents)

    def on_serve(self, server: "LiveReloadServer", *, config: MkDocsConfig, builder: object) -> "LiveReloadServer":
        """Have each page made just before the server looks for it, and what is mounted answer beside them."""
        answer = server.get_app()
        assert self.preview, "MkDocs builds first"
        assert answer
        whole = PreviewServer.of(root_of(config), server.url, answer, self.preview)
        print(*whole.lines, sep="\n", flush=True)
        server.set_app(whole)
        return server


_CSS_COMMENT = re.compile(r"/\*(?!!).*?\*/|^\s+", re.DOTALL | re.MULTILINE)
"""What a style sheet can do without; a licence (``/*! … */``) stays."""
_JS_COMMENT = re.compile(r"^[ \t]*//.*\n|[ \t]+// [^'\"`\n]*$", re.MULTILINE)
"""A line of comment, or one that ends a line and can be in no text: it holds no quotation mark."""
TOKENS = "jetons.css"
BEFORE = {"site.css": ("base.css", TOKENS)}
"""Style sheets that are published in one file with those that they start from: one answer to wait for, not three."""


def lightened(source: Path, content: bytes, root: Path, allure: Allure = UNCHOSEN) -> bytes:
    """A style sheet without its comments and its indentation, and with those that come :data:`BEFORE` it; a script without its
    comments: less to wait for on a slow line. ``overrides/`` is where they are read. The rest of scripts is left as
    it is: what takes more off them also takes spaces off nested templates. A drawing is made anew (:mod:`ctg.checking.pictures`).

    ``allure``: the face whose colours come in front of ``jetons.css``."""
    if source.suffix.lower() == pictures.SUFFIX:
        return cleaned_drawing(content)
    comment = {".css": _CSS_COMMENT, ".js": _JS_COMMENT}.get(source.suffix)
    if comment is None:
        return content
    first = [(name, read_plain(published_file(root, f"assets/css/{name}"))) for name in BEFORE.get(source.name, ())]
    parts = (colour_sheet(allure).encode() * (name == TOKENS) + part for name, part in (*first, (source.name, content)))
    return comment.sub("", b"".join(parts).decode()).encode()


def cleaned_drawing(content: bytes) -> bytes:
    """A drawing as it is published; empty when it cannot be read, or could act, which the checks refuse."""
    try:
        drawing, faults = pictures.remade(content)
    except pictures.NotDrawn:
        return b""
    return b"" if faults else drawing
