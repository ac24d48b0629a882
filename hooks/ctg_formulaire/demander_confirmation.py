"""``ctg demander-confirmation``: messages ready to send to those who know the facts, and the state of earlier requests."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ctg import api
from ctg_formulaire import following
from ctg_formulaire.messages import CALLS, NotAskedError, files_of, newly_noted, question_of, sender_of

FOLDER = "confirmations"
QUESTION = 'Par exemple : --question "Ouverts du 22 au 31 décembre ?"'
NONE_YET = "Aucune demande n'a été faite.\n    → Lancez : ctg demander-confirmation"


class Misuse(Exception):
    """What was typed names nothing; the message is French, with its remedy."""


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "demander-confirmation", help="écrit les messages à envoyer pour faire confirmer les fiches, et suit les réponses"
    )
    parser.add_argument(
        "--dossier", action=api.Output, folder=True, metavar="DOSSIER", help=f"où écrire (par défaut : {FOLDER}/ et la date)"
    )
    parser.add_argument("--pour", nargs="+", metavar="IDENTIFIANT", help="ces fiches seulement, même déjà confirmées")
    parser.add_argument(
        "--avant",
        choices=list(api.Turn),
        help="les fiches dont les horaires changent à l'été ou à la rentrée, même confirmées (sans ce mot : 45 jours avant)",
    )
    parser.add_argument("--question", metavar="PHRASE", help="une seule question : « Ouverts du 22 au 31 décembre ? »")
    parser.add_argument("--type", metavar="TYPE", help="les lieux de ce type seulement : multi-accueil")
    parser.add_argument("--de", metavar="COURRIEL", help="votre adresse : les réponses y viendront")
    parser.add_argument("--suivi", action="store_true", help="montre qui a répondu et qui appeler, sans rien écrire")
    api.add_replace(parser)
    parser.set_defaults(sinon="les messages seraient faux")
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the messages are written, 1 when they cannot be, 2 for a record, a type or an address that does not exist."""
    root = options.projet.resolve()
    try:
        catalogue = api.load(root)
        day = catalogue.day
        demandes, _ = following.load_campaign(root)
        if options.suivi:
            return _follow(catalogue, demandes, day)
        sender = sender_of(options.de)
        why = _reasons(catalogue, options, day)
        places, waiting = _chosen(catalogue, demandes, options, day, why)
        made = following.requests(catalogue, places, day, question_of(options.question, QUESTION), why)
        if made:
            _write(root, catalogue, made, options, sender)
            if new := newly_noted(demandes, made):
                api.write_inside(root, following.FILE, following.as_yaml([*demandes, *new]))
    except (Misuse, NotAskedError) as error:
        print(error, file=sys.stderr)
        return 2
    print(_report(made, waiting, options.dossier or Path(FOLDER, day.isoformat())))
    return 0


def _follow(catalogue: api.Catalogue, demandes: tuple[following.Demande, ...], day: dt.date) -> int:
    print(following.report(catalogue, demandes, day) if demandes else NONE_YET)
    return 0


# --- what is asked -------------------------------------------------------------------------------


def _reasons(catalogue: api.Catalogue, options: argparse.Namespace, day: dt.date) -> dict[str, str]:
    """Why each place is due; nothing for what the coordinator names, or for a question. Raises :class:`Misuse`."""
    if not (options.pour or options.question):
        return following.reasons(catalogue, day, next((one for one in api.Turn if one == options.avant), None))
    if options.avant:
        raise Misuse("« --avant » choisit déjà les fiches.\n    → Écrivez-le sans « --pour » ni « --question ».")
    return {}


def _chosen(
    catalogue: api.Catalogue,
    demandes: Iterable[following.Demande],
    options: argparse.Namespace,
    day: dt.date,
    why: Mapping[str, str],
) -> tuple[list[api.Place], list[api.Place]]:
    """(the places to ask about, those left out because an answer is awaited). Raises :class:`Misuse`."""
    of_type = _of_type(catalogue, options.type)
    if options.pour:
        return [_named(catalogue, id) for id in dict.fromkeys(options.pour)], []
    if options.question:
        return of_type, []
    wanted = [place for place in of_type if place.key in why]
    waiting = [place for place in wanted if following.pending(demandes, place.key, day)]
    return [place for place in wanted if place not in waiting], waiting


def _of_type(catalogue: api.Catalogue, type_id: str | None) -> list[api.Place]:
    if type_id is None:
        return list(catalogue.places)
    known = {place.type_id for place in catalogue.places if place.type_id}
    if type_id not in known:
        near = api.nearest(type_id, known)
        remedy = f"Vouliez-vous écrire « {near} » ?" if near else f"Types de vos lieux : {', '.join(sorted(known))}."
        raise Misuse(f"Aucun lieu n'a le type « {api.shown(type_id)} ».\n    → {remedy}")
    return [place for place in catalogue.places if place.type_id == type_id]


def _named(catalogue: api.Catalogue, id: str) -> api.Place:
    found = [place for place in catalogue.places if id in (place.id, place.key)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Misuse(f"« {api.shown(id)} » désigne plusieurs fiches.\n    → Écrivez {' ou '.join(one.key for one in found)}.")
    near = api.nearest(id, [place.id for place in catalogue.places])
    remedy = f"Vouliez-vous écrire « {near} » ?" if near else "L'identifiant est le nom du fichier sans .yml : les-lutins."
    raise Misuse(f"« {api.shown(id)} » ne désigne aucun lieu ni service publié.\n    → {remedy}")


# --- what is written -----------------------------------------------------------------------------


def _write(
    root: Path,
    catalogue: api.Catalogue,
    made: tuple[following.ConfirmationRequest, ...],
    options: argparse.Namespace,
    sender: str | None,
) -> None:
    """Every file, or none when one is not to be replaced."""
    folder = options.dossier or root / FOLDER / made[0].day.isoformat()
    files = files_of(catalogue, made, sender)
    places = {api.inside(folder, name): content for name, content in files.items()}
    api.write_documents(places, root, options.remplacer)


def _report(made: tuple[following.ConfirmationRequest, ...], waiting: list[api.Place], folder: Path) -> str:
    if not made:
        lines = ["Aucune demande à faire."]
    else:
        mails = sum(request.by is following.Moyen.COURRIEL for request in made)
        ways = f"{api.plural(mails, 'message')} à envoyer, {api.plural(len(made) - mails, 'appel')} à passer"
        lines = [
            f"{api.plural(sum(len(request.places) for request in made), 'fiche')} à confirmer : {ways}.",
            *_seasons(made),
            f"Dans {folder}/ : ouvrez chaque fichier .eml, relisez, envoyez." if mails else f"Dans {folder}/ : {CALLS}.pdf.",
            f"Noté dans {following.FILE}. Une réponse arrive : collez-la dans la page « Réponses » du formulaire (ctg servir).",
        ]
    if waiting:
        names = ", ".join(place.id for place in waiting)
        lines += [
            f"Déjà demandées il y a moins d'un mois, pas redemandées : {names}.",
            "    → Pour le faire quand même : --pour IDENTIFIANT",
        ]
    return "\n".join(lines)


def _seasons(made: tuple[following.ConfirmationRequest, ...]) -> Iterator[str]:
    """How many records are asked because of a season: they may have been confirmed not long ago."""
    for turn in api.Turn:
        if count := sum(one.why == following.WHY[turn] for request in made for one in request.places):
            yield f"Dont {count} avant {turn.label}, quand leurs horaires changent."
