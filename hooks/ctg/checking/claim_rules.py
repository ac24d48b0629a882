"""What a sentence claims of a record, its own or one that it names, and what the fields of that record say: where it stands, since
when it is open, who runs it, whom it takes, its price, its hours. Each claim is a line of :data:`CLAIMS`."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from ctg.checking.record_rules import Date
from ctg.checking.rules import Checked, first_day, last_day
from ctg.checking.said_rules import EITHER, dates_said, neighbours, times_said
from ctg.checking.time_rules import SEASONS, middle_of
from ctg.common.phrases import MONTHS, date_fr, number, of_name
from ctg.common.problems import Location, Problem, fold, plural, shown
from ctg.model.action import Action, Decision, Etat, EtatPlaces
from ctg.model.fields import Part
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import Instance, Partenaire, Rencontre
from ctg.model.opening_hours import JOURS
from ctg.model.place import Acces, Place
from ctg.model.record import Record
from ctg.model.references import references
from ctg.model.structure import Structure
from ctg.reading.spoken.tokens import in_figures

AROUND = dt.timedelta(days=45)
"""Days in which a state, or a meeting, may be told before or after its own."""
_ARTICLE = re.compile(r"^(?:le |la |les |l')", re.IGNORECASE)
_NAMED_LAST = re.compile(r"\b(?:Le |La |Les |L')([A-ZÉÈÀÂÎÔ].{3,})$")
_BEGINS = re.compile(r"^(?:Ouvrir|Créer|Lancer|Mettre en route|Installer|Construire|Réunir)\b")
_CREATED = re.compile(r"\b(?:est créé|ouvre|est ouvert|ouverture|est inauguré|est né)")
_ITSELF = re.compile(r"\b(?:l'action|le projet|l'opération|le dispositif)\b|^(?:elle|il)s?\b", re.IGNORECASE)


class Known(NamedTuple):
    """What a field says, and where."""

    one: Checked[Any]
    where: Location
    words: str


class Told(NamedTuple):
    """A sentence about a record."""

    one: Checked[Any]
    where: Location
    text: str
    about: Checked[Any]
    near: Near

    @property
    def day(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that it may be of: those of the line, or of the meeting, where it is written."""
        group = self.one.groups[self.where[:-1]].values if self.where[:-1] in self.one.groups else {}
        found = group.get("etat_le") or group.get("date") or getattr(self.one.record, "date", None)
        if year := group.get("annee"):
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        return (first_day(found), last_day(found)) if found else (self.one.world.today,) * 2


class Near:
    """The records of a territory, by what sentences call them."""

    def __init__(self, checked: list[Checked[Record]]) -> None:
        self.by_key = {one.record.key: one for one in checked}
        self.checked = checked
        near = neighbours(checked)
        self.linked = {key: [self.by_key[other] for other in sorted(near[key] & self.by_key.keys() - {key})] for key in self.by_key}

    @cached_property
    def names(self) -> dict[str, Checked[Any]]:
        """The places, by names that are of no other."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in self._of(Place):
            titles = [one.record.title, *(name for name in one.record.autres_noms if len(name) > 6)]
            titles += [last[1] for title in titles if (last := _NAMED_LAST.search(title))]
            town = f" {of_name(one.record.seat)}".replace("’", "'") if one.record.seat else ""
            titles += [title.removesuffix(town) for title in titles if town and len(title) > len(town) + 9]
            for name in (*titles, *([f"{self.kind_of(one)}{town}"] if self.kind_of(one) and town else [])):
                if re.search(r"[A-ZÉÈÀÂÎÔ]", bare := _ARTICLE.sub("", name)) and len(bare) > 4:
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
        return {fold(name): one.record.key for one in self._of(Partenaire)
                for name in (*one.record.names, one.record.sigle) if name}  # fmt: skip

    @cached_property
    def opening(self) -> dict[str, list[Checked[Any]]]:
        """The actions that made each place."""
        found: dict[str, list[Checked[Any]]] = defaultdict(list)
        for one in self._of(Action):
            places = one.record.structures if _BEGINS.match(one.record.titre) else ()
            place = self.by_key.get(f"structures/{places[0]}") if len(places) == 1 else None
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
                places = self.named(title) if _CREATED.search(title) else []
                if len(places) == 1:
                    found[places[0].record.key].append((one, (*at, "date"), said["date"]))
        return found

    def _of(self, kind: type[Record]) -> list[Checked[Any]]:
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


# --- what records say ---------------------------------------------------------------------------------


def _state(told: Told, impossible: set[Etat], found: re.Match[str]) -> Known | None:
    """The state of an action, when it is none that the words allow."""
    action, (first, last) = told.about.record, told.day
    history = [*action.history] or [state for state in action.etats if not state.date]
    if not history or (told.about is told.one and not _speaks_of(told, found)):
        return None
    near = [state for i, state in enumerate(history)
            if (not state.date or first_day(state.date) <= last + AROUND)
            and not (i + 1 < len(history) and (after := history[i + 1].date) and last_day(after) < first - AROUND)]  # fmt: skip
    if not near or any(state.etat not in impossible for state in near):
        return None
    return Known(told.about, ("etats", action.etats.index(near[-1]), "etat"), f"« {near[-1].etat.label} »")


def _speaks_of(told: Told, found: re.Match[str]) -> bool:
    """Whether a sentence of an action is about the action itself."""
    before = told.text[: found.start() + 1]
    topic = {word for word in re.findall(r"\w{5,}", fold(told.about.record.title))}
    return bool(_ITSELF.search(before)) or bool({*re.findall(r"\w{5,}", fold(before))} & topic)


def _born(told: Told, found: re.Match[str]) -> Known | None:
    """When a place opened, by the actions that made it."""
    times = times_said(told.text[found.start() :])
    actions = [one for one in told.near.opening[told.about.record.key] if one.record.history]
    for one, where, date in told.near.born[told.about.record.key] if times else ():
        if one is not told.one and not (first_day(date) <= last_day(times[0]) and first_day(times[0]) <= last_day(date)):
            return Known(one, where, date_fr(date))
    for one in actions if times else ():
        done = [(i, state) for i, state in enumerate(one.record.etats) if state.date and state.etat in (Etat.REALISEE, Etat.EN_COURS)]
        start = one.record.calendrier and one.record.calendrier.debut
        last = max((last_day(state.date).year for _, state in done if state.date), default=0)
        first = first_day(start).year if start else last
        if done and not first <= times[0].year <= max(last, first):
            return Known(one, ("etats", done[-1][0], "date"), date_fr(done[-1][1].date))
    return None


def _signed(told: Told, found: re.Match[str]) -> Known | None:
    """The day when the convention of that time was signed; a text that says so, of one that is not."""
    days = [said.day for said in dates_said(told.text[found.start() :]) if said.day]
    for one in told.near.checked:
        signed = one.record.signature if isinstance(one.record, Cadre) and one.record.is_ctg else None
        if days and signed and abs(first_day(signed) - days[0]) < dt.timedelta(days=400) and days[0] != first_day(signed):
            return Known(one, ("signature",), date_fr(signed))
    return None


def _unsigned(told: Told, _: re.Match[str]) -> Known | None:
    cadre = told.about.record
    return None if cadre.signature or cadre.deliberations else Known(told.about, ("titre",), "aucune signature")


def _over(told: Told, found: re.Match[str]) -> Known | None:
    """The end of a framework."""
    times, end = times_said(told.text[found.start() :]), told.about.record.end
    wrong = end and times and not any(first_day(end) <= last_day(time) and first_day(time) <= last_day(end) for time in times)
    return Known(told.about, ("fin",), date_fr(end)) if wrong and end else None


def _met(told: Told, found: re.Match[str]) -> Known | None:
    """The meeting of a body, or of an action, of which a text gives another day."""
    days = [said.day for said in dates_said(told.text[found.start() :]) if said.day]
    action, name = told.about.record.key.removeprefix("actions/"), fold(found[1])
    same = [one for one in told.near.checked if isinstance(one.record, Rencontre) and one is not told.one and one.record.date.day
            and (fold(told.one.world.by_key[f"instances/{one.record.instance}"].title) == name if one.record.instance
                 else fold(one.record.type).startswith(name) and action in one.record.naming("actions"))]  # fmt: skip
    near = [one for one in same if days and abs(one.record.date.first - days[0]) <= AROUND]
    if not near or any(one.record.date.first <= days[0] <= (one.record.fin or one.record.date).latest for one in near):
        return None
    return Known(near[0], ("date",), date_fr(near[0].record.date))


def _run_by(told: Told, name: str, objects: list[Checked[Any]]) -> Known | None:
    """Who runs a place or leads an action, when it is another institution."""
    own = told.one.record.key if told.one.record.folder == "partenaires" else ""
    key = own if fold(name) in ("elle", "il") else told.near.partner(name)
    for one in objects if key else ():
        where = "porteurs" if one.record.folder == "actions" else "gestionnaire"
        written = getattr(one.record, where, None) or ()
        leaders = [written] if isinstance(written, str) else list(written)
        keys = [told.near.institutions.get(fold(leader), "") for leader in leaders]
        names = {word for name, of in told.near.institutions.items() if of == key for word in re.findall(r"\w{5,}", name)}
        same = any(of == key or (not of and names & {*fold(leader).split()}) for of, leader in zip(keys, leaders, strict=True))
        if keys and not same:
            return Known(one, (where,), f"« {leaders[0]} »")
    return None


def _runs(told: Told, found: re.Match[str]) -> Known | None:
    named = told.near.named(found[2])
    own = told.near.by_key.get(f"structures/{told.one.record.structures[0]}") if getattr(told.one.record, "structures", ()) else None
    return _run_by(told, found[1], named or ([own] if own and re.match(r"(?:la|le) \w+$", found[2]) else []))


def _at(told: Told, minutes: int, field: str) -> Known | None:
    """The hours of a place, when none begins, or ends, at an hour."""
    hours = told.about.record.horaires
    spans = [span for week in ((hours, *hours.semaines) if hours and not hours.dates else ()) for _, day in week.week for span in day]
    spans = [span for span in spans if not span.moment]
    wrong = spans and all(getattr(span, field) != minutes for span in spans)
    return Known(told.about, ("horaires",), "d'autres heures") if wrong else None


def _season(told: Told, found: re.Match[str], closed: bool) -> Known | None:
    """The closures of a place: one at least in a season that a sentence says closed, none in one that it says open."""
    place = told.about.record
    months = SEASONS[found[1].lower()]
    middles = [middle_of(period) for period in place.fermetures]
    inside = [i for i, month in enumerate(middles) if month in months]
    if closed:
        return Known(told.about, ("fermetures",), "d'autres dates") if middles and all(middles) and not inside else None
    return Known(told.about, ("fermetures", inside[0]), "une fermeture") if inside else None


def _beyond(told: Told, found: re.Match[str]) -> Known | None:
    """The ages of a place, when a sentence says some that are out of them."""
    ages = told.about.record.ages
    low, high = int(found[1]) * 12, int(found[2]) * 12
    out = ages and ((ages.de and low < ages.de.mois) or (ages.a and high > ages.a.mois + 12) or (ages.a and low >= ages.a.mois))
    return Known(told.about, ("ages",), "d'autres âges") if out else None


def _field(told: Told, where: str, wrong: object, words: str) -> Known | None:
    return Known(told.about, tuple(where.split(".")), words) if wrong else None


def _text_of(told: Told, pattern: str) -> Known | None:
    """Another text of the record that says the contrary."""
    for where, _, text in told.about.texts:
        if where != told.where and (found := re.search(pattern, text, re.IGNORECASE)):
            return Known(told.about, where, f"« {found[0]} »")
    return None


def _count(told: Told, found: re.Match[str]) -> Known | None:
    """How many axes, or actions, a framework has."""
    cadre, world, count = told.about.record, told.one.world, int(found[1])
    kind = Axe if found[2] == "axes" else Action
    own = [one.record for one in told.near.checked if isinstance(one.record, kind) and one.record.published and world.framework_of(one.record) is cadre]
    main = [one for one in own if not getattr(one, "sous_action_de", None)]
    wrong = own and len(main) > 1 and count not in (len(own), len(main))
    return Known(told.about, ("titre",), f"{plural(len(main), found[2].rstrip('s'))} de ce cadre") if wrong else None


def _often(told: Told, found: re.Match[str]) -> Known | None:
    """How often a body meets."""
    for one in told.near.checked:
        if isinstance(one.record, Instance) and fold(one.record.nom) == fold(found[1]):
            times = re.search(r"\b(\d+) fois par an", in_figures(one.record.frequence or ""))
            return Known(one, ("frequence",), f"« {one.record.frequence} »") if times and times[1] != found[2] else None
    return None


def _members(told: Told, found: re.Match[str]) -> Known | None:
    """How many sit in the body that met."""
    body = told.near.by_key.get(f"instances/{told.one.record.instance}")
    said = [(where, count) for where, _, text in (body.texts if body else ())
            for count in re.findall(rf"\b(\d+) {found[1]}", in_figures(text))]  # fmt: skip
    wrong = body and said and found[2] not in [count for _, count in said]
    return Known(body, said[0][0], f"« {said[0][1]} {found[1]} »") if body and wrong else None


def _value(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _same_amount(told: Told, found: re.Match[str]) -> Known | None:
    """Another amount of the same aid, in another text of the record or of those that it is linked to."""
    form = rf"(?i:\b{found[1]})(?: de)? (\d[\d ]*) ?{'heures' if found[3] == 'heures' else '(?:€|euros)'}"
    said = [(one, where, other) for one in (told.about, *told.near.linked[told.about.record.key]) for where, _, text in one.texts
            if (one, where) != (told.one, told.where) for other in re.finditer(form, in_figures(text))]  # fmt: skip
    wrong = said and all(_value(other[1]) != _value(found[2]) for _, _, other in said)
    return Known(said[0][0], said[0][1], f"« {said[0][2][0]} »") if wrong else None


def _funder(told: Told, found: re.Match[str]) -> Known | None:
    """Who gave an amount."""
    lines = told.about.record.moyens.financiers if told.about.record.moyens else ()
    same = [(i, line) for i, line in enumerate(lines) if _value(found[1]) in (line.prevu, line.engage, line.realise)]
    keys, key = [told.near.institutions.get(fold(line.financeur), "") for _, line in same], told.near.partner(found[2])
    wrong = key and same and all(keys) and key not in keys
    return Known(told.about, ("moyens", "financiers", same[0][0]), f"« {same[0][1].financeur} »") if wrong else None


def _opened_there(told: Told, found: re.Match[str]) -> Known | None:
    """The places that an action opened in a commune, of another year."""
    for one in told.near.checked if "place" in told.text else ():
        for i, line in enumerate(one.record.places_accueil if isinstance(one.record, Action) else ()):
            if line.etat == EtatPlaces.OUVERTES and line.commune == found[2] and line.nombre == int(found[1]):
                wrong = line.annee != int(found[3])
                return Known(one, ("places_accueil", i, "annee"), str(line.annee)) if wrong else None
    return None


def _places(told: Told, found: re.Match[str]) -> Known | None:
    """The places of a structure that another record names."""
    places, count = told.about.record.places, int(found[1])
    opened = [line.nombre for one in told.near.linked[told.about.record.key] for line in getattr(one.record, "places_accueil", ())]
    wrong = places and told.about is not told.one and count not in (places.total, *opened)
    return Known(told.about, ("places", "total"), f"{places.total} places") if wrong and places else None


def _day_of(told: Told, jour: str) -> list[Any]:
    hours = told.about.record.horaires
    weeks = (hours, *hours.semaines) if hours and jour in JOURS else ()
    return [span for week in weeks for span in getattr(week, jour) or () if not span.moment]


def _at_day(told: Told, found: re.Match[str]) -> Known | None:
    """The hours of a day."""
    first, last = (int(found[i]) * 60 + int(found[i + 1] or 0) for i in (2, 4))
    spans = _day_of(told, found[1])
    wrong = spans and all(first != span.debut and last != span.fin for span in spans)
    return Known(told.about, ("horaires", found[1]), "d'autres heures") if wrong else None


def _after_closing(told: Told, found: re.Match[str]) -> Known | None:
    spans, at = _day_of(told, found[1]), int(found[2]) * 60 + int(found[3] or 0)
    return Known(told.about, ("horaires", found[1]), "une fermeture plus tard") if any(span.fin > at for span in spans) else None


def _elsewhere(told: Told, found: re.Match[str]) -> Known | None:
    """The commune of a structure, of which a sentence says that it is in another."""
    place = told.about.record
    wrong = told.about is told.one and found[1] in told.one.world.postcodes and found[1] not in (place.commune, *place.communes_named)
    return Known(told.about, ("commune",), place.commune) if wrong and told.where[0] == "description" else None


def _transferred(told: Told, _: re.Match[str]) -> Known | None:
    """When the communes transferred what they do for the youngest."""
    policy = told.one.world.territoire and told.one.world.territoire.petite_enfance
    day, (first, last) = policy and policy.transfert_le, told.day
    wrong = day and told.where[0] == "jalons" and not (first_day(day) <= last and first <= last_day(day))
    return Known(told.one, (*told.where[:-1], "date"), f"{date_fr(day)}, dans territoire.yml,") if wrong and day else None


def _part_time(told: Told, full: bool) -> Known | None:
    posts = told.about.record.moyens.postes if told.about.record.moyens else ()
    wrong = len(posts) == 1 and posts[0].etp and (posts[0].etp < 1 if full else posts[0].etp != type(posts[0].etp)("0.5"))
    return _field(told, "moyens.postes", wrong, f"{posts[0].etp} temps plein" if wrong else "")


def _vacant(told: Told, _: re.Match[str]) -> Known | None:
    posts = told.about.record.moyens.postes if told.about.record.moyens else ()
    last = told.day[1]
    held = posts and all(post.de and last_day(post.de) < told.day[0] and not (post.a and first_day(post.a) <= last) for post in posts)
    return _field(told, "moyens.postes", held, "un poste occupé")


def _paid(told: Told, _: re.Match[str]) -> Known | None:
    lines = told.about.record.moyens.financiers if told.about.record.moyens else ()
    return _field(told, "moyens.financiers", any(line.realise for line in lines), "de l'argent payé")


def _decided(told: Told, *decisions: Decision) -> Known | None:
    suite = told.one.record.suite if told.where == ("suite", "motif") else None
    return Known(told.one, ("suite", "decision"), f"« {suite.decision.label} »") if suite and suite.decision in decisions else None


# --- claims -------------------------------------------------------------------------------------------


class Claim(NamedTuple):
    """A form of words, the kinds of which it is said, and what a field of such a record says against it."""

    pattern: str
    of: type[Part] | tuple[type[Part], ...]
    against: Callable[[Told, re.Match[str]], Known | None]


_NO = r"(?:n'(?:a|ont|est|sont) (?:toujours |encore )?(?:pas|jamais) (?:encore |été |eu )*|pas encore |toujours pas )"
_HOUR = r"(\d{1,2}) ?(?:h|heures?)(?: ?(\d\d))?\b"
BEGUN = {Etat.EN_COURS, Etat.REALISEE}
AHEAD = {Etat.EN_PROJET, Etat.NON_ENGAGEE, Etat.EN_PREPARATION}
KEPT = (Decision.RECONDUITE, Decision.MODIFIEE)
_WHEN = rf"(?: le (?:\w+ )?\d| en (?:(?:{'|'.join(MONTHS)}) )?\d{{4}}| depuis| dès| fin| début)"
CLAIMS = (
    Claim(rf"{_NO}(?:commenc|démarr|débu|ouver|lanc|vu le jour)", Action, lambda t, m: _state(t, BEGUN, m)),
    Claim(r"\b(?:est|a été|sont|ont été) (?:abandonn|annul|supprim)\w+|\babandon d[eu]\b|\by renonce\b", Action,
          lambda t, m: _state(t, {*BEGUN, Etat.EN_PREPARATION}, m)),
    Claim(r"\b(?:est|a été|reste) (?:suspendue?|en pause|à l'arrêt)\b", Action, lambda t, m: _state(t, {*BEGUN, Etat.ABANDONNEE}, m)),
    Claim(r"\b(?:a|ont) ouvert\b|\b(?:est|sont) (?:désormais )?(?:ouvert|en service|en ligne|terminé|achevé|inauguré)\w*\b"
          r"|\b(?:roule|circule|fonctionne|ouvre)\b(?! (?:sa|son|ses|une|un|l)\b)", Action,
          lambda t, m: None if _NEGATED.search(t.text) else _state(t, {*AHEAD, Etat.ABANDONNEE, Etat.SUSPENDUE}, m)),
    Claim(r"\b(?:se poursui(?:t|vent)|continuent?|suit son cours|bat son plein|est (?:toujours )?en cours)\b", Action,
          lambda t, m: _state(t, {Etat.EN_PROJET, Etat.NON_ENGAGEE, Etat.ABANDONNEE}, m)),
    Claim(r"\b(?:poste|emploi)s?\b[^.]{0,40}\bvacants?\b|\bpersonne n'a (?:postulé|candidaté)\b|\bpas (?:encore )?(?:pu )?(?:été )?recrut",
          Action, _vacant),
    Claim(r"\bfaute d(?:e |'un )(?:financement|budget|moyens|crédits?|argent)|\b(?:aucun|sans) (?:financement|budget)", Action, _paid),
    Claim(r"\bà temps (?:plein|complet)\b", Action, lambda t, _: _part_time(t, True)),
    Claim(r"\bà mi-temps\b", Action, lambda t, _: _part_time(t, False)),
    Claim(r"\b(?:arrêter|s'arrête|abandonne[rz]?|abandonnée?)\b|\bplus personne\b", Action, lambda t, _: _decided(t, *KEPT)),
    Claim(r"\b(?:continue|se poursuit|reconduit|prolongé)", Action, lambda t, _: _decided(t, Decision.ARRETEE, Decision.ACHEVEE)),
    Claim(rf"\b(?:ouver|cré|lanc|n|inaugur|démarr)\w*{_WHEN}|\b(?:roule|circule|fonctionne|existe) depuis\b", Structure, _born),
    Claim(r"\b(?:n'a|n'est) (?:toujours )?(?:pas|jamais) (?:encore )?ouver|\b(?:est|reste) fermée? définitivement", Structure,
          lambda t, _: _field(t, "nom", t.about is not t.one and t.about.record.published and t.near.opening[t.about.record.key]
                              and t.day[1] == t.one.world.today, "un lieu ouvert")),
    Claim(r"\b(?:a|ont) ouvert\b(?! ses inscriptions)", Structure,
          lambda t, _: _field(t, "etat_fiche", t.about.record.etat_fiche == "brouillon", "un brouillon")),
    Claim(r"\bsignée?(?: à \w+)? le \d", Record, _signed),
    Claim(r"\b(?:a été|est) signée\b", Cadre, _unsigned),
    Claim(r"\bconvention(?: \w+){0,3} (?:s'achève|se termine|prend fin|finit|expire|s'arrête)\b", Cadre, _over),
    Claim(r"\b((?:[Cc]omité|[Cc]onseil|[Cc]ercle) (?:d[eu]s? )?\w+|[Rr]éunion(?: publique)?|[Aa]telier|[Ff]orum)\b"
          r"[^.;]{0,25} (?:du|le) (?:\w+di )?\d", Record, _met),
    Claim(r"\b((?:[Cc]omité|[Cc]onseil|[Cc]ercle) (?:d[eu]s? )?\w+) se réuni\w+ (\d+) fois par an\b", Record, _often),
    Claim(r"\b\d+ (habitants|membres|jeunes|enfants) sur (\d+)\b", Rencontre, _members),
    Claim(r"\b(?:[gG]ér|[pP]ort|[tT]enu|[pP]ilot|[aA]nim)\w* par ([^.;]{3,80})", (Place, Action), 
          lambda t, m: _run_by(t, m[1], t.near.named(t.text[: m.start()]) or [t.one])),
    Claim(r"(?:^|, et |\. )([^,.;]{2,60}?)(?: la)? (?:gère|tient)(?: aussi)? ((?:(?!, (?:et|qui|mais) (?!l))[^.;]){3,160})", Record, _runs),
    Claim(rf"\b(?:s'arrête|ferme) à {_HOUR}", Place, lambda t, m: _at(t, int(m[1]) * 60 + int(m[2] or 0), "fin")),
    Claim(rf"\bouvr(?:e|ira|ir) (?:[\w ]+ )?(?:à|dès) {_HOUR}", Place, lambda t, m: _at(t, int(m[1]) * 60 + int(m[2] or 0), "debut")),
    Claim(rf"\b(?:fermée?s?|sauf|hormis)(?: à| en| l')? ?(?i:({'|'.join(SEASONS)}))\b", Place, lambda t, m: _season(t, m, True)),
    Claim(rf"\bouverte?s? (?:tout |même |aussi |toute? )*(?:l'|en |à |au )(?i:({'|'.join(SEASONS)}))\b", Place, lambda t, m: _season(t, m, False)),
    Claim(r"\b(?:les |des |aux |de |entre |pour )(\d{1,2}) ?(?:-|à|et) ?(\d{1,2}) ans\b", Place, _beyond),
    Claim(r"\b[sS]ans (?:rendez-vous|inscription|s'inscrire)\b(?!, ou)", Place,
          lambda t, _: _field(t, "acces", t.about.record.access in (Acces.RENDEZ_VOUS, Acces.ORIENTATION), f"« {t.about.record.access} »")),
    Claim(r"\b(?:c'est|est|entièrement|totalement) gratuite?s?\b(?! (?:pour l|sur|avant|le|les|;))", Place,
          lambda t, _: _field(t, "tarif.gratuit", t.where[0] != "tarif" and t.about.record.tarif and t.about.record.tarif.gratuit is False,
                              "« gratuit: non »")),
    Claim(r"\b(?:coûte \d|payante?s?\b|adhésion de \d|participation de \d)", Place,
          lambda t, _: _field(t, "tarif.gratuit", t.where[0] != "tarif" and t.about.record.tarif and t.about.record.tarif.gratuit
                              and not t.about.record.tarif.texte, "« gratuit: oui »")),
    Claim(r"\b[iI]nscription obligatoire|\b(?:il faut|faut) s'inscrire", Place, lambda t, _: _text_of(t, r"sans (?:s'inscrire|inscription)")),
    Claim(r"\b(?:sans|pas d'|ni) ?ascenseur|\b(?:pas|non|in)[ -]?accessible|\d marches\b", Place,
          lambda t, _: _text_of(t, r"pas de marche|de plain-pied|un ascenseur|une rampe")),
    Claim(r"\brepas (?:sont |est )?(?:\w+ )?(?:fournis?|cuisinés? sur place|préparés? sur place)", Place,
          lambda t, _: _text_of(t, r"repas (?:est |sont )?apportés?|apporte\w* (?:le|son|leur) repas")),
    Claim(r"(?:\b(?:en|[lL]es|ses|compte|réunit) |^)(\d+) (axes|actions)\b(?! sur)", Cadre, _count),
    Claim(r"\baxes\b[^.]*\bet (\d+) (actions)\b", Cadre, _count),
    Claim(r"\b(aide|bourse|prime|caution|adhésion|cotisation|forfait|subvention|contre)(?: de)? (\d[\d ]*) ?(€|euros|heures)",
          (Place, Action), _same_amount),
    Claim(r"(\d[\d ]*) ?(?:€|euros)[^.;]{0,30}\b(?:payé|versé|financé|apporté)\w* par ([^.;,]{3,60})", Action, _funder),
    Claim(r"\b(\d+) (?:places )?à ([A-ZÉŒ][\w'-]+(?: [A-Z][\w'-]+)*) en (\d{4})\b", Record, _opened_there),
    Claim(r"\b(?:accueille|compte|offre|dispose de|propose|a ouvert(?: ses)?|garde|reçoit) (\d+) (?:places|enfants|petits|bébés)\b",
          Structure, _places),
    Claim(r"\b(?:[cC]haque|[tT]ous les) (\w+di)s?\b,? de (\d{1,2}) ?h(\d\d)? à (\d{1,2}) ?h(\d\d)?", Place, _at_day),
    Claim(r"\b(\w+di)\b[^.]* à (\d{1,2}) ?h ?(\d\d)?, après la fermeture", Place, _after_closing),
    Claim(r"(?:\bdans l['ea] ?|\b[sS]itué\w* |\b[iI]nstallé\w* )[^.,;]{0,40}?\b(?:d[e'] ?|à )([A-ZÉŒ][\w'’-]+(?: [A-Z][\w'-]+)*)",
          Structure, _elsewhere),
    Claim(r"\bconfi\w+ la petite enfance\b", Cadre, _transferred),
)  # fmt: skip
_NEGATED = re.compile(r"\b(?:pas|jamais|plus|aucun\w*|n'|si|quand|lorsque|pour que|avant)\b", re.IGNORECASE)


def claims(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn, on both lines, of what a sentence says of a record, and its fields otherwise."""
    near, forms = Near(checked), [(re.compile(claim.pattern), claim) for claim in CLAIMS]
    seen: set[tuple[str, Location]] = set()
    for one in checked:
        for where, traits, text in one.texts:
            if traits.interne or "://" in text or len(text) < 8:
                continue
            for sentence in re.split(r"(?<=[.!?;])\s|\n", in_figures(text)):
                found = [(form, claim) for form, claim in forms if form.search(sentence)]
                about = near.about(one, where, sentence) if found else []
                for form, claim in found:
                    for subject in about:
                        said = form.search(sentence)
                        if not (said and isinstance(subject.record, claim.of)):
                            continue
                        if known := claim.against(Told(one, where, sentence, subject, near), said):
                            yield from _both(one, where, shown(said[0].strip()), known, seen)


def _both(one: Checked[Any], where: Location, words: str, known: Known, seen: set[tuple[str, Location]]) -> Iterator[Problem]:
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
            stops, planned = {*(place.visits if place else ())}, {*one.record.communes}
            if place and len(stops) == len(planned) > 2 and len(stops & planned) == len(stops) - 1:
                told = f"« {place.title} » ({place.file}) va à {(stops - planned).pop()}, et pas à {(planned - stops).pop()}."
                yield one.warning("communes", told, "Corrigez l'une des deux listes.")
