"""What a text says, and the field beside it says otherwise: a number, a price, a year, a day, a name. Warnings, since words may
mean more than they seem to; each reads a whole form, and nothing near it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from ctg.checking.rules import Checked, first_day, last_day, only
from ctg.checking.said_rules import dates_said
from ctg.common.phrases import DAYS, date_fr, number
from ctg.common.problems import Location, Problem, fold, shown
from ctg.model.action import Action, EtatDate
from ctg.model.commune import Commune
from ctg.model.fields import Part
from ctg.model.figure import Indicateur, Mesure
from ctg.model.framework import Axe, Cadre, Deliberation
from ctg.model.meeting import Instance, Rencontre
from ctg.model.place import Acces, Place
from ctg.model.record import Record
from ctg.model.references import Source, references
from ctg.model.structure import Structure
from ctg.reading.spoken.dates import in_figures, plain

EITHER = "Corrigez l'un des deux."
_NUMBER = r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)"
_INHABITANTS = re.compile(rf"(?<![\d.,])(?<!\d ){_NUMBER} habitants\b(?! sur)")
_COMMUNES = re.compile(r"\b(?:les|des|aux|nos) (\d+) communes\b(?! (?:de la|du|de l'|d')\b)|\bcommunes sur (\d+)\b")
_PLACES = re.compile(r"(?<![\d,.])(\d{1,3}) places\b(?! de (?:parking|stationnement|cinéma))")
_BY_AGE = re.compile(r"\b(\d{1,3}) pour (?:de|plus de|moins de|les)\b")
_FROM_TO = re.compile(rf"\b[Pp]ass\w+ de {_NUMBER} à {_NUMBER}\b")
MORE, LESS = re.compile(r"\b(agrandi|augment|doubl|développ|ouvr|davantage|gagn)"), re.compile(r"\b(rédui|baiss|diminu|moins de)")
_OVER = re.compile(
    r"\b(?:fermée?s? (?:définitivement|pour toujours)|définitivement fermée?s?|n'existe plus|a fermé (?:ses portes|pour toujours"
    r"|définitivement)|a cessé (?:son activité|d'exister))"
)
_FREE = re.compile(r"\bgratuit(?:e|s|es|ement)?\b")
_OPEN = re.compile(rf"\b(?:ouverte?|permanence|accueil)s? (?:le|les|tous les|chaque) ({'|'.join(DAYS)})s?\b(?! (?:matin )?\d)")
_YEARS_LONG = re.compile(r"\b(?:accord|convention|contrat|plan|schema|durée) (?:de |conclue? pour |pour )(\d+) ans\b")
_PRICE = re.compile(
    rf"(?<![\d,]){_NUMBER}(?:,(\d+))? ?(?:€|euros)\s+(?:pour |par |l[ae' ]?|chaque )*\s*"
    r"(demi-heure|heure|demi-journée|journée|jour|repas|goûter|séance|entrée|trajet|ticket|semaine|mois|an|année)\b"
)
MOST = {
    "demi-heure": 20, "heure": 40, "demi-journée": 80, "journée": 150, "jour": 150, "repas": 30, "goûter": 10, "séance": 200,
    "entrée": 80, "trajet": 60, "ticket": 30, "semaine": 1500, "mois": 2500, "an": 2500, "année": 2500,
}  # fmt: skip
"""Euros beyond which families pay for no such thing."""


SENTENCES = {"nom", "description", "resume_facile", "faits_a_savoir"}


def _value(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def counts_as_told(one: Checked[Part]) -> Iterator[Problem]:
    """« Les 21 communes » of a territory that has twelve; « 6 400 habitants » in the record of a commune of 640."""
    communes, title = len(one.world.codes), getattr(one.record, "title", "")
    named = [nom for nom in one.world.populations if re.search(rf"\b{re.escape(nom)}\b", title)]
    people = one.world.populations[named[0]] if len(named) == 1 else Decimal()
    for where, _, text in one.texts:
        for found in _COMMUNES.finditer(text) if communes > 1 else ():
            if (said := int(found[1] or found[2])) > communes:
                yield one.warning(where, f"« {found[0]} » : le territoire a {communes} communes, pas {said}.", EITHER)
        for found in _INHABITANTS.finditer(text) if people else ():
            if not people * 8 / 10 <= (said := _value(found[1])) <= people * 12 / 10 and said > 100:
                yield one.warning(where, f"{named[0]} a {number(people)} habitants, pas {number(said)}.", EITHER)


def growing_as_told(one: Checked[Record]) -> Iterator[Problem]:
    """« Passer de 42 à 34 places » in a record that says that something grows."""
    told = f"{one.record.title} " + " ".join(text for _, _, text in one.texts[:12])
    for where, _, text in one.texts if isinstance(one.record, Action | Axe) else ():
        for found in _FROM_TO.finditer(text):
            low, high = _value(found[1]), _value(found[2])
            if low > high and MORE.search(told.lower()) and not LESS.search(told.lower()):
                yield one.warning(
                    where, f"« {found[0]} » irait vers moins.", "Échangez les deux nombres, ou corrigez l'un d'eux."
                )


def proof_of_its_time(one: Checked[Part]) -> Iterator[Problem]:
    """A source of 2024 tells nothing of 2025; its title says no year after its own; a vote of 2026 has no number of 2025."""
    parts: dict[Location, tuple[type, dict]] = {}
    for where, model, name, value in one.leaves:
        parts.setdefault(where[:-1] if not isinstance(where[-1], int) else where[:-2], (model, {}))[1].setdefault(name, value)
    for at, (model, found) in parts.items():
        date = found.get("date")
        if issubclass(model, Source) and date and (years := _years(found["titre"])) and min(years) > last_day(date).year:
            yield one.warning((*at, "date"), f"Le titre dit {min(years)}, et cette date est de {date.year}.", EITHER)
        head = re.match(r"(20\d\d)\s?[-/.]", found.get("numero", "") if issubclass(model, Deliberation) else "")
        if head and date and int(head[1]) != date.year:
            yield one.warning((*at, "numero"), f"Ce numéro est de {head[1]}, et cette date de {date.year}.", EITHER)
        if issubclass(model, EtatDate | Mesure) and (said := found.get("source")) and (years := _years(said)):
            days = [one.day for one in dates_said(said) if one.day]
            year = date.year if date else found.get("annee")
            if (year and max(years) < year) or (date and days and max(days) < first_day(date)):
                yield one.warning((*at, "source"), "Cette source est d'avant ce qu'elle dit.", "Corrigez la date, ou la source.")


def _years(text: str) -> list[int]:
    return [int(year) for year in re.findall(r"(?<![\d-])(?:19|20)\d\d(?!\d)", text)]


def framework_as_told(one: Checked[Cadre]) -> Iterator[Problem]:
    """« 2029-2033 » in the title, « un accord de cinq ans » in the text."""
    cadre = one.record
    if not (cadre.debut and cadre.fin):
        return
    length, end = cadre.fin.year - cadre.debut.year + 1, cadre.end or cadre.fin
    if found := re.search(r"\b(20\d\d)\s?[-–à/]\s?(20\d\d)\b", cadre.titre):
        for name, date, said in (("debut", cadre.debut, found[1]), ("fin", cadre.fin, found[2])):
            if int(said) not in {date.year, end.year if name == "fin" else date.year}:
                yield one.warning(name, f"Le titre dit « {found[0]} ».", "Corrigez cette date, ou le titre.")
    for where, _, text in one.texts:
        for found in _YEARS_LONG.finditer(in_figures(plain(text))) if " ans" in text else ():
            if int(found[1]) not in {length, length - 1, end.year - cadre.debut.year + 1}:
                yield one.warning(where, f"« {found[0]} » : ses dates font {length} ans.", "Corrigez le nombre, ou les dates.")


def meeting_as_named(one: Checked[Rencontre]) -> Iterator[Problem]:
    """The file, the title, the minutes and the body of a meeting say when and whose it is."""
    meeting, date, world = one.record, one.record.date, one.world
    said = re.search(r"-(20\d\d)(?:-(\d\d))?$", meeting.id)
    if said and not meeting.fin and int(said[1]) < world.today.year + 2:
        month = said[2] and date.month
        if date.year != int(said[1]) or (month and month != int(said[2])):
            yield one.warning("date", f"Le nom du fichier dit « {said[0][1:]} ».", "Corrigez la date, ou renommez le fichier.")
    body = world.get(Instance, meeting.instance)
    others = [other for other in only(world.records, Instance) if other is not body]
    named = next((other for other in others if fold(meeting.titre).startswith(fold(other.nom))), None)
    if body and named and not fold(meeting.titre).startswith(fold(body.nom)):
        yield one.warning("instance", f"Le titre nomme « {named.nom} ».", "Corrigez l'instance, ou le titre.")
    for i, document in enumerate(meeting.documents):
        days = [day.day for day in dates_said(document.titre) if day.day] if "ompte rendu" in document.titre else []
        if days and date.day and not meeting.fin and days[0] != date.first:
            yield one.warning(f"documents.{i}.titre", f"Cette rencontre est du {date_fr(date)}.", EITHER)
    often = re.findall("|".join(DAYS), fold(body.frequence or "")) if body and date.day and not meeting.fin else []
    if often and DAYS[date.first.weekday()] not in often:
        told = f"Cette instance se réunit « {body.frequence} », et cette date est un {DAYS[date.first.weekday()]}."  # type: ignore[union-attr]
        yield one.warning("date", told, "Corrigez la date, si c'est une erreur.")
    elif body and date.day and not often and not meeting.asks_inhabitants and date.first.weekday() == 6:
        yield one.warning("date", "Cette date est un dimanche.", "Corrigez la date, si c'est une erreur.")
    there = fold(meeting.lieu or "")
    place = next((other for other in only(world.records, Structure) if there == fold(other.nom)), None)
    if place and meeting.commune and place.commune != meeting.commune:
        yield one.warning("commune", f"« {place.nom} » est à {place.commune}.", "Corrigez la commune, ou le lieu.")


def place_as_told(one: Checked[Place]) -> Iterator[Problem]:
    """What the sentences of a place say of its price, of how one comes, of its days, of its end."""
    place, price, hours = one.record, one.record.tarif, one.record.horaires
    said = [(where, text) for where, _, text in one.texts if where[0] in SENTENCES]
    everything = " ".join(text for _, text in said)
    free = next((where for where, text in said if _FREE.search(text.lower()) and where[0] == "nom"), None)
    if free and price and price.gratuit is False and not _FREE.search(price.texte or ""):
        yield one.warning("tarif.gratuit", "Le nom dit « gratuit ».", "Corrigez « gratuit », ou le nom.")
    if place.access is Acces.RENDEZ_VOUS and re.search(r"\bsans (?:prendre )?rendez-vous\b", everything):
        yield one.warning("acces", "La fiche dit « sans rendez-vous ».", "Corrigez l'accès, ou la phrase.")
    if place.access is Acces.LIBRE and re.search(r"\b(?:seulement|uniquement|sur) rendez-vous\b", everything):
        yield one.warning("acces", "La fiche dit « sur rendez-vous ».", "Corrigez l'accès, ou la phrase.")
    for where, text in said:
        if place.published and (found := _OVER.search(text)):
            yield one.warning(where, f"La fiche dit « {found[0]} », et elle est publiée.", "Passez-la en brouillon, ou corrigez.")
    for found in _OPEN.finditer(everything) if hours and hours.known and not hours.dates else ():
        if not any(getattr(week, found[1]) for week in (hours, *hours.semaines)):
            yield one.warning("horaires", f"La fiche dit « {found[0]} », et rien n'ouvre ce jour-là.", "Corrigez les jours.")
    for where, _, text in one.texts if price else ():
        for found in _PRICE.finditer(text) if where[0] == "tarif" else ():
            if _value(found[1]) > MOST[found[3]]:
                yield one.warning(where, f"« {found[0]} » est très cher.", "Regardez la virgule, et comptez les zéros.")


def places_as_told(one: Checked[Structure]) -> Iterator[Problem]:
    """The places by age of the notes, those of whom the childminders may keep, those that an action speaks of."""
    place, places = one.record, one.record.places
    if not places:
        return
    by_age = [int(found) for found in _BY_AGE.findall(place.notes_internes or "") if "par âge" in (place.notes_internes or "")]
    minders = re.search(r"\b(\d+) assistantes? maternelles?", in_figures(plain(place.description or "")))
    spoken = [
        int(found)
        for action in only(one.world.records, Action)
        if action.structures == (place.id,)
        for text in (action.objectif, action.description)
        for found in _PLACES.findall(text or "")
    ]
    remedy = "Corrigez le nombre, ou ce qui le contredit."
    if len(by_age) > 1 and sum(by_age) != places.total:
        yield one.warning("places.total", f"Par âge, les notes font {sum(by_age)} places.", remedy)
    elif minders and int(minders[1]) * 6 < places.total:
        yield one.warning("places.total", f"Pour {minders[0]}, c'est trop : quatre enfants chacune, six au plus.", remedy)
    elif spoken and not any(places.total < 5 * said and said < 5 * places.total for said in spoken):
        yield one.warning("places.total", f"Une action qui nomme ce lieu dit {max(spoken)} places.", remedy)


def figures_as_cited(one: Checked[Record]) -> Iterator[Problem]:
    """A number of a text that is ten times, or a tenth of, a value of an indicator that the record names beside it."""
    cited = [one.world.get(Indicateur, id) for _, target, id in references(one.record) if target == "indicateurs"]
    values = {value.valeur for found in cited if found for value in found.valeurs if value.valeur >= 20}
    for where, _, text in one.texts if values else ():
        for found in re.finditer(rf"(?<![\d,.-]){_NUMBER}(?:,(\d+))?(?![\d-])", text):
            said = Decimal(f"{_value(found[1])}.{found[2] or 0}")
            near = next((value for value in values if said in (value * 10, value / 10) and said >= 20), None)
            if near is not None and said not in values and not 1900 < said < 2100:
                told = f"« {shown(found[0])} », et l'indicateur cité dit {number(near)}."
                yield one.warning(where, told, "Comptez les chiffres.")


def commune_as_others(one: Checked[Commune]) -> Iterator[Problem]:
    """Postcodes of the commune's own department; a population of the year of the others."""
    commune = one.record
    years = Counter(other.population_annee for other in only(one.world.records, Commune) if other.population_annee)
    usual, count = years.most_common(1)[0] if years else (0, 0)
    if commune.population_annee and commune.population_annee != usual and count > 4 and years[commune.population_annee] == 1:
        yield one.warning("population_annee", f"Les autres communes disent {usual}.", "Corrigez l'année, ou le nombre.")
    for i, postcode in enumerate(commune.codes_postaux):
        if commune.code_insee.isdecimal() and postcode[:2] != commune.code_insee[:2]:
            told = f"« {postcode} » n'est pas du département de son code INSEE ({commune.code_insee[:2]})."
            yield one.warning(f"codes_postaux.{i}", told, "Vérifiez les deux codes.")
