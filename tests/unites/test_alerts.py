"""What the steering committee is alerted to, and what it is not."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.analysis.project.alerts import AlertGroup, alerts, coming
from ctg.analysis.project.yearly import yearly
from ctg.loading import load
from ctg.outputs.project.reports.steering import DATES, summary
from territoires import convention

TODAY = dt.date(2026, 11, 25)
AXE = "numero: A\ntitre: Axe\n"
SOURCE = "sources: [{titre: Compte rendu}]\n"


@pytest.fixture
def catalogue(project):
    """``catalogue({"a1": "etat: en-cours\\n"})`` → the small territory with these actions, and other files."""

    def make(actions: dict[str, str], files: dict[str, str] | None = None):
        sheets = {
            f"data/actions/{id}.yml": f"titre: Action {id}\naxe: a\nporteur: Mairie\n{more}" for id, more in actions.items()
        }
        return load(project({"data/axes/a.yml": AXE, **sheets, **(files or {})}), on=TODAY)

    return make


def found(groups: tuple[AlertGroup, ...], id: str) -> list[tuple[str, str]]:
    """(identifier, reason) of each alert of a group."""
    return [(alert.record.id, alert.reason) for group in groups if group.id == id for alert in group.alerts]


def group(groups: tuple[AlertGroup, ...], id: str) -> AlertGroup:
    return next(group for group in groups if group.id == id)


def test_blocked_is_suspended_or_unfinished_with_a_difficulty(catalogue):
    actions = {
        "gene": "etat: en-cours\netat_le: 2026-10-01\ndifficultes: Pas de local.\n",
        "muette": "difficultes: Pas de bras.\n",
        "arret": "etat: suspendue\n",
        "va-bien": "etat: en-cours\n",
        "finie": f"etat: realisee\netat_le: 2026-01-01\ndifficultes: C'était dur.\n{SOURCE}",
        "laissee": "etat: abandonnee\ndifficultes: Trop cher.\n",
    }
    groups = alerts(catalogue(actions), TODAY, 2026)
    assert found(groups, "bloque") == [
        ("arret", "Suspendue. La raison n’est pas renseignée."),
        ("gene", "En cours. Pas de local."),
        ("muette", "Avancement non renseigné. Pas de bras."),
    ]
    assert group(groups, "bloque").alerts[1].date == dt.date(2026, 10, 1)


def test_late_is_past_its_end_or_past_its_start_and_not_begun(catalogue):
    actions = {
        "hier": "etat: en-cours\ncalendrier: {fin: 2026-11-24}\n",
        "aujourdhui": "etat: en-cours\ncalendrier: {fin: 2026-11-25}\n",
        "mois": "etat: en-cours\ncalendrier: {fin: 2026-11}\n",  # may still end on the 30th
        "muette": "calendrier: {fin: 2025}\n",
        "pas-partie": "etat: non-engagee\ncalendrier: {debut: 2026-03, fin: 2027}\n",
        "se-prepare": "etat: en-preparation\ncalendrier: {debut: 2026-03, fin: 2027}\n",
        "finie": f"etat: realisee\netat_le: 2026-11-01\ncalendrier: {{fin: 2026-06}}\n{SOURCE}",
        "laissee": "etat: abandonnee\ncalendrier: {fin: 2026-06}\n",
        "sans-date": "etat: en-cours\n",
    }
    groups = alerts(catalogue(actions), TODAY, 2026)
    assert found(groups, "retard") == [
        ("muette", "La date de fin est passée ; avancement non renseigné."),
        ("pas-partie", "La date de début est passée ; non engagée."),
        ("hier", "La date de fin est passée ; en cours."),
    ]
    assert group(groups, "retard").unseen == "1 action sans date de fin connue."


def test_a_milestone_is_missed_once_past_and_not_said_done(catalogue):
    steps = (
        "{date: 2026-11-24, titre: Hier, fait: non}, {date: 2026-11-25, titre: Jour, fait: non}, {date: 2026-05, titre: Faite, "
        "fait: oui}, {date: 2025, titre: Muette}"
    )
    actions = {"a": f"etat: en-cours\ncalendrier: {{etapes: [{steps}]}}\n"}
    actions["laissee"] = f"etat: abandonnee\ncalendrier: {{etapes: [{steps}]}}\n"
    assert found(alerts(catalogue(actions), TODAY, 2026), "etapes") == [
        ("a", "« Muette » : on ne sait pas si elle est faite."),
        ("a", "« Hier » : pas faite."),
    ]


def test_a_past_year_only_tells_what_was_due_by_its_end(catalogue):
    steps = "etapes: [{date: 2025-03, titre: Avant, fait: non}, {date: 2026-03, titre: Après, fait: non}]"
    world = catalogue({"a": f"etat: en-cours\ncalendrier: {{{steps}, fin: 2026-03}}\n"})
    groups = alerts(world, TODAY, 2025)
    assert found(groups, "etapes") == [("a", "« Avant » : pas faite.")]
    assert found(groups, "retard") == []
    assert group(groups, "retard").unseen == "Seules comptent les dates d’avant 2026."
    assert len(found(alerts(world, TODAY, 2026), "etapes")) == 2


def test_what_people_asked_waits_until_something_is_said_of_it(catalogue):
    meeting = (
        "titre: Atelier\ndate: 2026-03-12\ntype: atelier\nsuites: [{texte: Un bus}, {texte: Un abri, etat: a-l-etude}, "
        "{texte: Un banc, etat: realisee}, {texte: Un pont, etat: non-retenue}]\n"
    )
    groups = alerts(catalogue({}, {"data/rencontres/atelier.yml": meeting}), TODAY, 2026)
    assert found(groups, "suites") == [("atelier", "« Un bus » : suite non renseignée."), ("atelier", "« Un abri » : à l’étude.")]


def test_indicators_without_any_value(catalogue):
    head = "nom: Places\nunite: places\nproducteur: CAF\n"
    files = {
        "data/indicateurs/vide.yml": head,
        "data/indicateurs/plein.yml": f"{head}valeurs: [{{annee: 2020, valeur: 3}}]\n{SOURCE}",
    }
    assert found(alerts(catalogue({}, files), TODAY, 2026), "indicateurs") == [("vide", "À demander à : CAF.")]


def test_records_to_review_the_longest_overdue_and_the_oldest_proof_first(catalogue):
    place = "nom: Lieu {0}\ntype: autre\ncommune: Valbourg\ntelephone: 01 99 00 00 0{0}\n{1}"
    files = {
        f"data/structures/{id}.yml": place.format(n, more)
        for n, (id, more) in enumerate(
            {
                "les-lutins": "verifie_le: 2026-11-01",  # in time
                "b": "verifie_le: 2026-04-01",
                "a": "verifie_le: 2025-04-01",
                "d": "etat_fiche: a_verifier\nderniere_preuve: 2024",
                "c": "",
                "cache": "etat_fiche: brouillon",
            }.items()
        )
    }
    groups = alerts(catalogue({}, files), TODAY, 2026)
    assert [(a.record.id, a.date) for a in group(groups, "reverifier").alerts] == [
        ("a", dt.date(2025, 10, 1)),
        ("b", dt.date(2026, 10, 1)),
    ]
    assert [id for id, _ in found(groups, "confirmer")] == ["c", "d"]


def test_dates_to_come_end_with_the_convention_s(catalogue, project):
    steps = "{date: 2027-01, titre: Bientôt}, {date: 2026-01, titre: Passée}, {date: 2028, titre: Trop loin}"
    actions = {
        "a": f"etat: en-cours\ncalendrier: {{fin: 2027-06, etapes: [{steps}]}}\n",
        "finie": f"etat: realisee\netat_le: 2026-01-01\ncalendrier: {{fin: 2027-01}}\n{SOURCE}",
    }
    files = {
        "data/rencontres/copil.yml": "titre: Comité\ndate: 2026-12-10\n",
        "data/rencontres/hier.yml": "titre: Hier\ndate: 2026-11-24\n",
        "data/rencontres/atelier.yml": "titre: Atelier\ndate: 2026-11\n",  # the day is not set, the month not over
    }
    found = catalogue(actions, files | convention("fin: 2029"))
    told = [(item.title, item.record and item.record.id) for item in coming(found, TODAY, found.convention)]
    assert told == [
        ("Atelier", "atelier"),
        ("Comité", "copil"),
        ("Bientôt", "a"),
        ("Fin prévue", "a"),
        ("Fin de la convention", None),
    ]


def test_nothing_known_is_not_all_is_well(catalogue):
    groups = alerts(catalogue({"a": "", "b": ""}), TODAY, 2026)
    assert found(groups, "retard") == found(groups, "bloque") == []
    assert group(groups, "retard").unseen == "2 actions sans date de fin connue."
    assert "dont l’avancement est renseigné" in group(groups, "bloque").none


def test_the_board_names_the_next_dates_and_counts_the_others(catalogue):
    steps = ", ".join(f"{{date: 2027-01-{day:02}, titre: Étape {day}}}" for day in range(1, DATES + 4))
    found = catalogue({"a": f"etat: en-cours\ncalendrier: {{etapes: [{steps}]}}\n"}, {})
    board = summary(found, yearly(found, 2026, TODAY))
    assert [item["titre"] for item in board["dates"]] == [f"Étape {day}" for day in range(1, DATES + 1)]
    assert board["dates_de_plus"] == "3 dates"
