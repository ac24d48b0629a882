"""``ctg ecrire``: the whole site as sources for another generator than MkDocs, which copies files and turns prose into HTML.

The pages made from ``data/`` are complete already; the prose stays in Markdown, with the site's own frame as a template.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ctg.build import Site, make_site
from ctg.checks.files.folders import MAX_DOCUMENT
from ctg.checks.files.prose import without_comments
from ctg.clothes import lightened
from ctg.commands.argparse_fr import Subparsers
from ctg.commands.sortie import Output
from ctg.ground.files import read_plain, reason
from ctg.ground.problems import DataError
from ctg.mkdocs_site import BuildRefused, Prose, prose
from ctg.outputs.base.rendering import NOT_FOUND
from ctg.outputs.base.site import Asset
from ctg.outputs.frame import inert
from ctg.outputs.hosting.sitemap import PATH as SITEMAP
from ctg.publishing import INDEX, OPTIONS, write


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("ecrire", help="écrit le site pour un autre générateur que MkDocs (Zensical, par exemple)")
    parser.add_argument("dossier", action=Output, folder=True, metavar="DOSSIER", help="un dossier neuf ou vide")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the folder is written, 1 when the data is wrong or nothing can be written, 2 for a folder that holds something."""
    root, folder = options.projet.resolve(), options.dossier
    try:
        if folder.exists() and any(folder.iterdir()):
            print(f"Le dossier {folder} n'est pas vide : choisissez un dossier neuf.", file=sys.stderr)
            return 2
        site = make_site(root)
        written = prose(root, site.catalogue.unread.left_out | site.catalogue.unread.blank)
        write(folder / "docs", site.documents())
        write(folder / "docs", (Asset(place, partial(_source, source, root)) for place, source in written.files))
        settings = json.dumps(_settings(site.catalogue.territoire.titre_site, written), ensure_ascii=False, indent=2)
        write(folder, [Asset("mkdocs.yml", settings.encode() + b"\n"), *templates(site)])
    except (DataError, BuildRefused) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Rien ne peut être écrit dans {folder} : {reason(error)}.", file=sys.stderr)
        return 1
    print(f"Les sources du site sont dans {folder}. Pour le construire avec Zensical :")
    print(f"    cd {folder} && zensical build --clean")
    print(f"    {shlex.join(['python', '-m', 'pagefind', '--site', 'site', '--output-subdir', INDEX, *OPTIONS])}")
    return 0


def _source(path: Path, root: Path) -> bytes:
    """What to hand over of a file: pages of prose go without the notes that are not published."""
    content = read_plain(path, most=MAX_DOCUMENT)
    return without_comments(content.decode("utf-8-sig")).encode() if path.suffix == ".md" else lightened(path, content, root)


def templates(site: Site) -> Iterator[Asset]:
    """The frame of the prose; and what such generators make by themselves, so that they make ours."""
    yield Asset("theme/main.html", site.frame.for_prose)
    for document in site.documents():
        if document.path in {NOT_FOUND, SITEMAP}:
            yield Asset(f"theme/{document.path}", inert(document.content))


def _settings(name: str, written: Prose) -> dict:
    """``mkdocs.yml``, which other generators read too; JSON is YAML."""
    return {
        "site_name": name,
        "docs_dir": "docs",
        "theme": {"name": "material", "custom_dir": "theme", "language": "fr", "font": False},
        "plugins": [],
        "markdown_extensions": written.extensions,
    }
