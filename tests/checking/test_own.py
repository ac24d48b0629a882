"""What a territory puts in place of the tool's: templates, styles, pictures, modules; and what is told when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import get_files

from ctg.checking.folders import unused_hooks, unused_overrides
from ctg.commands import main
from ctg.common.files import CLOTHES, territory_file
from ctg.common.problems import ERROR, DataError
from ctg.pages.document import sheets_needed, sheets_of
from ctg.people import agenda
from ctg.publish.build import make_site
from ctg.publish.clothes import lightened
from ctg.publish.mkdocs import Plugin, keep
from ctg.publish.mkdocs import wire as set_up
from territoires import ROOT, wire

TEMPLATE = "overrides/templates/introuvable.html"
OURS = '{% extends "ctg/introuvable.html" %}'


def page(root: Path, path: str = "404.html") -> str:
    return next(one.content for one in make_site(root).documents() if one.path == path).decode()


def test_a_template_of_the_territory_stands_in_place_of_the_tools(project):
    assert "Rien par ici" in page(project({TEMPLATE: "<h1>Rien par ici</h1>\n"}))
    before = page(project({TEMPLATE: OURS}))
    (project() / TEMPLATE).unlink()
    assert page(project()) == before


def test_the_frame_may_be_extended_by_one_of_the_same_name(project):
    frame = '{% extends "ctg/gabarit.html" %}{% block entete %}<header>La Vive</header>{% endblock %}'
    html = page(project({"overrides/templates/gabarit.html": frame}))
    assert ("<header>La Vive</header>" in html, "<footer" in html, "chapeau-site" in html) == (True, True, False)


def test_a_template_calls_in_every_way_that_jinja_knows(project):
    """Ours are compiled otherwise where the tool's own templates call something: the rest is Jinja's."""
    text = """{% macro m(a, b=2) %}[{{ a }}{{ b }}{{ kwargs['class'] | default }}
{%- if caller is defined %}{{ caller(5) }}{% endif %}]{% endmacro %}
{{ m(1) }}{{ m(b=1, a=3) }}{{ m(*[4, 5]) }}{{ m(**{'a': 6}) }}{{ m(7, class='c') }}{% call(z) m(8) %}<{{ z }}>{% endcall %}
{%- for one in [1, [2]] recursive %}{{ loop.cycle('x', 'y') }}{{ loop(one) if one is iterable else one }}{% endfor %}
"""
    assert "[12][31][45][62][72c][82<5>]x1yx2" in page(project({TEMPLATE: text}))


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("<p>\n{% if %}\n", 2, "Ce gabarit ne peut pas être lu (Jinja : « Expected an expression"),
        ("<p>\n{{ habitants }}\n", 2, "« habitants » n'est pas un nom que cette page donne."),
        ("<p>{{ territoire.maire }}\n", 1, "Rien ne s'appelle « maire » ici."),
        ("<p>\n\n{% include 'en-tete.html' %}\n", 3, "Il n'y a pas de gabarit « en-tete.html »."),
        ("<p>{{ 1 / 0 }}\n", 1, "Ce gabarit ne peut pas être rempli (ZeroDivisionError"),
        ("{% macro m(a) %}{% endmacro %}\n{{ m(1, 2) }}\n", 2, "Ce gabarit ne peut pas être rempli (TypeError"),
        (b"<p>\xe9</p>", 1, "Ce gabarit n'est pas enregistré en UTF-8."),
    ],
)
def test_a_wrong_template_is_told_on_its_line_in_french(project, text, line, told):
    root = project({TEMPLATE: text})
    with pytest.raises(DataError) as error:
        page(root)
    [problem] = error.value.problems
    assert (problem.file, problem.line, problem.level) == (TEMPLATE, line, ERROR)
    assert problem.message.startswith(told)
    assert "« ctg/introuvable.html »" in problem.remedy


def test_who_imports_the_macros_that_were_shared_out_reads_which_template_has_each(project):
    text = """<p>{% import 'ctg/_fragments.html' as f %}
{% from '_fragments.html' import semaine %}
{{ f.bandeau(record) }}{{ f.pied(record, ()) }}{{ semaine(record, none, '') }}"""
    with pytest.raises(DataError) as error:
        page(project({TEMPLATE: text}))
    assert [(one.file, one.line) for one in error.value.problems] == [(TEMPLATE, 1), (TEMPLATE, 2)]
    page_and_places = (
        "« {% import '_page.html' as … %} » pour bandeau et pied et « {% import '_lieux.html' as … %} » pour semaine"
    )
    assert {one.remedy for one in error.value.problems} == {f"Importez à la place {page_and_places}."}


@pytest.mark.parametrize("name", ["lien.html", ".lien.html"])
def test_a_link_among_the_clothes_is_never_followed(project, tmp_path, name):
    (tmp_path / "secret").write_text("le secret", "utf-8")
    root = project({TEMPLATE: f"{{% include '{name}' %}}", "overrides/assets/css/site.css": ""})
    for place in (f"templates/{name}", "assets/css/jetons.css"):
        (root / "overrides" / place).symlink_to(tmp_path / "secret")
    assert territory_file(root, "assets/css/jetons.css") is None
    with pytest.raises(DataError, match="lien symbolique"):
        page(root)
    (root / "overrides/assets/css/jetons.css").unlink()
    with pytest.raises(DataError) as error:  # a name that begins by a dot is left out, and told of
        page(root)
    assert "le secret" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("assets/css/ajouts.css", b"/*" + b"x" * 1_000_001, "Ce fichier est trop gros"),
        ("templates/commune.html", b"x" * 1_000_001, "Ce fichier est trop gros"),
        ("assets/css/site.css", "/* été */".encode("latin-1"), "Ce fichier n'est pas enregistré en UTF-8."),
    ],
)
def test_clothes_that_cannot_be_read_are_told_by_their_file(project, name, content, told):
    with pytest.raises(DataError) as error:
        make_site(project({f"overrides/{name}": content}))
    found = [(one.file, one.message) for one in error.value.problems if one.level == ERROR]
    assert [(file, message.startswith(told)) for file, message in found] == [(f"overrides/{name}", True)]


def test_the_commands_tell_of_a_wrong_template_and_leave_no_trace(project, capsys):
    root = str(wire(project({TEMPLATE: "{% if %}", "docs/a-propos/index.md": "# À propos\n"})))
    for command in ("verifier", "construire"):
        assert main(["--projet", root, command]) == 1
        said = "".join(capsys.readouterr())
        assert f"{TEMPLATE}, ligne 1" in said
        assert "Traceback" not in said
    (Path(root) / TEMPLATE).write_text("{{ inconnu }}", "utf-8")
    assert main(["--projet", root, "construire"]) == 1
    said = "".join(capsys.readouterr())
    assert ("Traceback" in said, "« inconnu »" in said) == (False, True), said


def test_a_wrong_frame_does_not_end_the_preview(project):
    root = wire(project({"overrides/templates/gabarit.html": "{{ inconnu }}", "docs/a.md": "# A\n"}))
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
    plugin = Plugin()
    plugin.on_startup(command="serve", dirty=False)
    plugin.on_config(config)
    plugin.on_post_build(config=config)
    assert "« inconnu »" in (root / "site/404.html").read_text("utf-8")


def test_an_error_of_the_tools_own_template_is_not_the_territorys(project, monkeypatch):
    monkeypatch.setattr(agenda, "AGENDA", None)
    with pytest.raises(Exception) as error:  # noqa: PT011
        page(project({"overrides/templates/structure.html": "x"}))
    assert not isinstance(error.value, DataError)


def test_styles_and_pictures_of_the_same_path_are_replaced_and_one_sheet_comes_last(project):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    css = ":root { --fond: white; }"
    root = wire(project({"overrides/assets/css/jetons.css": css, "overrides/assets/images/icone.svg": svg, "docs/a.md": "# A"}))
    config = load_config(str(root / "mkdocs.yml"))
    set_up(config)
    found = get_files(config)
    found.add_files_from_theme(config.theme.get_env(), config)
    keep(found, config, ())
    files = {file.src_uri: Path(file.abs_src_path or "") for file in found}
    assert [files[f"assets/{name}"].is_relative_to(root) for name in ("css/jetons.css", "images/icone.svg", "css/site.css")] == [
        True, True, False,
    ]  # fmt: skip
    site = CLOTHES / "assets/css/site.css"
    assert css.encode() in lightened(site, site.read_bytes(), root)
    assert "ajouts.css" not in page(root)
    root = project({"overrides/assets/css/ajouts.css": ".a { color: red; }"})
    html = page(root)
    assert html.index("ajouts.css") > html.rindex("site.css")
    assert sheets_needed('<p class="neuf">', sheets_of(project({"overrides/assets/css/fiche.css": ".neuf {}"}))) == ["fiche"]


def test_what_no_page_asks_for_is_told_with_the_nearest_name(project):
    names = (
        "templates/introuvables.html", "templates/mon-bout.html", "templates/commune.html", "assets/css/sites.css",
        "assets/images/logo.png", "assets/css/ajouts.css", "main.html",
    )  # fmt: skip
    root = project(
        {f"overrides/{name}": "" for name in names} | {"overrides/templates/commune.html": "{% include 'mon-bout.html' %}"}
    )
    told = {problem.file.removeprefix("overrides/"): problem.remedy for problem in unused_overrides(root)}
    assert told.keys() == {"templates/introuvables.html", "assets/css/sites.css", "main.html"}
    assert told["templates/introuvables.html"] == "Vouliez-vous écrire « introuvable.html » ?"
    assert told["assets/css/sites.css"] == "Vouliez-vous écrire « assets/css/site.css » ?"
    assert [*unused_overrides(ROOT), *unused_hooks(ROOT)] == []


def test_programs_of_the_territory_are_no_longer_read_and_it_is_told(project):
    [problem] = unused_hooks(project({"hooks/regle.py": "raise SystemExit\n"}))
    assert problem.message.startswith("Ce dossier n'est plus lu")
    assert [*unused_hooks(project({"hooks/regle.py": None}))] == []
