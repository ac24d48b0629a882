"""« Chercher par l'adresse »: the point of the address that a form holds, asked of a service."""

from __future__ import annotations

from ctg import api
from ctg_formulaire.boxes import POSITION
from ctg_formulaire.desk import Desk, FormRequest
from ctg_formulaire.typed import THERE, Answers
from ctg_formulaire.workshop import Note

PRECISION = {
    "housenumber": "Le point est celui du numéro.",
    "street": "Le point est celui de la rue : le lieu peut être un peu plus loin.",
}
LATITUDE, LONGITUDE = f"{POSITION}.lat", f"{POSITION}.lon"
AnsweredPoint = tuple[Answers, Note]
"""The answers with the point of their address, and how precise it is; or as they were, and why."""


def asked_point(request: FormRequest, desk: Desk) -> AnsweredPoint | None:
    """What a service of addresses says of a form whose button was pressed.

    It may take half a minute: the project is not locked meanwhile, so that the other pages of the form do not wait.
    """
    if not request.known or not request.said("_fin") or not desk.services:
        return None
    return _located(desk, desk.services[0], request.boxes)


def _located(desk: Desk, service: api.AddressService, answers: Answers) -> AnsweredPoint:
    address, name, postcode, hidden = (
        next(iter(answers.get(key, ())), "").strip() for key in ("adresse", "commune", "code_postal", "adresse_confidentielle")
    )
    state = desk.workshop.state()
    catalogue = state.catalogue
    commune = next((one for one in catalogue.all(api.Commune) if one.nom == name), None) if catalogue else None
    if hidden == "oui":
        return answers, Note("Cette adresse est confidentielle : elle n'est envoyée à personne.")
    if not address or commune is None or catalogue is None:
        return answers, Note("Il faut d'abord une adresse, et une commune du territoire.", "Remplissez ces deux cases.")
    question = api.Question(commune, commune, api.address_to_ask(address, commune, postcode))
    try:
        found = service.find(question, api.outlines_of(catalogue.contours).get(commune.code_insee), state.day)
    except api.NotLocated as refusal:
        return answers, Note(str(refusal), "Écrivez la latitude et la longitude vous-même, ou laissez-les vides.")
    told = f"Trouvé : « {found.reponse} ». {PRECISION[found.type]}"
    at = answers | {POSITION: [THERE], LATITUDE: [str(found.lat)], LONGITUDE: [str(found.lon)]}
    return at, Note(told, "Vérifiez, puis enregistrez.", api.WARNING)
