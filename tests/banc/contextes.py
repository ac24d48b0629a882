"""A pytest plugin for ``mutations.py``: what each file of tests executes, session fixtures apart, is measured under its name.

A name is a context of coverage: that of this process, and of the processes that the tests start (``CTG_CONTEXTE``).
What a function keeps (``functools.cache``) is forgotten from one file to the next: else it would be the first one's only.
"""

from __future__ import annotations

import functools
import gc
import json
import os
from collections import defaultdict
from pathlib import Path

import pytest
from coverage import Coverage

CONTEXT, FOUND = "CTG_CONTEXTE", "CTG_TROUVE"
"""Environment: the context of the moment, and the file where the seconds, failures and fixtures of each file of tests go."""
seconds: dict[str, float] = defaultdict(float)
failed: set[str] = set()


def switch(name: str) -> str:
    """Measure under that name; returns the former one."""
    former, os.environ[CONTEXT] = os.environ.get(CONTEXT, ""), name
    if measuring := Coverage.current():
        measuring.switch_context(name)
    return former


def file_of(node: str) -> str:
    return node.partition("::")[0]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    if switch(file_of(item.nodeid)) != file_of(item.nodeid):
        for kept in [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]:
            kept.cache_clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    if fixturedef.scope != "session":
        return (yield)
    former = switch(fixturedef.argname)
    try:
        return (yield)
    finally:
        switch(former)


def pytest_collection_finish(session):
    """Which files use a fixture; each worker writes the same."""
    users = defaultdict(set)
    for item in session.items:
        for name in item.fixturenames:
            users[name].add(file_of(item.nodeid))
    Path(os.environ[FOUND]).with_suffix(".fixtures").write_text(json.dumps({name: sorted(of) for name, of in users.items()}))


def pytest_runtest_logreport(report):
    seconds[file_of(report.nodeid)] += report.duration
    if report.failed:
        failed.add(report.nodeid)


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        Path(os.environ[FOUND]).write_text(json.dumps({"seconds": seconds, "failed": sorted(failed)}))
