"""From an address to a point, by the Base Adresse Nationale (BAN), through the Géoplateforme's geocoding service.

The service: https://geoservices.ign.fr/documentation/services/services-geoplateforme/geocodage (public, no key, 50
requests a second at most; the answer is GeoCodeJSON). We only keep an answer that is better than the commune's centre."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from time import sleep

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


class Refused(Exception):
    """This address has no point good enough; the message says why, in French."""


class NoService(Exception):
    """The service cannot be used now; the message says why, in French. ``offline`` when nothing was reached at all."""

    def __init__(self, message: str, offline: bool = False):
        super().__init__(message)
        self.offline = offline


@dataclass(frozen=True)
class Geocoder:
    """The service at ``address``, asked through ``client``; ``pause`` waits for a number of seconds."""

    client: api.Client
    address: str = SERVICE
    pause: Callable[[float], object] = sleep

    def find(self, question: api.Question, outline: BaseGeometry | None, today: dt.date) -> api.Found:
        """The point of an address. Raises :class:`Refused` or :class:`NoService`."""
        return judge(self._ask(question), question, outline, today)

    def _ask(self, question: api.Question) -> bytes:
        asked = FIXED | {"q": question.text, "citycode": question.commune.code_insee}
        for pause in (*PAUSES, None):
            try:
                answer = self.client.send("GET", self.address, asked, keep=MAX_BYTES)
            except api.Unreachable as failure:
                raise NoService(str(failure), offline=not isinstance(failure, api.TimeOver)) from None
            if answer.status == 400:
                raise Refused("Le service d'adresses ne comprend pas cette adresse.")
            if answer.status == 200:
                return answer.body
            if answer.status != 429 and answer.status < 500:
                break
            if pause is not None:
                self.pause(min(max(pause, answer.retry_after), LONGEST_PAUSE))
        raise NoService(f"il répond par l'erreur {answer.status}")


def judge(body: bytes, question: api.Question, outline: BaseGeometry | None, today: dt.date) -> api.Found:
    """The point that the service's answer gives, when it is good enough; ``outline`` is the commune's.

    Raises :class:`Refused`, or :class:`NoService` for what is not an answer of the service (a hotel's login page…).
    """
    found, city = _best(body, question, today)
    commune = question.commune
    if found is None:
        raise Refused("La Base Adresse Nationale ne connaît pas cette adresse.")
    if city != commune.code_insee:
        raise Refused(f"La réponse, « {api.shown(found.reponse)} », n'est pas {api.at_name(commune.nom)}.")
    if found.type not in PRECISE:
        what = VAGUE.get(found.type, "un endroit")
        raise Refused(f"Seulement {what} : ce point serait approximatif, pas meilleur que le centre de la commune.")
    if found.score < LEAST_SCORE:
        like = f"{found.score:.2f} ; il faut {LEAST_SCORE:.2f}".replace(".", ",")
        raise Refused(f"La réponse, « {api.shown(found.reponse)} », ne ressemble pas assez à l'adresse ({like}).")
    if outline is None or not outline.buffer(api.BORDER).covers(Point(found.lon, found.lat)):
        raise Refused(f"Le point de « {api.shown(found.reponse)} » tombe hors {api.of_name(commune.nom)}.")
    return found


def _best(body: bytes, question: api.Question, today: dt.date) -> tuple[api.Found | None, str]:
    """The service's first answer and its INSEE code; (None, "") when it found nothing."""
    try:
        features = json.loads(body)["features"]
        if not features:
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


def locate(question: api.Question, outline: BaseGeometry | None, today: dt.date) -> api.Found:
    """The point of one address, for a person who waits for it. Raises :class:`NotLocated`."""
    try:
        return Geocoder(api.Client(api.Pace(SPACING))).find(question, outline, today)
    except Refused as refusal:
        raise api.NotLocated(str(refusal)) from None
    except NoService as stop:
        why = "Pas de connexion au service d'adresses" if stop.offline else "Le service d'adresses ne marche pas"
        raise api.NotLocated(f"{why} : {stop}.") from None


BAN = api.AddressService("à la Base Adresse Nationale", locate)
