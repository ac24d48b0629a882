"""The tables to analyse, in CSV: what records mean, a value a cell; and one fact a row, with its year, its commune and its
source: hours, states, amounts, values.

A record has many such facts; a table of records would hold them as a series in one cell, which no program counts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ctg.common.escaping import csv_file
from ctg.common.extensions import added
from ctg.model import Action, Axe, Commune, Comparaison, Horaires, Indicateur, Record, Semaine, Service, Span, Structure, Valeur
from ctg.model.action import ETATS, EtatDate, Financement
from ctg.model.fields import FullDate, Line, Part, Year, YesNo, champ
from ctg.model.periods import JOURS, Feries, Fermeture, NthWeekday, Period
from ctg.open_data.cells import COMPUTED, ID, Column, Shape, columns_of, lookup
from ctg.open_data.values import model_of, plain, record_values
from ctg.pages import GROUPS, About, Asset, OpenSet, Renderer, address, published
from ctg.pages.addresses import FIGURES, PLACES, PROJECT, published_places
from ctg.places.contacts import PublicView
from ctg.plan.money import funder
from ctg.plan.timeline import lateness
from ctg.plan.words import framework_name

FOLDER = "donnees"


@dataclass(frozen=True)
class OpenTable:
    """A table to analyse: what a row is (a record of a kind, or a fact) and its values, as JSON has them."""

    name: str
    row: type[Part]
    title: str
    description: str
    group: OpenSet
    rows: Callable[[Renderer], Iterable[dict[str, Any]]]

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}.csv"

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those of a kind that hold one value, or a few words, then what is worked out; all those of a fact."""
        if not issubclass(self.row, Record):
            return tuple(sorted(columns_of(self.row)[1:], key=lambda one: one.name not in ("fiche", "nom", "annee")))
        made = columns_of(model_of(self.row))[1:]
        computed = (replace(one, path=(COMPUTED, *one.path), label=f"{COMPUTED}.{one.name} ({one.label})") for one in made)
        return tuple(one for one in (*columns_of(self.row, internal=False), *computed) if one.shape in {Shape.TEXT, Shape.LIST})

    def cells(self, render: Renderer) -> list[list[str]]:
        """The rows, in the order of the columns."""
        columns = self.columns
        return [
            [_cell(values["id"] if one == ID else lookup(values, one.path)) for one in columns] for values in self.rows(render)
        ]


def _of_kind(kind: type[Record]) -> OpenTable:
    def rows(render: Renderer) -> Iterable[dict[str, Any]]:
        return (record_values(render, record) for record in published(render.catalogue, kind))

    return OpenTable(kind.folder, kind, kind.plural.capitalize(), kind.content, GROUPS[kind.dataset], rows)


# --- facts: one a row, with its year, its commune and its source --------------------------------------

FactRow = dict[str, Any]


class Whence(Part):
    """What every fact says of its record."""

    fiche: Line | None = champ("Fiche", "Son adresse dans le site : structures/les-lutins.")
    nom: Line | None = champ("Nom de la fiche")
    annee: Year | None = champ("Année", "Celle du fait, sinon celle de la mise à jour.")
    commune: Line | None = champ("Commune", "Absente : tout le territoire, ou plusieurs communes.")
    code_insee: Line | None = champ("Code INSEE de la commune")
    source: Line | None = champ("Source", "D’où vient ce fait.")
    mise_a_jour: FullDate | None = champ("Mise à jour", "Le jour où les faits de la fiche ont été établis.")
    url: Line | None = champ("Page", "L’adresse de la page de la fiche.")


class HoursRow(Whence):
    """An opening or a closure."""

    lieu: Line | None = champ("Lieu", "S’il n’est pas celui de la fiche : l’arrêt, la salle.")
    sorte: Line | None = champ("Sorte", "ouverture ou fermeture.")
    periode: Line | None = champ("Période", "annee, scolaire, vacances, semaines-paires ou impaires, saison, dates, feries.")
    du: Line | None = champ("Du", "Le premier jour : 2026-12-24, ou 12-24 chaque année.")
    au: Line | None = champ("Au", "Le dernier jour.")
    jour: Line | None = champ("Jour", "lundi à dimanche ; ou « premier mardi du mois ».")
    debut: Line | None = champ("Début", "09:00 ; absent : l’heure n’est pas connue.")
    fin: Line | None = champ("Fin")
    moment: Line | None = champ("Moment", "matin, apres-midi, journee ou oui, sans heure connue.")
    motif: Line | None = champ("Motif", "Pourquoi fermé, ou le nom de la saison.")


class StateRow(Whence, EtatDate):
    """Where an action stood from a day on."""

    etat_libelle: Line | None = champ("État, en clair", "« non renseignée » quand personne ne le dit.")
    actuel: YesNo | None = champ("Actuel", "oui : c’est l’état d’aujourd’hui.")
    en_retard: YesNo | None = champ("En retard", "oui : sa fin, son début ou une étape est passée, et n’est pas faite.")
    axe: Line | None = champ("Titre de l’axe")
    axe_cadre: Line | None = champ("Cadre de l’axe", "D’où vient l’action, quand ce n’est pas la convention.")


class MoneyRow(Whence, Financement):
    """What someone pays for an action in a year: planned, and spent."""

    axe: Line | None = champ("Titre de l’axe")
    axe_cadre: Line | None = champ("Cadre de l’axe", "D’où vient l’action, quand ce n’est pas la convention.")


class ValueRow(Whence, Valeur):
    """A value of an indicator, or the same elsewhere."""

    unite: Line | None = champ("Unité")
    producteur: Line | None = champ("Producteur")
    territoire: Line | None = champ("Territoire", "D’une comparaison : où.")


def _fact(render: Renderer, record: Record, commune: str | None = None, part: Part | None = None) -> FactRow:
    """A part of a record, with what every fact says."""
    seen, told = PublicView(render.catalogue, record, render.today), plain(part) if part else {}
    day = seen.proven and seen.proven.isoformat()
    return (
        {"annee": day and int(day[:4])}
        | told
        | {
            "fiche": record.key,
            "nom": record.title,
            "commune": commune,
            "code_insee": commune and render.catalogue.commune(commune).code_insee,
            "source": told.get("source") or seen.source or None,
            "mise_a_jour": day,
            "url": address(render.catalogue.territoire, render.page_of(record)),
        }
    )


# --- hours ---------------------------------------------------------------------------------------


def hours(render: Renderer) -> Iterator[FactRow]:
    """The openings and closures of places, of their stops and of town halls, as their records say them."""
    for place in published_places(render.catalogue):
        moves, home = render.catalogue.moves(place), render.catalogue.commune_of(place)
        head = _fact(render, place, None if moves or not home else home.nom)
        stops = ((stop, _fact(render, place, stop.commune) | {"lieu": stop.lieu}) for stop in place.arrets)
        yield from (head | one for one in _openings(None if moves else place.horaires))
        yield from (head | there | one for stop, there in stops for one in _openings(stop.horaires))
        yield from (head | _closure(one) for one in place.fermetures)
    for commune in published(render.catalogue, Commune):
        yield from (_fact(render, commune, commune.nom) | one for one in _openings(commune.opening))


def _openings(opening: Horaires | None) -> Iterator[FactRow]:
    if not opening:
        return
    yield from _week(opening, {"periode": "scolaire" if opening.school_year else "annee"})
    for week in opening.semaines:
        yield from _week(
            week, {"periode": str(week.pendant)} if week.pendant else {"periode": "saison", "motif": week.nom} | _dates(week)
        )
    for more in opening.dates:
        nth = isinstance(more.quand, NthWeekday)
        when = {"periode": "annee", "jour": plain(more.quand)} if nth else {"periode": "dates", "du": plain(more.quand)}
        yield from (_span(span) | when | {"lieu": more.lieu, "motif": more.note} for span in more.heures)
    if opening.jours_feries:
        yield {"sorte": {"ouvert": "ouverture", "ferme": "fermeture"}[opening.jours_feries], "periode": "feries"}


def _week(week: Semaine, when: FactRow) -> Iterator[FactRow]:
    for rank, jour in enumerate(JOURS):
        yield from (_span(span) | when | {"jour": jour} for span in week.on(rank))


def _span(span: Span) -> FactRow:
    if span.moment:
        return {"sorte": "ouverture", "moment": span.moment}
    return {"sorte": "ouverture"} | dict(zip(("debut", "fin"), str(plain(span)).split("-"), strict=True))


def _closure(one: Fermeture) -> FactRow:
    return {"sorte": "fermeture", "motif": one.motif} | (
        {"periode": "feries"} if isinstance(one, Feries) else {"periode": "dates"} | _dates(one)
    )


def _dates(period: Period) -> FactRow:
    return {"du": plain(period.du), "au": plain(period.au or period.du)}


# --- the project and its figures -------------------------------------------------------------------


def _of_action(render: Renderer, action: Action, part: Part | None) -> FactRow:
    axe = render.catalogue.get(Axe, action.axe)
    whence = {"axe": axe and axe.titre, "axe_cadre": framework_name(render.catalogue, action) or None}
    return _fact(render, action, action.communes[0] if len(action.communes) == 1 else None, part) | whence


def states(render: Renderer) -> Iterator[FactRow]:
    """The states of each action, the oldest first, then that of today, were it unknown."""
    for action in published(render.catalogue, Action):
        now, late = (action.etat, action.etat_le), bool(lateness(action, render.today))
        said = [((one.etat, one.date), one) for one in action.history or action.etats]
        for (etat, date), one in said + ([] if now in dict(said) else [(now, None)]):
            current = (etat, date) == now
            yield _of_action(render, action, one) | {
                "date": date and date.isoformat(),
                "annee": date and date.year,
                "etat": etat and str(etat),
                "etat_libelle": ETATS[etat],
                "actuel": current,
                "en_retard": late if current else None,
            }


def money(render: Renderer) -> Iterator[FactRow]:
    """What is paid for each action, by whom; a sum that is not known is blank."""
    who = funder(render.catalogue)
    for action in published(render.catalogue, Action):
        for part in action.payments:
            yield _of_action(render, action, part) | {"financeur": who(part)}


def values(render: Renderer) -> Iterator[FactRow]:
    """The values of each indicator, then those elsewhere; without a year measured, that of the publication."""
    for figure in published(render.catalogue, Indicateur):
        measures: Iterable[Valeur | Comparaison] = (*figure.valeurs, *figure.comparaisons)
        for one in measures:
            commune = one.commune if isinstance(one, Valeur) else None
            told = {"annee": one.year, "unite": figure.unite, "producteur": figure.producteur}
            yield _fact(render, figure, commune, one) | told


# --- what is published ---------------------------------------------------------------------------------

TABLES = (
    _of_kind(Structure), _of_kind(Service), _of_kind(Commune), _of_kind(Action),
    OpenTable("horaires", HoursRow, "Horaires et fermetures", "Une ouverture ou une fermeture par ligne : le jour, de "
              "quelle heure à quelle heure, quand dans l’année.", PLACES, hours),
    OpenTable("etats", StateRow, "États des actions", "Un état par ligne : celui d’aujourd’hui, même s’il n’est pas "
              "renseigné, ceux d’avant, et le retard.", PROJECT, states),
    OpenTable("montants", MoneyRow, "Montants", "Un financement par ligne : l’action, l’année, qui paie, prévu et réalisé. "
              "Une somme inconnue est vide, jamais zéro.", PROJECT, money),
    OpenTable("valeurs", ValueRow, "Valeurs des indicateurs", "Une valeur par ligne : l’indicateur, l’année, la commune, "
              "la source. Sans commune : tout le territoire.", FIGURES, values),
)  # fmt: skip
ABOUT = (
    *(
        About(
            one.path,
            one.title,
            one.description,
            "text/csv",
            "CSV, UTF-8, point-virgule" + (" ; colonnes décrites par datapackage.json" if added("bundles") else ""),
            "par frictionless, à chaque test",
            one.group,
            "Pour compter et comparer.",
            "https://datapackage.org/standard/table-schema/",
            columns=() if issubclass(one.row, Record) else tuple((told.name, told.help or told.label) for told in one.columns),
        )
        for one in TABLES
    ),
)


def files(render: Renderer) -> Iterable[Asset]:
    """The tables that have a row."""
    for one in TABLES:
        if next(iter(one.rows(render)), None):
            yield Asset(one.path, partial(_csv, one, render))


def _csv(one: OpenTable, render: Renderer) -> bytes:
    return csv_file([[column.name for column in one.columns], *one.cells(render)])


def _cell(value: Any) -> str:
    """A JSON value in a cell: « oui », « non »; the words of a list on one line."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return " ; ".join(map(str, value))
    return "" if value is None else str(value)
