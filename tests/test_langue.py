"""The French of every built page of both territories, and of what scripts say."""

import re
from pathlib import Path

import pytest

from cas import each
from ctg.model import KINDS
from langue import FAMILIES, RESEARCH, RULES, Piece, both_persons, mistakes, pieces
from territoires import ESSAI, ROOT, catalogue_of

SCRIPTS = ROOT / "overrides" / "assets" / "js"
TYPED = re.compile(r"contribuer/messages/|urgence/../")
"""Pages that quote what is typed in YAML, colon without a space; those in another language, whose title is too."""
HOSTILE = re.compile(r"<script>|faux code|=1\+1")
"""The record of the invented territory that only plants characters is no French."""


@pytest.fixture(scope="module", params=["reel", "essai"])
def read(request, real_site, essai_site) -> tuple[dict[str, list[Piece]], list[str]]:
    """A built territory: {address of a page: its pieces}, and the names of its records, which speak as they want."""
    site, project = {"reel": (real_site, ROOT), "essai": (essai_site, ESSAI)}[request.param]
    catalogue = catalogue_of(project)
    names = {record.title for records in (*map(catalogue.all, KINDS), catalogue.outside) for record in records}
    said = {
        page.relative_to(site).as_posix(): [piece for piece in pieces(page) if not HOSTILE.search(piece.text)]
        for page in sorted(site.rglob("*.html"))
    }
    return said, sorted((name.replace("'", "’") for name in names), key=len, reverse=True)


@each(("rule", "text"), [(rule, text) for rule, (_, wrong, _) in RULES.items() for text in wrong])
def test_each_rule_catches_its_mistakes(rule, text):
    assert any(found.startswith(rule) for found in mistakes(text))


@each(("rule", "text"), [(rule, text) for rule, (_, _, right) in RULES.items() for text in right])
def test_each_rule_lets_good_french_through(rule, text):
    assert not any(found.startswith(rule) for found in mistakes(text))


def test_no_built_page_has_a_mistake_that_a_machine_sees(read):
    said, names = read
    first = {piece.text: name for name, page in said.items() if not TYPED.match(name) for piece in page}
    found = {f"{name} → {mistake}" for text, name in first.items() for mistake in mistakes(text)}
    assert {mistake for mistake in found if not ("mot répété" in mistake and any(name in mistake for name in names))} == set()


def test_pages_for_families_tell_the_place_not_how_it_was_found(read):
    said, _ = read
    pages = {name: page for name, page in said.items() if name.split("/")[0] in FAMILIES}
    assert pages
    assert {(name, p.text) for name, page in pages.items() for p in page if not p.sources and RESEARCH.search(p.text)} == set()


def test_no_page_says_tu_and_vous(read):
    said, names = read
    bare = re.compile("|".join(map(re.escape, names)))
    found = {name: both_persons(bare.sub("", "\n".join(piece.text for piece in page))) for name, page in said.items()}
    assert {name: words for name, words in found.items() if words} == {}


TEXT = re.compile(r"'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")


@each("script", sorted(SCRIPTS.glob("*.js")))
def test_what_scripts_say_follows_the_same_rules(script: Path):
    code = re.sub(r"(?m)(?:^|\s)//.*$", "", script.read_text("utf-8"))
    while code != (code := re.sub(r"\$\{[^{}]*\}", "", code)):  # a template may hold others
        pass
    texts = [one or other for one, other in TEXT.findall(code.replace("\\u00a0", "\u00a0").replace("\\u202f", "\u202f"))]
    french = [text for text in texts if re.search(r"[a-zé] [a-zé]{3}|«", text)]
    assert [mistake for text in french for mistake in mistakes(text)] == []
