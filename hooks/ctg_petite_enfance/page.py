"""The service public de la petite enfance: who must do what for children under three, commune by commune; and its page.

What the law asks is in ``loi.yml``, in our own words, with its references and readings. A transfer of duties is known only when
``territoire.yml`` says so; a missing population is never taken for zero."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

from ctg import api
from ctg_petite_enfance.rate import childcare_rate, needs, programme, summed_up


class Reading(api.Part):
    """A text that we read: its title, its address, and its own date in French words."""

    titre: str
    url: str
    date: str


class LawRule(api.Part):
    """A rule of law in plain French, its articles of the code de l'action sociale et des familles, and which text was read."""

    texte: str
    reference: str
    lu: str


class Obligation(api.Part):
    """What the law asks above a number of inhabitants (None: everywhere), from whoever exercises these duties."""

    titre: str
    missions: tuple[api.Sppe, ...]
    seuil: int | None = None


class Law(api.Part):
    """What ``loi.yml`` says.

    ``officiel``: the official text, to read again; ``missions``: the duty in one sentence, and the rule that says for whom it is
    compulsory; ``demande``: the columns of the table; ``contenu``: the article and what it asks, for each ``PointSchema``."""

    officiel: str
    lu_le: dt.date
    lectures: dict[str, Reading]
    regles: dict[str, LawRule]
    missions: dict[api.Sppe, tuple[str, str]]
    demande: dict[str, Obligation]
    contenu: dict[str, tuple[str, str]]


LAW = Law.model_validate(api.parse(api.read_plain(Path(__file__).with_name("loi.yml")).decode()))
Compulsory = Literal["oui", "non", "selon", "inconnu"]
"""Is it compulsory? « selon »: it depends on a transfer that we do not know of; « inconnu »: a population is missing."""


class Headcount(NamedTuple):
    """Inhabitants of some communes, added; ``complete`` is False when one of their populations is missing."""

    total: Decimal
    complete: bool

    @classmethod
    def of(cls, communes: Iterable[api.Commune]) -> "Headcount":
        """The inhabitants that these communes declare."""
        counts = [commune.population for commune in communes]
        return cls(sum((n for n in counts if n is not None), Decimal(0)), None not in counts)

    def above(self, threshold: int | None) -> bool | None:
        """Strictly more than a threshold? None when the missing populations could change the answer."""
        if threshold is None or self.total > threshold:
            return True
        return False if self.complete else None


class Transfer(NamedTuple):
    """Who exercises a duty in the territory. ``communes``: those that transferred it (or could, when unknown)."""

    mission: api.Sppe
    exercee_par: api.Exercice
    communes: tuple[api.Commune, ...]
    habitants: Headcount
    """The inhabitants of these communes, which the law adds (art. L. 214-1-3, III)."""

    def bearer(self, commune: api.Commune) -> api.Exercice:
        """Who exercises the duty for a commune."""
        if self.exercee_par == api.Exercice.INTERCOMMUNALITE and commune not in self.communes:
            return api.Exercice.COMMUNES
        return self.exercee_par

    def answer(self, commune: api.Commune, threshold: int | None) -> Compulsory:
        """Is what the threshold triggers compulsory, for whoever exercises the duty in this commune?

        Transferring only adds inhabitants: what binds the commune alone binds whoever takes over from it.
        """
        alone, together = Headcount.of([commune]).above(threshold), self.habitants.above(threshold)
        match self.bearer(commune):
            case api.Exercice.COMMUNES:
                return _said(alone)
            case api.Exercice.INTERCOMMUNALITE:
                return _said(together)
        if alone or together is False:
            return _said(bool(alone))
        return "inconnu" if alone is None else "selon"


class Duty(NamedTuple):
    """What the law asks in one commune: is it compulsory, and who answers for it."""

    obligatoire: Compulsory
    exercee_par: tuple[api.Exercice, ...]


def transfers(catalogue: api.Catalogue) -> dict[api.Sppe, Transfer]:
    """Who exercises each of the four duties; a duty that the territory does not mention is unknown."""
    said = {line.mission: line for line in reversed(catalogue.territoire.petite_enfance.competences)}
    everyone = catalogue.all(api.Commune)
    found = {}
    for mission in api.Sppe:
        line = said.get(mission)
        bearer = line.exercee_par if line else api.Exercice.INCONNU
        named = line.communes if line and bearer == api.Exercice.INTERCOMMUNALITE else ()
        members = tuple(c for c in everyone if c.nom in named) if named else everyone
        found[mission] = Transfer(mission, bearer, members, Headcount.of(members))
    return found


def duties(catalogue: api.Catalogue) -> dict[api.Commune, dict[str, Duty]]:
    """Each of ``LAW.demande`` in every commune, in the order of the catalogue."""
    found = transfers(catalogue)
    return {commune: duties_of(found, commune) for commune in catalogue.all(api.Commune)}


def duties_of(found: dict[api.Sppe, Transfer], commune: api.Commune) -> dict[str, Duty]:
    """Each of ``LAW.demande`` in a commune, once transfers are read."""
    return {key: _duty([found[mission] for mission in one.missions], commune, one.seuil) for key, one in LAW.demande.items()}


def _duty(serving: list[Transfer], commune: api.Commune, threshold: int | None) -> Duty:
    """What serves two duties is compulsory as soon as one of them asks for it, from whoever exercises that one."""
    answers = [(transfer.answer(commune, threshold), transfer.bearer(commune)) for transfer in serving]
    order: tuple[Compulsory, ...] = ("oui", "inconnu", "selon", "non")
    worst = min((answer for answer, _ in answers), key=order.index)
    return Duty(worst, tuple(dict.fromkeys(bearer for answer, bearer in answers if answer == worst)))


def _said(compulsory: bool | None) -> Compulsory:
    return "inconnu" if compulsory is None else "oui" if compulsory else "non"


def _filled(catalogue: api.Catalogue, _today: dt.date) -> bool:
    """The law depends on how many inhabitants a commune has: without it, nothing can be said of any."""
    told = catalogue.territoire.petite_enfance != api.PetiteEnfance()
    return told or any(commune.population is not None for commune in catalogue.all(api.Commune))


EARLY_CHILDHOOD = api.section_page(
    "Service public de la petite enfance",
    "ctg/petite-enfance/",
    50,
    lambda catalogue: f"Qui doit faire quoi pour les tout-petits{'' if catalogue.alone else ', commune par commune'}.",
    filled=_filled,
)
ANSWERS = {"oui": "Oui", "non": "Non", "selon": "Cela dépend", "inconnu": "Inconnu"}
"""What people read for each answer to « is it compulsory? »."""


def answer(render: api.Renderer, _record: object) -> dict[str, object] | None:
    """The fourth answer of the page of the territory; None without the page."""
    filled = EARLY_CHILDHOOD.filled(render.catalogue, render.today)
    return {"page": EARLY_CHILDHOOD, "says": EARLY_CHILDHOOD.says(render.catalogue)} if filled else None


api.page_part("projet/territoire", "parties/service-public.html", answer)


def early_childhood_page(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The page, with a checklist of the thirteen points of the plan when the convention designates what answers them."""
    catalogue = render.catalogue
    communes = catalogue.all(api.Commune)
    found, rows = transfers(catalogue), duties(catalogue)
    asked = points(catalogue, catalogue.convention)
    listed, asked_for = programme(catalogue), needs(catalogue)
    known = any(transfer.exercee_par != "inconnu" for transfer in found.values())
    yield render.page(
        "projet/petite-enfance.html",
        EARLY_CHILDHOOD.path,
        EARLY_CHILDHOOD.name,
        trail=(api.PROJECT, api.TERRITORY_PAGE.link),
        description="Ce que la loi demande à chaque commune pour les enfants de moins de trois ans, et qui le fait.",
        law=LAW,
        rules=LAW.regles,
        missions=[(one, *LAW.missions[one], [act for act in catalogue.all(api.Action) if one in act.sppe]) for one in api.Sppe],
        years=sorted({c.population_annee for c in communes if c.population is not None and c.population_annee}),
        together=Headcount.of(communes),
        thresholds=sorted({one.seuil for one in LAW.demande.values() if one.seuil}),
        transfers=found,
        known=known,
        columns=[(head, par if known else ()) for head, par in columns(rows.values())],
        rows=[(commune, row, relays_of(catalogue, commune)) for commune, row in rows.items()],
        said={duty.obligatoire for row in rows.values() for duty in row.values()},
        relays=relays(catalogue),
        points=asked,
        designated=bool(catalogue.convention.designations),
        answered=sum(bool(point.things) for point in asked),
        votes=votes(catalogue),
        theme="petite-enfance",
        programme=listed,
        summed_up=summed_up(listed, render.today.year),
        silent=[commune for commune in communes if commune.nom not in {row.commune for row in listed}],
        needs=asked_for,
        local=next(((need, by_name) for need, _ in asked_for if (by_name := api.latest_by_commune(need))), None),
        ANSWERS=ANSWERS,
        BEARERS=api.Exercice.labels(),
    )


class SchemaPoint(NamedTuple):
    """A point of the plan of early childhood (CASF, art. D. 214-10-1, I), and what the convention designates on it: only the
    signatories can say that this is enough."""

    reference: str
    demande: str
    things: tuple[api.Record | api.Document, ...]


def points(catalogue: api.Catalogue, cadre: api.Cadre) -> list[SchemaPoint]:
    """Every point, in the order of the texts; drafts are not shown."""
    found: dict[str, list[api.Record | api.Document]] = {key: [] for key in LAW.contenu}
    for one in cadre.designations:
        if thing := one.document or next(filter(None, map(catalogue.named, api.links(one))), None):
            found[one.point].append(thing)
    return [SchemaPoint(*LAW.contenu[key], tuple(things)) for key, things in found.items()]


def columns(rows: Iterable[dict[str, Duty]]) -> list[tuple[str, tuple[api.Exercice, ...] | None]]:
    """(head, who exercises it everywhere; None when that differs from commune to commune and each cell must say it)."""
    bearers = [(one.titre, {row[key].exercee_par for row in rows}) for key, one in LAW.demande.items()]
    return [(head, found.pop() if len(found) == 1 else None) for head, found in bearers]


def commune_details(render: api.Renderer, record: api.Commune) -> dict[str, object]:
    """What the law asks in a commune, for the page of that commune."""
    catalogue = render.catalogue
    return {"record": record, "duties": duties_of(transfers(catalogue), record), "rate": childcare_rate(catalogue, record)}


api.page_part("commune", "parties/petite-enfance.html", commune_details)


def relays_of(catalogue: api.Catalogue, record: api.Commune) -> list[api.Structure]:
    """The relais petite enfance that are in a commune, stop there, or say that they serve it."""
    found = relays(catalogue)
    coming = catalogue.coming_to(record) if found else ()
    return [relay for relay in found if relay.commune == record.nom or relay in coming]


def relays(catalogue: api.Catalogue) -> list[api.Structure]:
    return [structure for structure in catalogue.all(api.Structure) if structure.type == "relais-petite-enfance"]


def votes(catalogue: api.Catalogue) -> dict[str, list[api.DeliberationCommune]]:
    """The votes by which each commune transferred duties, the earliest first; the same vote for two duties is one."""
    found: dict[str, list[api.DeliberationCommune]] = {}
    for line in catalogue.territoire.petite_enfance.competences:
        for vote in line.deliberations:
            own = found.setdefault(vote.commune, [])
            own += [vote] if vote not in own else []
    return {commune: sorted(own, key=lambda vote: vote.date.first) for commune, own in found.items()}
