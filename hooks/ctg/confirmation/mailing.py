"""The files of a campaign (a draft, a text, a form and a sheet for each message; the list of calls), and what is noted of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter, ValidationError

from ctg.catalogue import Catalogue
from ctg.confirmation.message import as_text, draft
from ctg.confirmation.requests import ConfirmationRequest
from ctg.confirmation.sheets import form, printed_sheet
from ctg.ground.phrases import phone
from ctg.ground.problems import shown
from ctg.kinds.fields.identifiers import as_identifier
from ctg.kinds.fields.reach import Email
from ctg.stores.campaign import Demande, Moyen

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
        return TypeAdapter(Email).validate_python(typed)
    except ValidationError:
        raise NotAskedError(
            f"« {shown(typed)} » n'est pas une adresse de courriel.", "Par exemple : accueil@exemple.fr."
        ) from None


def question_of(typed: str | None, remedy: str) -> str | None:
    """The only question, on one line; None when the whole record is asked about. Raises :class:`NotAskedError`."""
    if typed is None:
        return None
    question = " ".join("".join(char for char in typed if char.isprintable() or char.isspace()).split())
    if not 5 <= len(question) <= 200:
        raise NotAskedError("Une question a de 5 à 200 caractères.", remedy)
    return question


def files_of(catalogue: Catalogue, made: Sequence[ConfirmationRequest], sender: str | None) -> dict[str, bytes]:
    """Name → content of all that a campaign makes."""
    day = made[0].day
    files: dict[str, bytes] = {}
    for request in made:
        if request.by is not Moyen.COURRIEL:
            continue
        name = f"{as_identifier(request.to.name)[:60].strip('-') or 'demande'}-{request.code[:4]}"
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
        number = phone(request.to.phone) if request.to.phone else "Aucun numéro connu"
        lines += [f"[ ] {number} : {request.to.name}", *(f"      {one.place.title} ({one.place.key})" for one in request.places)]
    return "\n".join(lines) + "\n"


def newly_noted(demandes: Iterable[Demande], made: Iterable[ConfirmationRequest]) -> tuple[Demande, ...]:
    """What the campaign's file has to add; made again on the same day, they are there already."""
    known = {one.code for one in demandes}
    return tuple(request.noted for request in made if request.code not in known)
