"""What does a statement say in the place of what a question supposes?

« Est-ce le ministère de la Santé qui… ? » is answered no by « … par le ministère de l'Agriculture », « C'est à Lussignac
qu'ils… ? » by « … à Vaubreuil ». The question's word has to be met nowhere, and nearly all the rest of it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extractive.coverage import ITSELF, MET, SAME, SURE, Reading, asking_part, asks, speaks_of, stems_of
from assistant.extractive.named import TITLE
from assistant.figures import Figure
from assistant.french.abbreviations import explanations
from assistant.french.spelling import is_ordinary
from assistant.french.terms import Term
from assistant.french.text import STOP_WORDS, Word, fold, fold_in_place, stem, stems, words

# « c'est pour y construire des logements ? » of what is « pour des mesures de compensation »
FOR_WHAT = re.compile(
    r"\b(?:c'est|est-ce|sont|ont ete (?:achet|acquis)\w*|(?:a|ont) (?:ete )?(?:achet|acquis)\w*) (?:bien |surtout |destine\w* )?(?:pour|a) (?:y |en |l[ea]s? )?(?=\w+(?:er|ir|re)\b|des |l[ea]s? |l'|un)"
)
FOR_THIS = re.compile(r"\bpour (?:des |l[ea]s? |l'|un |une |\w+(?:er|ir|re)\b)")
# « dédié aux cleantechs », « spécialisée dans le solaire »
DEVOTED = re.compile(
    r"\b(?P<how>dedie|consacre|specialise|reserve|destine|voue)e?s? (?:a |aux? |a la |a l'|en |dans (?:l[ea]s? |l'))(?P<to>[\w'-]+(?: [\w'-]+)?)"
)
# Share of the question, without the word that the statement lacks, that it must meet.
REST = 0.7
OF = re.compile(r"^(?:\)? ?(?:d[eu]s? |de la |de l'|d'))$")
NAMED_SO = re.compile(r"^[)»]? ?[«“\"(]? ?$")
# With whom, by whom, by what means, where to: one in the place of another.
LINKS = (
    re.compile(r"\b(?:avec|aupres d[eu]s?|aux cotes d[eu]s?|partenariat avec|with) ?$"),
    re.compile(r"\b(?:par|by) ?$"),
    re.compile(r"\b(?:via|sur|grace a|au moyen d|through) ?$"),
    re.compile(r"\b(?:a|au|aux|dans|en|sur|autour d[eu']s?|in|at) ?$"),
)
ARTICLE = re.compile(r"(?:l[ea]s? |l'|the |une? |des )$")
# « C'est à Lussignac que… », « Est-ce avec la ville qu'… »
CLEFT = re.compile(
    r"\b(?:c'est|est-ce|c'etait|etait-ce) (?:bien |surtout |plutot )?(?P<link>avec|par|via|grace a|a|au|aux|dans|en|sur|chez|aupres d[eu]s?|autour d[eu']s?)(?: |(?<='))(?P<focus>[^?,]{2,50}?)(?: qu(?:e |'|i )| ?[,?]|$)"
)
WHO = re.compile(
    r"\b(?:c'est|ce sont|est-ce|sont-ce) (?:bien |surtout |plutot |donc )?(?!qu[e'])(?P<who>[^?,]{3,50}?) qui (?:se |s'|l'|l[ea]s? |en |y )*(?:a |ont |est |sont |doit |doivent |va |vont )?(?:ete )?(?P<verb>[a-z]{4,})"
)
# « est-ce une association ? »
KIND = re.compile(
    r"(?:\b(?:est-ce|c'est|c'etait|est-(?:il|elle))|, (?:il|elle) est|^[^,?]{2,40},) (?:bien |donc |vraiment )?une? (?P<kind>[a-z-]{4,})(?: (?!qu)[a-z]+)? ?(?:$|[?,])"
)
SAYS_LITTLE = frozenset(
    map(stem, "territoire ensemble cadre base plan theme axe site sujet titre sein cours partir metropole".split())
)
CALLED = r"\b([a-z]{4,}(?: (?:a|de|d'|du|des) ?[a-z]+){0,2}) [«“\"] ?"
# How many words before a bracket name what it is told of.
NAMED_BY = 3
# Of these kinds a sentence gives several figures of one thing.
TOLD_APART, LEAST_TELLING = ("date", "age", "percent", "rank"), 12
NAME = r"[A-ZÀ-Ý][\w’'-]+"
PAIR = re.compile(rf"\b({NAME}) et (?:l[ea] |l['’]|à |La |Le )?({NAME})")
# « Le partenaire, est-ce le Muséum ? »
SET_LAST = re.compile(r"\b(?:est-ce|c'est) (?:bien )?(?:l[ea]s? |l')(?P<focus>[^?,]{3,50}?) ?(?:\?|,|$)")


def says_another(reading: Reading) -> bool:
    """Whether the statement names another one in the place of a name, a complement, a place or a kind of the question."""
    if reading.query.subject:
        return False  # « Et à Lussignac ? » asks of another one
    return (
        _names_another(reading)
        or is_of_another_kind(reading)
        or is_devoted_to_another(reading)
        or is_for_another_purpose(reading)
        or _pairs_with_another(reading)
        or _is_of_another_figure(reading)
    )


def _pairs_with_another(reading: Reading) -> bool:
    """« à cheval sur Alleins et Lussignac » where the statement says « Alleins et Vaubreuil »."""
    said = reading.candidate.statement.text
    for one, other in PAIR.findall(reading.query.text):
        for first, second in ((one, other), (other, one)):
            together = re.findall(
                rf"\b{re.escape(first)} et (?:l[ea] |l['’]|à |La |Le )?({NAME})|({NAME}) et (?:l[ea] |l['’]|à )?{re.escape(first)}\b",
                said,
            )
            if together and second not in said and not any(second in pair for pair in together):
                return True
    return False


def _is_of_another_figure(reading: Reading) -> bool:
    """« Les 27 hectares accueilleront-ils le parc ? » where the statement gives 13 other hectares to the park."""
    asked = {(q.kind, q.value) for q in reading.query.numbers if q.kind not in TOLD_APART and q.value >= LEAST_TELLING}
    told = [f for f in reading.candidate.statement.figures if f.quantity.kind != "date"]
    meant = [f for f in told if (f.quantity.kind, f.quantity.value) in asked]
    if len(meant) != 1 or len(told) < 2:
        return False
    [mine] = meant
    others = [
        f for f in told if f is not mine and f.quantity.kind == mine.quantity.kind and not (f.partial or mine.partial)
    ]
    own = _told_of(reading, mine)
    after = [t for t in reading.met if t.mass > 1.0 and t.worth(own) < SURE and t.worth(mine.near | own) < ITSELF]
    return any(t.worth(_told_of(reading, f)) >= ITSELF for f in others for t in after)


def _told_of(reading: Reading, figure: Figure) -> frozenset[str]:
    """Stems of the clause of a figure; of one in brackets, what stands before them: « le salon d'hiver (40 stands) »."""
    own = figure.own | frozenset(figure.counted)
    before = reading.text[: figure.start - reading.candidate.statement.start].rstrip()
    return own | frozenset(stems(before)[-NAMED_BY:]) if before.endswith("(") else own


def is_of_another_kind(reading: Reading) -> bool:
    """« « Sentiers de l'eau », est-ce un festival ? » of what the statement calls « le topoguide « Sentiers de l'eau » »."""
    kind, titles = asks(KIND, asking_part(reading.query.text)), TITLE.findall(reading.query.text)
    if kind is None:
        return False
    wanted = [t for t in reading.asked if t.word == kind["kind"]]
    asked = {t.word for t in reading.query.terms}
    for short, long in explanations(reading.candidate.statement.text):
        if fold(short) in asked and wanted:
            return not any(t.worth(frozenset(stems(long))) >= SAME for t in wanted)
    if not titles:
        return False
    said = fold(reading.candidate.statement.text)
    called = re.search(CALLED + re.escape(fold(titles[0])), said)
    return called is not None and bool(wanted) and not any(t.worth(frozenset(stems(called[1]))) >= SAME for t in wanted)


def is_devoted_to_another(reading: Reading) -> bool:
    """« L'Arbois est-il dédié aux jeux vidéo ? » of a pole that is « dédié aux cleantechs »."""
    asked, said = asks(DEVOTED, asking_part(reading.query.text)), fold(reading.candidate.statement.text)
    if asked is None or reading.query.subject:
        return False
    wanted = [t for t in reading.asked if t.word in asked["to"].split()]
    told = [m for m in DEVOTED.finditer(said) if m["how"][:5] == asked["how"][:5]]
    if not wanted or not told or any(t.worth(reading.read) >= MET for t in wanted):
        return False
    return _meets_the_rest(reading, [t for t in reading.asked if t in wanted or t.word == asked["how"]])


def is_for_another_purpose(reading: Reading) -> bool:
    """« Les 27 ha, c'est pour y construire des logements ? » of land that was bought « pour des mesures de compensation »."""
    asked = asking_part(reading.query.text)
    purpose = asks(FOR_WHAT, asked)
    if purpose is None or reading.query.subject or not FOR_THIS.search(fold(reading.text)):
        return False
    after = [t for t in reading.asked if asked.find(t.word) >= purpose.end() - 1]
    if not after or any(t.worth(reading.candidate.statement.stems) >= SURE for t in after):
        return False
    return len(after) < len(reading.asked) and _meets_the_rest(reading, after)


def leaves_the_kind_open(reading: Reading) -> bool:
    """« est-ce une association ? » where the statement has no such noun."""
    kind = asks(KIND, asking_part(reading.query.text))
    if kind is None:
        return False
    noun = kind["kind"].rstrip("sx")
    wanted = [t for t in reading.asked if t.word == kind["kind"]]
    told = [w.folded for w in words(reading.candidate.statement.text)]
    same = {a.stems[0] for t in wanted for a in t.alternatives if len(a.stems) == 1 and a.weight >= SAME}
    own = wanted[0].alternatives[0].stems[0] if wanted else ""
    return not any(w.rstrip("sx") == noun or (stem(w) in same and stem(w) != own) for w in told)


def _names_another(reading: Reading) -> bool:
    passage = stems_of(reading.candidate.passage)
    question = words(reading.query.text)
    # What is near a name is not what it names: « la Culture » is no « Agriculture ».
    capital = {w.folded for w in question if w.start and w.text[:1].isupper()}
    near = [t for t in reading.met if t.word in capital and SURE <= t.worth(reading.read) < ITSELF]
    lacking = [*(t for t in reading.missing if t.mass > 1.0), *near]
    # Of a list, each line is of another thing.
    held = any(t.worth(passage) >= (ITSELF if t in near else MET) for t in lacking)
    if not lacking or held or not _is_of_the_rest(reading, lacking):
        return False
    text = fold_in_place(reading.query.text)
    for i, word in enumerate(question):
        if any(t.word == word.folded and (t.named or t in near) for t in lacking):
            head = _head_of(question, i, text)
            met = [] if head is None else [t for t in reading.met if t.word == head.folded]
            place = word.text[:1].isupper() and text[: word.start].endswith(" de ")
            if any(_has_another_complement(reading, t, lacking, of_a_name=place) for t in met):
                return True
    return _names_another_beside(reading, lacking)


def _is_of_the_rest(reading: Reading, lacking: list[Term]) -> bool:
    return sum(t not in lacking for t in reading.met) > 1 and _meets_the_rest(reading, lacking)


def _meets_the_rest(reading: Reading, lacking: list[Term]) -> bool:
    """Whether nearly all of the question besides some of its terms is met."""
    rest = [t for t in reading.asked if t not in lacking]
    return sum(reading.asked[t] for t in reading.met if t in rest) >= REST * sum(reading.asked[t] for t in rest)


def _head_of(question: list[Word], i: int, text: str) -> Word | None:
    """The noun of which the i-th word is the complement or the name: « **ministère** de la Santé »."""
    for before in reversed(question[max(0, i - 4) : i]):
        if before.folded in STOP_WORDS:
            continue
        link = text[before.end : question[i].start]
        # « les vieux PC » are no PC named « vieux ».
        named = question[i].text[:1].isupper() and not question[i].text.isupper() and NAMED_SO.match(link)
        return before if named or _links_a_complement(link) else None
    return None


def _links_a_complement(link: str) -> bool:
    """Whether what stands between two words is « de », after a bracket or a quotation mark or not."""
    return bool(OF.match(link) or OF.match(link[1:]))


def _has_another_complement(reading: Reading, head: Term, lacking: list[Term], *, of_a_name: bool) -> bool:
    """Whether the head stands in the statement, and always with a complement of which the question does not speak.

    Args:
        of_a_name: the question's complement is a name without article, which only another name denies: « la zone de Vitrolles »
            may be one of the « zones d'activités ».
    """
    raw = reading.candidate.statement.text
    told, text = words(raw), fold_in_place(raw)
    found = False
    for i, word in enumerate(told):
        if not speaks_of((head,), word.folded, SAME):
            continue
        following = next((w for w in told[i + 1 :] if w.folded not in STOP_WORDS), None)
        link = text[word.end : following.start] if following is not None else ""
        named = following is not None and following.text[:1].isupper() and NAMED_SO.match(link)
        if following is None or not (named or _links_a_complement(link)):
            return False
        if of_a_name and not following.text[:1].isupper():
            return False
        if speaks_of((t for t in reading.asked if t not in lacking), following.folded):
            return False
        found = True
    return found


def _names_another_beside(reading: Reading, lacking: list[Term]) -> bool:
    """« avec le Muséum » where the statement says « avec le Conservatoire », « C'est à Lussignac que » where it says « à Vaubreuil »."""
    asking, text = asking_part(reading.query.text), fold(reading.query.text)
    cleft, who, last = asks(CLEFT, asking), asks(WHO, asking), asks(SET_LAST, asking)
    set_apart = who["who"] if who is not None else last["focus"] if last is not None else ""
    for link in LINKS:
        asked = [t for t in lacking if _is_linked(t, link, text, cleft)]
        if link in LINKS[:2]:
            asked += [t for t in lacking if t.named and t.word in set_apart]
        if asked and any(_others(reading, link)):
            return True
    if cleft is None or not any(t.word in cleft["focus"] for t in lacking):
        return False
    # « C'est sur des champs que… ? » of what was put « sur une ancienne décharge ».
    said = re.search(
        rf"\b{cleft['link']} (?:l[ea]s? |l'|une? |d'|des )?(?!que\b)([\w-]+(?: [\w-]+)?)",
        fold(reading.candidate.statement.text),
    )
    told = frozenset(stems(said[1])) - SAYS_LITTLE if said is not None else ()
    return any(not any(t.worth(frozenset((one,))) >= MET for t in reading.asked) for one in told)


def _is_linked(term: Term, link: re.Pattern[str], text: str, cleft: re.Match[str] | None) -> bool:
    """Whether the question links the term by such a preposition, as a name or as what it sets in front."""
    place = text.find(term.word)
    if place < 0:
        return False
    lead = ARTICLE.sub("", text[:place])
    if cleft is not None and term.word in cleft["focus"]:
        return bool(link.search(cleft["link"]))
    return link is not LINKS[-1] and term.named and not is_ordinary(term.word) and bool(link.search(lead))


def _others(reading: Reading, link: re.Pattern[str]) -> Iterator[str]:
    """The names that the statement links so, and of which the question does not speak."""
    raw = reading.candidate.statement.text
    text = fold_in_place(raw)
    for word in words(raw):
        linked = word.text[:1].isupper() and link.search(ARTICLE.sub("", text[: word.start]))
        if linked and not speaks_of(reading.asked, word.folded):
            yield word.text
