"""What does a follow-up ask, once it stands alone?

« Et à Marseille ? » keeps the subject of the question before it. The rule: a message that opens as a
continuation, points back with a pronoun, or has too little content of its own, takes over the content of
the earlier question; when both name a place or a year, the new one wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.french.breadth import FORM, breadth
from assistant.french.intents import intent
from assistant.french.query import ENGLISH, QUESTION_WORDS
from assistant.french.questions import ATTRIBUTE_OF, WH
from assistant.french.text import STOP_WORDS, fold, squeeze, words

CONTINUATION = re.compile(
    r"^\W*(?:et|mais|and|but|ok|d'accord|ah|alors|du coup|sinon|pareil|idem|meme question|what about|how about|and what)\b"
)
# « Et pour les transports, qui… ? », « Sinon, combien d'écoles… ? »: what follows has a subject of its own.
OTHER_SUBJECT = re.compile(
    r"^\W*(?:(?:et|mais|ok|d'accord|alors)\b[\s,.]*)*(?:pour|concernant|cote|a propos d[eu']s?|au sujet d[eu']s?|question) (?!lui\b|elle|eux\b|ca\b|cela\b)[^,?]{3,40}, (?:qui|que|qu'|quel|combien|comment|pourquoi|quand|est-ce|y a|on )"
)
ASIDE = re.compile(
    r"^\W*(?:(?:ok|d'accord|merci|bon|ah)\b[\s,.!]*)*(?:sinon|au fait|par ailleurs|autre (?:question|chose)|rien a voir|changement de sujet|by the way|another question)\b"
)
POINTS_BACK = re.compile(
    r"\b(?:elle|elles|il|ils|ca|cela|celui-ci|celle-ci|ceux-ci|celui-la|celle-la|y|(?:combien|y|ils?|elles?|on|qui|j'|qu') ?en(?! \d)|lui|leur|leurs|son|sa|ses|ce|cet|cette|ces|lesquel(?:le)?s|lequel|laquelle|"
    r"it|they|its|their|them|this|that|these|those|celles?|ceux|dedans|la-bas|le premier|la premiere|le second|la seconde|autres?)\b"
)
IMPERSONAL = re.compile(
    r"\b(?:il y a|y a[- ]t[- ]il|y a|qu'est[- ]ce que c'est|c'est quoi|est[- ]ce qu[e']|qu'est[- ]ce qu[e']|il faut|faut-il|c'est combien)\b"
)
FEW_WORDS, FEW_WORDS_WITH_PRONOUN, FEW_WORDS_CONTINUED = 2, 5, 6
# What is said before the question proper: « Bonjour, », « Merci ! », « ok ».
LEAD = re.compile(
    r"^\W*(?:(?:bonjour|bonsoir|salut|hello|merci(?: beaucoup| bien)?|thanks|thank you|ok|d'accord|parfait|super|tres bien|bien|bon|ah)\b[\s,!.;:]+)+"
)
OPENING = re.compile(r"^\W*(?:(?:et|mais|and|but|ok|alors|du coup|sinon|donc|what about|how about)\b[\s,]*)+")
# « La réserve, elle est où ? », « Et la gratuité, c'est pour qui ? »: the subject is said first and taken up by a pronoun.
DISLOCATED = re.compile(
    r"^(?:(?:le|la|les|un|une|des|ce|cet|cette|ces) |l'|d')(?!un\b|autres?\b|premi|dernier|second|meme)(?:[\w'’-]+ ){0,6}[\w'’-]+ ?, ?(?:il|elle|ils|elles|on|c'est|c'etait|ce|ca|combien|quand|ou|qui|quel|comment|pourquoi|a quoi|que)\b"
)
DEFINED = re.compile(
    r"^(?:(?:c'est|c) quoi|cest quoi|qu'est[- ]ce que (?:c'est )?(?:que )?|que (?:signifie|veut dire|designe)|what (?:is|are)|what's) ?(?:le |la |les |l'|un |une |the |an? )?(?!ca\b|cela\b|ce\b|son\b|sa\b|ses\b|leurs?\b|it\b)\w"
)
# The year before or after the one spoken of.
YEAR_BESIDE = re.compile(
    r"\b(?:l['’]ann[ée]e|l['’]an) (?:(?P<after>suivante?|d['’]apr[èe]s)|pr[ée]c[ée]dente?|d['’]avant|derni(?:er|[èe]re)|pass[ée]e?)(?![\w])|\bthe (?:year before|previous year)\b",
    re.IGNORECASE,
)
# « Combien de véhicules compte la flotte ? »: what is counted, then a noun of its own that it is counted in.
COUNTED_IN = re.compile(
    r"\b(?:combien (?:de |d')|quel(?:le)?s? )[\w'-]+(?: [\w'-]+){0,2}? (?:(?:de |a |au |dans |sur |pour )?(?:le |la |les |l')|aux? |du |des )(?!plus\b|moins\b|total\b|tout\b)([\w'-]+)"
)
# « Combien d'ordinateurs ont été donnés ? »: what, and what was done with it.
COUNTED_WHOLE = re.compile(
    r"^(?:combien|how many) (?:de |d'|of the )?[\w'-]+ (?:ont (?:deja )?ete|sont|were|have been) (?!concern|prev|fait|touch|impliqu|en\b|la\b|dans\b)\w{4,} ?\??$"
)
# A name with what completes it: « Contrat de baie ».
NAME = re.compile(
    r"(?<![\w'’-])(?:[LlDd]['’])?(?P<word>[A-ZÀ-Ý][\w’'-]*)(?: (?:de la |de l['’]|de |du |des |d['’])[\w-]+)?"
)
PREPOSITION = r"(?:à|a|au|aux|en|dans|sur|pour|in|at)"
# A complement that a question has once: a new one takes its place.
COMPLEMENT = re.compile(
    r"(?:pour|sur|contre|concernant|celui|celle|ceux|celles|la partie|le chapitre|l['’]annexe|l['’]axe|about|for|on)\b",
    re.IGNORECASE,
)
# « C'est cher ? » is a sentence of its own, not a piece of the question before it.
SAYS_MORE = re.compile(
    r"\W*(?:c'?est|c'etait|ce sont|est[- ]ce|ca|cela|on|ils?|elles?|tou(?:s|tes) les \w+|(?:une? |d')autres?) \w"
)
# The authority itself: every question of a conversation may name it.
AUTHORITY = re.compile(r"(?:metropole|ville|commune|communaute|agglomeration|departement|region|collectivite)\b")
# « Et les composteurs ? », « Et le tram ? »: another thing in place of the one spoken of.
ARTICLE = re.compile(r"(les?|la|l['’])\s?((?:[\w’-]+)(?:\s[\w’-]+){0,2})", re.IGNORECASE)
COUNTED = re.compile(r"\b(combien|nombre) (?:de |d['’])[\w’-]+(?: (?:de |d['’])[\w’-]+)?", re.IGNORECASE)
OWNED = re.compile(r"\b(?:du |de la |de l['’]|des )[\w’-]+(?: (?:de la |de l['’]|du |des |de |d['’])[\w’-]+)*$")
_OF = r"(?:de la |de l['’]|de |d['’]|du |des )"
_PLACE = r"[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)*"
OF_ANOTHER = re.compile(rf"(?:celui|celle|ceux|celles) (?P<of>{_OF}{_PLACE})$")
ONE_OF = re.compile(rf"\b(?:[Ll]e|[Ll]a|[Ll]es|[Ll]['’])\s?[\w-]+ (?P<of>{_OF}{_PLACE})")
CONTRACTED = {"le": "du ", "la": "de la ", "les": "des "}
DEMONSTRATIVE = re.compile(r"^(?:celui|celle|ceux|celles)(?:-ci|-la)?\b")


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question and, when it does not stand alone, the earlier question it goes on from (else empty)."""

    text: str
    subject: str = ""

    @property
    def joined(self) -> str:
        """Both as one text, for whoever needs a single question."""
        return f"{self.text} ({self.subject.rstrip(' ?!.')})" if self.subject else self.text


def resolve(question: str, history: Sequence[str]) -> Standalone:
    """The question with what it takes over from the earlier ones.

    Args:
        question: as asked now.
        history: earlier questions of the conversation, oldest first; may be empty.
    """
    earlier = [h for h in history if squeeze(h) and intent(h) is None]
    if not earlier or not _leans_on_the_past(question):
        return Standalone(question)
    # An earlier follow-up leans on what came before it in turn.
    before = resolve(earlier[-1], earlier[:-1])
    question = _dated(question, f"{before.text} {before.subject}")
    if _asks(question) or SAYS_MORE.match(_folded(question)):
        return Standalone(question, _subject(question, before))
    # « Et à Marseille ? »: the same question about another place.
    piece = _piece(question)
    again = _with(piece, before.text)
    if again is None and not before.subject:
        again = f"{squeeze(before.text).rstrip(' ?!.')} {piece}"
    if again is None:
        return Standalone(piece, _subject(question, before))
    # What had no question mark of its own (« le budget ») is not made a yes-or-no question by one.
    asked = "?" in before.text or WH.search(fold(before.text))
    return Standalone(f"{again} ?" if asked else again, before.subject)


def _dated(question: str, earlier: str) -> str:
    """« Et l'année d'avant ? » after a question on 2025: « Et en 2024 ? »."""
    years = set(re.findall(r"\b(?:19|20)\d\d\b", earlier))
    relative = YEAR_BESIDE.search(question)
    if relative is None or len(years) != 1:
        return question
    year = int(years.pop()) + (1 if relative["after"] else -1)
    return f"{question[: relative.start()]}en {year}{question[relative.end() :]}"


def needed(question: str, history: Sequence[str]) -> tuple[str, ...]:
    """The history as far as the meaning of a question depends on it: all of it, or nothing."""
    return tuple(history) if history and _leans_on_the_past(question) else ()


def _content(text: str) -> list[str]:
    return [
        w.folded for w in words(text) if w.folded not in STOP_WORDS | QUESTION_WORDS | ENGLISH and len(w.folded) > 1
    ]


def _folded(question: str) -> str:
    """The question folded, without the greeting or the thanks before it."""
    folded = fold(squeeze(question))
    return LEAD.sub("", folded) or folded


def _bare(question: str) -> str:
    """The question without greeting, « et » and punctuation."""
    text = squeeze(question)
    for opening in (LEAD, OPENING):
        match = opening.match(fold(text)) if len(fold(text)) == len(text) else None
        text = text[match.end() :] if match and match.end() < len(text.rstrip(" ?!.")) else text
    return text.strip(" ?!.,")


def _leans_on_the_past(question: str) -> bool:
    folded = _folded(question)
    content = [w for w in _content(folded) if w not in ATTRIBUTE_OF]
    bare = OPENING.sub("", folded)
    if DISLOCATED.match(bare) or (DEFINED.match(bare) and content) or _asks_broadly(question):
        return False
    if OTHER_SUBJECT.match(folded) or (ASIDE.match(folded) and WH.search(folded) and len(content) > FEW_WORDS):
        return False
    if CONTINUATION.search(folded):
        return len(content) <= FEW_WORDS_CONTINUED
    if DEMONSTRATIVE.match(bare):
        return True
    if COUNTED_WHOLE.match(bare):
        return False
    if len(content) <= FEW_WORDS and not _names_a_subject(question):
        counted = COUNTED_IN.search(folded)
        return counted is None or counted[1] in ATTRIBUTE_OF or bool(POINTS_BACK.search(_without_inversion(folded)))
    pointing = bool(POINTS_BACK.search(_without_inversion(IMPERSONAL.sub(" ", folded))))
    return pointing and len(content) <= FEW_WORDS_WITH_PRONOUN and not _names_a_subject(question)


def _asks_broadly(question: str) -> bool:
    """« Et pour l'eau, que fait la ville ? » has a subject of its own; « Et que fait-elle ? » has not."""
    folded = _folded(question)
    wanted = breadth(question)
    if wanted is None or POINTS_BACK.search(_without_inversion(IMPERSONAL.sub(" ", folded))):
        return False
    # « Et le chapitre 3 ? » may be that of the part spoken of.
    return bool(FORM.search(folded)) and (
        bool(wanted.places) or wanted.whole or bool(set(_content(folded)) - wanted.form)
    )


def _without_inversion(folded: str) -> str:
    """« Combien la ville en compte-t-elle »: the pronoun of an inverted verb whose subject is said points to nothing."""
    said = re.search(r"\b(?:la|le|les|l')\s?\w+.*-(?:t-)?(?:il|elle)", folded)
    return re.sub(r"-(?:t-)?(?:il|elle|ils|elles|on|ce)\b", " ", folded) if said else folded


def _names_a_subject(question: str) -> bool:
    """Whether a name or abbreviation stands inside the question: it then has a subject of its own."""
    found = words(squeeze(question))
    named = any(w.text[0].isupper() and w.start > 0 for w in found)
    return named and len(_content(question)) >= 2 and not CONTINUATION.search(fold(question))


def _asks(question: str) -> bool:
    """Whether the follow-up says itself what it wants: « combien… », « quand… », « et le budget ? »."""
    # « où » is looked for with its accent: without it, it is « ou ».
    asking = WH.search(fold(question)) or re.search(r"\b(?:où|nombre)\b", question, re.IGNORECASE)
    return bool(asking) or any(w in ATTRIBUTE_OF for w in _content(question)) or question.count(" ") > 7


def _subject(question: str, before: Standalone) -> str:
    """What an earlier question was about. Names alone when a pronoun stands for one of them."""
    earlier = f"{before.text} {before.subject}".strip()
    names = [
        squeeze(m[0])
        for m in NAME.finditer(earlier)
        if m.start() and not _is_ordinary(m["word"]) and not AUTHORITY.match(fold(m["word"]))
    ]
    pronoun = re.search(r"\b(?:il|elle|ils|elles|son|sa|ses|leur|leurs|it|its|they|their)\b", fold(question))
    if names and pronoun:
        return " ".join(dict.fromkeys(names))
    # The earlier question word must not compete with the new one, nor what it asked for (« combien d'aides »).
    plain = fold(earlier) if len(fold(earlier)) == len(earlier) else earlier
    kept = WH.sub(" ", re.sub(r"\b(?:combien (?:de |d'|y |en )?|how (?:many|much) )", " ", plain))
    kept = (
        " ".join(w for w in OPENING.sub("", kept).split() if w.strip("?!.,").rpartition("'")[2] not in ATTRIBUTE_OF)
        or kept
    )
    return squeeze(_restore_capitals(kept, earlier))


def _is_ordinary(word: str) -> bool:
    """Whether a word is no name, whatever its capital: « Et », « Quel »."""
    return fold(word) in STOP_WORDS | QUESTION_WORDS and not (word.isupper() and len(word) > 1)


def _restore_capitals(kept: str, original: str) -> str:
    """Folding took the capitals that mark names: give them back."""
    written = {fold(w.text): w.text for w in words(original)}
    return re.sub(r"\w+", lambda m: written.get(m[0], m[0]), kept)


def _of_another(piece: str, earlier: str) -> str | None:
    """« Quand le bus de Lussignac a-t-il ouvert ? » and « celui de Vaubreuil »: « Quand le bus de Vaubreuil a-t-il ouvert »."""
    other, named = OF_ANOTHER.match(piece), ONE_OF.search(earlier)
    if other is None or named is None:
        return None
    return f"{earlier[: named.start('of')]}{other['of']}{earlier[named.end() :]}"


def _instead(piece: str, earlier: str) -> str | None:
    """« Combien de bacs… ? » and « les bennes »: « Combien de bennes… »; « le budget du port » and « le tram »: « du tram »."""
    named = ARTICLE.fullmatch(piece)
    if named is None or named[2].split()[0].lower() in ATTRIBUTE_OF:
        return None
    article, thing = named[1].lower(), named[2]
    elides = fold(thing)[:1] in "aeiouyh"
    if article == "les" and (counted := COUNTED.search(earlier)):
        return f"{earlier[: counted.start()]}{counted[1]} {'d’' if elides else 'de '}{thing}{earlier[counted.end() :]}"
    if owned := OWNED.search(earlier):
        return f"{earlier[: owned.start()]}{CONTRACTED.get(article, 'de l’')}{thing}"
    return None


def _piece(question: str) -> str:
    """What a follow-up brings, as it reads inside a question: « à Lussignac » of « Et à Lussignac ? »."""
    return re.sub(
        r"^(?:À|A|Au|Aux|En|Dans|Sur|Pour|Celui|Celle|Ceux|Celles|In|At) ", lambda m: m[0].lower(), _bare(question)
    )


def _with(piece: str, earlier: str) -> str | None:
    """The earlier question with the piece where it had a place, a year or such a complement; None where it had none."""
    kept = squeeze(earlier).rstrip(" ?!.")
    year, place = re.search(r"\b(?:19|20)\d\d\b", piece), re.match(rf"{PREPOSITION}\s+[A-ZÀ-Ý]", piece)
    if year:
        kept = re.sub(r"\b(?:en |in )?(?:19|20)\d\d\b", " ", kept)
    if place:
        kept = re.sub(rf"\b{PREPOSITION}\s+[A-ZÀ-Ý][\w'’-]+(?:\s[A-ZÀ-Ý][\w'’-]+)*", " ", kept)
    if year or place:
        return f"{squeeze(kept)} {piece}"
    if (other := _of_another(piece, kept) or _instead(piece, kept)) is not None:
        return other
    lead = COMPLEMENT.match(piece)
    found = list(re.finditer(rf"(?<![\w'’-]){lead[0]}(?![\w'’-])", kept, re.IGNORECASE)) if lead else []
    if not found:
        return None
    before, after = kept[: found[-1].start()], kept[found[-1].end() :]
    if DEMONSTRATIVE.match(fold(found[-1][0])):
        # « Celui de Miramas fait combien de km »: what follows the name stays.
        named = re.match(r" (?:de la |de l['’]|d['’]|de |du |des |à |au )?[\w'’-]+", after)
        return squeeze(f"{before}{piece}{after[named.end() :] if named else ''}")
    # « Pour l'eau, que fait la ville » goes on after the comma.
    _, comma, rest = after.partition(",")
    return squeeze(f"{before}{piece}{comma}{rest}") if before or rest else None
