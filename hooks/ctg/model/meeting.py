"""Who meets and what comes of it: bodies, partners, meetings and consultations, with what was asked, decided and done.

Bodies and partners are institutions, never named people."""

import re

from ctg.common.problems import french, shown, suggest
from ctg.model.fields import Choice, Contact, FullDate, KnownDate, Line, Part, Text, WholeOrCents, YesNo, champ, liste, requis
from ctg.model.framework import Deliberation
from ctg.model.opening_hours import Spans
from ctg.model.record import SOURCES, Expected, Nicknamed, Record, Renamed
from ctg.model.references import ActionId, CadreId, CommuneName, Document, InstanceId, InstitutionName, PartenaireId, ThemeId


class Instance(Nicknamed):
    """A governance body. What is unknown stays absent and is said to be unknown."""

    kind = "instance"
    folder = "instances"
    singular = "instance"
    plural = "instances"
    content = "Les instances : rôle, membres (des institutions), fréquence."
    in_list = ("nom", "cadre", "role", "presidence", "membres", "frequence", "missions")
    expected = (
        Expected("rôle", 30, ("role",)),
        Expected("présidence", 20, ("presidence",)),
        Expected("membres", 20, ("membres",)),
        Expected("fréquence", 15, ("frequence",)),
        Expected(SOURCES, 15, ("sources",)),
    )

    nom: Line = requis("Nom", "", "Comité de pilotage")
    role: Text | None = champ("Rôle", "Ce qu'elle décide.", "Elle choisit les actions de l'année.")
    presidence: Line | None = champ("Présidence", "Une fonction, jamais une personne.", "vice-présidence chargée des familles")
    membres: tuple[InstitutionName, ...] = liste("Membres", "Des institutions.", "[CAF]")
    frequence: Line | None = champ("Fréquence", "", "deux fois par an")
    missions: tuple[Line, ...] = liste("Missions", "", "[suivre les actions]")
    cadre: CadreId | None = champ("Cadre", "De quel plan elle est. Vide : de la convention.", "contrat-de-ville")


class Nature(Choice):
    """What a partner is."""

    COLLECTIVITE = "collectivite", "collectivité du territoire"
    CAF = "caf", "caisse d’allocations familiales (CAF)"
    MSA = "msa", "mutualité sociale agricole (MSA)"
    ETAT = "etat", "service de l’État"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    ASSOCIATION = "association", "association"
    ENTREPRISE = "entreprise", "entreprise"
    AUTRE = "autre", "autre organisme"


class Partenaire(Renamed, Contact):
    """A partner. Other records name it as people do (``nom``, ``sigle`` or another name): that makes the link."""

    kind = "partenaire"
    folder = "partenaires"
    singular = "partenaire"
    plural = "partenaires"
    content = "Les institutions et les associations que nomment les fiches."
    expected = (
        Expected("rôle", 50, ("role",)),
        Expected("nature", 20, ("nature",)),
        Expected("contact", 20, ("telephone", "courriel", "site_web")),
        Expected(SOURCES, 10, ("sources",)),
    )

    nom: Line = requis("Nom", "Le nom de l'institution, comme dans les autres fiches.", "CAF de la Creuse")
    sigle: Line | None = champ("Sigle", "", "CAF 23")
    nature: Nature | None = champ("Nature", Nature.listed() + ".", "caf")
    rattachement: PartenaireId | None = champ(
        "Rattachement", "Pour un service : le fichier de l'institution dont il dépend.", "communaute-de-communes"
    )
    role: Text | None = champ("Rôle", "Ce qu'il apporte au projet.", "Elle finance les places et aide à monter les projets.")
    adresse: Line | None = champ(
        "Adresse", "Numéro, rue, code postal et ville.", "1 place de la Mairie, 99100 Valbourg", personne=True
    )

    @property
    def desk(self) -> "Partenaire":
        return self

    @property
    def postal_lines(self) -> tuple[str, str] | None:
        """« 1 place de la Mairie, 99100 Valbourg » → (« 1 place de la Mairie », « 99100 Valbourg »)."""
        found = re.fullmatch(r"(.*?)[\s,]*(\b\d{5} \D+)", self.adresse or "")
        return (found[1], found[2]) if found else (self.adresse, "") if self.adresse else None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which other records may mean it."""
        return (self.nom, *((self.sigle,) if self.sigle else ()), *self.autres_noms, *self.anciens_noms)


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


class Possibilite(Part):
    """One of the choices before those who decide, with what it takes and what is known of it."""

    former = ("publics", "communes", "indicateurs")

    nom: Line = requis("Choix", "En quelques mots.", "Un bus chaque vendredi")
    cout: WholeOrCents | None = champ("Coût, en euros", "Pour une année. Vide : non chiffré.", "18000", ge=0)
    preuves: Text | None = champ(
        "Ce que l'on en sait", "Qui est touché, où ; chiffres, paroles, essais, avec leur année.", "41 demandes en 2025."
    )


class Suite(Part):
    """What people asked, or a body must decide; then the choice, who does it, for when, and what became of it."""

    texte: Text = requis("Demande ou décision", "", "Un bus le vendredi soir")
    pourquoi: Text | None = champ("Pourquoi", "Ce qui rend la décision utile.", "Le dernier bus part à 18 heures.")
    options: tuple[Possibilite, ...] = liste("Choix possibles", "Avant la réunion : ce que l'on peut décider.")
    choix: Line | None = champ("Choix retenu", "Après la réunion : le nom de l'un des choix.", "Un bus chaque vendredi")
    qui: InstitutionName | None = champ("Qui s'en charge", "Une institution.", "Région")
    deliberation: Deliberation | None = champ("Délibération", "Le vote qui l'a rendue possible.")
    etat: EtatSuite | None = champ("État", f"{EtatSuite.listed()} ; vide : non renseigné.", "en-cours")
    etat_le: FullDate | None = champ("État constaté le", "Le jour où l'on a su cet état.", "2026-10-15", passe=True)
    source: Line | None = champ("Source", "D'où l'on sait où elle en est.", "Comité technique du 15 octobre 2026")
    echeance: KnownDate | None = champ("Échéance", "Passée sans suite, elle est signalée.", "2027-03")
    reponse: Text | None = champ("Réponse", "Ce qui est fait, ou pourquoi non.", "Le bus roule depuis septembre 2026.")
    action: ActionId | None = champ("Action liée", "", "d3")

    def model_post_init(self, _context: object) -> None:
        names = [one.nom for one in self.options]
        if self.choix and names and self.choix not in names:
            why = f"« {shown(self.choix)} » n'est pas l'un des choix de cette décision."
            raise french(why, suggest(self.choix, names), "choix")

    @property
    def asked(self) -> bool:
        """Whether it waits for a choice."""
        return bool(self.options) and not self.choix and not self.etat

    @property
    def told(self) -> bool:
        """Whether it says what was chosen and among what, who does it, for when, by which vote, or what is answered."""
        return any((self.options, self.choix, self.qui, self.echeance, self.deliberation, self.reponse))

    @property
    def bare(self) -> bool:
        """Whether it says nothing but its text: of a decision, that nothing has to follow."""
        return all(getattr(self, name) in (None, ()) for name in type(self).model_fields if name != "texte")


def _asks(meeting: "Rencontre") -> bool:
    return meeting.asks_inhabitants


def _decides(meeting: "Rencontre") -> bool:
    return not meeting.asks_inhabitants


class Rencontre(Record):
    """A meeting (of a body, or public), a workshop, a survey. ``titre`` and ``date`` are compulsory."""

    kind = "rencontre"
    folder = "rencontres"
    singular = "rencontre"
    plural = "rencontres"
    in_list = ("titre", "date", "fin", "type", "cadre", "commune", "lieu", "themes", "public", "methode", "participation")
    content = "Les réunions et les concertations : ce qui a été dit, décidé, et les suites."
    expected = (
        Expected("résultats, décisions ou suites", 40, ("resultats", "suites")),
        Expected("participation", 20, ("participation",)),
        Expected("public ou instance", 20, ("public", "instance")),
        Expected("sources ou documents", 20, ("sources", "documents")),
        Expected("méthode", 0, ("methode",), "la méthode", when=_asks),
        Expected("participants", 0, ("participation",), "le nombre de participants", when=_asks),
        Expected("résultats", 0, ("resultats",), "ce qui a été dit", when=_asks),
        Expected("suites", 0, ("suites",), "ce que cela est devenu", when=_asks),
        Expected("décisions", 0, ("suites",), "les décisions", when=_decides),
        Expected("compte rendu", 0, ("documents",), "le compte rendu", when=_decides),
    )

    former = ("decisions",)

    titre: Line = requis("Titre", "", "Comité de pilotage de mars 2026")
    date: KnownDate = requis("Date", "Le premier jour, s'il y en a plusieurs.", "2026-03-12")
    fin: KnownDate | None = champ("Dernier jour", "Si elle dure plus d'un jour.", "2026-04-30")
    heures: Spans | None = champ("Heures", "", "18h-20h")
    type: TypeRencontre = champ("Type", TypeRencontre.listed() + ".", "reunion", default=TypeRencontre.REUNION)
    cadre: CadreId | None = champ(
        "Cadre", "De quel plan elle est. Vide : celui de son instance, sinon la convention.", "contrat-de-ville"
    )
    instance: InstanceId | None = champ("Instance", "L'instance qui se réunit.", "comite-de-pilotage")
    ouverte_a_tous: YesNo = champ("Ouverte à tous", "oui : elle paraît dans l'agenda.", "oui", default=False)
    commune: CommuneName | None = champ("Commune", "", "Valbourg")
    lieu: Line | None = champ("Lieu", "", "salle des fêtes", personne=True)
    inscription: Text | None = champ("Comment venir ou répondre", "", "Entrée libre, garde d'enfants sur place.")
    themes: tuple[ThemeId, ...] = liste("Thèmes", "Des mots du vocabulaire.", "[petite-enfance]")
    public: Line | None = champ("À qui", "Qui était invité ou interrogé.", "les parents de toutes les communes")
    methode: Text | None = champ("Méthode", "Comment cela s'est passé.", "Six tables, une question par table.")
    participation: Line | None = champ("Participation", "", "80 personnes")
    resultats: tuple[Text, ...] = liste("Résultats", "Ce que les gens ont dit.", "[Il manque un bus le soir.]")
    suites: tuple[Suite, ...] = liste(
        "Demandes et décisions",
        "Ce que les gens ont demandé, ou ce que l'instance décide ; puis ce qu'il en est advenu.",
        "[{texte: Le bilan de 2025 est validé.}]",
    )
    documents: tuple[Document, ...] = liste("Documents")

    @property
    def to_decide(self) -> tuple[Suite, ...]:
        """What it has to decide, or had to and did not."""
        return tuple(one for one in self.suites if one.asked)

    @property
    def follow_ups(self) -> tuple[Suite, ...]:
        """What was asked, or decided: all but what waits for a choice."""
        return tuple(one for one in self.suites if not one.asked)

    @property
    def decisions(self) -> tuple[Suite, ...]:
        """All that a body decided; nothing of a consultation."""
        return () if self.asks_inhabitants else self.follow_ups

    @property
    def asks_inhabitants(self) -> bool:
        """True for a consultation: anything but the plain meeting of a body."""
        return self.type != "reunion"

    @property
    def rank(self) -> str:
        return self.date.first.isoformat()
