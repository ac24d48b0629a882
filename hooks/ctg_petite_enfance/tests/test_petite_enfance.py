"""The service public de la petite enfance: thresholds, transfers, what is not known, the plan; places for a hundred children."""

from pathlib import Path

import yaml

from cas import reviewed
from ctg.loading import load
from ctg.model.action import Sppe
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
        lines = "".join(f"    - {{mission: {one}, exercee_par: {values.get('missions')}{of}}}\n" for one in Sppe.labels())
        more = f"petite_enfance:\n  competences:\n{lines}" if "missions" in values else ""
        catalogue = load(project({"data/communes.yml": communes, "data/territoire.yml": TERRITOIRE + more}))
        return [
            f"{commune.nom} : {', '.join(f'{what} {duty.obligatoire} ({duty.exercee_par[0]})' for what, duty in found.items())}"
            for commune, found in duties(catalogue).items()
        ]

    reviewed(WRITTEN, said, request)
