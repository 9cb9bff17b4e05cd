"""Which French words may an English word be, letter for letter but for its ending?

« natural » is « naturel », « biodiversity » « biodiversité », « protect » « protéger ». The lexicon lists what has to be
learnt; of the thousands of words that the two languages share, a few endings tell the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

# English ending, and the French ones that it may stand for; the longest that fits is tried alone.
ENDINGS: dict[str, tuple[str, ...]] = {
    "ically": ("iquement",), "ally": ("ellement", "alement"), "ously": ("eusement",), "ively": ("ivement",), "ably": ("ablement",),
    "ational": ("ationnel",), "ional": ("ionnel",), "ical": ("ique", "ical"), "ial": ("iel", "ial"), "ual": ("uel",), "al": ("el", "al", "ale"),
    "ity": ("ite",), "ities": ("ites",), "logy": ("logie",), "graphy": ("graphie",), "nomy": ("nomie",), "gy": ("gie",), "phy": ("phie",),
    "ary": ("aire",), "aries": ("aires",), "ory": ("oire",), "ories": ("oires",), "ency": ("ence",), "ancy": ("ance",), "cy": ("ce", "cie"),
    "ist": ("iste",), "ists": ("istes",), "ism": ("isme",), "ous": ("eux",), "ive": ("if", "ive"), "ives": ("ifs", "ives"),
    "ic": ("ique",), "ics": ("ique", "iques"), "ect": ("eger", "ecter"), "ects": ("ege", "ecte"), "ected": ("ege", "ecte"), "ecting": ("egeant", "ectant"),
    "ise": ("iser",), "ize": ("iser",), "ised": ("ise",), "ized": ("ise",), "ising": ("isant",), "izing": ("isant",), "isation": ("isation",), "ization": ("isation",),
    "ate": ("er",), "ates": ("e",), "ated": ("e",), "ating": ("ant",), "fy": ("fier",), "fied": ("fie",),
    "er": ("re", "eur"), "ers": ("res", "eurs"), "or": ("eur",), "ors": ("eurs",), "ine": ("in", "ine"), "est": ("et",), "ests": ("ets",),
    "ed": ("e",), "ing": ("ant", "age"),
}  # fmt: skip
LONGEST = max(map(len, ENDINGS))
# What is left of a shorter word says too little.
LEAST_ROOT = 4


def cognates(word: str) -> Iterator[str]:
    """Folded French words that a folded English one may be; they need not exist."""
    for size in range(LONGEST, 1, -1):
        ending = word[-size:]
        if ending in ENDINGS and len(word) - size >= LEAST_ROOT - (size > 3):
            yield from (word[:-size] + french for french in ENDINGS[ending])
            return
    if len(word) > LEAST_ROOT and word.endswith("s"):
        yield word[:-1]
