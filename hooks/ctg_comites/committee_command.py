"""``ctg document comite``: before a steering committee, its decision file as PDF; page 1 is what elected members read."""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from ctg import api
from ctg_comites.committee_file import decision_file

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
    folder = options.vers or root / api.DOCUMENTS
    catalogue = api.load(root)
    day = catalogue.day
    meeting = _meeting(catalogue, options.jour)
    if not meeting:
        print(_none(catalogue, options.jour, day), file=sys.stderr)
        return 2
    colours = api.palette(catalogue.territoire.allure)
    place = api.inside(folder, f"{NAME}-{options.jour}.pdf")
    content = api.make_pdf(f"{NAME}.typ", decision_file(catalogue, meeting, day), day, colours)
    api.write_documents({place: content}, root, options.remplacer)
    print(place)
    if not meeting.to_decide:
        print(f"Rien à décider dans {meeting.file}.\n    → Ajoutez « suites: [{{texte: …, options: [{{nom: …}}]}}] ».")
    return 0


def _of_bodies(catalogue: api.Catalogue) -> list[api.Rencontre]:
    return [meeting for meeting in catalogue.all(api.Rencontre) if meeting.instance and not meeting.asks_inhabitants]


def _meeting(catalogue: api.Catalogue, day: dt.date) -> api.Rencontre | None:
    return next((meeting for meeting in _of_bodies(catalogue) if meeting.date.day and meeting.date.first == day), None)


def _none(catalogue: api.Catalogue, day: dt.date, now: dt.date) -> str:
    near = sorted({one.date.first for one in _of_bodies(catalogue) if one.date.day}, key=lambda one: abs(one - max(day, now)))
    told = f"Aucune réunion d'une instance n'est écrite au {api.date_fr(day)}."
    known = f"Les plus proches : {api.joined(one.isoformat() for one in sorted(near[:3]))}." if near else ""
    return f"{told}\n    → {known or 'Créez-la : « ctg nouveau rencontre », avec « instance » et « date ».'}"
