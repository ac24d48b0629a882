"""Places for a hundred children, counted by hand on the small territory; what is missing is said."""

from __future__ import annotations

import pytest

from ctg.loading import load
from ctg.model.commune import Commune
from ctg.reading.catalogue import Catalogue
from ctg_petite_enfance import rate
from territoires import SMALL

HERE, FAR = "Valbourg", "Saint-Clair-sur-Lède"


def creche(nom: str, commune: str, more: str, type_: str = "micro-creche") -> str:
    return f"nom: {nom}\ntype: {type_}\ncommune: {commune}\n{more}\n"


CHILDREN = "nom: Enfants\nunite: enfants\nproducteur: Recensement\nsources: [{titre: Recensement, date: 2025}]\nvaleurs:\n"
NAMED = {
    "data/territoire.yml": (SMALL / "data" / "territoire.yml").read_text("utf-8")
    + ("couverture: {enfants_moins_de_3_ans: enfants}\n")
}


def rates(root) -> tuple[Catalogue, dict[str, rate.Rate]]:
    catalogue = load(root)
    return catalogue, {one.nom: rate.childcare_rate(catalogue, one) for one in catalogue.all(Commune)}


def test_places_for_a_hundred_children(project):
    # Valbourg: 20 + 10 places for 48 children: 62.5. Saint-Clair: no structure, 0 place for 30 children. In all, 30 for 80: 37.5.
    values = (
        f"  - {{annee: 2020, valeur: 99, commune: {HERE}}}\n  - {{annee: 2023, valeur: 48, commune: {HERE}}}\n"
        f"  - {{annee: 2022, valeur: 30, commune: {FAR}}}\n  - {{annee: 2023, valeur: 80}}\n"
    )
    catalogue, found = rates(
        project(
            {
                **NAMED,
                "data/indicateurs/enfants.yml": CHILDREN + values,
                "data/structures/les-lutins.yml": creche("Les Lutins", HERE, "places: {total: 20, annee: 2026}"),
                "data/structures/nids.yml": creche("Les Nids", HERE, "places: {total: 10, annee: 2024}"),
                "data/structures/relais.yml": creche("Relais", HERE, "places: {total: 50, annee: 2026}", "relais-petite-enfance"),
            }
        )
    )
    here = found[HERE]
    assert (here.places, here.years, here.children.annee, float(here.value)) == (30, (2024, 2026), 2023, 62.5)
    assert not here.far_apart
    assert found[FAR].value == 0
    assert float(rate.territory_rate(catalogue).value) == 37.5


def test_years_more_than_three_apart_are_to_be_read_with_caution(project):
    files = {**NAMED, "data/indicateurs/enfants.yml": CHILDREN + f"  - {{annee: 2022, valeur: 10, commune: {HERE}}}\n"}
    for annee, far in ((2025, False), (2026, True), (2018, True)):
        lutins = creche("Les Lutins", HERE, f"places: {{total: 20, annee: {annee}}}")
        _, found = rates(project({**files, "data/structures/les-lutins.yml": lutins}))
        assert found[HERE].far_apart is far


@pytest.mark.parametrize(
    ("values", "places", "reason"),
    [
        (f"  - {{annee: 2022, valeur: 10, commune: {FAR}}}\n", "places: {total: 20, annee: 2026}", "pas de chiffre d’enfants"),
        (f"  - {{annee: 2022, valeur: 10, commune: {HERE}}}\n", "", "Les Lutins : places non renseignées"),
        (
            f"  - {{annee: 2022, valeur: 0, commune: {HERE}}}\n",
            "places: {total: 20, annee: 2026}",
            "aucun enfant de moins de 3 ans en 2022",
        ),
    ],
)
def test_what_is_missing_is_said_rather_than_guessed(project, values, places, reason):
    lutins = creche("Les Lutins", HERE, places)
    files = {**NAMED, "data/indicateurs/enfants.yml": CHILDREN + values, "data/structures/les-lutins.yml": lutins}
    _, found = rates(project(files))
    assert (found[HERE].value, found[HERE].reason) == (None, reason)
