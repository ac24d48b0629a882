"""A whole project, or nothing: built beside, read as the tool reads it, then moved where nothing is."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from ctg.ground.files import inside, write_atomically
from ctg.ground.phrases import joined
from ctg.ground.problems import ERROR, DataError, report
from ctg.loading import load
from ctg.starting.answers import RegisterError
from ctg.starting.project import Start, write_project
from ctg.starting.todo import FILE, as_markdown

OF_REGISTERS = ("data/communes.yml", "data/communes.geojson")
"""What comes from the registers alone: a mistake there is theirs. One elsewhere is for a person, and told by « ctg verifier »."""
NOT_YET = "# À faire\n\n- [ ] Complétez `data/territoire.yml` : `ctg verifier` dit quoi.\n"


def make_project(start: Start, place: Path) -> None:
    """Raises :class:`RegisterError` when the answers make no territory or something is in the way, :class:`OSError`."""
    there = next(folder for folder in (place, *place.parents) if folder.is_dir())  # on the same disk
    with tempfile.TemporaryDirectory(prefix=".ctg-demarrer-", dir=there) as beside:
        new = Path(beside) / "projet"
        new.mkdir()
        write_project(start, new)
        try:
            list_to_do = as_markdown(load(new, drafts=True), new)
        except DataError as error:
            damaged = [one for one in error.problems if one.file in OF_REGISTERS and one.level == ERROR]
            if damaged:
                told = f"Ces réponses ne font pas un territoire. Rien n'est écrit.\n\n{report(damaged[:3])}"
                raise RegisterError(told, "Enregistrez de nouveau les réponses des registres, en entier.") from None
            list_to_do = NOT_YET
        write_atomically(new / FILE, list_to_do)
        _put(new, place)


def _put(new: Path, place: Path) -> None:
    """Each file and folder of the top, moved where nothing is; what was moved is taken back when one cannot be."""
    names = sorted(path.name for path in new.iterdir())
    if taken := [name for name in names if (place / name).exists() or (place / name).is_symlink()]:
        raise RegisterError(
            f"{place} contient déjà : {joined(taken)}. Rien n'est écrit.", "Donnez un autre dossier : ctg demarrer SIREN DOSSIER."
        )
    fresh = not place.exists()
    place.mkdir(parents=True, exist_ok=True)
    moved: list[Path] = []
    try:
        for name in names:
            (new / name).rename(inside(place, name))
            moved.append(place / name)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if fresh:
            place.rmdir()
        raise
