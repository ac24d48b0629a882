"""The declaration of accessibility, and what it points to: the plan of several years, that of the year.

The headings of the declaration are those of the compulsory model of the RGAA."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ctg import api
from ctg_accessibilite.conformity import conformity, non_conformities, verified_by
from ctg_accessibilite.fields import VERSION, Accessibilite, EtatAction, SchemaPluriannuel, criteria

DECLARATION = ("Déclaration d’accessibilité", "a-propos/accessibilite/")
PAGES = {name: f"{DECLARATION[1]}{name}/" for name in ("schema", "plan")}
HEADINGS = [*SchemaPluriannuel.model_fields]
POLICY = HEADINGS[HEADINGS.index("politique") : HEADINGS.index("nouveaux_projets")]
WORKS = HEADINGS[HEADINGS.index("nouveaux_projets") :]
"""The fields of the « schéma pluriannuel » in the order of the RGAA: the policy, then the works."""


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The declaration, then what it points to."""
    yield _declaration(render)
    yield _schema(render)
    yield _plan(render)


def link(render: api.Renderer) -> api.MenuLink:
    """The compulsory mention at the foot of every page (décret 2019-768, art. 3), and the declaration."""
    example = render.catalogue.said_in(Accessibilite).exemple
    state = "exemple inventé" if example else conformity(render.catalogue, render.today).mention
    return f"Accessibilité : {state}", DECLARATION[1]


def _declaration(render: api.Renderer) -> api.Page:
    accessibilite, state = render.catalogue.said_in(Accessibilite), conformity(render.catalogue, render.today)
    exempted = accessibilite.declaration.derogations
    example = "Exemple inventé. " if accessibilite.exemple else ""
    return render.page(
        "accessibilite.html",
        DECLARATION[1],
        DECLARATION[0],
        description=f"{example}Ce site est {state.mention} : ce qui est vérifié, ce qui ne va pas, à qui le dire.",
        trail=(api.ABOUT,),
        year=render.today.year,
        version=VERSION,
        total=len(criteria()),
        machine=verified_by(render.catalogue, "machine"),
        person=verified_by(render.catalogue, "personne"),
        failures=non_conformities(render.catalogue),
        burdens=[one for one in exempted if one.motif == "charge-disproportionnee"],
        exemptions=[one for one in exempted if one.motif == "exempte"],
        accessibilite=accessibilite,
        state=state,
        pages=PAGES,
    )


def _schema(render: api.Renderer) -> api.Page:
    accessibilite = render.catalogue.said_in(Accessibilite)
    schema = accessibilite.schema_pluriannuel
    return _below(
        render,
        "schema-pluriannuel.html",
        PAGES["schema"],
        "Schéma pluriannuel d’accessibilité",
        "Ce que la collectivité prévoit, sur trois ans au plus, pour rendre ses services en ligne accessibles.",
        sections={"La politique": _headings(schema, POLICY), "Les travaux de mise en conformité": _headings(schema, WORKS)},
        missing=_missing(schema),
        accessibilite=accessibilite,
        pages=PAGES,
    )


def _plan(render: api.Renderer) -> api.Page:
    year = render.today.year
    return _below(
        render,
        "plan-annuel.html",
        PAGES["plan"],
        f"Plan d’action {year} pour l’accessibilité",
        f"Ce qui est prévu en {year} pour rendre ce site accessible, et le bilan de {year - 1}.",
        year=year,
        late=lambda action: bool(action.echeance and action.echeance.latest < render.today),
        ETATS_ACTION=EtatAction.labels(),
        accessibilite=render.catalogue.said_in(Accessibilite),
        pages=PAGES,
    )


def _below(render: api.Renderer, template: str, path: str, title: str, description: str, **values: Any) -> api.Page:
    return render.page(template, path, title, description=description, trail=(api.ABOUT, DECLARATION), **values)


def _headings(schema: SchemaPluriannuel | None, names: Iterable[str]) -> dict[str, str]:
    """Heading → text of what the plan says, in order."""
    return {_label(name): text for name in names if (text := getattr(schema, name, None))}


def _missing(schema: SchemaPluriannuel | None) -> list[str]:
    """The headings that a plan should have and does not, in lower case for a sentence."""
    labels = [_label(name) for name in ("referent", *POLICY, *WORKS) if not getattr(schema, name, None)]
    return [label[:1].lower() + label[1:] for label in labels]


def _label(name: str) -> str:
    return SchemaPluriannuel.model_fields[name].title or name
