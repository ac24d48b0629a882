"""The values that a sentence gives of a fact, as its boxes take them: found by their shape, read by the core's parsers."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping

from ctg import api
from ctg_formulaire import questions
from ctg_formulaire.asking.facts import EVERY
from ctg_formulaire.asking.incoming import DAYS, WORDS
from ctg_formulaire.first_page import closures_said, openings_said, week_said
from ctg_formulaire.questions import CLOSED, FIGURE, HOURS, MONEY, STATE, STEP, STOPS

Boxes = dict[str, str]
Now = Mapping[str, str]
NAMES = WORDS.group("faits")
"""What each fact of a place is named by."""
HEADS = NAMES | WORDS.group("en_tete")
"""Those of an action too, and what is said in words, before a colon."""
BY_SHAPE = {"telephone", "tarif", "horaires", "adresse", "ages", "courriel"}
"""What a sentence may give without its name."""
STREET = re.compile(rf"(?:\d{{1,4}}\s*(?:bis|ter|[a-d])?\b,?\s+)?\b{WORDS.any_of('voies')}\s+[^,;.()\n]+", re.I)
STREET_END = re.compile(rf"\s+[àa]\s+(?=[A-ZÉ])|\s*[-–,]?\s*\d{{5}}\b|\s+{WORDS.any_of('fin_de_voie')}\b")
TIME = r"(?<!\d)\d{1,2}\s*[hH:]\s*(?:\d{2})?"
PRICE = re.compile(
    r"(?i)(?:\b(?:de|entre|à partir de|moins de) +)?[<>]? *\d[\d ,.]*(?:(?:€|euros?)? *(?:à|et|-) *\d[\d,.]* *)?"
    r"(?:€|euros?\b)[^,;.()]*"
)
NO_TELEPHONE = re.compile(rf"(?i)\b{WORDS.any_of('sans_telephone')}\b")
FIGURE_SAID = r"(?<![\d.,])\d{1,3}(?:\s*[hH:]\s*(?:\d\d)?|[.,]\d\d?| (?:bis|ter)\b)?(?:er)?(?!\d)"
NOT_THAT = r"(?:au lieu d[eu’']|à la place d[eu’']|(?:(?:et|mais) )?(?:non(?: pas)?|pas|plus))\s*(?:(?:à|de|le|la|du|au|des) )*"
INSTEAD = re.compile(rf"({FIGURE_SAID})[\s,(€]*(?:euros? )?{NOT_THAT}({FIGURE_SAID})", re.I)
"""« 7h au lieu de 7h30 », « 10 € (pas 8) », « le 21 et pas le 24 »."""
DENIED = re.compile(rf"[,(]?\s*\b(?:{NOT_THAT}(?=\d)|{WORDS.any_of('mais_pas')})[^,;.!)]*\)?|{WORDS.any_of('de_cote')}", re.I)
"""What is said only to be put aside: « le 2 et non le 3 », « le site dit le 3, mais »."""
_AT = rf"(?:au? |à |de )?({FIGURE_SAID})"
NO_LONGER = re.compile(rf"(?i)\bn(?:e |[’'])(\w+) p(?:lus|as) {_AT}[\s,]*mais {_AT}")
"""« on n'ouvre plus à 8h mais à 7h45 »: on ouvre 7h45 au lieu de 8h."""
SINCE = re.compile(rf"\s*\b{WORDS.any_of('deja')}\b", re.I)
"""Says that a change is there already."""
OTHER_DAYS = re.compile(rf"{WORDS.any_of('autres_jours')}\b\D*$|{WORDS.any_of('jour_pareil')}", re.I)
AN_END = re.compile(r"(?:partir de|dès|jusqu.à|entre|moins de|plus de) \d+|\d+ ?(?:à|-|–|et|/) ?\d+ ?(?:ans?\b|mois|sem)", re.I)
"""Of an age, or of any count: « à partir de 2 », « 2 à 16 ans »."""
SHUT = re.compile(rf"\s*{WORDS.any_of('jours_fermes')}[\s.!]*", re.I)
SHUT_DAYS = re.compile(WORDS.any_of("des_jours"), re.I)
WHOLE_SPAN = re.compile(rf"\(\s*({TIME}\s*(?:-|–|à)\s*{TIME})\s*\)[\s.!]*$")
SPAN_OF_DAYS = re.compile(r"\d.*\b(?:au|jusqu\w+)\b|\b(?:ponts?|cong[ée]s)\b", re.I)
_A_DAY = rf"(?:{DAYS}|{'|'.join(day[:3] for day in api.JOURS)})s?\b\.?"
OF_DAYS = re.compile(rf"((?:(?:du |l[ea]s? )?\b{_A_DAY}(?:\s*(?:,|et|au|à|[-/])\s*)?)+)(.*?)(?=\b{_A_DAY}|$)", re.I | re.S)
"""Some days, and what is said of them."""
UP_TO = re.compile(rf"\b{WORDS.any_of('jusqu_a_cet_age')}[^\d,;.]{{0,20}}(?=\d+ (?:ans?|mois))", re.I)
SPAN = re.compile(rf"{TIME}\s*(?:-|–|/|[àa]|jusqu[’']à)\s*{TIME}")
IN_PART, NOT_ELSE = map(WORDS.words, ("en_partie", "rien_d_autre"))
MOVED = re.compile(rf"(?i)\s*\b(?:au lieu|[àa] la place) d(?:u|e|es) (?:le )?({_A_DAY})")
NOT_EACH = WORDS.words("pas_chaque_semaine")
OF_CLOSURE = WORDS.words("autour_de_fermeture")
PAST_CLOSURE = WORDS.words("fermeture_passee")
NO_MORE = WORDS.words("plus_ce_jour")
ASIDE = WORDS.words("autre_chose")
"""Words of something else than the fact that a value looks like."""
AROUND_HOURS = re.compile(rf"(?:{WORDS.any_of('autour_des_heures')} ?)*")


def named_in(plain: str, names: Mapping[str, str] = NAMES) -> set[str]:
    """The facts that a folded text names."""
    return {name for name, words in names.items() if re.search(rf"\b(?:{words})\b", plain)}


def bare(said: str) -> str:
    """A sentence without what it puts aside, or says of other days, or since when it is so."""
    if shut := SHUT.fullmatch(SINCE.sub("", said)):
        return f"{SHUT_DAYS.search(shut[0])[0]} fermé"  # type: ignore[index]
    return SINCE.sub("", OTHER_DAYS.sub("", DENIED.sub("", NO_LONGER.sub(r"\1 \3 au lieu de \2", said))))


def blocks_nothing(said: str, now: Now) -> bool:
    """Whether an answer says that nothing blocks an action, and nothing did."""
    return not now.get(STOPS) and not questions.stops_of(said)


def values_of(said: str, now: Now, day: dt.date, topic: str = "", before: Collection[str] = ()) -> dict[str, list[Boxes]]:
    """Fact → each value that a sentence may give of it, the likeliest first. ``now``: what the boxes hold; ``topic``: the only
    fact that it can be of, and of which it is then the whole answer; ``before``: those that were just named."""
    said = NO_LONGER.sub(r"\1 \3 au lieu de \2", said)
    kept = DENIED.sub("", said)
    names = named_in(api.fold(said)) or {*before}
    found: dict[str, list[Boxes]] = {}
    for name, one in EVERY.items():
        asked = name in IN_WORDS and (topic or (name == "inscription" and not now.get(one.boxes[0])))
        read = IN_WORDS[name] if asked else READERS.get(name)
        shaped = {"places": re.search(r"\d enfants\b", said), "fermetures": not names and SPAN_OF_DAYS.search(said)}
        told = name == topic if topic else name in BY_SHAPE or name in names or shaped.get(name)
        if told and any(box in now for box in one.boxes):
            values = [*_instead(said, {box: now.get(box, "") for box in one.boxes if box not in {HOURS, "telephone"}})]
            values = values or [*read(said if name in {"horaires", "adresse"} else kept, now, day)] if read else values
            values += [{one.boxes[0]: ""}] if asked and not topic and values else []  # two: it is never sure
            found |= {name: [one for n, one in enumerate(values) if one not in values[:n]]} if values else {}
    return found


def _instead(said: str, now: Now) -> Iterator[Boxes]:
    """The box whose only « 8 » is now « 10 », of « 10 € et non 8 »."""
    for new, old in INSTEAD.findall(said):
        for box, text in now.items():
            changed, count = re.subn(rf"(?<![\d,.]){_time(old)}(?![\d,.h])", _time(new), text)
            if count == 1 and ("h" in _time(old)) == ("h" in _time(new)):
                yield {box: changed}


def is_new(boxes: Boxes, now: Now) -> bool:
    """Whether a value says otherwise than the site."""
    return any(api.fold(text) != api.fold(now.get(box, "")) for box, text in boxes.items())


def _reached(way: str) -> Callable[[str, Now, dt.date], Iterator[Boxes]]:
    """Each telephone (of ten figures), mail or site of a sentence."""

    def read(said: str, _now: Now, _day: dt.date) -> Iterator[Boxes]:
        said = re.sub(r"\S+@(?=\s)", "", said)  # « la boîte contact@ »
        bare_figures = re.sub(r"[\s./()-]", "", said)
        while found := api.read_reach(said):
            name, (value, said, _) = found
            written = re.sub(r"^\+33 ?", "0", value)
            figures = re.sub(r"\D", "", written)
            if name == way and (way != "telephone" or (len(figures) > 9 and re.search(f"(?:0|33){figures[1:]}", bare_figures))):
                yield {way: written}
        if way == "telephone" and not re.search(r"\d{9}", bare_figures) and (none := NO_TELEPHONE.search(said)):
            yield from ({way: one} for one in (none[0], ""))  # two: it is never sure

    return read


UNSAID = re.compile(r"[\d?]|habitude|comme (?:avant|toujours|tout le monde)|\bnouveau|\bchange")
"""What a sentence kept as it is never says: hours that were not read, or those that one is supposed to know."""


def _hours(said: str, now: Now, _day: dt.date) -> Iterator[Boxes]:
    """The week; what changes of the one that is known. Several when it may be either."""
    known = api.read_week(now.get(HOURS, ""))
    if moved := MOVED.search(said.lower()):  # « le mardi au lieu du lundi »
        said, left = MOVED.sub("", said), moved[1].rstrip("s.")
        known = {name: one for name, one in known.items() if not name.startswith(left)}
    said, alike = SINCE.sub("", said), len({*map(str, known.values())}) == 1
    days = [one for one in known if re.search(rf"\b{one[:3]}", said, re.I)]
    if len(days) == 1 and (new := next(_instead(said, {days[0]: openings_said(known[days[0]])}), {})):
        yield {HOURS: week_said({**known, **new})}
        return
    said = bare(said).strip(" .")
    if (span := WHOLE_SPAN.search(said)) and (of := SHUT_DAYS.search(said)):
        said = f"{of[0]} {span[1]}"  # « le jeudi se prolonge à 19h30 (13h30-19h30) »
    read = dict(api.read_opening(said, known) or {})
    note = api.fold(str(read.pop("note", "")))
    read = _in_part(said, known, read)
    like = re.search(r"\bmemes? (?:heures?|horaires?) que\b", api.fold(said))
    if not read or not read.keys() <= {*api.JOURS} or "oui" in read.values() or not (like or AROUND_HOURS.fullmatch(note)):
        asked = not known and named_in(api.fold(said)) & {"horaires"} and not UNSAID.search(api.fold(said))
        week = week_said(_likely_week(said, note, read, known))
        text = week if week != week_said(dict(known)) else api.capital(said) if asked else ""
        yield from ({HOURS: text}, {HOURS: ""}) if text else ()  # two: it is never sure
        return
    one = len(read) == 1 < len(known) and (read.keys() < known.keys() or re.search(r"\ble (?=[lmjvsd])", said, re.I))
    sure = one or "ferme" in read.values() or len(re.findall(TIME, said)) < 2
    if read.keys() >= known.keys():
        sure = not known or alike or any(re.search(rf"\b{name[:3]}", said, re.I) for name in read)
    yield from ({HOURS: week_said({**known, **read})}, *([] if sure else [{HOURS: ""}]))


def _in_part(said: str, known: Mapping[str, object], read: dict[str, object]) -> dict[str, object]:
    """The days that are read; « le mardi matin, 9h-11h » says nothing of the afternoon."""
    part = IN_PART.search(said) and not NOT_ELSE.search(said)
    return {name: _with_others(known.get(name), value) for name, value in read.items()} if part else read


def _with_others(known: object, told: object) -> object:
    """The openings of a day that are told, with those known that they do not cross."""
    new, old = ([*one] if isinstance(one, list) else [one] * bool(one) for one in (told, known))
    hours = {one: re.findall(r"(\d+)h(\d*)", str(one)) for one in (*new, *old)}
    times = {one: [int(hour) * 60 + int(more or 0) for hour, more in both] for one, both in hours.items()}
    if any(len(one) != 2 for one in times.values()):
        return told
    kept = [one for one in old if all(times[one][1] <= times[two][0] or times[two][1] <= times[one][0] for two in new)]
    return sorted([*kept, *new], key=times.__getitem__) if kept else told


def _likely_week(said: str, note: str, read: Mapping[str, object], known: Mapping[str, object]) -> dict[str, object]:
    """The week with what a sentence seems to change, unknown words left out; the same when it tells of some weeks, or of
    something else."""
    plain = api.fold(said)
    if NOT_EACH.search(plain) or ASIDE.search(plain) or "?" in said:
        return dict(known)
    if not re.search(r"\d", said) or not read.keys() <= {*api.JOURS} or re.search(rf"\d|{DAYS}", note) or not read:
        told = [(one[1].strip(" ,-("), SPAN.findall(one[2])) for one in OF_DAYS.finditer(said)]
        shut = NO_MORE.search(plain) and not re.search(r"\d", said)
        part = re.search(r"\b(?:(matin)|apres midi|aprem|soir)", plain)
        half = ("matin" if part[1] else "après-midi") if part else ""
        parts = [f"{days} {' et '.join(spans)}" if spans else f"fermé {days} {half}" for days, spans in told if spans or shut]
        read = api.read_opening(" ; ".join(parts), known) or {}
    return {**known, **_in_part(plain, known, dict(read))} if read.keys() <= {*api.JOURS} else dict(known)


def _time(text: str) -> str:
    return text if text[-1:] in "rs" else re.sub(r"\s|(?<=h)00$", "", re.sub(r"[H:]", "h", text))


def _addresses(said: str, now: Now, _day: dt.date) -> Iterator[Boxes]:
    """A street and its number; without, where the sentence names the address, a street that is not the known one."""
    told = streets(said)
    left = {street for street in told if re.search(rf"(?i)\b(?:du|quitt\w+(?: l[ea]s?)?) {re.escape(street)}", said)}
    for street in [one for one in told if one not in left] or told:
        named = "adresse" in named_in(api.fold(said)) and api.fold(street) not in api.fold(now.get("adresse", ""))
        if named or street[:1].isdigit():  # « suite au passage de la PMI »
            yield {"adresse": street}


def streets(said: str) -> list[str]:
    """Each street that a sentence tells, with its number."""
    found = []
    while begun := STREET.search(said):
        found.append(STREET_END.split(begun[0])[0].strip(" -–"))
        said = said[begun.start() + len(found[-1]) :]
    return found


SINCE_WHEN = re.compile(r"\([^()\d]*\)|\b(?:depuis|il y a|pendant|dans) \S+ (?:ans?|mois|semaines?)\b", re.IGNORECASE)
"""What is no age beside one: an aside, a time."""


def _ages(said: str, _now: Now, _day: dt.date) -> Iterator[Boxes]:
    said = UP_TO.sub("jusqu’à ", SINCE_WHEN.sub("", said))
    named = named_in(api.fold(said))
    unit = r"ans?|mois|sem\w*|naissance" if "ages" in named or not named else r"ans?"  # « on ferme deux semaines »
    aged = "€" not in said and re.search(rf"\b(?:{unit})\b", said)
    if aged and (found := api.read_ages(said)) and found[0]:
        yield {f"ages.{end}": age for end, age in found[0].items()}


def _places(said: str, _now: Now, _day: dt.date) -> Iterator[Boxes]:
    """The number of places; else the only number."""
    counted = re.findall(r"\b(\d{1,3}) (?:places|berceaux|lits|enfants)\b(?! (?:de|en) (?:plus|moins)| suppl)", said)
    left = AN_END.sub("", STREET.sub("", re.sub(r"\([^()]*\)", "", said)))
    alone = re.findall(r"(?<![\d/.,])\b\d{1,3}\b(?!/|,\d| ?(?:[h€%]|ans?\b|mois|sem))", left)
    yield from ({"places.total": one} for one in counted or (alone if len({*alone}) == 1 else ()))


def _closures(said: str, now: Now, day: dt.date) -> Iterator[Boxes]:
    """Those that are told, a line each, after those known that they do not cross; nothing when one day is not read."""
    read = api.read_closures(said, sure=False, today=day)
    rows = [{end: text for end, text in row.items() if end != "motif"} for row in read]
    rows = [row for row in rows if len(row["du"]) < len("2027-08-01") or row.get("au", row["du"]) >= day.isoformat()]
    beside = OF_CLOSURE.sub("", re.sub(r"\b20\d\d\b", "", str(read[0].get("motif", "")))) if read else ""
    if not rows or re.search(r"\d", beside) or PAST_CLOSURE.search(said):
        return
    known = {line: api.read_closures(line) for line in now.get(CLOSED, "").splitlines()}
    new = [row for row in rows if not any(_same(row, one) for one in known.values())]
    lines = [line for line, one in known.items() if not any(_cross(row, one) for row in new)]
    yield {CLOSED: "\n".join(dict.fromkeys([*lines, *closures_said({"fermetures": new})]))}
    yield from [{CLOSED: ""}] * (len({"au" in row for row in rows}) > 1)  # two: a day alone may be of something else


def _same(row: Mapping[str, str], known: list[dict[str, str]]) -> bool:
    """Whether a closure is one of those known, of its year or of every year."""
    own = (one for one in known if row.keys() == one.keys() - {"motif"})
    return any(all(text.endswith(one[end]) for end, text in row.items()) for one in own)


def _cross(row: Mapping[str, str], known: list[dict[str, str]]) -> bool:
    """Whether a closure is on days of those known, of its year or of every year, around the new one too."""
    first, last = row["du"], row.get("au", row["du"])
    for one in known:
        for year in (int(first[:4]) - 1, int(first[:4])):
            begins, ends = ((day if len(day) == 10 else f"{year}-{day}") for day in (one["du"], one.get("au", one["du"])))
            ends = f"{year + 1}{ends[4:]}" if ends < begins else ends
            if begins <= last and first <= ends:
                return True
    return False


def _words(box: str, reads: Callable[[str], object] = bool) -> Callable[[str, Now, dt.date], Iterator[Boxes]]:
    """A whole answer, that its own box understands."""

    def read(said: str, _now: Now, _day: dt.date) -> Iterator[Boxes]:
        if len(said.strip(" .")) > 3 and reads(said):
            yield {box: api.capital(said.strip(" .")) if reads is bool else said.strip(" .")}

    return read


def _prices(said: str, now: Now, _day: dt.date) -> Iterator[Boxes]:
    """What is said from a price on, that is not the known one; two values: a sentence may speak of another one."""
    if {*re.findall(r"\d+", " ".join(PRICE.findall(said)))} <= {*re.findall(r"\d+", now.get("tarif.texte", ""))}:
        return
    yield from ({"tarif.texte": one} for found in PRICE.findall(said)[:1] for one in (found.strip(), ""))


READERS: dict[str, Callable[[str, Now, dt.date], Iterator[Boxes]]] = {
    "telephone": _reached("telephone"), "horaires": _hours, "adresse": _addresses, "ages": _ages, "fermetures": _closures,
    "places": _places, "courriel": _reached("courriel"), "site_web": _reached("site_web"), "tarif": _prices,
}  # fmt: skip
IN_WORDS: dict[str, Callable[[str, Now, dt.date], Iterator[Boxes]]] = {
    "tarif": _words("tarif.texte"), "inscription": _words("inscription.comment"), "accueil_handicap": _words("accueil_handicap"),
    "publics": _words("publics"), "conditions": _words("conditions"), "etats": _words(STATE, questions.state_of),
    "calendrier": _words(STEP, questions.step_of), "difficultes": _words(STOPS, questions.stops_of), "bilans": _words(FIGURE),
    "moyens": _words(MONEY, questions.money_of),
}  # fmt: skip
"""What only answers a question of its own."""
