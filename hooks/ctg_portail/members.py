"""A territory of a portal: its records, made again from what it published, in a catalogue of its own.

What came is JSON that follows our published schemas. Our models and the rules of ``data/`` ask for more: what they refuse is left
out, with a message. No text, link or number of records is trusted, and no record of a territory stands in another's catalogue.

Its figures are worked out from its own catalogue, by the code of its own site, before any page is made: a territory whose
figures cannot be worked out is left out, with a message.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, cast

from ctg import api
from ctg_portail.copies import Copy, Manifeste
from ctg_portail.fetching import Unsound
from ctg_portail.gather import SiteReading
from ctg_portail.reading import SPELT, RecordRefused, group, made, named, some

SECTIONS: Mapping[type[api.Record], str] = {
    api.Action: "ctg/actions/", api.Cadre: "ctg/", api.Indicateur: "ctg/territoire/", api.Rencontre: "ctg/decider/",
}  # fmt: skip
"""The pages that every site has: an identifier is a word of the member's, and no address may say it."""
SHORT = re.compile(r"[a-z]?\d{1,2}|ctg(-20\d\d)?")
NUMBER = re.compile(r"[1-9]\d?(\.[1-9]\d?){0,2}")
"""Of an action, in its plan."""
COMMUNE = re.compile(r"(?:(?:Le|La|Les) |L['’])?[^\W\d_]+(?:['’-][^\W\d_]+)*")
"""An article at most, and one word with hyphens."""
LONGEST_COMMUNE = 45
"""« Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson »."""
MOST = 100_000_000
"""More than the people of the country: what is not counted so far."""
MONTHS = 12
"""« Dans l'année »: from the day of the page."""
FOLLOWED = ("retard", "trajectoire")
"""The groups of alerts that are set side by side, in reading order."""


@dataclass(frozen=True)
class Convention:
    """The convention of a territory, that of the day."""

    cadre: api.Cadre
    end: Literal["inconnue", "passee", "bientot", "peut-etre", "plus-tard"]
    """« bientot »: within :data:`MONTHS`; « peut-etre »: that is only supposed."""
    axes: int
    states: Mapping[api.Etat | None, int]
    """How many actions are in each state; None: not stated."""
    actions: int
    decided: int
    priced: int
    """How many of the decided actions say something of money."""
    money: api.Sums
    """Money is what actions say: one that says nothing of its money makes the sum no whole budget."""


@dataclass(frozen=True)
class Facts:
    """All of it. ``convention`` is None when the site publishes none."""

    convention: Convention | None
    coverage: api.Coverage
    """Of no commune when the site says that it counts in a way that no one may."""
    alerts: tuple[api.AlertGroup, ...]
    ends: tuple[tuple[str, api.Record], ...]
    """What is to be renewed, the first to end first: in our words, and where its site tells of it."""
    committee: api.Rencontre | None
    """The next one of its convention; None when no date of one is published."""


def facts(catalogue: api.Catalogue, today: dt.date, counted: bool = True) -> Facts:
    """The figures of a territory on a day; ``counted``: its coverage too. Raises :class:`ArithmeticError` and
    :class:`ValueError` for figures and dates that no one can believe."""
    coverage = api.coverage(catalogue)
    ends = ((_end(one, today), one.record) for year in api.renewals(catalogue, today).values() for one in year)
    groups = {group.id: group for group in api.alerts(catalogue, today)}
    return Facts(
        None if catalogue.untold else _convention(catalogue, today),
        coverage if counted else replace(coverage, communes=()),
        tuple(groups[id] for id in FOLLOWED),
        tuple({(words, record.key): (words, record) for words, record in ends}.values()),
        next(
            (one for one in api.meetings_coming(catalogue.all(api.Rencontre), today) if api.framework(catalogue, one).is_ctg),
            None,
        ),
    )


def _end(one: api.Renewal, today: dt.date) -> str:
    """« 2 postes (au moins 1 ETP) : finit en 2028 ». What ends of a framework is told in our words, before what its site adds."""
    title = one.title.partition(" : ")[0] if one.at == "#equipements" else one.title.partition(" (")[0] if one.at else one.title
    if isinstance(one.record, api.Action) and one.record.moyens:
        posts = [post for post in one.record.moyens.postes if post.a == one.end]
        known = [post.etp for post in posts if post.etp]
        least = "au moins " if len(known) < len(posts) else ""
        title = api.plural(len(posts), "poste") + (f" ({least}{api.number(sum(known))} ETP)" if known else "")
    return f"{title} : {one.told(today)}"


def _convention(catalogue: api.Catalogue, today: dt.date) -> Convention:
    cadre = catalogue.convention
    end = api.ending(cadre, today, MONTHS)
    actions = catalogue.of_the_convention(api.Action, cadre)
    decided = [action for action in actions if not action.is_proposed]
    return Convention(
        cadre,
        "peut-etre" if end == "bientot" and cadre.end and cadre.end.approx else end,
        len(catalogue.of_the_convention(api.Axe, cadre)),
        api.counts(actions),
        len(actions),
        len(decided),
        sum(bool(api.parts_of([action])) for action in decided),
        api.sums_of(api.parts_of(decided)),
    )


R = TypeVar("R", bound=api.Record)


@dataclass(frozen=True)
class Member:
    """A territory of the portal."""

    reading: SiteReading
    manifest: Manifeste
    name: str
    """As the portal shows it: that of ``portail.yml``, or its number."""
    catalogue: api.Catalogue
    """Its records under its own identifiers, and titles of ours; the name of a commune is told by ``commune_named``."""
    figures: tuple[api.Indicateur, ...]
    """Those whose own names may be shown, under them."""
    facts: Facts
    remarks: tuple[str, ...]
    """What was left out, or is to be known, in French sentences without their full stop: for the editor only."""

    left_out: bool
    """Whether records were left out here, and not only names."""

    @property
    def partial(self) -> bool:
        """Whether something of it was left out, here or when it was read."""
        return bool(self.manifest.ecarte) or self.left_out

    @property
    def siren(self) -> str:
        """Its number: the name of its copy, and of its page."""
        return self.manifest.siren

    @property
    def path(self) -> str:
        """Its page in the portal."""
        return f"territoires/{self.siren}/"

    def page(self, path: str = "") -> str | None:
        """A page of its own site, below the address that was pinned; None when it has none."""
        base = self.manifest.adresse_publique
        return f"{base}{path}" if base else None

    def page_of(self, record: api.Record, shown: str = "") -> str | None:
        """The page of its site that tells of a record: its own, when its identifier adds no word to what is ``shown``."""
        bare = SHORT.fullmatch(record.id) or set(record.id.split("-")) <= set(api.as_identifier(shown).split("-"))
        return self.page(f"{record.key}/" if bare else SECTIONS.get(type(record), ""))


def codes_of(copy: Copy) -> dict[str, str]:
    """INSEE code → name of the communes that a copy describes; none when a file of it was changed since it was verified."""
    with suppress(Unsound):
        return {one.code_insee: one.nom for one in reversed(_made(copy, api.Commune))}
    return {}


def member(reading: SiteReading, copy: Copy, others: Collection[str], today: dt.date) -> Member:
    """The territory of a copy, without the communes of other territories (``others``: INSEE codes). Raises ``Unsound``,
    and as :func:`facts` does."""
    told: list[str] = []
    words = api.built_in_words()
    found = {kind: _made(copy, kind) for kind in api.KINDS}
    communes = list(own(cast("list[api.Commune]", found[api.Commune]), others, told))
    found[api.Commune] = list(communes)
    known: dict[str, Collection[str]] = {
        "communes": {one.nom for one in communes},
        "themes": words.themes.keys(),
        "types": words.types.keys(),
        api.Axe.folder: {one.id for one in found[api.Axe]},
    }
    linked = {kind: list(tied(records, known, told)) for kind, records in found.items()}
    name = reading.site.nom or f"Territoire {copy.manifest.siren}"
    unshown: list[str] = []
    coverage = _coverage(copy, unshown)
    territoire = called(name).model_copy(update={"siren": copy.manifest.siren, "couverture": coverage or api.Couverture()})
    records = dict(ruled(linked, territoire, words, today, told))
    if copy.manifest.ecarte or any(len(found[kind]) > len(records[kind]) for kind in (api.Structure, api.Service)):
        whole = territoire.couverture.model_copy(update={"recenses": ()})  # a place that is left out is not a place that lacks
        territoire = territoire.model_copy(update={"couverture": whole})
    catalogue = api.Catalogue(
        territoire,
        words,
        {"type": "FeatureCollection", "features": []},
        {
            kind: own if kind is api.Commune else tuple(renamed(one, rank) for rank, one in enumerate(own, 1))
            for kind, own in records.items()
        },
        confidential=frozenset(one.key for one in records[api.Structure] if cast(api.Structure, one).confidential),
        day=today,
        untold=None if any(cast(api.Cadre, one).is_ctg for one in records[api.Cadre]) else api.Cadre.model_validate(api.UNTOLD),
    )
    figures = tuple(one for one in cast("tuple[api.Indicateur, ...]", records[api.Indicateur]) if _believed(one))
    unshown += _unshown(reading, communes, [one.key for one in records[api.Indicateur] if one not in figures])
    worked_out = facts(catalogue, today, bool(coverage))
    return Member(reading, copy.manifest, name, catalogue, figures, worked_out, (*reading.remarks, *told, *unshown), bool(told))


def _unshown(reading: SiteReading, communes: Iterable[api.Commune], figures: list[str]) -> Iterator[str]:
    """Which of its names the portal does not show. ``figures``: the keys of those that it does not compare for that."""
    if not reading.site.nom:
        yield "montré sous son SIREN : écrivez « nom: … » sous son adresse"
    if odd := [one.code_insee for one in communes if commune_named(one) != one.nom]:
        yield f"{api.plural(len(odd), 'nom')} de commune remplacé{'s' if len(odd) > 1 else ''} par le code : {some(odd)}"
    if figures:
        yield f"{api.plural(len(figures), 'chiffre')} que rien ne compare, pour leur nom : {some(figures)}"


def _believed(one: api.Indicateur) -> bool:
    """Whether a figure may be shown: a name that hides nothing, and values that are no telephone."""
    return bool(named(one.nom, "")) and all(abs(value.valeur) < MOST for value in one.valeurs)


def renamed(record: R, rank: int) -> R:
    """The record under a title of ours: « Action 2.3 », « Convention territoriale globale (CTG) 2024-2027 », « Axe n° 2 »."""
    ours = TITLES[type(record)](record) if type(record) in TITLES else ""
    title = ours or f"{api.capital(record.singular)} n°\u00a0{rank}"
    return record.model_copy(update={name: title for name in ("nom", "titre") if name in type(record).model_fields})


def commune_named(commune: api.Commune) -> str:
    """« Valbourg »; « Commune 99001 » when its name is not written as that of a French commune. Records call it by its own."""
    name = commune.nom
    plain = COMMUNE.fullmatch(name) and len(name) <= LONGEST_COMMUNE
    counts = sum(word in SPELT for word in api.fold(name).split())
    return name if plain and counts <= 1 and named(name, "") else f"Commune {commune.code_insee}"


def _numbered(action: api.Action) -> str:
    return f"Action {action.numero}" if NUMBER.fullmatch(action.numero or "") else ""


def _dated(cadre: api.Cadre) -> str:
    years = dict.fromkeys(str(day.year) for day in (cadre.debut, cadre.end) if day)
    return " ".join(filter(None, (api.capital(cadre.nature.label), "-".join(years))))


TITLES: Mapping[type[api.Record], Callable[[Any], str]] = {
    api.Action: _numbered, api.Cadre: _dated, api.Rencontre: lambda _meeting: "Comité",
}  # fmt: skip


def _made(copy: Copy, kind: type[R]) -> list[R]:
    """Its records of a kind; a place outside is another site's to tell."""
    found = []
    for one in copy.records.get(kind, ()):
        with suppress(RecordRefused):
            found.append(made(kind, one))
    return [record for record in found if record.published and not (isinstance(record, api.Place) and record.beyond)]


def _coverage(copy: Copy, told: list[str]) -> api.Couverture | None:
    """How its site says that its coverage is counted; None when our model refuses it: no other way may stand for it."""
    found = group(api.Couverture, (copy.territory or {}).get("couverture", {}))
    if not found:
        told.append("sa façon de compter la couverture (« couverture ») est refusée : la sienne est dite inconnue")
    return found


def called(name: str) -> api.Territoire:
    """A territory of which nothing is known but what it is called."""
    said = dict.fromkeys(("nom", "nom_complet", "titre_site", "accroche", "exemple_recherche", "departement"), name)
    return api.Territoire.model_validate(said | {"editeur": {"nom": name}})


# --- what is kept of the records of a site: its own communes, what names something, what the rules of ``data/`` let through


def own(communes: Iterable[api.Commune], others: Collection[str], told: list[str]) -> Iterator[api.Commune]:
    """The communes that are of this territory, each code and each name once."""
    seen: set[str] = set()
    left = []
    for one in communes:
        if one.code_insee in others or {one.code_insee, one.nom} & seen:
            left.append(f"{api.visible(one.nom)} ({one.code_insee})")
        else:
            seen |= {one.code_insee, one.nom}
            yield one
    if left:
        words = f"laissée{'s' if len(left) > 1 else ''} de côté, d'un autre territoire ou en double"
        told.append(f"{api.plural(len(left), 'commune')} {words} : {some(left)}")


def tied(records: Iterable[R], known: Mapping[str, Collection[str]], told: list[str]) -> Iterator[R]:
    """The records that name nothing unknown; the others are left out, and told: ``data/`` would refuse them too."""
    lost = []
    for record in records:
        named = ((mark.target, value) for _, mark, value in api.links(record) if isinstance(mark, api.Reference))
        if all(value in known.get(target, (value,)) for target, value in named):
            yield record
        else:
            lost.append(record.key)
    if lost:
        told.append(f"{api.plural(len(lost), 'fiche')} que rien ne relie aux autres : {some(lost)}")


def ruled(
    found: Mapping[type[api.Record], list[api.Record]],
    territoire: api.Territoire,
    words: api.Vocabulary,
    today: dt.date,
    told: list[str],
) -> Iterator[tuple[type[api.Record], tuple[api.Record, ...]]]:
    """The records that the rules of ``data/`` let through."""
    world = api.world_of(territoire, None, dict(found), today, words)
    every = [record for records in found.values() for record in records]
    problems = api.check_all(((record, api.Sheet(record.key, record.id, dict(record.as_written))) for record in every), world)
    refused = {problem.file: problem.message for problem in problems if problem.level == api.ERROR}
    for kind, records in found.items():
        yield kind, tuple(record for record in records if record.key not in refused)
    if refused:
        reasons = [f"{key} ({api.visible(message.rstrip('.'))})" for key, message in refused.items()]
        told.append(f"{api.plural(len(refused), 'fiche')} que nos règles refusent : {some(reasons)}")
