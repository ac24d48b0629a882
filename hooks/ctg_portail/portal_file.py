"""``portail.yml``: its sites, whose each commune is, every name that it shows, what its editor agreed to."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from operator import ne
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, HttpUrl, TypeAdapter

from ctg import api

WEB = ("https://", "http://")


MEANING = ("definition", "calcul", "echelle", "unite")
"""The fields that say what a figure counts."""


def _ours(name: str) -> str:
    letters = (c for c in unicodedata.normalize("NFKC", name) if c.lower() != c.upper())
    if not all("LATIN" in unicodedata.name(c, "") for c in letters):
        raise api.french(f"« {api.shown(name)} » a une lettre d'un autre alphabet, qui ressemble à une des nôtres.", "Tapez-le.")
    return name


Name = Annotated[api.Line, AfterValidator(_ours)]
"""A name that the portal shows."""


def _insee(code: str) -> str:
    if not re.fullmatch(api.CODE_INSEE, upper := code.upper()):
        raise api.french(f"« {api.shown(code)} » n'est pas un code INSEE.", 'Cinq signes : "23096", "2A004".')
    return upper


CodeInsee = Annotated[str, AfterValidator(_insee)]
_URL: TypeAdapter[str] = TypeAdapter(api.Url)
PITCH = "Crèches, loisirs, aides et démarches : le site de chaque territoire, commune par commune."
MOST_SITES = 2000  # France has some 1,200 conventions


def _address(value: str) -> str:
    """An address ends with a slash, so that what is asked below it never leaves it."""
    if not value.lower().startswith(WEB):
        return value
    address = _URL.validate_python(value)
    if "?" in address or "#" in address:
        raise api.french("Cette adresse a « ? » ou « # ».", "Gardez l'adresse de la page d'accueil du site.")
    return re.sub(r"/*(/index\.html?)?/*$", "/", address, count=1)


class SiteDuPortail(api.Part):
    """A site to read."""

    adresse: Annotated[api.Line, AfterValidator(_address)] = api.requis(
        "Adresse", "Celle de sa page d'accueil, ou un dossier qui contient le site.", "https://familles.exemple.fr/"
    )
    adresse_publique: Annotated[api.Url, AfterValidator(_address)] | None = api.champ(
        "Adresse publique", "D'un dossier : où mènent les liens. Sans elle, il n'y en a pas.", "https://familles.exemple.fr/"
    )
    nom: Name | None = api.champ("Nom", "Celui que le portail montre ; sans lui, son SIREN.", "Pays de Valbourg")
    siren: api.Line = api.requis("SIREN", "Celui de l'intercommunalité.", "219900012", pattern=r"^[0-9]{9}$")
    communes: dict[CodeInsee, Name] = api.champ("Communes", "Code INSEE : nom.", "{'23096': Guéret}", default={}, max_length=400)
    accepte: api.Line | None = api.champ("Accepte", "Ce que vous avez relu de lui : la commande dit quoi écrire.", "3f9a12c4d0")

    @property
    def public(self) -> str | None:
        """Below which every link to it is: as the editor of the portal writes it, whatever the site says."""
        return self.adresse if self.adresse.lower().startswith(WEB) else self.adresse_publique

    @property
    def name(self) -> str:
        """As the portal shows it."""
        return self.nom or f"Territoire {self.siren}"

    @property
    def whole(self) -> str:
        """« Pays de Valbourg (219900012) »."""
        return f"{self.name} ({self.siren})"

    def commune(self, code: str) -> str:
        """« 99001 Aubrelune »: one of its own."""
        return f"{code} {self.communes[code]}"


Meaning = tuple[str, ...]
"""What a figure counts, as far as it is said, word for word: « % » is not « ‰ ». Only capitals, spaces and the form of
apostrophes do not matter."""


def meaning_of(said: Callable[[str], Any]) -> Meaning:
    """That of a figure, of which ``said`` gives each field."""
    seen = ("".join(c for c in str(said(name) or "") if unicodedata.category(c) != "Cf") for name in MEANING)
    words = (one.replace("’", "'").casefold().split() for one in seen)
    return tuple(unicodedata.normalize("NFC", " ".join(one)) for one in words)


class ChiffreDuPortail(api.Part):
    """A figure to compare: that of the sites that define it so, word for word."""

    nom: Name = api.requis("Nom", "Celui que le portail montre.", "Familles en attente d'une place")
    unite: api.Line = api.requis("Unité", "", "familles")
    definition: api.Text = api.requis("Définition", "Celle des sites, mot pour mot.")
    calcul: api.Text | None = api.champ("Calcul", "Celui des sites, s'ils en disent un.")
    echelle: api.Line = api.champ("Échelle", "Celle des sites.", default="territoire")

    @property
    def meaning(self) -> Meaning:
        """What it counts."""
        return meaning_of(partial(getattr, self))

    def apart(self, figures: Iterable[tuple[str, Meaning]]) -> str:
        """In which fields the nearest of a site, by name or definition, differs; "" when there is none."""
        near = (said for name, said in figures if said[0] == self.meaning[0] or api.fold(name) == api.fold(self.nom))
        said = min(near, key=lambda one: sum(map(ne, one, self.meaning)), default=self.meaning)
        return ", ".join(f"« {name} »" for name, *both in zip(MEANING, said, self.meaning, strict=True) if ne(*both))


class Portail(api.Part):
    """The whole file."""

    nom: api.Line = api.requis("Nom", "", "Familles de la Creuse")
    perime_apres: int = api.champ("Périmé après", "En jours, sans être republié.", "90", default=90, ge=1, le=3650)
    accroche: api.Line = api.champ("Accroche", "Une phrase : ce que c'est, pour qui.", default=PITCH)
    adresse_site: api.SiteUrl | None = api.champ("Adresse du portail", "L'adresse publique.", "https://portail.exemple.fr/")
    editeur: api.Editeur | None = api.champ("Éditeur", "Qui publie le portail : « ctg portail » le demande.")
    donnees_personnelles: api.DonneesPersonnelles = api.champ("Données personnelles", default=api.DonneesPersonnelles())
    chiffres: tuple[ChiffreDuPortail, ...] = api.liste("Chiffres", "Ceux qui se comparent.", max_length=400)
    sites: tuple[SiteDuPortail, ...] = api.requis("Sites", "Un par ligne.", min_length=1, max_length=MOST_SITES)

    def model_post_init(self, _context: object) -> None:
        said = [(one.adresse, "Cette adresse", f"sites.{rank}.adresse") for rank, one in enumerate(self.sites)]
        for rank, site in enumerate(self.sites):
            where = str(HttpUrl(site.public)).lower().partition("://")[2] if site.public else str(rank)  # without « :443 »
            field = "adresse" if site.public == site.adresse else "adresse_publique"
            said.append((where, "Cette adresse publique", f"sites.{rank}.{field}"))
            said += [(code, f"La commune {code}", f"sites.{rank}.communes") for code in site.communes]
            said.append((site.siren, f"Le SIREN {site.siren}", f"sites.{rank}.siren"))
            said.append((api.fold(site.name), "Ce nom de site", f"sites.{rank}.nom"))
        for rank, one in enumerate(self.chiffres):
            where = f"chiffres.{rank}.nom"
            said += [(str(one.meaning), "Ce chiffre", where), (one.nom, "Ce nom", where)]
        first: dict[str, str] = {}
        for value, words, where in said:
            if first.setdefault(words + value, where) != where:
                raise api.french(f"{words} est deux fois dans la liste.", "Gardez une seule des deux, ou changez-en une.", where)

    @cached_property
    def owners(self) -> dict[str, SiteDuPortail]:
        """INSEE code → the site under which it is written."""
        return {code: site for site in self.sites for code in site.communes}

    def meanings(self, site: SiteDuPortail) -> dict[str, str]:
        """Name of a figure → a digest of what it counts; under "", of the communes where the coverage of a site is counted."""
        counted = {"": tuple(sorted(site.communes))} | {one.nom: one.meaning for one in self.chiffres}
        return {name: code_of(repr(one)) for name, one in counted.items()}


def code_of(text: str) -> str:
    """A short digest."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def called(name: str, **more: Any) -> api.Territoire:
    """A territory of which nothing is known but what it is called, and ``more``."""
    said = dict.fromkeys(("nom", "nom_complet", "titre_site", "accroche", "exemple_recherche", "departement"), name)
    return api.Territoire.model_validate(said | {"editeur": {"nom": name}}).model_copy(update=more)


def read_portal(path: Path) -> Portail:
    """The portal that a file describes. Raises :class:`DataError`, with every mistake."""
    sheet, problems = api.read_sheet(path, path.parent, Portail.model_fields)
    portal, wrong = api.validated(Portail, sheet, {}) if sheet else (None, [])
    if portal is None:
        raise api.DataError([*problems, *wrong])
    return portal
