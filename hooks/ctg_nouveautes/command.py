"""``ctg nouveautes``: adds what changed since the last publication to ``data/journal.json``, in public words.

The records as past publications had them are read from the project's git history: git is only needed here."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from ctg import api
from ctg_nouveautes.facts import differences, moved_keys, under_new_keys
from ctg_nouveautes.journal import KEPT_DAYS, journal_after, journal_as_json, tag_root
from ctg_nouveautes.news import facts_by_record, snapshot

DATA = "data"


class NoHistory(Exception):
    """Git cannot tell; the message is French, with its remedy."""


def states(root: Path, version: str, day: dt.date, territoire: api.Territoire) -> Iterator[tuple[dt.date, api.Catalogue]]:
    """(date, published records) of the last state of each day that changed ``data/``, oldest first.

    Begins with the state that was online ``KEPT_DAYS`` before ``day``, or with ``version`` (a commit, a tag, a branch); never
    before ``territoire``: a project begun as a copy of another territory's does not tell that one's news.
    A state that today's rules refuse is left out: its changes are told on the next date. Raises :class:`NoHistory`.
    """
    for date, commit in _own(root, last_of_each_day(_commits(root, version, day)), territoire):
        with tempfile.TemporaryDirectory() as folder:
            past = Path(folder)
            _extract(root, commit, past)
            (past / api.JOURNAL_FILE).unlink(missing_ok=True)
            try:
                catalogue = api.load(past, on=date)
            except api.DataError:
                continue
        yield date, catalogue


def last_of_each_day(commits: list[tuple[dt.date, str]]) -> list[tuple[dt.date, str]]:
    """The last commit of each date, in order; a date that goes back (a clock was wrong) counts as the one before."""
    found: dict[dt.date, str] = {}
    latest = dt.date.min
    for date, commit in commits:
        latest = max(latest, date)
        found[latest] = commit
    return list(found.items())


def _commits(root: Path, version: str, day: dt.date) -> list[tuple[dt.date, str]]:
    """(date, commit) of the main line's changes to ``data/``, oldest first, with the state that came before them."""
    if _git(root, "rev-parse", "--is-inside-work-tree") is None:
        raise NoHistory("Ce dossier n'a pas d'historique git.\n    → Lancez « ctg nouveautes » sans « --depuis-git ».")
    commits = _log(root, "HEAD")
    if version:
        start = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{version}^{{commit}}")
        if start is None:
            remedy = "    → Donnez un commit, une étiquette ou une branche."
            raise NoHistory(f"« {api.shown(version)} » n'est pas une version de ce projet.\n{remedy}")
        before = _log(root, start.decode().strip())
        return [*before[-1:], *(one for one in commits if one not in before)]
    first = day - dt.timedelta(days=KEPT_DAYS)
    online = [(first, commit) for date, commit in commits if date < first]
    return [*online[-1:], *(one for one in commits if one[0] >= first)]


def _log(root: Path, commit: str) -> list[tuple[dt.date, str]]:
    out = _git(root, "log", "--first-parent", "--reverse", "--format=%cs %H", commit, "--", DATA) or b""
    return [(dt.date.fromisoformat(date), hash) for date, hash in map(str.split, out.decode().splitlines())]


def _own(root: Path, commits: list[tuple[dt.date, str]], territoire: api.Territoire) -> list[tuple[dt.date, str]]:
    """The last commits without interruption that are of this territory: the SIREN says it, else the name.

    A commit whose ``territoire.yml`` cannot be read says nothing: the next older one decides.
    """
    for rank in range(len(commits) - 1, -1, -1):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "territoire.yml"
            path.write_bytes(_git(root, "show", f"{commits[rank][1]}:./{DATA}/territoire.yml") or b"")
            sheet, _ = api.read_sheet(path, Path(folder))
        then = sheet.values if sheet else {}
        name, ours = ("siren", territoire.siren) if territoire.siren and then.get("siren") else ("nom", territoire.nom)
        if then.get(name) not in {None, ours}:
            return commits[rank + 1 :]
    return commits


def _extract(root: Path, commit: str, folder: Path) -> None:
    """The ``data/`` of a commit, as files. A commit without it leaves the folder empty."""
    if archive := _git(root, "archive", "--format=tar", commit, DATA):
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git answers; None when it refuses. Raises :class:`NoHistory` without git."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except OSError:
        remedy = "    → Installez git, ou lancez « ctg nouveautes » sans « --depuis-git »."
        raise NoHistory(f"Le programme git n'est pas installé.\n{remedy}") from None
    return done.stdout if done.returncode == 0 else None


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        "nouveautes",
        help="note ce qui a changé depuis la dernière publication, pour « Quoi de neuf »",
        description="Compare les fiches publiées avec celles de la dernière fois, et ajoute à "
        f"{api.JOURNAL_FILE} ce qui intéresse les familles. "
        "Rien n'a changé : le fichier non plus. La première fois, la comparaison commence.",
    )
    parser.add_argument("--montrer", action="store_true", help="montre sans rien écrire")
    parser.add_argument(
        "--depuis-git",
        nargs="?",
        const="",
        metavar="VERSION",
        help="refait tout le journal d'après l'historique git : les douze derniers mois, ou depuis une version",
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """0 when the journal says what is true, 1 when it cannot, 2 when git cannot answer."""
    root = options.projet.resolve()
    try:
        catalogue = api.load(root)
        day = catalogue.day
        old, problems = api.load_journal(root, catalogue.territoire.nom, catalogue.territoire.siren)
        if problems:
            raise api.DataError(problems)
        if options.depuis_git is None:
            new = updated(old or started(catalogue, day), catalogue, day)
        else:
            new = rebuilt(root, options.depuis_git, old, catalogue, day)
        if new != old and not options.montrer:
            api.write_inside(root, api.JOURNAL_FILE, journal_as_json(new))
    except NoHistory as error:
        print(error, file=sys.stderr)
        return 2
    print(news_report(old, new, options.montrer))
    return 0


# --- the journal ---------------------------------------------------------------------------------


def started(catalogue: api.Catalogue, day: dt.date) -> api.Journal:
    """A journal that begins: it knows the records of that day, and has nothing to tell."""
    territoire = catalogue.territoire
    return api.Journal(**owner(catalogue), depuis=day, racine=tag_root(territoire, day), fiches=snapshot(catalogue))


def owner(catalogue: api.Catalogue) -> dict[str, str | None]:
    """The fields of a journal that say which territory it belongs to."""
    return {"territoire": catalogue.territoire.nom, "siren": catalogue.territoire.siren}


def updated(journal: api.Journal, catalogue: api.Catalogue, day: dt.date) -> api.Journal:
    """The journal after one publication more."""
    traces = snapshot(catalogue)
    moved = moved_keys(journal.fiches, traces)
    before = under_new_keys(journal.fiches, moved)
    found = differences(before, traces, facts=journal.version == api.JOURNAL_VERSION)
    fresh = [entry(key, facts, before, traces, day) for key, facts in facts_by_record(catalogue, found, day)]
    after = journal_after(journal, fresh, traces, moved)
    kept = tuple(one for one in after.entrees if one.fiche not in catalogue.unread.keys)
    return after.model_copy(update={"entrees": kept, **owner(catalogue)})


def entry(
    key: str, facts: dict[str, str], before: Mapping[str, api.Trace], after: Mapping[str, api.Trace], day: dt.date
) -> api.Entree:
    """The news of a record, under its new name, in the communes and themes that it had before or has now."""
    traces = [traces[key] for traces in (after, before) if key in traces]
    communes = {commune for trace in traces for commune in trace.communes}
    themes = {theme for trace in traces for theme in trace.themes}
    return api.Entree(
        date=day, fiche=key, nom=traces[0].nom, communes=tuple(sorted(communes)), themes=tuple(sorted(themes)), faits=facts
    )


def rebuilt(root: Path, version: str, old: api.Journal | None, catalogue: api.Catalogue, day: dt.date) -> api.Journal:
    """The journal as it would be, had the command run at each publication of the history; its identifiers stay."""
    journal: api.Journal | None = None
    for date, past in states(root, version, day, catalogue.territoire):
        journal = updated(journal, past, date) if journal else started(past, date)
    journal = updated(journal or started(catalogue, day), catalogue, day)
    return journal.model_copy(update={"racine": old.racine} if old else {})


# --- what is said --------------------------------------------------------------------------------


def news_report(old: api.Journal | None, new: api.Journal, only_shown: bool) -> str:
    """What the command prints: what is new in ``new`` since ``old``, in French."""
    fresh = [one for one in new.entrees if old is None or one not in old.entrees]
    if old is None and not fresh:
        known = api.plural(len(new.fiches), "fiche")
        return f"Le suivi commence : {known} en mémoire. La prochaine fois, ce qui a changé sera noté."
    if not fresh:
        return f"Rien de nouveau depuis le {api.date_fr(new.entrees[0].date if new.entrees else new.depuis)}."
    seen = "à noter" if only_shown else f"dans {api.JOURNAL_FILE}"
    lines = [f"{api.plural(len(fresh), 'nouveauté')} {seen} :"]
    for one in fresh:
        lines += [f"  {api.date_fr(one.date)}, {one.nom}", *(f"    {words}" for words in one.faits.values())]
    return "\n".join(lines)
