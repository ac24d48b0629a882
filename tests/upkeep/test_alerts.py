"""What the steering committee is alerted to, and what it is not."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.loading import load
from ctg.upkeep.alerts import AlertGroup, alerts
from territoires import ESSAI, catalogue_of, convention

TODAY = dt.date(2026, 11, 25)
AXE = "numero: A\ntitre: Axe\n"
SOURCE = "sources: [{titre: Compte rendu}]\n"


@pytest.fixture
def catalogue(project):
    """``catalogue({"a1": "etat: en-cours\\n"})`` → the small territory with these actions, and other files."""

    def make(actions: dict[str, str], files: dict[str, str] | None = None):
        sheets = {
            f"data/actions/{id}.yml": f"titre: Action {id}\naxe: a\nporteurs: [Mairie]\n{more}" for id, more in actions.items()
        }
        return load(project({"data/axes/a.yml": AXE, **sheets, **(files or {})}), on=TODAY)

    return make


def found(groups: tuple[AlertGroup, ...], id: str) -> list[tuple[str, str]]:
    """(identifier, reason) of each alert of a group."""
    return [(alert.record.id, alert.reason) for group in groups if group.id == id for alert in group.alerts]


def group(groups: tuple[AlertGroup, ...], id: str) -> AlertGroup:
    return next(group for group in groups if group.id == id)


def test_stopped_is_suspended_and_no_text_alone_raises_anything(catalogue):
    actions = {
        "gene": "etats:\n  - etat: en-cours\n    date: 2026-10-01\ndifficultes: [{texte: Pas de local.}]\n",
        "muette": "difficultes: [{texte: Pas de bras.}]\n",
        "arret": "etats:\n  - etat: suspendue\n",
        "finie": f"etats:\n  - etat: realisee\n    date: 2026-01-01\ndifficultes: [{{texte: C'était dur.}}]\n{SOURCE}",
        "laissee": "etats:\n  - etat: abandonnee\ndifficultes: [{texte: Trop cher.}]\n",
    }
    groups = alerts(catalogue(actions), TODAY)
    assert found(groups, "bloque") == [("arret", "Suspendue. La raison n’est pas renseignée.")]
    assert not [one for group in groups for one in group.alerts if one.record.id in ("gene", "laissee")]
    assert all(alert.who == "Mairie" and alert.closes for alert in group(groups, "bloque").alerts)


def test_an_action_raises_one_alert_with_the_milestones_that_it_missed(catalogue):
    step = "etapes: [{date: 2026-02, titre: Permis, fait: non}]"
    actions = {
        "arret": f"etats:\n  - etat: suspendue\ncalendrier: {{fin: 2026-03, {step}}}\n",
        "tard": f"etats:\n  - etat: en-cours\ncalendrier: {{fin: 2026-03, {step}}}\n",
    }
    raised = [(group.id, one.record.id, one.reason) for group in alerts(catalogue(actions), TODAY) for one in group.alerts]
    assert [one for one in raised if one[0] != "silence"] == [
        ("bloque", "arret", "Suspendue. La raison n’est pas renseignée. « Permis » : pas faite."),
        ("retard", "tard", "La date de fin est passée ; en cours. « Permis » : pas faite."),
    ]


def test_twelve_alerts_at_most_each_with_who_closes_it():
    found = [one for group in alerts(catalogue_of(ESSAI), catalogue_of(ESSAI).day) for one in group.alerts]
    assert 0 < len(found) <= 12
    assert all(one.closes and one.who for one in found)


def test_late_is_past_its_end_or_past_its_start_and_not_begun(catalogue):
    actions = {
        "hier": "etats:\n  - etat: en-cours\ncalendrier: {fin: 2026-11-24}\n",
        "aujourdhui": "etats:\n  - etat: en-cours\ncalendrier: {fin: 2026-11-25}\n",
        "mois": "etats:\n  - etat: en-cours\ncalendrier: {fin: 2026-11}\n",  # may still end on the 30th
        "muette": "calendrier: {fin: 2025}\n",
        "pas-partie": "etats:\n  - etat: non-engagee\ncalendrier: {debut: 2026-03, fin: 2027}\n",
        "se-prepare": "etats:\n  - etat: en-preparation\ncalendrier: {debut: 2026-03, fin: 2027}\n",
        "finie": f"etats:\n  - etat: realisee\n    date: 2026-11-01\ncalendrier: {{fin: 2026-06}}\n{SOURCE}",
        "laissee": "etats:\n  - etat: abandonnee\ncalendrier: {fin: 2026-06}\n",
        "sans-date": "etats:\n  - etat: en-cours\n",
    }
    groups = alerts(catalogue(actions), TODAY)
    assert found(groups, "retard") == [
        ("pas-partie", "La date de début est passée ; non engagée."),
        ("hier", "La date de fin est passée ; en cours."),
        ("muette", "La date de fin est passée ; avancement non renseigné."),  # nobody knows: it weighs less
    ]
    assert group(groups, "retard").unseen == "1 action sans date de fin connue."


def test_a_milestone_is_missed_once_past_and_not_said_done(catalogue):
    steps = (
        "{date: 2026-11-24, titre: Hier, fait: non}, {date: 2026-11-25, titre: Jour, fait: non}, {date: 2026-05, titre: Faite, "
        "fait: oui}, {date: 2025, titre: Muette}"
    )
    actions = {"a": f"etats:\n  - etat: en-cours\ncalendrier: {{etapes: [{steps}]}}\n"}
    actions["laissee"] = f"etats:\n  - etat: abandonnee\ncalendrier: {{etapes: [{steps}]}}\n"
    said = "« Hier » : pas faite. « Muette » : on ne sait pas si elle est faite."
    assert found(alerts(catalogue(actions), TODAY), "etapes") == [("a", said)]


FIGURE = "nom: Places\nunite: places\nproducteur: CAF\nsens: hausse\n" + SOURCE
WAY = "depart: {annee: 2022, valeur: 388}\ncible: {annee: 2026, valeur: 388}\n"
MEETING = "titre: Comité\ndate: 2026-03-12\n"
AXE_OF = {"data/axes/a.yml": f"{AXE}cadre: ctg\n"}


def places(value: str) -> dict[str, str]:
    return {"data/indicateurs/places.yml": f"{FIGURE}{WAY}valeurs: [{{{value}}}]\n"}


def action(lines: str) -> dict[str, str]:
    return {"data/actions/a.yml": f"titre: Action a\naxe: a\nporteurs: [Mairie]\n{lines}\n"}


def spent(amount: int) -> dict[str, str]:
    return action(f"moyens: {{financiers: [{{annee: 2025, financeur: CAF, prevu: 1000, realise: {amount}}}]}}")


def promised(lines: str) -> dict[str, str]:
    return {"data/rencontres/copil.yml": f"{MEETING}suites: [{{texte: Un bus, {lines}}}]\n"}


ENDING = convention("debut: 2024", "fin: 2026-12-31")
NEXT = {"data/cadres/suivante.yml": "titre: Suite\nnature: ctg\nsuccede_a: ctg\n"}
OLD_NEWS = "etats: [{date: 2025-11-24, etat: en-cours}]"
CASES = [  # group, id of the record, what raises it, words of the reason, what closes it
    ("trajectoire", "places", places("annee: 2025, valeur: 371"),
     "371 places en 2025 : il en faudrait au moins 388 pour être sur la trajectoire vers 388 en 2026.",
     places("annee: 2025, valeur: 388")),
    ("mesure", "places", places("annee: 2023, valeur: 388"), "La dernière mesure est celle de 2023 : 388 places.",
     places("annee: 2024, valeur: 388")),
    ("silence", "a", action(OLD_NEWS), "Rien de neuf depuis 12 mois ; en cours.",
     action(f"{OLD_NEWS}\nbilans: [{{annee: 2026, texte: Deux réunions.}}]")),
    ("silence", "a", action("etats: [{etat: en-preparation}]"), "Rien de ce que l’on en sait n’est daté.",
     action("etats: [{etat: non-engagee}]")),
    ("budget", "a", spent(1200), "1\u202f200\u00a0€ dépensés pour 1\u202f000\u00a0€", spent(1050)),
    ("suites", "copil", promised("etat: en-cours, echeance: 2026-10"), "« Un bus » : prévue en octobre 2026 ; en cours.",
     promised("etat: realisee, echeance: 2026-10")),
    ("suites", "copil", promised("etat: a-l-etude"), "« Un bus » : à l’étude.", promised("etat: a-l-etude, echeance: 2027")),
    ("fin", "ctg", ENDING, "La convention se termine dans 36 jours, le 31 décembre 2026. Rien ne dit ce qui vient après.",
     ENDING | NEXT),
]  # fmt: skip


@pytest.mark.parametrize(("name", "record", "fact", "words", "without"), CASES)
def test_each_alert_is_raised_by_a_fact_and_closed_by_another(catalogue, name, record, fact, words, without):
    # Another action and the axis stay where they are: only what is looked at changes.
    groups = alerts(catalogue({"a": ""}, AXE_OF | fact), TODAY)
    [(key, reason)] = found(groups, name)
    assert (key, words in reason) == (record, True)
    [alert] = group(groups, name).alerts
    assert alert.closes
    assert alert.severity.label in ("important", "à surveiller")
    assert found(alerts(catalogue({"a": ""}, AXE_OF | without), TODAY), name) == []


def test_what_was_decided_elsewhere_is_not_the_committee_s(catalogue):
    files = {
        "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
        "data/rencontres/forum.yml": f"{MEETING}cadre: ville\nsuites: [{{texte: Un bus, echeance: 2026-10}}]\n",
    }
    assert found(alerts(catalogue({}, files), TODAY), "suites") == []


def test_a_figure_to_confirm_off_its_way_is_only_to_watch(catalogue):
    groups = alerts(catalogue({}, places("annee: 2025, valeur: 371, statut: a_confirmer")), TODAY)
    [alert] = group(groups, "trajectoire").alerts
    assert (alert.severity, "(à confirmer)" in alert.reason) == ("a-surveiller", True)


def test_nothing_known_is_not_all_is_well(catalogue):
    groups = alerts(catalogue({"a": "", "b": ""}), TODAY)
    assert found(groups, "retard") == found(groups, "bloque") == []
    assert group(groups, "retard").unseen == "2 actions sans date de fin connue."
    assert found(groups, "silence") == []  # never told is counted, not listed
    assert group(groups, "silence").unseen == "2 actions dont l’avancement n’est pas renseigné."
