"""Which words of a question does a statement meet, itself or through what stands around it?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from assistant.extractive.claims import PERSON, SPANS
from assistant.extractive.features import PRONOUN, Candidate, is_of_the_title
from assistant.figures import Statement, goes_on_from, run_of, statements
from assistant.french.contrasts import DONE, PENDING, UNIVERSAL, agreeing, contrast, contrasted
from assistant.french.framing import FRAME, what_is_confirmed
from assistant.french.numbers import SCALES, TENS_WORDS, UNITS_WORDS
from assistant.french.query import Query
from assistant.french.terms import Term
from assistant.french.text import fold, sentences, stem
from assistant.types import Passage

# A term is met by an equivalent of this weight; one that is near rather than the same counts in part.
MET, SURE, WEAK = 0.3, 0.45, 0.6
# By what says the same, not by what is near: « du bio » is not « des producteurs ».
SAME = 0.555
# By the word itself, or by one that can be put for it anywhere.
ITSELF = 0.85
# What a verb left open counts: verbs are what paraphrases change.
VERB = 0.5
# Share of the question that a term has to have for its clause to tell of the question.
TELLING = 0.25
# Words that carry no fact of their own: « faire l'objet de », « avoir lieu », « courir jusqu'en ».
LIGHT = frozenset(
    stem(w)
    for w in """fait faire font objet lieu partie parti cas mise mettre oeuvre place organise organiser dispose disposer beneficie beneficier agit appelle
    nomme possible droit aussi ainsi chose aujourd'hui annee realise realiser effectue effectuer moment til fois toujours non nan oui jamais seul seule seuls
    seules court courir dure durer etale etaler va vont compte atteint atteindre depasse depasser depassent moitie tiers ok quoi meme hein bon ca aurait
    faisait faisaient fais prevoit prevoient prevoir cote pres autour direct quelque quelques chose raison collegue collegues confirme confirmez confirm monde avance exemple existe figure figurent passe passer totalite integralite entier entiere ensemble entire whole prevu prevue million millions milliard milliards want really currently still right only yet
    finalement enfin certains certaines plusieurs petits petites pouvoir puisse puissent vouloir veut veulent prendre laisser futur future rien vrai raison coup gens cause suite fort projet projets nouveau nouveaux nouvelle nouvelles vient viennent habite habitons voir permet permettent dites truc trucs machin maintenant desormais actuellement ben part parts under over than fewer less more least most half been quantite quantites aupres dessus secteur retenu retenue retenus retenues davantage atteinte atteintes exception fixe fixee fixes fixees facon maniere aient ait facilement mene menent mener menee menees""".split()
)
# « n'est envisagé », « a été signalé »: what is said of anything.
SAYS_NOTHING = LIGHT | frozenset(
    stem(w)
    for w in "aucun aucune envisage envisagee prevu prevue signale signalee deplorer constate constatee propose proposee".split()
)
# « déjà achevée », « uniquement »: held against the statement as what they are, not as words to be met.
SETTLED_APART = re.compile(rf"(?:{DONE.pattern})|(?:{UNIVERSAL.pattern})|unique|seule?s?")
# « l'été dernier »: of what year that is, no report knows.
LAST_TIME = re.compile(r"\b(?:ete|hiver|printemps|automne|mois|an|semaine|annee|rentree|saison) derni(?:er|ere)\b")
# « chaque commune a eu son propre diagnostic »
EACH_ITS_OWN = re.compile(r"\b(?:chaque|chacune?|tou(?:te)?s les|meme l[ea]s?)\b")
NUMBER_WORDS = frozenset((*UNITS_WORDS, *TENS_WORDS, *SCALES))
CLAUSE = re.compile(r"[,;:()]| (?:tandis que|alors que|mais|afin|pour|et) ")
ASKING = re.compile(r"\best[- ]ce (?:que |qu')|\bverifier (?:que|si) |\bsavoir si ", re.IGNORECASE)
# « Pour la prochaine réunion : quels tonnages… ? »: what leads in to the question is no part of it.
LED_IN = re.compile(
    r"[:,;] (?=(?:(?:de|a|en|dans|sur|pour|par|depuis|avec|at|in|on|for) )?(?:quel(?:le)?s?|combien|qui|quand|comment|pourquoi|ou|what|which|how|who|when|where|why)\b)"
)
# « Alimentée par des panneaux, elle… », « L'entrée y est de 8 € », « Leur nombre… »: told of what stands before.
TAKES_UP = re.compile(
    r"^[^,:;]{3,70}, (?:il|elle|ils|elles|ce dernier|cette derniere|ces derni\w+|celui-ci|celle-ci|ceux-ci)\b|(?<!\bil )\by (?:est|sont|etait|etaient|a|ont|sera)\b|^(?:leurs?|son|sa|ses)\b"
    r"|\b(?:son|sa|leur) (?:budget|cout|capital|fonctionnement|financement|exploitation|entretien|gestion|construction|mise en service|ouverture)\b"
)
TAKES_BACK = re.compile(
    r"^(?:[\w' -]{2,30}, )?(?:en revanche|toutefois|cependant|pourtant|neanmoins|mais)\b|^[\w' -]{2,40}, en revanche\b"
)
VERBAL = re.compile(
    r"(?:\b(?:a|ont|est|sont|ete|etait|etaient|peut|peuvent|doit|doivent|va|vont|ils?|elles?|on|se|s'|y|qui|can|be|been|has|have)|[- ](?:ils?|elles?|on)) $"
)
# After these only an infinitive is a verb: « en panne », « spectacles de drones ».
BEFORE_INFINITIVE = re.compile(r"\b(?:en|pour|de|d'|to) ?$")
INFINITIVE = re.compile(r"(?:er|ir|re|ant)$")
# « comportent-ils »
INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on)\b")
ADJECTIVE = re.compile(r"(?:bles?|al|ales?|aux|ifs?|ives?|iques?|eux|euses?|aires?|els?|elles?)$")


@lru_cache(maxsize=1024)
def asking_sentence(message: str) -> str:
    """The folded last question of a message; all of it where none ends with a question mark."""
    # Sentences are told by their capitals, which folding takes away.
    pieces = [fold(message[a:b]) for a, b in sentences(message)]
    questions = [i for i, piece in enumerate(pieces) if piece.endswith("?")]
    if questions:
        return pieces[what_is_confirmed(pieces, questions[-1])]
    return next((piece for piece in reversed(pieces) if FRAME.search(piece)), fold(message))


@lru_cache(maxsize=1024)
def asking_part(message: str) -> str:
    """The folded part of a message that asks: its last question, from « est-ce que » on where that opens it."""
    asking = asking_sentence(message)
    opening = ASKING.search(asking) or LED_IN.search(asking)
    return asking[opening.end() :] if opening else asking


@lru_cache(maxsize=1024)
def asks(form: re.Pattern[str], asked: str) -> re.Match[str] | None:
    """The first match of a form in the part that asks, looked for once for all the statements read."""
    return form.search(asked)


def asked_terms(query: Query) -> dict[Term, float]:
    """The terms of the part that asks, each with its weight; verbs weigh less."""
    text, asking = fold(query.text), asking_part(query.text)
    terms = [
        t
        for t in query.terms
        if t.alternatives[0].stems[0] not in LIGHT
        and stem(t.word) not in LIGHT
        and not SETTLED_APART.fullmatch(t.word)
        and not (t.word in ("dernier", "derniere") and LAST_TIME.search(text))
        and not (t.word in ("propre", "propres") and EACH_ITS_OWN.search(text))
    ]
    if pending := PENDING.search(asking):
        terms = [t for t in terms if t.word not in pending[0]]
    if query.numbers:
        # « 200 millions d'euros » is compared, not met word by word.
        units = {fold(query.text[q.number_start : q.end]).split()[-1].split("'")[-1] for q in query.numbers if q.unit}
        units |= {t.word for t in terms if stem(t.word) in SPANS}
        terms = [t for t in terms if t.word not in NUMBER_WORDS | units and not PERSON.fullmatch(t.word)]
    inside = [t for t in terms if t.word in asking]
    weights = {}
    for term in inside if len(inside) > 1 else terms:
        place = text.find(term.word)
        verb = (
            place > 0
            and not term.named
            and not ADJECTIVE.search(term.word)
            and _is_verb(text[max(0, place - 12) : place], term.word, text[place + len(term.word) :], query.english)
        )
        weights[term] = term.mass * (VERB if verb else 1.0)
    return weights


def _is_verb(before: str, word: str, after: str, english: bool) -> bool:
    if not english and INVERTED.match(after):
        return True
    if BEFORE_INFINITIVE.search(before):
        return bool(INFINITIVE.search(word)) or (english and before.endswith("to "))
    return bool(VERBAL.search(before))


class Reading:
    """One statement as read for one question: which of its terms are met where.

    Attributes:
        met, elsewhere, missing: the terms met by the statement, by the rest of its passage only, and by nothing.
        here: share of the question's weight that the statement meets, from 0 to 1.
        share: the same with half of what only the rest of the passage speaks of: the subject, mostly.
        rest: the share without the names that nothing meets.
        contrast: the statement says what excludes the question's words; ``opposed`` are these words.
    """

    def __init__(self, query: Query, asked: dict[Term, float], candidate: Candidate) -> None:
        # The authority that publishes the report is what all of it is about.
        asked = {t: m for t, m in asked.items() if not is_of_the_title(t, candidate.passage)} or asked
        self.query, self.candidate, self.asked = query, candidate, asked
        self.text = candidate.statement.text + trend(candidate.statement)
        self.read = in_reach(candidate)
        passage = _stems_beside(candidate)
        self.mass = sum(asked.values()) or 1.0
        met = {t: 1.0 if agreeing(t.word, self.text) else t.worth(self.read) for t in asked}
        self.met = [t for t in asked if met[t] >= MET]
        self.elsewhere = [t for t in asked if t not in self.met and t.worth(passage) >= MET]
        self.missing = [t for t in asked if t not in self.met and t not in self.elsewhere]
        self.opposed = contrasted(query.text, self._part_named)
        self.contrast = bool(self.opposed)
        opposed = [t for t in self.missing if t.word in self.opposed or contrast(t.word, self.text)]
        weak = sum(asked[t] for t in self.met if met[t] < SURE)
        self.here = (sum(asked[t] for t in (*self.met, *opposed)) - (1 - WEAK) * weak) / self.mass
        self.share = self.here + 0.5 * sum(asked[t] for t in self.elsewhere) / self.mass
        named = sum(asked[t] for t in self.missing if t.named)
        self.rest = min(self.share * self.mass / (self.mass - named), 1.0) if named < self.mass else self.share

    @cached_property
    def likeness(self) -> float:
        """How like the question's words those are that meet them, from 0 to 1, on average by weight; 0 where none does."""
        weights = [(self.asked[t], t.worth(self.read)) for t in self.met]
        return sum(m * w for m, w in weights) / (sum(m for m, _ in weights) or 1.0)

    @cached_property
    def _part_named(self) -> str:
        """« La déchèterie de Lussignac a rouvert ; celle de Vaubreuil fermera »: of Vaubreuil, the second part alone."""
        parts = [part for part in re.split(r"(?<=;)", self.text) if part.strip()]
        named = [t for t in self.asked if t.named]
        if len(parts) < 2 or not named:
            return self.text
        told = [p for p in parts if any(t.worth(_stems(p)) >= SAME for t in named)]
        return told[0] if len(told) == 1 else self.text

    @cached_property
    def told(self) -> float:
        """Share of the statement's own words that the question speaks of, from 0 to 1."""
        own = [s for s in self.candidate.statement.stems if s not in SAYS_NOTHING and not s.isdigit()]
        met = sum(any(t.worth(frozenset((s,))) >= MET for t in self.asked) for s in own)
        return met / len(own) if own else 0.0

    @cached_property
    def following(self) -> str:
        """The sentence after the statement, where it takes something back (« En soirée, en revanche, … »); else an empty text."""
        parts, place = statements(self.candidate.passage), self.candidate.statement.position
        text = parts[place + 1].text if place + 1 < len(parts) and not self.candidate.statement.is_item else ""
        return text if TAKES_BACK.search(fold(text)) else ""

    @cached_property
    def clauses(self) -> list[str]:
        """The parts of the statement between commas."""
        return [c for c in CLAUSE.split(self.text) if c.strip()] or [self.text]

    def is_told_by(self, clause: str) -> bool:
        """Whether a term of weight is met by this clause and by no other."""
        own = _stems(clause)
        rest = frozenset[str]().union(*(_stems(c) for c in self.clauses if c is not clause))
        return any(self.asked[t] >= TELLING * self.mass and t.worth(own) >= MET > t.worth(rest) for t in self.met)

    @cached_property
    def clause(self) -> str:
        """The part of the statement, between commas, that meets most of the question."""
        clauses = self.clauses
        read = [_stems(c) for c in clauses]
        weights = [sum(mass * t.worth(r) for t, mass in self.asked.items()) for r in read]
        named = [t for t in self.asked if t.named]
        # « … ; celui de Vaubreuil doit ouvrir en 2026 » is the clause on Vaubreuil.
        told = [sum(t.worth(r) >= MET for t in named) for r in read]
        lone = [n if told.count(n) == 1 else 0 for n in told]
        return clauses[max(range(len(clauses)), key=lambda i: (lone[i], weights[i], -i))]


@lru_cache(maxsize=20_000)
def trend(statement: Statement) -> str:
    """« 84 000 visiteurs en 2024, contre 79 000 en 2023 » says a rise without the word."""
    return run_of(statement.text, statement.figures, statement.start)


def speaks_of(terms: Iterable[Term], word: str, least: float = MET) -> bool:
    """Whether one of the terms means a word of a statement (folded), itself or by what says the same."""
    alone = frozenset((stem(word),))
    return any(t.worth(alone) >= least for t in terms)


def in_reach(candidate: Candidate) -> frozenset[str]:
    """Stems of the statement, of the sentence that it takes up, of what introduces its list and of its headings."""
    return own_stems(candidate).union(*(_stems(title) for title in candidate.passage.section[-2:]))


def own_stems(candidate: Candidate) -> frozenset[str]:
    """Stems of the statement and of the sentence or the line that it takes up, without any heading."""
    before = taken_up(candidate)
    return candidate.statement.stems | (before.stems if before else frozenset())


def taken_up(candidate: Candidate) -> Statement | None:
    """The sentence that the statement takes up (« Elle… »), or the line that opens its list; None where it stands alone."""
    statement = candidate.statement
    goes_on = statement.is_item or PRONOUN.match(statement.text) or TAKES_UP.search(fold(statement.text))
    return goes_on_from(candidate.passage, statement) if goes_on else None


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in _plain_words(text))


@lru_cache(maxsize=20_000)
def stems_of(passage: Passage) -> frozenset[str]:
    """Stems of a passage and of all its headings."""
    return frozenset[str]().union(*(_stems(t) for t in passage.section), *(s.stems for s in statements(passage)))


def _stems_beside(candidate: Candidate) -> frozenset[str]:
    """Stems of the passage; of a list without the other items, each of which is of another thing."""
    statement, passage = candidate.statement, candidate.passage
    if not statement.is_item:
        return stems_of(passage)
    told = (s.stems for s in statements(passage) if not s.is_item or s.position == statement.position)
    return frozenset[str]().union(*(_stems(t) for t in passage.section), *told)


def _plain_words(text: str) -> Iterator[str]:
    yield from re.findall(r"[^\W_]+", fold(text))
