"""The evaluations on the site: their list among the reports, and the page of each."""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

from ctg import api
from ctg_comites.evaluation_kind import AvisEvaluation, CritereEvaluation, Evaluation, Preuve, Recommandation
from ctg_comites.year_pages import REPORTS, report_pages

MARKS = {"positif": "realisee", "partage": "en-cours", "negatif": "suspendue", "": "inconnu"}
"""The shape of the mark beside an answer, as those of the states of an action."""


def evaluation(render: api.Renderer, record: Evaluation) -> dict:
    """What the page of an evaluation shows besides the record."""
    cadre = render.catalogue.get(api.Cadre, record.cadre)
    return {
        "cadre": cadre,
        "annees": api.period(cadre) if cadre else "",
        "compte": answers(record),
        "rendue": rendered(record),
        "criteres": list(_criteria(render.catalogue, record)),
        "absents": [one.label for one in CritereEvaluation if not any(q.critere == one for q in record.questions)],
        "MARKS": MARKS,
    }


def answers(record: Evaluation) -> str:
    """« 6 questions : 3 plutôt oui, 2 en partie, 1 sans réponse. »"""
    found = Counter(question.jugement.avis if question.jugement else None for question in record.questions)
    told = [f"{found[avis]} {avis.label}" for avis in AvisEvaluation if found[avis]]
    told += [f"{found[None]} encore ouverte{'s' if found[None] > 1 else ''}"] if found[None] else []
    return f"{api.plural(len(record.questions), 'question')} : {', '.join(told)}."


def rendered(record: Evaluation) -> str:
    """« Rendue en octobre 2026 »; empty when it is not, as far as is known."""
    return f"Rendue {api.on_date(record.rendue_le)}" if record.rendue_le else ""


def _criteria(catalogue: api.Catalogue, record: Evaluation) -> Iterator[tuple[str, list[dict]]]:
    """(criterion, its questions) in their order: each numbered through, with its evidence and what is advised."""
    rank = count(1)
    for criterion in CritereEvaluation:
        own = [
            {
                "numero": next(rank),
                "dit": question,
                "preuves": [found for preuve in question.preuves if (found := _evidence(catalogue, preuve))],
                "recommandations": [_advice(catalogue, record.cadre, one) for one in question.recommandations],
            }
            for question in record.questions
            if question.critere == criterion
        ]
        if own:
            yield criterion.label, own


def _advice(catalogue: api.Catalogue, evaluated: str, advice: Recommandation) -> tuple[str, list[dict]]:
    """What is advised, with the actions that take it up: their plan is named when it is not the one that is evaluated."""
    taken = []
    for action in (found for id in advice.actions if (found := catalogue.get(api.Action, id))):
        cadre = catalogue.cadre_of(action)
        plan = f" ({cadre.title})" if cadre and cadre.id != evaluated else ""
        taken.append(_named(action) | {"titre": f"{api.numbered(action)} : {action.titre}{plan}"})
    return advice.texte, taken


# --- evidence ------------------------------------------------------------------------------------


def _evidence(catalogue: api.Catalogue, preuve: Preuve) -> dict | None:
    """One proof; ``cle`` is the address of a record's page, « » for what has none. None of a record that is not published."""
    shows = " ".join(filter(None, (preuve.montre, preuve.force and f"Preuve {preuve.force}.")))
    said = {"genre": "", "titre": "", "cle": "", "url": "", "faits": "", "montre": shows, "parole": []}
    if preuve.parole:
        meeting = catalogue.get(api.Rencontre, preuve.rencontre)
        return said | {"genre": "Parole d’habitant", "parole": api.blocks(preuve.parole)} | (_named(meeting) if meeting else {})
    if preuve.document:
        return said | {"genre": "Document", "titre": preuve.document.titre, "url": preuve.document.url}
    if indicator := catalogue.get(api.Indicateur, preuve.indicateur):
        return said | {"genre": "Indicateur", "faits": api.figure(indicator)} | _named(indicator)
    if action := catalogue.get(api.Action, preuve.action):
        state = api.ETATS[action.etat] if action.etat else "avancement non renseigné"
        since = f", au {api.date_fr(action.etat_le)}" if action.etat_le else ""
        named = {"genre": "Action", "titre": api.entitled(action, ". ")}
        return said | _named(action) | named | {"faits": f"{api.capital(state)}{since}."}
    if meeting := catalogue.get(api.Rencontre, preuve.rencontre):
        told = ", ".join(filter(None, (api.from_to(meeting.date, meeting.fin), meeting.participation)))
        return said | {"genre": "Rencontre", "faits": f"{api.capital(told)}."} | _named(meeting)
    if diagnosis := catalogue.get(api.Diagnostic, preuve.diagnostic):
        return said | {"genre": "Diagnostic"} | _named(diagnosis)
    return None


def _named(record: api.Record) -> dict:
    return {"titre": record.title, "cle": api.templates_address(record)}


reports = report_pages
"""Their page lists the evaluations too."""


def listed(render: api.Renderer, _record: object) -> dict[str, Any] | None:
    """The evaluations, under the frameworks in the order of their archive, for the page of reports; None without any."""
    catalogue = render.catalogue
    found = [
        (one, cadre.title, " ".join(filter(None, (f"{rendered(one)}." if rendered(one) else "", answers(one)))))
        for cadre in api.newest_first(catalogue)
        for one in catalogue.referenced_by(cadre, Evaluation)
    ]
    return {"evaluations": found} if found else None


api.page_part("projet/bilans", "parties/evaluations.html", listed)


def _summary(catalogue: api.Catalogue, record: Evaluation) -> str:
    cadre = catalogue.get(api.Cadre, record.cadre)
    return f"Évaluation : {cadre.title}. {answers(record)}" if cadre else answers(record)


api.present(
    api.Facets(
        kind=Evaluation,
        above=api.under(api.PROJECT, REPORTS.link),
        plan=(api.PlanHeading.PROJECT, "Les évaluations"),
        details=evaluation,
        summary=_summary,
        named="Dans ces évaluations",
    )
)
api.VALUES[Evaluation] = None
