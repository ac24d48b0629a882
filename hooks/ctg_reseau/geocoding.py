"""``ctg geocoder``: from an address to a point, kept in ``data/positions.json``, by the Base Adresse
Nationale (BAN), through the Géoplateforme's geocoding service.

The service: https://geoservices.ign.fr/documentation/services/services-geoplateforme/geocodage (public, no key, 50
requests a second at most; the answer is GeoCodeJSON). We only keep an answer that is better than the commune's centre."""

import argparse
import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

from shapely import Point
from shapely.geometry.base import BaseGeometry

from ctg import api

SERVICE = "https://data.geopf.fr/geocodage/search"
SPACING = 0.1
"""Seconds between two requests: ten a second at most, a fifth of what the service allows."""
FIXED = {"limit": "1", "index": "address", "autocomplete": "0"}
"""Asked each time. Without ``autocomplete=0``, the last word is taken for the start of a longer one."""
LEAST_SCORE = 0.7
"""How alike the question and the answer must be (1: the same words). Below, answers are often another street's."""
PRECISE = ("housenumber", "street")
VAGUE = {"municipality": "la commune", "locality": "le lieu-dit"}
PAUSES = (1, 5)
"""Seconds before the second and the third try; the Géoplateforme shuts its door for 5 seconds to who asks too much."""
LONGEST_PAUSE = 30
MAX_BYTES = 1_000_000
LONGEST_LABEL = 200


class NoService(api.NotLocated):
    """The service cannot be used now. ``offline`` when nothing was reached at all."""

    def __init__(self, why: str, offline: bool = False):
        """« Pas de connexion au service d'adresses : le nom du site est introuvable. »"""
        told = "Pas de connexion au service d'adresses" if offline else "Le service d'adresses ne marche pas"
        super().__init__(f"{told} : {why}.")
        self.offline = offline


def find(client: api.Client, question: api.Question, outline: BaseGeometry | None, today: dt.date) -> api.Found:
    """The point of an address. Raises :class:`NotLocated`: it has no point good enough, or :class:`NoService`."""
    asked = FIXED | {"q": question.text, "citycode": question.commune.code_insee}
    for pause in (*PAUSES, None):
        try:
            answer = client.send("GET", SERVICE, asked, keep=MAX_BYTES)
        except api.Unreachable as failure:
            raise NoService(str(failure), offline=not isinstance(failure, api.TimeOver)) from None
        if answer.status == 400:
            raise api.NotLocated("Le service d'adresses ne comprend pas cette adresse.")
        if answer.status == 200:
            return judge(answer.body, question, outline, today)
        if answer.status != 429 and answer.status < 500:
            break
        if pause is not None:
            sleep(min(max(pause, answer.retry_after), LONGEST_PAUSE))
    raise NoService(f"il répond par l'erreur {answer.status}")


def judge(body: bytes, question: api.Question, outline: BaseGeometry | None, today: dt.date) -> api.Found:
    """The point that the service's answer gives, when it is good enough; ``outline`` is the commune's.

    Raises :class:`NotLocated`, or :class:`NoService` for what is not an answer of the service (a hotel's login page…).
    """
    found, city = _best(body, question, today)
    commune = question.commune
    if found is None:
        raise api.NotLocated("La Base Adresse Nationale ne connaît pas cette adresse.")
    if city != commune.code_insee:
        raise api.NotLocated(f"La réponse, « {api.shown(found.reponse)} », n'est pas {api.at_name(commune.nom)}.")
    if found.type not in PRECISE:
        what = VAGUE.get(found.type, "un endroit")
        raise api.NotLocated(f"Seulement {what} : ce point serait approximatif, pas meilleur que le centre de la commune.")
    if found.score < LEAST_SCORE:
        like = f"{found.score:.2f} ; il faut {LEAST_SCORE:.2f}".replace(".", ",")
        raise api.NotLocated(f"La réponse, « {api.shown(found.reponse)} », ne ressemble pas assez à l'adresse ({like}).")
    if outline is None or not outline.buffer(api.BORDER).covers(Point(found.lon, found.lat)):
        raise api.NotLocated(f"Le point de « {api.shown(found.reponse)} » tombe hors {api.of_name(commune.nom)}.")
    return found


def _best(body: bytes, question: api.Question, today: dt.date) -> tuple[api.Found | None, str]:
    """The service's first answer and its INSEE code; (None, "") when it found nothing."""
    try:
        if not (features := json.loads(body)["features"]):
            return None, ""
        lon, lat = features[0]["geometry"]["coordinates"]
        of = features[0]["properties"]
        found = api.Found(
            lat=round(lat, 6),  # about ten centimetres
            lon=round(lon, 6),
            score=round(min(of["score"], 1), 3),  # a rounding error may exceed 1
            adresse=question.text,
            reponse="".join(char for char in str(of["label"])[:LONGEST_LABEL] if char.isprintable()),
            type=str(of["type"])[:40],
            date=today,
        )
        return found, str(of["citycode"])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError):
        raise NoService("la réponse n'est pas celle d'un service d'adresses") from None


def own_client() -> api.Client:
    """Who asks the service, at a civil pace."""
    return api.Client(api.Pace(SPACING), local=[] if SERVICE.startswith("https:") else [urlsplit(SERVICE).netloc])


def locate(question: api.Question, outline: BaseGeometry | None, today: dt.date) -> api.Found:
    """The point of one address, for a person who waits for it. Raises :class:`NotLocated`."""
    return find(own_client(), question, outline, today)


BAN = api.AddressService("à la Base Adresse Nationale", locate)


REMEDY = "Précisez le numéro et la rue, ou écrivez vous-même « position: {lat: …, lon: …} »"
REMEDIES = {api.Structure: f"{REMEDY}.", api.Commune: f"{REMEDY} sous « mairie », sans « position_douteuse »."}


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    return subparsers.add_parser(
        "geocoder",
        help="cherche le point des adresses sur la carte (demande internet)",
        description="Demande à la Base Adresse Nationale le point des adresses qui n'en ont pas, et le garde dans "
        f"{api.POSITIONS_FILE}. Vos fiches ne changent pas ; une « position » écrite dans une fiche l'emporte toujours.",
    )


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
    catalogue = api.load(root, drafts=True)
    asked = api.questions(catalogue.all(api.Structure), catalogue.all(api.Commune))
    known, problems = api.load_positions(root / api.POSITIONS_FILE, root, catalogue.territoire.siren)
    if problems:
        raise api.OutputRefused(api.report(problems))
    still = api.points_still_asked(known, asked)
    todo = {key: asked[key] for key in asked if key not in still}
    _finish(root, ask_all(todo, Geocoded(dict(still)), catalogue), todo, catalogue.territoire.siren)
    return 0


def ask_all(todo: dict[str, api.Question], done: Geocoded, catalogue: api.Catalogue) -> Geocoded:
    """Asks one address after the other, and stops at the first sign that the service is not there."""
    outlines, client, progress = api.outlines_of(catalogue.contours), own_client(), api.Progress(len(todo))
    try:
        for key, question in todo.items():
            try:
                done.found[key] = find(client, question, outlines.get(question.commune.code_insee), catalogue.day)
                done.new += 1
            except NoService:
                raise
            except api.NotLocated as refusal:
                done.found.pop(key, None)
                done.refused[key] = str(refusal)
            progress.step()
    except (NoService, KeyboardInterrupt) as stop:
        done.stopped = stop
    progress.end()
    return done


def _finish(root: Path, done: Geocoded, todo: dict[str, api.Question], siren: str | None) -> None:
    """Write the new points and report. Raises :class:`api.OutputRefused` when some addresses could not be asked."""
    if not (done.stopped and done.nothing):
        _write(root, api.positions_as_json(done.found, siren))
        print(_report(done, len(done.found) - done.new))
    for key, message in done.refused.items():
        print(f"\n{_located(root, todo[key], message)}")
    kept = "Rien n'a changé." if done.nothing else "Ce qui est trouvé est gardé ; relancez la commande pour la suite."
    if isinstance(done.stopped, KeyboardInterrupt):
        raise api.OutputRefused(f"Interrompu. {kept}")
    if done.stopped:
        remedy = "Vérifiez votre connexion." if done.stopped.offline else "Recommencez plus tard."
        raise api.OutputRefused(f"{done.stopped} {kept}", remedy)


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
