"""What a question searches for, in the words of a small invented corpus."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.french.abbreviations import abbreviation_table, explanations
from assistant.french.lexicon import LANGUAGES, Stems, Table, english_key, english_table, french_tables, read_entries
from assistant.french.query import Query, content_stems, understand
from assistant.french.spelling import SHORTHANDS, ordinary_words, repairs
from assistant.french.terms import Term
from assistant.french.text import fold, stems
from assistant.french.verbs import may_be_verb
from assistant.lexical import LexicalIndex
from assistant.types import Passage

TEXTS = {
    "Se déplacer": "La régie entretient 14 kilomètres d’itinéraires cyclables. Le tramway relie la gare au campus.",
    "Plan des rivages": "Le Plan de sauvegarde des rivages (PSR) protège les dunes de l’Ourcière avec Vaubelle.",
    "Déchets": "La collecte des biodéchets a recueilli 510 tonnes. Les composteurs sont distribués aux foyers.",
    "Logement": "La ville réhabilite des logements sociaux. Les emplois suivent.",
    "Écoles": "Les cantines servent des repas biologiques. Les abords des écoles sont apaisés.",
}
PASSAGES = [
    Passage(f"p{i}", "Rapport", "r.md", (title,), "", text, 0, len(text), 1, i)
    for i, (title, text) in enumerate(TEXTS.items())
]
INDEX = LexicalIndex(PASSAGES)


def terms(question: str, subject: str = "") -> dict[str, Term]:
    return {term.word: term for term in understand(question, INDEX, subject).terms}


def weights(term: Term) -> dict[str, float]:
    return {" ".join(alternative.stems): alternative.weight for alternative in term.alternatives}


@pytest.mark.parametrize(
    ("question", "word", "found"),
    [
        pytest.param("le tramwai", "tramwai", "tramway", id="one-wrong-letter"),
        pytest.param("le tarmway", "tarmway", "tramway", id="two-letters-swapped"),
        pytest.param("les biodchets", "biodchets", "biodechet", id="one-letter-missing"),
        pytest.param("le tramwayyyy", "tramway", "tramway", id="letter-held-down"),
        pytest.param("les itineraires", "itineraires", "itinerair", id="no-accents"),
        pytest.param("combien d itineraires", "itineraires", "itinerair", id="apostrophe-lost"),
        pytest.param("combien ditineraires", "itineraires", "itinerair", id="apostrophe-run-together"),
        pytest.param("les bio dechets collectés", "biodechets", "biodechet", id="one-word-written-as-two"),
        pytest.param("les velots", "velots", "cyclabl", id="one-slip-from-an-everyday-word"),
        pytest.param("ITINÉRAIRES", "itineraires", "itinerair", id="capitals"),
        pytest.param("un emploi", "emploi", "emploi", id="singular-of-the-corpus-s-plural"),
        pytest.param("le PSR", "psr", "plan sauvegard rivag", id="long-form-of-an-abbreviation"),
        pytest.param("plan de sauvegarde des rivages", "plan", "psr", id="abbreviation-of-a-long-form"),
        pytest.param("pistes de vélo", "velo", "itinerair cyclabl", id="everyday-words"),
        pytest.param("les HLM", "hlm", "log social", id="everyday-abbreviation"),
        pytest.param("how many bike paths are there?", "bike", "itinerair cyclabl", id="english"),
    ],
)
def test_a_word_finds_the_corpus_s_own(question: str, word: str, found: str) -> None:
    assert found in weights(terms(question)[word])


@pytest.mark.parametrize(
    ("question", "word"),
    [
        pytest.param("le marché", "marche", id="ordinary-word"),
        pytest.param("la commode", "commode", id="ordinary-word-near-a-corpus-word"),
        pytest.param("les gares", "gares", id="word-of-the-corpus"),
        pytest.param("le psx", "psx", id="too-short"),
    ],
)
def test_a_correct_or_short_word_is_not_bent_into_another(question: str, word: str) -> None:
    assert [a.weight for a in terms(question)[word].alternatives if a.weight > 0.8] == [1.0]


def test_the_word_itself_comes_first_and_alternatives_follow_by_weight() -> None:
    for term in terms("Quelles pistes de vélo et quels HLM le PSR protège-t-il ?").values():
        ordered = [alternative.weight for alternative in term.alternatives]
        assert ordered == sorted(ordered, reverse=True)
        assert ordered[0] == 1.0 >= ordered[-1] > 0


def test_no_alternative_leads_outside_the_corpus() -> None:
    for term in terms("Quelles pistes de vélo, poubelles, HLM et cantines bio ?").values():
        for alternative in term.alternatives[1:]:
            assert all(INDEX.idf(stem) < INDEX.rarest for stem in alternative.stems)


@pytest.mark.parametrize(
    ("question", "known"),
    [
        pytest.param("tramway", True, id="in-the-corpus"),
        pytest.param("tramwai", True, id="repaired"),
        pytest.param("piscine", False, id="absent"),
    ],
)
def test_a_term_says_whether_the_corpus_knows_it(question: str, known: bool) -> None:
    assert terms(question)[question].known is known


def test_names_are_told_from_common_words() -> None:
    found = terms("Quel tramway mène à Vaubelle, à vaubelle ou à Trifouillis ?")
    assert {word: term.named for word, term in found.items() if word != "mene"} == {
        "tramway": False,
        "vaubelle": True,
        "trifouillis": True,
    }


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Combien d'arbres en 2024 ?", (2024,)),
        ("Combien d'arbres entre 2019 et 2023 ?", (2019, 2023)),
        ("Le plan 2021-2026", (2021, 2026)),
        ("Le 14 juillet", ()),
        ("Combien d'arbres ?", ()),
    ],
)
def test_the_years_of_a_question_are_kept_apart(question: str, years: tuple[int, ...]) -> None:
    assert understand(question, INDEX).years == years


def test_the_noun_asked_about_is_pointed_at() -> None:
    query = understand("Combien de composteurs la ville distribue-t-elle ?", INDEX)
    assert query.head is not None
    assert query.terms[query.head].word == "composteurs"
    assert understand("Quel est le budget du tramway ?", INDEX).head is None


def test_question_words_and_small_words_are_no_terms() -> None:
    assert set(terms("Bonjour, pouvez-vous me dire quel est le tramway de la ville svp ?")) == {"tramway", "ville"}


def test_in_a_long_message_the_part_that_asks_weighs_more() -> None:
    told = "Bonjour, j'habite à côté de la gare depuis dix ans avec mes enfants et mon chien. Nous aimons la musique. "
    query = understand(told + "Combien de tonnes de biodéchets ont été recueillies ? Merci de votre aide.", INDEX)
    found = {term.word: term for term in query.terms}
    assert query.kind.asked == "measure"
    assert found["biodechets"].mass > 2 * found["gare"].mass > 0


def test_the_subject_of_an_earlier_question_counts_less() -> None:
    alone = terms("tramway")["tramway"]
    later = terms("Et combien ?", subject="Où passe le tramway ?")["tramway"]
    assert 0 < later.mass < alone.mass


@pytest.mark.parametrize("question", ["", " ", "?", "Combien ?", "!!!", "\u202f", "2024"])
def test_a_question_without_content_has_no_terms(question: str) -> None:
    query = understand(question, INDEX)
    assert (query.terms, query.mass) == ((), 0)


@pytest.mark.parametrize(("question", "english"), [("Where is the tramway?", True), ("Où est le tramway ?", False)])
def test_english_is_recognised(question: str, english: bool) -> None:
    assert understand(question, INDEX).english is english


def test_two_wordings_of_one_question_share_their_content() -> None:
    assert content_stems("Combien d'arbres la ville plante-t-elle ?") == content_stems("Nombre d’arbres plantés, ville")


def test_an_unusual_message_of_2000_letters_is_understood_in_no_time() -> None:
    made_up = " ".join(f"zq{chr(97 + i % 26)}x{chr(97 + i // 26)}vbnmklp" for i in range(160))[:2000]
    started = time.perf_counter()
    assert len(understand(made_up, INDEX).terms) > 100
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Le Plan local de l’habitat (PLH) est voté.", [("PLH", "Plan local de l’habitat")]),
        ("La RSV (Régie sociale des vergers) avance.", [("RSV", "Régie sociale des vergers")]),
        ("Le schéma (EST) est voté.", []),
        ("L'agence du climat dort. Le port (ADC) aussi.", []),
        ("Le CAUX (voir la page 3 du plan)", []),
        ("Un atelier (Atelier)", []),
    ],
)
def test_an_abbreviation_is_learnt_where_the_text_spells_it_out(text: str, pairs: list[tuple[str, str]]) -> None:
    assert list(explanations(text)) == pairs


def test_abbreviations_lead_both_ways() -> None:
    table = abbreviation_table(["Le Plan local de l’habitat (PLH)", "Le plan local de l'habitat (PLH)"])
    assert table == {("plh",): (("plan", "local", "habitat"),), ("plan", "local", "habitat"): (("plh",),)}


@pytest.mark.parametrize("word", ["maison", "tramway", "xyz", "abc12", "zzzzzzzz"])
def test_nothing_is_repaired_in_ordinary_known_short_or_hopeless_words(word: str) -> None:
    assert repairs(word, ("tramway", "collecte"), {"tramway"}) == ()


def test_the_nearest_words_are_offered_and_two_slips_weigh_less_than_one() -> None:
    vocabulary = ("composteur", "composteurs", "tramway")
    assert [w for w, _ in repairs("composteirs", vocabulary, ())] == ["composteurs"]
    [(_, two_slips)] = repairs("conpostteur", ("composteur",), ())
    [(_, one_slip)] = repairs("conposteur", ("composteur",), ())
    assert 0 < two_slips < one_slip < 1


def test_shorthands_and_ordinary_words_are_written_folded() -> None:
    assert {w for w in ordinary_words() if w != fold(w)} == set()
    assert {w for w in SHORTHANDS if w.isascii() and w != fold(w)} == set()


def test_every_line_of_the_shipped_lexicon_can_be_searched_for() -> None:
    entries = list(read_entries())
    key: dict[str, Callable[[str], object]] = dict(zip(LANGUAGES, (stems, english_key), strict=True))
    dead = [e.where for e in entries if not key[e.language](e.term) or not all(stems(q) for q in e.equivalents)]
    assert len(entries) > 1000
    assert dead == []
    assert [e.where for e in entries for cell in (e.term, *e.equivalents) if cell != cell.strip()] == []


def test_grade_same_leads_back() -> None:
    forward, back = french_tables()

    def pairs(table: Table) -> set[tuple[Stems, Stems]]:
        keys = [tuple(line.split(" ")) for line in table.lines]
        return {(key, target) for key in keys for target, grade in table[key] if grade == "same"}

    assert len(pairs(forward)) > 1000
    assert pairs(forward) == {(term, target) for target, term in pairs(back)}


def test_english_terms_lead_to_french_stems() -> None:
    assert (("itinerair", "cyclabl"), "same") in english_table()[english_key("bike paths")]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["term\tequivalents"], r"ville\.tsv:1: the header must be term equivalents grade language"),
        (["", "vélo\tcycle\tsame"], r"ville\.tsv:3: four filled columns expected"),
        (["vélo\t\tsame\tfr"], r"ville\.tsv:2: four filled columns expected"),
        (["vélo\tcycle\tsame\tfr", "bus\tcar\texact\tfr"], r"ville\.tsv:3: grade 'exact'"),
        (["bus\tcar\tsame\tde"], r"ville\.tsv:2: .*language 'de'"),
    ],
)
def test_a_malformed_line_is_named_with_its_file(lines: list[str], message: str, tmp_path: Path) -> None:
    header = [] if "header" in message else ["term\tequivalents\tgrade\tlanguage"]
    (tmp_path / "ville.tsv").write_text("\n".join([*header, *lines]), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        list(read_entries(tmp_path))


def test_understanding_is_repeatable() -> None:
    question = "Quelles pistes de vélo le PSR protège-t-il en 2024 ?"
    queries: set[Query] = {understand(question, INDEX) for _ in range(3)}
    assert len(queries) == 1


def test_a_word_that_was_done_again_finds_the_word() -> None:
    assert weights(terms("un marais resauvegardé")["resauvegarde"])["sauvegard"] > 0.5


def test_the_equivalents_of_an_equivalent_stand_for_a_word_that_the_corpus_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = Table({"zinzin": "s babiol", "babiol": "s tramway|n dun", "gar": "s babiol"})
    monkeypatch.setattr("assistant.french.terms.french_tables", lambda: (table, Table({})))
    assert 0 < weights(terms("le zinzin")["zinzin"])["tramway"] < 0.5
    assert "dun" not in weights(terms("le zinzin")["zinzin"])
    assert "tramway" not in weights(terms("la gare")["gare"])


def test_a_term_is_not_met_by_another_term_of_the_question() -> None:
    alone, beside = terms("le boulot"), terms("le boulot et l'emploi")
    assert "emploi" in weights(alone["boulot"])
    assert "emploi" not in weights(beside["boulot"])


def test_an_equivalent_that_no_passage_holds_whole_is_left_out() -> None:
    assert INDEX.holds(("itinerair", "cyclabl"))
    assert not INDEX.holds(("itinerair", "biodechet"))
    assert not INDEX.holds(("zebu",))


def test_what_a_term_is_worth_is_its_heaviest_alternative_that_is_there() -> None:
    velo = terms("pistes de vélo")["velo"]
    of_phrase = weights(velo)["itinerair cyclabl"]
    assert velo.worth(frozenset(("itinerair", "cyclabl"))) >= of_phrase
    assert velo.worth(frozenset(("velo", "itinerair", "cyclabl"))) == 1.0
    assert velo.worth(frozenset(("dun",))) == 0.0


LONG = (
    "Bonjour, je prépare une réunion de quartier et je relis mes notes de la semaine dernière avec une collègue. "
    "La régie distribue des composteurs depuis peu. Où est-ce que ça se passe exactement ? Merci d'avance pour votre aide."
)


def test_what_stands_before_the_question_of_a_long_message_is_its_subject_when_it_takes_it_up() -> None:
    told = terms(LONG)["composteurs"].mass
    asked_apart = terms(LONG.replace("Où est-ce que ça se passe exactement ?", "Où passe le tramway ?"))
    assert told > 3 * asked_apart["composteurs"].mass


HEARD = (
    "Je prépare une réunion de quartier pour la semaine prochaine avec deux collègues de mon service. "
    "Un voisin parle de plus de 300 composteurs distribués par la régie l'an passé. {}"
)


@pytest.mark.parametrize(
    "question",
    ["C'est bien ce chiffre ?", "Il a raison ?", "Est-ce qu'il y en a vraiment autant ?", "C'est juste ?"],
)
def test_what_wants_a_thing_confirmed_asks_of_what_was_told_before(question: str) -> None:
    read = understand(HEARD.format(question), INDEX)
    assert read.kind.asked == "yes_no"
    assert [quantity.value for quantity in read.numbers] == [300]


@pytest.mark.parametrize("word", ["utilisent", "tenu", "vendu", "installer", "gérée", "suivent", "prévoit"])
def test_a_form_of_a_verb_may_be_one(word: str) -> None:
    assert may_be_verb(fold(word))


@pytest.mark.parametrize("word", ["dimanche", "gratuite", "horaires", "obligatoire", "unanimité", "parc"])
def test_a_noun_or_an_adjective_is_no_verb(word: str) -> None:
    assert not may_be_verb(fold(word))


@pytest.mark.parametrize(
    ("question", "read"),
    [
        pytest.param("l eau d ici", "l'eau d'ici", id="apostrophes-given-back"),
        pytest.param("jai le droit de monter", "j'ai le droit de monter", id="run-together"),
        pytest.param("es ce que le tramway est ouvert", "est-ce que le tramway est ouvert", id="est-ce-que"),
        pytest.param("Un trajet sans payer", "Un trajet gratuit", id="not-paid"),
        pytest.param("ouvert en 2O25", "ouvert en 2025", id="letter-for-a-digit"),
        pytest.param("a 12 m en hauteur", "a 12 m en hauteur", id="a-unit-is-no-elision"),
        pytest.param("y a t il un tramway", "y a t il un tramway", id="an-inversion-is-no-elision"),
        pytest.param("le plan d'Ourcière", "le plan d'Ourcière", id="as-it-stands"),
        pytest.param("what s the plan of the town", "what s the plan of the town", id="english"),
    ],
)
def test_what_was_meant_is_what_is_read(question: str, read: str) -> None:
    assert understand(question, INDEX).text == read


def test_an_ordinary_word_in_small_letters_is_no_name_of_the_corpus() -> None:
    text = "Ici la Société Ardente a livré le dépôt. Une autre Société gère le port."
    index = LexicalIndex([Passage("p", "Rapport", "r.md", (), "", text, 0, len(text), 1, 0), *PASSAGES])
    named = {t.word: t.named for t in understand("Quelle société gère le port avec vaubelle ?", index).terms}
    assert not named["societe"]
    assert named["vaubelle"]


def test_nothing_near_stands_for_a_name_that_the_corpus_lacks() -> None:
    assert weights(terms("Les vélos Linux sont-ils là ?")["linux"]) == {"linux": 1.0}
