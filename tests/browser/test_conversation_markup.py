"""What does the HTML checker say against the page of the conversation? A list that may get shorter, not longer.

All of it is the markup of Gradio, which puts what it is given into elements that may not hold it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from validator import messages

HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
PLAN = "Quelles sont les mesures du plan des mobilités douces ?"
NOWHERE = "Quelle est la capitale de la Mongolie ?"


def misplaced(child: str, parent: str) -> str:
    return (
        f"Element “{child}” not allowed as child of element “{parent}” in this context. "
        "(Suppressing further errors from this subtree.)"
    )


# Gradio writes markdown into a span.
IN_A_SPAN = ("h2", "p", "section", "details")
KNOWN = {
    "Bad value “” for attribute “id” on element “div”: An ID must not be the empty string.",
    "Duplicate ID “”.",
    "The first occurrence of ID “” was here.",
    *(misplaced(child, "span") for child in IN_A_SPAN),
    misplaced("div", "button"),
    misplaced("div", "label"),
}


def test_the_markup_of_the_conversation_has_no_other_faults_than_those_known(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    visitor = visit()
    page = visitor.open()
    pages = {"start": page.content()}
    page.get_by_role("button", name="Envoyer").click()
    page.locator("#erreur .erreur").wait_for()
    pages["error"] = page.content()
    visitor.ask(HECTARES)
    page.locator("#suites button:visible").first.wait_for()
    page.locator("#fil .source").first.wait_for()
    pages["answer"] = page.content()
    visitor.ask(PLAN)
    visitor.ask(NOWHERE)
    pages["refusal"] = page.content()
    said = {message.split(": ", 2)[2] for message in messages(pages, tmp_path)}
    # What a new version mends is taken off the list.
    assert said == KNOWN
