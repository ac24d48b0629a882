"""An answer: pasted or dropped, kept, then read beside the facts of each record; a person presses, nothing is written before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from ctg import api
from ctg_formulaire import first_page
from ctg_formulaire.asking import incoming
from ctg_formulaire.asking.agreement import AskedAbout, Understanding, in_words
from ctg_formulaire.asking.facts import EVERY, AskedFact, AskedRecord, asked, called_in
from ctg_formulaire.asking.incoming import LONGEST, AnsweredRecord, KeptAnswer, ReceivedText, Settlement, kept_answers
from ctg_formulaire.asking.requests import FILE, Demande, answered, as_yaml, awaited, load_campaign, recipient
from ctg_formulaire.asking.understanding import understood
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.opened import OpenedRecord
from ctg_formulaire.questions import BACKS, HOW, QUESTIONS, WHEN, WHO
from ctg_formulaire.screens.calling import answering, listed, named, published
from ctg_formulaire.typed import BESIDE, Answers, answers_of
from ctg_formulaire.wording import without_lines
from ctg_formulaire.workshop import OLD_FORM, Note, NotWritten, Save, Workshop

ASKED_ALOUD = {box.name: box.question for some in QUESTIONS.values() for box in some}
NOTHING_GIVEN = Note("Aucune réponse n’est donnée.", "Collez un texte, ou choisissez un fichier.")


class Settled(NamedTuple):
    """A sheet to write: as it was, and is; what became of the answer about it; what to say."""

    opened: OpenedRecord
    after: bytes
    outcome: Settlement
    told: str


@dataclass(frozen=True)
class RecordInView:
    """One record of an answer, and what the answer seems to say of it."""

    answer: KeptAnswer
    catalogue: api.Catalogue
    asked: AskedRecord

    @property
    def record(self) -> api.Record:
        return self.asked.record

    @cached_property
    def facts(self) -> tuple[AskedFact, ...]:
        """Those that were asked about, in the order of the message; then those that the answer changes besides."""
        first = tuple(fact for fact, _ in self.asked.questions)
        return (*first, *(one for one in self.asked.every if one not in first and self.new(one.name)))

    @property
    def changed_since(self) -> bool:
        """Whether the answer speaks of another text than that of today."""
        known = self.answer.about(self.record.key)
        return known is not None and known.version != self.asked.version

    @property
    def now(self) -> dict[str, str]:
        """What the boxes of its first page hold."""
        written = self.record.as_written
        said = first_page.as_said(self.record.folder, written, self.answer.recue_le)
        own = {name: "".join(texts) for name, texts in said.items()}
        boxes = (box for fact in self.asked.every for box in fact.boxes if box not in own)
        price = next((one.text for one in self.asked.facts if one.name == "tarif" and one.known), "")
        priced = {"tarif.texte": re.sub(r" \(20\d\d\)", "", price)} if price else {}
        return {**{box: str(api.lookup(written, tuple(box.split("."))) or "") for box in boxes}, **own, **priced}

    @cached_property
    def vouched(self) -> frozenset[str]:
        """The facts that must be said right, or changed, for the doubt to be lifted; none when the sheet changed since."""
        known = frozenset(fact.name for fact, _ in self.asked.questions if fact.known)
        return frozenset() if self.changed_since else known

    @cached_property
    def said(self) -> Understanding:
        """What the answer seems to say of it."""
        asked_then = self.asked.questions
        words = incoming.own_words(self.answer.text, [line for _, line in asked_then])
        every = {one.title for one in (*self.catalogue.places, *self.catalogue.all(api.Commune))}
        commune = self.catalogue.commune_of(self.record) if isinstance(self.record, api.Place) else None
        own = {self.record.title, commune.title if commune else ""}
        said = in_words({fact.name: fact.text for fact, _ in asked_then if fact.known})
        about = AskedAbout(self.record.title, [fact.name for fact, _ in asked_then], self.now, self.vouched, said)
        found = understood(words, about, sorted(every - own), self.answer.recue_le)
        return replace(found, right=frozenset(), likely=found.right | found.likely) if self.changed_since else found

    @property
    def told(self) -> tuple[AskedFact, ...]:
        """The facts to tick: what the site says, and the answer does not change."""
        return tuple(one for one in self.facts if one.known and one.name not in self.said.changes)

    @property
    def unknown(self) -> str:
        """The questions that stay without an answer."""
        return " ".join(one.text for one in self.facts if not one.known and not self.new(one.name))

    def new(self, name: str) -> Mapping[str, str]:
        """The boxes that the answer would change for a fact, and their text; ticked only when it is surely said."""
        return self.said.changes.get(name) or self.said.offers.get(name, {})

    def settled(self, workshop: Workshop, right: Sequence[str], new: Mapping[str, str], later: str, note: str) -> Settled | None:
        """The sheet once this is taken: the facts said ``right``, the new text of each box, what changes later, what colleagues
        read; None when nothing was ticked. Raises :class:`NotWritten`."""
        changed = {fact.name for fact in self.asked.every if any(new.get(box, "") for box in fact.boxes)}
        confirms = bool(self.vouched) and self.vouched <= {*right, *changed}
        taken, names = bool(right or changed or later), workshop.state().names
        if not taken and not note:
            return None
        opened = OpenedRecord.read(workshop.root, api.written_records(workshop.root)[0][self.record.key])
        texts = answers_of(opened.fields, opened.values) | {box: [text] for box, text in new.items() if text}
        texts |= self._said_by({*right, *changed}) if taken else {}
        if note:
            said = f"Réponse du {api.date_fr(self.answer.recue_le)} : {note}"
            texts["notes_internes"] = ["\n".join(filter(None, (*texts.get("notes_internes", ()), said)))]
        if later:
            texts[BESIDE] = [*texts.get(BESIDE, ()), later]
        meant = first_page.understood(self.record.folder, opened.values, texts, self.answer.recue_le, confirms, names["communes"])
        reading, values = opened.reading(meant.answers, names)
        if faults := meant.faults | reading.faults:
            raise NotWritten(*(Note(fault.message, without_lines(fault.remedy, {})) for fault in faults.values()))
        outcome = Settlement.CHANGED if changed or later else Settlement.RIGHT if taken else Settlement.NOTHING
        told = f"« {opened.title} » : {opened.changed(values)}{'' if confirms else ', le doute reste'}"
        return Settled(opened, opened.after(reading, values), outcome, told)

    def _said_by(self, names: set[str]) -> Answers:
        """Who said it, how, when, and what it vouches for."""
        backs = ", ".join(EVERY[fact.name].label for fact in self.asked.every if fact.name in names)[:300]
        said = {WHO: self.answer.a or self.record.title, HOW: "réponse", WHEN: f"{self.answer.recue_le:%d/%m/%Y}", BACKS: backs}
        return {box: [text] for box, text in said.items() if text}


def answers(request: FormRequest, desk: Desk, id: str = "") -> FormResponse:
    """One answer (``id``), or what the buttons did."""
    catalogue, demandes = published(desk, drafts=True)  # a place that is not published yet may answer too
    kept, _ = kept_answers(desk.workshop.root)
    answer = next((one for one in kept if one.id == id), None)
    if id and answer is None:
        desk.refuse("Réponse introuvable", "Cette réponse n’est plus là.")
    screen = _Screen(desk, catalogue, demandes, kept)
    return desk.tried(
        request,
        lambda: desk.led(screen.decided(answer, request) if answer else screen.given(request)),
        lambda notes: screen.page_of(answer, request, notes) if answer else listed(desk, notes, request.said("texte")[:LONGEST]),
    )


@dataclass(frozen=True)
class _Screen:
    """The answers of a project, as one request finds them."""

    desk: Desk
    catalogue: api.Catalogue
    demandes: Sequence[Demande]
    kept: Sequence[KeptAnswer]

    @cached_property
    def records(self) -> dict[str, api.Record]:
        """All that may be asked about, by key."""
        return {one.key: one for one in answering(self.catalogue)}

    def _view(self, answer: KeptAnswer, key: str) -> RecordInView:
        return RecordInView(answer, self.catalogue, asked(self.catalogue, self.records[key], self.catalogue.day))

    # --- what is done: the address of the next page; may raise NotWritten, CellError ------------

    def given(self, request: FormRequest) -> str:
        """Keeps what was pasted or dropped."""
        text = request.said("texte").strip()
        found = [incoming.pasted(text)] if text else []
        for sent in request.uploads("fichiers"):
            try:
                found.append(incoming.from_file(sent.name, sent.content))
            except NotWritten as refused:
                raise refused.of(sent.name) from None
        if not found:
            raise NotWritten(NOTHING_GIVEN)
        keys = [key for key in request.answers.get("fiche", ()) if key in self.records]
        made = [self._new(one, request.said("_envoi"), keys) for one in found]
        if new := [one for one in made if one.id not in {known.id for known in self.kept}]:
            files: dict[str, bytes] = {one.file: incoming.as_json(one) for one in new}
            if self.desk.workshop.on_disk(incoming.IGNORE) is None:
                files[incoming.IGNORE] = b"*\n"
            self.desk.workshop.write(Save("Réponse gardée", dict.fromkeys(files), files))
        return made[0].path if len(made) == 1 else "demander/"

    def _new(self, received: ReceivedText, once: str, keys: Sequence[str]) -> KeptAnswer:
        today = self.catalogue.day
        day = received.day if received.day and received.day <= today else today
        answer = KeptAnswer(day, tuple(received.text.split("\n")), id=incoming.identifier(once, received.text))
        return self._about(answer, keys or self._guessed(received.text))

    def _guessed(self, text: str) -> list[str]:
        """What an answer is about: the records whose page it quotes, else those that it names, whole or as people say it, else
        those that its author was asked about; those of one request only, or one record."""
        lines = awaited(self.catalogue, self.demandes)
        quoted = [key for key in self.records if f"/{key}/" in text]
        titles = [one.title for one in (*self.records.values(), *self.catalogue.all(api.Commune))]
        names = [key for key, one in self.records.items() if called_in(text, one.title, titles)]
        author = text.split("\n\n", 1)[0].casefold() if text.startswith("De : ") else ""
        for found in (quoted, names):
            of_one = next((one for one in lines if found and {record.key for record in one.records} >= set(found)), None)
            if of_one or len(found) == 1:
                return [record.key for record in of_one.records] if of_one and found is quoted else found
        for one in lines if author else ():
            mails = {recipient(self.catalogue, record)[1].casefold() for record in one.records} - {""}
            if any(mail in author for mail in mails):
                return [record.key for record in one.records]
        return []

    def _about(self, answer: KeptAnswer, keys: Sequence[str]) -> KeptAnswer:
        """The answer, about these records as they were when they were asked about."""
        versions = {one.fiche: one.version for made in self.demandes for one in made.fiches if not one.reponse}
        now = {key: asked(self.catalogue, self.records[key], self.catalogue.day).version for key in keys}
        asked_of = [made.a for made in self.demandes if any(one.fiche in now for one in made.fiches)]
        who = asked_of[-1] if asked_of else recipient(self.catalogue, self.records[keys[0]])[0] if keys else ""
        fiches = tuple(AnsweredRecord(key, versions.get(key, version)) for key, version in now.items())
        return replace(answer, a=who, fiches=fiches)

    def decided(self, answer: KeptAnswer, request: FormRequest) -> str:
        """What a button of an answer's page asks."""
        match request.said("_geste"):
            case "choisir" if not answer.begun:
                if not (keys := [key for key in request.answers.get("cible", ()) if key in self.records]):
                    raise NotWritten(Note("Dites d’abord de quoi parle cette réponse.", "Choisissez une fiche."))
                dated = replace(answer, recue_le=first_page.past_day(request.said("le"), self.catalogue.day))
                self._write("Réponse rangée", answer, self._about(dated, keys))
            case "ecarter" if not answer.begun:
                self._write("Réponse écartée", answer, None)
                return "demander/"
            case "prendre" | "juste" | "propose" as how:
                self._taken(answer, request, how)
            case "rien" | "regle" as word:
                self._closed(answer, request.answers.get("fiche", ()), word == "regle")
            case _:
                raise NotWritten(OLD_FORM)
        return answer.path

    def _closed(self, answer: KeptAnswer, keys: Sequence[str], came: bool) -> None:
        """Nothing is taken of it. ``came``: it is an answer all the same, and nothing more is awaited."""
        after = answer
        for key in keys:
            if (known := answer.about(key)) and known.issue is None:
                after = after.with_outcome(key, Settlement.CHANGED if came else Settlement.NOTHING)
        self._write("Réponse décidée", answer, after, keys=keys if came else ())

    def _taken(self, answer: KeptAnswer, request: FormRequest, how: str) -> None:
        """Each record as it was ticked, all together or none; or all said to be right, or all that is proposed taken."""
        done: list[Settled] = []
        after = answer
        for key in request.answers.get("fiche", ()):
            known = answer.about(key)
            if not known or known.issue or key not in self.records:
                continue  # its button was pressed twice
            one = self._view(answer, key)
            right, changed = _ticked(request, "juste", key), _ticked(request, "nouveau", key)
            if how != "prendre":
                right = [fact.name for fact in one.told] if how == "juste" else [*right, *one.said.likely]
                changed = [fact.name for fact in one.facts if one.new(fact.name)] if how == "propose" else []
            boxes = [box for fact in one.asked.every if fact.name in changed for box in fact.boxes]
            new = {box: request.said(f"{key}:{box}").strip() for box in boxes}
            note = " ".join(one.said.unread) if key in request.answers.get("note", ()) else ""
            try:
                made = one.settled(self.desk.workshop, right, new, request.said(f"{key}:plus-tard").strip(), note)
            except NotWritten as refused:
                raise refused.of(one.record.title) from None
            if made:
                done.append(made)
                after = after.with_outcome(key, made.outcome)
        if not done:
            raise NotWritten(Note("Rien n’est coché.", "Cochez ce qui est juste, ou « Rien à prendre »."))
        answered_of = [one.opened.key for one in done if one.outcome is not Settlement.NOTHING]
        self._write(" ; ".join(one.told for one in done), answer, after, done, answered_of)

    def _write(
        self, told: str, answer: KeptAnswer, after: KeptAnswer | None, sheets: Sequence[Settled] = (), keys: Sequence[str] = ()
    ) -> None:
        """The sheets, the answer (None: it goes) and who answered, together. Raises :class:`NotWritten`."""
        workshop = self.desk.workshop
        files: dict[str, bytes | None] = {one.opened.file: one.after for one in sheets}
        if files and (wrong := workshop.verdict(files).wrong):
            raise NotWritten(*wrong)
        files[answer.file] = incoming.as_json(after) if after else None
        before = {name: workshop.on_disk(name) for name in (*files, FILE)}  # first: what is noted meanwhile is not written over
        before |= {one.opened.file: one.opened.before for one in sheets}
        known = load_campaign(workshop.root)[0]
        if (noted := answered(known, keys, answer.recue_le)) != known:
            files[FILE] = as_yaml(noted).encode()
        before = {name: before[name] for name in files}
        workshop.write(Save(told, before, files))
        self.desk.told.append(f"{told}.")

    # --- what is shown ---------------------------------------------------------------------------

    def page_of(self, answer: KeptAnswer, request: FormRequest, notes: Sequence[Note]) -> FormResponse:
        """The page of one answer: its whole text, and what remains to decide about each record."""
        titles = {key: one.title for key, one in self.records.items()}
        left = [one.fiche for one in answer.fiches if not one.issue]
        views = [self._view(answer, key) for key in left if key in self.records]
        return self.desk.page(
            "formulaire/reponse.html",
            f"Réponse du {api.date_fr(answer.recue_le)}",
            "demander",
            notes=notes,
            answer=answer,
            named=named(answer, titles),
            views=views,
            box_labels={name: api.capital(one.label) for name, one in EVERY.items()} | ASKED_ALOUD,
            gone=[key for key in left if key not in self.records],
            decided=[(titles.get(one.fiche, one.fiche), one.fiche, one.issue.label) for one in answer.fiches if one.issue],
            unread=list(dict.fromkeys(clause for one in views for clause in one.said.unread)),
            something=any(one.said.right or one.said.changes or one.said.later for one in views),
            changing=any(one.said.changes or one.said.later for one in views),
            offered=any(one.said.offers or one.said.likely for one in views),
            ended=any(one.said.ended for one in views),
            typed={name: request.said(name) for name in request.answers},
            places=sorted(titles.items(), key=lambda pair: api.fold(pair[1])),
        )


def _ticked(request: FormRequest, box: str, key: str) -> list[str]:
    """The facts of a record that are ticked."""
    return [name.partition(":")[2] for name in request.answers.get(box, ()) if name.startswith(f"{key}:")]


def answer_beside(desk: Desk, id: str, key: str) -> KeptAnswer | None:
    """The answer that a sheet was opened with; None when it is of other records."""
    return next((one for one in kept_answers(desk.workshop.root)[0] if one.id == id and one.about(key)), None)
