"""The description of the API is complete and true: requests made from it, by the hundred, are answered as it says."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
import schemathesis
from fake_assistant import FakeAssistant
from hypothesis import HealthCheck, settings
from jsonschema_rs import Draft202012Validator
from schemathesis.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.testclient import TestClient

from assistant.api import Readiness, Reception, create_api
from assistant.limits import Limits

API = create_api(Reception(Readiness(FakeAssistant()), Limits(requests_per_s=1e6, burst=1_000_000)))  # type: ignore[arg-type]
DESCRIPTION = API.openapi()
CASES_PER_ROUTE = 40
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection, positive_data_acceptance, unsupported_method,
    allow_header_conformance,
]  # fmt: skip
# What is too long is refused with 413, which is no answer either.
REFUSED = {"checks": {"negative_data_rejection": {"expected-statuses": [400, 404, 405, 413, 415, 422]}}}
schema = schemathesis.openapi.from_asgi("/api/openapi.json", API, config=schemathesis.Config.from_dict(REFUSED))


@schema.parametrize()
@settings(max_examples=CASES_PER_ROUTE, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_request_is_answered_as_the_description_says(case: Any) -> None:
    # That the last message of the user must be a question is said in words: a schema cannot name the last of a kind.
    beyond_schema = [positive_data_acceptance] if case.path == "/v1/chat/completions" else []
    case.call_and_validate(checks=[check for check in CHECKS if check not in beyond_schema])


# --- Complete


def test_every_route_of_the_application_is_described_and_no_other() -> None:
    served = {
        (route.path.replace(":path", ""), method.lower())
        for route in cast("list[Any]", API.routes)
        if hasattr(route, "methods") and route.path.startswith(("/api/", "/v1/")) and route.path != "/api/openapi.json"
        for method in route.methods - {"HEAD"}
    }  # fmt: skip
    described = {(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods}
    assert described == served


def operations() -> list[Any]:
    return [
        pytest.param(operation, id=f"{method} {path}")
        for path, methods in DESCRIPTION["paths"].items()
        for method, operation in methods.items()
    ]


@pytest.mark.parametrize("operation", operations())
def test_every_route_says_in_french_what_it_does_and_what_it_refuses(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    for status, response in operation["responses"].items():
        assert response["description"].endswith("."), status
        assert response["content"], status
    assert "500" in operation["responses"]


def media() -> list[Any]:
    """Every media type of every body, with its name."""
    found = []
    for path, methods in DESCRIPTION["paths"].items():
        for operation in methods.values():
            bodies = {"request": operation["requestBody"]} if "requestBody" in operation else {}
            for place, body in {**bodies, **operation["responses"]}.items():
                for kind, described in body["content"].items():
                    found.append(pytest.param(described, id=f"{path} {place} {kind}"))
    return found


def validator(described: dict[str, Any]) -> Any:
    return Draft202012Validator({**described["schema"], "components": DESCRIPTION["components"]})


@pytest.mark.parametrize("described", media())
def test_every_body_has_an_example_that_is_one(described: dict[str, Any]) -> None:
    name = described["schema"].get("$ref", "").rpartition("/")[2]
    examples = (
        [described["example"]] if "example" in described else DESCRIPTION["components"]["schemas"][name]["examples"]
    )
    assert examples
    for example in examples:
        validator(described).validate(example)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_the_examples_of_requests_are_answered(accept: str) -> None:
    with TestClient(API) as client:
        for path, methods in DESCRIPTION["paths"].items():
            body = methods.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
            if body:
                name = body["schema"]["$ref"].rpartition("/")[2]
                for example in DESCRIPTION["components"]["schemas"][name]["examples"]:
                    assert client.post(path, json=example, headers={"Accept": accept}).status_code == 200, path


def test_the_example_of_a_stream_is_made_like_one() -> None:
    operation = DESCRIPTION["paths"]["/api/ask"]["post"]
    example = operation["responses"]["200"]["content"]["text/event-stream"]["x-stream"]
    with TestClient(API) as client:
        stream = client.post("/api/ask", json={"question": "eau"}, headers={"Accept": "text/event-stream"}).text
    for text in (example, stream):
        events = [block.split("\n") for block in text.strip().split("\n\n")]
        assert [name for name, _ in events] == ["event: sentence", "event: answer"]
        whole = json.loads(events[-1][1].removeprefix("data: "))
        validator({"schema": {"$ref": "#/components/schemas/Answer"}}).validate(whole)


def test_the_limits_described_are_those_that_hold() -> None:
    short = create_api(Reception(Readiness(), Limits(question_chars=123))).openapi()
    assert short["components"]["schemas"]["Question"]["properties"]["question"]["maxLength"] == 123
