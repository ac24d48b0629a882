"""What the editor of the site has to do that no call settles: positions, drafts, what the tool itself says.

What somebody else must say is in :mod:`ctg.upkeep.calls`."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dateutil.relativedelta import relativedelta

from ctg.common.escaping import plain
from ctg.common.extensions import for_here
from ctg.common.phrases import phone
from ctg.model import PartialDate, Place, Record, Structure
from ctg.places.answers import national_answers
from ctg.reading.catalogue import Catalogue

NATIONAL = "Numéros et réponses de l'outil"
OFFICIAL_PAGES = "Ouvrez la page officielle. Ce qui a changé, ou ce qui manquait, va dans la fiche du numéro."
SHOWN_TO_EXIST = "Un document daté le montre. Commune sûre ? « etat_fiche: a_verifier » le publie, à confirmer."
UPDATE = "Mettez l'outil à jour, ou dites-le à qui le tient."
REREAD = relativedelta(months=6)
FINISHED = {"realisee", "abandonnee", "inachevee"}
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
