"""What the documents of a year and the action sheets share: their head, addresses, paragraphs."""

from __future__ import annotations

import re

from ctg.analysis.project.plan.timeline import convention_in
from ctg.analysis.project.reports.yearly import Yearly
from ctg.catalogue import Catalogue
from ctg.ground.phrases import capital, date_fr, lasting, number
from ctg.kinds import Cadre, Record
from ctg.kinds.fields.record import Source
from ctg.kinds.project.indicateur import Mesure


def heading(catalogue: Catalogue, year: Yearly, title: str, path: str) -> dict:
    """The head of a document: whose, of what, when."""
    territoire, convention = catalogue.territoire, convention_in(catalogue, year.year)
    site = territoire.adresse_site
    return {
        "titre": title,
        "annee": year.year,
        "territoire": territoire.nom_complet,
        "convention": f"{convention.titre}, {period(convention)}",
        "etabli": f"Établi le {date_fr(year.today)} d’après les fiches publiées sur le site.",
        "provisoire": f"L’année {year.year} n’est pas finie : ce document est provisoire." if year.today <= year.last_day else "",
        "contact": capital(convention.contact or ""),
        "adresse": f"{site.rstrip('/')}/{path}" if site else "",
    }


def period(convention: Cadre) -> str:
    """« du 1er janvier 2024 au 31 décembre 2028 », and which end is not known."""
    begin, end = convention.debut, convention.fin
    missing = [] if begin and end else ["fin non renseignée"] if begin else ["début non renseigné"] if end else []
    return ", ".join([lasting(begin, end), *missing]) or "période non renseignée"


def blocks(text: str | None) -> list[str]:
    """The paragraphs of a text, each on one line."""
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", text or "") if block.strip()]


def address(record: Record) -> str:
    """The address of a record's page on the site."""
    return f"{record.key}/"


def value_words(value: Mesure) -> str:
    """« 470 », « 470, à confirmer »."""
    return f"{number(value.valeur)}{', à confirmer' if value.statut == 'a_confirmer' else ''}"


def cited(source: Source) -> dict:
    """A source: its title, its address and its date, each empty when it has none."""
    return {"titre": source.titre, "url": source.url or "", "date": date_fr(source.date) if source.date else ""}
