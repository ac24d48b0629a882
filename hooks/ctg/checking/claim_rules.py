"""What a sentence claims of a record, its own or one that it names, and what the fields of that record say otherwise: where it
stands, since when it is open, who runs it, whom it takes, its price, its hours. Each claim is a line of :data:`CLAIMS`."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from ctg.checking import claims
from ctg.checking.rules import Checked
from ctg.checking.said_rules import EITHER, WordsFound
from ctg.checking.sentences import FieldSaid, NamedRecords, ToldSentence, said_of_fields
from ctg.common.problems import Location, Problems, shown
from ctg.model import Action, Cadre, Record, Structure
from ctg.model.action import Etat
from ctg.reading.spoken.tokens import in_figures

# --- claims -------------------------------------------------------------------------------------------


class Claim(NamedTuple):
    """A form of words, the kinds of which it is said, and what a field of such a record says against it."""

    pattern: str
    of: type[Record] | tuple[type[Record], ...]
    against: Callable[[ToldSentence, WordsFound], FieldSaid | None]


CLAIMS = (
    Claim(r"\b(\d+)(?: places)? (?:à|au|aux) ([A-ZÉŒ][\w'’-]+(?:[- ][A-ZÉŒ][\w'’-]+)*)(?: en (\d{4}))?", Record, claims.placed),
    Claim(r"\b((?:[Cc]omité|[Cc]onseil|[Cc]ercle) (?:d[eu]s? )?\w+|[Rr]éunion(?: publique)?|[Aa]telier|[Ff]orum)\b"
          r"[^.;]{0,25} (?:du|le) (?:\w+di )?\d", Record, claims.met),
    Claim(r"(?:^|, et |\. )([^,.;]{2,60}?)(?: la)? (?:gère|tient|porte|pilote|a ouvert)(?: aussi)? "
          r"((?!une? |des )(?:(?!, (?:et|qui|mais) (?!l))[^.;]){3,160})",
          Record, claims.runs),
    Claim(r"\b(?:n'(?:a|ont|est|sont)|ne (?:s'est|se sont|circule|roule|fonctionne|ouvre)) [^.;,]{0,25}\b(?:pas|jamais)\b"
          r"|\b\w{3,}(?:rait|raient)\b|\b(?:pas encore|toujours pas|reste(?:nt)? à|manque(?:nt)?)\b"
          r"|\b(?:est|sont) (?:repouss|report|suspend|abandonn|annul)\w*",
          Record, claims.done),
    Claim(r"\b(\d+|[aA]ucune) actions?\b(?: sur \d+)?[^.;,]{0,12}\b(?:sont|est) (?:termin|réalis|achev|arrêt|abandonn)[^.;,]*",
          Cadre, claims.count_over),
    Claim(r"\b(?:(?:est|a été) (?:bien )?signée?|[rR]ien n'est signé|n'est pas(?: encore)? signée?)\b", Cadre, claims.signed),
    Claim(r"(?P<referred>\b(?:[êÊ]tre|[sS]ur|[uU]ne) orient(?:ée?|ation)\b)"
          r"|(?P<free>\b[sS]ans (?:rendez-vous|inscription|orientation)\b|\b(?:[eE]ntrée|[aA]ccès) libre\b)",
          Record, claims.reached),
    Claim(r"\badresse (?:est |reste |n'est )?(?:jamais |pas )?(?:secrète|confidentielle|tenue secrète|donnée à personne"
          r"|(?:(?<=jamais )|(?<=pas ))(?:dite|donnée|communiquée|publiée|divulguée))\b", Structure, claims.hidden),
    Claim(r"\b(\d+) axes\b(?: et (\d+) actions\b| \w+ \w+, et (\d+) actions\b)?", Cadre, claims.in_axes),
    Claim(r"([^.;]{3,80}), (?:que (?:gère|tient|porte|pilote)|(?:gér|ten|port|pilot)[éu]e? par) ([^.;,]+)",
          Record, claims.run_over),
    Claim(r"(?:^|, )((?:[^.;,]{2,60} )?)(?:ne|n') ?(?:y )?(?:paie|verse|donne|finance|met|apporte) (?:plus )?rien\b([^.;]*)",
          Record, claims.gives_nothing),
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


# --- steps --------------------------------------------------------------------------------------------

NOT_BEGUN = {Etat.EN_PROJET, Etat.NON_ENGAGEE}


def steps_as_told(one: Checked[Action]) -> Problems:
    """Warn of a step that is done in an action that never began, or not done, when a later one is."""
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
