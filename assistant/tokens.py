"""How many tokens does a text hold?

Counted with tiktoken and a vocabulary of our own, trained on French texts and shipped with the package:
tiktoken's encodings are downloaded on first use, this one never is. It does not claim to give the count of a
provider's model. Large vocabularies (100,000 to 200,000 tokens) could not be compared with it when it was
made; keep a margin of 15 % (``MARGIN``) between a count and a model's limit.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

SHIPPED_RANKS = Path(__file__).resolve().parent / "models" / "tokens-fr.tiktoken"

MARGIN = 0.15
"""Share of a model's limit to leave free, since its own vocabulary cuts otherwise than ours."""

# An elided word keeps its apostrophe (l’, qu’), a word its leading space, digits go by three.
PIECES = (
    r" ?\p{L}{1,7}['’](?=\p{L})"
    r"| ?[\p{L}\p{M}]+"
    r"| ?\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{M}\p{N}]+"
    r"|\s+(?!\S)|\s+"
)


@lru_cache(maxsize=4)
def encoding(ranks: Path = SHIPPED_RANKS) -> tiktoken.Encoding:
    """The encoding, loaded once. ``encode_ordinary`` and ``decode`` restore any text exactly.

    Args:
        ranks: a file of lines "base64 of a token, space, its rank".
    """
    import tiktoken
    from tiktoken.load import load_tiktoken_bpe

    return tiktoken.Encoding(
        ranks.stem, pat_str=PIECES, mergeable_ranks=load_tiktoken_bpe(str(ranks)), special_tokens={}
    )


def count_tokens(text: str) -> int:
    """Tokens in ``text``; 0 for an empty one. ``"de l’eau"`` counts 3."""
    return len(encoding().encode_ordinary(text))
