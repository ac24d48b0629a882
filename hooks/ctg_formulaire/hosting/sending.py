"""What changed, in words; saved as one commit; then sent to where the project is published, over what others sent meanwhile; and
the undoing of the last sending.

Git does the work: nothing here moves, rewrites or loses what someone wrote. A sending is undone by a new change that puts back
what it changed: nothing of the history is removed, and where something else was written since, the sheet waits.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ctg import api
from ctg_formulaire.hosting.reconciling import WaitingSheet
from ctg_formulaire.opened import differences, named, read, text_of
from ctg_formulaire.wording import kind_of
from ctg_formulaire.workshop import Keeper, NotWritten, Save, Workshop, stamps

PATIENCE = 60
"""Seconds that git may take: a network that never answers is told."""


def is_in_history(root: Path) -> bool:
    """Whether git follows the project."""
    return not fails(root, "rev-parse", "--is-inside-work-tree")


UPSTREAM = "@{upstream}"
"""Where the project is sent, as git names it."""


def knows(root: Path, commit: str) -> bool:
    """Whether git has a commit of that name: nothing is of a new project."""
    return not fails(root, "rev-parse", "--verify", "--quiet", commit)


def fails(root: Path, *arguments: str) -> bool:
    return run(root, *arguments).returncode != 0


def git(root: Path, *arguments: str, secret: Mapping[str, str] | None = None) -> str:
    """What git answers; ``secret``: settings of this command alone, which no list of programs shows. Raises
    :class:`NotWritten`."""
    done = run(root, *arguments, secret=secret)
    if done.returncode:
        raise NotWritten(_reason(done.stderr.decode("utf-8", "replace")))
    return done.stdout.decode("utf-8", "replace")


def run(
    root: Path, *arguments: str, secret: Mapping[str, str] | None = None, said: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Git, in English, which asks nobody for a password and does not wait for ever; ``said`` is what it is told."""
    # A page of the form starts it: nothing of what the browser sent is in the environment, nor an option (see « -- »).
    environment = os.environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    for rank, (name, value) in enumerate((secret or {}).items()):
        environment |= {"GIT_CONFIG_COUNT": str(rank + 1), f"GIT_CONFIG_KEY_{rank}": name, f"GIT_CONFIG_VALUE_{rank}": value}
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE, env=environment, input=said)
    except subprocess.TimeoutExpired:
        raise NotWritten(f"Pas de réponse en {PATIENCE} secondes. Vérifiez la connexion, puis recommencez.") from None
    except OSError:
        return subprocess.CompletedProcess(command, 127, b"", ABSENT.encode())


ABSENT = "git is not installed"
"""What is answered in its place: most hosts need none."""
REASONS: dict[str, str] = api.parse(api.read_plain(Path(__file__).with_name("git.yml")).decode())
"""What git says (a pattern) → what to tell; the first that is found. What was saved stays saved in every case."""


def _reason(told: str) -> str:
    known = next((reason for mark, reason in REASONS.items() if re.search(mark, told, re.IGNORECASE)), "")
    lines = [line for line in told.splitlines() if line.strip()]
    return known or f"Git a refusé : {api.shown(lines[-1] if lines else 'sans dire pourquoi')}. Rien n'est perdu."


# --- what changed, saved and sent ----------------------------------------------------------------


SHARED = ("data", "docs")
"""The folders that the form saves: what else changed is someone else's work."""
TOOL = ("roues", "requirements.txt", "Ouvrir le site.*")
"""What the tool writes of itself when a new version is taken: it leaves with them, and what builds the site installs it."""
MEMORY = "data/imports.json"
"""What the tool keeps of the lists that are imported: the site shows nothing of it."""
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
    draft: bool = False
    """Whether the site does not show it, neither before nor after."""

    @property
    def key(self) -> str:
        """Of its record, which can be opened; "" for another file, or one that is not there any more."""
        folder, _, name = self.file.removeprefix("data/").partition("/")
        there = folder in api.ONE_FILE_EACH and self.what != "supprimée"
        return f"{folder}/{Path(name).stem}" if there else ""


def changes(root: Path) -> list[SharedChange]:
    """Every file of :data:`SHARED` that changed, in the order of their names, :data:`MEMORY` when it is alone; those of the tool
    as one. Raises :class:`NotWritten`."""
    marks, names = _marks(root), api.names_in(root)
    found = []
    files = sorted(one for one in marks if one.startswith(("data/", "docs/")))
    for file in [one for one in files if one != MEMORY] or files:
        sent = None if set(marks[file]) & {"?", "A"} else text_of(file_at(root, "HEAD", file) if file.endswith(READ) else b"")
        found.append(change_of(root, file, sent, names))
    return found + [SharedChange(TOOL[0], "L’outil", "nouvelle version")] * (len(files) < len(marks))


def _marks(root: Path) -> dict[str, str]:
    """Each file that the form sends and that changed → git's mark. Raises :class:`NotWritten`."""
    top = git(root, "rev-parse", "--show-prefix").strip()
    listed = git(root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *SHARED, *TOOL)
    return {entry[3:].removeprefix(top): entry[:2] for entry in filter(None, listed.split("\0"))}


def proposed(found: list[SharedChange]) -> str:
    """The message that says what changed: « Les Lutins (téléphone), Le Relais (horaires) »."""
    if len(found) > 3:
        return f"{api.joined(one.title for one in found[:2])} et {api.plural(len(found) - 2, 'autre fiche')}"[:LONGEST]
    told = (api.joined(label.lower() for label in one.fields[:3]) or one.what for one in found)
    return api.joined(f"{one.title} ({what})" for one, what in zip(found, told, strict=True))[:LONGEST]


def save(root: Path, message: str) -> None:
    """All that changed, as one commit. Raises :class:`NotWritten`."""
    if not (text := " ".join(message.split())[:LONGEST]):
        raise NotWritten("Dites en quelques mots ce qui a changé.")
    keep_places_hidden(root)
    there = sorted({file.partition("/")[0] for file in _marks(root)})  # git refuses an empty folder
    if not there:
        raise NotWritten("Rien n'a changé depuis le dernier enregistrement.")
    git(root, "add", "--all", "--", *there)
    git(root, "commit", "--quiet", f"--message={text}", "--", *there)


def keep_places_hidden(root: Path) -> None:
    """A repository may be read by all, for ever. Raises :class:`NotWritten` for a sheet that says where a hidden place is."""
    texts = {file: text for file, text in written_in(root).items() if file.endswith(READ)}
    for file, fields in api.hidden_places_said({file: _sheets(text).get("", {}) for file, text in texts.items()}):
        told = f"La fiche « {called(file, texts[file])} » dit où est un lieu à l'adresse confidentielle ({', '.join(fields)})."
        raise NotWritten(f"{told} Un dépôt le montrerait à tous, pour toujours : videz ces cases, enregistrez, renvoyez.")


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
    if not git(root, "remote").strip():
        return None
    waiting = "HEAD" if not knows(root, UPSTREAM) else f"{UPSTREAM}..HEAD"
    return int(git(root, "rev-list", "--count", waiting)) if knows(root, "HEAD") else 0


class Sent(NamedTuple):
    """What a sending changed where the project is published: from one commit to another; "" before the first."""

    before: str
    after: str


def send(root: Path, alone: AbstractContextManager[object] | None = None) -> tuple[Sent, list[str]]:
    """Push the saved commits to where the project is published, over what others sent meanwhile, whose messages are given too.
    Raises :class:`NotWritten`.

    ``alone`` is held while files change, and not while the network is waited for."""
    if to_send(root) is None:
        raise NotWritten("Ce que vous avez enregistré est gardé ici. Dites d'abord où l'envoyer, dans « Où le site est publié ».")
    branch = git(root, "symbolic-ref", "--short", "HEAD").strip()
    before, received = "", list[str]()
    if knows(root, UPSTREAM):
        git(root, "fetch", "--quiet")
        received = git(root, "log", "--format=%s", "--no-merges", "-20", f"HEAD..{UPSTREAM}").splitlines()
        with alone or nullcontext():
            _receive(root)
        before = git(root, "rev-parse", UPSTREAM).strip()
        git(root, "push", "--quiet")
    else:
        first = git(root, "remote").split()[0]
        git(root, "push", "--quiet", "--set-upstream", first, branch)
    return Sent(before, git(root, "rev-parse", "HEAD").strip()), received


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
    if not int(git(root, "rev-list", "--count", f"HEAD..{UPSTREAM}")):
        return
    if git(root, "status", "--porcelain=v1", "--untracked-files=no").strip():
        raise NotWritten("Quelqu'un d'autre a publié entre-temps. Enregistrez d'abord tout ce qui a changé, puis recommencez.")
    if not fails(root, "rebase", "--quiet", UPSTREAM):
        return
    git(root, "rebase", "--abort")
    run(root, "merge", "--quiet", "--no-commit", "--no-ff", UPSTREAM)
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
    if knows(root, UPSTREAM):
        yield from filter(None, git(root, "log", "--format=%s", "-20", f"{UPSTREAM}..HEAD").split("\n"))


# --- in words ------------------------------------------------------------------------------------


READ = (".yml", ".yaml", ".md")
"""What people write; another document may be heavy."""
CALLED = re.compile(r"^(?:title:|#) *(.+)$", re.MULTILINE)


def written_in(root: Path) -> dict[str, str]:
    """The text of each file that they wrote; of another document, when and how large it is. A building notes addresses."""
    paths = ((Path(name), f"{of}") for folder in SHARED for name, *of in stamps(root / folder))
    files = {path.relative_to(root).as_posix(): stamp for path, stamp in paths if path.is_file()}
    found = {file: _text(root, file) if file.endswith(READ) else stamp for file, stamp in files.items()}
    return {file: text for file, text in found.items() if text is not None and file != api.ADDRESSES_FILE}


def _text(root: Path, file: str) -> str | None:
    """The text of a file that people write; None for another."""
    with suppress(OSError):
        return text_of(api.read_plain(root / file, root)) if file.endswith(READ) else None
    return None


def called(file: str, text: str | None) -> str:
    """What people call a file of the project."""
    page = CALLED.search(text or "") if file.endswith(".md") else None
    return api.FILES.get(file.removeprefix("data/")) or (page[1] if page else named(read(text), file))


def change_of(root: Path, file: str, before: str | None, names: api.Names) -> SharedChange:
    """What changed in a file. ``before``: its text as it was sent; None when it was not there."""
    there, name, after = (root / file).exists(), file.removeprefix("data/"), _text(root, file)
    what = "supprimée" if not there else "nouvelle" if before is None else "modifiée"
    if name in api.FILES:
        what = "à jour" if there else "retrait"
    kind = kind_of(file)
    title = next((said for text in (after, before) if (said := called(file, text)) != file), file)
    was, now = _sheets(before), _sheets(after)
    rows = [(of, one) for of in now if kind and of in was for one in differences(kind, was[of], now[of], names)]
    lines = tuple(f"{of} : {one}".removeprefix(" : ") for of, one in rows)
    drafts = there and {one[""].get("etat_fiche") for one in (was, now) if "" in one} == {api.EtatFiche.BROUILLON}
    return SharedChange(file, title, what, tuple(dict.fromkeys(one.label for _, one in rows)), lines, drafts)


def _sheets(text: str | None) -> dict[str, dict[str, Any]]:
    """The sheets of a file by name: « » is the only one."""
    found = read(text)
    items = {named(one, str(one.get("numero"))): one for one in found if isinstance(one, dict)} if isinstance(found, list) else {}
    return {"": found} if isinstance(found, dict) else items


# --- undone --------------------------------------------------------------------------------------

LAST = "envoi"
"""Under which the last sending is kept; the first of all has no before, and cannot be undone."""
STAY = {api.ADDRESSES_FILE, "data/campagnes.yml"}
"""What is never put back: what was published or asked stays so."""


@dataclass(frozen=True)
class LastSending:
    """What was sent last, and can be put back."""

    sent: Sent
    message: str
    files: tuple[str, ...]

    @classmethod
    def read(cls, root: Path) -> "LastSending | None":
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
