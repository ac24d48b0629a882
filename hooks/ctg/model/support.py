"""What the CNAF asks of a convention: the equipments that the CAF supports, and what each CAF is to be told, at its dates."""

import datetime as dt

from ctg.common.phrases import date_fr
from ctg.model.fields import Choice, FullDate, KnownDate, Line, Part, WholeOrCents, Year, champ, requis
from ctg.model.references import Document, InstitutionName, StructureId


class NatureSoutien(Choice):
    """What the CAF pays for an equipment, each for itself (circulaire CNAF n° 2020-01; caf.fr, 15 January 2025)."""

    PSU = "psu", "prestation de service"
    TERRITOIRE = "bonus-territoire", "bonus territoire"
    MIXITE = "bonus-mixite", "bonus mixité"
    HANDICAP = "bonus-handicap", "bonus handicap"
    ATTRACTIVITE = "bonus-attractivite", "bonus attractivité"
    POSTE = "poste", "poste de coopération"


class Soutien(Part):
    """What the CAF supports: one equipment, one year, one nature. Its proof is the agreement that pays it, not the convention."""

    annee: Year = requis("Année", "", "2026")
    structure: StructureId | None = champ("Équipement", "Vide : le territoire.", "trois-renards")
    nature: NatureSoutien = requis("Nature", f"{NatureSoutien.listed()}.", "bonus-territoire")
    prevu: WholeOrCents | None = champ("Prévu, en euros", "", "12000", ge=0)
    engage: WholeOrCents | None = champ("Engagé, en euros", "Ce qu'un acte promet.", "12000", ge=0)
    realise: WholeOrCents | None = champ("Payé, en euros", "", "11500", ge=0)
    preuve: Document | None = champ("Convention de financement", "La convention d'objectifs et de financement (COF).")
    fin: KnownDate | None = champ("Fin de cette convention de financement", "Son dernier jour.", "2027-12-31")


class NatureRetour(Choice):
    """The four returns of a year, as CAF pages name them."""

    PREVISIONNEL = "previsionnel", "données prévisionnelles"
    REEL = "reel", "données réelles de l’année d’avant"
    JUIN = "juin", "données de janvier à juin"
    SEPTEMBRE = "septembre", "données de janvier à septembre"


class Retour(Part):
    """What a CAF asks to be told in a year, and for when: each CAF has its dates."""

    annee: Year = requis("Année", "", "2026")
    caf: InstitutionName = requis("À qui", "La CAF qui le demande.", "CAF")
    nature: NatureRetour = requis("Ce qui est à rendre", f"{NatureRetour.listed()}.", "reel")
    avant_le: FullDate | None = champ("Avant le", "Vide : non renseigné.", "2026-03-31")
    fait_le: FullDate | None = champ("Rendu le", "", "2026-03-12", passe=True)
    source: Line = requis("Source", "D'où on le sait.", "Courriel de la CAF du 12 janvier 2026")

    def standing(self, today: dt.date) -> str:
        """« avant le 31 mars 2026 : en retard », « rendues le 12 mars 2026 »; « date limite non renseignée »."""
        limit = f"avant le {date_fr(self.avant_le)}" if self.avant_le else "date limite non renseignée"
        if self.fait_le:
            return f"{limit} : rendues le {date_fr(self.fait_le)}"
        return f"{limit} : {'en retard' if self.avant_le and self.avant_le < today else 'à rendre'}"
