"""What texts say: prices, persons, contacts, and the sentences of the easy pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from ctg.checks.base import Checked
from ctg.easy_words import findings
from ctg.kinds import Service
from ctg.kinds.structure import Place
from ctg.kinds.walking import texts
from ctg.problems import Problem, shown
from ctg.source import Sheet

AMOUNT = re.compile(r"\d[\d\s\u00a0\u202f,.]*(€|euros?\b)", re.IGNORECASE)
YEAR = re.compile(r"\b(19|20)\d\d\b")
CIVILITY = re.compile(r"\b(M\.|Mr|Mme|Mlle|Madame|Monsieur|Dr|Docteur)\s+[A-ZÀ-Þ]")
PERSONAL_MAIL = re.compile(
    r"^[a-z]+[._][a-z]+@(gmail|hotmail|outlook|yahoo|orange|wanadoo|free|sfr|laposte|icloud)\.", re.IGNORECASE
)


def prices(one: Checked) -> Iterator[Problem]:
    for name in ("tarif", "frais"):
        price = getattr(one.record, name, None)
        if not price or not price.texte or not AMOUNT.search(price.texte):
            continue
        if price.gratuit:
            yield one.warning(f"{name}.texte", "La fiche dit « gratuit », mais ce texte cite un montant.",
                              "Écrivez gratuit: non, ou précisez dans le texte ce qui est payant.")  # fmt: skip
        if not YEAR.search(price.texte):
            yield one.warning(f"{name}.texte", "Un montant doit dire son année.", "Ajoutez-la : « 3 € en 2026 ».")


def no_private_person(one: Checked) -> Iterator[Problem]:
    """Functions and institutions only: no name, and no address that looks like someone's own."""
    yield from named_persons(one.record, one.sheet)
    mail, phone = getattr(one.record, "courriel", None), getattr(one.record, "telephone", None)
    if mail and PERSONAL_MAIL.match(mail):
        yield one.warning("courriel", f"« {mail} » ressemble à une adresse personnelle.", "Demandez une adresse de service.")
    if phone and re.match(r"\+33[67]", phone):
        yield one.warning(
            "telephone", "Ce numéro de portable est peut-être personnel.", "Vérifiez que c'est une ligne de service."
        )


def named_persons(part: BaseModel, sheet: Sheet) -> Iterator[Problem]:
    """Every text with a civility before a name, whatever holds it; streets and buildings may bear one (``personne``)."""
    for where, traits, text in texts(part):
        if not traits.personne and (found := CIVILITY.search(text)):
            told = f"« {shown(text[found.start() : found.end() + 12])} » semble nommer une personne."
            yield sheet.problem(where, told, "Écrivez une fonction ou une institution : « la direction », « le service ».")


def can_be_reached(one: Checked) -> Iterator[Problem]:
    if not isinstance(one.record, Place) or not one.record.published:
        return
    host = isinstance(one.record, Service) and one.record.structure
    record = one.record
    if not (record.telephone or record.courriel or record.site_web or record.contact_relais or host):
        yield one.warning("nom", "Cette fiche n'a ni téléphone, ni courriel, ni site : les familles seront envoyées à la mairie.",
                          "Ajoutez « telephone », « courriel », « site_web » ou « contact_relais ».")  # fmt: skip


def easy_summary(one: Checked) -> Iterator[Problem]:
    """The text written for the easy page is shown as it is: what is hard in it is told. Names are not judged."""
    if isinstance(one.record, Place) and one.record.resume_facile:
        names = (one.record.nom, *one.record.autres_noms, *one.world.outlines)
        for message, remedy in findings(one.record.resume_facile, filter(None, names)):
            yield one.warning("resume_facile", message, remedy)
