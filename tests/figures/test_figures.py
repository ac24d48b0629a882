"""Figures in sentences, their comparison, their pages; on course or not; the thematic diagnosis. Every number worked out by
hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cas import each
from ctg.common import phrases
from ctg.common.problems import DataError
from ctg.figures import series
from ctg.figures.diagnosis import gaps
from ctg.figures.pages import chart, spark
from ctg.figures.series import comparison, course, course_sentence, expected, headline
from ctg.loading import load
from ctg.model.figure import Diagnostic, Indicateur
from ctg.pages.renderer import Renderer, record_page
from dits import words_of
from territoires import SMALL


def figure(*values: tuple, unite: str = "places", **more) -> Indicateur:
    """An indicator whose values are (year, value) or (year, value, statut)."""
    valeurs = [dict(zip(("annee", "valeur", "statut"), map(str, value), strict=False)) for value in values]
    return Indicateur.model_validate({"nom": "Places", "unite": unite, "producteur": "Ville", "valeurs": valeurs, **more})


def reference(year: int, value: float) -> dict:
    return {"annee": str(year), "valeur": str(value)}


def aimed(*values: tuple, start: tuple | None = (2022, 80), goal: tuple | None = (2026, 100), way=(), **more) -> Indicateur:
    """The same, on its way from a (year, value) to another, by those of ``way``."""
    ends = {"depart": start and reference(*start), "cible": goal and reference(*goal)}
    return figure(*values, sens=more.pop("sens", "hausse"), trajectoire=[reference(*one) for one in way], **ends, **more)


def breaks(*years: str | None) -> list[dict]:
    """Breaks of a series; None: nobody says when."""
    return [{"raison": "Autre comptage.", **({"annee": year} if year else {})} for year in years]


@pytest.mark.parametrize(
    ("value", "unite", "text"),
    [
        ("20", "places", "20 places"),
        ("1", "communes", "1 commune"),
        ("0", "accueils de loisirs", "0 accueil de loisirs"),
        ("1.9", "places pour 100 enfants", "1,9 place pour 100 enfants"),
        ("2.19", "personnes par ménage", "2,19 personnes par ménage"),
        ("1", "enfants accueillis", "1 enfant accueilli"),
        ("1", "mois", "1 mois"),
        ("1", "%", "1 %"),
        ("18403290", "euros", "18\u202f403\u202f290 euros"),
    ],
)
def test_numbers_with_their_unit(value, unite, text):
    assert phrases.counted(Decimal(value), unite) == text


@each(
    ("record", "sentence"),
    [
        (figure((2020, 77), (2023, 81), (2026, 101)), "De 77 places en 2020 à 101 en 2026."),
        (figure((2026, 101), (2020, 77)), "De 77 places en 2020 à 101 en 2026."),
        (figure((2023, 1), (2026, 8), unite="communes"), "De 1 en 2023 à 8 communes en 2026."),
        (figure((2017, 19.6), (2022, 21.8), unite="%"), "De 19,6 % en 2017 à 21,8 % en 2022."),
        (figure((2022, 470), (2024, 470)), "470 places en 2022 comme en 2024."),
        (figure((2020, 9), (2025, 7, "a_confirmer")), "De 9 places en 2020 à 7 en 2025 (à confirmer)."),
        (figure((2019, 100), (2020, 60), (2021, 90)), "De 100 places en 2019 à 90 en 2021, avec un creux à 60 en 2020."),
        (figure((2019, 50), (2020, 80), (2021, 50)), "50 places en 2019 comme en 2021, avec un sommet à 80 en 2020."),
        (figure((2019, 100), (2020, 105), (2021, 95), (2022, 100)), "100 places en 2019 comme en 2022."),  # 5 % say nothing
        (figure((2009, 2487), (2014, 2966), (2020, 2964)), "De 2\u202f487 places en 2009 à 2\u202f964 en 2020."),
        (figure((2026, 101)), ""),
        (figure(), ""),
    ],
)
def test_the_trend_in_words(record, sentence):
    assert series.trend(record) == sentence


def test_the_trend_never_crosses_a_break():
    values = ((2019, 124), (2022, 119), (2023, 74), (2025, 78))
    assert series.trend(figure(*values, ruptures=breaks(None))) == "Ces années ne se comparent pas entre elles."
    assert series.trend(figure(*values, ruptures=breaks("2023"))) == (
        "De 124 places en 2019 à 119 en 2022. Puis, avec une autre façon de compter, de 74 places en 2023 à 78 en 2025."
    )
    assert series.trend(figure(*values[:3], ruptures=breaks("2023"))).endswith("façon de compter, 74 places en 2023.")
    disordered = series.trend(figure((2019, 1), (2021, 2), (2023, 3), (2025, 4), ruptures=breaks("2025", "2020")))
    assert disordered.split(" Puis, avec une autre façon de compter, ") == [
        "1 place en 2019.", "de 2 places en 2021 à 3 en 2023.", "4 places en 2025."
    ]  # fmt: skip


def test_a_figure_is_told_with_its_start_its_target_and_whether_it_is_off_course():
    told = {"depart": reference(2023, 81), "cible": reference(2028, 121)}
    assert series.figure(figure((2026, 101), **told)) == (
        "101 places en 2026. Départ : 81 (2023) ; cible : 121 (2028). En dehors de la trajectoire, qui demande au moins 105."
    )
    assert series.figure(figure((2026, 101), ruptures=breaks("2025"), **told)) == "101 places en 2026. Cible : 121 (2028)."
    assert series.figure(figure((2026, 101, "a_confirmer"))) == "101 places en 2026, à confirmer."
    assert series.figure(figure(**told)) == "Aucune valeur connue."


def test_too_little_is_not_drawn():
    two = ((2020, 77), (2026, 101))
    assert chart(figure((2026, 101))) is None
    assert chart(figure(*two)) is None
    assert chart(figure(depart=reference(2023, 81), cible=reference(2028, 121))) is None
    assert chart(figure((2026, 101), cible=reference(2028, 121))) is None
    assert chart(figure(*two, cible=reference(2028, 121)))
    assert chart(figure(*two, (2027, 110)))
    assert spark(figure(*two)) is None
    assert spark(figure(*two, (2027, 110), ruptures=breaks(None))) is None


def elsewhere(*lines: tuple) -> list[dict]:
    return [{"territoire": name, "annee": str(year), "valeur": str(value)} for name, year, value in lines]


def test_bars_take_the_year_that_most_territories_share():
    record = figure(
        (2021, 64), (2023, 60), (2025, 66),
        unite="places pour 100 enfants",
        comparaisons=elsewhere(("Creuse", 2021, 50), ("Creuse", 2023, 45), ("France", 2023, 75)),
    )  # fmt: skip
    lines = comparison(record)
    assert [(e.name, e.measure.annee, e.share) for e in lines] == [
        (None, 2023, 0.8), ("Creuse", 2023, 0.6), ("France", 2023, 1.0), ("Creuse", 2021, None)
    ]  # fmt: skip
    assert lines[3].here.valeur == 64


def test_bars_of_a_share_are_drawn_over_the_whole():
    record = figure((2022, 20), unite="%", comparaisons=elsewhere(("France", 2022, 25)))
    assert [e.share for e in comparison(record)] == [0.2, 0.25]


# --- on course or not ----------------------------------------------------------------------------


def test_without_a_written_way_it_is_the_straight_line():
    record = aimed((2024, "91"))
    assert [expected(record, year) for year in (2021, 2022, 2024, 2026, 2030)] == [None, 80, 90, 100, 100]
    assert course(record).kept


def test_a_written_way_is_followed_and_its_years_joined():
    record = aimed((2024, "86"), way=[(2025, "85")])
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
        (aimed((2024, "90")), True),
        (aimed((2024, "89")), False),
        (aimed((2024, "90"), start=(2022, "100"), goal=(2026, "80"), sens="baisse"), True),
        (aimed((2024, "91"), start=(2022, "100"), goal=(2026, "80"), sens="baisse"), False),
        (aimed((2026, "99"), start=None), False),  # the year of the target has come
    ],
)
def test_the_direction_decides(record, kept):
    assert course(record).kept is kept


@pytest.mark.parametrize(
    "record",
    [
        aimed((2024, "90"), goal=None),
        aimed(),
        aimed((2022, "70")),  # nothing was measured since the start
        aimed((2025, "70"), start=None),  # nothing says what 2025 should be
        aimed((2024, "90"), start=(2022, "100"), sens=None),  # to keep, or to go beyond?
        aimed((2024, "70"), ruptures=[{"annee": "2023", "raison": "Autre comptage."}]),
        aimed((2024, "70"), ruptures=[{"raison": "Autre comptage."}]),
    ],
)
def test_what_does_not_compare_is_neither_on_course_nor_off(record):
    assert course(record) is None
    assert course_sentence(record) == ""


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (
            aimed((2025, "371"), start=(2022, "376"), goal=(2026, "388")),
            "371 places en 2025 : il en faudrait au moins 385 pour être sur la trajectoire vers 388 en 2026. "
            "Aucune trajectoire n’est écrite : c’est la ligne droite du départ à la cible.",
        ),
        (
            aimed((2024, "89"), way=[(2024, "90")]),
            "89 places en 2024 : il en faudrait au moins 90 pour être sur la trajectoire vers 100 en 2026.",
        ),
        (
            aimed((2024, "21.5", "a_confirmer"), start=(2022, "24"), goal=(2026, "16"), sens="baisse", unite="%"),
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
        (aimed((2024, "91")), "91 places en 2024 : sur la trajectoire vers la cible de 2026"),
        (aimed((2024, "86")), "86 places en 2024 : 4 places de retard sur la trajectoire vers la cible de 2026"),
        (aimed((2025, "100", "a_confirmer")), "100 places en 2025, à confirmer : la cible de 2026 est atteinte"),
        (aimed((2024, "75"), start=(2022, "80"), goal=(2026, "60"), sens="baisse"),
         "75 places en 2024 : 5 places de trop sur la trajectoire vers la cible de 2026"),
        (aimed((2021, "70")), "70 places en 2021 : la cible de 2026 est 100"),
        (aimed((2020, "70"), (2024, "91"), start=None, goal=None), "De 70 places en 2020 à 91 en 2024"),
        (aimed((2024, "91"), start=None, goal=None), ""),
        (aimed(), ""),
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


def test_gaps_say_whether_the_offer_is_known_in_full(project):
    """Saint-Clair is 15.3 km from the nurseries; its draft is of another commune."""
    sure = "couverture: {recenses: [{offre: accueil-des-tout-petits, source: PMI, date: 2026-03}]}\n"
    for more, complete in ({}, False), ({"data/territoire.yml": TERRITOIRE + sure}, True):
        renderer = Renderer(load(project(FILES | more), on=TODAY), TODAY)
        ((offre, known, communes),) = gaps(renderer, renderer.catalogue.vocabulary.need("petite-enfance"))
        assert (offre, known) == ("Faire garder mon enfant", complete)
        assert [c.nom for c in communes] == ["Saint-Clair-sur-Lède"]
        told = words_of(record_page(renderer, renderer.catalogue.get(Diagnostic, "petits")).body).partition("Ce qui manque")[2]
        assert f"Saint-Clair-sur-Lède (1 sur 2 ; {'il n' if complete else 'il y a peut-être quelque chose'}" in told
