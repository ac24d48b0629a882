"""What becomes of an action when its convention ends: the five decisions that an evaluation takes."""

from __future__ import annotations

from typing import ClassVar

from ctg.ground.problems import french
from ctg.kinds.fields.base import Part, Text, champ
from ctg.kinds.fields.choices import Choice
from ctg.kinds.fields.references import ActionId


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

    former: ClassVar[frozenset[str]] = frozenset({"decidee_le", "par"})

    decision: Decision = champ("Décision", Decision.listed(" ou ") + ".", "reconduite", default=...)
    vers: tuple[ActionId, ...] = champ("Vers", "Les actions qui la suivent : des noms de fichiers.", default=())
    motif: Text | None = champ("Motif", "Pourquoi.", "Le guichet sert 400 familles par an.")

    def model_post_init(self, _context: object) -> None:
        if self.vers and self.decision in OVER:
            raise french(
                f"Une action « {self.decision} » n'a pas de suite.", "Supprimez « vers », ou changez la décision.", "vers"
            )
