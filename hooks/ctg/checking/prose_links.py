"""The addresses of ``docs/``: what each file becomes, and whether its links lead somewhere, checked before MkDocs is asked.

A page ``venir.md`` answers at ``venir/``, ``index.md`` at its folder. MkDocs rewrites a link to a file of ``docs/``; any other
is followed by the browser from the address of the page."""

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import markdown

from ctg.checking.folders import clothing, published
from ctg.checking.prose import EXTENSIONS, links, without_comments, without_head
from ctg.common.files import CLOTHES, read_plain
from ctg.common.phrases import typography
from ctg.common.problems import Problem, Problems, nearest, shown

TAKEN = "« {} » donnerait {}, où {} répond déjà."
RENAME = "Donnez un autre nom à ce fichier."
NEEDED = {"a-propos/index.md": "dit qui fait ce site", "contribuer/index.md": "dit comment l'aider"}
"""The pages of ``docs/`` to which every page of the site leads, and what each is for."""
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_AS_IS = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>|<[^>]*>)", re.DOTALL)
"""In a page of prose, what French typography leaves alone: code, and tags."""
_ID = re.compile(r'\sid="([^"]*)"')


def published_at(source: str) -> str:
    """The file of the site that a file of ``docs/`` becomes: ``a/b.md`` → ``a/b/index.html``."""
    path = PurePosixPath(source)
    if path.suffix != ".md":
        return source
    folder = path.parent if path.stem == "index" else path.with_suffix("")
    return (folder / "index.html").as_posix()


def missing_pages(root: Path) -> Problems:
    """An error for each page of ``docs/`` that the others lead to and that is not there."""
    docs = root / "docs"
    for needed in (name for name in NEEDED if docs.is_dir() and not (docs / name).is_file()):
        told = f"Cette page manque : elle {NEEDED[needed]}, et les autres y mènent."
        yield Problem(f"docs/{needed}", 1, "", "", told, "Écrivez-la : un titre et quelques lignes suffisent.")


def check_addresses(root: Path, made: Collection[str], page: Callable[[str], str]) -> Problems:
    """An error for each file of ``docs/`` whose address is taken, and for each link of its pages that leads nowhere.

    ``made``: the files that the site has besides (``communes/index.html``); ``page``: from such a file to its HTML.
    """
    docs = root / "docs"
    sources = [path.relative_to(docs).as_posix() for path in published(docs)]
    ours = {path.relative_to(CLOTHES).as_posix() for path in clothing(CLOTHES)}
    taken = dict.fromkeys(made, "une page du site") | dict.fromkeys(ours, "un fichier du site")
    kept: dict[str, str] = {}
    """File of the site → the file of ``docs/`` that it comes from."""
    for source in sources:
        at = published_at(source)
        if other := kept.get(at) or taken.get(at):
            told = TAKEN.format(source, at.removesuffix("index.html") or "l'accueil", f"« {other} »" if at in kept else other)
            yield Problem(f"docs/{source}", 1, "", "", told, RENAME)
        kept.setdefault(at, source)
    texts = {
        source: read_plain(docs / source, root).decode("utf-8-sig", "replace") for source in sources if source.endswith(".md")
    }

    @cache
    def anchors(at: str) -> Collection[str]:
        return {*_ID.findall(_html(texts[kept[at]]) if at in kept else page(at))}

    for source, text in texts.items():
        lines = text.splitlines()
        for line, address in links(text):
            if fault := _fault(source, address, kept, {*made, *ours}, anchors):
                excerpt = lines[line - 1].strip()[:160] if line <= len(lines) else ""
                yield Problem(f"docs/{source}", line, "", excerpt, *fault)


def _fault(
    source: str, address: str, kept: Mapping[str, str], made: Collection[str], anchors: Callable[[str], Collection[str]]
) -> tuple[str, str] | None:
    """(what is wrong, how to mend it) with where a link of a page of ``docs/`` leads; None when it leads somewhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    here = published_at(source)
    if path.startswith("/"):
        return f"« {shown(address)} » commence par « / ».", f"Écrivez l'adresse à partir de cette page : « {_from(here, path)} »."
    if not path:
        at = here
    elif "." in posixpath.basename(path):
        sources = {name: at for at, name in kept.items()}
        name = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if name not in sources:
            near = nearest(name, sources, cutoff=0.85)
            said = posixpath.relpath(near, posixpath.dirname(source) or ".") if near else ""
            remedy = f"Vouliez-vous écrire « {said} » ?" if near else "Mettez ce fichier dans docs/, ou corrigez le lien."
            return f"« {shown(address)} » mène à un fichier qui n'est pas dans docs/.", remedy
        at = sources[name]
    else:
        at = posixpath.normpath(posixpath.join(posixpath.dirname(here), path, "index.html"))
        if not path.endswith(("/", "..")) or (at not in kept and at not in made):
            ended = f"Écrivez « {path}/ »." if at in kept or at in made else "Corrigez l'adresse, ou retirez le lien."
            return f"« {shown(address)} » ne mène à aucune page du site.", ended
    if anchor and at.endswith(".html") and anchor not in anchors(at):
        return (
            f"« {shown(address)} » mène à un endroit de la page qui n'existe pas.",
            "Retirez ce qui suit « # », ou corrigez-le.",
        )
    return None


def _from(here: str, path: str) -> str:
    """An address from the root of the site, as a page writes it."""
    ended = "/" if path.endswith("/") else ""
    return posixpath.relpath(path.strip("/") or ".", posixpath.dirname(here) or ".") + ended


def dressed(html: str) -> str:
    """The HTML of a page of prose as the site shows it: headed tables that scroll, French typography but in code."""
    html = html.replace("<th>", '<th scope="col">')  # Markdown's tables only head columns
    html = _TABLE.sub(r'<div class="tableau" role="group" aria-label="Tableau" tabindex="0">\g<0></div>', html)
    return "".join(part if part.startswith("<") else typography(part) for part in _AS_IS.split(html))


def prose_html(text: str) -> str:
    """A text in Markdown of the tool's own, as the site would show it."""
    return dressed(_html(text))


def _html(text: str) -> str:
    """The HTML of a page, its titles with the anchors that MkDocs gives them."""
    return markdown.markdown(without_head(without_comments(text)), extensions=[*EXTENSIONS, "toc"])
