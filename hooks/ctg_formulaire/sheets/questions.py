"""The questions of a sheet's first page, by kind: those that one asks aloud, and that a message asks."""

from __future__ import annotations

from typing import NamedTuple

MOST = 12
"""Boxes of a first page."""
HOURS, CLOSED, WHO, WHEN = "dit.heures", "dit.fermetures", "dit.qui", "dit.quand"
STATE, STEP, FIGURE, MONEY = "dit.etat", "dit.etape", "dit.chiffre", "dit.argent"
HOW, BACKS, SOURCE = "dit.comment", "dit.appuie", "dit.source"
"""Not boxes: how it was said (« appel » by default), what it vouches for, the source that it makes."""


class AskedAloud(NamedTuple):
    """A box of a first page: the field that it fills (or a text of ours), the question, what one could answer."""

    name: str
    question: str
    hint: str = ""
    half: bool = False
    """Whether it shares its line with the next one."""


_ANY = (
    AskedAloud("telephone", "À quel numéro appeler ?", "un numéro"),
    AskedAloud("ages.de", "À partir de quel âge ?", "10 semaines", True),
    AskedAloud("ages.a", "Jusqu’à quel âge ?", "3 ans", True),
    AskedAloud(HOURS, "Quels jours, quelles heures ?", "lundi à vendredi, 7h30 à 18h30"),
    AskedAloud(CLOSED, "Fermé quand ?", "du 2 au 20 août 2027"),
    AskedAloud(WHO, "Qui vous l’a dit ?", "la directrice", True),
    AskedAloud(WHEN, "Quand ?", half=True),
)
_STRUCTURE = (
    AskedAloud("adresse", "À quelle adresse ?", "rue, lieu-dit"),
    AskedAloud("places.total", "Combien de places ?", "20", True),
    AskedAloud("tarif.texte", "Combien ça coûte ?", "selon revenus", True),
    AskedAloud("inscription.comment", "Comment demander une place ?"),
    AskedAloud("accueil_handicap", "Et un enfant handicapé ?"),
)
_SERVICE = (
    AskedAloud("publics", "Pour qui ?", "les parents de jeunes enfants"),
    AskedAloud("conditions", "Qui y a droit ?"),
    AskedAloud("acces", "Faut-il un rendez-vous ?", half=True),
    AskedAloud("tarif.texte", "Combien ça coûte ?", "selon revenus", True),
    AskedAloud("demarches.lien", "Sur quelle page le demander ?", "https://…"),
)
_ACTION = (
    AskedAloud(STATE, "Où en est-elle, et depuis quand ?", "en cours depuis le 12 juin 2026"),
    AskedAloud(STEP, "Quelle est la prochaine étape, et quand ?", "ouverture du guichet, septembre 2027"),
    AskedAloud("difficultes", "Qu’est-ce qui bloque ?"),
    AskedAloud(FIGURE, "Un chiffre de l’année ?", "120 familles reçues"),
    AskedAloud(MONEY, "Combien d’argent engagé cette année, et qui paie ?", "12 000 € de la CAF"),
)
QUESTIONS: dict[str, tuple[AskedAloud, ...]] = {
    "structures": (_ANY[0], _STRUCTURE[0], *_ANY[1:5], *_STRUCTURE[1:], *_ANY[5:]),
    "services": (_ANY[0], *_SERVICE[:2], *_ANY[1:5], *_SERVICE[2:], *_ANY[5:]),
    "actions": (*_ACTION, *_ANY[5:]),
}
"""By folder; the other kinds have the boxes that their readers look for."""
JOINED = AskedAloud("dit.joindre", "Comment le joindre ?", "un numéro, un courriel ou un site")
