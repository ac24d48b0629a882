"""What is left to do of a young site, by the time it takes: counted from what is missing, so that what is done is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ctg.analysis.hours.calendars import calendar_problems
from ctg.catalogue import Catalogue
from ctg.checks.accessibility import missing_file
from ctg.checks.territory import NOTICES, missing_notices
from ctg.ground.clock import today
from ctg.ground.escaping import for_markdown
from ctg.ground.phrases import joined, town_hall
from ctg.ground.problems import plural
from ctg.kinds import Action, Axe, Commune, Indicateur, Instance, Parcours, Partenaire, Record, Structure

FILE = "A-FAIRE.md"
NAMED = 5
"""Records of one line that are named; the others are counted."""
PLACES, WAYS = 10, 3
"""Places and parcours from which a family finds something."""


def as_markdown(catalogue: Catalogue, root: Path) -> str:
    """The whole list; ``catalogue`` has its drafts. Boxes to tick, as a forge shows them."""
    lines = [
        f"# À faire : {for_markdown(catalogue.territoire.nom)}",
        "",
        f"Cette liste est tirée de ce qui manque. Pour la refaire : `ctg demarrer --a-faire > {FILE}`.",
    ]
    for title, found in (
        ("Premier jour", _first_day(catalogue)),
        ("Première semaine", _first_week(catalogue)),
        ("Premier mois", _first_month(catalogue, root)),
    ):
        items = [f"- [ ] {item}" for item in found]
        lines += ["", f"## {title}", "", *(items or ["Rien ne manque."])]
    return "\n".join(lines) + "\n"


def _first_day(catalogue: Catalogue) -> Iterator[str]:
    territoire = catalogue.territoire
    if not catalogue.all(Structure):
        yield "Relisez `data/territoire.yml` : le nom, le titre, l'accroche."
        yield 'Créez la fiche d\'un premier lieu : `ctg nouveau structure "Son nom" --commune "…"`.'
    if not territoire.siren:
        yield "Ajoutez le `siren` de l'éditeur."
    if not territoire.adresse_site:
        yield "Choisissez l'adresse publique du site : `adresse_site`. Puis publiez (README.md)."
    missing = [field for field in missing_notices(territoire) if field.startswith("editeur")]
    yield from (f"Mentions légales : {NOTICES[field][0]} {NOTICES[field][1]}" for field in missing)


def _first_week(catalogue: Catalogue) -> Iterator[str]:
    communes = catalogue.all(Commune)
    halls = [one for one in communes if one.published]
    yield from _of_halls("sans téléphone", (one for one in halls if not (one.mairie and one.mairie.telephone)))
    yield from _of_halls("sans horaires", (one for one in halls if not one.opening))
    if unproved := [one for one in halls if one.doubtful]:
        yield f"Appelez les mairies, puis `ctg confirmer` : {plural(len(unproved), 'fiche')} de commune à confirmer."
    if undated := [one for one in communes if one.population is not None and not one.population_annee]:
        yield f"Populations sans leur année : {plural(len(undated), 'commune')}. Elle est sur insee.fr : `population_annee`."
    yield from (f"{problem.message} {problem.remedy}" for problem in calendar_problems(catalogue, today(catalogue.clock)))
    yield from _too_few(
        catalogue, Structure, PLACES, "lieux que les familles demandent : crèches, relais petite enfance, loisirs"
    )
    yield from _too_few(catalogue, Parcours, WAYS, "parcours : « J'attends un bébé », « Je reprends le travail »")
    missing = [field for field in missing_notices(catalogue.territoire) if not field.startswith("editeur")]
    yield from (f"Données personnelles : {NOTICES[field][0]} {NOTICES[field][1]}" for field in missing)


def _of_halls(lack: str, communes: Iterable[Commune]) -> Iterator[str]:
    found = [one.nom for one in communes]
    if found:
        others = [plural(len(found) - NAMED, "autre")] if len(found) > NAMED else []
        yield f"{plural(len(found), 'mairie')} {lack} : {joined([*map(for_markdown, map(town_hall, found[:NAMED])), *others])}."


def _too_few(catalogue: Catalogue, kind: type[Record], wanted: int, what: str) -> Iterator[str]:
    found = sum(one.published for one in catalogue.all(kind))
    if found < wanted:
        yield f"Publiez {wanted} {what} ({found} aujourd'hui)."


def _first_month(catalogue: Catalogue, root: Path) -> Iterator[str]:
    convention = catalogue.convention
    if not (convention.debut and convention.fin and convention.signataires):
        yield "Dites ce que l'on sait de la convention, dans `data/cadres/` : son nom, ses dates, ses signataires."
    for kind, why in (
        (Axe, "ce que la convention veut changer"),
        (Action, "ce qui est fait, par qui, avec quels moyens"),
        (Partenaire, "qui signe et qui agit"),
        (Instance, "qui décide, et quand"),
        (Indicateur, "les chiffres, avec leur source : `ctg chiffres`"),
    ):
        if not catalogue.all(kind):
            yield f"Écrivez vos {kind.plural} dans `data/{kind.folder}/` : {why}."
    if drafts := [one for found in catalogue.records.values() for one in found if not one.published]:
        yield f"Relisez les brouillons, puis publiez-les : {plural(len(drafts), 'fiche')}."
    if missing_file(root):
        yield "Établissez la déclaration d'accessibilité : `data/accessibilite.yml`."
