"""What the project says of a commune: its part in the convention, and the money of its actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ctg.common.phrases import at_name, joined, of_name
from ctg.common.problems import fold, plural
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.meeting import Instance, Partenaire
from ctg.plan.money import parts_of, sums_of, sums_sentence
from ctg.reading.catalogue import Catalogue


def among(catalogue: Catalogue, commune: Commune, institutions: Iterable[str]) -> bool:
    """Whether a commune is one of these: under its own name (« Ville d'Aubrelune »), that of its partner, or with all of them
    (« Les 12 communes »)."""
    every = {"les communes", "toutes les communes", f"les {len(catalogue.all(Commune))} communes"}
    own = {fold(f"{word} {of_name(commune.nom)}") for word in ("commune", "mairie", "ville")}
    partners = ((name, catalogue.partner(name)) for name in institutions)
    names = (fold(one) for name, partner in partners for one in (name, *(partner.names if partner else ())))
    return any(name in own or name in every for name in names)


def commune_of_partner(catalogue: Catalogue, partner: Partenaire) -> Commune | None:
    """The commune that a partner is; None for any other institution."""
    return next((one for one in catalogue.all(Commune) if among(catalogue, one, partner.names)), None)


def sits(catalogue: Catalogue, commune: Commune) -> tuple[Instance, ...]:
    """The bodies that have a commune among their members."""
    return tuple(one for one in catalogue.all(Instance) if among(catalogue, commune, one.membres))


def part_of(catalogue: Catalogue, commune: Commune) -> str:
    """« La commune a signé la convention. Elle siège ici : Comité de pilotage. »; empty when nothing says so."""
    signed = "La commune a signé la convention." if among(catalogue, commune, catalogue.convention.signed_by) else ""
    bodies = joined(one.nom for one in sits(catalogue, commune))
    return " ".join(filter(None, (signed, f"Elle siège ici : {bodies}." if bodies else "")))


def money_of(commune: Commune, actions: Sequence[Action]) -> Iterator[str]:
    """What is known of the money of a commune's actions: of those for it alone, then of those for several."""
    actions = [one for one in actions if not one.is_proposed]
    own = [one for one in actions if one.communes == (commune.nom,)]
    if own:
        told = sums_sentence(sums_of(parts_of(own))) or "aucun montant n’est écrit"
        yield f"L’argent de {plural(len(own), 'action')} pour cette commune seule : {told}."
    if len(own) < len(actions):
        yield f"{'Des autres' if own else 'De ces actions'}, la part qui revient {at_name(commune.nom)} n’est pas connue."
