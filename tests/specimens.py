"""A page of specimens: each component of the site once, taken from the pages of the invented territory (``make captures``)."""

from pathlib import Path

import lxml.html

LINES = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()[1:]
COMPONENTS = {name: (path, chosen) for name, path, chosen in (line.split(" ; ") for line in LINES)}
"""Name → (address, selector of what is shown)."""
WAYS = {
    "clair": {"color_scheme": "light"},
    "sombre": {"color_scheme": "dark"},
    "papier": {"color_scheme": "light", "media": "print"},
    "contraste": {"color_scheme": "dark", "forced_colors": "active"},
}
"""How the page is looked at: file name → what the browser emulates."""


def page(site: Path) -> str:
    """The page, to be served at the root of a built site."""
    trees = {path: lxml.html.parse(str(site / path / "index.html")).getroot() for path, _ in COMPONENTS.values()}
    drawings = {one.get("id"): one for tree in trees.values() for one in tree.iter("symbol")}
    shown = "".join(  # with something after: the header is hidden until what follows it has come
        f"<h2>{name}</h2><div>{_piece(trees[path], path, chosen)}<i></i></div>" for name, (path, chosen) in COMPONENTS.items()
    )
    sheets = "".join(f'<link rel="stylesheet" href="/assets/css/{name}.css">' for name in ("site", "fiche", "projet", "annexes"))
    paper = '<link rel="stylesheet" media="print" href="/assets/css/imprimer.css">'
    symbols = "".join(_written(one) for one in drawings.values())
    return (
        f'<!doctype html><html lang="fr" class="police"><meta charset="utf-8"><title>Spécimens</title>{sheets}{paper}<body>'
        f'<main class="page md-typeset"><h1>Spécimens</h1>{shown}</main><div hidden><svg>{symbols}</svg></div></body></html>'
    )


def _piece(tree: lxml.html.HtmlElement, path: str, chosen: str) -> str:
    """The first element that a selector finds, its links absolute."""
    [found, *_] = [one for one in tree.iter() if isinstance(one.tag, str) and _matches(one, chosen)] or [None]
    if found is None:
        raise LookupError(f"{path}: {chosen}")
    found.make_links_absolute(f"http://specimens.example/{path}")
    return _written(found).replace("http://specimens.example/", "/").replace(f'"/{path}#', '"#')


def _matches(element: lxml.html.HtmlElement, chosen: str) -> bool:
    """Whether the element has that class; « a > b »: and its parent, the first."""
    *parents, last = [part.strip().removeprefix(".") for part in chosen.split(">")]
    above = element.getparent()
    return last in element.classes and all(above is not None and name in above.classes for name in parents)


def _written(element: lxml.html.HtmlElement) -> str:
    return lxml.html.tostring(element, encoding="unicode", with_tail=False)
