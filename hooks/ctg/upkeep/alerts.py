"""What calls for attention in the convention, in one place: the committee's file shows this, and the calls to
make ask it.

Each alert says what raised it, what would close it, whether it is important. Its actions are the convention's: those of another
framework are not a steering committee's to steer. The delays that a rule allows are constants of
``model.territory``; ``limit`` is the day before which a term is past.

What only the editor of the site must do comes after: :func:`review`. What others must say is in :mod:`ctg.upkeep.calls`."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from ctg.common.escaping import plain
from ctg.common.extensions import for_here
from ctg.common.phrases import counted, euros, joined, on_date, phone
from ctg.figures import series
from ctg.model import (
    ETATS,
    ETATS_SUITE,
    Action,
    Cadre,
    EtatSuite,
    Indicateur,
    Instance,
    PartialDate,
    Place,
    Record,
    Rencontre,
    Structure,
)
from ctg.model.freshness import last_day
from ctg.model.territory import ANSWER_MONTHS, MEASURE_MONTHS, OVERSPENT_PERCENT, SILENCE_MONTHS
from ctg.people.meetings import framework
from ctg.places.answers import national_answers
from ctg.plan.money import parts_of, sums_of
from ctg.plan.timeline import UNFINISHED, deadline, ending, past_date, step_state, unsigned, written_steps
from ctg.reading.catalogue import Catalogue

NATIONAL = "Numéros et réponses de l'outil"
OFFICIAL_PAGES = "Ouvrez la page officielle. Ce qui a changé, ou ce qui manquait, va dans la fiche du numéro."
SHOWN_TO_EXIST = "Un document daté le montre. Commune sûre ? « etat_fiche: a_verifier » le publie, à confirmer."
UPDATE = "Mettez l'outil à jour, ou dites-le à qui le tient."
REREAD = relativedelta(months=6)
FINISHED = {"realisee", "abandonnee", "inachevee"}
NUMBERS = "data/urgences.yml"


@dataclass(frozen=True)
class Alert:
    """One fact to look at: a record, a French sentence, what would end it, and the date that makes it a fact."""

    record: Record
    reason: str
    closes: str
    important: bool = False
    """It comes first."""
    date: dt.date | PartialDate | None = None
    who: str = ""
    """The institution or the body that can end it."""

    @property
    def title(self) -> str:
        """The title of its record."""
        return self.record.title


class AlertGroup(NamedTuple):
    """The alerts of one sort."""

    id: str
    alerts: tuple[Alert, ...]


def alerts(catalogue: Catalogue, today: dt.date) -> tuple[AlertGroup, ...]:
    """Every group in reading order, those without an alert too."""
    convention = catalogue.convention
    actions = [action for action in catalogue.of_the_convention(Action, convention) if action.published]
    open_ones = [action for action in actions if action.etat not in FINISHED]
    known = [action for action in open_ones if action.etat]
    meetings = [one for one in catalogue.all(Rencontre) if one.published and framework(catalogue, one).is_ctg]
    groups: dict[str, Iterable[Alert]] = {
        "fin": ending_frameworks(catalogue, today),
        "trajectoire": _by_date(off_course(catalogue)),
        "mesure": not_measured(catalogue, actions, today),
        "bloque": stopped_actions(open_ones, today),
        "retard": _by_date(late_actions(open_ones, today)),
        "etapes": _by_date(missed_milestones(open_ones, today)),
        "silence": _by_date(silent_actions(known, today)),
        "budget": overspent_actions(actions, today),
        "suites": _by_date(waiting_decisions(meetings, today)),
    }
    return tuple(
        AlertGroup(id, tuple(replace(one, who=_who(catalogue, one.record)) for one in found)) for id, found in groups.items()
    )


def _who(catalogue: Catalogue, record: Record) -> str:
    """Who can end an alert: who counts, who leads, the body that met; else whoever publishes the site."""
    told = ""
    match record:
        case Indicateur():
            told = record.producteur
        case Action():
            told = joined(record.pilots)
        case Rencontre():
            body = catalogue.get(Instance, record.instance)
            told = body.nom if body else ""
    return told or catalogue.territoire.editeur.nom


# --- the rules, one function each ----------------------------------------------------------------

OVER = {EtatSuite.REALISEE, EtatSuite.NON_RETENUE}
"""The states after which nothing more is awaited of a decision."""


# --- the convention ------------------------------------------------------------------------------


def ending_frameworks(catalogue: Catalogue, today: dt.date) -> Iterator[Alert]:
    """A framework that ends soon, or a convention that has ended, and that no published record follows."""
    for cadre in catalogue.all(Cadre):
        state = ending(cadre, today)
        followed = any(one.published for one in catalogue.referenced_by(cadre, Cadre, "succede_a"))
        if cadre.end and cadre.published and not followed and (state == "bientot" or (state == "passee" and cadre.is_ctg)):
            why = f"{deadline(cadre, today)} Rien ne dit ce qui vient après."
            yield Alert(cadre, why, "Dire ce qui lui succède, ou une nouvelle date de fin.", True, cadre.end)
        if cadre.debut and unsigned(cadre, today) and cadre.published:
            told = f"Elle devait commencer {on_date(cadre.debut)}. Rien ne dit qu’elle est signée."
            yield Alert(cadre, told, "Dire sa signature ou ses délibérations.", True, cadre.debut)


# --- figures -------------------------------------------------------------------------------------


def off_course(catalogue: Catalogue) -> Iterator[Alert]:
    """Figures whose latest measure goes against the way that they should; one to be confirmed weighs less."""
    for record in catalogue.all(Indicateur):
        where = series.course(record) if record.published else None
        if where and not where.kept:
            closes = f"Une mesure qui vaut {series.needed(record, where)}, ou une autre trajectoire, décidée en comité."
            yield Alert(record, series.course_sentence(record), closes, where.latest.statut == "confirme")


def not_measured(catalogue: Catalogue, actions: Iterable[Action], limit: dt.date) -> Iterator[Alert]:
    """Figures that are followed (a target, or an action of the convention names them) and that nobody measures any more.

    Of one that nobody ever measured, the calls to make ask it."""
    named = {id for action in actions for id in action.indicateurs}
    for record in catalogue.all(Indicateur):
        followed = record.cible or (record.id in named and record.type != "contexte")  # a census has its own pace
        if not record.published or not followed:
            continue
        latest = max(record.valeurs, key=lambda value: value.year, default=None)
        closes = f"Une mesure, à demander à : {record.producteur}."
        if latest and dt.date(latest.year, 12, 31) + relativedelta(months=MEASURE_MONTHS) < limit:
            value = f" : {counted(latest.valeur, record.unite)}" if latest.whole else ""
            yield Alert(record, f"La dernière mesure est celle de {latest.year}{value}.", closes, date=PartialDate(latest.year))


# --- actions -------------------------------------------------------------------------------------


def stopped_actions(open_ones: Iterable[Action], limit: dt.date) -> Iterator[Alert]:
    """Suspended actions. A difficulty alone raises nothing: most actions have one, and they go on."""
    closes = "Dire qu’elle reprend, ou qu’elle est abandonnée."
    for action in open_ones:
        if action.etat == "suspendue":
            why = f"Suspendue. {action.difficulty or 'La raison n’est pas renseignée.'} {_missed(action, limit)}".rstrip()
            yield Alert(action, why, closes, True, action.etat_le)


def _missed(action: Action, limit: dt.date) -> str:
    """« « Permis de construire » : pas faite. » of the milestones that are past; empty without any."""
    words = {"en-retard": "pas faite", "non-renseignee": "on ne sait pas si elle est faite"}
    found = ((step.titre, words.get(step_state(step, action, limit))) for step in written_steps(action))
    return " ".join(f"« {title} » : {word}." for title, word in found if word)


def late_actions(open_ones: Iterable[Action], limit: dt.date) -> Iterator[Alert]:
    """Actions past their end before ``limit`` and not finished, or past their start and not begun; unknown states weigh less."""
    for action in open_ones:
        if not (past := past_date(action, limit)):
            continue
        which, date = past
        closes = "La dire réalisée ou abandonnée" if which == "fin" else "La commencer"
        state = ETATS[action.etat] if action.etat else "avancement non renseigné"
        told = f"La date de {which} est passée ; {state}. {_missed(action, limit)}".rstrip()
        yield Alert(action, told, f"{closes}, ou décider d’une autre date de {which}.", bool(action.etat), date)


def missed_milestones(open_ones: Iterable[Action], limit: dt.date) -> Iterator[Alert]:
    """Actions with milestones before ``limit`` that nobody says are done, when nothing else is told of them."""
    closes = "Dire que l’étape est faite, ou lui donner une autre date."
    for action in open_ones:
        if action.etat != "suspendue" and not past_date(action, limit) and (told := _missed(action, limit)):
            first = min((step.date for step in written_steps(action) if not step.fait), key=last_day, default=None)
            yield Alert(action, told, closes, date=first)


def silent_actions(known: Iterable[Action], limit: dt.date) -> Iterator[Alert]:
    """Actions that have begun and of which nothing dated was told for too long, or ever."""
    closes = "Un état daté, un bilan ou une étape faite."
    for action in known:
        if action.etat not in UNFINISHED[1:]:
            continue
        if not (news := last_news(action, limit)):
            yield Alert(action, "Rien de ce que l’on en sait n’est daté.", closes)
        elif news + relativedelta(months=SILENCE_MONTHS) < limit:
            gone = relativedelta(limit, news)
            told = f"Rien de neuf depuis {12 * gone.years + gone.months} mois ; {ETATS[action.etat]}."
            yield Alert(action, told, closes, date=news)


def last_news(action: Action, limit: dt.date) -> dt.date | None:
    """The last day that something was told of an action (a state, a confirmation, a milestone, a report); None: never."""
    days = [
        *(one.day for one in action.history),
        *([action.verifie_le] if action.verifie_le else []),
        *(step.date.latest for step in written_steps(action) if step.fait),
        *(dt.date(bilan.annee, 12, 31) for bilan in action.bilans),
    ]
    return max((min(day, limit) for day in days), default=None)


def overspent_actions(actions: Iterable[Action], limit: dt.date) -> Iterator[Alert]:
    """Actions that cost more in a year than all that was planned for it; not those whose plan is not known."""
    for action in actions:
        for year in sorted({part.annee for part in parts_of([action]) if part.annee <= limit.year}):
            sums = sums_of(parts_of([action], year))
            if not sums.prevu or not sums.realise or sums.prevu.partial or not sums.prevu.total:
                continue
            beyond = sums.realise.total - sums.prevu.total
            if beyond * 100 > sums.prevu.total * OVERSPENT_PERCENT:
                least = "au moins " if sums.realise.partial else ""
                yield Alert(
                    action,
                    f"En {year}, {least}{euros(sums.realise.total)} dépensés pour {euros(sums.prevu.total)} prévus : "
                    f"{euros(beyond)} de plus.",
                    "Corriger le montant prévu, s’il a été revu et voté.",
                    important=True,
                    date=PartialDate(year),
                )


# --- meetings ------------------------------------------------------------------------------------


def waiting_decisions(meetings: Iterable[Rencontre], limit: dt.date) -> Iterator[Alert]:
    """Decisions past their term and not carried out; requests made before ``limit`` that nobody answered."""
    for meeting in meetings:
        silent = []
        for answer in meeting.suites:
            word, term = ETATS_SUITE[answer.etat], answer.echeance
            if answer.asked:
                if (meeting.fin or meeting.date).latest < limit:
                    closes = "Écrire le choix retenu, ou la remettre à l’ordre du jour."
                    reason = f"« {answer.texte} » : devait être décidée {on_date(meeting.date)}."
                    yield Alert(meeting, reason, closes, True, meeting.date)
                continue
            if term and term.latest < limit and answer.etat not in OVER:
                closes = "La dire réalisée ou non retenue, ou décider d’une autre échéance."
                reason = f"« {answer.texte} » : prévue {on_date(term)} ; {word}."
                yield Alert(meeting, reason, closes, True, term)
            due = (meeting.fin or meeting.date).latest + relativedelta(months=ANSWER_MONTHS)
            expected = meeting.asks_inhabitants or not answer.bare
            if expected and not term and answer.etat in (None, EtatSuite.A_L_ETUDE) and due < limit:
                silent.append(f"« {answer.texte} » : {word}.")
        if silent:
            yield Alert(meeting, " ".join(silent), "Dire ce que l’on en fait, et pourquoi.", date=meeting.date)


def _by_date(found: Iterable[Alert]) -> tuple[Alert, ...]:
    """What is important first, then the longest overdue."""
    return tuple(sorted(found, key=lambda alert: (not alert.important, last_day(alert.date))))


# --- what the editor of the site has to do that no call settles: positions, drafts, what the tool itself says ---


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


def review(catalogue: Catalogue, today: dt.date) -> tuple[ReviewSection, ...]:
    """Every section of the report, in reading order, empty ones too.

    ``catalogue`` is loaded with its drafts; only « Brouillons » speaks of them, the other sections are about what
    the public sees.
    """
    every = [record for records in catalogue.records.values() for record in records]
    sections: tuple[tuple[str, str, Iterable[Finding]], ...] = (
        (
            "Sans position",
            "Relevez sa position dans la fiche ; en attendant, la carte montre le centre de la commune.",
            _unplaced(catalogue),
        ),
        (
            "Brouillons",
            "Complétez la fiche, puis publiez-la, ou supprimez-la.",
            _drafts(catalogue, every),
        ),
        (NATIONAL, OFFICIAL_PAGES, (*_emergency_numbers(catalogue, today), *_answers(today))),
    )
    return tuple(ReviewSection(title, for_here(remedy), tuple(findings)) for title, remedy, findings in sections)


def _finding(record: Record, reason: str, date: dt.date | PartialDate | None = None) -> Finding:
    return Finding(record.key, plain(record.title), record.file, plain(reason), date)


def _unplaced(catalogue: Catalogue) -> Iterator[Finding]:
    """Structures that could be on the map. What only stops here and there has no place of its own."""
    for place in catalogue.all(Structure):
        placed = place.position or place.key in catalogue.positions
        if place.published and not (placed or place.adresse_confidentielle or place.arrets):
            yield _finding(place, "adresse connue, position à relever" if place.adresse else "ni adresse, ni position")


def _drafts(catalogue: Catalogue, every: Iterable[Record]) -> Iterator[Finding]:
    for record in every:
        if not record.published:
            offer = isinstance(record, Place) and record.type_id and not record.beyond and catalogue.offre_of(record)
            counted = "compte « à vérifier » dans « Près de chez soi » ; " if offer else ""
            found = _finding(record, counted + ("relue le" if record.last_read else "jamais relue"), record.last_read)
            shown = isinstance(record, Place) and record.seat and record.derniere_preuve
            yield replace(found, remedy=SHOWN_TO_EXIST) if shown else found


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
