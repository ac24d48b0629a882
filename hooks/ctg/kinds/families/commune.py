"""A municipality of the territory and its town hall, which answers when nobody else does."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator

from ctg.ground.problems import french, shown
from ctg.kinds.fields.base import CLOSED, Line, Part, WholeOrCents, YesNo, champ
from ctg.kinds.fields.horaires import Horaires
from ctg.kinds.fields.identifiers import as_identifier, is_identifier
from ctg.kinds.fields.periodes import Closure
from ctg.kinds.fields.reach import Email, LocalPosition, Phone, Postcode, Url
from ctg.kinds.fields.record import CONFIRMED, SOURCES, Expected, Renamed

CODE_INSEE = r"^([0-9]{2}|2A|2B)[0-9]{3}$"


class Mairie(Part):
    """The town hall. ``position`` may be missing or doubtful: the centre of the commune then stands for it."""

    adresse: Line | None = champ("Adresse", "Numéro et rue.", "3 place de la Mairie", personne=True)
    localite: Line | None = champ("Code postal et ville", "", "99100 Valbourg")
    telephone: Phone | None = champ("Téléphone", "", "04 65 71 00 00")
    courriel: Email | None = champ("Courriel", "", "mairie@exemple.fr")
    site_web: Url | None = champ("Site web", "", "https://www.exemple.fr")
    horaires: Horaires | None = champ("Horaires d'ouverture")
    position: LocalPosition | None = champ("Position")
    position_douteuse: YesNo = champ("Position douteuse", "oui : le centre de la commune la remplace.", "oui", default=False)
    fermetures: ClassVar[tuple[Closure, ...]] = ()
    """None is ever told."""


def _has_address(nom: str) -> str:
    if not is_identifier(as_identifier(nom)):
        raise french(f"« {shown(nom)} » ne donne pas d'adresse de page.", "Écrivez le nom officiel, en lettres.")
    return nom


class Commune(Renamed):
    """A commune. Populations are legal populations (INSEE), with their year."""

    kind: ClassVar[str] = "commune"
    folder: ClassVar[str] = "communes"
    singular: ClassVar[str] = "commune"
    plural: ClassVar[str] = "communes"
    content: ClassVar[str] = "Code INSEE, codes postaux, population, centre, mairie et ses horaires."
    expected = (
        Expected("téléphone de la mairie", 30, ("mairie.telephone",)),
        Expected("adresse de la mairie", 20, ("mairie.adresse",)),
        Expected("horaires de la mairie", 20, ("mairie.horaires",)),
        Expected("courriel ou site de la mairie", 10, ("mairie.courriel", "mairie.site_web")),
        Expected(SOURCES, 10, ("sources",)),
        Expected("population", 5, ("population",)),
        Expected(CONFIRMED, 5, ("verifie_le",)),
    )

    nom: Annotated[Line, AfterValidator(_has_address), CLOSED] = champ("Nom", "Nom officiel.", "Valbourg", default=...)
    code_insee: Annotated[Line, CLOSED] = champ("Code INSEE", "Cinq caractères.", "99001", default=..., pattern=CODE_INSEE)
    codes_postaux: tuple[Postcode, ...] = champ("Codes postaux", "", "[99100]", default=..., min_length=1)
    population: WholeOrCents | None = champ("Population", "Nombre d'habitants.", "18112", ge=0)
    population_annee: int | None = champ("Année de la population", "", "2022", ge=1900, le=2100)
    centre: LocalPosition = champ("Centre de la commune", "Sert aux distances.", default=...)
    mairie: Mairie | None = champ("Mairie")

    @property
    def desk(self) -> Mairie | None:
        return self.mairie

    @property
    def opening(self) -> Horaires | None:
        return self.mairie.horaires if self.mairie else None

    @property
    def postal_lines(self) -> tuple[str, str] | None:
        hall = self.mairie
        return (hall.adresse or "", hall.localite or f"{self.codes_postaux[0]} {self.nom}") if hall else None

    @property
    def communes_named(self) -> tuple[str, ...]:
        return (self.nom,)
