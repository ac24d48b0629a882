"""Extracts of registers, written from a territory as the State writes: other capitals, no accent, neighbours of a like name.

Everything is invented; telephone numbers are in the ranges kept for fiction."""

import csv
import hashlib
import io
import json
import re
import unicodedata
from typing import Any

from ctg import api

BPE = {
    "multi-accueil": "D502",
    "micro-creche": "D502",
    "creche-familiale": "D502",
    "laep": "D503",
    "relais-petite-enfance": "D504",
    "accueil-de-loisirs": "D505",
    "periscolaire": "D505",
    "centre-social": "D506",
}
FINESS = {"camsp": "190", "soins": "189", "pmi": "223", "hebergement-urgence": "214"}
Row = dict[str, Any]


def bare(text: str) -> str:
    """As old files write: in capitals, without accents."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).upper().replace("'", " ").replace("’", " ")


def as_json(rows: list[Row], inside: str = "") -> bytes:
    return json.dumps({inside: rows} if inside else rows, ensure_ascii=False).encode()


def table(rows: list[Row], delimiter: str = ";") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def number(values: Row) -> str:
    return re.sub(r"\s", "", values.get("telephone", ""))


def identifier(*said: str) -> str:
    return hashlib.sha256("".join(said).encode()).hexdigest()[:9]


def slot(day: str, span: str) -> Row:
    ends = [f"{int(hour):02}:{minute or '00'}:00" for hour, _, minute in (end.partition("h") for end in span.split("-"))]
    named = {"nom_jour_debut": day.capitalize(), "nom_jour_fin": day.capitalize(), "commentaire": ""}
    return named | {"valeur_heure_debut_1": ends[0], "valeur_heure_fin_1": ends[1], "valeur_heure_debut_2": ""}


def directory(name: str, sort: str, code: str, values: Row, packed: bool = True) -> Row:
    """A record of the directory of administrations; ``packed``: with JSON in its texts, as the API gives it."""
    at, week = values.get("position", {}), values.get("horaires", {})
    days = {day: spans if isinstance(spans, list) else [spans] for day, spans in week.items() if day in api.JOURS}
    post = {"type_adresse": "Adresse postale", "numero_voie": "BP 12", "code_postal": "99999"}
    here = {"type_adresse": "Adresse", "numero_voie": values.get("adresse", ""), "code_postal": values.get("code_postal", "")}
    groups = {
        "pivot": [{"type_service_local": sort, "code_insee_commune": [code]}],
        "telephone": [{"valeur": values.get("telephone", ""), "description": ""}],
        "adresse": [post, here | {"longitude": str(at.get("lon", "")), "latitude": str(at.get("lat", ""))}],
        "plage_ouverture": [slot(day, span) for day, spans in days.items() for span in spans],
        "site_internet": [{"libelle": "", "valeur": values.get("site_web", "")}],
    }
    texts = {key: json.dumps(value, ensure_ascii=False) if packed else value for key, value in groups.items()}
    head = {"id": identifier(name, sort, code), "nom": name, "code_insee_commune": code, "siret": values.get("siret", "")}
    return head | texts | {"adresse_courriel": values.get("courriel"), "date_modification": "25/11/2026 10:00:00"}


def finess(name: str, sort: str, code: str, values: Row, state: str = "A") -> Row:
    """A legal entity with its site, as the flow of 2026 gives them."""
    figure, _, street = bare(values.get("adresse", "")).partition(" ")
    at = values.get("position", {})
    lambert = {"coordonneeX": "661600.0", "coordonneeY": "6600000.0"}
    point = {"directionLatitude": str(at.get("lat", "")), "directionLongitude": str(at.get("lon", "")), **lambert}
    here = {"usageAdresse": "03", "numeroVoie": figure, "typeVoie": "", "libelleVoie": street, "cogCommune": code}
    here |= {"codePostal": values.get("code_postal"), "coordonneesGeographique": point}
    site = {
        "informationsGeneralesEGE": {
            "numFinessEge": identifier(name, sort, code),
            "nomEgeCourt": name,
            "siret": values.get("siret"),
        },
        "categorieEntiteGeographiqueExercice": {"code": sort, "system": "R66"},
        "etatObjet": state,
        "dateDerniereMaj": {"dateEvenement": "2026-11-25"},
        "adresse": [{"usageAdresse": "06", "cogCommune": "99999"}, here],
        "contact": [{"typeContact": {"roleContact": "01"}, "telecom": {"telephone": number(values), "courriel": None}}],
    }
    return {"informationsGeneralesPMEJ": {"numFinessPm": "990000001"}, "ege": [site]}


def bpe(name: str, sort: str, code: str, values: Row, quality: str = "11") -> Row:
    at = values.get("position", {})
    head = {
        "AN": "2025",
        "NOMRS": name,
        "SIRET": values.get("siret", ""),
        "STATUT_DIFFUSION": "O",
        "DEPCOM": code,
        "TYPEQU": sort,
    }
    head |= {"NUMVOIE": "_Z", "LIBVOIE": bare(values.get("adresse", "")), "CODPOS": values.get("code_postal", "")}
    return head | {"LATITUDE": at.get("lat", ""), "LONGITUDE": at.get("lon", ""), "QUALITE_XY": "B", "QUALITE_GEOLOC": quality}


def france_services(name: str, code: str, values: Row) -> Row:
    at, week = values.get("position", {}), values.get("horaires", {})
    head = {
        "id_fs": identifier(name),
        "lib_fs": name,
        "adresse": values.get("adresse", ""),
        "insee_com": code,
        "format_fs": "Fixe",
    }
    head |= {"code_postal": values.get("code_postal", ""), "latitude": at.get("lat"), "longitude": at.get("lon")}
    days = {day: spans if isinstance(spans, list) else [spans] for day, spans in week.items() if day in api.JOURS}
    hours = {f"h_{day}": " / ".join(span.replace("-", " - ") for span in spans) for day, spans in days.items()}
    return head | {"telephone": values.get("telephone", ""), "mail": values.get("courriel", "")} | hours


def inclusion(name: str, code: str, values: Row, **more: Any) -> Row:
    at = values.get("position", {})
    row = {"source": "dora", "id": f"dora--{identifier(name, code)}", "nom": name, "date_maj": "2026-11-25", "code_insee": code}
    row |= {"telephone": "+33" + number(values)[1:], "adresse": values.get("adresse"), "code_postal": values.get("code_postal")}
    row |= {"longitude": at.get("lon"), "latitude": at.get("lat"), "site_web": values.get("site_web"), "reseaux_porteurs": []}
    return row | {"horaires_accueil": None, "siret": values.get("siret")} | more
