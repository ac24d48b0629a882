"""What an answer seems to say of a record. A person sees it ticked, or only offered, and decides.

A fact is ticked as right when the answer names it, or says all right, and says nothing else of it; a change, when a sentence
names its fact and gives it one value, plainly. What is not understood is left to be read; when it may be of any fact, « tout est
juste » is only offered.
"""

import datetime as dt
from collections.abc import Sequence

from ctg import api
from ctg_formulaire.asking.agreement import AskedAbout, Understanding
from ctg_formulaire.asking.answer_reader import AnswerReader
from ctg_formulaire.asking.incoming import WORDS, OwnWords

HELD = WORDS.words("en_attente")
"""An answer still to come."""
OURS = ("si tout est juste", "dites ce qui change")
"""What the message that was sent says."""


def understood(words: OwnWords, about: AskedAbout, others: Sequence[str], day: dt.date) -> Understanding:
    """What an answer says of a record. ``others``: the names of other places and communes."""
    reader = AnswerReader(about=about, others=[api.fold(one) for one in others], day=day)
    reader.read(words)
    changes, offers, later = reader.changes, reader.offers, reader.later
    if words.automatic:  # nothing that a machine says is of the place
        changes, offers, later = {}, {}, ""
        reader.unread = (*(one.text for one in words.lines), "Réponse d’une machine.")
    if words.more:
        reader.left("Une pièce jointe, ou un message transféré, est à lire.", bars=True)
    if held := HELD.search(" ".join(api.fold(one.text) for one in words.lines)):
        offers, changes, later = offers | changes, {}, ""
    heard = {name: [text for text in reader.unread if name in reader.named(text)] for name in reader.possible}
    doubted = {name for name, texts in heard.items() if texts}
    offers = offers | {one: changes.pop(one) for one in doubted & changes.keys()}
    ours = (*OURS, *filter(None, about.now.values()))
    asked = not words.quoted or any(api.fold(one) in words.quoted for one in ours)
    right, likely = reader.agreed_to(doubted | reader.apart | {*changes, *offers})
    if held or not asked or words.more:
        right, likely = frozenset(), right | likely if held else likely
    if words.automatic or reader.over:
        right = likely = frozenset()
    unread = tuple(dict.fromkeys((*reader.unread, *words.aside)))
    return Understanding(changes, offers, right, likely - right, reader.ended, later, unread, heard)
