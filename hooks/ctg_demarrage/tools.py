"""What a territory opens and installs: a file to double-click for each system, and in ``roues/`` the tool itself with the exact
versions and the digests of all that it needs. No public index holds the tool under its name: it is never asked there."""

import base64
import hashlib
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import NamedTuple

from ctg import api

NAME = "ctg-site"
WHEELS = "roues"
MODELS = Path(__file__).parent / "modeles"
OPENED = {
    "ouvrir.bat": "Ouvrir le site.bat",
    "ouvrir.command": "Ouvrir le site.command",
    "ouvrir.desktop": "Ouvrir le site.desktop",
    "ouvrir.py": f"{WHEELS}/ouvrir.py",
}
"""Model → file of the project."""
LOCK = f"{WHEELS}/verrou.txt"
REQUIREMENTS = "requirements.txt"
MODELS_INSIDE, LOCK_INSIDE, CHANGES_INSIDE = "ctg_demarrage/modeles", "ctg/guides/requirements.lock", "ctg/guides/CHANGELOG.md"
"""Where the tool holds what opens it, its lock, what each version changes."""
MOST = 50_000_000
"""Bytes of the tool, and of a text in it."""
NOT_OURS = frozenset({"INSTALLER", "REQUESTED", "direct_url.json", "RECORD"})
"""What an installer adds."""
HEAD = "# Ce que l’outil demande : versions exactes, empreinte de chaque fichier. Rien d’autre n’est installé.\n"


class NotTheTool(Exception):
    """A file is not the tool."""


def rank_of(version: str) -> tuple[int, ...]:
    """What compares versions: « 3.1.0 » → (3, 1, 0)."""
    return tuple(map(int, re.findall(r"\d+", version)))


class Wheel(NamedTuple):
    """The tool, as one file."""

    name: str
    content: bytes

    @property
    def version(self) -> str:
        """« 3.1.0 »."""
        return self.name.split("-")[1]

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    def read(self, path: str) -> str:
        """A text that it holds. Raises :class:`KeyError`, :class:`ValueError`."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            if archive.getinfo(path).file_size > MOST:
                raise ValueError(path)
            return archive.read(path).decode("utf-8")


def wheel_of(content: bytes) -> Wheel:
    """The tool in a file that somebody gives, under whatever name. Raises :class:`NotTheTool`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.testzip():  # a byte changed on its way
                raise NotTheTool
            [info] = [name for name in archive.namelist() if re.fullmatch(r"ctg_site-\d[\d.]*\.dist-info/METADATA", name)]
        found = Wheel(f"{info.partition('.dist-info')[0]}-py3-none-any.whl", content)
        for path in (LOCK_INSIDE, CHANGES_INSIDE, *(f"{MODELS_INSIDE}/{model}" for model in OPENED)):
            found.read(path)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError, zlib.error):
        raise NotTheTool from None
    return found


def write_tools(folder: Path, wheel: Wheel | None = None) -> None:
    """Writes them below a project, as the tool holds them: that which is given, or installed whole here. Raises
    :class:`OSError`."""
    own = wheel or own_wheel()
    for model, place in OPENED.items():
        text = own.read(f"{MODELS_INSIDE}/{model}") if own else api.read_plain(MODELS / model).decode("utf-8")
        api.write_atomically(folder / place, text.replace("\n", "\r\n") if model.endswith(".bat") else text)
        if not model.endswith((".bat", ".py")):
            (folder / place).chmod(0o755)
    if own is None:  # from a repository: whoever develops the tool installs it, and nobody by its name
        api.write_atomically(folder / REQUIREMENTS, f"{HEAD}# L’outil manque : rangez sa roue (.whl) dans {WHEELS}/.\n")
        return
    api.write_atomically(folder / WHEELS / own.name, own.content)
    api.write_atomically(folder / LOCK, own.read(LOCK_INSIDE))
    api.write_atomically(folder / REQUIREMENTS, requirements(own))  # the last: it says what is installed


def requirements(wheel: Wheel) -> str:
    """The lines by which pip installs the tool from the project's own folder, and the rest with its digests."""
    own = f"{NAME}=={wheel.version} --hash=sha256:{wheel.digest}\n"
    return f"{HEAD}--find-links {WHEELS}\n--require-hashes\n-r {LOCK}\n{own}"


def own_wheel() -> Wheel | None:
    """The tool that runs: as it was delivered, in the ``roues/`` beside its environment, else as a wheel again; None when it is
    run from its repository.
    """
    own = distribution(NAME)
    if found := sorted((Path(sys.prefix).parent / WHEELS).glob(f"ctg_site-{own.version}-*.whl")):
        return wheel_of(api.read_plain(found[0], most=MOST))
    if "\nctg/" not in (own.read_text("RECORD") or ""):  # only the address of a repository is installed, if anything
        return None
    files = dict(_files(own))
    info = next(name.partition("/")[0] for name in files if name.endswith(".dist-info/METADATA"))
    lines = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""]).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return Wheel(f"{info.removesuffix('.dist-info')}-py3-none-any.whl", made.getvalue())


def _files(own: Distribution) -> Iterator[tuple[str, bytes]]:
    for file in sorted(own.files or (), key=str):
        if ".." not in file.parts and "__pycache__" not in file.parts and file.name not in NOT_OURS:
            yield file.as_posix(), file.read_binary()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
