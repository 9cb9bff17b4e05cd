"""Could this word be a form of a verb? Told from the endings, and from the infinitives of the list of ordinary words."""

from __future__ import annotations

from functools import lru_cache

from assistant.french.spelling import ordinary_words

# Endings of the present, the past and the participles, longest first, and what the infinitive may end in instead.
ENDINGS = tuple(
    sorted(
        """aient eront erait iront irait ements ees ent ait ant ons era ira ee es ez as ai ie is it us ue ts e a i u t s""".split(),
        key=len,
        reverse=True,
    )
)
INFINITIVES = ("er", "ir", "re", "oir", "dre", "tre", "enir")


@lru_cache(maxsize=4096)
def may_be_verb(folded: str) -> bool:
    """Whether the folded word is an infinitive or may be a conjugated form: « utilisent », « tenu », « place »."""
    known = ordinary_words()
    if folded in known and folded.endswith(("er", "ir", "dre", "ttre", "aitre", "uire", "crire", "ivre")):
        return True
    bases = (folded[: -len(ending)] for ending in ENDINGS if folded.endswith(ending))
    return any(len(base) > 1 and base + infinitive in known for base in bases for infinitive in INFINITIVES)


@lru_cache(maxsize=4096)
def is_infinitive(folded: str) -> bool:
    """Whether the folded word is an infinitive and no noun that ends alike: « participer », not « quartier »."""
    known = ordinary_words()
    ends = {"er": ("ant",), "ir": ("issant", "ant"), "re": ("ant",)}.get(folded[-2:], ())
    return folded in known and any(folded[:-2] + ending in known for ending in ends)
