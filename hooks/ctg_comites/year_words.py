"""The texts of the yearly report, made from the year's values; the web page and the PDF both lay them out.

Functions return texts, lists and dictionaries only (JSON), so that a PDF template receives data and nothing else.
"""

import datetime as dt
import textwrap
from collections import Counter
from collections.abc import Sequence

from ctg import api
from ctg_comites.year import ActionYear, AxisYear, IndicatorYear, Yearly, convention_in


def heading(catalogue: api.Catalogue, cadre: api.Cadre | None, title: str, path: str, made: str) -> dict:
    """The head of a document: its title, whose it is, of what, where it comes from (``made``), where it is on the site."""
    return {
        "titre": title,
        "territoire": catalogue.territoire.nom_complet,
        "convention": f"{cadre.titre}, {api.period(cadre)}" if cadre else "Cadre non publié",
        "etabli": made,
        "provisoire": "",
        "contact": api.capital(cadre.contact or "") if cadre else "",
        "adresse": api.absolute(catalogue.territoire, path),
    }


def _as_known(year: Yearly) -> str:
    """The day of the latest fact that the records date, whenever this is read: « , dont la dernière date du 30 juin 2026 »."""
    records = (*(one.action for one in year.actions), *(one.indicateur for one in year.indicators), *year.meetings)
    until = min(year.today, year.last_day)
    days = [day for record in records for day in record.changed_on if day and day <= until]
    days += [meeting.date.first for meeting in year.meetings if meeting.date.first <= until]
    return f", dont le dernier fait daté est du {api.date_fr(max(days))}" if days else ""


VOTED = {"valide", "approuve", "adopte", "arrete"}
"""What a decision says of a report that it approves, without accents."""


def _draft(catalogue: api.Catalogue, year: Yearly) -> str:
    """Why the report may still change; and who said that one of that year is approved, so that nobody takes this page for it."""
    if year.today <= year.last_day:
        return f"L’année {year.year} n’est pas finie : ce document est provisoire."
    decided = ((meeting, api.fold(suite.texte)) for meeting in catalogue.all(api.Rencontre) for suite in meeting.decisions)
    voted = next(
        (one.titre for one, text in decided if {"bilan", str(year.year)} <= {*text.split()} and VOTED & {*text.split()}), ""
    )
    also = f" Le bilan validé à cette réunion, « {voted} », est un autre document." if voted else ""
    return f"Projet : ce bilan n’est pas encore arrêté. Il change avec les fiches.{also}"


STOPPED = {api.Etat.SUSPENDUE, api.Etat.ABANDONNEE, api.Etat.INACHEVEE}
GOING = {api.Etat.REALISEE, api.Etat.EN_COURS}
SENTENCE, MOST_FUNDERS = 170, 8
"""Characters of what is told of an action, and funders that have a line: a report holds in four pages."""


def report(catalogue: api.Catalogue, year: Yearly) -> dict:
    """« Bilan CTG 2026 », every text in French and ready to show; ``cle`` is the address of a record's page.

    Nothing is remembered that the coordinator did not write (``retenir`` of the framework), and no record is counted.
    """
    convention = convention_in(catalogue, year.year)
    return {
        **heading(
            catalogue,
            convention,
            f"Bilan CTG {year.year}",
            f"ctg/bilans/{year.year}/",
            f"D’après les fiches du site{_as_known(year)}.",
        ),
        "annee": year.year,
        "provisoire": _draft(catalogue, year),
        "complements": [],
        "situation": _situation(convention, year),
        "reperes": _key_figures(catalogue, year),
        "retenir": [text for one in convention.retenir if one.annee == year.year for text in one.phrases],
        **where_actions_stand(year),
        "note_etats": _states_note(year),
        "objectifs": [goal for found in year.indicators if (goal := _goal(found, year.year))],
        "axes": [axis_lines(axis) for axis in year.axes if axis.actions],
        "carte": _by_commune(catalogue, year),
        "argent": _money(year),
        "moyens": _means(catalogue, year.parts),
        "decider": [*_to_decide(catalogue, year), *_to_follow(year)],
        "inconnus": _unknown(year),
        "non_public": [f"{text.rstrip('.')}." for text in convention.inconnus],
        "sources": _sources(catalogue, year),
    }


def _situation(convention: api.Cadre, year: Yearly) -> list[str]:
    """When the convention ends and what comes then, while the year lasts: a report of the past tells no news."""
    if year.today > year.last_day:
        return []
    after = api.blocks(convention.renouvellement) or ["Nous ne savons pas ce qui est prévu après."]
    return [
        api.deadline(convention, year.today) or api.where_we_are(convention, year.today) or "Sa fin n’est pas connue.",
        *after,
    ]


def _key_figures(catalogue: api.Catalogue, year: Yearly) -> list[str]:
    """The key figures of the territory, for a convention whose figures have no target."""
    if any(found.indicateur.cible for found in year.indicators):
        return []
    figures = catalogue.those(api.Indicateur, catalogue.territoire.chiffres_cles)
    return [f"{one.nom} : {api.counted(value.valeur, one.unite)} ({value.year})" for one in figures if (value := one.derniere)]


def on_paper(progress: api.AxesProgress | None, colours: dict[str, str]) -> list[bytes]:
    """The chart as a drawing for a PDF, of letters that its font has; none without an action."""
    if not progress:
        return []
    rows = [row._replace(title=api.pdf_printable(row.title).replace("\u200b", "")) for row in progress.rows]
    return [api.picture(api.AxesProgress(rows, progress.when).chart, "", "", colours)]


def where_actions_stand(year: Yearly) -> dict:
    """The verdict, the numbers of the chart, and what it says to those who do not see it; no number without an action."""
    day = min(year.today, year.last_day)
    found = api.progress_of_axes([(axis.axe, [one.action for one in axis.actions]) for axis in year.axes], day)
    if not found:
        return {"verdict": "Nous ne connaissons ni axe ni action de la convention.", "avancement": {}}
    said = " ".join(f"{row.title} : {row.sentence}." for row in found.rows)
    rows = [[row.title, row.path, dict(row.counts)] for row in found.rows]
    return {"verdict": f"{found.verdict}.", "avancement": {"lignes": rows, "quand": found.when, "dit": said}}


# --- actions and money ---------------------------------------------------------------------------


def _states_note(year: Yearly) -> str:
    """Said once: of those without a known state, how many have one that is of after the year."""
    late = [a for a in year.actions if not a.action.etat and a.action.history and a.action.history[0].day > year.last_day]
    these = f"de {len(late)} de ces actions" if len(late) > 1 else "d’une de ces actions"
    return f"Sans état connu : {these}, le premier état que disent les fiches est d’après {year.year}." if late else ""


def axis_lines(axis: AxisYear) -> dict:
    """What was done of an axis, what is late or stopped and why, and the actions of which nothing more is told."""
    late = [found for found in axis.actions if found.late]
    stopped = [found for found in axis.actions if found.action.etat in STOPPED]
    done = [found for found in axis.actions if found.action.etat in GOING and not found.late]
    begun = [found for found in axis.actions if _done(found) and found not in late + stopped + done]
    rest = [found for found in axis.actions if found not in late + stopped + done + begun]
    return {
        "titre": f"Axe {axis.axe.numero}. {axis.axe.titre}",
        "cle": api.templates_address(axis.axe),
        "fait": [_line(found, _what(found)) for found in done],
        "commence": [_line(found, _what(found)) for found in begun],
        "en_retard": [_line(found, _why_not(found)) for found in late],
        "pas_fait": [_line(found, _why_not(found)) for found in stopped],
        "reste": " ; ".join(_named(found) for found in rest),
    }


def _line(found: ActionYear, text: str) -> dict:
    action = found.action
    return {
        "cle": api.templates_address(action),
        "titre": api.entitled(action),
        "etat": action.etat or "inconnu",
        "mot": _state(action),
        "texte": text,
    }


def _state(action: api.Action) -> str:
    return api.ETATS[action.etat] if action.etat else "sans état connu"


def _named(found: ActionYear) -> str:
    """« 3.1 Un guide (en projet) », with what is difficult."""
    action, hard = found.action, f" ; difficulté : {_short(found.difficulty).rstrip('.')}" if found.difficulty else ""
    return f"{api.entitled(action)} ({_state(action)}{hard})"


def _done(found: ActionYear) -> str:
    """What was done in the year: its report, else its milestones."""
    steps = " ; ".join(f"{step.titre} ({api.date_fr(step.date)})" for step, state in found.steps if state == "faite")
    return _short(found.bilan or steps)


def _what(found: ActionYear) -> str:
    """What was done in the year, and what was difficult."""
    return " ".join(filter(None, (_done(found), f"Difficulté : {_short(found.difficulty)}" if found.difficulty else "")))


def _why_not(found: ActionYear) -> str:
    """What an action let go by, why it is late or stopped, and what was done all the same."""
    done = f"Fait : {_done(found)}" if found.late and _done(found) else ""
    return " ".join(
        filter(None, (_short(found.late or found.missed), _short(found.reason or "Les fiches ne disent pas pourquoi."), done))
    )


def _short(text: str) -> str:
    """Its first words; the page of the action has them all."""
    short = textwrap.shorten(text, SENTENCE, placeholder="…")
    return short if len(short) > 1 else text[:SENTENCE]


def _by_commune(catalogue: api.Catalogue, year: Yearly) -> dict:
    """How many actions under way or done name each commune; empty when none names one."""
    going = [found.action for found in year.actions if found.action.etat in GOING]
    counts = Counter(name for action in going for name in action.communes)
    if not counts or not catalogue.contours["features"]:
        return {}
    everywhere = sum(not action.communes for action in going)
    named = [f"{name} ({count})" for name, count in sorted(counts.items(), key=lambda one: (-one[1], api.fold(one[0])))]
    some = (
        f"{api.plural(everywhere, 'action')} {'sont' if everywhere > 1 else 'est'} pour tout le territoire. "
        if everywhere
        else ""
    )
    return {
        "communes": {catalogue.commune(name).code_insee: count for name, count in counts.items()},
        "dit": f"{some}Les autres nomment des communes : {api.joined(named)}.",
    }


def _money(year: Yearly) -> str:
    sums = api.sums_sentence(api.sums_of(year.parts))
    if not year.parts:
        return f"Aucun montant de {year.year} n’est écrit dans les fiches."
    told = len([found for found in year.actions if found.parts])
    whose = (
        f"Ce que disent {told} actions sur {len(year.actions)}" if told > 1 else f"Ce que dit une action sur {len(year.actions)}"
    )
    return f"{whose} : {sums or 'des financeurs, sans montant'}. Ce n’est pas tout le budget."


def _means(catalogue: api.Catalogue, parts: Sequence[api.Financement]) -> dict:
    """By funder, the names of one partner together, the largest first."""
    found = api.report_table(api.sums_by(parts, api.funder(catalogue)), api.sums_of(parts))
    left = len(found["lignes"]) - MOST_FUNDERS
    return {**found, "lignes": found["lignes"][:MOST_FUNDERS], "de_plus": f"Et {api.plural(left, 'autre')}." if left > 0 else ""}


# --- figures -------------------------------------------------------------------------------------


def _goal(found: IndicatorYear, year: int) -> dict | None:
    """A figure of the year beside its start, what its course asked and its target; None for one without a target."""
    indicator, value, goal = found.indicateur, found.value, found.indicateur.cible
    if not goal or not value:
        return None
    known = indicator.model_copy(update={"valeurs": tuple(one for one in indicator.valeurs if one.year <= year)})
    course = api.course(known)
    start = indicator.depart
    return {
        "cle": api.templates_address(indicator),
        "nom": indicator.nom,
        "depart": f"{api.number(start.valeur)} ({start.annee})" if start else "non écrit",
        "valeur": api.counted(value.valeur, indicator.unite) + (", à confirmer" if value.statut == "a_confirmer" else ""),
        "cible": f"{api.number(goal.valeur)} ({goal.annee})",
        "etat": "inconnu" if not course else "tenu" if course.kept else "ecart",
        "mot": "rien à comparer encore"
        if not course
        else "sur la trajectoire"
        if course.kept
        else f"en dehors : il faudrait {api.needed(known, course)}",
    }


# --- decisions -----------------------------------------------------------------------------------


def _to_decide(catalogue: api.Catalogue, year: Yearly) -> list[str]:
    """What the meetings to come are asked to decide, while the year lasts: afterwards, the report tells no news."""
    after = [one for one in catalogue.all(api.Rencontre) if api.is_coming(one, year.today)] if year.today <= year.last_day else []
    return [f"À décider ({meeting.titre}) : {suite.texte}" for meeting in after for suite in meeting.to_decide][:MOST_DECISIONS]


def _to_follow(year: Yearly) -> list[str]:
    """What was decided in the year for a day after it."""
    own = [suite for meeting in year.meetings if not meeting.asks_inhabitants for suite in meeting.decisions]
    late = [one for one in own if one.echeance and one.echeance.latest > year.last_day]
    return [f"Décidé, à suivre : {decided(one, year.last_day)}" for one in late][:MOST_DECISIONS]


MOST_DECISIONS = 6


# --- meetings ------------------------------------------------------------------------------------


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
    measured, expected = len(year.indicators), year.expected
    without_report = [one.action for one in expected if one.bilan is None]
    without_means = [one.action for one in expected if not one.parts]
    lines = [
        of_actions("L’avancement", [one.action for one in year.actions if one.action.etat is None], len(year.actions)),
        of_actions(f"Le bilan de {year.year}", without_report, len(expected)),
        of_actions(f"Les moyens financiers de {year.year}", without_means, len(expected)),
    ]
    if missing := len(year.unmeasured):
        among = f"de {missing} indicateurs sur {missing + measured}" if measured else f"des {missing} indicateurs"
        lines.append(f"La valeur de {year.year} {among}.")
    if not year.meetings:
        lines.append(f"Les réunions de la convention en {year.year}.")
    return [line for line in lines if line]


def of_actions(what: str, actions: Sequence[api.Action], total: int) -> str:
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
    records += [found.indicateur for found in year.indicators] + [*year.meetings]
    every = [*convention_in(catalogue, year.year).sources, *(source for record in records for source in record.sources)]
    every.sort(key=lambda source: bool(source.url))  # of two that are the same, the one with an address stays
    unique = {(api.fold(source.titre), str(source.date)): source for source in every}
    return [api.cited(source) for _, source in sorted(unique.items())]
