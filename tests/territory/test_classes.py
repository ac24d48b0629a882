"""Classes of values: same sizes, ties together, and what to do with few values or none."""

from __future__ import annotations

from ctg.territory.by_commune import classify


def shape(values: dict) -> list[tuple[int, int, int, int]]:
    """(number, low, high, count) of each class."""
    return [(group.numero, int(group.low), int(group.high), group.count) for group in classify(values).groups]


def test_ten_values_make_five_classes_of_two():
    values = dict(zip("abcdefghij", [3, 1, 40, 18, 2, 100, 7, 9, 30, 5], strict=True))
    assert shape(values) == [(1, 1, 2, 2), (2, 3, 5, 2), (3, 7, 9, 2), (4, 18, 30, 2), (5, 40, 100, 2)]
    assert classify(values).of == {"b": 1, "e": 1, "a": 2, "j": 2, "g": 3, "h": 3, "d": 4, "i": 4, "c": 5, "f": 5}


def test_equal_values_are_never_parted():
    # Seven zeros of twelve: 3.5 keys of 12 are below their middle, hence class 5 × 3.5 / 12 = 1.5, the second.
    # Then 1, 2 and 3, at 7.5, 8.5 and 9.5 twelfths: 3.1, 3.5 and 4.0 less a little, all in the fourth; 4 and 5 in the last.
    values = {f"zero-{n}": 0 for n in range(7)} | {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    assert shape(values) == [(1, 0, 0, 7), (3, 1, 3, 3), (5, 4, 5, 2)]


def test_few_values_are_a_class_each_far_apart_on_the_scale():
    assert shape({"a": 7, "b": 0, "c": 7}) == [(1, 0, 0, 1), (5, 7, 7, 2)]
    assert [group.numero for group in classify({"a": 1, "b": 2, "c": 3}).groups] == [1, 3, 5]
    assert [group.numero for group in classify({"a": 1, "b": 2, "c": 3, "d": 4}).groups] == [1, 2, 4, 5]


def test_one_value_is_a_class_in_the_middle_of_the_scale():
    assert shape({"a": 4, "b": 4, "c": None}) == [(3, 4, 4, 2)]


def test_no_value_is_no_class():
    nothing = classify({"a": None, "b": None})
    assert (nothing.groups, nothing.of, nothing.absent) == ((), {"a": None, "b": None}, 2)
