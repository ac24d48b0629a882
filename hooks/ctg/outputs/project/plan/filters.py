"""The filters of the list of actions: what each action answers to, and the choices that are worth offering.

The page's script only compares marks with choices; see ``overrides/assets/js/filtrer.js``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ctg.catalogue import Catalogue
from ctg.ground.problems import fold
from ctg.kinds import Action, Axe, Commune
from ctg.kinds.project.action import ETATS

EVERY = "*"
"""The mark of an action without communes: it is for the whole territory, so it answers to every commune."""
UNSAID = "non-renseigne"
"""The value of a state that the record does not say."""

Options = tuple[tuple[str, str], ...]
"""(value, what people read) of each choice."""


@dataclass(frozen=True)
class Filter:
    """A select; ``name`` is also its parameter in the address, ``every`` the words of the choice that filters nothing."""

    name: str
    label: str
    every: str
    options: Options


def marks(catalogue: Catalogue, action: Action) -> dict[str, tuple[str, ...]]:
    """The values of every filter that an action answers to: ``{"axe": ("a",), "commune": ("*",), …}``."""
    return {
        "axe": (action.axe,),
        "theme": action.themes,
        "commune": tuple(catalogue.commune(nom).id for nom in action.communes) or (EVERY,),
        "porteur": tuple(token(catalogue, nom) for nom in action.pilots),
        "partenaire": tuple(token(catalogue, nom) for nom in action.partners),
        "etat": (action.etat or UNSAID,),
    }


def token(catalogue: Catalogue, institution: str) -> str:
    """One value for all the spellings of an institution: letters, digits and hyphens, never empty."""
    partner = catalogue.partner(institution)
    return partner.id if partner else fold(institution).replace(" ", "-") or "autre"


def filters(catalogue: Catalogue, actions: Sequence[Action]) -> tuple[Filter, ...]:
    """The filters that offer a choice: at least two values."""
    themes, communes = catalogue.vocabulary.themes.values(), catalogue.all(Commune)
    somewhere = any(action.communes for action in actions)  # then a commune that none names still has the territory's
    found = (
        Filter("axe", "Axe", "Tous", _used({a.axe for a in actions}, ((a.id, axis_title(a)) for a in catalogue.all(Axe)))),
        Filter("theme", "Thème", "Tous", _used({t for a in actions for t in a.themes}, ((t.id, t.titre) for t in themes))),
        Filter("commune", "Commune", "Toutes", tuple((c.id, c.nom) for c in communes if somewhere)),
        Filter("porteur", "Porteur", "Tous", _institutions(catalogue, (nom for a in actions for nom in a.pilots))),
        Filter("partenaire", "Partenaire", "Tous", _institutions(catalogue, (nom for a in actions for nom in a.partners))),
        Filter("etat", "État", "Tous", _used({a.etat or UNSAID for a in actions}, ((e or UNSAID, w) for e, w in ETATS.items()))),
    )
    return tuple(one for one in found if len(one.options) > 1)


def axis_title(axe: Axe) -> str:
    """« 1. Accueillir chaque tout-petit »."""
    return f"{axe.numero}. {axe.titre}"


def _used(values: set[str], options: Iterable[tuple[str, str]]) -> Options:
    return tuple(option for option in options if option[0] in values)


def _institutions(catalogue: Catalogue, names: Iterable[str]) -> Options:
    """Each institution once, under its partner's name or else its first spelling, in alphabetical order."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (fold(name), name)):
        partner = catalogue.partner(name)
        found.setdefault(token(catalogue, name), partner.nom if partner else name)
    return tuple(sorted(found.items(), key=lambda option: (fold(option[1]), option)))
