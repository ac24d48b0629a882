"""Asking the State's registers for a territory, its communes, their town halls; offline, saying where to save their answers.

The town halls come from the directory of administrations (DILA, data set « api-lannuaire-administration »). Each service has its
``pivot`` (its type and the communes that it serves), ``telephone``, ``adresse``, ``site_internet`` and ``plage_ouverture``, which
are JSON in a text, and ``adresse_courriel``. A value that cannot be read with certainty is left out, and a message says so.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from pydantic import ValidationError
from shapely import Point

from ctg import api
from ctg_demarrage.communes import (
    MOST,
    FoundCommune,
    Holder,
    RegisterError,
    called,
    damaged,
    named,
    read_communes,
    siren_in,
    values_of,
)

TOLD_HALLS = "La réponse de l'annuaire"
MOST_SERVICES = 20_000
SERVICE_FIELDS = (
    "nom,pivot,code_insee_commune,siren,telephone,adresse_courriel,site_internet,adresse,plage_ouverture,date_modification"
)


@dataclass
class Halls:
    """What the directory says of a territory's town halls, as the fields of ``mairie``; ``remarks`` tells what was left out."""

    by_code: dict[str, dict[str, api.Value]] = field(default_factory=dict)
    changed: dict[str, dt.date] = field(default_factory=dict)
    """Code → when the directory's sheet was last changed."""
    publisher: dict[str, api.Value] = field(default_factory=dict)
    """The fields of ``editeur``, when the directory has the intercommunality, or the hall of a commune on its own."""
    remarks: list[str] = field(default_factory=list)


def read_services(body: bytes) -> list[dict]:
    """The services of an answer: a list (``exports/json``), or what holds it (``records``). Raises :class:`RegisterError`."""
    values = values_of(body, TOLD_HALLS)
    items = values.get("results") if isinstance(values, dict) else values
    if not isinstance(items, list) or len(items) > MOST_SERVICES:
        raise damaged(TOLD_HALLS, "ce n'est pas une liste de services")
    count = values.get("total_count") if isinstance(values, dict) else None
    if isinstance(count, int) and count > len(items):
        raise damaged(TOLD_HALLS, f"elle ne donne que {len(items)} services sur {count}")
    return [item for item in items if isinstance(item, dict)]


def halls_of(services: Iterable[dict], communes: Iterable[FoundCommune], siren: str) -> Halls:
    """The town hall of each commune, and the publisher: an intercommunality of the directory, or a commune by its own SIREN."""
    services = list(services)
    candidates: dict[str, list[dict]] = {}
    for service in services:
        for code in _serves(service, "mairie"):
            candidates.setdefault(code, []).append(service)
    chosen = [(commune, _the_hall(candidates.get(commune.code, []), commune.nom)) for commune in communes]
    ours = [one for one in services if siren and api.short_text(one.get("siren")) == siren and any(_serves(one, "epci"))]
    ours += [hall for commune, hall in chosen if hall and siren and commune.siren == siren]
    found = Halls(publisher=next(map(_publisher, ours), {}))
    for commune, hall in chosen:
        if hall is None:
            found.remarks.append(f"{commune.nom} : l'annuaire ne donne pas sa mairie.")
            continue
        found.by_code[commune.code] = _fields(hall, commune, found.remarks)
        if day := _day(hall.get("date_modification")):
            found.changed[commune.code] = day
    return found


def _day(value: object) -> dt.date | None:
    """« 12/03/2026 10:38:56 »; None for no date, or one to come."""
    match = re.match(r"(\d{2})/(\d{2})/(\d{4})\b", api.short_text(value), re.ASCII)
    try:
        day = dt.date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
    return day if day and day <= api.today(api.PARIS) else None


def _serves(service: Mapping[str, Any], sort: str) -> Iterator[str]:
    """The communes that a service serves as that type of service."""
    for pivot in api.groups(service.get("pivot")):
        codes = pivot.get("code_insee_commune")
        if pivot.get("type_service_local") == sort:
            yield from (api.short_text(code) for code in (codes if isinstance(codes, list) else [codes]))


def _the_hall(candidates: list[dict], commune: str) -> dict | None:
    """The main one; those of former communes (« mairie déléguée ») and annexes aside. None when two could be."""
    main = [one for one in candidates if not re.search(r"delegue|annexe|associee", api.fold(api.short_text(one.get("nom"))))]
    exact = [one for one in main if api.fold(api.short_text(one.get("nom"))) == api.fold(f"mairie {commune}")]
    return exact[0] if len(exact) == 1 else main[0] if len(main) == 1 else None


def _fields(hall: dict, commune: FoundCommune, remarks: list[str]) -> dict[str, api.Value]:
    address = _address(hall)
    code, town = api.kept(api.Postcode, address.get("code_postal")), api.short_text(address.get("nom_commune"))
    fields = {
        "adresse": api.kept(api.Line, address.get("numero_voie")),
        "localite": f"{code} {town}" if code and town else "",
        **_reached(hall),
        "horaires": _hours(hall, commune.nom, remarks),
        "position": _position(address, commune),
    }
    if not fields["telephone"]:
        remarks.append(f"{commune.nom} : aucun téléphone de mairie.")
    return {name: value for name, value in fields.items() if value}


def _reached(service: dict) -> dict[str, api.Value]:
    phones = (api.kept(api.Phone, one.get("valeur")) for one in api.groups(service.get("telephone")))
    mails = re.split(r"[;,\s]+", api.short_text(service.get("adresse_courriel")))
    sites = (api.kept(api.Url, one.get("valeur")) for one in api.groups(service.get("site_internet")))
    found = {"telephone": phones, "courriel": (api.kept(api.Email, one) for one in mails), "site_web": sites}
    return {name: next(filter(None, values), "") for name, values in found.items()}


def _address(service: dict) -> dict:
    """The one where people go, not the one where they write."""
    return next((one for one in api.groups(service.get("adresse")) if one.get("type_adresse") == "Adresse"), {})


def _publisher(service: dict) -> dict[str, api.Value]:
    address = _address(service)
    fields = {
        "adresse": api.kept(api.Line, address.get("numero_voie")),
        "code_postal": api.Quoted(api.kept(api.Postcode, address.get("code_postal"))),
        "ville": api.short_text(address.get("nom_commune")),
        **_reached(service),
    }
    return {name: value for name, value in fields.items() if value}


def _position(address: dict, commune: FoundCommune) -> api.Value:
    """A point inside the commune, or nothing."""
    try:
        lat, lon = round(float(address["latitude"]), 5), round(float(address["longitude"]), 5)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180) or not commune.outline.buffer(api.BORDER / 2).covers(Point(lon, lat)):
        return None
    return {"lat": str(lat), "lon": str(lon)}


def _hours(hall: dict, commune: str, remarks: list[str]) -> api.Value:
    """The week, when every line of it can be read for sure: no comment, no half-written span, no overlap."""
    if not (slots := api.groups(hall.get("plage_ouverture"))):
        return None
    if told := next(filter(None, (api.short_text(slot.get("commentaire")) for slot in slots)), ""):
        remarks.append(f"{commune} : horaires laissés de côté, ils ont une précision ({named(told)}).")
        return None
    try:
        week = api.directory_week(slots)
        api.Horaires.model_validate(week)
    except (ValueError, ValidationError):
        remarks.append(f"{commune} : horaires laissés de côté, ils ne se lisent pas avec certitude.")
        return None
    return week


# --- asking --------------------------------------------------------------------------------------


GEO = "https://geo.api.gouv.fr"
FIELDS = "nom,code,codesPostaux,population,centre,contour,departement,epci,siren"
DIRECTORY = (
    "https://api-lannuaire.service-public.gouv.fr/api/explore/v2.1/catalog/datasets/api-lannuaire-administration/exports/json"
)
GEOPF = "https://data.geopf.fr/wfs/ows"
SPACING, REACH = 0.1, 5
"""Seconds between two requests; within which a register is reached."""
MOST_NAMED = 20
OVERSEAS = ("97", "98")
"""How the codes start whose department has three figures."""
TOLD = "La réponse sur le territoire"
SYNDICATE = (
    "Un syndicat, un pôle (PETR) ou un groupement sans fiscalité propre ? Donnez ses intercommunalités ou ses communes une à "
    'une, et son nom : ctg demarrer PREMIER-CODE --avec DEUXIEME-CODE --nom "Syndicat …" --siren SIREN. Ou leur liste, '
    "enregistrée depuis geo.api.gouv.fr : --communes FICHIER."
)


class Unanswered(Exception):
    """A register did not answer: ``address`` is what was asked, the message says why."""

    def __init__(self, address: str, why: str):
        super().__init__(why)
        self.address = address


@dataclass(frozen=True)
class Registers:
    """The two registers, asked through ``client``."""

    client: api.Client

    # --- addresses ---------------------------------------------------------------------------------

    def communes_address(self, code: str) -> str:
        """Where the communes of a SIREN, one commune, or those that have a name, can be read."""
        asked, figures = {"fields": FIELDS, "format": "json"}, re.sub(r"\s", "", code).upper()
        if not re.fullmatch(rf"\d{{9}}|{api.CODE_INSEE}", figures):
            return f"{GEO}/communes?{urlencode({'nom': code, **asked, 'limit': MOST_NAMED}, safe=',')}"
        way = f"communes/{figures}" if len(figures) == 5 else f"epcis/{figures}/communes"
        return f"{GEO}/{way}?{urlencode(asked, safe=',')}"

    def halls_addresses(self, communes: Iterable[FoundCommune]) -> list[str]:
        """Where the town halls can be read: one address a department."""
        departements = sorted({one.code[: 3 if one.code.startswith(OVERSEAS) else 2] for one in communes})
        where = '(pivot like "mairie" or pivot like "epci") and startswith(code_insee_commune,"{}")'
        asked = ({"where": where.format(one), "select": SERVICE_FIELDS} for one in departements)
        return [f"{DIRECTORY}?{urlencode(one, safe=',')}" for one in asked]

    # --- questions ---------------------------------------------------------------------------------

    def holder(self, wanted: str) -> Holder:
        """Whose a SIREN, an INSEE code or a name is. Raises :class:`RegisterError` (several, none), :class:`Unanswered`."""
        figures = re.sub(r"\s", "", wanted)
        if re.fullmatch(r"\d{9}", figures):
            return self._by_siren(figures)
        if re.fullmatch(api.CODE_INSEE, figures.upper()):
            return Holder(figures.upper())
        return self._by_name(wanted)

    def communes(self, holder: Holder) -> list[FoundCommune]:
        """Raises :class:`RegisterError`, :class:`Unanswered`."""
        body = self._asked(self.communes_address(holder.code))
        if body is None:
            what = "Aucune commune n'a le code INSEE" if holder.is_commune else "Aucune commune n'est connue pour le SIREN"
            remedy = "Ce n'est pas son code postal : voyez insee.fr, ou donnez son nom." if holder.is_commune else SYNDICATE
            raise RegisterError(f"{what} {holder.code}. Rien n'est écrit.", remedy)
        return read_communes(body)

    def services(self, communes: Iterable[FoundCommune]) -> list[dict]:
        """The services of their departments. Raises :class:`RegisterError`, :class:`Unanswered`."""
        return [service for address in self.halls_addresses(communes) for service in read_services(self._asked(address) or b"")]

    def _by_siren(self, siren: str) -> Holder:
        if siren in bodies():
            return Holder(siren, bodies()[siren])
        if (body := self._asked(f"{GEO}/epcis/{siren}?fields=nom,code")) is not None:  # younger than the list
            return Holder(siren, api.short_text(_dict(values_of(body, TOLD)).get("nom")))
        found = self._found({"siren": siren, "fields": "nom,code,siren"})
        for one in (one for one in found if siren_in(one.get("siren")) == siren):
            return Holder(api.short_text(one.get("code")), api.short_text(one.get("nom")))
        raise RegisterError(f"Aucune intercommunalité à fiscalité propre n'a le SIREN {siren}. Rien n'est écrit.", SYNDICATE)

    def named(self, nom: str) -> list[Holder]:
        """Who may be called so: the only one that is, else all whose name has these words. Raises :class:`RegisterError`, and
        :class:`Unanswered` when only a register of communes would know."""
        asked = set(words(nom))
        found = [Holder(siren, name) for siren, name in bodies().items() if asked and asked <= set(words(name))]
        exact = [one for one in found if is_called(nom, one)]
        if len(exact) == 1:
            return exact
        try:
            towns = self._found({"nom": nom, "fields": "nom,code", "boost": "population", "limit": MOST_NAMED})
        except Unanswered:
            if not found:
                raise
            towns = []
        named = [Holder(api.short_text(one.get("code")), api.short_text(one.get("nom"))) for one in towns]
        begun = words(nom)
        return [*found, *(one for one in named if begun and words(one.nom)[: len(begun)] == begun)][:MOST_NAMED]

    def _by_name(self, nom: str) -> Holder:
        found = self.named(nom)
        if len(exact := [one for one in found if is_called(nom, one)]) == 1:
            return exact[0]
        if not found:
            told = f"Personne ne s'appelle « {api.shown(nom)} ». Rien n'est écrit."
            raise RegisterError(told, "Essayez un mot du nom, ou le SIREN.")
        lines = "".join(f"\n    {one.code:9}  {one.nom}" for one in found)
        told = "Un seul nom ressemble" if len(found) == 1 else "Plusieurs répondent"
        raise RegisterError(f"{told} à « {api.shown(nom)} » :{lines}", "Relancez avec le numéro de la bonne ligne.")

    def _found(self, asked: dict[str, str | int]) -> list[dict]:
        """The communes that answer. Raises :class:`RegisterError`, :class:`Unanswered`."""
        values = values_of(self._asked(f"{GEO}/communes?{urlencode(asked, safe=',')}") or b"[]", TOLD)
        items = [_dict(one) for one in (values if isinstance(values, list) else [])[:MOST_NAMED]]
        return [one for one in items if one.get("nom") and re.fullmatch(api.CODE_INSEE, api.short_text(one.get("code")))]

    def _asked(self, address: str) -> bytes | None:
        """The whole answer; None when the register knows nothing of that name. Raises :class:`Unanswered`."""
        try:
            answer = self.client.send("GET", address, keep=MOST + 1, within=api.DOWNLOAD)
        except api.Unreachable as failure:
            raise Unanswered(address, str(failure)) from None
        if answer.status in (400, 404):
            return None
        if answer.status != 200:
            raise Unanswered(address, f"le service répond par {answer.status}")
        if len(answer.body) > MOST:
            raise Unanswered(address, "la réponse est trop grosse")
        return answer.body


@cache
def bodies() -> dict[str, str]:
    """SIREN → name of each intercommunality with its own taxes, as the tool carries them."""
    lines = api.read_plain(Path(__file__).with_name("intercommunalites.csv")).decode("utf-8").splitlines()[2:]
    return dict(line.split(";", 1) for line in lines)


def known_names() -> list[str]:
    """Their names, whole, in the order of the alphabet."""
    return sorted((called(one).official for one in bodies().values()), key=api.fold)


def is_called(nom: str, holder: Holder) -> bool:
    """Whether this is exactly its name: one whose name only has these words is to be chosen."""
    return words(nom) == words(holder.nom) and ("commune" not in api.fold(nom).split() or holder.is_commune)


def nearly(nom: str) -> Holder | None:
    """The one that was probably meant."""
    names = {called(one).short: Holder(siren, one) for siren, one in bodies().items()}
    return names.get(api.nearest(called(nom).short, names, 0.75) or "")


def _dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def of_saved(communes: Iterable[FoundCommune], wanted: Iterable[str]) -> tuple[list[FoundCommune], Holder | None]:
    """Among the communes of saved answers, those that were asked for by a number, or a name that is no intercommunality's, and
    the intercommunality that was asked for by a number or a name; all of them when the answers do not say whose they are."""
    communes, wanted = list(communes), list(wanted)
    codes, names = {re.sub(r"\s", "", one) for one in wanted}, set(map(api.fold, wanted))
    ours = [one for one in communes if one.code in codes or (one.epci and one.epci.code in codes)]
    asked = {one.epci for one in communes if one.epci and (one.epci.code in codes or names & _ways(one.epci.nom))}
    if not ours and not asked:
        ours = [one for one in communes if api.fold(one.nom) in names]
    return ours or communes, next(iter(asked)) if len(asked) == 1 else None


def others(communes: Iterable[FoundCommune], wanted: Iterable[str]) -> str:
    """Whose the communes of saved answers are, when they say it and it is none of those that were asked for; else empty."""
    communes, wanted = list(communes), list(wanted)
    numbers = {re.sub(r"\s", "", one).upper() for one in wanted}
    known = {one.code for one in communes} | {one.siren for one in communes} | {one.epci.code for one in communes if one.epci}
    names = [set(words(one.epci.nom)) for one in communes if one.epci] + [set(words(one.nom)) for one in communes]
    if numbers & known or any(set(words(one)) <= name for one in wanted for name in names if words(one)):
        return ""
    bodies = {one.epci.nom if one.epci else "" for one in communes}
    return "" if "" in bodies else api.joined(sorted(bodies))


def asked_registers() -> Registers:
    """The two registers, as « ctg demarrer » and « Commencer » ask them."""
    return Registers(api.Client(api.Pace(SPACING), local=local_services(), reach=REACH))


def local_services() -> list[str]:
    """The services that are not the State's: those of a private network, when somebody set them."""
    return [urlsplit(one).netloc for one in (GEO, DIRECTORY, GEOPF) if not one.startswith("https:")]


LINKS = frozenset(["de", "du", "des", "la", "le", "les", "l", "d", "et"])


def words(nom: str) -> list[str]:
    """The words of a name, as anybody types them: without accents, capitals, links, nor the status that comes first."""
    return [word for word in re.findall(r"\w+", api.fold(called(nom).official)) if word not in LINKS and word not in SORT_WORDS]


SORT_WORDS = frozenset(["communaute", "communes", "commune", "agglomeration", "urbaine", "intercommunale", "metropole"])


def _ways(nom: str) -> set[str]:
    """The ways to type a name."""
    names = called(nom)
    return set(map(api.fold, (nom, names.official, names.short)))
