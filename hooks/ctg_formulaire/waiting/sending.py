"""What changed, in words; saved as one commit; then sent to where the project is published, over what others sent meanwhile; and
the undoing of the last sending.

Git does the work: nothing here moves, rewrites or loses what someone wrote. A sending is undone by a new change that puts back
what it changed: nothing of the history is removed, and where something else was written since, the sheet waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ctg import api
from ctg_formulaire.opened import differences, held, named, read, text_of
from ctg_formulaire.waiting.git import fails, git, in_history, run
from ctg_formulaire.waiting.kept import Keeper
from ctg_formulaire.waiting.reconciling import WaitingSheet
from ctg_formulaire.workshop import NotWritten, Save, Workshop

SHARED = ("data", "docs")
"""The folders that the form saves: what else changed is someone else's work."""
TOOL = ("roues", "requirements.txt", "Ouvrir le site.*")
"""What the tool writes of itself when a new version is taken: it leaves with them, and what builds the site installs it."""
LONGEST = 200
"""Characters of a message."""
REUNITED = "Réunit ce qui a été changé en même temps"
NOT_REUNITED = (
    "Quelqu'un d'autre a publié entre-temps, et le tout ne va pas ensemble. Rien n'est perdu : votre travail est enregistré sur "
    "cette machine. Appelez la personne qui a publié, puis recommencez."
)


@dataclass(frozen=True)
class SharedChange:
    """One file that is not as the history has it."""

    file: str
    title: str
    """The record's own name, else the file's."""
    what: str
    """« modifiée », « nouvelle », « supprimée » for a record or a page; « à jour », « retrait » for what the tool keeps."""
    fields: tuple[str, ...] = ()
    """The labels of the fields that changed."""
    lines: tuple[str, ...] = ()
    """« Téléphone : 01 99 00 11 22 → 01 99 00 11 23 »."""

    @property
    def summary(self) -> str:
        """« Les Lutins (téléphone) »."""
        few = self.fields[:3]
        return f"{self.title} ({api.joined(label.lower() for label in few) if few else self.what})"


def changes(root: Path) -> list[SharedChange]:
    """Every file of :data:`SHARED` that changed, in the order of their names; those of the tool as one. Raises
    :class:`NotWritten`."""
    marks = _marks(root)
    found = [_change(root, file, marks[file]) for file in sorted(marks) if file.startswith(("data/", "docs/"))]
    return found + [SharedChange(TOOL[0], "L’outil", "nouvelle version")] * (len(found) < len(marks))


def _marks(root: Path) -> dict[str, str]:
    """Each file that the form sends and that changed → git's mark. Raises :class:`NotWritten`."""
    in_history(root)
    top = git(root, "rev-parse", "--show-prefix").strip()
    listed = git(root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *SHARED, *TOOL)
    return {entry[3:].removeprefix(top): entry[:2] for entry in filter(None, listed.split("\0"))}


def proposed(found: list[SharedChange]) -> str:
    """The message that says what changed: « Les Lutins (téléphone), Le Relais (horaires) »."""
    if len(found) > 3:
        return f"{api.joined(one.title for one in found[:2])} et {api.plural(len(found) - 2, 'autre fiche')}"[:LONGEST]
    return api.joined(one.summary for one in found)[:LONGEST]


def save(root: Path, message: str) -> None:
    """All that changed, as one commit. Raises :class:`NotWritten`."""
    text = " ".join(message.split())[:LONGEST]
    if not text:
        raise NotWritten("Dites en quelques mots ce qui a changé.")
    there = sorted({file.partition("/")[0] for file in _marks(root)})  # git refuses an empty folder
    if not there:
        raise NotWritten("Rien n'a changé depuis le dernier enregistrement.")
    git(root, "add", "--all", "--", *there)
    git(root, "commit", "--quiet", f"--message={text}", "--", *there)


def is_introduced(root: Path) -> bool:
    """Whether git knows whose steps these are."""
    return not fails(root, "var", "GIT_COMMITTER_IDENT")


def introduce(root: Path, name: str, mail: str) -> None:
    """Tells git, for this project only, whose steps these are. Raises :class:`NotWritten`."""
    name, mail = " ".join(name.split())[:LONGEST], mail.strip()[:LONGEST]
    if not name or not re.fullmatch(r"[^\s<>@]+@[^\s<>@]+", mail):
        raise NotWritten("Dites qui enregistre : un nom, et une adresse de courriel. Ceux du service conviennent.")
    git(root, "config", "--local", "user.name", name)
    git(root, "config", "--local", "user.email", mail)


def to_send(root: Path) -> int | None:
    """How many commits wait to be sent; None when the project is sent nowhere. Raises :class:`NotWritten`."""
    in_history(root)
    if not git(root, "remote").strip():
        return None
    if fails(root, "rev-parse", "--verify", "--quiet", "@{upstream}"):
        return int(git(root, "rev-list", "--count", "HEAD")) if not fails(root, "rev-parse", "--verify", "HEAD") else 0
    return int(git(root, "rev-list", "--count", "@{upstream}..HEAD"))


class Sent(NamedTuple):
    """What a sending changed where the project is published: from one commit to another; "" before the first."""

    before: str
    after: str


def send(root: Path, alone: AbstractContextManager[object] | None = None) -> Sent:
    """Push the saved commits to where the project is published, over what others sent meanwhile. Raises :class:`NotWritten`.

    ``alone`` is held while files change, and not while the network is waited for."""
    if to_send(root) is None:
        raise NotWritten(
            "Ce que vous avez enregistré est gardé sur cet ordinateur. Dites d'abord où l'envoyer, dans la page « Publier »."
        )
    branch = git(root, "symbolic-ref", "--short", "HEAD").strip()
    tracked = not fails(root, "rev-parse", "--verify", "--quiet", "@{upstream}")
    before = ""
    if tracked:
        git(root, "fetch", "--quiet")
        with alone or nullcontext():
            _receive(root)
        before = git(root, "rev-parse", "@{upstream}").strip()
        git(root, "push", "--quiet")
    else:
        first = git(root, "remote").split()[0]
        git(root, "push", "--quiet", "--set-upstream", first, branch)
    return Sent(before, git(root, "rev-parse", "HEAD").strip())


def sent_files(root: Path, sent: Sent) -> list[str]:
    """The files that a sending changed, of :data:`SHARED`. Raises :class:`NotWritten`."""
    listed = git(root, "diff", "--name-only", "-z", "--relative", "--no-renames", sent.before, sent.after, "--", *SHARED)
    return list(filter(None, listed.split("\0")))


def file_at(root: Path, commit: str, file: str) -> bytes | None:
    """A file as a commit, or a stage of a merge, has it; None when it is not there."""
    done = run(root, "show", f"{commit}:./{file}")
    return done.stdout if done.returncode == 0 else None


def _receive(root: Path) -> None:
    """What others sent comes first, and ours is put after it: line by line, else field by field; a sheet may wait."""
    if not int(git(root, "rev-list", "--count", "HEAD..@{upstream}")):
        return
    if git(root, "status", "--porcelain=v1", "--untracked-files=no").strip():
        raise NotWritten("Quelqu'un d'autre a publié entre-temps. Enregistrez d'abord tout ce qui a changé, puis recommencez.")
    if not fails(root, "rebase", "--quiet", "@{upstream}"):
        return
    git(root, "rebase", "--abort")
    run(root, "merge", "--quiet", "--no-commit", "--no-ff", "@{upstream}")
    try:
        for file in filter(None, git(root, "diff", "--name-only", "-z", "--relative", "--diff-filter=U").split("\0")):
            _reconcile(root, file)
        api.load(root, drafts=True)
        git(root, "commit", "--quiet", f"--message={REUNITED}")
    except (NotWritten, api.DataError, OSError):
        git(root, "merge", "--abort")
        raise NotWritten(NOT_REUNITED) from None


def _reconcile(root: Path, file: str) -> None:
    """A file that both changed: put together, else as the others sent it, and ours waits. Raises :class:`OSError`."""
    before, mine, theirs = (text_of(file_at(root, f":{stage}", file)) for stage in (1, 2, 3))  # the stages of a merge
    sheet = WaitingSheet(file, before, mine)
    written = sheet.alone(theirs)
    if written is None:
        sheet.keep(Keeper(root))
        written = theirs
    if written is None:
        git(root, "rm", "--quiet", "--force", "--", file)
    else:
        api.write_atomically(api.inside(root, file), written.encode())
        git(root, "add", "--", file)


def waiting(root: Path) -> Iterator[str]:
    """The messages of the commits that are not sent, the newest first; empty when git cannot say."""
    if not fails(root, "rev-parse", "--verify", "--quiet", "@{upstream}"):
        yield from filter(None, git(root, "log", "--format=%s", "-20", "@{upstream}..HEAD").split("\n"))


# --- in words ------------------------------------------------------------------------------------


def _change(root: Path, file: str, mark: str) -> SharedChange:
    path, new = root / file, "?" in mark or "A" in mark
    what = "supprimée" if not path.exists() else "nouvelle" if new else "modifiée"
    folder, _, name = file.removeprefix("data/").partition("/")
    kind = api.KIND_OF.get(folder) if file.startswith("data/") and name.endswith((".yml", ".yaml")) else None
    if file.startswith("data/") and folder in api.FILES:
        return SharedChange(file, api.FILES[folder], "à jour" if path.exists() else "retrait")
    if kind is None:  # a document may be heavy
        return SharedChange(file, file, what)
    before, after = None if new else read(text_of(file_at(root, "HEAD", file))), held(root / file, root)
    known = after or before
    title = named(known, file)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return SharedChange(file, title, what)
    found = differences(kind, before, after)
    return SharedChange(file, title, what, tuple(one.label for one in found), tuple(map(str, found)))


# --- undone --------------------------------------------------------------------------------------

LAST = "envoi"
"""Under which the last sending is kept; the first of all has no before, and cannot be undone."""
STAY = {api.ADDRESSES_FILE, api.JOURNAL_FILE, "data/campagnes.yml"}
"""What is never put back: what was published or asked stays so."""


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


def putting_back(workshop: Workshop, last: LastSending) -> tuple[Save, list[WaitingSheet]]:
    """Each file as it was before, with what was done to it since; the sheets where one must choose first. Raises
    :class:`NotWritten`."""
    before: dict[str, bytes | None] = {}
    after: dict[str, bytes | None] = {}
    late = []
    for file in last.files:
        was, sent = (file_at(workshop.root, commit, file) for commit in last.sent)
        now = workshop.on_disk(file)
        if now == was:
            continue
        sheet = WaitingSheet(file, text_of(sent), text_of(was), back=True)
        written = None if now == sent else sheet.alone(text_of(now))
        if now != sent and written is None:
            late.append(sheet)
        else:
            before[file], after[file] = now, was if written is None else written.encode()
    return Save("Dernier envoi annulé", before, after), late
