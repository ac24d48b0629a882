"""``ctg document comite``: the decision file of a steering committee, as PDF of two pages that begins with what to decide.

It is of the day when it is made: what the committee is asked, where the convention stands and when it ends, what moved since the
last meeting, the indicators off course.
"""

import argparse
import datetime as dt
import sys
from pathlib import Path

from ctg import api
from ctg_comites.year_words import decided, heading, on_paper


def decision_file(catalogue: api.Catalogue, meeting: api.Rencontre, today: dt.date) -> dict:
    """The texts of the file: what is asked, then where things stand."""
    earlier = _earlier(catalogue, meeting)
    last = earlier[0] if earlier else None
    found = [alert for group in api.alerts(catalogue, today) for alert in group.alerts]
    left = len(found) - MOST_ALERTS
    since = (last.fin or last.date).latest if last else None
    own = catalogue.of_the_convention(api.Action)
    return {
        **heading(
            catalogue,
            catalogue.convention,
            f"{meeting.titre} : le dossier",
            f"{meeting.key}/",
            f"{api.capital(api.moment_of(meeting, today))}. Établi le {api.date_fr(today)} d’après les fiches du site.",
        ),
        "essentiel": _essential(catalogue, today),
        "alertes": [f"{alert.title} : {api.plain(alert.reason)} → {alert.closes} ({alert.who})" for alert in found[:MOST_ALERTS]]
        + ([f"Et {api.plural(left, 'autre')} : « ctg bilan » les donne."] if left > 0 else []),
        "decide": [_followed(suite) for suite in (last.decisions if last else ())],
        "echeances": [f"{one.titre} : {_followed(suite)}" for one, suite in _due(earlier[1:], meeting, since)],
        "questions": [_question(suite) for suite in meeting.to_decide],
        "depuis": f"Depuis le {api.date_fr(since)} ({last.titre})" if last and since else "",
        "mouvements": [
            f"{api.entitled(one.action)} : {api.change_in_words(one)} ({api.date_fr(one.state.date)})"
            for one in (api.movements(own, since, today) if since else ())
        ],
    }


def file_as_pdf(catalogue: api.Catalogue, meeting: api.Rencontre, today: dt.date) -> bytes:
    """The file, in two pages, with where the actions stand drawn."""
    own = [(axe, catalogue.referenced_by(axe, api.Action)) for axe in catalogue.of_the_convention(api.Axe)]
    progress, colours = api.progress_of_axes(own, today), api.palette(catalogue.territoire.allure)
    said = {"verdict": f"{progress.verdict}.", "dit": " ".join(row.sentence for row in progress.rows)} if progress else {}
    return api.make_pdf(
        f"{NAME}.typ",
        {**decision_file(catalogue, meeting, today), "avancement": said},
        today,
        colours,
        on_paper(progress, colours),
    )


def _essential(catalogue: api.Catalogue, today: dt.date) -> list[str]:
    """Where the convention stands, a sentence each: its years, its actions, its money, its figures."""
    convention, own = catalogue.convention, catalogue.of_the_convention(api.Action)
    sums = api.sums_sentence(api.sums_of(api.parts_of([action for action in own if not action.is_proposed])))
    found = (
        api.deadline(convention, today) or api.where_we_are(convention, today),
        "" if own else "Nous ne connaissons ni axe ni action de la convention.",
        f"Argent connu : {sums}." if sums else "",
    )
    return [text for text in found if text]


def _earlier(catalogue: api.Catalogue, meeting: api.Rencontre) -> list[api.Rencontre]:
    """Those of the same body before this one, newest first."""
    same = (one for one in catalogue.all(api.Rencontre) if one.instance and one.instance == meeting.instance)
    return [one for one in api.past(same, meeting.date.first) if one.key != meeting.key]


def _question(suite: api.Suite) -> dict:
    options = [
        {
            "nom": one.nom,
            "cout": "non chiffré" if one.cout is None else f"{api.euros(one.cout)} par an",
            "preuves": api.blocks(one.preuves) or ["rien d’écrit"],
        }
        for one in suite.options
    ]
    return {"texte": suite.texte, "pourquoi": api.blocks(suite.pourquoi), "options": options}


def _followed(suite: api.Suite) -> str:
    """A decision and where it stands: « Un guide : sur papier (CAF, pour octobre 2026) : prévue au 3 novembre 2026 (CAF) »."""
    since = f" au {api.date_fr(suite.etat_le)}" if suite.etat_le else ""
    source = f" ({suite.source})" if suite.source else ""
    return decided(suite) if suite.bare else f"{decided(suite)} : {api.ETATS_SUITE[suite.etat]}{since}{source}"


def _due(older: list[api.Rencontre], meeting: api.Rencontre, since: dt.date | None) -> list[tuple[api.Rencontre, api.Suite]]:
    """(meeting, decision) of those of ``older`` meetings whose term comes after ``since``, until this one, done or not."""
    dated = [(term, one, suite) for one in older for suite in one.decisions if (term := suite.echeance)]
    own = [found for found in dated if (not since or found[0].latest > since) and found[0].first <= meeting.date.first]
    return [(one, suite) for _, one, suite in sorted(own, key=lambda found: (found[0].latest, found[2].texte))]


MOST_ALERTS = 12
"""So many hold on the second page, with what moved."""
TO_DECIDE = "Dans sa fiche du formulaire, sous « Demandes et décisions », écrivez la décision, puis ses « Choix possibles »."
NAME = "dossier-copil"
"""Of its template, and of its file before the day."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("comite", help="le dossier d'un comité de pilotage ; sa première page suffit aux élus")
    parser.add_argument("jour", type=dt.date.fromisoformat, metavar="JOUR", help="le jour de la réunion : 2026-12-10")
    api.add_folder(parser)
    parser.set_defaults(sinon="le dossier serait faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the file is written, 1 when it cannot be made or written, 2 for a day without a meeting of a body."""
    root = options.projet.resolve()
    catalogue = api.load(root)
    day, meetings = catalogue.day, of_bodies(root)
    if not (meeting := next((one for one in meetings if one.date.first == options.jour), None)):
        print(_none(meetings, options.jour, day), file=sys.stderr)
        return 2
    place = api.inside(options.vers or root / api.DOCUMENTS, f"{NAME}-{options.jour}.pdf")
    content = file_as_pdf(catalogue, meeting, day)
    api.write_documents({place: content}, root, options.remplacer)
    print(place)
    if not meeting.to_decide:
        print(f"Rien à décider dans {meeting.file}.\n    → {TO_DECIDE}")
    return 0


def of_bodies(root: Path) -> list[api.Rencontre]:
    """The meetings of a body, on a known day, drafts too: their choices may not be public yet. Raises :class:`DataError`."""
    return [
        one
        for one in api.load(root, drafts=True).all(api.Rencontre)
        if one.instance and not one.asks_inhabitants and one.date.day
    ]


def _none(meetings: list[api.Rencontre], day: dt.date, now: dt.date) -> str:
    near = sorted({one.date.first for one in meetings}, key=lambda one: abs(one - max(day, now)))
    told = f"Aucune réunion d'une instance n'est écrite au {api.date_fr(day)}."
    known = f"Les plus proches : {api.joined(one.isoformat() for one in sorted(near[:3]))}." if near else ""
    return f"{told}\n    → {known or 'Créez-la : « ctg nouveau rencontre », avec « instance » et « date ».'}"
