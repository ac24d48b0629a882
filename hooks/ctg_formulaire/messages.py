"""The messages of a request: a plain text, the draft of a mail, a form for a browser, a printed sheet; the list of calls.

The text is itself a form: the answer is written in it, line by line, and a person reads it in the page « Réponses ».
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from ctg import api
from ctg_formulaire.facts import AskedFact
from ctg_formulaire.following import ConfirmationRequest, Demande, Moyen

WIDTH = 72
"""Characters of a line: mail programs cut longer ones."""


class Fonction(api.Choice):
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


def subject(catalogue: api.Catalogue, request: ConfirmationRequest) -> str:
    """« Familles du Val : pouvez-vous vérifier votre fiche ? »"""
    titre = " ".join(catalogue.territoire.titre_site.split())
    if request.question:
        return api.typography(f"{titre} : une question")
    return api.typography(f"{titre} : pouvez-vous vérifier {'vos fiches' if len(request.places) > 1 else 'votre fiche'} ?")


def as_text(catalogue: api.Catalogue, request: ConfirmationRequest) -> str:
    """The whole message."""
    blocks = [*_opening(catalogue, request), *_facts(request), f"Fin de la demande {code_said(request.code)}"]
    blocks += ["Merci.", api.typography(" ".join(catalogue.territoire.nom_complet.split()))]
    return "\n\n".join(blocks) + "\n"


def _opening(catalogue: api.Catalogue, request: ConfirmationRequest) -> Iterator[str]:
    titre = " ".join(catalogue.territoire.titre_site.split())
    yield "Bonjour,"
    names = [one.place.title for one in request.places]
    yield _wrapped(f"Le site « {titre} » présente aux familles : {api.joined(names)}.")
    if others := [name for name in names if name != request.to.name]:
        which = "pour " + api.joined(others) if len(others) < len(names) else "à ce sujet"
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
        yield _wrapped(f"Pourquoi maintenant ? {api.capital(next(iter(told)))}")
        return
    lines = [f"- {api.joined(names)} : {why}" for why, names in told.items() if why]
    yield "\n".join([api.typography("Pourquoi maintenant ?"), *(_wrapped(line, "  ") for line in lines)])


def _facts(request: ConfirmationRequest) -> Iterator[str]:
    for number, one in enumerate(request.places, 1):
        yield _wrapped(f"FICHE {number}. {one.place.title}")
        if not request.question:
            yield f"Réponse {number} (tout le reste est juste ?) :"
        for rank, fact in enumerate(one.facts, 1):
            yield f"{_wrapped(f'{number}.{rank} {fact.text}', '    ')}\nRéponse {number}.{rank} :"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(api.typography(" ".join(text.split(" "))), WIDTH, subsequent_indent=indent, break_long_words=False,
                         break_on_hyphens=False)  # fmt: skip


def draft(
    catalogue: api.Catalogue, request: ConfirmationRequest, attached: dict[str, tuple[str, bytes]], sender: str | None = None
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
    return f"Demande {code_said(request.code)} du {api.date_fr(request.day)}"


HOURS_HELP = "Par exemple : du lundi au jeudi 9h-12h et 14h-17h, vendredi fermé."
LIST_HELP = "Tout ce qu’il faut écrire, avec un point-virgule entre deux éléments."


def form(catalogue: api.Catalogue, request: ConfirmationRequest, sender: str | None = None) -> bytes:
    """The form as one HTML file; ``sender``: where the answer may be written to."""
    places = [
        {
            "number": number,
            "title": api.typography(one.place.title),
            "facts": [
                {"number": f"{number}.{rank}", "text": api.typography(fact.text), "known": fact.known, "help": _help(fact)}
                for rank, fact in enumerate(one.facts, 1)
            ],
        }
        for number, one in enumerate(request.places, 1)
    ]
    return api.templates_alone(
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
    return LIST_HELP if fact.columns and fact.columns[0].shape is api.Shape.LIST else ""


def printed_sheet(
    catalogue: api.Catalogue, requests: Iterable[ConfirmationRequest], day: dt.date, calling: bool = False
) -> bytes:
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
    return api.make_pdf("confirmation.typ", values, day, api.palette(territoire.allure))


def _request(request: ConfirmationRequest, calling: bool) -> dict[str, Any]:
    reach = api.phone(request.to.phone) if request.to.phone else "aucun numéro connu"
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


CALLS = "a-appeler"


class NotAskedError(Exception):
    """What was typed cannot be asked; ``message`` and ``remedy`` are French."""

    def __init__(self, message: str, remedy: str):
        super().__init__(f"{message}\n    → {remedy}")
        self.message, self.remedy = message, remedy


def sender_of(typed: str | None) -> str | None:
    """The address where answers come; None when none is given. Raises :class:`NotAskedError`."""
    if typed is None:
        return None
    try:
        return TypeAdapter(api.Email).validate_python(typed)
    except ValidationError:
        raise NotAskedError(
            f"« {api.shown(typed)} » n'est pas une adresse de courriel.", "Par exemple : accueil@exemple.fr."
        ) from None


def question_of(typed: str | None, remedy: str) -> str | None:
    """The only question, on one line; None when the whole record is asked about. Raises :class:`NotAskedError`."""
    if typed is None:
        return None
    question = " ".join("".join(char for char in typed if char.isprintable() or char.isspace()).split())
    if not 5 <= len(question) <= 200:
        raise NotAskedError("Une question a de 5 à 200 caractères.", remedy)
    return question


def files_of(catalogue: api.Catalogue, made: Sequence[ConfirmationRequest], sender: str | None) -> dict[str, bytes]:
    """Name → content of all that a campaign makes."""
    day = made[0].day
    files: dict[str, bytes] = {}
    for request in made:
        if request.by is not Moyen.COURRIEL:
            continue
        name = f"{api.as_identifier(request.to.name)[:60].strip('-') or 'demande'}-{request.code[:4]}"
        page, sheet = form(catalogue, request, sender), printed_sheet(catalogue, [request], day)
        attached = {"formulaire.html": ("text/html", page), "feuille-a-imprimer.pdf": ("application/pdf", sheet)}
        files[f"{name}.eml"] = draft(catalogue, request, attached, sender)
        files[f"{name}.txt"] = as_text(catalogue, request).encode()
        files |= {f"{name}.html": page, f"{name}.pdf": sheet}
    if calls := [request for request in made if request.by is not Moyen.COURRIEL]:
        files[f"{CALLS}.txt"] = _calls(calls).encode()
        files[f"{CALLS}.pdf"] = printed_sheet(catalogue, sorted(calls, key=_by_number), day, calling=True)
    return files


def _by_number(request: ConfirmationRequest) -> tuple[bool, str, str]:
    return not request.to.phone, request.to.phone, request.to.name


def _calls(made: list[ConfirmationRequest]) -> str:
    lines = ["À appeler, faute de courriel connu :", ""]
    for request in sorted(made, key=_by_number):
        number = api.phone(request.to.phone) if request.to.phone else "Aucun numéro connu"
        lines += [f"[ ] {number} : {request.to.name}", *(f"      {one.place.title} ({one.place.key})" for one in request.places)]
    return "\n".join(lines) + "\n"


def newly_noted(demandes: Iterable[Demande], made: Iterable[ConfirmationRequest]) -> tuple[Demande, ...]:
    """What the campaign's file has to add; made again on the same day, they are there already."""
    known = {one.code for one in demandes}
    return tuple(request.noted for request in made if request.code not in known)
