"""For whom, by whom and where: the ages and the public of a place or of an action, who runs it, who sits in a body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctg.checking.rules import Checked
from ctg.checking.said_rules import EITHER
from ctg.common.phrases import at_name, joined
from ctg.common.problems import Problem, fold, shown
from ctg.model import Action, Instance, Place, Rencontre, Service, Structure
from ctg.model.fields import Ages
from ctg.reading.spoken.tokens import in_figures

RUN_BY = {"pmi": "departement|metropole|collectivite", "caf": r"\bcaf\b|allocations", "mission-locale": "mission locale",
          "ccas": r"communa|\bccas\b|commune|ville|mairie", "mairie": "commune|ville|mairie"}  # fmt: skip
"""Who alone runs a place of some types, folded."""


def run_by_whom_it_is(one: Checked[Structure]) -> Iterator[Problem]:
    """Warn of a public service that another body would run; of a place that another commune of the territory runs."""
    place, manager = one.record, one.record.gestionnaire or ""
    here = {place.seat, *place.communes_named}
    town = re.match(r"(?:Commune|Ville|Mairie|CCAS|Centre communal d['’]action sociale) (?:de |d['’])(.+)$", manager)
    other = town and town[1] in one.world.postcodes and town[1] not in here
    if other or (manager and not re.search(RUN_BY.get(place.type, ""), fold(manager))):
        told = f"« {shown(manager)} » gère-t-il un tel lieu{f' {at_name(place.seat)}' if other and place.seat else ''} ?"
        yield one.warning("gestionnaire", told, "Corrigez le gestionnaire, ou le type.")


def led_by_others_than_its_partners(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of who leads an action and is also its partner."""
    named = [[fold(name) for name in names] for names in (one.record.porteurs, one.record.partenaires)]
    leads, helps = ({one.world.partners.get(name, name) for name in names} for names in named)
    if leads & helps:
        yield from one.each(("porteurs", "partenaires"), "Qui porte l'action en est aussi partenaire.", EITHER)


PEOPLE = re.compile(r"\b(\d+) (?:habitant|personne|membre|élu|parent|jeune|enfant|famille|représentant|citoyen|volontaire)\w*")
CHOSEN = re.compile(r"\btirée?s? au sort|\bvolontaire|\bélue?s?\b|\bdésigné", re.IGNORECASE)


def _sitting(body: Instance) -> set[int]:
    """How many people the members of a body say that they are: each of them, and together."""
    counts = [int(found[1]) for name in body.membres for found in PEOPLE.finditer(in_figures(name))]
    return {*counts, sum(counts)} - {0}


def members_as_told(one: Checked[Instance]) -> Iterator[Problem]:
    """Warn of a body of « vingt habitants tirés au sort » whose members are others."""
    body, known, said = one.record, _sitting(one.record), PEOPLE.search(in_figures(one.record.role or ""))
    how = [{found.lower()[:4] for found in CHOSEN.findall(text)} for text in (body.role or "", " ".join(body.membres))]
    if (said and known and int(said[1]) not in known) or (all(how) and not how[0] & how[1]):
        yield from one.each(("role", "membres"), f"Le rôle et les membres, « {joined(body.membres)} », se contredisent.", EITHER)


def attended_as_told(one: Checked[Rencontre]) -> Iterator[Problem]:
    """Warn of « 18 habitants sur 30 », of a body that has twenty."""
    body = one.world.get(Instance, one.record.instance)
    said = re.search(r"\b(\w+) sur (\d+)\b", in_figures(one.record.participation or "").partition(",")[0])
    if body and said and "commune" not in said[1] and (known := _sitting(body)) and int(said[2]) not in known:
        yield one.warning("participation", f"« {joined(body.membres)} », selon {body.file}.", EITHER)


# --- for whom, and where ---------------------------------------------------------------------------------

Months = tuple[float, float]
WHO: dict[str, Months] = {
    r"bébés?|nourrissons?": (0, 48), r"tout-petits": (0, 72), r"collégien\w*|collèges?": (108, 192), r"lycée\w*": (168, 252),
    r"ados?|adolescent\w*": (120, 252), r"étudiant\w*": (192, 480), r"jeunes(?! enfants| parents)": (120, 432),
    r"accueils? de loisirs|périscolaire": (24, 228), r"(?:micro-)?crèches?": (0, 84),
    r"retraités?|seniors?|personnes âgées": (540, 1440),
}  # fmt: skip
"""The months of those whom words name."""
_AGES = (
    re.compile(r"\b(\d+)(?: (semaines|mois|ans))? ?(?:à|et|-) ?(\d+) ?(semaines|mois|ans)\b"),
    re.compile(r"\b(?:moins de|jusqu'à)()() (\d+) (mois|ans)\b", re.IGNORECASE),
    re.compile(r"\b(?:plus de|dès|à partir de) (\d+) (mois|ans)\b()()", re.IGNORECASE),
)
_UNITS = {"semaines": 0.25, "mois": 1, "ans": 12}
_ANYONE = re.compile(r"(?i)\b(?:tous|toutes|familles?|habitants?|public|parents(?! d)|adultes?|personnes(?! âg)|assistant\w*)\b")


def _audience(text: str, words: bool = True) -> list[Months]:
    """The ages, in months, of those for whom a text is: what it says in figures, else whom it names; of anyone, none."""
    said = in_figures(text)
    ages = [(float(low or 0) * _UNITS[unit or last or "ans"],
             float(high) * _UNITS[last or "ans"] + (12 if last == "ans" else 1) if high
             else (float(low) + 3) * _UNITS[unit or last or "ans"])
            for form in _AGES for low, unit, high, last in form.findall(said)]  # fmt: skip
    named = [months for form, months in WHO.items() if words and re.search(rf"\b(?:{form})\b", said, re.IGNORECASE)]
    return [] if _ANYONE.search(said) and not ages else [*ages, *named]


def _ages_of(ages: Ages | None) -> list[Months]:
    return [(ages.de.mois if ages.de else 0, ages.a.mois + 12 if ages.a else 1440)] if ages else []


def for_the_same_people(one: Checked[Place | Action]) -> Iterator[Problem]:
    """Warn of a public that has nobody in common with the ages of the record, with what its title aims at, with what its type
    is for, or with who answers for it; and of words that name other people than the ages beside them."""
    record, words = one.record, one.world.vocabulary
    public = _audience(record.publics or "")
    aim = one.groups[()].values.get("objectif")
    titled, aimed = (_audience(str(text or "")) if record.folder == "actions" else [] for text in (record.title, aim))
    kind = words.types[record.type_id] if words and isinstance(record, Place) and record.type_id else None
    usual = _ages_of(kind.limites.ages) if kind and kind.limites else []
    meant = [(low, top - 12) for low, top in _ages_of(kind.ages if kind else None)]
    host = one.world.get(Structure, record.contact_relais or record.host_id) if isinstance(record, Place) else None
    described, own = str(one.groups[()].values.get("description", "")), _ages_of(record.ages)
    named_there = [
        [months] for form, months in WHO.items() if re.search(rf"(?<!pas )\bpour (?:les |des )?(?:{form})\b", described)
    ]
    offered = [one.world.get(Service, id) for id in record.naming("services")]
    pairs = [("publics", public, "ages", own), ("publics", public, "objectif", aimed), ("publics", public, "titre", titled),
             ("publics", public, "type", usual),
             ("ages", own, "type", meant), ("objectif", aimed, "ages", own),
             *(("ages", own, "description", months) for months in named_there),
             ("ages", own, "contact_relais", _ages_of(host.ages if host else None)),
             ("publics", _audience(record.publics or "", False) or public, "services",
              [years for one in offered if one for years in _ages_of(one.ages)])]  # fmt: skip
    for name, these, other, those in pairs:
        if these and those and not any(low < top and least < high for low, high in these for least, top in those):
            told = f"« {name} » et « {other} » ne sont pas des mêmes personnes."
            yield from one.each((name, other), told, "Vérifiez les âges, leur unité, et pour qui c'est.")


def where_it_says(one: Checked[Action]) -> Iterator[Problem]:
    """Warn of places in none of the communes of an action."""
    communes = one.record.communes
    for i, line in enumerate(one.record.places_accueil if communes else ()):
        if line.commune not in communes:
            told = f"Des places {at_name(line.commune)}, qui n'est pas dans « communes »."
            yield from one.each(("communes", f"places_accueil.{i}.commune"), told, EITHER)
