"""Is a figure said of the place that the question names?

« Combien de bacs à Lussignac ? » is not answered by the bacs of the whole territory, which the report counts in the
sentence after the one on Lussignac. Places are read from the form of the question alone: a name after « à », « sur »...
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extractive.coverage import asking_part, asking_sentence, in_reach, taken_up
from assistant.extractive.features import Candidate
from assistant.figures import Figure, statements
from assistant.french.query import Query
from assistant.french.spelling import is_ordinary
from assistant.french.text import fold

# « à La Ciotat » has its article with a capital; « à la Métropole » is no town.
NAME = r"(?:\s+|(?<=['’]))((?:(?:La|Le|Les)\s|L['’])?(\w[\w’'-]*))"
AROUND = r"(?:(?:autour|près|pres|aux alentours|du côté|du cote) (?:de|du|des)(?=\s)|(?:autour|près|pres|aux alentours|du côté|du cote)\sd['’](?=\w))"
AT = re.compile(rf"(?:(?<![\w’'-])|(?<=qu['’]))(?:[àÀ]|a|aux?|sur|pour|vers|par|via|{AROUND}){NAME}")
AT_IN_ENGLISH = re.compile(rf"\b(?:in|at|around){NAME}")
LETTERS = re.compile(r"[^\W\d_]{3,}")
# « la B5 », « le T2 »: a line or a road that a letter and a number name.
CODE = re.compile(r"\b([a-z]{1,2})(\d{1,3})\b")
ARRONDISSEMENT = re.compile(r"\b(?:dans|pour|sur) le (\d{1,2})(?:er|e|eme)(?: arrondissement)?\b")
# « la ligne A », « le lot 2 »: told apart by a letter or a number.
LETTERED = re.compile(
    r"\b([Ll]igne|[Ll]ot|[Tt]ranche|[Pp]hase|[Tt]unnel|[Bb]âtiment|[Tt]errain|[Tt]erminal) ([A-Z]|\d{1,3})\b(?! ?%)"
)
PARENTHESIS = re.compile(r"\([^()]*\)")


def places_of(query: Query) -> list[str]:
    """The places that a question names, folded."""
    found = []
    named = {term.word for term in query.terms if term.named}
    # A long message names places that its question does not ask about.
    asking = asking_part(query.text)
    # « À Lussignac, combien de… ? »
    lead = asking_sentence(query.text).removesuffix(asking)
    for match in (AT_IN_ENGLISH if query.english else AT).finditer(query.text):
        name = match[2]
        if fold(match[0]) not in asking and not lead.startswith(fold(match[0])):
            continue
        capital = name[:1].isupper() and not name.isupper() and not query.text.isupper()
        # « au port »: in small letters a word of the language is no name.
        if LETTERS.match(name) and (capital or (fold(name) in named and not is_ordinary(fold(name)))):
            found.append(fold(match[1] if capital else name))
    return found


def is_elsewhere(query: Query, candidate: Candidate) -> bool:
    """Whether the question names a place of which the statement, with what it takes up and its headings, says nothing."""
    if _is_of_another_item(query, candidate):
        return True
    if _is_of_another_line(query, candidate):
        return True
    asking = asking_part(query.text)
    asked, codes, numbered = places_of(query), set(CODE.findall(asking)), ARRONDISSEMENT.findall(asking)
    if not (asked or codes or numbered):
        return False
    read = " ".join(_in_reach(candidate))
    folded = fold(read)
    if any(not re.search(rf"\b{n}(?:er|e|eme)\b", folded) for n in numbered):
        return True
    if _are_others(codes, set(CODE.findall(folded))):
        return True
    return bool(asked) and not any(_is_named(place, read) for place in asked)


def _is_of_another_item(query: Query, candidate: Candidate) -> bool:
    """« Combien de stations sur la ligne de Lussignac ? » is told by its own line of a list, not by the one above it."""
    statement, passage = candidate.statement, candidate.passage
    if not statement.is_item:
        return False
    read = in_reach(candidate)
    missing = [t for t in query.terms[: query.n_own] if t.named and not is_ordinary(t.word) and not t.worth(read)]
    others = [s.stems for s in statements(passage) if s.is_item and s.position != statement.position]
    return any(t.worth(stems) for t in missing for stems in others)


def _is_of_another_line(query: Query, candidate: Candidate) -> bool:
    """Whether the question is on « la ligne A » and the statement, or what it goes on from, on « la ligne D » alone."""
    asked = set(LETTERED.findall(query.own))
    if not asked:
        return False
    for read in (candidate.statement.text, " ".join(_in_reach(candidate)), candidate.passage.text):
        told = {(noun, which) for noun, which in LETTERED.findall(read) if any(fold(noun) == fold(n) for n, _ in asked)}
        if told:
            return not any(fold(which) == fold(w) for _, which in told for _, w in asked)
    return False


def _are_others(asked: set[tuple[str, str]], said: set[tuple[str, str]]) -> bool:
    """Whether the question is on « la B5 » and the statement on « la B4 » alone."""
    letters = {letter for letter, _ in said}
    return any(letter in letters for letter, _ in asked - said)


def is_aside(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """Whether a place is named in brackets alone, where the figure is not: « 16 zones (… à Lussignac) »."""
    asked = places_of(query)
    if not asked:
        return False
    here = " ".join((without_brackets(candidate, figure, PARENTHESIS), *candidate.passage.section[-1:]))
    return not any(_is_named(place, here) for place in asked)


def without_brackets(candidate: Candidate, figure: Figure, brackets: re.Pattern[str]) -> str:
    """The text of the statement, blanks in the place of every match of ``brackets`` that the figure is not in."""
    start = figure.start - candidate.statement.start
    return brackets.sub(lambda m: m[0] if m.start() <= start < m.end() else " " * len(m[0]), candidate.statement.text)


def _in_reach(candidate: Candidate) -> Iterator[str]:
    yield candidate.statement.text
    yield from candidate.passage.section[-2:]
    if before := taken_up(candidate):
        yield before.text


def _is_named(place: str, text: str) -> bool:
    """Whether a text names a place for itself: « Aix-Marseille-Provence » is not Marseille, « Aix-en-Provence » is Aix."""
    return bool(
        re.search(rf"(?<![\w’'-])(?:[dl]['’])?{re.escape(place)}(?![\w’']|-(?!en-|sur-|les-|la-|le-))", fold(text))
    )
