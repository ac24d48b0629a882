"""An answer read beside a record: what is asked of it, and what each decision writes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ctg.catalogue import Catalogue
from ctg.confirmation.confirming import confirmed_text
from ctg.confirmation.facts import AskedPlace, asked
from ctg.confirmation.kept import KeptAnswer, Settlement, as_json, kept_answers, received
from ctg.editing.desk import Desk, FormRequest
from ctg.editing.workshop import Save, Workshop
from ctg.kinds.families.place import Place
from ctg.stores.campaign import FILE, Demande, as_yaml, load_campaign

WHOLE = "toute la fiche"
GONE = "Cette fiche n’existe plus, ou n’est plus publiée : il n’y a rien à y prendre."
CHANGED_SINCE = "La fiche a changé depuis la demande : la réponse parle d’un autre texte. Voici ce qu’elle dit aujourd’hui."
ONLY_A_QUESTION = "Une seule question a été posée : la réponse ne confirme pas toute la fiche."


@dataclass(frozen=True)
class ReplyInView:
    """One place of a kept answer. ``place`` is None when its record is not published any more."""

    workshop: Workshop
    answer: KeptAnswer
    key: str
    demande: Demande | None
    place: Place | None
    asked: AskedPlace | None
    """The facts that were asked, as the record says them now."""

    @property
    def path(self) -> str:
        """Where the whole answer is, below the form."""
        return f"reponses/{self.answer.id}/"

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def title(self) -> str:
        return self.place.title if self.place else self.key

    @property
    def outcome(self) -> Settlement | None:
        """What was decided; None when nothing was."""
        known = self.answer.place(self.key)
        return known.issue if known else None

    @property
    def awaited(self) -> bool:
        """Whether something is to be decided."""
        known = self.answer.place(self.key)
        return known is not None and known.issue is None

    @property
    def question(self) -> str:
        """The only thing that was asked; "" for the whole record."""
        return (self.demande.question or "") if self.demande else ""

    @property
    def not_right(self) -> str:
        """Why « Tout est juste » would be a false proof; "" when it would not."""
        if self.asked is None:
            return GONE
        known = self.answer.place(self.key)
        if known and known.version != self.asked.version:
            return CHANGED_SINCE
        return ONLY_A_QUESTION if self.question else ""

    def confirmed(self, text: bytes, position: int | None) -> bytes:
        """The text of the record's file with the answer as its source, and its date when the whole record was asked about.

        Raises :class:`EditError`.
        """
        who = self.demande.a if self.demande else self.title
        day: dt.date | None = None if self.question else self.answer.recue_le
        source = self.answer.source(who, self.question or WHOLE)
        return confirmed_text(text.decode("utf-8"), position, day, source=source).encode()

    def settling(self, save: Save, outcome: Settlement) -> Save:
        """A save that also notes what was decided, in the answer's file; in the campaign's too, with the last of its places.

        Raises :class:`NotWritten`.
        """
        after = self.answer.with_outcome(self.key, outcome)
        before, files = dict(save.before), dict(save.after)
        before[after.file], files[after.file] = self.workshop.on_disk(after.file), as_json(after)
        if after.settled and after.demande:
            before[FILE] = self.workshop.on_disk(FILE)  # first: what is noted after it is not written over
            files[FILE] = as_yaml(received(load_campaign(self.workshop.root)[0], after)).encode()
        return Save(save.title, before, files)


def replies(workshop: Workshop, catalogue: Catalogue, answer: KeptAnswer) -> list[ReplyInView]:
    """Each place of an answer."""
    demande = next((one for one in load_campaign(workshop.root)[0] if one.code == answer.demande), None)
    return [_reply(workshop, catalogue, answer, one.fiche, demande) for one in answer.fiches]


def _reply(workshop: Workshop, catalogue: Catalogue, answer: KeptAnswer, key: str, demande: Demande | None) -> ReplyInView:
    place = next((one for one in catalogue.places if one.key == key), None)
    day = demande.le if demande else catalogue.day
    facts = asked(catalogue, place, day, demande.question if demande else None) if place else None
    return ReplyInView(workshop, answer, key, demande, place, facts)


def reply_in_view(request: FormRequest, desk: Desk, key: str) -> ReplyInView | None:
    """The answer that a form was opened with, by ``?reponse=…`` or a hidden box; None without one, or if of other records."""
    id = request.args.get("reponse") or request.said("_reponse")
    catalogue = desk.workshop.state().catalogue
    answer = next((one for one in kept_answers(desk.workshop.root)[0] if one.id == id), None) if id and catalogue else None
    if answer is None or catalogue is None:
        return None
    return next((one for one in replies(desk.workshop, catalogue, answer) if one.key == key), None)
