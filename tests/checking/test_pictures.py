"""The pictures that records name: what is refused, on its line; what is published of the rest."""

from io import BytesIO

import pytest
from PIL import Image

from ctg.checking import pictures as checks
from ctg.common.problems import DataError
from ctg.loading import load
from ctg.pages.pictures import LIGHT, WIDTHS, lightened
from ctg.publish.build import make_site
from territoires import ESSAI

PHOTO = "photo: {fichier: a.jpg, credit: Une voisine, alternative: La porte bleue}\n"


def picture(width=1600, height=1000, form="JPEG", **more) -> bytes:
    """A picture that weighs: noise, as a hedge has."""
    out = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, form, **more)
    return out.getvalue()


@pytest.fixture
def place(project):
    """A function: the project whose place has a photograph made of these bytes."""

    def made(content: bytes | None, name: str = "a.jpg"):
        root = project()
        path = next((root / "data/structures").glob("*.yml"))
        path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + PHOTO.replace("a.jpg", name), "utf-8")
        (root / "data/images").mkdir()
        if content is not None:
            (root / "data/images" / name).write_bytes(content)
        return root, path

    return made


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (None, "a.jpg", "n'est pas dans data/images/"),
        (b"<html>", "a.jpg", "n'est pas une image"),
        (picture(60, 40)[:500], "a.jpg", "n'est pas une image"),
        (picture(60, 40, "GIF"), "a.jpg", "n'est pas une image"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>', "a.svg", "n'est pas un dessin .svg"),
    ],
    ids=["absente", "du texte", "coupée", "d'une autre sorte", "un dessin"],
)
def test_what_is_no_photograph_is_refused_on_its_line(place, content, name, told):
    root, path = place(content, name)
    with pytest.raises(DataError) as refused:
        load(root)
    [problem] = [one for one in refused.value.problems if one.field == "photo.fichier"]
    assert told in problem.message
    assert (problem.file, problem.line) == (f"data/structures/{path.name}", len(path.read_text("utf-8").splitlines()))
    assert problem.remedy


@pytest.mark.parametrize(("limit", "told"), [("MOST", "trop lourde"), ("MOST_PIXELS", "trop de pixels")])
def test_what_is_too_heavy_is_refused(place, monkeypatch, limit, told):
    monkeypatch.setattr(checks, limit, 2_000)
    root, _ = place(picture(300, 200))
    with pytest.raises(DataError, match=told):
        load(root)


def test_a_photograph_is_made_light_and_says_nothing_else_than_its_pixels():
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "rue du Secret", 6  # a description; turned by a quarter
    content = picture(576, 360, exif=exif)
    made = lightened(content, WIDTHS[0])
    assert len(made) <= LIGHT
    with Image.open(BytesIO(made)) as image:
        assert (image.width, image.height) == (WIDTHS[0], round(WIDTHS[0] * 1.6))
        assert not image.getexif()
    assert b"Secret" not in made


def test_what_was_made_light_is_kept_for_the_next_build(place, monkeypatch):
    root, _ = place(picture(500, 300))
    first = {one.path: one.content for one in make_site(root).files if one.path.endswith(".webp")}
    assert len(first) == 2
    monkeypatch.setattr("ctg.pages.pictures.lightened", lambda *_: pytest.fail("made again"))
    assert first == {one.path: one.content for one in make_site(root).files if one.path.endswith(".webp")}


def test_the_photograph_of_a_confidential_place_is_published_nowhere(place):
    root, path = place(picture(60, 40))
    path.write_text(path.read_text("utf-8") + "adresse_confidentielle: oui\n", "utf-8")
    try:
        site = make_site(root)
    except DataError as refused:
        pytest.fail(str(refused))
    assert not [one.path for one in site.files if "a-" in one.path and one.path.endswith(".webp")]


def test_the_invented_territory_shows_its_photographs_with_their_credit():
    site = make_site(ESSAI)
    html = next(site.document(one).content.decode() for one in site.files if one.path == "structures/ecureuils/")
    figure = html.partition('<figure class="photo">')[2].partition("</figure>")[0]
    assert all(
        said in figure for said in ('width="1080" height="720"', 'loading="lazy"', "360w", "Image inventée", 'alt="La façade')
    )
