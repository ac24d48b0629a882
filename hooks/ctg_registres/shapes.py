"""A register's file, of whatever shape → its rows: CSV, JSON as long as one wants, GTFS; packed or not.

Nothing in it is trusted: what is read is bounded by cell, by line and by object, and a row that cannot be read is left out. A
whole country is read as a stream: only what ``wanted`` says is kept.
"""

import csv
import datetime as dt
import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO, Any

from ctg import api
from ctg_registres.entries import Registre, described, said

LONGEST_LINE, LONGEST_CELL, LONGEST_OBJECT = 1_000_000, 100_000, 40_000_000
CHUNK = 1_000_000
ARRAY = re.compile(r'"(?:service|results|items|records|pmej)"\s*:\s*\[', re.IGNORECASE)
DATED = re.compile(r"(20\d\d)-?(0[1-9]|1[0-2])(?:-?([0-2]\d|3[01]))?(?!\d)")


class UnreadableRegister(api.OutputRefused):
    """A file is none of the known registers, or is damaged."""

    def __init__(self, message: str, remedy: str = "Téléchargez-le de nouveau, et donnez-le tel quel."):
        super().__init__(message, remedy)


def _unknown() -> UnreadableRegister:
    names = ", ".join(one.nom for one in described().registres)
    return UnreadableRegister("Ce fichier n'est d'aucun registre connu.", f"Registres connus : {names}.")


Read = tuple[Registre, list[dict], str]
"""The register that a file is, its rows, and the day that its name bears."""


def opened(name: str, content: IO[bytes], wanted: Callable[[dict, Registre], bool], day: dt.date) -> Read:
    """The rows of a file that are ``wanted``; ``day``: today. Raises :class:`UnreadableRegister`."""
    try:
        inside = _unpacked(content)
        if isinstance(inside, zipfile.ZipFile):
            registre, rows = described().by_name["bus"], _stops(inside, day)
        else:
            text = _text(inside)
            start = text.read(1000).lstrip()[:1]
            text.seek(0)
            registre, rows = _recognised(_objects(text) if start in ("{", "[") else _table(text))
        return registre, [row for row in rows if wanted(row, registre)], _day_in(name)
    except (OSError, EOFError, ValueError, RecursionError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError) as error:
        raise UnreadableRegister(f"Ce fichier est abîmé ({type(error).__name__}).") from None


def _unpacked(content: IO[bytes]) -> Any:
    """The file that an archive holds, the largest; a network of buses, whole. Raises :class:`UnreadableRegister`."""
    head = content.read(4)
    content.seek(0)
    if head[:2] == b"PK":
        archive = zipfile.ZipFile(content)
        members = [one for one in archive.infolist() if re.search(r"\.(csv|json)$", one.filename, re.IGNORECASE)]
        if "stops.txt" in archive.namelist():
            return archive
        if not members:
            raise _unknown()
        return archive.open(max(members, key=lambda one: one.file_size))
    if head[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=content)
    if head[:3] == b"BZh":
        packed = tarfile.open(fileobj=content, mode="r:bz2")  # noqa: SIM115  # closed with what it reads
        member = next((one for one in packed if one.isfile() and one.name.endswith((".json", ".csv"))), None)
        if member is None:
            raise _unknown()
        return packed.extractfile(member)
    return content


def _text(packed: IO[bytes]) -> IO[str]:
    """The text, in UTF-8, else as Excel writes it in France."""
    start = packed.read(CHUNK)
    packed.seek(0)
    try:
        start.decode("utf-8")
        encoding = "utf-8-sig"
    except UnicodeDecodeError as error:
        encoding = "utf-8-sig" if error.start >= len(start) - 4 else "cp1252"  # else a letter is cut by the end
    return io.TextIOWrapper(packed, encoding, errors="replace", newline="")


def _day_in(text: str) -> str:
    """« finess-structures-journalier-20260905.json » → 2026-09-05; of a month, its first day."""
    found = DATED.search(text)
    return f"{found[1]}-{found[2]}-{found[3] or '01'}" if found else ""


# --- tables --------------------------------------------------------------------------------------


def _lines(text: IO[str]) -> Iterator[list[str]]:
    """The cells of each line; a line that is too long, or that opens a cell without an end, is left out."""
    csv.field_size_limit(LONGEST_CELL)
    first = text.readline(LONGEST_LINE)
    lines = chain([first], iter(lambda: text.readline(LONGEST_LINE), ""))
    reader = csv.reader((line.replace("\0", "") for line in lines), delimiter=max(";,\t|", key=first.count))
    while True:
        try:
            yield next(reader)
        except csv.Error:
            continue
        except StopIteration:
            return


def _table(text: IO[str]) -> Iterator[dict]:
    """Rows by their titles."""
    lines = _lines(text)
    titles = [title.strip().casefold() for title in next(lines, [])]
    yield from (dict(zip(titles, cells, strict=False)) for cells in lines)


# --- objects -------------------------------------------------------------------------------------


def _objects(rest: IO[str]) -> Iterator[dict]:
    """The objects of the list that matters, one by one, however long the file. Raises :class:`UnreadableRegister`."""
    text = rest.read(CHUNK).lstrip()
    if not (match := re.match(r"\[", text) or ARRAY.search(text)):
        raise _unknown()
    decoder, text = json.JSONDecoder(), text[match.end() :]
    while True:
        text = text.lstrip(" \t\r\n,")
        if text.startswith("]"):
            return
        try:
            value, end = decoder.raw_decode(text)
        except ValueError:
            more = rest.read(max(CHUNK, len(text))) if len(text) < LONGEST_OBJECT else ""
            if not more:
                raise UnreadableRegister("Ce fichier est coupé, ou abîmé.") from None
            text += more
            continue
        if isinstance(value, dict):
            yield value
        text = text[end:]


def _recognised(rows: Iterator[dict]) -> tuple[Registre, Iterator[dict]]:
    """The register whose keys the first row has, and its rows, unfolded. Raises :class:`UnreadableRegister`."""
    first = next(rows, {})
    keys = {key.casefold() for key in first}
    for one in described().registres:
        if {*map(str.casefold, one.reconnu_par)} <= keys:
            every = chain([first], rows)
            return one, (part for row in every for part in said(row, one.deplier)) if one.deplier else every
    raise _unknown()


# --- networks of buses (https://gtfs.org/documentation/schedule/reference/, 5 June 2026) ------------

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BUSES = {"3", "11", *map(str, range(700, 717))}
"""``route_type``: buses, trolleybuses, and the buses of the extended types."""


def _stops(archive: zipfile.ZipFile, day: dt.date) -> Iterator[dict]:
    """The rows of ``stops.txt`` where a bus comes in the coming weeks; a line on request does not, a train is no bus."""

    def rows(name: str) -> Iterator[dict]:
        if f"{name}.txt" in archive.namelist():
            with archive.open(f"{name}.txt") as packed:
                yield from _table(_text(packed))

    running = _running(rows, day)
    lines = {row.get("route_id") for row in rows("routes") if row.get("route_type") in _BUSES}
    trips = {row.get("trip_id") for row in rows("trips") if row.get("route_id") in lines and row.get("service_id") in running}
    times = (row for row in rows("stop_times") if row.get("trip_id") in trips)
    served = {row.get("stop_id") for row in times if row.get("pickup_type") in ("", "0", None)}
    yield from (row for row in rows("stops") if row.get("stop_id") in served and row.get("location_type") in ("", "0", None))


def _running(rows: Callable[[str], Iterator[dict]], today: dt.date) -> set[str]:
    """The services that run on a day of the coming weeks."""
    coming = [today + dt.timedelta(days) for days in range(28)]
    dates = {day.strftime("%Y%m%d"): day.weekday() for day in coming}
    on = {
        (row.get("service_id", ""), date)
        for row in rows("calendar")
        for date, rank in dates.items()
        if row.get("start_date", "") <= date <= row.get("end_date", "") and row.get(_DAYS[rank]) == "1"
    }
    for row in rows("calendar_dates"):
        one = row.get("service_id", ""), row.get("date", "")
        if one[1] in dates:
            (on.add if row.get("exception_type") == "1" else on.discard)(one)
    return {service for service, _ in on}
