"""What is shown of a figure, so that it is understood with nothing before it?

Its label, where that says who or what; else its sentence, where that is short and says it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.programme.standing import names_subject, stands_alone
from assistant.programme.typeset import opening
from assistant.types import KeyFigure

SHORT = 160
"""Characters of a sentence that is shown whole."""
LINKED = re.compile(
    r"(?:et|ou|mais|car|donc|puis|or|ni|dont|que?|qui|où|ainsi|avec|pour|soit|tandis|alors|grâce|l['’]autre|"
    r"le volet)\s",
    re.IGNORECASE,
)
AUXILIARY = r"(?:a|ont|est|sont|été|étaient|était|avaient|avait|aura|auront|sera|seront)"
# « … ont participé », « compteurs intelligents déployés »: by whom, in what?
BARE_END = re.compile(
    rf"\b{AUXILIARY}\s(?:\w+ment\s)?\w+(?:é|i|u|is|it|ert)e?s?$|\w(?<!it)(?<!ann)ée?s$", re.IGNORECASE
)
# Plural nouns that look like participles.
NOUNS = re.compile(
    r"(?:journ|vall|all|entr|soir|randonn|mus|lyc|arm|march|employ|salari|associ|déput|abonn|côt|invit|bl|pr|foss|"
    r"priorit|communaut)ée?s$",
    re.IGNORECASE,
)


def shown(figure: KeyFigure) -> KeyFigure | None:
    """The figure with what is shown of it as its label, from a capital on; None where nothing can be understood."""
    for said in (figure.label, figure.sentence):
        if is_understood(said) and (said == figure.label or len(said) <= SHORT):
            return replace(figure, label=opening(said))
    return None


def is_understood(said: str) -> bool:
    """Whether a stretch says alone who or what it is about, and to what end."""
    bare = said.rstrip(" .")
    if LINKED.match(bare) or (BARE_END.search(bare) and not NOUNS.search(bare)):
        return False
    return stands_alone(said) and names_subject(said)
