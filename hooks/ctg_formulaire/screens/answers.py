"""The page « Réponses » of the form: an answer is pasted or uploaded, then shown beside each of its records; a person decides.

Nothing is written without that decision, and the text of the answer is kept until every record is settled, and afterwards.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ctg import api
from ctg_formulaire.boxes import OLD_FORM, Note, of_others
from ctg_formulaire.confirming import confirmed_text
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.facts import AskedPlace
from ctg_formulaire.facts import asked as asked_of
from ctg_formulaire.following import FILE, Demande, as_yaml, awaited, load_campaign
from ctg_formulaire.incoming import (
    IGNORE,
    LONGEST,
    AnsweredPlace,
    AnswerError,
    KeptAnswer,
    ReceivedText,
    Settlement,
    as_json,
    from_file,
    identifier,
    kept_answers,
    pasted,
    received,
    references,
    written,
)
from ctg_formulaire.opened import CannotOpenError, OpenedRecord
from ctg_formulaire.workshop import NotWritten, Save, Workshop

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
    place: api.Place | None
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


def replies(workshop: Workshop, catalogue: api.Catalogue, answer: KeptAnswer) -> list[ReplyInView]:
    """Each place of an answer."""
    demande = next((one for one in load_campaign(workshop.root)[0] if one.code == answer.demande), None)
    return [_reply(workshop, catalogue, answer, one.fiche, demande) for one in answer.fiches]


def _reply(workshop: Workshop, catalogue: api.Catalogue, answer: KeptAnswer, key: str, demande: Demande | None) -> ReplyInView:
    place = next((one for one in catalogue.places if one.key == key), None)
    day = demande.le if demande else catalogue.day
    facts = asked_of(catalogue, place, day, demande.question if demande else None) if place else None
    return ReplyInView(workshop, answer, key, demande, place, facts)


def reply_in_view(request: FormRequest, desk: Desk, key: str) -> ReplyInView | None:
    """The answer that a form was opened with, by ``?reponse=…`` or a hidden box; None without one, or if of other records."""
    id = request.args.get("reponse") or request.said("_reponse")
    catalogue = desk.workshop.state().catalogue
    answer = next((one for one in kept_answers(desk.workshop.root)[0] if one.id == id), None) if id and catalogue else None
    if answer is None or catalogue is None:
        return None
    return next((one for one in replies(desk.workshop, catalogue, answer) if one.key == key), None)


TITLE = "Réponses"
NOTHING_GIVEN = Note("Aucune réponse n'est donnée.", "Collez un texte, ou choisissez un fichier.")


def answers(request: FormRequest, desk: Desk, id: str = "") -> FormResponse:
    """The list, one answer (``id``), or what their buttons did."""
    try:
        catalogue, demandes = api.load(desk.workshop.root), load_campaign(desk.workshop.root)[0]
    except api.DataError:
        desk.refuse(TITLE, "Une fiche a une erreur : la réponse ne pourrait pas être vérifiée. Corrigez-la d'abord.")
    kept, unreadable = kept_answers(desk.workshop.root)
    answer = next((one for one in kept if one.id == id), None)
    if id and answer is None:
        desk.refuse("Réponse introuvable", "Cette réponse n'est plus là.")
    screen = _Screen(desk, catalogue, demandes, kept, unreadable)
    if request.method != "POST":
        return screen.page_of(answer) if answer else screen.every()
    try:
        if not request.known:
            raise _Refused(OLD_FORM)
        return desk.led(screen.decided(answer, request) if answer else screen.given(request))
    except NotWritten as error:
        notes: Sequence[Note] = [Note(str(error))]
    except _Refused as refused:
        notes = refused.notes
    return screen.page_of(answer, notes) if answer else screen.every(notes, request.said("texte"))


class _Refused(Exception):
    """What was asked is not done; why."""

    def __init__(self, *notes: Note):
        super().__init__()
        self.notes = notes


@dataclass(frozen=True)
class _Screen:
    """The answers of a project, as one request finds them."""

    desk: Desk
    catalogue: api.Catalogue
    demandes: Sequence[Demande]
    kept: Sequence[KeptAnswer]
    unreadable: list[str]

    # --- what is done: the address of the next page; may raise _Refused or NotWritten ------------

    def given(self, request: FormRequest) -> str:
        """Keeps what was pasted or sent; nothing is understood of it but the reference of a request."""
        found: list[ReceivedText] = []
        unread: list[Note] = []
        if text := request.said("texte").strip():
            found += _read(unread, "", partial(pasted, text))
        for sent in request.uploads("fichiers"):
            found += _read(unread, f"{sent.name} : ", partial(from_file, sent.name, sent.content))
        if unread or not found:
            raise _Refused(*(unread or [NOTHING_GIVEN]))
        made = [self._new(one, request.said("_envoi")) for one in found]
        new = [one for one in made if one.id not in {known.id for known in self.kept}]
        if new:
            files: dict[str, bytes] = {one.file: as_json(one) for one in new}
            if self.desk.workshop.on_disk(IGNORE) is None:
                files[IGNORE] = b"*\n"
            self.desk.workshop.write(Save("Réponse gardée", dict.fromkeys(files), files))
        return f"reponses/{made[0].id}/" if len(made) == 1 else "reponses/"

    def _new(self, received: ReceivedText, once: str) -> KeptAnswer:
        today = self.catalogue.day
        day = received.day if received.day and received.day <= today else today
        code = next(iter(references(received.text, (one.code for one in self.demandes))), None)
        return KeptAnswer(day, tuple(received.text.split("\n")), code, id=identifier(once, received.text))

    def decided(self, answer: KeptAnswer, request: FormRequest) -> str:
        """What a button of an answer's page asks."""
        key, here = request.said("fiche"), f"reponses/{answer.id}/"
        match request.said("_geste"):
            case "choisir" if not answer.begun:
                self._rewrite(answer, self._about(answer, request), "Réponse rangée")
            case "ecarter" if not answer.begun:
                self._rewrite(answer, None, "Réponse écartée")
                return "reponses/"
            case "juste" | "rien" as word:
                reply = next((one for one in replies(self.desk.workshop, self.catalogue, answer) if one.key == key), None)
                if reply is None:
                    raise _Refused(OLD_FORM)
                if reply.awaited:  # else its button was pressed twice
                    self._settled(reply, Settlement.RIGHT if word == "juste" else Settlement.NOTHING)
            case _:
                raise _Refused(OLD_FORM)
        return here

    def _rewrite(self, answer: KeptAnswer, after: KeptAnswer | None, told: str) -> None:
        before = self.desk.workshop.on_disk(answer.file)
        self.desk.workshop.write(Save(told, {answer.file: before}, {answer.file: as_json(after) if after else None}))

    def _about(self, answer: KeptAnswer, request: FormRequest) -> KeptAnswer:
        """The answer once somebody said which request, or which place, it is about, and when it came."""
        chosen = request.said("cible")
        try:
            day = dt.date.fromisoformat(request.said("le").strip())
        except ValueError:
            raise _Refused(Note("Le jour de la réponse manque.", "Par exemple : 2026-12-03.")) from None
        demande = next((one for one in self.demandes if one.code == chosen), None)
        place = next((one for one in self.catalogue.places if one.key == chosen), None)
        if demande:
            fiches = tuple(AnsweredPlace(one.fiche, one.version) for one in demande.fiches if not one.reponse)
        elif place:
            open_ones = [one for one in self.demandes if not one.question and _waits(one, place.key)]
            demande = open_ones[-1] if open_ones else None
            version = next((one.version for one in (demande.fiches if demande else ()) if one.fiche == place.key), "")
            fiches = (AnsweredPlace(place.key, version or asked_of(self.catalogue, place, self.catalogue.day).version),)
        if not (demande or place) or not fiches:
            raise _Refused(Note("Dites d'abord de quoi parle cette réponse.", "Choisissez une demande, ou une fiche."))
        if day > self.catalogue.day or (demande and day < demande.le):
            since = f", et après la demande du {api.date_fr(demande.le)}" if demande else ""
            remedy = f"Elle est arrivée aujourd'hui au plus tard{since}."
            raise _Refused(Note(f"Une réponse du {api.date_fr(day)} n'est pas possible.", remedy))
        return replace(answer, recue_le=day, demande=demande.code if demande else None, fiches=fiches)

    def _settled(self, reply: ReplyInView, outcome: Settlement) -> None:
        workshop = self.desk.workshop
        told = f"« {reply.title} », réponse du {api.date_fr(reply.answer.recue_le)} : {outcome.label}"
        save = Save(told, {}, {})
        if outcome is Settlement.RIGHT:
            if reply.not_right:
                raise _Refused(Note(reply.not_right))
            save = self._confirmed(reply, told)
        workshop.write(reply.settling(save, outcome))
        self.desk.told.append(f"{told}.")

    def _confirmed(self, reply: ReplyInView, told: str) -> Save:
        """The record with its date, its source and without its warning."""
        workshop = self.desk.workshop
        try:
            opened = OpenedRecord.read(workshop.root, api.written_records(workshop.root)[0][reply.key])
            assert opened.before is not None
            after = reply.confirmed(opened.before, opened.position)
            verdict = workshop.verdict({opened.file: after})
        except (api.EditError, CannotOpenError, KeyError, OSError):
            raise _Refused(Note("Cette fiche ne peut pas être changée ici.", api.BY_HAND)) from None
        except api.TableError as error:
            raise _Refused(Note(error.message, error.remedy)) from None
        if verdict.refused:
            raise _Refused(*of_others(one for one in (*verdict.own, *verdict.elsewhere) if one.level == api.ERROR))
        return Save(told, {opened.file: opened.before}, {opened.file: after})

    # --- what is shown ---------------------------------------------------------------------------

    def every(self, notes: Sequence[Note] = (), typed: str = "") -> FormResponse:
        """The answers to decide of, where to give one, and how far the requests are."""
        waiting = awaited(self.catalogue, self.demandes, self.catalogue.day)
        return self.desk.page(
            "formulaire/reponses.html",
            TITLE,
            "reponses",
            wrong=bool(notes),
            general=notes,
            once=secrets.token_urlsafe(12),
            typed=typed[:LONGEST],
            unreadable=self.unreadable,
            undecided=[(one, self._named(one)) for one in self.kept if not one.settled],
            decided=[(one, self._named(one)) for one in self.kept if one.settled],
            confirmed=sum(api.confirmed(place) for place in self.catalogue.places),
            places=len(self.catalogue.places),
            asked=bool(self.demandes),
            answered=list(_answered(self.catalogue, self.demandes)),
            waiting=waiting,
        )

    def page_of(self, answer: KeptAnswer, notes: Sequence[Note] = ()) -> FormResponse:
        """The page of one answer: its whole text, and what remains to decide about each record."""
        return self.desk.page(
            "formulaire/reponse.html",
            f"Réponse du {api.date_fr(answer.recue_le)}",
            "reponses",
            wrong=bool(notes),
            general=notes,
            answer=answer,
            named=self._named(answer),
            written=written(answer.text),
            replies=replies(self.desk.workshop, self.catalogue, answer),
            requests=[one for one in reversed(self.demandes) if any(not each.reponse for each in one.fiches)],
            places=[(one.key, one.title) for one in self.catalogue.places],
        )

    def _named(self, answer: KeptAnswer) -> str:
        """Whom a request was sent to, or which places an answer is about; "" while nobody has said it."""
        demande = next((one for one in self.demandes if one.code == answer.demande), None)
        titles = {place.key: place.title for place in self.catalogue.places}
        about = ", ".join(titles.get(one.fiche, one.fiche) for one in answer.fiches)
        return f"{demande.a} : {about}" if demande and about else about


def _read(unread: list[Note], name: str, read: Callable[[], ReceivedText]) -> list[ReceivedText]:
    """The text read, as a list of one; empty when it cannot be read, and the reason is added to ``unread``."""
    try:
        return [read()]
    except AnswerError as error:
        unread.append(Note(f"{name}{error.message}", error.remedy))
        return []


def _waits(demande: Demande, key: str) -> bool:
    return any(one.fiche == key and not one.reponse for one in demande.fiches)


def _answered(catalogue: api.Catalogue, demandes: Sequence[Demande]) -> Iterator[tuple[str, str, str, dt.date]]:
    """(key, title, who was asked, day of the answer), the last first."""
    titles = {place.key: place.title for place in catalogue.places}
    found = [(one.fiche, titles.get(one.fiche, one.fiche), d.a, one.reponse) for d in demandes for one in d.fiches if one.reponse]
    return iter(sorted(found, key=lambda one: one[3], reverse=True))
