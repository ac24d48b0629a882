"""Metres of a map → degrees (WGS 84): Lambert-93, and the UTM zones overseas.

Lambert-93: IGN, « Projection cartographique conique conforme de Lambert », NTG 71 (1995), algorithms ALG0004 (from X, Y) and
ALG0002 (from the isometric latitude), on the ellipsoid GRS 80. UTM: the series of Krüger to the third power of n, as in
https://en.wikipedia.org/wiki/Universal_Transverse_Mercator_coordinate_system; both are good to the centimetre.
"""

from __future__ import annotations

import math
import re

A, E = 6378137.0, 0.0818191910428
"""GRS 80: half the great axis in metres, the eccentricity."""
N, C, XS, YS = 0.7256077650, 11754255.426, 700000.0, 12655612.050
"""Lambert-93: exponent, constant, pole."""
MERIDIAN = math.radians(3)


def from_lambert_93(x: float, y: float) -> tuple[float, float]:
    """(latitude, longitude) in degrees of a point in metres."""
    r, gamma = math.hypot(x - XS, y - YS), math.atan((x - XS) / (YS - y))
    isometric = -math.log(abs(r / C)) / N
    latitude = 2 * math.atan(math.exp(isometric)) - math.pi / 2
    for _ in range(10):
        sine = E * math.sin(latitude)
        latitude = 2 * math.atan(((1 + sine) / (1 - sine)) ** (E / 2) * math.exp(isometric)) - math.pi / 2
    return math.degrees(latitude), math.degrees(MERIDIAN + gamma / N)


def from_utm(x: float, y: float, zone: int, south: bool) -> tuple[float, float]:
    """(latitude, longitude) in degrees of a point in metres."""
    f = 1 - math.sqrt(1 - E * E)
    n = f / (2 - f)
    radius = A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    beta = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    delta = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    xi, eta = (y - 10_000_000 * south) / (0.9996 * radius), (x - 500_000) / (0.9996 * radius)
    north = xi - sum(b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in enumerate(beta, 1))
    east = eta - sum(b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in enumerate(beta, 1))
    chi = math.asin(math.sin(north) / math.cosh(east))
    latitude = chi + sum(d * math.sin(2 * j * chi) for j, d in enumerate(delta, 1))
    return math.degrees(latitude), 6 * zone - 183 + math.degrees(math.atan2(math.sinh(east), math.cos(north)))


def degrees(first: str, second: str, system: str = "") -> tuple[float, float] | None:
    """(latitude, longitude) of a pair that is in degrees, or in metres: y, then x; None for what is no point.

    ``system``: the register's word for it, « UTM_N20 »; else metres are Lambert-93.
    """
    try:
        y, x = float(first.replace(",", ".")), float(second.replace(",", "."))
        if abs(y) <= 90 and abs(x) <= 180:
            return y, x
        if zone := re.search(r"UTM_?([NS])_?(\d\d)", system):
            return from_utm(x, y, int(zone[2]), zone[1] == "S")
        return from_lambert_93(x, y) if 0 < x < 1_300_000 and 6_000_000 < y < 7_200_000 else None
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
