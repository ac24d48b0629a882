"""What no script of the site does, Leaflet's included: read in their text."""

import re

import pytest


@pytest.fixture(scope="session")
def scripts(real_site) -> dict[str, str]:
    found = {path.relative_to(real_site).as_posix(): path.read_text("utf-8") for path in real_site.rglob("*.js")}
    assert {"assets/js/site.js", "assets/carte/leaflet.js"} <= found.keys()
    return found


FORBIDDEN = {
    "locks the orientation": r"orientation\s*\.\s*lock|lockOrientation",
    "follows the movements of the device": r"devicemotion|deviceorientation|Accelerometer|Gyroscope",
    "opens a window": r"window\.open\b",
    "plays sound": r"new Audio\b|AudioContext|speechSynthesis",
}


@pytest.mark.parametrize("act", FORBIDDEN)
def test_no_script(scripts, act):
    assert [name for name, text in scripts.items() if re.search(FORBIDDEN[act], text)] == []
