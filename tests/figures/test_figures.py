"""Figures in sentences, their comparison, their pages; every number worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cas import each
from ctg.common import phrases
from ctg.figures import series
from ctg.figures.pages import chart, spark
from ctg.figures.series import comparison
from ctg.model.figure import Indicateur


def figure(*values: tuple, unite: str = "places", **more) -> Indicateur:
    """An indicator whose values are (year, value) or (year, value, statut)."""
    valeurs = [dict(zip(("annee", "valeur", "statut"), map(str, value), strict=False)) for value in values]
    return Indicateur.model_validate({"nom": "Places", "unite": unite, "producteur": "Ville", "valeurs": valeurs, **more})


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


def reference(year: int, value: float) -> dict:
    return {"annee": str(year), "valeur": str(value)}


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
