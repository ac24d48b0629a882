"""A request as a plain text, and as the draft of a mail that any mail program opens ready to send.

The text is also the form: an answer is written in it, line by line, and a person reads it back in the form's page « Réponses ».
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from ctg.catalogue import Catalogue
from ctg.confirmation.requests import ConfirmationRequest
from ctg.ground.phrases import capital, date_fr, joined, typography
from ctg.kinds.fields.choices import Choice
from ctg.stores.campaign import Moyen

WIDTH = 72
"""Characters of a line: mail programs cut longer ones."""


class Fonction(Choice):
    """Who answers. A closed list, so that nobody's name can come in."""

    DIRECTION = "direction", "direction"
    ACCUEIL = "accueil", "accueil"
    SECRETARIAT = "secretariat", "secrétariat"
    RESPONSABLE = "responsable", "responsable du service"
    EQUIPE = "equipe", "équipe"
    PRESIDENCE = "presidence", "présidence"
    MAIRIE = "mairie", "mairie"
    AUTRE = "autre", "autre fonction"


def code_said(code: str) -> str:
    """« 3f9a-1c2b-7d4e »."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def subject(catalogue: Catalogue, request: ConfirmationRequest) -> str:
    """« Familles du Val : pouvez-vous vérifier votre fiche ? »"""
    titre = " ".join(catalogue.territoire.titre_site.split())
    if request.question:
        return typography(f"{titre} : une question")
    return typography(f"{titre} : pouvez-vous vérifier {'vos fiches' if len(request.places) > 1 else 'votre fiche'} ?")


def as_text(catalogue: Catalogue, request: ConfirmationRequest) -> str:
    """The whole message."""
    blocks = [*_opening(catalogue, request), *_facts(request), f"Fin de la demande {code_said(request.code)}"]
    blocks += ["Merci.", typography(" ".join(catalogue.territoire.nom_complet.split()))]
    return "\n\n".join(blocks) + "\n"


def _opening(catalogue: Catalogue, request: ConfirmationRequest) -> Iterator[str]:
    titre = " ".join(catalogue.territoire.titre_site.split())
    yield "Bonjour,"
    names = [one.place.title for one in request.places]
    yield _wrapped(f"Le site « {titre} » présente aux familles : {joined(names)}.")
    if others := [name for name in names if name != request.to.name]:
        which = "pour " + joined(others) if len(others) < len(names) else "à ce sujet"
        yield _wrapped(
            f"Nous vous écrivons {which} faute d'une autre adresse. Si vous ne savez pas répondre, dites-nous à qui demander."
        )
    yield from _why(request)
    if request.question:
        yield _wrapped(
            f"Une seule question : {request.question} Répondez à ce message : écrivez « oui » ou « non » après « Réponse »."
        )
    else:
        yield _wrapped("Pouvez-vous vérifier ce que nous en disons ? Répondez à ce message :")
        yield "\n".join(
            _wrapped(f"- {line}", "  ")
            for line in (
                "une ligne est fausse : écrivez après « Réponse », sous cette ligne, ce qui est juste ;",
                "tout le reste est juste : écrivez « oui » après « Réponse 1 » (il y en a une par fiche).",
            )
        )
        yield _wrapped("Vous pouvez aussi ouvrir le formulaire joint, ou imprimer la feuille jointe.")
    functions = ", ".join(label for label in Fonction.labels().values())
    yield _wrapped(f"Dites votre fonction, jamais un nom : {functions}.")
    yield f"Demande {code_said(request.code)}\nVotre fonction :"


def _why(request: ConfirmationRequest) -> Iterator[str]:
    """Why now: one sentence, or one for the records that have the same reason."""
    told: dict[str, list[str]] = {}
    for one in request.places:
        told.setdefault(one.why, []).append(one.place.title)
    if told.keys() == {""}:
        return
    if len(told) == 1:
        yield _wrapped(f"Pourquoi maintenant ? {capital(next(iter(told)))}")
        return
    lines = [f"- {joined(names)} : {why}" for why, names in told.items() if why]
    yield "\n".join([typography("Pourquoi maintenant ?"), *(_wrapped(line, "  ") for line in lines)])


def _facts(request: ConfirmationRequest) -> Iterator[str]:
    for number, one in enumerate(request.places, 1):
        yield _wrapped(f"FICHE {number}. {one.place.title}")
        if not request.question:
            yield f"Réponse {number} (tout le reste est juste ?) :"
        for rank, fact in enumerate(one.facts, 1):
            yield f"{_wrapped(f'{number}.{rank} {fact.text}', '    ')}\nRéponse {number}.{rank} :"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(typography(" ".join(text.split(" "))), WIDTH, subsequent_indent=indent, break_long_words=False,
                         break_on_hyphens=False)  # fmt: skip


def draft(
    catalogue: Catalogue, request: ConfirmationRequest, attached: dict[str, tuple[str, bytes]], sender: str | None = None
) -> bytes:
    """The draft: ``X-Unsent`` opens it ready to be sent. ``attached``: file name → (type, content).

    The same request gives the same bytes: its boundary and its date are its own.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject(catalogue, request)
    if sender:
        message["From"] = sender
    if request.by is Moyen.COURRIEL:
        message["To"] = request.to.mail
    noon = dt.datetime(request.day.year, request.day.month, request.day.day, 12, tzinfo=ZoneInfo(catalogue.clock))
    message["Date"] = format_datetime(noon)
    message["X-Unsent"] = "1"
    message.set_content(as_text(catalogue, request), cte="quoted-printable")
    for name, (kind, content) in attached.items():
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    message.set_boundary(f"=_ctg_{request.code}")
    return message.as_bytes()


def asked_on(request: ConfirmationRequest) -> str:
    """« Demande 3f9a-1c2b-7d4e du 27 novembre 2026 »."""
    return f"Demande {code_said(request.code)} du {date_fr(request.day)}"
