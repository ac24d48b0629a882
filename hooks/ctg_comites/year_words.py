"""The texts of the yearly report, made from the year's values; the web page and the PDF both lay them out.

Functions return texts, lists and dictionaries only (JSON), so that a PDF template receives data and nothing else. The dashboard
takes its head from here too.
"""

from __future__ import annotations

import datetime as dt

from ctg import api
from ctg_comites.year import ActionYear, AxisYear, IndicatorYear, Yearly, YearMeans


def heading(catalogue: api.Catalogue, year: Yearly, title: str, path: str) -> dict:
    """The head of a document: whose, of what, when."""
    territoire, convention = catalogue.territoire, api.convention_in(catalogue, year.year)
    site = territoire.adresse_site
    return {
        "titre": title,
        "annee": year.year,
        "territoire": territoire.nom_complet,
        "convention": f"{convention.titre}, {api.period(convention)}",
        "etabli": f"D’après les fiches du site{_as_known(year)}.",
        "provisoire": _draft(year),
        "contact": api.capital(convention.contact or ""),
        "adresse": f"{site.rstrip('/')}/{path}" if site else "",
    }


def _as_known(year: Yearly) -> str:
    """The day of the latest fact that the records date, whenever this is read: « , dont la dernière date du 30 juin 2026 »."""
    records = (*(one.action for one in year.actions), *(one.indicateur for one in year.indicators), *year.meetings)
    until = min(year.today, year.last_day)
    days = [day for record in records for day in record.changed_on if day and day <= until]
    days += [meeting.date.first for meeting in year.meetings if meeting.date.first <= until]
    return f", dont le dernier fait daté est du {api.date_fr(max(days))}" if days else ""


def _draft(year: Yearly) -> str:
    if year.today <= year.last_day:
        return f"L’année {year.year} n’est pas finie : ce document est provisoire."
    return "Projet : ce bilan n’est pas encore arrêté. Il change avec les fiches."


STEPS = {
    "faite": "faite",
    "en-retard": "pas faite à la date prévue",
    "sans-suite": "sans suite, l’action est abandonnée",
    "non-renseignee": "on ne sait pas si elle est faite",
    "a-venir": "à venir",
}
"""What people read for the state of a milestone."""


def report(catalogue: api.Catalogue, year: Yearly) -> dict:
    """« Bilan CTG 2026 », every text in French and ready to show; ``cle`` is the address of a record's page."""
    return {
        **heading(catalogue, year, f"Bilan CTG {year.year}", f"ctg/bilans/{year.year}/"),
        "complements": [],
        "essentiel": essential(catalogue, year),
        "porteur": _only_leader(year),
        "note_etats": _states_note(year),
        "axes": [_axis(axis, stated=any(found.action.etat for found in year.actions)) for axis in year.axes],
        "moyens": _all_means(year),
        "indicateurs": [_indicator(found) for found in year.indicators],
        "rencontres": [_meeting(catalogue, meeting, year) for meeting in (*year.meetings, *year.other_meetings)],
        "inconnus": _unknown(year),
        "non_public": [f"{text.rstrip('.')}." for text in api.convention_in(catalogue, year.year).inconnus],
        "sources": _sources(catalogue, year),
    }


def essential(catalogue: api.Catalogue, year: Yearly) -> str:
    """The year in one or two sentences, counting only what is written."""
    states = [state for action in year.actions for _, state in action.steps]
    held = [meeting for meeting in year.meetings if not api.is_coming(meeting, year.today)]
    facts = [
        (sum(bool(action.bilan) for action in year.actions), "bilan d’action", "bilans d’action"),
        (states.count("faite"), "étape faite", "étapes faites"),
        (states.count("en-retard"), "étape pas faite à la date prévue", "étapes pas faites à la date prévue"),
        (states.count("non-renseignee"), "étape passée non renseignée", "étapes passées non renseignées"),
        (states.count("sans-suite"), "étape sans suite", "étapes sans suite"),
        (states.count("a-venir"), "étape à venir", "étapes à venir"),
        (sum(not meeting.asks_inhabitants for meeting in held), "réunion", "réunions"),
        (sum(meeting.asks_inhabitants for meeting in held), "consultation", "consultations"),
        (len(year.meetings) - len(held), "rencontre à venir", "rencontres à venir"),
        (len(year.indicators), "indicateur mesuré", "indicateurs mesurés"),
    ]
    told = [f"{count} {many if count > 1 else one}" for count, one, many in facts if count]
    if year.means.by_funder:
        payers = api.plural(len(year.means.by_funder), "financeur")
        told.append(f"{api.sums_sentence(year.means.sums)} par {payers}" if year.means.sums else f"{payers}, sans montant")
    axes, actions = [axis.axe for axis in year.axes], [found.action for found in year.actions]
    size = api.size_sentence(catalogue, axes, actions, api.convention_in(catalogue, year.year))
    if not told:
        return f"{size} Pour {year.year}, les fiches ne donnent encore ni bilan, ni étape, ni moyens, ni rencontre."
    return f"{size} Les fiches disent, pour {year.year} : {api.joined(told)}."


# --- actions and money ---------------------------------------------------------------------------


def _states_note(year: Yearly) -> str:
    """Said once: whose states are only known since after the year."""
    late = [a for a in year.actions if a.action.history and a.action.history[0].day > year.last_day]
    if not late:
        return ""
    return (
        f"L’état à la fin de {year.year} n’est pas connu de {api.plural(len(late), 'action')} : "
        f"le premier que disent les fiches est d’après {year.year}."
    )


def axis_title(axis: AxisYear) -> str:
    return f"Axe {axis.axe.numero}. {axis.axe.titre}"


def _only_leader(year: Yearly) -> str:
    """The institution that leads every action, said once; empty when there are several."""
    leaders = {found.action.pilots for found in year.actions}
    alone = leaders.pop() if len(leaders) == 1 else ()
    return alone[0] if len(alone) == 1 else ""


def _axis(axis: AxisYear, stated: bool) -> dict:
    """An axis; ``stated``: whether the state of any action is known."""
    actions = [found.action for found in axis.actions]
    return {
        "titre": axis_title(axis),
        "cle": api.templates_address(axis.axe),
        "enjeu": api.blocks(axis.axe.enjeu),
        "avancement": api.progress(actions) if stated or not actions else f"{api.plural(len(actions), 'action')}.",
        "etats": any(action.etat for action in actions),
        "actions": [_line(action) for action in actions],
        "details": [_detail(action) for action in axis.actions if action.has_details],
        "moyens": _means(axis.means),
    }


def _line(action: api.Action) -> dict:
    return {
        "cle": api.templates_address(action),
        "numero": api.label(action),
        "titre": action.titre,
        "porteur": api.joined(action.pilots),
        "etat": action.etat or "inconnu",
        "etat_mot": api.ETATS[action.etat] if action.etat else "non renseigné",
        "etat_le": api.date_fr(action.etat_le) if action.etat_le else "",
    }


def _detail(found: ActionYear) -> dict:
    return {
        "cle": api.templates_address(found.action),
        "titre": f"{api.label(found.action)} {found.action.titre}",
        "bilan": api.blocks(found.bilan),
        "etapes": [
            {"date": api.capital(api.date_fr(step.date)), "titre": step.titre, "etat": state, "mot": STEPS[state]}
            for step, state in found.steps
        ],
        "difficulte": api.blocks(found.difficulty),
        "moyens": [f"{name}, {api.sums_sentence(sums) or 'montant inconnu'}" for name, sums in found.means.by_funder],
    }


def _means(means: YearMeans) -> dict:
    return api.report_table(means.by_funder, means.sums)


def _all_means(year: Yearly) -> dict:
    per_axis = [(axis_title(axis), axis.means.sums) for axis in year.axes if axis.means.by_funder]
    return {**_means(year.means), "par_axe": api.report_table(per_axis, year.means.sums)}


# --- figures -------------------------------------------------------------------------------------


def _indicator(found: IndicatorYear) -> dict:
    indicator, value, before, goal = found.indicateur, found.value, found.previous, found.indicateur.cible
    previous = f"{api.value_words(before)} ({before.annee})" if before else "non renseignée"
    return {
        "cle": api.templates_address(indicator),
        "nom": indicator.nom,
        "unite": indicator.unite,
        "valeur": api.value_words(value) if value else f"donnée pour {api.plural(found.communes, 'commune')}",
        "avant": previous if found.comparable or not before else f"{previous} ; ne se compare pas, le comptage a changé",
        "cible": f"{api.number(goal.valeur)} ({goal.annee})" if goal else "non fixée",
        "note": value.note if value and value.note else "",
        "source": value.source if value and value.source else indicator.producteur,
    }


# --- meetings ------------------------------------------------------------------------------------


def _meeting(catalogue: api.Catalogue, meeting: api.Rencontre, year: Yearly) -> dict:
    """What was said, asked and decided then. What came of it has no date: only today's pages tell it."""
    today = year.today
    body = catalogue.get(api.Instance, meeting.instance)
    frame = api.framework(catalogue, meeting)
    return {
        "cle": api.templates_address(meeting),
        "titre": meeting.titre,
        "faits": [
            api.capital(api.moment_of(meeting, today)),
            api.TYPES_RENCONTRE[meeting.type] + (f", {body.nom}" if body else ""),
            *([f"cadre : {frame.label}"] if not frame.is_ctg else []),
            *([meeting.participation] if meeting.participation else []),
            *(["à venir"] if api.is_coming(meeting, today) else []),
        ],
        "resultats": list(meeting.resultats),
        "suites": [decided(one, year.last_day) for one in meeting.follow_ups],
    }


def decided(one: api.Suite, until: dt.date | None = None) -> str:
    """« Un guide : sur papier (CAF, pour octobre 2026 ; vote du 14 décembre 2026) », the vote when it is not after ``until``."""
    vote = one.deliberation if one.deliberation and not (until and one.deliberation.date.first > until) else None
    term = f"pour {'le ' if one.echeance.day else ''}{api.date_fr(one.echeance)}" if one.echeance else ""
    facts = [", ".join(filter(None, (one.qui, term))), f"vote {api.de_date(vote.date)}" if vote else ""]
    told = " ; ".join(filter(None, facts))
    return f"{one.texte}{f' : {one.choix}' if one.choix else ''}{f' ({told})' if told else ''}"


# --- what is not known, and where facts come from -------------------------------------------------


def _unknown(year: Yearly) -> list[str]:
    """What the records do not say of the year, each thing once."""
    found, measured = year.unknown, len(year.indicators)
    lines = [
        _of_actions("L’avancement", found.state, len(year.actions)),
        _of_actions(f"Le bilan de {year.year}", found.bilan, found.expected),
        _of_actions(f"Les moyens financiers de {year.year}", found.means, found.expected),
    ]
    if missing := len(found.indicators):
        among = f"de {missing} indicateurs sur {missing + measured}" if measured else f"des {missing} indicateurs"
        lines.append(f"La valeur de {year.year} {among}.")
    if not year.meetings:
        lines.append(f"Les réunions de la convention en {year.year}.")
    return [line for line in lines if line]


def _of_actions(what: str, actions: tuple[api.Action, ...], total: int) -> str:
    """« Le bilan de 2025 de 3 actions sur 25 : 1.9, 1.10 et 4.4. » Names them, unless it is all of them."""
    if not actions:
        return ""
    if len(actions) == total:
        return f"{what} {'des ' + str(total) + ' actions' if total > 1 else 'de l’action'}."
    return f"{what} de {api.plural(len(actions), 'action')} sur {total} : {api.joined(api.label(action) for action in actions)}."


def _sources(catalogue: api.Catalogue, year: Yearly) -> list[dict]:
    """The sources of all that the report shows, each once, in the order of the alphabet."""
    records: list[api.Record] = [found.action for found in year.actions]
    records += [axis.axe for axis in year.axes]
    records += [found.indicateur for found in year.indicators] + [*year.meetings, *year.other_meetings]
    every = [*api.convention_in(catalogue, year.year).sources, *(source for record in records for source in record.sources)]
    every.sort(key=lambda source: bool(source.url))  # of two that are the same, the one with an address stays
    unique = {(api.fold(source.titre), str(source.date)): source for source in every}
    return [api.cited(source) for _, source in sorted(unique.items())]
