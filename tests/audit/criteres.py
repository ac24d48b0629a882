"""The criteria of the RGAA that programs prove wholly, and by what. All the others need a person, even those that a program
helps to judge: a missing alternative is seen by axe-core, one that says nothing is not (1.1, 1.3, 6.1, 8.6…); the link to
the site's plan is in each page, whether it is at the same place for the eye is not asked (12.4, 12.5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ctg.common.problems import plural

CONFORME, SANS_OBJET, NON_CONFORME = "conforme", "non-applicable", "non-conforme"


@dataclass(frozen=True)
class Proof:
    """``regles`` that must have found nothing, among the notes of the tools whose names begin with ``outil``; or ``tests``
    (pytest's names) that must have passed. ``raison``: why this is the whole criterion. French: it is published."""

    raison: str
    outil: str = ""
    regles: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    sans_objet: bool = False


_CADRE = Proof("Aucun cadre (iframe), dans les pages ni dans leurs états", "éléments", ("cadre",), sans_objet=True)
_MEDIA = Proof(
    "Ni son, ni vidéo, ni objet embarqué, dans les pages ni dans leurs états ; aucun script ne joue de son",
    "éléments",
    ("média",),
    ("tests/audit/test_scripts.py::test_no_script[plays sound]",),
    sans_objet=True,
)
_MOUVEMENT = "Aucun script n'écoute les mouvements de l'appareil"
_SCRIPTS = "tests/audit/test_scripts.py::test_no_script"

PROOFS: dict[str, Proof] = {
    "2.1": _CADRE,
    "2.2": _CADRE,
    **dict.fromkeys(("4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.10", "4.11"), _MEDIA),
    "6.2": Proof("Chaque lien a un nom, dans chaque état (axe-core)", "axe-core", ("link-name",)),
    "8.1": Proof("Type de document présent, valide, en tête (vérificateur Nu)", "vnu", ("doctype",)),
    "8.2": Proof("Aucune erreur, avant et après les scripts (vérificateur Nu)", "vnu", ("doctype", "code")),
    "8.3": Proof("Langue présente sur l'élément racine (axe-core)", "axe-core", ("html-has-lang",)),
    "8.5": Proof("Titre présent et non vide (axe-core)", "axe-core", ("document-title",)),
    "13.2": Proof(
        "Aucune page n'ouvre de fenêtre d'elle-même, et aucun script ne sait le faire",
        "éléments",
        ("fenêtre",),
        (_SCRIPTS + "[opens a window]",),
    ),
    "13.9": Proof(
        "Ni les styles (axe-core) ni les scripts ne bloquent l'orientation",
        "axe-core",
        ("css-orientation-lock",),
        (_SCRIPTS + "[locks the orientation]",),
    ),
    "13.12": Proof(_MOUVEMENT, tests=(_SCRIPTS + "[follows the movements of the device]",), sans_objet=True),
}


def judged(notes: Iterable[Mapping], passed: Mapping[str, bool]) -> dict[str, dict]:
    """Criterion → {conforme, etat, preuve}; a criterion whose proof was not run is left out.

    ``conforme`` is true too when nothing makes the criterion apply: nothing stands in the way.
    """
    notes = list(notes)
    found = {}
    for numero, proof in PROOFS.items():
        heard = [note for note in notes if proof.outil and note["outil"].startswith(proof.outil)]
        if (proof.outil and not heard) or not all(test in passed for test in proof.tests):
            continue
        faults = [line for note in heard for rule, line in note["fautes"] if rule in proof.regles]
        faults += [test for test in proof.tests if not passed[test]]
        sound = SANS_OBJET if proof.sans_objet else CONFORME
        pages = len({page for note in heard for page in note["pages"]})
        reach = f" : {pages} pages" if pages else ""
        found[numero] = {
            "conforme": not faults,
            "etat": NON_CONFORME if faults else sound,
            "preuve": f"{plural(len(faults), 'faute')} ; la première : {faults[0]}" if faults else f"{proof.raison}{reach}.",
        }
    return found
