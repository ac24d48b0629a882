"""An indicator, which describes the territory or an action, never without its year and its source; and a diagnosis, which says in
words what is known of the needs of one rubrique."""

import re
from typing import ClassVar, Literal

from ctg.common.problems import fold, french
from ctg.model.fields import KnownDate, Line, Number, Part, Text, Year, champ, liste, one_reading, requis
from ctg.model.record import SOURCES, Expected, Nicknamed, Record
from ctg.model.references import BesoinId, CadreId, Document, IndicateurId, PastCommune, ThemeId, TypeId


class Constat(Part):
    """A finding with its proofs."""

    former = ("etat", "source")

    texte: Text = requis("Constat", "Ce que l'on a observé.", "Les places manquent à l'ouest.")
    indicateurs: tuple[IndicateurId, ...] = liste("Indicateurs", "Les chiffres qui le montrent.")


class Diagnostic(Record):
    """A thematic diagnosis. The figures, the offer and the gaps of coverage are computed from the other records.

    It is of a day and of a framework; one of a later day on the same rubrique follows it.
    """

    kind = "diagnostic"
    folder = "diagnostics"
    singular = "diagnostic"
    plural = "diagnostics"
    dataset = "chiffres"
    content = "Les constats et les besoins par rubrique."
    expected = (
        Expected("besoins", 25, ("besoins",)),
        Expected("manques", 25, ("manques",)),
        Expected("constats", 20, ("constats",)),
        Expected("présentation", 15, ("presentation",)),
        Expected(SOURCES, 15, ("sources",)),
    )

    former = ("suivi", "succede_a", "priorites")

    titre: Line = requis("Titre", "", "L'accueil des jeunes enfants")
    rubrique: BesoinId = requis("Rubrique ou thème", "De quoi il parle.", "petite-enfance")
    date: KnownDate | None = champ("Date", "Quand il a été fait.", "2023-09", passe=True)
    cadre: CadreId | None = champ("Cadre", "La convention ou le plan qu'il prépare.", "ctg")
    presentation: Text | None = champ("Présentation", "D'où vient ce diagnostic.", "Une étude a été menée en 2023.")
    constats: tuple[Constat, ...] = liste("Constats", "Ce que l'on a observé.", "[{texte: Les places manquent à l'ouest.}]")
    besoins: tuple[Text, ...] = liste("Besoins", "Ce dont les familles ont besoin.", "[Des horaires élargis.]")
    manques: tuple[Text, ...] = liste("Manques", "Ce qui n'existe pas, ou pas assez.", "[Rien pour les ados le samedi.]")
    documents: tuple[Document, ...] = liste("Documents")


COUNTED = re.compile(
    r"(?:euros?|personnes|enfants|jeunes|habitants|familles|foyers|menages|eleves|parents|naissances|agents"
    r"|allocataires|salaries|professionnels|voyageurs|visiteurs|places)(?! (?:par|pour)\b)(?: .*)?"
)
"""The units that are counted one by one, folded."""


class Mesure(Part):
    """A value. ``annee`` is the year measured; ``publie_en`` stands for it when the source does not say."""

    former: ClassVar[tuple[str, ...]] = ("millesime",)

    annee: Year | None = champ("Année mesurée", "", "2022", passe=True)
    publie_en: Year | None = champ("Année de publication", "Si l'année mesurée n'est pas donnée.", "2024", passe=True)
    valeur: Number = requis("Valeur", "", "470")
    statut: Literal["confirme", "a_confirmer"] = champ("Statut", "confirme ou a_confirmer.", "confirme", default="confirme")
    source: Line | None = champ("Source", "Si elle diffère de celles de la fiche.", "rapport d'activité 2024")
    note: Line | None = champ("Note", "Réserve de lecture, ou édition du chiffre.", "recensement 2022, publié en juin 2025")

    def model_post_init(self, _context: object) -> None:
        if not (self.annee or self.publie_en):
            raise french("Un chiffre doit dire son année.", "Ajoutez « annee », ou « publie_en » si la source ne dit que cela.")

    @property
    def year(self) -> int:
        """The year measured, or else that of the publication."""
        return self.annee or self.publie_en or 0


class Valeur(Mesure):
    """A value of the territory, or of a commune of it."""

    former = ("quartier", "ages", "sexe")

    perimetre: Year | None = champ(
        "Périmètre", "L'année des communes comptées, si ce n'est pas l'année mesurée.", "2026", passe=True
    )
    commune: PastCommune | None = champ("Commune", "Vide : tout le territoire.")

    @property
    def whole(self) -> bool:
        """Whether it is of the whole territory."""
        return not self.commune

    @property
    def counted_in(self) -> int:
        """The year of the communes that it counts."""
        return self.perimetre or self.year


class Comparaison(Mesure):
    """The same figure elsewhere."""

    territoire: Line = requis("Territoire", "", "Creuse")


class Repere(Part):
    """A starting point or a target."""

    annee: Year = requis("Année", "", "2026")
    valeur: Number = requis("Valeur", "", "500")


class Rupture(Part):
    """Another way of counting."""

    annee: Year | None = champ("Année", "La première comptée autrement ; vide : aucune année ne se compare.", "2022")
    raison: Line = requis("Raison", "Ce qui a changé.", "une structure de moins")


class Indicateur(Nicknamed):
    """An indicator. Without ``valeurs`` it is published as not known, with who could give it."""

    kind = "indicateur"
    folder = "indicateurs"
    singular = "indicateur"
    plural = "indicateurs"
    dataset = "chiffres"
    content = "Les chiffres : définition, producteur, valeurs avec leur année et leur source, cible."
    expected = (
        Expected("valeurs", 45, ("valeurs",)),
        Expected("définition", 20, ("definition",)),
        Expected(SOURCES, 20, ("sources",)),
        Expected("thèmes", 10, ("themes",)),
        Expected("type", 5, ("type",)),
    )

    former = ("tolerance", "rupture_de_serie", "officiel")

    nom: Line = requis("Nom", "", "Places en multi-accueil")
    unite: Line = requis("Unité", "", "places")
    producteur: Line = requis("Producteur", "Qui mesure.", "INSEE, recensement de la population")
    themes: tuple[ThemeId, ...] = liste("Thèmes")
    compte: TypeId | None = champ(
        "Ce qu'il compte", "Un type de lieux : le site dit alors combien il en montre.", "accueil-de-loisirs"
    )
    definition: Text | None = champ("Définition", "Ce que le chiffre compte.", "Les places ouvertes au 31 décembre.")
    calcul: Text | None = champ("Calcul", "Comment il est obtenu.", "Somme des places de chaque structure.")
    type: Literal["contexte", "moyens", "realisation", "resultat"] | None = champ(
        "Type", "contexte, moyens, realisation ou resultat.", "contexte"
    )
    echelle: Line = champ("Échelle", "Le territoire mesuré.", "agglomération", default="territoire")
    depart: Repere | None = champ("Point de départ")
    cible: Repere | None = champ("Cible")
    trajectoire: tuple[Repere, ...] = liste(
        "Trajectoire", "Ce qu'il faudrait, année par année ; sans elle : une ligne droite du départ à la cible."
    )
    valeurs: tuple[Valeur, ...] = liste("Valeurs")
    comparaisons: tuple[Comparaison, ...] = liste("Comparaisons", "Le même chiffre ailleurs.")
    sens: Literal["hausse", "baisse"] | None = champ("Sens souhaité", "hausse ou baisse.", "hausse")
    ruptures: tuple[Rupture, ...] = liste("Ruptures de série", "Ce qui fait que des années ne se comparent pas.")
    limites: Text | None = champ("Limites", "Ce que le chiffre ne dit pas.", "Il ne dit pas combien d'enfants sont accueillis.")

    @property
    def counted(self) -> bool:
        """Whether it counts persons, places, euros…, one by one: it is no share."""
        return bool(COUNTED.fullmatch(fold(self.unite.replace("€", "euros"))))

    def model_post_init(self, _context: object) -> None:
        """Persons and euros have no thousandth: « 1.250 » may be 1250 of them."""
        if not self.counted:
            return
        for name in ("valeurs", "comparaisons", "trajectoire"):
            for rank, one in enumerate(getattr(self, name)):
                one_reading(str(one.valeur), f"{name}.{rank}.valeur")
        for name in ("depart", "cible"):
            if one := getattr(self, name):
                one_reading(str(one.valeur), f"{name}.valeur")

    @property
    def communes_named(self) -> tuple[str, ...]:
        """None: its values are by commune, it is about the whole territory."""
        return ()

    @property
    def pilots(self) -> tuple[str, ...]:
        return (self.producteur,)

    @property
    def is_rate(self) -> bool:
        """True for a share or a ratio (« % », « places pour 100 enfants »): counts of places of unlike sizes do not compare."""
        return self.unite.startswith("%") or bool({"pour", "par"} & set(self.unite.split()))

    def same_count(self, before: int, after: int) -> bool:
        """Whether the way of counting stayed the same from one year to another."""
        return not any(one.annee is None or before < one.annee <= after for one in self.ruptures)

    @property
    def derniere(self) -> Valeur | None:
        """The most recent value of the whole territory; None when only parts of it, or nothing, are known."""
        whole = [valeur for valeur in self.valeurs if valeur.whole]
        return max(whole, key=lambda valeur: valeur.year, default=None)
