"""``portail.yml``: the sites of a portal, and every name that it shows: no territory chooses a word of its pages.

An INSEE code is of one site, the one under which it is written; a figure is compared when it is written here.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, TypeAdapter

from ctg import api

WEB = ("https://", "http://")
CodeInsee = Annotated[str, StringConstraints(pattern=api.CODE_INSEE)]
_URL: TypeAdapter[str] = TypeAdapter(api.Url)
PITCH = "Crèches, loisirs, aides et démarches : le site de chaque territoire, commune par commune."
MOST_SITES = 2000
"""France has some 1,200 conventions."""


def _address(value: str) -> str:
    """An address ends with a slash, so that what is asked below it never leaves it."""
    if not value.lower().startswith(WEB):
        return value
    address = _URL.validate_python(value)
    if "?" in address or "#" in address:
        raise api.french("Cette adresse a « ? » ou « # ».", "Gardez l'adresse de la page d'accueil du site.")
    return address.rstrip("/") + "/"


class SiteDuPortail(api.Part):
    """A site to read."""

    adresse: Annotated[api.Line, AfterValidator(_address)] = api.champ(
        "Adresse", "Celle de sa page d'accueil, ou un dossier qui contient le site.", "https://familles.exemple.fr/", default=...
    )
    adresse_publique: Annotated[api.Url, AfterValidator(_address)] | None = api.champ(
        "Adresse publique", "D'un dossier : où mènent les liens. Sans elle, il n'y en a pas.", "https://familles.exemple.fr/"
    )
    nom: api.Line | None = api.champ(
        "Nom", "Celui que le portail montre. Sans lui : « Territoire » et son SIREN.", "Pays de Valbourg"
    )
    siren: api.Line | None = api.champ(
        "SIREN", "S'il est écrit, un site qui en dit un autre est refusé, dès la première fois.", "219900012", pattern=r"^\d{9}$"
    )
    communes: dict[CodeInsee, api.Line] = api.champ(
        "Communes", "Les siennes : code INSEE, puis le nom montré.", "{'23096': Guéret}", default={}, max_length=400
    )
    accepte: api.FullDate | None = api.champ(
        "Accepte", "La date de ce que ce site publie, si différent soit-il d'avant : quand la commande le demande, et une fois.",
        "2026-11-25",
    )  # fmt: skip

    @property
    def online(self) -> bool:
        """Whether it is read through the network."""
        return self.adresse.lower().startswith(WEB)

    @property
    def public(self) -> str | None:
        """Below which every link to it is: as the editor of the portal writes it, whatever the site says."""
        return self.adresse if self.online else self.adresse_publique


Meaning = tuple[str, str, str, str]
"""What a figure counts, as far as it is said: definition, way of counting, scale, unit; capitals and accents aside."""


def meaning_of(one: ChiffreDuPortail | api.Indicateur) -> Meaning:
    """The same of two figures that count the same thing."""
    return api.fold(one.definition or ""), api.fold(one.calcul or ""), api.fold(one.echelle), api.fold(one.unite)


class ChiffreDuPortail(api.Part):
    """A figure to compare: that of the sites that define it so, word for word."""

    nom: api.Line = api.champ("Nom", "Celui que le portail montre.", "Familles en attente d'une place", default=...)
    unite: api.Line = api.champ("Unité", "", "familles", default=...)
    definition: api.Text = api.champ("Définition", "Celle des sites, mot pour mot.", default=...)
    calcul: api.Text | None = api.champ("Calcul", "Celui des sites, s'ils en disent un.")
    echelle: api.Line = api.champ("Échelle", "Celle des sites.", default="territoire")


class Portail(api.Part):
    """The whole file."""

    nom: api.Line = api.champ("Nom", "", "Familles de la Creuse", default=...)
    perime_apres: int = api.champ(
        "Périmé après", "En jours : un site non republié depuis est signalé.", "90", default=90, ge=1, le=3650
    )
    accroche: api.Line = api.champ("Accroche", "Une phrase : ce que c'est, pour qui.", default=PITCH)
    adresse_site: api.SiteUrl | None = api.champ("Adresse du portail", "L'adresse publique.", "https://portail.exemple.fr/")
    editeur: api.Editeur | None = api.champ("Éditeur", "Qui publie le portail : « ctg portail » le demande.")
    donnees_personnelles: api.DonneesPersonnelles = api.champ("Données personnelles", default=api.DonneesPersonnelles())
    chiffres: tuple[ChiffreDuPortail, ...] = api.champ("Chiffres", "Ceux qui se comparent.", default=(), max_length=400)
    sites: tuple[SiteDuPortail, ...] = api.champ("Sites", "Un par ligne.", default=..., min_length=1, max_length=MOST_SITES)

    def model_post_init(self, _context: object) -> None:
        said = [(one.adresse, "Cette adresse", f"sites.{rank}.adresse") for rank, one in enumerate(self.sites)]
        said += [
            (code, f"La commune {code}", f"sites.{rank}.communes") for rank, one in enumerate(self.sites) for code in one.communes
        ]
        said += [(str(meaning_of(one)), "Ce chiffre", f"chiffres.{rank}.nom") for rank, one in enumerate(self.chiffres)]
        first: dict[str, str] = {}
        for value, words, where in said:
            if first.setdefault(words + value, where) != where:
                raise api.french(f"{words} est deux fois dans la liste.", "Gardez une seule des deux.", where)

    @cached_property
    def owners(self) -> dict[str, str]:
        """INSEE code → the address of its site."""
        return {code: site.adresse for site in self.sites for code in site.communes}

    @cached_property
    def compared(self) -> dict[Meaning, ChiffreDuPortail]:
        """The figures to compare, by what they count."""
        return {meaning_of(one): one for one in self.chiffres}


def read_portal(path: Path) -> Portail:
    """The portal that a file describes. Raises :class:`DataError`, with every mistake."""
    sheet, problems = api.read_sheet(path, path.parent, Portail.model_fields)
    portal, wrong = api.validated(Portail, sheet, {}) if sheet else (None, [])
    if portal is None:
        raise api.DataError([*problems, *wrong])
    return portal
