"""A territory whose every text tries to run: nothing of it runs on any page, with the pages' own policy switched off.

The policy would stop most of it by itself: only escaping is left to prove.
"""

import json
import re
import shutil
from functools import partial
from pathlib import Path

import pytest
from sondes import visited

from ctg.model import KINDS
from ctg.model.commune import Commune
from ctg.model.meeting import Partenaire
from ctg.reading.describe import Field, Type, fields_of
from ctg.reading.sheet import read_sheet, record_files
from echantillon import covering, sample
from territoires import ESSAI, wire

ATTACK = "\"'><img src=x onerror=alert(1)></script><script>alert(1)</script>{{ 7*7 }}${7*7}"
KEYS = {(Partenaire, "nom"), (Partenaire, "sigle"), (Partenaire, "autres_noms"), (Partenaire, "alias")}
"""Texts by which other records name this one."""
FORMED = {"anciens_identifiants", "age", "fichier"}
"""Fields whose form is checked after their type."""


def attacked(values: dict, fields: tuple[Field, ...]) -> dict:
    """The same values with the attack at the end of each free text that has room for it."""
    found = dict(values)
    for field in fields:
        name = field.path[-1]
        if name not in values or name in FORMED:
            continue
        if field.type is Type.GROUP:
            inner = partial(attacked, fields=field.fields)
            value = values[name]
            found[name] = [inner(one) if isinstance(one, dict) else one for one in value] if field.many else value
            if isinstance(value, dict):
                found[name] = inner(value)
        elif field.type in {Type.LINE, Type.TEXT}:
            found[name] = [with_attack(one) for one in values[name]] if field.many else with_attack(values[name])
    return found


def with_attack(text: object) -> object:
    return text + ATTACK if isinstance(text, str) and len(text) < 200 else text


def attack(project: Path) -> Path:
    """A copy of the invented territory, with the attack in each of its records; returns its folder."""
    shutil.copytree(ESSAI, project)
    wire(project)
    for kind in KINDS:
        fields = tuple(field for field in fields_of(kind) if (kind, field.path[0]) not in KEYS and not field.pattern)
        for path in record_files(project / "data" / kind.folder) if kind is not Commune else ():
            sheet = read_sheet(path, project)[0]
            path.write_text(json.dumps(attacked(sheet.values, fields), ensure_ascii=False), "utf-8")
    return project


def test_no_text_of_a_record_is_markup_on_any_page(hostile):
    """All the pages, each as it is written; a browser opens a sample of them."""
    pages = {path: path.read_text("utf-8") for path in hostile.rglob("*.html")}
    assert [path for path, html in pages.items() if re.search(r"<script>alert|<img src=x|<b>|\b49\b\$", html)] == []
    assert sum("&lt;script&gt;alert(1)" in html for html in pages.values()) > 200


@pytest.mark.parametrize("part", range(2))
def test_nothing_that_is_written_in_a_record_runs_anywhere(visit, serve, hostile, part):
    home = serve(hostile)
    pages = covering(hostile, sample(hostile, longest=True))
    written = [(hostile / address / "index.html").read_text("utf-8") for address in pages if address.endswith("/")]
    assert sum("&lt;script&gt;alert(1)" in html for html in written) > 15
    page = visit(bypass_csp=True)
    for address in (*pages, "recherche/?q=alert", "ma-liste/?l=structures/ecureuils")[part::2]:
        visited(page, home + address)
        for marker in page.locator(".marqueur").all()[:2]:
            marker.dispatch_event("click")
        assert page.locator("[onerror], img[src=x]").count() == 0, address
        assert page.dialogs == [], address
        assert "49$" not in page.content(), address
    assert page.elsewhere == []
