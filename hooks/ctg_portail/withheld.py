"""What a site hides: how it says so, and by what it is known again elsewhere. A place is hidden as soon as its sheet says so,
whatever is wrong with it or with the rest: the values that are read here are hostile. Copies keep prints of names and numbers,
made with a key that is not with them: nobody who has the copies can try every number, street or point."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ctg import api

UNSEEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Letters without width, orders to read from right to left."""
SHOWN = (api.EtatFiche.PUBLIEE, api.EtatFiche.A_VERIFIER)
SECRET = "adresse_confidentielle"
BLANK = "…"
PlaceMark = tuple[str, str, str]
"""What is known of a place (« nom », « rue », « numero », its own, « tel », any one that it says, « siret », « courriel »,
« point »), the value, in which commune."""


def secret(published: Mapping[str, Any]) -> bool:
    """Whether a record says, in any way, that its address is confidential."""
    return any(value is not False for name, value in published.items() if UNSEEN.sub("", name).strip().lower() == SECRET)


def private(published: Mapping[str, Any]) -> bool:
    """Whether it says that it is not to be shown, or not to be used again, in a field that no model of ours has yet."""
    return published.get("etat_fiche", SHOWN[0]) not in SHOWN or published.get("reutilisation", True) not in (True, "oui")


ALIKE = str.maketrans("0ıᴏоаеорсухіјѕԁοαενικρτυχ", "oiooaeopcyxijsdoaevikptux")
"""Signs that look like a Latin letter, capitals aside."""
ARTICLE = re.compile(r"^(les?|la|l|un|une|des|du|de la|de l|aux?) ")
KEY = 32  # bytes
PHONE = re.compile(r"(?:(?:(?<![0-9])|(?<=0))(?!330?[1-9][0-9]{8})|(?<=33)|(?<=330))(?=([1-9][0-9]{8}))")


def _same(text: str) -> str:
    """The letters of a name or a street: what is not seen, or looks the same, changes nothing."""
    folded = "".join(one for one in unicodedata.normalize("NFKD", text) if unicodedata.category(one) not in {"Cf", "Mn"})
    return ARTICLE.sub("", api.fold(folded).translate(ALIKE)).replace(" ", "")


def phones(value: object) -> set[str]:
    """The nine last figures of each number that may be a telephone in a value, whatever stands between its figures."""
    if isinstance(value, dict | list):
        return {found for one in (value.values() if isinstance(value, dict) else value) for found in phones(one)}
    text = unicodedata.normalize("NFKC", unquote(str(value)))
    text = "".join(str(unicodedata.decimal(one, one)) for one in text)
    text = re.sub(r"(?<=[0-9])[^\w]*[oO][oO\W]*|[oO]+(?=[0-9])", lambda one: "0" * one[0].lower().count("o"), text)
    return {*PHONE.findall(re.sub(r"\W|_", "", text))}


def known_by(published: Mapping[str, Any]) -> Iterator[PlaceMark]:
    """Its names of today and of before in its commune, its street, its mail, its point, its numbers, wherever they are."""
    worked_out = published.get("calcule")
    worked_out = worked_out if isinstance(worked_out, dict) else {}
    communes = {*map(_same, _texts(published.get("commune")))}
    yield from (("siret", re.sub(r"\D", "", one), "") for one in _texts(published.get("siret")))
    yield from (("courriel", _same(one), "") for one in _texts(published.get("courriel"), worked_out.get("courriel")))
    for point in (published.get("position"), {} if worked_out.get("position_approximative") else worked_out):
        found = [value for name, value in point.items() if name.startswith(("lat", "lon"))] if isinstance(point, dict) else []
        if len(found) == 2 and all(isinstance(one, float) for one in found):
            yield "point", " ".join(f"{one:.4f}" for one in found), ""
    names = [*map(_same, _texts(published.get("nom"), published.get("anciens_noms"), published.get("autres_noms")))]
    for commune in sorted(communes) or [""]:
        yield from (("nom", name, commune) for name in names if name)
        yield from (("rue", _same(one), commune) for one in _texts(published.get("adresse")))
    yield from (("numero", one, "") for one in sorted(phones(published.get("telephone", ""))))
    yield from (("tel", one, "") for one in sorted(phones(published)))


def _texts(*values: object) -> Iterator[str]:
    """The texts and whole numbers of these values, and of the lists that they are."""
    for value in values:
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))
        elif isinstance(value, str | int) and value:
            yield str(value)


def secret_key(path: Path) -> bytes:
    """The key of the prints of a portal, kept beside its file; a new one at the first reading, or when it is lost. Raises
    :class:`OSError`."""
    with suppress(FileNotFoundError):
        if len(found := api.read_plain(path)) > KEY:
            return found
    path.touch(0o600)  # what replaces it is as secret
    api.write_atomically(path, secrets.token_hex(KEY) + "\n")
    return api.read_plain(path)


def prints(known: Iterable[PlaceMark], key: bytes) -> tuple[str, ...]:
    """« nom 5e884898da280471 c0ffee00c0ffee00 »: what, the print of the value, and that of where."""

    def digest(text: str) -> str:
        return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:16] if text else ""

    return tuple(f"{what} {digest(value)} {digest(where)}" for what, value, where in known)


def chained(every: Iterable[Iterable[str]]) -> dict[str, str]:
    """Each name → one that stands for all those which a chain of sheets ties to it: « A, once B », « B or C »."""
    above: dict[str, str] = {}

    def head(mark: str) -> str:
        while above.setdefault(mark, mark) != mark:
            above[mark] = mark = above[above[mark]]
        return mark

    for own in every:
        names = [one for one in own if one.startswith("nom ")]
        above.update({head(one): head(names[0]) for one in names})
    return {one: head(one) for one in above}
