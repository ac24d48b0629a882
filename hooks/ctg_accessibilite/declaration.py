"""The accessibility of the site: what may be claimed today, the rules of ``data/accessibilite.yml``, and the page that says it:
the declaration, whose headings are those of the compulsory model of the RGAA.

A state other than « non conforme », and a rate, need a dated audit less than three years old that covers every criterion
(RGAA, « Déclaration d'accessibilité » and « Mentions et pages obligatoires »; see :mod:`ctg_accessibilite.fields`). Time
alone never stops the build: a declaration or an audit that grows old gives a warning, and the site stops claiming.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ctg import api
from ctg_accessibilite import fields

StateReason = Literal["sans-audit", "audit-perime", "audit-incomplet", "criteres"]
"""Why the state is what it is: what is missing, or else the criteria themselves."""


@dataclass(frozen=True)
class Conformity:
    """The state of the site on one day."""

    etat: fields.Conformite
    raison: StateReason
    tally: fields.Tally
    audit: fields.Audit | None
    """The last audit, whether or not it still counts."""

    @property
    def mention(self) -> str:
        """« non conforme »: what follows « Accessibilité : » at the foot of every page."""
        return self.etat.label

    @property
    def rate(self) -> int | None:
        """The percentage to publish; None when no valid, complete audit allows one."""
        return self.tally.rate if self.raison == "criteres" else None


def conformity(catalogue: api.Catalogue) -> Conformity:
    """What the declaration and the foot of the pages may claim on the day of the catalogue."""
    said = catalogue.said_in(fields.Accessibilite)
    audit, tally = said.declaration.audit, said.tally
    raison: StateReason = "criteres"
    if not audit:
        raison = "sans-audit"
    elif fields.years_after(audit.date) < catalogue.day:
        raison = "audit-perime"
    elif tally.rate is None:
        raison = "audit-incomplet"
    return Conformity(tally.conformite if raison == "criteres" else fields.Conformite.NON, raison, tally, audit)


SOON = dt.timedelta(days=60)


def of_this_territory(one: api.Checked[fields.Accessibilite]) -> Iterator[api.Problem]:
    """What forbids to publish the file here: it is another territory's, or nobody can tell; or it is an example."""
    ours, theirs = one.world.territoire and one.world.territoire.siren, one.record.siren
    if one.world.territoire is None:
        return
    if theirs and ours and theirs != ours:
        message = f"Cette déclaration est celle d'un autre territoire : votre SIREN est {ours}."
        yield one.error("siren", message, "Supprimez ce fichier, puis écrivez le vôtre.")
    elif ours and not theirs:
        message = "Ce fichier ne dit pas de quel territoire il parle : il peut avoir été recopié."
        remedy = f'Si ces réponses sont bien celles de votre site, ajoutez en tête : siren: "{ours}"'
        yield api.Problem(fields.ACCESSIBILITY.path, 1, "siren", "", message, remedy)
    elif not ours:
        message = "Votre territoire n'a pas de SIREN : rien ne prouve que ce fichier est le sien. Le site n'en montre rien."
        yield _lacking("siren", message, "Ajoutez « siren » dans data/territoire.yml, et en tête de ce fichier.")
    elif one.record.exemple and api.is_real(ours):
        message = "Ce fichier est un exemple, et votre territoire existe : sa déclaration ne serait pas la vôtre."
        yield one.error("exemple", message, "Remplacez ses réponses par les vôtres, puis supprimez cette ligne.")


def _lacking(field: str, message: str, remedy: str) -> api.Problem:
    """A warning about a field that the file does not have: no line to quote."""
    return api.Problem(fields.ACCESSIBILITY.path, 1, field, "", message, remedy, api.WARNING)


def dates_in_order(one: api.Checked[fields.Accessibilite]) -> Iterator[api.Problem]:
    """Error: a declaration updated before it was made, or dated before the audit that it cites."""
    declaration = one.record.declaration
    first, last, audit = declaration.etablie_le, declaration.mise_a_jour_le, declaration.audit
    if first and last and last < first:
        why = "La mise à jour précède la déclaration."
        yield one.error(("declaration", "mise_a_jour_le"), why, "Corrigez l'une des deux dates.")
    elif audit and declaration.date and declaration.date < audit.date:
        remedy = "Écrivez dans « mise_a_jour_le » le jour où vous l'avez refaite."
        yield one.error(("declaration", "audit", "date"), "La déclaration est datée d'avant l'audit qu'elle cite.", remedy)


def complete_audit(one: api.Checked[fields.Accessibilite]) -> Iterator[api.Problem]:
    """Warning: an audit, when criteria are still untested."""
    missing = one.record.tally.non_testes
    if one.record.declaration.audit and missing:
        yield one.warning(
            ("declaration", "audit"),
            f"L'audit n'est pas complet : il reste {api.plural(missing, 'critère')} à tester. Le site se dit « non conforme ».",
            "Ajoutez les critères qui manquent, avec « non-applicable » s'il le faut.",
        )


def deadlines(one: api.Checked[fields.Accessibilite]) -> Iterator[api.Problem]:
    """Warning: no date of declaration; declaration or audit three years old (RGAA) today, or within 60 days."""
    declaration = one.record.declaration
    if not declaration.date:
        told = "La déclaration n'a pas de date : ses trois ans ne peuvent pas être comptés.", "Ajoutez « etablie_le »."
        yield _lacking("declaration.etablie_le", *told)
    name = "mise_a_jour_le" if declaration.mise_a_jour_le else "etablie_le"
    terms: list[tuple[api.Location, str, dt.date | None]] = [
        (("declaration", name), "La déclaration", declaration.date),
        (("declaration", "audit", "date"), "L'audit", declaration.audit.date if declaration.audit else None),
    ]
    for location, what, date in terms:
        end = date and fields.years_after(date)
        if end and end < one.world.today:
            yield one.warning(location, f"{what} a plus de trois ans (depuis le {end}) : délai dépassé.", REDO)
        elif end and end - one.world.today <= SOON:
            yield one.warning(location, f"{what} aura trois ans le {end}.", REDO)


def old_machine_results(one: api.Checked[fields.Accessibilite]) -> Iterator[api.Problem]:
    """One warning, on the oldest: the tools run on every criterion at once."""
    old = [
        (resultat.le, numero)
        for numero, resultat in one.record.criteres.items()
        if resultat.par == "machine" and resultat.le and fields.years_after(resultat.le, 1) < one.world.today
    ]
    if old:
        count = f"{len(old)} critères vérifiés" if len(old) > 1 else "Un critère vérifié"
        message = f"{count} par machine il y a plus de douze mois."
        yield one.warning(("criteres", min(old)[1], "le"), message, "Lancez « make audit ».")


def plans(one: api.Checked[fields.Accessibilite]) -> Iterator[api.Problem]:
    """The law asks for a « schéma pluriannuel » in force and for the plan of the year."""
    schema, seen = one.record.schema_pluriannuel, set()
    if not schema:
        told = "Le schéma pluriannuel n'est pas publié ; la loi le demande.", "Ajoutez « schema_pluriannuel »."
        yield _lacking("schema_pluriannuel", *told)
    elif schema.fin.latest < one.world.today:
        told = f"Le schéma pluriannuel est fini depuis le {schema.fin.latest}.", "Écrivez le suivant."
        yield one.warning(("schema_pluriannuel", "fin"), *told)
    if not one.record.plan(one.world.today.year):
        told = f"Le plan d'action de {one.world.today.year} n'est pas publié ; la loi le demande.", "Ajoutez-le dans « plans »."
        yield _lacking("plans", *told)
    for i, plan in enumerate(one.record.plans):
        if plan.annee in seen:
            yield one.error(("plans", i, "annee"), "Cette année a déjà un plan.", "Gardez un seul plan par an.")
        seen.add(plan.annee)


def no_private_address(one: api.Checked[fields.Accessibilite]) -> Iterator[api.Problem]:
    """Warning: a text that looks like a person's e-mail address; only functions and institutions should be named."""
    for location, _, text in one.texts:
        if api.PERSONAL_MAIL.match(text):
            yield one.warning(location, f"« {text} » ressemble à une adresse personnelle.", "Demandez une adresse de service.")


REDO = "Faites refaire l'audit, puis mettez à jour la déclaration et sa date."


# --- the pages -----------------------------------------------------------------------------------


DECLARATION = ("Déclaration d’accessibilité", "a-propos/accessibilite/")


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The declaration."""
    yield _declaration(render)


def link(render: api.Renderer) -> api.MenuLink:
    """The compulsory mention at the foot of every page (décret 2019-768, art. 3), and the declaration."""
    example = render.catalogue.said_in(fields.Accessibilite).exemple
    state = "exemple inventé" if example else conformity(render.catalogue).mention
    return f"Accessibilité : {state}", DECLARATION[1]


def _declaration(render: api.Renderer) -> api.Page:
    accessibilite, state = render.catalogue.said_in(fields.Accessibilite), conformity(render.catalogue)
    exempted = accessibilite.declaration.derogations
    example = "Exemple inventé. " if accessibilite.exemple else ""
    return render.page(
        "accessibilite.html",
        DECLARATION[1],
        DECLARATION[0],
        description=f"{example}Ce site est {state.mention} : ce qui est vérifié, ce qui ne va pas, à qui le dire.",
        trail=(api.ABOUT,),
        year=render.today.year,
        version=fields.VERSION,
        total=len(fields.criteria()),
        burdens=[one for one in exempted if one.motif == "charge-disproportionnee"],
        exemptions=[one for one in exempted if one.motif == "exempte"],
        accessibilite=accessibilite,
        state=state,
    )
