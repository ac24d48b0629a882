"""The closed words of the site: rubriques, themes, types, dangers, emergency numbers. One file, which a territory may extend.

Emergency numbers of the whole country are the tool's own (``urgences.yml``). A territory completes or corrects them in
``data/urgences.yml``, a list of the same fields; the vocabulary says which numbers a type, a theme or a danger needs.

A word may have its equivalent in data·inclusion: the reference lists of schema v1 (``data-inclusion-schema`` 1.0.10, GIP
Plateforme de l'inclusion, Licence Ouverte 2.0) are copied in ``data_inclusion.json`` because that package takes 0.9 second to
import and brings a time library; the tests alone use it, and hold these copies to it."""

import json
import re
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, PrivateAttr

from ctg.common.problems import fold, french, shown
from ctg.model.fields import Ages, Count, FullDate, Line, Part, Phone, Text, Url, YesNo, champ, liste, requis
from ctg.model.references import Identifier, NumeroUrgence, Reference, Source

_WORDS = json.loads(Path(__file__).with_name("data_inclusion.json").read_text("utf-8"))
if TYPE_CHECKING:
    Thematique: TypeAlias = str
    Public: TypeAlias = str
    Reseau: TypeAlias = str
else:
    Thematique, Public, Reseau = (Literal[tuple(_WORDS[name])] for name in ("thematiques", "publics", "reseaux"))
"""What a service is about, whom it is for, the national networks that a structure belongs to."""


class DataInclusion(Part):
    """The words of data·inclusion that always fit a theme or a type. Empty: it has no equivalent there."""

    thematiques: tuple[Thematique, ...] = liste("Thématiques", "", "[famille--garde-denfants]")
    publics: tuple[Public, ...] = liste("Publics", "tous-publics, seul, si c'est ouvert à chacun.", "[familles]")
    reseaux: tuple[Reseau, ...] = liste("Réseaux porteurs", "", "[mission-locale]")


DEFAULT = Path(__file__).with_name("urgences.yml")
PROVENANCE = ("source", "page", "relu_le", "a_confirmer")
"""What a correction never takes over from the fact that it replaces: it says itself where it comes from."""

ServedId = Annotated[Line, Reference("servis", "n'est ni un type ni un thème du vocabulaire")]
DangerId = Annotated[Line, Reference("dangers", "n'est pas un danger du vocabulaire")]


class Urgence(Part):
    """A number to call or to write to, of some departments or of the whole country; the number itself is its identifier."""

    numero: Phone = requis("Numéro", "Court ou à dix chiffres.", "115")
    titre: Line = requis("Titre", "Qui répond, ou pour quoi, en quelques mots.", "Sans abri ce soir")
    danger: DangerId | None = champ(
        "Danger", "Où il se range dans la page « Urgence » ; vide : il renseigne, ce n'est pas une urgence.", "abri"
    )
    repond_pour: tuple[ServedId, ...] = liste(
        "Pour les lieux sans numéro", "Types de lieux, ou premier thème d'un service, qu'il sert vraiment.", "[caf]"
    )
    departements: tuple[Annotated[Line, Field(pattern=r"^(\d\d|2[AB]|97[1-8]|98[678])$")], ...] = liste(
        "Départements", "Leurs numéros ; vide : dans toute la France.", "['30', '48']"
    )
    pour: Text = requis("Pour qui, pour quoi", "Une ou deux phrases courtes.", "Vous ne savez pas où dormir.")
    quand: Line | None = champ("Quand", "Les jours et les heures où il répond ; vide : pas sûrs, donc tus.", "jour et nuit")
    gratuit: YesNo | None = champ("Gratuit", "oui ou non.", "oui")
    sms: YesNo = champ("Par SMS", "oui : on lui écrit, on ne l'appelle pas.", "non", default=False)
    note: Text | None = champ("Bon à savoir", "", "L'appel n'apparaît pas sur la facture.")
    bandeau: Line | None = champ("Bandeau", "Le mot qui le suit sous chaque recherche ; vide : il n'y est pas.", "enfant")
    facile: Text = requis("En facile à lire", "Phrases courtes, mots de tous les jours.", "Appelez pour dormir.")
    mots: tuple[Line, ...] = liste("Mots de tous les jours", "Ce que les gens cherchent.", "[dehors, abri]")
    source: Source = requis("Source", "Avec sa date.", "{titre: Page du ministère, date: 2025-11-07}")
    page: Url | None = champ("Page officielle", "Quand la source lue en est une autre.", "https://3114.fr")
    relu_le: FullDate = requis("Relu le", "Le jour où quelqu'un a lu la source.", "2026-11-26", passe=True)
    a_confirmer: Line | None = champ("À confirmer", "Pourquoi le fait n'est pas sûr : il est signalé.", "page non datée")

    def model_post_init(self, _context: object) -> None:
        if not self.source.date and not self.a_confirmer:
            remedy = "Ajoutez « date: 2026-11 », ou dites « a_confirmer: page non datée »."
            raise french("La source d'un numéro d'urgence doit être datée.", remedy, "source")

    @cached_property
    def href(self) -> str:
        """What a touch does: ``tel:17``, ``sms:114``."""
        return f"{'sms' if self.sms else 'tel'}:{self.numero}"


VOCABULARY_DEFAULT = Path(__file__).with_name("vocabulaire.yml")
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
    """A family's need: a door of the home page. It has one name, on every page."""

    titre: Line = requis("Besoin, dans les mots d'une famille", "", "Faire garder mon enfant")
    phrase: Line = requis("Ce que l'on y trouve", "", "Crèches, assistantes maternelles.")
    facile: Text | None = champ("En facile à lire", "Phrases courtes, mots de tous les jours.", "Vous cherchez une crèche.")
    lettre: Line = requis("Lettre sur la carte", "Une majuscule sans accent.", "P", pattern=r"^[A-Z]$")
    pictogramme: Annotated[Line, AfterValidator(_pictogram)] = requis(
        "Pictogramme", "Un nom de Material Design Icons.", "material/baby-carriage", pattern=PICTOGRAM
    )
    conseil: Text | None = champ("Que faire si l'on ne trouve pas", "", "Appelez le relais petite enfance.")
    conseil_type: Line | None = champ(
        "Qui le conseil désigne", "Un type de lieu : ses fiches ne montrent pas le conseil.", "relais-petite-enfance"
    )


class Offre(Term):
    """A kind of offer that coverage counts: what families look for, whatever the type of the place."""

    titre: Line = requis("Titre", "Le nom du besoin auquel elle répond.", "Mercredis et vacances")
    pour: Line = requis("Pour qui", "", "les enfants de 3 à 11 ans")


class Limites(Part):
    """What no place of a type, nor service of a theme, goes beyond: the law, or else use. Beyond it, a figure was mistyped."""

    places: Count | None = champ("Places au plus", "En même temps.", "12", ge=1)
    ages: Ages | None = champ("Âges possibles", "Vide : tous.", "{a: 6 ans}")
    source: Line = requis("Source", "Le texte, ou « usage ».", "code de la santé publique, art. R. 2324-46")


class Theme(Term):
    """A theme, inside one rubrique."""

    titre: Line = requis("Titre", "", "Transports")
    facile: Text | None = champ("En facile à lire", "Phrases courtes, mots de tous les jours.", "Le sujet : les transports.")
    rubrique: Line = requis("Rubrique", "Son identifiant.", "vie-locale")
    offre: Line | None = champ(
        "Offre", "Ce que comptent ses services dans « Près de chez soi » ; vide : rien.", "soutien-aux-parents"
    )
    limites: Limites | None = champ("Limites", "Des services : au-delà, la fiche est douteuse.", "{ages: {de: 2 ans}, source: …}")
    mots: tuple[Line, ...] = liste("Mots de tous les jours", "Ce que les gens cherchent.", "[jeux]")
    urgences: tuple[NumeroUrgence, ...] = liste(
        "Numéros d'urgence", "Montrés avant tout le reste, à la place de la mairie.", "[17, 114, 3919]"
    )
    data_inclusion: DataInclusion = champ("Dans data·inclusion", "Les mots de ce standard.", default=DataInclusion())
    sans_objet: tuple[Line, ...] = champ(
        "Questions sans objet", "Les champs que ses lieux n'ont pas à dire.", "[tarif]", default=()
    )


class TypeStructure(Term):
    """A type of structure, with its usual theme."""

    singulier: Line = requis("Au singulier", "", "ludothèque")
    pluriel: Line = requis("Au pluriel", "", "ludothèques")
    courant: Line | None = champ("En mots de tous les jours", "Dans les listes ; vide : au singulier.", "crèche")
    theme: Line = requis("Thème", "Son identifiant.", "enfance")
    ages: Ages | None = champ("Âges habituels", "Quand la fiche ne dit rien.", "{de: 3 ans, a: 12 ans}")
    limites: Limites | None = champ("Limites", "Au-delà, la fiche est douteuse.", "{places: 12, source: …}")
    definition: Line = requis("Définition", "", "Un lieu pour jouer et emprunter des jeux.")
    facile: Text | None = champ("En facile à lire", "Phrases courtes, mots de tous les jours.", "Vous pouvez jouer ici.")
    offre: Line | None = champ("Offre", "Ce qu'il compte dans « Près de chez soi » ; vide : rien.", "loisirs")
    accueil_collectif: YesNo = champ(
        "Accueil collectif de jeunes enfants", "oui : ses places comptent dans « Près de chez soi ».", "oui", default=False
    )
    mots: tuple[Line, ...] = liste("Mots de tous les jours", "Ce que les gens cherchent.", "[jeux]")
    urgences: tuple[NumeroUrgence, ...] = liste(
        "Numéros d'urgence", "Montrés avant tout le reste, à la place de la mairie.", "[17, 114, 3919]"
    )
    data_inclusion: DataInclusion | None = champ("Dans data·inclusion", "Vide : les mots de son thème.")
    schema_org: SchemaOrg = champ("Dans schema.org", "Ce que lisent les moteurs.", "ChildCare", default="LocalBusiness")

    @property
    def said(self) -> str:
        """As families say it, in a line among others; the record itself, the news and the open data keep the exact term."""
        return self.courant or self.singulier


class Danger(Term):
    """What someone in danger would say, the words that surely say it, and the numbers that answer before any result."""

    titre: Line = requis("Titre", "Ce que dirait la personne.", "Je n’ai nulle part où dormir")
    urgences: tuple[NumeroUrgence, ...] = requis(
        "Numéros d'urgence", "Montrés avant les résultats, dans cet ordre.", "[115]", min_length=1
    )
    mots: tuple[Expression, ...] = liste(
        "Les mots sûrs",
        "Des mots l'un après l'autre ; « tap* » : toute fin ; « un/autre » ; « = police » : rien d'autre.",
        "[au secours, = police]",
    )
    themes: tuple[Line, ...] = liste("Thèmes à montrer ensuite", "Leurs identifiants.", "[violences]")
    types: tuple[Line, ...] = liste("Types à montrer ensuite", "Leurs identifiants.", "[hebergement-urgence]")


class Ailleurs(Term):
    """What people look for and the site does not have: whom to ask instead. The search says it before its results."""

    titre: Line = requis("Titre", "", "La cantine")
    mots: tuple[Line, ...] = requis(
        "Les mots qui le demandent", "« = école » : rien d'autre dans la recherche.", "[cantine]", min_length=1
    )
    avec: tuple[Line, ...] = liste("Les mots à côté", "Ceux qui ne changent pas la demande.", "[menu, tarif]")
    reponse: Text = requis("Réponse", "À qui le demander, en une ou deux phrases.", "Demandez à l'école.")
    mairie: YesNo = champ("La mairie répond", "oui : son numéro est montré à qui a dit sa commune.", "oui", default=False)
    lien: Url | None = champ("Lien", "Une page officielle.", "https://monenfant.fr")
    service: YesNo = champ("Un service", "oui : le site dit s'il n'en connaît pas ici, ou se tait.", "oui", default=False)
    types: tuple[Line, ...] = liste("Types de lieux qui répondent", "S'il y en a un, lui seul répond.", "[laep]")


class Langue(Term):
    """Words of people who speak little French, in one language; its identifier is that of the language (BCP 47)."""

    nom: Line = requis("Nom de la langue, dans cette langue", "", "English")
    phrase: Line = requis("Phrase montrée avec la réponse", "Dans cette langue.", "The essential facts…")
    vers: dict[Line, tuple[Line, ...]] = requis(
        "Mots", "Par identifiant d'un thème, d'un type ou d'un « ailleurs ».", "{logement: [housing, rent]}"
    )


class Dispositif(Term):
    """A public aid that pays for actions, by the name that the text of its source gives it."""

    nom: Line = requis("Nom", "Comme on l'écrit dans « dispositif ».", "fonds publics et territoires")
    autres_noms: tuple[Line, ...] = liste("Autres noms", "Compris comme ce nom-ci.", "[FPT]")
    source: Line = requis("Source", "Le texte qui en parle, sa date.", "circulaire Cnaf n° 2014-014 du 16 avril 2014")

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

    def themes_of(self, need: Rubrique | Theme) -> tuple[Theme, ...]:
        """The themes of a rubrique, in the order of the file; a theme is its own."""
        if isinstance(need, Theme):
            return (need,)
        return tuple(theme for theme in self.themes.values() if theme.rubrique == need.id)

    def need(self, id: str) -> Rubrique | Theme:
        """The rubrique, or else the theme, of that identifier."""
        return self.rubriques.get(id) or self.themes[id]

    def dispositif(self, name: str) -> Dispositif | None:
        """The aid that a text names, by any of its names, whatever its capitals and accents."""
        return next((one for one in self.dispositifs.values() if fold(name) in map(fold, one.names)), None)
