"""A place's facts as easy sentences, one idea in each: for whom, when, where, at what price, whom to call.

A text of the record is shown when it is easy (:mod:`ctg.common.text_checks`); else the sentence says that the whole page has
it. ``resume_facile``, written for these pages, is always shown: ``ctg verifier`` warns about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ctg.common import phrases
from ctg.common.text_checks import is_easy, sentences
from ctg.hours import words
from ctg.hours.changes import Round, round_of
from ctg.hours.holidays import Calendar
from ctg.model import freshness
from ctg.model.fields import Ages
from ctg.model.opening_hours import OPEN
from ctg.model.place import Place
from ctg.model.structure import Service, Structure
from ctg.pages import templates
from ctg.pages.addresses import relative
from ctg.pages.renderer import Renderer
from ctg.places.contacts import Via, WhoAnswers, answers

URGENCES = "urgence/facile/"
ADULT, CHILD, TEEN = 30 * 12, 12 * 12, 10 * 12
"""Months: until when one says « jeunes », « enfants », and from when « jeunes »."""
PERIODS = {
    "Hors vacances scolaires": "Quand il y a école :",
    "En période scolaire": "Quand il y a école :",
    "Pendant les vacances scolaires": "Pendant les vacances de l’école :",
}
"""The titles of :func:`ctg.subjects.hours.tables`, in easier words; the others stay."""
ACCES = {
    "libre": ["Vous pouvez venir sans rendez-vous."],
    "rendez-vous": ["Prenez rendez-vous avant de venir."],
    "orientation": ["Un professionnel fait la demande pour vous.", "Par exemple : une assistante sociale."],
}
CHANGING = ["Le jour change selon la commune.", "Regardez la liste des communes, plus bas."]
MODES = {
    "sur-place": "Vous pouvez venir sur place.",
    "telephone": "Vous pouvez téléphoner.",
    "en-ligne": "Cela se fait sur internet.",
    "itinerant": "Ce service vient près de chez vous.",
}


@dataclass(frozen=True)
class Button:
    """A button: what a touch does, what is written on it, and whom it reaches (said to screen readers)."""

    href: str
    text: str
    said: str


@dataclass(frozen=True)
class Block:
    """One block of the page; ``label`` is a key of ``easy_labels.json``, ``items`` are lists of lines."""

    label: str
    lines: list[str]
    items: tuple[list[str], ...] = ()
    link: Button | None = None


def blocks(render: Renderer, place: Place) -> Iterator[Block]:
    """The blocks of a place's easy page, in order. Unknown facts become questions to ask by telephone."""
    whom, hours_said, cost = for_whom(render, place), opening_lines(render, place), price(place)
    there = where(render, place)
    if whom:
        yield Block("pour-qui", whom)
    if hours_said:
        yield Block("quand", hours_said)
    yield there
    if cost:
        yield Block("prix", cost)
    street = not place.seat or place.adresse or render.catalogue.moves(place) or place.confidential
    asked = {"si c’est pour vous": whom, "les jours et les heures": hours_said, "l’adresse": street, "le prix": cost}
    yield whom_to_call(render, place, tuple([what] for what, known in asked.items() if not known))
    host = render.catalogue.host(place)
    if mail := place.courriel or (host and host.courriel):
        yield Block("ecrire", ["Vous pouvez écrire à cette adresse :"], link=Button(f"mailto:{mail}", mail, "Écrire à "))
    if site := place.site_web or (host and host.site_web):
        yield Block(
            "internet", ["Vous pouvez regarder ce site :"], link=Button(site, templates.site_name(site), "Aller sur le site ")
        )


def introduction(render: Renderer, place: Place) -> list[str]:
    """The sentences that say what a place is: the record's own easy text, else that of its type or main theme."""
    catalogue = render.catalogue
    term = catalogue.type_of(place) or catalogue.themes_of(place)[0]
    return sentences(place.resume_facile or term.facile or catalogue.definition_of(place))


def warning(render: Renderer, place: Place) -> list[str]:
    """The sentences that warn that facts are unsure or old; none when they are confirmed."""
    if place.doubtful:
        return ["Attention.", "Nous ne sommes pas sûrs de cette page.", "Demandez avant de venir."]
    if freshness.is_stale(place, render.today):
        return ["Attention.", "Cette page est ancienne.", "Demandez avant de venir."]
    return []


# --- for whom ------------------------------------------------------------------------------------


def for_whom(render: Renderer, place: Place) -> list[str]:
    lines = []
    usual = None if place.ages or place.publics else render.catalogue.ages_of(place)
    if place.publics and is_easy(place.publics):
        lines.append(f"Pour : {place.publics.rstrip('.')}.")
    if place.ages and not (lines and re.search(r"\d", place.publics or "")):
        lines += [f"Pour {said}." for said in _ages(place.ages)]
    if usual:
        lines += [f"En général, pour {said}." for said in _ages(usual)]
    conditions = place.eligibility
    if conditions and is_easy(conditions):
        lines += sentences(conditions)
    elif conditions:
        lines += ["Il y a des conditions.", "La page complète les explique."]
    return lines or (["La page complète dit pour qui."] if place.publics else [])


def _ages(ages: Ages) -> Iterator[str]:
    """« les enfants de 10 semaines à 3 ans »; nothing when both ends are missing."""
    if ages.a and ages.a.mois <= CHILD:
        who = "les enfants"
    elif ages.a and ages.de and ages.de.mois >= TEEN and ages.a.mois <= ADULT:
        who = "les jeunes"
    else:
        who = "les personnes"
    if said := phrases.age_range(ages):
        yield f"{who} {said}"


# --- when ----------------------------------------------------------------------------------------


def opening_lines(render: Renderer, place: Place) -> list[str]:
    if found := round_of(render.catalogue, place):
        return _round(place, found)
    lines = []
    if place.horaires or place.fermetures:
        opening = words.describe(place, Calendar.of(render.catalogue, place), render.today)
        for title, rows in opening.tables:
            lines += [f"{PERIODS.get(title, f'{title} :')}"] if title else []
            lines += [day_line(days, spans) for days, spans in rows]
        lines += [_shortened(line) for line in (*opening.lines, *opening.soon)]
    note = place.horaires.note if place.horaires else None
    if note and is_easy(note):
        lines += sentences(note)
    elif note:
        lines.append("La page complète donne d’autres détails.")
    if place.arrets and not place.horaires:
        lines += CHANGING
    return lines + _access(place)


def _round(place: Place, found: Round) -> list[str]:
    """What moves: in how many communes, and how to know the day. The hours of its round are no promise anywhere."""
    lines = [f"Il passe dans {found.count} communes."] if found.count > 1 else []
    asked = ["Appelez pour connaître le jour." if place.telephone else "Demandez le jour."]
    return lines + (CHANGING if found.dated else asked) + _access(place)


def _access(place: Place) -> list[str]:
    return ACCES.get(place.access or "", [])


def day_line(days: str, spans: str) -> str:
    """(« lundi », « 8 h à 12 h et 14 h à 18 h ») → « Ouvert le lundi : de 8 h à 12 h et de 14 h à 18 h. »"""
    if not days.startswith(("du ", "tous ")):
        days = " et ".join(f"le {day}" for day in days.split(" et "))
    if spans == "fermé":
        return f"Fermé {days}."
    if spans == words.MOMENTS[OPEN]:
        return f"Ouvert {days} : demandez les heures."
    spans = re.sub(r"(^| et )(?=\d)", r"\1de ", spans)
    return f"Ouvert {days} : {spans}."


def _shortened(line: str) -> str:
    """A sentence about hours without the free text after its colon, when that is hard."""
    return line if is_easy(line) else line.split(" : ")[0].rstrip(".") + "."


# --- where ---------------------------------------------------------------------------------------


def where(render: Renderer, place: Place) -> Block:
    """The address or the communes, then the stops."""
    lines = []
    if isinstance(place, Structure):
        lines = _structure_place(render, place)
    elif isinstance(place, Service):
        lines = _service_place(render, place)
    communes = place.visits or place.reserved_to
    items = tuple(_stop(stop) for stop in words.describe_stops(place, Calendar.of(render.catalogue, place), render.today))
    if items:
        lines.append("Les communes et les jours :")
    elif communes:
        lines.append(
            "Pour les habitants de :"
            if place.reserved_to
            else f"Vient {'' if render.catalogue.moves(place) else 'aussi '}dans ces communes :"
        )
        items = tuple([nom] for nom in communes)
    return Block("ou", lines, items)


def _structure_place(render: Renderer, place: Structure) -> list[str]:
    if place.adresse_confidentielle:
        return [f"Commune : {place.commune}.", "L’adresse est secrète.", "C’est pour protéger les personnes."]
    if render.catalogue.moves(place):
        return ["Ce service vient près de chez vous."]
    commune = render.catalogue.commune_of(place)
    lines = [line for line in (place.adresse, place.complement_adresse) if line]
    code = place.code_postal or (commune.codes_postaux[0] if commune else "")
    lines.append(f"{code} {place.commune}".strip())
    return lines if commune else [*lines, "Ce lieu est dans une commune voisine.", "Demandez s’il vous reçoit."]


def _service_place(render: Renderer, place: Service) -> list[str]:
    host = render.catalogue.host(place)
    lines = [host.nom, *_structure_place(render, host)] if host and not place.adresse else []
    lines += [line for line in (place.adresse, place.complement_adresse, place.code_postal) if line]
    lines += [MODES[mode] for mode in place.modes]
    return lines if place.zone or host else [*lines, "Pour les habitants de toutes les communes d’ici."]


def _stop(stop: words.Stop) -> list[str]:
    name = ", ".join(part for part in (stop.arret.commune, stop.arret.lieu) if part)
    usual = stop.lines or ([f"{phrases.capital(stop.arret.quand.rstrip('.'))}."] if stop.arret.quand else [])
    return [name, *(line for line in usual if is_easy(line)), *(f"Prochain jour : {passage}." for passage in stop.next[:1])]


# --- price, contact ------------------------------------------------------------------------------


def price(place: Place) -> list[str]:
    said = place.tarif
    if not said:
        return []
    lines = [] if said.gratuit is None else ["C’est gratuit."] if said.gratuit else ["C’est payant."]
    if said.texte and is_easy(said.texte):
        return lines + sentences(said.texte)
    return lines + ([] if said.gratuit and not said.texte else ["La page complète donne des détails sur le prix."])


def whom_to_call(render: Renderer, place: Place, asked: tuple[list[str], ...] = ()) -> Block:
    """The number to call, whose it is, and what the page does not know that one may ask there (``asked``).

    In danger, nobody asks a price, nor the town hall: the emergency numbers stand above.
    """
    urgent = bool(render.catalogue.urgences_of(place))
    one = next(answers(render.catalogue, place), None)
    asked = () if urgent or (one and one.number) else asked
    question = ["Vous pouvez demander :"] if asked else []
    if one:
        label = "Écrire un SMS au " if one.written else "Appeler le " if one.number else f"Appeler {one.name or place.nom} au "
        link = Button(one.href, phrases.phone(one.telephone), label)
        return Block("appeler", _who_is_there(one) + question, asked, link)
    if urgent:
        numbers = Button(relative(URGENCES, f"{place.key}/facile/"), "Les numéros d’urgence", "")
        return Block("appeler", ["Nous ne connaissons pas le numéro de ce lieu."], link=numbers)
    communes = Button(relative("communes/", f"{place.key}/facile/"), "La liste des communes", "")
    return Block("appeler", ["Votre mairie peut vous aider.", *question], asked, communes)


def _who_is_there(one: WhoAnswers) -> list[str]:
    if one.number:
        return sentences(one.number.facile)
    if one.ask:
        return ["Vous pouvez appeler.", "Demandez :", one.ask]
    if one.via is Via.TOWN_HALL:
        return ["La mairie peut vous aider."]
    return ["Ce numéro peut vous aider :", one.who] if one.who else ["Vous pouvez appeler."]
