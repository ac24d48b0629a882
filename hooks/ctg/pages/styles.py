"""Every colour of the site, worked out from the territory's own (``allure.couleur``): one table of roles.

They are written as CSS custom properties in front of ``jetons.css``, and given to what reads no style sheet: PDF, pictures,
the manifest. Contrasts with the ground are chosen here, and hold for any colour that ``territoire.yml`` may say: at least 4.5
for text and 3 for shapes (WCAG 1.4.3, 1.4.11)."""

from functools import cache

from ctg.model import ENOUGH, UNCHOSEN, Allure, contrast_ratio, toned

Palette = dict[str, str]
"""Role → colour."""
GARRIGUE, OCHRE, WATER = "#0b5d57", "#e2a24a", "#6fb3cc"
"""The colours of a territory that chose none."""
SAME: dict[str, tuple[str, str]] = {
    "fond": ("#ffffff", "#12181b"),
    "pierre": ("#f6f4ef", "#1b2327"),
    "carte-fond": ("#fbfaf7", "#171e22"),
    "trait": ("#d8d2c4", "#36434a"),
    "trait-fort": ("#7d7a70", "#7f8e96"),
    "texte": ("#1f2933", "#e6edf0"),
    "texte-second": ("#52606d", "#a9b6bd"),
    "accent": ("#a34a08", "#f0b35a"),
    "accent-doux": ("#fdf1e3", "#33291a"),
    "sur-logo": ("#ffffff", "#ffffff"),
    "contour": ("#867e6c", "#8a99a1"),
    "contour-fond": ("#efebe1", "#27333a"),
    "bati": ("#e0d6c4", "#37454d"),
    "eau": ("#b8d8e6", "#1f5068"),
    "route": ("#ffffff", "#62717a"),
    "route-bord": ("#c9c0ae", "#1b2327"),
    "rail": ("#857f71", "#93a1a9"),
}
"""Role → (light, dark): what every territory has alike. The accent warns, and rings what the keyboard is on: not a face."""
TINTS: dict[str, tuple[float, float, float]] = {
    "teinte": (3.2, 3.2, 0.06),
    "classe-1": (1.33, 1.5, 0.06),
    "classe-2": (2.1, 2.4, 0.1),
    "classe-3": (3.5, 3.9, 0.12),
    "classe-4": (6, 7, 0.12),
    "classe-5": (11, 12.5, 0.1),
    "loin": (1.27, 1.22, 0.022),
    "plus-pres": (1.75, 1.55, 0.036),
    "pres": (3.3, 2.4, 0.062),
}
"""Role → contrast with the ground (light, dark), and chroma at most: shades of the colour. The last three are hills."""
ON_PAPER: Palette = {
    "pierre": "#ffffff", "carte-fond": "#ffffff", "texte": "#000000", "texte-second": "#333333", "lien": "#000000",
    "lien-survol": "#000000", "trait": "#999999", "accent-doux": "#ffffff",
}  # fmt: skip
"""What print changes of the light palette: black on white, whatever the screen shows."""


@cache
def palette(allure: Allure = UNCHOSEN, dark: bool = False) -> Palette:
    """Every role and its colour."""
    found = {role: pair[dark] for role, pair in SAME.items()}
    ground, own = found["fond"], allure.couleur or GARRIGUE
    colour = toned(own, ground, 9.6, 1.4, 0.12) if dark else own
    sun, water, *_ = (*allure.secondaires, *(OCHRE, WATER)[len(allure.secondaires) :])
    found |= {role: toned(own, ground, tint[dark], 1, tint[2]) for role, tint in TINTS.items()}
    soft = 1.3 if dark else min(1.16, contrast_ratio(own, ground) / (ENOUGH + 0.05))
    return found | {
        "lien-doux": toned(own, ground, soft, 1, 0.025),
        "couleur": own,
        "lien": colour,
        "contour-ici": colour,
        "lien-survol": toned(colour, ground, min(contrast_ratio(colour, ground) * 1.4, 17), 1, 0.12),
        "sur-lien": toned(own, "#ffffff", 17, 1, 0.05) if dark else "#ffffff",
        "encre": toned(own, ground, 4.2, 1.2, 0.1) if dark else own,
        "ciel": toned(own, ground, 1.08, 1, 0.02) if dark else toned(sun, ground, 1.22, 1, 0.045),
        "fenetre": toned(sun, ground, 11 if dark else 1.12, 1, 0.09),
        "soleil": toned(sun, ground, 6.5 if dark else 2.2, 1, 0.13),
        "onde": toned(water, ground, 1.7 if dark else 1.3, 1, 0.03),
    }


@cache
def colour_sheet(allure: Allure = UNCHOSEN) -> str:
    """The palettes as CSS, in the layer of the tokens: the light one, the dark one when the visitor or the device asks, paper.

    Dark is for screens: paper keeps the light palette, whatever the visitor or the device chose.
    """
    light, dark = _declared(palette(allure)), "color-scheme: dark; " + _declared(palette(allure, dark=True))
    return "\n".join(
        (
            "@layer jetons {",
            f":root {{ color-scheme: light; {light} }}",
            f'@media screen {{ :root[data-palette="sombre"] {{ {dark} }} }}',
            f'@media screen and (prefers-color-scheme: dark) {{ :root:not([data-palette="clair"]) {{ {dark} }} }}',
            f"@media print {{ :root, :root[data-palette] {{ {_declared(ON_PAPER)} }} }}",
            "}\n",
        )
    )


def _declared(colours: Palette) -> str:
    return " ".join(f"--{role}: {colour};" for role, colour in colours.items())
