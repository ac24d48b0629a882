"""Checks of a place: its commune, its point, its postcode, its hours."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from shapely import Point

from ctg.checking.rules import Checked, Rules
from ctg.common.phrases import at_name, of_name, phone
from ctg.common.problems import Location, Problem, fold
from ctg.common.telephones import FICTION, ZONE_OF, zone_of
from ctg.model.commune import Commune
from ctg.model.fields import Age, Position
from ctg.model.opening_hours import JOURS, Semaine
from ctg.model.periods import Feries
from ctg.model.place import Misread, Place, read_window
from ctg.model.record import Record
from ctg.model.structure import Service, Structure
from ctg.model.territory import departement_of
from ctg.model.vocabulary import Limites, Vocabulary

# The outlines are simplified: a point this close to a border (degrees, about 500 m) may be on either side.
BORDER = 0.005
POINT = "Corrigez la latitude ou la longitude, ou supprimez la position : le centre de la commune la remplacera."
OUTSIDE = "Corrigez la latitude ou la longitude."
FAR = 0.75
"""Degrees from the nearest outline, 60 to 83 km in France: further, a digit of the point is wrong, or nobody would go."""


def draft_of_an_offer(one: Checked[Structure]) -> Iterator[Problem]:
    """Warn of a draft for an offer that its commune is said not to have: coverage counts it « à vérifier »."""
    offre = one.world.offres.get(one.record.type)
    if offre and not (one.record.published or one.record.beyond):
        told = f"Ce brouillon compte « à vérifier » dans la page « Couverture » : {offre}."
        remedy = "Appelez, puis publiez cette fiche, ou supprimez-la."
        yield one.warning("etat_fiche", told, remedy)


def structure_in_its_commune(one: Checked[Structure]) -> Iterator[Problem]:
    if problem := away(one, "position", one.record.position, one.record.commune, POINT):
        yield problem


def outside_and_near(one: Checked[Structure]) -> Iterator[Problem]:
    """A place outside the territory is in no commune of ours, by code or by point, and is near enough to be of use."""
    place, world = one.record, one.world
    if place.code_insee and not place.hors_territoire:
        told = "Le code INSEE d'une commune du territoire est déjà dans communes.yml."
        yield one.warning("code_insee", told, "Supprimez cette ligne, ou ajoutez « hors_territoire: oui ».")
    if not place.hors_territoire or not place.position:
        return
    if nom := world.codes.get(place.code_insee or ""):
        yield one.error(
            "code_insee",
            f"« {place.code_insee} » est le code {of_name(nom)}, une commune du territoire.",
            "Corrigez le code, ou supprimez « hors_territoire: oui ».",
        )
    point, outlines = Point(place.position.lon, place.position.lat), world.outlines or {}
    if nom := next((nom for nom, outline in outlines.items() if outline.covers(point)), None):
        yield one.error("position", f"Ce point tombe {at_name(nom)}, dans le territoire.", OUTSIDE)
    elif outlines and min(outline.distance(point) for outline in outlines.values()) > FAR:
        yield one.error("position", "Ce point est trop loin pour être proche d'une commune du territoire.", OUTSIDE)


def seat_that_left(one: Checked[Structure]) -> Iterator[Problem]:
    """Warning: a structure whose commune left the territory is shown as outside; what it does here must be told."""
    if not one.record.beyond and one.record.commune in one.world.left:
        told = f"{one.record.commune} n'est plus du territoire : ce lieu est montré hors du territoire, et n'est plus compté."
        remedy = "Ajoutez « hors_territoire: oui », « code_insee » et « position », ou supprimez la fiche."
        yield one.warning("commune", told, remedy)


def hosted_here(one: Checked[Service]) -> Iterator[Problem]:
    """A service of the territory cannot be offered by a place outside it."""
    if one.record.structure in one.world.outside:
        yield one.error(
            "structure",
            f"« {one.record.structure} » est hors du territoire : ses services ne sont pas d'ici.",
            "Décrivez ce qu'on y fait dans la fiche de la structure.",
        )


def away(one: Checked, field: str, position: Position | None, nom: str, remedy: str) -> Problem | None:
    """The problem of a point that falls in another commune than the one named, or in none; None when it is right."""
    outlines = one.world.outlines or {}
    if position is None or nom not in outlines:
        return None
    point = Point(position.lon, position.lat)
    if outlines[nom].distance(point) <= BORDER:
        return None
    there = next((name for name, other in outlines.items() if other.covers(point)), None)
    told = f"Ce point tombe {at_name(there)}, pas {at_name(nom)}." if there else f"Ce point n'est pas {at_name(nom)}."
    return one.error(field, told, remedy)


def postcode_of_its_commune(one: Checked[Structure]) -> Iterator[Problem]:
    code, nom = one.record.code_postal, one.record.commune
    known = one.world.postcodes.get(nom, ())
    if code and known and code not in known:
        yield one.warning("code_postal", f"« {code} » n'est pas le code postal {of_name(nom)} ({', '.join(known)}).",
                          "Corrigez le code, ou la commune. Laissez-le s'il s'agit d'un code CEDEX.")  # fmt: skip


def empty_hours(one: Checked[Place]) -> Iterator[Problem]:
    written = [("horaires", one.record.horaires)]
    written += [(f"arrets.{i}.horaires", stop.horaires) for i, stop in enumerate(one.record.arrets)]
    for field, hours in written:
        if hours and not hours.known and not hours.note:
            yield one.warning(field, "Ces horaires ne disent aucune ouverture.", "Ajoutez un jour, ou « note: sur rendez-vous ».")


def public_holidays_said_twice(one: Checked[Place]) -> Iterator[Problem]:
    hours = one.record.horaires
    for i, closure in enumerate(one.record.fermetures):
        if isinstance(closure, Feries) and hours and hours.jours_feries == "ouvert":
            yield one.error(
                f"fermetures.{i}", "La fiche dit « jours_feries: ouvert » et les ferme ici.", "Supprimez l'une des deux lignes."
            )


REGISTRATION = {
    Misread.IMPOSSIBLE: ("Cette date n'existe pas.", "Corrigez le jour ou le mois."),
    Misread.REVERSED: ("Cette période finit avant de commencer.", "Échangez les deux dates, ou corrigez l'année."),
    Misread.YEARLESS: (
        "Sans année, cette date n'ira pas dans l'agenda.",
        "Ajoutez l'année : « du 1er au 30 avril 2027 ». Si elle revient chaque année, écrivez « en avril ».",
    ),
}


def registration_dates(one: Checked[Structure]) -> Iterator[Problem]:
    """A date of registration that cannot be announced, or is over."""
    registration = one.record.inscription
    for i, line in enumerate(registration.dates if registration else ()):
        field, found = f"inscription.dates.{i}", read_window(line)
        if isinstance(found, Misread):
            tell = one.warning if found is Misread.YEARLESS else one.error
            yield tell(field, *REGISTRATION[found])
        elif found and found.over(one.world.today):
            told = "Cette date d'inscription est passée : le site le dit aux familles."
            yield one.warning(field, told, "Demandez la prochaine, ou supprimez la ligne.")


# --- what a place cannot be -----------------------------------------------------------------------

LONG_DAY, EARLY, SHORT = 16 * 60, 5 * 60, 15
"""Minutes: of the longest day, of the earliest opening, of the shortest one."""
NIGHT = re.compile(r"\bnuit|\bminuit|24\s?h|24/24|\bheures? du matin", re.IGNORECASE)
NIGHTLY = {"logement", "sante", "violences"}
"""Themes of what is open at night."""
MANY_PLACES = 1000
SHARE, FEW = 0.1, 3
"""A zone of telephones is of the territory when so many of its numbers are of it, where its department is unknown."""


def places_of_its_kind(one: Checked[Structure]) -> Iterator[Problem]:
    """Warn of more places than the type of a structure allows."""
    places, (limits, name) = one.record.places, _limits(one.world.vocabulary, one.record)
    most = limits.places if limits and limits.places else MANY_PLACES
    if places and places.total > most:
        told = f"{places.total} places : trop pour « {name} » ({most} au plus{_said(limits)})."
        yield one.warning("places.total", told, "Corrigez le nombre, ou le type.")


def ages_of_its_kind(one: Checked[Place]) -> Iterator[Problem]:
    """Warn of ages that the type of a structure, or the first theme of a service, does not allow."""
    ages, (limits, name) = one.record.ages, _limits(one.world.vocabulary, one.record)
    bounds = limits.ages if limits else None
    if not ages or not bounds:
        return
    found = ""
    if _above(bounds.de, ages.de) or _above(bounds.de, ages.a):
        found = f"dès {bounds.de.texte}" if bounds.de else ""
    elif _above(ages.a, bounds.a) or _above(ages.de, bounds.a):
        found = f"{bounds.a.texte} au plus" if bounds.a else ""
    if found:
        told = f"Ces âges ne sont pas ceux de « {name} » ({found}{_said(limits)})."
        kinds = one.world.vocabulary.types.values() if one.world.vocabulary and one.record.type_id else ()
        usual = any(kind.ages == ages for kind in kinds)  # then the type is what was mistaken
        where, other = ("type", "type") if usual else ("ages", "type" if one.record.type_id else "thème")
        yield one.warning(where, told, f"Corrigez les âges, ou le {other}.")


def _above(one: Age | None, other: Age | None) -> bool:
    return bool(one and other and one.mois > other.mois)


def _said(limits: Limites | None) -> str:
    return f" ; {limits.source}" if limits else ""


def _limits(words: Vocabulary | None, place: Place) -> tuple[Limites | None, str]:
    """The limits of a place, and what they are of, in words."""
    if not words:
        return None, ""
    if place.type_id:
        found = words.types[place.type_id]
        return found.limites, found.singulier
    found_theme = words.themes[place.themes[0]]
    return found_theme.limites, found_theme.titre


def named_as_another_kind(one: Checked[Structure]) -> Iterator[Problem]:
    """« Halte-garderie Le Tremplin », for the young of 11 to 17."""
    words, place, ages = one.world.vocabulary, one.record, one.record.ages
    name = f"{fold(place.nom)} "
    for id, kind in words.types.items() if words and ages else ():
        high = kind.limites and kind.limites.ages and kind.limites.ages.a
        if id != place.type and high and ages and _above(ages.de, high):
            called = next((word for word in (kind.singulier, *kind.mots) if name.startswith(f"{fold(word)} ")), None)
            if called:
                told = f"Le nom dit « {called} », et ces âges n'y vont pas ({high.texte} au plus)."
                yield one.warning("nom", told, "Corrigez le nom, le type, ou les âges.")
                return


def hours_of_somebody(one: Checked[Place]) -> Iterator[Problem]:
    """Warn of a day open nearly all the time, or from the middle of the night on, unless the record speaks of nights."""
    hours = one.record.horaires
    words, place = one.world.vocabulary, one.record
    theme = words.types[place.type_id].theme if words and place.type_id else place.themes[0] if place.themes else ""
    night = theme in NIGHTLY or any(NIGHT.search(text) for _, _, text in one.texts)
    weeks = [("horaires", hours), *((f"horaires.semaines.{i}", week) for i, week in enumerate(hours.semaines))] if hours else []
    for where, week in weeks:
        for jour in JOURS:
            if told := _odd_day(week, jour, night):
                remedy = "Corrigez les heures. Si c'est vrai, dites-le dans « note » : « ouvert jour et nuit »."
                yield one.warning(f"{where}.{jour}", told, remedy)


def _odd_day(week: Semaine, jour: str, night: bool) -> str:
    spans = [span for span in getattr(week, jour) or () if not span.moment]
    if not night and sum(span.fin - span.debut for span in spans) > LONG_DAY:
        return f"Le {jour} serait ouvert plus de {LONG_DAY // 60} heures."
    if not night and any(span.debut < EARLY for span in spans):
        return f"Le {jour} ouvrirait avant {EARLY // 60} heures du matin."
    return f"Le {jour} ouvrirait quelques minutes." if any(span.fin - span.debut < SHORT for span in spans) else ""


# --- who answers -------------------------------------------------------------------------------------


def telephones(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn of a number of another part of France, in the territory; a mobile or a special number is of nowhere. Where the
    department is unknown, a zone is of the territory when many of its numbers are of it."""
    zones = {ZONE_OF[found] for code in (checked[0].world.codes if checked else ()) if (found := departement_of(code)) in ZONE_OF}
    numbers = []
    for one in checked:
        number = one.record.desk.telephone if one.record.desk and one.record.id not in one.world.outside else None
        if number and (zone := zone_of(number)) and not (zones and FICTION.fullmatch(number)):
            numbers.append((one, number, zone))
    if not zones:
        count = Counter(zone for _, _, zone in numbers)
        zones = {zone for zone in count if count[zone] >= max(FEW, SHARE * len(numbers))}
    for one, number, zone in numbers if zones else ():
        if zone not in zones:
            told = f"Ce numéro commence par {zone} ; ici, ils commencent par {' ou '.join(sorted(zones))}."
            yield one.warning(_place_of(one, number), told, "Vérifiez chaque chiffre.")


def _place_of(one: Checked[Record], text: str) -> Location:
    return next(where for where, _, value in one.texts if value == text)


def number_of_another(checked: list[Checked[Structure]]) -> Iterator[Problem]:
    """Warn, on both lines, of one number in two communes, for two types of places of which neither answers for the other."""
    by_number: dict[str, list[Checked[Structure]]] = defaultdict(list)
    for one in checked:
        if one.record.telephone and one.record.adresse:
            by_number[one.record.telephone].append(one)
    for number, found in by_number.items():
        if len(found) != 2 or found[0].record.commune == found[1].record.commune or found[0].record.type == found[1].record.type:
            continue
        for one, other in (found, found[::-1]):
            told = f"{phone(number)} est aussi le numéro de « {other.record.nom} » ({other.record.commune})."
            yield one.warning("telephone", told, "Vérifiez lequel des deux répond à ce numéro.")


def mail_of_another(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn of a mail whose domain is the site of another, where one's own site has another domain."""
    desks = [(one, one.record.desk) for one in checked if one.record.desk]
    owners: dict[str, set[str]] = defaultdict(set)
    for one, desk in desks:
        owners[_host(desk.site_web)].add(one.record.title)
    for one, desk in desks:
        domain, own = (desk.courriel or "").rpartition("@")[2].lower(), _host(desk.site_web)
        others = owners.get(domain, set()) - {one.record.title}
        if desk.courriel and own and domain not in own and own not in domain and len(others) == 1:
            told = f"« {domain} » est le site de « {next(iter(others))} », et celui de cette fiche est « {own} »."
            yield one.warning(_place_of(one, desk.courriel), told, "Corrigez le courriel, ou le site.")


def _host(url: str | None) -> str:
    found = re.match(r"https?://(?:www\.)?([^/?#:]+)", url or "")
    return found[1].lower() if found else ""


PLACE_RULES = Rules(
    {
        Place: (empty_hours, public_holidays_said_twice, ages_of_its_kind, hours_of_somebody),
        Structure: (
            registration_dates,
            places_of_its_kind,
            named_as_another_kind,
            draft_of_an_offer,
            structure_in_its_commune,
            seat_that_left,
            outside_and_near,
            postcode_of_its_commune,
        ),
        Service: (hosted_here,),
    },
    {
        Record: (mail_of_another,),
        Structure: (telephones, number_of_another),
        Commune: (telephones,),
    },
)
