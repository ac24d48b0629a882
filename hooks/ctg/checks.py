"""Rules that a field's type cannot see: dates against today, a place against its commune, records against each other.

Each rule is a function from a :class:`Checked` record to the problems found; :data:`RULES` is the list.
An error stops the build; a warning is published all the same, and someone should look at it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import reduce

from shapely import Geometry, Point

from ctg.easy_words import findings
from ctg.kinds import Action, Commune, Indicateur, Partenaire, Record, Rencontre, Service, Structure
from ctg.kinds.fields import PartialDate, Position, references
from ctg.kinds.partenaire import institutions
from ctg.kinds.periodes import Feries
from ctg.kinds.structure import Place
from ctg.kinds.territoire import Convention, Territoire
from ctg.kinds.vocabulary import Vocabulary
from ctg.problems import WARNING, Problem, fold, shown
from ctg.source import Sheet

# The outlines are simplified: a point this close to a border (degrees, about 500 m) may be on either side.
BORDER = 0.005
# Two names this alike, in one commune, are probably one place.
ALIKE = 0.88

AMOUNT = re.compile(r"\d[\d\s\u00a0\u202f,.]*(€|euros?\b)", re.IGNORECASE)
YEAR = re.compile(r"\b(19|20)\d\d\b")
CIVILITY = re.compile(r"\b(M\.|Mr|Mme|Mlle|Madame|Monsieur|Dr|Docteur)\s+[A-ZÀ-Þ]")
PERSONAL_MAIL = re.compile(
    r"^[a-z]+[._][a-z]+@(gmail|hotmail|outlook|yahoo|orange|wanadoo|free|sfr|laposte|icloud)\.", re.IGNORECASE
)


@dataclass(frozen=True)
class World:
    """What rules compare a record with."""

    today: dt.date
    outlines: dict[str, Geometry]
    """Outline of each commune, by its name."""
    postcodes: dict[str, tuple[str, ...]]
    drafts: frozenset[str]
    """Keys (``structures/x``) of the records that are not published."""


@dataclass(frozen=True)
class Checked:
    """A record whose fields are all right, with the sheet that says where they are written."""

    record: Record
    sheet: Sheet
    world: World

    def error(self, field: str, message: str, remedy: str = "") -> Problem:
        return self.sheet.problem(_location(field), message, remedy)

    def warning(self, field: str, message: str, remedy: str = "") -> Problem:
        return self.sheet.problem(_location(field), message, remedy, WARNING)


def _location(field: str) -> tuple[str | int, ...]:
    """``valeurs.2.annee`` → ("valeurs", 2, "annee"); positions are counted from 0 here."""
    return tuple(int(part) if part.isdigit() else part for part in field.split(".") if part)


def check_all(records: Iterable[tuple[Record, Sheet]], world: World) -> Iterator[Problem]:
    """Every problem of every record, then those between records."""
    checked = [Checked(record, sheet, world) for record, sheet in records]
    for one in checked:
        for rule in RULES:
            yield from rule(one)
    yield from probable_duplicates(checked)
    yield from circles(checked)
    yield from former_identifiers(checked)
    yield from nearly_a_partner(checked)


# --- dates ---------------------------------------------------------------------------------------


def proof_of_doubtful(one: Checked) -> Iterator[Problem]:
    if one.record.doubtful and not one.record.derniere_preuve:
        yield one.error(
            "etat_fiche", "Une fiche « a_verifier » doit dire de quand datent ses faits.", "Ajoutez « derniere_preuve: 2024 »."
        )


def no_date_to_come(one: Checked) -> Iterator[Problem]:
    """What has been seen or done cannot be dated after today."""
    dates: dict[str, dt.date | PartialDate | None] = {
        name: getattr(one.record, name, None) for name in ("verifie_le", "relu_le", "derniere_preuve", "etat_le")
    }
    dates |= {f"sources.{i}.date": source.date for i, source in enumerate(one.record.sources)}
    for field, date in dates.items():
        if date and _first_day(date) > one.world.today:
            yield one.error(field, "Cette date est dans l'avenir.", "Corrigez l'année, le mois ou le jour.")


def milestones(one: Checked) -> Iterator[Problem]:
    calendar = getattr(one.record, "calendrier", None)
    for i, step in enumerate(calendar.etapes if calendar else ()):
        if step.fait and _first_day(step.date) > one.world.today:
            yield one.error(
                f"calendrier.etapes.{i}.fait",
                "Une étape à venir ne peut pas être faite.",
                "Écrivez fait: non, ou corrigez la date.",
            )
        late = calendar.fin and _first_day(step.date) > calendar.fin.latest
        early = calendar.debut and step.date.latest < _first_day(calendar.debut)
        if late or early:
            yield one.warning(
                f"calendrier.etapes.{i}.date",
                "Cette étape tombe hors du calendrier de l'action.",
                "Corrigez la date, « debut » ou « fin ».",
            )


def realised_after_it_began(one: Checked) -> Iterator[Problem]:
    if not isinstance(one.record, Action) or one.record.etat != "realisee" or not one.record.calendrier:
        return
    debut = one.record.calendrier.debut
    if debut and one.record.etat_le and one.record.etat_le < debut.first:
        yield one.error("etat_le", "L'action serait réalisée avant d'avoir commencé.", "Corrigez « etat_le », ou le début.")


def nothing_said_before_the_meeting(one: Checked) -> Iterator[Problem]:
    """A meeting to come has no result yet; one that is over ends after it begins."""
    meeting = one.record
    if not isinstance(meeting, Rencontre):
        return
    if meeting.fin and meeting.fin.latest < meeting.date.first:
        yield one.error("fin", "Cette rencontre finit avant de commencer.", "Échangez « date » et « fin ».")
    if meeting.date.first <= one.world.today:
        return
    for name in ("participation", "resultats", "decisions", "suites"):
        if getattr(meeting, name):
            yield one.error(
                name,
                "Cette rencontre n'a pas encore eu lieu : elle n'a pas de résultat.",
                "Corrigez « date », ou supprimez la ligne.",
            )


def _first_day(date: dt.date | PartialDate) -> dt.date:
    return date if isinstance(date, dt.date) else date.first


# --- places --------------------------------------------------------------------------------------


def point_in_its_commune(one: Checked) -> Iterator[Problem]:
    points: list[tuple[str, str, Position | None]] = []
    if isinstance(one.record, Structure):
        points.append(("position", one.record.commune, one.record.position))
    if isinstance(one.record, Commune):
        mairie = one.record.mairie
        points.append(("centre", one.record.nom, one.record.centre))
        points.append(("mairie.position", one.record.nom, mairie.position if mairie and not mairie.position_douteuse else None))
    for field, nom, position in points:
        outline = one.world.outlines.get(nom)
        if position is None or outline is None:
            continue
        point = Point(position.lon, position.lat)
        if outline.buffer(BORDER).covers(point):
            continue
        there = next((name for name, other in one.world.outlines.items() if other.covers(point)), None)
        where = f"Ce point tombe à {there}, pas à {nom}." if there else f"Ce point n'est pas à {nom}."
        remedy = "Corrigez la latitude ou la longitude, ou supprimez la position : le centre de la commune la remplacera."
        if field == "mairie.position":
            remedy = "Corrigez le point, ou ajoutez « position_douteuse: oui » : le centre de la commune le remplacera."
        yield one.error(field, where, remedy)


def postcode_of_its_commune(one: Checked) -> Iterator[Problem]:
    code, nom = getattr(one.record, "code_postal", None), getattr(one.record, "commune", None)
    known = one.world.postcodes.get(nom or "", ())
    if code and known and code not in known:
        yield one.warning("code_postal", f"« {code} » n'est pas le code postal de {nom} ({', '.join(known)}).",
                          "Corrigez le code, ou la commune. Laissez-le s'il s'agit d'un code CEDEX.")  # fmt: skip


def places_add_up(one: Checked) -> Iterator[Problem]:
    places = getattr(one.record, "places", None)
    if places and places.par_age and (total := sum(part.nombre for part in places.par_age)) != places.total:
        yield one.warning(
            "places.par_age", f"Les places par âge font {total}, le total dit {places.total}.", "Corrigez l'un des deux."
        )


# --- prices and contacts -------------------------------------------------------------------------


def prices(one: Checked) -> Iterator[Problem]:
    for name in ("tarif", "frais"):
        price = getattr(one.record, name, None)
        if not price or not price.texte or not AMOUNT.search(price.texte):
            continue
        if price.gratuit:
            yield one.warning(f"{name}.texte", "La fiche dit « gratuit », mais ce texte cite un montant.",
                              "Écrivez gratuit: non, ou précisez dans le texte ce qui est payant.")  # fmt: skip
        if not YEAR.search(price.texte):
            yield one.warning(f"{name}.texte", "Un montant doit dire son année.", "Ajoutez-la : « 3 € en 2026 ».")


def no_private_person(one: Checked) -> Iterator[Problem]:
    """Functions and institutions only: no name, and no address that looks like someone's own."""
    for name in ("nom", "titre", "gestionnaire", "porteur", "presidence", "description"):
        text = getattr(one.record, name, None)
        if text and (found := CIVILITY.search(text)):
            yield one.error(name, f"« {shown(text[found.start() : found.end() + 12])} » semble nommer une personne.",
                            "Écrivez une fonction ou une institution : « la direction », « le service ».")  # fmt: skip
    mail, phone = getattr(one.record, "courriel", None), getattr(one.record, "telephone", None)
    if mail and PERSONAL_MAIL.match(mail):
        yield one.warning("courriel", f"« {mail} » ressemble à une adresse personnelle.", "Demandez une adresse de service.")
    if phone and re.match(r"\+33[67]", phone):
        yield one.warning(
            "telephone", "Ce numéro de portable est peut-être personnel.", "Vérifiez que c'est une ligne de service."
        )


def can_be_reached(one: Checked) -> Iterator[Problem]:
    if not isinstance(one.record, Place) or not one.record.published:
        return
    host = isinstance(one.record, Service) and one.record.structure
    record = one.record
    if not (record.telephone or record.courriel or record.site_web or record.contact_relais or host):
        yield one.warning("nom", "Cette fiche n'a ni téléphone, ni courriel, ni site : les familles seront envoyées à la mairie.",
                          "Ajoutez « telephone », « courriel », « site_web » ou « contact_relais ».")  # fmt: skip


def empty_hours(one: Checked) -> Iterator[Problem]:
    written = [("horaires", getattr(one.record, "horaires", None))]
    written += [(f"arrets.{i}.horaires", stop.horaires) for i, stop in enumerate(getattr(one.record, "arrets", ()))]
    for field, hours in written:
        if hours and not hours.known and not hours.note:
            yield one.warning(field, "Ces horaires ne disent aucune ouverture.", "Ajoutez un jour, ou « note: sur rendez-vous ».")


def public_holidays_said_twice(one: Checked) -> Iterator[Problem]:
    hours, closures = getattr(one.record, "horaires", None), getattr(one.record, "fermetures", ())
    for i, closure in enumerate(closures):
        if isinstance(closure, Feries) and hours and hours.jours_feries == "ouvert":
            yield one.error(
                f"fermetures.{i}", "La fiche dit « jours_feries: ouvert » et les ferme ici.", "Supprimez l'une des deux lignes."
            )


# --- easy to read --------------------------------------------------------------------------------


def easy_summary(one: Checked) -> Iterator[Problem]:
    """The text written for the easy page is shown as it is: what is hard in it is told. Names are not judged."""
    if isinstance(one.record, Place) and one.record.resume_facile:
        names = (one.record.nom, *one.record.autres_noms, *one.world.outlines)
        for message, remedy in findings(one.record.resume_facile, filter(None, names)):
            yield one.warning("resume_facile", message, remedy)


def easy_vocabulary(vocabulary: Vocabulary, sheet: Sheet) -> Iterator[Problem]:
    """The same for the words of the territory's own vocabulary, ``sheet``."""
    for section in ("rubriques", "themes", "types"):
        for id, term in getattr(vocabulary, section).items():
            if term.facile and (section, id, "facile") in sheet.lines:
                for message, remedy in findings(term.facile):
                    yield sheet.problem((section, id, "facile"), message, remedy, WARNING)


# --- links ---------------------------------------------------------------------------------------


def links(one: Checked) -> Iterator[Problem]:
    """A link to itself is a slip; a link to a draft will not show."""
    record = one.record
    for field, folder, id in references(record):
        if f"{folder}/{id}" == record.key:
            yield one.error(field, "Cette fiche renvoie à elle-même.", "Choisissez une autre fiche, ou supprimez la ligne.")
        elif f"{folder}/{id}" in one.world.drafts and record.published:
            yield one.warning(
                field, f"« {id} » est un brouillon : ce lien ne se verra pas.", "Publiez-le, ou supprimez la ligne."
            )


def circles(checked: Iterable[Checked]) -> Iterator[Problem]:
    """Structures that answer for each other, partners that depend on each other: nobody would answer in the end."""
    for field in ("contact_relais", "rattachement"):
        named = {one.record.id: one for one in checked if getattr(one.record, field, None)}
        told: set[str] = set()
        for id in named:
            path = [id]
            while (following := getattr(named[path[-1]].record, field)) in named and following not in path:
                path.append(following)
            if following in path and (circle := path[path.index(following) :]) and len(circle) > 1 and not told & {*circle}:
                told |= {*circle}
                yield named[following].error(
                    field,
                    f"Ces fiches renvoient l'une à l'autre : {' → '.join([*circle, following])}.",
                    "Retirez l'un des renvois.",
                )


def former_identifiers(checked: Iterable[Checked]) -> Iterator[Problem]:
    """A former address leads to one record only, and not to where a record stands."""
    checked = list(checked)
    standing = {one.record.key: one.record for one in checked}
    claimed: dict[str, Record] = {}
    for one in checked:
        for i, id in enumerate(one.record.anciens_identifiants):
            field, key = f"anciens_identifiants.{i}", f"{one.record.folder}/{id}"
            if key in standing:
                whose = "de cette fiche" if key == one.record.key else f"d'une autre fiche ({standing[key].file})"
                yield one.error(field, f"« {id} » est l'identifiant actuel {whose}.", "Retirez-le de cette liste.")
            elif key in claimed:
                whose = "ici" if claimed[key] is one.record else f"dans {claimed[key].file}"
                yield one.error(field, f"« {id} » est déjà un ancien identifiant {whose}.", "Gardez-le une seule fois.")
            claimed.setdefault(key, one.record)


def probable_duplicates(checked: Iterable[Checked]) -> Iterator[Problem]:
    """Places of one commune whose names are nearly the same, or that answer to one number under near names."""
    seen: dict[str, list[Checked]] = {}
    for one in checked:
        if not isinstance(one.record, Structure):
            continue
        others = seen.setdefault(one.record.commune, [])
        name = fold(one.record.nom)
        for other in others:
            if other.record.type == one.record.type and _alike(name, fold(other.record.nom)):
                yield one.warning("nom", f"Cette fiche ressemble à {other.record.file} (« {other.record.nom} »).",
                                  "Si c'est le même lieu, gardez une seule fiche.")  # fmt: skip
        others.append(one)


def nearly_a_partner(checked: Iterable[Checked]) -> Iterator[Problem]:
    """An institution written almost like a partner's name: the link between the two pages would be lost."""
    checked = list(checked)
    known = {fold(name): name for one in checked if isinstance(one.record, Partenaire) for name in one.record.names}
    told: set[str] = set()
    for one in checked:
        for field, name in institutions(one.record):
            folded = fold(name)
            if folded in known or folded in told:
                continue
            told.add(folded)
            near = next((known[other] for other in known if _alike(folded, other)), None)
            if near:
                yield one.warning(
                    field, f"« {shown(name)} » ressemble à « {near} », qui a une fiche de partenaire.", f"Écrivez « {near} »."
                )


def _alike(a: str, b: str) -> bool:
    """The two quick bounds spare the comparison of names that cannot be alike."""
    match = SequenceMatcher(None, a, b)
    return match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE


# --- figures -------------------------------------------------------------------------------------


def figures(one: Checked) -> Iterator[Problem]:
    if not isinstance(one.record, Indicateur):
        return
    seen = set()
    goal, start = one.record.cible, one.record.depart
    if goal and start and one.record.sens and (goal.valeur - start.valeur) * (1 if one.record.sens == "hausse" else -1) < 0:
        yield one.error(
            "cible.valeur",
            f"La cible ({goal.valeur}) va à l'inverse du sens souhaité ({one.record.sens}) depuis le départ ({start.valeur}).",
            "Corrigez « cible », « depart » ou « sens ».",
        )
    if goal and start and goal.annee < start.annee:
        yield one.error("cible.annee", "La cible est datée d'avant le départ.", "Corrigez l'une des deux années.")
    for i, value in enumerate(one.record.valeurs):
        if not value.source and not one.record.sources:
            yield one.error(
                f"valeurs.{i}", "Un chiffre doit dire sa source.", "Ajoutez « source » à la valeur, ou « sources » à la fiche."
            )
        if one.record.unite.strip().startswith("%") and not 0 <= value.valeur <= 100:
            yield one.error(
                f"valeurs.{i}.valeur", f"Une part va de 0 à 100 %, pas {value.valeur}.", "Corrigez la valeur, ou l'unité."
            )
        key = (value.annee, value.publie_en, value.commune)
        if key in seen:
            yield one.error(f"valeurs.{i}", "Cette année figure déjà pour ce territoire.", "Gardez une seule des deux valeurs.")
        seen.add(key)


def convention_dates(convention: Convention, sheet: Sheet) -> Iterator[Problem]:
    """The convention ends after it begins."""
    if convention.debut and convention.fin and convention.fin.latest < _first_day(convention.debut):
        yield sheet.problem(("convention", "fin"), "La convention finit avant de commencer.", "Échangez « debut » et « fin ».")


NOTICES = {
    "editeur.adresse": ("L'adresse de l'éditeur manque.", "Ajoutez « adresse », « code_postal » et « ville »."),
    "editeur.telephone": ("Le téléphone de l'éditeur manque.", "Ajoutez « telephone »."),
    "editeur.courriel": ("Le courriel de l'éditeur manque : on ne peut pas vous écrire.", "Ajoutez « courriel »."),
    "editeur.directeur_publication": (
        "La direction de la publication manque.",
        "Ajoutez « directeur_publication: … ». Pour une collectivité, c'est son représentant légal : « présidence », « maire ».",
    ),
    "editeur.hebergeur": ("L'hébergeur manque.", "Ajoutez « hebergeur: {nom: …, adresse: …, telephone: …} »."),
    "editeur.hebergeur.adresse": ("L'adresse de l'hébergeur manque.", "Ajoutez « adresse »."),
    "editeur.hebergeur.telephone": ("Le téléphone de l'hébergeur manque.", "Ajoutez « telephone »."),
    "donnees_personnelles.delegue": (
        "Le délégué à la protection des données manque.",
        "Ajoutez « delegue: … », son courriel, sous « donnees_personnelles ».",
    ),
    "donnees_personnelles.journaux": (
        "On ne dit pas combien de temps l'hébergeur garde les journaux du serveur.",
        "Demandez-le-lui, puis ajoutez « journaux: … » sous « donnees_personnelles ».",
    ),
    "donnees_personnelles.messages": (
        "On ne dit pas combien de temps vous gardez les messages des familles.",
        "Ajoutez « messages: … » sous « donnees_personnelles ».",
    ),
}
"""What a public site must say of itself, by the field that says it: the law of 21 June 2004 « pour la confiance dans
l'économie numérique », art. 1-1 (art. 6, III until 2024), and the RGPD, art. 13. The pages tell what is missing too."""


def missing_notices(territoire: Territoire) -> list[str]:
    """The fields of :data:`NOTICES` that are empty; what an absent group would hold is not asked for twice."""

    def missing(field: str) -> bool:
        *groups, name = field.split(".")
        holder = reduce(lambda part, group: part and getattr(part, group), groups, territoire)
        return bool(holder) and not getattr(holder, name)

    return [field for field in NOTICES if missing(field)]


def legal_notices(territoire: Territoire, sheet: Sheet) -> Iterator[Problem]:
    """One warning a missing notice."""
    for field in missing_notices(territoire):
        yield sheet.problem(_location(field), *NOTICES[field], WARNING)


RULES: tuple[Callable[[Checked], Iterator[Problem]], ...] = (
    proof_of_doubtful, no_date_to_come, milestones, realised_after_it_began, nothing_said_before_the_meeting,
    point_in_its_commune, postcode_of_its_commune, places_add_up, prices,
    no_private_person, can_be_reached, empty_hours, public_holidays_said_twice, easy_summary, links, figures,
)  # fmt: skip
