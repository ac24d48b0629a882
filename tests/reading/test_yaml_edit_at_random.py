"""Any value of any sheet changes or goes; all that is written of the others stays."""

import copy
import random
from collections.abc import Iterator

from ctg.reading.changes import edit
from ctg.reading.yaml_text import EditError, FieldPath, Value, parse, record_node, value_end
from territoires import ROOT

FOLDERS = [ROOT / "data", ROOT / "tests/territoire_essai/data"]
SHEETS = sorted(path for folder in FOLDERS for path in folder.rglob("*.yml"))
WORDS = ["autre", "l'été : oui", "# non", "2026", "deux\nlignes", "a, b", "« Bonjour »", "", "~", "[x]"]


def paths(values: Value, above: FieldPath = ()) -> Iterator[FieldPath]:
    """The path of every value."""
    for step, value in values.items() if isinstance(values, dict) else enumerate(values):
        yield (*above, step)
        if isinstance(value, dict | list):
            yield from paths(value, (*above, step))


def other(value: Value, draw: random.Random) -> Value:
    """A value that looks like this one."""
    if isinstance(value, str) or not value:
        return draw.choice(WORDS)
    value = copy.deepcopy(value)
    if isinstance(value, dict):
        name = draw.choice([*value])
        return value | {name: other(value[name], draw)} if draw.random() < 0.7 else value | {"neuf": "a"}
    place = draw.randrange(len(value))
    gesture = draw.randrange(4)
    if gesture == 0 and len(value) > 1:
        del value[place]
    elif gesture == 1:
        value.insert(place, other(value[place], draw))
    elif gesture == 2:
        draw.shuffle(value)
    else:
        value[place] = other(value[place], draw)
    return value


def changed(values: Value, path: FieldPath, value: Value) -> Value:
    """The values of the record after this change."""
    values = copy.deepcopy(values)
    nodes = [values]
    for step in path[:-1]:
        nodes.append(nodes[-1][step])
    if value is not None:
        nodes[-1][path[-1]] = value
        return values
    while len(nodes) > 1 and len(nodes[-1]) == 1:
        nodes.pop()
    del nodes[-1][path[len(nodes) - 1]]
    return values


def around(text: str, new: str, position: int | None, name: str | int) -> bool:
    """Whether all that is written before and after a field of the record is still there, and nothing else."""
    key, value = next((key, value) for key, value in record_node(text, position).value if key.value == name)
    start, stop = key.start_mark.index, value_end(text, value)
    if all(key.value != name for key, _ in record_node(new, position).value):
        first = text[:start].rstrip(" ")[-1:] == "-"  # the next field comes beside the dash
        start = start if first else len(text[:start].rstrip(" "))
        stop = text.find("\n", stop) + 1 or len(text)
        stop += len(text[stop:]) - len(text[stop:].lstrip(" ")) if first else 0
    return new.startswith(text[:start]) and new.endswith(text[stop:]) and len(new) >= start + len(text) - stop


def gesture(text: str, draw: random.Random) -> tuple[int | None, FieldPath, Value, Value]:
    """A change drawn at random: the record's position, a path, its new value, and what the file then says."""
    whole = parse(text)
    position = draw.randrange(len(whole)) if isinstance(whole, list) else None
    values = whole if position is None else whole[position]
    path = draw.choice([*paths(values)])
    old = values
    for step in path:
        old = old[step]
    value = other(old, draw) if draw.random() < 0.75 else None
    after = changed(values, path, value)
    if position is not None:
        after = [*whole[:position], after, *whole[position + 1 :]]
    return position, path, value, after


def test_a_change_says_what_was_asked_and_leaves_the_rest_or_is_refused():
    draw, refused, done = random.Random(20261130), [], 0
    for sheet in SHEETS:
        text = sheet.read_text("utf-8")
        for _ in range(EACH):
            position, path, value, after = gesture(text, draw)
            try:
                new = edit(text, {path: value}, position=position)
            except EditError:
                refused.append((sheet.name, path, value))
                continue
            done += 1
            assert parse(new) == after, (sheet.name, path, value)
            assert around(text, new, position, path[0]), (sheet.name, path, value)
    assert len(refused) * 20 < done, refused


EACH = 2
