"""The action sheets: one A4 page for each action, as one tagged PDF; on the site, as several beyond :data:`MOST` actions.

Turns records into plain texts, which the PDF template lays out. What nobody has written is an empty list: the PDF leaves a line
for it, « à compléter », so that a sheet can be filled by hand in a meeting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import count

from ctg.api import (
    ACTIONS,
    ETATS,
    SPPE,
    Action,
    Asset,
    Axe,
    Cadre,
    Catalogue,
    EtatDate,
    Indicateur,
    Poste,
    Renderer,
    Repere,
    SiteFile,
    blocks,
    capital,
    cited,
    date_fr,
    detailed_actions,
    follow_ups,
    followed,
    is_overdue,
    joined,
    label,
    lasting,
    levels_of,
    make_pdf,
    number,
    on_date,
    page_part,
    parts_of,
    people,
    period,
    print_colours,
    steps,
    sums_of,
    table,
    value_words,
    weight,
)
from ctg.api import templates_address as address
from ctg_comites.year_words import STEPS

NAME = "fiches-actions"
"""The file name of the PDF, without ``.pdf``."""
MOST = 100
"""Sheets in one PDF of the site: Typst takes 3 MiB to make each, and a longer one would weigh too much on a telephone."""


def sheets_pdf(render: Renderer) -> Iterable[SiteFile]:
    """The PDF of the convention's actions, when their list has a page."""
    if detailed_actions(render.catalogue):
        yield from (Asset(path, partial(getattr, sheets, "pdf")) for path, sheets in by_file(render))


@dataclass(frozen=True)
class ActionSheets:
    """The PDF of these actions, one at least, in this order."""

    render: Renderer
    actions: tuple[Action, ...]

    @cached_property
    def pdf(self) -> bytes:
        """The bytes that the site links and that ``ctg document fiches-actions`` writes. 10 ms a sheet: only when asked for."""
        catalogue, today = self.render.catalogue, self.render.today
        values = document(catalogue, self.actions, today)
        return make_pdf("fiche-action.typ", values, today, print_colours(catalogue.territoire.couleurs))

    @property
    def span(self) -> str:
        """« de 1.1 à 4.3 »: what a link to one PDF among several says of it."""
        return f"de {label(self.actions[0])} à {label(self.actions[-1])}"

    @property
    def weight(self) -> str:
        """What a link to the PDF says of it."""
        return weight(self.pdf)


def by_file(render: Renderer) -> list[tuple[str, ActionSheets]]:
    """(address, sheets) of each PDF of the convention's actions; the first has the address of the only one that most have.

    One file an action, measured, costs the build more than one in thirty."""
    if by_file not in render.kept:
        own = render.catalogue.of_the_convention(Action)
        names = (f"{NAME}-{rank}" if rank > 1 else NAME for rank in count(1))
        chosen = (own[start : start + MOST] for start in range(0, len(own), MOST))
        found = ((f"{ACTIONS.path}{name}.pdf", ActionSheets(render, some)) for name, some in zip(names, chosen, strict=False))
        render.kept[by_file] = list(found)
    return render.kept[by_file]


def _linked(render: Renderer, _about: object) -> dict[str, object] | None:
    sheets = by_file(render)
    return {"sheets": sheets} if sheets else None


page_part("projet/actions", "parties/fiches-actions.html", _linked)


def document(catalogue: Catalogue, actions: Sequence[Action], today: dt.date) -> dict:
    """The texts of the PDF."""
    sheets = [sheet(catalogue, action, today) for action in actions]
    return {
        "titre": f"Fiche action {label(actions[0])}" if len(actions) == 1 else "Fiches actions",
        "territoire": catalogue.territoire.nom_complet,
        "convention": " ; ".join(dict.fromkeys(one["cadre"] for one in sheets)),
        "etabli": date_fr(today),
        "fiches": sheets,
    }


def sheet(catalogue: Catalogue, action: Action, today: dt.date) -> dict:
    """One action: its head, then the parts of the form. A field is its name and its texts."""
    cadre, axe = catalogue.cadre_of(action), catalogue.get(Axe, action.axe)
    site = catalogue.territoire.adresse_site
    return {
        "cadre": f"{cadre.titre}, {period(cadre)}" if cadre else "Cadre non renseigné",
        "axe": f"Axe {axe.numero}. {axe.titre}" if axe else "",
        "niveaux": [f"{capital(level.word)} {level.numero}. {level.titre}" for level in levels_of(catalogue, action)],
        "numero": label(action),
        "titre": action.titre,
        "acteurs": _fields(_people(catalogue, action)),
        "contenu": _fields(_content(catalogue, action)),
        "periode": _fields((("Période", _period(action, today)),)),
        "etapes": [[capital(date_fr(step.date)), step.titre, STEPS[step.state]] for step in steps(action, today)],
        "moyens": _fields(_posts(action)),
        "montants": _amounts(action),
        "indicateurs": [_indicator(found) for found in catalogue.those(Indicateur, action.indicateurs)],
        "avancement": _fields((*_progress(action), *_future(catalogue, action))),
        "documents": [{"titre": one.titre, "url": one.url, "date": ""} for one in action.documents],
        "sources": [cited(source) for source in action.sources],
        "adresse": f"{site.rstrip('/')}/{address(action)}" if site else "",
    }


def _fields(fields: Iterable[tuple[str, list[str]]]) -> list[dict]:
    return [{"nom": name, "textes": texts} for name, texts in fields]


def _people(catalogue: Catalogue, action: Action) -> Iterator[tuple[str, list[str]]]:
    yield "Pilotes" if len(action.pilots) > 1 else "Pilote", [joined(action.pilots)] if action.pilots else []
    yield "Partenaires", [", ".join(action.partners)] if action.partners else []
    yield "Publics", [capital(told)] if (told := people(action)) else []
    yield "Communes", [joined(action.communes) or "Tout le territoire"]
    if others := [cadre.title for id in action.cadres if (cadre := catalogue.get(Cadre, id))]:
        yield "Aussi dans", [joined(others)]
    if action.sppe:
        yield "Petite enfance", [f"Service public de la petite enfance : {joined(SPPE[one] for one in action.sppe)}"]


def _content(catalogue: Catalogue, action: Action) -> Iterator[tuple[str, list[str]]]:
    if whole := catalogue.get(Action, action.sous_action_de):
        yield "Partie de", [_named(catalogue, whole)]
    yield "Constat", blocks(action.constat)
    yield "Objectif", blocks(action.objectif)
    yield "Description", blocks(action.description)
    if parts := catalogue.referenced_by(action, Action, "sous_action_de"):
        yield "Sous-actions", [f"{label(part)} {part.titre}" for part in parts]


# --- time ----------------------------------------------------------------------------------------


def _period(action: Action, today: dt.date) -> list[str]:
    planned = action.calendrier
    if not planned or not (planned.debut or planned.fin):
        return []
    late = f" Fin prévue {on_date(planned.fin)}, dépassée." if planned.fin and is_overdue(action, today) else ""
    return [f"{capital(lasting(planned.debut, planned.fin))}.{late}"]


def _progress(action: Action) -> Iterator[tuple[str, list[str]]]:
    since = f", au {date_fr(action.etat_le)}" if action.etat_le else ""
    yield "État", [f"{capital(ETATS[action.etat])}{since}"] if action.etat else []
    if len(action.history) > 1 or any(one.note or one.source for one in action.history):
        yield "Histoire", [_moment(one) for one in action.history]
    for bilan in sorted(action.bilans, key=lambda bilan: bilan.annee):
        yield f"Bilan {bilan.annee}", blocks(bilan.texte)
    if not action.bilans:
        yield "Bilan", []
    yield "Difficultés", blocks(action.difficultes)


def _moment(one: EtatDate) -> str:
    note = f". {one.note}" if one.note else ""
    source = f" ({one.source})" if one.source else ""
    return f"{capital(date_fr(one.date))} : {ETATS[one.etat]}{note}{source}"


def _future(catalogue: Catalogue, action: Action) -> Iterator[tuple[str, list[str]]]:
    if before := followed(catalogue, action):
        yield "Elle suit", [_named(catalogue, other) for other in before]
    fate = action.suite
    if not fate:
        yield "Suite décidée", []
        return
    yield "Suite décidée", [capital(fate.decision.label)]
    if fate.motif:
        yield "Motif", blocks(fate.motif)
    if after := follow_ups(catalogue, action):
        yield "Ce qui la suit", [_named(catalogue, other) for other in after]


def _named(catalogue: Catalogue, action: Action) -> str:
    cadre = catalogue.cadre_of(action)
    return f"{label(action)} {action.titre}" + (f" ({cadre.title})" if cadre else "")


# --- means and figures ---------------------------------------------------------------------------


def _posts(action: Action) -> Iterator[tuple[str, list[str]]]:
    means = action.moyens
    yield "Postes", [_post(one) for one in means.postes] if means else []


def _post(post: Poste) -> str:
    parts = (
        capital(post.fonction),
        f"{number(post.etp)} équivalent temps plein" if post.etp else "",
        f"employeur : {post.employeur}" if post.employeur else "",
        f"financeur : {post.financeur}" if post.financeur else "",
        lasting(post.de, post.a) if post.de or post.a else "",
    )
    return ", ".join(part for part in parts if part)


def _amounts(action: Action) -> dict:
    """The table of its money, a line for each part; a total when there are several."""
    parts = sorted(parts_of([action]), key=lambda part: part.annee)
    found = table([sums_of([part]) for part in parts], sums_of(parts))
    return {
        "colonnes": found.heads,
        "lignes": [
            [str(part.annee), part.financeur, ", ".join(text for text in (part.dispositif, part.nature) if text), *cells]
            for part, cells in zip(parts, found.rows, strict=True)
        ],
        "total": found.total if len(parts) > 1 else [],
    }


def _indicator(found: Indicateur) -> dict:
    last = found.derniere
    return {
        "nom": found.nom,
        "unite": found.unite,
        "depart": _mark(found.depart),
        "valeur": f"{value_words(last)} ({last.year})" if last else "",
        "cible": _mark(found.cible),
    }


def _mark(mark: Repere | None) -> str:
    return f"{number(mark.valeur)} ({mark.annee})" if mark else ""
