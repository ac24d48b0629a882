"""Money and posts of the actions: totals by year, funder, scheme and axis, their words, and the page « moyens ».

Amounts are euros, as :class:`decimal.Decimal`. What is planned is never added to what is spent, and a part that is not known
makes the sum a minimum: it is never counted as zero."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypedDict

from markupsafe import Markup

from ctg.common.phrases import capital, date_fr, euros, full_time, joined, shortened
from ctg.common.problems import fold, grouped, plural
from ctg.model import Action, Axe, Cadre, NatureSoutien, Soutien
from ctg.model.action import Etat, Financement, Poste
from ctg.pages import ACTIONS_PAGE, PROJECT, Renderer, SiteFiles, charts, section_page
from ctg.reading.catalogue import Catalogue

MoneyColumn = Literal["prevu", "engage", "realise"]
ZERO = Decimal(0)
COLUMNS: tuple[MoneyColumn, ...] = ("prevu", "engage", "realise")
Paid = Financement | Soutien
"""A line of money: of an action, or what the CAF pays for an equipment."""


@dataclass(frozen=True)
class Amount:
    """A sum in euros; ``partial`` when a part of it is unknown, so that it is a minimum."""

    total: Decimal
    partial: bool = False


@dataclass(frozen=True)
class Sums:
    """Planned, promised and spent totals, in euros; None where no part gives an amount."""

    prevu: Amount | None = None
    engage: Amount | None = None
    realise: Amount | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, column) for column in COLUMNS)

    @property
    def gap(self) -> Decimal | None:
        """Spent minus planned, in euros; None unless both are wholly known."""
        if not self.prevu or not self.realise or self.prevu.partial or self.realise.partial:
            return None
        return self.realise.total - self.prevu.total

    @property
    def largest(self) -> Decimal:
        """The largest of these amounts, in euros, by which sums are sorted."""
        return max((amount.total for column in COLUMNS if (amount := getattr(self, column))), default=ZERO)


def sums_of(parts: Iterable[Paid]) -> Sums:
    """The planned, promised and spent sums of these parts."""
    found = tuple(parts)
    return Sums(**{column: _sum(found, column) for column in COLUMNS})


def _sum(parts: tuple[Paid, ...], column: MoneyColumn) -> Amount | None:
    """The sum of one column; None if no part has an amount in it."""
    known = [value for part in parts if (value := getattr(part, column)) is not None]
    return Amount(sum(known, ZERO), len(known) < len(parts)) if known else None


def sums_by(parts: Iterable[Financement], name: Callable[[Financement], str]) -> tuple[tuple[str, Sums], ...]:
    """(name, sums) of the parts grouped by ``name``, largest first; names equal but for capitals and accents are merged."""
    groups = grouped(parts, lambda part: fold(name(part)))
    sums = ((name(group[0]), sums_of(group)) for group in groups.values())
    return tuple(sorted(sums, key=lambda pair: (-pair[1].largest, fold(pair[0]))))


def sums_by_year(parts: Iterable[Paid]) -> tuple[tuple[int, Sums], ...]:
    """(year, sums), earliest first."""
    return tuple((year, sums_of(own)) for year, own in sorted(grouped(parts, lambda part: part.annee).items()))


def funder(catalogue: Catalogue) -> Callable[[Financement], str]:
    """A function from a part to who pays it: the partner's name, whichever of its names the record writes."""

    def name(part: Financement) -> str:
        partner = catalogue.partner(part.financeur)
        return partner.nom if partner else part.financeur

    return name


def scheme(catalogue: Catalogue) -> Callable[[Financement], str]:
    """A function from a part to its scheme: the vocabulary's name for it, else the record's, else ""."""

    def name(part: Financement) -> str:
        known = catalogue.vocabulary.dispositif(part.dispositif or "")
        return capital(known.nom if known else part.dispositif or "")

    return name


def parts_of(actions: Iterable[Action], year: int | None = None) -> tuple[Financement, ...]:
    """The parts of these actions, of one year or of all."""
    return tuple(part for action in actions for part in action.payments if year in (None, part.annee))


LABELS: dict[MoneyColumn, str] = {"prevu": "Prévu", "engage": "Engagé", "realise": "Réalisé"}
PLURALS: dict[MoneyColumn, str] = {"prevu": "prévus", "engage": "engagés", "realise": "réalisés"}
GAP = "Écart"
UNKNOWN = "inconnu"


class MoneyTable(TypedDict):
    """Texts of a table of sums: the titles of its columns of money, the cells of each row, the last row."""

    colonnes: list[str]
    lignes: list[list[str]]
    total: list[str]


def table(rows: Sequence[Sums], total: Sums, names: Sequence[str] = (), gaps: bool = True) -> MoneyTable:
    """The columns that ``total`` fills, then the ``gaps`` that are known. ``names``: of the rows, in their first cells."""
    used = [column for column in COLUMNS if getattr(total, column)] or ["prevu"]
    compared = gaps and any(sums.gap is not None for sums in (*rows, total))

    def cells(sums: Sums) -> list[str]:
        return [*(amount(getattr(sums, column)) for column in used), *([gap(sums.gap)] if compared else [])]

    lines = [[*names[i : i + 1], *cells(sums)] for i, sums in enumerate(rows)]
    heads = [*(LABELS[column] for column in used), *([GAP] if compared else [])]
    return {"colonnes": heads, "lignes": lines, "total": cells(total)}


def report_table(rows: Sequence[tuple[str, Sums]], total: Sums) -> MoneyTable:
    """A table of sums, each row after its name."""
    return table([sums for _, sums in rows], total, [name for name, _ in rows])


def amount(value: Amount | None, whole: bool = False) -> str:
    """« 12 000 € », « au moins 12 000 € », « inconnu »; ``whole``: without its cents (« au moins » stays true)."""
    if value is None:
        return UNKNOWN
    said = euros(Decimal(int(value.total)) if whole and value.total >= 100 else value.total)
    return f"au moins {said}" if value.partial else said


def _said(column: MoneyColumn, value: Amount | None) -> str:
    """« 12 000 € prévus », « prévu inconnu »."""
    return f"{amount(value, whole=True)} {PLURALS[column]}" if value else f"{LABELS[column].lower()} {UNKNOWN}"


def gap(value: Decimal | None) -> str:
    """« +1 000 € » when more was spent than planned."""
    if value is None:
        return UNKNOWN
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{euros(abs(value))}"


def sums_sentence(sums: Sums) -> str:
    """« 12 000 € prévus et au moins 9 000 € réalisés »."""
    return joined(_said(column, value) for column in COLUMNS if (value := getattr(sums, column)))


LOOKS: dict[MoneyColumn, str] = {"prevu": "creuse", "engage": "claire", "realise": ""}
UNNAMED = "Dispositif non renseigné"


def _filled(catalogue: Catalogue, _today: dt.date) -> bool:
    told = any(action.payments or action.posts for action in catalogue.of_the_convention(Action))
    return told or bool(supported_posts(catalogue.convention, ()))


NEAR = Decimal("0.02")
"""Share of what was planned within which as much was spent."""
HATCHED = "Hachures : ce que les fiches ne disent pas ; leur longueur ne dit aucun montant."
MEANS = section_page("L’argent", "ctg/moyens/", 15, "L’argent et les postes : prévus, réalisés, par qui.", filled=_filled)
LONGEST_NAME = 38
"""Letters of a name that hold on a line at 320 px."""
MOST_PAYERS = 6
"""Funders drawn, the largest; the others are in the table."""


def files(render: Renderer) -> SiteFiles:
    """The page; when no action of the convention has money or posts, its address leads to the convention."""
    catalogue = render.catalogue
    if not MEANS.filled(catalogue, render.today):
        return
    actions = _decided(catalogue.of_the_convention(Action))
    parts = parts_of(actions)
    posts = [(action, post) for action in actions for post in action.posts]
    supported = supported_posts(catalogue.convention, [post for _, post in posts])
    found, years, payers = list(tables(catalogue, parts)), sums_by_year(parts), sums_by(parts, funder(catalogue))
    drawings = list(pictures(years, payers))
    known = {part.dispositif: catalogue.vocabulary.dispositif(part.dispositif) for part in parts if part.dispositif}
    yield render.page(
        "projet/moyens.html",
        MEANS.path,
        MEANS.name,
        trail=(PROJECT, ACTIONS_PAGE),
        total=sums_sentence(sums_of(parts)),
        counted=counted(actions),
        drawings=drawings,
        tables=found,
        links=links(catalogue, parts),
        sources=sorted({aid.nom: aid for aid in known.values() if aid}.values(), key=lambda aid: fold(aid.nom)),
        heads={head for _, _, table in found for head in table["colonnes"]},
        posts=posts,
        supported=supported,
        time=time_by_theme(catalogue, [post for _, post in posts]),
        staff=staff([post for _, post in posts], render.today),
        margins=list(margins(actions, render.today)),
        description="L’argent et les postes de la convention, par année, financeur, dispositif et axe.",
    )
    whence = f"{counted(actions)} {catalogue.territoire.nom}."
    for said, image, note, path in drawings:
        yield charts.file_of(path, image, said, f"{note} {whence}", render.colours)


def pictures(years: Sequence[tuple[int, Sums]], payers: Sequence[tuple[str, Sums]]) -> Iterator[tuple[str, Markup, str, str]]:
    """(title, chart, legend, path of its file) of what is known by year, then by funder; none without an amount."""
    rest = " Les autres financeurs sont dans le tableau." if len(payers) > MOST_PAYERS else ""
    if drawn := chart(years, "moyens", verdict(years)):
        yield verdict(years), drawn, signs(years), f"{MEANS.path}barres.png"
    if drawn := chart(payers[:MOST_PAYERS], "financeurs", who_pays(payers)):
        yield who_pays(payers), drawn, signs(payers[:MOST_PAYERS]) + rest, f"{MEANS.path}financeurs.png"


def money_sentence(render: Renderer) -> str:
    """What the page says in a sentence, where it is led to; empty without the page."""
    if not MEANS.filled(render.catalogue, render.today):
        return ""
    return verdict(sums_by_year(parts_of(_decided(render.catalogue.of_the_convention(Action))))) or "qui paie quoi"


def _decided(actions: Iterable[Action]) -> list[Action]:
    return [action for action in actions if not action.is_proposed]


def counted(actions: Sequence[Action]) -> str:
    """Where the amounts come from, and of how many actions."""
    told, total = sum(bool(parts_of([action])) for action in actions), len(actions)
    return f"Ce sont les montants écrits dans les fiches de {told} {'actions' if told > 1 else 'action'} sur {total}."


def tables(catalogue: Catalogue, parts: Sequence[Financement]) -> Iterator[tuple[str, str, MoneyTable]]:
    """(title, header of the rows, table) for each grouping that has something to show."""
    years = [(_year(catalogue, year), sums) for year, sums in sums_by_year(parts)]
    named = [part for part in parts if part.dispositif]
    schemes = sums_by(named, scheme(catalogue))
    if named and len(named) < len(parts):
        schemes += ((UNNAMED, sums_of(part for part in parts if not part.dispositif)),)
    axes = [
        (_axis(axe), sums_of(own))
        for axe in catalogue.of_the_convention(Axe)
        if (own := parts_of(_decided(catalogue.referenced_by(axe, Action))))
    ]
    payers = sums_by(parts, funder(catalogue))
    both = sorted(sums_by(parts, lambda part: f"{part.annee} : {funder(catalogue)(part)}"), key=lambda row: row[0][:4])
    ways = {"année": years, "année et financeur": both, "financeur": payers, "dispositif": schemes, "axe": axes}
    yield from ((f"Par {name}", name.capitalize(), report_table(rows, sums_of(parts))) for name, rows in ways.items() if rows)


def links(catalogue: Catalogue, parts: Iterable[Financement]) -> dict[str, str]:
    """Name in a row → address of its page, for partners that pay and for axes."""
    payers = (catalogue.partner(part.financeur) for part in parts)
    axes = {_axis(axe): f"{axe.key}/" for axe in catalogue.of_the_convention(Axe)}
    return {payer.nom: f"{payer.key}/" for payer in payers if payer} | axes


def margins(actions: Sequence[Action], today: dt.date) -> Iterator[str]:
    """What is still possible: money planned from this year on, neither promised nor spent; what the stopped actions leave."""
    nothing = [part for part in parts_of(actions) if part.prevu and part.engage is None and part.realise is None]
    for year in sorted({part.annee for part in nothing if part.annee >= today.year}):
        free = [part for part in nothing if part.annee == year]
        yield f"{year} : {amount(sums_of(free).prevu)} prévus, sans engagement ni dépense écrits."
    stopped = [action for action in actions if action.etat in {Etat.SUSPENDUE, Etat.ABANDONNEE}]
    rests = [(one.titre, (of.prevu or ZERO) - (of.realise or ZERO)) for one in stopped for of in parts_of([one])]
    if kept := [(title, rest) for title, rest in rests if rest > 0]:
        total, titles = sum((rest for _, rest in kept), ZERO), joined(dict.fromkeys(f"« {title} »" for title, _ in kept))
        yield f"À l’arrêt ou abandonné, avec {euros(total)} prévus dont rien ne dit la dépense : {titles}."


def _axis(axe: Axe) -> str:
    return f"Axe {axe.numero}. {axe.titre}"


def _year(catalogue: Catalogue, year: int) -> str:
    """« 2021 (avant la convention) »: a year outside the framework says so."""
    side = catalogue.convention.outside(year) if catalogue.convention else ""
    return f"{year} ({side} la convention)" if side else str(year)


def chart(groups: Sequence[tuple[int | str, Sums]], id: str, title: str) -> Markup | None:
    """Planned beside spent, for each year or funder, hatched where a part is not known; None when nothing tells one of them."""
    if not any(sums for _, sums in groups):
        return None
    shown = columns_drawn(groups)
    return charts.bars(
        [(shortened(str(name), LONGEST_NAME), [_bar(one, getattr(sums, one)) for one in shown]) for name, sums in groups],
        id=id,
        title=title,
        text=" ".join(f"{name} : {' ; '.join(_said(one, getattr(sums, one)) for one in shown)}." for name, sums in groups),
    )


def columns_drawn(groups: Sequence[tuple[int | str, Sums]]) -> list[MoneyColumn]:
    """The columns that a chart of these shows: what is planned and spent, and what is promised as soon as one says it."""
    return [one for one in COLUMNS if one != "engage" or any(sums.engage for _, sums in groups)]


def who_pays(payers: Sequence[tuple[str, Sums]]) -> str:
    """« Communauté de communes et CAF : l’essentiel de ce qui est écrit ». Those, three at most, who pay two thirds of it."""
    whole = sum((sums.largest for _, sums in payers), ZERO)
    reached = ZERO
    names: list[str] = []
    for name, sums in payers[:3]:
        reached, names = reached + sums.largest, [*names, name]
        if whole and reached * 3 >= whole * 2:
            return f"{joined(names)} : l’essentiel des montants écrits" if len(payers) > len(names) else "Qui paie"
    return "Qui paie : aucun financeur ne porte l’essentiel" if whole else "Qui paie"


def signs(groups: Sequence[tuple[int | str, Sums]]) -> str:
    """The legend of the chart: the hatching when there is some."""
    shown = columns_drawn(groups)
    known = all((found := getattr(sums, one)) and not found.partial for _, sums in groups for one in shown)
    return " ".join(
        [*(["Engagé : promis par un vote ou une convention."] if "engage" in shown else []), *([] if known else [HATCHED])]
    )


def verdict(years: Sequence[tuple[int, Sums]]) -> str:
    """« En 2024, on a dépensé à peu près ce qui était prévu. Pour 2026, on ne sait pas encore. » Empty without amounts."""
    told = grouped((one for one in years if one[1].prevu or one[1].realise), lambda one: _outcome(one[1]))
    said = ((words, joined(str(year) for year, _ in own)) for words, own in told.items())
    return " ".join(f"En {of}, {words}." if words else f"Pour {of}, on ne sait pas encore." for words, of in said)


def _outcome(sums: Sums) -> str:
    """What was spent beside what was planned; empty when one of them is not wholly known."""
    if sums.gap is None or not sums.prevu:
        return ""
    if abs(sums.gap) <= NEAR * sums.prevu.total:
        return f"on a dépensé {'à peu près ' if sums.gap else ''}ce qui était prévu"
    return f"on a dépensé {'plus' if sums.gap > 0 else 'moins'} que prévu"


def _bar(column: MoneyColumn, value: Amount | None) -> charts.Bar:
    said, unknown = _said(column, value), value is None or value.partial
    return charts.Bar(float(value.total) if value else 0, said, LOOKS[column], more=unknown)


def staff(posts: Iterable[Poste], today: dt.date) -> str:
    """« Au 25 novembre 2026 : 2 postes en cours, au moins 1,5 équivalent temps plein. » A post without dates is held."""
    held = [post for post in posts if (not post.de or post.de.first <= today) and (not post.a or post.a.latest >= today)]
    known = [post.etp for post in held if post.etp is not None]
    if not held:
        return f"Au {date_fr(today)}, aucun poste en cours."
    least = "au moins " if len(known) < len(held) else ""
    time = f"{least}{full_time(sum(known, ZERO))}" if known else "équivalent temps plein inconnu"
    return f"Au {date_fr(today)} : {plural(len(held), 'poste')} en cours, {time}."


def supported_posts(convention: Cadre, posts: Iterable[Poste]) -> list[str]:
    """« 2026 : 24 000 € prévus par la CAF. » of each year of the post of cooperation, whose time is said by an action or not."""
    paid = sums_by_year(one for one in convention.soutiens if one.nature == NatureSoutien.POSTE)
    unsaid = "" if any("cooperation" in fold(post.fonction) for post in posts) else " ; temps non dit"
    return [f"{year} : {sums_sentence(sums) or 'montant inconnu'}{unsaid}" for year, sums in paid]


def time_by_theme(catalogue: Catalogue, posts: Iterable[Poste]) -> list[str]:
    """« Parentalité : 0,4 équivalent temps plein », the most first; empty while no post says it."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in (part for post in posts for part in post.temps):
        found[one.theme] += one.etp
    most = sorted(found.items(), key=lambda pair: -pair[1])
    return [f"{catalogue.vocabulary.themes[theme].titre} : {full_time(etp)}" for theme, etp in most]
