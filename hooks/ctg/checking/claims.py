"""What the fields of a plan say against a sentence: where an action stands, who leads it, its posts and its money; when a place
opened, a convention was signed, a body met; who runs or pays."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ctg.checking.rules import Checked, Subjects, first_day, last_day
from ctg.checking.said_rules import WordsFound, dates_said, stems, times_said
from ctg.checking.sentences import FieldSaid, NamedRecords, ToldSentence, known_field
from ctg.common.phrases import MONTHS, date_fr
from ctg.common.problems import Location, Problems, fold, plural
from ctg.model import Action, Axe, Cadre, EtatSuite, Instance, Place, Record, Rencontre, Suite
from ctg.model.action import EtapeAction, Etat, EtatDate
from ctg.model.framework import Jalon
from ctg.reading.spoken.tokens import in_figures

AROUND = dt.timedelta(days=45)
"""Days in which a state, or a meeting, may be told before or after its own."""

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


OVER = {Etat.REALISEE: r"termin|réalis|achev|finie", Etat.ABANDONNEE: r"arrêt|abandon"}


def count_over(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """How many actions of a framework are in the states that a sentence names, at its date."""
    cadre, world, count = told.about.record, told.one.world, int(found[1]) if found[1].isdecimal() else 0
    own = [one.record for one in told.near.of(Action) if one.record.published and world.framework_of(one.record) is cadre]
    last = [past[-1].etat for one in own if (past := [state for state in one.history if state.day <= told.day[1]])]
    known = sum(last.count(etat) for etat, form in OVER.items() if re.search(form, found[0]))
    return known_field(told, "titre", world.whole and last and known != count, plural(known, "action"))


def in_axes(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """How many axes a framework has, and how many actions in them."""
    cadre, world = told.about.record, told.one.world
    axes, actions = (
        [one.record for one in told.near.of(kind) if one.record.published and world.framework_of(one.record) is cadre]
        for kind in (Axe, Action)
    )
    counts = {len(actions), sum(not action.sous_action_de for action in actions)}
    wrong = int(found[1]) != len(axes) or int(found[2] or found[3] or len(actions)) not in counts
    return known_field(
        told, "titre", world.whole and axes and wrong, f"{plural(len(axes), 'axe')}, {plural(len(actions), 'action')}"
    )


def placed(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """How many places of a year a commune has, in the actions that open some there."""
    rows = [(one, i, line) for one in told.near.of(Action) for i, line in enumerate(one.record.places_accueil)
            if line.commune == found[2] and str(line.annee) in (found[3] or str(line.annee))]  # fmt: skip
    wrong = "place" in fold(told.text) and rows and int(found[1]) not in {line.nombre for _, _, line in rows}
    one, i, line = rows[-1] if wrong else (told.one, 0, None)
    return FieldSaid(one, ("places_accueil", i, "nombre"), plural(line.nombre, "place")) if line else None


def signed(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """Whether a convention is signed."""
    signature, of_itself = told.about.record.signature, told.about is told.one and not _NOT_SO.search(told.text[: found.start()])
    done = "pas" not in found[0] and "rien" not in found[0].lower()
    if done == bool(signature and first_day(signature) <= told.one.world.today) or not of_itself:
        return None
    return FieldSaid(told.about, ("signature",), f"« signature: {date_fr(signature)} »" if signature else "qu'aucune ne l'est")


OPEN_TO = {"referred": {"libre"}, "free": {"rendez-vous", "orientation", "inscription"}}
"""What a sentence says of how one comes, and the values of « acces » that are otherwise."""


def reached(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """How one comes to a place: referred by someone, or as one wishes."""
    own = told.one.record
    known = own.access.value if isinstance(own, Place) and own.access else ""
    apart = re.search(r"(?i)\b(?:sauf|certain|atelier|urgence|premi|aussi|permanence|ou sur)", told.text)
    wrong = known in OPEN_TO[found.lastgroup or ""] and not apart
    return FieldSaid(told.one, ("acces",), f"« acces: {known} »") if wrong else None


def hidden(told: ToldSentence, _: WordsFound) -> FieldSaid | None:
    """Whether an address is secret."""
    secret = told.about.record.adresse_confidentielle
    return known_field(told, "adresse_confidentielle", not secret, "« adresse_confidentielle: non »")


# --- who does what ---


def holders(one: Checked[Any]) -> list[tuple[Location, str]]:
    """Who leads an action or runs a place, and where it says so."""
    if one.record.folder == "actions":
        return [(("porteurs",), name) for name in one.record.porteurs]
    return [(("gestionnaire",), one.record.gestionnaire)] if isinstance(one.record, Place) and one.record.gestionnaire else []


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


def runs(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """« X gère le lieu », « X porte l'action seule »."""
    places, named = told.one.record.naming("structures"), told.near.named(found[2])
    own = told.near.by_key.get(f"structures/{places[0]}") if places else None
    if "a ouvert" in found[0]:
        named = [made for place in named for made in told.near.opening[place.record.key]]
    if re.match(r"(?:l'action|le projet)\b", found[2]):
        named = [told.about] if told.about.record.folder == "actions" else []
    return run_by(told, found[1], named or ([own] if own and re.match(r"(?:la|le) \w+$", found[2]) else []))


def run_over(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """« Le lieu, que gère X »."""
    return run_by(told, found[2], told.near.named(found[1])[-1:])


def gives_nothing(told: ToldSentence, found: WordsFound) -> FieldSaid | None:
    """« X ne paie rien pour les heures de répit », when it pays an action of these words."""
    key, of = _who(told, found[1]), stems(found[2]) - stems(told.about.record.title)
    for one in told.near.of(Action) if key else ():
        for i, line in enumerate(one.record.moyens.financiers if one.record.moyens else ()):
            now = line.annee >= told.day[0].year and (line.realise or line.prevu)
            if now and line.financeur and _is(told, key, line.financeur) and (not of or of & stems(one.record.titre)):
                return FieldSaid(one, ("moyens", "financiers", i, "financeur"), f"« {line.financeur} » en {line.annee}")
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
