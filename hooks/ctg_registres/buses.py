"""The stops of a network of buses: those where one comes at least once in the coming weeks, as its GTFS file says.

https://gtfs.org/documentation/schedule/reference/ (5 June 2026). Lines on request are no stop of a bus; a train is no bus.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any

from ctg import api

WEEKS = 4
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BUSES = {"3", "11", *map(str, range(700, 717))}
"""``route_type``: buses, trolleybuses, and the buses of the extended types."""
Rows = Iterator[dict[str, Any]]
Table = Callable[[IO[bytes]], Rows]


def stops(archive: zipfile.ZipFile, table: Table) -> Rows:
    """The rows of ``stops.txt`` where a bus comes in the coming :data:`WEEKS`."""

    def rows(name: str) -> Rows:
        if f"{name}.txt" in archive.namelist():
            with archive.open(f"{name}.txt") as packed:
                yield from table(packed)

    running = _running(rows, api.today(api.PARIS))
    lines = {row.get("route_id") for row in rows("routes") if row.get("route_type") in BUSES}
    trips = {row.get("trip_id") for row in rows("trips") if row.get("route_id") in lines and row.get("service_id") in running}
    times = (row for row in rows("stop_times") if row.get("trip_id") in trips)
    served = {row.get("stop_id") for row in times if row.get("pickup_type") in ("", "0", None)}
    yield from (row for row in rows("stops") if row.get("stop_id") in served and row.get("location_type") in ("", "0", None))


def _running(rows: Callable[[str], Rows], today: dt.date) -> set[str]:
    """The services that run on a day of the coming weeks."""
    coming = [today + dt.timedelta(days) for days in range(7 * WEEKS)]
    dates = {day.strftime("%Y%m%d"): day.weekday() for day in coming}
    on = {
        (row.get("service_id", ""), date)
        for row in rows("calendar")
        for date, rank in dates.items()
        if row.get("start_date", "") <= date <= row.get("end_date", "") and row.get(DAYS[rank]) == "1"
    }
    for row in rows("calendar_dates"):
        one = row.get("service_id", ""), row.get("date", "")
        if one[1] in dates:
            (on.add if row.get("exception_type") == "1" else on.discard)(one)
    return {service for service, _ in on}
