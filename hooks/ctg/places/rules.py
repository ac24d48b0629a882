"""Checks of a place: its commune, its point, its postcode, its hours."""

import re
from functools import lru_cache

from shapely import Point

from ctg.checking.rules import Checked, only
from ctg.checking.said_rules import EITHER
from ctg.common.phrases import at_name, of_name
from ctg.common.problems import Problem, Problems, fold, plural
from ctg.model import Age, Commune, Feries, Horaires, Limites, Place, Position, Semaine, Service, Span, Structure, Vocabulary
from ctg.model.opening_hours import JOURS
from ctg.model.place import Misread, read_window
from ctg.model.references import references
from ctg.model.structure import Mode

# The outlines are simplified: a point this close to a border (degrees, about 500 m) may be on either side.
BORDER = 0.005
POINT = "Corrigez la latitude ou la longitude, ou supprimez la position : le centre de la commune la remplacera."
OUTSIDE = "Corrigez la latitude ou la longitude."
FAR = 0.75
"""Degrees from the nearest outline, 60 to 83 km in France: further, a digit of the point is wrong, or nobody would go."""


def draft_of_an_offer(one: Checked[Structure]) -> Problems:
    """Warn of a draft for an offer that its commune is said not to have: coverage counts it « à vérifier »."""
    words = one.world.vocabulary
    offer = words.offres.get(words.types[one.record.type].offre or "") if words else None
    offre = offer.titre if offer else ""
    if offre and not (one.record.published or one.record.beyond):
        told = f"Ce brouillon n'est pas sur le site. Sans autre lieu pour « {offre} », sa commune y est dite « à vérifier »."
        remedy = "Appelez, puis publiez cette fiche, ou supprimez-la."
        yield one.warning("etat_fiche", told, remedy)


def structure_in_its_commune(one: Checked[Structure]) -> Problems:
    place, codes = one.record, one.world.postcodes
    if problem := away(one, "position", place.position, place.commune, POINT):
        yield problem
        there = next((nom for nom in codes if at_name(nom) in problem.message and nom != place.commune), "")
        if place.code_postal in codes.get(there, ()) and place.code_postal not in codes[place.commune]:
            yield one.error("commune", f"Le point et le code postal sont ceux {of_name(there)}.", "Corrigez la commune.")


def outside_and_near(one: Checked[Structure]) -> Problems:
    """A place outside the territory is in no commune of ours, by code or by point, and is near enough to be of use."""
    place, world = one.record, one.world
    if place.code_insee and not place.hors_territoire:
        told = "Le code INSEE d'une commune du territoire est déjà dans communes.yml."
        yield one.warning("code_insee", told, "Supprimez cette ligne, ou ajoutez « hors_territoire: oui ».")
    if not place.hors_territoire or not place.position:
        return
    if nom := world.codes.get(place.code_insee or ""):
        told = f"« {place.code_insee} » est le code {of_name(nom)}, une commune du territoire."
        yield one.error("code_insee", told, "Corrigez le code, ou supprimez « hors_territoire: oui ».")
    point, outlines = Point(place.position.lon, place.position.lat), world.outlines or {}
    if nom := next((nom for nom, outline in outlines.items() if outline.covers(point)), None):
        yield one.error("position", f"Ce point tombe {at_name(nom)}, dans le territoire.", OUTSIDE)
    elif outlines and min(outline.distance(point) for outline in outlines.values()) > FAR:
        yield one.error("position", "Ce point est trop loin pour être proche d'une commune du territoire.", OUTSIDE)


def seat_that_left(one: Checked[Structure]) -> Problems:
    """Warning: a structure whose commune left the territory is shown as outside; what it does here must be told."""
    if not one.record.beyond and one.record.commune in one.world.left:
        told = f"{one.record.commune} n'est plus du territoire : ce lieu est montré hors du territoire, et n'est plus compté."
        remedy = "Ajoutez « hors_territoire: oui », « code_insee » et « position », ou supprimez la fiche."
        yield one.warning("commune", told, remedy)


def place_of_a_divided_commune(one: Checked[Structure | Service]) -> Problems:
    """Warning: what stands in a commune that became several is in one of them, and only who knows it can say which."""
    gone = {found.nom: found.devenue for found in only(one.world.records, Commune) if found.gone(one.world.today)}
    for where, target, nom in references(one.record):
        if target == Commune.folder and len(names := gone.get(nom, ())) > 1:
            yield one.warning(where, f"{nom} est divisée depuis.", f"Dites où : {' ou '.join(f'« {name} »' for name in names)}.")


def hosted_here(one: Checked[Service]) -> Problems:
    """A service of the territory cannot be offered by a place outside it, nor stand where another place than its own does."""
    service, host = one.record, one.world.get(Structure, one.record.structure)
    if service.structure in one.world.outside:
        told = f"« {service.structure} » est hors du territoire : ses services ne sont pas d'ici."
        yield one.error("structure", told, "Décrivez ce qu'on y fait dans la fiche de la structure.")
    own, there = (fold(service.adresse or ""), service.code_postal), only(one.world.records, Structure) if host else ()
    at = [place for place in there if own[0] and (fold(place.adresse or ""), place.code_postal) == own]
    if host and at and host not in at:
        yield from one.each(("structure", "adresse"), f"C'est l'adresse de « {at[0].nom} », pas de « {host.nom} ».", EITHER)


def goes_where_it_stops(one: Checked[Service]) -> Problems:
    """Warn of stops of what is said never to move."""
    if one.record.arrets and one.record.modes and Mode.ITINERANT not in one.record.modes:
        yield from one.each(("modes", "arrets"), "Ce service a des arrêts, et ses modes ne disent pas « itinerant ».", EITHER)


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


def empty_hours(one: Checked[Place]) -> Problems:
    written = [("horaires", one.record.horaires)]
    written += [(f"arrets.{i}.horaires", stop.horaires) for i, stop in enumerate(one.record.arrets)]
    for field, hours in written:
        if hours and not hours.known and not hours.note:
            yield one.warning(field, "Ces horaires ne disent aucune ouverture.", "Ajoutez un jour, ou « note: sur rendez-vous ».")


def public_holidays_said_twice(one: Checked[Place]) -> Problems:
    hours = one.record.horaires
    for i, closure in enumerate(one.record.fermetures):
        if isinstance(closure, Feries) and hours and hours.jours_feries == "ouvert":
            told = "La fiche dit « jours_feries: ouvert » et les ferme ici."
            yield one.error(f"fermetures.{i}", told, "Supprimez l'une des deux lignes.")


REGISTRATION = {
    Misread.IMPOSSIBLE: ("Cette date n'existe pas.", "Corrigez le jour ou le mois."),
    Misread.REVERSED: ("Cette période finit avant de commencer.", "Échangez les deux dates, ou corrigez l'année."),
    Misread.YEARLESS: (
        "Sans année, cette date n'ira pas dans l'agenda.",
        "Ajoutez l'année : « du 1er au 30 avril 2027 ». Si elle revient chaque année, écrivez « en avril ».",
    ),
}


def registration_dates(one: Checked[Structure]) -> Problems:
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

ALL_DAY, LONG_DAY, EARLY, DAWN, SHORT = 24 * 60, 17 * 60, 6 * 60, 5 * 60, 15
"""Minutes: of a day and a night, of the longest day, of the earliest opening, of that of each day, of the shortest one."""
ODD_DAY, HALF_DAY = 12 * 60, 6 * 60
"""Minutes of a day that others, twice or five times shorter, make odd."""
LATE, MIDNIGHT, CLOSING = 19 * 60, 22 * 60, 90
"""When a town hall opens no more, and anything else (a crèche of those who work at night too); how long after all are closed."""
EVENING, VILLAGE, FESTIVE = 21 * 60, 2000, ("vendredi", "samedi")
EARLY_CLOSED, DAY_ONLY = {"acces-aux-droits"}, {"petite-enfance", "enfance"}
NIGHT = re.compile(r"\bnuit|\b(?:tôt|embauche|aube)\b|\bsoirées?\b|\bminuit|24\s?h|24/24|\bheures? du matin", re.IGNORECASE)
_IN_THE_NIGHT = re.compile(r"(?<!\d )(?<![\d,:/-])(?:(?:à|dès|de|vers) 0?[0-4]|2[2-3])h(?:[0-5]\d)?\b(?! (?:à pied|par|de|d'|à))")
NIGHTLY = {"logement", "sante", "violences"}
"""Themes of what is open at night."""
MANY_PLACES, FEW_PLACES = 300, 4
"""Places beyond which, and below which, there are none."""
AT_SCHOOL = {"periscolaire", "accueil-de-loisirs", "espace-jeunes"}
SCHOOL_DAYS = ("lundi", "mardi", "jeudi", "vendredi")
FREE = {"camsp", "pmi", "france-services", "caf", "mission-locale", "information-jeunesse", "point-justice", "laep", "ccas",
        "mairie", "accueil-de-jour", "relais-petite-enfance", "guichet-unique", "service-public"}  # fmt: skip
"""Types of which nobody pays the visit: public services, and what the CAF or health insurance pays whole."""
CLASSES = ((9 * 60, 11 * 60), (14 * 60, 15 * 60 + 30))
"""The types that open only out of class, on which days it is, and the minutes when all children are there."""


RARE, UNTYPED, TOLD = 4, "autre", 40
"""Types that may share a word that still says one; the type that says nothing; the letters of what describes a place."""


def places_of_its_kind(one: Checked[Structure]) -> Problems:
    """Warn of more places than the type of a structure allows."""
    places, (limits, name) = one.record.places, _limits(one.world.vocabulary, one.record)
    most = limits.places if limits and limits.places else MANY_PLACES
    if places and not places.total and one.record.published:
        yield one.warning("places.total", "Un lieu ouvert aurait zéro place.", "Corrigez le nombre, ou supprimez la ligne.")
    if places and limits and limits.places and limits.ages and 0 < places.total < FEW_PLACES and one.record.published:
        yield one.warning("places.total", f"{plural(places.total, 'place')} : bien peu pour « {name} ».", "Comptez les chiffres.")
    by_age = [int(count) for _, _, _, text in one.leaves for line in re.findall(r"[Pp]laces par âge : ([^.]+)", str(text))
              for count in re.findall(r"(\d+) pour", line)]  # fmt: skip
    if places and by_age and sum(by_age) != places.total:
        yield one.warning("places.total", f"Les places par âge en font {sum(by_age)}.", "Comptez les chiffres.")
    if places and places.total > most:
        told = f"{places.total} places : trop pour « {name} » ({most} au plus{_said(limits)})."
        yield one.warning("places.total", told, "Corrigez le nombre, ou le type.")


@lru_cache(maxsize=4)
def _own_words(types: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """How begin the words that say each type, and few others."""
    found = [{word[:5] for word in fold(text).split() if len(word) > 3} for text in types]
    every = [word for own in found for word in own]
    return tuple(frozenset(word for word in own if every.count(word) <= RARE) for own in found)


def free_of_its_kind(one: Checked[Structure]) -> Problems:
    """Warn of a price where nobody pays."""
    if one.record.type in FREE and one.record.tarif and one.record.tarif.gratuit is False:
        yield one.warning("tarif.gratuit", "Un tel lieu est gratuit pour les familles.", "Corrigez « gratuit », ou le type.")


def type_as_described(one: Checked[Structure]) -> Problems:
    """Warn of a type of which a record that describes itself says no word: of its name, its definition, who looks for it."""
    types, kind = one.world.vocabulary.types if one.world.vocabulary else {}, one.record.type
    if not types or kind == UNTYPED or len(one.record.description or "") < TOLD:
        return
    told = tuple(" ".join((of.singulier, of.pluriel, of.said, of.definition, *of.mots)) for of in types.values())
    own = _own_words(told)[[*types].index(kind)]
    texts, name = (text for where, _, text in one.texts if where[0] not in ("type", "themes")), fold(one.record.nom)
    called = [id for id, of in types.items() if re.match(rf"{fold(of.singulier)}\b", name)]
    if (called and kind not in called) or not any(word[:5] in own for text in texts for word in fold(text).split()):
        yield one.warning("type", f"Aucun mot de la fiche ne parle de « {types[kind].singulier} ».",
                          "Corrigez le type, ou dites dans « description » ce que l'on y fait.")  # fmt: skip


def ages_of_its_kind(one: Checked[Place]) -> Problems:
    """Warn of ages that the type of a structure, or the first theme of a service, does not allow."""
    fields, other = (("ages", "type"), "type") if one.record.type_id else (("ages",), "thème")
    yield from _ages_within(one, one.record, fields, other)


def ages_where_one_goes(one: Checked[Service]) -> Problems:
    """Warn of ages of a service that the type of the place where one goes for it does not allow."""
    host = one.world.get(Structure, one.record.structure) if one.record.on_site else None
    if host:
        yield from _ages_within(one, host, ("ages", "structure"), "lieu")


def _ages_within(one: Checked, place: Place, fields: tuple[str, ...], other: str) -> Problems:
    ages, (limits, name) = one.record.ages, _limits(one.world.vocabulary, place)
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
        yield from one.each(fields, told, f"Corrigez les âges, ou le {other}.")


def ages_in_their_unit(one: Checked[Place]) -> Problems:
    """Warn of months for years: ages that end where they begin, or a fourth of the way to where those of the type do."""
    ages, words = one.record.ages, one.world.vocabulary
    usual = words.types[one.record.type_id].ages if words and one.record.type_id else None
    if ages and ages.de and ages.de == ages.a:
        yield one.warning("ages", f"Ces âges vont de {ages.de.texte} à {ages.de.texte}.", "Vérifiez les nombres et les unités.")
    elif ages and ages.a:
        few = usual and usual.a and ages.a.mois * 4 < usual.a.mois
        if few or ages.a.mois >= OLDEST or (ages.a.mois < TODDLER and _theme(one) not in FOR_BABIES):
            yield one.warning("ages", f"Ces âges vont jusqu'à {ages.a.texte}.", "Vérifiez le nombre, et son unité.")

    publics = one.record.publics or ""
    young = YOUNG.search(f"{one.record.title} {publics}") if not re.search(r"enfan|famil|paren|adulte", publics) else None
    if ages and ages.a and ages.a.mois >= GROWN and re.fullmatch(rf"(?i)(?:enfants|{YOUNG.pattern}|[, ]|et)+", publics):
        yield one.warning("ages", f"« {publics} », et ces âges vont jusqu'à {ages.a.texte}.", "Vérifiez les nombres.")
    if ages and young and not all(YOUNGEST <= age.mois < GROWN for age in (ages.de, ages.a) if age):
        yield one.warning("ages", f"« {young[0]} », et d'autres âges.", "Vérifiez les nombres, et leur unité.")


def _theme(one: Checked[Place]) -> str:
    """The theme of a place: that of its type, else its first."""
    words, place = one.world.vocabulary, one.record
    return words.types[place.type_id].theme if words and place.type_id else next(iter(place.themes), "")


OLDEST, YOUNGEST, GROWN, TODDLER = 100 * 12, 6 * 12, 36 * 12, 24
FOR_BABIES = {"petite-enfance", "sante", "parentalite"}
YOUNG = re.compile(r"\b(?:jeunes|ados|adolescente?s?|collégiens|lycéens)\b(?! (?:enfants|parents|mères))")


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


def hours_of_somebody(one: Checked[Place]) -> Problems:
    """Warn of a day open nearly all the time, or in the night, unless the record speaks of nights."""
    place, theme = one.record, _theme(one)
    if theme not in NIGHTLY and not any(NIGHT.search(text) for _, _, text in one.texts):
        known = [("horaires", place.horaires), *((f"arrets.{i}.horaires", stop.horaires) for i, stop in enumerate(place.arrets))]
        yield from _odd_days(one, known, LATE if theme in EARLY_CLOSED else MIDNIGHT, theme in DAY_ONLY)
        for where, found in ((where, found) for where, _, text in one.texts if theme in DAY_ONLY
                             for found in _IN_THE_NIGHT.finditer(text)):  # fmt: skip
            yield one.warning(where, f"« {found[0]} » : en pleine nuit.", "Corrigez l'heure, ou parlez de la nuit.")


def hours_of_class(one: Checked[Structure]) -> Problems:
    """Warn of what children go to before and after school, and that would open while they are in class."""
    hours = one.record.horaires
    for jour in SCHOOL_DAYS if one.record.type in AT_SCHOOL else ():
        if hours and any(span.debut <= first and span.fin >= last for span in _spans(hours, jour) for first, last in CLASSES):
            yield one.warning(f"horaires.{jour}", "À ces heures, les enfants sont en classe.", "Corrigez les heures, ou le type.")


def hours_of_a_town_hall(one: Checked[Commune]) -> Problems:
    """Warn of a town hall that is open in the evening, or on Sunday."""
    small = one.record.population and one.record.population < VILLAGE  # there, the mayor receives after work
    yield from _odd_days(one, [("mairie.horaires", one.record.opening)], EVENING if small else LATE, day_only=True)


def _odd_days(one: Checked, known: list[tuple[str, Horaires | None]], late: int, day_only: bool) -> Problems:
    for where, week in (pair for at, hours in known if hours for pair in _weeks(at, hours)):
        long = {jour: sum(span.fin - span.debut for span in getattr(week, jour) or ()) for jour in JOURS}
        for jour in JOURS:
            others = sorted(long[other] for other in JOURS if long[other] and other != jour)
            alone = len(others) > 1 and ODD_DAY < long[jour] < ALL_DAY and 2 * others[-1] < long[jour]
            alone = alone or (len(others) > 1 and HALF_DAY < long[jour] < ALL_DAY and 5 * others[-1] < long[jour])
            brief = len(others) > 1 and 0 < 8 * long[jour] <= others[0]
            odd = "plus longtemps que les autres jours" if alone else "moins longtemps que les autres jours" if brief else ""
            told = f"Le {jour} serait ouvert bien {odd}." if odd else _odd_day(week, jour, late, day_only)
            if told and not _explained(one, week, jour):
                remedy = "Corrigez les heures. Si c'est vrai, dites-le dans « note » : « ouvert jour et nuit »."
                yield one.warning(f"{where}.{jour}", told, remedy)


def _explained(one: Checked, week: Semaine, jour: str) -> bool:
    """Whether the record says why a day is unlike others: a note beside it, or that day in what it says of itself."""
    opens, note = r"(?:\dh|heures|ouvr|reçoi|accueil|part|jusqu'|dès)", fold(getattr(week, "note", None) or "")
    said = re.compile(rf"\b{jour}[^.;]*{opens}|{opens}[^.;]*\b{jour}", re.IGNORECASE)
    known = (text for where, _, text in one.texts if where[0] in ("description", "resume_facile", "faits_a_savoir"))
    told = jour in note or (note and "rendez" not in note and not any(day in note for day in JOURS))
    return bool(told) or any(said.search(text) for text in known)


def _weeks(at: str, hours: Horaires) -> list[tuple[str, Semaine]]:
    return [(at, hours), *((f"{at}.semaines.{i}", week) for i, week in enumerate(hours.semaines))]


def _spans(week: Semaine, jour: str) -> list[Span]:
    """The hours of a day; not « le matin »."""
    return [span for span in getattr(week, jour) or () if not span.moment]


def _odd_day(week: Semaine, jour: str, late: int, day_only: bool) -> str:
    spans = _spans(week, jour)
    if any(span.fin - span.debut >= ALL_DAY for span in spans):
        return f"Le {jour} serait ouvert jour et nuit." if day_only else ""
    if sum(span.fin - span.debut for span in spans) > LONG_DAY:
        return f"Le {jour} serait ouvert plus de {LONG_DAY // 60} heures."
    often = sum(any(span.debut < EARLY for span in _spans(week, day)) for day in JOURS) > 2
    if any(span.debut < (DAWN if often else EARLY) for span in spans):
        return f"Le {jour} ouvrirait avant {EARLY // 60} heures du matin."
    if jour == "dimanche" and (late < MIDNIGHT or day_only) and spans and not week.samedi:
        return "Ouvrirait-il le dimanche ?"
    if any(span.debut >= late for span in spans):
        return f"Le {jour} ouvrirait à {late // 60} heures ou plus tard."
    if any(span.fin > (ALL_DAY if jour in FESTIVE and late == MIDNIGHT else late + CLOSING) for span in spans):
        return f"Le {jour} fermerait après {(late + CLOSING) // 60} heures."
    return f"Le {jour} ouvrirait quelques minutes." if any(span.fin - span.debut < SHORT for span in spans) else ""
