"""An action of a convention or of another framework: who leads it, where it stands, what it costs, and what becomes of it when
its framework ends."""

import datetime as dt
from functools import cached_property
from typing import Self

from pydantic import PrivateAttr

from ctg.common.phrases import number
from ctg.common.problems import distinct, french
from ctg.model.fields import (
    Ages,
    Choice,
    Count,
    FullDate,
    KnownDate,
    Line,
    Number,
    Part,
    Text,
    WholeOrCents,
    Year,
    YesNo,
    champ,
    liste,
    requis,
)
from ctg.model.record import SOURCES, Expected, Record
from ctg.model.references import (
    ActionId,
    AxeId,
    CadreId,
    CommuneName,
    CommuneNames,
    Document,
    IndicateurId,
    InstitutionName,
    ServiceId,
    StructureId,
    ThemeId,
)


class Decision(Choice):
    """What was decided."""

    RECONDUITE = "reconduite", "reconduite"
    MODIFIEE = "modifiee", "modifiée"
    FUSIONNEE = "fusionnee", "fusionnée"
    ARRETEE = "arretee", "arrêtée"
    ACHEVEE = "achevee", "achevée"


OVER = {Decision.ARRETEE, Decision.ACHEVEE}
"""After these, no action follows."""


class Devenir(Part):
    """What becomes of an action after its framework; the meeting where it was decided says so in its ``suites``."""

    former = ("decidee_le", "par")

    decision: Decision = requis("Décision", Decision.listed(" ou ") + ".", "reconduite")
    vers: tuple[ActionId, ...] = liste("Vers", "Les actions qui la suivent : des noms de fichiers.")
    motif: Text | None = champ("Motif", "Pourquoi.", "Le guichet sert 400 familles par an.")

    def model_post_init(self, _context: object) -> None:
        if self.vers and self.decision in OVER:
            why = f"Une action « {self.decision} » n'a pas de suite."
            raise french(why, "Supprimez « vers », ou changez la décision.", "vers")


class Etat(Choice):
    """Where an action stands. ``en-projet``: proposed, and not decided; ``inachevee``: its convention ended before it did."""

    EN_PROJET = "en-projet", "en projet"
    NON_ENGAGEE = "non-engagee", "non engagée"
    EN_PREPARATION = "en-preparation", "en préparation"
    EN_COURS = "en-cours", "en cours"
    REALISEE = "realisee", "réalisée"
    SUSPENDUE = "suspendue", "suspendue"
    ABANDONNEE = "abandonnee", "abandonnée"
    INACHEVEE = "inachevee", "inachevée"


CUT_SHORT = {Etat.EN_PREPARATION, Etat.EN_COURS, Etat.SUSPENDUE}
"""What nothing is any more once its convention is over."""
ETATS: dict[Etat | None, str] = Etat.labels() | {None: "non renseignée"}
"""What people read for each state."""


class EtatDate(Part):
    """Where an action stood from a day on: one line of its history."""

    date: FullDate | None = champ(
        "Date", "Le jour où cet état a été constaté ; vide : on ne sait pas depuis quand.", "2026-06-30", passe=True
    )
    etat: Etat = requis("État", f"{Etat.listed()}.", "en-cours")
    note: Line | None = champ("Note", "Pourquoi, en une phrase.", "L'éducatrice est arrivée.")
    source: Line | None = champ("Source", "D'où on le sait.", "Comité de pilotage du 30 juin 2026")

    @property
    def day(self) -> dt.date:
        """Its date, where it is known."""
        assert self.date
        return self.date


class Sppe(Choice):
    """The four duties of the service public de la petite enfance (CASF, art. L. 214-1-3)."""

    RECENSER = "recenser", "recenser les besoins"
    INFORMER = "informer", "informer et accompagner les familles"
    PLANIFIER = "planifier", "planifier l’offre"
    QUALITE = "qualite", "soutenir la qualité"


class EtapeAction(Part):
    """A milestone."""

    date: KnownDate = requis("Date", "", "2026-09")
    titre: Line = requis("Étape", "", "Ouverture du guichet")
    fait: YesNo | None = champ("Fait", "oui ou non ; vide : non renseigné.", "oui")


class Calendrier(Part):
    """When the action takes place."""

    debut: KnownDate | None = champ("Début", "", "2025")
    fin: KnownDate | None = champ("Fin", "", "2026-12")
    etapes: tuple[EtapeAction, ...] = liste("Étapes")


class NatureDepense(Choice):
    """What money is for, as public accounts part it (M57, sections of a budget)."""

    FONCTIONNEMENT = "fonctionnement", "fonctionnement"
    INVESTISSEMENT = "investissement", "investissement"


AMOUNTS = ("prevu", "engage", "realise")
"""The fields of an amount: planned, promised, paid."""


class Financement(Part):
    """Money: an amount is never given without its year and its funder. Without any amount, it is unknown and said so."""

    former = ("montant", "taxes")

    annee: Year = requis("Année", "", "2025")
    financeur: InstitutionName = requis("Financeur", "", "CAF")
    prevu: WholeOrCents | None = champ("Prévu, en euros", "Ce qui devait être payé.", "12000", ge=0)
    engage: WholeOrCents | None = champ("Engagé, en euros", "Ce qu'un vote ou une convention promet.", "12000", ge=0)
    realise: WholeOrCents | None = champ("Réalisé, en euros", "Ce qui a été payé.", "11500", ge=0)
    dispositif: Line | None = champ("Dispositif", "Le nom de l'aide.", "fonds publics et territoires")
    nature: NatureDepense | None = champ("Nature", f"{NatureDepense.listed()}.", "fonctionnement")

    @property
    def unknown(self) -> bool:
        """Whether it has no amount at all: that it pays is known, not how much."""
        return all(getattr(self, name) is None for name in AMOUNTS)


class TempsTheme(Part):
    """The part of a post that goes to a theme."""

    theme: ThemeId = requis("Thème", "De quoi elle parle surtout.", "parentalite")
    etp: Number = requis("Équivalent temps plein", "", "0.2", gt=0, le=1000)


class Poste(Part):
    """A job that the action pays for, by its function: never a person's name."""

    fonction: Line = requis("Fonction", "Jamais le nom d'une personne.", "chargée de coopération CTG")
    etp: Number | None = champ("Équivalent temps plein", "1 : un temps plein ; 0,5 : un mi-temps.", "0.5", gt=0, le=1000)
    employeur: InstitutionName | None = champ("Employeur", "", "Communauté de communes")
    financeur: InstitutionName | None = champ("Financeur", "", "CAF")
    de: KnownDate | None = champ("Depuis", "", "2024-09")
    a: KnownDate | None = champ("Jusqu'à", "", "2026-12")
    temps: tuple[TempsTheme, ...] = liste("Temps par thème", "S'il est connu.", "[{theme: parentalite, etp: 0.5}]")

    def model_post_init(self, _context: object) -> None:
        if self.etp and (told := sum(one.etp for one in self.temps)) > self.etp:
            raise french(f"Le temps par thème fait {number(told)}, plus que le poste.", "Corrigez l'un des deux.", "temps")


class Moyens(Part):
    """People and money."""

    former = ("humains",)

    postes: tuple[Poste, ...] = liste("Postes")
    financiers: tuple[Financement, ...] = liste("Moyens financiers")


class Difficulte(Part):
    """What blocks an action, from a day on. Without a date it belongs to no year: only today's pages tell it."""

    texte: Text = requis("Ce qui bloque", "En phrases courtes.", "Le poste n'est pas pourvu.")
    date: FullDate | None = champ("Depuis le", "Le jour où elle a été constatée.", "2026-03-12", passe=True)
    levee_le: FullDate | None = champ("Levée le", "Le jour où elle n'a plus bloqué.", "2026-09-01", passe=True)

    def blocks_on(self, day: dt.date) -> bool:
        return (not self.date or self.date <= day) and (not self.levee_le or day < self.levee_le)

    def lasted_in(self, year: int) -> bool:
        """Whether it is known to have blocked in a year; until it is lifted it is told of the year when it was seen."""
        return self.date is not None and self.date.year <= year <= (self.levee_le or self.date).year


class Bilan(Part):
    """What was done in a year."""

    annee: Year = requis("Année", "", "2025", passe=True)
    texte: Text = requis("Bilan", "En phrases courtes.", "Trois réunions ont eu lieu.")


class EtatPlaces(Choice):
    """How far childcare places have come; up to ``OUVERTES``, each state counts some of the places of the one before."""

    VOULUES = "voulues", "voulues"
    DECIDEES = "decidees", "décidées"
    FINANCEES = "financees", "financées"
    OUVERTES = "ouvertes", "ouvertes"
    FERMEES = "fermees", "fermées"

    def counting(self, count: int) -> str:
        """« 12 décidées », « 1 décidée »."""
        return f"{number(count)}\u00a0{self.label if count > 1 else self.label[:-1]}"


class PlacesAccueil(Part):
    """Childcare places of a commune and of a year, in one state: the same places have a line for each state known."""

    annee: Year = requis("Année", "Celle où elles ouvrent, doivent ouvrir, ou ferment.", "2028")
    commune: CommuneName = requis("Commune", "", "Valbourg")
    etat: EtatPlaces = requis("État", EtatPlaces.listed(" ou ") + ".", "decidees")
    nombre: Count = requis("Nombre de places", "", "12", gt=0)
    source: Line = requis("Source", "D'où on le sait.", "Délibération du 12 juin 2026")


class Action(Record):
    """An action. Without ``etats`` its state is unknown, and said so. In a catalogue, :attr:`etat` and :attr:`etat_le` are those
    of the day that the catalogue is of (:meth:`as_of`)."""

    kind = "action"
    folder = "actions"
    singular = "action"
    plural = "actions"
    content = "Les actions de ces axes : porteur, calendrier, moyens, état, bilans."
    in_list = ("titre", "numero", "axe", "porteur", "porteurs", "partenaires", "themes", "sppe", "objectif", "description")
    expected = (
        Expected("état d'avancement", 25, ("etats",), "l’avancement"),
        Expected("objectif ou description", 15, ("objectif", "description")),
        Expected("objectif", 0, ("objectif",), "l’objectif"),
        Expected("porteur", 0, ("porteurs",), "le porteur"),
        Expected("publics", 5, ("publics",), "les publics"),
        Expected("partenaires", 5, ("partenaires",), "les partenaires"),
        Expected("calendrier", 20, ("calendrier.debut", "calendrier.fin", "calendrier.etapes"), "le calendrier"),
        Expected(SOURCES, 5, ("sources",)),
        Expected("moyens", 15, ("moyens",), "les moyens"),
        Expected("indicateurs", 10, ("indicateurs",), "les indicateurs"),
        Expected("bilans", 0, ("bilans",), "les bilans", when=lambda action: not action.is_proposed),
    )

    former = ("porteur", "roles", "etat", "etat_le", "risques", "quartiers")
    _day: FullDate = PrivateAttr(dt.date.max)
    _ended: FullDate | None = PrivateAttr(None)

    titre: Line = requis("Titre", "", "Concevoir des supports d'information")
    numero: Line | None = champ("Numéro", "Comme dans le document d'où vient l'action ; sinon le nom du fichier.", "D3")
    axe: AxeId = requis("Axe", "Le nom du fichier de l'axe.", "d")
    dans: Line | None = champ("Dans le plan", "Le numéro de son orientation ou de son objectif, s'il y en a.", "1.2")
    sous_action_de: ActionId | None = champ("Sous-action de", "Le nom du fichier de l'action dont elle est une partie.", "d3")
    porteurs: tuple[InstitutionName, ...] = liste("Porteurs", "Les institutions responsables.", "[Pôle Famille et Solidarités]")
    objectif: Text | None = champ("Objectif", "Ce que l'on veut obtenir.", "Que chaque famille sache à qui s'adresser.")
    constat: Text | None = champ("Constat", "Pourquoi cette action.", "Les familles ne savent pas où s'inscrire.")
    description: Text | None = champ("Description", "De quoi il s'agit.", "Un guide est distribué dans les écoles.")
    publics: Line | None = champ("Publics", "Pour qui.", "familles avec de jeunes enfants")
    ages: Ages | None = champ("Âges", "L'âge des enfants ou des jeunes concernés.", "{de: 11 ans, a: 17 ans}")
    themes: tuple[ThemeId, ...] = liste("Thèmes", "Des mots du vocabulaire.", "[parentalite]")
    communes: CommuneNames = liste("Communes", "Vide : tout le territoire.")
    partenaires: tuple[InstitutionName, ...] = liste("Partenaires", "Des institutions.", "[CAF]")
    cadres: tuple[CadreId, ...] = liste(
        "Autres cadres", "Les autres plans dont elle est aussi : des noms de fichiers.", "[contrat-de-ville]"
    )
    calendrier: Calendrier | None = champ("Calendrier")
    moyens: Moyens | None = champ("Moyens")
    indicateurs: tuple[IndicateurId, ...] = liste("Indicateurs", "Noms de fichiers.")
    etats: tuple[EtatDate, ...] = liste(
        "États", "Le dernier connu, et ceux d'avant. Vide : non renseigné.", "[{date: 2026-06-30, etat: en-cours}]"
    )
    bilans: tuple[Bilan, ...] = liste("Bilans", "Un par année.")
    suite: Devenir | None = champ("Suite", "Ce qu'elle devient à la fin de sa convention.")
    difficultes: tuple[Difficulte, ...] = liste(
        "Difficultés", "Ce qui bloque, ou a bloqué.", "[{date: 2026-03-12, texte: Le poste n'est pas pourvu.}]"
    )
    places_accueil: tuple[PlacesAccueil, ...] = liste(
        "Places d'accueil",
        "Pour les moins de trois ans : combien, où, en quelle année.",
        "[{annee: 2028, commune: Valbourg, etat: decidees, nombre: 12, source: Délibération du 12 juin 2026}]",
    )
    documents: tuple[Document, ...] = liste("Documents")
    services: tuple[ServiceId, ...] = liste("Services liés", "Noms de fichiers.")
    structures: tuple[StructureId, ...] = liste("Structures liées", "Noms de fichiers.")
    sppe: tuple[Sppe, ...] = liste("Missions du SPPE", Sppe.listed() + ".", "[informer]")

    def model_post_init(self, _context: object) -> None:
        dates = [one.date for one in self.etats]
        for i, one in enumerate(self.etats):
            if one.date is None and len(dates) > 1:
                raise french("Parmi plusieurs états, chacun dit sa date.", "Ajoutez « date ».", f"etats.{i}.etat")
            if one.date in dates[:i]:
                raise french("Deux états portent la même date.", "Gardez le dernier de ce jour-là.", f"etats.{i}.date")
            if one.etat == Etat.REALISEE and not (one.date and (one.source or self.sources)):
                why = "Une action « realisee » doit dire depuis quand et d'après quelle source."
                raise french(why, "Ajoutez « date » et « source » à cet état, ou « sources » à la fiche.", f"etats.{i}.etat")

    @property
    def pilots(self) -> tuple[str, ...]:
        return distinct(self.porteurs)

    @property
    def partners(self) -> tuple[str, ...]:
        return distinct(self.partenaires)

    @cached_property
    def history(self) -> tuple[EtatDate, ...]:
        """The dated states, the oldest first."""
        return tuple(sorted((one for one in self.etats if one.date), key=lambda one: one.day))

    @property
    def last_state(self) -> EtatDate | None:
        """The last state, which has a date; else the only one."""
        return self.history[-1] if self.history else next(iter(self.etats), None)

    def as_of(self, day: dt.date) -> Self:
        """The action with the state it had on a day: the last one dated by then, or the only one, of which no day is known."""
        if not (self.history or self.difficultes or self._ended) or day == self._day:
            return self
        copy = self.read_from(self.id, self.file, self.as_written)
        copy._day = day
        return copy

    def ended_with(self, last_day: dt.date) -> Self:
        """The action of a framework of which this was the last day: afterwards, it is not under way."""
        copy = self.read_from(self.id, self.file, self.as_written)
        copy._ended = last_day
        return copy

    @property
    def _cut_short(self) -> bool:
        return bool(self._ended and self._ended < self._day and self._state and self._state.etat in CUT_SHORT)

    @property
    def _state(self) -> EtatDate | None:
        dated = (one for one in reversed(self.history) if one.day <= self._day)
        return next(dated if self.history else iter(self.etats), None)

    @property
    def etat(self) -> Etat | None:
        """Where it stands, on the day of :meth:`as_of`; None when that is not known."""
        return Etat.INACHEVEE if self._cut_short else self._state.etat if self._state else None

    @property
    def etat_le(self) -> dt.date | None:
        """The day of the last news of its state, which may say again what was known: see :func:`ctg.plan.timeline.since`."""
        return self._ended if self._cut_short else self._state.date if self._state else None

    @property
    def difficulty(self) -> str:
        """What blocks it on the day of :meth:`as_of`; empty when nothing is known to."""
        return "\n\n".join(one.texte for one in self.difficultes if one.blocks_on(self._day))

    @property
    def payments(self) -> tuple[Financement, ...]:
        return self.moyens.financiers if self.moyens else ()

    @property
    def posts(self) -> tuple[Poste, ...]:
        return self.moyens.postes if self.moyens else ()

    @property
    def is_proposed(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.etat == Etat.EN_PROJET

    @property
    def rank(self) -> str:
        return self.numero or self.id

    @property
    def axe_id(self) -> str:
        return self.axe

    @property
    def changed_on(self) -> tuple[dt.date | None, ...]:
        return (*super().changed_on, self.etat_le)
