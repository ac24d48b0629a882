"""What a sentence claims of a record, its own or one that it names, and what the fields of that record say otherwise: where it
stands, since when it is open, who runs it, whom it takes, its price, its hours. Each claim is a line of :data:`CLAIMS`."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from ctg.checking import claims
from ctg.checking.rules import Checked, first_day
from ctg.checking.said_rules import EITHER, WordsFound, stems, times_said
from ctg.checking.sentences import FieldSaid, NamedRecords, ToldSentence, known_field, said_of_fields
from ctg.checking.time_rules import times_a_year
from ctg.common.problems import Location, Problems, fold, shown
from ctg.model import Action, Cadre, EtatSuite, Instance, Place, Record, Rencontre, Structure
from ctg.model.action import Decision, Etat
from ctg.reading.spoken.tokens import in_figures

# --- what places say ----------------------------------------------------------------------------------


# --- what plans say: posts, money, numbers ---------------------------------------------------------------


def _often(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """How often a body meets: that of the sentence, of the title, or of the meeting."""
    about = told.about.record
    for one in told.near.of(Instance):
        of_it = found[1] and about.folder == "rencontres" and about.instance == one.record.id
        if of_it or fold(one.record.nom) in fold(f"{told.text} {about.title}"):
            said, kept = (times_a_year(in_figures(text)) for text in (found[0], one.record.frequence or ""))
            days = [{*re.findall(r"\w+di\b|dimanche", fold(text))} for text in (found[0], one.record.frequence or "")]
            wrong = (said and kept and said != kept) or (all(days) and not days[0] & days[1])
            return known_field(told._replace(about=one), "frequence", wrong, f"« {one.record.frequence} »")
    return None


def _decided(told: ToldSentence, *decisions: Decision) -> FieldSaid | None:
    suite = told.one.record.suite if told.where == ("suite", "motif") else None
    return (FieldSaid(told.one, ("suite", "decision"), f"« {suite.decision.label} »") if suite
            and suite.decision in decisions else None)  # fmt: skip


# --- claims -------------------------------------------------------------------------------------------


class Claim(NamedTuple):
    """A form of words, the kinds of which it is said, and what a field of such a record says against it."""

    pattern: str
    of: type[Record] | tuple[type[Record], ...]
    against: Callable[[ToldSentence, WordsFound], FieldSaid | None]


_NO = r"(?:n'(?:a|ont|est|sont) (?:toujours |encore )?(?:pas|jamais) (?:encore |été |eu )*|pas encore |toujours pas )"
BEGUN = {Etat.EN_COURS, Etat.REALISEE}
AHEAD = {Etat.EN_PROJET, Etat.NON_ENGAGEE, Etat.EN_PREPARATION}
ASKED = {"rendez-vous", "orientation"}
KEPT = (Decision.RECONDUITE, Decision.MODIFIEE)
_IS = r"\b(?:est|sont|a été|ont été|reste)(?: désormais| enfin| maintenant| définitivement| finalement| encore| toujours)?"
STATES = (
    (rf"{_NO}(?:commenc|démarr|débu|ouver|lanc|vu le jour)(?!\w* (?:à|aux?|dans|le|la|son|sa) )|\bau point mort\b"
     rf"|\brien n'a (?:bougé|commencé)|{_IS} (?:en préparation|à l'étude|en projet)", BEGUN),
    (rf"{_IS} (?:abandonn|annul|supprim|enterr|arrêt|retir)\w+|\bne se fer(?:a|ont) (?:pas|jamais)\b|\babandon d[eu]\b"
     r"|\by renonce\b|\bmet(?:tent)? fin\b", {*BEGUN, Etat.EN_PREPARATION}),
    (rf"{_IS} (?:suspend|en pause|à l'arrêt|gel|stopp|interromp)\w*", {*BEGUN, Etat.ABANDONNEE}),
    (rf"\b(?:se poursui(?:t|vent)|continue(?:nt)?|suit son cours|bat son plein|va bon train|reprend|redémarre"
     r"|avan(?:ce|cent) (?:bien|vite|comme))\b"
     rf"|{_IS} (?:en cours|reconduit|prolong|maintenu|confirm|relanc|lanc|repris)\w*"
     r"|\b(?:a|ont) (?:enfin )?(?:commencé|démarré|repris)\b", {*AHEAD, Etat.ABANDONNEE, Etat.SUSPENDUE} - {Etat.EN_PREPARATION}),
    (rf"\b(?:a|ont) ouvert\b|{_IS} (?:ouvert|en service|en ligne|en place|inauguré)\w*\b|\ba abouti\b"
     r"|\b(?:roule|circule|fonctionne|tourne|ouvre|accueille \d+|ont lieu chaque)\b(?! (?:sa|son|ses(?! portes)|une|un|l)\b)",
     {*AHEAD, Etat.ABANDONNEE, Etat.SUSPENDUE}),
    (r"\b(?:ouvri|commence|démarre)r(?:a|ont)\b|\baur(?:a|ont) (?:bien )?lieu\b", {Etat.ABANDONNEE, Etat.SUSPENDUE}),
    (rf"{_IS} (?:terminé|achevé|bouclé|livré|fini)\w*", {*AHEAD, Etat.ABANDONNEE, Etat.SUSPENDUE, Etat.EN_COURS}),
)  # fmt: skip
"""What is said of an action, and the states that it cannot be in."""


def _state(impossible: set[Etat]) -> Callable[[ToldSentence, WordsFound], FieldSaid | None]:
    return lambda told, found: claims.state(told, impossible, found)


CLAIMS = (
    *(Claim(pattern, Action, _state(impossible)) for pattern, impossible in STATES),
    Claim(r"\bfaute d(?:e |'un )(?:financement|financeur|budget|moyens|crédits?|argent)|\b(?:aucun|sans) (?:financement|budget)",
          Action, lambda t, _: known_field(t, "moyens.financiers", any(line.realise for line in t.about.record.payments),
                                           "de l'argent payé")),
    Claim(r"\b(?:arrêter|s'arrête|abandonne[rz]?|abandonnée?)\b", Action, lambda t, _: _decided(t, *KEPT)),
    Claim(r"\b(?:continue|se poursuit|reconduit|prolongé)", Action, lambda t, _: _decided(t, Decision.ARRETEE)),
    Claim(r"\b(?:pas|jamais) (?:encore )?(?:fini|terminé|achevé)", Action, lambda t, _: _decided(t, Decision.ACHEVEE)),
    Claim(r"\b(?:a|ont) ouvert\b(?! ses inscriptions)", Structure,
          lambda t, _: known_field(t, "etat_fiche", t.about.record.etat_fiche == "brouillon", "un brouillon")),
    Claim(r"\b(?:(?:[lL]a|[cC]ette) convention(?: d'après| suivante)?|[eE]lle) (?:a été|est) signée\b", Cadre, claims.unsigned),
    Claim(r"\b(\d+)(?: places)? (?:à|au|aux) ([A-ZÉŒ][\w'’-]+(?:[- ][A-ZÉŒ][\w'’-]+)*)(?: en (\d{4}))?", Record, claims.placed),
    Claim(r"\b((?:[Cc]omité|[Cc]onseil|[Cc]ercle) (?:d[eu]s? )?\w+|[Rr]éunion(?: publique)?|[Aa]telier|[Ff]orum)\b"
          r"[^.;]{0,25} (?:du|le) (?:\w+di )?\d", Record, claims.met),
    Claim(r"\b((?:[Cc]omité|[Cc]onseil|[Cc]ercle) [^.;]*)?(?:se (?:réuni|tien)[^.;]+|\b\w+ fois par an\b)", Record, _often),
    Claim(r"\b(?:[gG]ér|[pP]ort|[tT]enu|[pP]ilot|[aA]nim|men|condui|coordonn)\w* par ([^.;]{3,80})", (Place, Action),
          lambda t, m: claims.run_by(t, m[1], t.near.subjects(t.text[: m.start()]) or claims.itself(t, m))),
    Claim(r"(?:^|, et |\. )([^,.;]{2,60}?)(?: la)? (?:gère|tient|porte|pilote|a ouvert)(?: aussi)? "
          r"((?!une? |des )(?:(?!, (?:et|qui|mais) (?!l))[^.;]){3,160})",
          Record, claims.runs),
    Claim(r"(, qu'(?:elle|il) (?:gère|tient)|, qui (?:la|le) (?:gère|tient))\b", Record, claims.runs_it),
    Claim(r"\b(?:fermée?s? (?:définitivement|pour toujours)|définitivement fermée?s?|n'existe plus|a fermé (?:ses portes"
          r"|pour toujours|définitivement)|a cessé (?:son activité|d'exister))", Place,
          lambda t, _: known_field(t, "nom", t.about is t.one and t.one.record.published, "une fiche publiée")),
    Claim(r"\b(?:[sS]eulement|[uU]niquement|[sS]ur) rendez-vous\b(?! (?:les?|pour|l.après-midi)\b)|\b[eE]nvoyée? par\b", Place,
          lambda t, _: known_field(t, "acces", t.about is t.one and t.one.record.access == "libre", "« libre »")),
    Claim(r"\b[aA]dresse\b[^.;]{0,30}\b(?:secrète|confidentielle|cachée|(?:n'est|pas) (?:donnée|publiée|communiquée))", Structure,
          lambda t, _: known_field(t, "adresse", t.about is t.one and t.one.record.adresse, "une adresse")),
    Claim(r"\b(?:n'(?:a|ont|est|sont)|ne (?:s'est|se sont|circule|roule|fonctionne|ouvre)) [^.;,]{0,25}\b(?:pas|jamais)\b"
          r"|\b\w{3,}(?:rait|raient)\b|\b(?:pas encore|toujours pas|reste(?:nt)? à|manque(?:nt)?)\b"
          r"|\b(?:est|sont) (?:repouss|report|suspend|abandonn|annul)\w*",
          Record, claims.done),
    Claim(r"\b[sS]ans (?:rendez-vous|inscription|s'inscrire|prévenir)\b(?!, ou| les?\b| pour)"
          r"|\bquand vous voulez\b|\bà l'improviste\b", Place,
          lambda t, _: known_field(t, "acces", t.about.record.access in ASKED, f"« {t.about.record.access} »")),
    Claim(r"(?:\b(?:en|ses|compte|réunit) |^)(\d+) (axes|actions)\b(?! sur)", Cadre, claims.count),
    Claim(r"\b(\d+|[aA]ucune) actions?\b(?: sur \d+)?[^.;,]{0,12}\b(?:sont|est) (?:termin|réalis|achev|arrêt|abandonn)[^.;,]*",
          Cadre, claims.count_over),
    Claim(r"\b(?:porte|mène|pilote|dans|gère|tien\w+|anime) (\d+) (actions|lieux|crèches|structures|services)\b", Record,
          claims.held),
    Claim(claims.NOT, Record, claims.never),
)  # fmt: skip


@cache
def _forms() -> list[tuple[re.Pattern[str], Claim]]:
    return [(re.compile(claim.pattern, re.MULTILINE), claim) for claim in (*CLAIMS, *(Claim(*said) for said in said_of_fields()))]


@lru_cache(10_000)  # a form, a preview, a portal read the same texts again and again
def _claims_in(text: str) -> list[tuple[re.Pattern[str], Claim]]:
    return [(form, claim) for form, claim in _forms() if form.search(text)]


def contradicted(checked: list[Checked[Record]]) -> Problems:
    """Warn, on both lines, of what a sentence says of a record, and its fields otherwise."""
    near, seen = NamedRecords(checked), set[tuple[str, Location]]()
    for one in checked:
        for where, traits, text in one.texts:
            if traits.interne or "://" in text or len(text) < 8 or " " not in text:
                continue
            sentences = re.split(r"(?<=[.!?;])\s|\n", in_figures(text))
            said_there = _claims_in("\n".join(sentences))
            for sentence in sentences if said_there else ():
                found = [(form, claim) for form, claim in said_there if form.search(sentence)]
                about = near.about(one, where, sentence) if found else []
                every = [(claim, said, subject) for form, claim in found for subject in about
                         if isinstance(subject.record, claim.of) for said in form.finditer(sentence)]  # fmt: skip
                for claim, said, subject in every:
                    if known := claim.against(ToldSentence(one, where, sentence, subject, near), said):
                        yield from known.against(one, where, shown(said[0].strip()), seen)


# --- what is done, said twice ---------------------------------------------------------------------------

NOT_BEGUN = {Etat.EN_PROJET, Etat.NON_ENGAGEE}
UNLIKE = {
    EtatSuite.REALISEE: {*NOT_BEGUN, Etat.ABANDONNEE, Etat.SUSPENDUE}, EtatSuite.NON_RETENUE: {Etat.REALISEE, Etat.EN_COURS},
    EtatSuite.PREVUE: {Etat.REALISEE, Etat.ABANDONNEE}, EtatSuite.A_L_ETUDE: {Etat.REALISEE},
    EtatSuite.EN_COURS: {Etat.ABANDONNEE},
}  # fmt: skip
"""What became of a request, and the states in which the action that is just that cannot be."""


def requests_as_actions(one: Checked[Rencontre]) -> Problems:
    """Warn of a request said done, or not, otherwise than the action that bears its words."""
    for i, suite in enumerate(one.record.suites):
        action = one.world.get(Action, suite.action)
        shared = stems(suite.texte) & stems(action.titre) if action else frozenset()
        if not (action and suite.etat) or len(shared) < 2 or len(shared) * 2 < len(stems(suite.texte)):
            continue
        last = action.last_state and action.last_state.etat
        begins = action.calendrier and action.calendrier.debut
        early = suite.etat == EtatSuite.REALISEE and begins and first_day(begins) > one.world.today
        if last in UNLIKE.get(suite.etat, set()) or early:
            said = last.label if last and not early else f"prévue en {begins.year}" if begins else ""
            yield one.warning(f"suites.{i}.etat", f"« {suite.etat.label} », et {action.file} est {said}.", EITHER)


_TOOK_PLACE = (
    r"\b(?:a|ont) (?:bien )?(?:eu lieu|ouvert|commencé|démarré|été (?:fait|créé|réalisé|inauguré))|\bc'est fait\b"
    r"|\b(?:roule|circule|fonctionne|existe|tourne|accueille|passe|en place|en service|ouvert|ouverte) depuis\b"
)
_GIVEN_UP = r"\b(?:annul|abandonn|renonc)\w*|\bn'(?:aura|a) (?:pas|jamais) (?:eu )?lieu\b|\bne se fera(?:it)? pas\b"
ANSWERED = {
    EtatSuite.REALISEE: rf"{_GIVEN_UP}|^(?:ce|elle|il) (?:sera|ouvrira|commencera)\b", EtatSuite.EN_COURS: _GIVEN_UP,
    EtatSuite.PREVUE: f"{_TOOK_PLACE}|{_GIVEN_UP}", EtatSuite.A_L_ETUDE: f"{_TOOK_PLACE}|{_GIVEN_UP}",
    EtatSuite.NON_RETENUE: rf"{_TOOK_PLACE}|\bà l'(?:essai|étude)\b|\b(?:ouvri|commence|démarre)ra\b|\baura lieu\b|\best prévu",
}  # fmt: skip
"""What no answer says of a request in such a state."""


_DUE = re.compile(r"\b(?:annonc|prév|promis|attend|programm|fix)\w* (?:pour|en|à|au|d'ici|avant) [^.;]*")


def answers_as_stated(one: Checked[Rencontre]) -> Problems:
    """Warn of an answer to a request that says another state than its own."""
    for i, suite in enumerate(one.record.suites):
        found = re.search(ANSWERED[suite.etat], suite.reponse or "", re.IGNORECASE) if suite.etat else None
        if found and suite.etat:
            told = f"« {suite.etat.label} », et la réponse dit « {found[0]} »."
            yield from one.each(dict.fromkeys((f"suites.{i}.etat", f"suites.{i}.reponse")), told, EITHER)
        due = suite.echeance
        awaited = _DUE.search(suite.reponse or "")
        for name, text in (("choix", suite.choix or ""), ("reponse", awaited[0] if awaited else "")):
            months = {(time.year, time.month) for time in times_said(text, due.year) if time.month} if due else set()
            if due and due.month and months and (due.year, due.month) not in months:
                yield from one.each((f"suites.{i}.{name}", f"suites.{i}.echeance"), "Ces deux champs disent deux mois.", EITHER)


def _seen_done(one: Checked[Action]) -> Iterator[tuple[Location, frozenset[str], int]]:
    """What the reports and the states of an action say that it did, and the year."""
    for where, _, text in one.texts:
        beside = one.beside(where) if where[0] in ("bilans", "etats") else {}
        if year := beside.get("annee") or getattr(beside.get("date"), "year", None):
            for sentence in re.split(r"[.!?]\s", text):
                yield where, claims.topics(sentence), year


def steps_as_told(one: Checked[Action]) -> Problems:
    """Warn of a step that is done in an action that never began, or not done, when a later one is, or a state or a report
    tells it."""
    states = one.record.etats
    steps = one.record.calendrier.etapes if one.record.calendrier else ()
    for i, step in enumerate(steps):
        where = f"calendrier.etapes.{i}"
        if step.fait and states and all(state.etat in NOT_BEGUN for state in states):
            told = f"« {shown(step.titre)} » est fait, et l'action n'a pas commencé."
            yield from one.each((f"{where}.fait", f"etats.{len(states) - 1}.etat"), told, EITHER)
        if step.fait is False and any(other.fait for other in steps[i + 1 :]):
            told = f"« {shown(step.titre)} » n'est pas fait, et une étape d'après l'est."
            yield one.warning(f"{where}.fait", told, EITHER)
        step_words = claims.topics(step.titre) if step.fait is False and first_day(step.date) <= one.world.today else frozenset()
        for line, words, year in _seen_done(one) if step_words and not step_words <= claims.VERBS.keys() else ():
            beside = one.beside(line).get("date")
            same = stems(step.titre) & stems(str(one.beside(line).get("note"))) if beside else frozenset()
            of_then = beside and same and first_day(beside).month == first_day(step.date).month
            if step.date.year == year and (step_words <= words or of_then):
                told = f"« {shown(step.titre)} » n'est pas fait, et un texte de {year} le raconte."
                yield from one.each((f"{where}.fait", line), told, EITHER)
                break
