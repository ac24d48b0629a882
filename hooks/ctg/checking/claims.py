"""What a sentence is about, and what the fields of a plan say against it: where an action stands, who leads it, its posts and its
money; when a place opened, a convention was signed, a body met."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from functools import cached_property
from typing import Any, NamedTuple

from ctg.checking.rules import Checked, first_day, last_day
from ctg.checking.said_rules import dates_said, neighbours, times_said
from ctg.common.phrases import date_fr, of_name
from ctg.common.problems import Location, fold, plural
from ctg.model.action import Action, Decision, EtapeAction, Etat, EtatDate, EtatPlaces, Poste
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
    def day(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that it may be of: those of the line, or of the meeting, where it is written."""
        group = self.one.groups[self.where[:-1]].values if self.where[:-1] in self.one.groups else {}
        found = group.get("etat_le") or group.get("date") or self.one.groups[()].values.get("date")
        if year := group.get("annee"):
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        return (first_day(found), last_day(found)) if found else (self.one.world.today,) * 2


class NamedRecords:
    """The records of a territory, by what sentences call them."""

    def __init__(self, checked: list[Checked[Record]]) -> None:
        self.by_key = {one.record.key: one for one in checked}
        self.checked = checked
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
        named = self.named(sentence)
        group = one.groups[where[:-1]].values if len(where) > 1 and where[:-1] in one.groups else {}
        action = self.by_key.get(f"actions/{group.get('action')}")
        if named:
            return [*named, *(made for place in named for made in self.opening[place.record.key])]
        return [action] if action else [one]


def known_field(told: ToldSentence, where: str, wrong: object, words: str) -> FieldSaid | None:
    """What a field of the record says, when it is wrong."""
    return FieldSaid(told.about, tuple(where.split(".")), words) if wrong else None


def whole_number(text: str) -> int:
    """« 12 000 » → 12000."""
    return int(re.sub(r"\D", "", text))


# --- what plans say ------------------------------------------------------------------------------------

_ITSELF = re.compile(r"\b(?:l'action|le projet|l'opération|le dispositif)\b|^(?:elle|il)s?\b", re.IGNORECASE)


def state(told: ToldSentence, impossible: set[Etat], found: re.Match[str]) -> FieldSaid | None:
    """The state of an action, when it is none that the words allow."""
    action, (first, last) = told.about.record, told.day
    history = [*action.history] or [state for state in action.etats if not state.date]
    if not history or not (_speaks_of(told, found) or told.near.named(told.text)):
        return None
    near = [state for i, state in enumerate(history)
            if (not state.date or first_day(state.date) <= last + AROUND)
            and not (i + 1 < len(history) and (after := history[i + 1].date) and last_day(after) < first - AROUND)]  # fmt: skip
    if not near or any(state.etat not in impossible for state in near):
        return None
    return FieldSaid(told.about, ("etats", action.etats.index(near[-1]), "etat"), f"« {near[-1].etat.label} »")


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
    times = times_said(told.text[found.start() :])
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


def run_by(told: ToldSentence, name: str, objects: list[Checked[Any]]) -> FieldSaid | None:
    """Who runs a place or leads an action, when it is another institution."""
    own = told.one.record.key if told.one.record.folder == "partenaires" else ""
    key = own if fold(name) in ("elle", "il") else told.near.partner(name)
    for one in objects if key else ():
        where = "porteurs" if one.record.folder == "actions" else "gestionnaire"
        leaders = one.record.porteurs if where == "porteurs" else [name for name in (one.record.gestionnaire,) if name]
        keys = [told.near.institutions.get(fold(leader), "") for leader in leaders]
        names = {word for name, of in told.near.institutions.items() if of == key for word in re.findall(r"\w{5,}", name)}
        same = any(of == key or (not of and names & {*fold(leader).split()}) for of, leader in zip(keys, leaders, strict=True))
        if keys and not same:
            return FieldSaid(one, (where,), f"« {leaders[0]} »")
    return None


def itself(told: ToldSentence, found: re.Match[str]) -> list[Checked[Any]]:
    """The record, when the words before are of what it is."""
    kind = told.near.kind_of(told.one) if told.one.record.folder == "structures" else "action projet mission dispositif service"
    before = {*re.findall(r"\w{4,}", fold(told.text[: found.start()]))}
    return [told.one] if not before or before & {*fold(kind).split(), "lieu", "structure"} else []


def runs(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    named = told.near.named(found[2])
    places = told.one.record.naming("structures")
    own = told.near.by_key.get(f"structures/{places[0]}") if places else None
    return run_by(told, found[1], named or ([own] if own and re.match(r"(?:la|le) \w+$", found[2]) else []))


def count(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """How many axes, or actions, a framework has."""
    cadre, world, count = told.about.record, told.one.world, int(found[1])
    kind = Axe if found[2] == "axes" else Action
    own = [one.record for one in told.near.of(kind) if one.record.published and world.framework_of(one.record) is cadre]
    main = [one for one in own if kind is Axe or not one.sous_action_de]
    wrong = own and len(main) > 1 and count not in (len(own), len(main))
    return FieldSaid(told.about, ("titre",), f"{plural(len(main), found[2].rstrip('s'))} de ce cadre") if wrong else None


def often(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """How often a body meets."""
    for one in told.near.of(Instance):
        if fold(one.record.nom) == fold(found[1]):
            times = re.search(r"\b(\d+) fois par an", in_figures(one.record.frequence or ""))
            return FieldSaid(one, ("frequence",), f"« {one.record.frequence} »") if times and times[1] != found[2] else None
    return None


def members(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """How many sit in the body that met."""
    body = told.near.by_key.get(f"instances/{told.one.record.instance}")
    said = [(where, count) for where, _, text in (body.texts if body else ())
            for count in re.findall(rf"\b(\d+) {found[1]}", in_figures(text))]  # fmt: skip
    wrong = body and said and found[2] not in [count for _, count in said]
    return FieldSaid(body, said[0][0], f"« {said[0][1]} {found[1]} »") if body and wrong else None


def funder(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """Who gave an amount."""
    lines = told.about.record.moyens.financiers if told.about.record.moyens else ()
    same = [(i, line) for i, line in enumerate(lines) if whole_number(found[1]) in (line.prevu, line.engage, line.realise)]
    keys, key = [told.near.institutions.get(fold(line.financeur), "") for _, line in same], told.near.partner(found[2])
    wrong = key and same and all(keys) and key not in keys
    return FieldSaid(told.about, ("moyens", "financiers", same[0][0]), f"« {same[0][1].financeur} »") if wrong else None


def opened_there(told: ToldSentence, found: re.Match[str]) -> FieldSaid | None:
    """The places that an action opened in a commune, of another year."""
    for one in told.near.of(Action) if "place" in told.text else ():
        for i, line in enumerate(one.record.places_accueil):
            if line.etat == EtatPlaces.OUVERTES and line.commune == found[2] and line.nombre == int(found[1]):
                wrong = line.annee != int(found[3])
                return FieldSaid(one, ("places_accueil", i, "annee"), str(line.annee)) if wrong else None
    return None


def transferred(told: ToldSentence, _: re.Match[str]) -> FieldSaid | None:
    """When the communes transferred what they do for the youngest."""
    policy = told.one.world.territoire and told.one.world.territoire.petite_enfance
    day, (first, last) = policy and policy.transfert_le, told.day
    wrong = day and told.where[0] == "jalons" and not (first_day(day) <= last and first <= last_day(day))
    return FieldSaid(told.one, (*told.where[:-1], "date"), f"{date_fr(day)}, dans territoire.yml,") if wrong and day else None


def _posts(told: ToldSentence) -> tuple[Poste, ...]:
    return told.about.record.moyens.postes if told.about.record.moyens else ()


def part_time(told: ToldSentence, full: bool) -> FieldSaid | None:
    posts = _posts(told)
    wrong = len(posts) == 1 and posts[0].etp and (posts[0].etp < 1 if full else posts[0].etp * 2 != 1)
    return known_field(told, "moyens.postes", wrong, f"{posts[0].etp} temps plein" if wrong else "")


def vacant(told: ToldSentence, _: re.Match[str]) -> FieldSaid | None:
    posts = _posts(told)
    last = told.day[1]
    held = posts and all(
        post.de and last_day(post.de) < told.day[0] and not (post.a and first_day(post.a) <= last) for post in posts
    )
    return known_field(told, "moyens.postes", held, "un poste occupé")


def paid(told: ToldSentence, _: re.Match[str]) -> FieldSaid | None:
    lines = told.about.record.moyens.financiers if told.about.record.moyens else ()
    return known_field(told, "moyens.financiers", any(line.realise for line in lines), "de l'argent payé")


def decided(told: ToldSentence, *decisions: Decision) -> FieldSaid | None:
    suite = told.one.record.suite if told.where == ("suite", "motif") else None
    return (
        FieldSaid(told.one, ("suite", "decision"), f"« {suite.decision.label} »")
        if suite and suite.decision in decisions
        else None
    )
