"""The service public de la petite enfance: thresholds, transfers, what is not known, the plan; places for a hundred children."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cas import reviewed
from ctg.loading import load
from ctg.model.action import SPPE
from ctg.model.commune import Commune
from ctg.reading.catalogue import Catalogue
from ctg_petite_enfance import rate
from ctg_petite_enfance.page import duties
from territoires import SMALL

TERRITOIRE = (SMALL / "data/territoire.yml").read_text("utf-8")
A, B = "Valbourg", "Saint-Clair-sur-Lède"


WRITTEN = Path(__file__).with_name("seuils.txt")
"""The inhabitants of each commune, who has its missions (« de »: of which communes only), and what the law asks there. What the
page says of it: ``scenes/``."""


def test_what_the_law_asks_is_as_it_was_reviewed(project, request):
    def said(written: str) -> list[str]:
        values = yaml.load(written, yaml.BaseLoader)
        communes = (SMALL / "data/communes.yml").read_text("utf-8")
        for nom in (A, B):
            if nom in values:
                counted = f"- nom: {nom}\n  population: {values[nom]}\n  population_annee: 2023\n"
                communes = communes.replace(f"- nom: {nom}\n", counted)
        of = f", communes: [{values['de']}]" if "de" in values else ""
        lines = "".join(f"    - {{mission: {one}, exercee_par: {values.get('missions')}{of}}}\n" for one in SPPE)
        more = f"petite_enfance:\n  competences:\n{lines}" if "missions" in values else ""
        catalogue = load(project({"data/communes.yml": communes, "data/territoire.yml": TERRITOIRE + more}))
        return [
            f"{commune.nom} : {', '.join(f'{what} {duty.obligatoire} ({duty.exercee_par[0]})' for what, duty in found.items())}"
            for commune, found in duties(catalogue).items()
        ]

    reviewed(WRITTEN, said, request)


def creche(nom: str, commune: str, more: str, type_: str = "micro-creche") -> str:
    return f"nom: {nom}\ntype: {type_}\ncommune: {commune}\n{more}\n"


CHILDREN = "nom: Enfants\nunite: enfants\nproducteur: Recensement\nsources: [{titre: Recensement, date: 2025}]\nvaleurs:\n"
NAMED = {"data/territoire.yml": TERRITOIRE + "couverture: {enfants_moins_de_3_ans: enfants}\n"}


def rates(root) -> tuple[Catalogue, dict[str, rate.Rate]]:
    catalogue = load(root)
    return catalogue, {one.nom: rate.childcare_rate(catalogue, one) for one in catalogue.all(Commune)}


def test_places_for_a_hundred_children(project):
    # Valbourg: 20 + 10 places for 48 children: 62.5. Saint-Clair: no structure, 0 place for 30 children. In all, 30 for 80: 37.5.
    values = (
        f"  - {{annee: 2020, valeur: 99, commune: {A}}}\n  - {{annee: 2023, valeur: 48, commune: {A}}}\n"
        f"  - {{annee: 2022, valeur: 30, commune: {B}}}\n  - {{annee: 2023, valeur: 80}}\n"
    )
    catalogue, found = rates(
        project(
            {
                **NAMED,
                "data/indicateurs/enfants.yml": CHILDREN + values,
                "data/structures/les-lutins.yml": creche("Les Lutins", A, "places: {total: 20, annee: 2026}"),
                "data/structures/nids.yml": creche("Les Nids", A, "places: {total: 10, annee: 2024}"),
                "data/structures/relais.yml": creche("Relais", A, "places: {total: 50, annee: 2026}", "relais-petite-enfance"),
            }
        )
    )
    here = found[A]
    assert (here.places, here.years, here.children.annee, float(here.value)) == (30, (2024, 2026), 2023, 62.5)
    assert not here.far_apart
    assert found[B].value == 0
    assert float(rate.childcare_rate(catalogue).value) == 37.5


@pytest.mark.parametrize(
    ("values", "places", "reason"),
    [
        (f"  - {{annee: 2022, valeur: 10, commune: {B}}}\n", "places: {total: 20, annee: 2026}", "pas de chiffre d’enfants"),
        (f"  - {{annee: 2022, valeur: 10, commune: {A}}}\n", "", "Les Lutins : places non renseignées"),
        (
            f"  - {{annee: 2022, valeur: 0, commune: {A}}}\n",
            "places: {total: 20, annee: 2026}",
            "aucun enfant de moins de 3 ans en 2022",
        ),
    ],
)
def test_what_is_missing_is_said_rather_than_guessed(project, values, places, reason):
    lutins = creche("Les Lutins", A, places)
    files = {**NAMED, "data/indicateurs/enfants.yml": CHILDREN + values, "data/structures/les-lutins.yml": lutins}
    _, found = rates(project(files))
    assert (found[A].value, found[A].reason) == (None, reason)
