"""Does a statement give the very thing that a question demands, or only something beside it?

« Quel mois ? » is not answered by a year, « Qui dirige… ? » not by a sentence that names nobody, « Parmi les 80…,
combien… ? » not by another total. What is demanded is read from the form of the question alone.
"""

from __future__ import annotations

import re

from assistant.extractive.coverage import MET, stems_of
from assistant.extractive.features import Candidate
from assistant.french.contrasts import NOT_YET, UPHEAVAL, agreeing, contrast
from assistant.french.query import Query
from assistant.french.text import fold

_ROLE = (
    r"(?:vice-)?president\w*|direct(?:eur|rice|or)s?|maires?|mayors?|adjointe?s?|ministres?|chefs?|cheffes?|elue?s? referente?s?|"
    r"architectes?|architects?|artistes?|artists?|chair(?:man|woman|person)?|ceo|heads? of|personnes? qui"
)
A_PERSON = re.compile(
    rf"\b(?:qui (?:est|sont|etait)|comment s'appell\w+|(?:le )?noms? (?:et \w+ )?d[eu']|quel(?:le)? (?:est|etait)|who(?: is|'s| are| was)|(?:the )?name of)"
    rf" ?(?:le |la |l'|les |cette |ce |du |de |des |the )*(?:{_ROLE})\b|\bqui (?:dirige|preside)\b|\bwho (?:runs|leads|chairs)\b"
)
PERSON = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)* (?:d[eu'] ?|de la )?[A-ZÀ-Ý][\w’'-]+")
NAMES = re.compile(
    r"\b(?:comment s'appellent|(?:les|leurs) noms d|noms des|liste (?:complete )?des|name the|names of)\b"
)
ENUMERATION = re.compile(r"[,(:][^,]{2,60}(?:,| et | ou | and )")
WITHIN_THE_YEAR = re.compile(r"\bquel(?:le)? (?:mois|jour|semaine|saison)\b|\b(?:which|what) (?:month|day|week)\b")
A_YEAR = ("année", "période")
AMONG = re.compile(r"\b(?:parmi|sur|of|among|out of) (?:ce[st]? |les |the |these |tous les |l'ensemble des )\d")
SHARED_OUT = re.compile(r"\b(?:dont|parmi|soit|sur|y compris|including|part)\b|%")
TO_COME = re.compile(
    r"\b(?:sera|seront|aura|auront|\w{3,}(?:era|eront|ira|iront|dra|dront)|prochaine?s?|va|vont|will|next)\b"
)


def lacks_what_is_demanded(query: Query, candidate: Candidate) -> bool:
    """Whether the form of the question demands a thing that the statement does not give."""
    asked, said = fold(query.text), candidate.statement.text
    if query.premise or query.kind.asked == "yes_no":
        return False
    if A_PERSON.search(asked) and not any(fold(name) not in asked for name in PERSON.findall(said)):
        return True
    if NAMES.search(asked) and not ENUMERATION.search(said) and not candidate.statement.introduces:
        return True
    figure = candidate.figure
    if figure is None:
        return False
    if WITHIN_THE_YEAR.search(asked) and figure.quantity.kind == "date" and figure.quantity.unit in A_YEAR:
        return True
    if query.kind.asked == "when":
        return bool(TO_COME.search(asked)) and not NOT_YET.search(fold(said))
    return bool(AMONG.search(asked)) and not figure.partial and not SHARED_OUT.search(fold(said))


def presupposes_an_event(query: Query, candidate: Candidate) -> bool:
    """Whether the question takes for granted that something happened of which the passage knows nothing.

    « Pourquoi la piscine a-t-elle fermé ? » has no answer in a passage that tells of its opening hours alone. A word that
    the statement contradicts (« fermé », « rouvert ») is answered by it.
    """
    text, passage = candidate.passage.text, stems_of(candidate.passage)
    unmet = [t for t in query.terms if UPHEAVAL.match(t.word) and t.worth(passage) < MET and not agreeing(t.word, text)]
    return bool(unmet) and not contrast(query.text, text)
