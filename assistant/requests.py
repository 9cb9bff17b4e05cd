"""Is this line or request body a question that can be asked? The same check at every door."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from assistant.errors import BadQuestion
from assistant.types import AUDIENCES, Question

MAX_QUESTION = 2000
"""Characters of a question; the web allows fewer."""
MAX_HISTORY = 20
FIELDS = ("id", "question", "history", "audience")


def read_request(data: object, *, max_question: int = MAX_QUESTION) -> Question:
    """The question of a batch line or request body, e.g. ``{"id": "q1", "question": "Combien de bus ?"}``.

    Unknown fields are ignored. Raises: BadQuestion, whose ``field`` names the faulty part.
    """
    if not isinstance(data, Mapping):
        raise BadQuestion('Il faut un objet JSON, par exemple {"id": "q1", "question": "Combien de bus ?"}.')
    if "question" not in data:
        raise BadQuestion("Le champ « question » manque.")
    text = clean_question(data["question"], max_question=max_question)
    history = () if data.get("history") is None else data["history"]
    if not isinstance(history, list | tuple):
        raise BadQuestion("Le champ « history » doit être une liste de questions.", field="history")
    if len(history) > MAX_HISTORY:
        raise BadQuestion(f"Le champ « history » compte plus de {MAX_HISTORY} questions.", field="history")
    earlier = tuple(_text(entry, "history", max_question) for entry in history)
    audience = "citizen" if data.get("audience") is None else data["audience"]
    if audience not in AUDIENCES:
        raise BadQuestion("Le champ « audience » vaut « citizen » ou « agent ».", field="audience")
    identifier = data.get("id")
    if identifier is not None and (isinstance(identifier, bool) or not isinstance(identifier, str | int)):
        raise BadQuestion("Le champ « id » doit être un texte.", field="id")
    return Question(text, tuple(e for e in earlier if e), audience, None if identifier is None else str(identifier))


def clean_question(value: object, *, max_question: int = MAX_QUESTION) -> str:
    """The question without control characters, spaces collapsed.

    Raises: BadQuestion when it is no text, too long, or holds neither letter nor digit.
    """
    text = _text(value, "question", max_question)
    if not text:
        raise BadQuestion("La question est vide. Écrivez votre question en une phrase.")
    if not any(c.isalnum() for c in text):
        raise BadQuestion("La question ne contient aucun mot. Écrivez votre question en une phrase.")
    return text


def _text(value: object, field: str, max_question: int) -> str:
    if not isinstance(value, str):
        wanted = "une liste de questions, chacune un texte" if field == "history" else "un texte"
        raise BadQuestion(f"Le champ « {field} » doit être {wanted}.", field=field)
    if len(value) > max_question:
        raise BadQuestion(
            f"Le texte compte {len(value)} caractères, le maximum est {max_question}. Raccourcissez votre question.",
            field=field,
        )
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise BadQuestion("La question contient des données binaires. Écrivez-la en texte simple.", field=field)
    visible = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in value if unicodedata.category(c) != "Cf"
    )
    return " ".join(visible.split())
