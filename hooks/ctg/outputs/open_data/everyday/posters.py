"""Two sheets of A4 a record, to print at once: what it is for a counter, then a poster for a wall or a window.

Paper stays: only what holds all the year is on it, with the date of the facts. Of a place whose address is confidential:
its name, its commune and its telephone. A QR code needs the site's own address; without it there is none, and it is said.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import zxingcpp
from markupsafe import Markup
from PIL import Image

from ctg.analysis.upkeep.freshness import last_proof
from ctg.catalogue import Catalogue
from ctg.ground.phrases import at_name, capital, joined, of_name
from ctg.kinds import Commune, Record, Service, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.horaires import Horaires
from ctg.kinds.fields.periodes import Feries
from ctg.outputs.base.addresses import absolute, postal
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.about import KIT, About
from ctg.outputs.open_data.everyday.documents import document
from ctg.outputs.open_data.public import published, published_places
from ctg.outputs.words import hours
from ctg.outputs.words.contacts import call, caution, hidden

ABOUT = (
    About(
        "*/*/affiche/index.html",
        "Fiche et affiche à imprimer",
        "Deux feuilles A4 pour chaque lieu, service et commune : l’essentiel, puis une affiche avec un code QR.",
        "text/html",
        "HTML, sans script ; code QR (ISO/IEC 18004)",
        "deux pages exactement, et le code relu par une autre bibliothèque (ZXing), à chaque test",
        KIT,
        "Pour un accueil, une salle d’attente, une vitrine.",
    ),
)
ROWS, NEIGHBOURS, LETTERS, WALL = 12, 6, 220, 7
"""What the first sheet holds beside the rest: rows of hours, places of a commune, characters of a text; rows on the poster."""
EVERYWHERE = "Pour tout le territoire."
MASK = 3
"""The mask of the QR code. Any of the eight is valid (ISO/IEC 18004, § 7.8); choosing among them takes seven times as long."""
_DARK = re.compile(rb"\x00+")


def path(record: Record) -> str:
    """The address of a record's sheets."""
    return f"{record.key}/affiche/"


def files(render: Renderer) -> Iterable[SiteFile]:
    """The sheets of every published record."""
    records: tuple[Place | Commune, ...] = (*published_places(render.catalogue), *published(render.catalogue, Commune))
    for record in records:
        yield sheets(render, record)


def sheets(render: Renderer, record: Place | Commune) -> Asset:
    """Both sheets of a record, one document."""
    return document(
        render, path(record), "affiche.html", record.title, f"{record.key}/", later=lambda: _said(render, record), record=record
    )


def _said(render: Renderer, record: Place | Commune) -> dict:
    """What the template needs."""
    catalogue = render.catalogue
    whole = whole_hours(render, record)
    address, places = absolute(catalogue.territoire, f"{record.key}/"), neighbours(catalogue, record)
    return {
        "kicker": kicker(catalogue, record),
        "ages": record.ages if isinstance(record, Place) else None,
        "publics": publics(catalogue, record),
        "timetable": timetable(whole),
        "wall": on_the_wall(whole),
        "hidden": hidden(catalogue, record),
        "postal": postal(catalogue, record),
        "where": where(catalogue, record),
        "call": call(catalogue, record),
        "caution": caution(record, render.today),
        "proof": last_proof(record),
        "town_hall": isinstance(record, Commune),
        "urgences": catalogue.urgences_of(record) if isinstance(record, Place) else (),
        "neighbours": places[:NEIGHBOURS],
        "others": len(places) - NEIGHBOURS,
        "qr": qr(address, f"Code QR vers la page « {record.title} »") if address else "",
        "address": short(address),
    }


# --- the QR code ---------------------------------------------------------------------------------


def qr(address: str, name: str) -> Markup:
    """An inline SVG: black on white, its quiet zone of four modules included, named for those who do not see it."""
    whole = _picture(address)
    side = whole.height
    svg = Markup('<svg role="img" aria-label="{}" viewBox="0 0 {side} {side}" class="qr">').format(name, side=side)
    white = f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
    return svg + Markup(f'{white}<path class="qrline" stroke="#000" d="{_drawn(whole)}"/></svg>')


def _drawn(whole: Image.Image) -> str:
    """The dark modules as one path, each run from the end of the one before."""
    steps: list[str] = []
    x = y = 0
    for run in _DARK.finditer(whole.tobytes()):  # of one row: each ends by its white modules
        start, end = run.span()
        rank, first = divmod(start, whole.width)
        length = end - start
        steps.append(f"m{first - x} {rank - y}h{length}" if steps else f"M{first} {rank}.5h{length}")
        x, y = first + length, rank
    return "".join(steps)


@lru_cache(maxsize=2000)
def pixels(address: str) -> bytes:
    """The same as a PNG, one pixel a module: a document repeats dozens of them."""
    found = io.BytesIO()
    _picture(address).convert("1").save(found, "PNG")
    return found.getvalue()


def _picture(address: str) -> Image.Image:
    """One pixel a module, 0 when it is dark, the four white ones around included (ISO/IEC 18004, § 9.1). Zint draws it."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M", dataMask=MASK)
    return Image.fromarray(code.to_image())


def short(address: str) -> str:
    """What someone types: « familles.exemple.fr/structures/les-lutins »."""
    return re.sub(r"^https?://", "", address).rstrip("/")


# --- what the first sheet says -------------------------------------------------------------------


def kicker(catalogue: Catalogue, record: Place | Commune) -> str:
    """What it is and where, above the name."""
    if isinstance(record, Structure):
        where = "" if catalogue.moves(record) else f" {at_name(record.commune)}"
        return f"{capital(catalogue.type_of(record).singulier)}{where}"
    return catalogue.themes_of(record)[0].titre if isinstance(record, Service) else f"Commune, {catalogue.territoire.nom}"


def publics(catalogue: Catalogue, record: Record) -> list[str]:
    """Whom it is for, in sentences; ages aside, which the template writes."""
    if not isinstance(record, Place):
        return []
    said = [record.publics, record.eligibility]
    if not (record.ages or record.publics):
        said.append(catalogue.definition_of(record))
    return [capital(_cut(text)) for text in said if text]


def where(catalogue: Catalogue, record: Record) -> str:
    """The sentence under the address, or instead of it."""
    if not isinstance(record, Place):
        return ""
    if catalogue.moves(record) and record.arrets:
        return _cut(f"Se déplace : {joined(dict.fromkeys(stop.commune for stop in record.arrets))}.")
    if not record.seat and not record.host_id:
        communes = joined(map(of_name, record.reserved_to))
        return _cut(f"Pour les habitants {communes}." if communes else EVERYWHERE)
    place = catalogue.host(record)
    return f"{place.nom} :" if place and not hidden(catalogue, record) else ""


def neighbours(catalogue: Catalogue, record: Record) -> list[Structure]:
    """The places of a commune, those that answer the telephone first."""
    if not isinstance(record, Commune):
        return []
    here = [structure for structure in catalogue.settled_in(record) if structure.published]
    return sorted(here, key=lambda structure: not structure.telephone)


# --- hours ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Timetable:
    """The ordinary weeks and what they do not say; ``more`` when the sheet could not hold them all."""

    tables: list[tuple[str, list[tuple[str, str]]]]
    lines: list[str]
    more: bool = False


def timetable(whole: Timetable) -> Timetable:
    """Whole tables first, then whole sentences, while there is room: half of a week would mislead."""
    found, room = Timetable([], []), ROWS
    for title, rows in whole.tables:
        if len(rows) < room and len(found.tables) == whole.tables.index((title, rows)):
            found.tables.append((title, rows))
            room -= len(rows) + 1
    for line in whole.lines if len(found.tables) == len(whole.tables) else []:
        needed = 1 + len(line) // 45
        if needed > room:
            break
        found.lines.append(line)
        room -= needed
    return replace(found, more=found != whole)


def on_the_wall(whole: Timetable) -> Timetable | None:
    """The hours that a poster has room for: all of them, or none, for half would mislead."""
    lines = sum(len(rows) + 1 for _, rows in whole.tables) + sum(1 + len(line) // 45 for line in whole.lines)
    return whole if 0 < lines <= WALL else None


def whole_hours(render: Renderer, record: Place | Commune) -> Timetable:
    """Everything that holds all the year."""
    closures, stops = (record.fermetures, record.arrets) if isinstance(record, Place) else ((), ())
    moving = isinstance(record, Place) and hours.passing(render.catalogue, record)
    opening = None if moving else record.opening
    lines = [f"{moving}."] if moving else []
    lines += hours.ordinary_lines(opening)
    lines += ["Fermé les jours fériés."] if any(isinstance(one, Feries) for one in closures) else []
    lines += [opening.note] if opening and opening.note else []
    for stop in stops:
        said = [stop.quand or "", *_stop(stop.horaires, render)]
        lines.append(
            ", ".join(filter(None, (stop.commune, stop.lieu))) + (f" : {' '.join(filter(None, said))}" if any(said) else "")
        )
    return Timetable(hours.tables(opening, render.today) if opening else [], lines)


def _stop(opening: Horaires | None, render: Renderer) -> list[str]:
    if not opening:
        return []
    rows = [row for _, table in hours.tables(opening, render.today) for row in table if row[1] != "fermé"]
    return [f"{days}, {text}." for days, text in rows] + hours.ordinary_lines(opening)


def _cut(text: str) -> str:
    return textwrap.shorten(text, LETTERS, placeholder="…")
