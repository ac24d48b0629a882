"""The point of the address that a form holds, asked of the Base Adresse Nationale when a button is pressed."""

from __future__ import annotations

from shapely.geometry import shape

from ctg.clock import today
from ctg.editing.answers import THERE, Answers
from ctg.editing.controls import POSITION, Note
from ctg.editing.pages import Pages
from ctg.geocoding import NoService, Refused
from ctg.kinds import Commune
from ctg.positions import Question, asked_at
from ctg.problems import WARNING

PRECISION = {
    "housenumber": "Le point est celui du numéro.",
    "street": "Le point est celui de la rue : le lieu peut être un peu plus loin.",
}


def located(pages: Pages, answers: Answers) -> tuple[Answers, Note]:
    """The answers with the point of their address, and how precise it is; or as they were, and why."""
    address, name, postcode, hidden = (
        next(iter(answers.get(key, ())), "").strip() for key in ("adresse", "commune", "code_postal", "adresse_confidentielle")
    )
    catalogue = pages.workshop.state().catalogue
    commune = next((one for one in catalogue.all(Commune) if one.nom == name), None) if catalogue else None
    if hidden == "oui":
        return answers, Note("Cette adresse est confidentielle : elle n'est envoyée à personne.")
    if not address or commune is None or catalogue is None:
        return answers, Note("Il faut d'abord une adresse, et une commune du territoire.", "Remplissez ces deux cases.")
    outlines = {one["properties"]["code_insee"]: shape(one["geometry"]) for one in catalogue.contours["features"]}
    question = Question(commune, commune, asked_at(address, commune, postcode))
    by_hand = "Écrivez la latitude et la longitude vous-même, ou laissez-les vides."
    try:
        found = pages.geocoder().find(question, outlines.get(commune.code_insee), today())
    except Refused as refusal:
        return answers, Note(str(refusal), by_hand)
    except NoService as stop:
        why = "Pas de connexion au service d'adresses" if stop.offline else "Le service d'adresses ne marche pas"
        return answers, Note(f"{why} : {stop}.", by_hand)
    told = f"Trouvé : « {found.reponse} ». {PRECISION[found.type]}"
    at = {POSITION: [THERE], f"{POSITION}.lat": [str(found.lat)], f"{POSITION}.lon": [str(found.lon)]}
    return answers | at, Note(told, "Vérifiez, puis enregistrez.", WARNING)
