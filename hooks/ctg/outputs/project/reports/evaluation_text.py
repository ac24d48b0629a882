"""The words of an evaluation: from a record to plain texts, which its page and its PDF both lay out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from ctg.analysis.project.needs import course
from ctg.catalogue import Catalogue
from ctg.ground.phrases import capital, date_fr, from_to, joined, on_date
from ctg.ground.problems import plural
from ctg.kinds import Action, Cadre, Diagnostic, Evaluation, Indicateur, Record, Rencontre
from ctg.kinds.project.action import ETATS
from ctg.kinds.project.evaluation import AvisEvaluation, CritereEvaluation, Preuve, QuestionEvaluation, Recommandation
from ctg.outputs.project.needs import figure_words
from ctg.outputs.project.reports.parts import address, blocks, cited, label, period, value_words

OPEN = "Pas encore de réponse"
"""What is said of a question without a judgement."""


def document(catalogue: Catalogue, record: Evaluation, today: dt.date) -> dict:
    """Every text of an evaluation; ``cle`` is the address of a record's page, « » for what has none."""
    territoire, cadre = catalogue.territoire, catalogue.get(Cadre, record.cadre)
    site = territoire.adresse_site
    return {
        "titre": record.titre,
        "territoire": territoire.nom_complet,
        "convention": f"{cadre.titre}, {period(cadre)}" if cadre else "Cadre non publié",
        "cadre_cle": address(cadre) if cadre else "",
        "etabli": f"Document tiré du site le {date_fr(today)}.",
        "provisoire": "",
        "contact": "",
        "adresse": f"{site.rstrip('/')}/{address(record)}" if site else "",
        "compte": answers(record),
        "rendue": rendered(record),
        "methode": blocks(record.methode),
        "limites": blocks(record.limites),
        "inconnus": joined(record.missing),
        "criteres": list(_criteria(catalogue, record)),
        "absents": joined(one.label for one in CritereEvaluation if not any(q.critere == one for q in record.questions)),
        "sources": [cited(source) for source in record.sources],
    }


def answers(record: Evaluation) -> str:
    """« 6 questions : 3 plutôt oui, 2 en partie, 1 sans réponse. »"""
    found = Counter(question.jugement.avis if question.jugement else None for question in record.questions)
    told = [f"{found[avis]} {avis.label}" for avis in AvisEvaluation if found[avis]]
    told += [f"{found[None]} encore ouverte{'s' if found[None] > 1 else ''}"] if found[None] else []
    return f"{plural(len(record.questions), 'question')} : {', '.join(told)}."


def rendered(record: Evaluation) -> str:
    """« Rendue en octobre 2026 »; empty when it is not, as far as is known."""
    return f"Rendue {on_date(record.rendue_le)}" if record.rendue_le else ""


def _criteria(catalogue: Catalogue, record: Evaluation) -> Iterator[dict]:
    """The criteria that a question is about, in their order; questions are numbered through."""
    rank = 0
    for criterion in CritereEvaluation:
        own = [question for question in record.questions if question.critere == criterion]
        numbered = [_question(catalogue, record.cadre, question, rank + i) for i, question in enumerate(own, 1)]
        rank += len(own)
        if own:
            yield {"nom": capital(criterion.label), "questions": numbered}


def _question(catalogue: Catalogue, evaluated: str, question: QuestionEvaluation, rank: int) -> dict:
    judged = question.jugement
    return {
        "numero": str(rank),
        "question": question.question,
        "avis": judged.avis.value if judged else "",
        "avis_mot": capital(judged.avis.label) if judged else OPEN,
        "force": judged.force.label if judged else "",
        "jugement": blocks(judged.texte) if judged else [],
        "constats": list(question.constats),
        "preuves": [found for preuve in question.preuves if (found := _evidence(catalogue, preuve))],
        "recommandations": [_advice(catalogue, evaluated, one) for one in question.recommandations],
    }


def _advice(catalogue: Catalogue, evaluated: str, advice: Recommandation) -> dict:
    """What is advised, with the actions that take it up: their plan is named when it is not the one that is evaluated."""
    found = [action for id in advice.actions if (action := catalogue.get(Action, id))]
    cadres = [catalogue.cadre_of(action) for action in found]
    plans = [f" ({cadre.title})" if cadre and cadre.id != evaluated else "" for cadre in cadres]
    named = [f"Action {label(action)} : {action.titre}{plan}" for action, plan in zip(found, plans, strict=True)]
    return {"texte": advice.texte, "actions": [{"titre": n, "cle": address(one)} for n, one in zip(named, found, strict=True)]}


# --- evidence ------------------------------------------------------------------------------------


def _evidence(catalogue: Catalogue, preuve: Preuve) -> dict | None:
    """One proof; None when it is a record that is not published."""
    said = {"genre": "", "titre": "", "cle": "", "url": "", "faits": "", "montre": preuve.montre or "", "parole": []}
    if preuve.parole:
        meeting = catalogue.get(Rencontre, preuve.rencontre)
        return said | {"genre": "Parole d’habitant", "parole": blocks(preuve.parole)} | (_named(meeting) if meeting else {})
    if preuve.document:
        return said | {"genre": "Document", "titre": preuve.document.titre, "url": preuve.document.url}
    if indicator := catalogue.get(Indicateur, preuve.indicateur):
        return said | {"genre": "Indicateur", "faits": figure(indicator)} | _named(indicator)
    if action := catalogue.get(Action, preuve.action):
        state = ETATS[action.etat] if action.etat else "avancement non renseigné"
        since = f", au {date_fr(action.etat_le)}" if action.etat_le else ""
        named = {"titre": f"{label(action)}. {action.titre}", "cle": address(action)}
        return said | {"genre": "Action", "faits": f"{capital(state)}{since}."} | named
    if meeting := catalogue.get(Rencontre, preuve.rencontre):
        told = ", ".join(filter(None, (from_to(meeting.date, meeting.fin), meeting.participation)))
        return said | {"genre": "Rencontre", "faits": f"{capital(told)}."} | _named(meeting)
    if diagnosis := catalogue.get(Diagnostic, preuve.diagnostic):
        return said | {"genre": "Diagnostic"} | _named(diagnosis)
    return None


def _named(record: Record) -> dict:
    return {"titre": record.title, "cle": address(record)}


def figure(indicator: Indicateur) -> str:
    """« 101 places en 2026. 20 places de plus qu’au départ ; il en manque 20 pour la cible de 2028. », and whether it is off
    its course: the same as on its own page.
    """
    last = indicator.derniere
    if not last:
        return "Aucune valeur connue."
    doubt = ", à confirmer" if value_words(last).endswith("à confirmer") else ""
    told = f"{figure_words.counted(last.valeur, indicator.unite)} {figure_words.dated(last)}{doubt}."
    where = course.course(indicator)
    off = f"En dehors de la trajectoire, qui demande {course.needed(indicator, where)}." if where and not where.kept else ""
    return " ".join(filter(None, (told, figure_words.progress(indicator), off)))
