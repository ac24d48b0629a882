"""What a steering committee receives: the decision file, and a leaflet of one page for elected members, as plain texts.

On the day when they are made: what moved since its last meeting, an action a line, the figures off course, what is asked.
"""

from __future__ import annotations

import datetime as dt

from ctg.analysis.project.needs.units import counted
from ctg.analysis.project.people.meetings import past
from ctg.analysis.project.plan.money import add, parts_of
from ctg.analysis.project.plan.movements import became, movements
from ctg.analysis.project.plan.progress import progress
from ctg.analysis.project.plan.timeline import deadline, where_we_are
from ctg.analysis.project.reports.alerts import alerts
from ctg.catalogue import Catalogue
from ctg.ground.escaping import plain
from ctg.ground.phrases import capital, date_fr, euros, joined
from ctg.ground.problems import plural
from ctg.kinds import Action, Axe, Indicateur, Rencontre
from ctg.kinds.project.action import ETATS
from ctg.kinds.project.rencontre import Possibilite, Suite
from ctg.outputs.project.reports.parts import blocks, label, period
from ctg.outputs.words import money
from ctg.outputs.words.moments import moment_of

UNSAID = "non renseigné"


def decision_file(catalogue: Catalogue, meeting: Rencontre, today: dt.date) -> dict:
    """The texts of the file: what is asked first, then what enlightens it."""
    last = before(catalogue, meeting)
    since = (last.fin or last.date).latest if last else None
    groups = {group.id: group for group in alerts(catalogue, today)}
    own = catalogue.of_the_convention(Action)
    return {
        **_heading(catalogue, meeting, today, f"{meeting.titre} : le dossier"),
        "questions": [_question(catalogue, suite) for suite in meeting.to_decide],
        "retards": [_late(alert.record.title, plain(alert.reason)) for alert in groups["suites"].alerts],
        "depuis": f"Depuis le {date_fr(since)} ({last.titre})" if last and since else "",
        "mouvements": [
            f"{label(one.action)} {one.action.titre} : {became(one)} ({date_fr(one.state.date)})"
            for one in (movements(own, since, today) if since else ())
        ],
        "avancement": progress(own),
        "axes": [
            {"titre": f"Axe {axe.numero}. {axe.titre}", "actions": [_line(action) for action in own if action.axe == axe.id]}
            for axe in catalogue.of_the_convention(Axe)
        ],
        "chiffres": [f"{alert.record.title} : {plain(alert.reason)}" for alert in groups["trajectoire"].alerts],
    }


def leaflet(catalogue: Catalogue, meeting: Rencontre, today: dt.date) -> dict:
    """The texts of the page for elected members: what it is, where it stands, what they will decide."""
    convention, own = catalogue.convention, catalogue.of_the_convention(Action)
    sums = money.sentence(add(parts_of([action for action in own if not action.is_proposed])))
    last, off = before(catalogue, meeting), len({group.id: group for group in alerts(catalogue, today)}["trajectoire"].alerts)
    figures = catalogue.those(Indicateur, catalogue.territoire.chiffres_cles)
    return {
        **_heading(catalogue, meeting, today, "L’essentiel pour les élus"),
        "rencontre": f"{meeting.titre}, {moment_of(meeting, today)}",
        "essentiel": [
            text
            for text in (
                deadline(convention, today) or where_we_are(convention, today),
                progress(own),
                f"Argent connu : {sums}." if sums else "",
                f"{plural(off, 'chiffre')} en dehors de {'leur' if off > 1 else 'sa'} trajectoire." if off else "",
            )
            if text
        ],
        "questions": [{"texte": suite.texte, "choix": [_choice(one) for one in suite.options]} for suite in meeting.to_decide],
        "chiffres": [
            {"nom": one.nom, "valeur": counted(value.valeur, one.unite), "annee": str(value.year)}
            for one in figures
            if (value := one.derniere)
        ][:6],
        "decide": [_decided(suite) for suite in (last.told if last else ())][:6],
    }


def _choice(one: Possibilite) -> str:
    """« Les bibliothèques les animent (2 500 € par an) »."""
    return one.nom if one.cout is None else f"{one.nom} ({euros(one.cout)} par an)"


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
        "options": [_option(catalogue, one) for one in suite.options],
    }


def _option(catalogue: Catalogue, one: Possibilite) -> dict:
    figures = [
        f"{found.nom} : {counted(last.valeur, found.unite)} ({last.year})."
        for found in catalogue.those(Indicateur, one.indicateurs)
        if (last := found.derniere)
    ]
    return {
        "nom": one.nom,
        "cout": "non chiffré" if one.cout is None else f"{euros(one.cout)} par an",
        "publics": one.publics or UNSAID,
        "communes": joined(one.communes) or "tout le territoire",
        "preuves": [*blocks(one.preuves), *figures] or ["rien d’écrit"],
    }


def _line(action: Action) -> list[str]:
    return [
        f"{label(action)} {action.titre}",
        joined(action.pilots) or UNSAID,
        capital(ETATS[action.etat]),
        money.sentence(add(parts_of([action]))) or UNSAID,
    ]


def _late(title: str, reason: str) -> str:
    return f"{title} : {reason}"


def _decided(suite: Suite) -> str:
    choice = f" : {suite.choix}" if suite.choix else ""
    who = f" ({suite.qui})" if suite.qui else ""
    return f"{suite.texte}{choice}{who}"
