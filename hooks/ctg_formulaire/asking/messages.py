"""The message that asks: at most 120 words, five questions a record, who asks, a telephone, a date.

Nothing is sent from here: it is copied, or opened in a mail program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from ctg import api
from ctg_formulaire.asking.facts import LABELS, AskedFact, AskedRecord
from ctg_formulaire.asking.requests import RECALL, RequestToWrite

QUESTIONS = 5
"""What one asks of a record."""
WORDS = 120
"""Of a message: the records that it has no room for come in the next one."""
FRAME = 50
"""Words around the questions."""
LONGEST_LINK = 1_900
"""Characters of a ``mailto:`` that every mail program opens."""


def questions(catalogue: api.Catalogue, one: AskedRecord) -> list[tuple[AskedFact, str]]:
    """What a message asks of a record, what families read first before the rest, and its line. A fact that is too long is read on
    its page; without a page, it is not asked."""
    asked = {fact: fact.text for fact in one.facts[:QUESTIONS]}
    page = bool(catalogue.territoire.adresse_site)
    while sum(len(line.split()) for line in (one.record.title, *asked.values())) > WORDS - FRAME and len(asked) > 1:
        longest = max(asked, key=lambda fact: len(asked[fact].split()))
        short = f"{api.capital(LABELS[longest.name])} : ce que dit la page."
        if page and asked[longest] != short:
            asked[longest] = short
        else:
            del asked[longest]
    return [(fact, api.typography(_line(line))) for fact, line in asked.items()]


def subject(catalogue: api.Catalogue, request: RequestToWrite) -> str:
    """« Familles du Val : est-ce juste pour Les Lutins ? »"""
    first = request.records[0].record.title
    others = f" et {api.plural(len(request.records) - 1, 'autre')}" if len(request.records) > 1 else ""
    return api.typography(f"{_line(catalogue.territoire.titre_site)} : est-ce juste pour {first}{others} ?")


def as_text(catalogue: api.Catalogue, request: RequestToWrite, day: dt.date) -> str:
    """The whole message."""
    leads = request.leads
    site, one = _line(catalogue.territoire.titre_site), len(request.records) == 1
    which = ("cette action" if one else "ces actions") if leads else ("ce lieu" if one else "ces lieux")
    known = any(fact.known for record in request.records for fact, _ in questions(catalogue, record))
    opening = f"Le site « {site} » présente {which} {'que vous menez' if leads else 'aux familles'}."
    answer = "Répondez OK si tout est juste, ou dites ce qui change" if known else "Répondez en quelques mots à chaque question"
    blocks = ["Bonjour,", f"{opening}{' Est-ce juste ?' if known else ''}", *_blocks(catalogue, request.records)]
    blocks.append(f"{answer}, avant le {api.date_fr(day + RECALL)}.")
    return api.typography("\n\n".join([*blocks, "\n".join(_signature(catalogue))])) + "\n"


def _blocks(catalogue: api.Catalogue, records: Iterable[AskedRecord]) -> Iterator[str]:
    """A block a record: its name, its page, what is asked; those of which the same is asked are together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for one in records:
        link = api.absolute(catalogue.territoire, f"{one.record.key}/")
        lines = tuple(line for _, line in questions(catalogue, one))
        together.setdefault(lines, []).append("\n".join([_line(one.record.title), *([link] if link else [])]))
    for lines, heads in together.items():
        yield "\n".join(
            [*heads, *(["Pour chaque nom :"] if len(heads) > 1 else []), *(f"{n}. {line}" for n, line in enumerate(lines, 1))]
        )


def fitted(catalogue: api.Catalogue, request: RequestToWrite, day: dt.date) -> RequestToWrite:
    """The message cut to what is read: the others come in the next one."""
    records = request.records
    while len(request.records) > 1 and words(as_text(catalogue, request, day)) > WORDS:
        request = replace(request, records=request.records[:-1], more=len(records) - len(request.records) + 1)
    return request


def words(text: str) -> int:
    """How many words a text has: a sign of punctuation is none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _signature(catalogue: api.Catalogue) -> Iterator[str]:
    """Who asks, and a telephone: those of who publishes the site."""
    own = catalogue.territoire
    yield f"Merci. {_line(own.editeur.nom)}"
    if number := own.numero_info or own.editeur.telephone:
        yield api.phone(number)


def link(request: RequestToWrite, title: str, text: str) -> str:
    """A ``mailto:``; without the text when it would be too long for some mail programs."""
    start = f"mailto:{quote(request.mail, safe='@')}?subject={quote(title)}"
    whole = f"{start}&body={quote(text.replace(chr(10), chr(13) + chr(10)))}"
    return whole if len(whole) <= LONGEST_LINK else start


def _line(text: str) -> str:
    return " ".join(text.split())
