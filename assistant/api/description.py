"""What does the API say of itself? Its OpenAPI description, in French, from which the page ``/api`` is made too."""

from __future__ import annotations

import json
from typing import Any

from assistant import __version__
from assistant.api import schemas
from assistant.api.schemas import Schema, ref
from assistant.limits import Limits

TITLE = "Assistant du rapport"
ABOUT = "Des réponses tirées des rapports, avec leurs passages, mot pour mot. Aucune clé n’est demandée"
NOTHING_KEPT = ", aucune question n’est enregistrée."
# Refusals by status, with the sentence that describes them.
REFUSALS: dict[int, str] = {
    400: "Le corps n’est pas du JSON valide en UTF-8.",
    404: "Rien ne porte ce nom.",
    408: "La requête n’est pas arrivée entière à temps.",
    413: "Question ou requête trop longue ; « limit » dit la limite.",
    415: "Le corps n’est pas annoncé comme du JSON.",
    422: "La demande est lisible, mais inutilisable ; « field » dit quelle partie.",
    429: "Trop de demandes depuis cette adresse ; réessayez après « Retry-After » secondes.",
    500: "Erreur interne.",
    503: "L’index se prépare, ou trop de demandes sont en cours ; réessayez après « Retry-After » secondes.",
}
LATER = (429, 503)
ASKING = (400, 408, 413, 415, 422, 429, 500, 503)

SENTENCE = {"text": schemas.ANSWER["answer"]}
ASK_STREAM = (
    f"event: sentence\ndata: {json.dumps(SENTENCE, ensure_ascii=False)}\n\n"
    f"event: answer\ndata: {json.dumps(schemas.ANSWER, ensure_ascii=False)}\n\n"
)
FIGURES_CSV = (
    "value,unit,kind,text,label,planned,partial,sentence,passage_id,document,section,pages\r\n"
    "234000,ha,area,234 000 hectares,Ce document sanctuarise 234 000 hectares,false,false,…\r\n"
)
CHUNK = {
    "id": "chatcmpl-0f3c2a",
    "object": "chat.completion.chunk",
    "created": 1_790_000_000,
    "model": "assistant-rapport",
    "choices": [{"index": 0, "delta": {"content": SENTENCE["text"]}, "logprobs": None, "finish_reason": None}],
}
CHAT_STREAM = f"data: {json.dumps(CHUNK, ensure_ascii=False)}\n\ndata: [DONE]\n\n"


def describe(limits: Limits, *, with_metrics: bool = True, kept: str = "") -> dict[str, Any]:
    """The OpenAPI 3.1 description of the API with these limits.

    Args:
        kept: what is kept of the questions, in a French sentence; empty: nothing.
    """
    about = ABOUT + (f". {kept}" if kept else NOTHING_KEPT)
    paths: dict[str, Any] = {
        "/api/ask": {
            "post": {
                "summary": "Poser une question",
                "description": (
                    "Rend la réponse et ses citations. Avec l’en-tête « Accept: text/event-stream », les phrases "
                    "arrivent une à une (« event: sentence »), chacune déjà vérifiée, puis la réponse entière "
                    "(« event: answer ») : c’est elle qui compte."
                ),
                "operationId": "ask",
                "requestBody": _body("Question"),
                "responses": {
                    "200": {
                        "description": "La réponse, ou l’aveu que le rapport ne répond pas.",
                        "headers": {"X-Generated-By-AI": {
                            "description": "« true » quand un modèle de langage a écrit la réponse ; absent d’un flux.",
                            "schema": {"enum": ["true", "false"]},
                        }},
                        "content": {**_json("Answer"), **_stream(ASK_STREAM, "sentence", "answer", "error")},
                    },
                    **_refusals(*ASKING),
                },
            }
        },
        "/api/search": {
            "post": {
                "summary": "Chercher des passages",
                "description": "Rend les passages les plus proches de la question, le meilleur d’abord, sans réponse.",
                "operationId": "search",
                "requestBody": _body("SearchQuestion"),
                "responses": {"200": _found("Les passages.", "Found"), **_refusals(*ASKING)},
            }
        },
        "/api/passages/{passage_id}": {
            "get": {
                "summary": "Lire un passage à sa place",
                "description": "Rend un passage avec celui d’avant et celui d’après. Écrivez « # » comme « %23 ».",
                "operationId": "passage",
                "parameters": [_in_path("passage_id", "rapport-2025#i-1-scot")],
                "responses": {"200": _found("Le passage.", "PassageInPlace"), **_refusals(404, 500, 503)},
            }
        },
        "/api/figures": {
            "get": {
                "summary": "Lister les chiffres des rapports",
                "description": (
                    "Rend tous les chiffres, dans l’ordre du rapport, avec ce qu’ils comptent et leur phrase, mot pour "
                    "mot. « planned » marque ce qui est visé ou prévu, « partial » une partie ou un ajout : ne les "
                    "additionnez pas. Avec « ?format=csv » ou l’en-tête « Accept: text/csv », un tableau pour tableur. "
                    "L’en-tête « ETag » permet de ne redemander la liste que si elle a changé."
                ),
                "operationId": "figures",
                "parameters": [{
                    "name": "format", "in": "query", "required": False, "example": "csv",
                    "description": "« json » (par défaut) ou « csv ».", "schema": {"enum": ["json", "csv"]},
                }],
                "responses": {
                    "200": {
                        "description": "Les chiffres.",
                        "content": {
                            **_json("Figures"), "text/csv": {"schema": {"type": "string"}, "example": FIGURES_CSV},
                        },
                    },
                    **_refusals(422, 500, 503),
                },
            }
        },
        "/v1/chat/completions": {
            "post": {
                "summary": "Poser une question avec le protocole d’OpenAI",
                "description": (
                    "Pour les programmes qui parlent déjà ce protocole. Le dernier message de l’utilisateur est la "
                    "question, les précédents l’historique. Les consignes (« system ») et les autres paramètres ne "
                    "sont pas lus. Le texte se termine par ses sources ; « citations » les donne comme données. "
                    "Avec « stream », le texte vérifié arrive par morceaux."
                ),
                "operationId": "complete",
                "requestBody": _body("ChatRequest"),
                "responses": {
                    "200": {
                        "description": "La réponse.",
                        "content": {**_json("ChatCompletion"), **_stream(CHAT_STREAM, "message")},
                    },
                    **_refusals(*ASKING, 404, openai=True),
                },
            }
        },
        "/v1/models": {
            "get": {
                "summary": "Nommer les modèles",
                "description": "L’un répond aux habitants, l’autre (« agent ») aux agents, plus en détail.",
                "operationId": "models",
                "responses": {"200": _found("Les modèles.", "Models"), **_refusals(500, openai=True)},
            }
        },
        "/v1/models/{model}": {
            "get": {
                "summary": "Nommer un modèle",
                "operationId": "model",
                "parameters": [_in_path("model", "assistant-rapport")],
                "responses": {"200": _found("Le modèle.", "Model"), **_refusals(404, 500, openai=True)},
            }
        },
        "/api/health": {
            "get": {
                "summary": "Savoir si le service tourne",
                "operationId": "health",
                "responses": {"200": _found("Il tourne.", "Health"), **_refusals(500)},
            }
        },
        "/api/ready": {
            "get": {
                "summary": "Savoir si le service répond aux questions",
                "operationId": "ready",
                "responses": {"200": _found("Il répond.", "Ready"), **_refusals(500, 503)},
            }
        },
    }  # fmt: skip
    if with_metrics:
        counts = "# TYPE assistant_ready gauge\nassistant_ready 1.0\n"
        paths["/api/metrics"] = {
            "get": {
                "summary": "Lire les compteurs, pour Prometheus",
                "description": "Nombre et durée des réponses, refus par statut. Ni question, ni adresse.",
                "operationId": "metrics",
                "responses": {
                    "200": {
                        "description": "Les compteurs.",
                        "content": {"text/plain": {"schema": {"type": "string"}, "example": counts}},
                    },
                    **_refusals(500),
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": __version__, "description": about, "license": {"name": "MIT"}},
        "paths": paths,
        "components": {"schemas": schemas.schemas(limits)},
    }


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": ref(name)}}


def _stream(stream: str, *names: str) -> dict[str, Any]:
    """A stream of events: the schema and the example of one, and the text of a whole stream."""
    *_, last = [dict(line.split(": ", 1) for line in event.split("\n")) for event in stream.strip().split("\n\n")]
    data: Schema = {"type": "string", "description": "Un objet JSON, ou « [DONE] » à la fin d’un flux de /v1/."}
    event: Schema = {"type": "object", "required": ["data"], "properties": {"event": {"enum": names}, "data": data}}
    return {"text/event-stream": {"schema": event, "example": last, "x-stream": stream}}


def _body(name: str) -> dict[str, Any]:
    return {"required": True, "content": _json(name)}


def _found(description: str, name: str) -> dict[str, Any]:
    return {"description": description, "content": _json(name)}


def _in_path(name: str, example: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
        "example": example,
    }


def _refusals(*statuses: int, openai: bool = False) -> dict[str, Any]:
    """Responses by status: problem details, or errors in OpenAI's shape."""
    content: dict[str, Any] = _json("ChatError") if openai else {"application/problem+json": {"schema": ref("Problem")}}
    seconds: Schema = {"type": "integer", "minimum": 1}
    later = {"Retry-After": {"description": "Secondes à attendre.", "schema": seconds, "required": True}}
    return {
        str(status): {
            "description": REFUSALS[status],
            **({"headers": later} if status in LATER else {}),
            "content": content,
        }
        for status in sorted(statuses)
    }
