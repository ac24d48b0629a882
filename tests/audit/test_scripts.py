"""What no script of the site does, Leaflet's included: read in their text."""

from __future__ import annotations

import re

import pytest


@pytest.fixture(scope="session")
def scripts(real_site) -> dict[str, str]:
    found = {path.relative_to(real_site).as_posix(): path.read_text("utf-8") for path in real_site.rglob("*.js")}
    assert {"assets/js/site.js", "assets/carte/leaflet.js"} <= found.keys()
    return found


def using(scripts: dict[str, str], words: str) -> list[str]:
    return [name for name, text in scripts.items() if re.search(words, text)]


def test_no_script_locks_the_orientation(scripts):
    assert using(scripts, r"orientation\s*\.\s*lock|lockOrientation") == []


def test_no_script_follows_the_movements_of_the_device(scripts):
    assert using(scripts, r"devicemotion|deviceorientation|Accelerometer|Gyroscope") == []


def test_no_script_opens_a_window(scripts):
    assert using(scripts, r"window\.open\b") == []


def test_no_script_plays_sound(scripts):
    assert using(scripts, r"new Audio\b|AudioContext|speechSynthesis") == []
