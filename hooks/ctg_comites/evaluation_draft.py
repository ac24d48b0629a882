"""``ctg document evaluation``: the draft of an evaluation, a sheet to complete. It has all that the records say of the framework
(its actions and indicators, counted; the meetings where inhabitants were asked; what is not written), and no judgement."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ctg import api
from ctg_comites.evaluation_kind import AvisEvaluation, CritereEvaluation, ForcePreuve
from ctg_comites.year_words import of_actions


@dataclass(frozen=True)
class Assessment:
    """A framework seen through its actions, their indicators, and the meetings where inhabitants were asked."""

    cadre: api.Cadre
    axes: tuple[api.Axe, ...]
    actions: tuple[api.Action, ...]
    figures: tuple[api.Indicateur, ...]
    """Those that its actions name."""
    consulted: tuple[api.Rencontre, ...]
    """Oldest first."""
    diagnoses: tuple[api.Diagnostic, ...]


def assess(catalogue: api.Catalogue, cadre: api.Cadre, today: dt.date) -> Assessment:
    """What the published records say of a framework on a day."""
    actions = catalogue.of_the_convention(api.Action, cadre)
    named = {id for action in actions for id in action.indicateurs}
    return Assessment(
        cadre,
        catalogue.of_the_convention(api.Axe, cadre),
        actions,
        tuple(figure for figure in catalogue.all(api.Indicateur) if figure.id in named),
        consulted(catalogue, cadre, actions, today),
        catalogue.all(api.Diagnostic),
    )


def consulted(
    catalogue: api.Catalogue, cadre: api.Cadre, actions: tuple[api.Action, ...], today: dt.date
) -> tuple[api.Rencontre, ...]:
    """The consultations that are over: of a convention, those of its years; of any framework, those that led to its actions."""
    own = {action.id for action in actions}

    def belongs(meeting: api.Rencontre) -> bool:
        day, of_it = meeting.date.first, cadre.is_ctg and api.framework(catalogue, meeting).is_ctg
        return bool(own & set(meeting.naming("actions"))) or (
            of_it and cadre.begins <= day <= (cadre.end.latest if cadre.end else day)
        )

    over = api.past((meeting for meeting in catalogue.all(api.Rencontre) if meeting.asks_inhabitants), today)
    return tuple(meeting for meeting in reversed(over) if belongs(meeting))


LONGEST = 200
"""Characters of what a proof shows: beyond, the record itself is to be read."""
TO_WRITE = (
    f"# À écrire : jugement: {{avis: {AvisEvaluation.listed(' ou ')}, texte: …, force: {ForcePreuve.listed(' ou ')}}}",
    "# À écrire : recommandations: [{texte: …, actions: […]}]",
)


def draft(catalogue: api.Catalogue, cadre: api.Cadre, today: dt.date) -> str:
    """The text of the sheet. The same records on the same day give the same text."""
    found = assess(catalogue, cadre, today)
    head: dict[str, api.Value] = {"titre": f"Évaluation : {cadre.title}", "cadre": cadre.id}
    head |= {"limites": "\n\n".join(gaps(found))} if any(gaps(found)) else {}
    lines = [
        f"## Brouillon tiré des fiches du site, le {api.date_fr(today)}. Rien n'y est jugé : les réponses sont à vous.",
        "## Mettez-le dans data/evaluations/. Posez vos propres questions, complétez ce qui est « à écrire »,",
        "## puis lancez « ctg verifier ». « limites » dit ce que les fiches ne savent pas : complétez-les, puis relancez.",
        *(line for name, value in head.items() for line in api.field_lines(name, value)),
        "# À écrire : methode, rendue_le, sources",
        "etat_fiche: brouillon",
        "questions:",
        *(line for criterion in CritereEvaluation for line in _question(catalogue, found, criterion)),
    ]
    return "\n".join(lines) + "\n"


def _question(catalogue: api.Catalogue, found: Assessment, criterion: CritereEvaluation) -> Iterator[str]:
    evidence, facts = FINDERS[criterion](catalogue, found)
    yield f"  - critere: {criterion}"
    yield f"    question: {api.scalar(criterion.guide)}"
    if evidence:
        yield "    preuves:"
        yield from (f"      - {api.flow(one)}" for one in evidence)
    else:
        yield "    # À écrire : preuves. Les fiches n'en donnent aucune."
    if facts:
        yield "    constats:"
        yield from (f"      - {api.scalar(one)}" for one in facts)
    yield from (f"    {line}" for line in TO_WRITE)


# --- what answers each criterion: (evidence, facts) ----------------------------------------------

Evidence = list[dict[str, api.Value]]
Prefilled = tuple[Evidence, list[str]]


def _coherence(catalogue: api.Catalogue, found: Assessment) -> Prefilled:
    documents: Evidence = [{"document": {"titre": d.titre, "url": d.url}} for d in found.cadre.documents]
    others = [cadre.title for cadre in catalogue.all(api.Cadre) if cadre is not found.cadre]
    size = f"{api.plural(len(found.axes), 'axe')} et {api.plural(len(found.actions), 'action')}."
    return documents, [
        *([size] if found.axes or found.actions else []),
        *([f"Autres plans du territoire : {api.joined(others)}."] if others else []),
    ]


def _relevance(_catalogue: api.Catalogue, found: Assessment) -> Prefilled:
    evidence: Evidence = [{"diagnostic": one.id} for one in found.diagnoses]
    evidence += [{"rencontre": one.id} for one in found.consulted if one.resultats]
    return evidence, [f"Constat du début : {text}" for text in found.cadre.constats]


def _reached(_catalogue: api.Catalogue, found: Assessment) -> Prefilled:
    followed = [one for one in found.figures if one.cible and one.derniere]
    return [{"indicateur": one.id} for one in followed], [
        api.progress(found.actions),
        *(f"{one.nom} : {api.figure(one)}" for one in followed),
    ]


def _means(_catalogue: api.Catalogue, found: Assessment) -> Prefilled:
    evidence: Evidence = [{"action": a.id, "montre": _short(a.difficulty)} for a in found.actions if a.difficulty]
    told, sums = sum(bool(_money(one)) for one in found.actions), api.sums_of(api.parts_of(found.actions))
    whose = f"d'après {api.plural(told, 'fiche')} d'action sur {len(found.actions)}"
    facts = [api.capital(f"{api.sums_sentence(sums)}, {whose}.")] if sums else []
    posts = [post for action in found.actions if action.moyens for post in action.moyens.postes]
    return evidence, [
        *facts,
        *([f"{api.plural(len(posts), 'poste')} : {api.joined(p.fonction for p in posts)}."] if posts else []),
    ]


def _money(action: api.Action) -> api.Sums:
    """What it says of its money: nothing, when only that somebody pays."""
    return api.sums_of(api.parts_of([action]))


def _lasting(_catalogue: api.Catalogue, found: Assessment) -> Prefilled:
    decided = [action for action in found.actions if action.suite]
    fates = Counter(action.suite.decision for action in decided if action.suite)
    counted = [f"{fates[one]} {one.label}{'s' if fates[one] > 1 else ''}" for one in api.Decision if fates[one]]
    evidence: Evidence = []
    for action in decided:
        why = action.suite.motif if action.suite else None
        evidence.append({"action": action.id} | ({"montre": _short(why)} if why else {}))
    return evidence, [
        f"Suites décidées : {', '.join(counted)}, sur {api.plural(len(found.actions), 'action')}."
    ] if counted else []


def _participation(_catalogue: api.Catalogue, found: Assessment) -> Prefilled:
    evidence: Evidence = []
    for meeting in found.consulted:
        told = api.outcome(meeting.suites)
        evidence.append({"rencontre": meeting.id} | ({"montre": _short(f"{told}.")} if told else {}))
    demands = api.outcome([suite for meeting in found.consulted for suite in meeting.suites])
    facts = [f"{api.plural(len(found.consulted), 'consultation')}."] if found.consulted else []
    return evidence, [*facts, *([f"{demands}."] if demands else [])]


FINDERS = {
    CritereEvaluation.COHERENCE: _coherence,
    CritereEvaluation.PERTINENCE: _relevance,
    CritereEvaluation.ATTEINTE: _reached,
    CritereEvaluation.MOYENS: _means,
    CritereEvaluation.DURABILITE: _lasting,
    CritereEvaluation.PARTICIPATION: _participation,
}


def _short(text: str) -> str:
    return textwrap.shorten(text, LONGEST, placeholder=" …")


# --- what the records do not say -----------------------------------------------------------------


LACKING: tuple[tuple[str, Callable[[api.Action], object]], ...] = (
    ("L’avancement", lambda action: action.etat),
    ("Le montant", _money),
    ("Les indicateurs", lambda action: action.indicateurs),
    ("La suite décidée", lambda action: action.suite),
)
"""What an evaluator will miss in an action."""


def gaps(found: Assessment) -> list[str]:
    """Sentences about what an evaluator will miss in the records; empty when nothing lacks."""
    if not found.actions:
        return ["Aucune action de ce cadre n'est publiée : il n'y a rien à évaluer d'après les fiches."]
    told = [of_actions(what, [one for one in found.actions if not known(one)], len(found.actions)) for what, known in LACKING]
    for what, known in (("sans valeur", lambda one: one.derniere), ("sans cible", lambda one: one.cible)):
        silent = [f"« {one.nom} »" for one in found.figures if not known(one)]
        told += [f"{api.plural(len(silent), 'indicateur')} {what} : {api.joined(silent)}."] if silent else []
    told += [] if found.consulted else ["Aucune consultation des habitants n'est écrite."]
    told += [] if found.diagnoses else ["Aucun diagnostic n'est écrit."]
    return [f"Non renseigné : {text[0].lower()}{text[1:]}" if text.startswith("L") else text for text in told if text]


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "evaluation", help="le début de l'évaluation d'un cadre : tout ce que les fiches en savent, et ce qui manque"
    )
    parser.add_argument("cadre", metavar="CADRE", help="le nom de sa fiche : ctg, par exemple")
    parser.add_argument("fichier", action=api.Output, nargs="?", metavar="FICHIER", help="où écrire (sans lui : à l'écran)")
    api.add_replace(parser)
    parser.set_defaults(sinon="le brouillon serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the draft is written or shown, 1 when it cannot be made or written, 2 for an unknown framework."""
    catalogue = api.load(options.projet.resolve())
    cadre = catalogue.get(api.Cadre, options.cadre)
    if not cadre:
        known = [one.id for one in catalogue.all(api.Cadre)]
        print(f"Aucun cadre publié ne s'appelle « {options.cadre} ».", file=sys.stderr)
        remedy = api.suggest(options.cadre, known, "Cadres") or "Créez-le : ctg nouveau cadre."
        print(f"    → {remedy}", file=sys.stderr)
        return 2
    text = draft(catalogue, cadre, catalogue.day)
    if not options.fichier:
        print(text, end="")
        return 0
    api.write(options.fichier, text)
    print(f"{options.fichier} est écrit. Complétez-le, puis mettez-le dans data/evaluations/.")
    return 0
