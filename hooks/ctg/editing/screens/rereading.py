"""What waits to be read again in a record whose place is confidential, or that names one: shown above its form, noted at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctg.confirmation.rereading import ADVICE, doubt, visible, why
from ctg.editing.opened import OpenedRecord, in_words, labels_of
from ctg.editing.workshop import NotWritten, Save, Workshop
from ctg.ground.problems import plural
from ctg.stores.relectures import FILE, Rereading, as_yaml, load_rereadings, with_reading

CHANGED = "Ces textes ont changé depuis que vous les avez lus : relisez-les."


@dataclass(frozen=True)
class ShownText:
    """A text to read: the name of its box, what it says, what to look at twice."""

    label: str
    text: str
    doubt: str


@dataclass(frozen=True)
class ShownReading:
    """All that one form asks to read."""

    why: str
    advice: str
    texts: tuple[ShownText, ...]
    digests: tuple[str, ...]


def _reading(workshop: Workshop, key: str) -> Rereading | None:
    return next((one for one in workshop.state().readings if one.key == key and one.waiting), None)


def shown_reading(workshop: Workshop, opened: OpenedRecord) -> ShownReading | None:
    """What waits in a record; None when nothing does."""
    if not (reading := _reading(workshop, opened.key)):
        return None
    labels = labels_of(opened.kind)
    texts = (ShownText(in_words(f"« {one.label} »", labels), visible(one.text), doubt(one)) for one in reading.waiting)
    digests = dict.fromkeys(one.digest for one in reading.waiting)
    return ShownReading(why(reading), ADVICE, tuple(texts), tuple(digests))


def read_again(workshop: Workshop, opened: OpenedRecord, digests: Iterable[str]) -> str:
    """Note that what was shown is read; returns what to say. Raises :class:`NotWritten`."""
    reading = _reading(workshop, opened.key)
    still = [one.digest for one in reading.waiting if one.digest in {*digests}] if reading else []
    if not reading or not still:
        return CHANGED
    read, problems = load_rereadings(workshop.root)
    if problems:
        raise NotWritten(f"{FILE} ne peut pas être lu : {problems[0].message}")
    after = as_yaml(with_reading(read, reading, still, workshop.state().day)).encode()
    told = f"{opened.key} : {plural(len(still), 'texte')} relu{'s' if len(still) > 1 else ''}"
    workshop.write(Save(told, {FILE: workshop.on_disk(FILE)}, {FILE: after}))
    return f"C'est noté. {told}."
