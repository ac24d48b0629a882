"""Rules about texts: prices, names of persons, private contacts, pasted code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ctg.checking.rules import Checked
from ctg.common.problems import Location, Problem, fold, shown
from ctg.model.fields import Contact, Part
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.model.references import mentions
from ctg.reading.guesses import cleaned
from ctg.reading.slips import hidden_comment, quoted

AMOUNT = re.compile(r"\d[\d\s\u00a0\u202f,.]*(€|euros?\b)", re.IGNORECASE)
YEAR = re.compile(r"\b(19|20)\d\d\b")
OLD = 20
"""Years after which a price says nothing."""
MARKUP = re.compile(r"</?(p|br|div|span|font)\b[^>]*>|&(nbsp|[a-z]+(acute|grave|circ|cedil)|rsquo|#\d+);", re.IGNORECASE)
"""What is copied with a text from a web page."""
NOTHING = re.compile(r"[.…?_\s-]+|x{2,}|à (compléter|préciser|venir|voir)|n\.?c\.?|inconnue?s?|tbd", re.IGNORECASE)
CIVILITY = re.compile(r"\b(M\.|Mr|Mme|Mlle|Madame|Monsieur|Dr|Docteur)\s+[A-ZÀ-Þ]")
PERSONAL_MAIL = re.compile(
    r"^[a-z]+[._][a-z]+@(gmail|hotmail|outlook|yahoo|orange|wanadoo|free|sfr|laposte|icloud)\.", re.IGNORECASE
)


def prices(one: Checked[Place]) -> Iterator[Problem]:
    price, where, today = one.record.tarif, "tarif.texte", one.world.today.year
    if not price or not price.texte or not AMOUNT.search(price.texte):
        return
    if price.gratuit:
        yield one.warning(where, "La fiche dit « gratuit », mais ce texte cite un montant.",
                          "Écrivez gratuit: non, ou précisez dans le texte ce qui est payant.")  # fmt: skip
    years = [int(found[0]) for found in YEAR.finditer(price.texte)]
    if years and not any(today - OLD <= year <= today + 1 for year in years):
        yield one.warning(where, f"Ce prix serait de {years[0]}.", "Corrigez l'année, ou demandez le prix d'aujourd'hui.")
    if not years:
        yield one.warning(where, "Un montant doit dire son année.", "Ajoutez-la : « 3 € en 2026 ».")


def no_private_contact(one: Checked[Contact]) -> Iterator[Problem]:
    """Functions and institutions only: no address that looks like someone's own, nor a number."""
    mail, phone = one.record.courriel, one.record.telephone
    if mail and PERSONAL_MAIL.match(mail):
        yield one.warning("courriel", f"« {mail} » ressemble à une adresse personnelle.", "Demandez une adresse de service.")
    managed = isinstance(one.record, Place) and "ssociation" in (one.record.gestionnaire or "")  # it may have no other line
    if phone and not managed and re.match(r"\+33[67]", phone):
        yield one.warning(
            "telephone", "Ce numéro de portable est peut-être personnel.", "Vérifiez que c'est une ligne de service."
        )


def no_person(one: Checked[Part]) -> Iterator[Problem]:
    """No civility before a name, in any text; streets and buildings may bear one (``personne``)."""
    for where, traits, text in one.texts:
        if not traits.personne and (found := CIVILITY.search(text)):
            told = f"« {shown(text[found.start() : found.end() + 12])} » semble nommer une personne."
            yield one.error(where, told, "Écrivez une fonction ou une institution : « la direction », « le service ».")


def names_are_names(one: Checked[Record]) -> Iterator[Problem]:
    """Error: a mail, a site or a number in the place of a name."""
    title = next(((where, text) for where, _, text in one.texts if text == one.record.title), None)
    for where, text in (*([title] if title else ()), *mentions(one.record)):
        if re.fullmatch(r"\S+@\S+\.\w+|(https?://|www\.)\S+|[\d\s.+()-]{9,}", text):
            yield one.error(where, f"« {shown(text)} » n'est pas un nom.", "Écrivez le nom, comme on le dit.")


def nothing_pasted(one: Checked[Record]) -> Iterator[Problem]:
    """What a web page leaves in a text, and what YAML leaves out of it."""
    for where, _, text in one.texts:
        if MARKUP.search(text):
            plain = " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
            code = ", ".join(dict.fromkeys(found[0] for found in MARKUP.finditer(text)))
            remedy = f"Gardez le texte seul : « {plain} »." if plain == shown(plain) else f"Effacez « {shown(code)} »."
            yield one.warning(where, "Ce texte contient du code d'une page web, qui serait montré tel quel.", remedy)
        if NOTHING.fullmatch(text):
            yield one.warning(where, f"« {shown(text)} » ne dit rien, et serait montré tel quel.",
                              "Supprimez cette ligne tant que vous ne savez pas.")  # fmt: skip
        if where[-1] == "nom" and (bare := cleaned(text)) != text and text[0] in '«“„"':
            yield one.warning(where, "Ces guillemets seraient montrés avec le nom.", f"Écrivez « nom: {bare} ».")
        if (*one.sheet.base, *where) in one.sheet.lines and (rest := _unread(one, where, text)):
            yield one.warning(where, f"« {shown(rest)} » n'est pas lu : un « # » après une espace commence une note.",
                              f"Entourez le texte de guillemets : « {quoted(f'{text} {rest}')} ».")  # fmt: skip


def _unread(one: Checked[Record], where: Location, text: str) -> str:
    line = one.sheet.excerpt(where)
    if "#" not in line:  # nearly all of them: an expression for each text would double the time of a build
        return ""
    return hidden_comment(line) if re.search(rf"(^|[\s,]){re.escape(text)}\s+#[^\s#]", line) else ""


def postcode_in_its_field(one: Checked[Place]) -> Iterator[Problem]:
    """« 3 place de la Mairie, 99100 Valbourg »: shown twice, since the page adds the commune."""
    street, known = one.record.adresse or "", one.record.code_postal
    if not (found := re.search(r"[\s,–-]*\b(\d{5})\b(.*)$", street)):
        return
    remedy = "Gardez ici le numéro et la rue, et ce qu'aucun autre champ ne dit."
    if fold(found[2]) in {"", fold(one.record.seat or "")} and known in {None, found[1]}:
        remedy = f"Écrivez « adresse: {street[: found.start()]} »{'' if known else f' et « code_postal: {found[1]} »'}."
    yield one.warning("adresse", "L'adresse contient le code postal et la commune, qui ont leurs champs.", remedy)


def can_be_reached(one: Checked[Place]) -> Iterator[Problem]:
    record = one.record
    answers = record.reachable or record.contact_relais or record.numero_relais or record.host_id
    if not record.published or answers:
        return
    if record.id in one.world.confidential:  # the town hall is no answer: see Catalogue.urgences_of
        yield one.warning("nom", "Cette fiche n'a ni téléphone, ni courriel, ni site, et personne n'y répond à sa place.",
                          "Ajoutez « numero_relais: 115 », ou le numéro d'urgence qui convient.")  # fmt: skip
    else:
        yield one.warning("nom", "Cette fiche n'a ni téléphone, ni courriel, ni site : les familles seront envoyées à la mairie.",
                          "Ajoutez « telephone », « courriel », « site_web » ou « contact_relais ».")  # fmt: skip
