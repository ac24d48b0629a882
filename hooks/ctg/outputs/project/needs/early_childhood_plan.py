"""What the convention designates to stand for the multi-year plan (CASF, art. D. 214-10-1), point by point, in words."""

from __future__ import annotations

import datetime as dt

from ctg.analysis.project.needs.schema_points import Proof, SchemaPoint, planned, points
from ctg.catalogue import Catalogue
from ctg.ground.phrases import capital, euros, from_to
from ctg.kinds import Action, Cadre, Indicateur, Rencontre, Structure
from ctg.kinds.fields.record import Document
from ctg.kinds.project.action import Sppe
from ctg.kinds.territory.territoire import DeliberationCommune
from ctg.outputs.project.reports.evaluation_text import figure
from ctg.outputs.project.reports.parts import address, label

THEME = "petite-enfance"
RELAY = "relais-petite-enfance"
ANSWERS = {"oui": "Oui", "non": "Non", "selon": "Cela dépend", "inconnu": "Inconnu"}
"""What people read for each answer to « is it compulsory? »."""
HEADS: dict[Sppe, str] = {
    Sppe.RECENSER: "Recenser",
    Sppe.INFORMER: "Informer",
    Sppe.PLANIFIER: "Planifier",
    Sppe.QUALITE: "Soutenir la qualité",
}


def plan_texts(catalogue: Catalogue, cadre: Cadre, today: dt.date) -> list[dict]:
    """The points, as the page and the dossier both show them."""
    return [_texts(point) for point in points(catalogue, cadre, today)]


def designates(cadre: Cadre) -> bool:
    """Whether a convention says anything of the plan."""
    return bool(cadre.designations)


def answered(texts: list[dict]) -> str:
    """« 11 points présents sur 13. »"""
    count = sum(one["present"] for one in texts)
    return f"{count} {'points présents' if count > 1 else 'point présent'} sur {len(texts)}."


def _texts(point: SchemaPoint) -> dict:
    return {
        "reference": point.reference.replace(". ", ".\u00a0"),
        "demande": point.demande,
        "present": point.present,
        "preuves": [_proof(point.key, proof) for proof in point.proofs],
        "manques": list(point.gaps),
    }


def _proof(key: str, proof: Proof) -> dict:
    thing, facts = proof.thing, ""
    if isinstance(thing, Document):
        return {"titre": thing.titre, "cle": "", "url": thing.url, "faits": "", "manque": capital(proof.gap)}
    if isinstance(thing, Action) and key == "couts":
        facts = " ; ".join(f"{year} : {euros(amount)}" for year, amount in sorted(planned(thing).items()))
    elif isinstance(thing, Indicateur):
        facts = figure(thing)
    elif isinstance(thing, Rencontre):
        facts = capital(from_to(thing.date, thing.fin))
    title = f"Action {label(thing)} : {thing.titre}" if isinstance(thing, Action) else thing.title
    return {"titre": title, "cle": address(thing), "url": "", "faits": facts.rstrip("."), "manque": capital(proof.gap)}


def serving(catalogue: Catalogue, mission: str = "") -> list[Action]:
    """The actions that serve a duty; by default, those that serve any of the four."""
    return [action for action in catalogue.all(Action) if (mission in action.sppe if mission else action.sppe)]


def relays(catalogue: Catalogue) -> list[Structure]:
    """The relais petite enfance."""
    return [structure for structure in catalogue.all(Structure) if structure.type == RELAY]


def votes(catalogue: Catalogue) -> dict[str, list[DeliberationCommune]]:
    """The votes by which each commune transferred duties, the earliest first; the same vote for two duties is one."""
    found: dict[str, list[DeliberationCommune]] = {}
    for line in catalogue.territoire.petite_enfance.competences:
        for vote in line.deliberations:
            own = found.setdefault(vote.commune, [])
            own += [vote] if vote not in own else []
    return {commune: sorted(own, key=lambda vote: vote.date.first) for commune, own in found.items()}
