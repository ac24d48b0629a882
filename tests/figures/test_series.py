"""Values that compare, those that do not, and the way to the target; every number worked out by hand."""

from __future__ import annotations

from ctg.figures.series import comparison
from ctg.model.figure import Indicateur


def figure(*values: tuple, unite: str = "places", **more) -> Indicateur:
    """An indicator whose values are (year, value)."""
    valeurs = [{"annee": str(year), "valeur": str(value)} for year, value in values]
    return Indicateur.model_validate({"nom": "Places", "unite": unite, "producteur": "Ville", "valeurs": valeurs, **more})


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


def test_years_up_to_two_apart_have_bars_and_no_more():
    record = figure((2020, 20), unite="%", comparaisons=elsewhere(("Creuse", 2023, 25), ("France", 2024, 30)))
    assert [(e.name, e.share) for e in comparison(record)] == [("France", None), ("Creuse", None)]
    record = figure((2021, 20), unite="%", comparaisons=elsewhere(("Creuse", 2023, 25), ("France", 2024, 30)))
    assert [(e.name, e.share) for e in comparison(record)] == [(None, 0.2), ("Creuse", 0.25), ("France", None)]


def test_counts_unknown_years_and_negative_rates_have_no_bars():
    others = elsewhere(("France", 2022, 25))
    assert [e.share for e in comparison(figure((2022, 20), comparaisons=others))] == [None]
    unknown = [{"territoire": "France", "publie_en": "2024", "valeur": "25"}]
    assert [(e.share, e.here) for e in comparison(figure((2022, 20), unite="%", comparaisons=unknown))] == [(None, None)]
    assert [e.share for e in comparison(figure((2022, -1), unite="% par an", comparaisons=others))] == [None]
    assert [e.share for e in comparison(figure(unite="%", comparaisons=others))] == [None]
    assert comparison(figure((2022, 20))) == ()
