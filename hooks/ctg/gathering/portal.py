"""``portail.yml``: the sites that are read together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, TypeAdapter

from ctg.ground.problems import DataError, french
from ctg.kinds.families.commune import CODE_INSEE
from ctg.kinds.fields.base import Line, Part, champ
from ctg.kinds.fields.reach import Url
from ctg.kinds.territory.territoire import DonneesPersonnelles, Editeur, SiteUrl
from ctg.sheets.source import Sheet, read_sheet
from ctg.sheets.validation import validated

WEB = ("https://", "http://")
_URL: TypeAdapter[str] = TypeAdapter(Url)
STALE = 90
"""Days after which a site that was not published again may be left to itself."""
PITCH = "Crèches, loisirs, aides et démarches : le site de chaque territoire, commune par commune."
MOST_SITES = 2000
"""France has some 1,200 conventions."""


def _address(value: str) -> str:
    """An address ends with a slash, so that what is asked below it never leaves it."""
    if not value.lower().startswith(WEB):
        return value
    address = _URL.validate_python(value)
    if "?" in address or "#" in address:
        raise french("Cette adresse a « ? » ou « # ».", "Gardez l'adresse de la page d'accueil du site.")
    return address.rstrip("/") + "/"


class SiteDuPortail(Part):
    """A site to read."""

    adresse: Annotated[Line, AfterValidator(_address)] = champ(
        "Adresse", "Celle de sa page d'accueil, ou un dossier qui contient le site.", "https://familles.exemple.fr/", default=...
    )
    siren: Line | None = champ(
        "SIREN", "S'il est écrit, un site qui en dit un autre est refusé, dès la première fois.", "219900012", pattern=r"^\d{9}$"
    )
    communes: tuple[Annotated[str, StringConstraints(pattern=CODE_INSEE)], ...] = champ(
        "Communes", "Les codes INSEE qui sont à lui, quoi qu'en disent d'autres sites.", '["23096"]', default=(), max_length=400
    )

    @property
    def online(self) -> bool:
        """Whether it is read through the network."""
        return self.adresse.lower().startswith(WEB)


class Portail(Part):
    """The whole file."""

    nom: Line = champ("Nom", "", "Familles de la Creuse", default=...)
    perime_apres: int = champ(
        "Périmé après",
        "En jours : un site non republié depuis est signalé.",
        str(STALE),
        default=STALE,
        ge=1,
        le=3650,
    )
    accroche: Line = champ("Accroche", "Une phrase : ce que c'est, pour qui.", default=PITCH)
    adresse_site: SiteUrl | None = champ("Adresse du portail", "L'adresse publique.", "https://portail.exemple.fr/")
    editeur: Editeur | None = champ("Éditeur", "Qui publie le portail : « ctg portail » le demande.")
    donnees_personnelles: DonneesPersonnelles = champ("Données personnelles", default=DonneesPersonnelles())
    sites: tuple[SiteDuPortail, ...] = champ("Sites", "Un par ligne.", default=..., min_length=1, max_length=MOST_SITES)

    def model_post_init(self, _context: object) -> None:
        owners: dict[str, str] = {}
        addresses = [site.adresse for site in self.sites]
        for rank, site in enumerate(self.sites):
            if site.adresse in addresses[:rank]:
                raise french("Cette adresse est deux fois dans la liste.", "Gardez une seule des deux.", f"sites.{rank}.adresse")
            for code in site.communes:
                if owners.setdefault(code, site.adresse) != site.adresse:
                    told = f"La commune {code} est aussi à {owners[code]} : elle n'est qu'à un territoire."
                    raise french(told, "Ne la gardez que sous l'adresse de son territoire.", f"sites.{rank}.communes")


def load_portal(path: Path) -> Portail:
    """The portal that a file describes. Raises :class:`DataError`, with every mistake on its line."""
    return portal_and_sheet(path)[0]


def portal_and_sheet(path: Path) -> tuple[Portail, Sheet]:
    """The same, with the lines where it is written."""
    sheet, problems = read_sheet(path, path.parent, Portail.model_fields)
    portal, wrong = validated(Portail, sheet, {}) if sheet else (None, [])
    if portal is None or sheet is None:
        raise DataError([*problems, *wrong])
    return portal, sheet
