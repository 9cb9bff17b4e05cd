"""Tokens are counted offline, and no text is lost on the way."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assistant.tokens import count_tokens, encoding


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("L’eau potable d'Aix-en-Provence coûte 3,86 €/m³.", id="french"),
        pytest.param("34 %\u00a0; 1\u202f860 hectares", id="unbreakable-spaces"),
        pytest.param("🚲👩‍👩‍👧 + 🇫🇷", id="emoji"),
        pytest.param("水の都 Ω ß ﷽ \u0000\u200b", id="other-scripts"),
        pytest.param("e\u0301cole \ufffd \U0010ffff", id="rare-code-points"),
        pytest.param("\n\n  - une puce\r\n\t- une autre   ", id="white-space"),
    ],
)
def test_decoding_gives_back_the_text(text: str) -> None:
    assert encoding().decode(encoding().encode_ordinary(text)) == text


def test_every_code_point_can_be_encoded() -> None:
    surrogates = range(0xD800, 0xE000)
    text = "".join(chr(point) for point in range(0, 0x110000, 7) if point not in surrogates)

    assert encoding().decode(encoding().encode_ordinary(text)) == text


def test_all_256_bytes_have_a_rank() -> None:
    singles = {token for token in encoding().token_byte_values() if len(token) == 1}

    assert len(singles) == 256


def test_ranks_are_a_sequence_without_gap_nor_double() -> None:
    tokens = encoding().token_byte_values()

    assert len(set(tokens)) == encoding().n_vocab == 16_384


@pytest.mark.parametrize(
    ("text", "n_tokens"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("eau", 1, id="one-word"),
        pytest.param("de l’eau", 3, id="an-elision-is-a-token"),
    ],
)
def test_count_tokens(text: str, n_tokens: int) -> None:
    assert count_tokens(text) == n_tokens


def test_french_prose_takes_less_than_two_tokens_a_word() -> None:
    text = (
        "La collectivité poursuit la rénovation énergétique de ses bâtiments et développe les transports en commun "
        "afin de réduire les émissions de gaz à effet de serre du territoire."
    )

    assert count_tokens(text) < 2 * len(text.split())


def test_what_looks_like_a_special_token_is_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_counting_opens_no_connection() -> None:
    program = (
        "import socket\n"
        "def refuse(*_): raise AssertionError('network')\n"
        "socket.socket.connect = refuse\n"
        "from assistant.tokens import count_tokens\n"
        "print(count_tokens('La forêt de Sainte-Croix'))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert int(done.stdout) > 3
