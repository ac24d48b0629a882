"""What a site hides or takes back: how it says so, what is kept of it, and by what it is known again elsewhere. A place is hidden
as soon as its sheet says so, whatever is wrong with it or with the rest: the values that are read here are hostile."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from typing import Any, cast

from ctg import api

UNSEEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Letters without width, orders to read from right to left."""
SHOWN = (api.EtatFiche.PUBLIEE, api.EtatFiche.A_VERIFIER)
SECRET = "adresse_confidentielle"
WHERE = {"adresse", "complement_adresse", "position", "arrets"}
"""The fields that say where a place is: one that loses any has gone."""
BLANK = "…"
TELLING = {"calcule", "sources", "soutiens", "description", "presentation", "resume_facile", "faits_a_savoir", "lieu", "position",
           "adresse", "code_postal"}  # fmt: skip
"""What is worked out of a place, proves it or tells of it, and may say where it is."""


def secret(published: Mapping[str, Any]) -> bool:
    """Whether a record says, in any way, that its address is confidential."""
    return any(value is not False for name, value in published.items() if UNSEEN.sub("", name).strip().lower() == SECRET)


def private(published: Mapping[str, Any]) -> bool:
    """Whether it says that it is not to be shown, or not to be used again, in a field that no model of ours has yet."""
    return published.get("etat_fiche", SHOWN[0]) not in SHOWN or published.get("reutilisation", True) not in (True, "oui")


def understood(content: bytes | None, name: str) -> Any:
    """What a file says under a name, as far as it can be understood, to know what it takes back; None when it cannot be."""
    try:
        text = (content or b"").decode(json.detect_encoding(content or b""), "replace")
        return json.loads(text, strict=False, parse_int=float, object_pairs_hook=_either)[name]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def said_by(content: bytes | None) -> dict[str, list[dict[str, Any]]] | None:
    """The records of a list by identifier; None for a list of anything else, which proves nothing."""
    found, by_id = understood(content, api.LISTS), defaultdict[str, list[dict[str, Any]]](list)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    for one in found:
        by_id[UNSEEN.sub("", str(one.get("id")))].append(one)
    return by_id


def _either(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object: of what it says twice, what is not « false »."""
    return dict(sorted(pairs, key=lambda pair: pair[1] is not False))


def veiled(published: dict[str, Any], record: api.Record, hidden: Collection[str]) -> list[str]:
    """Take off what may say where a place is, when a record is one of these or names one, by key: every field of a place that
    holds a free text or a number, the free texts of the others. What is compulsory is blank. Returns the names of the fields."""
    named = {f"{mark.target}/{value}" for _, mark, value in api.links(record) if isinstance(mark, api.Reference)}
    if named.isdisjoint(hidden) and record.key not in hidden:
        return []
    texts = [where for where, text in api.free_texts(record) if text != BLANK]
    off = set(TELLING)
    if isinstance(record, api.Place):
        off |= {"telephone", *(str(where[0]) for where in texts), *(path[0] for path in api.left_out(record, api.placeless))}
    gone = {name for name in off - {"nom"} if published.pop(name, None) is not None}
    for *above, last in (where for where in reversed(texts) if where[0] in published):
        gone.add(str((*above, last)[0]))
        group: Any = reduce(lambda value, step: value[step], above, cast("Any", published))
        if re.search(r"[/@]", group[last]):  # an address takes no blank
            api.remove(group, (last,))
        else:
            group[last] = BLANK
    return sorted(gone)


BETWEEN = re.compile(r"[\s().\-\u2010-\u2015/·_]")  # what people write between the figures of a number
PHONE = re.compile(r"(?:(?:\+|00)\d{2,3}|33)?0?([1-9]\d{8})")


def phones(value: object) -> set[str]:
    """The nine last figures of each telephone that a value holds, however it is written."""
    text = re.sub(r"(?![0-9])\d", lambda one: str(unicodedata.decimal(one[0])), json.dumps(value, ensure_ascii=False))
    return {*PHONE.findall(BETWEEN.sub("", text))}


def marks(published: Mapping[str, Any]) -> list[str]:
    """The prints of what a sheet is known by: its names of today and of before in its commune, its street, its numbers, wherever
    they are written, its mail, its point. « nom 5e884898da280471 99001 »: what, a digest, where."""
    return [*dict.fromkeys(f"{what} {_digest(value)} {where}" for what, value, where in _known_by(published))]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _known_by(published: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    worked_out = published.get("calcule")
    worked_out = worked_out if isinstance(worked_out, dict) else {}
    communes = {*_texts(worked_out.get("code_insee")), *map(api.fold, _texts(published.get("commune")))}
    names = [*map(api.fold, _texts(published.get("nom"), published.get("anciens_noms"), published.get("autres_noms")))]
    yield from (("tel", one, "") for one in sorted(phones(published)))
    yield from (("siret", re.sub(r"\D", "", one), "") for one in _texts(published.get("siret")))
    yield from (("courriel", api.fold(one), "") for one in _texts(published.get("courriel"), worked_out.get("courriel")))
    if not worked_out.get("position_approximative"):
        for point in (worked_out, published.get("position") or {}):
            found = [value for name, value in point.items() if name.startswith(("lat", "lon"))] if isinstance(point, dict) else []
            if len(found) == 2 and all(isinstance(one, float) for one in found):
                yield "point", " ".join(f"{one:.4f}" for one in found), ""
    for commune in sorted(communes) or [""]:
        yield from (("nom", name, commune) for name in names if name not in {"", api.fold(BLANK)})
        yield from (("rue", api.fold(one), commune) for one in _texts(published.get("adresse")))


def _texts(*values: object) -> Iterator[str]:
    """The texts and whole numbers of these values, and of the lists that they are."""
    for value in values:
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))
        elif isinstance(value, str | int) and value:
            yield str(value)


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
