"""What does a follow-up ask, once it stands alone?

« Et à Marseille ? » keeps the subject of the question before it. The rule: a message that opens as a
continuation, points back with a pronoun, or has too little content of its own, takes over the content of
the earlier question; when both name a place or a year, the new one wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.french.intents import intent
from assistant.french.query import QUESTION_WORDS
from assistant.french.questions import ATTRIBUTE_OF, HEAD, WH
from assistant.french.text import STOP_WORDS, fold, squeeze, stem, words

CONTINUATION = re.compile(
    r"^\W*(?:et|mais|and|but|ok|d'accord|ah|alors|du coup|sinon|pareil|idem|meme question|what about|how about|and what)\b"
)
POINTS_BACK = re.compile(
    r"\b(?:elle|elles|il|ils|ca|cela|celui-ci|celle-ci|ceux-ci|celui-la|celle-la|y|en|lui|leur|leurs|son|sa|ses|ce|cet|cette|ces|lesquel(?:le)?s|lequel|laquelle|"
    r"it|they|its|their|them|this|that|these|those|celles?|ceux|dedans|la-bas|le premier|la premiere|le second|la seconde|autres?)\b"
)
IMPERSONAL = re.compile(
    r"\b(?:il y a|y a[- ]t[- ]il|y a|qu'est[- ]ce que c'est|c'est quoi|est[- ]ce qu[e']|qu'est[- ]ce qu[e']|il faut|faut-il|c'est combien)\b"
)
FEW_WORDS, FEW_WORDS_WITH_PRONOUN = 1, 4


def resolve(question: str, history: Sequence[str]) -> str:
    """The question, completed from the earlier ones where it does not stand alone.

    Args:
        question: as asked now.
        history: earlier questions of the conversation, oldest first; may be empty.

    Returns: a question that can be searched; ``question`` itself when it needs nothing.
    """
    earlier = [h for h in history if squeeze(h) and intent(h) is None]
    if not earlier or not _leans_on_the_past(question):
        return question
    # An earlier follow-up leans on what came before it in turn.
    subject = earlier[-1]
    if len(earlier) > 1 and _leans_on_the_past(subject):
        subject = resolve(subject, earlier[:-1])
    return _complete(question, subject)


def _content(text: str) -> list[str]:
    return [w.folded for w in words(text) if w.folded not in STOP_WORDS and w.folded not in QUESTION_WORDS]


def _leans_on_the_past(question: str) -> bool:
    folded = fold(squeeze(question))
    content = [w for w in _content(question) if w not in ATTRIBUTE_OF]
    if CONTINUATION.search(folded):
        return len(content) <= 5
    if len(content) <= FEW_WORDS:
        return True
    pointing = bool(POINTS_BACK.search(IMPERSONAL.sub(" ", _without_inversion(folded))))
    return pointing and len(content) <= FEW_WORDS_WITH_PRONOUN and not _names_a_subject(question)


def _without_inversion(folded: str) -> str:
    """« Combien la ville en compte-t-elle » : the pronoun of an inverted verb whose subject is said points to nothing."""
    return re.sub(r"-(?:t-)?(?:il|elle|ils|elles|on|ce)\b", " ", folded) if re.search(r"\b(?:la|le|les|l')\s?\w+.*-(?:t-)?(?:il|elle)", folded) else folded


def _names_a_subject(question: str) -> bool:
    """Whether a name or abbreviation stands inside the question: it then has a subject of its own."""
    found = words(squeeze(question))
    return sum(w.text[0].isupper() and w.start > 0 for w in found) >= 1 and len(_content(question)) >= 3


def _complete(question: str, subject: str) -> str:
    """Both texts as one question: the new one asks, the earlier one says about what."""
    new = {stem(w) for w in _content(question)}
    asks_anew = bool(WH.search(fold(question))) or any(w in ATTRIBUTE_OF for w in _content(question))
    kept = subject
    if asks_anew:
        # The earlier question word must not compete: « Combien de lignes … » then « Lesquelles ? ».
        kept = re.sub(HEAD, lambda m: m["head"], _plain(subject))
        kept = WH.sub(" ", kept)
    dropped = [w for w in words(kept) if stem(w.folded) in new]
    for word in reversed(dropped):
        kept = kept[: word.start] + kept[word.end :]
    bare = squeeze(re.sub(r"^\W*(?:et|mais|and|but)\b", "", squeeze(question), flags=re.IGNORECASE)).rstrip(" ?!.")
    tail = squeeze(kept).strip(" ?!.,")
    return f"{bare} {tail} ?" if asks_anew else f"{tail} {bare} ?"


def _plain(text: str) -> str:
    """Folded text of the same length when folding allows it, for patterns written on folded text."""
    folded = fold(text)
    return folded if len(folded) == len(text) else text
