"""What is shown of the texts that wait to be read again: for ``ctg confirmer --relu`` and for the form."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ctg.checks.whereabouts import whereabouts
from ctg.ground.phrases import joined
from ctg.ground.problems import plural, shown
from ctg.stores.relectures import FreeText, Rereading

ADVICE = "Rien ici ne doit dire où c'est : ni rue, ni lieu proche, ni trajet, ni nom d'image ou d'adresse de page."


def named(wanted: str, readings: Iterable[Rereading]) -> Rereading | None:
    """The reading that a path, a key or an identifier names."""
    path = wanted.replace("\\", "/").removeprefix("./")
    names = {path, path.removeprefix("data/").removesuffix(".yml").removesuffix(".yaml")}
    found = [one for one in readings if one.key in names or (one.record and one.key.partition("/")[2] in names)]
    return found[0] if len(found) == 1 else None


def visible(text: str) -> str:
    """A text whose invisible letters are seen: « a⟨200B⟩venue »."""
    hidden = {"Cf", "Cc", "Co", "Cn"}
    return "".join(f"⟨{ord(c):04X}⟩" if unicodedata.category(c) in hidden and c not in "\n\t" else c for c in text)


def doubt(text: FreeText) -> str:
    """What to look at twice in a text; "" when nothing looks like an address."""
    found = whereabouts(text.text)
    return f"Ceci ressemble à une adresse : « {shown(found)} »." if found else ""


def why(reading: Rereading) -> str:
    """What has to be read, and why."""
    places = joined([f"« {shown(place)} »" for place in reading.places])
    return f"{'Fiche de' if reading.own else 'On y lit le nom, le lien ou le téléphone de'} {places} : adresse confidentielle."


def as_text(reading: Rereading) -> str:
    """What one reads in a terminal: each text that waits, under the name of its field."""
    lines = [reading.key, f"  {why(reading)}", f"  {ADVICE}", ""]
    for text in reading.waiting:
        lines += [f"  {text.label}", *(f"    {line}" for line in visible(text.text).splitlines())]
        lines += [f"    → {told}" for told in (doubt(text),) if told]
    return "\n".join([*lines, "", f"{plural(len(reading.waiting), 'texte')} à relire."])
