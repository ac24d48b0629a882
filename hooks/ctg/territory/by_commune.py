"""A value commune by commune: the rows of its table, its classes of colour, their legend.

The table is the truth: ``carte.js`` gives each outline the class of its row (``data-commune``, ``data-classe``) and says what
the row says (``data-bulle``). A share is a colour, ``--classe-1`` to ``--classe-5``; what is counted one by one is a disc
(« compte ») whose surface is the number; « absent » is hatched. Classes are at most five groups of the same size (quantiles),
equal values always together; nothing depends on the order of the communes."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from ctg.common.phrases import at_name, counted, number
from ctg.common.problems import plural
from ctg.model import Commune, Indicateur, Mesure, Valeur
from ctg.pages import Renderer


def latest_by_commune(indicator: Indicateur | None) -> dict[str, Valeur]:
    """The most recent value of each commune that has one, by the commune's name."""
    found: dict[str, Valeur] = {}
    for valeur in sorted(indicator.valeurs if indicator else (), key=lambda valeur: valeur.year):
        if valeur.commune:
            found[valeur.commune] = valeur
    return found


K = TypeVar("K", bound=Hashable)

MOST = 5
"""As many colours as an eye tells apart on a map, and as the tokens ``--classe-1`` to ``--classe-5``."""


@dataclass(frozen=True)
class Class:
    """A group of values. ``low`` and ``high`` are values that exist, both in the group."""

    numero: int
    """1 to 5, its colour: few classes are spread over the whole scale, so that they look different."""
    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True)
class Classes(Generic[K]):
    """The classes, from the lowest to the highest, and the number of each key's class (None: no value)."""

    groups: tuple[Class, ...]
    of: Mapping[K, int | None]

    @property
    def absent(self) -> int:
        """How many keys have no value."""
        return sum(numero is None for numero in self.of.values())


def classify(values: Mapping[K, Decimal | int | None]) -> Classes[K]:
    """At most :data:`MOST` classes of these values; none when no value is known."""
    known = sorted(Decimal(value) for value in values.values() if value is not None)
    each = sorted(set(known))
    ranks = range(len(each)) if len(each) <= MOST else [_rank(known, value) for value in each]
    used = sorted(set(ranks))
    numbers = [_spread(used.index(rank), len(used)) for rank in ranks]
    of_value = dict(zip(each, numbers, strict=True))
    groups = []
    for numero in sorted(set(numbers)):
        inside = [value for value in known if of_value[value] == numero]
        groups.append(Class(numero, inside[0], inside[-1], len(inside)))
    return Classes(tuple(groups), {key: None if value is None else of_value[Decimal(value)] for key, value in values.items()})


def _rank(known: list[Decimal], value: Decimal) -> int:
    """The rank of a value's class: the share of what is below the middle of its ties."""
    return MOST * (bisect_left(known, value) + bisect_right(known, value)) // (2 * len(known))


def _spread(position: int, count: int) -> int:
    """1 to :data:`MOST`, as far apart as possible: two classes are 1 and 5, a class alone is in the middle."""
    return (MOST + 1) // 2 if count == 1 else 1 + (2 * position * (MOST - 1) + count - 1) // (2 * (count - 1))


ABSENT, COUNT = "absent", "compte"
"""The class of a commune whose value is not known, and that of one that bears a disc."""
LARGEST = 26
"""Pixels of the radius of the largest disc."""
EXPLAINED = (
    "Une teinte par groupe de communes, cinq au plus, de même taille ou presque. La même valeur a la même teinte. "
    "Plus la couleur tranche sur le fond, plus la valeur est grande."
)


LegendLine = tuple[str, str]
"""(class, what it means) of a line of the legend."""


@dataclass(frozen=True)
class CommuneValue:
    """A commune in the table and on the map; no ``valeur``: not known."""

    commune: Commune
    classe: str
    bulle: str
    """« Aubrelune : 42 places (2026) », said on the map."""
    valeur: Valeur | None = None
    rayon: float | None = None
    """Pixels of its disc, where there are discs."""


@dataclass(frozen=True)
class ByCommune:
    """What ``projet/_par_commune.html`` shows, under the name ``par_commune``."""

    nom: str
    unite: str
    rows: tuple[CommuneValue, ...]
    legend: tuple[LegendLine, ...]
    explained: str
    """How the classes, or the discs, are made, in a sentence."""
    quand: str | None
    """The year of every value (« 2026 »); None when the years differ: each row then says its own."""
    remarks: bool
    """Whether a value has something to add: a note, a source of its own, a doubt."""
    former: str = ""
    """« Valmort : 42 places (2024) », of the communes of before."""


def by_commune(render: Renderer, indicateur: Indicateur) -> ByCommune | None:
    """The latest value of each commune, in the order of the catalogue; None when no commune has one."""
    found, communes, unite = latest_by_commune(indicateur), render.catalogue.all(Commune), indicateur.unite
    if not (latest := {one.nom: found.pop(one.nom) for one in communes if one.nom in found}):
        return None
    classes = classify({commune.nom: one.valeur if (one := latest.get(commune.nom)) else None for commune in communes})
    most = max(latest.values(), key=lambda one: one.valeur) if indicateur.counted else None
    years = {year_of(valeur) for valeur in latest.values()}
    return ByCommune(
        indicateur.nom,
        unite,
        tuple(_row(commune, latest.get(commune.nom), classes, unite, most) for commune in communes),
        _discs(most, classes, unite) if most else legend(classes, unite),
        "La surface de chaque disque dit le nombre." if most else EXPLAINED,
        years.pop() if len(years) == 1 else None,
        any(v.note or v.source or v.statut == "a_confirmer" for v in latest.values()),
        " ; ".join(f"{nom} : {counted(value.valeur, unite)} ({year_of(value)})" for nom, value in found.items()),
    )


def year_of(mesure: Mesure) -> str:
    """« 2026 », « publié en 2025, année mesurée non précisée »."""
    return str(mesure.annee) if mesure.annee else f"publié en {mesure.publie_en}, année mesurée non précisée"


def _row(commune: Commune, valeur: Valeur | None, classes: Classes[str], unite: str, most: Valeur | None) -> CommuneValue:
    if valeur is None:
        return CommuneValue(commune, ABSENT, f"{commune.nom} : non renseigné")
    doubt = ", à confirmer" if valeur.statut == "a_confirmer" else ""
    return CommuneValue(
        commune,
        COUNT if most else str(classes.of[commune.nom]),
        f"{commune.nom} : {counted(valeur.valeur, unite)} ({year_of(valeur)}{doubt})",
        valeur,
        round(LARGEST * float(valeur.valeur / (most.valeur or 1)) ** 0.5, 1) if most else None,
    )


def _discs(most: Valeur, classes: Classes[str], unite: str) -> tuple[LegendLine, ...]:
    """The largest disc, then the communes without a value."""
    largest = (COUNT, f"le plus grand disque : {counted(most.valeur, unite)}, {at_name(most.commune or '')}")
    return (largest, *unknown_line(classes.absent))


def legend(classes: Classes[str], unite: str) -> tuple[LegendLine, ...]:
    """A line a class: its bounds, in ``unite``, and how many communes are in it; then the communes without a value."""
    lines = []
    for group in classes.groups:
        bounds = counted(group.low, unite)
        if group.low != group.high:
            bounds = f"de {number(group.low)} à {counted(group.high, unite)}"
        lines.append((str(group.numero), f"{bounds} : {plural(group.count, 'commune')}"))
    return (*lines, *unknown_line(classes.absent))


def unknown_line(count: int) -> tuple[LegendLine, ...]:
    """The line of the legend for the ``count`` communes without a value; none when all have one."""
    return ((ABSENT, f"hachuré, valeur inconnue : {plural(count, 'commune')}"),) if count else ()
