"""What tells where something is, in a text: a street, a number with a way, a postcode with a place, a point, a map.

Words that are also of every day (« une place en crèche », « en route », « un cours de français ») only count before a name
or after a number. In doubt a text is told: to word it otherwise costs less than an address found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

OF = r"(?:de la|de l'|du|des|de|d'|aux?)"
THE = r"(?:de la|de l'|du|des)"
STREET = (
    r"(?:rue|avenue|av\.|boulevard|boul\.|blvd|bd\.?|impasse|imp\.|ruelle|venelle|quai|square|lotissement|lot\.|faubourg|fbg"
    r"|rond-point)"
)
"""Ways that are hardly anything else."""
EVERYDAY = (
    r"(?:place|pl\.|all[ée]es?|all\.|chemin|che?\.|route|rte\.?|cours|passage|mont[ée]e|c[ôo]te|traverse|sentier|cit[ée]"
    r"|r[ée]sidence|r[ée]s\.|hameau|lieu-dit|lieudit|quartier|clos|parvis|esplanade|promenade|villa|mas|immeuble|voie|mail|parc)"
)
NAMED = r"(?:place|pl\.|all[ée]es?|chemin|route|cours|passage|sentier|hameau|lieu-dit|lieudit|quartier|parvis|esplanade|promenade"
NAMED += r"|r[ée]sidence|cit[ée]|immeuble)"
"""The everyday words that a name makes an address; before a name, the others are anything (« le parc Jean-Moulin »)."""
SQUARES = (
    r"(?:mairie|[ée]glise|gare|poste|r[ée]publique|fontaine|march[ée]|halles?|victoire|libert[ée]|paix|temple|ch[âa]teau|monument"
    r"|h[ôo]tel de ville|cath[ée]drale|horloge|lib[ée]ration|nation|pr[ée]fecture|champ de foire|lavoir|tilleuls?|platanes?"
    r"|jeu de)"
)
"""What a « place » is named after, even without a capital."""
NAME = r"(?-i:[A-ZÀ-Þ][a-zß-ÿ'])"
NUMBER = r"\b\d{1,4}\s?(?:bis|ter|quater|[a-d]\b)?,?\s+"

PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # « 12 rue… », « 12, r. des Lilas »
        rf"{NUMBER}(?:{STREET}(?!\w)|r\.\s)[^\n,;.]*",
        # « 3 place du lavoir », « 4 chemin Neuf », but not « 1 place de crèche », nor « 2 cours du soir »
        rf"{NUMBER}(?!cours {THE}){EVERYDAY} ?(?:{THE}\s?\w|{OF}?\s?{NAME})[^\n,;.]*",
        # « rue des Lilas », « avenue Foch », but not « à la rue du jour au lendemain », nor « éducateurs de rue »
        rf"(?<!\bde )\b{STREET} ?(?:\b(?!du jour au){OF}(?<=['a-z])\s?\w|(?:(?:les?|la) |l')?(?-i:[A-ZÀ-Þ]\w))[^\n,;.]*",
        # « route de Valbourg », « résidence Les Lilas », but not « feuille de route »
        rf"(?<!\ben )(?<!feuille de )\b{NAMED} (?:(?<!cours ){OF} ?|les? |la |l')?{NAME}[^\n,;.]*",
        rf"\bplace {THE} ?{SQUARES}\b",
        r"(?<!est )(?<!suis )(?<!êtes )(?<!été )(?<!sont )\ball[ée]es? des \w+",
        r"\bchemin des (?!écoliers)\w+",
        # « PLACE DE LA MAIRIE »
        r"(?-i:\b(?:PLACE|CHEMIN|ROUTE|ALL[ÉE]ES?|R[ÉE]SIDENCE|QUARTIER|HAMEAU)"
        r" (?:(?:DE LA|DE L'|DU|DES|DE|D') ?[A-ZÀ-Þ]+|[A-ZÀ-Þ]{4,}))",
        r"\b(?:route (?:nationale|d[ée]partementale)|r[dn]) ?\d+",
        r"\b(?:b\.?p\.?|bo[îi]te postale) ?(?:n° ?)?\d{1,5}\b",
        r"(?-i:\bC\.?S\.? ?\d{5}\b)",
        # « 99100 Valbourg », « Valbourg (99100) »
        r"\b(?:F-)?\d{2}\s?\d{3},?\s+(?!euros|francs|habitants)(?-i:[A-ZÀ-Þ])\w+",
        r"(?<![\w-])(?-i:[A-ZÀ-Þ])[\w-]{1,60},? \(?\d{5}\b",
        # « 44.1623, 4.6212 », « 44° 9′ 44″ N », « latitude 44,16 », « 44,16° N »
        r"[-+]?\b\d{1,3}[.,]\d{3,}\s?°?\s?[ns]?(?:\s?[,;/]\s?|\s(?:et )?)[-+]?\d{1,3}[.,]\d{3,}",
        r"\b(?:lat|latitude|lon|lng|long|longitude)\b\s?[:=]?\s?[-+]?\d{1,3}(?:[.,]\d+|°)",
        r"\b\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d+)?\s?['′]",
        r"\b\d{1,3}[.,]\d+\s?°\s?(?:[nseow]\b|nord|sud|est|ouest)",
        # plus codes, what3words
        r"(?-i:\b(?=[2-9]*[CFGHJMPQRVWX])[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}\b)",
        r"///[^\W\d_]+(?:\.[^\W\d_]+){2}",
    )
)
MAPS = re.compile(
    r"(?:google\.[a-z.]{2,6}/maps|maps\.google\.|goo\.gl/|\bg\.page/|\bg\.co/kgs|openstreetmap\.|\bosm\.org|\bumap\.|waze(?:\.|://)"
    r"|(?:maps|plans?)\.apple\.|\bgeo:[-+\d]|what3words|w3w\.co|mappy\.|viamichelin\.|geoportail\.|acceslibre\.|bing\.com/maps"
    r"|wego\.here\.|citymapper\.|komoot\.|plus\.codes|cartes\.app|pagesjaunes\.|annuaire-entreprises\.|societe\.com|pappers\.fr)\S*",
    re.IGNORECASE,
)
"""Maps, and directories that give an address to whoever asks."""
SLUG = re.compile(
    rf"\b(?:\d{{1,4}} (?:bis |ter )?(?:{STREET}|{EVERYDAY})|(?:rue|avenue|boulevard|impasse|quai|square|lotissement) "
    r"(?:de la |de l |du |des |de |d )?\w{3,})\b(?: \w+){0,3}",
    re.IGNORECASE,
)


def whereabouts(text: str) -> str | None:
    """The words of a text that tell where something is; None when it does not say."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    plain = re.sub(r"[^\S\n]+", " ", plain.replace("’", "'"))
    return next(_found(plain), None)


def _found(text: str) -> Iterator[str]:
    if match := MAPS.search(text):
        yield match[0]
    for form in (text, re.sub(r"\s+", " ", text)):
        yield from (match[0].strip() for pattern in PATTERNS if (match := pattern.search(form)))
    for word in text.split():
        if re.search(r"[-_/%+]", word) and (match := SLUG.search(re.sub(r"[-_/+.=&?#]+", " ", unquote(word)))):
            yield match[0]
