"""What the law asks about the care of children under three, in our own words: a small table, with its references.

Nothing here is copied from the texts. Each rule says what we read, of what date that was, and when we read it, so
that somebody can read it again. We read copies of public pages; none was Légifrance itself, out of reach on that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ctg import api

MANY = 3_500
"""Above this number of inhabitants, planning and quality are compulsory (CASF, art. L. 214-1-3, II)."""
VERY_MANY = 10_000
"""Above it, a multi-year plan and a relais petite enfance are too (same article)."""

OFFICIAL = "https://www.legifrance.gouv.fr/jorf/article_jo/JORFARTI000048581957"
"""Article 17 of the law of 18 December 2023, which wrote these rules: the official text, to read again."""
CHECKED = dt.date(2026, 11, 25)


@dataclass(frozen=True)
class Reading:
    """A text that we read: its title, its address, and its own date in French words."""

    titre: str
    url: str
    date: str


@dataclass(frozen=True)
class LawRule:
    """A rule of law: in plain French, with its reference, what we read of it, and the day of that reading.

    ``reference`` names articles of the code de l'action sociale et des familles (CASF).
    """

    texte: str
    reference: str
    lu: Reading
    verifie_le: dt.date = CHECKED


MINISTRY = Reading(
    "Foire aux questions du ministère des Solidarités sur l’autorité organisatrice, qui cite l’article",
    "https://solidarites.gouv.fr/tout-savoir-sur-la-notion-dautorite-organisatrice-ao-de-laccueil-du-jeune-enfant",
    "mise à jour du 9 mai 2025",
)
ARTICLE = Reading(
    "Texte de l’article, reproduit par Lexbase",
    "https://lexbase.fr/texte-de-loi/code-de-laction-sociale-et-des-famillesl21413/L7065MKU.html",
    "copie sans date ; l’article est en vigueur depuis le 1er janvier 2025",
)
PLAN = Reading(
    "Texte de l’article L. 214-2, I et II, reproduit par Juriblio",
    "https://juriblio.fr/codes/code-de-l-action-sociale-et-des-familles/partie-legislative/livre-ii/titre-ier/chapitre-iv/article-l214-2",
    "copie sans date, postérieure à la loi de 2023",
)
DECREE = Reading(
    "Texte de l’article D. 214-10-1, I, reproduit par Tricoteuses",
    "https://legal.tricoteuses.fr/articles/LEGIARTI000051358479",
    "version issue du décret du 20 mars 2025",
)
EXEMPTION = Reading(
    "Banque des Territoires, « Schéma pluriannuel : le décret est paru »",
    "https://banquedesterritoires.fr/schema-pluriannuel-de-maintien-et-de-developpement-de-loffre-daccueil-du-jeune-enfant-le-decret-est",
    "vers mars 2025",
)
MAYORS = Reading(
    "Association des maires de France, sur l’accompagnement des communes",
    "https://www.amf.asso.fr/documents-service-public-la-petite-enfance-gouvernement-devoile-enfin-les-modalites-daccompagnement-communes/42739",
    "vers juillet 2025",
)
TRANSFERS = Reading(
    "Weka, sur la foire aux questions des ministères (transferts de tout ou partie)",
    "https://weka.fr/actualite/petite-enfance/article/le-gouvernement-precise-comment-exercer-les-competences-d-accueil-du-jeune-enfant-182697",
    "vers juillet 2024",
)
EXPRESS = Reading(
    "Banque des Territoires, sur la foire aux questions des ministères",
    "https://banquedesterritoires.fr/accueil-du-jeune-enfant-les-modalites-de-transfert-de-competences-et-de-compensation-precisees-dans",
    "vers juillet 2024",
)

RULES: dict[str, LawRule] = {
    "missions": LawRule(
        "Les communes organisent l’accueil des enfants de moins de trois ans. Elles ont quatre missions.",
        "article L. 214-1-3, I",
        MINISTRY,
    ),
    "toutes": LawRule(
        "Recenser les besoins et informer les familles : c’est obligatoire dans toutes les communes.",
        "article L. 214-1-3, II",
        MINISTRY,
    ),
    "plus-de-3500": LawRule(
        "Planifier l’offre et soutenir la qualité : c’est obligatoire au-dessus de 3\u202f500 habitants.",
        "article L. 214-1-3, II",
        MINISTRY,
    ),
    "schema": LawRule(
        "Au-dessus de 10\u202f000 habitants, planifier veut dire écrire un schéma pluriannuel : un plan sur plusieurs années.",
        "articles L. 214-1-3, II, et L. 214-2",
        MINISTRY,
    ),
    "relais": LawRule(
        "Au-dessus de 10\u202f000 habitants, informer et soutenir la qualité demande un relais petite enfance, "
        "depuis le 1er janvier 2026.",
        "articles L. 214-1-3, II, et L. 214-2-1 ; pour la date, loi n° 2023-1196 du 18 décembre 2023, article 17",
        MAYORS,
    ),
    "addition": LawRule(
        "Quand des communes transfèrent leurs missions, la loi compte ensemble les habitants de ces communes.",
        "article L. 214-1-3, III",
        ARTICLE,
    ),
    "partie": LawRule(
        "Une commune peut transférer toutes ses missions ou seulement certaines, quand elle le décide.",
        "article L. 214-1-3, III",
        TRANSFERS,
    ),
    "expres": LawRule(
        "Une intercommunalité n’exerce que les missions transférées de façon expresse. "
        "Ce qu’elle exerçait déjà, comme un relais, n’a pas à l’être de nouveau. Ses statuts permettent de le savoir.",
        "article L. 214-1-3",
        EXPRESS,
    ),
    "compatible": LawRule(
        "Le schéma pluriannuel doit s’accorder avec le schéma départemental des services aux familles. "
        "Il est précédé d’une concertation et suivi de deux bilans, un en cours de route et un à la fin.",
        "article L. 214-2, I et II",
        PLAN,
    ),
    "dispense": LawRule(
        "Une convention signée avec la CAF peut tenir lieu de schéma, si son contenu est celui qu’on attend d’un schéma.",
        "article L. 214-2, III",
        EXEMPTION,
    ),
    "contenu": LawRule(
        "Un décret dit ce que le schéma doit contenir.",
        "article D. 214-10-1, créé par le décret n° 2025-253 du 20 mars 2025",
        DECREE,
    ),
}
"""The rules that the page applies or tells, in the order in which it lists them."""

MISSIONS: dict[api.Sppe, tuple[str, str]] = {
    api.Sppe.RECENSER: (
        "Savoir combien de jeunes enfants ont besoin d’être accueillis, et quelles solutions existent.",
        "toutes",
    ),
    api.Sppe.INFORMER: ("Répondre aux familles et aux futurs parents, et les aider à trouver une solution.", "toutes"),
    api.Sppe.PLANIFIER: ("Prévoir, d’après les besoins, comment l’accueil doit se développer.", "plus-de-3500"),
    api.Sppe.QUALITE: ("Aider les crèches et les assistantes maternelles à bien accueillir.", "plus-de-3500"),
}
"""(the duty in one sentence, the rule that says for whom it is compulsory) for each of the four."""

PLAN_CONTENT = "D. 214-10-1, I, "
CONTENT: dict[str, tuple[str, str]] = {
    "offre": (f"{PLAN_CONTENT}1°", "Les lieux et services qui accueillent les enfants de moins de trois ans"),
    "besoins": (f"{PLAN_CONTENT}2°", "Les besoins de ces enfants et de leurs familles"),
    "zones": (f"{PLAN_CONTENT}3°", "Les secteurs où l’accueil manque, ou reste difficile d’accès"),
    "objectifs": (f"{PLAN_CONTENT}4°, a", "Les objectifs : ce que l’on garde, ce que l’on développe, ce que l’on déplace"),
    "emplois": (f"{PLAN_CONTENT}4°, b", "Les emplois et les compétences qu’il faut pour cela"),
    "difficultes": (
        f"{PLAN_CONTENT}4°, c",
        "Ce qui aide les familles en difficulté : conditions de vie, travail, santé, handicap, faibles ressources",
    ),
    "qualite": (f"{PLAN_CONTENT}4°, d", "L’accompagnement de la qualité chez ceux qui accueillent"),
    "investissements": (f"{PLAN_CONTENT}4°, e", "Les investissements : créer, entretenir, rénover"),
    "couts": (f"{PLAN_CONTENT}4°, f", "Les coûts prévus des opérations, les moyens qu’il faut, les difficultés repérées"),
    "calendrier": (f"{PLAN_CONTENT}4°, g", "Le calendrier prévu, pour la durée du schéma"),
    "indicateurs": (f"{PLAN_CONTENT}4°, h", "Les indicateurs, et la façon d’évaluer les objectifs"),
    "concertation": ("L. 214-2, I", "Une concertation avant d’écrire le schéma"),
    "bilans": ("L. 214-2, II", "Un bilan en cours de route, puis un bilan final"),
}
"""(article, what it asks) for each ``PointSchema``, in our words, from the texts that ``DECREE`` and
``PLAN`` cite; D. 214-10-1 was read again in the same copy on 2026-11-27."""
