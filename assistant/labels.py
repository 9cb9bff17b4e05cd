"""What does a figure of the report count, in the report's own words?

A label is one unbroken stretch of the figure's sentence, so that it can say nothing else than the report:

- the noun group after the number, where it says all: « *compteurs intelligents déployés* »;
- else the clause with the number in it: « *64 communes ont été accompagnées* ». So for a part, which needs its whole
  (« dont 49… »), for what is only planned (« l'objectif de 45 M€… »), for a measure, whose noun says too little alone
  (« 74 % *du territoire* »), and for a noun that a verb goes on to narrow (« 16 zones *sont labellisées* »).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.figures import NOT_VERBS, Figure
from assistant.french.text import STOP_WORDS, Word, fold, words

SAYS_ALL, SAYS_ENOUGH = 3, 2
"""Content words of a noun group that needs no verb, and of one that does without where its clause is long."""
LONG_CLAUSE = 120
LEAST_SAID = 3
"""Content words of a clause, its number aside; with fewer it goes on: « Sur 23 communes, le LED… »."""
LONGEST_ENUMERATION, LONGEST_CLAUSE = 160, 280
MEASURES = frozenset("money percent area length mass energy volume duration age date rank".split())

# What is aimed at, foreseen or conditional: nothing of it is done yet.
AIMED_AT = re.compile(
    r"\bobjectifs? (?:d|est|«)|\b(?:vise|visent|visant|prevoi\w+|ambition\w*|planifier|envisage\w*|a terme|afin d|"
    r"d['’]ici|a l['’]horizon|sera|seront|aura|auront|serait|seraient|"
    r"\w{3,}(?:era|eront|uira|nira|iront|dra|dront|rait|raient))\b"
)
# Said of one figure only, in its own stretch between two commas: « un budget *prévisionnel* de 174,7 M€ ».
FORESEEN = re.compile(r"\b(?:prévu|prévisionnel|attendu|programmé|projeté|potentiel)(?:le)?e?s?\b", re.IGNORECASE)
ALREADY = re.compile(r"\b(?:deja|actuellement|realise)")
NO_FUTURES = frozenset("camera opera attrait extrait retrait portrait cadrait".split())
PART = re.compile(r"\b(?:dont|y compris|parmi)\b|\bautres?\b")
# « l'acronyme (SCoT) » interrupts nothing.
ACRONYM = re.compile(r"\([A-Z][\w’'+-]{1,11}\)")
# Where a clause ends after its figure, whatever follows.
HARD_END = re.compile(r"[;:.!?](?=\s|$)|,(?=\s|$)|\(|\)|\n|\s[–—-]\s|\s(?:tandis|alors) qu|\s(?:dont|afin)\s")
# Where it may end when another figure follows before the hard end.
SOFT_END = re.compile(r"\s(?:et|ou|pour|puis|contre|avec|ainsi que|\w{2,}ant)\s")
# « espaces naturels, agricoles et forestiers », « pour prévenir…, restaurer… et renforcer… »: the comma is inside.
NO_ITEMS = frozenset(
    "dont soit avec tandis alors qui que puis mais contre comme ainsi sans selon sur dans en pour par y et ou".split()
)
# What opens a sentence and narrows nothing: « Parallèlement, … », « Pour optimiser la ressource, … ».
FRONTED = re.compile(
    r"(?:pour|parallèlement|également|ainsi|enfin|de plus|"
    r"par ailleurs|en parallèle|en outre|en effet|par exemple|dans le cadre|dans une)\b"
    r"[^,;:()\d]*,\s+",
    re.IGNORECASE,
)
# What narrows it: « Sur 23 communes, … », « En 2019, … »; a noun group would leave it out.
SCOPED = re.compile(
    r"(?:en|dans|depuis|sur|sous|avec|après|avant|lors|fin|début|dès|selon|entre|à|au|aux|d['’]ici|chaque|si|sans)\b[^;:()]*,\s",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\bentre\s[^,;]*$")
NEW_CLAUSE = re.compile(
    r";\s+(?!dont|soit|contre|y compris)|\s(?:tandis|alors) qu(?:e\s|['’])|,\set\s(?=l(?:[ae]s?\s|['’]))|:\s+(?=\d)"
)
LONG_HEAD = 80
DETERMINER = frozenset("le la les l un une des ce cette ces son sa ses leur leurs du au aux".split())
OPEN_WORDS = frozenset("de d en par pour dans sur et ou".split())
PREPOSITIONS = frozenset(
    "a au aux en dans sur sous par pour avec sans chez vers entre contre depuis pendant lors autour selon jusqu".split()
)
VERBS = frozenset(
    """a ont est sont sera seront etait etaient fut furent ete permet permettent
    peut peuvent doit doivent assure fait se s y ne n""".split()
)
PARTICIPLE = re.compile(r"\w{2,}(?:é|ée|és|ées|is|ise|ises|ue|us|ues|its|ites|ertes?|erts)")
BULLET = re.compile(r"[-*•–]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its place in the sentence, and what it says of the figure's standing."""

    start: int
    end: int
    planned: bool
    partial: bool


def label(sentence: str, figure: Figure, offset: int, others: Sequence[Figure]) -> Label:
    """The label of a figure.

    Args:
        sentence: the statement that it stands in; ``offset`` is its place in the passage.
        others: all figures of the sentence.
    """
    first, last = figure.quantity.start - offset, figure.quantity.end - offset
    nexts = [other.quantity.start - offset for other in others if other.quantity.start - offset >= last]
    is_date = figure.quantity.kind == "date"
    start = _clause_start(sentence, figure.start - offset if is_date else first)
    end = _clause_end(sentence, start, last, nexts, interposed=is_date and _is_interposed(sentence, figure, offset))
    partial = not is_date and (figure.partial or bool(PART.search(fold(sentence[max(0, first - 14) : first]))))
    planned = is_planned(sentence[start:end], last - start)
    clause = Label(start, end, planned, partial)
    if figure.quantity.kind in MEASURES or planned or partial or SCOPED.match(sentence, start, first):
        return clause
    enough = SAYS_ENOUGH if end - start > LONG_CLAUSE else SAYS_ALL
    group = noun_group(sentence, last, nexts, enough)
    return Label(*group, False, False) if group else clause


def is_planned(clause: str, figure_end: int) -> bool:
    """Whether a clause speaks of what is aimed at or foreseen: « l'objectif de 45 M€ », « permettrait d'éviter 3 t ».

    Args:
        figure_end: where the figure in question ends; « déjà » before or just after it settles that it is done.
    """
    own = clause[max(clause.rfind(mark, 0, figure_end) for mark in (", ", " (", "; ")) + 1 :]
    comma = own.find(", ")
    own = own[:comma] if comma >= 0 else own
    if ALREADY.search(fold(own)):
        return False
    futures = (m.group() for m in AIMED_AT.finditer(fold(clause)))
    return bool(FORESEEN.search(own)) or any(word not in NO_FUTURES for word in futures)


def noun_group(sentence: str, start: int, nexts: Sequence[int], enough: int) -> tuple[int, int] | None:
    """The noun group that begins at ``start``, when it is whole and says enough; else None.

    Whole: punctuation, the end, or « et » before another figure or noun with its article ends it, not a verb, which
    would go on to say which ones are meant.
    """
    limit = min(nexts, default=len(sentence))
    hard = _hard_end(sentence, start)
    tokens = words(sentence[start:hard])
    n_content, end, after_participle = 0, start, False
    first: int | None = None
    for n, word in enumerate(tokens):
        place = start + word.start
        if place >= limit:
            return None
        following = tokens[n + 1] if n + 1 < len(tokens) else None
        if word.folded in ("et", "ou"):
            closes = following is None or following.folded in DETERMINER or following.text[0].isdigit()
            if not closes:
                return None
            break
        if word.folded in VERBS or _is_verb(word) or word.folded in ("qui", "que", "dont", "ou"):
            return None
        if word.folded in PREPOSITIONS and not after_participle and not _is_compound(word, following):
            return None
        if word.folded not in STOP_WORDS:
            n_content += 1
            first = place if first is None else first
            end = start + word.end
            after_participle = after_participle or bool(n_content > 1 and PARTICIPLE.fullmatch(word.text))
    if n_content < enough or first is None:
        return None
    return first, _closed(sentence, first, end)


def _is_compound(word: Word, following: Word | None) -> bool:
    """« appels à projets »: « à » before a noun without an article."""
    if word.folded != "a" or following is None:
        return False
    return following.text.islower() and len(following.text) > 3 and following.folded not in STOP_WORDS


def _is_verb(word: Word) -> bool:
    folded = word.folded
    if folded in NOT_VERBS or len(folded) < 5:
        return False
    return (folded.endswith(("ent", "eront", "aient")) and not folded.endswith("ment")) or folded.endswith("ant")


def _is_interposed(sentence: str, figure: Figure, offset: int) -> bool:
    """« La Métropole a adopté, le 30 juin 2025, sa feuille de route »: what the date is of goes on after it."""
    return sentence[: figure.start - offset].rstrip().endswith(",")


def _clause_start(sentence: str, figure: int) -> int:
    """Where the clause of the figure begins: at its subject, or at what stands before it and holds the figure."""
    start = bullet.end() if (bullet := BULLET.match(sentence)) else 0
    for new in NEW_CLAUSE.finditer(sentence, start, figure):
        if sentence[new.start()] != ":" or new.start() - start > LONG_HEAD:
            start = new.end()
    fronted = FRONTED.match(sentence, start, figure)
    return fronted.end() if fronted else start


def _clause_end(sentence: str, start: int, figure: int, nexts: Sequence[int], *, interposed: bool) -> int:
    end = _hard_end(sentence, figure)
    while (interposed or _says_little(sentence[start:end])) and end < len(sentence):
        longer = _hard_end(sentence, end + 1)
        if longer - start > LONGEST_CLAUSE:
            break
        end, interposed = longer, False
    following = min(nexts, default=len(sentence))
    if following < end:
        soft = [
            m.start() for m in SOFT_END.finditer(sentence, figure, following) if not _is_open(sentence[: m.start()])
        ]
        if soft and not _says_little(sentence[start : soft[-1]]):
            end = soft[-1]
    end = _closed(sentence, start, end)
    if BETWEEN.search(sentence[start:end]) and sentence.startswith(" et ", end):
        end = _closed(sentence, start, _hard_end(sentence, end + 4))
    return len(sentence[:end].rstrip(" ,;:.("))


def _closed(sentence: str, start: int, end: int) -> int:
    """``end``, moved behind the parenthesis and the quotation that the clause has opened."""
    for opening, closing in ("()", "«»"):
        if sentence.count(opening, start, end) > sentence.count(closing, start, end):
            place = sentence.find(closing, end)
            end = place + 1 if place >= 0 else end
    return end


def _is_open(text: str) -> bool:
    """Whether a text ends inside a noun group: « … pour un » before « montant »."""
    last = words(text[-12:])
    return bool(last) and last[-1].folded in DETERMINER | OPEN_WORDS


def _says_little(clause: str) -> bool:
    content = [
        w
        for w in words(re.sub(r"\([^()]*(?:\)|$)", " ", clause))
        if w.folded not in STOP_WORDS and not w.text[0].isdigit()
    ]
    return len(content) < LEAST_SAID


def _hard_end(sentence: str, start: int) -> int:
    place = start
    while found := HARD_END.search(sentence, place):
        if acronym := ACRONYM.match(sentence, found.start()):
            place = acronym.end()
            continue
        end = _enumeration_end(sentence, found.start()) if found.group() == "," else None
        if end is None:
            return found.start()
        place = end
    return len(sentence)


def _enumeration_end(sentence: str, comma: int) -> int | None:
    """Where an enumeration that goes on after ``comma`` ends; None where something else begins, or holds figures."""
    stretch = re.match(r",\s([^;:.()\d«]*?\s(?:et|ou)\s[^,;:.()\d«]*)(?=[,;:.()«]|$)", sentence[comma:])
    if stretch is None or len(stretch.group()) > LONGEST_ENUMERATION:
        return None
    for item in re.split(r",\s", stretch.group(1)):
        opening = re.match(r"[^\W\d_]+['’]?", item)
        if opening is None or not _is_item(opening.group()):
            return None
    return comma + stretch.end()


def _is_item(word: str) -> bool:
    """Whether a word may open a further item: « restaurer », « agricoles », « à la gestion », not an article."""
    folded = fold(word).rstrip("'’")
    is_adverbial = folded in NO_ITEMS or folded.endswith("ant")
    return word.islower() and not is_adverbial and folded not in DETERMINER - {"au", "aux", "du", "des"}
