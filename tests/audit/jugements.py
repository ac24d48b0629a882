"""What axe-core doubts, or refuses without knowing an exception of the standard, and a person looked at. No rule is switched off:
each fault and each doubt that is not of this list fails."""

import re
from dataclasses import dataclass

from axe import Finding


@dataclass(frozen=True)
class Judgement:
    """``html`` (of the element) and ``message`` (of axe) are regular expressions; ``raison`` is read in the report."""

    regle: str
    html: str
    message: str
    raison: str

    def settles(self, finding: Finding) -> bool:
        return (
            finding.regle == self.regle
            and re.search(self.html, finding.html) is not None
            and re.search(self.message, finding.message) is not None
        )


JUDGEMENTS = (
    Judgement(
        "label-content-name-mismatch",
        r"leaflet-(control-zoom-(in|out)|popup-close-button)",
        "visible text",
        "Les boutons +, − et × de la carte. Un signe n'est pas un mot à dire : leurs noms (« Agrandir »…) le disent.",
    ),
    Judgement(
        "color-contrast",
        r"^<span( aria-hidden=.true.)?>(\w|\d+)<",
        "texte recouvert",
        "La lettre d'un repère que son voisin recouvre sur la carte. Agrandir les sépare, et la liste de la page dit le lieu.",
    ),
    Judgement(
        "color-contrast",
        r"^<(span aria-hidden=.true.|small>|div class=.leaflet-control-scale-line|text class=.(plan|barres)__)",
        "texte bordé",
        "Les noms et l'échelle de la carte sur une route, une limite ou un cours d'eau, un nombre sur des hachures : un bord de "
        "la couleur du fond, où le contraste suffit, sépare leurs lettres du trait.",
    ),
    Judgement(
        "color-contrast",
        r"^<span aria-hidden=.true.[^>]*>[^<]{2,}<",
        "texte recouvert",
        "Un nom de la carte sous la bulle que l'on vient d'ouvrir : la fermer le montre, et la liste de la page dit la commune.",
    ),
    Judgement(
        "target-size",
        r"^<div class=.leaflet-marker-icon",
        "partially obscured",
        "Un repère que le bord de la carte coupe. La liste de la page mène au même lieu (WCAG 2.5.8, exception « équivalent »), "
        "et déplacer la carte le montre entier.",
    ),
    Judgement(
        "th-has-data-cells",
        r"^<table data-groupes",
        "missing or empty",
        "Le titre d'un groupe de lignes est seul sur sa ligne (scope rowgroup) : les cellules qu'il nomme sont dessous.",
    ),
)


def judgement(finding: Finding) -> Judgement | None:
    return next((one for one in JUDGEMENTS if one.settles(finding)), None)
