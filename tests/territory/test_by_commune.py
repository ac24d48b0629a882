"""A figure by commune: the latest value of each, its class, its words, and what is not known."""

from __future__ import annotations

import datetime as dt

from ctg.loading import load
from ctg.model.figure import Indicateur
from ctg.pages.renderer import Renderer
from ctg.territory.by_commune import ByCommune, by_commune

HERE, FAR = "Valbourg", "Saint-Clair-sur-Lède"
HEAD = "nom: Places\nunite: places\nproducteur: Ville\nsources: [{titre: Bilan, date: 2026}]\nvaleurs:\n"


def shown(project, values: str, unite: str = "places") -> ByCommune | None:
    catalogue = load(project({"data/indicateurs/places.yml": HEAD.replace("unite: places", f"unite: {unite}") + values}))
    return by_commune(Renderer(catalogue, dt.date(2026, 11, 25)), catalogue.get(Indicateur, "places"))


def rows(found: ByCommune) -> list[tuple[str, str]]:
    return [(row.classe, row.bulle) for row in found.rows]


def test_the_latest_value_of_each_commune_with_its_own_year(project):
    found = shown(
        project,
        f"  - {{annee: 2026, valeur: 42, commune: {HERE}}}\n  - {{annee: 2020, valeur: 99, commune: {HERE}}}\n"
        f"  - {{annee: 2024, valeur: 1, commune: {FAR}, statut: a_confirmer}}\n  - {{annee: 2026, valeur: 43}}\n",
    )
    assert rows(found) == [("compte", f"{FAR} : 1 place (2024, à confirmer)"), ("compte", f"{HERE} : 42 places (2026)")]
    assert found.quand is None
    assert found.remarks
    assert [(entry.classe, entry.text) for entry in found.legend] == [("compte", f"le plus grand disque : 42 places, à {HERE}")]


def test_what_is_counted_is_a_disc_whose_surface_is_the_number_and_a_share_is_a_colour(project):
    values = f"  - {{annee: 2026, valeur: 80, commune: {HERE}}}\n  - {{annee: 2026, valeur: 20, commune: {FAR}}}\n"
    assert [row.rayon for row in shown(project, values).rows] == [13, 26]
    assert [(row.classe, row.rayon) for row in shown(project, values, '"%"').rows] == [("1", None), ("5", None)]
    assert [
        row.rayon for row in shown(project, values.replace("valeur: 80", "valeur: 0").replace("valeur: 20", "valeur: 0")).rows
    ] == [0, 0]


def test_a_commune_without_value_is_said_and_hatched(project):
    found = shown(project, f"  - {{publie_en: 2025, valeur: 12.5, commune: {HERE}}}\n", '"%"')
    assert rows(found) == [
        ("absent", f"{FAR} : non renseigné"),
        ("3", f"{HERE} : 12,5 % (publié en 2025, année mesurée non précisée)"),
    ]
    assert [entry.text for entry in found.legend] == ["12,5 % : 1 commune", "hachuré, valeur inconnue : 1 commune"]
    assert not found.remarks


def test_without_a_value_by_commune_there_is_nothing_to_draw(project):
    assert shown(project, "  - {annee: 2026, valeur: 43}\n") is None
