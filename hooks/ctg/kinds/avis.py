"""A call for opinions: the time when anyone may say what they think of a plan that is not adopted yet."""

from __future__ import annotations

import datetime as dt

from ctg.kinds.choices import Choice
from ctg.kinds.fields import Email, Part, Text, champ
from ctg.kinds.references import RencontreId
from ctg.problems import french


class MomentAvis(Choice):
    """Where a call for opinions stands on a day."""

    A_VENIR = "a-venir", "à venir"
    OUVERT = "ouvert", "ouvert"
    CLOS = "clos", "clos"


class Avis(Part):
    """A call for opinions on the draft of a plan, open to all. Nobody who answers is named."""

    debut: dt.date | None = champ("Premier jour", "Absent : dès maintenant.", "2027-01-04")
    fin: dt.date = champ("Dernier jour", "", "2027-01-31", default=...)
    presentation: Text | None = champ("Présentation", "Ce qui est demandé.", "Dites ce qui vous aiderait le plus.")
    courriel: Email | None = champ("Courriel", "Où envoyer un avis.", "familles@exemple.fr")
    depot: Text | None = champ("Où déposer la feuille", "En phrases courtes.", "À l'accueil de chaque mairie.")
    synthese: RencontreId | None = champ(
        "Synthèse", "La rencontre qui dit ce qui a été dit, et ce que c'est devenu : nom de fichier.", "avis-2027"
    )

    def model_post_init(self, _context: object) -> None:
        if self.debut and self.fin < self.debut:
            raise french("Cet appel à avis finit avant de commencer.", "Échangez « debut » et « fin ».", "fin")
        if not (self.courriel or self.depot):
            raise french(
                "Cet appel à avis ne dit pas comment répondre.",
                "Ajoutez « courriel », ou « depot » : où déposer la feuille.",
                "fin",
            )

    def on(self, day: dt.date) -> MomentAvis:
        """Where it stands on a day; its last day is of it."""
        if self.debut and day < self.debut:
            return MomentAvis.A_VENIR
        return MomentAvis.OUVERT if day <= self.fin else MomentAvis.CLOS
