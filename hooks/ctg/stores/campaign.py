"""Who was asked to confirm which records, and who answered: ``data/campagnes.yml``, kept by the tool and read by people.

It holds names of institutions, keys of records and days: no address, no telephone, no name of a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ctg.ground.problems import Problem
from ctg.kinds.fields.base import FullDate, Line, Part, champ
from ctg.kinds.fields.choices import Choice
from ctg.sheets.validation import list_text, load_list

FILE = "data/campagnes.yml"
HEAD = "# Tenu par « ctg demander-confirmation » et le formulaire (« Réponses ») : qui a été interrogé, qui a répondu.\n"
RecordKey = Annotated[Line, Field(pattern=r"^[a-z]+/[a-z0-9-]+$")]
Digest = Annotated[Line, Field(pattern=r"^[0-9a-f]{12}$")]


class Moyen(Choice):
    """How somebody is asked."""

    COURRIEL = "courriel", "par courriel"
    TELEPHONE = "telephone", "par téléphone"
    AUTRE = "autre", "ni courriel ni téléphone connus"


class FicheDemandee(Part):
    """One record of a request."""

    fiche: RecordKey = champ("Fiche", "", "structures/les-lutins", default=...)
    version: Digest = champ("Version", "Ce que la fiche disait alors, en résumé.", "3f9a1c2b7d4e", default=...)
    reponse: FullDate | None = champ("Réponse", "Le jour de la réponse reçue.", "2026-12-03")


class Demande(Part):
    """One message or one call: to an institution, about one record or more."""

    le: FullDate = champ("Le", "Le jour de la demande.", "2026-11-27", default=...)
    a: Line = champ("À", "Une institution, jamais une personne.", "Les Lutins", default=...)
    par: Moyen = champ("Par", Moyen.listed() + ".", "courriel", default=...)
    code: Digest = champ("Code", "Celui du message.", "3f9a1c2b7d4e", default=...)
    question: Line | None = champ("Question", "La seule chose demandée ; absente : toute la fiche.", "Ouverts en août ?")
    fiches: tuple[FicheDemandee, ...] = champ("Fiches", default=..., min_length=1)


def load_campaign(root: Path) -> tuple[tuple[Demande, ...], list[Problem]]:
    """The requests made, in order, and what is wrong with their file. No file is no request, and no problem."""
    return load_list(Demande, root / FILE, root)


def as_yaml(demandes: Iterable[Demande]) -> str:
    """The file's text: the requests in order, a record a line."""
    return list_text(HEAD, demandes)
