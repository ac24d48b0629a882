"""What a template reads is what its page gives it, no more and no less, even where no record of ours leads; all are rendered."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from ctg.common.extensions import template_folders
from ctg.common.files import CLOTHES, GUIDES, PACKAGE
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Page
from ctg.publish.build import make_site
from ctg_formulaire.nouveau import GENRES
from ctg_portail.portail import site_of
from fiches import create
from maison.test_architecture import HOOKS, MODULES
from portails import pair
from territoires import ESSAI, ROOT, small

EVERYWHERE = {"page_path", "title", "trail", "feed", "has_map"}
"""What every page gives, whether or not its template has a use for it."""
ALONE = {"erreur.html"}
"""Rendered without a site: see ``templates.alone``."""
FILES = [(path.relative_to(folder).as_posix(), path) for folder in template_folders() for path in folder.rglob("*.*")]
"""Every template: its name, its file."""
PAGES = {name: path for name, path in FILES if path.suffix == ".html" and not name.startswith("formulaire/")}
"""Those of sites; of the form's screens, its own tests ask the same."""


def test_a_template_is_in_one_room_or_in_one_extension():
    """Whatever the order of folders, a name gives the same; Typst knows a template by the last word of its name."""
    names = Counter(path.name if path.suffix == ".typ" else name for name, path in FILES)
    assert [name for name, times in names.items() if times > 1] == []
    assert {path.suffix for _, path in FILES} == {".html", ".typ"}


def test_a_template_calls_those_of_the_core_and_of_its_own_extension():
    """Without an extension, no template of the others lacks one."""
    home = {name: path.relative_to(PACKAGE.parent).parts[0] for name, path in PAGES.items()}
    called = {
        (name, other)
        for name, path in PAGES.items()
        for other in re.findall(r"{%-? (?:extends|from|import|include) '([^']+)'", path.read_text("utf-8"))
    }
    assert len(called) > 50
    assert {(name, other) for name, other in called if home[other] not in {"ctg", home[name]}} == set()


@cache
def tree_of(environment: Environment, template: str) -> dict[str, nodes.Template]:
    """A template by its name, then those that it extends, includes or imports with its context: they read the same names."""
    tree = environment.parse(environment.loader.get_source(environment, template)[0])
    found = {template: tree}
    for other in meta.find_referenced_templates(tree):
        found |= tree_of(environment, other)
    return found


def misgiven(environment: Environment, template: str, given: set[str]) -> str:
    """What a template reads and is not given, or is given and does not read; "" when all is well."""
    trees = tree_of(environment, template).values()
    wanted = set().union(*map(meta.find_undeclared_variables, trees))
    own = {node.target for tree in trees for node in tree.find_all(nodes.Import)}
    own |= {node.name for tree in trees for node in tree.find_all(nodes.Macro)}
    own |= {node.name for tree in trees for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    lacking, idle = wanted - own - environment.globals.keys() - given, given - wanted - EVERYWHERE
    said = (("n'est jamais donné", lacking), ("n'est jamais lu", idle))
    return " ; ".join(f"{', '.join(sorted(names))} : {what}" for what, names in said if names)


def bare(folder: Path) -> Path:
    """A project with a draft of each kind, its compulsory fields only: a new kind needs no example in a territory."""
    root = small(folder)
    for genre in GENRES:
        create(root, genre, "Essai")
    with (root / "data/territoire.yml").open("a", encoding="utf-8") as file:
        file.write("pages_retirees: [{adresse: structures/la-halte/, raison: Elle a fermé.}]\n")
    return root


@pytest.fixture(scope="module")
def rendered(tmp_path_factory) -> tuple[Environment, dict[str, set[frozenset[str]]]]:
    """The environment, and template → the sets of names that it was given, in all the pages of two territories, of a portal."""
    found: dict[str, set[frozenset[str]]] = {}
    seen: list[Renderer] = []
    html = Renderer.html

    def noted(self: Renderer, template: str, path: str, /, **values: object) -> str:
        seen.append(self)
        found.setdefault(template, set()).add(frozenset({"page_path", *values}))
        return html(self, template, path, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Renderer, "html", noted)
        for root, drafts in ((ESSAI, False), (bare(tmp_path_factory.mktemp("nu") / "projet"), True)):
            site = make_site(root, drafts)
            for file in site.files:
                if isinstance(file, Page) or file.path.endswith(".html"):
                    assert site.document(file).content
        portal = site_of(pair(tmp_path_factory.mktemp("portail")))
        for file in portal.files:
            if isinstance(file, Page):
                assert portal.document(file).content
    return seen[0].environment, found


def test_each_template_is_given_what_it_reads_and_nothing_else(rendered):
    environment, found = rendered
    wrong = {(name, misgiven(environment, name, set(given))) for name, sets in found.items() for given in sets}
    assert sorted(one for one in wrong if one[1]) == []


def test_the_first_comment_of_a_template_names_what_it_is_given(rendered):
    environment, found = rendered
    wrong = set()
    for name, sets in found.items():
        text = environment.loader.get_source(environment, name)[0]
        head = re.match("({#.*?#})?", text, re.DOTALL)[0]
        read = {node.name for node in environment.parse(text).find_all(nodes.Name)}
        given = read.intersection(set().union(*sets)) - EVERYWHERE
        wrong |= {(name, value) for value in given if f"``{value}``" not in head}
    assert wrong == set()


def test_a_macro_reads_what_it_is_given_and_what_every_template_knows(rendered):
    """They are made once for all pages, so that nothing of one of them is theirs."""
    environment, _ = rendered
    trees = {name: environment.parse(path.read_text("utf-8")) for name, path in PAGES.items()}
    imports = [node for tree in trees.values() for node in tree.find_all((nodes.Import, nodes.FromImport))]
    assert not [node for node in imports if node.with_context]
    shared = {node.template.value for node in imports} - ALONE
    assert "_page.html" in shared
    set_there = {name: {node.name for node in trees[name].find_all(nodes.Name) if node.ctx == "store"} for name in shared}
    read = {name: meta.find_undeclared_variables(trees[name]) - set_there[name] - environment.globals.keys() for name in shared}
    assert {name: names for name, names in read.items() if names} == {}
    once = {name: [*filter(worked_out, trees[name].body)] for name in shared}  # with it, for the first page that asks
    assert {name: found for name, found in once.items() if found} == {}


def worked_out(node: nodes.Node) -> bool:
    """Whether a template does something of it by itself: neither a macro, nor an import, nor white space."""
    if isinstance(node, nodes.Output):
        return any(not isinstance(one, nodes.TemplateData) or one.data.strip() for one in node.nodes)
    return not isinstance(node, (nodes.Macro, nodes.Import, nodes.FromImport))


def terms(node: nodes.Node) -> int:
    """How many things a condition asks."""
    if isinstance(node, (nodes.And, nodes.Or)):
        return terms(node.left) + terms(node.right)
    return terms(node.node) if isinstance(node, nodes.Not) else 1


def test_a_template_is_read_without_scrolling_and_a_long_condition_has_a_name():
    long, wide = [], []
    for path in (ROOT / "hooks").rglob("*.html"):
        text = path.read_text("utf-8")
        long += [(path.name, number) for number, line in enumerate(text.splitlines(), 1) if len(line) > 140]
        conditions = Environment().parse(text).find_all((nodes.And, nodes.Or, nodes.Not))
        wide += [(path.name, node.lineno) for node in conditions if terms(node) > 3]
    assert (long, wide) == ([], [])


def test_every_template_is_rendered(rendered):
    environment, found = rendered
    used = {part for name in found for part in tree_of(environment, name)}
    assert PAGES.keys() - used - ALONE == set()


def test_a_class_that_is_dressed_is_borne():
    """A rule that outlived its page. Material's own sheet and Leaflet's classes are written elsewhere."""
    files = [*MODULES, *HOOKS.rglob("*.html"), *CLOTHES.rglob("*.js"), *GUIDES.rglob("*.md")]
    words = {word for path in files for word in re.findall(r"[\w-]+", path.read_text("utf-8"))}
    beginnings = tuple(word for word in words if word.endswith("-") and len(word) > 4)  # « etat--{{ … }} »
    idle = set()
    for sheet in {*CLOTHES.rglob("assets/css/*.css")} - {CLOTHES / "assets/css/base.css"}:
        text = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        classes = {name for rule in re.findall(r"([^{};]+)\{", text) for name in re.findall(r"\.([a-z][\w-]*)", rule)}
        idle |= {(sheet.name, name) for name in classes if name not in words and not name.startswith(("leaflet-", *beginnings))}
    assert idle == set(), "personne ne porte ces classes : écrivez-les dans un gabarit, ou supprimez leur règle"
