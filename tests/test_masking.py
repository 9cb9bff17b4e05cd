"""What could tell who asked a question, and what of a report must stay."""

from __future__ import annotations

import time

import pytest

from assistant.masking import mask_for_keeping, mask_personal_data


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Écrivez à zoe.martin+pub@exemple.fr.", "Écrivez à (adresse électronique masquée)."),
        ("zoé (at) mairie.exemple.fr", "(adresse électronique masquée)"),
        ("Appelez le 06 12 34 56 78 !", "Appelez le (numéro de téléphone masqué) !"),
        ("0612345678", "(numéro de téléphone masqué)"),
        ("04.91.00.00.00 ou 04-91-00-00-00", "(numéro de téléphone masqué) ou (numéro de téléphone masqué)"),
        ("tél. +33 (0)6\u00a012\u00a034\u00a056\u00a078", "tél. (numéro de téléphone masqué)"),
        ("0033612345678", "(numéro de téléphone masqué)"),
        ("NIR 1 85 05 78 006 084 36", "NIR (numéro de sécurité sociale masqué)"),
        ("NIR 285052A00608436", "NIR (numéro de sécurité sociale masqué)"),
        ("1 85 05 78 006 084", "(numéro de sécurité sociale masqué)"),
        ("à a@b.fr et au 0612345678", "à (adresse électronique masquée) et au (numéro de téléphone masqué)"),
    ],
)
def test_personal_data_are_masked(text: str, masked: str) -> None:
    assert mask_personal_data(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Le SCoT protège 234 000 hectares, soit 74 % du territoire.",
        "174,7 M€ pour 2025-2030, 207 opérations, 49 maîtres d'ouvrage",
        "le 02/06/2025, 1 900 000 habitants, 1 234 567 890 €",
        "l'outil SIGM@ des agents",
        "13055 Marseille, 05 00",
    ],
)
def test_figures_of_a_report_are_not_personal_data(text: str) -> None:
    assert mask_personal_data(text) == text


# What is kept loses more


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Je m'appelle Zoé Martin, combien de bus ?", "Je m'appelle (nom masqué), combien de bus ?"),
        ("je mappelle jean dupont quel tram", "je mappelle (nom masqué) quel tram"),
        ("Je suis Zoé Le Gall. Et l'eau ?", "Je suis (nom masqué). Et l'eau ?"),
        ("mon nom est diallo, où jeter le verre ?", "mon nom est (nom masqué), où jeter le verre ?"),
        ("Mon voisin Paul Durand brûle ses déchets", "Mon voisin (nom masqué) brûle ses déchets"),
        ("mon fils Lucas prend le bus", "mon fils (nom masqué) prend le bus"),
        ("madame martin est-elle élue ?", "madame (nom masqué) est-elle élue ?"),
        ("Que dit Mme Zoé Le Gall du climat ?", "Que dit Mme (nom masqué) du climat ?"),
        ("Combien de bus ? Cordialement, Jean Dupont", "Combien de bus ? Cordialement, (nom masqué)"),
        ("au 12 bis rue des Lilas, quel bus ?", "au (adresse masquée), quel bus ?"),
        ("12, avenue du Parc 01000 Vendelle quel air", "(adresse masquée) quel air"),
        ("au 3 cours Julien, quel bus ?", "au (adresse masquée), quel bus ?"),
        ("j’habite la résidence Les Pins bâtiment B", "j’habite la (adresse masquée)"),
        ("J'habite rue Haute, quand passe le tram ?", "J'habite (adresse masquée), quand passe le tram ?"),
        ("née le 12/03/1980, quelle aide ?", "(date de naissance masquée), quelle aide ?"),
        ("Date de naissance : 3 mars 1980", "(date de naissance masquée)"),
        ("Je suis né en 1975", "(date de naissance masquée)"),
        ("j'ai 82 ans, quelle aide ?", "(âge masqué), quelle aide ?"),
        ("FR76 3000 6000 0112 3456 7890 189", "(IBAN masqué)"),
        ("carte 4970 1234 5678 9012", "carte (numéro de carte masqué)"),
        ("ab-123-cd, ZFE ?", "(plaque masquée), ZFE ?"),
        ("AB 123 CD et la ZFE", "(plaque masquée) et la ZFE"),
        ("plaque 1234 XY 13", "(plaque masquée)"),
        ("mon numéro d'allocataire 1234567", "mon (numéro masqué)"),
        ("dossier n° 2024-12345 perdu ?", "(numéro masqué) perdu ?"),
        ("0 6 1 2 3 4 5 6 7 8", "(numéro masqué)"),
        ("+32 475 12 34 56", "(numéro de téléphone masqué)"),
        ("06\u200b12\u200b34\u200b56\u200b78", "(numéro de téléphone masqué)"),
        ("zoe@ville.example et @zoe_martin", "(adresse électronique masquée) et (identifiant masqué)"),
        ("https://reseau.example/zoe.martin", "(adresse web masquée)"),
        ("depuis 192.168.1.12", "depuis (adresse IP masquée)"),
        ("en 43.29651, 5.36978", "en (position masquée)"),
        ("deux\n\n  lignes\u0007", "deux lignes"),
    ],
)
def test_a_question_is_kept_without_what_would_tell_who_asked_it(question: str, kept: str) -> None:
    assert mask_for_keeping(question) == kept


@pytest.mark.parametrize(
    "question",
    [
        "Combien de hectares, 234 000 ha ou 74 % ?",
        "174,7 M€ pour 2025-2030, 207 opérations, 1 234 567 890 €",
        "Les budgets de 2023 2024 2025 sont-ils connus ?",
        "Les 20 cours d'école et 12 places de village ont-ils changé ?",
        "300 places de parking, 3 cours d'eau, 48 km de pistes",
        "Qui est M. le maire ? Madame la présidente a-t-elle signé ?",
        "Un monsieur de la Métropole en a parlé",
        "La loi n° 2021-1104 est-elle citée ?",
        "DE 234 HA EN 2025",
        "Le plan né en 2012, adopté le 12 mars 2020",
        "PM10 dans leur zone en 2024",
        "Quel est le numéro de la ligne de bus B1 ?",
        "Je suis étudiante à Vendelle, quel tarif ?",
    ],
)
def test_what_a_question_says_of_the_report_is_kept(question: str) -> None:
    assert mask_for_keeping(question) == question


@pytest.mark.parametrize(
    "piece", ["a", "1", "1 ", "1.", "fr76", "12 rue ", "je m'appelle ", "mon voisin A ", "n° ", "@"]
)
def test_no_question_takes_long(piece: str) -> None:
    started = time.perf_counter()
    mask_for_keeping(piece * (500 // len(piece)))
    assert time.perf_counter() - started < 1
