"""Which true-looking sentences might speak of something else in their passage, and which cannot."""

from __future__ import annotations

import pytest
from fakes import passage

from assistant.grounding import check, judge
from assistant.types import Citation

TEXT = """La réserve de Brisemont couvre 120 hectares, dont 30 hectares de lande. Le bois de Saulnes s’étend sur 85 hectares.
Le sentier du Grand Paradou a été ouvert en 2021, puis prolongé en 2024. La ferme de Lodève emploie 14 salariés et accueille
9 stagiaires. Le marais de Vire a été racheté par la commune de Saint-Elme au Conservatoire du littoral.
"""
CITED = (Citation(1, passage(TEXT), ""),)


def doubts(sentence: str) -> tuple[str, ...]:
    (judged,) = judge(f"{sentence} [1]", CITED)
    assert not judged.problems, "refuted, hence no doubt about it"
    return judged.doubts


@pytest.mark.parametrize(
    ("sentence", "piece"),
    [
        pytest.param(
            "Le bois et la réserve couvrent 85 hectares.", "85 hectares", id="another-figure-of-the-unit-is-as-near"
        ),
        pytest.param("Le sentier a été ouvert en 2021.", "2021", id="its-sentence-has-another-date"),
        pytest.param("Le rachat du marais a profité à Saint-Elme.", "elme saint", id="a-name-said-not-its-neighbour"),
        pytest.param(
            "La ferme emploie 14 salariés et le bois couvre 85 hectares.", "85 hectares", id="from-two-sentences"
        ),
    ],
)
def test_what_could_be_another_ones_is_doubtful(sentence: str, piece: str) -> None:
    assert piece in doubts(sentence)


def test_what_is_far_from_every_sentence_is_doubtful_as_a_whole() -> None:
    sentence = "Le bois couvre 120 hectares."
    assert doubts(sentence) == (sentence,)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Le bois de Saulnes s’étend sur 85 hectares.", id="word-for-word"),
        pytest.param("Le bois de Saulnes occupe 85 hectares.", id="its-words-tell-which"),
        pytest.param("La ferme de Lodève fait travailler 14 salariés.", id="its-noun-tells-which"),
        pytest.param("La ferme de Lodève a 14 salariés et 9 stagiaires.", id="both-said-in-order"),
        pytest.param("Le sentier du Grand Paradou, ouvert en 2021, a été prolongé en 2024.", id="both-dates-said"),
        pytest.param("La commune de Saint-Elme a racheté le marais de Vire.", id="its-neighbours-tell-who"),
    ],
)
def test_what_can_only_be_one_thing_is_not(sentence: str) -> None:
    assert doubts(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "piece"),
    [
        pytest.param("À Vire, 14 arbres ont été abattus.", "abattus", id="another-deed"),
        pytest.param("Tout le parc, soit 30 hectares, est ouvert.", "tout", id="all-for-some"),
        pytest.param("Le parc accueille 9 000 visiteurs.", "Le parc accueille 9 000 visiteurs.", id="done-for-planned"),
    ],
)
def test_a_claim_beyond_the_reports_is_doubtful(sentence: str, piece: str) -> None:
    """The figure and most of the words are the report's; what is said of them is not."""
    text = "À Vire, 14 arbres ont été plantés. Le parc, 30 hectares, est ouvert. Le parc accueillera 9 000 visiteurs d’ici 2030."
    (judged,) = judge(f"{sentence} [1]", (Citation(1, passage(text), ""),))
    assert judged.problems or piece in judged.doubts


def test_a_doubt_refutes_nothing() -> None:
    """The gate that both engines pass is about what is wrong; a doubt only has a model's sentence give way."""
    assert check("Le sentier a été ouvert en 2021. [1]", CITED) == []


COUNTED = (
    Citation(
        1,
        passage(
            """L’expérimentation Territoire zéro chômeur compte 96 salariés, dont 61 étaient sans emploi. À Fosse-Neuve, 17 lignes ont été
modifiées et 2 ont été créées. Le plan climat, voté en 2024, vise 38 % de baisse en 2030. À Port-Aubrac, la digue du Sémaphore est longue de
640 mètres. L’Agence nationale a versé 12 millions d’euros. L’atelier a réuni 200 élèves.""",
        ),
        "",
    ),
)


@pytest.mark.parametrize(
    ("sentence", "piece"),
    [
        pytest.param("L’atelier a réuni 200 d’élèves.", "200", id="no-number-takes-an-elided-of"),
        pytest.param("À Fosse-Neuve, 17 lignes ont été modifiées et 2 lignes.", "2", id="the-noun-of-the-first-figure"),
        pytest.param("D’ici 2024, le plan climat vise 38 % de baisse.", "2024", id="a-date-that-is-no-deadline"),
        pytest.param("À Sémaphore, la digue est longue de 640 mètres.", "semaphore", id="a-name-without-its-article"),
        pytest.param(
            "À Fosse-Neuve, aux Nations, 17 lignes ont été modifiées.", "nations", id="a-name-in-another-form"
        ),
        pytest.param("Elle est longue de 640 mètres.", "Elle est longue de 640 mètres.", id="nobody-tells-what-she-is"),
    ],
)
def test_words_that_do_not_fit_are_doubtful(sentence: str, piece: str) -> None:
    judged = judge(f"{sentence} [1]", COUNTED)[0]
    assert judged.problems or any(piece in doubt for doubt in judged.doubts)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("L’atelier a réuni 200 élèves.", id="word-for-word"),
        pytest.param("L’atelier a pu réunir 200 élèves.", id="a-plural"),
        pytest.param("À Fosse-Neuve, on a modifié 17 lignes.", id="the-noun-where-it-belongs"),
        pytest.param("Le plan climat vise une baisse de 38 % en 2030.", id="a-date-as-it-is-told"),
        pytest.param("À Port-Aubrac, la digue du Sémaphore mesure 640 mètres.", id="a-name-with-its-article"),
    ],
)
def test_words_that_fit_are_not(sentence: str) -> None:
    assert not judge(f"{sentence} [1]", COUNTED)[0].doubts


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        pytest.param("L’expérimentation Territoire 61 chômeur compte 96 salariés.", "61", id="in-the-place-of-a-word"),
        pytest.param("À Fosse-Neuve 43 lignes ont été modifiées.", "43", id="after-a-place-without-comma"),
    ],
)
def test_a_number_after_a_name_is_checked_like_any_other(sentence: str, number: str) -> None:
    assert [(p.kind, p.text) for p in judge(f"{sentence} [1]", COUNTED)[0].problems] == [("figure", number)]
