"""What does a follow-up ask, once it stands alone?

« Et à Marseille ? » keeps the subject of the question before it. The rule: a message that opens as a
continuation, points back with a pronoun, or has too little content of its own, takes over the content of
the earlier question; when both name a place or a year, the new one wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.french.intents import intent
from assistant.french.query import ENGLISH, QUESTION_WORDS
from assistant.french.questions import ATTRIBUTE_OF, WH
from assistant.french.text import STOP_WORDS, fold, squeeze, words

CONTINUATION = re.compile(
    r"^\W*(?:et|mais|and|but|ok|d'accord|ah|alors|du coup|sinon|pareil|idem|meme question|what about|how about|and what)\b"
)
POINTS_BACK = re.compile(
    r"\b(?:elle|elles|il|ils|ca|cela|celui-ci|celle-ci|ceux-ci|celui-la|celle-la|y|(?:combien|y|ils?|elles?|on|qui|j'|qu') ?en(?! \d)|lui|leur|leurs|son|sa|ses|ce|cet|cette|ces|lesquel(?:le)?s|lequel|laquelle|"
    r"it|they|its|their|them|this|that|these|those|celles?|ceux|dedans|la-bas|le premier|la premiere|le second|la seconde|autres?)\b"
)
IMPERSONAL = re.compile(
    r"\b(?:il y a|y a[- ]t[- ]il|y a|qu'est[- ]ce que c'est|c'est quoi|est[- ]ce qu[e']|qu'est[- ]ce qu[e']|il faut|faut-il|c'est combien)\b"
)
FEW_WORDS, FEW_WORDS_WITH_PRONOUN, FEW_WORDS_CONTINUED = 2, 5, 6


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
    if not _asks(question) and not before.subject:
        # « Et à Marseille ? »: the same question about another place.
        return Standalone(_same_question(question, before.text))
    return Standalone(question, _subject(question, before))


def _content(text: str) -> list[str]:
    return [
        w.folded for w in words(text) if w.folded not in STOP_WORDS | QUESTION_WORDS | ENGLISH and len(w.folded) > 1
    ]


def _leans_on_the_past(question: str) -> bool:
    folded = fold(squeeze(question))
    content = [w for w in _content(question) if w not in ATTRIBUTE_OF]
    if CONTINUATION.search(folded):
        return len(content) <= FEW_WORDS_CONTINUED
    if len(content) <= FEW_WORDS and not _names_a_subject(question):
        return True
    pointing = bool(POINTS_BACK.search(_without_inversion(IMPERSONAL.sub(" ", folded))))
    return pointing and len(content) <= FEW_WORDS_WITH_PRONOUN and not _names_a_subject(question)


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
    names = [w.text for w in words(earlier) if w.text[0].isupper() and w.start > 0]
    pronoun = re.search(r"\b(?:il|elle|ils|elles|son|sa|ses|leur|leurs|it|its|they|their)\b", fold(question))
    if names and pronoun:
        return " ".join(dict.fromkeys(names))
    # The earlier question word must not compete with the new one.
    plain = fold(earlier) if len(fold(earlier)) == len(earlier) else earlier
    kept = WH.sub(" ", re.sub(r"\b(?:combien (?:de |d'|y |en )?|how (?:many|much) )", " ", plain))
    return squeeze(_restore_capitals(kept, earlier))


def _restore_capitals(kept: str, original: str) -> str:
    """Folding took the capitals that mark names: give them back."""
    written = {fold(w.text): w.text for w in words(original)}
    return re.sub(r"\w+", lambda m: written.get(m[0], m[0]), kept)


def _same_question(question: str, earlier: str) -> str:
    """The earlier question with the new piece in it; a place or year takes the place of the one that was there."""
    bare = re.sub(
        r"^\W*(?:et|mais|and|but|ok|alors|du coup|what about|how about)\b", "", squeeze(question), flags=re.IGNORECASE
    )
    bare = re.sub(r"^(?:À|A|Au|Aux|En|Dans|Sur|Pour|In|At) ", lambda m: m[0].lower(), bare.strip(" ?!.,"))
    kept = squeeze(earlier).rstrip(" ?!.")
    if re.search(r"\b(?:19|20)\d\d\b", bare):
        kept = re.sub(r"\b(?:en |in )?(?:19|20)\d\d\b", " ", kept)
    if re.match(r"(?:à|a|au|aux|en|dans|sur|pour|in|at)\s+[A-ZÀ-Ý]", bare):
        preposition = r"(?:à|au|aux|dans|sur|in|at)"
        kept = re.sub(rf"\b{preposition}\s+[A-ZÀ-Ý][\w'’-]+(?:\s[A-ZÀ-Ý][\w'’-]+)*", " ", kept)
    return f"{squeeze(kept)} {bare} ?"
