"""The form of one record: shown, sent back, checked, saved; what is typed and not saved is kept."""

import base64
import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from ctg import api
from ctg_formulaire.asking.incoming import KeptAnswer
from ctg_formulaire.boxes import AWAY, LATITUDE, POSITION, Control, Drawer, Notes
from ctg_formulaire.desk import NOWHERE, Desk, FormRequest, FormResponse, links_to
from ctg_formulaire.first_page import CHECKED, DOUBT, Understood, as_said, offered, put, reach_of, understood
from ctg_formulaire.opened import FOLDER, Clash, OpenedRecord, merged, named, over, said
from ctg_formulaire.questions import HOW, JOINED, WAYS, WHEN, WHO
from ctg_formulaire.rereading import read_again, shown_reading
from ctg_formulaire.typed import Answers, FormReading, answers_of, with_row, without
from ctg_formulaire.wording import Note, in_a_form, in_words, labels_of, note_of, of_errors, spoken_kind, steps_of, without_lines
from ctg_formulaire.workshop import OLD_FORM, Keeper, NotWritten, Save

PREVIEWED = "aperçu"
"""Where the desk keeps the last page that was shown as it would be."""
STILL_A_DRAFT = "Elle reste un brouillon : le site ne la montre pas. « Publier au prochain envoi », en bas, y remédie."
IS_AWAY = (
    "Tapez ses premières lettres, choisissez. Il est hors du territoire ? Dites-le plus bas, avec son code INSEE et son point."
)
ALONE = "N’écrivez ici qu’un numéro, un courriel, un site : le reste se dira dans la fiche."
NotesByName = dict[str, list[Note]]
AnsweredPoint = tuple[Answers, Note]
"""The answers with the point of their address, and how precise it is; or as they were, and why."""


def opened_record(desk: Desk, folder: str, id: str) -> OpenedRecord:
    """A record as the disk has it now; a page says why when there is none."""
    key = f"{folder}/{id}"
    if folder == FOLDER:
        try:
            return OpenedRecord.document(desk.workshop.root, id)
        except (LookupError, TypeError, ValueError, api.EditError, OSError):
            desk.refuse(*NOWHERE)
    written = api.written_records(desk.workshop.root)[0].get(key)
    if written is None:
        desk.refuse("Fiche introuvable", f"« {key[:80]} » ne désigne aucune fiche de data/.")
    try:
        return OpenedRecord.read(desk.workshop.root, written)
    except NotWritten as refused:
        told = [one.sentence for one in refused.notes]
    except OSError:
        told = []
    desk.refuse("Ce fichier ne se lit pas", *told, "Corrigez-le dans un éditeur de texte.")


def key_of(problem: api.Problem) -> str:
    """The record that a problem is about; "" when its file is no record's."""
    _, _, key = problem.file.partition("data/")
    key = key.removesuffix(".yml").removesuffix(".yaml")
    return key if key.partition("/")[0] in api.ONE_FILE_EACH and "/" in key else ""


@dataclass(frozen=True)
class ShownForm:
    """What a form shows besides what it holds."""

    notes: Notes = field(default_factory=dict)
    general: tuple[Note, ...] = ()
    clash: Clash | None = None
    focus: str = ""
    wrong: bool = False
    beside: str = ""
    """The address of its page as it would be, shown beside."""
    kept: bool = False
    """Whether what it holds was typed before, and never saved."""


@dataclass(frozen=True)
class RecordForm:
    """The form of one record as the disk has it now."""

    desk: Desk
    opened: OpenedRecord
    reply: KeptAnswer | None = None
    """The answer that is read beside it."""
    call: str = ""
    """The call during which it is filled: where one goes next."""

    @property
    def new(self) -> bool:
        """Whether it has no file yet."""
        return self.opened.before is None

    @property
    def folder(self) -> str:
        return self.opened.kind.folder

    @property
    def path(self) -> str:
        """Where it is sent, below the form's address."""
        return f"nouvelle/{self.folder}/" if self.new else f"{self.opened.key}/"

    @property
    def day(self) -> dt.date:
        return self.desk.workshop.state().day

    @property
    def keeper(self) -> Keeper:
        return Keeper(self.desk.workshop.root)

    # --- shown -----------------------------------------------------------------------------------

    def as_opened(self, forget: bool = False) -> FormResponse:
        """The form as it is opened, with the warnings that the record has already; as it was left, when it was not saved."""
        kept = self.keeper.read(self.opened.key)
        if kept and not forget:
            answers = {name: list(texts) for name, texts in kept.get("cases", {}).items()}
            return self.show(answers, ShownForm(kept=True), before=str(kept.get("avant", "")))
        if kept:
            self.keeper.keep(self.opened.key, {})
        answers = answers_of(self.opened.fields, self.opened.values)
        reading, _ = self.opened.reading(answers)
        problems = [problem for problem in self.desk.workshop.state().problems if problem.file == self.opened.file]
        notes, general = self._notes(reading, problems, self.opened.before or b"")
        return self.show(answers, ShownForm(notes, general))

    def show(self, answers: Answers, shown: ShownForm = ShownForm(), before: str = "") -> FormResponse:
        """The form with these answers. ``before``: the file as the form was made of it, when it is not as the disk has it."""
        opened, names = self.opened, self.desk.workshop.state().names
        by = {WHO: [self.reply.a], WHEN: [f"{self.reply.recue_le:%d/%m/%Y}"]} if self.reply else {}  # what is read beside
        answers = {**as_said(self.folder, opened.values, self.day), **by, **answers}
        drawer = Drawer(answers, names, shown.notes, shown.focus, next((one.recipient for one in self.desk.services), ""))
        pages = drawer.pages(opened.kind, opened.fields, opened.values, self.new)
        listed = [(label, box.id, note) for label, box in _every(pages.every) for note in box.notes]
        title = opened.title or f"Nouvelle fiche : {spoken_kind(opened.kind)}"
        asked = {control.suggestions for _, control in _every(pages.every)}
        return self.desk.page(
            "formulaire/fiche.html",
            title,
            "fiches",
            wrong=shown.wrong,
            form=self,
            shown=shown,
            part="nouvelle" if self.new and issubclass(opened.kind, api.Place) else self.folder,
            page=f"{self.desk.site}{opened.key}/" if self.desk.site and not self.new and self.folder != FOLDER else "",
            general=shown.general,
            listed=listed,
            count=sum(note.wrong for _, _, note in listed) + sum(note.wrong for note in shown.general),
            before=before or base64.b64encode(opened.before or b"").decode(),
            pages=pages,
            place=issubclass(opened.kind, api.Place) and self.folder in api.ONE_FILE_EACH,
            draft=opened.values.get(DOUBT) == api.EtatFiche.BROUILLON,
            links=[] if self.new else links_to(self.desk.screens, self.folder, opened.key.partition("/")[2]),
            movable=self.folder in api.ONE_FILE_EACH and not self.new,
            reading=shown_reading(self.desk.workshop, opened) if not self.new else None,
            dated=any(one.key == CHECKED for one in opened.fields),
            lists=[(target, list(names.get(target, {}).items())) for target in sorted(asked - {""})],
        )

    @property
    def about(self) -> str:
        """« Crèche, Goudargues. Dernière information : en 2018 » for a place; else its kind."""
        catalogue = self.desk.workshop.state().catalogue
        place = next((one for one in catalogue.places if one.key == self.opened.key), None) if catalogue else None
        if place is None or catalogue is None:
            return api.capital(spoken_kind(self.opened.kind))
        known = api.known_in(place, self.day)
        return ". ".join(filter(None, [", ".join(api.facts(catalogue, place)), f"Dernière information : {known}" * bool(known)]))

    # --- sent ------------------------------------------------------------------------------------

    def sent(self, request: FormRequest, point: AnsweredPoint | None) -> FormResponse:
        """What to answer to a form that comes back: saved, or shown again with what is wrong. ``point``: what was found where
        its address is, when that was asked."""
        answers = request.boxes
        return self._tried(answers, lambda: self._pressed(request, answers, point))

    def confirmed(self, who: str) -> FormResponse:
        """What to answer to « Tout est juste » of a call: the record is confirmed as it is now, by who answered."""
        answers = answers_of(self.opened.fields, self.opened.values) | {WHO: [who]}
        before = base64.b64encode(self.opened.before or b"").decode()
        return self._tried(answers, lambda: self._save(answers, before, "verifier"))

    def _tried(self, answers: Answers, act: Callable[[], FormResponse]) -> FormResponse:
        return self.desk.explained(act, lambda notes: self.show(answers, ShownForm(general=notes, wrong=True)))

    def _pressed(self, request: FormRequest, answers: Answers, point: AnsweredPoint | None) -> FormResponse:
        """What a button does. Raises :class:`NotWritten`, :class:`EditError`."""
        if not request.said("_fin"):
            raise NotWritten(Note("Le formulaire est arrivé coupé.", "Enregistrez de nouveau."))
        gesture, _, name = request.said("_geste").partition(":")
        if gesture in {"ajouter", "ligne", "retirer"}:
            return self._row(answers, gesture, name)
        if gesture == "mettre":
            return self.show(put(answers, name))
        if point:
            located, note = point
            return self.show(located, ShownForm({POSITION: [note]}, focus=LATITUDE, wrong=note.wrong))
        if not request.known:
            raise NotWritten(OLD_FORM)
        if gesture == "relire":
            again = partial(self._read_again, request.answers.get("_relu", ()))
            return self.desk.explained(again, partial(self.desk.excused, path=self.path))
        if gesture == "garder" and not self.new:
            return self._put_aside(answers, request.said("_avant"), unseen=name == "seul")
        if gesture == "publier":
            answers[DOUBT] = [api.EtatFiche.PUBLIEE.value]
        return self._save(answers, request.said("_avant"), gesture)

    def _read_again(self, digests: Iterable[str]) -> FormResponse:
        self.desk.told.append(read_again(self.desk.workshop, self.opened, digests))
        return self.desk.led(self.path)

    def _put_aside(self, answers: Answers, before: str, unseen: bool) -> FormResponse:
        """Keeps what was typed, beside the data: the form shows it when it is opened again. ``unseen``: a script asks it."""
        self.keeper.keep(self.opened.key, {"avant": before, "cases": answers})
        if unseen:
            return FormResponse(status=204)
        self.desk.told.append("Gardé, sans être enregistré : vous le retrouverez en ouvrant cette fiche.")
        return self.desk.led(self._next())

    def _next(self) -> str:
        """Where one goes after this sheet."""
        if self.reply:
            return self.reply.path
        return f"appeler/{self.call}/" if self.call else "" if self.new else f"{self.opened.key}/"

    def _row(self, answers: Answers, gesture: str, name: str) -> FormResponse:
        if gesture == "ligne":
            return self.show({**answers, name: [*answers.get(name, ()), ""]}, ShownForm(focus=name))
        if gesture == "retirer":
            return self.show(without(answers, name))
        answers, here = with_row(answers, name)
        return self.show(answers, ShownForm(focus=_first(self.opened.fields, here)))

    def _save(self, answers: Answers, before: str, gesture: str) -> FormResponse:
        """``gesture``: « apercu » writes nothing, and shows the page as it would be. Raises :class:`NotWritten`,
        :class:`EditError`."""
        was = self._as_opened(before)
        names, by_phone = self.desk.workshop.state().names, {HOW: ["appel"]} if self.call else {}
        told = by_phone | answers
        reach = reach_of("".join(answers.get(JOINED.name, ())), {one.key for one in was.fields}) if self.new else {}
        meant = understood(self.folder, was.values, told | reach, self.day, gesture == "verifier", names["communes"])
        reading, values = was.reading(meant.answers, names, self.day)
        if faults := meant.faults | reading.faults:
            notes = {name: [self._note(name, reading, fault.message, fault.remedy)] for name, fault in faults.items()}
            return self.show(answers, ShownForm(notes, wrong=True))
        if was.values != self.opened.values:
            mixed, clash = merged(self.opened, was.values, values)
            if clash.both or said(mixed) != said(self.opened.values):
                answers = over(self.opened, mixed) | as_said(self.folder, mixed, self.day)
                return self.show(answers, ShownForm(clash=clash, wrong=True))
            self.desk.told.append("C’est déjà enregistré.")
            return self.desk.led(self._next())
        after = self.opened.after(reading, values)
        if after == self.opened.before and gesture != "apercu":
            self._settled()
            self.desk.told.append("Rien n’a changé.")
            return self.desk.led(self._next())
        return self._written(answers, reading, after, gesture, meant)

    def _as_opened(self, before: str) -> OpenedRecord:
        """The record as it was when the form was made. Raises :class:`NotWritten`."""
        if self.opened.before is None:
            return self.opened
        with suppress(ValueError, api.EditError):  # not of this alphabet, nor of UTF-8, nor of a sheet
            was = self.opened.as_it_was(base64.b64decode(before, validate=True))
            if isinstance(was.values, dict):
                return was
        raise NotWritten(Note("La fiche d'avant ne se retrouve pas.", "Relisez, puis enregistrez de nouveau."))

    def _written(self, answers: Answers, reading: FormReading, after: bytes, gesture: str, meant: Understood) -> FormResponse:
        opened, workshop = self.opened, self.desk.workshop
        values = replace(opened, before=after).values
        shown = [one.get(DOUBT) != api.EtatFiche.BROUILLON for one in (values, opened.values)]
        verdict = workshop.verdict({opened.file: after}, addresses=shown[0] != shown[1])
        notes, general = self._notes(reading, verdict.own, after)
        general += of_errors(verdict.elsewhere)
        for start, box in meant.boxes:
            for name in [one for one in notes if one.startswith(start)]:
                notes.setdefault(box, []).extend(notes.pop(name))
        if verdict.wrong:
            return self.show(answers, ShownForm(notes, general, wrong=True))
        if gesture == "apercu" and verdict.catalogue:
            self.desk.kept[PREVIEWED] = workshop.previewed(verdict.catalogue, f"{opened.key}/")
            return self.show(answers, ShownForm(notes, general, beside=f"{self.desk.base}apercu/{opened.key}/"))
        told = f"« {named(values, opened.title or opened.key)} » : {opened.changed(values)}"
        workshop.write(Save(told, {opened.file: opened.before}, {opened.file: after}))
        self._settled()
        self.desk.saved(told)
        self.desk.told.extend((*meant.told, *reading.told))
        if values.get(CHECKED) != opened.values.get(CHECKED) and not shown[0]:
            self.desk.told.append(STILL_A_DRAFT)
        if warnings := sum(not note.wrong for found in notes.values() for note in found):
            self.desk.told.append(f"{api.plural(warnings, 'point')} à voir dans la fiche.")
        return self.desk.led(self._next() if self.call or self.reply else f"{opened.key}/")

    def _settled(self) -> None:
        """What was kept of it is over; the call goes on without it."""
        with suppress(OSError):
            self.keeper.keep(self.opened.key, {})
            if self.call:
                self.keeper.note(self.day, "faits", self.opened.key)

    # --- what is said of it ----------------------------------------------------------------------

    def _notes(
        self, reading: FormReading, problems: Iterable[api.Problem], text: bytes
    ) -> tuple[dict[str, list[Note]], tuple[Note, ...]]:
        """Each problem under its box, or above the form when it has none."""
        notes: NotesByName = {}
        general = []
        for problem in problems:
            if not self._is_mine(problem, text):
                general.append(note_of(problem))
                continue
            steps = problem.field.split(".")
            places = (reading.places.get(".".join(steps[:n])) for n in range(len(steps), 0, -1))
            name = next(filter(None, places), "")
            note = self._note(name, reading, problem.message, problem.remedy, problem.level)
            (notes.setdefault(name, []) if name else general).append(note)
        return notes, tuple(note for note in general if note.level != api.WARNING or self.opened.position is None)

    def _note(self, name: str, reading: FormReading, message: str, remedy: str, level: str = api.ERROR) -> Note:
        """What is said under a box, or above the form when it has no name; the button that does its remedy."""
        labels = labels_of(self.opened.kind, steps_of(name))
        if self.new and name == "commune" and AWAY[0] in labels and remedy.startswith("Valeurs possibles"):
            remedy = IS_AWAY
        filled, button = offered(remedy, name, {*reading.places.values()}) if name else ((), "")
        if filled and self.new and name in WAYS:  # that box is not shown
            filled, button, remedy = (), "", ALONE
        plain = "" if filled else in_a_form(in_words(without_lines(remedy, labels), labels))
        return Note(in_words(without_lines(message, labels), labels), plain, level, filled, button)

    def _is_mine(self, problem: api.Problem, text: bytes) -> bool:
        """Is a problem about this record, in a file that holds several?"""
        if self.opened.position is None:
            return True
        node = api.record_node(text.decode("utf-8"), self.opened.position)
        return node.start_mark.line < problem.line <= node.end_mark.line


def _every(controls: Iterable[Control], above: str = "") -> Iterable[tuple[str, Control]]:
    """Each box, at any depth, and what it is called where it stands: « Hébergeur, Nom »."""
    for control in controls:
        yield f"{above}, {control.label}" if above not in {"", control.label} else control.label, control
        yield from _every(control.inside, control.label)


def _first(fields: Iterable[api.Field], name: str) -> str:
    """The box where one begins to fill a row, or a group; "" when there is no such field."""
    path = steps_of(name)
    field = next((one for one in api.all_fields(tuple(fields)) if one.path == path), None)
    return "" if field is None else f"{name}.{field.fields[0].key}" if field.fields else name
