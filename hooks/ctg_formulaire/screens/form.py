"""The form of one record: shown, sent back, checked, saved; with the search for the point of an address."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ctg import api
from ctg_formulaire.boxes import POSITION, Control, Drawer, FormSection, Note, Notes, of_others
from ctg_formulaire.confirming import CHECKED, STATE, confirmation, remaining_doubts
from ctg_formulaire.desk import Desk, FormRequest, FormResponse
from ctg_formulaire.incoming import Settlement
from ctg_formulaire.opened import Clash, OpenedRecord, in_words, labels_of, merged, over
from ctg_formulaire.rereading import read_again, shown_reading
from ctg_formulaire.screens.answers import ReplyInView
from ctg_formulaire.typed import THERE, Answers, FormReading, answers_of, with_row, without
from ctg_formulaire.workshop import NotWritten, Save

PRECISION = {
    "housenumber": "Le point est celui du numéro.",
    "street": "Le point est celui de la rue : le lieu peut être un peu plus loin.",
}
LATITUDE, LONGITUDE = f"{POSITION}.lat", f"{POSITION}.lon"
AnsweredPoint = tuple[Answers, Note]
"""The answers with the point of their address, and how precise it is; or as they were, and why."""


def asked_point(request: FormRequest, desk: Desk) -> AnsweredPoint | None:
    """What a service of addresses says of a form, when its button was pressed.

    It may take half a minute: the project is not locked meanwhile, so that the other pages of the form do not wait.
    """
    if request.said("_geste") != "situer" or not request.known or not request.said("_fin") or not desk.services:
        return None
    return _located(desk, desk.services[0], request.boxes)


def _located(desk: Desk, service: api.AddressService, answers: Answers) -> AnsweredPoint:
    address, name, postcode, hidden = (
        next(iter(answers.get(key, ())), "").strip() for key in ("adresse", "commune", "code_postal", "adresse_confidentielle")
    )
    state = desk.workshop.state()
    catalogue = state.catalogue
    commune = next((one for one in catalogue.all(api.Commune) if one.nom == name), None) if catalogue else None
    if hidden == "oui":
        return answers, Note("Cette adresse est confidentielle : elle n'est envoyée à personne.")
    if not address or commune is None or catalogue is None:
        return answers, Note("Il faut d'abord une adresse, et une commune du territoire.", "Remplissez ces deux cases.")
    question = api.Question(commune, commune, api.address_to_ask(address, commune, postcode))
    try:
        found = service.find(question, api.outlines_of(catalogue.contours).get(commune.code_insee), state.day)
    except api.NotLocated as refusal:
        return answers, Note(str(refusal), "Écrivez la latitude et la longitude vous-même, ou laissez-les vides.")
    told = f"Trouvé : « {found.reponse} ». {PRECISION[found.type]}"
    at = answers | {POSITION: [THERE], LATITUDE: [str(found.lat)], LONGITUDE: [str(found.lon)]}
    return at, Note(told, "Vérifiez, puis enregistrez.", api.WARNING)


PREVIEWED = "aperçu"
"""Where the desk keeps the last page that was shown as it would be."""
NotesByName = dict[str, list[Note]]


@dataclass(frozen=True)
class Shown:
    """What a form shows besides what it holds."""

    notes: Notes
    general: tuple[Note, ...] = ()
    clash: Clash | None = None
    focus: str = ""
    wrong: bool = False
    beside: str = ""
    """The address of its page as it would be, shown beside."""


NOTHING = Shown({})


@dataclass(frozen=True)
class RecordForm:
    """The form of one record as the disk has it now."""

    desk: Desk
    opened: OpenedRecord
    name_box: Control | None = None
    """Asks for the name of a new file."""
    similar: tuple[tuple[str, str], ...] = ()
    reply: ReplyInView | None = None
    """The answer that is read beside it."""

    @property
    def path(self) -> str:
        """Where it is sent, below the form's address."""
        return f"nouvelle/{self.opened.kind.folder}/" if self.name_box else f"{self.opened.key}/"

    # --- shown -----------------------------------------------------------------------------------

    def as_opened(self) -> FormResponse:
        """The form as it is opened, with the warnings that the record has already."""
        answers = answers_of(self.opened.fields, self.opened.values)
        reading, _ = self.opened.reading(answers)
        problems = [problem for problem in self.desk.workshop.state().problems if problem.file == self.opened.file]
        notes, general = self._notes(reading, problems, self.opened.before or b"")
        return self.show(answers, Shown(notes, general))

    def show(self, answers: Answers, shown: Shown = NOTHING) -> FormResponse:
        """The form with these answers."""
        opened, names = self.opened, self.desk.workshop.state().names
        recipient = next((one.recipient for one in self.desk.services), "")
        sections = Drawer(answers, names, shown.notes, shown.focus, recipient).sections(opened.kind, opened.fields, opened.values)
        listed = list(_listed(sections, self.name_box))
        title = str(opened.values.get("nom") or opened.values.get("titre") or "Nouvelle fiche")
        asked = {control.suggestions for section in sections for control in _every((*section.controls, *section.folded))}
        return self.desk.page(
            "formulaire/fiche.html",
            title,
            wrong=shown.wrong,
            kind=opened.kind.singular,
            file=opened.file,
            page=f"{self.desk.site}{opened.key}/" if self.desk.site and opened.before is not None else "",
            general=shown.general,
            listed=listed,
            count=sum(note.wrong for _, _, note in listed) + sum(note.wrong for note in shown.general),
            clash=shown.clash,
            action=f"{self.desk.base}{self.path}",
            before=base64.b64encode(opened.before or b"").decode(),
            new=self.name_box is not None,
            name_box=self.name_box,
            similar=self.similar,
            reply=self.reply,
            sections=sections,
            focus=shown.focus,
            beside=shown.beside,
            publishable=opened.values.get(STATE) == api.EtatFiche.BROUILLON and not self.name_box,
            reading=shown_reading(self.desk.workshop, opened) if not self.name_box else None,
            movable=opened.kind.folder in api.ONE_FILE_EACH,
            lists=[(target, list(names.get(target, {}).items())) for target in sorted(asked - {""})],
        )

    # --- sent ------------------------------------------------------------------------------------

    def sent(self, request: FormRequest, point: AnsweredPoint | None) -> FormResponse:
        """What to answer to a form that comes back: saved, or shown again with what is wrong. ``point``: what was found where
        its address is, when that was asked."""
        answers = request.boxes
        if not request.said("_fin"):
            return self.show(answers, _wrong("Le formulaire est arrivé coupé.", "Enregistrez de nouveau."))
        gesture, _, name = request.said("_geste").partition(":")
        if gesture in {"ajouter", "ligne", "retirer"}:
            return self._row(answers, gesture, name)
        if point:
            answers, note = point
            return self.show(answers, Shown({POSITION: [note]}, focus=LATITUDE, wrong=note.wrong))
        if not request.known:
            return self.show(answers, OLD_FORM)
        if gesture == "relire":
            return self._read_again(request.answers.get("_relu", ()))
        if gesture == "verifier":
            answers |= self._confirmed(answers)
        if gesture == "publier":
            answers[STATE] = [api.EtatFiche.PUBLIEE.value]
        if gesture == "reprendre" and self.reply and not self.reply.awaited:
            self.desk.told.append("Cette réponse est déjà reprise pour cette fiche.")
            return self.desk.led(f"{self.reply.path}")
        return self._save(answers, request.said("_avant"), gesture)

    def _read_again(self, digests: Iterable[str]) -> FormResponse:
        try:
            self.desk.told.append(read_again(self.desk.workshop, self.opened, digests))
        except NotWritten as error:
            self.desk.told.append(str(error))
        return self.desk.led(self.path)

    def confirmed(self, known: bool) -> FormResponse:
        """What to answer to « Vérifié aujourd'hui » in the list of records: the record is confirmed as it is now."""
        answers = answers_of(self.opened.fields, self.opened.values)
        if not known:
            return self.show(answers, OLD_FORM)
        return self._save(answers | self._confirmed(answers), base64.b64encode(self.opened.before or b"").decode(), "verifier")

    def _confirmed(self, answers: Answers) -> Answers:
        """What a confirmation of today writes over the answers of the form."""
        day, (_, values) = self.desk.workshop.state().day, self.opened.reading(answers)
        return {name: [text] for name, text in confirmation(values, day).items()}

    def _row(self, answers: Answers, gesture: str, name: str) -> FormResponse:
        if gesture == "ligne":
            return self.show({**answers, name: [*answers.get(name, ()), ""]}, replace(NOTHING, focus=name))
        if gesture == "retirer":
            return self.show(without(answers, name))
        answers, here = with_row(answers, name)
        field = _field(self.opened.fields, here)
        return self.show(answers, replace(NOTHING, focus=_first(field, here) if field else ""))

    def _save(self, answers: Answers, before: str, gesture: str) -> FormResponse:
        """``gesture``: « apercu » writes nothing, and shows the page as it would be; « reprendre » settles the answer in view."""
        try:
            was = self._as_opened(before)
        except api.EditError:
            return self.show(answers, _wrong("La fiche d'avant ne se retrouve pas.", "Relisez, puis enregistrez de nouveau."))
        reading, values = was.reading(answers, self.desk.workshop.state().names)
        if reading.faults:
            notes = {name: [Note(fault.message, fault.remedy)] for name, fault in reading.faults.items()}
            return self.show(answers, Shown(notes, wrong=True))
        if was.values != self.opened.values:
            mixed, clash = merged(self.opened, was.values, values)
            return self.show(over(self.opened, mixed), Shown({}, clash=clash, wrong=True))
        try:
            after = self.opened.after(reading, values)
            if self.reply and gesture == "reprendre":
                after = self.reply.confirmed(after, self.opened.position)
        except api.EditError as error:
            return self.show(answers, _wrong(f"Cette fiche ne peut pas être changée ici ({error}).", api.BY_HAND))
        if after == self.opened.before and gesture not in {"apercu", "reprendre"}:
            self.desk.told.append("Rien n’a changé.")
            return self.desk.led(self.path)
        return self._written(answers, reading, after, gesture)

    def _as_opened(self, before: str) -> OpenedRecord:
        """The record as it was when the form was made. Raises :class:`EditError`."""
        if self.opened.before is None:
            return self.opened
        try:
            was = self.opened.as_it_was(base64.b64decode(before, validate=True))
            if isinstance(was.values, dict):
                return was
        except ValueError:  # not of this alphabet, nor of UTF-8
            pass
        raise api.EditError("formulaire abîmé")

    def _written(self, answers: Answers, reading: FormReading, after: bytes, gesture: str) -> FormResponse:
        opened, workshop = self.opened, self.desk.workshop
        values = opened.values_in(after)
        moved = values.get(STATE) != opened.values.get(STATE)
        try:
            verdict = workshop.verdict({opened.file: after}, addresses=moved)
        except api.TableError as error:
            return self.show(answers, _wrong(str(error)))
        notes, general = self._notes(reading, verdict.own, after)
        general += of_others(verdict.elsewhere)
        if verdict.refused:
            return self.show(answers, Shown(notes, general, wrong=True))
        if gesture == "apercu" and verdict.catalogue:
            try:
                self.desk.kept[PREVIEWED] = workshop.previewed(verdict.catalogue, f"{opened.key}/")
                return self.show(answers, Shown(notes, general, beside=f"{self.desk.base}apercu/{opened.key}/"))
            except api.DataError as error:  # the territory's own template
                return self.show(answers, _wrong(str(error)))
        title = str(values.get("nom") or values.get("titre") or opened.key)
        told = f"« {title} » : {opened.changed(values)}"
        save = Save(told, {opened.file: opened.before}, {opened.file: after})
        taken = self.reply if gesture == "reprendre" else None
        try:
            workshop.write(taken.settling(save, Settlement.CHANGED) if taken else save)
        except NotWritten as error:
            return self.show(answers, _wrong(str(error)))
        self.desk.told.append(f"Enregistré. {told}.")
        if values.get(CHECKED) != opened.values.get(CHECKED):
            self.desk.told.extend(remaining_doubts(values))
        warnings = sum(not note.wrong for found in notes.values() for note in found)
        if warnings:
            self.desk.told.append(f"{api.plural(warnings, 'point')} à voir dans la fiche.")
        return self.desk.led(taken.path if taken else f"{opened.key}/")

    # --- what is said of it ----------------------------------------------------------------------

    def _notes(
        self, reading: FormReading, problems: Iterable[api.Problem], text: bytes
    ) -> tuple[dict[str, list[Note]], tuple[Note, ...]]:
        """Each problem under its box, or above the form when it has none."""
        notes: NotesByName = {}
        general = []
        for problem in problems:
            if not self._is_mine(problem, text):
                general.append(Note(f"{problem.file}, ligne {problem.line} : {problem.message}", problem.remedy, problem.level))
                continue
            steps = problem.field.split(".")
            places = (reading.places.get(".".join(steps[:n])) for n in range(len(steps), 0, -1))
            name = next(filter(None, places), "")
            labels = labels_of(self.opened.kind)
            note = Note(in_words(problem.message, labels), _in_a_form(in_words(problem.remedy, labels)), problem.level)
            if name:
                notes.setdefault(name, []).append(note)
            else:
                general.append(note)
        return notes, tuple(note for note in general if note.level != api.WARNING or self.opened.position is None)

    def _is_mine(self, problem: api.Problem, text: bytes) -> bool:
        """Is a problem about this record, in a file that holds several?"""
        if self.opened.position is None:
            return True
        node = api.record_node(text.decode("utf-8"), self.opened.position)
        return node.start_mark.line < problem.line <= node.end_mark.line


def _wrong(message: str, remedy: str = "") -> Shown:
    return Shown({}, (Note(message, remedy),), wrong=True)


OLD_FORM = _wrong("Le formulaire a été relancé depuis.", "Relisez, puis enregistrez de nouveau.")


def _in_a_form(remedy: str) -> str:
    """A remedy without the words of a file."""
    if remedy.startswith("Ajoutez une ligne"):
        return "Remplissez-le."
    return re.sub(r"\[([^\[\]]+)\]", r"\1", remedy.replace("supprimez la ligne", "videz le champ"))


def _every(controls: Iterable[Control]) -> Iterable[Control]:
    for control in controls:
        yield control
        yield from _every(control.inside)


def _listed(sections: Iterable[FormSection], name_box: Control | None) -> Iterable[tuple[str, str, Note]]:
    """(label, identifier, note) of all that is said under boxes, in the order of the page."""
    boxes = [*([name_box] if name_box else []), *(one for s in sections for one in _every((*s.controls, *s.folded)))]
    return [(box.label, box.id, note) for box in boxes for note in box.notes]


def _field(fields: Iterable[api.Field], name: str) -> api.Field | None:
    path = tuple(step for step in name.split(".") if not step.isdigit())
    return next((one for one in api.all_fields(tuple(fields)) if one.path == path), None)


def _first(field: api.Field, name: str) -> str:
    """The box where one begins to fill a group."""
    return f"{name}.{field.fields[0].key}" if field.fields else name
