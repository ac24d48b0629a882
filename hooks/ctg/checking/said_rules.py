"""What a text says against the calendar, against itself, or against the field beside it: warnings, since words may mean more
than they seem to. Each rule reads a whole form (« de 9 à 4 ans », « fermé le lundi »), and nothing near it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from ctg.checking.echo_rules import EITHER, dates_said
from ctg.checking.record_rules import year_of
from ctg.checking.rules import Checked, first_day, last_day, only
from ctg.common.phrases import DAYS, MONTHS, date_fr, day_month, joined, no_such_day
from ctg.common.problems import Location, Problem, fold, shown
from ctg.model.action import Action, EtatDate
from ctg.model.commune import Commune
from ctg.model.fields import Part, PartialDate
from ctg.model.figure import Indicateur, Mesure
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import Instance, Rencontre
from ctg.model.periods import DayOfYear, Period
from ctg.model.place import Acces, Place
from ctg.model.record import Record
from ctg.model.references import Source
from ctg.model.structure import Structure
from ctg.reading.spoken.tokens import Pieces

ORDER = "Échangez les deux nombres, ou corrigez l'un d'eux."
_NUMBER = r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)"
_PLACES = re.compile(r"(?<![\d,.])(?<!plus )(?<!moins )(\bde )?(\d{1,3}) places\b(?! de (?:parking|stationnement|cinéma))")
_BY_AGE = re.compile(r"\b(\d{1,3}) pour (?:de|plus de|moins de|les)\b")
MORE, LESS = re.compile(r"\b(agrandi|augment|doubl|développ|ouvr|davantage|gagn)"), re.compile(r"\b(rédui|baiss|diminu|moins de)")
MOST = {
    "demi-heure": 20, "heure": 40, "demi-journée": 80, "journée": 150, "jour": 150, "repas": 30, "goûter": 10, "séance": 200,
    "entrée": 80, "trajet": 60, "ticket": 30, "semaine": 1500, "mois": 2500, "an": 800, "année": 800,
}  # fmt: skip
"""Euros beyond which families pay for no such thing."""
SEASONS = {
    "belle saison": range(3, 12), "été": range(6, 10), "hiver": (11, 12, 1, 2, 3), "printemps": range(3, 7),
    "automne": range(9, 13), "noël": (12, 1), "fin d'année": (12, 1), "nouvel an": (12, 1), "toussaint": (10, 11),
    "pâques": range(3, 6), **{month: (rank,) for rank, month in enumerate(MONTHS, 1)},
}  # fmt: skip
"""The months in which the middle of a period of that name falls, north of the equator."""
SOUTH = ("974", "976", "98")
"""How begin the codes of communes where summer is in January."""


# --- sentences ---------------------------------------------------------------------------------------


class Saying(NamedTuple):
    """A form of words, and when what it says is wrong."""

    pattern: str
    wrong: Callable[[re.Match[str], Checked], object]
    told: str
    """« {0} », then what is told."""
    remedy: str = EITHER
    of: type[Part] | tuple[type[Part], ...] = Part
    fields: str = ""
    """The first fields in which it is read; empty: all."""
    at: str = ""
    """The field where it is told; empty: that of the text."""


SENTENCES = "nom description resume_facile faits_a_savoir horaires"
SAYINGS = (
    Saying(r"(?<![\d-])((?:19|20)\d\d)\s?[-–/]\s?((?:19|20)\d\d)(?![\d-])", lambda m, _: int(m[1]) > int(m[2]),
           "finit avant de commencer.", "Écrivez les deux années dans l'ordre."),
    Saying(r"(?<![\d,.-])(?<!\d\s)(\d+) (?:(?!m\b|mètres|km|h\b|heures)[^\W\d]+ )?sur (\d+)(?!\d|[,.]\d|\s\d|\s?[ck]?m\b)",
           lambda m, _: int(m[1]) > int(m[2]), ": le premier nombre dépasse le second."),
    Saying(r"(?<!passe )(?<!passé )(?<!baisse )(?<!baissé )\b[dD]e (\d+(?:,\d+)?) à (\d+(?:,\d+)?)\s?(?:ans|mois|semaines|€|eur)",
           lambda m, _: _value(m[1]) > _value(m[2]), "est à l'envers.", ORDER),
    Saying(r"\b[dD]e (\d+) à (\d+)\s?(?:€|euros)", lambda m, _: _value(m[2]) > 100 * _value(m[1]) > 0,
           ": le second est bien plus grand que le premier.", "Regardez la virgule, et comptez les zéros."),
    Saying(rf"(?:\(|\b(?:en|de|depuis|dès|fin|début|année|saison|avant|après|d'ici|{'|'.join(MONTHS)}) )(\d{{4}})"
           r"\b(?! ?\w|[ \d])", lambda m, one: not 1500 < int(m[1]) <= one.world.today.year + 30, ": cette année est loin."),
    Saying(r"\b(?:les|des|aux|nos) (\d+) communes\b|\bcommunes sur (\d+)\b",
           lambda m, one: int(m[1] or m[2]) > len(one.world.codes) > 1 and not _of_another(m, one),
           ": le territoire en a moins."),
    Saying(r"^[Ll]es (\d+) communes$|\bcommunes sur (\d+)\b", lambda m, one: 1 < int(m[1] or m[2]) < len(one.world.codes),
           ": le territoire en a plus."),
    Saying(rf"(?<![\d.,])(?<!\d ){_NUMBER} habitants\b(?! sur)", lambda m, one: _is_another_population(_value(m[1]), one),
           ": la fiche de la commune dit un autre nombre."),
    Saying(rf"\b[Pp]ass\w+ de {_NUMBER} à {_NUMBER}\b", lambda m, one: _value(m[1]) > _value(m[2]) and _grows(one),
           "irait vers moins.", ORDER, (Action, Axe)),
    Saying(r"d'ici (?:à |fin |la fin de )?(\d{4})\b", lambda m, one: (cadre := one.world.framework_of(one.record)) and
           int(m[1]) < cadre.begins.year, "est avant le début de la convention.", "Corrigez l'année.", (Action, Axe)),
    Saying(r"\b(?:fermée?s? (?:définitivement|pour toujours)|définitivement fermée?s?|n'existe plus|a fermé (?:ses portes"
           r"|pour toujours|définitivement)|a cessé (?:son activité|d'exister))", lambda m, one: one.record.published,
           ", et la fiche est publiée.", "Faites-en un brouillon, ou corrigez.", Place, SENTENCES),
    Saying(r"\b[sS]ans (?:prendre )?rendez-vous\b", lambda m, one: one.record.access is Acces.RENDEZ_VOUS,
           ", et l'accès est sur rendez-vous.", of=Place, fields=SENTENCES, at="acces"),
    Saying(r"\b(?:[sS]eulement|[uU]niquement|[sS]ur) rendez-vous\b(?! (?:les?|pour|l.après-midi)\b)",
           lambda m, one: one.record.access is Acces.LIBRE, ", et l'accès est libre.", of=Place, fields=SENTENCES, at="acces"),
    Saying(r"\b[gG]ratuit(?:e|s|es|ement)?\b", lambda m, one: (price := one.record.tarif) and price.gratuit is False and
           "gratuit" not in (price.texte or "").lower(), ", et le tarif dit non.", of=Place, fields="nom", at="tarif.gratuit"),
    Saying(rf"(?<![\d,]){_NUMBER}(?:,(\d+))? ?(?:€|euros)\s+(?:pour |par |l[ae' ]?|chaque )*\s*({'|'.join(MOST)})\b",
           lambda m, _: _value(m[1]) > MOST[m[3]], "est très cher.", "Regardez la virgule.", Place, "tarif"),
    Saying(r"\b(?:[aA]ccord|[cC]onvention|[cC]ontrat|durée) (?:de |conclue? pour |pour )([\w-]+) ans\b",
           lambda m, one: _lasts_otherwise(Pieces(m[1]).line, one.record), ", et ses dates disent une autre durée.",
           "Corrigez le nombre, ou les dates.", Cadre),
)  # fmt: skip


def sentences(one: Checked[Part]) -> Iterator[Problem]:
    """What :data:`SAYINGS` finds in the texts of a part."""
    sayings = [saying for saying in SAYINGS if isinstance(one.record, saying.of)]
    for where, _, text in one.texts:
        for saying in sayings if "://" not in text else ():
            for found in re.finditer(saying.pattern, text) if not saying.fields or str(where[0]) in saying.fields.split() else ():
                if saying.wrong(found, one):
                    told = f"« {shown(found[0].strip())} »{'' if saying.told[0] == ',' else ' '}{saying.told}"
                    yield one.warning(saying.at.format(*found.groups(""), *found.groups("")) or where, told, saying.remedy)


def _value(text: str) -> int:
    return int(re.sub(r"\D", "", text.partition(",")[0]))


def _is_another_population(said: int, one: Checked) -> bool:
    """Of a record whose title names one commune; a part of it may have less than a hundred."""
    title = one.record.title if isinstance(one.record, Record) else ""
    named = [nom for nom in one.world.populations if re.search(rf"\b{re.escape(nom)}\b", title)]
    return said > 100 and len(named) == 1 and not Decimal("0.8") <= said / one.world.populations[named[0]] <= Decimal("1.2")


def _grows(one: Checked) -> bool:
    told = " ".join(text for _, _, text in one.texts).lower()
    return bool(MORE.search(told)) and not LESS.search(told)


def _of_another(found: re.Match[str], one: Checked) -> bool:
    """« Les 400 communes du département »: of what is not the territory."""
    whose = re.match(r" (?:de la |du |de l'|d')(.*)", found.string[found.end() :])
    return bool(whose) and not whose[1].startswith(one.world.territoire.nom if one.world.territoire else " ")  # type: ignore[index]


def _lasts_otherwise(years: str, cadre: Cadre) -> bool:
    if not (years.isdecimal() and cadre.debut and cadre.fin and cadre.end):
        return False
    return int(years) + cadre.debut.year not in {cadre.fin.year + 1, cadre.fin.year, cadre.end.year + 1}


def dates_exist(one: Checked[Part]) -> Iterator[Problem]:
    """Days that do not exist, and days of the week that are not those of their date."""
    for where, _, text in one.texts:
        for date in dates_said(text):
            if (why := no_such_day(date.text)) and where[:2] != ("inscription", "dates"):  # told with what it does there
                yield one.warning(where, f"« {date.text} » n'existe pas : {why}.", "Corrigez le jour ou le mois.")
            elif date.day and date.weekday and DAYS[date.day.weekday()] != date.weekday:
                told = f"Le {date_fr(date.day)} est un {DAYS[date.day.weekday()]}, pas un {date.weekday}."
                yield one.warning(where, told, "Corrigez le jour ou la date.")


_DAY_NAMED = re.compile(rf"(?:(?:le|les|grand|un|premiers?|derniers?|\w+i?ème) )*({'|'.join(DAYS)})s?\b", re.IGNORECASE)


def titles_of_their_day(one: Checked[Part]) -> Iterator[Problem]:
    """What is dated, and begins with a day of the week, is of that day: « Premier samedi », the 18th of October 2025."""
    parts: dict[Location, dict[str, Any]] = defaultdict(dict)
    for where, _, name, value in one.leaves:
        parts[where[:-1]][name] = value
    for at, found in parts.items():
        date, title = found.get("date"), next((found[name] for name in ("titre", "objet") if name in found), "")
        day = date if isinstance(date, dt.date) else date.first if isinstance(date, PartialDate) and date.day else None
        named = _DAY_NAMED.match(title) if day and "fin" not in found else None
        if day and named and DAYS[day.weekday()] != named[1].lower():
            told = f"Le titre dit « {named[1].lower()} », et cette date est un {DAYS[day.weekday()]}."
            yield one.warning((*at, "date"), told, "Corrigez la date, ou le titre.")


def in_their_order(one: Checked[Part]) -> Iterator[Problem]:
    """Warn of the dates that break the order in which a list is written, when one alone does: two figures were exchanged."""
    lists: dict[tuple[Location, tuple[str, ...]], list[tuple[Location, dt.date | PartialDate]]] = defaultdict(list)
    series: dict[Location, tuple[str, ...]] = defaultdict(tuple)
    for where, _, name, value in one.leaves:
        if name in SERIES:
            series[where[:-1]] += (str(value),)
    for where, _, name, value in one.leaves:
        date = value if isinstance(value, dt.date | PartialDate) else year_of(name, value)
        if date and name in ("date", "annee") and len(where) > 2 and where[-3] in IN_ORDER:
            lists[where[:-2], series[where[:-1]]].append((where, date))
    for items in lists.values():
        days, said = [first_day(date) for _, date in items], [date_fr(date) for _, date in items]
        for rank in range(1, len(days) - 1) if len(days) > 2 else ():
            rest = [*days[:rank], *days[rank + 1 :]]
            apart = not min(days[rank - 1], days[rank + 1]) <= days[rank] <= max(days[rank - 1], days[rank + 1])
            if apart and rest in (sorted(rest), sorted(rest)[::-1]):
                told = f"{said[rank]} est entre {said[rank - 1]} et {said[rank + 1]}."
                yield one.warning(items[rank][0], told, "Vérifiez les chiffres de la date.")


IN_ORDER = {"valeurs", "trajectoire", "etats", "etapes", "bilans", "jalons", "avenants"}
SERIES = {"commune", "partie", "financeur", "dispositif", "nature", "territoire"}
"""What makes several lists of one."""


def days_of_the_file(one: Checked[Record]) -> Iterator[Problem]:
    """Warn of a title about another day of the week than its file is named after."""
    days = [{day for day in DAYS if re.search(rf"\b{day}s?\b", fold(text))} for text in (one.record.id, one.record.title)]
    if all(days) and not days[0] & days[1]:
        where = next((where for where, _, text in one.texts if text == one.record.title), ())
        yield one.warning(
            where, f"Le nom du fichier dit {joined(sorted(days[0]))}.", "Corrigez le titre, ou renommez le fichier."
        )


def seasons_as_named(one: Checked[Place]) -> Iterator[Problem]:
    """A closure or a season whose name says another time of the year, or that lasts nearly the whole year."""
    hours = one.record.horaires
    named: list[tuple[str, Period, str]] = [
        (f"fermetures.{i}", period, period.motif or "") for i, period in enumerate(one.record.fermetures)
    ]
    weeks = hours.semaines if hours else ()
    named += [(f"horaires.semaines.{i}", week, week.nom or "") for i, week in enumerate(weeks) if not week.pendant]
    for where, period, name in named:
        days = _days(period)
        if not days:
            continue
        first, count = days
        middle = (first + dt.timedelta(days=count // 2)).month
        said = [word for word in SEASONS if re.search(rf"(?<! a )(?<!nt )(?<!ir )\b{word}\b(?! scolaire)", f" {name.lower()}")]
        elsewhere = any(code.startswith(SOUTH) for code in one.world.codes)
        if said and not elsewhere and not any(middle in SEASONS[word] for word in said):
            told = f"« {name} » irait du {day_month(period.du)} au {day_month(period.au or period.du)}."
            yield one.warning(where, told, "Échangez les deux dates, ou corrigez un mois.")
        elif count > 300 and where.startswith("fermetures"):
            yield one.warning(where, "Cette fermeture dure presque toute l'année.", "Échangez « du » et « au ».")


def _days(period: Period) -> tuple[dt.date, int] | None:
    """(first day, number of days) of a period, in some year."""
    du, au = period.du, period.au or period.du
    if isinstance(du, DayOfYear) and isinstance(au, DayOfYear):
        first, last = du.first_in(2024), au.first_in(2024 + (au < du))
        return first, (last - first).days
    return (du, (au - du).days) if isinstance(du, dt.date) and isinstance(au, dt.date) else None


def proof_of_its_time(one: Checked[Part]) -> Iterator[Problem]:
    """A source of 2024 tells nothing of 2025; its title says no year after its own; a vote of 2026 has no number of 2025."""
    parts: dict[Location, tuple[type, dict]] = {}
    for where, model, name, value in one.leaves:
        parts.setdefault(where[:-1] if not isinstance(where[-1], int) else where[:-2], (model, {}))[1].setdefault(name, value)
    for at, (model, found) in parts.items():
        date = found.get("date")
        if issubclass(model, Source) and date and (years := _years(found["titre"])) and min(years) > last_day(date).year:
            yield one.warning((*at, "date"), f"Le titre dit {min(years)}, et cette date est de {date.year}.", EITHER)
        head = re.match(r"(20\d\d)\s?[-/.]", str(found.get("numero", "")))
        if head and date and int(head[1]) != date.year:
            yield one.warning((*at, "numero"), f"Ce numéro est de {head[1]}, et cette date de {date.year}.", EITHER)
        if issubclass(model, EtatDate | Mesure) and (said := found.get("source")) and (years := _years(said)):
            days = [one.day for one in dates_said(said) if one.day]
            year = date.year if date else found.get("annee")
            if (year and max(years) < year) or (date and days and max(days) < first_day(date)):
                yield one.warning((*at, "source"), "Cette source est d'avant ce qu'elle dit.", "Corrigez la date, ou la source.")


def _years(text: str) -> list[int]:
    return [int(year) for year in re.findall(r"(?<![\d-])(?:19|20)\d\d(?!\d)", text)]


def as_often_as_told(one: Checked[Instance]) -> Iterator[Problem]:
    """Warn of « une fois par an, en mars et en octobre »."""
    said = Pieces(one.record.frequence or "").line
    often, months = re.search(r"\b(\d+) fois par an\b", said), [month for month in MONTHS if f" {fold(month)}" in f" {said}"]
    if often and len(months) > 1 and len(months) != int(often[1]):
        yield one.warning("frequence", f"« {often[0]} », et {len(months)} mois sont nommés.", EITHER)


def breaks_as_told(one: Checked[Indicateur]) -> Iterator[Problem]:
    """Warn of a break of a year, whose reason says another."""
    for i, rupture in enumerate(one.record.ruptures):
        years = _years(rupture.raison)
        if rupture.annee and years and min(abs(rupture.annee - year) for year in years) > 1:
            yield one.warning(f"ruptures.{i}.annee", f"Sa raison dit {years[0]}.", EITHER)


def prolonged_as_told(one: Checked[Cadre]) -> Iterator[Problem]:
    """Warn of « prolonger d'un an » by four."""
    last = one.record.fin
    for i, addition in enumerate(one.record.avenants):
        more = re.search(r"\bd(?:e |')(\d+) ans?\b", Pieces(addition.objet).line)
        if last and addition.fin and more and addition.fin.year != last.year + int(more[1]):
            yield one.warning(f"avenants.{i}.fin", f"« {addition.objet} », depuis {last.year}.", EITHER)
        last = addition.fin or last


def framework_as_told(one: Checked[Cadre]) -> Iterator[Problem]:
    """« 2029-2033 » in the title."""
    cadre = one.record
    found = re.search(r"\b(20\d\d)\s?[-–à/]\s?(20\d\d)\b", cadre.titre)
    for name, dates, said in (("debut", (cadre.debut,), 1), ("fin", (cadre.fin, cadre.end), 2)) if found else ():
        if found and dates[0] and int(found[said]) not in [date.year for date in dates if date]:
            yield one.warning(name, f"Le titre dit « {found[0]} ».", "Corrigez cette date, ou le titre.")


def meeting_as_named(one: Checked[Rencontre]) -> Iterator[Problem]:
    """The file, the title, the minutes and the body of a meeting say when and whose it is."""
    meeting, date, world = one.record, one.record.date, one.world
    said = re.search(r"-(20\d\d)(?:-(\d\d))?$", meeting.id)
    if said and not meeting.fin and int(said[1]) < world.today.year + 2:
        month = said[2] and date.month
        if date.year != int(said[1]) or (month and month != int(said[2])):
            yield one.warning("date", f"Le nom du fichier dit « {said[0][1:]} ».", "Corrigez la date, ou renommez le fichier.")
    body = world.get(Instance, meeting.instance)
    others = [other for other in only(world.records, Instance) if other is not body]
    named = next((other for other in others if fold(meeting.titre).startswith(fold(other.nom))), None)
    if body and named and not fold(meeting.titre).startswith(fold(body.nom)):
        yield one.warning("instance", f"Le titre nomme « {named.nom} ».", "Corrigez l'instance, ou le titre.")
    for i, document in enumerate(meeting.documents):
        days = [day.day for day in dates_said(document.titre) if day.day] if "ompte rendu" in document.titre else []
        if days and date.day and not meeting.fin and days[0] != date.first:
            yield one.warning(f"documents.{i}.titre", f"Cette rencontre est du {date_fr(date)}.", EITHER)
    often = re.findall("|".join(DAYS), fold(body.frequence or "")) if body and date.day and not meeting.fin else []
    if often and DAYS[date.first.weekday()] not in often:
        told = f"Cette instance se réunit « {body.frequence} », et cette date est un {DAYS[date.first.weekday()]}."  # type: ignore[union-attr]
        yield one.warning("date", told, "Corrigez la date, si c'est une erreur.")
    elif body and date.day and not often and not meeting.asks_inhabitants and date.first.weekday() == 6:
        yield one.warning("date", "Cette date est un dimanche.", "Corrigez la date, si c'est une erreur.")
    there = fold(meeting.lieu or "")
    place = next((other for other in only(world.records, Structure) if there == fold(other.nom)), None)
    if place and meeting.commune and place.commune != meeting.commune:
        yield one.warning("commune", f"« {place.nom} » est à {place.commune}.", "Corrigez la commune, ou le lieu.")


def places_as_told(one: Checked[Structure]) -> Iterator[Problem]:
    """« Une crèche de 12 places », of which ``places`` says 20; the places by age of the notes, those that childminders may have,
    those that an action speaks of."""
    place, places, notes = one.record, one.record.places, one.record.notes_internes or ""
    if not places:
        return
    own = [int(count) for of, count in _PLACES.findall(f"{place.nom}. {place.description or ''}") if of]
    by_age = [int(found) for found in _BY_AGE.findall(notes)] if "par âge" in notes else []
    minders = re.search(r"\b(\d+) assistantes? maternelles?", Pieces(place.description or "").line)
    actions = [action for action in only(one.world.records, Action) if action.structures == (place.id,)]
    spoken = [int(count) for action in actions for _, count in _PLACES.findall(f"{action.objectif} {action.description}")]
    remedy = "Corrigez le nombre, ou la phrase."
    if own and places.total not in {*own, sum(own)}:
        yield one.warning("places.total", f"La fiche dit aussi « {max(own)} places » dans son texte.", remedy)
    elif len(by_age) > 1 and sum(by_age) != places.total:
        for where in ("places.total", "notes_internes"):
            yield one.warning(where, f"Par âge, les notes font {sum(by_age)} places.", remedy)
    elif minders and int(minders[1]) * 6 < places.total:
        for where in ("places.total", "description"):
            yield one.warning(where, f"{places.total} places pour {minders[0]} : quatre enfants chacune, six au plus.", remedy)
    elif spoken and not any(places.total < 5 * said and said < 5 * places.total for said in spoken):
        yield one.warning("places.total", f"Une action qui nomme ce lieu dit {max(spoken)} places.", remedy)


def commune_as_others(one: Checked[Commune]) -> Iterator[Problem]:
    """Postcodes of the commune's own department; a population of the year of the others."""
    commune = one.record
    years = Counter(other.population_annee for other in only(one.world.records, Commune) if other.population_annee)
    usual, count = years.most_common(1)[0] if years else (0, 0)
    if commune.population_annee and commune.population_annee != usual and count > 4 and years[commune.population_annee] == 1:
        yield one.warning("population_annee", f"Les autres communes disent {usual}.", "Corrigez l'année, ou le nombre.")
    for i, postcode in enumerate(commune.codes_postaux):
        if commune.code_insee.isdecimal() and postcode[:2] != commune.code_insee[:2]:
            told = f"« {postcode} » n'est pas du département de son code INSEE ({commune.code_insee[:2]})."
            yield one.warning(f"codes_postaux.{i}", told, "Vérifiez les deux codes.")
