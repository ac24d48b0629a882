"""What a territory puts in place of the tool's: styles, pictures; and what is told when it is wrong."""

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import get_files

from ctg.checking.folders import unused_hooks, unused_overrides
from ctg.common.files import CLOTHES, territory_file
from ctg.common.problems import ERROR, DataError
from ctg.pages.site_files import sheets_needed, sheets_of
from ctg.publish.build import make_site
from ctg.publish.mkdocs import keep, lightened
from ctg.publish.mkdocs import wire as set_up
from territoires import ROOT, wire


def page(root: Path, path: str = "404.html") -> str:
    return next(one.content for one in make_site(root).documents() if one.path == path).decode()


def test_a_template_of_the_territory_is_no_longer_read_and_it_is_told(project):
    root = project({"overrides/templates/introuvable.html": "{% if %}"})
    assert "{% if" not in page(root)
    [problem] = unused_overrides(root)
    assert "Les gabarits sont ceux de l'outil." in problem.message


def test_a_link_among_the_clothes_is_never_followed(project, tmp_path):
    (tmp_path / "secret").write_text("le secret", "utf-8")
    root = project({"overrides/assets/css/site.css": ""})
    (root / "overrides/assets/css/jetons.css").symlink_to(tmp_path / "secret")
    assert territory_file(root, "assets/css/jetons.css") is None
    with pytest.raises(DataError, match="lien symbolique") as error:
        page(root)
    assert "le secret" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("assets/css/ajouts.css", b"/*" + b"x" * 1_000_001, "Ce fichier est trop gros"),
        ("assets/css/site.css", "/* été */".encode("latin-1"), "Ce fichier n'est pas enregistré en UTF-8."),
    ],
)
def test_clothes_that_cannot_be_read_are_told_by_their_file(project, name, content, told):
    with pytest.raises(DataError) as error:
        make_site(project({f"overrides/{name}": content}))
    found = [(one.file, one.message) for one in error.value.problems if one.level == ERROR]
    assert [(file, message.startswith(told)) for file, message in found] == [(f"overrides/{name}", True)]


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
    names = ("assets/css/sites.css", "assets/images/logo.png", "assets/css/ajouts.css", "main.html")
    told = {
        one.file.removeprefix("overrides/"): one.remedy
        for one in unused_overrides(project({f"overrides/{n}": "" for n in names}))
    }
    assert told.keys() == {"assets/css/sites.css", "main.html"}
    assert told["assets/css/sites.css"] == "Vouliez-vous écrire « assets/css/site.css » ?"
    assert [*unused_overrides(ROOT), *unused_hooks(ROOT)] == []


def test_programs_of_the_territory_are_no_longer_read_and_it_is_told(project):
    [problem] = unused_hooks(project({"hooks/regle.py": "raise SystemExit\n"}))
    assert problem.message.startswith("Ce dossier n'est plus lu")
    assert [*unused_hooks(project({"hooks/regle.py": None}))] == []
