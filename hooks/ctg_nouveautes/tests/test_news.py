"""What is news, in which words; the Atom feed, valid for RFC 4287."""

import dataclasses
import datetime as dt
import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from cas import reviewed
from ctg.common.phrases import typography
from ctg.loading import load
from ctg.model.periods import Fermeture
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg.reading.catalogue import Catalogue
from ctg.reading.kept import Journal
from ctg.site.frame import Frame
from ctg_nouveautes.news import FEED, ILLEGAL, files, journal_as_json, news, news_page, started, updated
from territoires import ESSAI, ROOT, SMALL, catalogue_of

DAY, LATER = dt.date(2026, 11, 25), dt.date(2026, 11, 26)
PLACE = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\n"
LUTINS, FILE = "structures/les-lutins", "data/structures/les-lutins.yml"
AXE = {
    "data/axes/d.yml": "numero: D\ntitre: Relier\n",
    "data/cadres/ville.yml": "titre: Contrat de ville\nnature: contrat-de-ville\n",
}
ACTION = "titre: Un guide\naxe: d\nporteurs: [CAF]\n"
FIGURE = "nom: Places\nunite: places\nproducteur: CAF\nsources: [{titre: Rapport}]\n"
MEETING = "titre: Forum\ntype: forum\nouverte_a_tous: oui\n"


@pytest.fixture
def told(project):
    """``told(before, after)`` → {key: facts} of the news of a day; files are {path: text}, None for one that is absent."""

    def run(before: dict, after: dict, day: dt.date = DAY) -> dict[str, list[str]]:
        journal = published(project, before, None, day)
        return facts(published(project, after, journal, day))

    return run


def published(project, files: dict[str, str | None], journal: Journal | None, day: dt.date) -> Journal:
    root: Path = project({path: text for path, text in files.items() if text is not None})
    for path, text in files.items():
        if text is None:
            (root / path).unlink(missing_ok=True)
    catalogue = load(root, on=day)
    return updated(journal, catalogue, day) if journal else started(catalogue, day)


def facts(journal: Journal) -> dict[str, list[str]]:
    """Without their no-break spaces, which the reader of a test would not see."""
    return {
        one.fiche: [words.replace("\u00a0", " ").replace("\u202f", " ") for words in one.faits.values()]
        for one in journal.entrees
    }


def place(text: str) -> dict:
    return {FILE: PLACE + text}


# --- what is news --------------------------------------------------------------------------------


WRITTEN = Path(__file__).with_name("changements.txt")
"""A record that is there, comes (+) or leaves (-), the lines that a day takes from it (-), adds to it (+) or leaves, and what is
told; nothing, of what readers do not need. Whoever changes these words writes them again (``pytest --reecrire``), and reads the
difference."""
BASES = {
    "structures": PLACE, "actions": ACTION, "indicateurs": FIGURE, "rencontres": MEETING,
    "services": "nom: Aide\nthemes: [mobilite]\n",
}  # fmt: skip


def test_what_changes_is_told_as_it_was_reviewed(told, request):
    def of_a_day(written: str) -> list[str]:
        head, *lines = written.splitlines()
        path = head.strip("+- ")

        def state(day: str) -> str | None:
            own = [line[1:] for line in lines if line[0] in f" {day}"]
            said = {line.partition(":")[0] for line in own}
            base = (line for line in BASES[path.partition("/")[0]].splitlines() if line.partition(":")[0] not in said)
            return None if head[0] in "+-" and head[0] != day else "\n".join([*base, *own, ""])

        before, after = (AXE | {f"data/{path}.yml": state(day)} for day in "-+")
        found = told(before, after)
        assert found.keys() <= {path}
        return found.get(path, [])

    reviewed(WRITTEN, of_a_day, request)


# --- what is not ---------------------------------------------------------------------------------


def test_a_file_that_was_renamed_is_the_same_place(told):
    renamed = PLACE + "anciens_identifiants: [les-lutins]\ntelephone: 01 99 00 00 02\n"
    after = {FILE: None, "data/structures/lutins.yml": renamed}
    assert told(place("telephone: 01 99 00 00 01\n"), after) == {"structures/lutins": ["Téléphone : 01 99 00 00 02"]}


# --- what must not be told -----------------------------------------------------------------------


HIDDEN = "adresse_confidentielle: oui\n"


@pytest.mark.parametrize(
    "told",
    [
        "adresse: 2 rue Secrète\n",
        "inscription: {dates: [derrière l'église]}\n",
        "telephone: 01 99 00 00 02\ncourriel: secret@exemple.fr\n",
    ],
)
def test_of_a_place_that_becomes_confidential_the_news_tell_nothing_any_more(project, told):
    """At once on the site, even before the command runs again; then in the file."""
    journal = published(project, place("adresse: 1 rue Secrète\n"), None, DAY)
    journal = published(project, place(told), journal, DAY)
    assert journal.entrees
    assert news(render(project, place(HIDDEN), journal)) == ()
    assert updated(journal, load(project(place(HIDDEN))), LATER).entrees == ()


def test_old_news_of_a_service_vanish_with_the_address_of_its_structure(project):
    def files(own: str, hosted: str) -> dict[str, str]:
        return place(own) | {"data/services/nuit.yml": f"nom: Nuit\nthemes: [logement]\nstructure: les-lutins\n{hosted}"}

    journal = published(project, files("", ""), None, DAY)
    journal = published(project, files("", "adresse: Porte Secrète\n"), journal, DAY)
    assert "Secrète" in str(journal.entrees)
    catalogue = load(project(files(HIDDEN, "")))
    assert "Secrète" not in str(updated(journal, catalogue, LATER).entrees)
    assert news(render(project, files(HIDDEN, ""), journal)) == ()


def test_a_draft_takes_its_old_news_along(project):
    journal = published(project, place("telephone: 01 99 00 00 01\n"), None, DAY)
    journal = published(project, place("telephone: 01 99 00 00 02\n"), journal, DAY)
    draft = place("telephone: 01 99 00 00 02\netat_fiche: brouillon\n")
    assert news(render(project, draft, journal)) == ()
    left = published(project, draft, journal, LATER)
    (one,) = news(render(project, draft, left))
    assert (one.title, one.path, one.facts) == ("Les Lutins", "", ("Ne figure plus sur le site",))


# --- for the page --------------------------------------------------------------------------------


def render(project, files: dict, journal: Journal, day: dt.date = DAY) -> Renderer:
    return Renderer(dataclasses.replace(load(project(files)), journal=journal), day)


ATOM = "{http://www.w3.org/2005/Atom}"


@cache
def grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(ROOT / "tests/attendu/atom.rng"))


def feeds(catalogue: Catalogue, day: dt.date = DAY) -> dict[str, bytes]:
    return {file.path: file.content for file in files(Renderer(catalogue, day))}


def after(catalogue: Catalogue, journal: Journal, **changed) -> tuple[Catalogue, Journal]:
    """The same territory with the first structure changed, published the day after; the journal goes through its file."""
    first, *others = catalogue.all(Structure)
    records = catalogue.records | {Structure: (first.model_copy(update=changed), *others)}
    now = dataclasses.replace(catalogue, records=records)
    written = journal_as_json(updated(journal, now, DAY + dt.timedelta(days=1)))
    journal = Journal.model_validate(json.loads(written))
    return dataclasses.replace(now, journal=journal), journal


def entries(content: bytes) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in etree.fromstring(content).iter(f"{ATOM}entry")]


# --- valid ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", [ROOT, ESSAI, SMALL])
def test_the_feed_is_valid(root):
    for path, content in feeds(catalogue_of(root)).items():
        assert grammar().validate(etree.fromstring(content)), (path, grammar().error_log.last_error)


def test_a_reader_finds_what_we_wrote():
    root = etree.fromstring(feeds(catalogue_of(ESSAI))[FEED])
    assert root.findtext(f"{ATOM}title") == "Familles du Val d’Aubrelune : quoi de neuf".replace(" :", "\u00a0:")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"alternate": "https://familles.exemple.fr/nouveautes/", "self": "https://familles.exemple.fr/nouveautes.xml"}
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    key = ":2026-09-01/services/cafe-des-parents"
    (bus,) = [one for one in root.iter(f"{ATOM}entry") if one.findtext(f"{ATOM}id").endswith(key)]
    assert bus.findtext(f"{ATOM}title") == "Café des parents – Passe maintenant à Château-Mirabelle"
    assert bus.find(f"{ATOM}link").get("href") == "https://familles.exemple.fr/services/cafe-des-parents/"
    assert bus.findtext(f"{ATOM}updated") == "2026-09-01T00:00:00+02:00"
    assert [tag.get("term") for tag in bus.iter(f"{ATOM}category")] == ["parentalite"]
    assert "Passe maintenant à Château-Mirabelle" in "".join(bus.find(f"{ATOM}content").itertext())


def test_a_site_without_news_has_no_feed_nor_link_to_one():
    catalogue = catalogue_of(ESSAI)
    silent = dataclasses.replace(catalogue, journal=started(catalogue, DAY))
    assert feeds(silent) == {}
    render = Renderer(silent, DAY, files)
    (page,) = news_page(render)
    assert "nouveautes.xml" not in page.body
    assert "nouveautes.xml" not in Frame(render).html(page).decode()


# --- stable --------------------------------------------------------------------------------------


def test_a_corrected_comma_changes_nothing_and_a_telephone_makes_one_entry():
    catalogue = catalogue_of(ESSAI)
    first = catalogue.all(Structure)[0]
    journal = started(catalogue, DAY)
    same, kept = after(catalogue, journal, description="Une virgule, enfin.", nom=first.nom.upper())
    assert kept.entrees == ()
    assert feeds(same) == {}
    changed, _ = after(catalogue, journal, telephone="+33199001234")
    content = feeds(changed)[FEED]
    assert entries(content) == [f"{first.nom} – Téléphone\u00a0: 01\u00a099\u00a000\u00a012\u00a034"]
    assert b"<updated>2026-11-26T00:00:00+01:00</updated>" in content


# --- hostile texts -------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300).filter(str.strip)


@settings(max_examples=30, deadline=None)
@given(nom=texts, motif=texts)
@example(nom="]]></title><script>alert(1)</script>", motif="\x00\x1b\ufffe & < > \" ' ]]>")
@example(nom='=HYPERLINK("https://exemple.fr";"clic")', motif="a;b,c\r\nd\te")
@example(nom="🦊" * 300, motif="مرحبا \u202e\u200f")
@example(nom="«", motif="0")
@example(nom="\x01", motif="\ud7ff\ue000\U0010ffff")
def test_hostile_texts_stay_text(nom, motif):
    catalogue = catalogue_of(SMALL)
    closure = Fermeture.model_validate({"du": "2026-12-24", "au": "2027-01-03", "motif": motif})
    changed, journal = after(catalogue, started(catalogue, DAY), nom=nom, fermetures=(closure,))
    assert journal.entrees
    content = feeds(changed)[FEED]
    root = etree.fromstring(content)
    assert grammar().validate(root), grammar().error_log.last_error
    assert len(entries(content)) == 1
    # XML itself makes one sign of the ends of lines; everything else comes back as it was.
    wanted = ILLEGAL.sub("", typography(f"{nom} – ")).replace("\r\n", "\n").replace("\r", "\n")
    assert entries(content)[0].startswith(wanted)
