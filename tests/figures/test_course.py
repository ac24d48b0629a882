"""On course or not; the thematic diagnosis. Every number worked out by hand."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest

from ctg.common.problems import DataError
from ctg.figures.diagnosis import gaps
from ctg.figures.series import course, course_sentence, expected, headline
from ctg.loading import load
from ctg.model.figure import Diagnostic, Indicateur
from ctg.pages.record_page import record_page
from ctg.pages.renderer import Renderer
from dits import words_of
from territoires import SMALL


def mark(year: int, value: str) -> dict:
    return {"annee": str(year), "valeur": value}


def figure(*values: tuple, start=(2022, "80"), goal=(2026, "100"), way=(), **more) -> Indicateur:
    """An indicator whose values are (year, value) or (year, value, statut); ``start``, ``goal``, ``way``: its way."""
    fields = {"nom": "Places", "unite": "places", "producteur": "Ville", "sens": "hausse", **more}
    if start:
        fields["depart"] = mark(*start)
    if goal:
        fields["cible"] = mark(*goal)
    valeurs = [dict(zip(("annee", "valeur", "statut"), map(str, value), strict=False)) for value in values]
    return Indicateur.model_validate(fields | {"valeurs": valeurs, "trajectoire": [mark(*one) for one in way]})


def test_without_a_written_way_it_is_the_straight_line():
    record = figure((2024, "91"))
    assert [expected(record, year) for year in (2021, 2022, 2024, 2026, 2030)] == [None, 80, 90, 100, 100]
    assert course(record).kept


def test_a_written_way_is_followed_and_its_years_joined():
    record = figure((2024, "86"), way=[(2025, "85")])
    assert [expected(record, year) for year in (2023, 2024, 2025)] == [
        Decimal(80) + Decimal(5) / 3,
        Decimal(80) + Decimal(10) / 3,
        85,
    ]
    assert course(record).needed == 84  # 83.3, and places are whole
    assert course_sentence(record).endswith("c’est sur la trajectoire vers 100 en 2026, qui demande au moins 84.")


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        (figure((2024, "90")), True),
        (figure((2024, "89")), False),
        (figure((2024, "90"), start=(2022, "100"), goal=(2026, "80"), sens="baisse"), True),
        (figure((2024, "91"), start=(2022, "100"), goal=(2026, "80"), sens="baisse"), False),
        (figure((2026, "99"), start=None), False),  # the year of the target has come
    ],
)
def test_the_direction_decides(record, kept):
    assert course(record).kept is kept


@pytest.mark.parametrize(
    "record",
    [
        figure((2024, "90"), goal=None),
        figure(),
        figure((2022, "70")),  # nothing was measured since the start
        figure((2025, "70"), start=None),  # nothing says what 2025 should be
        figure((2024, "90"), start=(2022, "100"), sens=None),  # to keep, or to go beyond?
        figure((2024, "70"), ruptures=[{"annee": "2023", "raison": "Autre comptage."}]),
        figure((2024, "70"), ruptures=[{"raison": "Autre comptage."}]),
    ],
)
def test_what_does_not_compare_is_neither_on_course_nor_off(record):
    assert course(record) is None
    assert course_sentence(record) == ""


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (
            figure((2025, "371"), start=(2022, "376"), goal=(2026, "388")),
            "371 places en 2025 : il en faudrait au moins 385 pour être sur la trajectoire vers 388 en 2026. "
            "Aucune trajectoire n’est écrite : c’est la ligne droite du départ à la cible.",
        ),
        (
            figure((2024, "89"), way=[(2024, "90")]),
            "89 places en 2024 : il en faudrait au moins 90 pour être sur la trajectoire vers 100 en 2026.",
        ),
        (
            figure((2024, "21.5", "a_confirmer"), start=(2022, "24"), goal=(2026, "16"), sens="baisse", unite="%"),
            "21,5 % en 2024 (à confirmer) : il faudrait au plus 20 % pour être sur la trajectoire vers 16 en 2026. "
            "Aucune trajectoire n’est écrite : c’est la ligne droite du départ à la cible.",
        ),
    ],
)
def test_in_words(record, words):
    assert course_sentence(record) == words


HEAD = "nom: Places\nunite: places\nproducteur: CAF\nsens: hausse\nsources: [{titre: Carnet}]\n"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("trajectoire: [{annee: 2026, valeur: 9}]\n", "Une trajectoire mène à une cible."),
        (
            "depart: {annee: 2024, valeur: 1}\ncible: {annee: 2028, valeur: 9}\ntrajectoire: [{annee: 2029, valeur: 9}]\n",
            "est après « cible, année »",
        ),
        (
            "cible: {annee: 2028, valeur: 9}\ntrajectoire: [{annee: 2028, valeur: 8}]\n",
            "Le départ ou la cible dit autre chose pour cette année.",
        ),
        (
            "cible: {annee: 2028, valeur: 9}\ntrajectoire: [{annee: 2026, valeur: 5}, {annee: 2026, valeur: 6}]\n",
            "Cette année y figure déjà.",
        ),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(project, lines, message):
    with pytest.raises(DataError, match=message):
        load(project({"data/indicateurs/places.yml": HEAD + lines}))


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (figure((2024, "91")), "91 places en 2024 : sur la trajectoire vers la cible de 2026"),
        (figure((2024, "86")), "86 places en 2024 : 4 places de retard sur la trajectoire vers la cible de 2026"),
        (figure((2025, "100", "a_confirmer")), "100 places en 2025, à confirmer : la cible de 2026 est atteinte"),
        (figure((2024, "75"), start=(2022, "80"), goal=(2026, "60"), sens="baisse"),
         "75 places en 2024 : 5 places de trop sur la trajectoire vers la cible de 2026"),
        (figure((2021, "70")), "70 places en 2021 : la cible de 2026 est 100"),
        (figure((2020, "70"), (2024, "91"), start=None, goal=None), "De 70 places en 2020 à 91 en 2024"),
        (figure((2024, "91"), start=None, goal=None), ""),
        (figure(), ""),
    ],
)  # fmt: skip
def test_the_title_of_a_chart_is_what_it_says(record, told):
    assert headline(record) == told


TODAY = dt.date(2026, 11, 25)
TERRITOIRE = (SMALL / "data/territoire.yml").read_text("utf-8")
FILES = {
    # Valbourg (46.5, 2.5) and Saint-Clair-sur-Lède (46.5, 2.7) are 15.3 km apart.
    "data/structures/oursons.yml": "nom: Les Oursons\ntype: multi-accueil\ncommune: Valbourg\n",
    "data/structures/etoiles.yml": "nom: Les Étoiles\ntype: multi-accueil\ncommune: Valbourg\n",
    "data/structures/cache.yml": "nom: Caché\ntype: mam\ncommune: Valbourg\netat_fiche: brouillon\n",
    "data/diagnostics/petits.yml": "titre: L'accueil des petits\nrubrique: petite-enfance\nmanques: [Rien le samedi.]\n",
}


@pytest.fixture
def render(project):
    """``render({file: text})`` → the renderer of the small territory above, with those files over it."""

    def make(more: dict[str, str] | None = None) -> Renderer:
        return Renderer(load(project(FILES | (more or {})), on=TODAY), TODAY)

    return make


def rubrique(renderer: Renderer, id: str = "petite-enfance"):
    return renderer.catalogue.vocabulary.need(id)


def page(renderer: Renderer, id: str = "petits") -> str:
    record = renderer.catalogue.get(Diagnostic, id)
    return record_page(renderer, record).body


def section(body: str, title: str) -> str:
    """The text of a section by its title."""
    said = words_of(next(part for part in re.split("<h2>", body) if words_of(part).startswith(title)))
    return said.replace(" ,", ",").replace(" .", ".")


# --- counts --------------------------------------------------------------------------------------


def test_gaps_say_whether_the_offer_is_known_in_full(render):
    """Saint-Clair is 15.3 km from the nurseries; its draft is of another commune."""
    sure = "couverture: {recenses: [{offre: accueil-des-tout-petits, source: PMI, date: 2026-03}]}\n"
    for more, complete in ({}, False), ({"data/territoire.yml": TERRITOIRE + sure}, True):
        renderer = render(more)
        (gap,) = gaps(renderer, rubrique(renderer))
        assert (gap.offre, gap.complete) == ("Faire garder mon enfant", complete)
        assert [c.nom for c in gap.communes] == ["Saint-Clair-sur-Lède"]
        said = "il n'y a rien" if complete else "il y a peut-être quelque chose"
        assert f"Saint-Clair-sur-Lède (1 sur 2 ; {said}" in section(page(renderer), "Ce qui manque")
