"""What needs the coordinator's attention: the sections of ``ctg bilan``, first the calls that would serve most families.

A call is worth ``communes × (1 + paths + danger) × what the sheet lacks, of 100``. Communes: those that the place serves, else
those for which it is the nearest of its sort that we know. Paths: 1 for each guided path that names it; a search of a path is
shared by all the places that it finds. Danger: 1 for a place to which one comes in danger (it shows emergency numbers)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dateutil.relativedelta import relativedelta

from ctg.common.escaping import plain
from ctg.common.extensions import for_here
from ctg.common.phrases import phone, town_hall
from ctg.common.problems import plural
from ctg.hours.changes import round_of
from ctg.model.action import ETATS, Action
from ctg.model.commune import Commune, Parcours
from ctg.model.fields import Part, PartialDate
from ctg.model.figure import Indicateur
from ctg.model.freshness import THRESHOLD, last_day, never_confirmed, quality, review_due
from ctg.model.meeting import Rencontre
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.model.references import links
from ctg.model.structure import Structure
from ctg.model.territory import NOTICE_MONTHS
from ctg.people.meetings import is_coming
from ctg.places.answers import national_answers
from ctg.places.contacts import Via, number_to_call
from ctg.places.finder import matches
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import distance_km, position_of

ASKED = 3
"""How many things one call asks for."""
UNSORTED = "autre"
"""The type of places that are of no sort: none is the nearest of its sort."""


@dataclass(frozen=True)
class CallToMake:
    """One place of which families lack something."""

    place: Place
    communes: int
    paths: int
    danger: bool
    missing: tuple[str, ...]
    """What to ask, in French, the heaviest first."""
    gain: int
    ring: tuple[str, str] | None
    """(whose number, the number in E.164): the place's own, its structure's, that of who answers for it, of its town hall.
    None when nobody's is known."""

    @property
    def reason(self) -> str:
        """« 04 65 71 00 00 (mairie de Valbourg) : téléphone ou courriel, horaires. Pour 44 communes, 2 parcours »."""
        who = f"{phone(self.ring[1])} ({self.ring[0]})" if self.ring else "numéro à trouver"
        reach = [plural(self.communes, "commune"), f"{self.paths} parcours" * bool(self.paths), "danger" * self.danger]
        return f"{who} : {', '.join(self.missing[:ASKED])}. Pour {', '.join(filter(None, reach))}"


def calls_to_make(catalogue: Catalogue) -> tuple[CallToMake, ...]:
    """Every published place that lacks something, the largest gain first, then in the order of the keys."""
    near, led = _nearest(catalogue), _led(catalogue)
    places = [place for place in catalogue.places if place.published]
    found = (_call(catalogue, place, len(_communes(catalogue, place, near)), led[place.key]) for place in places)
    return tuple(sorted((call for call in found if call.missing), key=lambda call: (-call.gain, call.place.key)))


def _call(catalogue: Catalogue, place: Place, communes: int, led: list[float]) -> CallToMake:
    danger, state = bool(catalogue.urgences_of(place)), quality(place)
    gain = round(communes * (1 + sum(led) + danger) * (100 - state.score))
    return CallToMake(place, communes, len(led), danger, state.missing, gain, _ring(catalogue, place))


def next_number(catalogue: Catalogue) -> str:
    """What to do about the calls, and whose direct number would serve most families: of those who have none, or a switchboard."""
    serves: dict[str, list[CallToMake]] = defaultdict(list)
    for call in calls_to_make(catalogue):
        one = number_to_call(catalogue, call.place)
        if not one or one.via in {Via.SWITCHBOARD, Via.TOWN_HALL}:
            named = one.ask if one and one.ask else call.place.gestionnaire
            serves[named or call.place.title].append(call)
    if not serves:
        return RANKED
    whose, most = max(serves.items(), key=lambda found: sum(call.communes * (1 + call.paths + call.danger) for call in found[1]))
    places = "" if len(most) == 1 else f" ({len(most)} lieux)"
    return f"{RANKED} Le numéro direct qui servirait le plus de familles : {whose}{places}."


def _led(catalogue: Catalogue) -> dict[str, list[float]]:
    """Key of a place → the share of it in each guided path that leads to it: 1, or less when a search finds others too."""
    shares: dict[str, list[float]] = defaultdict(list)
    places = [place for place in catalogue.places if place.published]
    for path in (path for path in catalogue.all(Parcours) if path.published):
        best = {named.key: 1.0 for named in map(catalogue.named, links(path)) if named}
        for step in path.etapes:
            found = [place.key for place in places if step.chercher and matches(catalogue, step.chercher, place)]
            best |= {key: max(best.get(key, 0), 1 / len(found)) for key in found}
        for key, share in best.items():
            shares[key].append(share)
    return shares


def _communes(catalogue: Catalogue, place: Place, near: dict[str, set[str]]) -> set[str]:
    """The communes that a place serves; all for what names none and is nowhere, or whose round is not known whole."""
    going, home = round_of(catalogue, place), catalogue.home(place)
    if (going and not going.complete) or (not home and not place.communes_named):
        return {commune.nom for commune in catalogue.all(Commune)}
    return {*place.communes_named, *(near[home.key] if home and not place.reserved_to else ())}


def _nearest(catalogue: Catalogue) -> dict[str, set[str]]:
    """Key of a structure → the communes where it stands, or for which it is the nearest of its type."""
    found: dict[str, set[str]] = defaultdict(set)
    settled: dict[str, list[tuple[Structure, tuple]]] = defaultdict(list)
    for one in catalogue.all(Structure):
        if one.published and (where := position_of(catalogue, one)):
            settled[one.type].append((one, where))
            found[one.key].add(one.commune)
    for sort, places in settled.items():
        for commune in catalogue.all(Commune) if sort != UNSORTED else ():
            if not any(one.commune == commune.nom for one, _ in places):
                nearest = min(places, key=lambda pair: (distance_km(commune.centre, pair[1][0]), pair[0].id))
                found[nearest[0].key].add(commune.nom)
    return found


def _ring(catalogue: Catalogue, place: Place) -> tuple[str, str] | None:
    one, where = catalogue.answering(place), catalogue.commune_of(place)
    if one and one.telephone:
        return one.nom, one.telephone
    hall = where and where.mairie
    return (town_hall(where.nom), hall.telephone) if where and hall and hall.telephone else None


CALLS, STALE, UNCONFIRMED = "Les appels qui serviraient le plus de familles", "À revérifier", "Jamais confirmées"
UNJOINED = "Sans identifiant commun"
DIRECTORIES = (
    "Les autres annuaires y reconnaissent le lieu. SIRET : annuaire-entreprises.data.gouv.fr ; page : acceslibre.beta.gouv.fr."
)
RANKED = "Demandez ce qui manque, complétez la fiche, confirmez-la."
NATIONAL = "Numéros et réponses de l'outil"
OFFICIAL_PAGES = "Ouvrez la page officielle. Ce qui a changé, ou ce qui manquait, va dans data/urgences.yml."
SHOWN_TO_EXIST = "Un document daté le montre. Commune sûre ? « etat_fiche: a_verifier » le publie, à confirmer."
UPDATE = "Mettez l'outil à jour, ou dites-le à qui le tient."
MOST = 10
"""How many calls are listed: those of one morning."""
ACTION_NOTICE = dt.timedelta(days=90)
REREAD = relativedelta(months=6)
FINISHED = {"realisee", "abandonnee"}
TERRITOIRE = "data/territoire.yml"
NUMBERS = "data/urgences.yml"


@dataclass(frozen=True)
class Finding:
    """One reason to look at one record; its texts are :func:`plain`.

    A ``date`` ends the sentence of ``reason``, in the reader's way of writing it.
    """

    key: str
    """``structures/les-lutins``, or ``territoire``."""
    title: str
    file: str
    reason: str
    date: dt.date | PartialDate | None = None
    remedy: str = ""
    """What to do about this one, where the remedy of its section does not say it."""


@dataclass(frozen=True)
class ReviewSection:
    """The findings of one sort, and what to do about each."""

    title: str
    remedy: str
    findings: tuple[Finding, ...]
    counted: bool = True
    """Whether its findings are points to see, told in no other section."""


def review(catalogue: Catalogue, today: dt.date) -> tuple[ReviewSection, ...]:
    """Every section of the report, in reading order, empty ones too.

    ``catalogue`` is loaded with its drafts; only « Brouillons » speaks of them, the other sections are about what
    the public sees.
    """
    every = [record for records in catalogue.records.values() for record in records]
    public = [record for record in every if record.published]
    sections: tuple[tuple[str, str, Iterable[Finding]], ...] = (
        (CALLS, next_number(catalogue), _calls(catalogue)),
        (STALE, "Appelez, corrigez la fiche s'il le faut, puis : ctg confirmer IDENTIFIANT", _stale(public, today)),
        (UNCONFIRMED, "Appelez, corrigez, puis : ctg confirmer IDENTIFIANT", _unconfirmed(public)),
        ("Incomplètes", "Demandez ce qui manque et ajoutez-le à la fiche.", _incomplete(catalogue, public, today)),
        (
            "Sans position",
            "Ajoutez « position: {lat: …, lon: …} » ; la carte montre le centre de la commune.",
            _unplaced(catalogue),
        ),
        ("Sans téléphone", "Ajoutez « telephone » : les familles n'ont que le relais ou la mairie.", _unreachable(catalogue)),
        (
            "Brouillons",
            "Complétez la fiche, puis : ctg confirmer IDENTIFIANT --publier ; ou supprimez-la.",
            _drafts(catalogue, every),
        ),
        ("Ce qui finit bientôt", "Dites la suite : nouvelle date, bilan, ou nouvel état.", _ending(catalogue, today)),
        (
            "Liens entre fiches",
            "Publiez la fiche citée, ou changez le lien : il ne se voit pas.",
            _hidden_links(catalogue, public),
        ),
        ("Indicateurs sans valeur", "Demandez le chiffre à son producteur, avec son année.", _without_value(catalogue)),
        (UNJOINED, DIRECTORIES, _unjoined(catalogue)),
        (NATIONAL, OFFICIAL_PAGES, (*_emergency_numbers(catalogue, today), *_answers(today))),
    )
    return tuple(ReviewSection(title, for_here(remedy), tuple(findings), title != CALLS) for title, remedy, findings in sections)


def _finding(record: Record, reason: str, date: dt.date | PartialDate | None = None) -> Finding:
    return Finding(record.key, plain(record.title), record.file, plain(reason), date)


def _calls(catalogue: Catalogue) -> Iterator[Finding]:
    """The largest gains first; the same places come again below, each under what it lacks."""
    return (_finding(call.place, call.reason) for call in calls_to_make(catalogue)[:MOST])


def _stale(public: Iterable[Record], today: dt.date) -> list[Finding]:
    """Past their term, the longest overdue first."""
    overdue = [(due, record) for record in public if (due := review_due(record)) and due < today]
    return [_finding(record, "à revoir depuis le", due) for due, record in sorted(overdue, key=lambda pair: pair[0])]


def _unconfirmed(public: Iterable[Record]) -> list[Finding]:
    """Not vouched for: those without any dated proof, then the oldest proof first."""
    waiting = [record for record in public if never_confirmed(record)]
    waiting.sort(key=lambda r: r.derniere_preuve.latest if r.derniere_preuve else dt.date.min)
    return [_waiting(record) for record in waiting]


def _waiting(record: Record) -> Finding:
    if record.verifie_le:  # someone answered, and the banner was forgotten
        return _finding(record, "encore « a_verifier », mais confirmée le", record.verifie_le)
    if record.derniere_preuve:
        return _finding(record, "dernière preuve :", record.derniere_preuve)
    return _finding(record, "aucune preuve datée")


def _incomplete(catalogue: Catalogue, public: Iterable[Record], today: dt.date) -> list[Finding]:
    """Below the threshold of ``quality``, the least complete first. A meeting to come has nothing to tell yet."""
    coming = {meeting.key for meeting in catalogue.all(Rencontre) if is_coming(meeting, today)}
    over = (record for record in public if record.key not in coming)
    scored = sorted(((quality(record), record) for record in over), key=lambda pair: pair[0].score)
    return [
        _finding(record, f"{found.score} sur 100 ; manque : {', '.join(found.missing)}")
        for found, record in scored
        if found.score < THRESHOLD
    ]


def _unplaced(catalogue: Catalogue) -> Iterator[Finding]:
    """Structures that could be on the map. What only stops here and there has no place of its own."""
    for place in catalogue.all(Structure):
        placed = place.position or place.key in catalogue.positions
        if place.published and not (placed or place.adresse_confidentielle or place.arrets):
            yield _finding(place, "adresse connue, position à relever" if place.adresse else "ni adresse, ni position")


def _unreachable(catalogue: Catalogue) -> Iterator[Finding]:
    """Places without a number of their own or of the structure that houses them, and silent town halls."""
    for place in catalogue.places:
        host = catalogue.host(place)
        if place.published and not (place.telephone or (host and host.published and host.telephone)):
            answering = place.contact_relais and catalogue.get(Structure, place.contact_relais)
            relay = place.numero_relais or (answering.nom if answering else "")
            yield _finding(place, f"répond à sa place : {relay}" if relay else "pas de numéro")
    for commune in catalogue.all(Commune):
        if commune.published and not (commune.mairie and commune.mairie.telephone):
            yield _finding(commune, "mairie sans numéro : elle répond quand personne d'autre ne répond")


def _unjoined(catalogue: Catalogue) -> Iterator[Finding]:
    """Places that no other directory can tell to be theirs. Nobody must look for a confidential address, nor for what moves."""
    for place in catalogue.all(Structure):
        if not place.published or place.adresse_confidentielle or catalogue.moves(place):
            continue
        known = {"SIRET": place.siret, "page Acceslibre": place.accessibilite_lieu}
        if lacking := [name for name, value in known.items() if not value]:
            yield _finding(place, f"sans {', '.join(lacking)}")


def _drafts(catalogue: Catalogue, every: Iterable[Record]) -> Iterator[Finding]:
    for record in every:
        if not record.published:
            counted = "compte « à vérifier » dans la page « Couverture » ; " if _is_an_offer(catalogue, record) else ""
            found = _finding(record, counted + ("relue le" if record.last_read else "jamais relue"), record.last_read)
            shown = isinstance(record, Place) and record.seat and record.derniere_preuve
            yield replace(found, remedy=SHOWN_TO_EXIST) if shown else found


def _is_an_offer(catalogue: Catalogue, record: Record) -> bool:
    """Whether coverage looks at a draft."""
    return isinstance(record, Place) and bool(record.type_id and not record.beyond and catalogue.offre_of(record))


def _ending(catalogue: Catalogue, today: dt.date) -> list[Finding]:
    """The convention within :data:`NOTICE_MONTHS`, actions within 90 days, and what is past; the earliest first."""
    convention, found = catalogue.convention, []
    notice = relativedelta(months=NOTICE_MONTHS)
    if convention.fin and convention.fin.latest <= today + notice:
        over = convention.fin.latest < today
        found.append(_finding(convention, f"convention {'finie' if over else 'qui finit'} :", convention.fin))
    for ended in catalogue.conventions:
        if ended.fin and ended.fin.latest < today:
            silent = (one for one in catalogue.of_the_convention(Action, ended) if one.published and not one.suite)
            found += [_finding(action, "suite non dite, convention finie :", ended.fin) for action in silent]
    for action in catalogue.all(Action):
        fin = action.calendrier.fin if action.published and action.calendrier else None
        if fin and action.etat not in FINISHED and fin.latest <= today + ACTION_NOTICE:
            state = f"action {ETATS[action.etat]}" if action.etat else "avancement non renseigné"
            found.append(_finding(action, f"{state}, fin {'dépassée' if fin.latest < today else 'prévue'} :", fin))
    return sorted(found, key=lambda finding: last_day(finding.date))


def _hidden_links(catalogue: Catalogue, public: Iterable[Record]) -> Iterator[Finding]:
    """Links from what is published to a draft."""

    for record in public:
        for reason in _draft_links(catalogue, record):
            yield _finding(record, reason)
    for reason in _draft_links(catalogue, catalogue.territoire):
        yield Finding("territoire", plain(catalogue.territoire.nom), TERRITOIRE, reason)


def _draft_links(catalogue: Catalogue, part: Part) -> Iterator[str]:
    for link in catalogue.to_drafts(part):
        field = next(name for name in reversed(link.where.split(".")) if not name.isdigit())
        named, key = catalogue.named(link), f"{link.mark.target}/{link.value}"
        yield f"« {field} » cite un brouillon : {f'{plain(named.title)} ({key})' if named else key}"


def _emergency_numbers(catalogue: Catalogue, today: dt.date) -> Iterator[Finding]:
    """What is not sure of them, and those that nobody has read again for six months: no page of the site says it."""
    for number in (*catalogue.urgences, *catalogue.lignes):
        key, title = f"urgences/{number.numero}", plain(f"{phone(number.numero)}, {number.titre}")
        reread = number.relu_le + REREAD
        if number.a_confirmer:
            where = f"{number.page} : " if number.page else ""
            yield Finding(key, title, NUMBERS, plain(f"{where}{number.a_confirmer}"))
        elif reread < today:
            yield Finding(key, title, NUMBERS, "à relire depuis le", reread)


def _answers(today: dt.date) -> Iterator[Finding]:
    """The answers of the tool whose year is over, or that nobody has read again for six months: a new version has them right."""
    for one in national_answers():
        key, file, reread = one.path.rstrip("/"), str(one.sources[0].url) if one.sources else "", one.relu_le + REREAD
        if one.over(today):
            yield Finding(key, one.titre, file, f"l'année {one.annee} est finie : chiffres à relire", remedy=UPDATE)
        elif reread < today:
            yield Finding(key, one.titre, file, "à relire depuis le", reread, UPDATE)


def _without_value(catalogue: Catalogue) -> Iterator[Finding]:
    for figure in catalogue.all(Indicateur):
        if figure.published and not figure.valeurs:
            yield _finding(figure, f"à demander à : {figure.producteur}")
