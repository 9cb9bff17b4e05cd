"""How does a developer read the API? A page without script, made from the OpenAPI description itself."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import HTMLResponse

from assistant.web import frame
from assistant.web.plain import unbroken


@dataclass(frozen=True, slots=True)
class Member:
    """One property of a JSON object, as the page shows it."""

    name: str
    kind: str
    required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Route:
    """One route, as the page shows it: ``sent`` are the properties of its body, ``got`` an example of its answer."""

    method: str
    path: str
    anchor: str
    summary: str
    description: str
    curl: str
    sent: tuple[Member, ...]
    got: str
    streamed: str
    refusals: tuple[tuple[str, str], ...]


KINDS = {
    "string": "texte", "integer": "entier", "number": "nombre", "boolean": "vrai ou faux", "array": "liste",
    "object": "objet", "null": "null",
}  # fmt: skip


def page(description: Mapping[str, Any]) -> HTMLResponse:
    """The page for an OpenAPI description."""
    return frame.page(
        "api.html",
        here="./api",
        title="API – Interroger le rapport",
        heading="Interroger le rapport depuis un programme",
        about=unbroken(description["info"]["description"]),
        routes=list(routes(description)),
    )


def routes(description: Mapping[str, Any]) -> Iterator[Route]:
    """The routes, in the order of the description."""
    schemas = description["components"]["schemas"]
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            body = _schema(operation.get("requestBody", {}), schemas)
            ok = operation["responses"]["200"]["content"]
            example = _example(next(iter(ok.values())), schemas)
            yield Route(
                method=method.upper(),
                path=path,
                anchor=operation["operationId"],
                summary=operation["summary"],
                description=unbroken(operation.get("description", "")),
                curl=_curl(method, path, operation, body),
                sent=tuple(_members(body)),
                got=example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2),
                streamed=ok.get("text/event-stream", {}).get("x-stream", ""),
                refusals=tuple(
                    (s, unbroken(r["description"])) for s, r in operation["responses"].items() if s != "200"
                ),
            )


def _refusals(operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status, response in operation["responses"].items():
        if status != "200":
            yield status, unbroken(response["description"])


def _schema(holder: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON schema of a body, references followed; empty when there is none."""
    schema: Mapping[str, Any] = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return _followed(schema, schemas)


def _followed(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _example(media: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    return media["example"] if "example" in media else _followed(media["schema"], schemas)["examples"][0]


def _members(schema: Mapping[str, Any]) -> Iterator[Member]:
    for name, member in schema.get("properties", {}).items():
        yield Member(name, _kind(member), name in schema["required"], unbroken(member.get("description", "–")))


def _kind(schema: Mapping[str, Any]) -> str:
    """``"texte"``, ``"texte ou null"``, ``"« citizen » ou « agent »"``."""
    if "enum" in schema:
        return " ou ".join(f"«\u00a0{value}\u00a0»" for value in schema["enum"] if value is not None)
    kinds = schema.get("type", "")
    return " ou ".join(KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind)


def _curl(method: str, path: str, operation: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """A command to paste, once ``ADRESSE`` is set."""
    for parameter in operation.get("parameters", ()):
        value = parameter["example"].replace("#", "%23")
        path = path.replace(f"{{{parameter['name']}}}", value)
    command = f'curl -s "$ADRESSE{path}"'
    if method == "post":
        sent = json.dumps(body["examples"][0], ensure_ascii=False)
        command += f" \\\n  -H 'Content-Type: application/json' \\\n  -d {shlex.quote(sent)}"
    return command
