"""The committee is alerted to little, and each alert has who closes it. What raises and closes them: ``scenes/``."""

import datetime as dt

import pytest

from ctg.loading import load
from ctg.upkeep.alerts import alerts
from ctg.upkeep.calls import to_ask
from territoires import ESSAI, catalogue_of, convention

AXIS = "titre: Relier\nnumero: '1'\n"
ACTION = "titre: Navette\naxe: relier\nporteurs: [Ville de Valbourg]\nsources: [{titre: Relevé, date: 2025-01}]\n"


def test_twelve_alerts_at_most_each_with_who_closes_it():
    found = [one for group in alerts(catalogue_of(ESSAI), catalogue_of(ESSAI).day) for one in group.alerts]
    assert 0 < len(found) <= 12
    assert all(one.closes and one.who for one in found)


WAITS = {
    # a term, known to the day or to the month; the six months of an answer; what was to be decided that day
    "suites": [
        ("rencontres/comite.yml", "date: 2025-01-10\nsuites: [{texte: Une navette, echeance: 2026-03-31}]", "2026-03-31"),
        ("rencontres/comite.yml", "date: 2025-01-10\nsuites: [{texte: Une navette, echeance: 2026-03}]", "2026-03-31"),
        ("rencontres/comite.yml", "date: 2025-01-10\nsuites: [{texte: Une navette, etat: a-l-etude}]", "2025-07-10"),
        (
            "rencontres/comite.yml",
            "date: 2025-01-10\nsuites: [{texte: Une navette, options: [{nom: Un soir}, {nom: Deux soirs}]}]",
            "2025-01-10",
        ),
    ],
    "mesure": [
        (
            "indicateurs/a.yml",
            "depart: {annee: 2022, valeur: 4}\ncible: {annee: 2027, valeur: 9}\nvaleurs: [{annee: 2023, valeur: 5}]",
            "2025-12-31",
        )
    ],
    "retard": [
        ("actions/a.yml", "calendrier: {fin: 2026-06}\netats: [{date: 2026-01-05, etat: en-cours, source: R}]", "2026-06-30"),
        ("actions/a.yml", "calendrier: {debut: 2026-05-04}\netats: [{date: 2026-01-05, etat: non-engagee}]", "2026-05-04"),
    ],
    "silence": [("actions/a.yml", "etats: [{date: 2025-01-05, etat: en-cours, source: R}]", "2026-01-05")],
    "etapes": [("actions/a.yml", "calendrier: {etapes: [{date: 2026-02, titre: A, fait: non}]}", "2026-02-28")],
}
"""Group → what raises an alert of it, and the last day when it does not."""
USUAL = {
    "rencontres": "titre: Comité\n", "actions": ACTION,
    "indicateurs": "nom: Accueil\nunite: places\nproducteur: Ville\nsources: [{titre: Relevé, date: 2024-05}]\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("group", "file", "written", "last"), [(group, *case) for group, cases in WAITS.items() for case in cases]
)
def test_a_delay_is_over_on_its_last_day_and_not_before(project, group, file, written, last):
    files = {f"data/{file}": USUAL[file.partition("/")[0]] + written, "data/axes/relier.yml": AXIS}
    said = load(project(files), on=dt.date(2026, 11, 30))
    day = dt.date.fromisoformat(last)
    told = [dict(alerts(said, day + dt.timedelta(days)))[group] for days in (-1, 0, 1)]
    assert [len(one) for one in told] == [0, 0, 1]


def test_a_convention_ends_soon_for_six_months_and_its_action_for_ninety_days(project):
    files = convention("debut: 2024-01-01", "fin: 2026-12-31") | {"data/axes/relier.yml": AXIS}
    files["data/actions/a.yml"] = (
        f"{ACTION}calendrier: {{fin: 2026-10-31}}\netats: [{{date: 2026-01-05, etat: en-cours, source: R}}]"
    )
    said, asked = load(project(files), on=dt.date(2026, 11, 30)), "Elle finit bientôt"
    ends = {day: bool(dict(alerts(said, day))["fin"]) for day in (dt.date(2026, 6, 30), dt.date(2026, 7, 1))}
    soon = {day: any(asked in word for one in to_ask(said, day) for word in one.missing)
            for day in map(dt.date.fromisoformat, ("2026-08-01", "2026-08-02", "2026-10-31", "2026-11-01"))}  # fmt: skip
    assert ([*ends.values()], [*soon.values()]) == ([False, True], [False, True, True, False])
