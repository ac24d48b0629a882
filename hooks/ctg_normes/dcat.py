"""``catalogue.jsonld``: the published files as a catalogue that data portals harvest (DCAT-AP 3, its shapes satisfied).

https://www.w3.org/TR/vocab-dcat-3/ ; what data.gouv.fr reads of it: https://doc.data.gouv.fr/moissonnage/dcat/"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ctg import api
from ctg_normes.linked import AddressOf

PATH = "catalogue.jsonld"
ABOUT = (
    api.About(
        PATH,
        "Catalogue à moissonner",
        "Chaque jeu de données, ses fichiers, leur taille, leur empreinte, leur licence et leur date.",
        "application/ld+json",
        "DCAT-AP 3",
        "chaque adresse existe et chaque empreinte est celle du fichier, à chaque test",
        api.WHOLE,
        "Pour data.gouv.fr ou le portail d’une région, qui le relit tout seul.",
        "https://www.w3.org/TR/vocab-dcat-3/",
    ),
)
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
EUROPE = "http://publications.europa.eu/resource/authority/"
LICENCE = {"@id": api.LICENCE_URL, "@type": "dct:LicenseDocument"}
KEYWORDS = ("familles", "petite enfance", "jeunesse", "accès aux droits", "convention territoriale globale")


def file(render: api.Renderer, datasets: Callable[[], Sequence[api.Dataset]]) -> Iterator[api.Asset]:
    """The catalogue. None while the address of the site is not known: a portal would not find the files."""
    if render.catalogue.territoire.adresse_site:
        yield api.Asset(PATH, lambda: api.escaping_as_json({"@context": CONTEXT} | catalogue(render, datasets())))


def catalogue(render: api.Renderer, datasets: Iterable[api.Dataset]) -> dict[str, Any]:
    """The catalogue in DCAT's words."""
    site = render.catalogue.territoire
    home = api.addresses_address(site, "")
    contact = {"vcard:fn": site.editeur.nom} | (
        {"vcard:hasEmail": {"@id": f"mailto:{site.editeur.courriel}"}} if site.editeur.courriel else {}
    )
    common = {
        "dct:publisher": {"@id": f"{home}#editeur", "@type": ["foaf:Agent", "foaf:Organization"], "foaf:name": site.editeur.nom},
        "dct:license": LICENCE,
        "dct:language": {"@id": f"{EUROPE}language/FRA", "@type": "dct:LinguisticSystem"},
    }
    about = common | {
        "dcat:contactPoint": {"@type": ["vcard:Kind", "vcard:Organization"]} | contact,
        "dcat:keyword": [_fr(word) for word in (*KEYWORDS, site.nom)],
        "dct:spatial": {"@type": "dct:Location", "dct:title": _fr(site.nom_complet)},
    }
    return {
        "@id": f"{home}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _fr(f"{site.titre_site} : données ouvertes"),
        "dct:description": _fr(f"Communes, lieux, services et projet des familles. {site.nom_complet}."),
        "dct:modified": _date(render.today),
        "foaf:homepage": {"@id": home, "@type": "foaf:Document"},
        **common,
        "dcat:dataset": [_dataset(one, home, about, lambda path: api.addresses_address(site, path)) for one in datasets],
    }


def _dataset(one: api.Dataset, home: str, about: Mapping[str, Any], link: AddressOf) -> dict[str, Any]:
    own = f"{home}donnees-ouvertes/#{one.about.id}"
    return {
        "@id": own,
        "@type": "dcat:Dataset",
        "dct:identifier": own,
        "dct:title": _fr(one.about.title),
        "dct:description": _fr(one.about.description),
        "dct:modified": _date(one.date),
        **about,
        "dcat:distribution": [_distribution(about, file, link) for about, file in one.files],
    }


def _distribution(about: api.About, file: api.Asset, link: AddressOf) -> dict[str, Any]:
    url, media = link(file.path), {"@id": f"{MEDIA}{about.media_type}"}
    proof = {"@type": "spdx:Checksum", "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"}}
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": _fr(file.path.rpartition("/")[2]),
        "dct:description": _fr(about.audience or about.description),
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": media | {"@type": "dct:MediaType"},
        "dct:format": media | {"@type": "dct:MediaTypeOrExtent"},
        "dcat:byteSize": {"@value": str(file.fingerprint.size), "@type": "xsd:nonNegativeInteger"},
        "dct:license": LICENCE,
        "spdx:checksum": proof | {"spdx:checksumValue": {"@value": file.fingerprint.sha256, "@type": "xsd:hexBinary"}},
    }


def _fr(text: str) -> dict[str, str]:
    return {"@value": api.capital(text), "@language": "fr"}


def _date(day: dt.date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
