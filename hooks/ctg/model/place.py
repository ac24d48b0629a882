"""What structures and services share: whom they are for, when, where, at what price, and when one may register.

A date of registration is understood when the record states it in full. Free text is never guessed: no year, no window."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING, ClassVar

from ctg.common.phrases import MONTHS
from ctg.model.fields import Ages, Choice, Contact, Count, Line, Part, Postcode, Text, Url, Year, YesNo, champ, liste, requis
from ctg.model.opening_hours import Horaires
from ctg.model.periods import Closure
from ctg.model.record import Own, Renamed, Reread
from ctg.model.references import CommuneName, InstitutionName, NumeroUrgence, StructureId, ThemeId

OUTSIDE = "hors du territoire"
"""What is said of a place of a neighbouring commune."""


class Arret(Part):
    """A stop of an itinerant service: when it comes is said in ``horaires``, or in free text while only that is known."""

    commune: CommuneName = requis("Commune", "", "Valbourg")
    lieu: Line | None = champ("Lieu", "Où il s'arrête.", "place de la Mairie", personne=True)
    quand: Line | None = champ("Quand", "Jour, fréquence, année du renseignement.", "lundi matin")
    horaires: Horaires | None = champ("Horaires de l'arrêt", "Le site en tire les prochains passages.")


class Places(Part):
    """Places at the same time, of a given year (not the children received in the year)."""

    former = ("par_age",)

    total: Count = requis("Nombre de places", "En même temps.", "20", ge=0, le=10000, sans_lieu=True)
    annee: Year = requis("Année", "De quand date ce nombre.", "2025", sans_lieu=True)


class Inscription(Part):
    """How to register."""

    former = ("commission", "ou")

    comment: Text | None = champ(
        "Comment", "Où et comment, en phrases courtes.", "Téléphonez pour prendre rendez-vous.", sans_lieu=True
    )
    pieces: tuple[Line, ...] = liste("Pièces à fournir", "", "[livret de famille]", sans_lieu=True)
    dates: tuple[Line, ...] = liste("Dates d'inscription", "Et de la commission d'attribution.", "[en avril]", sans_lieu=True)


class Tarif(Part):
    """What it costs; never an amount without its year."""

    gratuit: YesNo | None = champ("Gratuit", "oui ou non.", "oui", sans_lieu=True)
    texte: Text | None = champ("Précision", "Avec l'année de tout montant.", "selon vos revenus", sans_lieu=True)
    lien: Url | None = champ("Lien", "La page officielle des tarifs.", "https://www.caf.fr", sans_lieu=True)

    @property
    def dated(self) -> bool:
        """Whether its words say their own year, which may be older than what else is known of the place."""
        return re.search(r"\b20\d\d\b", self.texte or "") is not None


class Acces(Choice):
    """How one may come to a service."""

    LIBRE = "libre", "accès libre, sans rendez-vous"
    RENDEZ_VOUS = "rendez-vous", "sur rendez-vous"
    ORIENTATION = "orientation", "sur orientation d’un professionnel : vous ne pouvez pas le demander seul"


class Place(Renamed, Reread, Contact):
    """What structures and services share: whom it is for, where it comes, how to reach it."""

    dataset = "lieux"

    if TYPE_CHECKING:  # each declares these at its own place in the forms
        nom: Line
        themes: tuple[ThemeId, ...]
        tarif: Tarif | None

    description: Text | None = champ(
        "Description", "Deux ou trois phrases simples.", "Un lieu pour jouer en famille.", sans_lieu=True
    )
    resume_facile: Text | None = champ(
        "Résumé facile à lire",
        "Phrases de 15 mots au plus, une idée par phrase, mots de tous les jours.",
        "Votre enfant joue ici.",
        sans_lieu=True,
    )
    mots: tuple[Line, ...] = liste("Mots de tous les jours", "Ce que les gens cherchent.", "[bus, navette]", sans_lieu=True)
    gestionnaire: InstitutionName | None = champ(
        "Gestionnaire", "L'institution ou l'association responsable.", "Ville de …", sans_lieu=True
    )
    ages: Ages | None = champ("Âges accueillis", "", "{de: 10 semaines, a: 3 ans}", sans_lieu=True)
    publics: Line | None = champ("Pour qui", "En mots simples.", "parents de jeunes enfants", sans_lieu=True)
    horaires: Horaires | None = champ("Horaires", sans_lieu=True)
    fermetures: tuple[Closure, ...] = liste(
        "Fermetures",
        "Dites « chaque année » si elles reviennent.",
        "[{du: 08-01, au: 08-21, motif: congés d'été}]",
        sans_lieu=True,
    )
    arrets: tuple[Arret, ...] = liste("Arrêts", "Pour ce qui se déplace.")
    adresse: Line | None = champ("Adresse", "Numéro et rue.", "3 place de la Mairie", personne=True)
    complement_adresse: Line | None = champ("Complément", "Bâtiment, quartier.", "Maison des associations", personne=True)
    code_postal: Postcode | None = champ("Code postal", "", "99100")
    contact_relais: StructureId | None = champ(
        "Qui répond sinon", "Le lieu qui répond ; sinon la mairie.", "les-lutins", sans_lieu=True
    )
    numero_relais: NumeroUrgence | None = champ(
        "Numéro qui répond sinon", "Un numéro d'urgence ou d'écoute de ce site.", "115", sans_lieu=True
    )
    faits_a_savoir: tuple[Line, ...] = liste(
        "Bon à savoir", "Une phrase par ligne.", "[Fermé la dernière semaine de décembre.]", sans_lieu=True
    )

    @property
    def desk(self) -> "Place":
        return self

    @property
    def opening(self) -> Horaires | None:
        return self.horaires

    @property
    def timed(self) -> bool:
        """Whether it says anything of when one may come."""
        return bool(self.horaires or self.fermetures or self.access)

    # What only structures have, or only services: the field that says it, what it means, and what the others answer.

    host_id: ClassVar[Own[str | None]] = Own("structure", None)
    """The structure that offers a service."""
    type_id: ClassVar[Own[str | None]] = Own("type", None)
    """The type of a structure."""
    seat: ClassVar[Own[str | None]] = Own("commune", None)
    """The commune of a structure."""
    beyond: ClassVar[Own[bool]] = Own("hors_territoire", False)
    """Whether a structure is outside of the territory."""
    confidential: ClassVar[Own[bool]] = Own("adresse_confidentielle", False)
    """Whether a structure keeps its address secret; the services that it offers do not say so themselves."""
    visits: ClassVar[Own[tuple[str, ...]]] = Own("communes_desservies", ())
    """The communes that a structure serves besides its own."""
    registration: ClassVar[Own[Inscription | None]] = Own("inscription", None)
    """How to register in a structure."""
    questions: ClassVar[Own[tuple[str, ...]]] = Own("a_demander", ())
    """What to ask those who answer for a service."""
    access: ClassVar[Own[Acces | None]] = Own("acces", None)
    """How one may come to a service."""
    eligibility: ClassVar[Own[str | None]] = Own("conditions", None)
    """Who has a right to a service."""

    @property
    def reserved_to(self) -> tuple[str, ...]:
        """The communes whose inhabitants a service is for."""
        return ()

    @property
    def settled(self) -> bool:
        """Whether it is at an address of its own."""
        return bool(self.adresse)

    @property
    def communes_named(self) -> tuple[str, ...]:
        """Where it comes; where it is, the catalogue says."""
        return (*(stop.commune for stop in self.arrets), *self.visits, *self.reserved_to)

    @property
    def on_site(self) -> bool:
        """Whether one may be received where its structure is."""
        return True

    @property
    def itinerant(self) -> bool:
        """Whether it says that it moves, by its stops or by its ways of receiving."""
        return bool(self.arrets)

    @property
    def steps(self) -> tuple[str, ...]:
        """How to ask for it, in order, as it was written."""
        return ()

    @property
    def to_bring(self) -> tuple[str, ...]:
        """The papers that it asks for."""
        return ()


_DAY = r"(1er|\d{1,2})"
_MONTH = rf"({'|'.join(MONTHS)})"
_FULL = rf"{_DAY} {_MONTH} (\d{{4}})"
_HEAD = r"^(?:les? )?(?:pré-?)?(?:inscriptions? )?:? ?"
_RANGE = re.compile(rf"{_HEAD}du {_DAY}(?: {_MONTH}(?: (\d{{4}}))?)? au {_FULL}\b", re.IGNORECASE)
_FROM = re.compile(rf"{_HEAD}(?:à partir du|dès le) {_FULL}\b", re.IGNORECASE)
_UNTIL = re.compile(rf"{_HEAD}jusqu['’]au {_FULL}\b", re.IGNORECASE)
_ON = re.compile(rf"{_HEAD}le {_FULL}\b", re.IGNORECASE)


class RegistrationPart(StrEnum):
    """What of the window is known: all of it, or one end only."""

    WHOLE = auto()
    START = auto()
    END = auto()


@dataclass(frozen=True)
class Window:
    """From a day to a day, both included; one day when only one end is known."""

    du: dt.date
    au: dt.date
    part: RegistrationPart = RegistrationPart.WHOLE

    def over(self, today: dt.date) -> bool:
        """Whether it is too late. Of what only says when it begins, nobody knows."""
        return self.part is not RegistrationPart.START and self.au < today


_YEARLESS = re.compile(
    rf"{_HEAD}(?:du {_DAY}(?: {_MONTH})? au|du|à partir du|dès le|jusqu['’]au|le) {_DAY} {_MONTH}(?! (?:au )?\d)", re.IGNORECASE
)


class Misread(StrEnum):
    """Why a line that is written like a date is not one."""

    IMPOSSIBLE = auto()
    REVERSED = auto()
    YEARLESS = auto()


def read_window(text: str) -> Window | Misread | None:
    """The window that a line of ``inscription.dates`` begins with: « du 1er au 30 avril 2027 », « jusqu'au 15 mai 2027 ».

    None for what is no date: « en avril », « avant le 15 mars 2027 » (is the 15th too late?).
    """
    line = " ".join(text.split())
    try:
        if found := _RANGE.match(line):
            day, month, year, last_day, last_month, last_year = found.groups()
            au = _date(last_day, last_month, last_year)
            du = _date(day, month or last_month, year or last_year)
            return Window(du, au) if du <= au else Misread.REVERSED
        for pattern, part in ((_FROM, RegistrationPart.START), (_UNTIL, RegistrationPart.END), (_ON, RegistrationPart.WHOLE)):
            if found := pattern.match(line):
                date = _date(*found.groups())
                return Window(date, date, part)
    except ValueError:
        return Misread.IMPOSSIBLE
    return Misread.YEARLESS if _YEARLESS.match(line) else None


def window_in(text: str) -> Window | None:
    """The window that a line of ``inscription.dates`` states; None when it states none, or one that cannot be."""
    found = read_window(text)
    return found if isinstance(found, Window) else None


def _date(day: str, month: str, year: str) -> dt.date:
    return dt.date(int(year), MONTHS.index(month.lower()) + 1, 1 if day.lower() == "1er" else int(day))
