"""The closed words of the site: rubriques, themes, types, dangers. One file, which a territory may extend."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PrivateAttr

from ctg.ground.problems import fold, french, shown
from ctg.kinds.fields.base import Ages, Line, Part, Text, YesNo, champ
from ctg.kinds.fields.identifiers import Identifier
from ctg.kinds.fields.reach import Url
from ctg.kinds.territory.standards import DataInclusion
from ctg.kinds.territory.urgences import NumeroUrgence

DEFAULT = Path(__file__).with_name("vocabulaire.yml")
ICONS = Path(str(resources.files("material"))) / "templates" / ".icons"
"""The drawings of the pictograms."""
PICTOGRAM = r"^[a-z0-9-]+(/[a-z0-9-]+)+$"
SchemaOrg = Literal[
    "ChildCare", "EmploymentAgency", "GovernmentOffice", "GroceryStore", "Library", "LocalBusiness", "LodgingBusiness",
    "MedicalClinic", "Restaurant", "SportsActivityLocation",
]  # fmt: skip
"""What a place may be for schema.org. All are kinds of ``LocalBusiness``, which is both a place (with a point and hours)
and an organisation (with an e-mail address); its name says business, its own examples are clubs, libraries and offices."""


def _pictogram(value: str) -> str:
    if not (ICONS / f"{value}.svg").is_file():
        raise french(f"« {shown(value)} » n'est pas un pictogramme.", "Écrivez par exemple « material/baby-carriage ».")
    return value


def _expression(value: str) -> str:
    """« me frapp*/tap* » as ``danger.js`` compares it: folded, words one space apart."""
    alone, words = value.startswith("="), value.removeprefix("=").split()
    parts = [[(fold(way.rstrip("*")), way.endswith("*")) for way in word.split("/")] for word in words]
    for folded, open_ in (way for ways in parts for way in ways):
        if not re.fullmatch(r"[a-z0-9]+", folded):
            remedy = "Écrivez des mots séparés par des espaces : « me frapp*/tap* ». Pour « m'a », écrivez « me »."
            raise french(f"« {shown(value)} » n'est pas une suite de mots.", remedy)
        if open_ and len(folded) < SHORTEST:
            raise french(f"« {folded}* » reconnaît trop de mots.", f"Écrivez au moins {SHORTEST} lettres avant l'étoile.")
    if not parts:
        raise french("Il manque les mots.", "Écrivez ce que les gens écrivent : « veux mourir ».")
    told = " ".join("/".join(folded + "*" * open_ for folded, open_ in ways) for ways in parts)
    return f"= {told}" if alone else told


SHORTEST = 3
"""Letters before a star."""
Expression = Annotated[Line, AfterValidator(_expression)]
"""Words of a search, one after the other: ``mot*`` any ending, ``un/autre`` one of them, ``= mot`` nothing else in the search.
See ``overrides/assets/js/danger.js``."""


class Term(Part):
    """A word of the vocabulary; its key in the file is its identifier."""

    _id: str = PrivateAttr("")

    @property
    def id(self) -> str:
        return self.__pydantic_private__["_id"]  # type: ignore[index]  # see Record.id


class Rubrique(Term):
    """A family's need: the six doors of the site. Its colour is ``--rubrique-<id>`` in the style sheet."""

    titre: Line = champ("Titre court", "", "Petite enfance", default=...)
    besoin: Line = champ("Besoin, dans les mots d'une famille", "", "Faire garder mon enfant", default=...)
    phrase: Line = champ("Ce que l'on y trouve", "", "Crèches, assistantes maternelles.", default=...)
    facile: Text | None = champ("En facile à lire", "Phrases courtes, mots de tous les jours.", "Vous cherchez une crèche.")
    lettre: Line = champ("Lettre sur la carte", "Une majuscule sans accent.", "P", default=..., pattern=r"^[A-Z]$")
    pictogramme: Annotated[Line, AfterValidator(_pictogram)] = champ(
        "Pictogramme", "Un nom de Material Design Icons.", "material/baby-carriage", default=..., pattern=PICTOGRAM
    )
    conseil: Text | None = champ("Que faire si l'on ne trouve pas", "", "Appelez le relais petite enfance.")
    conseil_type: Line | None = champ(
        "Qui le conseil désigne", "Un type de lieu : ses fiches ne montrent pas le conseil.", "relais-petite-enfance"
    )


class Offre(Term):
    """A kind of offer that coverage counts: what families look for, whatever the type of the place."""

    titre: Line = champ("Titre", "", "Loisirs des enfants", default=...)
    pour: Line = champ("Pour qui", "", "les enfants de 3 à 11 ans", default=...)


class Theme(Term):
    """A theme, inside one rubrique."""

    titre: Line = champ("Titre", "", "Transports", default=...)
    facile: Text | None = champ("En facile à lire", "Phrases courtes, mots de tous les jours.", "Le sujet : les transports.")
    rubrique: Line = champ("Rubrique", "Son identifiant.", "vie-locale", default=...)
    offre: Line | None = champ(
        "Offre", "Ce que comptent ses services dans « Couverture » ; absent : rien.", "soutien-aux-parents"
    )
    mots: tuple[Line, ...] = champ("Mots de tous les jours", "Ce que les gens cherchent.", "[jeux]", default=())
    urgences: tuple[NumeroUrgence, ...] = champ(
        "Numéros d'urgence", "Montrés avant tout le reste, à la place de la mairie.", "[17, 114, 3919]", default=()
    )
    data_inclusion: DataInclusion = champ("Dans data·inclusion", "Les mots de ce standard.", default=DataInclusion())


class TypeStructure(Term):
    """A type of structure, with its usual theme."""

    singulier: Line = champ("Au singulier", "", "ludothèque", default=...)
    pluriel: Line = champ("Au pluriel", "", "ludothèques", default=...)
    courant: Line | None = champ("En mots de tous les jours", "Dans les listes ; absent : au singulier.", "crèche")
    theme: Line = champ("Thème", "Son identifiant.", "enfance", default=...)
    ages: Ages | None = champ("Âges habituels", "Quand la fiche ne dit rien.", "{de: 3 ans, a: 12 ans}")
    definition: Line = champ("Définition", "", "Un lieu pour jouer et emprunter des jeux.", default=...)
    facile: Text | None = champ("En facile à lire", "Phrases courtes, mots de tous les jours.", "Vous pouvez jouer ici.")
    offre: Line | None = champ("Offre", "Ce qu'il compte dans « Couverture » ; absent : rien.", "loisirs")
    accueil_collectif: YesNo = champ(
        "Accueil collectif de jeunes enfants", "oui : ses places comptent dans la page « Couverture ».", "oui", default=False
    )
    mots: tuple[Line, ...] = champ("Mots de tous les jours", "Ce que les gens cherchent.", "[jeux]", default=())
    urgences: tuple[NumeroUrgence, ...] = champ(
        "Numéros d'urgence", "Montrés avant tout le reste, à la place de la mairie.", "[17, 114, 3919]", default=()
    )
    data_inclusion: DataInclusion | None = champ("Dans data·inclusion", "Absent : les mots de son thème.")
    schema_org: SchemaOrg = champ("Dans schema.org", "Ce que lisent les moteurs.", "ChildCare", default="LocalBusiness")

    @property
    def said(self) -> str:
        """As families say it, in a line among others; the record itself, the news and the open data keep the exact term."""
        return self.courant or self.singulier


class Danger(Term):
    """What someone in danger would say, the words that surely say it, and the numbers that answer before any result."""

    titre: Line = champ("Titre", "Ce que dirait la personne.", "Je n’ai nulle part où dormir", default=...)
    urgences: tuple[NumeroUrgence, ...] = champ(
        "Numéros d'urgence", "Montrés avant les résultats, dans cet ordre.", "[115]", default=..., min_length=1
    )
    mots: tuple[Expression, ...] = champ(
        "Les mots sûrs",
        "Des mots l'un après l'autre ; « tap* » : toute fin ; « un/autre » ; « = police » : rien d'autre.",
        "[au secours, = police]",
        default=(),
    )
    themes: tuple[Line, ...] = champ("Thèmes à montrer ensuite", "Leurs identifiants.", "[violences]", default=())
    types: tuple[Line, ...] = champ("Types à montrer ensuite", "Leurs identifiants.", "[hebergement-urgence]", default=())


class Ailleurs(Term):
    """What people look for and the site does not have: whom to ask instead. The search says it before its results."""

    titre: Line = champ("Titre", "", "La cantine", default=...)
    mots: tuple[Line, ...] = champ("Mots de tous les jours", "Ce que les gens cherchent.", "[cantine]", default=..., min_length=1)
    reponse: Text = champ("Réponse", "À qui le demander, en une ou deux phrases.", "Demandez à l'école.", default=...)
    mairie: YesNo = champ("La mairie répond", "oui : son numéro est montré à qui a dit sa commune.", "oui", default=False)
    lien: Url | None = champ("Lien", "Une page officielle.", "https://monenfant.fr")


class Langue(Term):
    """Words of people who speak little French, in one language; its identifier is that of the language (BCP 47)."""

    nom: Line = champ("Nom de la langue, dans cette langue", "", "English", default=...)
    phrase: Line = champ("Phrase montrée avec la réponse", "Dans cette langue.", "The essential facts…", default=...)
    vers: dict[Line, tuple[Line, ...]] = champ(
        "Mots", "Par identifiant d'un thème ou d'un type.", "{logement: [housing, rent]}", default=...
    )


class Dispositif(Term):
    """A public aid that pays for actions, by the name that the text of its source gives it."""

    nom: Line = champ("Nom", "Comme on l'écrit dans « dispositif ».", "fonds publics et territoires", default=...)
    autres_noms: tuple[Line, ...] = champ("Autres noms", "Compris comme ce nom-ci.", "[FPT]", default=())
    source: Line = champ("Source", "Le texte qui en parle, sa date.", "circulaire Cnaf n° 2014-014 du 16 avril 2014", default=...)

    @property
    def names(self) -> tuple[str, ...]:
        return self.nom, *self.autres_noms


MOST = {"rubriques": 26}
"""They are doors of the home page, and each has its letter on the map."""
MOST_TERMS = 1_000
"""Of any other sort: each has its page, and pages compare them with one another."""


class Vocabulary(Part):
    """All terms by identifier, in the order of the file."""

    rubriques: dict[Identifier, Rubrique]
    offres: dict[Identifier, Offre]
    themes: dict[Identifier, Theme]
    types: dict[Identifier, TypeStructure]
    dangers: dict[Identifier, Danger] = Field(default_factory=dict)
    ailleurs: dict[Identifier, Ailleurs] = Field(default_factory=dict)
    langues: dict[Identifier, Langue] = Field(default_factory=dict)
    dispositifs: dict[Identifier, Dispositif] = Field(default_factory=dict)

    def model_post_init(self, _context: object) -> None:
        for name in type(self).model_fields:
            terms, most = getattr(self, name), MOST.get(name, MOST_TERMS)
            if len(terms) > most:
                raise french(f"Il y en a trop ({len(terms)} ; {most} au plus).", "Gardez ce que les familles cherchent.", name)
            for key, term in terms.items():
                term._id = key  # a term is told by nothing else

    def themes_of(self, rubrique: Rubrique) -> tuple[Theme, ...]:
        """The themes of a rubrique, in the order of the file."""
        return tuple(theme for theme in self.themes.values() if theme.rubrique == rubrique.id)

    def dispositif(self, name: str) -> Dispositif | None:
        """The aid that a text names, by any of its names, whatever its capitals and accents."""
        return next((one for one in self.dispositifs.values() if fold(name) in map(fold, one.names)), None)
