"""The declaration of accessibility, and what it points to: the plan of several years, that of the year.

The headings of the declaration are those of the compulsory model of the RGAA."""

from __future__ import annotations

from collections.abc import Iterable

from ctg import api
from ctg_accessibilite.conformity import conformity
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
        burdens=[one for one in exempted if one.motif == "charge-disproportionnee"],
        exemptions=[one for one in exempted if one.motif == "exempte"],
        accessibilite=accessibilite,
        state=state,
        pages=PAGES,
    )


def _schema(render: api.Renderer) -> api.Page:
    accessibilite = render.catalogue.said_in(Accessibilite)
    schema = accessibilite.schema_pluriannuel
    parts = {"La politique": POLICY, "Les travaux de mise en conformité": WORKS}
    known = {name: text for name in HEADINGS if (text := getattr(schema, name, None))}
    return render.page(
        "schema-pluriannuel.html",
        PAGES["schema"],
        "Schéma pluriannuel d’accessibilité",
        description="Ce que la collectivité prévoit, sur trois ans au plus, pour rendre ses services en ligne accessibles.",
        trail=(api.ABOUT, DECLARATION),
        sections={part: {_label(name): known[name] for name in names if name in known} for part, names in parts.items()},
        missing=[_label(name).lower()[:1] + _label(name)[1:] for name in ("referent", *POLICY, *WORKS) if name not in known],
        accessibilite=accessibilite,
        pages=PAGES,
    )


def _plan(render: api.Renderer) -> api.Page:
    year = render.today.year
    return render.page(
        "plan-annuel.html",
        PAGES["plan"],
        f"Plan d’action {year} pour l’accessibilité",
        description=f"Ce qui est prévu en {year} pour rendre ce site accessible, et le bilan de {year - 1}.",
        trail=(api.ABOUT, DECLARATION),
        year=year,
        late=lambda action: bool(action.echeance and action.echeance.latest < render.today),
        ETATS_ACTION=EtatAction.labels(),
        accessibilite=render.catalogue.said_in(Accessibilite),
        pages=PAGES,
    )


def _label(name: str) -> str:
    return SchemaPluriannuel.model_fields[name].title or name
