"""French for readers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from markupsafe import Markup

from ctg.kinds.fields import PartialDate
from ctg.outputs import text

# In the tables below: « ~ » is a no-break space, « _ » a narrow no-break space.


def spaces(expected: str) -> str:
    return expected.replace("~", "\u00a0").replace("_", "\u202f")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Vous ne trouvez pas ?", "Vous ne trouvez pas_?"),
        ("Venez ! Oui ; non", "Venez_! Oui_; non"),
        ("dit « oui »", "dit «_oui_»"),
        ("Prix : 5 € (10 %)", "Prix~: 5~€ (10~%)"),
        ("à 3 km, 18 mois, 2 ans, 8 h", "à 3~km, 18~mois, 2~ans, 8~h"),
        ("10 heures", "10 heures"),
        ("l'été d'Anna", "l’été d’Anna"),
        ("'x' l' '", "'x' l' '"),
        ("https://exemple.fr/?a=1;b", "https://exemple.fr/?a=1;b"),
        ("<a href='https://exemple.fr'>", "<a href='https://exemple.fr'>"),
        ("{% if a != b %}", "{% if a != b %}"),
        ("a : b", "a~: b"),
        ("rien:à changer", "rien:à changer"),
        ("déjà\u202f! fait\u00a0: bien", "déjà_! fait~: bien"),
        ("", ""),
    ],
)
def test_typography(written, shown):
    assert text.typography(written) == spaces(shown)
    assert text.typography(spaces(shown)) == spaces(shown), "a second pass changes nothing"


@pytest.mark.parametrize(
    ("date", "alone", "after_de"),
    [
        (dt.date(2026, 9, 1), "1er septembre 2026", "du 1er septembre 2026"),
        (dt.date(2026, 9, 11), "11 septembre 2026", "du 11 septembre 2026"),
        (PartialDate(2023, 3, 1), "1er mars 2023", "du 1er mars 2023"),
        (PartialDate(2024, 8), "août 2024", "d’août 2024"),
        (PartialDate(2024, 10), "octobre 2024", "d’octobre 2024"),
        (PartialDate(2024, 4), "avril 2024", "d’avril 2024"),
        (PartialDate(2018, 9), "septembre 2018", "de septembre 2018"),
        (PartialDate(2018), "2018", "de 2018"),
        (PartialDate(2016, approx=True), "vers 2016", "d’environ 2016"),
        (PartialDate(2016, 8, approx=True), "vers août 2016", "d’environ août 2016"),
    ],
)
def test_dates(date, alone, after_de):
    assert text.date_fr(date) == alone
    assert text.de_date(date) == after_de


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (470, "470"),
        (75893, "75_893"),
        (Decimal("1234567.5"), "1_234_567,5"),
        (Decimal("46.90"), "46,9"),
        (46.9, "46,9"),
        (Decimal("12.345"), "12,34"),
        (Decimal("-3"), "-3"),
    ],
)
def test_numbers(value, shown):
    assert text.number(value) == spaces(shown)


@pytest.mark.parametrize(("km", "shown"), [(0, "moins de 1~km"), (0.99, "moins de 1~km"), (1, "1~km"), (12.6, "13~km")])
def test_distances(km, shown):
    assert text.distance(km) == spaces(shown)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("+33442345678", "04~42~34~56~78"), ("3919", "3919"), ("+3225123456", "+32~2~512~34~56")],
)
def test_telephone_numbers(value, shown):
    assert text.phone(value) == spaces(shown)


@pytest.mark.parametrize(
    ("items", "shown"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (iter(["a", "b", "c"]), "a, b et c")]
)
def test_joined(items, shown):
    assert text.joined(items) == shown


def test_paragraphs_keep_the_text_and_escape_it():
    html = text.paragraphs("un\ndeux & <b>trois</b>\n \n\n<script>alert('x')</script> ?\n")
    assert isinstance(html, Markup)
    assert html == spaces("<p>un deux &amp; &lt;b&gt;trois&lt;/b&gt;</p><p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;_?</p>")


@pytest.mark.parametrize(
    ("url", "shown"),
    [("https://www.exemple.fr/a/b?c", "exemple.fr"), ("http://exemple.fr", "exemple.fr"), ("https://wwwx.fr/", "wwwx.fr")],
)
def test_a_link_shows_the_name_of_its_site(url, shown):
    assert text.site_name(url) == shown


def test_capital_leaves_acronyms_alone():
    assert [text.capital(value) for value in ("", "école", "CAF du pays")] == ["", "École", "CAF du pays"]


def test_only_plain_text_gets_typography_when_a_template_prints_it():
    html = Markup("<b>oui ?</b>")
    assert text.finalize(html) is html
    assert text.finalize(3) == 3
    assert text.finalize("oui ?") == spaces("oui_?")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "0~€"),
        ("12000", "12_000~€"),
        ("148500.5", "148_500,50~€"),
        ("148501.00", "148_501~€"),
        ("1000000000000", "1_000_000_000_000~€"),
    ],
)
def test_euros_are_written_in_french_with_cents_only_when_there_are_some(amount, shown):
    assert text.euros(Decimal(amount)) == spaces(shown)


@pytest.mark.parametrize(
    ("name", "of", "at"),
    [
        ("Valbourg", "de Valbourg", "à Valbourg"),
        ("Écureuil-le-Haut", "d’Écureuil-le-Haut", "à Écureuil-le-Haut"),
        ("Le Pin-Vert", "du Pin-Vert", "au Pin-Vert"),
        ("Les Ormes", "des Ormes", "aux Ormes"),
        ("L'Isle", "de L'Isle", "à L'Isle"),
        ("La Roche", "de La Roche", "à La Roche"),
    ],
)
def test_communes_after_a_preposition(name, of, at):
    assert (text.of_commune(name), text.at_commune(name)) == (of, at)
