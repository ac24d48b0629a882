"""The point of a place in its form: by its address, asked of the Base Adresse Nationale."""

from __future__ import annotations

from dataclasses import replace

from ctg.editing.boxes.answers import THERE, Answers
from ctg.editing.boxes.controls import POSITION, Note
from ctg.editing.screens.pages import FormRequest, Pages
from ctg.geocoding import NoService, Refused
from ctg.ground.problems import WARNING
from ctg.kinds import Commune
from ctg.stores.contours import outlines_of
from ctg.stores.positions import Question, asked_at

PRECISION = {
    "housenumber": "Le point est celui du numéro.",
    "street": "Le point est celui de la rue : le lieu peut être un peu plus loin.",
}


LATITUDE, LONGITUDE = f"{POSITION}.lat", f"{POSITION}.lon"


def inquired(pages: Pages, asked: FormRequest) -> FormRequest:
    """The request, with what the service of addresses says of it when its button was pressed.

    It may take half a minute: it is asked before the project is locked, so that the other pages of the form do not wait.
    """
    if asked.said("_geste") != "situer" or not asked.known or not asked.said("_fin"):
        return asked
    return replace(asked, located=located(pages, asked.boxes))


def _at(answers: Answers, lat: float, lon: float) -> Answers:
    return answers | {POSITION: [THERE], LATITUDE: [str(lat)], LONGITUDE: [str(lon)]}


def located(pages: Pages, answers: Answers) -> tuple[Answers, Note]:
    """The answers with the point of their address, and how precise it is; or as they were, and why."""
    address, name, postcode, hidden = (
        next(iter(answers.get(key, ())), "").strip() for key in ("adresse", "commune", "code_postal", "adresse_confidentielle")
    )
    state = pages.workshop.state()
    catalogue = state.catalogue
    commune = next((one for one in catalogue.all(Commune) if one.nom == name), None) if catalogue else None
    if hidden == "oui":
        return answers, Note("Cette adresse est confidentielle : elle n'est envoyée à personne.")
    if not address or commune is None or catalogue is None:
        return answers, Note("Il faut d'abord une adresse, et une commune du territoire.", "Remplissez ces deux cases.")
    question = Question(commune, commune, asked_at(address, commune, postcode))
    by_hand = "Écrivez la latitude et la longitude vous-même, ou laissez-les vides."
    try:
        found = pages.geocoder().find(question, outlines_of(catalogue.contours).get(commune.code_insee), state.day)
    except Refused as refusal:
        return answers, Note(str(refusal), by_hand)
    except NoService as stop:
        why = "Pas de connexion au service d'adresses" if stop.offline else "Le service d'adresses ne marche pas"
        return answers, Note(f"{why} : {stop}.", by_hand)
    told = f"Trouvé : « {found.reponse} ». {PRECISION[found.type]}"
    return _at(answers, found.lat, found.lon), Note(told, "Vérifiez, puis enregistrez.", WARNING)
