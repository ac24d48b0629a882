"""A booklet: its subject (whom to call first, then its places, in order) as plain texts, then as A5 pages, or as A4 in 18 points
for large print.

Nothing is invented: what to bring and how to ask come from the records; what they do not say is « à demander ». Of a
place, what is true all the year, and the closures of the year to come.

Those of a site are made only by ``ctg construire --livrets``: each takes as long as fifteen pages. They are written before the
pages, which give their weight. ``ctg document livret`` makes one for any choice.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from ctg import api

Listed = tuple[api.Place, float | None]
"""A place, with its distance in km when it is told."""


@dataclass(frozen=True)
class Topic:
    """``page``: the address of the page that says the same, kept up to date; ``first``: those to call before the others;
    ``home``: the commune from which distances go."""

    title: str
    phrase: str
    page: str
    groups: list[tuple[str, list[Listed]]]
    first: tuple[api.Place, ...] = ()
    home: api.Commune | None = None

    @property
    def lines(self) -> list[Listed]:
        """Every place, once each."""
        return list(dict.fromkeys(line for _, lines in self.groups for line in lines))


def commune(render: api.Renderer, record: api.Commune) -> Topic:
    """The places that the commune's page lists: those that are there or come there, then the nearest of each type elsewhere."""
    catalogue = render.catalogue
    groups = [(rubrique.titre, lines) for rubrique, lines in api.needs_of(catalogue, record)]
    lines = [line for _, lines in groups for line in lines]
    return Topic(
        f"Pour les familles, {api.at_name(record.nom)} et autour",
        "Qui appeler, où aller, comment demander.",
        f"{record.key}/",
        groups,
        first=tuple(_advisers(catalogue, lines)),
        home=record,
    )


def chosen(render: api.Renderer, communes: list[api.Commune], records: list[api.Place]) -> Topic:
    """A choice: these records, then the places of these communes; distances go from the first commune."""
    catalogue, home = render.catalogue, communes[0] if communes else None
    pool = (place for one in communes for _, lines in api.needs_of(catalogue, one) for place, _ in lines)
    lines = [(place, _from(catalogue, home, place)) for place in dict.fromkeys((*records, *pool))]
    return Topic(
        api.joined(api.capital(api.at_name(one.nom)) if rank == 0 else api.at_name(one.nom) for rank, one in enumerate(communes))
        or "Votre choix",
        "Des lieux et des services choisis pour vous.",
        f"{home.key}/" if home else "",
        _by_need(catalogue, lines),
        first=tuple(_advisers(catalogue, lines)),
        home=home,
    )


# --- which places --------------------------------------------------------------------------------


def _advisers(catalogue: api.Catalogue, lines: Iterable[Listed]) -> Iterable[api.Place]:
    """Of the places listed, the first of each type that the vocabulary says to call when one does not find."""
    wanted = {one.conseil_type for one in catalogue.vocabulary.rubriques.values() if one.conseil_type}
    for place, _ in lines:
        if place.type_id in wanted and catalogue.answering(place):
            wanted.remove(place.type_id)
            yield place


def _from(catalogue: api.Catalogue, home: api.Commune | None, place: api.Place) -> float | None:
    """Kilometres from the centre of a commune to a place; None for a place of the commune, or without an address."""
    where = catalogue.home(place)
    if not home or not where or where.commune == home.nom:
        return None
    found = api.position_of(catalogue, where)
    return api.distance_km(home.centre, found[0]) if found else None


def _by_need(catalogue: api.Catalogue, lines: list[Listed]) -> list[tuple[str, list[Listed]]]:
    """The same under the need of each, near ones first, then by commune and name."""
    far = dict(lines)

    def order(place: api.Place) -> tuple[float, str, str]:
        return far[place] or 0, place.seat or "", place.nom

    groups = api.by_need(catalogue, far)
    return [(need.titre, [(place, far[place]) for place in sorted(places, key=order)]) for need, places in groups]


# --- the PDF -------------------------------------------------------------------------------------


LETTERS = 220
"""Characters of a text."""
EVERYWHERE = "Pour tout le territoire."


def where(catalogue: api.Catalogue, place: api.Place) -> str:
    """The sentence under the address, or instead of it."""
    if catalogue.moves(place) and place.arrets:
        return _cut(f"Se déplace : {api.joined(dict.fromkeys(stop.commune for stop in place.arrets))}.")
    if not place.seat and not place.host_id:
        communes = api.joined(map(api.of_name, place.reserved_to))
        return _cut(f"Pour les habitants {communes}." if communes else EVERYWHERE)
    host = catalogue.host(place)
    return f"{host.nom} :" if host and not api.is_hidden(catalogue, place) else ""


def whole_hours(render: api.Renderer, record: api.Place | api.Commune) -> list[str]:
    """Everything that holds all the year: « Du lundi au vendredi : 8 h à 12 h », days when it is closed left out; then what
    the ordinary weeks do not say."""
    closures, stops = (record.fermetures, record.arrets) if isinstance(record, api.Place) else ((), ())
    moving = isinstance(record, api.Place) and api.passing(render.catalogue, record)
    opening = None if moving else record.opening
    lines = []
    for title, rows in api.tables(opening, render.today) if opening else ():
        opened = [f"{days} : {hours}" for days, hours in rows if hours != "fermé"]
        lines += [f"{title} : {', '.join(opened)}." if title else f"{api.capital(', '.join(opened))}."] if opened else []
    lines += [f"{moving}."] if moving else []
    lines += api.ordinary_lines(opening)
    lines += ["Fermé les jours fériés."] if any(isinstance(one, api.Feries) for one in closures) else []
    lines += [opening.note] if opening and opening.note else []
    lines += api.PublicView(render.catalogue, record, render.today).closures
    for stop in stops:
        said = [stop.quand or "", *_stop(stop.horaires, render)]
        lines.append(
            ", ".join(filter(None, (stop.commune, stop.lieu))) + (f" : {' '.join(filter(None, said))}" if any(said) else "")
        )
    return lines


def _stop(opening: api.Horaires | None, render: api.Renderer) -> list[str]:
    if not opening:
        return []
    rows = [row for _, table in api.tables(opening, render.today) for row in table if row[1] != "fermé"]
    return [f"{days}, {text}." for days, text in rows] + api.ordinary_lines(opening)


def _cut(text: str) -> str:
    return textwrap.shorten(text, LETTERS, placeholder="…")


@dataclass(frozen=True)
class Edition:
    """One of the ways in which a subject is printed; ``suffix`` ends the name of its file."""

    id: str
    label: str
    suffix: str


EDITIONS = (
    Edition("ordinaire", "Livret", ""),
    Edition("gros", "Livret en gros caractères", "-gros-caracteres"),
)
CARDS = "Cartes à garder sur soi, dix par feuille"


LONGEST = 90
"""Characters of the line under a name: beyond, communes are told below."""


Codes = dict[str, int]
"""The QR codes of a document: each address, drawn once, and its rank."""


def _code(codes: Codes, address: str) -> int:
    """The rank of the code of an address, a new one the first time; -1 where there is no address."""
    return codes.setdefault(address, len(codes)) if address else -1


def make(render: api.Renderer, subject: Topic, edition: str = "ordinaire") -> bytes:
    """The bytes of a booklet in one of :data:`EDITIONS`; the same for the same data and day."""
    codes = Codes()
    values = document(render, subject, edition, codes)
    plan = api.plan_of_commune(render, subject.home) if subject.home and edition == "ordinaire" else None  # its letters are small
    said = (plan.caption, *(f"Fond : {one}" for one in plan.attributions)) if plan else ()
    values["plan"] = " · ".join(filter(None, said))
    plans = [api.on_paper(render, plan)] if values["plan"] and plan else []
    drawings = [*map(api.qr_png, codes), *plans, *cover(render.catalogue, render.colours)]
    return api.make_pdf("livret.typ", values, render.today, render.colours, drawings)


def cover(catalogue: api.Catalogue, colours: dict[str, str]) -> list[bytes]:
    """The landscape around the town, as tall as a page: the last of the drawings of the document."""
    land = api.landscape(catalogue)
    return [api.as_svg(land, colours, api.cut(540, 540 * 2**0.5, 310, land.town)).encode()] if land else []


def cards(render: api.Renderer) -> bytes:
    """Ten cards with every number of emergency and of listening, the size of a bank card."""
    catalogue, territoire = render.catalogue, render.catalogue.territoire
    found = [_emergency(one) for _, _, numbers in api.numbers_by_danger(catalogue) for one in numbers]
    values = {
        "titre": "En danger, qui appeler",
        "territoire": territoire.nom_complet,
        "convention": CARDS,
        "adresse": api.typed_address(api.absolute(territoire, "urgence/")),
        "etat": f"État au {api.date_fr(render.today)}",
        "numeros": found,
    }
    return api.make_pdf("cartes.typ", values, render.today, render.colours)


def document(render: api.Renderer, subject: Topic, edition: str, codes: Codes) -> dict:
    """The texts of the PDF."""
    catalogue, territoire = render.catalogue, render.catalogue.territoire
    address = api.absolute(territoire, subject.page)
    told = {
        "edition": edition,
        "titre": subject.title,
        "phrase": subject.phrase,
        "territoire": territoire.nom_complet,
        "site": territoire.titre_site,
        "convention": subject.phrase,
        "etat": f"État au {api.date_fr(render.today)}",
        "editeur": territoire.editeur.nom,
        "adresse": address,
        "courte": api.typed_address(address),
        "code": _code(codes, address),
        "urgences": [
            {"titre": title, "numeros": [_emergency(one) for one in numbers]}
            for _, title, numbers in api.numbers_by_danger(catalogue)
        ],
        "appeler": _first(render, subject),
        "groupes": [
            {"titre": title, "lieux": [_entry(render, line, codes) for line in lines]} for title, lines in subject.groups
        ],
    }
    return told | {"codes": len(codes)}


def _emergency(one: api.Urgence) -> dict:
    return {
        "numero": api.phone(one.numero),
        "titre": f"{one.titre} (par SMS)" if one.sms and "SMS" not in one.titre else one.titre,
        "dit": f"{api.capital(one.quand)}." if one.quand else one.pour,
    }


def _first(render: api.Renderer, subject: Topic) -> list[dict]:
    """Whom to call first: the town hall, the places to call for this subject, then the territory's general number."""
    catalogue, home = render.catalogue, subject.home
    found = []
    if home and home.mairie and home.mairie.telephone:
        found.append(_call(api.contacts_town_hall(home.nom), home.mairie.telephone, "", whole_hours(render, home)))
    named, _ = api.shared_numbers(catalogue, subject.first)
    for one in named:
        sort = f"{', '.join(api.facts(catalogue, one.own)[:2])}." if one.own else ""
        others = f"Pour : {api.joined(place.nom for place in one.others)}." if one.others else ""
        found.append(_call(one.name, one.number.telephone, " ".join(filter(None, (sort, one.number.sentence, others))), []))
    number = catalogue.territoire.numero_info
    if number and all(one["telephone"] != api.phone(number) for one in found):
        found.append(_call(catalogue.territoire.nom_complet, number, "Le numéro général.", []))
    return found


def _call(name: str, telephone: str, note: str, hours: list[str]) -> dict:
    return {"nom": name, "telephone": api.phone(telephone), "note": note, "horaires": hours}


# --- an entry ------------------------------------------------------------------------------------


def _entry(render: api.Renderer, line: Listed, codes: Codes) -> dict:
    """A place: what a family needs before it leaves home."""
    catalogue, place = render.catalogue, line[0]
    address, seen = api.absolute(catalogue.territoire, f"{place.key}/"), api.PublicView(catalogue, place, render.today)
    return {
        "nom": place.nom,
        "sorte": _sort(catalogue, line),
        "urgences": [f"{api.phone(one.numero)}{' par SMS' if one.sms else ''}" for one in catalogue.urgences_of(place)],
        "attention": seen.caution if not place.doubtful else "",
        "pour": _for_whom(catalogue, place),
        "telephone": api.phone(seen.spoken.telephone) if seen.spoken else "",
        "qui": seen.spoken.sentence if seen.spoken else "",
        "horaires": whole_hours(render, place),
        "ou": _where(catalogue, place),
        "joindre": list(filter(None, (place.courriel, api.site_name(place.site_web) if place.site_web else ""))),
        "prix": api.price(place.tarif) if place.tarif else "",
        "demander": _how_to_ask(render, place),
        "pieces": list(place.to_bring),
        "questions": list(place.questions),
        "preuve": _proof(place),
        "adresse": address,
        "code": _code(codes, address),
    }


def _sort(catalogue: api.Catalogue, line: Listed) -> str:
    place, km = line
    told = api.facts(catalogue, place)
    said = told[:-1] if place.ages else told
    if len(", ".join(said)) > LONGEST:
        said = [said[0], "plusieurs communes"]
    return ", ".join(said) + (f", à {api.distance(km)}" if km is not None else "")


def _for_whom(catalogue: api.Catalogue, place: api.Place) -> str:
    """In sentences; the ages are left out where the words already tell them."""
    said = [place.publics, place.eligibility]
    if not (place.ages or place.publics):
        said.append(catalogue.definition_of(place))
    told = [api.capital(_cut(text)) for text in said if text]
    if place.ages and not any(re.search(r"\d", one) for one in told):
        told = [api.capital(api.age_range(place.ages)), *told]
    if place.reserved_to and not (place.seat or place.host_id):
        told = [*told, where(catalogue, place)]
    return " ".join(one if one.endswith((".", "…", "?", "!")) else f"{one}." for one in told)


def _where(catalogue: api.Catalogue, place: api.Place) -> str:
    if api.is_hidden(catalogue, place):
        return "L’adresse n’est pas publiée, pour la sécurité des personnes accueillies."
    if api.passing(catalogue, place):
        return ""  # its hours have said it
    found = api.postal_address(catalogue, place)
    whose = where(catalogue, place)
    if found.street or found.extended:
        return f"{whose} {found.line}".strip()
    return "" if whose.startswith("Pour ") else whose.removesuffix(" :")  # for whom, not where


def _how_to_ask(render: api.Renderer, place: api.Place) -> list[str]:
    dates = api.registration_sentences(place, render.today)
    return [
        *([f"{api.capital(place.access.label)}."] if place.access else []),
        *place.steps,
        *([f"Inscriptions : {api.joined(dates)}."] if dates else []),
    ]


def _proof(place: api.Place) -> str:
    if place.verifie_le and not place.doubtful:
        return f"Vérifié le {api.date_fr(place.verifie_le)}."
    proof = api.last_proof(place)
    told = f"D’après une information {api.de_date(proof)}" if proof else "Date des informations inconnue"
    return f"{told}, à vérifier." if place.doubtful else f"{told}."


FOLDER = "livrets"


def made(render: api.Renderer) -> Iterator[api.Booklet]:
    """Every booklet of the site, in each edition."""
    yield api.Booklet(api.Asset(f"{FOLDER}/cartes-urgence.pdf", partial(cards, render)), CARDS, (api.EMERGENCY_PATH,))
    for commune in render.catalogue.all(api.Commune):
        for edition in EDITIONS:
            path = f"{FOLDER}/{commune.key}{edition.suffix}.pdf"
            yield api.Booklet(api.Asset(path, partial(_bytes, render, commune, edition.id)), edition.label, (f"{commune.key}/",))


def _bytes(render: api.Renderer, home: api.Commune, edition: str) -> bytes:
    return make(render, commune(render, home), edition)
