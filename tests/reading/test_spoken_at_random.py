"""Numbers, days, closures, ages and hours drawn at random, written as people write them by a writer that knows nothing of how
they are read: what is understood is what was drawn."""

import calendar
import datetime as dt
import random
from itertools import groupby

from ctg.common.phrases import DAYS, MONTHS
from ctg.reading.spoken.dates import age, ages, closures
from ctg.reading.spoken.days import date, easter, read_day
from ctg.reading.spoken.weeks import opening
from ctg.reading.spoken.words import amount, count

TODAY = dt.date(2026, 11, 30)
SMALL = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
         "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"]  # fmt: skip
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def in_letters(number: int) -> str:
    """« deux cent quatre-vingt-onze », below 20 000."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        ten = number // 20 * 20 if number >= 60 else number // 10 * 10
        tie = " et " if number % 10 == 1 and number < 80 else "-"
        return f"{TENS[ten]}{tie}{in_letters(number - ten)}" if number > ten else TENS[ten] + "s" * (ten == 80)
    base, word = (1000, "mille") if number >= 1000 else (100, "cent")
    many, rest = divmod(number, base)
    said = word if many == 1 else f"{in_letters(many)} {word}{'s' * (base == 100 and not rest)}"
    return f"{said} {in_letters(rest)}" if rest else said


def test_a_number_in_letters_or_in_figures_is_that_number():
    numbers = [*range(2, 1100), *range(1100, 20_000, 97)]
    read = {
        n: (count(f"{in_letters(n)} places"), amount(f"{in_letters(n)} euros"), amount(f"{n:,} €".replace(",", " ")))
        for n in numbers
    }
    assert [n for n, told in read.items() if [one and (one.value, one.rest) for one in told] != [(str(n), "")] * 3] == []
    for euros, part in ((euros, part) for euros in (2, 12, 250) for part in range(1, 100)):
        told = str(round(euros + part / 100, 2))
        assert [amount(f"{euros}€{part:02}").value, amount(f"{euros},{part:02} euros").value] == [told, told]


def written(day: dt.date, draw: random.Random, year: bool = True) -> str:
    """A day as people write it."""
    first, weekday = "1er" if day.day == 1 else day.day, DAYS[day.weekday()]
    if not year:
        return draw.choice([f"{first} {MONTHS[day.month - 1]}", f"{day:%d/%m}", f"{day.day}/{day.month}"])
    return draw.choice([
        f"{first} {MONTHS[day.month - 1]} {day.year}", f"{weekday} {first} {MONTHS[day.month - 1]} {day.year}", f"{day:%d/%m/%y}",
        f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%Y}", f"{day:%d-%m-%Y}", day.isoformat(),
        f"{weekday[:3]}. {day:%d/%m/%Y}", f"{first} {MONTHS[day.month - 1]} {in_letters(day.year)}",
    ])  # fmt: skip


def test_a_day_is_that_day_however_it_is_written():
    draw = random.Random(1)
    days = [dt.date(2026, 1, 1) + dt.timedelta(n) for n in range(0, 1200, 2)]
    said = [(written(day, draw), day.isoformat()) for day in days]
    assert [
        (text, day, found) for text, day in said if (found := date(text)) is None or (found.value, found.rest) != (day, "")
    ] == []
    other = [
        (f"{DAYS[n]} {day.day} {MONTHS[day.month - 1]} {day.year}") for day in days[:90] for n in range(7) if n != day.weekday()
    ]
    assert [text for text in other if date(text.replace(" 1 ", " 1er "))] == [], "no such day of the week"
    assert [text for y in (2027, 2028) for m in range(1, 13) if date(text := f"{calendar.monthrange(y, m)[1] + 1}/{m}/{y}")] == []


def test_a_day_without_its_year_is_the_coming_one_unless_it_is_just_gone():
    days = [TODAY + dt.timedelta(n) for n in range(365)]
    said = {day: date(f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}", TODAY) for day in days}
    assert {day for day, one in said.items() if one} == {*days[:276]}, "nine months ahead"
    assert [day for day, one in said.items() if one and one.value != day.isoformat()] == []
    past = {
        day: date(f"depuis le {day.day} {MONTHS[day.month - 1]}".replace(" 1 ", " 1er "), TODAY) for day in days[1:] + days[:1]
    }
    assert [
        day for day, one in past.items() if one.value != (day if day == TODAY else day.replace(year=day.year - 1)).isoformat()
    ] == []


def test_a_day_said_from_today():
    for today in (TODAY, dt.date(2027, 2, 27), dt.date(2028, 2, 28), dt.date(2026, 12, 31)):
        for number in range(2, 61):
            kept = number not in {8, 15}
            for text, sign in (("dans {} jours", 1), ("il y a {} jours", -1)):
                assert read_day(text.format(number), today) == (today + dt.timedelta(number * sign)).isoformat() * kept
        assert read_day("dans 61 jours", today) == ""
        for rank, name in enumerate(DAYS):
            coming = next(day for n in range(1, 8) if (day := today + dt.timedelta(n)).weekday() == rank)
            gone = next(day for n in range(1, 8) if (day := today - dt.timedelta(n)).weekday() == rank)
            told = [coming, gone, coming + dt.timedelta(7)]
            assert [read_day(f"{name} {when}", today) for when in ("prochain", "dernier", "en huit")] == [*map(str, told)]
            for month in range(1, 13):
                own = [day for week in calendar.monthcalendar(2027, month) if (day := week[rank])]
                for n, ordinal in enumerate(("1er", "2e", "3e", "4e")):
                    asked = f"le {ordinal} {name} {'d’' if MONTHS[month - 1][0] in 'ao' else 'de '}{MONTHS[month - 1]} 2027"
                    assert read_day(asked, today) == f"2027-{month:02}-{own[n]:02}"


def test_easter_is_where_the_church_puts_it():
    """Against the anonymous Gregorian computation (Meeus, Astronomical Algorithms, 1991, ch. 8)."""
    for year in range(1900, 2100):
        a, (b, c) = year % 19, divmod(year, 100)
        h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
        rest = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
        month, day = divmod(h + rest - 7 * ((a + 11 * h + 22 * rest) // 451) + 114, 31)
        assert easter(year) == dt.date(year, month, day + 1)


def test_a_closure_is_from_its_first_day_to_its_last_one():
    draw = random.Random(2)
    shapes = ("du {} au {}", "fermé du {} au {} inclus", "{} -> {}", "entre le {} et le {}", "{} au {}")
    for _ in range(250):
        first = dt.date(2026, 12, 1) + dt.timedelta(draw.randrange(200))
        last = first + dt.timedelta(draw.randrange(1, 60))
        shape, dated = draw.choice(shapes), first.year == last.year or first.month != last.month
        text = shape.format(written(first, draw, year=draw.random() < 0.5 or not dated), written(last, draw))
        assert closures(text) == [{"du": first.isoformat(), "au": last.isoformat()}], text
        wait = draw.randrange(18)
        back = f"du {written(first, draw)} au {written(last, draw)}, réouverture le {written(last + dt.timedelta(wait), draw)}"
        told = [(one["du"], one["au"]) for one in closures(back)]
        assert told == [(first.isoformat(), last.isoformat())] * (0 < wait < 15), back
        weeks = draw.randrange(2, 7)
        lasting = f"du {first.day} {MONTHS[first.month - 1]} {first.year} pendant {weeks} semaines".replace(" 1 ", " 1er ")
        assert closures(lasting)[0]["au"] == (first + dt.timedelta(7 * weeks - 1)).isoformat(), lasting


def test_ages_are_those_that_are_said():
    draw = random.Random(3)
    for _ in range(200):
        in_months = draw.random() < 0.4
        low = draw.randrange(1, 30) if in_months else draw.randrange(2, 17)
        high = draw.randrange(max(3, low // 12 + 1), 27)
        de, a = f"{low} {'mois' if in_months else 'ans'}", f"{high} ans"
        for text in (
            f"de {de} à {a}",
            f"{de} - {a}",
            f"dès {de} et jusqu'à {a}",
            f"enfants de {de} à {a}",
            f"à partir de {de}, jusqu'à {a}",
        ):
            right = (low if in_months else 12 * low) <= 12 * high
            assert (ages(text) or [None])[0] == ({"de": de, "a": a} if right else None), text
        assert (ages(f"à partir de {de}")[0], ages(f"jusqu'à {a}")[0]) == ({"de": de}, {"a": a})
        assert age(f"{in_letters(high)} ans") == a
        assert age(f"{high} ans et demi") == f"{12 * high + 6} mois"


def hour(minutes: int, draw: random.Random) -> str:
    hours, rest = divmod(minutes, 60)
    return draw.choice(
        [f"{hours}h{rest:02}" if rest else f"{hours}h", f"{hours:02}:{rest:02}", f"{hours} h {rest:02}", f"{hours}h{rest:02}"]
    )


def test_hours_are_of_the_days_and_of_the_times_that_are_said():
    draw = random.Random(4)
    for _ in range(200):
        times = [sorted(draw.sample(range(7 * 12, 21 * 12, 3), 2 * draw.randrange(1, 3))) for _ in range(3)]
        week = {day: draw.choice([None, *times]) for day in DAYS}
        runs = [(spans, [*days]) for spans, days in groupby(DAYS, week.get) if spans]
        parts, wanted = [], {}
        for spans, days in runs:
            ends = [5 * one for one in spans]
            shape = draw.choice(["{}-{}", "de {} à {}", "{} à {}"])
            pairs = [*zip(ends[::2], ends[1::2], strict=True)]
            said = " et ".join(shape.format(hour(a, draw), hour(b, draw)) for a, b in pairs)
            name = days[0] if len(days) == 1 else f"du {days[0]} au {days[-1]}" if len(days) > 2 else f"{days[0]} et {days[1]}"
            parts.append(draw.choice([f"{name} : {said}", f"{name} {said}"]))
            plain = [
                "-".join(f"{at // 60}h{at % 60:02}".removesuffix("h00") + "h" * (not at % 60) for at in pair) for pair in pairs
            ]
            wanted |= dict.fromkeys(days, plain if len(plain) > 1 else plain[0])
        text = draw.choice([" ; ", ", ", "\n"]).join(parts)
        assert not text or opening(text) == wanted, text


def test_a_closure_without_a_year_is_of_the_one_that_its_days_of_the_week_tell():
    draw = random.Random(5)
    for _ in range(150):
        first = TODAY + dt.timedelta(draw.randrange(300))
        last = first + dt.timedelta(draw.randrange(1, 40))
        ends = [f"{DAYS[day.weekday()]} {'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}" for day in (first, last)]
        text = "fermé du {} au {}".format(*ends)
        assert closures(text, today=TODAY) == [{"du": first.isoformat(), "au": last.isoformat()}], text
        assert closures(text) == [{"du": f"{first:%m-%d}", "au": f"{last:%m-%d}"}], "of every year, from no day"
        named = f"{DAYS[(first.weekday() + draw.randrange(3, 5)) % 7]} {ends[0].partition(' ')[2]}"
        assert closures(f"fermé du {named} au {ends[1]}", today=TODAY) == [], "of no year"
    for month in range(1, 13):
        end = dt.date(2027, month, calendar.monthrange(2027, month)[1])
        text = f"du 2 {MONTHS[month - 1]} à fin {MONTHS[month - 1]} 2027"
        assert closures(text) == [{"du": f"2027-{month:02}-02", "au": end.isoformat()}], text


def test_no_table_is_too_odd_to_be_looked_at():
    draw = random.Random(6)
    cells = [*"abLmvx-?()É", "", "mardi", "9h-12h", "9h", "9 12 14 17", "Matin", "fermé", "et", "du", "au", "25/12/2026", "2027"]
    for _ in range(700):
        rows = [draw.choice("\t|;, ").join(draw.choices(cells, k=draw.randrange(1, 6))) for _ in range(draw.randrange(1, 6))]
        for read in (opening, closures, ages, date, count):
            read("\n".join(rows))
