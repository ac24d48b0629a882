"""What a sentence claims of a record, its own or one that it names, and what the fields of that record say otherwise: where it
stands, since when it is open, who runs it, whom it takes, its price, its hours. Each claim is a line of :data:`CLAIMS`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from ctg.checking import claims as plan
from ctg.checking import place_claims as places
from ctg.checking.rules import Checked, first_day, last_day
from ctg.checking.said_rules import EITHER
from ctg.checking.subjects import FieldSaid, NamedRecords, ToldSentence, known_field, stems
from ctg.checking.time_rules import SEASONS
from ctg.common.phrases import MONTHS
from ctg.common.problems import Location, Problem, shown
from ctg.model.action import Action, Decision, Etat
from ctg.model.fields import Part
from ctg.model.framework import Cadre
from ctg.model.meeting import EtatSuite, Instance, Rencontre
from ctg.model.place import Acces, Place
from ctg.model.record import Record
from ctg.model.structure import Structure
from ctg.reading.spoken.tokens import in_figures

# --- claims -------------------------------------------------------------------------------------------


class Claim(NamedTuple):
    """A form of words, the kinds of which it is said, and what a field of such a record says against it."""

    pattern: str
    of: type[Part] | tuple[type[Part], ...]
    against: Callable[[ToldSentence, re.Match[str]], FieldSaid | None]


_NO = r"(?:n'(?:a|ont|est|sont) (?:toujours |encore )?(?:pas|jamais) (?:encore |été |eu )*|pas encore |toujours pas )"
_HOUR = r"(\d{1,2}) ?(?:h|heures?)(?: ?(\d\d|et demie|et quart))?\b"
BEGUN = {Etat.EN_COURS, Etat.REALISEE}
AHEAD = {Etat.EN_PROJET, Etat.NON_ENGAGEE, Etat.EN_PREPARATION}
ASKED = {Acces.RENDEZ_VOUS, Acces.ORIENTATION}
KEPT = (Decision.RECONDUITE, Decision.MODIFIEE)
_WHEN = (
    rf"(?: le (?:\w+ )?\d| en (?:{'|'.join(MONTHS)})\b| en \d{{4}}| depuis| dès| fin| début"
    r"| à la rentrée| au printemps| à l'(?:été|automne))"
)
_IS = r"\b(?:est|sont|a été|ont été|reste)(?: désormais| enfin| maintenant| définitivement| finalement| encore| toujours)?"
STATES = (
    (rf"{_NO}(?:commenc|démarr|débu|ouver|lanc|vu le jour)(?!\w* (?:à|aux?|dans|le|la|son|sa) )|\bau point mort\b"
     rf"|\brien n'a (?:bougé|commencé)|{_IS} (?:en préparation|à l'étude|en projet)", BEGUN),
    (rf"{_IS} (?:abandonn|annul|supprim|enterr)\w+|\bne se fer(?:a|ont) (?:pas|jamais)\b",
     {*BEGUN, Etat.EN_PREPARATION, Etat.SUSPENDUE}),
    (rf"{_IS} (?:arrêt|retir)\w+|\babandon d[eu]\b|\by renonce\b|\bmet(?:tent)? fin\b"
     r"|\bn'ira pas plus loin\b|\bs'arrête(?:nt)?(?=[.;,]| en | fin | définitivement)", {*BEGUN, Etat.EN_PREPARATION}),
    (rf"{_IS} (?:suspend|en pause|à l'arrêt|gel|stopp|interromp)\w*", {*BEGUN, Etat.ABANDONNEE}),
    (rf"{_IS} (?:repouss|report|différ)\w+", {Etat.REALISEE, Etat.ABANDONNEE}),
    (rf"\b(?:se poursui(?:t|vent)|continuent?|suit son cours|bat son plein|va bon train|reprend|redémarre)\b"
     rf"|{_IS} (?:en cours|reconduit|prolong|maintenu|confirm|relanc|lanc|repris)\w*"
     r"|\b(?:a|ont) (?:enfin )?(?:commencé|démarré|repris)\b", {*AHEAD, Etat.ABANDONNEE, Etat.SUSPENDUE} - {Etat.EN_PREPARATION}),
    (rf"\b(?:a|ont) ouvert\b|{_IS} (?:ouvert|en service|en ligne|en place|inauguré)\w*\b|\ba abouti\b"
     r"|\b(?:roule|circule|fonctionne|ouvre)\b(?! (?:sa|son|ses|une|un|l)\b)", {*AHEAD, Etat.ABANDONNEE, Etat.SUSPENDUE}),
    (rf"{_IS} (?:terminé|achevé|bouclé|livré|fini)\w*", {*AHEAD, Etat.ABANDONNEE, Etat.SUSPENDUE, Etat.EN_COURS}),
)  # fmt: skip
"""What is said of an action, and the states that it cannot be in."""
CLAIMS = (
    *(Claim(pattern, Action, partial(plan.state, impossible)) for pattern, impossible in STATES),
    Claim(r"\b(?:[aA]rrêt(?:er?|ée?s?|ent)|prend fin|se termine|s'achève|(?:reconduit|prolong|dure)\w*\b[^.;]{0,20}\bjusqu)\b",
          Action, plan.until),
    Claim(r"\b(?:[oO]uvr|[oO]uvert|inaugur|[cC]ommenc|[dD]émarr|[cC]ircul|[rR]oul|[dD]epuis)\w* "
          r"(?:\w+ )?(?:le|depuis le) (?:\w+di )?\d",
          Action, plan.began),
    Claim(rf"\bavant (?:l'|le |la |fin )?(?:({'|'.join(SEASONS)}) )?(20\d\d)\b", Rencontre, plan.not_before),
    Claim(r"\b(?:poste|emploi)s?\b[^.]{0,40}\bvacants?\b|\bpersonne n'a (?:postulé|candidaté)\b"
          r"|\bpas (?:encore )?(?:pu )?(?:été )?recrut",
          Action, plan.vacant),
    Claim(r"\bfaute d(?:e |'un )(?:financement|budget|moyens|crédits?|argent)|\b(?:aucun|sans) (?:financement|budget)",
          Action, plan.paid),
    Claim(r"\bà temps (?:plein|complet)\b", Action, lambda t, _: plan.part_time(t, True)),
    Claim(r"\bà mi-temps\b", Action, lambda t, _: plan.part_time(t, False)),
    Claim(r"\b(?:arrêter|s'arrête|abandonne[rz]?|abandonnée?)\b", Action, lambda t, _: plan.decided(t, *KEPT)),
    Claim(r"\b(?:continue|se poursuit|reconduit|prolongé)", Action, lambda t, _: plan.decided(t, Decision.ARRETEE)),
    Claim(r"\b(?:pas|jamais) (?:encore )?(?:fini|terminé|achevé)", Action, lambda t, _: plan.decided(t, Decision.ACHEVEE)),
    Claim(rf"\b(?:ouvr|ouver|cré|lanc|n|inaugur|démarr)\w*{_WHEN}"
          r"|\b(?:roule|circule|fonctionne|existe) depuis\b|\bdepuis \d+ ans\b",
          Structure, plan.born),
    Claim(r"\b(?:n'a|n'est) (?:toujours )?(?:pas|jamais) (?:encore )?ouver|\b(?:est|reste) fermée? définitivement", Structure,
          places.is_open),
    Claim(r"\b(?:a|ont) ouvert\b(?! ses inscriptions)", Structure,
          lambda t, _: known_field(t, "etat_fiche", t.about.record.etat_fiche == "brouillon", "un brouillon")),
    Claim(r"\b(?:[cC]onvention|CTG)(?: territoriale globale)?(?: \(CTG\))?(?: (?:du |de la |d')[^,.;]{3,40})?,? "
          r"(?:a été |est )?signée?(?: à \w+)? le \d", Record, plan.signed),
    Claim(r"\b(?:[lL]a|[cC]ette) convention (?:a été|est) signée\b", Cadre, plan.unsigned),
    Claim(r"\bconvention(?: (?!précéd|ancien|suivant)\w+){0,3} (?:s'achève|se termine|prend fin|finit|expire|s'arrête)\b",
          Cadre, plan.over),
    Claim(r"\b((?:[Cc]omité|[Cc]onseil|[Cc]ercle) (?:d[eu]s? )?\w+|[Rr]éunion(?: publique)?|[Aa]telier|[Ff]orum)\b"
          r"[^.;]{0,25} (?:du|le) (?:\w+di )?\d", Record, plan.met),
    Claim(r"\b((?:[Cc]omité|[Cc]onseil|[Cc]ercle) (?:d[eu]s? )?\w+) se réuni\w+ (\d+) fois par an\b", Record, plan.often),
    Claim(r"\b\d+ (habitants|membres|jeunes|enfants) sur (\d+)\b", Rencontre, plan.members),
    Claim(r"\b(?:[gG]ér|[pP]ort|[tT]enu|[pP]ilot|[aA]nim|men|condui|coordonn)\w* par ([^.;]{3,80})", (Place, Action),
          lambda t, m: plan.run_by(t, m[1], t.near.subjects(t.text[: m.start()]) or plan.itself(t, m))),
    Claim(r"(?:^|, et |\. )([^,.;]{2,60}?)(?: la)? (?:gère|tient|porte|pilote)(?: aussi)? "
          r"((?!une? |des )(?:(?!, (?:et|qui|mais) (?!l))[^.;]){3,160})",
          Record, plan.runs),
    Claim(rf"\b(?:s'arrête|ferme) à {_HOUR}", Place, lambda t, m: places.at(t, places.hour(m), "fin")),
    Claim(rf"\bouvr(?:e|ons|ira|ir) (?:[\w ]+ )?(?:à|dès) {_HOUR}", Place, lambda t, m: places.at(t, places.hour(m), "debut")),
    Claim(rf"\b(?:fermée?s?|sauf|hormis)(?: à| en| l')? ?(?i:({'|'.join(SEASONS)}))\b",
          Place, lambda t, m: places.season(t, m, True)),
    Claim(rf"\b[oO]uverte?s? (?:tout |même |aussi |toute? )*(?:l'|en |à |au )(?i:({'|'.join(SEASONS)}))\b",
          Place, lambda t, m: places.season(t, m, False)),
    Claim(r"\b(?:les |des |aux |de |entre |pour )(\d{1,2}) ?(?:-|à|et) ?(\d{1,2}) ans\b", (Place, Action), places.beyond),
    Claim(r"\b(?:[mM]oins de|[jJ]usqu'à|[dD]ès|[àÀ] partir de) (\d{1,2}) ans\b", Place, places.bound),
    Claim(r"\b(?:pas|jamais|aucun\w*)\b[^.;]{0,40}\b"
          r"(?:avant(?: l'âge de)? |moins d(?:e |')|plus d(?:e |')|après )(\d{1,2}) (ans?|mois)\b",
          Place, places.refused),
    Claim(r"\b(?:tous les (?:jours|soirs|matins)(?! d)|chaque (?:jour|soir)|(7) jours sur 7|du lundi au (\w+di|dimanche))\b",
          Place, places.days),
    Claim(r"\b(?:fermée?s? (?:définitivement|pour toujours)|définitivement fermée?s?|n'existe plus|a fermé (?:ses portes"
          r"|pour toujours|définitivement)|a cessé (?:son activité|d'exister))", Place,
          lambda t, _: known_field(t, "nom", t.about is t.one and t.one.record.published, "une fiche publiée")),
    Claim(r"\b(?:[sS]eulement|[uU]niquement|[sS]ur) rendez-vous\b(?! (?:les?|pour|l.après-midi)\b)", Place,
          lambda t, _: known_field(t, "acces", t.about is t.one and t.one.record.access is Acces.LIBRE, "« libre »")),
    Claim(r"\b[êÊ]tre orientée?s?\b|\b[sS]ur orientation\b", Place,
          lambda t, _: known_field(t, "acces", t.about is t.one and t.one.record.access is Acces.LIBRE, "« libre »")),
    Claim(r"\bde (\d{1,3}) places\b(?! de (?:parking|cinéma))", Structure, places.size),
    Claim(r"\b(?:n'(?:a|ont|est|sont)|ne (?:s'est|se sont|circule|roule|fonctionne|ouvre)) [^.;,]{0,25}\b(?:pas|jamais)\b"
          r"|\bpas encore\b|\btoujours pas\b|\breste(?:nt)? à\b|\b(?:est|sont) (?:repouss|report|suspend|abandonn|annul)\w*",
          Record, plan.done),
    Claim(r"\b[sS]ans (?:rendez-vous|inscription|s'inscrire|prévenir)\b(?!, ou| les?\b| pour)"
          r"|\bquand vous voulez\b|\bà l'improviste\b", Place,
          lambda t, _: known_field(t, "acces", t.about.record.access in ASKED, f"« {t.about.record.access} »")
          or places.by_appointment(t)),
    Claim(r"\b(?:c'est|est|entièrement|totalement) gratuite?s?\b(?! (?:pour l|sur|avant|le|les|;))"
          r"|\bne pa(?:ie|y)\w+ rien\b|\bsans rien payer\b|\brien à payer\b", (Place, Action),
          lambda t, _: places.priced(t, free=False)),
    Claim(r"\b(?:(?:[aA]dhésion|[iI]nscription|[eE]ntrée|[sS]éance|[pP]articipation|[aA]ccueil)\b"
          r"[^.,;]{0,20} (?:coûte|est|de) \d|payante?s?\b)",
          Place,
          lambda t, _: places.priced(t, free=True)),
    Claim(r"\b[iI]nscription obligatoire|\b(?:il faut|faut) s'inscrire",
          Place, lambda t, _: places.text_of(t, r"sans (?:s'inscrire|inscription)")),
    Claim(r"\b(?:sans|pas d'|ni) ?ascenseur|\b(?:pas|non|in)[ -]?accessible|\d marches\b", Place,
          lambda t, _: places.text_of(t, r"pas de marche|de plain-pied|un ascenseur|une rampe")),
    Claim(r"\brepas (?:sont |est )?(?:\w+ )?(?:fournis?|cuisinés? sur place|préparés? sur place)", Place,
          lambda t, _: places.text_of(t, r"repas (?:est |sont )?apportés?|apporte\w* (?:le|son|leur) repas")),
    Claim(r"(?:\b(?:en|ses|compte|réunit) |^)(\d+) (axes|actions)\b(?! sur)", Cadre, plan.count),
    Claim(r"\baxes\b[^.]*\bet (\d+) (actions)\b", Cadre, plan.count),
    Claim(r"\b(aide|bourse|prime|caution|adhésion|cotisation|forfait|subvention|contre)(?: de)? (\d[\d ]*) ?(€|euros|heures)",
          (Place, Action), places.same_amount),
    Claim(r"(\d[\d ]*) ?(?:€|euros)[^.;]{0,30}\b(?:payé|versé|financé|apporté)\w* par ([^.;,]{3,60})", Action, plan.funder),
    Claim(r"(?:payé|financé|pris en charge)\w* par (?:le |la |l')?([^.;,]{4,60})", Action, plan.scheme),
    Claim(plan.NOT, Record, plan.never),
    Claim(r"^(.{3,80}?)\bpréside\b", Instance, plan.chairs),
    Claim(r"\b(\d+) (?:places )?à ([A-ZÉŒ][\w'-]+(?: [A-Z][\w'-]+)*) en (\d{4})\b", Record, plan.opened_there),
    Claim(r"\b(accueille|compte|offre|dispose de|propose|a ouvert(?: ses)?|reçoit) (\d+) (places|enfants|bébés)\b",
          Structure, places.places),
    Claim(r"(?:\b(?:[cC]haque|[tT]ous les|[lL]es?|[dD]u) (\w+di|dimanche)s?\b,? )?"
          r"\bde (\d{1,2}) ?h(?:eures)? ?(\d\d)? à (\d{1,2}) ?h(?:eures)? ?(\d\d)?",
          Place, places.at_day),
    Claim(r"(?:\bdans l'ancien\w* |\b[sS]itué\w* |\b[iI]nstallé\w* )"
          r"[^.,;]{0,30}?\b(?:d[e'] ?|à )([A-ZÉŒ][\w'’-]+(?: [A-Z][\w'-]+)*)",
          Structure, places.elsewhere),
    Claim(r"\bconfi\w+ la petite enfance\b", Cadre, plan.transferred),
    Claim(r"\b[aA]ucune? ([\w-]*crèche|ludothèque|centre social|espace jeunes|accueil de loisirs) dans (\d+) communes\b",
          Record, places.without),
    Claim(r"\b(?:[lL]es|des|aux|nos) (\d+) "
          r"([\w-]*crèches|ludothèques|centres sociaux|espaces jeunes|accueils de loisirs)\b",
          Record, places.how_many),
)  # fmt: skip


def claims(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn, on both lines, of what a sentence says of a record, and its fields otherwise."""
    near, forms = NamedRecords(checked), [(re.compile(claim.pattern, re.MULTILINE), claim) for claim in CLAIMS]
    seen: set[tuple[str, Location]] = set()
    for one in checked:
        for where, traits, text in one.texts:
            if traits.interne or "://" in text or len(text) < 8 or " " not in text:
                continue
            sentences = re.split(r"(?<=[.!?;])\s|\n", in_figures(text))
            lines = "\n".join(sentences)
            said_there = [(form, claim) for form, claim in forms if form.search(lines)]
            for sentence in sentences if said_there else ():
                found = [(form, claim) for form, claim in said_there if form.search(sentence)]
                about = near.about(one, where, sentence) if found else []
                for (form, claim), subject in product(found, about):
                    for said in form.finditer(sentence) if isinstance(subject.record, claim.of) else ():
                        if known := claim.against(ToldSentence(one, where, sentence, subject, near), said):
                            yield from _both(one, where, shown(said[0].strip()), known, seen)


def _both(one: Checked[Any], where: Location, words: str, known: FieldSaid, seen: set[tuple[str, Location]]) -> Iterator[Problem]:
    whose = "la fiche" if known.one is one else f"« {known.one.record.title} » ({known.one.record.file})"
    yield one.warning(where, f"« {words} », quand {whose} dit {known.words}.", EITHER)
    if (at := (known.one.record.key, known.where)) not in seen and (known.one is not one or known.where != where):
        seen.add(at)
        whose = "une phrase de la fiche" if known.one is one else f"« {one.record.title} » ({one.record.file})"
        yield known.one.warning(known.where, f"{whose[0].upper()}{whose[1:]} dit « {words} ».", EITHER)


def places_as_planned(checked: list[Checked[Action]]) -> Iterator[Problem]:
    """Warn of a structure that goes to as many communes as the action that names it, all the same but one."""
    for one in checked:
        for id in one.record.structures:
            place = one.world.get(Structure, id)
            stops, planned = {stop.commune for stop in (place.arrets if place else ())}, {*one.record.communes}
            if place and len(stops) == len(planned) > 2 and len(stops & planned) == len(stops) - 1:
                told = f"« {place.title} » ({place.file}) va à {(stops - planned).pop()}, et pas à {(planned - stops).pop()}."
                yield one.warning("communes", told, "Corrigez l'une des deux listes.")


def parts_go_on(checked: list[Checked[Action]]) -> Iterator[Problem]:
    """Warn, on both, of a part that goes on while its action never began, or was given up before."""
    last = {one.record.id: (one, ([*one.record.history] or [*one.record.etats])[-1]) for one in checked if one.record.etats}
    for one, mine in last.values():
        above, whole = last.get(one.record.sous_action_de or "", (one, mine))
        over = whole.etat is Etat.ABANDONNEE and not (mine.date and whole.date and last_day(mine.date) < first_day(whole.date))
        if (over and mine.etat in (Etat.EN_PREPARATION, Etat.EN_COURS)) or (whole.etat in AHEAD and mine.etat is Etat.EN_COURS):
            for here, state, other, theirs in ((one, mine, above, whole), (above, whole, one, mine)):
                told = f"Elle serait {state.etat.label}, et « {other.record.titre} » est {theirs.etat.label}."
                yield here.warning(f"etats.{here.record.etats.index(state)}.etat", told, "Corrigez l'un des deux états.")


def answered_as_done(one: Checked[Rencontre]) -> Iterator[Problem]:
    """Warn of a demand that is not kept, whose action goes on; of one that is done, whose action has not begun."""
    for i, suite in enumerate(one.record.suites):
        action = one.world.get(Action, suite.action)
        last = next(reversed(action.history or action.etats), None) if action else None
        about = stems(f"{action.titre} {action.objectif} {action.description}") if action else frozenset()
        start = action.calendrier.debut if action and action.calendrier else None
        same = len(stems(suite.texte) & about) > 1
        refused = last and same and suite.etat is EtatSuite.NON_RETENUE and last.etat in (*BEGUN, Etat.EN_PREPARATION)
        early = suite.etat_le and start and last_day(suite.etat_le) < first_day(start) and last and last.etat not in BEGUN
        if action and last and suite.etat and (refused or (suite.etat is EtatSuite.REALISEE and early)):
            told = f"Cette demande serait {suite.etat.label}, et « {action.titre} » est {last.etat.label}."
            yield one.warning(f"suites.{i}.etat", told, EITHER)
