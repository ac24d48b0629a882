"""The last sending, and its undoing: a new change that puts back what it changed, over what was done since.

Nothing of the history is removed. Where something else was written since at the same place, the sheet waits until one chooses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ctg import api
from ctg_formulaire.waiting.kept import Keeper
from ctg_formulaire.waiting.reconciling import WaitingSheet
from ctg_formulaire.waiting.sending import Sent, file_at, sent_files
from ctg_formulaire.workshop import NotWritten, Workshop

LAST = "envoi"
"""Under which the last sending is kept."""
STAY = {api.ADDRESSES_FILE, api.JOURNAL_FILE, "data/campagnes.yml"}
"""What is never put back: what was published or asked stays so."""


def remember(root: Path, sent: Sent, message: str) -> None:
    """Notes the last sending; the first of all has no before, and cannot be undone. Raises :class:`OSError`."""
    if sent.before and sent.before != sent.after:
        Keeper(root).keep(LAST, {"avant": sent.before, "apres": sent.after, "message": message})


@dataclass(frozen=True)
class LastSending:
    """What was sent last, and can be put back."""

    sent: Sent
    message: str
    files: tuple[str, ...]

    @classmethod
    def read(cls, root: Path) -> LastSending | None:
        """None when nothing was sent from here, or when it was undone."""
        kept = Keeper(root).read(LAST)
        sent = Sent(str(kept.get("avant", "")), str(kept.get("apres", "")))
        if not (sent.before and all(one.isalnum() for one in sent)):
            return None
        try:
            files = tuple(one for one in sent_files(root, sent) if one not in STAY)
        except NotWritten:
            return None
        return cls(sent, str(kept.get("message", "")), files) if files else None


@dataclass
class PuttingBack:
    """What would be written, and the sheets where one must choose first."""

    before: dict[str, bytes | None] = field(default_factory=dict)
    after: dict[str, bytes | None] = field(default_factory=dict)
    waiting: list[WaitingSheet] = field(default_factory=list)


def putting_back(workshop: Workshop, last: LastSending) -> PuttingBack:
    """Each file as it was before, with what was done to it since. Raises :class:`NotWritten`."""
    found = PuttingBack()
    for file in last.files:
        was, sent = (file_at(workshop.root, commit, file) for commit in last.sent)
        now = workshop.on_disk(file)
        if now == was:
            continue
        if now == sent:
            found.before[file], found.after[file] = now, was
            continue
        sheet, theirs = WaitingSheet(file, _text(sent), _text(was), back=True), _text(now)
        together = sheet.together(theirs)
        try:
            written = sheet.written(theirs) if together and not together.both else None
        except api.EditError:
            written = None
        if written is None:
            found.waiting.append(sheet)
        else:
            found.before[file], found.after[file] = now, written.encode()
    return found


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace")
