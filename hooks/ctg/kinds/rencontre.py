"""A meeting of a body, or a moment when inhabitants were asked: what was said, decided, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from ctg.kinds.base import Document, Expected, Record
from ctg.kinds.choices import Choice
from ctg.kinds.fields import KnownDate, Line, Part, Text, YesNo, champ
from ctg.kinds.horaires import Spans
from ctg.kinds.instance import CadreNomme, cadre
from ctg.kinds.references import ActionId, CommuneName, InstanceId, ThemeId


class TypeRencontre(Choice):
    """What kind of moment it is."""

    REUNION = "reunion", "réunion"
    REUNION_PUBLIQUE = "reunion-publique", "réunion publique"
    ATELIER = "atelier", "atelier"
    FORUM = "forum", "forum"
    QUESTIONNAIRE = "questionnaire", "questionnaire"
    ENTRETIENS = "entretiens", "entretiens"


TYPES_RENCONTRE = TypeRencontre.labels()


class EtatSuite(Choice):
    """What became of a request."""

    A_L_ETUDE = "a-l-etude", "à l’étude"
    PREVUE = "prevue", "prévue"
    EN_COURS = "en-cours", "en cours"
    REALISEE = "realisee", "réalisée"
    NON_RETENUE = "non-retenue", "non retenue"


ETATS_SUITE: dict[EtatSuite | None, str] = EtatSuite.labels() | {None: "suite non renseignée"}


class Suite(Part):
    """What became of something that people said."""

    texte: Line = champ("Demande ou décision", "", "Un bus le vendredi soir", default=...)
    etat: EtatSuite | None = champ("État", f"{EtatSuite.listed()} ; absent : non renseigné.", "en-cours")
    reponse: Text | None = champ("Réponse", "Ce qui est fait, ou pourquoi non.", "Le bus roule depuis septembre 2026.")
    action: ActionId | None = champ("Action liée", "Nom de fichier.", "d3")


def _asks(meeting: Rencontre) -> bool:
    return meeting.asks_inhabitants


def _decides(meeting: Rencontre) -> bool:
    return not meeting.asks_inhabitants


class Rencontre(Record):
    """A meeting (of a body, or public), a workshop, a survey. ``titre`` and ``date`` are compulsory."""

    kind: ClassVar[str] = "rencontre"
    folder: ClassVar[str] = "rencontres"
    singular: ClassVar[str] = "rencontre"
    plural: ClassVar[str] = "rencontres"
    content: ClassVar[str] = "Les réunions et les concertations : ce qui a été dit, décidé, et les suites."
    expected = (
        Expected("résultats, décisions ou suites", 40, ("resultats", "decisions", "suites")),
        Expected("participation", 20, ("participation",)),
        Expected("public ou instance", 20, ("public", "instance")),
        Expected("sources ou documents", 20, ("sources", "documents")),
        Expected("méthode", 0, ("methode",), "la méthode", when=_asks),
        Expected("participants", 0, ("participation",), "le nombre de participants", when=_asks),
        Expected("résultats", 0, ("resultats",), "ce qui a été dit", when=_asks),
        Expected("suites", 0, ("suites",), "ce que cela est devenu", when=_asks),
        Expected("décisions", 0, ("decisions",), "les décisions", when=_decides),
        Expected("compte rendu", 0, ("documents",), "le compte rendu", when=_decides),
    )

    titre: Line = champ("Titre", "", "Comité de pilotage de mars 2026", default=...)
    date: KnownDate = champ("Date", "Le premier jour, s'il y en a plusieurs.", "2026-03-12", default=...)
    fin: KnownDate | None = champ("Dernier jour", "Si elle dure plus d'un jour.", "2026-04-30")
    heures: Spans | None = champ("Heures", "", "18h-20h")
    type: TypeRencontre = champ("Type", TypeRencontre.listed() + ".", "reunion", default=TypeRencontre.REUNION)
    cadre: CadreNomme = cadre()
    instance: InstanceId | None = champ("Instance", "L'instance qui se réunit : nom de fichier.", "comite-de-pilotage")
    ouverte_a_tous: YesNo = champ("Ouverte à tous", "oui : elle paraît dans l'agenda.", "oui", default=False)
    commune: CommuneName | None = champ("Commune", "", "Valbourg")
    lieu: Line | None = champ("Lieu", "", "salle des fêtes", personne=True)
    inscription: Text | None = champ("Comment venir ou répondre", "", "Entrée libre, garde d'enfants sur place.")
    themes: tuple[ThemeId, ...] = champ("Thèmes", "Des mots du vocabulaire.", "[petite-enfance]", default=())
    public: Line | None = champ("À qui", "Qui était invité ou interrogé.", "les parents des 12 communes")
    methode: Text | None = champ("Méthode", "Comment cela s'est passé.", "Six tables, une question par table.")
    participation: Line | None = champ("Participation", "", "80 personnes")
    resultats: tuple[Text, ...] = champ("Résultats", "Ce que les gens ont dit.", "[Il manque un bus le soir.]", default=())
    decisions: tuple[Text, ...] = champ("Décisions", "", "[Le bilan de 2025 est validé.]", default=())
    suites: tuple[Suite, ...] = champ("Suites", "Ce qu'il en est advenu.", default=())
    documents: tuple[Document, ...] = champ("Documents", default=())

    @property
    def asks_inhabitants(self) -> bool:
        """True for a consultation: anything but the plain meeting of a body."""
        return self.type != "reunion"

    @property
    def rank(self) -> str:
        return self.date.first.isoformat()
