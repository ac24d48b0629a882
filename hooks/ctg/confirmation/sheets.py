"""What goes with a message: the form that opens by itself in a browser, and the sheet to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ctg.catalogue import Catalogue
from ctg.confirmation.facts import AskedFact
from ctg.confirmation.message import Fonction, asked_on, code_said, subject
from ctg.confirmation.requests import ConfirmationRequest
from ctg.ground.phrases import phone, typography
from ctg.outputs.base.formats.pdf import make_pdf
from ctg.outputs.base.pictures.colours import printed
from ctg.outputs.base.templates import alone
from ctg.spreadsheet.columns import Shape

HOURS_HELP = "Par exemple : du lundi au jeudi 9h-12h et 14h-17h, vendredi fermé."
LIST_HELP = "Tout ce qu’il faut écrire, avec un point-virgule entre deux éléments."


def form(catalogue: Catalogue, request: ConfirmationRequest, sender: str | None = None) -> bytes:
    """The form as one HTML file; ``sender``: where the answer may be written to."""
    places = [
        {
            "number": number,
            "title": typography(one.place.title),
            "facts": [
                {"number": f"{number}.{rank}", "text": typography(fact.text), "known": fact.known, "help": _help(fact)}
                for rank, fact in enumerate(one.facts, 1)
            ],
        }
        for number, one in enumerate(request.places, 1)
    ]
    return alone(
        "confirmation.html",
        title=subject(catalogue, request),
        question=bool(request.question),
        code=code_said(request.code),
        functions=[(word.value, label) for word, label in Fonction.labels().items()],
        places=places,
        sender=sender,
    ).encode()


def _help(fact: AskedFact) -> str:
    if len(fact.columns) > 1:
        return HOURS_HELP
    return LIST_HELP if fact.columns and fact.columns[0].shape is Shape.LIST else ""


def printed_sheet(catalogue: Catalogue, requests: Iterable[ConfirmationRequest], day: dt.date, calling: bool = False) -> bytes:
    """The sheets of some requests as one PDF; ``calling``: for the person who telephones."""
    territoire = catalogue.territoire
    consigne = (
        "Lisez chaque phrase. Cochez, ou écrivez ce que l’on vous répond. Ensuite, corrigez la fiche et lancez « ctg confirmer »."
        if calling
        else "Cochez ce qui est juste, écrivez à côté ce qui ne l’est pas, et renvoyez cette feuille."
    )
    values: dict[str, Any] = {
        "titre": "Fiches à confirmer par téléphone" if calling else "Votre fiche est-elle juste ?",
        "territoire": territoire.nom_complet,
        "convention": territoire.titre_site,
        "consigne": consigne,
        "demandes": [_request(one, calling) for one in requests],
    }
    return make_pdf("confirmation.typ", values, day, printed(territoire.couleurs))


def _request(request: ConfirmationRequest, calling: bool) -> dict[str, Any]:
    reach = phone(request.to.phone) if request.to.phone else "aucun numéro connu"
    return {
        "a": request.to.name,
        "joindre": reach if calling else "",
        "code": asked_on(request),
        "fiches": [
            {
                "nom": one.place.title,
                "faits": [{"texte": fact.text, "connu": fact.known, "question": bool(request.question)} for fact in one.facts],
            }
            for one in request.places
        ],
    }
