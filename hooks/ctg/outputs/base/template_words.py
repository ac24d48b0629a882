"""What every template knows: words of no subject here, those of each subject given by the list of ``ctg.outputs``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from ctg.analysis.upkeep import freshness
from ctg.catalogue import Catalogue
from ctg.ground import phrases
from ctg.ground.problems import plural
from ctg.kinds import Action, Commune, Indicateur, Instance, Parcours, Rencontre, Service, Structure
from ctg.outputs.base.pictures.icons import icon, repeated
from ctg.outputs.words import text
from ctg.outputs.words.text import TemplateWords

FILTERS: dict[str, Callable[..., Any]] = {
    "date": phrases.date_fr,
    "de_date": phrases.de_date,
    "nombre": phrases.number,
    "temps_plein": phrases.full_time,
    "telephone": phrases.phone,
    "paragraphes": text.paragraphs,
    "nom_site": text.site_name,
    "prix": text.price,
    "km": phrases.distance,
    "les_communes": phrases.the_communes,
    "euros": phrases.euros,
    "liste": phrases.joined,
    "pluriel": plural,
    "majuscule": phrases.capital,
    "de_nom": phrases.of_name,
    "a_nom": phrases.at_name,
    "jour": phrases.weekday,
    "en_date": phrases.on_date,
    "ages": phrases.age_range,
}
NAMES: dict[str, object] = {
    "picto": icon,
    "picto_repete": repeated,
    "periode": phrases.lasting,
    "preuve": freshness.last_proof,
    "JOURS": phrases.DAYS,
    "Action": Action,
    "Indicateur": Indicateur,
    "Instance": Instance,
    "Parcours": Parcours,
    "Rencontre": Rencontre,
    "Commune": Commune,
    "Service": Service,
    "Structure": Structure,
}
Giver = Callable[[Catalogue, dt.date], TemplateWords]
"""What makes the words of a subject."""
_GIVERS: list[Giver] = []


def give_words(*givers: Giver) -> None:
    """Add the words of subjects to those that every template knows."""
    _GIVERS.extend(givers)


def words_of(catalogue: Catalogue, today: dt.date) -> Iterator[TemplateWords]:
    """Those of no subject, then those of each."""
    yield TemplateWords(FILTERS, NAMES)
    for giver in _GIVERS:
        yield giver(catalogue, today)
