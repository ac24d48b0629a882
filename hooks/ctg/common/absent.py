"""What to do without an extension that was removed: in place of its commands, and of the records that it reads.

The core works without any of them; a remedy or a help text of the core may still name one of their commands. Where that
command is not there, :func:`for_here` says what to do by hand instead."""

from __future__ import annotations

import re
from functools import cache

from ctg.common.extensions import added

BY_HAND = {
    "migrer": "Écrivez-le dans la forme d'aujourd'hui : le dictionnaire des champs la montre.",
    "nouveau": "Créez un fichier « .yml » dans le dossier de cette sorte de fiche, sur le modèle d'une autre.",
    "importer": "Recopiez chaque ligne dans une fiche.",
    "geocoder": "Supprimez ce fichier, et écrivez « position » dans les fiches.",
    "confirmer --relu": "Cette relecture se note avec l'extension « formulaire » : remettez-la.",
    "confirmer": "Appelez, puis écrivez le jour dans « verifie_le ». Un brouillon se publie sans sa ligne « etat_fiche ».",
    "servir": "Ouvrez la fiche dans un éditeur de texte.",
    "chiffres": "Aucune commande ne le lit ici.",
    "nouveautes": "Reprenez le fichier d'avant, ou supprimez-le.",
    "rassembler": "relu à chaque test",
    "document comite": "",
    "document bilan": "",
    "document fiches-actions": "",
    "document evaluation": "",
    "document livret": "",
}
"""A command of an extension that texts of the core name → the sentence in place of theirs; empty: nothing."""
READ_BY = {"evaluations": "comites", "accessibilite.yml": "accessibilite"}
"""A folder or a file of ``data/`` → the extension without which it is not read."""

_NAMED = re.compile(rf"\bctg ({'|'.join(map(re.escape, BY_HAND))})\b")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


def for_here(text: str) -> str:
    """A text of the core, where each sentence that names a command which is not installed says what to do without it."""
    if "ctg " not in text or not any(one in absent() for one in _NAMED.findall(text)):
        return text
    said = [next((BY_HAND[one] for one in _NAMED.findall(part) if one in absent()), part) for part in _SENTENCES.split(text)]
    return " ".join(part for part in dict.fromkeys(said) if part)


@cache
def absent() -> frozenset[str]:
    """The commands of :data:`BY_HAND` that no extension brings."""
    there = {line.name for line in added("commands")} | {f"document {line.name}" for line in added("documents")}
    return frozenset(name for name in BY_HAND if name.partition(" --")[0] not in there)
