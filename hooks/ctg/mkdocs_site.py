"""The adapter between our site and MkDocs. Sole importer of ``mkdocs``.

Bodies of generated pages never pass through Markdown: MkDocs gets an empty page with the right
metadata, and :func:`page_body` puts the HTML in place. Everything else (theme, prose pages of
``docs/``, live reload) is MkDocs' own.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from functools import partial
from pathlib import Path

import material
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from ctg.analysis.accessibility import conformity
from ctg.build import Site, make_site
from ctg.catalogue import Catalogue
from ctg.clock import today
from ctg.outputs.rendering import icon
from ctg.outputs.security import REFERRER, content_policy
from ctg.outputs.sharing import tags
from ctg.outputs.site import Asset, Page
from ctg.problems import ERROR, DataError

log = logging.getLogger("mkdocs.ctg")


class Adapter:
    """One MkDocs process: its command, and the site of the current build."""

    def __init__(self) -> None:
        self.serving = False
        self.mistakes: DataError | None = None
        """While serving, what is wrong with the data: shown in place of every page until it is mended."""
        self.site: Site | None = None
        self.pages: dict[str, Page] = {}

    def configure(self, config: MkDocsConfig) -> None:
        """Make the site first: when the data is wrong, MkDocs stops before it touches anything."""
        root = Path(config.config_file_path).parent
        config.theme.static_templates.discard("sitemap.xml")  # ours tells when a page truly changed
        try:
            self.site, self.mistakes = make_site(root, drafts=self.serving), None
        except DataError as error:
            if not self.serving:
                raise BuildError(f"\n{error}") from None
            # A server that dies, or hangs, would frighten: it shows the report instead, and waits.
            self.mistakes = error
            log.error("\n%s", error)
            config.theme.static_templates.discard("404.html")
            return
        territoire = self.site.catalogue.territoire
        config.site_name = territoire.titre_site
        config.site_description = territoire.accroche
        if territoire.adresse_site and not self.serving:
            config.site_url = territoire.adresse_site

    def add_files(self, files: Files, config: MkDocsConfig) -> None:
        """Hand every page and file over; records stay outside the nav tree, which is quadratic."""
        for file in list(files):
            if file.src_uri.startswith(("assets/javascripts/", "assets/stylesheets/")):
                files.remove(file)  # Material's own: a megabyte that no page of ours asks for
        files.append(File.generated(config, "assets/css/material.css", content=_material_layer()))
        in_nav = set(_nav_paths(config.nav or []))
        if self.mistakes:
            for source in {*in_nav, *self.pages} - set(files.src_uris):
                files.append(File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV))
            return
        assert self.site
        self.pages = {}
        for item in self.site.files:
            if isinstance(item, Asset):
                # Said to be included: MkDocs would leave out a name that begins with a dot (« .htaccess »).
                files.append(File.generated(config, item.path, content=item.content, inclusion=InclusionLevel.INCLUDED))
                continue
            source = f"{item.path}index.md"
            level = InclusionLevel.UNDEFINED if source in in_nav else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, source, content="", inclusion=level))
            self.pages[source] = item

    def page_metadata(self, page: MkDocsPage) -> None:
        """Title and description for the templates of ``overrides/``."""
        if self.mistakes:
            page.meta = {"title": "Une erreur à corriger", "template": "erreur.html"}
        elif own := self.pages.get(page.file.src_uri):
            page.meta |= {"title": own.title, "description": own.description, "fiche": own}

    def page_body(self, html: str, page: MkDocsPage) -> str:
        """Our HTML for our pages, MkDocs' own for the prose."""
        own = self.pages.get(page.file.src_uri)
        return own.body if own else html.replace("<th>", '<th scope="col">')  # Markdown's tables only head columns

    @property
    def catalogue(self) -> Catalogue:
        assert self.site
        return self.site.catalogue

    def globals(self) -> dict:
        """What the templates of ``overrides/`` may use."""
        if self.mistakes:
            return {
                "problems": [p for p in self.mistakes.problems if p.level == ERROR],
                "head": str(self.mistakes).split("\n", 1)[0],
            }
        return {
            "catalogue": self.catalogue,
            "territoire": self.catalogue.territoire,
            "accessibilite": conformity(self.catalogue, today()).mention,
            "picto": icon,
            "politique": content_policy,
            "partage": partial(tags, self.catalogue),
            "referent": REFERRER,
            "servi": self.serving,  # MkDocs' live reload is an inline script
        }

    def index(self, config: MkDocsConfig) -> None:
        """Write the search index beside the pages (Pagefind reads the finished HTML)."""
        if self.mistakes:
            return
        command = [
            sys.executable,
            "-m",
            "pagefind",
            "--site",
            config.site_dir,
            "--output-subdir",
            "recherche/index",
            "--force-language",
            "fr",
            "--quiet",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BuildError(f"Le moteur de recherche n'a pas pu être préparé.\n{done.stdout}{done.stderr}")


def _material_layer() -> str:
    """Material's style sheet in a cascade layer of its own, so that ours wins without a war of selectors."""
    sheets = Path(material.__file__).parent.glob("templates/assets/stylesheets/main.*.min.css")
    css = next(iter(sheets)).read_text("utf-8").removeprefix('@charset "UTF-8";')
    return "@layer material{" + css.split("/*# sourceMappingURL")[0].strip() + "}\n"


def _nav_paths(nav: object):
    """The source paths that the nav of ``mkdocs.yml`` names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for value in nav.values():
            yield from _nav_paths(value)
    elif isinstance(nav, list):
        for value in nav:
            yield from _nav_paths(value)
