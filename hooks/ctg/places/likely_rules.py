"""What a place cannot be, by its kind, its department and its neighbours: places and ages beyond the limits of its type, hours of
nobody, the telephone, the mail or the point of another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from ctg.checking.rules import Checked, Rules
from ctg.common.phrases import phone
from ctg.common.problems import Problem, fold
from ctg.common.telephones import FICTION, ZONE_OF, zone_of
from ctg.model.commune import Commune
from ctg.model.opening_hours import JOURS, Semaine
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.model.structure import Structure
from ctg.model.territory import departement_of
from ctg.model.vocabulary import Limites

LONG_DAY, EARLY, SHORT = 16 * 60, 5 * 60, 15
"""Minutes: of the longest day, of the earliest opening, of the shortest one."""
NIGHT = re.compile(r"\bnuit|\bminuit|24\s?h|24/24|\bheures? du matin", re.IGNORECASE)
MANY_PLACES = 1000
SHARE, FEW = 0.1, 3
"""A zone of telephones is of the territory when so many of its numbers are of it, where its department is unknown."""


def limits_of_its_kind(one: Checked[Place]) -> Iterator[Problem]:
    """Warn of places or ages that its type, or the first theme of a service, does not allow."""
    place, limits, name = one.record, *_limits(one)
    places = place.places if isinstance(place, Structure) else None
    most = limits.places if limits and limits.places else MANY_PLACES
    if places and places.total > most:
        told = f"{places.total} places : c'est plus que {name or 'ce qui existe'} ({most} au plus{_said(limits)})."
        yield one.warning("places.total", told, "Corrigez le nombre, ou le type.")
    bounds, ages = limits.ages if limits else None, place.ages
    for field, too_far in (("de", "avant"), ("a", "après")):
        told_age, bound = ages and getattr(ages, field), bounds and getattr(bounds, field)
        if told_age and bound and (told_age.mois < bound.mois if field == "de" else told_age.mois > bound.mois):
            told = f"« {told_age.texte} » : {too_far} l'âge de {name} ({bound.texte}{_said(limits)})."
            yield one.warning(f"ages.{field}", told, "Corrigez l'âge, ou le type.")
            return
    if ages and bounds and (_above(ages.de, bounds.a) or _above(bounds.de, ages.a)):
        told = f"Ces âges ne sont pas ceux de {name}{_said(limits)}."
        yield one.warning("ages", told, "Corrigez les âges, ou le type.")


def _above(low, high) -> bool:
    return bool(low and high and low.mois > high.mois)


def _said(limits: Limites | None) -> str:
    return f" ; {limits.source}" if limits else ""


def _limits(one: Checked[Place]) -> tuple[Limites | None, str]:
    """The limits of a place, and what they are of, in words."""
    words, place = one.world.vocabulary, one.record
    if not words:
        return None, ""
    if place.type_id:
        found = words.types[place.type_id]
        return found.limites, f"« {found.singulier} »"
    found_theme = words.themes[place.themes[0]]
    return found_theme.limites, f"« {found_theme.titre} »"


def named_as_another_kind(one: Checked[Structure]) -> Iterator[Problem]:
    """« Halte-garderie Le Tremplin », for the young of 11 to 17."""
    words, place, ages = one.world.vocabulary, one.record, one.record.ages
    name = f"{fold(place.nom)} "
    for id, kind in words.types.items() if words and ages else ():
        high = kind.limites and kind.limites.ages and kind.limites.ages.a
        if id != place.type and high and _above(ages and ages.de, high):
            called = next((word for word in (kind.singulier, *kind.mots) if name.startswith(f"{fold(word)} ")), None)
            if called:
                told = f"Le nom dit « {called} », et ces âges n'y vont pas ({high.texte} au plus)."
                yield one.warning("nom", told, "Corrigez le nom, le type, ou les âges.")
                return


def hours_of_somebody(one: Checked[Place]) -> Iterator[Problem]:
    """Warn of a day open nearly all the time, or from the middle of the night on, unless the record speaks of nights; and of a few
    minutes."""
    hours = one.record.horaires
    night = any(NIGHT.search(text) for _, _, text in one.texts)
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
    """Warn of a number of another part of France, in a place of the territory; a mobile or a special number is of nowhere."""
    zones = {ZONE_OF[found] for one in checked if isinstance(one.record, Commune)
             for found in [departement_of(one.record.code_insee)] if found in ZONE_OF}  # fmt: skip
    numbers = [(one, where, zone) for one in checked for where, zone in _numbers(one, fiction=not zones)]
    if not zones:
        count = Counter(zone for _, _, zone in numbers)
        zones = {zone for zone in count if count[zone] >= max(FEW, SHARE * len(numbers))}
    for one, where, zone in numbers if zones else ():
        if zone not in zones:
            told = f"Ce numéro commence par {zone} ; ici, ils commencent par {' ou '.join(sorted(zones))}."
            yield one.warning(where, told, "Vérifiez chaque chiffre.")


def _numbers(one: Checked[Record], fiction: bool) -> Iterator[tuple[str, str]]:
    """(field, zone) of the number of a place of the territory, or of a town hall; those of ``fiction`` only where asked."""
    record = one.record
    if isinstance(record, Structure) and record.telephone and not record.beyond:
        where, number = "telephone", record.telephone
    elif isinstance(record, Commune) and record.mairie and record.mairie.telephone:
        where, number = "mairie.telephone", record.mairie.telephone
    else:
        return
    if (zone := zone_of(number)) and (fiction or not FICTION.fullmatch(number)):
        yield where, zone


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


def point_of_another(checked: list[Checked[Structure]]) -> Iterator[Problem]:
    """Warn, on both lines, of one point for two addresses."""
    by_point: dict[tuple[float, float], list[Checked[Structure]]] = defaultdict(list)
    for one in checked:
        if one.record.position and one.record.adresse:
            by_point[one.record.position.lat, one.record.position.lon].append(one)
    for found in by_point.values():
        for one in found:
            other = next((each for each in found if fold(each.record.adresse or "") != fold(one.record.adresse or "")), None)
            if other:
                told = f"Ce point est aussi celui de « {other.record.nom} », à une autre adresse."
                yield one.warning("position", told, "Corrigez le point, ou l'adresse.")


def mail_of_another(checked: list[Checked[Record]]) -> Iterator[Problem]:
    """Warn of a mail whose domain is the site of another, where one's own site has another domain."""
    desks = [(one, "mairie." if isinstance(one.record, Commune) else "", one.record.desk) for one in checked if one.record.desk]
    owners: dict[str, set[str]] = defaultdict(set)
    for one, _, desk in desks:
        owners[_host(desk.site_web)].add(one.record.title)
    for one, where, desk in desks:
        domain, own = (desk.courriel or "").rpartition("@")[2].lower(), _host(desk.site_web)
        others = owners.get(domain, set()) - {one.record.title}
        if domain and own and domain not in own and own not in domain and len(others) == 1:
            told = f"« {domain} » est le site de « {next(iter(others))} », et le site de cette fiche est « {own} »."
            yield one.warning(f"{where}courriel", told, "Corrigez le courriel, ou le site.")


def _host(url: str | None) -> str:
    found = re.match(r"https?://(?:www\.)?([^/?#:]+)", url or "")
    return found[1].lower() if found else ""


LIKELY_RULES = Rules(
    {Place: (limits_of_its_kind, hours_of_somebody), Structure: (named_as_another_kind,)},
    {Record: (telephones, mail_of_another), Structure: (number_of_another, point_of_another)},
)
