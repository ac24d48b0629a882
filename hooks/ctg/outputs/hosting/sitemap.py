"""``sitemap.xml`` and ``robots.txt``: every page, with the day on which it truly changed.

https://www.sitemaps.org/protocol.html, RFC 9309. MkDocs' own sitemap dates every page from the day of the build, so that
engines learn to ignore it.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from ctg.outputs.base.addresses import absolute
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, Page, SiteFile

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PATH = "sitemap.xml"


def files(render: Renderer, made: Iterable[SiteFile], prose: Iterable[str]) -> Iterable[Asset]:
    """``prose``: the addresses of the pages written by hand. Without the site's own address, only ``robots.txt``."""
    territoire = render.catalogue.territoire
    lines = ["User-agent: *", "Disallow:"]
    if territoire.adresse_site:
        paths = {*prose, *(file.path for file in made if isinstance(file, Page) and not file.retired)}
        yield Asset(PATH, lambda: _sitemap(render, paths))
        lines += ["", f"Sitemap: {absolute(territoire, PATH)}"]
    yield Asset("robots.txt", ("\n".join(lines) + "\n").encode())


def _sitemap(render: Renderer, paths: Iterable[str]) -> bytes:
    root = ET.Element("urlset", xmlns=NAMESPACE)
    for path in sorted(paths):
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = absolute(render.catalogue.territoire, path)
        if changed := render.changed.get(path):
            ET.SubElement(url, "lastmod").text = changed.isoformat()
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
