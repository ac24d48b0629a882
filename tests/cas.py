"""Many small cases of one promise are one test: each then costs what it asks, and not the five milliseconds of a test."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path

import pytest


def each(names: str | tuple[str, ...], cases: Iterable) -> Callable[[Callable], Callable]:
    """As ``pytest.mark.parametrize``, and likewise put over another; every case that fails is told. The fixtures are made once:
    for what leaves nothing behind."""
    told, held = (names,) if isinstance(names, str) else names, list(cases)

    def of_all(test: Callable) -> Callable:
        @wraps(test)
        def every(**fixtures: object) -> None:
            failed = []
            for case in held:
                given = dict(zip(told, (case,) if isinstance(names, str) else case, strict=True))
                try:
                    test(**fixtures, **given)
                except (Exception, pytest.fail.Exception) as error:
                    error.add_note(f"cas : {given}")
                    failed.append(error)
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} cas sur {len(held)}", failed)

        asked = inspect.signature(test)
        every.__signature__ = asked.replace(parameters=[one for name, one in asked.parameters.items() if name not in told])
        return every

    return of_all


def blocks(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The cases of a text file, a blank line between them: (what is written, the lines that say what becomes of it, « → » before
    each). A line « # » is for its readers."""
    for block in path.read_text("utf-8").split("\n\n"):
        lines = [line for line in block.strip("\n").split("\n") if not line.startswith("#")]
        if any(lines):
            written = "".join(f"{line}\n" for line in lines if not line.startswith("→"))
            yield written, [line.removeprefix("→").strip() for line in lines if line.startswith("→")]


def reviewed(path: Path, said: Callable[[str], Iterable[str]], request: pytest.FixtureRequest) -> None:
    """Each case of a text file says what a person read and accepted; ``pytest --reecrire`` writes what is said now."""

    def told(written: str) -> list[str]:
        lines = (line.replace("\u00a0", " ").replace("\u202f", " ").strip() for line in said(written))
        return [line for line in lines if line]

    if request.config.getoption("reecrire"):
        kept = []
        for block in path.read_text("utf-8").split("\n\n"):
            own = [f"{line}\n" for line in block.strip("\n").split("\n") if not line.startswith("→")]
            lines = told("".join(line for line in own if not line.startswith("#")))
            kept.append("".join([*own, *(f"→ {line}\n" for line in lines)]))
        path.write_text("\n".join(kept), "utf-8")
    assert [(written, told(written)) for written, _ in blocks(path)] == [*blocks(path)]
