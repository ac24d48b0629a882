"""What a clause of an answer does: says that all is right, denies, asks, sends elsewhere, or only greets.

A clause is understood whole, or not at all: a word that is in no list here makes it « something else », which a person reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum, auto

from ctg import api


class Clause(StrEnum):
    """What a clause is."""

    POLITE = auto()
    """It says nothing of the facts."""
    RIGHT = auto()
    """All that was asked is right."""
    WRONG = auto()
    """It denies, or takes back what was just said."""
    ENDED = auto()
    """The place has closed for good."""
    ELSE = auto()
    """A person reads it: a question, a doubt, somebody else to ask, another subject."""


POLITE = re.compile(
    r"(?:un grand |mille |encore )?merci(?: (?:beaucoup|bien|encore|infiniment|d avance|par avance))?"
    r"(?: (?:a vous|a toi|a tous|a toute l equipe))?"
    r"(?: (?:de|pour|d) (?:votre |ton |cette |ce |le |la |l |les |vos |tout ce )?(?:beau |bon )?(?:message|mail|courriel"
    r"|travail|site|suivi|relance|retour"
    r"|demarche|attention|aide|patience|comprehension|vigilance|interet|initiative|rappel|tout|service|mise a jour|proposition"
    r"|avance)"
    r"(?: (?:et bonne \w+|sur la fiche|a vous|du \d+ \w+))?)?"
    r"|(?:bien |tres )?(?:cordialement|sincerement|amicalement|cdlt|a vous|a toi)|a (?:bientot|plus)|a"
    r"|(?:tres )?(?:bonne|belle|excellente?) (?:journee|soiree|semaine|continuation|reception|fin d annee|fin de journee"
    r"|rentree|annee"
    r"|fetes|week end)(?: (?:a (?:vous|tous|toutes|toute l equipe)|aussi|et merci\w*))*"
    r"|bon (?:courage|week end|travail)|bonnes (?:fetes(?: de fin d annee)?|vacances)"
    r"|(?:je |nous )?(?:reste|restons) (?:a votre|a) disposition(?: \w+){0,6}|n hesitez pas(?: \w+){0,6}"
    r"|(?:toutes )?(?:mes|nos) excuses(?: pour (?:le|ce|mon|notre) retard)?|(?:desolee?s?|excusez|pardon)(?: \w+){0,2} retard"
    r"|je (?:retrouve|decouvre|vois|lis|reponds)(?: \w+){0,3} (?:mail|message|courriel)(?: \w+){0,6} retard"
    r"|(?:suite a|en reponse a|comme suite a|j ai bien recu|nous avons bien recu|bien recu) votre (?:mail|message|courriel"
    r"|demande)"
    r"(?: (?:du \d+ \w+(?: \d{4})?|ci dessous|concernant (?:la|notre) fiche))?"
    r"|merci de (?:corriger|rectifier|modifier|mettre a jour|le noter|noter|bien vouloir corriger)(?: \w+){0,4}"
    r"|(?:pouvez vous|veuillez|vous pouvez|il faut|faut|a|je vous laisse|je vous invite a)(?: \w+)? (?:corriger|rectifier"
    r"|modifier|mettre a jour|changer)"
    r"(?: (?:s il vous plait|svp|la fiche|sur le site|le site))*"
    r"|(?:voici|voila|veuillez (?:trouver|noter))(?: (?:ma|notre|nos|mes|les|la|une?|petite?s?|quelques|juste|ci dessous"
    r"|suivantes?))*"
    r"(?: (?:reponses?|corrections?|modifications?|changements?|precisions?|elements?|informations?|points?))?"
    r"|(?:juste |seulement )?(?:une |un |la |quelques |deux |petites? |seule |seul |juste |voici )*"
    r"(?:coquille|correction|precision|modification|modif|changement|remarque|detail|chose|erreur)s?(?: (?:pres|a corriger"
    r"|a noter|a faire|:))*"
    r"|(?:bravo|felicitations|beau travail|super initiative|tres utile)(?: pour (?:le|ce|votre) (?:site|travail))?"
    r"|(?:j ai|nous avons|on a|apres avoir|je viens de) (?:tout |bien |de )*(?:verifie|verifier|relu|relire|regarde|lu|lire"
    r"|controle)"
    r"(?: (?:tout|la fiche|votre fiche|les informations|les infos|la page|avec attention|avec l equipe|avec ma collegue))*"
    r"|apres (?:verification|relecture|controle|lecture)|parfait|super|tres bien|excellent|ps|nb|svp|s il vous plait|stp"
    r"|bises?|biz|bav|d|p|smile"
)  # fmt: skip
"""A whole clause, folded, that says nothing of the facts."""

THINGS = (
    r"(?:(?:tout(?:es?)?|l ensemble(?: de)?|la totalite(?: de)?|chacun\w*|le tout|absolument tout|ce que vous (?:avez|dites"
    r"|ecrivez|affichez|indiquez)"
    r"|(?:les|vos|nos|ces|toutes les|toutes vos|toutes nos|toutes ces|la|notre|votre|l|cette|des|tous les|l ensemble des"
    r"|les memes)"
    r" (?:\w+ )?(?:informations?|infos?|renseignements?|elements?|donnees?|fiche|page|horaires|points|coordonnees|lignes"
    r"|reponses|contenu))"
    r"(?: (?:que vous (?:avez|indiquez|donnez|affichez|citez)|indique(?:e?s)?|ci dessous|ci dessus|ci apres|mentionne(?:e?s)?"
    r"|affiche(?:e?s)?"
    r"|sur (?:le|votre|la|notre|l) (?:site|page|fiche|creche|structure|etablissement|service|lieu)|de (?:la|notre|cette"
    r"|votre) (?:fiche|page|structure|message)|nous concernant|du site|du message"
    r"|transmise?s|communique(?:e?s)?|que vous avez))*)"
)
GOOD = (
    r"(?:juste?s?|bons?|bonnes?|exacte?s?|correcte?s?|vrais?|vraie?s?|a jour|conformes?|valables?|valides?|ok|parfaite?s?"
    r"|nickel|en ordre"
    r"|d actualite|actuel(?:le)?s?|les memes|le meme|la meme|les bons|les bonnes|inchange(?:e?s)?|impec(?:cables?)?|carre)"
)
VERY = (
    r"(?:tout a fait|bien|toujours|encore|tres|parfaitement|totalement|entierement|rigoureusement|absolument|effectivement"
    r"|actuellement|donc|aussi|strictement|deja|elles?|toutes|tous)"
)
AROUND = (
    r"(?:chez nous|de notre cote|pour (?:nous|moi|ma part|cette annee|l instant|l annee|notre (?:structure|creche"
    r"|etablissement|part|lieu)|la fiche"
    r"|notre fiche|la structure|la creche|le moment)|a ce jour|a notre niveau|aujourd hui|cette annee|depuis l an dernier"
    r"|depuis|par rapport a l an dernier"
    r"|merci|bonne journee|cordialement|rien a (?:changer|modifier|ajouter|signaler|redire|corriger)|oui|ok|en effet"
    r"|effectivement"
    r"|vous pouvez (?:publier|laisser|valider|garder)(?: (?:tel quel|comme ca|la fiche|en l etat))?|sur (?:la|notre"
    r"|votre) (?:fiche|page)"
    r"|je (?:vous le )?confirme|nous confirmons|apres verification|apres relecture|apres lecture|verification faite|tel quel"
    r"|en l etat|comme indique|tjs|et)"
)
IS = r"(?:(?:c |ca |cela |elles? |ils? )?(?:est|sont|reste|restent|est reste(?:e?s)?|demeurent?|sont bien))"
CHANGED = (
    r"(?:rien n a (?:change|bouge|evolue)|rien (?:ne|n) (?:change|bouge|evolue)|rien de (?:nouveau|neuf|change|special"
    r"|particulier)|ras|rien a signaler"
    r"|rien a (?:changer|modifier|corriger|redire|ajouter|rectifier|reprendre)|(?:aucune?|pas de|pas d|sans|0|zero) "
    r"(?:changements?|modifications?|modif|modifs|corrections?|erreurs?|evolutions?|remarques?)(?: a (?:signaler|apporter"
    r"|faire|prevoir|noter))?"
    r"|(?:c est |tout est |tout reste )?(?:inchange(?:e?s)?|comme avant|idem|pareil|toujours pareil)|n a pas (?:change|bouge)"
    r"|n ont pas (?:change|bouge)"
    r"|rien d autre (?:n a (?:change|bouge)|ne change|a (?:signaler|changer|modifier))|rien d autre|pas change"
    r"|ca n a pas (?:bouge|change)"
    r"|(?:il n y a |je n ai |nous n avons )?(?:rien|aucune?) (?:\w+ )?(?:a (?:changer|modifier|corriger|signaler|redire)))"
)
RIGHT = re.compile(
    rf"(?:{AROUND} )*(?:"
    r"(?:ok|oui|okay|oui oui|ok ok|tout ok|tout bon|tout juste|tout exact|c ok|c bon)(?: (?:pour (?:nous|moi|tout|l ensemble"
    r"|la fiche|notre fiche"
    r"|toutes? les? (?:fiches?|infos?|informations?|points?)|les (?:cinq|5|quatre|4|trois|3|deux|2)(?: points| lignes"
    r"| questions| fiches)?)|sur toute la ligne))?"
    rf"|{THINGS}(?: {VERY})* {IS}(?: {VERY})* {GOOD}|c est(?: {VERY})* {GOOD}|c est (?:tout (?:bon|juste|exact|ok)|bien (?:ca"
    rf"|cela))|ca (?:n a pas (?:bouge|change)|reste {GOOD})"
    rf"|{CHANGED}|(?:je |nous |j |on )?(?:vous )?(?:le |la |les )?(?:confirme|confirmons|valide"
    rf"|validons)(?: {THINGS}(?: de {THINGS})?)?(?: que {THINGS} {IS}(?: {VERY})* {GOOD})?"
    r"|(?:je |nous )?(?:vous )?(?:confirme|confirmons|valide|validons) (?:l exactitude|la validite|la justesse) (?:de"
    r"|des) .{3,40}"
    rf"|{THINGS} (?:correspond(?:ent)?|concordent?)(?: (?:bien|toujours|a la realite|a ce qu on affiche|sur la porte|a nos"
    rf"|horaires|informations|a ce que nous"
    r"|affichons|a nos documents|parfaitement|tout a fait))*"
    r"|(?:juste?s?|exacte?s?|correcte?s?|conformes?|a jour|inchange(?:e?s)?|nickel|impec|idem|en ordre)(?: pour (?:nous|moi))?"
    rf")(?: {AROUND})*"
)
"""A whole clause, folded, that says that all is right."""
REST = re.compile(
    rf"(?:(?:sinon|autrement|a part (?:ca|cela)|hormis (?:ca|cela)|pour le reste|et|par ailleurs|ailleurs|en dehors de (?:ca"
    rf"|cela)|cela mis a part) )+"
    rf"(?:le reste )?(?:{RIGHT.pattern}|{IS} {GOOD}|{GOOD}|{CHANGED}|rien|tout(?: {IS})? (?:{VERY} )*{GOOD})"
    rf"|(?:et )?(?:tout )?(?:le reste|tous? les? autres?|toutes? les? autres? (?:informations?|infos?|donnees)"
    rf"|les autres (?:informations?|infos?|points|lignes|elements?|donnees))"
    rf"(?: (?:de la fiche|des informations|des infos|est|sont|reste|restent|ne|n|a|ont|pas|change|changent|bouge|bougent"
    rf"|{VERY}|{GOOD}|{CHANGED}))*"
)
"""A whole clause that says that what was not told otherwise is right."""
WRONG = re.compile(
    r"(?:ah |oh |enfin |euh |mais |eh )*(?:non|pas du tout|erreur|pardon|attendez|oups|rectificatif|je rectifie|correction"
    r"|au temps pour moi|autant pour moi)"
    r"(?: (?:non|attendez|en fait|pas|du tout|pardon|plutot|je me trompe|je corrige|excusez moi))*"
    rf"|(?:ce n est|c est|ca n est|ce n est vraiment|tout n est|{THINGS} n est|{THINGS} ne sont) ?(?:pas|plus"
    rf"|vraiment)(?: (?:du tout|tout a fait|vraiment|bien|tout))*"
    rf" (?:{GOOD}|ok)(?: du tout)?|(?:c est|tout est) (?:faux|perime|obsolete|errone)|(?:il y a|vous avez|j ai (?:vu"
    rf"|releve)) (?:une?|des|quelques|deux)"
    r" (?:erreurs?|fautes?|coquilles?)"
)
"""A whole clause that denies, or takes back."""
ENDED = re.compile(
    r"\b(?:(?:a|avons|ont) (?:definitivement )?(?:cesse|arrete|mis fin a) (?:son|ses|notre|nos|leurs?|toute|l|d exister"
    r"|definitivement)"
    r"|ferm(?:e|ee|es|ees|ons|era|erons)(?: ses portes)? (?:definitivement|pour de bon)|(?:definitivement|pour de bon) ferm\w+"
    r"|fermeture definitive"
    r"|n existe(?:ns|nt|ons)? plus|n est plus en activite|cessation d activite|(?:liquidee?|liquidation judiciaire|dissoute?)"
    r"|(?:a|avons) (?:ferme|baisse le rideau)(?: \w+){0,2} (?:en|le|depuis|fin|debut|l)\b)"
)
NOT_ENDED = re.compile(
    r"\b(?:rouv\w+|reprend\w*|reprise|provisoir\w*|temporair\w*|travaux|congés|vacances|sera|serait|devrait|pourrait|si"
    r"|menac\w+|pas|peut etre)\b"
)
ELSE = re.compile(
    r"\b(?:absente?s?|conges? (?:annuels? )?(?:jusqu|du|de)|message automatique|reponse automatique|ne sera pas lu|mon retour"
    r"|notre retour|de retour"
    r"|transmet\w*|transmis\w*|fais suivre|faisons suivre|fait suivre|transfer\w+|redirig\w+|reorient\w+|adressez vous"
    r"|voyez avec|contacter|contactez"
    r"|rapprochez vous|n est pas (?:de )?(?:mon|notre|nous|moi)|pas (?:la bonne|le bon) (?:personne|service|interlocuteur"
    r"|adresse)|ne m occupe|plus en charge"
    r"|(?<!ai )(?<!avons )(?<!on a )verifie(?:r|rai|rons|ra)?|(?<!ai )(?<!avons )regarde(?:r|rai|rons|ra)?|reviens|reviendr\w+"
    r"|revenons|repondr\w+|reponds (?:plus|des|demain|rapidement)|des que possible"
    r"|bien recu(?! votre)|accuse de reception|en cours de|a priori|normalement|il me semble|je crois|je pense|sans doute"
    r"|peut etre|probablement|sauf erreur"
    r"|sous reserve|plus ou moins|a peu pres|dans l ensemble|en gros|presque|quasi\w*|globalement|plutot|je suppose|si (?:le"
    r"|ca|vous|je|cela)"
    r"|piece jointe|ci joint\w*|en pj|plaquette|voir (?:notre|le|la|sur)|notre site|desabonn\w+|ne plus (?:nous|recevoir|m)"
    r"|arretez de|spam|rgpd|cnil"
    r"|refus\w*|ne souhait\w+|ne communiqu\w+)\b"
)
"""Words of what a person must read."""
HELD = re.compile(
    r"\b(?:absente?s?|ne sera pas lu|transmet\w*|transmis\w*|fais suivre|faisons suivre|fait suivre|transfer\w+|reviens"
    r"|reviendr\w+|revenons"
    r"|repondr\w+|accuse de reception|verifie(?:r|rai|rons|ra)|adressez vous|voyez avec|rapprochez vous|validera"
    r"|pas (?:la bonne|le bon) \w+)\b"
)
"""Words of an answer that is still to come: nothing of this one is taken."""
CONNECTORS = re.compile(
    r"\s*[,;:–(]?\s*\b(?=(?:sauf|hormis|à part|excepté|mais|par contre|en revanche|cependant|toutefois|sinon|attention"
    r"|seule?ment|juste une|petite précision"
    r"|à l[’']exception)\b)", re.I)  # fmt: skip
LEADS = re.compile(
    r"^(?:sauf(?: que)?|hormis|a part|excepte|mais|par contre|en revanche|cependant|toutefois|attention|seulement|seul bemol"
    r"|et|donc|du coup|alors|car|ps|nb"
    r"|a l exception d[eu]|bien sur|bien entendu|simplement|juste|que|aussi) "
)
ABBREVIATIONS = re.compile(
    r"(?<![\w.])(M|Mme|Mlle|Dr|St|Ste|av|bd|tél|tel|n|bât|lot|env|min|max|sem|janv|févr|avr|juil|sept|oct|nov|déc|[A-Z])\.(?=\s)",
    re.I,
)
EMOJI = re.compile(r"[\U0001F300-\U0001FAFF\u2600-\u27BF]")
KIND_EMOJI = set("🙂😊👍✅🙏☀🌞💐👌❤✔🎄")


LONGEST = 220
"""Characters of a clause that is worth being looked at."""


def split(text: str) -> Iterator[str]:
    """The clauses of a paragraph: sentences, parted again where they turn."""
    guarded = ABBREVIATIONS.sub(lambda one: f"{one[1]}\0", re.sub(r"^[-*•·]\s*", "", text))
    guarded = re.sub(r"\((?=\s*(?:hormis|sauf|à part|excepté))", ", ", guarded, flags=re.I)
    for sentence in re.split(r"(?<=[.!?…;])\s+|\s-\s(?=[A-ZÉÀ])", guarded):
        for part in re.split(CONNECTORS, sentence):
            if part and (clean := part.replace("\0", ".").strip(" ,;\t")):
                yield clean


GREETING = re.compile(
    r"^(?:(?i:re[ -])?(?i:bonjour|bonsoir|salut|coucou|hello|madame|monsieur|mesdames|messieurs|ch[eè]re?s?)\b)"
    r"(?:\s+(?!(?i:ok|oui|non|tout|rien|les|la|le|nous|je|ras|c)\b)(?:(?i:madame|monsieur|mesdames|messieurs|[àa] (?:tous"
    r"|toutes|vous)|tout le monde|toute l[’']équipe|et|ch[eè]re?s?|coll[eè]gues?)|[A-ZÉÈ][\w’'-]+)\b)*"
    r"[\s,!.:]*")  # fmt: skip


def kind_of(clause: str) -> Clause:
    """What a whole clause is."""
    clause = GREETING.sub("", clause)
    plain = api.fold(clause)
    if len(plain) > LONGEST:
        return Clause.ELSE
    bare = LEADS.sub("", plain)
    odd = any(char not in KIND_EMOJI for char in EMOJI.findall(clause)) or re.search(r"[<>{}$«»\"“”]", clause)
    if "?" in clause or odd:
        return Clause.ELSE
    if ENDED.search(plain) and not NOT_ENDED.search(plain):
        return Clause.ENDED
    if WRONG.fullmatch(plain):
        return Clause.WRONG
    if any(RIGHT.fullmatch(one) or REST.fullmatch(one) for one in (plain, bare)):
        return Clause.RIGHT
    return Clause.POLITE if not plain or POLITE.fullmatch(plain) or POLITE.fullmatch(bare) else Clause.ELSE


def doubtful(clause: str) -> bool:
    """Whether a clause doubts, or sends elsewhere, whatever fact it names."""
    return "?" in clause or bool(ELSE.search(api.fold(clause)))
