"""Cards for a telephone's contacts, one beside each page that says how to reach someone.

Version 3.0 (RFC 2426), not 4.0: Android and Outlook import nothing newer, iPhones read both, and nothing that we say is
lost. Functions and institutions, never a person; of a place whose address is confidential, its name and telephone only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ctg.analysis.upkeep.freshness import proven_on
from ctg.ground import phrases
from ctg.kinds import KINDS, Partenaire, Record, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.horaires import Horaires
from ctg.outputs.base.addresses import absolute, point, postal, uid
from ctg.outputs.base.formats.contentlines import CardLine, card
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.about import RECORDS, About
from ctg.outputs.words import hours
from ctg.outputs.words.contacts import answering, caution, contact, hidden
from ctg.outputs.words.licence import LICENCE_NAME

WORK = "WORK"
HIDDEN = "L’adresse n’est pas publiée, pour la sécurité des personnes accueillies."
ABOUT = (
    About(
        "*/*.vcf",
        "Carte de contact",
        "Nom, téléphone, courriel, adresse et horaires d’un lieu, d’un service, d’une mairie ou d’un partenaire. "
        "Une adresse confidentielle n’y est pas.",
        "text/vcard",
        "vCard 3.0 (RFC 2426)",
        "lue par une autre bibliothèque (vobject), à chaque test",
        RECORDS,
        "Pour l’ajouter aux contacts d’un téléphone.",
        "https://www.rfc-editor.org/rfc/rfc2426",
    ),
)


def _content(render: Renderer, record: Record) -> bytes:
    return card(lines(render, record))


def files(render: Renderer) -> Iterable[SiteFile]:
    """Every card."""
    kinds: dict[type[Record], None] = dict.fromkeys((Structure, *KINDS))
    for kind in kinds:  # the first card is the example of the open data's page
        for record in render.catalogue.all(kind):
            if has_card(render, record):
                yield Asset(path(record), partial(_content, render, record))


def has_card(render: Renderer, record: Record) -> bool:
    """Whether :func:`path` is published: a name alone is no contact, a draft stays here."""
    if not record.desk or not record.published:
        return False
    answers = contact(render.catalogue, record)
    if hidden(render.catalogue, record):
        return bool(answers and answers.telephone)
    return bool(answers or postal(render.catalogue, record).street)


def path(record: Record) -> str:
    """The address of a record's card, beside its page."""
    return f"{record.key}.vcf"


def lines(render: Renderer, record: Record) -> Iterator[CardLine]:
    """The properties of a card."""
    catalogue, territoire = render.catalogue, render.catalogue.territoire
    name = answering(record)
    answers = contact(catalogue, record)
    yield CardLine("PRODID", "-//ctg//contacts//FR")
    yield CardLine("UID", uid(territoire, record.key))
    yield CardLine("N", ("",) * 5)  # nobody's name, but the standard wants the property
    yield CardLine("FN", name)
    yield CardLine("ORG", (name,))
    yield CardLine("X-ABShowAs", "COMPANY")  # Apple's word for « an organisation, not a person »
    if answers and answers.telephone:
        yield CardLine("TEL", answers.telephone, WORK, raw=True)
    if hidden(catalogue, record):
        yield CardLine("NOTE", HIDDEN)
        return
    if answers and answers.courriel:
        yield CardLine("EMAIL", answers.courriel, WORK)
    yield from _places(render, record)
    for address in (answers and answers.site_web, absolute(territoire, f"{record.key}/")):
        yield CardLine("URL", address or "", raw=True)
    yield CardLine("CATEGORIES", _category(render, record))
    yield CardLine("NOTE", "\n".join(_note(render, record)))
    if proven := proven_on(record):
        yield CardLine("REV", f"{min(proven, render.today)}T00:00:00Z", raw=True)
    yield CardLine("SOURCE", absolute(territoire, path(record)), raw=True)


def _places(render: Renderer, record: Record) -> Iterator[CardLine]:
    where, here = postal(render.catalogue, record), point(render.catalogue, record)
    if where.line:
        yield CardLine("ADR", ("", where.extended, where.street, where.city, "", where.postcode, "France"), WORK)
    if here:
        yield CardLine("GEO", f"{here.lat};{here.lon}", raw=True)


def _category(render: Renderer, record: Record) -> str:
    """One only: Google Contacts makes a label of each."""
    if isinstance(record, Place):
        return render.catalogue.themes_of(record)[0].titre
    if isinstance(record, Partenaire):
        return phrases.capital(record.nature.label) if record.nature else ""
    return "Mairie"


def _note(render: Renderer, record: Record) -> Iterator[str]:
    """Hours, who runs it, what it does; then how sure that is."""
    moving = isinstance(record, Place) and hours.passing(render.catalogue, record)
    if moving:
        yield f"{moving}."
    elif record.opening:
        yield from _hours(record.opening, render)
    if isinstance(record, Place) and record.gestionnaire:
        yield f"Gestionnaire : {record.gestionnaire}."
    if isinstance(record, Partenaire) and record.role:
        yield record.role
    if doubt := caution(record, render.today):
        yield doubt
    elif record.verifie_le:
        yield f"Vérifié le {phrases.date_fr(record.verifie_le)}."
    yield f"Source : {render.catalogue.territoire.titre_site}, {LICENCE_NAME}."


def _hours(opening: Horaires, render: Renderer) -> Iterator[str]:
    """The ordinary weeks in French; what will change is in the calendar, since a card stays as it is."""
    for title, rows in hours.tables(opening, render.today):
        yield f"{title or 'Horaires'} :"
        yield from (f"{phrases.capital(days)} : {opened}" for days, opened in rows)
    yield from hours.ordinary_lines(opening)
    if opening.note:
        yield opening.note
