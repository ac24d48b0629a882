"""The action sheets: one A4 page for each action, as one tagged PDF; on the site, as several beyond :data:`MOST` actions.

Turns records into plain texts, which the PDF template lays out. What nobody has written is an empty list: the PDF leaves a line
for it, « à compléter », so that a sheet can be filled by hand in a meeting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from ctg import api
from ctg_comites.year_words import STEPS

NAME = "fiches-actions"
"""The file name of the PDF, without ``.pdf``."""
MOST = 100
"""Sheets in one PDF of the site: Typst takes 3 MiB to make each, and a longer one would weigh too much on a telephone."""


def sheets_pdf(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The PDF of the convention's actions, to which their list leads."""
    return (part.file for _, part in by_file(render))


def printed(render: api.Renderer, path: str, actions: Sequence[api.Action]) -> api.Printed:
    """The PDF of these actions, one at least, in this order. 10 ms a sheet: only when asked for."""
    catalogue, today = render.catalogue, render.today
    return api.Printed(path, lambda: api.make_pdf("fiche-action.typ", document(catalogue, actions, today), today, render.colours))


def by_file(render: api.Renderer) -> list[tuple[str, api.Printed]]:
    """(« de 1.1 à 4.3 », document) of each PDF of the convention's actions; the first has the address of the only one that most
    have. One file an action, measured, costs the build more than one in thirty."""
    if by_file not in render.kept:
        own = render.catalogue.of_the_convention(api.Action)
        render.kept[by_file] = [
            (
                f"de {api.label(some[0])} à {api.label(some[-1])}",
                printed(render, f"{api.ACTIONS.path}{NAME}{f'-{rank}' if rank > 1 else ''}.pdf", some),
            )
            for rank, start in enumerate(range(0, len(own), MOST), 1)
            if (some := own[start : start + MOST])
        ]
    return render.kept[by_file]


def _linked(render: api.Renderer, _about: object) -> dict[str, object] | None:
    sheets = by_file(render)
    return {"sheets": sheets} if sheets else None


api.page_part("projet/actions", "parties/fiches-actions.html", _linked)


def document(catalogue: api.Catalogue, actions: Sequence[api.Action], today: dt.date) -> dict:
    """The texts of the PDF."""
    sheets = [sheet(catalogue, action, today) for action in actions]
    return {
        "titre": f"Fiche action {api.label(actions[0])}" if len(actions) == 1 else "Fiches actions",
        "territoire": catalogue.territoire.nom_complet,
        "convention": " ; ".join(dict.fromkeys(one["cadre"] for one in sheets)),
        "etabli": api.date_fr(today),
        "fiches": sheets,
    }


def sheet(catalogue: api.Catalogue, action: api.Action, today: dt.date) -> dict:
    """One action: its head, then the parts of the form. A field is its name and its texts."""
    cadre, axe = catalogue.cadre_of(action), catalogue.get(api.Axe, action.axe)
    return {
        "cadre": f"{cadre.titre}, {api.period(cadre)}" if cadre else "Cadre non renseigné",
        "axe": f"Axe {axe.numero}. {axe.titre}" if axe else "",
        "niveaux": [f"{api.capital(level.word)} {level.numero}. {level.titre}" for level in api.levels_of(catalogue, action)],
        "numero": api.label(action),
        "titre": action.titre,
        "acteurs": _fields(_people(catalogue, action)),
        "contenu": _fields(_content(catalogue, action)),
        "periode": _fields((("Période", _period(action, today)),)),
        "etapes": [[api.capital(api.date_fr(step.date)), step.titre, STEPS[step.state]] for step in api.steps(action, today)],
        "moyens": _fields(_posts(action)),
        "montants": _amounts(action),
        "indicateurs": [_indicator(found) for found in catalogue.those(api.Indicateur, action.indicateurs)],
        "avancement": _fields((*_progress(action), *_future(catalogue, action))),
        "documents": [{"titre": one.titre, "url": one.url, "date": ""} for one in action.documents],
        "sources": [api.cited(source) for source in action.sources],
        "adresse": api.absolute(catalogue.territoire, api.templates_address(action)),
    }


def _fields(fields: Iterable[tuple[str, list[str]]]) -> list[dict]:
    return [{"nom": name, "textes": texts} for name, texts in fields]


def _people(catalogue: api.Catalogue, action: api.Action) -> Iterator[tuple[str, list[str]]]:
    yield "Pilotes" if len(action.pilots) > 1 else "Pilote", [api.joined(action.pilots)] if action.pilots else []
    yield "Partenaires", [", ".join(action.partners)] if action.partners else []
    yield "Publics", [api.capital(told)] if (told := api.people(action)) else []
    yield "Communes", [api.joined(action.communes) or "Tout le territoire"]
    if others := [cadre.title for id in action.cadres if (cadre := catalogue.get(api.Cadre, id))]:
        yield "Aussi dans", [api.joined(others)]
    if action.sppe:
        yield "Petite enfance", [f"Service public de la petite enfance : {api.joined(api.SPPE[one] for one in action.sppe)}"]


def _content(catalogue: api.Catalogue, action: api.Action) -> Iterator[tuple[str, list[str]]]:
    if whole := catalogue.get(api.Action, action.sous_action_de):
        yield "Partie de", [_named(catalogue, whole)]
    yield "Constat", api.blocks(action.constat)
    yield "Objectif", api.blocks(action.objectif)
    yield "Description", api.blocks(action.description)
    if parts := catalogue.referenced_by(action, api.Action, "sous_action_de"):
        yield "Sous-actions", [f"{api.label(part)} {part.titre}" for part in parts]


# --- time ----------------------------------------------------------------------------------------


def _period(action: api.Action, today: dt.date) -> list[str]:
    planned = action.calendrier
    if not planned or not (planned.debut or planned.fin):
        return []
    late = api.lateness(action, today)
    return [f"{api.capital(api.lasting(planned.debut, planned.fin))}.{f' En retard. {late}' if late else ''}"]


def _progress(action: api.Action) -> Iterator[tuple[str, list[str]]]:
    since = f", au {api.date_fr(action.etat_le)}" if action.etat_le else ""
    yield "État", [f"{api.capital(api.ETATS[action.etat])}{since}"] if action.etat else []
    if len(action.history) > 1 or any(one.note or one.source for one in action.history):
        yield "Histoire", [_moment(one) for one in action.history]
    for bilan in sorted(action.bilans, key=lambda bilan: bilan.annee):
        yield f"Bilan {bilan.annee}", api.blocks(bilan.texte)
    if not action.bilans:
        yield "Bilan", []
    yield "Difficultés", api.blocks(action.difficulty)


def _moment(one: api.EtatDate) -> str:
    note = f". {one.note}" if one.note else ""
    source = f" ({one.source})" if one.source else ""
    return f"{api.capital(api.date_fr(one.date))} : {api.ETATS[one.etat]}{note}{source}"


def _future(catalogue: api.Catalogue, action: api.Action) -> Iterator[tuple[str, list[str]]]:
    if before := api.followed(catalogue, action):
        yield "Elle suit", [_named(catalogue, other) for other in before]
    fate = action.suite
    if not fate:
        yield "Suite décidée", []
        return
    yield "Suite décidée", [api.capital(fate.decision.label)]
    if fate.motif:
        yield "Motif", api.blocks(fate.motif)
    if after := api.follow_ups(catalogue, action):
        yield "Ce qui la suit", [_named(catalogue, other) for other in after]


def _named(catalogue: api.Catalogue, action: api.Action) -> str:
    cadre = catalogue.cadre_of(action)
    return f"{api.label(action)} {action.titre}" + (f" ({cadre.title})" if cadre else "")


# --- means and figures ---------------------------------------------------------------------------


def _posts(action: api.Action) -> Iterator[tuple[str, list[str]]]:
    means = action.moyens
    yield "Postes", [_post(one) for one in means.postes] if means else []


def _post(post: api.Poste) -> str:
    parts = (
        api.capital(post.fonction),
        f"{api.number(post.etp)} équivalent temps plein" if post.etp else "",
        f"employeur : {post.employeur}" if post.employeur else "",
        f"financeur : {post.financeur}" if post.financeur else "",
        api.lasting(post.de, post.a) if post.de or post.a else "",
    )
    return ", ".join(part for part in parts if part)


def _amounts(action: api.Action) -> dict:
    """The table of its money, a line for each part; a total when there are several."""
    parts = sorted(api.parts_of([action]), key=lambda part: part.annee)
    found = api.table([api.sums_of([part]) for part in parts], api.sums_of(parts))
    said = [[str(one.annee), one.financeur, ", ".join(filter(None, (one.dispositif, one.nature)))] for one in parts]
    lines = [[*head, *cells] for head, cells in zip(said, found["lignes"], strict=True)]
    return {**found, "lignes": lines, "total": found["total"] if len(parts) > 1 else []}


def _indicator(found: api.Indicateur) -> dict:
    last = found.derniere
    return {
        "nom": found.nom,
        "unite": found.unite,
        "depart": _mark(found.depart),
        "valeur": f"{api.value_words(last)} ({last.year})" if last else "",
        "cible": _mark(found.cible),
    }


def _mark(mark: api.Repere | None) -> str:
    return f"{api.number(mark.valeur)} ({mark.annee})" if mark else ""
