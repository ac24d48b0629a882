"""``data/adresses.txt``: an address that was published answers for ever, or the build is refused on its line."""

from pathlib import Path

import pytest

from ctg.commands import main
from ctg.commands.verifier import read
from ctg.common.problems import ERROR, DataError
from ctg.pages.site_files import Page
from ctg.publish.build import make_site
from ctg.reading.kept import ADDRESSES_FILE
from ctg.site.former import addresses_file
from territoires import wire

PLACE = "data/structures/les-lutins.yml"
RETIRED = "pages_retirees: [{adresse: structures/les-lutins/, raison: La halte a fermé en juin 2026.}]\n"


@pytest.fixture
def noted(project) -> Path:
    """A project that remembers its addresses."""
    root = project()
    site = make_site(root)
    (root / ADDRESSES_FILE).write_text(addresses_file(root, site.addresses, site.catalogue.territoire.siren), "utf-8")
    return root


def errors(root: Path) -> list[str]:
    return [problem.excerpt for problem in read(root)[1] if problem.level == ERROR]


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_a_build_notes_the_addresses_that_are_new_and_keeps_the_others(project, capsys):
    root = wire(project({"docs/a-propos/index.md": "# À propos\n", "docs/contribuer/index.md": "# Contribuer\n"}))
    asked = ["--projet", str(root), "construire"]
    assert main(asked) == 0
    assert not (root / ADDRESSES_FILE).exists()
    assert main([*asked, "--noter-adresses"]) == 0
    assert "de plus dans data/adresses.txt" in capsys.readouterr().out
    before = (root / ADDRESSES_FILE).read_text("utf-8")
    assert "structures/les-lutins/\n" in before
    assert main([*asked, "--noter-adresses"]) == 0
    assert "toutes sont notées" in capsys.readouterr().out
    assert (root / ADDRESSES_FILE).read_text("utf-8") == before
    assert errors(root) == []


def test_a_record_that_goes_without_a_word_stops_the_build_on_its_line(noted, capsys):
    (noted / PLACE).unlink()
    line = (noted / ADDRESSES_FILE).read_text("utf-8").split("\n").index("structures/les-lutins/") + 1
    with pytest.raises(DataError) as refused:
        make_site(noted)
    assert [(p.file, p.line) for p in refused.value.problems if p.excerpt == "structures/les-lutins/"] == [(ADDRESSES_FILE, line)]
    assert "structures/les-lutins/" in errors(noted)
    (wire(noted) / "docs").mkdir()
    assert main(["--projet", str(noted), "construire"]) == 1
    assert "pages_retirees" in capsys.readouterr().err


def test_a_document_is_promised_like_a_page_and_its_retirement_is_said(noted):
    document = noted / "docs/documents/guide.pdf"
    document.parent.mkdir(parents=True)
    document.write_bytes(b"%PDF-1.7\n%%EOF\n")
    for name in ("a-propos", "contribuer"):
        (noted / f"docs/{name}").mkdir()
        (noted / f"docs/{name}/index.md").write_text(f"# {name}\n", "utf-8")
    (noted / ADDRESSES_FILE).write_text(addresses_file(noted, make_site(noted).addresses, "219900012"), "utf-8")
    assert {"documents/guide.pdf", "donnees/structures.csv"} <= {*(noted / ADDRESSES_FILE).read_text("utf-8").splitlines()}
    document.unlink()
    assert errors(noted) == ["documents/guide.pdf"]
    append(noted / "data/territoire.yml", "pages_retirees: [{adresse: documents/guide.pdf, raison: Un autre le remplace.}]\n")
    assert errors(noted) == []


def test_what_the_tool_publishes_no_more_answers_by_its_table(noted):
    append(noted / ADDRESSES_FILE, "structures/les-lutins/affiche/\nstructures/les-lutins.vcf\nstructures/absents.vcf\n")
    assert errors(noted) == ["structures/absents.vcf"]


def test_a_retired_page_says_why_and_no_list_nor_engine_keeps_it(noted):
    (noted / PLACE).unlink()
    append(noted / "data/territoire.yml", RETIRED + "adresse_site: https://familles.exemple.fr/\n")
    gone = set(errors(noted))
    assert "structures/les-lutins/" not in gone
    (noted / ADDRESSES_FILE).write_text("structures/les-lutins/\n", "utf-8")
    site = make_site(noted)
    (page,) = [file for file in site.files if isinstance(file, Page) and file.path == "structures/les-lutins/"]
    html = site.document(page).content.decode()
    assert "La halte a fermé en juin 2026." in html
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
    lists = [file for file in site.files if file.path in {"sitemap.xml", "a-propos/plan-du-site/"}]
    assert len(lists) == 2
    assert not [file.path for file in lists if b"les-lutins" in site.document(file).content]


def test_the_addresses_of_another_territory_are_refused_in_one_error(noted):
    assert "# SIREN : 219900012" in (noted / ADDRESSES_FILE).read_text("utf-8")
    sheet = noted / "data/territoire.yml"
    sheet.write_text(sheet.read_text("utf-8").replace("219900012", "219900020"), "utf-8")
    (told,) = [problem for problem in read(noted)[1] if problem.level == ERROR]
    assert (told.file, told.line) == (ADDRESSES_FILE, 2)
    assert told.message == "Ces adresses sont celles d'un autre territoire : votre SIREN est 219900020."
