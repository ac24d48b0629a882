"""The pages that the law asks for: nothing is invented."""

import datetime as dt
import re

from ctg.model import KINDS
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Page
from ctg.site.frame import Frame
from territoires import ESSAI, build, catalogue_of, made_site, wire


def test_every_record_is_two_taps_from_reporting_a_mistake():
    pages = {file.path: file.body for file in made_site(ESSAI).files if isinstance(file, Page)}
    render = Renderer(catalogue_of(ESSAI), dt.date(2026, 11, 25))
    assert render.lines
    for kind in KINDS:
        for record in render.catalogue.all(kind):
            page = render.lines.get(record.key, f"{record.key}/").partition("#")[0]
            assert "mailto:" in pages[page] or "a-propos/signaler/" in pages[page], record.key
    assert ("Signaler une erreur", "a-propos/signaler/") in Frame(render).foot, "for who has no mail"


def test_in_a_folder_of_its_host_the_page_of_lost_addresses_still_leads_to_the_site(project, tmp_path):
    root = wire(project({f"docs/{name}/index.md": f"# {name}\n" for name in ("a-propos", "contribuer")}))
    with (root / "data/territoire.yml").open("a", encoding="utf-8") as territoire:
        territoire.write("adresse_site: https://exemple.fr/familles/\n")
    text = (build(root, tmp_path / "site") / "404.html").read_text("utf-8")
    targets = re.findall(r'(?:href|src|action)="([^"#][^"]*)"', text)
    own = [
        target for target in targets if not re.match("(tel|sms|https):", target)
    ]  # not the emergency numbers, nor « Quitter vite »
    assert len(own) > 20
    assert [target for target in own if not target.startswith("/familles/")] == []
