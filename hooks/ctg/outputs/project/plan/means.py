"""The money and the posts of the convention: totals by year, funder, dispositif and axis, as its actions write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from ctg.analysis.project.plan.money import Amount, Sums, add, by, by_year, funder, parts_of, scheme
from ctg.analysis.project.plan.posts import on_day
from ctg.catalogue import Catalogue
from ctg.ground.phrases import date_fr
from ctg.ground.problems import fold, plural
from ctg.kinds import Action, Axe
from ctg.kinds.project.action import Financement, Poste
from ctg.outputs.base.pictures import charts
from ctg.outputs.base.rendering import Renderer, leads_on
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import SiteFile
from ctg.outputs.words import money as words

UNNAMED = "Dispositif non renseigné"


def _filled(catalogue: Catalogue, _today: dt.date) -> bool:
    return any(means.financiers or means.postes for action in catalogue.of_the_convention(Action) if (means := action.moyens))


MEANS = section_page("Moyens", "ctg/moyens/", 15, "L’argent et les postes : prévus, réalisés, par qui.", filled=_filled)


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page; when no action of the convention has money or posts, its address leads to the convention."""
    catalogue = render.catalogue
    if not MEANS.filled(catalogue, render.today):
        yield leads_on(render, MEANS.path, *PROJECT)
        return
    actions = _decided(catalogue.of_the_convention(Action))
    parts = parts_of(actions)
    posts = [(action, post) for action in actions if action.moyens for post in action.moyens.postes]
    found = list(tables(catalogue, parts))
    known = {part.dispositif: catalogue.vocabulary.dispositif(part.dispositif) for part in parts if part.dispositif}
    yield render.page(
        "projet/moyens.html",
        MEANS.path,
        "Les moyens de la convention",
        trail=(PROJECT,),
        total=words.sentence(add(parts)),
        counted=counted(actions),
        chart=chart(by_year(parts)),
        tables=found,
        links=links(catalogue, parts),
        sources=sorted({aid.nom: aid for aid in known.values() if aid}.values(), key=lambda aid: fold(aid.nom)),
        heads={head for _, _, table in found for head in table["colonnes"]},
        posts=posts,
        staff=staff([post for _, post in posts], render.today),
        description="L’argent et les postes de la convention, par année, financeur, dispositif et axe.",
    )


def _decided(actions: Iterable[Action]) -> list[Action]:
    return [action for action in actions if not action.is_proposed]


def counted(actions: Sequence[Action]) -> str:
    """Where the amounts come from, and of how many actions."""
    told, total = sum(bool(parts_of([action])) for action in actions), len(actions)
    return f"Ce sont les montants écrits dans les fiches de {told} {'actions' if told > 1 else 'action'} sur {total}."


def tables(catalogue: Catalogue, parts: Sequence[Financement]) -> Iterator[tuple[str, str, dict]]:
    """(title, name of the rows, table) for each way to add up, only those that say something."""
    total = add(parts)
    years = [(_year(catalogue, year), sums) for year, sums in by_year(parts)]
    named = [part for part in parts if part.dispositif]
    schemes = by(named, scheme(catalogue))
    if named and len(named) < len(parts):
        schemes += ((UNNAMED, add(part for part in parts if not part.dispositif)),)
    axes = [
        (_axis(axe), add(own))
        for axe in catalogue.of_the_convention(Axe)
        if (own := parts_of(_decided(catalogue.referenced_by(axe, Action))))
    ]
    ways = [("année", years), ("financeur", by(parts, funder(catalogue))), ("dispositif", schemes), ("axe", axes)]
    yield from ((f"Par {name}", name.capitalize(), words.lines(rows, total)) for name, rows in ways if rows)


def links(catalogue: Catalogue, parts: Iterable[Financement]) -> dict[str, str]:
    """The addresses of what the rows name, by name: partners that pay, axes."""
    payers = (catalogue.partner(part.financeur) for part in parts)
    axes = {_axis(axe): f"{axe.key}/" for axe in catalogue.of_the_convention(Axe)}
    return {payer.nom: f"{payer.key}/" for payer in payers if payer} | axes


def _axis(axe: Axe) -> str:
    return f"Axe {axe.numero}. {axe.titre}"


def _year(catalogue: Catalogue, year: int) -> str:
    """« 2021 (avant la convention) »: money out of its years is told where it is added up."""
    side = catalogue.convention.outside(year) if catalogue.convention else ""
    return f"{year} ({side} la convention)" if side else str(year)


def chart(years: Sequence[tuple[int, Sums]]) -> Markup | None:
    """Planned beside spent, year by year; None when no year tells one of them."""
    drawn = [(year, sums) for year, sums in years if sums.prevu or sums.realise]
    if not drawn:
        return None
    return charts.bars(
        [(str(year), [_bar(sums.prevu, hollow=True), _bar(sums.realise)]) for year, sums in drawn],
        id="moyens",
        title="Prévu et réalisé, par année",
        text=" ".join(f"{year} : prévu, {words.amount(s.prevu)} ; réalisé, {words.amount(s.realise)}." for year, s in drawn),
    )


def _bar(value: Amount | None, hollow: bool = False) -> charts.Bar:
    return charts.Bar(float(value.total) if value else None, words.amount(value), hollow)


def staff(posts: Sequence[Poste], today: dt.date) -> str:
    """The posts of the day and what they add up to."""
    found = on_day(posts, today)
    if not found.count:
        return f"Au {date_fr(today)}, aucun poste en cours."
    return f"Au {date_fr(today)} : {plural(found.count, 'poste')} en cours, {words.time(found)}."
