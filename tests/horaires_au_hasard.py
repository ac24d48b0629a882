"""Random schedules, as the YAML of a place: same seed, same schedule. Times are quarters of an hour."""

import random

from pydantic import TypeAdapter, ValidationError

from ctg.hours.opening import Schedule
from ctg.model.opening_hours import Horaires
from ctg.model.periods import JOURS, Closure

FERMETURES = TypeAdapter(tuple[Closure, ...])
MONTH_DAYS = (
    "12-20", "12-31", "01-01", "01-07", "02-10", "02-28", "03-01", "03-28", "05-01", "07-01", "08-15", "08-31",
    "10-25", "11-11",
)  # fmt: skip
LEAP = ("02-29",)
DATES = (
    "2026-10-25", "2026-11-11", "2026-12-05", "2026-12-24", "2026-12-31", "2027-01-01", "2027-01-03", "2027-03-28", "2027-05-06",
    "2027-07-14", "2027-08-31", "2027-12-24", "2028-01-02", "2028-02-28", "2028-02-29", "2028-03-01", "2028-05-08", "2028-08-31",
)  # fmt: skip
RANKS = ("premier", "deuxieme", "troisieme", "quatrieme", "dernier")


def typed(horaires: dict) -> dict:
    """The hours as a sheet has them, from the short names of these tests: term, holidays, even and odd weeks, seasons."""
    rest = {name: value for name, value in horaires.items() if name not in SHORT} | horaires.get("scolaire", {})
    weeks = [{"pendant": moment, **horaires[name]} for name, moment in SHORT.items() if moment and name in horaires]
    weeks += [{"pendant": "vacances"}] if "scolaire" in horaires and "vacances" not in horaires else []
    return rest | {"semaines": [*weeks, *horaires.get("saisons", ())]}


SHORT = {
    "scolaire": "", "vacances": "vacances", "semaines_paires": "semaines-paires", "semaines_impaires": "semaines-impaires",
    "saisons": "",
}  # fmt: skip


class Draw:
    """Draws from one seed. ``plain`` leaves out what only a calendar of school holidays, or nobody, can tell."""

    def __init__(self, seed: int, plain: bool = False):
        self.random, self.plain = random.Random(seed), plain
        self.month_days = MONTH_DAYS if plain else MONTH_DAYS + LEAP

    def maybe(self, chance: float = 0.35) -> bool:
        return self.random.random() < chance

    def time(self, quarter: int) -> str:
        return f"{quarter // 4}h{quarter % 4 * 15:02}"

    def hours(self) -> str | list[str]:
        if not self.plain and self.maybe(0.15):
            return self.random.choice(["matin", "apres-midi", "journee", ["9h-12h30", "apres-midi"]])
        ends = sorted(self.random.sample(range(97), self.random.choice([2, 2, 4])))
        spans = [f"{self.time(a)}-{self.time(b)}" for a, b in zip(ends[::2], ends[1::2], strict=True)]
        return spans if len(spans) > 1 else spans[0]

    def week(self, chance: float = 0.4) -> dict:
        return {jour: "ferme" if self.maybe(0.1) else self.hours() for jour in JOURS if self.maybe(chance)}

    def period(self) -> dict:
        if self.maybe(0.5):
            du, au = sorted(self.random.sample(DATES, 2))
        else:
            du, au = self.random.sample(self.month_days, 2)
        return {"du": du, "au": au}

    def place(self) -> dict:
        """``{"horaires": …, "fermetures": …}``, in the words of YAML; may be refused."""
        horaires: dict = {}
        if self.maybe(0.5) or self.plain:
            horaires |= self.week()
        elif self.maybe(0.8):
            horaires["scolaire"] = self.week()
        if not self.plain and self.maybe(0.5):
            horaires["vacances"] = self.week()
        for name in ("semaines_paires", "semaines_impaires"):
            if self.maybe():
                horaires[name] = self.week(0.2)
        if self.maybe():
            horaires["saisons"] = [self.period() | self.week(0.5) for _ in range(self.random.choice([1, 2]))]
        if self.maybe():
            horaires["dates"] = [{"quand": self.quand(), "heures": self.hours()} for _ in range(self.random.randint(1, 3))]
        if self.maybe(0.3):
            horaires["jours_feries"] = "ouvert"
        return {"horaires": horaires, "fermetures": [self.closure() for _ in range(self.random.randint(0, 2))]}

    def quand(self) -> str:
        return self.random.choice(DATES) if self.maybe() else f"{self.random.choice(RANKS)} {self.random.choice(JOURS)} du mois"

    def closure(self) -> dict:
        if self.maybe(0.2):
            return {"du": self.random.choice((*DATES, *self.month_days))}
        return self.period() | ({"motif": self.random.choice(["congés", 'dit « "clos" »'])} if self.maybe(0.5) else {})


def schedule(seed: int, plain: bool = False) -> tuple[dict, Schedule]:
    """(the YAML, the schedule read from it): the first that the checks accept."""
    draw = Draw(seed, plain)
    while True:
        written = draw.place()
        try:
            return written, Schedule(Horaires(**typed(written["horaires"])), FERMETURES.validate_python(written["fermetures"]))
        except ValidationError:
            continue
