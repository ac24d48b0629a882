"""What every record has: a name, a state, sources and dates."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, PrivateAttr

from ctg.kinds.fields import KnownDate, Line, Part, Text, Url, champ
from ctg.problems import french, shown


class Source(Part):
    """Where a fact comes from. ``date`` is the date of the source, « vers » when only estimated."""

    titre: Line = champ("Titre de la source", "Tel que l'on peut la retrouver.", "Livret d'accueil 2018", default=...)
    url: Url | None = champ("Adresse", "Si la source est en ligne.", "https://www.exemple.fr/livret")
    date: KnownDate | None = champ("Date de la source", "2026, 2026-09, 2026-09-01 ou « vers 2026 ».", "2025-09")
    appuie: Line | None = champ("Ce qu'elle dit", "Les faits repris de cette source.", "adresse, horaires")


class Document(Part):
    """A published document."""

    titre: Line = champ("Titre", "", "Convention signée (PDF)", default=...)
    url: Url = champ("Adresse", "", "https://www.exemple.fr/convention.pdf", default=...)


EtatFiche = Literal["publiee", "a_verifier", "brouillon"]


def _identifier(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+(-[a-z0-9_]+)*", value):
        raise french(
            f"« {shown(value)} » ne peut pas avoir été un nom de fichier.",
            "Lettres minuscules sans accent, chiffres et tirets, sans « .yml ».",
        )
    return value


Identifier = Annotated[Line, AfterValidator(_identifier)]
"""The name of a file of ``data/`` without its extension: the last part of a record's address."""


class Record(Part):
    """A file of ``data/``: its name without ``.yml`` is its identifier and its address."""

    kind: ClassVar[str]
    """Singular, as in ``ctg nouveau <kind>``."""
    folder: ClassVar[str]
    """Folder of ``data/`` and of the site."""
    singular: ClassVar[str]
    plural: ClassVar[str]
    content: ClassVar[str]
    """What its table holds, for those who take the open data."""

    _id: str = PrivateAttr("")
    _file: str = PrivateAttr("")
    _written: dict = PrivateAttr(default_factory=dict)

    autres_noms: tuple[Line, ...] = champ(
        "Autres noms", "Noms que les gens emploient ; trouvés par la recherche.", "[la halte]", default=()
    )
    anciens_noms: tuple[Line, ...] = champ(
        "Anciens noms", "Noms d'avant ; trouvés par la recherche.", "[Les Petits Loups]", default=()
    )
    anciens_identifiants: tuple[Identifier, ...] = champ(
        "Anciens identifiants",
        "Noms de fichier d'avant, sans « .yml » : leurs adresses mènent à cette fiche.",
        "[petits-loups]",
        default=(),
    )
    etat_fiche: EtatFiche = champ(
        "État de la fiche",
        "publiee, a_verifier (publiée avec un avertissement) ou brouillon (non publiée) ; absent : publiee.",
        "a_verifier",
        default="publiee",
    )
    derniere_preuve: KnownDate | None = champ(
        "Dernière preuve", "Date de la source la plus récente qui montre que cela existe.", "2025-09"
    )
    sources: tuple[Source, ...] = champ("Sources", "D'où viennent les faits ; montrées au pied de la page.", default=())
    verifie_le: dt.date | None = champ("Vérifié le", "Dernière confirmation par un responsable.", "2026-09-01")
    relu_le: dt.date | None = champ("Relu le", "Dernière relecture de la fiche.", "2026-09-01")
    revoir_tous_les: int = Field(
        6,
        ge=1,
        le=60,
        title="Revoir tous les (mois)",
        description="Passé ce délai, la fiche est dite à revérifier.",
        examples=["6"],
    )
    notes_internes: Text | None = champ("Notes internes", "Jamais publiées ni exportées.", "Horaires à redemander en septembre.")

    @property
    def id(self) -> str:
        """The identifier: the file name without its extension."""
        return self._id

    @property
    def file(self) -> str:
        """The file that the record was read from, relative to the project."""
        return self._file

    @property
    def as_written(self) -> dict:
        """The fields as the file has them: texts, lists and dicts, before any conversion."""
        return self._written

    @property
    def title(self) -> str:
        """The record's name as people say it."""
        return getattr(self, "nom", None) or self.titre

    @property
    def key(self) -> str:
        """Unique among all records: ``structures/les-lutins``."""
        return f"{self.folder}/{self.id}"

    @property
    def published(self) -> bool:
        """False for a draft, which only ``make servir`` shows."""
        return self.etat_fiche != "brouillon"

    @property
    def doubtful(self) -> bool:
        """True when nobody responsible has confirmed the facts."""
        return self.etat_fiche == "a_verifier"
