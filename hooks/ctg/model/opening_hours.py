"""Opening hours as families read them: an ordinary week, and what changes it in the course of the year.

Which of these rules wins on a given date is said, and computed, in :mod:`ctg.hours.opening`."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from ctg.common.problems import fold, french, shown
from ctg.model.fields import Choice, Line, Part, Text, champ, liste, requis
from ctg.model.periods import JOURS, Borne, NthWeekday, Period, Quand

OPEN = "ouvert"
"""The moment of a day that is known to open, at hours to be asked: ``mercredi: oui``."""


@dataclass(frozen=True, order=True)
class Span:
    """One opening, in minutes since midnight: ``debut`` < ``fin`` ≤ 1440.

    With a ``moment`` (``matin``, ``apres-midi``, ``journee``), the place opens in that part of the day but the
    times are not known: the minutes only serve to sort and to compare. With :data:`OPEN`, not even the part is.
    """

    debut: int
    fin: int
    moment: str = ""


HALVES = {
    "matin": Span(0, 720, "matin"),
    "apres midi": Span(780, 1440, "apres-midi"),  # 13 h: a morning may last until then
    "journee": Span(0, 1440, "journee"),
}
"""The half-days and the whole day, by the folded word that says them."""


def _minutes(text: str) -> int | None:
    if not (match := re.fullmatch(r"(\d{1,2})\s*(?:h|:)\s*(\d{2})?", text.strip().lower())):
        return None
    hours, minutes = int(match[1]), int(match[2] or 0)
    return hours * 60 + minutes if minutes < 60 and hours * 60 + minutes <= 1440 else None


def _span(item: object) -> Span:
    text = "" if item is None else str(item)
    if half := HALVES.get(fold(text[:50])):
        return half
    if fold(text[:50]) == "oui":
        why = "« oui » dit que les heures ne sont pas connues : il ne va pas dans une liste."
        raise french(why, "Écrivez-le seul, « mercredi: oui », ou n'écrivez que les heures connues.")
    ends = [_minutes(part) for part in re.split(r"\s*[-–]\s*", text)]
    start, end = ends if len(ends) == 2 else (None, None)
    if start is None or end is None:
        raise french(
            f"« {shown(text)} » n'est pas un horaire.",
            "Écrivez 9h-17h30, ou [9h-12h, 14h-18h] pour deux ouvertures, ou « oui » si les heures ne sont pas connues.",
        )
    if start >= end:
        opening, closing = reversed(re.split(r"\s*[-–]\s*", text.strip()))
        remedy = (
            "Corrigez l'une des deux heures." if start == end else f"Écrivez d'abord l'heure d'ouverture : {opening}-{closing}."
        )
        raise french(f"« {shown(text)} » finit avant de commencer.", remedy)
    return Span(start, end)


def _day(value: object) -> tuple[Span, ...]:
    """``7h30-18h30``, or a list of such spans, in order and apart; ``matin``; ``oui``, hours to be asked; ``ferme``, ``non``."""
    if isinstance(value, str) and (word := fold(value[:50])) in {"ferme", "non", "oui"}:
        return (Span(0, 1440, OPEN),) if word == "oui" else ()
    if value in ([OPEN], (OPEN,)):  # as our own JSON writes it
        return (Span(0, 1440, OPEN),)
    spans = tuple(_span(item) for item in (value if isinstance(value, list | tuple) else [value]))
    if any(after.debut < before.fin for before, after in pairwise(spans)):
        raise french("Deux ouvertures du même jour se chevauchent.", "Écrivez-les dans l'ordre : [9h-12h, 14h-18h].")
    return spans


Spans = Annotated[tuple[Span, ...], BeforeValidator(_day)]


_PAST_MIDNIGHT = re.compile(r"((?:1[2-9]|2[0-3])\s*h\s*(?:\d\d)?)\s*[-–]\s*(0?[0-4]\s*h\s*(?:[0-5]\d)?)")
"""An evening that ends in the night: « 18h-1h »."""


class Semaine(Part):
    """The openings of a week. A day that is absent is a day when it is closed, but see :meth:`silent`."""

    lundi: Spans | None = champ("Lundi", "Une ou deux ouvertures.", "[8h-12h, 14h-18h]", sans_lieu=True)
    mardi: Spans | None = champ("Mardi", "", "9h-17h", sans_lieu=True)
    mercredi: Spans | None = champ("Mercredi", "Heures non connues : oui, matin, apres-midi ou journee.", "oui", sans_lieu=True)
    jeudi: Spans | None = champ("Jeudi", "", "9h-17h", sans_lieu=True)
    vendredi: Spans | None = champ("Vendredi", "", "9h-17h", sans_lieu=True)
    samedi: Spans | None = champ("Samedi", "", "9h-12h", sans_lieu=True)
    dimanche: Spans | None = champ("Dimanche", "", "ferme", sans_lieu=True)

    @model_validator(mode="before")
    @classmethod
    def _until_the_night(cls, values: Any) -> Any:
        """« samedi: 18h-1h » is Saturday until midnight, and Sunday from then on."""
        if not isinstance(values, dict):
            return values
        week = dict(values)
        for jour, following in zip(JOURS, (*JOURS[1:], JOURS[0]), strict=True):
            spans = week[jour] if isinstance(week.get(jour), list) else [week.get(jour)]
            late = _PAST_MIDNIGHT.fullmatch(str(spans[-1]).strip()) if spans else None
            after = week.get(following)
            if late and (after is None or isinstance(after, list) or re.search(r"\d|^(ferme|non)$", str(after))):
                others = [] if after is None or after in ("ferme", "non") else after if isinstance(after, list) else [after]
                week[jour] = [*spans[:-1], f"{late[1]}-24h"]
                if late[2].strip("0 ") != "h":  # « 20h-0h »: that is midnight
                    week[following] = [f"0h-{late[2]}", *others]
        return week

    def on(self, weekday: int) -> tuple[Span, ...]:
        """The openings of a day of the week; 0 is Monday."""
        return getattr(self, JOURS[weekday]) or ()

    @property
    def week(self) -> tuple[tuple[str, tuple[Span, ...]], ...]:
        """(day, spans) from Monday to Sunday; no span means closed. Empty when no day opens."""
        days = tuple((jour, self.on(weekday)) for weekday, jour in enumerate(JOURS))
        return days if any(spans for _, spans in days) else ()

    def silent(self, weekday: int) -> bool:
        """Whether nothing is said of a day: not written, in a week that only says on which days it opens.

        Someone who does not know the hours of Wednesday has no timetable: the other days are unknown, not closed.
        """
        return self._only_days and getattr(self, JOURS[weekday]) is None

    @cached_property
    def _only_days(self) -> bool:
        spans = [span for weekday in range(7) for span in self.on(weekday)]
        return bool(spans) and all(span.moment == OPEN for span in spans)

    @property
    def written(self) -> bool:
        """Whether any day is given, even as closed."""
        return any(getattr(self, jour) is not None for jour in JOURS)


class Pendant(Choice):
    """When another week rules, but between two dates."""

    VACANCES = "vacances", "pendant les vacances scolaires"
    PAIRES = "semaines-paires", "les semaines paires, en plus"
    IMPAIRES = "semaines-impaires", "les semaines impaires, en plus"


class _Moment(Part):
    pendant: Pendant | None = champ("Pendant", f"{Pendant.listed(' ou ')} ; sinon, du et au.", "vacances", sans_lieu=True)
    nom: Line | None = champ("Nom de la saison", "Entre deux dates.", "été", sans_lieu=True)


class AutreSemaine(Semaine, Period, _Moment):
    """The week of a part of the year: of the school holidays, of a season (``du``, ``au``), or what odd or even weeks add."""

    du: Borne | None = champ("Du", "Premier jour : 2026-07-01, ou 07-01 pour chaque année.", "2026-07-01", sans_lieu=True)  # type: ignore[assignment]
    au: Borne | None = champ("Au", "Dernier jour compris.", "2026-08-31", sans_lieu=True)

    def model_post_init(self, context: object) -> None:
        if self.pendant and (self.du or self.au or self.nom):
            told = f"Cette semaine est celle de « {self.pendant} », et a des dates ou un nom."
            raise french(told, "Supprimez « pendant », ou « du », « au » et « nom ».", "pendant")
        if not self.pendant and not (self.du and self.au):
            lacking = "au" if self.du else "du"
            example = {"du": "07-01", "au": "08-31"}[lacking]
            remedy = f"Ajoutez « {lacking}: {example} », ou « pendant: vacances »."
            raise french("Cette semaine ne dit pas quand elle vaut.", remedy)
        if not self.pendant:
            super().model_post_init(context)
        if not self.week and self.pendant != Pendant.VACANCES:
            remedy = "Ajoutez un jour. Si c'est fermé, utilisez plutôt « fermetures »."
            raise french("Cette semaine ne dit aucune ouverture.", remedy)


class Ouverture(Part):
    """An opening besides the ordinary week."""

    quand: Quand = requis("Quand", "Un jour du mois, ou une date.", "premier mardi du mois", sans_lieu=True)
    heures: Spans = requis("Heures", "", "14h-17h", sans_lieu=True)
    lieu: Line | None = champ("Lieu", "Si c'est ailleurs.", "salle des fêtes", personne=True)
    note: Line | None = champ("Précision", "", "sans rendez-vous", sans_lieu=True)

    def model_post_init(self, _context: object) -> None:
        if not self.heures:
            raise french("Il faut des heures d'ouverture.", "Pour fermer un jour, utilisez « fermetures ».", "heures")

    def falls_on(self, date: dt.date) -> bool:
        """Whether it takes place that day, closures aside."""
        return self.quand.falls_on(date) if isinstance(self.quand, NthWeekday) else self.quand == date


class Horaires(Semaine):
    """The days at the top level are the week of all the year, but where one of ``semaines`` rules or adds to it."""

    former = ("scolaire", "vacances", "saisons", "semaines_paires", "semaines_impaires")

    note: Text | None = champ("Précision", "Ce que le tableau ne dit pas.", "sur rendez-vous le matin", sans_lieu=True)
    semaines: tuple[AutreSemaine, ...] = liste(
        "Autres semaines",
        "Vacances scolaires (sans aucun jour : fermé), semaines paires ou impaires, saisons.",
        "[{pendant: vacances, lundi: 9h-17h}, {du: 07-01, au: 08-31, nom: été, lundi: 9h-13h}]",
        sans_lieu=True,
    )
    dates: tuple[Ouverture, ...] = liste(
        "Ouvertures ajoutées", "", "[{quand: premier mardi du mois, heures: 14h-17h}]", sans_lieu=True
    )
    jours_feries: Literal["ouvert", "ferme"] | None = champ(
        "Jours fériés", "ouvert ou ferme ; vide : à demander.", "ouvert", sans_lieu=True
    )

    def model_post_init(self, _context: object) -> None:
        self._refuse_twice()
        self._refuse_overlapping_parity()
        self._refuse_overlapping_seasons()

    def _refuse_twice(self) -> None:
        moments = [week.pendant for week in self.semaines]
        for i, moment in enumerate(moments):
            if moment and moment in moments[:i]:
                raise french(f"« {moment} » est dit deux fois.", "Faites-en une seule semaine.", f"semaines.{i}.pendant")

    def _refuse_overlapping_parity(self) -> None:
        weeks = [week for week in (self, self.vacances) if week]
        for i, parity in enumerate(self.semaines):
            if parity.pendant not in {Pendant.PAIRES, Pendant.IMPAIRES}:
                continue
            for ordinary, (weekday, jour) in product(weeks, enumerate(JOURS)):
                both = sorted((*ordinary.on(weekday), *parity.on(weekday)))
                if any(after.debut < before.fin for before, after in pairwise(both)):
                    why = f"Le {jour}, les {parity.pendant.replace('-', ' ')} répètent des heures de la semaine ordinaire."
                    raise french(why, "N'y mettez que les heures qui s'ajoutent.", f"semaines.{i}")

    def _refuse_overlapping_seasons(self) -> None:
        for i, season in enumerate(self.saisons):
            for other in self.saisons[:i]:
                if season.meets(other):
                    remedy = "Corrigez leurs dates : chaque jour n'a qu'une saison."
                    raise french("Deux saisons se chevauchent.", remedy, "semaines")

    def _week_of(self, moment: Pendant) -> AutreSemaine | None:
        """The week of a moment; None when nothing is said of it, or nothing opens."""
        return next((week for week in self.semaines if week.pendant == moment and week.week), None)

    # These are asked for each day of a year: kept, also by ``model_copy``, which changes nothing that they depend on
    # (a copy is as known as its model).
    @cached_property
    def known(self) -> bool:
        """Whether any opening is said otherwise than in the note."""
        return bool(self.dates or any(week.week for week in (self, *self.semaines)))

    @cached_property
    def saisons(self) -> tuple[AutreSemaine, ...]:
        """The weeks between two dates."""
        return tuple(week for week in self.semaines if not week.pendant)

    @cached_property
    def vacances(self) -> AutreSemaine | None:
        """The week of the school holidays; None when they change nothing, or close it: see :attr:`school_year`."""
        return self._week_of(Pendant.VACANCES)

    @cached_property
    def semaines_paires(self) -> AutreSemaine | None:
        """What even weeks add."""
        return self._week_of(Pendant.PAIRES)

    @cached_property
    def semaines_impaires(self) -> AutreSemaine | None:
        """What odd weeks add."""
        return self._week_of(Pendant.IMPAIRES)

    @cached_property
    def school_year(self) -> bool:
        """Whether the school holidays change anything."""
        return any(week.pendant == Pendant.VACANCES for week in self.semaines)

    @cached_property
    def alternate(self) -> bool:
        """Whether odd and even weeks differ."""
        return self.semaines_paires is not None or self.semaines_impaires is not None

    @cached_property
    def whatever_the_holidays(self) -> "Horaires":
        """The same, open on public holidays too."""
        return self if self.jours_feries == "ouvert" else self.model_copy(update={"jours_feries": "ouvert"})

    @cached_property
    def without_seasons(self) -> "Horaires":
        """The same, as outside of seasons."""
        return self.model_copy(update={"semaines": tuple(week for week in self.semaines if week.pendant)})
