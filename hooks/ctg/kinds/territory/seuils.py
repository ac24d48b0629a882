"""From when on something is told to the team: the thresholds of the alerts, declared once."""

from __future__ import annotations

from ctg.kinds.fields.base import Number, Part, champ


class Seuils(Part):
    """The thresholds, in months, of ``analysis.project.reports.alerts``. The defaults are what a yearly committee can act on."""

    mois_sans_nouvelles: int = champ(
        "Mois sans nouvelles", "Une action en cours dont rien n'est daté depuis.", "12", default=12, ge=1, le=120
    )
    mois_sans_mesure: int = champ(
        "Mois sans mesure", "Comptés depuis la fin de la dernière année mesurée.", "24", default=24, ge=1, le=240
    )
    mois_sans_suite: int = champ(
        "Mois sans suite", "Une demande ou une décision sans échéance, dont rien n'est dit.", "6", default=6, ge=1, le=120
    )
    mois_avant_fin: int = champ(
        "Mois avant la fin", "Quand une convention ou un plan est dit près de sa fin.", "6", default=6, ge=1, le=60
    )
    depassement_pour_cent: Number = champ(
        "Dépassement admis, en %", "Du réalisé sur le prévu, par action et par année.", "10", default=5, ge=0, le=1000
    )
