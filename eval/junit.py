"""What does continuous integration read? JUnit XML: first the gates, which decide, then every question.

A missed question is a failure in its suite although the run as a whole may pass: what compares two runs (a merge
request's test tab) then names the questions that a change won and lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

# What XML 1.0 cannot hold, whatever the escaping.
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(record: Mapping[str, Any]) -> str:
    """The run as JUnit XML, with French messages."""
    root = Element("testsuites", name="évaluation")
    gates = SubElement(root, "testsuite", name="seuils", tests=str(len(record["gates"])))
    gates.set("failures", str(sum(not g["held"] for g in record["gates"])))
    for gate in record["gates"]:
        case = SubElement(gates, "testcase", classname="seuils", name=f"{gate['name']} ({gate['bound']})")
        if not gate["held"]:
            SubElement(case, "failure", message=_text(gate["sentence"]), type="seuil")
    for questions in record["sets"]:
        _add_questions(root, questions)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_questions(root: Element, questions: Mapping[str, Any]) -> None:
    missed = [t for t in questions["trials"] if t["why"]]
    suite = SubElement(root, "testsuite", name=questions["name"], tests=str(len(questions["trials"])))
    suite.set("failures", str(len(missed)))
    for trial in questions["trials"]:
        case = SubElement(suite, "testcase", classname=f"{questions['name']}.{trial['kind']}", name=_text(trial["id"]))
        case.set("time", f"{trial['elapsed_ms'] / 1000:.4f}")
        if trial["why"]:
            failure = SubElement(case, "failure", message=_text(trial["why"]), type=trial["verdict"])
            failure.text = _text(f"{trial['question']}\n{trial['answer']}")


def _text(text: str) -> str:
    return UNPRINTABLE.sub("\ufffd", text)
