"""A figure by commune: its value, its class, its words, and what is not known; the landscape of the territory."""

import datetime as dt
import re

import pytest
from lxml import etree

from ctg.loading import load
from ctg.model.figure import Indicateur
from ctg.pages.renderer import Renderer
from ctg.pages.styles import palette
from ctg.territory.by_commune import ByCommune, by_commune, classify
from ctg.territory.landscape import WEST, WIDTH, as_svg, landscape
from inventes import INVENTED, invent
from territoires import ESSAI, ROOT, catalogue_of

HERE, FAR = "Valbourg", "Saint-Clair-sur-Lède"
HEAD = "nom: Places\nunite: places\nproducteur: Ville\nsources: [{titre: Bilan, date: 2026}]\nvaleurs:\n"


def shown(project, values: str, unite: str = "places") -> ByCommune | None:
    catalogue = load(project({"data/indicateurs/places.yml": HEAD.replace("unite: places", f"unite: {unite}") + values}))
    return by_commune(Renderer(catalogue, dt.date(2026, 11, 25)), catalogue.get(Indicateur, "places"))


def rows(found: ByCommune) -> list[tuple[str, str]]:
    return [(row.classe, row.bulle) for row in found.rows]


def test_what_is_counted_is_a_disc_whose_surface_is_the_number_and_a_share_is_a_colour(project):
    values = f"  - {{annee: 2026, valeur: 80, commune: {HERE}}}\n  - {{annee: 2026, valeur: 20, commune: {FAR}}}\n"
    assert [row.rayon for row in shown(project, values).rows] == [13, 26]
    assert [(row.classe, row.rayon) for row in shown(project, values, '"%"').rows] == [("1", None), ("5", None)]
    assert [
        row.rayon for row in shown(project, values.replace("valeur: 80", "valeur: 0").replace("valeur: 20", "valeur: 0")).rows
    ] == [0, 0]


def shape(values: dict) -> list[tuple[int, int, int, int]]:
    """(number, low, high, count) of each class."""
    return [(group.numero, int(group.low), int(group.high), group.count) for group in classify(values).groups]


def test_ten_values_make_five_classes_of_two():
    values = dict(zip("abcdefghij", [3, 1, 40, 18, 2, 100, 7, 9, 30, 5], strict=True))
    assert shape(values) == [(1, 1, 2, 2), (2, 3, 5, 2), (3, 7, 9, 2), (4, 18, 30, 2), (5, 40, 100, 2)]
    assert classify(values).of == {"b": 1, "e": 1, "a": 2, "j": 2, "g": 3, "h": 3, "d": 4, "i": 4, "c": 5, "f": 5}


def test_equal_values_are_never_parted():
    # Seven zeros of twelve: 3.5 keys of 12 are below their middle, hence class 5 × 3.5 / 12 = 1.5, the second.
    # Then 1, 2 and 3, at 7.5, 8.5 and 9.5 twelfths: 3.1, 3.5 and 4.0 less a little, all in the fourth; 4 and 5 in the last.
    values = {f"zero-{n}": 0 for n in range(7)} | {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    assert shape(values) == [(1, 0, 0, 7), (3, 1, 3, 3), (5, 4, 5, 2)]


def test_few_values_are_a_class_each_far_apart_on_the_scale():
    assert shape({"a": 7, "b": 0, "c": 7}) == [(1, 0, 0, 1), (5, 7, 7, 2)]
    assert [group.numero for group in classify({"a": 1, "b": 2, "c": 3}).groups] == [1, 3, 5]
    assert [group.numero for group in classify({"a": 1, "b": 2, "c": 3, "d": 4}).groups] == [1, 2, 4, 5]


@pytest.fixture(scope="module", params=[ROOT, ESSAI], ids=["reel", "essai"])
def catalogue(request):
    return catalogue_of(request.param)


def test_the_same_data_give_the_same_light_bytes(catalogue):
    first, second = (as_svg(landscape(catalogue)) for _ in range(2))
    assert first == second
    assert len(first) <= 4_000


def test_its_colours_are_roles_of_the_palette_and_no_style_is_written(catalogue):
    svg = as_svg(landscape(catalogue))
    roles = {*re.findall(r" peint-([a-z][a-z-]*)", svg)}
    assert roles <= palette().keys()
    assert "style" not in svg
    assert "#" not in svg
    assert etree.fromstring(as_svg(landscape(catalogue), palette())).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("name", INVENTED)
def test_a_territory_of_one_commune_or_of_158_has_its_landscape(tmp_path, name):
    land = landscape(load(invent(tmp_path, name)))
    assert len(as_svg(land)) <= 4_000
    assert {"loin", "plus-pres", "pres"} <= {one.role for one in land.strokes}
    assert WEST < land.town < WIDTH
