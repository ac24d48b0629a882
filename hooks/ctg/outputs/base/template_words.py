"""What every template knows, whatever the territory and the day; the rest is :class:`ctg.outputs.base.rendering.Renderer`'s."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ctg.analysis.project.people.meetings import outcome
from ctg.analysis.upkeep import freshness
from ctg.ground import phrases
from ctg.ground.problems import plural
from ctg.kinds import Action, Commune, Indicateur, Instance, Parcours, Rencontre, Service, Structure
from ctg.kinds.project.action import ETATS, SPPE
from ctg.kinds.project.rencontre import ETATS_SUITE, TYPES_RENCONTRE
from ctg.outputs.base.languages import EMERGENCY
from ctg.outputs.base.pictures.icons import icon, repeated
from ctg.outputs.words import hours, text
from ctg.outputs.words.places import LONG, commune_said

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
    "heures": hours.spans,
    "jour": phrases.weekday,
    "en_date": phrases.on_date,
    "ages": phrases.age_range,
    "commune_dite": commune_said,
    "bilan_suites": outcome,
}
NAMES: dict[str, object] = {
    "LANGUES_URGENCE": EMERGENCY,
    "picto": icon,
    "picto_repete": repeated,
    "periode": phrases.lasting,
    "preuve": freshness.last_proof,
    "LONG": LONG,
    "JOURS": phrases.DAYS,
    "ETATS": ETATS,
    "SPPE": SPPE,
    "ETATS_SUITE": ETATS_SUITE,
    "TYPES_RENCONTRE": TYPES_RENCONTRE,
    "Action": Action,
    "Indicateur": Indicateur,
    "Instance": Instance,
    "Parcours": Parcours,
    "Rencontre": Rencontre,
    "Commune": Commune,
    "Service": Service,
    "Structure": Structure,
}
