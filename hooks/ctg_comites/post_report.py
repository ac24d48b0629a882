"""``ctg document cooperation``: what the post of coordination did in a year, from the actions, meetings and decisions that are
already written. Nothing is typed for it, and no grid is invented: its headings are those of the job offer."""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator

from ctg import api
from ctg_comites.evaluation import answers
from ctg_comites.evaluation_kind import Evaluation
from ctg_comites.year import Yearly, convention_in, yearly
from ctg_comites.year_words import GOING, axis_lines, decided, heading, where_actions_stand


def report(catalogue: api.Catalogue, year: Yearly) -> dict:
    """Every text of the report, ready to show; a heading of which nothing is written says so."""
    title = f"Rapport d’activité de la coopération, {year.year}"
    parts = [{"titre": title, "faits": list(told(catalogue, year))} for title, told in HEADINGS.items()]
    convention = convention_in(catalogue, year.year)
    return heading(catalogue, convention, title, "ctg/", "D’après les fiches du site.") | {"rubriques": parts}


def _leads(catalogue: api.Catalogue, year: Yearly) -> Iterator[str]:
    """What bodies met and decided, where actions stand and why some do not go on, what was evaluated."""
    for meeting in year.meetings:
        if meeting.instance and not meeting.asks_inhabitants and meeting.date.first <= year.today:
            yield _met(meeting, " ; ".join(decided(one, year.last_day).rstrip(".") for one in meeting.decisions))
    yield where_actions_stand(year)["verdict"]
    for line in (line for axis in year.axes for rows in [axis_lines(axis)] for line in rows["en_retard"] + rows["pas_fait"]):
        yield f"{line['titre']}, {line['mot']}. {line['texte']}".rstrip()
    for one in catalogue.all(Evaluation):
        if one.rendue_le and one.rendue_le.year == year.year:
            yield f"{one.titre} : {answers(one)}"


def _needs(catalogue: api.Catalogue, year: Yearly) -> Iterator[str]:
    """Diagnoses, measures, and places for the youngest."""
    yield from (f"Diagnostic : {one.titre}." for one in catalogue.all(api.Diagnostic) if one.date and one.date.year == year.year)
    for figure, value in year.indicators:
        if value:
            yield f"{figure.nom} : {api.counted(value.valeur, figure.unite)}."
    places = [one for found in year.actions for one in found.action.places_accueil if one.annee == year.year]
    for line in {(one.commune, one.nombre): one for one in places}.values():
        yield f"Places d’accueil, {line.commune} : {line.etat.counting(line.nombre)} ({line.source})."


def _network(_catalogue: api.Catalogue, year: Yearly) -> Iterator[str]:
    """The other meetings, and with whom actions are done."""
    yield from (_met(one, "") for one in year.meetings if not one.instance and not one.asks_inhabitants)
    shared: dict[str, list[str]] = defaultdict(list)
    for action in (found.action for found in year.actions if found.action.etat in GOING):
        for partner in action.partners:
            shared[partner].append(api.label(action))
    for partner, labels in sorted(shared.items(), key=lambda pair: -len(pair[1])):
        yield f"Avec {partner} : {'actions' if len(labels) > 1 else 'action'} {api.joined(labels)}."


def _inhabitants(_catalogue: api.Catalogue, year: Yearly) -> Iterator[str]:
    """Who was consulted, and what became of what they asked."""
    for one in year.meetings:
        if one.asks_inhabitants and one.date.first <= year.today:
            yield _met(one, ". ".join(filter(None, (one.participation, api.outcome(one.suites)))))


def _met(meeting: api.Rencontre, told: str) -> str:
    """« Comité de pilotage (1er octobre 2026). Un guide : sur papier. »"""
    when = api.from_to(meeting.date, meeting.fin)
    return f"{meeting.titre} ({when}){f' : {told}' if told else ''}.".replace("..", ".")


HEADINGS: dict[str, Callable[[api.Catalogue, Yearly], Iterator[str]]] = {
    "Impulser et mettre en œuvre les politiques familiales et éducatives": _leads,
    "Mettre en adéquation l’offre d’accueil et les besoins des familles": _needs,
    "Animer la mise en réseau des acteurs": _network,
    "Organiser et animer la relation avec la population": _inhabitants,
}
"""The four parts of the job offers of « chargé de coopération CTG », a frame that many territories share; what answers each."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("cooperation", help="le rapport d'activité du poste de coopération, tiré des fiches")
    parser.add_argument("annee", type=int, nargs="?", metavar="ANNÉE", help="par défaut : l'année en cours")
    api.add_folder(parser)
    parser.set_defaults(sinon="le rapport serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the report is written, 1 when it cannot be made or written."""
    root = options.projet.resolve()
    catalogue = api.load(root)
    year = yearly(catalogue, options.annee or catalogue.day.year, catalogue.day)
    place = api.inside(options.vers or root / api.DOCUMENTS, f"activite-cooperation-{year.year}.pdf")
    made = api.make_pdf("cooperation.typ", report(catalogue, year), catalogue.day, api.palette(catalogue.territoire.allure))
    api.write_documents({place: made}, root, options.remplacer)
    print(place)
    return 0
