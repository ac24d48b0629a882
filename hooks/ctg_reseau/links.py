"""Does a link still lead somewhere? Verdicts, and the visits that give them.

Every link that leaves the site, with the line where it is written: addresses of records, and of the texts of ``docs/``.

Read from the files and not from the catalogue: drafts count too, and a mistake elsewhere must not hide a dead link.

The report of ``ctg liens``: what is to mend, by record; the spreadsheet has every link.

Verdicts of the last days, so that running the command again does not ask every site again."""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from urllib.parse import urldefrag, urlsplit

from pydantic import BaseModel, TypeAdapter, ValidationError

from ctg.api import (
    ERROR,
    KINDS,
    Accessibilite,
    Client,
    Commune,
    Fetched,
    Location,
    Problem,
    Sheet,
    Territoire,
    Unreachable,
    Url,
    check_folders,
    csv_file,
    field_path,
    for_markdown,
    host_of,
    plain,
    plural,
    read_list,
    read_plain,
    read_sheet,
    record_files,
    write_atomically,
)
from ctg.api import written_pages as pages

GOOD, MOVED, DEAD, UNREACHABLE, LATER = "bon", "à mettre à jour", "mort", "injoignable", "à revoir plus tard"
REMEDIES = {
    DEAD: "Cherchez la nouvelle adresse de cette page, ou supprimez ce lien.",
    MOVED: "Remplacez l'adresse par la nouvelle.",
    UNREACHABLE: "Ouvrez-le dans un navigateur. S'il ne s'ouvre pas plusieurs jours de suite, remplacez-le ou supprimez-le.",
    LATER: "Ouvrez-le dans un navigateur : le site refuse peut-être seulement les programmes.",
    GOOD: "",
}
"""What to do about each verdict, the most urgent first."""
VERDICTS = tuple(REMEDIES)
REDIRECTS = {301, 302, 303, 307, 308}
LASTING = {301, 308}
MAX_HOPS = 10
THREADS = 8
GIVE_UP = 12
"""How many hosts may not answer while none has: the connection is down, the rest would only make people wait."""
SURE = 3
"""How many lost hosts are enough to say so at the end; one or two sites alone may really be gone."""
INSIST = 3
"""How many addresses of one host may go without an answer: the others are not tried, each would be waited for in vain."""


@dataclass(frozen=True)
class Verdict:
    """One of :data:`VERDICTS`; why, in French; the new address (``à mettre à jour``), else where it leads now."""

    name: str
    detail: str = ""
    leads_to: str = ""

    @property
    def remedy(self) -> str:
        """What to do, in French."""
        if self.name == MOVED and self.detail:
            return "Cherchez la page sur ce site : elle a peut-être disparu."
        return REMEDIES[self.name]


def check(send: Callable[[str, str], Fetched], address: str) -> Verdict:
    """Follows a link to its end; ``send(method, address)`` raises :class:`Unreachable`."""
    here = new = address
    lasting = True
    try:
        for _ in range(MAX_HOPS):
            answer = _knock(send, here)
            if answer.status not in REDIRECTS or not answer.location:
                return _verdict(answer.status, address, here, new)
            here = _with_fragment(answer.location, here)
            lasting = lasting and answer.status in LASTING
            new = here if lasting else new
            if urlsplit(here).scheme not in ("http", "https"):
                return Verdict(LATER, "il renvoie vers autre chose qu'un site", here)
    except Unreachable as failure:
        return Verdict(UNREACHABLE, str(failure), here if here != address else "")
    return Verdict(UNREACHABLE, "il renvoie sans fin d'une adresse à l'autre")


def _knock(send: Callable[[str, str], Fetched], address: str) -> Fetched:
    """HEAD costs the site little, but some refuse it or answer it wrongly: only a GET, closed at once, condemns."""
    answer = send("HEAD", address)
    if answer.status >= 400 and answer.status not in (429, 503):
        return send("GET", address)
    return answer


def _verdict(status: int, address: str, here: str, new: str) -> Verdict:
    elsewhere = here if here != address else ""
    if status in (404, 410):
        return Verdict(DEAD, f"erreur {status}", elsewhere)
    if not 200 <= status < 300:
        return Verdict(LATER, f"réponse {status}", elsewhere)
    if new == address:
        return Verdict(GOOD, "", elsewhere)
    lost = urlsplit(new).path in ("", "/") and urlsplit(address).path not in ("", "/")
    return Verdict(MOVED, "il renvoie à l'accueil d'un site" if lost else "", new)


def _with_fragment(target: str, source: str) -> str:
    """A redirection keeps the fragment of the address that it replaces (RFC 9110, 10.2.2)."""
    fragment = urldefrag(source).fragment
    return f"{target}#{fragment}" if fragment and not urldefrag(target).fragment else target


class VisitRound:
    """A round of visits: hosts side by side, the addresses of one host one after the other.

    ``verdicts`` fills up by address; ``stop`` ends the round early (interruption, no connection), and so does the client when
    the run has lasted too long.
    """

    def __init__(self, client: Client, stop: threading.Event, tell: Callable[[], None] = lambda: None):
        self.verdicts: dict[str, Verdict] = {}
        self.interrupted = False
        self._client, self._stop, self._tell = client, stop, tell
        self._answered = False
        self._silent: set[str] = set()

    @property
    def offline(self) -> bool:
        """True when no host answered, and enough were asked to blame the connection."""
        return not self._answered and len(self._silent) >= SURE

    def visit(self, addresses: Iterable[str]) -> None:
        """Checks every address, eight hosts at a time; the longest list first, since it ends last."""
        hosts: dict[str, list[str]] = {}
        for address in addresses:
            hosts.setdefault(_host(address), []).append(address)
        with ThreadPoolExecutor(THREADS) as pool:
            visits = [pool.submit(self._visit_host, *host) for host in sorted(hosts.items(), key=lambda host: -len(host[1]))]
            try:
                wait_for(visits)
            except KeyboardInterrupt:
                self.interrupted = True
                self._stop.set()
                pool.shutdown(cancel_futures=True)
                return
        for visit in visits:
            visit.result()

    def _visit_host(self, host: str, addresses: list[str]) -> None:
        silences, gone = 0, None
        for address in addresses:
            if self._ended():
                return
            verdict = gone or check(self._client.send, address)
            if verdict.name == UNREACHABLE and self._ended():  # it was cut short, and proves nothing
                return
            self.verdicts[address] = verdict
            silences = silences + 1 if verdict.name == UNREACHABLE and not verdict.leads_to else 0
            gone = verdict if silences >= INSIST else None
            self._note(host, verdict)
            self._tell()

    def _ended(self) -> bool:
        self.interrupted = self.interrupted or self._client.over
        return self.interrupted or self._stop.is_set()

    def _note(self, host: str, verdict: Verdict) -> None:
        if verdict.name == UNREACHABLE:
            self._silent.add(host)
        else:
            self._answered = True
        if not self._answered and len(self._silent) >= GIVE_UP:
            self._stop.set()


def _host(address: str) -> str:
    try:
        return host_of(address)
    except ValueError:
        return ""


DAYS = 7
CACHE_LASTING = {GOOD, MOVED, DEAD}
"""The verdicts worth keeping: the others may change within the hour."""


@dataclass(frozen=True)
class KeptVerdict:
    """A verdict and its day."""

    verdict: Verdict
    day: dt.date


def read_cache(path: Path, today: dt.date) -> dict[str, KeptVerdict]:
    """The verdicts younger than :data:`DAYS`, by address. A cache that is absent or spoilt is empty: it is only a saving."""
    return {address: entry for address, entry in (_read(path) or {}).items() if 0 <= (today - entry.day).days < DAYS}


def is_cache(path: Path) -> bool:
    """Whether a file is a cache, or empty: another file must not be replaced."""
    return _read(path) is not None


def _read(path: Path) -> dict[str, KeptVerdict] | None:
    """The verdicts of a cache, old ones included; None for any other file."""
    try:
        entries = json.loads(read_plain(path, most=50_000_000) or b"{}")
        return {str(address): _entry(entry) for address, entry in entries.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _entry(entry: dict) -> KeptVerdict:
    verdict = Verdict(*(str(entry[name]) for name in ("name", "detail", "leads_to")))
    if verdict.name not in CACHE_LASTING:
        raise ValueError(verdict.name)
    return KeptVerdict(verdict, dt.date.fromisoformat(entry["day"]))


def write_cache(path: Path, kept: Mapping[str, KeptVerdict]) -> None:
    """Raises :class:`OSError` when the file cannot be written."""
    entries = {
        address: asdict(entry.verdict) | {"day": entry.day.isoformat()}
        for address, entry in sorted(kept.items())
        if entry.verdict.name in CACHE_LASTING
    }
    write_atomically(path, json.dumps(entries, ensure_ascii=False, indent=1) + "\n")


_URL = TypeAdapter(Url)
FENCE = re.compile(r"\s*(```|~~~)")
CODE = re.compile(r"(`+).*?\1|<!--.*?-->")
# A browser's own limit is about 2,000 characters.
ADDRESS = re.compile(r"https?://[\w\[][^\s<>\"'`\\|{}^]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True)
class WrittenLink:
    """An address and where it is written. ``title`` names the record or the page; ``field`` is ``""`` in a page."""

    address: str
    title: str
    file: str
    line: int
    field: str = ""


def collect(root: Path) -> tuple[list[WrittenLink], list[Problem]]:
    """Every link of a project, in the order of its files, and the problems of the files that cannot be read."""
    links: list[WrittenLink] = []
    problems = [problem for problem in check_folders(root) if problem.level == ERROR]
    for model, sheets, refused in _sheets(root):
        problems += refused
        for sheet in sheets:
            links += links_of(model, sheet)
    for path in pages(root / "docs"):
        text = read_plain(path, root).decode("utf-8-sig", errors="replace")
        links += links_in(text, path.relative_to(root).as_posix())
    return links, problems


def _sheets(root: Path) -> Iterator[tuple[type[BaseModel], list[Sheet], list[Problem]]]:
    data = root / "data"
    singles: list[tuple[type[BaseModel], Path]] = [(Territoire, data / "territoire.yml")]
    singles += [(Accessibilite, path) for path in (data / "accessibilite.yml",) if path.exists()]
    for kind in KINDS:
        if kind is Commune:
            yield kind, *read_list(data / "communes.yml", root)
        else:
            singles += [(kind, path) for path in record_files(data / kind.folder)]
    for model, path in singles:
        sheet, problems = read_sheet(path, root)
        yield model, [sheet] if sheet else [], problems


# --- in records ----------------------------------------------------------------------------------


def links_of(model: type[BaseModel], sheet: Sheet) -> Iterator[WrittenLink]:
    """The links of one record: whatever its model types as an address, at any depth."""
    title = str(sheet.values.get("nom") or sheet.values.get("titre") or sheet.file)
    for location, address in _addresses(model, sheet.values, ()):
        yield WrittenLink(address, title, sheet.file, sheet.line(location), field_path(location))


def _addresses(type_: Any, value: object, location: Location) -> Iterator[tuple[Location, str]]:
    if get_origin(type_) is Annotated and get_args(type_)[: len(get_args(Url))] == get_args(Url):  # or one that asks more
        with contextlib.suppress(ValidationError):  # « ctg verifier » tells it
            yield location, _URL.validate_python(value)
    elif isinstance(type_, type) and issubclass(type_, BaseModel):
        hints = get_type_hints(type_, include_extras=True)
        for name, inner in value.items() if isinstance(value, dict) else ():
            if name in hints:
                yield from _addresses(hints[name], inner, (*location, name))
    elif get_origin(type_) is tuple:
        for i, item in enumerate(value if isinstance(value, list) else ()):
            yield from _addresses(get_args(type_)[0], item, (*location, i))
    else:
        for inner in get_args(type_):  # « X | None », « Annotated[X, …] »
            yield from _addresses(inner, value, location)


# --- in texts ------------------------------------------------------------------------------------


def links_in(text: str, file: str) -> Iterator[WrittenLink]:
    """The http(s) links of a Markdown page, those of its code (examples) left out."""
    lines = text.splitlines()
    title = next((line[2:].strip() for line in lines if line.startswith("# ")), file)
    fenced = ""
    for number, line in enumerate(lines, 1):
        if fence := FENCE.match(line):
            fenced = fence[1] if not fenced else "" if fence[1] == fenced else fenced
        elif not fenced:
            for match in ADDRESS.finditer(CODE.sub(" ", line)):
                yield WrittenLink(_trimmed(html.unescape(match[0])), title, file, number)


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence, nor the parenthesis that closes the Markdown link."""
    opening = {")": "(", "]": "["}
    while address[-1] in ".,;:!?*_»" or address.count(address[-1]) > address.count(opening.get(address[-1], address[-1])):
        address = address[:-1]
    return address


Verdicts = Mapping[str, Verdict]
Faults = list[tuple[WrittenLink, Verdict]]


def head(verdicts: Verdicts) -> str:
    """« 153 liens : 1 mort, 3 à mettre à jour, 149 bons. »; a link written in several places counts once."""
    if not verdicts:
        return "Aucun lien vérifié."
    counts = {name: sum(verdict.name == name for verdict in verdicts.values()) for name in VERDICTS}
    parts = [f"{count} {name}" if " " in name else plural(count, name) for name, count in counts.items() if count]
    return f"{plural(len(verdicts), 'lien')} : {', '.join(parts)}."


def faults(links: Sequence[WrittenLink], verdicts: Verdicts) -> dict[tuple[str, str], Faults]:
    """The links to mend, by (title, file), in the order of the files."""
    groups: dict[tuple[str, str], Faults] = {}
    for link in links:
        verdict = verdicts.get(link.address)
        if verdict and verdict.name != GOOD:
            groups.setdefault((plain(link.title), link.file), []).append((link, verdict))
    return groups


def why(verdict: Verdict) -> str:
    """« mort (erreur 404) »."""
    return verdict.name + (f" ({plain(verdict.detail)})" if verdict.detail else "")


def as_text(links: Sequence[WrittenLink], verdicts: Verdicts) -> str:
    """For the terminal."""
    lines = [head(verdicts)]
    for (title, file), found in faults(links, verdicts).items():
        lines += ["", title]
        for link, verdict in found:
            where = f"  {file}, ligne {link.line}" + (f", champ « {link.field} »" if link.field else "")
            lines += [where, f"    {plain(link.address)}", f"    {why(verdict)}"]
            lines += [f"    nouvelle adresse : {plain(verdict.leads_to)}"] if verdict.name == MOVED else []
            lines += [f"    → {verdict.remedy}"]
    return "\n".join(lines) + "\n"


def as_markdown(links: Sequence[WrittenLink], verdicts: Verdicts) -> str:
    """For an issue on a forge: boxes to tick. Addresses are code: a dead link needs no click."""
    lines = ["# Liens vers d'autres sites", "", head(verdicts)]
    for (title, file), found in faults(links, verdicts).items():
        lines += ["", f"## {for_markdown(title)}", ""]
        for link, verdict in found:
            new = f" Nouvelle adresse : {_code(verdict.leads_to)}." if verdict.name == MOVED else ""
            lines.append(
                f"- [ ] [{file}]({file}#L{link.line}) : {_code(link.address)}, **{why(verdict)}**.{new} {verdict.remedy}"
            )
    return "\n".join(lines) + "\n"


def _code(address: str) -> str:
    return f"`{plain(address).replace('`', '%60')}`"


def as_csv(links: Sequence[WrittenLink], verdicts: Verdicts) -> str:
    """For a spreadsheet in French: semicolons, a byte order mark, no formula; every link, the good ones too."""
    header = ("verdict", "detail", "adresse", "mene_a", "titre", "fichier", "ligne", "champ", "a_faire")
    found = [(link, verdicts[link.address]) for link in links if link.address in verdicts]
    rows = [
        (one.name, one.detail, link.address, one.leads_to, link.title, link.file, str(link.line), link.field, one.remedy)
        for link, one in found
    ]
    return csv_file(header, [[plain(cell) for cell in row] for row in rows]).decode()


FORMATS = {"texte": as_text, "markdown": as_markdown, "csv": as_csv}
