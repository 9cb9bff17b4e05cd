"""What in a question could tell who asked it? It is masked before a question leaves the machine or is kept.

Two measures. What is sent to a chat model elsewhere loses what identifies by its form alone and must still be
answered: e-mail addresses, telephone and social security numbers. What is kept loses more: whatever a citizen may say
of herself, at the price of a word too many. Neither knows a name that nothing announces, nor what a question tells
by its meaning: who keeps questions warns those who ask.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.french.text import squeeze

__all__ = ["mask_for_keeping", "mask_personal_data"]

Masks = tuple[tuple[re.Pattern[str], str], ...]

# In this order: the digits of a social security number could be read as a telephone number.
PERSONAL_DATA: Masks = (
    (
        re.compile(r"[^\s@<>()\[\],;:«»\"]+\s?(?:@|\(at\)|\[at\]|\barobase\b)\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE),
        "(adresse électronique masquée)",
    ),
    (
        # NIR: sex, year, month (or a code when it is not known), department (2A, 2B in Corsica), commune, order, key.
        re.compile(
            r"(?<![\d,.])[1-478][\s.-]?\d{2}[\s.-]?(?:0[1-9]|1[0-2]|[2-9]\d)[\s.-]?(?:\d{2}|2[ABab])"
            r"[\s.-]?\d{3}[\s.-]?\d{3}(?:[\s.-]?\d{2})?(?!\d)"
        ),
        "(numéro de sécurité sociale masqué)",
    ),
    (
        re.compile(
            r"(?<![\d,])(?:(?:\+|\b00)\s?(?:33|262|590|594|596|508|681|687|689)[\s./-]?(?:\(0\)[\s./-]?)?|0)"
            r"[1-9](?:[\s./-]?\d{2}){4}(?!\d)"
        ),
        "(numéro de téléphone masqué)",
    ),
)

ADDRESS, NAME, NUMBER = "(adresse masquée)", "(nom masqué)", "(numéro masqué)"
BIRTH, VEHICLE = "(date de naissance masquée)", "(plaque masquée)"

# Where a name or an address ends that no comma closes: « je m'appelle jean dupont et je voudrais… ».
_STOP = (
    r"(?!(?:et|ou|où|mais|donc|car|je|j['’]\w+|il|elle|on|nous|vous|ils|elles|qui|que|qu['’]\w+|quand|quels?|quelles?"
    r"|comment|combien|pourquoi|est|es|sont|dans|sur|pour|à|au|aux|avec|depuis|habite|bonjour|merci|svp|stp|y|me|mon"
    r"|ma|mes|ce|cette|ces|a|ai|suis|avez|avons|peut|peux|pouvez|dit|fait|en|par|près|chez)\b)"
)
_WORD = rf"{_STOP}[^\W\d_][\w'’.-]*"
_WORDS = rf"{_WORD}(?:\s+{_WORD}){{0,2}}"
_PARTICLE = r"(?:de la|de l['’]|d['’]|des?|du|les?|la|ben|el|van|von|saint[es]?)"
_CAPITALISED = rf"[A-ZÀ-ÖØ-Þ][\w'’-]+(?:\s+(?:{_PARTICLE}\s?)?[A-ZÀ-ÖØ-Þ][\w'’-]*){{0,3}}"
_MONTHS = (
    r"(?:janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre)"
)
_DAY = rf"(?:\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?\d{{2,4}}|\d{{1,2}}(?:er)?\s+{_MONTHS}\s+\d{{2,4}})"
_POST = r"(?:\s*,?\s*\d{5}\b(?:\s+[A-ZÀ-Þ][\w'’-]+)?)?"
# Of a kind that a report counts too (« 20 cours d'école »): only with a name that is capitalised.
_STREET = r"(?:rue|avenue|av\.?|boulevard|bl?v?d\.?|chemin|all[ée]e|impasse|quai|route|rte|square|traverse|ruelle|sentier|faubourg|fbg)"
_PLACE = r"(?:place|pl\.|cours|passage|voie|villa|cit[ée]|r[ée]sidence|hameau|lotissement|mont[ée]e|promenade|esplanade|domaine|clos|parc)"
_STREET_NAME = rf"(?:\s+(?:{_PARTICLE}\s?)*{_WORD}){{1,3}}"
_PLACE_NAME = rf"\s+(?:{_PARTICLE}\s?)*{_CAPITALISED}"
_HOUSE = r"\b\d{1,4}\s?(?:bis|ter|quater|[A-Da-d]\b)?\s*,?\s+"
_LIVES = r"\b(?:j['’ ]?(?:habit|r[ée]sid|demeur|log)\w*|je (?:vis|(?:r[ée]sid|demeur|log)\w*)|domicili[ée]\w*|mon (?:adresse|domicile)(?: est|\s?:)?)"


def _masks(*rows: tuple[str, str, bool]) -> Masks:
    """Pattern, mention, and whether capital letters matter."""
    return tuple((re.compile(pattern, 0 if exact else re.IGNORECASE), mention) for pattern, mention, exact in rows)


# In this order: an account number holds what could be read as a telephone number.
BEFORE: Masks = _masks(
    (r"\bhttps?://\S+|\bwww\.\S+", "(adresse web masquée)", False),
    (
        r"\b[a-z]{2}\d{2}(?=(?:[a-z]{0,4}[ -]?\d){10})(?:[ -]?[a-z\d]{4}){3,7}(?:[ -]?[a-z\d]{1,3})?\b",
        "(IBAN masqué)",
        False,
    ),
    (r"(?<!\d)\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?!\d)", "(numéro de carte masqué)", False),
    (r"(?<!\d)(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)", "(adresse IP masquée)", False),
    (r"-?\b\d{1,2}[.,]\d{4,}\s*[,;\s]\s*-?\d{1,3}[.,]\d{4,}", "(position masquée)", False),
)
AFTER: Masks = _masks(
    (r"(?<![\w+])(?:\+|00)\d{1,3}(?:[\s./-]?\d){7,12}(?!\d)", "(numéro de téléphone masqué)", False),
    (r"(?<!\w)@\w[\w.-]{2,}", "(identifiant masqué)", False),
    (rf"\bn[ée]{{1,2}}e?s?\s+(?:le\s+|:\s*)?{_DAY}", BIRTH, False),
    (rf"\b(?:date de )?naissance\s*(?:est\s+|:\s*|le\s+|du\s+)*{_DAY}", BIRTH, False),
    (r"\b(?:je suis|suis|étant)\s+né(?:e|\(e\))?\s+(?:en\s+)?(?:19|20)\d{2}\b", BIRTH, False),
    (r"\bj['’ ]?ai\s+\d{1,3}\s+ans\b", "(âge masqué)", False),
    (r"\b[A-HJ-NP-TV-Z]{2}-?\d{3}-?[A-HJ-NP-TV-Z]{2}\b", VEHICLE, False),
    (r"\b[A-HJ-NP-TV-Z]{2} \d{3} (?!(?:HA|KM|KG|KW|MW|GW|TW|CM|MM|ML|EN|DE|ET)\b)[A-HJ-NP-TV-Z]{2}\b", VEHICLE, True),
    (r"\b(?:immatricul\w+|plaque)\s*(?:est\s+|:\s*)?\d{1,4}[ -]?[a-z]{1,3}[ -]?(?:\d{2,3}|2[ab])\b", VEHICLE, False),
    # A law has a number too.
    (
        r"(?<!loi )(?<!cret )(?<!arrêté )(?<!arrete )(?<!ordonnance )(?<!directive )(?<!règlement )"
        r"\b(?:n[°º]|num[ée]ro|matricule|siren|siret|dossier|allocataire|passeport)(?:\s?(?:est|de|du|client|d['’]?\w+|dossier|n[°º])){0,3}"
        r"\s*:?\s*(?=[\w-]*\d[\w -]*\d[\w -]*\d[\w -]*\d)[\w-]{4,}(?:[ -]\d[\w-]*)*",
        NUMBER, False,
    ),
    (r"(?<![\d,.])\d{10,}(?![\d,])|(?<![\d,.])(?:\d[ .-]){8,}\d(?!\d)", NUMBER, False),
    (rf"{_HOUSE}{_STREET}\b{_STREET_NAME}{_POST}", ADDRESS, False),
    (rf"{_HOUSE}(?i:{_PLACE})(?!\w){_PLACE_NAME}{_POST}", ADDRESS, True),
    (rf"({_LIVES}[^.?!;]{{0,25}}?)\b(?:{_STREET}|{_PLACE})(?!\w){_STREET_NAME}{_POST}", rf"\1{ADDRESS}", False),
    (r"\b(?:appartement|appt?|apt|b[âa]t(?:iment)?|escalier|esc)\.?\s+(?:n[°º]\s?)?(?:[A-Z]\d?|\d{1,3})\b(?!\s?%)", ADDRESS, True),
    (rf"\b(je\s+m['’ ]?\s?(?:appel+e|app?el+|prénomme|nomme)|moi c['’ ]?\s?est|mon (?:pré)?nom(?: de famille)?\s*(?:est|c['’]est|:))\s+{_WORDS}", rf"\1 {NAME}", False),
    (rf"\b((?i:je\s+suis)|(?i:signé)\s*:?)\s+{_CAPITALISED}", rf"\1 {NAME}", True),
    (rf"\b(M\.|MM\.|Mrs?|Mmes?|Mlles?|(?i:monsieur|madame|mademoiselle|mme|mlle)|Me|Dr|Pr|(?i:docteur|maître))\s+{_CAPITALISED}", rf"\1 {NAME}", True),
    (rf"\b(monsieur|madame|mademoiselle|mme|mlle|mr)\s+(?!(?:{_PARTICLE}|[çc]a|bonsoir|[ld]['’])(?!\w)){_WORD}", rf"\1 {NAME}", False),
    (
        r"\b((?i:mon|ma|mes|notre|nos|son|sa)\s+(?:ex-)?(?i:voisine?s?|fils|filles?|mari|femme|épouse|époux|conjointe?|compagne|compagnon|père|mère"
        rf"|frères?|s(?:oe|œ)urs?|enfants?|propriétaire|bailleur|locataire|médecin|collègues?|chef|cheffe|patronn?e?|amie?s?|grand-(?:père|mère)))\s*,?\s+{_CAPITALISED}",
        rf"\1 {NAME}", True,
    ),
    (rf"\b(cordialement|bien à vous|salutations|respectueusement)[\s,.!:-]+(?:{_WORD}\s*){{1,4}}$", rf"\1, {NAME}", False),
)  # fmt: skip


def mask_personal_data(text: str) -> str:
    """E-mail addresses, French telephone numbers and social security numbers, each replaced by a mention.

    >>> mask_personal_data("Je suis Zoé, 06 12 34 56 78 : quand ouvre la déchèterie ?")
    'Je suis Zoé, (numéro de téléphone masqué) : quand ouvre la déchèterie ?'
    """
    return _masked(text, PERSONAL_DATA)


def mask_for_keeping(text: str) -> str:
    """A question as it may be kept: on one line, without what would tell who asked it.

    Beyond what `mask_personal_data` masks: names that something announces, postal addresses, dates of birth, account,
    card, file and registration numbers, addresses on the web and of machines. Figures of a report stay.

    >>> mask_for_keeping("Je m'appelle Zoé Martin, au 12 bis rue des Lilas : quand passe le bus ?")
    "Je m'appelle (nom masqué), au (adresse masquée) : quand passe le bus ?"
    """
    # What no reader sees must not hide a number: zero-width characters, letters taken apart from their accents.
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(c for c in composed if c.isspace() or unicodedata.category(c)[0] != "C")
    return _masked(squeeze(visible), (*BEFORE, *PERSONAL_DATA, *AFTER))


def _masked(text: str, masks: Masks) -> str:
    for pattern, mention in masks:
        text = pattern.sub(mention, text)
    return text
