"""The texts that wait to be read again, in a record whose place is confidential or that names such a place.

The form and ``ctg relire``, a command declared here, show them with the same words, and note them as read."""

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ctg import api
from ctg_formulaire.opened import OpenedRecord
from ctg_formulaire.wording import in_words, labels_of
from ctg_formulaire.workshop import NotWritten, Workshop

ADVICE = "Rien ici ne doit dire où c'est : ni rue, ni lieu proche, ni trajet, ni nom d'image ou d'adresse de page."


def visible(text: str) -> str:
    """A text whose invisible letters are seen: « a⟨200B⟩venue »."""
    hidden = {"Cf", "Cc", "Co", "Cn"}
    return "".join(f"⟨{ord(c):04X}⟩" if unicodedata.category(c) in hidden and c not in "\n\t" else c for c in text)


WAY = r"(?:rue|avenue|av|boulevard|bd|impasse|ruelle|quai|square|lotissement|place|allee|chemin|route|cours|passage|sentier)"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{WAY}[ -](?:de|du|des|d|la|l)\b.{{0,40}}",
        rf"\b{WAY}[ -](?-i:[A-Z]).{{0,30}}",
        r"\b(?:derriere|devant|en face|a cote|au[- ]dessus|au[- ]dessous|pres d|a l'angle|a deux pas|face a|voisin)\b.{0,40}",
        r"\b(?:residence|hameau|lieu-?dit|quartier|batiment|immeuble|etage|digicode|arret)\b.{0,40}",
        r"\b\d{2} ?\d{3} [A-Za-z]{3}\w*|\b(?:b\.?p\.?|cs) ?\d+",
        r"\b(?:r[dn]|route departementale|route nationale) ?\d+",
        r"-?\d{1,3}[.,]\d{3,}\W{1,4}-?\d{1,3}[.,]\d{3,}|\d{1,3} ?°|\b(?:lat|lon|lng|latitude|longitude)\b.{0,20}",
        r"\b[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}\b|///\w+(?:\.\w+){2}",
        r"\S*(?:maps|openstreetmap|osm\.org|waze|mappy|geoportail|pagesjaunes|societe\.com|pappers|annuaire-entreprises|geo:)\S*",
    )
)


def whereabouts(text: str) -> str | None:
    """The first words of a text that look like an address or a way to it; None without any."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in {"Cf", "Mn"})
    plain = " ".join(plain.replace("’", "'").split())
    found = (pattern.search(plain) for pattern in PATTERNS)
    return api.street_said(text) or next((match[0].strip() for match in found if match), None)


def doubt(text: api.FreeText) -> str:
    """What to look at twice in a text; "" when nothing looks like an address."""
    found = whereabouts(text.text)
    return f"Ceci ressemble à une adresse : « {api.shown(found)} »." if found else ""


def why(reading: api.Rereading) -> str:
    """What has to be read, and why."""
    places = api.joined([f"« {api.shown(place)} »" for place in reading.places])
    return f"{'Fiche de' if reading.own else 'On y lit le nom, le lien ou le téléphone de'} {places} : adresse confidentielle."


def as_text(reading: api.Rereading) -> str:
    """What one reads in a terminal: each text that waits, under the name of its field."""
    lines = [reading.key, f"  {why(reading)}", f"  {ADVICE}", ""]
    for text in reading.waiting:
        lines += [f"  {text.label}", *(f"    {line}" for line in visible(text.text).splitlines())]
        lines += [f"    → {told}" for told in (doubt(text),) if told]
    return "\n".join([*lines, "", f"{api.plural(len(reading.waiting), 'texte')} à relire."])


CHANGED = "Ces textes ont changé depuis que vous les avez lus : relisez-les."


class ShownReading(NamedTuple):
    """All that one form asks to read."""

    why: str
    advice: str
    texts: list[tuple[str, str, str]]
    """The name of its box, what it says, what to look at twice."""
    digests: list[str]


def _reading(workshop: Workshop, key: str) -> api.Rereading | None:
    return next((one for one in workshop.state().readings if one.key == key and one.waiting), None)


def shown_reading(workshop: Workshop, opened: OpenedRecord) -> ShownReading | None:
    """What waits in a record; None when nothing does."""
    if not (reading := _reading(workshop, opened.key)):
        return None
    labels = labels_of(opened.kind)
    texts = [(in_words(f"« {one.label} »", labels), visible(one.text), doubt(one)) for one in reading.waiting]
    return ShownReading(why(reading), ADVICE, texts, list(dict.fromkeys(one.digest for one in reading.waiting)))


def read_again(workshop: Workshop, opened: OpenedRecord, digests: Iterable[str]) -> str:
    """Note that what was shown is read; returns what to say. Raises :class:`NotWritten`."""
    reading = _reading(workshop, opened.key)
    still = [one.digest for one in reading.waiting if one.digest in {*digests}] if reading else []
    if not reading or not still:
        return CHANGED
    if reading.own and (street := next(filter(None, (api.street_said(one.text) for one in reading.waiting)), "")):
        raise NotWritten(f"« {street} » dit où est ce lieu : ôtez-le du texte.")
    read, problems = api.load_rereadings(workshop.root)
    if problems:
        raise NotWritten(f"{api.REREADINGS_FILE} ne peut pas être lu : {problems[0].message}")
    after = api.rereadings_as_yaml(api.with_reading(read, reading, still, workshop.state().day)).encode()
    told = f"{opened.key} : {api.plural(len(still), 'texte')} relu{'s' if len(still) > 1 else ''}"
    workshop.put(told, {api.REREADINGS_FILE: after})
    return f"C'est noté. {told}."


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "relire", help="montre les textes à relire avant de les publier (adresse confidentielle), puis le note"
    )
    parser.add_argument("ids", nargs="*", metavar="IDENTIFIANT", help="structures/les-lutins ou docs/page.md ; sans rien : tous")
    return parser


def run(options: argparse.Namespace) -> int:
    """Show each text that waits to be read again; note those answered « oui » as read. Returns 1 when some still wait."""
    root, ids = options.projet.resolve(), options.ids
    readings = {one.key: one for one in api.rereadings_in(root)}
    chosen = {id: readings.get(id) for id in ids} if ids else {id: one for id, one in readings.items() if one.waiting}
    if unknown := [id for id, reading in chosen.items() if not reading]:
        print("\n".join(f"« {api.shown(id)} » n'a aucun texte à relire." for id in unknown), file=sys.stderr)
        return 2
    (read, problems), day, left = api.load_rereadings(root), api.today_in(root), 0
    if problems:
        raise api.DataError(problems)
    for reading in filter(None, chosen.values()):
        if not reading.waiting:
            print(f"{reading.key} : tout est relu.")
        elif _agreed(reading):
            read = api.with_reading(read, reading, [text.digest for text in reading.waiting], day)
            api.write_inside(root, api.REREADINGS_FILE, api.rereadings_as_yaml(read))
            print(f"{reading.key} : relu. C'est noté dans {api.REREADINGS_FILE}.")
        else:
            print(f"{reading.key} : rien n'est noté, ces textes ne sont pas publiés.")
            left += 1
    if not chosen:
        print("Rien n'attend de relecture.")
    return int(bool(left))


def _agreed(reading: api.Rereading) -> bool:
    """Ask the person who sees the texts whether they may be published."""
    print(as_text(reading))
    print("Ces textes peuvent être publiés ? Répondez oui ou non : ", end="", flush=True)
    answer = sys.stdin.readline()
    print()
    return answer.strip().lower() == "oui"
