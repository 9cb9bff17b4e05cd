"""What do the objects of the API look like? JSON Schemas, with an example of each, for the description of the API."""

from __future__ import annotations

from typing import Any

from assistant.limits import Limits
from assistant.requests import MAX_HISTORY
from assistant.types import FIGURE_KINDS

Schema = dict[str, Any]

# What a question must hold to be one: a letter or a digit, and no null byte.
ASKABLE = r"^[^\u0000]*[\p{L}\p{N}][^\u0000]*$"
QUESTION = "Combien d’hectares le SCoT protège-t-il ?"
QUOTE = (
    "Ce document sanctuarise 234 000 hectares, soit 74 % du territoire, classés comme espaces agricoles et naturels."
)
PASSAGE = {
    "passage_id": "rapport-2025#i-1-scot",
    "document": "Rapport annuel de développement durable 2025",
    "section": ["Partie I – Sanctuariser, c’est notre bouclier naturel", "1. Le SCoT, un pacte de sobriété pour 2040"],
    "pages": "7",
}
CITATION = {"marker": 1, **PASSAGE, "quote": QUOTE, "text": QUOTE, "source": "rapport-2025.md"}
FOUND = {**PASSAGE, "source": "rapport-2025.md", "text": QUOTE}
ANSWER = {
    "id": "q1",
    "question": QUESTION,
    "answer": "234 000 hectares, soit 74 % du territoire. [1]",
    "abstained": False,
    "citations": [CITATION],
    "engine": "extractive",
    "elapsed_ms": 4.2,
    "generated_by_ai": False,
    "model": None,
    "mode": "Extrait du rapport",
}
FIGURE = {
    "value": 234000,
    "unit": "ha",
    "kind": "area",
    "text": "234 000 hectares",
    "label": "Ce document sanctuarise 234 000 hectares",
    "planned": False,
    "partial": False,
    "sentence": QUOTE,
    **PASSAGE,
}
PROBLEM = {
    "type": "about:blank",
    "title": "Contenu trop volumineux",
    "status": 413,
    "detail": "La question compte 612 caractères : 500 au plus. Raccourcissez-la.",
    "field": "question",
    "limit": 500,
}
SOURCE = f"[1] {PASSAGE['document']}, page 7, {' › '.join(PASSAGE['section'])} : « {QUOTE} »"
CONTENT = f"{ANSWER['answer']}\n\nSources :\n{SOURCE}\n\nExtrait du rapport."
BESIDE = {
    name: ANSWER[name] for name in ("answer", "citations", "abstained", "engine", "generated_by_ai", "mode")
}  # fmt: skip
COMPLETION = {
    "id": "chatcmpl-0f3c2a",
    "object": "chat.completion",
    "created": 1_790_000_000,
    "model": "assistant-rapport",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": CONTENT, "refusal": None, **BESIDE},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 10, "completion_tokens": 88, "total_tokens": 98},
}
MODEL = {"id": "assistant-rapport", "object": "model", "created": 1_767_225_600, "owned_by": "assistant-durable"}


def text(description: str = "", **more: Any) -> Schema:
    """A string, with what it means."""
    return {"type": "string", **({"description": description} if description else {}), **more}


def listed(items: Schema, description: str = "", **more: Any) -> Schema:
    """An array."""
    return {"type": "array", "items": items, **({"description": description} if description else {}), **more}


def record(properties: dict[str, Schema], *, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object, all of whose properties are there but for the optional ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties, **more}


def ref(name: str) -> Schema:
    """A schema of `schemas` by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def schemas(limits: Limits) -> dict[str, Schema]:
    """All schemas by name."""
    marker = {"type": "integer", "minimum": 1, "description": "Le [n] de la réponse."}
    whole = {"type": "integer", "minimum": 0}
    place = {
        "passage_id": text("Identifiant, pour /api/passages."),
        "document": text("Titre du rapport."),
        "section": listed(text(), "Titres, du plus large au plus précis."),
        "pages": text("« 7 », « 7-8 », ou vide quand la page n’est pas connue."),
    }
    verbatim = text("Le passage entier, mot pour mot.")
    source = text("Nom du fichier dans le dossier des rapports.")
    found = {**place, "source": source, "text": verbatim}
    asked = text(
        f"La question, en français, {limits.question_chars} caractères au plus ; au moins une lettre ou un chiffre.",
        minLength=1, maxLength=limits.question_chars,
    )  # fmt: skip
    earlier = text(maxLength=limits.question_chars, pattern=r"^[^\u0000]*$")
    question = {
        "question": {**asked, "pattern": ASKABLE},
        "history": {**listed(earlier, "Questions précédentes, de la plus ancienne à la plus récente."),
                    "type": ["array", "null"], "maxItems": MAX_HISTORY},
        "audience": {"enum": ["citizen", "agent", None], "description": "Public : citizen (par défaut) ou agent."},
        "id": {"type": ["string", "integer", "null"], "description": "Rendu tel quel, en texte."},
    }  # fmt: skip
    k = {"type": "integer", "minimum": 1, "maximum": 50, "description": "Nombre de passages, 10 par défaut."}
    beside = {
        "answer": text("La réponse seule, avec ses [n]."),
        "citations": listed(ref("Citation")),
        "abstained": {"type": "boolean", "description": "Vrai quand le rapport ne répond pas."},
        "engine": text("« extractive », ou « llm:fournisseur:modèle »."),
        "generated_by_ai": {"type": "boolean", "description": "Vrai quand un modèle de langage a écrit la réponse."},
        "mode": text("Qui a écrit la réponse, en toutes lettres."),
    }
    spared = {
        "fallback": text("Pourquoi une réponse rédigée a été remplacée par un extrait."),
        "restored": {**whole, "description": "Phrases du modèle qui ont cédé la place à celle du rapport."},
        "removed": {**whole, "description": "Phrases retirées parce que le passage ne les dit pas."},
    }
    message = {
        "role": text("« user » pour une question ; les autres messages ne sont pas lus."),
        "content": {"description": "Le texte, ou une liste de parties dont celles de type « text » sont lues."},
    }
    return {
        "Question": record(question, optional=("history", "audience", "id"),
                           examples=[{"question": QUESTION, "audience": "citizen", "id": "q1"}]),
        "SearchQuestion": record({**question, "k": k}, optional=("history", "audience", "id", "k"),
                                 examples=[{"question": QUESTION, "k": 3}]),
        "Citation": record({"marker": marker, **place, "quote": text("La phrase qui appuie, mot pour mot."),
                            "text": verbatim, "source": source}, examples=[CITATION]),
        "Answer": record(
            {
                "id": {"type": ["string", "null"]},
                "question": text(),
                **beside,
                "elapsed_ms": {"type": "number", "minimum": 0, "description": "Durée du calcul, en millisecondes."},
                "model": {"type": ["string", "null"], "description": "Modèle de langage, s’il y en a un."},
                **spared,
                "notice": text("Avis au lecteur."),
            },
            optional=("fallback", "removed", "restored", "notice"), examples=[ANSWER],
        ),
        "Passage": record(found, examples=[FOUND]),
        "FoundPassage": record({**found, "score": {"type": "number", "description": "Plus haut, plus proche."}}),
        "PassageInPlace": record(
            {**found, **{side: {"anyOf": [ref("Passage"), {"type": "null"}]} for side in ("previous", "next")}},
            examples=[{**FOUND, "previous": None, "next": None}],
        ),
        "Found": record(
            {"id": {"type": ["string", "null"]}, "question": text(), "passages": listed(ref("FoundPassage"))},
            examples=[{"id": None, "question": QUESTION, "passages": [{**FOUND, "score": 0.91}]}],
        ),
        "Figure": record(
            {
                "value": {"type": "number", "description": "Dans l’unité nommée ; une date s’écrit 20250630."},
                "unit": text("€, %, ha, m, t, kWh, kW, m³… ; vide pour un nombre ou une date."),
                "kind": {"enum": list(FIGURE_KINDS), "description": "Nature du chiffre."},
                "text": text("Le chiffre tel que le rapport l’écrit, avec sa réserve (« plus de »)."),
                "label": text("Ce qu’il compte, avec les mots du rapport."),
                "planned": {"type": "boolean", "description": "Vrai pour ce qui est visé ou prévu, non réalisé."},
                "partial": {"type": "boolean", "description": "Vrai pour une partie ou un ajout (« dont… »)."},
                "sentence": text("La phrase entière, mot pour mot."),
                **place,
            },
            examples=[FIGURE],
        ),
        "Figures": record({"figures": listed(ref("Figure"))}, examples=[{"figures": [FIGURE]}]),
        "Problem": record(
            {"type": text(), "title": text(), "status": {"type": "integer"}, "detail": text("Quoi, et que faire."),
             "field": text("Partie fautive de la demande."), "limit": {"type": "integer"}, "code": text()},
            optional=("field", "limit", "code"), examples=[PROBLEM],
        ),
        "ChatRequest": record(
            {
                "model": {"enum": ["assistant-rapport", "assistant-rapport-agent"]},
                "messages": listed(record(message, optional=("content",)), minItems=1),
                "stream": {"type": ["boolean", "null"]},
                "stream_options": {"description": "« include_usage » : compter les jetons à la fin du flux."},
            },
            optional=("model", "stream", "stream_options"),
            examples=[{"model": "assistant-rapport", "messages": [{"role": "user", "content": QUESTION}]}],
        ),
        "ChatCompletion": record(
            {
                "id": text(), "object": {"const": "chat.completion"}, "created": whole, "model": text(),
                "choices": listed(record({
                    "index": whole,
                    "message": record({"role": {"const": "assistant"}, "content": text("Réponse, sources et mode."),
                                       "refusal": {"type": "null"}, **beside, **spared}, optional=tuple(spared)),
                    "logprobs": {"type": "null"}, "finish_reason": {"const": "stop"},
                })),
                "usage": record(dict.fromkeys(("prompt_tokens", "completion_tokens", "total_tokens"), whole)),
            },
            examples=[COMPLETION],
        ),
        "ChatError": record({"error": record({
            "message": text(), "type": text(),
            "param": {"type": ["string", "null"]}, "code": {"type": ["string", "null"]},
        })}, examples=[{"error": {"message": PROBLEM["detail"], "type": "invalid_request_error",
                                  "param": "messages", "code": None}}]),
        "Model": record({"id": text(), "object": {"const": "model"}, "created": whole, "owned_by": text()},
                        examples=[MODEL]),
        "Models": record({"object": {"const": "list"}, "data": listed(ref("Model"))},
                         examples=[{"object": "list", "data": [MODEL]}]),
        "Health": record({"status": {"const": "ok"}, "version": text()},
                         examples=[{"status": "ok", "version": "0.1.0"}]),
        "Ready": record({"status": {"const": "ready"}}, examples=[{"status": "ready"}]),
    }  # fmt: skip
