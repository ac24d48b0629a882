"""The booklets: tagged, light, what they say of each place and keep to themselves; ``ctg document livret``."""

import dataclasses
import datetime as dt
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import lxml.html
import pikepdf
import pytest
import zxingcpp

from ctg.commands import main
from ctg.common.phrases import phone
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.structure import Service, Structure
from ctg.pages.renderer import Renderer
from ctg.places.contacts import PublicView
from ctg.reading.catalogue import Catalogue
from ctg_livrets import booklet
from octets import bare, pdf_text, tagged
from territoires import ESSAI, ROOT, catalogue_of, small, wire

TODAY = dt.date(2026, 11, 25)
A5, A4 = (420, 595), (595, 842)
HEAVIEST = 300_000
PLACE = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"


@pytest.fixture(scope="module")
def render() -> Renderer:
    return Renderer(catalogue_of(ESSAI), TODAY, make_booklets=booklet.made)


@pytest.fixture(scope="module")
def of_commune(render) -> dict[str, bytes]:
    """The editions of one commune of the invented territory."""
    subject = booklet.commune(render, render.catalogue.get(Commune, "aubrelune"))
    return {edition.id: booklet.make(render, subject, edition.id) for edition in booklet.EDITIONS}


@pytest.fixture
def told(project):
    """``told({name: text}, edition)`` → the values of the booklet of the commune of a very small territory."""

    def make(files: dict[str, str], edition: str = "ordinaire") -> dict:
        render = Renderer(load(project({f"data/{name}.yml": text for name, text in files.items()}), on=TODAY), TODAY)
        subject = booklet.commune(render, render.catalogue.get(Commune, "valbourg"))
        return booklet.document(render, subject, edition, {})

    return make


@pytest.mark.parametrize(("root", "site"), [(ESSAI, "essai_site"), (ROOT, "real_site")])
def test_the_closures_of_a_page_are_in_the_booklet(request, root, site):
    """Of each place that the published lists say to close: its days and why, on its page and in the printed letters."""
    folder, catalogue = request.getfixturevalue(site), catalogue_of(root)
    render = Renderer(catalogue, TODAY, make_booklets=booklet.made)
    seen = 0
    for kind in (Structure, Service):
        for record in json.loads((folder / f"api/v1/{kind.folder}.json").read_text("utf-8"))["fiches"]:
            closures, place = record.get("fermetures", ()), catalogue.get(kind, record["id"])
            if not closures:
                continue
            page = lxml.html.parse(folder / place.key / "index.html")
            ends = tuple(f":{bare(one['motif'])}." if isinstance(one, dict) else "joursfériés." for one in closures)
            told = {bare(line.text_content()) for line in page.xpath("//*[@class='semaine__suite']/li")}
            told = {line for line in told if line.startswith("fermé") and line.endswith(ends)}
            assert len(told) == len(closures), place.key
            printed = bare(pdf_text(booklet.make(render, booklet.chosen(render, [], [place])))).replace("-", "")  # its cut words
            assert [line for line in told if line.replace("-", "") not in printed] == [], place.key
            seen += 1
    assert seen


def entry(values: dict, name: str) -> dict:
    return next(one for group in values["groupes"] for one in group["lieux"] if one["nom"] == name)


def size(content: bytes) -> tuple[int, tuple[int, ...]]:
    """The number of its pages, and what each measures."""
    pages = pikepdf.open(io.BytesIO(content)).pages
    (box,) = {tuple(round(float(x)) for x in page.MediaBox)[2:] for page in pages}
    return len(pages), box


def codes(content: bytes) -> set[str]:
    """The addresses that ZXing reads in the very pictures of a document."""
    found = set()
    document = pikepdf.open(io.BytesIO(content))
    for page in document.pages:
        for picture in page.get_images().values():
            image = pikepdf.PdfImage(picture).as_pil_image().convert("L")
            image = image.resize((image.width * 4, image.height * 4), 0)
            found |= {one.text for one in zxingcpp.read_barcodes(image)}
    return found


@pytest.mark.parametrize("edition", [edition.id for edition in booklet.EDITIONS])
def test_a_booklet_is_tagged_titled_in_french_and_folds(of_commune, edition):
    content = of_commune[edition]
    assert tagged(content, 1).startswith("Pour les familles, à Aubrelune et autour")
    count, box = size(content)
    assert count % 4 == 0
    assert box == (A4 if edition == "gros" else A5)


def test_large_print_has_no_small_letter(of_commune):
    """18 points for all that is read; the foot of a page, which repeats its title, has 14."""
    sizes = {
        round(float(operands[1]))
        for page in pikepdf.open(io.BytesIO(of_commune["gros"])).pages
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "Tf"
    }
    assert min(sizes - {14}) == 18


def test_it_says_whom_to_call_the_day_and_the_numbers_of_emergency(render, of_commune):
    catalogue = render.catalogue
    subject = booklet.commune(render, catalogue.get(Commune, "aubrelune"))
    hall = catalogue.get(Commune, "aubrelune").mairie
    for content in of_commune.values():
        found = pdf_text(content)
        assert "Étatau25novembre2026" in found
        assert "Mesnotes" in found
        assert all(bare(urgence.titre) in bare(found) for urgence in catalogue.urgences)
        assert bare(hall.telephone[-2:]) in found
        for call in filter(None, (PublicView(catalogue, place, TODAY).call for place, _ in subject.lines)):
            assert bare(phone(call.telephone)) in bare(found), call
    assert bare("Qui appeler d’abord") in bare(pdf_text(of_commune["ordinaire"]))


def test_each_place_has_the_code_of_its_page(render, of_commune):
    subject = booklet.commune(render, render.catalogue.get(Commune, "aubrelune"))
    site = render.catalogue.territoire.adresse_site
    assert codes(of_commune["ordinaire"]) == {
        f"{site}communes/aubrelune/",
        *(f"{site}{place.key}/" for place, _ in subject.lines),
    }


def test_the_cards_hold_on_one_sheet_and_each_commune_has_its_booklets(render):
    catalogue, cards = render.catalogue, booklet.cards(render)
    assert size(cards) == (1, A4)
    assert tagged(cards, 10)
    assert all(pdf_text(cards).count(urgence.titre.replace(" ", "")) == 10 for urgence in catalogue.urgences)
    offered = {one.file.path: one.pages for one in render.booklets}
    assert len(offered) == 1 + len(booklet.EDITIONS) * len(catalogue.all(Commune))
    assert offered["livrets/communes/aubrelune-gros-caracteres.pdf"] == ("communes/aubrelune/",)
    assert offered["livrets/cartes-urgence.pdf"] == ("urgence/",)


def test_what_to_bring_and_how_to_ask_are_those_of_the_record(told):
    registered = "inscription: {comment: Téléphonez à l'accueil., pieces: [livret de famille], dates: [en avril]}\n"
    values = told({"structures/les-lutins": PLACE + registered, "structures/les-nus": PLACE.replace("Lutins", "Nus")})
    full, bare_one = entry(values, "Les Lutins"), entry(values, "Les Nus")
    assert full["pieces"] == ["livret de famille"]
    assert full["demander"] == ["Téléphonez à l'accueil.", "Inscriptions : en avril."]
    assert (bare_one["pieces"], bare_one["demander"], bare_one["horaires"]) == ([], [], [])


def test_no_booklet_ends_with_four_pages_of_empty_lines(project):
    """The notes are on the last page when the others are all taken: it folds without four pages more."""
    files = {f"data/structures/lieu-{rank}.yml": PLACE.replace("Les Lutins", f"Lieu {rank}") for rank in range(24)}
    render = Renderer(load(project(files), on=TODAY), TODAY)
    idle = set()
    for many in (2, 7, 13, 19):
        whole = booklet.commune(render, render.catalogue.get(Commune, "valbourg"))
        groups = [(title, lines[:many]) for title, lines in whole.groups]
        content = booklet.make(render, dataclasses.replace(whole, groups=groups))
        assert size(content)[0] % 4 == 0
        assert pdf_text(content).count("Mesnotes") == 1
        document = pikepdf.open(io.BytesIO(content))
        idle.add(sum(1 for page in document.pages[1:-1] if texts(page) < 8))
    assert idle == {0, 1, 2, 3}, "each way to end is tried"


def texts(page: pikepdf.Page) -> int:
    """How many times a text is drawn on a page: six for its foot."""
    return sum(1 for one in pikepdf.parse_content_stream(page) if str(one.operator) in {"Tj", "TJ"})


def _with_address(catalogue: Catalogue) -> Catalogue:
    """As if the site knew its address: the codes weigh."""
    told = {"adresse_site": "https://familles.exemple-de-territoire.fr/"}
    return dataclasses.replace(catalogue, territoire=catalogue.territoire.model_copy(update=told))


def test_the_largest_booklet_of_a_commune_is_light():
    render = Renderer(_with_address(catalogue_of(ROOT)), TODAY)
    of_communes = [booklet.commune(render, commune) for commune in render.catalogue.all(Commune)]
    largest = max(of_communes, key=lambda subject: len(subject.lines))
    assert {edition.id: len(booklet.make(render, largest, edition.id)) <= HEAVIEST for edition in booklet.EDITIONS} == {
        edition.id: True for edition in booklet.EDITIONS
    }


def test_a_build_that_is_asked_for_them_has_the_booklets_and_tells_their_weight(published_with_booklets, essai_site):
    site = published_with_booklets / "site"
    files = sorted(path.relative_to(site).as_posix() for path in site.glob("livrets/*/*.pdf"))
    assert "livrets/communes/valbourg-gros-caracteres.pdf" in files
    page = (site / "communes/valbourg/index.html").read_text("utf-8").replace("\u00a0", " ")
    for name in ("valbourg", "valbourg-gros-caracteres"):
        weight = round((site / f"livrets/communes/{name}.pdf").stat().st_size / 1000)
        assert re.search(rf'href="../../livrets/communes/{name}.pdf"[^>]*>[^<]* \(PDF, {weight} Ko, en français\)</a>', page)
    assert not (essai_site / "livrets").exists()
    assert "livrets/" not in (essai_site / "communes/aubrelune/index.html").read_text("utf-8")
    place = published_with_booklets / "seul.pdf"
    assert main(["--projet", str(published_with_booklets), "document", "livret", str(place), "--commune", "valbourg"]) == 0
    assert place.read_bytes() == (site / "livrets/communes/valbourg.pdf").read_bytes()


def test_a_build_without_the_booklets_of_the_site_in_place_says_so(published_with_booklets):
    count = len([*(published_with_booklets / "site").rglob("*.pdf")])
    said = construire(published_with_booklets)
    assert f"proposait {count} livrets en PDF" in said
    assert "--livrets" in said, "or in the settings: test_canaris.py"


def build_once(folder: Path) -> None:
    small(folder, {"docs/a-propos/index.md": "# À propos\n", "docs/contribuer/index.md": "# Contribuer\n"})
    construire(wire(folder), "--livrets")


@pytest.fixture
def published_with_booklets(built, tmp_path) -> Path:
    """A very small project, that was built with its booklets."""
    return Path(shutil.copytree(built("petit-avec-livrets", build_once), tmp_path / "projet"))


def construire(root: Path, *options: str) -> str:
    """What a build says on its standard error; in a process of its own, since one where Typst has worked cannot be copied."""
    command = [sys.executable, "-m", "ctg", "--projet", str(root), "construire", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr
