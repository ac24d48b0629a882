"""What a sentence is about, and what the fields of a plan say against it: where an action stands, who leads it, its posts and its
money; when a place opened, a convention was signed, a body met; who runs or pays."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from functools import cached_property
from typing import Any, NamedTuple

from ctg.checking.rules import Checked, first_day, last_day
from ctg.checking.said_rules import dates_said, neighbours, stems, times_said, years_said
from ctg.common.phrases import date_fr, of_name
from ctg.common.problems import Location, fold, plural
from ctg.model.action import Action, EtapeAction, Etat, EtatDate
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import EtatSuite, Instance, Partenaire, Rencontre, Suite
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.reading.spoken.tokens import in_figures

AROUND = dt.timedelta(days=45)
"""Days in which a state, or a meeting, may be told before or after its own."""
_ARTICLE = re.compile(r"^(?:le |la |les |l')", re.IGNORECASE)
_NAMED_LAST = re.compile(r"\b(?:Le |La |Les |L')([A-ZÉÈÀÂÎÔ].{3,})$")
_BEGINS = re.compile(r"^(?:Ouvrir|Créer|Lancer|Mettre en route|Installer|Construire|Réunir)\b")
_CREATED = re.compile(r"\b(?:est créé|ouvre|est ouvert|ouverture|est inauguré|est né)")


class FieldSaid(NamedTuple):
    """What a field says, and where."""

    one: Checked[Any]
    where: Location
    words: str


class ToldSentence(NamedTuple):
    """A sentence about a record."""

    one: Checked[Any]
    where: Location
    text: str
    about: Checked[Any]
    near: NamedRecords

    @property
    def group(self) -> dict[str, Any]:
        """What the other fields of its line say."""
        return self.one.groups[self.where[:-1]].values if self.where[:-1] in self.one.groups else {}

    @property
    def year(self) -> int | None:
        """The year that its line is of."""
        return self.group.get("annee")

    @property
    def day(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that it may be of: those of the line, or of the meeting, where it is written."""
        group = self.group
        found = group.get("etat_le") or group.get("date") or self.one.groups[()].values.get("date")
        if year := group.get("annee"):
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        return (first_day(found), last_day(found)) if found else (self.one.world.today,) * 2


class NamedRecords:
    """The records of a territory, by what sentences call them."""

    def __init__(self, checked: list[Checked[Record]]) -> None:
        self.by_key = {one.record.key: one for one in checked}
        self.checked = checked
        self.topics = [(stems(one.record.titre), one) for one in self.of(Action) if one.record.published]
        near = neighbours(checked)
        self.linked = {
            key: [self.by_key[other] for other in sorted(near[key] & self.by_key.keys() - {key})] for key in self.by_key
        }

    @cached_property
    def names(self) -> dict[str, Checked[Any]]:
        """The places, by names that are of no other."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.of(Place):
            titles = [one.record.title, *(name for name in one.record.autres_noms if len(name) > 6)]
            titles += [last[1] for title in titles if (last := _NAMED_LAST.search(title))]
            town = f" {of_name(one.record.seat)}".replace("’", "'") if one.record.seat else ""
            titles += [title.removesuffix(town) for title in titles if town and len(title) > len(town) + 9]
            for name in (*titles, *([f"{self.kind_of(one)}{town}"] if self.kind_of(one) and town else [])):
                if re.search(r"[A-ZÉÈÀÂÎÔ]", bare := in_figures(_ARTICLE.sub("", name))) and len(bare) > 4:
                    found[bare].add(one.record.key)
        towns = {town for one in self.checked[:1] for town in one.world.postcodes}
        return {name: self.by_key[min(keys)] for name, keys in found.items() if len(keys) == 1 and name not in towns}

    def kind_of(self, one: Checked[Any]) -> str:
        """The type of a place, in words; empty for a service."""
        words, type_id = one.world.vocabulary, one.record.type_id
        return words.types[type_id].singulier if words and type_id else ""

    @cached_property
    def calls(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, self.names), key=len, reverse=True)) or '(?!)'})(?!\w)")

    @cached_property
    def institutions(self) -> dict[str, str]:
        """The key of each partner, by its names, folded."""
        return {fold(name): one.record.key for one in self.of(Partenaire)
                for name in (*one.record.names, one.record.sigle) if name}  # fmt: skip

    @cached_property
    def opening(self) -> dict[str, list[Checked[Any]]]:
        """The actions that made each place."""
        found: dict[str, list[Checked[Any]]] = defaultdict(list)
        for one in self.of(Action):
            alone = _BEGINS.match(one.record.titre) and len(one.record.structures) == 1
            place = self.by_key.get(f"structures/{one.record.structures[0]}") if alone else None
            words = {*fold(one.record.titre).split()}
            if place and any(len(words & {word for word in fold(name).split() if len(word) > 2}) > 1
                             for name in (*place.record.searched, place.record.title, self.kind_of(place))):  # fmt: skip
                found[place.record.key].append(one)
        return found

    @cached_property
    def born(self) -> dict[str, list[tuple[Checked[Any], Location, Any]]]:
        """The milestones that say when each place was created: where, and the date."""
        found: dict[str, list[tuple[Checked[Any], Location, Any]]] = defaultdict(list)
        for one in self.checked:
            for at, (_, said) in one.groups.items():
                title = str(said.get("titre", "")) if "date" in said and at else ""
                places = self.named(in_figures(title)) if _CREATED.search(title) else []
                if len(places) == 1:
                    found[places[0].record.key].append((one, (*at, "date"), said["date"]))
        return found

    def topic(self, sentence: str) -> list[Checked[Any]]:
        """The action of which a sentence says more than half of the title, when it is one; else none."""
        said, found = stems(sentence), defaultdict(list)
        for words, one in self.topics:
            found[len(words & said) if 2 * len(words & said) > max(len(words), 3) else 0].append(one)
        most = max(found, default=0)
        return found[most] if most and len(found[most]) == 1 else []

    def subjects(self, sentence: str) -> list[Checked[Any]]:
        """The places that a sentence names, and the actions that made them; else the action whose title it says."""
        named = self.named(sentence)
        return [*named, *(made for place in named for made in self.opening[place.record.key])] or self.topic(sentence)

    def of(self, kind: type[Record]) -> list[Checked[Any]]:
        return [one for one in self.checked if isinstance(one.record, kind)]

    def named(self, sentence: str) -> list[Checked[Any]]:
        return list({id(one): one for name in self.calls.findall(sentence) for one in (self.names[name],)}.values())

    def partner(self, text: str) -> str:
        """The key of the partner whose name begins a text; empty when none does."""
        words = re.sub(r"^(?:l |le |la |les )", "", fold(text))
        found = [name for name in self.institutions if re.match(rf"(?:association )?{name}\b", words)]
        begun = {key for name, key in self.institutions.items() if len(words) > 11 and name.startswith(words)}
        return self.institutions[max(found, key=len)] if found else begun.pop() if len(begun) == 1 else ""

    def about(self, one: Checked[Any], where: Location, sentence: str) -> list[Checked[Any]]:
        """The records that a sentence is about: those that it names, else that of its line, else its own."""
        group = one.groups[where[:-1]].values if len(where) > 1 and where[:-1] in one.groups else {}
        action = self.by_key.get(f"actions/{group.get('action')}")
        if one.record.folder in ("actions", "structures", "services") or action:
            named = self.named(sentence)
            return [*named, *(made for place in named for made in self.opening[place.record.key])] or [action or one]
        return self.subjects(sentence) or [one]


def known_field(told: ToldSentence, where: str, wrong: object, words: str) -> FieldSaid | None:
    """What a field of the record says, when it is wrong."""
    return FieldSaid(told.about, tuple(where.split(".")), words) if wrong else None


def whole_number(text: str) -> int:
    """« 12 000 » → 12000."""
    return int(re.sub(r"\D", "", text))


# --- what plans say ------------------------------------------------------------------------------------

_ITSELF = re.compile(r"\b(?:l'action|le projet|l'opération|le dispositif)\b|^(?:elle|il)s?\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:pas|jamais|plus|aucun\w*|n'|si|quand|lorsque|pour que|avant|en attendant)\b", re.IGNORECASE)


def state(told: ToldSentence, impossible: set[Etat], found: re.Match[str]) -> FieldSaid | None:
    """The state of an action around that day, when it is none that the words allow."""
    action, (first, last) = told.about.record, told.day
    history = [*action.history] or [state for state in action.etats if not state.date]
    denied = Etat.EN_PROJET in impossible and _NEGATED.search(told.text)
    if denied or not history or not (_speaks_of(told, found) or told.near.subjects(told.text)):
        return None
    that_day = [state for state in history if state.date and first_day(state.date) == last_day(state.date) == first == last]
    near = that_day or [state for i, state in enumerate(history)
            if (not state.date or first_day(state.date) <= last + AROUND)
            and not (i + 1 < len(history) and (after := history[i + 1].date) and last_day(after) < first - AROUND)]  # fmt: skip
    if near and all(state.etat in impossible for state in near):
        return FieldSaid(told.about, ("etats", action.etats.index(near[-1]), "etat"), f"« {near[-1].etat.label} »")
    return None


DONE: dict[type, tuple[str, str]] = {
    EtapeAction: ("fait", "titre"), EtatDate: ("etat", "note"), Suite: ("etat", "reponse"),
}  # fmt: skip
"""The field of a state, and that of its words."""


def done(told: ToldSentence, _: re.Match[str]) -> FieldSaid | None:
    """A step, a state or an answer that is said done, and whose words say that it is not."""
    model, found = told.one.groups.get(told.where[:-1], (None, {}))
    name, words = DONE.get(model, ("", "")) if model else ("", "")
    wrong = name and words == told.where[-1] and found.get(name) in (True, Etat.REALISEE, EtatSuite.REALISEE)
    return FieldSaid(told.one, (*told.where[:-1], name), "que c'est fait") if wrong else None


def _speaks_of(told: ToldSentence, found: re.Match[str]) -> bool:
    """Whether a sentence of an action is about the action itself."""
    before = told.text[: found.start() + 1]
    topic = {*re.findall(r"\w{5,}", fold(told.about.record.title))}
    return bool(_ITSELF.search(before)) or bool({*re.findall(r"\w{5,}", fold(before))} & topic)


def born(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """When a place opened, by the actions that made it."""
    times = times_said(told.text[found.start() :], told.year)
    actions = [one for one in told.near.opening[told.about.record.key] if one.record.history]
    for one, where, date in told.near.born[told.about.record.key] if times else ():
        if one is not told.one and not (first_day(date) <= last_day(times[0]) and first_day(times[0]) <= last_day(date)):
            return FieldSaid(one, where, date_fr(date))
    for one in actions if times else ():
        done = [
            (i, state) for i, state in enumerate(one.record.etats) if state.date and state.etat in (Etat.REALISEE, Etat.EN_COURS)
        ]
        start = one.record.calendrier and one.record.calendrier.debut
        last = max((last_day(state.date).year for _, state in done if state.date), default=0)
        first = first_day(start).year if start else last
        if done and not first <= times[0].year <= max(last, first):
            return FieldSaid(one, ("etats", done[-1][0], "date"), date_fr(done[-1][1].date))
    return None


def began(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The day when something began, which the lines of an action have within weeks of another."""
    days = [said.day for said in dates_said(told.text[found.start() :], told.year) if said.day][:1]
    dated = [((*at, "date"), values["date"]) for at, (model, values) in told.about.groups.items()
             if model in (EtapeAction, EtatDate) and "date" in values and values["date"].day
             and at != told.where[:-1]]  # fmt: skip
    near = [(where, date) for where, date in dated if days and abs(first_day(date) - days[0]) < AROUND]
    wrong = near and all(first_day(date) != days[0] for _, date in near)
    return FieldSaid(told.about, near[-1][0], date_fr(near[-1][1])) if wrong else None


def signed(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The day when the convention of that time was signed; a text that says so, of one that is not."""
    days = [said.day for said in dates_said(told.text[found.start() :]) if said.day]
    for one in told.near.of(Cadre):
        signed = one.record.signature if one.record.is_ctg else None
        if days and signed and abs(first_day(signed) - days[0]) < dt.timedelta(days=400) and days[0] != first_day(signed):
            return FieldSaid(one, ("signature",), date_fr(signed))
    return None


def unsigned(told: ToldSentence, _: re.Match[str]) -> FieldSaid | None:
    cadre = told.about.record
    return None if cadre.signature or cadre.deliberations else FieldSaid(told.about, ("titre",), "aucune signature")


def over(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The end of a framework."""
    times, end = times_said(told.text[found.start() :]), told.about.record.end
    wrong = end and times and not any(first_day(end) <= last_day(time) and first_day(time) <= last_day(end) for time in times)
    return FieldSaid(told.about, ("fin",), date_fr(end)) if wrong and end else None


def _body(told: ToldSentence, id: str) -> str:
    body = told.one.world.get(Instance, id)
    return fold(body.nom) if body else ""


def met(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The meeting of a body, or of an action, of which a text gives another day."""
    days = [said.day for said in dates_said(told.text[found.start() :]) if said.day]
    action, name = told.about.record.key.removeprefix("actions/"), fold(found[1])
    same = [one for one in told.near.of(Rencontre) if one is not told.one and one.record.date.day
            and (_body(told, one.record.instance) == name if one.record.instance
                 else fold(one.record.type).startswith(name) and action in one.record.naming("actions"))]  # fmt: skip
    near = [one for one in same if days and abs(one.record.date.first - days[0]) <= AROUND]
    if not near or any(one.record.date.first <= days[0] <= (one.record.fin or one.record.date).latest for one in near):
        return None
    return FieldSaid(near[0], ("date",), date_fr(near[0].record.date))


def count(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """How many axes, or actions, a framework has."""
    cadre, world, count = told.about.record, told.one.world, int(found[1])
    kind = Axe if found[2] == "axes" else Action
    own = [one.record for one in told.near.of(kind) if one.record.published and world.framework_of(one.record) is cadre]
    main = [one for one in own if kind is Axe or not one.sous_action_de]
    wrong = own and len(main) > 1 and count not in (len(own), len(main))
    return FieldSaid(told.about, ("titre",), f"{plural(len(main), found[2].rstrip('s'))} de ce cadre") if wrong else None


def transferred(told: ToldSentence, _: re.Match[str]) -> FieldSaid | None:
    """When the communes transferred what they do for the youngest."""
    policy = told.one.world.territoire and told.one.world.territoire.petite_enfance
    day, (first, last) = policy and policy.transfert_le, told.day
    wrong = day and told.where[0] == "jalons" and not (first_day(day) <= last and first <= last_day(day))
    return FieldSaid(told.one, (*told.where[:-1], "date"), f"{date_fr(day)}, dans territoire.yml,") if wrong and day else None


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
    lines = one.record.moyens.financiers if one.record.folder == "actions" and one.record.moyens else ()
    return [(("moyens", "financiers", i), line.financeur) for i, line in enumerate(lines)
            if (line.prevu or line.engage or line.realise) and (not years or line.annee in years)]  # fmt: skip


def _is(told: ToldSentence, key: str, name: str) -> bool | None:
    """Whether a name is that of a partner; None when it is of none that is known."""
    if of := told.near.institutions.get(fold(name), ""):
        return of == key
    words = {word for known, of in told.near.institutions.items() if of == key for word in re.findall(r"\w{5,}", known)}
    return bool(words & {*fold(name).split()}) or None


def _who(told: ToldSentence, words: str) -> str:
    """The key of the partner that a sentence begins with: that of its record when it says « elle »."""
    own = told.one.record.key if told.one.record.folder == "partenaires" else ""
    return own if own and words.strip().lower() in ("", "elle", "il", "on") else told.near.partner(words)


def run_by(told: ToldSentence, name: str, objects: list[Checked[Any]]) -> FieldSaid | None:
    """Who runs a place or leads an action, when it is another institution."""
    key = _who(told, name)
    for one in objects if key else ():
        held = holders(one)
        if held and not any(_is(told, key, name) for _, name in held):
            return FieldSaid(one, held[0][0], f"« {held[0][1]} »")
    return None


def itself(told: ToldSentence, found: re.Match[str]) -> list[Checked[Any]]:
    """The record, when the words before are of what it is."""
    kind = told.near.kind_of(told.one) if told.one.record.folder == "structures" else "action projet mission dispositif service"
    before = {*re.findall(r"\w{4,}", fold(told.text[: found.start()]))}
    return [told.one] if not before or before & {*fold(kind).split(), "lieu", "structure"} else []


def runs(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """« X gère le lieu », « X porte l'action seule »."""
    places, named = told.one.record.naming("structures"), told.near.named(found[2])
    own = told.near.by_key.get(f"structures/{places[0]}") if places else None
    if re.match(r"(?:l'action|le projet)\b", found[2]):
        named = [told.about] if told.about.record.folder == "actions" else []
    return run_by(told, found[1], named or ([own] if own and re.match(r"(?:la|le) \w+$", found[2]) else []))


def never(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
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


def funder(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """Who gave an amount."""
    lines = told.about.record.moyens.financiers if told.about.record.moyens else ()
    amount = int(re.sub(r"\D", "", found[1]))
    same = [(i, line) for i, line in enumerate(lines) if amount in (line.prevu, line.engage, line.realise)]
    keys, key = [told.near.institutions.get(fold(line.financeur), "") for _, line in same], told.near.partner(found[2])
    wrong = key and same and all(keys) and key not in keys
    return FieldSaid(told.about, ("moyens", "financiers", same[0][0]), f"« {same[0][1].financeur} »") if wrong else None
