"""« Décider ensemble »: partners (what each institution leads, pays and manages, where it is named and where it sits) and their
pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ctg.common.phrases import at_name, capital, joined, of_name, shortened
from ctg.common.problems import fold, plural
from ctg.model import Action, Commune, Instance, Nature, Partenaire, Service, Structure
from ctg.pages import PROJECT, Facets, PlanHeading, Renderer, SiteFiles, page_part, present, under
from ctg.people.meetings import DECIDING, gathered
from ctg.plan import money, words
from ctg.plan.money import parts_of, sums_of
from ctg.reading.catalogue import Catalogue


def deciding_page(render: Renderer) -> SiteFiles:
    """« Décider ensemble »: what is to decide and was decided, who decides, what inhabitants said, who takes part."""
    if DECIDING.filled(render.catalogue, render.today):
        yield render.page(
            "projet/decider.html",
            DECIDING.path,
            DECIDING.name,
            trail=(PROJECT,),
            later=lambda: gathered(render) | partners(render),
            description="Qui pilote la convention, ce qui a été décidé, ce que les habitants ont dit, et qui participe.",
        )


# --- partners ------------------------------------------------------------------------------------

COUNTED = "Ces nombres viennent des fiches de ce site. Une institution peut faire davantage."
GROUPS: dict[Nature | None, str] = (
    Nature.labels()
    | {
        Nature.COLLECTIVITE: "collectivités du territoire",
        Nature.ETAT: "services de l’État",
        Nature.ASSOCIATION: "associations",
        Nature.ENTREPRISE: "entreprises",
        Nature.AUTRE: "autres organismes",
    }
    | {None: "nature non renseignée"}
)
"""The title of each group: its label, plural where there may be several."""


@dataclass(frozen=True)
class Ties:
    """Everything that records say of a partner."""

    partner: Partenaire
    parent: Partenaire | None
    children: tuple[Partenaire, ...]
    leads: tuple[Action, ...]
    named: tuple[Action, ...]
    """The actions that name it among their partners and say no more: neither that it leads them, nor what it does."""
    pays: tuple[Action, ...]
    """The actions of which a line of money names it."""
    structures: tuple[Structure, ...]
    services: tuple[Service, ...]
    sits: tuple[Instance, ...]
    signs: bool
    """Whether the convention names it among its signatories."""

    cadres: tuple[str, ...]
    """The other frameworks that its actions come from: their counts are not added to the convention's."""
    catalogue: Catalogue

    @property
    def summary(self) -> str:
        """« porte 3 actions, est nommée dans 5 autres, gère 4 lieux, siège dans 2 instances »; empty when nothing is known."""
        parts = ["a signé la convention"] if self.signs else []
        parts += self._part_in("")
        places = [f"{len(self.structures)} {'lieu' if len(self.structures) == 1 else 'lieux'}"] if self.structures else []
        offers = [*places, plural(len(self.services), "service")] if self.services else places
        if offers:
            parts.append("gère " + joined(offers))
        if self.sits:
            parts.append(f"siège dans {plural(len(self.sits), 'instance')}")
        return ", ".join(parts)

    @property
    def elsewhere(self) -> str:
        """« Missions de la coopération (offre d'emploi, 2025) : porte 17 actions. »; empty when all is the convention's."""
        return " ".join(f"{capital(cadre)} : {', '.join(self._part_in(cadre))}." for cadre in self.cadres)

    def _part_in(self, cadre: str) -> list[str]:
        """The part of an institution in the actions of one framework."""
        leads, named, pays = (
            sum(words.framework_name(self.catalogue, action) == cadre for action in actions)
            for actions in (self.leads, self.named, self.pays)
        )
        parts = [f"porte {plural(leads, 'action')}"] if leads else []
        if named:
            parts.append(f"est nommée dans {plural(named, 'autre' if leads else 'action')}")
        if pays:
            parts.append(f"en finance {pays}" if leads or named else f"finance {plural(pays, 'action')}")
        return parts


def ties(render: Renderer, partner: Partenaire) -> Ties:
    """Everything that the catalogue says of a partner, under any of its names."""
    catalogue = render.catalogue
    leads = catalogue.referenced_by(partner, Action, "porteurs")
    actions = catalogue.referenced_by(partner, Action, "porteurs", "partenaires", "moyens")
    means = catalogue.referenced_by(partner, Action, "moyens")
    here, signed = commune_of_partner(catalogue, partner), catalogue.convention.signed_by
    return Ties(
        partner,
        parent=catalogue.get(Partenaire, partner.rattachement),
        children=catalogue.referenced_by(partner, Partenaire, "rattachement"),
        leads=leads,
        named=tuple(one for one in catalogue.referenced_by(partner, Action, "partenaires") if one not in leads),
        pays=tuple(one for one in means if any(catalogue.partner(part.financeur) is partner for part in parts_of([one]))),
        structures=catalogue.referenced_by(partner, Structure, "gestionnaire"),
        services=catalogue.referenced_by(partner, Service, "gestionnaire"),
        sits=sits(catalogue, here) if here else catalogue.referenced_by(partner, Instance, "membres"),
        signs=among(catalogue, here, signed) if here else any(catalogue.partner(name) is partner for name in signed),
        cadres=tuple(dict.fromkeys(cadre for action in actions if (cadre := words.framework_name(catalogue, action)))),
        catalogue=catalogue,
    )


def nature_of(render: Renderer, partner: Partenaire) -> Nature | None:
    """The nature of a partner, or of the institution on which it depends (checks refuse circles)."""
    parent = partner.rattachement and render.catalogue.get(Partenaire, partner.rattachement)
    return partner.nature or (nature_of(render, parent) if parent else None)


def partners(render: Renderer) -> dict[str, Any]:
    """The partners by nature, and what their counts are worth, for « Décider ensemble »."""
    found = [(nature_of(render, partner), ties(render, partner)) for partner in render.catalogue.all(Partenaire)]
    groups = [(title, [_line(one) for other, one in found if other == nature]) for nature, title in GROUPS.items()]
    notes = (COUNTED, words.origin(render.catalogue, render.catalogue.all(Action)))
    return {"partners": [(title, lines) for title, lines in groups if lines], "notes": list(filter(None, notes))}


def _line(ties: Ties) -> tuple[Partenaire, list[str], str]:
    """A partner in the list: what it does, and its short name."""
    partner = ties.partner
    role = shortened(partner.role or "Rôle non renseigné", 160, " …")
    facts = [ties.summary, ties.elsewhere] if ties.summary else [ties.elsewhere or role]
    facts += [f"Rattachement : {ties.parent.nom}"] if ties.parent else []
    sigle = partner.sigle if partner.sigle and partner.sigle not in partner.nom else ""
    return partner, [*filter(None, facts)], sigle


def _details(render: Renderer, record: Partenaire) -> dict:
    """The values that the template of a partner's page needs, besides the record."""
    found = ties(render, record)
    return {
        "ties": found,
        "children": [ties(render, child) for child in found.children],
        "led": money.sums_sentence(sums_of(parts_of(one for one in found.leads if not one.is_proposed))),
    }


# --- a commune -------------------------------------------------------------------------------------


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
    if own := [one for one in actions if one.communes == (commune.nom,)]:
        told = money.sums_sentence(sums_of(parts_of(own))) or "aucun montant n’est écrit"
        yield f"L’argent de {plural(len(own), 'action')} pour cette commune seule : {told}."
    if len(own) < len(actions):
        yield f"{'Des autres' if own else 'De ces actions'}, la part qui revient {at_name(commune.nom)} n’est pas connue."


def _told_of(render: Renderer, record: Commune) -> dict[str, Any] | None:
    """The part of the page of a commune; None when nothing is known."""
    actions = render.catalogue.referenced_by(record, Action)
    told = {"part": part_of(render.catalogue, record), "argent": list(money_of(record, actions))}
    return told if any(told.values()) else None


page_part("commune", "parties/part-de-la-commune.html", _told_of)
present(
    Facets(
        kind=Partenaire,
        above=under(PROJECT, DECIDING.link),
        plan=(PlanHeading.PROJECT, "Les partenaires"),
        details=_details,
        summary=lambda _catalogue, record: record.role,
    )
)
