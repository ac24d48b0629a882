"""The decision file of a steering committee, as plain texts; its first page is enough for elected members.

It is of the day when it is made: what moved since the last meeting, a line an action, the indicators off course, what the
committee is asked to decide.
"""

from __future__ import annotations

import datetime as dt

from ctg.api import (
    ETATS,
    Action,
    Axe,
    Catalogue,
    Indicateur,
    Possibilite,
    Rencontre,
    Suite,
    alerts,
    blocks,
    capital,
    change_in_words,
    counted,
    date_fr,
    deadline,
    euros,
    joined,
    label,
    moment_of,
    movements,
    parts_of,
    past,
    period,
    plain,
    plural,
    progress,
    sums_of,
    sums_sentence,
    where_we_are,
)

UNSAID = "non renseigné"


def decision_file(catalogue: Catalogue, meeting: Rencontre, today: dt.date) -> dict:
    """The texts of the file: where things stand and what is asked, on one page; then what enlightens it."""
    last = before(catalogue, meeting)
    since = (last.fin or last.date).latest if last else None
    groups = {group.id: group for group in alerts(catalogue, today)}
    own = catalogue.of_the_convention(Action)
    return {
        **_heading(catalogue, meeting, today, f"{meeting.titre} : le dossier"),
        "essentiel": _essential(catalogue, len(groups["trajectoire"].alerts), today),
        "reperes": _key_figures(catalogue),
        "decide": [_decided(suite) for suite in (last.follow_ups if last else ())][:6],
        "questions": [_question(catalogue, suite) for suite in meeting.to_decide],
        "retards": [_late(alert.record.title, plain(alert.reason)) for alert in groups["suites"].alerts],
        "depuis": f"Depuis le {date_fr(since)} ({last.titre})" if last and since else "",
        "mouvements": [
            f"{label(one.action)} {one.action.titre} : {change_in_words(one)} ({date_fr(one.state.date)})"
            for one in (movements(own, since, today) if since else ())
        ],
        "axes": [
            {"titre": f"Axe {axe.numero}. {axe.titre}", "actions": [_line(action) for action in own if action.axe == axe.id]}
            for axe in catalogue.of_the_convention(Axe)
        ],
        "chiffres": [f"{alert.record.title} : {plain(alert.reason)}" for alert in groups["trajectoire"].alerts],
    }


def _essential(catalogue: Catalogue, off_course: int, today: dt.date) -> list[str]:
    """Where the convention stands, a sentence each: its years, its actions, its money, its figures."""
    convention, own = catalogue.convention, catalogue.of_the_convention(Action)
    sums = sums_sentence(sums_of(parts_of([action for action in own if not action.is_proposed])))
    found = (
        deadline(convention, today) or where_we_are(convention, today),
        progress(own),
        f"Argent connu : {sums}." if sums else "",
        f"{plural(off_course, 'chiffre')} en dehors de {'leur' if off_course > 1 else 'sa'} trajectoire." if off_course else "",
    )
    return [text for text in found if text]


def _key_figures(catalogue: Catalogue) -> list[dict]:
    """The last value of six key figures of the territory, at most."""
    figures = catalogue.those(Indicateur, catalogue.territoire.chiffres_cles)
    return [
        {"nom": one.nom, "valeur": counted(value.valeur, one.unite), "annee": str(value.year)}
        for one in figures
        if (value := one.derniere)
    ][:6]


def before(catalogue: Catalogue, meeting: Rencontre) -> Rencontre | None:
    """The meeting of the same body before this one."""
    same = (one for one in catalogue.all(Rencontre) if one.instance and one.instance == meeting.instance)
    return next((one for one in past(same, meeting.date.first) if one is not meeting), None)


def _heading(catalogue: Catalogue, meeting: Rencontre, today: dt.date, title: str) -> dict:
    territoire, convention = catalogue.territoire, catalogue.convention
    site = territoire.adresse_site
    return {
        "titre": title,
        "territoire": territoire.nom_complet,
        "convention": f"{convention.titre}, {period(convention)}",
        "etabli": f"{capital(moment_of(meeting, today))}. Établi le {date_fr(today)} d’après les fiches publiées sur le site.",
        "provisoire": "",
        "contact": capital(convention.contact or ""),
        "adresse": f"{site.rstrip('/')}/{meeting.key}/" if site else "",
    }


def _question(catalogue: Catalogue, suite: Suite) -> dict:
    return {
        "texte": suite.texte,
        "pourquoi": blocks(suite.pourquoi),
        "options": [_option(one) for one in suite.options],
    }


def _option(one: Possibilite) -> dict:
    return {
        "nom": one.nom,
        "cout": "non chiffré" if one.cout is None else f"{euros(one.cout)} par an",
        "preuves": blocks(one.preuves) or ["rien d’écrit"],
    }


def _line(action: Action) -> list[str]:
    return [
        f"{label(action)} {action.titre}",
        joined(action.pilots) or UNSAID,
        capital(ETATS[action.etat]),
        sums_sentence(sums_of(parts_of([action]))) or UNSAID,
    ]


def _late(title: str, reason: str) -> str:
    return f"{title} : {reason}"


def _decided(suite: Suite) -> str:
    choice = f" : {suite.choix}" if suite.choix else ""
    who = f" ({suite.qui})" if suite.qui else ""
    return f"{suite.texte}{choice}{who}"
