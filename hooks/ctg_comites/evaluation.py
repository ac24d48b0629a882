"""The evaluations on the site: their list among the reports, and the page of each. And ``ctg document evaluation``: the draft of
one, a sheet in its place, that a person finishes in an hour.

By aim of the CNAF, its question; the evidence of the records, the strongest first; what they say; what they do not, and whom to
ask. It judges nothing."""

import argparse
import datetime as dt
import sys
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, NamedTuple

from ctg import api
from ctg_comites.evaluation_kind import AvisEvaluation, CritereEvaluation, Evaluation, ForcePreuve, Preuve, Recommandation, away
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


# --- the draft -----------------------------------------------------------------------------------

MOST = 6
"""Proofs of a question, and lines of what lacks: beyond, nobody reads them in an hour."""
LONGEST = 200
"""Characters of what a proof shows: beyond, the record itself is to be read."""
RECENT = 2
"""Years after which a measure is no longer a strong proof."""


class Lack(NamedTuple):
    """What a record does not say, and whom to ask."""

    what: str
    name: str
    whom: str


class Findings(NamedTuple):
    """What the records say of a question: evidence, facts, and what they do not say."""

    evidence: list[dict[str, api.Value]]
    facts: list[str]
    lacks: list[Lack]


class Assessed(NamedTuple):
    """A framework, and what its evaluation reads, on a day."""

    catalogue: api.Catalogue
    cadre: api.Cadre
    today: dt.date
    actions: tuple[api.Action, ...]
    consulted: tuple[api.Rencontre, ...]
    """Oldest first."""

    @property
    def us(self) -> str:
        """Whom to ask what is nobody else's."""
        return self.catalogue.territoire.editeur.nom

    def silent(self, what: str, actions: Iterable[api.Action]) -> list[Lack]:
        """What these actions do not say, to be asked of who leads each."""
        return [Lack(what, api.label(one), next(iter(one.pilots), self.us)) for one in actions]


def consulted(
    catalogue: api.Catalogue, cadre: api.Cadre, actions: tuple[api.Action, ...], today: dt.date
) -> tuple[api.Rencontre, ...]:
    """The consultations that are over: of a convention, those of its years; of any framework, those that led to its actions."""
    own, end = {action.id for action in actions}, cadre.end.latest if cadre.end else dt.date.max

    def belongs(meeting: api.Rencontre) -> bool:
        within = cadre.is_ctg and cadre.begins <= meeting.date.first <= end and api.framework(catalogue, meeting).is_ctg
        return bool(own & set(meeting.naming("actions"))) or within

    over = api.past((meeting for meeting in catalogue.all(api.Rencontre) if meeting.asks_inhabitants), today)
    return tuple(meeting for meeting in reversed(over) if belongs(meeting))


def draft(catalogue: api.Catalogue, cadre: api.Cadre, today: dt.date) -> str:
    """The text of the sheet. The same records on the same day give the same text."""
    actions = catalogue.of_the_convention(api.Action, cadre)
    found = Assessed(catalogue, cadre, today, actions, consulted(catalogue, cadre, actions, today))
    head: dict[str, api.Value] = {"titre": f"Évaluation : {cadre.title}", "cadre": cadre.id, "etat_fiche": "brouillon"}
    lines = [
        f"## Brouillon tiré des fiches du site, le {api.date_fr(today)}. Rien n'y est jugé : les réponses sont à vous.",
        "## Récrivez les questions, demandez ce qui manque, complétez ce qui est « à écrire », puis lancez « ctg verifier ».",
        *(line for name, value in head.items() for line in api.field_lines(name, value)),
        "# À écrire : methode, limites, rendue_le, sources",
        "questions:",
        *(line for criterion in FINDERS for line in _question(found, criterion)),
    ]
    return "\n".join(lines) + "\n"


def _question(found: Assessed, criterion: CritereEvaluation) -> Iterator[str]:
    evidence, facts, lacks = FINDERS[criterion](found)
    strong = sum(one["force"] == ForcePreuve.FORTE for one in evidence)
    force = ForcePreuve.FORTE if strong > 1 else ForcePreuve.FAIBLE
    yield f"  - critere: {criterion}"
    yield f"    question: {api.scalar(criterion.guide)}"
    kept = sorted(evidence, key=lambda one: one["force"] != ForcePreuve.FORTE)[:MOST]
    left = len(evidence) - len(kept)
    for name, shown in (
        ("preuves", [api.flow(one) for one in kept]),
        ("constats", [api.scalar(one) for one in facts]),
        ("manque", [api.scalar(one) for one in missing(lacks)]),
    ):
        if shown:
            yield f"    {name}:"
            yield from (f"      - {one}" for one in shown)
    if left:
        yield f"    # Et {left} de plus dans les fiches."
    if evidence:
        yield f"    # À écrire : jugement: {{avis: {AvisEvaluation.listed(' ou ')}, texte: …, force: {force}}}"
    yield "    # À écrire : recommandations: [{texte: …, actions: […]}]"


def missing(lacks: Iterable[Lack]) -> list[str]:
    """« Montant : 1.10 et 3.4. À demander à : CAF. »: what one can ask of one at once, the longest first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in lacks:
        found[one.what, one.whom].append(one.name)
    ranked = sorted(found.items(), key=lambda pair: -len(pair[1]))
    told = [
        f"{what}{' : ' * any(names)}{api.joined(filter(None, names))}. À demander à : {whom}." for (what, whom), names in ranked
    ]
    return told[:MOST] + [f"Et {len(told) - MOST} de plus, à d'autres."] * (len(told) > MOST)


# --- what answers each criterion -----------------------------------------------------------------


def _proof(strong: object, shows: str = "", **what: api.Value) -> dict[str, api.Value]:
    said = {"montre": textwrap.shorten(shows, LONGEST, placeholder=" …")} if shows else {}
    return what | said | {"force": ForcePreuve.FORTE if strong else ForcePreuve.FAIBLE}


def _coherence(found: Assessed) -> Findings:
    axes = found.catalogue.of_the_convention(api.Axe, found.cadre)
    others = [cadre.title for cadre in found.catalogue.all(api.Cadre) if cadre is not found.cadre]
    facts = [f"{api.plural(len(axes), 'axe')} et {api.plural(len(found.actions), 'action')}."] * bool(found.actions)
    empty = [axe for axe in axes if not any(action.axe == axe.id for action in found.actions)]
    return Findings(
        [_proof(True, document={"titre": one.titre, "url": one.url}) for one in found.cadre.documents],
        facts + [f"Autres plans du territoire : {api.joined(others)}."] * bool(others),
        [Lack("Axe sans action", axe.titre, found.us) for axe in empty],
    )


def _relevance(found: Assessed) -> Findings:
    diagnoses = [
        _proof(
            one.date and one.date.first >= found.cadre.begins.replace(year=found.cadre.begins.year - RECENT), diagnostic=one.id
        )
        for one in found.catalogue.all(api.Diagnostic)
    ]
    heard = [_proof(one.resultats and one.participation, api.outcome(one.suites), rencontre=one.id) for one in found.consulted]
    lacks = [Lack("Un diagnostic", "", found.us)] * (not diagnoses)
    return Findings(
        diagnoses + heard,
        [f"Constat du début : {text}" for text in found.cadre.constats],
        lacks + [Lack("Une consultation des habitants", "", found.us)] * (not heard),
    )


def _reached(found: Assessed) -> Findings:
    """Figures that contradict a yes come first."""
    named = {id for action in found.actions for id in action.indicateurs}
    figures = sorted(
        (one for one in found.catalogue.all(api.Indicateur) if one.id in named or one.cible), key=lambda one: not away(one)
    )
    followed = [one for one in figures if one.cible and one.derniere]
    lacks = [Lack("Une mesure", f"« {one.nom} »", one.producteur) for one in figures if not one.derniere]
    lacks += [Lack("Une cible", f"« {one.nom} »", found.us) for one in figures if not one.cible and one.type != "contexte"]
    lacks += found.silent("L'état de l'action", (one for one in found.actions if not one.etat))
    lacks += found.silent("Un chiffre pour l'action", (one for one in found.actions if not one.indicateurs))
    return Findings(
        [_proof(_measured(one, found.today), indicateur=one.id) for one in followed],
        [api.progress(found.actions, found.today)] * bool(found.actions)
        + [f"{one.nom} : {api.figure(one)}" for one in followed[:MOST]],
        lacks,
    )


def _measured(one: api.Indicateur, today: dt.date) -> bool:
    last = one.derniere
    return bool(one.depart and last and last.statut == "confirme" and last.year > today.year - RECENT)


def _means(found: Assessed) -> Findings:
    stopped = sorted(
        (one for one in found.actions if one.difficulty), key=lambda one: one.etat not in ("suspendue", "abandonnee")
    )
    told = [one for one in found.actions if api.sums_of(api.parts_of([one]))]
    money = api.sums_sentence(api.sums_of(api.parts_of(found.actions))) if told else ""
    whose = f"d'après {api.plural(len(told), 'fiche')} d'action sur {len(found.actions)}"
    posts = [post.fonction for action in found.actions for post in action.posts]
    return Findings(
        [_proof(False, one.difficulty, action=one.id) for one in stopped if one.difficulty],
        [api.capital(f"{money}, {whose}.")] * bool(money)
        + [f"{api.plural(len(posts), 'poste')} : {api.joined(posts)}."] * bool(posts),
        found.silent("Un montant pour l'action", (one for one in found.actions if one not in told)),
    )


def _lasting(found: Assessed) -> Findings:
    decided = [(one, one.suite) for one in found.actions if one.suite]
    fates = Counter(suite.decision for _, suite in decided)
    counted = [f"{fates[one]} {one.label}{'s' if fates[one] > 1 else ''}" for one in api.Decision if fates[one]]
    whole = f", sur {api.plural(len(found.actions), 'action')}."
    return Findings(
        [_proof(suite.motif, suite.motif or "", action=one.id) for one, suite in decided],
        [f"Suites décidées : {', '.join(counted)}{whole}"] * bool(counted),
        found.silent("La suite de l'action", (one for one in found.actions if not one.suite)),
    )


FINDERS = {
    CritereEvaluation.COHERENCE: _coherence,
    CritereEvaluation.PERTINENCE: _relevance,
    CritereEvaluation.ATTEINTE: _reached,
    CritereEvaluation.MOYENS: _means,
    CritereEvaluation.DURABILITE: _lasting,
}


# --- the command ---------------------------------------------------------------------------------


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "evaluation",
        help="le brouillon de l'évaluation d'un cadre : preuves, ce qui manque, à qui le demander",
    )
    parser.add_argument("cadre", metavar="CADRE", help="le nom de sa fiche : ctg, par exemple")
    parser.set_defaults(sinon="le brouillon serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the draft is written, 1 when it cannot be made or written, 2 for an unknown framework or one already drafted."""
    root = options.projet.resolve()
    catalogue = api.load(root)
    if not (cadre := catalogue.get(api.Cadre, options.cadre)):
        known = [one.id for one in catalogue.all(api.Cadre)]
        remedy = api.suggest(options.cadre, known, "Cadres") or "Créez-le : ctg nouveau cadre."
        print(f"Aucun cadre publié ne s'appelle « {options.cadre} ».\n    → {remedy}", file=sys.stderr)
        return 2
    name = f"data/{Evaluation.folder}/evaluation-{cadre.id}.yml"
    if (root / name).exists():
        print(f"{name} existe déjà.\n    → Complétez-la, ou donnez-lui un autre nom.", file=sys.stderr)
        return 2
    api.write_inside(root, name, draft(catalogue, cadre, catalogue.day))
    print(f"{name} est écrit. Complétez-le dans le formulaire, ou à la main.")
    return 0
