"""« Rapport d'activité de la coopération »: under the headings of the job offer, what is already written, and nothing else."""

from __future__ import annotations

import datetime as dt

from ctg.commands import main
from ctg.loading import load
from ctg_comites.post_report import HEADINGS, report
from ctg_comites.year import yearly
from octets import pdf_pages
from territoires import ESSAI, convention

TODAY = dt.date(2026, 11, 25)


def test_it_tells_meetings_decisions_actions_and_what_inhabitants_asked():
    catalogue = load(ESSAI, on=TODAY)
    made = report(catalogue, yearly(catalogue, 2026, TODAY))
    said = {one["titre"]: "\n".join(one["faits"]) for one in made["rubriques"]}
    assert list(said) == list(HEADINGS)
    leads, needs, network, inhabitants = said.values()
    assert "Comité de pilotage d’octobre 2026" in leads.replace("'", "’")
    assert "Permis de construire (février 2026)" in leads, "what did not go on, and why"
    assert "comite-technique-2026-12" not in leads
    assert "Places d’accueil, Aubrelune : 8\u00a0ouvertes" in needs
    assert needs.count("Aubrelune :") == 1, "the same places are said once, in their last state"
    assert "Avec CAF de la Haute-Lune : actions 1.1" in network
    assert "63 personnes. 3 demandes" in inhabitants


def test_of_a_year_of_which_nothing_is_written_it_says_so_in_one_page(project, tmp_path):
    root = project(convention("debut: 2024", "fin: 2028"))
    catalogue = load(root)
    made = report(catalogue, yearly(catalogue, 2025, catalogue.day))
    assert [one["faits"] for one in made["rubriques"]][1:] == [[], [], []]
    assert main(["--projet", str(root), "document", "cooperation", "2025", "--vers", str(tmp_path / "d")]) == 0
    (place,) = (tmp_path / "d").iterdir()
    assert len(list(pdf_pages(place.read_bytes()))) == 1
