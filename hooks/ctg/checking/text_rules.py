"""Rules about texts: prices, postcodes, names of persons, private contacts, pasted code."""

import re
from collections import Counter, defaultdict
from functools import cache
from html import unescape
from itertools import permutations, product
from typing import NamedTuple

from ctg.checking.rules import Checked
from ctg.checking.said_rules import stems
from ctg.common.phrases import joined, of_name, phone
from ctg.common.problems import Location, Problem, Problems, fold, shown
from ctg.common.telephones import FICTION, ZONE_OF, zone_of
from ctg.model import Commune, Partenaire, Place, Record, Structure
from ctg.model.fields import Contact, Part
from ctg.model.references import mentions
from ctg.model.territory import departement_of, is_real
from ctg.reading.kept import tools_numbers
from ctg.reading.slips import quoted
from ctg.reading.spoken.tokens import PROVIDERS, cleaned, one_slip

AMOUNT = re.compile(r"\d[\d\s\u00a0\u202f,.]*(€|euros?\b)", re.IGNORECASE)
YEAR = re.compile(r"\b(19|20)\d\d\b")
OLD = 20
"""Years after which a price says nothing."""
MARKUP = re.compile(r"</?(p|br|div|span|font)\b[^>]*>|&(nbsp|[a-z]+(acute|grave|circ|cedil)|rsquo|#\d+);", re.IGNORECASE)
"""What is copied with a text from a web page."""
SPOILT = re.compile(
    r"Ã[\u0080-\u00bf]|â€|[Ll]orem ipsum|#(?:REF|N/A|VALUE|VALEUR|NAME|NOM|DIV/0)\b"
    r"|[a-zà-ÿ]{3}- (?:\d+ )?(?!(?:et|ou|à|puis)\b)[a-zà-ÿ]{2}|\b(?:le|depuis le|du) 4[4-9]\d{3}\b|\b\d(?:,\d+)?E[+-]?\d+\b"
    r"|^\d\d?-(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\.?$"
)
"""Accents read in another alphabet, words that fill or that a line cut, a number as a spreadsheet shortens or dates it."""
NOTHING = re.compile(r"[.…?_\s-]+|x{2,}|à (compléter|préciser|venir|voir)|n\.?c\.?|inconnue?s?|tbd", re.IGNORECASE)
CIVILITY = re.compile(r"\b(?:M\.|Mr|Mme|Mlle|Madame|Monsieur|Dr|Docteur)\s+[A-ZÀ-Þ][\w.'’-]*(?:\s+[A-ZÀ-Þ][\w.'’-]*)*")
_TO_REACH = r"(?:\b(?:demande[rz]|voir|avec|contact\w*|appele[rz]|joindre|adresser|auprès|chez|de|du|d|à|ou|et)\b|[\s:'’.-])+"
PERSONAL_MAIL = re.compile(r"(?i)^[a-z]+[._][a-z]+@(gmail|hotmail|outlook|yahoo|orange|wanadoo|free|sfr|laposte|icloud)\.")


def prices(one: Checked[Place]) -> Problems:
    price, where, today = one.record.tarif, "tarif.texte", one.world.today.year
    if price and price.gratuit and re.search(r"\b(?:moitié|selon vos revenus|quotient|tarif réduit|payant)", price.texte or ""):
        yield one.warning("tarif.gratuit", "La fiche dit « gratuit: oui », et ce texte dit un prix.", "Corrigez l'un des deux.")
    if not price or not price.texte or not AMOUNT.search(price.texte):
        return
    if price.gratuit and not re.search(r"\b(?:[cC]ompris|caution|dépôt|garantie|rembours|rendue?s?)\b", price.texte):
        yield one.warning(where, "La fiche dit « gratuit », mais ce texte cite un montant.",
                          "Écrivez gratuit: non, ou précisez dans le texte ce qui est payant.")  # fmt: skip
    years = [int(found[0]) for found in YEAR.finditer(price.texte)]
    if years and not any(today - OLD <= year <= today + 1 for year in years):
        yield one.warning(where, f"Ce prix serait de {years[0]}.", "Corrigez l'année, ou demandez le prix d'aujourd'hui.")
    if not years:
        yield one.warning(where, "Un montant doit dire son année.", "Ajoutez-la : « 3 € en 2026 ».")


def no_private_contact(one: Checked[Contact]) -> Problems:
    """Functions and institutions only: no address that looks like someone's own, nor a number."""
    mail, phone = one.record.courriel, one.record.telephone
    if mail and PERSONAL_MAIL.match(mail):
        yield one.warning("courriel", f"« {mail} » ressemble à une adresse personnelle.", "Demandez une adresse de service.")
    managed = isinstance(one.record, Place) and (one.record.itinerant or "ssociation" in (one.record.gestionnaire or ""))
    mobile = phone and not managed and re.match(r"\+33[67]", phone)
    desks = (record.desk for kind in one.world.records.values() for record in kind if record.published) if mobile else ()
    if mobile and sum(1 for desk in desks if desk and desk.telephone == phone) < 2:  # shared, it is of the service
        told = "Ce numéro de portable est peut-être personnel."
        yield one.warning("telephone", told, "Vérifiez que c'est une ligne de service.")


def no_person(one: Checked[Part]) -> Problems:
    """No civility before a name, in any text; streets and buildings may bear one (``personne``)."""
    for where, traits, text in one.texts:
        if not traits.personne and (found := CIVILITY.search(text)):
            yield one.error(where, f"« {shown(found[0])} » semble nommer une personne.",
                            "Écrivez une fonction ou une institution : « la direction », « le service ».")  # fmt: skip


def unnamed(text: str) -> str:
    """« poste 214, demander Mme Exemple » → « poste 214 »: a remark without whom it names, nor what leads to them."""
    parts = re.split(r"\s*[,;()]+\s*|\s+-\s+", text)
    kept = (re.sub(rf"^{_TO_REACH}|{_TO_REACH}$", "", CIVILITY.sub("", one)) if CIVILITY.search(one) else one for one in parts)
    return ", ".join(filter(None, kept)) if CIVILITY.search(text) else text


def names_are_names(one: Checked[Record]) -> Problems:
    """Error: a mail, a site or a number in the place of a name."""
    title = next(((where, text) for where, _, text in one.texts if text == one.record.title), None)
    for where, text in (*([title] if title else ()), *mentions(one.record)):
        if re.fullmatch(r"\S+@\S+\.\w+|(https?://|www\.)\S+|[\d\s.+()-]{9,}", text):
            yield one.error(where, f"« {shown(text)} » n'est pas un nom.", "Écrivez le nom, comme on le dit.")


def nothing_pasted(one: Checked[Record]) -> Problems:
    """What a web page leaves in a text, and what YAML leaves out of it."""
    for where, _, text in one.texts:
        if MARKUP.search(text):
            plain = " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
            code = ", ".join(dict.fromkeys(found[0] for found in MARKUP.finditer(text)))
            remedy = f"Gardez le texte seul : « {plain} »." if plain == shown(plain) else f"Effacez « {shown(code)} »."
            yield one.warning(where, "Ce texte contient du code d'une page web, qui serait montré tel quel.", remedy)
        if found := SPOILT.search(text):
            told = f"« {shown(text[max(0, found.start() - 9) : found.end() + 9].strip())} » a été abîmé, ou n'est pas un texte."
            yield one.warning(where, told, "Récrivez ces mots.")
        if NOTHING.fullmatch(text):
            yield one.warning(where, f"« {shown(text)} » ne dit rien, et serait montré tel quel.",
                              "Supprimez cette ligne tant que vous ne savez pas.")  # fmt: skip
        if where[-1] == "nom" and (bare := cleaned(text)) != text and text[0] in '«“„"':
            yield one.warning(where, "Ces guillemets seraient montrés avec le nom.", f"Écrivez « nom: {bare} ».")
        if (*one.sheet.base, *where) in one.sheet.lines and (rest := _unread(one, where, text)):
            yield one.warning(where, f"« {shown(rest)} » n'est pas lu : un « # » après une espace commence une note.",
                              f"Entourez le texte de guillemets : « {quoted(f'{text} {rest}')} ».")  # fmt: skip


def _unread(one: Checked[Record], where: Location, text: str) -> str:
    """What YAML takes for a comment after a text, though it is no note: « porte #3 ». A note has a space after its sign."""
    line = one.sheet.excerpt(where)
    if "#" not in line:  # nearly all of them: an expression for each text would double the time of a build
        return ""
    found = re.search(rf"(?:^|[\s,]){re.escape(text)}\s+(#[^\s#].*)$", line)
    return found[1] if found else ""


def postcode_in_its_field(one: Checked[Place]) -> Problems:
    """« 3 place de la Mairie, 99100 Valbourg »: shown twice, since the page adds the commune."""
    street, known = one.record.adresse or "", one.record.code_postal
    if not (found := re.search(r"[\s,–-]*\b(\d{5})\b(.*)$", street)):
        return
    remedy = "Gardez ici le numéro et la rue, et ce qu'aucun autre champ ne dit."
    if fold(found[2]) in {"", fold(one.record.seat or "")} and known in {None, found[1]}:
        remedy = f"Écrivez « adresse: {street[: found.start()]} »{'' if known else f' et « code_postal: {found[1]} »'}."
    yield one.warning("adresse", "L'adresse contient le code postal et la commune, qui ont leurs champs.", remedy)


def postcodes_of_their_commune(one: Checked[Part]) -> Problems:
    """Warn of a postcode that is not of the commune beside it, in a field or in a text (« 99120 Vœuilly »)."""
    for at, (_, found) in one.groups.items():
        nom, code, insee = str(found.get("commune") or found.get("ville")), found.get("code_postal"), found.get("code_insee")
        if code and insee and departement_of(insee) != departement_of(code):
            yield one.warning(
                (*at, "code_insee"), f"« {insee} » n'est pas du département de « {code} ».", "Corrigez l'un des deux."
            )
        if code and code not in one.world.postcodes.get(nom, (code,)):
            yield one.warning((*at, "code_postal"), f"« {code} » n'est pas le code postal {of_name(nom)} "
                              f"({', '.join(one.world.postcodes[nom])}).",
                              "Corrigez le code, ou la commune. Laissez-le s'il s'agit d'un code CEDEX.")  # fmt: skip
    names = "|".join(sorted(map(re.escape, one.world.postcodes), key=len, reverse=True))
    for where, _, text in one.texts if names else ():
        for said in re.finditer(rf"\b(\d{{5}}) ({names})(?![\w-])(?! (?:cedex|sur|la|les|le)\b)", text, re.IGNORECASE):
            own = next(known for nom, known in one.world.postcodes.items() if nom.lower() == said[2].lower())
            another = any(said[1] in known for known in one.world.postcodes.values())
            if said[1] not in own and (another or said[1][:3] not in {code[:3] for code in own}):  # else a CEDEX
                told = f"« {said[0]} » n'est pas le code postal de cette commune."
                yield one.warning(where, told, "Corrigez le code, ou la commune.")


def can_be_reached(one: Checked[Place]) -> Problems:
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


# --- who answers, compared with all the others ---------------------------------------------------------

SHARE, FEW = 0.1, 3
"""A zone of telephones is of the territory when so many of its numbers are of it, where its department is unknown."""
SWITCHBOARD = 4
"""So many records that give one number: that of a head office, whoever they are."""
FAR_DESK = re.compile(
    r"\b(?:plateforme|national|régional|mutualis|(?:autre|plusieurs|deux|trois) (?:départements?|région)|commence par 0"
    r"|centre d'appel)",
    re.IGNORECASE,
)
"""What a record says of a desk that answers from elsewhere."""
NOT_HERE = re.compile(r"(?:1[578]|11[2459]|3114|3919)$|(?!\+(?:33|262|5[09]|6[89]|377|\d{1,2}$)|\d)")
"""Numbers of help, and of another country."""
DEAR = re.compile(r"\+338(9|[12]\d)\d+")
"""Numbers whose call costs more than another (Arcep's plan of 2018); 080 is free."""
FILLED = re.compile(r"(\d)\1{5}$|2345678")
"""How ends, or what has, a number that nobody was given."""
OWNERS = {
    "caf.fr": "caf|allocations? familiale", "ameli.fr": "assurance maladie|cpam|secu", "msa.fr": "msa|mutualite sociale agricole",
    "francetravail.fr": "france travail|emploi", "lassuranceretraite.fr": "retraite|carsat",
    "impots.gouv.fr": "impot|finance|tresor", "france-services.gouv.fr": "france services",
    "ants.gouv.fr": "titres", "justice.fr": "justice|droit|tribunal",
}  # fmt: skip
"""Sites of the whole country, and how those whom they are of are called, folded."""
WAYS = {"telephone": "numéro", "courriel": "courriel", "site_web": "site"}


class Reached(NamedTuple):
    """A way to reach a record."""

    one: Checked[Record]
    field: str
    value: str

    @property
    def domain(self) -> str:
        """Of a mail or of a site; empty for a number."""
        found = re.match(r"(?:https?://(?:www\.)?|[^@/]+@)([^/?#:@]+)", self.value)
        return found[1].lower() if found else ""

    @property
    def said(self) -> str:
        return phone(self.value) if self.field == "telephone" else self.value

    def warning(self, told: str, remedy: str) -> Problem:
        """On the line where it is written."""
        where = next(where for where, _, _, value in self.one.leaves if where[-1] == self.field and value == self.value)
        return self.one.warning(where, told, remedy)


def _ways(checked: list[Checked[Record]]) -> list[Reached]:
    desks = [(one, one.record.desk) for one in checked if one.record.desk]
    return [Reached(one, name, value) for one, desk in desks for name in WAYS if (value := getattr(desk, name))]


def one_number_for_two(checked: list[Checked[Record]]) -> Problems:
    """Warn, on both, of a way to reach two bodies that have nothing to do with each other."""
    shared: dict[tuple[str, str], list[Reached]] = defaultdict(list)
    for way in _ways(checked):
        shared[way.field, way.value.rstrip("/")].append(way)
    for found in shared.values():
        pairs = permutations(found, 2) if len(found) < SWITCHBOARD else ()
        strangers = {way.one.record.key: (way, other) for way, other in pairs if not _related(way.one, other.one)}
        for way, other in strangers.values():
            told = f"{way.said} est aussi le {WAYS[way.field]} de « {other.one.record.title} »."
            yield way.warning(told, "Vérifiez lequel des deux y répond.")


def _related(one: Checked[Record], other: Checked[Record]) -> bool:
    """Whether two records may well be answered by the same person: nothing says the contrary."""
    bodies = [_bodies(one), _bodies(other)]
    if {name for _, name in mentions(one.record)} & {name for _, name in mentions(other.record)}:
        return True  # one body runs both
    if _street(one.record) == _street(other.record) != "" or any(_answers_for(*pair) or _answers_for(*pair[::-1])
                                                                for pair in product(*bodies)):  # fmt: skip
        return True
    unknown = any(isinstance(body[-1], Place) and not any(mentions(body[-1])) for body in bodies)
    seats = {one.seat for one in (one.record, other.record) if isinstance(one, Place) and one.adresse}
    return unknown and len(seats) < 2


def _bodies(one: Checked[Record]) -> list[Record]:
    """A record, and the structure where it is."""
    host = one.world.get(Structure, one.record.host_id) if isinstance(one.record, Place) else None
    return [one.record, host] if host else [one.record]


def _answers_for(one: Record, other: Record) -> bool:
    if isinstance(one, Partenaire):
        names = {fold(name) for name in one.names}
        return bool(names & {fold(name) for name in (*(name for _, name in mentions(other)), other.title)})
    if isinstance(one, Commune):
        seat = other.seat if isinstance(other, Place) else ""
        return one.nom in (*other.communes_named, seat) or fold(one.nom) in fold(other.title)
    if isinstance(one, Place) and isinstance(other, Place) and not (one.gestionnaire and other.gestionnaire and one.type_id):
        hosts = {other.host_id, other.contact_relais}
        return one.id in hosts or bool(one.host_id and one.host_id in hosts) or one.type_id == other.type_id is not None
    return False


def _street(one: Record) -> str:
    street = one.adresse if isinstance(one, Place) else one.postal_lines[0] if one.postal_lines else ""
    return fold(re.split(r",|\bporte\b", street)[0]) if street else ""


@cache
def _numbers() -> dict[str, tuple[bool, frozenset[str]]]:
    """The short national numbers: whether one may call each for any danger, and the words of what it is for."""
    return {str(one["numero"]): (one.get("danger") == "immediat", stems(" ".join((one["pour"], *one["mots"]))))
            for one in (sheet.values for sheet in tools_numbers()) if len(str(one["numero"])) < 5}  # fmt: skip


def number_for_that(one: Checked[Place]) -> Problems:
    """Warn of « pour dormir, appelez le 119 »: of a national number of which a sentence says no word, and all of another."""
    for where, _, text in one.texts:
        for sentence in re.split(r"(?<=[.!?;])\s(?=[A-ZÉ])", text) if re.search(r"\b\d{3,4}\b", text) else ():
            called = re.search(r"\b(?:[aA]ppell?e[zr]?|[cC]omposez|[jJ]oignez) le (\d{3,4})\b", sentence)
            immediate, words = _numbers().get(called[1] if called else "", (True, frozenset()))
            said = stems(sentence)
            better = [number for number, (urgent, of) in _numbers().items() if of & said and not urgent]
            if not immediate and not words & said and better:
                yield one.warning(where, f"Pour cela, c'est le {joined(better)}.", "Corrigez le numéro.")


def siret_keys(one: Checked[Structure]) -> Problems:
    """Warn of a SIRET whose key is wrong; that of La Poste is its own, and none begins as those that are invented."""
    siret = one.record.siret
    if siret and not is_real(siret) and not siret.startswith(("356000000", "999")):
        yield one.warning("siret", "Ce SIRET n'existe pas : sa clé est fausse.", "Vérifiez chaque chiffre.")


def numbers_of_here(checked: list[Checked[Part]]) -> Problems:
    """Warn of a number of another part of France, in the territory; a mobile or a special number is of nowhere. Where the
    department is unknown, a zone is of the territory when many of its numbers are of it."""
    zones = {ZONE_OF[found] for code in (checked[0].world.codes if checked else ()) if (found := departement_of(code)) in ZONE_OF}
    numbers = []
    explained = {text for one in checked if any(FAR_DESK.search(text) for _, _, text in one.texts)
                 for where, _, text in one.texts if where[-1] == "telephone"}  # fmt: skip
    for one in checked:
        if isinstance(one.record, Record) and (one.record.id in one.world.outside or not one.record.desk):
            continue
        if any(where[-1] == "telephone" and text in explained for where, _, text in one.texts):
            continue
        for where, _, text in one.texts:
            if where[-1] == "telephone" and "hebergeur" not in where and FILLED.search(text):
                yield one.warning(where, "Ce numéro semble écrit en attendant le vrai.", "Vérifiez chaque chiffre.")
            elif where[-1] in ("telephone", "numero_info") and "hebergeur" not in where and (zone := zone_of(text)):
                numbers += [] if zones and FICTION.fullmatch(text) else [(one, where, zone)]
            elif where[-1] == "telephone" and NOT_HERE.match(text):
                yield one.warning(where, "Ce numéro n'est pas celui d'un lieu d'ici.", "Vérifiez chaque chiffre.")
            elif where[-1] == "telephone" and DEAR.fullmatch(text):
                yield one.warning(where, "L'appel de ce numéro coûte plus cher qu'un autre.", "Donnez un numéro ordinaire.")
    if not zones:
        count = Counter(zone for _, _, zone in numbers)
        zones = {zone for zone in count if count[zone] >= max(FEW, SHARE * len(numbers))}
    for one, where, zone in numbers if zones else ():
        if zone not in zones and not any(re.search(r"\bsiège\b", text) for _, _, text in one.texts):
            told = f"Ce numéro commence par {zone} ; ici, ils commencent par {' ou '.join(sorted(zones))}."
            yield one.warning(where, told, "Vérifiez chaque chiffre.")


def domains(checked: list[Checked[Record]]) -> Problems:
    """Warn of a mail or a site that is another's by its name, by whose domain it is, or by a domain but for one letter."""
    ways = [way for way in _ways(checked) if way.domain]
    named = {one.record.id: one.record for one in checked if isinstance(one.record, Place)}
    tails = [".".join(way.domain.split(".")[-2:]) for way in ways]
    used = Counter(tails)
    often = {*PROVIDERS, *(domain for domain in used if used[domain] > 2)}
    for way, tail in zip(ways, tails, strict=True):
        near = [other for other in often if used[tail] == 1 and tail not in often and one_slip(tail, other)]
        whose = next((names for site, names in OWNERS.items() if f".{way.domain}".endswith(f".{site}")), "")
        word = way.value.partition("@")[0] if way.field == "courriel" else way.value.rstrip("/").rpartition("/")[2]
        of, said = named.get(word.lower()), stems(" ".join(text for where, _, text in way.one.texts if where[-1] not in WAYS))
        if of and of is not way.one.record and of.id not in way.one.record.naming("structures") and not stems(word) & said:
            yield way.warning(f"« {word} » est le nom de « {of.title} ».", f"Corrigez le {WAYS[way.field]}.")
        elif whose and not any(re.search(whose, fold(text)) for where, _, text in way.one.texts if where[-1] != way.field):
            yield way.warning(f"« {way.domain} » est le site d'un autre organisme.", f"Corrigez le {WAYS[way.field]}.")
        elif near:
            yield way.warning(f"« {tail} » ressemble à {joined(f'« {one} »' for one in near)}.", "Vérifiez chaque lettre.")
