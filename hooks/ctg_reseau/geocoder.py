"""``ctg geocoder``: asks the Base Adresse Nationale for the missing points, and keeps them in ``data/positions.json``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from ctg import api
from ctg_reseau.geocoding import SERVICE, SPACING, Geocoder, NoService, Refused

REMEDY = "Précisez le numéro et la rue, ou écrivez vous-même « position: {lat: …, lon: …} »"
REMEDIES = {api.Structure: f"{REMEDY}.", api.Commune: f"{REMEDY} sous « mairie », sans « position_douteuse »."}


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "geocoder",
        help="cherche le point des adresses sur la carte (demande internet)",
        description="Demande à la Base Adresse Nationale le point des adresses qui n'en ont pas, et le garde dans "
        f"{api.POSITIONS_FILE}. Vos fiches ne changent pas ; une « position » écrite dans une fiche l'emporte toujours.",
    )
    parser.add_argument("fiches", nargs="*", metavar="ID", help="seulement ces fiches : les-lutins, communes/valbourg…")
    parser.add_argument("--refaire", action="store_true", help="redemande aussi les positions déjà trouvées")
    parser.add_argument("--adresse-service", default=SERVICE, metavar="URL", help="un autre service de géocodage (BAN, addok)")
    return parser


@dataclass
class Geocoded:
    """What a run of the command has gathered so far; an interruption keeps it."""

    found: dict[str, api.Found]
    refused: dict[str, str] = field(default_factory=dict)
    new: int = 0
    stopped: NoService | KeyboardInterrupt | None = None

    @property
    def nothing(self) -> bool:
        return not (self.new or self.refused)


def run(options: argparse.Namespace) -> int:
    root = options.projet.resolve()
    host = _host(options.adresse_service)
    if not host:
        return _fail("L'adresse du service est mal formée. Exemple : " + SERVICE, 2)
    catalogue = api.load(root, drafts=True)
    asked = api.questions(catalogue.all(api.Structure), catalogue.all(api.Commune))
    known, problems = api.load_positions(root / api.POSITIONS_FILE, root, catalogue.territoire.siren)
    if problems:
        return _fail(api.report(problems))
    chosen, unknown = _chosen(options.fiches, catalogue)
    if unknown:
        return _fail(unknown, 2)
    still = api.points_still_asked(known, asked)
    todo = {key: asked[key] for key in asked if key in chosen and (options.refaire or key not in still)}
    done = ask_all(
        todo, Geocoded(dict(still)), Geocoder(api.Client(api.Pace(SPACING), local=[host]), options.adresse_service), catalogue
    )
    return _finish(root, done, todo, catalogue.territoire.siren)


def ask_all(todo: dict[str, api.Question], done: Geocoded, geocoder: Geocoder, catalogue: api.Catalogue) -> Geocoded:
    """Asks one address after the other, and stops at the first sign that the service is not there."""
    outlines = api.outlines_of(catalogue.contours)
    progress = api.Progress(len(todo))
    try:
        for key, question in todo.items():
            try:
                done.found[key] = geocoder.find(question, outlines.get(question.commune.code_insee), catalogue.day)
                done.new += 1
            except Refused as refusal:
                done.found.pop(key, None)
                done.refused[key] = str(refusal)
            progress.step()
    except (NoService, KeyboardInterrupt) as stop:
        done.stopped = stop
    progress.end()
    return done


def _finish(root: Path, done: Geocoded, todo: dict[str, api.Question], siren: str | None) -> int:
    """Write the new points and report; returns 1 when some addresses could not be asked."""
    if not (done.stopped and done.nothing):
        _write(root, api.positions_as_json(done.found, siren))
        print(_report(done, len(done.found) - done.new))
    for key, message in done.refused.items():
        print(f"\n{_located(root, todo[key], message)}")
    if done.stopped is None:
        return 0
    kept = "Rien n'a changé." if done.nothing else "Ce qui est trouvé est gardé ; relancez la commande pour la suite."
    if isinstance(done.stopped, KeyboardInterrupt):
        return _fail(f"Interrompu. {kept}")
    if done.stopped.offline:
        return _fail(f"Pas de connexion au service d'adresses : {done.stopped}. {kept}\n    → Vérifiez votre connexion.")
    return _fail(f"Le service d'adresses ne marche pas : {done.stopped}. {kept}\n    → Recommencez plus tard.")


def _write(root: Path, text: str) -> None:
    """No file is made for nothing, and an unchanged file keeps its date."""
    old = api.read_plain(root / api.POSITIONS_FILE, most=10_000_000).decode() if (root / api.POSITIONS_FILE).exists() else "{}\n"
    if text != old:
        api.write_inside(root, api.POSITIONS_FILE, text)


def _report(done: Geocoded, before: int) -> str:
    """« 12 positions trouvées, 3 adresses refusées, 40 déjà connues (data/positions.json). »"""
    if not (done.new or done.refused):
        return "Rien à chercher : chaque adresse a déjà sa position."
    parts = [api.plural(done.new, "position") + (" trouvées" if done.new > 1 else " trouvée")]
    if refused := len(done.refused):
        parts.append(api.plural(refused, "adresse") + (" refusées" if refused > 1 else " refusée"))
    if before:
        parts.append(f"{before} déjà connue{'s' if before > 1 else ''}")
    return f"{', '.join(parts)} ({api.POSITIONS_FILE})."


def _located(root: Path, question: api.Question, message: str) -> api.Problem:
    """A refusal, on the line of its address."""
    path = root / question.record.file
    place: api.Location = ("adresse",)
    sheet: api.Sheet | None
    if isinstance(question.record, api.Commune):
        sheets, place = api.read_list(path, root)[0], ("mairie", "adresse")
        sheet = next(sheet for sheet in sheets if sheet.values.get("nom") == question.record.nom)
    else:
        sheet = api.read_sheet(path, root)[0]
    assert sheet, "it has just been read"
    return sheet.problem(place, message, REMEDIES[type(question.record)], api.WARNING)


def _chosen(names: Iterable[str], catalogue: api.Catalogue) -> tuple[set[str], str]:
    """(keys of the records that the command was asked for, what to say of a name that is none's). No name is every record."""
    records = [*catalogue.all(api.Structure), *catalogue.all(api.Commune)]
    by_name = {record.id: record.key for record in reversed(records)} | {record.key: record.key for record in records}
    keys = set()
    for name in names:
        plain = name.removeprefix("data/").removesuffix(".yml")
        if plain not in by_name:
            near = api.nearest(plain, by_name)
            perhaps = f" Est-ce « {near} » ?" if near else ""
            return set(), f"Aucune structure ni commune n'a l'identifiant « {api.shown(plain)} ».{perhaps}"
        keys.add(by_name[plain])
    return keys or set(by_name.values()), ""


def _host(address: str) -> str:
    """« nom:port » of a web address; "" when it is not one."""
    try:
        parts = urlsplit(address)
        return parts.netloc if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _fail(message: str, code: int = 1) -> int:
    print(message, file=sys.stderr)
    return code
