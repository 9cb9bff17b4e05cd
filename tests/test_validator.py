"""The HTML checker of the tests: does it see anything at all?"""

from __future__ import annotations

from pathlib import Path

from validator import messages

GOOD = '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title></head><body><p>Oui.</p></body></html>'


def test_a_fault_is_named_with_its_page_and_a_good_page_gives_nothing(tmp_path: Path) -> None:
    bad = GOOD.replace("<p>Oui.</p>", '<p id="a">Un<div id="a">deux</div></p>')
    said = messages({"bonne": GOOD, "mauvaise": bad}, tmp_path)
    assert {message.split(":")[0] for message in said} == {"mauvaise"}
    assert any("Duplicate ID" in message for message in said)
