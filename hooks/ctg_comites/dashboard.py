"""The dashboard of the convention, as plain texts: what a committee needs when it has ten minutes.

Where the convention stands, what calls for attention (``alerts``), who leads it and with what money. What is left to do on the
site is not in it: that concerns its editor.
"""

from __future__ import annotations

from ctg import api
from ctg_comites.year import AxisYear, Yearly
from ctg_comites.year_words import axis_title, heading

ON, OFF = "Sur la trajectoire", "En dehors"
OF_ACTIONS = ("bloque", "retard", "etapes", "silence", "budget")
"""The groups of alerts told together, an action a line; those of figures are in the table of figures."""
DATES = 12
"""The next ones only: a committee meets twice a year, and its board holds in two pages."""


def summary(catalogue: api.Catalogue, year: Yearly, title: str, path: str) -> dict:
    """« Tableau de bord du comité de pilotage 2026 », every text in French and ready to show; ``path`` is its page."""
    groups = {group.id: group for group in api.alerts(catalogue, year.today)}
    figures, convention = _figures(catalogue, groups), api.convention_in(catalogue, year.year)
    ahead = api.coming_dates(catalogue, year.today, convention)
    return {
        **heading(catalogue, year, title, path),
        "essentiel": _essential(catalogue, year, groups, figures),
        "etats": _states(year),
        "axes": _axes(year),
        "mouvements": [_movement(movement) for movement in year.movements],
        "actions": _actions(groups),
        "chiffres": figures,
        "cibles": any(line["etat"] != "sans-cible" for line in figures),
        "argent": _money(year),
        "decisions": [_other(alert) for id in ("fin", "deliberation", "suites") for alert in groups[id].alerts],
        "inconnus": [group.unseen for group in groups.values() if group.unseen],
        "non_public": [f"{text.rstrip('.')}." for text in convention.inconnus],
        "dates": [_coming(item) for item in ahead[:DATES]],
        "dates_de_plus": api.plural(len(ahead) - DATES, "date") if len(ahead) > DATES else "",
    }


# --- the essential -------------------------------------------------------------------------------


def _essential(catalogue: api.Catalogue, year: Yearly, groups: dict[str, api.AlertGroup], figures: list[dict]) -> list[str]:
    """The convention, unless an alert says its end, the money, the figures and the alerts, a sentence each."""
    convention = api.convention_in(catalogue, year.year)
    near = api.ending(convention, year.today) in ("bientot", "passee")
    stands = api.deadline(convention, year.today) if near else api.where_we_are(convention, year.today)
    found = [alert for group in groups.values() for alert in group.alerts]
    serious = sum(alert.severity == "important" for alert in found)
    told = f"{api.plural(len(found), 'alerte')}, dont {api.plural(serious, 'importante')}." if found else "Aucune alerte."
    sums = api.sums_sentence(year.means.sums)
    return [
        sentence
        for sentence in (
            "" if near and groups["fin"].alerts else stands,
            "" if year.actions else api.size_sentence(catalogue, catalogue.all(api.Axe), catalogue.all(api.Action), convention),
            f"Argent de {year.year} : {sums}." if sums else f"Aucun montant de {year.year} n’est connu.",
            _of_figures(figures),
            told,
        )
        if sentence
    ]


def _of_figures(figures: list[dict]) -> str:
    """« 12 chiffres ont une cible : 8 sur leur trajectoire, 3 en dehors, 1 sans comparaison possible. »"""
    counts = {etat: sum(line["etat"] == etat for line in figures) for etat in ("tenu", "ecart", "inconnu")}
    words = {"tenu": "sur la trajectoire", "ecart": "en dehors", "inconnu": "dont on ne peut rien dire"}
    total = sum(counts.values())
    if not total:
        return "Aucun chiffre n’a de cible." if figures else ""
    return f"{api.plural(total, 'chiffre')} à suivre : {', '.join(f'{n} {words[e]}' for e, n in counts.items() if n)}."


def _states(year: Yearly) -> list[dict]:
    """How many actions are in each state; those that are not stated come last."""
    found = [action.action.etat for action in year.actions]
    counted = [(etat, found.count(etat)) for etat in api.ETATS if etat in found]
    return [
        {
            "etat": etat or "inconnu",
            "nombre": count,
            "mot": _agree(api.ETATS[etat], count) if etat else "avancement non renseigné",
        }
        for etat, count in counted
    ]


def _axes(year: Yearly) -> list[dict]:
    """Where each axis stands; nothing when no state is known: the count of states says it once."""
    if all(action.action.etat is None for action in year.actions):
        return []
    return [_axis(axis) for axis in year.axes]


def _axis(axis: AxisYear) -> dict:
    return {"titre": axis_title(axis), "avancement": api.progress([found.action for found in axis.actions])}


def _movement(movement: api.Movement) -> dict:
    action, state = movement.action, movement.state
    return {
        "cle": api.templates_address(action),
        "titre": f"{api.label(action)} {action.titre}",
        "date": api.date_fr(state.date),
        "quoi": api.change_in_words(movement),
        "note": state.note or "",
    }


def _agree(word: str, count: int) -> str:
    """« réalisées » for several actions; « en cours » does not change."""
    return f"{word}s" if count > 1 and word.endswith("e") else word


# --- what calls for attention --------------------------------------------------------------------


def _actions(groups: dict[str, api.AlertGroup]) -> list[dict]:
    """The actions that raise something, each once with its pilot and all that it raises: the most serious first."""
    found: dict[str, list[api.Alert]] = {}
    for id in OF_ACTIONS:
        for alert in groups[id].alerts:
            found.setdefault(alert.record.key, []).append(alert)
    lines = [_action(own[0].record, own) for own in found.values() if isinstance(own[0].record, api.Action)]
    return sorted(lines, key=lambda line: line["gravite"] != "important")


def _action(action: api.Action, own: list[api.Alert]) -> dict:
    first = min(own, key=lambda alert: alert.severity != "important")
    return {
        "cle": api.templates_address(action),
        "titre": f"{api.label(action)} {action.titre}",
        "pilote": api.joined(action.pilots) or "Pilote non renseigné",
        "gravite": first.severity.value,
        "gravite_mot": api.capital(first.severity.label),
        "raisons": [api.plain(alert.reason) for alert in own],
        "fermeture": "" if first.closes == api.LIFTED else first.closes,
    }


def _figures(catalogue: api.Catalogue, groups: dict[str, api.AlertGroup]) -> list[dict]:
    """The figures that have a target, or that nobody measures though an action needs them, those off course first; when
    there is none, the key figures of the territory."""
    missing = {alert.record.key: alert for alert in groups["mesure"].alerts}
    published, key = [one for one in catalogue.all(api.Indicateur) if one.published], catalogue.territoire.chiffres_cles
    followed = [one for one in published if one.cible or one.key in missing]
    followed = followed or [one for one in published if one.id in key and one.derniere]
    order = ("ecart", "inconnu", "tenu", "sans-cible")
    return sorted((_figure(one, missing.get(one.key)) for one in followed), key=lambda line: order.index(line["etat"]))


def _figure(record: api.Indicateur, missing: api.Alert | None) -> dict:
    where, last, goal = api.course(record), record.derniere, record.cible
    if missing:
        state, told = "inconnu", missing.reason
    elif where:
        kept = where.kept
        state, told = ("tenu", ON) if kept else ("ecart", f"{OFF} : il faudrait {api.needed(record, where)}")
    else:
        state, told = ("inconnu", "Rien à comparer encore") if goal else ("sans-cible", "Pas de cible")
    doubt = ", à confirmer" if last and last.statut == "a_confirmer" else ""
    return {
        "cle": api.templates_address(record),
        "nom": record.nom,
        "valeur": f"{api.counted(last.valeur, record.unite)} ({last.year}{doubt})" if last else "inconnue",
        "cible": f"{api.number(goal.valeur)} ({goal.annee})" if goal else "non fixée",
        "etat": state,
        "mot": told.rstrip("."),
    }


def _money(year: Yearly) -> dict:
    """The money of the year, axis by axis."""
    rows = [(axis_title(axis), axis.means.sums) for axis in year.axes if axis.means.by_funder]
    return api.report_table(rows, year.means.sums)


def _other(alert: api.Alert) -> dict:
    return {
        "cle": api.templates_address(alert.record),
        "titre": alert.title,
        "gravite": alert.severity.value,
        "gravite_mot": api.capital(alert.severity.label),
        "raison": api.plain(alert.reason),
        "fermeture": alert.closes,
    }


def _coming(item: api.Coming) -> dict:
    record = item.record
    whose = f"{api.label(record)} {record.titre}" if isinstance(record, api.Action) else ""
    return {
        "date": api.capital(api.date_fr(item.date)),
        "titre": item.title,
        "cle": api.templates_address(record) if record else "",
        "action": whose,
    }
