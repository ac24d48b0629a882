"""Every remedy of the catalogue of mistakes is followed to the letter: what is written then is accepted, and says the same.

One mistake after another, as a person would: then it is gone from its place. All the figures and the words that were typed
stand in what is written, or in what the remedy keeps elsewhere.
"""

import pytest

from cas import each
from ctg.common.problems import DataError, Problem
from ctg.loading import load
from relus import read_again
from suivre import A_LINE, follow, lost, writes
from territoires import small
from test_problemes import CASES, parse


def problems(root) -> tuple[Problem, ...]:
    try:
        return load(root).warnings
    except DataError as error:
        return error.problems


REPORTS = {path: parse(path.read_text("utf-8"))[1] for path in CASES}


@each("path", [path for path, report in REPORTS.items() if writes(report) or A_LINE.search(report)])
def test_a_remedy_followed_to_the_letter_is_accepted_and_says_the_same(path, tmp_path):
    files = parse(path.read_text("utf-8"))[0]
    root = small(tmp_path / path.stem, files)
    if any(b"adresse_confidentielle: oui" in (text or b"") for text in files.values()):
        read_again(root)
    told, seen = problems(root), set()
    for _ in range(30):
        asked = next((one for one in told if one not in seen), None)
        if asked is None:
            break
        seen.add(asked)
        if followed := follow(root, asked):
            assert not lost(*followed), f"{asked}\n{followed}"
            told = problems(root)
            assert asked not in told, f"ce remède n'ôte rien : {asked}"
    else:
        pytest.fail("Les remèdes n'en finissent pas.")
