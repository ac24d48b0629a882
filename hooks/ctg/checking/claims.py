"""What the fields of a plan say against a sentence: where an action stands, who leads it, its posts and its money; when a place
opened, a convention was signed, a body met; who runs or pays."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ctg.checking.rules import Checked, Subjects, first_day, last_day
from ctg.checking.said_rules import WordsFound, dates_said, stems, times_said, years_said
from ctg.checking.sentences import FieldSaid, NamedRecords, ToldSentence, known_field
from ctg.common.phrases import MONTHS, date_fr
from ctg.common.problems import Location, Problems, fold, plural
from ctg.model import Action, Axe, Cadre, EtatSuite, Instance, Place, Record, Rencontre, Suite
from ctg.model.action import EtapeAction, Etat, EtatDate
from ctg.model.framework import Jalon
from ctg.reading.spoken.tokens import in_figures

AROUND = dt.timedelta(days=45)
"""Days in which a state, or a meeting, may be told before or after its own."""
_ITSELF = re.compile(r"(?i)\b(?:l'action|le projet|l'opération|le dispositif|les travaux|le chantier)\b|^(?:elle|il)s?\b")
_NEGATED = re.compile(r"\b(?:pas|jamais|plus|aucun\w*|n'|si|quand|lorsque|pour que|avant|en attendant)\b", re.IGNORECASE)


def state(told: ToldSentence, impossible: set[Etat], found: WordsFound) -> FieldSaid | None:
    """The state of an action around that day, when it is none that the words allow."""
    action, (first, last) = told.about.record, told.day
    if times := times_said(told.text, told.year):
        first, last = max((first_day(time), last_day(time)) for time in times)
    history = [*action.history] or [state for state in action.etats if not state.date]
    denied = Etat.EN_PROJET in impossible and _NEGATED.search(told.text)
    if denied or not history or not (_speaks_of(told, found) or told.near.subjects(told.text)):
        return None
    that_day = [state for state in history if state.date and first_day(state.date) == last_day(state.date) == first == last]
    near = that_day or [state for i, state in enumerate(history)
            if (not state.date or first_day(state.date) <= last + AROUND)
            and not (i + 1 < len(history) and (after := history[i + 1].date) and last_day(after) < first - AROUND)]  # fmt: skip
    goes_on = told.where[0] == "bilans" and re.match(r"se poursui|contin|repre", found[0])
    near = near[-1:] if goes_on else near
    if near and all(state.etat in impossible for state in near):
        return FieldSaid(told.about, ("etats", action.etats.index(near[-1]), "etat"), f"« {near[-1].etat.label} »")
    return None


DONE: dict[type, tuple[str, str]] = {
    EtapeAction: ("fait", "titre"), EtatDate: ("etat", "note"), Suite: ("etat", "reponse"),
}  # fmt: skip
"""The field of a state, and that of its words."""


def done(told: ToldSentence, said: WordsFound) -> FieldSaid | None:
    """A step, a state or an answer that is said done, and whose words say that it is not."""
    model, found = told.one.groups.get(told.where[:-1], (None, {}))
    name, words = DONE.get(model, ("", "")) if model else ("", "")
    calendar = told.one.record.calendrier if told.one.record.folder == "actions" else None
    subject = stems(told.text[: said.start()]) or stems(told.text[said.end() :])
    for i, step in enumerate(calendar.etapes if calendar else ()):
        if step.fait and subject and subject <= stems(step.titre) and first_day(step.date) <= told.day[1]:
            return FieldSaid(told.one, ("calendrier", "etapes", i, "fait"), "que c'est fait")
    wrong = name and words == told.where[-1] and found.get(name) in (True, Etat.REALISEE, EtatSuite.REALISEE)
    return FieldSaid(told.one, (*told.where[:-1], name), "que c'est fait") if wrong else None


def _speaks_of(told: ToldSentence, found: WordsFound) -> bool:
    """Whether a sentence of an action is about the action itself."""
    before = told.text[: found.start() + 1]
    topic = {*re.findall(r"\w{5,}", fold(told.about.record.title))}
    tried = told.where[-1] == "reponse" and re.match(r"L'essai\b", before)
    return bool(_ITSELF.search(before) or tried) or bool({*re.findall(r"\w{5,}", fold(before))} & topic)


def unsigned(told: ToldSentence, _: WordsFound) -> FieldSaid | None:
    cadre = told.about.record
    return None if cadre.signature or cadre.deliberations else FieldSaid(told.about, ("titre",), "aucune signature")


def _body(told: ToldSentence, id: str) -> str:
    body = told.one.world.get(Instance, id)
    return fold(body.nom) if body else ""


def met(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """The meeting of a body, or of an action, of which a text gives another day."""
    days, first = [said.day for said in dates_said(told.text[found.start() :]) if said.day], told.text[found.start()] == "d"
    action, name = told.about.record.key.removeprefix("actions/"), fold(found[1])
    same = [one for one in told.near.of(Rencontre) if one is not told.one and one.record.date.day
            and (_body(told, one.record.instance) == name if one.record.instance
                 else fold(one.record.type).startswith(name) and action in one.record.naming("actions"))]  # fmt: skip
    near = [one for one in same if days and abs(one.record.date.first - days[0]) <= (3 if first else 1) * AROUND]
    if not near or any(one.record.date.first <= days[0] <= (one.record.fin or one.record.date).latest for one in near):
        return None
    return FieldSaid(near[0], ("date",), date_fr(near[0].record.date))


def count(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """How many axes, or actions, a framework has."""
    cadre, world = told.about.record, told.one.world
    count, kind = int(found[1]), Axe if found[2] == "axes" else Action
    own = [one.record for one in told.near.of(kind) if one.record.published and world.framework_of(one.record) is cadre]
    main = [one for one in own if kind is Axe or not one.sous_action_de]
    wrong = world.whole and own and len(main) > 1 and count not in (len(own), len(main))
    return FieldSaid(told.about, ("titre",), f"{len(main)} {kind.folder} de ce cadre") if wrong else None


OVER = {Etat.REALISEE: r"termin|réalis|achev|finie", Etat.ABANDONNEE: r"arrêt|abandon"}


def count_over(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """How many actions of a framework are in the states that a sentence names, at its date."""
    cadre, world, count = told.about.record, told.one.world, int(found[1]) if found[1].isdecimal() else 0
    own = [one.record for one in told.near.of(Action) if one.record.published and world.framework_of(one.record) is cadre]
    last = [past[-1].etat for one in own if (past := [state for state in one.history if state.day <= told.day[1]])]
    known = sum(last.count(etat) for etat, form in OVER.items() if re.search(form, found[0]))
    return known_field(told, "titre", world.whole and last and known != count, plural(known, "action"))


def held(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """How many actions a partner leads, or places it runs."""
    folders = {"actions": ("actions",), "services": ("services",), "lieux": ("structures", "services")}
    own = [one for one in told.near.checked if one.record.folder in folders.get(found[2], ("structures",))
           and one.record.published
           and any(_is(told, told.one.record.key, name) for _, name in holders(one))
           and (found[2] != "crèches" or "crèche" in told.near.kind_of(one) or "accueil" in told.near.kind_of(one))]  # fmt: skip
    wrong = len(own) in range(1, int(found[1])) if told.one.world.whole else False
    return FieldSaid(own[0], holders(own[0])[0][0], f"{len(own)} de ces fiches") if wrong else None


def placed(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """How many places of a year a commune has, in the actions that open some there."""
    rows = [(one, i, line) for one in told.near.of(Action) for i, line in enumerate(one.record.places_accueil)
            if line.commune == found[2] and str(line.annee) in (found[3] or str(line.annee))]  # fmt: skip
    wrong = "place" in fold(told.text) and rows and int(found[1]) not in {line.nombre for _, _, line in rows}
    one, i, line = rows[-1] if wrong else (told.one, 0, None)
    return FieldSaid(one, ("places_accueil", i, "nombre"), plural(line.nombre, "place")) if line else None


# --- who does what ---

RUNS = r"(?:port|gèr|gér|tien|pilot|anim|mèn|interv|occup)\w*"
PAYS = r"(?:pai|pay|financ|vers|subvention|particip|contribu)\w*|(?:met|donn)\w*(?= (?:pas|plus|jamais|rien|aucun))"
NOT = rf"(?:^|[,;:] |\b(?:et|mais) )([^,.;:]{{0,60}}?)\b(?:ne |n')(?:l'|les? |la |y )?((?:\w+ ){{0,3}}?)({RUNS}|{PAYS})\b([^.;]*)"
"""Who, and what is not done: « la commune n'y intervient pas », « Elle n'a jamais voulu participer au car »."""


def holders(one: Checked[Any]) -> list[tuple[Location, str]]:
    """Who leads an action or runs a place, and where it says so."""
    if one.record.folder == "actions":
        return [(("porteurs",), name) for name in one.record.porteurs]
    return [(("gestionnaire",), one.record.gestionnaire)] if isinstance(one.record, Place) and one.record.gestionnaire else []


def payers(one: Checked[Any], years: list[int]) -> list[tuple[Location, str]]:
    """Who pays for an action, in some years or in any."""
    lines = one.record.payments if one.record.folder == "actions" else ()
    return [(("moyens", "financiers", i), line.financeur) for i, line in enumerate(lines)
            if (line.prevu or line.engage or line.realise) and (not years or line.annee in years)]  # fmt: skip


def _is(told: ToldSentence, key: str, name: str) -> bool | None:
    """Whether a name is that of a partner; None when it is of none that is known."""
    if of := told.near.institutions.get(fold(name), ""):
        return of == key
    words = {word for known, of in told.near.institutions.items() if of == key for word in re.findall(r"\w{5,}", known)}
    return bool(words & {*fold(name).split()} - {"association", "commune"}) or None


def _who(told: ToldSentence, words: str) -> str:
    """The key of the partner that a sentence begins with: that of its record when it says « elle »."""
    own = told.one.record.key if told.one.record.folder == "partenaires" else ""
    return own if own and words.strip().lower() in ("", "elle", "il", "on") else told.near.partner(words)


def run_by(told: ToldSentence, name: str, objects: Subjects) -> FieldSaid | None:
    """Who runs a place or leads an action, when it is another institution."""
    key = _who(told, name)
    for one in objects if key else ():
        held = holders(one)
        if held and not any(_is(told, key, name) for _, name in held):
            return FieldSaid(one, held[0][0], f"« {held[0][1]} »")
    return None


def itself(told: ToldSentence, found: WordsFound) -> Subjects:
    """The record, when the words before are of what it is."""
    kind = told.near.kind_of(told.one) if told.one.record.folder == "structures" else "action projet mission dispositif service"
    before = {*re.findall(r"\w{4,}", fold(told.text[: found.start()]))}
    return [told.one] if not before or before & {*fold(kind).split(), "lieu", "structure"} else []


def runs(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """« X gère le lieu », « X porte l'action seule »."""
    places, named = told.one.record.naming("structures"), told.near.named(found[2])
    own = told.near.by_key.get(f"structures/{places[0]}") if places else None
    if "a ouvert" in found[0]:
        named = [made for place in named for made in told.near.opening[place.record.key]]
    if re.match(r"(?:l'action|le projet)\b", found[2]):
        named = [told.about] if told.about.record.folder == "actions" else []
    return run_by(told, found[1], named or ([own] if own and re.match(r"(?:la|le) \w+$", found[2]) else []))


def runs_it(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """« elle a donné l'étage de La Petite Lune, qu'elle gère », « … l'a confiée à la commune, qui la gère »."""
    before = told.text[: found.start()]
    who = "elle" if found[0].startswith(", qu'") else re.split(r"\b(?:aux?|à la|à l'|par) ", before)[-1]
    named = told.near.named(before)
    if who == "la commune" and len(named) == 1:
        who = next((name for name in told.near.institutions if name == fold(f"commune de {named[0].record.seat}")), who)
    return run_by(told, who, named)


def never(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """What an institution is said not to run, nor to pay, and does."""
    key = _who(told, found[1])
    if not key or not re.search(r"\b(?:pas|jamais|rien|aucune?|plus)\b", found[0]):
        return None
    every = re.search(r"\baucune? (?:action|lieu|structure)", found[4])
    whole = next((text for where, _, text in told.one.texts if where == told.where), "")
    nothing = re.match(r"(?:\w+ )*rien (?:\w+ )*$", found[2]) and not told.near.subjects(told.text)
    objects = told.near.of(Action) if every or nothing else told.near.subjects(told.text) or told.near.subjects(whole)
    pays, years = re.fullmatch(PAYS, found[3]), years_said(told.text)
    for one in objects or [told.about]:
        held = [] if pays or years else holders(one)
        held += payers(one, years) if pays or found[3].startswith("interv") else []
        for where, name in held:
            if _is(told, key, name):
                return FieldSaid(one, where, f"« {name} »")
    return None


# --- what happens, and when --------------------------------------------------------------------------

VERBS = {
    "debut": "commenc|demarr|debut|ouvr|ouvert|lanc|inaugur|circul|roul|tourn|fonctionn|exist|nee?s?$|cree|creat|arriv",
    "fin": "jusqu$|achev|termin|fin$|fini|expir|arret|cess|boucl|livr", "signe": "sign(?:e|ee|es|ees|ature)$",
}  # fmt: skip
"""How begin the words of what begins, ends or is signed, folded."""
TIMED = {"debut": "debut", "de": "debut", "fin": "fin", "a": "fin", "signature": "signe"}
"""The fields of a time, and the verb of each."""
STATED = {Etat.EN_COURS: ("debut",), Etat.REALISEE: ("debut", "fin"), Etat.ABANDONNEE: ("fin",), Etat.SUSPENDUE: ("fin",)}
_NOT_SO = re.compile(
    r"\b(?:dev(?:ait|aient)|aur(?:ait|aient)|repouss|report|au lieu|(?:si|sinon|avant|après|pas|jamais|aucune?)\b|d'ici"
    r"|\d+ conventions|précédent|suivant|[cC]onvention d(?:e |')(?!la |l'))"
)
"""What says another time than that of the thing itself."""
_TIME = re.compile(
    rf"\b(?:(?:1er|\d\d?) )?(?:{'|'.join(MONTHS)})\b(?: \d{{4}})?|\b(?:en|depuis|dès|début|fin) (?:19|20)\d\d\b", re.IGNORECASE
)


class Happening(NamedTuple):
    """What a record dates, and the words that say it, verbs by their sense."""

    one: Checked[Any]
    where: Location
    words: frozenset[str]
    date: Any

    @property
    def said(self) -> FieldSaid:
        return FieldSaid(self.one, self.where, date_fr(self.date))

    @property
    def plain(self) -> frozenset[str]:
        return frozenset(word for word in self.words - VERBS.keys() if not word.isdecimal())


def topics(text: str) -> frozenset[str]:
    """« La porte s'ouvre » → port, debut."""
    words = fold(in_figures(text)).split()
    verbs = {word: next((name for name, form in VERBS.items() if re.match(form, word)), "") for word in words}
    marks = {name or word for word, name in verbs.items() if name or word[0].isdigit()}
    return stems(" ".join(word for word in words if not verbs[word])) | marks


def happenings(one: Checked[Any]) -> Iterator[Happening]:
    """What a record dates; a place says nothing of itself in time but its hours."""
    if isinstance(one.record, Place):
        return
    for at, (model, found) in one.groups.items():
        name = next((name for name in ("date", "echeance") if found.get(name)), "")
        if name and issubclass(model, EtapeAction | EtatDate | Jalon | Suite):
            text = str(found.get("titre") or found.get("note") or found.get("texte") or "")
            verbs = STATED.get(found["etat"], ()) if model is EtatDate else ()
            for words in (topics(text.partition(",")[0]), *(frozenset({verb}) for verb in verbs)):
                yield Happening(one, (*at, name), words, found[name])
        for field in TIMED.keys() & found.keys():
            if hasattr(found[field], "year"):
                what = [step for step in at if isinstance(step, str) and step not in ("calendrier", "moyens", "postes")]
                what += ["convention"] if one.record.folder == "cadres" else [str(found.get("fonction", "")).partition(" ")[0]]
                words = topics(" ".join(what))
                yield Happening(one, (*at, field), words | {TIMED[field]}, found[field])


def as_dated(checked: list[Checked[Record]]) -> Problems:
    """Warn, on both lines, of a sentence that gives another time to what is dated by its record, by one that it names, or by one
    that is linked to it, or a convention, of which it says all the words; and of two dates of things of the same words."""
    near = NamedRecords(checked)
    own = {one.record.key: [found for found in happenings(one) if found.words] for one in checked}
    conventions = [found for one in near.of(Cadre) if one.record.is_ctg for found in own[one.record.key] if len(found.words) > 1]
    for one in checked:
        linked = [found for other in near.linked[one.record.key] for found in own[other.record.key] if len(found.plain) > 1]
        for rank, this in enumerate(own[one.record.key]):
            before = own[one.record.key][: rank if this.plain else None]
            same = [found for found in (*before, *linked) if (found.one is not one or found.where[:-2] != this.where[:-2])
                    and ((len(found.plain) > 1 and found.words <= this.words) or (found.words == this.words
                         and (found.plain or ("etapes" in this.where and "etats" in found.where))))]  # fmt: skip
            if other := _another_time([this.date], same):
                yield from other.said.against(one, this.where, date_fr(this.date), set())
        for where, traits, text in one.texts:
            spoken = "://" not in text and not traits.interne and _TIME.search(text)
            for rank, sentence in enumerate(re.split(r"(?<=[.!?;])\s|\n", in_figures(text)) if spoken else ()):
                if not (said := _TIME.search(sentence)) or _NOT_SO.search(sentence):
                    continue
                words, year = topics(sentence), one.beside(where).get("annee")
                subjects = [made for subject in near.about(one, where, sentence)
                            for made in (subject, *near.opening[subject.record.key])]  # fmt: skip
                about = [found for subject in subjects for found in own[subject.record.key]
                         if len(found.words) > 1 or (not found.plain and _of_itself(sentence, subject, near, rank))]  # fmt: skip
                same = [found for found in (*about, *linked, *conventions)
                        if found.words <= words
                        and (found.one is not one or not found.where[:-1] or found.where[:-1] != where[:-1])]  # fmt: skip
                if other := _another_time(times_said(sentence, year), same):
                    yield from other.said.against(one, where, said[0], set())


def _of_itself(sentence: str, subject: Checked[Any], near: NamedRecords, rank: int) -> bool:
    """Whether the words before the verb are of the record itself: « elle », in a first sentence only."""
    said, known = fold(sentence).split(), {"cadres": "convention", "actions": "action projet travaux chantier"}
    verb = next((i for i, word in enumerate(said) if any(re.match(form, word) for form in VERBS.values())), 0)
    kind = known.get(subject.record.folder) or (near.kind_of(subject) if isinstance(subject.record, Place) else "")
    kind += " prévu prévue dure court valable"
    before, made = stems(" ".join(said[:verb])), {one.record.title for one in near.named(sentence)}
    itself = not before and not (rank and {"il", "elle"} & {*said[:verb]})
    return itself or bool(before & stems(f"{subject.record.title} {kind} {' '.join(made)}"))


def _another_time(times: list[Any], same: list[Happening]) -> Happening | None:
    """What is of another time than those that a sentence says."""
    for verb in sorted({verb for found in same for verb in found.words & VERBS.keys()}) or [""] * bool(same):
        these = [found for found in same if not verb or verb in found.words]
        exact = [found for found in these if not any(_inside(other.date, found.date) for other in these)]
        if times and not any(first_day(time) <= last_day(found.date) and first_day(found.date) <= last_day(time)
                             for time in times for found in exact):  # fmt: skip
            return max(exact, key=lambda found: len(found.words))
    return None


def _inside(one: Any, other: Any) -> bool:
    """Whether a date is a more exact one of a month or of a year."""
    this, wide = (first_day(one), last_day(one)), (first_day(other), last_day(other))
    return this != wide and wide[0] <= this[0] and this[1] <= wide[1]
