"""The Nu checker, the W3C's own for HTML: its messages, as values. It is a Java program, read from ``tests/outils``."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from territoires import ROOT

JAR = ROOT / "tests" / "outils" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
OPTIONS = ("-Dnu.validator.servlet.allow-forbidden-hosts=true", "-XX:TieredStopAtLevel=1", "-Xss4m")
"""Allowed to read 127.0.0.1: over HTTP it also checks each page's own Content-Security-Policy, where 'self' has a meaning.
Compiled once and simply, which takes less than half the time for a few hundred pages; the stack is for its schemas."""
JAVA = ("java", *OPTIONS, "-jar", str(JAR))


@dataclass(frozen=True)
class Message:
    """``kind`` is « error », « warning » or « info »; ``line`` is 0 when there is none."""

    kind: str
    url: str
    line: int
    text: str
    extract: str

    def __str__(self) -> str:
        return f"{self.url}|{self.line}|{self.text}\n    {' '.join(self.extract.split())}"


def check(targets: Iterable[str], *options: str) -> list[Message]:
    """All messages about addresses, files or folders. Fails when the checker itself does."""
    assert JAR.is_file(), "Il manque le vérificateur Nu : lancez « make outils »."
    command = [*JAVA, "--exit-zero-always", "--stdout", "--format", "json", *options, *targets]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [_message(one) for one in json.loads(done.stdout)["messages"]]


def _message(one: dict) -> Message:
    kind = one["type"] if one["type"] != "info" else one.get("subType", "info")
    kind = "error" if kind == "non-document-error" else kind
    path = re.sub(r"^(file:|http://[^/]+/)", "", one.get("url", ""))
    return Message(kind, path, one.get("lastLine", 0), one["message"], one.get("extract", ""))


def version() -> str:
    return subprocess.run([*JAVA, "--version"], capture_output=True, text=True, check=True).stdout.split()[0]


def generated(page) -> str:
    """What scripts made of the page that is open."""
    return page.evaluate("new XMLSerializer().serializeToString(document.doctype) + document.documentElement.outerHTML")


def conclude(noter, etendue: str, messages: list[Message], pages: list[str]) -> None:
    """Note everything; fail on errors."""
    errors = [one for one in messages if one.kind == "error"]
    warnings = Counter(one.text for one in messages if one.kind == "warning")
    noter(
        f"vnu, {etendue}",
        examens=len(pages),
        pages=pages,
        fautes=[(rule(one), str(one).split("\n")[0]) for one in errors],
        avertissements=sorted(warnings.items()),
    )
    assert not errors, f"{len(errors)} erreurs :\n" + "\n".join(map(str, errors[:40]))


def rule(message: Message) -> str:
    return "doctype" if "doctype" in message.text.lower() else "code"
