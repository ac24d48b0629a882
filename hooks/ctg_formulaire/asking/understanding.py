"""What an answer seems to say of a record. A person sees it ticked, or only offered, and decides.

« Tout est juste » is ticked for a short agreement and nothing else; a change, for a sentence that names its fact and gives it one
value, plainly. All the rest is left to be read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ctg import api
from ctg_formulaire.asking.own_words import GREETING, OwnLine, OwnWords
from ctg_formulaire.asking.values import DAYS, DENIED, HEADS, MONTH, NAMES, OTHER_DAYS, Boxes, is_new, values_of
from ctg_formulaire.asking.values import named as named_in
from ctg_formulaire.sheets.questions import HOURS, STOPS, stops_of

POLITE = (
    r"(?:merci|je vous remercie)(?: (?:beaucoup|bien|d avance|a vous|a toi))?(?: (?:de|pour) (?:votre|ton|ce|le|la) (?:message"
    r"|mail|courriel|travail|suivi|relance|site|rappel|demarche|mise a jour))?|bonjour|bonsoir|(?:bien )?cordialement|a bientot"
    r"|a plus|svp|et|(?:bonne|belle) (?:journee|soiree|semaine|continuation|fin de journee|annee)|parfait|bon week end"
    r"|apres (?:verification|relecture)|(?:j ai|nous avons|on a) (?:tout |bien )?(?:verifie|relu)(?: la fiche| les informations)?"
)
ADVERB = r"(?: (?:bien|toujours|tout a fait|parfaitement|entierement|absolument|totalement|tres|encore|donc))*"
ALL = (
    r"(?:tout|c|ca|l ensemble|(?:(?:toutes )?(?:les|vos|nos|ces)|l ensemble des|toutes?) (?:informations?|infos?|renseignements?"
    r"|donnees|elements?)(?: indiquee?s| ci dessous| ci dessus| (?:de|sur) (?:la|notre|votre|le) (?:fiche|page|site))?|(?:la"
    r"|notre|votre|cette) (?:fiche|page))"
)
GOOD = (
    r"(?:juste?s?|exacte?s?|correcte?s?|bons?|bonnes?|ok|conformes?|a jour|valables?|valides?|inchange(?:e?s)?|identiques?"
    r"|d actualite|parfait|nickel|en ordre)"
)
AGREES = (
    rf"{ALL}{ADVERB} (?:est|sont|reste|restent|est reste){ADVERB} (?:tout )?{GOOD}|(?:tout|c) {GOOD}|tout a fait|impec(?:cable)?"
    rf"|ras|idem|{ALL} correspond(?:ent)?(?: bien)?(?: a la realite)?|(?:ok|okay|oui)(?: pour (?:tout|la fiche))?|nickel"
    rf"|conforme|inchange|exact"
    r"|correct|(?:rien|ca) n a (?:pas )?(?:change|bouge|evolue)|rien ne (?:change|bouge)|rien de (?:change|nouveau)"
    r"|rien a (?:changer|modifier|signaler|corriger|ajouter|redire)|(?:aucune?|pas de|sans) (?:changements?|modifications?"
    r"|modifs?|corrections?|erreurs?|evolutions?|remarques?)(?: a (?:apporter|signaler|faire|prevoir))?"
    rf"|(?:je|nous)(?: vous)?(?: le| la| les)? (?:confirm|valid)(?:e|ons)(?: que {ALL}{ADVERB} (?:est|sont){ADVERB} {GOOD}"
    rf"|(?: l exactitude de)? {ALL}| l exactitude des (?:informations|donnees))?"
)
AROUND = (
    r"chez nous|de notre cote|pour (?:nous|moi|ma part)|a ce jour|depuis l an dernier|par rapport a l an dernier"
    r"|(?:pour )?cette annee|effectivement|en effet|vous pouvez (?:publier|laisser|valider|garder)(?: (?:comme ca|la fiche))?"
    r"|en l etat|tel quel"
)
AGREEMENT = re.compile(rf"(?=(?:.*? )??(?:{AGREES})\b)(?:(?:{AGREES}|{AROUND}|{POLITE})(?: |$))+")
HARMLESS = re.compile(
    rf"(?:(?:{AGREES}|{AROUND}|{POLITE}|(?:et |pour )?(?:tout )?le reste(?: (?:est|sont|n a pas)){ADVERB} (?:{GOOD}|change"
    rf"|bouge)|sinon|{GOOD}|rien d autre n a (?:change|bouge)|merci de (?:corriger|rectifier|mettre a jour|modifier))(?: |$))*"
)
DOUBT = re.compile(
    r"\b(?:peut[- ]être|je (?:crois|pense)|il me semble|sans doute|probablement|normalement|a priori|environ|sous réserve"
    r"|à confirmer|si|devrai\w*|pourrai\w*|serai\w*|bient[ôo]t|prochain\w*(?!\s+étape)"
    r"|l[’']an|ancien\w*|avant|(?:ét|av)(?:ai\w*|ions|iez)"
    r"|va|vont|en ce moment|ne|pas|jamais|non(?![- ]stop)|ni|aucune?|sans|exception\w*|temporair\w*|provisoir\w*|pendant"
    r"|jusqu[’'](?:au|en)|en attend\w*|urgence|perso\w*|autres?|presque|plut[ôo]t|quelques?|certain\w*|parfois|souvent|ou"
    r"|rappel\w*|uniquement|sera|seront|\w+er(?:a|ons|ont))\b|\bn[’']|[?«»\"<>{}$…]", re.I)  # fmt: skip
ASIDE = re.compile(
    r"\b(?:mairie|ecole|college|lycee|piscine|gymnase|mediatheque|bibliotheque|garderie|cantine|bus|parking|portail|voisine?s?"
    r"|commune|caf|departement|poste|salle|office|secretariat|siege|portable|mobile|direct\w*|collegue|fax|medecin|parents?"
    r"|permanence|inscri\w*|reunion|portes ouvertes|feries?|fois|bureau|sieste|repas|courrier|postale|facturation|entree|travaux"
    r"|handicap\w*|fratrie|rouvr\w*|absen\w*|je)\b"
)
"""Folded words that tell that a value is of something else than the fact that it looks like."""
SEASON = re.compile(r"\b(?:vacances|conges|ete|hiver)\b")
TO_COME = re.compile(
    rf"(?:à compter|à partir|dès)\s+(?:du |de |le |d[’'])?\s*(?:\d{{1,2}}(?:er)?\s+)?(?:{MONTH}|la rentrée|{DAYS})", re.I
)
ENDED = re.compile(
    r"\b(?:(?:a|avons|ont) (?:definitivement )?(?:cesse|arrete|mis fin a) (?:son|ses|notre|nos|leurs?|toute|l|definitivement)"
    r"|dissoute?|ferm\w+(?: ses portes)? (?:definitivement|pour de bon)|(?:definitivement|pour de bon) ferm\w+"
    r"|fermeture definitive|liquidee?|n existe(?:ns|nt|ons)? plus|n est plus en activite|cessation d activite"
    r"|liquidation judiciaire)\b"
)
NOT_ENDED = re.compile(
    r"\b(?:rouv\w+|repren\w*|provisoir\w*|temporair\w*|travaux|ser(?:a|ait)|devrait|pourrait|si|menac\w+|pas|ligne)\b"
)
HELD = re.compile(
    r"\b(?:absente?s?|transm[ei]\w*|fai\w+ suivre|transfer\w+|revien\w+|repondr\w+|reviendr\w+|accuse de reception|verifier\w*"
    r"|validera|voyez avec|adressez vous|rapprochez vous|(?:mauvaise?|pas la bonne|pas le bon) \w+)\b"
)
"""Words of an answer that is still to come: nothing of this one is ticked."""
ENUMERATED = re.compile(r"^\W{0,2}(\d{1,2})\s*(?:[.):/°-]|(?=\s(?:ok|oui|non|du|\d{1,2}\s*h)))\s*(.+)$", re.I | re.S)
RANKED = re.compile(r"^\W{0,2}(\d{1,2})[\s.):/°-]\s*(.+)$", re.S)
"""Of an answer whose lines begin with 1, 2, 3…, whatever comes after the number."""
HEADED = re.compile(r"^(?:[-*•]\s*|\d{1,2}\s*[.)]\s*)?(?:pour\s+)?([^:]{3,60}?)\s*:\s*(.+)$", re.I | re.S)
SENTENCE = re.compile(r"(?<=[.!?…])(?<!\b[A-Z]\.)(?<![tT]él\.)(?<!\bav\.)\s+")
SMALL = {"le", "la", "les", "l", "de", "du", "des", "d", "a", "au", "aux", "pour", "notre", "nos", "en", "et", "sur"}


class AskedAbout(NamedTuple):
    """A record that an answer may be about: its name, its facts in the order in which they were asked, what its boxes hold."""

    title: str
    facts: Sequence[str]
    now: Mapping[str, str]
    known: frozenset[str]
    """The facts that the site says."""


@dataclass
class Understanding:
    """Of one record."""

    changes: dict[str, Boxes] = field(default_factory=dict)
    """Fact → its boxes, to be ticked."""
    offers: dict[str, Boxes] = field(default_factory=dict)
    """Fact → its boxes, not to be ticked."""
    right: frozenset[str] = frozenset()
    """The facts said to be right."""
    ended: bool = False
    later: str = ""
    """What changes on a day to come: it is kept in words."""
    unread: tuple[str, ...] = ()
    """The sentences that were not understood, or not surely."""

    def lifts(self, known: frozenset[str]) -> bool:
        """Whether the doubt on these facts would be lifted by taking all this."""
        return bool(known) and known <= self.right | set(self.changes)


def understood(words: OwnWords, about: AskedAbout, others: Sequence[str], day: dt.date) -> Understanding:
    """What an answer says of a record. ``others``: the names of other places and communes."""
    reader = _AnswerReader(about=about, others=[api.fold(one) for one in others], day=day)
    all_right = reader.read(words.lines)
    changes, offers, later, unread = reader.changes, reader.offers, reader.later, reader.unread
    if words.automatic:
        unread = (*unread, "Réponse d’une machine.")
    if words.more:
        unread = (*unread, "Une pièce jointe, ou un message transféré, est à lire.")
    if words.automatic or HELD.search(" ".join(api.fold(one.text) for one in words.lines)):
        offers, changes, later = offers | changes, {}, ""
    alone = not (unread or changes or offers or reader.ended or later)
    right = (about.known if all_right else reader.right) if alone else frozenset[str]()
    return Understanding(changes, offers, right, reader.ended, later, unread)


@dataclass(kw_only=True)
class _AnswerReader(Understanding):
    about: AskedAbout
    others: Sequence[str]
    day: dt.date

    def read(self, lines: Sequence[OwnLine]) -> bool:
        """Reads each line; whether those that answer no question in particular are an agreement, and nothing more."""
        numbered = _numbering(lines)
        free: list[str] = []
        away, head, told = False, "", set[bool]()
        for line in lines:
            name, text, topic = line.text.strip(" -*•:"), line.text, self._fact(line.question)
            number = numbered.match(text) if numbered and not topic else None
            headed = HEADED.match(text)
            if self._other(name) or self._own(name):
                away = self._other(name)
                told.add(away)
            elif away or (headed and self._other(headed[1])):
                told.add(True)
            elif headed and self._own(headed[1]):
                told.add(False)
                free.append(headed[2])
            elif number and (not (inside := HEADED.match(number[2])) or named_in(api.fold(inside[1]), HEADS)):
                self._topic(inside[2] if inside else number[2], self._fact(int(number[1]) - 1), text)
            elif topic:
                self._topic(text, topic, text)
            elif headed and (only := self._headed(headed[1])):
                self._topic(headed[2], only, text)
            elif text.rstrip().endswith(":") and named_in(api.fold(text)):
                head = text
            elif head and re.match(r"[-*•]", text):
                self._sentence(f"{head} {text[1:].strip()}", set())
            else:
                free.append(text)
        agrees = bool(free) and self._agrees(" . ".join(free))
        for text in () if agrees else free:
            named: set[str] = set()
            for sentence in SENTENCE.split(text):
                named = self._sentence(sentence, named)
        if head or told == {True}:  # a list that is not, or words of another place only
            self.right = frozenset()
        return agrees and told != {True}

    def _fact(self, rank: int | None) -> str:
        return self.about.facts[rank] if rank is not None and rank < len(self.about.facts) else ""

    def _headed(self, head: str) -> str:
        """The only fact that the head of a line names."""
        named = named_in(api.fold(head), HEADS) & {*self.about.facts}
        return named.pop() if len(named) == 1 and len(head.split()) < 7 else ""

    def _own(self, name: str) -> bool:
        """Whether a name, as people say it, is that of the place and of no other: « Le Bunker » of « Espace ados Le Bunker »."""
        words = {*api.fold(name).split()} - SMALL
        found = [one for one in (api.fold(self.about.title), *self.others) if words <= {*one.split()}]
        return bool(words) and found == [api.fold(self.about.title)]

    def _other(self, name: str) -> bool:
        return api.fold(name) in self.others

    def _agrees(self, text: str) -> bool:
        """Whether a text is an agreement, wholly."""
        if re.search(r"[^\w\s.,;:!()'’👍🙂😊✅🙏-]|\d|\.\.", text):
            return False
        plain = api.fold(re.sub(r"(?<=[Mm]erci) [A-ZÉ][a-zé]+", "", GREETING.sub("", text))) + " "
        words = api.fold(self.about.title).split()
        name = next((end for n in range(len(words)) if self._own(end := " ".join(words[n:])) and f" {end} " in f" {plain}"), "")
        plain = re.sub(rf"\b(?:(?:pour|a|de) )?(?:(?:la|le|les|l) )?{name} ", "", plain) if name else plain
        return bool(AGREEMENT.fullmatch(plain))

    def _topic(self, text: str, topic: str, line: str) -> None:
        """What answers a question by its number, or under it."""
        if topic and self._agrees(text):
            self.right |= {topic}
        elif topic == "difficultes" and not self.about.now.get(STOPS) and not stops_of(text):
            return  # nothing blocks, and nothing did
        elif not topic or not self._values(text, {topic}, topic, line):
            self.unread += (line,)

    def _sentence(self, text: str, named: set[str]) -> set[str]:
        """Reads a sentence. ``named``: the fact that the one before named without a value; the same for the next one."""
        plain = api.fold(GREETING.sub("", text))
        names = named_in(plain) & {*self.about.facts}
        self.ended |= bool(ENDED.search(plain) and not NOT_ENDED.search(plain))
        if HARMLESS.fullmatch(plain) or self._values(text, names or named, "", text):
            return set()
        self.unread += () if self.ended else (text,)
        return names

    def _values(self, text: str, named: set[str], topic: str, line: str) -> bool:
        """Takes, or offers, the values of a sentence, read with its ``line``; whether it has one."""
        named = named | ({"horaires"} if re.search(rf"\b(?:{DAYS})", text, re.I) else set())
        now = {**self.about.now, **{box: said for boxes in self.changes.values() for box, said in boxes.items()}}
        if self._elsewhere(api.fold(line)):
            return False
        if TO_COME.search(line) and HOURS in now and "horaires" in named and "?" not in text:
            self.later = " ".join(line.split())
            return True
        found = values_of(text, now, self.day, topic)
        if not found or self.ended:
            return False
        (name, values), *more = found.items()
        sure = not more and len(values) == 1 and name in named and not self._doubtful(line, name)
        if sure and name in self.changes and name != "fermetures" and self.changes[name] != values[0]:
            sure, self.offers[name] = False, self.changes.pop(name)
        for name, values in found.items():
            taken = self.changes if sure and name not in self.offers else self.offers
            if new := next((one for one in values if is_new(one, now)), None):
                taken.setdefault(name, {}).update(new)
        self.unread += () if sure and is_new(values[0], now) else (line,)
        return True

    def _elsewhere(self, plain: str) -> bool:
        """Whether a sentence names another place."""
        own = f" {api.fold(' '.join((self.about.title, self.about.now.get('adresse', ''))))} "
        return any(f" {one} " in f" {plain} " and f" {one} " not in own for one in self.others)

    def _doubtful(self, text: str, name: str) -> bool:
        """Whether a sentence doubts, denies, tells of another day, or of something else."""
        bare, plain = OTHER_DAYS.sub("", DENIED.sub("", text)), api.fold(text)
        if name == "fermetures":
            bare = re.sub(r"\b(?:sera|seront|fermer(?:a|ons|ont))\b", "", bare)
        moves = (name == "horaires" and SEASON.search(plain)) or (name not in {"fermetures", "ages"} and TO_COME.search(text))
        aside = name in NAMES and {*ASIDE.findall(plain)} - {*api.fold(self.about.title).split()}
        return bool(DOUBT.search(bare) or moves or aside)


def _numbering(lines: Sequence[OwnLine]) -> re.Pattern[str] | None:
    """How lines are numbered: 1, 2, 3… whatever follows the number, else with a usual sign; None for those that are not."""
    ranks = [int(found[1]) for line in lines if (found := RANKED.match(line.text))]
    numbered = RANKED if len(ranks) > 2 and ranks == [*range(1, len(ranks) + 1)] else ENUMERATED
    return numbered if sum(bool(numbered.match(line.text)) for line in lines) > 1 else None
